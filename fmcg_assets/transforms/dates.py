"""Reading dates that several people typed in several formats.

dd/MM is always day first: it is never guessed per row. No engine's date patterns are used, since
they differ between engines: the parts are taken out by regular expressions and checked by a cast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.transforms.text import tidy

if TYPE_CHECKING:
    from pyspark.sql import Column

_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_WEEKDAY: Final = (
    "(?:sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    "|sat(?:urday)?)"
)
_AFTER_WEEKDAY: Final = r"\.?,? "
_MONTH: Final = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR: Final = "(20[0-9]{2}|2100)"
_PART: Final = "([0-9]{1,2})"
# The formats' groups are 1-3, 4-6 and 7-9; those of the formats that a text is not in are empty.
_FORMATS: Final = (
    rf"{_YEAR}[/-]{_PART}[/-]{_PART}",
    rf"{_PART}[/-]{_PART}[/-]{_YEAR}",
    rf"{_MONTH}\.? {_PART},? {_YEAR}",
)
_YEAR_MONTH_DAY: Final = "$1$6$9|$2$5$7|$3$4$8"
_DATE: Final = rf"^(?:{_WEEKDAY}{_AFTER_WEEKDAY})?(?:{'|'.join(_FORMATS)})$"


def _place(name: Column, names: tuple[str, ...]) -> Column:
    """Return the place, from 1, of the name by its first three letters; 0 where it is none."""
    return F.find_in_set(F.substring(name, 1, 3), F.lit(",".join(names)))


def parsed_date(text: Column) -> Column:
    """Return the DATE of a text, or NULL where it names no day of the years 2000 to 2100.

    Read are yyyy/MM/dd, dd/MM/yyyy and both with hyphens, and "July 01, 2025", each with or
    without a weekday before it, in any case.
    """
    delivered = F.lower(tidy(text))
    parts = F.regexp_replace(delivered, _DATE, _YEAR_MONTH_DAY)
    year, month, day = (F.split_part(parts, F.lit("|"), F.lit(part)) for part in (1, 2, 3))
    named = _place(month, _MONTHS)
    number = F.when(named > 0, named.cast("string")).otherwise(month)
    iso = F.concat_ws("-", year, F.lpad(number, 2, "0"), F.lpad(day, 2, "0"))
    # A text in none of the formats stays as it is; in one of them there is no "|".
    return F.when(parts != delivered, iso).try_cast("date")


def contradicts_weekday(text: Column, day: Column) -> Column:
    """Return whether the text begins with a weekday that is not the weekday of the day."""
    name = F.regexp_extract(F.lower(tidy(text)), f"^({_WEEKDAY}){_AFTER_WEEKDAY}", 1)
    named = _place(name, _WEEKDAYS)
    return F.coalesce((named > 0) & (named != F.dayofweek(day)), F.lit(False))
