"""`fmcg backfill` materializes a selection of assets again for a range of days, in one run."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import typer
from dagster import AssetKey, DagsterRunStatus
from rich.console import Console
from typer.testing import CliRunner

from fmcg_assets.cli.app import app
from fmcg_assets.cli.backfill import Backfill, days_with_data, selected_tables
from fmcg_assets.contracts import TABLES
from fmcg_assets.definitions import build_definitions
from fmcg_assets.instance.home import open_instance
from fmcg_assets.partitions import last_complete_day, tagged_days
from fmcg_assets.planning import FACT_LANE, VIEW_TABLES
from fmcg_assets.survey import survey
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.platform import Platform, Result, copied, edited, new_platform

if TYPE_CHECKING:
    from pathlib import Path

    from dagster import DagsterRun

pytestmark = pytest.mark.long

DAYS = ("2025-07-01", "2025-07-02")
NOTHING_TO_DO = "Nothing to do: everything that landed is in."


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform, not to be changed, with two days loaded."""
    return loaded_platform(tmp_path_factory.mktemp("first") / "platform", DAYS)


@pytest.fixture
def loaded(first: Platform, tmp_path: Path) -> Platform:
    """A platform with two days loaded."""
    return copied(first, tmp_path / "platform")


def backfill(
    platform: Platform, first: str, last: str, selection: str | None = None
) -> tuple[Result, list[DagsterRun]]:
    """Backfill in this process; returns what it said and the runs that it recorded."""
    with open_instance(platform.settings) as instance:
        before = {run.run_id for run in instance.get_runs()}
    console = Console(file=io.StringIO(), width=300)
    days = date.fromisoformat(first), date.fromisoformat(last)
    problems = Backfill(platform.settings, *days, selection, console).run()
    assert isinstance(console.file, io.StringIO)
    with open_instance(platform.settings) as instance:
        runs = [run for run in instance.get_runs() if run.run_id not in before]
    return Result(problems, console.file.getvalue()), runs


def tables_of(run: DagsterRun) -> set[str]:
    assert run.asset_selection
    return {key.to_user_string() for key in run.asset_selection}


def days_of(run: DagsterRun) -> tuple[str, str] | None:
    days = tagged_days(run.tags)
    return days and (str(days[0]), str(days[1]))


# --- what is run


def test_by_default_the_fact_lane_and_what_is_made_of_it_is_one_run(loaded: Platform) -> None:
    result, [run] = backfill(loaded, *DAYS)
    assert result.problems == []
    assert run.status == DagsterRunStatus.SUCCESS
    assert tables_of(run) == {*FACT_LANE, *VIEW_TABLES}
    assert days_of(run) == (DAYS[0], DAYS[1])
    assert "✓ 7 tables of 2025-07-01 … 2025-07-02 (2 days) " in result.output


def test_a_backfill_brings_in_a_corrected_file_as_a_run_does(
    loaded: Platform, tmp_path: Path
) -> None:
    edited(loaded.order_file(DAYS[1]), lambda text: "\n".join(text.splitlines()[:-1]) + "\n")
    other = copied(loaded, tmp_path / "other")
    before = loaded.contents()
    result, _ = backfill(loaded, DAYS[1], DAYS[1])
    assert result.problems == []
    other.run_clean()
    assert loaded.contents() == other.contents() != before
    assert NOTHING_TO_DO in loaded.run_clean()


def test_days_that_are_equal_are_materialized_and_not_written(loaded: Platform) -> None:
    versions = loaded.versions()
    _, [run] = backfill(loaded, *DAYS, 'key:"gold/fact_orders"')
    assert loaded.versions() == versions
    with open_instance(loaded.settings) as instance:
        events = instance.fetch_materializations(AssetKey(["gold", "fact_orders"]), 100).records
    assert {event.partition_key for event in events if event.run_id == run.run_id} == set(DAYS)


@pytest.mark.parametrize(
    ("selection", "tables"),
    [
        ('key:"silver/orders"', ("silver/orders", "silver/orders_quarantine")),
        ('key:"silver/orders_quarantine"', ("silver/orders", "silver/orders_quarantine")),
        ('key:"silver/orders"+', (*FACT_LANE[1:], *VIEW_TABLES)),
        ('key:"bronze/orders"+1', FACT_LANE[:3]),
        ("silver/customers", ("silver/customers", "silver/customers_quarantine")),
        ('key:"landing/child_orders"+1', ("bronze/orders",)),
        ("group:gold", tuple(key for key in TABLES if key.startswith("gold/"))),
        ("*", tuple(TABLES)),
    ],
)
def test_a_selection_is_dagsters_with_all_tables_of_a_step(
    first: Platform, selection: str, tables: tuple[str, ...]
) -> None:
    graph = build_definitions(first.settings).resolve_asset_graph()
    assert set(selected_tables(graph, selection)) == set(tables)


def test_tables_without_days_are_made_as_a_whole(loaded: Platform) -> None:
    result, [run] = backfill(loaded, *DAYS, 'key:"gold/dim_products"')
    assert result.problems == []
    assert tables_of(run) == {"gold/dim_products"}
    assert days_of(run) is None
    assert "no selected table has days: each is made as a whole" in result.output
    assert "✓ 1 table " in result.output


