"""The checks of star schema and view, and what a failed one stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

import pytest

from fmcg_assets.contracts import CHECKS, TABLES
from fmcg_assets_tests.checks.verdicts import (
    DOMAINS,
    FILES,
    Found,
    Verdict,
    assert_fails,
    clean_lines,
    execute,
    failed,
    foreign_append,
    foreign_delete,
    judged,
    land,
    order_line,
)
from fmcg_assets_tests.platform import Platform

pytestmark = pytest.mark.long

FACTS: Final = "gold/fact_orders"
LINES: Final = "gold/sb_fact_orders"
VIEW: Final = "gold/vw_fact_orders_enriched"
GOLD: Final = [key for key in TABLES if key.startswith("gold/")]
INTEGRITY: Final = f"{FACTS}:referential_integrity"

DOUBLED: Final = {
    f"{key}:unique_key": Found("Found 2 rows.", {"": 2})
    for key in GOLD
    if key not in (FACTS, LINES, VIEW)
} | {
    f"{LINES}:unique_key": Found("Found 2 rows: 2025-07-28 (2).", {"2025-07-28": 2}),
    f"{FACTS}:unique_key": Found("Found 2 rows: 2025-06-01 (2).", {"2025-06-01": 2}),
    f"{VIEW}:unique_key": Found("Found 2 rows: 2025-06-01 (2).", {"2025-06-01": 2}),
}
ODD_SALES: Final = {
    INTEGRITY: Found(
        "Found 3 rows: 2025-07-29 (2), 2025-08-01 (1).", {"2025-07-29": 2, "2025-08-01": 1}
    ),
    f"{VIEW}:totals_match_facts": Found(
        "Found 1,007 pieces: 2025-07-01 (1,002), 2025-08-01 (5).",
        {"2025-07-01": 1002, "2025-08-01": 5},
        unit="pieces",
    ),
    f"{VIEW}:unpriced_lines": Found(
        "Found 2 rows: 2025-07-01 (1), 2025-08-01 (1).", {"2025-07-01": 1, "2025-08-01": 1}
    ),
    f"{VIEW}:unmapped_channel": Found("Found 2 rows: 2025-07-01 (2).", {"2025-07-01": 2}),
}
SHOWN: Final = frozenset({*DOUBLED, *ODD_SALES})
"""The checks that are shown to fail here."""


class Loaded(NamedTuple):
    """A platform, and what the run that loaded it said."""

    platform: Platform
    output: str


def sale(day: str, product: str, customer: str, pieces: int) -> dict[str, object]:
    """Return a row of the facts of a day."""
    return {
        "date": date.fromisoformat(day),
        "product_code": product,
        "customer_code": customer,
        "sold_quantity": pieces,
        "company": "child",
        "partition_date": date.fromisoformat(day),
    }


def product_code(platform: Platform, product_id: str) -> str:
    """Return the surrogate key of one of the acquired company's products."""
    [row] = [r for r in platform.rows("gold/sb_dim_products") if r["product_id"] == product_id]
    return str(row["product_code"])


# --- keys


@pytest.fixture(scope="module")
def doubled(clean_copy: Callable[[], Platform]) -> Platform:
    """A platform on which somebody appended the first row of every gold table, twice."""
    platform = clean_copy()
    for key in GOLD:
        column = TABLES[key].partition_column
        rows = platform.rows(key)
        first = min(rows, key=lambda row: str(row[column])) if column else rows[0]
        foreign_append(platform, key, [first, first])
    return platform


@pytest.fixture(scope="module")
def repeated(doubled: Platform) -> Mapping[str, Verdict]:
    """What the checks say of these tables."""
    return judged(doubled, checks_of=GOLD, blocked=True)


@pytest.mark.parametrize("key", DOUBLED)
def test_a_row_that_is_there_again_fails_the_key(repeated: Mapping[str, Verdict], key: str) -> None:
    assert_fails(repeated, key, DOUBLED[key])


@pytest.mark.parametrize(("key", "day"), [(FACTS, "2025-06-01"), (LINES, "2025-07-28")])
def test_a_run_for_days_judges_the_keys_of_these_days_alone(
    doubled: Platform, key: str, day: str
) -> None:
    check = f"{key}:unique_key"
    later = execute(doubled, checks_of=[key], days=("2025-07-29", "2025-08-03"))
    assert later.success
    assert (later.verdicts[check].passed, later.verdicts[check].text) == (True, "All is well.")
    assert_fails(execute(doubled, checks_of=[key], days=(day, day)).verdicts, check, DOUBLED[check])


# --- references, totals, prices, channels


@pytest.fixture(scope="module")
def unmapped(clean_copy: Callable[[], Platform]) -> Loaded:
    """A platform on which a product has no price and two lines of a day have no customer."""
    platform = clean_copy()
    prices = DOMAINS["gross_price"]
    land(platform, prices, [row for row in FILES[prices] if not row.startswith("6120004")])
    guests = [order_line(f"G{n}", "2025-07-30", "GUEST", product=n) for n in (1, 2)]
    platform.land_lines("2025-07-30", [*clean_lines("2025-07-30"), *guests])
    return Loaded(platform, platform.run_clean())


