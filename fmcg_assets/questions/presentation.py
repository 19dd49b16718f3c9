"""How a result is shown: the kind of chart by its shape, names of columns, texts of cells."""

from __future__ import annotations

from calendar import month_name
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from fmcg_assets.questions.months import MONTHS_FR, month_text
from fmcg_assets.questions.resolve import GRAIN_MONTHS, GRAINS, is_apart
from fmcg_assets.questions.sql import Column
from fmcg_assets.semantics.model import UNMAPPED, UNMAPPED_FR
from fmcg_assets.semantics.numbers import Format, Language, Style, formatted, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.intent import ChartKind, Intent
    from fmcg_assets.semantics.model import Model

_MOST_PARTS: Final = 8
_MOST_BARS: Final = 30
_MOST_LINES: Final = 8
_MOST_CELLS: Final = 40
_MOST_COLUMNS: Final = 60

Row = tuple[Any, ...]
_SUFFIXES: Final = {
    "running_total": ("running total", "cumul"),
    "year_to_date": ("year to date", "cumul de l'année"),
    "moving_average": ("moving average", "moyenne mobile"),
    "moving_total": ("rolling total", "total glissant"),
    "per_month": ("per month", "par mois"),
    "per_quarter": ("per quarter", "par trimestre"),
    "per_year": ("per year", "par an"),
    "per_customer": ("per customer", "par client"),
    "per_product": ("per product", "par produit"),
    "per_calendar_month": ("per calendar month", "par mois de l'année"),
    "per_calendar_quarter": ("per calendar quarter", "par trimestre de l'année"),
    "of_part": ("of the part", "de la part"),
    "over": ("of the first", "du premier"),
    "under": ("of the second", "du second"),
}


def chart_of(intent: Intent, figures: Sequence[Column], rows: Sequence[Sequence[Any]]) -> ChartKind:
    """Return the kind of chart that fits a result; the user's word wins."""
    if intent.chart:
        return intent.chart
    groups = [column.of for column in figures if column.role == "group"]
    slices = [column for column in figures if column.role == "slice"]
    numbers = [c for c in figures if c.role != "group" and c.format not in ("text", "time")]
    if not numbers or (not rows and groups):
        return "table"
    if not groups:
        return "bar" if len(rows) > 1 else "metric"
    if len(rows) == 1 and not slices:
        return "metric"
    timed = [name for name in groups if name in GRAINS]
    ranked = intent.rank is not None and intent.rank.limit is not None
    if len(groups) == 1 and timed:
        return "bar" if ranked or is_apart(intent) else "line"
    if ranked and intent.rank and intent.rank.within and set(timed) - set(intent.rank.within):
        # The best month of each is no course over time.
        return "table"
    if slices:
        return _of_slices(len(slices), len(rows))
    if len(groups) == 1:
        if sum(column.role == "measure" and column.format == "price" for column in figures) > 1:
            # Lowest and highest price: one bar would show one of them.
            return "table"
        if intent.share and not intent.share.is_part and not intent.change and not intent.rank:
            return "donut" if len(rows) <= _MOST_PARTS else _bars(len(rows))
        return _bars(len(rows))
    return _of_two(figures, groups, rows) if len(groups) == 2 else "table"


