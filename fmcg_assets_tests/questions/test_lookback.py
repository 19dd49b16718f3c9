"""A month and those before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmcg_assets.questions import lookback
from fmcg_assets.questions.intent import Intent, Window
from fmcg_assets.questions.tokens import tokenize
from fmcg_assets_tests.questions.reading import intent_of, months


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("that month and the two before it", 3),
        ("each month and the 5 months before", 6),
        ("this month and the two previous months", 3),
        ("ce mois et des deux mois précédents", 3),
        ("mois en cours + les 5 d'avant", 6),
    ],
)
def test_the_month_itself_counts(text: str, size: int) -> None:
    tokens = tokenize(text)
    found = lookback.read_at(tokens, 0)
    assert found is not None, text
    assert (found.value, found.length) == (size, len(tokens)), text


@pytest.mark.parametrize(
    "text",
    ["that month and the next two", "this month and last month", "the two months before", "month"],
)
def test_other_months_look_back_on_nothing(text: str) -> None:
    assert lookback.read_at(tokenize(text), 0) is None, text


@given(st.text(max_size=60), st.integers(0, 8))
def test_any_text_is_read_without_an_error(text: str, start: int) -> None:
    tokens = tokenize(text)
    found = lookback.read_at(tokens, min(start, len(tokens)))
    assert found is None or 1 < found.value <= 24


@pytest.mark.parametrize(
    "question",
    [
        "for each month of 2025 the average revenue over that month and the two before",
        "rolling 3 month average of revenue by month in 2025 (that month and the two before it)",
        "pour chaque mois de 2025, la moyenne du CA de ce mois et des deux mois précédents",
    ],
)
def test_their_mean_is_a_moving_average(question: str) -> None:
    assert intent_of(question) == Intent(
        ("revenue",),
        ("month",),
        periods=months("2025-01", "2025-12"),
        window=Window("moving_average", 3),
    ), question
