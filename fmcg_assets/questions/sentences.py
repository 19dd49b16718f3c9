"""One sentence per answer, in English or French: the figure, the period with its months, filters.

A label stands before a colon and figures behind it, so that any measure and member fits in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from fmcg_assets.questions.intent import (
    Condition,
    Intent,
    Lifecycle,
    Period,
    Rank,
    Share,
    Threshold,
)
from fmcg_assets.questions.months import month_text, month_word, span_text
from fmcg_assets.questions.presentation import (
    cell_text,
    column_label,
    member_text,
    name_of,
    time_text,
)
from fmcg_assets.questions.resolve import DEFAULT_MEASURE, GRAINS, is_apart, months_of, span
from fmcg_assets.semantics.numbers import NOT_AVAILABLE, Language, Style, formatted, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from fmcg_assets.questions.resolve import Facts
    from fmcg_assets.questions.sql import Column, Statement
    from fmcg_assets.semantics.model import Model

Row = tuple[Any, ...]
_NAMED: Final = 3
_LISTED: Final = 10
_VALUES: Final = 4


def sentence_of(
    statement: Statement,
    rows: Sequence[Row],
    model: Model,
    facts: Facts,
    *,
    total: Decimal | float | None = None,
    style: Style = "compact",
) -> str:
    """Return the sentence for a result; `total` is the whole that a ranking's shares are of."""
    if statement.resolved.intent.unit in ("lakh", "crore"):
        style = "indian"
    return _Writer(statement, rows, model, facts, total, style).sentence()


def period_name(period: Period, facts: Facts, language: Language) -> str:
    """Return a period in words, with its months where data cover only part of it."""
    first, last = months_of(facts)
    covered = Period(max(period.first, first), min(period.last, last), "")
    if covered.first > covered.last:
        covered = period
    name = _calendar_name(period, language)
    if name is None:
        return span_text(covered.first, covered.last, language)
    if period.first == period.last:
        return name
    year = not name.isdigit()
    if name.isdigit() and covered.last == period.last and covered.first == period.first:
        return name
    months = f"{month_word(covered.first, language)} – {month_word(covered.last, language)}"
    if covered.first == covered.last:
        months = month_word(covered.first, language)
    return f"{name} ({months})" if year or covered != period else name


def _calendar_name(period: Period, language: Language) -> str | None:
    """Return the name of a month, quarter or year; None for another span."""
    length, first = span(period), period.first
    if length == 1:
        return month_text(first, language)
    if length == 12 and first.month == 1:
        return str(first.year)
    if length == 3 and first.month % 3 == 1:
        letter = "T" if language == "fr" else "Q"
        return f"{letter}{(first.month + 2) // 3} {first.year}"
    return None


def condition_text(condition: Condition, model: Model, language: Language) -> str:
    """Return a filter in words: what it keeps, or leaves out."""
    name = name_of(condition.dimension, model, language).lower()
    values = [member_text(value, language) for value in condition.values]
    shown = values[:_VALUES]
    if len(values) > _VALUES:
        more = len(values) - _VALUES
        shown.append(f"{more} autres" if language == "fr" else f"{more} more")
    text = _joined(shown, language, "ou" if language == "fr" else "or")
    if condition.negated:
        return f"hors {name} {text}" if language == "fr" else f"without {name} {text}"
    return f"{name} {text}"


def conditions_text(conditions: Sequence[Condition], model: Model, language: Language) -> str:
    """Return several filters in words."""
    return ", ".join(condition_text(one, model, language) for one in conditions)


def threshold_text(limit: Threshold, intent: Intent, model: Model) -> str:
    """Return a limit on a figure in words."""
    language = intent.language
    name, write = _limited(limit, intent, model)
    if limit.operator == "between" and limit.upper is not None:
        between, word = ("entre", "et") if language == "fr" else ("between", "and")
        return f"{name} {between} {write(limit.value)} {word} {write(limit.upper)}"
    sign = {">=": "≥", "<=": "≤"}.get(limit.operator, limit.operator)
    return f"{name} {sign} {write(limit.value)}"


