"""Groupings: "by", "per", "each", "within" a dimension or grain, and those that stand bare."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from fmcg_assets.questions.intent import PRODUCT_SIDE
from fmcg_assets.questions.resolve import grain_of, span
from fmcg_assets.questions.rules.draft import Draft, Group, Named
from fmcg_assets.questions.tagging import MOVING_PEAKS, PEAKS, Item
from fmcg_assets.questions.tokens import folded

_WITHIN_WORDS: Final = ("within", "in ", "inside", "dans", "au sein", "from")
_GRAIN_HEADS: Final = {
    "by ": "by",
    "per ": "per",
    "each ": "each",
    "every ": "each",
    "par ": "by",
    "chaque ": "each",
    "tous ": "each",
    "toutes ": "each",
}
_MORE: Final = frozenset({"AND", "COMMA", "BY", "OR_RATHER", "SLASH", "PER", "EACH", "ALSO"})
_THROUGH: Final = frozenset({"OF", "IN", "FOR", "ALL", "ACROSS_ALL", "DISTINCT"})


def grouped(draft: Draft) -> Draft:
    """Turn dimensions and grains after a word of division into groups."""
    at = 0
    how: str | None = None
    while at < len(draft.items):
        item = draft.items[at]
        among = item.tag == "BETWEEN" and _all_of_a_kind(draft, at + 1)
        if among or item.tag in ("BY", "PER", "EACH", "WITHIN", "ACROSS"):
            how = "by" if among else _how(item)
            draft = _head_taken(draft, at)
        elif item.tag in ("DIM", "GRAIN"):
            own = _own_head(item) or _wise(draft, at)
            if own or (how and not _is_object(draft, at) and not _begins_anew(draft, at)):
                draft = _as_group(draft, at, own or how or "by")
                how = how or own
            else:
                how = None
        elif how == "each" and at > 0 and _counted_out(draft, at - 1):
            pass
        elif how and item.tag in ("FOR", "IN") and draft.tag(at - 1) == "GROUP":
            # "By customer for Football products": what follows is another part of the question.
            how = None
        elif how and (item.tag in _THROUGH or _value_of_a_group(draft, at)):
            pass
        elif how and item.tag in _MORE and _more_follows(draft, at):
            if item.tag == "COMMA" and how in ("each", "within") and _asks(draft, at):
                how = None
        else:
            how = None
        at += 1
    return draft


def _begins_anew(draft: Draft, at: int) -> bool:
    """Whether a sentence or "its" stands between a group and the next noun ("each A, its B")."""
    if at == 0 or draft.items[at - 1].tag != "GROUP":
        return False
    between = draft.text[draft.items[at - 1].end : draft.items[at].start]
    return len(between.split()) > 1 or folded(between).strip(" ,:") in _ITS


_ITS: Final = frozenset({"its", "their", "son", "sa", "leur", "ses", "leurs"})


def _all_of_a_kind(draft: Draft, at: int) -> bool:
    """Whether members stand here by their kind alone ("ventiler entre catégories et canaux")."""
    while draft.tag(at) in ("ALL", "ACROSS_ALL", "OF"):
        at += 1
    return draft.tag(at) == "DIM" and draft.items[at].plural and draft.tag(at + 1) != "FILTER"


def _value_of_a_group(draft: Draft, at: int) -> bool:
    """Whether a value stands before what is divided by ("each Football category")."""
    return draft.items[at].tag == "FILTER" and draft.tag(at + 1) in ("DIM", "GRAIN")


def _asks(draft: Draft, at: int) -> bool:
    """Whether what is asked about begins at a comma ("for each division, the best product")."""
    return any(item.tag in MOVING_PEAKS for item in draft.items[at:])


def _is_object(draft: Draft, at: int) -> bool:
    """Whether the word is what a ranking or a count is about ("by month, top 3 products")."""
    before = at - 1
    while before >= 0 and draft.items[before].tag in _THROUGH:
        before -= 1
    if before > 0 and _counted_out(draft, before - 1):
        return False
    return before >= 0 and draft.items[before].tag in PEAKS | {"INT"}


def _counted_out(draft: Draft, at: int) -> bool:
    """Whether "each of the two years" begins at an item."""
    each = draft.items[at].tag == "EACH" and draft.tag(at + 1) == "INT"
    return each and draft.tag(at + 2) == "GRAIN"


def _how(item: Item) -> str:
    text = item.text.casefold()
    if item.tag == "EACH":
        return "within" if text.startswith(_WITHIN_WORDS) else "each"
    if item.tag == "WITHIN" and text.startswith(("of", "de")):
        return "each"
    return {"BY": "by", "PER": "per", "WITHIN": "within", "ACROSS": "by"}[item.tag]


def _wise(draft: Draft, at: int) -> str | None:
    """Return "by" for a dimension with "-wise" after it."""
    if at + 1 < len(draft.items) and draft.items[at + 1].text.casefold() == "wise":
        return "by"
    return None


def _own_head(item: Item) -> str | None:
    if item.tag != "GRAIN":
        return None
    text = item.text.casefold()
    if " by " in text or " par " in text:
        # "Month by month" is each month.
        return "each"
    return next((how for head, how in _GRAIN_HEADS.items() if text.startswith(head)), None)


def _head_taken(draft: Draft, at: int) -> Draft:
    """Take the word of division where it divides by something; else another rule may want it."""
    following = at + 1
    if draft.items[at].tag == "EACH" and _divides(draft, following):
        # "A and B, each by quarter": each of what stands before.
        return draft
    while following < len(draft.items) and draft.items[following].tag in (
        _THROUGH | {"EACH", "WITHIN", "BY"}
    ):
        following += 1
    if following < len(draft.items) and _value_of_a_group(draft, following):
        following += 1
    if _counted_out(draft, at):
        following = at + 2
    if following < len(draft.items) and draft.items[following].tag in ("DIM", "GRAIN"):
        return draft.take("groups", at, meaning="divided by")
    return draft


def _divides(draft: Draft, at: int | None) -> bool:
    """Whether a word of division comes next, of its own or with its noun ("by quarter")."""
    if at is None or at >= len(draft.items):
        return False
    return draft.items[at].tag == "BY" or folded(draft.items[at].text).startswith(("by ", "par "))


def _more_follows(draft: Draft, at: int) -> bool:
    following = at + 1
    while following < len(draft.items) and draft.items[following].tag in _MORE | _THROUGH:
        following += 1
    return following < len(draft.items) and draft.items[following].tag in ("DIM", "GRAIN")


def _as_group(draft: Draft, at: int, how: str) -> Draft:
    return draft.changed(at, tag="GROUP", value=Group(draft.items[at].value, how))


def doubled(draft: Draft) -> Draft:
    """Read "platform by platform" as each platform."""
    for at in draft.free("BY"):
        one, two = draft.tag(at - 1), draft.tag(at + 1)
        if one != "DIM" or two not in ("DIM", "GROUP"):
            continue
        if draft.items[at - 1].value != name_at(draft, at + 1):
            continue
        name = draft.items[at - 1].value
        start, end = draft.items[at - 1].start, draft.items[at + 1].end
        item = Item("GROUP", start, end, draft.text[start:end], Group(name, "each"), "dimension")
        return draft.merged(at - 1, at + 1, item)
    return draft


def alternative(draft: Draft) -> Draft:
    """Take "sizes or versions" as one dimension by two names."""
    for at in draft.free("OR"):
        one, other = at - 1, at + 1
        if draft.tag(one) == draft.tag(other) == "DIM":
            same = draft.items[one].value == draft.items[other].value
            draft = draft.take("groups", at, other, meaning="the same") if same else draft
    return draft


def each_period(draft: Draft) -> Draft:
    """Divide "each of the last four quarters" by quarter."""
    for at in draft.free("EACH"):
        after = draft.after(at)
        if draft.tag(after) != "PERIOD" or after is None:
            continue
        value = draft.items[after].value
        months = {"month": 1, "quarter": 3, "year": 12}.get(value.grain or "", 0)
        (period, *others) = value.periods
        if months and not others and span(period) > months:
            draft = draft.take("groups", at, meaning=f"by {value.grain}")
            draft = draft.fill(groups=(*draft.intent.groups, value.grain))
    return draft


def each_of_several_periods(draft: Draft) -> Draft:
    """Read "in 2024, and again in 2025, which category sold most" as one of each year."""
    timed = any(is_time(draft, at) for at in draft.free("GROUP", "GRAIN"))
    lists = any(len(draft.items[at].value.conditions[0].values) > 1 for at in draft.free("FILTER"))
    if timed or lists or draft.has("VERSUS"):
        return draft
    for at in draft.free("PERIOD"):
        (grain, *others) = {grain_of(period) for period in draft.items[at].value.periods}
        apart = [near for near in draft.free("SEPARATELY", "EACH") if not _divides(draft, near + 1)]
        again = _AGAIN.search(folded(draft.items[at].text)) is not None
        several = len(draft.items[at].value.periods) > 1 and not draft.items[at].value.versus
        if grain is None or others or not several or not (apart or again):
            continue
        draft = draft.take("groups", *apart, meaning=f"each {grain}")
        return draft.fill(groups=(*draft.intent.groups, grain))
    return draft


_AGAIN: Final = re.compile(r"\b(?:again (?:in|for)|then in|puis en|de nouveau en)\b")


def each_value(draft: Draft) -> Draft:
    """Hold several values apart that the question wants each of; rank within each of them."""
    draft = _within_some(_in_each_of_some(draft))
    for at in draft.free("EACH", "SEPARATELY"):
        lists = [
            place
            for place, item in enumerate(draft.items)
            if item.tag == "FILTER" and len(item.value.conditions[0].values) > 1
        ]
        following = draft.after(at)
        noun = following is not None and draft.items[following].tag in ("DIM", "GRAIN", "GROUP")
        noun = noun and draft.tag(at + 1) != "COMMA"
        if (noun and not _divides(draft, following)) or len(lists) != 1:
            continue
        condition = draft.items[lists[0]].value.conditions[0]
        if condition.negated:
            continue
        if draft.has(*MOVING_PEAKS):
            draft = draft.changed(at, tag="GROUP", value=Group(condition.dimension, "each"))
        else:
            draft = set_apart(draft, lists[0]).take("groups", at, meaning="each apart")
    return draft


def _in_each_of_some(draft: Draft) -> Draft:
    """Read "in A, B and C, which category sells most" as a ranking within each of them."""
    opens = draft.tag(0) == "IN" and draft.tag(1) == "FILTER"
    if (
        not opens
        or draft.tag(2) != "COMMA"
        or not draft.has("WHICH")
        or not draft.has(*MOVING_PEAKS)
    ):
        return draft
    condition = draft.items[1].value.listed
    if condition is None or condition.dimension not in ("division", "category"):
        return draft
    below = PRODUCT_SIDE - {condition.dimension}
    if not any(draft.items[at].value in below for at in draft.free("DIM")):
        return draft
    return draft.changed(0, tag="GROUP", value=Group(condition.dimension, "each"))


def _within_some(draft: Draft) -> Draft:
    """Read "top 3 categories within A, B and C" as a ranking within each, as is a split."""
    for at in draft.free("WITHIN"):
        if draft.tag(at + 1) != "FILTER":
            continue
        condition = draft.items[at + 1].value.listed
        if condition is None:
            continue
        other = [d for d in draft.free("DIM", "GROUP") if name_at(draft, d) != condition.dimension]
        ranked = draft.has(*MOVING_PEAKS) or (draft.has("SHARE") and draft.has("GROUP"))
        named = condition.dimension != "customer" or "," in draft.items[at + 1].text
        if other and ranked and named:
            return draft.changed(at, tag="GROUP", value=Group(condition.dimension, "within"))
    return draft


def numbered(draft: Draft) -> Draft:
    """Take the number of "the four quarters" and "the 12 months", which are all there are."""
    for at in draft.free("INT"):
        grain = draft.after(at, skip=())
        if draft.tag(grain) not in ("GRAIN", "GROUP") or grain is None or not is_time(draft, grain):
            continue
        span = draft.after(grain, skip=("OF", "IN"))
        number = int(draft.items[at].value.value)
        whole = draft.tag(span) == "PERIOD" or draft.has("SIDE_BY_SIDE", "ACROSS", "LAYOUT")
        whole = whole and number == _IN_A_YEAR.get(name_at(draft, grain))
        each = at > 0 and draft.items[at - 1].tag == "EACH"
        whole = whole or (each and number == _years(draft, grain))
        if whole and (each or not draft.has(*MOVING_PEAKS, "ROLLING", "MOVING_AVERAGE")):
            draft = draft.take("groups", at, meaning="all of them")
            again = [g for g in draft.free("GROUP", "GRAIN") if g != grain]
            if draft.has("AVERAGE") and name_at(draft, grain) in [name_at(draft, g) for g in again]:
                # "A mean per quarter, taking the four quarters of 2024".
                draft = draft.take("groups", grain, meaning="all of them")
        one = number == 1 and not draft.items[grain].plural and draft.tag(at - 1) != "TOP"
        if one and draft.has("AVERAGE") and draft.items[grain].tag == "GRAIN":
            # "How much does one month bring on average".
            draft = draft.take("groups", at, meaning="each of them")
    return draft


def _years(draft: Draft, grain: int) -> int | None:
    """Return how many years the data cover, where the grain is the year."""
    facts = draft.context.snapshot
    if name_at(draft, grain) != "year" or facts.first_month is None or facts.last_month is None:
        return None
    return facts.last_month.year - facts.first_month.year + 1


_IN_A_YEAR: Final = {"month": 12, "quarter": 4, "calendar_month": 12, "calendar_quarter": 4}


def trended(draft: Draft) -> Draft:
    """Read "trend", "over time" and the like as a grouping by month, where no grain is named."""
    if draft.intent.chart == "line" and not draft.has("DIM", "GROUP", "GRAIN", "TREND"):
        draft = draft.fill(groups=tuple(dict.fromkeys((*draft.intent.groups, "month"))))
    for at in draft.free("TREND"):
        draft = draft.take("groups", at, meaning="over time")
        seasonal = draft.items[at].text.casefold().startswith(("season", "saison"))
        named = draft.free("GRAIN") or [g for g in draft.free("GROUP") if is_time(draft, g)]
        if seasonal:
            draft = draft.fill(groups=(*draft.intent.groups, "calendar_month"))
        elif not named and not any(name in TIME for name in draft.intent.groups):
            draft = draft.fill(groups=(*draft.intent.groups, "month"))
    return draft


COUNT_OF: Final = {"customer": "customers", "product": "products"}
"""The measure that counts the members of a dimension, where there is one."""

TIME: Final = frozenset({"month", "quarter", "year", "calendar_month", "calendar_quarter"})
"""Names of the grains."""


def is_time(draft: Draft, at: int) -> bool:
    """Return whether a group at a position is one of time."""
    value = draft.items[at].value
    name = value.name if isinstance(value, Group) else value
    return name in TIME


def name_at(draft: Draft, at: int) -> str:
    """Return the dimension or grain at a position."""
    value = draft.items[at].value
    return str(value.name if isinstance(value, Group) else value)


def qualified(draft: Draft) -> Draft:
    """Take "customers" of "revenue from e-commerce customers" as said with the filter."""
    for at in draft.free("DIM"):
        if draft.tag(at + 1) == "SHARE":
            # "Into channel shares".
            continue
        beyond = (at + 2,) if draft.tag(at + 1) == "OF" else ()
        for near in (at - 1, at + 1, *beyond):
            if not 0 <= near < len(draft.items) or draft.tag(near) != "FILTER":
                continue
            head = min(at, near) - 1
            first, second = (draft.items[i] for i in sorted((at, near)))
            if ":" in draft.text[first.end : second.start]:
                continue
            if head < 0 or draft.items[head].tag not in (*_HEADING, *_TRADING):
                continue
            (condition, *_) = draft.items[near].value.conditions
            apart = draft.items[at].plural and draft.has("SIDE_BY_SIDE", "COLUMN")
            apart = apart and (near < at or len(condition.values) == 1)
            if apart and condition.dimension != name_at(draft, at):
                # "The Surfing categories, 2024 and 2025 in columns": the rows of the table.
                continue
            trades = draft.items[head].tag in _TRADING or draft.items[head - 1].tag in _TRADING
            # "Montant des articles d'Archery achetés par A".
            trades = trades or (near in beyond and draft.tag(near + 1) in _TRADING)
            if near in beyond and not trades:
                continue
            asked = (*_ASKED, "WHO", "HOW_MUCH", "DIM", "GROUP") if trades else _ASKED
            before = range(head)
            if any(draft.items[i].tag in asked for i in before) and _has_other_subject(draft, at):
                draft = draft.take("filter", at, meaning="said with the value")
                break
    return draft


_HEADING: Final = ("OF", "IN", "FOR", "WITHIN", "COME")
_TRADING: Final = ("BUYING", "SELL", "SPEND")
_ASKED: Final = ("MEASURE", "COUNT", *PEAKS)


def buyers(draft: Draft) -> Draft:
    """Take "customers" of "how much did customers spend" as all of them: a total is asked for."""
    for at in draft.free("DIM"):
        asks = any(_ASKS.match(folded(item.text)) for item in draft.items[:at])
        asks = asks or _asks_what(draft, at)
        if not asks or name_at(draft, at) != "customer" or not draft.items[at].plural:
            continue
        owner = draft.after(at, skip=("OF",)) if draft.tag(at + 1) == "OF" else None
        owned = owner is not None and draft.tag(owner) == "FILTER" and draft.has("COUNT")
        end = draft.items[owner].end if owned and owner is not None else draft.items[at].end
        verb = folded(draft.text[end:]).lstrip()
        before = draft.before(at, skip={"FILTER", "ALL", "ACROSS_ALL"})
        french = draft.language == "fr" and _ILS.match(verb) is not None
        buys = draft.tag(at + 1) in ("BUYING", "SPEND") or verb.startswith(_TAKING)
        bought = buys and before is not None and draft.items[before].tag == "IS"
        if french or bought:
            draft = draft.take("filter", at, meaning="all of them")
    return draft


def _asks_what(draft: Draft, at: int) -> bool:
    """Whether "what did … customers buy" asks for a figure, and not "which customers"."""
    asking = [item for item in draft.items[:at] if item.tag == "WHICH"]
    return bool(asking) and all(folded(item.text) == "what" for item in asking)


_TAKING: Final = ("take ", "took ", "order ", "buy ")
_ASKS: Final = re.compile(r"(?:how (?:much|many)|combien|cb)\b")
_ILS: Final = re.compile(r"(?:n'|en )?(?:ont|avaient|auront|achet|depens|command|pren)")


def referred(draft: Draft) -> Draft:
    """Take "the product's" where the product was named: it means that one."""
    draft = _those_named(draft)
    for at in draft.free("DIM"):
        before = draft.text[: draft.items[at].start].casefold().split()
        if not before or before[-1] not in _THE or draft.items[at].plural:
            continue
        named = any(
            item.tag == "FILTER"
            and item.value.conditions[0].dimension == draft.items[at].value
            and len(item.value.conditions[0].values) == 1
            for item in draft.items
        )
        if named and draft.has("GROUP", "GRAIN", "SHARE", "RELATIVE", "MEASURE"):
            draft = draft.take("filter", at, meaning="the one that is named")
    return draft


def _those_named(draft: Draft) -> Draft:
    """Take "the two variants" where so many were named: it means those."""
    for at in draft.free("INT"):
        named = draft.after(at, skip=())
        if draft.tag(named) != "DIM" or named is None or draft.has(*MOVING_PEAKS):
            continue
        lists = [draft.items[f].value.conditions[0] for f in draft.free("FILTER")]
        of_them = [
            one for one in lists if one.dimension == name_at(draft, named) and not one.negated
        ]
        before = folded(draft.text[: draft.items[at].start]).split()
        if not before or before[-1] not in _THOSE:
            continue
        if len(of_them) == 1 and len(of_them[0].values) == int(draft.items[at].value.value):
            draft = draft.take("filter", at, named, meaning="those that are named")
    return draft


_THOSE: Final = ("the", "these", "those", "les", "ces", "des")
_THE: Final = ("the", "this", "that", "du", "ce", "cette", "la", "le")


def overall(draft: Draft) -> Draft:
    """Read "across all channels" and "tous canaux confondus" as the total."""
    for at in draft.free("DIM", "GROUP", "GRAIN"):
        before, after = at - 1, at + 1
        across = (
            before >= 0
            and draft.items[before].tag == "ACROSS_ALL"
            and (draft.items[before].text.casefold().startswith(_ACROSS))
        )
        confounded = after < len(draft.items) and (
            draft.items[after].tag != "AND"
            and folded(draft.items[after].text).startswith(_confounding(draft, at))
            and not draft.has(*PEAKS)
        )
        # "Tous produits", without "les", is all of them together.
        every = before > 0 and draft.items[before].text.casefold() in _EVERY
        every = every and draft.has("MEASURE") and _is_dimension_or_year(draft.items[at])
        if across or confounded or every or _put_together(draft, at):
            draft = draft.take("filter", at, meaning="all of them")
    return draft


def _put_together(draft: Draft, at: int) -> bool:
    """Whether all of a kind are added up: "all customers put together", "all years all clients"."""
    if at == 0 or draft.has(*PEAKS, "SHARE", "COUNT"):
        return False
    if draft.items[at - 1].tag not in ("ACROSS_ALL", "ALL", "EACH") or is_time(draft, at):
        return False
    together = any(folded(item.text) in _TAKEN_TOGETHER for item in draft.items[at:])
    end = next((n for n in range(at, len(draft.items)) if draft.items[n].tag == "TOGETHER"), at)
    rest = {item.tag for item in draft.items[at + 1 : end]}
    # "All customers and all products together".
    together = together or ("AND" in rest and rest <= _ALL_OF_THEM)
    whole = draft.has("TOTAL") and draft.items[at - 2].tag == "EVER" and at == len(draft.items) - 1
    return together or whole


_ALL_OF_THEM: Final = frozenset({"AND", "COMMA", "ACROSS_ALL", "ALL", "DIM", "EVER"})
_TAKEN_TOGETHER: Final = (
    *("put together", "taken together", "added together", "lumped together", "added up"),
    *("mis ensemble", "mises ensemble", "pris ensemble", "prises ensemble", "reunis", "reunies"),
)


def _confounding(draft: Draft, at: int) -> tuple[str, ...]:
    """Return how words begin that make one of a group; "par mois cumulé" makes none."""
    whole = is_time(draft, at) and folded(draft.items[at].text).startswith(("tou", "all"))
    return (*_CONFOUNDED, "addition", "added", "reuni") if whole else _CONFOUNDED


def _is_dimension_or_year(item: Item) -> bool:
    """Whether "tous" alone adds it up: "tous produits" and "toutes années", not "tous mois"."""
    return item.tag == "DIM" or (item.tag == "GRAIN" and item.value == "year")


_CONFOUNDED: Final = ("confond", "combined", "together")
_EVERY: Final = ("tous", "toutes", "ts", "ttes")
_ACROSS: Final = ("across", "combining", "over all", "à travers", "ensemble", "sur l'ensemble")


def _has_other_subject(draft: Draft, at: int) -> bool:
    """Whether the question is about something else than this dimension."""
    peaks = [i for i in range(at) if draft.tag(i) in PEAKS | {"COUNT"}]
    others = [i for i in draft.free("DIM", "GROUP", "GRAIN") if i != at]
    return not peaks or any(i < at for i in others)


def apart(draft: Draft) -> Draft:
    """Group by the dimension of values that are held against each other."""
    for at in draft.free("SEPARATELY"):
        draft = draft.take("groups", at, meaning="each apart")
        filters = [f for f in draft.free("FILTER") if len(draft.items[f].value.conditions) == 1]
        for found in filters[-1:]:
            draft = set_apart(draft, found)
    compare = draft.free("COMPARE", "BETWEEN", "MORE", "LESS")
    filters = list(draft.free("FILTER"))
    for at in filters:
        named: Named = draft.items[at].value
        condition = named.conditions[0]
        if named.apart and len(condition.values) > 1 and not condition.negated:
            if condition.dimension not in draft.intent.groups and not any(
                name_at(draft, group) == condition.dimension for group in draft.free("GROUP")
            ):
                draft = draft.fill(groups=(*draft.intent.groups, condition.dimension))
            draft = draft.take("comparison", *compare)
    return draft


def set_apart(draft: Draft, at: int) -> Draft:
    """Return the draft with the values of a filter held apart, each for itself."""
    return draft.changed(at, value=replace(draft.items[at].value, apart=True))


def kept(draft: Draft) -> Draft:
    """Make groups of all groupings and bare dimensions that no other rule took."""
    names: list[str] = list(draft.intent.groups)
    for at in draft.free("GROUP", "DIM", "GRAIN"):
        name = name_at(draft, at)
        draft = draft.take("groups", at, meaning=f"by {name}")
        if name not in names:
            names.append(name)
    return draft.fill(groups=tuple(names))
