"""The one statement that answers an intent: an AST over the view, never pasted text.

What the columns of the result mean comes with it. Group columns stand first, then figures.
A mean per month (quarter, year) is that of the months in which the group has rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal

import sqlglot
from sqlglot import exp

from fmcg_assets.errors import GuardError
from fmcg_assets.questions.amounts import UNITS
from fmcg_assets.questions.intent import (
    CUSTOMER_SIDE,
    Condition,
    Intent,
    Period,
    Rank,
    Seen,
    Side,
    Threshold,
)
from fmcg_assets.questions.resolve import (
    GRAIN_MONTHS,
    GRAINS,
    Facts,
    IntentError,
    Resolved,
    is_apart,
    months_later,
    resolve,
    time_group,
)
from fmcg_assets.semantics.guard import DIALECT, VIEW, checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from fmcg_assets.questions.amounts import Unit
    from fmcg_assets.semantics.model import Model


_DATE: Final = "date"
_TIME_COLUMNS: Final = {
    "month": _DATE,
    "quarter": "year_quarter",
    "year": "year",
    "calendar_month": "month_name",
    "calendar_quarter": "quarter",
}

_APART: Final = ("selection", "period")
"""Groups that stand for selections of the question, not for members of a dimension."""

Role = Literal[
    "group",
    "measure",
    "before",
    "difference",
    "percent",
    "share",
    "ratio",
    "count",
    "slice",
    "scaled",
]
ColumnFormat = Literal["inr", "price", "count", "percent", "ratio", "points", "text", "time"]


@dataclass(frozen=True)
class Column:
    """A column of the result: its part in the answer, what it is of, and how it is written.

    `of` is the dimension, grain or measure; `label` the period or value of a slice.
    """

    name: str
    role: Role
    of: str
    format: ColumnFormat
    label: str = ""


@dataclass(frozen=True)
class Statement:
    """A statement, its columns and the intent that it answers, with nothing left open."""

    select: exp.Select
    columns: tuple[Column, ...]
    resolved: Resolved

    @cached_property
    def sql(self) -> str:
        """The text of the statement."""
        return self.select.sql(dialect=DIALECT, pretty=True)


def sql_of(intent: Intent, model: Model, facts: Facts) -> exp.Select:
    """Return the statement that answers an intent; raises IntentError where none does."""
    return statement_of(intent, model, facts).select


def statement_of(intent: Intent, model: Model, facts: Facts) -> Statement:
    """Return the statement that answers an intent, and what its columns mean.

    Raises IntentError where names are unknown, parts of the intent contradict each other, or
    together they have no statement.
    """
    resolved = resolve(intent, model, facts)
    plan = _Plan(resolved, model, facts)
    lifecycle = resolved.intent.lifecycle
    if resolved.intent.seen:
        query, columns = _seen(plan, resolved.intent.seen)
    elif resolved.intent.count_of:
        query, columns = _counted(plan)
    elif lifecycle and lifecycle.total_of:
        query, columns = _totalled(plan, lifecycle.total_of)
    else:
        query, columns = _figures(plan)
    if resolved.intent.unit:
        columns = _told_in(query.select, columns, resolved.intent.unit)
    select = query.select
    for name, part in query.parts:
        select = select.with_(name, as_=part)
    statement = Statement(select, columns, resolved)
    try:
        checked(statement.sql)
    except GuardError as error:
        raise IntentError(f"this cannot be asked in one statement: {error}") from error
    return statement


def _told_in(select: exp.Select, columns: tuple[Column, ...], unit: Unit) -> tuple[Column, ...]:
    """Add each amount in a unit beside it; those of slices stay as they are."""
    figures = {one.alias_or_name: one.unalias() for one in select.expressions}
    found = []
    for column in columns:
        pieces = column.of == "quantity" and (column.role != "ratio" or column.format == "count")
        if column.format != "inr" and not pieces:
            continue
        if column.role in ("group", "slice", "percent"):
            continue
        name = f"{column.name}_{unit}"
        select.select(_named(figures[column.name].copy() / UNITS[unit], name), copy=False)
        found.append(Column(name, "scaled", column.of, "ratio", unit))
    return (*columns, *found)


@dataclass
class _Query:
    """A SELECT in the making, and the named parts that it reads."""

    select: exp.Select
    parts: list[tuple[str, exp.Select]] = field(default_factory=list)

    def wrapped(self, name: str) -> _Query:
        """Return a query that reads this one as a named part, and selects nothing yet."""
        return _Query(exp.select().from_(name), [*self.parts, (name, self.select)])


@dataclass(frozen=True)
class _Key:
    """A group: the name of its column, what it is in the view, and what orders it."""

    name: str
    expression: exp.Expr
    order: exp.Expr | None = None

    @property
    def hidden(self) -> str | None:
        return f"{self.name}_order" if self.order is not None else None


@dataclass(frozen=True)
class _Slice:
    """Rows that a column of figures is of; `suffix` or `label` tells it from the others."""

    condition: exp.Expr | None = None
    suffix: str = ""
    label: str = ""


class _Plan:
    """An intent next to what is needed to write it: model, keys, conditions."""

    def __init__(self, resolved: Resolved, model: Model, facts: Facts) -> None:
        self.resolved = resolved
        self.intent = resolved.intent
        self.model = model
        self.facts = facts
        self.by_period = self._lists_periods()
        self.slices = self._slices()

    def _lists_periods(self) -> bool:
        """Return whether each of several periods gets rows of its own."""
        intent = self.intent
        if len(intent.periods) < 2 or intent.window or intent.lifecycle:
            return False
        if any(name in GRAIN_MONTHS for name in intent.groups):
            return False
        if intent.change:
            return is_apart(intent)
        if not intent.measures and not intent.count_of:
            return False
        parts = (intent.share, intent.ratio, intent.average_per, intent.count_of, intent.sides)
        return not intent.groups or any(parts)

    def _slices(self) -> tuple[_Slice, ...]:
        intent = self.intent
        if self.resolved.now and self.resolved.before:
            return (
                _Slice(_within(self.resolved.before), suffix="_before"),
                _Slice(_within(self.resolved.now)),
            )
        plain = not (
            intent.change
            or intent.share
            or intent.window
            or intent.ratio
            or intent.average_per
            or intent.lifecycle
            or intent.count_of
        )
        if not plain or not intent.measures or intent.sides or intent.pivot:
            return (_Slice(),)
        running = any(name in GRAIN_MONTHS for name in intent.groups)
        if len(intent.periods) > 1 and intent.groups and not running:
            labels = _distinct(period.label or _month_span(period) for period in intent.periods)
            return tuple(
                _Slice(_within(period), label=label)
                for period, label in zip(intent.periods, labels, strict=True)
            )
        return (_Slice(),)

    @property
    def sliced(self) -> bool:
        """Whether figures stand side by side, one column for each period."""
        return bool(self.slices[0].label)

    def _column(self, name: str) -> exp.Expr:
        if name in GRAINS:
            return exp.column(_TIME_COLUMNS[name])
        return exp.column(self.model.dimensions[name].column)

    def group_keys(self) -> list[_Key]:
        """Return the groups, in the order of the columns."""
        intent = self.intent
        keys = [self.key(name) for name in intent.groups]
        if self.by_period:
            keys.insert(0, _Key("period", exp.column("period"), exp.column("position")))
        if self.intent.sides:
            keys.insert(0, _Key("selection", exp.column("selection"), exp.column("side")))
        return keys

    def key(self, name: str) -> _Key:
        """Return one group by its name."""
        order = None
        if name == "calendar_month":
            month = exp.Extract(this=exp.var("MONTH"), expression=exp.column(_DATE))
            order = exp.Min(this=month)
        return _Key(name, self._column(name), order)

    def measure(self, name: str, condition: exp.Expr | None = None) -> exp.Expr:
        """Return a measure over rows, or over those of them that meet a condition."""
        expression = _parsed(self.model.measures[name].expression).copy()
        return expression if condition is None else _filtered(expression, condition)

    def conditions(self) -> list[exp.Expr]:
        """Return the conditions that all rows meet, without those of time."""
        return [self.condition(one) for one in self.intent.conditions]

    def condition(self, condition: Condition) -> exp.Expr:
        """Return a condition; negated, it keeps rows without a value unless they are named."""
        column = self._column(condition.dimension)
        values = sorted({value for value in condition.values if value is not None})
        unmapped = None in condition.values
        is_null = exp.Is(this=column.copy(), expression=exp.null())
        literals = [exp.Literal.string(value) for value in values]
        one_of: exp.Expr | None = None
        if len(literals) == 1:
            one_of = exp.EQ(this=column.copy(), expression=literals[0])
        elif literals:
            one_of = exp.In(this=column.copy(), expressions=literals)
        if not condition.negated:
            found = [part for part in (one_of, is_null if unmapped else None) if part is not None]
            return _any(found)
        if one_of is None:
            return exp.not_(is_null)
        none_of = exp.not_(one_of) if len(literals) > 1 else one_of
        if len(literals) == 1:
            none_of = exp.NEQ(this=column.copy(), expression=literals[0])
        if unmapped:
            return exp.and_(exp.not_(is_null), none_of)
        return _any([none_of, is_null])

    def met(self, conditions: Iterable[Condition]) -> exp.Expr | None:
        """Return several conditions as one; None where there are none."""
        found = [self.condition(one) for one in conditions]
        return exp.and_(*found) if found else None

    def format(self, measure: str) -> ColumnFormat:
        """Return how a measure is written."""
        written: ColumnFormat = self.model.measures[measure].format
        return written


def _figures(plan: _Plan) -> tuple[_Query, tuple[Column, ...]]:
    """Return rows of groups with figures, limited and in order."""
    query, columns, hidden = _unordered(plan)
    return _ordered(plan, query, columns, hidden)


def _unordered(plan: _Plan) -> tuple[_Query, list[Column], dict[str, str]]:
    """Return groups with figures and thresholds met; `hidden` orders groups by other columns."""
    intent = plan.intent
    keys = plan.group_keys()
    hidden = {key.name: key.hidden for key in keys if key.hidden}
    if intent.share and intent.share.top is not None:
        query, columns = _top_part(plan, keys)
    elif plan.resolved.shift is not None:
        query, columns = _shifted(plan, keys)
    elif intent.average_per:
        query, columns = _averaged(plan, keys)
    else:
        query, columns = _aggregated(plan, keys)
    if intent.share and intent.share.top is not None:
        query, columns = _share_of_part(plan, query, columns, keys)
    elif intent.share and not intent.share.is_part:
        query, columns = _shared(plan, query, columns, keys)
    elif intent.share:
        query, columns = _parted(plan, query, columns, keys)
    if is_apart(intent):
        if not _is_partial(plan):
            query, columns = _stepped(query, columns, keys)
    elif intent.change:
        query, columns = _changed(query, columns, keys)
    if intent.window:
        query, columns = _windowed(plan, query, columns, keys)
    if intent.ratio:
        query, columns = _divided(plan, query, columns, keys)
    if intent.having:
        query = _kept(plan, query, columns, keys)
    return query, columns, hidden


def _source(plan: _Plan, *, timed: bool = True) -> exp.Select:
    """Return the rows of the view that the intent is about; nothing is selected yet."""
    select = exp.select().from_(VIEW)
    intent = plan.intent
    if plan.by_period:
        select = select.join(
            _period_table(intent.periods),
            on=exp.column(_DATE).between(exp.column("first_month"), exp.column("last_month")),
        )
    elif timed:
        periods: Iterable[Period] = intent.periods
        if plan.resolved.now and plan.resolved.before:
            periods = (plan.resolved.before, plan.resolved.now)
        since = _led_in(plan)
        if since is not None:
            periods = [replace(period, first=since) for period in _merged(periods)]
        found = [_within(period) for period in _merged(periods)]
        if found:
            select = select.where(_any(found))
    return _conditioned(plan, select)


def _led_in(plan: _Plan) -> date | None:
    """Return the month from which the first figure of a period looks back, if before the period.

    The moving average of October needs August; the year so far of May needs January.
    """
    intent = plan.intent
    grain = time_group(intent)
    spans = _merged(intent.periods)
    if intent.window is None or grain not in GRAIN_MONTHS or len(spans) != 1:
        return None
    first = spans[0].first
    if intent.window.kind in ("moving_average", "moving_total"):
        return months_later(first, (1 - (intent.window.size or 1)) * GRAIN_MONTHS[grain])
    if intent.window.kind == "year_to_date" and first.month > 1:
        return first.replace(month=1)
    return None


def _since(grain: str, month: date) -> exp.Expr:
    """Return the condition that keeps the rows of a grain from a month on."""
    start: exp.Expr = _day(month)
    if grain == "quarter":
        start = exp.Literal.string(f"{month.year}-Q{(month.month + 2) // 3}")
    elif grain == "year":
        start = exp.Literal.number(month.year)
    return exp.GTE(this=exp.column(grain), expression=start)


def _conditioned(plan: _Plan, select: exp.Select) -> exp.Select:
    """Return the rows that the conditions keep; a row that is of several sides is of each."""
    for condition in plan.conditions():
        select = select.where(condition)
    if sides := plan.intent.sides:
        met = [
            exp.and_(
                exp.EQ(this=exp.column("side"), expression=exp.Literal.number(number)),
                plan.met(side.conditions),
            )
            for number, side in enumerate(sides, start=1)
        ]
        select = select.join(_side_table(sides), on=_any(met), join_type="inner")
    return select


def _side_table(sides: Sequence[Side]) -> exp.Expr:
    rows = [
        exp.Tuple(expressions=[exp.Literal.number(number), exp.Literal.string(label)])
        for number, label in enumerate(_distinct(side.label for side in sides), start=1)
    ]
    return _values(rows, "sides", ("side", "selection"))


def _values(rows: list[exp.Tuple], name: str, columns: Sequence[str]) -> exp.Expr:
    names = [exp.to_identifier(column) for column in columns]
    alias = exp.TableAlias(this=exp.to_identifier(name), columns=names)
    return exp.Values(expressions=rows, alias=alias)


def _period_table(periods: Sequence[Period]) -> exp.Expr:
    labels = _distinct(period.label or _month_span(period) for period in periods)
    rows = [
        exp.Tuple(
            expressions=[
                exp.Literal.number(position),
                exp.Literal.string(label),
                _day(period.first),
                _day(period.last),
            ]
        )
        for position, (period, label) in enumerate(zip(periods, labels, strict=True), start=1)
    ]
    return _values(rows, "periods", ("position", "period", "first_month", "last_month"))


def _aggregated(plan: _Plan, keys: list[_Key]) -> tuple[_Query, list[Column]]:
    intent = plan.intent
    if intent.lifecycle:
        return _lifecycle(plan, keys)
    select = _grouped(_source(plan), keys)
    columns = [_key_column(key) for key in keys]
    for each in plan.slices:
        for name in intent.measures:
            column = _slice_column(plan, name, each)
            figure = plan.measure(name, each.condition)
            select = select.select(_named(figure, column.name))
            columns.append(column)
    if not intent.measures and not intent.count_of:
        # Names alone: sales without a customer have no channel to name.
        for key in keys:
            if key.name in CUSTOMER_SIDE - {"customer"}:
                select = select.where(
                    exp.not_(exp.Is(this=key.expression.copy(), expression=exp.Null()))
                )
    if plan.sliced and intent.rank:
        for name in intent.measures:
            column = Column(name, "measure", name, plan.format(name))
            select = select.select(_named(plan.measure(name), name))
            columns.append(column)
    return _Query(select), columns


def _slice_column(plan: _Plan, measure: str, each: _Slice) -> Column:
    form = plan.format(measure)
    if each.label:
        several = len(plan.intent.measures) > 1
        name = f"{each.label} {measure}" if several else each.label
        taken = {key.name for key in plan.group_keys()} | set(plan.intent.measures)
        return Column(f"{name} " if name in taken else name, "slice", measure, form, each.label)
    role: Role = "before" if each.suffix else "measure"
    return Column(f"{measure}{each.suffix}", role, measure, form)


def _grouped(select: exp.Select, keys: list[_Key]) -> exp.Select:
    for key in keys:
        select = select.select(_named(key.expression.copy(), key.name))
    for key in keys:
        if key.order is not None:
            order = key.order.copy()
            if not isinstance(order, exp.AggFunc):
                order = exp.Min(this=order)
            select = select.select(_named(order, str(key.hidden)))
    if keys:
        select = select.group_by(*(key.expression.copy() for key in keys))
    return select


def _key_column(key: _Key) -> Column:
    timed = key.name in GRAINS
    return Column(key.name, "group", key.name, "time" if timed else "text")


def _averaged(plan: _Plan, keys: list[_Key]) -> tuple[_Query, list[Column]]:
    """Return means over the months (quarters, years) or members of which a group has rows."""
    intent = plan.intent
    assert intent.average_per is not None
    part = "part_of_time" if intent.average_per in GRAINS else "member"
    per = _of_members(plan, intent, intent.average_per).key(intent.average_per)
    inner_keys = [*keys, _Key(part, per.expression)]
    inner = _grouped(_source(plan), inner_keys)
    inner = inner.select(_named(exp.Min(this=exp.column(_DATE)), "since"))
    for name in intent.measures:
        inner = inner.select(_named(plan.measure(name), name))
    query = _Query(inner).wrapped("figures")
    outer = [_Key(key.name, exp.column(key.name), _hidden_of(key)) for key in keys]
    select = _grouped(query.select, outer)
    columns = [_key_column(key) for key in keys]
    for each in plan.slices:
        for name in intent.measures:
            mean: exp.Expr = exp.Avg(this=exp.column(name))
            if each.condition is not None:
                mean = _filtered(mean, _renamed(each.condition, _DATE, "since"))
            column = f"{name}_per_{intent.average_per}{each.suffix}"
            select = select.select(_named(mean, column))
            role: Role = "before" if each.suffix else "measure"
            columns.append(Column(column, role, name, _mean_format(plan.format(name))))
    return _Query(select, query.parts), columns


def _hidden_of(key: _Key) -> exp.Expr | None:
    return exp.column(key.hidden) if key.hidden else None


def _mean_format(form: ColumnFormat) -> ColumnFormat:
    return "ratio" if form == "count" else form


def _lifecycle(plan: _Plan, keys: list[_Key]) -> tuple[_Query, list[Column]]:
    """Return the members that are new, lost, inactive or active, with their figures."""
    intent = plan.intent
    assert intent.lifecycle is not None
    kind = intent.lifecycle.kind
    if grain := time_group(intent):
        return _first_seen(plan, keys, grain)
    now = intent.periods[-1]
    select = _grouped(_source(plan, timed=False), keys)
    columns = [_key_column(key) for key in keys]
    in_period = _within(now)
    length = (now.last.year - now.first.year) * 12 + now.last.month - now.first.month + 1
    base = (
        intent.periods[0]
        if len(intent.periods) > 1
        else Period(months_later(now.first, -length), months_later(now.first, -1), "")
    )
    earlier: exp.Expr = exp.LT(this=exp.column(_DATE), expression=_day(now.first))
    if len(intent.periods) > 1:
        earlier = _within(base)
    shown: exp.Expr | None = in_period
    if kind == "new":
        having = [_rows(in_period, any_of=True), _rows(earlier, any_of=False)]
    elif kind == "lost":
        having = [_rows(_within(base), any_of=True), _rows(in_period, any_of=False)]
        shown = _within(base)
    elif kind == "inactive":
        without = [plan.condition(one) for one in intent.lifecycle.without]
        having, shown = [_rows(exp.and_(in_period, *without), any_of=False)], None
    else:
        having = [_rows(in_period, any_of=True)]
    bought = [plan.condition(one) for one in intent.lifecycle.bought]
    having += [_rows(exp.and_(in_period.copy(), one), any_of=True) for one in bought]
    shown = in_period if bought else shown
    for name in intent.measures:
        select = select.select(_named(plan.measure(name, shown), name))
        columns.append(Column(name, "measure", name, plan.format(name)))
    if not intent.count_of and kind in ("lost", "inactive") and not bought:
        select = select.select(_named(exp.Max(this=exp.column(_DATE)), "last_month"))
        columns.append(Column("last_month", "measure", "month", "time"))
    return _Query(select.having(exp.and_(*having))), columns


def _rows(condition: exp.Expr, *, any_of: bool) -> exp.Expr:
    count = _filtered(exp.Count(this=exp.Star()), condition)
    zero = exp.Literal.number(0)
    if any_of:
        return exp.GT(this=count, expression=zero)
    return exp.EQ(this=count, expression=zero)


def _first_seen(plan: _Plan, keys: list[_Key], grain: str) -> tuple[_Query, list[Column]]:
    """Return members by the time of their first rows, or, active, by every time with rows."""
    intent = plan.intent
    assert intent.lifecycle is not None
    if intent.lifecycle.kind == "active":
        select = _grouped(_source(plan), keys)
        for name in intent.measures:
            select = select.select(_named(plan.measure(name), name))
    elif intent.lifecycle.kind == "new" and grain in GRAIN_MONTHS:
        timeless = [key for key in keys if key.name != grain]
        select = _grouped(_source(plan, timed=False), timeless)
        first = exp.Min(this=plan.key(grain).expression)
        select = select.select(_named(first, grain))
        started = exp.Min(this=exp.column(_DATE))
        having = [
            started.copy().between(_day(period.first), _day(period.last))
            for period in intent.periods
        ]
        select = select.having(_any(having))
        order = [key.name for key in keys]
        select.set(
            "expressions", sorted(select.expressions, key=lambda e: order.index(e.alias_or_name))
        )
        if intent.measures:
            raise IntentError("new members by month are counted or listed, without figures")
    else:
        raise IntentError("lost and inactive members are asked for of one period, not by month")
    columns = [_key_column(key) for key in keys]
    columns += [Column(name, "measure", name, plan.format(name)) for name in intent.measures]
    return _Query(select), columns


def _shifted(plan: _Plan, keys: list[_Key]) -> tuple[_Query, list[Column]]:
    """Return a trend with its base: the same rows, so many months later, next to it.

    A row that has only part of its months has a base of the same months alone.
    """
    intent = plan.intent
    shift = plan.resolved.shift
    assert shift is not None
    if intent.share:
        raise IntentError("growth of a share is shown between two periods, not as a trend")
    moved = exp.cast(
        exp.Add(this=exp.column(_DATE), expression=_months(shift)), to="date", dialect=DIALECT
    )
    grain = time_group(intent)
    now = _grouped(_source(plan), keys)
    before = _conditioned(plan, exp.select().from_(VIEW))
    before = before.where(
        _any([moved.copy().between(_day(p.first), _day(p.last)) for p in _merged(intent.periods)])
    )
    base_keys = [
        _Key(key.name, _shifted_grain(key.name, moved) if key.name == grain else key.expression)
        for key in keys
    ]
    before = _grouped(before, base_keys)
    for name in intent.measures:
        now = now.select(_named(plan.measure(name), name))
        before = before.select(_named(plan.measure(name), name))
    query = _Query(exp.select().from_("current"), [("current", now), ("base", before)])
    on = [
        exp.NullSafeEQ(
            this=exp.column(key.name, table="current"),
            expression=exp.column(key.name, table="base"),
        )
        for key in keys
    ]
    select = query.select.join("base", on=exp.and_(*on), join_type="left")
    columns = [_key_column(key) for key in keys]
    for key in keys:
        select = select.select(_named(exp.column(key.name, table="current"), key.name))
    for suffix, table, role in (("_before", "base", "before"), ("", "current", "measure")):
        for name in intent.measures:
            select = select.select(_named(exp.column(name, table=table), f"{name}{suffix}"))
            columns.append(Column(f"{name}{suffix}", role, name, plan.format(name)))  # type: ignore[arg-type]
    return _Query(select, query.parts), columns


def _shifted_grain(grain: str, moved: exp.Expr) -> exp.Expr:
    if grain == "month":
        return moved.copy()
    year = exp.Extract(this=exp.var("YEAR"), expression=moved.copy())
    if grain == "year":
        return exp.cast(year, to="int", dialect=DIALECT)
    quarter = exp.Extract(this=exp.var("QUARTER"), expression=moved.copy())
    parts = [
        exp.cast(year, to="varchar", dialect=DIALECT),
        exp.Literal.string("-Q"),
        exp.cast(quarter, to="varchar", dialect=DIALECT),
    ]
    return exp.DPipe(this=exp.DPipe(this=parts[0], expression=parts[1]), expression=parts[2])


def _carried(query: _Query, columns: Sequence[Column], keys: list[_Key], name: str) -> _Query:
    """Return a query over this one that selects the same columns."""
    outer = query.wrapped(name)
    for column in columns:
        outer.select = outer.select.select(exp.column(column.name, quoted=_odd(column.name)))
    for key in keys:
        if key.hidden:
            outer.select = outer.select.select(exp.column(key.hidden))
    return outer


def _shared(
    plan: _Plan, query: _Query, columns: list[Column], keys: list[_Key]
) -> tuple[_Query, list[Column]]:
    """Return the figures with each group's percentage of its whole."""
    intent = plan.intent
    assert intent.share is not None
    measure = intent.measures[0]
    apart = (*intent.share.within, *_APART)
    within = [key.name for key in keys if key.name in apart]
    outer = _carried(query, columns, keys, "figures")
    if plan.model.measures[measure].additive:
        wholes: list[tuple[_Slice, exp.Expr]] = [
            (each, _over(exp.Sum(this=exp.column(f"{measure}{each.suffix}")), within))
            for each in plan.slices
        ]
    else:
        # A customer of two groups is one of the whole.
        whole_keys = [key for key in keys if key.name in within]
        totals = _grouped(_source(plan), whole_keys)
        for each in plan.slices:
            figure = plan.measure(measure, each.condition)
            totals = totals.select(_named(figure, f"whole{each.suffix}"))
        outer.parts.append(("wholes", totals))
        on = [
            exp.NullSafeEQ(
                this=exp.column(name, table="figures"), expression=exp.column(name, table="wholes")
            )
            for name in within
        ]
        qualified = []
        for one in outer.select.expressions:
            column = exp.column(one.this.copy(), table="figures")
            qualified.append(column)
        outer.select.set("expressions", qualified)
        outer.select = outer.select.join(
            "wholes", on=exp.and_(*on) if on else exp.true(), join_type="inner"
        )
        wholes = [(each, exp.column(f"whole{each.suffix}", table="wholes")) for each in plan.slices]
    shares = []
    for each, whole in wholes:
        part = exp.column(f"{measure}{each.suffix}")
        name = f"share_percent{each.suffix}"
        outer.select = outer.select.select(_named(_percent(part, whole), name))
        role: Role = "before" if each.suffix else "share"
        shares.append(Column(name, role, "share_percent", "percent"))
    columns = [*columns, *shares]
    if intent.share.shown:
        outer = _carried(outer, columns, keys, "shares")
        outer.select = outer.select.where(plan.met(intent.share.shown))
    return outer, columns


