"""What the page's widgets hold: filters, levels and views, in the session and in the URL.

A filter's widget is bound to the URL under its own name. The selection is read before the widgets
are made, because what one filter offers depends on all the others: from the session where the
widget is known, else from the URL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from fmcg_assets.dashboard.charts import PICK
from fmcg_assets.dashboard.comparison import month_label
from fmcg_assets.semantics.filters import MONTHS
from fmcg_assets.semantics.model import UNMAPPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fmcg_assets.semantics.filters import Selection
    from fmcg_assets.semantics.model import Model
    from fmcg_assets.semantics.snapshot import Snapshot

TIME: Final = ("year", "quarter", "month")
ON_PAGE: Final = (*TIME, "channel", "category")
DRAWER: Final = ("division", "platform", "product", "customer", "variant", "market")
FILTERS: Final = (*ON_PAGE, *DRAWER)

SPAN: Final = ("from", "to")
"""The URL's names for the first and last month that a link from an answer keeps."""

OPENED: Final = "opened"
"""The URL's mark of a link from another page, whose filters take the place of all others."""

PICKED: Final = "picked"
"""The URL's name for the dimensions whose filter a click on a chart has set."""


def allowed(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return every value that a filter can have in this version of the data, in order."""
    months = snapshot.months
    values = {
        "year": tuple(dict.fromkeys(str(month.year) for month in months)),
        "quarter": tuple(sorted({quarter_of(month) for month in months})),
        "month": tuple(MONTHS[number - 1] for number in sorted({m.month for m in months})),
    }
    for name in FILTERS[len(TIME) :]:
        unmapped = (UNMAPPED,) if name in snapshot.unmapped else ()
        values[name] = (*snapshot.members[name], *unmapped)
    return values


def wanted(
    session: Mapping[Any, Any], parameters: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the values of each filter as the session, else the URL, has them."""
    found: dict[str, list[str]] = {}
    for name in FILTERS:
        values = session[name] if name in session else parameters.get(name, ())
        if values:
            found[name] = [str(value) for value in values]
    return found


def known(
    values: Mapping[str, Sequence[str]], there: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Split wanted values into those that the data have and those that they do not have."""
    kept: dict[str, list[str]] = {}
    unknown: list[tuple[str, str]] = []
    for name, texts in values.items():
        members = set(there[name])
        kept[name] = [text for text in texts if text in members]
        unknown += [(name, text) for text in texts if text not in members]
    return {name: texts for name, texts in kept.items() if texts}, unknown


def parameters() -> dict[str, list[str]]:
    """Return the URL's parameters with all of their values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def chosen_months(selection: Selection, snapshot: Snapshot) -> tuple[date, ...]:
    """Return the months of the data that the selection's periods keep."""
    return tuple(
        month
        for month in snapshot.months
        if (not selection.years or month.year in selection.years)
        and (not selection.quarters or quarter_of(month) in selection.quarters)
        and (not selection.months or MONTHS[month.month - 1] in selection.months)
        and (selection.first is None or month >= selection.first)
        and (selection.last is None or month <= selection.last)
    )


def texts(selection: Selection, name: str) -> tuple[str, ...]:
    """Return the values of a filter as its widget and the URL write them."""
    return tuple(selection.to_params().get(name, ()))


def chosen_texts(selection: Selection) -> dict[str, tuple[str, ...]]:
    """Return the active filters with their values, in the order of the page."""
    found = {name: texts(selection, name) for name in FILTERS}
    if selection.first or selection.last:
        begin = month_label(selection.first) if selection.first else "the beginning"
        end = month_label(selection.last) if selection.last else "the end"
        found["period"] = (f"{begin} to {end}",)
    return {name: values for name, values in found.items() if values}


def quarter_of(month: date) -> str:
    """Return the quarter of the year, as "Q3"."""
    return f"Q{(month.month + 2) // 3}"


def picked() -> tuple[str, ...]:
    """Return the dimensions whose filter was set by a click, as far as it is still there."""
    return tuple(name for name in st.query_params.get_all(PICKED) if name in FILTERS)


def set_filter(name: str, values: Sequence[str]) -> None:
    """Set a filter, before its widget is made anew; no values take it off."""
    st.session_state[name] = list(values)
    if not values:
        _mark_picked(name, on=False)


def take_off(name: str, value: str) -> None:
    """Take one value off a filter."""
    if name == "period":
        take_off_span()
        return
    set_filter(name, [text for text in st.session_state.get(name, []) if text != value])


def follow_link(there: Mapping[str, Sequence[str]]) -> None:
    """Take the filters of a link from another page, which the session's would stand above."""
    if OPENED not in st.query_params:
        return
    for name in FILTERS:
        values = st.query_params.get_all(name)
        st.session_state[name] = [value for value in values if value in there[name]]
    del st.query_params[OPENED]


def clear(name: str) -> None:
    """Take a filter off, also the bounds that a link has set."""
    if name == "period":
        take_off_span()
    else:
        set_filter(name, [])


def take_off_span() -> None:
    """Take off the first and last month that a link has set."""
    for name in SPAN:
        if name in st.query_params:
            del st.query_params[name]


def reset() -> None:
    """Take off every filter."""
    for name in FILTERS:
        set_filter(name, [])
    take_off_span()


def on_click(chart: str, level: str, levels: Sequence[str], *, by: str, drills: bool) -> None:
    """Filter by the mark that was clicked, or take its filter off; drilling goes a level down.

    `by` is the key of the chart's level. The chart gets a new key, so that the next click on the
    same mark counts again.
    """
    value = _clicked(chart)
    st.session_state[_clicks_key(chart)] = st.session_state.get(_clicks_key(chart), 0) + 1
    if value is None:
        return
    filters = period_filters(level, value) if level in TIME else {level: value}
    last = level == levels[-1]
    if drills and not last:
        for name, text in filters.items():
            set_filter(name, [text])
        st.session_state[by] = levels[levels.index(level) + 1]
        return
    already = all(st.session_state.get(name) == [text] for name, text in filters.items())
    for name, text in filters.items():
        set_filter(name, [] if already else [text])
    _mark_picked(level, on=not already)


def chart_key(chart: str) -> str:
    """Return the key of a chart's widget; it changes with every click on the chart."""
    return f"{chart}_chart_{st.session_state.get(_clicks_key(chart), 0)}"


def period_filters(level: str, name: str) -> dict[str, str]:
    """Return the filters that keep a period named as charts name it ("Aug 2025", "Q3 2025")."""
    if level == "year":
        return {"year": name}
    part, _, year = name.partition(" ")
    if level == "quarter":
        return {"year": year, "quarter": part}
    months = {text[:3]: text for text in MONTHS}
    return {"year": year, "month": months[part]} if year else {"month": part}


def go_up(levels: Sequence[str], to: str, *, by: str) -> None:
    """Go back to a level of a hierarchy and take off the filters from there on down."""
    for name in levels[levels.index(to) :]:
        set_filter(name, [])
    st.session_state[by] = to


def levels_of(model: Model, hierarchy: str) -> tuple[str, ...]:
    """Return the levels of a hierarchy, the widest first."""
    return model.hierarchies[hierarchy]


def _clicked(chart: str) -> str | None:
    event = st.session_state.get(chart_key(chart))
    marks = event["selection"].get(PICK, []) if event else []
    return str(marks[0]["name"]) if marks and "name" in marks[0] else None


def _clicks_key(chart: str) -> str:
    return f"{chart}_clicks"


def _mark_picked(name: str, *, on: bool) -> None:
    names = [known for known in st.query_params.get_all(PICKED) if known != name]
    if on:
        names.append(name)
    if names:
        st.query_params[PICKED] = names
    elif PICKED in st.query_params:
        del st.query_params[PICKED]
