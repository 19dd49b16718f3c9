"""What is due: given what landed and what the tables record, which runs are planned."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import REFERENCES, SOURCES, TABLES, WHOLE
from fmcg_assets.ingest.landing import IgnoredFile, LandingFile
from fmcg_assets.ingest.zones import StoredFile
from fmcg_assets.lake.lineage import lookup_fingerprint, source_fingerprint
from fmcg_assets.lake.state import FileEvidence, SliceState, TableState, fingerprint
from fmcg_assets.lake.view_months import FACTS, VIEW, view_upstream
from fmcg_assets.partitions import days_between
from fmcg_assets.planning import (
    DIMENSION_TABLES,
    FACT_LANE,
    PARENT_ORDERS,
    VIEW_TABLES,
    Healing,
    Plan,
    Request,
    healing_is_possible,
    plan,
    stale_slices,
    without_settled,
)
from fmcg_assets.survey import LandedFile, Survey

BRONZE, SILVER, QUARANTINE, KEYED, _ = FACT_LANE
ORDERS = "child_orders"
START = date(2025, 1, 1)
TODAY = date(2025, 8, 1)
"""The newest business day that has ended is the one before."""
MODIFIED = "2025-08-01T00:00:00+00:00"


def day(text: str) -> date:
    """Return a day of 2025 ("07-01"), or of the year that is given ("2024-12-31")."""
    return date.fromisoformat(text if len(text) == 10 else f"2025-{text}")


def july(first: int, last: int) -> list[str]:
    return [f"07-{number:02d}" for number in range(first, last + 1)]


@dataclass
class World:
    """Landing zones and a lake in memory; `record` does what a run does to the tables' records.

    The content of a slice is a digest of all that it was computed from.
    """

    landed: dict[str, dict[date | None, LandedFile]] = field(default_factory=dict)
    states: dict[str, TableState | None] = field(default_factory=lambda: dict.fromkeys(TABLES))
    references: dict[str, str] = field(default_factory=lambda: dict.fromkeys(REFERENCES, "ref"))
    ignored: tuple[IgnoredFile, ...] = ()
    parent_months: tuple[str, ...] = ()

    @property
    def survey(self) -> Survey:
        landed = {name: tuple(self.landed.get(name, {}).values()) for name in SOURCES}
        return Survey(landed, self.ignored, dict(self.states), self.references)

    def plan(self, request: Request | None = None, **more: Any) -> Plan:
        arguments: dict[str, Any] = {
            "healing": Healing(),
            "start": START,
            "last_complete": TODAY - timedelta(days=1),
            "request": request or Request(),
            **more,
        }
        survey = self.survey
        return plan(survey, stale_slices(survey), **arguments)

    # Landing zones

    def land(self, *days: str, content: str = "lines", etag: str = "e1", fault: str = "") -> None:
        """Let order files of some days lie in the landing zone."""
        for text in days:
            self._land(ORDERS, day(text), f"{content} of {day(text)}", etag, fault)

    def land_cut(self, text: str, removal: str) -> None:
        """Let a day's order file lie there with fewer lines than are stored."""
        self.land(text, content="half of the lines")
        file = self.landed[ORDERS][day(text)]
        self.landed[ORDERS][day(text)] = replace(file, removal=removal)

    def land_dimension(self, name: str, content: str = "rows", fault: str = "") -> None:
        self._land(name, None, content, "e1", fault)

    def _land(self, name: str, of: date | None, content: str, etag: str, fault: str) -> None:
        path = f"{name}_{of}.csv" if of else f"{name}.csv"
        stored = StoredFile(path, len(content), etag, datetime(2025, 8, 1, tzinfo=UTC))
        evidence = FileEvidence(path, len(content), etag, MODIFIED, fingerprint([content]))
        uri = f"/landing/{path}"
        self.landed.setdefault(name, {})[of] = LandedFile(
            LandingFile(name, stored, uri, of), evidence, f"{uri}: {fault}" if fault else None
        )

    def remove(self, *days: str) -> None:
        for text in days:
            del self.landed[ORDERS][day(text)]

    # Lake

    def record_dimensions(self) -> None:
        for key in DIMENSION_TABLES:
            source = source_fingerprint(TABLES[key], WHOLE, self.survey.upstream(_domain(key)))
            whole = SliceState(fingerprint([key, source]), 5, source)
            slices = {WHOLE: whole}
            if key == PARENT_ORDERS:
                slices = {str(day(m)): replace(whole, content=m) for m in self.parent_months}
            self.states[key] = TableState(self._next(key), slices)

    def record(self, *days: str, tables: tuple[str, ...] = FACT_LANE) -> None:
        """Let tables of the fact lane be made of what is upstream of them now."""
        for key in tables:
            state = self.states[key] or TableState(0)
            new = {str(day(text)): self._slice(key, str(day(text))) for text in days}
            self.states[key] = replace(
                state, version=self._next(key), slices={**state.slices, **new}
            )

    def _slice(self, key: str, of: str) -> SliceState:
        upstream = self.survey.upstream(_domain(key))
        files = upstream.files.get(of, ())
        rows = 3 * len(files) if key == BRONZE else 0
        for source in TABLES[key].sources:
            state = self.states.get(source)
            rows += state.slices[of].rows if state and of in state.slices else 0
        source = source_fingerprint(TABLES[key], of, upstream)
        lookups = lookup_fingerprint(TABLES[key], upstream)
        content = fingerprint([key, source, lookups]) if rows else ""
        months = (of[:7],) if rows and TABLES[key].months_of else ()
        return SliceState(content, rows, source, lookups, months, files)

    def record_view(self) -> None:
        self.states["gold/dim_date"] = TableState(1, {WHOLE: SliceState("days", 365)})
        upstream = view_upstream({k: s for k, s in self.states.items() if s})
        self.states[VIEW] = TableState(self._next(VIEW), upstream=upstream)

    def _next(self, key: str) -> int:
        state = self.states[key]
        return state.version + 1 if state else 1

    def carry_out(self, request: Request | None = None, **more: Any) -> None:
        """Do what `fmcg run` does."""
        due = self.plan(request, **more)
        view = due.view
        if due.dimensions:
            self.record_dimensions()
            due = self.plan(request, dimensions_done=True, **more)
        for days in due.ranges:
            stop = days.last + timedelta(days=1)
            self.record(*map(str, days_between(days.first, stop)), tables=days.tables)
        if (view or due.view) and self.states[FACTS]:
            self.record_view()


