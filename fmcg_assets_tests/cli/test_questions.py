"""`fmcg questions`: counts, what was refused most, what was disliked; from folder and lake."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from fmcg_assets.cli.app import app
from fmcg_assets.ingest.questions import QUESTIONS, merged, recorded
from fmcg_assets.lake.tables import Lake
from fmcg_assets_tests.lake.examples import evidence

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.now(UTC)


def asked(number: int, question: str, status: str = "answer", **more: object) -> dict[str, object]:
    moment = (NOW - timedelta(days=10 - number)).isoformat()
    line = {"kind": "question", "id": f"q{number}", "asked_at": moment, "question": question}
    return {**line, "status": status, "words": [], **more}


LINES = [
    asked(1, "revenue"),
    asked(2, "Profit by channel?", "refuse", words=["Profit"]),
    asked(3, "profit  by channel", "refuse", words=["profit"]),
    asked(4, "fitness", "clarify"),
    asked(5, "stock [red]\x1b[31m", "refuse", words=["stock"]),
    {"kind": "feedback", "id": "q1", "asked_at": NOW.isoformat(), "up": False, "comment": "no"},
    {"kind": "feedback", "id": "q2", "asked_at": NOW.isoformat(), "up": True, "comment": None},
]


def write(folder: Path, lines: list[dict[str, object]]) -> None:
    folder.mkdir(exist_ok=True)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / f"questions-{NOW.date()}.jsonl").write_text(text, encoding="utf-8")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    write(tmp_path / "questions", LINES)
    return {
        "FMCG_LAKE_URI": str(tmp_path / "lake"),
        "FMCG_QUESTIONS_DIR": str(tmp_path / "questions"),
    }


def listed(environment: dict[str, str], *arguments: str) -> str:
    ended = CliRunner().invoke(app, ["questions", *arguments], env=environment)
    assert (ended.exit_code, ended.stderr) == (0, "")
    return ended.stdout


def as_json(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(listed(environment, "--json", *arguments))
    return found


def test_counts_and_lists(environment: dict[str, str]) -> None:
    found = as_json(environment)
    counts = ("questions", "answered", "refused", "asked_back", "feedback_up", "feedback_down")
    assert [found[name] for name in counts] == [5, 1, 3, 1, 1, 1]
    assert [(q["question"], q["status"], q["times"]) for q in found["unanswered"]] == [
        ("profit  by channel", "refuse", 2),
        ("stock [red]\x1b[31m", "refuse", 1),
        ("fitness", "clarify", 1),
    ]
    assert found["words"] == [["profit", 2], ["stock", 1]]
    assert found["disliked"] == ["revenue (no)"]


def test_what_is_stored_and_what_is_recorded_counts_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "questions"
    rows = merged(None, recorded(folder, NOW), NOW, 90)
    Lake(environment["FMCG_LAKE_URI"]).write(QUESTIONS, rows, None, evidence())
    assert as_json(environment)["questions"] == 5
    write(folder, [asked(6, "one more")])
    assert as_json(environment)["questions"] == 6


def test_only_since_a_day_and_only_so_many(environment: dict[str, str]) -> None:
    day = (NOW - timedelta(days=6)).date().isoformat()
    found = as_json(environment, "--since", day, "--limit", "1")
    assert (found["since"], found["questions"], len(found["unanswered"])) == (day, 2, 1)


def test_the_terminal_gets_no_control_characters(environment: dict[str, str]) -> None:
    output = listed(environment)
    assert "5 questions: 1 answered, 3 refused, 1 asked back; feedback: 1 up, 1 down." in output
    assert "stock [red] [31m" in output
    assert "\x1b" not in output


def test_nothing_was_asked_yet(tmp_path: Path) -> None:
    environment = {
        "FMCG_LAKE_URI": str(tmp_path / "lake"),
        "FMCG_QUESTIONS_DIR": str(tmp_path / "none"),
    }
    assert listed(environment).startswith("0 questions")


def test_it_says_where_nothing_is_recorded(environment: dict[str, str]) -> None:
    output = listed({**environment, "FMCG_QUESTIONS_DAYS": "0"})
    assert output.startswith("FMCG_QUESTIONS_DAYS is 0")
