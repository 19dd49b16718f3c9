"""Sales insights: the figures, charts and tables of the view, filtered as the reader likes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import duckdb
import streamlit as st

from fmcg_assets.dashboard import (
    breadcrumbs,
    charts,
    empty,
    offers,
    queries,
    state,
    tables,
    tiles,
)
from fmcg_assets.dashboard.comparison import (
    Comparison,
    compared,
    month_label,
    moved,
    span_label,
)
from fmcg_assets.dashboard.theme import palette
from fmcg_assets.errors import FmcgError
from fmcg_assets.semantics.filters import MONTHS, Selection
from fmcg_assets.semantics.model import UNMAPPED
from fmcg_assets.semantics.numbers import exact_of, formatted, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from fmcg_assets.dashboard.context import Context

_TOP: Final = 10
_SLICES: Final = 8
_COUNTS: Final = {"10": 10, "25": 25, "All": 10**9}
_BASES: Final = {"A year before": "year", "Just before": "before"}
_TIMELINE: Final = "Month by month"
_OVERLAY: Final = "Year on year"
_ADDED: Final = "Months of all years"
_FILTERING: Final = "Filters"
_DRILLING: Final = "Drills down"

_COLUMNS: Final = {
    "year": "year",
    "quarter": "quarter",
    "month": "month_name",
    "period": "date",
}


@dataclass(frozen=True)
class View:
    """One run of the page: what is selected, what that means, and how to draw it."""

    context: Context
    selection: Selection
    months: tuple[date, ...]
    comparison: Comparison
    kept: queries.Queries
    look: charts.Look
    picked: tuple[str, ...]
    drills: bool
    rows: int = 0

    @property
    def headline(self) -> str:
        """The query of the tiles on top."""
        return queries.headline_sql(self.context.model, self.selection, self.comparison)

    def ask(self, sql: str) -> queries.Answer:
        """Run a tile's query over this run's snapshot."""
        return self.kept.run(self.context.snapshot, sql)

    def shown(self, dimension: str) -> Selection:
        """Return the selection of a chart by a dimension.

        Where a click on the chart has set the dimension's filter, the other members stay there
        beside the one that was picked.
        """
        return self.selection.without(dimension) if dimension in self.picked else self.selection

    def is_picked(self, dimension: str, name: str) -> bool:
        """Whether a member is what was clicked, or nothing was."""
        return dimension not in self.picked or name in state.texts(self.selection, dimension)

    def filters(self, selection: Selection) -> tuple[str, ...]:
        """Return the filters of a selection as lines for people."""
        return tuple(
            f"{_label(self.context, name)}: {', '.join(texts)}"
            for name, texts in state.chosen_texts(selection).items()
        )


@st.cache_resource(show_spinner=False, max_entries=2)
def _offers(
    path: str,  # noqa: ARG001 - what the cache knows the data by
    _context: Context,
) -> offers.Offers:
    """Read the filters' columns; the path names lake and version of the data."""
    columns = {
        name: _COLUMNS.get(name) or _context.model.dimensions[name].column
        for name in (*state.FILTERS, "period")
    }
    return offers.read_offers(_context.snapshot, columns)


@st.cache_resource(show_spinner=False, max_entries=2)
def _checked_ahead(
    path: str,  # noqa: ARG001 - what the cache knows the data by
    _context: Context,
) -> None:
    """Have the queries of each filter checked while the first page is looked at."""
    there = state.allowed(_context.snapshot)
    of_each = [{name: list(values[:1])} for name, values in there.items() if values]
    times = [{**of_each[0], name: list(there[name][:1])} for name in state.TIME[1:]]
    views = (_view(_context, Selection.from_params(chosen)) for chosen in (*of_each, *times))
    statements = [sql for view in list(views) for sql in _statements(view)]
    _queries().check_ahead(statements)


@st.cache_resource(show_spinner=False)
def _queries() -> queries.Queries:
    return queries.Queries()


def page(context: Context) -> None:
    """Show the page."""
    st.title("Sales insights")
    if not context.snapshot.months:
        st.info(
            "The view holds no sales yet. They appear here once the first delivery is loaded.",
            icon=":material/hourglass_empty:",
        )
        return
    try:
        with st.spinner("Reading the figures …"):
            _show(context)
    except (FmcgError, duckdb.Error) as error:
        empty.failed(error, "The page")


