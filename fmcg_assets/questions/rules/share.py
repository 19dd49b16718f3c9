"""Shares: of the total, within a group, of one selection in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Clarify, Share
from fmcg_assets.questions.rules.filters import conditions_of, divides
from fmcg_assets.questions.rules.groups import COUNT_OF, TIME, is_time, name_at
from fmcg_assets.questions.rules.periods import holds, is_the_period, moved_into, one_span
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft

_HEADS: Final = ("SHARE", "REPRESENT", "MARKET_SHARE")


def shared(draft: Draft) -> Draft:
    """Read what is divided by what."""
    if draft.intent.change:
        # "By what percentage did sales grow": the change is in percent already.
        percents = [at for at in draft.free(*_HEADS, "RELATIVE") if _is_percent(draft, at)]
        draft = draft.take("change", *percents, meaning="in percent")
        return _changed_part(draft)
    if draft.intent.share:
        return draft
    heads = draft.free(*_HEADS)
    if not heads and draft.has("RELATIVE"):
        heads = draft.free("RELATIVE")
    if not heads and not _how_much_of(draft):
        return draft
    draft = _of_the_year(_of_goods(draft))
    first = heads[0] if heads else draft.free("HOW_MUCH")[0]
    parts = _groups(draft)
    filters = [
        at
        for at in draft.free("FILTER")
        if not all(c.negated for c in draft.items[at].value.conditions)
        and not _qualifies_each(draft, at)
    ]
    filters = [at for at in filters if not _divided_each(draft, at, parts)]
    weighs = any(draft.items[at].tag == "REPRESENT" for at in heads)
    if parts and weighs and len(filters) == 1:
        # "Within A, how much does each division weigh": A is the whole.
        filters = [at for at in filters if not _is_whole(draft, at)]
    apart = [at for at in filters if draft.items[at].value.apart]
    draft = draft.take("share", *heads, *draft.free("RELATIVE"), meaning="share")
    among = [at for at in draft.free("BETWEEN") if draft.after(at) in parts]
    draft = draft.take("share", *among, meaning="divided by")
    kinds = _kinds(draft, first)
    if kinds is not None:
        measure = COUNT_OF[name_at(draft, kinds)]
        draft = draft.take("share", kinds, meaning=f"share of {measure}")
        draft = draft.fill(measures=(measure,))
        parts = _groups(draft)
    buyers = _buyers(draft, first)
    if buyers is not None and len(filters) == 1 and not apart:
        measure = COUNT_OF[name_at(draft, buyers)]
        draft = draft.take("share", buyers, filters[0], meaning=f"share of {measure}")
        bought = conditions_of(draft, filters[0])
        return draft.fill(share=Share(part=bought), measures=(measure,))
    if apart:
        return _apart(draft, apart)
    kind, belonging = _counted(draft, first), _belonging(draft, filters)
    if kind is not None and belonging is not None and not draft.has("MEASURE"):
        measure = COUNT_OF[name_at(draft, kind)]
        draft = draft.take("share", kind, belonging, meaning=f"share of {measure}")
        bought = conditions_of(draft, belonging)
        return draft.fill(share=Share(part=bought), measures=(measure,))
    if _splits(draft, heads, parts) or _finer(draft, filters, parts):
        filters = []
    divided = [at for at in parts if not is_time(draft, at)]
    part, _whole = _part_and_whole(draft, first, filters, divided=bool(divided))
    if part is not None:
        conditions = conditions_of(draft, part)
        draft = draft.take("share", part, meaning="the part")
        # "Among the customers of A, the share of customer B".
        own = [at for at in parts if any(name_at(draft, at) == c.dimension for c in conditions)]
        draft = draft.take("share", *own, meaning="among all of its kind")
        return draft.fill(share=Share(part=conditions))
    if not parts and not draft.intent.groups and not draft.following:
        return draft.stopped(_of_what(draft))
    return draft.fill(share=Share(within=_within(draft, first, parts)))


def _of_the_year(draft: Draft) -> Draft:
    """Take "l'année" of "sa part des ventes de l'année" as the year that is named."""
    for at in draft.free("GRAIN"):
        of = at > 0 and draft.tag(at - 1) == "OF" and not draft.items[at].plural
        others = [one for one in draft.free("GROUP", "GRAIN") if one != at]
        if is_the_period(draft, at) and of and any(is_time(draft, one) for one in others):
            draft = draft.take("share", at, meaning="the year that is named")
    return draft


def _of_goods(draft: Draft) -> Draft:
    """Take "items" of "what % of A's purchases are Cycling items" as said with the name."""
    for at in draft.free("DIM"):
        told = at > 1 and draft.tag(at - 1) == "FILTER" and draft.tag(at - 2) == "IS"
        if told and at == len(draft.items) - 1 and name_at(draft, at) == "product":
            draft = draft.take("share", at, meaning="said with the name")
    return draft


def _changed_part(draft: Draft) -> Draft:
    """Read "how did the share of A change from 2024 to 2025": two shares are held together."""
    heads, filters = draft.free("SHARE"), draft.free("FILTER")
    between = draft.intent.change is not None and draft.intent.change.base == "between"
    if len(heads) != 1 or len(filters) != 1 or not between or draft.has("DIM", "GROUP"):
        return draft
    if not _directly(draft, heads[0], filters[0]) and filters[0] != heads[0] - 1:
        return draft
    draft = draft.take("share", heads[0], filters[0], meaning="the part")
    return draft.fill(share=Share(part=conditions_of(draft, filters[0])))


def of_months(draft: Draft) -> Draft:
    """Read what part of a period's figure fell into some of its months.

    "Part du T4 dans le CA 2024", "how much of 2024's revenue came in Q4".
    """
    spans = draft.free("PERIOD")
    fell = [at for at in draft.free("DECREASE") if folded(draft.items[at].text) in _FELL]
    moving = [at for at in draft.free(*_MOVING) if at not in fell]
    if len(spans) != 2 or moving or draft.has("VERSUS", "COMPARE"):
        return draft
    shares = draft.free(*_HEADS) or draft.free("RELATIVE")
    if not shares and not _how_much_of_months(draft, spans[0]):
        return draft
    for at, other in (spans, spans[::-1]):
        inner, outer = draft.items[at].value, draft.items[other].value.periods[0]
        part = one_span(inner.periods)
        if part is None or len(draft.items[other].value.periods) > 1:
            continue
        part = moved_into(part, outer) if inner.note else part
        if not holds(outer, part) or holds(part, outer) or not _fell_into(draft, at):
            continue
        draft = draft.take("share", *shares, *fell, *draft.free("RELATIVE"), meaning="share")
        draft = draft.take("share", at, meaning=f"the part in {part.label}")
        return draft.changed(at, tag="PART").fill(share=Share(during=part))
    return draft


_FELL: Final = ("fell", "falls", "fall", "fallen", "tombe", "tombent")
_MOVING: Final = ("GROWTH", "INCREASE", "DECREASE", "YEAR_ON_YEAR", "EXCEPT", "NOT")


def _how_much_of_months(draft: Draft, first: int) -> bool:
    """Whether "how much of 2024's revenue" opens the question."""
    heads = draft.free("HOW_MUCH")
    return bool(heads) and draft.tag(heads[0] + 1) == "OF" and heads[0] + 1 < first


def _fell_into(draft: Draft, at: int) -> bool:
    """Whether a period is what the share is of, or what the figure came from."""
    near, sold = at - 1, False
    while near >= 0 and draft.items[near].tag in _BETWEEN:
        sold = sold or draft.items[near].tag == "SELL"
        near -= 1
    before = draft.items[near].tag if near >= 0 else ""
    fell = near >= 0 and folded(draft.items[near].text) in _FELL
    after = draft.after(at, skip=("IS", "COMMA"))
    follows = after is not None and draft.items[after].tag in ("COME", "REPRESENT")
    return fell or before in (*_HEADS, "COME") or (sold and before == "PERIOD") or follows


_BETWEEN: Final = frozenset({"OF", "IN", "FOR", "ALL", "SELL", "MEASURE", "IS", "TOTAL"})


def _is_percent(draft: Draft, at: int) -> bool:
    text = draft.items[at].text.casefold()
    return any(word in text for word in _PERCENTS)


_PERCENTS: Final = ("percent", "per cent", "pourcent", "pour cent", "pct", "%")


def _buyers(draft: Draft, head: int) -> int | None:
    """Return whom "what percentage of customers bought …" is about."""
    subject = _counted(draft, head)
    if subject is None:
        return None
    trades = any(item.tag in ("BUYING", "SELL") for item in draft.items[subject:])
    # "What percentage of our customers are in e-commerce".
    stand = draft.tag(subject + 1) in ("IS", "IN", "COME") and not draft.has("MEASURE", "GROUP")
    return subject if trades or stand else None


def _kinds(draft: Draft, head: int) -> int | None:
    """Return what "split of customers by platform" counts, where no figure is named."""
    subject = _counted(draft, head)
    if subject is None or draft.has("MEASURE") or not draft.items[subject].plural:
        return None
    by = [at for at in draft.free("GROUP") if at > subject and draft.items[at].value.how == "by"]
    return subject if by else None


def _counted(draft: Draft, head: int) -> int | None:
    """Return the customers or products that a share is said of."""
    subject = draft.after(head, skip=("OF", "ALL", "TOTAL", "ACROSS_ALL"))
    if draft.tag(subject) != "DIM" and draft.tag(0) in ("WITHIN", "OF"):
        # "Of all our customers, what proportion …".
        subject = draft.after(0, skip=("OF", "ALL", "TOTAL", "ACROSS_ALL"))
    if subject is None or draft.tag(subject) != "DIM" or name_at(draft, subject) not in COUNT_OF:
        return None
    return subject


def _belonging(draft: Draft, filters: list[int]) -> int | None:
    """Return the filter that members are said to belong to: they are the part."""
    for at in filters:
        verb = draft.before(at, skip=("OF", "IN", "DIM"))
        if verb is not None and folded(draft.items[verb].text).startswith(_BELONGS):
            return at
    return None


_BELONGS: Final = ("appartien", "relev", "fait partie", "font partie", "belong")


def _splits(draft: Draft, heads: tuple[int, ...], parts: list[int]) -> bool:
    """Whether "split" or "breakdown" asks to divide, not for the share of a value."""
    if not heads or not parts or not divides(draft.items[heads[0]]):
        return False
    # "Split the revenue of A into channel shares".
    return all(divides(draft.items[at]) or at - 1 in parts for at in heads)


def _finer(draft: Draft, filters: list[int], parts: list[int]) -> bool:
    """Whether a group divides the filter's own members ("share of a product per variant")."""
    hierarchies = draft.context.model.hierarchies.values()
    for levels in hierarchies:
        depths = [levels.index(name) for at in parts if (name := name_at(draft, at)) in levels]
        named = [
            levels.index(condition.dimension)
            for at in filters
            for condition in draft.items[at].value.conditions
            if condition.dimension in levels
        ]
        if depths and named and max(depths) > max(named):
            return True
    return False


