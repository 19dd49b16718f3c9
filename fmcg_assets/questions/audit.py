"""What was asked and how it went, appended as JSON lines to a local folder; see FMCG_QUESTIONS_*.

One file for each UTC day. A line is one write to a file opened for appending, so that pages and
commands can write at once. Nothing here ever breaks an answer.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from fmcg_assets.questions.answer import json_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from fmcg_assets.questions.answer import Answer
    from fmcg_assets.resources.environments import Settings

Source = Literal["cli", "web"]

_LOG: Final = logging.getLogger(__name__)
_FILE: Final = re.compile(r"questions-(\d{4}-\d{2}-\d{2})\.jsonl")
_LONGEST: Final = 4_000
"""Characters of a text that are kept."""


class Audit:
    """Records questions and feedback for `days` days; 0 records nothing."""

    def __init__(
        self,
        folder: Path,
        days: int,
        source: Source,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._days = days
        self._source = source
        self._now = now
        self._lock = threading.Lock()
        self._warned = False
        self._swept: date | None = None

    @classmethod
    def of(cls, settings: Settings, source: Source) -> Audit:
        """Return the record that the settings ask for."""
        return cls(Path(settings.questions_dir), settings.questions_days, source)

    def record(self, answer: Answer) -> None:
        """Append a question and its outcome; figures and rows are not kept."""
        intent = None
        if answer.intent is not None:
            intent = json.dumps(asdict(answer.intent), default=json_value, ensure_ascii=False)
        self._append(
            {
                "kind": "question",
                "id": answer.id,
                "asked_at": self._moment(),
                "question": _cut(answer.question),
                "first": _cut(answer.first),
                "language": answer.language,
                "status": answer.status,
                "intent": intent,
                "sql": answer.sql,
                "message": _cut(answer.message),
                "words": [_cut(word) for word in answer.words],
                "row_count": answer.row_count,
                "milliseconds": round(answer.milliseconds, 3),
                "data_version": answer.data_version,
                "source": self._source,
                "planner": answer.planner,
            }
        )

    def feedback(self, id: str, up: bool, comment: str = "") -> None:  # noqa: A002
        """Append what somebody thought of an answer."""
        self._append(
            {
                "kind": "feedback",
                "id": id,
                "asked_at": self._moment(),
                "up": up,
                "comment": _cut(comment),
            }
        )

    def _moment(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="milliseconds")

    def _append(self, entry: dict[str, Any]) -> None:
        if self._days == 0:
            return
        # A lone half of a surrogate pair cannot be encoded.
        line = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "replace")
        today = self._now().astimezone(UTC).date()
        path = self._folder / f"questions-{today.isoformat()}.jsonl"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(number, line)
            finally:
                os.close(number)
            self._sweep(today)
        except OSError as error:
            self._warn(error)

    def _sweep(self, today: date) -> None:
        """Remove the files that are older than the retention, once a day."""
        with self._lock:
            if self._swept == today:
                return
            self._swept = today
        oldest = today - timedelta(days=self._days)
        for path in self._folder.iterdir():
            named = _FILE.fullmatch(path.name)
            if named and named[1] < oldest.isoformat():
                path.unlink(missing_ok=True)

    def _warn(self, error: OSError) -> None:
        with self._lock:
            if self._warned:
                return
            self._warned = True
        _LOG.warning(
            "questions are not recorded: %s: %s; make FMCG_QUESTIONS_DIR a folder that can be"
            " written, or set FMCG_QUESTIONS_DAYS=0",
            self._folder,
            error.strerror,
        )


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
