"""Contracts of the bronze tables: what the landing files delivered, as text."""

from __future__ import annotations

from typing import Final

from fmcg_assets.contracts.landing import SOURCES
from fmcg_assets.contracts.model import BIGINT, DATE, STRING, TIMESTAMP, Column, Source, Table

RESCUED_DATA: Final = "_rescued_data"
"""The column that holds what did not fit the delivered columns."""

FILE_NAME_TEXT: Final = "Path of the landing file below its company's root."
ROW_NUMBER_TEXT: Final = "Line of the file on which the row begins; the header is line 1."
FILE_DATE_TEXT: Final = "Business day (Asia/Kolkata) of the file that delivered the row."

TECHNICAL_COLUMNS: Final[tuple[Column, ...]] = (
    Column("file_name", STRING, FILE_NAME_TEXT, nullable=False),
    Column("file_size", BIGINT, "Size of the landing file, bytes.", nullable=False),
    Column("row_number", BIGINT, ROW_NUMBER_TEXT, nullable=False),
    Column("read_timestamp", TIMESTAMP, "When the file was read (UTC).", nullable=False),
    Column(
        RESCUED_DATA,
        STRING,
        "JSON of what did not fit: `fault` and `line` of a line that could not be split into the"
        " columns, or `columns` that the contract does not know.",
    ),
)


def _table(source: Source) -> Table:
    delivered = tuple(
        Column(
            column.name,
            STRING,
            f"`{column.name}` as delivered; an empty field is NULL.",
            lineage=(f"{source.key}.{column.name}",),
        )
        for column in source.columns
    )
    day = (Column("file_date", DATE, FILE_DATE_TEXT, nullable=False),) if source.daily else ()
    return Table(
        "bronze",
        source.bronze_key.removeprefix("bronze/"),
        f"{source.description} As delivered, every column as text; nothing is dropped.",
        "line of a landing file",
        ("file_name", "row_number"),
        delivered + TECHNICAL_COLUMNS + day,
        sources=(source.key,),
        partition_column="file_date" if source.daily else None,
        volatile=("read_timestamp",),
    )


BRONZE_TABLES: Final[dict[str, Table]] = {source.name: _table(source) for source in SOURCES}
"""The bronze table of each landing domain, by the domain's name."""