def _parted(
    plan: _Plan, query: _Query, columns: list[Column], keys: list[_Key]
) -> tuple[_Query, list[Column]]:
    """Return the figure of the rows that meet a condition, of all rows, and the percentage."""
    intent = plan.intent
    assert intent.share is not None
    measure = intent.measures[0]
    during = intent.share.during
    part = exp.and_(
        *[plan.condition(one) for one in intent.share.part],
        *([_within(during)] if during else []),
    )
    figures = []
    for each in plan.slices:
        condition = part if each.condition is None else exp.and_(part, each.condition.copy())
        name = f"{measure}_of_part{each.suffix}"
        figure = _or_zero(plan.measure(measure, condition))
        query.select = query.select.select(_named(figure, name))
        role: Role = "before" if each.suffix else "measure"
        figures.append(Column(name, role, measure, plan.format(measure)))
    return _share_of_part(plan, query, [*columns, *figures], keys)


def _share_of_part(
    plan: _Plan, query: _Query, columns: list[Column], keys: list[_Key]
) -> tuple[_Query, list[Column]]:
    measure = plan.intent.measures[0]
    outer = _carried(query, columns, keys, "figures")
    shares = []
    for each in plan.slices:
        name = f"share_percent{each.suffix}"
        percent = _percent(
            exp.column(f"{measure}_of_part{each.suffix}"), exp.column(f"{measure}{each.suffix}")
        )
        outer.select = outer.select.select(_named(percent, name))
        role: Role = "before" if each.suffix else "share"
        shares.append(Column(name, role, "share_percent", "percent"))
    return outer, [*columns, *shares]


