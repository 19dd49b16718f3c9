"""What the checks of tables look at: the days of their run, or everything."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING

import dagster as dg
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.checks.presentation import check_spec
from fmcg_assets.contracts import CHECKS, TABLES
from fmcg_assets.partitions import tagged_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fmcg_assets.lake.tables import Lake
    from fmcg_assets.resources.stored import Days


def table_checks(table: str, *names: str) -> Callable[..., dg.AssetChecksDefinition]:
    """Return the decorator of a function that yields the results of a table's checks.

    Each can be run alone, too: the function yields only those that are `selected`.
    """
    return dg.multi_asset_check(
        name=f"check_{table.replace('/', '_')}",
        specs=[check_spec(CHECKS[f"{table}:{name}"]) for name in names],
        can_subset=True,
    )


def selected(
    context: dg.AssetCheckExecutionContext, results: Iterable[dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """Yield the results of the checks that are to be run."""
    wanted = context.selected_asset_check_keys
    for result in results:
        assert result.asset_key is not None
        assert result.check_name is not None
        if dg.AssetCheckKey(result.asset_key, result.check_name) in wanted:
            yield result


def run_days(context: dg.AssetCheckExecutionContext) -> Days | None:
    """Return the half-open range of days that the run materializes, None for a run without days.

    Dagster tells an unpartitioned check nothing of partitions; the run's tags do.
    """
    days = tagged_days(context.run.tags)
    return (days[0], days[1] + timedelta(days=1)) if days else None


def rows_by_slice(lake: Lake, key: str, days: Days | None) -> dict[str, int]:
    """Return the rows of a table's partitions; of those in the range of days, where there is one.

    Asked of the stored files: where somebody else wrote, the record of the slices is void.
    """
    rows = lake.partition_rows(TABLES[key])
    if days is None:
        return rows
    return {day: n for day, n in rows.items() if days[0] <= date.fromisoformat(day) < days[1]}


def findings(frames: Mapping[str, DataFrame]) -> dict[str, dict[str, int]]:
    """Return the findings of rules (see `transforms.findings`) by name: affected rows by slice.

    All frames are computed in one query: it costs the engine less than one for each.
    """
    named = [frame.withColumn("rule", F.lit(name)) for name, frame in frames.items()]
    found = reduce(DataFrame.unionByName, named).toArrow()
    by_rule: dict[str, dict[str, int]] = {name: {} for name in frames}
    for row in found.to_pylist():
        by_rule[row["rule"]][row["slice"]] = int(row["affected"])
    return by_rule
