"""A standalone Spark cluster on this machine: master, two workers, a Connect server as driver."""

from __future__ import annotations

import atexit
import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from fmcg_assets import spark_server
from fmcg_assets.spark_server import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fmcg_assets.resources.environments import Settings

WORKERS: Final = 2
_UP_SECONDS: Final = 180.0
"""How long it may take on a busy machine; on an idle one ten seconds."""
# Run before a command in the same process: the kernel ends it with the test process (Linux).
_TIED = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.argv[1], sys.argv[1:])"


@dataclass
class SparkCluster:
    """The processes of a cluster for one lake; their logs lie in `folder`.

    All of them end with `stop`, with the test process at the latest.
    """

    folder: Path
    settings: Settings
    remote: str = ""
    _environment: Mapping[str, str] = field(default_factory=dict)
    _master: str = ""
    _web: int = 0
    _daemons: list[psutil.Popen] = field(default_factory=list)
    _driver: psutil.Popen | None = None

    def start(self, environment: Mapping[str, str]) -> None:
        """Bring everything up; `environment` is that of all processes, credentials included."""
        self._environment = {
            **environment,
            "SPARK_LOCAL_IP": HOST,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        # The workers' executors load the jars from the driver.
        spark_server.jars()
        atexit.register(self.stop)
        port, web = _free_port(), _free_port()
        self._master = f"spark://{HOST}:{port}"
        ports = ("--port", f"{port}", "--webui-port", f"{web}")
        self._daemons = [self._daemon("master", "master.Master", "--host", HOST, *ports)]
        self._web = web
        self.heal()

    def heal(self) -> None:
        """Start the workers and the driver that do not run."""
        for number in range(WORKERS):
            name, place = f"worker-{number}", 1 + number
            if place < len(self._daemons) and self._daemons[place].is_running():
                continue
            options = ("--host", HOST, "--cores", "1", "--memory", "1g", "--webui-port", "0")
            work = ("--work-dir", str(self.folder / f"work-{number}"))
            worker = self._daemon(name, "worker.Worker", *options, *work, self._master)
            self._daemons[place : place + 1] = [worker]
        self._wait_for_workers(self._web)
        if self._driver is None:
            self.start_driver()

    def start_driver(self) -> None:
        """Start a Connect server on the cluster; `remote` leads to it."""
        folder = self.folder / "driver"
        folder.mkdir(exist_ok=True)
        conf = {
            **spark_server.spark_conf(self.settings),
            **spark_server.SMALL_CONF,
            **spark_server.connect_conf(0),
            "spark.master": self._master,
            "spark.driver.memory": "1g",
            # No query before both executors are there.
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
        }
        command = spark_server.connect_command(folder, conf, spark_server.jars())
        log = folder / "server.log"
        self._driver = self._process(command, log)
        self.remote = f"sc://{HOST}:{spark_server.wait_until_ready(self._driver, log)}"

    def executors(self, worker: int) -> set[int]:
        """Return the process ids of a worker's executors."""
        return {child.pid for child in self._daemons[1 + worker].children(recursive=True)}

    def kill_worker(self, worker: int) -> None:
        """End a worker and its executors as a machine ends that loses its power."""
        _kill([self._daemons[1 + worker]])

    def kill_driver(self) -> None:
        """End the Connect server as a machine ends that loses its power."""
        if self._driver is not None:
            _kill([self._driver])
            self._driver = None

    def stop(self) -> None:
        """End every process; sessions have to be stopped before."""
        self.kill_driver()
        _kill(self._daemons)
        self._daemons.clear()
        atexit.unregister(self.stop)

    def _daemon(self, name: str, kind: str, *arguments: str) -> psutil.Popen:
        command = [
            *spark_server.spark_program("spark-class"),
            f"org.apache.spark.deploy.{kind}",
            *arguments,
        ]
        return self._process(command, self.folder / f"{name}.log")

    def _process(self, command: list[str], log: Path) -> psutil.Popen:
        with log.open("wb") as out:
            return psutil.Popen(
                [sys.executable, "-c", _TIED, *command],
                cwd=self.folder,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def _wait_for_workers(self, web: int) -> None:
        deadline = time.monotonic() + _UP_SECONDS
        while time.monotonic() < deadline:
            try:
                with urlopen(f"http://{HOST}:{web}/json/", timeout=5) as answer:
                    if json.load(answer)["aliveworkers"] == WORKERS:
                        return
            except (URLError, ConnectionError, TimeoutError):
                pass
            time.sleep(0.2)
        raise AssertionError(f"the cluster is not up after {_UP_SECONDS:.0f} s; see {self.folder}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _kill(parents: list[psutil.Popen]) -> None:
    found: list[psutil.Process] = []
    for parent in parents:
        if parent.is_running():
            found += [parent, *parent.children(recursive=True)]
    for process in found:
        process.kill()
    psutil.wait_procs(found, timeout=10)
    for parent in parents:
        parent.wait(10)
