"""Maintenance of a table: fewer and no old files, with the same rows and the same known state."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import CommitProperties, write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.errors import FmcgError, TableVersionError
from fmcg_assets.lake.maintenance import Maintenance, maintain
from fmcg_assets.lake.state import TableState, commit_metadata
from fmcg_assets.lake.tables import Evidence, Lake
from fmcg_assets_tests.lake.ageing import age
from fmcg_assets_tests.lake.examples import (
    OUTLETS,
    SALES,
    Sale,
    evidence,
    outlets,
    sales,
    slice_of,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from deltalake import DeltaTable

    from fmcg_assets.contracts import Table
    from fmcg_assets_tests.s3 import Bucket

DAY1, DAY2, DAY3 = "2025-07-01", "2025-07-02", "2025-07-03"
MONTH = 30


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake"))


def write_day(lake: Lake, day: str, *orders: tuple[str, int]) -> None:
    rows = sales(*((day, order, quantity) for order, quantity in orders))
    lake.write(SALES, rows, [day], evidence())


def write_small_files(lake: Lake, *orders: tuple[str, int]) -> None:
    """Write the first day in a file for each order, by commits like ours."""
    write_day(lake, DAY1, orders[0])
    for number, (order, quantity) in enumerate(orders[1:], 2):
        metadata = commit_metadata(
            run_id="run",
            base=state_of(lake),
            written={DAY1: slice_of(f"content {number}", number)},
            confirmed={},
            replaces_all=False,
            upstream={"bronze/sales": {DAY1: "abc"}},
        )
        write_deltalake(
            lake.table_uri(SALES),
            sales((DAY1, order, quantity)),
            mode="append",
            commit_properties=CommitProperties(custom_metadata=metadata),
        )


def folder_of(lake: Lake, table: Table = SALES) -> Path:
    return Path(lake.table_uri(table))


def state_of(lake: Lake, table: Table = SALES) -> TableState:
    state = lake.state(table)
    assert state is not None
    return state


def known(lake: Lake, table: Table = SALES) -> TableState:
    """Return what is known of a table, whatever its version is."""
    return replace(state_of(lake, table), version=0)


def rows_of(lake: Lake, table: Table = SALES) -> list[tuple[Any, ...]]:
    return stored(lake.read(table).select(table.column_names))


def version_of(lake: Lake) -> int:
    return lake.require(SALES).version()


def data_files(lake: Lake) -> set[Path]:
    """Return the data files that lie in the table's folder, present or not."""
    return set(folder_of(lake).glob("file_date=*/*.parquet"))


def everything(lake: Lake) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder_of(lake).rglob("*") if path.is_file()}


def maintained(lake: Lake, retention_days: int = MONTH) -> Maintenance:
    done = maintain(lake, SALES, retention_days)
    assert done is not None
    return done


# --- what is done


def test_small_files_of_a_day_become_one(lake: Lake) -> None:
    write_small_files(lake, ("a", 1), ("b", 2), ("c", 3))
    write_day(lake, DAY2, ("d", 4))
    before, rows = known(lake), rows_of(lake)
    done = maintained(lake)
    assert done == Maintenance(version_of(lake), 4, 2, 0)
    assert known(lake) == before
    assert rows_of(lake) == rows


