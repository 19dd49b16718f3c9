"""The view keeps the months whose facts fail a blocking check, and takes the others over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from fmcg_assets.contracts import CHECKS, TABLES
from fmcg_assets.planning import FACT_LANE
from fmcg_assets_tests.checks.verdicts import (
    clean_lines,
    clean_platform,
    execute,
    foreign_append,
    foreign_delete,
    order_line,
)
from fmcg_assets_tests.platform import Platform, Row, copied, differing

pytestmark = pytest.mark.long

FACTS: Final = "gold/fact_orders"
LINES: Final = "gold/sb_fact_orders"
VIEW: Final = "gold/vw_fact_orders_enriched"
PRODUCTS: Final = "gold/dim_products"
JUNE, JULY, AUGUST = "2025-06-01", "2025-07-01", "2025-08-01"
ONLY_IN_AUGUST: Final = "Oat Bar 5 (35g)"
BAD_DAY, GOOD_DAY = "2025-08-02", "2025-08-03"
REMEDY: Final = CHECKS[f"{FACTS}:referential_integrity"].remedy


@pytest.fixture(scope="module")
def sold_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A loaded platform of three months, not to be changed; one product is sold on one day."""
    platform = clean_platform(tmp_path_factory.mktemp("sold") / "platform")
    line = order_line("ONCE", BAD_DAY, customer=5, product=5)
    platform.land_lines(BAD_DAY, [*clean_lines(BAD_DAY), line])
    platform.run_clean()
    return platform


@pytest.fixture
def sold(sold_once: Platform, tmp_path: Path) -> Platform:
    """A copy of this platform."""
    return copied(sold_once, tmp_path / "platform")


def files(platform: Platform) -> dict[str, dict[str, bytes]]:
    """Return the view's data files by month: name and bytes."""
    table = Path(platform.lake.table_uri(TABLES[VIEW]))
    return {
        month: {name: (table / f"date={month}" / name).read_bytes() for name in names}
        for month, names in platform.partition_files(VIEW).items()
    }


def variants(platform: Platform, month: str) -> set[object]:
    """Return the variants that a month of the view shows of the acquired company's products."""
    rows = platform.day_rows(VIEW, month)
    return {row["variant"] for row in rows if str(row["product"]).startswith("Oat Bar")}


def forget_product(platform: Platform) -> None:
    """Damage the products: the one of August is gone, and all others have another variant."""
    foreign_delete(platform, PRODUCTS, f"product = '{ONLY_IN_AUGUST}'")
    platform.lake.require(TABLES[PRODUCTS]).update(new_values={"variant": "other"})


def doubled_sale(platform: Platform) -> Row:
    """Append a row of the bad day's facts again; returns it."""
    row = platform.day_rows(FACTS, BAD_DAY)[0]
    foreign_append(platform, FACTS, [row])
    return row


# --- a product that is in no dimension


def test_the_view_alone_keeps_the_bad_month_and_rebuilds_the_others(sold: Platform) -> None:
    before = files(sold)
    forget_product(sold)

    outcome = execute(sold, [VIEW])

    assert not outcome.success
    [failure] = outcome.failures
    assert (
        f"{VIEW}: the months 2025-08 stay as they are, since {FACTS} fails a blocking check"
        f" (unique_key, referential_integrity) on Found 1 row: {BAD_DAY} (1). {REMEDY}" in failure
    )
    assert differing(before, files(sold)) == {JUNE, JULY}
    assert variants(sold, JULY) == {"other"}
    assert variants(sold, AUGUST) == {"35g"}


def test_the_command_finds_the_kept_month_and_heals_it(sold: Platform) -> None:
    before = sold.contents()
    forget_product(sold)
    assert not execute(sold, [VIEW]).success
    sold.run_clean()
    assert differing(before, sold.contents()) == set()
    assert "Nothing to do" in sold.run_clean()


def test_the_view_alone_heals_once_the_dimension_is_materialized_again(sold: Platform) -> None:
    before = sold.contents()
    forget_product(sold)
    assert not execute(sold, [VIEW]).success
    assert not execute(sold, [VIEW]).success, "it does not forget that a month was kept"
    assert execute(sold, [PRODUCTS]).success
    assert execute(sold, [VIEW]).success
    assert differing(before, sold.contents()) == set()