def _how_much_of(draft: Draft) -> bool:
    """Whether "how much of A's revenue is B" asks for a part of a whole."""
    heads = draft.free("HOW_MUCH")
    if not heads or (len(draft.free("FILTER")) < 2 and not draft.has("TOTAL")):
        return False
    head = heads[0]
    following = head + 1
    if following >= len(draft.items) or draft.items[following].tag != "OF":
        return False
    return any(draft.items[at].tag in ("COME", "IS") for at in range(following, len(draft.items)))


def _groups(draft: Draft) -> list[int]:
    return list(draft.free("GROUP", "DIM", "GRAIN"))


def _apart(draft: Draft, apart: list[int]) -> Draft:
    """Show the shares of values that are held against each other, each of the whole."""
    shown = tuple(c for at in apart for c in draft.items[at].value.conditions)
    dimension = shown[0].dimension
    draft = draft.take("share", *apart, meaning="among all of its kind")
    if dimension not in draft.intent.groups:
        draft = draft.fill(groups=(*draft.intent.groups, dimension))
    draft = draft.note("Shares are of the total.", "Les parts portent sur le total.")
    return draft.fill(share=Share(shown=shown))


def _part_and_whole(
    draft: Draft, head: int, filters: list[int], *, divided: bool
) -> tuple[int | None, int | None]:
    """Return which filter is the part and which is the whole, by their places."""
    if not filters:
        return None, None
    before = [at for at in filters if at < head]
    after = [at for at in filters if at > head]
    if len(filters) == 1:
        return _single(draft, head, filters[0], divided=divided), None
    if divided and not before and not _directly(draft, head, after[0]):
        return None, None
    if before and after:
        # "A's share of B", "what does A represent in B"; but "of B, what share is A".
        if _opens_with_of(draft, before[0]):
            return after[0], before[0]
        return before[-1], after[0]
    one, two = (after or before)[:2]
    between = range(one + 1, two)
    if any(draft.items[at].tag == "SELL" for at in between) and draft.tag(two - 1) == "IN":
        # "What share of A do we sell in B".
        return two, one
    if any(draft.items[at].tag in ("COME", "REPRESENT", "IS") for at in between):
        return two, one
    if any(draft.items[at].tag in ("IN", "WITHIN", "OF", "FOR", "OR_RATHER") for at in between):
        return one, two
    return two, one


