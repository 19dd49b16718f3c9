"""What questions of every class are understood as, in both languages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fmcg_assets.questions.intent import (
    Change,
    Clarify,
    Intent,
    Lifecycle,
    Period,
    Rank,
    Ratio,
    Refusal,
    Share,
    Side,
    Threshold,
    Told,
    Understood,
    Window,
)
from fmcg_assets_tests.questions.reading import intent_of, months, read, where

REVENUE = Intent(measures=("revenue",))
QUANTITY = Intent(measures=("quantity",))
YEARS = months("2024-01", "2024-12") + months("2025-01", "2025-12")


def revenue(**parts: object) -> Intent:
    return replace(REVENUE, **parts)  # type: ignore[arg-type]


def by(*groups: str, **parts: object) -> Intent:
    return revenue(groups=groups, **parts)


def top(dimension: str, limit: int | None, *, best: bool = True, **parts: object) -> Intent:
    return by(dimension, rank=Rank(limit, best), **parts)


@pytest.mark.parametrize(
    ("questions", "intent"),
    [
        (("total revenue", "Quel est le chiffre d'affaires total ?", "sales"), REVENUE),
        (
            ("How many units did we sell in Q3 2025?", "combien d'unités vendues au T3 2025"),
            replace(QUANTITY, periods=months("2025-07", "2025-09")),
        ),
        (("revenue by channel", "revenue per channel", "CA par canal"), by("channel")),
        (
            ("revenue by category and channel", "CA par catégorie et par canal"),
            by("category", "channel"),
        ),
        (
            ("revenue and quantity by channel", "CA et quantité par canal"),
            Intent(measures=("revenue", "quantity"), groups=("channel",)),
        ),
        (("in qté par canal",), Intent(measures=("quantity",), groups=("channel",))),
        (("CA par client et par canal",), by("customer", "channel")),
        (
            (
                "monthly revenue",
                "revenue trend",
                "how did revenue develop",
                "évolution du CA",
                "évolution mensuelle du CA",
            ),
            by("month"),
        ),
        (("divisions in 2025",), by("division", periods=months("2025-01", "2025-12"))),
        (("produit pour 2025",), by("product", periods=months("2025-01", "2025-12"))),
        (("price by category",), Intent(("average_selling_price",), ("category",))),
    ],
)
def test_totals_and_groups(questions: tuple[str, ...], intent: Intent) -> None:
    for question in questions:
        assert intent_of(question) == intent, question


@pytest.mark.parametrize(
    ("questions", "intent"),
    [
        (("best 5 customers", "5 best customers", "5 meilleurs clients"), top("customer", 5)),
        (("which product sells best?", "quel produit se vend le mieux ?"), top("product", 1)),
        (("who is our biggest customer",), top("customer", 1)),
        (("who are our top customers?", "qui sont nos meilleurs clients ?"), top("customer", 10)),
        (("least selling product", "le produit le moins vendu"), top("product", 1, best=False)),
        (("best month", "mois record", "record month"), top("month", 1)),
        (("which quarter was weakest?",), top("quarter", 1, best=False)),
        (
            ("top 3 products in each category", "les 3 meilleurs produits de chaque catégorie"),
            by("category", "product", rank=Rank(3, within=("category",))),
        ),
        (
            ("best product per channel", "for each channel, the best product"),
            by("channel", "product", rank=Rank(1, within=("channel",))),
        ),
        (
            ("best month for each category",),
            by("category", "month", rank=Rank(1, within=("category",))),
        ),
        (
            (
                "average list price by category, from the dearest to the cheapest",
                "prix catalogue moyen par catégorie, du plus cher au moins cher",
            ),
            Intent(("average_list_price",), ("category",), rank=Rank(None)),
        ),
        (("categories ranked by revenue",), by("category", rank=Rank(None, measure="revenue"))),
        (
            ("lowest 3 variants by quantity",),
            replace(QUANTITY, groups=("variant",), rank=Rank(3, False, measure="quantity")),
        ),
    ],
)
def test_rankings(questions: tuple[str, ...], intent: Intent) -> None:
    for question in questions:
        assert intent_of(question) == intent, question


@pytest.mark.parametrize(
    ("questions", "conditions"),
    [
        (("revenue in Retailer and Direct",), where("channel", "Retailer", "Direct")),
        (
            (
                "revenue if you take e-commerce out",
                "revenue excluding e-commerce",
                "revenue w/o e-commerce",
                "CA hors e-commerce",
                "CA sauf e-commerce",
                "anything but e-commerce revenue",
            ),
            where("platform", "E-Commerce", negated=True),
        ),
        (("revenue of the parent company",), where("platform", "Sports Bar", None, negated=True)),
        (("revenue of Sports Bar",), where("platform", "Sports Bar")),
        (("revenue of unmapped customers",), where("customer", None)),
        (
            ("revenue of Nimbus Wellness",),
            where("customer", "Nimbus Wellness-Bengaluru", "Nimbus Wellness-Hyderabad"),
        ),
        (
            ("revenue of all fitness customers", "CA de tous les clients fitness"),
            where("customer", "Early Bird Fitness", "Summit Fitness"),
        ),
        (("revenue under Healthy Snacks",), where("division", "Healthy Snacks")),
        (("revenue of Healthy Snacks",), where("division", "Healthy Snacks")),
        (("revenue of the Healthy Snacks category",), where("category", "Healthy Snacks")),
        (("revenue from e-commerce customers",), where("platform", "E-Commerce")),
        (
            ("revenue of Cricket in Retailer",),
            where("division", "Cricket") + where("channel", "Retailer"),
        ),
    ],
)
def test_filters(questions: tuple[str, ...], conditions: tuple[object, ...]) -> None:
    for question in questions:
        assert intent_of(question) == revenue(conditions=conditions), question


@pytest.mark.parametrize(
    ("questions", "intent"),
    [
        (
            (
                "revenue 2024 vs 2025",
                "compare 2024 and 2025",
                "comparer 2024 et 2025",
                "2025 versus 2024",
            ),
            revenue(periods=YEARS, change=Change("between", apart=True)),
        ),
        (
            (
                "growth from 2024 to 2025",
                "croissance entre 2024 et 2025",
                "how did 2025 do against 2024",
                "2025 vs 2024 in %",
            ),
            revenue(periods=YEARS, change=Change("between")),
        ),
        (
            ("H1 2024 vs H1 2025 by channel",),
            by(
                "channel",
                periods=months("2024-01", "2024-06") + months("2025-01", "2025-06"),
                change=Change("between"),
            ),
        ),
        (
            ("yoy growth by category", "croissance par rapport à l'an dernier par catégorie"),
            by("category", change=Change("year")),
        ),
        (("MoM growth",), revenue(change=Change("month"))),
        (
            ("top 3 fastest growing products",),
            by("product", change=Change("year"), rank=Rank(3, by="percent")),
        ),
        (
            ("which category had the biggest drop in revenue from 2024 to 2025?",),
            by(
                "category",
                periods=YEARS,
                change=Change("between"),
                rank=Rank(1, descending=False, by="difference"),
            ),
        ),
        (
            ("which divisions declined", "divisions en baisse", "divisions with declining sales"),
            by(
                "division",
                change=Change("year"),
                having=(Threshold("<", Decimal(0), of="percent"),),
            ),
        ),
        (
            ("products that grew more than 20%", "produits en croissance de plus de 20 %"),
            by(
                "product",
                change=Change("year"),
                having=(Threshold(">", Decimal(20), of="percent"),),
            ),
        ),
        (
            ("Cricket vs Running revenue", "compare Cricket and Running"),
            by("division", conditions=where("division", "Cricket", "Running")),
        ),
    ],
)
def test_comparisons(questions: tuple[str, ...], intent: Intent) -> None:
    for question in questions:
        assert intent_of(question) == intent, question


@pytest.mark.parametrize(
    ("questions", "intent"),
    [
        (
            ("share of revenue by channel", "channel mix", "part de chaque canal dans le CA"),
            by("channel", share=Share()),
        ),
        (
            ("what share of revenue comes from Cricket", "quelle part du CA vient du Cricket ?"),
            revenue(share=Share(part=where("division", "Cricket"))),
        ),
        (
            (
                "how much of Retailer's revenue is Cricket?",
                "share of Cricket in Retailer",
                "Cricket's share of Retailer revenue",
                "part de Cricket dans Retailer",
            ),
            revenue(
                conditions=where("channel", "Retailer"),
                share=Share(part=where("division", "Cricket")),
            ),
        ),
        (
            (
                "within each division share of every category",
                "for each division, the share of its categories",
            ),
            by("division", "category", share=Share(within=("division",))),
        ),
        (
            ("share of Cricket versus Running", "what share do Cricket and Running have each?"),
            by("division", share=Share(shown=where("division", "Cricket", "Running"))),
        ),
        (
            ("share of each category within its division",),
            by("category", "division", share=Share(within=("division",))),
        ),
        (
            (
                "share of Cricket by month",
                "share of Cricket month by month",
                "part du Cricket mois par mois",
            ),
            by("month", share=Share(part=where("division", "Cricket"))),
        ),
        (
            ("ratio of Retailer to Direct revenue", "ratio Retailer / Direct"),
            revenue(ratio=Ratio(where("channel", "Retailer"), where("channel", "Direct"))),
        ),
    ],
)
def test_shares_and_ratios(questions: tuple[str, ...], intent: Intent) -> None:
    for question in questions:
        found = intent_of(question)
        assert replace(found, measures=("revenue",)) == intent, question


@pytest.mark.parametrize(
    ("questions", "intent"),
    [
        (
            ("how many customers bought Balls?", "combien de clients ont acheté des Balls ?"),
            Intent(measures=("customers",), conditions=where("category", "Balls")),
        ),
        (("how many channels are there", "nombre de canaux"), Intent(count_of="channel")),
        (
            ("how many months above 5 billion", "combien de mois au-dessus de 5 milliards"),
            Intent(count_of="month", having=(Threshold(">", Decimal(5 * 10**9)),)),
        ),
        (
            ("customers above 5 billion", "clients au-dessus de 5 milliards"),
            by("customer", having=(Threshold(">", Decimal(5 * 10**9)),)),
        ),
        (
            ("products selling more than 1 million units but less than 2 million",),
            Intent(
                measures=("quantity",),
                groups=("product",),
                having=(
                    Threshold(">", Decimal(10**6), measure="quantity"),
                    Threshold("<", Decimal(2 * 10**6), measure="quantity"),
                ),
            ),
        ),
        (
            ("customers between 1 and 2 crore",),
            by(
                "customer",
                having=(Threshold("between", Decimal(10**7), Decimal(2 * 10**7)),),
            ),
        ),
        (
            ("customers with a share above 10 %", "clients avec une part de plus de 10 %"),
            by("customer", share=Share(), having=(Threshold(">", Decimal(10), of="share"),)),
        ),
        (
            ("average monthly revenue", "revenue per month on average", "CA mensuel moyen"),
            revenue(average_per="month"),
        ),
        (("running total of revenue by month",), by("month", window=Window("running_total"))),
        (
            ("3-month moving average of revenue", "moyenne mobile du CA sur 3 mois"),
            revenue(window=Window("moving_average", 3)),
        ),
        (
            ("how many new customers in 2025", "combien de nouveaux clients en 2025"),
            Intent(
                count_of="customer",
                lifecycle=Lifecycle("new"),
                periods=months("2025-01", "2025-12"),
            ),
        ),
        (
            ("customers lost in Q3 2025", "clients perdus au T3 2025"),
            by("customer", lifecycle=Lifecycle("lost"), periods=months("2025-07", "2025-09")),
        ),
        (
            ("category by channel side by side", "catégorie par canal côte à côte"),
            by("category", "channel", pivot="channel"),
        ),
        (
            ("revenue by month with channels in columns",),
            by("month", "channel", pivot="channel"),
        ),
        (
            ("which categories are there?", "quelles catégories existent ?"),
            Intent((), ("category",)),
        ),
        (
            ("who bought Goggles", "qui a acheté des Goggles"),
            Intent((), ("customer",), where("category", "Goggles")),
        ),
        (("revenue by channel as a pie",), by("channel", chart="donut")),
    ],
)
def test_figures_of_other_kinds(questions: tuple[str, ...], intent: Intent) -> None:
    for question in questions:
        assert intent_of(question) == intent, question


def test_parent_and_acquired_company_stand_side_by_side() -> None:
    sides = intent_of("revenue of the parent company vs Sports Bar").sides
    assert [side.conditions[0].negated for side in sides] == [True, False]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("how fresh is the data?", "freshness"),
        ("les données sont-elles à jour ?", "freshness"),
        ("what can I ask?", "help"),
        ("que puis-je demander ?", "help"),
        ("what does average selling price mean?", "definition"),
        ("what is meant by acquired company", "definition"),
        ("what is meant by the Direct channel?", "definition"),
        ("what does Sports Bar mean", "definition"),
        ("in which currency are the amounts?", "definition"),
        ("what kind of figures am I able to ask for?", "help"),
        ("how recent is the data - what is the last month loaded?", "freshness"),
        ("comment est calculé le prix de vente moyen ?", "definition"),
        ("what data do you have?", "columns"),
    ],
)
def test_questions_about_the_data_are_answered_in_words(question: str, topic: str) -> None:
    reading = read(question)
    assert isinstance(reading, Told)
    assert reading.topic == topic


@pytest.mark.parametrize(
    "question",
    [
        "is Retailer our biggest channel?",
        "what is Velora Webshop's rank",
        "where does Velora Webshop rank among customers",
        "customers who bought only Cricket",
        "Cricket in 2024 and Running in 2025",
        "revenue by",
        "show me the difference",
        "alors, ca donne quoi ?",
        "Cricket customers who did not buy",
        "revenue by product of balls without bats",
        "how many orders",
        "revenue in 2019",
        "average revenue by channel",
        "volume lost in 2025",
        "how many units remain in Cricket",
        "combien de pièces restent à vendre",
        "from the first sale to June 2024, units",
        "Hors Bats et Balls, les deux catégories suivantes",
        "two figures: Bats and Balls revenue in 2025",
        "products listed above 5000",
        "quels clients sont sortis, combien",
        "nulls in category",
        "how many customers bought in 2024 and how many were lost in 2025",
        "customers who ordered 2024 units",
        "top 5 divisions, weakest on top",
        "first appearance of each product",
        "how many customers stayed from one year to the next",
    ],
)
def test_what_an_intent_cannot_say_is_not_answered(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Refusal | Clarify), reading


def test_ranked_members_are_added_up_where_they_are_meant_together() -> None:
    shared = intent_of("what share do the top 5 customers make up together?")
    assert shared == revenue(share=Share(top=5, of="customer"))


def test_months_are_left_out() -> None:
    assert intent_of("revenue excluding 2024").periods == months("2025-01", "2025-12")
    monthly = intent_of("revenue by month 2024, leave out December")
    assert monthly.periods == months("2024-01", "2024-11")


def test_bought_in_one_period_but_not_in_the_next() -> None:
    lost = intent_of("customers that bought in 2024 but not in 2025")
    assert lost == by("customer", lifecycle=Lifecycle("lost"), periods=YEARS)


@pytest.mark.parametrize(
    "question",
    [
        "customers lost between Q4 2024 and Q1 2025",
        "clients perdus entre le T4 2024 et le T1 2025",
    ],
)
def test_lost_between_two_periods_is_bought_in_the_one_and_not_in_the_other(question: str) -> None:
    lost = intent_of(question)
    assert lost.lifecycle == Lifecycle("lost")
    assert [(p.first.isoformat(), p.last.isoformat()) for p in lost.periods] == [
        ("2024-10-01", "2024-12-01"),
        ("2025-01-01", "2025-03-01"),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "who started buying bats in November 2025 after taking none of them in October 2025",
        "which customers are new in November 2025, i.e. had no order in October 2025",
    ],
)
def test_new_against_a_period_is_bought_in_the_one_and_not_in_the_other(question: str) -> None:
    new = intent_of(question)
    assert new.lifecycle == Lifecycle("new")
    assert new.periods == months("2025-10", "2025-10") + months("2025-11", "2025-11")


@pytest.mark.parametrize(
    "question",
    [
        "revenue from new customers in 2025",
        "combien de CA apportent les nouveaux clients de 2025",
        "how much did new customers buy in 2025",
    ],
)
def test_a_figure_of_new_customers_is_their_sum(question: str) -> None:
    intent = intent_of(question)
    assert (intent.measures, intent.groups) == (("revenue",), ()), question
    assert intent.lifecycle == Lifecycle("new", total_of="customer"), question


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        (
            "Compare Q1 2025 revenue with Q1 2024 revenue for each of Cricket and Football",
            by(
                "division",
                conditions=where("division", "Cricket", "Football"),
                periods=months("2024-01", "2024-03") + months("2025-01", "2025-03"),
                change=Change("between"),
            ),
        ),
        (
            "how fast did revenue grow in Q3 2025 over Q3 2024?",
            revenue(
                periods=months("2024-07", "2024-09") + months("2025-07", "2025-09"),
                change=Change("between"),
            ),
        ),
        (
            "comment ont évolué les ventes par trimestre, du T1 2024 au T3 2025 ?",
            by("quarter", periods=months("2024-01", "2025-09")),
        ),
        (
            "channel by channel, who were the top 2 customers by sales?",
            Intent(
                ("revenue",), ("channel", "customer"), rank=Rank(2, True, ("channel",), "revenue")
            ),
        ),
        (
            "kindly share the turnover from April 2024 to March 2025, both months included",
            revenue(periods=months("2024-04", "2025-03")),
        ),
        (
            "festive season: October plus November 2024, what did we bill in total?",
            revenue(periods=months("2024-10", "2024-11")),
        ),
        ("can you quickly give me category wise sales", by("category")),
        (
            "show a rolling 12-month revenue figure for each month",
            by("month", window=Window("moving_total", 12)),
        ),
        (
            "Cricket or Running: who makes the highest revenue?",
            by(
                "division",
                conditions=where("division", "Cricket", "Running"),
                rank=Rank(None, True),
            ),
        ),
        (
            "which platform won the most new customers in 2025",
            Intent(
                (),
                ("platform",),
                periods=months("2025-01", "2025-12"),
                count_of="customer",
                lifecycle=Lifecycle("new"),
                rank=Rank(1, True),
            ),
        ),
        (
            "CA entre le 01/11/2024 et le 31/12/2024",
            revenue(periods=months("2024-11", "2024-12")),
        ),
        (
            "units for Cricket and Running, each by quarter",
            replace(
                QUANTITY,
                groups=("division", "quarter"),
                conditions=where("division", "Cricket", "Running"),
            ),
        ),
        ("total sales till date, figure in crore please", revenue(unit="crore")),
        (
            "produits en lignes et années en colonnes",
            by("product", "year", pivot="year"),
        ),
        (
            "CA 2024 en millions de roupies",
            revenue(periods=months("2024-01", "2024-12"), unit="million"),
        ),
        ("Build me a table of sales by channel, I'm bracing myself", by("channel", chart="table")),
        ("Pourriez-vous me donner les ventes ventilées par canal ?", by("channel")),
        ("px vente moy par clt", Intent(("average_selling_price",), ("customer",))),
        (
            "which month last year had the lowest revenue?",
            by(
                "month",
                periods=months("2024-01", "2024-12"),
                rank=Rank(1, False),
            ),
        ),
        (
            "sum revenue where channel != 'Retailer'",
            revenue(conditions=where("channel", "Retailer", negated=True)),
        ),
        (
            "!= Retailer revenue by channel",
            by("channel", conditions=where("channel", "Retailer", negated=True)),
        ),
        ("customers spent what", Intent(groups=("customer",))),
        (
            "units sold in all divisions except Cricket",
            replace(QUANTITY, conditions=where("division", "Cricket", negated=True)),
        ),
        (
            "if you ignore Retailer, what did all our other channels spend in 2024?",
            revenue(
                conditions=where("channel", "Retailer", negated=True),
                periods=months("2024-01", "2024-12"),
            ),
        ),
        (
            "divisions down the side, the last three months along the top, revenue inside",
            by("month", "division", periods=months("2025-09", "2025-11"), pivot="month"),
        ),
        (
            "how many new customers did we gain in July 2025?",
            Intent(
                periods=months("2025-07", "2025-07"),
                count_of="customer",
                lifecycle=Lifecycle("new"),
            ),
        ),
        (
            "revenue / customers by channel",
            by("channel", ratio=Ratio(over_measure="revenue", under_measure="customers")),
        ),
        (
            "is e-commerce growing faster than brick and mortar in 2025?",
            by(
                "platform",
                conditions=where("platform", "E-Commerce", "Brick & Mortar"),
                periods=months("2025-01", "2025-12"),
                change=Change("year"),
            ),
        ),
        (
            "number of customers buying more than 10 products",
            Intent(
                ("products",),
                count_of="customer",
                having=(Threshold(">", Decimal(10), measure="products"),),
            ),
        ),
        ("number of customers and products", Intent(("customers", "products"))),
        (
            "what share of each channel comes from Cricket?",
            by("channel", share=Share(part=where("division", "Cricket"))),
        ),
        (
            "which channel makes the largest share of its revenue with Cricket?",
            by(
                "channel",
                share=Share(part=where("division", "Cricket")),
                rank=Rank(1, True, (), None, "share"),
            ),
        ),
        (
            "who bought more in 2025 than in 2024?",
            by(
                "customer",
                periods=months("2024-01", "2024-12") + months("2025-01", "2025-12"),
                change=Change("between"),
                having=(Threshold(">", Decimal(0), of="percent"),),
            ),
        ),
        ("how much did customers spend?", REVENUE),
        ("how many pieces did customers buy?", QUANTITY),
        (
            "ventiler les volumes entre divisions et canaux",
            replace(QUANTITY, groups=("division", "channel")),
        ),
        (
            "in which sizes or versions does the Marlin Goggles exist?",
            Intent(groups=("variant",), conditions=where("product", "Marlin Goggles")),
        ),
        (
            "worst month 4 Cricket",
            by("month", conditions=where("division", "Cricket"), rank=Rank(1, False)),
        ),
        (
            "what turnover did we record by channel?",
            by("channel"),
        ),
        ("ventes depuis le 1er avril 2025", revenue(periods=months("2025-04", "2025-12"))),
        ("CA cumul à fin octobre 2025", revenue(periods=months("2025-01", "2025-10"))),
        ("CY2024 revenue", revenue(periods=months("2024-01", "2024-12"))),
        (
            "SUM(CA)/SUM(quantité) par canal",
            by("channel", ratio=Ratio(over_measure="revenue", under_measure="quantity")),
        ),
        (
            "sum(revenue) over (order by month)",
            by("month", window=Window("running_total")),
        ),
        (
            "pièces sans les ballons (catégorie Balls)",
            replace(QUANTITY, conditions=where("category", "Balls", negated=True)),
        ),
        (
            "variant in ('Size 4', 'Size 5'): quantity",
            replace(QUANTITY, conditions=where("variant", "Size 4", "Size 5")),
        ),
        (
            "compare the units of Cricket with the units of Running",
            replace(
                QUANTITY, groups=("division",), conditions=where("division", "Cricket", "Running")
            ),
        ),
        (
            "units that are not Cricket and also not Running",
            replace(QUANTITY, conditions=where("division", "Cricket", "Running", negated=True)),
        ),
        (
            "how dependent are we on Velora Webshop?",
            revenue(share=Share(part=where("customer", "Velora Webshop"))),
        ),
        (
            "les divisions qui ont fait + de 100 millions de CA",
            by("division", having=(Threshold(">", Decimal(100_000_000), measure="revenue"),)),
        ),
        (
            "how many Bats did we sell for each channel?",
            replace(QUANTITY, groups=("channel",), conditions=where("category", "Bats")),
        ),
        (
            "Bats sold for Q1 2025",
            revenue(conditions=where("category", "Bats"), periods=months("2025-01", "2025-03")),
        ),
        (
            "CA par mois cumulé en 2024",
            by("month", periods=months("2024-01", "2024-12"), window=Window("running_total")),
        ),
        (
            "revenue by category together with the quantities",
            Intent(("revenue", "quantity"), ("category",)),
        ),
        (
            "CA cumulé fin juin 2025 vs fin juin 2024",
            revenue(
                periods=months("2024-01", "2024-06") + months("2025-01", "2025-06"),
                change=Change("between", apart=True),
            ),
        ),
        ("which month was record for revenue?", by("month", rank=Rank(1, True))),
        ("customers in 2024, how much?", by("customer", periods=months("2024-01", "2024-12"))),
        ("clients par canal en nombre", Intent(("customers",), ("channel",))),
        ("CA de Bats + de Balls", revenue(conditions=where("category", "Bats", "Balls"))),
        (
            "units of Bats and units of Balls",
            replace(QUANTITY, groups=("category",), conditions=where("category", "Bats", "Balls")),
        ),
        ("CA par type de magasin", by("channel")),
        (
            "dépendance de chaque canal au Cricket",
            by("channel", share=Share(part=where("division", "Cricket"))),
        ),
        (
            "which products were first sold in 2025?",
            Intent(
                ("revenue",),
                groups=("product",),
                periods=months("2025-01", "2025-12"),
                lifecycle=Lifecycle("new"),
            ),
        ),
        (
            "how many customers bought Cricket products?",
            Intent(("customers",), conditions=where("division", "Cricket")),
        ),
        (
            "who bought Football products?",
            Intent(groups=("customer",), conditions=where("division", "Football")),
        ),
        (
            "how much did Velora Webshop spend on Running products?",
            revenue(conditions=where("customer", "Velora Webshop") + where("division", "Running")),
        ),
        ("average number of products per customer", Intent(("products",), average_per="customer")),
        (
            "how many products per customer by channel?",
            Intent(("products",), ("channel",), average_per="customer"),
        ),
        (
            "a-t-on vendu plus de Bats ou de Balls ?",
            by("category", conditions=where("category", "Bats", "Balls")),
        ),
        (
            "Cricket versus all other divisions",
            revenue(
                sides=(
                    Side("Cricket", where("division", "Cricket")),
                    Side("all other divisions", where("division", "Cricket", negated=True)),
                )
            ),
        ),
        (
            "list Direct customers",
            Intent(groups=("customer",), conditions=where("channel", "Direct")),
        ),
        (
            "how many Direct customers do we have?",
            Intent(("customers",), conditions=where("channel", "Direct")),
        ),
        (
            "sales by customer for Cricket products",
            by("customer", conditions=where("division", "Cricket")),
        ),
        (
            "quelles catégories ont perdu des ventes en 2025 ?",
            by(
                "category",
                periods=months("2025-01", "2025-12"),
                change=Change("year"),
                having=(Threshold("<", Decimal(0), of="percent"),),
            ),
        ),
        ("what does Cricket look like?", revenue(conditions=where("division", "Cricket"))),
        (
            "évolution des ventes de Running depuis janvier 2025",
            by(
                "month",
                conditions=where("division", "Running"),
                periods=months("2025-01", "2025-12"),
            ),
        ),
        (
            "which customer buys the most categories?",
            Intent((), ("customer",), count_of="category", rank=Rank(1, True)),
        ),
        (
            "les clients qui ont baissé en 2025",
            by(
                "customer",
                periods=months("2025-01", "2025-12"),
                change=Change("year"),
                having=(Threshold("<", Decimal(0), of="percent"),),
            ),
        ),
        (
            "comparaison Retailer Direct en unités par trimestre",
            replace(
                QUANTITY,
                groups=("channel", "quarter"),
                conditions=where("channel", "Retailer", "Direct"),
            ),
        ),
        (
            "what percentage of our customers are in e-commerce?",
            Intent(("customers",), share=Share(part=where("platform", "E-Commerce"))),
        ),
        (
            "distribution of customers by channel",
            Intent(("customers",), ("channel",), share=Share()),
        ),
        (
            "répartition des produits par division",
            Intent(("products",), ("division",), share=Share()),
        ),
        (
            "monthly units for top 3 products",
            Intent(("quantity",), ("product", "month"), rank=Rank(3), pivot="month"),
        ),
        (
            "combien a-t-on gagné avec le Football en 2025 ?",
            revenue(conditions=where("division", "Football"), periods=months("2025-01", "2025-12")),
        ),
        (
            "combien a-t-on gagné de clients en 2025 ?",
            Intent(
                periods=months("2025-01", "2025-12"),
                count_of="customer",
                lifecycle=Lifecycle("new"),
            ),
        ),
        ("for every category and every year, how much we sold", by("category", "year")),
        (
            "unit growth Q3 25 on Q3 24",
            replace(
                QUANTITY,
                periods=months("2024-07", "2024-09") + months("2025-07", "2025-09"),
                change=Change("between"),
            ),
        ),
        (
            "CA du S1 2025 : progression par rapport à celui du S1 2024",
            revenue(
                periods=months("2024-01", "2024-06") + months("2025-01", "2025-06"),
                change=Change("between"),
            ),
        ),
        (
            "how many Marlin Goggles did Velora Webshop take?",
            replace(
                QUANTITY,
                conditions=where("product", "Marlin Goggles") + where("customer", "Velora Webshop"),
            ),
        ),
        ("combien a-t-on vendu d'articles ?", QUANTITY),
        ("combien a-t-on vendu d'articles différents ?", Intent(("products",))),
        ("combien compte-t-on de clients ?", Intent(("customers",))),
        ("count how many customers there are", Intent(("customers",))),
        (
            "clients perdus en 2025, combien ?",
            Intent(
                periods=months("2025-01", "2025-12"),
                count_of="customer",
                lifecycle=Lifecycle("lost"),
            ),
        ),
        (
            "combien d'unités par client vend-on sur chaque plateforme ?",
            Intent(
                ("quantity",),
                ("platform",),
                ratio=Ratio(over_measure="quantity", under_measure="customers"),
            ),
        ),
        (
            "CA par client pour chaque trimestre",
            by("customer", "quarter"),
        ),
        (
            "which products brought the most revenue, give me three first",
            by("product", rank=Rank(3, True)),
        ),
        (
            "how much did we sell if you leave Retailer out of it?",
            revenue(conditions=where("channel", "Retailer", negated=True)),
        ),
        (
            "ventes par client, sauf les clients Direct",
            by("customer", conditions=where("channel", "Direct", negated=True)),
        ),
        (
            "what do Marlin Goggles sell for on average?",
            Intent(("average_selling_price",), conditions=where("product", "Marlin Goggles")),
        ),
        (
            "à combien se vend Marlin Goggles ?",
            Intent(("average_selling_price",), conditions=where("product", "Marlin Goggles")),
        ),
        (
            "how much did we sell for Cricket?",
            revenue(conditions=where("division", "Cricket")),
        ),
        (
            "Q3 2024 and the following quarter: revenue",
            by("quarter", periods=months("2024-07", "2024-09") + months("2024-10", "2024-12")),
        ),
        (
            "ventes en mars 2024 et le mois suivant",
            by("month", periods=months("2024-03") + months("2024-04")),
        ),
        ("total ventes ttes années", REVENUE),
        ("rev by division n channel", by("division", "channel")),
        (
            "sales of the parnt company",
            revenue(conditions=where("platform", "Sports Bar", None, negated=True)),
        ),
    ],
)
def test_everyday_wordings(question: str, intent: Intent) -> None:
    found = intent_of(question)
    assert replace(found, language="en") == intent, question


def test_without_some_products_other_purchases_do_not_count() -> None:
    for question in (
        "which Retailer customers did not buy any bats in 2025",
        "quels clients du canal Retailer n'ont pas acheté de bats en 2025",
    ):
        intent = intent_of(question)
        assert intent.lifecycle == Lifecycle("inactive", where("category", "Bats")), question
        assert intent.conditions == where("channel", "Retailer"), question


@pytest.mark.parametrize(
    ("question", "group", "limit"),
    [
        ("for Cricket, Football and Running give me the top 2 customers of each", "division", 2),
        ("Pour chaque division, le client qui rapporte le plus", "division", 1),
        ("best customer inside each Cricket category", "category", 1),
        ("for each channel list out the two largest customers", "channel", 2),
    ],
)
def test_a_ranking_of_each_is_within_it(question: str, group: str, limit: int) -> None:
    intent = intent_of(question)
    assert intent.groups == (group, "customer"), question
    assert intent.rank == Rank(limit, True, (group,)), question


@pytest.mark.parametrize(
    "question",
    [
        "for every Cricket product, the percent of its sales going to each variant",
        "what part of the sales of its product does each Cricket variant make?",
    ],
)
def test_what_a_share_is_of_is_named_by_its_or_for_every(question: str) -> None:
    intent = intent_of(question)
    assert intent.share == Share(within=("product",)), question
    assert set(intent.groups) == {"product", "variant"}, question


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("ventes de janvier 2024 jusqu'à fin avril 2024", ("2024-01", "2024-04")),
        ("ventes cumulées de juillet et août 2025", ("2025-07", "2025-08")),
        ("what percent of 2024 units does Cricket make up", ("2024-01", "2024-12")),
        ("how many pcs from Feb to May 2024, both months included", ("2024-02", "2024-05")),
    ],
)
def test_spans_of_time(question: str, span: tuple[str, str]) -> None:
    assert intent_of(question).periods == months(*span)


@pytest.mark.parametrize(
    "question",
    ["quel a été le pire mois de l'année 2025", "worst month of the year 2025"],
)
def test_a_month_of_a_named_year_is_no_calendar_month(question: str) -> None:
    intent = intent_of(question)
    assert intent.groups == ("month",)
    assert intent.periods == months("2025-01", "2025-12")


@pytest.mark.parametrize(
    ("question", "dimension", "place"),
    [
        ("second best product by revenue", "product", 2),
        ("what's our 3rd biggest customer?", "customer", 3),
        ("which division is number 2", "division", 2),
        ("le 2e meilleur client", "customer", 2),
        ("quel client arrive en deuxième position", "customer", 2),
        ("runner-up channel", "channel", 2),
        ("the third customer in Direct", "customer", 3),
        ("qui est deuxième en CA ?", "customer", 2),
    ],
)
def test_a_single_place_is_what_follows_those_before_it(
    question: str, dimension: str, place: int
) -> None:
    intent = intent_of(question)
    assert intent.groups == (dimension,), question
    assert intent.rank is not None
    assert (intent.rank.limit, intent.rank.skip) == (1, place - 1), question


@pytest.mark.parametrize(
    ("question", "grain"),
    [
        ("revenue by month of the top 3 customers", "month"),
        ("monthly revenue of the 3 biggest customers", "month"),
        ("trend of our top 3 customers", "month"),
        ("how have our top 3 customers developed?", "month"),
        ("CA par trimestre des 3 meilleurs clients", "quarter"),
        ("évolution mensuelle des 3 premiers clients", "month"),
        ("évolution des 3 meilleurs clients par trimestre", "quarter"),
    ],
)
def test_the_course_of_ranked_members_ranks_them_once(question: str, grain: str) -> None:
    intent = intent_of(question)
    assert intent == by("customer", grain, rank=Rank(3), pivot=grain), question


def test_courses_are_of_members_ranked_by_sums() -> None:
    second = intent_of("monthly sales of the second best customer")
    assert (second.pivot, second.rank) == ("month", Rank(1, skip=1))
    each = intent_of("revenue per month for the top 3 products of each channel")
    assert each.rank == Rank(3, within=("month", "channel"))
    assert intent_of("monthly average price of the top 3 products").pivot is None


@pytest.mark.parametrize(
    "question", ["top 3 customers by month", "monthly top 3 customers", "top 3 customers per month"]
)
def test_a_ranking_by_month_is_one_of_each_month(question: str) -> None:
    assert intent_of(question).rank == Rank(3, within=("month",)), question


@pytest.mark.parametrize(
    ("question", "part", "whole"),
    [
        ("what share of 2024 revenue came in Q4?", ("2024-10", "2024-12"), "2024"),
        ("part du T4 dans le CA 2024", ("2024-10", "2024-12"), "2024"),
        ("how much of 2024's revenue came in Q4", ("2024-10", "2024-12"), "2024"),
        ("what percentage of 2025 revenue was sold in October", ("2025-10", "2025-10"), "2025"),
        ("what share of 2024 sales was made in Oct and Nov 2024", ("2024-10", "2024-11"), "2024"),
        ("poids du premier semestre 2024 dans l'année 2024", ("2024-01", "2024-06"), "2024"),
    ],
)
def test_months_are_a_part_of_a_longer_period(
    question: str, part: tuple[str, str], whole: str
) -> None:
    (during,) = months(*part)
    intent = intent_of(question)
    assert intent.share == Share(during=during), question
    assert intent.periods == months(f"{whole}-01", f"{whole}-12"), question


@pytest.mark.parametrize(
    "question",
    [
        "within each category, what % of revenue comes through Direct",
        "what share of each category comes from Direct",
        "pour chaque catégorie, quelle part du CA est réalisée en Direct ?",
        "pour chaque catégorie, quelle part du CA le canal Direct représente-t-il ?",
    ],
)
def test_a_part_is_held_against_each_whole(question: str) -> None:
    intent = intent_of(question)
    assert intent == by("category", share=Share(part=where("channel", "Direct"))), question


def test_each_of_some_members_keeps_them_apart_from_the_part() -> None:
    intent = intent_of("what share of each Cricket category comes from Direct")
    assert intent.share == Share(part=where("channel", "Direct"))
    assert intent.conditions == where("division", "Cricket")


_CRICKET, _RUNNING = where("division", "Cricket"), where("division", "Running")


@pytest.mark.parametrize(
    ("questions", "lifecycle"),
    [
        (
            (
                "customers who bought Cricket but not Running",
                "which customers buy Cricket but no Running",
                "clients qui achètent du Cricket mais pas de Running",
            ),
            Lifecycle("inactive", _RUNNING, _CRICKET),
        ),
        (
            (
                "which customers buy both Cricket and Running",
                "clients ayant acheté à la fois du Cricket et du Running",
            ),
            Lifecycle("active", (), _CRICKET + _RUNNING),
        ),
    ],
)
def test_customers_by_the_one_and_the_other(
    questions: tuple[str, ...], lifecycle: Lifecycle
) -> None:
    for question in questions:
        intent = intent_of(question)
        assert (intent.lifecycle, intent.groups) == (lifecycle, ("customer",)), question
        assert intent.conditions == (), question


def test_a_customers_own_products_that_did_not_sell_are_among_his() -> None:
    for question in (
        "Velora Webshop products that did not sell in 2025",
        "products that Velora Webshop sold but did not sell in 2025",
    ):
        intent = intent_of(question)
        assert intent.lifecycle == Lifecycle("inactive"), question
        assert intent.conditions == where("customer", "Velora Webshop"), question


def test_products_by_who_bought_them_and_who_did_not() -> None:
    intent = intent_of("products sold in Direct but not in Retailer")
    assert intent.lifecycle == Lifecycle(
        "inactive", where("channel", "Retailer"), where("channel", "Direct")
    )
    three = intent_of("customers who bought both Cricket and Football but not Running")
    assert three.lifecycle == Lifecycle(
        "inactive", _RUNNING, _CRICKET + where("division", "Football")
    )
    number = intent_of("how many products were sold to both Old Pavilion and Velora Webshop")
    assert number.count_of == "product"
    of_whom = intent_of("Cricket customers who did not buy Running").lifecycle
    assert of_whom == Lifecycle("inactive", _RUNNING, _CRICKET)
    both = intent_of("how many customers in Direct bought both Cricket and Running in 2025")
    assert (both.count_of, both.lifecycle) == (
        "customer",
        Lifecycle("active", (), _CRICKET + _RUNNING),
    )
    assert both.conditions == where("channel", "Direct")


@pytest.mark.parametrize(
    ("question", "dimension"),
    [
        ("which divisions does Velora Webshop not buy", "division"),
        ("what does Velora Webshop not buy", "product"),
        ("which categories have we never sold to Velora Webshop", "category"),
        ("quelles divisions Velora Webshop n'achète-t-il pas ?", "division"),
    ],
)
def test_goods_that_a_customer_never_bought_may_be_bought_by_others(
    question: str, dimension: str
) -> None:
    intent = intent_of(question)
    assert intent.lifecycle == Lifecycle("inactive", where("customer", "Velora Webshop")), question
    assert (intent.groups, intent.conditions) == ((dimension,), ()), question


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("top 5 products of the quarter", ("2025-10", "2025-12")),
        ("les 10 plus gros clients de l'année", ("2025-01", "2025-12")),
        ("CA du mois", ("2025-12", "2025-12")),
        ("from the start of July to the end of September 2025, revenue", ("2025-07", "2025-09")),
        ("ventes de début janvier à fin mars 2025", ("2025-01", "2025-03")),
    ],
)
def test_current_periods_and_ranges_with_their_edges(question: str, span: tuple[str, str]) -> None:
    assert intent_of(question).periods == months(*span), question


@pytest.mark.parametrize(
    ("question", "before", "now"),
    [
        (
            "revenue of the last 12 months vs the 12 months before",
            ("2023-12", "2024-11"),
            ("2024-12", "2025-11"),
        ),
        (
            "CA des 12 derniers mois vs les 12 mois précédents",
            ("2023-12", "2024-11"),
            ("2024-12", "2025-11"),
        ),
        (
            "last 3 months vs the previous 3 months",
            ("2025-06", "2025-08"),
            ("2025-09", "2025-11"),
        ),
        (
            "CA des 3 derniers mois comparé aux 3 mois d'avant",
            ("2025-06", "2025-08"),
            ("2025-09", "2025-11"),
        ),
        (
            "the past six months against the preceding six",
            ("2024-12", "2025-05"),
            ("2025-06", "2025-11"),
        ),
        (
            "growth of the last 2 quarters over the 2 quarters before",
            ("2024-10", "2025-03"),
            ("2025-04", "2025-09"),
        ),
    ],
)
def test_several_months_are_held_against_those_before_them(
    question: str, before: tuple[str, str], now: tuple[str, str]
) -> None:
    intent = intent_of(question)
    assert intent.change is not None, question
    assert intent.change.base == "between", question
    assert set(intent.periods) == set(months(*before) + months(*now)), question


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("slowest growing division", "which division is growing the slowest"),
        ("how much does the average customer spend", "how much does a customer spend on average"),
        ("combien dépense le client moyen ?", "how much does a customer spend on average"),
        ("average customer spend by channel", "revenue per customer by channel"),
        ("did Retailer sell more in 2025 than 2024", "did Retailer sell more in 2025 than in 2024"),
        ("combien de références produit avons-nous vendues", "how many products did we sell"),
        ("part du CA non rattachée à un client", "share of revenue without a customer"),
        ("catégorie d'articles par CA", "catégories par CA"),
        ("2025 revenue by month vs 2024", "revenue by month, 2025 vs 2024"),
        ("2025 revenue by channel vs 2024", "revenue by channel, 2025 vs 2024"),
        ("revenue for each of the last 4 quarters", "last 4 quarters revenue by quarter"),
        ("CA de chacun des 3 derniers mois", "CA des 3 derniers mois par mois"),
        ("CA des 12 derniers mois glissants", "CA des 12 derniers mois"),
        ("sales split between online and stores", "sales of online vs Brick & Mortar"),
        ("qte vendue par categori en novmbre 2025", "qté vendue par catégorie en novembre 2025"),
        (
            "for each platform, the two customers with the highest revenue",
            "for each platform, the 2 customers with the highest revenue",
        ),
        (
            "combien de clients ont acheté des produits de la division Cricket",
            "combien de clients ont acheté du Cricket",
        ),
        ("combien client a acheté du Cricket", "combien de clients ont acheté du Cricket"),
        ("vous me calculeriez le CA par canal ?", "CA par canal"),
        ("ciao, CA par canal per favore", "CA par canal"),
        ("clients qui ont acheté pour la 1ere fois en juin 2025", "nouveaux clients en juin 2025"),
        ("top 5 customers by turnover. Fast.", "top 5 customers by turnover"),
        ("revenue by channel, no filters", "revenue by channel"),
        (
            "prix de vente moyen par catégorie, historique complet",
            "prix de vente moyen par catégorie",
        ),
        ("YoY growth, 2025 over 2024, same months on both sides", "YoY growth, 2025 over 2024"),
        (
            "Bats in Q3 2025 vs Q3 2024, how many pieces each?",
            "pieces of Bats in Q3 2025 vs Q3 2024",
        ),
        (
            "customers that bought in 2024 but not any more in 2025",
            "customers that bought in 2024 but not in 2025",
        ),
        ("c'est quoi le CA total depuis le début", "CA total"),
        (
            "3-month moving average of revenue in 2025 (the window may reach back into 2024)",
            "3-month moving average of revenue in 2025",
        ),
        ("hi, I am new here - what divisions do we sell?", "what divisions do we sell?"),
        (
            "which E-Commerce customers bought Cricket in Q1 2025 but not in Q2 2025",
            "which customers on E-Commerce bought Cricket in Q1 2025 but not in Q2 2025",
        ),
        ("total quantity till date, all customers put together", "total quantity till date"),
        ("total revenue all years all customers", "total revenue all years"),
        (
            "units sold to every channel other than Acquisition, taken together",
            "units sold excluding the Acquisition channel",
        ),
        ("number of customer accounts with sales in 2024", "number of accounts with sales in 2024"),
        ("calcule le total des ventes", "total des ventes"),
        ("CA T3 2025 vs T3 N-1", "CA T3 2025 vs T3 2024"),
        ("revenue Q3 2025 vs Q3 LY", "revenue Q3 2025 vs Q3 2024"),
        ("revenue full-year LY", "revenue 2024"),
        ("% change in units, Oct-25 to Nov-25", "% change in units from Oct 2025 to Nov 2025"),
        (
            "quels produits ont progressé entre janvier-novembre 2024 et janvier-novembre 2025",
            "quels produits ont progressé, janvier-novembre 2025 vs janvier-novembre 2024",
        ),
        (
            "which products are down in 2025 compared to 2024",
            "which products declined in 2025 compared to 2024",
        ),
        ("max of quarterly sales, which quarter?", "quarter with the highest sales"),
        (
            "sum(revenue) where division not in (Cricket) and year = 2024",
            "revenue 2024 excl Cricket",
        ),
        ("Direct share of group sales", "Direct share of sales"),
        ("nombre de codes clients distincts", "nombre de clients"),
        (
            "clients qui ont commandé au T4 2024 et plus rien au T1 2025",
            "clients qui ont commandé au T4 2024 mais pas au T1 2025",
        ),
        ("combien de paires de Goggles", "combien d'unités de Goggles"),
        ("revenue between Q1 and Q3 2025", "revenue from January to September 2025"),
        ("top customers between 2024 and 2025", "top customers from January 2024 to December 2025"),
        ("which customers fell in 2025", "which customers declined in 2025"),
        ("customers showing a decline in 2025", "which customers declined in 2025"),
        ("filter out Cricket, revenue by month", "revenue by month without Cricket"),
        ("juste le nombre de clients", "nombre de clients"),
        ("which customers were added in 2025", "new customers in 2025"),
        (
            "products from the cheapest to the dearest",
            "average selling price by product, ascending",
        ),
        ("October 2025 revenue vs 2 months earlier", "revenue October 2025 vs August 2025"),
        ("CA oct. N-1 et oct. N", "CA octobre 2024 et octobre 2025"),
        ("revenue Oct and Oct LY", "revenue October 2025 and October 2024"),
        ("average revenue of the month", "average monthly revenue"),
        (
            "how many customers with any more than 1M revenue",
            "number of customers above 1M revenue",
        ),
        ("cite les variantes du Marlin Goggles", "liste les variantes du Marlin Goggles"),
        ("quantity sold, all customers and all products together", "total quantity sold"),
        ("what did Retailer turn over each year", "revenue of Retailer by year"),
        ("how does Q1 2024 revenue compare with Q1 2025", "compare revenue Q1 2024 with Q1 2025"),
        ("compare units in Q1 2024 with units in Q1 2025", "compare units Q1 2024 with Q1 2025"),
        ("what percent of revenue is down to Velora Webshop", "share of Velora Webshop in revenue"),
        ("how much did we sell to customers other than Old Pavilion", "sales without Old Pavilion"),
        ("total units sold to every customer except Old Pavilion", "units without Old Pavilion"),
        ("combien de CA aux clients autres qu'Old Pavilion", "CA hors Old Pavilion"),
        ("à combien s'élevait le CA de 2025", "quel est le CA de 2025"),
        ("podium des catégories en 2025", "top 3 des catégories en 2025"),
        (
            "liste des variantes existantes du Marlin Goggles",
            "liste les variantes du Marlin Goggles",
        ),
        ("share of each platform in 2024 units", "share of each platform in units in 2024"),
        ("compare le CA de Cricket à celui de Running", "compare le CA de Cricket et Running"),
        ("how many dumbbells did we sell in variants other than 5 kg", "dumbbells units not 5 kg"),
        ("Cricket vs Running : quantités des deux divisions", "quantités Cricket vs Running"),
        ("how many pieces of Running left us in 2024", "pieces of Running in 2024"),
        ("total revenue of each customer but Old Pavilion", "revenue by customer, no Old Pavilion"),
        ("nombre d'unités par client en graphique", "unités par client en graphique"),
        ("nombre d'unités par client au-dessus de 1000", "unités par client au-dessus de 1000"),
        ("which customers just joined the company in July 2025", "new customers in July 2025"),
        ("quarters as columns, Bats and Balls combined", "revenue by quarter, Bats and Balls"),
        ("Bats and Balls, one column each, by quarter", "Bats and Balls, each, by quarter"),
        ("what is the listed price of Cricket", "what is the list price of Cricket"),
        ("revenue between March 2024 and that of 2025", "revenue March 2024 and March 2025"),
        ("who turned over the most in 2025", "which customer turned over the most in 2025"),
        ("revenue by variant Size", "revenue by variant"),
        ("rien d'autre qu'E-Commerce : CA 2025", "E-Commerce uniquement : CA 2025"),
        ("two overall figures: revenue and units", "revenue and units"),
        ("months with the number of customers above 20", "months with more than 20 customers"),
        ("the number of customers above 1M revenue", "number of customers above 1M revenue"),
        ("prix moyen de Cricket et de Running ensemble", "prix moyen de Cricket plus Running"),
        (
            "what share of each category does Retailer represent",
            "share of Retailer in each category",
        ),
        ("products of Cricket and of Running by price", "products of Cricket, Running by price"),
        (
            "within Retailer, how much does each division weigh in percent",
            "in Retailer, what percentage does each division represent",
        ),
        ("prix de vente moyen de Cricket et de Running", "prix de vente moyen, Cricket vs Running"),
        ("à quel montant s'élèvent les ventes de Cricket", "ventes de Cricket"),
        ("nos trois pires mois, en partant du plus bas", "nos trois pires mois"),
        ("quelle variante s'est le mieux vendue", "quelle est la variante la mieux vendue"),
        ("sales by channel, all categories but Bats and Balls", "sales by channel, no Bats, Balls"),
        ("compte les clients sans aucun achat en 2024", "nombre de clients inactifs en 2024"),
        ("count the categories that make up Cricket", "number of categories in Cricket"),
        ("quelle division est arrivée en tête en 2024", "la division en tête en 2024"),
        ("how heavily does Retailer weigh in all units, in %", "share of Retailer in units"),
        (
            "for evry month the division with the most units",
            "for every month the division with the most units",
        ),
        (
            "split the revenue of Retailer into category shares",
            "revenue of Retailer share by category",
        ),
        (
            "On fait combien de CA par client, trimestre par trimestre",
            "CA moyen par client par trimestre",
        ),
        (
            "quels clients n'atteignent pas 5 crore de CA",
            "quels clients ont moins de 5 crore de CA",
        ),
        (
            "quels clients étaient actifs en août 2025 mais plus en septembre 2025",
            "clients perdus entre août 2025 et septembre 2025",
        ),
        (
            "CA de Cricket et Running, canaux Retailer et Direct en colonnes",
            "CA par division et canal, Cricket et Running, Retailer et Direct, canaux en colonnes",
        ),
        (
            "put Direct and Retailer into separate columns, units for every quarter of 2024",
            "Direct and Retailer side by side, units by quarter of 2024",
        ),
        ("Express 2025 Cricket sales in millions", "2025 Cricket sales in millions"),
        (
            "croissance du CA entre le premier semestre 2024 et celui de 2025",
            "croissance du CA entre le premier semestre 2024 et le premier semestre 2025",
        ),
        (
            "which customers bought in October 2025 but were lost in November 2025",
            "customers lost between October 2025 and November 2025",
        ),
        ("CA variante 5 kg + 10 kg", "CA variantes 5 kg et 10 kg"),
    ],
)
def test_the_same_is_asked_in_other_words(question: str, other: str) -> None:
    assert intent_of(question) == intent_of(other), question


def test_the_previous_three_months_alone_are_the_last_three() -> None:
    assert intent_of("revenue of the previous 3 months").periods == months("2025-09", "2025-11")


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        (
            "Could you please tell me, whenever you have a moment, the units in Retailer?",
            "units in Retailer",
        ),
        ("I should be most obliged if you could prepare the revenue by month", "revenue by month"),
        (
            "Quels sont nos canaux ? Je ne connais pas encore leurs noms.",
            "quels sont nos canaux ?",
        ),
    ],
)
def test_what_is_said_to_the_reader_in_passing_changes_nothing(question: str, plain: str) -> None:
    assert intent_of(question) == intent_of(plain)


def test_months_of_a_span_are_columns_before_or_after_it() -> None:
    for question in (
        "en lignes les clients, en colonnes les mois de juillet à septembre 2025",
        "clients, les mois de juillet à septembre 2025 en colonnes",
    ):
        intent = intent_of(question)
        assert (set(intent.groups), intent.pivot) == ({"customer", "month"}, "month"), question
        assert intent.periods == months("2025-07", "2025-09"), question


def test_layout_words_divide_and_rank_nothing() -> None:
    intent = intent_of("platforms down the side, months across the top, units in the cells")
    assert (intent.groups, intent.rank) == (("platform", "month"), None)


@pytest.mark.parametrize("question", ["customers by channel", "les clients par canal"])
def test_members_by_a_dimension_are_counted(question: str) -> None:
    intent = intent_of(question)
    assert (intent.measures, intent.groups) == (("customers",), ("channel",))


@pytest.mark.parametrize(
    ("question", "measures", "counted"),
    [
        ("by how much did the number of customers grow from 2024 to 2025", ("customers",), None),
        ("how many customers grew from 2024 to 2025", (), "customer"),
    ],
)
def test_a_number_that_grew_is_not_the_number_of_those_who_grew(
    question: str, measures: tuple[str, ...], counted: str | None
) -> None:
    intent = intent_of(question)
    assert (intent.measures, intent.count_of) == (measures, counted)
    assert intent.change is not None
    assert bool(intent.having) == (counted is not None)


def test_the_year_to_a_named_month_begins_in_january() -> None:
    (until,) = intent_of("YTD November 2024 revenue").periods
    assert (until.first.isoformat(), until.last.isoformat()) == ("2024-01-01", "2024-11-01")


def test_each_one_split_is_the_whole_of_its_shares() -> None:
    intent = intent_of("how is each platform split by channel, in percent")
    assert intent.groups == ("platform", "channel")
    assert intent.share == Share(within=("platform",))


@pytest.mark.parametrize(
    ("question", "over"),
    [
        ("quantité moyenne par ligne de commande", "quantity"),
        ("montant moyen d'une ligne de commande", "revenue"),
    ],
)
def test_a_mean_per_order_row_is_a_ratio(question: str, over: str) -> None:
    ratio = intent_of(question).ratio
    assert ratio == Ratio(over_measure=over, under_measure="order_rows")


def test_what_was_assumed_is_told() -> None:
    reading = read("top customers")
    assert isinstance(reading, Understood)
    assert any("revenue" in note for note in reading.notes)
    reading = read("price by channel")
    assert isinstance(reading, Understood)
    assert [intent.measures for _, intent in reading.alternatives] == [("average_list_price",)]


def test_a_name_of_two_dimensions_offers_the_other_reading() -> None:
    reading = read("revenue of Healthy Snacks")
    assert isinstance(reading, Understood)
    (_, other), *_ = reading.alternatives
    assert other.conditions == where("category", "Healthy Snacks")


@pytest.mark.parametrize(
    ("question", "group", "counted", "operator", "number"),
    [
        ("customers who bought from at least 3 divisions", "customer", "division", ">=", 3),
        ("clients qui achètent plus de 10 catégories", "customer", "category", ">", 10),
        ("products sold in fewer than 2 channels", "product", "channel", "<", 2),
        ("how many categories per customer, at least 5", "customer", "category", ">=", 5),
        (
            "how many variants does each product have? only those with 4 or more",
            "product",
            "variant",
            ">=",
            4,
        ),
    ],
)
def test_members_are_kept_by_how_many_they_have(
    question: str, group: str, counted: str, operator: str, number: int
) -> None:
    intent = intent_of(question)
    assert (intent.groups, intent.count_of) == ((group,), counted), question
    assert intent.having == (Threshold(operator, Decimal(number), of="count"),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        ("units sold in Direct and in Retailer in 2025", True),
        ("CA moyen mensuel pour Direct et pour Retailer", True),
        ("total units in Direct and in Retailer", False),
        ("units sold in Direct and Retailer", False),
        ("revenue in Direct and in Retailer as one figure", False),
        ("who bought in Direct and in Retailer?", False),
    ],
)
def test_a_preposition_said_again_tells_members_apart(question: str, apart: bool) -> None:
    assert (intent_of(question).groups == ("channel",)) == apart, question


def test_the_first_of_each_of_several_members() -> None:
    intent = intent_of("biggest customer in Direct and in Retailer, 2025")
    assert intent.rank == Rank(1, within=("channel",))
    assert set(intent.groups) == {"customer", "channel"}


def test_the_share_of_a_part_is_held_against_that_of_another_period() -> None:
    for question in (
        "how did the share of Direct change from 2024 to 2025",
        "part de Direct : 2024 face à 2025",
    ):
        intent = intent_of(question)
        assert intent.share == Share(part=where("channel", "Direct")), question
        assert (intent.change, intent.periods) == (Change("between"), YEARS), question


def test_a_share_of_their_own_purchases_limits_customers() -> None:
    intent = intent_of("which customers made more than 35% of their 2025 purchases in Cricket")
    assert intent.share == Share(part=where("division", "Cricket"))
    assert intent.having == (Threshold(">", Decimal(35), of="share"),)
    among = intent_of("among the customers of Retailer, the share of Velora Webshop")
    assert (among.groups, among.share) == ((), Share(part=where("customer", "Velora Webshop")))


def test_revenue_per_customer_of_each_channel_is_a_mean() -> None:
    intent = intent_of("CA par client en 2025, pour chaque canal")
    assert (intent.measures, intent.groups) == (("revenue_per_customer",), ("channel",))


@pytest.mark.parametrize(
    "question",
    [
        "compare Retailer with",
        "revenue of fitness",
        "FY25 revenue",
        "pieces sold of the variant Size in 2025",
        "pieces sold of Size in 2025?",
    ],
)
def test_what_has_several_meanings_is_asked_back(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Clarify), reading
    assert reading.options


@pytest.mark.parametrize(
    "question",
    [
        "profit by channel",
        "marge par produit",
        "why did sales fall?",
        "forecast for next year",
        "delete all rows",
        "revenue; DROP TABLE customers",
        "sales of Xylophone",
        "daily sales",
        "colourless green ideas sleep furiously",
        "revenue of customers who bought Cricket but not Running",
        "top 3 customers who bought both Cricket and Running",
        "customer lifetime value",
        "deals closed in October",
        "score of each product",
        "range of prices by product",
        "did we cut prices in 2025",
        "customers who bought from exactly 3 divisions",
        "which products grew in at least 2 channels?",
        "new customers who bought at least 3 categories in 2025",
        "customers who bought at most 2 divisions and more than 1 lakh",
        "customers of Football who bought from at least 3 divisions",
        "which customers bought in each of the last four quarters?",
        "j'enlèverais Football du CA par canal",
        "croissance du CA 2025 contre 2024 à périmètre constant",
        "3-month moving average of revenue (rugby 2025)",
        "for each rupee sold in Cricket, how many in Football?",
        "who is the best?",
        "which products are sold only by Velora Webshop?",
        "number of customers, products and divisions",
        "revenue difference between channels",
        "what made people buy less in March 2025?",
        "revenue in foreign currency",
        "second and third best product by revenue",
        "best and second best customer",
        "top 3 products of the second biggest customer",
        "second biggest customer of the biggest channel",
        "runner up in each division",
        "compare second biggest customer 2024 vs 2025",
        "customers who bought Cricket and not as much Running",
        "customers who bought both Cricket and Running in 2024 but not in 2025",
        "customers who bought in January 2025 but nothing since",
        "October 2025 revenue, and the 3 months before",
        "quels clients tombent en 2025",
        "which customers bought only in 2024?",
        "customers active in every quarter of 2025",
        "what is our market share in Cricket?",
        "how many months did Running beat Football?",
        "CA à fin mars 2025",
        "CA depuis fin mars 2024",
        "revenue by product code",
        "volume in MT in 2024",
        "month 4 Cricket revenue 2024",
        "passe commande de Bats",
        "le CA est passé de 2024 à 2025 de combien ?",
        "how much is an order of Bats on average?",
        "please email the 2025 revenue report to my manager",
        "please delete the sales of 2024",
        "CA 2025 du client Go Sport",
        "I'm bracing myself for Xylophone sales",
        "I'd love to see which customers complained most",
        "CA des clients dont le nom se termine par Pavilion",
        "customers that bought this month but not this month",
        "I want to know the sales to Nike",
        "tell me, if you please, what Zorg bought",
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(question: str) -> None:
    reading = read(question)
    assert isinstance(reading, Refusal | Clarify), reading
    assert reading.message


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        # Healthy Snacks is a division, and one of its categories.
        (
            "revenue by category of Healthy Snacks",
            by("category", conditions=where("division", "Healthy Snacks")),
        ),
        (
            "CA des catégories de Healthy Snacks",
            by("category", conditions=where("division", "Healthy Snacks")),
        ),
        (
            "revenue of each Healthy Snacks category",
            by("category", conditions=where("division", "Healthy Snacks")),
        ),
        (
            "revenue of the Healthy Snacks category",
            revenue(conditions=where("category", "Healthy Snacks")),
        ),
        (
            "revenue of the Healthy Snacks and Cricket divisions",
            revenue(conditions=where("division", "Cricket", "Healthy Snacks")),
        ),
    ],
)
def test_what_is_divided_by_its_parts_is_taken_above_them(question: str, intent: Intent) -> None:
    found = intent_of(question)
    values = tuple(
        replace(one, values=tuple(sorted(map(str, one.values)))) for one in found.conditions
    )
    assert replace(found, conditions=values) == intent


_BOTH = where("platform", "Brick & Mortar", "E-Commerce")


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("Brick & Mortar and E-Commerce as columns, divisions in rows, revenue", {"division"}),
        ("CA, Brick & Mortar et E-Commerce en colonnes, les divisions en lignes", {"division"}),
        ("Rank Brick & Mortar and E-Commerce by revenue, biggest first", set()),
        ("CA de Brick & Mortar d'un côté et E-Commerce de l'autre", set()),
        ("combien pour Brick & Mortar et combien pour E-Commerce, en valeur", set()),
        ("revenue, divisions × Brick & Mortar and E-Commerce", {"division"}),
        ("Brick & Mortar or E-Commerce: which made how much revenue?", set()),
    ],
)
def test_values_that_stand_beside_each_other_are_rows_of_their_own(
    question: str, groups: set[str]
) -> None:
    found = intent_of(question)
    assert set(found.groups) == {"platform", *groups}
    assert found.conditions == _BOTH


def test_in_some_which_is_a_ranking_within_each_of_them() -> None:
    found = intent_of("Dans Cricket, Football et Running, quelle catégorie vend le plus ?")
    assert found.rank is not None
    assert (set(found.groups), found.rank.within) == ({"division", "category"}, ("division",))


@pytest.mark.parametrize(
    ("question", "kind", "periods"),
    [
        (
            "categories we sold before September 2025 and have not sold since",
            "lost",
            months("2024-01", "2025-08") + months("2025-09", "2025-12"),
        ),
        (
            "categories that had sales in August 2025 but none in November 2025",
            "lost",
            months("2025-08") + months("2025-11"),
        ),
        (
            "quelles catégories n'ont rien vendu en novembre 2025 alors qu'elles étaient actives"
            " en août 2025 ?",
            "lost",
            months("2025-08") + months("2025-11"),
        ),
        (
            "quelles divisions ont enregistré leur toute première vente en août 2025",
            "new",
            months("2025-08"),
        ),
        ("who became a new customer in August 2025", "new", months("2025-08")),
        (
            "quels nouveaux clients avons-nous gagnés entre janvier et mars 2025",
            "new",
            months("2025-01", "2025-03"),
        ),
    ],
)
def test_sold_then_and_never_since_or_for_the_first_time(
    question: str, kind: str, periods: tuple[Period, ...]
) -> None:
    found = intent_of(question)
    assert found.lifecycle is not None
    assert (found.lifecycle.kind, found.periods) == (kind, periods)


@pytest.mark.parametrize(
    ("question", "share", "groups"),
    [
        (
            "What percent of Nimbus Wellness's sales does each of its outlets account for?",
            Share(),
            ("customer",),
        ),
        (
            "Pour chacun des magasins Nimbus Wellness, quelle part de son CA vient de Cricket ?",
            Share(part=where("division", "Cricket")),
            ("customer",),
        ),
        (
            "Dans chaque division, quelle proportion du volume est passée par l'e-commerce ?",
            Share(part=where("platform", "E-Commerce")),
            ("division",),
        ),
    ],
)
def test_each_outlet_or_group_has_a_share_of_its_own(
    question: str, share: Share, groups: tuple[str, ...]
) -> None:
    found = intent_of(question)
    assert (found.share, found.groups) == (share, groups)


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("which Nimbus Wellness outlets do we have", ("customer",)),
        ("outlets of Nimbus Wellness by revenue", ("customer",)),
        ("names of all the Nimbus Wellness outlets", ("customer",)),
        ("units per Nimbus Wellness outlet and month", ("customer", "month")),
        (
            "croise les clients Nimbus Wellness et les divisions, en pièces",
            ("customer", "division"),
        ),
        ("revenue of the outlets of Nimbus Wellness", ()),
    ],
)
def test_outlets_are_listed_where_they_are_asked_for(
    question: str, groups: tuple[str, ...]
) -> None:
    assert intent_of(question).groups == groups


def test_what_is_broken_down_has_not_fallen() -> None:
    assert intent_of("Break Cricket revenue down by category") == by(
        "category", conditions=where("division", "Cricket")
    )
    assert intent_of("categories that have moved fewer than 100 pieces").change is None


def test_a_large_amount_with_its_article_is_one() -> None:
    found = intent_of("quels produits ont dépassé le milliard de roupies en 2025")
    assert [one.value for one in found.having] == [Decimal(10**9)]


@pytest.mark.parametrize(
    "question",
    [
        "what did E-Commerce customers buy in 2025",
        "What did all E-Commerce customers spend in 2025?",
        "how much did E-Commerce customers buy in 2025",
    ],
)
def test_what_customers_bought_is_one_figure(question: str) -> None:
    assert intent_of(question) == revenue(
        conditions=where("platform", "E-Commerce"), periods=months("2025-01", "2025-12")
    )


def test_unmapped_sales_that_are_said_to_count_are_no_filter() -> None:
    assert intent_of("revenue by platform, unknown customers included") == by("platform")
    assert intent_of("CA par plateforme, clients inconnus compris") == by("platform")


def test_the_parts_of_what_each_makes_up_are_shares_within_it() -> None:
    found = intent_of("quelle part du CA Sports Bar représente chacune de ses divisions")
    assert (found.share, found.groups) == (Share(), ("division",))
    assert found.conditions == where("platform", "Sports Bar")


def test_a_trailing_average_is_no_month_that_trails() -> None:
    found = intent_of("a trailing three-month moving average of revenue in 2024")
    assert (found.window, found.rank) == (Window("moving_average", 3), None)


def test_a_name_in_capitals_beside_its_noun_has_no_typo() -> None:
    assert isinstance(read("chiffre d'affaires de la division Plongée en 2025"), Refusal)


def test_retailers_that_are_ranked_or_asked_for_are_the_channels_customers() -> None:
    channel = where("channel", "Retailer")
    assert intent_of("top 3 retailers") == top("customer", 3, conditions=channel)
    assert intent_of("revenue of retailers") == revenue(conditions=channel)
    assert intent_of("CA vendu par les détaillants") == revenue(conditions=channel)
    silent = intent_of("which retailers did not order in November 2025")
    assert (silent.groups, silent.conditions) == (("customer",), channel)


def test_bought_then_but_no_longer() -> None:
    found = intent_of("which products sold in August 2025 but no longer in September 2025")
    assert found.lifecycle is not None
    assert (found.lifecycle.kind, found.groups) == ("lost", ("product",))


def test_sales_of_no_known_customer() -> None:
    assert intent_of("CA rattaché à aucun client connu") == revenue(
        conditions=where("customer", None)
    )


def test_an_s_of_the_owner_is_no_variant() -> None:
    found = intent_of("each variant's share of Cricket units")
    assert (found.share, found.groups) == (Share(), ("variant",))


def test_from_the_most_to_the_least_sold_is_an_order_of_all() -> None:
    found = intent_of("classe les divisions de la plus vendue à la moins vendue en quantité")
    assert found.rank is not None
    assert (found.rank.limit, found.rank.descending) == (None, True)


def test_what_a_title_says_of_members_is_not_left_out() -> None:
    # Neither may be answered by one total of all customers.
    assert intent_of("For trade customers, what was revenue in 2025?").groups == ("customer",)
    assert intent_of("Contract customers: revenue in 2025").groups == ("customer",)


def test_who_had_not_bought_before_a_month_is_asked_of_the_time_before_it() -> None:
    found = intent_of("quels clients n'avaient jamais commandé avant juin 2025")
    assert found.lifecycle is not None
    assert (found.lifecycle.kind, found.periods) == ("inactive", months("2024-01", "2025-05"))


def test_a_past_year_to_date_is_the_whole_year() -> None:
    assert intent_of("revenue 2024 to date").periods == months("2024-01", "2024-12")
    assert intent_of("revenue 2024 YTD").periods == months("2024-01", "2024-11")
