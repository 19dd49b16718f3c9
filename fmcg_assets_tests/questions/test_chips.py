"""Every choice of every chip leads to an intent that has an answer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from fmcg_assets.questions.chips import Chip, chips_of, replaced, swapped
from fmcg_assets.questions.intent import (
    Change,
    Condition,
    Intent,
    Lifecycle,
    Rank,
    Share,
    Threshold,
    Window,
)
from fmcg_assets.questions.resolve import IntentError
from fmcg_assets.semantics.model import load_model
from fmcg_assets_tests.questions.intents import intents
from fmcg_assets_tests.questions.small import SmallFacts, period, statement

_INTENT = Intent(
    ("revenue",),
    ("channel", "product"),
    conditions=(Condition("category", ("Bats",)), Condition("channel", ("Retailer", None), True)),
    periods=(period("2025"),),
    share=Share(within=("channel",)),
    rank=Rank(3, within=("channel",)),
)


def _chips(intent: Intent) -> dict[str, Chip]:
    return {chip.key: chip for chip in chips_of(intent, load_model(), SmallFacts())}


def test_chips_say_what_was_understood() -> None:
    assert [(chip.title, chip.label) for chip in _chips(_INTENT).values()] == [
        ("Measure", "Revenue"),
        ("By", "Channel"),
        ("By", "Product"),
        ("Category", "Bats"),
        ("Channel", "without Retailer, Unmapped customer"),
        ("Period", "2025"),
        ("Top", "3"),
        ("Share", "of the whole"),
    ]


def test_a_group_is_replaced_everywhere() -> None:
    changed = replaced(_INTENT, _chips(_INTENT)["group:0"], "platform")
    assert changed.groups == ("platform", "product")
    assert changed.share == Share(within=("platform",))
    assert changed.rank == Rank(3, within=("platform",))


def test_filters_and_periods_are_edited_and_removed() -> None:
    chips = _chips(_INTENT)
    unmapped = next(one for one in chips["filter:1"].choices if one.label == "Unmapped customer")
    changed = replaced(_INTENT, chips["filter:1"], unmapped.value)
    assert changed.conditions[1].values == (None,)
    assert replaced(_INTENT, chips["filter:0"], None).conditions == _INTENT.conditions[1:]
    assert replaced(_INTENT, chips["period:0"], None).periods == ()
    quarter = next(one for one in chips["period:0"].choices if one.label.startswith("Q3 2025"))
    (changed_period,) = replaced(_INTENT, chips["period:0"], quarter.value).periods
    assert f"{changed_period.first} {changed_period.last}" == "2025-07-01 2025-09-01"
    assert replaced(_INTENT, chips["period:0"], "").periods == ()


def test_a_single_place_is_taken_off_whole() -> None:
    intent = Intent(("revenue",), ("customer",), rank=Rank(1, skip=1))
    chip = next(one for one in chips_of(intent, load_model(), SmallFacts()) if one.kind == "rank")
    assert (chip.title, chip.label) == ("Place", "2")
    assert replaced(intent, chip, None).rank == Rank(None)


def test_limit_and_rank_are_edited() -> None:
    intent = Intent(
        ("revenue",),
        ("customer",),
        having=(Threshold(">", Decimal(1000)),),
        rank=Rank(5, measure="revenue"),
    )
    chips = _chips(intent)
    assert chips["limit:0"].label == "revenue > ₹1,000"
    assert replaced(intent, chips["limit:0"], None).having == ()
    assert replaced(intent, chips["rank:0"], "10").rank == Rank(10, measure="revenue")
    changed = replaced(intent, chips["measure:0"], "quantity")
    assert (changed.measures, changed.rank) == (("quantity",), Rank(5, measure="quantity"))


def test_a_value_is_read_as_another_dimension() -> None:
    changed = swapped(_INTENT, 0, "division", ("Cricket",))
    assert changed.conditions[0] == Condition("division", ("Cricket",))


@pytest.mark.parametrize(
    "intent",
    [
        _INTENT,
        Intent(("revenue",), ("channel",), change=Change("year"), periods=(period("2025"),)),
        Intent(("revenue",), window=Window("running_total"), groups=("month",)),
        Intent(("revenue",), ("customer",), rank=Rank(3, ends=True)),
        Intent(groups=("customer",), lifecycle=Lifecycle("new"), periods=(period("2025"),)),
        Intent(("revenue",), change=Change("between"), periods=(period("2024"), period("2025"))),
    ],
)
def test_every_choice_can_be_answered(intent: Intent) -> None:
    for chip in _chips(intent).values():
        values: list[str | None] = [one.value for one in chip.choices]
        if chip.removable:
            values.append(None)
        for value in values:
            statement(replaced(intent, chip, value))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(intents())
def test_chips_of_any_intent(intent: Intent) -> None:
    try:
        resolved = statement(intent).resolved.intent
    except IntentError:
        return
    for chip in _chips(resolved).values():
        for value in (*(one.value for one in chip.choices[:2]), None):
            if value is None and not chip.removable:
                continue
            try:
                statement(replaced(resolved, chip, value))
            except IntentError:
                continue
