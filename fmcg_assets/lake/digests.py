"""Content digests: two tables with the same rows have the same digest, in whatever order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fmcg_assets.contracts import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fmcg_assets.contracts import Table

_LIST_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class SliceDigest:
    """Digest and number of a slice's rows, and where they lie in the sorted table."""

    content: str
    rows: int
    offset: int


def sorted_rows(rows: pa.Table, table: Table) -> pa.Table:
    """Return the rows in an order that depends on their content alone: slice, key, the rest."""
    first = [table.slice_column] if table.slice_column else []
    names = dict.fromkeys([*first, *table.key, *table.column_names])
    sortable = [
        (name, "ascending") for name in names if not pa.types.is_list(rows.schema.field(name).type)
    ]
    return rows.take(pc.sort_indices(rows, sort_keys=sortable))


def slice_digests(rows: pa.Table, table: Table) -> dict[str, SliceDigest]:
    """Return the digest of every slice that has rows; `rows` are in the order of `sorted_rows`.

    Columns that the contract calls volatile do not count.
    """
    bounds = list(_slice_bounds(rows, table))
    hashes = {key: hashlib.sha256() for key, _, _ in bounds}
    for name in table.column_names:
        if name in table.volatile:
            continue
        lengths, offsets, data = _text_buffers(rows.column(name))
        for key, start, stop in bounds:
            hashes[key].update(name.encode())
            hashes[key].update(lengths[start:stop].tobytes())
            hashes[key].update(data[offsets[start] : offsets[stop]])
    return {
        key: SliceDigest(hashes[key].hexdigest()[:16], stop - start, start)
        for key, start, stop in bounds
    }


def _slice_bounds(rows: pa.Table, table: Table) -> Iterator[tuple[str, int, int]]:
    if table.slice_column is None:
        yield WHOLE, 0, rows.num_rows
        return
    if not rows.num_rows:
        return
    runs = pc.run_end_encode(rows.column(table.slice_column).combine_chunks())
    start = 0
    for value, stop in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield value.isoformat(), start, stop
        start = stop


def _text_buffers(
    column: pa.ChunkedArray,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], list[int], memoryview]:
    """Return length (-1 for NULL) and offset of every value's text, and all texts as bytes."""
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, _LIST_SEPARATOR)
    text = pc.fill_null(column.cast(pa.large_string()), "").combine_chunks()
    lengths = pc.binary_length(text).to_numpy(zero_copy_only=False).astype("<i8")
    offsets = np.concatenate(([0], np.cumsum(lengths))).tolist()
    lengths[column.is_null().to_numpy()] = -1
    data = b"".join(value.as_buffer() for value in text) if text.offset else text.buffers()[2]
    return lengths, offsets, memoryview(data if data is not None else b"")
