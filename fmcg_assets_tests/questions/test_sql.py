"""Each part of an intent against rows that were added up by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings

from fmcg_assets.questions.intent import (
    Change,
    Condition,
    Intent,
    Lifecycle,
    Period,
    Rank,
    Ratio,
    Seen,
    Share,
    Side,
    Threshold,
    Window,
)
from fmcg_assets.questions.resolve import IntentError
from fmcg_assets.questions.sentences import sentence_of
from fmcg_assets.semantics.guard import checked
from fmcg_assets.semantics.model import load_model
from fmcg_assets_tests.questions.intents import intents
from fmcg_assets_tests.questions.small import (
    SmallFacts,
    period,
    rows_of,
    small_view,
    statement,
)

_REVENUE = ("revenue",)
_RETAILER = Condition("channel", ("Retailer",))
_DIRECT = Condition("channel", ("Direct",))
_BATS, _BALLS = Condition("category", ("Bats",)), Condition("category", ("Balls",))
_OLD = 100 * 1420 / 1470
_2024, _2025 = period("2024"), period("2025")


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _having(operator: Any, value: int, **parts: Any) -> tuple[Threshold, ...]:
    return (Threshold(operator, Decimal(value), **parts),)


_CASES: dict[str, tuple[Intent, list[tuple[Any, ...]]]] = {
    "total": (Intent(_REVENUE), [(6240,)]),
    "no measure": (Intent(), [(6240,)]),
    "price": (Intent(("average_selling_price",)), [(80,)]),
    "several measures": (
        Intent(("quantity", "customers"), ("year",)),
        [(2024, 41, 2), (2025, 37, 3)],
    ),
    "groups of one dimension by figure": (
        Intent(_REVENUE, ("channel",)),
        [("Retailer", 3460), ("Direct", 2050), ("Acquisition", 630), (None, 100)],
    ),
    "months of all years": (
        Intent(_REVENUE, ("calendar_month",)),
        [
            ("January", 2265),
            ("June", 160),
            ("October", 600),
            ("November", 1210),
            ("December", 2005),
        ],
    ),
    "quarters": (
        Intent(_REVENUE, ("quarter",), periods=(_2025,)),
        [("2025-Q1", 1215), ("2025-Q2", 140), ("2025-Q4", 1415)],
    ),
    "members": (Intent(groups=("product",)), [("Ball",), ("Bar",), ("Bat",)]),
    "one value": (Intent(_REVENUE, conditions=(_RETAILER,)), [(3460,)]),
    "several values": (
        Intent(_REVENUE, conditions=(Condition("channel", ("Retailer", "Direct")),)),
        [(5510,)],
    ),
    "a value and the unmapped member": (
        Intent(_REVENUE, conditions=(Condition("channel", ("Direct", None)),)),
        [(2150,)],
    ),
    "the unmapped member": (
        Intent(_REVENUE, conditions=(Condition("channel", (None,)),)),
        [(100,)],
    ),
    "without a value": (
        Intent(_REVENUE, conditions=(Condition("channel", ("Retailer",), negated=True),)),
        [(2780,)],
    ),
    "without several": (
        Intent(_REVENUE, conditions=(Condition("channel", ("Retailer", "Direct"), negated=True),)),
        [(730,)],
    ),
    "without a value and the unmapped member": (
        Intent(_REVENUE, conditions=(Condition("channel", ("Retailer", None), negated=True),)),
        [(2680,)],
    ),
    "without the unmapped member": (
        Intent(_REVENUE, conditions=(Condition("channel", (None,), negated=True),)),
        [(6140,)],
    ),
    "two conditions": (
        Intent(_REVENUE, conditions=(_RETAILER, Condition("category", ("Bats",)))),
        [(3400,)],
    ),
    "period": (Intent(_REVENUE, periods=(period("2025-10", "2025-11"),)), [(1410,)]),
    "top": (
        Intent(groups=("customer",), rank=Rank(2)),
        [("Alpha", 3460), ("Beta", 2050)],
    ),
    "bottom": (
        Intent(_REVENUE, ("product",), rank=Rank(2, descending=False)),
        [("Bar", 30), ("Ball", 110)],
    ),
    "top by another measure": (
        Intent(_REVENUE, ("channel",), rank=Rank(1, measure="quantity")),
        [("Retailer", 3460, 40)],
    ),
    "top within groups": (
        Intent(_REVENUE, ("channel", "product"), rank=Rank(1, within=("channel",))),
        [
            ("Acquisition", "Bat", 600),
            ("Direct", "Bat", 2000),
            ("Retailer", "Bat", 3400),
            (None, "Bat", 100),
        ],
    ),
    "second": (Intent(_REVENUE, ("product",), rank=Rank(1, skip=1)), [("Ball", 110)]),
    "second within groups": (
        Intent(_REVENUE, ("channel", "product"), rank=Rank(1, within=("channel",), skip=1)),
        [("Acquisition", "Bar", 30), ("Direct", "Ball", 50), ("Retailer", "Ball", 60)],
    ),
    "both ends": (
        Intent(_REVENUE, ("product",), rank=Rank(1, ends=True)),
        [("Bat", 6100), ("Bar", 30)],
    ),
    "both ends within groups": (
        Intent(_REVENUE, ("channel", "product"), rank=Rank(1, within=("channel",), ends=True)),
        [
            ("Acquisition", "Bat", 600),
            ("Acquisition", "Bar", 30),
            ("Direct", "Bat", 2000),
            ("Direct", "Ball", 50),
            ("Retailer", "Bat", 3400),
            ("Retailer", "Ball", 60),
            (None, "Bat", 100),
        ],
    ),
    "ends that meet": (
        Intent(_REVENUE, ("division",), rank=Rank(5, ends=True)),
        [("Cricket", 6210), ("Nutrition", 30)],
    ),
    "best month": (Intent(_REVENUE, ("month",), rank=Rank(1)), [(_month("2024-12"), 2000)]),
    "periods": (Intent(_REVENUE, periods=(_2025, _2024)), [("2025", 2770), ("2024", 3470)]),
    "overlapping periods": (
        Intent(_REVENUE, periods=(_2025, period("2025-11"))),
        [("2025", 2770), ("2025-11", 810)],
    ),
    "periods side by side": (
        Intent(_REVENUE, ("channel",), periods=(_2024, _2025)),
        [
            ("Acquisition", None, 630),
            ("Direct", 2050, None),
            ("Retailer", 1420, 2040),
            (None, None, 100),
        ],
    ),
    "periods ranked": (
        Intent(_REVENUE, ("channel",), periods=(_2024, _2025), rank=Rank(1)),
        [("Retailer", 1420, 2040, 3460)],
    ),
    "share": (
        Intent(_REVENUE, ("channel",), share=Share()),
        [
            ("Retailer", 3460, 100 * 3460 / 6240),
            ("Direct", 2050, 100 * 2050 / 6240),
            ("Acquisition", 630, 100 * 630 / 6240),
            (None, 100, 100 * 100 / 6240),
        ],
    ),
    "shares of the total, of some groups": (
        Intent(
            _REVENUE,
            ("channel",),
            share=Share(shown=(Condition("channel", ("Direct", "Acquisition")),)),
        ),
        [("Direct", 2050, 100 * 2050 / 6240), ("Acquisition", 630, 100 * 630 / 6240)],
    ),
    "amounts in a unit": (
        Intent(_REVENUE, ("channel",), unit="lakh"),
        [
            ("Retailer", 3460, 0.0346),
            ("Direct", 2050, 0.0205),
            ("Acquisition", 630, 0.0063),
            (None, 100, 0.001),
        ],
    ),
    "names of channels, without sales of no channel": (
        Intent(groups=("channel",)),
        [("Acquisition",), ("Direct",), ("Retailer",)],
    ),
    "share within": (
        Intent(
            _REVENUE,
            ("year", "channel"),
            conditions=(Condition("channel", ("Retailer", "Direct")),),
            share=Share(within=("year",)),
        ),
        [
            (2024, "Direct", 2050, 100 * 2050 / 3470),
            (2024, "Retailer", 1420, 100 * 1420 / 3470),
            (2025, "Retailer", 2040, 100),
        ],
    ),
    "share of a part": (
        Intent(_REVENUE, share=Share(part=(_RETAILER,))),
        [(6240, 3460, 100 * 3460 / 6240)],
    ),
    "share of some of the months": (
        Intent(_REVENUE, periods=(_2024,), share=Share(during=period("2024-11", "2024-12"))),
        [(3470, 2400, 100 * 2400 / 3470)],
    ),
    "share of some of the months by channel": (
        Intent(
            _REVENUE,
            ("channel",),
            periods=(_2024,),
            share=Share(during=period("2024-11", "2024-12")),
        ),
        [("Direct", 2050, 2000, 100 * 2000 / 2050), ("Retailer", 1420, 400, 100 * 400 / 1420)],
    ),
    "share of a part by year": (
        Intent(_REVENUE, ("year",), share=Share(part=(_DIRECT,))),
        [(2024, 3470, 2050, 100 * 2050 / 3470), (2025, 2770, 0, 0)],
    ),
    "share of the first together": (
        Intent(_REVENUE, share=Share(top=2, of="customer")),
        [(6240, 5510, 100 * 5510 / 6240)],
    ),
    "share of the last together by year": (
        Intent(_REVENUE, ("year",), share=Share(top=1, of="customer", lowest=True)),
        [(2024, 3470, 1420, 100 * 1420 / 3470), (2025, 2770, 100, 100 * 100 / 2770)],
    ),
    "share of a distinct count": (
        Intent(("customers",), ("product",), share=Share()),
        [("Bat", 4, 100), ("Ball", 2, 50), ("Bar", 1, 25)],
    ),
    "share of the best": (
        Intent(_REVENUE, ("channel",), share=Share(), rank=Rank(1, by="share")),
        [("Retailer", 3460, 100 * 3460 / 6240)],
    ),
    "shares above": (
        Intent(_REVENUE, ("channel",), share=Share(), having=_having(">", 40, of="share")),
        [("Retailer", 3460, 100 * 3460 / 6240)],
    ),
    "shares of two periods": (
        Intent(
            _REVENUE,
            ("channel",),
            conditions=(Condition("channel", ("Retailer", "Direct")),),
            share=Share(),
            periods=(_2024, _2025),
        ),
        [
            ("2024", "Direct", 2050, 100 * 2050 / 3470),
            ("2024", "Retailer", 1420, 100 * 1420 / 3470),
            ("2025", "Retailer", 2040, 100),
        ],
    ),
    "year over year of a running year": (
        Intent(_REVENUE, change=Change("year"), periods=(_2025,)),
        [(1470, 2765, 1295, 100 * 1295 / 1470)],
    ),
    "year over year without a period": (
        Intent(_REVENUE, change=Change("year")),
        [(1470, 2765, 1295, 100 * 1295 / 1470)],
    ),
    "month over month without a period": (
        Intent(_REVENUE, change=Change("month")),
        [(600, 810, 210, 35)],
    ),
    "two periods": (
        Intent(_REVENUE, change=Change("between"), periods=(period("2025-10"), period("2025-11"))),
        [(600, 810, 210, 35)],
    ),
    "two periods apart": (
        Intent(
            _REVENUE,
            change=Change("between", apart=True),
            periods=(period("2025-10"), period("2025-11")),
        ),
        [
            (date(2025, 10, 1), 600, None, None),
            (date(2025, 11, 1), 810, 210, 35),
        ],
    ),
    "two spans apart, without a growth of the partial month": (
        Intent(_REVENUE, change=Change("between", apart=True), periods=(_2024, _2025)),
        [(2024, 3470), (2025, 2770)],
    ),
    "two spans of no grain apart": (
        Intent(
            _REVENUE,
            change=Change("between", apart=True),
            periods=(
                Period(date(2024, 1, 1), date(2024, 6, 1), "H1 2024"),
                Period(date(2025, 1, 1), date(2025, 6, 1), "H1 2025"),
            ),
        ),
        [("H1 2024", 1070, None, None), ("H1 2025", 1355, 285, 100 * 285 / 1070)],
    ),
    "two periods apart by a group stand side by side": (
        Intent(
            _REVENUE,
            ("channel",),
            change=Change("between", apart=True),
            periods=(period("2025-10"), period("2025-11")),
            conditions=(Condition("channel", ("Acquisition",)),),
        ),
        [("Acquisition", 600, 10, -590, 100 * -590 / 600)],
    ),
    "first month": (
        Intent(conditions=(_RETAILER,), seen=Seen("first")),
        [(date(2024, 1, 1),)],
    ),
    "last quarter of each group": (
        Intent(groups=("channel",), seen=Seen("last", "quarter")),
        [
            ("Acquisition", "2025-Q4"),
            ("Direct", "2024-Q4"),
            ("Retailer", "2025-Q4"),
            (None, "2025-Q2"),
        ],
    ),
    "months of two years": (
        Intent(_REVENUE, ("month",), change=Change("between"), periods=(_2024, _2025)),
        [
            ("January", 1050, 1215, 165, 100 * 165 / 1050),
            ("June", 20, 140, 120, 600),
            ("October", None, 600, None, None),
            ("November", 400, 810, 410, 102.5),
            ("December", 2000, None, None, None),
        ],
    ),
    "growth over two years": (
        Intent(
            _REVENUE,
            change=Change("year"),
            periods=(Period(date(2024, 1, 1), date(2025, 12, 1), "2024 – 2025"),),
        ),
        [(1470, 2765, 1295, 100 * 1295 / 1470)],
    ),
    "growth by group": (
        Intent(_REVENUE, ("channel",), change=Change("year"), periods=(_2025,)),
        [
            ("Retailer", 1420, 2040, 620, 100 * 620 / 1420),
            ("Acquisition", None, 625, None, None),
            (None, None, 100, None, None),
            ("Direct", 50, None, None, None),
        ],
    ),
    "most growth": (
        Intent(
            _REVENUE,
            ("channel",),
            change=Change("year"),
            periods=(_2025,),
            rank=Rank(1, by="percent"),
        ),
        [("Retailer", 1420, 2040, 620, 100 * 620 / 1420)],
    ),
    "months that fell": (
        Intent(
            _REVENUE,
            ("month",),
            change=Change("month"),
            periods=(_2025,),
            having=_having("<", 0, of="percent"),
        ),
        [(_month("2025-01"), 2000, 1215, -785, -39.25)],
    ),
    "growth by month leaves the partial month out": (
        Intent(_REVENUE, ("month",), change=Change("month"), periods=(_2025,)),
        [
            (_month("2025-01"), 2000, 1215, -785, -39.25),
            (_month("2025-06"), None, 140, None, None),
            (_month("2025-10"), None, 600, None, None),
            (_month("2025-11"), 600, 810, 210, 35),
        ],
    ),
    "growth over more than a step is a trend": (
        Intent(_REVENUE, change=Change("quarter"), periods=(_2025,)),
        [
            ("2025-Q1", 2400, 1215, -1185, 100 * -1185 / 2400),
            ("2025-Q2", 1215, 140, -1075, 100 * -1075 / 1215),
            ("2025-Q4", None, 1410, None, None),
        ],
    ),
    "growth by year": (
        Intent(_REVENUE, ("year",), change=Change("year")),
        [(2024, None, 3470, None, None), (2025, 1470, 2765, 1295, 100 * 1295 / 1470)],
    ),
    "share against the year before": (
        Intent(
            _REVENUE,
            ("channel",),
            conditions=(Condition("channel", ("Retailer", "Direct")),),
            share=Share(),
            change=Change("year"),
            periods=(_2025,),
        ),
        [
            ("Retailer", 1420, 2040, _OLD, 100, 620, 100 * 620 / 1420, 100 - _OLD),
            ("Direct", 50, None, 100 - _OLD, None, None, None, None),
        ],
    ),
    "above": (
        Intent(_REVENUE, ("customer",), having=_having(">", 1000)),
        [("Alpha", 3460), ("Beta", 2050)],
    ),
    "between": (
        Intent(_REVENUE, ("customer",), having=_having("between", 3000, upper=Decimal(100))),
        [("Beta", 2050), ("Gamma-Pune", 630), (None, 100)],
    ),
    "above in another measure": (
        Intent(_REVENUE, ("customer",), having=_having(">=", 25, measure="quantity")),
        [("Alpha", 3460, 40), ("Beta", 2050, 25)],
    ),
    "running total": (
        Intent(_REVENUE, ("month",), window=Window("running_total"), periods=(_2025,)),
        [
            (_month("2025-01"), 1215, 1215),
            (_month("2025-06"), 140, 1355),
            (_month("2025-10"), 600, 1955),
            (_month("2025-11"), 810, 2765),
            (_month("2025-12"), 5, 2770),
        ],
    ),
    "year to date": (
        Intent(("quantity",), ("quarter",), window=Window("year_to_date")),
        [
            ("2024-Q1", 15, 15),
            ("2024-Q2", 2, 17),
            ("2024-Q4", 24, 41),
            ("2025-Q1", 15, 15),
            ("2025-Q2", 5, 20),
            ("2025-Q4", 17, 37),
        ],
    ),
    "moving average": (
        Intent(_REVENUE, window=Window("moving_average", 2), periods=(_2025,)),
        [
            # December 2024 is not shown, and is half of January's mean.
            (_month("2025-01"), 1215, 1607.5),
            (_month("2025-06"), 140, 677.5),
            (_month("2025-10"), 600, 370),
            (_month("2025-11"), 810, 705),
            (_month("2025-12"), 5, 407.5),
        ],
    ),
    "rolling total": (
        Intent(
            ("quantity",), window=Window("moving_total", 2), periods=(period("2025-06", "2025-10"),)
        ),
        [(_month("2025-06"), 5, 5), (_month("2025-10"), 6, 11)],
    ),
    "the year so far begins in January, whatever its period": (
        Intent(
            ("quantity",),
            ("month",),
            window=Window("year_to_date"),
            periods=(period("2025-06", "2025-10"),),
        ),
        [(_month("2025-06"), 5, 20), (_month("2025-10"), 6, 26)],
    ),
    "new against another period": (
        Intent(
            groups=("customer",),
            lifecycle=Lifecycle("new"),
            periods=(period("2025-01"), period("2025-06")),
        ),
        [(None,)],
    ),
    "what new members make together": (
        Intent(
            _REVENUE,
            lifecycle=Lifecycle("new", total_of="customer"),
            periods=(_2025,),
        ),
        [(730,)],
    ),
    "without some products, whatever else was bought": (
        Intent(
            groups=("customer",),
            lifecycle=Lifecycle("inactive", (Condition("category", ("Bars",)),)),
            periods=(_2025,),
        ),
        [("Alpha", _month("2025-11")), (None, _month("2025-06")), ("Beta", _month("2024-12"))],
    ),
    "new": (
        Intent(groups=("customer",), lifecycle=Lifecycle("new"), periods=(_2025,)),
        [("Gamma-Pune",), (None,)],
    ),
    "lost": (
        Intent(_REVENUE, ("customer",), lifecycle=Lifecycle("lost"), periods=(_2025,)),
        [("Beta", 2050, _month("2024-12"))],
    ),
    "inactive": (
        Intent(
            groups=("customer",),
            lifecycle=Lifecycle("inactive"),
            periods=(period("2025-10", "2025-11"),),
        ),
        [(None, _month("2025-06")), ("Beta", _month("2024-12"))],
    ),
    "active": (
        Intent(_REVENUE, ("customer",), lifecycle=Lifecycle("active"), periods=(_2024,)),
        [("Beta", 2050), ("Alpha", 1420)],
    ),
    "new by year": (
        Intent(groups=("year",), count_of="customer", lifecycle=Lifecycle("new")),
        [(2024, 2), (2025, 2)],
    ),
    "number of new": (
        Intent(count_of="customer", lifecycle=Lifecycle("new"), periods=(_2025,)),
        [(2,)],
    ),
    "ratio": (
        Intent(_REVENUE, ratio=Ratio(over=(_RETAILER,), under=(_DIRECT,))),
        [(3460, 2050, 3460 / 2050)],
    ),
    "ratio of measures": (
        Intent(_REVENUE, ("year",), ratio=Ratio(over_measure="revenue", under_measure="customers")),
        [(2024, 3470, 2, 1735), (2025, 2770, 3, 2770 / 3)],
    ),
    "mean per month": (Intent(_REVENUE, average_per="month", periods=(_2025,)), [(554,)]),
    "mean per month by group": (
        Intent(_REVENUE, ("channel",), (_RETAILER,), average_per="month", periods=(_2025,)),
        [("Retailer", 680)],
    ),
    "mean per month of two years": (
        Intent(_REVENUE, average_per="month", periods=(_2024, _2025)),
        [("2024", 3470 / 4), ("2025", 554)],
    ),
    "products per customer": (Intent(("products",), average_per="customer"), [(1.75,)]),
    "customers per product": (Intent(("customers",), average_per="product"), [(7 / 3,)]),
    "products per customer by channel": (
        Intent(("products",), ("channel",), average_per="customer", periods=(_2025,)),
        [("Acquisition", 2), ("Retailer", 2), (None, 1)],
    ),
    "number of customers, by code": (Intent(count_of="customer"), [(4,)]),
    "number of members": (Intent(count_of="channel"), [(3,)]),
    "number above": (Intent(count_of="product", having=_having(">", 100)), [(2,)]),
    "months above": (Intent(count_of="month", having=_having(">", 1000)), [(3,)]),
    "months that grew": (
        Intent(count_of="month", change=Change("month"), having=_having(">", 0, of="percent")),
        [(2,)],
    ),
    "number by group": (
        Intent(groups=("category",), count_of="customer", rank=Rank(2)),
        [("Bats", 4), ("Balls", 2)],
    ),
    "number by period": (
        Intent(count_of="customer", periods=(_2024, _2025)),
        [("2024", 2), ("2025", 3)],
    ),
    "pivot": (
        Intent(
            ("quantity",),
            ("channel", "category"),
            conditions=(Condition("channel", ("Retailer", "Direct")),),
            pivot="category",
        ),
        [
            ("Direct", "Balls", 5),
            ("Direct", "Bats", 20),
            ("Retailer", "Balls", 6),
            ("Retailer", "Bats", 34),
        ],
    ),
    "rows of a pivot ranked": (
        Intent(_REVENUE, ("channel", "year"), pivot="year", rank=Rank(2)),
        [("Retailer", 2024, 1420), ("Retailer", 2025, 2040), ("Direct", 2024, 2050)],
    ),
    "second row of a pivot": (
        Intent(_REVENUE, ("product", "year"), pivot="year", rank=Rank(1, skip=1)),
        [("Ball", 2024, 70), ("Ball", 2025, 40)],
    ),
    "kept by how many they have": (
        Intent(groups=("customer",), count_of="category", having=_having(">=", 2, of="count")),
        [("Alpha", 2), ("Beta", 2), ("Gamma-Pune", 2)],
    ),
    "list prices over whole periods": (
        Intent(("average_list_price",), change=Change("between"), periods=(_2024, _2025)),
        [(64, 53.125, -10.875, -100 * 10.875 / 64)],
    ),
    "bought the one and not the other": (
        Intent(groups=("customer",), lifecycle=Lifecycle("inactive", (_BALLS,), (_BATS,))),
        [("Gamma-Pune",), (None,)],
    ),
    "bought each of them": (
        Intent(_REVENUE, ("customer",), lifecycle=Lifecycle("active", (), (_BATS, _BALLS))),
        [("Alpha", 3460), ("Beta", 2050)],
    ),
    "bought each of them in a period": (
        Intent(
            count_of="customer",
            periods=(period("2025-01", "2025-06"),),
            lifecycle=Lifecycle("active", (), (_BATS, _BALLS)),
        ),
        [(1,)],
    ),
    "sides that overlap": (
        Intent(
            _REVENUE,
            sides=(
                Side("Cricket", (Condition("division", ("Cricket",)),)),
                Side("Retailer", (_RETAILER,)),
            ),
        ),
        [("Cricket", 6210), ("Retailer", 3460)],
    ),
}


@pytest.fixture(scope="module")
def view() -> Iterator[duckdb.DuckDBPyConnection]:
    with small_view() as connection:
        yield connection


@pytest.mark.parametrize("name", _CASES)
def test_rows(view: duckdb.DuckDBPyConnection, name: str) -> None:
    intent, expected = _CASES[name]
    found = rows_of(view, intent)
    assert len(found) == len(expected), found
    for row, wanted in zip(found, expected, strict=True):
        assert row == pytest.approx(wanted), found


@pytest.mark.parametrize("name", _CASES)
def test_the_same_intent_gives_the_same_text(name: str) -> None:
    intent, _ = _CASES[name]
    assert statement(intent).sql == statement(intent).sql


@pytest.mark.parametrize(
    ("first", "relative", "figure", "note"),
    [
        # 2025 has 2765 to November; December, only partly there, has 5 more.
        ("2025-01", True, 2765, "December 2025 is only partly there and left out."),
        ("2025-01", False, 2770, "December 2025 is only partly there."),
        # "This month" is no more than the partial one.
        ("2025-12", True, 5, "December 2025 is only partly there."),
    ],
)
def test_a_relative_period_ends_with_the_newest_complete_month(
    view: duckdb.DuckDBPyConnection, first: str, relative: bool, figure: int, note: str
) -> None:
    named = Period(_month(first), _month("2025-12"), "", relative=relative)
    intent = Intent(_REVENUE, periods=(named,))
    assert rows_of(view, intent) == [(figure,)]
    assert statement(intent).resolved.notes == (note,)


def test_a_group_that_is_named_twice_is_one(view: duckdb.DuckDBPyConnection) -> None:
    twice = Intent(_REVENUE, ("channel", "channel"), rank=Rank(1), pivot="channel")
    assert rows_of(view, twice) == [("Retailer", 3460)]


def test_values_stand_as_literals() -> None:
    nasty = "x' OR '1'='1"
    made = statement(Intent(_REVENUE, conditions=(Condition("channel", (nasty,)),)))
    assert "channel = 'x'' OR ''1''=''1'" in made.sql


@pytest.mark.parametrize(
    ("intent", "problem"),
    [
        (Intent(("profit",)), "no measure 'profit'"),
        (Intent(groups=("region",)), "no grouping 'region'"),
        (Intent(("customers",), window=Window("running_total")), "cannot be added up"),
        (Intent(("average_list_price",), ("channel",), share=Share()), "has no share"),
        (Intent(share=Share()), "a share needs its parts"),
        (Intent(window=Window("running_total"), change=Change("year")), "one after the other"),
        (Intent(groups=("month",), lifecycle=Lifecycle("new")), "of which"),
        (Intent(conditions=(Condition("channel", ()),)), "names no value"),
        (Intent(groups=("product",), rank=Rank(0)), "0 is no number of rows"),
        (Intent(groups=("customer",), having=_having(">=", 2, of="count")), "what is counted"),
        (Intent(groups=("product",), rank=Rank(None, skip=1)), "before the first so many"),
        (Intent(groups=("product",), rank=Rank(None, ends=True)), "need a number of rows"),
        (Intent(groups=("product",), rank=Rank(1, skip=1, ends=True)), "need a number of rows"),
        (
            Intent(
                groups=("customer",),
                periods=(_2024, _2025),
                lifecycle=Lifecycle("inactive", (_BALLS,), (_BATS,)),
            ),
            "one period at a time",
        ),
        (
            Intent(groups=("customer",), lifecycle=Lifecycle("new", (), (_BATS,))),
            "of one period, not over time",
        ),
        (Intent(("products",), average_per="customer", periods=(_2024, _2025)), "one period"),
        (Intent(count_of="division", rank=Rank(None, measure="profit")), "no measure 'profit'"),
    ],
)
def test_contradictions_are_named(intent: Intent, problem: str) -> None:
    with pytest.raises(IntentError, match=problem):
        statement(intent)


@example(intent=Intent(groups=("category",), change=Change("year"), count_of="division"))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(intents())
def test_every_intent_is_answered_with_a_sentence_or_refused_by_name(
    view: duckdb.DuckDBPyConnection, intent: Intent
) -> None:
    try:
        made = statement(intent)
    except IntentError:
        return
    result = view.execute(checked(made.sql))
    names = [column[0] for column in result.description]
    assert names == [column.name for column in made.columns]
    assert len(set(names)) == len(names)
    assert sentence_of(made, result.fetchall(), load_model(), SmallFacts())
