"""Content digests: two tables with the same rows have the same digest, in whatever order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fmcg_assets.contracts import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fmcg_assets.contracts import Table

_END: Final = "\x1f"
"""Ends every value of a list in the text that stands for the list."""


@dataclass(frozen=True)
class SliceDigest:
    """Digest and number of a slice's rows, and where they lie in the sorted table."""

    content: str
    rows: int
    offset: int


def sorted_rows(rows: pa.Table, table: Table) -> pa.Table:
    """Return the rows in an order that depends on their content alone: slice, key, the rest."""
    first = [table.slice_column] if table.slice_column else []
    counting = [name for name in table.column_names if name not in table.volatile]
    names = dict.fromkeys([*first, *table.key, *counting, *table.volatile])
    columns = {name: rows.column(name) for name in names}
    sortable = pa.table(
        {n: _list_texts(c) if pa.types.is_list(c.type) else c for n, c in columns.items()}
    )
    order = pc.sort_indices(sortable, sort_keys=[(name, "ascending") for name in names])
    return rows.take(order)


def slice_digests(rows: pa.Table, table: Table) -> dict[str, SliceDigest]:
    """Return the digest of every slice that has rows; `rows` are in the order of `sorted_rows`.

    Columns that the contract calls volatile do not count.
    """
    bounds = list(_slice_bounds(rows, table))
    hashes = {key: hashlib.sha256(f"{stop - start} rows".encode()) for key, start, stop in bounds}
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
    days = rows.column(table.slice_column).to_numpy()
    changes = np.flatnonzero(days[1:] != days[:-1]) + 1
    starts = [0, *changes.tolist()] if len(days) else []
    for start, stop in zip(starts, [*starts[1:], len(days)], strict=False):
        yield str(days[start]), start, stop


def _text_buffers(
    column: pa.ChunkedArray[Any],
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], list[int], memoryview]:
    """Return length (-1 for NULL) and offset of every value's text, and all texts as bytes."""
    texts = _list_texts(column) if pa.types.is_list(column.type) else column.combine_chunks()
    filled = texts.cast(pa.large_string()).fill_null("")
    _, offset_buffer, data = filled.buffers()
    if offset_buffer is None or not len(filled):
        return np.zeros(0, np.int64), [0], memoryview(b"")
    all_offsets = np.frombuffer(memoryview(offset_buffer), np.int64)
    offsets = all_offsets[filled.offset : filled.offset + len(filled) + 1]
    lengths = np.diff(offsets)
    lengths[column.is_null().to_numpy()] = -1
    return lengths, offsets.tolist(), memoryview(data if data is not None else b"")


def _list_texts(column: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    """Return a text for each list of texts that no other list has; NULL for NULL."""
    lists = cast("pa.ListArray[Any]", column.combine_chunks())
    values = pc.replace_substring(lists.flatten(), "\\", "\\\\")
    values = pc.replace_substring(values, _END, "\\e").fill_null("\\0")
    ended = pc.call_function("binary_join_element_wise", [values, "", _END])
    lengths = lists.value_lengths().fill_null(0).to_numpy()
    ends = pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())
    texts = pc.call_function("binary_join", [pa.ListArray.from_arrays(ends, ended), ""])
    missing = pa.scalar(None, pa.string())
    return cast("pa.Array[Any]", pc.if_else(lists.is_null(), missing, texts))