def _top_part(plan: _Plan, keys: list[_Key]) -> tuple[_Query, list[Column]]:
    """Return the figure of the first members of a dimension together, and of all of them."""
    intent = plan.intent
    share, measure = intent.share, intent.measures[0]
    assert share is not None
    assert share.of is not None
    member = _Key("member", plan.key(share.of).expression)
    inner = _grouped(_source(plan), [*keys, member])
    inner = inner.select(_named(plan.measure(measure), measure))
    placed = _Query(inner).wrapped("members")
    for key in keys:
        placed.select = placed.select.select(exp.column(key.name))
        if key.hidden:
            placed.select = placed.select.select(exp.column(key.hidden))
    figure = exp.column(measure)
    order = exp.Ordered(this=figure, desc=not share.lowest, nulls_first=False)
    ties = exp.Ordered(this=exp.column("member"))
    place = _over(exp.RowNumber(), [key.name for key in keys], [order, ties])
    placed.select = placed.select.select(figure.copy(), _named(place, "place"))
    summed = placed.wrapped("places")
    outer = [_Key(key.name, exp.column(key.name), _hidden_of(key)) for key in keys]
    select = _grouped(summed.select, outer)
    among = exp.LTE(this=exp.column("place"), expression=exp.Literal.number(share.top))
    total = exp.Sum(this=exp.column(measure))
    select = select.select(_named(total, measure))
    select = select.select(_named(_or_zero(_filtered(total, among)), f"{measure}_of_part"))
    form = plan.format(measure)
    figures = [
        Column(measure, "measure", measure, form),
        Column(f"{measure}_of_part", "measure", measure, form),
    ]
    return _Query(select, summed.parts), [*map(_key_column, keys), *figures]


