"""One version of the view at a time: built once, read-only, replaced by the next."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fmcg_assets.errors import GuardError, MissingTableError, QueryTimeoutError
from fmcg_assets.kpis import headline
from fmcg_assets.lake.tables import Lake
from fmcg_assets.semantics.guard import VIEW
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.snapshot import SnapshotStore
from fmcg_assets_tests.semantics.views import settings_in, write_facts, write_view

if TYPE_CHECKING:
    from pathlib import Path

    from fmcg_assets.resources.environments import Settings
    from fmcg_assets.semantics.snapshot import Snapshot
    from fmcg_assets_tests.s3 import Bucket

JULY, AUGUST, SEPTEMBER = date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)
SALES = [
    (JULY, "bat", "Retailer", 2, "10.50"),
    (AUGUST, "bat", "Distributor", 3, "10.50"),
    (AUGUST, "ball", None, 4, None),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path)
    write_facts(settings, [(JULY, "child"), (date(2025, 8, 31), "child")])
    write_view(settings, SALES)
    return settings


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> SnapshotStore:
    return store_of(settings, tmp_path)


def store_of(settings: Settings, tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(settings, folder=tmp_path / "cache", check_seconds=0)


def pieces(snapshot: Snapshot) -> int:
    found = snapshot.query(f"SELECT sum(sold_quantity) AS n FROM {VIEW}").table["n"][0].as_py()
    assert isinstance(found, int)
    return found


def files(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "cache").rglob("*.duckdb*"))


PROCESS = """
import sys
from pathlib import Path
from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.snapshot import SnapshotStore
snapshot = SnapshotStore(Settings(lake_uri=sys.argv[1]), folder=Path(sys.argv[2])).current()
print(snapshot.version, snapshot.rows)
"""


def process_of(settings: Settings, tmp_path: Path) -> subprocess.Popen[str]:
    """Start a process that opens the newest version."""
    arguments = [sys.executable, "-c", PROCESS, settings.lake_uri, str(tmp_path / "cache")]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def held_by(process: subprocess.Popen[str]) -> str:
    """Return version and rows that a process has found."""
    output = process.communicate(timeout=300)[0].strip()
    assert process.returncode == 0
    return output


def test_a_snapshot_tells_what_the_view_holds(store: SnapshotStore) -> None:
    snapshot = store.current()
    assert (snapshot.version, snapshot.rows) == (1, 3)
    assert snapshot.months == (JULY, AUGUST)
    assert (snapshot.first_month, snapshot.last_month) == (JULY, AUGUST)
    assert snapshot.members["channel"] == ("Distributor", "Retailer")
    assert snapshot.members["product"] == ("ball", "bat")
    assert snapshot.unmapped == {"channel", "customer", "market", "platform"}
    assert snapshot.revenue_of["product"] == {"bat": 52.5, "ball": 0.0}
    assert abs(snapshot.refreshed_at - datetime.now(UTC)) < timedelta(minutes=10)


def test_rows_have_the_types_of_the_lake(store: SnapshotStore) -> None:
    result = store.current().query(
        f"SELECT date, sold_quantity, total_amount_inr, channel FROM {VIEW} ORDER BY 2"
    )
    assert result.table.to_pylist()[0] == {
        "date": JULY,
        "sold_quantity": 2,
        "total_amount_inr": Decimal("21.00"),
        "channel": "Retailer",
    }
    assert not result.truncated
    assert result.milliseconds > 0


@pytest.mark.parametrize(
    ("days", "complete", "partial"),
    [
        ([(date(2025, 8, 31), "child")], AUGUST, None),
        ([(date(2025, 8, 30), "child")], JULY, AUGUST),
        ([(AUGUST, "child")], JULY, AUGUST),
        # The parent's sales are monthly and lie on the first: they say nothing of a month's end.
        ([(AUGUST, "parent")], AUGUST, None),
        ([(JULY, "child"), (AUGUST, "parent")], JULY, AUGUST),
        ([(date(2025, 9, 2), "child")], AUGUST, None),
    ],
)
def test_a_month_is_complete_once_the_days_reach_its_end(
    days: list[tuple[date, str]], complete: date, partial: date | None, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path)
    write_facts(settings, days)
    write_view(settings, SALES)
    snapshot = store_of(settings, tmp_path).current()
    assert (snapshot.newest_complete_month, snapshot.partial_month) == (complete, partial)


def test_a_view_with_one_month_partly_there_has_no_complete_month(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    write_facts(settings, [(date(2025, 7, 5), "child")])
    write_view(settings, SALES[:1])
    assert store_of(settings, tmp_path).current().newest_complete_month is None


@pytest.mark.long
def test_a_lake_on_s3_is_held_like_any_other(bucket: Bucket, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, f"{bucket.uri}/lake")
    write_facts(settings, [(date(2025, 8, 31), "child")])
    write_view(settings, SALES)
    # Elsewhere: delta-rs does not let this process serve its bucket while it reads the history.
    assert held_by(process_of(settings, tmp_path)) == "1 3"
    write_view(settings, SALES[:1])
    assert held_by(process_of(settings, tmp_path)) == "2 1"


def test_the_same_version_is_the_same_object(store: SnapshotStore) -> None:
    assert store.current() is store.current()


def test_a_new_version_leaves_the_one_handed_out_as_it_is(
    settings: Settings, store: SnapshotStore, tmp_path: Path
) -> None:
    old = store.current()
    write_view(settings, [*SALES, (SEPTEMBER, "bat", "Retailer", 100, "1.00")])
    new = store.current()
    assert (old.version, new.version) == (1, 2)
    assert (pieces(old), pieces(new)) == (9, 109)
    assert files(tmp_path) == [new.path.name]
    # Its file is removed, and yet it can be read until nobody holds it.
    assert pieces(old) == 9


def test_the_lake_is_not_looked_at_for_every_click(settings: Settings, tmp_path: Path) -> None:
    store = SnapshotStore(settings, folder=tmp_path / "cache", check_seconds=3600)
    snapshot = store.current()
    write_view(settings, SALES[:1])
    assert store.current() is snapshot


def test_a_lake_that_was_loaded_again_is_another_one(
    settings: Settings, store: SnapshotStore, tmp_path: Path
) -> None:
    assert pieces(store.current()) == 9
    (tmp_path / "lake").rename(tmp_path / "removed")
    write_facts(settings, [(AUGUST, "child")])
    write_view(settings, SALES[:1])
    assert (store.current().version, pieces(store.current())) == (1, 2)


@pytest.mark.parametrize("content", [b"", b"no database", b"\0" * 20_000])
def test_a_damaged_cache_file_is_built_again(
    content: bytes, settings: Settings, store: SnapshotStore, tmp_path: Path
) -> None:
    path = store.current().path
    path.unlink()
    path.write_bytes(content)
    assert pieces(store_of(settings, tmp_path).current()) == 9


def test_a_cut_off_cache_file_is_built_again(
    settings: Settings, store: SnapshotStore, tmp_path: Path
) -> None:
    path = store.current().path
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])
    assert pieces(store_of(settings, tmp_path).current()) == 9


def test_what_a_killed_process_left_is_removed(store: SnapshotStore, tmp_path: Path) -> None:
    folder = store.current().path.parent
    leftovers = [folder / "some-v7.duckdb", folder / "some-v8.new"]
    for leftover in leftovers:
        leftover.write_bytes(b"left")
    assert pieces(store_of(settings_in(tmp_path), tmp_path).current()) == 9
    assert not any(leftover.exists() for leftover in leftovers)


def test_processes_share_one_file(settings: Settings, tmp_path: Path) -> None:
    processes = [process_of(settings, tmp_path) for _ in range(2)]
    here = store_of(settings, tmp_path).current()
    assert [held_by(process) for process in processes] == ["1 3", "1 3"]
    assert pieces(here) == 9
    assert files(tmp_path) == [here.path.name]


def test_threads_read_at_the_same_time(store: SnapshotStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: pieces(store.current()), range(40))) == {9}


def test_a_view_that_was_never_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingTableError, match="run `fmcg run`"):
        store_of(settings_in(tmp_path), tmp_path).current()


def test_a_view_without_rows_says_what_to_do(settings: Settings, store: SnapshotStore) -> None:
    write_view(settings, [])
    with pytest.raises(MissingTableError, match="holds no rows"):
        store.current()


def test_rows_above_the_limit_are_cut_and_told(sample_store: SnapshotStore) -> None:
    snapshot = sample_store.current()
    result = snapshot.query(f"SELECT date FROM {VIEW}", limit=10)
    assert (result.table.num_rows, result.truncated) == (10, True)
    result = snapshot.query(f"SELECT DISTINCT year FROM {VIEW}", limit=len(snapshot.members))
    assert not result.truncated


def test_a_query_that_takes_too_long_is_stopped(sample_store: SnapshotStore) -> None:
    snapshot = sample_store.current()
    crossed = f"{VIEW} AS a, {VIEW} AS b, {VIEW} AS c"
    sql = f"SELECT sum(a.sold_quantity * b.sold_quantity * c.year) AS n FROM {crossed}"
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"0\.3 s"):
        snapshot.query(sql, timeout=0.3)
    assert time.monotonic() - started < 30
    assert pieces(snapshot) > 0


def test_a_query_that_does_not_fit_the_types_is_refused(store: SnapshotStore) -> None:
    with pytest.raises(GuardError, match="cannot be run"):
        store.current().query(f"SELECT sum(channel) AS n FROM {VIEW}")


def test_no_thread_is_left_behind(store: SnapshotStore) -> None:
    snapshot = store.current()
    before = threading.active_count()
    for _ in range(20):
        pieces(snapshot)
    assert threading.active_count() <= before + 1


def test_figures_equal_the_headline_figures(sample: Settings, sample_store: SnapshotStore) -> None:
    figures = headline(Lake(sample.lake_uri))
    found = measured(sample_store.current())
    assert found["revenue"] == figures.total_revenue_inr
    assert found["quantity"] == figures.total_quantity
    assert found["customers"] == figures.unique_customers
    assert found["order_rows"] == figures.view_rows
    assert round(float(found["average_list_price"]), 6) == figures.mean_list_price_inr
    assert round(float(found["average_selling_price"]), 6) == figures.revenue_per_unit_inr


def test_verified_questions_have_rows(sample_store: SnapshotStore) -> None:
    for question in load_model().verified_questions:
        assert sample_store.current().query(question.sql).table.num_rows > 0


def measured(snapshot: Snapshot) -> dict[str, float | Decimal]:
    """Return all measures over all rows."""
    columns = ", ".join(
        f"{measure.expression} AS {name}" for name, measure in load_model().measures.items()
    )
    row: dict[str, float | Decimal] = snapshot.query(
        f"SELECT {columns} FROM {VIEW}"
    ).table.to_pylist()[0]
    return row
