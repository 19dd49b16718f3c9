"""The tables of a lake in a directory or below an `s3://` URI, committed by one kind of writer."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from fmcg_assets.contracts import TABLES, WHOLE
from fmcg_assets.errors import (
    CommitConflictError,
    DamagedTableError,
    MissingTableError,
    TableVersionError,
)
from fmcg_assets.lake.conformance import refuse_other_slices, refuse_unreadable_slices
from fmcg_assets.lake.location import engine_location, plain_location
from fmcg_assets.lake.ownership import claim_lake
from fmcg_assets.lake.rust_writer import RustWriter
from fmcg_assets.lake.state import FileEvidence, SliceState, TableState, commit_metadata, read_state
from fmcg_assets.lake.writers import LostRaceError, SliceContent
from fmcg_assets.storage.faults import explained
from fmcg_assets.storage.s3 import delta_options

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pyspark.sql import DataFrame

    from fmcg_assets.contracts import Table
    from fmcg_assets.lake.writers import Writer

VERSION_PROPERTY: Final = "fmcg.contract_version"
_CONFLICT_RETRIES: Final = 8


@dataclass(frozen=True)
class WriteResult:
    """What a write did: `version` is None where everything was stored already.

    `written` and `unchanged` are slices; `rows` is the number of rows of all of them. It took
    `compute_seconds` to compute and measure the rows, and then `seconds` to compare and commit.
    """

    version: int | None
    written: Mapping[str, SliceState]
    unchanged: Mapping[str, SliceState]
    seconds: float
    compute_seconds: float

    @property
    def slices(self) -> dict[str, SliceState]:
        """The state of every slice that was to be written."""
        return {**self.unchanged, **self.written}

    @property
    def rows(self) -> int:
        """Rows of all slices that were to be written."""
        return sum(state.rows for state in self.slices.values())


@dataclass(frozen=True)
class Evidence:
    """What rows were computed from, recorded with them; see `SliceState` and `TableState`.

    `source` gives the fingerprint of a slice's sources, `files` a bronze slice's landing files.
    """

    run_id: str
    source: Callable[[str], str]
    lookups: str = ""
    files: Mapping[str, tuple[FileEvidence, ...]] = field(default_factory=dict)
    upstream: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Lake:
    """The Delta tables below one root.

    Every table lies at `<root>/<schema>/<name>` and is created from its contract before its first
    write, so that racing first writers meet one table.
    """

    def __init__(self, uri: str, writer: Writer | None = None) -> None:
        self.uri = uri.rstrip("/")
        self.writer: Writer = writer or RustWriter()

    def table_uri(self, table: Table) -> str:
        """Return where a table lies, for people."""
        return f"{self.uri}/{table.schema}/{table.name}"

    def table_location(self, table: Table) -> str:
        """Return where delta-rs opens a table."""
        return f"{plain_location(self.uri)}/{table.schema}/{table.name}"

    def engine_location(self, table: Table) -> str:
        """Return where an engine opens a table: Spark reaches S3 by the scheme `s3a` alone."""
        return engine_location(self.table_location(table))

    def open(self, table: Table) -> DeltaTable | None:
        """Open a table at its newest version; None where it does not exist.

        Raises TableVersionError for a table that another version of the contract made, and
        DamagedTableError for one whose log is damaged.
        """
        location = self.table_location(table)
        try:
            with explained("open", self.table_uri(table)):
                delta = DeltaTable(location, storage_options=delta_options(location))
        except TableNotFoundError:
            return None
        except DeltaError as error:
            raise DamagedTableError(
                f"{table.asset_key} at {self.table_uri(table)}: its Delta log cannot be read"
                f" ({str(error).partition(chr(10))[0]}); see A damaged Delta log in"
                " docs/operations.md"
            ) from error
        found = delta.metadata().configuration.get(VERSION_PROPERTY)
        if found != str(table.version):
            raise TableVersionError(
                f"{table.asset_key} at {self.table_uri(table)}: found contract version {found},"
                f" expected {table.version}; use the release that wrote it, or a new FMCG_LAKE_URI"
                " and `fmcg run --full`"
            )
        return delta

    def state(self, table: Table) -> TableState | None:
        """Return what is recorded about a table, None where it was never written."""
        delta = self.open(table)
        if delta is None:
            return None
        with explained("read", self.table_uri(table)):
            state = read_state(delta)
        return state if delta.version() > 0 else None

    def states(self) -> dict[str, TableState | None]:
        """Return the state of every table of the contracts."""
        return {key: self.state(table) for key, table in TABLES.items()}

    def require(self, table: Table) -> DeltaTable:
        """Open a table that must have been written.

        Raises MissingTableError that says what to materialize.
        """
        delta = self.open(table)
        if delta is None or delta.version() == 0:
            raise MissingTableError(
                f"{table.asset_key} has never been materialized in {self.uri}; run `fmcg run`, or"
                f" materialize {table.asset_key} (and what is upstream of it) in the Dagster UI"
            )
        return delta

    def read(
        self, table: Table, columns: list[str] | None = None, days: tuple[date, date] | None = None
    ) -> pa.Table:
        """Return a table's rows, or those of the half-open range of days of its partitions."""
        filters = None
        if days is not None:
            assert table.partition_column is not None
            filters = [
                (table.partition_column, ">=", days[0]),
                (table.partition_column, "<", days[1]),
            ]
        delta = self.require(table)
        with explained("read", self.table_uri(table)):
            # delta-rs takes an empty commit file for a commit; reading the state notices it.
            read_state(delta)
            return delta.to_pyarrow_table(columns=columns, filters=filters)

    def partition_rows(self, table: Table) -> dict[str, int]:
        """Return the rows of every partition, whoever wrote them; of "" for a table without any.

        A table that was never written has no rows.
        """
        delta = self.open(table)
        if delta is None:
            return {}
        actions = pa.table(delta.get_add_actions(flatten=True))
        counted: Counter[str] = Counter()
        column = table.partition_column
        days = actions[f"partition.{column}"] if column else pa.nulls(actions.num_rows)
        for day, rows in zip(days.to_pylist(), actions["num_records"].to_pylist(), strict=True):
            counted[str(day) if column else WHOLE] += int(rows or 0)
        return dict(counted)

    def size(self, table: Table) -> int:
        """Return the bytes of a table's present data files."""
        sizes = self.require(table).get_add_actions()["size_bytes"].to_pylist()
        return sum(int(size) for size in sizes if size is not None)

    def write(
        self,
        table: Table,
        rows: pa.Table | DataFrame,
        slices: Collection[str] | None,
        evidence: Evidence,
        *,
        before_commit: Callable[[TableState, Mapping[str, SliceState]], None] | None = None,
    ) -> WriteResult:
        """Replace the slices by the rows, where they differ from what is stored, in one commit.

        `slices` are the days (or months) of a partitioned table; None replaces an unpartitioned
        one. `before_commit` is given the stored and the new state and may refuse by raising; of
        slices that a commit of somebody else made unknown, the stored state tells it the rows.

        Raises ContractError before anything is written, LakeWriterError where the lake is another
        writer's, and CommitConflictError where other writers kept changing the same slices.
        """
        started = time.perf_counter()
        if slices is not None:
            refuse_unreadable_slices(slices, table)
        with explained("write", self.table_uri(table)), self.writer.staged(rows, table) as staged:
            computed = time.perf_counter() - started
            started += computed
            if slices is not None:
                refuse_other_slices(staged.contents, table, slices)
            new = _new_state(staged.contents, slices, evidence)
            for attempt in range(_CONFLICT_RETRIES):
                if attempt:
                    time.sleep(min(2.0, 0.05 * 2 ** (attempt - 1)) * random.uniform(0.5, 1.5))
                try:
                    delta = self._created(table)
                except LostRaceError:
                    continue
                stored = read_state(delta)
                if before_commit:
                    before_commit(_with_unknown_rows(table, delta, stored, new), new)
                changed = _changed(stored, new, replaces_all=slices is None)
                if changed is None:
                    return WriteResult(None, {}, new, time.perf_counter() - started, computed)
                days = None if slices is None else sorted(map(date.fromisoformat, changed))
                metadata = _metadata(new, changed, stored, evidence, replaces_all=slices is None)
                try:
                    version = staged.commit(delta, days, metadata)
                except LostRaceError:
                    continue
                return WriteResult(
                    version,
                    {key: new[key] for key in changed},
                    {key: state for key, state in new.items() if key not in changed},
                    time.perf_counter() - started,
                    computed,
                )
        if self.open(table) is None:
            raise CommitConflictError(
                f"{table.asset_key}: after {_CONFLICT_RETRIES} attempts to create it, no Delta"
                f" table is at {self.table_uri(table)}; run again, and if no other run is just"
                " creating it, move away what lies there; a Spark server has to see the same"
                " storage as this process"
            )
        raise CommitConflictError(
            f"{table.asset_key}: {_CONFLICT_RETRIES} commits in a row met another writer's; nothing"
            " was written, run again"
        )

    def claim(self) -> None:
        """Make the lake this writer's; raises LakeWriterError where it is another's."""
        claim_lake(self.uri, self.writer.name, lambda: any(map(self.open, TABLES.values())))

    def _created(self, table: Table) -> DeltaTable:
        """Open a table, creating it from its contract where it does not exist.

        Raises LostRaceError while another creator is at it, whose table is not there yet.
        """
        self.claim()
        delta = self.open(table)
        if delta is None:
            properties = {VERSION_PROPERTY: str(table.version)}
            self.writer.create(table, self.table_location(table), properties)
            delta = self.open(table)
        if delta is None:
            # The log that another creator has only begun is to Spark a table that exists.
            raise LostRaceError
        return delta


