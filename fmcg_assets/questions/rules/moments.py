"""Moments: since when something has been sold, when it was sold last."""

from __future__ import annotations

import re
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
_SINCE: Final = ("SINCE", "AT_LEAST", "OF", "IN")
_FIRST: Final = re.compile(r"\b(?:first|earliest|initial|premier|premiere|1st|1er|1ere)\b")
_START: Final = re.compile(r"\b(?:start|started|starts|begin|began|begun|starting to)\b")
_TRADES: Final = ("BUYING", "SELL", "MEASURE", "COME", "SPEND")


def dated(draft: Draft) -> Draft:
    """Read "since when do we sell A" as its first month, "when did A last order" as its last."""
    read = _dated(draft)
    # "How many customers appear in the sales".
    for at in () if read.intent.seen else read.free("APPEAR"):
        begins = folded(read.items[at].text).startswith(_BEGINS)
        read = read.changed(at, tag="NEW" if begins else "SELL")
    return read


_BEGINS: Final = ("commenc", "debut", "demarr", "lanc", "introdu", "mis en vente")


def _dated(draft: Draft) -> Draft:
    if draft.has(*_OTHER_FIGURES) or _counts_members(draft):
        return draft
    asking = _asking(draft)
    which, told = _edge(draft, asking)
    if which is None:
        return draft
    grain = next((name_at(draft, at) for at in asking if draft.tag(at) == "GRAIN"), "month")
    figures = [at for at in draft.free("MEASURE") if draft.items[at].value == "revenue"]
    taken = (*asking, *told, *figures, *draft.free("APPEAR", "FRESHNESS"))
    draft = draft.take("moments", *taken, meaning=f"the {which} {grain}")
    return draft.fill(seen=Seen(which, grain))  # type: ignore[arg-type]


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
        return (at - 1, at) if at and draft.tag(at - 1) in _SINCE else (at,)
    for at in draft.free("GRAIN"):
        if draft.tag(at - 1) == "WHICH" and name_at(draft, at) in GRAIN_MONTHS:
            since = at >= 2 and draft.tag(at - 2) in (*_SINCE, "UNTIL")
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
        since = draft.tag(asking[0]) in ("SINCE", "AT_LEAST") or _lasts(draft, asking[0])
        if since and not draft.has("PERIOD"):
            return "first", draft.free("NEW")
        if draft.tag(asking[0]) == "UNTIL" and not draft.has("PERIOD"):
            # "Jusqu'à quel mois vont les ventes".
            return "last", ()
        begun = (*draft.free("NEW", "APPEAR"), *first)
        starts = _START.search(folded(draft.text)) and draft.has(*_TRADES)
        if begun or starts:
            return "first", begun
        last = tuple(at for at in draft.free("LAST") if draft.has(*_TRADES, "FOR"))
        return ("last", last) if last else (None, ())
    data = any(item.tag in ("FRESHNESS", "DATA") for item in draft.items)
    if not draft.has("FILTER", "GROUP", "EACH") and not data:
        return None, ()
    for at in first:
        alone = {item.tag for item in draft.items[at + 2 :]} <= _OF_THE_DATA
        if data and draft.tag(at + 1) == "GRAIN" and alone:
            return "first", (at, at + 1)
        if draft.tag(at + 1) == "GRAIN" and _relates(draft, at + 2):
            return "first", (at, at + 1)
    for at in draft.free("PERIOD"):
        if _LAST_MONTH.fullmatch(folded(draft.items[at].text)) and _relates(draft, at + 1):
            return "last", (at,)
    return None, ()


_OF_THE_DATA: Final = frozenset({"IN", "OF", "DATA", "COMMA", "WHICH", "IS"})
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
