"""The page as its reader uses it: filters, chips, clicks, levels, views, and what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fmcg_assets.errors import QueryTimeoutError
from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.snapshot import Snapshot, SnapshotStore

TIMEOUT = 120.0


def _script(store, settings, style):  # type: ignore[no-untyped-def]
    """Run the page; its text is run alone, so that its annotations would name nothing."""
    from fmcg_assets.dashboard.context import Context
    from fmcg_assets.dashboard.views import insights
    from fmcg_assets.semantics.model import load_model

    insights.page(Context(store, store.current(), load_model(), settings, style))


def _page(store: SnapshotStore, settings: Settings, style: str = "compact", **url: Any) -> AppTest:
    page = AppTest.from_function(
        _script,
        default_timeout=TIMEOUT,
        kwargs={"store": store, "settings": settings, "style": style},
    )
    for name, values in url.items():
        page.query_params[name] = values
    page.run()
    assert not page.exception
    return page


@pytest.fixture
def page(sample_store: SnapshotStore, sample: Settings) -> AppTest:
    return _page(sample_store, sample)


def _figures(page: AppTest) -> dict[str, tuple[str, str]]:
    return {tile.label: (tile.value, tile.delta) for tile in page.metric}


def _texts(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption))


def _charts(page: AppTest) -> list[str]:
    return [chart.proto.alt for chart in page.get("vega_lite_chart")]


def _keys(page: AppTest) -> set[str | None]:
    return {button.key for button in page.button}


def _run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def test_the_tiles_show_the_headline_figures(page: AppTest) -> None:
    assert _figures(page) == {
        "Revenue": ("₹6.02B", "+26.1%"),
        "Quantity": ("2.29M", "+62.2%"),
        "Customers": ("51", "+163.2%"),
        "Average list price": ("₹2,553.42", "-22.5%"),
        "Average selling price": ("₹2,630.68", "-22.3%"),
    }
    captions = [caption.value for caption in page.caption]
    assert captions.count("Jan–Nov 2025 vs Jan–Nov 2024") == 5
    assert "All 13,838 rows, no filter" in captions


def test_a_tile_tells_its_definition_and_exact_value(page: AppTest) -> None:
    assert "Exactly ₹6,015,588,995.50" in page.metric[0].help
    assert page.metric[0].help.startswith("Sold pieces times the product's list price")


def test_every_chart_is_said_in_words(page: AppTest) -> None:
    texts = _charts(page)
    assert len(texts) == 5
    assert any(text.startswith("Donut chart: Channel share. Revenue: Retailer") for text in texts)
    assert any(text.startswith("Bar chart: Top 10 products by revenue") for text in texts)
    assert all("null" not in text for text in texts)


def test_the_sum_of_the_channels_is_the_total(page: AppTest) -> None:
    assert "✓ Sum of channels = total: ₹6,015,588,995.50" in _texts(page)
    assert "What the check says" in _texts(page)


def test_indian_units_are_everywhere(sample_store: SnapshotStore, sample: Settings) -> None:
    page = _page(sample_store, sample, "indian")
    assert page.metric[0].value == "₹601.56 Cr"
    assert "total: ₹6,01,55,88,995.50" in _texts(page)


def test_a_filter_narrows_everything(page: AppTest) -> None:
    page.multiselect(key="channel").set_value(["Retailer"])
    page.multiselect(key="year").set_value(["2025"])
    _run(page)
    assert page.metric[0].value == "₹2.47B"
    assert "4,648 of 13,838 rows kept" in _texts(page)
    assert "Filtered: Year: 2025, Channel: Retailer." in page.metric[0].help
    assert {"chip_year_2025", "chip_channel_Retailer", "reset"} <= _keys(page)


def test_only_valid_combinations_are_offered(page: AppTest) -> None:
    page.multiselect(key="channel").set_value(["Acquisition"])
    _run(page)
    assert page.multiselect(key="year").options == ["2025"]
    assert "Bats" not in page.multiselect(key="category").options
    assert "Retailer" in page.multiselect(key="channel").options


def test_a_chip_and_the_reset_take_filters_off(page: AppTest) -> None:
    page.multiselect(key="year").set_value(["2024", "2025"])
    page.multiselect(key="channel").set_value(["Retailer"])
    _run(page)
    page.button(key="chip_year_2024").click()
    _run(page)
    assert page.multiselect(key="year").value == ["2025"]
    page.button(key="reset").click()
    _run(page)
    assert page.multiselect(key="year").value == []
    assert page.metric[0].value == "₹6.02B"


def test_a_link_opens_the_same_view(sample_store: SnapshotStore, sample: Settings) -> None:
    page = _page(
        sample_store,
        sample,
        year=["2025"],
        channel=["Retailer"],
        products_by=["Category"],
        trend_view=["Year on year"],
    )
    assert page.multiselect(key="year").value == ["2025"]
    assert page.metric[0].value == "₹2.47B"
    assert "Top 10 categories by revenue" in _texts(page)
    assert "Revenue by month, year on year" in _texts(page)


def test_a_link_may_bound_the_months(sample_store: SnapshotStore, sample: Settings) -> None:
    page = _page(sample_store, sample, **{"from": "2025-07", "to": "2025-09"})
    assert "**Q3 2025**" in _texts(page)
    assert page.metric[0].value == "₹894.72M"
    page.button(key="chip_period_Jul 2025 to Sep 2025").click()
    _run(page)
    assert page.metric[0].value == "₹6.02B"


def test_what_a_link_names_wrongly_is_told(sample_store: SnapshotStore, sample: Settings) -> None:
    page = _page(sample_store, sample, channel=["Retialer"])
    assert "The data have no channel “Retialer”." in _texts(page)
    assert page.metric[0].value == "₹6.02B"


def test_the_filter_that_removed_everything_is_named(
    sample_store: SnapshotStore, sample: Settings
) -> None:
    page = _page(sample_store, sample, year=["2024"], channel=["Acquisition"])
    assert "No sales match these filters" in _texts(page)
    assert "**Channel: Acquisition** removed everything; without it 6,072 rows" in _texts(page)
    assert not page.metric
    page.button(key="empty_off_channel").click()
    _run(page)
    assert page.metric[0].value == "₹2.82B"


def test_a_table_stands_for_every_chart(page: AppTest) -> None:
    for key in ("trend", "channels", "products", "variants", "bubbles"):
        page.segmented_control(key=f"{key}_as").set_value("Table")
    _run(page)
    assert not _charts(page)
    assert len(page.dataframe) == 5 + 4 + 2


def test_the_trend_has_levels_and_views(page: AppTest) -> None:
    page.segmented_control(key="trend_view").set_value("Months of all years")
    _run(page)
    assert "added together, as the first dashboard did" in _texts(page)
    page.segmented_control(key="trend_by").set_value("quarter")
    _run(page)
    assert any("8 values" in text for text in _charts(page))


def test_the_basis_of_the_comparison_can_be_changed(page: AppTest) -> None:
    page.multiselect(key="year").set_value(["2025"])
    page.multiselect(key="quarter").set_value(["Q3"])
    page.segmented_control(key="compare").set_value("Just before")
    _run(page)
    assert "Q3 2025 vs Q2 2025" in _texts(page)
    assert page.metric[0].delta == "+49.9%"


def test_without_a_base_there_is_no_growth(sample_store: SnapshotStore, sample: Settings) -> None:
    page = _page(sample_store, sample, year=["2024"])
    assert page.metric[0].delta == "n/a"
    assert "no comparison: the data begin in Jan 2024" in _texts(page)


def test_customers_are_searched_and_counted(page: AppTest) -> None:
    rows, totals = page.dataframe[0].value, page.dataframe[1].value
    assert len(rows) == 10
    assert list(totals["Customer"]) == ["Shown: 10 of 51", "Total: 51 customers"]
    assert totals["Revenue"].iloc[1] == "₹6.02B"
    page.text_input(key="customer_search").set_value("unmapped")
    _run(page)
    assert list(page.dataframe[0].value["Customer"]) == ["Unmapped customer"]
    page.text_input(key="customer_search").set_value("nobody at all")
    _run(page)
    assert page.info[0].value == "No customer's name holds “nobody at all”."


TILES = (
    "revenue",
    "quantity",
    "customers",
    "average_list_price",
    "average_selling_price",
    "trend",
    "channels",
    "products",
    "variants",
    "bubbles",
    "customers_table",
)


def _open_details(page: AppTest) -> None:
    for name in TILES:
        page.session_state[f"details_{name}"] = True
    _run(page)


def test_each_tile_shows_its_query_and_asks_its_question(page: AppTest) -> None:
    assert not page.code
    _open_details(page)
    assert len(page.code) == len(TILES)
    assert all("vw_fact_orders_enriched" in code.value for code in page.code)
    links = [link.proto.url for link in page.get("link_button")]
    assert "ask?question=top+10+products+by+revenue" in links
    assert "ask?question=number+of+customers" in links
    assert "http://127.0.0.1:3000/assets/gold/vw_fact_orders_enriched" in links


def test_a_link_may_hold_what_a_click_has_picked(
    sample_store: SnapshotStore, sample: Settings
) -> None:
    page = _page(sample_store, sample, channel=["Retailer"], picked=["channel"])
    assert "Picked: **Retailer**, 78.4% of all." in _texts(page)
    donut = next(text for text in _charts(page) if text.startswith("Donut"))
    assert "Direct" in donut
    assert donut.endswith("Picked: Retailer.")


def test_questions_name_the_filters(sample_store: SnapshotStore, sample: Settings) -> None:
    page = _page(sample_store, sample, year=["2025"], month=["July", "August"], channel=["Direct"])
    _open_details(page)
    links = [link.proto.url for link in page.get("link_button")]
    asked = "top+10+products+by+revenue+from+July+2025+to+August+2025+for+Direct"
    assert f"ask?question={asked}" in links


def test_a_failing_query_says_what_to_do(
    sample_store: SnapshotStore, sample: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise QueryTimeoutError("the query took longer than 20 s and was stopped")

    page = _page(sample_store, sample)
    monkeypatch.setattr(Snapshot, "query_with_values", fails)
    page.multiselect(key="category").set_value(["Bats"])
    _run(page)
    assert "took longer than 20 s" in page.error[0].value
    assert "Reload the page" in page.error[0].value
