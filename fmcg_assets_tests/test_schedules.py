"""At 21:00 UTC the day that has just ended in India is brought in, once, on any clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._utils.schedules import schedule_execution_time_iterator

from fmcg_assets.definitions import build_definitions
from fmcg_assets.instance.home import open_instance
from fmcg_assets.lake.view_months import FACTS
from fmcg_assets.partitions import days_between, last_complete_day
from fmcg_assets.planning import DIMENSION_TABLES, FACT_LANE, VIEW_TABLES
from fmcg_assets.schedules import CRON
from fmcg_assets_tests.clocks import in_zone
from fmcg_assets_tests.inline_daemon import (
    Daemon,
    changed_customers,
    days_of,
    land,
    tables_of,
)
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.platform import Platform, copied
from fmcg_assets_tests.runs import SILENT, executed_run, recorded_run

NAME = "daily_refresh_2100_utc"
DAILY_CHECKS = {"missing_days", "newest_day", "volume"}
SPECIAL_DAYS = [
    pytest.param("2028-01-01", id="the first day of a year"),
    pytest.param("2028-01-31", id="the end of a month"),
    pytest.param("2028-02-28", id="the day before a leap day"),
    pytest.param("2028-02-29", id="a leap day"),
    pytest.param("2028-03-01", id="the day after a leap day"),
    pytest.param("2028-03-12", id="summer time begins in New York"),
    pytest.param("2028-03-26", id="summer time begins in Berlin"),
    pytest.param("2028-04-30", id="the end of a short month"),
    pytest.param("2028-10-29", id="summer time ends in Berlin"),
    pytest.param("2028-11-05", id="summer time ends in New York"),
    pytest.param("2028-12-31", id="the last day of a year"),
]


def tick_of(day: str) -> datetime:
    """Return the instant of a UTC day's tick."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=21)


@dataclass
class Schedule(Daemon):
    """The platform's schedule, evaluated for given ticks."""

    def at(self, day: str) -> list[dg.RunRequest]:
        """Return what the tick of a day (UTC) asks for, whenever it is evaluated."""
        repository = self.definitions.get_repository_def()
        with dg.build_schedule_context(
            instance=self.instance,
            scheduled_execution_time=tick_of(day),
            repository_def=repository,
        ) as context:
            answer = repository.get_schedule_def(NAME).evaluate_tick(context)
        return list(answer.run_requests or ())

    def work_at(self, day: str) -> list[dg.RunRequest]:
        """Return what a tick asks for but the daily checks."""
        return [request for request in self.at(day) if not is_checks(request)]


def is_checks(request: dg.RunRequest) -> bool:
    """Return whether a request is one of the daily checks alone."""
    named = {(key.asset_key.to_user_string(), key.name) for key in request.asset_check_keys or ()}
    return request.asset_selection == [] and named == {("bronze/orders", n) for n in DAILY_CHECKS}


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform with dimensions, the parent's sales and one day; not to be changed."""
    return loaded_platform(tmp_path_factory.mktemp("loaded") / "platform", ["2025-07-01"])


@pytest.fixture
def schedule(loaded_once: Platform, tmp_path: Path) -> Iterator[Schedule]:
    platform = copied(loaded_once, tmp_path / "platform")
    with open_instance(platform.settings) as instance:
        yield Schedule(platform, instance)


