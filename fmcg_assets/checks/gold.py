"""Checks of the star schema and the view: keys, references, totals, and what is unmapped."""

from collections.abc import Iterator

import dagster as dg
from pyspark.sql import DataFrame

from fmcg_assets.checks.presentation import check_result
from fmcg_assets.checks.tables import findings, run_days, selected, table_checks
from fmcg_assets.contracts import CHECKS, TABLES
from fmcg_assets.lake.tables import Lake
from fmcg_assets.lake.view_months import DIMENSIONS, FACTS, VIEW, months_behind, view_upstream
from fmcg_assets.resources.lake import LakeResource
from fmcg_assets.resources.spark import SparkResource
from fmcg_assets.resources.stored import StoredTables
from fmcg_assets.transforms import findings as rule


def gold_checks() -> list[dg.AssetChecksDefinition]:
    """Return the checks of the gold tables."""
    keyed = [key for key in TABLES if key.startswith("gold/") and key not in (FACTS, VIEW)]
    return [*(_key_check(key) for key in keyed), _fact_checks(), _view_checks()]


def _key_check(key: str) -> dg.AssetChecksDefinition:
    @table_checks(key, "unique_key")
    def unique_key(
        context: dg.AssetCheckExecutionContext, lake: LakeResource, spark: SparkResource
    ) -> dg.AssetCheckResult:
        rows = StoredTables(spark.spark_session, lake.lake).frame(key, run_days(context))
        found = findings({"unique_key": repeated(rows, key)})
        return check_result(CHECKS[f"{key}:unique_key"], found["unique_key"])

    return unique_key


def repeated(rows: DataFrame, key: str) -> DataFrame:
    """Return the findings of a gold table's rows beyond the first of their key."""
    return rule.repeated_keys(rows, TABLES[key].key, TABLES[key].partition_column)


def fact_findings(
    facts: DataFrame, products: DataFrame, customers: DataFrame
) -> dict[str, dict[str, int]]:
    """Return what the blocking checks of `gold/fact_orders` find, by check and day."""
    return findings(
        {
            "unique_key": repeated(facts, FACTS),
            "referential_integrity": rule.unknown_members(facts, products, customers),
        }
    )


def _fact_checks() -> dg.AssetChecksDefinition:
    @table_checks(FACTS, "unique_key", "referential_integrity")
    def fact_orders(
        context: dg.AssetCheckExecutionContext, lake: LakeResource, spark: SparkResource
    ) -> Iterator[dg.AssetCheckResult]:
        stored = StoredTables(spark.spark_session, lake.lake)
        found = fact_findings(
            stored.frame(FACTS, run_days(context)),
            stored.frame("gold/dim_products"),
            stored.frame("gold/dim_customers"),
        )
        results = (check_result(CHECKS[f"{FACTS}:{name}"], of) for name, of in found.items())
        yield from selected(context, results)

    return fact_orders


def _view_checks() -> dg.AssetChecksDefinition:
    names = ("unique_key", "totals_match_facts", "unpriced_lines", "unmapped_channel")

    @table_checks(VIEW, *names)
    def view(
        context: dg.AssetCheckExecutionContext, lake: LakeResource, spark: SparkResource
    ) -> Iterator[dg.AssetCheckResult]:
        stored = StoredTables(spark.spark_session, lake.lake)
        behind = _behind(lake.lake)
        sales = stored.frame(VIEW)
        found = findings(
            {
                "unique_key": repeated(sales, VIEW),
                "totals_match_facts": rule.totals_off(sales, stored.frame(FACTS)),
                "unpriced_lines": rule.unpriced(sales),
                "unmapped_channel": rule.unmapped_channel(sales),
            }
        )
        off = found["totals_match_facts"]
        found["totals_match_facts"] = {m: n for m, n in off.items() if m[:7] not in behind}
        results = (
            check_result(
                CHECKS[f"{VIEW}:{name}"],
                failing,
                unit="pieces" if name == "totals_match_facts" else "rows",
            )
            for name, failing in found.items()
        )
        yield from selected(context, results)

    return view


def _behind(lake: Lake) -> frozenset[str]:
    """Return the months whose facts another run wrote since the view was built."""
    states = {key: lake.state(TABLES[key]) for key in (FACTS, *DIMENSIONS)}
    known = {key: state for key, state in states.items() if state is not None}
    if len(known) < len(states):
        return frozenset()
    return months_behind(lake.state(TABLES[VIEW]), view_upstream(known))
