"""The star schema of both companies and the enriched view over it."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import TABLES, UNKNOWN_MEMBER

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

VIEW_SQL_FILE = "vw_fact_orders_enriched.sql"


def all_customers(parent: DataFrame, acquired: DataFrame) -> DataFrame:
    """Return both companies' customers and the unknown member, one row per customer_code.

    The parent's row counts where both companies use one code.
    """
    names = TABLES["gold/dim_customers"].column_names
    attributes = names[1:]
    unknown = parent.sparkSession.range(1).select(
        F.lit(UNKNOWN_MEMBER).alias("customer_code"),
        *(F.lit(None).cast("string").alias(name) for name in attributes),
    )
    known = parent.where(F.col("customer_code") != UNKNOWN_MEMBER).select(*names)
    own = (
        acquired.withColumnRenamed("customer_id", "customer_code")
        .where(F.col("customer_code") != UNKNOWN_MEMBER)
        .join(known.select("customer_code"), "customer_code", "left_anti")
        .select(*names)
    )
    return known.unionByName(own).unionByName(unknown)


def all_products(parent: DataFrame, acquired: DataFrame) -> DataFrame:
    """Return both companies' products, one row per product_code."""
    names = TABLES["gold/dim_products"].column_names
    own = acquired.join(parent.select("product_code"), "product_code", "left_anti")
    return parent.select(*names).unionByName(own.select(*names))


def all_facts(acquired: DataFrame, parent: DataFrame) -> DataFrame:
    """Return both companies' sales at the grain of `gold/fact_orders`.

    `acquired` are order facts (partition: the file's day), `parent` monthly sales (partition:
    the reporting date). Quantities are summed exactly.
    """
    child = acquired.select(
        "date",
        "product_code",
        "customer_code",
        "sold_quantity",
        F.lit("child").alias("company"),
        F.col("file_date").alias("partition_date"),
    )
    own = parent.select(
        "date",
        "product_code",
        "customer_code",
        "sold_quantity",
        F.lit("parent").alias("company"),
        F.col("date").alias("partition_date"),
    )
    return (
        child.unionByName(own)
        .groupBy("partition_date", "date", "product_code", "customer_code", "company")
        .agg(
            F.sum(F.col("sold_quantity").cast("decimal(28,0)"))
            .cast("bigint")
            .alias("sold_quantity")
        )
        .select(*TABLES["gold/fact_orders"].column_names)
    )


def calendar(spark: SparkSession, first_year: int, last_year: int) -> DataFrame:
    """Return one row per day from January 1 of the first to December 31 of the last year."""
    first = date(first_year, 1, 1)
    days = (date(last_year, 12, 31) - first).days + 1
    day = F.date_add(F.lit(first), F.col("id").cast("int"))
    quarter = F.concat(F.lit("Q"), F.quarter("date").cast("string"))
    return (
        spark.range(days)
        .select(day.alias("date"))
        .select(
            "date",
            (F.year("date") * 100 + F.month("date")).cast("int").alias("date_key"),
            F.trunc("date", "month").alias("month_start_date"),
            F.year("date").cast("int").alias("year"),
            F.date_format("date", "MMMM").alias("month_name"),
            F.date_format("date", "MMM").alias("month_short_name"),
            quarter.alias("quarter"),
            F.concat_ws("-", F.year("date").cast("string"), quarter).alias("year_quarter"),
        )
    )


def enriched_sales_sql() -> str:
    """Return the view's SQL; table names stand in braces."""
    return files("fmcg_assets.transforms").joinpath(VIEW_SQL_FILE).read_text(encoding="utf-8")


def enriched_sales(
    facts: DataFrame,
    customers: DataFrame,
    products: DataFrame,
    prices: DataFrame,
    dates: DataFrame,
) -> DataFrame:
    """Return the enriched view over facts and dimensions: month x product x customer."""
    return facts.sparkSession.sql(
        enriched_sales_sql(),
        fact_orders=facts,
        dim_customers=customers,
        dim_products=products,
        dim_gross_price=prices,
        dim_date=dates,
    ).select(*TABLES["gold/vw_fact_orders_enriched"].column_names)
