"""Business days begin and end in India, wherever the pipeline runs."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.partitions import (
    contiguous_ranges,
    daily_partitions,
    days_between,
    last_complete_day,
    range_tags,
    tagged_days,
)
from fmcg_assets_tests.clocks import in_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = timedelta(days=1)
KOLKATA = ZoneInfo("Asia/Kolkata")
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
NEAR_DAYS = st.lists(st.integers(0, 40).map(lambda offset: date(2024, 2, 20) + DAY * offset))


# --- the last complete day


@pytest.mark.parametrize(
    ("now", "day"),
    [
        pytest.param("2025-07-01T21:00:00+00:00", "2025-07-01", id="the schedule's tick"),
        pytest.param("2025-07-01T18:30:00+00:00", "2025-07-01", id="midnight in India"),
        pytest.param("2025-07-01T18:29:59+00:00", "2025-06-30", id="a second before it"),
        pytest.param("2025-07-02T18:29:59+00:00", "2025-07-01", id="a day later"),
        pytest.param("2025-07-02T00:00:00+05:30", "2025-07-01", id="midnight, as India says it"),
        pytest.param("2025-07-01T11:30:00-07:00", "2025-07-01", id="midnight, from California"),
        pytest.param("2025-07-02T08:00:00+13:00", "2025-07-01", id="midnight, from Tonga"),
        pytest.param("2024-02-29T21:00:00+00:00", "2024-02-29", id="a leap day"),
        pytest.param("2024-12-31T21:00:00+00:00", "2024-12-31", id="the end of a year"),
    ],
)
def test_the_last_complete_day_is_the_one_that_ended_last_in_india(now: str, day: str) -> None:
    assert last_complete_day(datetime.fromisoformat(now)) == date.fromisoformat(day)


@settings(deadline=None)
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_an_instant_has_one_last_complete_day_in_every_time_zone(now: datetime, zone: str) -> None:
    assert last_complete_day(now.astimezone(ZoneInfo(zone))) == last_complete_day(now)


@settings(deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_last_complete_day_has_ended_and_the_next_one_has_not(now: datetime) -> None:
    day = last_complete_day(now)
    end = datetime.combine(day + DAY, datetime.min.time(), KOLKATA)
    assert end <= now < end + DAY


@pytest.fixture(params=["America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"])
def host_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Move the process to another time zone, and back."""
    with in_zone(request.param):
        yield


@pytest.mark.usefixtures("host_zone")
def test_the_hosts_time_zone_does_not_matter() -> None:
    assert last_complete_day(datetime(2025, 7, 1, 21, tzinfo=UTC)) == date(2025, 7, 1)


# --- partitions


@pytest.mark.usefixtures("host_zone")
@pytest.mark.parametrize(
    ("now", "last"),
    [("2025-07-01T18:29:59+00:00", "2025-06-30"), ("2025-07-01T18:30:00+00:00", "2025-07-01")],
)
def test_the_newest_partition_is_the_last_complete_day(now: str, last: str) -> None:
    instant = datetime.fromisoformat(now)
    partitions = daily_partitions(date(2025, 6, 28))
    keys = partitions.get_partition_keys(current_time=instant)
    assert keys[0] == "2025-06-28"
    assert keys[-1] == last == last_complete_day(instant).isoformat()


def test_a_partition_is_a_business_day_in_india() -> None:
    window = daily_partitions(date(2024, 1, 1)).time_window_for_partition_key("2025-07-01")
    assert window.start == datetime(2025, 6, 30, 18, 30, tzinfo=UTC)
    assert window.end == datetime(2025, 7, 1, 18, 30, tzinfo=UTC)


# --- ranges of days


@pytest.mark.parametrize(
    ("days", "ranges"),
    [
        ([], []),
        (["2025-07-01"], [("2025-07-01", "2025-07-02")]),
        (["2025-07-02", "2025-07-01"], [("2025-07-01", "2025-07-03")]),
        (["2025-07-01", "2025-07-01"], [("2025-07-01", "2025-07-02")]),
        (
            ["2025-07-01", "2025-07-03"],
            [("2025-07-01", "2025-07-02"), ("2025-07-03", "2025-07-04")],
        ),
        (["2024-02-28", "2024-02-29", "2024-03-01"], [("2024-02-28", "2024-03-02")]),
        (["2024-12-31", "2025-01-01"], [("2024-12-31", "2025-01-02")]),
    ],
)
def test_days_are_grouped_into_half_open_ranges(
    days: list[str], ranges: list[tuple[str, str]]
) -> None:
    grouped = contiguous_ranges(map(date.fromisoformat, days))
    assert [(first.isoformat(), stop.isoformat()) for first, stop in grouped] == ranges


@settings(deadline=None)
@given(NEAR_DAYS)
def test_ranges_hold_exactly_the_days_in_order(days: list[date]) -> None:
    ranges = contiguous_ranges(days)
    assert [day for first, stop in ranges for day in days_between(first, stop)] == sorted(set(days))


@settings(deadline=None)
@given(NEAR_DAYS)
def test_there_is_a_day_missing_between_two_ranges(days: list[date]) -> None:
    ranges = contiguous_ranges(days)
    for (_, stop), (first, _) in itertools.pairwise(ranges):
        assert stop < first


@settings(deadline=None)
@given(DAYS, st.integers(0, 1000))
def test_days_between_are_all_days_from_the_first_to_the_one_before_the_stop(
    first: date, number: int
) -> None:
    days = days_between(first, first + DAY * number)
    assert len(days) == number
    assert days == sorted(set(days))
    assert [days[0], days[-1]] == [first, first + DAY * (number - 1)] if days else number == 0


def test_a_range_that_ends_before_it_begins_has_no_days() -> None:
    assert days_between(date(2025, 7, 2), date(2025, 7, 1)) == []


# --- the days of a run, as its tags say them


@pytest.mark.parametrize(
    ("first", "last", "tags"),
    [
        pytest.param(
            "2025-07-01", "2025-07-01", {"dagster/partition": "2025-07-01"}, id="a single day"
        ),
        pytest.param(
            "2024-02-28",
            "2024-03-01",
            {
                "dagster/asset_partition_range_start": "2024-02-28",
                "dagster/asset_partition_range_end": "2024-03-01",
            },
            id="several days",
        ),
    ],
)
def test_a_runs_tags_name_its_day_or_the_ends_of_its_closed_range(
    first: str, last: str, tags: dict[str, str]
) -> None:
    assert range_tags(date.fromisoformat(first), date.fromisoformat(last)) == tags


@settings(deadline=None)
@given(DAYS, st.integers(0, 1000), st.dictionaries(st.sampled_from(["fmcg/work", "a"]), st.text()))
def test_the_days_of_a_run_are_read_back_from_its_tags(
    first: date, length: int, others: dict[str, str]
) -> None:
    last = first + DAY * length
    assert tagged_days({**others, **range_tags(first, last)}) == (first, last)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"fmcg/work": "whole:1"},
        {"dagster/asset_partition_range_start": "2025-07-01"},
        {"dagster/asset_partition_range_end": "2025-07-01"},
    ],
)
def test_a_run_whose_tags_name_no_range_has_no_days(tags: dict[str, str]) -> None:
    assert tagged_days(tags) is None
