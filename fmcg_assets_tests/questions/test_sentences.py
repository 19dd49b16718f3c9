"""The sentence, the chart and the labels of an answer, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from fmcg_assets.questions.intent import (
    Change,
    Condition,
    Intent,
    Lifecycle,
    Rank,
    Ratio,
    Share,
    Threshold,
    Window,
)
from fmcg_assets.questions.presentation import cell_text, chart_of, labels_of, side_by_side
from fmcg_assets.questions.sentences import period_name, sentence_of
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.numbers import Language
from fmcg_assets_tests.questions.small import (
    SmallFacts,
    period,
    rows_of,
    small_view,
    statement,
)

_REVENUE = ("revenue",)
_RETAILER = Condition("channel", ("Retailer",))
_2024, _2025 = period("2024"), period("2025")


@pytest.fixture(scope="module")
def view() -> Iterator[duckdb.DuckDBPyConnection]:
    with small_view() as connection:
        yield connection


def _sentence(view: duckdb.DuckDBPyConnection, intent: Intent, **parts: Any) -> str:
    rows = rows_of(view, intent)
    return sentence_of(statement(intent), rows, load_model(), SmallFacts(), **parts)


@pytest.mark.parametrize(
    ("intent", "english", "french"),
    [
        (
            Intent(_REVENUE, conditions=(_RETAILER,), periods=(_2025,)),
            "Revenue, channel Retailer, 2025: ₹2,040.",
            "Chiffre d'affaires, canal Retailer, 2025 : 2\u202f040\u00a0₹.",
        ),
        (
            Intent(_REVENUE, ("product",), rank=Rank(1, skip=1)),
            "No. 2 product by revenue, January 2024 – December 2025: Ball ₹110.",
            "Produit n° 2 par chiffre d'affaires, janvier 2024 – décembre 2025 : Ball 110\u00a0₹.",
        ),
        (
            Intent(
                _REVENUE, ("product", "year"), periods=(_2024, _2025), pivot="year", rank=Rank(2)
            ),
            "Top 2 products by revenue, by year, 2024 and 2025: Bat ₹6,100; Ball ₹110.",
            "Les 2 premiers produits par chiffre d'affaires, par année, 2024 et 2025 :"
            " Bat 6\u202f100\u00a0₹; Ball 110\u00a0₹.",
        ),
        (
            Intent(
                groups=("customer",),
                lifecycle=Lifecycle(
                    "inactive",
                    (Condition("category", ("Balls",)),),
                    (Condition("category", ("Bats",)),),
                ),
            ),
            "2 customers (with category Bats and without category Balls),"
            " January 2024 – December 2025: Gamma-Pune; Unmapped customer.",
            "2 clients (avec catégorie Bats et sans catégorie Balls),"
            " janvier 2024 – décembre 2025 : Gamma-Pune; Client non rattaché.",
        ),
        (
            Intent(_REVENUE, periods=(_2024,), share=Share(during=period("2024-12"))),
            "Share of December 2024 in revenue, 2024: 57.6% (₹2,000 of ₹3,470).",
            "Part de décembre 2024 (chiffre d'affaires), 2024 : 57,6\u00a0%"
            " (2\u202f000\u00a0₹ sur 3\u202f470\u00a0₹).",
        ),
        (
            Intent(_REVENUE, ("customer",), rank=Rank(2)),
            "Top 2 customers by revenue, January 2024 – December 2025: Alpha ₹3,460; Beta ₹2,050.",
            "Les 2 premiers clients par chiffre d'affaires, janvier 2024 – décembre 2025 :"
            " Alpha 3\u202f460\u00a0₹; Beta 2\u202f050\u00a0₹.",
        ),
        (
            Intent(_REVENUE, ("month",), rank=Rank(1)),
            "Highest month by revenue, January 2024 – December 2025: December 2024 ₹2,000.",
            "Mois le plus fort par chiffre d'affaires, janvier 2024 – décembre 2025 :"
            " décembre 2024 2\u202f000\u00a0₹.",
        ),
        (
            # The fourth quarter still runs.
            Intent(_REVENUE, ("quarter",), periods=(_2025,)),
            "Revenue by quarter, 2025: from ₹1,215 (Q1 2025) to ₹140 (Q2 2025), -88.5%;"
            " highest ₹1,215 (Q1 2025), lowest ₹140 (Q2 2025).",
            "Chiffre d'affaires par trimestre, 2025 : de 1\u202f215\u00a0₹ (T1 2025) à"
            " 140\u00a0₹ (T2 2025), -88,5\u00a0%; maximum 1\u202f215\u00a0₹ (T1 2025),"
            " minimum 140\u00a0₹ (T2 2025).",
        ),
        (
            Intent(_REVENUE, ("division",), share=Share()),
            "Share of revenue by division, January 2024 – December 2025: Cricket 99.5% (₹6,210);"
            " Nutrition 0.5% (₹30).",
            "Part : chiffre d'affaires par division, janvier 2024 – décembre 2025 :"
            " Cricket 99,5\u00a0% (6\u202f210\u00a0₹); Nutrition 0,5\u00a0% (30\u00a0₹).",
        ),
        (
            Intent(_REVENUE, share=Share(part=(_RETAILER,)), periods=(_2024,)),
            "Share of channel Retailer in revenue, 2024: 40.9% (₹1,420 of ₹3,470).",
            "Part de canal Retailer (chiffre d'affaires), 2024 : 40,9\u00a0% (1\u202f420\u00a0₹ sur"
            " 3\u202f470\u00a0₹).",
        ),
        (
            Intent(_REVENUE, change=Change("year"), periods=(_2025,)),
            "Revenue, January – November 2025: ₹2,765, +88.1% against January – November 2024"
            " (₹1,470).",
            "Chiffre d'affaires, janvier – novembre 2025 : 2\u202f765\u00a0₹, +88,1\u00a0% contre"
            " janvier – novembre 2024 (1\u202f470\u00a0₹).",
        ),
        (
            Intent(_REVENUE, ("channel",), change=Change("year"), periods=(_2025,)),
            "Revenue, change by channel, January – November 2025 against January – November 2024:"
            " Retailer +43.7%.",
            "Chiffre d'affaires, évolution par canal, janvier – novembre 2025 contre"
            " janvier – novembre 2024 : Retailer +43,7\u00a0%.",
        ),
        (
            Intent(_REVENUE, periods=(_2024, _2025)),
            "Revenue: 2024 ₹3,470; 2025 ₹2,770.",
            "Chiffre d'affaires : 2024 3\u202f470\u00a0₹; 2025 2\u202f770\u00a0₹.",
        ),
        (
            Intent(groups=("customer",), lifecycle=Lifecycle("new"), periods=(_2025,)),
            "2 customers (new), 2025: Gamma-Pune; Unmapped customer.",
            "2 clients (nouveaux), 2025 : Gamma-Pune; Client non rattaché.",
        ),
        (
            Intent(_REVENUE, ("month",), periods=(_2024,), rank=Rank(1, ends=True)),
            "Highest and lowest month by revenue, 2024: December 2024 ₹2,000; June 2024 ₹20.",
            "Mois le plus fort et le plus faible par chiffre d'affaires, 2024 :"
            " décembre 2024 2\u202f000\u00a0₹; juin 2024 20\u00a0₹.",
        ),
        (
            Intent(_REVENUE, ("category",), rank=Rank(1, ends=True)),
            "First and last category by revenue, January 2024 – December 2025: Bats ₹6,100;"
            " Bars ₹30.",
            "Première et dernière catégorie par chiffre d'affaires,"
            " janvier 2024 – décembre 2025 : Bats 6\u202f100\u00a0₹; Bars 30\u00a0₹.",
        ),
        (
            Intent(_REVENUE, ("product",), rank=Rank(2, ends=True)),
            "Top 2 and bottom 2 products by revenue, January 2024 – December 2025: Bat ₹6,100;"
            " Ball ₹110; Bar ₹30.",
            "Les 2 premiers et les 2 derniers produits par chiffre d'affaires,"
            " janvier 2024 – décembre 2025 : Bat 6\u202f100\u00a0₹; Ball 110\u00a0₹;"
            " Bar 30\u00a0₹.",
        ),
        (
            Intent(groups=("division",)),
            "2 divisions, January 2024 – December 2025: Cricket; Nutrition.",
            "2 divisions, janvier 2024 – décembre 2025 : Cricket; Nutrition.",
        ),
        (
            Intent(count_of="customer", periods=(_2025,)),
            "Number of customers, 2025: 3.",
            "Nombre : clients, 2025 : 3.",
        ),
        (
            Intent(
                _REVENUE,
                ratio=Ratio(over=(_RETAILER,), under=(Condition("channel", ("Direct",)),)),
                periods=(_2024,),
            ),
            "Revenue (channel Retailer) ÷ Revenue (channel Direct), 2024: 0.69 (₹1,420 ÷ ₹2,050).",
            "Chiffre d'affaires (canal Retailer) ÷ Chiffre d'affaires (canal Direct), 2024 :"
            " 0,69 (1\u202f420\u00a0₹ ÷ 2\u202f050\u00a0₹).",
        ),
        (
            Intent(_REVENUE, ("customer",), having=(Threshold(">", Decimal(3000)),)),
            "Revenue by customer, revenue > ₹3,000, January 2024 – December 2025: Alpha ₹3,460.",
            "Chiffre d'affaires par client, chiffre d'affaires > 3\u202f000\u00a0₹,"
            " janvier 2024 – décembre 2025 : Alpha 3\u202f460\u00a0₹.",
        ),
        (
            Intent(_REVENUE, average_per="month", periods=(_2025,)),
            "Revenue, per month, 2025: ₹554.",
            "Chiffre d'affaires, par mois, 2025 : 554\u00a0₹.",
        ),
    ],
)
def test_sentences(
    view: duckdb.DuckDBPyConnection, intent: Intent, english: str, french: str
) -> None:
    assert _sentence(view, intent) == english
    assert _sentence(view, replace(intent, language="fr")) == french


def test_a_ranking_says_the_shares_of_a_whole(view: duckdb.DuckDBPyConnection) -> None:
    told = _sentence(view, Intent(_REVENUE, ("customer",), rank=Rank(1)), total=6240)
    assert told.endswith("Alpha ₹3,460 (55.4%).")


@pytest.mark.parametrize(
    ("months", "language", "name"),
    [
        (("2024",), "en", "2024"),
        (("2025-12",), "fr", "décembre 2025"),
        (("2025-07", "2025-09"), "en", "Q3 2025 (July – September)"),
        (("2025-07", "2025-09"), "fr", "T3 2025 (juillet – septembre)"),
        (("2026-01", "2026-12"), "en", "2026"),
        (("2025-02", "2025-05"), "en", "February – May 2025"),
        (("2024-11", "2025-02"), "en", "November 2024 – February 2025"),
    ],
)
def test_periods_are_named_with_their_months(
    months: tuple[str, ...], language: Language, name: str
) -> None:
    assert period_name(period(*months), SmallFacts(), language) == name


@pytest.mark.parametrize(
    ("intent", "chart"),
    [
        (Intent(_REVENUE), "metric"),
        (Intent(_REVENUE, ("month",)), "line"),
        (Intent(_REVENUE, ("month", "channel")), "line"),
        (Intent(_REVENUE, ("channel",)), "bar"),
        (Intent(_REVENUE, ("channel",), share=Share()), "donut"),
        (Intent(groups=("channel",), rank=Rank(2)), "bar"),
        (Intent(_REVENUE, ("channel", "category")), "grouped_bar"),
        (Intent(_REVENUE, ("channel",), periods=(_2024, _2025)), "grouped_bar"),
        (Intent(_REVENUE, periods=(_2024, _2025)), "bar"),
        (Intent(groups=("channel",)), "table"),
        (Intent(_REVENUE, ("month",), rank=Rank(1, ends=True)), "bar"),
        (Intent(_REVENUE, ("channel", "month"), rank=Rank(1, within=("channel",))), "table"),
        (Intent(("minimum_list_price", "maximum_list_price"), ("channel",)), "table"),
        (Intent(_REVENUE, ("channel",), chart="table"), "table"),
        (Intent(_REVENUE, ("channel", "category", "year")), "table"),
        (Intent(_REVENUE, window=Window("running_total")), "line"),
    ],
)
def test_charts_fit_the_shape(view: duckdb.DuckDBPyConnection, intent: Intent, chart: str) -> None:
    assert chart_of(intent, statement(intent).columns, rows_of(view, intent)) == chart


def test_labels_and_cells() -> None:
    made = statement(
        Intent(_REVENUE, ("channel",), share=Share(), change=Change("year"), periods=(_2025,))
    )
    assert list(labels_of(made.columns, load_model(), "en").values()) == [
        "Channel",
        "Revenue before",
        "Revenue",
        "Share before",
        "Share",
        "Revenue, difference",
        "Revenue, change",
        "Share, difference",
    ]
    row = (None, 100.0, 1_000_000_000.0, 20.0, 30.0, 5.0, -12.34, 10.0)
    texts = [cell_text(value, one) for value, one in zip(row, made.columns, strict=True)]
    assert texts == [
        "Unmapped customer",
        "₹100",
        "₹1.00B",
        "20.0%",
        "30.0%",
        "+₹5",
        "-12.3%",
        "+10.0 pp",
    ]


def test_a_pivot_is_turned_for_people(view: duckdb.DuckDBPyConnection) -> None:
    intent = Intent(_REVENUE, ("channel", "year"), pivot="year")
    columns, rows = side_by_side(statement(intent).columns, rows_of(view, intent), "year", "en")
    assert [column.name for column in columns] == ["channel", "2024", "2025"]
    assert rows == (
        ("Acquisition", None, 630),
        ("Direct", 2050, None),
        ("Retailer", 1420, 2040),
        (None, None, 100),
    )
    made = statement(intent).columns
    assert side_by_side(made, rows, None, "en") == (made, rows)
