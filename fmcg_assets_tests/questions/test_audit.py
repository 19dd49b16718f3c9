"""Questions as JSON lines: fields, retention, off switch, many writers, folders that refuse."""

from __future__ import annotations

import json
import logging
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fmcg_assets.questions.answer import Answer
from fmcg_assets.questions.audit import Audit
from fmcg_assets.questions.intent import Intent, Period, Threshold

_NOW = datetime(2026, 1, 15, 23, 59, 59, 123456, UTC)
_ANSWER = Answer(
    status="answer",
    question="revenue in 2025, s'il vous plaît",
    language="fr",
    id="abc",
    intent=Intent(
        ("revenue",),
        periods=(Period(date(2025, 1, 1), date(2025, 12, 1), "2025"),),
        having=(Threshold(">", Decimal("1.5")),),
    ),
    rows=((1,),),
    sql="SELECT 1",
    message="Revenue: 1.",
    milliseconds=12.34567,
    data_version=3,
    row_count=1,
)


def _lines(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def _audit(folder: Path, days: int = 90) -> Audit:
    return Audit(folder, days, "web", now=lambda: _NOW)


def test_a_question_and_its_feedback(tmp_path: Path) -> None:
    audit = _audit(tmp_path / "new" / "folder")
    audit.record(_ANSWER)
    audit.feedback("abc", up=False, comment="wrong year")
    question, feedback = _lines(tmp_path / "new" / "folder")
    intent = json.loads(question.pop("intent"))
    assert intent["periods"] == [
        {"first": "2025-01-01", "last": "2025-12-01", "label": "2025", "relative": False}
    ]
    assert intent["having"][0]["value"] == 1.5
    assert question == {
        "kind": "question",
        "id": "abc",
        "asked_at": "2026-01-15T23:59:59.123+00:00",
        "question": "revenue in 2025, s'il vous plaît",
        "first": None,
        "language": "fr",
        "status": "answer",
        "sql": "SELECT 1",
        "message": "Revenue: 1.",
        "words": [],
        "row_count": 1,
        "milliseconds": 12.346,
        "data_version": 3,
        "source": "web",
        "planner": None,
    }
    assert feedback == {
        "kind": "feedback",
        "id": "abc",
        "asked_at": "2026-01-15T23:59:59.123+00:00",
        "up": False,
        "comment": "wrong year",
    }
    assert (tmp_path / "new" / "folder" / "questions-2026-01-15.jsonl").exists()


def test_zero_days_record_nothing(tmp_path: Path) -> None:
    audit = _audit(tmp_path / "none", days=0)
    audit.record(_ANSWER)
    audit.feedback("abc", up=True)
    assert not (tmp_path / "none").exists()


def test_old_files_go(tmp_path: Path) -> None:
    for name in ("questions-2026-01-04.jsonl", "questions-2026-01-05.jsonl", "notes.jsonl"):
        (tmp_path / name).write_text("")
    _audit(tmp_path, days=10).record(_ANSWER)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "notes.jsonl",
        "questions-2026-01-05.jsonl",
        "questions-2026-01-15.jsonl",
    ]


def test_many_writers_leave_whole_lines(tmp_path: Path) -> None:
    def write() -> None:
        audit = _audit(tmp_path)
        for _ in range(50):
            audit.record(_ANSWER)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_lines(tmp_path)) == 400


def test_a_folder_that_refuses_warns_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    audit = _audit(tmp_path / "file" / "below")
    with caplog.at_level(logging.WARNING):
        audit.record(_ANSWER)
        audit.record(_ANSWER)
    (warning,) = [one.getMessage() for one in caplog.records]
    assert "FMCG_QUESTIONS_DIR" in warning
    assert "plaît" not in warning


def test_texts_that_cannot_be_encoded_or_never_end(tmp_path: Path) -> None:
    audit = _audit(tmp_path)
    audit.feedback("x", up=True, comment="\ud800" + "a" * 10_000)
    (line,) = _lines(tmp_path)
    assert len(line["comment"]) == 4_001