@pytest.fixture(scope="module")
def odd_sales(unmapped: Loaded) -> Platform:
    """This platform, when somebody appended sales of unknown products and customers."""
    platform = unmapped.platform
    known = product_code(platform, "6120001")
    foreign_append(
        platform,
        FACTS,
        [
            sale("2025-07-29", "no product", "410001", 2),
            sale("2025-07-29", "no product", "no customer", 1000),
            sale("2025-08-01", known, "no customer", 5),
        ],
    )
    return platform


@pytest.fixture(scope="module")
def odd_verdicts(odd_sales: Platform) -> Mapping[str, Verdict]:
    """What the checks say of these sales."""
    return judged(odd_sales, checks_of=[FACTS, VIEW], blocked=True)


@pytest.mark.parametrize("key", ODD_SALES)
def test_odd_sales_fail_their_check(odd_verdicts: Mapping[str, Verdict], key: str) -> None:
    assert_fails(odd_verdicts, key, ODD_SALES[key])


def test_odd_sales_are_not_doubled_ones(odd_verdicts: Mapping[str, Verdict]) -> None:
    assert failed(odd_verdicts) == set(ODD_SALES)


def test_a_run_for_days_looks_up_the_sales_of_these_days_alone(odd_sales: Platform) -> None:
    august = execute(odd_sales, checks_of=[FACTS], days=("2025-07-30", "2025-08-03"))
    found = Found("Found 1 row: 2025-08-01 (1).", {"2025-08-01": 1})
    assert_fails(august.verdicts, INTEGRITY, found)
    assert execute(odd_sales, checks_of=[FACTS], days=("2025-08-02", "2025-08-03")).success


def test_a_sale_without_price_or_channel_is_a_warning_of_the_run(unmapped: Loaded) -> None:
    named = f"{VIEW}:unmapped_channel, {VIEW}:unpriced_lines"
    assert f"warning checks (`fmcg status` says more): {named}" in unmapped.output


# --- what a failed check stops


def test_an_unknown_product_stops_the_view_in_the_same_run(clean: Platform) -> None:
    code = product_code(clean, "6120001")
    foreign_delete(clean, "gold/dim_products", f"product_code = '{code}'")
    before = clean.partition_files(VIEW)
    outcome = execute(clean, [FACTS, "gold/dim_date", VIEW], days=("2025-08-01", "2025-08-03"))
    found = Found(
        "Found 6 rows: 2025-08-01 (2), 2025-08-02 (2), 2025-08-03 (2).",
        {"2025-08-01": 2, "2025-08-02": 2, "2025-08-03": 2},
    )
    assert_fails(outcome.verdicts, INTEGRITY, found)
    assert not outcome.success
    assert outcome.materialized == {FACTS}
    assert clean.partition_files(VIEW) == before


def test_a_doubled_sale_stops_the_view_in_the_same_run(clean: Platform) -> None:
    foreign_append(clean, FACTS, clean.day_rows(FACTS, "2025-08-02")[:1])
    outcome = execute(clean, ["gold/dim_date", VIEW], checks_of=[FACTS])
    found = Found("Found 1 row: 2025-08-02 (1).", {"2025-08-02": 1})
    assert_fails(outcome.verdicts, f"{FACTS}:unique_key", found)
    assert not outcome.success
    assert outcome.materialized == frozenset()


def test_a_doubled_member_stops_the_view_in_the_same_run(clean: Platform) -> None:
    foreign_append(clean, "silver/parent_products", clean.rows("silver/parent_products")[:1])
    outcome = execute(clean, ["gold/dim_products", VIEW])
    found = Found("Found 1 row.", {"": 1})
    assert_fails(outcome.verdicts, "gold/dim_products:unique_key", found)
    assert not outcome.success
    assert outcome.materialized == {"gold/dim_products"}


def test_the_command_says_which_check_failed_and_what_to_do(clean: Platform) -> None:
    code = product_code(clean, "6120001")
    foreign_delete(clean, "gold/dim_products", f"product_code = '{code}'")
    # The dimension cannot heal: a file that it is made from lost too many rows.
    products = DOMAINS["products"]
    land(clean, products, FILES[products][:4])
    day = "2025-08-02"
    clean.land_lines(day, [*clean_lines(day), order_line("NEW", day, 5, 2)])
    problems = clean.run().problems
    loss = "bronze/products:row_loss"
    assert (
        f"dimensions and parent sales: {loss}: found 3 rows where 5 are stored: 2 are gone, more"
        f" than 20 %. {CHECKS[loss].remedy}" in problems
    )
    assert (
        f"order files of {day}: {INTEGRITY}: Found 2 rows: {day} (2). {CHECKS[INTEGRITY].remedy}"
        in problems
    )
