"""Writing to the lake: exactly what changed, in one commit, whoever else writes at the time."""

from __future__ import annotations

import hashlib
import math
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import TABLES, WHOLE
from fmcg_assets.errors import (
    CommitConflictError,
    ContractError,
    MissingTableError,
    RemovalRefusedError,
    TableVersionError,
)
from fmcg_assets.lake.digests import slice_digests, sorted_rows
from fmcg_assets.lake.rust_writer import RustWriter
from fmcg_assets.lake.state import FileEvidence, SliceState, TableState
from fmcg_assets.lake.tables import Evidence, Lake, WriteResult
from fmcg_assets.lake.writers import LostRaceError, day_predicate
from fmcg_assets_tests.lake.examples import (
    MONTHLY,
    OUTLETS,
    SALES,
    Sale,
    evidence,
    held,
    monthly,
    outlets,
    sales,
    stored,
)

if TYPE_CHECKING:
    from fmcg_assets.contracts import Table
    from fmcg_assets_tests.s3 import Bucket

DAY1, DAY2, DAY3 = "2025-07-01", "2025-07-02", "2025-07-03"
INJECTION = "2025-07-01' OR 1=1 --"

BeforeCommit = Callable[[TableState, Mapping[str, SliceState]], None]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake"))


def write_days(
    lake: Lake,
    slices: list[str],
    *rows: Sale,
    run_id: str = "run",
    source: str = "source",
    before_commit: BeforeCommit | None = None,
) -> WriteResult:
    return lake.write(
        SALES, sales(*rows), slices, evidence(run_id, source), before_commit=before_commit
    )


def write_outlets(lake: Lake, *rows: Any, before_commit: BeforeCommit | None = None) -> WriteResult:
    return lake.write(OUTLETS, outlets(*rows), None, evidence(), before_commit=before_commit)


def rows_of(lake: Lake, table: Table = SALES) -> list[tuple[Any, ...]]:
    return stored(lake.read(table).select(table.column_names))


def state_of(lake: Lake, table: Table = SALES) -> TableState:
    state = lake.state(table)
    assert state is not None
    return state


def version_of(lake: Lake, table: Table = SALES) -> int:
    return lake.require(table).version()


def files_by_day(lake: Lake) -> dict[str, dict[str, str]]:
    """Return the files that the table consists of, with the SHA-256 of each, by day."""
    root = Path(lake.table_uri(SALES))
    actions = pa.table(lake.require(SALES).get_add_actions(flatten=True)).to_pylist()
    files: dict[str, dict[str, str]] = {}
    for action in actions:
        content = (root / action["path"]).read_bytes()
        day = str(action["partition.file_date"])
        files.setdefault(day, {})[action["path"]] = hashlib.sha256(content).hexdigest()
    return files


