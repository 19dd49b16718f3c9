"""Refusing rows that break the contract of the table they are meant for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from fmcg_assets.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Collection

    from fmcg_assets.contracts import Table


def conforming(rows: pa.Table, table: Table) -> pa.Table:
    """Return the rows with exactly the contract's schema.

    Raises ContractError for a missing, extra or mistyped column and for a NULL where the
    contract allows none; the message names table, column and the first place.
    """
    refuse_other_columns(rows.schema, table)
    expected = table.arrow_schema
    for wanted in expected:
        column = rows.column(wanted.name)
        if not wanted.nullable and column.null_count:
            row = pc.index(column.is_null(), True).as_py()
            refuse_nulls(
                table, wanted.name, column.null_count, rows.num_rows, rows.slice(row, 1), row
            )
    return rows.select(expected.names).cast(expected)


def refuse_other_columns(found: pa.Schema, table: Table) -> None:
    """Raise ContractError for a missing, extra or mistyped column."""
    expected = table.arrow_schema
    names = found.names
    missing = [name for name in expected.names if name not in names]
    extra = [name for name in names if name not in expected.names]
    doubled = [name for name in expected.names if names.count(name) > 1]
    if missing or extra or doubled:
        raise ContractError(
            f"{table.asset_key}: "
            + "; ".join(
                text
                for text in (
                    f"missing column(s) {', '.join(missing)}" if missing else "",
                    f"column(s) not in the contract: {', '.join(extra)}" if extra else "",
                    f"more than one column {', '.join(doubled)}" if doubled else "",
                )
                if text
            )
            + f"; expected {', '.join(expected.names)}"
        )
    for wanted in expected:
        found_type = found.field(wanted.name).type
        if not _same_type(found_type, wanted.type):
            raise ContractError(
                f"{table.asset_key}.{wanted.name}: found type {found_type}, expected {wanted.type}"
            )


def refuse_nulls(
    table: Table, column: str, nulls: int, rows: int, first: pa.Table, row: int | None = None
) -> None:
    """Raise ContractError for NULLs in a column; `first` is the first row that has one."""
    raise ContractError(
        f"{table.asset_key}.{column}: {nulls} of {rows} rows are NULL where the contract allows"
        f" none; first {_place(first, row, table)}"
    )


def refuse_unreadable_slices(slices: Collection[str], table: Table) -> None:
    """Raise ContractError for a slice key that is no day as `date.isoformat` writes it."""
    for key in slices:
        try:
            readable = date.fromisoformat(key).isoformat() == key
        except ValueError:
            readable = False
        if not readable:
            raise ContractError(
                f"{table.asset_key}: found the slice {key!r}, expected a day as yyyy-mm-dd"
            )


def refuse_other_slices(found: Collection[str], table: Table, slices: Collection[str]) -> None:
    """Raise ContractError where a slice that has rows is none of those that are to be written."""
    for value in found:
        if value not in slices:
            raise ContractError(
                f"{table.asset_key}.{table.slice_column}: found rows of {value},"
                f" expected {_range(slices)}"
            )


def _same_type(found: pa.DataType, wanted: pa.DataType) -> bool:
    if pa.types.is_list(wanted):
        return pa.types.is_list(found) and found.value_type == wanted.value_type
    return bool(found == wanted)


def _place(first: pa.Table, row: int | None, table: Table) -> str:
    """Tell where a row comes from without printing what it says."""
    if {"file_name", "row_number"} <= set(first.schema.names):
        return f"in {first['file_name'][0].as_py()}, line {first['row_number'][0].as_py()}"
    number = "" if row is None else f"row {row}"
    if table.slice_column:
        day = f"in {table.slice_column} {first[table.slice_column][0].as_py()}"
        return f"{day}, {number}" if number else day
    return number or "row unknown"


def _range(slices: Collection[str]) -> str:
    if not slices:
        return "no rows"
    first, last = min(slices), max(slices)
    return f"only {first}" if first == last else f"only {len(slices)} days from {first} to {last}"
