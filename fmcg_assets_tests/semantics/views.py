"""Lakes with a small view and the orders behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

from fmcg_assets.contracts import TABLES
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.environments import Settings
from fmcg_assets_tests.lake.examples import evidence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VIEW = TABLES["gold/vw_fact_orders_enriched"]
FACTS = TABLES["gold/fact_orders"]

Sale = tuple[date, str, str | None, int, str | None]
"""Month, product, channel (and customer), pieces, price."""


def settings_in(folder: Path, lake: str | None = None) -> Settings:
    """Return settings on an own lake, below a folder unless it is named."""
    return Settings(lake_uri=lake or str(folder / "lake"), questions_dir=str(folder / "questions"))  # type: ignore[call-arg]


def write_view(settings: Settings, sales: Iterable[Sale]) -> int | None:
    """Make these sales the view's rows; returns the new Delta version, None for the same."""
    rows = pa.Table.from_pylist([_row(sale) for sale in sales], VIEW.arrow_schema)
    slices = sorted({str(day) for day in rows["date"].to_pylist()}) if rows.num_rows else []
    lake = Lake(settings.lake_uri)
    held = lake.state(VIEW)
    slices = sorted({*slices, *(held.slices if held else ())})
    return lake.write(VIEW, rows, slices, evidence()).version


def write_facts(settings: Settings, days: Iterable[tuple[date, str]]) -> None:
    """Make the orders lie on these days, each of `parent` or `child`."""
    rows = [
        {
            "date": day,
            "product_code": "p1",
            "customer_code": "c1",
            "sold_quantity": 1,
            "company": company,
            "partition_date": day,
        }
        for day, company in days
    ]
    table = pa.Table.from_pylist(rows, FACTS.arrow_schema)
    slices = sorted({str(row["date"]) for row in rows})
    Lake(settings.lake_uri).write(FACTS, table, slices, evidence())


def _row(sale: Sale) -> dict[str, object]:
    month, product, channel, pieces, price = sale
    amount = None if price is None else Decimal(price) * pieces
    return {
        "date": month,
        "product_code": product,
        "customer_code": channel or "999999",
        "date_key": month.year * 100 + month.month,
        "year": month.year,
        "month_name": f"{month:%B}",
        "month_short_name": f"{month:%b}",
        "quarter": f"Q{(month.month + 2) // 3}",
        "year_quarter": f"{month.year}-Q{(month.month + 2) // 3}",
        "customer": channel,
        "market": channel and "India",
        "platform": channel and f"{channel} platform",
        "channel": channel,
        "division": "All",
        "category": f"{product} things",
        "product": product,
        "variant": "one",
        "sold_quantity": pieces,
        "price_inr": None if price is None else Decimal(price),
        "total_amount_inr": amount,
    }