@pytest.fixture(params=["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati"])
def host_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Move the process to another time zone, and back."""
    with in_zone(request.param):
        yield


# --- the ticks


@pytest.mark.usefixtures("host_zone")
def test_the_ticks_of_a_leap_year_are_of_each_of_its_days_once() -> None:
    begin = datetime(2028, 1, 1, tzinfo=UTC)
    ticks = takewhile(
        lambda tick: tick.year == 2028,
        schedule_execution_time_iterator(begin.timestamp(), CRON, "UTC", ascending=True),
    )
    days = [last_complete_day(tick) for tick in ticks]
    assert days == days_between(date(2028, 1, 1), date(2029, 1, 1))
    assert len(days) == 366


def test_the_schedule_runs_at_2100_utc_and_is_on(tmp_path: Path) -> None:
    definitions = build_definitions(Platform(tmp_path).settings)
    schedule = definitions.get_repository_def().get_schedule_def(NAME)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 21 * * *", "UTC")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == "daily_refresh"


# --- the right day, once


@pytest.mark.long
@pytest.mark.parametrize("day", SPECIAL_DAYS)
def test_a_tick_asks_for_the_day_that_has_just_ended_in_india_and_not_for_the_next(
    schedule: Schedule, day: str
) -> None:
    tomorrow = date.fromisoformat(day) + timedelta(days=1)
    land(schedule.platform, day, str(tomorrow))
    [request] = schedule.at(day)
    assert request.tags["dagster/partition"] == day
    assert tables_of(request) == {*FACT_LANE, *VIEW_TABLES}
    [next_one] = schedule.at(str(tomorrow))
    assert next_one.tags["dagster/partition"] == str(tomorrow)
    assert request.run_key != next_one.run_key


@pytest.mark.long
@pytest.mark.usefixtures("host_zone")
def test_the_hosts_time_zone_does_not_matter(schedule: Schedule) -> None:
    land(schedule.platform, "2028-03-26", "2028-03-27")
    assert days_of(schedule.at("2028-03-26")) == [("2028-03-26", "2028-03-26")]


@pytest.mark.long
def test_every_day_of_a_leap_year_is_asked_for_by_its_tick(schedule: Schedule) -> None:
    for day in days_between(date(2028, 1, 1), date(2029, 1, 1)):
        land(schedule.platform, str(day), str(day + timedelta(days=1)))
        [request] = schedule.at(str(day))
        assert request.tags["dagster/partition"] == str(day)
        recorded_run(schedule.instance, request.tags, DagsterRunStatus.SUCCESS)
        schedule.platform.order_file(str(day)).unlink()


@pytest.mark.long
def test_a_tick_that_was_missed_is_made_up_for_by_the_next(schedule: Schedule) -> None:
    land(schedule.platform, "2025-07-02", "2025-07-03", "2025-07-04")
    assert days_of(schedule.at("2025-07-04")) == [("2025-07-02", "2025-07-04")]


@pytest.mark.long
def test_a_tick_that_comes_late_decides_on_the_day_it_was_meant_for(schedule: Schedule) -> None:
    land(schedule.platform, "2025-07-02", "2025-07-03")
    assert days_of(schedule.at("2025-07-02")) == [("2025-07-02", "2025-07-02")]


@pytest.mark.long
def test_a_doubled_tick_asks_for_nothing_more_before_its_run_exists(schedule: Schedule) -> None:
    land(schedule.platform, "2025-07-02")
    assert days_of(schedule.work_at("2025-07-02")) == [("2025-07-02", "2025-07-02")]
    assert schedule.work_at("2025-07-02") == []


@pytest.mark.long
def test_a_doubled_tick_asks_for_nothing_more_while_its_run_works(schedule: Schedule) -> None:
    land(schedule.platform, "2025-07-02")
    [request] = schedule.work_at("2025-07-02")
    recorded_run(
        schedule.instance, request.tags, DagsterRunStatus.QUEUED, (*FACT_LANE, *VIEW_TABLES)
    )
    assert schedule.work_at("2025-07-02") == []


@pytest.mark.long
def test_a_doubled_tick_asks_for_nothing_more_after_its_run(schedule: Schedule) -> None:
    land(schedule.platform, "2025-07-02")
    schedule.carry_out(schedule.work_at("2025-07-02"))
    assert schedule.work_at("2025-07-02") == []
    assert "Nothing to do" in schedule.platform.run_clean()


@pytest.mark.long
def test_a_tick_after_a_bad_one_does_not_ask_for_the_same_content_again(
    schedule: Schedule,
) -> None:
    land(schedule.platform, "2025-07-02")
    [request] = schedule.work_at("2025-07-02")
    executed_run(schedule.instance, request.tags, dg.Failure("the rows are wrong"))
    assert schedule.work_at("2025-07-02") == []
    assert schedule.work_at("2028-07-02") == []


# --- dimensions and the parent


@pytest.mark.long
def test_new_dimensions_come_with_the_day_in_one_run(schedule: Schedule) -> None:
    changed_customers(schedule.platform)
    land(schedule.platform, "2025-07-02")
    [request] = schedule.at("2025-07-02")
    assert request.tags["dagster/partition"] == "2025-07-02"
    assert tables_of(request) > {"bronze/customers", *FACT_LANE, *VIEW_TABLES}
    schedule.carry_out([request])
    assert schedule.work_at("2025-07-02") == []


@pytest.mark.long
def test_new_dimensions_alone_come_with_the_view(schedule: Schedule) -> None:
    changed_customers(schedule.platform)
    [request] = schedule.work_at("2025-07-02")
    assert days_of([request]) == [("", "")]
    assert not tables_of(request) & set(FACT_LANE)
    schedule.carry_out([request])
    assert schedule.work_at("2025-07-02") == []
    assert "977001" in {
        row["customer_code"] for row in schedule.platform.rows("gold/dim_customers")
    }


@pytest.mark.long
def test_a_new_month_of_the_parent_lands_on_the_months_first_day(schedule: Schedule) -> None:
    folder = schedule.platform.landing / "parent_company/orders/incremental_load"
    folder.mkdir()
    sales = schedule.platform.rows("silver/parent_orders")[0]
    (folder / "september.csv").write_text(
        "date,product_code,customer_code,sold_quantity\n"
        f"2025-09-01,{sales['product_code']},{sales['customer_code']},77\n"
    )
    [dimensions] = schedule.work_at("2025-09-02")
    schedule.carry_out([dimensions])
    [month] = schedule.work_at("2025-09-02")
    assert month.tags["dagster/partition"] == "2025-09-01"
    schedule.carry_out([month])
    [row] = schedule.platform.day_rows("gold/fact_orders", "2025-09-01")
    assert row["sold_quantity"] == 77
    assert schedule.work_at("2025-09-02") == []


# --- the daily checks


@pytest.mark.long
def test_the_daily_checks_run_beside_a_run_without_order_files(schedule: Schedule) -> None:
    changed_customers(schedule.platform)
    dimensions, checks = schedule.at("2025-07-02")
    assert tables_of(dimensions) == {*DIMENSION_TABLES, *VIEW_TABLES}
    assert is_checks(checks)


@pytest.mark.long
def test_the_daily_checks_run_beside_days_that_start_behind_bronze(schedule: Schedule) -> None:
    shutil.rmtree(schedule.platform.root / "lake" / FACTS)
    *ranges, checks = schedule.at("2025-07-02")
    assert ranges
    assert all("bronze/orders" not in tables_of(request) for request in ranges)
    assert is_checks(checks)


@pytest.mark.long
def test_a_run_of_order_files_checks_them_itself(schedule: Schedule) -> None:
    land(schedule.platform, "2025-07-02")
    assert not any(is_checks(request) for request in schedule.at("2025-07-02"))


@pytest.mark.long
def test_a_tick_without_work_runs_the_daily_checks_alone(schedule: Schedule) -> None:
    [request] = schedule.at("2025-07-02")
    assert is_checks(request)
    assert request.run_key == "2025-07-02:checks"
    [doubled] = schedule.at("2025-07-02")
    assert doubled.run_key == request.run_key
    [next_one] = schedule.at("2025-07-03")
    assert next_one.run_key == "2025-07-03:checks"

    job = schedule.definitions.resolve_job_def("daily_refresh").get_subset(
        asset_selection=set(request.asset_selection or ()),
        asset_check_selection=set(request.asset_check_keys or ()),
    )
    versions = schedule.platform.versions()
    result = job.execute_in_process(
        instance=schedule.instance, tags=request.tags, run_config=SILENT
    )
    assert {e.check_name for e in result.get_asset_check_evaluations()} == DAILY_CHECKS
    assert schedule.platform.versions() == versions


def test_an_empty_landing_zone_still_runs_the_daily_checks(tmp_path: Path) -> None:
    platform = Platform(tmp_path)
    with open_instance(platform.settings) as instance:
        [request] = Schedule(platform, instance).at("2025-07-02")
    assert is_checks(request)
