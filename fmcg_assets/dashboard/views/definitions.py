"""Definitions: what each figure and each attribute means, in the words of the semantic model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from fmcg_assets.dashboard.context import Context


def page(context: Context) -> None:
    """Show the page."""
    model = context.model
    st.title("Definitions")
    st.markdown("What the figures of the dashboard and of the answers mean, and how they are made.")
    st.header("Measures", anchor="measures")
    for measure in model.measures.values():
        with st.container(border=True):
            st.markdown(f"**{measure.label}** · *{measure.label_fr}*")
            st.markdown(measure.definition)
            adds = "adds up over months and groups" if measure.additive else "is never added up"
            st.caption(f"`{measure.expression}` · {adds}")
    st.header("Attributes", anchor="attributes")
    for dimension in model.dimensions.values():
        members = len(context.snapshot.members.get(dimension.name, ()))
        with st.container(border=True):
            st.markdown(f"**{dimension.label}** · *{dimension.label_fr}* · {members:,} in the data")
            st.markdown(dimension.definition)
    st.header("From wide to narrow", anchor="hierarchies")
    for levels in model.hierarchies.values():
        labels = [(model.dimensions.get(name) or model.grains[name]).label for name in levels]
        st.markdown(f"- {' → '.join(labels)}")
    st.header("Months", anchor="months")
    st.markdown(
        "- Figures are monthly: the companies can be compared by month, not by day.\n"
        "- A month whose last day is not yet loaded is partial. It is shown and marked, and left"
        " out of growth and of “last month”.\n"
        "- Years and quarters are those of the calendar.\n"
        "- A period is compared with the same months a year before, or with the months just"
        " before; both periods are named beside the change.\n"
        "- “Unmapped customer” stands for sales of customers that no customer list names. They"
        " count in every total."
    )
