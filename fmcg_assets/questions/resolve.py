"""What a question leaves open, settled by the data: default periods, like against like, checks.

A month that is only partly there counts in totals; in growth neither it nor its base does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol, get_args

from fmcg_assets.errors import FmcgError
from fmcg_assets.questions.intent import Condition, Intent, Member, Period, Rank
from fmcg_assets.questions.months import month_text, span_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fmcg_assets.semantics.model import Model

GRAIN_MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "year": 12}
"""Months in a group of a grain that runs on through the years."""
CALENDAR_GRAINS: Final = {"calendar_month": "month", "calendar_quarter": "quarter"}
"""Grains that add the same months of all years, and the grain that does not."""
GRAINS: Final = (*GRAIN_MONTHS, *CALENDAR_GRAINS)
DEFAULT_MEASURE: Final = "revenue"
_LIFECYCLE_MONTHS: Final = 3
_MOST_ROWS: Final = 1_000_000


class IntentError(FmcgError):
    """What was asked for makes no sense with these names, or cannot be answered together."""


class Facts(Protocol):
    """What of the data decides how an open question is read."""

    @property
    def first_month(self) -> date | None:
        """The first month with rows; None where there are no rows."""

    @property
    def last_month(self) -> date | None:
        """The last month with rows; None where there are no rows."""

    @property
    def newest_complete_month(self) -> date | None:
        """The last month that is there in full."""

    @property
    def partial_month(self) -> date | None:
        """The last month, where it is only partly there."""

    @property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The values of each dimension."""

    @property
    def unmapped(self) -> frozenset[str]:
        """The dimensions that some rows have no value of."""


def months_of(facts: Facts) -> tuple[date, date]:
    """Return the first and the last month with rows; raises IntentError where there are none."""
    if facts.first_month is None or facts.last_month is None:
        raise IntentError("the view holds no rows yet")
    return facts.first_month, facts.last_month


@dataclass(frozen=True)
class Resolved:
    """An intent without open ends. `now` and `before` are what a change compares outside a trend.

    In a trend, `shift` is the number of months between a row and its base.
    """

    intent: Intent
    now: Period | None = None
    before: Period | None = None
    shift: int | None = None
    notes: tuple[str, ...] = ()


def months_later(month: date, months: int) -> date:
    """Return the first day of the month that lies so many months later (or, negative, earlier)."""
    index = month.year * 12 + month.month - 1 + months
    if not 12 <= index < 120_000:
        raise IntentError(f"no month lies {months} months from {month:%Y-%m}")
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """Return how many months `last` lies after `first`."""
    return (last.year - first.year) * 12 + last.month - first.month


def span(period: Period) -> int:
    """Return the number of months of a period."""
    return months_between(period.first, period.last) + 1


def grain_of(period: Period) -> str | None:
    """Return the grain that a period is one group of: a month, a quarter, a calendar year."""
    for grain, months in GRAIN_MONTHS.items():
        if span(period) == months and (period.first.month - 1) % months == 0:
            return grain
    return None


def time_group(intent: Intent) -> str | None:
    """Return the grain that the intent groups by or counts, if it does."""
    return next((name for name in (*intent.groups, intent.count_of) if name in GRAINS), None)


def resolve(intent: Intent, model: Model, facts: Facts) -> Resolved:
    """Check an intent against the model and fill in what it leaves open.

    Raises IntentError where names are unknown or parts of the intent contradict each other.
    """
    months_of(facts)
    intent = _with_defaults(intent)
    _check_names(intent, model)
    _check_parts(intent, model)
    notes: list[str] = []
    if intent.lifecycle:
        intent = _with_lifecycle_period(intent, facts, notes)
    if intent.window and not time_group(intent):
        intent = replace(intent, groups=("month", *intent.groups))
    if not intent.change or is_apart(intent):
        intent = _in_rows(_complete(intent, facts, notes))
        if intent.seen is None or intent.seen.which == "last":
            _note_partial(intent, intent.periods, facts, notes)
        return Resolved(intent, notes=tuple(notes))
    whole = all(model.measures[name].timeless for name in intent.measures)
    if whole and intent.change.base == "between" and len(intent.periods) == 2:
        before, now = intent.periods
        if not time_group(intent):
            return _short_noted(Resolved(intent, now, before, notes=tuple(notes)), facts)
    return _short_noted(_with_base(intent, facts, notes), facts)


