"""Sentences around the one that asks: what is dropped, referred to, or stands in the way."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Clarify, Refusal, Understood
from fmcg_assets_tests.questions.reading import bare, intent_of, read, where


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
        (
            "Je prépare les appels de relance, donc dites-moi : quels clients n'ont rien acheté en"
            " 2025 ?",
            "quels clients n'ont rien acheté en 2025 ?",
        ),
        ("Board pack, page 4. Revenue by channel", "revenue by channel"),
        ("Quick one before the call with the bank. Revenue in 2025?", "revenue in 2025"),
        ("Came up in the steering meeting. Revenue by channel?", "revenue by channel"),
        ("C'est pour la réunion de jeudi. Le CA par canal ?", "CA par canal"),
        ("newsletter: top 3 products by units", "top 3 products by units"),
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
        # What the answer is for: a title, a purpose, an occasion with its time.
        ("Account planning: revenue by channel", "revenue by channel"),
        ("Contrôle de gestion : CA par mois", "CA par mois"),
        ("Revenue by channel - ops dashboard", "revenue by channel"),
        ("Pour nettoyer le référentiel, CA par canal", "CA par canal"),
        ("Afin d'alléger le catalogue, je cherche le CA par canal", "CA par canal"),
        ("Avant de revoir nos contrats, je veux le CA par canal", "CA par canal"),
        ("So I can brief the warehouse, show units by channel", "units by channel"),
        ("To size the team I need the units by channel", "units by channel"),
        ("For capacity planning I need the units by channel", "units by channel"),
        ("Revenue by channel for the new catalogue", "revenue by channel"),
        ("Revenue by channel for the review at two o'clock.", "revenue by channel"),
        ("CA par canal pour préparer la saison prochaine", "CA par canal"),
        ("Le conseil se réunit tout à l'heure : CA par canal", "CA par canal"),
        ("Preparing the range review: revenue by channel", "revenue by channel"),
        ("Revenue by channel for the board pack", "revenue by channel"),
        ("Je crée les fiches articles : CA par canal", "CA par canal"),
        ("CA par canal ? Je veux les relancer.", "CA par canal"),
        # What somebody does or is to do, whether before or after.
        ("I'm reordering today: units by channel", "units by channel"),
        ("Revenue by channel, we need it for the pitch", "revenue by channel"),
        ("CA par canal, je dois compléter ma présentation", "CA par canal"),
        ("CA par canal ? C'est pour l'approvisionnement.", "CA par canal"),
        ("Je mets à jour mon fichier : CA par canal", "CA par canal"),
        ("My weekly call starts in ten minutes: revenue by channel", "revenue by channel"),
        ("Who bought in 2025? I want to invite them to the gala.", "who bought in 2025"),
        ("I'm visiting our biggest accounts next week: top 3 customers", "top 3 customers"),
        # Who asks.
        ("The CFO asks for the revenue by channel", "revenue by channel"),
        ("The integration team wants to see revenue by channel", "revenue by channel"),
        ("We meet on Thursday and want the revenue by channel", "revenue by channel"),
    ],
)
def test_work_at_the_office_is_talk(question: str, plain: str) -> None:
    assert intent_of(question) == intent_of(plain)


def test_a_part_of_several_names_is_no_name_in_talk() -> None:
    reading = read("I'm preparing the fitness range: revenue of Cricket by channel")
    assert isinstance(reading, Understood)
    assert bare(reading.intent) == intent_of("revenue of Cricket by channel")
    assert "Read without “fitness”." in reading.notes


def test_what_was_left_out_is_told() -> None:
    reading = read("We have a meeting tomorrow. What is the revenue by channel?")
    assert isinstance(reading, Understood)
    assert "Read without “tomorrow”." in reading.notes


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
        # What is wanted, or limits what is wanted.
        "I need the stock levels. For which products are they lowest?",
        "I want profit. Revenue by channel?",
        "They must exclude VAT. What is the revenue in November 2025?",
        "It must be in dollars. Revenue by channel?",
        "J'en ai besoin en euros. CA par canal ?",
        "For my profit review, revenue by channel",
        "I want it by region. What is the revenue?",
        "It should be quarterly, ideally. Revenue by channel?",
        "I look at products that grew massively. Revenue by month?",
        "I care about lost customers, truthfully. Revenue by month?",
        "My question is about weekly figures. Revenue by month?",
        # What may be a name.
        "My area is Bangalore. Revenue by month?",
        "Shampoo matters to the board. Revenue by month?",
        "The meeting is about shampoo. Revenue by month?",
        "Hockey report: revenue by month",
        "Réunion rugby : CA par client",
        "In the meeting they showed rugby. Revenue by channel?",
        "I'm writing about rugby. Revenue by month?",
        "The report omits hockey. Revenue by month?",
        "Mumbai: revenue by month",
        "I am asking about shampoo. Revenue by month?",
        "C'est pour la région nord. CA par mois ?",
        "Pour ma gamme shampooing, CA par mois",
        "They asked about Mumbai: revenue by channel",
        "Nike review: revenue in 2025",
        "How much stock do I need per product?",
        "Stock: how many pieces of Cricket by product?",
        "Pallets: how many units of Cricket in 2025?",
        "For the kids range, what was revenue in 2025?",
        "Revenue by product 2025 - innovation range",
        "For phone orders, what was revenue by month in 2025?",
        "CA par canal, c'est pour les commandes téléphone",
        "Revenue for the 6 pack",
        "How much revenue for paddle board in 2025?",
        "Last season: revenue by division",
        "CA par produit pour centre commercial",
        "Golf: revenue in 2025",
        "Pour Decathlon, CA 2025",
        "We sell to decathlon: revenue 2025",
        "I manage golf: revenue by month",
        "Revenue by channel, we sell golf",
        "Sales of the golf range, I need it today",
        # Who is meant?
        "The customer is Foobar Ltd. How much did they buy in 2025?",
        "Our client Foobar left. What was their revenue?",
        "Velora Webshop complained about Old Pavilion. What is their revenue?",
        "We zigzag with Velora Webshop. What is the revenue by channel?",
        # A second question is not talk.
        "Who complained? What is the revenue?",
    ],
)
def test_what_may_be_asked_for_in_it_is_not_dropped(question: str) -> None:
    assert isinstance(read(question), Refusal | Clarify)


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("On each platform, who was the best customer in 2025?", "platform"),
        ("In each channel, which customer bought most?", "channel"),
    ],
)
def test_a_ranking_within_each_is_no_talk(question: str, group: str) -> None:
    rank = intent_of(question).rank
    assert rank is not None
    assert rank.within == (group,)


@pytest.mark.parametrize(
    "question",
    [
        "Give me the median, please, of revenue by month",
        "je veux la médiane, CA par mois",
        "I need net figures, revenue by month",
        "In my region, revenue by month",
        "pour ma boutique, CA par mois",
    ],
)
def test_what_a_request_is_for_is_not_dropped(question: str) -> None:
    assert isinstance(read(question), Refusal | Clarify)


@pytest.mark.parametrize(
    "question",
    [
        "you should not show me Cricket in revenue by month",
        "I cannot see Cricket, revenue by month",
        "je ne veux pas voir Cricket, CA par mois",
    ],
)
def test_a_negation_in_a_request_is_not_dropped(question: str) -> None:
    assert intent_of(question).conditions == where("division", "Cricket", negated=True)


def test_a_grouping_in_another_sentence_counts() -> None:
    assert intent_of("I want it by channel. What is the revenue?") == intent_of(
        "revenue by channel"
    )
