"""What arrives from outside: landing folders and reference files, as external assets."""

from __future__ import annotations

import dagster as dg

from fmcg_assets.assets.presentation import IO_MANAGER_KEY, OWNERS
from fmcg_assets.contracts import REFERENCES, SOURCES
from fmcg_assets.io_managers.metadata import asset_key


def landing_assets() -> list[dg.AssetSpec]:
    """Return one external asset per landing domain of each company."""
    return [
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
    ]


def reference_assets() -> list[dg.AssetSpec]:
    """Return one external asset per file of corrections or mappings."""
    return [
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
    ]
