"""A whole platform in a temporary folder: landing zones, lake, corrections, Dagster instance."""

from __future__ import annotations

import csv
import io
import os
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from fmcg_assets.cli.run import Refresh
from fmcg_assets.contracts import TABLES
from fmcg_assets.lake.tables import Lake
from fmcg_assets.planning import Request
from fmcg_assets.resources.environments import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fmcg_assets.lake.state import TableState

CHECKOUT = Path(__file__).resolve().parents[1]
SAMPLE = CHECKOUT / "data"
ORDERS = "child_company/orders/landing"
Row = dict[str, object]


@dataclass
class Result:
    """What `fmcg run` said: problems (exit code 1 where there are any) and its whole output."""

    problems: list[str]
    output: str


@dataclass
class Platform:
    """Everything below one folder, with the settings that lead there."""

    root: Path
    overrides: dict[str, object] = field(default_factory=dict)

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def settings(self) -> Settings:
        values: dict[str, object] = {
            "parent_landing_uri": str(self.landing / "parent_company"),
            "child_landing_uri": str(self.landing / "child_company"),
            "lake_uri": str(self.root / "lake"),
            "reference_uri": str(self.root / "reference"),
            "DAGSTER_HOME": str(self.root / "dagster"),
        }
        return Settings(**(values | self.overrides))  # type: ignore[arg-type]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process on this platform."""
        settings = self.settings
        return {
            **os.environ,
            "FMCG_PARENT_LANDING_URI": settings.parent_landing_uri,
            "FMCG_CHILD_LANDING_URI": settings.child_landing_uri,
            "FMCG_LAKE_URI": settings.lake_uri,
            "FMCG_REFERENCE_URI": settings.reference_uri,
            "DAGSTER_HOME": settings.dagster_home,
        }

    @property
    def lake(self) -> Lake:
        return Lake(self.settings.lake_uri)

    def run(self, request: Request | None = None) -> Result:
        """Do what `fmcg run` does, in this process."""
        console = Console(file=io.StringIO(), width=200)
        refresh = Refresh(self.settings, request or Request(), console, verbose=False)
        problems = refresh.run()
        assert isinstance(console.file, io.StringIO)
        return Result(problems, console.file.getvalue())

    def run_clean(self, request: Request | None = None) -> str:
        """Run and expect that everything is in; returns the output."""
        result = self.run(request)
        assert result.problems == [], "\n".join([result.output, *result.problems])
        return result.output

    # Landing zone

    def order_file(self, day: str) -> Path:
        """Return the path of a day's order file."""
        return self.landing / ORDERS / f"orders_{day.replace('-', '_')}.csv"

    def land_orders(self, days: Iterable[str], source: Path = SAMPLE) -> None:
        """Copy the sample's order files of some days into the landing zone."""
        for day in days:
            target = self.order_file(day)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / ORDERS / target.name, target)

    def land_lines(self, day: str, lines: Iterable[str]) -> None:
        """Write a day's order file with these lines below the usual header."""
        header = "order_id,order_placement_date,customer_id,product_id,order_qty"
        target = self.order_file(day)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join([header, *lines]) + "\n")

    # Lake

    def rows(self, key: str) -> list[Row]:
        """Return a table's rows."""
        return self.lake.read(TABLES[key]).to_pylist()

    def day_rows(self, key: str, day: str) -> list[Row]:
        """Return the rows of one partition."""
        column = TABLES[key].partition_column
        assert column is not None
        return [row for row in self.rows(key) if row[column] == date.fromisoformat(day)]

    def state(self, key: str) -> TableState:
        """Return what is recorded about a table that was written."""
        state = self.lake.state(TABLES[key])
        assert state is not None, f"{key} was never written"
        return state

    def versions(self) -> dict[str, int]:
        """Return every table's Delta version."""
        return {key: s.version if s else -1 for key, s in self.lake.states().items()}

    def contents(self) -> dict[str, object]:
        """Return the content of every table: digests by slice, without empty slices."""
        return {
            key: {k: s.content for k, s in state.slices.items() if s.rows} if state else None
            for key, state in self.lake.states().items()
        }

    def partition_files(self, key: str) -> dict[str, list[str]]:
        """Return the data files of every partition of a table."""
        delta = self.lake.open(TABLES[key])
        assert delta is not None
        files: dict[str, list[str]] = {}
        for uri in sorted(delta.file_uris()):
            partition, _, name = uri.rpartition("/")
            files.setdefault(partition.rpartition("=")[2], []).append(name)
        return files


def new_platform(root: Path, days: Iterable[str] = (), **overrides: object) -> Platform:
    """Return a platform with the sample's dimensions, three months of the parent, some days."""
    platform = Platform(root, overrides)
    for company, folder in (
        ("child_company", "customers"),
        ("child_company", "products"),
        ("child_company", "gross_price"),
        ("parent_company", "customers"),
        ("parent_company", "products"),
        ("parent_company", "gross_price"),
    ):
        shutil.copytree(SAMPLE / company / folder, platform.landing / company / folder)
    shutil.copytree(CHECKOUT / "fmcg_assets" / "reference", root / "reference")
    _land_parent(platform, ("2025-06-01", "2025-07-01", "2025-08-01"))
    (platform.landing / ORDERS).mkdir(parents=True)
    platform.land_orders(days)
    return platform


def _land_parent(platform: Platform, months: tuple[str, ...]) -> None:
    source = SAMPLE / "parent_company" / "orders" / "full_load" / "fact_orders.csv"
    target = platform.landing / "parent_company" / "orders" / "full_load" / source.name
    target.parent.mkdir(parents=True)
    with source.open(newline="") as lines, target.open("w", newline="") as kept:
        reader = csv.reader(lines)
        writer = csv.writer(kept, lineterminator="\n")
        writer.writerow(next(reader))
        writer.writerows(line for line in reader if line[0].startswith(months))


def copied(platform: Platform, root: Path) -> Platform:
    """Return a copy of a platform with everything that it holds, file times included."""
    shutil.copytree(platform.root, root, copy_function=shutil.copy2)
    return Platform(root, dict(platform.overrides))


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """Return the keys whose values differ."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def edited(path: Path, edit: Callable[[str], str]) -> None:
    """Change a text file."""
    path.write_text(edit(path.read_text()))
