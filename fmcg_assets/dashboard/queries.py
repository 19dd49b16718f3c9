"""What each tile asks the view, one function a tile, and the answers kept for the next look.

Measures are the model's own expressions. An answer is kept under its SQL and the version of the
data, so that the same tile over the same selection is read once, for all sessions.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from fmcg_assets.dashboard.comparison import moved
from fmcg_assets.errors import FmcgError
from fmcg_assets.semantics.filters import Selection
from fmcg_assets.semantics.guard import DIALECT, VIEW, checked_with_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import pyarrow as pa

    from fmcg_assets.dashboard.comparison import Comparison
    from fmcg_assets.semantics.model import Model
    from fmcg_assets.semantics.snapshot import Snapshot

MEASURES: Final = (
    "revenue",
    "quantity",
    "customers",
    "average_list_price",
    "average_selling_price",
)
"""The measures of the tiles on top."""

MEMBER_MEASURES: Final = ("revenue", "quantity", "average_selling_price")
"""The measures of one member of a dimension."""

_KEPT: Final = 512
_AT_ONCE: Final = 3

Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """The rows of a tile and the SQL that gave them."""

    table: pa.Table
    sql: str
    milliseconds: float

    @property
    def rows(self) -> list[Row]:
        """The rows as dictionaries."""
        rows: list[Row] = self.table.to_pylist()
        return rows


class Queries:
    """Runs the tiles' queries over one snapshot after another, and keeps their answers."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Future[Answer]] = OrderedDict()
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="tiles")

    def run(self, snapshot: Snapshot, sql: str) -> Answer:
        """Return the answer of a query over a snapshot; from memory where it was asked before."""
        asked = self._asked(snapshot, sql)
        if asked.exception() is not None:
            self._forget(snapshot, sql)
        return asked.result()

    def prepare(self, snapshot: Snapshot, statements: Iterable[str]) -> None:
        """Begin with several queries side by side, in the order in which they will be needed.

        One that fails does so where its answer is taken.
        """
        for sql in statements:
            self._asked(snapshot, sql)

    def check_ahead(self, statements: Iterable[str]) -> None:
        """Have the guard look at queries that may be asked next, beside everything else."""

        def look() -> None:
            for sql in statements:
                with suppress(FmcgError):
                    checked_with_values(sql)

        self._workers.submit(look)

    def _asked(self, snapshot: Snapshot, sql: str) -> Future[Answer]:
        """Return the answer that is there or under way; ask where there is none."""
        key = _key(snapshot, sql)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._workers.submit(_answer, snapshot, sql)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _forget(self, snapshot: Snapshot, sql: str) -> None:
        with self._lock:
            self._kept.pop(_key(snapshot, sql), None)


def _key(snapshot: Snapshot, sql: str) -> tuple[str, str]:
    # The path holds lake and version: a lake loaded again has the old version numbers.
    return str(snapshot.path), sql


def _answer(snapshot: Snapshot, sql: str) -> Answer:
    result = snapshot.query_with_values(sql)
    return Answer(result.table, sql, result.milliseconds)


def headline_sql(model: Model, selection: Selection, comparison: Comparison) -> str:
    """Return the query of the tiles on top: totals, both compared periods and every month.

    A row with a month is that month of the selection; a row with a part is "now" or "before";
    the row that is chosen without either is the total of the selection.
    """
    period = _condition(replace(selection, values=())) or "TRUE"
    part = "CAST(NULL AS VARCHAR)"
    if comparison.now:
        part = (
            f"CASE WHEN {_within(comparison.now)} THEN 'now'"
            f" WHEN {_within(comparison.before)} THEN 'before' END"
        )
    return f"""SELECT date AS month,
  {part} AS part,
  {period} AS chosen,
  {_measures(model, MEASURES)},
  count(*) AS order_rows
FROM {VIEW}{_where(without_time(selection))}
GROUP BY GROUPING SETS ((month, chosen), (part), (chosen))
ORDER BY month"""


def members_sql(model: Model, dimension: str, selection: Selection) -> str:
    """Return the query of all members of a dimension, those with the highest revenue first."""
    column = model.dimensions[dimension].column
    return f"""SELECT {column} AS {dimension}, {_measures(model, MEMBER_MEASURES)}
FROM {VIEW}{_where(selection)}
GROUP BY {column}
ORDER BY revenue DESC NULLS LAST, {dimension}"""


def customers_sql(model: Model, selection: Selection) -> str:
    """Return the query of the customers' table; the unmapped customer has codes and no name."""
    return f"""SELECT customer, channel, market, {_measures(model, MEMBER_MEASURES)}
FROM {VIEW}{_where(selection)}
GROUP BY customer, channel, market
ORDER BY revenue DESC NULLS LAST, customer"""


def trend_sql(model: Model, selection: Selection) -> str:
    """Return the query of every month of the data, whatever periods the selection keeps."""
    return f"""SELECT date AS month, {_measures(model, ("revenue", "quantity"))}
FROM {VIEW}{_where(without_time(selection))}
GROUP BY date
ORDER BY month"""


def without_time(selection: Selection) -> Selection:
    """Return what a selection keeps of the dimensions, in all months."""
    return Selection(values=selection.values)


def _measures(model: Model, names: Iterable[str]) -> str:
    return ", ".join(f"{model.measures[name].expression} AS {name}" for name in names)


def _condition(selection: Selection) -> str:
    condition = selection.condition()
    return "" if condition is None else condition.sql(dialect=DIALECT)


def _where(selection: Selection) -> str:
    condition = _condition(selection)
    return f"\n  WHERE {condition}" if condition else ""


def _within(months: Sequence[date]) -> str:
    """Return the condition that keeps months, as a range where they follow each other."""
    first, last = min(months), max(months)
    if moved(first, len(months) - 1) == last:
        return f"date BETWEEN DATE '{first.isoformat()}' AND DATE '{last.isoformat()}'"
    listed = ", ".join(f"DATE '{month.isoformat()}'" for month in months)
    return f"date IN ({listed})"
