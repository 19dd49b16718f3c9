"""The check of landing zones, lake and identity as a job."""

from typing import Any

import dagster as dg

from fmcg_assets.connection import ABILITIES, Connection, check_connection
from fmcg_assets.resources.environments import Settings


def connection_job(settings: Settings) -> dg.JobDefinition:
    """Return the job `check_connection`: it fails, with what to change, where an ability does."""

    @dg.op(
        name="try_abilities",
        description="Tries what the process may do at both landing zones and at the lake.",
    )
    def op(context: dg.OpExecutionContext) -> None:
        checked = check_connection(settings)
        metadata: dict[str, dg.MetadataValue[Any]] = {
            "verdicts": dg.MetadataValue.md(_markdown(checked)),
            "identity": dg.MetadataValue.text(checked.identity),
            "not_tried": dg.MetadataValue.json(checked.explained("not tried")),
        }
        if not checked.passed:
            raise dg.Failure(
                description="\n".join(checked.explained("fail")),
                metadata=metadata,
                allow_retries=False,
            )
        context.log.info(f"Nothing failed. Identity: {checked.identity}")
        context.add_output_metadata(metadata)

    @dg.job(
        name="check_connection",
        description="Tries each ability that the platform needs at both landing zones and at the"
        " lake. Writes only below a probe prefix of the lake, where nothing stays.",
    )
    def job() -> None:
        op()

    return job


def _markdown(checked: Connection) -> str:
    header = ("place", *ABILITIES)
    rows = [
        (f"{place} `{uri}`", *(checked.outcome(place, ability) for ability in ABILITIES))
        for place, uri in checked.places.items()
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, ("---",) * len(header), *rows))
