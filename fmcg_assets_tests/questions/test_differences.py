"""What one value has more than another: the difference of two selections."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Clarify, Ratio, Refusal, Understood
from fmcg_assets_tests.questions.reading import intent_of, months, read, where

_CRICKET, _RUNNING = where("division", "Cricket"), where("division", "Running")
_2024 = months("2024-01", "2024-12")


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("difference in revenue between Cricket and Running in 2024", "revenue"),
        ("how much more revenue did Cricket make than Running in 2024?", "revenue"),
        ("how many more pieces did Cricket sell than Running in 2024", "quantity"),
        ("how many more customers bought Cricket than Running in 2024", "customers"),
        ("de combien le CA du Cricket dépasse-t-il celui du Running en 2024 ?", "revenue"),
        ("de combien de pièces le Cricket dépasse-t-il le Running en 2024 ?", "quantity"),
        ("écart de CA entre Cricket et Running en 2024", "revenue"),
    ],
)
def test_how_much_more_is_the_one_minus_the_other(question: str, measure: str) -> None:
    found = intent_of(question)
    assert found.ratio == Ratio(_CRICKET, _RUNNING, subtracts=True), question
    assert (found.measures, found.periods) == ((measure,), _2024), question


def test_how_much_less_is_the_other_minus_the_one() -> None:
    found = intent_of("how much less did Running make than Cricket in 2024")
    assert found.ratio == Ratio(_CRICKET, _RUNNING, subtracts=True)


@pytest.mark.parametrize(
    "question",
    [
        "did Cricket sell more than Running?",
        "how much more did we sell in Q3 2025 than in Q2 2025",
        "which customers bought more than 1 million",
        "growth difference between Cricket and Running",
    ],
)
def test_other_comparisons_are_no_difference_of_values(question: str) -> None:
    reading = read(question)
    assert not isinstance(reading, Understood) or reading.intent.ratio is None, reading


@pytest.mark.parametrize(
    "question",
    [
        "which category has the biggest gap between E-Commerce and Brick & Mortar?",
        "months where the gap between Cricket and Running is above 1 million",
        "difference between Cricket, Running and Football",
        "how many customers bought more Cricket than Running?",
    ],
)
def test_a_difference_is_neither_ranked_nor_of_several(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Refusal | Clarify), reading


@pytest.mark.parametrize(
    "question",
    [
        "CA Cricket divisé par CA Running en 2024",
        "Cricket revenue divided by Running revenue, 2024",
    ],
)
def test_one_value_divided_by_another_is_a_ratio(question: str) -> None:
    assert intent_of(question).ratio == Ratio(_CRICKET, _RUNNING), question
