"""The acquired company's products."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pytest

from fmcg_assets.transforms.products import (
    SOURCE,
    acquired_products,
    classified_products,
    corrected_words,
    known_products,
)
from fmcg_assets_tests.transforms.frames import (
    accepted_rows,
    applied,
    bronze,
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

DIVISIONS: Final = {
    "Energy Bars": "Nutrition Bars",
    "Protein Bars": "Nutrition Bars",
    "Granola & Cereals": "Breakfast Foods",
}


def classified(
    spark: SparkSession,
    rows: Sequence[tuple[str | None, str | None, str | None]],
    corrections: Mapping[str, str] | None = None,
) -> DataFrame:
    """Classify rows of product_id, product_name and category."""
    names = ("product_id", "product_name", "category")
    return classified_products(
        bronze(spark, SOURCE, [dict(zip(names, row, strict=True)) for row in rows]),
        reference(spark, "product_corrections", corrections or {}),
        reference(spark, "category_divisions", DIVISIONS),
        {"protien": "Protein"},
    )


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        pytest.param(
            {"protien": "Protein"},
            {
                "Protien Bar": "Protein Bar",
                "PROTIEN bar, protien": "Protein bar, Protein",
                "Protien-Bar (protien)": "Protein-Bar (Protein)",
                "Protiens": "Protiens",
                "unprotien": "unprotien",
                "Bar": "Bar",
                None: None,
            },
            id="whole words in any case",
        ),
        pytest.param(
            {"prot.n": "Protein", "a(b": "AB", "x+y": "XY"},
            {"prot.n bar": "Protein bar", "protan": "protan", "a(b": "AB", "xxy x+y": "xxy XY"},
            id="a spelling is text and no pattern",
        ),
        pytest.param(
            {"cash": "Ca$h", "slash": r"a\b", "group": "$1${1}"},
            {"cash slash group": r"Ca$h a\b $1${1}"},
            id="a word is text and no replacement pattern",
        ),
        pytest.param(
            {"crème": "Creme"}, {"CRÈME bar": "Creme bar"}, id="letters beyond ASCII in any case"
        ),
        pytest.param({}, {"Protien": "Protien"}, id="nothing to correct"),
    ],
)
def test_misspelt_words_are_replaced(
    spark: SparkSession, spellings: dict[str, str], expected: dict[str | None, str | None]
) -> None:
    texts = list(expected)
    found = applied(spark, lambda text: corrected_words(text, spellings), texts)
    assert dict(zip(texts, found, strict=True)) == expected


def test_a_product_is_corrected_and_gets_code_division_and_variant(spark: SparkSession) -> None:
    rows = [
        ("101", "SportsBar Energy Bar (60g)", "Energy Bars"),
        ("102", " SportsBar  Protien Bar ( 45g ) ", "protien bars"),
        ("103", "Granola", "granola &  CEREALS"),
    ]
    found = accepted_rows(classified(spark, rows), SOURCE)
    names = ("product_id", "product", "category", "division", "variant", "quality_flags")
    assert picked(found, *names) == [
        ("101", "SportsBar Energy Bar (60g)", "Energy Bars", "Nutrition Bars", "60g", []),
        (
            "102",
            "SportsBar Protein Bar ( 45g )",
            "Protein Bars",
            "Nutrition Bars",
            "45g",
            ["name_repaired", "category_repaired"],
        ),
        (
            "103",
            "Granola",
            "Granola & Cereals",
            "Breakfast Foods",
            None,
            ["category_repaired"],
        ),
    ]


def test_the_code_is_the_sha256_of_the_corrected_name(spark: SparkSession) -> None:
    rows = [("1", "Protien Bar", None), ("2", " Protein  Bar ", None), ("3", "Müsli", None)]
    found = accepted_rows(classified(spark, rows), SOURCE)
    assert picked(found, "product_code") == [
        sha256(name.encode()).hexdigest() for name in ("Protein Bar", "Protein Bar", "Müsli")
    ]


def test_the_variant_is_the_text_in_the_first_parentheses(spark: SparkSession) -> None:
    variants = {
        "Bar (60g)": "60g",
        "Bar (new) (60g)": "new",
        "Bar ((60g))": "60g",
        "Bar ()": None,
        "Bar ( )": None,
        "Bar (60g": None,
        "Bar": None,
        "(": None,
    }
    rows = [(str(number), name, None) for number, name in enumerate(variants)]
    found = accepted_rows(classified(spark, rows), SOURCE)
    assert dict(zip(variants, picked(found, "variant"), strict=True)) == variants


def test_a_category_that_is_not_mapped_is_in_the_division_other(spark: SparkSession) -> None:
    rows = [("1", "A", "Sports Drinks"), ("2", "B", None), ("3", "C", "energy bars")]
    found = accepted_rows(classified(spark, rows), SOURCE)
    assert picked(found, "category", "division", "quality_flags") == [
        ("Sports Drinks", "Other", ["unmapped_category"]),
        (None, "Other", ["unmapped_category"]),
        ("Energy Bars", "Nutrition Bars", ["category_repaired"]),
    ]


def test_a_number_that_is_not_numeric_is_unknown_until_it_is_corrected(
    spark: SparkSession,
) -> None:
    rows = [
        ("XYZ123", "A", "Energy Bars"),
        ("ABC", "B", "Energy Bars"),
        (" 25891101.0 ", "C", "Energy Bars"),
        ("00101", "D", "Energy Bars"),
        ("77", "E", "Energy Bars"),
    ]
    found = accepted_rows(classified(spark, rows, {"XYZ123": "25891502", "77": "78"}), SOURCE)
    assert picked(found, "delivered_product_id", "product_id", "quality_flags") == [
        ("XYZ123", "25891502", ["product_id_corrected"]),
        ("ABC", "999999", ["unknown_product_id"]),
        ("25891101.0", "25891101", []),
        ("00101", "00101", []),
        ("77", "78", ["product_id_corrected"]),
    ]


def test_the_first_delivery_of_a_delivered_number_wins(spark: SparkSession) -> None:
    rows = [
        ("1", "Bar", "Energy Bars"),
        (" 1", "Protein Bar", "Energy Bars"),
        ("XYZ", "Oats", "Energy Bars"),
        ("XYZ", "OATS", "Energy Bars"),
        ("ABC", "Nuts", "Energy Bars"),
        ("2", "Protien", "Energy Bars"),
        ("2", "PROTIEN ", "energy  bars"),
        ("3", "Milk", None),
        ("3", "Milk", "Energy Bars"),
    ]
    found = accepted_rows(classified(spark, rows), SOURCE)
    differing = ["differing_duplicate" in row["quality_flags"] for row in found]
    assert [
        (*row, differs)
        for row, differs in zip(
            picked(found, "delivered_product_id", "product", "duplicate_rows"),
            differing,
            strict=True,
        )
    ] == [
        ("1", "Bar", 1, True),
        ("XYZ", "Oats", 1, True),
        ("ABC", "Nuts", 0, False),
        ("2", "Protein", 1, False),
        ("3", "Milk", 1, True),
    ]


def test_a_row_without_a_number_or_a_name_is_rejected(spark: SparkSession) -> None:
    rows = [
        (None, "A", "Energy Bars"),
        (" ", None, "Energy Bars"),
        ("1", "\t", "Energy Bars"),
        ("1", "Bar", "Energy Bars"),
    ]
    frame = classified(spark, rows)
    assert reasons_by_line(rejected_rows(frame, SOURCE)) == {
        2: "missing_product_id",
        3: "missing_product_id",
        4: "missing_product_name",
    }
    assert picked(accepted_rows(frame, SOURCE), "row_number", "quality_flags") == [(5, [])]


def test_a_name_of_punctuation_alone_is_a_name(spark: SparkSession) -> None:
    found = accepted_rows(classified(spark, [("1", " -- ", "---"), ("2", "$1\\", "(")]), SOURCE)
    assert picked(found, "product", "category", "division") == [
        ("--", "---", "Other"),
        ("$1\\", "(", "Other"),
    ]


SILVER: Final = [
    {"delivered_product_id": "8", "product_id": "8", "product_code": "a"},
    {"delivered_product_id": "XYZ", "product_id": "8", "product_code": "b"},
    {"delivered_product_id": "9", "product_id": "9", "product_code": "b"},
    {"delivered_product_id": "ABC", "product_id": "999999", "product_code": "b"},
    {"delivered_product_id": "DEF", "product_id": "999999", "product_code": "c"},
    {"delivered_product_id": "GHI", "product_id": "999999", "product_code": "c"},
]


def test_orders_and_prices_can_refer_to_each_number_once_and_never_to_the_unknown_one(
    spark: SparkSession,
) -> None:
    known = known_products(table(spark, "silver/products", SILVER)).toArrow().to_pylist()
    assert sorted(picked(known, "product_id", "product_code")) == [("8", "a"), ("9", "b")]


def test_of_products_with_one_name_a_known_and_then_the_smaller_number_counts(
    spark: SparkSession,
) -> None:
    found = gold_rows(
        acquired_products(table(spark, "silver/products", SILVER)), "gold/sb_dim_products"
    )
    assert picked(found, "product_code", "product_id") == [
        ("a", "8"),
        ("b", "8"),
        ("c", "999999"),
    ]
