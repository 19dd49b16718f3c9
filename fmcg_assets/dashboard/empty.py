"""What stands in the place of the tiles where no row is left, or where reading failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from fmcg_assets.dashboard import state
from fmcg_assets.semantics.numbers import formatted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fmcg_assets.semantics.filters import Selection


@dataclass(frozen=True)
class Cause:
    """A filter without which rows would be left, and how many."""

    name: str
    texts: tuple[str, ...]
    rows: int


def causes(selection: Selection, left: Mapping[str, Mapping[str, int]]) -> list[Cause]:
    """Return the filters that alone removed everything.

    `left` holds, for each filter, the rows of each of its values under all other filters.
    """
    found = [
        Cause(name, state.chosen_texts(selection)[name], sum(left.get(name, {}).values()))
        for name in selection.parts
    ]
    return sorted((cause for cause in found if cause.rows), key=lambda cause: -cause.rows)


def show(found: Sequence[Cause], label: Callable[[str], str]) -> None:
    """Say which filter removed everything; one click takes it off."""
    with st.container(border=True, key="empty", horizontal_alignment="center"):
        st.markdown("### No sales match these filters", width="content")
        if not found:
            st.markdown(
                "More than one filter stands in the way: without any single one of them there is"
                " still nothing left."
            )
        for cause in found:
            chosen = ", ".join(cause.texts)
            st.markdown(
                f"**{label(cause.name)}: {chosen}** removed everything; without it"
                f" {formatted(cause.rows, 'count', 'exact')} rows are left.",
                width="content",
            )
            st.button(
                f"Take off {label(cause.name)}",
                key=f"empty_off_{cause.name}",
                icon=":material/filter_alt_off:",
                type="primary",
                on_click=state.clear,
                args=(cause.name,),
            )
        st.button(
            "Reset all filters",
            key="empty_reset",
            icon=":material/restart_alt:",
            on_click=state.reset,
        )


def failed(error: Exception, what: str) -> None:
    """Say what could not be shown, why, and what to do."""
    st.error(
        f"**{what} cannot be shown.** {error}\n\n"
        "Reload the page to try again; if it stays, narrow the filters, or tell the data team the"
        " sentence above.",
        icon=":material/error:",
    )
