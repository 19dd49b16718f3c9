"""Which stored days a changed dimension or correction concerns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.transforms.healing import days_to_clean_again, days_to_key_again
from fmcg_assets.transforms.orders import SOURCE, classified_orders
from fmcg_assets.transforms.quality import accepted, rejected
from fmcg_assets_tests.transforms.frames import bronze, known_customers, known_products, table

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

DAYS: Final = [date(2025, 7, day) for day in range(1, 7)]
PRODUCTS: Final = {"101": "a", "102": "b"}
CUSTOMERS: Final = ("1", "2")

# One line per day: (customer_id, product_id, quantity).
DELIVERED: Final = [
    ("1", "101", "5"),
    ("2.0", "102.0", "5"),
    ("3", "101", "5"),
    ("abc", "101", "5"),
    ("1", "103.0", "5"),
    ("1", "103", None),
]


def classified(
    spark: SparkSession, products: dict[str, str], customers: tuple[str, ...]
) -> DataFrame:
    lines = [
        {
            "order_id": "F1",
            "order_placement_date": day.isoformat(),
            "customer_id": customer,
            "product_id": product,
            "order_qty": quantity,
            "file_date": day,
        }
        for day, (customer, product, quantity) in zip(DAYS, DELIVERED, strict=True)
    ]
    return classified_orders(
        bronze(spark, SOURCE, lines),
        known_products(spark, products),
        known_customers(spark, *customers),
        late_days=31,
        max_quantity=1_000,
    )


def days_found(
    spark: SparkSession,
    stored: tuple[pa.Table, pa.Table],
    products: dict[str, str],
    customers: tuple[str, ...],
) -> list[date]:
    orders, quarantine = (spark_frame(spark, rows) for rows in stored)
    found = days_to_clean_again(
        orders,
        quarantine,
        known_products(spark, products),
        known_customers(spark, *customers),
    )
    return days(found)


def days(frame: DataFrame) -> list[date]:
    found: list[Any] = frame.toArrow()["file_date"].to_pylist()
    return sorted(found)


@pytest.fixture(scope="module")
def stored(spark: SparkSession) -> tuple[pa.Table, pa.Table]:
    """The order lines and the quarantine that were computed with the dimensions of the time."""
    frame = classified(spark, PRODUCTS, CUSTOMERS)
    return accepted(frame, SOURCE).toArrow(), rejected(frame, SOURCE).toArrow()


@pytest.mark.parametrize(
    ("products", "customers", "expected"),
    [
        pytest.param(PRODUCTS, CUSTOMERS, [], id="nothing changed"),
        pytest.param(PRODUCTS | {"103": "c"}, CUSTOMERS, [5], id="a waiting product arrived"),
        pytest.param(PRODUCTS | {"104": "d"}, CUSTOMERS, [], id="no line waits for the product"),
        pytest.param({"101": "a"}, CUSTOMERS, [2], id="a product is no longer known"),
        pytest.param({"101": "x", "102": "y"}, CUSTOMERS, [], id="only names changed"),
        pytest.param(PRODUCTS, ("1", "2", "3"), [3], id="an unknown customer arrived"),
        pytest.param(PRODUCTS, ("2",), [1], id="a customer is no longer known"),
        pytest.param(PRODUCTS, ("1", "2", "4"), [], id="no line names the customer"),
        pytest.param({}, (), [1, 2, 3, 4], id="nothing is known any more"),
        pytest.param({"103": "c"}, ("3",), [1, 2, 3, 4, 5], id="everything at once"),
    ],
)
def test_days_are_cleaned_again_whose_lines_would_be_looked_up_otherwise(
    spark: SparkSession,
    stored: tuple[pa.Table, pa.Table],
    products: dict[str, str],
    customers: tuple[str, ...],
    expected: list[int],
) -> None:
    found = days_found(spark, stored, products, customers)
    assert found == [DAYS[number - 1] for number in expected]


def test_exactly_those_days_would_give_other_rows(
    spark: SparkSession, stored: tuple[pa.Table, pa.Table]
) -> None:
    """The days that are found are those whose rows differ, computed before and after."""
    products, customers = PRODUCTS | {"103": "c"}, ("2", "3")
    frame = classified(spark, products, customers)
    changed: set[date] = set()
    for before, outcome in zip(stored, (accepted, rejected), strict=True):
        after = outcome(frame, SOURCE).toArrow()
        one, other = (
            {(row["file_date"], str(row)) for row in rows.to_pylist()} for rows in (before, after)
        )
        changed |= {day for day, _ in one ^ other}
    found = days_found(spark, stored, products, customers)
    assert found == sorted(changed) == [DAYS[0], DAYS[2], DAYS[4]]


def test_a_line_rejected_for_another_reason_waits_for_no_product(spark: SparkSession) -> None:
    waiting = table(
        spark,
        "silver/orders_quarantine",
        [
            {"source_row": '{"product_id":"103"}', "reason": "unknown_product"},
            {
                "source_row": '{"product_id":"103"}',
                "reason": "bad_qty",
                "file_date": DAYS[0],
            },
            {
                "source_row": '{"fault":"control characters","line":"103"}',
                "reason": "malformed_line",
                "file_date": DAYS[1],
            },
        ],
    )
    found = days_to_clean_again(
        table(spark, "silver/orders", []),
        waiting,
        known_products(spark, {"103": "c"}),
        known_customers(spark),
    )
    assert days(found) == [date(2025, 7, 15)]


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        pytest.param(PRODUCTS, [], id="nothing changed"),
        pytest.param(PRODUCTS | {"103": "c"}, [], id="another product arrived"),
        pytest.param({"101": "x", "102": "b"}, [DAYS[0], DAYS[2]], id="a name, hence a code"),
        pytest.param({"101": "a"}, [DAYS[1], DAYS[2]], id="a product is no longer known"),
    ],
)
def test_days_are_keyed_again_whose_facts_hold_a_changed_key(
    spark: SparkSession, products: dict[str, str], expected: list[date]
) -> None:
    facts = table(
        spark,
        "gold/sb_fact_orders",
        [
            {"file_date": DAYS[0], "product_id": "101", "product_code": "a"},
            {"file_date": DAYS[0], "product_id": "101", "product_code": "a"},
            {"file_date": DAYS[1], "product_id": "102", "product_code": "b"},
            {"file_date": DAYS[2], "product_id": "101", "product_code": "a"},
            {"file_date": DAYS[2], "product_id": "102", "product_code": "b"},
        ],
    )
    assert days(days_to_key_again(facts, known_products(spark, products))) == expected
