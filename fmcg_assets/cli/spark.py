"""`fmcg spark`: a local Spark Connect server, to try the spark engine on one machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from fmcg_assets.resources.environments import load_settings

if TYPE_CHECKING:
    from fmcg_assets.spark_server import Running

spark_app = typer.Typer(
    help="A local Spark Connect server with Delta and S3; needs Java 17 or newer.",
    no_args_is_help=True,
)


@spark_app.command()
def start(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1, 0 is any.")] = (
        15002
    ),
    memory: Annotated[str, typer.Option(help="Heap of the server, as 2g or 800m.")] = "2g",
    cores: Annotated[
        int | None, typer.Option(min=1, help="Cores to use; all of the machine unless given.")
    ] = None,
) -> None:
    """Bring up the server; the first time, its jars are fetched (23 MB)."""
    settings = load_settings()
    from fmcg_assets import spark_server

    if running := spark_server.status(settings):
        typer.echo(f"A Spark server runs already (process {running.pid}).")
    else:
        count = cores or os.cpu_count() or 1
        spark_server.start(settings, port=port, memory=memory, cores=count)
        running = spark_server.status(settings)
    if running:
        _print_use(running)


@spark_app.command()
def stop() -> None:
    """End the server; runs that use it fail."""
    settings = load_settings()
    from fmcg_assets import spark_server

    ended = spark_server.stop(settings)
    typer.echo("The Spark server has ended." if ended else "No Spark server runs for this lake.")


@spark_app.command()
def status() -> None:
    """Print whether the server runs, and what to set to use it."""
    settings = load_settings()
    from fmcg_assets import spark_server

    if running := spark_server.status(settings):
        typer.echo(f"A Spark server runs (process {running.pid}, log {running.log}).")
        _print_use(running)
    else:
        typer.echo("No Spark server runs for this lake; `fmcg spark start` brings one up.")


def _print_use(running: Running) -> None:
    typer.echo(f"To use it:\n  export FMCG_ENGINE=spark FMCG_SPARK_REMOTE={running.remote}")
