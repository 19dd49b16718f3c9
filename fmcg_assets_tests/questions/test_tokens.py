"""Splitting questions into words, numbers and marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.questions.tokens import LONGEST_QUESTION, collapsed, tokenize


def norms(text: str) -> str:
    return " ".join(token.norm for token in tokenize(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What's sold?", "what is sold ?"),
        ("we've I'd how've don't won't can't", "we have i would how have do not will not can not"),
        ("whats dont ive", "what is do not i have"),
        ("the customer's share", "the customer 's share"),
        ("let’s see", "let us see"),
        ("d’août jusqu'à aujourd'hui", "d aout jusqu a aujourdhui"),
        ("c'est qu'on n'ont", "c est qu on n ont"),
        ("a-t-on vendu", "a t on vendu"),
        ("pls thx hw w/o w/ b/w", "please thanks how without with between"),
        ("mois où ça monte, CA ou volume", "mois where cela monte , ca ou volume"),
        ("5bn 500k 3rd top10", "5 bn 500 k 3 rd top 10"),
        ("Q3 2025 H1 T3", "q3 2025 h1 t3"),
        ("2025-07 2025–Q3", "2025 07 2025 q3"),
        ("1,000,000 and 10,00,000 and 1,2", "1,000,000 and 10,00,000 and 1,2"),
        ("2024,2025", "2024 , 2025"),
        ("in '25", "in '25"),
        ("July - June", "july - june"),
        ("café ÉTÉ œuvre", "cafe ete oeuvre"),
        (">= 5 %", ">= 5 %"),
    ],
)
def test_words_are_written_the_same_way(text: str, expected: str) -> None:
    assert norms(text) == expected


def test_what_joins_a_token_to_the_one_before_is_kept() -> None:
    joined = [(token.norm, token.before) for token in tokenize("e-commerce d'or 5bn – x")]
    assert joined == [
        ("e", ""),
        ("commerce", "-"),
        ("d", " "),
        ("or", "'"),
        ("5", " "),
        ("bn", ""),
        ("-", " "),
        ("x", " "),
    ]


def test_names_are_compared_without_blanks() -> None:
    assert collapsed(tokenize("Brick & Mortar")) == collapsed(tokenize("brick and mortar"))
    assert collapsed(tokenize("Runner's")) == "runners"


@given(st.text())
@settings(deadline=None, max_examples=300)
def test_every_token_keeps_its_place(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert token.start >= end
        assert token.end > token.start
        assert token.norm
        assert token.text == text[token.start : token.end]
        end = token.end


@given(st.binary(max_size=500))
@settings(deadline=None)
def test_any_bytes_are_read(content: bytes) -> None:
    tokenize(content.decode("utf-8", "replace"))
    tokenize(content.decode("latin-1"))


def test_a_long_question_is_cut() -> None:
    started = time.perf_counter()
    tokens = tokenize("a1 " * LONGEST_QUESTION)
    assert tokens[-1].end <= LONGEST_QUESTION
    assert time.perf_counter() - started < 2