def _is_whole(draft: Draft, at: int) -> bool:
    """Whether a filter is told as what is divided: "within A", or "in A, …" at the beginning."""
    opens = at == 1 and draft.tag(0) == "IN" and draft.tag(2) == "COMMA"
    return opens or (at > 0 and draft.tag(at - 1) == "WITHIN")


def _qualifies_each(draft: Draft, at: int) -> bool:
    """Whether a filter says which members each is of ("what share of each Football category")."""
    each = at > 0 and draft.items[at - 1].tag in ("EACH", "WITHIN")
    return each and draft.tag(at + 1) == "GROUP"


def _divided_each(draft: Draft, at: int, parts: list[int]) -> bool:
    """Whether a chain's outlets are taken one by one: "what share does each outlet of A have"."""
    condition = draft.items[at].value.listed
    return condition is not None and any(
        name_at(draft, part) == condition.dimension and _is_each(draft, part) for part in parts
    )


def _is_each(draft: Draft, part: int) -> bool:
    """Whether a group is told as each ("each outlet", "outlets of A: share, each")."""
    item = draft.items[part]
    if item.tag == "GROUP":
        return bool(item.value.how in ("each", "within"))
    told = len(draft.items) - 1 if part == 0 else draft.before(part, skip=("OF", "WITHIN"))
    return told is not None and draft.items[told].tag in ("EACH", "SEPARATELY")


