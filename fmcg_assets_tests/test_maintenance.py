"""The weekly maintenance keeps the lake small, and changes nothing that anybody reads."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from dagster import DagsterInstance
from dagster._utils.schedules import schedule_execution_time_iterator

from fmcg_assets.contracts import ALL_TABLES, TABLES
from fmcg_assets.instance.home import open_instance
from fmcg_assets.maintenance import maintenance_job, maintenance_schedule
from fmcg_assets.resources.environments import load_settings
from fmcg_assets.resources.lake import LakeResource
from fmcg_assets.resources.spark import spark_resource
from fmcg_assets_tests.copies import instance, platform
from fmcg_assets_tests.lake.ageing import age
from fmcg_assets_tests.lake.examples import stored
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.platform import Platform, edited
from fmcg_assets_tests.runs import SILENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fmcg_assets.lake.state import TableState

pytestmark = pytest.mark.long

__all__ = ["instance", "platform"]

DAYS = ("2025-07-01", "2025-07-02")
VIEW = "gold/vw_fact_orders_enriched"
RETENTION = 30
JOB = maintenance_job(RETENTION)
SCHEDULE = maintenance_schedule(JOB)


def op_of(key: str) -> str:
    return f"maintain_{key.replace('/', '_')}"


def with_more_orders(file: str) -> str:
    """Return an order file with each of its lines once more under another number."""
    return file + "".join(f"more-{line}\n" for line in file.splitlines()[1:])


@pytest.fixture(scope="module")
def platform_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform with two days of orders, the second of which was delivered again."""
    platform = loaded_platform(tmp_path_factory.mktemp("loaded") / "platform", DAYS)
    edited(platform.order_file(DAYS[1]), with_more_orders)
    platform.run_clean()
    return platform


ENGINE = spark_resource(load_settings())


def maintained(platform: Platform, instance: DagsterInstance) -> dg.ExecuteInProcessResult:
    """Run the job as the code location does."""
    definitions = dg.Definitions(
        jobs=[JOB],
        schedules=[SCHEDULE],
        resources={"lake": LakeResource(uri=platform.settings.lake_uri, spark=ENGINE)},
        executor=dg.in_process_executor,
    )
    job = definitions.resolve_job_def("maintenance")
    return job.execute_in_process(instance=instance, raise_on_error=False, run_config=SILENT)


def counted(result: dg.ExecuteInProcessResult, name: str) -> dict[str, object]:
    """Return one entry of the metadata of every op that succeeded, where it has it."""
    outputs = {e.step_key: e.step_output_data for e in result.all_events if e.is_successful_output}
    return {
        step: output.metadata[name].value
        for step, output in outputs.items()
        if step and name in output.metadata
    }


def age_lake(platform: Platform, days: int) -> None:
    for table in TABLES.values():
        age(Path(platform.lake.table_uri(table)), days)


def known(platform: Platform) -> dict[str, tuple[object, ...]]:
    """Return what is known of all tables, but for their versions."""

    def said(state: TableState) -> tuple[object, ...]:
        return state.slices, state.upstream, state.gap, state.run_id

    return {key: said(platform.state(key)) for key in TABLES}


def figures(platform: Platform) -> Mapping[str, object]:
    return {key: stored(platform.lake.read(table)) for key, table in TABLES.items()}


def view_files(platform: Platform) -> set[Path]:
    """Return the view's data files, present or replaced."""
    folder = Path(platform.lake.table_uri(TABLES[VIEW]))
    return {path for path in folder.rglob("*.parquet") if path.parent.name != "_delta_log"}


# --- what it does


def test_replaced_files_go_after_retention_and_nothing_that_is_read_or_known_changes(
    platform: Platform, instance: DagsterInstance
) -> None:
    before, rows = known(platform), figures(platform)
    all_files = view_files(platform)
    delta = platform.lake.require(TABLES[VIEW])
    present = {Path(uri) for uri in delta.file_uris()}
    assert present < all_files

    first = maintained(platform, instance)
    assert first.success
    assert counted(first, "files_removed") == dict.fromkeys(map(op_of, TABLES), 0)
    assert counted(first, "postponed") == {op_of(key): [] for key in TABLES}
    assert view_files(platform) == all_files
    assert (known(platform), figures(platform)) == (before, rows)

    age_lake(platform, RETENTION + 1)
    second = maintained(platform, instance)
    assert second.success
    removed = counted(second, "files_removed")
    assert removed[op_of(VIEW)] == len(all_files - present)
    assert removed[op_of("gold/fact_orders")] == removed[op_of("bronze/orders")] == 1
    assert removed[op_of("bronze/customers")] == 0
    assert view_files(platform) == present
    assert (known(platform), figures(platform)) == (before, rows)

    assert "Nothing to do" in platform.run_clean()
    assert known(platform) == before


