"""Charts: what they say in words, how numbers are written in them, and their colours."""

from __future__ import annotations

import itertools
import json

import pytest

from fmcg_assets.dashboard import charts, theme
from fmcg_assets.dashboard.charts import Bubble, Cell, Figure, Look, Mark, Point

REVENUE = Figure("Revenue", "inr")
LOOK = Look("compact", theme.LIGHT)
MARKS = (Mark("Retailer", 4_715_902_273, 78.4), Mark("Direct", 1_242_592_908.5, 20.7))


def _values(spec: charts.Spec) -> list[charts.Spec]:
    text = json.dumps(spec)
    assert "NaN" not in text
    rows: list[charts.Spec] = spec["layer"][0]["data"]["values"]
    return rows


def test_a_bar_chart_is_said_in_words() -> None:
    drawing = charts.bar("Revenue by channel", MARKS, REVENUE, LOOK)
    assert drawing.text == (
        "Bar chart: Revenue by channel. Revenue: Retailer ₹4.72B (78.4%); Direct ₹1.24B (20.7%)."
    )


def test_every_mark_has_a_description_and_an_exact_value() -> None:
    rows = _values(charts.bar("Revenue", MARKS, REVENUE, LOOK).spec)
    assert rows[1]["says"] == "Direct: Revenue ₹1.24B, 20.7% of the total"
    assert rows[1]["exact"] == "₹1,242,592,908.50"


def test_indian_units_keep_their_groups_in_tooltips() -> None:
    look = Look("indian", theme.DARK)
    rows = _values(charts.bar("Revenue", MARKS, REVENUE, look).spec)
    assert rows[0]["label"] == "₹471.59 Cr · 78.4%"
    assert rows[0]["exact"] == "₹4,71,59,02,273"


def test_what_is_picked_is_said_by_more_than_colour() -> None:
    marks = (MARKS[0], Mark("Direct", 1, 20.7, picked=False))
    drawing = charts.bar("Revenue", marks, REVENUE, LOOK)
    assert _values(drawing.spec)[0]["shown"] == "✓ Retailer"
    assert drawing.text.endswith("Picked: Retailer.")


def test_a_donut_writes_each_share_into_its_legend() -> None:
    drawing = charts.donut("Channel share", MARKS, REVENUE, LOOK)
    slices = drawing.spec["layer"][0]
    assert [row["legend"] for row in slices["data"]["values"]] == [
        "Retailer  79.1%",
        "Direct  20.9%",
    ]
    assert slices["encoding"]["color"]["legend"]["orient"] == "right"


def test_a_partial_month_is_dashed_hollow_and_named() -> None:
    points = (Point("Oct 2025", 5.0), Point("Nov 2025", 4.0), Point("Dec 2025", 1.0, partial=True))
    drawing = charts.line("Revenue by month", points, REVENUE, LOOK)
    ends = drawing.spec["layer"][1]
    assert [row["at"] for row in ends["data"]["values"]] == ["Nov 2025", "Dec 2025"]
    assert ends["mark"]["strokeDash"]
    assert "Dec 2025 ₹1, not yet complete" in drawing.text


def test_lines_differ_by_dash_and_shape_as_well() -> None:
    points = [Point("Jan", 1.0, "2024"), Point("Jan", 2.0, "2025")]
    lines = charts.line("Revenue", points, REVENUE, LOOK).spec["layer"]
    assert lines[0]["mark"]["strokeDash"] != lines[1]["mark"]["strokeDash"]
    (encoding,) = [layer["encoding"] for layer in lines if layer.get("name") == "points"]
    assert len(set(encoding["shape"]["scale"]["range"])) == 2
    assert encoding["color"]["scale"]["range"][-1] == theme.LIGHT.accent


def test_bubbles_far_apart_get_a_logarithmic_axis() -> None:
    figures = (Figure("Price", "price"), Figure("Quantity", "count"), REVENUE)
    members = (Bubble("A", 10, 5, 50), Bubble("B", 10_000, 6, 60_000))
    drawing = charts.bubbles("Price against quantity", members, figures, LOOK)
    assert drawing.spec["encoding"]["x"]["scale"]["type"] == "log"
    assert "type" not in drawing.spec["encoding"]["y"]["scale"]
    assert "2 bubbles" in drawing.text
    assert "highest Price: B ₹10,000.00" in drawing.text


@pytest.mark.parametrize("draw", [charts.grouped_bar, charts.heat_map])
def test_pairs_are_said_in_words(draw: object) -> None:
    cells = (Cell("Bats", "2024", 1.0), Cell("Bats", "2025", None), Cell("Balls", "2024", 3.0))
    assert callable(draw)
    drawing = draw("Revenue", cells, REVENUE, LOOK)
    assert "highest Balls, 2024 ₹3; lowest Bats, 2024 ₹1" in drawing.text


@pytest.mark.parametrize("draw", [charts.bar, charts.donut])
def test_nothing_to_draw_is_said(draw: object) -> None:
    assert callable(draw)
    assert draw("Revenue", (), REVENUE, LOOK).text.endswith("There are no rows.")


def test_no_axis_is_written_by_vegas_own_units() -> None:
    points = [Point("Jan", 1e9), Point("Feb", 2e9)]
    for drawing in (
        charts.line("Revenue", points, REVENUE, LOOK),
        charts.columns("Revenue", points, REVENUE, LOOK),
    ):
        assert "B" in drawing.spec["encoding"]["y"]["axis"]["labelExpr"]


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_colours_keep_their_contrast(colours: theme.Palette) -> None:
    for colour in (*colours.series, colours.text, colours.muted, colours.accent):
        assert theme.contrast(colour, colours.background) >= 4.5
        assert theme.contrast(colours.text, colours.surface) >= 4.5
    for colour in colours.series:
        assert theme.contrast(colours.on_mark, colour) >= 4.5


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_colours_stay_apart_without_red_or_green(colours: theme.Palette) -> None:
    """The first four differ in what people with either red-green weakness still see."""

    def parts(colour: str) -> tuple[int, int, int]:
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

    for one, other in itertools.combinations(colours.series[:4], 2):
        (red, green, blue), (red_too, green_too, blue_too) = parts(one), parts(other)
        yellow = abs((red + green) - (red_too + green_too)) / 2
        assert max(yellow, abs(blue - blue_too)) >= 30


def test_the_style_sheet_hides_the_source_of_charts_and_prints() -> None:
    sheet = theme.css()
    assert "Copy Vega-Lite spec" in sheet
    assert "@media print" in sheet
