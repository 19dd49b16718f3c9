"""Writing with delta-rs, in this process, from rows in memory."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, write_deltalake
from deltalake import Schema as DeltaSchema
from deltalake.exceptions import CommitFailedError

from fmcg_assets.lake.conformance import conforming
from fmcg_assets.lake.digests import SliceDigest, slice_digests, sorted_rows
from fmcg_assets.lake.writers import LostRaceError, SliceContent, day_predicate
from fmcg_assets.storage.s3 import delta_options

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from pyspark.sql import DataFrame

    from fmcg_assets.contracts import Table

_CONCURRENT_COMMITS: Final = 200
"""How many commits of others to other slices delta-rs steps over before it gives up."""


class RustWriter:
    """The writer of the embedded engine, safe beside others of its kind, on S3 as well."""

    name = "delta-rs"

    def create(self, table: Table, location: str, properties: Mapping[str, str]) -> None:
        """Create a table from its contract unless somebody else did; raises LostRaceError."""
        # With a retry, all of several creators at once would commit the creation.
        with _lost_races():
            DeltaTable.create(
                location,
                DeltaSchema.from_arrow(table.arrow_schema),
                mode="ignore",
                partition_by=table.partition_column,
                name=table.name,
                description=table.description,
                configuration=dict(properties),
                storage_options=delta_options(location),
                commit_properties=CommitProperties(max_commit_retries=0),
                raise_if_key_not_exists=False,
            )

    @contextlib.contextmanager
    def staged(self, rows: pa.Table | DataFrame, table: Table) -> Iterator[StagedRows]:
        """Measure rows for a table; raises ContractError where they break its contract."""
        arrow = rows if isinstance(rows, pa.Table) else rows.toArrow()
        ordered = sorted_rows(conforming(arrow, table), table)
        yield StagedRows(table, ordered, _contents(ordered, table))

    def set_properties(
        self, delta: DeltaTable, properties: Mapping[str, str], metadata: dict[str, str]
    ) -> None:
        """Set table properties in a commit with the metadata; raises LostRaceError."""
        # Behind a commit that came in between, this one would say what was true before it.
        commit = CommitProperties(custom_metadata=metadata, max_commit_retries=0)
        with _lost_races():
            delta.alter.set_table_properties(dict(properties), commit_properties=commit)

    def compact(self, delta: DeltaTable) -> None:
        """Join small files; raises LostRaceError."""
        # The commit says nothing of the slices: the one that does must not be cleaned away for it.
        hooks = PostCommitHookProperties(cleanup_expired_logs=False)
        with _lost_races():
            delta.optimize.compact(post_commithook_properties=hooks)

    def expired_files(self, delta: DeltaTable, hours: int) -> int:
        """Return how many files `vacuum` would delete."""
        return len(delta.vacuum(hours, dry_run=True, enforce_retention_duration=False, full=True))

    def vacuum(self, delta: DeltaTable, hours: int) -> None:
        """Delete files that were replaced, or never committed, that long ago.

        Raises LostRaceError with nothing deleted. Without such files no commit is made.
        """
        with _lost_races():
            delta.vacuum(hours, dry_run=False, full=True)

    def checkpoint(self, delta: DeltaTable) -> None:
        """Write a checkpoint."""
        delta.create_checkpoint()


@dataclass(frozen=True)
class StagedRows:
    """Rows in memory, in the order of `sorted_rows`."""

    table: Table
    rows: pa.Table
    contents: Mapping[str, SliceContent]

    def commit(
        self, delta: DeltaTable, days: Collection[date] | None, metadata: dict[str, str]
    ) -> int:
        """Replace days, or the whole table; raises LostRaceError."""
        properties = CommitProperties(
            custom_metadata=metadata,
            # To delta-rs a whole replacement conflicts only with what removes the same files: not
            # with a rival that fills the same empty table.
            max_commit_retries=0 if days is None else _CONCURRENT_COMMITS,
        )
        with _lost_races():
            if days is None:
                write_deltalake(delta, self.rows, mode="overwrite", commit_properties=properties)
                return delta.version()
            assert self.table.partition_column is not None
            column = self.rows.column(self.table.partition_column)
            write_deltalake(
                delta,
                self.rows.filter(pc.is_in(column, pa.array(days, pa.date32()))),
                mode="overwrite",
                predicate=day_predicate(self.table.partition_column, days),
                commit_properties=properties,
            )
            return delta.version()


def _contents(rows: pa.Table, table: Table) -> dict[str, SliceContent]:
    return {
        key: SliceContent(digest.content, digest.rows, _months(rows, table, digest))
        for key, digest in slice_digests(rows, table).items()
    }


def _months(rows: pa.Table, table: Table, digest: SliceDigest) -> tuple[str, ...]:
    if table.months_of is None:
        return ()
    dates = rows.column(table.months_of).slice(digest.offset, digest.rows)
    return tuple(sorted(map(str, pc.unique(pc.strftime(dates, "%Y-%m")).to_pylist())))


@contextlib.contextmanager
def _lost_races() -> Iterator[None]:
    try:
        yield
    except CommitFailedError as error:
        raise LostRaceError from error
