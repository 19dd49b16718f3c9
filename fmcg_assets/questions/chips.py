"""How a question was understood, as chips, and what becomes of the intent when one is edited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import Condition, Intent, Period
from fmcg_assets.questions.presentation import EDGES, member_text, name_of
from fmcg_assets.questions.resolve import GRAINS, Facts, months_later, months_of
from fmcg_assets.questions.sentences import (
    conditions_text,
    lifecycle_text,
    period_name,
    share_text,
    threshold_text,
)

if TYPE_CHECKING:
    from fmcg_assets.semantics.model import Model
    from fmcg_assets.semantics.numbers import Language

ChipKind = Literal[
    "measure",
    "group",
    "filter",
    "period",
    "rank",
    "limit",
    "share",
    "change",
    "window",
    "lifecycle",
    "selection",
    "seen",
]
_LIMITS: Final = (3, 5, 10, 20, 50)
_UNMAPPED_KEY: Final = "\0"


@dataclass(frozen=True)
class Choice:
    """What a chip can be changed to; `value` goes to `replaced`."""

    value: str
    label: str


@dataclass(frozen=True)
class Chip:
    """One part of the interpretation. `value` is its choice; some can be removed, some opened."""

    kind: ChipKind
    index: int
    title: str
    label: str
    value: str
    choices: tuple[Choice, ...] = ()
    removable: bool = False

    @property
    def key(self) -> str:
        """What names the chip within its answer."""
        return f"{self.kind}:{self.index}"


def chips_of(intent: Intent, model: Model, facts: Facts) -> tuple[Chip, ...]:
    """Return measure, grouping, filters, period and number of rows as chips."""
    language = intent.language
    french = language == "fr"
    chips: list[Chip] = []
    measures = tuple(
        Choice(name, name_of(name, model, language))
        for name, measure in model.measures.items()
        if not (intent.share or _adds_up(intent)) or measure.additive
    )
    for index, name in enumerate(intent.measures):
        title = "Mesure" if french else "Measure"
        label = name_of(name, model, language)
        several = len(intent.measures) > 1 and not _names_measure(intent, name)
        chips.append(Chip("measure", index, title, label, name, measures, several))
    groups = tuple(Choice(name, name_of(name, model, language)) for name in _groupings(model))
    for index, name in enumerate(intent.groups):
        title = "Par" if french else "By"
        free = tuple(one for one in groups if one.value == name or one.value not in intent.groups)
        if name in GRAINS and (intent.window or intent.change):
            free = tuple(one for one in free if one.value == name)
        if name not in GRAINS and intent.lifecycle:
            free = tuple(one for one in free if one.value not in GRAINS)
        label = name_of(name, model, language)
        chips.append(Chip("group", index, title, label, name, free, _removable(intent, name)))
    for index, condition in enumerate(intent.conditions):
        title = name_of(condition.dimension, model, language)
        label = ", ".join(member_text(value, language) for value in condition.values)
        if condition.negated:
            label = f"hors {label}" if french else f"without {label}"
        value = _key(condition.values[0]) if len(condition.values) == 1 else ""
        chips.append(
            Chip("filter", index, title, label, value, _values(condition, facts, language), True)
        )
    title = "Période" if french else "Period"
    periods = _periods(facts, language)
    for index, period in enumerate(intent.periods):
        label = period_name(period, facts, language)
        chips.append(Chip("period", index, title, label, _period_key(period), periods, True))
    if not intent.periods:
        label = "Toutes les données" if french else "All data"
        chips.append(Chip("period", 0, title, label, "", periods))
    if intent.rank and intent.rank.limit is not None:
        title = (
            ("Premiers" if french else "Top")
            if intent.rank.descending
            else ("Derniers" if french else "Bottom")
        )
        limits = tuple(Choice(str(number), str(number)) for number in _LIMITS)
        value = str(intent.rank.limit)
        if intent.rank.ends:
            title = "Premiers et derniers" if french else "Top and bottom"
        if intent.rank.skip:
            title, value, limits = "Place", str(intent.rank.skip + 1), ()
        chips.append(Chip("rank", 0, title, value, value, limits, bool(intent.groups)))
    return (*chips, *_calculations(intent, model, facts))


def _calculations(intent: Intent, model: Model, facts: Facts) -> tuple[Chip, ...]:
    """Return what is done with the figures; such chips can only be taken off, if that."""
    language, french = intent.language, intent.language == "fr"
    chips = []
    for index, limit in enumerate(intent.having):
        title = "Seulement si" if french else "Only if"
        text = threshold_text(limit, intent, model)
        chips.append(Chip("limit", index, title, text, "", removable=True))
    if intent.share:
        part = share_text(intent.share, model, facts, language)
        whole = "du total" if french else "of the whole"
        if intent.share.shown:
            shown = conditions_text(intent.share.shown, model, language)
            whole += f" : {shown}" if french else f": {shown}"
        needed = _needs(intent, "share")
        title = "Part" if french else "Share"
        chips.append(Chip("share", 0, title, part or whole, "", removable=not needed))
    if intent.change:
        texts = {
            "year": ("the year before", "l'année précédente"),
            "quarter": ("the quarter before", "le trimestre précédent"),
            "month": ("the month before", "le mois précédent"),
            "between": ("the other period", "l'autre période"),
        }
        title = "Comparé à" if french else "Compared with"
        text = texts[intent.change.base][french]
        needed = _needs(intent, "percent") or _needs(intent, "difference")
        chips.append(Chip("change", 0, title, text, "", removable=not needed))
    if intent.window:
        kinds = {
            "running_total": ("running total", "cumul"),
            "year_to_date": ("year to date", "cumul de l'année"),
            "moving_average": ("moving average", "moyenne mobile"),
            "moving_total": ("rolling total", "total glissant"),
        }
        text = kinds[intent.window.kind][french]
        if intent.window.size:
            text = f"{text} ({intent.window.size})"
        title = "Calcul" if french else "Calculation"
        chips.append(Chip("window", 0, title, text, "", removable=True))
    if intent.lifecycle:
        title = "Lesquels" if french else "Which"
        text = lifecycle_text(intent.lifecycle, model, language)
        chips.append(Chip("lifecycle", 0, title, text, "", removable=bool(intent.groups)))
    if intent.seen:
        text = EDGES[f"{intent.seen.which}_{intent.seen.grain}"][french]
        chips.append(Chip("seen", 0, "Quand" if french else "When", text, ""))
    for index, side in enumerate(intent.sides):
        title = "Sélection" if french else "Selection"
        chips.append(Chip("selection", index, title, side.label, ""))
    return tuple(chips)


def _needs(intent: Intent, figure: str) -> bool:
    """Return whether an order or limit is about a figure."""
    ranked = intent.rank is not None and intent.rank.by == figure
    return ranked or any(limit.of == figure for limit in intent.having)


def replaced(intent: Intent, chip: Chip, value: str | None) -> Intent:
    """Return the intent with a chip's part changed to another choice, or, for None, without it."""
    if chip.kind == "measure":
        return _with_measure(intent, chip.index, value)
    if chip.kind == "group":
        return _with_group(intent, chip.index, value)
    if chip.kind == "filter":
        return _with_values(intent, chip.index, value)
    if chip.kind == "period":
        return _with_period(intent, chip.index, value)
    if chip.kind == "limit":
        having = intent.having[: chip.index] + intent.having[chip.index + 1 :]
        return replace(intent, having=having)
    if chip.kind == "rank" and intent.rank:
        limit = None if value is None else int(value)
        ends = intent.rank.ends and limit is not None
        return replace(intent, rank=replace(intent.rank, limit=limit, skip=0, ends=ends))
    if chip.kind == "share":
        return replace(intent, share=None)
    if chip.kind == "change":
        return replace(intent, change=None)
    if chip.kind == "window":
        return replace(intent, window=None)
    if chip.kind == "lifecycle":
        return replace(intent, lifecycle=None)
    return intent


