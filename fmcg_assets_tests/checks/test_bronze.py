"""The checks of what landed: a delivery that lost rows, missing days, old days, thin days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from fmcg_assets.contracts import CHECKS
from fmcg_assets.partitions import last_complete_day
from fmcg_assets.planning import Request
from fmcg_assets_tests.checks.verdicts import (
    DAYS,
    DOMAINS,
    FILES,
    LINES_A_DAY,
    Found,
    Verdict,
    assert_fails,
    clean_lines,
    execute,
    judged,
    land,
    order_line,
)
from fmcg_assets_tests.platform import Platform

pytestmark = pytest.mark.long

ORDERS: Final = "bronze/orders"
NEWEST_DAY: Final = f"{ORDERS}:newest_day"
MISSING, THIN = "2025-07-30", "2025-08-01"

LOSSES: Final = {
    f"bronze/{name}:row_loss": Found(
        "found 3 rows where 5 are stored: 2 are gone, more than 20 %.", {"": 2}
    )
    for name in DOMAINS
}
ODD_FILES: Final = {
    f"{ORDERS}:missing_days": Found(
        f"No order lines of 1 day: {MISSING}.", {MISSING: 1}, unit="days"
    ),
    f"{ORDERS}:volume": Found(f"{THIN}: 2 lines where 6 are usual.", {THIN: 2}, unit="lines"),
}
SHOWN: Final = frozenset({*LOSSES, *ODD_FILES, NEWEST_DAY})
"""The checks that are shown to fail here."""


def shorten(platform: Platform, name: str, rows: int) -> None:
    """Land a domain's file again with its first rows alone."""
    land(platform, DOMAINS[name], FILES[DOMAINS[name]][: rows + 1])


# --- a delivery that lost rows


@pytest.fixture(scope="module")
def shortened(clean_copy: Callable[[], Platform]) -> Platform:
    """A platform on which every file but the order files has lost two of its five rows."""
    platform = clean_copy()
    for name in DOMAINS:
        shorten(platform, name, 3)
    return platform


@pytest.fixture(scope="module")
def losses(shortened: Platform) -> Mapping[str, Verdict]:
    """What the checks say of the shortened files."""
    outcome = execute(shortened, [f"bronze/{name}" for name in DOMAINS])
    assert not outcome.success
    assert outcome.materialized == frozenset()
    return outcome.verdicts


@pytest.mark.parametrize("key", LOSSES)
def test_a_delivery_that_lost_more_than_the_limit_fails_its_check(
    losses: Mapping[str, Verdict], key: str
) -> None:
    assert_fails(losses, key, LOSSES[key])


def test_the_last_good_version_stays_and_the_run_says_which_check_failed(
    shortened: Platform,
) -> None:
    before = shortened.contents()
    problems = shortened.run().problems
    assert shortened.contents() == before
    assert sorted(problems) == sorted(
        f"dimensions and parent sales: {key}: {found.text} {CHECKS[key].remedy}"
        for key, found in LOSSES.items()
    )


def test_a_loss_of_just_the_limit_is_taken(clean: Platform) -> None:
    shorten(clean, "gross_price", 4)
    outcome = execute(clean, ["bronze/gross_price"])
    assert outcome.success
    verdict = outcome.verdicts["bronze/gross_price:row_loss"]
    assert (verdict.passed, verdict.text) == (True, "4 rows delivered.")
    assert len(clean.rows("bronze/gross_price")) == 4


def test_a_loss_that_is_meant_is_taken_with_a_warning(clean: Platform) -> None:
    shorten(clean, "gross_price", 3)
    output = clean.run_clean(Request(allow_removal=True))
    assert len(clean.rows("bronze/gross_price")) == 3
    assert "warning checks (`fmcg status` says more): bronze/gross_price:row_loss" in output


