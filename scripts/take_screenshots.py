"""Take the pictures of the documentation: the Dagster UI on the sample, in headless Chromium.

Needs Chromium (Debian: `apt-get install chromium`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
FMCG = [sys.executable, "-m", "fmcg_assets.cli"]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEW = "assets/gold/vw_fact_orders_enriched"
SHOTS = {
    # file: page, width, height, a text that shows that the page is there
    "asset-graph.png": (
        f"{VIEW}?view=lineage&lineageScope=upstream&lineageDepth=10",
        1500,
        1850,
        "reference",
    ),
    "partitions.png": ("assets/gold/fact_orders?view=partitions", 1500, 620, "Materialized ("),
    "columns.png": (VIEW, 1500, 1000, "Columns"),
}


@contextmanager
def dagster_ui(environment: dict[str, str]) -> Iterator[str]:
    """Serve the Dagster UI and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [*FMCG, "ui", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"{address}/server_info", timeout=2)
                break
            except (urllib.error.URLError, TimeoutError):
                if time.monotonic() > deadline or server.poll() is not None:
                    sys.exit("the Dagster UI did not start")
                time.sleep(0.5)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def take(address: str, chromium: str, output: Path) -> None:
    """Write a picture of every page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        for name, (page_path, width, height, text) in SHOTS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{address}/{page_path}")
            page.get_by_text(text).first.wait_for(timeout=60_000)
            # The graph is laid out and moved to its place after its texts are there.
            page.wait_for_timeout(5_000)
            page.screenshot(path=output / name)
            page.close()
            print(f"{output / name}")
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=IMAGES)
    output: Path = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("found no chromium on PATH; install it (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "FMCG_LAKE_URI": f"{folder}/lake",
            "DAGSTER_HOME": f"{folder}/dagster",
        }
        subprocess.run([*FMCG, "run"], env=environment, check=True)
        with dagster_ui(environment) as address:
            take(address, chromium, output)


if __name__ == "__main__":
    main()