def _show(context: Context) -> None:
    there = state.allowed(context.snapshot)
    state.follow_link(there)
    parameters = state.parameters()
    chosen, unknown = state.known(state.wanted(st.session_state, parameters), there)
    bounds = {str(name): parameters[name] for name in state.SPAN if name in parameters}
    selection = Selection.from_params({**chosen, **bounds})
    view = _view(context, selection)
    # The queries run while the filters are drawn.
    view.kept.prepare(context.snapshot, _statements(view))
    offered = _filters(context, there, chosen, bounds)
    headline = view.ask(view.headline)
    total = next(
        (row for row in headline.rows if row["chosen"] and not row["month"] and not row["part"]),
        None,
    )
    kept = total["order_rows"] if total else 0
    _state_line(view, kept, unknown)
    if not total:
        found = empty.causes(selection, offered)
        empty.show(found, partial(_label, context))
        return
    _figures(view, headline, total)
    with st.container(horizontal=True, key="click_mode", vertical_alignment="center"):
        _choice("A click on a chart", (_FILTERING, _DRILLING), "click", visible=True)
    wide, narrow = st.columns([3, 2], gap="medium")
    with wide:
        _guarded(_trend, view, "Revenue by month")
    with narrow:
        _guarded(_channels, view, "Channel share")
    left, right = st.columns(2, gap="medium")
    with left:
        _guarded(_products, view, "Top products")
    with right:
        _guarded(_variants, view, "Revenue by variant")
    _guarded(_bubbles, view, "Price against quantity")
    _guarded(_customers, view, "Top customers")
    _checked_ahead(str(context.snapshot.path), context)


def _guarded(tile: Callable[[View], None], view: View, title: str) -> None:
    """Show a tile; one that fails says so in its place, and leaves the others alone."""
    try:
        tile(view)
    except (FmcgError, duckdb.Error) as error:
        empty.failed(error, title)


# Filters


def _filters(
    context: Context,
    there: Mapping[str, Sequence[str]],
    chosen: Mapping[str, Sequence[str]],
    bounds: Mapping[str, Sequence[str]],
) -> Mapping[str, Mapping[str, int]]:
    """Show the filters; return what each could keep beside the others, within the bounds."""
    bounded = {"period": _months_within(bounds, context)} if bounds else {}
    offered = _offers(str(context.snapshot.path), context).left({**chosen, **bounded})
    with st.container(key="filters"):
        st.toggle("Show filters", key="filters_shown", on_change="ignore")
        with st.container(key="filter_row"):
            slots = st.columns([1, 1, 1.2, 1.4, 1.4, 0.9], vertical_alignment="bottom")
            for slot, name in zip(slots, state.ON_PAGE, strict=False):
                with slot:
                    _filter(context, name, there[name], offered[name], chosen.get(name, []))
            with (
                slots[-1],
                st.popover("More filters", width="stretch", icon=":material/tune:"),
            ):
                for name in state.DRAWER:
                    _filter(context, name, there[name], offered[name], chosen.get(name, []))
    return offered


def _filter(
    context: Context,
    name: str,
    there: Sequence[str],
    offered: Mapping[str, int],
    chosen: Sequence[str],
) -> None:
    """Show a filter that offers what the others leave, and what it has already."""
    st.multiselect(
        _label(context, name),
        [text for text in there if text in offered or text in chosen],
        key=name,
        placeholder="All",
        bind="query-params",
        wrap=False,
    )


def _view(context: Context, selection: Selection) -> View:
    snapshot = context.snapshot
    months = state.chosen_months(selection, snapshot)
    basis = _BASES.get(str(st.session_state.get("compare")), "year")
    comparison = compared(
        months, snapshot.months, snapshot.partial_month, "before" if basis == "before" else "year"
    )
    mode = st.session_state.get("click") or st.query_params.get("click")
    return View(
        context,
        selection,
        months,
        comparison,
        _queries(),
        charts.Look(context.style, palette(st.context.theme.type)),
        tuple(name for name in state.picked() if name in selection.parts),
        drills=mode == _DRILLING,
    )