def _domain(key: str) -> str | None:
    return next((s.name for s in SOURCES.values() if s.bronze_key == key), None)


def with_dimensions(*parent_months: str) -> World:
    """Return a world whose dimensions and parent sales are in, and no order file."""
    world = World(parent_months=parent_months)
    for source in SOURCES.values():
        if not source.daily:
            world.land_dimension(source.name)
    world.record_dimensions()
    return world


def loaded(*days: str) -> World:
    """Return a world into which everything was brought, the order files of these days too."""
    world = with_dimensions("06-01")
    world.record("06-01", tables=(FACTS,))
    world.land(*days)
    world.record(*days)
    world.record_view()
    return world


def ranges(due: Plan) -> list[tuple[str, str, str]]:
    """Return first day, last day and first table of every planned range."""
    return [(f"{r.first:%m-%d}", f"{r.last:%m-%d}", r.tables[0]) for r in due.ranges]


def told(notices: tuple[Any, ...]) -> list[str]:
    return [f"{notice.subject}: {notice.text}" for notice in notices]


# --- order files


def test_everything_that_landed_is_in() -> None:
    due = loaded(*july(1, 3)).plan()
    assert due == Plan()
    assert due.nothing_due


def test_a_new_file_goes_through_the_whole_lane_and_into_the_view() -> None:
    world = loaded(*july(1, 3))
    world.land("07-04")
    due = world.plan()
    assert ranges(due) == [("07-04", "07-04", BRONZE)]
    assert due.ranges[0].tables == FACT_LANE
    assert due.ranges[0].days == 1
    assert due.dimensions == ()
    assert due.view


def test_a_file_with_other_content_makes_its_day_due() -> None:
    world = loaded(*july(1, 3))
    world.land("07-02", content="other lines")
    assert ranges(world.plan()) == [("07-02", "07-02", BRONZE)]


def test_a_file_with_another_etag_and_the_same_content_is_not_due() -> None:
    world = loaded(*july(1, 3))
    world.land("07-02", etag="e2")
    assert world.plan().nothing_due


def test_a_vanished_file_is_refused_and_its_rows_stay() -> None:
    world = loaded(*july(1, 3))
    world.remove("07-02")
    due = world.plan()
    assert due.nothing_due
    [notice] = due.refused
    assert notice.subject == "2025-07-02"
    assert "--allow-removal" in notice.text


