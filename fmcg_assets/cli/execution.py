"""Executing parts of the asset graph in this process, recorded in the Dagster instance."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetCheckSeverity,
    AssetKey,
    DagsterEventType,
    raise_execution_interrupts,
)
from dagster._core.errors import DagsterAssetCheckFailedError
from dagster._core.events import RunFailureReason
from dagster._core.utils import make_new_run_id
from dagster._utils.interrupts import check_captured_interrupt

from fmcg_assets.assets.presentation import pool
from fmcg_assets.contracts import TABLES
from fmcg_assets.instance.causes import root_cause
from fmcg_assets.instance.runs import process_tags, wait_for_claim, wait_for_slots
from fmcg_assets.io_managers.delta import COMMIT_KEY, COMPUTE_KEY
from fmcg_assets.partitions import range_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dagster import AssetCheckEvaluation, DagsterInstance, EventLogEntry, JobDefinition
    from dagster_shared.error import SerializableErrorInfo

    from fmcg_assets.planning import DayRange

SLOT_SECONDS = 60.0
_DELIVERY_TABLES = "bronze/"
_RUN_ENDS = (DagsterEventType.RUN_SUCCESS, DagsterEventType.RUN_FAILURE)


@dataclass
class Timings:
    """Seconds of wall time, and of it what tables took to be computed and to be committed."""

    wall: float = 0.0
    compute: float = 0.0
    commit: float = 0.0

    def add(self, other: Timings) -> None:
        """Add another run's seconds."""
        self.wall += other.wall
        self.compute += other.compute
        self.commit += other.commit


@dataclass
class Outcome:
    """How a run ended: causes of failure for people, traces for `-v`, and warnings.

    `blocked` is whether a blocking check failed. `warned_checks` are the checks that failed without
    stopping anything, as `table:name`.
    """

    run_id: str
    success: bool = True
    interrupted: bool = False
    blocked: bool = False
    failures: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    warned_checks: list[str] = field(default_factory=list)
    timings: Timings = field(default_factory=Timings)


class Executor:
    """Runs selections of assets one after the other.

    Neither a run nor one of its steps waits longer than `slot_seconds` for the slot of a table
    that another run writes.
    """

    def __init__(
        self,
        instance: DagsterInstance,
        job: JobDefinition,
        *,
        verbose: bool,
        slot_seconds: float = SLOT_SECONDS,
    ) -> None:
        self._instance = instance
        self._job = job
        self._slot_seconds = slot_seconds
        self._log_level = "INFO" if verbose else "CRITICAL"
        self._process_tags = process_tags()

    def run(
        self,
        tables: Sequence[str],
        *,
        days: DayRange | None = None,
        allow_removal: bool = False,
        on_step: Callable[[str], None],
        on_wait: Callable[[str], None],
    ) -> Outcome:
        """Materialize tables, for a range of days where they are partitioned.

        `on_step` is told each step that ended, `on_wait` which run is waited for. Raises
        BusyError where another run holds a table's slot for too long before the run begins, and
        KeyboardInterrupt where the run was interrupted; it is recorded as failed then.
        """
        pools = [pool(TABLES[key]) for key in tables]
        wait_for_slots(self._instance, pools, seconds=self._slot_seconds, on_wait=on_wait)
        outcome = Outcome(make_new_run_id())

        def on_blocked(step: str, of_pool: str) -> None:
            # Dagster's executor itself would wait for ever, and deaf to interrupts.
            with raise_execution_interrupts():
                wait_for_claim(
                    self._instance,
                    outcome.run_id,
                    step,
                    of_pool,
                    seconds=self._slot_seconds,
                    on_wait=on_wait,
                )

        self._instance.add_event_listener(outcome.run_id, _listener(outcome, on_step, on_blocked))
        started = time.perf_counter()
        try:
            result = self._job.execute_in_process(
                instance=self._instance,
                asset_selection=[AssetKey(key.split("/")) for key in tables],
                run_id=outcome.run_id,
                run_config=self._run_config(tables, allow_removal),
                tags={**self._process_tags, **(range_tags(days.first, days.last) if days else {})},
                raise_on_error=False,
            )
        finally:
            self._instance.event_log_storage.free_concurrency_slots_for_run(outcome.run_id)
        if outcome.interrupted:
            raise KeyboardInterrupt
        outcome.timings.wall = time.perf_counter() - started
        outcome.success = result.success
        if not result.success and not outcome.failures:
            outcome.failures.append(f"run {outcome.run_id} failed; its events say why")
        return outcome

    def _run_config(self, tables: Sequence[str], allow_removal: bool) -> dict[str, Any]:
        config: dict[str, Any] = {
            "loggers": {"console": {"config": {"log_level": self._log_level}}}
        }
        if allow_removal:
            config["ops"] = {
                key.replace("/", "__"): {"config": {"allow_removal": True}}
                for key in tables
                if key.startswith(_DELIVERY_TABLES)
            }
        return config


