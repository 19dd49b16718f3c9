"""`fmcg status`: what the tables hold, which files wait and what is in quarantine."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from deltalake import QueryBuilder
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from fmcg_assets.cli.operations import print_operations
from fmcg_assets.contracts import TABLES
from fmcg_assets.due import current_plan
from fmcg_assets.lake.tables import Lake
from fmcg_assets.partitions import BUSINESS_TIME_ZONE
from fmcg_assets.planning import FACT_LANE, Plan, Request, stale_slices
from fmcg_assets.survey import Survey, survey

if TYPE_CHECKING:
    from rich.console import Console

    from fmcg_assets.resources.environments import Settings


_REASONS: Final = "SELECT reason, count(*) AS rows FROM waiting GROUP BY reason ORDER BY 2 DESC, 1"


def print_status(settings: Settings, console: Console) -> None:
    """Print tables, quarantine, and what is due, waits or is refused."""
    lake = Lake(settings.lake_uri)
    seen = survey(settings)
    console.print(_tables(lake, seen))
    console.print(_quarantine(lake, seen))
    instance = None
    if stale_slices(seen):
        from fmcg_assets.instance.home import open_instance

        instance = open_instance(settings)
    print_operations(settings, console)
    _print_due(console, current_plan(settings, instance, seen, Request()))


def _tables(lake: Lake, seen: Survey) -> Table:
    names = ("Table", "Rows", "Ver.", "MB", "Last (IST)", "Run")
    table = Table(*names, title=lake.uri, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column in table.columns:
        column.no_wrap = True
    for column in table.columns[1:4]:
        column.justify = "right"
    zone = ZoneInfo(BUSINESS_TIME_ZONE)
    for key, contract in TABLES.items():
        state = seen.states[key]
        delta = lake.open(contract)
        if state is None or delta is None:
            table.add_row(key, "", "", "", "[dim]never")
            continue
        commit = delta.history(1)[0]
        committed = datetime.fromtimestamp(commit["timestamp"] / 1000, tz=zone)
        table.add_row(
            key,
            f"{state.rows:,}",
            str(state.version),
            f"{lake.size(contract) / 1e6:.2f}",
            f"{committed:%m-%d %H:%M}",
            state.run_id[:8],
        )
    return table


def _quarantine(lake: Lake, seen: Survey) -> Table:
    table = Table("Quarantine of", "Reason", "Rows", title="Rows that wait")
    table.columns[2].justify = "right"
    for key, contract in TABLES.items():
        state = seen.states[key]
        if not key.endswith("_quarantine") or state is None or not state.rows:
            continue
        waiting = QueryBuilder().register("waiting", lake.require(contract))
        counted = waiting.execute(_REASONS).read_all()
        for reason, count in zip(
            counted["reason"].to_pylist(), counted["rows"].to_pylist(), strict=True
        ):
            table.add_row(key.removesuffix("_quarantine"), reason, f"{count:,}")
    if not table.row_count:
        table.add_row("[dim]none", "", "0")
    return table


def _print_due(console: Console, due: Plan) -> None:
    if due.dimensions:
        console.print("[cyan]due[/] dimensions or the parent's sales changed")
    for days in due.ranges:
        lane = "order files" if days.tables == FACT_LANE else days.tables[0]
        console.print(f"[cyan]due[/] {lane} of {days.first} … {days.last}", highlight=False)
    if due.view and not due.dimensions and not due.ranges:
        console.print("[cyan]due[/] the enriched view")
    for colour, word, notices in (
        ("cyan", "waiting", due.waiting),
        ("red", "refused", due.refused),
        ("yellow", "warning", due.warnings),
    ):
        for notice in notices:
            text = f"[{colour}]{word}[/] {escape(notice.subject)}: {escape(notice.text)}"
            console.print(text, highlight=False, soft_wrap=True)
    if due.nothing_due and not due.refused and not due.waiting:
        console.print("[green]Everything that landed is in.")
