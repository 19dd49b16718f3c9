"""Work that runs were asked to do: what is in flight, what failed, and who asked first."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dagster import DagsterEventType, DagsterRunStatus, RunsFilter
from filelock import FileLock

from fmcg_assets.faults import DATA_ERRORS
from fmcg_assets.lake.state import fingerprint
from fmcg_assets.partitions import days_between, tagged_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dagster import DagsterInstance, DagsterRun, RunRecord

WORK_TAG: Final = "fmcg/work"
ATTEMPT_TAG: Final = "fmcg/attempt"
MAX_ATTEMPTS: Final = 3
_CLAIMS: Final = "fmcg/claims"
_CLAIM_SECONDS: Final = 90.0
"""How long work counts as asked for without a run of it: who asked may have died."""
_BACK_OFF: Final = timedelta(seconds=30)
_ATTEMPTS_COUNT: Final = timedelta(hours=12)
"""How long a failed attempt counts."""
_LOOKED_AT: Final = 20
"""How many runs of some work are looked at: more than it can fail in the time that counts."""
_WELL: Final = frozenset({DagsterRunStatus.SUCCESS})
_UNFINISHED: Final = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]
_CHECK_FAILED: Final = "DagsterAssetCheckFailedError"
_BAD_DATA: Final = DATA_ERRORS | {"Failure", _CHECK_FAILED}
"""Names of the errors that would come again with the same data."""


@dataclass(frozen=True)
class Work:
    """What one run is to do: tables, of a closed range of days where they are partitioned.

    `source` is a fingerprint of what it is made from: how far an earlier run of it came makes no
    other work of it. `kind` tells work of different kinds apart.
    """

    kind: str
    tables: tuple[str, ...]
    days: tuple[date, date] | None
    source: str

    @property
    def key(self) -> str:
        """A key that is the same for the same work on the same content."""
        span = f"{self.days[0]}_{self.days[1]}" if self.days else "whole"
        return f"{self.kind}:{span}:{fingerprint([self.source])}"


@dataclass(frozen=True)
class InFlight:
    """Tables, and the closed range of days, of a run that has not ended or was just asked for."""

    run: str
    tables: frozenset[str]
    days: tuple[date, date] | None


@dataclass(frozen=True)
class Verdict:
    """Whether work may be asked for: as which attempt, or why not (yet)."""

    attempt: int = 0
    why_not: str = ""
    later: bool = False
    """Whether it may be asked for later, without any change."""
    soon: bool = False
    """Whether that is so after a short pause."""
    bad_data: bool = False
    """Whether the data are why not."""
    check_failed: bool = False
    """Whether it is a blocking check: what it failed on is stored."""


def in_flight(
    instance: DagsterInstance, tables_of_jobs: Mapping[str, frozenset[str]]
) -> list[InFlight]:
    """Return what unfinished runs do, and what was asked for and has no run yet.

    A run without a selection of assets is at work on the tables of its job, if any.
    """
    runs = [
        InFlight(f"run {run.run_id[:8]}", _tables(run, tables_of_jobs), _days(run))
        for run in instance.get_runs(RunsFilter(statuses=_UNFINISHED))
    ]
    return [*runs, *(claim.in_flight for claim in _open_claims(instance))]


def _tables(run: DagsterRun, tables_of_jobs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if run.asset_selection is None:
        return tables_of_jobs.get(run.job_name, frozenset())
    return frozenset(key.to_user_string() for key in run.asset_selection)


def _days(run: DagsterRun) -> tuple[date, date] | None:
    try:
        return tagged_days(run.tags)
    except ValueError:
        # Tags can be set by hand; the run itself refuses what is no day.
        return None


def busy_days(works: Iterable[InFlight], tables: Iterable[str]) -> frozenset[date]:
    """Return the days on which one of the tables is at work."""
    return frozenset(
        day
        for work in works
        if work.days and not work.tables.isdisjoint(tables)
        for day in days_between(work.days[0], work.days[1] + timedelta(days=1))
    )


def verdict(instance: DagsterInstance, work: Work, now: datetime) -> Verdict:
    """Return whether work may be asked for.

    Not again after bad data or a cancellation: only other content changes that. After transient
    failures up to `MAX_ATTEMPTS` times a day, with a growing pause.
    """
    of_work = RunsFilter(tags={WORK_TAG: work.key})
    records = instance.get_run_records(of_work, limit=_LOOKED_AT)
    attempt = instance.get_runs_count(of_work) + 1
    failed = list(takewhile(lambda r: r.dagster_run.status not in _WELL, records))
    if not failed:
        return Verdict(attempt)
    newest = failed[0].dagster_run
    name = f"run {newest.run_id[:8]}"
    if newest.status == DagsterRunStatus.CANCELED:
        return Verdict(why_not=f"{name} was canceled; `fmcg run` brings it in")
    if causes := _bad_data(instance, newest.run_id):
        why = f"{name} failed, and would again with the same data: {next(iter(causes.values()))}"
        return Verdict(why_not=why, bad_data=True, check_failed=_CHECK_FAILED in causes)
    recent = [r for r in failed if now - _ended(r) < _ATTEMPTS_COUNT]
    if len(recent) >= MAX_ATTEMPTS:
        why = f"{name} failed as {len(recent) - 1} before it did; `fmcg run` tries again"
        return Verdict(why_not=why, later=True)
    pause = _BACK_OFF * 4 ** max(len(recent) - 1, 0)
    if recent and now - _ended(failed[0]) < pause:
        why = f"{name} failed; next try {pause.total_seconds():.0f} s after it"
        return Verdict(why_not=why, later=True, soon=True)
    return Verdict(attempt)


def _ended(record: RunRecord) -> datetime:
    ended = datetime.fromtimestamp(record.end_time, UTC) if record.end_time else None
    return ended or record.update_timestamp.astimezone(UTC)


def _bad_data(instance: DagsterInstance, run_id: str) -> dict[str, str]:
    """Return the messages of failures that would come again with the same data, by error."""
    causes: dict[str, str] = {}
    records = instance.get_records_for_run(run_id, of_type=DagsterEventType.STEP_FAILURE).records
    for record in records:
        event = record.event_log_entry.dagster_event
        error = event.step_failure_data.error if event else None
        while error is not None:
            if error.cls_name in _BAD_DATA:
                causes.setdefault(error.cls_name, error.message.strip())
            error = error.cause
    return causes


# --- who asked first


@dataclass(frozen=True)
class _Claim:
    key: str
    tables: tuple[str, ...]
    days: tuple[date, date] | None
    since: float

    @property
    def in_flight(self) -> InFlight:
        return InFlight("a run just asked for", frozenset(self.tables), self.days)


@contextmanager
def asking_alone(home: str) -> Iterator[None]:
    """Let one sensor or schedule of this machine ask for work at a time."""
    with FileLock(Path(home) / "asking.lock"):
        yield


def claim(instance: DagsterInstance, works: Iterable[Work]) -> None:
    """Record that work is asked for, until its runs are recorded."""
    now = time.time()
    claims = [*_open_claims(instance), *(_Claim(w.key, w.tables, w.days, now) for w in works)]
    text = json.dumps(
        [[c.key, c.tables, [d.isoformat() for d in c.days or ()], c.since] for c in claims]
    )
    instance.daemon_cursor_storage.set_cursor_values({_CLAIMS: text})


def _open_claims(instance: DagsterInstance) -> list[_Claim]:
    """Return the claims that no run answers yet; a requester that died leaves one for a while."""
    text = instance.daemon_cursor_storage.get_cursor_values({_CLAIMS}).get(_CLAIMS, "[]")
    claims = []
    for key, tables, days, since in json.loads(text):
        span = (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None
        # Runs are recorded with the whole second of their creation.
        asked = datetime.fromtimestamp(since - 1, UTC)
        answered = RunsFilter(tags={WORK_TAG: key}, created_after=asked)
        young = time.time() - since < _CLAIM_SECONDS
        if young and not instance.get_runs(answered, limit=1):
            claims.append(_Claim(key, tuple(tables), span, since))
    return claims
