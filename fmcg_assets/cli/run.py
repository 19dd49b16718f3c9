"""`fmcg run`: bring in what landed and is not yet in."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from fmcg_assets.cli.execution import Executor, Timings
from fmcg_assets.contracts import TABLES
from fmcg_assets.definitions import build_definitions
from fmcg_assets.due import current_plan
from fmcg_assets.errors import BusyError
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.runs import fail_dead_runs, unfinished_runs
from fmcg_assets.lake.ownership import hand_over
from fmcg_assets.lake.tables import Lake
from fmcg_assets.lake.view_months import FACTS
from fmcg_assets.planning import VIEW_TABLES
from fmcg_assets.resources.spark import spark_resource
from fmcg_assets.survey import refreshed, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console

    from fmcg_assets.cli.execution import Outcome
    from fmcg_assets.planning import DayRange, Plan, Request
    from fmcg_assets.resources.environments import Settings


class Refresh:
    """One call of `fmcg run`: plans, executes, and tells about it on a console."""

    def __init__(
        self, settings: Settings, request: Request, console: Console, *, verbose: bool
    ) -> None:
        self._settings = settings
        self._request = request
        self._console = console
        self._verbose = verbose
        self._instance = open_instance(settings)
        definitions = build_definitions(settings)
        self._executor = Executor(
            self._instance, definitions.resolve_implicit_global_asset_job_def(), verbose=verbose
        )
        self.timings = Timings()
        self._failures: list[str] = []
        self._warned_checks: set[str] = set()
        self.runs = 0

    def take_over(self) -> None:
        """Record the lake as written by this engine from now on.

        Raises BusyError where a run is unfinished: its process may be writing.
        """
        fail_dead_runs(self._instance)
        if unfinished := unfinished_runs(self._instance):
            raise BusyError(
                f"the lake {self._settings.lake_uri} cannot be taken over: run(s)"
                f" {', '.join(unfinished)} are unfinished; wait for them, or cancel them in the"
                " Dagster UI"
            )
        writer = spark_resource(self._settings).writer.name
        hand_over(self._settings.lake_uri, writer)
        self._console.print(f"[green]the lake is written by {writer} from now on")

    def run(self) -> list[str]:
        """Run everything that is due; returns why not all that landed is in, a line per cause.

        Raises LakeWriterError where the lake is another engine's to write.
        """
        Lake(self._settings.lake_uri, spark_resource(self._settings).writer).claim()
        for run_id in fail_dead_runs(self._instance):
            self._console.print(f"[yellow]run {run_id} had died; marked failed, its slots freed")
        seen = survey(self._settings)
        due = current_plan(self._settings, self._instance, seen, self._request)
        view_due = due.view
        if due.dimensions:
            if self._execute("dimensions and parent sales", due.dimensions).blocked:
                # What the check failed on is stored: no day is to be cleaned with it.
                self._tell(due)
                return self._problems(due)
            seen = refreshed(seen, self._settings)
            due = current_plan(
                self._settings, self._instance, seen, self._request, dimensions_done=True
            )
        for days in due.ranges:
            self._execute(_label(days), days.tables, days)
        if (view_due or due.view) and Lake(self._settings.lake_uri).state(TABLES[FACTS]):
            self._execute("calendar and enriched view", VIEW_TABLES)
        self._tell(due)
        if not self.runs and not due.refused:
            self._console.print("[green]Nothing to do: everything that landed is in.")
        return self._problems(due)

    def _problems(self, due: Plan) -> list[str]:
        return [f"{notice.subject}: {notice.text}" for notice in due.refused] + self._failures

    def _execute(self, label: str, tables: Sequence[str], days: DayRange | None = None) -> Outcome:
        """Run tables and tell how it went; a failure is remembered, not raised."""
        with progress(self._console, label, step_count(tables)) as on_step:
            outcome = self._executor.run(
                tables,
                days=days,
                allow_removal=self._request.allow_removal,
                on_step=on_step,
                on_wait=lambda holder: self._console.print(f"[yellow]waiting: {holder}"),
            )
        self.runs += 1
        self.timings.add(outcome.timings)
        mark = "[green]✓" if outcome.success else "[red]✗"
        self._console.print(f"{mark}[/] {label} [dim]{outcome.timings.wall:.1f} s")
        for warning in outcome.warnings:
            self._warn(warning)
        self._warned_checks.update(outcome.warned_checks)
        for trace in outcome.traces if self._verbose else ():
            self._console.print(trace, markup=False, highlight=False)
        self._failures.extend(f"{label}: {failure}" for failure in outcome.failures)
        return outcome

    def _tell(self, due: Plan) -> None:
        if self._warned_checks:
            checks = ", ".join(sorted(self._warned_checks))
            self._warn(f"checks (`fmcg status` says more): {checks}")
        for notice in due.warnings:
            self._warn(f"{notice.subject}: {notice.text}")
        for notice in due.waiting:
            self._console.print(
                f"[cyan]waiting[/] {notice.subject}: {notice.text}", highlight=False
            )

    def _warn(self, text: str) -> None:
        text = f"[yellow]warning[/] {escape(text)}"
        self._console.print(text, highlight=False, soft_wrap=True)


def _label(days: DayRange) -> str:
    lane = "order files" if days.tables[0].startswith("bronze/") else days.tables[0]
    if days.days == 1:
        return f"{lane} of {days.first}"
    return f"{lane} of {days.first} … {days.last} ({days.days} days)"


def step_count(tables: Sequence[str]) -> int:
    """Return how many steps make the tables: a quarantine is made with its silver table."""
    return sum(1 for key in tables if not key.endswith("_quarantine"))


@contextmanager
def progress(console: Console, label: str, steps: int) -> Iterator[Callable[[str], None]]:
    """Show a bar that advances with every step; only a terminal shows it."""
    columns = (SpinnerColumn(), TextColumn(label), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns,
        TextColumn("{task.fields[step]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(label, total=steps, step="")
        yield lambda step: bar.update(task, advance=1, step=step)
