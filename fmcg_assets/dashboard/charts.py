"""The charts of both pages, as Vega-Lite: what they draw, and the same said in words.

The specifications are written out, without a library that checks each of them anew: a page draws
its charts in a millisecond. Every number is written by `semantics.numbers`; marks hold the text
of their tooltip and of their description, so that a screen reader says what the eye reads.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fmcg_assets.semantics.numbers import exact_of, formatted, percent, vega_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from fmcg_assets.dashboard.theme import Palette
    from fmcg_assets.semantics.numbers import Format, Style

Spec = dict[str, Any]
Number = float | int

PICK: Final = "pick"
"""The name of the selection that a click on a mark makes; it holds the mark's `name`."""

_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])
_MANY_TIMES: Final = 50
_NAMED: Final = 5
_NAME_WIDTH: Final = 0.2
_NAME_HEIGHT: Final = 0.08


@dataclass(frozen=True)
class Figure:
    """What a chart measures, and how its values are written."""

    label: str
    format: Format


@dataclass(frozen=True)
class Look:
    """How numbers are written and which colours are used."""

    style: Style
    colours: Palette


@dataclass(frozen=True)
class Mark:
    """One bar or slice; `share` in percent, `picked` is False for what is only shown beside."""

    name: str
    value: Number | Decimal | None
    share: float | None = None
    picked: bool = True


@dataclass(frozen=True)
class Point:
    """One value in time; `at` is the label on the axis, `partial` a month not yet complete."""

    at: str
    value: Number | Decimal | None
    series: str = ""
    partial: bool = False
    name: str = ""
    picked: bool = True


@dataclass(frozen=True)
class Bubble:
    """One member by two measures and a third as its size."""

    name: str
    across: Number | Decimal
    up: Number | Decimal
    size: Number | Decimal
    picked: bool = True


@dataclass(frozen=True)
class Cell:
    """One value by two groups."""

    row: str
    column: str
    value: Number | Decimal | None


@dataclass(frozen=True)
class Drawing:
    """A chart and its text alternative."""

    spec: Spec
    text: str


def bar(title: str, marks: Sequence[Mark], figure: Figure, look: Look) -> Drawing:
    """Draw horizontal bars, each with its name above and its value at the right end."""
    chosen = any(not mark.picked for mark in marks)
    rows = [
        {
            **_mark_row(mark, figure, look, chosen=chosen),
            "order": place,
            "zero": 0,
        }
        for place, mark in enumerate(marks)
    ]
    colours = look.colours
    text: Spec = {"type": "text", "aria": False, "tooltip": None, "limit": 420}
    spec = _framed(
        look,
        {
            "data": {"values": rows},
            "height": {"step": 36},
            "params": [_pick("bars")],
            "encoding": {
                "y": {"field": "order", "type": "ordinal", "axis": None, "sort": None},
            },
            "layer": [
                {
                    "name": "bars",
                    "mark": {
                        "type": "bar",
                        "height": 11,
                        "yOffset": 8,
                        "cornerRadiusEnd": 3,
                        "cursor": "pointer",
                        "color": colours.accent,
                    },
                    "encoding": {
                        "x": {
                            "field": "value",
                            "type": "quantitative",
                            "axis": None,
                            "scale": {"zero": True, "nice": False},
                        },
                        "color": _picked_colour(colours),
                        "description": {"field": "says"},
                        "tooltip": _tooltip(figure, share=any(m.share is not None for m in marks)),
                    },
                },
                {
                    "mark": {
                        **text,
                        "align": "left",
                        "baseline": "middle",
                        "dy": -7,
                        "color": colours.text,
                        "limit": {"expr": "width - 118"},
                    },
                    "encoding": {"x": {"value": 0}, "text": {"field": "shown"}},
                },
                {
                    "mark": {
                        **text,
                        "align": "right",
                        "baseline": "middle",
                        "dy": -7,
                        "fontWeight": 600,
                        "color": colours.text,
                    },
                    "encoding": {"x": {"value": {"expr": "width"}}, "text": {"field": "label"}},
                },
            ],
        },
    )
    return Drawing(spec, described("Bar chart", title, marks, figure, look))


