"""Stored rows are never taken away by a file that vanished or was cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.errors import RemovalRefusedError
from fmcg_assets.ingest.removal import refuse_removal
from fmcg_assets.lake.state import FileEvidence, SliceState

DAY1, DAY2 = "2025-07-01", "2025-07-02"
SAY_IT_IS_MEANT = "deliver the file again, or say that it is meant: `fmcg run"
HOW_TO_GO_ON = f"{SAY_IT_IS_MEANT} --date {DAY1} --allow-removal`"


def delivered(rows: int, *files: str) -> SliceState:
    evidence = tuple(FileEvidence(name, 10, "etag", "", "") for name in files)
    return SliceState("digest" if rows else "", rows, files=evidence)


def refusal(
    stored: dict[str, SliceState],
    new: dict[str, SliceState],
    cut: set[str] | None = None,
    table: str = "bronze/orders",
) -> str:
    with pytest.raises(RemovalRefusedError) as refused:
        refuse_removal(table, stored, new, cut or set())
    return str(refused.value)


# --- refused


def test_a_day_whose_file_is_gone_keeps_its_rows() -> None:
    assert refusal({DAY1: delivered(60, "a.csv")}, {DAY1: delivered(0)}) == (
        f"bronze/orders {DAY1}: found no file, expected the 60 rows that are stored; {HOW_TO_GO_ON}"
    )


def test_a_day_whose_file_has_only_a_header_keeps_its_rows() -> None:
    assert refusal({DAY1: delivered(60, "a.csv")}, {DAY1: delivered(0, "a.csv")}) == (
        f"bronze/orders {DAY1}: found no line in a.csv, expected the 60 rows that are stored;"
        f" {HOW_TO_GO_ON}"
    )


def test_a_day_with_fewer_rows_from_a_file_cut_in_the_middle_keeps_its_rows() -> None:
    assert refusal({DAY1: delivered(60, "a.csv")}, {DAY1: delivered(30, "a.csv")}, {DAY1}) == (
        f"bronze/orders {DAY1}: found 30 lines in a.csv, cut in the middle of a line; expected the"
        f" 60 rows that are stored; {HOW_TO_GO_ON}"
    )


def test_all_files_of_a_cut_delivery_are_named() -> None:
    stored = {"": delivered(60, "a.csv", "b.csv")}
    new = {"": delivered(30, "a.csv", "b.csv")}
    assert refusal(stored, new, {""}, "bronze/parent_orders") == (
        "bronze/parent_orders: found 30 lines in a.csv, b.csv, cut in the middle of a line;"
        f" expected the 60 rows that are stored; {SAY_IT_IS_MEANT} --allow-removal`"
    )


def test_a_whole_table_is_named_without_a_slice() -> None:
    text = refusal({"": delivered(35)}, {"": delivered(0, "c.csv")}, table="bronze/customers")
    assert text.startswith("bronze/customers: found no line in c.csv, expected the 35 rows")


def test_one_day_that_would_be_emptied_refuses_all() -> None:
    stored = {DAY1: delivered(60), DAY2: delivered(50)}
    new = {DAY1: delivered(61, "a.csv"), DAY2: delivered(0)}
    assert refusal(stored, new).startswith(f"bronze/orders {DAY2}: found no file")


def test_the_first_of_several_days_is_named() -> None:
    stored = {DAY2: delivered(50), DAY1: delivered(60)}
    assert refusal(stored, {DAY2: delivered(0), DAY1: delivered(0)}).startswith(
        f"bronze/orders {DAY1}: "
    )


# --- accepted


@pytest.mark.parametrize(
    ("stored", "new", "cut"),
    [
        pytest.param({}, {DAY1: delivered(0)}, set(), id="nothing was stored and no file came"),
        pytest.param({}, {DAY1: delivered(0, "a.csv")}, set(), id="a first file without lines"),
        pytest.param({}, {DAY1: delivered(3, "a.csv")}, {DAY1}, id="a first file that is cut"),
        pytest.param(
            {DAY1: delivered(0, "a.csv")}, {DAY1: delivered(0)}, set(), id="a day without rows"
        ),
        pytest.param(
            {DAY1: delivered(60)}, {DAY1: delivered(1, "a.csv")}, set(), id="fewer rows, not cut"
        ),
        pytest.param(
            {DAY1: delivered(60)}, {DAY1: delivered(60, "a.csv")}, {DAY1}, id="cut, as many rows"
        ),
        pytest.param(
            {DAY1: delivered(60)}, {DAY1: delivered(61, "a.csv")}, {DAY1}, id="cut, more rows"
        ),
        pytest.param(
            {DAY1: delivered(60)},
            {DAY1: delivered(59, "a.csv")},
            {DAY2},
            id="fewer rows where another day's file is cut",
        ),
        pytest.param(
            {DAY1: delivered(60)}, {DAY2: delivered(0)}, set(), id="another day is stored"
        ),
    ],
)
def test_a_delivery_that_takes_nothing_away_by_accident_is_accepted(
    stored: dict[str, SliceState], new: dict[str, SliceState], cut: set[str]
) -> None:
    refuse_removal("bronze/orders", stored, new, cut)


@settings(deadline=None)
@given(st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_rows_are_refused_to_go_exactly_where_none_are_left_or_a_cut_file_leaves_fewer(
    held: int, left: int, cut: bool
) -> None:
    accident = (held > 0 and left == 0) or (cut and left < held)
    stored, new = {DAY1: delivered(held)}, {DAY1: delivered(left, "a.csv")}
    if accident:
        assert f"expected the {held} rows that are stored" in refusal(
            stored, new, {DAY1} if cut else set()
        )
    else:
        refuse_removal("bronze/orders", stored, new, {DAY1} if cut else set())
