"""Rows in memory as Spark frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession


def spark_frame(session: SparkSession, rows: pa.Table) -> DataFrame:
    """Return Arrow rows as a Spark frame; also without rows, where Spark asks for a schema."""
    from pyspark.sql.pandas.types import from_arrow_schema

    if rows.num_rows:
        return session.createDataFrame(rows)
    return session.createDataFrame([], from_arrow_schema(rows.schema))