def once(action: Callable[[], Any]) -> BeforeCommit:
    """Return a hook that does something between the first reading and the first commit."""
    left = [action]

    def hook(_: TableState, __: Mapping[str, SliceState]) -> None:
        if left:
            left.pop()()

    return hook


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Start the actions together, each in a thread of its own, and return their results."""
    barrier = threading.Barrier(len(actions))

    def start(action: Callable[[], Any]) -> Any:
        barrier.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(start, actions))


# --- creation


@pytest.mark.parametrize("key", TABLES)
def test_a_table_is_created_from_its_contract(lake: Lake, key: str) -> None:
    table = TABLES[key]
    slices: list[str] | None = [] if table.partition_column else None
    lake.write(table, table.arrow_schema.empty_table(), slices, evidence())
    delta = lake.open(table)
    assert delta is not None
    assert delta.to_pyarrow_dataset().schema.equals(table.arrow_schema)
    metadata = delta.metadata()
    assert metadata.partition_columns == ([table.partition_column] if slices == [] else [])
    assert metadata.configuration == {"fmcg.contract_version": "1"}
    assert (metadata.name, metadata.description) == (table.name, table.description)
    # Other readers and writers of the lake know no newer protocol.
    assert delta.protocol().min_reader_version == 1
    assert delta.protocol().min_writer_version == 2


def test_tables_lie_by_schema_and_name_below_the_root() -> None:
    assert Lake("s3://bucket/lake/").table_uri(SALES) == "s3://bucket/lake/gold/sales"


@pytest.mark.parametrize("version", [1, 3])
def test_a_table_of_another_contract_version_is_neither_read_nor_written(
    lake: Lake, version: int
) -> None:
    lake.write(replace(SALES, version=2), sales((DAY1, "a", 1)), [DAY1], evidence())
    other = replace(SALES, version=version)
    with pytest.raises(TableVersionError) as refused:
        lake.read(other)
    assert str(refused.value) == (
        f"gold/sales at {lake.uri}/gold/sales: found contract version 2, expected {version}; use"
        " the release that wrote it, or a new FMCG_LAKE_URI and `fmcg run --full`"
    )
    with pytest.raises(TableVersionError):
        lake.write(other, sales((DAY1, "b", 1)), [DAY1], evidence())
    with pytest.raises(TableVersionError):
        lake.state(other)
    assert lake.read(replace(SALES, version=2)).column("order_id").to_pylist() == ["a"]


def test_a_table_that_somebody_else_created_is_not_taken_for_ours(lake: Lake) -> None:
    write_deltalake(lake.table_uri(SALES), sales((DAY1, "a", 1)))
    with pytest.raises(TableVersionError, match="found contract version None, expected 1"):
        write_days(lake, [DAY1], (DAY1, "b", 1))


# --- what is stored and recorded


def test_rows_are_stored_as_they_are(lake: Lake) -> None:
    rows = outlets(
        ("1", "Bengaluru", "", "10.00", ["city_spelling", "blank"]),
        ("2", None, "O'Neill's, \"2nd\" — ₹\n\t\\", "-0.01", []),
        ("3", "", None, None, None),
    )
    lake.write(OUTLETS, rows, None, evidence())
    assert rows_of(lake, OUTLETS) == stored(rows)


@pytest.mark.parametrize(
    ("table", "rows", "slices"),
    [
        (SALES, sales((DAY1, "a", 1), (DAY2, "b", None)), [DAY1, DAY2]),
        (OUTLETS, outlets(("1", None, "", "1.50", ["x", None]), ("2",)), None),
        (MONTHLY, monthly(("2024-01-01", "x", 1), ("2024-02-01", "x", 2)), None),
    ],
)
def test_the_recorded_digest_is_that_of_the_rows_that_are_read_back(
    lake: Lake, table: Table, rows: pa.Table, slices: list[str] | None
) -> None:
    lake.write(table, rows, slices, evidence())
    read = lake.read(table).select(table.column_names).cast(table.arrow_schema)
    digests = slice_digests(sorted_rows(read, table), table)
    recorded = state_of(lake, table).slices
    assert {k: (d.content, d.rows) for k, d in digests.items()} == {
        k: (s.content, s.rows) for k, s in recorded.items()
    }


def test_the_evidence_is_recorded_with_each_slice(lake: Lake) -> None:
    file = FileEvidence("orders/a.csv", 1, "etag", "2025-07-02T00:00:00+00:00", "0" * 64)
    proof = Evidence(
        "run-7", lambda key: f"fp of {key}", "looked up", {DAY1: (file,)}, {"gold/x": {"": "y"}}
    )
    rows = sales((DAY1, "a", 1), (DAY1, "b", 1), dates=["2025-07-01", "2025-06-30"])
    lake.write(SALES, rows, [DAY1, DAY2], proof)
    state = state_of(lake)
    first = state.slices[DAY1]
    assert first == SliceState(
        first.content, 2, f"fp of {DAY1}", "looked up", ("2025-06", "2025-07"), (file,)
    )
    assert (state.upstream, state.run_id) == ({"gold/x": {"": "y"}}, "run-7")


def test_each_day_records_the_months_of_its_own_orders(lake: Lake) -> None:
    rows = sales(
        (DAY1, "a", 1), (DAY2, "b", 1), (DAY2, "c", 1), dates=["2025-06-30", DAY2, "2024-07-02"]
    )
    lake.write(SALES, rows, [DAY1, DAY2], evidence())
    months = {day: state.months for day, state in state_of(lake).slices.items()}
    assert months == {DAY1: ("2025-06",), DAY2: ("2024-07", "2025-07")}


def test_a_write_says_what_it_wrote_and_what_was_stored_already(lake: Lake) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1))
    result = write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1), (DAY2, "c", 1))
    assert result.version == version_of(lake)
    assert {key: state.rows for key, state in result.written.items()} == {DAY2: 2}
    assert {key: state.rows for key, state in result.unchanged.items()} == {DAY1: 1}
    assert set(result.slices) == {DAY1, DAY2}
    assert result.rows == 3


# --- equal content


def test_equal_content_makes_no_commit(lake: Lake) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY1, "b", None), (DAY2, "c", 1))
    before = version_of(lake)
    again = write_days(
        lake, [DAY2, DAY1], (DAY2, "c", 1), (DAY1, "b", None), (DAY1, "a", 1), source="other"
    )
    assert again.version is None
    assert again.written == {}
    assert again.rows == 3
    assert version_of(lake) == before


def test_equal_content_of_a_whole_table_makes_no_commit(lake: Lake) -> None:
    write_outlets(lake, ("1", "Delhi"), ("2", "Pune"))
    before = version_of(lake, OUTLETS)
    later = outlets(("2", "Pune"), ("1", "Delhi"), read_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert lake.write(OUTLETS, later, None, evidence()).version is None
    assert version_of(lake, OUTLETS) == before


def test_a_whole_table_without_rows_is_written_once(lake: Lake) -> None:
    assert write_outlets(lake).version == 1
    assert write_outlets(lake).version is None
    assert state_of(lake, OUTLETS).rows == 0
    assert lake.read(OUTLETS).num_rows == 0


# --- days


def test_only_the_days_that_changed_get_new_files(lake: Lake) -> None:
    days = [f"2025-07-{day:02d}" for day in range(1, 11)]
    rows: list[Sale] = [(day, "a", 1) for day in days]
    write_days(lake, days, *rows)
    before = files_by_day(lake)
    changed = ["2025-07-02", "2025-07-03", "2025-07-07"]
    result = write_days(lake, days, *((d, "a", 2 if d in changed else 1) for d in days))
    after = files_by_day(lake)
    assert sorted(result.written) == changed
    assert [day for day in days if after[day] != before[day]] == changed
    assert all(not before[day].keys() & after[day].keys() for day in changed)
    assert rows_of(lake) == stored(sales(*((d, "a", 2 if d in changed else 1) for d in days)))


def test_days_that_are_not_written_keep_their_files(lake: Lake) -> None:
    write_days(lake, [DAY1, DAY2, DAY3], (DAY1, "a", 1), (DAY2, "b", 1), (DAY3, "c", 1))
    before = files_by_day(lake)
    write_days(lake, [DAY2], (DAY2, "x", 9))
    after = files_by_day(lake)
    assert (after[DAY1], after[DAY3]) == (before[DAY1], before[DAY3])
    assert after[DAY2].keys().isdisjoint(before[DAY2])


def test_a_redelivered_day_loses_what_it_no_longer_contains(lake: Lake) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1), (DAY1, "b", 1))
    write_days(lake, [DAY1], (DAY1, "b", 2))
    assert rows_of(lake) == stored(sales((DAY1, "b", 2)))
    assert held(state_of(lake)) == {DAY1: 1}


def test_a_day_that_never_held_a_row_has_no_data_files_and_needs_no_record(lake: Lake) -> None:
    result = write_days(lake, [DAY1, DAY2], (DAY1, "a", 1))
    assert sorted(result.written) == [DAY1]
    assert sorted(result.slices) == [DAY1, DAY2]
    assert held(state_of(lake)) == {DAY1: 1}
    assert sorted(files_by_day(lake)) == [DAY1]


def test_a_day_whose_landing_file_has_no_row_is_recorded_with_its_file(lake: Lake) -> None:
    file = FileEvidence("orders/a.csv", 1, "etag", "2025-07-02T00:00:00+00:00", "0" * 64)
    proof = Evidence("run-7", lambda key: f"fp of {key}", files={DAY2: (file,)})
    lake.write(SALES, sales((DAY1, "a", 1)), [DAY1, DAY2], proof)
    assert state_of(lake).slices[DAY2] == SliceState("", 0, f"fp of {DAY2}", files=(file,))


def test_the_first_write_makes_the_table_known_also_without_rows(lake: Lake) -> None:
    assert write_days(lake, [DAY1, DAY2]).version == 1
    assert state_of(lake).rows == 0
    assert rows_of(lake) == []


def test_nothing_is_committed_for_further_days_that_never_had_rows(lake: Lake) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    assert write_days(lake, [DAY2, DAY3]).version is None


def test_an_emptied_day_is_empty_and_the_others_are_as_they_were(lake: Lake) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1))
    before = files_by_day(lake)
    result = write_days(lake, [DAY1])
    assert {key: state.rows for key, state in result.written.items()} == {DAY1: 0}
    assert rows_of(lake) == stored(sales((DAY2, "b", 1)))
    assert files_by_day(lake) == {DAY2: before[DAY2]}
    assert state_of(lake).content(DAY1) == ""
    assert write_days(lake, [DAY1]).version is None


def test_days_far_apart_are_replaced_without_those_between(lake: Lake) -> None:
    days = ["2024-02-28", "2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01"]
    write_days(lake, days, *((day, "a", 1) for day in days))
    ends = [days[0], days[2], days[4]]
    write_days(lake, ends, *((day, "a", 2) for day in ends))
    assert rows_of(lake) == stored(sales(*((day, "a", 2 if day in ends else 1) for day in days)))


# --- whole tables


def test_a_whole_table_is_replaced_in_one_commit(lake: Lake) -> None:
    first = write_outlets(lake, ("1", "Delhi"), ("2", "Pune"))
    second = write_outlets(lake, ("2", "Pune"), ("3", "Agra"))
    assert (first.version, second.version) == (1, 2)
    assert lake.read(OUTLETS).column("outlet_id").to_pylist() == ["2", "3"]


def test_all_slices_of_an_unpartitioned_table_are_replaced_together(lake: Lake) -> None:
    lake.write(MONTHLY, monthly(("2024-01-01", "x", 1), ("2024-02-01", "x", 1)), None, evidence())
    lake.write(MONTHLY, monthly(("2024-02-01", "x", 1), ("2024-03-01", "x", 1)), None, evidence())
    assert held(state_of(lake, MONTHLY)) == {"2024-02-01": 1, "2024-03-01": 1}
    assert version_of(lake, MONTHLY) == 2


def test_a_slice_that_vanished_is_a_change_of_the_whole_table(lake: Lake) -> None:
    lake.write(MONTHLY, monthly(("2024-01-01", "x", 1), ("2024-02-01", "x", 1)), None, evidence())
    lake.write(MONTHLY, monthly(("2024-02-01", "x", 1)), None, evidence())
    assert rows_of(lake, MONTHLY) == stored(monthly(("2024-02-01", "x", 1)))


def test_a_table_by_days_can_be_replaced_as_a_whole(lake: Lake) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1))
    lake.write(SALES, sales((DAY3, "c", 1)), None, evidence())
    assert rows_of(lake) == stored(sales((DAY3, "c", 1)))
    assert held(state_of(lake)) == {DAY3: 1}


def test_replacing_the_whole_removes_what_somebody_else_wrote_even_of_equal_known_days(
    lake: Lake,
) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    write_deltalake(lake.table_uri(SALES), sales((DAY2, "foreign", 1)), mode="append")
    write_days(lake, [DAY1], (DAY1, "a", 1))
    assert held(state_of(lake)) == {DAY1: 1}
    lake.write(SALES, sales((DAY1, "a", 1)), None, evidence())
    assert rows_of(lake) == stored(sales((DAY1, "a", 1)))
    assert state_of(lake).gap is None


# --- refusals


@pytest.mark.parametrize(
    "rows",
    [
        sales((DAY1, "a", 1), (DAY2, "b", 1)),
        sales((DAY1, "a", 1)).drop_columns(["quantity"]),
        sales((DAY1, "a", 1)).append_column("city", pa.array(["Delhi"])),
        sales((DAY1, "a", 1)).set_column(2, "quantity", pa.array([1.7])),
        sales((DAY1, "a", 1)).set_column(0, "order_id", pa.array([None], pa.string())),
        sales((DAY1, "a", 1)).set_column(3, "file_date", pa.array([None], pa.date32())),
    ],
    ids=["other day", "missing", "extra", "mistyped", "NULL key", "NULL day"],
)
def test_rows_that_break_the_contract_are_refused_before_anything_is_written(
    lake: Lake, rows: pa.Table
) -> None:
    with pytest.raises(ContractError):
        lake.write(SALES, rows, [DAY1], evidence())
    assert lake.open(SALES) is None
    write_days(lake, [DAY1], (DAY1, "stored", 1))
    with pytest.raises(ContractError):
        lake.write(SALES, rows, [DAY1], evidence())
    assert version_of(lake) == 1
    assert rows_of(lake) == stored(sales((DAY1, "stored", 1)))


@pytest.mark.parametrize("rows", [sales(), sales((DAY1, "a", 1))], ids=["without", "with"])
def test_a_slice_that_is_no_day_is_refused_before_anything_is_written(
    lake: Lake, rows: pa.Table
) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1))
    with pytest.raises(ContractError, match="expected a day as yyyy-mm-dd"):
        lake.write(SALES, rows, [DAY1, INJECTION], evidence())
    assert version_of(lake) == 1
    assert lake.read(SALES).num_rows == 2


def test_a_predicate_is_made_of_half_open_ranges_of_contiguous_days() -> None:
    days = [date(2025, 7, 2), date(2025, 7, 1), date(2025, 12, 31)]
    assert day_predicate("file_date", days) == (
        "(file_date >= '2025-07-01' AND file_date < '2025-07-03')"
        " OR (file_date >= '2025-12-31' AND file_date < '2026-01-01')"
    )


def test_what_is_refused_before_the_commit_is_not_written(lake: Lake) -> None:
    def refuse(_: TableState, __: Mapping[str, SliceState]) -> None:
        raise RemovalRefusedError("no")

    with pytest.raises(RemovalRefusedError):
        write_days(lake, [DAY1], (DAY1, "a", 1), before_commit=refuse)
    assert lake.state(SALES) is None
    write_days(lake, [DAY1], (DAY1, "a", 1))
    with pytest.raises(RemovalRefusedError):
        write_days(lake, [DAY1], before_commit=refuse)
    assert rows_of(lake) == stored(sales((DAY1, "a", 1)))


def test_a_write_is_judged_on_the_stored_and_the_new_rows(lake: Lake) -> None:
    judged: list[tuple[dict[str, int], dict[str, int]]] = []

    def judge(state: TableState, new: Mapping[str, SliceState]) -> None:
        judged.append((held(state), {key: slice_state.rows for key, slice_state in new.items()}))

    write_days(lake, [DAY1], (DAY1, "a", 1), (DAY1, "b", 1), before_commit=judge)
    write_days(lake, [DAY1, DAY2], (DAY2, "b", 1), before_commit=judge)
    assert judged == [({}, {DAY1: 2}), ({DAY1: 2}, {DAY1: 0, DAY2: 1})]


@pytest.mark.parametrize(
    ("table", "rows", "slices", "expected"),
    [
        (SALES, sales((DAY1, "a", 1), (DAY2, "b", 1)), [DAY1], {DAY1: 2}),
        (OUTLETS, outlets(("1",), ("2",)), None, {WHOLE: 4}),
        (MONTHLY, monthly(("2025-07-01", "x", 1)), None, {DAY1: 2}),
    ],
)
def test_rows_that_somebody_elses_commit_made_unknown_are_counted_before_they_are_replaced(
    lake: Lake, table: Table, rows: pa.Table, slices: list[str] | None, expected: dict[str, int]
) -> None:
    lake.write(table, rows, [DAY1, DAY2] if slices else None, evidence())
    write_deltalake(lake.table_uri(table), rows, mode="append")
    assert state_of(lake, table).slices == {}
    judged: list[dict[str, int]] = []
    day1 = rows.slice(0, 1)
    lake.write(
        table, day1, slices, evidence(), before_commit=lambda state, _: judged.append(held(state))
    )
    assert judged == [expected]


# --- reading


def test_a_range_of_days_is_half_open(lake: Lake) -> None:
    write_days(lake, [DAY1, DAY2, DAY3], (DAY1, "a", 1), (DAY2, "b", 1), (DAY3, "c", 1))
    days = (date(2025, 7, 1), date(2025, 7, 3))
    assert stored(lake.read(SALES, ["order_id"], days)) == [("a",), ("b",)]


def test_a_table_that_was_never_written_is_asked_for_by_name(lake: Lake) -> None:
    expected = (
        f"gold/sales has never been materialized in {lake.uri}; run `fmcg run`, or materialize"
        " gold/sales (and what is upstream of it) in the Dagster UI"
    )
    with pytest.raises(MissingTableError) as missing:
        lake.read(SALES)
    assert str(missing.value) == expected
    write_days(lake, [])
    with pytest.raises(MissingTableError) as created_only:
        lake.read(SALES)
    assert str(created_only.value) == expected


def test_every_table_of_the_contracts_has_a_state_or_none(lake: Lake) -> None:
    assert lake.states() == dict.fromkeys(TABLES)
    city = TABLES["gold/sb_dim_customers"]
    rows = pa.table({name: ["x"] for name in city.column_names}, schema=city.arrow_schema)
    lake.write(city, rows, None, evidence())
    states = lake.states()
    assert [key for key, state in states.items() if state] == ["gold/sb_dim_customers"]


# --- others who write between our reading and our commit


def test_a_rival_that_writes_another_day_does_not_disturb(lake: Lake) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    rival = once(lambda: write_days(lake, [DAY2], (DAY2, "rival", 2)))
    result = write_days(lake, [DAY3], (DAY3, "c", 3), before_commit=rival)
    assert result.version == 3
    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY2, "rival", 2), (DAY3, "c", 3)))
    assert held(state_of(lake)) == {DAY1: 1, DAY2: 1, DAY3: 1}


def test_a_rival_that_writes_the_same_rows_leaves_nothing_to_do(lake: Lake) -> None:
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "a", 1), run_id="rival"))
    result = write_days(lake, [DAY1], (DAY1, "a", 1), before_commit=rival)
    assert result.version is None
    assert rows_of(lake) == stored(sales((DAY1, "a", 1)))
    assert version_of(lake) == 1


@pytest.mark.parametrize("before", [(), ((DAY1, "before", 0),)], ids=["empty", "filled"])
def test_of_rivals_for_one_day_the_later_one_replaces_the_earlier(
    lake: Lake, before: tuple[Sale, ...]
) -> None:
    write_days(lake, [DAY1, DAY2], *before, (DAY2, "b", 1))
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "a", 1), (DAY1, "b", 1)))
    write_days(lake, [DAY1], (DAY1, "c", 2), before_commit=rival)
    assert rows_of(lake) == stored(sales((DAY1, "c", 2), (DAY2, "b", 1)))
    assert held(state_of(lake)) == {DAY1: 1, DAY2: 1}


def test_a_day_is_emptied_of_what_a_rival_just_wrote(lake: Lake) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "rival", 1)))
    write_days(lake, [DAY1], before_commit=rival)
    assert rows_of(lake) == []


def test_every_attempt_is_judged_on_what_is_stored_by_then(lake: Lake) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    seen: list[dict[str, int]] = []
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "b", 1), (DAY1, "c", 1)))

    def judge(state: TableState, new: Mapping[str, SliceState]) -> None:
        seen.append(held(state))
        rival(state, new)

    write_days(lake, [DAY1], (DAY1, "d", 1), before_commit=judge)
    assert seen == [{DAY1: 1}, {DAY1: 2}]


def test_a_day_that_was_found_unchanged_is_known_as_a_rival_left_it(lake: Lake) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1), source="old")
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "rival", 9), source="rival"))
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1), before_commit=rival)
    assert rows_of(lake) == stored(sales((DAY1, "rival", 9), (DAY2, "b", 1)))
    assert state_of(lake).slices[DAY1].source == f"rival {DAY1}"
    # So that the same rows are written now, not taken for stored.
    assert write_days(lake, [DAY1], (DAY1, "a", 1)).version is not None
    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY2, "b", 1)))


@pytest.mark.parametrize("before", [(), (("0", "before"),)], ids=["empty", "filled"])
def test_of_rivals_for_a_whole_table_the_later_one_replaces_the_earlier(
    lake: Lake, before: tuple[Any, ...]
) -> None:
    write_outlets(lake, *before)
    rival = once(lambda: write_outlets(lake, ("1", "rival"), ("2", "rival")))
    write_outlets(lake, ("1", "Delhi"), before_commit=rival)
    assert rows_of(lake, OUTLETS) == stored(outlets(("1", "Delhi")))
    assert held(state_of(lake, OUTLETS)) == {WHOLE: 1}


def test_rivals_for_the_first_rows_of_a_whole_table_do_not_double_them(lake: Lake) -> None:
    rival = once(lambda: write_outlets(lake, ("1", "Delhi")))
    assert write_outlets(lake, ("1", "Delhi"), before_commit=rival).version is None
    assert rows_of(lake, OUTLETS) == stored(outlets(("1", "Delhi")))


def test_what_somebody_else_appends_is_replaced_with_the_whole_table(lake: Lake) -> None:
    write_outlets(lake, ("1", "Delhi"))
    uri = lake.table_uri(OUTLETS)
    rival = once(lambda: write_deltalake(uri, outlets(("9", "foreign")), mode="append"))
    write_outlets(lake, ("1", "Pune"), before_commit=rival)
    assert rows_of(lake, OUTLETS) == stored(outlets(("1", "Pune")))
    assert state_of(lake, OUTLETS).gap is None


@pytest.mark.parametrize("table", [SALES, OUTLETS])
def test_compaction_between_reading_and_commit_does_not_disturb(lake: Lake, table: Table) -> None:
    one = sales((DAY1, "a", 1)) if table is SALES else outlets(("1",))
    two = sales((DAY1, "a", 2)) if table is SALES else outlets(("2",))
    slices = [DAY1] if table is SALES else None
    lake.write(table, one, slices, evidence())
    compaction = once(lambda: lake.require(table).optimize.z_order([table.column_names[0]]))
    lake.write(table, two, slices, evidence(), before_commit=compaction)
    assert rows_of(lake, table) == stored(two)
    assert state_of(lake, table).gap is None


def test_a_writer_that_never_gets_its_turn_gives_up_and_leaves_the_rivals_rows(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All eight take seven seconds.
    monkeypatch.setattr("fmcg_assets.lake.tables._CONFLICT_RETRIES", 3)
    quantity = iter(range(100))

    def rival(_: TableState, __: Mapping[str, SliceState]) -> None:
        write_days(lake, [DAY1], (DAY1, "rival", next(quantity)))

    with pytest.raises(CommitConflictError) as given_up:
        write_days(lake, [DAY1], (DAY1, "mine", 1), before_commit=rival)
    assert str(given_up.value) == (
        "gold/sales: 3 commits in a row met another writer's; nothing was written, run again"
    )
    assert rows_of(lake) == stored(sales((DAY1, "rival", 2)))


class SlowRival(RustWriter):
    """The writer of a lake where a rival begins a table, and is done some attempts later.

    Until then it loses the race, or, as Spark may, takes the table for one that exists.
    """

    def __init__(self, attempts: float, *, loses: bool = True) -> None:
        self.attempts = attempts
        self.loses = loses

    def create(self, table: Table, location: str, properties: Mapping[str, str]) -> None:
        self.attempts -= 1
        if self.attempts <= 0:
            super().create(table, location, properties)
        elif self.loses:
            raise LostRaceError


@pytest.mark.parametrize("loses", [True, False])
def test_a_table_that_a_rival_is_just_creating_is_waited_for(tmp_path: Path, loses: bool) -> None:
    lake = Lake(str(tmp_path), SlowRival(attempts=3, loses=loses))
    write_days(lake, [DAY1], (DAY1, "a", 1))
    assert rows_of(lake) == stored(sales((DAY1, "a", 1)))


@pytest.mark.parametrize("loses", [True, False])
def test_a_table_that_never_comes_to_be_is_named_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loses: bool
) -> None:
    monkeypatch.setattr("fmcg_assets.lake.tables._CONFLICT_RETRIES", 3)
    lake = Lake(str(tmp_path), SlowRival(attempts=math.inf, loses=loses))
    with pytest.raises(CommitConflictError) as given_up:
        write_days(lake, [DAY1], (DAY1, "a", 1))
    assert str(given_up.value) == (
        "gold/sales: after 3 attempts to create it, no Delta table is at"
        f" {tmp_path}/gold/sales; run again, and if no other run is just creating it, move away"
        " what lies there; a Spark server has to see the same storage as this process"
    )


# --- writers in threads of their own


def test_writers_of_different_days_at_once_lose_nothing(lake: Lake) -> None:
    days = [f"2025-07-{day:02d}" for day in range(1, 9)]
    for quantity in (1, 2):
        at_once(*(partial(write_days, lake, [day], (day, "a", quantity)) for day in days))
        assert rows_of(lake) == stored(sales(*((day, "a", quantity) for day in days)))
        assert held(state_of(lake)) == dict.fromkeys(days, 1)
    assert version_of(lake) == 2 * len(days)


def test_first_writers_at_once_meet_one_table(tmp_path: Path) -> None:
    days = [DAY1, DAY2, DAY3]
    for attempt in range(10):
        lake = Lake(str(tmp_path / str(attempt)))
        at_once(*(partial(write_days, lake, [day], (day, "a", 1)) for day in days))
        assert rows_of(lake) == stored(sales(*((day, "a", 1) for day in days)))
        operations = [entry["operation"] for entry in lake.require(SALES).history()]
        assert operations == ["WRITE", "WRITE", "WRITE", "CREATE TABLE"]


def test_first_writers_of_a_whole_table_at_once_store_its_rows_once(tmp_path: Path) -> None:
    for attempt in range(10):
        lake = Lake(str(tmp_path / str(attempt)))
        at_once(*[partial(write_outlets, lake, ("1", "Delhi"), ("2", "Pune"))] * 3)
        assert rows_of(lake, OUTLETS) == stored(outlets(("1", "Delhi"), ("2", "Pune")))
        assert version_of(lake, OUTLETS) == 1


def test_writers_of_one_day_at_once_store_the_rows_of_one_of_them(tmp_path: Path) -> None:
    for attempt in range(5):
        lake = Lake(str(tmp_path / str(attempt)))
        at_once(
            partial(write_days, lake, [DAY1], (DAY1, "a", 1), (DAY1, "b", 1)),
            partial(write_days, lake, [DAY1], (DAY1, "a", 2)),
        )
        one = stored(sales((DAY1, "a", 1), (DAY1, "b", 1)))
        other = stored(sales((DAY1, "a", 2)))
        assert rows_of(lake) in (one, other)
        assert held(state_of(lake)) == {DAY1: len(rows_of(lake))}


# --- any sequence of writes

WRITES = st.lists(
    st.dictionaries(
        st.sampled_from([DAY1, DAY2, DAY3, "2025-07-05"]),
        st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([1, 2, None])), max_size=2),
        min_size=1,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(WRITES)
def test_after_any_writes_each_day_holds_its_last_rows_and_no_commit_was_made_in_vain(
    writes: list[dict[str, list[tuple[str, int | None]]]],
) -> None:
    expected: dict[str, list[Sale]] = {}
    commits = 0
    with tempfile.TemporaryDirectory() as root:
        lake = Lake(root)
        for days in writes:
            new = {day: [(day, *order) for order in orders] for day, orders in days.items()}
            changed = not commits or any(
                stored(sales(*rows)) != stored(sales(*expected.get(day, [])))
                for day, rows in new.items()
            )
            commits += changed
            expected |= new
            result = write_days(lake, list(new), *(row for rows in new.values() for row in rows))
            assert (result.version is not None) == changed
        delta = lake.open(SALES)
        assert delta is not None
        assert delta.version() == commits
        rows = stored(delta.to_pyarrow_table().select(SALES.column_names))
        assert rows == stored(sales(*(row for rows in expected.values() for row in rows)))


# --- S3


@pytest.fixture
def s3_lake(bucket: Bucket) -> Lake:
    return Lake(f"{bucket.uri}/lake")


def test_a_lake_on_s3_is_created_written_and_read(s3_lake: Lake, bucket: Bucket) -> None:
    assert s3_lake.state(SALES) is None
    write_days(s3_lake, [DAY1], (DAY1, "a", 1))
    write_days(s3_lake, [DAY2], (DAY2, "b", 1))
    assert write_days(s3_lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1)).version is None
    assert rows_of(s3_lake) == stored(sales((DAY1, "a", 1), (DAY2, "b", 1)))
    assert held(state_of(s3_lake)) == {DAY1: 1, DAY2: 1}
    commits = [key for key in bucket.listed() if "_delta_log" in key]
    assert commits == [f"lake/gold/sales/_delta_log/{version:020d}.json" for version in range(3)]


def test_a_rival_on_s3_is_stepped_over_or_replaced_as_on_disk(s3_lake: Lake) -> None:
    other_day = once(lambda: write_days(s3_lake, [DAY2], (DAY2, "rival", 1)))
    write_days(s3_lake, [DAY1], (DAY1, "a", 1), before_commit=other_day)
    same_day = once(lambda: write_days(s3_lake, [DAY1], (DAY1, "rival", 1)))
    write_days(s3_lake, [DAY1], (DAY1, "b", 1), before_commit=same_day)
    assert rows_of(s3_lake) == stored(sales((DAY1, "b", 1), (DAY2, "rival", 1)))


def test_first_writers_on_s3_at_once_lose_nothing_and_double_nothing(s3_lake: Lake) -> None:
    at_once(
        *(partial(write_days, s3_lake, [day], (day, "a", 1)) for day in (DAY1, DAY2)),
        partial(write_outlets, s3_lake, ("1", "Delhi")),
        partial(write_outlets, s3_lake, ("1", "Delhi")),
    )
    assert rows_of(s3_lake) == stored(sales((DAY1, "a", 1), (DAY2, "a", 1)))
    assert rows_of(s3_lake, OUTLETS) == stored(outlets(("1", "Delhi")))
