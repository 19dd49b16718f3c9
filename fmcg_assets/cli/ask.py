"""`fmcg ask`: one question on a terminal, or many from a file of JSON lines."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from fmcg_assets.questions.answer import Answer, json_rows
from fmcg_assets.questions.audit import Audit
from fmcg_assets.questions.engine import Engine
from fmcg_assets.questions.planner import Planner
from fmcg_assets.questions.presentation import cell_text, side_by_side
from fmcg_assets.semantics.snapshot import SnapshotStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    from fmcg_assets.resources.environments import Settings

EXIT_CODES: Final = {"answer": 0, "refuse": 3, "clarify": 4}
"""What the command ends with; 1 is an error, 2 a wrong option."""

_PRINTED: Final = 50
_STANDARD: Final = "-"


def engine_of(settings: Settings, *, suggests: bool = True) -> Engine:
    """Return an engine over the settings' lake.

    Raises MissingTableError, which says what to do, where the view was never built.
    """
    store = SnapshotStore(settings)
    store.current()
    audit = Audit.of(settings, "cli")
    return Engine(store, audit, Planner.of(settings), suggests=suggests)


def answer_one(
    settings: Settings,
    question: str,
    console: Console,
    *,
    first: str | None = None,
    show_sql: bool = False,
    as_json: bool = False,
    explain: bool = False,
) -> int:
    """Answer a question on the terminal, and return the exit code."""
    answer = engine_of(settings, suggests=not as_json).ask(question, first)
    if as_json:
        text = json.dumps(_full(answer), ensure_ascii=False)
        console.print(text, markup=False, highlight=False, soft_wrap=True, emoji=False)
    else:
        print_answer(answer, console, show_sql=show_sql, explain=explain)
    return EXIT_CODES[answer.status]


def print_answer(
    answer: Answer, console: Console, *, show_sql: bool = False, explain: bool = False
) -> None:
    """Print sentence, table, interpretation and what else was asked for."""

    def line(text: str, style: str = "") -> None:
        console.print(escape(text), style=style, highlight=False, emoji=False)

    french = answer.language == "fr"
    text = answer.sentence if answer.status == "answer" else answer.message
    line(text, "bold" if answer.status == "answer" else "yellow")
    for note in answer.notes:
        line(note, "dim")
    if answer.rows:
        console.print(_table(answer))
        if len(answer.rows) > _PRINTED:
            more = len(answer.rows) - _PRINTED
            line(f"… {more} lignes de plus" if french else f"… {more} more rows; --json has all")
    if answer.chips:
        understood = " · ".join(f"{chip.title}: {chip.label}" for chip in answer.chips)
        line(f"{'Compris' if french else 'Understood as'}: {understood}", "cyan")
    if explain:
        console.print(_explained(answer))
    if show_sql and answer.sql:
        console.print(answer.sql, markup=False, highlight=False, soft_wrap=True, emoji=False)
    if answer.data_version is not None:
        verified = ", verified question" if answer.verified else ""
        line(
            f"{answer.row_count} rows, {answer.milliseconds:.0f} ms,"
            f" data version {answer.data_version}{verified}",
            "dim",
        )
    if options := answer.options or answer.next_questions:
        for option in options:
            line(f"  → {option}")


def _table(answer: Answer) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    pivot = answer.intent.pivot if answer.intent else None
    figures, rows = side_by_side(answer.figures, answer.rows, pivot, answer.language)
    for column in figures:
        justify: Any = "left" if column.format in ("text", "time") else "right"
        table.add_column(escape(answer.labels.get(column.name, column.name)), justify=justify)
    for row in rows[:_PRINTED]:
        cells = zip(row, figures, strict=True)
        texts = (cell_text(value, column, "exact", answer.language) for value, column in cells)
        table.add_row(*(escape(text) for text in texts))
    return table


def _explained(answer: Answer) -> Table:
    table = Table("Words", "Rule", "Meaning", box=SIMPLE_HEAD, pad_edge=False)
    for one in answer.explained:
        table.add_row(escape(one.text), escape(one.rule), escape(one.meaning))
    for word in answer.words:
        table.add_row(escape(word), "none", "not understood")
    return table


def answer_batch(settings: Settings, source: Path, out: str) -> None:
    """Answer the questions of a file, one JSON line each, in the same order.

    A line that is no question gets a line that is refused and says which line it was.
    """
    engine = engine_of(settings, suggests=False)
    with source.open("rb") as lines, _opened(out) as target:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            result = _answered_line(engine, line, number)
            text = json.dumps(result, ensure_ascii=False)
            # Half a surrogate pair, which JSON can name, cannot be written.
            target.write(text.encode("utf-8", "replace") + b"\n")


@contextmanager
def _opened(out: str) -> Iterator[IO[bytes]]:
    if out == _STANDARD:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    try:
        target = open(out, "wb")  # noqa: SIM115, PTH123 - closed below
    except OSError as error:
        raise typer.BadParameter(f"{out}: {error.strerror}", param_hint="--out") from None
    with target:
        yield target


def _answered_line(engine: Engine, line: bytes, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return _malformed(None, number, "is no JSON")
    if not isinstance(entry, dict):
        return _malformed(None, number, "is no JSON object")
    question, first = entry.get("question"), entry.get("first")
    if not isinstance(question, str):
        return _malformed(entry.get("id"), number, "has no text as its question")
    if first is not None and not isinstance(first, str):
        return _malformed(entry.get("id"), number, "has no text as its first question")
    answer = engine.ask(question, first or None)
    return {"id": entry.get("id"), **_short(answer)}


def _malformed(id: Any, number: int, problem: str) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "status": "refuse",
        "columns": [],
        "rows": [],
        "sql": None,
        "message": f"line {number} {problem}; expected {{'id', 'question', 'first'?}}",
    }


def _short(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "columns": list(answer.columns),
        "rows": json_rows(answer),
        "sql": answer.sql,
        "message": answer.message,
    }


def _full(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "question": answer.question,
        "language": answer.language,
        **_short(answer),
        "sentence": answer.sentence,
        "notes": list(answer.notes),
        "words": list(answer.words),
        "options": list(answer.options),
        "interpretation": [
            {"title": chip.title, "label": chip.label, "value": chip.value} for chip in answer.chips
        ],
        "explained": [
            {"words": one.text, "rule": one.rule, "meaning": one.meaning}
            for one in answer.explained
        ],
        "chart": answer.chart,
        "verified": answer.verified,
        "planner": answer.planner,
        "row_count": answer.row_count,
        "truncated": answer.truncated,
        "milliseconds": round(answer.milliseconds, 3),
        "data_version": answer.data_version,
    }
