"""Bronze: what the landing files delivered."""

import time
from datetime import UTC, datetime

import dagster as dg

from fmcg_assets.assets.presentation import definition, pool
from fmcg_assets.contracts import BRONZE_TABLES, SOURCES, Source
from fmcg_assets.errors import LandingFileError
from fmcg_assets.ingest.delivery import read_delivery
from fmcg_assets.ingest.landing import LandingFile, list_landing
from fmcg_assets.ingest.zones import LandingZone
from fmcg_assets.io_managers.delta import BronzeRows
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.resources.lake import LandingResource


class DeliveryConfig(dg.Config):
    """Run configuration of a bronze asset."""

    allow_removal: bool = False


def bronze_assets(partitions: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """Return the bronze assets of all landing domains."""
    return [_bronze_asset(source, partitions) for source in SOURCES.values()]


def _bronze_asset(source: Source, partitions: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    table = BRONZE_TABLES[source.name]

    @dg.asset(
        **definition(table.asset_key),
        deps=[asset_key(source.key)],
        partitions_def=partitions if source.daily else None,
        backfill_policy=dg.BackfillPolicy.single_run() if source.daily else None,
        pool=pool(table),
    )
    def bronze(
        context: dg.AssetExecutionContext, config: DeliveryConfig, landing: LandingResource
    ) -> BronzeRows:
        zone = landing.zone(source.company)
        days = set(context.partition_keys) if source.daily else None
        started = time.perf_counter()
        files = expected_files(zone, source, days)
        delivery = read_delivery(
            zone,
            source,
            files,
            read_at=datetime.now(UTC),
            fallback_encoding=landing.fallback_encoding,
        )
        for warning in delivery.warnings:
            context.log.warning(warning)
        if days is not None and (missing := sorted(days - set(delivery.files))):
            context.log.info(f"no file for {', '.join(missing)}")
        return BronzeRows(delivery, config.allow_removal, time.perf_counter() - started)

    return bronze


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
