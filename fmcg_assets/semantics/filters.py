"""What filters keep of the view: a selection, its condition and its place in a URL."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Final, Self

from sqlglot import exp

from fmcg_assets.semantics.model import UNMAPPED, load_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Values = tuple[str | None, ...]

QUARTERS: Final = ("Q1", "Q2", "Q3", "Q4")
MONTHS: Final = tuple(month_name)[1:]

_FROM: Final = "from"
_TO: Final = "to"


@dataclass(frozen=True)
class Selection:
    """Rows that filters keep; a part without values keeps all.

    `years` are calendar years, `quarters` Q1 to Q4 and `months` the English names as the view holds
    them, of whatever year; `first` and `last` bound the months (the first day of each), both
    included. `values` are those of dimensions, None being rows without a value. All of it has one
    order, so that equal selections are equal objects, with equal hashes and URLs.
    """

    years: tuple[int, ...] = ()
    quarters: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    values: tuple[tuple[str, Values], ...] = field(default=())

    def __post_init__(self) -> None:
        """Bring every part into its one order."""
        chosen: dict[str, set[str | None]] = {}
        for name, values in self.values:
            chosen.setdefault(name, set()).update(values)
        ordered = {
            "years": tuple(sorted(set(self.years))),
            "quarters": tuple(sorted(set(self.quarters))),
            "months": tuple(sorted(set(self.months), key=_month_order)),
            "values": tuple(
                (name, tuple(sorted(values, key=lambda value: (value is None, value or ""))))
                for name, values in sorted(chosen.items())
                if values
            ),
        }
        for name, value in ordered.items():
            object.__setattr__(self, name, value)

    @property
    def is_empty(self) -> bool:
        """Whether every row is kept."""
        return self == Selection()

    def of(self, dimension: str) -> Values:
        """Return the values that are kept of a dimension; none where all are."""
        return dict(self.values).get(dimension, ())

    def having(self, dimension: str, values: Iterable[str | None]) -> Selection:
        """Return the selection with these values of a dimension instead; none keeps all."""
        others = tuple((name, kept) for name, kept in self.values if name != dimension)
        return replace(self, values=(*others, (dimension, tuple(values))))

    def without(self, part: str) -> Selection:
        """Return the selection without a part: `year`, `quarter`, `month`, `period`, a dimension.

        The period is what `first` and `last` bound.
        """
        match part:
            case "year":
                return replace(self, years=())
            case "quarter":
                return replace(self, quarters=())
            case "month":
                return replace(self, months=())
            case "period":
                return replace(self, first=None, last=None)
            case _:
                return self.having(part, ())

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that keep less than everything, by their names in `without`."""
        times = {
            "year": self.years,
            "quarter": self.quarters,
            "month": self.months,
            "period": self.first or self.last,
        }
        return (
            *(name for name, kept in times.items() if kept),
            *(name for name, _ in self.values),
        )

    def condition(self) -> exp.Condition | None:
        """Return the selection as a condition on the view; None where every row is kept."""
        columns = {name: dimension.column for name, dimension in load_model().dimensions.items()}
        conditions = [
            *(_among(column, kept) for column, kept in self._times() if kept),
            *(_among(columns[name], kept) for name, kept in self.values),
        ]
        if self.first:
            conditions.append(exp.GTE(this=exp.column("date"), expression=_date(self.first)))
        if self.last:
            conditions.append(exp.LTE(this=exp.column("date"), expression=_date(self.last)))
        if not conditions:
            return None
        return reduce(lambda one, other: exp.and_(one, other, copy=False), conditions)

    def _times(self) -> tuple[tuple[str, Sequence[int | str | None]], ...]:
        return (
            ("year", self.years),
            ("quarter", self.quarters),
            ("month_name", self.months),
        )

    def to_params(self) -> dict[str, list[str]]:
        """Return the selection as URL parameters, each with its values."""
        params = {
            "year": [str(year) for year in self.years],
            "quarter": list(self.quarters),
            "month": list(self.months),
            _FROM: [f"{self.first:%Y-%m}"] if self.first else [],
            _TO: [f"{self.last:%Y-%m}"] if self.last else [],
        }
        params |= {
            name: [UNMAPPED if value is None else value for value in kept]
            for name, kept in self.values
        }
        return {name: values for name, values in params.items() if values}

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Self:
        """Return the selection that URL parameters tell; what makes no sense in them is left out.

        Other parameters, such as the page's, may stand among them.
        """
        years = [int(text) for text in params.get("year", ()) if _is_year(text)]
        return cls(
            years=tuple(years),
            quarters=tuple(text for text in params.get("quarter", ()) if text in QUARTERS),
            months=tuple(text for text in params.get("month", ()) if text in MONTHS),
            first=_month(params.get(_FROM, ())),
            last=_month(params.get(_TO, ())),
            values=tuple(
                (name, tuple(None if text == UNMAPPED else text for text in params[name]))
                for name in load_model().dimensions
                if params.get(name)
            ),
        )


def _among(column: str, values: Sequence[int | str | None]) -> exp.Condition:
    """Return the condition that a column holds one of the values; None among them is NULL."""
    known = [exp.convert(value) for value in values if value is not None]
    conditions: list[exp.Condition] = []
    if known:
        conditions.append(exp.In(this=exp.column(column), expressions=known))
    if None in values:
        conditions.append(exp.Is(this=exp.column(column), expression=exp.Null()))
    return conditions[0] if len(conditions) == 1 else exp.paren(exp.or_(*conditions), copy=False)


def _date(day: date) -> exp.Cast:
    return exp.cast(exp.Literal.string(day.isoformat()), "DATE")


def _month_order(name: str) -> int:
    return MONTHS.index(name)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _month(texts: Sequence[str]) -> date | None:
    """Return the month that a parameter such as 2025-07 names."""
    try:
        return date.fromisoformat(f"{texts[0]}-01") if texts and len(texts[0]) == 7 else None
    except ValueError:
        return None
