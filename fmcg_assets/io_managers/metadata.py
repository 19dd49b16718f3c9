"""A table's contract as Dagster metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from fmcg_assets.contracts import Column, Table


def asset_key(key: str) -> dg.AssetKey:
    """Return the Dagster key of `schema/table`."""
    return dg.AssetKey(key.split("/"))


def column_schema(table: Table) -> dg.TableSchema:
    """Return the columns of a table with types, descriptions and constraints.

    The descriptions name the upstream columns, with links: the open-source UI draws no lineage of
    columns.
    """
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.type,
                described(column),
                constraints=dg.TableColumnConstraints(nullable=column.nullable),
            )
            for column in table.columns
        ]
    )


def described(column: Column) -> str:
    """Return a column's description and where it comes from, in Markdown."""
    if not column.lineage:
        return column.description
    sources = ", ".join(
        f"[{source}](/assets/{source.partition('.')[0]})" for source in column.lineage
    )
    return f"{column.description} From {sources}."


def column_lineage(table: Table) -> dg.TableColumnLineage:
    """Return which upstream columns each column of a table is made from."""
    return dg.TableColumnLineage(
        {
            column.name: [
                dg.TableColumnDep(asset_key(source), name)
                for source, _, name in (entry.partition(".") for entry in column.lineage)
            ]
            for column in table.columns
            if column.lineage
        }
    )
