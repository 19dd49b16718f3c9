"""What `fmcg status` says of the platform's work: checks, runs in flight, what happens next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rich.markup import escape

from fmcg_assets.contracts import CHECKS
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.verdicts import latest_verdicts
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
    verdicts = latest_verdicts(instance)
    failing = [verdict for verdict in verdicts if not verdict.passed]
    for verdict in failing:
        when = verdict.at.astimezone(ZoneInfo(BUSINESS_TIME_ZONE))
        colour = "red" if verdict.blocking else "yellow"
        console.print(
            f"[{colour}]check[/] {verdict.check.key} ({when:%m-%d %H:%M}): {escape(verdict.found)}",
            highlight=False,
            soft_wrap=True,
        )
    never = len(CHECKS) - len(verdicts)
    counted = f"{len(verdicts) - len(failing)} pass, {len(failing)} fail"
    counted += f", {never} not yet run" if never else ""
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
