"""List prices of both companies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.transforms.prices import (
    CHILD_SOURCE,
    PARENT_SOURCE,
    acquired_gross_prices,
    classified_gross_prices,
    classified_parent_prices,
    yearly_prices,
)
from fmcg_assets_tests.transforms.frames import (
    accepted_rows,
    bronze,
    gold_rows,
    known_products,
    picked,
    reasons_by_line,
    rejected_rows,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark.sql import DataFrame, SparkSession

JULY: Final = date(2025, 7, 1)


def classified(
    spark: SparkSession, rows: Sequence[tuple[str | None, str | None, str | None]]
) -> DataFrame:
    """Classify rows of product_id, month and gross_price, where 101 and 102 are known."""
    names = ("product_id", "month", "gross_price")
    return classified_gross_prices(
        bronze(spark, CHILD_SOURCE, [dict(zip(names, row, strict=True)) for row in rows]),
        known_products(spark, {"101": "a", "102": "b", "999999": "c"}),
    )


def classified_by_year(
    spark: SparkSession, rows: Sequence[tuple[str | None, str | None, str | None]]
) -> DataFrame:
    """Classify rows of the parent's product_code, price_inr and year."""
    names = ("product_code", "price_inr", "year")
    return classified_parent_prices(
        bronze(spark, PARENT_SOURCE, [dict(zip(names, row, strict=True)) for row in rows])
    )


def test_a_month_is_read_in_every_format_and_stands_for_its_first_day(
    spark: SparkSession,
) -> None:
    rows = [
        ("101", "2025/07/01", "1"),
        ("101", "01/08/2025", "1"),
        ("101", "2025-09-01", "1"),
        ("101", "01-10-2025", "1"),
        ("101", "30-11-2025", "1"),
        ("101", "12/07/2024", "1"),
    ]
    found = accepted_rows(classified(spark, rows), CHILD_SOURCE)
    assert picked(found, "month") == [
        date(2025, 7, 1),
        date(2025, 8, 1),
        date(2025, 9, 1),
        date(2025, 10, 1),
        date(2025, 11, 1),
        date(2024, 7, 1),
    ]


PRICES: Final[dict[str | None, tuple[Decimal | None, list[str]]]] = {
    "84": (Decimal("84.00"), []),
    "83.5": (Decimal("83.50"), []),
    "0": (Decimal("0.00"), []),
    "-84": (Decimal("84.00"), ["negative_price"]),
    "-0.01": (Decimal("0.01"), ["negative_price"]),
    "unknown": (None, ["invalid_price"]),
    "NaN": (None, ["invalid_price"]),
    "Infinity": (None, ["invalid_price"]),
    "-Infinity": (None, ["invalid_price"]),
    "1,200.50": (None, ["invalid_price"]),
    "₹99": (None, ["invalid_price"]),
    "12345678900": (None, ["invalid_price"]),
    "": (None, ["invalid_price"]),
    None: (None, ["invalid_price"]),
}


def test_a_negative_price_is_made_positive_and_one_that_is_no_number_is_null(
    spark: SparkSession,
) -> None:
    rows = [("101", f"{2001 + n}-07-01", text) for n, text in enumerate(PRICES)]
    found = accepted_rows(classified(spark, rows), CHILD_SOURCE)
    assert dict(zip(PRICES, picked(found, "gross_price", "quality_flags"), strict=True)) == PRICES


def test_the_parent_s_prices_follow_the_same_rule(spark: SparkSession) -> None:
    rows = [("A", text, str(2001 + n)) for n, text in enumerate(PRICES)]
    found = accepted_rows(classified_by_year(spark, rows), PARENT_SOURCE)
    assert dict(zip(PRICES, picked(found, "price_inr", "quality_flags"), strict=True)) == PRICES


