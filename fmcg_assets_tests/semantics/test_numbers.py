"""One way to write figures: units, groups, signs, and the same text in charts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.semantics.numbers import (
    NOT_AVAILABLE,
    exact_of,
    formatted,
    percent,
    vega_label,
    vega_percent,
)

if TYPE_CHECKING:
    from fmcg_assets.semantics.numbers import Format, Style

STYLES: tuple[Style, ...] = ("compact", "indian", "exact", "exact_indian")
FORMATS: tuple[Format, ...] = ("inr", "price", "count")
FIGURES = st.one_of(
    st.floats(-1e15, 1e15, allow_nan=False),
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**15), 10**15, places=2, allow_nan=False),
)


@pytest.mark.parametrize(
    ("value", "format_", "style", "text"),
    [
        (Decimal("105340264771.00"), "inr", "compact", "₹105.34B"),
        (Decimal("105340264771.00"), "inr", "indian", "₹10,534.03 Cr"),
        (Decimal("105340264771.00"), "inr", "exact", "₹105,340,264,771"),
        (Decimal("105340264771.00"), "inr", "exact_indian", "₹1,05,34,02,64,771"),
        (Decimal("0.50"), "inr", "exact", "₹0.50"),
        (34_134_000, "count", "compact", "34.13M"),
        (34_134_000, "count", "indian", "3.41 Cr"),
        (54, "count", "compact", "54"),
        (96_673, "count", "compact", "96,673"),
        (12.5, "count", "compact", "12.50"),
        (3086.1249, "price", "compact", "₹3,086.12"),
        (123_456.7, "price", "indian", "₹1,23,456.70"),
        (999_999.4, "inr", "compact", "₹999,999"),
        (999_999.5, "inr", "compact", "₹1.00M"),
        (999_994_999, "inr", "compact", "₹999.99M"),
        (999_995_000, "inr", "compact", "₹1.00B"),
        (9_999_499, "inr", "indian", "₹99.99 L"),
        (9_999_500, "inr", "indian", "₹1.00 Cr"),
        (-1_500_000, "inr", "compact", "-₹1.50M"),
        (-0.4, "inr", "compact", "₹0"),
        (0, "inr", "indian", "₹0"),
        (None, "inr", "compact", "n/a"),
        (float("nan"), "count", "compact", "n/a"),
        (float("inf"), "price", "exact", "n/a"),
    ],
)
def test_figures(value: float | None, format_: Format, style: Style, text: str) -> None:
    assert formatted(value, format_, style) == text


def test_french_has_a_decimal_comma_and_narrow_blanks() -> None:
    assert formatted(105_340_264_771, "inr", "compact", "fr") == "105,34\u00a0Md\u00a0₹"
    assert formatted(96_673, "count", "compact", "fr") == "96\u202f673"
    assert percent(12.34, signed=True, language="fr") == "+12,3\u00a0%"


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [
        (12.34, False, "12.3%"),
        (12.34, True, "+12.3%"),
        (-12.36, True, "-12.4%"),
        (-0.01, True, "0.0%"),
        (0, True, "0.0%"),
        (1234.5, False, "1,234.5%"),
        (None, True, "n/a"),
    ],
)
def test_percents(value: float | None, signed: bool, text: str) -> None:
    assert percent(value, signed) == text


@settings(deadline=None)
@given(FIGURES, st.sampled_from(FORMATS), st.sampled_from(STYLES), st.sampled_from(["en", "fr"]))
def test_text_is_the_figure_to_its_last_digit(
    value: float, format_: Format, style: Style, language: str
) -> None:
    text = formatted(value, format_, style, "fr" if language == "fr" else "en")
    if language == "fr":
        text = text.replace("\u00a0Md", "B").replace("\u00a0M", "M").replace("\u00a0₹", "")
        text = text.replace("\u00a0", " ")
    else:
        assert ("₹" in text) == (format_ != "count")
        text = text.replace("₹", "")
    match = re.fullmatch(r"(-?)([\d,\u202f.]+)(B|M| Cr| L)?", text)
    assert match is not None
    sign, digits, unit = match.groups()
    if language == "fr":
        digits = digits.replace(",", ".").replace("\u202f", "")
    number = Decimal(digits.replace(",", "") if language == "en" else digits)
    scale = {None: 1, "B": 10**9, "M": 10**6, " Cr": 10**7, " L": 10**5}[unit]
    decimals = len(digits.partition(".")[2])
    step = Decimal(scale).scaleb(-decimals)
    shown = number * scale * (-1 if sign else 1)
    # Half of the last digit, and what a double cannot hold.
    assert abs(shown - Decimal(value)) <= step / 2 + abs(Decimal(value)) * Decimal("1e-12")
    assert not (sign and number == 0)


@settings(deadline=None)
@given(FIGURES, st.sampled_from(STYLES))
def test_groups(value: float, style: Style) -> None:
    digits = formatted(value, "price", style).lstrip("-₹")
    groups = r"\d{1,2}(,\d\d)*,\d{3}|\d{1,3}" if "indian" in style else r"\d{1,3}(,\d{3})*"
    assert re.fullmatch(rf"({groups})\.\d\d", digits)


@settings(deadline=None)
@given(FIGURES, st.sampled_from(FORMATS), st.sampled_from(STYLES))
def test_opposite_figures_differ_by_their_sign_alone(
    value: float, format_: Format, style: Style
) -> None:
    assert formatted(value, format_, style).lstrip("-") == formatted(-value, format_, style).lstrip(
        "-"
    )


@settings(deadline=None)
@given(FIGURES, FIGURES)
def test_a_larger_amount_never_looks_smaller(one: float, other: float) -> None:
    low, high = sorted((abs(one), abs(other)))
    scale = {"": 1, "M": 10**6, "B": 10**9}

    def shown(value: float) -> Decimal:
        match = re.fullmatch(r"₹([\d,.]+)([MB]?)", formatted(value, "inr"))
        assert match is not None
        return Decimal(match[1].replace(",", "")) * scale[match[2]]

    assert shown(low) <= shown(high)


def test_tooltips_write_all_digits_in_the_groups_of_the_style() -> None:
    assert [exact_of(style) for style in STYLES] == [
        "exact",
        "exact_indian",
        "exact",
        "exact_indian",
    ]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("format_", FORMATS)
def test_vega_labels_have_balanced_parts_and_no_si_units(format_: Format, style: Style) -> None:
    expression = vega_label(format_, style)
    outside_texts = re.sub(r"'[^']*'", "", expression)
    assert outside_texts.count("(") == outside_texts.count(")")
    assert "'s'" not in expression
    assert NOT_AVAILABLE in expression
    assert "datum.x" in vega_label(format_, style, value="datum.x")
    assert "%" in vega_percent(signed=True)
