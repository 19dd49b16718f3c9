"""Values and negation: neighbouring names become one filter, settled between dimensions."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fmcg_assets.questions.intent import (
    CUSTOMER_SIDE,
    PRODUCT_SIDE,
    Clarify,
    Condition,
    Side,
)
from fmcg_assets.questions.rules.draft import Draft, Named, Swap
from fmcg_assets.questions.rules.groups import COUNT_OF
from fmcg_assets.questions.tagging import LIMITS, PEAKS, Item
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.values import ValueMatch

_HEADS = frozenset({*PEAKS, "BY", "EACH", "PER", "INT", "COUNT", "LIST"})
_JOINTS = frozenset({"COMMA", "AND", "OR", "VERSUS", "BUT", "OR_RATHER", "THAN"})
_SKIPPED = frozenset(
    {"OF", "IN", "FOR", "IS", "ACROSS_ALL", "ALL", "MEASURE", "SELL", "COME", "BUYING", "WITHIN"}
)
_LOOSE = frozenset({"OF", "IN", "FOR", "IS", "ALSO", "SELL", "BUYING"})


def settled(draft: Draft) -> Draft:
    """Give every value its dimension: by a dimension's name next to it, or the first that fits."""
    draft = _begun(draft)
    at = 0
    while at < len(draft.items) and not draft.obstacle:
        item = draft.items[at]
        if item.tag == "VALUE":
            draft, at = _settle(draft, at)
            draft, at = _said_twice(draft, at)
        elif item.tag == "UNMAPPED" and _counted_in(draft, at):
            draft = draft.take("filter", at, meaning="counted in, as always")
        elif item.tag == "UNMAPPED":
            draft, at = _unmapped(draft, at)
        at += 1
    return draft


def _begun(draft: Draft) -> Draft:
    """Ask which is meant where several names begin with a word: "the variant Size"."""
    for at in draft.free("DIM"):
        item = draft.items[at]
        if at == 0 or not item.text[:1].isupper() or draft.tag(at + 1) == "DIM":
            continue
        noun = draft.items[at - 1]
        divides = at > 1 and draft.tag(at - 2) in ("BY", "PER", "EACH")
        twice = noun.tag == "DIM" and noun.value == item.value and not divides
        if not (twice or noun.tag == "OF"):
            continue
        known = draft.context.snapshot.members.get(item.value, ())
        begun = tuple(name for name in known if folded(name).startswith(f"{folded(item.text)} "))
        if len(begun) > 1:
            return draft.stopped(_which(draft, at, ((item.value, begun),)))
    return draft


def _settle(draft: Draft, at: int) -> tuple[Draft, int]:
    match: ValueMatch = draft.items[at].value
    first, last = at, at
    names = [name for name, _ in match.candidates]
    chosen: str | None = None
    before = draft.before(at, skip={"OF"})
    if draft.tag(before) == "IN" and _OF_A_LIST.search(draft.text[: draft.items[at].start]):
        before = draft.before(at, skip={"OF", "IN"})
    after = at + 1 if at + 1 < len(draft.items) else None
    candidates = match.candidates
    above = _levels_above(draft, at, before, names)
    if above != names:
        candidates = tuple(one for one in candidates if one[0] in above)
    elif after is not None and draft.tag(after) == "DIM" and draft.items[after].value in names:
        chosen = draft.items[after].value
        last = at if _asks_which(draft, at, at) else after
    elif before is not None and draft.tag(before) == "DIM" and draft.items[before].value in names:
        chosen = draft.items[before].value
        head = draft.before(before, skip={"OF", "IN", "FOR", "ALL", "ACROSS_ALL", "COMMA"})
        listed = _outlets(draft, before, at) or _asks_which(draft, at, before)
        if (head is None or draft.tag(head) not in _HEADS) and not listed:
            first = before
    if chosen:
        candidates = tuple(one for one in candidates if one[0] == chosen)
    if chosen and len(candidates) > 1 and _all_of_them(draft, at):
        candidates = ((chosen, tuple(value for _, values in candidates for value in values)),)
    if len(candidates) > 1 and not match.exact:
        return draft.stopped(_which(draft, at, candidates)), at
    if len({name for name, _ in candidates}) < len(candidates):
        return draft.stopped(_which(draft, at, candidates)), at
    # Rows without a customer come from the acquired company alone: "the parent" is without them.
    unmapped = (None,) if match.negated else ()
    conditions = tuple(
        (Condition(name, (*values, *unmapped), negated=match.negated),)
        for name, values in candidates
    )
    alternatives = tuple(
        (f"{condition[0].dimension}: {', '.join(str(v) for v in condition[0].values)}", condition)
        for condition in conditions[1:]
    )
    item = draft.items[at]
    named = Named(conditions[0], text=match.name or item.text, alternatives=alternatives)
    meaning = _meaning(conditions[0])
    if first == last and _names_its_members(draft, at, conditions[0]):
        noun = Item("DIM", item.start, item.start, item.text, "customer", "dimension", "customer")
        draft = replace(draft, items=(*draft.items[:at], noun, *draft.items[at:]))
        first = last = at + 1
    return _folded(draft, first, last, named, meaning), first


