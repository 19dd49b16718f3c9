"""Where the engines differ, and the project's own rules, which give the same on both.

The first part pins each difference as it is, so that a release that changes it is noticed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.transforms.dates import parsed_date
from fmcg_assets.transforms.star_schema import all_facts, calendar
from fmcg_assets.transforms.text import price, title_case, whole_number
from fmcg_assets_tests.transforms.frames import applied, gold_rows, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column, SparkSession

pytestmark = pytest.mark.server

LONGEST = 2**63 - 1
NUMBERS = f"VALUES ({LONGEST}L), (1L) AS numbers(n)"


class Raised(NamedTuple):
    """The class and the condition of an error."""

    kind: str
    condition: str | None


def outcome(session: SparkSession, expression: str) -> object:
    """Return what an SQL expression gives, or how it fails."""
    try:
        return session.sql(f"SELECT {expression} AS found").toArrow()["found"][0].as_py()
    except PySparkException as error:
        return Raised(type(error).__name__, error.getCondition())


# --- the differences


DIFFERENCES: dict[str, tuple[str, object, object]] = {
    "overflow of a BIGINT": (
        f"{LONGEST}L + 1L",
        Raised("ArithmeticException", "ARITHMETIC_OVERFLOW"),
        -LONGEST - 1,
    ),
    "overflow of a sum": (
        f"(SELECT sum(n) FROM {NUMBERS})",
        Raised("SparkException", None),
        -LONGEST - 1,
    ),
    "title case": ("initcap('woRLD-foo')", "World-foo", "World-Foo"),
    "quote in a literal": ("'o''neil'", "o'neil", "oneil"),
    "try_to_date": (
        "try_to_date('2025-07-01')",
        date(2025, 7, 1),
        Raised("UnsupportedOperationException", None),
    ),
    "number with exponent as text": ("cast(1e10 as string)", "1.0E10", "10000000000.0"),
    "rounding half to even": ("bround(2.5)", Decimal(2), 3.0),
    "bad date": (
        "cast('31/12/2025' as date)",
        Raised("DateTimeException", "CAST_INVALID_INPUT"),
        Raised("AnalysisException", None),
    ),
    "try_add of a BIGINT and an INT": (
        f"try_add({LONGEST}L, 1)",
        None,
        Raised("AnalysisException", None),
    ),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_engines_differ(name: str, spark: SparkSession, sail: SparkSession) -> None:
    expression, by_spark, by_sail = DIFFERENCES[name]
    assert outcome(spark, expression) == by_spark
    assert outcome(sail, expression) == by_sail


# --- the project's rules


RULES: dict[str, tuple[Callable[[Column], Column], dict[str, object]]] = {
    "title case": (
        title_case,
        {
            "woRLD-foo": "World-foo",
            "o'NEIL  sports": "O'neil Sports",
            "champion's choice": "Champion's Choice",
            "straße ß": "Straße Ss",
            " ": None,
        },
    ),
    "dates": (
        parsed_date,
        {
            "2025-07-01": date(2025, 7, 1),
            "31/12/2025": date(2025, 12, 31),
            "Tuesday, July 01, 2025": date(2025, 7, 1),
            "31/02/2025": None,
            "2025-13-01": None,
            "soon": None,
        },
    ),
    "whole numbers": (
        whole_number,
        {"12": 12, " 12.0 ": 12, "-3": -3, str(LONGEST): None, "1e10": None, "a": None},
    ),
    "prices": (
        price,
        {
            "2.5": Decimal("2.50"),
            "10000000000": None,
            "9999999999.99": Decimal("9999999999.99"),
            "1e10": None,
            "2.505": None,
        },
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_of_the_project_gives_the_same_on_both(
    name: str, spark: SparkSession, sail: SparkSession
) -> None:
    rule, expected = RULES[name]
    by_spark = applied(spark, rule, list(expected))
    by_sail = applied(sail, rule, list(expected))
    assert by_spark == by_sail
    assert dict(zip(expected, by_spark, strict=True)) == expected


def test_quoted_names_come_through_as_literals_and_as_rows(
    spark: SparkSession, sail: SparkSession
) -> None:
    names = ["O'Neil", "o''neil", 'the "2nd"', "back\\slash", "% _ `", "₹"]
    for session in (spark, sail):
        literals = session.range(1).select(*(F.lit(n).alias(f"n{i}") for i, n in enumerate(names)))
        assert [column[0].as_py() for column in literals.toArrow().columns] == names
        assert applied(session, lambda text: text, names) == names
        same = applied(session, lambda text: text == F.lit("O'Neil"), names)
        assert same == [True, *[False] * 5]


def test_quantities_are_summed_exactly_and_a_sum_beyond_a_bigint_fails_on_both(
    spark: SparkSession, sail: SparkSession
) -> None:
    def summed(session: SparkSession, *quantities: int) -> list[int]:
        lines = [{"sold_quantity": quantity} for quantity in quantities]
        acquired = table(session, "gold/sb_fact_orders", lines)
        facts = all_facts(acquired, table(session, "silver/parent_orders", []))
        return [row["sold_quantity"] for row in gold_rows(facts, "gold/fact_orders")]

    for session in (spark, sail):
        assert summed(session, LONGEST, -LONGEST, 7) == [7]
        assert summed(session, LONGEST - 1, 1) == [LONGEST]
        with pytest.raises(PySparkException):
            summed(session, LONGEST, 1)


def test_the_calendar_is_the_same_on_both(spark: SparkSession, sail: SparkSession) -> None:
    by_spark, by_sail = (
        gold_rows(calendar(session, 2023, 2025), "gold/dim_date") for session in (spark, sail)
    )
    assert len(by_spark) == 3 * 365 + 1
    assert by_spark == by_sail
