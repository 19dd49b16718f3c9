"""Numbers and amounts in digits and words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.questions import amounts
from fmcg_assets.questions.tokens import tokenize
from fmcg_assets.semantics.numbers import formatted


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 billion", "5e9"),
        ("5bn", "5e9"),
        ("5 b", "5e9"),
        ("1.2 billion", "1.2e9"),
        ("10 crore", "1e8"),
        ("10 cr", "1e8"),
        ("50 lakh", "5e6"),
        ("2m", "2e6"),
        ("2 m", "2e6"),
        ("500k", "5e5"),
        ("1,000,000", "1e6"),
        ("1 00 000", "1e5"),
        ("10,00,000", "1e6"),
        ("5 000 000", "5e6"),
        ("1.000.000", "1e6"),
        ("5 milliards", "5e9"),
        ("1,5 milliard", "1.5e9"),
        ("2 millions", "2e6"),
        ("500 mille", "5e5"),
        ("one million", "1e6"),
        ("a billion", "1e9"),
        ("twenty five", "25"),
        ("quatre-vingt-dix-sept", "97"),
        ("soixante et onze", "71"),
        ("two hundred", "200"),
        ("a dozen", "12"),
        ("une douzaine", "12"),
        ("₹5bn", "5e9"),
        ("rs. 10 crore", "1e8"),
        ("inr 500", "500"),
        ("5 crore rupees", "5e7"),
        ("5 milliards de roupies", "5e9"),
        ("12.5", "12.5"),
    ],
)
def test_an_amount_takes_all_its_words(text: str, value: str) -> None:
    tokens = tokenize(text)
    found = amounts.read_at(tokens, 0)
    assert found is not None
    assert found.length == len(tokens)
    assert found.value.value == Decimal(value)
    assert found.value.unit == "number"


@pytest.mark.parametrize("text", ["20 %", "20%", "20 percent", "20 per cent", "20 pour cent"])
def test_per_cent(text: str) -> None:
    found = amounts.read_at(tokenize(text), 0)
    assert found is not None
    assert (found.value.value, found.value.unit) == (Decimal(20), "percent")
    assert found.length == len(tokenize(text))


def test_currency_and_scale_are_told() -> None:
    found = amounts.read_at(tokenize("₹ 5 crore"), 0)
    assert found is not None
    assert found.value.currency
    assert found.value.scaled


@pytest.mark.parametrize("text", ["revenue", "m", "%", "", "the"])
def test_no_amount(text: str) -> None:
    assert amounts.read_at(tokenize(text), 0) is None
    assert amounts.integer_at(tokenize(text), 0) is None


@pytest.mark.parametrize(("text", "value"), [("5", 5), ("five", 5), ("dix", 10), ("a dozen", 12)])
def test_whole_numbers(text: str, value: int) -> None:
    found = amounts.integer_at(tokenize(text), 0)
    assert found is not None
    assert found.value == value


@given(st.integers(0, 10**12))
@settings(deadline=None)
def test_amounts_that_are_written_out_are_read_again(number: int) -> None:
    western = amounts.read_at(tokenize(f"{number:,}"), 0)
    indian = amounts.read_at(tokenize(formatted(number, "count", "indian")), 0)
    french = amounts.read_at(tokenize(f"{number:,}".replace(",", " ")), 0)
    assert western is not None
    assert western.value.value == number
    assert french is not None
    assert french.value.value == number
    assert indian is not None


@given(st.text(alphabet="0123456789.,% ₹km-'abc", max_size=40), st.integers(-2, 45))
@settings(deadline=None, max_examples=300)
def test_nothing_raises_and_nothing_is_read_beyond_the_end(text: str, i: int) -> None:
    tokens = tokenize(text)
    for found in (amounts.read_at(tokens, i), amounts.integer_at(tokens, i)):
        assert found is None or 0 < found.length <= len(tokens) - i
