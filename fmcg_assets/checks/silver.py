"""Checks of the cleaned tables: nothing is lost, little is rejected, and what looks odd."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg
from pyspark.sql import DataFrame

from fmcg_assets.checks.presentation import check_result
from fmcg_assets.checks.tables import findings, rows_by_slice, run_days, selected, table_checks
from fmcg_assets.contracts import BRONZE_TABLES, CHECKS, SOURCES, TABLES
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.lake import LakeResource, RulesResource
from fmcg_assets.resources.spark import SparkResource
from fmcg_assets.resources.stored import Days, StoredTables
from fmcg_assets.transforms import findings as rule

ORDERS = "silver/orders"


def silver_checks() -> list[dg.AssetChecksDefinition]:
    """Return the checks of the silver tables."""
    return [
        _order_checks() if source.daily else _delivery_checks(source.name)
        for source in SOURCES.values()
    ]


def _delivery_checks(source: str) -> dg.AssetChecksDefinition:
    bronze = BRONZE_TABLES[source].asset_key
    silver = f"silver/{BRONZE_TABLES[source].name}"

    @table_checks(silver, "reconciliation", "quarantine_share")
    def delivery(
        context: dg.AssetCheckExecutionContext,
        lake: LakeResource,
        rules: RulesResource,
        spark: SparkResource,
    ) -> Iterator[dg.AssetCheckResult]:
        stored = StoredTables(spark.spark_session, lake.lake)
        found = findings({"reconciliation": _unreconciled(stored, bronze, silver, None)})
        results = (
            _reconciliation(silver, found["reconciliation"]),
            _quarantine_share(lake.lake, bronze, silver, None, rules.max_quarantine_percent),
        )
        yield from selected(context, results)

    return delivery


def _order_checks() -> dg.AssetChecksDefinition:
    bronze = "bronze/orders"
    odd_lines = ("late_orders", "line_in_two_files", "differing_quantity")

    @table_checks(ORDERS, "reconciliation", "quarantine_share", *odd_lines)
    def orders(
        context: dg.AssetCheckExecutionContext,
        lake: LakeResource,
        rules: RulesResource,
        spark: SparkResource,
    ) -> Iterator[dg.AssetCheckResult]:
        days = run_days(context)
        stored = StoredTables(spark.spark_session, lake.lake)
        # An order is at most `late_days` older than its file: so far apart are two files of it.
        reach = timedelta(days=rules.late_days)
        lines = rule.read_lines(
            stored.frame(bronze, (days[0] - reach, days[1] + reach) if days else None),
            stored.frame("silver/products"),
            stored.frame("silver/customers"),
            late_days=rules.late_days,
            max_quantity=rules.max_quantity,
        )
        found = findings(
            {
                "reconciliation": _unreconciled(stored, bronze, ORDERS, days),
                "late_orders": rule.late_lines(stored.frame(ORDERS, days)),
                "line_in_two_files": rule.lines_in_two_files(lines, days),
                "differing_quantity": rule.differing_quantities(lines, days),
            }
        )
        results = (
            _reconciliation(ORDERS, found["reconciliation"]),
            _quarantine_share(lake.lake, bronze, ORDERS, days, rules.max_quarantine_percent),
            *(check_result(CHECKS[f"{ORDERS}:{n}"], found[n], unit="lines") for n in odd_lines),
        )
        yield from selected(context, results)

    return orders


def _unreconciled(stored: StoredTables, bronze: str, silver: str, days: Days | None) -> DataFrame:
    return rule.unreconciled(
        stored.frame(bronze, days),
        stored.frame(silver, days),
        stored.frame(f"{silver}_quarantine", days),
        TABLES[bronze].partition_column,
    )


def _reconciliation(silver: str, failing: dict[str, int]) -> dg.AssetCheckResult:
    return check_result(CHECKS[f"{silver}:reconciliation"], failing, unit="rows unaccounted for")


def _quarantine_share(
    lake: Lake, bronze: str, silver: str, days: Days | None, limit_percent: int
) -> dg.AssetCheckResult:
    delivered = rows_by_slice(lake, bronze, days)
    rejected = rows_by_slice(lake, f"{silver}_quarantine", days)
    failing = rule.quarantined_share(delivered, rejected, limit_percent)
    share = f"{sum(rejected.values()):,} of {sum(delivered.values()):,} rows are in quarantine."
    return check_result(CHECKS[f"{silver}:quarantine_share"], failing, "" if failing else share)
