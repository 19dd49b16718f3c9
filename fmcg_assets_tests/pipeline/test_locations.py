"""A platform works in whatever folder it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from fmcg_assets.errors import SettingsError
from fmcg_assets.resources.environments import load_settings
from fmcg_assets_tests.platform import new_platform

pytestmark = pytest.mark.long


@pytest.mark.parametrize("folder", ["with blanks in it", "100 % plain, with é"])
def test_the_platform_works_below_a_path_that_a_url_would_escape(
    tmp_path: Path, folder: str
) -> None:
    platform = new_platform(tmp_path / folder, ["2025-07-01"])
    platform.run_clean()
    assert platform.rows("gold/vw_fact_orders_enriched")
    assert "Nothing to do" in platform.run_clean()
    assert (tmp_path / folder / "lake" / "gold" / "fact_orders" / "_delta_log").is_dir()


def test_a_lake_where_delta_rs_opens_no_table_is_refused_by_the_settings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FMCG_LAKE_URI", str(tmp_path / "lake [1]"))
    with pytest.raises(SettingsError, match=r"FMCG_LAKE_URI=.*a path with \[ \]"):
        load_settings()
