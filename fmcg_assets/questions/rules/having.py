"""Limits: groups kept by a figure, their share or their growth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import Clarify, Share, Threshold
from fmcg_assets.questions.rules.filters import conditions_of
from fmcg_assets.questions.rules.groups import COUNT_OF, is_time, name_at
from fmcg_assets.questions.tagging import SOFT
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.amounts import Amount
    from fmcg_assets.questions.intent import Operator
    from fmcg_assets.questions.rules.draft import Draft

_OPERATORS: Final[dict[str, Operator]] = {
    "MORE_THAN": ">",
    "LESS_THAN": "<",
    "AT_LEAST": ">=",
    "AT_MOST": "<=",
}
_OPPOSITE: Final[dict[str, Operator]] = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_BETWEEN: Final = SOFT | {"DISTINCT"}
_NUMBERS: Final = ("AMOUNT", "INT", "PERCENT")


def limited(draft: Draft) -> Draft:
    """Read "above 5 billion", "between 1 and 2 million units", "with a share over 10 %"."""
    draft = _their_number(draft)
    for at in range(len(draft.items)):
        tag = draft.tag(at)
        if tag == "BETWEEN":
            draft = _between(draft, at)
        elif tag in _OPERATORS:
            draft = _one(draft, at)
    return _with_the_number(_under_a_value(_over_a_period(_where(draft))))


def _their_number(draft: Draft) -> Draft:
    """Read "months with the number of customers above 20" as a limit on that number."""
    for at in draft.free("COUNT"):
        limited = draft.tag(draft.after(at + 1, skip=("IS",))) in _OPERATORS
        theirs = at > 1 and draft.tag(at - 1) in ("WITH", "WHOSE")
        counted = draft.tag(at + 1) == "DIM" and name_at(draft, at + 1) in COUNT_OF
        if not (limited and theirs and counted):
            continue
        draft = draft.take("having", at, meaning="their number")
        draft = draft.changed(at + 1, tag="MEASURE", value=COUNT_OF[name_at(draft, at + 1)])
    return draft


def _with_the_number(draft: Draft) -> Draft:
    """Take "with the number", where a number of members is limited and so is shown."""
    counted = any(one.measure in ("customers", "products") for one in draft.intent.having)
    for at in draft.free("COUNT"):
        if counted and at == len(draft.items) - 1 and draft.tag(at - 1) == "WITH":
            draft = draft.take("having", at, meaning="shown")
    return draft


def _where(draft: Draft) -> Draft:
    """Take the "ou" of "mois ou le CA dépasse 30 crores", an "où" without its accent."""
    for at in draft.free("OR"):
        before, after = draft.before(at), draft.after(at)
        if before is None or after is None or not draft.intent.having:
            continue
        named = draft.items[before].tag in ("PERIOD", "GRAIN", "DIM", "GROUP")
        if named and draft.items[after].tag == "MEASURE":
            draft = draft.take("having", at)
    return draft


def _under_a_value(draft: Draft) -> Draft:
    """Take "under" before a value as nothing but "in" ("which categories are under Football")."""
    for at in draft.free("LESS_THAN"):
        following = draft.after(at)
        text = draft.items[at].text.casefold()
        tags = ("FILTER", "GROUP", "DIM", "EACH")
        if following is None or text not in ("under", "below", "underneath", "sous"):
            continue
        if draft.items[following].tag in tags:
            draft = draft.take("filter", at)
    return draft


def _over_a_period(draft: Draft) -> Draft:
    """Take "over" before a period as nothing but "in"."""
    for at in draft.free("MORE_THAN"):
        following = draft.after(at)
        if draft.items[at].text.casefold() in ("over", "past") and (
            following is not None and draft.items[following].tag in ("PERIOD", "GROUP", "GRAIN")
        ):
            draft = draft.take("period", at)
    return draft


def _one(draft: Draft, at: int) -> Draft:
    operator = _OPERATORS[draft.items[at].tag]
    number = draft.after(at)
    if number is None or draft.tag(number) not in _NUMBERS:
        before = draft.before(at)
        # "5 billion or more", "5 million units or more"
        if before is not None and draft.tag(before) == "MEASURE":
            before = draft.before(before)
        if draft.items[at].tag not in ("AT_LEAST", "AT_MOST") or before is None:
            return draft
        if draft.tag(before) not in _NUMBERS:
            return draft
        number = before
    not_before = draft.before(at, skip=("IS",))
    taken = [at, number]
    if not_before is not None and draft.tag(not_before) == "NOT":
        operator = _OPPOSITE[operator]
        taken.append(not_before)
    amount: Amount = draft.items[number].value
    return _limit(draft, operator, amount, None, taken, at, number)


def _between(draft: Draft, at: int) -> Draft:
    low = draft.after(at)
    if low is None or draft.tag(low) not in _NUMBERS:
        return draft
    joint = draft.after(low, skip=())
    high = draft.after(low)
    if high is None or draft.tag(high) not in _NUMBERS or joint is None:
        return draft
    lower: Amount = draft.items[low].value
    upper: Amount = draft.items[high].value
    if upper.scaled and not lower.scaled:
        lower = replace(lower, value=lower.value * _scale(draft.items[high].text, upper.value))
    if upper.unit == "percent":
        lower = replace(lower, unit="percent")
    taken = [at, low, high, *range(low + 1, high)]
    return _limit(draft, "between", lower, upper, taken, at, high)


def _scale(text: str, value: Decimal) -> Decimal:
    """Return the scale that a text's number was multiplied by ("2 million" → 10⁶)."""
    digits = "".join(c for c in text.replace(",", ".") if c.isdigit() or c == ".").strip(".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        number = Decimal(0)
    if number:
        return value / number
    return Decimal(10) ** value.adjusted()


def _limit(
    draft: Draft,
    operator: Operator,
    amount: Amount,
    upper: Amount | None,
    taken: list[int],
    first: int,
    last: int,
) -> Draft:
    counted = draft.after(last, skip=_BETWEEN)
    if counted is not None and draft.intent.lifecycle and _is_kind(draft, counted):
        return draft.stopped(_of_members(draft, counted))
    if counted is not None and _counts_others(draft, counted, first):
        return _on_a_number(draft, operator, amount, upper, [*taken, counted])
    if _is_of_the_count(draft, amount, last):
        limit = Threshold(operator, amount.value, upper.value if upper else None, of="count")
        draft = draft.take("having", *taken, meaning=f"their number {operator} {amount.value}")
        return draft.fill(having=(*draft.intent.having, limit))
    measure, where = _measure(draft, first, last)
    of: Literal["measure", "share", "percent", "difference"] = "measure"
    value = amount.value
    top = upper.value if upper else None
    shares = draft.free("SHARE", "REPRESENT")
    if amount.unit == "percent":
        of = "percent" if draft.intent.change else "share"
    elif draft.intent.change and draft.growth and measure is None:
        of = "difference"
    if of == "share":
        draft = draft.take("having", *shares, meaning="share of the total")
        if draft.intent.share is None:
            own = _own_part(draft, last)
            draft = draft.take("share", *own, meaning="the part")
            draft = draft.fill(share=Share(part=conditions_of(draft, *own)))
    falling = of in ("percent", "difference") and draft.growth == "down" and value > 0
    if falling and operator != "between":
        value, operator = -value, _MIRRORED[operator]
    elif falling and top is not None:
        value, top = -top, -value
    limit = Threshold(operator, value, top, measure if of == "measure" else None, of)
    meaning = f"{of if of != 'measure' else measure or 'figure'} {operator} {value}"
    draft = draft.take("having", *taken, *([where] if where is not None else []), meaning=meaning)
    if measure and of in ("measure", "share") and measure not in draft.intent.measures:
        draft = draft.fill(measures=(*draft.intent.measures, measure))
    return draft.fill(having=(*draft.intent.having, limit))


_MIRRORED: Final[dict[Operator, Operator]] = {">": "<", "<": ">", ">=": "<=", "<=": ">="}


def _own_part(draft: Draft, number: int) -> tuple[int, ...]:
    """Return what "more than 35 % of their purchases in A" is a part of each with."""
    own = [
        at
        for at in draft.free("WITHIN")
        if at > number and folded(draft.items[at].text).split()[-1] in _OWN
    ]
    parts = [at for at in draft.free("FILTER") if own and at > own[0]]
    return (parts[0],) if len(parts) == 1 else ()


_OWN: Final = frozenset({"its", "their", "own", "son", "sa", "ses", "leur", "leurs"})


def _counts_others(draft: Draft, at: int, first: int) -> bool:
    """Whether a limit is on a number of divisions, channels …, which is no measure."""
    if not _is_kind(draft, at):
        return False
    return any(other < first for other in draft.free("DIM", "GROUP") if other != at)


def _on_a_number(
    draft: Draft, operator: Operator, amount: Amount, upper: Amount | None, taken: list[int]
) -> Draft:
    """Read "customers who bought from at least 3 divisions": whose divisions are so many."""
    counted = name_at(draft, taken[-1])
    subjects = [
        at for at in draft.free("DIM", "GROUP") if at not in taken and not is_time(draft, at)
    ]
    limits = [at for at in draft.free(*_OPERATORS, "BETWEEN") if at not in taken]
    filtered = any(
        condition.dimension == counted
        for at in draft.free("FILTER")
        for condition in conditions_of(draft, at)
    )
    else_asked = limits or filtered or draft.intent.having or draft.intent.change
    if len(subjects) != 1 or draft.intent.count_of or else_asked or draft.has(*_NOT_COUNTED):
        return draft.stopped(_of_members(draft, taken[-1]))
    subject = name_at(draft, subjects[0])
    limit = Threshold(operator, amount.value, upper.value if upper else None, of="count")
    meaning = f"number of {counted} {operator} {amount.value}"
    draft = draft.take("having", *taken, *subjects, meaning=meaning)
    groups = tuple(dict.fromkeys((*draft.intent.groups, subject)))
    return draft.fill(count_of=counted, groups=groups, having=(*draft.intent.having, limit))


def _is_of_the_count(draft: Draft, amount: Amount, last: int) -> bool:
    """Whether a bare number limits what is counted: "how many variants …, only 4 or more"."""
    bare = amount.unit == "number" and not amount.scaled and not amount.currency
    kinds = [at for at in draft.free("COUNT") if draft.tag(draft.after(at)) == "DIM"]
    names = [name_at(draft, draft.after(at) or 0) for at in kinds]
    members = draft.context.snapshot.members
    bare = bare and all(amount.value <= len(members.get(name, ())) for name in names)
    told = draft.tag(draft.after(last, skip=_BETWEEN)) in ("MEASURE", "DIM")
    figures = draft.has("MEASURE", "SELL", "BUYING", "SPEND", "COME")
    return bare and bool(kinds) and draft.has("GROUP") and not (told or figures)


_NOT_COUNTED: Final = (
    *("COUNT", "MEASURE", "GROWTH", "INCREASE", "DECREASE", "MORE", "LESS", "THAN", "NEW", "LOST"),
    *("INACTIVE", "SHARE"),
)


def _is_kind(draft: Draft, at: int) -> bool:
    item = draft.items[at]
    return draft.tag(at) == "DIM" and item.value not in COUNT_OF and item.plural


def _of_members(draft: Draft, at: int) -> Clarify:
    name = draft.items[at].text
    return Clarify(
        draft.said(
            f"Which members have so many {name}? Name one kind, such as customers.",
            f"Qui doit avoir tant de {name} ? Nommez une sorte de membres, comme les clients.",
        ),
        (draft.said(f"number of {name} by customer", f"nombre de {name} par client"),),
    )


def _is_count(draft: Draft, at: int) -> bool:
    """Whether "number of customers" is what is counted, not what the limit is about."""
    return draft.items[at].value in COUNT_OF.values() and not draft.has("DIM", "GROUP", "GRAIN")


def _measure(draft: Draft, first: int, last: int) -> tuple[str | None, int | None]:
    """Return the measure of a limit: after its number, or else before its comparison."""
    after = draft.after(last, skip=_BETWEEN)
    if draft.tag(after) in ("AT_LEAST", "AT_MOST"):
        after = draft.after(after if after is not None else last)
    if draft.tag(after) == "MEASURE" and after is not None:
        return draft.items[after].value, after
    if after is not None and draft.tag(after) == "DIM" and draft.items[after].value in COUNT_OF:
        others = [at for at in draft.free("DIM", "GROUP", "GRAIN") if at != after]
        counted = COUNT_OF[draft.items[after].value]
        counts = set(COUNT_OF.values()) - {counted}
        others += [at for at in draft.free("MEASURE") if draft.items[at].value in counts]
        who = any(item.tag == "WHO" for item in draft.items)
        if any(at < first for at in others) or (who and draft.items[after].value == "product"):
            return counted, after
    before = draft.before(first, skip=("IS", "OF", "IN", "WHOSE", "NOT", "WITH", "BUT"))
    if before is not None and draft.tag(before) == "MEASURE" and not _is_count(draft, before):
        return draft.items[before].value, before
    if draft.intent.having:
        return draft.intent.having[-1].measure, None
    return None, None
