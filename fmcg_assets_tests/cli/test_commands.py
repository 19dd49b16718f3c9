"""The `fmcg` command as people call it: what it prints, how it ends, and that it can be stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._core.utils import make_new_run_id

from fmcg_assets.contracts import TABLES
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.runs import process_tags
from fmcg_assets.lake.view_months import VIEW
from fmcg_assets.partitions import last_complete_day
from fmcg_assets_tests.platform import Platform, copied, new_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DAYS = ["2025-07-01", "2025-07-02"]
INTERRUPTED = 130
Ended = subprocess.CompletedProcess[str]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "fmcg_assets.cli", *arguments]


def fmcg(platform: Platform, *arguments: str, **variables: str) -> Ended:
    """Call `fmcg` on a platform."""
    return subprocess.run(
        command(*arguments),
        env={**platform.environment, **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Platform, Ended]:
    """A platform, not to be changed, and the run that brought two days in."""
    platform = new_platform(tmp_path_factory.mktemp("first") / "platform", DAYS)
    return platform, fmcg(platform, "run", "--profile")


@pytest.fixture
def loaded(first_run: tuple[Platform, Ended], tmp_path: Path) -> Platform:
    """A platform with two days."""
    return copied(first_run[0], tmp_path / "platform")


@pytest.fixture
def unloaded(tmp_path: Path) -> Platform:
    """A platform with nothing loaded."""
    return new_platform(tmp_path / "platform", DAYS)


# --- fmcg run


def test_a_run_ends_well_with_the_headline_figures_and_a_hint(
    first_run: tuple[Platform, Ended],
) -> None:
    _, ended = first_run
    assert ended.returncode == 0
    for text in ("Total revenue", "Total quantity", "Revenue per piece", "₹", "fmcg ui"):
        assert text in ended.stdout
    assert "order files of 2025-07-01 … 2025-07-02 (2 days)" in ended.stdout


def test_a_run_has_nothing_to_say_on_the_error_channel(
    first_run: tuple[Platform, Ended],
) -> None:
    assert first_run[1].stderr == ""


def test_profile_prints_the_parts_and_they_add_up(first_run: tuple[Platform, Ended]) -> None:
    output = first_run[1].stdout
    seconds = {
        name: float(line.split("│")[2])
        for name in ("Computing and measuring", "Comparing with", "Dagster", "Start-up", "Wall")
        for line in output.splitlines()
        if line.startswith(f"│ {name}")
    }
    *parts, wall = seconds.values()
    assert len(parts) == 4
    assert min(parts) > 0
    assert sum(parts) == pytest.approx(wall, abs=0.05)
    assert "Peak memory: " in output


def test_a_run_with_a_malformed_file_ends_with_its_name(loaded: Platform) -> None:
    loaded.order_file("2025-07-03").write_bytes(b"<html>")
    ended = fmcg(loaded, "run")
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert line.startswith(f"not in: {loaded.order_file('2025-07-03')}: found HTML")
    assert line.count("orders_2025_07_03.csv") == 1
    assert "Traceback" not in ended.stdout
    assert "Total revenue" in ended.stdout, "what is in is shown"


@pytest.mark.long
def test_a_step_that_fails_shows_its_stack_only_where_it_is_asked_for(loaded: Platform) -> None:
    for file in (loaded.root / "lake" / "bronze" / "orders").rglob("*.parquet"):
        file.unlink()
    quiet = fmcg(loaded, "run", "--date", DAYS[0])
    verbose = fmcg(loaded, "run", "--date", DAYS[0], "-v")
    for ended in (quiet, verbose):
        assert ended.returncode == 1
        assert f"✗ order files of {DAYS[0]}" in ended.stdout
        assert f"not in: order files of {DAYS[0]}: " in ended.stderr
    assert "Stack Trace" not in quiet.stdout + quiet.stderr
    assert "Traceback" not in quiet.stdout + quiet.stderr
    assert "Stack Trace" in verbose.stdout
    assert "silver_orders" in verbose.stdout


def test_a_lake_of_another_contract_version_is_named_in_one_line(loaded: Platform) -> None:
    [commit] = (loaded.root / "lake" / VIEW / "_delta_log").glob("*0.json")
    text = commit.read_text()
    assert '"fmcg.contract_version":"1"' in text
    commit.write_text(text.replace('"fmcg.contract_version":"1"', '"fmcg.contract_version":"0"'))
    ended = fmcg(loaded, "kpis")
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith(f"error: {VIEW} at ")
    assert "found contract version 0, expected 1" in line


# --- fmcg kpis


def test_kpis_are_one_json_object_with_known_keys(loaded: Platform) -> None:
    ended = fmcg(loaded, "kpis", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1
    figures = json.loads(ended.stdout, parse_float=Decimal)
    assert list(figures) == [
        "total_revenue_inr",
        "total_quantity",
        "unique_customers",
        "mean_list_price_inr",
        "revenue_per_unit_inr",
        "view_rows",
        "data_from",
        "data_to",
    ]
    view = loaded.rows(VIEW)
    quantity = sum(int(str(row["sold_quantity"])) for row in view)
    revenue = sum(Decimal(str(row["total_amount_inr"] or 0)) for row in view)
    prices = [Decimal(str(row["price_inr"])) for row in view if row["price_inr"] is not None]
    assert figures == {
        "total_revenue_inr": revenue,
        "total_quantity": quantity,
        "unique_customers": len({row["customer_code"] for row in view}),
        "mean_list_price_inr": round(sum(prices) / len(prices), 6),
        "revenue_per_unit_inr": round(revenue / quantity, 6),
        "view_rows": len(view),
        "data_from": "2025-06-01",
        "data_to": "2025-08-01",
    }


def test_kpis_of_an_empty_lake_say_what_to_run_in_one_line(unloaded: Platform) -> None:
    ended = fmcg(unloaded, "kpis", "--json")
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith(f"error: {VIEW} has never been materialized")
    assert "`fmcg run`" in line


# --- fmcg status


@pytest.mark.long
def test_status_shows_tables_quarantine_and_files_that_wait_or_are_refused(
    loaded: Platform,
) -> None:
    today = last_complete_day(datetime.now(UTC)) + timedelta(days=1)
    loaded.land_lines(today.isoformat(), [])
    loaded.order_file("2025-07-04").write_bytes(b"<html>")
    versions = loaded.versions()
    ended = fmcg(loaded, "status")
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = [line.split() for line in ended.stdout.splitlines()]
    for key in TABLES:
        [line] = [line for line in lines if line[:1] == [key]]
        state = loaded.state(key)
        assert line[1:3] == [f"{state.rows:,}", str(state.version)]
        assert line[-1] == state.run_id[:8]
    reasons: dict[str, int] = {}
    for row in loaded.rows("silver/orders_quarantine"):
        reasons[str(row["reason"])] = reasons.get(str(row["reason"]), 0) + 1
    assert reasons
    for reason, count in reasons.items():
        assert ["│", "silver/orders", "│", reason, "│", f"{count:,}", "│"] in lines
    assert f"waiting {today}: waits until the day has ended in India" in ended.stdout
    assert f"refused {loaded.order_file('2025-07-04')}: found HTML" in ended.stdout
    assert loaded.versions() == versions, "to look is not to touch"


# --- wrong calls


def test_a_setting_that_cannot_be_used_is_named_by_its_variable(unloaded: Platform) -> None:
    ended = fmcg(unloaded, "run", FMCG_LATE_DAYS="many", FMCG_LAKE_URI="ftp://lake")
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert "FMCG_LATE_DAYS='many': " in line
    assert "FMCG_LAKE_URI='ftp://lake': " in line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["kpis", "--yaml"], "--yaml"),
        (["run", "--date", "01/07/2025"], "%Y-%m-%d"),
        (["run", "--from", "2025-07-01"], "--from and --to go together"),
        (["run", "--from", "2025-07-02", "--to", "2025-07-01"], "--from lies after --to"),
        (["run", "--date", "2025-07-01", "--to", "2025-07-02"], "--date goes without"),
    ],
)
def test_a_wrong_option_ends_with_code_two(
    unloaded: Platform, arguments: list[str], says: str
) -> None:
    ended = fmcg(unloaded, *arguments, TERMINAL_WIDTH="200")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (unloaded.root / "lake").exists()


# --- fmcg sample-data


def test_sample_data_is_written_into_a_new_folder_and_never_over_anything(
    unloaded: Platform,
) -> None:
    folder = unloaded.root / "sample"
    written = fmcg(unloaded, "sample-data", str(folder), "--scale", "0.1")
    assert (written.returncode, written.stderr) == (0, "")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert written.stdout.startswith(f"{len(files)} files, ")
    assert {"child_company", "parent_company"} == {path.name for path in folder.iterdir()}
    held = {path: path.read_bytes() for path in files}

    again = fmcg(unloaded, "sample-data", str(folder), "--seed", "1")
    assert (again.returncode, again.stdout) == (1, "")
    [line] = again.stderr.splitlines()
    assert line.startswith("error: ")
    assert str(folder) in line
    assert {path: path.read_bytes() for path in files} == held


# --- stopping a run


def _slot_of_this_process(instance: DagsterInstance, pool: str) -> str:
    """Let a run of this process hold the slot of a pool; returns the run's id."""
    run = DagsterRun(
        "dims", make_new_run_id(), tags=process_tags(), status=DagsterRunStatus.STARTED
    )
    instance.add_run(run)
    instance.event_log_storage.initialize_concurrency_limit_to_default(pool)
    claim = instance.event_log_storage.claim_concurrency_slot(pool, run.run_id, "a_step")
    assert claim.is_claimed
    return run.run_id


