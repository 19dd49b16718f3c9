"""The Dagster code location."""

from __future__ import annotations

import warnings

import dagster as dg

from fmcg_assets.assets.bronze import bronze_assets
from fmcg_assets.assets.gold import gold_assets
from fmcg_assets.assets.landing import landing_assets, reference_assets
from fmcg_assets.assets.ops import ops_assets, questions_job, questions_schedule
from fmcg_assets.assets.presentation import IO_MANAGER_KEY
from fmcg_assets.assets.silver import silver_assets
from fmcg_assets.checks.bronze import bronze_checks
from fmcg_assets.checks.gold import gold_checks
from fmcg_assets.checks.silver import silver_checks
from fmcg_assets.connection_job import connection_job
from fmcg_assets.io_managers.delta import DeltaIOManager
from fmcg_assets.jobs import jobs
from fmcg_assets.maintenance import maintenance_job, maintenance_schedule
from fmcg_assets.partitions import daily_partitions
from fmcg_assets.resources.environments import Settings, load_settings
from fmcg_assets.resources.lake import LakeResource, RulesResource, landing_resource
from fmcg_assets.resources.spark import spark_resource
from fmcg_assets.schedules import daily_schedule
from fmcg_assets.sensors import failure_sensor, landing_sensors


def build_definitions(settings: Settings) -> dg.Definitions:
    """Return the code location for the given settings."""
    # Both are chosen with open eyes: pools, single-run backfills and code references.
    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    warnings.filterwarnings("ignore", category=dg.PreviewWarning)
    partitions = daily_partitions(settings.start_date)
    assets = [
        *bronze_assets(partitions),
        *silver_assets(partitions),
        *gold_assets(partitions),
        *ops_assets(settings),
    ]
    spark = spark_resource(settings)
    table_jobs = jobs()
    maintenance = maintenance_job(settings.retention_days)
    return dg.Definitions(
        assets=[
            landing_assets(),
            reference_assets(),
            *dg.with_source_code_references(assets),
        ],
        asset_checks=[*bronze_checks(), *silver_checks(), *gold_checks()],
        jobs=[*table_jobs, questions_job(), maintenance, connection_job(settings)],
        sensors=[*landing_sensors(settings, table_jobs), failure_sensor(settings)],
        schedules=[
            daily_schedule(settings, table_jobs),
            questions_schedule(settings),
            maintenance_schedule(maintenance),
        ],
        resources={
            IO_MANAGER_KEY: DeltaIOManager(
                lake_uri=settings.lake_uri,
                reference_uri=settings.reference_uri,
                first_day=settings.start_date.isoformat(),
                spark=spark,
            ),
            "spark": spark,
            "landing": landing_resource(settings),
            "lake": LakeResource(uri=settings.lake_uri, spark=spark),
            "rules": RulesResource(
                late_days=settings.late_days,
                max_quantity=settings.max_quantity,
                max_row_loss_percent=settings.max_row_loss_percent,
                max_quarantine_percent=settings.max_quarantine_percent,
                max_age_days=settings.max_age_days,
            ),
        },
        # Steps are short: a process for each would cost more than their work.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Return the code location for the settings of this process's environment."""
    return build_definitions(load_settings())
