"""Slices that were materialized from their present sources without a commit, as Dagster knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dagster import AssetKey, AssetRecordsFilter

from fmcg_assets.contracts import WHOLE
from fmcg_assets.io_managers.delta import CONTENT_KEY, SOURCE_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dagster import AssetMaterialization, DagsterInstance, EventLogRecord

    from fmcg_assets.lake.state import TableState

_AT_ONCE: Final = 1_000
_EVENTS_EACH: Final = 4
"""How many materializations are looked at, for each partition on average."""


def settled_slices(
    instance: DagsterInstance,
    stale: Mapping[str, Mapping[str, str]],
    states: Mapping[str, TableState | None],
) -> dict[str, dict[str, str]]:
    """Return the source fingerprint that each stale slice was last materialized from.

    A materialization counts only where the slice still holds what it held then: the instance may
    have seen another lake.
    """
    return {
        key: _fingerprints(instance, key, slices, state)
        for key, slices in stale.items()
        if (state := states[key]) is not None
    }


def _fingerprints(
    instance: DagsterInstance, key: str, slices: Mapping[str, str], state: TableState
) -> dict[str, str]:
    asset_key = AssetKey(key.split("/"))
    newest: dict[str, AssetMaterialization] = {}
    if WHOLE in slices:
        event = instance.get_latest_materialization_event(asset_key)
        if event and event.asset_materialization:
            newest[WHOLE] = event.asset_materialization
    else:
        for record in _records(instance, asset_key, list(slices)):
            if record.partition_key and record.asset_materialization:
                newest.setdefault(record.partition_key, record.asset_materialization)
    return {
        slice_key: _text(materialization, SOURCE_KEY) or ""
        for slice_key, materialization in newest.items()
        if _text(materialization, CONTENT_KEY) == _held(state, slice_key)
    }


def _records(
    instance: DagsterInstance, asset_key: AssetKey, partitions: list[str]
) -> Iterator[EventLogRecord]:
    """Yield the newest materializations of partitions; Dagster gives 10,000 at a time."""
    for start in range(0, len(partitions), _AT_ONCE):
        some = partitions[start : start + _AT_ONCE]
        asked = AssetRecordsFilter(asset_key, asset_partitions=some)
        yield from instance.fetch_materializations(asked, limit=_EVENTS_EACH * len(some)).records


def _held(state: TableState, slice_key: str) -> str | None:
    return state.whole_content if slice_key == WHOLE else state.content(slice_key)


def _text(materialization: AssetMaterialization, key: str) -> str | None:
    value = materialization.metadata.get(key)
    return None if value is None else str(value.value)
