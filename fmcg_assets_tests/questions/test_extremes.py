"""Both ends of an order in one question, and the bounds of list prices."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Rank, Understood
from fmcg_assets_tests.questions.reading import intent_of, months, read, where

_BOUNDS = ("minimum_list_price", "maximum_list_price")
_2025 = months("2025-01", "2025-12")


@pytest.mark.parametrize(
    ("question", "groups", "limit"),
    [
        ("which months were the best and the worst in 2025?", ("month",), 1),
        ("best month and worst month of 2025", ("month",), 1),
        ("the months of 2025 with the highest and the lowest revenue", ("month",), 1),
        ("In which month of 2025 were sales highest and in which were they lowest?", ("month",), 1),
        ("quels sont le meilleur et le pire mois de 2025 ?", ("month",), 1),
        ("quel mois de 2025 a été le plus fort, et lequel le plus faible ?", ("month",), 1),
        ("top 3 and bottom 3 products in 2025", ("product",), 3),
        ("top and bottom 3 products in 2025", ("product",), 3),
        ("les 3 meilleurs et les 3 moins bons clients de 2025", ("customer",), 3),
        ("which product sold best and which sold worst in 2025?", ("product",), 1),
        ("the 2 best and the 2 worst products of 2025", ("product",), 2),
        ("best and worst month for each division in 2025", ("division", "month"), 1),
    ],
)
def test_the_best_and_the_worst_are_both_ends_of_one_order(
    question: str, groups: tuple[str, ...], limit: int
) -> None:
    intent = intent_of(question)
    assert intent.rank == Rank(limit, within=groups[:-1], ends=True), question
    assert (intent.groups, intent.periods) == (groups, _2025), question


@pytest.mark.parametrize(
    "question",
    [
        "which channel sells best",
        "le canal le plus faible",
        "worst month of 2025",
        "top 3 products",
    ],
)
def test_one_end_alone_is_one(question: str) -> None:
    rank = intent_of(question).rank
    assert rank is not None
    assert not rank.ends, question


@pytest.mark.parametrize(
    "question",
    [
        "top 3 and bottom 5 products",
        "best 3 months and the worst one in 2025",
        "the best month and the worst customer in 2025",
        "top 10 products and their lowest month",
        "which customer has the highest revenue and the lowest units",
        "quel est le produit le plus cher et le moins vendu ?",
        "customers with the highest revenue and the lowest growth",
        "product with the lowest list price and the highest revenue",
        "highest list price and lowest revenue by division",
        "how much did the top 3 and bottom 3 products bring in 2025?",
        "who bought the most and who the least in 2025?",
        "best and least selling products per channel, top 2",
        "top customers, lowest price",
        "best month in 2024 and worst month in 2025",
        "best category in Cricket and worst in Running",
        "the 3 best months and the worst month of 2025",
    ],
)
def test_ends_of_two_orders_are_not_answered(question: str) -> None:
    assert not isinstance(read(question), Understood), question


@pytest.mark.parametrize(
    "question", ["strongest and weakest customers", "best customers and worst customers"]
)
def test_several_members_of_both_ends_are_ten_of_each(question: str) -> None:
    intent = intent_of(question)
    assert (intent.groups, intent.rank) == (("customer",), Rank(10, ends=True)), question


@pytest.mark.parametrize(
    ("question", "measure", "by"),
    [
        ("the most and the least expensive products", "average_selling_price", "measure"),
        ("les produits les plus et les moins chers", "average_selling_price", "measure"),
        ("fastest and slowest growing product", "revenue", "percent"),
    ],
)
def test_both_ends_by_price_and_by_growth(question: str, measure: str, by: str) -> None:
    intent = intent_of(question)
    assert intent.rank is not None
    assert (intent.rank.ends, intent.rank.by, intent.measures) == (True, by, (measure,)), question


def test_members_by_both_bounds_of_their_list_price_are_ranked() -> None:
    intent = intent_of("categories with the lowest and the highest list price")
    assert intent.rank == Rank(1, ends=True)
    assert intent.measures == ("average_list_price",)


@pytest.mark.parametrize(
    ("question", "measures", "groups"),
    [
        ("what is the highest list price in Cricket?", _BOUNDS[1:], ()),
        ("quel est le prix catalogue le plus élevé en Cricket ?", _BOUNDS[1:], ()),
        ("minimum list price of Cricket", _BOUNDS[:1], ()),
        ("lowest and highest list price in Cricket", _BOUNDS, ()),
        ("prix catalogue le plus bas et le plus élevé en Cricket", _BOUNDS, ()),
        ("lowest and highest list price per category in Cricket", _BOUNDS, ("category",)),
        ("prix catalogue mini et maxi par catégorie en Cricket", _BOUNDS, ("category",)),
        ("highest list price by category in Cricket", _BOUNDS[1:], ("category",)),
    ],
)
def test_bounds_of_list_prices_are_figures(
    question: str, measures: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    found = intent_of(question)
    assert found.measures == measures, question
    assert found.groups == groups, question
    assert found.conditions == where("division", "Cricket"), question
    assert found.rank is None, question


@pytest.mark.parametrize(
    ("question", "highest"),
    [
        ("which product has the highest list price", True),
        ("le produit au prix catalogue le plus élevé", True),
        ("which product has the maximum list price", True),
        ("quel produit a le prix catalogue maximum", True),
        ("which product has the minimum list price", False),
    ],
)
def test_members_are_ranked_by_their_mean_list_price(question: str, highest: bool) -> None:
    intent = intent_of(question)
    assert (intent.measures, intent.groups) == (("average_list_price",), ("product",)), question
    assert intent.rank == Rank(1, highest), question


def test_the_last_ones_after_both_ends_are_one_end() -> None:
    before = intent_of("top 5 and bottom 5 products")
    found = intent_of("the last 3 instead", after=before)
    assert found.rank == Rank(3, descending=False)
