"""The event log keeps every event, for every process, and fast enough for years of days."""

from __future__ import annotations

import json
import queue
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import dagster as dg
import psutil
import pytest
from dagster import DagsterEventType, DagsterInstance
from dagster._core.execution.stats import StepEventStatus
from dagster._core.storage.dagster_run import DagsterRunStatsSnapshot
from sqlalchemy.exc import OperationalError

from fmcg_assets.instance.event_log import PooledSqliteEventLogStorage
from fmcg_assets.instance.home import open_instance
from fmcg_assets.partitions import daily_partitions
from fmcg_assets.resources.environments import Settings

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "event_log.db"
DAYS = [(date(2025, 6, 10) + timedelta(days=offset)).isoformat() for offset in range(30)]
KEY = dg.AssetKey(["gold", "facts"])


def settings_of(home: Path) -> Settings:
    return Settings(DAGSTER_HOME=str(home))  # type: ignore[call-arg]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a new instance; not to be changed."""
    home = tmp_path_factory.mktemp("prepared") / "dagster"
    open_instance(settings_of(home)).dispose()
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """The home of a new instance."""
    return shutil.copytree(prepared, tmp_path / "dagster")


@pytest.fixture
def instance(home: Path) -> Iterator[DagsterInstance]:
    with open_instance(settings_of(home)) as opened:
        yield opened


