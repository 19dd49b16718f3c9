"""Links from an answer to the dashboard: what its filters and period are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fmcg_assets.dashboard.state import FILTERS, OPENED
from fmcg_assets.semantics.model import UNMAPPED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fmcg_assets.questions.intent import Intent
    from fmcg_assets.semantics.snapshot import Snapshot


def dashboard_parameters(intent: Intent, snapshot: Snapshot) -> Mapping[str, list[str]] | None:
    """Return the dashboard's parameters for an intent; None where it has no such filters.

    A negated filter becomes all other members. Of several periods none is kept.
    """
    if intent.sides or intent.ratio:
        return None
    found: dict[str, list[str]] = {OPENED: ["1"]}
    for condition in intent.conditions:
        if condition.dimension not in FILTERS or condition.dimension in found:
            return None
        values = condition.values
        if condition.negated:
            values = tuple(
                member
                for member in (*snapshot.members[condition.dimension], None)
                if member not in condition.values
                and (member is not None or condition.dimension in snapshot.unmapped)
            )
        found[condition.dimension] = [UNMAPPED if value is None else value for value in values]
    if len(intent.periods) == 1:
        period = intent.periods[0]
        found["from"] = [f"{period.first:%Y-%m}"]
        found["to"] = [f"{period.last:%Y-%m}"]
    return found
