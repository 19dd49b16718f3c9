"""Sentences around the one that asks: what is dropped, referred to, or stands in the way."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Clarify, Refusal
from fmcg_assets_tests.questions.reading import intent_of, read


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("We have a meeting tomorrow. What is the revenue by channel?", "revenue by channel"),
        (
            "Je prépare la revue de lundi. Quel est le CA par catégorie ?",
            "CA par catégorie",
        ),
        (
            "The auditors pester me. What was the revenue in August 2024?",
            "revenue in August 2024",
        ),
        ("What is the revenue by channel? I'm making a poster.", "revenue by channel"),
        ("Pour mon plan média, quel est le CA par canal ?", "CA par canal"),
        (
            "I fear we depend on one account. What share of revenue comes from Velora Webshop?",
            "what share of revenue comes from Velora Webshop",
        ),
        (
            "Our shop people boast they beat online. Revenue of Brick & Mortar vs E-Commerce?",
            "revenue of Brick & Mortar vs E-Commerce",
        ),
    ],
)
def test_a_statement_that_tells_why_is_dropped(question: str, plain: str) -> None:
    assert intent_of(question) == intent_of(plain)


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        (
            "We renegotiate with Velora Webshop and Old Pavilion. How many units did they buy?",
            "how many units did Velora Webshop and Old Pavilion buy",
        ),
        (
            "Velora Webshop fausse nos moyennes. Quel est le CA par année sans ce client ?",
            "quel est le CA par année sans Velora Webshop",
        ),
        (
            "On prépare une promo avec Velora Webshop. Quel a été leur meilleur mois en CA ?",
            "meilleur mois de Velora Webshop en CA",
        ),
    ],
)
def test_a_name_in_it_counts_where_the_question_refers_to_it(question: str, plain: str) -> None:
    assert intent_of(question) == intent_of(plain)


@pytest.mark.parametrize(
    "question",
    [
        # The figure is named in the first sentence alone.
        "I need the stock levels. For which products are they lowest?",
        "I want profit. By channel.",
        # Whether the name counts is not plain.
        "We zigzag with Velora Webshop. What is the revenue by channel?",
        # A second question is not talk.
        "Who complained? What is the revenue?",
    ],
)
def test_what_may_be_asked_for_in_it_is_not_dropped(question: str) -> None:
    assert isinstance(read(question), Refusal | Clarify)


def test_a_grouping_in_another_sentence_counts() -> None:
    assert intent_of("I want it by channel. What is the revenue?") == intent_of(
        "revenue by channel"
    )
