"""The contract of every landing file and every table of the lake: the only place.

Schema, grain, key, partition column, column lineage and descriptions are declared here. Delta
tables are created from them, the I/O manager checks what it writes against them, Dagster shows
them, and `docs/tables.md` is generated from them.

Units: money is INR, quantities are pieces, a month is written as its first day, timestamps are
UTC, days are business days in Asia/Kolkata.
"""

from typing import Final

from fmcg_assets.contracts.bronze import BRONZE_TABLES, RESCUED_DATA
from fmcg_assets.contracts.checks import CHECKS, Check
from fmcg_assets.contracts.gold import GOLD_TABLES
from fmcg_assets.contracts.landing import SOURCES as _SOURCES
from fmcg_assets.contracts.model import (
    WHOLE,
    Column,
    Reference,
    Source,
    SourceColumn,
    Table,
    arrow_type,
)
from fmcg_assets.contracts.ops import OPS_TABLES as _OPS_TABLES
from fmcg_assets.contracts.reference import REFERENCES as _REFERENCES
from fmcg_assets.contracts.silver import SILVER_TABLES

SOURCES: Final[dict[str, Source]] = {source.name: source for source in _SOURCES}
"""Landing domains by name (`child_orders` …)."""

REFERENCES: Final[dict[str, Reference]] = {reference.key: reference for reference in _REFERENCES}
"""Reference files by asset key."""

TABLES: Final[dict[str, Table]] = {
    table.asset_key: table for table in (*BRONZE_TABLES.values(), *SILVER_TABLES, *GOLD_TABLES)
}
"""Tables that the pipeline makes by asset key, upstream before downstream."""

OPS_TABLES: Final[dict[str, Table]] = {table.asset_key: table for table in _OPS_TABLES}
"""Tables about the use of the platform, which no refresh makes or waits for."""

ALL_TABLES: Final[dict[str, Table]] = {**TABLES, **OPS_TABLES}
"""All tables of the lake by asset key."""

UNKNOWN_MEMBER: Final = "999999"
"""Stands for a customer or product that cannot be identified."""

__all__ = [
    "ALL_TABLES",
    "BRONZE_TABLES",
    "CHECKS",
    "OPS_TABLES",
    "REFERENCES",
    "RESCUED_DATA",
    "SOURCES",
    "TABLES",
    "UNKNOWN_MEMBER",
    "WHOLE",
    "Check",
    "Column",
    "Reference",
    "Source",
    "SourceColumn",
    "Table",
    "arrow_type",
]
