"""Members that bought before and then no more, and figures of those that are new."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Clarify, Intent, Lifecycle, Refusal
from fmcg_assets_tests.questions.reading import intent_of, months, read, where

_BEFORE_JULY = months("2024-01", "2025-06") + months("2025-07")


@pytest.mark.parametrize(
    "question",
    [
        "customers who had ordered before but took nothing in July 2025",
        "which customers had ordered before July 2025 but gave us nothing that month?",
        "names of the customers with orders before July 2025 and none in July 2025",
        "les clients qui achetaient déjà avant juillet 2025 mais n'ont rien commandé ce mois-là",
    ],
)
def test_bought_at_any_time_before_but_not_then_is_lost(question: str) -> None:
    found = intent_of(question)
    assert (found.groups, found.lifecycle) == (("customer",), Lifecycle("lost")), question
    assert found.periods == _BEFORE_JULY, question


def test_they_can_be_counted() -> None:
    found = intent_of(
        "Combien de clients n'ont rien pris en juillet 2025 alors qu'ils achetaient avant ?"
    )
    assert (found.count_of, found.lifecycle) == ("customer", Lifecycle("lost"))
    assert found.periods == _BEFORE_JULY


@pytest.mark.parametrize(
    "question",
    [
        "July 2025 revenue from the customers whose very first order was that month",
        "revenue in July 2025 of the customers whose first order fell in that month",
        "les nouveaux clients de juillet 2025 : quel CA ont-ils fait ce mois-là ?",
    ],
)
def test_the_figure_of_all_new_members_is_one(question: str) -> None:
    assert intent_of(question) == Intent(
        ("revenue",),
        periods=months("2025-07"),
        lifecycle=Lifecycle("new", total_of="customer"),
    ), question


@pytest.mark.parametrize(
    "question",
    [
        "combien de clients n'ont jamais acheté ni Cricket ni Running ?",
        "combien de clients n'ont acheté ni Cricket ni Running ?",
        "how many customers bought neither Cricket nor Running?",
    ],
)
def test_neither_the_one_nor_the_other(question: str) -> None:
    found = intent_of(question)
    assert found.count_of == "customer", question
    bought = where("division", "Cricket", "Running")
    assert found.lifecycle == Lifecycle("inactive", bought), question


@pytest.mark.parametrize(
    "question",
    [
        "customers who did not buy in July 2025 but bought after",
        "new products of July 2025, sold before",
    ],
)
def test_what_came_after_or_before_is_not_guessed(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Refusal | Clarify), reading


@pytest.mark.parametrize(
    "question",
    ["revenue with Cricket taken out", "le CA une fois le Cricket retiré"],
)
def test_a_participle_leaves_out_what_stands_before_it(question: str) -> None:
    assert intent_of(question) == Intent(
        ("revenue",), conditions=where("division", "Cricket", negated=True)
    ), question


@pytest.mark.parametrize(
    "question",
    [
        "which products were taken out in 2025?",
        "revenue of Cricket, Running is removed",
        "how many customers bought the whole Cricket range in 2025?",
    ],
)
def test_a_participle_of_nothing_named_is_not_answered(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Refusal | Clarify), reading


def test_pieces_not_sold_through_a_platform_are_those_of_all_others() -> None:
    assert intent_of("pieces in 2025 that were not sold through E-Commerce") == Intent(
        ("quantity",),
        conditions=where("platform", "E-Commerce", negated=True),
        periods=months("2025-01", "2025-12"),
    )
