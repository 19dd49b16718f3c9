"""Work is asked for once: never while it is in flight, nor again after bad data."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterInstance, DagsterRunStatus
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import TABLES
from fmcg_assets.errors import (
    BusyError,
    CommitConflictError,
    ContractError,
    DamagedTableError,
    LandingFileError,
    MissingTableError,
    RemovalRefusedError,
    TableVersionError,
    UnstableFileError,
)
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.settled import settled_slices
from fmcg_assets.instance.work import (
    ATTEMPT_TAG,
    MAX_ATTEMPTS,
    WORK_TAG,
    InFlight,
    Verdict,
    Work,
    asking_alone,
    busy_days,
    claim,
    in_flight,
    verdict,
)
from fmcg_assets.io_managers.delta import CONTENT_KEY, SOURCE_KEY
from fmcg_assets.jobs import TABLES_OF_JOBS
from fmcg_assets.lake.state import TableState
from fmcg_assets.partitions import days_between, range_tags
from fmcg_assets.planning import DIMENSION_TABLES, FACT_LANE
from fmcg_assets_tests.clocks import at_clock
from fmcg_assets_tests.copies import instance, platform
from fmcg_assets_tests.platform import Platform
from fmcg_assets_tests.runs import SILENT, executed_run, landing_error, recorded_run

pytestmark = pytest.mark.long

__all__ = ["instance", "platform"]

JULY = date(2025, 7, 1), date(2025, 7, 3)
WORK = Work("days", FACT_LANE, JULY, "the files of three days")
BAD_DATA = [
    LandingFileError("/landing/orders.csv", "HTML", "a CSV file"),
    RemovalRefusedError("60 of 100 rows are gone"),
    ContractError("a key occurs twice"),
    dg.Failure("the rows are wrong"),
]
PASSING_FAULTS = [
    UnstableFileError("/landing/orders.csv", "another file", "the file of the look"),
    MissingTableError("never materialized"),
    TableVersionError("of another version"),
    DamagedTableError("the log cannot be read"),
    CommitConflictError("the retries were used up"),
    BusyError("held by run 1"),
    OSError("disk"),
    ConnectionError("reset"),
    TimeoutError("no answer"),
    ValueError("a bug"),
]
"""Faults that time, a repair or a release may mend while the data stay."""
UNFINISHED = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


@pytest.fixture(scope="module")
def platform_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform whose instance was opened once; not to be changed."""
    platform = Platform(tmp_path_factory.mktemp("unused") / "platform")
    open_instance(platform.settings).dispose()
    return platform


def tags_of(work: Work, attempt: int = 1) -> dict[str, str]:
    """Return the tags of a run that does a work."""
    days = range_tags(*work.days) if work.days else {}
    return {**days, WORK_TAG: work.key, ATTEMPT_TAG: str(attempt)}


def after(**pause: float) -> datetime:
    """Return the instant so much later than now."""
    return datetime.now(UTC) + timedelta(**pause)


# --- the key of a work


def test_the_same_work_on_the_same_content_has_the_same_key() -> None:
    assert WORK.key == Work("days", FACT_LANE, JULY, "the files of three days").key


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(WORK, source="other files"), id="other content"),
        pytest.param(replace(WORK, kind="both"), id="another kind"),
        pytest.param(replace(WORK, days=(JULY[0], JULY[0])), id="other days"),
        pytest.param(replace(WORK, days=None), id="no days"),
    ],
)
def test_other_work_has_another_key(other: Work) -> None:
    assert other.key != WORK.key


def test_work_on_the_same_content_stays_the_same_with_fewer_tables_left_to_make() -> None:
    assert replace(WORK, tables=FACT_LANE[1:]).key == WORK.key


# --- what is in flight


@pytest.mark.parametrize("status", UNFINISHED)
def test_a_run_that_has_not_ended_is_in_flight_with_its_tables_and_days(
    instance: DagsterInstance, status: DagsterRunStatus
) -> None:
    run = recorded_run(instance, tags_of(WORK), status, FACT_LANE)
    [found] = in_flight(instance, TABLES_OF_JOBS)
    assert found == InFlight(f"run {run.run_id[:8]}", frozenset(FACT_LANE), JULY)


