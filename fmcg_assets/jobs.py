"""Which assets run together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dagster as dg

from fmcg_assets.contracts import TABLES
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.planning import DIMENSION_TABLES

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

DIMS: Final = "dims"
DAILY_REFRESH: Final = "daily_refresh"
FULL_REFRESH: Final = "full_refresh"

TABLES_OF_JOBS: Final = {
    DIMS: frozenset(DIMENSION_TABLES),
    DAILY_REFRESH: frozenset(TABLES),
    FULL_REFRESH: frozenset(TABLES),
}
"""The tables that each job makes."""


def jobs() -> list[UnresolvedAssetJobDefinition]:
    """Return the jobs that make tables. All of them run the checks of their assets, too."""
    everything = [asset_key(key) for key in TABLES]
    return [
        dg.define_asset_job(
            DIMS,
            selection=[asset_key(key) for key in DIMENSION_TABLES],
            description="Dimensions of both companies and the parent's monthly sales.",
        ),
        dg.define_asset_job(
            DAILY_REFRESH,
            selection=everything,
            description="Dimensions, then the order files of a day or range of days, then the"
            " months of the view that they concern. Schedule and sensors start it for what is due.",
        ),
        dg.define_asset_job(
            FULL_REFRESH,
            selection=everything,
            description="Everything that landed, again: start it for the range of days that the"
            " data cover. What comes out as it is stored is not written. `fmcg run --full` finds"
            " the days itself.",
        ),
    ]
