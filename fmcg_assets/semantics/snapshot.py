"""The view in DuckDB, one file per Delta version: what every page, tile and question reads."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import warnings
from calendar import monthrange
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from filelock import FileLock

from fmcg_assets.contracts import TABLES
from fmcg_assets.errors import GuardError, MissingTableError, QueryLimitError, QueryTimeoutError
from fmcg_assets.lake.state import read_state
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.environments import cache_dir
from fmcg_assets.semantics.guard import VIEW, checked, checked_with_values
from fmcg_assets.semantics.model import load_model
from fmcg_assets.storage.faults import explained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from deltalake import DeltaTable

    from fmcg_assets.resources.environments import Settings

# A copy of rows that are few takes no time.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result makes an extra copy")

ROW_LIMIT: Final = 100_000
TIME_LIMIT: Final = 20.0

_VIEW_TABLE: Final = TABLES[f"gold/{VIEW}"]
_FACTS: Final = TABLES["gold/fact_orders"]
_LAYOUT: Final = 1
"""Goes up with every change of what a cache file holds."""

_LOCKED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_unsigned_extensions": False,
    "python_enable_replacements": False,
    "python_scan_all_frames": False,
    "temp_directory": "",
    "memory_limit": "1GB",
    "threads": 2,
    "lock_configuration": True,
}


@dataclass(frozen=True)
class Result:
    """The rows of a query, at most as many as were allowed; `truncated` where there were more."""

    table: pa.Table
    truncated: bool
    milliseconds: float
    sql: str


@dataclass(frozen=True)
class Snapshot:
    """One version of the view, unchanging; see `SnapshotStore`.

    `partial_month` is the newest month where the daily data do not reach its end, and
    `newest_complete_month` the one that "last month" means. `refreshed_at` is when the version was
    committed. `members` are the values of each dimension, `unmapped` the dimensions that some rows
    have no value of. `months` are those with rows.
    """

    version: int
    rows: int
    months: tuple[date, ...]
    newest_complete_month: date | None
    partial_month: date | None
    newest_day: date | None
    refreshed_at: datetime
    members: dict[str, tuple[str, ...]]
    unmapped: frozenset[str]
    revenue_of: dict[str, dict[str, float]]
    path: Path
    _connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)

    @property
    def first_month(self) -> date:
        """The oldest month with rows."""
        return self.months[0]

    @property
    def last_month(self) -> date:
        """The newest month with rows, complete or not."""
        return self.months[-1]

    def query(self, sql: str, *, limit: int = ROW_LIMIT, timeout: float = TIME_LIMIT) -> Result:
        """Return the rows of one guarded select.

        Raises GuardError for anything else, and QueryTimeoutError after `timeout` seconds.
        """
        return self.run_unguarded(checked(sql), limit=limit, timeout=timeout)

    def query_with_values(self, sql: str) -> Result:
        """Return the rows of one guarded select as `query` does, its names bound as values.

        The faster way for a select that is asked again and again with other names.
        """
        text, values = checked_with_values(sql)
        return self.run_unguarded(text, values, limit=ROW_LIMIT, timeout=TIME_LIMIT)

    def run_unguarded(
        self, sql: str, values: Sequence[str] = (), *, limit: int, timeout: float
    ) -> Result:
        """Run a text that the guard has passed; DuckDB alone stands in the way of another."""
        started = time.perf_counter()
        cursor = self._connection.cursor()
        with _limited(cursor, timeout):
            # A relation would plan the query twice, which takes longer than to run it.
            reader = cursor.execute(sql, values).to_arrow_reader(min(limit + 1, 10_000))
            assert reader is not None
            batches, rows = [], 0
            while rows <= limit:
                batch = next(reader, None)
                if batch is None:
                    break
                batches.append(batch)
                rows += batch.num_rows
            table = _plain(pa.Table.from_batches(batches, reader.schema))
        cursor.close()
        milliseconds = (time.perf_counter() - started) * 1000
        return Result(table.slice(0, limit), rows > limit, milliseconds, sql)


class SnapshotStore:
    """Hands out the newest version of the view of the settings' lake.

    A snapshot that was handed out stays as it is: a page that reads one snapshot never mixes two
    versions. The lake is looked at again after `check_seconds` at the earliest.
    """

    def __init__(
        self, settings: Settings, *, folder: Path | None = None, check_seconds: float = 1.0
    ) -> None:
        self._lake = Lake(settings.lake_uri)
        digest = hashlib.sha256(self._lake.uri.encode()).hexdigest()[:16]
        self._folder = (folder or cache_dir() / "insights") / digest
        self._check_seconds = check_seconds
        self._lock = threading.Lock()
        self._held: tuple[str, Snapshot] | None = None
        self._looked = 0.0

    def current(self) -> Snapshot:
        """Return the snapshot of the table's newest version.

        Raises MissingTableError, which says what to do, where the view was never built or is empty.
        """
        with self._lock:
            now = time.monotonic()
            if self._held and now - self._looked < self._check_seconds:
                return self._held[1]
            if self._held is None or self._held[0] != _file_name(self._delta()):
                self._held = self._opened()
            self._looked = time.monotonic()
            return self._held[1]

    def _delta(self) -> DeltaTable:
        return self._lake.require(_VIEW_TABLE)

    def _opened(self) -> tuple[str, Snapshot]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / "lock"):
            # While this process waited, another one may have met a newer version.
            delta = self._delta()
            name = _file_name(delta)
            path = self._folder / name
            snapshot = _read(path) if path.exists() else None
            if snapshot is None:
                self._build(delta, path)
                snapshot = _read(path)
            if snapshot is None:
                raise MissingTableError(
                    f"{_VIEW_TABLE.asset_key} in {self._lake.uri} holds no rows; put files into the"
                    " landing zones and run `fmcg run`"
                )
            for old in self._folder.iterdir():
                # Whoever reads an old version goes on doing so: the file lives until it is closed.
                if old.name not in (name, "lock"):
                    old.unlink(missing_ok=True)
            return name, snapshot

    def _build(self, delta: DeltaTable, path: Path) -> None:
        """Write the cache file of a version under a temporary name, and rename it."""
        with explained("read", self._lake.table_uri(_VIEW_TABLE)):
            # delta-rs takes an empty commit file for a commit; reading the state notices it.
            read_state(delta)
            rows = delta.to_pyarrow_table()
            committed = delta.history(1)[0]["timestamp"]
        facts = {
            "layout": _LAYOUT,
            "version": delta.version(),
            "refreshed_at": committed,
            "newest_day": _newest_day(self._lake),
        }
        temporary = path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        try:
            with duckdb.connect(temporary) as connection:
                connection.register("source_rows", rows)
                connection.execute(f"CREATE TABLE {VIEW} AS SELECT * FROM source_rows")
                connection.unregister("source_rows")
                text = json.dumps(facts).replace("'", "''")
                connection.execute(f"COMMENT ON TABLE {VIEW} IS '{text}'")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _file_name(delta: DeltaTable) -> str:
    # A lake that was removed and loaded again counts its versions from 1 again.
    return f"{delta.metadata().id}-v{delta.version()}.duckdb"


def _newest_day(lake: Lake) -> str | None:
    """Return the newest day of the company that delivers daily; None where it has no orders."""
    rows = lake.read(_FACTS, ["date", "company"]).filter(pc.field("company") == "child")
    newest = pc.max(rows["date"]).as_py()
    return None if newest is None else newest.isoformat()


def _read(path: Path) -> Snapshot | None:
    """Open a cache file; None where it is damaged, of another layout or without rows."""
    try:
        connection = duckdb.connect(path, read_only=True, config=_LOCKED)
        comment = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE table_name = ?", [VIEW]
        ).fetchone()
        facts = json.loads(comment[0]) if comment and comment[0] else {}
        if facts.get("layout") != _LAYOUT:
            connection.close()
            return None
        return _snapshot(path, connection, facts)
    except (duckdb.Error, json.JSONDecodeError):
        return None


def _snapshot(
    path: Path, connection: duckdb.DuckDBPyConnection, facts: dict[str, Any]
) -> Snapshot | None:
    months = tuple(
        row[0]
        for row in connection.execute(f"SELECT DISTINCT date FROM {VIEW} ORDER BY 1").fetchall()
    )
    if not months:
        connection.close()
        return None
    newest_day = date.fromisoformat(facts["newest_day"]) if facts["newest_day"] else None
    partial = _partial_month(months, newest_day)
    complete = [month for month in months if month != partial]
    members: dict[str, tuple[str, ...]] = {}
    revenue_of: dict[str, dict[str, float]] = {}
    unmapped = set()
    for name, dimension in load_model().dimensions.items():
        column = dimension.column
        rows = connection.execute(
            f"SELECT {column}, sum(total_amount_inr) FROM {VIEW} GROUP BY 1 ORDER BY 1"
        ).fetchall()
        members[name] = tuple(value for value, _ in rows if value is not None)
        revenue_of[name] = {
            value: float(revenue or 0) for value, revenue in rows if value is not None
        }
        if len(rows) > len(members[name]):
            unmapped.add(name)
    counted = connection.execute(f"SELECT count(*) FROM {VIEW}").fetchone()
    assert counted is not None
    return Snapshot(
        version=facts["version"],
        rows=counted[0],
        months=months,
        newest_complete_month=complete[-1] if complete else None,
        partial_month=partial,
        newest_day=newest_day,
        refreshed_at=datetime.fromtimestamp(facts["refreshed_at"] / 1000, UTC),
        members=members,
        unmapped=frozenset(unmapped),
        revenue_of=revenue_of,
        path=path,
        _connection=connection,
    )


def _partial_month(months: tuple[date, ...], newest_day: date | None) -> date | None:
    """Return the newest month where days are missing at its end, None where it is complete."""
    if newest_day is None:
        return None
    newest = months[-1]
    last = newest.replace(day=monthrange(newest.year, newest.month)[1])
    return newest if newest_day < last else None


@contextmanager
def _limited(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise QueryTimeoutError(
            f"the query took longer than {seconds:g} s and was stopped; ask for fewer groups or a"
            " shorter period"
        ) from None
    except duckdb.OutOfMemoryException:
        raise QueryLimitError(
            "the query needs more memory than it may have; ask for fewer groups or a shorter period"
        ) from None
    except duckdb.Error as error:
        # Such as a comparison of a text with a number, which the guard does not judge.
        problem = str(error).partition("\n")[0]
        raise GuardError(f"the query cannot be run on the view: {problem}") from error
    finally:
        timer.cancel()


def _plain(table: pa.Table) -> pa.Table:
    """Return the rows with sums of whole numbers as 64-bit numbers, where they fit."""
    for index, column in enumerate(table.schema):
        if pa.types.is_decimal(column.type) and column.type.scale == 0:
            with suppress(pa.ArrowInvalid):
                table = table.set_column(index, column.name, table.column(index).cast(pa.int64()))
    return table
