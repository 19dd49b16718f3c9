"""How figures are written: the only formatter of tiles, tables, charts, sentences and exports."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

Style = Literal["compact", "indian", "exact", "exact_indian"]
"""B and M; crore and lakh; all digits in groups of three, or in Indian groups."""

Format = Literal["inr", "price", "count"]
"""An amount in rupees; rupees per piece, never scaled; a number of things."""

Language = Literal["en", "fr"]

NOT_AVAILABLE: Final = "n/a"

# A unit begins where the unit below would be rounded to a thousand (or hundred) of its own.
_UNITS: Final[dict[str, tuple[tuple[float, float, str], ...]]] = {
    "compact": ((999_995_000, 1e9, "B"), (999_999.5, 1e6, "M")),
    "indian": ((9_999_500, 1e7, " Cr"), (99_999.5, 1e5, " L")),
}
_SMALL: Final = 100
_NARROW_BLANK: Final = "\u202f"
_FIXED_BLANK: Final = "\u00a0"
_FRENCH_UNITS: Final = {"B": f"{_FIXED_BLANK}Md", "M": f"{_FIXED_BLANK}M"}


def exact_of(style: Style) -> Style:
    """Return the style that writes all digits, grouped as the given style groups them."""
    return "exact_indian" if style in ("indian", "exact_indian") else "exact"


def formatted(
    value: Decimal | float | None,
    format: Format,  # noqa: A002 - the model's own word
    style: Style = "compact",
    language: Language = "en",
) -> str:
    """Return a figure as text; "n/a" for None and for what is no number.

    Amounts in `exact` styles show paise where there are any, prices always.
    """
    if value is None or not math.isfinite(value):
        return NOT_AVAILABLE
    size: Decimal | float = value.copy_abs() if isinstance(value, Decimal) else abs(value)
    unit = ""
    for start, divisor, name in _units(format, style):
        if float(size) >= start:
            size, unit = float(size) / divisor, name
            break
    decimals, strips = _decimals(format, style, float(size), scaled=bool(unit))
    digits = _digits(size, decimals, indian=style in ("indian", "exact_indian"))
    if strips:
        digits = digits.removesuffix(".00")
    sign = "-" if value < 0 and any(digit in "123456789" for digit in digits) else ""
    before, after = _around(format, unit, language)
    return f"{sign}{before}{_localized(digits, language)}{after}"


def percent(value: Decimal | float | None, signed: bool = False, language: Language = "en") -> str:
    """Return percents (12.34 is 12.34 %) with one decimal; a signed one is growth."""
    if value is None or not math.isfinite(value):
        return NOT_AVAILABLE
    digits = _digits(Decimal(value).copy_abs(), 1, indian=False)
    if not any(digit in "123456789" for digit in digits):
        sign = ""
    else:
        sign = "-" if value < 0 else "+" if signed else ""
    return f"{sign}{_localized(digits, language)}{_percent_sign(language)}"


def vega_label(
    format: Format,  # noqa: A002 - the model's own word
    style: Style,
    language: Language = "en",
    value: str = "datum.value",
) -> str:
    """Return the Vega expression that writes `value` as `formatted` does.

    Vega's own "s" format would write G for billions.
    """
    text = _vega_number(value, "1", "", format, style, language)
    for start, divisor, unit in reversed(_units(format, style)):
        scaled = _vega_number(value, f"{divisor:.0f}", unit, format, style, language)
        text = f"abs({value}) >= {start:.1f} ? {scaled} : {text}"
    return f"isValid({value}) && isFinite({value}) ? ({text}) : '{NOT_AVAILABLE}'"


def vega_percent(
    signed: bool = False, language: Language = "en", value: str = "datum.value"
) -> str:
    """Return the Vega expression that writes `value` as `percent` does."""
    digits = _vega_localized(f"format(abs({value}), ',.1f')", language)
    plus = "'+'" if signed else "''"
    sign = f"(abs({value}) < 0.05 ? '' : {value} < 0 ? '-' : {plus})"
    text = f"{sign} + {digits} + '{_percent_sign(language)}'"
    return f"isValid({value}) && isFinite({value}) ? ({text}) : '{NOT_AVAILABLE}'"


def _around(format: Format, unit: str, language: Language) -> tuple[str, str]:  # noqa: A002
    """Return what stands before and behind the digits: the currency, the unit."""
    currency = "" if format == "count" else "₹"
    if language == "en":
        return currency, unit
    unit = _FRENCH_UNITS.get(unit, unit.replace(" ", _FIXED_BLANK))
    return "", f"{unit}{_FIXED_BLANK}{currency}" if currency else unit


def _percent_sign(language: Language) -> str:
    return "%" if language == "en" else f"{_FIXED_BLANK}%"


def _units(format: Format, style: Style) -> tuple[tuple[float, float, str], ...]:  # noqa: A002
    return () if format == "price" else _UNITS.get(style, ())


def _decimals(
    format: Format,  # noqa: A002
    style: Style,
    size: float,
    *,
    scaled: bool,
) -> tuple[int, bool]:
    """Return the decimals of a figure, and whether .00 is left off."""
    if scaled or format == "price":
        return 2, False
    if style in ("exact", "exact_indian") or (format == "count" and size < _SMALL):
        return 2, True
    return 0, False


def _digits(size: Decimal | float, decimals: int, *, indian: bool) -> str:
    """Return a size rounded as JavaScript rounds: the double as it is, halves away from zero."""
    rounded = Decimal(size).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return _indian_groups(text) if indian else text


def _indian_groups(text: str) -> str:
    whole, point, rest = text.replace(",", "").partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(groups), tail]) + point + rest


def _localized(digits: str, language: Language) -> str:
    if language == "en":
        return digits
    return digits.replace(",", _NARROW_BLANK).replace(".", ",")


def _vega_number(
    value: str,
    divisor: str,
    unit: str,
    format: Format,  # noqa: A002
    style: Style,
    language: Language,
) -> str:
    size = f"abs({value})" if divisor == "1" else f"abs({value}) / {divisor}"
    if not unit and format == "count" and style in ("compact", "indian"):
        small = _vega_digits(size, 2, style, strips=True)
        large = _vega_digits(size, 0, style, strips=False)
        # What is shown of a figure below the limit may still be rounded to zero.
        small_sign = f"({value} <= -0.005 ? '-' : '')"
        return (
            f"({size} < {_SMALL} ? {small_sign} + {_vega_localized(small, language)}"
            f" : ({value} < 0 ? '-' : '') + {_vega_localized(large, language)})"
        )
    decimals, strips = _decimals(format, style, math.inf, scaled=bool(unit))
    zero = {0: 0.5, 2: 0.005}[decimals]
    sign = f"({value} <= -{zero} ? '-' : '')"
    before, after = _around(format, unit, language)
    digits = _vega_localized(_vega_digits(size, decimals, style, strips=strips), language)
    return f"{sign} + '{before}' + {digits} + '{after}'"


def _vega_digits(size: str, decimals: int, style: Style, *, strips: bool) -> str:
    if style in ("indian", "exact_indian"):
        plain = f"format({size}, '.{decimals}f')"
        grouped = f"replace({plain}, regexp('(\\\\d)(?=(\\\\d\\\\d)+\\\\d(\\\\.|$))', 'g'), '$1,')"
    else:
        grouped = f"format({size}, ',.{decimals}f')"
    return f"replace({grouped}, regexp('\\\\.00$'), '')" if strips else grouped


def _vega_localized(digits: str, language: Language) -> str:
    if language == "en":
        return digits
    return f"replace(replace({digits}, regexp(',', 'g'), '{_NARROW_BLANK}'), '.', ',')"