def is_apart(intent: Intent) -> bool:
    """Return whether two periods that are held against each other get a row each."""
    if intent.change is None or not intent.change.apart or len(intent.periods) != 2:
        return False
    divided = (intent.share, intent.having, intent.rank, intent.count_of, intent.sides)
    own = all(intent.groups == (grain_of(period),) for period in intent.periods)
    return (not intent.groups or own) and not any((*divided, intent.average_per))


def _in_rows(intent: Intent) -> Intent:
    """Return two periods that are held apart as rows of their grain, where they are of one."""
    if intent.groups or not is_apart(intent):
        return intent
    (grain, *others) = {grain_of(period) for period in intent.periods}
    return intent if grain is None or others else replace(intent, groups=(grain,))


def said(intent: Intent, english: str, french: str) -> str:
    """Return a text in the language of the question."""
    return french if intent.language == "fr" else english


def _with_defaults(intent: Intent) -> Intent:
    changes: dict[str, object] = {}
    if len(set(intent.groups)) < len(intent.groups):
        changes["groups"] = tuple(dict.fromkeys(intent.groups))
    if intent.pivot is not None and len(set(intent.groups)) <= 1:
        # One group alone has no other side.
        changes["pivot"] = None
    measures = tuple(dict.fromkeys(intent.measures))
    parts = (intent.share, intent.change, intent.window, intent.ratio, intent.average_per)
    wants_figure = any(parts) or intent.pivot is not None
    if not intent.count_of and not intent.seen:
        ranked = intent.rank is not None and intent.rank.measure is None
        bounded = any(limit.measure is None for limit in intent.having)
        listed = intent.groups and not intent.sides
        if not measures and (wants_figure or ranked or bounded or not listed):
            measures = (DEFAULT_MEASURE,)
        wanted = [intent.rank.measure] if intent.rank else []
        wanted += [limit.measure for limit in intent.having]
        measures = tuple(dict.fromkeys((*measures, *(name for name in wanted if name))))
    if measures != intent.measures:
        changes["measures"] = measures
    return replace(intent, **changes) if changes else intent  # type: ignore[arg-type]


def _check_names(intent: Intent, model: Model) -> None:
    def known(names: Iterable[str], among: Iterable[str], what: str) -> None:
        choices = tuple(among)
        for name in names:
            if name not in choices:
                raise IntentError(f"there is no {what} {name!r}; there are {', '.join(choices)}")

    known(intent.measures, model.measures, "measure")
    groupable = (*model.dimensions, *GRAINS)
    known(intent.groups, groupable, "grouping")
    known([intent.count_of] if intent.count_of else [], groupable, "grouping")
    if intent.share:
        known(intent.share.within, intent.groups, "group")
        known([intent.share.of] if intent.share.of else [], model.dimensions, "dimension")
        known([one.dimension for one in intent.share.shown], intent.groups, "group")
    if intent.ratio:
        measures = (intent.ratio.over_measure, intent.ratio.under_measure)
        known([name for name in measures if name], model.measures, "measure")
    known([one.dimension for one in _all_conditions(intent)], model.dimensions, "dimension")
    for limit in intent.having:
        known([limit.measure] if limit.measure else [], model.measures, "measure")
    if intent.rank:
        known([intent.rank.measure] if intent.rank.measure else [], model.measures, "measure")
        known(intent.rank.within, intent.groups, "group")
    known([intent.pivot] if intent.pivot else [], intent.groups, "group")
    means = (*GRAINS, *get_args(Member))
    known([intent.average_per] if intent.average_per else [], means, "grain")


def _all_conditions(intent: Intent) -> list[Condition]:
    """Return the conditions of every part of an intent."""
    conditions = list(intent.conditions)
    if intent.share:
        conditions += [*intent.share.part, *intent.share.shown]
    if intent.ratio:
        conditions += [*intent.ratio.over, *intent.ratio.under]
    if intent.lifecycle:
        conditions += [*intent.lifecycle.without, *intent.lifecycle.bought]
    for side in intent.sides:
        conditions += side.conditions
    return conditions


