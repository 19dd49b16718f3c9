"""Writing by a Spark server keeps what `Lake.write` promises, frames and rows in memory alike."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import WHOLE
from fmcg_assets.errors import ContractError, EngineError
from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.lake.maintenance import maintain
from fmcg_assets.lake.spark_writer import SparkWriter, StagedFrame
from fmcg_assets.lake.state import SliceState, TableState, commit_metadata, read_state
from fmcg_assets.lake.tables import Lake, WriteResult
from fmcg_assets.lake.writers import LostRaceError, SliceContent
from fmcg_assets_tests.lake.ageing import age
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
    from deltalake import DeltaTable
    from pyspark.sql import DataFrame

    from fmcg_assets.contracts import Table

    BeforeCommit = Callable[[TableState, Mapping[str, SliceState]], None]
    Given = Callable[[pa.Table], pa.Table | DataFrame]

pytestmark = pytest.mark.server

DAY1, DAY2, DAY3 = "2025-07-01", "2025-07-02", "2025-07-03"


@pytest.fixture
def writer(spark: SparkSession) -> SparkWriter:
    return SparkWriter(spark)


@pytest.fixture
def lake(writer: SparkWriter, tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake"), writer)


@pytest.fixture(params=["frame", "rows"])
def given(request: pytest.FixtureRequest, spark: SparkSession) -> Given:
    """What an asset returns: a frame, computed by two tasks, or rows in memory."""
    if request.param == "rows":
        return lambda rows: rows
    return lambda rows: spark_frame(spark, rows).repartition(2)


@pytest.fixture
def frame(spark: SparkSession) -> Callable[[pa.Table], DataFrame]:
    return partial(spark_frame, spark)


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


def write_days(
    lake: Lake,
    slices: list[str],
    *rows: Sale,
    source: str = "source",
    before_commit: BeforeCommit | None = None,
) -> WriteResult:
    return lake.write(
        SALES, sales(*rows), slices, evidence(source=source), before_commit=before_commit
    )


def metadata_of(delta: DeltaTable, **rows: int) -> dict[str, str]:
    """Return the metadata of a commit that writes days, named `d2025_07_01`, with so many rows."""
    written = {
        day[1:].replace("_", "-"): SliceState(f"content of {number}", number)
        for day, number in rows.items()
    }
    return commit_metadata(
        run_id="run",
        base=read_state(delta),
        written=written,
        confirmed={},
        replaces_all=False,
        upstream={},
    )


# --- creation


@pytest.mark.parametrize(
    ("table", "rows", "slices"),
    [
        (SALES, sales((DAY1, "a", 1), (DAY2, "b", None)), [DAY1, DAY2]),
        (OUTLETS, outlets(("1", None, "", "1.50", ["x", None]), ("2", 'O\'Neill\\ "x"')), None),
        (MONTHLY, monthly(("2024-01-01", "x", 1), ("2024-02-01", "x", 2)), None),
    ],
    ids=["by days", "whole", "by months"],
)
def test_a_table_is_created_from_its_contract_and_delta_rs_and_sail_read_it(
    lake: Lake,
    given: Given,
    sail: SparkSession,
    table: Table,
    rows: pa.Table,
    slices: list[str] | None,
) -> None:
    lake.write(table, given(rows), slices, evidence())

    delta = lake.require(table)
    assert delta.to_pyarrow_dataset().schema.equals(table.arrow_schema)
    metadata = delta.metadata()
    assert metadata.partition_columns == ([table.partition_column] if slices else [])
    assert metadata.configuration == {"fmcg.contract_version": "1"}
    # Other readers and writers of the lake know no newer protocol.
    assert delta.protocol().min_reader_version == 1
    assert delta.protocol().min_writer_version == 2
    assert rows_of(lake, table) == stored(rows)
    by_sail = sail.read.format("delta").load(lake.engine_location(table)).toArrow()
    assert stored(by_sail.select(table.column_names)) == stored(rows)


def test_a_table_that_exists_is_not_created_again(lake: Lake, writer: SparkWriter) -> None:
    properties = {"fmcg.contract_version": "1"}
    for _ in range(2):
        writer.create(SALES, lake.table_location(SALES), properties)
    assert [entry["operation"] for entry in delta_of(lake).history()] == ["CREATE TABLE"]


def delta_of(lake: Lake, table: Table = SALES) -> DeltaTable:
    delta = lake.open(table)
    assert delta is not None
    return delta


@contextmanager
def another_session(remote: str) -> Iterator[SparkSession]:
    session: SparkSession = SparkSession.builder.remote(remote).create()
    try:
        yield session
    finally:
        session.stop()


def test_first_writers_at_once_meet_one_table(lake: Lake, remote: str) -> None:
    with another_session(remote) as session:
        other = Lake(lake.uri, SparkWriter(session))
        at_once(
            lambda: write_days(lake, [DAY1], (DAY1, "a", 1)),
            lambda: write_days(other, [DAY2], (DAY2, "b", 1)),
        )
    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY2, "b", 1)))
    assert held(state_of(lake)) == {DAY1: 1, DAY2: 1}
    operations = [entry["operation"] for entry in lake.require(SALES).history()]
    assert operations == ["WRITE", "WRITE", "CREATE TABLE"]


# --- refusals


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (sales((DAY1, "a", 1), (DAY2, "b", 1)), "gold/sales.file_date: found rows of 2025-07-02"),
        (sales((DAY1, "a", 1)).drop_columns(["quantity"]), "gold/sales: missing column.* quantity"),
        (
            sales((DAY1, "a", 1)).append_column("city", pa.array(["Delhi"])),
            "gold/sales: column.* not in the contract: city",
        ),
        (
            sales((DAY1, "a", 1)).set_column(2, "quantity", pa.array([1.7])),
            "gold/sales.quantity: found type double, expected int64",
        ),
        (
            sales((DAY1, "a", 1)).set_column(2, "quantity", pa.array([1], pa.int32())),
            "gold/sales.quantity: found type int32, expected int64",
        ),
        (
            sales((DAY1, "a", 1)).set_column(0, "order_id", pa.array([None], pa.string())),
            "gold/sales.order_id: 1 of 1 rows are NULL .* first in file_date 2025-07-01",
        ),
        (
            sales((DAY1, "a", 1)).set_column(3, "file_date", pa.array([None], pa.date32())),
            "gold/sales.file_date: 1 of 1 rows are NULL",
        ),
    ],
    ids=["other day", "missing", "extra", "mistyped", "narrower", "NULL key", "NULL day"],
)
def test_rows_that_break_the_contract_are_refused_before_anything_is_written(
    lake: Lake, given: Given, rows: pa.Table, message: str
) -> None:
    with pytest.raises(ContractError, match=message):
        lake.write(SALES, given(rows), [DAY1], evidence())
    assert not Path(lake.uri).exists()


def test_rows_of_no_day_that_is_asked_for_leave_what_is_stored(lake: Lake, given: Given) -> None:
    write_days(lake, [DAY1], (DAY1, "stored", 1))
    with pytest.raises(ContractError):
        lake.write(SALES, given(sales((DAY2, "b", 1))), [DAY1], evidence())
    assert version_of(lake) == 1
    assert rows_of(lake) == stored(sales((DAY1, "stored", 1)))


# --- days


def test_one_commit_replaces_exactly_its_days_and_the_files_of_others_stay(
    lake: Lake, given: Given
) -> None:
    days = [f"2025-07-{day:02d}" for day in range(1, 8)]
    lake.write(SALES, given(sales(*((day, "a", 1) for day in days))), days, evidence())
    before = files_by_day(lake)
    changed = ["2025-07-02", "2025-07-03", "2025-07-06"]
    rows = sales(*((day, "a", 2 if day in changed else 1) for day in days))

    result = lake.write(SALES, given(rows), days, evidence())

    after = files_by_day(lake)
    assert result.version == 2
    assert sorted(result.written) == changed
    assert [day for day in days if after[day] != before[day]] == changed
    assert {day: len(files) for day, files in after.items()} == dict.fromkeys(days, 1)
    assert rows_of(lake) == stored(rows)


def test_a_redelivered_day_loses_what_it_no_longer_contains(lake: Lake, given: Given) -> None:
    first = sales((DAY1, "a", 1), (DAY1, "b", 1), (DAY2, "c", 1))
    lake.write(SALES, given(first), [DAY1, DAY2], evidence())
    lake.write(SALES, given(sales((DAY1, "b", 2))), [DAY1], evidence())
    assert rows_of(lake) == stored(sales((DAY1, "b", 2), (DAY2, "c", 1)))
    assert held(state_of(lake)) == {DAY1: 1, DAY2: 1}


def test_a_whole_table_is_replaced_in_one_commit(lake: Lake, given: Given) -> None:
    lake.write(OUTLETS, given(outlets(("1", "Delhi"), ("2", "Pune"))), None, evidence())
    again = lake.write(OUTLETS, given(outlets(("2", "Pune"), ("3", "Agra"))), None, evidence())
    assert again.version == 2
    assert rows_of(lake, OUTLETS) == stored(outlets(("2", "Pune"), ("3", "Agra")))
    assert held(state_of(lake, OUTLETS)) == {WHOLE: 2}


# --- equal content


def test_equal_content_makes_no_commit_in_whatever_order_and_tasks_it_comes(
    lake: Lake, given: Given
) -> None:
    first = [(DAY1, "a", 1), (DAY1, "b", None), (DAY2, "c", 1)]
    lake.write(SALES, given(sales(*first)), [DAY1, DAY2], evidence())

    again = lake.write(SALES, given(sales(*first[::-1])), [DAY2, DAY1], evidence(source="other"))

    assert (again.version, dict(again.written), again.rows) == (None, {}, 3)
    assert version_of(lake) == 1


def test_columns_that_are_volatile_do_not_count(lake: Lake, given: Given) -> None:
    rows = [("1", "Delhi", "", "1.50", ["x"]), ("2", "Pune")]
    lake.write(OUTLETS, given(outlets(*rows)), None, evidence())
    later = outlets(*rows[::-1], read_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert lake.write(OUTLETS, given(later), None, evidence()).version is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("1", None), ("1", "")),
        (("1", "a", "b"), ("1", "ab", "")),
        (("1", "a", None), ("1", None, "a")),
        (("1", "", "", None, ["x", "y"]), ("1", "", "", None, ["xy"])),
        (("1", "", "", None, []), ("1", "", "", None, None)),
        (("1", "", "", None, [None]), ("1", "", "", None, [])),
        (("1", "é"), ("1", "e\u0301")),
    ],
    ids=repr,
)
def test_rows_that_differ_in_anything_are_written(
    lake: Lake,
    frame: Callable[[pa.Table], DataFrame],
    one: tuple[Any, ...],
    other: tuple[Any, ...],
) -> None:
    lake.write(OUTLETS, frame(outlets(one)), None, evidence())
    assert lake.write(OUTLETS, frame(outlets(other)), None, evidence()).version == 2
    assert rows_of(lake, OUTLETS) == stored(outlets(other))


def test_a_row_twice_is_not_the_row_once(lake: Lake, given: Given) -> None:
    lake.write(SALES, given(sales((DAY1, "a", 1))), [DAY1], evidence())
    twice = given(sales((DAY1, "a", 1), (DAY1, "a", 1)))
    assert lake.write(SALES, twice, [DAY1], evidence()).version == 2


# --- no rows


def test_the_first_write_makes_the_table_known_also_without_rows(lake: Lake, given: Given) -> None:
    assert lake.write(SALES, given(sales()), [DAY1, DAY2], evidence()).version == 1
    assert (state_of(lake).rows, state_of(lake).run_id) == (0, "run")
    assert rows_of(lake) == []
    assert lake.write(SALES, given(sales()), [DAY1], evidence()).version is None


def test_a_whole_table_without_rows_is_written_once(lake: Lake, given: Given) -> None:
    assert lake.write(OUTLETS, given(outlets()), None, evidence()).version == 1
    assert held(state_of(lake, OUTLETS)) == {WHOLE: 0}
    assert lake.write(OUTLETS, given(outlets()), None, evidence()).version is None


def test_no_rows_in_place_of_rows_empty_a_day_and_leave_the_others(
    lake: Lake, given: Given
) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1))
    before = files_by_day(lake)

    result = lake.write(SALES, given(sales()), [DAY1], evidence())

    assert {key: state.rows for key, state in result.written.items()} == {DAY1: 0}
    assert rows_of(lake) == stored(sales((DAY2, "b", 1)))
    assert files_by_day(lake) == {DAY2: before[DAY2]}
    assert state_of(lake).content(DAY1) == ""
    assert lake.write(SALES, given(sales()), [DAY1], evidence()).version is None


def test_no_rows_in_place_of_rows_empty_a_whole_table(lake: Lake, given: Given) -> None:
    lake.write(OUTLETS, given(outlets(("1", "Delhi"))), None, evidence())
    assert lake.write(OUTLETS, given(outlets()), None, evidence()).version == 2
    assert rows_of(lake, OUTLETS) == []
    assert held(state_of(lake, OUTLETS)) == {WHOLE: 0}


# --- what is recorded


def test_the_evidence_is_recorded_with_each_slice(lake: Lake, given: Given) -> None:
    rows = sales((DAY1, "a", 1), (DAY1, "b", 1), dates=["2025-07-01", "2025-06-30"])
    proof = replace(evidence("run-7", "fp of"), lookups="lo'oked\\up", upstream={"x": {"": "y"}})
    lake.write(SALES, given(rows), [DAY1], proof)
    state = state_of(lake)
    first = state.slices[DAY1]
    months = ("2025-06", "2025-07")
    assert first == SliceState(first.content, 2, f"fp of {DAY1}", "lo'oked\\up", months)
    assert (state.upstream, state.run_id, state.gap) == ({"x": {"": "y"}}, "run-7", None)


# --- a commit that holds other rows than were measured


def test_a_commit_with_other_rows_than_were_measured_is_undone_and_the_next_one_heals(
    lake: Lake, writer: SparkWriter, frame: Callable[[pa.Table], DataFrame]
) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "a", 1), (DAY2, "b", 1))
    delta = lake.require(SALES)
    two = frame(sales((DAY1, "x", 9), (DAY1, "y", 9)))
    staged = StagedFrame(writer, SALES, two, {DAY1: SliceContent("content of 1", 1)})

    with pytest.raises(EngineError) as refused:
        staged.commit(delta, [date(2025, 7, 1)], metadata_of(delta, d2025_07_01=1))

    assert str(refused.value) == (
        "gold/sales: the commit holds 2 rows where 1 were measured; the table was restored, run"
        " again"
    )
    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY2, "b", 1)))
    write_days(lake, [DAY1, DAY2], (DAY1, "c", 3), (DAY2, "b", 1))
    assert rows_of(lake) == stored(sales((DAY1, "c", 3), (DAY2, "b", 1)))
    assert held(state_of(lake)) == {DAY1: 1, DAY2: 1}


def test_of_a_commit_that_is_undone_what_a_rival_committed_before_it_stays(
    lake: Lake, writer: SparkWriter, frame: Callable[[pa.Table], DataFrame]
) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    delta = lake.require(SALES)
    write_days(lake, [DAY2], (DAY2, "rival", 1))
    two = frame(sales((DAY1, "x", 9), (DAY1, "y", 9)))
    staged = StagedFrame(writer, SALES, two, {DAY1: SliceContent("content of 1", 1)})

    with pytest.raises(EngineError):
        staged.commit(delta, [date(2025, 7, 1)], metadata_of(delta, d2025_07_01=1))

    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY2, "rival", 1)))


# --- rivals


def test_a_rival_that_writes_another_day_is_stepped_over(lake: Lake, given: Given) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    rival = once(lambda: write_days(lake, [DAY2], (DAY2, "rival", 2)))
    rows = given(sales((DAY3, "c", 3)))
    assert lake.write(SALES, rows, [DAY3], evidence(), before_commit=rival).version == 3
    assert rows_of(lake) == stored(sales((DAY1, "a", 1), (DAY2, "rival", 2), (DAY3, "c", 3)))
    assert held(state_of(lake)) == {DAY1: 1, DAY2: 1, DAY3: 1}


def test_of_rivals_for_one_day_the_later_one_replaces_the_earlier(lake: Lake, given: Given) -> None:
    write_days(lake, [DAY1, DAY2], (DAY2, "b", 1))
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "a", 1), (DAY1, "b", 1)))
    rows = given(sales((DAY1, "c", 2)))
    lake.write(SALES, rows, [DAY1], evidence(), before_commit=rival)
    assert rows_of(lake) == stored(sales((DAY1, "c", 2), (DAY2, "b", 1)))
    assert held(state_of(lake)) == {DAY1: 1, DAY2: 1}


def test_a_day_is_emptied_of_what_a_rival_just_wrote(lake: Lake, given: Given) -> None:
    write_days(lake, [DAY1], (DAY1, "a", 1))
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "rival", 1)))
    lake.write(SALES, given(sales()), [DAY1], evidence(), before_commit=rival)
    assert rows_of(lake) == []


def test_a_rival_that_fills_a_table_before_its_first_write_of_no_rows_is_known(
    lake: Lake, given: Given
) -> None:
    rival = once(lambda: write_days(lake, [DAY1], (DAY1, "rival", 1)))
    lake.write(SALES, given(sales()), [DAY1], evidence(), before_commit=rival)
    assert held(state_of(lake)) == {DAY1: len(rows_of(lake))}


def slow(spark: SparkSession, outlet: str, milliseconds: int) -> DataFrame:
    """Return a row of OUTLETS that takes this long to be computed, each time anew."""
    pause = F.java_method(
        F.lit("java.lang.Thread"), F.lit("sleep"), F.lit(milliseconds).cast("bigint")
    )
    computed = spark.range(1).select(
        F.concat(F.lit(outlet), F.coalesce(F.substring(pause, 1, 0), F.lit(""))).alias("outlet_id")
    )
    return computed.select(
        "outlet_id",
        *(
            F.lit(None).cast(column.type).alias(column.name)
            for column in OUTLETS.columns
            if column.name != "outlet_id"
        ),
    )


def test_a_whole_table_that_a_rival_replaces_meanwhile_is_a_lost_race(
    lake: Lake, writer: SparkWriter, spark: SparkSession, remote: str
) -> None:
    lake.write(OUTLETS, outlets(("0", "before")), None, evidence())
    delta = lake.require(OUTLETS)
    content = {WHOLE: SliceContent("content", 1)}
    late = StagedFrame(writer, OUTLETS, slow(spark, "late", 4_000), content)
    with another_session(remote) as session, ThreadPoolExecutor(1) as thread:
        rival = Lake(lake.uri, SparkWriter(session))

        def replaced() -> None:
            rival.write(OUTLETS, outlets(("1", "rival")), None, evidence())

        timer = threading.Timer(1.0, lambda: thread.submit(replaced))
        timer.start()
        with pytest.raises(LostRaceError):
            late.commit(delta, None, {"userMetadata": "late"})
        timer.join()
    assert rows_of(lake, OUTLETS) == stored(outlets(("1", "rival")))


def test_writers_of_a_whole_table_at_once_store_the_rows_of_one_of_them(
    lake: Lake, remote: str
) -> None:
    lake.write(OUTLETS, outlets(), None, evidence())
    with another_session(remote) as session:
        other = Lake(lake.uri, SparkWriter(session))
        at_once(
            lambda: lake.write(OUTLETS, outlets(("1", "a"), ("2", "b")), None, evidence()),
            lambda: other.write(OUTLETS, outlets(("3", "c")), None, evidence()),
        )
    rows = rows_of(lake, OUTLETS)
    assert rows in (stored(outlets(("1", "a"), ("2", "b"))), stored(outlets(("3", "c"))))
    assert held(state_of(lake, OUTLETS)) == {WHOLE: len(rows)}


# --- maintenance


def small_files(
    lake: Lake, frame: Callable[[pa.Table], DataFrame], *orders: tuple[str, int]
) -> None:
    """Write the first day in a file for each order, by commits like ours."""
    write_days(lake, [DAY1], (DAY1, *orders[0]))
    for number, order in enumerate(orders[1:], 2):
        metadata = metadata_of(lake.require(SALES), d2025_07_01=number)
        appended = frame(sales((DAY1, *order))).write.format("delta").mode("append")
        appended.options(**metadata).save(lake.table_location(SALES))


def known(lake: Lake) -> TableState:
    """Return what is known of a table, whatever its version is."""
    return replace(state_of(lake), version=0)


def test_maintenance_joins_small_files_and_deletes_replaced_ones_and_keeps_rows_and_state(
    lake: Lake, writer: SparkWriter, frame: Callable[[pa.Table], DataFrame], tmp_path: Path
) -> None:
    write_days(lake, [DAY1, DAY2], (DAY1, "replaced", 1), (DAY2, "b", 1))
    small_files(lake, frame, ("a", 1), ("b", 2), ("c", 3))
    age(Path(lake.table_uri(SALES)), 31)
    # At a new place: of the old one the server remembers all, and has checksums.
    shutil.copytree(lake.uri, tmp_path / "aged", ignore=shutil.ignore_patterns("*.crc"))
    aged = Lake(str(tmp_path / "aged"), writer)
    before, rows = known(aged), rows_of(aged)

    done = maintain(aged, SALES, 30)

    assert done is not None
    assert (done.files_before, done.files_after) == (4, 2)
    assert (done.files_removed, done.postponed) == (1, ())
    assert known(aged) == before
    assert rows_of(aged) == rows
    protocol = aged.require(SALES).protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)
    version = version_of(aged)
    assert maintain(aged, SALES, 30) == replace(
        done, version=version, files_before=2, files_removed=0
    )
    assert version_of(aged) == version
    write_days(aged, [DAY3], (DAY3, "d", 1))
    assert held(state_of(aged)) == {DAY1: 3, DAY2: 1, DAY3: 1}