def test_a_price_without_a_month_or_a_known_product_waits(spark: SparkSession) -> None:
    rows = [
        ("101", "2025-07-01", "84"),
        ("101.0", "2025-08-01", "84"),
        ("101", "31/02/2025", "84"),
        ("101", None, "84"),
        ("88888888", "2025", "84"),
        ("88888888", "2025-12-01", "-83"),
        ("XYZ123", "2025-12-01", "83"),
        ("999999", "2025-12-01", "83"),
        (None, "2025-12-01", "83"),
    ]
    frame = classified(spark, rows)
    assert reasons_by_line(rejected_rows(frame, CHILD_SOURCE)) == {
        4: "bad_date",
        5: "bad_date",
        6: "bad_date",
        7: "unknown_product",
        8: "unknown_product",
        9: "unknown_product",
        10: "unknown_product",
    }
    assert picked(accepted_rows(frame, CHILD_SOURCE), "product_id", "month") == [
        ("101", date(2025, 7, 1)),
        ("101", date(2025, 8, 1)),
    ]


def test_the_first_of_several_prices_of_a_product_and_month_counts(spark: SparkSession) -> None:
    rows = [
        ("101", "2025-07-01", "unknown"),
        ("102", "2025-07-01", "70"),
        ("101", "15/07/2025", "84"),
        ("102", "2025/07/01", "-70.00"),
        ("101", "2025-07-01", "85"),
        ("102", "2025-08-01", "71"),
    ]
    found = accepted_rows(classified(spark, rows), CHILD_SOURCE)
    assert picked(
        found, "product_id", "month", "gross_price", "duplicate_rows", "quality_flags"
    ) == [
        ("101", JULY, None, 2, ["invalid_price", "differing_duplicate"]),
        ("102", JULY, Decimal("70.00"), 1, []),
        ("102", date(2025, 8, 1), Decimal("71.00"), 0, []),
    ]


def test_a_parent_price_needs_a_code_and_a_year_from_2000_to_2100(spark: SparkSession) -> None:
    rows = [
        (" A ", "1", "2024"),
        ("A", "1", " 2025.0 "),
        ("A", "1", "2000"),
        ("A", "1", "2100"),
        (None, "1", "2024"),
        (" ", "1", "1"),
        ("A", "1", "1999"),
        ("A", "1", "2101"),
        ("A", "1", "2024.5"),
        ("A", "1", "99999999999"),
        ("A", "1", "-999999999999999"),
        ("A", "1", "FY25"),
        ("A", "1", None),
    ]
    frame = classified_by_year(spark, rows)
    assert picked(accepted_rows(frame, PARENT_SOURCE), "product_code", "year") == [
        ("A", 2024),
        ("A", 2025),
        ("A", 2000),
        ("A", 2100),
    ]
    assert list(reasons_by_line(rejected_rows(frame, PARENT_SOURCE)).values()) == [
        "missing_product_code",
        "missing_product_code",
        *["bad_year"] * 7,
    ]


def test_the_first_of_several_parent_prices_of_a_product_and_year_counts(
    spark: SparkSession,
) -> None:
    rows = [("A", "10", "2024"), ("A", "-10", "2024"), ("A", "11", "2025"), ("A", "x", "2025")]
    found = accepted_rows(classified_by_year(spark, rows), PARENT_SOURCE)
    assert picked(found, "year", "price_inr", "duplicate_rows", "quality_flags") == [
        (2024, Decimal("10.00"), 1, []),
        (2025, Decimal("11.00"), 1, ["differing_duplicate"]),
    ]