def side_by_side(
    figures: Sequence[Column], rows: Sequence[Row], pivot: str | None, language: Language
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Return a result with the values of one group as columns, for people to read.

    The result itself comes back where nothing is to be turned, or into too many columns.
    """
    names = [column.name for column in figures]
    measures = [column for column in figures if column.role not in ("group", "scaled")]
    if pivot not in names or len(figures) - len(measures) < 2:
        return tuple(figures), tuple(rows)
    at = names.index(pivot)
    keys = [n for n, column in enumerate(figures) if column.role == "group" and n != at]
    cells = [names.index(column.name) for column in measures]
    # In the order in which they come; the unmapped member last.
    values = list(dict.fromkeys(row[at] for row in rows))
    order = list(month_name) if figures[at].of == "calendar_month" else None
    values.sort(
        key=lambda value: (
            (value is None, order.index(value) if order and value else 0)
            if order
            else (value is None, str(value))
        )
    )
    if len(values) * len(cells) > _MOST_COLUMNS:
        return tuple(figures), tuple(rows)
    turned: dict[Row, dict[Any, Row]] = {}
    for row in rows:
        key = tuple(row[n] for n in keys)
        turned.setdefault(key, {})[row[at]] = tuple(row[n] for n in cells)
    columns = [figures[n] for n in keys]
    for value in values:
        text = cell_text(value, figures[at], language=language)
        for column in measures:
            name = f"{text} {column.name}" if len(measures) > 1 else text
            columns.append(Column(name, "slice", column.of, column.format, text))
    none = (None,) * len(cells)
    wide = [
        (*key, *(cell for value in values for cell in found.get(value, none)))
        for key, found in turned.items()
    ]
    return tuple(columns), tuple(wide)


def _bars(rows: int) -> ChartKind:
    return "bar" if rows <= _MOST_BARS else "table"


def _of_slices(slices: int, rows: int) -> ChartKind:
    if slices <= 6 and rows <= 12:
        return "grouped_bar"
    return "heat_map" if slices <= _MOST_CELLS and rows <= _MOST_CELLS else "table"


def _of_two(
    figures: Sequence[Column], groups: Sequence[str], rows: Sequence[Sequence[Any]]
) -> ChartKind:
    places = [at for at, column in enumerate(figures) if column.role == "group"]
    sizes = [len({row[at] for row in rows}) for at in places]
    running = [at for at, name in enumerate(groups) if name in GRAIN_MONTHS]
    if running and sizes[1 - running[0]] <= _MOST_LINES and sizes[running[0]] > 1:
        return "line"
    if min(sizes) <= 6 and max(sizes) <= 12:
        return "grouped_bar"
    return "heat_map" if max(sizes) <= _MOST_CELLS else "table"


EDGES: Final = {
    "first_month": ("First month", "Premier mois"),
    "last_month": ("Last month", "Dernier mois"),
    "first_quarter": ("First quarter", "Premier trimestre"),
    "last_quarter": ("Last quarter", "Dernier trimestre"),
    "first_year": ("First year", "Première année"),
    "last_year": ("Last year", "Dernière année"),
}
"""What people read above the first or last month, quarter or year with rows."""


def labels_of(figures: Sequence[Column], model: Model, language: Language) -> dict[str, str]:
    """Return what people read above each column."""
    return {column.name: column_label(column, model, language) for column in figures}


def column_label(column: Column, model: Model, language: Language) -> str:
    """Return what people read above a column."""
    french = language == "fr"
    name = column.name
    if column.role == "slice":
        several = column.label != name.strip()
        return f"{column.label}, {name_of(column.of, model, language)}" if several else column.label
    if column.role == "scaled":
        units = {"million": "millions", "billion": "milliards"} if french else {}
        base = name_of(column.of, model, language)
        sign = "" if column.of == "quantity" else "₹, "
        return f"{base} ({sign}{units.get(column.label, column.label)})"
    if name == "period":
        return "Période" if french else "Period"
    if name == "selection":
        return "Sélection" if french else "Selection"
    if name in EDGES:
        return EDGES[name][1 if french else 0]
    if name == "difference":
        return "Écart" if french else "Difference"
    if name == "ratio":
        return "Rapport" if french else "Ratio"
    if name.startswith("share_percent"):
        base = "Part" if french else "Share"
    elif column.role == "count":
        counted = _plural(column.of, model, language)
        return f"Nombre : {counted.lower()}" if french else f"Number of {counted.lower()}"
    else:
        base = name_of(column.of, model, language)
    if column.role == "before" or name.endswith("_before"):
        return f"{base}, avant" if french else f"{base} before"
    if column.role == "difference":
        return f"{base}, écart" if french else f"{base}, difference"
    if column.role == "percent":
        return f"{base}, évolution" if french else f"{base}, change"
    for suffix, texts in _SUFFIXES.items():
        if name.startswith(f"{column.of}_{suffix}"):
            size = name.removeprefix(f"{column.of}_{suffix}").strip("_")
            text = texts[1] if french else texts[0]
            return f"{base}, {text} ({size})" if size.isdigit() else f"{base}, {text}"
    return base


def name_of(name: str, model: Model, language: Language) -> str:
    """Return the label of a measure, dimension or grain."""
    for entries in (model.measures, model.dimensions, model.grains):
        if name in entries:
            entry = entries[name]
            return entry.label_fr if language == "fr" else entry.label
    return name


def _plural(name: str, model: Model, language: Language) -> str:
    entry = model.dimensions.get(name) or model.grains.get(name)
    if entry is None:
        return name
    return entry.plural_fr if language == "fr" else entry.plural


def cell_text(
    value: Any, column: Column, style: Style = "compact", language: Language = "en"
) -> str:
    """Return a cell as people read it."""
    if column.format == "text":
        return member_text(value, language)
    if column.format == "time":
        return time_text(value, language)
    if column.format == "percent":
        return percent(value, signed=column.role == "percent", language=language)
    if column.format == "points":
        text = percent(value, signed=True, language=language)
        return f"{text.removesuffix('%')} pp" if text.endswith("%") else text
    if column.format == "ratio":
        return formatted(value, "count", style, language)
    text = formatted(value, _number_format(column), style, language)
    positive = column.role == "difference" and value is not None and value > 0
    return f"+{text}" if positive else text


def _number_format(column: Column) -> Format:
    return column.format if column.format in ("inr", "price", "count") else "count"


def member_text(value: Any, language: Language) -> str:
    """Return a member as people read it; the unmapped one has a name for them."""
    if value is None:
        return UNMAPPED_FR if language == "fr" else UNMAPPED
    return str(value)


def time_text(value: Any, language: Language) -> str:
    """Return a month, quarter or year as people read it."""
    if isinstance(value, date):
        return month_text(value, language)
    text = str(value)
    if language == "fr" and text in month_name:
        return MONTHS_FR[list(month_name).index(text) - 1]
    if "-Q" in text:
        year, _, quarter = text.partition("-Q")
        return f"T{quarter} {year}" if language == "fr" else f"Q{quarter} {year}"
    if language == "fr" and text[:1] == "Q":
        return f"T{text[1:]}"
    return text