@pytest.mark.parametrize(
    "status", [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
)
def test_a_run_that_ended_is_not_in_flight(
    instance: DagsterInstance, status: DagsterRunStatus
) -> None:
    recorded_run(instance, tags_of(WORK), status, FACT_LANE)
    assert in_flight(instance, TABLES_OF_JOBS) == []


def test_a_run_that_somebody_else_started_is_in_flight_with_its_day(
    instance: DagsterInstance,
) -> None:
    recorded_run(instance, {"dagster/partition": "2025-07-01"}, tables=("silver/orders",))
    [found] = in_flight(instance, TABLES_OF_JOBS)
    assert found.tables == {"silver/orders"}
    assert found.days == (JULY[0], JULY[0])


@pytest.mark.parametrize(
    ("job", "tables"),
    [
        ("dims", frozenset(DIMENSION_TABLES)),
        ("daily_refresh", frozenset(TABLES)),
        ("full_refresh", frozenset(TABLES)),
        ("maintenance", frozenset()),
        ("a job of somebody else", frozenset()),
    ],
)
def test_a_run_without_a_selection_is_at_work_on_the_tables_of_its_job(
    instance: DagsterInstance, job: str, tables: frozenset[str]
) -> None:
    recorded_run(instance, {}, job=job)
    [found] = in_flight(instance, TABLES_OF_JOBS)
    assert (found.tables, found.days) == (tables, None)


@pytest.mark.parametrize(
    "tags",
    [
        {"dagster/partition": "next Tuesday"},
        {"dagster/partition": "2025-02-30"},
        {
            "dagster/asset_partition_range_start": "2025-07-01",
            "dagster/asset_partition_range_end": "the end",
        },
    ],
    ids=str,
)
def test_a_run_whose_tags_name_no_day_is_in_flight_without_days(
    instance: DagsterInstance, tags: dict[str, str]
) -> None:
    recorded_run(instance, tags, tables=FACT_LANE)
    [found] = in_flight(instance, TABLES_OF_JOBS)
    assert (found.tables, found.days) == (frozenset(FACT_LANE), None)


def test_a_run_of_checks_alone_is_at_work_on_no_table(instance: DagsterInstance) -> None:
    check = dg.AssetCheckKey(dg.AssetKey(["bronze", "orders"]), "volume")
    recorded_run(instance, {}, tables=(), checks=(check,))
    assert [found.tables for found in in_flight(instance, TABLES_OF_JOBS)] in ([], [frozenset()])


def test_the_days_of_works_on_the_tables_that_are_asked_about_are_busy() -> None:
    works = [
        InFlight("a", frozenset({"silver/orders"}), JULY),
        InFlight("b", frozenset({"gold/fact_orders"}), (date(2024, 2, 28), date(2024, 3, 1))),
        InFlight("c", frozenset({"bronze/products"}), (date(2025, 1, 1), date(2025, 1, 1))),
        InFlight("d", frozenset(FACT_LANE), None),
    ]
    assert busy_days(works, FACT_LANE) == {
        date(2025, 7, 1),
        date(2025, 7, 2),
        date(2025, 7, 3),
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
    }


@settings(deadline=None)
@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(0, 400),
    st.integers(-500, 500),
)
def test_a_day_is_busy_where_it_lies_in_the_closed_range(
    first: date, length: int, offset: int
) -> None:
    last, day = first + timedelta(days=length), first + timedelta(days=offset)
    busy = busy_days([InFlight("a", frozenset(FACT_LANE), (first, last))], FACT_LANE)
    assert (day in busy) == (first <= day <= last)


# --- who asked first


def test_work_that_was_asked_for_is_in_flight_before_a_run_of_it_exists(
    instance: DagsterInstance,
) -> None:
    claim(instance, [WORK, Work("dimensions", DIMENSION_TABLES, None, "files")])
    assert in_flight(instance, TABLES_OF_JOBS) == [
        InFlight("a run just asked for", frozenset(FACT_LANE), JULY),
        InFlight("a run just asked for", frozenset(DIMENSION_TABLES), None),
    ]


def test_a_later_claim_keeps_the_earlier_one(instance: DagsterInstance) -> None:
    claim(instance, [WORK])
    claim(instance, [])
    claim(instance, [Work("dimensions", DIMENSION_TABLES, None, "files")])
    assert [found.days for found in in_flight(instance, TABLES_OF_JOBS)] == [JULY, None]


