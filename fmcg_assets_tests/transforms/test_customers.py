"""The acquired company's customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from fmcg_assets.transforms.customers import SOURCE, acquired_customers, classified_customers
from fmcg_assets_tests.transforms.frames import (
    accepted_rows,
    bronze,
    flags_by_line,
    gold_rows,
    picked,
    reasons_by_line,
    reference,
    rejected_rows,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import DataFrame, SparkSession

SPELLINGS: Final = {
    "Bengaluru": "Bengaluru",
    "Bengalore": "Bengaluru",
    "Hyderabad": "Hyderabad",
    "Hyderbad": "Hyderabad",
    "New Delhi": "New Delhi",
    "NewDheli": "New Delhi",
}
CONFIRMED: Final = {"789403": "New Delhi", "789420": "Bengaluru"}


def classified(
    spark: SparkSession,
    rows: Sequence[tuple[str | None, str | None, str | None]],
    spellings: Mapping[str, str] = SPELLINGS,
) -> DataFrame:
    """Classify rows of customer_id, customer_name and city."""
    names = ("customer_id", "customer_name", "city")
    return classified_customers(
        bronze(spark, SOURCE, [dict(zip(names, row, strict=True)) for row in rows]),
        reference(spark, "city_spellings", spellings),
        reference(spark, "customer_cities", CONFIRMED),
    )


def test_names_are_trimmed_and_put_into_title_case(spark: SparkSession) -> None:
    rows = accepted_rows(
        classified(
            spark,
            [
                ("1", " FitFuel  market ", "Bengaluru"),
                ("2", "champion's CHOICE", "Bengaluru"),
                ("3", "Recovery Lane", "Bengaluru"),
                ("4", " -- ", "Bengaluru"),
                ("5", None, "Bengaluru"),
            ],
        ),
        SOURCE,
    )
    assert picked(rows, "customer_id", "customer_name", "quality_flags") == [
        ("1", "Fitfuel Market", ["name_repaired"]),
        ("2", "Champion's Choice", ["name_repaired"]),
        ("3", "Recovery Lane", []),
        ("4", "--", ["name_repaired"]),
        ("5", None, []),
    ]


def test_a_city_is_taken_from_the_mapping_in_whatever_case_it_is_written(
    spark: SparkSession,
) -> None:
    cities = {
        "Bengaluru": ("Bengaluru", []),
        "Bengalore": ("Bengaluru", ["city_spelling"]),
        "HYDERBAD": ("Hyderabad", ["city_spelling"]),
        "hyderabad": ("Hyderabad", ["city_spelling"]),
        " new  delhi ": ("New Delhi", ["city_spelling"]),
        "NewDheli": ("New Delhi", ["city_spelling"]),
        "Mumbai": (None, ["unmapped_city", "unknown_city"]),
        "Hyder": (None, ["unmapped_city", "unknown_city"]),
        "---": (None, ["unmapped_city", "unknown_city"]),
        "  ": (None, ["unknown_city"]),
    }
    rows = [(str(number), "Name", city) for number, city in enumerate(cities)]
    found = accepted_rows(classified(spark, rows), SOURCE)
    assert dict(zip(cities, picked(found, "city", "quality_flags"), strict=True)) == cities


def test_a_missing_or_unmapped_city_is_the_one_that_the_business_confirmed(
    spark: SparkSession,
) -> None:
    rows = [
        ("789403", "Name", None),
        (" 789420 ", "Name", "Mumbai"),
        ("789404", "Name", None),
    ]
    found = accepted_rows(classified(spark, rows), SOURCE)
    assert picked(found, "customer_id", "city", "quality_flags") == [
        ("789403", "New Delhi", ["city_confirmed"]),
        ("789420", "Bengaluru", ["city_confirmed", "unmapped_city"]),
        ("789404", None, ["unknown_city"]),
    ]


def test_a_delivered_city_is_kept_where_the_business_confirmed_another(
    spark: SparkSession,
) -> None:
    found = accepted_rows(classified(spark, [("789403", "Name", "Hyderbad")]), SOURCE)
    assert picked(found, "city", "quality_flags") == [("Hyderabad", ["city_spelling"])]


def test_two_spellings_that_differ_in_case_alone_do_not_double_a_customer(
    spark: SparkSession,
) -> None:
    spellings = {"Pune": "Pune", "PUNE": "Pune", "pune": "Pune"}
    (row,) = accepted_rows(classified(spark, [("1", "Name", "pune")], spellings), SOURCE)
    assert (row["city"], row["duplicate_rows"]) == ("Pune", 0)


def test_the_first_delivery_of_a_customer_wins(spark: SparkSession) -> None:
    rows = [
        ("1", "First", "Hyderabad"),
        ("2", "Other", "Hyderabad"),
        (" 1", "Second", "Bengaluru"),
        ("1.0", "Third", None),
    ]
    found = accepted_rows(classified(spark, rows), SOURCE)
    assert picked(found, "customer_id", "customer_name", "city", "duplicate_rows") == [
        ("1", "First", "Hyderabad", 2),
        ("2", "Other", "Hyderabad", 0),
    ]


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        (("Recovery Lane", None), ("Recovery Lane", None), False),
        (("Recovery Lane", "Hyderabad"), (" recovery  LANE ", "Hyderabad"), False),
        (("Recovery Lane", "Hyderabad"), ("Recovery Lane", "Hyderbad"), False),
        (("Recovery Lane", "Hyderabad"), ("Recovery Lane", "Bengaluru"), True),
        (("Recovery Lane", "Hyderabad"), ("Recovery Lane", None), True),
        (("Recovery Lane", "Hyderabad"), ("Recovery", "Hyderabad"), True),
        (("Pune", None), (None, "Pune"), True),
        (("Recovery Lane", "Pune"), ("Recovery Lane", "Mumbai"), True),
    ],
)
def test_a_later_delivery_that_says_something_else_is_flagged(
    spark: SparkSession,
    first: tuple[str | None, str | None],
    second: tuple[str | None, str | None],
    differs: bool,
) -> None:
    (row,) = accepted_rows(classified(spark, [("1", *first), ("1", *second)]), SOURCE)
    assert ("differing_duplicate" in row["quality_flags"]) is differs


def test_a_rejected_row_is_no_delivery_of_a_customer(spark: SparkSession) -> None:
    rows = [("1", "Name", "Pune"), ("1", "Na\ufffdme", "Pune")]
    frame = classified(spark, rows)
    assert flags_by_line(accepted_rows(frame, SOURCE)) == {2: ["unmapped_city", "unknown_city"]}
    assert reasons_by_line(rejected_rows(frame, SOURCE)) == {3: "bad_encoding"}


def test_the_number_of_a_customer_is_written_as_orders_refer_to_it(spark: SparkSession) -> None:
    """Numbers from a spreadsheet come as "789101.0"; anything else is compared as text."""
    rows = [("789101.0", "A", None), ("00789101", "B", None), (" x1 ", "C", None)]
    found = accepted_rows(classified(spark, rows), SOURCE)
    assert picked(found, "customer_id") == ["789101", "00789101", "x1"]


def test_a_row_without_a_number_is_rejected(spark: SparkSession) -> None:
    rows = [(None, "A", "Hyderabad"), (" \t", "B", "Hyderabad"), ("1", "C", "Hyderabad")]
    frame = classified(spark, rows)
    assert reasons_by_line(rejected_rows(frame, SOURCE)) == {
        2: "missing_customer_id",
        3: "missing_customer_id",
    }
    assert picked(accepted_rows(frame, SOURCE), "customer_id") == ["1"]


def test_acquired_customers_get_the_parent_s_attributes(spark: SparkSession) -> None:
    silver = table(
        spark,
        "silver/customers",
        [
            {"customer_id": "1", "customer_name": "Fitfuel Market", "city": "Bengaluru"},
            {"customer_id": "2", "customer_name": "Fitfuel Market", "city": None},
        ],
    )
    shared = {"market": "India", "platform": "Sports Bar", "channel": "Acquisition"}
    assert gold_rows(acquired_customers(silver), "gold/sb_dim_customers") == [
        {
            "customer_id": "1",
            "customer_name": "Fitfuel Market",
            "city": "Bengaluru",
            "customer": "Fitfuel Market-Bengaluru",
            **shared,
        },
        {
            "customer_id": "2",
            "customer_name": "Fitfuel Market",
            "city": None,
            "customer": "Fitfuel Market-Unknown",
            **shared,
        },
    ]