def _check_parts(intent: Intent, model: Model) -> None:
    during = intent.share.during if intent.share else None
    for period in (*intent.periods, *([during] if during else [])):
        if period.first > period.last or period.first.day != 1 or period.last.day != 1:
            raise IntentError(f"{period.label!r} is no period of months")
    if any(not condition.values for condition in _all_conditions(intent)):
        raise IntentError("a condition names no value")
    if any(not side.conditions for side in intent.sides):
        raise IntentError("one side of the comparison has no condition")
    if intent.sides and intent.change and intent.rank:
        raise IntentError("the growth of sides held against each other is not ranked")
    rank = intent.rank
    if rank and rank.limit is not None and not 0 < rank.limit <= _MOST_ROWS:
        raise IntentError(f"{rank.limit} is no number of rows")
    if rank and rank.ends and (rank.limit is None or rank.skip or intent.pivot):
        raise IntentError("both ends of a ranking need a number of rows, no place and no columns")
    if rank and rank.skip and (rank.limit is None or not 0 < rank.skip < _MOST_ROWS):
        raise IntentError("rows are left out before the first so many only")
    for limit in intent.having:
        if not limit.value.is_finite() or (limit.upper and not limit.upper.is_finite()):
            raise IntentError("a limit is no number")
        if limit.operator == "between" and limit.upper is None:
            raise IntentError("a range has no upper end")
    moving = intent.window is not None and intent.window.kind.startswith("moving")
    if moving and intent.window and not intent.window.size:
        raise IntentError("a moving average or total needs its number of months")
    if intent.window and intent.window.size is not None and not 0 < intent.window.size <= 120:
        raise IntentError(f"no mean is taken over {intent.window.size} months")
    times = sum(name in GRAINS for name in (*intent.groups, intent.count_of))
    if times > 1 and (intent.change or intent.window):
        raise IntentError("growth and running figures go with one grouping of time")
    _check_company(intent)
    _check_figures(intent, model)
    _check_references(intent.rank, intent)


def _check_figures(intent: Intent, model: Model) -> None:
    if intent.share:
        measure = model.measures[intent.measures[0]] if intent.measures else None
        if measure and not measure.additive and measure.format != "count":
            raise IntentError(
                said(
                    intent,
                    f"{measure.label} has no share: prices and means do not add up",
                    f"{measure.label_fr} n'a pas de part : les prix et les moyennes ne"
                    " s'additionnent pas",
                )
            )
        if intent.share.top is not None:
            _check_top(intent, model)
        if not intent.share.is_part and not intent.groups:
            raise IntentError(
                said(
                    intent,
                    "a share needs its parts: by which grouping?",
                    "une part suppose un découpage : par quelle dimension ?",
                )
            )
    if intent.window and intent.window.kind != "moving_average":
        for name in intent.measures:
            if not model.measures[name].additive:
                measure = model.measures[name]
                raise IntentError(
                    said(
                        intent,
                        f"{measure.label} cannot be added up over months; ask for it by month",
                        f"{measure.label_fr} ne s'additionne pas d'un mois à l'autre ; demandez-le"
                        " par mois",
                    )
                )


def _check_top(intent: Intent, model: Model) -> None:
    share = intent.share
    assert share is not None
    if share.top is None or not 0 < share.top <= _MOST_ROWS or share.of is None or share.part:
        raise IntentError("the first members of one dimension make up a part")
    if intent.change or intent.count_of or intent.pivot:
        raise IntentError("the part of the first members goes with one period, and no count")
    if not model.measures[intent.measures[0]].additive or len(intent.measures) > 1:
        raise IntentError("a part of the first members is one figure that adds up")