def donut(title: str, marks: Sequence[Mark], figure: Figure, look: Look) -> Drawing:
    """Draw the parts of a whole as a ring, the legend with every part's share at its side."""
    chosen = any(not mark.picked for mark in marks)
    total = sum(float(mark.value or 0) for mark in marks)
    rows = []
    for place, mark in enumerate(marks):
        share = 100 * float(mark.value or 0) / total if total else 0.0
        row = _mark_row(
            Mark(mark.name, mark.value, share, mark.picked), figure, look, chosen=chosen
        )
        short = percent(share)
        rows.append(
            {
                **row,
                "order": place,
                "legend": f"{row['shown']}  {short}",
                "slice": short if share >= 6 else "",
            }
        )
    colours = look.colours
    picked = sum(float(mark.value or 0) for mark in marks if mark.picked)
    domain = [row["legend"] for row in rows]
    series = [colours.series[place % len(colours.series)] for place in range(len(rows))]
    ring: Spec = {"field": "value", "type": "quantitative", "stack": True}
    order: Spec = {"field": "order", "type": "quantitative"}
    middle: Spec = {
        "x": {"value": {"expr": "width / 2"}},
        "y": {"value": {"expr": "height / 2"}},
    }
    spec = _framed(
        look,
        {
            "height": 260,
            "params": [_pick("slices")],
            "layer": [
                {
                    "name": "slices",
                    "data": {"values": rows},
                    "mark": {
                        "type": "arc",
                        "innerRadius": {"expr": "min(width, height) / 3.1"},
                        "outerRadius": {"expr": "min(width, height) / 2"},
                        "stroke": colours.background,
                        "strokeWidth": 2,
                        "cursor": "pointer",
                    },
                    "encoding": {
                        "theta": ring,
                        "order": order,
                        "color": {
                            "field": "legend",
                            "type": "nominal",
                            "scale": {"domain": domain, "range": series},
                            "legend": {
                                "title": None,
                                # The slices say the same.
                                "aria": False,
                                "orient": "right",
                                "labelLimit": 190,
                                "labelFontSize": 13,
                                "rowPadding": 6,
                                "symbolType": "square",
                                "symbolSize": 140,
                                "offset": 12,
                            },
                        },
                        "opacity": {
                            "condition": {"test": "datum.picked", "value": 1},
                            "value": 0.3,
                        },
                        "description": {"field": "says"},
                        "tooltip": _tooltip(figure, share=True),
                    },
                },
                {
                    "data": {"values": rows},
                    "mark": {
                        "type": "text",
                        "aria": False,
                        "tooltip": None,
                        "radius": {"expr": "min(width, height) / 2.43"},
                        "fontWeight": 600,
                        "color": colours.on_mark,
                    },
                    "encoding": {
                        "theta": ring,
                        "order": order,
                        "text": {"field": "slice"},
                        "opacity": {
                            "condition": {"test": "datum.picked", "value": 1},
                            "value": 0,
                        },
                    },
                },
                {
                    "data": {"values": [{"text": formatted(picked, figure.format, look.style)}]},
                    "mark": {
                        "type": "text",
                        "aria": False,
                        "tooltip": None,
                        "fontSize": {"expr": "max(13, min(width, height) / 12)"},
                        "fontWeight": 600,
                        "color": colours.text,
                    },
                    "encoding": {**middle, "text": {"field": "text"}},
                },
            ],
        },
    )
    parts = [Mark(row["name"], row["value"], row["part"], row["picked"]) for row in rows]
    return Drawing(spec, described("Donut chart", title, parts, figure, look))


