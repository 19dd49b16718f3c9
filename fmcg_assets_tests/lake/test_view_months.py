"""Which months of the view are rebuilt: those whose sales changed, and all in case of doubt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import TABLES, WHOLE
from fmcg_assets.lake.state import SliceState, TableState
from fmcg_assets.lake.view_months import (
    DIMENSIONS,
    FACTS,
    ViewUpstream,
    days_of_months,
    months_to_rebuild,
    slices_to_replace,
    view_fingerprint,
    view_upstream,
)
from fmcg_assets_tests.lake.examples import slice_of

Facts = dict[str, tuple[str, ...]]
"""Content and months of each day."""

JUNE, JULY, AUGUST = "2025-06", "2025-07", "2025-08"
SALES: Facts = {
    "2025-07-01": ("a", JUNE, JULY),
    "2025-07-02": ("b", JULY),
    "2025-08-01": ("c", AUGUST),
}


def upstream_of(
    facts: Facts, *, gap: int | None = None, changed: str | None = None
) -> ViewUpstream:
    """Return what the view is computed from; `changed` is a dimension with other content."""
    slices = {
        day: SliceState(content, 1, months=tuple(months))
        for day, (content, *months) in facts.items()
    }
    states = {FACTS: TableState(1, slices, gap=gap)}
    for key in DIMENSIONS:
        states[key] = TableState(1, {WHOLE: slice_of("other" if key == changed else "same")})
    return view_upstream(states)


def view_of(upstream: ViewUpstream, *months: str, gap: int | None = None) -> TableState:
    """Return the state of a view that was built from the upstream and holds the months."""
    return TableState(1, {f"{month}-01": slice_of(month) for month in months}, upstream, gap)


VIEW = view_of(upstream_of(SALES), JUNE, JULY, AUGUST)


def due(
    facts: Facts, view: TableState | None = VIEW, *, changed: str | None = None
) -> set[str] | None:
    months = months_to_rebuild(view, upstream_of(facts, changed=changed))
    return None if months is None else set(months)


def test_the_view_is_computed_from_its_contracts_sources() -> None:
    assert {FACTS, *DIMENSIONS} == set(TABLES["gold/vw_fact_orders_enriched"].sources)


# --- some months


def test_nothing_is_due_where_nothing_changed() -> None:
    assert due(SALES) == set()


def test_a_new_day_makes_its_months_due() -> None:
    assert due({**SALES, "2025-08-02": ("d", JULY, AUGUST)}) == {JULY, AUGUST}


def test_a_changed_day_makes_the_months_due_that_it_has_and_that_it_had() -> None:
    assert due({**SALES, "2025-07-01": ("a2", JULY, AUGUST)}) == {JUNE, JULY, AUGUST}


def test_an_order_that_is_gone_goes_from_its_month() -> None:
    assert due({**SALES, "2025-07-01": ("a2", JULY)}) == {JUNE, JULY}


def test_a_day_that_is_gone_makes_the_months_due_that_it_had() -> None:
    assert due({day: entry for day, entry in SALES.items() if day != "2025-07-01"}) == {JUNE, JULY}


def test_a_day_without_rows_is_the_same_as_no_day() -> None:
    states = {key: TableState(1, {WHOLE: slice_of("same")}) for key in DIMENSIONS}
    days = {
        day: SliceState(content, 1, months=tuple(months))
        for day, (content, *months) in SALES.items()
    }
    with_empty_day = TableState(1, {**days, "2025-08-31": SliceState("", 0)})
    assert view_upstream({**states, FACTS: with_empty_day}) == upstream_of(SALES)


def test_the_days_that_are_read_are_those_with_orders_of_the_months() -> None:
    upstream = upstream_of(SALES)
    assert days_of_months(upstream, frozenset({JULY})) == ["2025-07-01", "2025-07-02"]
    assert days_of_months(upstream, frozenset({JUNE, AUGUST})) == ["2025-07-01", "2025-08-01"]
    assert days_of_months(upstream, frozenset()) == []


def test_only_the_due_months_are_replaced() -> None:
    months = frozenset({JUNE, JULY})
    assert slices_to_replace(VIEW, upstream_of(SALES), months) == frozenset(
        {"2025-06-01", "2025-07-01"}
    )


# --- all months


def test_all_months_are_due_where_there_is_no_view() -> None:
    assert due(SALES, None) is None


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_all_months_are_due_where_a_dimension_changed(dimension: str) -> None:
    assert due(SALES, changed=dimension) is None


def test_all_months_are_due_where_somebody_else_wrote_to_the_view() -> None:
    assert due(SALES, view_of(upstream_of(SALES), JULY, gap=4)) is None


def test_all_months_are_due_where_the_view_does_not_say_what_it_was_built_from() -> None:
    assert due(SALES, view_of({}, JULY)) is None


def test_all_months_are_replaced_by_name_and_those_that_the_stored_view_had() -> None:
    view = view_of(upstream_of(SALES), "2024-01", JULY)
    assert slices_to_replace(view, upstream_of(SALES), None) == frozenset(
        {"2024-01-01", "2025-06-01", "2025-07-01", "2025-08-01"}
    )


@pytest.mark.parametrize("view", [None, view_of(upstream_of(SALES), JULY, gap=4)])
def test_the_table_is_replaced_as_a_whole_where_its_months_are_unknown(
    view: TableState | None,
) -> None:
    assert slices_to_replace(view, upstream_of(SALES), None) is None


# --- facts that somebody else wrote to


def test_all_months_are_due_where_somebody_else_wrote_to_the_facts() -> None:
    assert months_to_rebuild(VIEW, upstream_of({}, gap=4)) is None
    built_after_gap = view_of(upstream_of({}, gap=4), JULY)
    assert months_to_rebuild(built_after_gap, upstream_of({}, gap=6)) is None


def test_nothing_is_due_where_the_facts_did_not_change_since_somebody_else_wrote() -> None:
    upstream = upstream_of({"2025-07-02": ("b", JULY)}, gap=4)
    assert months_to_rebuild(view_of(upstream, JULY), upstream) == frozenset()


def test_all_months_are_due_where_a_day_changed_whose_old_months_are_unknown() -> None:
    view = view_of(upstream_of({}, gap=4), JUNE, JULY)
    assert months_to_rebuild(view, upstream_of({"2025-07-02": ("b", JULY)}, gap=4)) is None


def test_the_view_is_replaced_as_a_whole_where_days_of_the_facts_are_unknown() -> None:
    upstream = upstream_of({"2025-07-02": ("b", JULY)}, gap=4)
    assert slices_to_replace(VIEW, upstream, None) is None
    assert slices_to_replace(VIEW, upstream, frozenset()) == frozenset()


def test_facts_with_a_gap_are_other_facts_for_the_fingerprint() -> None:
    prints = {view_fingerprint(upstream_of(SALES, gap=gap)) for gap in (None, 3, 5)}
    assert len(prints) == 3


# --- any change

DAYS = st.dictionaries(
    st.sampled_from([f"2025-07-{day:02d}" for day in range(1, 6)]),
    st.tuples(st.sampled_from("abc"), st.sets(st.sampled_from([JUNE, JULY, AUGUST]), min_size=1)),
)


def _facts(drawn: dict[str, tuple[str, set[str]]]) -> Facts:
    # A digest stands for rows, so that the same digest always has the same months.
    return {
        day: (content + "".join(sorted(months)), *sorted(months))
        for day, (content, months) in drawn.items()
    }


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_month_that_is_not_due_is_made_of_the_same_days_as_before(
    before: dict[str, tuple[str, set[str]]], now: dict[str, tuple[str, set[str]]]
) -> None:
    old, new = upstream_of(_facts(before)), upstream_of(_facts(now))
    rebuilt = months_to_rebuild(view_of(old), new)
    assert rebuilt is not None
    for month in {JUNE, JULY, AUGUST} - rebuilt:
        days = days_of_months(new, frozenset({month}))
        assert days == days_of_months(old, frozenset({month}))
        assert [new[FACTS][day] for day in days] == [old[FACTS][day] for day in days]


@settings(deadline=None)
@given(DAYS, DAYS)
def test_the_fingerprint_differs_exactly_where_something_is_due(
    before: dict[str, tuple[str, set[str]]], now: dict[str, tuple[str, set[str]]]
) -> None:
    old, new = upstream_of(_facts(before)), upstream_of(_facts(now))
    nothing_due = months_to_rebuild(view_of(old), new) == frozenset()
    assert nothing_due == (view_fingerprint(old) == view_fingerprint(new))
