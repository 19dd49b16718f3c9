"""The parent company's dimensions and monthly sales."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.transforms.parent import (
    CUSTOMERS_SOURCE,
    ORDERS_SOURCE,
    PRODUCTS_SOURCE,
    classified_members,
    classified_parent_orders,
)
from fmcg_assets_tests.transforms.frames import (
    Row,
    accepted_rows,
    bronze,
    flags_by_line,
    picked,
    reasons_by_line,
    rejected_rows,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

FULL: Final = "orders/full_load/fact_orders.csv"
MAY: Final = "orders/incremental_load/2025_05.csv"
JUNE: Final = "orders/incremental_load/2025_06.csv"

SALE: Final[Row] = {
    "date": "2025-05-01",
    "product_code": "ARCH1",
    "customer_code": "70002017",
    "sold_quantity": "161",
    "file_name": FULL,
}


def members(spark: SparkSession, rows: Sequence[Row]) -> DataFrame:
    return classified_members(
        bronze(spark, CUSTOMERS_SOURCE, rows), CUSTOMERS_SOURCE, "customer_code"
    )


def sales(spark: SparkSession, changes: Sequence[Row], *, max_quantity: int = 1_000) -> DataFrame:
    """Classify sales that differ from a clean one in the given columns."""
    return classified_parent_orders(
        bronze(spark, ORDERS_SOURCE, [SALE | change for change in changes]),
        table(
            spark,
            "silver/parent_products",
            [{"product_code": "ARCH1"}, {"product_code": "BOW  2"}],
        ),
        table(
            spark,
            "silver/parent_customers",
            [{"customer_code": "70002017"}, {"customer_code": "70002018"}],
        ),
        max_quantity=max_quantity,
    )


def test_texts_lose_superfluous_blanks_and_are_kept_otherwise(spark: SparkSession) -> None:
    rows = [
        {
            "customer_code": " 1 ",
            "customer": " sporty  ESSENTIALS",
            "market": "india",
            "channel": "",
        },
        {"customer_code": "2", "customer": "PlayMore Sports", "channel": "Direct"},
    ]
    found = accepted_rows(members(spark, rows), CUSTOMERS_SOURCE)
    assert picked(found, "customer_code", "customer", "market", "channel", "quality_flags") == [
        ("1", "sporty ESSENTIALS", "india", None, ["text_repaired"]),
        ("2", "PlayMore Sports", None, "Direct", []),
    ]


def test_a_code_is_written_as_sales_refer_to_it(spark: SparkSession) -> None:
    """A code is only trimmed, here and in the sales: a blank inside is a part of it."""
    rows = accepted_rows(members(spark, [{"customer_code": " A  1 "}]), CUSTOMERS_SOURCE)
    sold = accepted_rows(sales(spark, [{"product_code": " BOW  2 "}]), ORDERS_SOURCE)
    assert (rows[0]["customer_code"], sold[0]["product_code"]) == ("A  1", "BOW  2")


def test_a_member_without_a_code_is_rejected(spark: SparkSession) -> None:
    rows: list[Row] = [{"customer_code": None, "customer": "A"}, {"customer_code": "\t"}]
    frame = members(spark, rows)
    assert reasons_by_line(rejected_rows(frame, CUSTOMERS_SOURCE)) == {
        2: "missing_customer_code",
        3: "missing_customer_code",
    }


def test_a_product_may_lack_everything_but_its_code(spark: SparkSession) -> None:
    frame = classified_members(
        bronze(spark, PRODUCTS_SOURCE, [{"product_code": "A"}, {"product": "Bow"}]),
        PRODUCTS_SOURCE,
        "product_code",
    )
    assert picked(accepted_rows(frame, PRODUCTS_SOURCE), "product_code", "variant") == [("A", None)]
    assert reasons_by_line(rejected_rows(frame, PRODUCTS_SOURCE)) == {3: "missing_product_code"}


def test_the_first_delivery_of_a_code_wins_and_differing_ones_are_flagged(
    spark: SparkSession,
) -> None:
    rows: list[Row] = [
        {"customer_code": "1", "customer": "First", "market": None},
        {"customer_code": "1", "customer": None, "market": "First"},
        {"customer_code": "2", "customer": "Same"},
        {"customer_code": "2 ", "customer": " Same"},
    ]
    found = accepted_rows(members(spark, rows), CUSTOMERS_SOURCE)
    assert picked(found, "customer_code", "customer", "duplicate_rows", "quality_flags") == [
        ("1", "First", 1, ["differing_duplicate"]),
        ("2", "Same", 1, []),
    ]


def test_a_sale_is_accepted_as_the_parent_wrote_it(spark: SparkSession) -> None:
    assert accepted_rows(sales(spark, [{}]), ORDERS_SOURCE) == [
        {
            "date": date(2025, 5, 1),
            "product_code": "ARCH1",
            "customer_code": "70002017",
            "sold_quantity": 161,
            "quality_flags": [],
            "duplicate_rows": 0,
            "file_name": FULL,
            "row_number": 2,
        }
    ]


def test_a_date_within_a_month_stands_for_the_month_and_is_flagged(spark: SparkSession) -> None:
    texts = ["2025-05-01", "31/05/2025", "2024/02/29"]
    found = accepted_rows(sales(spark, [{"date": text} for text in texts]), ORDERS_SOURCE)
    assert picked(found, "date", "quality_flags") == [
        (date(2025, 5, 1), []),
        (date(2025, 5, 1), ["not_month_start"]),
        (date(2024, 2, 1), ["not_month_start"]),
    ]


def test_a_customer_that_is_not_known_becomes_the_unknown_member(spark: SparkSession) -> None:
    changes: list[Row] = [{"customer_code": code} for code in (" 70002018 ", "7", None)]
    found = accepted_rows(sales(spark, changes), ORDERS_SOURCE)
    assert picked(found, "customer_code", "quality_flags") == [
        ("70002018", []),
        ("999999", ["unknown_customer"]),
        ("999999", ["unknown_customer"]),
    ]


def test_the_first_broken_rule_rejects_a_sale(spark: SparkSession) -> None:
    changes: list[Row] = [
        {"sold_quantity": None, "date": None},
        {"sold_quantity": " "},
        {"date": "2025", "sold_quantity": "0"},
        {"date": None},
        {"sold_quantity": "0", "product_code": "X"},
        {"sold_quantity": "-1"},
        {"sold_quantity": "1001"},
        {"sold_quantity": "1.5"},
        {"product_code": "X"},
        {"product_code": None},
        {"sold_quantity": "1000.0"},
    ]
    frame = sales(spark, changes)
    assert list(reasons_by_line(rejected_rows(frame, ORDERS_SOURCE)).values()) == [
        *["missing_qty"] * 2,
        *["bad_date"] * 2,
        *["bad_qty"] * 4,
        *["unknown_product"] * 2,
    ]
    assert picked(accepted_rows(frame, ORDERS_SOURCE), "row_number") == [12]


def test_equal_lines_of_one_file_are_two_sales(spark: SparkSession) -> None:
    found = accepted_rows(sales(spark, [{}, {}, {"sold_quantity": "5"}]), ORDERS_SOURCE)
    assert picked(found, "sold_quantity", "duplicate_rows") == [(161, 0), (161, 0), (5, 0)]


@pytest.mark.parametrize(
    ("changes", "accepted", "superseded"),
    [
        pytest.param([{}, {"file_name": MAY}], [3], [2], id="an incremental file over a full load"),
        pytest.param(
            [{"file_name": JUNE}, {"file_name": MAY}, {}], [2], [3, 4], id="the last of all files"
        ),
        pytest.param(
            [{}, {}, {"file_name": MAY}, {"file_name": MAY}],
            [4, 5],
            [2, 3],
            id="all lines of the earlier file by all lines of the later one",
        ),
        pytest.param(
            [{"date": "2025-05-09"}, {"file_name": MAY}], [3], [2], id="whatever day is written"
        ),
        pytest.param([{}, {"file_name": MAY, "date": "2025-06-01"}], [2, 3], [], id="month"),
        pytest.param([{}, {"file_name": MAY, "product_code": "BOW  2"}], [2, 3], [], id="product"),
        pytest.param([{}, {"file_name": MAY, "customer_code": "7"}], [2, 3], [], id="customer"),
        pytest.param(
            [{"customer_code": "7"}, {"file_name": MAY, "customer_code": "8"}],
            [2, 3],
            [],
            id="two unknown customers",
        ),
    ],
)
def test_a_later_file_supersedes_the_sales_of_a_month_product_and_customer(
    spark: SparkSession, changes: list[Row], accepted: list[int], superseded: list[int]
) -> None:
    frame = sales(spark, changes)
    assert sorted(picked(accepted_rows(frame, ORDERS_SOURCE), "row_number")) == accepted
    assert reasons_by_line(rejected_rows(frame, ORDERS_SOURCE)) == dict.fromkeys(
        superseded, "superseded"
    )


@pytest.mark.parametrize("wrong", ["sold_quantity", "date", "product_code"])
def test_a_rejected_line_supersedes_nothing(spark: SparkSession, wrong: str) -> None:
    """Otherwise the sale would be neither in the facts nor waiting."""
    frame = sales(spark, [{}, {"file_name": MAY, wrong: "?"}])
    assert picked(accepted_rows(frame, ORDERS_SOURCE), "row_number") == [2]
    assert picked(rejected_rows(frame, ORDERS_SOURCE), "row_number") == [3]


@settings(max_examples=6, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "date": st.sampled_from(["2025-05-01", "31/05/2025", "2025-06-01", None]),
                "product_code": st.sampled_from(["ARCH1", "BOW  2", "X"]),
                "customer_code": st.sampled_from(["70002017", "7", None]),
                "sold_quantity": st.sampled_from(["1", "0", "2.0", None]),
                "file_name": st.sampled_from([FULL, MAY, JUNE]),
            }
        ),
        min_size=1,
        max_size=30,
    ),
    st.data(),
)
def test_every_sale_has_one_outcome_in_whatever_order_it_arrives(
    spark: SparkSession, lines: list[Row], data: st.DataObject
) -> None:
    numbered = [line | {"row_number": number} for number, line in enumerate(lines, start=2)]
    frame = sales(spark, numbered)
    accepted, rejected = accepted_rows(frame, ORDERS_SOURCE), rejected_rows(frame, ORDERS_SOURCE)
    told = sorted(picked([*accepted, *rejected], "row_number"))
    assert told == [line["row_number"] for line in numbered]

    newest: dict[tuple[object, ...], set[str]] = {}
    for row in accepted:
        delivered = lines[row["row_number"] - 2]["customer_code"]
        key = (row["date"], row["product_code"], delivered)
        newest.setdefault(key, set()).add(row["file_name"])
    assert all(len(files) == 1 for files in newest.values())

    shuffled = sales(spark, data.draw(st.permutations(numbered)))
    assert accepted_rows(shuffled, ORDERS_SOURCE) == accepted
    assert rejected_rows(shuffled, ORDERS_SOURCE) == rejected


def test_flags_of_a_sale_are_its_own(spark: SparkSession) -> None:
    changes: list[Row] = [{}, {"customer_code": "7"}, {"date": "02/05/2025", "customer_code": "7"}]
    assert flags_by_line(accepted_rows(sales(spark, changes), ORDERS_SOURCE)) == {
        2: [],
        3: ["unknown_customer"],
        4: ["unknown_customer", "not_month_start"],
    }
