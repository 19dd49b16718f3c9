"""The dashboard as its users start it, and the browser that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from fmcg_assets.resources.environments import variable_name
from fmcg_assets_tests.browser.screen import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from fmcg_assets.resources.environments import Settings

_UP_SECONDS: Final = 120.0
"""How long the dashboard may take to come up on a busy machine."""
_FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window."""
    program = shutil.which("chromium")
    assert program, "Chromium is not there (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
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
        deadline = time.monotonic() + _UP_SECONDS
        while time.monotonic() < deadline:
            assert server.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        else:
            raise AssertionError(f"not up after {_UP_SECONDS} s: {log.read_text()}")
        yield address
    finally:
        server.terminate()
        server.wait(30)
    assert "Traceback" not in log.read_text()
