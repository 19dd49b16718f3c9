"""What a contract consists of: landing sources, tables and their columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyarrow as pa

STRING: Final = "STRING"
DATE: Final = "DATE"
INT: Final = "INT"
BIGINT: Final = "BIGINT"
TIMESTAMP: Final = "TIMESTAMP"
STRINGS: Final = "ARRAY<STRING>"
PRICE: Final = "DECIMAL(12,2)"
AMOUNT: Final = "DECIMAL(38,2)"

WHOLE: Final = ""
"""The slice key of a table that is judged as a whole."""

_ARROW_TYPES: Final[dict[str, pa.DataType]] = {
    STRING: pa.string(),
    DATE: pa.date32(),
    INT: pa.int32(),
    BIGINT: pa.int64(),
    TIMESTAMP: pa.timestamp("us", "UTC"),
    STRINGS: pa.list_(pa.field("element", pa.string(), nullable=True)),
}


@cache
def arrow_type(sql_type: str) -> pa.DataType:
    """Return the Arrow type of a contract type such as `DECIMAL(12,2)`."""
    if sql_type in _ARROW_TYPES:
        return _ARROW_TYPES[sql_type]
    decimal = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", sql_type)
    if decimal is None:
        raise ValueError(f"no Arrow type for {sql_type!r}")
    return pa.decimal128(int(decimal[1]), int(decimal[2]))


@dataclass(frozen=True)
class SourceColumn:
    """A column of a landing file; `aliases` are other header names that mean the same."""

    name: str
    required: bool = True
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One business domain of one company's landing zone.

    Files lie in `folders` below the company's root and have a name that the regular expression
    `file_name` matches in full (`.gz` may follow). A `daily` name holds the business day in its
    groups `year`, `month` and `day`. A `single` domain is one file; others are all their files.
    """

    company: str
    domain: str
    folders: tuple[str, ...]
    file_name: str
    columns: tuple[SourceColumn, ...]
    description: str
    daily: bool = False
    single: bool = True

    @property
    def name(self) -> str:
        """The domain's name over both companies, for example `child_orders`."""
        return f"{self.company}_{self.domain}"

    @property
    def key(self) -> str:
        """The landing asset's key, for example `landing/child_orders`."""
        return f"landing/{self.name}"

    @property
    def bronze_key(self) -> str:
        """The key of the bronze table that holds what this domain delivered."""
        prefix = "parent_" if self.company == "parent" else ""
        return f"bronze/{prefix}{self.domain}"


@dataclass(frozen=True)
class Reference:
    """A table of business-confirmed corrections or mappings, kept as a CSV file."""

    name: str
    columns: tuple[str, ...]
    description: str

    @property
    def key(self) -> str:
        """The asset key, for example `reference/city_spellings`."""
        return f"reference/{self.name}"


@dataclass(frozen=True)
class Column:
    """A column of a table; `lineage` lists its upstream columns as `schema/table.column`."""

    name: str
    type: str
    description: str
    nullable: bool = True
    lineage: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The contract of one table of the lake.

    A *slice* is what is judged and recorded as one: a day of `partition_column`; in an
    unpartitioned table with `sliced_by` the rows of one value of that column; else the whole
    table. `sources` are the upstream keys whose content decides whether a slice is up to date;
    `lookups` are tables whose change concerns only the slices that it heals (see `healing`).
    `months_of` names the date column whose months are recorded per slice. `volatile` columns
    are no content: rows that differ only in them are equal.
    """

    schema: str
    name: str
    description: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    sources: tuple[str, ...]
    lookups: tuple[str, ...] = ()
    partition_column: str | None = None
    sliced_by: str | None = None
    months_of: str | None = None
    volatile: tuple[str, ...] = ()
    version: int = 1

    @property
    def asset_key(self) -> str:
        """The Dagster asset key, for example `gold/fact_orders`."""
        return f"{self.schema}/{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in the order of the table."""
        return tuple(column.name for column in self.columns)

    @property
    def slice_column(self) -> str | None:
        """The column whose values are the slices; None where the table is one slice."""
        return self.partition_column or self.sliced_by

    @property
    def arrow_schema(self) -> pa.Schema:
        """The table's schema in Arrow."""
        return pa.schema(
            [pa.field(c.name, arrow_type(c.type), nullable=c.nullable) for c in self.columns]
        )