def test_a_checkpoint_holds_the_newest_version(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    done = maintained(lake)
    log = folder_of(lake) / "_delta_log"
    assert (log / f"{done.version:020d}.checkpoint.parquet").exists()
    for version in range(done.version):
        (log / f"{version:020d}.json").unlink()
    assert rows_of(lake) == stored(sales((DAY1, "a", 1)))


def test_maintenance_with_nothing_to_do_changes_nothing(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    write_day(lake, DAY1, ("a", 2))
    done = maintained(lake)
    before = everything(lake)
    assert maintained(lake) == done
    assert everything(lake) == before


def test_a_table_that_was_never_written_is_left_alone(lake: Lake) -> None:
    assert maintain(lake, SALES, MONTH) is None
    assert not folder_of(lake).exists()
    lake.write(SALES, sales(), [], evidence())
    before = everything(lake)
    assert maintain(lake, SALES, MONTH) is None
    assert everything(lake) == before
    assert lake.state(SALES) is None


@pytest.mark.long
@pytest.mark.parametrize("days", [7, 30, 60])
def test_a_replaced_file_is_deleted_when_it_was_replaced_before_retention(
    lake: Lake, days: int
) -> None:
    write_day(lake, DAY1, ("a", 1))
    age(folder_of(lake), 200)
    old = data_files(lake)
    write_day(lake, DAY1, ("a", 2))
    new = data_files(lake) - old
    for _ in range(days):
        assert maintained(lake, days).files_removed == 0
        assert data_files(lake) == old | new
        age(folder_of(lake), 1)
    assert maintained(lake, days).files_removed == 1
    assert data_files(lake) == new
    assert rows_of(lake) == stored(sales((DAY1, "a", 2)))


def test_a_shorter_retention_counts_from_the_next_maintenance(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    write_day(lake, DAY1, ("a", 2))
    maintained(lake, 60)
    age(folder_of(lake), 8)
    assert maintained(lake, 30).files_removed == 0
    assert maintained(lake, 7).files_removed == 1


def test_a_file_that_was_never_committed_is_deleted_when_no_writer_can_need_it(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    present = data_files(lake)
    left = next(iter(present)).with_name("part-00000-left-behind.snappy.parquet")
    left.write_bytes(b"of a killed writer")
    assert maintained(lake).files_removed == 0
    assert left.exists()
    age(folder_of(lake), MONTH + 1)
    assert maintained(lake).files_removed == 1
    assert data_files(lake) == present


def test_versions_within_retention_can_be_read(lake: Lake) -> None:
    write_small_files(lake, ("a", 1), ("b", 2))
    write_day(lake, DAY1, ("a", 3))
    opened = version_of(lake)
    maintained(lake)
    age(folder_of(lake), MONTH - 1)
    write_day(lake, DAY1, ("a", 4))
    maintained(lake)
    delta = lake.require(SALES)
    delta.load_as_version(opened)
    assert stored(delta.to_pyarrow_table().select(SALES.column_names)) == stored(
        sales((DAY1, "a", 3))
    )


def test_the_protocol_stays_that_of_all_readers(lake: Lake) -> None:
    write_small_files(lake, ("a", 1), ("b", 2))
    maintained(lake)
    protocol = lake.require(SALES).protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)


# --- what is known


def commits(lake: Lake) -> list[int]:
    """Return the versions whose commits are in the log."""
    return sorted(int(path.stem) for path in (folder_of(lake) / "_delta_log").glob("*.json"))


def test_a_table_that_nobody_writes_any_more_stays_known_while_its_log_is_cleaned(
    lake: Lake,
) -> None:
    upstream = {"silver/sales": {DAY1: "abc"}}
    lake.write(
        SALES, sales((DAY1, "a", 1)), [DAY1], Evidence("run-1", lambda key: "", upstream=upstream)
    )
    write_small_files(lake, ("a", 2), ("b", 3))
    written, before, rows = version_of(lake), known(lake), rows_of(lake)
    for _ in range(30):
        age(folder_of(lake), 7)
        maintained(lake)
        assert known(lake) == before
    assert min(commits(lake)) > written
    assert rows_of(lake) == rows


def test_what_somebody_else_made_unknown_stays_unknown(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    write_deltalake(lake.table_uri(SALES), sales((DAY1, "foreign", 1)), mode="append")
    write_day(lake, DAY2, ("b", 1))
    before = known(lake)
    assert before.content(DAY1) is None
    for _ in range(8):
        maintained(lake)
        age(folder_of(lake), 10)
        assert known(lake) == before


def test_a_table_that_is_replaced_as_a_whole_stays_known(lake: Lake) -> None:
    lake.write(OUTLETS, outlets(("1", "Delhi")), None, evidence("first"))
    lake.write(OUTLETS, outlets(("1", "Pune", "", "1.50", ["x"])), None, evidence("second"))
    before, rows = known(lake, OUTLETS), rows_of(lake, OUTLETS)
    for _ in range(8):
        maintain(lake, OUTLETS, MONTH)
        age(folder_of(lake, OUTLETS), 10)
        assert known(lake, OUTLETS) == before
    assert rows_of(lake, OUTLETS) == rows
    assert len(list(folder_of(lake, OUTLETS).glob("*.parquet"))) == 1


actions = st.one_of(
    st.just("maintain"),
    st.integers(1, 40),
    st.tuples(st.sampled_from((DAY1, DAY2, DAY3)), st.integers(1, 3)),
)


@pytest.mark.long
@settings(max_examples=12, deadline=None)
@given(st.lists(actions, min_size=4, max_size=14))
def test_whenever_it_is_done_maintenance_changes_no_row_and_nothing_that_is_known(
    done: list[Any],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(folder)
        write_day(lake, DAY1, ("a", 9))
        expected: dict[str, Sale] = {DAY1: (DAY1, "a", 9)}
        for action in done:
            if action == "maintain":
                before = known(lake)
                assert maintained(lake, 7).postponed == ()
                assert known(lake) == before
            elif isinstance(action, int):
                age(folder_of(lake), action)
            else:
                day, quantity = action
                write_day(lake, day, ("a", quantity))
                expected[day] = (day, "a", quantity)
            assert rows_of(lake) == stored(sales(*expected.values()))
            assert {k: s.rows for k, s in known(lake).slices.items()} == dict.fromkeys(expected, 1)


# --- other writers


class MeetingRival(Lake):
    """A lake in which somebody else commits just after the table was opened the n-th time."""

    def __init__(self, lake: Lake, opening: int, rival: Callable[[], object]) -> None:
        super().__init__(lake.uri)
        self._until = opening
        self._rival = rival

    def open(self, table: Table) -> DeltaTable | None:
        delta = super().open(table)
        self._until -= 1
        if self._until == 0:
            self._rival()
        return delta


def test_a_rival_that_replaces_the_files_wins_over_compaction(lake: Lake) -> None:
    write_small_files(lake, ("a", 1), ("b", 2))
    rival = MeetingRival(lake, 1, lambda: write_day(lake, DAY1, ("rival", 7)))
    assert maintained(rival).postponed == ("compaction",)
    assert rows_of(lake) == stored(sales((DAY1, "rival", 7)))
    assert maintained(lake).postponed == ()
    assert rows_of(lake) == stored(sales((DAY1, "rival", 7)))


def test_a_rival_that_writes_another_day_is_stepped_over_by_compaction(lake: Lake) -> None:
    write_small_files(lake, ("a", 1), ("b", 2))
    rival = MeetingRival(lake, 1, lambda: write_day(lake, DAY2, ("rival", 7)))
    done = maintained(rival)
    assert (done.postponed, done.files_after) == ((), 2)
    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY1, "b", 2), (DAY2, "rival", 7)))
    state = state_of(lake)
    assert {key: s.rows for key, s in state.slices.items()} == {DAY1: 2, DAY2: 1}
    assert state.gap is None


def test_a_rival_before_the_vacuum_postpones_it_and_stays_known(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    write_day(lake, DAY1, ("a", 2))
    age(folder_of(lake), MONTH + 1)
    before = data_files(lake)
    rival = MeetingRival(lake, 2, lambda: write_day(lake, DAY2, ("rival", 7)))
    done = maintained(rival)
    assert (done.postponed, done.files_removed) == (("vacuum",), 0)
    assert before < data_files(lake)
    assert set(state_of(lake).slices) == {DAY1, DAY2}
    again = maintained(lake)
    assert (again.postponed, again.files_removed) == ((), 1)
    assert set(state_of(lake).slices) == {DAY1, DAY2}
    assert rows_of(lake) == stored(sales((DAY1, "a", 2), (DAY2, "rival", 7)))


@pytest.mark.parametrize(
    ("table", "first", "second"),
    [
        (SALES, sales((DAY1, "a", 1)), sales((DAY1, "a", 2))),
        (OUTLETS, outlets(("1", "Delhi")), outlets(("1", "Pune"))),
    ],
)
def test_a_write_that_meets_maintenance_is_not_lost(
    lake: Lake, table: Table, first: Any, second: Any
) -> None:
    slices = [DAY1] if table is SALES else None
    lake.write(table, first, slices, evidence())
    age(folder_of(lake, table), MONTH + 1)
    met: list[Maintenance | None] = []

    def meet(_: object, __: object) -> None:
        if not met:
            met.append(maintain(lake, table, MONTH))

    result = lake.write(table, second, slices, evidence(), before_commit=meet)
    assert met != [None]
    assert result.version is not None
    assert rows_of(lake, table) == stored(second)
    assert known(lake, table).gap is None


# --- what is refused


def test_a_retention_that_a_writer_at_work_could_outlast_is_refused(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    before = everything(lake)
    with pytest.raises(ValueError, match="6 days, expected 7 or more"):
        maintain(lake, SALES, 6)
    assert everything(lake) == before


def test_nothing_is_built_on_an_empty_commit_file(lake: Lake) -> None:
    write_small_files(lake, ("a", 1), ("b", 2))
    (folder_of(lake) / "_delta_log" / f"{version_of(lake):020d}.json").write_bytes(b"")
    before = everything(lake)
    with pytest.raises(FmcgError, match="found an empty file, expected a commit"):
        maintain(lake, SALES, MONTH)
    assert everything(lake) == before


def test_a_table_of_another_contract_version_is_left_alone(lake: Lake) -> None:
    write_day(lake, DAY1, ("a", 1))
    before = everything(lake)
    with pytest.raises(TableVersionError):
        maintain(lake, replace(SALES, version=2), MONTH)
    assert everything(lake) == before


# --- S3


MAINTAIN = """
import sys
from fmcg_assets.lake.maintenance import maintain
from fmcg_assets.lake.tables import Lake
from fmcg_assets_tests.lake.examples import SALES
print([maintain(Lake(sys.argv[1]), SALES, 30) for _ in range(2)])
"""


@pytest.mark.long
def test_a_table_on_s3_is_maintained_as_on_disk(bucket: Bucket) -> None:
    lake = Lake(f"{bucket.uri}/lake")
    write_small_files(lake, ("a", 1), ("b", 2))
    before, version = known(lake), version_of(lake)
    # delta-rs sets properties with the interpreter locked, in which this S3 server runs.
    process = subprocess.run(
        [sys.executable, "-c", MAINTAIN, lake.uri], capture_output=True, text=True, timeout=120
    )
    assert process.returncode == 0, process.stderr
    first = Maintenance(version + 2, files_before=2, files_after=1, files_removed=0)
    second = replace(first, files_before=1)
    assert process.stdout == f"{[first, second]}\n"
    assert known(lake) == before
    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY1, "b", 2)))