def _levels_above(draft: Draft, at: int, before: int | None, names: list[str]) -> list[str]:
    """Return the dimensions that a value may be of where the noun beside it divides it.

    In "the categories of Football" and "each Football category" Football is the division, though
    a category has that name too; "the Football category" names that one, and so all may be meant.
    """
    for noun in (at + 1, before):
        if noun is None or draft.tag(noun) != "DIM" or draft.items[noun].value not in names:
            continue
        head = draft.before(min(noun, at), skip={"OF", "IN", "FOR", "ALL", "ACROSS_ALL"})
        divides = draft.items[noun].plural or draft.tag(head) in ("BY", "EACH", "PER")
        above = names[: names.index(draft.items[noun].value)]
        if above and divides:
            return above
    return names


_OF_A_LIST = re.compile(r"\bin\s*\(?\s*['\"]?$", re.IGNORECASE)
"""How a value in the list of a condition begins: "variant in ('UK 9', …"."""


def _outlets(draft: Draft, before: int, at: int) -> bool:
    """Whether the question is the name of a chain's outlets, ranked or listed."""
    several = len(draft.items[at].value.candidates[0][1]) > 1
    ends = at == len(draft.items) - 1 or draft.tag(at + 1) == "BY"
    return several and before == 0 and ends


def _names_its_members(draft: Draft, at: int, conditions: tuple[Condition, ...]) -> bool:
    """Whether "our three weakest retailers" and "which retailers" mean the channel's customers."""
    if folded(draft.items[at].text) not in _MEMBERS_OF or conditions[0].negated:
        return False
    others = any(item.tag == "DIM" and item.value == "customer" for item in draft.items)
    head = draft.before(at, skip={"OF", "IN", "FOR", "VALUE", "FILTER", "ALL", "ACROSS_ALL"})
    asking = (_HEADS - {"BY", "PER"}) | {"WHICH", "NEW", "LOST", "INACTIVE"}
    return not others and draft.tag(head) in asking


_MEMBERS_OF = frozenset({"retailers", "detaillants", "revendeurs"})


def _asks_which(draft: Draft, at: int, first: int) -> bool:
    """Whether it is asked which outlets of a chain or town ("which New Delhi outlets")."""
    several = len(draft.items[at].value.candidates[0][1]) > 1
    told = {"IS"} if draft.tag(first) == "DIM" and draft.items[first].plural else set()
    head = draft.before(first, skip={"ALL", "ACROSS_ALL", "OF", *told})
    return several and head is not None and draft.items[head].tag in _ASKING


_ASKING = frozenset({"WHICH", "LIST", "EACH", "COUNT", "PER", "BY", "SIDE_BY_SIDE"})


def _said_twice(draft: Draft, at: int) -> tuple[Draft, int]:
    """Make one of a name and its explanation: "les chaussures (la catégorie Shoes)"."""
    if draft.tag(at) != "FILTER" or draft.tag(at - 1) != "FILTER":
        return draft, at
    one, two = draft.items[at - 1].value, draft.items[at].value
    if one.conditions != two.conditions:
        return draft, at
    return draft.merged(at - 1, at, draft.items[at - 1]), at - 1


def _all_of_them(draft: Draft, at: int) -> bool:
    """Whether "all Velora customers" means every name that fits."""
    noun = at + 1 if draft.tag(at + 1) == "DIM" else at - 1
    before = min(at, noun) - 1
    every = draft.tag(before) in ("ACROSS_ALL", "ALL")
    return every and draft.tag(noun) == "DIM" and draft.items[noun].plural


def _counted_in(draft: Draft, at: int) -> bool:
    """Whether unmapped sales are only said to count: "orders of unknown customers included"."""
    after = folded(draft.text[draft.items[at].end :])
    return _INCLUDED.match(after) is not None


_INCLUDED = re.compile(r"\W*(?:customers? |clients? |orders? |sales |ventes )?(?:incl|compris)")


def _unmapped(draft: Draft, at: int) -> tuple[Draft, int]:
    first, last, dimension = at, at, "customer"
    for near in (at + 1, at - 1):
        if 0 <= near < len(draft.items) and draft.tag(near) == "DIM":
            dimension = draft.items[near].value
            first, last = min(at, near), max(at, near)
            break
    named = Named((Condition(dimension, (None,)),), text=draft.items[at].text)
    twice = at > 0 and draft.tag(at - 1) == "FILTER"
    if twice and draft.items[at - 1].value.conditions == named.conditions:
        # "The customers without a name (unmapped)".
        return draft.merged(at - 1, at, draft.items[at - 1]), at - 1
    return _folded(draft, first, last, named, f"{dimension} unmapped"), first