def _state_line(view: View, kept: int, unknown: Sequence[tuple[str, str]]) -> None:
    """Show the active filters, how many rows they keep, and what a link named that is not there."""
    context = view.context
    chosen = state.chosen_texts(view.selection)
    if chosen:
        labels = {name: _label(context, name) for name in chosen}
        tiles.chips(labels, chosen)
    rows = formatted(kept, "count", exact_of(view.look.style))
    of_all = formatted(context.snapshot.rows, "count", exact_of(view.look.style))
    st.caption(f"{rows} of {of_all} rows kept" if chosen else f"All {of_all} rows, no filter")
    for name, text in unknown:
        st.caption(f":material/info: The data have no {_label(context, name).lower()} “{text}”.")


def _statements(view: View) -> list[str]:
    """Return the queries of all tiles of this run, as the page goes down."""
    model = view.context.model
    levels = (
        _current("channels_by", state.levels_of(model, "customers"), "channel"),
        _current("products_by", state.levels_of(model, "products"), "product"),
        "variant",
        "product",
    )
    return [
        view.headline,
        queries.trend_sql(model, view.selection),
        *dict.fromkeys(queries.members_sql(model, level, view.shown(level)) for level in levels),
        queries.customers_sql(model, view.selection),
    ]


# Figures


def _figures(view: View, headline: queries.Answer, total: queries.Row) -> None:
    context = view.context
    rows = headline.rows
    parts = {row["part"]: row for row in rows if row["part"]}
    unfinished = context.snapshot.partial_month
    months = [row for row in rows if row["month"] not in (None, unfinished) and row["chosen"]]
    now, before = parts.get("now", {}), parts.get("before", {})
    filters = ", ".join(view.filters(view.selection))
    with st.container(key="tiles_head", horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{span_label(view.months)}**"
            + (f" · {_partial_note(view)}" if _partial_note(view) else ""),
            width="stretch",
        )
        _choice("Compare with", tuple(_BASES), "compare", visible=True)
    with st.container(key="tiles"):
        for slot, name in zip(st.columns(5, gap="small"), queries.MEASURES, strict=True):
            measure = context.model.measures[name]
            words = measure.label.lower()
            if measure.format == "count" and not measure.additive:
                words = f"number of {words}"
            behind = _behind(view, headline, words, view.selection)
            with slot, st.container(border=True, height="stretch", key=f"tile_{name}"):
                tiles.figure(
                    context,
                    measure,
                    (total[name], now.get(name), before.get(name)),
                    view.comparison,
                    [row[name] for row in months],
                    behind,
                    filtered=filters,
                )


def _partial_note(view: View) -> str:
    partial = view.context.snapshot.partial_month
    if partial is None or partial not in view.months:
        return ""
    return f"{month_label(partial)} is not complete: in the totals, not in the comparison"


# Trend


def _trend(view: View) -> None:
    model = view.context.model
    levels = state.levels_of(model, "time")
    level = _current("trend_by", levels, "month")
    answer = view.ask(queries.trend_sql(model, view.selection))
    revenue = {row["month"]: row["revenue"] for row in answer.rows}
    kind = _current("trend_view", (_TIMELINE, _OVERLAY, _ADDED), _TIMELINE)
    figure = _figure(view, "revenue")
    title = {"month": "Revenue by month", "quarter": "Revenue by quarter"}.get(
        level, "Revenue by year"
    )
    if level != "month" or kind == _TIMELINE:
        points = _points(view, revenue, level)
        draw = charts.columns if level == "year" else charts.line
        drawing = draw(title, points, figure, view.look)
    elif kind == _OVERLAY:
        points = _overlay(view, revenue)
        title = "Revenue by month, year on year"
        drawing = charts.line(title, points, figure, view.look)
    else:
        points = _added(view, revenue)
        title = "Revenue by month of the year"
        drawing = charts.columns(title, points, figure, view.look)
    clickable = kind == _TIMELINE or level != "month"
    free = bool(set(state.TIME) & set(view.picked))
    kept = queries.without_time(view.selection) if free else view.selection
    table = answer.table if free else _only(answer.table, view.months)

    def controls() -> None:
        with st.container(horizontal=True, gap="small"):
            _choice("Level", levels, "trend_by", default="month", names=str.capitalize)
            if level == "month":
                _choice("View", (_TIMELINE, _OVERLAY, _ADDED), "trend_view")
        way = breadcrumbs.crumbs(levels, level, view.selection, "All years")
        breadcrumbs.show("trend", way, levels, by="trend_by")

    rows = [
        {
            "period": point.name or f"{point.at} {point.series}".strip(),
            "revenue": point.value,
            "note": "not complete" if point.partial else "",
        }
        for point in points
    ]
    tiles.chart(
        view.context,
        "trend",
        title,
        drawing,
        _behind(view, answer, f"revenue by {level}", kept, table),
        partial(
            tables.show,
            rows,
            (
                tables.Column("period", "Period", "text"),
                tables.Column("revenue", "Revenue", "inr"),
                tables.Column("note", "Note", "text"),
            ),
            view.look.style,
            key="trend_table",
            alt=drawing.text,
        ),
        click=partial(state.on_click, "trend", level, levels, by="trend_by", drills=view.drills)
        if clickable
        else None,
        controls=controls,
        note=_trend_note(view, kind, level),
    )


