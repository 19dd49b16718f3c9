"""The lines on the data's age and soundness."""

from __future__ import annotations

import pytest

from fmcg_assets.dashboard.freshness import Soundness, data_line, soundness_line
from fmcg_assets.semantics.snapshot import SnapshotStore


def test_the_data_line_names_month_version_and_zone(sample_store: SnapshotStore) -> None:
    snapshot = sample_store.current()
    line = data_line(snapshot)
    assert line.startswith("Data to **")
    assert f"version {snapshot.version}" in line
    assert line.endswith(" IST")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Soundness(None, None), "checks: no run recorded · quarantine unknown"),
        (Soundness({}, ()), ":material/check_circle: no check warns · 0 rows in quarantine"),
        (
            Soundness({"orders": 1}, ("a",)),
            ":material/warning: 1 check warns · 1 row in quarantine",
        ),
        (
            Soundness({"orders": 1200}, ("a", "b")),
            ":material/warning: 2 checks warn · 1,200 rows in quarantine",
        ),
    ],
)
def test_what_is_unknown_is_said(found: Soundness, said: str) -> None:
    assert soundness_line(found) == said
