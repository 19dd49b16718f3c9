"""`fmcg quarantine` lists why rows wait, where they lie and what was delivered."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from fmcg_assets.cli.app import app
from fmcg_assets.cli.quarantine import (
    Quarantine,
    RejectedRow,
    delivered,
    export_quarantine,
    no_formula,
    print_quarantine,
    visible,
)
from fmcg_assets.contracts import SOURCES
from fmcg_assets_tests.platform import Platform, copied, new_platform

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

ORDERS = "silver/orders_quarantine"
PRICES = "silver/gross_price_quarantine"
ODD = "2025-07-03"
MANY = "2025-07-04"
FORMULAS = ("=", "+", "-", "@")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform, not to be changed: a day of the sample, one of odd lines, one of 60 bad ones."""
    platform = new_platform(tmp_path_factory.mktemp("quarantine") / "platform", ["2025-07-01"])
    platform.land_lines(
        ODD,
        [
            f"=1+2,{ODD},410012,[red]6120102[/],",
            f"N2,{ODD},410012",
            f"N\x1b[31m3,{ODD},410012,6120102,5",
        ],
    )
    platform.land_lines(MANY, [f"M{n},{MANY},410012,6120102,many" for n in range(60)])
    platform.run_clean()
    return platform


pytestmark = pytest.mark.long


def quarantine(platform: Platform, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["quarantine", *arguments], env=platform.environment)


def lines(platform: Platform, *arguments: str) -> list[str]:
    """Return the lines of rows: without the headings and the end."""
    ended = quarantine(platform, *arguments)
    assert (ended.exit_code, ended.stderr) == (0, "")
    return [line for line in ended.stdout.splitlines()[:-1] if not line.startswith("child_")]


def stored(platform: Platform) -> list[RejectedRow]:
    """Return the rows of the quarantine tables that hold any, in the order of the listing."""
    rows = [
        (name, row)
        for name, key in (("child_gross_price", PRICES), ("child_orders", ORDERS))
        for row in platform.rows(key)
    ]
    expected = [
        RejectedRow(
            name,
            *(row.get(column) for column in RejectedRow._fields[1:]),  # type: ignore[arg-type]
        )
        for name, row in rows
    ]
    return sorted(expected, key=lambda row: (row.table, row.file_name, row.row_number))


