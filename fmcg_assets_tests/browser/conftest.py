"""One dashboard on the sample for all tests, and pages that reach nothing but this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from fmcg_assets.resources.environments import Settings, cache_dir
from fmcg_assets_tests.browser.screen import HOST, Screen
from fmcg_assets_tests.browser.server import chromium, dashboard

AXE: Final = "axe-4.11.0.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder: only `make test-browser` runs them."""
    for item in items:
        if "/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core."""
    file = cache_dir() / "axe" / AXE
    if not file.is_file():
        pytest.fail(f"{file} is not there: scripts/install_axe.sh fetches it")
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser(sample: Settings) -> Iterator[Browser]:
    """Chromium, without a window.

    Playwright keeps an event loop running in this thread; Dagster loads no sample beside it.
    """
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def served(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard on the whole sample."""
    folder = tmp_path_factory.mktemp("dashboard")
    settings = sample.model_copy(update={"questions_dir": str(folder / "questions")})
    with dashboard(settings, folder / "server.log") as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Screen]]:
    """Opens pages; at the end none has asked anything of another machine."""
    elsewhere: list[str] = []
    contexts = []

    def allow_this_machine(route: Route) -> None:
        url = route.request.url
        if urlsplit(url).hostname in (HOST, None):
            route.continue_()
        else:
            elsewhere.append(url)
            route.abort()

    def open_page(address: str, **options: Any) -> Screen:
        options = {"viewport": {"width": 1400, "height": 1000}, **options}
        context = browser.new_context(accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.route("**/*", allow_this_machine)
        return Screen(page, address)

    yield open_page
    for context in contexts:
        context.close()
    assert elsewhere == []
