"""Figures as dashboard and answers show them equal the published ones, to the last digit shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from fmcg_assets.semantics.guard import VIEW
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.numbers import formatted, percent
from fmcg_assets.semantics.snapshot import SnapshotStore

if TYPE_CHECKING:
    from pathlib import Path

    from fmcg_assets.semantics.snapshot import Snapshot
    from fmcg_assets_tests.platform import Platform

pytestmark = pytest.mark.reference


@pytest.fixture
def snapshot(reference_once: Platform, tmp_path: Path) -> Snapshot:
    return SnapshotStore(reference_once.settings, folder=tmp_path).current()


def test_headline_figures(snapshot: Snapshot) -> None:
    model = load_model()
    columns = ", ".join(f"{m.expression} AS {name}" for name, m in model.measures.items())
    [row] = snapshot.query(f"SELECT {columns} FROM {VIEW}").table.to_pylist()
    shown = {name: formatted(row[name], m.format) for name, m in model.measures.items()}
    assert shown == {
        "revenue": "₹105.34B",
        "quantity": "34.13M",
        "customers": "54",
        "products": "406",
        "average_selling_price": "₹3,086.40",
        "average_list_price": "₹4,043.16",
        "minimum_list_price": "₹50.00",
        "maximum_list_price": "₹16,170.00",
        "revenue_per_customer": "₹1.95B",
        "order_rows": "96,673",
    }
    assert formatted(row["revenue"], "inr", "exact_indian") == "₹1,05,34,02,64,771"
    assert formatted(row["revenue"], "inr", "indian") == "₹10,534.03 Cr"


def test_the_last_month_is_only_partly_there(snapshot: Snapshot) -> None:
    assert snapshot.rows == 96_673
    assert (snapshot.first_month, snapshot.last_month) == (date(2024, 1, 1), date(2025, 12, 1))
    assert snapshot.partial_month == date(2025, 12, 1)
    assert snapshot.newest_complete_month == date(2025, 11, 1)
    assert snapshot.newest_day == date(2025, 12, 5)


def test_channel_shares(snapshot: Snapshot) -> None:
    [share] = [q for q in load_model().verified_questions if q.question.startswith("Share of")]
    rows = snapshot.query(share.sql).table.to_pylist()
    assert [(row["channel"], percent(row["share_percent"])) for row in rows] == [
        ("Retailer", "78.5%"),
        ("Direct", "20.2%"),
        ("Acquisition", "1.2%"),
        (None, "0.1%"),
    ]
