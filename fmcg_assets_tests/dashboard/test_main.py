"""The app: its pages, what they share, and what is said when data fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import fmcg_assets.dashboard.main as app
from fmcg_assets.resources.environments import Settings

MAIN = Path(app.__file__)


@pytest.fixture(autouse=True)
def _own_resources() -> Iterator[None]:
    """Let no test meet the resources of another: sessions share them."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def _main(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> AppTest:
    monkeypatch.setenv("FMCG_LAKE_URI", settings.lake_uri)
    monkeypatch.setenv("DAGSTER_HOME", settings.dagster_home)
    return AppTest.from_file(str(MAIN), default_timeout=120.0)


def test_the_first_page_has_the_figures_and_says_how_fresh_they_are(
    monkeypatch: pytest.MonkeyPatch, sample: Settings
) -> None:
    page = _main(monkeypatch, sample).run()
    assert not page.exception
    assert page.metric[0].value == "₹6.02B"
    assert any("Data to **Nov 2025**" in caption.value for caption in page.caption)


def test_units_hold_for_every_page(monkeypatch: pytest.MonkeyPatch, sample: Settings) -> None:
    page = _main(monkeypatch, sample).run()
    page.segmented_control(key="style").set_value("indian").run()
    assert page.metric[0].value == "₹601.56 Cr"


def test_a_lake_without_sales_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = Settings(lake_uri=str(tmp_path / "lake"), DAGSTER_HOME=str(tmp_path / "dagster"))  # type: ignore[call-arg]
    page = _main(monkeypatch, empty).run()
    assert not page.exception
    assert [title.value for title in page.title] == ["No sales yet"]
    (said,) = page.info
    assert "fmcg run" in said.value
