"""Pivots: two groupings side by side, one of them as columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.resolve import GRAIN_MONTHS, span
from fmcg_assets.questions.rules.groups import name_at, set_apart
from fmcg_assets.questions.tagging import SOFT
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft


def crossed(draft: Draft) -> Draft:
    """Note which grouping the question wants as columns, before groups are settled."""
    draft = _named_sides(draft)
    draft = _down_and_across(draft)
    draft = _rows_of_periods(_along_time(draft))
    heads = draft.free("SIDE_BY_SIDE")
    crossing = [at for at in draft.free("VERSUS") if _between_groups(draft, at)]
    draft = draft.take("pivot", *heads, meaning="side by side")
    draft = draft.take("pivot", *crossing, meaning="side by side")
    if crossing:
        draft = draft.take("pivot", *draft.free("COMPARE"))
    if not heads and not crossing:
        return draft
    if draft.intent.pivot is not None:
        return draft
    axes = [at for at in draft.free("MEASURE") if draft.items[at].text.casefold() in _AXES]
    draft = draft.take("pivot", *axes, meaning="the rows of the table")
    chosen = next((name for at in heads if (name := _named_column(draft, at))), None)
    return replace(draft, intent=replace(draft.intent, pivot=chosen or LAST))


def _named_sides(draft: Draft) -> Draft:
    """Hold values apart that are a table's rows or columns: "E-Commerce and Direct as columns"."""
    for at in draft.free("SIDE_BY_SIDE", "LAYOUT", "ACROSS"):
        crossed = folded(draft.items[at].text) == "×"
        named = at + 1 if crossed else at - 1
        if not crossed and draft.tag(named) == "MEASURE":
            # "A and B revenue in adjacent columns".
            named -= 1
        if draft.tag(named) != "FILTER":
            continue
        if not crossed and not _is_a_side(folded(draft.items[at].text)):
            continue
        if draft.items[named].value.listed is None:
            continue
        draft = set_apart(draft, named)
        if not crossed and not draft.has(*_GROUPS, "TOTAL", "TOGETHER"):
            # "A and B with C and D in columns": the others are the rows.
            draft = _lists_apart(draft)
    return draft


def _lists_apart(draft: Draft) -> Draft:
    """Hold all lists of values apart."""
    for at in draft.free("FILTER"):
        if draft.items[at].value.listed is not None:
            draft = set_apart(draft, at)
    return draft


def _is_a_side(text: str) -> bool:
    return text in _SIDES or "column" in text or "colonne" in text


_SIDES: Final = frozenset(
    {
        "across",
        "going across",
        "across the top",
        "along the top",
        "down the side",
        "down the left",
        "on the left",
    }
    | {"on the side", "in rows", "as rows", "in the rows", "on rows", "down the rows", "as lines"}
    | {"in lines", "en lignes", "en ligne", "a gauche", "en haut du tableau"}
)


def _down_and_across(draft: Draft) -> Draft:
    """Read "divisions down, months across": the second one is the columns."""
    down = [
        at
        for at in draft.free("UNKNOWN")
        if draft.items[at].text.casefold() == "down" and draft.tag(at - 1) in _GROUPS
    ]
    across = [at for at in draft.free("ACROSS") if draft.tag(at - 1) in _GROUPS]
    if not down or not across:
        return draft
    column = name_at(draft, across[-1] - 1)
    draft = draft.take("pivot", *down, *across, meaning="side by side")
    return replace(draft, intent=replace(draft.intent, pivot=column))


def _rows_of_periods(draft: Draft) -> Draft:
    """Read "units of A, B and C with 2024 and 2025 as columns" as a row for each of them.

    So it is with "quarters as columns", where nothing else divides.
    """
    several = any(len(draft.items[at].value.periods) > 1 for at in draft.free("PERIOD"))
    timed = len(draft.free("GRAIN")) == 1 and len(draft.free(*_GROUPS)) == 1
    timed = timed and not draft.has("TOTAL", "TOGETHER")
    if not draft.has("SIDE_BY_SIDE") or not (timed or (several and not draft.has(*_GROUPS))):
        return draft
    return _lists_apart(draft)


def _along_time(draft: Draft) -> Draft:
    """Read "the last three months as columns": the months are one side of the table."""
    for at in draft.free("SIDE_BY_SIDE", "LAYOUT"):
        columns = folded(draft.items[at].text).startswith(("en colonne", "et en colonne"))
        near = draft.before(at)
        if columns and draft.tag(near) != "PERIOD":
            near = draft.after(at)
        apart = any(draft.items[one].value.apart for one in draft.free("FILTER"))
        if draft.tag(near) != "PERIOD" or near is None or not (apart or draft.has(*_GROUPS)):
            continue
        words = set(folded(draft.items[near].text).split())
        grain = next((grain for word, grain in _TIMES.items() if word in words), None)
        periods = draft.items[near].value.periods
        several = len(periods) > 1 or any(span(one) > GRAIN_MONTHS["quarter"] for one in periods)
        if grain is None and words & _QUARTERS and several:
            # "Q1 to Q4 2024 as columns".
            grain = "quarter"
        if grain is not None and grain not in draft.intent.groups:
            draft = draft.take("pivot", at, meaning=f"by {grain}")
            return draft.fill(groups=(*draft.intent.groups, grain), pivot=grain)
    return draft


_QUARTERS: Final = frozenset(f"{letter}{number}" for letter in "qt" for number in range(1, 5))
_TIMES: Final = {
    "months": "month",
    "mois": "month",
    "quarters": "quarter",
    "trimestres": "quarter",
    "years": "year",
    "annees": "year",
}
_GROUPS: Final = frozenset({"DIM", "GRAIN", "GROUP"})
_AXES: Final = frozenset({"rows", "lignes", "ligne", "row"})
LAST = "last"
"""Stands for the last group until the groups are settled."""


def settled(draft: Draft) -> Draft:
    """Turn the last of two groups into columns; one group alone is no pivot."""
    pivot = draft.intent.pivot
    if pivot is None:
        return draft
    groups = draft.intent.groups
    if len(groups) < 2:
        return draft.fill(pivot=None)
    if pivot == LAST or pivot not in groups:
        return draft.fill(pivot=groups[-1])
    return draft


def _between_groups(draft: Draft, at: int) -> bool:
    """Whether groups stand on both sides; filters of the first one count where a table is named."""
    table = draft.has("SIDE_BY_SIDE", "TABLE")
    before = draft.before(at, skip=SOFT | ({"FILTER", "PERIOD"} if table else set()))
    after = draft.after(at)
    kinds = ("DIM", "GROUP", "GRAIN")
    return draft.tag(before) in kinds and draft.tag(after) in kinds


def _named_column(draft: Draft, at: int) -> str | None:
    text = draft.items[at].text.casefold()
    if "column" not in text and "colonne" not in text:
        return None
    if text.startswith(("one column", "a column", "column for", "columns for", "une colonne")):
        following = draft.after(at)
        if following is not None and draft.items[following].tag in ("DIM", "GROUP", "GRAIN"):
            return name_at(draft, following)
    before = draft.before(at)
    if before is not None and draft.items[before].tag in ("DIM", "GROUP", "GRAIN"):
        return name_at(draft, before)
    following = draft.after(at)
    if following is not None and draft.items[following].tag in ("DIM", "GROUP", "GRAIN"):
        return name_at(draft, following)
    return None
