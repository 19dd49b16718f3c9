"""Subjects that the data do not hold, and texts that are no questions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.questions import outside
from fmcg_assets.questions.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("profit", "profit"),
        ("gross margin", "profit"),
        ("marge", "profit"),
        ("coûts", "profit"),
        ("inventory", "stock"),
        ("fournisseurs", "stock"),
        ("forecast", "forecast"),
        ("next month", "forecast"),
        ("prévisions", "forecast"),
        ("why", "why"),
        ("pourquoi", "why"),
        ("targets", "target"),
        ("objectif", "target"),
        ("e-mail", "people"),
        ("adresse", "people"),
        ("yesterday", "daily"),
        ("last week", "daily"),
        ("par jour", "daily"),
        ("semaine dernière", "daily"),
        ("hier", "daily"),
        ("delete", "write"),
        ("supprime", "write"),
        ("competitors", "competition"),
        ("Diwali", "season"),
        ("dollars", "currency"),
        ("store manager", "people"),
    ],
)
def test_a_subject_is_told_with_its_reason(text: str, reason: str) -> None:
    english = outside.read_at(tokenize(text), 0)
    french = outside.read_at(tokenize(text), 0, "fr")
    assert english is not None
    assert english.value.reason == reason
    assert english.length == len(tokenize(text))
    assert french is not None
    assert french.value.message != english.value.message


@pytest.mark.parametrize("text", ["revenue", "last month", "by category", "clients", "2025"])
def test_what_the_data_hold_is_not_outside(text: str) -> None:
    tokens = tokenize(text)
    assert not any(outside.read_at(tokens, i) for i in range(len(tokens)))


@pytest.mark.parametrize(
    "text",
    [
        "select * from vw_fact_orders_enriched",
        "revenue; drop table x",
        "' or 1=1 --",
        "top 5 products'; DELETE FROM orders",
        "union all select 1",
        "read_csv('/etc/passwd')",
        "read_parquet('x')",
        "copy t to 'x'",
        "attach 'x.db'",
        "<script>alert(1)</script>",
        "sales /* comment */",
        "{{ config }}",
        "$(rm -rf /)",
        "PRAGMA database_list",
        "show me https://example.com",
        "insert into t values (1)",
    ],
)
def test_statements_and_code_are_refused(text: str) -> None:
    found = outside.injection(text)
    assert found is not None
    assert found.fatal


@pytest.mark.parametrize(
    "text",
    [
        "What's the revenue by channel?",
        "sales of Brick & Mortar, selected by category",
        "top 5 products in Q3 2025; and in Q4?",
        "customers with more than 5% (of revenue)",
        "select the top 5 customers from 2025",
        "le chiffre d'affaires de l'année – merci !",
    ],
)
def test_questions_are_not_taken_for_code(text: str) -> None:
    assert outside.injection(text) is None


@given(st.text(max_size=200))
@settings(deadline=None)
def test_nothing_raises_and_nothing_is_read_beyond_the_end(text: str) -> None:
    tokens = tokenize(text)
    outside.injection(text)
    for i in range(-1, len(tokens) + 1):
        found = outside.read_at(tokens, i)
        assert found is None or 0 < found.length <= len(tokens) - i