def _only(table: pa.Table, months: Sequence[date]) -> pa.Table:
    """Return the rows of these months."""
    wanted = set(months)
    return table.filter([month in wanted for month in table.column("month").to_pylist()])


def _trend_note(view: View, kind: str, level: str) -> str:
    if level == "month" and kind == _ADDED:
        return "The months of all chosen years are added together, as the first dashboard did."
    if level == "month" and kind == _OVERLAY and len({month.year for month in view.months}) == 1:
        return "The year before stands beside, whatever the year filter says."
    return _partial_note(view)


def _points(view: View, revenue: Mapping[date, Any], level: str) -> list[charts.Point]:
    """Return the chosen periods of a level; all of them, where a click has picked one."""
    chosen = set(view.months)
    shown = set(revenue) if set(state.TIME) & set(view.picked) else chosen
    unfinished = view.context.snapshot.partial_month
    sums: dict[str, list[date]] = {}
    for month in sorted(shown & set(revenue)):
        sums.setdefault(_period_name(month, level), []).append(month)
    return [
        charts.Point(
            at=name,
            value=sum(revenue[month] or 0 for month in months),
            partial=unfinished in months,
            name=name,
            picked=bool(chosen.intersection(months)),
        )
        for name, months in sums.items()
    ]


def _period_name(month: date, level: str) -> str:
    if level == "year":
        return str(month.year)
    return month_label(month) if level == "month" else f"{state.quarter_of(month)} {month.year}"


def _overlay(view: View, revenue: Mapping[date, Any]) -> list[charts.Point]:
    """Return the chosen months, and those a year before, by year over the months of the year."""
    shown = {*view.months, *(moved(month, -12) for month in view.months)}
    unfinished = view.context.snapshot.partial_month
    return [
        charts.Point(
            at=f"{month:%b}",
            value=revenue[month],
            series=str(month.year),
            partial=month == unfinished,
            name=month_label(month),
        )
        for month in sorted(shown & set(revenue))
    ]


def _added(view: View, revenue: Mapping[date, Any]) -> list[charts.Point]:
    """Return the chosen months of all years added together, in the order of the year."""
    unfinished = view.context.snapshot.partial_month
    found = []
    for number, name in enumerate(MONTHS, start=1):
        months = [month for month in view.months if month.month == number and month in revenue]
        if months:
            found.append(
                charts.Point(
                    at=name[:3],
                    value=sum(revenue[month] or 0 for month in months),
                    partial=unfinished in months,
                    name=f"{name} of {', '.join(str(month.year) for month in months)}",
                )
            )
    return found


# Members


def _channels(view: View) -> None:
    model = view.context.model
    levels = state.levels_of(model, "customers")
    level = _current("channels_by", levels, "channel")
    answer = view.ask(queries.members_sql(model, level, view.shown(level)))
    marks = _marks(view, answer.rows, level)
    figure = _figure(view, "revenue")
    dimension = model.dimensions[level]
    title = f"{dimension.label} share"
    if len(marks) <= _SLICES:
        drawing = charts.donut(title, marks, figure, view.look)
    else:
        drawing = charts.bar(title, _top(marks, _TOP), figure, view.look)

    def controls() -> None:
        _choice("Level", levels, "channels_by", default="channel", names=str.capitalize)
        way = breadcrumbs.crumbs(levels, level, view.selection, f"All {_plural(view, levels[0])}")
        breadcrumbs.show("channels", way, levels, by="channels_by")

    def foot() -> None:
        st.markdown(f":small[{_sum_line(view, answer.rows, marks, level)}]")
        if any(mark.name == UNMAPPED for mark in marks):
            st.caption(_unmapped_line(view.context))

    tiles.chart(
        view.context,
        "channels",
        title,
        drawing,
        _behind(
            view,
            answer,
            f"share of revenue by {dimension.label.lower()}",
            view.shown(level),
        ),
        partial(_member_table, view, answer.rows, level, "channels"),
        click=partial(
            state.on_click, "channels", level, levels, by="channels_by", drills=view.drills
        ),
        controls=controls,
        foot=foot,
    )


