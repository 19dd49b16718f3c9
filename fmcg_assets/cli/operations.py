"""What `fmcg status` says of the platform's work: checks, runs in flight, what happens next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.markup import escape

from fmcg_assets.contracts import CHECKS
from fmcg_assets.instance.home import open_instance
from fmcg_assets.partitions import BUSINESS_TIME_ZONE, REFRESH_HOUR_UTC

if TYPE_CHECKING:
    from dagster import DagsterInstance
    from rich.console import Console

    from fmcg_assets.resources.environments import Settings

_ALIVE: Final = timedelta(minutes=2)
"""A daemon that runs reports at least so often."""


def print_operations(settings: Settings, console: Console) -> None:
    """Print the failing checks, the runs in flight, and when the next tick is due.

    Nothing is printed where no run was ever recorded.
    """
    if not (Path(settings.dagster_home) / "dagster.yaml").exists():
        return
    instance = open_instance(settings)
    _print_checks(instance, console)
    _print_runs(instance, console)
    _print_next_tick(instance, console)


def _print_checks(instance: DagsterInstance, console: Console) -> None:
    from dagster import AssetCheckKey, AssetKey

    keys = {
        AssetCheckKey(AssetKey(check.table.split("/")), check.name): check
        for check in CHECKS.values()
    }
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(keys))
    passed = failing = 0
    for key, check in keys.items():
        entry = latest[key].event if key in latest else None
        event = entry.dagster_event if entry else None
        if event is None or event.event_type_value != "ASSET_CHECK_EVALUATION":
            continue
        evaluation = event.asset_check_evaluation_data
        if evaluation.passed:
            passed += 1
            continue
        failing += 1
        when = datetime.fromtimestamp(latest[key].create_timestamp, ZoneInfo(BUSINESS_TIME_ZONE))
        found = (evaluation.description or "").removesuffix(f" {check.remedy}")
        colour = "red" if evaluation.severity.value == "ERROR" else "yellow"
        console.print(
            f"[{colour}]check[/] {check.key} ({when:%m-%d %H:%M}): {escape(found)}",
            highlight=False,
            soft_wrap=True,
        )
    never = len(keys) - passed - failing
    counted = f"{passed} pass, {failing} fail" + (f", {never} not yet run" if never else "")
    console.print(f"Checks: {counted}. What each means: docs/operations.md", highlight=False)


def _print_runs(instance: DagsterInstance, console: Console) -> None:
    from fmcg_assets.instance.work import in_flight
    from fmcg_assets.jobs import TABLES_OF_JOBS

    for work in in_flight(instance, TABLES_OF_JOBS):
        span = f" of {work.days[0]} … {work.days[1]}" if work.days else ""
        tables = len(work.tables)
        console.print(f"[cyan]running[/] {work.run}: {tables} tables{span}", highlight=False)


def _print_next_tick(instance: DagsterInstance, console: Console) -> None:
    now = datetime.now(UTC)
    tick = now.replace(hour=REFRESH_HOUR_UTC, minute=0, second=0, microsecond=0)
    if tick <= now:
        tick += timedelta(days=1)
    beat = instance.get_daemon_heartbeats().get("SENSOR")
    if beat and now - datetime.fromtimestamp(beat.timestamp, UTC) < _ALIVE:
        console.print(f"Next daily refresh: {tick:%Y-%m-%d %H:%M} UTC; sensors look at the folders")
    else:
        console.print(
            "[yellow]No Dagster daemon runs[/]: nothing is brought in by itself; start `fmcg ui`"
        )