def _folded(draft: Draft, first: int, last: int, named: Named, meaning: str) -> Draft:
    start, end = draft.items[first].start, draft.items[last].end
    text = draft.text[start:end]
    return draft.merged(first, last, Item("FILTER", start, end, text, named, "filter", meaning))


def _meaning(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(
        f"{condition.dimension} {'is not' if condition.negated else 'is'} "
        + " or ".join("unmapped" if value is None else value for value in condition.values)
        for condition in conditions
    )


def _which(draft: Draft, at: int, candidates: tuple[tuple[str, tuple[str, ...]], ...]) -> Clarify:
    item = draft.items[at]
    names = list(
        dict.fromkeys(
            (dimension, value) for dimension, values in candidates for value in values[:4]
        )
    )[:6]
    options = tuple(
        f"{draft.text[: item.start]}{value}{draft.text[item.end :]}" for _, value in names
    )
    listed = ", ".join(f"{value} ({dimension})" for dimension, value in names)
    message = draft.said(
        f"“{item.text}” fits several names: {listed}. Which one do you mean?",
        f"« {item.text} » correspond à plusieurs noms : {listed}. Lequel voulez-vous dire ?",
    )
    return Clarify(message, options)


def listed(draft: Draft) -> Draft:
    """Join values of one dimension that stand together ("A, B and C", "A versus B")."""
    draft = _online_and_stores(_named_alike(_outgrown(_narrowed(draft))))
    at = 0
    compare = draft.has("COMPARE") or (draft.has("MORE", "LESS") and draft.has("OR"))
    compare = compare or _rivals(draft) or _beside(draft) or _on_either_side(draft)
    compare = compare or (draft.has("SORT") and not draft.has("DIM", "GROUP"))
    draft, compare = _more_of(draft, compare=compare)
    while at < len(draft.items):
        if draft.items[at].tag != "FILTER":
            at += 1
            continue
        end, apart, seen_joint = at, False, False
        again = False
        probe = at + 1
        while probe < len(draft.items):
            tag = draft.items[probe].tag
            beside = (compare or _stroked(draft, end, probe)) and probe == end + 1
            beside = beside and _same_dimension(draft, end, probe)
            if tag == "FILTER" and (seen_joint or beside) and _joins(draft, at, probe):
                end, seen_joint = probe, False
            elif _is_joint(draft, probe) or (tag == "WITH" and compare) or _outdoes(draft, probe):
                seen_joint = True
                apart = apart or _again_for(draft, at, probe)
                held = tag in ("VERSUS", "MORE_THAN", "LESS_THAN")
                apart = apart or (held and _filter_follows(draft, probe))
            elif _again_of(draft, at, probe) or (tag in ("HOW_MUCH", "WHICH") and seen_joint):
                again = True
            elif tag not in _LOOSE and not _is_either_side(draft.items[probe]):
                break
            probe += 1
        named = folded(draft.text[draft.items[at].start : draft.items[end].end])
        again = again or _THAT_OF.search(named) is not None
        chains = [item for item in draft.items[at : end + 1] if _is_chain(item)]
        if end > at and apart and chains:
            # Held against each other as they are named, not outlet by outlet.
            at = end + 1
            continue
        if end > at:
            between = at > 0 and _is_between(draft.items[at - 1])
            draft = _one_list(draft, at, end, apart=apart or compare or between or again)
        at += 1
    return draft


def _stroked(draft: Draft, one: int, other: int) -> bool:
    """Whether nothing but a stroke parts two names: "cricket/football"."""
    return draft.text[draft.items[one].end : draft.items[other].start].strip() == "/"


def _is_between(item: Item) -> bool:
    """Whether what follows is held apart: "between A and B", "split between A and B"."""
    divided = item.tag == "BY" and folded(item.text).split()[-1] in ("between", "entre", "among")
    return divided or item.tag == "BETWEEN"


_THAT_OF = re.compile(r"\b(?:celui|celle|ceux|celles|that|those) (?:of|de|du|des|d)\b")
_ONE_EACH = re.compile(
    r"\bone (?:figure|number|value|line|row) for (?:(?!\band\b).)+\band one for (?:(?!\band\b).)+$"
)
_AS_ONE = re.compile(r"\bas one\b|\bone (?:figure|number)\b|\boverall\b|\bun seul chiffre\b")


def _again_for(draft: Draft, first: int, joint: int) -> bool:
    """Whether a preposition is said again: "for A and for B" is a row each, but for their sum."""
    if _ONE_EACH.search(folded(draft.text)) and not draft.has("TOTAL", "TOGETHER"):
        return True
    places = ("FOR", "IN", "OF") if _priced(draft, first) else ("FOR", "IN")
    placed = first > 0 and draft.items[first - 1].tag in places
    if not placed or draft.has("TOTAL", "TOGETHER") or _AS_ONE.search(folded(draft.text)):
        return False
    if draft.has("WHO", *LIMITS) or _lists_members(draft):
        # "Who bought in A and in B" asks for members of both.
        return False
    said = folded(draft.items[first - 1].text).split()
    again = folded(draft.items[joint].text).split()[1:]
    if draft.tag(joint) == "AND" and draft.tag(joint + 1) in places:
        again = folded(draft.items[joint + 1].text).split()
    return bool(said) and said == again


def _priced(draft: Draft, first: int) -> bool:
    """Whether names have a price: "of A and of B" it is one of each, where a sum may be of both."""
    told = first > 1 and draft.tag(first - 2) == "MEASURE"
    if not told or draft.has(*PEAKS, "DIM", "GRAIN", "GROUP", "BY", "EACH", "PER"):
        return False
    if _AS_ONE_PRICE.search(folded(draft.text)):
        return False
    return draft.context.model.measures[draft.items[first - 2].value].format == "price"


_AS_ONE_PRICE = re.compile(r"\b(?:confondu\w*|ensemble|as a whole|single|reuni\w*|both)\b")


def _lists_members(draft: Draft) -> bool:
    """Whether it is asked who bought, or what was sold, and no figure is named."""
    trades = any(item.tag in ("BUYING", "SELL") for item in draft.items)
    figure = draft.has(*PEAKS, "MEASURE", "COUNT", "HOW_MUCH")
    return trades and draft.has("DIM") and not figure


def _again_of(draft: Draft, at: int, figure: int) -> bool:
    """Whether a figure is named again: "units of A and units of B"."""
    if draft.tag(figure) != "MEASURE":
        return False
    value = draft.items[figure].value
    return any(draft.items[m].value == value for m in draft.free("MEASURE") if m < at)


def _named_alike(draft: Draft) -> Draft:
    """Read "Tents + Packs" as two categories, though "packs" alone are variants."""
    for at in draft.free("DIM"):
        if draft.tag(at - 1) not in ("AND", "COMMA", "OR") or draft.tag(at - 2) != "FILTER":
            continue
        (condition, *others) = draft.items[at - 2].value.conditions
        name = folded(draft.items[at].text)
        known = draft.context.snapshot.members.get(condition.dimension, ())
        fitting = tuple(value for value in known if folded(value) == name)
        if fitting and not others and draft.items[at].value != condition.dimension:
            conditions = (replace(condition, values=fitting),)
            named = Named(conditions, text=draft.items[at].text)
            draft = _folded(draft, at, at, named, _meaning(conditions))
    return draft


def _online_and_stores(draft: Draft) -> Draft:
    """Read "online and stores" as two platforms, though "stores" alone are customers."""
    for at in draft.free("DIM"):
        joints = ((at - 1, at - 2), (at + 1, at + 2))
        near = [one for joint, one in joints if draft.tag(joint) in ("AND", "VERSUS", "OR")]
        ranked = draft.has(*PEAKS, "COUNT", "HOW_MUCH", "LIST")
        platforms = draft.context.snapshot.members.get("platform", ())
        brick = tuple(name for name in platforms if folded(name).startswith("brick"))
        beside = any(
            draft.tag(one) == "FILTER"
            and draft.items[one].value.conditions[0].dimension == "platform"
            for one in near
        )
        if beside and not ranked and brick and folded(draft.items[at].text) in _STORES:
            conditions = (Condition("platform", brick),)
            named = Named(conditions, text=draft.items[at].text)
            return _folded(draft, at, at, named, _meaning(conditions))
    return draft


_STORES = frozenset({"stores", "shops", "magasins", "boutiques"})


def _outgrown(draft: Draft) -> Draft:
    """Put "growing" before both of "is A growing faster than B", which it parts."""
    for at in draft.free("GROWTH", "INCREASE", "DECREASE"):
        if draft.tag(at - 1) == "FILTER" and _outdoes(draft, at + 1):
            one, verb = draft.items[at - 1], draft.items[at]
            items = (*draft.items[: at - 1], verb, one, *draft.items[at + 1 :])
            return replace(draft, items=items)
    return draft


def _is_joint(draft: Draft, at: int) -> bool:
    """Whether an item joins two names; "and in" is two words that open a further question else."""
    item = draft.items[at]
    return item.tag in _JOINTS or (
        item.tag == "WHAT_ABOUT" and folded(item.text).startswith(("and ", "et "))
    )


def _narrowed(draft: Draft) -> Draft:
    """Read "the New Delhi outlet of A" as what is of both."""
    for one in draft.free("FILTER"):
        other = one + 2
        if draft.tag(one + 1) not in ("OF", "IN") or draft.tag(other) != "FILTER":
            continue
        first, second = draft.items[one].value, draft.items[other].value
        if len(first.conditions) + len(second.conditions) != 2:
            continue
        (a,), (b,) = first.conditions, second.conditions
        both = tuple(value for value in a.values if value in b.values)
        if a.dimension != b.dimension or a.negated or b.negated or not both:
            continue
        conditions = (replace(a, values=both),)
        text = draft.text[draft.items[one].start : draft.items[other].end]
        named = Named(conditions, text=text)
        return _folded(draft, one, other, named, _meaning(conditions))
    return draft


def _is_chain(item: Item) -> bool:
    """Whether one name stands for several members ("name-city")."""
    if item.tag != "FILTER":
        return False
    condition = item.value.conditions[0]
    return len(condition.values) > 1 and not condition.negated


def _more_of(draft: Draft, *, compare: bool) -> tuple[Draft, bool]:
    """Read "plus de A ou de B" as a question which is more, not as a limit."""
    for at in draft.free("MORE_THAN", "LESS_THAN"):
        one = draft.after(at)
        joint = one + 1 if one is not None and draft.tag(one) == "FILTER" else None
        if draft.tag(joint) == "OR" and joint is not None and _filter_follows(draft, joint):
            draft = draft.take("comparison", at, meaning="which is more")
            compare = True
    return draft, compare


def _rivals(draft: Draft) -> bool:
    """Whether it is asked which of some values is ahead ("A or B: who sells most?")."""
    asks = draft.has("WHO", "WHICH") and draft.has(*PEAKS)
    # "A or B: which sold how many units?"
    numbers = draft.has("WHICH") and draft.has("OR") and ":" in draft.text
    # "A or B, where do the two stand?"
    numbers = numbers or (draft.has("BOTH") and draft.has("OR"))
    return numbers or (asks and (draft.has("OR") or draft.has("BETWEEN")))


def _beside(draft: Draft) -> bool:
    return any(
        folded(draft.items[at].text).startswith(("side by side", "next to", "cote a cote"))
        for at in draft.free("SIDE_BY_SIDE")
    )


def _is_either_side(item: Item) -> bool:
    return item.tag == "LAYOUT" and folded(item.text) in _EITHER_SIDE


def _on_either_side(draft: Draft) -> bool:
    """Whether "A on one side and B on the other" is said."""
    return sum(_is_either_side(item) for item in draft.items) > 1


_EITHER_SIDE = frozenset(
    {"d'un cote", "d'un bord", "de l'autre cote", "de l'autre bord", "de l'autre"}
    | {"on one side", "on the other side", "on the other"}
)


def _outdoes(draft: Draft, at: int) -> bool:
    """Whether one value is asked to be more than another ("did A sell more than B")."""
    return draft.tag(at) in ("MORE_THAN", "LESS_THAN") and _filter_follows(draft, at)


def _filter_follows(draft: Draft, at: int) -> bool:
    following = at + 1
    while following < len(draft.items) and draft.items[following].tag in _LOOSE | {"AND"}:
        following += 1
    return following < len(draft.items) and draft.items[following].tag == "FILTER"


def _joins(draft: Draft, one: int, other: int) -> bool:
    first: Named = draft.items[one].value
    second: Named = draft.items[other].value
    if any(draft.items[at].tag == "BUT" for at in range(one, other)):
        return False
    dimension = first.conditions[0].dimension
    return all(
        condition.dimension == dimension and condition.negated == first.conditions[0].negated
        for condition in (*first.conditions, *second.conditions)
    ) or _share_a_dimension(first, second)


def _same_dimension(draft: Draft, one: int, other: int) -> bool:
    if draft.tag(one) != "FILTER" or draft.tag(other) != "FILTER":
        return False
    return _share_a_dimension(draft.items[one].value, draft.items[other].value)


def _share_a_dimension(first: Named, second: Named) -> bool:
    return _common(first, second) is not None


def _common(first: Named, second: Named) -> tuple[Condition, Condition] | None:
    for one in (first.conditions, *(found for _, found in first.alternatives)):
        for two in (second.conditions, *(found for _, found in second.alternatives)):
            if one[0].dimension == two[0].dimension and one[0].negated == two[0].negated:
                return one[0], two[0]
    return None


def _one_list(draft: Draft, first: int, last: int, *, apart: bool) -> Draft:
    named = [item.value for item in draft.items[first : last + 1] if item.tag == "FILTER"]
    merged: Named = named[0]
    for other in named[1:]:
        pair = _common(merged, other)
        if pair is None:
            return draft
        one, two = pair
        values = tuple(dict.fromkeys((*one.values, *_of_the_chain(one, two).values)))
        merged = replace(merged, conditions=(replace(one, values=values),), alternatives=())
    merged = replace(merged, apart=apart)
    return _folded(draft, first, last, merged, _meaning(merged.conditions))


def _of_the_chain(outlets: Condition, town: Condition) -> Condition:
    """Return the outlet of a chain that a town stands for: "Velora, Pune and Goa"."""
    if town.dimension != "customer" or town.negated or len(town.values) < 2:
        return town
    chains = {str(value).rpartition("-")[0] for value in outlets.values} - {""}
    towns = {str(value).rpartition("-")[2] for value in town.values}
    own = tuple(value for value in town.values if str(value).rpartition("-")[0] in chains)
    known = len(chains) == len(towns) == 1 and bool(own)
    return replace(town, values=own) if known else town


def negated(draft: Draft) -> Draft:
    """Turn filters after (or before) a word of exclusion around."""
    draft = _not_sold_through(draft)
    at = 0
    while at < len(draft.items):
        item = draft.items[at]
        if item.tag == "FILTER":
            head = _exclusion(draft, at)
            if head is not None:
                draft = _turned(draft, head, at, at)
                at = head
            elif _excluded_after(draft, at):
                draft = _turned(draft, at, at, _exclusion_after(draft, at))
        at += 1
    if any(item.tag == "FILTER" and item.value.conditions[0].negated for item in draft.items):
        for at in draft.free("REST"):
            draft = draft.take("filters", at, meaning="all others")
            head = draft.before(at)
            if draft.tag(at + 1) == "DIM" and draft.tag(head) not in _HEADS | {"WHICH"}:
                draft = draft.take("filters", at + 1, meaning="all others")
    return draft


def _not_sold_through(draft: Draft) -> Draft:
    """Read "units that were not sold through A" as those of all others: no member is meant."""
    members = any(draft.items[at].value in COUNT_OF.values() for at in draft.free("MEASURE"))
    if draft.has("DIM", "GROUP", "GRAIN", "WHO", "WHICH", "COUNT", "BUT") or members:
        return draft
    if not draft.has("MEASURE"):
        return draft
    for at in draft.free("INACTIVE"):
        placed = draft.tag(at + 1) in ("IN", "BY", "FOR") and draft.tag(at + 2) == "FILTER"
        placed = placed or draft.tag(at + 1) == "FILTER"
        if placed and _UNSOLD.search(folded(draft.items[at].text)):
            draft = draft.changed(at, tag="NOT")
    return draft


def neither(draft: Draft) -> Draft:
    """Read "bought neither A nor B" as none of the two, the verb negated once."""
    for at in draft.free("NOT"):
        if draft.tag(at - 1) == "BUYING" and folded(draft.items[at].text) in ("ni", "neither"):
            draft = draft.changed(at - 1, tag="INACTIVE").changed(at, tag="SAID")
    heads = draft.free("INACTIVE")
    if not heads:
        return draft
    for at in draft.free("NOT"):
        if at < heads[0] or folded(draft.items[at].text) not in ("ni", "nor", "neither"):
            continue
        if draft.tag(at - 1) == "VALUE":
            draft = draft.changed(at, tag="OR")
        else:
            draft = draft.changed(at, tag="SAID")
    return draft


_UNSOLD = re.compile(
    r"\b(?:not (?:been )?(?:sold|bought|ordered)|pas (?:ete )?(?:vendu|achete)\w*)$"
)


def _exclusion(draft: Draft, at: int) -> int | None:
    named: Named = draft.items[at].value
    dimensions = {condition.dimension for condition in named.conditions}
    head = at - 1
    while head >= 0:
        item = draft.items[head]
        if item.tag in ("EXCEPT", "NOT"):
            if leaves_out_before(draft, head):
                return None
            further = head - 1
            whole = _whole_but(draft, head, dimensions)
            if whole is not None:
                return whole
            if further >= 0 and draft.items[further].tag in ("BUT", "ALL", "ACROSS_ALL", "NOT"):
                return further
            labels = item.text in _UNEQUAL or draft.tag(further - 1) == "WHOSE"
            if labels and draft.tag(further) == "DIM":
                # "Where division not in (…)", "division <> …".
                return further
            return head
        if item.tag == "BUT" and head > 0 and _everything(draft, head):
            whole = _whole_but(draft, head, dimensions)
            return head if whole is None else whole
        skipped = item.tag in _SKIPPED
        if not skipped and not (item.tag == "DIM" and _names(item.value, dimensions)):
            return None
        if item.tag == "MEASURE" and (head == 0 or draft.items[head - 1].tag not in ("EXCEPT",)):
            return None
        head -= 1
    return None


_UNEQUAL = frozenset({"!=", "<>", "≠"})


def _names(noun: str, dimensions: set[str]) -> bool:
    """Whether a noun stands for what the values are, or are of ("sauf les clients Direct")."""
    return noun in dimensions or (noun == "customer" and dimensions <= CUSTOMER_SIDE)


def _whole_but(draft: Draft, head: int, dimensions: set[str]) -> int | None:
    """Return where "all customers" begins in "units sold to all customers except A".

    Where a figure is asked for it is one of all others together; a list names its head before.
    """
    noun, every = head - 1, head - 2
    # "What did all customers other than A spend" asks for one figure, as a total does.
    summed = any(item.tag in ("TOTAL", "SPEND") for item in draft.items)
    summed = summed or folded(draft.text).startswith(("how many ", "how much ", "combien "))
    if every < 0 or draft.items[noun].tag != "DIM" or draft.items[noun].value not in dimensions:
        return None
    led = draft.before(noun, skip={"OR_RATHER", "IN", "FOR", "PERIOD"})
    if draft.tag(led) in ("SELL", "COME", "HOW_MUCH") and draft.has("HOW_MUCH", "COUNT"):
        # "How much do we sell to customers other than A".
        return noun
    each = folded(draft.items[every].text) == "every" and draft.has("TOTAL")
    whole = draft.items[every].tag in ("ALL", "ACROSS_ALL") or _in_all(draft.items[every])
    if not whole and not each:
        return None
    before = {item.tag for item in draft.items[:every]}
    by = every > 0 and draft.items[every - 1].tag in ("BY", "PER", "EACH")
    asks = {"LIST", "TOP", "BOTTOM", "COUNT"} | (set() if draft.has("SPEND") else {"WHICH"})
    if by or before & asks:
        return None
    return every if summed or "MEASURE" in before else None


def _in_all(item: Item) -> bool:
    return item.tag == "TOTAL" and folded(item.text).endswith("all")


def _everything(draft: Draft, at: int) -> bool:
    return any(
        draft.items[before].tag in ("ALL", "ACROSS_ALL", "EACH")
        for before in range(max(0, at - 2), at)
    )


def _excluded_after(draft: Draft, at: int) -> bool:
    word = _exclusion_after(draft, at)
    several = len(draft.items[at].value.conditions[0].values) > 1
    if draft.tag(word) != "EXCEPT" or (several and _is_singular(draft, at + 1)):
        # "Cricket, football is removed" leaves out one of them.
        return False
    following = draft.after(word)
    return draft.tag(following) != "FILTER" and folded(draft.items[word].text).startswith(_GONE)


def leaves_out_before(draft: Draft, at: int) -> bool:
    """Return whether a word of exclusion is said of what stands before it ("taken out")."""
    return folded(draft.items[at].text).startswith(
        ("taken out", "left out", "removed", "stripped", "carved")
    )


def _is_singular(draft: Draft, at: int) -> bool:
    return draft.tag(at) == "IS" and folded(draft.items[at].text) in ("is", "est", "was", "etait")


def _exclusion_after(draft: Draft, at: int) -> int:
    """Return the position at which a word of exclusion may follow: "is taken out", "excluded"."""
    return at + 2 if draft.tag(at + 1) == "IS" else at + 1


_GONE = (
    *("exclu", "excl", "non compris", "left out", "mis", "excepte", "taken out", "removed"),
    *("stripped", "carved", "retire", "enleve", "ecarte", "set aside", "put aside"),
)
"""Participles that leave out what stands before them."""


def _turned(draft: Draft, first: int, at: int, last: int) -> Draft:
    named: Named = draft.items[at].value
    conditions = tuple(
        replace(condition, negated=not condition.negated) for condition in named.conditions
    )
    turned = replace(named, conditions=conditions, apart=False, alternatives=())
    return _folded(draft, first, last, turned, _meaning(conditions))


def sided(draft: Draft) -> Draft:
    """Hold filters against each other that no one dimension tells apart ("parent vs …")."""
    draft = _against_rest(draft)
    free = draft.free("FILTER")
    for one, other in itertools.pairwise(free):
        between = [draft.items[at] for at in range(one + 1, other)]
        held = any(item.tag == "VERSUS" for item in between) or (
            draft.has("COMPARE")
            and any(item.tag in ("AND", "WITH", "COMMA") for item in between)
            and all(item.tag in _JOINTS | _LOOSE | {"WITH"} for item in between)
        )
        held = held or _exclude_each_other(draft, one, other)
        if held and not draft.intent.sides:
            pair = [draft.items[at].value.conditions for at in (one, other)]
            kinds = {c.dimension for side in pair for c in side}
            single = all(len(side) == len(side[0].values) == 1 for side in pair)
            if single and len(kinds) == 1 and not any(side[0].negated for side in pair):
                # "Set A's revenue against B's": values of one kind are rows of it.
                values = tuple(dict.fromkeys(v for side in pair for v in side[0].values))
                kept = replace(pair[0][0], values=values)
                draft = draft.take("comparison", one, other, meaning="held against each other")
                draft = draft.take("comparison", *draft.free("VERSUS", "COMPARE", "BETWEEN"))
                draft = draft.fill(conditions=(*draft.intent.conditions, kept))
                return draft.fill(groups=(*draft.intent.groups, kept.dimension))
            sides = tuple(
                Side(_side_name(draft.items[at]), draft.items[at].value.conditions)
                for at in (one, other)
            )
            draft = draft.take("comparison", one, other, meaning="held against each other")
            draft = draft.take("comparison", *draft.free("VERSUS", "COMPARE", "BETWEEN"))
            divided = [at for at in draft.free("SHARE") if divides(draft.items[at])]
            draft = draft.take("comparison", *divided, meaning="divided")
            draft = draft.fill(sides=sides)
    return draft


def divides(item: Item) -> bool:
    """Return whether "split" or "breakdown" is said, which divides rather than asks for a share."""
    return folded(item.text).startswith(_DIVIDERS)


_DIVIDERS = ("split", "break", "ventil", "repartition", "mix")


def names_goods(draft: Draft, at: int) -> bool:
    """Return whether a filter says what was bought, and nothing about who did."""
    return all(one.dimension in PRODUCT_SIDE for one in draft.items[at].value.conditions)


def _against_rest(draft: Draft) -> Draft:
    """Hold a value against all others of its kind ("e-commerce vs the rest")."""
    for at in draft.free("REST"):
        one, held = at - 2, draft.tag(at - 1) == "VERSUS"
        held = held or (draft.tag(at - 1) in ("AND", "WITH") and draft.has("COMPARE"))
        if not held or draft.tag(one) != "FILTER" or draft.intent.sides:
            continue
        (condition, *more) = draft.items[one].value.conditions
        if more or condition.negated:
            continue
        kind = at + 2 if draft.tag(at + 1) == "OF" else at + 1
        nouns = [kind] if draft.tag(kind) == "DIM" else []
        end = draft.items[nouns[0] if nouns else at].end
        sides = (
            Side(_side_name(draft.items[one]), (condition,)),
            Side(draft.text[draft.items[at].start : end], (replace(condition, negated=True),)),
        )
        draft = draft.take("comparison", one, at - 1, at, *nouns, meaning="against all others")
        draft = draft.take("comparison", *draft.free("COMPARE")).fill(sides=sides)
    return draft


def _exclude_each_other(draft: Draft, one: int, other: int) -> bool:
    """Whether two names joined by "and" can only be two rows ("the parent and Sports Bar")."""
    between = {draft.items[at].tag for at in range(one + 1, other)}
    if not between & {"AND", "COMMA"} or not between <= _JOINTS | _LOOSE:
        return False
    first, second = draft.items[one].value.conditions, draft.items[other].value.conditions
    if len(first) != 1 or len(second) != 1:
        return False
    a, b = first[0], second[0]
    taken, left = (a, b) if b.negated else (b, a)
    apart = a.dimension == b.dimension and a.negated != b.negated
    return apart and set(taken.values) <= set(left.values)


def _side_name(item: Item) -> str:
    """Return what a side is called: as typed, a chain as it is written."""
    condition = item.value.conditions[0]
    single = len(item.value.conditions) == len(condition.values) == 1 and not condition.negated
    if single and str(condition.values[0]).casefold() == item.text.casefold():
        return str(condition.values[0])
    return item.value.text if _is_chain(item) else _ARTICLE.sub("", item.text)


_ARTICLE = re.compile(r"^(?:the |le |la |les |l['’])", re.IGNORECASE)


def alone(draft: Draft) -> Draft:
    """Take "only" next to a filter, period or group as said with it, and "also" after "and"."""
    for at in draft.free("ALSO"):
        joined = draft.tag(at - 1) == "AND" or draft.items[at - 1].tag == "FILTER"
        if at > 0 and joined and draft.items[min(at + 1, len(draft.items) - 1)].tag == "FILTER":
            draft = draft.take("filter", at, meaning="too")
    for at in draft.free("ONLY"):
        draft = draft.take("filter", at, meaning="nothing else")
    return draft


def conditions_of(draft: Draft, *positions: int) -> tuple[Condition, ...]:
    """Return the conditions that filters at positions set."""
    return tuple(condition for at in positions for condition in draft.items[at].value.conditions)


def kept(draft: Draft) -> Draft:
    """Make conditions of all filters that no other rule took."""
    for at in draft.free("FILTER"):
        named: Named = draft.items[at].value
        before = draft.intent.conditions
        draft = draft.take("filter", at)
        draft = draft.fill(conditions=together(before, named.conditions))
        swaps = tuple(
            Swap(label, named.conditions[0], conditions[0])
            for label, conditions in named.alternatives
        )
        draft = replace(draft, swaps=(*draft.swaps, *swaps))
        if named.alternatives:
            dimension = named.conditions[0].dimension
            label = draft.context.model.dimensions[dimension].label_in(draft.language)
            draft = draft.note(
                f"“{named.text}” is read as the {label.casefold()}.",
                f"« {named.text} » est lu comme valeur de : {label.casefold()}.",
            )
    return draft


def together(before: tuple[Condition, ...], new: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Return conditions with new ones; those of one dimension and sign become one."""
    merged = list(before)
    for condition in new:
        for at, old in enumerate(merged):
            if (old.dimension, old.negated) == (condition.dimension, condition.negated):
                values = tuple(dict.fromkeys((*old.values, *condition.values)))
                merged[at] = replace(old, values=values)
                break
        else:
            merged.append(condition)
    return tuple(merged)
