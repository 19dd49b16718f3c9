"""What sensors and schedule ask for: `plan()`'s answer as run requests, each work once.

A tick keeps nothing but a note of what it looked at: whether something is due is decided anew from
landing zones, lake and run history, so that no file is missed, whatever happened in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

import dagster as dg

from fmcg_assets.contracts import REFERENCES, SOURCES
from fmcg_assets.due import current_plan
from fmcg_assets.ingest.landing import list_landing
from fmcg_assets.ingest.zones import landing_zone
from fmcg_assets.instance.runs import fail_dead_runs
from fmcg_assets.instance.work import (
    ATTEMPT_TAG,
    WORK_TAG,
    InFlight,
    Work,
    asking_alone,
    busy_days,
    claim,
    in_flight,
    verdict,
)
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.jobs import DAILY_REFRESH, DIMS, TABLES_OF_JOBS
from fmcg_assets.lake.state import fingerprint
from fmcg_assets.lake.view_months import VIEW
from fmcg_assets.partitions import days_between, last_complete_day, range_tags, span_text
from fmcg_assets.planning import DIMENSION_TABLES, FACT_LANE, ORDERS, VIEW_TABLES, DayRange, Request
from fmcg_assets.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from dagster import DagsterInstance

    from fmcg_assets.planning import Plan
    from fmcg_assets.resources.environments import Settings

_SURVEY_SECONDS: Final = 20.0
"""How long one look reads files: Dagster gives a tick 60 s, and others wait for it."""

Scope = Literal["dimensions", "facts", "all"]


@dataclass
class Tick:
    """What a look at the platform led to.

    `requests` are the runs to start. `notes` tell people what is not run, and why; `refused` are
    those of them that need somebody. `settled` is whether a further look without any change would
    lead to nothing.
    """

    requests: list[dg.RunRequest] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    settled: bool = True
    works: list[Work] = field(default_factory=list)


def look(settings: Settings, instance: DagsterInstance, now: datetime, scope: Scope) -> Tick:
    """Decide what is to be run at an instant (aware): dimensions, facts, or both in one run."""
    with asking_alone(settings.dagster_home):
        fail_dead_runs(instance)
        tick = Tick()
        running = in_flight(instance, TABLES_OF_JOBS)
        request = Request(without=busy_days(running, FACT_LANE))
        seen = survey(settings, without=request.without, seconds=_SURVEY_SECONDS)
        due = current_plan(settings, instance, seen, request, now=now)
        _tell(tick, due)
        tick.notes += [f"at work: {_told(work)}" for work in running]
        if any(f.unread and f.file.day not in request.without for f in seen.landed[ORDERS]):
            tick.notes.append("more files landed than one look can read; the others come next")
            tick.settled = False
        wait = _dimensions_first(tick, settings, instance, due, running, now, scope)
        if scope != "dimensions" and not wait:
            if due.dimensions:
                # Given up: the days go on with the last good dimensions.
                due = current_plan(settings, instance, seen, request, now=now, dimensions_done=True)
            _ask_for_facts(tick, settings, instance, due, running, now)
        tick.settled = tick.settled and not tick.works and not running
        claim(instance, tick.works)
        return tick


def _dimensions_first(
    tick: Tick,
    settings: Settings,
    instance: DagsterInstance,
    due: Plan,
    running: list[InFlight],
    now: datetime,
    scope: Scope,
) -> bool:
    """Ask for the dimensions where they are due; return whether the facts have to wait for them.

    Of both in one run it is the dimensions, the first range of days and the view: the other ranges
    come once these dimensions are there.
    """
    if not due.dimensions:
        return False
    if at_work := _at_work(running, DIMENSION_TABLES):
        tick.notes.append(f"{at_work} is refreshing the dimensions; order files wait for it")
        return True
    source = [settings.fingerprint, due.dimensions_source]
    if scope == "all":
        first = due.ranges[0] if due.ranges else None
        work = Work(
            "both",
            (*due.dimensions, *(first.tables if first else ()), *VIEW_TABLES),
            (first.first, first.last) if first else None,
            fingerprint([*source, *(first.sources if first else ())]),
        )
    else:
        work = Work("dimensions", due.dimensions, None, fingerprint(source))
    answer = verdict(instance, work, now)
    if answer.why_not:
        tick.notes.append(f"dimensions: {answer.why_not}")
        tick.settled = tick.settled and not answer.later
        # Rows that a blocking check failed on are stored: no day is to be cleaned with them.
        return answer.soon or answer.check_failed
    if scope == "facts":
        tick.notes.append("order files wait for the dimensions, which are due")
        tick.settled = False
    else:
        _ask(tick, DIMS if scope == "dimensions" else DAILY_REFRESH, work, answer.attempt)
    return True


def _ask_for_facts(
    tick: Tick,
    settings: Settings,
    instance: DagsterInstance,
    due: Plan,
    running: list[InFlight],
    now: datetime,
) -> None:
    """Ask for the days that are due, each range with the view, or for the view alone.

    A range that bad data broke is asked for day by day, once: its good days come in.
    """
    for days in due.ranges:
        if not _asked(tick, instance, _work(settings, days), now, quiet=days.days > 1):
            for day in _single_days(days) if days.days > 1 else ():
                _asked(tick, instance, _work(settings, day), now)
    if due.view_source and not tick.works:
        if at_work := _at_work(running, [VIEW]):
            tick.notes.append(f"{at_work} is making the view")
            return
        source = fingerprint([settings.fingerprint, due.view_source])
        _asked(tick, instance, Work("view", VIEW_TABLES, None, source), now)


def _asked(
    tick: Tick, instance: DagsterInstance, work: Work, now: datetime, *, quiet: bool = False
) -> bool:
    """Ask for work unless its earlier runs speak against it; return whether that is settled.

    It is not, for a range, where bad data broke it.
    """
    answer = verdict(instance, work, now)
    if not answer.why_not:
        _ask(tick, DAILY_REFRESH, work, answer.attempt)
        return True
    if quiet and answer.bad_data:
        return False
    subject = span_text(*work.days) if work.days else "the view"
    tick.notes.append(f"{subject}: {answer.why_not}")
    tick.settled = tick.settled and not answer.later
    return True


def _work(settings: Settings, days: DayRange) -> Work:
    return Work(
        "days",
        (*days.tables, *VIEW_TABLES),
        (days.first, days.last),
        fingerprint([settings.fingerprint, *days.sources]),
    )


def _single_days(days: DayRange) -> list[DayRange]:
    each = days_between(days.first, days.last + timedelta(days=1))
    return [
        DayRange(day, day, days.tables, (source,))
        for day, source in zip(each, days.sources, strict=True)
    ]


def _ask(tick: Tick, job: str, work: Work, attempt: int) -> None:
    tick.works.append(work)
    tick.requests.append(
        dg.RunRequest(
            run_key=f"{work.key}:{attempt}",
            job_name=job,
            asset_selection=[asset_key(key) for key in work.tables],
            tags={
                **(range_tags(*work.days) if work.days else {}),
                WORK_TAG: work.key,
                ATTEMPT_TAG: str(attempt),
            },
        )
    )


def _at_work(running: list[InFlight], tables: Sequence[str]) -> str | None:
    return next((work.run for work in running if not work.tables.isdisjoint(tables)), None)


def _told(work: InFlight) -> str:
    days = f" of {work.days[0]} … {work.days[1]}" if work.days else ""
    return f"{work.run}, {len(work.tables)} tables{days}"


def _tell(tick: Tick, due: Plan) -> None:
    tick.refused = [f"{notice.subject}: {notice.text}" for notice in due.refused]
    tick.notes += [f"refused: {text}" for text in tick.refused]
    for word, notices in (("waiting", due.waiting), ("warning", due.warnings)):
        tick.notes += [f"{word}: {notice.subject}: {notice.text}" for notice in notices]


def listing_digest(settings: Settings, instance: DagsterInstance, now: datetime) -> str:
    """Return a digest of what usually makes something due: cheap, without opening a file.

    That is the listing of the landing zones and reference files, the last day that has ended in
    India, the settings, and the newest change of a run. It tells nothing of a lake that somebody
    else changed.
    """
    newest = instance.get_run_records(limit=1, order_by="update_timestamp")
    changed = newest[0].update_timestamp.isoformat() if newest else ""
    parts = [str(last_complete_day(now)), settings.fingerprint, changed, *_listed(settings)]
    return fingerprint(parts)


def _listed(settings: Settings) -> Iterator[str]:
    for source in SOURCES.values():
        zone = landing_zone(settings.landing_uri(source.company))
        listing = list_landing(zone, source)
        for file in listing.files:
            stored = file.stored
            yield f"{file.uri} {stored.size} {stored.etag} {stored.modified.isoformat()}"
        yield from (ignored.uri for ignored in listing.ignored)
    references = landing_zone(settings.reference_uri)
    for reference in REFERENCES.values():
        found = references.stat(f"{reference.name}.csv")
        yield f"{reference.name} {found.size} {found.etag}" if found else reference.name
