"""Questions that change the one before: "only e-commerce", "by quarter instead", "and last year?"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import Change, Condition, Intent, Period, Rank, Share
from fmcg_assets.questions.rules.groups import TIME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fmcg_assets.questions.rules.draft import Draft

_CUES: Final = ("INSTEAD", "WHAT_ABOUT", "ALSO", "ONLY")
_OPENERS: Final = frozenset({"AND", "BUT", "OR", "OR_RATHER"})
_NEW_QUESTION: Final = frozenset({"COUNT", "LIST"})
_ADDING: Final = (
    "broken",
    "break",
    "split",
    "ventil",
    "décompos",
    "decompos",
    "détaill",
    "detaill",
)
_LAST_YEAR: Final = frozenset(
    ["last year", "the last year", "previous year", "the previous year", "prior year"]
    + ["l'an dernier", "l'année dernière", "l'annee derniere", "année dernière", "an dernier"]
    + ["l'année précédente", "in the previous year", "l'an passé", "l'année passée"]
)
_PRODUCT_SIDE: Final = ("division", "category", "product", "variant")


def follows(draft: Draft) -> bool:
    """Return whether the question changes the one before, rather than standing for itself."""
    items = draft.items
    if draft.context.previous is None or not items:
        return False
    if any(item.tag in _CUES for item in items) or items[0].tag in _OPENERS:
        return True
    tags = {item.tag for item in items}
    if "MEASURE" not in tags:
        asks = tags & {"WHICH", "WHO"} and tags & {"DIM", "BUYING", "SELL"}
        return not (tags & _NEW_QUESTION or asks)
    return not tags & {"GROUP", "DIM", "GRAIN", "BY", "FILTER", "VALUE", "PERIOD", "WHICH"}


def cued(draft: Draft) -> Draft:
    """Take the words that only say that the question before is meant."""
    taken = draft.free("INSTEAD", "WHAT_ABOUT", "ALSO", "ONLY", "SAME", "NEW_ONE", "TOTAL", "EVER")
    draft = draft.take("follow-up", *taken, meaning="the question before, changed")
    numbers = draft.free("INT")
    before = draft.context.previous
    if numbers and before and before.rank and draft.intent.rank is None:
        limit = int(draft.items[numbers[0]].value.value)
        draft = draft.take("ranking", numbers[0], meaning=f"first {limit}")
        draft = draft.fill(rank=replace(before.rank, limit=limit))
    return draft


def patched(draft: Draft) -> Draft:
    """Return the draft with the intent before it, changed by what the question says."""
    before = draft.context.previous
    assert before is not None
    new = draft.intent
    adds = any(item.tag == "ALSO" for item in draft.items) or any(
        item.text.casefold().startswith(_ADDING) for item in draft.items
    )
    intent = _with_groups(draft, before, new, adds=adds)
    intent = _with_measures(intent, new, adds=adds)
    intent = _with_conditions(draft, intent, new, adds=adds)
    intent = _with_periods(draft, intent, new, adds=adds)
    intent = _with_parts(intent, new)
    return replace(draft, intent=replace(intent, language=draft.language))


def _with_groups(draft: Draft, before: Intent, new: Intent, *, adds: bool) -> Intent:
    if not new.groups:
        if any(item.tag == "TOTAL" for item in draft.items) and _only_total(draft):
            return replace(before, groups=(), rank=None, pivot=None)
        return before
    old, wanted = before.groups, new.groups
    if adds:
        groups = tuple(dict.fromkeys((*old, *wanted)))
    else:
        both = _mixed(old)
        new_times = all(name in TIME for name in wanted)
        new_things = not any(name in TIME for name in wanted)
        if both and new_times:
            groups = (*(name for name in old if name not in TIME), *wanted)
        elif both and new_things:
            groups = (*wanted, *(name for name in old if name in TIME))
        else:
            groups = wanted
    changed = replace(before, groups=groups)
    return _consistent(changed)


def _only_total(draft: Draft) -> bool:
    return all(item.tag in ("TOTAL", "ONLY", "AND", "MEASURE", "INSTEAD") for item in draft.items)


def _mixed(groups: tuple[str, ...]) -> bool:
    return any(name in TIME for name in groups) and any(name not in TIME for name in groups)


def _consistent(intent: Intent) -> Intent:
    """Return the intent without references to groups that are gone."""
    rank, share, pivot = intent.rank, intent.share, intent.pivot
    if rank:
        rank = replace(rank, within=_among(rank.within, intent.groups))
        if rank.limit is not None and all(name in TIME for name in intent.groups):
            rank = None
    if share:
        share = replace(share, within=_among(share.within, intent.groups))
    if pivot is not None and pivot not in intent.groups:
        pivot = intent.groups[-1] if len(intent.groups) > 1 else None
    average = intent.average_per if intent.average_per not in intent.groups else None
    return replace(intent, rank=rank, share=share, pivot=pivot, average_per=average)


def _among(names: Iterable[str], groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name in groups)


def _with_measures(intent: Intent, new: Intent, *, adds: bool) -> Intent:
    if not new.measures:
        return intent
    measures = new.measures
    if adds and not intent.share and not intent.ratio:
        measures = tuple(dict.fromkeys((*intent.measures, *new.measures)))
    rank = replace(intent.rank, measure=None) if intent.rank and not adds else intent.rank
    ratio = None if intent.ratio and intent.ratio.over_measure else intent.ratio
    return replace(intent, measures=measures, rank=rank, ratio=ratio, count_of=None)


def _with_conditions(draft: Draft, intent: Intent, new: Intent, *, adds: bool) -> Intent:
    part = intent.share.part if intent.share else ()
    narrowing = any(item.tag == "ONLY" for item in draft.items)
    for condition in new.conditions:
        if any(one.dimension == condition.dimension for one in part) and not condition.negated:
            part = tuple(condition if one.dimension == condition.dimension else one for one in part)
            continue
        intent = _with_condition(intent, condition, adds=adds, narrowing=narrowing)
    if intent.share and part != intent.share.part:
        intent = replace(intent, share=replace(intent.share, part=part))
    return intent


def _with_condition(intent: Intent, condition: Condition, *, adds: bool, narrowing: bool) -> Intent:
    same = [one for one in intent.conditions if one.dimension == condition.dimension]
    rest = [one for one in intent.conditions if one.dimension != condition.dimension]
    if condition.negated:
        kept = [_without(one, condition) for one in same]
        removed = any(one != other for one, other in zip(same, kept, strict=True))
        left = [one for one in kept if one is not None]
        new = left if removed else [*left, condition]
        return replace(intent, conditions=(*rest, *new))
    if adds and same and not same[0].negated:
        values = tuple(dict.fromkeys((*same[0].values, *condition.values)))
        return replace(intent, conditions=(*rest, replace(condition, values=values)))
    if condition.dimension in _PRODUCT_SIDE and not narrowing and not adds:
        rest = [one for one in rest if one.dimension not in _PRODUCT_SIDE or one.negated]
    return replace(intent, conditions=(*rest, condition))


def _without(kept: Condition, gone: Condition) -> Condition | None:
    """Return a condition without values; what is negated already stays as it is."""
    if kept.negated:
        return kept
    values = tuple(value for value in kept.values if value not in gone.values)
    if not values:
        return None
    return replace(kept, values=values)


def _with_periods(draft: Draft, intent: Intent, new: Intent, *, adds: bool) -> Intent:
    if not new.periods:
        everything = any(item.tag == "EVER" for item in draft.items)
        return replace(intent, periods=()) if everything else intent
    periods = new.periods
    if adds and intent.periods and len(periods) == 1:
        return replace(intent, periods=tuple(dict.fromkeys((*intent.periods, *periods))))
    if len(periods) == 1 and len(intent.periods) == 1 and _says_last_year(draft):
        periods = (_same_months(intent.periods[0], periods[0]),)
    if intent.change and intent.change.base == "between" and len(periods) == 1:
        base = _base_of(intent.periods)
        return replace(intent, periods=periods, change=Change(base) if base else None)
    return replace(intent, periods=periods)


def _says_last_year(draft: Draft) -> bool:
    return any(
        item.tag == "PERIOD" and item.text.casefold().strip() in _LAST_YEAR for item in draft.items
    )


def _same_months(before: Period, year: Period) -> Period:
    """Return the months before, a year earlier, where they are less than a year."""
    months = (before.last.year - before.first.year) * 12 + before.last.month - before.first.month
    if months >= 11 or before.first.year != before.last.year:
        return year
    step = year.first.year - before.first.year
    if step >= 0:
        return year
    first = before.first.replace(year=before.first.year + step)
    last = before.last.replace(year=before.last.year + step)
    return Period(first, last, f"{first:%Y-%m} – {last:%Y-%m}", relative=True)


def _base_of(
    periods: tuple[Period, ...],
) -> Literal["year", "quarter", "month"] | None:
    if len(periods) != 2:
        return None
    first, second = periods
    months = (second.first.year - first.first.year) * 12 + second.first.month - first.first.month
    bases: dict[int, Literal["year", "quarter", "month"]]
    bases = {12: "year", 3: "quarter", 1: "month"}
    return bases.get(months)


def _with_parts(intent: Intent, new: Intent) -> Intent:
    rank = new.rank
    if rank is not None:
        within = tuple(name for name in rank.within if name in intent.groups)
        if intent.rank and not new.groups:
            within = within or intent.rank.within
        intent = replace(intent, rank=_ranked(rank, within))
    if new.share is not None:
        intent = replace(intent, share=_shared(new.share, intent), ratio=None)
    if new.change is not None:
        intent = replace(intent, change=new.change, share=None)
    for name in ("having", "window", "lifecycle", "ratio", "average_per", "count_of", "pivot"):
        value = getattr(new, name)
        if value:
            intent = replace(intent, **{name: value})
    chart = new.chart or (intent.chart if new == Intent(language=new.language) else None)
    return replace(intent, chart=chart)


def _ranked(rank: Rank, within: tuple[str, ...]) -> Rank:
    return replace(rank, within=within)


def _shared(share: Share, intent: Intent) -> Share:
    return replace(share, within=_among(share.within, intent.groups))
