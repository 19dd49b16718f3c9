"""Tiles: growth, and the links to asset, check and Ask page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fmcg_assets.dashboard import tiles
from fmcg_assets.dashboard.context import Context
from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.snapshot import SnapshotStore


@pytest.mark.parametrize(
    ("now", "before", "percent"),
    [
        (Decimal(150), Decimal(100), 50.0),
        (50, 100, -50.0),
        (0, 100, -100.0),
        (5, 0, None),
        (5, None, None),
        (None, 5, None),
        (-50, -100, 50.0),
    ],
)
def test_growth_has_a_base_or_is_none(
    now: Decimal | None, before: Decimal | None, percent: float | None
) -> None:
    assert tiles.growth(now, before) == percent


def test_links_lead_to_the_asset_and_its_check(
    sample_store: SnapshotStore, sample: Settings
) -> None:
    settings = sample.model_copy(update={"dagster_url": "http://127.0.0.1:3999/"})
    context = Context(sample_store, sample_store.current(), load_model(), settings, "compact")
    asset = "http://127.0.0.1:3999/assets/gold/vw_fact_orders_enriched"
    assert tiles.asset_link(context) == asset
    assert tiles.check_link(context) == f"{asset}?view=checks&checkDetail=unmapped_channel"
