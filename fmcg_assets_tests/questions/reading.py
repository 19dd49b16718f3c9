"""Reads questions against fixed names and months, so that what is understood can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from fmcg_assets.questions.context import Context
from fmcg_assets.questions.intent import Condition, Intent, Period, Reading, Understood
from fmcg_assets.questions.understanding import understand
from fmcg_assets.semantics.model import load_model

_MEMBERS = {
    "division": ("Cricket", "Football", "Healthy Snacks", "Nutrition Bars", "Racquets", "Running"),
    "category": ("Balls", "Bats", "Dumbbells", "Goggles", "Healthy Snacks", "Protein Bars"),
    "product": ("Anvil Dumbbell", "Kestrel Leather Ball", "Kestrel Willow Bat", "Marlin Goggles"),
    "variant": ("10 kg", "5 kg", "Large", "Medium", "Red", "Size 4", "Size 5"),
    "market": ("India",),
    "platform": ("Brick & Mortar", "E-Commerce", "Sports Bar"),
    "channel": ("Acquisition", "Direct", "Retailer"),
    "customer": (
        "Early Bird Fitness",
        "Nimbus Wellness-Bengaluru",
        "Nimbus Wellness-Hyderabad",
        "Old Pavilion",
        "Summit Fitness",
        "Velora Webshop",
    ),
}


@dataclass(frozen=True)
class Facts:
    """Months to December 2025, which is only partly there, and some names."""

    first_month: date = date(2024, 1, 1)
    last_month: date = date(2025, 12, 1)
    newest_complete_month: date | None = date(2025, 11, 1)
    partial_month: date | None = date(2025, 12, 1)
    members: dict[str, tuple[str, ...]] = field(default_factory=lambda: _MEMBERS)


@cache
def context() -> Context:
    """The context that all questions are read in."""
    return Context.of(load_model(), Facts())


def read(question: str, *, after: Intent | None = None) -> Reading:
    """What a question is understood as."""
    return understand(question, context().after(after))


def intent_of(question: str, *, after: Intent | None = None) -> Intent:
    """The intent of a question that is understood; periods without their labels."""
    reading = read(question, after=after)
    assert isinstance(reading, Understood), reading
    return bare(reading.intent)


def conversation(*questions: str) -> Intent:
    """The intent of the last of several questions that follow each other."""
    previous: Intent | None = None
    for question in questions:
        reading = read(question, after=previous)
        assert isinstance(reading, Understood), (question, reading)
        previous = reading.intent
    assert previous is not None
    return bare(previous)


def bare(intent: Intent) -> Intent:
    """The intent without what only says how it is shown: labels, language."""
    periods = tuple(replace(one, label="", relative=False) for one in intent.periods)
    share = intent.share
    if share and share.during:
        share = replace(share, during=replace(share.during, label="", relative=False))
    return replace(intent, periods=periods, share=share, language="en")


def months(first: str, last: str | None = None) -> tuple[Period, ...]:
    """The one period from month to month ("2025-01")."""
    start, end = date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last or first}-01")
    return (Period(start, end, ""),)


def where(dimension: str, *values: str | None, negated: bool = False) -> tuple[Condition, ...]:
    """One condition."""
    return (Condition(dimension, values, negated),)
