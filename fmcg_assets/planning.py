"""What is due: one pure `plan()` that the command, the schedule and the sensors share.

Due is what landed and is not yet in, what a correction or a new dimension heals, and what an
earlier run left unfinished. All three are read from the same evidence: every slice of every table
records the fingerprint of what it was computed from (see `lake.lineage`); where that differs from
what upstream holds now, the slice is stale.

A slice whose new content equalled the stored one was not written, so that its record is old. For
such slices Dagster's event log tells that they were materialized from the present sources: they
are *settled*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from fmcg_assets.contracts import SOURCES, TABLES, WHOLE
from fmcg_assets.lake.lineage import lookup_fingerprint, source_fingerprint
from fmcg_assets.lake.state import fingerprint
from fmcg_assets.lake.view_months import (
    DIMENSIONS,
    FACTS,
    VIEW,
    months_to_rebuild,
    view_fingerprint,
    view_upstream,
)
from fmcg_assets.partitions import contiguous_ranges, days_between, span_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fmcg_assets.lake.state import SliceState, TableState
    from fmcg_assets.survey import LandedFile, Survey

ORDERS: Final = "child_orders"
PARENT_ORDERS: Final = "silver/parent_orders"
FACT_LANE: Final = (
    "bronze/orders",
    "silver/orders",
    "silver/orders_quarantine",
    "gold/sb_fact_orders",
    FACTS,
)
"""The daily partitioned tables, upstream first."""
VIEW_TABLES: Final = ("gold/dim_date", VIEW)
"""What is made from all facts."""
DIMENSION_TABLES: Final = tuple(
    key for key in TABLES if key not in FACT_LANE and key not in VIEW_TABLES
)
"""Both companies' dimensions and the parent's sales: everything that is replaced as a whole."""
_LOOKED_UP: Final = ("silver/products", "silver/customers", PARENT_ORDERS)
_SILVER_ORDERS: Final = "silver/orders"
_BRIDGED_DAYS: Final = 7
_BRIDGED_MONTH: Final = 31

Slices = dict[str, dict[str, str]]
"""Fingerprints by slice, by table."""


@dataclass(frozen=True)
class Request:
    """What somebody asks for: what is due, everything (`full`), or all of a closed range of days.

    With `days`, no other day is run or complained about. The days of `without` are left alone:
    another run is at work on them.
    """

    full: bool = False
    days: tuple[date, date] | None = None
    allow_removal: bool = False
    without: frozenset[date] = frozenset()

    @property
    def asks_for_all(self) -> bool:
        """Whether days are run that are in already."""
        return self.full or self.days is not None

    def concerns(self, day: date) -> bool:
        """Return whether a day may be run."""
        wanted = self.days is None or self.days[0] <= day <= self.days[1]
        return wanted and day not in self.without


@dataclass(frozen=True)
class DayRange:
    """Contiguous days that one run materializes, and the tables of the fact lane that it writes.

    `sources` are fingerprints, by day, of everything that the days are made from.
    """

    first: date
    last: date
    tables: tuple[str, ...]
    sources: tuple[str, ...] = field(default=(), compare=False)

    @property
    def days(self) -> int:
        """How many days the range has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Notice:
    """Something about a file or day that people should know: what it is about, and the text."""

    subject: str
    text: str


@dataclass(frozen=True)
class Plan:
    """What is to be run, in this order: dimensions, ranges of days, the view.

    `refused` cannot be run and needs somebody; `waiting` will be run later by itself. As in
    `DayRange`, the sources are fingerprints of what dimensions and view are made from; that of a
    view that is not itself stale is empty.
    """

    dimensions: tuple[str, ...] = ()
    ranges: tuple[DayRange, ...] = ()
    view: bool = False
    refused: tuple[Notice, ...] = ()
    waiting: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    dimensions_source: str = field(default="", compare=False)
    view_source: str = field(default="", compare=False)

    @property
    def nothing_due(self) -> bool:
        """Whether there is nothing to run."""
        return not (self.dimensions or self.ranges or self.view)


@dataclass(frozen=True)
class Healing:
    """Days that changed dimensions concern: to be cleaned again, or only given new keys."""

    clean: frozenset[str] = field(default_factory=frozenset)
    key: frozenset[str] = field(default_factory=frozenset)


