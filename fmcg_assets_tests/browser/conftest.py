"""One dashboard on the sample for all tests, and pages that reach nothing but this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route, sync_playwright

from fmcg_assets.resources.environments import Settings, cache_dir, variable_name
from fmcg_assets_tests.browser.screen import HOST, Screen

AXE: Final = "axe-4.11.0.min.js"
UP_SECONDS: Final = 120.0
"""How long the dashboard may take to come up on a busy machine."""


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
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("Chromium is not there (Debian: apt-get install chromium)")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@contextmanager
def dashboard(settings: Settings, log: Path) -> Iterator[str]:
    """Serve the dashboard as its users do; gives its address."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    environment = {**os.environ}
    for field in ("lake_uri", "dagster_home", "questions_dir"):
        environment[variable_name(field)] = str(getattr(settings, field))
    command = [sys.executable, "-m", "fmcg_assets.cli", "dashboard", "--port", str(port)]
    address = f"http://{HOST}:{port}"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + UP_SECONDS
        while time.monotonic() < deadline:
            assert server.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        else:
            raise AssertionError(f"not up after {UP_SECONDS} s: {log.read_text()}")
        yield address
    finally:
        server.terminate()
        server.wait(30)
    assert "Traceback" not in log.read_text()


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
