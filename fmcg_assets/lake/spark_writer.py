"""Writing by a Spark server with Delta: its executors write what they computed.

All writers of a lake use the same server: Spark's Delta tells two drivers apart on no S3.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.errors import PySparkException
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows
from pyspark.sql.pandas.types import to_arrow_schema

from fmcg_assets.contracts import WHOLE
from fmcg_assets.errors import EngineError
from fmcg_assets.lake.conformance import refuse_nulls, refuse_other_columns
from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.lake.location import engine_location
from fmcg_assets.lake.rust_writer import RustWriter
from fmcg_assets.lake.state import USER_METADATA, commit_info, fingerprint
from fmcg_assets.lake.writers import LostRaceError, SliceContent, day_predicate
from fmcg_assets.storage.s3 import delta_options

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from pyspark.sql import Column, DataFrame, SparkSession

    from fmcg_assets.contracts import Table

_METADATA_CONF: Final = "spark.databricks.delta.commitInfo.userMetadata"
_TOUCHED: Final = "fmcg.touched"
"""A property whose change makes a commit where rows make none."""
_PLACES: Final = ("file_name", "row_number")
_RACES: Final = re.compile(
    r"DELTA_(CONCURRENT|PROTOCOL_CHANGED|METADATA_CHANGED|TABLE_ALREADY_EXISTS"
    # Of two first creators one may see the other's folder before its first commit.
    r"|CREATE_TABLE_WITH_NON_EMPTY_LOCATION)"
)
_HASH_PART: Final = 15
"""Hexadecimal digits that fit into a BIGINT."""


class SparkWriter:
    """The writer of a Spark server."""

    name = "spark"

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def create(self, table: Table, location: str, properties: Mapping[str, str]) -> None:
        """Create a table from its contract unless somebody else did; raises LostRaceError."""
        columns = ", ".join(
            f"{_name(column.name)} {column.type}{'' if column.nullable else ' NOT NULL'}"
            for column in table.columns
        )
        partitions = (
            f"PARTITIONED BY ({_name(table.partition_column)})" if table.partition_column else ""
        )
        self._sql(
            f"CREATE TABLE IF NOT EXISTS {_path(location)} ({columns}) USING delta {partitions}"
            f" COMMENT {_text(table.description)} TBLPROPERTIES ({_pairs(properties)})"
        )

    @contextmanager
    def staged(self, rows: pa.Table | DataFrame, table: Table) -> Iterator[StagedFrame]:
        """Measure rows for a table; raises ContractError where they break its contract.

        A frame is computed once, and kept by the executors until it is committed.
        """
        if isinstance(rows, pa.Table):
            # What lies in this process is measured here, as delta-rs' writer does.
            with RustWriter().staged(rows, table) as measured:
                frame = spark_frame(self._session, measured.rows)
                yield StagedFrame(self, table, frame, measured.contents)
            return
        refuse_other_columns(to_arrow_schema(rows.schema, timezone="UTC"), table)
        frame = rows.select(table.column_names).persist()
        try:
            yield StagedFrame(self, table, frame, _measured(frame, table))
        except PySparkException:
            # The server may be gone, and what it kept with it; its session's end frees it anyway.
            raise
        except BaseException:
            frame.unpersist()
            raise
        frame.unpersist()

    def set_properties(
        self, delta: DeltaTable, properties: Mapping[str, str], metadata: dict[str, str]
    ) -> None:
        """Set table properties in a commit with the metadata."""
        self._session.conf.set(_METADATA_CONF, metadata[USER_METADATA])
        try:
            self._sql(f"ALTER TABLE {_table(delta)} SET TBLPROPERTIES ({_pairs(properties)})")
        finally:
            self._session.conf.unset(_METADATA_CONF)

    def compact(self, delta: DeltaTable) -> None:
        """Join small files; raises LostRaceError."""
        self._sql(f"OPTIMIZE {_table(delta)}")

    def expired_files(self, delta: DeltaTable, hours: int) -> int:
        """Return how many files `vacuum` would delete."""
        return RustWriter().expired_files(delta, hours)

    def vacuum(self, delta: DeltaTable, hours: int) -> None:
        """Delete files that were replaced, or never committed, that long ago."""
        self._sql(f"VACUUM {_table(delta)} RETAIN {hours} HOURS")

    def checkpoint(self, delta: DeltaTable) -> None:
        """Write a checkpoint: Spark does so after ten commits alone.

        Until then the log would name files as expired that are deleted already.
        """
        RustWriter().checkpoint(delta)

    def write(
        self, frame: DataFrame, location: str, predicate: str | None, metadata: dict[str, str]
    ) -> None:
        """Replace what the predicate selects, or all, by the frame; raises LostRaceError."""
        writer = frame.write.format("delta").mode("overwrite").options(**metadata)
        if predicate is not None:
            # One file per day, however many tasks computed it.
            writer = writer.option("replaceWhere", predicate).option("optimizeWrite", "true")
        with _lost_races():
            writer.save(location)

    def restore(self, delta: DeltaTable, version: int) -> None:
        """Make a table what it was at a version."""
        self._sql(f"RESTORE TABLE {_table(delta)} TO VERSION AS OF {version}")

    def _sql(self, statement: str) -> None:
        # A command is run at once; its frame holds the answer.
        with _lost_races():
            self._session.sql(statement)


@dataclass(frozen=True)
class StagedFrame:
    """A frame that the executors hold, and what it holds."""

    writer: SparkWriter
    table: Table
    frame: DataFrame
    contents: Mapping[str, SliceContent]

    def commit(
        self, delta: DeltaTable, days: Collection[date] | None, metadata: dict[str, str]
    ) -> int:
        """Replace days, or the whole table; raises LostRaceError.

        Raises EngineError where the commit holds other rows than were measured; the table is what
        it was then.
        """
        frame, predicate = self.frame, None
        expected = sum(content.rows for content in self.contents.values())
        if days is not None:
            assert self.table.partition_column is not None
            frame = frame.where(F.col(self.table.partition_column).isin(list(days)))
            predicate = day_predicate(self.table.partition_column, days)
            written = (self.contents.get(day.isoformat()) for day in days)
            expected = sum(content.rows for content in written if content)
        if expected or self._holds_files(delta, days):
            location = engine_location(_location(delta))
            self.writer.write(frame, location, predicate, metadata)
        else:
            # What a rival wrote in between, a commit without rows would leave, and call empty.
            if _newest(delta).version() != delta.version():
                raise LostRaceError
            # Of no rows in place of no rows Spark makes no commit, and loses the metadata.
            stamp = fingerprint(metadata.values())
            self.writer.set_properties(delta, {_TOUCHED: stamp}, metadata)
        commit = _commit_with(delta, metadata)
        if commit is None:
            raise EngineError(
                f"{self.table.asset_key}: the Spark server reported a commit that is not in the"
                f" table's log at {delta.table_uri}; does it see the same storage as this process?"
            )
        version, rows = commit
        if rows != expected:
            # Not to the version that is open: a rival may have committed in between.
            self.writer.restore(delta, version - 1)
            raise EngineError(
                f"{self.table.asset_key}: the commit holds {rows} rows where {expected} were"
                " measured; the table was restored, run again"
            )
        return version

    def _holds_files(self, delta: DeltaTable, days: Collection[date] | None) -> bool:
        if days is None:
            return bool(delta.file_uris())
        stored = pa.table(delta.get_add_actions(flatten=True))
        return not set(days).isdisjoint(
            stored[f"partition.{self.table.partition_column}"].to_pylist()
        )


def _measured(frame: DataFrame, table: Table) -> dict[str, SliceContent]:
    """Return the content of every slice of a frame; raises ContractError for a NULL in a key."""
    required = [column.name for column in table.columns if not column.nullable]
    counting = [name for name in table.column_names if name not in table.volatile]
    # Field names and quotes keep values apart; a NULL is left out.
    digest = F.sha2(F.to_json(F.struct(*counting)), 256)
    measures: list[Column] = [
        F.count(F.lit(1)).alias("rows"),
        F.sum(_number(digest, 1)).alias("first"),
        F.sum(_number(digest, 1 + _HASH_PART)).alias("second"),
        *(F.count_if(F.col(name).isNull()).alias(f"null_{name}") for name in required),
    ]
    if table.months_of:
        month = F.date_format(table.months_of, "yyyy-MM")
        measures.append(F.array_sort(F.collect_set(month)).alias("months"))
    key = F.col(table.slice_column).cast("string") if table.slice_column else F.lit(WHOLE)
    found: list[dict[str, Any]] = (
        frame.groupBy(key.alias("slice")).agg(*measures).toArrow().to_pylist()
        if table.slice_column
        else [{"slice": WHOLE} | row for row in frame.agg(*measures).toArrow().to_pylist()]
    )
    for name in required:
        if nulls := sum(row[f"null_{name}"] for row in found):
            shown = [n for n in (*_PLACES, table.slice_column) if n in table.column_names]
            first = frame.where(F.col(name).isNull()).select(*shown).limit(1).toArrow()
            refuse_nulls(table, name, nulls, sum(row["rows"] for row in found), first)
    return {
        row["slice"]: SliceContent(
            fingerprint(str(row[part]) for part in ("rows", "first", "second")),
            row["rows"],
            tuple(row.get("months") or ()),
        )
        for row in found
    }


def _number(digest: Column, start: int) -> Column:
    """Return a part of a hexadecimal digest as a number; sums of them depend on no order."""
    part = F.substring(digest, start, _HASH_PART)
    return F.conv(part, 16, 10).cast("decimal(38,0)")


def _newest(delta: DeltaTable) -> DeltaTable:
    """Return a table at its newest version."""
    location = _location(delta)
    return DeltaTable(location, storage_options=delta_options(location))


def _location(delta: DeltaTable) -> str:
    """Return where a table lies; of a local one delta-rs tells a URL, with blanks escaped."""
    uri = delta.table_uri.rstrip("/")
    return unquote(urlsplit(uri).path) if uri.startswith("file://") else uri


def _commit_with(delta: DeltaTable, metadata: dict[str, str]) -> tuple[int, int] | None:
    """Return version and rows of the commit after the open version that has this metadata."""
    newest = _newest(delta)
    for version in range(newest.version(), delta.version(), -1):
        info = commit_info(newest, version)
        if info.get(USER_METADATA) == metadata[USER_METADATA]:
            metrics = info.get("operationMetrics") or {}
            return version, int(metrics.get("numOutputRows", 0))
    return None


@contextmanager
def _lost_races() -> Iterator[None]:
    try:
        yield
    except PySparkException as error:
        # Connect knows no class for them.
        if _RACES.search(str(error)):
            raise LostRaceError from None
        raise


def _table(delta: DeltaTable) -> str:
    return _path(_location(delta))


def _path(location: str) -> str:
    return f"delta.{_name(engine_location(location))}"


def _name(identifier: str) -> str:
    return f"`{identifier.replace('`', '``')}`"


def _pairs(properties: Mapping[str, str]) -> str:
    return ", ".join(f"{_text(key)} = {_text(value)}" for key, value in properties.items())


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
