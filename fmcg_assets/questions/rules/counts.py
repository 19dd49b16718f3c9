"""Counts: how many customers, products, categories, months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Clarify
from fmcg_assets.questions.rules.filters import names_goods
from fmcg_assets.questions.rules.groups import COUNT_OF, name_at
from fmcg_assets.questions.tagging import PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft

_ORDERS: Final = frozenset({"orders", "order", "commandes", "commande", "purchases", "achats"})
_BEFORE_SUBJECT: Final = (
    *(
        "OF",
        "IS",
        "DISTINCT",
        "AVERAGE",
        "ALL",
        "ACROSS_ALL",
        "TOTAL",
        "IN",
        "SAID",
        "WITH",
        "TOGETHER",
    ),
)


def pieces(draft: Draft) -> Draft:
    """Read "combien d'articles vendait-on" as pieces: articles that are sold are no list."""
    sold = any(item.tag == "SELL" for item in draft.items)
    for at in draft.free("MEASURE"):
        item = draft.items[at]
        if item.value == "products" and sold and "article" in item.text.casefold():
            draft = _as_quantity(draft, at)
    for at in draft.free("COUNT"):
        figures = [draft.items[m].value for m in draft.free("MEASURE")]
        # "Ventes en nombre", "part le plus, en nombre"; "clients en nombre" are counted.
        alone = draft.tag(at - 1) == "IN" and draft.tag(at + 1) in ("", "COMMA", "IN", "AND")
        of_sales = (sold or figures) and not set(figures) & set(COUNT_OF.values())
        if alone and of_sales and draft.items[at].text.casefold() == "nombre":
            draft = _as_quantity(draft, at)
    return draft


def parted(draft: Draft) -> Draft:
    """Read "combien … de produits", whose noun stands after the verb, as "combien de produits".

    "Combien a-t-on vendu de produits" asks for pieces, unless it is different ones.
    """
    for at in draft.free("HOW_MUCH"):
        if folded(draft.items[at].text) == "combien" and draft.tag(at + 1) == "DIM":
            # "Combien client a acheté".
            return draft.changed(at, tag="COUNT")
        of = next((o for o in range(at + 1, len(draft.items)) if _of_a_noun(draft, o)), None)
        between = {item.tag for item in draft.items[at + 1 : of]}
        asks = folded(draft.items[at].text) == "combien" and not draft.has("MEASURE", "AVERAGE")
        if of is None or not asks or not between <= _CLAUSE:
            continue
        if draft.tag(of + 1) in _MEMBERS and between & {"SELL", "BUYING"}:
            # "Combien ont acheté de nouveaux clients": how many, or how much?
            continue
        goods = draft.tag(of + 1) == "DIM" and name_at(draft, of + 1) == "product"
        if goods and "SELL" in between and not draft.has("DISTINCT"):
            return _as_quantity(draft, of + 1)
        return draft.changed(at, tag="SAID").changed(of, tag="COUNT")
    return draft


def _of_a_noun(draft: Draft, at: int) -> bool:
    noun = at + 2 if draft.tag(at + 1) in _MEMBERS else at + 1
    named = draft.tag(at) == "OF" and folded(draft.items[at].text) in ("de", "d")
    return named and draft.tag(noun) == "DIM" and draft.items[noun].plural


_MEMBERS: Final = frozenset({"NEW", "LOST", "INACTIVE", "ACTIVE", "DISTINCT"})
_CLAUSE: Final = _MEMBERS | {
    "INCREASE",
    "LIST",
    "IS",
    "SELL",
    "BUYING",
    "IN",
    "FILTER",
    "PERIOD",
    "OF",
    "SAID",
}


def several(draft: Draft) -> Draft:
    """Read "number of customers and products" as two counts; one table has no third kind."""
    for at in draft.free("COUNT", "MEASURE"):
        if draft.tag(at) == "COUNT":
            head = at + 1 if draft.tag(at + 1) == "DIM" else None
        else:
            head = at if draft.items[at].value in COUNT_OF.values() else None
        nouns = [] if head is None else _further_nouns(draft, head)
        others = [noun for noun in nouns if name_at(draft, noun) not in COUNT_OF]
        if others:
            return draft.stopped(_one_by_one(draft, others[0]))
        for noun in nouns:
            draft = draft.changed(noun, tag="MEASURE", value=COUNT_OF[name_at(draft, noun)])
    return draft


def _further_nouns(draft: Draft, head: int) -> list[int]:
    nouns = []
    at = head + 1
    joined = False
    while draft.tag(at) in ("AND", "COMMA"):
        noun = at + 2 if draft.tag(at + 1) == "OF" else at + 1
        if draft.tag(noun) != "DIM":
            break
        joined = draft.tag(at) == "AND"
        nouns.append(noun)
        at = noun + 1
    return nouns if joined and all(draft.items[noun].plural for noun in nouns) else []


def _one_by_one(draft: Draft, noun: int) -> Clarify:
    name = draft.items[noun].text
    return Clarify(
        draft.said(
            f"Customers and products are counted together; ask for the number of {name} apart.",
            f"Clients et produits se comptent ensemble ; demandez le nombre de {name} à part.",
        ),
        (draft.said(f"how many {name}", f"combien de {name}"),),
    )


def _as_quantity(draft: Draft, at: int) -> Draft:
    return draft.changed(at, tag="MEASURE", value="quantity")


def asked_last(draft: Draft) -> Draft:
    """Read "clients perdus en 2025, combien ?" as "how many", as it would be at the beginning."""
    last = len(draft.items) - 1
    if draft.tag(last) != "HOW_MUCH" or draft.tag(last - 1) != "COMMA" or draft.has("MEASURE"):
        return draft
    if draft.tag(0) != "DIM" or not folded(draft.items[last].text).startswith(
        ("combien", "how many")
    ):
        return draft
    return draft.changed(last, tag="COUNT")


def represented(draft: Draft) -> Draft:
    """Read "ça représente combien de variantes" as how many there are: no share is asked for.

    Nor is it in "count the categories that make up a division".
    """
    for at in draft.free("REPRESENT"):
        counted = draft.tag(at - 1) == "DIM" and draft.tag(at - 2) == "COUNT"
        if draft.tag(at + 1) == "COUNT" or (counted and not draft.has("SHARE", "PERCENT")):
            draft = draft.changed(at, tag="IS")
    return draft


def counted(draft: Draft) -> Draft:
    """Read "how many": a distinct count, or how many members a limit leaves."""
    draft = _asked_too(_limited_measure(draft))
    if draft.has("COUNT") and draft.has("GRAIN", "GROUP"):
        # "How many months does the data cover?"
        draft = draft.take("count", *draft.free("FRESHNESS"), meaning="the data")
    for at in draft.free("COUNT"):
        if draft.tag(at + 1) in ("COUNT", "HOW_MUCH"):
            # "Count how many …"
            draft = draft.take("count", at, meaning="how many")
            continue
        subject = draft.after(at, skip=_BEFORE_SUBJECT)
        if subject is not None and draft.tag(subject) == "FILTER":
            following = draft.after(subject, skip=("FILTER", "OF"))
            subject = following if draft.tag(following) in ("DIM", "GRAIN") else subject
        own = at - 1 if draft.tag(at - 1) == "DIM" else None
        if own is not None and draft.tag(subject) in ("", "BY", "GROUP"):
            subject = own
        if subject is None and draft.has("DIM"):
            subject = draft.free("DIM")[0]
        tag = draft.tag(subject)
        if subject is None or tag not in ("DIM", "GRAIN", "MEASURE", "GROUP", "FILTER"):
            draft = _sold(draft, at)
        elif tag == "MEASURE":
            draft = draft.take("count", at, meaning="how many")
        elif tag == "FILTER":
            draft = _sold(draft, at)
        elif not (draft.intent.lifecycle and draft.intent.count_of):
            draft = _members(draft, at, subject)
    return draft


def _asked_too(draft: Draft) -> Draft:
    """Read "which divisions sold fewer than 1 lakh units, and how many?" as with their figures."""
    last = len(draft.items) - 1
    limited = any(limit.of == "measure" for limit in draft.intent.having)
    asks = draft.has("WHICH", "LIST", "DIM", "GROUP") and draft.tag(last - 1) in ("AND", "COMMA")
    if limited and asks and last in draft.free("COUNT", "HOW_MUCH"):
        draft = draft.take("count", last, meaning="their figures")
    return draft


def bare(draft: Draft) -> Draft:
    """Read "customers by channel" as a count: the members themselves would be a listing."""
    intent = draft.intent
    taken = intent.measures or intent.count_of or intent.rank or intent.lifecycle or intent.having
    if taken or intent.share or intent.ratio or draft.has("MEASURE", *_NAMING):
        return draft
    subjects = draft.free("DIM")
    groups = draft.free("GROUP")
    if len(subjects) != 1 or not groups or groups[0] < subjects[0]:
        return draft
    measure = COUNT_OF.get(name_at(draft, subjects[0]))
    if measure is None or any(draft.items[at].value.how != "by" for at in groups):
        return draft
    draft = draft.take("count", subjects[0], meaning=f"how many: {measure}")
    return draft.fill(measures=(measure,))


_NAMING: Final = ("LIST", "WHO", *PEAKS, "SIDE_BY_SIDE", "EACH")


def orders(draft: Draft) -> Draft:
    """Ask back for single orders, which the rows do not tell apart."""
    for at in draft.free("BUYING"):
        item = draft.items[at]
        if item.text.casefold() not in _ORDERS or draft.has("MEASURE", "WHO"):
            continue
        before = draft.before(at, skip=("OF", "IS", "DISTINCT", "TOTAL", "IN"))
        counted = draft.tag(before) in ("COUNT", "AVERAGE", "GRAIN", "TOP", "HIGHEST")
        valued = draft.has("ABSOLUTE", "MOVING_AVERAGE", "FILTER") and draft.tag(before) == "GRAIN"
        if valued and item.text.casefold() in ("purchases", "achats"):
            # "Sprintly's monthly purchases" are what it bought, not how often it did.
            continue
        if not counted and before is not None:
            continue
        rows = draft.said("order rows", "lignes de commande")
        return draft.stopped(
            Clarify(
                draft.said(
                    "Single orders are not in the data: rows are per month, product and customer."
                    " Count those rows?",
                    "Les commandes ne sont pas dans les données : une ligne par mois, produit et"
                    " client. Compter ces lignes ?",
                ),
                (f"{draft.text[: item.start]}{rows}{draft.text[item.end :]}",),
            )
        )
    return draft


def _members(draft: Draft, at: int, subject: int) -> Draft:
    name = name_at(draft, subject)
    draft = draft.take("count", at, subject, meaning=f"how many: {name}")
    measure = COUNT_OF.get(name)
    ranked = draft.intent.having or draft.intent.lifecycle
    if measure and not ranked and not draft.intent.count_of:
        return draft.fill(measures=(*draft.intent.measures, measure))
    if draft.intent.count_of and measure:
        return draft.fill(measures=(*draft.intent.measures, measure))
    return draft.fill(count_of=name)


def _limited_measure(draft: Draft) -> Draft:
    """Read "how many customers" before a limit as members, not as the measure of that name."""
    limits = draft.intent.having or draft.intent.lifecycle
    if not limits or draft.intent.count_of or draft.has("COUNT"):
        return draft
    for at in draft.free("MEASURE"):
        item = draft.items[at]
        names = [name for name, measure in COUNT_OF.items() if measure == item.value]
        if names and not draft.has("DIM", "GRAIN") and "customers" not in draft.intent.measures:
            draft = draft.take("count", at, meaning=f"how many: {names[0]}")
            return draft.fill(count_of=names[0])
    return draft


def _sold(draft: Draft, at: int) -> Draft:
    """Read "how many … were sold" as the quantity."""
    if draft.has("MEASURE") or draft.intent.measures:
        return draft.take("count", at, meaning="how many")
    sells = any(item.tag in ("SELL", "BUYING") for item in draft.items)
    if draft.has("DIM") or not (sells or _of_goods(draft, at)):
        return draft
    draft = draft.take("count", at, meaning="pieces sold")
    return draft.fill(measures=("quantity",))


def _of_goods(draft: Draft, at: int) -> bool:
    """Whether it is asked how many of some goods a buyer took, or a period saw."""
    goods = draft.after(at)
    if draft.tag(goods) != "FILTER" or goods is None:
        return False
    taken = any(not names_goods(draft, named) for named in draft.free("FILTER"))
    timed = draft.has("PERIOD", "GRAIN", "GROUP", "AVERAGE")
    return names_goods(draft, goods) and (taken or timed)