def _is_partial(plan: _Plan) -> bool:
    """Return whether a period holds the month that is only partly there, which has no growth."""
    partial = plan.facts.partial_month
    return partial is not None and any(
        period.first <= partial <= period.last for period in plan.intent.periods
    )


def _stepped(query: _Query, columns: list[Column], keys: list[_Key]) -> tuple[_Query, list[Column]]:
    """Return the figures of each period, with difference and growth against the one before."""
    outer = _carried(query, columns, keys, "compared")
    order = [exp.Ordered(this=exp.column(key.hidden or key.name)) for key in keys]
    added = []
    for column in columns:
        if column.role != "measure":
            continue
        now = exp.column(column.name)
        base = _over(exp.Lag(this=now.copy()), [], [one.copy() for one in order])
        step = exp.Sub(this=now, expression=base)
        outer.select = outer.select.select(_named(step, f"{column.name}_difference"))
        added.append(Column(f"{column.name}_difference", "difference", column.of, column.format))
        growth = _percent(exp.paren(step.copy()), base.copy())
        outer.select = outer.select.select(_named(growth, f"{column.name}_percent"))
        added.append(Column(f"{column.name}_percent", "percent", column.of, "percent"))
    return outer, [*columns, *added]


def _changed(query: _Query, columns: list[Column], keys: list[_Key]) -> tuple[_Query, list[Column]]:
    """Return the figures with difference and growth against their base."""
    outer = _carried(query, columns, keys, "compared")
    added = []
    for column in columns:
        if column.role not in ("measure", "share"):
            continue
        before = next(
            one.name
            for one in columns
            if one.role == "before" and one.name == f"{column.name}_before"
        )
        now, base = exp.column(column.name), exp.column(before)
        difference = exp.Sub(this=now, expression=base)
        name = f"{column.name}_difference"
        outer.select = outer.select.select(_named(difference, name))
        form: ColumnFormat = "points" if column.role == "share" else column.format
        added.append(Column(name, "difference", column.of, form))
        if column.role == "share":
            continue
        name = f"{column.name}_percent"
        growth = _percent(exp.paren(difference.copy()), base.copy())
        outer.select = outer.select.select(_named(growth, name))
        added.append(Column(name, "percent", column.of, "percent"))
    return outer, [*columns, *added]


