"""The star schema of both companies and the enriched view."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.errors import PySparkException

from fmcg_assets.contracts import TABLES
from fmcg_assets.transforms.star_schema import (
    all_customers,
    all_facts,
    all_products,
    calendar,
    enriched_sales,
    enriched_sales_sql,
)
from fmcg_assets_tests.transforms.frames import Row, gold_rows, picked, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

BIGINT_MAX: Final = 2**63 - 1
JULY: Final = date(2025, 7, 1)


# --- dimensions


def test_customers_of_both_companies_and_one_unknown_member(spark: SparkSession) -> None:
    parent = {
        "customer": "Sporty",
        "market": "India",
        "platform": "E-Commerce",
        "channel": "Direct",
    }
    acquired = {
        "customer": "Fitfuel-Pune",
        "market": "India",
        "platform": "Sports Bar",
        "channel": "Acquisition",
    }
    frame = all_customers(
        table(
            spark,
            "silver/parent_customers",
            [{"customer_code": "7"} | parent, {"customer_code": "999999"} | parent],
        ),
        table(
            spark,
            "gold/sb_dim_customers",
            [{"customer_id": number} | acquired for number in ("8", "7", "999999")],
        ),
    )
    assert gold_rows(frame, "gold/dim_customers") == [
        {"customer_code": "7"} | parent,
        {"customer_code": "8"} | acquired,
        {"customer_code": "999999"} | dict.fromkeys(parent),
    ]


def test_the_unknown_member_is_there_without_any_customer(spark: SparkSession) -> None:
    frame = all_customers(
        table(spark, "silver/parent_customers", []), table(spark, "gold/sb_dim_customers", [])
    )
    assert picked(gold_rows(frame, "gold/dim_customers"), "customer_code") == ["999999"]


def test_products_of_both_companies_and_the_parent_s_where_they_share_a_code(
    spark: SparkSession,
) -> None:
    frame = all_products(
        table(
            spark,
            "silver/parent_products",
            [{"product_code": "a", "product": "Bow"}, {"product_code": "b", "product": "Arrow"}],
        ),
        table(
            spark,
            "gold/sb_dim_products",
            [{"product_code": "b", "product": "Bar"}, {"product_code": "c", "product": "Oats"}],
        ),
    )
    assert picked(gold_rows(frame, "gold/dim_products"), "product_code", "product") == [
        ("a", "Bow"),
        ("b", "Arrow"),
        ("c", "Oats"),
    ]


@pytest.mark.parametrize(
    ("first_year", "last_year", "days", "leap_days"),
    [
        (2024, 2025, 731, [date(2024, 2, 29)]),
        (2025, 2025, 365, []),
        (2000, 2000, 366, [date(2000, 2, 29)]),
        (2100, 2100, 365, []),
        (2023, 2028, 2192, [date(2024, 2, 29), date(2028, 2, 29)]),
    ],
)
def test_the_calendar_has_every_day_of_its_years_once(
    spark: SparkSession, first_year: int, last_year: int, days: int, leap_days: list[date]
) -> None:
    found = picked(gold_rows(calendar(spark, first_year, last_year), "gold/dim_date"), "date")
    assert found == [date(first_year, 1, 1) + timedelta(n) for n in range(days)]
    assert found[-1] == date(last_year, 12, 31)
    assert [day for day in found if (day.month, day.day) == (2, 29)] == leap_days


def test_a_day_of_the_calendar_knows_its_month_quarter_and_year(spark: SparkSession) -> None:
    rows = {row["date"]: row for row in gold_rows(calendar(spark, 2024, 2024), "gold/dim_date")}
    assert rows[date(2024, 2, 29)] == {
        "date": date(2024, 2, 29),
        "date_key": 202402,
        "month_start_date": date(2024, 2, 1),
        "year": 2024,
        "month_name": "February",
        "month_short_name": "Feb",
        "quarter": "Q1",
        "year_quarter": "2024-Q1",
    }
    firsts = [rows[date(2024, month, 1)] for month in range(1, 13)]
    assert " ".join(picked(firsts, "month_name")) == (
        "January February March April May June July August September October November December"
    )
    assert picked(firsts, "month_short_name") == [row["month_name"][:3] for row in firsts]
    assert picked(firsts, "quarter") == [f"Q{quarter}" for quarter in (1, 2, 3, 4) for _ in "mmm"]
    assert picked(firsts, "date_key") == [202400 + month for month in range(1, 13)]
    assert all(row["month_start_date"] == day.replace(day=1) for day, row in rows.items())


# --- facts


def facts(
    spark: SparkSession, acquired: Sequence[Row] = (), parent: Sequence[Row] = ()
) -> DataFrame:
    return all_facts(
        table(spark, "gold/sb_fact_orders", acquired), table(spark, "silver/parent_orders", parent)
    )


def test_facts_keep_the_true_date_and_are_partitioned_by_file_day_or_reporting_date(
    spark: SparkSession,
) -> None:
    ordered, delivered = date(2025, 6, 30), date(2025, 7, 2)
    keys = {"product_code": "a", "customer_code": "7"}
    frame = facts(
        spark,
        [{"date": ordered, "file_date": delivered, "sold_quantity": 5} | keys],
        [{"date": JULY, "sold_quantity": 6} | keys],
    )
    assert gold_rows(frame, "gold/fact_orders") == [
        {
            "date": JULY,
            "sold_quantity": 6,
            "company": "parent",
            "partition_date": JULY,
        }
        | keys,
        {
            "date": ordered,
            "sold_quantity": 5,
            "company": "child",
            "partition_date": delivered,
        }
        | keys,
    ]


FACT_KEY: Final = ("partition_date", "date", "product_code", "customer_code", "company")
SALES = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.sampled_from([JULY, date(2025, 7, 2), date(2025, 8, 1)]),
            "file_date": st.sampled_from([JULY, date(2025, 7, 2)]),
            "product_code": st.sampled_from("ab"),
            "customer_code": st.sampled_from(["7", "999999"]),
            "sold_quantity": st.integers(1, 2**57),
        }
    ),
    max_size=30,
)


@settings(max_examples=15, deadline=None)
@given(SALES, SALES)
def test_facts_sum_the_pieces_of_their_grain_exactly(
    spark: SparkSession, acquired: list[Row], parent: list[Row]
) -> None:
    own = [{key: value for key, value in row.items() if key != "file_date"} for row in parent]
    sums: defaultdict[tuple[object, ...], int] = defaultdict(int)
    for company, partition, rows in (("child", "file_date", acquired), ("parent", "date", own)):
        for row in rows:
            grain = (row[partition], *(row[name] for name in FACT_KEY[1:4]), company)
            sums[grain] += row["sold_quantity"]
    found = gold_rows(facts(spark, acquired, own), "gold/fact_orders")
    assert picked(found, *FACT_KEY, "sold_quantity") == [
        (*grain, total) for grain, total in sorted(sums.items())
    ]


# --- the view


def view(
    spark: SparkSession,
    sales: Sequence[Row],
    *,
    customers: Sequence[Row] = (),
    products: Sequence[Row] = (),
    prices: Sequence[Row] = (),
    years: tuple[int, int] = (2024, 2025),
) -> list[Row]:
    """Return the view's rows over these facts and dimensions."""
    frame = enriched_sales(
        table(spark, "gold/fact_orders", sales),
        table(spark, "gold/dim_customers", customers),
        table(spark, "gold/dim_products", products),
        table(spark, "gold/dim_gross_price", prices),
        calendar(spark, *years),
    )
    return gold_rows(frame, "gold/vw_fact_orders_enriched")


