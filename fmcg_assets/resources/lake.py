"""The resource through which assets reach landing zones, the lake's states and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from fmcg_assets.ingest.zones import LandingZone, landing_zone
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.spark import SparkResource

if TYPE_CHECKING:
    from fmcg_assets.resources.environments import Settings


class LandingResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The landing zones of both companies, and the folder of the reference files."""

    parent_uri: str
    child_uri: str
    reference_uri: str
    fallback_encoding: str | None = None

    def zone(self, company: str) -> LandingZone:
        """Return the landing zone of `parent` or `child`."""
        return landing_zone(self.parent_uri if company == "parent" else self.child_uri)

    @property
    def reference_zone(self) -> LandingZone:
        """The folder of the reference files."""
        return landing_zone(self.reference_uri)


def landing_resource(settings: Settings) -> LandingResource:
    """Return the landing zones that the settings name."""
    return LandingResource(
        parent_uri=settings.parent_landing_uri,
        child_uri=settings.child_landing_uri,
        reference_uri=settings.reference_uri,
        fallback_encoding=settings.line_encoding,
    )


class LakeResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The Delta lake, for assets that ask what its tables hold."""

    uri: str
    spark: SparkResource

    @property
    def lake(self) -> Lake:
        """The lake's tables, to read."""
        return Lake(self.uri)

    @property
    def own_lake(self) -> Lake:
        """The lake's tables, to write them as the engine's writer does."""
        return Lake(self.uri, self.spark.writer)


class RulesResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Limits of cleaning rules and checks that can be set."""

    late_days: int
    max_quantity: int
    max_row_loss_percent: int
    max_quarantine_percent: int
    max_age_days: int
