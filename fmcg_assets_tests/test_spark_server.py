"""The local Spark Connect server: start, stop, what is in the way, its configuration."""

from __future__ import annotations

import errno
import json
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from fmcg_assets import spark_server
from fmcg_assets.cli.app import app
from fmcg_assets.errors import EngineError
from fmcg_assets.resources.environments import Settings, cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

ROWS = pa.table({"day": ["2025-07-01", "2025-07-02"], "pieces": pa.array([3, 4], pa.int64())})


def settings(tmp_path: Path, **values: str) -> Settings:
    return Settings(lake_uri=str(tmp_path / "lake"), **values)  # type: ignore[arg-type]


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a lake of this test alone, so that it has a server of its own."""
    monkeypatch.setenv("FMCG_LAKE_URI", str(tmp_path / "lake"))
    return settings(tmp_path)


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FMCG_CACHE", str(tmp_path / "cache"))
    return cache_dir()


@contextmanager
def connected(remote: str) -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    session: SparkSession = SparkSession.builder.remote(remote).create()
    try:
        yield session
    finally:
        # A client whose server has ended would keep this process alive.
        session.stop()


def start(settings: Settings, port: int = 0) -> str:
    return spark_server.start(settings, port=port, memory="1g", cores=2)


def write_state(settings: Settings, process: psutil.Process, started: float) -> None:
    state = spark_server.Running(process.pid, started, 15002, "server.log")
    path = spark_server.state_file(settings)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(vars(state)))


# The server


@pytest.mark.server
def test_a_server_that_is_started_stores_and_reads_delta_until_it_is_stopped(
    own_state: Settings, tmp_path: Path
) -> None:
    remote = start(own_state)
    try:
        running = spark_server.status(own_state)
        assert running is not None
        assert running.remote == remote
        with connected(remote) as session:
            table = str(tmp_path / "lake" / "table")
            frame = session.createDataFrame(ROWS)
            frame.write.format("delta").partitionBy("day").save(table)
            stored = session.read.format("delta").load(table).orderBy("day")
            assert stored.toArrow().to_pylist() == ROWS.to_pylist()
            assert (tmp_path / "lake" / "table" / "_delta_log").is_dir()
        with pytest.raises(EngineError, match=f"runs already at {remote}"):
            start(own_state)
    finally:
        ended = spark_server.stop(own_state)

    assert ended
    with socket.socket() as client:
        assert client.connect_ex((spark_server.HOST, running.port)) == errno.ECONNREFUSED
    assert spark_server.status(own_state) is None
    assert not spark_server.stop(own_state)


@pytest.mark.server
def test_a_server_outlives_the_command_that_starts_it_and_listens_on_this_machine_alone(
    own_state: Settings,
) -> None:
    starter = (
        "from fmcg_assets import spark_server as s;"
        "from fmcg_assets.resources.environments import load_settings;"
        "s.start(load_settings(), port=0, memory='1g', cores=1)"
    )
    subprocess.run([sys.executable, "-c", starter], check=True)
    try:
        running = spark_server.status(own_state)
        assert running is not None
        listening = {
            connection.laddr.ip.removeprefix("::ffff:")
            for connection in psutil.Process(running.pid).net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {"127.0.0.1"}
    finally:
        spark_server.stop(own_state)


@pytest.mark.server
def test_the_commands_start_name_and_end_the_server(own_state: Settings) -> None:
    runner = CliRunner()
    try:
        first = runner.invoke(app, ["spark", "start", "--port", "0", "--memory", "1g"])
        running = spark_server.status(own_state)
        assert running is not None
        use = f"export FMCG_ENGINE=spark FMCG_SPARK_REMOTE={running.remote}"
        assert use in first.stdout
        again = runner.invoke(app, ["spark", "start"])
        assert again.exit_code == 0
        assert "runs already" in again.stdout
        assert use in again.stdout
        assert use in runner.invoke(app, ["spark", "status"]).stdout
    finally:
        ended = runner.invoke(app, ["spark", "stop"])

    assert "has ended" in ended.stdout
    assert "No Spark server runs" in runner.invoke(app, ["spark", "status"]).stdout
    assert "No Spark server runs" in runner.invoke(app, ["spark", "stop"]).stdout


@pytest.mark.server
def test_a_server_that_does_not_come_up_ends_with_its_last_log_lines(own_state: Settings) -> None:
    with pytest.raises(
        EngineError, match=r"ended while it started; the last lines of .*server\.log"
    ):
        spark_server.start(own_state, port=0, memory="1m", cores=1)

    assert spark_server.status(own_state) is None


@pytest.mark.server
def test_a_port_in_use_is_named(own_state: Settings) -> None:
    with socket.socket() as taken:
        taken.bind((spark_server.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(EngineError, match=rf"port {port} of 127\.0\.0\.1 cannot be used"):
            start(own_state, port)


@pytest.mark.server
def test_jars_that_lie_in_the_cache_are_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = spark_server.jars()
    assert {"delta-spark", "delta-storage", "hadoop-aws", "s3", "sts"} <= {
        path.stem.rpartition("-")[0].partition("_")[0] for path in first
    }

    # Nothing could be fetched any more.
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9")

    assert spark_server.jars() == first


@pytest.mark.server
def test_without_a_network_the_jars_cannot_be_fetched_and_nothing_is_left(
    empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9")

    with pytest.raises(EngineError, match=r"cannot be fetched from Maven Central .*network"):
        spark_server.jars()

    assert [path for path in (empty_cache / "jars").iterdir() if path.is_dir()] == []


# What is in the way


def test_without_java_the_error_says_which_is_needed(
    own_state: Settings, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(EngineError, match="Java was not found; Spark needs Java 17 or newer"):
        start(own_state)


def test_a_java_that_is_too_old_is_named(
    own_state: Settings, empty_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "java" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))

    with pytest.raises(EngineError, match="Java 11 was found; Spark needs Java 17 or newer"):
        start(own_state)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_392"', 8),
        ('openjdk version "21" 2023-09-19', 21),
        ('Picked up JAVA_TOOL_OPTIONS: -Dx=1\nopenjdk version "25-ea" 2025-09-16', 25),
    ],
)
def test_the_version_of_java_is_read(text: str, version: int) -> None:
    assert spark_server.java_version(text) == version


# State


def test_no_server_runs_where_none_was_started(own_state: Settings, empty_cache: Path) -> None:
    assert spark_server.status(own_state) is None
    assert not spark_server.stop(own_state)


def test_another_process_with_the_same_number_is_no_server_and_is_left_alone(
    own_state: Settings, empty_cache: Path
) -> None:
    other = psutil.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        write_state(own_state, other, other.create_time() - 60)

        assert spark_server.status(own_state) is None
        assert not spark_server.stop(own_state)
        assert other.poll() is None
    finally:
        other.kill()
        other.communicate()


def test_a_server_that_died_does_not_run(own_state: Settings, empty_cache: Path) -> None:
    died = psutil.Popen([sys.executable, "-c", ""])
    started = died.create_time()
    died.wait()
    write_state(own_state, died, started)

    assert spark_server.status(own_state) is None


def test_the_server_of_one_lake_is_none_of_another(empty_cache: Path, tmp_path: Path) -> None:
    this, other = settings(tmp_path / "a"), settings(tmp_path / "b")
    me = psutil.Process()
    write_state(this, me, me.create_time())

    assert spark_server.status(this) is not None
    assert spark_server.status(other) is None


# Configuration


def s3a(values: Settings) -> dict[str, str]:
    prefix = "spark.hadoop.fs.s3a."
    return {
        name.removeprefix(prefix): value
        for name, value in spark_server.spark_conf(values).items()
        if name.startswith(prefix)
    }


def test_on_aws_the_region_alone_is_set(tmp_path: Path) -> None:
    conf = s3a(settings(tmp_path, s3_region="ap-south-1"))

    assert conf["endpoint.region"] == "ap-south-1"
    assert not {"endpoint", "path.style.access", "connection.ssl.enabled"} & conf.keys()


@pytest.mark.parametrize(
    ("endpoint", "encrypted"),
    [("http://127.0.0.1:9000", "false"), ("https://s3.example.com", "true")],
)
def test_another_s3_server_is_reached_by_path_and_as_its_scheme_says(
    tmp_path: Path, endpoint: str, encrypted: str
) -> None:
    conf = s3a(settings(tmp_path, s3_endpoint_url=endpoint))

    assert conf["endpoint"] == endpoint
    assert conf["path.style.access"] == "true"
    assert conf["connection.ssl.enabled"] == encrypted


def test_no_secret_is_in_the_command_or_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "canary-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-secret")
    values = settings(tmp_path, s3_endpoint_url="http://127.0.0.1:9000")

    command = spark_server.connect_command(tmp_path, spark_server.spark_conf(values), [])

    written = [path.read_text() for path in tmp_path.iterdir() if path.is_file()]
    assert len(written) == 2
    assert "canary" not in " ".join([*command, *written])


# The page for clusters


PAGE = (Path(__file__).resolve().parents[1] / "docs" / "spark.md").read_text(encoding="utf-8")


def test_the_page_names_the_jars_that_a_local_server_takes() -> None:
    for jar in (
        f"io.delta:delta-spark_{spark_server.SPARK}:{spark_server.DELTA}",
        f"io.delta:delta-storage:{spark_server.DELTA}",
        f"org.apache.hadoop:hadoop-aws:{spark_server.HADOOP}",
        f"`software.amazon.awssdk` {spark_server.AWS_SDK}",
        f"analyticsaccelerator-s3:{spark_server.ACCELERATOR}",
    ):
        assert jar in PAGE


def test_the_page_configures_a_cluster_as_a_local_server_is_configured(tmp_path: Path) -> None:
    written = dict(re.findall(r"^(spark\.[\w.]+)=(\S+)$", PAGE, re.MULTILINE))
    here = spark_server.spark_conf(settings(tmp_path, s3_region="ap-south-1"))
    # Sizes, the UI and how long a dead endpoint is waited for are a cluster's own matter.
    own = {"spark.ui.enabled", *(name for name in here if name.endswith((".maximum", ".limit")))}
    sizes = spark_server.SMALL_CONF.keys()

    assert {name: value for name, value in written.items() if name not in sizes} == {
        name: value for name, value in here.items() if name not in own
    }
    assert sizes <= written.keys()