def line(title: str, points: Sequence[Point], figure: Figure, look: Look) -> Drawing:
    """Draw values over time, one line for each series; a partial month is hollow and dashed.

    The last series gets the accent: it is the newest where series are years.
    """
    names = list(dict.fromkeys(point.series for point in points))
    rows = _point_rows(points, figure, look)
    colours = look.colours
    x: Spec = {
        "field": "at",
        "type": "ordinal",
        "sort": None,
        "scale": {"domain": list(dict.fromkeys(point.at for point in points))},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelOverlap": "greedy",
            "grid": False,
            "description": "Axis of the periods",
        },
    }
    y = _value_axis(figure, look)
    legend: Spec | None = (
        {
            "title": None,
            "orient": "top",
            "description": f"Lines: {', '.join(names)}",
        }
        if len(names) > 1
        else None
    )
    colour: Spec = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": list(colours.series[: max(len(names), 1)][::-1])},
        "legend": legend,
    }
    shape: Spec = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": list(_SHAPES[: len(names)][::-1])},
        "legend": legend,
    }
    # A scale of dashes would break up the symbols of the legend.
    dashes = [_DASHES[(len(names) - 1 - place) % len(_DASHES)] for place in range(len(names))]
    complete = [row for row in rows if not row["partial"]]
    spec = _framed(
        look,
        {
            "height": 300,
            "params": [_pick("points")],
            "encoding": {"x": x, "y": y},
            "layer": [
                *(
                    {
                        "data": {"values": [row for row in complete if row["series"] == name]},
                        "mark": {
                            "type": "line",
                            "strokeWidth": 2.5,
                            "strokeDash": dash,
                            "aria": False,
                        },
                        "encoding": {"color": colour},
                    }
                    for name, dash in zip(names, dashes, strict=True)
                ),
                {
                    "data": {"values": _partial_ends(rows)},
                    "mark": {
                        "type": "line",
                        "strokeWidth": 2,
                        "strokeDash": [3, 4],
                        "aria": False,
                        "tooltip": None,
                    },
                    "encoding": {"color": colour, "detail": {"field": "series"}},
                },
                {
                    "name": "points",
                    "data": {"values": rows},
                    "mark": {
                        "type": "point",
                        "size": 70,
                        "strokeWidth": 2,
                        "cursor": "pointer",
                    },
                    "encoding": {
                        "opacity": {
                            "condition": {"test": "datum.picked", "value": 1},
                            "value": 0.25,
                        },
                        "color": colour,
                        "shape": shape,
                        "fill": {
                            "condition": {
                                "test": "datum.partial",
                                "value": colours.background,
                            },
                            **{key: colour[key] for key in ("field", "type", "scale")},
                            "legend": None,
                        },
                        "description": {"field": "says"},
                        "tooltip": [
                            {"field": "name", "title": "Period"},
                            {"field": "exact", "title": figure.label},
                        ],
                    },
                },
                {
                    "data": {"values": [row for row in rows if row["partial"]]},
                    "mark": {
                        "type": "text",
                        "aria": False,
                        "tooltip": None,
                        "text": "partial",
                        "align": "right",
                        "dx": -8,
                        "dy": 12,
                        "fontStyle": "italic",
                        "color": colours.text,
                    },
                },
            ],
        },
    )
    return Drawing(spec, _trend_described("Line chart", title, points, figure, look))


def columns(title: str, points: Sequence[Point], figure: Figure, look: Look) -> Drawing:
    """Draw upright columns in the order given, one for each period."""
    rows = _point_rows(points, figure, look)
    colours = look.colours
    spec = _framed(
        look,
        {
            "height": 300,
            "params": [_pick("columns")],
            "data": {"values": rows},
            "encoding": {
                "x": {
                    "field": "at",
                    "type": "ordinal",
                    "sort": None,
                    "axis": {
                        "title": None,
                        "labelAngle": 0,
                        "labelOverlap": "greedy",
                        "description": "Axis of the periods",
                    },
                },
                "y": _value_axis(figure, look),
            },
            "layer": [
                {
                    "name": "columns",
                    "mark": {
                        "type": "bar",
                        "cornerRadiusEnd": 3,
                        "cursor": "pointer",
                        "color": colours.accent,
                        "width": {"band": 0.7},
                    },
                    "encoding": {
                        "fillOpacity": {
                            "condition": {
                                "test": "datum.partial || !datum.picked",
                                "value": 0.35,
                            },
                            "value": 1,
                        },
                        "description": {"field": "says"},
                        "tooltip": [
                            {"field": "name", "title": "Period"},
                            {"field": "exact", "title": figure.label},
                        ],
                    },
                },
                {
                    "transform": [{"filter": "datum.partial"}],
                    "mark": {
                        "type": "text",
                        "aria": False,
                        "tooltip": None,
                        "text": "partial",
                        "dy": -8,
                        "fontStyle": "italic",
                        "color": colours.text,
                    },
                },
            ],
        },
    )
    return Drawing(spec, _trend_described("Column chart", title, points, figure, look))