def _opens_with_of(draft: Draft, at: int) -> bool:
    before = at - 1
    near = before >= 0 and draft.items[before].tag in ("OF", "WITHIN") and before <= 1
    near = near or (before == 0 and draft.items[0].tag == "IN")
    # "Sur le CA du canal A, quelle part vient de B ?"
    opens = ("sur", "on", "dans", "in")
    opening = draft.items[0].tag == "IN" and folded(draft.items[0].text) in opens
    figured = {item.tag for item in draft.items[1:at]} <= {"MEASURE", "OF", "TOTAL", "ALL", "DIM"}
    near = near or (opening and figured and any(i.tag == "COMMA" for i in draft.items[at:]))
    # "Of all the money that A spends with us, what share is B?"
    return near or draft.items[0].tag == "WITHIN" or draft.text.casefold().startswith("of ")


def _single(draft: Draft, head: int, at: int, *, divided: bool) -> int | None:
    if not divided:
        return at
    if _each_represents(draft, at):
        return None
    if draft.items[head].tag == "REPRESENT" or _depends(draft.items[head].text):
        return at
    groups = [group for group in _groups(draft) if not is_time(draft, group)]
    if any(
        draft.items[come].tag == "COME" and group > come
        for come in range(at, len(draft.items))
        for group in groups
    ):
        # "What part of A goes through each channel": A is the whole.
        return None
    if any(
        draft.items[come].tag == "COME" and head < group < come
        for come in range(head + 1, at)
        for group in groups
    ):
        # "What share of each channel comes from A": A is the part.
        return at
    if any(head < group < at and _is_each(draft, group) for group in groups) and any(
        item.tag == "REPRESENT" for item in draft.items[at:]
    ):
        # "What share of each division does A represent".
        return at
    if any(group < head for group in groups) and any(
        draft.items[own].tag == "WITHIN" and folded(draft.items[own].text).endswith(_OWN)
        for own in range(head + 1, at)
    ):
        # "Which channel makes the largest share of its revenue with A".
        return at
    if _each_has_a_part(draft, head, at, groups):
        return at
    named_before = any(group < head for group in groups)
    return at if at > head and not named_before and _directly(draft, head, at) else None


def _each_has_a_part(draft: Draft, head: int, at: int, groups: list[int]) -> bool:
    """Whether a filter is the part of each: "within each division, what % of sales goes to A".

    In "for each product, its share of A's sales" the product is.
    """
    if not groups or not all(group < head < at for group in groups):
        return False
    wholes = all(
        draft.items[group].tag == "GROUP" and draft.items[group].value.how in ("each", "within")
        for group in groups
    )
    between = {item.tag for item in draft.items[head + 1 : at]}
    said = folded(draft.text[draft.items[groups[-1]].end : draft.items[head].start]).split()
    following = draft.after(at, skip=("IS",))
    told = following is not None and draft.items[following].tag in ("COME", "REPRESENT")
    led = "COME" in between or {"MEASURE", "IN"} <= between or told
    return wholes and led and not set(said) & set(_OWN)


