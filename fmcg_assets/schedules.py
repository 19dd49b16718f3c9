"""The schedule: every day at 21:00 UTC, for the day that has ended in India."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dagster as dg

from fmcg_assets.dispatch import look
from fmcg_assets.instance.work import ATTEMPT_TAG
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.jobs import DAILY_REFRESH
from fmcg_assets.partitions import REFRESH_HOUR_UTC, last_complete_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

    from fmcg_assets.resources.environments import Settings

CRON: Final = f"0 {REFRESH_HOUR_UTC} * * *"
_ORDERS: Final = asset_key("bronze/orders")
_DAILY_CHECKS: Final = ("missing_days", "newest_day", "volume")
"""Checks that must speak up also on days on which nothing lands."""


def daily_schedule(
    settings: Settings, jobs: Sequence[UnresolvedAssetJobDefinition]
) -> dg.ScheduleDefinition:
    """Return the schedule of the daily refresh.

    A tick is of the instant for which it was scheduled: one that comes late, or twice, decides on
    the same day.
    """
    [job] = [job for job in jobs if job.name == DAILY_REFRESH]

    @dg.schedule(
        name="daily_refresh_2100_utc",
        job=job,
        cron_schedule=CRON,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Brings in everything that is due up to the day that has just ended in India."
        " It checks every day that files keep coming.",
    )
    def daily_refresh_2100_utc(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest]:
        at = context.scheduled_execution_time
        tick = look(settings, context.instance, at, "all")
        for note in tick.notes:
            context.log.info(note)
        if any(_ORDERS in (request.asset_selection or ()) for request in tick.requests):
            return tick.requests
        checks = dg.RunRequest(
            run_key=f"{last_complete_day(at)}:checks",
            asset_selection=[],
            asset_check_keys=[dg.AssetCheckKey(_ORDERS, name) for name in _DAILY_CHECKS],
            tags={ATTEMPT_TAG: "1"},
        )
        return [*tick.requests, checks]

    return daily_refresh_2100_utc
