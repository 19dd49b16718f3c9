"""Take the pictures of the documentation: the Dagster UI on the sample, in headless Chromium.

Fails where the UI does not do what the tour (`ui_tour.py`) demands of it. Needs Chromium
(Debian: `apt-get install chromium`).
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

from dagster_runs import DagsterRuns
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from ui_tour import Tour

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[1]
IMAGES = PROJECT / "docs" / "images"
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


@contextmanager
def dagster_ui(environment: dict[str, str], log: Path) -> Iterator[DagsterRuns]:
    """Serve the Dagster UI and give its runs; what the servers say goes to a file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [*FMCG, "ui", "--port", str(port)], env=environment, stdout=written, stderr=written
        )
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"{address}/server_info", timeout=2)
                break
            except (urllib.error.URLError, TimeoutError):
                if time.monotonic() > deadline or server.poll() is not None:
                    sys.exit(f"the Dagster UI did not start:\n{last_lines(log)}")
                time.sleep(0.5)
        runs = DagsterRuns(address)
        if not runs.asset_keys():
            sys.exit(f"the Dagster UI did not load the code location:\n{last_lines(log)}")
        yield runs
    finally:
        # A background job of a script ignores the interrupt.
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=IMAGES)
    output: Path = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("found no chromium on PATH; install it (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        # The tour delivers a damaged file.
        shutil.copytree(PROJECT / "data" / "child_company", Path(folder) / "child_company")
        environment = {
            # Neither settings of the caller nor its webhook for failures.
            **{name: text for name, text in os.environ.items() if not name.startswith("FMCG_")},
            "FMCG_LAKE_URI": f"{folder}/lake",
            "FMCG_PARENT_LANDING_URI": str(PROJECT / "data" / "parent_company"),
            "FMCG_CHILD_LANDING_URI": f"{folder}/child_company",
            "DAGSTER_HOME": f"{folder}/dagster",
            # The sensors look once, at the start, and leave the tour's runs alone.
            "FMCG_SENSOR_SECONDS": "3600",
        }
        subprocess.run([*FMCG, "run"], env=environment, check=True)
        log = Path(folder) / "ui.log"
        with dagster_ui(environment, log) as runs, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
            try:
                Tour(browser, runs, Path(folder), output).take()
            except (AssertionError, RuntimeError, PlaywrightError) as fault:
                sys.exit(f"the Dagster UI does not do what is demanded: {fault}")
            finally:
                browser.close()


if __name__ == "__main__":
    main()