def _metadata(
    new: Mapping[str, SliceState],
    changed: Collection[str],
    stored: TableState,
    evidence: Evidence,
    *,
    replaces_all: bool,
) -> dict[str, str]:
    """Return what a commit says of the changed slices, and of the others what became known."""
    written = {key: new[key] for key in changed}
    return commit_metadata(
        run_id=evidence.run_id,
        base=stored,
        written=written,
        # Of a day that never held a row or file there is nothing to remember.
        confirmed={
            key: state
            for key, state in new.items()
            if key not in written and (state.rows or state.files or key in stored.slices)
        },
        replaces_all=replaces_all,
        upstream=evidence.upstream,
    )


def _new_state(
    contents: Mapping[str, SliceContent], slices: Collection[str] | None, evidence: Evidence
) -> dict[str, SliceState]:
    empty = SliceContent("", 0)
    found = {key: contents.get(key, empty) for key in (contents if slices is None else slices)}
    return {
        key: SliceState(
            content=content.content,
            rows=content.rows,
            source=evidence.source(key),
            lookups=evidence.lookups,
            months=content.months,
            files=tuple(evidence.files.get(key, ())),
        )
        for key, content in found.items()
    }


def _with_unknown_rows(
    table: Table, delta: DeltaTable, stored: TableState, new: Mapping[str, SliceState]
) -> TableState:
    """Return the state with the rows counted of the new slices whose stored content is unknown."""
    unknown = [key for key in new if stored.content(key) is None]
    if not unknown:
        return stored
    dataset = delta.to_pyarrow_dataset()
    if table.slice_column is None:
        rows = {WHOLE: dataset.count_rows()}
    else:
        days = pa.array([date.fromisoformat(key) for key in unknown], pa.date32())
        held = dataset.to_table([table.slice_column], pc.field(table.slice_column).isin(days))
        rows = Counter(map(str, held.column(0).to_pylist()))
    counted = {key: SliceState("", rows[key]) for key in unknown}
    return replace(stored, slices={**stored.slices, **counted})


def _changed(
    stored: TableState, new: Mapping[str, SliceState], *, replaces_all: bool
) -> frozenset[str] | None:
    """Return the slices to write, all of them where a whole table is replaced; None for none."""
    differing = frozenset(key for key, state in new.items() if stored.content(key) != state.content)
    if not replaces_all:
        # The first write is a commit even without rows, so that the table is known from then on.
        return differing or (frozenset(new) if stored.version == 0 and new else None)
    unknown = stored.version == 0 or stored.gap is not None
    vanished = any(state.rows and key not in new for key, state in stored.slices.items())
    return frozenset(new) if differing or vanished or unknown else None
