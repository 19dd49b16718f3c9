"""Figures over months so far: running total, year to date, moving average."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Window
from fmcg_assets.questions.resolve import GRAIN_MONTHS, span
from fmcg_assets.questions.rules.groups import TIME, is_time, name_at
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft

_DEFAULT_SIZE: Final = 3
_SUMS: Final = frozenset(
    {"en cumul", "cumul", "cumuls", "cumule", "cumules", "cumulee", "cumulees"}
)


def windowed(draft: Draft) -> Draft:
    """Read running totals, figures of the year so far and moving averages."""
    draft = _moving(draft)
    draft = _year_to_date(draft)
    return _running(draft)


def _moving(draft: Draft) -> Draft:
    heads = draft.free("MOVING_AVERAGE")
    rolling = draft.free("ROLLING")
    told = draft.free("LOOK_BACK")
    if not heads and (rolling or told) and draft.has("AVERAGE"):
        heads = (*rolling[:1], draft.free("AVERAGE")[0])
    if not heads:
        return _rolling(draft)
    size, taken = _size(draft, heads[0])
    if told:
        size, taken = draft.items[told[0]].value, (*taken, *told)
    draft = draft.take("window", *heads, *rolling, *taken, meaning=f"mean of {size} months")
    return draft.fill(window=Window("moving_average", size))


def _rolling(draft: Draft) -> Draft:
    """Read "rolling 12-month revenue for each month" as the sum of the last twelve, by month."""
    timed = any(is_time(draft, at) for at in draft.free("GROUP"))
    for at in draft.free("PERIOD"):
        item = draft.items[at]
        words = folded(item.text).split()
        rolls = any(word.startswith(("rolling", "trailing", "gliss")) for word in words)
        if not rolls or not timed or len(item.value.periods) != 1:
            continue
        months = span(item.value.periods[0])
        draft = draft.take("window", at, meaning=f"sum of {months} months")
        return draft.fill(window=Window("moving_total", months))
    rolling = draft.free("ROLLING")
    if rolling and draft.has("INT"):
        size, taken = _size(draft, rolling[0])
        sums = draft.free("RUNNING_TOTAL", "TOTAL")
        draft = draft.take("window", *rolling, *sums, *taken, meaning=f"sum of {size} months")
        return draft.fill(window=Window("moving_total", size))
    return draft


def _size(draft: Draft, head: int) -> tuple[int, tuple[int, ...]]:
    """Return the months that a moving average spans, from a number near by, and its words."""
    for number in draft.free("INT"):
        grain = next(
            (at for at in (number + 1, number + 2) if draft.tag(_in(draft, at)) == "GRAIN"), None
        )
        if grain is not None:
            name = name_at(draft, grain)
            months = GRAIN_MONTHS.get(name, 1)
            return int(draft.items[number].value.value) * months, (number, grain)
        if abs(number - head) <= 2:
            return int(draft.items[number].value.value), (number,)
    return _DEFAULT_SIZE, ()


def _in(draft: Draft, at: int) -> int | None:
    return at if 0 <= at < len(draft.items) else None


def _year_to_date(draft: Draft) -> Draft:
    for at in draft.free("YTD"):
        draft = draft.take("window", at, meaning="year to date")
        if not draft.intent.window:
            draft = draft.fill(window=Window("year_to_date"))
    return draft


def _running(draft: Draft) -> Draft:
    heads = draft.free("RUNNING_TOTAL")
    if not heads:
        return draft
    draft = draft.take("window", *heads, meaning="running total")
    timed = any(is_time(draft, at) for at in draft.free("GROUP", "GRAIN"))
    before = draft.context.previous
    if draft.following and before is not None:
        # "Cumulé", after figures by month.
        timed = timed or any(name in TIME for name in before.groups)
    if folded(draft.items[heads[0]].text) in _SUMS and not timed:
        # "Le cumul" or "CA cumulé" of no grain is a sum, not a running one.
        return draft
    return draft if draft.intent.window else draft.fill(window=Window("running_total"))
