"""Terms, keywords, fillers and typos."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.questions import words
from fmcg_assets.questions.lexicon import Lexicon, Term
from fmcg_assets.questions.spelling import Spelling
from fmcg_assets.questions.tokens import tokenize
from fmcg_assets.questions.values import ValueIndex
from fmcg_assets.semantics.model import load_model

LEXICON = Lexicon(load_model())
SPELLING = Spelling(LEXICON, ValueIndex({"division": ["Football", "Swimming"]}))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("revenue", "revenue"),
        ("sales", "revenue"),
        ("turnover", "revenue"),
        ("chiffre d'affaires", "revenue"),
        ("CA", "revenue"),
        ("units sold", "quantity"),
        ("quantité", "quantity"),
        ("customer", "customer"),
        ("clients", "customer"),
        ("categories", "category"),
        ("catégories", "category"),
        ("canal", "channel"),
        ("average selling price", "average_selling_price"),
        ("monthly", "month"),
        ("trimestre", "quarter"),
    ],
)
def test_terms_of_both_languages(text: str, name: str) -> None:
    found = LEXICON.match(tokenize(text), 0)
    assert found is not None
    assert found.length == len(tokenize(text))
    assert found.value.name == name


def test_a_term_that_names_members_and_their_count_is_the_dimension_first() -> None:
    found = LEXICON.matches(tokenize("customers"), 0)
    assert Term("dimension", "customer") in [match.value for match in found]


def test_nearest_terms_are_offered() -> None:
    assert "Category" in LEXICON.nearest("catgory")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("revennue", "revenue"),
        ("cutomers", "customers"),
        ("categry", "category"),
        ("channle", "channel"),
        ("quater", "quarter"),
        ("septmber", "september"),
        ("betwen", "between"),
        ("trimetre", "trimestre"),
        ("catégroie", "categorie"),
        ("aveerage", "average"),
        ("proft", "profit"),
        ("giv", "give"),
        ("jsut", "just"),
    ],
)
def test_typos_are_mended(typed: str, meant: str) -> None:
    assert [t.norm for t in SPELLING.corrected(tokenize(typed))] == [meant]


@pytest.mark.parametrize(
    "word", ["mars", "football", "natation", "gants", "tennis", "nike", "xqzt"]
)
def test_known_and_far_words_stay(word: str) -> None:
    assert [t.norm for t in SPELLING.corrected(tokenize(word))] == [word]


def test_what_was_typed_is_kept() -> None:
    assert [t.text for t in SPELLING.corrected(tokenize("Reveneu by"))] == ["Reveneu", "by"]


@pytest.mark.parametrize(
    "text",
    [
        "could you please show me",
        "if you don't mind",
        "I was wondering",
        "quick one for the board",
        "thx",
        "peux-tu me donner",
        "j'aimerais savoir s'il te plaît",
        "est-ce que nous avons",
        "y a-t-il",
        "montre-moi",
        "merci d'avance",
    ],
)
def test_polite_words_say_nothing(text: str) -> None:
    tokens = tokenize(text)
    i = 0
    while i < len(tokens):
        taken = words.filler_at(tokens, i)
        assert taken, tokens[i].norm
        i += taken


_CHANGING = (
    "not without except only each top best last than between share growth sauf sans hors "
    "seulement chaque meilleur dernier entre part croissance nouveaux perdus"
)


@pytest.mark.parametrize("word", _CHANGING.split())
def test_words_that_change_the_meaning_are_no_fillers(word: str) -> None:
    assert word not in words.FILLERS
    assert words.keyword_at(tokenize(word), 0) is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("broken down by", "by"),
        ("ventilé par", "by"),
        ("more than", "more_than"),
        ("au moins", "at_least"),
        ("year over year", "year_on_year"),
        ("par rapport à l'an dernier", "year_on_year"),
        ("how many", "count"),
        ("combien de", "count"),
        ("running total", "running_total"),
        ("cumulé", "running_total"),
        ("moyenne mobile", "moving_average"),
        ("n'ont pas acheté", "inactive"),
        ("côte à côte", "side_by_side"),
        ("what can I ask", "help"),
        ("à l'exception de", "except"),
        ("jamais vendus", "inactive"),
        ("have not ordered", "inactive"),
        ("toutes catégories confondues", "total"),
        (">=", "at_least"),
        ("% du", "share"),
    ],
)
def test_keywords_are_found_by_their_longest_spelling(text: str, name: str) -> None:
    found = words.keyword_at(tokenize(text), 0)
    assert found is not None
    assert (found.length, found.value) == (len(tokenize(text)), name)
    assert words.KEYWORDS[name].at(tokenize(text), 0) == found.length


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("top 5 products", "en"),
        ("how much did we sell", "en"),
        ("Revenue", "en"),
        ("top 5 produits", "fr"),
        ("CA par mois", "fr"),
        ("montre-moi les ventes", "fr"),
        ("quel est le chiffre d'affaires", "fr"),
        ("et l'an dernier ?", "fr"),
        ("CA oct 2025 vs oct 2024", "fr"),
        ("as a table", "en"),
    ],
)
def test_the_language_is_told_by_small_words(text: str, language: str) -> None:
    assert words.language_of(tokenize(text)) == language


@given(st.text(max_size=80))
@settings(deadline=None)
def test_nothing_raises_and_nothing_is_read_beyond_the_end(text: str) -> None:
    tokens = SPELLING.corrected(tokenize(text))
    words.language_of(tokens)
    for i in range(-1, len(tokens) + 1):
        for length in (
            words.filler_at(tokens, i),
            *(match.length for match in words.keywords_at(tokens, i)),
            *(match.length for match in LEXICON.matches(tokens, i)),
        ):
            assert 0 <= length <= max(len(tokens) - i, 0)