def exported(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- on the terminal


def test_every_row_is_listed_by_domain_file_and_line(platform: Platform) -> None:
    rows = stored(platform)
    assert {row.table for row in rows} == {"child_gross_price", "child_orders"}
    assert lines(platform, "--limit", "0") == [
        f"{row.reason}  {row.file_name.rpartition('/')[2]}:{row.row_number}  {delivered(row)}"
        for row in rows
    ]


def test_each_domain_is_headed_by_the_names_of_its_columns(platform: Platform) -> None:
    output = quarantine(platform, "--limit", "0").stdout.splitlines()
    assert [line for line in output if line.startswith("child_")] == [
        "child_gross_price: reason  file:line  product_id | month | gross_price",
        "child_orders: reason  file:line"
        "  order_id | order_placement_date | customer_id | product_id | order_qty",
    ]


def test_a_row_shows_what_was_delivered_as_it_stood_there(platform: Platform) -> None:
    assert lines(platform, "--date", ODD) == [
        f"missing_qty  orders_2025_07_03.csv:2  =1+2 | {ODD} | 410012 | [red]6120102[/] | ",
        f"malformed_line  orders_2025_07_03.csv:3  N2,{ODD},410012 (3 fields, expected 5)",
        "malformed_line  orders_2025_07_03.csv:4"
        f"  N\\x1b[31m3,{ODD},410012,6120102,5 (control characters)",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ünit 5 €", "Ünit 5 €"),
        ("two\nlines\tand\ra bell\a", r"two\nlines\tand\ra bell\x07"),
        ("back\u202ewards", r"back\u202ewards"),
        ("no\u00a0break", r"no\xa0break"),
        ("half a \ud83d", r"half a \ud83d"),
    ],
)
def test_what_does_not_print_is_shown_as_an_escape_sequence(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_on_a_terminal_each_row_is_one_line_cut_at_its_width(platform: Platform) -> None:
    console = Console(file=io.StringIO(), width=60, force_terminal=True, color_system=None)
    print_quarantine(Quarantine(platform.lake, table="child_orders"), console, 5)
    assert isinstance(console.file, io.StringIO)
    heading, *rows, _ = console.file.getvalue().splitlines()
    assert heading == "child_orders: reason  file:line  order_id | order_placement…"
    assert len(rows) == 5
    assert all(cell_len(row) == 60 and row.endswith("…") for row in rows)


def test_fifty_rows_are_shown_unless_told_and_the_end_says_how_many_there_are(
    platform: Platform,
) -> None:
    total = len(stored(platform))
    assert len(lines(platform)) == 50
    assert len(lines(platform, "--limit", "2")) == 2
    assert len(lines(platform, "--limit", "0")) == total
    cut = quarantine(platform).stdout.splitlines()[-1]
    assert cut.startswith(f"50 of {total} rows shown; --limit 0 shows all, --csv FILE")
    whole = quarantine(platform, "--limit", "0").stdout.splitlines()[-1]
    assert whole.startswith(f"{total} rows, all shown")


# --- which rows


def test_filters_by_reason_day_and_table_go_together(platform: Platform) -> None:
    rows = stored(platform)
    for arguments, chosen in (
        (["--reason", "missing_qty"], [r for r in rows if r.reason == "missing_qty"]),
        (["--date", "2025-07-01"], [r for r in rows if str(r.file_date) == "2025-07-01"]),
        (["--table", "child_gross_price"], [r for r in rows if r.table == "child_gross_price"]),
        (
            ["--reason", "missing_qty", "--date", ODD, "--table", "child_orders"],
            [r for r in rows if r.reason == "missing_qty" and str(r.file_date) == ODD],
        ),
    ):
        assert chosen
        found = exported(quarantine(platform, *arguments, "--csv", "-").stdout)
        assert [(r["file_name"], r["row_number"]) for r in found] == [
            (r.file_name, str(r.row_number)) for r in chosen
        ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--table", "parent_orders"],
        ["--date", "2025-07-09"],
        ["--reason", "malformed_line", "--date", MANY],
        ["--reason", "malformed_line", "--table", "parent_orders"],
    ],
)
def test_no_row_is_no_error(platform: Platform, arguments: list[str]) -> None:
    ended = quarantine(platform, *arguments)
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "No rows.\n", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--reason", "bad_luck"], "the reasons are bad_qty, date_out_of_window,"),
        (["--table", "orders"], "'orders' is none of child_customers, child_gross_price,"),
        (["--table", "child_products", "--date", ODD], "only child_orders has"),
        (["--date", "03/07/2025"], "does not match the format"),
        (["--limit", "-1"], "greater than or equal to 0"),
        (["--csv", "."], ". is no file in a folder"),
        (["--csv", "nowhere/rows.csv"], "nowhere/rows.csv is no file in a folder"),
    ],
)
def test_what_cannot_be_asked_for_ends_with_code_two_and_what_can(
    platform: Platform, arguments: list[str], says: str
) -> None:
    ended = quarantine(platform, *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert says in " ".join(ended.stderr.replace("│", " ").split())


def test_the_known_tables_are_all_landing_domains(platform: Platform) -> None:
    refused = quarantine(platform, "--table", "?").stderr
    assert [name for name in SOURCES if name not in refused] == []


def test_a_lake_without_tables_says_what_to_run_in_one_line(tmp_path: Path) -> None:
    unloaded = Platform(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "fmcg_assets.cli", "quarantine"],
        env=unloaded.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith("error: silver/customers_quarantine has never been materialized")
    assert "`fmcg run`" in line


# --- CSV


def test_a_csv_file_holds_every_row_in_full(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("something older and longer " * 10_000)
    ended = quarantine(platform, "--csv", str(file))
    rows = stored(platform)
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert ended.stderr == f"{len(rows)} of {len(rows)} rows written to {file}\n"
    assert file.read_bytes().startswith(b"\xef\xbb\xbftable,reason,"), "as Excel wants UTF-8"
    assert exported(file.read_bytes().decode("utf-8-sig")) == [
        {name: str(value or "") for name, value in row._asdict().items()} for row in rows
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_csv_for_another_program_is_nothing_but_csv(platform: Platform) -> None:
    ended = quarantine(platform, "--csv", "-")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout_bytes.startswith(b"table,reason,file_name,row_number,file_date,source_row")
    assert len(exported(ended.stdout)) == len(stored(platform))


def test_a_limited_csv_says_so_beside_it(platform: Platform) -> None:
    ended = quarantine(platform, "--csv", "-", "--limit", "3")
    assert len(exported(ended.stdout)) == 3
    assert ended.stderr == f"3 of {len(stored(platform))} rows written to -\n"


def test_an_export_that_fails_leaves_the_older_file(platform: Platform, tmp_path: Path) -> None:
    broken = copied(platform, tmp_path / "platform")
    file = tmp_path / "rows.csv"
    file.write_text("older")
    found = Quarantine(broken.lake)
    for data in (tmp_path / "platform" / "lake" / ORDERS).rglob("*.parquet"):
        data.unlink()
    with pytest.raises(OSError, match="not found"):
        export_quarantine(found, str(file), Console(file=io.StringIO()), None)
    assert file.read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["platform", "rows.csv"]


@given(st.text(st.sampled_from(" \t\r\n=+-@'a1\u00a0")))
@example("=1+2")
@example(" \t=cmd")
@example("\r1")
@example("-5")
def test_no_text_is_a_formula_and_nothing_else_changes(text: str) -> None:
    cell = no_formula(text)
    assert not cell.lstrip().startswith(FORMULAS)
    assert not cell.lstrip(" ").startswith(("\t", "\r"))
    assert cell in (text, f"'{text}")
    harmless = not text.lstrip().startswith(FORMULAS) and "\t" not in text and "\r" not in text
    assert (cell == text) or not harmless


def test_a_number_of_ours_is_never_changed() -> None:
    assert no_formula(-5) == -5
