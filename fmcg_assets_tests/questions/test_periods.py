"""Periods in the words of both languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.questions import periods
from fmcg_assets.questions.intent import Period
from fmcg_assets.questions.periods import Calendar, PeriodReading, label_of, months_between, shifted
from fmcg_assets.questions.tokens import Language, tokenize

# The newest complete month is November 2025; December is only partly there.
CALENDAR = Calendar(date(2025, 11, 1), date(2024, 1, 1), date(2025, 12, 1), date(2025, 12, 1))


def reading(text: str, language: Language = "en", reference: Period | None = None) -> PeriodReading:
    """Return the first reading, which must take all that follows it."""
    tokens = tokenize(text)
    for i in range(len(tokens)):
        found = periods.read_at(tokens, i, CALENDAR, language, reference)
        if found:
            assert i + found.length == len(tokens), text
            return found.value
    raise AssertionError(text)


def spans(text: str, language: Language = "en") -> list[str]:
    return [
        f"{p.first:%Y-%m}" if p.first == p.last else f"{p.first:%Y-%m}..{p.last:%Y-%m}"
        for p in reading(text, language).periods
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", "2025-01..2025-12"),
        ("'24", "2024-01..2024-12"),
        ("full year 2024", "2024-01..2024-12"),
        ("Q3 2025", "2025-07..2025-09"),
        ("2025-Q3", "2025-07..2025-09"),
        ("Q3'25", "2025-07..2025-09"),
        ("3rd quarter of 2025", "2025-07..2025-09"),
        ("the third quarter of 2025", "2025-07..2025-09"),
        ("last year's Q3", "2024-07..2024-09"),
        ("H1 2025", "2025-01..2025-06"),
        ("the first half of 2025", "2025-01..2025-06"),
        ("July 2025", "2025-07"),
        ("oct. 2025", "2025-10"),
        ("jul-25", "2025-07"),
        ("2025-07", "2025-07"),
        ("07/2025", "2025-07"),
        ("July–September 2025", "2025-07..2025-09"),
        ("from March to June 2025", "2025-03..2025-06"),
        ("between March and June 2025", "2025-03..2025-06"),
        ("from November 2024 to February 2025", "2024-11..2025-02"),
        ("Nov to Feb 2025", "2024-11..2025-02"),
        ("since July 2025", "2025-07..2025-12"),
        ("since July 2025 to date", "2025-07..2025-11"),
        ("until March 2025", "2024-01..2025-03"),
        ("before July 2025", "2024-01..2025-06"),
        ("after June 2025", "2025-07..2025-12"),
        ("from July 2025 onwards", "2025-07..2025-12"),
        ("last 3 months of 2024", "2024-10..2024-12"),
        ("first three months of 2025", "2025-01..2025-03"),
        ("last quarter of 2024", "2024-10..2024-12"),
        ("November of the year before", "2024-11"),
        ("2024-03..2024-09", "2024-03..2024-09"),
        ("2024 full year", "2024-01..2024-12"),
        ("3Q25", "2025-07..2025-09"),
    ],
)
def test_english(text: str, expected: str) -> None:
    assert spans(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3e trimestre 2025", "2025-07..2025-09"),
        ("au troisième trimestre 2025", "2025-07..2025-09"),
        ("T3 2025", "2025-07..2025-09"),
        ("1er semestre 2025", "2025-01..2025-06"),
        ("S1 2025", "2025-01..2025-06"),
        ("de mars à juin 2025", "2025-03..2025-06"),
        ("d'août à octobre 2025", "2025-08..2025-10"),
        ("entre mars et juin 2025", "2025-03..2025-06"),
        ("du T1 au T3 2025", "2025-01..2025-09"),
        ("depuis juillet 2025", "2025-07..2025-12"),
        ("à partir de juillet 2025", "2025-07..2025-12"),
        ("dès juillet 2025", "2025-07..2025-12"),
        ("jusqu'en mars 2025", "2024-01..2025-03"),
        ("avant juillet 2025", "2024-01..2025-06"),
        ("après juin 2025", "2025-07..2025-12"),
        ("juil. 2025", "2025-07"),
        ("les trois premiers mois de 2025", "2025-01..2025-03"),
        ("dernier trimestre 2024", "2024-10..2024-12"),
        ("novembre de l'année précédente", "2024-11"),
        ("en sept 2025", "2025-09"),
    ],
)
def test_french(text: str, expected: str) -> None:
    assert spans(text, "fr") == [expected]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("last month", "en", "2025-11"),
        ("this month", "en", "2025-12"),
        ("last 3 months", "en", "2025-09..2025-11"),
        ("past six months", "en", "2025-06..2025-11"),
        ("last quarter", "en", "2025-07..2025-09"),
        ("this quarter", "en", "2025-10..2025-12"),
        ("last year", "en", "2024-01..2024-12"),
        ("this year", "en", "2025-01..2025-12"),
        ("year to date", "en", "2025-01..2025-11"),
        ("ytd", "en", "2025-01..2025-11"),
        ("so far this year", "en", "2025-01..2025-11"),
        ("the last two quarters", "en", "2025-04..2025-09"),
        ("two months ago", "en", "2025-10"),
        ("rolling 12 months", "en", "2024-12..2025-11"),
        ("for 3 months", "en", "2025-09..2025-11"),
        ("12 mois glissants", "fr", "2024-12..2025-11"),
        ("depuis un an", "fr", "2024-12..2025-11"),
        ("depuis 3 mois", "fr", "2025-09..2025-11"),
        ("cumul annuel", "fr", "2025-01..2025-11"),
        ("au cours des trois derniers trimestres", "fr", "2025-01..2025-09"),
        ("the month before last", "en", "2025-10"),
        ("les 12 derniers mois", "fr", "2024-12..2025-11"),
        ("l'an dernier", "fr", "2024-01..2024-12"),
        ("le mois dernier", "fr", "2025-11"),
        ("cette année", "fr", "2025-01..2025-12"),
        ("ce mois-ci", "fr", "2025-12"),
        ("depuis le début de l'année", "fr", "2025-01..2025-11"),
        ("à date", "fr", "2025-01..2025-11"),
        ("cette année jusqu'ici", "fr", "2025-01..2025-11"),
        ("cette année jusqu'à maintenant", "fr", "2025-01..2025-11"),
        ("this year thus far", "en", "2025-01..2025-11"),
        ("2025 YTD", "en", "2025-01..2025-11"),
        ("2024, year to date", "en", "2024-01..2024-11"),
        ("calendar year 2025 to date", "en", "2025-01..2025-11"),
        ("2025 so far", "en", "2025-01..2025-11"),
        ("2025 à date", "fr", "2025-01..2025-11"),
        ("2025 jusqu'ici", "fr", "2025-01..2025-11"),
        ("since September", "en", "2025-09..2025-11"),
        ("depuis janvier", "fr", "2025-01..2025-11"),
        ("this year until now", "en", "2025-01..2025-11"),
        ("this year up to now", "en", "2025-01..2025-11"),
        ("l'avant-dernier mois", "fr", "2025-10"),
        ("il y a deux mois", "fr", "2025-10"),
    ],
)
def test_relative_to_the_newest_complete_month(
    text: str, language: Language, expected: str
) -> None:
    assert spans(text, language) == [expected]
    assert all(p.relative for p in reading(text, language).periods)


_FIRST_QUARTERS = ["2025-01..2025-03", "2024-01..2024-03"]


@pytest.mark.parametrize(
    ("text", "joined", "expected"),
    [
        ("2024 and 2025", "list", ["2024-01..2024-12", "2025-01..2025-12"]),
        ("Q1 and Q2 2025", "list", ["2025-01..2025-03", "2025-04..2025-06"]),
        ("January, February and March 2025", "list", ["2025-01", "2025-02", "2025-03"]),
        ("July 2024 and 2025", "list", ["2024-07", "2025-07"]),
        ("H1 2024 vs H1 2025", "versus", ["2024-01..2024-06", "2025-01..2025-06"]),
        ("Q3 2024 vs 2025", "versus", ["2024-07..2024-09", "2025-07..2025-09"]),
        (
            "Q3 2025 versus the previous quarter",
            "versus",
            ["2025-07..2025-09", "2025-04..2025-06"],
        ),
        ("November 2025 vs the same month last year", "versus", ["2025-11", "2024-11"]),
        ("Jan to March 2025 and same period in 2024", "versus", _FIRST_QUARTERS),
        ("Jan-Mar 2025 vs Jan-Mar 2024", "versus", _FIRST_QUARTERS),
        ("last quarter vs the previous one", "versus", ["2025-07..2025-09", "2025-04..2025-06"]),
        ("this year vs last year", "versus", ["2025-01..2025-12", "2024-01..2024-12"]),
        ("Q1 2024 compared with that of Q1 2025", "versus", _FIRST_QUARTERS[::-1]),
        (
            "second and third quarter of 2025",
            "list",
            ["2025-04..2025-06", "2025-07..2025-09"],
        ),
    ],
)
def test_several_periods(text: str, joined: str, expected: list[str]) -> None:
    assert spans(text) == expected
    assert reading(text).joined == joined


def test_a_period_without_a_year_is_the_newest_complete_one_and_says_so() -> None:
    assert spans("December") == ["2024-12"]
    assert spans("Q4") == ["2024-10..2024-12"]
    assert "December 2024" in (reading("December").note or "")
    assert "juillet 2025" in (reading("juillet", "fr").note or "")
    assert reading("July 2025").note is None


def test_a_range_told_backwards_takes_the_words_it_has() -> None:
    tokens = tokenize("last quarter to 2024")
    found = periods.read_at(tokens, 0, CALENDAR, "en")
    assert found is not None
    assert found.length == len(tokens)


def test_the_same_months_in_a_year_that_is_named_first() -> None:
    half = Period(date(2024, 1, 1), date(2024, 6, 1), "H1 2024")
    for text in ("2025, same period", "2025 for the same months"):
        assert reading(text, reference=half).periods[0].first == date(2025, 1, 1)
        assert reading(text, reference=half).periods[0].last == date(2025, 6, 1)


def test_the_month_before_a_named_one() -> None:
    july = Period(date(2025, 7, 1), date(2025, 7, 1), "July 2025")
    before = reading("the previous month", reference=july)
    assert before.periods[0].first == date(2025, 6, 1)
    assert before.relation == "previous"
    earlier = reading("the same month last year", reference=july)
    assert earlier.periods[0].first == date(2024, 7, 1)
    assert reading("le mois précédent", "fr", july).periods[0].first == date(2025, 6, 1)


@pytest.mark.parametrize(
    "text", ["FY25", "FY 2025", "fiscal year 2025", "2024-25", "exercice 2025"]
)
def test_whose_year_a_financial_one_is_must_be_asked(text: str) -> None:
    assert reading(text).ambiguous == "fiscal"


@pytest.mark.parametrize("text", ["15 July 2025", "2025-07-15", "July 15, 2025", "15/07/2025"])
def test_days_are_not_there(text: str) -> None:
    assert reading(text).ambiguous == "day"


def test_a_month_that_is_only_partly_there_is_marked() -> None:
    assert reading("this month").partial
    assert reading("2025").partial
    assert not reading("2024").partial


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("may I see", "en"),
        ("Mars market", "en"),
        ("sept clients", "fr"),
        ("2025 units", "en"),
        ("with 2025 units", "en"),
        ("more than 2025", "en"),
        ("revenue", "en"),
        ("2500", "en"),
    ],
)
def test_what_is_no_period(text: str, language: Language) -> None:
    tokens = tokenize(text)
    assert not any(periods.read_at(tokens, i, CALENDAR, language) for i in range(len(tokens)))


_MONTHS = st.dates(date(2024, 1, 1), date(2025, 12, 1)).map(lambda day: day.replace(day=1))


@given(_MONTHS, st.sampled_from([1, 3, 6, 12]), st.sampled_from(["en", "fr"]))
@settings(deadline=None)
def test_a_label_is_read_as_its_period(first: date, size: int, language: Language) -> None:
    first = date(first.year, (first.month - 1) // size * size + 1, 1)
    last = shifted(first, size - 1)
    found = reading(label_of(first, last, language), language)
    assert (found.periods[0].first, found.periods[0].last) == (first, last)


@given(_MONTHS, _MONTHS, st.sampled_from(["en", "fr"]))
@settings(deadline=None)
def test_a_range_is_read_as_its_months(one: date, two: date, language: Language) -> None:
    first, last = min(one, two), max(one, two)
    if months_between(first, last) == 1:
        return
    words = ("from", "to") if language == "en" else ("de", "à")
    text = (
        f"{words[0]} {label_of(first, first, language)} {words[1]} {label_of(last, last, language)}"
    )
    found = reading(text, language)
    assert [(p.first, p.last) for p in found.periods] == [(first, last)]


_SOME = (
    "last first this the 3 12 months quarter year of 2025 2024 '25 - / . , and vs from to between "
    "since until q3 h1 july mars de à du au trimestre semestre dernier premiers mois an l ' ago "
    "same previous before fy 25 il y a"
)
_PIECES = st.sampled_from(_SOME.split())


@given(st.lists(_PIECES, max_size=12).map(" ".join), st.sampled_from(["en", "fr"]))
@settings(deadline=None, max_examples=500)
def test_nothing_raises_and_nothing_is_read_beyond_the_end(text: str, language: Language) -> None:
    tokens = tokenize(text)
    for i in range(-1, len(tokens) + 1):
        found = periods.read_at(tokens, i, CALENDAR, language)
        assert found is None or 0 < found.length <= len(tokens) - i
        if found:
            assert all(p.first <= p.last for p in found.value.periods)
