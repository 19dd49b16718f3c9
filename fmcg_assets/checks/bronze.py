"""Checks of the landed order files: what is missing, too old or suspiciously small."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import dagster as dg

from fmcg_assets.checks.presentation import check_result, counted
from fmcg_assets.checks.tables import rows_by_slice, run_days, selected, table_checks
from fmcg_assets.contracts import CHECKS
from fmcg_assets.partitions import days_between, last_complete_day
from fmcg_assets.resources.lake import LakeResource, RulesResource
from fmcg_assets.transforms.findings import thin_days

ORDERS = "bronze/orders"
_NAMED = 5
"""How many thin days the text of a check names."""


def bronze_checks() -> list[dg.AssetChecksDefinition]:
    """Return the checks of the bronze tables; those of a delivery's rows are the assets' own."""

    @table_checks(ORDERS, "missing_days", "newest_day", "volume")
    def orders(
        context: dg.AssetCheckExecutionContext, lake: LakeResource, rules: RulesResource
    ) -> Iterator[dg.AssetCheckResult]:
        held = rows_by_slice(lake.lake, ORDERS, None)
        rows = {date.fromisoformat(day): count for day, count in held.items() if count}
        window = run_days(context)
        results = (
            _missing_days(rows),
            _newest_day(rows, last_complete_day(datetime.now(UTC)), rules.max_age_days),
            _volume(rows, days_between(*window) if window else list(rows)),
        )
        yield from selected(context, results)

    return [orders]


def _missing_days(rows: dict[date, int]) -> dg.AssetCheckResult:
    missing = sorted(set(days_between(min(rows), max(rows))) - set(rows)) if rows else []
    return check_result(
        CHECKS[f"{ORDERS}:missing_days"],
        {day.isoformat(): 1 for day in missing},
        f"No order lines of {counted(len(missing), 'days')}: {', '.join(map(str, missing[:10]))}"
        f"{' …' if len(missing) > 10 else ''}."
        if missing
        else f"Every day from {min(rows)} to {max(rows)} is there."
        if rows
        else "Nothing landed.",
        unit="days",
    )


def _newest_day(rows: dict[date, int], ended: date, max_age_days: int) -> dg.AssetCheckResult:
    check = CHECKS[f"{ORDERS}:newest_day"]
    if not rows:
        return check_result(check, {"": 1}, "No order line was ever loaded.", unit="days")
    newest = max(rows)
    age = (ended - newest).days
    text = f"The newest loaded day is {newest}, {age} days before {ended}, the last day that ended."
    return check_result(check, {"": age} if age > max_age_days else {}, text, unit="days")


def _volume(rows: dict[date, int], days: list[date]) -> dg.AssetCheckResult:
    thin = thin_days(rows, days)
    named = sorted(thin.items())[:_NAMED]
    text = "; ".join(
        f"{day}: {found} lines where {usual} are usual" for day, (found, usual) in named
    )
    more = f" and {len(thin) - _NAMED} more days" if len(thin) > _NAMED else ""
    return check_result(
        CHECKS[f"{ORDERS}:volume"],
        {day.isoformat(): found for day, (found, _) in thin.items()},
        f"{text}{more}." if thin else "",
        unit="lines",
    )
