"""What an answer's filters are on the dashboard."""

from __future__ import annotations

from datetime import date

from fmcg_assets.dashboard.links import dashboard_parameters
from fmcg_assets.questions.intent import Condition, Intent, Period, Ratio
from fmcg_assets.semantics.snapshot import SnapshotStore


def test_filters_and_period_become_parameters(sample_store: SnapshotStore) -> None:
    intent = Intent(
        measures=("revenue",),
        conditions=(Condition("channel", ("Retailer", None)),),
        periods=(Period(date(2025, 7, 1), date(2025, 9, 1), "Q3 2025"),),
    )
    found = dashboard_parameters(intent, sample_store.current())
    assert found is not None
    assert found["channel"] == ["Retailer", "Unmapped customer"]
    assert (found["from"], found["to"]) == (["2025-07"], ["2025-09"])


def test_a_negated_filter_becomes_all_others(sample_store: SnapshotStore) -> None:
    snapshot = sample_store.current()
    intent = Intent(conditions=(Condition("channel", ("Retailer",), negated=True),))
    found = dashboard_parameters(intent, snapshot)
    assert found is not None
    assert set(found["channel"]) == {*snapshot.members["channel"], "Unmapped customer"} - {
        "Retailer"
    }


def test_what_the_filters_cannot_say_has_no_link(sample_store: SnapshotStore) -> None:
    snapshot = sample_store.current()
    assert dashboard_parameters(Intent(ratio=Ratio()), snapshot) is None
    twice = Condition("channel", ("Retailer",)), Condition("channel", ("Direct",), negated=True)
    assert dashboard_parameters(Intent(conditions=twice), snapshot) is None
