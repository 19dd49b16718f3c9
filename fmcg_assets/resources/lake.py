"""The resource through which assets reach landing zones, the lake's states and the settings."""

from __future__ import annotations

import dagster as dg

from fmcg_assets.ingest.zones import LandingZone, landing_zone
from fmcg_assets.lake.tables import Lake


class LandingResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The landing zones of both companies."""

    parent_uri: str
    child_uri: str
    fallback_encoding: str | None = None

    def zone(self, company: str) -> LandingZone:
        """Return the landing zone of `parent` or `child`."""
        return landing_zone(self.parent_uri if company == "parent" else self.child_uri)


class LakeResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The Delta lake, for assets that ask what its tables hold."""

    uri: str

    @property
    def lake(self) -> Lake:
        """The lake's tables."""
        return Lake(self.uri)


class RulesResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Limits of the cleaning rules that can be set."""

    late_days: int
    max_quantity: int
