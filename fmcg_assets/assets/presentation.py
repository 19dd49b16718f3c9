"""How assets present themselves in Dagster: all of it taken from the contracts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import dagster as dg

from fmcg_assets.contracts import ALL_TABLES
from fmcg_assets.io_managers.metadata import asset_key, column_lineage, column_schema
from fmcg_assets.lake.view_months import FACTS, VIEW

if TYPE_CHECKING:
    from fmcg_assets.contracts import Table

OWNERS = ["team:data-platform"]
IO_MANAGER_KEY = "delta_io"


def pool(table: Table) -> str:
    """Return the pool that admits one writer at a time to a table."""
    return f"{table.schema}_{table.name}"


def table_metadata(table: Table) -> dict[str, Any]:
    """Return schema, column lineage, grain and key of a table as asset metadata."""
    return {
        "dagster/column_schema": column_schema(table),
        "dagster/column_lineage": column_lineage(table),
        "dagster/table_name": f"{table.schema}.{table.name}",
        "grain": table.grain,
        "key": ", ".join(table.key),
    }


def company(table: Table) -> str:
    """Return which company's data a table holds: `parent`, `child` or `both`."""
    if table.name.startswith("parent_"):
        return "parent"
    if table.schema == "ops":
        return "both"
    if table.schema != "gold" or table.name.startswith("sb_"):
        return "child"
    return "both"


def kinds(table: Table) -> set[str]:
    """Return the technologies that a table is made with."""
    engine = {"bronze": "python", "silver": "pyspark", "gold": "pyspark", "ops": "python"}[
        table.schema
    ]
    if table.name.startswith("vw_"):
        engine = "sql"
    return {engine, "deltalake"}


FRESHNESS: Final = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=36), fail_window=timedelta(hours=72)
)
"""Of what every day's orders change. It is of the asset, not of a day: a backfill of an old day
looks fresh, too, which is why the check `newest_day` exists."""
_FRESH_EVERY_DAY: Final = frozenset({FACTS, VIEW})


def definition(key: str) -> dict[str, Any]:
    """Return the keyword arguments that `@asset` and `AssetOut` take alike for a table."""
    table = ALL_TABLES[key]
    return {
        "key": asset_key(key),
        "description": f"{table.description}\n\nGrain: {table.grain}.",
        "group_name": table.schema,
        "metadata": table_metadata(table),
        "owners": OWNERS,
        "tags": {"layer": table.schema, "company": company(table)},
        "kinds": kinds(table),
        "io_manager_key": IO_MANAGER_KEY,
        "code_version": str(table.version),
        **({"freshness_policy": FRESHNESS} if key in _FRESH_EVERY_DAY else {}),
    }