def test_days_in_a_row_that_vanished_are_told_in_one_line() -> None:
    world = loaded(*july(1, 9))
    world.remove(*july(2, 5), "07-07")
    subjects = [notice.subject for notice in world.plan().refused]
    assert subjects == ["2025-07-02 … 2025-07-05", "2025-07-07"]


def test_a_vanished_file_makes_its_day_due_where_the_removal_is_meant() -> None:
    world = loaded(*july(1, 3))
    world.remove("07-02")
    request = Request(allow_removal=True)
    due = world.plan(request)
    assert ranges(due) == [("07-02", "07-02", BRONZE)]
    assert due.refused == ()
    world.carry_out(request)
    assert world.plan().nothing_due, "an empty recorded day without a file is as it should be"
    assert world.plan().refused == ()


def test_a_removal_that_is_meant_for_some_days_leaves_the_others() -> None:
    world = loaded(*july(1, 3))
    world.remove("07-01", "07-02")
    due = world.plan(Request(days=(day("07-02"), day("07-03")), allow_removal=True))
    assert ranges(due) == [("07-02", "07-03", BRONZE)]
    assert due.refused == ()
    assert [notice.subject for notice in world.plan().refused] == ["2025-07-01 … 2025-07-02"]


def test_a_faulty_file_splits_the_range_and_is_refused_by_its_name_once() -> None:
    world = loaded()
    world.land(*july(1, 5))
    world.land("07-03", fault="found an empty file (0 bytes); expected a header line")
    due = world.plan()
    assert ranges(due) == [("07-01", "07-02", BRONZE), ("07-04", "07-05", BRONZE)]
    assert told(due.refused) == [
        "/landing/child_orders_2025-07-03.csv: found an empty file (0 bytes); expected a header"
        " line"
    ]


def test_a_faulty_file_in_place_of_a_good_one_leaves_the_stored_day() -> None:
    world = loaded(*july(1, 3))
    world.land("07-02", content="<html>", fault="found HTML; expected CSV")
    due = world.plan()
    assert due.nothing_due
    assert [notice.subject for notice in due.refused] == ["/landing/child_orders_2025-07-02.csv"]


def test_a_file_that_would_take_stored_rows_away_is_refused_unless_it_is_meant() -> None:
    world = loaded(*july(1, 3))
    world.land_cut("07-02", "found 1 line, expected the 3 rows that are stored")
    due = world.plan()
    assert due.nothing_due
    assert told(due.refused) == [
        "/landing/child_orders_2025-07-02.csv: found 1 line, expected the 3 rows that are stored"
    ]
    meant = world.plan(Request(allow_removal=True))
    assert ranges(meant) == [("07-02", "07-02", BRONZE)]
    assert meant.refused == ()


def test_a_name_that_is_no_day_is_warned_of() -> None:
    world = loaded("07-01")
    world.ignored = (IgnoredFile(ORDERS, "/landing/orders_2025_02_30.csv", "no such day"),)
    assert told(world.plan().warnings) == [
        "/landing/orders_2025_02_30.csv: ignored: no such day",
    ]


# --- missing days


def test_up_to_seven_missing_days_between_new_files_belong_to_their_range() -> None:
    world = loaded()
    world.land("07-01", "07-09")
    due = world.plan()
    assert ranges(due) == [("07-01", "07-09", BRONZE)]
    assert told(due.warnings) == ["2025-07-02 … 2025-07-08: no order file landed"]


def test_eight_missing_days_between_new_files_split_their_range() -> None:
    world = loaded()
    world.land("07-01", "07-10")
    assert ranges(world.plan()) == [("07-01", "07-01", BRONZE), ("07-10", "07-10", BRONZE)]


def test_a_gap_with_days_that_are_in_splits_the_range() -> None:
    world = loaded("07-02")
    world.land("07-01", "07-04")
    assert ranges(world.plan()) == [("07-01", "07-01", BRONZE), ("07-04", "07-04", BRONZE)]


def test_days_before_the_first_and_after_the_newest_file_are_not_missing() -> None:
    world = loaded()
    world.land(*july(10, 12))
    due = world.plan()
    assert ranges(due) == [("07-10", "07-12", BRONZE)]
    assert due.warnings == ()


def test_a_day_with_stored_rows_is_not_missing_where_its_file_vanished() -> None:
    world = loaded(*july(1, 3))
    world.remove("07-02")
    assert world.plan().warnings == ()


