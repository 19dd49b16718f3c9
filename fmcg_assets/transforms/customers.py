"""Rules for the acquired company's customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.transforms.quality import (
    copies_differ,
    first_reason,
    flags,
    with_copies,
    with_delivered,
)
from fmcg_assets.transforms.text import numeric_id, tidy, title_case, trimmed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SOURCE = "child_customers"


def classified_customers(
    bronze: DataFrame, city_spellings: DataFrame, customer_cities: DataFrame
) -> DataFrame:
    """Classify delivered customers (see `quality`).

    The first delivery of a customer_id wins; `differing_duplicate` flags it where a later one
    says something else (another spelling of a city says the same). A city is taken from the
    mapping of spellings, a missing one from the cities that the business confirmed; any other is
    NULL.
    """
    # Two spellings that differ in case alone must not double a customer.
    spellings = city_spellings.groupBy(F.lower("spelling").alias("spelling")).agg(
        F.min("city").alias("mapped_city")
    )
    confirmed = customer_cities.select(
        F.col("customer_id").alias("confirmed_id"), F.col("city").alias("confirmed_city")
    )
    rows = (
        with_delivered(bronze, SOURCE)
        .withColumns(
            {
                "delivered_name": F.col("customer_name"),
                "delivered_city": tidy(F.col("city")),
                "customer_id": F.coalesce(
                    numeric_id(F.col("customer_id")), trimmed(F.col("customer_id"))
                ),
                "customer_name": title_case(F.col("customer_name")),
            }
        )
        .join(spellings, F.lower("delivered_city") == F.col("spelling"), "left")
        .join(confirmed, F.col("customer_id") == F.col("confirmed_id"), "left")
        .withColumns(
            {
                "city": F.coalesce("mapped_city", "confirmed_city"),
                "stated_city": F.coalesce("mapped_city", "delivered_city"),
                "reason": first_reason([("missing_customer_id", F.col("customer_id").isNull())]),
            }
        )
    )
    return with_copies(rows, ["customer_id"]).withColumn(
        "quality_flags",
        flags(
            {
                "name_repaired": F.col("customer_name") != F.col("delivered_name"),
                "city_spelling": F.col("mapped_city") != F.col("delivered_city"),
                "city_confirmed": F.col("mapped_city").isNull() & F.col("city").isNotNull(),
                "unmapped_city": F.col("delivered_city").isNotNull()
                & F.col("mapped_city").isNull(),
                "unknown_city": F.col("city").isNull(),
                "differing_duplicate": copies_differ(
                    ["customer_id"], ["customer_name", "stated_city"]
                ),
            }
        ),
    )


def acquired_customers(customers: DataFrame) -> DataFrame:
    """Return silver customers in the form of the parent's customer dimension."""
    return customers.select(
        "customer_id",
        "customer_name",
        "city",
        F.concat_ws("-", "customer_name", F.coalesce("city", F.lit("Unknown"))).alias("customer"),
        F.lit("India").alias("market"),
        F.lit("Sports Bar").alias("platform"),
        F.lit("Acquisition").alias("channel"),
    )
