"""Small contracts and rows of them: a table by days, one by dates without partitions, a whole one.

Rows are written as tuples, in the order of the functions' comments.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from fmcg_assets.contracts.model import (
    BIGINT,
    DATE,
    PRICE,
    STRING,
    STRINGS,
    TIMESTAMP,
    Column,
    Table,
)
from fmcg_assets.lake.state import SliceState, TableState
from fmcg_assets.lake.tables import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)

SALES = Table(
    "gold",
    "sales",
    "Sales by day.",
    "order line",
    ("file_date", "order_id"),
    (
        Column("order_id", STRING, "Number of the order.", nullable=False),
        Column("date", DATE, "Order date.", nullable=False),
        Column("quantity", BIGINT, "Pieces."),
        Column("file_date", DATE, "Day of the file.", nullable=False),
    ),
    sources=(),
    partition_column="file_date",
    months_of="date",
)

OUTLETS = Table(
    "silver",
    "outlets",
    "Outlets.",
    "outlet",
    ("outlet_id",),
    (
        Column("outlet_id", STRING, "Number of the outlet.", nullable=False),
        Column("city", STRING, "City."),
        Column("street", STRING, "Street."),
        Column("discount", PRICE, "Discount, INR."),
        Column("read_at", TIMESTAMP, "When it was read (UTC)."),
        Column("flags", STRINGS, "Names of repairs."),
    ),
    sources=(),
    volatile=("read_at",),
)

MONTHLY = Table(
    "silver",
    "monthly",
    "Sales by month, without partitions.",
    "month, product",
    ("month", "product"),
    (
        Column("month", DATE, "First day of the month.", nullable=False),
        Column("product", STRING, "Product.", nullable=False),
        Column("quantity", BIGINT, "Pieces."),
    ),
    sources=(),
    sliced_by="month",
)

Sale = tuple[str, str, int | None]
"""file_date, order_id, quantity; the order date is the day of the file."""

Outlet = tuple[Any, ...]
"""outlet_id, city, street, discount, flags; what is left out is NULL."""


def sales(*rows: Sale, dates: Iterable[str] = ()) -> pa.Table:
    """Return rows of SALES; `dates` are the order dates where they are not the files' days."""
    days = [day for day, _, _ in rows]
    return pa.Table.from_pylist(
        [
            {
                "order_id": order,
                "date": date.fromisoformat(placed),
                "quantity": quantity,
                "file_date": date.fromisoformat(day),
            }
            for (day, order, quantity), placed in zip(rows, list(dates) or days, strict=True)
        ],
        SALES.arrow_schema,
    )


def outlets(*rows: Outlet, read_at: datetime = NOON) -> pa.Table:
    names = ("outlet_id", "city", "street", "discount", "flags")
    return pa.Table.from_pylist(
        [
            {
                **{
                    name: Decimal(value) if name == "discount" and value is not None else value
                    for name, value in zip(names, row, strict=False)
                },
                "read_at": read_at,
            }
            for row in rows
        ],
        OUTLETS.arrow_schema,
    )


def monthly(*rows: tuple[str, str, int]) -> pa.Table:
    """Return rows of MONTHLY: month, product, quantity."""
    return pa.Table.from_pylist(
        [
            {"month": date.fromisoformat(month), "product": product, "quantity": quantity}
            for month, product, quantity in rows
        ],
        MONTHLY.arrow_schema,
    )


def stored(table: pa.Table) -> list[tuple[Any, ...]]:
    """Return rows as tuples in a fixed order, for comparing."""
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)


def evidence(run_id: str = "run", source: str = "source") -> Evidence:
    """Return evidence in which the source of a slice is `<source> <slice>`."""
    return Evidence(run_id, lambda key: f"{source} {key}".strip())


def held(state: TableState) -> dict[str, int]:
    """Return the rows of every slice that is known."""
    return {key: slice_state.rows for key, slice_state in sorted(state.slices.items())}


def slice_of(content: str, rows: int = 1, **more: Any) -> SliceState:
    return SliceState(content, rows, **more)