def _stopped(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Stop a process by a signal; returns what it printed to both channels."""
    process.send_signal(number)
    sent = time.monotonic()
    output, _ = process.communicate(timeout=60)
    assert time.monotonic() - sent < 20
    assert process.returncode == INTERRUPTED
    assert "Traceback" not in output
    return output


@pytest.fixture
def start_run(loaded: Platform) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `fmcg run` on the platform, by a shell command that is given; kills what is left."""
    processes: list[subprocess.Popen[str]] = []

    def start(*prefix: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*prefix, *command("run")],
            env=loaded.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.long
def test_a_run_can_be_stopped_while_it_waits_and_while_it_works(
    loaded: Platform, start_run: Callable[..., subprocess.Popen[str]]
) -> None:
    loaded.land_orders(["2025-07-03"])
    with open_instance(loaded.settings) as instance:
        storage = instance.event_log_storage
        holder = _slot_of_this_process(instance, "gold_dim_date")
        # So does a script start what it runs in the background: deaf to Ctrl-C.
        waiting = start_run("sh", "-c", 'trap "" INT; exec "$@"', "sh")
        assert waiting.stdout
        printed = ""
        while "waiting: pool gold_dim_date is held by" not in printed:
            line = waiting.stdout.readline()
            assert line, f"the run ended: {printed}"
            printed += line
        assert "✓ order files of 2025-07-03" in printed
        _stopped(waiting, signal.SIGTERM)
        storage.free_concurrency_slots_for_run(holder)

        working = start_run()
        deadline = time.monotonic() + 60
        while not storage.get_concurrency_info("gold_dim_date").claimed_slots:
            assert working.poll() is None, "the run ended before it could be stopped"
            assert time.monotonic() < deadline
            time.sleep(0.005)
        _stopped(working, signal.SIGINT)
        for pool in storage.get_concurrency_keys():
            assert not storage.get_concurrency_info(pool).claimed_slots
            assert not storage.get_concurrency_info(pool).pending_steps
        [run] = instance.get_runs(limit=1)
        assert run.status == DagsterRunStatus.FAILURE

    again = fmcg(loaded, "run")
    assert (again.returncode, again.stderr) == (0, "")
    assert "✓ calendar and enriched view" in again.stdout
