"""What a reader does on a page of the dashboard, and what it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HOST: Final = "127.0.0.1"
_IDLE: Final = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_DRAWN: Final = "!document.querySelector('[data-testid=stSkeleton]')"
# The sparkline of a figure is drawn by Streamlit, without words; the figure's own text says its
# change, and the trend below has every month.
_AXE: Final = """async () => {
    const page = {exclude: [['[data-testid="stMetric"] svg']]};
    const found = await axe.run(page, {resultTypes: ['violations']});
    return JSON.stringify(found.violations.map(v => ({
        id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.html.slice(0, 300))})));
}"""

_WIDER: Final = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    " || [...document.querySelectorAll('.stMain')]"
    ".some(e => e.scrollWidth > e.clientWidth + 1)"
)
_TAKES_ITS_WIDTH: Final = 10_000
"""Milliseconds."""


@dataclass
class Screen:
    """A browser's page on the dashboard."""

    page: Page
    address: str

    def open(self, path: str = "", until: str = "Top customers") -> Screen:
        """Open a page and wait for a text on it."""
        self.page.goto(f"{self.address}/{path}" if path else self.address)
        self.page.get_by_text(until, exact=True).first.wait_for()
        return self.settled()

    def settled(self) -> Screen:
        """Wait until the page is computed and drawn."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector(_IDLE)
        self.page.wait_for_function(_DRAWN)
        self.page.wait_for_timeout(150)
        return self

    def part(self, key: str) -> Locator:
        """Return the element of a widget's or container's key."""
        return self.page.locator(f".st-key-{key}").first

    def choose(self, key: str, value: str) -> None:
        """Add a value to a filter."""
        self.part(key).locator("input").first.click()
        self.page.get_by_role("option", name=value, exact=True).click()
        self.page.keyboard.press("Escape")
        self.settled()

    def press(self, key: str, label: str) -> None:
        """Press a button, or one of several, of a key."""
        self.part(key).get_by_text(label, exact=True).first.click()
        self.settled()

    def click_mark(self, chart: str, name: str) -> None:
        """Click a mark of a chart by the beginning of its description."""
        mark = self.part(f"tile_{chart}").locator(f'svg [aria-label^="{name}"]').last
        mark.scroll_into_view_if_needed()
        # The marks of a chart lie in its middle layer; a click anywhere on the mark counts.
        mark.click(force=True)
        self.settled()

    def figure(self, measure: str) -> str:
        """Return the figure of a tile."""
        return self.part(f"tile_{measure}").get_by_test_id("stMetricValue").inner_text().strip()

    def parameters(self) -> dict[str, list[str]]:
        """Return the parameters of the URL."""
        return parse_qs(urlsplit(self.page.url).query)

    def download(self, key: str) -> bytes:
        """Return the file that a button gives."""
        button = self.part(key).locator("button").first
        button.scroll_into_view_if_needed()
        with self.page.expect_download() as download:
            button.click()
        return Path(download.value.path()).read_bytes()

    def ask(self, question: str) -> None:
        """Write a question into the box and ask it by Enter."""
        box = self.part("question_box").locator("input")
        box.fill(question)
        box.press("Enter")
        self.page.locator(".st-key-answer").get_by_text(question, exact=True).first.wait_for()
        self.settled()

    def answer(self) -> str:
        """Return the text of the answer."""
        return self.part("answer").inner_text()

    def violations(self, axe: str) -> list[dict[str, Any]]:
        """Return what axe-core finds serious or critical."""
        self.page.evaluate(axe)
        found = json.loads(self.page.evaluate(_AXE))
        return [one for one in found if one["impact"] in ("serious", "critical")]

    def fits_the_screen(self) -> bool:
        """Whether the reader need not scroll sideways; charts may still be taking their width."""
        try:
            self.page.wait_for_function(f"!({_WIDER})", timeout=_TAKES_ITS_WIDTH)
        except PlaywrightTimeout:
            return False
        return True
