"""Contracts of the landing files of both companies."""

from __future__ import annotations

from typing import Final

from fmcg_assets.contracts.model import Source, SourceColumn


def _required(*names: str) -> tuple[SourceColumn, ...]:
    return tuple(SourceColumn(name) for name in names)


SOURCES: Final[tuple[Source, ...]] = (
    Source(
        "child",
        "customers",
        ("customers",),
        r"customers\.csv",
        _required("customer_id", "customer_name", "city"),
        "Customers of the acquired nutrition company, one line per outlet.",
    ),
    Source(
        "child",
        "products",
        ("products",),
        r"products\.csv",
        _required("product_name", "product_id", "category"),
        "Products of the acquired company; the pack size stands in the name.",
    ),
    Source(
        "child",
        "gross_price",
        ("gross_price",),
        r"gross_price\.csv",
        _required("product_id", "month", "gross_price"),
        "List prices of the acquired company by product and month, INR.",
    ),
    Source(
        "child",
        "orders",
        ("orders/landing",),
        r"orders_(?P<year>\d{4})_(?P<month>\d{2})_(?P<day>\d{2})\.csv",
        _required("order_id", "order_placement_date", "customer_id", "product_id", "order_qty"),
        "Order lines of the acquired company, one file per business day.",
        daily=True,
        single=False,
    ),
    Source(
        "parent",
        "customers",
        ("customers",),
        r"dim_customers\.csv",
        _required("customer_code", "customer", "market", "platform", "channel"),
        "Customers of the parent company.",
    ),
    Source(
        "parent",
        "products",
        ("products",),
        r"dim_products\.csv",
        (
            *_required("product_code", "division", "category", "product"),
            SourceColumn("variant", required=False),
        ),
        "Products of the parent company.",
    ),
    Source(
        "parent",
        "gross_price",
        ("gross_price",),
        r"dim_gross_price\.csv",
        _required("product_code", "price_inr", "year"),
        "List prices of the parent company by product and year, INR.",
    ),
    Source(
        "parent",
        "orders",
        ("orders/full_load", "orders/incremental_load"),
        r"[A-Za-z0-9][A-Za-z0-9_.-]*\.csv",
        _required("date", "product_code", "customer_code", "sold_quantity"),
        "Monthly sales of the parent company by product and customer, pieces.",
        single=False,
    ),
)
