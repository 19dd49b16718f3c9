"""What is due now: `plan()` on the landing zones, the lake and the Dagster instance as they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fmcg_assets.lake.tables import Lake
from fmcg_assets.partitions import last_complete_day
from fmcg_assets.planning import (
    Healing,
    Plan,
    Request,
    healing_is_possible,
    plan,
    stale_slices,
    without_settled,
)

if TYPE_CHECKING:
    from dagster import DagsterInstance
    from pyspark.sql import DataFrame

    from fmcg_assets.resources.environments import Settings
    from fmcg_assets.survey import Survey


def current_plan(
    settings: Settings,
    instance: DagsterInstance | None,
    seen: Survey,
    request: Request,
    *,
    now: datetime | None = None,
    dimensions_done: bool = False,
) -> Plan:
    """Return what is to be run, now or at another instant (aware).

    Without an instance nothing is taken for settled; `instance` is asked, and the engine started,
    only where the lake alone does not decide.
    """
    stale = stale_slices(seen)
    if stale and instance:
        from fmcg_assets.instance.settled import settled_slices

        stale = without_settled(seen, stale, settled_slices(instance, stale, seen.states))
    return plan(
        seen,
        stale,
        healing_days(settings) if healing_is_possible(seen) else Healing(),
        start=settings.start_date,
        last_complete=last_complete_day(now or datetime.now(UTC)),
        request=request,
        dimensions_done=dimensions_done,
    )


def healing_days(settings: Settings) -> Healing:
    """Return the days that the present dimensions would clean or key otherwise."""
    from fmcg_assets.resources.spark import engine_answers, spark_resource
    from fmcg_assets.resources.stored import StoredTables
    from fmcg_assets.transforms.healing import days_to_clean_again, days_to_key_again

    stored = StoredTables(spark_resource(settings).spark_session, Lake(settings.lake_uri))

    def days(found: DataFrame) -> frozenset[str]:
        with engine_answers(settings.lake_uri):
            return frozenset(str(day) for day in found.toArrow()["file_date"].to_pylist())

    products = stored.frame("silver/products")
    return Healing(
        days(
            days_to_clean_again(
                stored.frame("silver/orders"),
                stored.frame("silver/orders_quarantine"),
                products,
                stored.frame("silver/customers"),
            )
        ),
        days(days_to_key_again(stored.frame("gold/sb_fact_orders"), products)),
    )
