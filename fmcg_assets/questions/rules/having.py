"""Limits: groups kept by a figure, their share or their growth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import Clarify, Share, Threshold
from fmcg_assets.questions.rules.groups import COUNT_OF
from fmcg_assets.questions.tagging import SOFT

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
    for at in range(len(draft.items)):
        tag = draft.tag(at)
        if tag == "BETWEEN":
            draft = _between(draft, at)
        elif tag in _OPERATORS:
            draft = _one(draft, at)
    return _under_a_value(_over_a_period(_where(draft)))


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
    if counted is not None and _counts_others(draft, counted, first):
        return draft.stopped(_of_members(draft, counted))
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
            draft = draft.fill(share=Share())
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


def _counts_others(draft: Draft, at: int, first: int) -> bool:
    """Whether a limit is on a number of divisions, channels …, which is no measure."""
    item = draft.items[at]
    if draft.tag(at) != "DIM" or item.value in COUNT_OF or not item.plural:
        return False
    return any(other < first for other in draft.free("DIM", "GROUP") if other != at)


def _of_members(draft: Draft, at: int) -> Clarify:
    name = draft.items[at].text
    return Clarify(
        draft.said(
            f"A limit on a number of {name} cannot be asked for; their number itself can.",
            f"Une limite sur un nombre de {name} n'est pas possible ; leur nombre, oui.",
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
