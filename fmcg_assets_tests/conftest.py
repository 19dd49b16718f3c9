"""What all tests share: the engine that they run on."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

import pytest
from filelock import FileLock

from fmcg_assets import spark_server
from fmcg_assets.resources.environments import Settings, cache_dir, load_settings
from fmcg_assets.resources.spark import RemoteSparkResource, SparkResource, spark_resource
from fmcg_assets.semantics.snapshot import SnapshotStore
from fmcg_assets_tests.sample import sample_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession


SESSION: Final = "FMCG_TEST_SESSION"
"""Names the process of the test session to its workers."""

LONGEST_FIRST: Final = [
    f"fmcg_assets_tests/{name}.py"
    for name in (
        "engines/test_cluster",
        "reference/test_arrival_order",
        "engines/test_same_tables",
        "daemon/test_daemon",
        "engines/test_writer",
        "engines/test_ownership",
        "on_s3/test_loads",
        "on_s3/test_refusals",
        "on_s3/test_outages",
        "test_spark_server",
    )
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=("embedded", "spark"),
        default="embedded",
        help="engine that transforms, I/O manager and pipeline are tested on; spark brings up a"
        " local server (Java 17)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Prepare for one Spark server for all workers: they inherit this environment."""
    if hasattr(config, "workerinput"):
        return
    os.environ[SESSION] = str(os.getpid())
    # Servers of minutes: what a thorough compiler would gain comes too late for them.
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
    config.add_cleanup(end_server)
    if config.getoption("--engine") == "spark":
        os.environ |= {"FMCG_ENGINE": "spark", "FMCG_SPARK_REMOTE": shared_server()}


def shared_server() -> str:
    """Return the address of this test session's Spark server; the first who asks starts it."""
    server = _server_settings()
    with FileLock(cache_dir() / f"tests-{os.environ[SESSION]}.lock"):
        if running := spark_server.status(server):
            return running.remote
        remote = spark_server.start(server, port=0, memory="3g", cores=os.cpu_count() or 1)
        # Also after a session that was killed, and cleaned nothing up.
        running = spark_server.status(server)
        assert running is not None
        waiting = f"while kill -0 {os.environ[SESSION]}; do sleep 1; done; kill {running.pid}"
        subprocess.run(["/bin/sh", "-c", f"({waiting}) >/dev/null 2>&1 &"], check=True)
    return remote


def end_server() -> None:
    """End this session's Spark server, if anybody asked for it, and forget it."""
    server = _server_settings()
    spark_server.stop(server)
    shutil.rmtree(spark_server.state_file(server).parent, ignore_errors=True)
    (cache_dir() / f"tests-{os.environ[SESSION]}.lock").unlink(missing_ok=True)


def _server_settings() -> Settings:
    name = f"tests of process {os.environ[SESSION]}"
    return load_settings().model_copy(update={"lake_uri": name})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: what is left for the end keeps all workers busy."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


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
def sample(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings on a lake that holds the whole sample; not to be changed."""
    return sample_settings(tmp_path_factory)


@pytest.fixture(scope="session")
def sample_store(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> SnapshotStore:
    """Hands out the view of the sample."""
    return SnapshotStore(sample, folder=tmp_path_factory.mktemp("snapshots"))


@pytest.fixture(scope="session")
def spark(engine: SparkResource) -> SparkSession:
    """The engine's session."""
    session: SparkSession = engine.spark_session
    return session
