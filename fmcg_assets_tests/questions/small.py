"""A view of a few rows that can be added up by hand."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb

from fmcg_assets.contracts import TABLES
from fmcg_assets.questions.intent import Intent, Period
from fmcg_assets.questions.sql import Statement, statement_of
from fmcg_assets.semantics.guard import VIEW, checked
from fmcg_assets.semantics.model import load_model

# month, customer code, product code, pieces; prices and names follow from the codes.
_SALES: Final = (
    ("2024-01", "C1", "P1", 10),
    ("2024-01", "C2", "P2", 5),
    ("2024-06", "C1", "P2", 2),
    ("2024-11", "C1", "P1", 4),
    ("2024-12", "C2", "P1", 20),
    ("2025-01", "C1", "P1", 12),
    ("2025-01", "C3", "P3", 3),
    ("2025-06", "C1", "P2", 4),
    ("2025-06", "C9", "P1", 1),
    ("2025-10", "C3", "P1", 6),
    ("2025-11", "C1", "P1", 8),
    ("2025-11", "C3", "P3", 2),
    ("2025-12", "C3", "P3", 1),
)
_CUSTOMERS: Final = {
    # name, market, platform, channel
    "C1": ("Alpha", "India", "Brick & Mortar", "Retailer"),
    "C2": ("Beta", "India", "E-Commerce", "Direct"),
    "C3": ("Gamma-Pune", "India", "Sports Bar", "Acquisition"),
    "C9": (None, None, None, None),
}
_PRODUCTS: Final = {
    # name, variant, category, division, price
    "P1": ("Bat", "A", "Bats", "Cricket", 100),
    "P2": ("Ball", "B", "Balls", "Cricket", 10),
    "P3": ("Bar", "C", "Bars", "Nutrition", 5),
}


@dataclass(frozen=True)
class SmallFacts:
    """What the small view's data say; December 2025 is only partly there."""

    first_month: date = date(2024, 1, 1)
    last_month: date = date(2025, 12, 1)
    newest_complete_month: date | None = date(2025, 11, 1)
    partial_month: date | None = date(2025, 12, 1)
    unmapped: frozenset[str] = frozenset({"customer", "market", "platform", "channel"})

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        customers = list(_CUSTOMERS.values())
        products = list(_PRODUCTS.values())
        columns: dict[str, list[str | None]] = {
            "customer": [one[0] for one in customers],
            "market": [one[1] for one in customers],
            "platform": [one[2] for one in customers],
            "channel": [one[3] for one in customers],
            "product": [one[0] for one in products],
            "variant": [one[1] for one in products],
            "category": [one[2] for one in products],
            "division": [one[3] for one in products],
        }
        return {
            name: tuple(sorted({value for value in values if value is not None}))
            for name, values in columns.items()
        }


def small_view() -> duckdb.DuckDBPyConnection:
    """Return a connection that holds the small view."""
    connection = duckdb.connect()
    columns = ", ".join(f"{c.name} {_type(c.type)}" for c in TABLES[f"gold/{VIEW}"].columns)
    connection.execute(f"CREATE TABLE {VIEW} ({columns})")
    for month, customer_code, product_code, quantity in _SALES:
        row = _row(month, customer_code, product_code, quantity)
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {VIEW} ({names}) VALUES ({marks})", [*row.values()])
    return connection


def _type(name: str) -> str:
    return {"string": "VARCHAR", "long": "BIGINT"}.get(name.lower(), name)


def _row(month: str, customer_code: str, product_code: str, quantity: int) -> dict[str, Any]:
    day = date.fromisoformat(f"{month}-01")
    customer, market, platform, channel = _CUSTOMERS[customer_code]
    product, variant, category, division, price = _PRODUCTS[product_code]
    quarter = f"Q{(day.month + 2) // 3}"
    name = month_name[day.month]
    return {
        "date": day,
        "product_code": product_code,
        "customer_code": customer_code,
        "date_key": day.year * 100 + day.month,
        "year": day.year,
        "month_name": name,
        "month_short_name": name[:3],
        "quarter": quarter,
        "year_quarter": f"{day.year}-{quarter}",
        "customer": customer,
        "market": market,
        "platform": platform,
        "channel": channel,
        "division": division,
        "category": category,
        "product": product,
        "variant": variant,
        "sold_quantity": quantity,
        "price_inr": price,
        "total_amount_inr": quantity * price,
    }


def statement(intent: Intent) -> Statement:
    """Return the statement of an intent over the small view."""
    return statement_of(intent, load_model(), SmallFacts())


def rows_of(connection: duckdb.DuckDBPyConnection, intent: Intent) -> list[tuple[Any, ...]]:
    """Return the rows of an intent, its SQL guarded; decimals as numbers."""
    found = connection.execute(checked(statement(intent).sql)).fetchall()
    return [tuple(float(v) if type(v).__name__ == "Decimal" else v for v in row) for row in found]


def period(first: str, last: str | None = None) -> Period:
    """Return the months from one to another, as `2025-01`, or a whole year, as `2025`."""
    if len(first) == 4:
        return Period(date(int(first), 1, 1), date(int(first), 12, 1), first)
    start = date.fromisoformat(f"{first}-01")
    return Period(start, date.fromisoformat(f"{last or first}-01"), first)
