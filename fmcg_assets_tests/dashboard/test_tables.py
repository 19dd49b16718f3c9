"""Tables: shares, totals and how values are written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fmcg_assets.dashboard import tables

ROWS = ({"name": "A", "revenue": Decimal("750.00")}, {"name": "B", "revenue": None})


def test_shares_are_of_the_total() -> None:
    assert [row["share_percent"] for row in tables.with_share(ROWS, "revenue")] == [100.0, 0.0]
    assert tables.with_share(ROWS, "revenue", 1000)[0]["share_percent"] == 75.0
    assert tables.with_share(ROWS[1:], "revenue")[0]["share_percent"] is None


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1_298_000_000, "inr", "₹1.30B"),
        (None, "inr", "n/a"),
        (float("nan"), "price", "n/a"),
        (21.57, "percent", "21.6%"),
        (None, "text", ""),
        ("Bat", "text", "Bat"),
    ],
)
def test_values_are_written_as_the_tiles_write_them(
    value: object, kind: tables.Kind, text: str
) -> None:
    assert tables.written(value, kind, "compact") == text


def test_a_table_is_as_high_as_its_rows() -> None:
    assert tables.height_of(10) - tables.height_of(9) == tables.height_of(1) - tables.height_of(0)
