"""Members by what they have rows of: "who bought A but not B", "sold to both A and B"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import CUSTOMER_SIDE, PRODUCT_SIDE, Lifecycle, Refusal
from fmcg_assets.questions.rules.filters import conditions_of
from fmcg_assets.questions.tagging import LIMITS, PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.intent import Condition
    from fmcg_assets.questions.rules.draft import Draft

_BUT_NOT: Final = (
    *("but not", "mais pas", "and not", "et pas", "but did not", "but didn't", "but never"),
    *("but no", "mais aucun", "et aucun", "mais jamais"),
)


def crossed(draft: Draft) -> Draft:
    """Read "who bought A but not B" and "products sold to both A and B": who has rows of which.

    What is asked of such members beyond their names and number is refused.
    """
    trades = any(item.tag in ("BUYING", "SELL") for item in draft.items)
    people = any(
        item.tag == "WHO"
        or (item.tag in ("DIM", "GROUP") and "customer" in str(item.value))
        or (item.tag == "MEASURE" and item.value == "customers")
        for item in draft.items
    )
    figures = [at for at in draft.free("MEASURE") if draft.items[at].value != "products"]
    named = draft.has("DIM") or len(draft.free("MEASURE")) > len(figures)
    goods = named and not (figures or people or draft.has("COUNT"))
    if not trades or not (people or goods):
        return draft
    filters = draft.free("FILTER")
    differs = [at for at in filters if draft.items[at].text.casefold().startswith(_BUT_NOT)]
    both = [
        at
        for at in filters
        if len(draft.items[at].value.conditions[0].values) > 1 and not draft.items[at].value.apart
    ]
    if not ((differs and len(filters) > 1) or (both and draft.has("BOTH"))):
        return draft
    side = PRODUCT_SIDE if people else CUSTOMER_SIDE
    objects = [
        at for at in filters if all(c.dimension in side for c in draft.items[at].value.conditions)
    ]
    texts = {word for at in differs for word in folded(draft.items[at].text).split()}
    plain = not texts & _LITTLE and not draft.has("GROUP", "GRAIN", "HOW_MUCH", *_NOT_OF_MEMBERS)
    wanted = [at for at in objects if at not in differs]
    if plain and len(differs) == 1 and differs[0] in objects and len(wanted) == 1:
        return _members_of(draft, wanted[0], differs[0], people=people)
    if plain and not differs and len(both) == 1 and objects == both:
        return _members_of(draft, both[0], None, people=people)
    return draft.stopped(_one_by_one(draft, filters))


_NOT_OF_MEMBERS: Final = (
    *PEAKS,
    *("SHARE", "GROWTH", "INCREASE", "DECREASE", "AVERAGE"),
    *LIMITS,
    *("NEW", "LOST", "INACTIVE", "VERSUS"),
    "TREND",
)
_LITTLE: Final = frozenset({"much", "many", "often", "beaucoup", "autant", "souvent"})
"""Words after "but not" that leave some: "but not as much Football"."""
_GOODS: Final = PRODUCT_SIDE | {"products"}


def _members_of(draft: Draft, wanted: int, without: int | None, *, people: bool) -> Draft:
    """Return who (or what) has rows of what is wanted, of each value where none is left out."""
    subjects = [
        at
        for at in draft.free("DIM", "MEASURE")
        if draft.items[at].value in (("customer", "customers") if people else _GOODS)
    ]
    others = [at for at in draft.free("MEASURE", "DIM") if at not in subjects]
    if len(subjects) > 1 or others or not (subjects or draft.has("WHO")):
        return draft.stopped(_one_by_one(draft, draft.free("FILTER")))
    dimension = "customer" if people else str(draft.items[subjects[0]].value)
    dimension = "product" if dimension == "products" else dimension
    bought = conditions_of(draft, wanted)
    left_out: tuple[Condition, ...] = ()
    if without is None or draft.has("BOTH"):
        bought = tuple(replace(one, values=(value,)) for one in bought for value in one.values)
    if without is not None:
        left_out = tuple(replace(one, negated=False) for one in conditions_of(draft, without))
    taken = [wanted, *subjects, *([without] if without is not None else [])]
    counts = draft.free("COUNT")
    counted = bool(counts) or any(draft.items[at].tag == "MEASURE" for at in subjects)
    meaning = "bought the one and not the other" if left_out else "bought each of them"
    draft = draft.take("lifecycle", *taken, *counts, *draft.free("BOTH"), meaning=meaning)
    lifecycle = Lifecycle("inactive" if left_out else "active", left_out, bought)
    draft = draft.fill(lifecycle=lifecycle)
    return draft.fill(**({"count_of": dimension} if counted else {"groups": (dimension,)}))


def _one_by_one(draft: Draft, filters: tuple[int, ...]) -> Refusal:
    return Refusal(
        draft.said(
            "What goes with the one and (or but not) the other is told by names and number only;"
            " ask for each of them.",
            "Ce qui va avec l'un et (ou mais pas) l'autre ne se dit que par noms et nombre ;"
            " demandez-le pour chacun d'eux.",
        ),
        tuple(draft.items[at].text for at in filters),
        tuple(
            draft.said(f"who bought {name}", f"qui a acheté {name}")
            for at in filters
            for condition in draft.items[at].value.conditions
            for name in condition.values[:1]
        ),
    )
