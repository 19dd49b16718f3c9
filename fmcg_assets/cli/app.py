"""The commands; what they need is imported when they are called, so that each starts fast."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path  # noqa: TC003 - Typer reads annotations at run time
from typing import Annotated, Any

import typer
from botocore.exceptions import BotoCoreError, ClientError
from deltalake.exceptions import DeltaError
from rich.console import Console
from rich.markup import escape

from fmcg_assets.cli.spark import spark_app
from fmcg_assets.errors import FmcgError
from fmcg_assets.resources.environments import (
    load_settings,
)

app = typer.Typer(
    help="Consolidates the sales of the parent and the acquired company in one Delta lake.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run(
    full: Annotated[
        bool, typer.Option("--full", help="Everything that landed, whether it is in or not.")
    ] = False,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="One business day alone, also if it is in."
        ),
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First of several days, alone."),
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last of several days.")
    ] = None,
    allow_removal: Annotated[
        bool,
        typer.Option(
            "--allow-removal", help="Let a vanished or emptied file take its stored rows away."
        ),
    ] = False,
    take_over: Annotated[
        bool,
        typer.Option(
            "--take-over",
            help="Make the lake this engine's to write; no run may be unfinished.",
        ),
    ] = False,
    profile: Annotated[bool, typer.Option("--profile", help="Print where the time went.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Dagster's log and stack traces.")
    ] = False,
) -> None:
    """Bring in what landed and is not yet in the lake; of given days, all that landed."""
    days = _days(day, first, last)
    settings = load_settings()
    from fmcg_assets.cli.report import print_headline, print_profile
    from fmcg_assets.cli.run import Refresh
    from fmcg_assets.planning import Request

    _end_well_when_told()
    console = Console()
    refresh = Refresh(settings, Request(full, days, allow_removal), console, verbose=verbose)
    if take_over:
        refresh.take_over()
    problems = refresh.run()
    print_headline(console, settings)
    if profile:
        print_profile(console, refresh.timings)
    console.print("Open the Dagster UI on this lake: [bold]fmcg ui[/], or [bold]make ui[/].")
    for problem in problems:
        _print_error("not in:", problem)
    raise typer.Exit(1 if problems else 0)


def _end_well_when_told() -> None:
    """Let a run free what it holds, however it is told to end.

    Started in the background of a script, it would ignore SIGINT; Dagster would let it ignore
    SIGTERM, too.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def _days(
    day: datetime | None, first: datetime | None, last: datetime | None
) -> tuple[date, date] | None:
    if day and (first or last):
        raise typer.BadParameter("--date goes without --from and --to")
    if day:
        return day.date(), day.date()
    if not first and not last:
        return None
    if not first or not last:
        raise typer.BadParameter("--from and --to go together")
    if first > last:
        raise typer.BadParameter("--from lies after --to")
    return first.date(), last.date()


@app.command()
def backfill(
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First of the days.")
    ],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last of the days.")],
    select: Annotated[
        str | None,
        typer.Option(
            "--select",
            metavar="SELECTION",
            help="Dagster's selection of assets, as 'key:\"silver/orders\"+' or group:gold; the"
            " order files and everything made from them unless given.",
        ),
    ] = None,
) -> None:
    """Materialize a selection of assets again for a range of days, in one run."""
    settings = load_settings()
    from fmcg_assets.cli.backfill import Backfill

    task = Backfill(settings, first.date(), last.date(), select, Console())
    _end_well_when_told()
    problems = task.run()
    for problem in problems:
        _print_error("failed:", problem)
    raise typer.Exit(1 if problems else 0)


