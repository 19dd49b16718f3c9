"""The same question always reads the same, and no input makes reading fail."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.questions.intent import Understood
from fmcg_assets.questions.words import KEYWORDS
from fmcg_assets_tests.questions.reading import intent_of, read

_WORDS = sorted(
    {
        word
        for keyword in KEYWORDS.values()
        for spelling in keyword.spellings.all()
        for word in spelling
    }
    | {"revenue", "quantity", "channel", "products", "month", "Cricket", "Retailer", "2025", "Q3"}
    | {"5", "10 %", "1 million", "last", "customers", "CA", "canal", "produits", "mois", ",", "?"}
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12))
def test_any_words_are_read_and_read_alike(words: list[str]) -> None:
    question = " ".join(words)
    reading = read(question)
    assert read(question) == reading
    if isinstance(reading, Understood):
        for one in reading.explained:
            assert question[one.start : one.end] == one.text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert read(text) == read(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8))
def test_any_words_are_read_after_a_question(words: list[str]) -> None:
    before = intent_of("top 5 products by quantity in Q3 2025")
    question = " ".join(words)
    assert read(question, after=before) == read(question, after=before)


def test_ten_thousand_characters_are_read() -> None:
    for text in ("revenue by channel " * 600, "a" * 10_000, "é'" * 5_000, "?!," * 3_000):
        read(text)
