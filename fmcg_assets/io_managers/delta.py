"""The I/O manager: assets in Delta tables, loaded as lazy Spark frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow as pa
from pydantic import PrivateAttr
from pyspark.sql import DataFrame

from fmcg_assets.contracts import ALL_TABLES, REFERENCES, TABLES, WHOLE, Table
from fmcg_assets.errors import ContractError, MissingTableError, SettingsError
from fmcg_assets.ingest.reference import read_reference
from fmcg_assets.ingest.removal import refuse_removal
from fmcg_assets.ingest.zones import landing_zone
from fmcg_assets.io_managers.metadata import column_lineage, column_schema
from fmcg_assets.io_managers.retries import retried_if_transient
from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.lake.lineage import Upstream, lookup_fingerprint, source_fingerprint
from fmcg_assets.lake.state import SliceState, TableState, read_state
from fmcg_assets.lake.tables import Evidence, Lake, WriteResult
from fmcg_assets.lake.view_months import ViewUpstream, view_fingerprint
from fmcg_assets.resources.spark import SparkResource, engine_answers
from fmcg_assets.resources.stored import pinned_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fmcg_assets.ingest.delivery import Delivery

SOURCE_KEY = "fmcg/source"
"""Metadata entry of a materialization: the fingerprint of what the slice was computed from."""
CONTENT_KEY = "fmcg/content"
"""Metadata entry of a materialization: the digest of what the slice holds since then."""
COMPUTE_KEY = "fmcg/compute_seconds"
COMMIT_KEY = "fmcg/commit_seconds"


@dataclass(frozen=True)
class BronzeRows:
    """What a bronze asset returns: a delivery, and whether it may take stored rows away.

    `seconds` is what reading the files took.
    """

    delivery: Delivery
    allow_removal: bool
    seconds: float


@dataclass(frozen=True)
class LoadedTable:
    """An upstream table as a lazy frame, and what it holds at that very version."""

    key: str
    frame: DataFrame
    state: TableState


@dataclass(frozen=True)
class RebuiltMonths:
    """What the view returns: rows of the months (first days, ISO) that are to be replaced.

    `months` None replaces the whole table. `upstream` is recorded with the rows.
    """

    rows: DataFrame
    months: frozenset[str] | None
    upstream: ViewUpstream


class DeltaIOManager(dg.ConfigurableIOManager):
    """Stores assets in the Delta tables of a lake and loads them as Spark frames.

    A partitioned asset replaces the days of its run, an unpartitioned one its whole table; what
    is equal to the stored content is not written, and yet materialized. With the rows it records
    what they were computed from. It refuses rows that break the table's contract, before
    anything is written.
    """

    lake_uri: str
    reference_uri: str
    first_day: str
    spark: SparkResource

    _loaded: dict[tuple[str, str], dict[str, TableState | str]] = PrivateAttr(default_factory=dict)

    @property
    def lake(self) -> Lake:
        """The lake that the tables lie in."""
        return Lake(self.lake_uri, self.spark.writer)

    def load_input(self, context: dg.InputContext) -> DataFrame | LoadedTable:
        """Return a lazy frame of an upstream asset, pinned to the version that is newest now.

        A partitioned downstream asset gets the days of its run. Input metadata
        `{"all_days": True}` loads the whole table, `{"optional": True}` takes an upstream table
        that was never written for an empty one, `{"with_state": True}` gives a LoadedTable.

        Raises MissingTableError that says what to materialize.
        """
        tries = context.step_context.previous_attempt_count
        with retried_if_transient(tries), engine_answers(self.lake_uri):
            return self._loaded_input(context)

    def _loaded_input(self, context: dg.InputContext) -> DataFrame | LoadedTable:
        key = context.asset_key.to_user_string()
        step = context.step_context
        seen = self._loaded.setdefault((step.run_id, step.step.key), {})
        if key in REFERENCES:
            reference = read_reference(landing_zone(self.reference_uri), REFERENCES[key])
            seen[key] = reference.digest
            return spark_frame(self.spark.spark_session, reference.rows)
        table = TABLES[key]
        options = context.definition_metadata
        try:
            delta = self.lake.require(table)
        except MissingTableError:
            if not options.get("optional"):
                raise
            return spark_frame(self.spark.spark_session, table.arrow_schema.empty_table())
        state = seen[key] = read_state(delta)
        days = None
        if table.partition_column and not options.get("all_days"):
            window = context.asset_partitions_time_window
            days = window.start.date(), window.end.date()
        frame = pinned_frame(self.spark.spark_session, self.lake, table, delta, days)
        return LoadedTable(key, frame, state) if options.get("with_state") else frame

    def handle_output(
        self, context: dg.OutputContext, obj: DataFrame | pa.Table | BronzeRows | RebuiltMonths
    ) -> None:
        """Write an asset's rows, record the evidence, and log what the table holds now."""
        tries = context.step_context.previous_attempt_count
        with retried_if_transient(tries), engine_answers(self.lake_uri):
            self._store_output(context, obj)

    def _store_output(
        self, context: dg.OutputContext, obj: DataFrame | pa.Table | BronzeRows | RebuiltMonths
    ) -> None:
        table = ALL_TABLES[context.asset_key.to_user_string()]
        loaded = self._loaded.get((context.run_id, context.step_key), {})
        upstream = Upstream(
            tables={k: v for k, v in loaded.items() if isinstance(v, TableState)},
            references={k: v for k, v in loaded.items() if isinstance(v, str)},
            files=obj.delivery.files if isinstance(obj, BronzeRows) else {},
        )
        if isinstance(obj, RebuiltMonths):
            whole = view_fingerprint(obj.upstream)
        else:
            whole = source_fingerprint(table, WHOLE, upstream)
        slices = _slices(context, table, obj)
        by_day = slices is not None and not isinstance(obj, RebuiltMonths)
        evidence = Evidence(
            run_id=context.run_id,
            source=lambda key: source_fingerprint(table, key, upstream) if by_day else whole,
            lookups=lookup_fingerprint(table, upstream),
            files=upstream.files,
            upstream=obj.upstream if isinstance(obj, RebuiltMonths) else {},
        )

        def before_commit(stored: TableState, new: Mapping[str, SliceState]) -> None:
            if isinstance(obj, BronzeRows) and not obj.allow_removal:
                refuse_removal(table.asset_key, stored.slices, new, obj.delivery.cut)
            self._refuse_early(table, new)

        result = self.lake.write(table, _rows(obj), slices, evidence, before_commit=before_commit)
        computed = result.compute_seconds + (obj.seconds if isinstance(obj, BronzeRows) else 0.0)
        context.add_output_metadata(
            {
                "dagster/uri": self.lake.table_uri(table),
                "dagster/table_name": f"{table.schema}.{table.name}",
                "delta_version": "unchanged" if result.version is None else result.version,
                "table_bytes": self.lake.size(table),
                COMPUTE_KEY: round(computed, 4),
                COMMIT_KEY: round(result.seconds, 4),
            }
        )
        if by_day:
            _log_days(context, table, result)
        else:
            held = read_state(self.lake.require(table)).whole_content
            context.add_output_metadata(
                {
                    "dagster/row_count": result.rows,
                    SOURCE_KEY: whole,
                    CONTENT_KEY: held,
                    **_shape(table),
                }
            )

    def _refuse_early(self, table: Table, new: Mapping[str, SliceState]) -> None:
        if table.sliced_by and new and min(new) < self.first_day:
            raise SettingsError(
                f"{table.asset_key}.{table.sliced_by}: found rows of {min(new)}, expected none"
                f" before {self.first_day}; set FMCG_START_DATE to an earlier day"
            )


