"""What a question asks for, typed: the parser and the planner fill it, the SQL is built from it.

Measures and dimensions are names of the semantic model. Months are the first day of the month.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date  # noqa: TC003
from decimal import Decimal  # noqa: TC003 - the planner reads annotations at run time
from typing import Final, Literal

from fmcg_assets.questions.amounts import Unit  # noqa: TC001 - the planner reads annotations

Grain = Literal["month", "quarter", "year", "calendar_month", "calendar_quarter"]
"""Groups of time; a calendar month or quarter adds the same months of all years together."""

Member = Literal["customer", "product"]
"""Dimensions whose members a mean is taken over: products per customer."""

Operator = Literal[">", ">=", "<", "<=", "between"]
ChartKind = Literal["metric", "line", "bar", "donut", "grouped_bar", "heat_map", "table"]


CUSTOMER_SIDE: Final = frozenset({"market", "platform", "channel", "customer"})
"""Names of the dimensions that say who bought."""
PRODUCT_SIDE: Final = frozenset({"division", "category", "product", "variant"})
"""Names of the dimensions that say what was bought."""


@dataclass(frozen=True)
class Period:
    """Months from `first` to `last`, both included; `relative` where the words named no date."""

    first: date
    last: date
    label: str
    relative: bool = False


@dataclass(frozen=True)
class Condition:
    """Rows kept: one of the values (None is the unmapped member, NULL), or none of them.

    A negated condition keeps rows without a value, unless None is among the values.
    """

    dimension: str
    values: tuple[str | None, ...]
    negated: bool = False


@dataclass(frozen=True)
class Share:
    """A part of a whole, in percent, of the intent's first measure.

    Without `part`, each group is divided by the total of its `within` groups (a subset of the
    intent's groups; none: of the grand total of all rows that the conditions keep). With `part`,
    the rows that meet it are divided by all rows that the conditions keep, per group. With `top`,
    the part is what the first (or `lowest`) members of the dimension `of` make up together. With
    `during`, the part is those months of the intent's period. With `shown`, the groups that meet
    it are shown alone, each with its share of the whole.
    """

    within: tuple[str, ...] = ()
    part: tuple[Condition, ...] = ()
    during: Period | None = None
    shown: tuple[Condition, ...] = ()
    top: int | None = None
    of: str | None = None
    lowest: bool = False

    def of_groups(self, groups: tuple[str, ...]) -> Share:
        """Return the share without references to groups other than these."""
        within = tuple(name for name in self.within if name in groups)
        shown = tuple(one for one in self.shown if one.dimension in groups)
        return replace(self, within=within, shown=shown)

    @property
    def is_part(self) -> bool:
        """Whether one part is held against the whole, and not each group."""
        return bool(self.part) or self.during is not None or self.top is not None


@dataclass(frozen=True)
class Change:
    """Growth of each measure against a base, shown as base, value, difference and percent.

    `between` compares the intent's two periods (the second against the first); the others the
    one period, or each time group, with the same time a year, or one quarter or month, before.
    `apart` gives each of the two periods a row, where nothing but their grain divides the figures.
    """

    base: Literal["year", "quarter", "month", "between"]
    apart: bool = False


@dataclass(frozen=True)
class Rank:
    """The first `limit` groups, for each of the `within` groups; None keeps all, ordered.

    The first `skip` of them are left out: one place of a ranking is a limit of one after those.
    With `ends`, as many from the other end are shown as well: "the best and the worst month".
    `by` is what is ordered: the (first, or named) measure, its share, its difference or growth.
    """

    limit: int | None
    descending: bool = True
    within: tuple[str, ...] = ()
    measure: str | None = None
    by: Literal["measure", "share", "difference", "percent"] = "measure"
    skip: int = 0
    ends: bool = False


@dataclass(frozen=True)
class Threshold:
    """Groups kept by a figure: a measure's value, the share or the growth, both in percent.

    With "count", by how many members of the intent's `count_of` they have.
    """

    operator: Operator
    value: Decimal
    upper: Decimal | None = None
    measure: str | None = None
    of: Literal["measure", "share", "percent", "difference", "count"] = "measure"


@dataclass(frozen=True)
class Window:
    """A figure over months: all so far (of the year), or the mean or sum of the last `size`."""

    kind: Literal["running_total", "year_to_date", "moving_average", "moving_total"]
    size: int | None = None


@dataclass(frozen=True)
class Lifecycle:
    """Members of the intent's one dimension by when they bought.

    New: rows in the period and none before it, or none in the intent's first of two periods.
    Lost: rows in the base (the period of the same length just before, or the intent's first of
    two periods) and none in the period. Inactive: rows at any time and none in the period; with
    `without`, none of these in the period, whatever else was bought. With `bought`, there are rows
    of each of these in the period as well ("bought A but not B", "both A and B"). Figures are those
    of each member, or, with `total_of` a dimension, those of all such members together.
    """

    kind: Literal["new", "lost", "inactive", "active"]
    without: tuple[Condition, ...] = ()
    bought: tuple[Condition, ...] = ()
    total_of: str | None = None


@dataclass(frozen=True)
class Seen:
    """The first or the last month, quarter or year with rows, of all or of each group."""

    which: Literal["first", "last"]
    grain: Literal["month", "quarter", "year"] = "month"


@dataclass(frozen=True)
class Ratio:
    """The first measure of the rows that meet `over` divided by that of those that meet `under`.

    Without conditions: one measure by another. With `subtracts`, the one minus the other.
    """

    over: tuple[Condition, ...] = ()
    under: tuple[Condition, ...] = ()
    over_measure: str | None = None
    under_measure: str | None = None
    subtracts: bool = False


@dataclass(frozen=True)
class Side:
    """One of several selections that are held against each other."""

    label: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Intent:
    """One question about the view.

    No measure with groups lists the distinct groups. Several periods stand side by side. `pivot`
    is the one of the groups that becomes columns. `average_per` is the mean of the measure's
    values per month, quarter or year, or per customer or product (within each group); of figures
    that add up, the latter is a ratio as well. `count_of` counts the members of a
    dimension or grain that are left after `having`, `lifecycle` and conditions. `sides` are
    selections that no one dimension tells apart, a row each under the column `selection`.
    `unit` tells amounts in crore (or so) beside the exact ones. `seen` asks when, not how much.
    """

    measures: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    periods: tuple[Period, ...] = ()
    share: Share | None = None
    change: Change | None = None
    rank: Rank | None = None
    having: tuple[Threshold, ...] = ()
    window: Window | None = None
    lifecycle: Lifecycle | None = None
    ratio: Ratio | None = None
    average_per: Grain | Member | None = None
    count_of: str | None = None
    pivot: str | None = None
    chart: ChartKind | None = None
    sides: tuple[Side, ...] = ()
    unit: Unit | None = None
    seen: Seen | None = None
    language: Literal["en", "fr"] = "en"


@dataclass(frozen=True)
class Explained:
    """What a rule made of a word: the positions in the question, the rule and the meaning."""

    start: int
    end: int
    text: str
    rule: str
    meaning: str


@dataclass(frozen=True)
class Understood:
    """A question that every content word of is explained; `notes` say what was assumed."""

    intent: Intent
    explained: tuple[Explained, ...]
    notes: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, Intent], ...] = ()


@dataclass(frozen=True)
class Told:
    """A question about the data or the terms, answered in words: what there is, how fresh.

    A definition is that of the subject, or of a `member` of the dimension that the subject is.
    """

    topic: Literal["freshness", "help", "definition", "columns"]
    subject: str | None = None
    member: str | None = None
    explained: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Clarify:
    """A question that has more than one meaning; the options are whole questions."""

    message: str
    options: tuple[str, ...] = ()
    explained: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A question that cannot be answered from the view: why, which words, what can be asked."""

    message: str
    words: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    explained: tuple[Explained, ...] = field(default=())


Reading = Understood | Told | Clarify | Refusal
