"""Stored tables as lazy Spark frames, pinned to the version that is newest now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import TABLES
from fmcg_assets.lake.frames import spark_frame

if TYPE_CHECKING:
    from datetime import date

    from deltalake import DeltaTable
    from pyspark.sql import DataFrame, SparkSession

    from fmcg_assets.contracts import Table
    from fmcg_assets.lake.tables import Lake

Days = tuple["date", "date"]
"""A half-open range of days."""


def pinned_frame(
    session: SparkSession, lake: Lake, table: Table, delta: DeltaTable, days: Days | None = None
) -> DataFrame:
    """Return a table at the version that is open; with `days`, their partitions alone."""
    frame = (
        session.read.format("delta")
        .option("versionAsOf", delta.version())
        .load(lake.engine_location(table))
    )
    if days is None or table.partition_column is None:
        return frame
    column = F.col(table.partition_column)
    return frame.where((column >= F.lit(days[0])) & (column < F.lit(days[1])))


@dataclass(frozen=True)
class StoredTables:
    """The tables of a lake for readers that take one that was never written for an empty one."""

    session: SparkSession
    lake: Lake

    def frame(self, key: str, days: Days | None = None) -> DataFrame:
        """Return a table as a lazy frame; with `days`, the partitions of these days alone."""
        table = TABLES[key]
        delta = self.lake.open(table)
        if delta is None:
            return spark_frame(self.session, table.arrow_schema.empty_table())
        return pinned_frame(self.session, self.lake, table, delta, days)
