"""Ops: what was asked, taken from a local folder into a table of its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pyarrow as pa
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from fmcg_assets.assets.presentation import definition, pool
from fmcg_assets.ingest.questions import QUESTIONS, merged, put_aside, recorded
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.resources.environments import Settings
from fmcg_assets.resources.lake import LakeResource

JOB = "take_in_questions"
_LISTED = 20


def ops_assets(settings: Settings) -> list[dg.AssetsDefinition]:
    """Return the asset of the questions."""
    folder, days = Path(settings.questions_dir), settings.questions_days

    @dg.asset(**definition(QUESTIONS.asset_key), pool=pool(QUESTIONS))
    def questions(context: dg.AssetExecutionContext, lake: LakeResource) -> pa.Table:
        now = datetime.now(UTC)
        found = recorded(folder, now)
        put_aside(folder, found.malformed, (now - timedelta(days=days)).date() if days else None)
        for line in found.malformed[:_LISTED]:
            context.log.warning(
                f"{line.file}:{line.line_number}: put aside, no record of a question:"
                f" {line.problem}"
            )
        if found.malformed:
            context.log.warning(
                f"{len(found.malformed)} lines are copied to {folder / 'put_aside'} with what is"
                " wrong; the files that they stand in stay as they are"
            )
        state = lake.lake.state(QUESTIONS)
        held = lake.lake.read(QUESTIONS) if state else None
        rows = merged(held, found, now, days)
        context.add_output_metadata(
            {"lines": len(found.rows), "put_aside": len(found.malformed), "rows": rows.num_rows}
        )
        return rows

    return [questions]


def questions_job() -> UnresolvedAssetJobDefinition:
    """Return the job that takes the questions in."""
    return dg.define_asset_job(
        JOB,
        selection=[asset_key(QUESTIONS.asset_key)],
        description="Takes what was asked since the last time into ops/questions.",
    )


def questions_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Return the schedule of the job: every day at 22:00 UTC, after the refresh has begun."""
    folder = Path(settings.questions_dir)

    @dg.schedule(
        name="daily_questions",
        job_name=JOB,
        cron_schedule="0 22 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Takes in what was asked, on days that anything is recorded of.",
    )
    def daily_questions() -> dg.RunRequest | dg.SkipReason:
        if not folder.is_dir() or not any(folder.glob("questions-*.jsonl")):
            return dg.SkipReason(f"nothing is recorded in {folder}")
        return dg.RunRequest()

    return daily_questions
