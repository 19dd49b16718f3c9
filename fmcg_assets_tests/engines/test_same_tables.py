"""Both engines make the same tables of the same files: equal row by row, all of them.

Of the reference data `test_cluster` says the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from fmcg_assets_tests.engines.commands import ended, run_clean, started
from fmcg_assets_tests.engines.comparing import assert_same_tables, twin
from fmcg_assets_tests.platform import Platform, copied, edited, new_platform

pytestmark = pytest.mark.server

TEN_DAYS = [f"2025-07-{day:02d}" for day in range(1, 11)]


class Pair(NamedTuple):
    """Platforms with the same files, one for each engine."""

    embedded: Platform
    spark: Platform


@pytest.fixture(scope="module")
def loaded_once(remote: str, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The sample's dimensions, parent sales and ten days, brought in; not to be changed."""
    root = tmp_path_factory.mktemp("engines")
    embedded = new_platform(root / "embedded", TEN_DAYS)
    pair = Pair(embedded, twin(embedded, root / "spark"))
    run_both(pair, remote)
    return pair


@pytest.fixture
def loaded(loaded_once: Pair, tmp_path: Path) -> Pair:
    """A copy of both loaded platforms."""
    one, other = (copied(p, tmp_path / name) for name, p in loaded_once._asdict().items())
    return Pair(one, other)


def run_both(pair: Pair, remote: str) -> tuple[str, str]:
    """Do `fmcg run` on both platforms at once; returns what they said."""
    both = [
        started(pair.embedded, "run", remote=None),
        started(pair.spark, "run", remote=remote),
    ]
    one, other = map(ended, both)
    assert (one.code, one.errors) == (0, ""), str(one)
    assert (other.code, other.errors) == (0, ""), str(other)
    return one.output, other.output


def test_the_sample_gives_the_same_tables(loaded_once: Pair) -> None:
    assert_same_tables(loaded_once.embedded.lake, loaded_once.spark.lake)
    assert loaded_once.spark.state("gold/fact_orders").rows > 0
    assert loaded_once.spark.state("silver/orders_quarantine").rows > 0


def test_a_further_day_and_a_corrected_one_give_the_same_tables_and_then_nothing_is_written(
    loaded: Pair, remote: str
) -> None:
    before = loaded.spark.versions()
    for platform in loaded:
        platform.land_orders(["2025-07-11"])
        # A line less, and another one with a quantity that nobody delivered.
        edited(platform.order_file("2025-07-03"), corrected)

    run_both(loaded, remote)

    assert_same_tables(loaded.embedded.lake, loaded.spark.lake)
    written = loaded.spark.versions()
    assert written["bronze/orders"] > before["bronze/orders"]
    assert {str(day) for day in recorded_days(loaded.spark)} == {*TEN_DAYS, "2025-07-11"}
    for output in run_both(loaded, remote):
        assert "Nothing to do" in output
    run_clean(loaded.spark, "--full", remote=remote)
    assert loaded.spark.versions() == written


def corrected(text: str) -> str:
    lines = text.splitlines()
    *rest, _ = lines[-1].split(",")
    return "\n".join([*lines[:-2], ",".join([*rest, "77"])]) + "\n"


def recorded_days(platform: Platform) -> set[str]:
    return {key for key, held in platform.state("gold/sb_fact_orders").slices.items() if held.rows}
