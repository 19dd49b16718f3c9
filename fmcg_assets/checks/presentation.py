"""How checks present themselves in Dagster: all of it taken from their contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dagster as dg

from fmcg_assets.io_managers.metadata import asset_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fmcg_assets.contracts import Check

_LISTED: Final = 100
"""How many failing days the metadata of a check lists."""
_NAMED: Final = 5
"""How many of them its text names."""


def check_spec(check: Check) -> dg.AssetCheckSpec:
    """Return the specification of a check."""
    return dg.AssetCheckSpec(
        check.name,
        asset=asset_key(check.table),
        description=f"{check.demand}\n\nWhere it fails: {check.remedy}",
        blocking=check.blocking,
    )


def check_result(
    check: Check,
    failing: Mapping[str, int],
    text: str = "",
    *,
    unit: str = "rows",
    blocks: bool | None = None,
) -> dg.AssetCheckResult:
    """Return the result of a check.

    `failing` gives, for every failing slice (a day, a month, or "" for a whole table), how many
    rows (or `unit`) are concerned. `text` replaces the listing. `blocks` overrides whether a
    failure stops what is downstream.
    """
    blocking = check.blocking if blocks is None else blocks
    metadata: dict[str, dg.MetadataValue] = {
        "affected": dg.MetadataValue.int(sum(failing.values())),
        "failing_slices": dg.MetadataValue.int(len(failing)),
    }
    if any(failing):
        metadata["failing"] = dg.MetadataValue.table(
            [
                dg.TableRecord({"slice": key, unit: count})
                for key, count in sorted(failing.items())[:_LISTED]
            ],
            schema=dg.TableSchema([dg.TableColumn("slice"), dg.TableColumn(unit, "int")]),
        )
    said = text or (listing(failing, unit) if failing else "All is well.")
    return dg.AssetCheckResult(
        check_name=check.name,
        asset_key=asset_key(check.table),
        passed=not failing,
        severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
        description=f"{said} {check.remedy}" if failing else said,
        metadata=metadata,
    )


def listing(failing: Mapping[str, int], unit: str) -> str:
    """Return the failing slices as a text that stays short."""
    total = counted(sum(failing.values()), unit)
    named = [f"{key} ({count:,})" for key, count in sorted(failing.items()) if key]
    if not named:
        return f"Found {total}."
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"Found {total}: {', '.join(named[:_NAMED])}{more}."


def counted(number: int, unit: str) -> str:
    """Return a number with its unit, which is given in the plural."""
    word, *rest = unit.split(" ")
    noun = word.removesuffix("s") if number == 1 else word
    return " ".join([f"{number:,}", noun, *rest])
