"""The JSON lines that pages and commands leave of what was asked, as rows of ops/questions."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import pyarrow as pa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from fmcg_assets.contracts import OPS_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

[QUESTIONS] = OPS_TABLES.values()

_FILE: Final = re.compile(r"questions-(\d{4}-\d{2}-\d{2})\.jsonl")
_PUT_ASIDE: Final = "put_aside"


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1)
    asked_at: AwareDatetime


class _Question(_Line):
    kind: Literal["question"]
    question: str
    first: str | None = None
    language: str | None = None
    status: Literal["answer", "refuse", "clarify"]
    intent: str | None = None
    sql: str | None = None
    message: str | None = None
    words: tuple[str, ...] = ()
    row_count: int | None = None
    milliseconds: float | None = Field(None, ge=0, le=1e9)
    data_version: int | None = None
    source: str | None = None
    planner: str | None = None


class _Feedback(_Line):
    kind: Literal["feedback"]
    up: bool
    comment: str | None = None


_LINE: Final[TypeAdapter[_Question | _Feedback]] = TypeAdapter(
    Annotated[_Question | _Feedback, Field(discriminator="kind")]
)


@dataclass(frozen=True)
class Malformed:
    """A line that is no record: where it is and why; `line` is what stands there."""

    file: str
    line_number: int
    problem: str
    line: str


@dataclass(frozen=True)
class Recorded:
    """What lies in the folder: rows by their line's digest, and what is no record."""

    rows: dict[str, dict[str, Any]]
    malformed: tuple[Malformed, ...]


def recorded(folder: Path, now: datetime) -> Recorded:
    """Read the files of the folder; a line that is only begun is left for the next time."""
    rows: dict[str, dict[str, Any]] = {}
    malformed: list[Malformed] = []
    for file in sorted(folder.glob("questions-*.jsonl")) if folder.is_dir() else ():
        named = _FILE.fullmatch(file.name)
        if named is None:
            continue
        is_written = named[1] >= now.astimezone(UTC).date().isoformat()
        for number, line in _lines(file.read_bytes(), is_written=is_written):
            try:
                row = _row(line)
            except ValueError as error:
                text = line.decode("utf-8", "replace")
                malformed.append(Malformed(file.name, number, _problem(error), text))
            else:
                rows[row["line_id"]] = row
    return Recorded(rows, tuple(malformed))


def merged(held: pa.Table | None, found: Recorded, now: datetime, days: int) -> pa.Table:
    """Return stored and recorded rows, each once, without those older than `days`; 0 keeps all."""
    rows = {row["line_id"]: row for row in (held.to_pylist() if held is not None else ())}
    rows |= found.rows
    oldest = now - timedelta(days=days)
    kept = [row for row in rows.values() if not days or row["asked_at"] >= oldest]
    kept.sort(key=lambda row: (row["asked_at"], row["line_id"]))
    return pa.Table.from_pylist(kept, QUESTIONS.arrow_schema)


def put_aside(folder: Path, malformed: tuple[Malformed, ...], oldest: date | None) -> None:
    """Copy malformed lines, with what is wrong, to files of their own, and remove old copies."""
    aside = folder / _PUT_ASIDE
    by_file: dict[str, list[Malformed]] = {}
    for line in malformed:
        by_file.setdefault(line.file, []).append(line)
    for name, lines in by_file.items():
        aside.mkdir(parents=True, exist_ok=True)
        texts = [
            json.dumps(
                {"line_number": found.line_number, "problem": found.problem, "line": found.line},
                ensure_ascii=False,
            )
            for found in lines
        ]
        (aside / name).write_text("\n".join(texts) + "\n", encoding="utf-8", errors="replace")
    for copy in aside.iterdir() if oldest and aside.is_dir() else ():
        named = _FILE.fullmatch(copy.name)
        if named and oldest and named[1] < oldest.isoformat():
            copy.unlink(missing_ok=True)


def _lines(content: bytes, *, is_written: bool) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers; of a file that is being written the whole ones."""
    *whole, rest = content.split(b"\n")
    if rest and not is_written:
        whole.append(rest)
    for number, line in enumerate(whole, 1):
        if line.strip():
            yield number, line


def _row(line: bytes) -> dict[str, Any]:
    """Return a line as a row; raises ValueError for what is no record."""
    record = _LINE.validate_json(line)
    row: dict[str, Any] = dict.fromkeys(QUESTIONS.column_names)
    row |= {name: value for name, value in record.model_dump().items() if name in row}
    row["line_id"] = hashlib.sha256(line.strip()).hexdigest()[:32]
    row["asked_at"] = record.asked_at.astimezone(UTC)
    if isinstance(record, _Feedback):
        row["feedback"] = "up" if record.up else "down"
    else:
        row["words"] = list(record.words)
        if record.milliseconds is not None:
            row["milliseconds"] = Decimal(record.milliseconds).quantize(Decimal("0.001"))
    return row


def _problem(error: ValueError) -> str:
    """Return what is wrong with a line, without its content."""
    if not isinstance(error, ValidationError):
        return str(error)
    problems = (
        f"{'.'.join(map(str, problem['loc'])) or 'line'}: {problem['msg']}"
        for problem in error.errors(include_input=False, include_url=False)
    )
    return "; ".join(problems)