def test_a_missing_day_is_warned_of_as_long_as_it_is_missing() -> None:
    world = loaded()
    world.land("07-01", "07-03")
    world.carry_out()
    due = world.plan()
    assert due.nothing_due
    assert told(due.warnings) == ["2025-07-02: no order file landed"]
    world.land("07-02")
    assert ranges(world.plan()) == [("07-02", "07-02", BRONZE)]
    assert world.plan().warnings == ()


def test_only_days_that_have_ended_since_the_first_partition_are_missing() -> None:
    world = loaded()
    world.land("2024-12-20", "07-31", "12-24")
    assert told(world.plan().warnings) == ["2025-01-01 … 2025-07-30: no order file landed"]


def test_a_parents_month_on_a_bridged_day_is_planned_once() -> None:
    world = with_dimensions("07-01")
    world.land("06-30", "07-02")
    assert ranges(world.plan()) == [("06-30", "07-02", BRONZE)]


# --- days outside the partitions


def test_a_file_before_the_first_partition_is_refused_with_the_settings_name() -> None:
    world = loaded("07-01")
    world.land("2024-12-31")
    due = world.plan()
    assert due.ranges == ()
    assert told(due.refused) == [
        "2024-12-31: lies before the first partition 2025-01-01; set FMCG_START_DATE to an"
        " earlier day"
    ]


@pytest.mark.parametrize(
    "request_", [Request(), Request(days=(TODAY, TODAY))], ids=["on its own", "named by day"]
)
def test_a_file_of_today_waits(request_: Request) -> None:
    world = loaded(*july(29, 31))
    world.land("08-01")
    due = world.plan(request_)
    assert due.nothing_due
    assert told(due.waiting) == ["2025-08-01: waits until the day has ended in India"]
    assert due.refused == ()


def test_a_file_that_waited_is_due_once_its_day_has_ended() -> None:
    world = loaded(*july(29, 31))
    world.land("08-01")
    assert ranges(world.plan(last_complete=TODAY)) == [("08-01", "08-01", BRONZE)]


# --- the parent's months


def test_the_parents_months_before_the_childs_first_day_are_made_of_facts_alone() -> None:
    world = with_dimensions("05-01", "06-01", "07-01")
    world.land(*july(1, 3))
    due = world.plan()
    assert ranges(due) == [
        ("07-01", "07-03", BRONZE),
        ("05-01", "06-01", FACTS),
    ]
    assert due.ranges[1].tables == (FACTS,)


def test_the_parents_months_are_one_run_unless_a_day_between_them_holds_something() -> None:
    world = with_dimensions("04-01", "05-01", "07-01")
    world.land("04-15")
    assert ranges(world.plan()) == [
        ("04-15", "04-15", BRONZE),
        ("04-01", "04-01", FACTS),
        ("05-01", "05-01", FACTS),
        ("07-01", "07-01", FACTS),
    ]


def test_a_month_that_left_the_parents_files_makes_its_facts_due() -> None:
    world = with_dimensions("05-01", "06-01")
    world.carry_out()
    assert world.plan().nothing_due
    world.parent_months = ("06-01",)
    world.record_dimensions()
    assert ranges(world.plan()) == [("05-01", "05-01", FACTS)]


# --- healing


def test_healed_days_start_at_silver() -> None:
    due = loaded(*july(1, 5)).plan(healing=Healing(clean=frozenset({"2025-07-02", "2025-07-03"})))
    assert ranges(due) == [("07-02", "07-03", SILVER)]
    assert due.ranges[0].tables == (SILVER, QUARANTINE, KEYED, FACTS)


def test_days_with_new_keys_start_at_silver() -> None:
    due = loaded(*july(1, 5)).plan(healing=Healing(key=frozenset({"2025-07-04"})))
    assert ranges(due) == [("07-04", "07-04", SILVER)]
    assert due.ranges[0].tables == (SILVER, QUARANTINE, KEYED, FACTS)


def test_a_day_that_is_healed_and_keyed_again_starts_at_silver() -> None:
    both = frozenset({"2025-07-04"})
    due = loaded(*july(1, 5)).plan(healing=Healing(clean=both, key=both))
    assert ranges(due) == [("07-04", "07-04", SILVER)]


