"""`fmcg quarantine`: the rejected rows, on a terminal or in a CSV file."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import duckdb
import typer
from rich.text import Text

from fmcg_assets.contracts import BRONZE_TABLES, SOURCES, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TextIO

    from rich.console import Console

    from fmcg_assets.lake.tables import Lake

STANDARD_OUTPUT: Final = "-"
_PRINTED: Final = 50
_BATCH: Final = 10_000
_TABLES: Final = {
    name: TABLES[f"silver/{BRONZE_TABLES[name].name}_quarantine"] for name in sorted(SOURCES)
}
"""The quarantine of each landing domain."""
_DAILY: Final = [name for name in _TABLES if SOURCES[name].daily]
_FORMULA: Final = re.compile(r"\s*[=+\-@]| *[\t\r]")


class RejectedRow(NamedTuple):
    """A row in quarantine, as the CSV file has it; `table` is the landing domain.

    `file_date` is None where the domain is not daily; `source_row` is JSON.
    """

    table: str
    reason: str
    file_name: str
    row_number: int
    file_date: date | None
    source_row: str


class Quarantine:
    """The rows in quarantine that filters leave: of a reason, a business day, a landing domain.

    Raises BadParameter for a reason, table or day that cannot be asked for, and
    MissingTableError where there is no quarantine yet.
    """

    def __init__(
        self,
        lake: Lake,
        *,
        reason: str | None = None,
        day: date | None = None,
        table: str | None = None,
    ) -> None:
        self._lake = lake
        self._reason = reason
        self._days = (day, day + timedelta(days=1)) if day else None
        if table is not None and table not in _TABLES:
            raise typer.BadParameter(
                f"{table!r} is none of {', '.join(_TABLES)}", param_hint="--table"
            )
        if day and table and table not in _DAILY:
            raise typer.BadParameter(
                f"{table} has no file per day; only {', '.join(_DAILY)} has", param_hint="--date"
            )
        asked = [table] if table else _DAILY if day else list(_TABLES)
        # Where none was ever written, reading the first of them says what to do.
        names = [name for name in asked if lake.state(_TABLES[name])] or asked
        counted = {name: self._reasons(name, self._days) for name in names}
        if reason is not None and not any(reason in found for found in counted.values()):
            self._refuse_unknown(reason)
        self._counts = {
            name: sum(found.values()) if reason is None else found.get(reason, 0)
            for name, found in counted.items()
        }

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(self._counts.values())

    def rows(self, limit: int = 0) -> Iterator[RejectedRow]:
        """Yield the rows by domain, file and line: all of them, or as many as the limit says."""
        left = limit or self.total
        for name, count in self._counts.items():
            if count and left:
                yield from self._rows(name, min(left, count))
                left -= min(left, count)

    def _rows(self, name: str, limit: int) -> Iterator[RejectedRow]:
        table = _TABLES[name]
        day = table.partition_column or "NULL"
        columns = [column for column in RejectedRow._fields if column in table.column_names]
        query = (
            f"SELECT reason, file_name, row_number, {day}, source_row FROM waiting"
            " WHERE $reason IS NULL OR reason = $reason ORDER BY file_name, row_number LIMIT $limit"
        )
        with duckdb.connect() as connection:
            connection.register("waiting", self._lake.read(table, columns, self._days))
            found = connection.execute(query, {"reason": self._reason, "limit": limit})
            while batch := found.fetchmany(_BATCH):
                yield from (RejectedRow(name, *row) for row in batch)

    def _reasons(self, name: str, days: tuple[date, date] | None) -> Mapping[str, int]:
        """Return how many rows of a domain each reason has."""
        with duckdb.connect() as connection:
            connection.register("waiting", self._lake.read(_TABLES[name], ["reason"], days))
            counted = connection.execute("SELECT reason, count(*) FROM waiting GROUP BY reason")
            return dict(counted.fetchall())

    def _refuse_unknown(self, reason: str) -> None:
        """Raise BadParameter for a reason that no row has, if any row has one."""
        written = [name for name, table in _TABLES.items() if self._lake.state(table)]
        known = {found for name in written for found in self._reasons(name, None)}
        if known and reason not in known:
            raise typer.BadParameter(
                f"no row waits for {reason!r}; the reasons are {', '.join(sorted(known))}",
                param_hint="--reason",
            )


def print_quarantine(found: Quarantine, console: Console, limit: int | None) -> None:
    """Print a line per row, as wide as the terminal; without a terminal nothing is shortened."""
    shown = 0
    table = ""
    for row in found.rows(_PRINTED if limit is None else limit):
        if row.table != table:
            table = row.table
            names = " | ".join(column.name for column in SOURCES[table].columns)
            _print_line(console, Text.assemble((table, "bold"), f": reason  file:line  {names}"))
        place = f"{_file(row)}:{row.row_number}"
        _print_line(
            console,
            Text.assemble(
                (visible(row.reason), "yellow"),
                "  ",
                (visible(place), "cyan"),
                f"  {delivered(row)}",
            ),
        )
        shown += 1
    _print_end(console, shown, found.total)


def export_quarantine(found: Quarantine, file: str, console: Console, limit: int | None) -> None:
    """Write the rows as CSV to a file, or to the standard output where the file is `-`.

    An existing file is replaced once the new one is complete. What is said goes to `console`.
    Raises BadParameter where no file can be written there.
    """
    rows = found.rows(limit or 0)
    if file == STANDARD_OUTPUT:
        # For another program, which would take the mark of a spreadsheet's file for a character.
        target = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        written = write_csv(rows, target)
        target.detach()
    else:
        path = Path(file)
        if path.is_dir() or not path.parent.is_dir():
            raise typer.BadParameter(f"{file} is no file in a folder", param_hint="--csv")
        written = _replaced(path, lambda target: write_csv(rows, target))
    if file != STANDARD_OUTPUT or written < found.total:
        text = Text(f"{written:,} of {found.total:,} rows written to {file}")
        console.print(text, soft_wrap=True, highlight=False)


def write_csv(rows: Iterable[RejectedRow], target: TextIO) -> int:
    """Write a header and the rows, safe against formulas; returns the number of rows."""
    writer = csv.writer(target)
    writer.writerow(RejectedRow._fields)
    written = 0
    for row in rows:
        writer.writerow([no_formula(cell) for cell in row])
        written += 1
    target.flush()
    return written


def no_formula(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: text gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def visible(text: str) -> str:
    """Return a text on one line, with everything that does not print as an escape sequence."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def delivered(row: RejectedRow) -> str:
    """Return a row's delivered values for people; of a line that could not be split, the line."""
    values = json.loads(row.source_row, strict=False)
    if "line" in values:
        return visible(f"{values['line']} ({values['fault']})")
    return " | ".join(visible(values.get(c.name) or "") for c in SOURCES[row.table].columns)


def _file(row: RejectedRow) -> str:
    """Return a file's name, with its folder where the domain has several."""
    several = len(SOURCES[row.table].folders) > 1
    return row.file_name if several else row.file_name.rpartition("/")[2]


def _print_line(console: Console, line: Text) -> None:
    if console.is_terminal:
        console.print(line, no_wrap=True, overflow="ellipsis", highlight=False)
    else:
        console.print(line, soft_wrap=True, highlight=False)


def _print_end(console: Console, shown: int, total: int) -> None:
    if not total:
        text = "No rows."
    elif shown == total:
        text = f"{total:,} rows, all shown; --csv FILE writes them in full."
    else:
        text = (
            f"{shown:,} of {total:,} rows shown; --limit 0 shows all, --csv FILE writes them in"
            " full, and --reason, --date and --table choose."
        )
    console.print(text, style="dim", soft_wrap=True, highlight=False)


def _replaced(path: Path, write: Callable[[TextIO], int]) -> int:
    """Replace a file by what `write` writes, or leave it as it is where that fails."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        # Excel reads UTF-8 only with the byte order mark.
        with unfinished.open("w", encoding="utf-8-sig", newline="") as target:
            written = write(target)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return written
