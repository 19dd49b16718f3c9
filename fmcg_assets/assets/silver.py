"""Silver: typed and cleaned rows, and the quarantine of those that cannot be trusted."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from pyspark.sql import DataFrame

from fmcg_assets.assets.presentation import definition, pool
from fmcg_assets.contracts import BRONZE_TABLES, TABLES
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.resources.lake import RulesResource
from fmcg_assets.transforms import customers, orders, parent, prices, products
from fmcg_assets.transforms.quality import accepted, rejected


def silver_assets(partitions: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """Return the silver assets of all domains, each with its quarantine."""

    @_silver(customers.SOURCE, reference=["city_spellings", "customer_cities"])
    def silver_customers(
        bronze: DataFrame, city_spellings: DataFrame, customer_cities: DataFrame
    ) -> Iterator[dg.Output[DataFrame]]:
        classified = customers.classified_customers(bronze, city_spellings, customer_cities)
        yield from _outputs(classified, customers.SOURCE)

    @_silver(
        products.SOURCE,
        reference=["product_corrections", "category_divisions", "word_spellings"],
    )
    def silver_products(
        bronze: DataFrame,
        product_corrections: DataFrame,
        category_divisions: DataFrame,
        word_spellings: DataFrame,
    ) -> Iterator[dg.Output[DataFrame]]:
        spellings = {row["spelling"]: row["word"] for row in word_spellings.collect()}
        classified = products.classified_products(
            bronze, product_corrections, category_divisions, spellings
        )
        yield from _outputs(classified, products.SOURCE)

    @_silver(prices.CHILD_SOURCE, tables=["silver/products"])
    def silver_gross_price(
        bronze: DataFrame, products: DataFrame
    ) -> Iterator[dg.Output[DataFrame]]:
        classified = prices.classified_gross_prices(bronze, products)
        yield from _outputs(classified, prices.CHILD_SOURCE)

    @_silver(orders.SOURCE, tables=["silver/products", "silver/customers"], partitions=partitions)
    def silver_orders(
        rules: RulesResource, bronze: DataFrame, products: DataFrame, customers: DataFrame
    ) -> Iterator[dg.Output[DataFrame]]:
        classified = orders.classified_orders(
            bronze,
            products,
            customers,
            late_days=rules.late_days,
            max_quantity=rules.max_quantity,
        )
        yield from _outputs(classified, orders.SOURCE)

    @_silver(parent.CUSTOMERS_SOURCE)
    def silver_parent_customers(bronze: DataFrame) -> Iterator[dg.Output[DataFrame]]:
        classified = parent.classified_members(bronze, parent.CUSTOMERS_SOURCE, "customer_code")
        yield from _outputs(classified, parent.CUSTOMERS_SOURCE)

    @_silver(parent.PRODUCTS_SOURCE)
    def silver_parent_products(bronze: DataFrame) -> Iterator[dg.Output[DataFrame]]:
        classified = parent.classified_members(bronze, parent.PRODUCTS_SOURCE, "product_code")
        yield from _outputs(classified, parent.PRODUCTS_SOURCE)

    @_silver(prices.PARENT_SOURCE)
    def silver_parent_gross_price(bronze: DataFrame) -> Iterator[dg.Output[DataFrame]]:
        classified = prices.classified_parent_prices(bronze)
        yield from _outputs(classified, prices.PARENT_SOURCE)

    @_silver(parent.ORDERS_SOURCE, tables=["silver/parent_products", "silver/parent_customers"])
    def silver_parent_orders(
        rules: RulesResource,
        bronze: DataFrame,
        parent_products: DataFrame,
        parent_customers: DataFrame,
    ) -> Iterator[dg.Output[DataFrame]]:
        classified = parent.classified_parent_orders(
            bronze, parent_products, parent_customers, max_quantity=rules.max_quantity
        )
        yield from _outputs(classified, parent.ORDERS_SOURCE)

    return [
        silver_customers,
        silver_products,
        silver_gross_price,
        silver_orders,
        silver_parent_customers,
        silver_parent_products,
        silver_parent_gross_price,
        silver_parent_orders,
    ]


def _silver(
    source: str,
    *,
    reference: list[str] | None = None,
    tables: list[str] | None = None,
    partitions: dg.DailyPartitionsDefinition | None = None,
) -> Any:
    """Return the decorator of a domain's silver asset and its quarantine.

    The function's parameters are `bronze`, then the names of the reference files and of the
    other tables that it reads.
    """
    table = TABLES[f"silver/{BRONZE_TABLES[source].name}"]
    quarantine = TABLES[f"{table.asset_key}_quarantine"]
    keys = [f"reference/{name}" for name in reference or []] + (tables or [])
    ins = {"bronze": dg.AssetIn(asset_key(BRONZE_TABLES[source].asset_key))}
    ins |= {key.partition("/")[2]: dg.AssetIn(asset_key(key)) for key in keys}
    return dg.multi_asset(
        name=f"silver_{table.name}",
        outs={
            "accepted": dg.AssetOut(**definition(table.asset_key)),
            "rejected": dg.AssetOut(**definition(quarantine.asset_key)),
        },
        ins=ins,
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run() if partitions else None,
        pool=pool(table),
    )


def _outputs(classified: DataFrame, source: str) -> Iterator[dg.Output[DataFrame]]:
    yield dg.Output(accepted(classified, source), "accepted")
    yield dg.Output(rejected(classified, source), "rejected")