@app.command()
def kpis(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Print the headline figures of the enriched view."""
    from fmcg_assets.cli.report import kpi_table
    from fmcg_assets.kpis import headline
    from fmcg_assets.lake.tables import Lake

    figures = headline(Lake(load_settings().lake_uri))
    if as_json:
        typer.echo(json.dumps({key: _plain(value) for key, value in asdict(figures).items()}))
    else:
        Console().print(kpi_table(figures))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; a whole amount of rupees as a whole number."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in English or French.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--first", help="The question before, for one that goes on.")
    ] = None,
    show_sql: Annotated[bool, typer.Option("--sql", help="Print the SQL, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print which rule took which words.")
    ] = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="IN.jsonl",
            exists=True,
            dir_okay=False,
            help='Answer a file of lines {"id", "question", "first"?} instead.',
        ),
    ] = None,
    out: Annotated[
        str, typer.Option("--out", metavar="OUT.jsonl", help="Where a batch goes; - is stdout.")
    ] = "-",
) -> None:
    """Answer a question about sales in plain language, from the enriched view.

    Ends with 0 for an answer, 3 where the question is refused and 4 where it is asked back; a
    batch ends with 0, whatever became of its questions.
    """
    if (question is None) == (batch is None):
        raise typer.BadParameter("give either a question or --batch")
    settings = load_settings()
    from fmcg_assets.cli.ask import answer_batch, answer_one

    if batch is not None:
        answer_batch(settings, batch, out)
        return
    assert question is not None
    code = answer_one(
        settings,
        question,
        Console(),
        first=first,
        show_sql=show_sql,
        as_json=as_json,
        explain=explain,
    )
    raise typer.Exit(code)


@app.command()
def status() -> None:
    """Print what the tables hold, which files wait and what is in quarantine."""
    from fmcg_assets.cli.status import print_status

    print_status(load_settings(), Console())


@app.command()
def quarantine(
    reason: Annotated[str | None, typer.Option(help="Only rows that wait for this reason.")] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="Only rows of the files of this business day."
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(help="Only rows of one landing domain, for example child_orders."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, help="Rows at most, 0 is all. Unless given, 50 are shown, and all written."
        ),
    ] = None,
    csv_file: Annotated[
        str | None,
        typer.Option("--csv", metavar="FILE", help="Write the rows to a CSV file; - is stdout."),
    ] = None,
) -> None:
    """List the rows in quarantine: why each waits, its file and line, and what was delivered."""
    from fmcg_assets.cli.quarantine import Quarantine, export_quarantine, print_quarantine
    from fmcg_assets.lake.tables import Lake

    lake = Lake(load_settings().lake_uri)
    found = Quarantine(lake, reason=reason, day=day.date() if day else None, table=table)
    if csv_file is None:
        print_quarantine(found, Console(), limit)
    else:
        export_quarantine(found, csv_file, Console(stderr=True), limit)


@app.command()
def questions(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only what was asked since this day (UTC)."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Lines of each list at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """List what was asked of dashboard and `fmcg ask`: counts, what was refused most, feedback."""
    from fmcg_assets.cli.questions import print_questions

    day = since.date() if since else None
    print_questions(load_settings(), Console(), since=day, limit=limit, as_json=as_json)


@app.command("sample-data")
def sample_data(
    folder: Annotated[Path, typer.Argument(help="Where both landing zones are written.")],
    scale: Annotated[float, typer.Option(help="Multiplies the child's orders.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed, other data.")] = 20250701,
) -> None:
    """Write a made-up landing zone of both companies, with every kind of dirt."""
    from fmcg_assets.sample_data import write_sample_data

    summary = write_sample_data(folder, seed=seed, scale=scale)
    typer.echo(
        f"{sum(summary.files.values())} files, {sum(summary.rows.values())} rows in {folder}"
    )


app.add_typer(spark_app, name="spark")


@app.command("check-connection")
def check_connection(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Try what landing zones and lake allow: reading, writing, the role and its external id."""
    from fmcg_assets.cli.connection import print_connection

    good = print_connection(load_settings(), Console(), as_json=as_json)
    raise typer.Exit(0 if good else 1)


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000,
) -> None:
    """Open the Dagster UI and daemon over the same instance and lake, on 127.0.0.1."""
    from fmcg_assets.cli.ui import serve

    raise typer.Exit(serve(load_settings(), port))


@app.command()
def dashboard(
    port: Annotated[
        int | None, typer.Option(help="Port on 127.0.0.1; without it FMCG_DASHBOARD_PORT.")
    ] = None,
) -> None:
    """Open the dashboard and the questions for business people, on 127.0.0.1."""
    from fmcg_assets.cli.dashboard import serve

    serve(load_settings(), port)


def main() -> None:
    """Run the command; a known error ends it with its message and no stack trace."""
    try:
        app()
    except FmcgError as error:
        _print_error("error:", str(error))
        sys.exit(1)
    except (DeltaError, OSError, BotoCoreError, ClientError) as error:
        # A damaged table or an unreachable folder: the first line says which.
        cause = str(error).partition("\n")[0]
        _print_error("error:", f"{type(error).__name__}: {cause}")
        sys.exit(1)


def _print_error(what: str, text: str) -> None:
    Console(stderr=True).print(f"[red]{what}[/] {escape(text)}", highlight=False, soft_wrap=True)
