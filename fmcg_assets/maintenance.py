"""The weekly maintenance of lake and Dagster instance as a job with its schedule."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from fmcg_assets.assets.presentation import pool
from fmcg_assets.contracts import ALL_TABLES, Table
from fmcg_assets.instance.event_log import PooledSqliteEventLogStorage
from fmcg_assets.lake.maintenance import maintain
from fmcg_assets.resources.lake import LakeResource


def maintenance_job(retention_days: int) -> dg.JobDefinition:
    """Return the job `maintenance`: one op per table, and one for the event log.

    No op waits for another, so that a table that fails leaves the others maintained.
    """
    ops = [_table_op(table, retention_days) for table in ALL_TABLES.values()]
    ops.append(_event_log_op(retention_days))

    @dg.job(
        name="maintenance",
        description="Compacts the tables, deletes the files that were replaced, and the events of"
        f" runs that ended, more than {retention_days} days ago.",
    )
    def job() -> None:
        for op in ops:
            op()

    return job


def maintenance_schedule(job: dg.JobDefinition) -> dg.ScheduleDefinition:
    """Return the schedule of the job: Sundays 22:30 UTC, when the day's refresh is over."""
    return dg.ScheduleDefinition(
        name="weekly_maintenance",
        job=job,
        cron_schedule="30 22 * * 0",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


def _table_op(table: Table, retention_days: int) -> dg.OpDefinition:
    # A quarantine is written by the step that writes its table.
    writer = ALL_TABLES[table.asset_key.removesuffix("_quarantine")]

    @dg.op(
        name=f"maintain_{table.schema}_{table.name}",
        description=f"Compacts and vacuums {table.asset_key}.",
        pool=pool(writer),
    )
    def op(context: dg.OpExecutionContext, lake: LakeResource) -> None:
        done = maintain(lake.own_lake, table, retention_days)
        if done is None:
            context.log.info(f"{table.asset_key} was never written")
            return
        context.log.info(
            f"{table.asset_key}: {done.files_before} files before, {done.files_after} after,"
            f" {done.files_removed} old ones deleted"
        )
        if done.postponed:
            context.log.warning(
                f"{table.asset_key}: another writer's commit came first; postponed until the next"
                f" time: {', '.join(done.postponed)}"
            )
        context.add_output_metadata(
            {
                "delta_version": done.version,
                "files_before": done.files_before,
                "files_after": done.files_after,
                "files_removed": done.files_removed,
                "postponed": list(done.postponed),
            }
        )

    return op


def _event_log_op(retention_days: int) -> dg.OpDefinition:
    @dg.op(
        name="purge_event_log",
        description="Deletes what old runs logged of their course, not what they did to assets.",
    )
    def op(context: dg.OpExecutionContext) -> None:
        storage = context.instance.event_log_storage
        if not isinstance(storage, PooledSqliteEventLogStorage):
            context.log.info(f"{type(storage).__name__} has its own retention")
            return
        purged = storage.purge_events(datetime.now(UTC) - timedelta(days=retention_days))
        context.log.info(f"{purged} events of old runs deleted")
        context.add_output_metadata({"events_purged": purged})

    return op
