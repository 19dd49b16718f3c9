"""Bronze: what the landing files delivered."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from fmcg_assets.assets.presentation import definition, pool
from fmcg_assets.checks.presentation import check_result, check_spec
from fmcg_assets.contracts import BRONZE_TABLES, CHECKS, SOURCES, Source, Table
from fmcg_assets.errors import LandingFileError
from fmcg_assets.ingest.delivery import Delivery, read_delivery
from fmcg_assets.ingest.landing import LandingFile, list_landing
from fmcg_assets.ingest.removal import lost_rows
from fmcg_assets.ingest.zones import LandingZone
from fmcg_assets.io_managers.delta import BronzeRows
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.io_managers.retries import retried_if_transient
from fmcg_assets.resources.lake import LakeResource, LandingResource, RulesResource


class DeliveryConfig(dg.Config):
    """Run configuration of a bronze asset."""

    allow_removal: bool = False


def bronze_assets(partitions: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """Return the bronze assets of all landing domains."""
    return [
        _daily_asset(source, partitions) if source.daily else _whole_asset(source)
        for source in SOURCES.values()
    ]


def _daily_asset(source: Source, partitions: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    table = BRONZE_TABLES[source.name]

    @dg.asset(
        **definition(table.asset_key),
        deps=[asset_key(source.key)],
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=pool(table),
    )
    def bronze(
        context: dg.AssetExecutionContext, config: DeliveryConfig, landing: LandingResource
    ) -> BronzeRows:
        days = set(context.partition_keys)
        rows = _delivered(context, config, landing, source, days)
        if missing := sorted(days - set(rows.delivery.files)):
            context.log.info(f"no file for {', '.join(missing)}")
        return rows

    return bronze


def _whole_asset(source: Source) -> dg.AssetsDefinition:
    table = BRONZE_TABLES[source.name]
    row_loss = CHECKS[f"{table.asset_key}:row_loss"]

    @dg.asset(
        **definition(table.asset_key),
        deps=[asset_key(source.key)],
        check_specs=[check_spec(row_loss)],
        pool=pool(table),
    )
    def bronze(
        context: dg.AssetExecutionContext,
        config: DeliveryConfig,
        landing: LandingResource,
        lake: LakeResource,
        rules: RulesResource,
    ) -> Iterator[dg.Output[BronzeRows] | dg.AssetCheckResult]:
        rows = _delivered(context, config, landing, source)
        # A check that looks at the stored table would come too late to keep the last good version.
        lost = _lost(rows.delivery, lake, table, rules.max_row_loss_percent)
        refused = lost is not None and not config.allow_removal
        yield check_result(
            row_loss,
            {"": lost[0]} if lost else {},
            lost[1] if lost else f"{rows.delivery.rows.num_rows} rows delivered.",
            blocks=refused,
        )
        if lost and refused:
            raise dg.Failure(f"{row_loss.key}: {lost[1]} {row_loss.remedy}", allow_retries=False)
        yield dg.Output(rows)

    return bronze


def _delivered(
    context: dg.AssetExecutionContext,
    config: DeliveryConfig,
    landing: LandingResource,
    source: Source,
    days: set[str] | None = None,
) -> BronzeRows:
    """Return what the files of a domain deliver: of the given days, or all."""
    zone = landing.zone(source.company)
    started = time.perf_counter()
    with retried_if_transient(context.retry_number):
        delivery = read_delivery(
            zone,
            source,
            expected_files(zone, source, days),
            read_at=datetime.now(UTC),
            fallback_encoding=landing.fallback_encoding,
        )
    for warning in delivery.warnings:
        context.log.warning(warning)
    return BronzeRows(delivery, config.allow_removal, time.perf_counter() - started)


def _lost(
    delivery: Delivery, lake: LakeResource, table: Table, limit_percent: int
) -> tuple[int, str] | None:
    """Return how many rows a delivery has lost, and a text, where that is more than the limit."""
    held = sum(lake.lake.partition_rows(table).values())
    lost = lost_rows(held, delivery.rows.num_rows, limit_percent)
    if not lost:
        return None
    return lost, (
        f"found {delivery.rows.num_rows} rows where {held} are stored: {lost} are gone, more than"
        f" {limit_percent} %."
    )


def expected_files(zone: LandingZone, source: Source, days: set[str] | None) -> list[LandingFile]:
    """Return the files of a domain: of the given days, or all.

    Raises LandingFileError where a domain that is not daily has no file.
    """
    files = list_landing(zone, source).files
    if days is not None:
        return [file for file in files if file.day and file.day.isoformat() in days]
    if not files:
        folders = ", ".join(zone.uri(folder) for folder in source.folders)
        raise LandingFileError(folders, "no file", f"a file named {source.file_name}")
    return list(files)
