"""Business days: the daily partitions, and pure functions on days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dagster import DailyPartitionsDefinition

BUSINESS_TIME_ZONE: Final = "Asia/Kolkata"
REFRESH_HOUR_UTC: Final = 21
"""When the daily refresh starts: two and a half hours after the day has ended in India."""
_DAY: Final = timedelta(days=1)


def daily_partitions(start: date) -> DailyPartitionsDefinition:
    """Return the daily partitions from `start` on; a day exists once it has ended in India."""
    from dagster import DailyPartitionsDefinition

    return DailyPartitionsDefinition(start_date=start.isoformat(), timezone=BUSINESS_TIME_ZONE)


def last_complete_day(now: datetime) -> date:
    """Return the newest business day that has ended at an instant (aware datetime)."""
    return now.astimezone(ZoneInfo(BUSINESS_TIME_ZONE)).date() - _DAY


def contiguous_ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    """Group days into the fewest half-open ranges `(first, day after the last)`, in order."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if ranges and ranges[-1][1] == day:
            ranges[-1] = (ranges[-1][0], day + _DAY)
        else:
            ranges.append((day, day + _DAY))
    return ranges


def days_between(first: date, stop: date) -> list[date]:
    """Return the days of a half-open range."""
    return [first + _DAY * offset for offset in range((stop - first).days)]


def span_text(first: date, last: date) -> str:
    """Return a closed range of days as people read it; one day is written once."""
    return f"{first}" if first == last else f"{first} … {last}"


def range_tags(first: date, last: date) -> dict[str, str]:
    """Return the run tags by which Dagster materializes a closed range of days in one run."""
    if first == last:
        return {"dagster/partition": first.isoformat()}
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }


def tagged_days(tags: Mapping[str, str]) -> tuple[date, date] | None:
    """Return the closed range of days that a run's tags name, None where they name none."""
    day = tags.get("dagster/partition")
    first = tags.get("dagster/asset_partition_range_start", day)
    last = tags.get("dagster/asset_partition_range_end", day)
    if first is None or last is None:
        return None
    return date.fromisoformat(first), date.fromisoformat(last)