def _windowed(
    plan: _Plan, query: _Query, columns: list[Column], keys: list[_Key]
) -> tuple[_Query, list[Column]]:
    """Return the figures with what they make over months so far."""
    intent = plan.intent
    window = intent.window
    assert window is not None
    grain = time_group(intent)
    if grain not in GRAIN_MONTHS:
        raise IntentError("running figures go by month, quarter or year")
    assert grain is not None
    partition = [key.name for key in keys if key.name != grain]
    if window.kind == "year_to_date" and grain == "year":
        raise IntentError("a year so far goes by month or quarter")
    if window.kind == "year_to_date":
        started = exp.Extract(this=exp.var("YEAR"), expression=exp.Min(this=exp.column(_DATE)))
        query.select = query.select.select(_named(started, "year_of"))
        partition.append("year_of")
    outer = _carried(query, columns, keys, "figures")
    added = []
    for name in intent.measures:
        column = f"{name}_{window.kind}"
        of = exp.column(name)
        start: str | exp.Expr = "UNBOUNDED"
        total: exp.Expr = exp.Sum(this=of)
        if window.kind in ("moving_average", "moving_total"):
            assert window.size is not None
            column = f"{column}_{window.size}"
            start = exp.Literal.number(window.size - 1)
        if window.kind == "moving_average":
            total = exp.Avg(this=of)
        spec = exp.WindowSpec(
            kind="ROWS",
            start=start,
            start_side="PRECEDING",
            end="CURRENT ROW",
        )
        figure = _over(total, partition, [exp.Ordered(this=exp.column(grain))], spec)
        outer.select = outer.select.select(_named(figure, column))
        form = plan.format(name)
        if window.kind == "moving_average":
            form = _mean_format(form)
        added.append(Column(column, "measure", name, form))
    columns = [*columns, *added]
    if _led_in(plan) is not None:
        outer = _carried(outer, columns, keys, "windows")
        outer.select = outer.select.where(_since(grain, _merged(intent.periods)[0].first))
    return outer, columns


