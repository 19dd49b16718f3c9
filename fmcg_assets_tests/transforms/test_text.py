"""Text and number rules that all domains share."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fmcg_assets.transforms.text import (
    numeric_id,
    price,
    tidy,
    title_case,
    trimmed,
    whole_number,
)
from fmcg_assets_tests.transforms.frames import applied

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column, SparkSession

TEXTS = st.lists(st.none() | st.text(max_size=20), min_size=1, max_size=30)
NUMBER_LIKE = st.lists(st.text("0123456789.,+-eE ₹\u00a0٣", max_size=18), min_size=1, max_size=40)

# No control characters: they never leave the quarantine. No dotless i: its capital is another
# letter's.
NAMES = st.lists(
    st.text(
        st.characters(max_codepoint=0x24F, exclude_categories=["C"], exclude_characters="\u0131")
    ),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            trimmed,
            {
                "Bar": "Bar",
                "  Bar  Two\t\r\n": "Bar  Two",
                "\u00a0Bar\u3000": "Bar",
                " \t\u00a0": None,
                "": None,
                None: None,
            },
            id="outer white space is cut and nothing is NULL",
        ),
        pytest.param(
            tidy,
            {
                " Fit \t  Fuel\nMarket ": "Fit Fuel Market",
                "Fit\u00a0\u2009Fuel": "Fit Fuel",
                "---": "---",
                " ": None,
                None: None,
            },
            id="runs of white space become one blank",
        ),
        pytest.param(
            title_case,
            {
                " FITFUEL  market ": "Fitfuel Market",
                "champion's CHOICE": "Champion's Choice",
                "granola & cereals": "Granola & Cereals",
                "lemon-lime (new)": "Lemon-lime (new)",
                "mcDonald/x": "Mcdonald/x",
                "3m élan": "3m Élan",
                "ßa ŉb": "Ssa ʼnb",
                "- ' (": "- ' (",
                "\u00a0": None,
                None: None,
            },
            id="only a blank starts a word in title case",
        ),
        pytest.param(
            numeric_id,
            {
                "789320": "789320",
                " 789320.0 ": "789320",
                "789320.000": "789320",
                "00789320": "00789320",
                "789320.5": None,
                "789320.": None,
                "-789320": None,
                "78 9320": None,
                "XYZ123": None,
                "٧٨٩٣٢٠": None,
                "": None,
                None: None,
            },
            id="a numeric identifier is compared as text of its digits",
        ),
        pytest.param(
            whole_number,
            {
                "12": 12,
                " 12 ": 12,
                "12.0": 12,
                "12.": 12,
                "+12": 12,
                "-3.00": -3,
                "007": 7,
                "999999999999999": 999_999_999_999_999,
                "1000000000000000": None,
                "12.5": None,
                "1,200": None,
                "1e3": None,
                "twelve": None,
                "NaN": None,
                "١٢": None,
                "": None,
                None: None,
            },
            id="a whole number may have blanks and a decimal part of zeros",
        ),
        pytest.param(
            price,
            {
                "84": Decimal("84.00"),
                " 84.5 ": Decimal("84.50"),
                "-83.25": Decimal("-83.25"),
                "+1.00000": Decimal("1.00"),
                "0": Decimal("0.00"),
                "9999999999.99": Decimal("9999999999.99"),
                "12345678900": None,
                "10000000000000": None,
                "12.345": None,
                "1,200.50": None,
                "₹99": None,
                "NaN": None,
                "Infinity": None,
                "unknown": None,
                "٨٤": None,
                ".": None,
                "": None,
                None: None,
            },
            id="a price is an exact decimal or NULL",
        ),
    ],
)
def test_rule(
    spark: SparkSession,
    rule: Callable[[Column], Column],
    expected: dict[str | None, object],
) -> None:
    texts = list(expected)
    assert dict(zip(texts, applied(spark, rule, texts), strict=True)) == expected


@settings(max_examples=25, deadline=None)
@given(NAMES)
@example(["ßa", "ŉ ǆ", "ǰx İ"])
def test_title_case_is_idempotent_and_only_blanks_start_words(
    spark: SparkSession, names: list[str]
) -> None:
    titles = applied(spark, title_case, names)
    assert applied(spark, title_case, titles) == titles
    for name, title in zip(names, titles, strict=True):
        assert (title or "").casefold() == " ".join(name.split()).casefold()
        for word in (title or "").split(" "):
            assert word[1:] == word[1:].lower()
            assert word[:1] == word[:1].upper()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1 - 10**15, 10**15 - 1),
            st.sampled_from(["{}", " {} ", "{}.0", "{}.", "\u00a0{}.000\t"]),
        ),
        min_size=1,
    )
)
def test_every_whole_number_is_read_however_it_is_padded(
    spark: SparkSession, written: list[tuple[int, str]]
) -> None:
    texts = [form.format(number) for number, form in written]
    assert applied(spark, whole_number, texts) == [number for number, _ in written]


@settings(max_examples=25, deadline=None)
@given(TEXTS | NUMBER_LIKE)
def test_any_text_gives_its_exact_number_or_null(
    spark: SparkSession, texts: list[str | None]
) -> None:
    for rule in (whole_number, price):
        for text, number in zip(texts, applied(spark, rule, texts), strict=True):
            assert number is None or number == _decimal(text)


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_trimming_twice_is_trimming_once_and_leaves_no_empty_text(
    spark: SparkSession, texts: list[str | None]
) -> None:
    for rule in (trimmed, tidy):
        once = applied(spark, rule, texts)
        assert "" not in once
        assert applied(spark, rule, once) == once


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal((text or "").strip())
    except InvalidOperation:
        return None
