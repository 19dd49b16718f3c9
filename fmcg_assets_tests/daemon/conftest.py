"""`fmcg ui` as people run it: webserver, daemon, code servers and run workers, on one platform."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import psutil
import pytest
from dagster import DagsterInstance, DagsterRun
from dagster._core.scheduler.instigation import InstigatorState, InstigatorTick, TickStatus

from fmcg_assets.instance.home import open_instance
from fmcg_assets.partitions import tagged_days
from fmcg_assets_tests.platform import Platform

SENSORS = ("dimension_files", "order_files")
SCHEDULE = "daily_refresh_2100_utc"
NOTHING_NEW = "Nothing landed or changed since the last look."
STEP_SECONDS = 180
"""How long anything may take that the daemon is to do by itself, on a busy machine."""


def wait_for(condition: Callable[[], object], what: str, seconds: float = STEP_SECONDS) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s: {what}"
        time.sleep(0.3)


@dataclass
class Daemon:
    """`fmcg ui` on a platform. Its processes are those whose Dagster home is the platform's."""

    platform: Platform
    log: Path = field(init=False)
    _server: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.log = self.platform.root / "daemon.log"

    @cached_property
    def instance(self) -> DagsterInstance:
        return open_instance(self.platform.settings)

    def start(self) -> None:
        """Start it, and return at once."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "fmcg_assets.cli", "ui", "--port", str(port)],
                env=self.platform.environment | {"FMCG_SENSOR_SECONDS": "2"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Stop it as people do; what outlives that is killed."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(timeout=60)
        self.kill()

    def kill(self) -> None:
        """Kill all of its processes at once, run workers included; returns when they are gone."""
        if self._server and self._server.poll() is None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        wait_for(lambda: not self.processes(), "processes outlive SIGKILL")

    def processes(self) -> list[psutil.Process]:
        """Return its living processes."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                home = process.environ().get("DAGSTER_HOME")
                ours = process.pid != os.getpid() and home == self.platform.settings.dagster_home
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    # What it did

    def runs(self, day: str | None = None) -> list[DagsterRun]:
        """Return all runs, or those of a day, newest first."""
        runs = self.instance.get_runs()
        if day is None:
            return list(runs)
        wanted = date.fromisoformat(day)
        spans = [(run, tagged_days(run.tags)) for run in runs]
        return [run for run, span in spans if span and span[0] <= wanted <= span[1]]

    def state(self, name: str) -> InstigatorState | None:
        """Return what is stored of a sensor or schedule, None before the first start."""
        states = self.instance.all_instigator_state()
        return next((state for state in states if state.instigator_name == name), None)

    def ticks(self, name: str, since: float = 0.0) -> list[InstigatorTick]:
        """Return the looks of a sensor or schedule that began after an instant, newest first."""
        state = self.state(name)
        if state is None:
            return []
        origin = state.instigator_origin_id
        ticks = self.instance.get_ticks(origin, state.selector_id, after=since)
        return list(ticks)

    def wait_until_quiet(self) -> None:
        """Wait until every run has ended and both sensors, from now on, see nothing new."""
        since = time.time()

        def quiet() -> bool:
            newest = [self.ticks(name, since)[:1] for name in SENSORS]
            return all(
                ticks
                and ticks[0].status == TickStatus.SKIPPED
                and ticks[0].skip_reason == NOTHING_NEW
                for ticks in newest
            ) and all(run.is_finished for run in self.runs())

        wait_for(quiet, f"runs go on: {[(r.run_id, r.status) for r in self.runs()]}")


@pytest.fixture(scope="module")
def daemons() -> Iterator[Callable[[Platform], Daemon]]:
    """Makes daemons, not started; all of their processes end with the module."""
    made: list[Daemon] = []

    def make(platform: Platform) -> Daemon:
        made.append(Daemon(platform))
        return made[-1]

    try:
        yield make
    finally:
        for daemon in made:
            daemon.stop()
            if "instance" in vars(daemon):
                daemon.instance.dispose()


def loaded_at_once(platform: Platform, root: Path) -> Platform:
    """Return a second platform into which `fmcg run` brought the same files."""
    shutil.copytree(platform.landing, root / "landing", copy_function=shutil.copy2)
    shutil.copytree(platform.settings.reference_uri, root / "reference")
    other = Platform(root)
    other.run_clean()
    return other
