"""Questions that change the question before."""

from __future__ import annotations

from dataclasses import replace

from fmcg_assets.questions.intent import Intent, Rank, Share
from fmcg_assets_tests.questions.reading import conversation, months, where

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


def test_the_period_is_changed() -> None:
    assert conversation(FIRST, "and last year?") == changed(periods=months("2024-01", "2024-12"))
    assert conversation(FIRST, "et en 2024 ?") == changed(periods=months("2024-01", "2024-12"))
    assert conversation("revenue in 2024", "and the year after?").periods == months(
        "2025-01", "2025-12"
    )


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


def test_how_many_counts_what_was_listed() -> None:
    assert conversation("customers above 5 million", "how many?").count_of == "customer"


def test_the_shape_is_changed() -> None:
    assert conversation(FIRST, "as a table") == changed(chart="table")
    assert conversation(FIRST, "as a share") == changed(share=Share())


def test_a_whole_question_stands_for_itself() -> None:
    assert conversation(FIRST, "quantity by division") == Intent(
        measures=("quantity",), groups=("division",)
    )
