"""Measure dashboard and questions as their users meet them, and print a table.

    python benchmarks/insights.py [--rows 1000000] [--no-browser]

Reads the lake that FMCG_LAKE_URI names, then a copy of its view grown to --rows. Everything but the
browser is measured in this process, after one question and one page to warm up: a question from
its text to its rows; a change of filters from the click to the page's last chart, queries and
charts on the server. The first page is measured in Chromium, from the address to the last chart.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from streamlit import config
from streamlit.testing.v1 import AppTest

from fmcg_assets.contracts import TABLES
from fmcg_assets.dashboard import charts, queries, state
from fmcg_assets.dashboard.main import settle
from fmcg_assets.lake.tables import Evidence, Lake
from fmcg_assets.questions.engine import Engine
from fmcg_assets.resources.environments import Settings, load_settings
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.snapshot import SnapshotStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FMCG = [sys.executable, "-m", "fmcg_assets.cli"]
VIEW = TABLES["gold/vw_fact_orders_enriched"]
FACTS = TABLES["gold/fact_orders"]
CHANGES: tuple[dict[str, list[Any]], ...] = (
    {"year": ["2025"]},
    {"year": ["2025"], "quarter": ["Q3"]},
    {"year": ["2024"], "month": ["October"]},
    {"quarter": ["Q1", "Q2"]},
)
BATCH = 250
READING = 2
"""Seconds that a reader looks at the first page before the first click."""
DRAWING = (
    (queries.Queries, "prepare"),
    (queries.Queries, "run"),
    *((charts, name) for name in ("bar", "bubbles", "columns", "donut", "line")),
)
"""What makes a page's queries and charts."""
TILES = ("trend", "channels", "products", "variants", "bubbles")
DRAWN = f"{json.dumps(TILES)}.every(n => document.querySelector(`.st-key-tile_${{n}} svg.marks`))"


@dataclass(frozen=True)
class Line:
    """One line of the table; `limit` is what is demanded, None where nothing is."""

    what: str
    milliseconds: Sequence[float]
    limit: float | None


def questions() -> list[str]:
    """Return every example and verified question, in both languages."""
    model = load_model()
    examples = [text for group in model.example_questions for text in (*group.en, *group.fr)]
    verified = [text for q in model.verified_questions for text in (q.question, q.question_fr)]
    return [*examples, *verified]


def timed_questions(store: SnapshotStore, rounds: int) -> list[float]:
    """Return what each question took, from its text to its rows."""
    engine = Engine(store)
    engine.ask("revenue by month")
    return [engine.ask(question).milliseconds for _ in range(rounds) for question in questions()]


def _script(store, settings):  # type: ignore[no-untyped-def]
    from fmcg_assets.dashboard.context import Context
    from fmcg_assets.dashboard.views import insights
    from fmcg_assets.semantics.model import load_model

    insights.page(Context(store, store.current(), load_model(), settings, "compact"))


class Clock:
    """Adds up what some functions of the page take, while it is patched into them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function; what each call takes is added."""

        @wraps(function)
        def call(*parts: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*parts, **named)
            finally:
                self.seconds += time.perf_counter() - started

        return call


def timed_changes(store: SnapshotStore, settings: Settings) -> tuple[list[float], list[float]]:
    """Return what each change of filters took on the server, asked for the first time.

    First the queries and charts alone: from asking to the rows, and the charts' specifications;
    then the page's whole script, with all that Streamlit does to its elements.
    """
    clock = Clock()
    for owner, name in DRAWING:
        setattr(owner, name, clock.timed(getattr(owner, name)))
    # As the dashboard's own server has it.
    config.set_option("browser.gatherUsageStats", False)
    categories = store.current().members["category"]
    changes = [*CHANGES, *({"category": [category]} for category in categories[:20])]
    page = AppTest.from_function(
        _script, default_timeout=300, kwargs={"store": store, "settings": settings}
    ).run()
    settle()
    time.sleep(READING)
    taken, drawn = [], []
    for change in changes:
        for name in state.FILTERS:
            page.multiselect(name).set_value(change.get(name, []))
        clock.seconds = 0.0
        started = time.perf_counter()
        page.run()
        taken.append((time.perf_counter() - started) * 1000)
        drawn.append(clock.seconds * 1000)
        if page.exception:
            sys.exit(f"the page failed on {change}: {page.exception}")
    for owner, name in DRAWING:
        setattr(owner, name, getattr(owner, name).__wrapped__)
    return drawn, taken


