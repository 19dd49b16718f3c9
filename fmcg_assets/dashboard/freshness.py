"""How fresh and how sound the data are: months, version, time of the load, checks, quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import streamlit as st

from fmcg_assets.contracts import TABLES
from fmcg_assets.dashboard.comparison import month_label
from fmcg_assets.errors import FmcgError
from fmcg_assets.lake.tables import Lake
from fmcg_assets.partitions import BUSINESS_TIME_ZONE

if TYPE_CHECKING:
    from fmcg_assets.dashboard.context import Context
    from fmcg_assets.resources.environments import Settings
    from fmcg_assets.semantics.snapshot import Snapshot

_SECONDS_KEPT: Final = 60


@dataclass(frozen=True)
class Soundness:
    """Rows in quarantine by table, and what the failing checks found; None is unknown."""

    quarantine: dict[str, int] | None
    findings: tuple[str, ...] | None

    @property
    def waiting(self) -> int:
        """Rows in quarantine."""
        return sum((self.quarantine or {}).values())


def data_line(snapshot: Snapshot) -> str:
    """Return to which month the data go, their version, and when they were loaded (IST)."""
    loaded = snapshot.refreshed_at.astimezone(ZoneInfo(BUSINESS_TIME_ZONE))
    text = f"Data to **{month_label(snapshot.last_month)}**"
    if snapshot.partial_month is not None:
        day = f" until {snapshot.newest_day:%d %b}" if snapshot.newest_day else ""
        text += f" (partial{day})"
    return f"{text} · version {snapshot.version} · loaded {loaded:%d %b %Y, %H:%M} IST"


def soundness_line(found: Soundness) -> str:
    """Return how many checks warn and how many rows wait in quarantine."""
    if found.findings is None:
        checks = "checks: no run recorded"
    elif found.findings:
        number = len(found.findings)
        checks = f":material/warning: {number} check{'s' if number > 1 else ''} warn" + (
            "" if number > 1 else "s"
        )
    else:
        checks = ":material/check_circle: no check warns"
    if found.quarantine is None:
        return f"{checks} · quarantine unknown"
    return f"{checks} · {found.waiting:,} row{'' if found.waiting == 1 else 's'} in quarantine"


def quarantine_of(settings: Settings) -> dict[str, int] | None:
    """Return the rows in quarantine of each table that has some; None where it cannot be read."""
    lake = Lake(settings.lake_uri)
    found = {}
    try:
        for key, table in TABLES.items():
            if key.endswith("_quarantine") and (state := lake.state(table)) and state.rows:
                found[key.removesuffix("_quarantine")] = state.rows
    except FmcgError:
        return None
    return found


def findings_of(settings: Settings) -> tuple[str, ...] | None:
    """Return what the checks that fail found; None where no run was ever recorded."""
    if not (Path(settings.dagster_home) / "dagster.yaml").exists():
        return None
    # Dagster takes a second to import; pages are shown before.
    from fmcg_assets.instance.home import open_instance
    from fmcg_assets.instance.verdicts import latest_verdicts

    instance = open_instance(settings)
    try:
        verdicts = latest_verdicts(instance)
    finally:
        instance.dispose()
    return tuple(f"{v.check.key}: {v.found}" for v in verdicts if not v.passed)


@st.cache_resource(ttl=_SECONDS_KEPT, show_spinner=False)
def _soundness(version: int, _settings: Settings) -> Soundness:  # noqa: ARG001 - the cache's key
    return Soundness(quarantine_of(_settings), findings_of(_settings))


def show_data(context: Context) -> None:
    """Show the line on the data's age."""
    st.caption(data_line(context.snapshot))


def show_soundness(context: Context) -> None:
    """Show the line on checks and quarantine, with what is behind it."""
    found = _soundness(context.snapshot.version, context.settings)
    line = soundness_line(found)
    if not found.findings and not found.quarantine:
        st.caption(line, width="content")
        return
    with st.popover(line, type="tertiary", key="soundness"):
        for finding in found.findings or ():
            st.markdown(f"- {finding}")
        for table, rows in (found.quarantine or {}).items():
            st.markdown(f"- {rows:,} rows of {table} wait in quarantine")
        st.caption("`fmcg status` and `fmcg quarantine` show them on the terminal.")
