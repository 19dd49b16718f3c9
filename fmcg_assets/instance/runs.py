"""Runs that this command starts itself: who holds a slot, and whether it is still alive."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Final

import psutil
from dagster import DagsterRunStatus, RunsFilter
from dagster._core.storage.event_log import (
    ConsolidatedSqliteEventLogStorage,
    SqliteEventLogStorage,
)
from dagster._core.storage.tags import GRPC_INFO_TAG

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
_AT_WORK: Final = frozenset({DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING})
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
        same: bool = abs(process.create_time() - float(tags[STARTED_TAG])) < 1
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def fail_dead_runs(instance: DagsterInstance) -> list[str]:
    """Mark the runs of this machine's dead processes failed, and free the slots of ended runs.

    A run that was killed, or that was marked canceled while it hung, would hold its slots for
    ever: Dagster does not notice that a run's process went together with its code server.
    Returns the ids of the runs that were marked failed.
    """
    failed = []
    for run in instance.get_runs(RunsFilter(statuses=_UNFINISHED)):
        if run.tags.get(HOST_TAG) == socket.gethostname():
            if not process_is_alive(run.tags):
                why = f"process {run.tags[PID_TAG]} died during this run"
                instance.report_run_failed(run, why)
                failed.append(run.run_id)
        elif run.status in _AT_WORK and _code_server_is_gone(instance, run):
            instance.report_run_failed(run, "the process of this run died with its code server")
            failed.append(run.run_id)
    _free_slots_of_ended_runs(instance)
    return failed


def unfinished_runs(instance: DagsterInstance) -> list[str]:
    """Return the ids of the runs that have begun, or wait to begin, and have not ended."""
    statuses = [DagsterRunStatus.QUEUED, *_UNFINISHED]
    return [run.run_id for run in instance.get_runs(RunsFilter(statuses=statuses))]


def _code_server_is_gone(instance: DagsterInstance, run: DagsterRun) -> bool:
    """Return whether the code server that started a run has ended, or knows nothing of it.

    Only of a server on this machine is that told: an instance in SQLite has no others.
    """
    if GRPC_INFO_TAG not in run.tags or not isinstance(
        instance.event_log_storage, SqliteEventLogStorage | ConsolidatedSqliteEventLogStorage
    ):
        return False
    # Imported here: gRPC takes long to import, and runs of `fmcg` have no server.
    from dagster._core.errors import DagsterUserCodeUnreachableError
    from dagster._grpc.client import DagsterGrpcClient
    from dagster._grpc.types import GetCurrentRunsResult
    from dagster_shared.serdes import deserialize_value

    server = json.loads(run.tags[GRPC_INFO_TAG])
    client = DagsterGrpcClient(
        port=server.get("port"), socket=server.get("socket"), host=server.get("host")
    )
    try:
        answer = deserialize_value(client.get_current_runs(), GetCurrentRunsResult)
    except DagsterUserCodeUnreachableError as error:
        code = getattr(error.__cause__, "code", None)
        # One that does not answer in time may be at work.
        return code is not None and code().name == "UNAVAILABLE"
    return run.run_id not in answer.current_runs


def _free_slots_of_ended_runs(instance: DagsterInstance) -> None:
    storage = instance.event_log_storage
    infos = storage.get_concurrency_infos(list(storage.get_concurrency_keys())).values()
    holders = {slot.run_id for info in infos for slot in info.claimed_slots}
    holders |= {step.run_id for info in infos for step in info.pending_steps}
    for run in instance.get_runs(RunsFilter(run_ids=list(holders))) if holders else ():
        here = run.tags.get(HOST_TAG) == socket.gethostname()
        # Marking a run canceled does not end its process.
        if run.is_finished and not (here and process_is_alive(run.tags)):
            storage.free_concurrency_slots_for_run(run.run_id)


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
    _wait_while(lambda: slot_holder(instance, pools), instance, seconds, on_wait)


def wait_for_claim(
    instance: DagsterInstance,
    run_id: str,
    step: str,
    pool: str,
    *,
    seconds: float,
    on_wait: Callable[[str], None],
) -> None:
    """Wait until the slot that a step of a run asked for is assigned to it.

    `on_wait` and BusyError are those of `wait_for_slots`.
    """

    def holder() -> str | None:
        if instance.event_log_storage.check_concurrency_claim(pool, run_id, step).is_assigned:
            return None
        return slot_holder(instance, [pool]) or f"pool {pool} is held by another run"

    _wait_while(holder, instance, seconds, on_wait)


def _wait_while(
    find_holder: Callable[[], str | None],
    instance: DagsterInstance,
    seconds: float,
    on_wait: Callable[[str], None],
) -> None:
    deadline = time.monotonic() + seconds
    told = False
    while holder := find_holder():
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
