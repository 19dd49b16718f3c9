"""`fmcg check-connection`: what this process may do at both landing zones and at the lake."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from fmcg_assets.connection import ABILITIES, Connection, check_connection

if TYPE_CHECKING:
    from rich.console import Console

    from fmcg_assets.resources.environments import Settings

_MARKS: Final = {"pass": "[green]✓", "fail": "[red]✗", "not tried": "[dim]–"}


def print_connection(settings: Settings, console: Console, as_json: bool) -> bool:
    """Check, print a table (or one JSON object) and return whether nothing failed."""
    checked = check_connection(settings)
    if as_json:
        text = json.dumps({"passed": checked.passed, **asdict(checked)})
        console.print(text, markup=False, highlight=False, soft_wrap=True)
        return checked.passed
    for place, uri in checked.places.items():
        console.print(f"{place}: {escape(uri)}", highlight=False, soft_wrap=True)
    console.print(f"identity: {escape(checked.identity)}", highlight=False, soft_wrap=True)
    console.print(_table(checked))
    for line in checked.explained("fail"):
        console.print(f"[red]✗[/] {escape(line)}", highlight=False, soft_wrap=True)
    for line in checked.explained("not tried"):
        console.print(f"[dim]– {escape(line)}", highlight=False, soft_wrap=True)
    return checked.passed


def _table(checked: Connection) -> Table:
    # Broken at the blank, or 80 columns are too few.
    names = (ability.replace(" ", "\n") for ability in ABILITIES)
    table = Table("", *names, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column in table.columns:
        column.no_wrap = True
    for place in checked.places:
        table.add_row(place, *(_MARKS[checked.outcome(place, ability)] for ability in ABILITIES))
    return table
