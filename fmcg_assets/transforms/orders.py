"""Rules for the acquired company's order lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import UNKNOWN_MEMBER
from fmcg_assets.transforms.dates import contradicts_weekday, parsed_date
from fmcg_assets.transforms.products import known_products
from fmcg_assets.transforms.quality import (
    first_reason,
    flags,
    with_copies,
    with_delivered,
)
from fmcg_assets.transforms.text import numeric_id, trimmed, whole_number

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SOURCE = "child_orders"
UNKNOWN_PRODUCT = "unknown_product"


def classified_orders(
    bronze: DataFrame,
    products: DataFrame,
    customers: DataFrame,
    *,
    late_days: int,
    max_quantity: int,
) -> DataFrame:
    """Classify delivered order lines (see `quality`); each has one outcome.

    Rules in their order: quantity missing; date unreadable; date after the file's day or more
    than `late_days` before it; quantity no whole number of 1 to `max_quantity` pieces; order
    number missing; exact duplicate within the file; product not known. A customer that is not
    numeric or not known becomes 999999. An order before the file's day keeps its date and is
    flagged `late`.
    """
    known_product = known_products(products).select(F.col("product_id").alias("known_product_id"))
    known_customer = customers.select(F.col("customer_id").alias("known_customer_id"))
    lines = (
        with_delivered(bronze, SOURCE)
        .withColumns(
            {
                "order_id": trimmed(F.col("order_id")),
                "date": parsed_date(F.col("order_placement_date")),
                "delivered_customer_id": trimmed(F.col("customer_id")),
                "numeric_customer_id": numeric_id(F.col("customer_id")),
                # Other texts are kept: two unknown products are no copies of one line.
                "product_id": F.coalesce(
                    numeric_id(F.col("product_id")), trimmed(F.col("product_id"))
                ),
                "quantity": whole_number(F.col("order_qty")),
            }
        )
        .join(
            F.broadcast(known_customer),
            F.col("numeric_customer_id") == F.col("known_customer_id"),
            "left",
        )
        .join(F.broadcast(known_product), F.col("product_id") == F.col("known_product_id"), "left")
        .withColumn("customer_id", F.coalesce("known_customer_id", F.lit(UNKNOWN_MEMBER)))
    )
    age = F.datediff("file_date", "date")
    reason = first_reason(
        [
            ("missing_qty", trimmed(F.col("order_qty")).isNull()),
            ("bad_date", F.col("date").isNull()),
            ("date_out_of_window", ~age.between(0, late_days)),
            ("bad_qty", ~F.coalesce(F.col("quantity").between(1, max_quantity), F.lit(False))),
            ("missing_order_id", F.col("order_id").isNull()),
        ]
    )
    quality_flags = flags(
        {
            "unknown_customer": F.col("customer_id") == UNKNOWN_MEMBER,
            "weekday_mismatch": contradicts_weekday(F.col("order_placement_date"), F.col("date")),
            "late": age > 0,
        }
    )
    lines = lines.withColumns({"reason": reason, "quality_flags": quality_flags})
    numbered = with_copies(
        lines,
        ["file_name", "order_id", "date", "customer_id", "product_id", "quantity"],
    )
    unknown_product = F.col("reason").isNull() & F.col("known_product_id").isNull()
    return numbered.withColumn(
        "reason", F.when(unknown_product, F.lit(UNKNOWN_PRODUCT)).otherwise(F.col("reason"))
    )


def order_facts(orders: DataFrame, products: DataFrame) -> DataFrame:
    """Return silver order lines with the keys of the star schema, one row per order line."""
    return orders.join(F.broadcast(known_products(products)), "product_id").select(
        "date",
        "order_id",
        F.col("customer_id").alias("customer_code"),
        "product_code",
        "product_id",
        F.col("quantity").alias("sold_quantity"),
        "file_date",
    )
