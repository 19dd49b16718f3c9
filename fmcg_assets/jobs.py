"""Which assets run together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from fmcg_assets.assets.presentation import asset_key
from fmcg_assets.contracts import TABLES

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

FACT_LANE = (
    "bronze/orders",
    "silver/orders",
    "silver/orders_quarantine",
    "gold/sb_fact_orders",
    "gold/fact_orders",
)
"""The daily partitioned tables, upstream first."""

VIEW_TABLES = ("gold/dim_date", "gold/vw_fact_orders_enriched")
"""What is made from all facts."""

DIMENSION_TABLES = tuple(key for key in TABLES if key not in (*FACT_LANE, *VIEW_TABLES))
"""Both companies' dimensions and the parent's sales: everything that is read as a whole."""


def jobs() -> list[UnresolvedAssetJobDefinition]:
    """Return the jobs of the code location."""
    return [
        dg.define_asset_job(
            "dims",
            selection=[asset_key(key) for key in DIMENSION_TABLES],
            description="Dimensions of both companies and the parent's monthly sales.",
        ),
        dg.define_asset_job(
            "daily_refresh",
            selection=[asset_key(key) for key in TABLES],
            description="Dimensions, then the order files of a day or range of days, then the"
            " months of the view that they concern.",
        ),
    ]
