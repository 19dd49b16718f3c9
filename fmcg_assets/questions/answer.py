"""What a question gets: figures, a sentence, how it was understood, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pyarrow as pa

    from fmcg_assets.questions.chips import Chip
    from fmcg_assets.questions.intent import ChartKind, Explained, Intent
    from fmcg_assets.questions.sql import Column, ColumnFormat

Status = Literal["answer", "refuse", "clarify"]
Language = Literal["en", "fr"]


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    `columns` and `rows` are the result (a member that no dimension row describes is None);
    `figures` say what each column is. A refusal names the `words` that stood in the way and, as
    `options`, questions that can be asked; so does a question back. `planner` is the model that
    planned the answer, None where the rules did.
    """

    status: Status
    question: str
    language: Language = "en"
    id: str = ""
    first: str | None = None
    intent: Intent | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    table: pa.Table | None = None
    figures: tuple[Column, ...] = ()
    sql: str | None = None
    sentence: str = ""
    message: str = ""
    words: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    explained: tuple[Explained, ...] = ()
    chips: tuple[Chip, ...] = ()
    alternatives: tuple[tuple[str, Intent], ...] = ()
    chart: ChartKind | None = None
    verified: bool = False
    planner: str | None = None
    next_questions: tuple[str, ...] = ()
    milliseconds: float = 0.0
    data_version: int | None = None
    row_count: int = 0
    truncated: bool = False
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def formats(self) -> dict[str, ColumnFormat]:
        """How each column is written."""
        return {column.name: column.format for column in self.figures}


def json_value(value: Any) -> Any:
    """Return a value as JSON has it: decimals as numbers, dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def json_rows(answer: Answer) -> list[list[Any]]:
    """Return the rows of an answer as JSON has them."""
    return [[json_value(value) for value in row] for row in answer.rows]