def bubbles(
    title: str,
    members: Sequence[Bubble],
    figures: tuple[Figure, Figure, Figure],
    look: Look,
) -> Drawing:
    """Draw members by two measures (across, up), the third as the area of the bubble."""
    across, up, size = figures
    colours = look.colours
    named = _named(members)
    rows = [
        {
            "name": member.name,
            "across": float(member.across),
            "up": float(member.up),
            "size": float(member.size),
            "shown": member.name if member.name in named else "",
            "across_exact": formatted(member.across, across.format, exact_of(look.style)),
            "up_exact": formatted(member.up, up.format, exact_of(look.style)),
            "size_exact": formatted(member.size, size.format, exact_of(look.style)),
            "picked": member.picked,
            "says": f"{member.name}: {across.label} "
            f"{formatted(member.across, across.format, look.style)}, {up.label} "
            f"{formatted(member.up, up.format, look.style)}, {size.label} "
            f"{formatted(member.size, size.format, look.style)}",
        }
        for member in sorted(members, key=_size, reverse=True)
    ]
    x: Spec = {
        "field": "across",
        "type": "quantitative",
        "scale": _spread([float(member.across) for member in members]),
        "axis": {
            "title": across.label,
            "description": f"Axis of {across.label}",
            "labelExpr": vega_label(across.format, look.style),
            "labelOverlap": "greedy",
            **_ticks([float(member.across) for member in members]),
        },
    }
    y: Spec = {
        "field": "up",
        "type": "quantitative",
        "scale": _spread([float(member.up) for member in members]),
        "axis": {
            "title": up.label,
            "description": f"Axis of {up.label}",
            "labelExpr": vega_label(up.format, look.style),
            "labelOverlap": "greedy",
            **_ticks([float(member.up) for member in members]),
        },
    }
    spec = _framed(
        look,
        {
            "height": 360,
            "params": [_pick("bubbles")],
            "data": {"values": rows},
            "encoding": {"x": x, "y": y},
            "layer": [
                {
                    "name": "bubbles",
                    "mark": {
                        "type": "circle",
                        "stroke": colours.accent,
                        "strokeWidth": 1.5,
                        "cursor": "pointer",
                        "color": colours.accent,
                    },
                    "encoding": {
                        "size": {
                            "field": "size",
                            "type": "quantitative",
                            "scale": {"range": [25, 1100]},
                            "legend": None,
                        },
                        "fillOpacity": {
                            "condition": {"test": "datum.picked", "value": 0.45},
                            "value": 0.08,
                        },
                        "strokeOpacity": {
                            "condition": {"test": "datum.picked", "value": 1},
                            "value": 0.35,
                        },
                        "description": {"field": "says"},
                        "tooltip": [
                            {"field": "name", "title": "Name"},
                            {"field": "across_exact", "title": across.label},
                            {"field": "up_exact", "title": up.label},
                            {"field": "size_exact", "title": size.label},
                        ],
                    },
                },
                {
                    "transform": [{"filter": "datum.shown !== ''"}],
                    "mark": {
                        "type": "text",
                        "aria": False,
                        "tooltip": None,
                        "dy": -16,
                        "limit": 150,
                        "color": colours.text,
                    },
                    "encoding": {"text": {"field": "shown"}},
                },
            ],
        },
    )
    return Drawing(spec, _bubbles_described(title, members, figures, look))


