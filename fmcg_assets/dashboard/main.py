"""The app that Streamlit runs: its pages, what they share, and what is said when data fail."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from fmcg_assets.dashboard import freshness, theme
from fmcg_assets.dashboard.context import Context
from fmcg_assets.dashboard.views import ask, definitions, insights
from fmcg_assets.errors import FmcgError, MissingTableError
from fmcg_assets.questions.audit import Audit
from fmcg_assets.questions.engine import Engine
from fmcg_assets.questions.planner import Planner
from fmcg_assets.resources.environments import Settings, load_settings
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.snapshot import SnapshotStore

if TYPE_CHECKING:
    from fmcg_assets.semantics.numbers import Style

# Streamlit's own icons would come from a server of fonts when they stand in a browser's tab.
_ICON: Final = Path(__file__).with_name("icon.svg")
_STYLES: Final[dict[Style, str]] = {"compact": "₹ B / M", "indian": "₹ crore / lakh"}


@dataclass(frozen=True)
class Resources:
    """What all sessions share."""

    settings: Settings
    store: SnapshotStore
    engine: Engine
    audit: Audit


@st.cache_resource(show_spinner=False)
def _resources() -> Resources:
    settings = load_settings()
    store = SnapshotStore(settings)
    audit = Audit.of(settings, "web")
    resources = Resources(settings, store, Engine(store, audit, Planner.of(settings)), audit)
    store.current()
    settle()
    return resources


def settle() -> None:
    """Take what is loaded by now, and stays, out of the collector's way: it runs at each click."""
    gc.collect()
    gc.freeze()


def main() -> None:
    """Show the page that the URL names."""
    st.set_page_config(page_title="Sales insights", page_icon=str(_ICON), layout="wide")
    st.html(theme.css(st.context.theme.type))
    try:
        resources = _resources()
        snapshot = resources.store.current()
    except MissingTableError as error:
        st.title("No sales yet")
        st.info(f"{error}", icon=":material/hourglass_empty:")
        return
    except FmcgError as error:
        st.title("The data cannot be read")
        st.error(f"{error}", icon=":material/error:")
        st.button("Try again", icon=":material/refresh:")
        return
    pages: dict[str, st.Page] = {}
    bar = st.container(horizontal=True, vertical_alignment="center", key="bar")
    with bar:
        style = st.segmented_control(
            "Numbers",
            tuple(_STYLES),
            default="compact",
            required=True,
            format_func=_STYLES.__getitem__,
            key="style",
            label_visibility="collapsed",
            bind="query-params",
        )
        lines = st.container(horizontal=True, vertical_alignment="center", gap="small")
    context = Context(
        resources.store, snapshot, load_model(), resources.settings, style or "compact", pages
    )
    shown = (
        ("insights", "Sales insights", ":material/insights:", partial(insights.page, context)),
        (
            "ask",
            "Ask",
            ":material/chat:",
            partial(ask.page, context, resources.engine, resources.audit),
        ),
        (
            "definitions",
            "Definitions",
            ":material/menu_book:",
            partial(definitions.page, context),
        ),
    )
    for name, title, icon, page in shown:
        pages[name] = st.Page(
            page, title=title, icon=icon, url_path=name, default=name == "insights"
        )
    chosen = st.navigation(list(pages.values()), position="top")
    with lines:
        freshness.show_data(context)
    chosen.run()
    with lines:
        freshness.show_soundness(context)


if __name__ == "__main__":
    main()
