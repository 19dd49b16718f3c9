"""How a row's quality is told: flags for repairs, one reason for a rejection.

A *classified* frame holds the delivered rows with their cleaned columns and

- `delivered`: the columns as delivered;
- `reason`: NULL for an accepted row, the first broken rule for a rejected one;
- `copy`: 1 for a row, 2, 3 … for its further deliveries, which are dropped;
- `duplicate_rows`: how many further deliveries a row has;
- `quality_flags`: the names of the repairs.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import BRONZE_TABLES, RESCUED_DATA, SOURCES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column, DataFrame

MALFORMED_LINE: Final = "malformed_line"
BAD_ENCODING: Final = "bad_encoding"

# Control characters and the replacement character: the remains of text that was decoded wrongly.
# White space is none of them.
_DAMAGE: Final = r"[\x00-\x08\x0E-\x1F\x7F-\x9F\uFFFD]"


def flags(conditions: Mapping[str, Column]) -> Column:
    """Return the names of the conditions that are true, as an array in their order."""
    named = F.array(*(F.when(condition, F.lit(name)) for name, condition in conditions.items()))
    return F.filter(named, lambda name: name.isNotNull())


def first_reason(rules: Sequence[tuple[str, Column]]) -> Column:
    """Return the name of the first rule that is broken, or NULL where none is.

    A line that could not be split into columns breaks the first rule of all, one whose text is
    damaged the second.
    """
    every = ((MALFORMED_LINE, is_malformed()), (BAD_ENCODING, F.col("damaged")), *rules)
    return reduce(
        lambda later, rule: F.when(rule[1], F.lit(rule[0])).otherwise(later),
        reversed(every),
        F.lit(None).cast("string"),
    )


def is_malformed() -> Column:
    """Return whether the row is a line that could not be split into its columns."""
    return F.coalesce(F.get_json_object(F.col(RESCUED_DATA), "$.fault").isNotNull(), F.lit(False))


def with_copies(rows: DataFrame, key: Sequence[str]) -> DataFrame:
    """Number the deliveries of each key, in file order, among the rows without a `reason`.

    Adds `copy` and `duplicate_rows`; a row with a reason is its own only copy.
    """
    candidate = F.col("reason").isNull()
    same = Window.partitionBy(candidate, *key)
    return rows.withColumns(
        {
            "copy": F.when(
                candidate, F.row_number().over(same.orderBy("file_name", "row_number"))
            ).otherwise(1),
            "duplicate_rows": F.when(candidate, F.count(F.lit(1)).over(same) - 1)
            .otherwise(0)
            .cast("int"),
        }
    )


def copies_differ(key: Sequence[str], columns: Sequence[str]) -> Column:
    """Return whether the deliveries of a row's key, without a `reason`, differ in the columns.

    NULL is a value like others.
    """
    says = F.to_json(F.struct(*columns))
    same = Window.partitionBy(F.col("reason").isNull(), *key)
    return F.min(says).over(same) != F.max(says).over(same)


def with_delivered(bronze: DataFrame, source: str) -> DataFrame:
    """Keep the delivered columns aside in the struct `delivered`, for the quarantine.

    Adds also whether one of them is `damaged`: holds characters that no text has.
    """
    names = _delivered_names(source)
    return bronze.withColumns(
        {"delivered": F.struct(*names), "damaged": F.concat_ws("", *names).rlike(_DAMAGE)}
    )


def accepted(classified: DataFrame, source: str) -> DataFrame:
    """Return the accepted rows of a landing domain with the columns of its silver table."""
    rows = classified.where(F.col("reason").isNull() & (F.col("copy") == 1))
    return rows.select(*TABLES[f"silver/{BRONZE_TABLES[source].name}"].column_names)


def rejected(classified: DataFrame, source: str) -> DataFrame:
    """Return the rejected rows of a landing domain with the columns of its quarantine table."""
    delivered = F.to_json(
        F.struct(*(F.col(f"delivered.{name}").alias(name) for name in _delivered_names(source)))
    )
    source_row = F.when(is_malformed(), F.col(RESCUED_DATA)).otherwise(delivered)
    rows = classified.where(F.col("reason").isNotNull() & (F.col("copy") == 1))
    table = TABLES[f"silver/{BRONZE_TABLES[source].name}_quarantine"]
    return rows.withColumn("source_row", source_row).select(*table.column_names)


def _delivered_names(source: str) -> list[str]:
    return [column.name for column in SOURCES[source].columns]