def swapped(intent: Intent, index: int, dimension: str, values: tuple[str | None, ...]) -> Intent:
    """Return the intent with a filter's value read as a member of another dimension."""
    conditions = list(intent.conditions)
    conditions[index] = replace(conditions[index], dimension=dimension, values=values)
    return replace(intent, conditions=tuple(conditions))


def _adds_up(intent: Intent) -> bool:
    return intent.window is not None and intent.window.kind != "moving_average"


def _names_measure(intent: Intent, name: str) -> bool:
    """Return whether an order or limit is about a measure, which must then stay."""
    if intent.rank and intent.rank.measure == name:
        return True
    return any(limit.measure == name for limit in intent.having)


def _groupings(model: Model) -> tuple[str, ...]:
    return (*model.dimensions, *(name for name in model.grains if name in GRAINS))


def _removable(intent: Intent, name: str) -> bool:
    """Return whether a question remains without a group."""
    if intent.window and name in GRAINS:
        return False
    if len(intent.groups) > 1:
        return True
    needs = intent.share and not intent.share.is_part
    return bool(intent.measures) and not (needs or intent.rank or intent.having)


def _key(value: str | None) -> str:
    return _UNMAPPED_KEY if value is None else value


def _values(condition: Condition, facts: Facts, language: Language) -> tuple[Choice, ...]:
    members: list[str | None] = [*facts.members.get(condition.dimension, ())]
    if condition.dimension in facts.unmapped:
        members.append(None)
    return tuple(Choice(_key(value), member_text(value, language)) for value in members)


