"""What every landing domain has in common: outcomes, reasons, copies, flags, quarantine rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.contracts import RESCUED_DATA, SOURCES
from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.transforms import customers, orders, parent, prices, products, quality
from fmcg_assets_tests.transforms.frames import (
    Row,
    accepted_rows,
    bronze,
    flags_by_line,
    known_customers,
    known_products,
    picked,
    reasons_by_line,
    reference,
    rejected_rows,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

VALID: Final[dict[str, dict[str, str]]] = {
    "child_customers": {
        "customer_id": "789101",
        "customer_name": "Endurance Foods",
        "city": "Hyderabad",
    },
    "child_products": {
        "product_name": "Energy Bar (60g)",
        "product_id": "101",
        "category": "Energy Bars",
    },
    "child_gross_price": {"product_id": "101", "month": "2025-07-01", "gross_price": "84"},
    "child_orders": {
        "order_id": "F1",
        "order_placement_date": "2025-07-15",
        "customer_id": "789101",
        "product_id": "101",
        "order_qty": "12",
    },
    "parent_customers": {
        "customer_code": "70002017",
        "customer": "Sporty Essentials",
        "market": "India",
        "platform": "E-Commerce",
        "channel": "Direct",
    },
    "parent_products": {
        "product_code": "ARCH1",
        "division": "Archery",
        "category": "Bow",
        "product": "Recurve Bow",
        "variant": "26 lbs",
    },
    "parent_gross_price": {"product_code": "ARCH1", "price_inr": "2750", "year": "2024"},
    "parent_orders": {
        "date": "2024-01-01",
        "product_code": "ARCH1",
        "customer_code": "70002017",
        "sold_quantity": "161",
    },
}
DAMAGE: Final = ("\ufffd", "\x00", "\x1b", "\x7f", "\x85", "\x9f")

every_domain = pytest.mark.parametrize("source", list(SOURCES))


def classified(spark: SparkSession, source: str, rows: Sequence[Row]) -> DataFrame:
    """Classify rows of any domain, where what the valid rows refer to is known."""
    frame = bronze(spark, source, rows)
    match source:
        case "child_customers":
            spellings = reference(spark, "city_spellings", {"Hyderabad": "Hyderabad"})
            confirmed = reference(spark, "customer_cities", {})
            return customers.classified_customers(frame, spellings, confirmed)
        case "child_products":
            corrections = reference(spark, "product_corrections", {})
            divisions = reference(spark, "category_divisions", {"Energy Bars": "Nutrition Bars"})
            return products.classified_products(frame, corrections, divisions, {})
        case "child_gross_price":
            return prices.classified_gross_prices(frame, known_products(spark, {"101": "a"}))
        case "child_orders":
            return orders.classified_orders(
                frame,
                known_products(spark, {"101": "a"}),
                known_customers(spark, "789101"),
                late_days=31,
                max_quantity=1_000_000,
            )
        case "parent_customers":
            return parent.classified_members(frame, source, "customer_code")
        case "parent_products":
            return parent.classified_members(frame, source, "product_code")
        case "parent_gross_price":
            return prices.classified_parent_prices(frame)
        case _:
            return parent.classified_parent_orders(
                frame,
                table(spark, "silver/parent_products", [{"product_code": "ARCH1"}]),
                table(spark, "silver/parent_customers", [{"customer_code": "70002017"}]),
                max_quantity=1_000_000,
            )


@every_domain
def test_a_clean_row_is_accepted_without_flags(spark: SparkSession, source: str) -> None:
    frame = classified(spark, source, [VALID[source]])
    assert flags_by_line(accepted_rows(frame, source)) == {2: []}
    assert rejected_rows(frame, source) == []


@every_domain
def test_no_rows_give_no_rows_with_the_contract_s_columns(spark: SparkSession, source: str) -> None:
    frame = classified(spark, source, [])
    assert accepted_rows(frame, source) == []
    assert rejected_rows(frame, source) == []


@every_domain
def test_a_line_that_could_not_be_split_waits_as_it_was_rescued(
    spark: SparkSession, source: str
) -> None:
    rescued = json.dumps({"fault": "2 fields, expected 5", "line": 'a,"b\ufffd'})
    frame = classified(spark, source, [{RESCUED_DATA: rescued}, VALID[source]])
    assert picked(rejected_rows(frame, source), "row_number", "reason", "source_row") == [
        (2, "malformed_line", rescued)
    ]
    assert picked(accepted_rows(frame, source), "row_number") == [3]


@every_domain
def test_a_row_with_columns_that_the_contract_does_not_know_is_a_row_like_others(
    spark: SparkSession, source: str
) -> None:
    rescued = json.dumps({"columns": {"fault": "none", "note": "\ufffd"}})
    frame = classified(spark, source, [VALID[source] | {RESCUED_DATA: rescued}])
    assert picked(accepted_rows(frame, source), "row_number") == [2]


@every_domain
def test_wrongly_decoded_text_in_any_column_keeps_a_row_out_of_silver(
    spark: SparkSession, source: str
) -> None:
    damaged = [
        VALID[source] | {column: f"{value}{character}"}
        for column, value in VALID[source].items()
        for character in DAMAGE
    ]
    frame = classified(spark, source, damaged)
    rejected = rejected_rows(frame, source)
    assert Counter(picked(rejected, "reason")) == {"bad_encoding": len(damaged)}
    assert [json.loads(row["source_row"]) for row in rejected] == damaged


@every_domain
def test_white_space_is_no_damage(spark: SparkSession, source: str) -> None:
    padded = {column: f"\t{value}\n\u00a0" for column, value in VALID[source].items()}
    frame = classified(spark, source, [padded])
    assert picked(accepted_rows(frame, source), "row_number") == [2]


@every_domain
def test_a_rejected_row_waits_with_what_was_delivered(spark: SparkSession, source: str) -> None:
    first, *others = VALID[source]
    delivered = {column: f' "x" \\ {{{column}}} ₹ ' for column in others}
    frame = classified(spark, source, [delivered | {first: None}])
    (row,) = rejected_rows(frame, source)
    assert json.loads(row["source_row"]) == delivered
    assert row["duplicate_rows"] == 0


@every_domain
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_whatever_is_delivered_each_row_has_one_outcome(
    spark: SparkSession, source: str, data: st.DataObject
) -> None:
    row = st.fixed_dictionaries(
        {
            column: st.just(value) | st.none() | st.text(max_size=8)
            for column, value in VALID[source].items()
        }
    )
    rows = data.draw(st.lists(row, min_size=1, max_size=30))
    frame = classified(spark, source, rows)
    accepted, rejected = accepted_rows(frame, source), rejected_rows(frame, source)
    lines = picked([*accepted, *rejected], "row_number")
    assert len(set(lines)) == len(lines)
    assert len(lines) + sum(picked([*accepted, *rejected], "duplicate_rows")) == len(rows)
    texts = [value for row in accepted for value in row.values() if isinstance(value, str)]
    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]", "".join(texts))


def test_the_first_broken_rule_is_the_reason(spark: SparkSession) -> None:
    fault = json.dumps({"fault": "control characters", "line": "x"})
    rows: list[dict[str, Any]] = [
        {"a": False, "b": False},
        {"a": True, "b": True},
        {"a": False, "b": True},
        {"a": None, "b": True},
        {"a": None, "b": None},
        {"a": True, "b": True, "damaged": True},
        {"a": True, "b": True, "damaged": True, RESCUED_DATA: fault},
    ]
    schema = pa.schema(
        [("place", pa.int64())]
        + [(name, pa.bool_()) for name in ("a", "b", "damaged")]
        + [(RESCUED_DATA, pa.string())]
    )
    frame = spark_frame(
        spark,
        pa.Table.from_pylist([{"place": n} | row for n, row in enumerate(rows)], schema),
    )
    reason = quality.first_reason([("a", F.col("a")), ("b", F.col("b"))])
    found = frame.select("place", reason.alias("reason")).toArrow().sort_by("place")
    assert found["reason"].to_pylist() == [
        None,
        "a",
        "b",
        "b",
        None,
        "bad_encoding",
        "malformed_line",
    ]


def test_flags_name_the_conditions_that_are_true_in_their_order(spark: SparkSession) -> None:
    frame = spark_frame(
        spark,
        pa.table({"place": [0, 1, 2], "a": [True, False, None], "b": [True, True, None]}),
    )
    named = quality.flags({"second": F.col("b"), "first": F.col("a")})
    found = frame.select("place", named.alias("flags")).toArrow().sort_by("place")
    assert found["flags"].to_pylist() == [["second", "first"], ["second"], []]


DELIVERIES: Final = pa.table(
    {
        "file_name": ["b.csv", "a.csv", "a.csv", "a.csv", "a.csv", "a.csv", "a.csv"],
        "row_number": [2, 10, 9, 3, 4, 5, 6],
        "key": ["x", "x", "x", "x", "y", None, None],
        "reason": pa.array([None, None, None, "bad_date", None, None, None], pa.string()),
    }
)


def test_deliveries_of_a_key_are_numbered_in_file_order_among_the_rows_without_a_reason(
    spark: SparkSession,
) -> None:
    numbered = quality.with_copies(spark_frame(spark, DELIVERIES), ["key"]).toArrow()
    found = {
        (row["file_name"], row["row_number"]): (row["copy"], row["duplicate_rows"])
        for row in numbered.to_pylist()
    }
    assert found == {
        ("a.csv", 9): (1, 2),
        ("a.csv", 10): (2, 2),
        ("b.csv", 2): (3, 2),
        ("a.csv", 3): (1, 0),
        ("a.csv", 4): (1, 0),
        ("a.csv", 5): (1, 1),
        ("a.csv", 6): (2, 1),
    }


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        (("a", "b"), ("a", "b"), False),
        ((None, None), (None, None), False),
        (("a", "b"), ("a", "c"), True),
        (("a", None), ("a", "b"), True),
        (("a", None), (None, "a"), True),
        (("a", None), ("a", ""), True),
        (("a|b", "c"), ("a", "b|c"), True),
        (('a","two":"b', None), ("a", "b"), True),
    ],
)
def test_copies_differ_where_one_says_anything_else_be_it_null(
    spark: SparkSession,
    first: tuple[str | None, str | None],
    second: tuple[str | None, str | None],
    differ: bool,
) -> None:
    rows = pa.table(
        {
            "key": ["x", "x", "x"],
            "one": pa.array([first[0], second[0], "rejected"], pa.string()),
            "two": pa.array([first[1], second[1], None], pa.string()),
            "reason": pa.array([None, None, "bad_date"], pa.string()),
        }
    )
    frame = spark_frame(spark, rows)
    found = frame.select("reason", quality.copies_differ(["key"], ["one", "two"]).alias("differ"))
    accepted = [row for row in found.toArrow().to_pylist() if row["reason"] is None]
    assert picked(accepted, "differ") == [differ, differ]


def test_a_reason_known_from_one_row_is_told_for_that_row_alone(spark: SparkSession) -> None:
    valid: Row = dict(VALID["child_orders"])
    rows = [valid | {"order_qty": quantity} for quantity in ("1", None, "0")]
    frame = classified(spark, "child_orders", rows)
    assert reasons_by_line(rejected_rows(frame, "child_orders")) == {3: "missing_qty", 4: "bad_qty"}