_OWN: Final = ("its", "their", "its own", "their own", "son", "sa", "leur", "leurs")


def _each_represents(draft: Draft, at: int) -> bool:
    """Whether "what part of A does each of its divisions make up" divides A."""
    verbs = [v for v, item in enumerate(draft.items) if item.tag == "REPRESENT" and v > at]
    return any(part > verb and _is_each(draft, part) for verb in verbs for part in _groups(draft))


def _depends(text: str) -> bool:
    """Whether "dependence of each channel on A" asks for A's part of each."""
    return folded(text).startswith(("depend", "expos", "relian", "how depend", "how relian"))


def _directly(draft: Draft, head: int, at: int) -> bool:
    """Whether the filter is what the share is of ("share of A by month"), not where ("in A")."""
    between = [draft.items[i] for i in range(head + 1, at)]
    if any(item.tag in ("IN", "WITHIN", "FOR", "GROUP", "DIM") for item in between):
        return False
    return all(item.tag in ("OF", "MEASURE", "COME", "TOTAL") for item in between)


def _within(draft: Draft, head: int, parts: list[int]) -> tuple[str, ...]:
    """Return the groups that are the wholes; the other one is what is divided."""
    names = {at: name_at(draft, at) for at in parts}
    if len(set(names.values())) < 2:
        return ()
    said = list(names.values())
    again = [at for at in parts if at > head and said.count(names[at]) > 1]
    if again and draft.tag(again[-1] - 1) == "OF" and again[-1] == parts[-1]:
        # "Split between the divisions, in percent of the platform".
        return _names(names, again[-1:])
    how = {at: draft.items[at].value.how if draft.items[at].tag == "GROUP" else "" for at in parts}
    own = [at for at in parts if _opened(draft, at, _ITS, "WITHIN") and not draft.items[at].plural]
    if own and len(own) < len(parts):
        return _names(names, own)
    wholes = [at for at in parts if at < head and _opened(draft, at, _FOR_EACH, "EACH")]
    if wholes and len(wholes) < len(parts):
        return _names(names, wholes)
    within = [at for at in parts if how[at] == "within"]
    if within and len(within) < len(parts):
        return _names(names, within)
    divided = _divided(draft, head, parts, how)
    others = [at for at in parts if at != divided and names[at] != names[divided]]
    if names[divided] in TIME and any(names[at] not in TIME for at in others):
        return _names(names, [at for at in others if names[at] in TIME])
    if _listed(draft, parts) and not any(how[at] == "each" for at in parts):
        return _names(names, [at for at in others if names[at] in TIME])
    return _names(names, others)


_ITS: Final = ("of ", "in ", "within", "de ", "dans ")
_FOR_EACH: Final = ("for ", "pour ", "in ", "within", "dans ", "au sein", "inside")


def _opened(draft: Draft, at: int, begins: tuple[str, ...], tag: str) -> bool:
    """Whether a word of division with such a beginning stands before a group ("of its channel")."""
    before = at - 1
    while before >= 0 and draft.items[before].tag in ("FILTER", "OF", "ALL"):
        before -= 1
    if before < 0 or draft.items[before].tag != tag:
        return False
    return draft.items[before].text.casefold().startswith(begins)


def _names(names: dict[int, str], chosen: list[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[at] for at in chosen))


def _divided(draft: Draft, head: int, parts: list[int], how: dict[int, str]) -> int:
    """Return the group whose share it is: just before the word ("channel share"), or after it."""
    before = [at for at in parts if at < head and how[at] == "" and not is_time(draft, at)]
    near = draft.before(head, skip=("OF",))
    if near in parts and near is not None and not is_time(draft, near):
        return near
    if before:
        return before[-1]
    after = [at for at in parts if at > head]
    things = [at for at in after if not is_time(draft, at)]
    # "Each platform split by channel, in percent": what is not each is what is divided.
    finer = [at for at in parts if how[at] != "each"]
    return (things or after or finer or parts)[0]


def _listed(draft: Draft, parts: list[int]) -> bool:
    return any(draft.items[at].tag in ("AND", "COMMA") for at in range(parts[0] + 1, parts[1]))


def _of_what(draft: Draft) -> Clarify:
    if draft.language == "fr":
        return Clarify(
            "La part de quoi, ou par quoi ?",
            ("part du chiffre d'affaires par canal", "part du chiffre d'affaires par division"),
        )
    return Clarify(
        "A share of what, or by what?",
        ("share of revenue by channel", "share of revenue by division"),
    )
