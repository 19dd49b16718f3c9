"""What was asked comes into a table of its own, each line once and none of them lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import dagster as dg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.assets.ops import JOB
from fmcg_assets.contracts import OPS_TABLES
from fmcg_assets.definitions import build_definitions
from fmcg_assets.ingest.questions import QUESTIONS, merged, put_aside, recorded
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.environments import Settings

NOW = datetime(2025, 11, 30, 12, tzinfo=UTC)
TODAY = "questions-2025-11-30.jsonl"
ASKED = {
    "kind": "question",
    "id": "q1",
    "asked_at": "2025-11-30T10:00:00.125+00:00",
    "question": "revenue by chanel",
    "first": None,
    "language": "en",
    "status": "refuse",
    "intent": None,
    "sql": None,
    "message": "No rule explains …",
    "words": ["chanel"],
    "row_count": 0,
    "milliseconds": 12.345,
    "data_version": 7,
    "source": "web",
    "planner": None,
}
FEEDBACK = {
    "kind": "feedback",
    "id": "q1",
    "asked_at": "2025-11-30T10:01:00+00:00",
    "up": False,
    "comment": "wrong",
}


def write(folder: Path, *lines: object, name: str = TODAY, end: str = "\n") -> Path:
    folder.mkdir(exist_ok=True)
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path = folder / name
    path.write_text("\n".join(texts) + end, encoding="utf-8")
    return path


def test_questions_and_feedback_are_rows(tmp_path: Path) -> None:
    write(tmp_path, ASKED, FEEDBACK)
    rows = merged(None, recorded(tmp_path, NOW), NOW, 90).to_pylist()
    question, feedback = rows
    assert {name: question[name] for name in ("id", "status", "words", "data_version")} == {
        "id": "q1",
        "status": "refuse",
        "words": ["chanel"],
        "data_version": 7,
    }
    assert question["asked_at"] == datetime(2025, 11, 30, 10, 0, 0, 125_000, UTC)
    assert question["milliseconds"] == Decimal("12.345")
    assert (feedback["feedback"], feedback["comment"]) == ("down", "wrong")
    assert feedback["question"] is None


def test_the_same_line_is_one_row_and_the_stored_ones_stay(tmp_path: Path) -> None:
    write(tmp_path, ASKED, ASKED, FEEDBACK)
    once = merged(None, recorded(tmp_path, NOW), NOW, 90)
    assert once.num_rows == 2
    assert merged(once, recorded(tmp_path, NOW), NOW, 90) == once
    (tmp_path / TODAY).unlink()
    assert merged(once, recorded(tmp_path, NOW), NOW, 90) == once


def test_rows_are_kept_as_long_as_their_files(tmp_path: Path) -> None:
    old = {**ASKED, "asked_at": "2025-08-01T10:00:00Z"}
    write(tmp_path, old, ASKED)
    found = recorded(tmp_path, NOW)
    assert merged(None, found, NOW, 90).num_rows == 1
    # Where nothing is recorded any more, what is stored stays.
    assert merged(None, found, NOW, 0).num_rows == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("no json", "Invalid JSON"),
        ("[]", "line"),
        ("{}", "kind"),
        ('{"kind": "other"}', "kind"),
        (json.dumps({**ASKED, "asked_at": "yesterday"}), "asked_at"),
        (json.dumps({**ASKED, "asked_at": "2025-11-30T10:00:00"}), "asked_at"),
        (json.dumps({**ASKED, "status": "perhaps"}), "status"),
        (json.dumps({**ASKED, "row_count": "many"}), "row_count"),
        (json.dumps({**ASKED, "id": ""}), "id"),
        (json.dumps({**FEEDBACK, "up": "maybe"}), "up"),
    ],
)
def test_a_malformed_line_is_put_aside_with_what_is_wrong(
    line: str, problem: str, tmp_path: Path
) -> None:
    path = write(tmp_path, ASKED, line, FEEDBACK)
    content = path.read_bytes()
    found = recorded(tmp_path, NOW)
    [malformed] = found.malformed
    assert len(found.rows) == 2
    assert (malformed.file, malformed.line_number, malformed.line) == (TODAY, 2, line)
    assert problem in malformed.problem
    put_aside(tmp_path, found.malformed, None)
    put_aside(tmp_path, found.malformed, None)
    [copy] = (tmp_path / "put_aside" / TODAY).read_text(encoding="utf-8").splitlines()
    assert json.loads(copy)["line"] == line
    assert path.read_bytes() == content


def test_a_line_that_is_being_written_waits(tmp_path: Path) -> None:
    write(tmp_path, ASKED, '{"kind": "que', end="")
    found = recorded(tmp_path, NOW)
    assert (len(found.rows), found.malformed) == (1, ())
    # The next day nobody writes to the file any more.
    assert len(recorded(tmp_path, NOW + timedelta(days=1)).malformed) == 1


def test_other_files_and_blank_lines_are_no_matter(tmp_path: Path) -> None:
    write(tmp_path, ASKED, "", "  ")
    write(tmp_path, "something", name="notes.txt")
    write(tmp_path, "something", name="questions-soon.jsonl")
    found = recorded(tmp_path, NOW)
    assert (len(found.rows), found.malformed) == (1, ())
    assert recorded(tmp_path / "nowhere", NOW).rows == {}


def test_copies_of_malformed_lines_are_kept_as_long_as_questions(tmp_path: Path) -> None:
    write(tmp_path, "bad", name="questions-2025-08-01.jsonl")
    found = recorded(tmp_path, NOW)
    put_aside(tmp_path, found.malformed, date(2025, 8, 1))
    assert (tmp_path / "put_aside" / "questions-2025-08-01.jsonl").exists()
    put_aside(tmp_path, (), date(2025, 8, 2))
    assert not (tmp_path / "put_aside" / "questions-2025-08-01.jsonl").exists()


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_content_of_a_file_makes_it_fail(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / TODAY).write_bytes(content)
        found = recorded(Path(folder), NOW)
        put_aside(Path(folder), found.malformed, None)
        assert merged(None, found, NOW, 90).num_rows == len(found.rows)


# --- the asset


@pytest.fixture
def platform(tmp_path: Path) -> Settings:
    return Settings(  # type: ignore[call-arg]
        lake_uri=str(tmp_path / "lake"), questions_dir=str(tmp_path / "questions")
    )


def take_in(platform: Settings) -> dg.ExecuteInProcessResult:
    job = build_definitions(platform).resolve_job_def(JOB)
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance)
        assert result.success
        return result


def held(platform: Settings) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = Lake(platform.lake_uri).read(QUESTIONS).to_pylist()
    return rows


def version(platform: Settings) -> int:
    return Lake(platform.lake_uri).require(QUESTIONS).version()


def test_the_asset_takes_each_line_once(platform: Settings, tmp_path: Path) -> None:
    today = datetime.now(UTC)
    asked = {**ASKED, "asked_at": today.isoformat()}
    name = f"questions-{today.date()}.jsonl"
    take_in(platform)
    assert held(platform) == []
    write(tmp_path / "questions", asked, "bad line", name=name)
    take_in(platform)
    assert [row["question"] for row in held(platform)] == ["revenue by chanel"]
    before = version(platform)
    take_in(platform)
    assert version(platform) == before
    write(tmp_path / "questions", asked, {**asked, "id": "q2"}, name=name)
    result = take_in(platform)
    assert len(held(platform)) == 2
    assert OPS_TABLES["ops/questions"] is QUESTIONS
    [materialization] = result.asset_materializations_for_node("ops__questions")
    assert materialization.metadata["rows"].value == 2


def test_the_schedule_starts_where_something_is_recorded(
    platform: Settings, tmp_path: Path
) -> None:
    definitions = build_definitions(platform)
    [schedule] = [s for s in definitions.schedules or () if s.name == "daily_questions"]
    assert isinstance(schedule, dg.ScheduleDefinition)
    context = dg.build_schedule_context(scheduled_execution_time=NOW)
    assert schedule.evaluate_tick(context).skip_message
    write(tmp_path / "questions", ASKED)
    assert len(schedule.evaluate_tick(context).run_requests or ()) == 1
