"""Gold: the star schema of both companies and the view over it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import dagster as dg
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.assets.presentation import definition, pool
from fmcg_assets.checks.gold import fact_findings, repeated
from fmcg_assets.checks.presentation import listing
from fmcg_assets.checks.tables import findings
from fmcg_assets.contracts import CHECKS, TABLES
from fmcg_assets.io_managers.delta import LoadedTable, RebuiltMonths
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.lake.state import TableState
from fmcg_assets.lake.view_months import (
    FACTS,
    VIEW,
    days_of_months,
    months_to_rebuild,
    slices_to_replace,
    view_upstream,
)
from fmcg_assets.resources.lake import LakeResource
from fmcg_assets.resources.spark import SparkResource
from fmcg_assets.transforms import customers, orders, prices, products, star_schema


def gold_assets(partitions: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """Return the gold assets."""
    return [*_dimensions(), *_facts(partitions), _dim_date(), _view()]


def _table(name: str, transform: Callable[..., DataFrame], **inputs: str) -> dg.AssetsDefinition:
    """Return an unpartitioned gold asset that is one transform of other tables."""
    key = f"gold/{name}"

    @dg.asset(
        **definition(key),
        ins={parameter: dg.AssetIn(asset_key(source)) for parameter, source in inputs.items()},
        pool=pool(TABLES[key]),
    )
    def gold(**frames: DataFrame) -> DataFrame:
        return transform(**frames)

    return gold


def _dimensions() -> list[dg.AssetsDefinition]:
    return [
        _table("sb_dim_customers", customers.acquired_customers, customers="silver/customers"),
        _table("sb_dim_products", products.acquired_products, products="silver/products"),
        _table(
            "sb_dim_gross_price",
            prices.acquired_gross_prices,
            prices="silver/gross_price",
            products="silver/products",
        ),
        _table(
            "dim_customers",
            star_schema.all_customers,
            parent="silver/parent_customers",
            acquired="gold/sb_dim_customers",
        ),
        _table(
            "dim_products",
            star_schema.all_products,
            parent="silver/parent_products",
            acquired="gold/sb_dim_products",
        ),
        _table(
            "dim_gross_price",
            prices.yearly_prices,
            parent_prices="silver/parent_gross_price",
            acquired_prices="gold/sb_dim_gross_price",
        ),
    ]


def _facts(partitions: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    daily: dict[str, Any] = {
        "partitions_def": partitions,
        "backfill_policy": dg.BackfillPolicy.single_run(),
    }

    @dg.asset(
        **definition("gold/sb_fact_orders"),
        **daily,
        ins={
            "lines": dg.AssetIn(asset_key("silver/orders")),
            "products": dg.AssetIn(asset_key("silver/products")),
        },
        pool=pool(TABLES["gold/sb_fact_orders"]),
    )
    def sb_fact_orders(lines: DataFrame, products: DataFrame) -> DataFrame:
        return orders.order_facts(lines, products)

    @dg.asset(
        **definition(FACTS),
        **daily,
        ins={
            # A month of the parent before the child's first day needs none of the child's facts.
            "acquired": dg.AssetIn(asset_key("gold/sb_fact_orders"), metadata={"optional": True}),
            "parent": dg.AssetIn(asset_key("silver/parent_orders")),
        },
        pool=pool(TABLES[FACTS]),
    )
    def fact_orders(
        context: dg.AssetExecutionContext, acquired: DataFrame, parent: DataFrame
    ) -> DataFrame:
        window = context.partition_time_window
        in_range = (F.col("date") >= F.lit(window.start.date())) & (
            F.col("date") < F.lit(window.end.date())
        )
        return star_schema.all_facts(acquired, parent.where(in_range))

    return [sb_fact_orders, fact_orders]


def _dim_date() -> dg.AssetsDefinition:
    @dg.asset(
        **definition("gold/dim_date"),
        ins={"facts": dg.AssetIn(asset_key(FACTS), metadata={"all_days": True})},
        pool=pool(TABLES["gold/dim_date"]),
    )
    def dim_date(spark: SparkResource, facts: DataFrame) -> DataFrame:
        years = facts.agg(F.year(F.min("date")), F.year(F.max("date"))).collect()[0]
        if years[0] is None:
            raise dg.Failure("gold/fact_orders holds no rows; load orders of one company first")
        return star_schema.calendar(spark.spark_session, *years)

    return dim_date


def _view() -> dg.AssetsDefinition:
    with_state = {"all_days": True, "with_state": True}

    @dg.asset(
        **definition(VIEW),
        ins={
            "facts": dg.AssetIn(asset_key(FACTS), metadata=with_state),
            "customers": dg.AssetIn(asset_key("gold/dim_customers"), metadata=with_state),
            "products": dg.AssetIn(asset_key("gold/dim_products"), metadata=with_state),
            "prices": dg.AssetIn(asset_key("gold/dim_gross_price"), metadata=with_state),
            "dates": dg.AssetIn(asset_key("gold/dim_date"), metadata=with_state),
        },
        pool=pool(TABLES[VIEW]),
    )
    def vw_fact_orders_enriched(
        context: dg.AssetExecutionContext,
        lake: LakeResource,
        facts: LoadedTable,
        customers: LoadedTable,
        products: LoadedTable,
        prices: LoadedTable,
        dates: LoadedTable,
    ) -> Iterator[dg.Output[RebuiltMonths]]:
        inputs = (facts, customers, products, prices, dates)
        _refuse_repeated_members(inputs[1:])
        upstream = view_upstream({table.key: table.state for table in inputs})
        stored = lake.lake.state(TABLES[VIEW])
        due = months_to_rebuild(stored, upstream)
        sales = facts.frame
        if due is not None:
            sales = sales.where(F.col("partition_date").isin(days_of_months(upstream, due)))
        failing = _failing_days(sales, products.frame, customers.frame)
        refused = _months(facts.frame, failing) if failing else frozenset()
        context.log.info(f"months to rebuild: {'all' if due is None else ', '.join(sorted(due))}")
        months = slices_to_replace(stored, upstream, due)
        if refused:
            replaced = _known_months(facts.frame, stored) if months is None else months
            months = frozenset(month for month in replaced if month[:7] not in refused)
            due = frozenset(month[:7] for month in months)
            # Of a view that mixes what was and what is, every month is judged anew next time.
            upstream = {}
        if due is not None:
            sales = sales.where(F.date_format("date", "yyyy-MM").isin(list(due)))
        if months != frozenset() or not refused:
            rows = star_schema.enriched_sales(
                sales, customers.frame, products.frame, prices.frame, dates.frame
            )
            yield dg.Output(RebuiltMonths(rows, months, upstream))
        if refused:
            raise dg.Failure(
                f"{VIEW}: the months {', '.join(sorted(refused))} stay as they are, since"
                f" {FACTS} fails a blocking check (unique_key, referential_integrity) on"
                f" {listing(failing, 'rows')} {CHECKS[f'{FACTS}:referential_integrity'].remedy}",
                allow_retries=False,
            )

    return vw_fact_orders_enriched


def _failing_days(facts: DataFrame, products: DataFrame, customers: DataFrame) -> dict[str, int]:
    """Return the days, with rows, on which the facts fail one of their blocking checks."""
    failing: Counter[str] = Counter()
    for found in fact_findings(facts, products, customers).values():
        failing.update(found)
    return dict(failing)


def _refuse_repeated_members(dimensions: Sequence[LoadedTable]) -> None:
    """Raise Failure where a dimension has a key twice: every sale of it would count twice."""
    found = findings({table.key: repeated(table.frame, table.key) for table in dimensions})
    for key, failing in found.items():
        if failing:
            raise dg.Failure(
                f"{VIEW}: stays as it is, since {key} fails a blocking check (unique_key)."
                f" {listing(failing, 'rows')} {CHECKS[f'{key}:unique_key'].remedy}",
                allow_retries=False,
            )


def _months(facts: DataFrame, days: Collection[str] | None = None) -> frozenset[str]:
    """Return the months (yyyy-MM) of the order dates that the facts hold, on days or on all.

    Asked of the rows themselves: where somebody else wrote, the record of the days is void.
    """
    rows = facts if days is None else facts.where(F.col("partition_date").isin(list(days)))
    found = rows.select(F.date_format("date", "yyyy-MM").alias("month")).distinct().toArrow()
    return frozenset(map(str, found["month"].to_pylist()))


def _known_months(facts: DataFrame, view: TableState | None) -> frozenset[str]:
    """Return the months (first days) of facts and stored view; none if the view's are not known."""
    if view is not None and view.gap is not None:
        return frozenset()
    stored = frozenset(view.slices) if view else frozenset()
    return stored | {f"{month}-01" for month in _months(facts)}
