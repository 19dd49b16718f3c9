"""What all tests share: the engine that they run on."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from fmcg_assets import spark_server
from fmcg_assets.resources.environments import load_settings
from fmcg_assets.resources.spark import RemoteSparkResource, SparkResource, spark_resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=("embedded", "spark"),
        default="embedded",
        help="engine that transforms, I/O manager and pipeline are tested on; spark brings up a"
        " local server (Java 17)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Bring up the Spark server, once for all workers: they inherit where it is."""
    if config.getoption("--engine") != "spark" or hasattr(config, "workerinput"):
        return
    server = load_settings().model_copy(update={"lake_uri": f"tests of process {os.getpid()}"})

    def end_server() -> None:
        spark_server.stop(server)

    config.add_cleanup(end_server)
    remote = spark_server.start(server, port=0, memory="3g", cores=os.cpu_count() or 1)
    os.environ |= {"FMCG_ENGINE": "spark", "FMCG_SPARK_REMOTE": remote}
    # Also after a session that was killed, and cleaned nothing up.
    running = spark_server.status(server)
    assert running is not None
    waiting = f"while kill -0 {os.getpid()}; do sleep 1; done; kill {running.pid}"
    subprocess.run(["/bin/sh", "-c", f"({waiting}) >/dev/null 2>&1 &"], check=True)


def pytest_sessionfinish() -> None:
    """Close the session: a client whose server has ended keeps its process alive."""
    RemoteSparkResource.stop()


@pytest.fixture(scope="session")
def engine() -> Iterator[SparkResource]:
    """The engine that the tests run on."""
    resource = spark_resource(load_settings())
    yield resource
    resource.stop()


@pytest.fixture(scope="session")
def spark(engine: SparkResource) -> SparkSession:
    """The engine's session."""
    session: SparkSession = engine.spark_session
    return session
