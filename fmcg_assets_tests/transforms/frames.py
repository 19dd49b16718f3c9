"""Given rows -> frames with the contracts' schemas -> resulting rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from fmcg_assets.contracts import BRONZE_TABLES, REFERENCES, TABLES
from fmcg_assets.lake.conformance import conforming
from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.transforms.quality import accepted, rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyspark.sql import Column, DataFrame, SparkSession

Row = dict[str, Any]

DAY: Final = date(2025, 7, 15)
_READ_AT: Final = datetime(2025, 7, 16, tzinfo=UTC)


def table(spark: SparkSession, key: str, rows: Iterable[Mapping[str, Any]]) -> DataFrame:
    """Return rows of the table `key`. What a row does not name is NULL, or where the contract
    allows none the same placeholder in every row; lines count from 2."""
    schema = TABLES[key].arrow_schema
    complete = [
        {field.name: _placeholder(field, line) for field in schema} | dict(row)
        for line, row in enumerate(rows, start=2)
    ]
    return spark_frame(spark, pa.Table.from_pylist(complete, schema))


def bronze(spark: SparkSession, source: str, rows: Iterable[Mapping[str, Any]]) -> DataFrame:
    """Return rows of the bronze table of a landing domain, as `table` does."""
    return table(spark, BRONZE_TABLES[source].asset_key, rows)


def reference(spark: SparkSession, name: str, rows: Mapping[str, str]) -> DataFrame:
    """Return a reference file that maps the first column's values to the second's."""
    columns = REFERENCES[f"reference/{name}"].columns
    schema = pa.schema([(column, pa.string()) for column in columns])
    pairs = [dict(zip(columns, pair, strict=True)) for pair in rows.items()]
    return spark_frame(spark, pa.Table.from_pylist(pairs, schema))


def known_products(spark: SparkSession, codes: Mapping[str, str]) -> DataFrame:
    """Return silver products: product_code by product_id."""
    return table(
        spark,
        "silver/products",
        [
            {"delivered_product_id": number, "product_id": number, "product_code": code}
            for number, code in codes.items()
        ],
    )


def known_customers(spark: SparkSession, *numbers: str) -> DataFrame:
    """Return silver customers with these numbers."""
    return table(spark, "silver/customers", [{"customer_id": number} for number in numbers])


def applied(
    spark: SparkSession, rule: Callable[[Column], Column], texts: Sequence[str | None]
) -> list[Any]:
    """Return what a rule on a text column gives for each of the texts."""
    rows = pa.table({"place": range(len(texts)), "text": pa.array(texts, pa.string())})
    frame = spark_frame(spark, rows)
    results = frame.select("place", rule(frame["text"]).alias("result")).toArrow()
    return results.sort_by("place")["result"].to_pylist()


def accepted_rows(classified: DataFrame, source: str) -> list[Row]:
    """Return the rows that go to silver, which conform to its contract, in file order."""
    key = f"silver/{BRONZE_TABLES[source].name}"
    return _in_file_order(conforming(accepted(classified, source).toArrow(), TABLES[key]))


def rejected_rows(classified: DataFrame, source: str) -> list[Row]:
    """Return the rows that go to the quarantine, which conform to its contract, in file order."""
    key = f"silver/{BRONZE_TABLES[source].name}_quarantine"
    return _in_file_order(conforming(rejected(classified, source).toArrow(), TABLES[key]))


def gold_rows(frame: DataFrame, key: str) -> list[Row]:
    """Return the rows of a gold table, which conform to its contract, by its key."""
    contract = TABLES[key]
    rows = conforming(frame.toArrow(), contract)
    return rows.sort_by([(name, "ascending") for name in contract.key]).to_pylist()


def picked(rows: Iterable[Row], *names: str) -> list[Any]:
    """Return one column of the rows, or tuples of several."""
    if len(names) == 1:
        return [row[names[0]] for row in rows]
    return [tuple(row[name] for name in names) for row in rows]


def flags_by_line(rows: Iterable[Row]) -> dict[int, list[str]]:
    """Return the quality flags of the rows by the line they stand on."""
    return {row["row_number"]: row["quality_flags"] for row in rows}


def reasons_by_line(rows: Iterable[Row]) -> dict[int, str]:
    """Return the reasons of rejected rows by the line they stand on."""
    return {row["row_number"]: row["reason"] for row in rows}


def _in_file_order(rows: pa.Table) -> list[Row]:
    ordered: list[Row] = rows.sort_by(
        [("file_name", "ascending"), ("row_number", "ascending")]
    ).to_pylist()
    return ordered


def _placeholder(field: pa.Field[Any], line: int) -> object:
    if field.name == "row_number":
        return line
    if field.nullable:
        return None
    if pa.types.is_string(field.type):
        return "-"
    if pa.types.is_list(field.type):
        return []
    if pa.types.is_timestamp(field.type):
        return _READ_AT
    return DAY if pa.types.is_date(field.type) else 0
