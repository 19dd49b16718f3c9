"""What a lake asks of the one that writes it: delta-rs in this process, or a Spark server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fmcg_assets.partitions import contiguous_ranges

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager
    from datetime import date

    import pyarrow as pa
    from deltalake import DeltaTable
    from pyspark.sql import DataFrame

    from fmcg_assets.contracts import Table


@dataclass(frozen=True)
class SliceContent:
    """What rows hold of a slice: digest and number, and the months (yyyy-MM) of `months_of`.

    Equal digests of one writer are equal rows, in whatever order; another writer's differ.
    """

    content: str
    rows: int
    months: tuple[str, ...] = ()


class LostRaceError(Exception):
    """Another writer's commit came first; nothing was committed."""


class Staged(Protocol):
    """Rows that conform to their table's contract, measured, and ready to be committed."""

    @property
    def contents(self) -> Mapping[str, SliceContent]:
        """The content of every slice that has rows; of a whole table also without any."""
        ...

    def commit(
        self, delta: DeltaTable, days: Collection[date] | None, metadata: dict[str, str]
    ) -> int:
        """Replace days of a table that is open, or all of it, in one commit with the metadata.

        Returns the new version; raises LostRaceError.
        """
        ...


class Writer(Protocol):
    """Who commits to the tables of a lake. `name` is recorded in the lake."""

    name: str

    def create(self, table: Table, location: str, properties: Mapping[str, str]) -> None:
        """Create a table from its contract unless somebody else did.

        Raises LostRaceError where another creator came first: its table may not be there yet.
        """
        ...

    def staged(self, rows: pa.Table | DataFrame, table: Table) -> AbstractContextManager[Staged]:
        """Measure rows for a table; raises ContractError where they break its contract."""
        ...

    def set_properties(
        self, delta: DeltaTable, properties: Mapping[str, str], metadata: dict[str, str]
    ) -> None:
        """Set table properties in a commit with the metadata; raises LostRaceError."""
        ...

    def compact(self, delta: DeltaTable) -> None:
        """Join small files; raises LostRaceError."""
        ...

    def vacuum(self, delta: DeltaTable, hours: int) -> None:
        """Delete files that were replaced, or never committed, that long ago.

        Raises LostRaceError with nothing deleted.
        """
        ...

    def expired_files(self, delta: DeltaTable, hours: int) -> int:
        """Return how many files `vacuum` would delete."""
        ...

    def checkpoint(self, delta: DeltaTable) -> None:
        """Write a checkpoint; what lies in the log before it is not needed to open the table."""
        ...


def day_predicate(column: str, days: Collection[date]) -> str:
    """Return a SQL predicate for days: half-open ranges, one per contiguous run of days."""
    ranges = (
        f"({column} >= '{first.isoformat()}' AND {column} < '{stop.isoformat()}')"
        for first, stop in contiguous_ranges(days)
    )
    return " OR ".join(ranges)