def _listener(
    outcome: Outcome, on_step: Callable[[str], None], on_blocked: Callable[[str, str], None]
) -> Callable[[EventLogEntry], None]:
    """Return a listener that collects what a run's events say.

    `on_blocked` is given a step that found no slot, and the pool, before the executor waits.
    """
    timed: set[tuple[str | None, str]] = set()

    def listen(entry: EventLogEntry) -> None:
        event = entry.dagster_event
        if event is None:
            if entry.level == logging.WARNING:
                outcome.warnings.append(entry.user_message)
            return
        if event.event_type in _RUN_ENDS:
            # An interrupt after the last step is captured by Dagster, and dropped.
            outcome.interrupted = check_captured_interrupt()
        match event.event_type:
            case DagsterEventType.ENGINE_EVENT if "pool" in event.engine_event_data.metadata:
                blocked_by = event.engine_event_data.metadata["pool"]
                on_blocked(str(event.step_key), str(blocked_by.value))
            case DagsterEventType.STEP_SUCCESS:
                on_step(str(event.step_key))
            case DagsterEventType.STEP_FAILURE if event.step_failure_data.error:
                _note_failure(outcome, event.step_failure_data.error)
            case DagsterEventType.ASSET_CHECK_EVALUATION:
                _note_check(outcome, event.asset_check_evaluation_data)
            case DagsterEventType.RUN_FAILURE:
                data = event.job_failure_data
                if data.failure_reason == RunFailureReason.UNEXPECTED_TERMINATION:
                    outcome.interrupted = True
                elif data.error:
                    _note_failure(outcome, data.error)
            case DagsterEventType.ASSET_MATERIALIZATION:
                materialization = event.step_materialization_data.materialization
                output = (event.step_key, materialization.asset_key.to_string())
                # A range has one event per day, all of them with the whole output's seconds.
                if output not in timed:
                    timed.add(output)
                    for key, seconds in materialization.metadata.items():
                        if key == COMPUTE_KEY:
                            outcome.timings.compute += float(str(seconds.value))
                        elif key == COMMIT_KEY:
                            outcome.timings.commit += float(str(seconds.value))
            case _:
                pass

    return listen


def _note_failure(outcome: Outcome, error: SerializableErrorInfo) -> None:
    outcome.traces.append(error.to_string())
    # What the check itself said is noted already.
    if error.cls_name == DagsterAssetCheckFailedError.__name__:
        outcome.blocked = True
    else:
        _note(outcome.failures, root_cause(error))


def _note_check(outcome: Outcome, evaluation: AssetCheckEvaluation) -> None:
    if evaluation.passed:
        return
    key = f"{evaluation.asset_key.to_user_string()}:{evaluation.check_name}"
    if evaluation.blocking and evaluation.severity == AssetCheckSeverity.ERROR:
        _note(outcome.failures, f"{key}: {evaluation.description}")
    else:
        _note(outcome.warned_checks, key)


def _note(notes: list[str], text: str) -> None:
    if text not in notes:
        notes.append(text)
