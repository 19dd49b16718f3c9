"""Dates as people typed them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.transforms.dates import contradicts_weekday, parsed_date
from fmcg_assets_tests.transforms.frames import applied

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import SparkSession

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
DATES = st.dates(FIRST, LAST)

MONTHS: Final = (
    "January February March April May June July August September October November December"
)
WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


def month_name(day: date) -> str:
    return MONTHS.split()[day.month - 1]


def weekday_name(day: date) -> str:
    return WEEKDAYS.split()[day.weekday()]


FORMATS: Final[dict[str, Callable[[date], str]]] = {
    "yyyy/MM/dd": lambda d: f"{d.year}/{d.month:02d}/{d.day:02d}",
    "yyyy-MM-dd": lambda d: d.isoformat(),
    "yyyy/M/d": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dd/MM/yyyy": lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}",
    "dd-MM-yyyy": lambda d: f"{d.day:02d}-{d.month:02d}-{d.year}",
    "d/M/yyyy": lambda d: f"{d.day}/{d.month}/{d.year}",
    "MMMM dd, yyyy": lambda d: f"{month_name(d)} {d.day:02d}, {d.year}",
    "MMMM d, yyyy": lambda d: f"{month_name(d)} {d.day}, {d.year}",
    "MMM d yyyy": lambda d: f"{month_name(d)[:3]} {d.day} {d.year}",
    "MMM. d, yyyy": lambda d: f"{month_name(d)[:3]}. {d.day}, {d.year}",
}
WEEKDAY_FORMS: Final[dict[str, Callable[[date], str]]] = {
    "none": lambda _: "",
    "full": lambda d: f"{weekday_name(d)}, ",
    "short": lambda d: f"{weekday_name(d)[:3]} ",
    "abbreviated": lambda d: f"{weekday_name(d)[:3]}., ",
}
CASES: Final[dict[str, Callable[[str], str]]] = {
    "as is": str,
    "upper": str.upper,
    "lower": str.lower,
    "padded": lambda text: f"  {text.replace(' ', '  ')}\t",
}

DATE_LIKE = st.one_of(
    st.text(max_size=25),
    st.text("0123456789/-", max_size=11),
    st.from_regex(r"[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}", fullmatch=True),
    st.from_regex(
        r"(Mon|Tuesday)?,? ?(Feb|Sept|June|Juni)[.]? [0-9]{1,3},? [0-9]{3,5}", fullmatch=True
    ),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            DATES,
            st.sampled_from(sorted(FORMATS)),
            st.sampled_from(sorted(WEEKDAY_FORMS)),
            st.sampled_from(sorted(CASES)),
        ),
        min_size=1,
        max_size=50,
    )
)
def test_a_real_date_written_in_any_of_the_formats_comes_back(
    spark: SparkSession, written: list[tuple[date, str, str, str]]
) -> None:
    texts = [
        CASES[case](WEEKDAY_FORMS[weekday](day) + FORMATS[form](day))
        for day, form, weekday, case in written
    ]
    assert applied(spark, parsed_date, texts) == [day for day, *_ in written]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.none() | DATE_LIKE, min_size=1, max_size=50))
@example(["٠١/٠٧/٢٠٢٥", "2025|07|01", "31/02/2025", "\x00", None])
def test_any_text_gives_null_or_a_date_of_the_years_2000_to_2100(
    spark: SparkSession, texts: list[str | None]
) -> None:
    for day in applied(spark, parsed_date, texts):
        assert day is None or FIRST <= day <= LAST


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(2000, 2100)), min_size=1
    ),
    st.sampled_from("/-"),
)
@example([(1, 7, 2025), (7, 1, 2025), (7, 13, 2025), (13, 7, 2025)], "/")
def test_the_first_number_is_always_the_day_never_the_month(
    spark: SparkSession, numbers: list[tuple[int, int, int]], separator: str
) -> None:
    texts = [f"{first}{separator}{second}{separator}{year}" for first, second, year in numbers]
    expected = [real_date(year, second, first) for first, second, year in numbers]
    assert applied(spark, parsed_date, texts) == expected


def real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(
            {
                "Tuesday, July 01, 2025": date(2025, 7, 1),
                "Monday, July 01, 2025": date(2025, 7, 1),
                "tuesday, JULY 1, 2025": date(2025, 7, 1),
                "Tues July 1, 2025": date(2025, 7, 1),
                "Thurs. July 3, 2025": date(2025, 7, 3),
                "Wed 02/07/2025": date(2025, 7, 2),
                "Sept 5, 2025": date(2025, 9, 5),
                "sept. 5 2025": date(2025, 9, 5),
            },
            id="weekday and month names are read in full and in short",
        ),
        pytest.param(
            {
                "29/02/2024": date(2024, 2, 29),
                "29/02/2025": None,
                "29/02/2100": None,
                "31/02/2025": None,
                "31/04/2025": None,
                "2025-02-30": None,
                "00/07/2025": None,
                "01/00/2025": None,
                "01/13/2025": None,
                "2025-13-01": None,
                "February 30, 2025": None,
                "July 0, 2025": None,
            },
            id="a day that the calendar does not have is unreadable",
        ),
        pytest.param(
            {
                "2000-01-01": FIRST,
                "31/12/2100": LAST,
                "1999-12-31": None,
                "01/01/2101": None,
                "01/01/0025": None,
                "July 1, 1925": None,
            },
            id="years outside 2000 to 2100 are unreadable",
        ),
        pytest.param(
            {
                "2025": None,
                "2025-07": None,
                "07/2025": None,
                "01/07/25": None,
                "1/7": None,
                "July 2025": None,
                "July 01": None,
                "20250701": None,
                "45839": None,
            },
            id="a part of a date is unreadable",
        ),
        pytest.param(
            {
                "": None,
                "   ": None,
                "NaT": None,
                "nan": None,
                "unknown": None,
                "Tuesday": None,
                "Sunflower, July 01, 2025": None,
                "Julember 01, 2025": None,
                "marching 01, 2025": None,
                "2025-07-01T00:00:00": None,
                "2025-07-01 10:30": None,
                "x2025-07-01": None,
                "2025-07-011": None,
                "-2025-07-01": None,
                "2025--07-01": None,
                "2025|07|01": None,
                "٠١/٠٧/٢٠٢٥": None,
                None: None,
            },
            id="other texts are unreadable",
        ),
    ],
)
def test_format(spark: SparkSession, expected: dict[str | None, date | None]) -> None:
    texts = list(expected)
    assert dict(zip(texts, applied(spark, parsed_date, texts), strict=True)) == expected


def test_a_weekday_contradicts_only_where_it_is_not_the_weekday_of_the_day(
    spark: SparkSession,
) -> None:
    tuesday = date(2025, 7, 1)
    expected = {
        ("Tuesday, July 01, 2025", tuesday): False,
        ("TUE 01/07/2025", tuesday): False,
        ("tues. July 1 2025", tuesday): False,
        ("Monday, July 01, 2025", tuesday): True,
        ("thu 01/07/2025", tuesday): True,
        ("July 01, 2025", tuesday): False,
        ("Sunflower, July 01, 2025", tuesday): False,
        ("Monday, February 31, 2025", None): False,
        ("", tuesday): False,
        (None, tuesday): False,
    }
    rows = pa.table(
        {
            "place": range(len(expected)),
            "text": [text for text, _ in expected],
            "day": [day for _, day in expected],
        }
    )
    frame = spark_frame(spark, rows)
    found = frame.select("place", contradicts_weekday(frame["text"], frame["day"]).alias("found"))
    assert found.toArrow().sort_by("place")["found"].to_pylist() == list(expected.values())


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(DATES, st.integers(0, 6)), min_size=1, max_size=50))
def test_every_weekday_is_compared_with_the_calendar(
    spark: SparkSession, named: list[tuple[date, int]]
) -> None:
    rows = pa.table(
        {
            "place": range(len(named)),
            "text": [f"{WEEKDAYS.split()[weekday]}, x" for _, weekday in named],
            "day": [day for day, _ in named],
        }
    )
    frame = spark_frame(spark, rows)
    found = frame.select("place", contradicts_weekday(frame["text"], frame["day"]).alias("found"))
    assert found.toArrow().sort_by("place")["found"].to_pylist() == [
        day.weekday() != weekday for day, weekday in named
    ]
