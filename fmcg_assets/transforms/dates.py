"""Reading dates that several people typed in several formats.

dd/MM is always day first: it is never guessed per row. No engine's date patterns are used, since
they differ between engines: the parts are taken out by regular expressions and checked by a cast.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.transforms.text import tidy

if TYPE_CHECKING:
    from pyspark.sql import Column

FIRST_DATE: Final = date(2000, 1, 1)
LAST_DATE: Final = date(2100, 12, 31)

_MONTHS: Final = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH_NUMBERS: Final = {
    name: f"{number:02d}"
    for number, month in enumerate(_MONTHS, start=1)
    for name in (month, month[:3])
} | {"sept": "09"}
_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

_YEAR_FIRST: Final = r"^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$"
_DAY_FIRST: Final = r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$"
_MONTH_NAME: Final = r"^([a-z]+)\.? (\d{1,2}),? (\d{4})$"
_WEEKDAY: Final = r"^(sun|mon|tue|wed|thu|fri|sat)[a-z]*\.?,? "


def _lookup(mapping: dict[str, str], key: Column) -> Column:
    return F.create_map(*map(F.lit, chain.from_iterable(mapping.items())))[key]


def _iso(year: Column, month: Column, day: Column) -> Column:
    return F.concat_ws("-", year, F.lpad(month, 2, "0"), F.lpad(day, 2, "0"))


def _body(text: Column) -> Column:
    """Return the lower-case text without a leading weekday."""
    return F.regexp_replace(F.lower(tidy(text)), _WEEKDAY, "")


def parsed_date(text: Column) -> Column:
    """Return the DATE of a text, or NULL where it names no day of the years 2000 to 2100.

    Read are yyyy/MM/dd, dd/MM/yyyy and both with hyphens, and "July 01, 2025", each with or
    without a weekday before it, in any case.
    """
    body = _body(text)
    month = _lookup(_MONTH_NUMBERS, F.regexp_extract(body, _MONTH_NAME, 1))
    iso = (
        F.when(
            body.rlike(_YEAR_FIRST),
            _iso(*(F.regexp_extract(body, _YEAR_FIRST, part) for part in (1, 2, 3))),
        )
        .when(
            body.rlike(_DAY_FIRST),
            _iso(*(F.regexp_extract(body, _DAY_FIRST, part) for part in (3, 2, 1))),
        )
        .when(
            body.rlike(_MONTH_NAME) & month.isNotNull(),
            _iso(
                F.regexp_extract(body, _MONTH_NAME, 3),
                month,
                F.regexp_extract(body, _MONTH_NAME, 2),
            ),
        )
    )
    day = iso.try_cast("date")
    return F.when(day.between(F.lit(FIRST_DATE), F.lit(LAST_DATE)), day)


def contradicts_weekday(text: Column, day: Column) -> Column:
    """Return whether the text begins with a weekday that is not the weekday of the day."""
    named = F.regexp_extract(F.lower(tidy(text)), _WEEKDAY, 1)
    actual = F.element_at(F.array(*map(F.lit, _WEEKDAYS)), F.dayofweek(day))
    return F.coalesce((F.length(named) > 0) & (named != actual), F.lit(False))
