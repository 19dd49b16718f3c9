"""What a question is read with: the model, the data's facts and names, and the question before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from fmcg_assets.questions.lexicon import Lexicon
from fmcg_assets.questions.periods import Calendar
from fmcg_assets.questions.spelling import Spelling
from fmcg_assets.questions.values import ValueIndex

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fmcg_assets.questions.intent import Intent
    from fmcg_assets.semantics.model import Model


class Facts(Protocol):
    """What a question is read against: months there are, and the names of each dimension."""

    @property
    def first_month(self) -> date:
        """The first month with rows."""

    @property
    def last_month(self) -> date:
        """The last month with rows."""

    @property
    def newest_complete_month(self) -> date | None:
        """The last month that is there in full."""

    @property
    def partial_month(self) -> date | None:
        """The last month, where it is only partly there."""

    @property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The values of each dimension."""


@dataclass(frozen=True, eq=False)
class Context:
    """Everything that reading a question depends on; build it once per data version."""

    model: Model
    snapshot: Facts
    values: ValueIndex
    lexicon: Lexicon
    spelling: Spelling
    calendar: Calendar
    previous: Intent | None = None

    @classmethod
    def of(cls, model: Model, snapshot: Facts, previous: Intent | None = None) -> Context:
        """Return the context of a snapshot, with its indexes built."""
        values = ValueIndex.of(snapshot)
        lexicon = Lexicon(model)
        spelling = Spelling(lexicon, values)
        return cls(model, snapshot, values, lexicon, spelling, Calendar.of(snapshot), previous)

    def after(self, previous: Intent | None) -> Context:
        """Return the same context after another question."""
        return replace(self, previous=previous)