def test_prices_of_two_numbers_with_one_name_become_that_of_the_smaller_number(
    spark: SparkSession,
) -> None:
    silver = table(
        spark,
        "silver/gross_price",
        [
            {"product_id": "102", "month": JULY, "gross_price": Decimal(2)},
            {"product_id": "101", "month": JULY, "gross_price": Decimal(1)},
            {"product_id": "102", "month": date(2025, 8, 1), "gross_price": Decimal(3)},
            {"product_id": "103", "month": JULY, "gross_price": None},
            {"product_id": "104", "month": JULY, "gross_price": Decimal(9)},
        ],
    )
    products = known_products(spark, {"101": "a", "102": "a", "103": "b"})
    assert gold_rows(acquired_gross_prices(silver, products), "gold/sb_dim_gross_price") == [
        {"product_code": "a", "month": JULY, "gross_price": Decimal("1.00")},
        {"product_code": "a", "month": date(2025, 8, 1), "gross_price": Decimal("3.00")},
        {"product_code": "b", "month": JULY, "gross_price": None},
    ]


def by_year(
    spark: SparkSession,
    acquired: Iterable[tuple[str, date, Decimal | None]],
    parent: Iterable[tuple[str, int, Decimal | None]] = (),
) -> list[tuple[str, int, Decimal]]:
    """Return (product_code, year, price) of both companies' prices."""
    monthly = [
        dict(zip(("product_code", "month", "gross_price"), p, strict=True)) for p in acquired
    ]
    yearly = [dict(zip(("product_code", "year", "price_inr"), p, strict=True)) for p in parent]
    frame = yearly_prices(
        table(spark, "silver/parent_gross_price", yearly),
        table(spark, "gold/sb_dim_gross_price", monthly),
    )
    return picked(gold_rows(frame, "gold/dim_gross_price"), "product_code", "year", "price_inr")


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        pytest.param(
            [(2025, 7, 10), (2025, 9, 12), (2025, 8, 11)], {2025: 12}, id="the latest month"
        ),
        pytest.param(
            [(2025, 7, 10), (2025, 8, None), (2025, 9, 0)],
            {2025: 10},
            id="the latest month that has a valid non-zero price",
        ),
        pytest.param(
            [(2024, 12, 9), (2025, 1, 10), (2025, 2, None), (2026, 1, 11)],
            {2024: 9, 2025: 10, 2026: 11},
            id="a new year never overwrites an old one",
        ),
        pytest.param(
            [(2024, 12, 9), (2025, 1, None), (2025, 2, 0)],
            {2024: 9},
            id="a year without a valid price takes none from another year",
        ),
    ],
)
def test_an_acquired_product_s_price_of_a_year(
    spark: SparkSession, months: list[tuple[int, int, int | None]], expected: dict[int, int]
) -> None:
    acquired = [
        ("a", date(year, month, 1), None if price is None else Decimal(price))
        for year, month, price in months
    ]
    assert by_year(spark, acquired) == [
        ("a", year, Decimal(price)) for year, price in expected.items()
    ]


def test_both_companies_prices_stand_side_by_side(spark: SparkSession) -> None:
    assert by_year(
        spark,
        [("child", JULY, Decimal("84.50"))],
        [
            ("parent", 2024, Decimal(2750)),
            ("parent", 2025, Decimal(2800)),
            ("free", 2025, Decimal(0)),
            ("unpriced", 2025, None),
        ],
    ) == [
        ("child", 2025, Decimal("84.50")),
        ("free", 2025, Decimal(0)),
        ("parent", 2024, Decimal(2750)),
        ("parent", 2025, Decimal(2800)),
    ]


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from("ab"),
            st.builds(date, st.integers(2024, 2026), st.integers(1, 12), st.just(1)),
        ),
        st.none() | st.decimals(0, 100, places=2),
        max_size=30,
    )
)
def test_the_price_of_a_year_is_that_of_its_latest_month_with_a_valid_one(
    spark: SparkSession, prices: dict[tuple[str, date], Decimal | None]
) -> None:
    expected = {
        (code, month.year): price
        for (code, month), price in sorted(prices.items(), key=lambda entry: entry[0][1])
        if price
    }
    found = by_year(spark, [(code, month, price) for (code, month), price in prices.items()])
    assert {(code, year): price for code, year, price in found} == expected
    assert len(found) == len(expected)