def test_a_new_view_begins_with_the_good_months(sold: Platform) -> None:
    before = sold.contents()
    foreign_delete(sold, PRODUCTS, f"product = '{ONLY_IN_AUGUST}'")
    for file in sorted(Path(sold.lake.table_uri(TABLES[VIEW])).rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert not execute(sold, [VIEW]).success
    assert set(files(sold)) == {JUNE, JULY}
    assert execute(sold, [PRODUCTS]).success
    assert execute(sold, [VIEW]).success
    assert differing(before, sold.contents()) == set()


# --- a sale of a product that nobody knows


def add_unknown_sale(platform: Platform) -> None:
    """Bring a sale of an unknown product into the bad day's facts."""
    row = platform.day_rows(LINES, BAD_DAY)[0]
    foreign_append(platform, LINES, [row | {"product_code": "no product"}])
    facts = execute(platform, [FACTS], days=(BAD_DAY, BAD_DAY))
    assert not facts.success
    assert not facts.verdicts[f"{FACTS}:referential_integrity"].passed


def add_late_sale(platform: Platform) -> None:
    """Bring a sale of July into the facts of a good day of August."""
    late = order_line("LATE", "2025-07-31", customer=5, product=3)
    platform.land_lines(GOOD_DAY, [*clean_lines(GOOD_DAY), late])
    assert execute(platform, FACT_LANE, days=(GOOD_DAY, GOOD_DAY)).success


def test_a_bad_day_keeps_its_month_and_a_good_days_other_month_is_rebuilt(sold: Platform) -> None:
    before = files(sold)
    add_late_sale(sold)
    add_unknown_sale(sold)
    outcome = execute(sold, [VIEW])
    assert not outcome.success
    [failure] = outcome.failures
    assert f"{VIEW}: the months 2025-08 stay as they are" in failure
    assert f"Found 1 row: {BAD_DAY} (1). {REMEDY}" in failure
    assert differing(before, files(sold)) == {JULY}


def test_the_facts_materialized_again_heal_the_kept_month(sold: Platform) -> None:
    before = sold.contents()[VIEW]
    add_unknown_sale(sold)
    assert not execute(sold, [VIEW]).success
    assert execute(sold, [LINES, FACTS], days=(BAD_DAY, BAD_DAY)).success
    assert execute(sold, [VIEW]).success
    assert sold.contents()[VIEW] == before


def test_a_good_day_that_is_as_before_again_leaves_the_rebuilt_month(sold: Platform) -> None:
    before = sold.contents()
    add_late_sale(sold)
    add_unknown_sale(sold)
    assert not execute(sold, [VIEW]).success
    sold.land_lines(GOOD_DAY, clean_lines(GOOD_DAY))
    sold.run_clean()
    assert differing(before, sold.contents()) == set()


# --- a sale that somebody doubled


def test_the_view_alone_does_not_take_a_doubled_sale_over(sold: Platform) -> None:
    before = files(sold)
    doubled_sale(sold)
    outcome = execute(sold, [VIEW])
    assert not outcome.success
    [failure] = outcome.failures
    assert f"Found 1 row: {BAD_DAY} (1)." in failure
    assert files(sold)[AUGUST] == before[AUGUST]
    assert not execute(sold, [VIEW]).success, "it does not forget that a month was kept"


def test_beside_a_doubled_sale_the_other_months_are_rebuilt(sold: Platform) -> None:
    before = files(sold)
    row = doubled_sale(sold)
    day = date(2025, 7, 29)
    added = row | {"date": day, "partition_date": day, "customer_code": "410003"}
    foreign_append(sold, FACTS, [added])
    outcome = execute(sold, [VIEW])
    assert not outcome.success
    [failure] = outcome.failures
    assert f"{VIEW}: the months 2025-08 stay as they are" in failure
    assert differing(before, files(sold)) == {JULY}


def test_the_view_alone_heals_once_the_facts_are_materialized_again(sold: Platform) -> None:
    before = sold.contents()
    doubled_sale(sold)
    execute(sold, [VIEW])
    assert execute(sold, [FACTS], days=(JUNE, "2025-08-03")).success
    assert execute(sold, [VIEW]).success
    assert differing(before, sold.contents()) == set()