def _limited(
    limit: Threshold, intent: Intent, model: Model
) -> tuple[str, Callable[[Decimal], str]]:
    """Return the name of the figure that a limit is on, and how its values are written."""
    language = intent.language
    measure = limit.measure or (intent.measures[0] if intent.measures else DEFAULT_MEASURE)
    name = name_of(measure, model, language).lower()
    if limit.of == "count" and intent.count_of:
        entry = model.dimensions.get(intent.count_of) or model.grains[intent.count_of]
        plural = entry.plural_fr if language == "fr" else entry.plural
        return plural.lower(), lambda value: formatted(value, "count", "exact", language)
    if limit.of == "measure" and intent.ratio and limit.measure is None:
        ratio = "rapport" if language == "fr" else "ratio"
        if intent.ratio.subtracts:
            ratio = "écart" if language == "fr" else "difference"
        return ratio, lambda value: formatted(value, "count", "compact", language)
    if limit.of in ("share", "percent") or (limit.of == "difference" and intent.share):
        kinds = {"share": ("share", "part"), "percent": ("growth", "croissance")}
        english, french = kinds.get(limit.of, ("change of share", "écart de part"))
        kind = french if language == "fr" else english
        return kind, lambda value: percent(value, language=language)
    if limit.of == "difference":
        name = f"{name} ({'écart' if language == 'fr' else 'difference'})"
    return name, lambda value: formatted(value, model.measures[measure].format, "compact", language)


_FEMININE: Final = frozenset({"division", "category", "variant", "platform", "year"})


def _first_of(names: str, name: str, language: Language, *, best: bool, timed: bool) -> str:
    """Return what the first of a ranking is: "Highest month", "Première division"."""
    if language == "en":
        highest, lowest = _ends_of(timed=timed)
        return f"{highest if best else lowest} {names}"
    if timed:
        # "Dernier mois" would be the latest one.
        article, ending = ("la", "e") if name in _FEMININE else ("le", "")
        word = f"fort{ending}" if best else "faible"
        return f"{names[:1].upper()}{names[1:]} {article} plus {word}"
    return f"{_french_first(name, 1, best=best)} {names}"


def _ends_of(*, timed: bool) -> tuple[str, str]:
    """Return what the first and the last of a ranking are called in English."""
    return ("Highest", "Lowest") if timed else ("First", "Last")


def _french_first(name: str, number: int, *, best: bool) -> str:
    ending = "ère" if name in _FEMININE else "er"
    word = f"premi{ending}" if best else f"derni{ending}"
    return word.capitalize() if number == 1 else f"Les {number} {word}s"


def lifecycle_text(lifecycle: Lifecycle, model: Model, language: Language) -> str:
    """Return whether members are new, lost, inactive or active, or what they did not buy."""
    if lifecycle.without or lifecycle.bought:
        words = ("avec", "sans", "et") if language == "fr" else ("with", "without", "and")
        parts = [
            f"{words[0]} {conditions_text((one,), model, language)}" for one in lifecycle.bought
        ]
        if lifecycle.without:
            parts.append(f"{words[1]} {conditions_text(lifecycle.without, model, language)}")
        return f" {words[2]} ".join(parts)
    french = {"new": "nouveaux", "lost": "perdus", "inactive": "inactifs", "active": "actifs"}
    return french[lifecycle.kind] if language == "fr" else lifecycle.kind


def share_text(share: Share, model: Model, facts: Facts, language: Language) -> str:
    """Return the part that a share is of; empty where each group is one."""
    if share.during:
        return period_name(share.during, facts, language)
    if share.top is None or share.of is None:
        return conditions_text(share.part, model, language)
    dimension = model.dimensions[share.of]
    one = share.top == 1
    if language == "fr":
        word = "dernier" if share.lowest else "premier"
        name = (dimension.label_fr if one else dimension.plural_fr).lower()
        return f"{word} {name}" if one else f"{share.top} {word}s {name}"
    word = "lowest" if share.lowest else "top"
    name = (dimension.label if one else dimension.plural).lower()
    return f"{word} {name}" if one else f"{word} {share.top} {name}"


