"""Filters in session and URL, clicks, drilling and the way back."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from fmcg_assets.dashboard import breadcrumbs, empty, state
from fmcg_assets.semantics.filters import Selection
from fmcg_assets.semantics.model import UNMAPPED, load_model
from fmcg_assets.semantics.snapshot import SnapshotStore

PRODUCTS = load_model().hierarchies["products"]


class _Parameters(dict[str, Any]):
    def get_all(self, name: str) -> list[str]:
        value = self.get(name, [])
        return list(value) if isinstance(value, list) else [value]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands for the session; the URL's parameters are empty."""
    values: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", values)
    monkeypatch.setattr(st, "query_params", _Parameters())
    return values


def _clicked(session: dict[str, Any], chart: str, name: str) -> None:
    session[state.chart_key(chart)] = {"selection": {"pick": [{"name": name}]}}


def test_a_widget_counts_more_than_the_url() -> None:
    assert state.wanted({"year": ["2025"]}, {"year": ["2024"], "channel": ["Retailer"]}) == {
        "year": ["2025"],
        "channel": ["Retailer"],
    }
    assert state.wanted({"year": []}, {"year": ["2024"]}) == {}


def test_what_the_data_do_not_have_is_told_apart(sample_store: SnapshotStore) -> None:
    there = state.allowed(sample_store.current())
    kept, unknown = state.known({"year": ["2025", "1999"], "channel": [UNMAPPED]}, there)
    assert kept == {"year": ["2025"], "channel": [UNMAPPED]}
    assert unknown == [("year", "1999")]


def test_every_filter_has_its_values_in_order(sample_store: SnapshotStore) -> None:
    there = state.allowed(sample_store.current())
    assert there["year"] == ("2024", "2025")
    assert there["quarter"] == ("Q1", "Q2", "Q3", "Q4")
    assert there["month"][:2] == ("January", "February")
    assert there["channel"][-1] == UNMAPPED
    assert set(there) == set(state.FILTERS)


def test_periods_choose_months(sample_store: SnapshotStore) -> None:
    snapshot = sample_store.current()
    months = state.chosen_months(Selection(years=(2025,), quarters=("Q3",)), snapshot)
    assert [f"{month:%Y-%m}" for month in months] == ["2025-07", "2025-08", "2025-09"]


def test_a_click_filters_and_a_second_one_takes_the_filter_off(session: dict[str, Any]) -> None:
    for expected in (["Bat"], []):
        _clicked(session, "products", "Bat")
        state.on_click("products", "product", PRODUCTS, by="products_by", drills=False)
        assert session["product"] == expected
    assert state.chart_key("products") == "products_chart_2"
    assert state.picked() == ()


def test_a_click_marks_what_was_picked(session: dict[str, Any]) -> None:
    _clicked(session, "products", "Bat")
    state.on_click("products", "product", PRODUCTS, by="products_by", drills=False)
    assert state.picked() == ("product",)
    state.take_off("product", "Bat")
    assert state.picked() == ()


def test_a_click_beside_the_marks_changes_nothing(session: dict[str, Any]) -> None:
    session[state.chart_key("products")] = {"selection": {"pick": []}}
    state.on_click("products", "product", PRODUCTS, by="products_by", drills=False)
    assert "product" not in session


def test_drilling_goes_down_and_back(session: dict[str, Any]) -> None:
    for level, name in (("division", "Cricket"), ("category", "Bats")):
        _clicked(session, "products", name)
        state.on_click("products", level, PRODUCTS, by="products_by", drills=True)
    assert session["products_by"] == "product"
    selection = Selection(values=(("division", ("Cricket",)), ("category", ("Bats",))))
    way = breadcrumbs.crumbs(PRODUCTS, "product", selection, "All divisions")
    assert [(crumb.label, crumb.level) for crumb in way] == [
        ("All divisions", "division"),
        ("Cricket", "category"),
        ("Bats", "product"),
    ]
    state.go_up(PRODUCTS, "category", by="products_by")
    assert (session["division"], session["category"]) == (["Cricket"], [])
    assert session["products_by"] == "category"


def test_the_lowest_level_filters(session: dict[str, Any]) -> None:
    _clicked(session, "products", "Long")
    state.on_click("products", "variant", PRODUCTS, by="products_by", drills=True)
    assert session["variant"] == ["Long"]
    assert "products_by" not in session


def test_a_month_is_filtered_by_year_and_name(session: dict[str, Any]) -> None:
    _clicked(session, "trend", "Aug 2025")
    state.on_click("trend", "month", state.TIME, by="trend_by", drills=False)
    assert (session["year"], session["month"]) == (["2025"], ["August"])
    assert state.period_filters("quarter", "Q3 2025") == {"year": "2025", "quarter": "Q3"}


def test_reset_takes_off_everything(session: dict[str, Any]) -> None:
    session["year"] = ["2025"]
    st.query_params["from"] = "2025-01"
    state.reset()
    assert session["year"] == []
    assert "from" not in st.query_params


def test_the_filters_that_removed_everything_are_named() -> None:
    selection = Selection(years=(2024,), values=(("channel", ("Acquisition",)),))
    left = {"year": {"2025": 7}, "channel": {"Retailer": 4, "Direct": 5}}
    assert [(cause.name, cause.rows) for cause in empty.causes(selection, left)] == [
        ("channel", 9),
        ("year", 7),
    ]
    assert empty.causes(selection, {}) == []


def test_a_link_from_another_page_stands_above_the_session(session: dict[str, Any]) -> None:
    session["year"] = ["2024"]
    st.query_params["channel"] = ["Retailer", "Nobody"]
    there = dict.fromkeys(state.FILTERS, ("Retailer", "2024"))
    state.follow_link(there)
    assert session == {"year": ["2024"]}
    st.query_params[state.OPENED] = "1"
    state.follow_link(there)
    assert (session["year"], session["channel"]) == ([], ["Retailer"])
    assert state.OPENED not in st.query_params