def _sum_line(
    view: View, rows: Sequence[queries.Row], marks: Sequence[charts.Mark], level: str
) -> str:
    """Say that the parts add up to the total, and which part is picked."""
    picked = [row["revenue"] or 0 for row, mark in zip(rows, marks, strict=True) if mark.picked]
    parts = sum(picked)
    total = next(
        row["revenue"] or 0
        for row in view.ask(view.headline).rows
        if row["chosen"] and not row["month"] and not row["part"]
    )
    exact = exact_of(view.look.style)
    plural = _plural(view, level)
    sums = (
        f"✓ Sum of {plural} = total: {formatted(parts, 'inr', exact)}"
        if parts == total
        else f"⚠ Sum of {plural} {formatted(parts, 'inr', exact)} is not the total"
        f" {formatted(total, 'inr', exact)}"
    )
    names = [mark.name for mark in marks if mark.picked]
    if 0 < len(names) < len(marks):
        share = 100 * float(parts) / (float(sum(row["revenue"] or 0 for row in rows)) or 1)
        return f"Picked: **{', '.join(names)}**, {percent(share)} of all. {sums}"
    return sums


def _unmapped_line(context: Context) -> str:
    return (
        f"{UNMAPPED}: sales whose customer code is in no customer list. They count in every total."
        f" [What the check says]({tiles.check_link(context)})"
    )


def _products(view: View) -> None:
    _ranking(view, "products", "products", "product")


def _variants(view: View) -> None:
    model = view.context.model
    answer = view.ask(queries.members_sql(model, "variant", view.shown("variant")))
    marks = _marks(view, answer.rows, "variant")
    title = "Revenue by variant"
    shown = _top(marks, _TOP)
    drawing = charts.bar(title, shown, _figure(view, "revenue"), view.look)
    tiles.chart(
        view.context,
        "variants",
        title,
        drawing,
        _behind(view, answer, "revenue by variant", view.shown("variant")),
        partial(_member_table, view, answer.rows, "variant", "variants"),
        click=partial(state.on_click, "variants", "variant", ("variant",), by="", drills=False),
        note=_of_all(len(shown), len(marks), "variants"),
    )


def _ranking(view: View, key: str, hierarchy: str, first: str) -> None:
    model = view.context.model
    levels = state.levels_of(model, hierarchy)
    by = f"{key}_by"
    level = _current(by, levels, first)
    answer = view.ask(queries.members_sql(model, level, view.shown(level)))
    marks = _marks(view, answer.rows, level)
    plural = _plural(view, level)
    shown = _top(marks, _TOP)
    title = f"Top {_TOP} {plural} by revenue"
    drawing = charts.bar(title, shown, _figure(view, "revenue"), view.look)

    def controls() -> None:
        _choice("Level", levels, by, default=first, names=str.capitalize)
        way = breadcrumbs.crumbs(levels, level, view.selection, f"All {_plural(view, levels[0])}")
        breadcrumbs.show(key, way, levels, by=by)

    tiles.chart(
        view.context,
        key,
        title,
        drawing,
        _behind(view, answer, f"top {_TOP} {plural} by revenue", view.shown(level)),
        partial(_member_table, view, answer.rows, level, key),
        click=partial(state.on_click, key, level, levels, by=by, drills=view.drills),
        controls=controls,
        note=_of_all(len(shown), len(marks), plural),
    )