def _joined(texts: Sequence[str], language: Language, word: str = "") -> str:
    word = word or ("et" if language == "fr" else "and")
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {word} {texts[-1]}"


@dataclass(frozen=True)
class _Writer:
    statement: Statement
    rows: Sequence[Row]
    model: Model
    facts: Facts
    total: Decimal | float | None
    style: Style

    @property
    def intent(self) -> Intent:
        return self.statement.resolved.intent

    @property
    def language(self) -> Language:
        return self.intent.language

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the sentence speaks of, without those that say an amount again."""
        return tuple(one for one in self.statement.columns if one.role != "scaled")

    def said(self, english: str, french: str) -> str:
        return french if self.language == "fr" else english

    def sentence(self) -> str:
        figures = [column for column in self.columns if column.role != "group"]
        groups = [column for column in self.columns if column.role == "group"]
        numbers = [column for column in figures if column.format != "time"]
        if self.intent.seen:
            return self._ended(self._dated(groups))
        if not numbers or (groups and self.intent.lifecycle and not self.intent.rank):
            text = self._list(groups, numbers)
        elif not groups:
            text = self._one_row(self.rows[0]) if self.rows else NOT_AVAILABLE
            return self._ended(text)
        elif (groups[0].name == "period" and len(groups) == 1) or is_apart(self.intent):
            text = self._periods()
        elif self.intent.rank and self.intent.rank.limit is not None:
            text = self._ranking(self.intent.rank, groups)
        elif self.intent.change and not self.intent.count_of:
            text = self._growth(groups)
        elif len(groups) == 1 and groups[0].name in GRAINS and len(self.rows) > 1:
            text = self._trend(groups[0])
        elif self.intent.share and not self.intent.share.is_part:
            text = self._share(groups)
        else:
            text = self._table(groups)
        return self._ended(text)

    def _ended(self, text: str) -> str:
        return text if text.endswith("…") else f"{text}."

    def _colon(self, label: str, text: str) -> str:
        return f"{label}{self.said(':', ' :')} {text}"

    def _at(self, name: str) -> int:
        return [column.name for column in self.columns].index(name)

    def _cell(self, row: Row, column: Column) -> str:
        return cell_text(row[self._at(column.name)], column, self.style, self.language)

    def _label(self, column: Column) -> str:
        share = self.intent.share
        if column.role == "share" and share is not None and share.is_part:
            part = share_text(share, self.model, self.facts, self.language)
            measure = name_of(self.intent.measures[0], self.model, self.language).lower()
            return self.said(f"Share of {part} in {measure}", f"Part de {part} ({measure})")
        return column_label(column, self.model, self.language)

    def _main(self) -> Column:
        """Return the column that the answer is about."""
        rank, intent = self.intent.rank, self.intent
        roles: list[str] = ["ratio", "count", "measure", "slice", "share"]
        if rank and rank.by != "measure":
            roles.insert(0, rank.by)
        elif intent.share and not intent.change:
            roles.insert(0, "share")
        if intent.window:
            return [column for column in self.columns if column.role == "measure"][-1]
        for role in roles:
            for column in self.columns:
                if column.role != role or column.format == "time":
                    continue
                if rank and rank.measure and role == "measure" and column.of != rank.measure:
                    continue
                return column
        return self.columns[-1]

    def _scope(self, *, periods: bool = True) -> str:
        """Return filters and period, to stand behind a label."""
        parts = []
        if self.intent.conditions:
            filters = conditions_text(self.intent.conditions, self.model, self.language)
            parts.append(f", {filters}")
        parts += [f", {threshold_text(one, self.intent, self.model)}" for one in self.intent.having]
        if periods:
            parts.append(self._when())
        return "".join(parts)

    def _when(self) -> str:
        resolved = self.statement.resolved
        periods = (resolved.now,) if resolved.now else self.intent.periods
        if not periods:
            first, last = months_of(self.facts)
            return f", {span_text(first, last, self.language)}"
        names = [period_name(period, self.facts, self.language) for period in periods]
        return f", {_joined(names, self.language)}"

    def _group_names(self, groups: Sequence[Column]) -> str:
        return _joined([self._label(group).lower() for group in groups], self.language)

    def _by(self, groups: Sequence[Column]) -> str:
        return f" {self.said('by', 'par')} {self._group_names(groups)}"

    def _members(self, row: Row, groups: Sequence[Column]) -> str:
        return ", ".join(self._cell(row, group) for group in groups)

    def _list(self, groups: Sequence[Column], numbers: Sequence[Column]) -> str:
        """Return how many members there are and who they are, the first with a figure."""
        count = len(self.rows)
        plural = [self._plural(group.of, count) for group in groups]
        label = f"{count} {_joined(plural, self.language)}{self._kind()}{self._scope()}"
        names = []
        for row in self.rows[:_LISTED]:
            figure = f" {self._cell(row, numbers[0])}" if numbers else ""
            names.append(f"{self._members(row, groups)}{figure}")
        if not names:
            return label
        more = "; …" if count > _LISTED else ""
        return self._colon(label, "; ".join(names) + more)

    def _dated(self, groups: Sequence[Column]) -> str:
        """Return when each group was first or last seen."""
        main = self.columns[-1]
        by = self._by(groups) if groups else ""
        label = f"{self._label(main)}{by}{self._scope(periods=bool(self.intent.periods))}"
        parts = []
        for row in self.rows[:_LISTED]:
            when = NOT_AVAILABLE if row[-1] is None else self._cell(row, main)
            parts.append(f"{self._members(row, groups)} {when}".strip())
        more = "; …" if len(self.rows) > _LISTED else ""
        return self._colon(label, "; ".join(parts) + more)

    def _plural(self, name: str, count: int) -> str:
        entry = self.model.dimensions.get(name) or self.model.grains.get(name)
        if entry is None:
            return name
        if count == 1:
            return (entry.label_fr if self.language == "fr" else entry.label).lower()
        return (entry.plural_fr if self.language == "fr" else entry.plural).lower()

    def _one_row(self, row: Row) -> str:
        intent = self.intent
        if intent.change and not intent.count_of:
            return self._changed_row(row)
        if intent.share:
            share, of_part, whole = (
                self._cell(row, self._named(name))
                for name in ("share_percent", f"{intent.measures[0]}_of_part", intent.measures[0])
            )
            label = self._label(self._named("share_percent"))
            of = self.said("of", "sur")
            return self._colon(f"{label}{self._scope()}", f"{share} ({of_part} {of} {whole})")
        if intent.ratio:
            return self._ratio_row(row)
        figures = [
            f"{self._label(column)} {self._cell(row, column)}" for column in self.columns[1:]
        ]
        first = self.columns[0]
        label = f"{self._label(first)}{self._kind()}{self._scope()}"
        return "; ".join([self._colon(label, self._cell(row, first)), *figures])

    def _kind(self) -> str:
        lifecycle = self.intent.lifecycle
        if lifecycle is None:
            return ""
        text = lifecycle_text(lifecycle, self.model, self.language)
        if lifecycle.total_of is None:
            return f" ({text})"
        members = self.model.dimensions[lifecycle.total_of].plural_in(self.language).lower()
        return self.said(f" ({text} {members})", f" ({members} {text})")

    def _ratio_row(self, row: Row) -> str:
        ratio = self.intent.ratio
        assert ratio is not None
        parts = [column for column in self.columns if column.role == "measure"]
        texts = []
        for column, conditions in zip(parts, (ratio.over, ratio.under), strict=True):
            filters = conditions_text(conditions, self.model, self.language)
            name = name_of(column.of, self.model, self.language)
            texts.append(f"{name} ({filters})" if filters else name)
        value = self._cell(row, self._first("ratio"))
        sign = " − " if ratio.subtracts else " ÷ "
        figures = sign.join(self._cell(row, column) for column in parts)
        return self._colon(f"{sign.join(texts)}{self._scope()}", f"{value} ({figures})")

    def _named(self, name: str) -> Column:
        return self.columns[self._at(name)]

    def _change_columns(self, main: Column) -> tuple[Column | None, Column | None]:
        """Return the columns of base and growth that belong to a figure."""
        names = {column.name: column for column in self.columns}
        growth = names.get(f"{main.name}_percent") or names.get(f"{main.name}_difference")
        return names.get(f"{main.name}_before"), growth

    def _changed_row(self, row: Row) -> str:
        now, before = self.statement.resolved.now, self.statement.resolved.before
        share = self.intent.share is not None
        main = self._named("share_percent") if share else self._first("measure")
        base, growth = self._change_columns(main)
        label = f"{self._label(main)}{self._scope()}"
        text = self._cell(row, main)
        if growth is not None and base is not None and now and before:
            than = period_name(before, self.facts, self.language)
            against = self.said("against", "contre")
            change = self._cell(row, growth)
            text = f"{text}, {change} {against} {than} ({self._cell(row, base)})"
        return self._colon(label, text)

    def _first(self, role: str) -> Column:
        return next(column for column in self.columns if column.role == role)

    def _periods(self) -> str:
        main = self._main()
        _, growth = self._change_columns(main)
        parts = []
        for row in self.rows:
            change = ""
            if growth is not None and row[self._at(growth.name)] is not None:
                change = f" ({self._cell(row, growth)})"
            name = self._cell(row, self.columns[0])
            parts.append(f"{name} {self._cell(row, main)}{change}")
        return self._colon(f"{self._label(main)}{self._scope(periods=False)}", "; ".join(parts))

    def _ranking(self, rank: Rank, groups: Sequence[Column]) -> str:
        main = self._main()
        across = [group for group in groups if group.name == self.intent.pivot]
        if across and not rank.within and rank.limit is not None:
            return self._whole_rows(rank, groups, across[0])
        timed = any(group.name in GRAINS for group in groups)
        within = [group for group in groups if group.name in rank.within]
        ranked = [group for group in groups if group not in within] or list(groups)
        limit = rank.limit if within or rank.ends else len(self.rows)
        label = self._first_members(rank, limit or 2, ranked, timed=timed)
        label += f" {self.said('by', 'par')} {self._label(main).lower()}"
        if within:
            label += f" {self.said('within each', 'pour chaque')} {self._group_names(within)}"
        parts = [
            f"{self._members(row, groups)} {self._ranked_figure(row, main, within)}"
            for row in self.rows[:_NAMED]
        ]
        more = "; …" if len(self.rows) > _NAMED else ""
        return self._colon(f"{label}{self._scope()}", "; ".join(parts) + more)

    def _first_members(
        self, rank: Rank, limit: int, ranked: Sequence[Column], *, timed: bool = False
    ) -> str:
        """Return what a ranking shows: "Top 3 customers", "Highest month", "No. 2 product"."""
        if rank.skip:
            return self._place(rank, self._group_names(ranked))
        if rank.ends:
            return self._both_ends(limit, ranked, timed=timed)
        if limit == 1:
            names, name = self._group_names(ranked), ranked[0].name
            return _first_of(names, name, self.language, best=rank.descending, timed=timed)
        word = self.said(
            f"{'Top' if rank.descending else 'Bottom'} {limit}",
            _french_first(ranked[0].name, limit, best=rank.descending),
        )
        return f"{word} {_joined([self._plural(one.of, 2) for one in ranked], self.language)}"

    def _both_ends(self, limit: int, ranked: Sequence[Column], *, timed: bool) -> str:
        """Return what both ends show: "Highest and lowest month", "Top 3 and bottom 3 products"."""
        names, name = self._group_names(ranked), ranked[0].name
        many = _joined([self._plural(one.of, 2) for one in ranked], self.language)
        if self.language == "en":
            if limit > 1:
                return f"Top {limit} and bottom {limit} {many}"
            best, worst = _ends_of(timed=timed)
            return f"{best} and {worst.casefold()} {names}"
        if limit > 1 or not timed:
            best, worst = (_french_first(name, limit, best=one) for one in (True, False))
            return f"{best} et {worst[:1].casefold()}{worst[1:]} {names if limit == 1 else many}"
        best, worst = (_first_of(names, name, "fr", best=one, timed=True) for one in (True, False))
        return f"{best} et {worst.split(' ', 1)[1]}"

    def _place(self, rank: Rank, names: str) -> str:
        """Return which place of a ranking is shown: "No. 2 customer"."""
        place = rank.skip + 1
        if self.language == "fr":
            end = "" if rank.descending else " en partant du bas"
            return f"{names[:1].upper()}{names[1:]} n° {place}{end}"
        return f"No. {place} {names}{'' if rank.descending else ' from the bottom'}"

    def _whole_rows(self, rank: Rank, groups: Sequence[Column], across: Column) -> str:
        """Return the first members by their sums over the columns of a pivot."""
        main = self._main()
        at = self._at(main.name)
        ranked = [group for group in groups if group is not across]
        sums: dict[str, list[Any]] = {}
        for row in self.rows:
            total = sums.setdefault(self._members(row, ranked), [*row[:at], 0, *row[at + 1 :]])
            total[at] += row[at] or 0
        label = self._first_members(rank, len(sums), ranked)
        label += f" {self.said('by', 'par')} {self._label(main).lower()}"
        label += f",{self._by([across])}{self._scope()}"
        named = list(sums.items())[:_NAMED]
        parts = [f"{members} {self._cell(tuple(total), main)}" for members, total in named]
        return self._colon(label, "; ".join(parts) + ("; …" if len(sums) > _NAMED else ""))

    def _ranked_figure(self, row: Row, main: Column, within: Sequence[Column]) -> str:
        text = self._cell(row, main)
        value = row[self._at(main.name)]
        extra = ""
        if main.role == "measure" and self.total and value is not None and not within:
            extra = percent(100 * float(value) / float(self.total), language=self.language)
        elif main.role == "measure" and self.intent.share and "share_percent" in self._names():
            extra = self._cell(row, self._named("share_percent"))
        elif main.role in ("share", "percent", "difference") and self.intent.measures:
            measure = self._first("measure")
            extra = self._cell(row, measure)
        return f"{text} ({extra})" if extra else text

    def _names(self) -> list[str]:
        return [column.name for column in self.columns]

    def _growth(self, groups: Sequence[Column]) -> str:
        share = "share_percent_difference" in self._names()
        main = self._named("share_percent") if share else self._first("measure")
        _, growth = self._change_columns(main)
        assert growth is not None
        now, before = self.statement.resolved.now, self.statement.resolved.before
        label = f"{self._label(growth)}{self._by(groups)}{self._scope()}"
        if now and before:
            against = self.said("against", "contre")
            label += f" {against} {period_name(before, self.facts, self.language)}"
        at = self._at(growth.name)
        known = [row for row in self.rows if row[at] is not None]
        if not known:
            return self._colon(label, self.said("no base to compare with", "aucune base"))
        top, low = max(known, key=lambda row: row[at]), min(known, key=lambda row: row[at])
        highest = f"{self._members(top, groups)} {self._cell(top, growth)}"
        if len(known) == 1:
            return self._colon(label, highest)
        lowest = f"{self._members(low, groups)} {self._cell(low, growth)}"
        text = f"{self.said('highest', 'maximum')} {highest}, {self.said('lowest', 'minimum')}"
        return self._colon(label, f"{text} {lowest}")

    def _trend(self, group: Column) -> str:
        main = self._main()
        at = self._at(main.name)
        rows = [row for row in self.rows if row[at] is not None]
        label = f"{self._label(main)}{self._by([group])}{self._scope()}"
        if not rows:
            return self._colon(label, NOT_AVAILABLE)
        full = [row for row in rows if self._is_complete(row[self._at(group.name)])]
        whole = len(full) > 1 or len(full) == len(rows)
        if whole:
            # A month, quarter or year that still runs is neither an end nor the lowest.
            rows = full
        first, last = rows[0], rows[-1]
        top, low = max(rows, key=lambda row: row[at]), min(rows, key=lambda row: row[at])

        def when(row: Row) -> str:
            return time_text(row[self._at(group.name)], self.language)

        def point(row: Row) -> str:
            return f"{self._cell(row, main)} ({when(row)})"

        moved = ""
        if whole and main.format in ("inr", "price", "count") and first[at]:
            change = 100 * (float(last[at]) / float(first[at]) - 1)
            moved = f", {percent(change, signed=True, language=self.language)}"
        start, end = self.said("from", "de"), self.said("to", "à")
        high, bottom = self.said("highest", "maximum"), self.said("lowest", "minimum")
        return self._colon(
            label,
            f"{start} {point(first)} {end} {point(last)}{moved}; {high} {point(top)}, {bottom}"
            f" {point(low)}",
        )

    def _is_complete(self, time: Any) -> bool:
        """Return whether all months of a group of time are there in full."""
        complete = self.facts.newest_complete_month
        if self.intent.window or complete is None:
            return True
        if isinstance(time, date):
            return time <= complete
        year, _, quarter = str(time).partition("-Q")
        if not year.isdigit():
            return True
        end = date(int(year), 3 * int(quarter) if quarter else 12, 1)
        return end <= complete

    def _share(self, groups: Sequence[Column]) -> str:
        share = self._named("share_percent")
        measure = self._first("measure")
        at = self._at("share_percent")
        known = [row for row in self.rows if row[at] is not None]
        of = name_of(measure.of, self.model, self.language)
        label = self.said(f"Share of {of.lower()}", f"Part : {of.lower()}")
        label = f"{label}{self._by(groups)}{self._scope()}"
        if not known:
            return self._colon(label, NOT_AVAILABLE)
        known.sort(key=lambda row: row[at], reverse=True)
        parts = [
            f"{self._members(row, groups)} {self._cell(row, share)} ({self._cell(row, measure)})"
            for row in known[:_NAMED]
        ]
        more = "; …" if len(known) > _NAMED else ""
        return self._colon(label, "; ".join(parts) + more)

    def _table(self, groups: Sequence[Column]) -> str:
        main = self._main()
        at = self._at(main.name)
        label = f"{self._label(main)}{self._by(groups)}{self._scope()}"
        if main.role == "slice":
            names = self.intent.measures
            label = f"{name_of(names[0], self.model, self.language)}{self._by(groups)}"
            label += self._scope()
        known = [row for row in self.rows if row[at] is not None]
        if not known:
            return self._colon(label, NOT_AVAILABLE)
        top = max(known, key=lambda row: row[at])
        count = len(self.rows)
        lines = self.said("row" if count == 1 else "rows", "ligne" if count == 1 else "lignes")
        highest = self.said("highest", "maximum")
        column = f", {main.label}" if main.role == "slice" else ""
        text = f"{self._members(top, groups)}{column} {self._cell(top, main)}"
        if count == 1:
            return self._colon(label, text)
        return self._colon(label, f"{count} {lines}, {highest} {text}")