def test_healing_is_possible_once_a_lookup_table_has_changed() -> None:
    world = loaded("07-01")
    assert not healing_is_possible(world.survey)
    world.references["reference/product_corrections"] = "another digest"
    world.record_dimensions()
    assert healing_is_possible(world.survey)


# --- chains that an earlier run left unfinished


@pytest.mark.parametrize(
    ("done", "first"),
    [
        ((BRONZE,), SILVER),
        ((BRONZE, SILVER), SILVER),
        # A blocking check of the table before may be what stopped the run: it is asked again.
        ((BRONZE, SILVER, QUARANTINE), SILVER),
        ((BRONZE, SILVER, QUARANTINE, KEYED), KEYED),
    ],
)
def test_a_chain_resumes_at_the_table_before_its_first_stale_one(
    done: tuple[str, ...], first: str
) -> None:
    world = loaded(*july(1, 2))
    world.land("07-03")
    world.record("07-03", tables=done)
    assert ranges(world.plan()) == [("07-03", "07-03", first)]


def test_days_are_grouped_by_the_table_that_they_resume_at() -> None:
    world = loaded()
    world.land(*july(1, 6))
    world.record("07-01", "07-02", tables=(BRONZE,))
    world.record("07-05", tables=(BRONZE, SILVER, QUARANTINE, KEYED))
    world.record("07-06")
    assert ranges(world.plan()) == [
        ("07-03", "07-04", BRONZE),
        ("07-01", "07-02", SILVER),
        ("07-05", "07-05", KEYED),
    ]


def test_the_view_alone_is_due_where_only_it_is_older_than_the_facts() -> None:
    world = loaded(*july(1, 2))
    world.land("07-03")
    world.record("07-03")
    due = world.plan()
    assert due.view
    assert not due.ranges
    assert not due.dimensions
    assert not due.nothing_due


def test_the_view_is_due_where_it_was_never_made() -> None:
    world = loaded("07-01")
    world.states[VIEW] = None
    assert world.plan() == Plan(view=True)


def test_the_view_is_due_where_one_of_its_dimensions_was_never_made() -> None:
    world = loaded("07-01")
    world.states["gold/dim_date"] = None
    assert world.plan() == Plan(view=True)


def test_days_whose_content_is_not_known_are_due_again() -> None:
    world = loaded(*july(1, 3))
    facts = world.states[FACTS]
    assert facts is not None
    world.states[FACTS] = replace(facts, slices={}, gap=facts.version)
    assert ranges(world.plan()) == [("07-01", "07-03", KEYED), ("06-01", "06-01", FACTS)]


# --- slices that were materialized and not written, since nothing changed


def test_a_slice_that_was_materialized_from_its_present_source_is_settled() -> None:
    world = loaded(*july(1, 2))
    world.land("07-01", "07-02", content="the same rows otherwise")
    survey = world.survey
    stale = stale_slices(survey)
    assert set(stale) == {BRONZE}
    settled = {BRONZE: {"2025-07-01": stale[BRONZE]["2025-07-01"], "2025-07-02": "of before"}}
    left = without_settled(survey, stale, settled)
    assert left == {BRONZE: {"2025-07-02": stale[BRONZE]["2025-07-02"]}}


def test_a_day_that_silver_lost_is_never_settled() -> None:
    world = loaded("07-01")
    world.land("07-02")
    world.record("07-02", tables=(BRONZE,))
    stale = stale_slices(world.survey)
    assert without_settled(world.survey, stale, stale) == {
        key: {"2025-07-02": stale[key]["2025-07-02"]} for key in (SILVER, QUARANTINE)
    }


def test_a_slice_is_never_settled_after_somebody_elses_write() -> None:
    world = loaded("07-01")
    bronze = world.states[BRONZE]
    assert bronze is not None
    world.states[BRONZE] = replace(bronze, slices={}, gap=bronze.version)
    stale = stale_slices(world.survey)
    assert without_settled(world.survey, stale, stale)[BRONZE] == stale[BRONZE]


def test_a_table_that_was_never_written_is_never_settled() -> None:
    world = World()
    stale = stale_slices(world.survey)
    assert set(stale) == set(DIMENSION_TABLES)
    assert without_settled(world.survey, stale, stale) == stale


# --- requests


def test_a_full_request_runs_everything_again() -> None:
    due = loaded(*july(1, 3)).plan(Request(full=True))
    assert due.dimensions == DIMENSION_TABLES
    assert ranges(due) == [("07-01", "07-03", BRONZE), ("06-01", "06-01", FACTS)]
    assert due.view