def sale(day: date, quantity: int, product: str = "a", customer: str = "7") -> Row:
    return {
        "date": day,
        "product_code": product,
        "customer_code": customer,
        "sold_quantity": quantity,
    }


def price(amount: str, year: int = 2025, product: str = "a") -> Row:
    return {"product_code": product, "year": year, "price_inr": Decimal(amount)}


CUSTOMER: Final = {
    "customer": "Sporty",
    "market": "India",
    "platform": "E-Commerce",
    "channel": "Direct",
}
PRODUCT: Final = {
    "division": "Archery",
    "category": "Bow",
    "product": "Recurve",
    "variant": "26 lbs",
}


def test_a_row_of_the_view_has_all_attributes_of_its_month_product_and_customer(
    spark: SparkSession,
) -> None:
    assert view(
        spark,
        [sale(date(2025, 7, 31), 3)],
        customers=[{"customer_code": "7"} | CUSTOMER],
        products=[{"product_code": "a"} | PRODUCT],
        prices=[price("84.50")],
    ) == [
        {
            "date": JULY,
            "product_code": "a",
            "customer_code": "7",
            "date_key": 202507,
            "year": 2025,
            "month_name": "July",
            "month_short_name": "Jul",
            "quarter": "Q3",
            "year_quarter": "2025-Q3",
            **CUSTOMER,
            **PRODUCT,
            "sold_quantity": 3,
            "price_inr": Decimal("84.50"),
            "total_amount_inr": Decimal("253.50"),
        }
    ]


def test_the_grain_is_month_product_and_customer_over_partitions_and_companies(
    spark: SparkSession,
) -> None:
    sales = [
        sale(JULY, 1) | {"company": "parent", "partition_date": JULY},
        sale(date(2025, 7, 2), 2) | {"company": "child", "partition_date": date(2025, 7, 2)},
        sale(date(2025, 7, 2), 3) | {"company": "child", "partition_date": date(2025, 7, 9)},
        sale(date(2025, 8, 31), 4),
        sale(date(2024, 7, 31), 5),
        sale(JULY, 6, product="b"),
        sale(JULY, 7, customer="8"),
    ]
    found = view(spark, sales)
    key = TABLES["gold/vw_fact_orders_enriched"].key
    assert picked(found, *key, "sold_quantity") == [
        (date(2024, 7, 1), "a", "7", 5),
        (JULY, "a", "7", 6),
        (JULY, "a", "8", 7),
        (JULY, "b", "7", 6),
        (date(2025, 8, 1), "a", "7", 4),
    ]


