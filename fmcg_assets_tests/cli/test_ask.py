"""`fmcg ask` on the sample: one question, and files of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fmcg_assets.cli.app import app
from fmcg_assets.errors import MissingTableError
from fmcg_assets.resources.environments import Settings


@pytest.fixture(autouse=True)
def _environment(sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FMCG_LAKE_URI", sample.lake_uri)
    monkeypatch.setenv("FMCG_QUESTIONS_DIR", str(tmp_path / "questions"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("FMCG_PLANNER_URL", raising=False)


def _ask(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ask", *arguments])


def test_sentence_table_and_interpretation() -> None:
    result = _ask("top 5 products in Q3 2025", "--sql", "--explain")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Top 5 products by revenue, Q3 2025 (July – September): ")
    assert "Understood as: Measure: Revenue · By: Product" in result.output
    assert "LIMIT 5" in result.output
    assert "Rule" in result.output
    assert "data version" in result.output


def test_json() -> None:
    result = _ask("revenue by month in 2025", "--json")
    entry = json.loads(result.output)
    assert entry["status"] == "answer"
    assert entry["columns"] == ["month", "revenue"]
    assert entry["rows"][0][0] == "2025-01-01"
    assert isinstance(entry["rows"][0][1], int | float)
    assert entry["chart"] == "line"
    assert entry["data_version"] is not None


def test_a_question_that_goes_on() -> None:
    result = _ask("only e-commerce", "--first", "revenue by channel in 2025", "--json")
    assert json.loads(result.output)["status"] == "answer"


@pytest.mark.parametrize(
    ("question", "code"), [("total revenue", 0), ("what is our profit margin?", 3), ("", 3)]
)
def test_exit_codes(question: str, code: int) -> None:
    assert _ask(question).exit_code == code


def test_a_question_or_a_batch() -> None:
    assert _ask().exit_code == 2
    assert _ask("--batch", "/no/such/file").exit_code == 2


def test_markup_of_a_question_stays_text() -> None:
    result = _ask("[bold]what is [/nothing] our profit?")
    assert result.exit_code == 3, result.output


def test_a_lake_without_the_view(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FMCG_LAKE_URI", str(tmp_path / "nothing"))
    result = _ask("total revenue")
    assert result.exit_code == 1
    assert isinstance(result.exception, MissingTableError)


def _batch(folder: Path, *lines: bytes) -> list[dict[str, Any]]:
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_bytes(b"\n".join(lines) + b"\n")
    result = _ask("--batch", str(source), "--out", str(out))
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_a_batch_keeps_its_order(tmp_path: Path) -> None:
    found = _batch(
        tmp_path,
        b'{"id": 1, "question": "total revenue"}',
        b'{"id": "b", "question": "only e-commerce", "first": "revenue by channel"}',
        b'{"id": "c", "question": "what is our profit?", "first": null}',
        '{"id": "d", "question": "chiffre d\'affaires par année"}'.encode(),
    )
    assert [line["id"] for line in found] == [1, "b", "c", "d"]
    assert [line["status"] for line in found] == ["answer", "answer", "refuse", "answer"]
    assert all(
        list(line) == ["id", "status", "columns", "rows", "sql", "message"] for line in found
    )
    assert [row[0] for row in found[3]["rows"]] == [2024, 2025]
    assert found[2]["sql"] is None
    assert found[2]["rows"] == []


def test_lines_that_are_no_questions(tmp_path: Path) -> None:
    found = _batch(
        tmp_path,
        b"not json",
        b"[1]",
        b'{"id": 3}',
        b"",
        b'{"id": 5, "question": 7}',
        b'{"id": 6, "question": "revenue", "first": 7}',
        b'{"id": 7, "question": "\xff"}',
        b"[" * 100_000,
        b'{"id": 9, "question": "revenue \\ud800"}',
        b'{"id": 10, "question": "total revenue"}',
    )
    assert [line["id"] for line in found] == [None, None, 3, 5, 6, None, None, 9, 10]
    assert [line["status"] for line in found][:7] == ["refuse"] * 7
    assert found[-1]["status"] == "answer"
    numbers = [line["message"].split()[1] for line in found[:7]]
    assert numbers == ["1", "2", "3", "5", "6", "7", "8"]


def test_a_batch_to_standard_output(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1, "question": "total revenue"}\n')
    result = _ask("--batch", str(source))
    assert json.loads(result.output)["id"] == 1


def test_questions_are_recorded(tmp_path: Path) -> None:
    _ask("total revenue")
    (path,) = (tmp_path / "questions").iterdir()
    assert json.loads(path.read_text("utf-8"))["source"] == "cli"
