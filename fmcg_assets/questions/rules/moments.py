"""Moments: since when something has been sold, when it was sold last."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import Seen
from fmcg_assets.questions.resolve import GRAIN_MONTHS
from fmcg_assets.questions.rules.groups import name_at
from fmcg_assets.questions.tagging import PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft

_OTHER_FIGURES: Final = (
    *(PEAKS - {"TOP"}),
    *("COUNT", "HOW_MUCH", "SHARE", "GROWTH", "INCREASE", "DECREASE", "AVERAGE", "RATIO", "INT"),
    *("MORE_THAN", "LESS_THAN", "AT_MOST", "BETWEEN", "VERSUS", "COMPARE", "FAST", "SLOW"),
)
_LEADS: Final = ("SINCE", "AT_LEAST", "OF", "IN")
_FIRST: Final = re.compile(r"\b(?:first|earliest|initial|premier|premiere|1st|1er|1ere)\b")
_START: Final = re.compile(r"\b(?:start|started|starts|begin|began|begun|starting to)\b")
_TRADES: Final = ("BUYING", "SELL", "MEASURE", "COME", "SPEND")


def dated(draft: Draft) -> Draft:
    """Read "since when do we sell A" as its first month, "when did A last order" as its last."""
    if draft.has(*_OTHER_FIGURES) or _counts_members(draft) or _is_held_against(draft):
        return draft
    asking = _asking(draft)
    which, told = _edge(draft, asking)
    if which is None:
        return draft
    named = [name_at(draft, at) for at in (*asking, *told) if draft.tag(at) == "GRAIN"]
    grain: Literal["month", "quarter", "year"] = "month"
    texts = [folded(draft.items[at].text) for at in told if draft.tag(at) == "PERIOD"]
    if any(_FIRST_QUARTER.fullmatch(text) for text in texts):
        named, draft = ["quarter"], replace(draft, notes=())
    if named[:1] == ["quarter"] or named[:1] == ["year"]:
        grain = "quarter" if named[0] == "quarter" else "year"
    figures = [at for at in draft.free("MEASURE") if draft.items[at].value == "revenue"]
    taken = (*asking, *told, *figures, *draft.free("APPEAR", "FRESHNESS"))
    draft = draft.take("moments", *taken, meaning=f"the {which} {grain}")
    return draft.fill(seen=Seen(which, grain))


def appeared(draft: Draft) -> Draft:
    """Read "customers that appear in the sales" as buying, "products we began to sell" as new."""
    times = [folded(draft.items[at].text) for at in draft.free("GRAIN")]
    every = any(text.startswith(("every", "each", "chaque", "tous")) for text in times)
    if draft.intent.seen or every or draft.has(*PEAKS, "EACH"):
        return draft
    for at in draft.free("APPEAR"):
        if draft.tag(at + 1) != "BY":
            begins = folded(draft.items[at].text).startswith(_BEGINS)
            draft = draft.changed(at, tag="NEW" if begins else "SELL")
    return draft


_BEGINS: Final = ("commenc", "debut", "demarr", "lanc", "introdu", "mis en vente")


def _is_held_against(draft: Draft) -> bool:
    """Whether values are compared: "since when is A ahead of B" asks for no first sale."""
    return any(
        item.tag in ("VERSUS", "COMPARE", "BEFORE") or (item.tag == "FILTER" and item.value.apart)
        for item in draft.items
    )


def _counts_members(draft: Draft) -> bool:
    """Whether members are listed or counted: "which customers first bought in July"."""
    figures = {draft.items[at].value for at in draft.free("MEASURE")} - {"revenue"}
    listed = [
        at
        for at in draft.free("DIM")
        if draft.tag(at - 1) not in ("EACH", "BY", "PER")
        and draft.tag(at + 1) != "FILTER"
        and draft.tag(at - 1) != "FILTER"
    ]
    return bool(figures or listed)


def _asking(draft: Draft) -> tuple[int, ...]:
    """Return the words that ask for a time: "when", "since when", "in which month"."""
    for at in draft.free("WHEN"):
        return (at - 1, at) if at and draft.tag(at - 1) in _LEADS else (at,)
    for at in draft.free("GRAIN"):
        if draft.tag(at - 1) == "WHICH" and name_at(draft, at) in GRAIN_MONTHS:
            since = at >= 2 and draft.tag(at - 2) in (*_LEADS, "UNTIL")
            return (at - 2, at - 1, at) if since else (at - 1, at)
    return draft.free("FRESHNESS")


def _edge(
    draft: Draft, asking: tuple[int, ...]
) -> tuple[Literal["first", "last"] | None, tuple[int, ...]]:
    """Return whether the first or the last time is asked for, and the words that say so."""
    first = tuple(
        at for at in draft.free("FIRST", "TOP") if _FIRST.fullmatch(folded(draft.items[at].text))
    )
    if asking:
        lasts = _lasts(draft, asking[0]) and draft.has("SELL", "BUYING", "APPEAR")
        since = draft.tag(asking[0]) in ("SINCE", "AT_LEAST") or lasts
        if since and not draft.has("PERIOD"):
            return "first", draft.free("NEW")
        if draft.tag(asking[0]) == "UNTIL" and not draft.has("PERIOD"):
            # "Jusqu'à quel mois vont les ventes".
            return "last", ()
        begun = (*draft.free("NEW", "APPEAR"), *first)
        starts = _START.search(folded(draft.text)) and draft.has(*_TRADES)
        if begun or starts:
            return "first", begun
        last = draft.free("LAST") if draft.has(*_TRADES, "FOR") else ()
        return ("last", last) if last else (None, ())
    data = any(item.tag in ("FRESHNESS", "DATA") for item in draft.items)
    if not draft.has("FILTER", "GROUP", "EACH") and not data:
        return None, ()
    if any(m < at for m in draft.free("MEASURE") for at in (*first, *draft.free("PERIOD"))):
        # "Revenue of the last month with sales" is a revenue.
        return None, ()
    for at in first:
        if draft.tag(at + 1) != "GRAIN" or name_at(draft, at + 1) not in GRAIN_MONTHS:
            continue
        alone = {item.tag for item in draft.items[at + 2 :]} <= _OF_THE_DATA
        if (data and alone) or _relates(draft, at + 2):
            return "first", (at, at + 1)
    for at in draft.free("PERIOD"):
        if _FIRST_QUARTER.fullmatch(folded(draft.items[at].text)) and _relates(draft, at + 1):
            # "The first quarter in which we sold A" is no Q1.
            return "first", (at,)
        if _LAST_MONTH.fullmatch(folded(draft.items[at].text)) and _relates(draft, at + 1):
            return "last", (at,)
    return None, ()


_OF_THE_DATA: Final = frozenset({"IN", "OF", "DATA", "COMMA", "WHICH", "IS"})
_FIRST_QUARTER: Final = re.compile(r"(?:the |le )?(?:first|premier) (?:quarter|trimestre)")
_LAST_MONTH: Final = re.compile(r"(?:the |le )?(?:last|latest|most recent|dernier) (?:month|mois)")


def _lasts(draft: Draft, at: int) -> bool:
    return folded(draft.items[at].text).startswith(("how long", "depuis combien"))


def _relates(draft: Draft, at: int) -> bool:
    """Whether sales follow that a month is the first or last of ("in which we sold")."""
    joint = draft.tag(at)
    if joint in ("IN", "WHICH", "WHOSE", "WHO"):
        return any(item.tag in _TRADES for item in draft.items[at:])
    sales = draft.tag(at + 1) == "MEASURE" and draft.items[at + 1].value == "revenue"
    return joint in ("OF", "WITH") and sales and draft.tag(at + 2) in ("OF", "FOR", "IN", "FILTER")
