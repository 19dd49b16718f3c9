"""Slices that were materialized from their present sources without a commit, as Dagster knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster import AssetKey, AssetRecordsFilter

from fmcg_assets.contracts import WHOLE
from fmcg_assets.io_managers.delta import SOURCE_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dagster import AssetMaterialization, DagsterInstance


def settled_slices(
    instance: DagsterInstance, stale: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Return the source fingerprint that each stale slice was last materialized from."""
    return {key: _fingerprints(instance, key, slices) for key, slices in stale.items()}


def _fingerprints(instance: DagsterInstance, key: str, slices: Mapping[str, str]) -> dict[str, str]:
    asset_key = AssetKey(key.split("/"))
    if WHOLE in slices:
        event = instance.get_latest_materialization_event(asset_key)
        materialization = event.asset_materialization if event else None
        return {WHOLE: _source(materialization)} if materialization else {}
    records = instance.fetch_materializations(
        AssetRecordsFilter(asset_key, asset_partitions=list(slices)), limit=4 * len(slices)
    ).records
    newest: dict[str, str] = {}
    for record in records:
        if record.partition_key and record.asset_materialization:
            newest.setdefault(record.partition_key, _source(record.asset_materialization))
    return newest


def _source(materialization: AssetMaterialization) -> str:
    value = materialization.metadata.get(SOURCE_KEY)
    return str(value.value) if value else ""