# --- which days


def test_days_outside_the_childs_data_are_not_run(loaded: Platform) -> None:
    result, [run] = backfill(loaded, "2025-01-01", "2025-12-31", 'key:"silver/orders"')
    assert result.problems == []
    assert days_of(run) == (DAYS[0], DAYS[1])
    assert "data lies on 2025-07-01 … 2025-07-02 (2 days): days outside are not run" in (
        result.output
    )


def test_the_months_of_the_parent_are_data_of_the_facts(loaded: Platform) -> None:
    _, [run] = backfill(loaded, "2025-01-01", "2025-12-31", 'key:"gold/fact_orders"')
    assert days_of(run) == ("2025-06-01", "2025-08-01")


def test_a_landed_and_a_stored_file_are_data(loaded: Platform) -> None:
    loaded.land_orders(["2025-07-04"])
    loaded.order_file(DAYS[0]).unlink()
    days = days_with_data(survey(loaded.settings), ["bronze/orders"])
    assert days == {date(2025, 7, 1), date(2025, 7, 2), date(2025, 7, 4)}


def test_days_without_any_data_are_an_error_and_no_run(loaded: Platform) -> None:
    result, runs = backfill(loaded, "2025-12-01", "2025-12-24")
    assert runs == []
    assert result.problems == [
        "no file landed for 2025-12-01 … 2025-12-24 (24 days), and nothing is stored"
    ]


@pytest.mark.parametrize(
    ("first_day", "last_day", "says"),
    [
        ("2025-07-02", "2025-07-01", "2025-07-02 lies after --to 2025-07-01"),
        ("2023-12-31", "2025-07-01", "2023-12-31 lies before the first partition 2024-01-01"),
    ],
)
def test_days_that_cannot_be_partitions_are_refused(
    first: Platform, first_day: str, last_day: str, says: str
) -> None:
    with pytest.raises(typer.BadParameter, match=says):
        backfill(first, first_day, last_day)


def test_a_day_that_has_not_ended_in_india_is_refused_and_the_last_one_named(
    first: Platform,
) -> None:
    complete = last_complete_day(datetime.now(UTC))
    with pytest.raises(typer.BadParameter, match=f"lies after {complete}, the last day that"):
        backfill(first, DAYS[0], str(complete + timedelta(days=2)))


# --- how it ends


def test_a_malformed_file_fails_the_run_with_its_name_on_the_error_channel(
    loaded: Platform,
) -> None:
    loaded.order_file("2025-07-03").write_bytes(b"<html>")
    contents = loaded.contents()
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "fmcg_assets.cli", "backfill"),
            *("--from", DAYS[0], "--to", "2025-07-03"),
        ],
        env=loaded.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 1
    assert "✗ 7 tables of 2025-07-01 … 2025-07-03 (3 days) " in ended.stdout
    [line] = ended.stderr.splitlines()
    assert line.startswith("failed: 7 tables of 2025-07-01 … 2025-07-03 (3 days): ")
    assert f"{loaded.order_file('2025-07-03')}: found HTML" in line
    assert loaded.contents() == contents


def test_a_file_that_is_gone_never_empties_its_day(loaded: Platform) -> None:
    loaded.order_file(DAYS[0]).unlink()
    contents = loaded.contents()
    result, [run] = backfill(loaded, *DAYS)
    assert run.status == DagsterRunStatus.FAILURE
    [problem] = result.problems
    assert f"bronze/orders {DAYS[0]}: found no file, expected the" in problem
    assert loaded.contents() == contents


def test_a_backfill_that_went_well_ends_with_code_zero(loaded: Platform) -> None:
    ended = CliRunner().invoke(
        app,
        ["backfill", "--from", DAYS[0], "--to", DAYS[0], "--select", 'key:"bronze/orders"'],
        env=loaded.environment,
    )
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "✓ 1 table of 2025-07-01 " in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from", DAYS[0]], "Missing option '--to'"),
        (["--from", DAYS[1], "--to", DAYS[0]], "lies after --to"),
        (["--from", DAYS[0], "--to", DAYS[1], "--select", "group:"], "Invalid selection string"),
        (["--from", DAYS[0], "--to", DAYS[1], "--select", "orders"], "spelled correctly"),
        (["--from", DAYS[0], "--to", DAYS[1], "--select", "group:lead"], "selects no table"),
        (["--from", DAYS[0], "--to", DAYS[1], "--select", "status:late"], "in its UI alone"),
        (["--from", DAYS[0], "--to", DAYS[1], "--select", "code_location:x"], "cannot be used"),
        (
            ["--from", DAYS[0], "--to", DAYS[1], "--select", 'key:"landing/child_orders"'],
            'selects no table; examples: key:"silver/orders"+ or group:gold',
        ),
    ],
)
def test_a_wrong_call_ends_with_code_two_and_touches_nothing(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    unloaded = new_platform(tmp_path / "platform", DAYS)
    ended = CliRunner().invoke(app, ["backfill", *arguments], env=unloaded.environment)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert says in " ".join(ended.stderr.replace("│", " ").split())
    assert not (unloaded.root / "lake").exists()
    assert not (unloaded.root / "dagster").exists()