def grouped_bar(title: str, cells: Sequence[Cell], figure: Figure, look: Look) -> Drawing:
    """Draw a group of horizontal bars for each row, one bar for each column."""
    names = list(dict.fromkeys(cell.column for cell in cells))
    rows = [_cell_row(cell, figure, look) for cell in cells]
    colours = look.colours
    spec = _framed(
        look,
        {
            "data": {"values": rows},
            "height": {"step": 18, "for": "offset"},
            "encoding": {
                "y": {
                    "field": "row",
                    "type": "nominal",
                    "sort": None,
                    "axis": {"title": None, "labelLimit": 150},
                    "scale": {"paddingInner": 0.25},
                },
                "yOffset": {"field": "column", "sort": names},
            },
            "layer": [
                {
                    "mark": {"type": "bar", "cornerRadiusEnd": 2},
                    "encoding": {
                        "x": {
                            "field": "value",
                            "type": "quantitative",
                            "axis": {
                                "title": figure.label,
                                "labelExpr": vega_label(figure.format, look.style),
                                "labelOverlap": "greedy",
                                "tickCount": 5,
                            },
                        },
                        "color": {
                            "field": "column",
                            "type": "nominal",
                            "sort": names,
                            "scale": {
                                "domain": names,
                                "range": [
                                    colours.series[place % len(colours.series)]
                                    for place in range(len(names))
                                ],
                            },
                            "legend": {"title": None, "orient": "top", "columns": 3},
                        },
                        "description": {"field": "says"},
                        "tooltip": _cell_tooltip(figure),
                    },
                },
                {
                    "mark": {
                        "type": "text",
                        "aria": False,
                        "tooltip": None,
                        "align": "left",
                        "dx": 4,
                        "fontSize": 11,
                        "color": colours.text,
                    },
                    "encoding": {
                        "x": {"field": "value", "type": "quantitative"},
                        "text": {"field": "label"},
                    },
                },
            ],
        },
    )
    return Drawing(spec, _cells_described("Grouped bar chart", title, cells, figure, look))


def heat_map(title: str, cells: Sequence[Cell], figure: Figure, look: Look) -> Drawing:
    """Draw a grid of values, the darker (in dark mode the brighter) the higher, each written."""
    rows = [_cell_row(cell, figure, look) for cell in cells]
    known = [row["value"] for row in rows if row["value"] is not None]
    middle = (min(known) + max(known)) / 2 if known else 0
    low, high = look.colours.ramp
    spec = _framed(
        look,
        {
            "data": {"values": rows},
            "height": {"step": 30},
            "encoding": {
                "x": {
                    "field": "column",
                    "type": "nominal",
                    "sort": None,
                    "axis": {"title": None, "orient": "top", "labelAngle": -40},
                },
                "y": {
                    "field": "row",
                    "type": "nominal",
                    "sort": None,
                    "axis": {"title": None, "labelLimit": 150},
                },
            },
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": look.colours.background},
                    "encoding": {
                        "color": {
                            "field": "value",
                            "type": "quantitative",
                            "scale": {"range": [low, high]},
                            "legend": None,
                        },
                        "description": {"field": "says"},
                        "tooltip": _cell_tooltip(figure),
                    },
                },
                {
                    "mark": {"type": "text", "aria": False, "tooltip": None, "fontSize": 11},
                    "encoding": {
                        "text": {"field": "label"},
                        "color": {
                            "condition": {
                                "test": f"datum.value > {middle}",
                                "value": look.colours.on_mark,
                            },
                            "value": look.colours.text,
                        },
                    },
                },
            ],
        },
    )
    return Drawing(spec, _cells_described("Heat map", title, cells, figure, look))


def described(kind: str, title: str, marks: Sequence[Mark], figure: Figure, look: Look) -> str:
    """Say what a chart of bars or slices shows: how many there are and the value of each."""
    if not marks:
        return f"{kind}: {title}. There are no rows."
    parts = []
    for mark in marks[:12]:
        share = "" if mark.share is None else f" ({percent(mark.share)})"
        parts.append(f"{mark.name} {formatted(mark.value, figure.format, look.style)}{share}")
    more = f"; and {len(marks) - 12} more" if len(marks) > 12 else ""
    picked = [mark.name for mark in marks if mark.picked]
    chosen = f" Picked: {', '.join(picked)}." if 0 < len(picked) < len(marks) else ""
    return f"{kind}: {title}. {figure.label}: {'; '.join(parts)}{more}.{chosen}"


