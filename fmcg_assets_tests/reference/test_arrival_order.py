"""The reference data give the same tables whatever the order in which they arrive."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fmcg_assets.planning import Request
from fmcg_assets_tests.platform import ORDERS, Platform, differing

pytestmark = [pytest.mark.reference, pytest.mark.long]
DAYS_ALONE = 6
"""With a change of months among them."""
BATCH_DAYS = 80

MakePlatform = Callable[[], Platform]


def _days(reference_data: Path) -> list[str]:
    files = (reference_data / ORDERS).glob("orders_*.csv")
    return sorted(file.stem.removeprefix("orders_").replace("_", "-") for file in files)


def test_day_by_day(reference_once: Platform, unloaded: MakePlatform, reference_data: Path) -> None:
    platform = unloaded()
    days = _days(reference_data)
    platform.land_orders(days[:-DAYS_ALONE], reference_data)
    platform.run_clean()
    for day in days[-DAYS_ALONE:]:
        platform.land_orders([day], reference_data)
        only = date.fromisoformat(day)
        platform.run_clean(Request(days=(only, only)))
    platform.run_clean()
    assert differing(platform.contents(), reference_once.contents()) == set()


def test_shuffled_in_batches_and_each_file_twice(
    reference_once: Platform, unloaded: MakePlatform, reference_data: Path
) -> None:
    platform = unloaded()
    days = _days(reference_data)
    random.Random(11).shuffle(days)
    for start in range(0, len(days), BATCH_DAYS):
        platform.land_orders(days[start : start + BATCH_DAYS], reference_data)
        platform.run_clean()
    platform.land_orders(days, reference_data)
    platform.run_clean(Request(full=True))
    assert differing(platform.contents(), reference_once.contents()) == set()