def _divided(
    plan: _Plan, query: _Query, columns: list[Column], keys: list[_Key]
) -> tuple[_Query, list[Column]]:
    """Return one figure divided by another, or less the other, with both."""
    intent = plan.intent
    ratio = intent.ratio
    assert ratio is not None
    first = intent.measures[0]
    over, under = ratio.over_measure or first, ratio.under_measure or first
    sides = [(over, plan.met(ratio.over), "over"), (under, plan.met(ratio.under), "under")]
    groups = [column for column in columns if column.role == "group"]
    select = _grouped(_source(plan), keys)
    parts = []
    for name, condition, side in sides:
        column = f"{name}_{side}" if over == under else name
        select = select.select(_named(plan.measure(name, condition), column))
        parts.append(Column(column, "measure", name, plan.format(name)))
    outer = _carried(_Query(select, query.parts), [*groups, *parts], keys, "figures")
    one, other = (exp.column(part.name) for part in parts)
    if ratio.subtracts:
        value: exp.Expr = exp.Sub(this=_or_zero(one), expression=_or_zero(other))
        outer.select = outer.select.select(_named(value, "difference"))
        return outer, [*groups, *parts, Column("difference", "ratio", over, plan.format(over))]
    value = _divide(one, other)
    outer.select = outer.select.select(_named(value, "ratio"))
    form: ColumnFormat = "ratio"
    if plan.format(over) == "inr" and plan.format(under) == "count":
        form = "price"
    return outer, [*groups, *parts, Column("ratio", "ratio", over, form)]


def _kept(plan: _Plan, query: _Query, columns: list[Column], keys: list[_Key]) -> _Query:
    """Return the rows whose figures meet the thresholds."""
    outer = _carried(query, columns, keys, "bounded")
    for limit in plan.intent.having:
        column = exp.column(_figure_name(plan, columns, limit.of, limit.measure))
        outer.select = outer.select.where(_bounded(column, limit))
    return outer


def _bounded(column: exp.Expr, limit: Threshold) -> exp.Expr:
    value = exp.Literal.number(format(limit.value, "f"))
    if limit.operator == "between":
        assert limit.upper is not None
        low, high = sorted((limit.value, limit.upper))
        return column.between(
            exp.Literal.number(format(low, "f")), exp.Literal.number(format(high, "f"))
        )
    kinds = {">": exp.GT, ">=": exp.GTE, "<": exp.LT, "<=": exp.LTE}
    return kinds[limit.operator](this=column, expression=value)


def _figure_name(plan: _Plan, columns: Sequence[Column], figure: str, measure: str | None) -> str:
    """Return the column that an order or a limit is about."""
    intent = plan.intent
    role = {"measure": "measure", "share": "share"}.get(figure, figure)
    if figure == "measure" and measure is None and intent.ratio:
        return "difference" if intent.ratio.subtracts else "ratio"
    if figure == "measure" and measure is None and intent.share and intent.share.is_part:
        return f"{intent.measures[0]}_of_part"
    if figure == "difference" and intent.share:
        role = "difference"
        wanted = [one for one in columns if one.role == role and one.of == "share_percent"]
        if wanted and measure is None:
            return wanted[0].name
    of = measure or (intent.measures[0] if intent.measures else None)
    found = [one for one in columns if one.role == role and (role == "share" or one.of == of)]
    if intent.window and found:
        found = found[-1:] if measure is None and figure == "measure" else found
    if not found and plan.sliced:
        found = [one for one in columns if one.role == "slice" and one.of == of]
    if not found:
        raise IntentError(f"the answer has no {figure} of {of} to order or limit by")
    return found[0].name


