"""Questions of when: since when something has been sold, when it was sold last."""

from __future__ import annotations

import pytest

from fmcg_assets.questions.intent import Intent, Seen, Understood
from fmcg_assets_tests.questions.reading import intent_of, read, where

_BARS = where("category", "Protein Bars")
_WEBSHOP = where("customer", "Velora Webshop")


@pytest.mark.parametrize(
    "question",
    [
        "since when have protein bars been on sale",
        "when did protein bars show up for the very first time?",
        "in which month did protein bars first appear",
        "how long have we been selling protein bars?",
        "What was the first month with sales of protein bars?",
        "when did we start selling protein bars",
        "the date of the first sale of protein bars",
        "depuis quand vend-on des protein bars ?",
        "depuis quel mois les protein bars apparaissent-elles dans nos ventes ?",
        "à partir de quel mois est-ce que protein bars apparaît dans les ventes",
        "de quand date la première vente de protein bars ?",
        "premier mois de vente de protein bars",
    ],
)
def test_since_when_is_the_first_month_with_rows(question: str) -> None:
    assert intent_of(question) == Intent(conditions=_BARS, seen=Seen("first")), question


@pytest.mark.parametrize(
    "question",
    [
        "when did Velora Webshop last order",
        "last month in which Velora Webshop bought something",
        "quand Velora Webshop a-t-il commandé pour la dernière fois ?",
    ],
)
def test_when_last_is_the_last_month_with_rows(question: str) -> None:
    assert intent_of(question) == Intent(conditions=_WEBSHOP, seen=Seen("last")), question


def test_the_grain_that_is_asked_for_is_told() -> None:
    found = intent_of("in which year did we start selling protein bars")
    assert found == Intent(conditions=_BARS, seen=Seen("first", "year"))


def test_a_first_quarter_is_told_as_one() -> None:
    found = intent_of("first quarter in which we sold protein bars")
    assert found == Intent(conditions=_BARS, seen=Seen("first", "quarter"))


def test_each_member_has_a_first_month() -> None:
    found = intent_of("when did each channel start selling")
    assert found == Intent(groups=("channel",), seen=Seen("first"))


@pytest.mark.parametrize(
    "question",
    [
        "when do we sell most protein bars",
        "the first month of 2025 for protein bars",
        "last month sales of protein bars",
        "which customers first bought in July 2025",
        "how many customers first bought in July 2025",
        "when did we sell more than 1 million",
        "since when is Cricket ahead of Running",
        "revenue of the last month with sales in Cricket",
        "how long does it take Velora Webshop to buy again?",
        "which customers appear in every month of 2025?",
    ],
)
def test_other_questions_of_time_ask_for_no_first_month(question: str) -> None:
    reading = read(question)
    assert not isinstance(reading, Understood) or reading.intent.seen is None, reading