_APART: Final = (
    ("window", "change"),
    ("window", "share"),
    ("window", "average_per"),
    ("window", "count_of"),
    ("window", "ratio"),
    ("lifecycle", "change"),
    ("lifecycle", "share"),
    ("lifecycle", "window"),
    ("lifecycle", "ratio"),
    ("lifecycle", "average_per"),
    ("ratio", "share"),
    ("ratio", "change"),
    ("ratio", "average_per"),
    ("average_per", "share"),
    ("average_per", "count_of"),
    ("count_of", "ratio"),
    ("count_of", "share"),
    *(
        ("seen", other)
        for other in (
            *("measures", "share", "change", "rank", "having", "window", "lifecycle", "ratio"),
            *("average_per", "count_of", "pivot"),
        )
    ),
    ("sides", "lifecycle"),
    ("sides", "ratio"),
    ("sides", "pivot"),
)
"""Parts of an intent that have no meaning together."""


def _check_company(intent: Intent) -> None:
    for one, other in _APART:
        if getattr(intent, one) and getattr(intent, other):
            names = f"{one.replace('_', ' ')}, {other.replace('_', ' ')}"
            raise IntentError(
                said(
                    intent,
                    f"this asks for two things that one table cannot show ({names}); ask for one"
                    " after the other",
                    f"cela demande deux choses qu'un seul tableau ne peut montrer ({names}) ;"
                    " demandez-les l'une après l'autre",
                )
            )
    if intent.average_per and intent.average_per in intent.groups:
        raise IntentError(f"a mean per {intent.average_per} has no rows by {intent.average_per}")
    of_members = intent.average_per is not None and intent.average_per not in GRAINS
    if of_members and (intent.change or len(intent.periods) > 1):
        raise IntentError(
            said(
                intent,
                f"a mean per {intent.average_per} goes with one period at a time",
                "une moyenne par client ou produit se demande pour une seule période à la fois",
            )
        )
    between = intent.change is not None and intent.change.base == "between"
    if (intent.count_of in CALENDAR_GRAINS and intent.change) or (
        intent.count_of in GRAINS and between
    ):
        raise IntentError("months that grew are counted against the month or year before")
    if intent.lifecycle:
        if intent.lifecycle.bought and (
            time_group(intent) or intent.lifecycle.kind in ("new", "lost")
        ):
            raise IntentError("what else was bought is asked of one period, not over time")
        if len(intent.periods) > 1 and intent.lifecycle.kind in ("inactive", "active"):
            raise IntentError(
                said(
                    intent,
                    "who bought or not is asked of one period at a time",
                    "qui a acheté ou non se demande pour une seule période à la fois",
                )
            )
        total_of = intent.lifecycle.total_of
        dimensions = [name for name in (*intent.groups, intent.count_of, total_of) if name]
        if intent.count_of in GRAINS or all(name in GRAINS for name in dimensions):
            raise IntentError(
                said(
                    intent,
                    "new, lost and inactive are said of customers, products and the like: of"
                    " which?",
                    "nouveau, perdu et inactif se disent de clients, de produits… : desquels ?",
                )
            )


def _check_references(rank: Rank | None, intent: Intent) -> None:
    figures = [limit.of for limit in intent.having] + ([rank.by] if rank else [])
    if "count" in figures and not (intent.count_of and set(intent.groups) - {intent.count_of}):
        raise IntentError("a limit on a number of members needs what is counted, and of whom")
    for figure in figures:
        if figure == "share" and not intent.share:
            raise IntentError("no share was asked for that could be compared")
        if figure in ("difference", "percent") and not intent.change:
            raise IntentError("no growth was asked for that could be compared")


def _with_lifecycle_period(intent: Intent, facts: Facts, notes: list[str]) -> Intent:
    if intent.periods:
        return intent
    first_month, last_month = months_of(facts)
    lifecycle = intent.lifecycle
    if time_group(intent) or (lifecycle and (lifecycle.without or lifecycle.bought)):
        return replace(intent, periods=(Period(first_month, last_month, ""),))
    last = facts.newest_complete_month or last_month
    first = max(months_later(last, 1 - _LIFECYCLE_MONTHS), first_month)
    period = Period(first, last, f"{first:%Y-%m} – {last:%Y-%m}", relative=True)
    notes.append(
        said(
            intent,
            "No period was named: the last three complete months are taken.",
            "Aucune période indiquée : les trois derniers mois complets sont retenus.",
        )
    )
    return replace(intent, periods=(period,))