def stale_slices(survey: Survey) -> Slices:
    """Return the slices whose recorded source is not what upstream holds, with what it should be.

    The view is listed as a whole.
    """
    stale: Slices = {}
    for key in DIMENSION_TABLES:
        expected = source_fingerprint(TABLES[key], WHOLE, survey.upstream(_domain(key)))
        state = survey.states[key]
        recorded = {s.source for s in state.slices.values()} if state else set()
        if recorded != {expected}:
            stale[key] = {WHOLE: expected}
    for key in FACT_LANE:
        state = survey.states[key]
        upstream = survey.upstream(_domain(key))
        recorded_by_day = {day: s.source for day, s in state.slices.items()} if state else {}
        stale[key] = {
            day: expected
            for day in _slice_days(key, survey)
            if (expected := source_fingerprint(TABLES[key], day, upstream))
            != recorded_by_day.get(day)
        }
    states = {key: survey.states[key] for key in (FACTS, *DIMENSIONS)}
    known = {key: state for key, state in states.items() if state is not None}
    if len(known) == len(states):
        upstream_of_view = view_upstream(known)
        if months_to_rebuild(survey.states[VIEW], upstream_of_view) != frozenset():
            stale[VIEW] = {WHOLE: view_fingerprint(upstream_of_view)}
    elif FACTS in known:
        stale[VIEW] = {WHOLE: ""}
    return {key: slices for key, slices in stale.items() if slices}


def without_settled(survey: Survey, stale: Slices, settled: Slices) -> Slices:
    """Return the stale slices that were not materialized from their present sources.

    A slice of which it is not known what it holds, since somebody else wrote to its table, is
    never settled; nor is a cleaned day that kept nothing of the rows that were delivered.
    """
    lost = _lost_days(survey)

    def is_settled(key: str, slice_key: str, source: str) -> bool:
        state = survey.states[key]
        known = state is not None and state.content(slice_key) is not None
        if key in FACT_LANE[1:3] and slice_key in lost:
            return False
        return known and settled.get(key, {}).get(slice_key) == source

    return {
        key: left
        for key, slices in stale.items()
        if (left := {s: f for s, f in slices.items() if not is_settled(key, s, f)})
    }


def _lost_days(survey: Survey) -> set[str]:
    """Return the days of bronze with rows that are in silver neither accepted nor rejected."""
    bronze, silver, quarantine = FACT_LANE[:3]
    held = [
        {day for day, state in _slices(survey.states[key]).items() if state.rows}
        for key in (bronze, silver, quarantine)
    ]
    return held[0] - held[1] - held[2]


def healing_is_possible(survey: Survey) -> bool:
    """Return whether order lines were looked up in other dimensions than there are now."""
    for key in ("silver/orders", "silver/orders_quarantine", "gold/sb_fact_orders"):
        state = survey.states[key]
        lookups = lookup_fingerprint(TABLES[key], survey.upstream())
        if state and any(s.rows and s.lookups != lookups for s in state.slices.values()):
            return True
    return False


def plan(
    survey: Survey,
    stale: Slices,
    healing: Healing,
    *,
    start: date,
    last_complete: date,
    request: Request,
    dimensions_done: bool = False,
) -> Plan:
    """Decide what is to be run.

    `stale` are the stale slices that are not settled, `start` is the first daily partition,
    `last_complete` the newest business day that has ended: what is younger waits. Since days
    depend on dimensions, plan again, with `dimensions_done`, once those were run.
    """
    refused: list[Notice] = []
    waiting: list[Notice] = []
    dimensions = _dimensions_due(survey, stale, request, refused)
    if dimensions_done:
        dimensions = ()
    missing = {day for day in _missing_days(survey, last_complete) if day >= start}
    entries = _delivered_days(survey, stale, request, refused)
    for day, table in _stale_days(survey, stale, healing, request):
        if request.concerns(day):
            entries.setdefault(day, table)
    early = f"lies before the first partition {start}; set FMCG_START_DATE to an earlier day"
    refused += _notices((day for day in entries if day < start), early)
    young = "waits until the day has ended in India"
    waiting += _notices((day for day in entries if day > last_complete), young)
    ranges = _ranges(
        {day: table for day, table in entries.items() if start <= day <= last_complete},
        missing - request.without,
        _held_days(survey) | request.without,
        _day_sources(survey),
    )
    lookups_missing = [key for key in _LOOKED_UP if not survey.states[key] and not dimensions]
    if ranges and lookups_missing:
        refused.append(Notice(", ".join(lookups_missing), "never loaded; orders cannot be cleaned"))
        ranges = ()
    return Plan(
        dimensions=dimensions,
        ranges=ranges,
        view=bool(request.full or dimensions or ranges or VIEW in stale),
        refused=tuple(refused),
        waiting=tuple(waiting),
        warnings=(
            *(Notice(ignored.uri, f"ignored: {ignored.why}") for ignored in survey.ignored),
            *_notices(missing, "no order file landed"),
        ),
        dimensions_source=_dimensions_source(survey),
        view_source=stale.get(VIEW, {}).get(WHOLE, ""),
    )