def test_a_closed_range_runs_its_days_whether_they_are_in_or_not() -> None:
    world = loaded(*july(1, 5))
    assert ranges(world.plan(Request(days=(day("07-02"), day("07-03"))))) == [
        ("07-02", "07-03", BRONZE)
    ]


def test_a_closed_range_runs_days_without_a_file_too() -> None:
    world = loaded(*july(1, 2))
    due = world.plan(Request(days=(day("07-10"), day("07-11"))))
    assert ranges(due) == [("07-10", "07-11", BRONZE)]


def test_what_else_is_due_is_left_by_a_closed_range() -> None:
    world = loaded(*july(1, 3))
    world.land("07-08")
    assert ranges(world.plan(Request(days=(day("07-01"), day("07-01"))))) == [
        ("07-01", "07-01", BRONZE),
    ]
    assert ranges(world.plan()) == [("07-08", "07-08", BRONZE)]


# --- dimensions


def test_a_changed_dimension_file_runs_all_dimensions() -> None:
    world = loaded("07-01")
    world.land_dimension("child_customers", content="another outlet")
    due = world.plan()
    assert due.dimensions == DIMENSION_TABLES
    assert due.ranges == ()
    assert due.view


def test_a_changed_correction_runs_all_dimensions() -> None:
    world = loaded("07-01")
    world.references["reference/product_corrections"] = "another digest"
    assert world.plan().dimensions == DIMENSION_TABLES


def test_dimensions_that_were_run_are_not_planned_again() -> None:
    world = loaded("07-01")
    world.land_dimension("child_customers", content="another outlet")
    assert world.plan(dimensions_done=True).dimensions == ()
    assert world.plan(Request(full=True), dimensions_done=True).dimensions == ()


def test_a_faulty_dimension_file_is_refused_and_the_others_run() -> None:
    world = loaded("07-01")
    world.land_dimension("child_products", content="<html>", fault="found HTML; expected CSV")
    world.land_dimension("child_customers", content="another outlet")
    world.land("07-02")
    due = world.plan()
    assert told(due.refused) == ["/landing/child_products.csv: found HTML; expected CSV"]
    assert set(DIMENSION_TABLES) - set(due.dimensions) == {"bronze/products"}
    assert ranges(due) == [("07-02", "07-02", BRONZE)]


def test_a_faulty_dimension_file_alone_runs_nothing() -> None:
    world = loaded("07-01")
    world.land_dimension("child_products", content="<html>", fault="found HTML; expected CSV")
    due = world.plan()
    assert due.nothing_due
    assert len(due.refused) == 1


def test_orders_are_refused_where_the_dimensions_that_they_need_never_came() -> None:
    world = World(parent_months=("06-01",))
    for source in SOURCES.values():
        if not source.daily and source.name != "child_products":
            world.land_dimension(source.name)
    world.land("07-01")
    before = world.plan()
    assert told(before.refused) == [
        "landing/child_products: found no file in landing/child_products; see docs/tables.md"
    ]
    needs_products = {
        "bronze/products",
        "silver/products",
        "silver/products_quarantine",
        "silver/gross_price",
        "silver/gross_price_quarantine",
        "gold/sb_dim_products",
        "gold/sb_dim_gross_price",
        "gold/dim_products",
        "gold/dim_gross_price",
    }
    assert set(DIMENSION_TABLES) - set(before.dimensions) == needs_products

    world.record_dimensions()
    for key in needs_products:
        world.states[key] = None
    after = world.plan(dimensions_done=True)
    assert after.ranges == ()
    assert "silver/products: never loaded; orders cannot be cleaned" in told(after.refused)


def test_an_empty_landing_zone_runs_nothing_and_says_what_is_expected() -> None:
    due = World().plan()
    assert due.nothing_due
    assert [notice.subject for notice in due.refused] == [
        source.key for source in SOURCES.values() if not source.daily
    ]


# --- properties

