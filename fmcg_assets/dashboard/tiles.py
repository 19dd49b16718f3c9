"""The frames of the page: a figure with its change, and a chart with all that stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import streamlit as st

from fmcg_assets.dashboard import exports, state
from fmcg_assets.semantics.guard import VIEW
from fmcg_assets.semantics.numbers import exact_of, formatted, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pyarrow as pa
    from streamlit.elements.lib.mutable_popover_container import PopoverContainer

    from fmcg_assets.dashboard.charts import Drawing
    from fmcg_assets.dashboard.comparison import Comparison
    from fmcg_assets.dashboard.context import Context
    from fmcg_assets.dashboard.queries import Answer
    from fmcg_assets.semantics.model import Measure

CHART: Final = "Chart"
TABLE: Final = "Table"


@dataclass(frozen=True)
class Behind:
    """What stands behind a tile: its query, the question that asks for the same, its rows.

    `filters` are the lines that say what the rows of `table` are kept by.
    """

    answer: Answer
    question: str
    filters: tuple[str, ...]
    table: pa.Table


def asset_link(context: Context) -> str:
    """Return the address of the view's asset in the Dagster UI."""
    return f"{context.settings.dagster_url.rstrip('/')}/assets/gold/{VIEW}"


def check_link(context: Context) -> str:
    """Return the address of the check that finds sales of customers nobody knows."""
    parameters = urlencode({"view": "checks", "checkDetail": "unmapped_channel"})
    return f"{asset_link(context)}?{parameters}"


def figure(
    context: Context,
    measure: Measure,
    values: tuple[Any, Any, Any],
    comparison: Comparison,
    months: Sequence[Any],
    behind: Behind,
    *,
    filtered: str,
) -> None:
    """Show one measure: value, change between two named periods, course and definition.

    `values` are those of the whole selection, of the period compared and of its base.
    """
    total, now, before = values
    style = context.style
    change, description, colour = _change(now, before, comparison)
    exact = formatted(total, measure.format, exact_of(style))
    hint = f"\n\nFiltered: {filtered}." if filtered else ""
    st.metric(
        measure.label,
        formatted(total, measure.format, style),
        change,
        delta_color=colour,
        delta_arrow="off" if colour == "off" else "auto",
        help=f"{measure.definition}\n\nExactly {exact}.{hint}",
        icon=":material/filter_alt:" if filtered else None,
        chart_data=[float(value or 0) for value in months] if len(months) > 1 else None,
        chart_type="area",
        border=False,
    )
    st.caption(description)
    with details(measure.name) as opened:
        if not opened.open:
            return
        st.markdown(f"**{measure.label}** — {measure.definition}")
        st.markdown(f"Exactly **{exact}**" + (f", filtered by {filtered}" if filtered else ""))
        if comparison.now:
            st.markdown(_both(now, before, measure, comparison, context))
        sources(context, measure.name, behind)


def chart(
    context: Context,
    key: str,
    title: str,
    drawing: Drawing,
    behind: Behind,
    table: Callable[[], None],
    *,
    click: Callable[[], None] | None = None,
    controls: Callable[[], None] | None = None,
    foot: Callable[[], None] | None = None,
    note: str = "",
) -> None:
    """Show a chart in its frame, or its table; both with the query, exports and links."""
    with st.container(border=True, key=f"tile_{key}", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"#### {title}", width="stretch")
            view = st.segmented_control(
                f"View of {title}",
                (CHART, TABLE),
                default=CHART,
                required=True,
                key=f"{key}_as",
                label_visibility="collapsed",
                bind="query-params",
            )
            with details(key) as opened:
                if opened.open:
                    st.markdown(f"**{title}**")
                    downloads(key, behind.table, behind.filters)
                    sources(context, key, behind)
        if controls is not None:
            controls()
        if view == TABLE:
            table()
        elif click is None:
            st.vega_lite_chart(spec=drawing.spec, alt=drawing.text, width="stretch")
        else:
            st.vega_lite_chart(
                spec=drawing.spec,
                alt=drawing.text,
                width="stretch",
                key=state.chart_key(key),
                on_select=click,
            )
        if foot is not None:
            foot()
        if note:
            st.caption(note)


