"""Measures, dimensions and groups of time by the words that the semantic model gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz, process

from fmcg_assets.questions.tokens import Match, folded, tokenize
from fmcg_assets.questions.words import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fmcg_assets.questions.tokens import Token
    from fmcg_assets.semantics.model import Model

Kind = Literal["measure", "dimension", "grain"]


@dataclass(frozen=True)
class Term:
    """A measure, a dimension or a group of time; `fuzzy` where a typo was mended to find it."""

    kind: Kind
    name: str
    fuzzy: bool = False


_Spelling = tuple[str, ...]


class Lexicon:
    """The model's terms, found by the longest of their spellings."""

    def __init__(self, model: Model) -> None:
        self._terms: dict[_Spelling, list[Term]] = {}
        self._labels: dict[str, str] = {}
        parts: tuple[tuple[Kind, Iterable[tuple[str, tuple[str, ...]]]], ...] = (
            ("dimension", ((d.name, d.words) for d in model.dimensions.values())),
            ("grain", ((g.name, g.words) for g in model.grains.values())),
            ("measure", ((m.name, m.words) for m in model.measures.values())),
        )
        for kind, entries in parts:
            for name, spellings in entries:
                for text in spellings:
                    spelling = tuple(t.norm for t in tokenize(text) if t.kind != "mark")
                    self._add(spelling, Term(kind, name))
        self._phrases = Phrases(self._terms)
        self._labels = {
            entry.label.casefold(): entry.label
            for part in (model.measures, model.dimensions, model.grains)
            for entry in part.values()
        } | {
            entry.label_fr.casefold(): entry.label_fr
            for part in (model.measures, model.dimensions, model.grains)
            for entry in part.values()
        }

    def _add(self, spelling: _Spelling, term: Term) -> None:
        if spelling:
            terms = self._terms.setdefault(spelling, [])
            if term not in terms:
                terms.append(term)

    def matches(self, tokens: Sequence[Token], i: int) -> tuple[Match[Term], ...]:
        """Every term with the longest spelling at token `i`: dimensions before measures."""
        length = self._phrases.at(tokens, i)
        if not length:
            return ()
        spelling = tuple(token.norm for token in tokens[i : i + length])
        fuzzy = any(folded(t.text) != t.norm for t in tokens[i : i + length] if t.text.isalpha())
        return tuple(
            Match(length, Term(term.kind, term.name, fuzzy), f"{term.kind}", term.name)
            for term in self._terms[spelling]
        )

    def match(self, tokens: Sequence[Token], i: int) -> Match[Term] | None:
        """The term with the longest spelling at token `i`; a dimension before its count."""
        found = self.matches(tokens, i)
        return found[0] if found else None

    def nearest(self, word: str, limit: int = 3) -> tuple[str, ...]:
        """The labels most like the word."""
        scored = process.extract(
            word.casefold()[:200],
            list(self._labels),
            scorer=fuzz.ratio,
            limit=limit,
            score_cutoff=72,
        )
        return tuple(self._labels[label] for label, _, _ in scored)

    @property
    def words(self) -> frozenset[str]:
        """Every word of every spelling."""
        return frozenset(word for spelling in self._terms for word in spelling)
