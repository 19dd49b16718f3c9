"""The data dictionary: the contracts as a Markdown page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fmcg_assets.contracts import ALL_TABLES, REFERENCES, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fmcg_assets.contracts import Table

_HEAD = """# Tables

Generated from `fmcg_assets/contracts` by `make docs`; do not edit. Money is INR, quantities are
pieces, a month is written as its first day, timestamps are UTC, days are business days in
Asia/Kolkata.
"""


def data_dictionary() -> str:
    """Return the page: landing files, reference files, then every table by layer."""
    return "\n".join([_HEAD, *_landing(), *_references(), *_tables()]) + "\n"


def _landing() -> Iterator[str]:
    yield "## Landing files\n"
    yield "| domain | folders | file name (`.gz` may follow) | columns |"
    yield "|---|---|---|---|"
    for source in SOURCES.values():
        columns = ", ".join(
            column.name if column.required else f"{column.name} (optional)"
            for column in source.columns
        )
        folders = ", ".join(f"{source.company}: {folder}/" for folder in source.folders)
        yield f"| {source.name} | {folders} | `{source.file_name}` | {columns} |"
    yield ""


def _references() -> Iterator[str]:
    yield "## Corrections and mappings\n"
    yield "| file | columns | what it is |"
    yield "|---|---|---|"
    for reference in REFERENCES.values():
        columns = ", ".join(reference.columns)
        yield f"| {reference.name}.csv | {columns} | {reference.description} |"
    yield ""


def _tables() -> Iterator[str]:
    schema = ""
    for table in ALL_TABLES.values():
        if table.schema != schema:
            schema = table.schema
            yield f"## {schema.capitalize()}\n"
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.asset_key}\n"
    yield f"{table.description}\n"
    partitioned = f" Partitioned by {table.partition_column}." if table.partition_column else ""
    yield f"Grain: {table.grain}. Key: {', '.join(table.key)}.{partitioned}"
    yield f"Contract version {table.version}.\n"
    yield "| column | type | | description | made from |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        null = "" if column.nullable else "NOT NULL"
        lineage = ", ".join(f"`{entry}`" for entry in column.lineage)
        description = column.description.replace("|", "\\|")
        yield f"| {column.name} | {column.type} | {null} | {description} | {lineage} |"
    yield ""
