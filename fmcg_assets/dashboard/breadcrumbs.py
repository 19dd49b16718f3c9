"""The way back up a hierarchy: which members the page has drilled into, as buttons."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from fmcg_assets.dashboard import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.semantics.filters import Selection


@dataclass(frozen=True)
class Crumb:
    """A step of the way: what it says, and the level that a click goes back to."""

    label: str
    level: str


def crumbs(levels: Sequence[str], level: str, selection: Selection, whole: str) -> list[Crumb]:
    """Return the way from the whole to the level shown, by levels where one member is chosen."""
    way = [Crumb(whole, levels[0])]
    for above, below in itertools.pairwise(levels):
        if above == level:
            break
        texts = state.texts(selection, above)
        if len(texts) == 1:
            way.append(Crumb(texts[0], below))
    return way if len(way) > 1 else []


def show(key: str, way: Sequence[Crumb], levels: Sequence[str], *, by: str) -> None:
    """Show the way; every step but the last is a button back to it."""
    if not way:
        return
    with st.container(
        horizontal=True, key=f"{key}_crumbs", vertical_alignment="center", gap="xsmall"
    ):
        for place, crumb in enumerate(way):
            if place:
                st.markdown("›", width="content")
            if place == len(way) - 1:
                st.markdown(f"**{crumb.label}**", width="content")
            else:
                st.button(
                    crumb.label,
                    key=f"{key}_crumb_{place}",
                    type="tertiary",
                    help=f"Back to {crumb.label}",
                    on_click=state.go_up,
                    args=(levels, crumb.level),
                    kwargs={"by": by},
                )
