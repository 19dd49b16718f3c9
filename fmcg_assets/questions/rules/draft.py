"""The work in progress on a question: its items, what rules took of them, the intent so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from fmcg_assets.questions.intent import Explained, Intent
from fmcg_assets.questions.tagging import SOFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fmcg_assets.questions.context import Context
    from fmcg_assets.questions.intent import Clarify, Condition, Period, Refusal
    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Language


@dataclass(frozen=True)
class Named:
    """Values that a question names together; `apart` where it wants them one by one."""

    conditions: tuple[Condition, ...]
    apart: bool = False
    text: str = ""
    alternatives: tuple[tuple[str, tuple[Condition, ...]], ...] = ()

    @property
    def listed(self) -> Condition | None:
        """The condition that keeps several values of one dimension; None for any other filter."""
        (condition, *others) = self.conditions
        several = len(condition.values) > 1 and not others and not condition.negated
        return condition if several else None


@dataclass(frozen=True)
class Spans:
    """Periods that a question names together; `versus` where the one is held against the other."""

    periods: tuple[Period, ...]
    versus: bool = False
    ends: tuple[Period, Period] | None = None
    grain: str | None = None
    relation: str | None = None
    assumed: str | None = None


@dataclass(frozen=True)
class Group:
    """A dimension or grain that a question divides by, and how it says so."""

    name: str
    how: str
    """by, each, within or per."""


@dataclass(frozen=True)
class Swap:
    """Another reading that is offered: a condition or measure in place of the one taken."""

    label: str
    old: Condition | str
    new: Condition | str

    def of(self, intent: Intent) -> Intent:
        """Return the intent read the other way."""
        if isinstance(self.new, str):
            names = tuple(self.new if name == self.old else name for name in intent.measures)
            return replace(intent, measures=names)
        conditions = tuple(
            self.new if condition == self.old else condition for condition in intent.conditions
        )
        return replace(intent, conditions=conditions)


@dataclass(frozen=True)
class Draft:
    """A question half read: rules take items of it and fill the intent."""

    text: str
    items: tuple[Item, ...]
    context: Context
    language: Language
    intent: Intent = field(default_factory=Intent)
    used: frozenset[int] = frozenset()
    explained: tuple[Explained, ...] = ()
    notes: tuple[str, ...] = ()
    swaps: tuple[Swap, ...] = ()
    obstacle: Refusal | Clarify | None = None
    following: bool = False
    growth: Literal["", "up", "down"] = ""
    growth_by: Literal["percent", "difference"] = "percent"

    def said(self, english: str, french: str) -> str:
        """Return the text in the language of the question."""
        return french if self.language == "fr" else english

    def take(self, rule: str, *positions: int, meaning: str = "") -> Draft:
        """Return the draft with items explained by a rule."""
        new = [at for at in positions if at not in self.used]
        explained = tuple(
            Explained(
                self.items[at].start,
                self.items[at].end,
                self.text[self.items[at].start : self.items[at].end],
                rule,
                meaning or self.items[at].meaning,
            )
            for at in new
        )
        return replace(self, used=self.used | frozenset(new), explained=self.explained + explained)

    def fill(self, **changes: Any) -> Draft:
        """Return the draft with fields of the intent set."""
        return replace(self, intent=replace(self.intent, **changes))

    def note(self, english: str, french: str) -> Draft:
        """Return the draft with one more assumption told."""
        return replace(self, notes=(*self.notes, self.said(english, french)))

    def stopped(self, obstacle: Refusal | Clarify) -> Draft:
        """Return the draft with a reason not to answer; the first one counts."""
        return self if self.obstacle else replace(self, obstacle=obstacle)

    def free(self, *tags: str) -> tuple[int, ...]:
        """Return the positions of items with one of the tags that no rule took."""
        return tuple(
            at for at, item in enumerate(self.items) if item.tag in tags and at not in self.used
        )

    def has(self, *tags: str) -> bool:
        """Return whether an item with one of the tags is left."""
        return bool(self.free(*tags))

    def before(self, at: int, *, skip: Iterable[str] = SOFT) -> int | None:
        """Return the position of the item before, soft ones skipped."""
        return self._next(range(at - 1, -1, -1), skip)

    def after(self, at: int, *, skip: Iterable[str] = SOFT) -> int | None:
        """Return the position of the item after, soft ones skipped."""
        return self._next(range(at + 1, len(self.items)), skip)

    def _next(self, order: Iterable[int], skip: Iterable[str]) -> int | None:
        skipped = frozenset(skip)
        for at in order:
            if self.items[at].tag not in skipped:
                return at
        return None

    def tag(self, at: int | None) -> str:
        """Return the tag at a position; nothing for no position or one that a rule took."""
        if at is None or at in self.used or not 0 <= at < len(self.items):
            return ""
        return self.items[at].tag

    def changed(self, at: int, **changes: Any) -> Draft:
        """Return the draft with one item read otherwise: another tag, another value."""
        item = replace(self.items[at], **changes)
        return replace(self, items=(*self.items[:at], item, *self.items[at + 1 :]))

    def merged(self, first: int, last: int, item: Item) -> Draft:
        """Return the draft with the items from first to last made one; none may be taken."""
        gone = last - first
        used = frozenset(at if at < first else at - gone for at in self.used)
        items = (*self.items[:first], item, *self.items[last + 1 :])
        return replace(self, items=items, used=used)

    def with_items(self, items: Sequence[Item]) -> Draft:
        """Return the draft with other items; those that were taken stay so where they stand now."""
        taken = {id(self.items[at]) for at in self.used}
        used = frozenset(at for at, item in enumerate(items) if id(item) in taken)
        return replace(self, items=tuple(items), used=used)

    def each(self, *tags: str) -> Iterator[tuple[int, Item]]:
        """Yield the free items with one of the tags and their positions."""
        for at in self.free(*tags):
            yield at, self.items[at]


def joined(items: tuple[Item, ...], text: str) -> tuple[int, int, str]:
    """Return start, end and text of neighbouring items."""
    start, end = items[0].start, items[-1].end
    return start, end, text[start:end]