def _bubbles(view: View) -> None:
    model = view.context.model
    answer = view.ask(queries.members_sql(model, "product", view.shown("product")))
    members = [
        charts.Bubble(
            name=_name(row["product"]),
            across=row["average_selling_price"],
            up=row["quantity"],
            size=row["revenue"],
            picked=view.is_picked("product", _name(row["product"])),
        )
        for row in answer.rows
        if row["average_selling_price"] is not None and (row["quantity"] or 0) > 0
    ]
    title = "Price against quantity by product"
    figures = tuple(
        _figure(view, name) for name in ("average_selling_price", "quantity", "revenue")
    )
    drawing = charts.bubbles(title, members, (figures[0], figures[1], figures[2]), view.look)
    tiles.chart(
        view.context,
        "bubbles",
        title,
        drawing,
        _behind(
            view,
            answer,
            "average selling price and quantity by product",
            view.shown("product"),
        ),
        partial(_member_table, view, answer.rows, "product", "bubbles"),
        click=partial(state.on_click, "bubbles", "product", ("product",), by="", drills=False),
        note="A bubble is a product: to the right the dearer, up the more pieces, the larger the"
        " more revenue. Some of the largest are named.",
    )


def _customers(view: View) -> None:
    context = view.context
    answer = view.ask(queries.customers_sql(context.model, view.selection))
    every = tables.with_share(
        [
            {**row, "customer": _name(row["customer"]), "channel": row["channel"] or "—"}
            for row in answer.rows
        ],
        "revenue",
    )
    for place, row in enumerate(every, start=1):
        row["place"] = str(place)
    with st.container(border=True, key="tile_customers_table"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("#### Top customers", width="stretch")
            with tiles.details("customers_table") as opened:
                if opened.open:
                    tiles.sources(
                        context,
                        "customers_table",
                        _behind(view, answer, "customers by revenue", view.selection),
                    )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            words = st.text_input(
                "Search customers",
                key="customer_search",
                placeholder="Search customers",
                label_visibility="collapsed",
                bind="query-params",
                width=260,
            )
            _choice("Rows", tuple(_COUNTS), "customer_rows", visible=True)
            tiles.downloads("customers", answer.table, view.filters(view.selection))
        found = [row for row in every if words.casefold() in row["customer"].casefold()]
        shown = found[: _COUNTS[_current("customer_rows", tuple(_COUNTS), "10")]]
        if not shown:
            st.info(f"No customer's name holds “{words}”.", icon=":material/search_off:")
            return
        tables.show(
            shown,
            (
                tables.Column("customer", "Customer", "text", 160),
                tables.Column("revenue", "Revenue", "inr", 90),
                tables.Column("share_percent", "Share", "percent", 65),
                tables.Column("quantity", "Quantity", "count", 90),
                tables.Column("average_selling_price", "Selling price", "price", 105),
                tables.Column("channel", "Channel", "text", 110),
            ),
            view.look.style,
            key="customers_table",
            alt=f"Customers by revenue, {len(shown)} of {len(every)}",
            tall=60,
            totals=_totals(shown, every, len(found)),
        )
        if any(row["customer"] == UNMAPPED for row in every):
            st.caption(_unmapped_line(context))


def _totals(
    shown: Sequence[queries.Row], every: Sequence[queries.Row], found: int
) -> list[dict[str, Any]]:
    """Return the sums of what is shown, where that is not all, and of all customers."""
    whole = sum(row["revenue"] or 0 for row in every)

    def sums(label: str, rows: Sequence[queries.Row]) -> dict[str, Any]:
        revenue = sum(row["revenue"] or 0 for row in rows)
        quantity = sum(row["quantity"] or 0 for row in rows)
        return {
            "customer": label,
            "channel": "",
            "revenue": revenue,
            "share_percent": 100 * float(revenue) / float(whole) if whole else None,
            "quantity": quantity,
            "average_selling_price": float(revenue) / float(quantity) if quantity else None,
        }

    part = [sums(f"Shown: {len(shown)} of {found}", shown)] if len(shown) < len(every) else []
    return [*part, sums(f"Total: {len(every)} customers", every)]


def _member_table(view: View, rows: Sequence[queries.Row], level: str, key: str) -> None:
    dimension = view.context.model.dimensions[level]
    shown = tables.with_share([{**row, level: _name(row[level])} for row in rows], "revenue")
    total = {
        level: f"Total: {len(shown)}",
        "revenue": sum(row["revenue"] or 0 for row in shown),
        "quantity": sum(row["quantity"] or 0 for row in shown),
        "share_percent": 100.0,
    }
    total["average_selling_price"] = (
        float(total["revenue"]) / float(total["quantity"]) if total["quantity"] else None
    )
    tables.show(
        shown,
        (
            tables.Column(level, dimension.label, "text", 150),
            tables.Column("revenue", "Revenue", "inr", 95),
            tables.Column("share_percent", "Share", "percent", 65),
            tables.Column("quantity", "Quantity", "count", 90),
            tables.Column("average_selling_price", "Selling price", "price", 105),
        ),
        view.look.style,
        key=f"{key}_table",
        alt=f"{dimension.plural} by revenue, {len(shown)} rows",
        tall=12,
        totals=[total],
    )


# Small parts


def _marks(view: View, rows: Iterable[queries.Row], level: str) -> list[charts.Mark]:
    listed = list(rows)
    total = float(sum(row["revenue"] or 0 for row in listed))
    return [
        charts.Mark(
            name=_name(row[level]),
            value=row["revenue"],
            share=100 * float(row["revenue"] or 0) / total if total else None,
            picked=view.is_picked(level, _name(row[level])),
        )
        for row in listed
    ]


def _top(marks: Sequence[charts.Mark], count: int) -> list[charts.Mark]:
    """Return the first marks, and further down those that were picked."""
    if all(mark.picked for mark in marks):
        return list(marks[:count])
    return [*marks[:count], *(mark for mark in marks[count:] if mark.picked)]


def _of_all(shown: int, there: int, plural: str) -> str:
    return f"{shown} of {there} {plural}; the table holds all." if shown < there else ""


def _behind(
    view: View,
    answer: queries.Answer,
    question: str,
    selection: Selection,
    table: pa.Table | None = None,
) -> tiles.Behind:
    """Return what stands behind a tile whose rows are those of a selection."""
    return tiles.Behind(
        answer,
        _question(view, question),
        view.filters(selection),
        answer.table if table is None else table,
    )


def _question(view: View, words: str) -> str:
    """Return a tile's question with the filters, as far as they fit into a sentence."""
    parts = [words]
    if len(view.months) < len(view.context.snapshot.months):
        parts.append(_period_words(view))
    parts += [
        f"for {' and '.join(texts)}"
        for name, texts in state.chosen_texts(view.selection).items()
        if name not in (*state.TIME, "period") and len(texts) <= 3
    ]
    return " ".join(parts)


def _period_words(view: View) -> str:
    selection, months = view.selection, view.months
    if selection.parts and set(selection.parts) & {"quarter", "month", "period"} == set():
        return f"in {' and '.join(str(year) for year in selection.years)}"
    label = span_label(months)
    if "–" not in label:
        return f"in {label.replace(', ', ' and ')}"
    return f"from {months[0]:%B %Y} to {months[-1]:%B %Y}"


def _choice(
    label: str,
    options: tuple[str, ...],
    key: str,
    *,
    default: str | None = None,
    visible: bool = False,
    names: Callable[[str], str] | None = None,
) -> None:
    """Show a choice of one that the URL keeps."""
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="xsmall",
        width="content",
        key=f"choice_{key}",
    ):
        if visible:
            st.markdown(f":small[{label}]", width="content")
        st.segmented_control(
            label,
            options,
            default=default or options[0],
            required=True,
            key=key,
            label_visibility="collapsed",
            format_func=names or str,
            bind="query-params",
            wrap=True,
        )


def _current(key: str, options: Sequence[str], default: str) -> str:
    """Return a choice before its widget is made: from the session, else from the URL."""
    value = st.session_state.get(key) or st.query_params.get(key)
    for option in options:
        if value is not None and str(value).casefold() == option.casefold():
            return option
    return default


def _figure(view: View, name: str) -> charts.Figure:
    measure = view.context.model.measures[name]
    return charts.Figure(measure.label, measure.format)


def _label(context: Context, name: str) -> str:
    if name in context.model.dimensions:
        return context.model.dimensions[name].label
    return "Period" if name == "period" else context.model.grains[name].label


def _plural(view: View, level: str) -> str:
    return view.context.model.dimensions[level].plural.lower()


def _months_within(bounds: Mapping[str, Sequence[str]], context: Context) -> list[str]:
    """Return the months between a first and a last one, as texts."""
    months = state.chosen_months(Selection.from_params(bounds), context.snapshot)
    return [month.isoformat() for month in months]


def _name(value: str | None) -> str:
    return UNMAPPED if value is None else value
