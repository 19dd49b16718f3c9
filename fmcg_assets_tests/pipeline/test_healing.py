"""Rows that wait come back, and only what they concern is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from deltalake import write_deltalake

from fmcg_assets.contracts import TABLES
from fmcg_assets.partitions import last_complete_day
from fmcg_assets.planning import Request
from fmcg_assets_tests.pipeline.conftest import TEN_DAYS
from fmcg_assets_tests.platform import Platform, differing

pytestmark = pytest.mark.long

MakePlatform = Callable[..., Platform]
VIEW = "gold/vw_fact_orders_enriched"


def _waiting(platform: Platform, reason: str) -> dict[date, int]:
    days: dict[date, int] = {}
    for row in platform.rows("silver/orders_quarantine"):
        if row["reason"] == reason:
            day = row["file_date"]
            assert isinstance(day, date)
            days[day] = days.get(day, 0) + 1
    return days


def test_a_correction_brings_its_lines_back_and_writes_only_their_days(loaded: Platform) -> None:
    before = _waiting(loaded, "unknown_product")
    files = {k: loaded.partition_files(k) for k in ("bronze/orders", "silver/orders", VIEW)}
    corrections = loaded.root / "reference" / "product_corrections.csv"
    corrections.write_text("delivered_product_id,product_id\nTBC-77,6120502\n")

    loaded.run_clean()

    after = _waiting(loaded, "unknown_product")
    healed = {day for day in before if after.get(day, 0) < before[day]}
    assert healed
    assert any(r["product_id"] == "6120502" for r in loaded.rows("silver/orders"))
    changed = differing(files["silver/orders"], loaded.partition_files("silver/orders"))
    assert changed == {day.isoformat() for day in healed}
    assert loaded.partition_files("bronze/orders") == files["bronze/orders"]
    assert "Nothing to do" in loaded.run_clean()


def test_a_customer_that_is_delivered_later_takes_its_lines_back(loaded: Platform) -> None:
    product = min(str(r["product_id"]) for r in loaded.rows("gold/sb_dim_products"))
    loaded.land_lines("2025-07-11", [f"NEW,2025/07/11,977001,{product},5"])
    loaded.run_clean()
    [line] = loaded.day_rows("gold/sb_fact_orders", "2025-07-11")
    assert line["customer_code"] == "999999"

    customers = loaded.landing / "child_company/customers/customers.csv"
    customers.write_text(customers.read_text() + "977001,Late Starter,Hyderabad\n")
    loaded.run_clean()
    [line] = loaded.day_rows("gold/sb_fact_orders", "2025-07-11")
    assert line["customer_code"] == "977001"


def test_a_product_that_is_renamed_gives_its_days_the_new_key(
    loaded: Platform, empty: MakePlatform
) -> None:
    products = loaded.landing / "child_company/products/products.csv"
    header, first, *others = products.read_text().splitlines()
    name, rest = first.split(" (", 1)
    products.write_text("\n".join([header, f"{name} Plus ({rest}", *others]) + "\n")
    loaded.run_clean()
    codes = {r["product_code"] for r in loaded.rows("gold/sb_dim_products")}
    assert {r["product_code"] for r in loaded.rows("gold/sb_fact_orders")} <= codes

    fresh = empty(TEN_DAYS)
    (fresh.landing / "child_company/products/products.csv").write_text(products.read_text())
    fresh.run_clean()
    assert differing(loaded.contents(), fresh.contents()) == set()


def test_a_parent_file_with_a_new_month_lands_in_its_partition(loaded: Platform) -> None:
    folder = loaded.landing / "parent_company/orders/incremental_load"
    folder.mkdir()
    sales = loaded.rows("silver/parent_orders")[0]
    (folder / "september.csv").write_text(
        "date,product_code,customer_code,sold_quantity\n"
        f"2025-09-01,{sales['product_code']},{sales['customer_code']},77\n"
    )
    before = loaded.partition_files("gold/fact_orders")
    loaded.run_clean()
    after = loaded.partition_files("gold/fact_orders")
    assert differing(before, after) == {"2025-09-01"}
    [row] = loaded.day_rows("gold/fact_orders", "2025-09-01")
    assert (row["company"], row["sold_quantity"]) == ("parent", 77)


def test_somebody_elses_write_makes_the_view_be_built_anew(loaded: Platform) -> None:
    before = loaded.contents()
    facts = loaded.lake.open(TABLES["gold/fact_orders"])
    assert facts is not None
    one = loaded.lake.read(TABLES["gold/fact_orders"]).slice(0, 1)
    write_deltalake(facts, one, mode="append")
    loaded.run_clean()
    after = loaded.contents()
    assert differing(before, after) == set(), "days that were not known were written again"


def test_a_file_of_today_waits_until_the_day_has_ended_in_india(loaded: Platform) -> None:
    today = last_complete_day(datetime.now(UTC)) + timedelta(days=1)
    loaded.land_lines(today.isoformat(), [])
    versions = loaded.versions()
    output = loaded.run_clean()
    assert f"waiting {today}" in output
    assert loaded.versions() == versions


def test_a_file_before_the_first_partition_is_refused_by_the_settings_name(
    loaded: Platform,
) -> None:
    loaded.land_lines("2023-12-31", [])
    [problem] = loaded.run().problems
    assert problem.startswith("2023-12-31: ")
    assert "FMCG_START_DATE" in problem


def test_parent_sales_before_the_first_partition_are_refused_by_the_settings_name(
    empty: MakePlatform,
) -> None:
    platform = empty(["2025-07-01"], start_date=date(2025, 7, 1))
    result = platform.run()
    assert any("FMCG_START_DATE" in p and "2025-06-01" in p for p in result.problems)


def test_full_does_everything_again_and_writes_nothing_new(loaded: Platform) -> None:
    versions = loaded.versions()
    loaded.run_clean(Request(full=True))
    assert loaded.versions() == versions


def test_another_lake_takes_nothing_for_settled_that_this_instance_did(
    loaded: Platform,
) -> None:
    contents = loaded.contents()
    shutil.rmtree(loaded.root / "lake")
    loaded.run_clean(Request(days=(date(2025, 7, 1), date(2025, 7, 1))))
    loaded.run_clean()
    assert differing(contents, loaded.contents()) == set()


def test_another_instance_finds_the_lake_as_it_is(loaded: Platform) -> None:
    contents, versions = loaded.contents(), loaded.versions()
    shutil.rmtree(loaded.root / "dagster")
    loaded.run_clean()
    assert "Nothing to do" in loaded.run_clean()
    assert (loaded.contents(), loaded.versions()) == (contents, versions)
