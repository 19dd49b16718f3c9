"""A local Spark Connect server with Delta and S3, to try `FMCG_ENGINE=spark` on one machine.

The server is a process of its own that outlives the command that starts it. What belongs to it
(state, log, configuration) lies in one folder of the cache for each lake: a lake has one Spark
driver that writes.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil
from filelock import FileLock

from fmcg_assets.errors import EngineError
from fmcg_assets.resources.environments import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fmcg_assets.resources.environments import Settings

HOST: Final = "127.0.0.1"
"""The server has no token: only this machine may reach it."""

DELTA: Final = "4.4.0"
HADOOP: Final = "3.5.0"
AWS_SDK: Final = "2.35.4"
ACCELERATOR: Final = "1.3.1"
SPARK: Final = "4.2_2.13"

_MIN_JAVA: Final = 17
_START_SECONDS: Final = 90.0
_STOP_SECONDS: Final = 15.0
_FETCH_SECONDS: Final = 600.0
_READY: Final = re.compile(rf"Spark Connect server started at: {re.escape(HOST)}:(\d+)")


@dataclass(frozen=True)
class Running:
    """A server that runs: its process, when that started (seconds since 1970), port and log."""

    pid: int
    started: float
    port: int
    log: str

    @property
    def remote(self) -> str:
        """What FMCG_SPARK_REMOTE has to be."""
        return f"sc://{HOST}:{self.port}"


def start(settings: Settings, *, port: int, memory: str, cores: int) -> str:
    """Start the lake's server, wait until it is ready, and return its `sc://` address.

    `port` 0 is any free one, `memory` is the size of the JVM's heap (`2g`). The server takes the
    AWS credentials from this process's environment, as everything else does.

    Raises EngineError where one runs already, Java or the jars are missing, the port is in use,
    or the server does not come up.
    """
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        if running := status(settings):
            raise EngineError(
                f"a Spark server runs already at {running.remote} (process {running.pid});"
                " `fmcg spark stop` ends it"
            )
        _require_free(port)
        files = jars()
        conf = {
            **spark_conf(settings),
            **_LOCAL_CONF,
            **connect_conf(port),
            "spark.master": f"local[{cores}]",
            "spark.driver.memory": memory,
            # Jars of the configuration are handed to every session anew, also within one process.
            "spark.driver.extraClassPath": ":".join(map(str, files)),
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
        }
        log = folder / "server.log"
        process = _spawn(connect_command(folder, conf, ()), folder, log)
        try:
            bound = wait_until_ready(process, log)
            running = Running(process.pid, process.create_time(), bound, str(log))
            state_file(settings).write_text(json.dumps(asdict(running)))
        except BaseException:
            _end(process)
            raise
        return running.remote


def stop(settings: Settings) -> bool:
    """End the lake's server; returns whether there was one."""
    folder = _folder(settings)
    if not folder.is_dir():
        return False
    with FileLock(folder / "lock"):
        running = status(settings)
        if running:
            _end(psutil.Process(running.pid))
        state_file(settings).unlink(missing_ok=True)
        return running is not None


def status(settings: Settings) -> Running | None:
    """Return the lake's server if it runs."""
    try:
        running = Running(**json.loads(state_file(settings).read_text()))
        process = psutil.Process(running.pid)
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None
    # The number of a process that ended is given to another one some day.
    same = process.create_time() == running.started
    return running if same and _alive(process) else None


def _folder(settings: Settings) -> Path:
    lake = hashlib.sha256(settings.lake_uri.encode()).hexdigest()[:12]
    return cache_dir() / "spark" / lake


def state_file(settings: Settings) -> Path:
    """Return where the lake's server is written down."""
    return _folder(settings) / "server.json"


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        # As the server does; a connection that was closed a moment ago is not in its way.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise EngineError(
                f"port {port} of {HOST} cannot be used: {error.strerror}; another one is set by"
                " --port, and 0 is any free one"
            ) from None


