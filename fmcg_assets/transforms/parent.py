"""Rules for the parent company's customers, products and monthly sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import SOURCES, UNKNOWN_MEMBER
from fmcg_assets.transforms.dates import parsed_date
from fmcg_assets.transforms.quality import (
    copies_differ,
    first_reason,
    flags,
    with_copies,
    with_delivered,
)
from fmcg_assets.transforms.text import tidy, trimmed, whole_number

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CUSTOMERS_SOURCE = "parent_customers"
PRODUCTS_SOURCE = "parent_products"
ORDERS_SOURCE = "parent_orders"


def classified_members(bronze: DataFrame, source: str, key: str) -> DataFrame:
    """Classify the rows of one of the parent's dimensions by its `key` column (see `quality`).

    Texts lose superfluous blanks and are otherwise kept as the parent wrote them.
    """
    names = [column.name for column in SOURCES[source].columns]
    # The key is only trimmed, as in the tables that refer to it.
    kept = {name: tidy(F.col(name)) for name in names} | {key: trimmed(F.col(key))}
    rows = with_delivered(bronze, source).withColumns(kept)
    repaired = F.to_json(F.struct(*names)) != F.to_json("delivered")
    return with_copies(
        rows.withColumn("reason", first_reason([(f"missing_{key}", F.col(key).isNull())])), [key]
    ).withColumn(
        "quality_flags",
        flags({"text_repaired": repaired, "differing_duplicate": copies_differ([key], names)}),
    )


def classified_parent_orders(
    bronze: DataFrame, products: DataFrame, customers: DataFrame, *, max_quantity: int
) -> DataFrame:
    """Classify the parent's monthly sales (see `quality`).

    A date within a month stands for the month. Where a later file (by path: full loads come
    before incremental ones) delivers a month's sales of a product and customer again, the
    earlier lines are `superseded`, unless the later ones are rejected. Lines of one file are
    never taken for duplicates: they have no number that would tell two sales apart.
    """
    known_product = products.select(F.col("product_code").alias("known_product_code"))
    known_customer = customers.select(F.col("customer_code").alias("known_customer_code"))
    lines = (
        with_delivered(bronze, ORDERS_SOURCE)
        .withColumns(
            {
                "delivered_date": parsed_date(F.col("date")),
                "date": F.trunc(parsed_date(F.col("date")), "month"),
                "product_code": trimmed(F.col("product_code")),
                "delivered_customer_code": trimmed(F.col("customer_code")),
                "quantity": whole_number(F.col("sold_quantity")),
                "missing_quantity": trimmed(F.col("sold_quantity")).isNull(),
            }
        )
        .join(
            F.broadcast(known_product), F.col("product_code") == F.col("known_product_code"), "left"
        )
        .join(
            F.broadcast(known_customer),
            F.col("delivered_customer_code") == F.col("known_customer_code"),
            "left",
        )
        .withColumns(
            {
                "customer_code": F.coalesce("known_customer_code", F.lit(UNKNOWN_MEMBER)),
                "sold_quantity": F.col("quantity"),
            }
        )
    )
    reason = first_reason(
        [
            ("missing_qty", F.col("missing_quantity")),
            ("bad_date", F.col("date").isNull()),
            ("bad_qty", ~F.coalesce(F.col("quantity").between(1, max_quantity), F.lit(False))),
            ("unknown_product", F.col("known_product_code").isNull()),
        ]
    )
    candidate = F.col("reason").isNull()
    newest_file = F.max("file_name").over(
        Window.partitionBy(candidate, "date", "product_code", "delivered_customer_code")
    )
    superseded = candidate & (F.col("file_name") != newest_file)
    return lines.withColumn("reason", reason).withColumns(
        {
            "reason": F.when(superseded, F.lit("superseded")).otherwise(F.col("reason")),
            "copy": F.lit(1),
            "duplicate_rows": F.lit(0).cast("int"),
            "quality_flags": flags(
                {
                    "unknown_customer": F.col("customer_code") == UNKNOWN_MEMBER,
                    "not_month_start": F.col("delivered_date") != F.col("date"),
                }
            ),
        }
    )