def test_a_sale_without_price_or_attributes_keeps_its_row(spark: SparkSession) -> None:
    (row,) = view(spark, [sale(JULY, 3)])
    unknown = (*CUSTOMER, *PRODUCT, "price_inr", "total_amount_inr")
    assert picked([row], *unknown) == [(None,) * len(unknown)]
    assert (row["sold_quantity"], row["date_key"]) == (3, 202507)


def test_a_sale_outside_the_calendar_keeps_its_row(spark: SparkSession) -> None:
    (row,) = view(spark, [sale(JULY, 3)], prices=[price("2")], years=(2024, 2024))
    assert picked([row], "date", "date_key", "year", "quarter", "total_amount_inr") == [
        (JULY, None, None, None, Decimal("6.00"))
    ]


def test_the_price_is_that_of_the_product_and_the_year(spark: SparkSession) -> None:
    sales = [
        sale(date(2024, 12, 31), 1),
        sale(date(2025, 1, 1), 1),
        sale(date(2025, 1, 1), 1, product="b"),
        sale(date(2024, 12, 31), 1, product="b"),
    ]
    prices = [price("10", 2024), price("20", 2025), price("30", 2025, "b"), price("40", 2026)]
    assert picked(view(spark, sales, prices=prices), "date", "product_code", "price_inr") == [
        (date(2024, 12, 1), "a", Decimal("10.00")),
        (date(2024, 12, 1), "b", None),
        (date(2025, 1, 1), "a", Decimal("20.00")),
        (date(2025, 1, 1), "b", Decimal("30.00")),
    ]


def test_the_unknown_member_s_sales_count_without_attributes(spark: SparkSession) -> None:
    customers = [{"customer_code": "7"} | CUSTOMER, {"customer_code": "999999"}]
    sales = [sale(JULY, 3, customer="999999"), sale(JULY, 4)]
    found = view(spark, sales, customers=customers, prices=[price("2")])
    assert picked(found, "customer_code", "customer", "channel", "total_amount_inr") == [
        ("7", "Sporty", "Direct", Decimal("8.00")),
        ("999999", None, None, Decimal("6.00")),
    ]


@pytest.mark.parametrize(
    ("quantities", "unit_price", "amount"),
    [
        ([3], "0.01", "0.03"),
        ([9_007_199_254_740_993], "1.01", "9097271247288402.93"),
        ([BIGINT_MAX], "1.00", "9223372036854775807.00"),
        ([BIGINT_MAX], "9999999999.99", "92233720368455524349631452241.93"),
        ([BIGINT_MAX - 1, 1], "9999999999.99", "92233720368455524349631452241.93"),
    ],
)
def test_amounts_are_exact_beyond_bigint(
    spark: SparkSession, quantities: list[int], unit_price: str, amount: str
) -> None:
    sales = [sale(JULY + timedelta(n), quantity) for n, quantity in enumerate(quantities)]
    (row,) = view(spark, sales, prices=[price(unit_price)])
    assert (row["sold_quantity"], row["total_amount_inr"]) == (sum(quantities), Decimal(amount))


def test_pieces_beyond_bigint_are_an_error_and_never_wrap(spark: SparkSession) -> None:
    sales = [sale(JULY, BIGINT_MAX), sale(JULY, 1)]
    with pytest.raises(PySparkException):
        view(spark, sales)
    with pytest.raises(PySparkException):
        facts(spark, parent=sales).toArrow()


def test_the_view_s_text_names_tables_by_their_contracts_alone() -> None:
    named = re.findall(r"\{(\w+)\}", enriched_sales_sql())
    sources = TABLES["gold/vw_fact_orders_enriched"].sources
    assert sorted(named) == sorted(source.removeprefix("gold/") for source in sources)


@settings(max_examples=10, deadline=None)
@given(SALES, st.sets(st.sampled_from("ab")), st.booleans())
def test_no_sale_is_lost_or_doubled_whatever_the_dimensions_hold(
    spark: SparkSession, sales: list[Row], priced: set[str], with_customers: bool
) -> None:
    rows: list[dict[str, Any]] = [
        {key: value for key, value in row.items() if key != "file_date"} for row in sales
    ]
    found = view(
        spark,
        rows,
        customers=[{"customer_code": "7"}] if with_customers else [],
        prices=[price("0.07", product=product) for product in sorted(priced)],
        years=(2025, 2025),
    )
    assert sum(picked(found, "sold_quantity")) == sum(picked(rows, "sold_quantity"))
    keys = picked(found, "date", "product_code", "customer_code")
    assert len(set(keys)) == len(keys)
    amount = sum(row["total_amount_inr"] or 0 for row in found)
    priced_pieces = sum(row["sold_quantity"] for row in rows if row["product_code"] in priced)
    assert amount == Decimal(priced_pieces * 7).scaleb(-2)