def test_a_day_that_is_delivered_again_after_maintenance_is_taken_in(
    platform: Platform, instance: DagsterInstance
) -> None:
    age_lake(platform, RETENTION + 1)
    assert maintained(platform, instance).success
    lines = len(platform.day_rows("bronze/orders", DAYS[0]))
    edited(platform.order_file(DAYS[0]), with_more_orders)
    platform.run_clean()
    assert len(platform.day_rows("bronze/orders", DAYS[0])) == 2 * lines
    assert "Nothing to do" in platform.run_clean()


def test_maintenance_with_nothing_to_do_makes_no_commit(
    platform: Platform, instance: DagsterInstance
) -> None:
    maintained(platform, instance)
    versions = platform.versions()
    assert counted(maintained(platform, instance), "delta_version") == {
        op_of(key): version for key, version in versions.items()
    }
    assert platform.versions() == versions


def test_a_table_that_fails_leaves_the_others_maintained(
    platform: Platform, instance: DagsterInstance
) -> None:
    log = Path(platform.lake.table_uri(TABLES["silver/orders"])) / "_delta_log"
    newest = max(log.glob("*.json"))
    newest.write_bytes(b"")
    result = maintained(platform, instance)
    assert not result.success
    [failure] = result.get_step_failure_events()
    assert failure.step_key == op_of("silver/orders")
    assert f"{newest}: found an empty file" in str(failure.step_failure_data.error)
    others = set(TABLES) - {"silver/orders"}
    assert set(counted(result, "delta_version")) == {op_of(key) for key in others}
    assert set(counted(result, "events_purged")) == {"purge_event_log"}


def test_an_empty_lake_is_maintained_with_nothing_done(tmp_path: Path) -> None:
    platform = Platform(tmp_path)
    with open_instance(platform.settings) as instance:
        result = maintained(platform, instance)
    assert result.success
    assert counted(result, "delta_version") == {}
    assert not (tmp_path / "lake").exists()


# --- the event log


def test_what_runs_logged_before_retention_is_purged_and_nothing_becomes_due(
    platform: Platform, instance: DagsterInstance
) -> None:
    purge = "purge_event_log"
    assert counted(maintained(platform, instance), "events_purged") == {purge: 0}
    with closing(sqlite3.connect(Path(platform.settings.dagster_home) / "event_log.db")) as log:
        events = log.execute("SELECT count(*) FROM event_logs").fetchone()[0]
        log.execute("UPDATE event_logs SET timestamp = '2025-08-01 00:00:00.000000'")
        log.commit()
    purged = counted(maintained(platform, instance), "events_purged")[purge]
    assert isinstance(purged, int)
    assert purged > events / 3
    assert instance.get_materialized_partitions(dg.AssetKey(["bronze", "orders"])) == set(DAYS)
    assert "Nothing to do" in platform.run_clean()


def test_an_instance_with_another_storage_keeps_its_events(platform: Platform) -> None:
    with DagsterInstance.ephemeral() as instance:
        result = maintained(platform, instance)
        assert result.success
        assert counted(result, "events_purged") == {}
        messages = [entry.message for entry in instance.all_logs(result.run_id)]
    assert any("has its own retention" in message for message in messages)


# --- the job and its schedule


def test_every_table_has_an_op_that_takes_the_place_of_its_writer() -> None:
    pools = {node.name: node.definition.pools for node in JOB.nodes}
    assert pools.pop("purge_event_log") == set()
    # A quarantine is written by the step that writes its table.
    assert pools == {
        op_of(key): {key.removesuffix("_quarantine").replace("/", "_")} for key in ALL_TABLES
    }


def test_no_op_waits_for_another() -> None:
    assert {name for deps in JOB.dependencies.values() for name in deps} == set()


def test_maintenance_starts_on_sundays_at_22_30_utc() -> None:
    assert SCHEDULE.job_name == "maintenance"
    assert SCHEDULE.default_status == dg.DefaultScheduleStatus.RUNNING
    wednesday = datetime(2025, 7, 2, 12, tzinfo=UTC).timestamp()
    ticks = schedule_execution_time_iterator(
        wednesday, SCHEDULE.cron_schedule, SCHEDULE.execution_timezone
    )
    assert [next(ticks) for _ in range(2)] == [
        datetime(2025, 7, 6, 22, 30, tzinfo=UTC),
        datetime(2025, 7, 13, 22, 30, tzinfo=UTC),
    ]