def _trend_described(
    kind: str, title: str, points: Sequence[Point], figure: Figure, look: Look
) -> str:
    known = [point for point in points if point.value is not None]
    if not known:
        return f"{kind}: {title}. There are no rows."
    high = max(known, key=lambda point: float(point.value or 0))
    low = min(known, key=lambda point: float(point.value or 0))

    def said(point: Point) -> str:
        mark = ", not yet complete" if point.partial else ""
        return f"{_full_name(point)} {formatted(point.value, figure.format, look.style)}{mark}"

    return (
        f"{kind}: {title}. {figure.label} from {said(known[0])} to {said(known[-1])}; "
        f"{len(known)} values; highest {said(high)}, lowest {said(low)}."
    )


def _bubbles_described(
    title: str, members: Sequence[Bubble], figures: tuple[Figure, Figure, Figure], look: Look
) -> str:
    if not members:
        return f"Bubble chart: {title}. There are no rows."
    across, up, size = figures
    largest = max(members, key=_size)
    dearest = max(members, key=lambda member: float(member.across))
    busiest = max(members, key=lambda member: float(member.up))
    return (
        f"Bubble chart: {title}. {len(members)} bubbles, each one's area its {size.label}. "
        f"Highest {size.label}: {largest.name} {formatted(largest.size, size.format, look.style)}; "
        f"highest {across.label}: {dearest.name} "
        f"{formatted(dearest.across, across.format, look.style)}; "
        f"highest {up.label}: {busiest.name} {formatted(busiest.up, up.format, look.style)}."
    )


def _cells_described(
    kind: str, title: str, cells: Sequence[Cell], figure: Figure, look: Look
) -> str:
    known = [cell for cell in cells if cell.value is not None]
    if not known:
        return f"{kind}: {title}. There are no rows."
    high = max(known, key=lambda cell: float(cell.value or 0))
    low = min(known, key=lambda cell: float(cell.value or 0))
    return (
        f"{kind}: {title}. {figure.label} of {len(known)} pairs; highest {high.row}, {high.column} "
        f"{formatted(high.value, figure.format, look.style)}; lowest {low.row}, {low.column} "
        f"{formatted(low.value, figure.format, look.style)}."
    )


def _mark_row(mark: Mark, figure: Figure, look: Look, *, chosen: bool) -> Spec:
    label = formatted(mark.value, figure.format, look.style)
    share = "" if mark.share is None else percent(mark.share)
    said = f"{mark.name}: {figure.label} {label}"
    return {
        "name": mark.name,
        "shown": f"✓ {mark.name}" if chosen and mark.picked else mark.name,
        "value": None if mark.value is None else float(mark.value),
        "label": f"{label} · {share}" if share else label,
        "exact": formatted(mark.value, figure.format, exact_of(look.style)),
        "part": mark.share,
        "share": share,
        "picked": mark.picked,
        "says": f"{said}, {share} of the total" if share else said,
    }


def _point_rows(points: Iterable[Point], figure: Figure, look: Look) -> list[Spec]:
    return [
        {
            "at": point.at,
            "name": _full_name(point),
            "series": point.series,
            "value": None if point.value is None else float(point.value),
            "partial": point.partial,
            "picked": point.picked,
            "exact": formatted(point.value, figure.format, exact_of(look.style))
            + (" (month not complete)" if point.partial else ""),
            "says": f"{_full_name(point)}: {figure.label} "
            f"{formatted(point.value, figure.format, look.style)}"
            + (", month not complete" if point.partial else ""),
        }
        for point in points
    ]


def _full_name(point: Point) -> str:
    return point.name or f"{point.at} {point.series}".strip()


def _partial_ends(rows: Sequence[Spec]) -> list[Spec]:
    """Return, for each series that ends in a partial month, that month and the one before."""
    ends: list[Spec] = []
    for before, row in itertools.pairwise(rows):
        if row["partial"] and before["series"] == row["series"]:
            ends += [before, row]
    return ends


def _cell_row(cell: Cell, figure: Figure, look: Look) -> Spec:
    label = formatted(cell.value, figure.format, look.style)
    return {
        "row": cell.row,
        "column": cell.column,
        "value": None if cell.value is None else float(cell.value),
        "label": label,
        "exact": formatted(cell.value, figure.format, exact_of(look.style)),
        "says": f"{cell.row}, {cell.column}: {figure.label} {label}",
    }


