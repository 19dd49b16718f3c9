"""The insights page in a browser, as its readers use it."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from fmcg_assets.kpis import headline
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.numbers import formatted
from fmcg_assets_tests.browser.screen import Screen
from fmcg_assets_tests.browser.server import dashboard
from fmcg_assets_tests.platform import new_platform

Visit = Callable[..., Screen]
FIRST_PAGE_SECONDS = 2.5
BUSY = 8
"""How many times longer a page may take where other tests run beside."""


def test_the_figures_are_those_of_the_command(visit: Visit, served: str, sample: Settings) -> None:
    kpis = headline(Lake(sample.lake_uri))
    screen = visit(served).open()

    shown = {name: screen.figure(name) for name in ("revenue", "quantity", "customers")}
    prices = [screen.figure(name) for name in ("average_list_price", "average_selling_price")]

    assert shown == {
        "revenue": formatted(kpis.total_revenue_inr, "inr"),
        "quantity": formatted(kpis.total_quantity, "count"),
        "customers": formatted(kpis.unique_customers, "count"),
    }
    assert prices == [
        formatted(kpis.mean_list_price_inr, "price"),
        formatted(kpis.revenue_per_unit_inr, "price"),
    ]


def test_the_first_page_is_there_soon(visit: Visit, served: str) -> None:
    visit(served).open()
    began = time.monotonic()
    visit(served).open()
    assert time.monotonic() - began < FIRST_PAGE_SECONDS * BUSY


def test_filters_are_kept_by_the_url_and_taken_off_by_their_chips(
    visit: Visit, served: str
) -> None:
    screen = visit(served).open()
    everything = screen.figure("revenue")
    screen.choose("year", "2025")
    screen.choose("channel", "Retailer")

    filtered = screen.figure("revenue")
    assert filtered != everything
    assert screen.parameters()["year"] == ["2025"]
    assert screen.parameters()["channel"] == ["Retailer"]
    assert "rows kept" in screen.page.inner_text("body")

    copied = visit(screen.page.url).open()
    assert copied.figure("revenue") == filtered

    screen.press("chips", "Channel: Retailer")
    assert "channel" not in screen.parameters()
    screen.press("chips", "Reset")
    assert screen.figure("revenue") == everything
    assert "year" not in screen.parameters()


def test_the_units_can_be_crore_and_lakh(visit: Visit, served: str, sample: Settings) -> None:
    kpis = headline(Lake(sample.lake_uri))
    screen = visit(served).open()
    screen.press("style", "₹ crore / lakh")
    assert screen.figure("revenue") == formatted(kpis.total_revenue_inr, "inr", "indian")
    assert screen.parameters()["style"] == ["₹ crore / lakh"]


def test_a_click_on_a_bar_filters_everything_and_a_second_takes_it_off(
    visit: Visit, served: str
) -> None:
    screen = visit(served).open()
    everything = screen.figure("revenue")

    screen.click_mark("products", "Zephyr Road Shoes")
    assert screen.parameters()["product"] == ["Zephyr Road Shoes"]
    assert screen.figure("revenue") != everything

    screen.click_mark("products", "Zephyr Road Shoes")
    assert "product" not in screen.parameters()
    assert screen.figure("revenue") == everything


def test_drilling_goes_down_a_level_and_the_breadcrumb_back(visit: Visit, served: str) -> None:
    screen = visit(served).open()
    screen.press("click", "Drills down")
    screen.press("products_by", "Division")

    screen.click_mark("products", "Cricket")
    assert screen.parameters()["division"] == ["Cricket"]
    assert "Bats" in (screen.part("tile_products").inner_text() + _marks(screen, "products"))

    screen.part("tile_products").get_by_role("button", name="All divisions").click()
    screen.settled()
    assert "division" not in screen.parameters()


def _marks(screen: Screen, chart: str) -> str:
    marks = screen.part(f"tile_{chart}").locator("svg [aria-label]")
    return " ".join(marks.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))"))


def test_the_download_holds_all_customers_with_the_filters_on_top(
    visit: Visit, served: str, sample: Settings
) -> None:
    screen = visit(served).open("?year=2025")
    content = screen.download("customers_csv")

    assert content.startswith("\ufeff".encode())
    lines = content.decode("utf-8-sig").splitlines()
    assert any("Year: 2025" in line for line in lines if line.startswith("# "))
    table = list(csv.DictReader(io.StringIO("\n".join(x for x in lines if not x.startswith("# ")))))
    revenue = sum(Decimal(row["revenue"]) for row in table if row["revenue"])
    assert formatted(revenue, "inr") == screen.figure("revenue")
    assert len(table) > 10


def test_an_empty_page_says_which_filter_took_everything_and_takes_it_off(
    visit: Visit, served: str
) -> None:
    screen = visit(served).open("?from=2019-01&to=2019-02", until="Sales insights")
    text = screen.page.inner_text("body")
    assert "2019" in text
    screen.page.get_by_role("button", name="Take off").first.click()
    screen.page.get_by_text("Top customers", exact=True).first.wait_for()


def test_a_lake_without_sales_says_what_to_do(visit: Visit, tmp_path: Path) -> None:
    settings = new_platform(tmp_path).settings.model_copy(
        update={"questions_dir": str(tmp_path / "questions")}
    )
    with dashboard(settings, tmp_path / "server.log") as address:
        screen = visit(address).open(until="No sales yet")
        assert "fmcg run" in screen.page.inner_text("body")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation_of_accessibility(
    visit: Visit, served: str, axe: str, scheme: str
) -> None:
    screen = visit(served, color_scheme=scheme).open("?channel=Retailer")
    found = screen.violations(axe)
    assert found == [], json.dumps(found, indent=1)


def test_dark_mode_follows_the_system(visit: Visit, served: str) -> None:
    colours = {
        scheme: visit(served, color_scheme=scheme)
        .open()
        .page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert colours == {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 29)"}


def test_a_phone_needs_no_scrolling_sideways_and_shows_figures_at_once(
    visit: Visit, served: str
) -> None:
    screen = visit(served, viewport={"width": 375, "height": 740}).open()
    assert screen.fits_the_screen()
    box = screen.part("tile_revenue").bounding_box()
    assert box
    assert box["y"] < 740


def test_the_keyboard_alone_sets_a_filter(visit: Visit, served: str) -> None:
    screen = visit(served).open()
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        focused = screen.page.evaluate(
            "document.activeElement.closest('[class*=st-key-]')?.className ?? ''"
        )
        if "st-key-channel" in focused.split():
            break
    else:
        raise AssertionError("the filter is not reached by Tab")
    screen.page.keyboard.type("Retailer")
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("Enter")
    screen.settled()
    assert screen.parameters()["channel"] == ["Retailer"]
