"""Questions that change the one before: "only e-commerce", "by quarter instead"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import (
    PRODUCT_SIDE,
    Change,
    Clarify,
    Condition,
    Intent,
    Operator,
    Period,
    Share,
    Threshold,
)
from fmcg_assets.questions.rules.change import moving_limit, way_of
from fmcg_assets.questions.rules.groups import COUNT_OF, TIME
from fmcg_assets.questions.rules.periods import holds
from fmcg_assets.questions.tagging import SOFT
from fmcg_assets.questions.tokens import folded

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
    [
        "last year",
        "the last year",
        "previous year",
        "the previous year",
        "prior year",
        "l'an dernier",
        "l'année dernière",
        "l'annee derniere",
        "année dernière",
        "an dernier",
        "l'année précédente",
        "in the previous year",
        "l'an passé",
        "l'année passée",
    ]
)
_MEANS: Final = ("month", "quarter", "year")


def follows(draft: Draft) -> bool:
    """Return whether the question changes the one before, rather than standing for itself."""
    items = draft.items
    if draft.context.previous is None or not items:
        return False
    opening = next((item.tag for item in items if item.tag != "COMMA"), "")
    if any(item.tag in _CUES for item in items) or opening in _OPENERS or _objects(draft):
        return True
    if _OF_THEM.search(folded(draft.text)):
        return True
    # "By units" orders; it does not divide.
    ordering = {
        at
        for at, item in enumerate(items[:-1])
        if item.tag == "BY" and items[at + 1].tag == "MEASURE"
    }
    tags = {item.tag for at, item in enumerate(items) if at not in ordering}
    if "MEASURE" not in tags:
        asks = tags & {"WHICH", "WHO"} and tags & {"DIM", "BUYING", "SELL"}
        counts = tags & _NEW_QUESTION and len(items) > 1
        return not (counts or asks)
    return not tags & {"GROUP", "DIM", "GRAIN", "BY", "FILTER", "VALUE", "PERIOD", "WHICH"}


_OF_THEM: Final = re.compile(r"\b(?:each|all|any) of them\b|\bchacune? d'(?:eux|elles)\b")


def instead(draft: Draft) -> Draft:
    """Take what is given up in "by channel instead of division", "units, not revenue"."""
    if not draft.following:
        return draft
    for at in draft.free("INSTEAD"):
        given_up = draft.after(at, skip=("OF", "BY"))
        of = folded(draft.items[at].text).endswith(_GIVES_UP)
        of = of or draft.tag(at + 1) == "OF"
        if of and given_up is not None and draft.tag(given_up) in ("DIM", "GRAIN"):
            draft = draft.take("follow-up", given_up, meaning="given up")
    before = draft.context.previous
    known = before.measures if before else ()
    for at in draft.free("NOT"):
        # "Make it units, not revenue".
        if draft.tag(at + 1) == "MEASURE" and draft.items[at + 1].value in known:
            draft = draft.take("follow-up", at, at + 1, meaning="given up")
    return draft


_GIVES_UP: Final = (" of", " de", " du", " d", " des", " than", " que")


def _objects(draft: Draft) -> bool:
    """Whether the question begins with "no, …"."""
    items = draft.items
    return len(items) > 2 and items[0].tag == "NOT" and items[1].tag == "COMMA"


def cued(draft: Draft) -> Draft:
    """Take the words that only say that the question before is meant."""
    if _objects(draft):
        draft = draft.take("follow-up", 0, meaning="not the answer before")
    taken = draft.free("INSTEAD", "WHAT_ABOUT", "ALSO", "ONLY", "SAME", "TOTAL", "EVER")
    draft = draft.take("follow-up", *taken, meaning="the question before, changed")
    before = draft.context.previous
    assert before is not None
    draft = _of_the_whole_year(draft, before)
    draft = _other_limit(_other_end(draft, before), before)
    numbers = draft.free("INT")
    if numbers and before.rank and draft.intent.rank is None:
        limit = int(draft.items[numbers[0]].value.value)
        draft = draft.take("ranking", numbers[0], meaning=f"first {limit}")
        draft = draft.fill(rank=replace(before.rank, limit=limit, skip=0))
    words = draft.free("COMPARE", "VERSUS")
    if words and len(draft.intent.periods) == 1 and not draft.intent.change:
        draft = draft.take("change", *words, meaning="against the period before")
        draft = draft.fill(change=Change("between"))
    elif words and draft.intent.conditions:
        draft = draft.take("comparison", *words, meaning="against the value before")
    return _counted(draft, before)


def _of_the_whole_year(draft: Draft, before: Intent) -> Draft:
    """Read "and for the whole year?" after a part of a year as that year."""
    years = {year for one in before.periods for year in (one.first.year, one.last.year)}
    if not _FULL_YEAR.search(folded(draft.text)) or len(years) != 1 or draft.has("PERIOD"):
        return draft
    if draft.intent.periods or len(before.periods) != 1:
        return draft
    (year,) = years
    draft = draft.take("follow-up", *draft.free("GRAIN", "ALL", "ACROSS_ALL"), meaning=str(year))
    groups = tuple(name for name in draft.intent.groups if name != "year")
    period = Period(date(year, 1, 1), date(year, 12, 1), str(year))
    return draft.fill(periods=(period,), groups=groups)


_FULL_YEAR: Final = re.compile(
    r"\b(?:whole|entire|full) year\b|\btoute l.annee\b|\bl.annee (?:entiere|complete)\b"
)


def _other_end(draft: Draft, before: Intent) -> Draft:
    """Read "the last 3 instead" as the other end of a ranking."""
    last, numbers = draft.free("LAST"), draft.free("INT")
    if not last or before.rank is None or draft.intent.rank or draft.intent.periods:
        return draft
    limit = int(draft.items[numbers[0]].value.value) if numbers else before.rank.limit
    draft = draft.take("ranking", *last, *numbers[:1], meaning=f"last {limit}")
    rank = replace(before.rank, limit=limit, descending=False, skip=0, ends=False)
    return draft.fill(rank=rank)


def _other_limit(draft: Draft, before: Intent) -> Draft:
    """Read an amount alone as another limit of the same kind ("and if it is 4 billion?")."""
    amounts = draft.free("AMOUNT")
    if len(amounts) != 1 or len(before.having) != 1 or draft.intent.having:
        return draft
    value = draft.items[amounts[0]].value.value
    draft = draft.take("having", *amounts, meaning="another limit")
    return draft.fill(having=(replace(before.having[0], value=value),))


def _counted(draft: Draft, before: Intent) -> Draft:
    """Read "how many?" as the number of the members listed before."""
    counts = draft.free("COUNT", "HOW_MUCH")
    things = [name for name in before.groups if name not in TIME] or list(before.groups)
    alone = all(item.tag in ("COUNT", "HOW_MUCH", "AND", "IS", "SAID") for item in draft.items)
    if _asks_what_they_spent(draft, before):
        return draft.fill(measures=("revenue",))
    if not alone and _asks_for_the_number(draft, before):
        return draft.take("follow-up", *counts, meaning="the number asked for before")
    if not counts or not alone or len(things) != 1:
        return draft
    draft = draft.take("count", *counts, meaning=f"how many: {things[0]}")
    return draft.fill(count_of=things[0])


def _asks_what_they_spent(draft: Draft, before: Intent) -> bool:
    """Whether "and how much did they spend?" follows a number of members."""
    spent = draft.has("HOW_MUCH") and draft.has("SPEND", "BUYING")
    return spent and _counts(draft, before) and not draft.has("DIM", "MEASURE")


def _asks_for_the_number(draft: Draft, before: Intent) -> bool:
    """Whether "and how many in 2024?" asks for the number that was asked for before."""
    other = draft.has("DIM", "MEASURE", "BUYING", "SPEND", "GRAIN", "GROUP")
    other = other or (draft.has("SELL") and before.measures != ("quantity",))
    known = _counts(draft, before) or before.count_of is not None
    return draft.has("COUNT") and known and not other


def _counts(draft: Draft, before: Intent) -> bool:
    """Whether the question before asked for numbers alone."""
    measures = draft.context.model.measures
    return bool(before.measures) and all(
        measures[name].format == "count" for name in before.measures
    )


def patched(draft: Draft) -> Draft:
    """Return the draft with the intent before it, changed by what the question says."""
    before = draft.context.previous
    assert before is not None
    new = draft.intent
    counted = _who_they_are(draft, before)
    if counted is not None:
        asking = [at for at, item in enumerate(draft.items) if item.tag in _ASKS]
        draft = draft.take("listing", *asking, meaning="names")
        return replace(draft, intent=replace(counted, language=draft.language))
    adds = any(item.tag == "ALSO" for item in draft.items) or any(
        item.text.casefold().startswith(_ADDING) for item in draft.items
    )
    intent = _with_groups(draft, before, new, adds=adds)
    intent = _with_measures(intent, new, adds=adds)
    intent = _with_conditions(draft, intent, new, adds=adds)
    intent = _with_periods(draft, intent, new, adds=adds)
    every = any(item.tag in ("ALL", "ACROSS_ALL", "EACH") for item in draft.items)
    new = _moved(draft, before, new)
    intent = _with_parts(intent, before, new, every=every)
    if intent.rank and not intent.groups and not intent.count_of:
        return draft.stopped(_of_what(draft))
    assumed = {item.value.assumed for item in draft.items if item.tag == "PERIOD"}
    if intent.periods != new.periods:
        draft = replace(draft, notes=tuple(note for note in draft.notes if note not in assumed))
    return replace(draft, intent=replace(intent, language=draft.language))


def _who_they_are(draft: Draft, before: Intent) -> Intent | None:
    """Return the members whose number was asked for, where "which ones are they?" follows."""
    tags = {item.tag for item in draft.items}
    counted = {count: name for name, count in COUNT_OF.items()}
    of = before.count_of or next((counted[m] for m in before.measures if m in counted), None)
    if of is None or before.groups or not tags & _ASKS or tags - _ONLY_ASKS:
        return None
    return replace(before, measures=(), count_of=None, groups=(of,))


_ASKS: Final = frozenset({"WHICH", "WHO", "LIST"})
_ONLY_ASKS: Final = SOFT | _ASKS


def _of_what(draft: Draft) -> Clarify:
    """Ask back for "top 3" after a figure that is not divided."""
    return Clarify(
        draft.said("The first of what? Name it.", "Les premiers de quoi ? Nommez-les."),
        (
            draft.said("top 3 customers", "les 3 premiers clients"),
            draft.said("top 3 products", "les 3 premiers produits"),
        ),
    )


def _with_groups(draft: Draft, before: Intent, new: Intent, *, adds: bool) -> Intent:
    if before.average_per and len(new.groups) == 1 and new.groups[0] in _MEANS:
        return replace(before, average_per=new.groups[0])  # type: ignore[arg-type]
    if new.groups and _widened(draft, before, new):
        gone = [one for one in before.conditions if one.dimension not in new.groups]
        return replace(before, conditions=tuple(gone))
    if not new.groups:
        if any(item.tag == "TOTAL" for item in draft.items) and _only_total(draft):
            return replace(before, groups=(), rank=None, pivot=None)
        return before
    old, wanted = before.groups, new.groups
    ranked = before.rank is not None and before.rank.limit is not None
    if ranked and before.rank and _per_each(draft) and not set(old) & set(wanted):
        within = tuple(dict.fromkeys((*before.rank.within, *wanted)))
        rank = replace(before.rank, within=within)
        return replace(before, groups=tuple(dict.fromkeys((*wanted, *old))), rank=rank)
    course = wanted[0] in TIME and any(
        item.tag == "TREND" or folded(item.text).startswith("evolu") for item in draft.items
    )
    if ranked and course and len(wanted) == 1 and not any(name in TIME for name in old):
        # "How did they develop?": those that were ranked, over time.
        return replace(before, groups=(*old, *wanted), pivot=wanted[0])
    apart = old and not any(name in TIME for name in old) and all(name in TIME for name in wanted)
    if before.share and not before.share.is_part and apart:
        # "Share of each channel", then "monthly": each month is a whole.
        share = replace(before.share, within=wanted)
        return replace(before, groups=(*old, *wanted), share=share)
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
    return _consistent(replace(before, groups=groups), before.groups)


def _per_each(draft: Draft) -> bool:
    """Whether the question asks for the ranking in each group ("per channel")."""
    return any(
        item.tag == "GROUP" and item.value.how in ("per", "each", "within") for item in draft.items
    ) and not any(item.tag == "INSTEAD" for item in draft.items)


def _widened(draft: Draft, before: Intent, new: Intent) -> bool:
    """Whether "all channels" takes a filter on channels away."""
    filtered = {one.dimension for one in before.conditions}
    return set(new.groups) <= filtered and any(
        item.tag in ("ALL", "ACROSS_ALL") for item in draft.items
    )


def _only_total(draft: Draft) -> bool:
    return all(item.tag in ("TOTAL", "ONLY", "AND", "MEASURE", "INSTEAD") for item in draft.items)


def _mixed(groups: tuple[str, ...]) -> bool:
    return any(name in TIME for name in groups) and any(name not in TIME for name in groups)


def _consistent(intent: Intent, old: tuple[str, ...]) -> Intent:
    """Return the intent without references to groups that are gone."""
    rank, share, pivot = intent.rank, intent.share, intent.pivot
    if rank:
        rank = replace(rank, within=_among(rank.within, intent.groups))
        timed = all(name in TIME for name in intent.groups)
        if rank.limit is not None and timed and not all(name in TIME for name in old):
            rank = None
    if share:
        share = share.of_groups(intent.groups)
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
        held = any(item.tag in ("COMPARE", "VERSUS") for item in draft.items)
        same = any(
            one.dimension == condition.dimension and not one.negated for one in intent.conditions
        )
        if held and same and condition.dimension not in intent.groups:
            intent = replace(intent, groups=(*intent.groups, condition.dimension))
        intent = _with_condition(
            intent, condition, adds=adds or (held and same), narrowing=narrowing
        )
    if intent.share and part != intent.share.part:
        intent = replace(intent, share=replace(intent.share, part=part))
    return intent


def _with_condition(intent: Intent, condition: Condition, *, adds: bool, narrowing: bool) -> Intent:
    same = [one for one in intent.conditions if one.dimension == condition.dimension]
    condition = _outlet_of(same, condition)
    rest = [one for one in intent.conditions if one.dimension != condition.dimension]
    if condition.negated:
        kept = [_without(one, condition) for one in same]
        removed = any(one != other for one, other in zip(same, kept, strict=True))
        left = [one for one in kept if one is not None]
        # "The parent company", after the acquired one, is all others.
        new = left if removed and (left or not same) else [*left, condition]
        return replace(intent, conditions=(*rest, *new))
    if adds and same and not same[0].negated:
        values = tuple(dict.fromkeys((*same[0].values, *condition.values)))
        return replace(intent, conditions=(*rest, replace(condition, values=values)))
    if condition.dimension in PRODUCT_SIDE and not narrowing and not adds:
        rest = [one for one in rest if one.dimension not in PRODUCT_SIDE or one.negated]
    return replace(intent, conditions=(*rest, condition))


def _outlet_of(before: Iterable[Condition], town: Condition) -> Condition:
    """Return the outlet of the customer before, where a town was named ("and the Pune one?")."""
    chains = {str(value).rpartition("-")[0] for one in before for value in one.values} - {""}
    own = tuple(value for value in town.values if str(value).rpartition("-")[0] in chains)
    named = town.dimension == "customer" and len(town.values) > 1 and len(chains) == 1
    return replace(town, values=own) if named and own and not town.negated else town


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
    periods = _in_the_year(draft, intent, new.periods)
    during = intent.share.during if intent.share else None
    if intent.share and during and len(periods) == 1 and len(intent.periods) == 1:
        whole = intent.periods[0]
        if holds(whole, periods[0]):
            # "And October?", after the share of November in a year.
            return replace(intent, share=replace(intent.share, during=periods[0]))
    if new.change and new.change.base == "between" and len(periods) == 1:
        return _held_against(draft, intent, periods[0])
    if adds and intent.periods and len(periods) == 1:
        return replace(intent, periods=tuple(dict.fromkeys((*intent.periods, *periods))))
    single = len(periods) == len(intent.periods) == 1
    if single and _says_last_year(draft) and not _ALL_OF_IT.search(folded(draft.text)):
        periods = (_same_months(intent.periods[0], periods[0]),)
    if intent.change and intent.change.base == "between" and len(periods) == 1:
        base = _base_of(intent.periods)
        return replace(intent, periods=periods, change=Change(base) if base else None)
    return replace(intent, periods=periods)


def _in_the_year(draft: Draft, intent: Intent, periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """Return periods named without a year in the year that the question before is about."""
    yearless = any(item.tag == "PERIOD" and item.value.assumed for item in draft.items)
    years = {year for one in intent.periods for year in (one.first.year, one.last.year)}
    if not yearless or len(years) != 1:
        return periods
    year = years.pop()
    moved = []
    for one in periods:
        step = year - one.last.year
        first = one.first.replace(year=one.first.year + step)
        last = one.last.replace(year=one.last.year + step)
        moved.append(Period(first, last, f"{first:%Y-%m} – {last:%Y-%m}" if step else one.label))
    return tuple(moved)


def _held_against(draft: Draft, intent: Intent, period: Period) -> Intent:
    """Return the period before (the later of two) held against another one."""
    if intent.change and intent.change.base == "between" and len(intent.periods) == 2:
        now = max(intent.periods, key=lambda one: one.first)
        intent = replace(intent, periods=(now,))
    if len(intent.periods) != 1 or _says_last_year(draft):
        return replace(intent, change=Change("year"))
    first, second = sorted((intent.periods[0], period), key=lambda one: one.first)
    return replace(intent, periods=(first, second), change=Change("between"))


_ALL_OF_IT: Final = re.compile(
    r"\b(?:whole|entire|full|all of (?:last|the)|toute|entiere?|complete?)\b"
)


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


def _moved(draft: Draft, before: Intent, new: Intent) -> Intent:
    """Return what is new, with growth read as that of the question before.

    "And which grew?" keeps its two periods, and "by more than 10 %" is of its growth.
    """
    counts = any(one.of == "count" for one in before.having)
    if counts and new.having and not new.measures:
        # "And at least 5?", after "customers who bought from at least 3 divisions".
        having = tuple(replace(one, of="count", measure=None) for one in new.having)
        return replace(new, having=having)
    if before.change is None:
        return new
    based = any(item.tag in _BASES for item in draft.items) or new.periods
    if new.change and not based:
        new = replace(new, change=before.change)
    falls = any(one.of == "percent" and one.operator.startswith("<") for one in before.having)
    asks = any(item.tag in ("WHICH", "WHO") for item in draft.items)
    ways = {way_of(item.text) for item in draft.items} | {draft.growth}
    falling = "down" in ways
    if ways - {""} and asks and not new.having:
        return replace(new, having=(moving_limit(falling=falling),))
    if new.share and not any(item.tag in ("SHARE", "REPRESENT") for item in draft.items):
        # Growth is in percent already.
        having = tuple(_of_growth(one, falls=falls) for one in new.having)
        new = replace(new, share=None, having=having)
    return new


_BASES: Final = ("YEAR_ON_YEAR", "QUARTER_ON_QUARTER", "MONTH_ON_MONTH")
_FALLING: Final[dict[Operator, Operator]] = {">": "<", ">=": "<="}


def _of_growth(limit: Threshold, *, falls: bool) -> Threshold:
    """Return a limit in percent as one of growth; of what fell, "more than" is further down."""
    if limit.of != "share":
        return limit
    if falls and limit.operator in _FALLING:
        return replace(
            limit, of="percent", operator=_FALLING[limit.operator], value=-abs(limit.value)
        )
    return replace(limit, of="percent")


def _with_parts(intent: Intent, before: Intent, new: Intent, *, every: bool) -> Intent:
    rank = new.rank
    if rank is not None:
        within = tuple(name for name in rank.within if name in intent.groups)
        if before.rank and not new.groups:
            within = within or before.rank.within
            if rank.limit is None and rank.descending == before.rank.descending and not every:
                # "The same ranking by units" has as many rows.
                rank = replace(rank, limit=before.rank.limit)
        if rank.by == "measure" and intent.change and rank.measure is None:
            rank = replace(rank, by="percent")
        intent = replace(intent, rank=replace(rank, within=within))
    if new.share is not None:
        share = new.share.of_groups(intent.groups)
        if share.part and intent.groups and set(share.part) == set(before.conditions):
            # "As a percentage of all of Hiking", after Hiking by category.
            share = Share()
        intent = replace(intent, share=share, ratio=None, change=None, window=None)
        intent = replace(intent, average_per=None)
    if new.change is not None and intent.change in (None, before.change):
        intent = replace(intent, change=new.change)
    if new.change is not None:
        intent = replace(intent, share=None, window=None, ratio=None, average_per=None)
    if new.window is not None:
        intent = replace(intent, change=None, share=None, ratio=None, average_per=None)
    if new.count_of:
        groups = tuple(name for name in intent.groups if name != new.count_of)
        intent = replace(intent, groups=groups, rank=None)
    for name in ("having", "window", "lifecycle", "ratio", "average_per", "count_of", "pivot"):
        value = getattr(new, name)
        if value:
            intent = replace(intent, **{name: value})
    if intent.average_per in intent.groups:
        # "A monthly mean", after figures by month.
        kept = tuple(name for name in intent.groups if name != intent.average_per)
        intent = replace(intent, groups=kept, rank=None, pivot=None)
    if new.chart:
        intent = replace(intent, chart=new.chart)
    return intent
