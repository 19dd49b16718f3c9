"""What is due is asked for once; work in flight, bad data and early files are left alone."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, BinaryIO

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from pyspark.sql import DataFrame

from fmcg_assets.dispatch import Scope, Tick, listing_digest
from fmcg_assets.errors import ContractError
from fmcg_assets.ingest.delivery import file_sha256
from fmcg_assets.ingest.zones import LandingZone, LocalZone
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.work import ATTEMPT_TAG, WORK_TAG
from fmcg_assets.io_managers.retries import RETRIES
from fmcg_assets.lake.view_months import FACTS, VIEW
from fmcg_assets.partitions import days_between, last_complete_day, range_tags, tagged_days
from fmcg_assets.planning import DIMENSION_TABLES, FACT_LANE, ORDERS, VIEW_TABLES, Request
from fmcg_assets.survey import survey
from fmcg_assets.transforms import customers, orders
from fmcg_assets_tests.clocks import at_clock
from fmcg_assets_tests.inline_daemon import (
    Daemon,
    asked_days,
    changed_customers,
    days_of,
    land,
    product_of,
    tables_of,
)
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.platform import Platform, copied, differing, edited, new_platform
from fmcg_assets_tests.runs import executed_run, landing_error, recorded_run

pytestmark = pytest.mark.long

LOADED_DAYS = [f"2025-07-{day:02d}" for day in range(1, 6)]
IGNORED = [
    "orders_2025_7_1.csv",
    "orders_2025_02_30.csv",
    "ORDERS_2025_07_11.csv",
    "orders_2025_07_11.csv.bak",
    "orders_2025_07_11.csv.tmp",
    " orders_2025_07_11.csv",
    "orders_2025_07_11 .csv",
    "[x]*",
    "..orders_2025_07_11.csv",
    "orders_2025_07_11'; --.csv",
    "orders_2025_07_11\n.csv",
    f"orders_2025_07_11{'x' * 200}.csv",
]
"""Names in a landing folder that are none of an order file's."""


@pytest.fixture(scope="module")
def unloaded_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform with four order files, of which nothing was loaded; not to be changed."""
    root = tmp_path_factory.mktemp("unloaded") / "platform"
    platform = new_platform(root, [*LOADED_DAYS[:2], *LOADED_DAYS[3:]])
    open_instance(platform.settings).dispose()
    return platform


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform into which five days were brought; not to be changed."""
    return loaded_platform(tmp_path_factory.mktemp("loaded") / "platform", LOADED_DAYS)


@pytest.fixture
def unloaded(unloaded_once: Platform, tmp_path: Path) -> Iterator[Daemon]:
    yield from _daemon(copied(unloaded_once, tmp_path / "platform"))


@pytest.fixture
def loaded(loaded_once: Platform, tmp_path: Path) -> Iterator[Daemon]:
    yield from _daemon(copied(loaded_once, tmp_path / "platform"))


def _daemon(platform: Platform) -> Iterator[Daemon]:
    with open_instance(platform.settings) as instance:
        yield Daemon(platform, instance)


def july(first: int, last: int) -> list[str]:
    return [f"2025-07-{day:02d}" for day in range(first, last + 1)]


def tags_of(*days: str) -> dict[str, str]:
    return range_tags(date.fromisoformat(days[0]), date.fromisoformat(days[-1]))


def changed_prices(platform: Platform) -> None:
    prices = platform.landing / "child_company/gross_price"
    [file] = prices.iterdir()
    edited(file, lambda text: text.replace("6120101,2025-12-01,61", "6120101,2025-12-01,63"))


def losing_rows(monkeypatch: pytest.MonkeyPatch, condition: str) -> None:
    """Let the rules of order lines lose those of which the condition holds."""
    classified = orders.classified_orders

    def losing(*frames: Any, **rules: Any) -> Any:
        return classified(*frames, **rules).where(f"NOT ({condition})")

    monkeypatch.setattr(orders, "classified_orders", losing)


def nothing_asked(tick: Tick) -> bool:
    return not tick.requests and not tick.works


# --- the first look


