"""What arrives, in whatever order and however often, gives the same tables."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

import pytest

from fmcg_assets.contracts import TABLES
from fmcg_assets.instance.home import open_instance
from fmcg_assets.planning import Request
from fmcg_assets_tests.pipeline.conftest import TEN_DAYS
from fmcg_assets_tests.platform import Platform, differing

MakePlatform = Callable[..., Platform]


def test_bronze_is_silver_plus_duplicates_plus_quarantine_on_every_day(loaded: Platform) -> None:
    for day in TEN_DAYS:
        bronze = loaded.day_rows("bronze/orders", day)
        kept = loaded.day_rows("silver/orders", day)
        waiting = loaded.day_rows("silver/orders_quarantine", day)
        dropped = sum(int(str(row["duplicate_rows"])) for row in kept + waiting)
        assert len(bronze) == len(kept) + dropped + len(waiting) > 0


def test_facts_hold_every_accepted_line_and_parent_row_once(loaded: Platform) -> None:
    lines = loaded.rows("silver/orders")
    sales = loaded.rows("silver/parent_orders")
    facts = loaded.rows("gold/fact_orders")
    total = sum(int(str(r["quantity"])) for r in lines)
    total += sum(int(str(r["sold_quantity"])) for r in sales)
    assert sum(int(str(r["sold_quantity"])) for r in facts) == total
    view = loaded.rows("gold/vw_fact_orders_enriched")
    assert sum(int(str(r["sold_quantity"])) for r in view) == total


def test_nothing_is_done_where_everything_is_in(loaded: Platform) -> None:
    before = loaded.versions()
    output = loaded.run_clean()
    assert "Nothing to do" in output
    assert loaded.versions() == before


@pytest.mark.long
def test_shuffled_batches_give_the_same_tables(loaded: Platform, empty: MakePlatform) -> None:
    days = list(TEN_DAYS)
    random.Random(7).shuffle(days)
    platform = empty()
    for batch in (days[:3], days[3:4], days[4:]):
        platform.land_orders(batch)
        platform.run_clean()
    assert differing(platform.contents(), loaded.contents()) == set()


@pytest.mark.long
def test_day_by_day_gives_the_same_tables(loaded: Platform, empty: MakePlatform) -> None:
    platform = empty()
    *others, _, _, _, _ = TEN_DAYS
    platform.land_orders(others)
    platform.run_clean()
    for day in TEN_DAYS[len(others) :]:
        platform.land_orders([day])
        platform.run_clean(Request(days=(date.fromisoformat(day), date.fromisoformat(day))))
    platform.run_clean()
    assert differing(platform.contents(), loaded.contents()) == set()


@pytest.mark.long
def test_a_run_for_some_days_leaves_the_others(empty: MakePlatform) -> None:
    platform = empty(TEN_DAYS)
    platform.run_clean(Request(days=(date(2025, 7, 2), date(2025, 7, 3))))
    assert {str(row["file_date"]) for row in platform.rows("bronze/orders")} == {
        "2025-07-02",
        "2025-07-03",
    }


@pytest.mark.long
def test_everything_twice_changes_nothing(loaded: Platform) -> None:
    versions, contents = loaded.versions(), loaded.contents()
    loaded.run_clean(Request(full=True))
    assert loaded.versions() == versions
    assert loaded.contents() == contents


@pytest.mark.long
def test_dimensions_may_come_after_the_orders(loaded: Platform, empty: MakePlatform) -> None:
    platform = empty(TEN_DAYS)
    products = platform.landing / "child_company" / "products" / "products.csv"
    complete = products.read_text()
    header, first, *_ = complete.splitlines()
    products.write_text(f"{header}\n{first}\n")
    platform.run_clean()
    products.write_text(complete)
    platform.run_clean()
    assert differing(platform.contents(), loaded.contents()) == set()


@pytest.mark.long
def test_a_run_killed_in_a_pooled_step_heals_on_the_next(
    loaded: Platform, empty: MakePlatform
) -> None:
    platform = empty(TEN_DAYS)
    command = [sys.executable, "-m", "fmcg_assets.cli", "run"]
    process = subprocess.Popen(
        command, env=platform.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    holder = _wait_for_slot(platform, "silver_orders", process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    again = subprocess.run(
        command, env=platform.environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert f"run {holder} had died" in again.stdout
    assert differing(platform.contents(), loaded.contents()) == set()


_SLOT_SECONDS = 300
"""A Spark server takes its time, on a busy machine above all."""


def _wait_for_slot(platform: Platform, pool: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until a step of the process holds a slot of the pool; returns its run."""
    deadline = time.monotonic() + _SLOT_SECONDS
    while not (platform.root / "dagster" / "event_log.db").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    instance = open_instance(platform.settings)
    while time.monotonic() < deadline:
        assert process.poll() is None, "the run ended before it held the slot"
        slots = instance.event_log_storage.get_concurrency_info(pool).claimed_slots
        if slots:
            return slots[0].run_id
        time.sleep(0.005)
    pytest.fail(f"no step took a slot of {pool} within {_SLOT_SECONDS} s")


def test_every_table_of_the_contracts_is_written_by_a_full_load(loaded: Platform) -> None:
    assert {key for key, version in loaded.versions().items() if version < 1} == set()
    assert set(loaded.versions()) == set(TABLES)


@pytest.mark.long
def test_files_without_any_fault_are_loaded_and_then_there_is_nothing_to_do(
    loaded: Platform, empty: MakePlatform
) -> None:
    customer = min(str(r["customer_id"]) for r in loaded.rows("silver/customers"))
    product = min(str(r["product_id"]) for r in loaded.rows("gold/sb_dim_products"))
    platform = empty()
    platform.land_lines("2025-07-01", [f"A,2025/07/01,{customer},{product},5"])
    platform.land_lines("2025-07-02", [])
    platform.run_clean()
    assert platform.rows("silver/orders_quarantine") == []
    assert len(platform.rows("gold/sb_fact_orders")) == 1
    assert "Nothing to do" in platform.run_clean()


@pytest.mark.long
def test_a_first_file_with_a_header_alone_is_a_day_without_rows(empty: MakePlatform) -> None:
    platform = empty()
    platform.land_lines("2025-07-01", [])
    platform.run_clean()
    assert platform.rows("bronze/orders") == []
    assert "Nothing to do" in platform.run_clean()
