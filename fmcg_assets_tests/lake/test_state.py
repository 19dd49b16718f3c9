"""What is known of a table from its commits: enough, and never anything wrong."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from deltalake import CommitProperties, DeltaTable, write_deltalake

from fmcg_assets.contracts import WHOLE
from fmcg_assets.errors import FmcgError
from fmcg_assets.lake.state import (
    FileEvidence,
    SliceState,
    TableState,
    commit_metadata,
    fingerprint,
    read_state,
)
from fmcg_assets.lake.tables import Lake
from fmcg_assets.lake.writers import day_predicate
from fmcg_assets_tests.lake.examples import (
    OUTLETS,
    SALES,
    evidence,
    held,
    outlets,
    sales,
    slice_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY1, DAY2, DAY3 = "2025-07-01", "2025-07-02", "2025-07-03"
NO_UPSTREAM: Mapping[str, Mapping[str, str]] = {}


class SalesTable:
    """The table of sales by days in a lake, whose commits are made one by one."""

    def __init__(self, root: Path) -> None:
        self.lake = Lake(str(root))
        self.uri = self.lake.table_uri(SALES)
        self.log = Path(self.uri) / "_delta_log"

    def write(self, day: str, *orders: tuple[str, int], run_id: str = "run") -> None:
        rows = sales(*((day, order, quantity) for order, quantity in orders))
        self.lake.write(SALES, rows, [day], evidence(run_id))

    def commit(
        self,
        base: TableState,
        written: Mapping[str, SliceState],
        confirmed: Mapping[str, SliceState] | None = None,
        *,
        replaces_all: bool = False,
        upstream: Mapping[str, Mapping[str, str]] = NO_UPSTREAM,
        run_id: str = "run",
    ) -> None:
        """Commit as a writer does that read the table at the base state.

        The rows themselves do not matter here: one row per written day stands for them.
        """
        metadata = commit_metadata(
            run_id=run_id,
            base=base,
            written=written,
            confirmed=confirmed or {},
            replaces_all=replaces_all,
            upstream=upstream,
        )
        write_deltalake(
            self.uri,
            sales(*((day, "a", 1) for day in written)),
            mode="overwrite",
            predicate=None
            if replaces_all
            else day_predicate("file_date", [date.fromisoformat(day) for day in written]),
            commit_properties=CommitProperties(custom_metadata=metadata),
        )

    def append(self, day: str = DAY3) -> None:
        """Append a row as somebody else does."""
        write_deltalake(self.uri, sales((day, "foreign", 1)), mode="append")

    def open(self) -> DeltaTable:
        return DeltaTable(self.uri)

    @property
    def state(self) -> TableState:
        return read_state(self.open())


@pytest.fixture
def table(tmp_path: Path) -> SalesTable:
    """Return a table that was created and holds nothing."""
    table = SalesTable(tmp_path)
    table.lake.write(SALES, sales(), [], evidence())
    assert table.state == TableState(0)
    return table


# --- what a commit records


def test_everything_that_is_recorded_of_a_slice_is_read_back(table: SalesTable) -> None:
    recorded = SliceState(
        content="c0ffee",
        rows=3,
        source="5011",
        lookups="100c",
        months=("2025-06", "2025-07"),
        files=(FileEvidence("orders/a.csv", 12, 'e"tag', "2025-07-02T00:00:00+00:00", "f" * 64),),
    )
    upstream = {"gold/fact_orders": {DAY1: "abc 2025-07"}}
    table.commit(TableState(0), {DAY1: recorded}, upstream=upstream, run_id="1234")
    assert table.state == TableState(1, {DAY1: recorded}, upstream, None, "1234")


def test_a_commit_adds_to_what_was_known_before(table: SalesTable) -> None:
    table.commit(table.state, {DAY1: slice_of("a"), DAY2: slice_of("b")})
    table.commit(table.state, {DAY2: slice_of("c"), DAY3: slice_of("d")})
    assert table.state.slices == {DAY1: slice_of("a"), DAY2: slice_of("c"), DAY3: slice_of("d")}


def test_a_confirmed_slice_has_its_new_evidence_from_then_on(table: SalesTable) -> None:
    table.commit(table.state, {DAY1: slice_of("a", source="old")})
    table.commit(table.state, {DAY2: slice_of("b")}, {DAY1: slice_of("a", source="new")})
    assert table.state.slices[DAY1] == slice_of("a", source="new")
    table.commit(table.state, {DAY3: slice_of("c")})
    assert table.state.slices[DAY1] == slice_of("a", source="new")


def test_a_replacement_of_the_whole_forgets_what_was_known_before(table: SalesTable) -> None:
    table.commit(table.state, {DAY1: slice_of("a")})
    table.commit(table.state, {DAY2: slice_of("b")}, replaces_all=True)
    assert table.state.slices == {DAY2: slice_of("b")}


def test_the_newest_commit_alone_is_enough_however_long_the_history(table: SalesTable) -> None:
    for number in range(12):
        day = (date(2025, 7, 1) + timedelta(days=number)).isoformat()
        table.commit(table.state, {day: slice_of(str(number))})
    newest = table.open()
    for version in range(1, 12):
        (table.log / f"{version:020d}.json").write_text('{"commitInfo":{"operation":"LOST"}}\n')
    state = read_state(newest)
    assert len(state.slices) == 12
    assert state.gap is None


def test_the_state_is_that_of_the_version_that_is_open(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    opened, before = table.open(), table.state
    table.write(DAY1, ("a", 2))
    table.write(DAY2, ("b", 1))
    table.append()
    assert read_state(opened) == before
    assert read_state(opened).version == 1


# --- commits that raced


def test_commits_between_a_commit_and_its_base_are_laid_over_the_base(table: SalesTable) -> None:
    table.commit(table.state, {DAY1: slice_of("a"), DAY2: slice_of("b"), DAY3: slice_of("c")})
    base = table.state
    table.commit(base, {DAY1: slice_of("a2")})
    table.commit(base, {DAY2: slice_of("b2")})
    table.commit(base, {DAY3: slice_of("c2")})
    assert table.state.slices == {DAY1: slice_of("a2"), DAY2: slice_of("b2"), DAY3: slice_of("c2")}
    assert table.state.gap is None


def test_many_racing_commits_are_all_seen(table: SalesTable) -> None:
    days = [(date(2025, 7, 1) + timedelta(days=number)).isoformat() for number in range(9)]
    base = table.state
    for day in days:
        table.commit(base, {day: slice_of(day)})
    assert table.state.slices == {day: slice_of(day) for day in days}


def test_of_racing_commits_to_one_slice_the_later_one_counts(table: SalesTable) -> None:
    base = table.state
    table.commit(base, {DAY1: slice_of("first")})
    table.commit(base, {DAY1: slice_of("second"), DAY2: slice_of("b")})
    table.commit(base, {DAY3: slice_of("c")})
    assert table.state.slices[DAY1] == slice_of("second")


def test_a_slice_that_a_racing_commit_changed_is_not_confirmed_as_it_was(
    table: SalesTable,
) -> None:
    table.commit(table.state, {DAY1: slice_of("a", source="old")})
    base = table.state
    table.commit(base, {DAY1: slice_of("changed", source="rival")})
    table.commit(base, {DAY2: slice_of("b")}, {DAY1: slice_of("a", source="new")})
    assert table.state.slices[DAY1] == slice_of("changed", source="rival")


def test_a_whole_replacement_among_racing_commits_forgets_what_was_before_it(
    table: SalesTable,
) -> None:
    table.commit(table.state, {DAY1: slice_of("a")})
    base = table.state
    table.commit(base, {DAY2: slice_of("b")}, replaces_all=True)
    table.commit(base, {DAY3: slice_of("c")})
    assert table.state.slices == {DAY2: slice_of("b"), DAY3: slice_of("c")}


# --- commits of others that change no data


def test_compaction_and_vacuum_do_not_matter(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    state = table.state
    table.open().optimize.z_order(["order_id"])
    table.open().vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    operations = [entry["operation"] for entry in table.open().history(3)]
    assert operations == ["VACUUM END", "VACUUM START", "OPTIMIZE"]
    after = table.state
    assert after == TableState(state.version + 3, state.slices, {}, None, "run")
    assert len(sorted(Path(table.uri).glob("file_date=*/*.parquet"))) == 1


def test_neutral_commits_between_racing_ones_do_not_matter(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    base = table.state
    table.open().optimize.z_order(["order_id"])
    table.commit(base, {DAY2: slice_of("b")})
    table.open().optimize.z_order(["order_id"])
    table.commit(base, {DAY3: slice_of("c")})
    assert held(table.state) == {DAY1: 1, DAY2: 1, DAY3: 1}
    assert table.state.gap is None


def test_a_checkpoint_does_not_matter(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    before = table.state
    table.open().create_checkpoint()
    assert table.state == before


# --- commits of others that change data


def test_somebody_elses_append_makes_everything_unknown(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    table.append(DAY1)
    state = table.state
    assert state.slices == {}
    assert state.gap == state.version == 2
    assert state.content(DAY1) is None


def test_somebody_elses_delete_makes_everything_unknown(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    table.open().delete(f"file_date = '{DAY1}'")
    assert table.state.content(DAY1) is None


def test_a_restored_version_makes_everything_unknown(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    table.write(DAY1, ("a", 2))
    table.open().restore(1)
    assert table.state.content(DAY1) is None


def test_what_we_write_after_somebody_else_is_known_again(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    table.append()
    table.write(DAY2, ("b", 1))
    assert held(table.state) == {DAY2: 1}
    assert table.state.gap == 2
    table.write(DAY1, ("a", 1))
    assert held(table.state) == {DAY1: 1, DAY2: 1}
    assert table.state.gap == 2
    assert table.state.content(DAY3) is None


def test_somebody_else_between_a_commit_and_its_base_makes_the_base_unknown(
    table: SalesTable,
) -> None:
    table.write(DAY1, ("a", 1))
    base = table.state
    table.append()
    table.commit(base, {DAY2: slice_of("b")})
    assert table.state.slices == {DAY2: slice_of("b")}
    assert table.state.gap == 2


def test_replacing_the_whole_table_makes_everything_known_again(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    lake.write(OUTLETS, outlets(("1", "Delhi")), None, evidence())
    write_deltalake(lake.table_uri(OUTLETS), outlets(("2", "Pune")), mode="append")
    unknown = lake.state(OUTLETS)
    assert unknown is not None
    assert unknown.content(WHOLE) is None
    lake.write(OUTLETS, outlets(("1", "Delhi")), None, evidence())
    known = lake.state(OUTLETS)
    assert known is not None
    assert (held(known), known.gap) == ({WHOLE: 1}, None)


def test_metadata_of_somebody_elses_tool_is_not_taken_for_ours(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    for text in ("note", '{"fmcg": 99}', "[]", "null"):
        write_deltalake(
            table.uri,
            sales((DAY2, "b", 1)),
            mode="append",
            commit_properties=CommitProperties(custom_metadata={"userMetadata": text}),
        )
        assert table.state.gap == table.state.version


# --- a history that is not whole


def _clean_log(table: SalesTable) -> None:
    """Remove all commits before the checkpoint, as log retention does."""
    table.open().create_checkpoint()
    for path in table.log.glob("*.json"):
        os.utime(path, (0, 0))
    table.open().cleanup_metadata()


def test_an_own_commit_that_survives_the_log_cleaning_is_enough(table: SalesTable) -> None:
    for day in (DAY1, DAY2):
        table.write(day, ("a", 1))
    before = table.state
    _clean_log(table)
    assert [path.stem for path in table.log.glob("*.json")] == [f"{2:020d}"]
    assert table.state == before


def test_what_was_cleaned_away_between_a_commit_and_its_base_is_unknown(
    table: SalesTable,
) -> None:
    table.write(DAY1, ("a", 1))
    base = table.state
    table.write(DAY1, ("a", 2))
    table.commit(base, {DAY2: slice_of("b")})
    _clean_log(table)
    assert table.state.slices == {DAY2: slice_of("b")}
    assert table.state.content(DAY1) is None


def test_a_history_without_any_commit_of_ours_says_nothing(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    table.open().optimize.z_order(["order_id"])
    _clean_log(table)
    assert [entry["operation"] for entry in table.open().history()] == ["OPTIMIZE"]
    assert table.state.slices == {}
    assert table.state.content(DAY1) is None


def test_an_empty_commit_file_at_the_end_is_noticed(table: SalesTable) -> None:
    table.write(DAY1, ("a", 1))
    table.write(DAY2, ("b", 1))
    newest = table.log / f"{2:020d}.json"
    newest.write_bytes(b"")
    with pytest.raises(FmcgError) as noticed:
        _ = table.state
    assert str(newest) in str(noticed.value)
    assert "found an empty file, expected a commit" in str(noticed.value)
    newest.unlink()
    assert held(table.state) == {DAY1: 1}


def test_an_empty_commit_file_among_racing_commits_is_noticed(table: SalesTable) -> None:
    base = table.state
    for day in (DAY1, DAY2, DAY3):
        table.commit(base, {day: slice_of(day)})
    (table.log / f"{2:020d}.json").write_bytes(b"")
    with pytest.raises(FmcgError, match=rf"_delta_log/{2:020d}\.json: found an empty file"):
        _ = table.state


# --- what a state says


def test_a_slice_that_was_never_written_has_no_rows() -> None:
    assert TableState(1, {DAY1: slice_of("a")}).content(DAY2) == ""


def test_the_content_of_a_whole_table_is_that_of_its_only_slice() -> None:
    assert TableState(1, {WHOLE: slice_of("a")}).whole_content == "a"


def test_days_without_rows_are_no_content() -> None:
    with_empty_day = TableState(1, {DAY1: slice_of("a"), DAY2: SliceState("", 0)})
    assert with_empty_day.whole_content == TableState(7, {DAY1: slice_of("a")}).whole_content


@pytest.mark.parametrize(
    "other",
    [
        {DAY1: slice_of("b")},
        {DAY2: slice_of("a")},
        {DAY1: slice_of("a"), DAY2: slice_of("a")},
        {},
    ],
)
def test_another_slice_or_digest_is_other_content(other: dict[str, SliceState]) -> None:
    one = TableState(1, {DAY1: slice_of("a")})
    assert TableState(1, other).whole_content != one.whole_content


def test_content_with_a_gap_is_other_content_after_every_commit_of_somebody_else() -> None:
    contents = {TableState(9, {DAY1: slice_of("a")}, gap=gap).whole_content for gap in (None, 3, 5)}
    assert len(contents) == 3


def test_a_fingerprint_depends_on_the_parts_and_their_order() -> None:
    assert fingerprint(["a", "b"]) == fingerprint(iter(["a", "b"]))
    assert len({fingerprint(p) for p in (["a", "b"], ["b", "a"], ["ab"], ["a"], [])}) == 5
