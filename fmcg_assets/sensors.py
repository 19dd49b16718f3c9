"""Sensors: they look at landing folders and reference files, and ask for what is due."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import dagster as dg
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from fmcg_assets.alerts import alert
from fmcg_assets.assets.landing import observed
from fmcg_assets.contracts import REFERENCES, SOURCES
from fmcg_assets.dispatch import Tick, listing_digest, look
from fmcg_assets.instance.causes import root_cause
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.jobs import DAILY_REFRESH, DIMS
from fmcg_assets.lake.state import fingerprint
from fmcg_assets.planning import ORDERS
from fmcg_assets.resources.lake import landing_resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

    from fmcg_assets.dispatch import Scope
    from fmcg_assets.resources.environments import Settings

_NOTED: Final = 20
"""How many notes the text of a tick holds."""
_REMEMBERED: Final = 50
"""How many refused files a cursor remembers."""
_LOOK_ANYWAY: Final = timedelta(minutes=15)
_UNCHANGED: Final = "Nothing landed or changed since the last look."


def landing_sensors(
    settings: Settings, jobs: Sequence[UnresolvedAssetJobDefinition]
) -> list[dg.SensorDefinition]:
    """Return the sensors on the dimension files and on the order files."""
    job = {job.name: job for job in jobs}
    return [
        _sensor(
            "dimension_files",
            settings,
            job[DIMS],
            "dimensions",
            "Customers, products, prices and the parent's sales, and the reference files: asks for"
            " the dimensions where one of them is new or changed.",
        ),
        _sensor(
            "order_files",
            settings,
            job[DAILY_REFRESH],
            "facts",
            "Order files of the acquired company: asks for the days that are new, delivered again"
            " or healed, in ranges without a gap, each with its months of the view.",
        ),
    ]


def _sensor(
    name: str,
    settings: Settings,
    job: UnresolvedAssetJobDefinition,
    scope: Scope,
    description: str,
) -> dg.SensorDefinition:
    orders = SOURCES[ORDERS].key
    everything = (*(source.key for source in SOURCES.values()), *REFERENCES)
    watched = [key for key in everything if (key == orders) == (scope == "facts")]

    @dg.sensor(
        name=name,
        job=job,
        minimum_interval_seconds=settings.sensor_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=description,
    )
    def files(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        now = datetime.now(UTC)
        before = _cursor(context.cursor)
        digest = listing_digest(settings, context.instance, now)
        if before.get("settled") == digest and not _is_old(before, now):
            return dg.SensorResult(skip_reason=_UNCHANGED, cursor=context.cursor)
        tick = look(settings, context.instance, now, scope)
        for note in tick.notes:
            context.log.info(note)
        versions, observations = _observed(settings, watched, before)
        cursor = {
            "settled": digest if tick.settled else "",
            "looked": now.isoformat(timespec="seconds"),
            "refused": _alerted(settings, context, before, tick) if scope == "facts" else "",
            **versions,
        }
        return dg.SensorResult(
            run_requests=tick.requests,
            skip_reason=None if tick.requests else _said(tick),
            cursor=json.dumps(cursor),
            asset_events=observations,
        )

    return files


def _is_old(before: dict[str, str], now: datetime) -> bool:
    """Return whether the last full look was so long ago that somebody may have changed the lake."""
    try:
        looked = datetime.fromisoformat(str(before.get("looked")))
    except ValueError:
        return True
    return now - looked > _LOOK_ANYWAY


def _cursor(text: str | None) -> dict[str, str]:
    """Return what the last tick noted; nothing where somebody wrote something else there."""
    try:
        noted = json.loads(text or "{}")
    except json.JSONDecodeError:
        return {}
    if not isinstance(noted, dict):
        return {}
    return {key: value for key, value in noted.items() if isinstance(value, str)}


def _observed(
    settings: Settings, keys: Sequence[str], before: dict[str, str]
) -> tuple[dict[str, str], list[dg.AssetObservation]]:
    """Return the versions of what is watched, and an observation of each that is another one."""
    landing = landing_resource(settings)
    versions: dict[str, str] = {}
    observations: list[dg.AssetObservation] = []
    for key in keys:
        versions[key], metadata = observed(key, landing)
        if versions[key] != before.get(key):
            tags = {DATA_VERSION_TAG: versions[key]}
            observations.append(dg.AssetObservation(asset_key(key), metadata=metadata, tags=tags))
    return versions, observations


def _said(tick: Tick) -> str:
    more = len(tick.notes) - _NOTED
    notes = [*tick.notes[:_NOTED], f"… and {more} more"] if more > 0 else tick.notes
    return "\n".join(["Nothing to run.", *notes])


def _alerted(
    settings: Settings, context: dg.SensorEvaluationContext, before: dict[str, str], tick: Tick
) -> str:
    """Alert to refused files, once to each; returns what to remember them by.

    While runs are at work, a file that they concern is not refused, and yet not forgotten.
    """
    known = before.get("refused", "").split()
    refused = {fingerprint([text]): text for text in tick.refused}
    if new := [text for key, text in refused.items() if key not in known]:
        details = {str(number): text for number, text in enumerate(new[:_NOTED], 1)}
        if fault := alert(settings, f"Refused deliveries: {len(new)}", details):
            context.log.warning(fault)
            return " ".join(known)
    remembered = [*refused, *(() if tick.settled else (key for key in known if key not in refused))]
    return " ".join(remembered[:_REMEMBERED])


def failure_sensor(settings: Settings) -> dg.SensorDefinition:
    """Return the sensor that alerts to every run that failed, whoever started it."""

    @dg.run_failure_sensor(
        name="run_failures",
        description="Logs every failed run with its cause, and posts it to the webhook.",
        default_status=dg.DefaultSensorStatus.RUNNING,
        monitor_all_code_locations=True,
        minimum_interval_seconds=settings.sensor_seconds,
    )
    def run_failures(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        causes = [
            root_cause(event.step_failure_data.error).partition("\n")[0]
            for event in context.get_step_failure_events()
            if event.step_failure_data.error
        ]
        fault = alert(
            settings,
            f"Run {run.run_id[:8]} of {run.job_name} failed",
            {"run": run.run_id, "cause": "; ".join(causes) or context.failure_event.message or ""},
        )
        if fault:
            context.log.warning(fault)

    return run_failures