def _period_key(period: Period) -> str:
    return f"{period.first:%Y-%m}/{period.last:%Y-%m}"


def _periods(facts: Facts, language: Language) -> tuple[Choice, ...]:
    """Return the years, the newest spans and the quarters of the data."""
    first, last = months_of(facts)
    complete = facts.newest_complete_month or last
    choices = [Choice("", "Toutes les données" if language == "fr" else "All data")]
    spans = [
        Period(first.replace(year=year, month=1), first.replace(year=year, month=12), "")
        for year in range(first.year, last.year + 1)
    ]
    for length in (1, 3, 6, 12):
        start = months_later(complete, 1 - length)
        if start >= first:
            spans.append(Period(start, complete, ""))
    start = first.replace(month=first.month - (first.month - 1) % 3)
    while start <= last:
        spans.append(Period(start, months_later(start, 2), ""))
        start = months_later(start, 3)
    seen = {""}
    for period in spans:
        key = _period_key(period)
        if key not in seen:
            seen.add(key)
            choices.append(Choice(key, period_name(period, facts, language)))
    return tuple(choices)


def _with_measure(intent: Intent, index: int, value: str | None) -> Intent:
    measures = list(intent.measures)
    old = measures[index]
    if value is None:
        del measures[index]
        return replace(intent, measures=tuple(measures))
    measures[index] = value
    rank = intent.rank
    if rank and rank.measure == old:
        rank = replace(rank, measure=value)
    having = tuple(
        replace(limit, measure=value) if limit.measure == old else limit for limit in intent.having
    )
    kept = tuple(dict.fromkeys(measures))
    return replace(intent, measures=kept, rank=rank, having=having)


def _with_group(intent: Intent, index: int, value: str | None) -> Intent:
    old = intent.groups[index]

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        found = (value if name == old else name for name in names)
        return tuple(dict.fromkeys(name for name in found if name is not None))

    groups, rank, share = renamed(intent.groups), intent.rank, intent.share
    if rank:
        rank = replace(rank, within=renamed(rank.within))
    if share:
        share = replace(share, within=renamed(share.within)).of_groups(groups)
    pivot = value if intent.pivot == old else intent.pivot
    return replace(intent, groups=groups, rank=rank, share=share, pivot=pivot)


def _with_values(intent: Intent, index: int, value: str | None) -> Intent:
    conditions = list(intent.conditions)
    if value is None:
        del conditions[index]
    else:
        member = None if value == _UNMAPPED_KEY else value
        conditions[index] = replace(conditions[index], values=(member,))
    return replace(intent, conditions=tuple(conditions))


def _with_period(intent: Intent, index: int, value: str | None) -> Intent:
    if not value:
        kept = intent.periods[:index] + intent.periods[index + 1 :] if value is None else ()
        change = intent.change
        if change and change.base == "between" and len(kept) < 2:
            # One of two periods alone is compared with the year before.
            change = replace(change, base="year")
        return replace(intent, periods=kept, change=change)
    first, _, last = value.partition("/")
    period = Period(_month(first), _month(last), "")
    periods = list(intent.periods) or [period]
    periods[index] = period
    return replace(intent, periods=tuple(periods))


def _month(text: str) -> date:
    year, _, month = text.partition("-")
    return date(int(year), int(month), 1)