def started(script: str, home: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start another process that has opened the instance as `instance`."""
    opening = (
        "import sys\n"
        "import dagster as dg\n"
        "from fmcg_assets.instance.home import open_instance\n"
        "from fmcg_assets.resources.environments import Settings\n"
        "instance = open_instance(Settings(DAGSTER_HOME=sys.argv[1]))\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", opening + script, str(home), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str]) -> str:
    """Return all that a process prints until it ends well."""
    printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return printed


@dg.asset(
    key=["bronze", "lines"],
    partitions_def=daily_partitions(date(2025, 6, 1)),
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def lines() -> None: ...


@dg.asset(
    key=KEY,
    deps=[lines],
    partitions_def=daily_partitions(date(2025, 6, 1)),
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def facts() -> None: ...


def run_of_thirty_days(instance: DagsterInstance) -> str:
    """Materialize both assets for thirty days in one run; returns its id."""
    job = dg.Definitions(assets=[lines, facts]).resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(
        instance=instance,
        tags={
            "dagster/asset_partition_range_start": DAYS[0],
            "dagster/asset_partition_range_end": DAYS[-1],
        },
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    assert result.success
    return result.run_id


def partitions_by_event(instance: DagsterInstance, run: str) -> dict[tuple[str, str], list[str]]:
    """Return the sorted partitions of a run's asset events, by type and asset."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in instance.all_logs(run):
        event = entry.dagster_event
        if event and event.asset_key and event.partition:
            key = event.event_type_value, event.asset_key.to_user_string()
            found.setdefault(key, []).append(event.partition)
    return {key: sorted(partitions) for key, partitions in found.items()}


def test_a_range_run_stores_that_each_asset_and_day_was_planned_and_materialized(
    instance: DagsterInstance,
) -> None:
    run = run_of_thirty_days(instance)
    planned = DagsterEventType.ASSET_MATERIALIZATION_PLANNED.value
    materialized = DagsterEventType.ASSET_MATERIALIZATION.value
    assert partitions_by_event(instance, run) == {
        (kind, asset): DAYS
        for kind in (planned, materialized)
        for asset in ("bronze/lines", "gold/facts")
    }


def test_what_is_stored_in_batches_is_what_is_stored_one_by_one(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = []
    for size in ("1000", "7", "0"):
        home = shutil.copytree(prepared, tmp_path / size)
        with open_instance(settings_of(home)) as instance:
            monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", size)
            run = run_of_thirty_days(instance)
            checked = run_with_every_kind_of_event(instance)
            newest = instance.get_latest_materialization_event(KEY)
            known.append(
                {
                    "kinds": (kinds_of(instance, run), kinds_of(instance, checked)),
                    "partitions": partitions_by_event(instance, run),
                    "materialized": instance.get_materialized_partitions(KEY),
                    "newest day": newest and newest.get_dagster_event().partition,
                    "of that run": newest is not None and newest.run_id == run,
                    "assets": set(instance.all_asset_keys()),
                    "status": instance.get_status_by_partition(
                        KEY, DAYS, daily_partitions(date(2025, 6, 1))
                    ),
                }
            )
    assert known[0] == known[1] == known[2]


def test_a_batch_whose_index_entry_cannot_be_stored_leaves_no_event_of_it(
    home: Path, instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = []
    with monkeypatch.context() as patch:
        patch.setattr(
            type(instance), "handle_new_event", lambda _, entry, **__: entries.append(entry)
        )
        for day in DAYS[:3]:
            instance.report_runless_asset_event(dg.AssetMaterialization(KEY, partition=day))
    trigger = "CREATE TRIGGER refusing BEFORE INSERT ON asset_keys BEGIN DELETE FROM nowhere; END"
    with closing(sqlite3.connect(home / DATABASE)) as database:
        database.execute(trigger)
        with pytest.raises(OperationalError):
            instance.event_log_storage.store_event_batch(entries)
        assert database.execute("SELECT count(*) FROM event_logs").fetchone() == (0,)
        database.execute("DROP TRIGGER refusing")
    instance.event_log_storage.store_event_batch(entries)
    assert reported(instance) == dict.fromkeys(DAYS[:3], 1)


@pytest.mark.long
def test_another_process_reads_what_a_run_stored(home: Path, instance: DagsterInstance) -> None:
    run = run_of_thirty_days(instance)
    script = """
import json
key = dg.AssetKey(["gold", "facts"])
print(json.dumps({
    "days": sorted(instance.get_materialized_partitions(key)),
    "events": len(instance.all_logs(sys.argv[2])),
    "status": instance.get_run_by_id(sys.argv[2]).status.value,
}))
"""
    assert json.loads(answer(started(script, home, run))) == {
        "days": DAYS,
        "events": len(instance.all_logs(run)),
        "status": "SUCCESS",
    }


def test_the_log_is_written_ahead(home: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_connections_are_kept_and_used_again(home: Path, instance: DagsterInstance) -> None:
    assert isinstance(instance.event_log_storage, PooledSqliteEventLogStorage)

    def opened() -> set[int]:
        files = psutil.Process().open_files()
        return {file.fd for file in files if file.path == str(home / DATABASE)}

    def report(count: int) -> None:
        for _ in range(count):
            instance.report_runless_asset_event(dg.AssetMaterialization(KEY))

    report(3)
    before = opened()
    report(30)
    assert before == opened() != set()
    instance.event_log_storage.dispose()
    assert opened() == set()


# --- several writers

REPORT = """
import time
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    instance.report_runless_asset_event(
        dg.AssetMaterialization(["gold", "facts"], partition=f"{sys.argv[2]}-{number}")
    )
    print(number, flush=True)
"""
"""Waits for a line, then reports so many materializations, and prints each that is stored."""


def reported(instance: DagsterInstance) -> Counter[str]:
    """Return how often each partition was reported, by the events themselves."""
    records = instance.fetch_materializations(KEY, limit=10_000).records
    partitions = Counter(str(record.partition_key) for record in records)
    # The index of the partitions is another table than that of the events.
    assert set(partitions) == instance.get_materialized_partitions(KEY)
    return partitions


@pytest.mark.long
def test_two_processes_that_open_a_new_instance_and_write_at_once_lose_nothing(
    tmp_path: Path,
) -> None:
    home = tmp_path / "new"
    writers = [started(REPORT, home, name, "40") for name in ("a", "b")]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        answer(writer)
    with open_instance(settings_of(home)) as instance:
        assert reported(instance) == {
            f"{name}-{number}": 1 for name in ("a", "b") for number in range(40)
        }


def test_threads_that_write_at_once_lose_nothing(instance: DagsterInstance) -> None:
    def write(name: str) -> None:
        for number in range(40):
            partition = f"{name}-{number}"
            instance.report_runless_asset_event(dg.AssetMaterialization(KEY, partition=partition))

    threads = [threading.Thread(target=write, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reported(instance) == {f"{name}-{number}": 1 for name in "abcd" for number in range(40)}


# --- crashes


def test_an_event_whose_index_entry_cannot_be_stored_is_not_stored_at_all(
    home: Path, instance: DagsterInstance
) -> None:
    trigger = "CREATE TRIGGER refusing BEFORE INSERT ON asset_keys BEGIN DELETE FROM nowhere; END"
    with closing(sqlite3.connect(home / DATABASE)) as database:
        database.execute(trigger)
        with pytest.raises(OperationalError):
            instance.report_runless_asset_event(dg.AssetMaterialization(KEY, partition="first"))
        assert database.execute("SELECT count(*) FROM event_logs").fetchone() == (0,)
        database.execute("DROP TRIGGER refusing")
    instance.report_runless_asset_event(dg.AssetMaterialization(KEY, partition="second"))
    assert reported(instance) == {"second": 1}


@pytest.mark.long
def test_a_killed_process_loses_nothing_that_was_stored(
    home: Path, instance: DagsterInstance
) -> None:
    writer = started(REPORT, home, "a", "100000")
    assert writer.stdin
    assert writer.stdout
    writer.stdin.write("go\n")
    writer.stdin.flush()
    stored = [int(writer.stdout.readline()) for _ in range(25)]
    writer.kill()
    stored += [int(line) for line in writer.communicate()[0].splitlines()]
    kept = reported(instance)
    assert {f"a-{number}" for number in stored} <= set(kept)
    assert set(kept.values()) == {1}


def test_the_database_alone_holds_a_run_that_has_ended(
    home: Path, instance: DagsterInstance, tmp_path: Path
) -> None:
    """A crash of the machine may take the write-ahead log, but no synced checkpoint."""
    run = run_of_thirty_days(instance)
    events = len(instance.all_logs(run))
    assert (home / f"{DATABASE}-wal").exists()
    copy = shutil.copyfile(home / DATABASE, tmp_path / DATABASE)
    with closing(sqlite3.connect(copy)) as database:
        query = "SELECT count(*) FROM event_logs WHERE run_id = ?"
        assert database.execute(query, [run]).fetchone() == (events,)


# --- watching


@pytest.mark.long
def test_another_process_is_told_of_events_while_a_run_is_under_way(
    home: Path, instance: DagsterInstance
) -> None:
    """This is how the UI shows a run's events as they come."""
    told: queue.SimpleQueue[dg.EventLogEntry] = queue.SimpleQueue()
    instance.watch_event_logs("some-run", None, lambda entry, cursor: told.put(entry))
    script = """
run = dg.DagsterRun("some_job", "some-run")
for number in sys.stdin:
    instance.report_engine_event(f"event {number.strip()}", run)
"""
    writer = started(script, home)
    assert writer.stdin
    for number in range(10):
        writer.stdin.write(f"{number}\n")
        writer.stdin.flush()
        assert f"event {number}" in told.get(timeout=30).message
    answer(writer)


# --- purging


@dg.asset(key=["gold", "view"])
def view() -> Iterator[dg.AssetObservation | dg.Output[int]]:
    dg.get_dagster_logger().info("a plain message")
    yield dg.AssetObservation(["gold", "view"])
    yield dg.Output(1)


@dg.asset_check(asset=view, name="rows")
def rows_check(view: int) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=view == 1)


@dg.asset(key=["gold", "broken"])
def broken() -> None:
    raise ValueError("a bad file")


ASSET_EVENTS = {
    DagsterEventType.ASSET_MATERIALIZATION,
    DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
    DagsterEventType.ASSET_OBSERVATION,
    DagsterEventType.ASSET_CHECK_EVALUATION,
    DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED,
    DagsterEventType.ASSET_FAILED_TO_MATERIALIZE,
}


def run_with_every_kind_of_event(instance: DagsterInstance) -> str:
    """Materialize, observe, check, log and fail in one run; returns its id."""
    definitions = dg.Definitions(assets=[view, broken], asset_checks=[rows_check])
    result = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
        instance=instance,
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    assert not result.success
    return result.run_id


def purged(instance: DagsterInstance, before: datetime) -> int:
    assert isinstance(instance.event_log_storage, PooledSqliteEventLogStorage)
    return instance.event_log_storage.purge_events(before)


def kinds_of(instance: DagsterInstance, run: str) -> Counter[DagsterEventType | None]:
    """Return how many events of each kind a run has; None is a plain message."""
    events = (entry.dagster_event for entry in instance.all_logs(run))
    return Counter(event.event_type if event else None for event in events)


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def test_purging_leaves_what_is_known_of_assets_checks_and_outcomes(
    instance: DagsterInstance,
) -> None:
    run = run_with_every_kind_of_event(instance)
    before = kinds_of(instance, run)
    kept = ASSET_EVENTS | {
        DagsterEventType.RUN_START,
        DagsterEventType.RUN_FAILURE,
        DagsterEventType.STEP_FAILURE,
    }
    gone = sum(count for kind, count in before.items() if kind not in kept)
    assert before[None] > 0
    assert gone > sum(before.values()) / 2
    assert purged(instance, soon()) == gone
    assert kinds_of(instance, run) == {k: n for k, n in before.items() if k in kept}
    assert set(kinds_of(instance, run)) >= kept - {DagsterEventType.ASSET_FAILED_TO_MATERIALIZE}
    assert purged(instance, soon()) == 0


def test_partitions_stay_materialized_after_purging(instance: DagsterInstance) -> None:
    run = run_of_thirty_days(instance)
    days = daily_partitions(date(2025, 6, 1))

    def status() -> dict[str, object]:
        event = instance.get_latest_materialization_event(KEY)
        return {
            "partitions": partitions_by_event(instance, run),
            "materialized": instance.get_materialized_partitions(KEY),
            "status": instance.get_status_by_partition(KEY, DAYS, days),
            "newest": event and event.dagster_event,
        }

    before = status()
    assert before["materialized"] == set(DAYS)
    events = len(instance.all_logs(run))
    gone = purged(instance, soon())
    assert gone > 0
    assert len(instance.all_logs(run)) == events - gone
    assert status() == before


def test_the_page_of_a_purged_run_can_be_shown(instance: DagsterInstance) -> None:
    runs = {run_of_thirty_days(instance), run_with_every_kind_of_event(instance)}
    records = {record.dagster_run.run_id: record for record in instance.get_run_records()}
    purged(instance, soon())
    after = {record.dagster_run.run_id: record for record in instance.get_run_records()}
    assert after == records
    assert set(after) == runs
    for run, record in records.items():
        stats = instance.get_run_stats(run)
        assert isinstance(stats, DagsterRunStatsSnapshot)
        assert (stats.start_time, stats.end_time) == (record.start_time, record.end_time)
        steps = {step.step_key: step.status for step in instance.get_run_step_stats(run)}
        failed = [step for step, status in steps.items() if status == StepEventStatus.FAILURE]
        assert failed == (["gold__broken"] if record.dagster_run.is_failure else [])
        assert stats.steps_failed == len(failed)


def test_the_events_of_a_run_that_has_not_ended_stay(instance: DagsterInstance) -> None:
    run = dg.DagsterRun("some_job", "unfinished-run")
    instance.add_run(run)
    instance.report_engine_event("under way", run)
    assert purged(instance, soon()) == 0
    assert len(instance.all_logs(run.run_id)) == 1
    instance.report_run_failed(run)
    assert purged(instance, soon()) == 1
    assert set(kinds_of(instance, run.run_id)) == {DagsterEventType.RUN_FAILURE}


def test_the_events_of_a_run_that_ended_later_stay(instance: DagsterInstance) -> None:
    run = run_of_thirty_days(instance)
    [record] = instance.get_run_records()
    assert record.end_time
    ended = datetime.fromtimestamp(record.end_time, UTC)
    india = timezone(timedelta(hours=5, minutes=30))
    assert purged(instance, (ended - timedelta(seconds=2)).astimezone(india)) == 0
    assert kinds_of(instance, run)[DagsterEventType.STEP_SUCCESS] > 0
    assert purged(instance, (ended + timedelta(seconds=2)).astimezone(india)) > 0
    assert kinds_of(instance, run)[DagsterEventType.STEP_SUCCESS] == 0


def test_what_was_reported_outside_of_runs_stays(instance: DagsterInstance) -> None:
    for number in range(3):
        instance.report_runless_asset_event(dg.AssetMaterialization(KEY, partition=f"{number}"))
    assert purged(instance, soon()) == 0
    assert reported(instance) == {"0": 1, "1": 1, "2": 1}
