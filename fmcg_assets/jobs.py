"""Which assets run together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from fmcg_assets.contracts import TABLES
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.planning import DIMENSION_TABLES

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )


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
