"""A selection keeps the same rows as condition, as URL and after the way through both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.semantics.filters import MONTHS, QUARTERS, Selection
from fmcg_assets.semantics.guard import DIALECT, VIEW
from fmcg_assets.semantics.model import UNMAPPED, load_model

if TYPE_CHECKING:
    from fmcg_assets.semantics.snapshot import SnapshotStore

MONTH_DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(lambda day: day.replace(day=1))
VALUES = st.lists(
    st.one_of(st.none(), st.text(min_size=1, max_size=20).filter(lambda text: text != UNMAPPED)),
    min_size=1,
    max_size=4,
).map(tuple)
SELECTIONS = st.builds(
    Selection,
    years=st.lists(st.integers(2000, 2099), max_size=3).map(tuple),
    quarters=st.lists(st.sampled_from(QUARTERS), max_size=4).map(tuple),
    months=st.lists(st.sampled_from(MONTHS), max_size=4).map(tuple),
    first=st.one_of(st.none(), MONTH_DATES),
    last=st.one_of(st.none(), MONTH_DATES),
    values=st.lists(
        st.tuples(st.sampled_from(sorted(load_model().dimensions)), VALUES), max_size=4
    ).map(tuple),
)


@settings(deadline=None)
@given(SELECTIONS)
def test_a_url_holds_the_whole_selection(selection: Selection) -> None:
    query = urlencode(selection.to_params(), doseq=True)
    read = parse_qs(query, keep_blank_values=True)
    assert Selection.from_params(read) == selection
    assert hash(Selection.from_params(read)) == hash(selection)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["year", "quarter", "month", "from", "to", "channel", "question"]),
        st.lists(st.text(max_size=12), max_size=3),
    )
)
def test_no_url_makes_it_fail(params: dict[str, list[str]]) -> None:
    selection = Selection.from_params(params)
    assert Selection.from_params(selection.to_params()) == selection


@settings(deadline=None)
@given(SELECTIONS)
def test_texts_stay_texts_in_the_condition(selection: Selection) -> None:
    condition = selection.condition()
    assert (condition is None) == selection.is_empty
    if condition is not None:
        assert sqlglot.parse_one(condition.sql(DIALECT), dialect=DIALECT).sql(
            DIALECT
        ) == condition.sql(DIALECT)


def test_parts_of_one_kind_widen_and_kinds_narrow() -> None:
    selection = Selection(
        years=(2025,),
        quarters=("Q3",),
        months=("August", "July"),
        first=date(2025, 7, 1),
        last=date(2025, 8, 1),
        values=(("channel", (None, "Retailer")),),
    )
    condition = selection.condition()
    assert condition is not None
    assert condition.sql(DIALECT) == (
        "((((year IN (2025) AND quarter IN ('Q3')) AND month_name IN ('July', 'August'))"
        " AND (channel IN ('Retailer') OR channel IS NULL))"
        " AND date >= CAST('2025-07-01' AS DATE)) AND date <= CAST('2025-08-01' AS DATE)"
    )
    assert selection.parts == ("year", "quarter", "month", "period", "channel")


def test_parts_are_taken_off_one_by_one() -> None:
    selection = Selection(
        years=(2025,), quarters=("Q3",), months=("July",), first=date(2025, 7, 1)
    ).having("channel", ["Retailer"])
    assert selection.of("channel") == ("Retailer",)
    for part in selection.parts:
        selection = selection.without(part)
        assert part not in selection.parts
    assert selection.is_empty


def test_order_and_repetition_make_no_difference() -> None:
    assert Selection(years=(2025, 2024, 2025)) == Selection(years=(2024, 2025))
    one = Selection(values=(("channel", ("b", "a")), ("category", ("x",))))
    other = Selection(values=(("category", ("x",)), ("channel", ("a",)), ("channel", ("b",))))
    assert one == other


@pytest.mark.parametrize(
    "selection",
    [
        Selection(years=(2025,)),
        Selection(months=("January",)),
        Selection(first=date(2025, 7, 1), last=date(2025, 9, 1)),
        Selection(values=(("channel", (None,)),)),
        Selection(values=(("customer", ("O'Brien & Sons; DROP TABLE x --",)),)),
    ],
)
def test_the_view_understands_the_condition(
    selection: Selection, sample_store: SnapshotStore
) -> None:
    snapshot = sample_store.current()
    condition = selection.condition()
    assert condition is not None
    kept, rest = (
        snapshot.query(f"SELECT count(*) AS n FROM {VIEW} WHERE {text}").table["n"][0].as_py()
        for text in (
            condition.sql(DIALECT),
            f"({condition.sql(DIALECT)}) IS DISTINCT FROM true",
        )
    )
    assert kept + rest == snapshot.rows
    assert kept < snapshot.rows
