"""What each filter can still offer: the values left by all other filters, with their rows.

Asking the view would take a scan for every filter at each change. The filters' columns are read
once per version of the data instead, as numbers, and counted in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fmcg_assets.semantics.guard import VIEW
from fmcg_assets.semantics.model import UNMAPPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from fmcg_assets.semantics.snapshot import Snapshot

Left = dict[str, dict[str, int]]
"""For each filter, the rows of each value that all other filters leave."""


@dataclass(frozen=True)
class _Column:
    """A filter's values, and for each row of the view the position of its value."""

    values: tuple[str, ...]
    codes: NDArray[np.int32]

    def without(self, chosen: Sequence[str]) -> NDArray[np.bool_]:
        """Return which rows have none of the chosen values."""
        wanted = set(chosen)
        return np.array([value not in wanted for value in self.values], dtype=np.bool_)[self.codes]

    def counted(self, codes: NDArray[np.int32]) -> dict[str, int]:
        """Return how many rows have each value that at least one has."""
        counts = np.bincount(codes, minlength=len(self.values)).tolist()
        return {value: rows for value, rows in zip(self.values, counts, strict=True) if rows}


@dataclass(frozen=True)
class Offers:
    """The filters' columns of one version of the data; see `read_offers`."""

    columns: Mapping[str, _Column]

    def left(self, chosen: Mapping[str, Sequence[str]]) -> Left:
        """Return what each filter can offer beside what the others have chosen."""
        failing = {name: self.columns[name].without(texts) for name, texts in chosen.items()}
        failures = np.zeros(self._rows, dtype=np.uint8)
        for rows in failing.values():
            failures += rows
        kept = np.flatnonzero(failures == 0) if chosen else None
        found: Left = {}
        for name, column in self.columns.items():
            if name in failing:
                codes = column.codes[failures == failing[name]]
            else:
                codes = column.codes if kept is None else column.codes[kept]
            found[name] = column.counted(codes)
        return found

    @property
    def _rows(self) -> int:
        return len(next(iter(self.columns.values())).codes)


def read_offers(snapshot: Snapshot, columns: Mapping[str, str]) -> Offers:
    """Read the columns, given by the names of their filters, of all rows of a snapshot."""
    listed = ", ".join(f"CAST({column} AS VARCHAR) AS {name}" for name, column in columns.items())
    table = snapshot.query(f"SELECT {listed}\nFROM {VIEW}", limit=snapshot.rows).table
    return Offers({name: _coded(table.column(name)) for name in columns})


def _coded(texts: pa.ChunkedArray[pa.StringScalar]) -> _Column:
    coded = texts.combine_chunks().dictionary_encode(null_encoding="encode")
    values = (UNMAPPED if value is None else str(value) for value in coded.dictionary.to_pylist())
    return _Column(tuple(values), coded.indices.to_numpy())
