"""A digest tells equal content from different content, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import WHOLE
from fmcg_assets.lake.digests import SliceDigest, slice_digests, sorted_rows
from fmcg_assets_tests.lake.examples import (
    MONTHLY,
    NOON,
    OUTLETS,
    SALES,
    Outlet,
    monthly,
    outlets,
    sales,
)

if TYPE_CHECKING:
    import random

TEXT = (
    st.none() | st.text(max_size=4) | st.sampled_from(["", "a", "ab", "\x1f", "\\", "\\e", "\\0"])
)
OUTLET_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        TEXT,
        TEXT,
        st.none() | st.sampled_from(["0", "1.00", "-0.01"]),
        st.none() | st.lists(TEXT, max_size=2),
    ),
    max_size=5,
)

FEW = settings(max_examples=50, deadline=None)


def digests(rows: pa.Table, table: Any = OUTLETS) -> dict[str, SliceDigest]:
    return slice_digests(sorted_rows(rows, table), table)


def digest(*rows: Outlet) -> str:
    return digests(outlets(*rows))[WHOLE].content


# --- what does not count


def test_the_order_of_rows_does_not_count() -> None:
    rows = [("1", "Delhi"), ("2", "Pune"), ("3", None), ("3", "Agra")]
    assert digest(*rows) == digest(*reversed(rows))


def test_rows_that_differ_only_in_a_list_may_come_in_any_order() -> None:
    rows = [("1", "Delhi", "MG Road", "1.00", flags) for flags in (["a"], ["b"], [], None, [None])]
    assert digest(*rows) == digest(*reversed(rows))


def test_a_volatile_column_does_not_count() -> None:
    rows = [("1", "Delhi"), ("2", "Pune")]
    later = outlets(*rows, read_at=NOON + timedelta(days=1))
    assert digests(later) == digests(outlets(*rows))


def test_a_volatile_column_does_not_order_rows_with_the_same_key() -> None:
    first, second = outlets(("1", "Delhi")), outlets(("1", "Delhi", None, None, ["a"]))
    first_later, second_later = (
        outlets(row, read_at=NOON + timedelta(days=1))
        for row in (("1", "Delhi"), ("1", "Delhi", None, None, ["a"]))
    )
    assert digests(pa.concat_tables([first, second_later])) == digests(
        pa.concat_tables([first_later, second])
    )


def test_chunks_and_offsets_of_arrow_arrays_do_not_count() -> None:
    before = outlets(("0", "long ago", "x", "5.00", ["z", "y"]))
    rows = outlets(
        ("1", "Delhi", None, "1.00", ["a", "b"]), ("2", None, "", None, []), ("3", "Agra")
    )
    everything = pa.concat_tables([before, rows, before]).combine_chunks()
    sliced = everything.slice(1, 3)
    pieces = pa.concat_tables([everything.slice(1, 1), everything.slice(2, 2)])
    # As they are, without the copy that sorting makes.
    expected = slice_digests(rows, OUTLETS)
    assert slice_digests(sliced, OUTLETS) == expected
    assert slice_digests(pieces, OUTLETS) == expected


def test_text_that_does_not_begin_at_the_beginning_of_its_buffer_is_read_where_it_lies() -> None:
    shifted = pa.StringArray.from_buffers(
        2, pa.py_buffer(np.array([2, 4, 5], np.int32).tobytes()), pa.py_buffer(b"xxabcyy")
    )
    assert shifted.to_pylist() == ["ab", "c"]
    rows = outlets(("1", "ab"), ("2", "c"))
    moved = rows.set_column(1, rows.schema.field("city"), shifted)
    assert slice_digests(moved, OUTLETS) == slice_digests(rows, OUTLETS)


def test_the_width_of_text_in_arrow_does_not_count() -> None:
    rows = outlets(("0", "long ago"), ("1", "Delhi"), ("2", "Pune"))
    wide = rows.set_column(1, "city", rows.column("city").cast(pa.large_string()))
    assert slice_digests(wide.slice(1), OUTLETS) == slice_digests(rows.slice(1), OUTLETS)


# --- what counts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("1", None), ("1", ""), id="NULL and empty text"),
        pytest.param(("1", "a", "bc"), ("1", "ab", "c"), id="a character moved to the next column"),
        pytest.param(("1", "a", None), ("1", None, "a"), id="a value moved to the next column"),
        pytest.param(("1", "a"), ("1", "A"), id="case"),
        pytest.param(("1", "a"), ("1", "a "), id="a blank"),
        pytest.param(("1", "", "", "1.00"), ("1", "", "", "1.01"), id="a paisa"),
        pytest.param(("1", "", "", None), ("1", "", "", "0.00"), id="NULL and zero"),
        pytest.param(
            ("1", "", "", None, ["a"]), ("1", "", "", None, ["b"]), id="an element of a list"
        ),
        pytest.param(
            ("1", "", "", None, ["a", "b"]), ("1", "", "", None, ["ab"]), id="two elements or one"
        ),
        pytest.param(
            ("1", "", "", None, []), ("1", "", "", None, [""]), id="no element or an empty one"
        ),
        pytest.param(("1", "", "", None, []), ("1", "", "", None, None), id="empty list and NULL"),
        pytest.param(
            ("1", "", "", None, [None]), ("1", "", "", None, None), id="a NULL element and NULL"
        ),
        pytest.param(
            ("1", "", "", None, [None]), ("1", "", "", None, ["\\0"]), id="NULL and its escape"
        ),
        pytest.param(
            ("1", "", "", None, ["a", "b"]),
            ("1", "", "", None, ["a\x1fb"]),
            id="a separator inside an element",
        ),
    ],
)
def test_a_difference_in_one_value_gives_another_digest(one: Outlet, other: Outlet) -> None:
    assert digest(("0", "same"), one) != digest(("0", "same"), other)


def test_a_row_twice_is_other_content_than_the_row_once() -> None:
    assert digest(("1", "Delhi"), ("1", "Delhi")) != digest(("1", "Delhi"))


def test_values_swapped_between_rows_give_another_digest() -> None:
    assert digest(("1", "Delhi"), ("2", "Pune")) != digest(("1", "Pune"), ("2", "Delhi"))


# --- slices


def test_each_day_has_its_own_digest_and_place_in_the_sorted_rows() -> None:
    rows = sales(("2025-07-02", "b", 2), ("2025-07-01", "a", 1), ("2025-07-02", "a", 1))
    found = digests(rows, SALES)
    assert {key: (d.rows, d.offset) for key, d in found.items()} == {
        "2025-07-01": (1, 0),
        "2025-07-02": (2, 1),
    }


def test_a_change_of_one_day_leaves_the_digests_of_the_others() -> None:
    before = digests(sales(("2025-07-01", "a", 1), ("2025-07-02", "b", 2)), SALES)
    after = digests(
        sales(("2025-07-01", "a", 1), ("2025-07-02", "b", 3), ("2025-07-03", "c", 1)), SALES
    )
    assert after["2025-07-01"] == before["2025-07-01"]
    assert after["2025-07-02"].content != before["2025-07-02"].content


def test_a_day_among_others_has_the_digest_that_it_has_alone() -> None:
    alone = digests(sales(("2025-07-02", "b", 2)), SALES)["2025-07-02"]
    among = digests(sales(("2025-07-01", "a", 1), ("2025-07-02", "b", 2)), SALES)["2025-07-02"]
    assert among.content == alone.content


def test_a_table_sliced_by_a_column_without_being_partitioned_has_digests_by_its_values() -> None:
    rows = monthly(("2024-02-01", "x", 1), ("2024-01-01", "y", 2))
    assert [(key, d.rows) for key, d in digests(rows, MONTHLY).items()] == [
        ("2024-01-01", 1),
        ("2024-02-01", 1),
    ]


def test_a_table_by_days_without_rows_has_no_slices() -> None:
    assert digests(sales(), SALES) == {}


def test_a_whole_table_without_rows_is_one_slice_without_rows() -> None:
    assert digests(outlets())[WHOLE].rows == 0
    assert digests(outlets()) != digests(outlets(("1",)))


# --- any content


@FEW
@given(OUTLET_ROWS, st.randoms(use_true_random=False))
def test_any_rows_in_any_order_have_one_digest(rows: list[Outlet], shuffler: random.Random) -> None:
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    assert digest(*shuffled) == digest(*rows)


@FEW
@given(OUTLET_ROWS, OUTLET_ROWS)
def test_different_rows_have_different_digests(one: list[Outlet], other: list[Outlet]) -> None:
    def canonical(rows: list[Outlet]) -> list[str]:
        return sorted(map(repr, outlets(*rows).to_pylist()))

    assume(canonical(one) != canonical(other))
    assert digest(*one) != digest(*other)


@FEW
@given(OUTLET_ROWS.filter(bool), st.data())
def test_any_single_changed_value_changes_the_digest(
    rows: list[Outlet], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from([1, 2]))
    value = data.draw(TEXT)
    assume(value != rows[number][column])
    changed = list(rows)
    changed[number] = (*rows[number][:column], value, *rows[number][column + 1 :])
    assert digest(*changed) != digest(*rows)
