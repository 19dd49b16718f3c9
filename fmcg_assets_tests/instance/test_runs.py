"""Runs that died free what they held; nobody waits for ever, nor for an unknown run."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import dagster as dg
import psutil
import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._core.utils import make_new_run_id

from fmcg_assets.cli.execution import Executor
from fmcg_assets.definitions import build_definitions
from fmcg_assets.errors import BusyError
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.runs import (
    HOST_TAG,
    PID_TAG,
    STARTED_TAG,
    fail_dead_runs,
    process_tags,
    slot_holder,
    wait_for_slots,
)
from fmcg_assets_tests.copies import instance, platform
from fmcg_assets_tests.platform import Platform, new_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.long

__all__ = ["instance", "platform"]

POOL = "silver_orders"
Tags = dict[str, str]


@pytest.fixture(scope="module")
def platform_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform with nothing loaded and a new instance; not to be changed."""
    platform = new_platform(tmp_path_factory.mktemp("prepared") / "platform")
    open_instance(platform.settings).dispose()
    return platform


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """Another process, that lives until the test ends."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


def tags_of(process: subprocess.Popen[bytes]) -> Tags:
    """Return the tags of a run that this process executes."""
    started = psutil.Process(process.pid).create_time()
    return {**process_tags(), PID_TAG: str(process.pid), STARTED_TAG: f"{started:.2f}"}


def started_run(instance: DagsterInstance, tags: Tags, pool: str = POOL) -> DagsterRun:
    """Return a run that is under way and holds the slot of a pool."""
    run = DagsterRun("dims", make_new_run_id(), tags=tags, status=DagsterRunStatus.STARTED)
    instance.add_run(run)
    storage = instance.event_log_storage
    storage.initialize_concurrency_limit_to_default(pool)
    assert storage.claim_concurrency_slot(pool, run.run_id, "a_step").is_claimed
    return run


def status(instance: DagsterInstance, run: DagsterRun) -> DagsterRunStatus:
    stored = instance.get_run_by_id(run.run_id)
    assert stored is not None
    return stored.status


def holders(instance: DagsterInstance, pool: str = POOL) -> set[str]:
    return {s.run_id for s in instance.event_log_storage.get_concurrency_info(pool).claimed_slots}


def ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


# --- runs of dead processes


def test_a_run_of_a_dead_process_is_marked_failed_and_its_slot_is_free(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, tags_of(other))
    ended(other)
    assert fail_dead_runs(instance) == [run.run_id]
    assert status(instance, run) == DagsterRunStatus.FAILURE
    assert holders(instance) == set()
    assert fail_dead_runs(instance) == [], "once is enough"


def test_a_run_whose_process_ended_and_was_not_yet_reaped_is_dead(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, tags_of(other))
    other.kill()
    assert _within(10, lambda: fail_dead_runs(instance) == [run.run_id])


def test_a_run_whose_process_number_another_process_has_now_is_dead(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, {**tags_of(other), STARTED_TAG: "1000000000.00"})
    assert fail_dead_runs(instance) == [run.run_id]


def test_a_run_of_a_living_process_keeps_its_slot(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, tags_of(other))
    assert fail_dead_runs(instance) == []
    assert status(instance, run) == DagsterRunStatus.STARTED
    assert holders(instance) == {run.run_id}


def test_a_run_of_another_machine_keeps_its_slot(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    tags = {**tags_of(other), HOST_TAG: f"not-{socket.gethostname()}"}
    run = started_run(instance, tags)
    ended(other)
    assert fail_dead_runs(instance) == []
    assert holders(instance) == {run.run_id}


def test_a_run_that_dagster_started_keeps_its_slot(instance: DagsterInstance) -> None:
    run = started_run(instance, {})
    assert fail_dead_runs(instance) == []
    assert holders(instance) == {run.run_id}


def test_a_run_that_was_marked_canceled_in_the_ui_frees_its_slot(instance: DagsterInstance) -> None:
    run = started_run(instance, {})
    instance.report_run_canceled(run)
    assert fail_dead_runs(instance) == []
    assert holders(instance) == set()


def test_a_run_that_was_marked_canceled_keeps_its_slot_while_its_process_works(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, tags_of(other))
    instance.report_run_canceled(run)
    fail_dead_runs(instance)
    assert holders(instance) == {run.run_id}
    ended(other)
    fail_dead_runs(instance)
    assert holders(instance) == set()


def test_a_dead_run_that_waited_for_a_slot_is_no_longer_in_line(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    living = started_run(instance, process_tags())
    waiting = DagsterRun(
        "dims", make_new_run_id(), tags=tags_of(other), status=DagsterRunStatus.STARTED
    )
    instance.add_run(waiting)
    storage = instance.event_log_storage
    assert not storage.claim_concurrency_slot(POOL, waiting.run_id, "a_step").is_claimed
    ended(other)
    fail_dead_runs(instance)
    storage.free_concurrency_slots_for_run(living.run_id)
    assert started_run(instance, process_tags()).run_id in holders(instance)


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# --- waiting before a run


def test_waiting_ends_with_the_holders_name_after_the_given_seconds(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, tags_of(other))
    told: list[str] = []
    began = time.monotonic()
    with pytest.raises(BusyError) as caught:
        wait_for_slots(instance, ["bronze_orders", POOL], seconds=1.2, on_wait=told.append)
    assert 1.2 <= time.monotonic() - began < 10
    holder = (
        f"pool {POOL} is held by run {run.run_id} (process {other.pid} on"
        f" {socket.gethostname()}), started"
    )
    assert str(caught.value).startswith(f"{holder}; waited 1 s.")
    assert told == [holder], "told once"


def test_a_holder_that_is_not_recorded_is_named_by_its_run(instance: DagsterInstance) -> None:
    storage = instance.event_log_storage
    storage.initialize_concurrency_limit_to_default(POOL)
    storage.claim_concurrency_slot(POOL, "some-run", "a_step")
    assert slot_holder(instance, [POOL]) == (
        f"pool {POOL} is held by run some-run, which is not recorded"
    )


def test_waiting_ends_when_the_slot_is_freed(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, tags_of(other))
    free = instance.event_log_storage.free_concurrency_slots_for_run
    threading.Timer(0.3, free, [run.run_id]).start()
    wait_for_slots(instance, [POOL], seconds=60, on_wait=lambda _: None)
    assert slot_holder(instance, [POOL]) is None


def test_waiting_ends_when_the_holder_dies(
    instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    run = started_run(instance, tags_of(other))
    wait_for_slots(instance, [POOL], seconds=60, on_wait=lambda _: other.kill())
    assert status(instance, run) == DagsterRunStatus.FAILURE


def test_nobody_waits_for_a_slot_that_is_free(instance: DagsterInstance) -> None:
    told: list[str] = []
    wait_for_slots(instance, [POOL], seconds=0, on_wait=told.append)
    assert told == []


# --- waiting within a run: another one took the slot meanwhile

TABLES = ("bronze/customers", "silver/customers", "silver/customers_quarantine")
TAKEN = "silver_customers"


def executor(platform: Platform, instance: DagsterInstance, seconds: float) -> Executor:
    job = build_definitions(platform.settings).resolve_implicit_global_asset_job_def()
    return Executor(instance, job, verbose=False, slot_seconds=seconds)


def test_a_step_waits_no_longer_than_the_limit_and_names_the_holder(
    platform: Platform, instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    taken: list[DagsterRun] = []
    free = instance.event_log_storage.free_concurrency_slots_for_run
    # A step that waits for ever would go on after a minute.
    rescue = threading.Timer(60, lambda: free(taken[0].run_id))
    rescue.start()
    outcome = executor(platform, instance, 1.2).run(
        TABLES,
        on_step=lambda _: taken.append(started_run(instance, tags_of(other), TAKEN)),
        on_wait=lambda _: None,
    )
    rescue.cancel()
    assert not outcome.success
    [failure] = outcome.failures
    assert f"pool {TAKEN} is held by run {taken[0].run_id} (process {other.pid}" in failure
    run = instance.get_run_by_id(outcome.run_id)
    assert run is not None
    assert run.status == DagsterRunStatus.FAILURE
    assert holders(instance, TAKEN) == {taken[0].run_id}, "it stands in no line any more"
    free(taken[0].run_id)
    again = executor(platform, instance, 1.2).run(
        TABLES, on_step=lambda _: None, on_wait=lambda _: None
    )
    assert again.success


def test_a_step_goes_on_when_the_slot_is_freed(
    platform: Platform, instance: DagsterInstance, other: subprocess.Popen[bytes]
) -> None:
    taken: list[DagsterRun] = []
    told: list[str] = []

    def take(step: str) -> None:
        if not taken:
            taken.append(started_run(instance, tags_of(other), TAKEN))

    def free(holder: str) -> None:
        told.append(holder)
        instance.event_log_storage.free_concurrency_slots_for_run(taken[0].run_id)

    outcome = executor(platform, instance, 60).run(TABLES, on_step=take, on_wait=free)
    assert outcome.success
    assert len(told) == 1
    assert holders(instance, TAKEN) == set()


@pytest.fixture
def signals() -> Iterator[None]:
    """Dagster leaves SIGTERM to what SIGINT does; the test session goes on as before."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_step_that_waits_can_be_interrupted(
    platform: Platform,
    instance: DagsterInstance,
    other: subprocess.Popen[bytes],
    number: signal.Signals,
) -> None:
    def take(step: str) -> None:
        started_run(instance, tags_of(other), TAKEN)

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        executor(platform, instance, 60).run(
            TABLES, on_step=take, on_wait=lambda _: os.kill(os.getpid(), number)
        )
    assert time.monotonic() - began < 30
    [run] = [r for r in instance.get_runs() if r.tags[PID_TAG] == str(os.getpid())]
    assert run.status == DagsterRunStatus.FAILURE


@dg.asset(key=["bronze", "customers"])
def customers() -> None: ...


@dg.logger({"log_level": str})
def interrupting(context: dg.InitLoggerContext) -> logging.Logger:
    """Interrupts the process when all steps have ended, and the run has not."""

    class Interrupting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "Finished steps in process" in record.getMessage():
                os.kill(os.getpid(), signal.SIGINT)

    logger = logging.Logger("interrupting")
    logger.addHandler(Interrupting())
    return logger


@pytest.mark.usefixtures("signals")
def test_an_interrupt_after_the_last_step_is_not_lost(instance: DagsterInstance) -> None:
    definitions = dg.Definitions(assets=[customers], loggers={"console": interrupting})
    job = definitions.resolve_implicit_global_asset_job_def()
    with pytest.raises(KeyboardInterrupt):
        Executor(instance, job, verbose=False).run(
            ("bronze/customers",), on_step=lambda _: None, on_wait=lambda _: None
        )
    assert instance.get_latest_materialization_event(customers.key), "what was done stays"
