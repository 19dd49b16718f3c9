"""The acquired company's order lines: each read line has exactly one outcome."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.transforms.orders import SOURCE, classified_orders, order_facts
from fmcg_assets_tests.transforms.frames import (
    DAY,
    Row,
    accepted_rows,
    bronze,
    flags_by_line,
    gold_rows,
    known_customers,
    known_products,
    picked,
    reasons_by_line,
    rejected_rows,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

LINE: Final[Row] = {
    "order_id": "F1",
    "order_placement_date": "2025-07-15",
    "customer_id": "789101",
    "product_id": "101",
    "order_qty": "12",
}
PRODUCTS: Final = {"101": "a", "102": "b", "999999": "c"}
KEY: Final = ("order_id", "date", "customer_id", "product_id", "quantity")


def classified(
    spark: SparkSession,
    changes: Sequence[Row],
    *,
    customers: Sequence[str] = ("789101",),
    late_days: int = 31,
    max_quantity: int = 1_000_000,
) -> DataFrame:
    """Classify lines of July 15, 2025 that differ from a clean one in the given columns."""
    return classified_orders(
        bronze(spark, SOURCE, [LINE | change for change in changes]),
        known_products(spark, PRODUCTS),
        known_customers(spark, *customers),
        late_days=late_days,
        max_quantity=max_quantity,
    )


def outcomes(spark: SparkSession, changes: Sequence[Row], **limits: int) -> list[str]:
    """Return per line `accepted`, `dropped` or the reason of its rejection."""
    frame = classified(spark, changes, **limits)  # type: ignore[arg-type]
    told = reasons_by_line(rejected_rows(frame, SOURCE))
    told |= dict.fromkeys(picked(accepted_rows(frame, SOURCE), "row_number"), "accepted")
    return [told.get(line, "dropped") for line in range(2, len(changes) + 2)]


def test_a_line_is_read_with_its_numbers_however_they_are_padded(spark: SparkSession) -> None:
    padded = {
        "order_id": " F1\t",
        "order_placement_date": "Tuesday,  July 15, 2025",
        "customer_id": " 789101.0",
        "product_id": "101.00 ",
        "order_qty": " 12.0 ",
    }
    (row,) = accepted_rows(classified(spark, [padded]), SOURCE)
    assert row == {
        "order_id": "F1",
        "date": DAY,
        "customer_id": "789101",
        "delivered_customer_id": "789101.0",
        "product_id": "101",
        "quantity": 12,
        "quality_flags": [],
        "duplicate_rows": 0,
        "file_name": "-",
        "row_number": 2,
        "file_date": DAY,
    }


def test_a_line_without_a_quantity_is_missing_qty_whatever_else_is_wrong(
    spark: SparkSession,
) -> None:
    changes: list[Row] = [
        {"order_qty": None},
        {"order_qty": ""},
        {"order_qty": " \u00a0\t"},
        {"order_qty": None, "order_placement_date": "31/02/2025"},
        {"order_qty": None, "product_id": "88888888", "order_id": None},
    ]
    assert outcomes(spark, changes) == ["missing_qty"] * len(changes)


def test_an_unreadable_date_is_bad_date_whatever_follows(spark: SparkSession) -> None:
    texts = ["31/02/2025", "2025", "2099-13-01", "01/07/0025", "NaT", "", None]
    changes: list[Row] = [{"order_placement_date": text} for text in texts]
    changes += [{"order_placement_date": None, "order_qty": "0", "product_id": "88888888"}]
    assert outcomes(spark, changes) == ["bad_date"] * len(changes)


def test_an_order_is_at_most_as_late_as_the_window_and_never_after_its_file(
    spark: SparkSession,
) -> None:
    ages = {1: False, 0: True, -1: True, -30: True, -31: True, -32: False, -365: False}
    changes = [
        {"order_placement_date": (DAY + timedelta(days)).isoformat(), "order_id": f"F{days}"}
        for days in ages
    ]
    assert outcomes(spark, changes) == [
        "accepted" if inside else "date_out_of_window" for inside in ages.values()
    ]


def test_a_late_order_keeps_its_true_date_and_is_flagged(spark: SparkSession) -> None:
    changes = [
        {"order_placement_date": text} for text in ("2025-07-15", "14/07/2025", "14-06-2025")
    ]
    found = accepted_rows(classified(spark, changes), SOURCE)
    assert picked(found, "date", "file_date", "quality_flags") == [
        (DAY, DAY, []),
        (date(2025, 7, 14), DAY, ["late"]),
        (date(2025, 6, 14), DAY, ["late"]),
    ]


def test_the_window_for_late_orders_can_be_set(spark: SparkSession) -> None:
    changes = [{"order_placement_date": text} for text in ("2025-07-15", "2025-07-14")]
    assert outcomes(spark, changes, late_days=0) == ["accepted", "date_out_of_window"]


def test_a_date_outside_the_window_is_told_before_a_bad_quantity(spark: SparkSession) -> None:
    assert outcomes(spark, [{"order_placement_date": "2025-07-16", "order_qty": "0"}]) == [
        "date_out_of_window"
    ]


def test_a_quantity_is_a_whole_number_of_pieces_within_the_limit(spark: SparkSession) -> None:
    quantities = {
        "1": True,
        "1000000": True,
        "1000000.0": True,
        "0": False,
        "-1": False,
        "1000001": False,
        "1000000000": False,
        "99999999999999999999": False,
        "12.5": False,
        "1,200": False,
        "twelve": False,
        "NaN": False,
        "١٢": False,
    }
    changes = [{"order_qty": text, "order_id": text} for text in quantities]
    assert outcomes(spark, changes) == [
        "accepted" if good else "bad_qty" for good in quantities.values()
    ]


def test_the_limit_of_quantities_can_be_set(spark: SparkSession) -> None:
    changes = [{"order_qty": "10"}, {"order_qty": "11"}]
    assert outcomes(spark, changes, max_quantity=10) == ["accepted", "bad_qty"]


def test_a_bad_quantity_is_told_before_an_unknown_product(spark: SparkSession) -> None:
    changes: list[Row] = [{"order_qty": "0", "product_id": "88888888", "order_id": None}]
    assert outcomes(spark, changes) == ["bad_qty"]


def test_a_line_without_an_order_number_is_rejected(spark: SparkSession) -> None:
    changes: list[Row] = [{"order_id": None}, {"order_id": " "}, {"order_id": "0"}]
    assert outcomes(spark, changes) == ["missing_order_id", "missing_order_id", "accepted"]


def test_a_line_waits_for_a_product_that_is_not_known(spark: SparkSession) -> None:
    numbers = ["101", "102", "88888888", "XYZ123", "00101", "999999", "", None]
    changes: list[Row] = [{"product_id": number} for number in numbers]
    frame = classified(spark, changes)
    rejected = rejected_rows(frame, SOURCE)
    assert picked(accepted_rows(frame, SOURCE), "product_id") == ["101", "102"]
    assert set(picked(rejected, "reason")) == {"unknown_product"}
    assert [json.loads(row["source_row"]).get("product_id") for row in rejected] == [
        "88888888",
        "XYZ123",
        "00101",
        "999999",
        "",
    ]


def test_a_customer_that_is_not_numeric_or_not_known_becomes_the_unknown_member(
    spark: SparkSession,
) -> None:
    numbers = {
        "789101": ("789101", []),
        "789101.0": ("789101", []),
        "00789101": ("999999", ["unknown_customer"]),
        "789999": ("999999", ["unknown_customer"]),
        "abc": ("999999", ["unknown_customer"]),
        "": ("999999", ["unknown_customer"]),
        None: ("999999", ["unknown_customer"]),
    }
    changes = [{"customer_id": number, "order_id": f"F{number}"} for number in numbers]
    found = accepted_rows(classified(spark, changes), SOURCE)
    assert picked(found, "customer_id", "quality_flags") == list(numbers.values())
    assert picked(found, "delivered_customer_id") == [number or None for number in numbers]


def test_a_numeric_customer_comes_back_when_it_is_delivered(spark: SparkSession) -> None:
    changes = [{"customer_id": "789999"}]
    (before,) = accepted_rows(classified(spark, changes), SOURCE)
    (after,) = accepted_rows(classified(spark, changes, customers=["789101", "789999"]), SOURCE)
    assert (before["customer_id"], after["customer_id"]) == ("999999", "789999")
    assert after["quality_flags"] == []


def test_a_weekday_that_contradicts_the_date_is_flagged(spark: SparkSession) -> None:
    texts = [
        "Tuesday, July 15, 2025",
        "Monday, July 15, 2025",
        "fri 14/07/2025",
        "15/07/2025",
    ]
    changes = [{"order_placement_date": text, "order_id": text} for text in texts]
    assert flags_by_line(accepted_rows(classified(spark, changes), SOURCE)) == {
        2: [],
        3: ["weekday_mismatch"],
        4: ["weekday_mismatch", "late"],
        5: [],
    }


def test_the_day_comes_first_in_a_date_that_could_be_read_both_ways(spark: SparkSession) -> None:
    changes = [{"order_placement_date": "07/06/2025"}, {"order_placement_date": "06/07/2025"}]
    frame = classified(spark, changes, late_days=366)
    assert picked(accepted_rows(frame, SOURCE), "date") == [date(2025, 6, 7), date(2025, 7, 6)]


def test_an_exact_duplicate_within_its_file_is_dropped_and_counted(spark: SparkSession) -> None:
    changes: list[Row] = [
        {},
        {"order_placement_date": "Tuesday, July 15, 2025"},
        {"order_qty": "12.0"},
        {"customer_id": " 789101.0"},
        {"product_id": "101.0"},
        {"order_id": " F1 "},
    ]
    (row,) = accepted_rows(classified(spark, changes), SOURCE)
    assert (row["row_number"], row["duplicate_rows"]) == (2, len(changes) - 1)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"order_id": "F2"}, id="order"),
        pytest.param({"order_placement_date": "2025-07-14"}, id="date"),
        pytest.param({"customer_id": "abc"}, id="customer"),
        pytest.param({"product_id": "102"}, id="product"),
        pytest.param({"order_qty": "13"}, id="quantity"),
        pytest.param({"file_name": "orders_2.csv", "file_date": date(2025, 7, 16)}, id="file"),
    ],
)
def test_lines_that_differ_are_all_kept(spark: SparkSession, change: Row) -> None:
    found = accepted_rows(classified(spark, [{}, change]), SOURCE)
    assert picked(found, "duplicate_rows") == [0, 0]


def test_customers_that_became_the_unknown_member_are_one_customer(spark: SparkSession) -> None:
    changes = [{"customer_id": "abc"}, {"customer_id": "def"}]
    found = accepted_rows(classified(spark, changes), SOURCE)
    assert picked(found, "delivered_customer_id", "duplicate_rows") == [("abc", 1)]


def test_duplicates_of_a_line_with_an_unknown_product_wait_as_one(spark: SparkSession) -> None:
    numbers = ["88888888", "88888888.0", "XYZ123", "ABC123", "XYZ123", None, None]
    changes: list[Row] = [{"product_id": number} for number in numbers]
    rejected = rejected_rows(classified(spark, changes), SOURCE)
    assert picked(rejected, "row_number", "duplicate_rows", "reason") == [
        (2, 1, "unknown_product"),
        (4, 1, "unknown_product"),
        (5, 0, "unknown_product"),
        (7, 1, "unknown_product"),
    ]


def test_a_rejected_line_is_no_duplicate(spark: SparkSession) -> None:
    changes: list[Row] = [{"order_qty": None}, {"order_qty": None}, {"order_qty": "0"}, {}]
    assert outcomes(spark, changes) == ["missing_qty", "missing_qty", "bad_qty", "accepted"]


# --- random dirty lines, whose right reading stands beside each text

ORDER_IDS: Final = {"F1": "F1", " F1 ": "F1", "F2": "F2", " ": None, None: None}
DATES: Final = {
    "2025-07-15": DAY,
    "Tuesday, July 15, 2025": DAY,
    "15/07/2025": DAY,
    "14-07-2025": date(2025, 7, 14),
    "2025/06/14": date(2025, 6, 14),
    "13/06/2025": date(2025, 6, 13),
    "2025-07-16": date(2025, 7, 16),
    "31/02/2025": None,
    None: None,
}
CUSTOMERS: Final = {
    "789101": "789101",
    "789101.0": "789101",
    "789999": "999999",
    "abc": "999999",
    None: "999999",
}
PRODUCT_IDS: Final = {
    "101": "101",
    "101.0": "101",
    "102": "102",
    "88888888": "88888888",
    "XYZ123": "XYZ123",
    None: None,
}
QUANTITIES: Final = {"12": 12, " 12.0 ": 12, "7": 7, "0": 0, "12.5": None, "1000001": 1_000_001}
FILES: Final[dict[Any, date]] = {"orders_1.csv": DAY, "orders_2.csv": date(2025, 7, 16)}


def mostly(texts: dict[Any, Any], *, missing: bool = False) -> st.SearchStrategy[str | None]:
    """Draw the first three texts, the usual ones, most of the time."""
    every: list[str | None] = [*texts, *([None, " "] if missing else [])]
    return st.sampled_from(every[:3]) | st.sampled_from(every[:3]) | st.sampled_from(every)


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "order_id": mostly(ORDER_IDS),
            "order_placement_date": mostly(DATES),
            "customer_id": mostly(CUSTOMERS),
            "product_id": mostly(PRODUCT_IDS),
            "order_qty": mostly(QUANTITIES, missing=True),
            "file_name": st.sampled_from(sorted(FILES)),
        }
    ).map(lambda line: line | {"file_date": FILES[line["file_name"]]}),
    min_size=1,
    max_size=40,
).map(lambda lines: [line | {"row_number": number} for number, line in enumerate(lines, start=2)])


@dataclass
class Expected:
    """The outcomes of lines, told by the rules in plain Python."""

    accepted: dict[int, tuple[object, ...]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    copies: Counter[int] = field(default_factory=Counter)


def expected(lines: Sequence[Row]) -> Expected:
    result = Expected()
    first_lines: dict[tuple[object, ...], int] = {}
    for line in lines:
        number = line["row_number"]
        key = (
            ORDER_IDS[line["order_id"]],
            DATES[line["order_placement_date"]],
            CUSTOMERS[line["customer_id"]],
            PRODUCT_IDS[line["product_id"]],
            QUANTITIES.get(line["order_qty"]),
        )
        reason = broken_rule(line, key)
        if reason not in (None, "unknown_product"):
            result.reasons[number] = str(reason)
        elif (first := first_lines.setdefault((line["file_name"], *key), number)) != number:
            result.copies[first] += 1
        elif reason:
            result.reasons[number] = reason
        else:
            result.accepted[number] = key
    return result


def broken_rule(line: Row, key: tuple[Any, ...]) -> str | None:
    order_id, day, _, product_id, quantity = key
    if not (line["order_qty"] or "").strip():
        return "missing_qty"
    if day is None:
        return "bad_date"
    if not 0 <= (line["file_date"] - day).days <= 31:
        return "date_out_of_window"
    if quantity is None or not 1 <= quantity <= 1_000_000:
        return "bad_qty"
    if order_id is None:
        return "missing_order_id"
    return None if product_id in ("101", "102") else "unknown_product"


@settings(max_examples=15, deadline=None)
@given(LINES)
def test_every_line_has_exactly_the_outcome_of_the_first_rule_that_applies(
    spark: SparkSession, lines: list[Row]
) -> None:
    frame = classified(spark, lines)
    accepted, rejected = accepted_rows(frame, SOURCE), rejected_rows(frame, SOURCE)
    told = expected(lines)
    assert {
        row["row_number"]: tuple(row[name] for name in KEY) for row in accepted
    } == told.accepted
    assert reasons_by_line(rejected) == told.reasons
    read = [*accepted, *rejected]
    assert {row["row_number"]: row["duplicate_rows"] for row in read} == {
        number: told.copies[number] for number in (*told.accepted, *told.reasons)
    }
    assert len(read) + sum(picked(read, "duplicate_rows")) == len(lines)


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_the_order_in_which_lines_arrive_does_not_matter(
    spark: SparkSession, data: st.DataObject
) -> None:
    lines = data.draw(LINES)
    shuffled = data.draw(st.permutations(lines))
    one, other = classified(spark, lines), classified(spark, shuffled)
    assert accepted_rows(one, SOURCE) == accepted_rows(other, SOURCE)
    assert rejected_rows(one, SOURCE) == rejected_rows(other, SOURCE)


@settings(max_examples=6, deadline=None)
@given(LINES)
def test_cleaning_cleaned_lines_changes_nothing(spark: SparkSession, lines: list[Row]) -> None:
    once = accepted_rows(classified(spark, lines), SOURCE)
    delivered_again = [
        {
            "order_id": row["order_id"],
            "order_placement_date": row["date"].isoformat(),
            "customer_id": row["customer_id"],
            "product_id": row["product_id"],
            "order_qty": str(row["quantity"]),
            **{name: row[name] for name in ("file_name", "file_date", "row_number")},
        }
        for row in once
    ]
    frame = classified(spark, delivered_again)
    twice = accepted_rows(frame, SOURCE)
    same = (*KEY, "file_name", "row_number", "file_date")
    assert picked(twice, *same) == picked(once, *same)
    assert set(picked(twice, "duplicate_rows")) <= {0}
    assert rejected_rows(frame, SOURCE) == []


# --- gold


def test_a_fact_is_an_order_line_with_the_keys_of_the_star_schema(spark: SparkSession) -> None:
    lines: list[Row] = [
        {"order_id": "F1", "customer_id": "789101", "product_id": "101", "quantity": 12},
        {"order_id": "F2", "customer_id": "999999", "product_id": "102", "quantity": 7},
    ]
    silver = table(spark, "silver/orders", [line | {"date": date(2025, 7, 14)} for line in lines])
    found = gold_rows(order_facts(silver, known_products(spark, PRODUCTS)), "gold/sb_fact_orders")
    assert found == [
        {
            "date": date(2025, 7, 14),
            "order_id": "F1",
            "customer_code": "789101",
            "product_code": "a",
            "product_id": "101",
            "sold_quantity": 12,
            "file_date": DAY,
        },
        {
            "date": date(2025, 7, 14),
            "order_id": "F2",
            "customer_code": "999999",
            "product_code": "b",
            "product_id": "102",
            "sold_quantity": 7,
            "file_date": DAY,
        },
    ]


def test_products_with_one_number_never_double_a_fact(spark: SparkSession) -> None:
    products = table(
        spark,
        "silver/products",
        [
            {"delivered_product_id": "XYZ", "product_id": "101", "product_code": "b"},
            {"delivered_product_id": "101", "product_id": "101", "product_code": "a"},
        ],
    )
    silver = table(spark, "silver/orders", [{"product_id": "101", "quantity": 5}])
    found = gold_rows(order_facts(silver, products), "gold/sb_fact_orders")
    assert picked(found, "product_code", "sold_quantity") == [("a", 5)]
