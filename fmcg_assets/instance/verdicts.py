"""What the asset checks last said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dagster import AssetCheckKey, AssetKey

from fmcg_assets.contracts import CHECKS, Check

if TYPE_CHECKING:
    from dagster import DagsterInstance


@dataclass(frozen=True)
class Verdict:
    """The last evaluation of a check: when (UTC), and what it found where it failed."""

    check: Check
    passed: bool
    blocking: bool
    found: str
    at: datetime


def latest_verdicts(instance: DagsterInstance) -> tuple[Verdict, ...]:
    """Return the last evaluation of each check that was ever evaluated, as declared."""
    keys = {
        AssetCheckKey(AssetKey(check.table.split("/")), check.name): check
        for check in CHECKS.values()
    }
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(keys))
    verdicts = []
    for key, check in keys.items():
        entry = latest[key].event if key in latest else None
        event = entry.dagster_event if entry else None
        if event is None or event.event_type_value != "ASSET_CHECK_EVALUATION":
            continue
        evaluation = event.asset_check_evaluation_data
        verdicts.append(
            Verdict(
                check,
                evaluation.passed,
                evaluation.severity.value == "ERROR",
                (evaluation.description or "").removesuffix(f" {check.remedy}"),
                datetime.fromtimestamp(latest[key].create_timestamp, UTC),
            )
        )
    return tuple(verdicts)
