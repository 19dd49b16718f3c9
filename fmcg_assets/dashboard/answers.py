"""An answer's figures as the page shows them: a number, a chart of the kind that fits, a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from fmcg_assets.dashboard import charts, tables
from fmcg_assets.questions.presentation import cell_text, side_by_side, time_text
from fmcg_assets.semantics.numbers import exact_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fmcg_assets.questions.answer import Answer
    from fmcg_assets.questions.sql import Column
    from fmcg_assets.semantics.numbers import Format, Style

_MOST_SLICES = 8
_LONGEST_BARS = 30


def drawing_of(
    answer: Answer, look: charts.Look, partial_month: date | None = None
) -> charts.Drawing | None:
    """Return the chart of an answer, None where it is a number or a table."""
    groups = [at for at, column in enumerate(answer.figures) if column.role == "group"]
    value = _charted(answer.figures)
    if value is None or not answer.rows or answer.chart in (None, "metric", "table"):
        return None
    slices = [at for at, column in enumerate(answer.figures) if column.role == "slice"]
    column = answer.figures[value]
    figure = charts.Figure(_label(answer, column), _format(column))
    title = _title(answer, column)
    if slices and len(groups) == 1:
        return _of_slices(answer, look, title, groups[0], slices)
    if answer.chart == "line" and len(groups) <= 2:
        return _line(answer, look, title, figure, groups, value, partial_month)
    if answer.chart == "donut" and len(groups) == 1 and _has_whole(answer, value):
        return charts.donut(title, _marks(answer, groups, value), figure, look)
    if answer.chart in ("grouped_bar", "heat_map") and len(groups) == 2:
        return _grid(answer, look, title, figure, groups, value)
    if len(answer.rows) <= _LONGEST_BARS:
        return charts.bar(title, _marks(answer, groups, value), figure, look)
    return None


def show_metric(answer: Answer, style: Style) -> None:
    """Show the figures of an answer of one row, side by side."""
    row = answer.rows[0]
    names = [
        cell_text(value, column, style, answer.language)
        for value, column in zip(row, answer.figures, strict=True)
        if column.role == "group"
    ]
    if names:
        st.markdown(f"**{' · '.join(names)}**")
    shown = [
        (value, column)
        for value, column in zip(row, answer.figures, strict=True)
        if column.role != "group"
    ]
    with st.container(horizontal=True, gap="medium", key=f"metrics_{answer.id}"):
        for value, column in shown:
            st.metric(
                _label(answer, column),
                cell_text(value, column, style, answer.language),
                help=cell_text(value, column, exact_of(style), answer.language),
                border=True,
                width="content",
            )


def show_table(answer: Answer, style: Style) -> None:
    """Show all rows, sorted by the figures themselves where a heading is clicked."""
    pivot = answer.intent.pivot if answer.intent else None
    figures, found = side_by_side(answer.figures, answer.rows, pivot, answer.language)
    columns = [
        tables.Column(column.name, _label(answer, column), _kind(column)) for column in figures
    ]
    rows = [
        {
            column.name: cell_text(value, column, style, answer.language)
            if _kind(column) == "text"
            else value
            for value, column in zip(row, figures, strict=True)
        }
        for row in found
    ]
    tables.show(
        rows, columns, style, key=f"table_{answer.id}", alt=answer.sentence or answer.message
    )


def _kind(column: Column) -> tables.Kind:
    kinds: dict[str, tables.Kind] = {
        "inr": "inr",
        "price": "price",
        "count": "count",
        "ratio": "count",
        "percent": "percent",
        "points": "percent",
    }
    return kinds.get(column.format, "text")


def _format(column: Column) -> Format:
    return column.format if column.format in ("inr", "price", "count") else "count"


def _label(answer: Answer, column: Column) -> str:
    return answer.labels.get(column.name, column.name)


def _title(answer: Answer, column: Column) -> str:
    groups = [_label(answer, one) for one in answer.figures if one.role == "group"]
    by = "par" if answer.language == "fr" else "by"
    return f"{_label(answer, column)} {by} {', '.join(groups).lower()}" if groups else ""


def _charted(figures: Sequence[Column]) -> int | None:
    """Return the column that a chart draws: what was computed last of the first measure."""
    for role in ("slice", "measure", "ratio", "count", "percent", "share"):
        for at, column in enumerate(figures):
            if column.role == role and column.format not in ("text", "time"):
                return _computed(figures, at) if role == "measure" else at
    return None


def _computed(figures: Sequence[Column], at: int) -> int:
    """Return the running total or mean that stands beside a measure, else the measure."""
    of = figures[at].of
    beside = [
        place
        for place, column in enumerate(figures)
        if column.role == "measure" and column.of == of and column.name != of
    ]
    return beside[-1] if beside else at


def _has_whole(answer: Answer, value: int) -> bool:
    """Return whether the values are parts of a whole that a ring can show."""
    numbers = [row[value] for row in answer.rows]
    return len(numbers) <= _MOST_SLICES and all(one is not None and one >= 0 for one in numbers)


def _name(answer: Answer, row: Sequence[Any], at: int) -> str:
    return cell_text(row[at], answer.figures[at], "compact", answer.language)


def _marks(answer: Answer, groups: Sequence[int], value: int) -> list[charts.Mark]:
    shares = [at for at, column in enumerate(answer.figures) if column.role == "share"]
    return [
        charts.Mark(
            " · ".join(_name(answer, row, at) for at in groups) or answer.question,
            row[value],
            float(row[shares[0]]) if shares and row[shares[0]] is not None else None,
        )
        for row in answer.rows
    ]


def _line(
    answer: Answer,
    look: charts.Look,
    title: str,
    figure: charts.Figure,
    groups: Sequence[int],
    value: int,
    partial_month: date | None,
) -> charts.Drawing:
    times = [at for at in groups if answer.figures[at].format == "time"] or list(groups[:1])
    time = times[0]
    others = [at for at in groups if at != time]
    points = [
        charts.Point(
            time_text(row[time], answer.language),
            row[value],
            " · ".join(_name(answer, row, at) for at in others),
            partial=partial_month is not None and row[time] == partial_month,
        )
        for row in answer.rows
    ]
    return charts.line(title, points, figure, look)


def _grid(
    answer: Answer,
    look: charts.Look,
    title: str,
    figure: charts.Figure,
    groups: Sequence[int],
    value: int,
) -> charts.Drawing:
    cells = [
        charts.Cell(_name(answer, row, groups[0]), _name(answer, row, groups[1]), row[value])
        for row in answer.rows
    ]
    draw = charts.grouped_bar if answer.chart == "grouped_bar" else charts.heat_map
    return draw(title, cells, figure, look)


def _of_slices(
    answer: Answer, look: charts.Look, title: str, group: int, slices: Sequence[int]
) -> charts.Drawing | None:
    columns = [answer.figures[at] for at in slices]
    if len({column.of for column in columns}) > 1:
        return None
    figure = charts.Figure(title, _format(columns[0]))
    cells = [
        charts.Cell(_name(answer, row, group), column.label, row[at])
        for row in answer.rows
        for at, column in zip(slices, columns, strict=True)
    ]
    draw = charts.heat_map if answer.chart == "heat_map" else charts.grouped_bar
    return draw(title, cells, figure, look)
