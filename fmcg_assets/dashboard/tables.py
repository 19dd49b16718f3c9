"""Tables of the pages: written as the tiles are, sorted by what the figures are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd  # type: ignore[import-untyped]
import streamlit as st

from fmcg_assets.semantics.numbers import formatted, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fmcg_assets.semantics.numbers import Style

Kind = Literal["inr", "price", "count", "percent", "text"]

_ROW: int = 35
_FRAME: int = 3
_WIDTHS: dict[str, int] = {"text": 190}
_STYLED_CELLS: int = 20_000


@dataclass(frozen=True)
class Column:
    """A column of a table: where its values are, its heading and how they are written."""

    name: str
    label: str
    kind: Kind
    width: int | None = None

    @property
    def pixels(self) -> int:
        """The width that it has, named or by its kind."""
        return self.width or _WIDTHS.get(self.kind, 110)


def written(value: Any, kind: Kind, style: Style) -> str:
    """Return a value as the table shows it."""
    if kind == "text":
        return "" if value is None else str(value)
    if value is None or (isinstance(value, float) and value != value):
        return "n/a"
    return percent(value) if kind == "percent" else formatted(value, kind, style)


def with_share(
    rows: Sequence[Mapping[str, Any]], measure: str, total: Any = None
) -> list[dict[str, Any]]:
    """Return the rows with `share_percent`, each one's part of the measure's total."""
    whole = float(sum(row[measure] or 0 for row in rows) if total is None else total)
    return [
        {**row, "share_percent": 100 * float(row[measure] or 0) / whole if whole else None}
        for row in rows
    ]


def height_of(rows: int) -> int:
    """Return the height, in pixels, of a table that shows all of its rows."""
    return _ROW * (rows + 1) + _FRAME


def show(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    style: Style,
    *,
    key: str,
    alt: str,
    tall: int = 30,
    totals: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Show a table over the full width, at its full height up to `tall` rows.

    A click on a heading sorts by the figures themselves. The totals stand in a table of their own
    below, so that they stay there whatever the order.
    """
    config: dict[str, Any] = {
        column.label: st.column_config.Column(width=column.pixels) for column in columns
    }
    st.dataframe(
        _frame(rows, columns, style),
        hide_index=True,
        width="stretch",
        height=height_of(min(len(rows), tall)),
        column_config=config,
        key=key,
        alt=alt,
    )
    if totals:
        st.dataframe(
            pd.DataFrame(
                {
                    column.label: [
                        written(row.get(column.name), column.kind, style) for row in totals
                    ]
                    for column in columns
                }
            ),
            hide_index=True,
            width="stretch",
            height=height_of(len(totals)),
            column_config={
                column.label: st.column_config.TextColumn(
                    width=column.pixels,
                    alignment="left" if column.kind == "text" else "right",
                )
                for column in columns
            },
            key=f"{key}_totals",
            alt=f"Totals: {alt}",
        )


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], style: Style) -> Any:
    """Return a data frame of numbers, dressed with the texts that stand for them."""
    frame = pd.DataFrame(
        {
            column.label: [_sortable(row.get(column.name), column.kind) for row in rows]
            for column in columns
        }
    )
    if frame.size > _STYLED_CELLS:
        return frame
    return frame.style.format(
        {column.label: _writer(column.kind, style) for column in columns if column.kind != "text"}
    )


def _writer(kind: Kind, style: Style) -> Any:
    return lambda value: written(value, kind, style)


def _sortable(value: Any, kind: Kind) -> Any:
    if kind == "text":
        return "" if value is None else str(value)
    return None if value is None else float(value)
