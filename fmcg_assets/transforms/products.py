"""Rules for the acquired company's products."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import UNKNOWN_MEMBER
from fmcg_assets.transforms.quality import (
    copies_differ,
    first_reason,
    flags,
    with_copies,
    with_delivered,
)
from fmcg_assets.transforms.text import numeric_id, tidy, title_case, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

SOURCE = "child_products"


def corrected_words(text: Column, spellings: Mapping[str, str]) -> Column:
    """Return the text with every misspelt word replaced, in whatever case it is written."""
    for spelling, word in sorted(spellings.items()):
        # Not by a replacement text: what "$" means in one differs between engines.
        text = F.array_join(F.split(text, rf"(?iu)\b{re.escape(spelling)}\b", -1), word)
    return text


def classified_products(
    bronze: DataFrame,
    product_corrections: DataFrame,
    category_divisions: DataFrame,
    spellings: Mapping[str, str],
) -> DataFrame:
    """Classify delivered products (see `quality`).

    The first delivery of a product_id wins. A product_id that is neither numeric nor corrected
    becomes 999999, which matches no order and no price. `spellings` maps misspelt words to
    right ones.
    """
    corrections = product_corrections.select(
        F.col("delivered_product_id").alias("wrong_id"), F.col("product_id").alias("right_id")
    )
    divisions = category_divisions.select(
        F.col("category").alias("known_category"), F.col("division").alias("known_division")
    )
    rows = (
        with_delivered(bronze, SOURCE)
        .withColumns(
            {
                "delivered_product_id": trimmed(F.col("product_id")),
                "product": corrected_words(tidy(F.col("product_name")), spellings),
                "category": corrected_words(title_case(F.col("category")), spellings),
            }
        )
        .join(corrections, F.col("delivered_product_id") == F.col("wrong_id"), "left")
        .join(divisions, F.col("category") == F.col("known_category"), "left")
    )
    repaired_id = F.coalesce(F.col("right_id"), numeric_id(F.col("delivered_product_id")))
    variant = trimmed(F.regexp_extract(F.col("product"), r"\(([^()]*)\)", 1))
    rows = rows.withColumns(
        {
            "product_id": F.coalesce(repaired_id, F.lit(UNKNOWN_MEMBER)),
            "product_code": F.sha2(F.col("product"), 256),
            "division": F.coalesce(F.col("known_division"), F.lit("Other")),
            "variant": variant,
            "reason": first_reason(
                [
                    ("missing_product_id", F.col("delivered_product_id").isNull()),
                    ("missing_product_name", F.col("product").isNull()),
                ]
            ),
        }
    )
    return with_copies(rows, ["delivered_product_id"]).withColumn(
        "quality_flags",
        flags(
            {
                "name_repaired": F.col("product") != F.col("product_name"),
                "category_repaired": F.col("category") != F.col("delivered.category"),
                "product_id_corrected": F.col("right_id").isNotNull(),
                "unknown_product_id": F.col("product_id") == UNKNOWN_MEMBER,
                "unmapped_category": F.col("known_division").isNull(),
                "differing_duplicate": copies_differ(
                    ["delivered_product_id"], ["product", "category"]
                ),
            }
        ),
    )


def known_products(products: DataFrame) -> DataFrame:
    """Return `product_id, product_code` of the products that orders and prices can refer to.

    One row per product_id: where two deliveries were corrected to one number, the smaller
    delivered number counts.
    """
    order = Window.partitionBy("product_id").orderBy("delivered_product_id")
    return (
        products.where(F.col("product_id") != UNKNOWN_MEMBER)
        .withColumn("rank", F.row_number().over(order))
        .where(F.col("rank") == 1)
        .select("product_id", "product_code")
    )


def acquired_products(products: DataFrame) -> DataFrame:
    """Return silver products in the form of the parent's product dimension.

    One row per product_code: of two numbers with one name, a known and then the smaller counts.
    """
    order = Window.partitionBy("product_code").orderBy(
        F.col("product_id") == UNKNOWN_MEMBER, "product_id", "delivered_product_id"
    )
    return (
        products.withColumn("rank", F.row_number().over(order))
        .where(F.col("rank") == 1)
        .select("product_code", "product_id", "division", "category", "product", "variant")
    )