def test_a_first_load_is_dimensions_then_each_range_of_days_then_nothing(unloaded: Daemon) -> None:
    waiting = unloaded.look("facts")
    assert nothing_asked(waiting)
    assert "order files wait for the dimensions, which are due" in waiting.notes
    assert not waiting.settled

    [dimensions] = unloaded.look("dimensions").requests
    assert dimensions.job_name == "dims"
    assert tables_of(dimensions) == set(DIMENSION_TABLES)
    assert dimensions.tags[ATTEMPT_TAG] == "1"
    assert tagged_days(dimensions.tags) is None
    unloaded.carry_out([dimensions])
    assert nothing_asked(unloaded.look("dimensions"))

    days, june, august = unloaded.look("facts").requests
    assert (
        days.tags.items()
        >= {
            "dagster/asset_partition_range_start": "2025-07-01",
            "dagster/asset_partition_range_end": "2025-07-05",
        }.items()
    )
    assert days.job_name == "daily_refresh"
    assert tables_of(days) == {*FACT_LANE, *VIEW_TABLES}
    # The parent reports by month, on the first day of it.
    for month, request in (("2025-06-01", june), ("2025-08-01", august)):
        assert request.tags["dagster/partition"] == month
        assert tables_of(request) == {FACTS, *VIEW_TABLES}
    unloaded.carry_out([days, june, august])

    for scope in ("facts", "dimensions", "all"):
        tick = unloaded.look(scope)
        assert nothing_asked(tick)
        assert tick.settled
        assert tick.notes == ["warning: 2025-07-03: no order file landed"]


def test_the_schedule_brings_everything_in_without_the_sensors(
    unloaded: Daemon, unloaded_once: Platform, tmp_path: Path
) -> None:
    [first] = unloaded.look("all").requests
    assert first.job_name == "daily_refresh"
    assert tables_of(first) == {*DIMENSION_TABLES, *FACT_LANE, *VIEW_TABLES}
    assert days_of([first]) == [("2025-07-01", "2025-07-05")]
    unloaded.carry_out([first])
    later = unloaded.settle("all")
    assert days_of(later) == [("2025-06-01", "2025-06-01"), ("2025-08-01", "2025-08-01")]

    by_command = copied(unloaded_once, tmp_path / "by_command")
    by_command.run_clean()
    assert unloaded.platform.contents() == by_command.contents()
    assert "Nothing to do" in unloaded.platform.run_clean()


def test_an_empty_landing_zone_asks_for_nothing_and_says_what_is_expected(tmp_path: Path) -> None:
    platform = Platform(tmp_path)
    with open_instance(platform.settings) as instance:
        tick = Daemon(platform, instance).look("all")
    assert nothing_asked(tick)
    assert any("landing/child_products: found no file in" in text for text in tick.refused)


# --- order files that arrive


def test_everything_is_in_and_nothing_is_asked_for(loaded: Daemon) -> None:
    for scope in ("facts", "dimensions", "all"):
        assert loaded.look(scope) == Tick()


def test_the_same_bytes_with_a_newer_time_are_not_asked_for(loaded: Daemon) -> None:
    file = loaded.platform.order_file("2025-07-02")
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime + 3600))
    assert nothing_asked(loaded.look("facts"))