def changes_of(store: SnapshotStore, settings: Settings, limit: float | None) -> list[Line]:
    """Return the two lines of a change of filters; what is demanded is of queries and charts."""
    drawn, taken = timed_changes(store, settings)
    rows = f"{store.current().rows:,} rows"
    return [
        Line(f"change of filters, queries and charts, {rows}", drawn, limit),
        Line(f"change of filters, the page's whole script, {rows}", taken, None),
    ]


def timed_batch(settings: Settings) -> float:
    """Return what BATCH questions took as a command, its start included."""
    asked = (questions() * 5)[:BATCH]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        lines = (json.dumps({"id": str(n), "question": q}) for n, q in enumerate(asked))
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [*FMCG, "ask", "--batch", str(source), "--out", str(target)]
        started = time.perf_counter()
        subprocess.run(command, env=_environment(settings), check=True)
        taken = (time.perf_counter() - started) * 1000
        answered = len(target.read_text(encoding="utf-8").splitlines())
    if answered != BATCH:
        sys.exit(f"{answered} answers to {BATCH} questions")
    return taken


def timed_first_pages(settings: Settings, times: int = 3) -> list[float]:
    """Return what the browser takes to show all charts of the first page, in new contexts."""
    from playwright.sync_api import sync_playwright

    with _served(settings) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        taken = []
        for _ in range(times + 1):
            page = browser.new_context().new_page()
            started = time.perf_counter()
            page.goto(address)
            page.wait_for_function(DRAWN, timeout=120_000)
            taken.append((time.perf_counter() - started) * 1000)
            page.context.close()
        browser.close()
    # The first one also starts the application.
    return taken[1:]


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*FMCG, "dashboard", "--port", str(port)],
        env=_environment(settings),
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(1800):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "FMCG_LAKE_URI": settings.lake_uri, "FMCG_QUESTIONS_DAYS": "0"}


def grown(settings: Settings, rows: int, folder: Path) -> Settings:
    """Return settings on a lake whose view has so many rows: copies with other product codes."""
    lake = Lake(settings.lake_uri)
    view = lake.read(VIEW)
    copies = -(-rows // view.num_rows)
    codes = view["product_code"].to_pylist()
    parts = [
        view.set_column(
            view.schema.get_field_index("product_code"),
            VIEW.arrow_schema.field("product_code"),
            pa.chunked_array([[f"{code}-{number}" for code in codes]]),
        )
        for number in range(copies)
    ]
    new = Settings(lake_uri=str(folder / "lake"))  # type: ignore[call-arg]
    evidence = Evidence("benchmark", lambda key: key)
    whole = pa.concat_tables(parts).slice(0, rows).cast(VIEW.arrow_schema)
    months = {str(month) for month in pc.unique(whole["date"]).to_pylist()}
    Lake(new.lake_uri).write(VIEW, whole, months, evidence)
    facts = lake.read(FACTS)
    days = {str(day) for day in pc.unique(facts["partition_date"]).to_pylist()}
    Lake(new.lake_uri).write(FACTS, facts, days, evidence)
    return new


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table."""
    rows = ["| what | times | median ms | p95 ms | demanded |", "|---|---|---|---|---|"]
    for line in lines:
        taken = list(line.milliseconds)
        worst = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        demanded = "" if line.limit is None else f"≤ {line.limit:,.0f}"
        rows.append(
            f"| {line.what} | {len(taken)} | {median(taken):,.0f} | {worst:,.0f} | {demanded} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    settings = load_settings()
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["FMCG_CACHE"] = temporary
        store = SnapshotStore(settings)
        started = time.perf_counter()
        rows = store.current().rows
        lines = [
            Line(f"load {rows:,} rows", [(time.perf_counter() - started) * 1000], None),
            Line(f"question, {rows:,} rows", timed_questions(store, 3), 150),
            *changes_of(store, settings, 100),
            Line(f"batch of {BATCH} questions, start included", [timed_batch(settings)], 30_000),
        ]
        if not options.no_browser:
            lines.append(Line("first page in the browser", timed_first_pages(settings), 2_500))
        large = grown(settings, options.rows, Path(temporary))
        store = SnapshotStore(large)
        lines += [
            Line(f"question, {options.rows:,} rows", timed_questions(store, 1), 400),
            *changes_of(store, large, None),
        ]
    print(table(lines))


if __name__ == "__main__":
    main()
