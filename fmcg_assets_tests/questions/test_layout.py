"""Tables told column by column, and what is named twice but meant once."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Clarify, Intent, Rank, Refusal
from fmcg_assets_tests.questions.reading import intent_of, months, read, where

_2024 = months("2024-01", "2024-12")
_YEARS = _2024 + months("2025-01", "2025-12")
_PLATFORMS = where("platform", "E-Commerce", "Brick & Mortar")


@pytest.mark.parametrize(
    "question",
    [
        "for each month of 2024, e-commerce in one column, brick & mortar in the next, in pieces",
        "pieces by month of 2024: one column for e-commerce, another for brick & mortar",
        "pieces per month of 2024, e-commerce and brick & mortar in adjacent columns",
        "rows = months of 2024, columns = e-commerce and brick & mortar, values = pieces",
        "quantités par mois de 2024, colonne 1 e-commerce, colonne 2 brick & mortar",
        "pour chaque mois de 2024, e-commerce dans une colonne, brick & mortar dans l'autre,"
        " le tout en pièces",
    ],
)
def test_values_told_column_by_column_are_a_list_of_columns(question: str) -> None:
    found = intent_of(question)
    assert found.measures == ("quantity",), question
    assert set(found.groups) == {"platform", "month"}, question
    assert [set(c.values) for c in found.conditions] == [{"E-Commerce", "Brick & Mortar"}], question
    assert found.periods == _2024, question


@pytest.mark.parametrize(
    "question",
    [
        "divisions in rows, 2024 revenue and 2025 revenue in two columns",
        "one line per division, 2024 revenue in one column and 2025 revenue in the next",
        "revenue 2024 and revenue 2025 by division",
    ],
)
def test_a_figure_named_for_each_period_is_named_once(question: str) -> None:
    found = intent_of(question)
    assert (found.measures, set(found.groups)) == (("revenue",), {"division", "year"}), question
    assert found.periods == _YEARS, question


@pytest.mark.parametrize(
    "question",
    [
        "top customer in e-commerce and top customer in brick & mortar",
        "who is the number one customer within e-commerce, and who within brick & mortar?",
    ],
)
def test_a_ranking_asked_again_is_one_of_each(question: str) -> None:
    found = intent_of(question)
    assert found.rank is not None, question
    assert (found.rank.limit, found.rank.within) == (1, ("platform",)), question
    assert [set(c.values) for c in found.conditions] == [{"E-Commerce", "Brick & Mortar"}], question


@pytest.mark.parametrize(
    "question",
    [
        "in 2024, and again in 2025, which category sold most?",
        "top category in 2024 and top category in 2025",
        "in 2024 and 2025 separately, which category made the most?",
    ],
)
def test_a_ranking_of_each_of_several_periods(question: str) -> None:
    found = intent_of(question)
    assert found.rank is not None, question
    assert (found.rank.limit, found.rank.within) == (1, ("year",)), question
    assert set(found.groups) == {"year", "category"}, question


def test_one_month_at_a_time_is_each_month() -> None:
    assert intent_of("revenue of 2024, one month at a time") == Intent(
        ("revenue",), ("month",), periods=_2024
    )


@pytest.mark.parametrize(
    "question",
    [
        "revenue in the next month",
        "revenue in the other divisions in 2025",
        "CA dans l'autre canal",
        "revenue of Cricket in another channel than Direct",
        "revenue of Cricket in one column and pieces of Running in the next column",
        "revenue of Cricket in the first column, total in the second column",
    ],
)
def test_what_is_no_list_of_columns_is_not_answered(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Refusal | Clarify), reading


def test_units_of_one_and_units_of_the_other_stay_apart() -> None:
    found = intent_of("units of Bats and units of Balls")
    assert found == Intent(("quantity",), ("category",), where("category", "Bats", "Balls"))


def test_which_is_ahead_of_which_shows_both() -> None:
    found = intent_of("is e-commerce ahead of brick & mortar in pieces?")
    assert (found.measures, found.groups, found.conditions) == (
        ("quantity",),
        ("platform",),
        _PLATFORMS,
    )
    assert found.rank in (None, Rank(None))
