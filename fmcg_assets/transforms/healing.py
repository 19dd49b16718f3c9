"""Which stored days a changed dimension or correction concerns.

The order lines of a day were looked up in the products and customers of the time. These functions
say for which days the lookup would give another result now: exactly those are computed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import UNKNOWN_MEMBER
from fmcg_assets.transforms.orders import UNKNOWN_PRODUCT
from fmcg_assets.transforms.products import known_products
from fmcg_assets.transforms.text import numeric_id

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def days_to_clean_again(
    orders: DataFrame, quarantine: DataFrame, products: DataFrame, customers: DataFrame
) -> DataFrame:
    """Return the `file_date`s whose cleaned lines would change with these dimensions.

    They hold a quarantined line whose product is known now, a line whose product is no longer
    known, or a line whose customer has become known or unknown.
    """
    product = known_products(products).select("product_id")
    customer = customers.select(F.col("customer_id").alias("known_id"))
    waiting = quarantine.where(F.col("reason") == UNKNOWN_PRODUCT).select(
        "file_date",
        numeric_id(F.get_json_object("source_row", "$.product_id")).alias("product_id"),
    )
    numeric_customer = orders.select(
        "file_date", "customer_id", numeric_id(F.col("delivered_customer_id")).alias("numeric_id")
    ).join(customer, F.col("numeric_id") == F.col("known_id"), "left")
    looked_up = F.coalesce("known_id", F.lit(UNKNOWN_MEMBER))
    return (
        waiting.join(product, "product_id", "left_semi")
        .select("file_date")
        .unionByName(orders.join(product, "product_id", "left_anti").select("file_date"))
        .unionByName(numeric_customer.where(F.col("customer_id") != looked_up).select("file_date"))
        .distinct()
    )


def days_to_key_again(facts: DataFrame, products: DataFrame) -> DataFrame:
    """Return the `file_date`s whose order facts hold a surrogate key that has changed."""
    return (
        facts.select("file_date", "product_id", "product_code")
        .distinct()
        .join(known_products(products), ["product_id", "product_code"], "left_anti")
        .select("file_date")
        .distinct()
    )