FIRST = START - timedelta(days=5)
WINDOW = 45
"""Days from a little before the first partition to a little after the newest complete day."""
LAST_COMPLETE = FIRST + timedelta(days=WINDOW - 5)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a lake in which each day is at some stage, files of it new, changed, gone or faulty."""
    days = st.dates(FIRST, FIRST + timedelta(days=WINDOW)).map(str)
    world = with_dimensions(*sorted(draw(st.sets(days, min_size=1, max_size=5))))
    for text in sorted(draw(st.sets(days, max_size=25))):
        world.land(text)
        world.record(text, tables=FACT_LANE[: draw(st.integers(0, len(FACT_LANE)))])
        match draw(st.sampled_from(["as it was", "as it was", "changed", "gone", "faulty"])):
            case "changed":
                world.land(text, content="other lines")
            case "gone":
                world.remove(text)
            case "faulty":
                world.land(text, content="<html>", fault="found HTML; expected CSV")
    return world


requests = st.builds(
    Request,
    full=st.booleans(),
    days=st.none()
    | st.tuples(st.dates(START, LAST_COMPLETE), st.dates(START, LAST_COMPLETE))
    .map(sorted)
    .map(lambda days: (days[0], days[1])),
    allow_removal=st.booleans(),
)


def _first_stale_table(world: World, of: date, request: Request) -> str | None:
    """Return where a day's chain is to be started; none where there is nothing to do."""
    file = world.landed.get(ORDERS, {}).get(of)
    text = str(of)
    named = request.days is not None and request.days[0] <= of <= request.days[1]
    if request.days and not named:
        return None
    asked = request.full or named

    def recorded(key: str) -> SliceState | None:
        state = world.states[key]
        return state.slices.get(text) if state else None

    bronze = recorded(BRONZE)
    if file and not file.fault and (asked or not bronze or bronze.files != (file.evidence,)):
        return BRONZE
    if not file and bronze and bronze.rows:
        if request.allow_removal:
            return BRONZE
    elif not file and named:
        return BRONZE
    sales = world.states[PARENT_ORDERS]
    parent = bool(sales and text in sales.slices)
    for upstream, key in ((BRONZE, SILVER), (BRONZE, QUARANTINE), (SILVER, KEYED), (KEYED, FACTS)):
        if recorded(upstream) and not recorded(key):
            return {QUARANTINE: SILVER, KEYED: SILVER, FACTS: KEYED}.get(key, key)
    keyed = recorded(KEYED)
    if parent and not recorded(FACTS) and keyed and keyed.rows:
        return KEYED
    return FACTS if parent and (asked or not recorded(FACTS)) else None


@settings(deadline=None)
@given(worlds(), requests)
def test_every_due_day_is_in_exactly_one_range_from_its_first_stale_table(
    world: World, request_: Request
) -> None:
    due = world.plan(request_, last_complete=LAST_COMPLETE)
    planned: dict[date, str] = {}
    for days in due.ranges:
        for of in days_between(days.first, days.last + timedelta(days=1)):
            assert of not in planned
            planned[of] = days.tables[0]
    every_day = days_between(FIRST, FIRST + timedelta(days=WINDOW + 1))
    expected = {
        of: table
        for of in every_day
        if START <= of <= LAST_COMPLETE and (table := _first_stale_table(world, of, request_))
    }
    bridged = {of for of in planned if of not in expected or planned[of] != expected[of]}
    assert expected.keys() <= planned.keys()
    assert {planned[of] for of in bridged} <= {BRONZE, FACTS}
    assert not bridged & world.landed.get(ORDERS, {}).keys()


@settings(deadline=None)
@given(worlds(), requests)
def test_ranges_lie_within_the_partitions_and_those_of_one_first_table_do_not_touch(
    world: World, request_: Request
) -> None:
    due = world.plan(request_, last_complete=LAST_COMPLETE)
    for days in due.ranges:
        assert START <= days.first <= days.last <= LAST_COMPLETE
        assert days.tables == FACT_LANE[FACT_LANE.index(days.tables[0]) :]
    for table in FACT_LANE:
        own = [days for days in due.ranges if days.tables[0] == table]
        for before, after in pairwise(own):
            assert after.first > before.last + timedelta(days=1)


@settings(deadline=None)
@given(worlds(), requests)
def test_nothing_is_due_once_everything_planned_was_carried_out(
    world: World, request_: Request
) -> None:
    world.carry_out(request_, last_complete=LAST_COMPLETE)
    world.carry_out(Request(), last_complete=LAST_COMPLETE)
    again = world.plan(Request(), last_complete=LAST_COMPLETE)
    assert again.nothing_due, again


def test_all_tables_are_planned_in_one_of_the_three_parts() -> None:
    assert sorted((*DIMENSION_TABLES, *FACT_LANE, *VIEW_TABLES)) == sorted(TABLES)
