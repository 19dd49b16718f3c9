"""From a question to its answer, on the sample."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fmcg_assets.errors import MissingTableError
from fmcg_assets.kpis import headline
from fmcg_assets.lake.tables import Lake
from fmcg_assets.questions.answer import json_rows
from fmcg_assets.questions.audit import Audit
from fmcg_assets.questions.engine import LONGEST, Engine
from fmcg_assets.questions.intent import Change, Condition, Intent, Period, Window
from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.snapshot import Snapshot, SnapshotStore
from fmcg_assets_tests.questions.scoring import difference

_2025 = Period(date(2025, 1, 1), date(2025, 12, 1), "2025")


@pytest.fixture(scope="module")
def answers(sample_store: SnapshotStore) -> Engine:
    return Engine(sample_store)


def test_a_figure_equals_the_headline(answers: Engine, sample: Settings) -> None:
    figures = headline(Lake(sample.lake_uri))
    assert answers.ask("total revenue").rows == ((figures.total_revenue_inr,),)
    assert answers.ask("How many customers do we have?").rows == ((figures.unique_customers,),)


@pytest.mark.parametrize("number", range(len(load_model().verified_questions)))
def test_verified_questions_have_the_verified_answer(answers: Engine, number: int) -> None:
    verified = load_model().verified_questions[number]
    for question in (verified.question, verified.question_fr):
        answer = answers.ask(question)
        assert answer.status == "answer", f"{question}: {answer.message}"
        assert answer.verified
        view = answers._store.current()
        table = view.query(verified.sql).table
        expected = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        ordered = "LIMIT" in verified.sql
        assert not difference(expected, table.num_columns, answer, ordered=ordered), question


def test_other_questions_are_not_verified(answers: Engine) -> None:
    assert not answers.ask("quantity by channel in 2025").verified


def test_example_questions_are_answered(answers: Engine) -> None:
    for example in load_model().example_questions:
        for question in (*example.en, *example.fr):
            answer = answers.ask(question)
            assert answer.status == "answer", f"{question}: {answer.message}"


def test_next_questions_are_answered(answers: Engine) -> None:
    for question in ("total revenue", "quantité par canal en 2025", "top 5 customers in Q3 2025"):
        answer = answers.ask(question)
        assert len(answer.next_questions) == 3
        for following in answer.next_questions:
            assert answers.ask(following).status == "answer", following


def test_the_same_question_gives_the_same_sql(answers: Engine, sample_store: SnapshotStore) -> None:
    question = "top 5 products in Q3 2025"
    other = Engine(sample_store)
    assert answers.ask(question).sql == answers.ask(question).sql == other.ask(question).sql


def test_a_question_goes_on_from_the_one_before(answers: Engine) -> None:
    first = answers.ask("revenue by channel in 2025")
    by_text = answers.ask("only e-commerce", first="revenue by channel in 2025")
    by_intent = answers.ask("only e-commerce", previous=first.intent)
    assert by_text.status == "answer"
    assert by_text.rows == by_intent.rows
    assert by_text.intent is not None
    assert by_text.intent.conditions[0].values == ("E-Commerce",)


@pytest.mark.parametrize("question", ["by variant", "détaille par client", "and last year?"])
def test_what_changes_a_question_that_was_not_understood_is_refused(
    answers: Engine, question: str
) -> None:
    before = "CA de Nowhere Limited"
    assert answers.ask(before).status == "refuse"
    assert answers.ask(question, first=before).status == "refuse"
    assert answers.ask("top 3 products in 2025", first=before).status == "answer"


def test_an_edited_intent_is_answered(answers: Engine) -> None:
    answer = answers.run(Intent(("quantity",), ("channel",)))
    assert answer.status == "answer"
    assert answer.columns == ("channel", "quantity")
    assert answer.formats == {"channel": "text", "quantity": "count"}


def test_an_intent_without_meaning_is_refused(answers: Engine) -> None:
    answer = answers.run(Intent(("customers",), window=Window("running_total")))
    assert answer.status == "refuse"
    assert "cannot be added up" in answer.message
    assert not answer.rows


@pytest.mark.parametrize("question", ["", "   \n", "revenue " * LONGEST])
def test_what_cannot_be_read_is_refused(answers: Engine, question: str) -> None:
    answer = answers.ask(question)
    assert (answer.status, answer.rows, answer.sql) == ("refuse", (), None)
    assert answer.message


@pytest.mark.parametrize(
    ("intent", "message"),
    [
        (
            Intent(("revenue",), periods=(Period(date(2020, 1, 1), date(2020, 12, 1), "2020"),)),
            "There are no data for 2020; the data cover January 2024 – November 2025.",
        ),
        (
            Intent(
                ("revenue",),
                ("category",),
                conditions=(
                    Condition("platform", ("Sports Bar",)),
                    Condition("category", ("Bats",)),
                ),
            ),
            "No rows: the filter “platform Sports Bar” leaves none; without it there are some.",
        ),
        (
            Intent(
                ("revenue",),
                ("category",),
                conditions=(Condition("platform", ("Sports Bar",)),),
                periods=(Period(date(2024, 1, 1), date(2024, 12, 1), "2024"),),
            ),
            "No rows: the filter “platform Sports Bar” leaves none; without it there are some.",
        ),
        (
            Intent(("revenue",), conditions=(Condition("channel", ("Nowhere",)),)),
            "No rows: the filter “channel Nowhere” leaves none; without it there are some.",
        ),
    ],
)
def test_an_empty_result_says_which_filter(answers: Engine, intent: Intent, message: str) -> None:
    answer = answers.run(intent)
    assert answer.status == "answer"
    assert answer.sentence == message


def test_like_is_compared_with_like(answers: Engine) -> None:
    answer = answers.run(Intent(("revenue",), change=Change("year"), periods=(_2025,)))
    assert answer.notes == (
        "Like is compared with like: January – November 2025 against January – November 2024.",
    )


def test_a_base_from_before_the_data_begin_is_told(answers: Engine) -> None:
    before = Period(date(2023, 12, 1), date(2024, 11, 1), "")
    now = Period(date(2024, 12, 1), date(2025, 11, 1), "")
    answer = answers.run(Intent(("revenue",), change=Change("between"), periods=(before, now)))
    assert answer.notes == (
        "The data begin in January 2024: the earlier period is not there in full.",
    )


def test_freshness_and_help(answers: Engine) -> None:
    fresh = answers.ask("How fresh is the data?")
    assert fresh.rows[0][1] == date(2025, 11, 1)
    assert fresh.sentence.startswith("The data cover January 2024 to November 2025; loaded ")
    assert answers.ask("What can I ask?").row_count > 20
    told = answers.ask("Que puis-je demander ?")
    assert told.sentence.startswith("Demandez un chiffre")


def test_every_outcome_is_recorded(sample_store: SnapshotStore, tmp_path: Path) -> None:
    engine = Engine(sample_store, Audit(tmp_path, 90, "cli"), suggests=False)
    asked = [engine.ask("total revenue"), engine.ask("what is our profit margin?"), engine.ask("")]
    (path,) = tmp_path.iterdir()
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["status"] for line in lines] == ["answer", "refuse", "refuse"]
    assert [line["id"] for line in lines] == [answer.id for answer in asked]
    assert len({answer.id for answer in asked}) == 3


def test_a_lake_without_the_view_is_said(tmp_path: Path) -> None:
    class Empty:
        def current(self) -> Snapshot:
            raise MissingTableError("gold/vw_fact_orders_enriched has never been materialized")

    answer = Engine(Empty()).ask("total revenue")
    assert (answer.status, answer.rows) == ("refuse", ())
    assert "never been materialized" in answer.message
    assert Engine(Empty()).run(Intent()).status == "refuse"


def test_rows_as_json(answers: Engine) -> None:
    answer = answers.ask("revenue by month in 2025")
    rows = json_rows(answer)
    assert rows[0][0] == "2025-01-01"
    assert isinstance(rows[0][1], int | float)
    assert isinstance(answer.rows[0][1], Decimal)
    json.dumps(rows)
