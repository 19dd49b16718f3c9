"""What arrives from outside: landing folders and reference files, as observed assets."""

from collections.abc import Iterator, Sequence

import dagster as dg

from fmcg_assets.assets.presentation import IO_MANAGER_KEY, OWNERS
from fmcg_assets.contracts import REFERENCES, SOURCES
from fmcg_assets.errors import LandingFileError
from fmcg_assets.ingest.landing import list_landing
from fmcg_assets.ingest.reference import reference_digest
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.lake.state import fingerprint
from fmcg_assets.resources.lake import LandingResource


def landing_assets() -> dg.AssetsDefinition:
    """Return one observable asset per landing domain of each company."""

    return _observable(
        "observe_landing_folders",
        [
            dg.AssetSpec(
                asset_key(source.key),
                description=f"{source.description}\n\nFolder: {', '.join(source.folders)}.",
                group_name="landing",
                owners=OWNERS,
                tags={"layer": "landing", "company": source.company},
                kinds={"csv"},
                metadata={
                    "dagster/column_schema": dg.TableSchema(
                        [dg.TableColumn(column.name, "string") for column in source.columns]
                    ),
                    "file_name": source.file_name,
                },
            )
            for source in SOURCES.values()
        ],
    )


def reference_assets() -> dg.AssetsDefinition:
    """Return one observable asset per file of corrections or mappings."""

    return _observable(
        "observe_reference_files",
        [
            dg.AssetSpec(
                asset_key(reference.key),
                description=reference.description,
                group_name="reference",
                owners=OWNERS,
                tags={"layer": "reference"},
                kinds={"csv"},
                metadata={
                    "dagster/column_schema": dg.TableSchema(
                        [dg.TableColumn(name, "string") for name in reference.columns]
                    )
                },
            ).with_io_manager_key(IO_MANAGER_KEY)
            for reference in REFERENCES.values()
        ],
    )


def _observable(name: str, specs: Sequence[dg.AssetSpec]) -> dg.AssetsDefinition:
    @dg.multi_observable_source_asset(name=name, specs=specs, can_subset=True)
    def observe(
        context: dg.AssetExecutionContext, landing: LandingResource
    ) -> Iterator[dg.ObserveResult]:
        for key in sorted(context.selected_asset_keys):
            version, metadata = observed(key.to_user_string(), landing)
            yield dg.ObserveResult(key, data_version=dg.DataVersion(version), metadata=metadata)

    return observe


def observed(key: str, landing: LandingResource) -> tuple[str, dict[str, str | int]]:
    """Return the version of what lies in a landing folder or reference file, and what it is.

    A reference file that cannot be read has a version of its own, and its fault.
    """
    if key in REFERENCES:
        try:
            return reference_digest(landing.reference_zone, REFERENCES[key]), {}
        except LandingFileError as error:
            return "unreadable", {"fault": str(error)}
    [source] = [source for source in SOURCES.values() if source.key == key]
    listing = list_landing(landing.zone(source.company), source)
    version = fingerprint(
        f"{file.uri} {file.stored.size} {file.stored.etag}" for file in listing.files
    )
    days = [file.day.isoformat() for file in listing.files if file.day]
    metadata: dict[str, str | int] = {
        "files": len(listing.files),
        "ignored_files": len(listing.ignored),
    }
    if days:
        metadata |= {"first_day": min(days), "newest_day": max(days)}
    return version, metadata
