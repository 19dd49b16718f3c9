"""The shape that the question wants its answer in: table, pie, line, bars, heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fmcg_assets.questions.intent import ChartKind
    from fmcg_assets.questions.rules.draft import Draft

_KINDS: Final[dict[str, ChartKind]] = {
    "TABLE": "table",
    "PIE": "donut",
    "LINE": "line",
    "BAR": "bar",
    "HEAT_MAP": "heat_map",
}


def charted(draft: Draft) -> Draft:
    """Set the chart by the question's word for it."""
    for at in draft.free(*_KINDS):
        kind = _KINDS[draft.items[at].tag]
        draft = draft.take("chart", at, meaning=f"as {kind}").fill(chart=kind)
    return draft