def details(key: str) -> PopoverContainer:
    """Return the popover of what stands behind a tile; it is filled when it is opened."""
    return st.popover("Details", type="tertiary", key=f"details_{key}", on_change="rerun")


def downloads(key: str, table: pa.Table, filters: tuple[str, ...]) -> None:
    """Show the two downloads of a table: all of its rows, in full precision."""
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            lambda: exports.csv_bytes(table, filters),
            file_name=f"{key}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            icon=":material/download:",
            on_click="ignore",
            help="All rows, full precision",
        )
        st.download_button(
            "Excel",
            lambda: exports.xlsx_bytes(table, filters),
            file_name=f"{key}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key=f"{key}_xlsx",
            icon=":material/download:",
            on_click="ignore",
            help="All rows, full precision",
        )


def sources(context: Context, key: str, behind: Behind) -> None:
    """Show where a tile's figures come from, and the way to ask about them."""
    ask(context, key, behind.question)
    st.caption(
        f"Query: {behind.answer.milliseconds:.0f} ms, data version {context.snapshot.version}"
    )
    st.code(behind.answer.sql, language="sql", wrap_lines=True)
    st.link_button("Asset in Dagster", asset_link(context), icon=":material/open_in_new:")


def ask(context: Context, key: str, question: str) -> None:
    """Show the link that takes a question to the Ask page."""
    page = context.pages.get("ask")
    if page is not None:
        st.page_link(
            page,
            label=f"Ask about this: “{question}”",
            icon=":material/chat:",
            query_params={"question": question},
        )
    else:
        st.link_button(
            f"Ask about this: “{question}”",
            f"ask?{urlencode({'question': question})}",
            key=f"ask_{key}",
            icon=":material/chat:",
        )


def _change(now: Any, before: Any, comparison: Comparison) -> tuple[str, str, Any]:
    """Return the growth, what it compares, and whether it is coloured."""
    if not comparison.now:
        return "n/a", f"no comparison: {comparison.reason}", "off"
    grown = growth(now, before)
    text = percent(grown, signed=True)
    coloured = grown is not None and text[0] in "+-"
    return text, comparison.names, "normal" if coloured else "off"


def growth(now: Any, before: Any) -> float | None:
    """Return by how many percent a figure has changed; None without a base."""
    if now is None or not before:
        return None
    return 100 * (float(now) - float(before)) / abs(float(before))


def _both(now: Any, before: Any, measure: Measure, comparison: Comparison, context: Context) -> str:
    from_name, to_name = comparison.names.split(" vs ")[::-1]
    return (
        f"{from_name}: {formatted(before, measure.format, context.style)} → "
        f"{to_name}: {formatted(now, measure.format, context.style)} "
        f"({percent(growth(now, before), signed=True)})"
    )


def chips(labels: Mapping[str, str], chosen: Mapping[str, Sequence[str]]) -> None:
    """Show the active filters, each with a button that takes it off."""
    with st.container(horizontal=True, key="chips", gap="small", vertical_alignment="center"):
        for name, texts in chosen.items():
            if len(texts) > 3:
                st.button(
                    f"{labels[name]}: {len(texts)} values",
                    key=f"chip_{name}",
                    icon=":material/close:",
                    icon_position="right",
                    help=f"Take off: {', '.join(texts)}",
                    on_click=state.set_filter,
                    args=(name, []),
                )
                continue
            for text in texts:
                st.button(
                    f"{labels[name]}: {text}",
                    key=f"chip_{name}_{text}",
                    icon=":material/close:",
                    icon_position="right",
                    help="Take this filter off",
                    on_click=state.take_off,
                    args=(name, text),
                )
        if chosen:
            st.button(
                "Reset",
                key="reset",
                type="tertiary",
                icon=":material/restart_alt:",
                help="Take off all filters",
                on_click=state.reset,
            )