def _spawn(command: Sequence[str], folder: Path, log: Path) -> psutil.Process:
    """Start a process that is nobody's child and in no terminal: it outlives this one."""
    script = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'
    started = subprocess.run(
        ["/bin/sh", "-c", script, "sh", str(log), *command],
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    try:
        return psutil.Process(int(started.stdout))
    except psutil.NoSuchProcess:
        raise EngineError(f"the Spark server cannot be started{_last_lines(log)}") from None


def _alive(process: psutil.Process) -> bool:
    try:
        # Where nobody collects it, a process that ended stays as a zombie; while one ends, its
        # other threads still hold the port.
        ended = process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1
        return process.is_running() and not ended
    except psutil.NoSuchProcess:
        return False


def _end(process: psutil.Process) -> None:
    for ask in (process.terminate, process.kill):
        with suppress(psutil.NoSuchProcess):
            ask()
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline:
            if not _alive(process):
                return
            time.sleep(0.05)


# Configuration


SMALL_CONF: Final[Mapping[str, str]] = {
    "spark.sql.shuffle.partitions": "2",
    "spark.databricks.delta.snapshotPartitions": "1",
    # Also the tasks of VACUUM, which lists a table's folder: 10,000 unless set, most of a minute.
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
}
"""For tables of up to some million rows, which Spark would cut into 200 parts, Delta into 50."""

_LOCAL_CONF: Final[Mapping[str, str]] = {
    **SMALL_CONF,
    # Many small queries: compiling and planning each anew takes longer than what it saves.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}

_JAVA_OPTIONS: Final = "-XX:+UseParallelGC"
"""A driver of few cores has none to spare for a collector that runs beside it."""

_LOG_CONF: Final = """\
rootLogger.level = error
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n%ex{8}
logger.connect.name = org.apache.spark.sql.connect.service.SparkConnectServer
logger.connect.level = info
"""


def spark_conf(settings: Settings) -> dict[str, str]:
    """Return what every Spark server for this lake needs: Delta, S3, time zone, ANSI."""
    return {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.ui.enabled": "false",
        **_s3_conf(settings),
    }


def _s3_conf(settings: Settings) -> dict[str, str]:
    values = {
        # The chain of boto3 and delta-rs: environment, profile with role, instance role.
        "aws.credentials.provider": (
            "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider"
        ),
        # An endpoint that refuses is given up in seconds, not in many minutes.
        "attempts.maximum": "0",
        "retry.limit": "1",
    }
    if settings.s3_endpoint_url:
        encrypted = settings.s3_endpoint_url.startswith("https://")
        values |= {
            "endpoint": settings.s3_endpoint_url,
            "path.style.access": "true",
            "connection.ssl.enabled": str(encrypted).lower(),
        }
    if settings.s3_region:
        values["endpoint.region"] = settings.s3_region
    return {f"spark.hadoop.fs.s3a.{name}": value for name, value in values.items()}


def connect_conf(port: int) -> dict[str, str]:
    """Return what binds a Connect server and its driver to this machine; port 0 is any."""
    return {
        "spark.connect.grpc.binding.address": HOST,
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.bindAddress": HOST,
        "spark.driver.host": HOST,
    }


def connect_command(folder: Path, conf: Mapping[str, str], files: Sequence[Path]) -> list[str]:
    """Return the command of a Connect server whose configuration is written into `folder`."""
    log_conf = folder / "log4j2.properties"
    log_conf.write_text(_LOG_CONF)
    properties = folder / "spark.properties"
    options = f"-Dlog4j2.configurationFile={log_conf.as_uri()} {_JAVA_OPTIONS}"
    values = {**conf, "spark.driver.extraJavaOptions": options}
    if files:
        values["spark.jars"] = ",".join(map(str, files))
    properties.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return [
        *spark_program("spark-submit"),
        "--properties-file",
        str(properties),
        "--class",
        "org.apache.spark.sql.connect.service.SparkConnectServer",
        "spark-internal",
    ]


def spark_home() -> Path:
    """Return the folder of the Spark that pyspark brings with it."""
    spec = find_spec("pyspark")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("pyspark is not installed")
    return Path(spec.submodule_search_locations[0])


def spark_program(name: str) -> list[str]:
    """Return the command of a program of that Spark, whatever other Spark the machine has."""
    home = spark_home()
    other = ("-u", "SPARK_CONF_DIR", "-u", "HADOOP_CONF_DIR", "-u", "YARN_CONF_DIR")
    return ["/usr/bin/env", *other, f"SPARK_HOME={home}", str(home / "bin" / name)]


def wait_until_ready(process: psutil.Process, log: Path) -> int:
    """Wait for a Connect server's line in its log, and return the port that it listens on.

    Raises EngineError with the last lines of the log where the process ends or time runs out.
    """
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        ended = not _alive(process)
        if found := _READY.search(log.read_text(errors="replace")):
            return int(found[1])
        if ended:
            raise EngineError(f"the Spark server ended while it started{_last_lines(log)}")
        time.sleep(0.1)
    raise EngineError(
        f"the Spark server was not ready after {_START_SECONDS:.0f} seconds{_last_lines(log)}"
    )


def _last_lines(log: Path, count: int = 15) -> str:
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join([f"; the last lines of {log}:", *lines])


# Java and jars


def require_java() -> None:
    """Raise EngineError unless there is a Java that Spark can run on."""
    # The same choice as in Spark's own scripts.
    question = '"${JAVA_HOME:+$JAVA_HOME/bin/}java" -version'
    answer = subprocess.run(["/bin/sh", "-c", question], capture_output=True, text=True)
    needed = f"Spark needs Java {_MIN_JAVA} or newer, on the PATH or in JAVA_HOME"
    if answer.returncode:
        raise EngineError(f"Java was not found; {needed}")
    version = java_version(answer.stderr)
    if version < _MIN_JAVA:
        raise EngineError(f"Java {version} was found; {needed}")


def java_version(text: str) -> int:
    """Return the major version that `java -version` prints; Java 8 calls itself 1.8."""
    found = re.search(r'version "(?:1\.)?(\d+)', text)
    if found is None:
        raise EngineError("the version of Java cannot be read from `java -version`")
    return int(found[1])


def jars() -> list[Path]:
    """Return the jars of Delta and S3 in the cache folder; fetches them if they are not there.

    Raises EngineError where Java is missing or they cannot be fetched.
    """
    require_java()
    versions = f"delta-{DELTA}_spark-{SPARK}_hadoop-{HADOOP}_aws-{AWS_SDK}"
    folder = cache_dir() / "jars" / versions
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not folder.is_dir():
                _fetch_jars(folder)
    return sorted(folder.glob("*.jar"))


def _fetch_jars(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as name:
        work = Path(name)
        (work / "settings.xml").write_text(_ivy_settings(work))
        (work / "ivy.xml").write_text(_ivy_module())
        fetched = work / "jars"
        command = [
            *spark_program("spark-class"),
            # Spark brings Ivy, and Ivy needs nothing but Java.
            "org.apache.ivy.Main",
            *("-settings", str(work / "settings.xml")),
            *("-ivy", str(work / "ivy.xml")),
            *("-retrieve", f"{fetched}/[artifact]-[revision].[ext]"),
        ]
        where = f"the jars of Delta and S3 cannot be fetched from Maven Central into {folder}"
        try:
            done = subprocess.run(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=_FETCH_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise EngineError(f"{where}: not done after {_FETCH_SECONDS:.0f} seconds") from None
        if done.returncode:
            raise EngineError(f"{where}: {_ivy_causes(done.stdout.splitlines())}")
        fetched.rename(folder)


def _ivy_causes(lines: Iterable[str]) -> str:
    words = ("Exception", "error", "not found", "FAILED")
    causes = [line.strip() for line in lines if any(word in line for word in words)]
    return "\n".join(["is the network reachable?", *causes[:5]])


def _ivy_settings(work: Path) -> str:
    return f"""<ivysettings>
  <caches defaultCacheDir="{work / "cache"}"/>
  <settings defaultResolver="central"/>
  <resolvers><ibiblio name="central" m2compatible="true"/></resolvers>
</ivysettings>
"""


def _ivy_module() -> str:
    alone = (
        ("io.delta", f"delta-spark_{SPARK}", DELTA),
        ("io.delta", "delta-storage", DELTA),
        # Its pom wants the whole AWS SDK, 686 MB, of which three parts are used.
        ("org.apache.hadoop", "hadoop-aws", HADOOP),
        ("software.amazon.s3.analyticsaccelerator", "analyticsaccelerator-s3", ACCELERATOR),
    )
    with_parts = [
        ("software.amazon.awssdk", name, AWS_SDK) for name in ("s3", "s3-transfer-manager", "sts")
    ]
    # Spark has these in its own versions.
    spark_has = ("io.netty", "org.apache.httpcomponents", "org.slf4j", "commons-codec")
    dependencies = [
        f'<dependency org="{org}" name="{name}" rev="{rev}" conf="default->{conf}"/>'
        for conf, group in (("master", alone), ("default", with_parts))
        for org, name, rev in group
    ]
    excludes = [f'<exclude org="{org}"/>' for org in spark_has]
    return f"""<ivy-module version="2.0">
  <info organisation="fmcg" module="jars"/>
  <configurations><conf name="default"/></configurations>
  <dependencies>{"".join(dependencies + excludes)}</dependencies>
</ivy-module>
"""
