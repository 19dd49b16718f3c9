"""Rules for list prices, INR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.transforms.dates import parsed_date
from fmcg_assets.transforms.products import known_products
from fmcg_assets.transforms.quality import (
    copies_differ,
    first_reason,
    flags,
    with_copies,
    with_delivered,
)
from fmcg_assets.transforms.text import numeric_id, price, trimmed, whole_number

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

CHILD_SOURCE = "child_gross_price"
PARENT_SOURCE = "parent_gross_price"


def classified_gross_prices(bronze: DataFrame, products: DataFrame) -> DataFrame:
    """Classify delivered prices per product and month (see `quality`).

    A negative price is made positive; one that is no number stays as NULL. Of several prices of
    one product and month the first in file order counts.
    """
    known = known_products(products).select(F.col("product_id").alias("known_id"))
    key = ["product_id", "month"]
    delivered_price = price(F.col("gross_price"))
    rows = (
        with_delivered(bronze, CHILD_SOURCE)
        .withColumn("product_id", numeric_id(F.col("product_id")))
        .join(F.broadcast(known), F.col("product_id") == F.col("known_id"), "left")
        .withColumns(
            {
                "month": F.trunc(parsed_date(F.col("month")), "month"),
                "delivered_price": delivered_price,
                "gross_price": F.abs(delivered_price),
            }
        )
        .withColumn(
            "reason",
            first_reason(
                [
                    ("bad_date", F.col("month").isNull()),
                    ("unknown_product", F.col("known_id").isNull()),
                ]
            ),
        )
        .withColumn(
            "quality_flags",
            flags(
                {
                    "negative_price": F.col("delivered_price") < 0,
                    "invalid_price": F.col("delivered_price").isNull(),
                    "differing_duplicate": copies_differ(key, ["gross_price"]),
                }
            ),
        )
    )
    return with_copies(rows, key)


def classified_parent_prices(bronze: DataFrame) -> DataFrame:
    """Classify the parent's prices per product and year (see `quality`)."""
    key = ["product_code", "year"]
    delivered_price = price(F.col("price_inr"))
    rows = (
        with_delivered(bronze, PARENT_SOURCE)
        .withColumns(
            {
                "product_code": trimmed(F.col("product_code")),
                "year": whole_number(F.col("year")).try_cast("int"),
                "delivered_price": delivered_price,
                "price_inr": F.abs(delivered_price),
            }
        )
        .withColumn(
            "reason",
            first_reason(
                [
                    ("missing_product_code", F.col("product_code").isNull()),
                    ("bad_year", ~F.coalesce(F.col("year").between(2000, 2100), F.lit(False))),
                ]
            ),
        )
        .withColumn(
            "quality_flags",
            flags(
                {
                    "negative_price": F.col("delivered_price") < 0,
                    "invalid_price": F.col("delivered_price").isNull(),
                    "differing_duplicate": copies_differ(key, ["price_inr"]),
                }
            ),
        )
    )
    return with_copies(rows, key)


def acquired_gross_prices(prices: DataFrame, products: DataFrame) -> DataFrame:
    """Return silver prices with the surrogate key of their product, per month.

    Two product numbers with one name share a surrogate key; the smaller number's price counts.
    """
    order = Window.partitionBy("product_code", "month").orderBy("product_id")
    return (
        prices.join(known_products(products), "product_id")
        .withColumn("rank", F.row_number().over(order))
        .where(F.col("rank") == 1)
        .select("product_code", "month", "gross_price")
    )


def yearly_prices(parent_prices: DataFrame, acquired_prices: DataFrame) -> DataFrame:
    """Return one price per product and year of both companies.

    An acquired product's price is that of the latest month of the year that has a valid,
    non-zero one; a parent product without a valid price has no row.
    """
    latest = Window.partitionBy("product_code", F.year("month")).orderBy(F.desc("month"))
    acquired = (
        acquired_prices.where(F.col("gross_price") > 0)
        .withColumn("rank", F.row_number().over(latest))
        .where(F.col("rank") == 1)
        .select(
            "product_code",
            F.col("gross_price").alias("price_inr"),
            F.year("month").cast("int").alias("year"),
        )
    )
    parent = parent_prices.where(F.col("price_inr").isNotNull()).select(
        "product_code", "price_inr", "year"
    )
    return parent.unionByName(acquired)
