"""Months and spans of months in words, in both languages."""

from __future__ import annotations

from calendar import month_name
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from fmcg_assets.semantics.numbers import Language

MONTHS_FR: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def month_word(month: date, language: Language) -> str:
    """Return the name of a month."""
    return MONTHS_FR[month.month - 1] if language == "fr" else month_name[month.month]


def month_text(month: date, language: Language) -> str:
    """Return a month with its year, in words."""
    return f"{month_word(month, language)} {month.year}"


def span_text(first: date, last: date, language: Language) -> str:
    """Return the months from one to another in words, the year once where it is the same."""
    if first == last:
        return month_text(first, language)
    start = month_word(first, language) if first.year == last.year else month_text(first, language)
    return f"{start} – {month_text(last, language)}"