def _log_days(context: dg.OutputContext, table: Table, result: WriteResult) -> None:
    """Log what is a day's own; the table's shape only with the last day, since it is large."""
    last = max(result.slices, default=None)
    for day, state in result.slices.items():
        context.step_context.add_asset_metadata(
            {
                "dagster/partition_row_count": state.rows,
                SOURCE_KEY: state.source,
                CONTENT_KEY: state.content,
                **(_shape(table) if day == last else {}),
            },
            asset_key=context.asset_key,
            partition_key=day,
        )


def _shape(table: Table) -> dict[str, Any]:
    return {
        "dagster/column_schema": column_schema(table),
        "dagster/column_lineage": column_lineage(table),
    }


def _rows(obj: DataFrame | pa.Table | BronzeRows | RebuiltMonths) -> pa.Table | DataFrame:
    match obj:
        case BronzeRows():
            return obj.delivery.rows
        case RebuiltMonths():
            return obj.rows
        case pa.Table() | DataFrame():
            return obj
    raise ContractError(f"an asset returned {type(obj).__name__}; expected a Spark frame")


def _slices(context: dg.OutputContext, table: Table, obj: Any) -> frozenset[str] | None:
    """Return the days or months to replace, None for the whole table.

    What the asset itself is decides, not the run: in a run over a range of days an unpartitioned
    asset is told of partitions, too.
    """
    if isinstance(obj, RebuiltMonths):
        return obj.months
    if table.partition_column is None:
        return None
    if not context.has_asset_partitions:
        raise ContractError(
            f"{table.asset_key} is partitioned by {table.partition_column}; it is written only by"
            " a run for a day or a range of days"
        )
    return frozenset(context.asset_partition_keys)