def test_the_share_that_may_be_lost_can_be_set(clean: Platform) -> None:
    clean.overrides["max_row_loss_percent"] = 40
    shorten(clean, "gross_price", 3)
    assert execute(clean, ["bronze/gross_price"]).verdicts["bronze/gross_price:row_loss"].passed


# --- order files


@pytest.fixture(scope="module")
def odd_files(clean_copy: Callable[[], Platform]) -> Platform:
    """A platform without one of the seven days, and with a day of two lines instead of six."""
    platform = clean_copy()
    platform.order_file(MISSING).unlink()
    platform.land_lines(THIN, clean_lines(THIN)[:2])
    platform.run_clean(Request(allow_removal=True))
    return platform


@pytest.fixture(scope="module")
def odd_verdicts(odd_files: Platform) -> Mapping[str, Verdict]:
    """What the checks say of the odd order files."""
    return judged(odd_files, checks_of=[ORDERS], blocked=False)


@pytest.mark.parametrize("key", ODD_FILES)
def test_odd_order_files_fail_their_check(odd_verdicts: Mapping[str, Verdict], key: str) -> None:
    assert_fails(odd_verdicts, key, ODD_FILES[key])


def test_a_run_for_days_judges_the_volume_of_these_days_alone(odd_files: Platform) -> None:
    check = f"{ORDERS}:volume"
    outside = execute(odd_files, checks_of=[ORDERS], days=("2025-07-28", "2025-07-31"))
    assert (outside.verdicts[check].passed, outside.verdicts[check].text) == (True, "All is well.")
    on_the_day = execute(odd_files, checks_of=[ORDERS], days=(THIN, THIN))
    assert_fails(on_the_day.verdicts, check, ODD_FILES[check])


def test_half_of_the_usual_lines_are_enough(clean: Platform) -> None:
    clean.land_lines(THIN, clean_lines(THIN)[: LINES_A_DAY // 2])
    outcome = execute(clean, [ORDERS], days=(THIN, THIN))
    assert outcome.verdicts[f"{ORDERS}:volume"].passed


def test_a_day_longer_ago_than_the_limit_fails_the_newest_day(clean: Platform) -> None:
    newest = date.fromisoformat(DAYS[-1])
    age = (last_complete_day(datetime.now(UTC)) - newest).days
    clean.overrides["max_age_days"] = age - 1
    verdicts = execute(clean, checks_of=[ORDERS]).verdicts
    found = verdicts[NEWEST_DAY].affected
    # Midnight in India may have passed since.
    assert found in (age, age + 1)
    text = (
        f"The newest loaded day is {newest}, {found} days before {newest + timedelta(found)}, the"
        " last day that ended."
    )
    assert_fails(verdicts, NEWEST_DAY, Found(text, {"": found}))
    clean.overrides["max_age_days"] = age + 1
    assert execute(clean, checks_of=[ORDERS]).verdicts[NEWEST_DAY].passed


def test_yesterdays_orders_are_new_enough_for_the_default(clean: Platform) -> None:
    del clean.overrides["max_age_days"]
    assert not execute(clean, checks_of=[ORDERS]).verdicts[NEWEST_DAY].passed
    yesterday = last_complete_day(datetime.now(UTC)).isoformat()
    clean.land_lines(yesterday, [order_line("N1", yesterday, 1, 1)])
    outcome = execute(clean, [ORDERS], days=(yesterday, yesterday))
    assert outcome.verdicts[NEWEST_DAY].passed


def test_of_a_lake_without_orders_no_day_is_loaded(clean: Platform) -> None:
    clean.overrides["lake_uri"] = str(clean.root / "new_lake")
    verdicts = execute(clean, checks_of=[ORDERS]).verdicts
    assert_fails(verdicts, NEWEST_DAY, Found("No order line was ever loaded.", {"": 1}))
    assert verdicts[f"{ORDERS}:missing_days"].text == "Nothing landed."
    assert verdicts[f"{ORDERS}:volume"].text == "All is well."
