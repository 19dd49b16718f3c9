"""Measures: what is asked for; revenue where nothing is named, and the price that is meant."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from fmcg_assets.questions.intent import Rank
from fmcg_assets.questions.rules.draft import Draft, Swap
from fmcg_assets.questions.rules.filters import names_goods
from fmcg_assets.questions.rules.groups import name_at
from fmcg_assets.questions.tokens import folded

_BARE_PRICES: Final = frozenset({"price", "prices", "pricing", "prix"})


def numbered(draft: Draft) -> Draft:
    """Take "two overall figures: revenue and units" as what is counted out, where it is so many."""
    figures = {draft.items[at].value for at in draft.free("MEASURE")}
    for at in draft.free("INT"):
        noun = draft.after(at, skip=("TOTAL",))
        so_many = int(draft.items[at].value.value) == len(figures) > 1
        if noun is not None and draft.tag(noun) == "DATA" and so_many:
            draft = draft.take("measures", at, noun, meaning="those that are named")
    return draft


def in_units(draft: Draft) -> Draft:
    """Read "les ventes … en unités" as units alone: "ventes" only says what is counted."""
    named = draft.free("MEASURE")
    for at in named:
        if folded(draft.items[at].text) not in _GENERIC or draft.items[at].value != "revenue":
            continue
        if any(
            other > at
            and draft.items[other - 1].tag == "IN"
            and draft.items[other].value == "quantity"
            for other in named
        ):
            draft = draft.take("measures", at, meaning="said in units")
    return draft


def priced(draft: Draft) -> Draft:
    """Read "what does a kettlebell sell for" and "à combien se vend …" as the price of a piece."""
    for at in draft.free("PRICED"):
        pieces = _one_piece(draft)
        others = [found for found in draft.free("MEASURE") if found not in pieces]
        if not others and not draft.has("COUNT", "TOTAL") and _asks_price(draft, at):
            said = (*pieces, *draft.free("AVERAGE"))
            draft = draft.take("measures", at, *said, meaning="price of a piece")
            draft = draft.fill(measures=(*draft.intent.measures, "average_selling_price"))
            continue
        asks = folded(draft.items[at].text).startswith(("how much", "combien"))
        draft = draft.changed(at, tag="HOW_MUCH" if asks else "SELL")
    return draft


def extremes(draft: Draft) -> Draft:
    """Read "lowest and highest list price" as figures of their own, where no member is ranked.

    "Which product has the highest list price" ranks the products by their mean.
    """
    targets = draft.has("GRAIN", "WHO", "WHEN", "INT", "PLACE", "COUNT")
    averaged = any(item.tag == "AVERAGE" for item in draft.items)
    for at in draft.free("MEASURE"):
        value = draft.items[at].value
        if value not in _LIST_PRICES or _MEAN.search(folded(draft.items[at].text)):
            continue
        if value in _BOUNDS and _asks_for_one(draft):
            draft = _one_of_the_bound(draft, at)
            continue
        peaks = _peaks_beside(draft, at)
        names = [_EXTREMES[draft.items[peak].tag] for peak in peaks]
        if value != "average_list_price":
            names.append(value)
        others = [peak for peak in draft.free(*_EXTREMES) if peak not in peaks]
        members = draft.free("DIM")
        # "The lowest and highest list price of Football products" ranks none of them.
        told = len(set(names)) > 1 and all(member > at for member in members)
        if not names or targets or averaged or others or (members and not told):
            continue
        draft = draft.take("measures", *members, meaning="all of them")
        draft = draft.take("measures", at, *peaks, meaning=", ".join(names))
        measures = (*draft.intent.measures, *sorted(set(names), key=_BOUNDS.index))
        draft = draft.fill(measures=tuple(dict.fromkeys(measures)))
    return draft


def _asks_for_one(draft: Draft) -> bool:
    """Whether it is asked which member has a bound, and nothing else of it."""
    members = draft.free("DIM")
    if len(members) != 1:
        return False
    asks = members[0] > 0 and draft.tag(members[0] - 1) == "WHICH"
    asks = asks or draft.tag(members[0] + 1) == "WITH"
    return asks and not draft.has(*_EXTREMES, "INT", "SORT", "BUYING", "AMOUNT", "COUNT")


def _one_of_the_bound(draft: Draft, at: int) -> Draft:
    """Read "which product has the maximum list price" as the first by its mean list price."""
    (member,) = draft.free("DIM")
    highest, name = draft.items[at].value == _BOUNDS[1], name_at(draft, member)
    draft = draft.take("ranking", at, member, meaning=f"the first {name} by list price")
    measures = (*draft.intent.measures, "average_list_price")
    groups = (*draft.intent.groups, name)
    return draft.fill(measures=measures, groups=groups, rank=Rank(1, highest))


def _peaks_beside(draft: Draft, at: int) -> tuple[int, ...]:
    """Return where superlatives stand right before or after a measure, joined by "and"."""
    found = []
    for step in (-1, 1):
        near = at + step
        while draft.tag(near) in (*_EXTREMES, "AND", "COMMA", "OR"):
            if draft.tag(near) in _EXTREMES and draft.tag(near + step) == "MEASURE":
                # "… and highest revenue" is of the other figure.
                break
            if draft.tag(near) in _EXTREMES:
                found.append(near)
            near += step
    return tuple(found)


_BOUNDS: Final = ("minimum_list_price", "maximum_list_price")
_LIST_PRICES: Final = frozenset({"average_list_price", *_BOUNDS})
_EXTREMES: Final = {"LOWEST": _BOUNDS[0], "HIGHEST": _BOUNDS[1]}
_MEAN: Final = re.compile(r"\b(?:average|avg|mean|moyen\w*)\b")


def _one_piece(draft: Draft) -> tuple[int, ...]:
    """Return where "a piece of" stands before goods, which is what a price is of."""
    return tuple(
        at
        for at in draft.free("MEASURE")
        if draft.items[at].value == "quantity"
        and not draft.items[at].plural
        and folded(draft.text[: draft.items[at].start]).split()[-1:] in (["a"], ["une"], ["one"])
    )


def _asks_price(draft: Draft, at: int) -> bool:
    """Whether goods are named, and nothing follows that they were sold "for" instead.

    "How much did we sell for Football", "Shoes sold for 2024" and "how much is a customer of
    Football worth" ask for no price.
    """
    words = folded(draft.items[at].text)
    goods = {found for found in draft.free("FILTER") if names_goods(draft, found)}
    if words.startswith(("how much is", "combien coute")):
        return at + 1 in goods and draft.tag(at + 2) not in ("DIM", "BUYING", "MEASURE")
    if words.endswith(" for"):
        hanging = draft.tag(at + 1) in ("", "AVERAGE", "COMMA", "IN")
        return bool(goods) and hanging and not _WE.search(draft.text[: draft.items[at].start])
    return bool(goods)


_WE: Final = re.compile(r"\b(?:we|i|you|they)\s+$", re.IGNORECASE)


_GENERIC: Final = frozenset({"ventes", "vente", "sales", "sale", "achats", "purchases"})


def kept(draft: Draft) -> Draft:
    """Set the measures that no other rule took, in the order of the question."""
    names = list(draft.intent.measures)
    for at in draft.free("MEASURE"):
        item = draft.items[at]
        draft = draft.take("measures", at)
        if item.value not in names:
            names.append(item.value)
        if item.text.casefold() in _BARE_PRICES:
            draft = _price(draft)
    for at in draft.free("UNIT"):
        draft = draft.take("measures", at).fill(unit=draft.items[at].value)
    # "In rupees" says no more than revenue does.
    draft = draft.take("measures", *draft.free("ABSOLUTE"), meaning="in INR")
    return draft.fill(measures=tuple(names))


def _price(draft: Draft) -> Draft:
    model = draft.context.model.measures
    list_price = model["average_list_price"].label_in(draft.language)
    draft = draft.note(
        f"“Price” is read as the average selling price; there is also: {list_price}.",
        f"« Prix » est lu comme prix de vente moyen ; il existe aussi : {list_price}.",
    )
    swap = Swap(list_price, "average_selling_price", "average_list_price")
    return replace(draft, swaps=(*draft.swaps, swap))


def defaulted(draft: Draft) -> Draft:
    """Take revenue where the question wants a figure and names none, and say so."""
    intent = draft.intent
    ranked = intent.rank is not None and intent.rank.measure
    limited = any(limit.measure for limit in intent.having)
    if intent.measures or intent.count_of or ranked or limited or intent.ratio:
        return draft
    return draft.fill(measures=("revenue",)).note(
        "No measure was named: revenue is shown.",
        "Aucun indicateur n'est nommé : c'est le chiffre d'affaires.",
    )