def _complete(intent: Intent, facts: Facts, notes: list[str]) -> Intent:
    """Return the intent whose relative periods end with the newest complete month.

    "This year" and "since July" go no further; a period that is no more than the partial month
    ("this month") stays, as does one that was named by its dates.
    """
    partial, complete = facts.partial_month, facts.newest_complete_month
    if partial is None or complete is None:
        return intent
    periods = tuple(
        (_complete_part(period, complete) or period)
        if period.relative and period.last >= partial
        else period
        for period in intent.periods
    )
    if periods == intent.periods:
        return intent
    notes.append(
        said(
            intent,
            f"{month_text(partial, 'en')} is only partly there and left out.",
            f"Le mois de {month_text(partial, 'fr')}, partiel, n'est pas compris.",
        )
    )
    return replace(intent, periods=periods)


def _note_partial(
    intent: Intent, periods: tuple[Period, ...], facts: Facts, notes: list[str]
) -> None:
    partial = facts.partial_month
    if partial is None:
        return
    if not periods or any(period.first <= partial <= period.last for period in periods):
        notes.append(
            said(
                intent,
                f"{month_text(partial, 'en')} is only partly there.",
                f"Le mois de {month_text(partial, 'fr')} n'est que partiel.",
            )
        )


def _with_base(intent: Intent, facts: Facts, notes: list[str]) -> Resolved:
    complete = facts.newest_complete_month or months_of(facts)[1]
    assert intent.change is not None
    base = intent.change.base
    periods = intent.periods
    grain = time_group(intent)
    if base == "between" and len(periods) == 2:
        if grain is not None:
            intent = _side_by_side(intent, grain)
        if is_overlay(intent):
            # Like stands next to like already, month by month.
            now = _complete_part(periods[1], complete) or periods[1]
            return Resolved(intent, now, periods[0], notes=tuple(notes))
        return _between(intent, periods[0], periods[1], complete, notes)
    if base == "between":
        base = "year"
    step = {"year": 12, "quarter": 3, "month": 1}[base]
    if grain in CALENDAR_GRAINS and (step < 12 or not periods or span(periods[0]) > 12):
        named = CALENDAR_GRAINS[grain]
        groups = tuple(named if name == grain else name for name in intent.groups)
        intent, grain = replace(intent, groups=groups), named
    if grain is None and len(periods) == 1 and _is_two_steps(periods[0], step):
        # "Growth from 2024 to 2025" holds the second against the first.
        half = months_later(periods[0].first, step)
        earlier = replace(periods[0], last=months_later(half, -1), label="")
        return _between(intent, earlier, replace(periods[0], first=half, label=""), complete, notes)
    if grain is None and periods and (len(periods) > 1 or span(periods[0]) > step):
        if len(periods) == 2 and months_between(periods[0].first, periods[1].first) == step:
            return _between(intent, periods[0], periods[1], complete, notes)
        # Several steps in one question: each of them is a row.
        grain = base
        intent = replace(intent, groups=(grain, *intent.groups))
    if grain in GRAIN_MONTHS:
        return _trend(intent, facts, complete, max(step, GRAIN_MONTHS[grain]), notes)
    period = periods[0] if periods else _newest(step, complete)
    cut = _complete_part(period, complete)
    if cut is None:
        _note_partial(intent, (period,), facts, notes)
    now = cut or period
    before = _moved(now, -step)
    if now != period:
        notes.append(_like_note(intent, now, before))
    return Resolved(intent, now, before, notes=tuple(notes))


def _short_noted(resolved: Resolved, facts: Facts) -> Resolved:
    """Return the same with a note where the data begin in the middle of the earlier period.

    Raises IntentError where a period is held against itself.
    """
    before, first = resolved.before, months_of(facts)[0]
    if before is not None and before == resolved.now:
        raise IntentError(
            said(
                resolved.intent,
                "a period is held against itself: name two different ones",
                "une période est comparée à elle-même : nommez-en deux différentes",
            )
        )
    if before is None or not before.first < first <= before.last:
        return resolved
    english, french = month_text(first, "en"), month_text(first, "fr")
    note = said(
        resolved.intent,
        f"The data begin in {english}: the earlier period is not there in full.",
        f"Les données commencent en {french} : la période antérieure n'y est pas entière.",
    )
    return replace(resolved, notes=(*resolved.notes, note))