def _ordered(
    plan: _Plan, query: _Query, columns: list[Column], hidden: dict[str, str]
) -> tuple[_Query, tuple[Column, ...]]:
    """Return the rows in their order: a ranking and one grouping by figure, else by groups."""
    rank = plan.intent.rank
    figures = [column for column in columns if column.role not in ("group", "slice")]
    groups = [column.name for column in columns if column.role == "group"]
    figure: str | None = None
    if rank and len(groups) < len(columns):
        figure = _figure_name(plan, columns, rank.by, rank.measure)
        if rank.limit is not None and plan.intent.pivot and not rank.within and len(groups) > 1:
            return _whole_rows(plan, query, columns, hidden, rank, figure)
    elif len(groups) == 1 and groups[0] in plan.model.dimensions and figures and not rank:
        rank = Rank(None)
        shown = [column for column in figures if column.role in ("measure", "ratio")]
        figure = shown[-1].name if shown and plan.intent.ratio else figures[0].name
        if plan.intent.change and shown:
            figure = shown[0].name
    return _arranged(query, columns, hidden, rank, figure)


def _whole_rows(
    plan: _Plan,
    query: _Query,
    columns: list[Column],
    hidden: dict[str, str],
    rank: Rank,
    figure: str,
) -> tuple[_Query, tuple[Column, ...]]:
    """Return the first groups by the sum over what becomes columns, with all their columns."""
    source = next(column.of for column in columns if column.name == figure)
    measure = plan.model.measures.get(source)
    if measure is None or not measure.additive:
        raise IntentError("only figures that add up order the rows of a pivot")
    groups = [column.name for column in columns if column.role == "group"]
    rows = [name for name in groups if name != plan.intent.pivot]
    summed = query.wrapped("answer")
    for column in columns:
        summed.select = summed.select.select(exp.column(column.name))
    for name in hidden.values():
        summed.select = summed.select.select(exp.column(name))
    total = _over(exp.Sum(this=exp.column(figure)), rows)
    summed.select = summed.select.select(_named(total, "row_total"))
    outer = summed.wrapped("totals")
    for column in columns:
        outer.select = outer.select.select(exp.column(column.name))
    order = exp.Ordered(this=exp.column("row_total"), desc=rank.descending, nulls_first=False)
    by_rows = [exp.Ordered(this=exp.column(hidden.get(name, name))) for name in rows]
    place = _over(exp.DenseRank(), [], [order.copy(), *(one.copy() for one in by_rows)])
    outer.select.set("qualify", exp.Qualify(this=_among_places(place, rank)))
    pivot = str(plan.intent.pivot)
    last = exp.Ordered(this=exp.column(hidden.get(pivot, pivot)))
    return _Query(outer.select.order_by(order, *by_rows, last), outer.parts), tuple(columns)


def _arranged(
    query: _Query,
    columns: list[Column],
    hidden: dict[str, str],
    rank: Rank | None,
    figure: str | None,
) -> tuple[_Query, tuple[Column, ...]]:
    groups = [column.name for column in columns if column.role == "group"]
    if not hidden and not (rank and (rank.within or rank.ends) and rank.limit is not None):
        select = query.select
    else:
        outer = query.wrapped("answer")
        for column in columns:
            outer.select = outer.select.select(exp.column(column.name, quoted=_odd(column.name)))
        query, select = outer, outer.select
    by_groups = [exp.Ordered(this=exp.column(hidden.get(name, name))) for name in groups]
    if figure is None or rank is None:
        select = select.order_by(*by_groups) if by_groups else select
        if rank and rank.limit is not None:
            select = select.limit(rank.limit)
        return _Query(select, query.parts), tuple(columns)
    order = exp.Ordered(
        this=exp.column(figure, quoted=_odd(figure)), desc=rank.descending, nulls_first=False
    )
    within = [name for name in groups if name in (*rank.within, *_APART) and len(groups) > 1]
    if rank.limit is not None and (within or rank.ends):
        ties = [one.copy() for one in by_groups]
        number = _over(exp.RowNumber(), within, [order.copy(), *ties])
        kept = _among_places(number, rank)
        if rank.ends:
            other = order.copy()
            other.set("desc", not rank.descending)
            number = _over(exp.RowNumber(), within, [other, *(one.copy() for one in ties)])
            kept = exp.or_(kept, _among_places(number, rank))
        select.set("qualify", exp.Qualify(this=kept))
    first = [exp.Ordered(this=exp.column(hidden.get(name, name))) for name in within]
    others = [
        exp.Ordered(this=exp.column(hidden.get(name, name)))
        for name in groups
        if name not in within
    ]
    select = select.order_by(*first, order, *others)
    if rank.limit is not None and not within and not rank.ends:
        select = select.limit(rank.limit)
        select = select.offset(rank.skip) if rank.skip else select
    return _Query(select, query.parts), tuple(columns)


def _among_places(place: exp.Expr, rank: Rank) -> exp.Expr:
    """Return whether a place is one of those that a ranking keeps."""
    last = exp.Literal.number(rank.skip + (rank.limit or 0))
    if not rank.skip:
        return exp.LTE(this=place, expression=last)
    return exp.Between(this=place, low=exp.Literal.number(rank.skip + 1), high=last)


def _counted(plan: _Plan) -> tuple[_Query, tuple[Column, ...]]:
    """Return how many members (or months …) are left after conditions and limits, per group."""
    intent = plan.intent
    counted = intent.count_of
    assert counted is not None
    outer_groups = tuple(name for name in intent.groups if name != counted)
    needed = tuple(limit.measure or "revenue" for limit in intent.having if limit.of == "measure")
    if intent.change or intent.share:
        needed = (*(intent.measures or ("revenue",)), *needed)
    rank = intent.rank
    if rank and rank.measure:
        needed = (*needed, rank.measure)
    counts = [limit for limit in intent.having if limit.of == "count"]
    inner_intent = replace(
        intent,
        having=tuple(limit for limit in intent.having if limit.of != "count"),
        groups=(*outer_groups, counted),
        measures=tuple(dict.fromkeys(needed)),
        rank=None,
        pivot=None,
    )
    query, columns, hidden = _unordered(_of_members(plan, inner_intent, counted))
    outer = query.wrapped("members")
    names = [column.name for column in columns if column.role == "group"]
    kept = [name for name in names if name in (*outer_groups, *_APART)]
    keys = [
        _Key(name, exp.column(name), exp.column(hidden[name]) if name in hidden else None)
        for name in kept
    ]
    select = _grouped(outer.select, keys)
    column_name = f"{counted}_count"
    # A member that is NULL is counted by its code alone.
    count = exp.Count(this=exp.column(counted))
    select = select.select(_named(count, column_name))
    for limit in counts:
        select = select.having(_bounded(count.copy(), limit))
    result = [_key_column(key) for key in keys]
    result.append(Column(column_name, "count", counted, "count"))
    outer_hidden = {key.name: str(key.hidden) for key in keys if key.hidden}
    figure = column_name if rank else None
    return _arranged(_Query(select, outer.parts), result, outer_hidden, rank, figure)