def test_a_corrected_file_asks_for_its_day_alone(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-02")
    [request] = loaded.look("facts").requests
    assert request.tags["dagster/partition"] == "2025-07-02"
    assert tables_of(request) == {*FACT_LANE, *VIEW_TABLES}


def test_thirty_days_at_once_are_one_range(loaded: Daemon) -> None:
    days = [str(day) for day in days_between(date(2025, 7, 6), date(2025, 8, 5))]
    land(loaded.platform, *days)
    assert days_of(loaded.look("facts").requests) == [("2025-07-06", "2025-08-04")]


def test_one_malformed_file_among_them_is_named_and_parts_the_range(loaded: Daemon) -> None:
    land(loaded.platform, *july(6, 20))
    malformed = loaded.platform.order_file("2025-07-12")
    malformed.write_text("order,quantity\n1,2\n")
    tick = loaded.look("facts")
    assert days_of(tick.requests) == [("2025-07-06", "2025-07-11"), ("2025-07-13", "2025-07-20")]
    [refused] = tick.refused
    assert refused.startswith(f"{malformed}: found ")
    assert f"refused: {refused}" in tick.notes

    loaded.carry_out(tick.requests)
    assert nothing_asked(loaded.look("facts"))
    land(loaded.platform, "2025-07-12")
    again = loaded.look("facts")
    assert days_of(again.requests) == [("2025-07-12", "2025-07-12")]
    assert again.refused == []


def test_files_that_one_look_has_no_time_to_read_come_with_the_next(
    loaded: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(loaded.platform, *july(6, 8))
    with monkeypatch.context() as hurried:
        hurried.setattr("fmcg_assets.dispatch._SURVEY_SECONDS", 0.0)
        tick = loaded.look("facts")
        assert nothing_asked(tick)
        assert "more files landed than one look can read; the others come next" in tick.notes
        assert not tick.settled
    assert days_of(loaded.look("facts").requests) == [("2025-07-06", "2025-07-08")]


def test_new_files_are_read_before_those_that_are_in_however_many_were_touched(
    loaded: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in loaded.platform.order_file("2025-07-01").parent.iterdir():
        os.utime(file, (0, 0))
    land(loaded.platform, "2025-07-06")
    # Each file takes a second, and there is time for two.
    seconds = itertools.count()
    monkeypatch.setattr("fmcg_assets.survey.time.monotonic", lambda: float(next(seconds)))
    seen = survey(loaded.platform.settings, seconds=3)
    read = [str(f.file.day) for f in seen.landed[ORDERS] if not f.unread]
    assert read == ["2025-07-01", "2025-07-06"]


def test_a_file_is_hashed_once_for_each_version_of_it(
    loaded: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = loaded.platform.order_file("2025-07-01")
    os.utime(first, (0, 0))
    hashed: list[str] = []

    def noted(zone: LandingZone, name: str) -> str:
        hashed.append(name)
        return file_sha256(zone, name)

    monkeypatch.setattr("fmcg_assets.survey.file_sha256", noted)
    for _ in range(3):
        survey(loaded.platform.settings)
    os.utime(first, (1, 1))
    survey(loaded.platform.settings)
    assert hashed.count("orders/landing/orders_2025_07_01.csv") == 2


def test_names_that_are_no_day_are_told_and_never_asked_for(loaded: Daemon) -> None:
    folder = loaded.platform.order_file("2025-07-01").parent
    for name in IGNORED:
        (folder / name).write_text("order_id\n1\n")
    (folder / "orders_2025_07_12.csv").mkdir()
    land(loaded.platform, "2025-07-06")
    tick = loaded.look("facts")
    assert days_of(tick.requests) == [("2025-07-06", "2025-07-06")]
    assert sum("ignored: " in note for note in tick.notes) == len(IGNORED)
    assert all("\n" not in note for note in tick.notes)
    assert tick.refused == []


def test_days_that_have_not_ended_wait(loaded: Daemon) -> None:
    now = datetime.now(UTC)
    today = last_complete_day(now) + timedelta(days=1)
    land(loaded.platform, str(today), str(today + timedelta(days=1)), "2099-12-31")
    tick = loaded.look("facts", now)
    assert nothing_asked(tick)
    assert [note for note in tick.notes if note.startswith("waiting: ")] == [
        f"waiting: {today} … {today + timedelta(days=1)}: waits until the day has ended in India",
        "waiting: 2099-12-31: waits until the day has ended in India",
    ]


def test_todays_file_is_asked_for_at_the_first_look_after_midnight_in_india(
    loaded: Daemon,
) -> None:
    land(loaded.platform, "2025-07-06")
    before = datetime(2025, 7, 6, 18, 29, 59, tzinfo=UTC)
    midnight = before + timedelta(seconds=1)
    settings, instance = loaded.platform.settings, loaded.instance

    early = loaded.look("facts", before)
    assert nothing_asked(early)
    assert early.settled
    assert "waiting: 2025-07-06: waits until the day has ended in India" in early.notes
    assert listing_digest(settings, instance, before) != listing_digest(
        settings, instance, midnight
    ), "a sensor looks again although the listing is the same"
    assert days_of(loaded.look("facts", midnight).requests) == [("2025-07-06", "2025-07-06")]


def test_a_stored_day_whose_file_vanishes_before_its_run_stays(loaded: Daemon) -> None:
    before = loaded.platform.contents()
    land(loaded.platform, "2025-07-02")
    requests = loaded.look("facts").requests
    loaded.platform.order_file("2025-07-02").unlink()
    loaded.carry_out(requests, well=False)
    assert loaded.platform.contents() == before
    tick = loaded.look("facts", datetime.now(UTC) + timedelta(hours=1))
    assert nothing_asked(tick)
    [refused] = tick.refused
    assert refused.startswith("2025-07-02: its order file is gone; the stored rows stay")


def test_a_new_file_that_vanishes_before_its_run_leaves_an_empty_day(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06")
    requests = loaded.look("facts").requests
    loaded.platform.order_file("2025-07-06").unlink()
    loaded.carry_out(requests)
    assert loaded.platform.day_rows(FACTS, "2025-07-06") == []
    assert nothing_asked(loaded.look("facts"))
    land(loaded.platform, "2025-07-06")
    assert days_of(loaded.look("facts").requests) == [("2025-07-06", "2025-07-06")]


def test_a_new_month_of_the_parent_asks_for_the_dimensions_then_for_its_partition(
    loaded: Daemon,
) -> None:
    folder = loaded.platform.landing / "parent_company/orders/incremental_load"
    folder.mkdir()
    sales = loaded.platform.rows("silver/parent_orders")[0]
    (folder / "september.csv").write_text(
        "date,product_code,customer_code,sold_quantity\n"
        f"2025-09-01,{sales['product_code']},{sales['customer_code']},77\n"
    )
    dimensions, month = loaded.settle("dimensions", "facts")
    assert dimensions.job_name == "dims"
    assert month.tags["dagster/partition"] == "2025-09-01"
    assert tables_of(month) == {FACTS, *VIEW_TABLES}
    [row] = loaded.platform.day_rows(FACTS, "2025-09-01")
    assert row["sold_quantity"] == 77


# --- work in flight


@pytest.mark.parametrize("scope", ["facts", "all"])
@pytest.mark.parametrize(
    "status", [DagsterRunStatus.QUEUED, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
)
def test_days_in_flight_are_left_out_and_the_others_are_asked_for(
    loaded: Daemon, scope: Scope, status: DagsterRunStatus
) -> None:
    land(loaded.platform, *july(6, 12))
    run = recorded_run(loaded.instance, tags_of("2025-07-08", "2025-07-09"), status, FACT_LANE)
    tick = loaded.look(scope)
    assert days_of(tick.requests) == [("2025-07-06", "2025-07-07"), ("2025-07-10", "2025-07-12")]
    loaded.instance.report_run_canceled(run)
    assert days_of(loaded.look(scope).requests) == [("2025-07-08", "2025-07-09")]


def test_a_day_without_a_file_that_is_in_flight_is_left_out(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06", "2025-07-08")
    recorded_run(loaded.instance, tags_of("2025-07-07"), tables=FACT_LANE)
    assert days_of(loaded.look("facts").requests) == [
        ("2025-07-06", "2025-07-06"),
        ("2025-07-08", "2025-07-08"),
    ]


def test_a_run_of_everything_for_a_range_keeps_its_days_and_the_dimensions(
    loaded: Daemon,
) -> None:
    land(loaded.platform, *july(6, 8))
    changed_customers(loaded.platform)
    run = recorded_run(loaded.instance, tags_of("2025-07-06", "2025-07-07"))
    waits = f"run {run.run_id[:8]} is refreshing the dimensions; order files wait for it"
    for scope in ("dimensions", "facts", "all"):
        tick = loaded.look(scope)
        assert nothing_asked(tick)
        assert waits in tick.notes
        assert not tick.settled


def test_a_run_whose_tags_name_no_day_holds_no_day_up(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06")
    recorded_run(loaded.instance, {"dagster/partition": "next Tuesday"}, tables=FACT_LANE)
    assert days_of(loaded.look("facts").requests) == [("2025-07-06", "2025-07-06")]


def test_maintenance_holds_nothing_up(loaded: Daemon) -> None:
    changed_customers(loaded.platform)
    recorded_run(loaded.instance, {}, job="maintenance")
    assert [r.job_name for r in loaded.look("dimensions").requests] == ["dims"]


def test_a_run_of_checks_alone_holds_nothing_up(loaded: Daemon) -> None:
    changed_customers(loaded.platform)
    checks = dg.AssetCheckKey(dg.AssetKey(["bronze", "orders"]), "volume")
    run = recorded_run(loaded.instance, {}, tables=(), checks=(checks,))
    assert run.status == DagsterRunStatus.STARTED
    assert [r.job_name for r in loaded.look("dimensions").requests] == ["dims"]


@pytest.mark.parametrize(("one", "other"), [("facts", "all"), ("all", "facts"), ("all", "all")])
def test_two_who_look_before_a_run_exists_ask_once(
    loaded: Daemon, one: Scope, other: Scope
) -> None:
    land(loaded.platform, *july(6, 8))
    first, second = loaded.look(one), loaded.look(other)
    assert days_of(first.requests) == [("2025-07-06", "2025-07-08")]
    assert nothing_asked(second)
    assert not second.settled
    land(loaded.platform, "2025-07-09")
    assert days_of(loaded.look(other).requests) == [("2025-07-09", "2025-07-09")]


def test_sensors_and_schedule_that_look_at_once_ask_once(loaded: Daemon) -> None:
    land(loaded.platform, *july(6, 8))
    changed_customers(loaded.platform)
    together = Barrier(6)

    def ask(scope: Scope) -> list[dg.RunRequest]:
        with open_instance(loaded.platform.settings) as instance:
            daemon = Daemon(loaded.platform, instance)
            together.wait(30)
            return daemon.look(scope).requests

    scopes: list[Scope] = ["dimensions", "facts", "all"] * 2
    with ThreadPoolExecutor(6) as pool:
        asked = [request for requests in pool.map(ask, scopes) for request in requests]
    assert len(asked) == 1
    assert "bronze/customers" in tables_of(asked[0])


def test_sensor_and_schedule_ask_for_the_dimensions_once(unloaded: Daemon) -> None:
    assert len(unloaded.look("dimensions").requests) == 1
    waits = "a run just asked for is refreshing the dimensions; order files wait for it"
    for scope in ("dimensions", "all", "facts"):
        tick = unloaded.look(scope)
        assert nothing_asked(tick)
        assert waits in tick.notes


def test_work_of_a_requester_that_died_is_asked_for_again_as_the_same_attempt(
    loaded: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(loaded.platform, "2025-07-06")
    [first] = loaded.look("facts").requests
    assert nothing_asked(loaded.look("facts"))
    at_clock(monkeypatch, 91)
    [second] = loaded.look("facts").requests
    assert (second.run_key, second.tags) == (first.run_key, first.tags)


# --- attempts


def test_a_transient_failure_is_asked_for_again_with_another_run_key_until_it_is_given_up(
    loaded: Daemon,
) -> None:
    land(loaded.platform, "2025-07-06")
    keys = []
    for attempt, pause in ((1, 0), (2, 31), (3, 121)):
        [request] = loaded.look("facts", datetime.now(UTC) + timedelta(seconds=pause)).requests
        assert request.tags[ATTEMPT_TAG] == str(attempt)
        keys.append(request.run_key)
        executed_run(loaded.instance, request.tags, ConnectionError("reset"))
        early = loaded.look("facts")
        assert nothing_asked(early)
        assert not early.settled, "it is looked at again without any change"
    assert len(set(keys)) == 3
    given_up = loaded.look("facts", datetime.now(UTC) + timedelta(hours=11))
    assert nothing_asked(given_up)
    assert any("failed as 2 before it did" in note for note in given_up.notes)

    [later] = loaded.look("facts", datetime.now(UTC) + timedelta(hours=13)).requests
    assert later.run_key not in keys
    loaded.carry_out([later])
    assert loaded.platform.day_rows(FACTS, "2025-07-06")
    assert loaded.look("facts") == Tick()


def test_bad_data_is_asked_for_again_only_with_other_content(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06")
    [request] = loaded.look("facts").requests
    executed_run(loaded.instance, request.tags, ContractError("a key occurs twice"))
    refused = loaded.look("facts", datetime.now(UTC) + timedelta(days=2))
    assert nothing_asked(refused)
    assert refused.settled, "nothing but a change can help"
    assert any("failed, and would again with the same data" in note for note in refused.notes)
    assert any("a key occurs twice" in note for note in refused.notes)

    land(loaded.platform, "2025-07-06", quantity=6)
    [other] = loaded.look("facts").requests
    assert other.tags[WORK_TAG] != request.tags[WORK_TAG]
    assert other.tags[ATTEMPT_TAG] == "1"


def test_changed_settings_let_failed_work_be_asked_for_again(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06")
    [request] = loaded.look("facts").requests
    executed_run(loaded.instance, request.tags, ContractError("a key occurs twice"))
    assert nothing_asked(loaded.look("facts"))
    loaded.platform.overrides["alert_webhook_url"] = "http://127.0.0.1:9/secret"
    assert nothing_asked(loaded.look("facts")), "where alerts go decides on no row"
    loaded.platform.overrides["late_days"] = 40
    [again] = loaded.look("facts").requests
    assert days_of([again]) == [("2025-07-06", "2025-07-06")]
    assert again.tags[WORK_TAG] != request.tags[WORK_TAG]


def test_of_a_range_that_bad_data_broke_the_good_days_come_in(loaded: Daemon) -> None:
    land(loaded.platform, *july(6, 8))
    [whole] = loaded.look("facts").requests
    executed_run(loaded.instance, whole.tags, ContractError("a key occurs twice"))

    sixth, seventh, eighth = loaded.look("facts").requests
    assert days_of([sixth, seventh, eighth]) == [(day, day) for day in july(6, 8)]
    executed_run(loaded.instance, seventh.tags, ContractError("a key occurs twice"))
    loaded.carry_out([sixth, eighth])
    assert loaded.platform.day_rows(FACTS, "2025-07-06")
    assert loaded.platform.day_rows(FACTS, "2025-07-08")

    late = loaded.look("facts", datetime.now(UTC) + timedelta(days=2))
    assert nothing_asked(late), "each of its days is asked for once"
    assert any(note.startswith("2025-07-07: run ") for note in late.notes)
    land(loaded.platform, "2025-07-07", quantity=6)
    assert days_of(loaded.look("facts").requests) == [("2025-07-07", "2025-07-07")]


def test_rows_that_a_blocking_check_stopped_never_get_to_the_facts(
    loaded: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, product = product_of(loaded.platform)
    lines = [f"{order},2025/07/06,{customer},{product},5" for order in ("KEPT", "LOST")]
    loaded.platform.land_lines("2025-07-06", lines)
    before = loaded.platform.contents()

    def stopped() -> bool:
        """Return whether only bronze and silver hold the day."""
        changed = differing(before, loaded.platform.contents())
        return changed <= {"bronze/orders", "silver/orders", "silver/orders_quarantine"}

    with monkeypatch.context() as damage:
        losing_rows(damage, "order_id = 'LOST'")
        loaded.carry_out(loaded.look("facts").requests, well=False)
        [kept] = loaded.platform.day_rows("silver/orders", "2025-07-06")
        assert kept["order_id"] == "KEPT"
        assert stopped()
        late = loaded.look("facts", datetime.now(UTC) + timedelta(days=2))
        assert nothing_asked(late)
        assert any("reconciliation" in note for note in late.notes)
        assert loaded.platform.run().problems
        assert stopped()

    loaded.platform.run_clean()
    facts = loaded.platform.day_rows("gold/sb_fact_orders", "2025-07-06")
    assert {row["order_id"] for row in facts} == {"KEPT", "LOST"}
    assert loaded.look("facts") == Tick()


@pytest.mark.parametrize("event", ["delivered again with the same bytes", "gone for a moment"])
def test_a_file_that_was_touched_while_it_was_read_is_asked_for_again(
    loaded: Daemon, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    land(loaded.platform, "2025-07-06")
    requests = loaded.look("facts").requests
    file = loaded.platform.order_file("2025-07-06")
    opened = LocalZone.open

    def touched(zone: LocalZone, path: str) -> BinaryIO:
        if not path.endswith(file.name):
            return opened(zone, path)
        if event == "gone for a moment":
            raise FileNotFoundError(path)
        stream = opened(zone, path)
        os.utime(file)
        return stream

    at_once = dg.RetryPolicy(max_retries=RETRIES, delay=0.001)
    with monkeypatch.context() as reading:
        reading.setattr(LocalZone, "open", touched)
        reading.setattr("fmcg_assets.io_managers.retries._DELAYS", at_once)
        loaded.carry_out(requests, well=False)
    [again] = loaded.look("facts", datetime.now(UTC) + timedelta(minutes=10)).requests
    loaded.carry_out([again])
    assert loaded.platform.day_rows(FACTS, "2025-07-06")


def test_a_canceled_run_is_not_asked_for_again(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06")
    [request] = loaded.look("facts").requests
    run = recorded_run(loaded.instance, request.tags, tables=(*FACT_LANE, *VIEW_TABLES))
    loaded.instance.report_run_canceled(run)
    tick = loaded.look("facts", datetime.now(UTC) + timedelta(days=2))
    assert nothing_asked(tick)
    assert f"2025-07-06: run {run.run_id[:8]} was canceled; `fmcg run` brings it in" in tick.notes
    loaded.platform.run_clean()
    assert loaded.look("facts") == Tick()


def test_changed_prices_come_into_the_view_although_a_range_was_canceled(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06")
    [days] = loaded.look("facts").requests
    run = recorded_run(loaded.instance, days.tags, tables=(*FACT_LANE, *VIEW_TABLES))
    loaded.instance.report_run_canceled(run)
    assert nothing_asked(loaded.look("facts"))

    changed_prices(loaded.platform)
    loaded.carry_out(loaded.look("dimensions").requests)
    before = loaded.platform.contents()
    [view] = loaded.look("facts").requests
    assert days_of([view]) == [("", "")]
    assert tables_of(view) == set(VIEW_TABLES)
    loaded.carry_out([view])
    assert differing(before, loaded.platform.contents()) == {VIEW}
    assert nothing_asked(loaded.look("facts"))


def test_content_that_comes_back_is_asked_for_again(loaded: Daemon) -> None:
    asked = []
    for quantity in (1, 2, 1):
        land(loaded.platform, "2025-07-06", quantity=quantity)
        [request] = loaded.look("facts").requests
        loaded.carry_out([request])
        [line] = loaded.platform.day_rows("silver/orders", "2025-07-06")
        assert line["quantity"] == quantity
        asked.append(request)
    assert asked[0].tags[WORK_TAG] == asked[2].tags[WORK_TAG]
    assert len({request.run_key for request in asked}) == 3
    assert loaded.look("facts") == Tick()


def test_what_failed_does_not_hold_up_other_days(loaded: Daemon) -> None:
    land(loaded.platform, "2025-07-06")
    [request] = loaded.look("facts").requests
    executed_run(loaded.instance, request.tags, ContractError("a key occurs twice"))
    land(loaded.platform, "2025-07-20")
    assert days_of(loaded.look("facts").requests) == [("2025-07-20", "2025-07-20")]


# --- dimensions and reference files


def test_dimensions_that_failed_for_good_do_not_stop_the_order_days(loaded: Daemon) -> None:
    changed_customers(loaded.platform)
    land(loaded.platform, "2025-07-06")
    [dimensions] = loaded.look("dimensions").requests
    executed_run(loaded.instance, dimensions.tags, landing_error())
    assert nothing_asked(loaded.look("dimensions"))
    tick = loaded.look("facts")
    assert days_of(tick.requests) == [("2025-07-06", "2025-07-06")]
    assert any(note.startswith("dimensions: run ") for note in tick.notes)
    loaded.carry_out(tick.requests)
    assert nothing_asked(loaded.look("facts"))


def test_the_schedule_alone_brings_the_order_days_in_where_dimensions_failed_for_good(
    loaded: Daemon,
) -> None:
    changed_customers(loaded.platform)
    land(loaded.platform, "2025-07-06")
    [both] = loaded.look("all").requests
    assert both.tags[WORK_TAG].startswith("both:2025-07-06_2025-07-06:")
    assert tables_of(both) == {*DIMENSION_TABLES, *FACT_LANE, *VIEW_TABLES}
    executed_run(loaded.instance, both.tags, landing_error())
    for _ in range(3):
        requests = loaded.look("all").requests
        for request in requests:
            if tables_of(request) & set(DIMENSION_TABLES):
                executed_run(loaded.instance, request.tags, landing_error())
            else:
                loaded.carry_out([request])
    assert loaded.platform.day_rows(FACTS, "2025-07-06")


def test_a_shrunken_dimension_is_refused_by_its_run_and_order_days_go_on(loaded: Daemon) -> None:
    customers = loaded.platform.landing / "child_company/customers/customers.csv"
    good = customers.read_text()
    customers.write_text("".join(good.splitlines(keepends=True)[:4]))
    land(loaded.platform, "2025-07-06")
    loaded.carry_out(loaded.look("dimensions").requests, well=False)

    late = datetime.now(UTC) + timedelta(days=1)
    tick = loaded.look("dimensions", late)
    assert nothing_asked(tick)
    assert any("are gone, more than 20 %" in note for note in tick.notes)
    assert days_of(loaded.look("facts").requests) == [("2025-07-06", "2025-07-06")]

    customers.write_text(good)
    assert nothing_asked(loaded.look("dimensions")), "the stored dimensions are those again"


def test_order_days_wait_for_dimensions_that_are_to_be_tried_again(loaded: Daemon) -> None:
    changed_customers(loaded.platform)
    land(loaded.platform, "2025-07-06")
    [dimensions] = loaded.look("dimensions").requests
    executed_run(loaded.instance, dimensions.tags, OSError("disk"))
    tick = loaded.look("facts")
    assert nothing_asked(tick)
    assert any("next try 30 s after it" in note for note in tick.notes)
    assert not tick.settled
    later = datetime.now(UTC) + timedelta(seconds=31)
    [again] = loaded.look("dimensions", later).requests
    assert again.tags[ATTEMPT_TAG] == "2"
    loaded.carry_out([again])
    assert days_of(loaded.look("facts").requests) == [("2025-07-06", "2025-07-06")]


def test_order_days_go_on_where_dimensions_were_tried_three_times(loaded: Daemon) -> None:
    changed_customers(loaded.platform)
    land(loaded.platform, "2025-07-06")
    for pause in (0, 31, 121):
        assert nothing_asked(loaded.look("facts"))
        then = datetime.now(UTC) + timedelta(seconds=pause)
        [dimensions] = loaded.look("dimensions", then).requests
        executed_run(loaded.instance, dimensions.tags, OSError("disk"))
    assert days_of(loaded.look("facts").requests) == [("2025-07-06", "2025-07-06")]
    later = datetime.now(UTC) + timedelta(hours=13)
    assert [r.job_name for r in loaded.look("dimensions", later).requests] == ["dims"]


def test_a_broken_reference_file_refuses_only_what_is_made_of_it(loaded: Daemon) -> None:
    corrections = loaded.platform.root / "reference" / "product_corrections.csv"
    corrections.write_text("delivered;product\n")
    changed_customers(loaded.platform)
    land(loaded.platform, "2025-07-06")

    tick = loaded.look("dimensions")
    [refused] = tick.refused
    assert refused.startswith("reference/product_corrections: ")
    [dimensions] = tick.requests
    assert set(DIMENSION_TABLES) - tables_of(dimensions) == {
        "silver/products",
        "silver/products_quarantine",
    }
    loaded.carry_out([dimensions])
    assert nothing_asked(loaded.look("dimensions"))
    facts = loaded.look("facts")
    assert ("2025-07-06", "2025-07-06") in days_of(facts.requests)
    loaded.carry_out(facts.requests)
    assert nothing_asked(loaded.look("facts"))

    corrections.write_text("delivered_product_id,product_id\n")
    assert nothing_asked(loaded.look("all")), "it is as it was"


def test_a_repaired_reference_file_asks_for_what_waited_for_it(loaded: Daemon) -> None:
    corrections = loaded.platform.root / "reference" / "product_corrections.csv"
    corrections.write_text("delivered;product\n")
    assert nothing_asked(loaded.look("all"))
    corrections.write_text("delivered_product_id,product_id\nTBC-77,6120502\n")
    [dimensions] = loaded.look("dimensions").requests
    assert tables_of(dimensions) == set(DIMENSION_TABLES)


def test_a_correction_asks_for_the_dimensions_then_for_exactly_the_days_that_it_heals(
    loaded: Daemon,
) -> None:
    land(loaded.platform, *july(6, 7))
    loaded.settle("facts")
    waiting = {
        str(row["file_date"])
        for row in loaded.platform.rows("silver/orders_quarantine")
        if row["reason"] == "unknown_product" and "6120502" in str(row["source_row"])
    }
    assert waiting
    assert not waiting & set(july(6, 7))
    corrections = loaded.platform.root / "reference" / "product_corrections.csv"
    corrections.write_text("delivered_product_id,product_id\nTBC-77,6120502\n")

    dimensions, *ranges = loaded.settle("dimensions", "facts")
    assert dimensions.job_name == "dims"
    assert asked_days(ranges) == waiting
    assert all(FACT_LANE[0] not in tables_of(request) for request in ranges)
    assert loaded.look("all") == Tick()


# --- the digest that spares a look


def test_the_digest_stays_while_nothing_changes(loaded: Daemon) -> None:
    now = datetime.now(UTC)
    settings = loaded.platform.settings
    assert listing_digest(settings, loaded.instance, now) == listing_digest(
        settings, loaded.instance, now
    )


@pytest.mark.parametrize(
    "change",
    [
        "a new file",
        "a newer time",
        "a file that is gone",
        "an ignored name",
        "a reference file",
        "a reference file that is gone",
        "a run",
        "midnight in India",
    ],
)
def test_the_digest_changes_with_all_that_can_make_something_due(
    loaded: Daemon, change: str
) -> None:
    now = datetime.now(UTC)
    platform, instance = loaded.platform, loaded.instance
    file = platform.order_file("2025-07-02")
    reference = platform.root / "reference" / "city_spellings.csv"
    before = listing_digest(platform.settings, instance, now)
    match change:
        case "a new file":
            land(platform, "2025-07-06")
        case "a newer time":
            os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
        case "a file that is gone":
            file.unlink()
        case "an ignored name":
            (file.parent / "orders_2025_7_1.csv").write_text("")
        case "a reference file":
            reference.write_text(reference.read_text() + "Bangalor,Bengaluru\n")
        case "a reference file that is gone":
            reference.unlink()
        case "a run":
            recorded_run(instance, {})
        case "midnight in India":
            now += timedelta(days=1)
    assert listing_digest(platform.settings, instance, now) != before


def test_the_command_and_the_sensors_agree(loaded: Daemon) -> None:
    land(loaded.platform, *july(6, 7))
    loaded.platform.run_clean(Request())
    assert loaded.look("all") == Tick()


def test_no_day_is_cleaned_with_dimensions_that_a_blocking_check_failed_on(
    loaded: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(loaded.platform, "2025-07-06")
    loaded.settle("facts")
    before = {key: loaded.platform.contents()[key] for key in (FACTS, "gold/sb_fact_orders")}
    customer, _ = product_of(loaded.platform)
    land(loaded.platform, "2025-07-07")
    changed_customers(loaded.platform)
    real = customers.classified_customers

    def lossy(*tables: DataFrame) -> DataFrame:
        return real(*tables).where(f"NOT (customer_id = '{customer}')")

    with monkeypatch.context() as damage:
        damage.setattr(customers, "classified_customers", lossy)
        loaded.carry_out(loaded.look("dimensions").requests, well=False)
        assert loaded.look("facts").requests == []
        [problem] = loaded.platform.run().problems
        assert "silver/customers:reconciliation" in problem
        assert before.items() <= loaded.platform.contents().items()
    loaded.platform.run_clean()
    assert loaded.platform.day_rows(FACTS, "2025-07-07")
