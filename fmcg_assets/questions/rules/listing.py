"""Listings: which members there are, or bought or sold something, without a figure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.rules.groups import name_at
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft
    from fmcg_assets.questions.tagging import Item


def listed(draft: Draft) -> Draft:
    """Tell whether the question wants names alone; "who bought" lists customers."""
    intent = draft.intent
    heads = draft.free("LIST")
    draft = draft.take("listing", *heads, meaning="list")
    asks = bool(heads) or any(item.tag in ("WHICH", "WHO") for item in draft.items)
    if intent.lifecycle or (not heads and _spent(draft)):
        return draft
    trades = any(item.tag in ("BUYING", "SELL") for item in draft.items)
    if (
        not intent.groups
        and intent.having
        and not intent.count_of
        and not draft.has("DIM", "GROUP")
    ) and any(item.tag == "WHO" for item in draft.items):
        return draft.fill(groups=("customer",))
    if intent.measures or intent.count_of or draft.has("MEASURE") or _figured(draft):
        return draft
    if any(item.tag == "FILTER" and item.value.apart for item in draft.items):
        return draft
    subjects = draft.free("DIM", "GROUP")
    if draft.has("ABSOLUTE") and not heads:
        return draft
    earned = any(item.tag == "COME" for item in draft.items)
    if earned and draft.has("GROUP"):
        return draft
    if subjects and (heads or asks):
        draft = draft.take("listing", *subjects, meaning="names")
        names = tuple(dict.fromkeys((*intent.groups, *(name_at(draft, at) for at in subjects))))
        return draft.fill(groups=names)
    if not subjects and trades and any(item.tag == "WHO" for item in draft.items):
        return draft.fill(groups=("customer",))
    return draft


def _spent(draft: Draft) -> bool:
    """Whether "what did … spend" or "what each … bought" asks for a figure, not for names."""
    asking = next((at for at, item in enumerate(draft.items) if _is_what(item)), None)
    spends = any(item.tag in ("SPEND", "BUYING") for item in draft.items)
    # "What did each product sell": it is no list that a product sells.
    spends = spends or (asking is not None and _each_sells(draft, asking))
    following = draft.items[asking + 1 : asking + 2] if asking is not None else ()
    if asking is not None and _DOES.match(folded(draft.text)):
        # "What did football do in each year".
        return True
    return spends and any(item.tag in ("IS", "EACH") for item in following)


_DOES: Final = re.compile(r"what (?:did|does|do|has|have) .{2,40}? (?:do|done|did)\b(?! not)")


def _each_sells(draft: Draft, asking: int) -> bool:
    """Whether "what did each product sell" is asked."""
    each = [item.tag for item in draft.items[asking + 1 : asking + 3]] == ["IS", "EACH"]
    return each and any(item.tag == "SELL" for item in draft.items[asking:])


def _is_what(item: Item) -> bool:
    return item.tag == "WHICH" and folded(item.text) in _WHAT


_WHAT: Final = frozenset({"what", "que", "quoi", "qu'est-ce que"})


def wanted(draft: Draft) -> bool:
    """Return whether names alone are wanted."""
    taken = {one.rule for one in draft.explained}
    if any(item.tag == "FILTER" and item.value.apart for item in draft.items):
        return False
    asks = "listing" in taken or any(item.tag == "WHO" for item in draft.items)
    each = [item for item in draft.items if item.tag == "GROUP" and item.value.how == "each"]
    if len(each) > 1 and _SOLD_WHAT.search(folded(draft.text)):
        # "For each customer and each division, what did we sell" asks for figures.
        return False
    lifecycle = draft.intent.lifecycle
    asks = asks or (lifecycle is not None and bool(lifecycle.bought))
    return asks and bool(draft.intent.groups) and not _figured(draft) and not draft.intent.measures


_SOLD_WHAT: Final = re.compile(r"\bwhat did we sell\b|\bqu'(?:avons-nous|a-t-on) vendu\b")


def _figured(draft: Draft) -> bool:
    intent = draft.intent
    return bool(
        intent.rank
        or intent.share
        or intent.change
        or intent.having
        or intent.window
        or intent.ratio
        or intent.average_per
        or intent.pivot
    )
