"""`fmcg questions`: what was asked, and what was refused most."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from fmcg_assets.ingest.questions import QUESTIONS, merged, recorded
from fmcg_assets.lake.tables import Lake
from fmcg_assets.semantics.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from fmcg_assets.resources.environments import Settings

_UNANSWERED: Final = ("refuse", "clarify")


@dataclass(frozen=True)
class Unanswered:
    """A question that had no answer, however it was written: how often, and when last."""

    question: str
    status: str
    times: int
    last: str


@dataclass(frozen=True)
class Overview:
    """What was asked since a day: counts, the questions and words that were refused most."""

    since: str | None
    questions: int
    answered: int
    refused: int
    asked_back: int
    feedback_up: int
    feedback_down: int
    unanswered: tuple[Unanswered, ...]
    words: tuple[tuple[str, int], ...]
    disliked: tuple[str, ...]


def print_questions(
    settings: Settings, console: Console, *, since: date | None, limit: int, as_json: bool
) -> None:
    """Print the overview of what is recorded in the folder and stored in the lake."""
    found = overview(_rows(settings), since, limit)
    if as_json:
        console.file.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
        return
    if settings.questions_days == 0:
        console.print("FMCG_QUESTIONS_DAYS is 0: nothing new is recorded.")
    console.print(
        f"{found.questions} questions: {found.answered} answered, {found.refused} refused,"
        f" {found.asked_back} asked back; feedback: {found.feedback_up} up,"
        f" {found.feedback_down} down."
    )
    _print_table(
        console,
        ("times", "last", "", "question without an answer"),
        [(str(q.times), q.last[:10], q.status, q.question) for q in found.unanswered],
    )
    _print_table(
        console,
        ("times", "word that no rule explains"),
        [(str(times), word) for word, times in found.words],
    )
    _print_table(console, ("answer that was found wrong",), [(text,) for text in found.disliked])


def overview(rows: Iterable[dict[str, Any]], since: date | None, limit: int) -> Overview:
    """Return what rows of ops/questions tell; `since` is a UTC day, `limit` cuts every list."""
    first = datetime.min if since is None else datetime(since.year, since.month, since.day)
    kept = [row for row in rows if row["asked_at"] >= first.replace(tzinfo=UTC)]
    questions = [row for row in kept if row["kind"] == "question"]
    feedback = Counter(row["feedback"] for row in kept if row["kind"] == "feedback")
    statuses = Counter(row["status"] for row in questions)
    words = Counter(folded(word) for row in questions for word in row["words"] or ())
    asked = {row["id"]: row["question"] for row in questions}
    disliked = [row for row in kept if row["feedback"] == "down"]
    return Overview(
        since=since.isoformat() if since else None,
        questions=len(questions),
        answered=statuses["answer"],
        refused=statuses["refuse"],
        asked_back=statuses["clarify"],
        feedback_up=feedback["up"],
        feedback_down=feedback["down"],
        unanswered=_unanswered(questions)[:limit],
        words=tuple(sorted(words.items(), key=lambda item: (-item[1], item[0])))[:limit],
        disliked=tuple(
            f"{asked.get(row['id'], '(no longer kept)')}"
            + (f" ({row['comment']})" if row["comment"] else "")
            for row in reversed(disliked)
        )[:limit],
    )


def _unanswered(questions: Iterable[dict[str, Any]]) -> tuple[Unanswered, ...]:
    """Return questions without an answer, most frequent first; the newest spelling stands."""
    found: dict[tuple[str, str], Unanswered] = {}
    for row in questions:
        if row["status"] in _UNANSWERED:
            key = folded(row["question"]).rstrip(" ?!."), row["status"]
            times = found[key].times + 1 if key in found else 1
            moment = row["asked_at"].isoformat()
            found[key] = Unanswered(row["question"], row["status"], times, moment)
    newest_first = sorted(found.values(), key=lambda item: item.last, reverse=True)
    return tuple(sorted(newest_first, key=lambda item: -item.times))


def _rows(settings: Settings) -> list[dict[str, Any]]:
    """Return stored and newly recorded rows, oldest first."""
    lake, now = Lake(settings.lake_uri), datetime.now(UTC)
    held = lake.read(QUESTIONS) if lake.state(QUESTIONS) else None
    found = recorded(Path(settings.questions_dir), now)
    rows: list[dict[str, Any]] = merged(held, found, now, settings.questions_days).to_pylist()
    return rows


def _print_table(console: Console, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if not rows:
        return
    table = Table(box=SIMPLE_HEAD)
    for name in head:
        table.add_column(name, justify="right" if name == "times" else "left")
    for row in rows:
        # What people typed may hold anything, also what moves a terminal's cursor.
        table.add_row(*(escape(_printable(cell)) for cell in row))
    console.print(table)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