def _day_sources(survey: Survey) -> Callable[[date], str]:
    """Return what gives a fingerprint of all that a day is made from: file, lookups, parent."""
    files = {f.file.day: f.evidence.sha256 for f in survey.landed[ORDERS]}
    lookups = lookup_fingerprint(TABLES[_SILVER_ORDERS], survey.upstream())
    parent = survey.states[PARENT_ORDERS]

    def source(day: date) -> str:
        sales = parent.content(day.isoformat()) if parent else None
        return fingerprint([files.get(day, ""), lookups, str(sales)])

    return source


def _dimensions_source(survey: Survey) -> str:
    """Return a fingerprint of all files that the dimensions are made from."""
    files = [
        f"{landed.file.uri}={landed.evidence.sha256}"
        for name, domain in survey.landed.items()
        if name != ORDERS
        for landed in domain
    ]
    return fingerprint([*files, *(f"{k}={v}" for k, v in sorted(survey.references.items()))])


def _dimensions_due(
    survey: Survey, stale: Slices, request: Request, refused: list[Notice]
) -> tuple[str, ...]:
    """Return the unpartitioned tables to run: all that can be, where any is due."""
    unusable: set[str] = set()
    for source in SOURCES.values():
        if source.daily:
            continue
        faults = [_fault(landed) for landed in survey.landed[source.name] if landed.fault]
        if not survey.landed[source.name]:
            folder = survey.folders.get(source.name, source.key)
            faults = [Notice(source.key, f"found no file in {folder}; see docs/tables.md")]
        refused.extend(faults)
        if faults:
            unusable.add(source.bronze_key)
    refused.extend(Notice(key, text) for key, text in survey.broken_references.items())
    for key in DIMENSION_TABLES:
        if survey.broken_references.keys() & set(TABLES[key].sources):
            unusable.add(key)
        if any(up in unusable and not survey.states.get(up) for up in TABLES[key].sources):
            unusable.add(key)
    runnable = tuple(key for key in DIMENSION_TABLES if key not in unusable)
    due = request.full or any(key in stale for key in runnable)
    return runnable if due else ()


def _delivered_days(
    survey: Survey, stale: Slices, request: Request, refused: list[Notice]
) -> dict[date, str]:
    """Return the days whose order file is to be read, or whose absence is to be recorded."""
    bronze = FACT_LANE[0]
    entries: dict[date, str] = {}
    landed = {f.file.day: f for f in survey.landed[ORDERS] if f.file.day}
    held = _slices(survey.states[bronze]).items()
    stored = {date.fromisoformat(key) for key, state in held if state.rows}
    for day, file in landed.items():
        due = request.asks_for_all or day.isoformat() in stale.get(bronze, {})
        if due and request.concerns(day):
            if file.unread:
                continue
            if file.fault:
                refused.append(_fault(file))
            elif file.removal and not request.allow_removal:
                refused.append(Notice(file.file.uri, file.removal))
            else:
                entries[day] = bronze
    vanished = {day for day in stored - set(landed) if request.concerns(day)}
    if request.allow_removal:
        entries |= dict.fromkeys(vanished, bronze)
        vanished = set()
    refused += [
        Notice(
            span_text(first, last),
            "its order file is gone; the stored rows stay. Deliver the file again, or say that the"
            f" removal is meant: `fmcg run {_span_options(first, last)} --allow-removal`",
        )
        for first, last in _closed_ranges(vanished)
    ]
    if request.days:
        first, last = request.days
        for day in days_between(first, last + timedelta(days=1)):
            if day not in landed and day not in stored:
                entries[day] = bronze
    return entries


def _stale_days(
    survey: Survey, stale: Slices, healing: Healing, request: Request
) -> Iterator[tuple[date, str]]:
    """Yield days behind bronze that are due, with the first table to run, upstream first.

    That is the one before the first stale table: a blocking check of its rows may have stopped an
    earlier run, and is asked again with them.
    """
    _, silver, quarantine, keyed, facts = FACT_LANE
    has_orders = {day for day, held in _slices(survey.states[keyed]).items() if held.rows}
    stale_facts = set(stale.get(facts, ()))
    for key, days in (
        (silver, {*stale.get(silver, ()), *healing.clean}),
        (silver, {*stale.get(quarantine, ()), *stale.get(keyed, ()), *healing.key}),
        (keyed, stale_facts & has_orders),
        (facts, stale_facts - has_orders),
    ):
        yield from ((date.fromisoformat(day), key) for day in days)
    if request.asks_for_all:
        yield from (
            (date.fromisoformat(day), facts) for day in _slices(survey.states[PARENT_ORDERS])
        )