def _totalled(plan: _Plan, total_of: str) -> tuple[_Query, tuple[Column, ...]]:
    """Return the figures of all new (lost …) members together: "revenue from new customers"."""
    intent = plan.intent
    assert intent.lifecycle is not None
    mean = [name for name in intent.measures if not plan.model.measures[name].additive]
    if mean or time_group(intent) or total_of in intent.groups:
        raise IntentError("only sums of such members, over all of a period, can be added up")
    inner_intent = replace(
        intent,
        groups=(*intent.groups, total_of),
        lifecycle=replace(intent.lifecycle, total_of=None),
        rank=None,
        pivot=None,
    )
    query, columns, _ = _unordered(_of_members(plan, inner_intent, total_of))
    outer = query.wrapped("members")
    keys = [_Key(name, exp.column(name)) for name in intent.groups]
    select = _grouped(outer.select, keys)
    kept = [_key_column(key) for key in keys]
    for column in columns:
        if column.role == "measure" and column.of in intent.measures:
            select = select.select(_named(exp.Sum(this=exp.column(column.name)), column.name))
            kept.append(column)
    return _arranged(_Query(select, outer.parts), kept, {}, intent.rank, None)


def _seen(plan: _Plan, seen: Seen) -> tuple[_Query, tuple[Column, ...]]:
    """Return the first or the last month (quarter, year) with rows, of each group."""
    keys = plan.group_keys()
    name = f"{seen.which}_{seen.grain}"
    edge = exp.Min if seen.which == "first" else exp.Max
    figure = edge(this=exp.column(_TIME_COLUMNS[seen.grain]))
    select = _grouped(_source(plan), keys).select(_named(figure, name))
    columns = [*(_key_column(key) for key in keys), Column(name, "measure", seen.grain, "time")]
    hidden = {key.name: key.hidden for key in keys if key.hidden}
    return _arranged(_Query(select), columns, hidden, None, None)


def _of_members(plan: _Plan, intent: Intent, dimension: str) -> _Plan:
    """Return the plan of an intent whose rows are members, to be counted or added up."""
    resolved = replace(plan.resolved, intent=intent)
    # By code: the unknown member counts, two outlets of one name are two, and so are two variants
    # of a product, as in the measures of customers and products.
    kind = _ByCode if dimension in _CODES else _Plan
    return kind(resolved, plan.model, plan.facts)


_CODES = {"customer": "customer_code", "product": "product_code"}


class _ByCode(_Plan):
    """A plan that groups customers and products by their codes."""

    def key(self, name: str) -> _Key:
        if name in _CODES:
            return _Key(name, exp.column(_CODES[name]))
        return super().key(name)


def _within(period: Period) -> exp.Expr:
    if period.first == period.last:
        return exp.EQ(this=exp.column(_DATE), expression=_day(period.first))
    return exp.column(_DATE).between(_day(period.first), _day(period.last))


def _merged(periods: Iterable[Period]) -> list[Period]:
    """Return the same months in as few periods as they need."""
    merged: list[Period] = []
    for period in sorted(periods, key=lambda one: (one.first, one.last)):
        if merged and period.first <= months_later(merged[-1].last, 1):
            last = max(merged[-1].last, period.last)
            merged[-1] = replace(merged[-1], last=last)
        else:
            merged.append(period)
    return merged


def _month_span(period: Period) -> str:
    if period.first == period.last:
        return f"{period.first:%Y-%m}"
    return f"{period.first:%Y-%m} – {period.last:%Y-%m}"


def _distinct(labels: Iterable[str]) -> list[str]:
    """Return labels that are all different."""
    found: list[str] = []
    for label in labels:
        number, one = 2, label
        while one in found:
            one = f"{label} ({number})"
            number += 1
        found.append(one)
    return found


@lru_cache(maxsize=256)
def _parsed(expression: str) -> exp.Expr:
    return sqlglot.parse_one(expression, dialect=DIALECT)


def _filtered(expression: exp.Expr, condition: exp.Expr) -> exp.Expr:
    """Return an expression whose aggregates take only rows that meet a condition."""

    def narrowed(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.AggFunc):
            return exp.Filter(this=node.copy(), expression=exp.Where(this=condition.copy()))
        return node

    return expression.copy().transform(narrowed)


def _renamed(expression: exp.Expr, old: str, new: str) -> exp.Expr:
    def other(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name == old:
            return exp.column(new)
        return node

    return expression.copy().transform(other)


def _named(expression: exp.Expr, name: str) -> exp.Expr:
    if isinstance(expression, exp.Column) and not expression.table and expression.name == name:
        return expression
    return exp.alias_(expression, exp.to_identifier(name, quoted=_odd(name)))


def _odd(name: str) -> bool:
    """Return whether a name must stand in quotes."""
    return not (name.isascii() and name.isidentifier())


def _over(
    function: exp.Expr,
    partition: Sequence[str],
    order: Sequence[exp.Expr] = (),
    spec: exp.WindowSpec | None = None,
) -> exp.Window:
    return exp.Window(
        this=function,
        partition_by=[exp.column(name) for name in partition],
        order=exp.Order(expressions=list(order)) if order else None,
        spec=spec,
    )


def _percent(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    hundred = exp.Mul(this=exp.Literal.number("100.0"), expression=part)
    return _divide(hundred, whole)


def _divide(over: exp.Expr, under: exp.Expr) -> exp.Expr:
    safe = exp.Nullif(this=under, expression=exp.Literal.number(0))
    return exp.Div(this=over, expression=safe)


def _or_zero(expression: exp.Expr) -> exp.Expr:
    if isinstance(expression, exp.Filter) and isinstance(expression.this, exp.Count):
        return expression
    return exp.Coalesce(this=expression, expressions=[exp.Literal.number(0)])


def _any(conditions: Sequence[exp.Expr]) -> exp.Expr:
    return conditions[0] if len(conditions) == 1 else exp.or_(*conditions)


def _day(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.isoformat()), to="date", dialect=DIALECT)


def _months(number: int) -> exp.Expr:
    return exp.Interval(this=exp.Literal.string(str(number)), unit=exp.var("MONTH"))
