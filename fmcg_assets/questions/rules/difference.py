"""Differences: what one value has more than another."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Clarify, Condition, Ratio
from fmcg_assets.questions.rules.groups import COUNT_OF, name_at
from fmcg_assets.questions.tagging import LIMITS, MOVING_PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft


def subtracted(draft: Draft) -> Draft:
    """Read "difference between A and B" and "how much more did A sell than B" as A minus B.

    Asks back for the difference of more than two values, and for ranked differences.
    """
    movers = [at for at in draft.free("GROWTH") if _subtracts(draft.items[at].text)]
    kinds = [at for at in draft.free("BETWEEN") if draft.tag(at + 1) == "DIM"]
    if movers and kinds and not draft.has("PERIOD", "GRAIN"):
        return draft.stopped(_side_by_side(draft, draft.items[kinds[0] + 1].text))
    spans = [period for at in draft.free("PERIOD") for period in draft.items[at].value.periods]
    if len(spans) > 1:
        return draft
    if len(movers) == 1 and len(draft.free("GROWTH")) == 1:
        return _minus(draft, movers[0])
    return _how_much_more(draft)


def _minus(draft: Draft, mover: int) -> Draft:
    """Return the draft with a difference of two values, which "gap" or the like asks for."""
    for at in draft.free("FILTER"):
        pair = _pair(draft, at)
        between = draft.before(at, skip=("OF", "IN", "FOR", "MEASURE"))
        apart = draft.items[at].value.apart
        if draft.tag(between) != "BETWEEN" and not apart:
            continue
        if pair is None or draft.has(*_RANKING):
            dimension = draft.items[at].value.conditions[0].dimension
            members = draft.context.model.dimensions[dimension].plural_in(draft.language)
            return draft.stopped(_side_by_side(draft, members.casefold()))
        draft = draft.take("difference", mover, at, *draft.free("BETWEEN"), meaning="minus")
        return draft.fill(ratio=Ratio(*pair, subtracts=True))
    return draft


def _how_much_more(draft: Draft) -> Draft:
    """Return the draft with what one value has more than another, or less."""
    sides = draft.free("FILTER")
    asking = draft.free("HOW_MUCH")
    counted = any(
        folded(draft.items[at].text).startswith(("combien", "how many", "how much"))
        for at in draft.free("MEASURE")
    )
    members = any(draft.items[at].value in COUNT_OF.values() for at in draft.free("MEASURE"))
    told = bool(asking) or (counted and not members)
    ahead = _pair(draft, sides[0]) if len(sides) == 1 and told else None
    if ahead and _AHEAD.search(folded(draft.items[sides[0]].text)):
        draft = draft.take("difference", *asking, *sides, *draft.free("MORE"), meaning="minus")
        return draft.fill(ratio=Ratio(*ahead, subtracts=True))
    for more in draft.free("MORE", "LESS", "MORE_THAN", "LESS_THAN"):
        asked = draft.before(more, skip=("MEASURE", "OF", "IN", "IS", "FILTER", "SELL", "COME"))
        if draft.tag(asked) not in ("HOW_MUCH", "COUNT") or asked is None:
            continue
        pair = _pair(draft, sides[0]) if len(sides) == 1 else None
        held = pair is not None and _THAN.search(folded(draft.items[sides[0]].text)) is not None
        than: tuple[int, ...] = ()
        if len(sides) == 2:
            before = draft.before(sides[1], skip=("OF", "IN", "FOR", "MEASURE"))
            held = draft.tag(before) in ("THAN", "MORE_THAN", "LESS_THAN")
            than = (before,) if before is not None else ()
            pair = (draft.items[sides[0]].value.conditions, draft.items[sides[1]].value.conditions)
        # "How many more customers bought A than B".
        noun = name_at(draft, more + 1) if draft.tag(more + 1) == "DIM" else ""
        if not held or pair is None or (noun and noun not in COUNT_OF):
            continue
        if noun:
            draft = draft.changed(more + 1, tag="MEASURE", value=COUNT_OF[noun])
        one, two = reversed(pair) if draft.items[more].tag.startswith("LESS") else pair
        draft = draft.take("difference", asked, more, *than, *sides, meaning="minus")
        return draft.fill(ratio=Ratio(one, two, subtracts=True))
    return draft


_RANKING: Final = (*MOVING_PEAKS, *LIMITS, "SORT")
_AHEAD: Final = re.compile(
    r"\b(?:than|plus que|depass\w*|devance\w*|exceeds?|outsells?|outsold|beats?|surpass\w*)\b"
)
_THAN: Final = re.compile(r"\b(?:than|que|qu)\b")


def _pair(draft: Draft, at: int) -> tuple[tuple[Condition, ...], tuple[Condition, ...]] | None:
    """Return the two values that a filter names, each as a selection of its own."""
    condition = draft.items[at].value.listed
    if condition is None or len(condition.values) != 2:
        return None
    one, two = (replace(condition, values=(value,)) for value in condition.values)
    return (one,), (two,)


def _side_by_side(draft: Draft, members: str) -> Clarify:
    measures = draft.free("MEASURE")
    measure = draft.items[measures[0]].text if measures else draft.said("revenue", "CA")
    return Clarify(
        draft.said(
            f"Differences between all {members} are not shown; their figures side by side are.",
            f"Les écarts entre tous les {members} ne sont pas donnés ; leurs chiffres, oui.",
        ),
        (draft.said(f"{measure} by {members}", f"{measure} par {members}"),),
    )


def _subtracts(text: str) -> bool:
    return folded(text).startswith(("difference", "gap", "ecart", "delta"))
