"""Each part of an intent against rows that were added up by hand."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from fmcg_assets.questions.intent import Intent
from fmcg_assets.questions.resolve import IntentError
from fmcg_assets.semantics.guard import checked
from fmcg_assets_tests.questions.intents import intents
from fmcg_assets_tests.questions.small import small_view, statement


@pytest.fixture(scope="module")
def view() -> Iterator[duckdb.DuckDBPyConnection]:
    with small_view() as connection:
        yield connection


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(intents())
def test_every_intent_is_answered_or_refused_by_name(
    view: duckdb.DuckDBPyConnection, intent: Intent
) -> None:
    try:
        made = statement(intent)
    except IntentError:
        return
    result = view.execute(checked(made.sql))
    names = [column[0] for column in result.description]
    assert names == [column.name for column in made.columns]
    assert len(set(names)) == len(names)
    result.fetchall()