def _fault(landed: LandedFile) -> Notice:
    uri = landed.file.uri
    return Notice(uri, (landed.fault or "").removeprefix(f"{uri}: "))


def _notices(days: Iterable[date], text: str) -> Iterator[Notice]:
    """Yield one notice for each range of days without a gap."""
    yield from (Notice(span_text(first, last), text) for first, last in _closed_ranges(days))


def _closed_ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    return [(first, stop - timedelta(days=1)) for first, stop in contiguous_ranges(days)]


def _span_options(first: date, last: date) -> str:
    return f"--date {first}" if first == last else f"--from {first} --to {last}"


def _missing_days(survey: Survey, last_complete: date) -> set[date]:
    """Return the ended days from the first to the newest landed one without file and rows.

    Where somebody else wrote to bronze, a day without a file may hold rows: none is missing then.
    """
    state = survey.states[FACT_LANE[0]]
    if state is not None and state.gap is not None:
        return set()
    bronze = _slices(state)
    present = {f.file.day for f in survey.landed[ORDERS] if f.file.day}
    present |= {date.fromisoformat(key) for key, state in bronze.items() if state.rows}
    complete = {day for day in present if day <= last_complete}
    if not complete:
        return set()
    return set(days_between(min(complete), max(complete))) - complete


def _ranges(
    entries: Mapping[date, str],
    missing: set[date],
    held: frozenset[date],
    source: Callable[[date], str],
) -> tuple[DayRange, ...]:
    """Group days with one first table into contiguous ranges.

    A gap of days that hold nothing belongs to the range around it: they become partitions without
    rows. That is, of order files a short gap of `missing` ones; of facts alone, the days between
    the parent's reporting dates, unless they are `held`: one run costs less than one per month.
    """
    bronze, facts = FACT_LANE[0], FACT_LANE[-1]

    def days_from(table: str) -> set[date]:
        return {day for day, first in entries.items() if first == table}

    order_gaps = _bridges(days_from(bronze), _BRIDGED_DAYS, missing.__contains__)
    taken = held | entries.keys() | order_gaps
    month_gaps = _bridges(days_from(facts), _BRIDGED_MONTH, lambda day: day not in taken)
    firsts = {**entries, **dict.fromkeys(order_gaps, bronze), **dict.fromkeys(month_gaps, facts)}
    ranges: list[DayRange] = []
    for index, table in enumerate(FACT_LANE):
        days = {day for day, first in firsts.items() if first == table}
        ranges.extend(
            DayRange(
                first,
                stop - timedelta(days=1),
                FACT_LANE[index:],
                tuple(source(day) for day in days_between(first, stop)),
            )
            for first, stop in contiguous_ranges(days)
        )
    return tuple(ranges)


def _bridges(days: set[date], longest: int, is_empty: Callable[[date], bool]) -> set[date]:
    """Return the days of the gaps that are short and hold nothing."""
    bridges: set[date] = set()
    for before, after in pairwise(sorted(days)):
        gap = days_between(before, after)[1:]
        if len(gap) <= longest and all(map(is_empty, gap)):
            bridges.update(gap)
    return bridges


def _held_days(survey: Survey) -> frozenset[date]:
    """Return the days for which a landing file or a table of the fact lane holds something."""
    held = {day for key in FACT_LANE for day, s in _slices(survey.states[key]).items() if s.rows}
    landed = {f.file.day for f in survey.landed[ORDERS] if f.file.day}
    return frozenset({*map(date.fromisoformat, held), *landed})


def _domain(key: str) -> str | None:
    return next((s.name for s in SOURCES.values() if s.bronze_key == key), None)


def _slice_days(key: str, survey: Survey) -> set[str]:
    """Return the days that a table of the fact lane has, or should have, a slice for."""
    days = set(_slices(survey.states[key]))
    if key == FACT_LANE[0]:
        landed = {f.file.day.isoformat() for f in survey.landed[ORDERS] if f.file.day}
        # A day that lost its file and holds no row is as it should be.
        return landed | {day for day, s in _slices(survey.states[key]).items() if s.rows}
    for source in TABLES[key].sources:
        days |= {day for day, s in _slices(survey.states[source]).items() if s.rows}
    return days


def _slices(state: TableState | None) -> Mapping[str, SliceState]:
    return state.slices if state else {}
