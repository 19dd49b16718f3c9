"""What commands print: headline figures and where the time went."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psutil
from rich.table import Table

from fmcg_assets.errors import MissingTableError
from fmcg_assets.kpis import headline
from fmcg_assets.lake.tables import Lake

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.console import Console

    from fmcg_assets.cli.execution import Timings
    from fmcg_assets.kpis import Kpis
    from fmcg_assets.resources.environments import Settings


def rupees(amount: Decimal | float | None, decimals: int = 0) -> str:
    """Return an amount of INR with thousands separated; "n/a" where there is none."""
    return "n/a" if amount is None else f"₹{amount:,.{decimals}f}"


def kpi_table(figures: Kpis) -> Table:
    """Return the headline figures as a table."""
    table = Table("Headline figure", "Value", title="Sales of both companies")
    table.columns[1].justify = "right"
    table.add_row("Total revenue", rupees(figures.total_revenue_inr))
    table.add_row("Total quantity, pieces", f"{figures.total_quantity:,}")
    table.add_row("Customers, with the unknown one", f"{figures.unique_customers:,}")
    table.add_row("Mean list price over view rows", rupees(figures.mean_list_price_inr, 2))
    table.add_row("Revenue per piece", rupees(figures.revenue_per_unit_inr, 2))
    table.add_row("Rows of the view", f"{figures.view_rows:,}")
    if figures.data_from and figures.data_to:
        table.add_row("Months", f"{figures.data_from:%Y-%m} … {figures.data_to:%Y-%m}")
    return table


def print_headline(console: Console, settings: Settings) -> None:
    """Print the headline figures, or that there are none yet."""
    try:
        console.print(kpi_table(headline(Lake(settings.lake_uri))))
    except MissingTableError:
        console.print("[yellow]The enriched view has not been built yet.")


def print_profile(console: Console, timings: Timings) -> None:
    """Print the seconds of this process: computing, committing, Dagster, the rest."""
    process = psutil.Process()
    wall = time.time() - process.create_time()
    table = Table("Where the time went", "s")
    table.columns[1].justify = "right"
    table.add_row("Computing and measuring tables", f"{timings.compute:.2f}")
    table.add_row("Comparing with what is stored, committing", f"{timings.commit:.2f}")
    table.add_row(
        "Dagster (steps, events)", f"{timings.wall - timings.compute - timings.commit:.2f}"
    )
    table.add_row("Start-up, planning, figures", f"{wall - timings.wall:.2f}")
    table.add_row("Wall", f"{wall:.2f}")
    console.print(table)
    console.print(f"Peak memory: {peak_memory_mb():.0f} MB")


def peak_memory_mb() -> float:
    """Return the largest resident set size of this process so far, MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
