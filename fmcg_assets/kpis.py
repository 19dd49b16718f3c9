"""The headline figures of the enriched view."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import duckdb

from fmcg_assets.contracts import TABLES

if TYPE_CHECKING:
    from datetime import date

    from fmcg_assets.lake.tables import Lake

_SQL: Final = """
SELECT
    coalesce(sum(total_amount_inr), 0) AS revenue,
    coalesce(sum(sold_quantity::DECIMAL(38, 0)), 0) AS quantity,
    count(DISTINCT customer_code) AS customers,
    sum(price_inr) / nullif(count(price_inr), 0)::DECIMAL(18, 0) AS mean_price,
    count(*) AS view_rows,
    min(date) AS data_from,
    max(date) AS data_to
FROM view_rows
"""


@dataclass(frozen=True)
class Kpis:
    """Headline figures over all rows of the view; amounts in INR, quantities in pieces.

    Customers are counted by code, the unknown member included. `mean_list_price_inr` is the mean
    of `price_inr` over view rows; `revenue_per_unit_inr` is revenue by quantity. Prices are None
    where there is nothing to divide by, dates where the view has no rows.
    """

    total_revenue_inr: Decimal
    total_quantity: int
    unique_customers: int
    mean_list_price_inr: float | None
    revenue_per_unit_inr: float | None
    view_rows: int
    data_from: date | None
    data_to: date | None


def headline(lake: Lake) -> Kpis:
    """Return the headline figures; raises MissingTableError where the view was never built."""
    view_rows = lake.read(
        TABLES["gold/vw_fact_orders_enriched"],
        ["date", "customer_code", "sold_quantity", "price_inr", "total_amount_inr"],
    )
    with duckdb.connect() as connection:
        connection.register("view_rows", view_rows)
        row = connection.execute(_SQL).fetchone()
    assert row is not None
    revenue, quantity, customers, mean_price, rows, data_from, data_to = row
    return Kpis(
        total_revenue_inr=Decimal(revenue),
        total_quantity=int(quantity),
        unique_customers=customers,
        mean_list_price_inr=None if mean_price is None else round(float(mean_price), 6),
        revenue_per_unit_inr=round(float(revenue / quantity), 6) if quantity else None,
        view_rows=rows,
        data_from=data_from,
        data_to=data_to,
    )
