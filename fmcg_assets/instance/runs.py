"""Runs that this command starts itself: who holds a slot, and whether it is still alive."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Final

import psutil
from dagster import DagsterRunStatus, RunsFilter

from fmcg_assets.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from dagster import DagsterInstance, DagsterRun

PID_TAG: Final = "fmcg/pid"
HOST_TAG: Final = "fmcg/host"
STARTED_TAG: Final = "fmcg/process_started"

_UNFINISHED: Final = [
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]
_POLL_SECONDS: Final = 0.5


def process_tags() -> dict[str, str]:
    """Return run tags that say which process executes a run."""
    process = psutil.Process()
    return {
        PID_TAG: str(process.pid),
        HOST_TAG: socket.gethostname(),
        STARTED_TAG: f"{process.create_time():.2f}",
    }


def process_is_alive(tags: Mapping[str, str]) -> bool:
    """Return whether the process that a run's tags name runs on this machine."""
    try:
        process = psutil.Process(int(tags[PID_TAG]))
        alive: bool = abs(process.create_time() - float(tags[STARTED_TAG])) < 1
    except psutil.NoSuchProcess:
        return False
    return alive and process.status() != psutil.STATUS_ZOMBIE


def fail_dead_runs(instance: DagsterInstance) -> list[str]:
    """Mark the runs of this machine's dead processes failed and free the slots they hold.

    A run that was killed would hold its slots for ever. Returns the ids of those runs.
    """
    dead = []
    for run in instance.get_runs(
        RunsFilter(statuses=_UNFINISHED, tags={HOST_TAG: socket.gethostname()})
    ):
        if process_is_alive(run.tags):
            continue
        instance.report_run_failed(run, f"process {run.tags[PID_TAG]} died during this run")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        dead.append(run.run_id)
    return dead


def wait_for_slots(
    instance: DagsterInstance,
    pools: Collection[str],
    *,
    seconds: float,
    on_wait: Callable[[str], None],
) -> None:
    """Wait until no other run holds a slot of the pools.

    `on_wait` is told once who is waited for. Raises BusyError that names the holder where a slot
    is not free within `seconds`.
    """
    deadline = time.monotonic() + seconds
    told = False
    while holder := slot_holder(instance, pools):
        if time.monotonic() >= deadline:
            raise BusyError(
                f"{holder}; waited {seconds:.0f} s. Wait for it to end, or cancel it in the"
                " Dagster UI, then run again"
            )
        if not told:
            on_wait(holder)
            told = True
        time.sleep(_POLL_SECONDS)
        fail_dead_runs(instance)


def slot_holder(instance: DagsterInstance, pools: Collection[str]) -> str | None:
    """Return a text that names a run that holds a slot of one of the pools, if there is one."""
    storage = instance.event_log_storage
    for info in storage.get_concurrency_infos(list(pools)).values():
        for slot in info.claimed_slots:
            run = instance.get_run_by_id(slot.run_id)
            return f"pool {info.concurrency_key} is held by {_describe(slot.run_id, run)}"
    return None


def _describe(run_id: str, run: DagsterRun | None) -> str:
    if run is None:
        return f"run {run_id}, which is not recorded"
    where = f" (process {run.tags[PID_TAG]} on {run.tags[HOST_TAG]})" if PID_TAG in run.tags else ""
    return f"run {run_id}{where}, {run.status.value.lower()}"
