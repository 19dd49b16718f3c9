"""`fmcg backfill`: materialize a selection of assets for a range of days again, in one run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import dagster as dg
import typer
from dagster_shared.check import CheckError
from dagster_shared.error import DagsterError
from rich.markup import escape

from fmcg_assets.cli.execution import Executor
from fmcg_assets.cli.run import progress, step_count
from fmcg_assets.contracts import TABLES
from fmcg_assets.definitions import build_definitions
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.runs import fail_dead_runs
from fmcg_assets.lake.view_months import FACTS
from fmcg_assets.partitions import last_complete_day, span_text
from fmcg_assets.planning import FACT_LANE, ORDERS, PARENT_ORDERS, VIEW_TABLES, DayRange
from fmcg_assets.survey import survey

if TYPE_CHECKING:
    from collections.abc import Collection

    from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
    from rich.console import Console

    from fmcg_assets.resources.environments import Settings
    from fmcg_assets.survey import Survey

_EXAMPLES: Final = 'key:"silver/orders"+ or group:gold'


class Backfill:
    """One call of `fmcg backfill`: checks what is asked for, executes, and tells about it.

    The range of days is closed. Without a selection the fact lane is run, and what is made of it.
    Raises BadParameter for days or a selection that cannot be run, before anything is touched.
    """

    def __init__(
        self,
        settings: Settings,
        first: date,
        last: date,
        selection: str | None,
        console: Console,
    ) -> None:
        _refuse_days(first, last, settings.start_date, last_complete_day(datetime.now(UTC)))
        self._settings = settings
        self._asked = first, last
        self._console = console
        self._definitions = build_definitions(settings)
        self._tables = (
            (*FACT_LANE, *VIEW_TABLES)
            if selection is None
            else selected_tables(self._definitions.resolve_asset_graph(), selection)
        )

    def run(self) -> list[str]:
        """Run the selection on the days that have data; returns why it failed, a line per cause."""
        count = len(self._tables)
        label = "1 table" if count == 1 else f"{count} tables"
        days = None
        if set(FACT_LANE) & set(self._tables):
            days = self._days()
            if days is None:
                first, last = self._asked
                return [f"no file landed for {_span(first, last)}, and nothing is stored"]
            label += f" of {_span(days.first, days.last)}"
        else:
            self._tell("no selected table has days: each is made as a whole")
        self._tell(", ".join(self._tables))
        return self._execute(label, days)

    def _days(self) -> DayRange | None:
        """Return the days asked for between the first and the last with data."""
        data = days_with_data(survey(self._settings), self._tables)
        first, last = self._asked
        if not data or last < min(data) or first > max(data):
            return None
        days = DayRange(max(first, min(data)), min(last, max(data)), self._tables)
        if (days.first, days.last) != self._asked:
            self._tell(f"data lies on {_span(min(data), max(data))}: days outside are not run")
        return days

    def _execute(self, label: str, days: DayRange | None) -> list[str]:
        instance = open_instance(self._settings)
        for run_id in fail_dead_runs(instance):
            self._tell(f"run {run_id} had died; marked failed, its slots freed")
        job = self._definitions.resolve_implicit_global_asset_job_def()
        with progress(self._console, label, step_count(self._tables)) as on_step:
            outcome = Executor(instance, job, verbose=False).run(
                self._tables,
                days=days,
                on_step=on_step,
                on_wait=lambda holder: self._tell(f"waiting: {holder}"),
            )
        mark = "[green]✓" if outcome.success else "[red]✗"
        self._console.print(f"{mark}[/] {label} [dim]{outcome.timings.wall:.1f} s")
        for warning in outcome.warnings:
            self._tell(f"warning {warning}")
        return [f"{label}: {failure}" for failure in outcome.failures]

    def _tell(self, text: str) -> None:
        self._console.print(f"[yellow]{escape(text)}", highlight=False, soft_wrap=True)


def selected_tables(graph: AssetGraph, selection: str) -> tuple[str, ...]:
    """Return the tables of a selection in Dagster's syntax, with those made in the same step.

    Raises BadParameter where the selection cannot be read or selects no table.
    """
    try:
        keys = dg.AssetSelection.from_string(selection).resolve(graph)
    # Dagster's parser takes attributes that only its UI can resolve.
    except (DagsterError, CheckError, NotImplementedError) as error:
        cause = str(error).partition("\n")[0]
        raise _bad_selection(cause or f"Dagster resolves {selection} in its UI alone") from None
    together = {key for chosen in keys for key in graph.get(chosen).execution_set_asset_keys}
    names = {key.to_user_string() for key in together}
    tables = tuple(key for key in TABLES if key in names)
    if not tables:
        raise _bad_selection(f"{selection} selects no table")
    return tables


def days_with_data(seen: Survey, tables: Collection[str]) -> set[date]:
    """Return the days with a landed or a stored order file; for all facts, those of both companies.

    The parent's days are the reporting dates of its months.
    """
    days = {landed.file.day for landed in seen.landed[ORDERS] if landed.file.day}
    stored = set(FACT_LANE) - {FACTS}
    if FACTS in tables:
        stored |= {FACTS, PARENT_ORDERS}
    for key in stored:
        state = seen.states[key]
        if state:
            days |= {date.fromisoformat(day) for day, held in state.slices.items() if held.rows}
    return days


def _refuse_days(first: date, last: date, start: date, last_complete: date) -> None:
    if first > last:
        raise typer.BadParameter(f"{first} lies after --to {last}", param_hint="--from")
    if first < start:
        raise typer.BadParameter(
            f"{first} lies before the first partition {start}; set FMCG_START_DATE to an earlier"
            " day",
            param_hint="--from",
        )
    if last > last_complete:
        raise typer.BadParameter(
            f"{last} lies after {last_complete}, the last day that has ended in India",
            param_hint="--to",
        )


def _bad_selection(cause: str) -> typer.BadParameter:
    return typer.BadParameter(f"{cause}; examples: {_EXAMPLES}", param_hint="--select")


def _span(first: date, last: date) -> str:
    days = (last - first).days + 1
    return span_text(first, last) + (f" ({days} days)" if days > 1 else "")
