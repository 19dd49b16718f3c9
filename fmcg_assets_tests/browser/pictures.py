"""Take the pictures of the dashboard for the documentation, on the sample.

`python -m fmcg_assets_tests.browser.pictures`; fails where a page does not show what it should.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from fmcg_assets_tests.browser.screen import Screen
from fmcg_assets_tests.browser.server import chromium, dashboard
from fmcg_assets_tests.platform import CHECKOUT
from fmcg_assets_tests.sample import load_sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES: Final = CHECKOUT / "docs" / "images"
_INSIGHTS: Final = "Top customers"
_ASK: Final = "Ask about sales"
_WIDE: Final = {"viewport": {"width": 1280, "height": 1330}}
_CARD: Final = {"viewport": {"width": 1100, "height": 800}}
_PAGES: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "dashboard": ("", _INSIGHTS, _WIDE),
    "dashboard-dark": ("", _INSIGHTS, {**_WIDE, "color_scheme": "dark"}),
    "dashboard-filtered": (
        "?year=2025&channel=Retailer&trend_view=Year+on+year",
        _INSIGHTS,
        _WIDE,
    ),
    "dashboard-phone": ("", _INSIGHTS, {"viewport": {"width": 375, "height": 1200}}),
    "dashboard-empty": (
        "?quarter=Q1&channel=Acquisition&from=2024-01&to=2024-03",
        "Sales insights",
        {"viewport": {"width": 1280, "height": 620}},
    ),
}
_ANSWERS: Final = {
    "answer-number": "What was our revenue in Q3 2025?",
    "answer-ranking": "top 5 products by revenue in Q3 2025",
    "answer-trend": "monthly revenue in 2025",
    "answer-share": "share of revenue by channel in 2025",
    "answer-refusal": "profit by product",
}


def take_all(browser: Browser, address: str) -> None:
    """Take every picture from a dashboard at an address."""
    for name, (path, until, options) in _PAGES.items():
        screen = _screen(browser, address, options).open(path, until=until)
        screen.page.wait_for_timeout(1500)
        screen.page.screenshot(path=IMAGES / f"{name}.png")
        screen.page.context.close()
    for name, question in _ANSWERS.items():
        screen = _screen(browser, address, _CARD)
        screen.open(f"ask?question={quote(question)}", until=_ASK)
        screen.page.wait_for_timeout(1000)
        screen.part("answer").screenshot(path=IMAGES / f"{name}.png")
        screen.page.context.close()


def _screen(browser: Browser, address: str, options: dict[str, Any]) -> Screen:
    return Screen(browser.new_context(**options).new_page(), address)


def main() -> None:
    """Load the sample, serve the dashboard on it and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        settings = load_sample(root / "platform").settings
        settings = settings.model_copy(update={"questions_dir": str(root / "questions")})
        with dashboard(settings, root / "server.log") as address, chromium() as browser:
            take_all(browser, address)


if __name__ == "__main__":
    main()