def is_overlay(intent: Intent) -> bool:
    """Return whether months (or quarters) of one period stand next to those of another."""
    return any(name in CALENDAR_GRAINS for name in intent.groups)


def _is_two_steps(period: Period, step: int) -> bool:
    return span(period) == 2 * step and (period.first.month - 1) % step == 0


def _side_by_side(intent: Intent, grain: str) -> Intent:
    """Return the intent with months of two periods next to each other, by the month's name."""
    calendar = {"month": "calendar_month", "quarter": "calendar_quarter"}.get(grain, grain)
    kept = tuple(calendar if name == grain else name for name in intent.groups)
    if calendar == "year":
        kept = tuple(name for name in kept if name != "year")
    return _regrouped(intent, kept)


def _regrouped(intent: Intent, groups: tuple[str, ...]) -> Intent:
    rank = intent.rank
    if rank:
        rank = replace(rank, within=tuple(name for name in rank.within if name in groups))
    share = intent.share
    if share:
        share = replace(share, within=tuple(name for name in share.within if name in groups))
        if not share.is_part and not groups:
            share = None
    pivot = intent.pivot if intent.pivot in groups else None
    return replace(intent, groups=groups, rank=rank, share=share, pivot=pivot)


def _between(
    intent: Intent, before: Period, now: Period, complete: date, notes: list[str]
) -> Resolved:
    asked = (before, now)
    if span(before) == span(now):
        later, earlier = (now, before) if now.first >= before.first else (before, now)
        cut = _complete_part(later, complete)
        if cut is not None and cut != later:
            distance = months_between(later.first, earlier.first)
            like = _moved(cut, distance)
            before, now = (like, cut) if later is now else (cut, like)
    else:
        before = _complete_part(before, complete) or before
        now = _complete_part(now, complete) or now
    if (before, now) != asked:
        notes.append(_like_note(intent, now, before))
    return Resolved(intent, now, before, notes=tuple(notes))


def _trend(intent: Intent, facts: Facts, complete: date, shift: int, notes: list[str]) -> Resolved:
    if not intent.periods:
        first = months_of(facts)[0]
        whole = Period(first, max(complete, first), "", relative=True)
        periods: tuple[Period, ...] = (whole,)
    else:
        cut = [_complete_part(period, complete) for period in intent.periods]
        periods = tuple(period for period in cut if period) or intent.periods
    partial = facts.partial_month
    touched = not intent.periods or any(
        partial and period.first <= partial <= period.last for period in intent.periods
    )
    if partial and touched:
        english, french = month_text(partial, "en"), month_text(partial, "fr")
        notes.append(
            said(
                intent,
                f"{english} is only partly there and left out of growth, like its base.",
                f"Le mois de {french}, partiel, est exclu de la croissance, comme sa base.",
            )
        )
    return Resolved(replace(intent, periods=periods), shift=shift, notes=tuple(notes))


def _newest(step: int, complete: date) -> Period:
    if step == 12:
        return Period(date(complete.year, 1, 1), complete, str(complete.year), relative=True)
    if step == 3:
        # The newest quarter that has ended.
        over = complete.month % 3
        last = months_later(complete, -over)
        label = f"{last.year}-Q{(last.month + 2) // 3}"
        return Period(months_later(last, -2), last, label, relative=True)
    return Period(complete, complete, f"{complete:%Y-%m}", relative=True)


def _complete_part(period: Period, complete: date) -> Period | None:
    if period.first > complete:
        return None
    return period if period.last <= complete else replace(period, last=complete)


def _moved(period: Period, months: int) -> Period:
    first, last = months_later(period.first, months), months_later(period.last, months)
    return Period(first, last, f"{first:%Y-%m} – {last:%Y-%m}", relative=period.relative)


def _like_note(intent: Intent, now: Period, before: Period) -> str:
    current = span_text(now.first, now.last, intent.language)
    base = span_text(before.first, before.last, intent.language)
    return said(
        intent,
        f"Like is compared with like: {current} against {base}.",
        f"À périmètre égal : {current} contre {base}.",
    )
