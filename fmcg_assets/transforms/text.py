"""Text and number rules shared by all domains. Every function maps a column to a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

if TYPE_CHECKING:
    from pyspark.sql import Column

# Spelt out, like [0-9]: what \s and \d match beyond ASCII differs between engines.
_BLANK: Final = r"[\t\n\x0B\f\r \xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]"
_NUMERIC_ID: Final = rf"^{_BLANK}*([0-9]+)(?:\.0+)?{_BLANK}*$"
_WHOLE_NUMBER: Final = rf"^{_BLANK}*([+-]?[0-9]{{1,15}})(?:\.0*)?{_BLANK}*$"
_PRICE: Final = rf"^{_BLANK}*([+-]?[0-9]{{1,10}}(?:\.[0-9]{{1,2}}0*)?){_BLANK}*$"
_REST: Final = 2**31 - 1


def trimmed(text: Column) -> Column:
    """Return the text without outer white space (also Unicode's); NULL where nothing is left."""
    inner = F.regexp_replace(text, f"^{_BLANK}+|{_BLANK}+$", "")
    return F.when(F.length(inner) > 0, inner)


def tidy(text: Column) -> Column:
    """Return the trimmed text with every run of white space collapsed to one blank."""
    return F.regexp_replace(trimmed(text), f"{_BLANK}+", " ")


def title_case(text: Column) -> Column:
    """Return the tidied text in lower case with a capital after every blank.

    Only a blank starts a word, so that "champion's choice" gives "Champion's Choice". The
    built-in `initcap` differs between engines there.
    """
    words = F.split(F.lower(tidy(text)), " ")
    return F.array_join(F.transform(words, _capitalised), " ")


def _capitalised(word: Column) -> Column:
    # The capital of one letter may be two ("ß" gives "SS"), of which the first is kept.
    capital = F.upper(F.substring(word, 1, 1))
    return F.concat(
        F.substring(capital, 1, 1),
        F.lower(F.substring(capital, 2, _REST)),
        F.substring(word, 2, _REST),
    )


def numeric_id(text: Column) -> Column:
    """Return the digits of a numeric identifier as text, else NULL.

    Outer blanks and a decimal part of zeros ("789320.0") do not matter; leading zeros do.
    """
    digits = F.regexp_extract(text, _NUMERIC_ID, 1)
    return F.when(F.length(digits) > 0, digits)


def whole_number(text: Column) -> Column:
    """Return a whole number of at most 15 digits as BIGINT ("12", "12.0", " 12 "), else NULL."""
    digits = F.regexp_extract(text, _WHOLE_NUMBER, 1)
    return F.when(F.length(digits) > 0, digits).cast("bigint")


def price(text: Column) -> Column:
    """Return a price as DECIMAL(12,2), with its delivered sign.

    NULL where it is no number, or one of more than 10 digits before or 2 after the point; zeros
    at the end do not matter.
    """
    number = F.regexp_extract(text, _PRICE, 1)
    return F.when(F.length(number) > 0, number).cast("decimal(12,2)")
