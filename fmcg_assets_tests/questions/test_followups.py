"""Questions that change the question before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fmcg_assets.questions.intent import (
    Change,
    Clarify,
    Intent,
    Lifecycle,
    Rank,
    Share,
    Threshold,
    Window,
)
from fmcg_assets_tests.questions.reading import conversation, months, read, where

FIRST = "revenue by channel in 2025"
BEFORE = Intent(measures=("revenue",), groups=("channel",), periods=months("2025-01", "2025-12"))


def changed(**parts: object) -> Intent:
    return replace(BEFORE, **parts)  # type: ignore[arg-type]


def test_a_filter_is_added_and_changed() -> None:
    only = changed(conditions=where("platform", "E-Commerce"))
    assert conversation(FIRST, "only e-commerce") == only
    assert conversation(FIRST, "seulement e-commerce") == only
    assert conversation(FIRST, "only e-commerce", "and for Sports Bar?") == changed(
        conditions=where("platform", "Sports Bar")
    )
    assert conversation(FIRST, "without Cricket") == changed(
        conditions=where("division", "Cricket", negated=True)
    )
    assert conversation(FIRST, "only Cricket and Running", "without Running") == changed(
        conditions=where("division", "Cricket")
    )


def test_the_grouping_is_changed() -> None:
    assert conversation(FIRST, "by quarter instead") == changed(groups=("quarter",))
    assert conversation(FIRST, "et par division ?") == changed(groups=("division",))
    assert conversation("revenue by channel and month", "by quarter instead") == Intent(
        measures=("revenue",), groups=("channel", "quarter")
    )


def test_a_grouping_is_given_up_for_another() -> None:
    for question in (
        "by division instead of channel",
        "instead of channel, division",
        "par division à la place de canal",
    ):
        assert conversation(FIRST, question) == changed(groups=("division",)), question


def test_the_period_is_changed() -> None:
    assert conversation(FIRST, "and last year?") == changed(periods=months("2024-01", "2024-12"))
    assert conversation(FIRST, "et en 2024 ?") == changed(periods=months("2024-01", "2024-12"))
    assert conversation("revenue in 2024", "and the year after?").periods == months(
        "2025-01", "2025-12"
    )


@pytest.mark.parametrize(
    "following", ["and for the whole year?", "and for the full year?", "et sur toute l'année ?"]
)
def test_the_whole_year_after_a_part_of_it_is_that_year(following: str) -> None:
    found = conversation("revenue by channel in Q3 2025", following)
    assert (found.groups, found.periods) == (("channel",), months("2025-01", "2025-12")), following


@pytest.mark.parametrize(
    "first",
    [
        "how many units of Cricket did we sell in 2025?",
        "how many new customers in 2025?",
        "how many customers are there by division?",
    ],
)
def test_how_many_in_another_year_is_the_same_number_of_it(first: str) -> None:
    before, found = conversation(first), conversation(first, "and how many in 2024?")
    assert found.periods == months("2024-01", "2024-12"), first
    assert replace(found, periods=before.periods) == before, first


def test_last_year_of_a_quarter_is_that_quarter() -> None:
    assert conversation("revenue in Q3 2025", "and last year?") == Intent(
        measures=("revenue",), periods=months("2024-07", "2024-09")
    )


def test_the_measure_is_changed_or_added() -> None:
    assert conversation(FIRST, "same for quantity") == changed(measures=("quantity",))
    assert conversation(FIRST, "in units") == changed(measures=("quantity",))
    assert conversation(FIRST, "add quantity") == changed(measures=("revenue", "quantity"))


def test_the_ranking_is_changed() -> None:
    ranked = Intent(measures=("revenue",), groups=("product",), rank=Rank(10))
    assert conversation("top 5 products", "top 10 instead") == ranked
    assert conversation("top 5 products", "and customers?") == replace(
        ranked, groups=("customer",), rank=Rank(5)
    )
    assert conversation("top 5 products", "the worst instead") == replace(
        ranked, rank=Rank(5, descending=False)
    )


def test_the_same_ranking_by_another_figure_has_as_many_rows() -> None:
    found = conversation("top 5 products", "same ranking but by units")
    assert (found.measures, found.rank) == (("quantity",), Rank(5, True, (), "quantity"))
    every = conversation("top 5 products", "rank all of them by units")
    assert every.rank == Rank(None, True, (), "quantity")


def test_a_comparison_is_made_of_the_question_before() -> None:
    assert conversation("revenue in 2025", "vs 2024").periods == (
        months("2024-01", "2024-12") + months("2025-01", "2025-12")
    )
    assert conversation("revenue of Retailer", "vs Direct") == Intent(
        measures=("revenue",),
        groups=("channel",),
        conditions=where("channel", "Retailer", "Direct"),
    )


def test_a_quarter_without_a_year_is_one_of_the_year_before() -> None:
    assert conversation("revenue in 2024", "and Q3?").periods == months("2024-07", "2024-09")


def test_a_filter_is_taken_away() -> None:
    assert conversation("revenue of Retailer by month", "all channels").conditions == ()


def test_a_ranking_is_made_in_each_group() -> None:
    assert conversation("top 3 products", "per channel").rank == Rank(3, within=("channel",))


def test_ranked_members_are_followed_over_time() -> None:
    top = "top 5 customers in 2025"
    for question in ("how did they develop?", "trend", "leur évolution ?"):
        found = conversation(top, question)
        assert (found.groups, found.pivot) == (("customer", "month"), "month"), question
        assert found.rank == Rank(5), question


def test_a_single_place_of_the_ranking_before() -> None:
    for question in ("second biggest?", "and the second?", "et le deuxième ?"):
        assert conversation("top 5 customers in 2025", question).rank == Rank(1, skip=1), question
    assert conversation(FIRST, "the third in Q3?").rank == Rank(1, skip=2)


def test_the_first_of_a_figure_that_is_not_divided_is_asked_back() -> None:
    previous = conversation("revenue in 2025")
    assert isinstance(read("top 3", after=previous), Clarify)


_FELL = "which categories declined in November 2025 vs October 2025"


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("and which grew?", Threshold(">", Decimal(0), of="percent")),
        ("by more than 10%", Threshold("<", Decimal(-10), of="percent")),
        ("which ones fell by more than 20%?", Threshold("<", Decimal(-20), of="percent")),
    ],
)
def test_other_limits_of_growth_keep_its_periods(question: str, limit: Threshold) -> None:
    before, found = conversation(_FELL), conversation(_FELL, question)
    assert found == replace(before, having=(limit,)), question


def test_another_number_of_members_limits_the_same() -> None:
    before = "customers who bought from at least 3 divisions"
    found = conversation(before, "and at least 5?")
    assert found.having == (Threshold(">=", Decimal(5), of="count"),)


def test_growth_is_held_against_another_period() -> None:
    found = conversation(_FELL, "vs November 2024")
    assert found.change == Change("between")
    assert found.periods == months("2024-11") + months("2025-11")


def test_growth_stays_growth_in_percent() -> None:
    growth = "revenue growth by division in Q3 2025"
    assert conversation(growth, "in percent") == conversation(growth)


def test_shares_by_month_are_of_each_month() -> None:
    found = conversation("share of each channel in 2025", "monthly")
    assert (found.groups, found.share) == (("channel", "month"), Share(within=("month",)))


def test_other_months_of_a_share_stay_in_its_period() -> None:
    (october,) = months("2024-10")
    found = conversation("part de novembre dans le CA 2024 de chaque division", "et octobre ?")
    assert (found.share, found.periods) == (Share(during=october), months("2024-01", "2024-12"))


def test_sums_and_means_of_figures_by_month() -> None:
    by_month = "CA de Velora Webshop par mois en 2025"
    assert conversation(by_month, "cumulé").window == Window("running_total")
    mean = conversation(by_month, "moyenne mensuelle")
    assert (mean.average_per, mean.groups) == ("month", ())


def test_lost_ones_after_new_ones() -> None:
    found = conversation("new customers in 2025", "and the lost ones?")
    assert (found.lifecycle, found.groups) == (Lifecycle("lost"), ("customer",))


def test_members_of_an_answer_are_not_referred_to() -> None:
    previous = conversation("new customers in 2025")
    assert isinstance(read("what did they buy?", after=previous), Clarify)


def test_how_many_counts_what_was_listed() -> None:
    assert conversation("customers above 5 million", "how many?").count_of == "customer"


def test_the_shape_is_changed() -> None:
    assert conversation(FIRST, "as a table") == changed(chart="table")
    assert conversation(FIRST, "as a share") == changed(share=Share())


def test_a_whole_question_stands_for_itself() -> None:
    assert conversation(FIRST, "quantity by division") == Intent(
        measures=("quantity",), groups=("division",)
    )


def test_members_whose_number_was_asked_for_are_named() -> None:
    bought = "how many customers bought Cricket in 2025?"
    for question in ("which ones are they?", "lesquels ?"):
        found = conversation(bought, question)
        assert (found.measures, found.groups) == ((), ("customer",)), question
        assert found.conditions == where("division", "Cricket")


def test_the_other_end_of_a_ranking() -> None:
    top = conversation("top 3 categories by revenue", "montre plutôt les 3 dernières")
    assert top.rank == Rank(3, descending=False, measure="revenue")


def test_another_town_is_the_chains_outlet_there() -> None:
    found = conversation("revenue of Nimbus Wellness-Bengaluru in 2025", "and the Hyderabad one?")
    assert found.conditions == where("customer", "Nimbus Wellness-Hyderabad")


def test_the_parent_after_the_acquired_company_is_all_others() -> None:
    found = conversation("revenue of the acquired company by month", "and the parent company?")
    (condition,) = found.conditions
    assert condition.negated
    assert "Sports Bar" in condition.values


def test_each_of_them_are_those_that_were_listed() -> None:
    found = conversation("list the Nimbus Wellness outlets", "what did each of them buy in 2025?")
    assert (found.measures, found.groups) == (("revenue",), ("customer",))
    assert found.periods == months("2025-01", "2025-12")


def test_a_percentage_of_what_was_shown_is_of_its_parts() -> None:
    found = conversation("revenue of Cricket by category", "as a percentage of all of Cricket")
    assert (found.share, found.groups) == (Share(), ("category",))


def test_an_amount_alone_is_another_limit() -> None:
    found = conversation("customers above 3 billion", "and if we set the bar at 4 billion?")
    assert [one.value for one in found.having] == [Decimal(4 * 10**9)]