def _cell_tooltip(figure: Figure) -> list[Spec]:
    return [
        {"field": "row", "title": "Row"},
        {"field": "column", "title": "Column"},
        {"field": "exact", "title": figure.label},
    ]


def _tooltip(figure: Figure, *, share: bool) -> list[Spec]:
    shown = [{"field": "name", "title": "Name"}, {"field": "exact", "title": figure.label}]
    return [*shown, {"field": "share", "title": "Share"}] if share else shown


def _picked_colour(colours: Palette) -> Spec:
    return {
        "condition": {"test": "datum.picked", "value": colours.accent},
        "value": colours.faded,
    }


def _pick(view: str) -> Spec:
    return {
        "name": PICK,
        "views": [view],
        "select": {"type": "point", "fields": ["name"], "on": "click", "toggle": False},
    }


def _value_axis(figure: Figure, look: Look) -> Spec:
    return {
        "field": "value",
        "type": "quantitative",
        "axis": {
            "title": None,
            "description": f"Axis of {figure.label}",
            "labelExpr": vega_label(figure.format, look.style),
            "tickCount": 5,
        },
        "scale": {"zero": True},
    }


def _spread(values: Sequence[float]) -> Spec:
    """Return a scale that keeps small and large values apart: logarithmic where they lie far."""
    if _is_wide(values):
        return {"type": "log", "nice": False, "padding": 30}
    return {"zero": False, "padding": 30}


def _ticks(values: Sequence[float]) -> Spec:
    """Return where an axis has its ticks: at 1, 2 and 5 of every power of ten where it is wide."""
    if not _is_wide(values):
        return {"tickCount": 6}
    low, high = min(values), max(values)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if high / low < 1000 else (1, 3)
    ticks = [step * 10.0**power for power in powers for step in steps]
    return {"values": [tick for tick in ticks if low / 1.5 <= tick <= high * 1.5]}


def _named(members: Sequence[Bubble]) -> set[str]:
    """Return up to five of the largest bubbles whose names do not lie over each other."""
    across = _places([float(member.across) for member in members])
    up = _places([float(member.up) for member in members])
    taken: list[tuple[float, float]] = []
    named: set[str] = set()
    by_size = sorted(range(len(members)), key=lambda at: _size(members[at]), reverse=True)
    for at in by_size[: 3 * _NAMED]:
        free = all(
            abs(across[at] - x) > _NAME_WIDTH or abs(up[at] - y) > _NAME_HEIGHT for x, y in taken
        )
        if free and len(named) < _NAMED:
            named.add(members[at].name)
            taken.append((across[at], up[at]))
    return named


def _places(values: Sequence[float]) -> list[float]:
    """Return where values lie on their axis, from 0 to 1."""
    scaled = [math.log(value) for value in values] if _is_wide(values) else list(values)
    low, high = min(scaled, default=0), max(scaled, default=0)
    return [(value - low) / (high - low) if high > low else 0.5 for value in scaled]


def _is_wide(values: Sequence[float]) -> bool:
    return bool(values) and min(values) > 0 and max(values) / min(values) > _MANY_TIMES


def _size(member: Bubble) -> float:
    return float(member.size)


def _framed(look: Look, spec: Spec) -> Spec:
    """Return a specification with its frame, the data in each layer.

    Streamlit would turn data that stand above the layers into a data frame and back.
    """
    colours = look.colours
    shared = {name: spec[name] for name in ("data",) if name in spec}
    return {
        **{name: part for name, part in spec.items() if name not in shared},
        "layer": [{**shared, **layer} for layer in spec["layer"]],
        # Drawn as SVG, every mark is there for a screen reader, and a print is sharp.
        "usermeta": {"embedOptions": {"renderer": "svg"}},
        "config": {
            "view": {"stroke": None},
            "background": None,
            "axis": {
                "labelColor": colours.muted,
                "titleColor": colours.muted,
                "gridColor": colours.grid,
                "labelFontSize": 12,
            },
            "legend": {"labelColor": colours.text, "titleColor": colours.text},
            "text": {"fontSize": 13},
        },
    }
