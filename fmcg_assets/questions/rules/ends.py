"""Both ends of one order: "the best and the worst month", "top 3 and bottom 3 products"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.rules.groups import name_at
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft

DOWN: Final = frozenset({"BOTTOM", "LOWEST", "SLOW"})
"""Words that ask for the low end of an order."""
PRICE_WORDS: Final = frozenset(
    {"expensive", "priciest", "dearest", "costliest", "cheapest", "cheaper"}
    | {"cher", "chere", "chers", "cheres"}
)
"""Words of both ends that order by price."""

_PAIR: Final = 2
_BARE: Final = frozenset({"the most", "most", "les plus", "le plus", "la plus", "plus"})
_JOINTS: Final = frozenset({"AND", "COMMA", "OR", "WHAT_ABOUT"})
_BETWEEN: Final = _JOINTS | frozenset(
    {"INT", "DIM", "GRAIN", "WHICH", "WHO", "WHEN", "SELL", "BUYING"}
    | {"MEASURE", "IS", "WITH", "SEPARATELY", "IN", "HIGHEST"}
)


def asked(draft: Draft, peaks: tuple[int, ...]) -> bool:
    """Return whether a high and a low end are asked for, joined by "and"."""
    peaks = _apart(peaks)
    down = {draft.items[at].tag in DOWN for at in peaks}
    slow = any(draft.items[at].tag == "SLOW" for at in peaks)
    if len(down) < _PAIR or (draft.growth == "down" and not slow):
        return False
    return bool(_between(draft, peaks) & _JOINTS)


def of_one_order(draft: Draft, peaks: tuple[int, ...]) -> bool:
    """Return whether both ends are of the same members, figure, time and number.

    "Best month and worst customer", "the dearest and the least sold product", "best month in 2024
    and worst in 2025" and "the best 3 and the worst one" are two orders, which one table does not
    show.
    """
    peaks = _apart(peaks)
    if len(peaks) != _PAIR:
        return False
    between = _between(draft, peaks)
    nouns = {name_at(draft, at) for at in draft.free("DIM", "GRAIN")}
    figures = {draft.items[at].value for at in draft.free("MEASURE")}
    texts = [folded(draft.items[at].text) for at in peaks]
    dear = [bool(PRICE_WORDS & set(text.split())) for text in texts]
    if texts[0] in _BARE and between == {"AND"}:
        # "The most and the least expensive".
        dear[0] = dear[1]
    listed = between & _JOINTS == {"COMMA"} and draft.tag(peaks[1] + 1) == "MEASURE"
    moving = draft.intent.change is not None and "MEASURE" in between
    numbers = draft.free("INT")
    inside = [at for at in numbers if peaks[0] < at < peaks[1]]
    uneven = len(numbers) == 1 and bool(inside or between & {"DIM", "GRAIN"})
    several = len(nouns) > 1 or len(figures) > 1 or dear[0] != dear[1]
    return between <= _BETWEEN and not (several or moving or uneven or listed)


def shown(
    draft: Draft, target: int, peaks: tuple[int, ...], limit: int | None, numbers: tuple[int, ...]
) -> tuple[Draft, int | None, tuple[int, ...]]:
    """Return how many are shown of both ends; another number for the other end is left over.

    Without a number it is one of each, but "best and worst customers" are several.
    """
    if not numbers:
        following = peaks[-1] + 1
        several = draft.tag(following) == "DIM" and draft.items[following].plural
        limit = limit if several and draft.items[target].plural else 1
    near = range(peaks[0] - 2, max(*peaks, target) + 2)
    same = [at for at in draft.free("INT") if int(draft.items[at].value.value) == limit]
    again = [at for at in draft.free("DIM", "GRAIN") if at > peaks[0] and at != target]
    draft = draft.take("ranking", *again, meaning="of both ends")
    return draft, limit, tuple(at for at in same if at in near)


def _apart(peaks: tuple[int, ...]) -> tuple[int, ...]:
    """Return the words of ranking; "le plus" and "faible" are one."""
    return tuple(at for at in peaks if at + 1 not in peaks)


def _between(draft: Draft, peaks: tuple[int, ...]) -> set[str]:
    return {draft.tag(at) for at in range(peaks[0] + 1, peaks[-1]) if at not in draft.used}
