"""Which months a figure is compared with, and how they are named."""

from __future__ import annotations

from datetime import date

import pytest

from fmcg_assets.dashboard.comparison import compared, moved, span_label

MONTHS = tuple(moved(date(2024, 1, 1), number) for number in range(24))
PARTIAL = MONTHS[-1]


def test_all_months_compare_those_with_a_counterpart_the_partial_one_left_out() -> None:
    comparison = compared(MONTHS, MONTHS, PARTIAL, "year")
    assert comparison.names == "Jan–Nov 2025 vs Jan–Nov 2024"


def test_a_quarter_compares_with_the_same_a_year_before_or_the_one_before() -> None:
    quarter = MONTHS[18:21]
    assert compared(quarter, MONTHS, PARTIAL, "year").names == "Q3 2025 vs Q3 2024"
    assert compared(quarter, MONTHS, PARTIAL, "before").names == "Q3 2025 vs Q2 2025"


@pytest.mark.parametrize(
    ("chosen", "basis", "reason"),
    [
        (MONTHS[:12], "year", "the data begin in Jan 2024"),
        (MONTHS[:3], "before", "the data begin in Jan 2024"),
        ((PARTIAL,), "year", "Dec 2025 is not complete"),
        ((MONTHS[3], MONTHS[15]), "before", "the chosen months do not follow each other"),
        ((), "year", "no month is chosen"),
    ],
)
def test_without_a_base_the_reason_is_told(
    chosen: tuple[date, ...], basis: object, reason: str
) -> None:
    assert basis in ("year", "before")
    comparison = compared(chosen, MONTHS, PARTIAL, "year" if basis == "year" else "before")
    assert comparison.reason == reason
    assert comparison.now == ()


@pytest.mark.parametrize(
    ("months", "label"),
    [
        (MONTHS[7:8], "Aug 2024"),
        (MONTHS[:12], "2024"),
        (MONTHS, "2024–2025"),
        (MONTHS[11:23], "Dec 2024–Nov 2025"),
        ((MONTHS[0], MONTHS[12]), "Jan 2024, Jan 2025"),
        (MONTHS[::2], "12 months of 2024–2025"),
    ],
)
def test_months_are_named_as_people_do(months: tuple[date, ...], label: str) -> None:
    assert span_label(months) == label
