"""Runs in a Dagster instance that did nothing, or failed in a given way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import dagster as dg
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.utils import make_new_run_id

from fmcg_assets.errors import LandingFileError

SILENT: Final = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Run config without Dagster's log on the console."""


def recorded_run(
    instance: DagsterInstance,
    tags: Mapping[str, str],
    status: DagsterRunStatus = DagsterRunStatus.STARTED,
    tables: tuple[str, ...] | None = None,
    checks: tuple[dg.AssetCheckKey, ...] = (),
    job: str = "daily_refresh",
) -> DagsterRun:
    """Return a run that is recorded, and that nobody executes."""
    selection = frozenset(dg.AssetKey(k.split("/")) for k in tables) if tables is not None else None
    location = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("fmcg_assets"), "__repository__")
    run = DagsterRun(
        job,
        make_new_run_id(),
        tags=dict(tags),
        status=status,
        asset_selection=selection,
        asset_check_selection=frozenset(checks) or None,
        remote_job_origin=RemoteJobOrigin(location, job),
    )
    instance.add_run(run)
    return run


def executed_run(
    instance: DagsterInstance, tags: Mapping[str, str], error: BaseException | None = None
) -> DagsterRun:
    """Execute a run with these tags that does nothing; its only step fails with the error."""

    @dg.op
    def the_step() -> None:
        if error:
            raise error

    @dg.job(executor_def=dg.in_process_executor)
    def a_job() -> None:
        the_step()

    result = a_job.execute_in_process(
        instance=instance, tags=tags, raise_on_error=False, run_config=SILENT
    )
    assert result.success == (error is None)
    return result.dagster_run


def landing_error() -> LandingFileError:
    return LandingFileError("/landing/orders.csv", "HTML", "a CSV file")
