"""Text and number rules shared by all domains. Every function maps a column to a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

if TYPE_CHECKING:
    from pyspark.sql import Column

_REST: Final = 2**31 - 1


def trimmed(text: Column) -> Column:
    """Return the text without outer white space; NULL where nothing is left."""
    inner = F.regexp_replace(text, r"^\s+|\s+$", "")
    return F.when(F.length(inner) > 0, inner)


def tidy(text: Column) -> Column:
    """Return the trimmed text with every run of white space collapsed to one blank."""
    return F.regexp_replace(trimmed(text), r"\s+", " ")


def title_case(text: Column) -> Column:
    """Return the tidied text in lower case with a capital after every blank.

    Only a blank starts a word, so that "champion's choice" gives "Champion's Choice". The
    built-in `initcap` differs between engines there.
    """
    words = F.split(F.lower(tidy(text)), " ")
    capitalised = F.transform(
        words,
        lambda word: F.concat(F.upper(F.substring(word, 1, 1)), F.substring(word, 2, _REST)),
    )
    return F.array_join(capitalised, " ")


def numeric_id(text: Column) -> Column:
    """Return the digits of a numeric identifier as text, else NULL.

    Outer blanks and a decimal part of zeros ("789320.0") do not matter; leading zeros do.
    """
    digits = F.regexp_extract(text, r"^\s*(\d+)(?:\.0+)?\s*$", 1)
    return F.when(F.length(digits) > 0, digits)


def whole_number(text: Column) -> Column:
    """Return a whole number of at most 15 digits as BIGINT ("12", "12.0", " 12 "), else NULL."""
    digits = F.regexp_extract(text, r"^\s*([+-]?\d{1,15})(?:\.0*)?\s*$", 1)
    return F.when(F.length(digits) > 0, digits).cast("bigint")


def price(text: Column) -> Column:
    """Return a price as DECIMAL(12,2), with its delivered sign; NULL where it is no number."""
    number = F.regexp_extract(text, r"^\s*([+-]?\d{1,10}(?:\.\d{1,2})?)0*\s*$", 1)
    return F.when(F.length(number) > 0, number).cast("decimal(12,2)")
