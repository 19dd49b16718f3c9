"""The checks of the cleaned tables: rows that are lost or rejected, and odd order lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pytest

from fmcg_assets.contracts import CHECKS
from fmcg_assets_tests.checks.verdicts import (
    DOMAINS,
    FILES,
    Found,
    Verdict,
    assert_fails,
    clean_lines,
    execute,
    failed,
    foreign_delete,
    judged,
    land,
    order_line,
)
from fmcg_assets_tests.platform import Platform

pytestmark = pytest.mark.long

ORDERS: Final = "silver/orders"
SILVER: Final = [*(f"silver/{name}" for name in DOMAINS), ORDERS]

LOST: Final = {
    **{
        f"silver/{name}:reconciliation": Found("Found 1 row unaccounted for.", {"": 1})
        for name in DOMAINS
    },
    f"{ORDERS}:reconciliation": Found(
        "Found 3 rows unaccounted for: 2025-07-29 (1), 2025-08-02 (2).",
        {"2025-07-29": 1, "2025-08-02": 2},
        unit="rows unaccounted for",
    ),
}
REJECTED: Final = {
    **{f"silver/{name}:quarantine_share": Found("Found 2 rows.", {"": 2}) for name in DOMAINS},
    f"{ORDERS}:quarantine_share": Found("Found 3 rows: 2025-07-30 (3).", {"2025-07-30": 3}),
}
ODD_LINES: Final = {
    f"{ORDERS}:late_orders": Found(
        "Found 2 lines: 2025-08-01 (1), 2025-08-02 (1).",
        {"2025-08-01": 1, "2025-08-02": 1},
        unit="lines",
    ),
    f"{ORDERS}:line_in_two_files": Found(
        "Found 2 lines: 2025-07-29 (1), 2025-08-02 (1).",
        {"2025-07-29": 1, "2025-08-02": 1},
        unit="lines",
    ),
    f"{ORDERS}:differing_quantity": Found(
        "Found 2 lines: 2025-07-31 (2).", {"2025-07-31": 2}, unit="lines"
    ),
}
SHOWN: Final = frozenset({*LOST, *REJECTED, *ODD_LINES})
"""The checks that are shown to fail here."""

KEYS: Final = {
    "customers": "customer_id = '410001'",
    "products": "product_id = '6120001'",
    "gross_price": "product_id = '6120001'",
    "parent_customers": "customer_code = '5100001'",
    "parent_products": "product_code = 'VS0001'",
    "parent_gross_price": "product_code = 'VS0001'",
    "parent_orders": "product_code = 'VS0001'",
    "orders": "order_id IN ('2025-07-29-1', '2025-08-02-3', '2025-08-02-4')",
}
"""SQL that names one row of each silver table; of the orders one of a day and two of another."""

BAD_ROWS: Final = {
    "customers": (",No number,Hyderabad", ",No number either,Hyderabad"),
    "products": ("No number,,energy bars", "No number either,,energy bars"),
    "gross_price": ("6120001,soon,10", "6120002,2025/13/01,10"),
    "parent_customers": (",No code,India,E-Commerce,Retailer", ",No code,India,E-Commerce,Direct"),
    "parent_products": (",Cricket,Bats,No code,Long", ",Cricket,Bats,No code,Short"),
    "parent_gross_price": ("VS0001,100,1925", "VS0001,100,next"),
    "parent_orders": ("2025-08-01,VS0001,5100001,-1", "2025-08-01,VS0001,5100001,many"),
}
"""Two rows of each domain that go to quarantine: more than a quarter of seven."""


# --- rows that are lost


@pytest.fixture(scope="module")
def lossy(clean_copy: Callable[[], Platform]) -> Platform:
    """A platform on which somebody deleted rows of every silver table."""
    platform = clean_copy()
    for name, predicate in KEYS.items():
        foreign_delete(platform, f"silver/{name}", predicate)
    return platform


@pytest.fixture(scope="module")
def lost(lossy: Platform) -> Mapping[str, Verdict]:
    """What the checks say of these tables."""
    return judged(lossy, checks_of=SILVER, blocked=True)


@pytest.mark.parametrize("key", LOST)
def test_rows_that_silver_lost_fail_the_reconciliation(
    lost: Mapping[str, Verdict], key: str
) -> None:
    assert_fails(lost, key, LOST[key])


def test_nothing_else_fails_where_rows_are_lost(lost: Mapping[str, Verdict]) -> None:
    assert failed(lost) == set(LOST)


def test_a_run_for_days_reconciles_these_days_alone(lossy: Platform) -> None:
    key = f"{ORDERS}:reconciliation"
    inside = execute(lossy, checks_of=[ORDERS], days=("2025-07-29", "2025-08-01"))
    found = Found("Found 1 row unaccounted for: 2025-07-29 (1).", {"2025-07-29": 1}, LOST[key].unit)
    assert_fails(inside.verdicts, key, found)
    outside = execute(lossy, checks_of=[ORDERS], days=("2025-07-30", "2025-08-01"))
    assert outside.success
    assert outside.verdicts[key].passed


def test_the_remedy_heals_materialize_the_table_again(clean: Platform) -> None:
    foreign_delete(clean, "silver/customers", KEYS["customers"])
    assert not execute(clean, checks_of=["silver/customers"]).success
    tables = ["silver/customers", "silver/customers_quarantine"]
    healed = execute(clean, tables)
    assert healed.success
    assert healed.verdicts["silver/customers:reconciliation"].passed


def test_a_lost_row_stops_what_is_downstream_in_the_same_run(clean: Platform) -> None:
    foreign_delete(clean, ORDERS, KEYS["orders"])
    outcome = execute(
        clean, ["gold/sb_fact_orders"], checks_of=[ORDERS], days=("2025-07-28", "2025-08-03")
    )
    assert not outcome.success
    assert outcome.materialized == frozenset()


# --- rows that are rejected, and odd lines


@pytest.fixture(scope="module")
def dirty(clean_copy: Callable[[], Platform]) -> Platform:
    """A platform with two bad rows in every file, a day of bad lines, and days of odd ones."""
    platform = clean_copy()
    for name, rows in BAD_ROWS.items():
        land(platform, DOMAINS[name], [*FILES[DOMAINS[name]], *rows])
    for day, lines in {
        "2025-07-30": [f"BAD{n},2025/07/30,410001,6120001,many{n}" for n in range(3)],
        "2025-07-31": [order_line("2025-07-31-1", "2025-07-31", 1, 1, quantity=6)],
        "2025-08-01": [order_line("LATE", "2025-07-31", 1, 1)],
        "2025-08-02": clean_lines("2025-07-29")[:1],
    }.items():
        platform.land_lines(day, [*clean_lines(day), *lines])
    platform.run_clean()
    return platform


@pytest.fixture(scope="module")
def found(dirty: Platform) -> Mapping[str, Verdict]:
    """What the checks say of the bad and odd rows."""
    return judged(dirty, checks_of=SILVER, blocked=False)


@pytest.mark.parametrize("key", REJECTED)
def test_too_many_rejected_rows_fail_the_quarantine_share(
    found: Mapping[str, Verdict], key: str
) -> None:
    assert_fails(found, key, REJECTED[key])


@pytest.mark.parametrize("key", ODD_LINES)
def test_odd_lines_fail_their_check(found: Mapping[str, Verdict], key: str) -> None:
    assert_fails(found, key, ODD_LINES[key])


def test_nothing_is_lost_where_rows_are_rejected_or_odd(found: Mapping[str, Verdict]) -> None:
    assert failed(found) == {*REJECTED, *ODD_LINES}


def test_a_run_for_days_looks_at_the_lines_of_these_days_alone(dirty: Platform) -> None:
    verdicts = execute(dirty, checks_of=[ORDERS], days=("2025-08-01", "2025-08-03")).verdicts
    assert {key: verdict.failing for key, verdict in verdicts.items() if not verdict.passed} == {
        f"{ORDERS}:late_orders": {"2025-08-01": 1, "2025-08-02": 1},
        # Its other copy lies in the file of a day outside.
        f"{ORDERS}:line_in_two_files": {"2025-08-02": 1},
    }


def test_warnings_are_named_by_the_run_and_are_no_problems(clean: Platform) -> None:
    day = "2025-08-01"
    clean.land_lines(day, [*clean_lines(day), order_line("LATE", "2025-07-31", 1, 1)])
    output = clean.run_clean()
    assert f"warning checks (`fmcg status` says more): {ORDERS}:late_orders" in output


def test_a_quarter_in_quarantine_is_not_too_much(clean: Platform) -> None:
    day = "2025-07-30"
    bad = [f"BAD{n},2025/07/30,410001,6120001,many{n}" for n in range(2)]
    clean.land_lines(day, [*clean_lines(day), *bad])
    outcome = execute(
        clean,
        ["bronze/orders", ORDERS, f"{ORDERS}_quarantine"],
        days=(day, day),
    )
    verdict = outcome.verdicts[f"{ORDERS}:quarantine_share"]
    assert (verdict.passed, verdict.text) == (True, "2 of 8 rows are in quarantine.")
    clean.overrides["max_quarantine_percent"] = 24
    verdicts = execute(clean, checks_of=[ORDERS]).verdicts
    assert_fails(
        verdicts, f"{ORDERS}:quarantine_share", Found("Found 2 rows: 2025-07-30 (2).", {day: 2})
    )


def test_every_silver_table_is_reconciled() -> None:
    assert {c.table for c in CHECKS.values() if c.name == "reconciliation"} == set(SILVER)
