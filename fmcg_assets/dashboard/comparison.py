"""Which months a figure is compared with: the same months a year before, or those just before."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Basis = Literal["year", "before"]

_MANY_RUNS: Final = 3


@dataclass(frozen=True)
class Comparison:
    """Two lists of complete months of the same length; both empty where `reason` says why."""

    now: tuple[date, ...]
    before: tuple[date, ...]
    reason: str | None = None

    @property
    def names(self) -> str:
        """Both periods, as "Q3 2025 vs Q3 2024"."""
        return f"{span_label(self.now)} vs {span_label(self.before)}"


def compared(
    chosen: Sequence[date], months: Sequence[date], partial: date | None, basis: Basis
) -> Comparison:
    """Return what the chosen months are compared with, among all months of the data.

    A month that is only partly there is left out. A year before, the months that have no
    counterpart are left out too, so that both sides hold the same months of the year; just
    before, the chosen months must follow each other and as many must lie before them.
    """
    there = set(months)
    complete = [month for month in sorted(chosen) if month != partial]
    if not complete:
        if partial in chosen and partial is not None:
            return _none(f"{month_label(partial)} is not complete")
        return _none("no month is chosen")
    if basis == "year":
        pairs = [(month, moved(month, -12)) for month in complete]
        pairs = [(month, base) for month, base in pairs if base in there]
        if not pairs:
            return _none(f"the data begin in {month_label(min(months))}")
        return Comparison(tuple(now for now, _ in pairs), tuple(base for _, base in pairs))
    if any(later != moved(month, 1) for month, later in itertools.pairwise(complete)):
        return _none("the chosen months do not follow each other")
    before = tuple(moved(month, -len(complete)) for month in complete)
    if not there.issuperset(before):
        return _none(f"the data begin in {month_label(min(months))}")
    return Comparison(tuple(complete), before)


def moved(month: date, by: int) -> date:
    """Return the first day of the month that lies `by` months after a month."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def month_label(month: date) -> str:
    """Return a month as "Aug 2025"."""
    return f"{month:%b %Y}"


def span_label(months: Sequence[date]) -> str:
    """Return months as people name them: "2025", "Q3 2025", a range, or several of these."""
    runs: list[list[date]] = []
    for month in sorted(months):
        if runs and moved(runs[-1][-1], 1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    if len(runs) > _MANY_RUNS:
        return f"{len(months)} months of {runs[0][0].year}–{runs[-1][-1].year}"
    return ", ".join(_run_label(run[0], run[-1]) for run in runs)


def _run_label(first: date, last: date) -> str:
    if first == last:
        return month_label(first)
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    if length % 12 == 0 and first.month == 1:
        return f"{first.year}" if length == 12 else f"{first.year}–{last.year}"
    if length == 3 and first.month % 3 == 1:
        return f"Q{first.month // 3 + 1} {first.year}"
    if first.year == last.year:
        return f"{first:%b}–{month_label(last)}"
    return f"{month_label(first)}–{month_label(last)}"


def _none(reason: str) -> Comparison:
    return Comparison((), (), reason)