def test_a_run_that_is_recorded_takes_the_place_of_its_claim(instance: DagsterInstance) -> None:
    claim(instance, [WORK])
    run = recorded_run(instance, tags_of(WORK), DagsterRunStatus.QUEUED, FACT_LANE)
    [found] = in_flight(instance, TABLES_OF_JOBS)
    assert found.run == f"run {run.run_id[:8]}"
    instance.report_run_canceled(run)
    assert in_flight(instance, TABLES_OF_JOBS) == []


def test_a_run_of_other_work_leaves_the_claim(instance: DagsterInstance) -> None:
    claim(instance, [WORK])
    executed_run(instance, tags_of(replace(WORK, source="other files")))
    [found] = in_flight(instance, TABLES_OF_JOBS)
    assert found.run == "a run just asked for"


def test_an_earlier_run_of_the_same_work_does_not_answer_a_claim(
    instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    executed_run(instance, tags_of(WORK))
    at_clock(monkeypatch, 10)
    claim(instance, [WORK])
    assert [found.run for found in in_flight(instance, TABLES_OF_JOBS)] == ["a run just asked for"]


@pytest.mark.parametrize(("seconds", "is_open"), [(0, True), (80, True), (91, False)])
def test_a_claim_of_a_requester_that_died_is_forgotten_after_ninety_seconds(
    instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch, seconds: float, is_open: bool
) -> None:
    claim(instance, [WORK])
    at_clock(monkeypatch, seconds)
    assert bool(in_flight(instance, TABLES_OF_JOBS)) == is_open


def test_claims_survive_the_process_that_made_them(platform: Platform) -> None:
    with open_instance(platform.settings) as first:
        claim(first, [WORK])
    with open_instance(platform.settings) as second:
        assert [found.days for found in in_flight(second, TABLES_OF_JOBS)] == [JULY]


def test_one_asks_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def ask(number: int) -> None:
        with asking_alone(str(tmp_path)):
            inside.append(number)
            time.sleep(0.02)
            most.append(len(inside))
            inside.remove(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1] * 5


# --- attempts


def test_work_that_was_never_done_is_the_first_attempt(instance: DagsterInstance) -> None:
    assert verdict(instance, WORK, after()) == Verdict(1)


def test_work_that_was_done_well_and_is_due_again_is_another_attempt(
    instance: DagsterInstance,
) -> None:
    executed_run(instance, tags_of(WORK))
    assert verdict(instance, WORK, after()) == Verdict(2)
    executed_run(instance, tags_of(WORK, 2))
    assert verdict(instance, WORK, after()) == Verdict(3)


@pytest.mark.parametrize("error", PASSING_FAULTS, ids=lambda error: type(error).__name__)
def test_a_failure_that_is_not_of_the_data_is_tried_again_after_a_pause(
    instance: DagsterInstance, error: Exception
) -> None:
    run = executed_run(instance, tags_of(WORK), error)
    why = f"run {run.run_id[:8]} failed; next try 30 s after it"
    assert verdict(instance, WORK, after()) == Verdict(why_not=why, later=True, soon=True)
    assert verdict(instance, WORK, after(seconds=31)) == Verdict(2)


def test_three_failures_with_a_growing_pause_are_given_up_for_twelve_hours(
    instance: DagsterInstance,
) -> None:
    executed_run(instance, tags_of(WORK), OSError("disk"))
    executed_run(instance, tags_of(WORK, 2), OSError("disk"))
    second = verdict(instance, WORK, after(seconds=31))
    assert second.why_not.endswith("next try 120 s after it")
    assert second.soon
    assert verdict(instance, WORK, after(seconds=121)) == Verdict(3)

    newest = executed_run(instance, tags_of(WORK, 3), OSError("disk"))
    why = f"run {newest.run_id[:8]} failed as 2 before it did; `fmcg run` tries again"
    assert verdict(instance, WORK, after(hours=11)) == Verdict(why_not=why, later=True)
    assert verdict(instance, WORK, after(hours=13)) == Verdict(4)
    assert MAX_ATTEMPTS == 3


def test_a_run_whose_process_died_is_tried_again(instance: DagsterInstance) -> None:
    run = recorded_run(instance, tags_of(WORK))
    instance.report_run_failed(run, "process 1 died during this run")
    assert verdict(instance, WORK, after(seconds=31)) == Verdict(2)


def test_failures_before_a_good_run_do_not_count(instance: DagsterInstance) -> None:
    for attempt in (1, 2, 3):
        executed_run(instance, tags_of(WORK, attempt), OSError("disk"))
    executed_run(instance, tags_of(WORK, 4))
    executed_run(instance, tags_of(WORK, 5), OSError("disk"))
    assert verdict(instance, WORK, after(seconds=31)) == Verdict(6)


@pytest.mark.parametrize("error", BAD_DATA, ids=lambda error: type(error).__name__)
def test_bad_data_is_never_tried_again(instance: DagsterInstance, error: Exception) -> None:
    run = executed_run(instance, tags_of(WORK), error)
    for pause in (timedelta(seconds=31), timedelta(days=30)):
        answer = verdict(instance, WORK, after() + pause)
        why = f"run {run.run_id[:8]} failed, and would again with the same data: "
        assert answer.why_not.startswith(why)
        assert str(error) in answer.why_not
        assert (answer.later, answer.soon, answer.bad_data) == (False, False, True)


def test_bad_data_below_another_error_is_never_tried_again(instance: DagsterInstance) -> None:
    error = RuntimeError("the I/O manager failed")
    error.__cause__ = landing_error()
    executed_run(instance, tags_of(WORK), error)
    assert "HTML" in verdict(instance, WORK, after(days=30)).why_not


def test_a_blocking_check_that_failed_is_never_tried_again(instance: DagsterInstance) -> None:
    @dg.asset(check_specs=[dg.AssetCheckSpec("keys", asset="table", blocking=True)])
    def table() -> Iterator[dg.Output[None] | dg.AssetCheckResult]:
        yield dg.Output(None)
        yield dg.AssetCheckResult(passed=False, check_name="keys")

    job = dg.Definitions(
        assets=[table], jobs=[dg.define_asset_job("one")], executor=dg.in_process_executor
    ).resolve_job_def("one")
    tags = tags_of(WORK)
    job.execute_in_process(instance=instance, tags=tags, raise_on_error=False, run_config=SILENT)
    answer = verdict(instance, WORK, after(days=30))
    assert "keys" in answer.why_not
    assert (answer.later, answer.bad_data) == (False, True)


def test_a_run_that_was_canceled_is_not_started_again(instance: DagsterInstance) -> None:
    run = recorded_run(instance, tags_of(WORK))
    instance.report_run_canceled(run)
    answer = verdict(instance, WORK, after(days=30))
    why = f"run {run.run_id[:8]} was canceled; `fmcg run` brings it in"
    assert answer == Verdict(why_not=why)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda i, w: executed_run(i, tags_of(w), landing_error()), id="bad data"),
        pytest.param(
            lambda i, w: i.report_run_canceled(recorded_run(i, tags_of(w))), id="canceled"
        ),
        pytest.param(lambda i, w: executed_run(i, tags_of(w), OSError()), id="transient"),
    ],
)
def test_what_failed_says_nothing_of_other_content(
    instance: DagsterInstance, end: Callable[[DagsterInstance, Work], object]
) -> None:
    end(instance, WORK)
    assert verdict(instance, replace(WORK, source="other files"), after()) == Verdict(1)


def test_every_attempt_has_a_number_of_its_own(instance: DagsterInstance) -> None:
    for _ in range(105):
        recorded_run(instance, tags_of(WORK), DagsterRunStatus.SUCCESS)
    assert verdict(instance, WORK, after()) == Verdict(106)


# --- what was settled without a commit


def test_thousands_of_stale_days_are_looked_up_in_the_event_log(instance: DagsterInstance) -> None:
    days = [str(day) for day in days_between(date(2018, 1, 1), date(2025, 2, 13))]
    assert len(days) == 2600
    for day in (days[0], days[-1]):
        metadata = {SOURCE_KEY: f"source of {day}", CONTENT_KEY: ""}
        instance.report_runless_asset_event(
            dg.AssetMaterialization(["silver", "orders"], partition=day, metadata=metadata)
        )
    stale = {"silver/orders": dict.fromkeys(days, "another source")}
    assert settled_slices(instance, stale, {"silver/orders": TableState(version=0)}) == {
        "silver/orders": {day: f"source of {day}" for day in (days[0], days[-1])}
    }
