"""How the dashboard looks: one palette for light and dark, and the style sheet of its pages.

All colours of marks keep a contrast of 4.5 to 1 to their background and stay apart for people
who see colours differently; what a colour says is also said by order, shape or text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """The colours of one mode; `series` in the order in which groups get them."""

    background: str
    surface: str
    text: str
    muted: str
    grid: str
    accent: str
    faded: str
    on_mark: str
    series: tuple[str, ...]
    ramp: tuple[str, str]


LIGHT: Final = Palette(
    background="#ffffff",
    surface="#f3f6fa",
    text="#16202c",
    muted="#4d5a68",
    grid="#dde3ea",
    accent="#0b5fa5",
    faded="#8493a3",
    on_mark="#ffffff",
    series=(
        "#0b5fa5",
        "#b34700",
        "#00735c",
        "#8a3a7b",
        "#7a5c00",
        "#a3123f",
        "#3d5568",
        "#5b45b0",
    ),
    ramp=("#e3edf7", "#0b4a82"),
)
DARK: Final = Palette(
    background="#10161d",
    surface="#1a232d",
    text="#edf1f5",
    muted="#b4bfca",
    grid="#33404d",
    accent="#6cb6ff",
    faded="#6b7c8d",
    on_mark="#10161d",
    series=(
        "#6cb6ff",
        "#ff9d5c",
        "#4fd1a5",
        "#e59ad8",
        "#f2cc60",
        "#ff8fa3",
        "#a9b8c7",
        "#b9a5ff",
    ),
    ramp=("#1d3146", "#8cc7ff"),
)


def palette(mode: str | None) -> Palette:
    """Return the colours of a mode as Streamlit names it; light where it names none."""
    return DARK if mode == "dark" else LIGHT


def options() -> tuple[str, ...]:
    """Return the command options that give Streamlit the two themes, and let clicks set choices."""
    return (
        *_theme_options("light", LIGHT),
        *_theme_options("dark", DARK),
        "--theme.baseRadius=0.6rem",
        "--theme.metricValueFontSize=1.75rem",
        "--theme.metricValueFontWeight=600",
        # Choices have a default, and a click on a chart sets them too: that is meant.
        "--global.disableWidgetStateDuplicationWarning=true",
    )


def _theme_options(mode: Mode, colours: Palette) -> tuple[str, ...]:
    values: Mapping[str, str] = {
        "primaryColor": colours.accent,
        "backgroundColor": colours.background,
        "secondaryBackgroundColor": colours.surface,
        "textColor": colours.text,
        "linkColor": colours.accent,
        "borderColor": colours.grid,
    }
    return tuple(f"--theme.{mode}.{name}={value}" for name, value in values.items())


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast of two colours written as #rrggbb."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_WIDE: Final = "48rem"
# Streamlit writes white on the accent, which is bright in dark mode.
_ON_ACCENT: Final = f"""
button[kind^="primary"], button[kind^="primary"] *, .stMultiSelect span[title],
.stMultiSelect [data-baseweb="tag"] * {{ color: {DARK.background} !important; }}
"""


def css(mode: str | None = "light") -> str:
    """Return the style sheet of all pages as an HTML style element."""
    return f"""<style>
{_ON_ACCENT if mode == "dark" else ""}
.block-container {{ padding-top: 4.25rem; padding-bottom: 3rem; max-width: 90rem; }}
/* Business people have no use for a chart's source. */
button[aria-label^="Copy Vega-Lite spec"] {{ display: none !important; }}
/* Captions keep the contrast of text. */
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * {{
  color: inherit; opacity: 1; }}
[data-testid="stCaptionContainer"] {{ opacity: 0.85; }}
[data-testid="stCaptionContainer"] a {{ text-decoration: underline; }}
.st-key-tiles [data-testid="stMetricLabel"] p {{ font-weight: 600; }}
@media (min-width: {_WIDE}) {{
  .st-key-filters_shown {{ display: none; }}
}}
@media (max-width: {_WIDE}) {{
  .block-container {{ padding-left: 0.9rem; padding-right: 0.9rem; }}
  h1 {{ font-size: 1.6rem !important; }}
  .st-key-bar {{ flex-direction: column; align-items: flex-start; gap: 0.25rem; }}
  /* Narrow screens fold the filters away until they are asked for. */
  .st-key-filters:not(:has(.st-key-filters_shown input:checked)) .st-key-filter_row {{
    display: none; }}
}}
@media (max-width: 40rem) {{
  .st-key-tiles [data-testid="stColumn"] {{
    min-width: calc(50% - 1rem); flex: 1 1 calc(50% - 1rem); }}
}}
@media print {{
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
  [data-testid="stElementToolbar"], [data-testid="stPopover"], [data-testid="stButtonGroup"],
  .stButton, .stDownloadButton, .stTextInput, .st-key-filters, .st-key-reset,
  [class*="st-key-choice_"] {{ display: none !important; }}
  /* The chips say what the figures are filtered by. */
  .st-key-chips .stButton {{ display: block !important; }}
  .stApp, .stMain, .block-container {{ overflow: visible !important; height: auto !important;
    position: static !important; max-width: none; background: #ffffff; }}
  [data-testid="stVerticalBlockBorderWrapper"], .stVegaLiteChart, [data-testid="stMetric"] {{
    break-inside: avoid; }}
}}
</style>"""
