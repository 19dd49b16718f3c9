"""Every content word is explained by a rule, or the question is not answered."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Clarify, Refusal, Understood
from fmcg_assets_tests.questions.reading import read

QUESTIONS = (
    "revenue by channel in 2025",
    "top 5 products by quantity excluding Cricket",
    "part de chaque catégorie au sein de sa division en 2024",
    "customers above 5 billion",
    "croissance du CA par canal entre 2024 et 2025",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_was_read_lies_inside_the_question(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Understood)
    assert reading.explained
    for one in reading.explained:
        assert question[one.start : one.end] == one.text
        assert one.rule
    starts = [one.start for one in reading.explained]
    assert starts == sorted(starts)


@pytest.mark.parametrize("word", ["zygote", "qwertz", "blorptastic", "Wimbledon"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_word_that_nothing_explains_stops_the_answer(question: str, word: str) -> None:
    for text in (f"{word} {question}", f"{question} {word}"):
        reading = read(text)
        assert isinstance(reading, Refusal | Clarify), text
        assert word in reading.message
