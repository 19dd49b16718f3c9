"""Typos of one or two letters, mended before anything is read."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from fmcg_assets.questions import amounts, outside, periods, translations, words

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from fmcg_assets.questions.lexicon import Lexicon
    from fmcg_assets.questions.tokens import Token
    from fmcg_assets.questions.values import ValueIndex

_SHORTEST = 5
_LONG = 8
_LONGEST = 30
_SHORTEST_SHORT = 3
_TWO = 2
# Places of the groups of known words.
_MEANING, _FILLERS = 0, 2
_MOST_WORDS = 400
# Typos that are words themselves, told by the one before.
_IN_PLACE = {
    ("par", "moi"): "mois",
    ("derniers", "moi"): "mois",
    ("chaque", "moi"): "mois",
    ("by", "moth"): "month",
    ("last", "moth"): "month",
    ("per", "moth"): "month",
    ("last", "yeah"): "year",
}


class Spelling:
    """Replaces a word that nothing knows by the known one that is a letter or two away.

    Words of names are left to the index of names: it knows which names are told apart by a letter.
    """

    def __init__(self, lexicon: Lexicon, values: ValueIndex) -> None:
        self._names = values.words | translations.VOCABULARY
        # The index of names mends those of the data alone.
        self._other_names = translations.VOCABULARY - values.words
        meaning = {
            word
            for keyword in words.KEYWORDS.values()
            for spelling in keyword.spellings.all()
            for word in spelling
        }
        self._ranked = (
            frozenset(lexicon.words | periods.MONTHS.keys() | meaning),
            frozenset(outside.vocabulary() | amounts.WORDS.keys()),
            words.vocabulary(),
        )
        self._known = frozenset().union(*self._ranked, self._names)
        self._targets = tuple(
            {
                length: sorted(w for w in group if len(w) == length)
                for length in range(_SHORTEST - 1, _LONGEST)
            }
            for group in self._ranked
        )
        self._name_targets = {
            length: sorted(w for w in self._names if len(w) == length)
            for length in range(_SHORTEST - 1, _LONGEST)
        }
        self._mended = lru_cache(maxsize=4096)(self._mend)

    def corrected(self, tokens: Sequence[Token], kept: Container[int] = ()) -> tuple[Token, ...]:
        """The tokens with the typos of their words mended; `text` keeps what was typed.

        The words at the places `kept` are meant as they are.
        """
        mended = [
            replace(token, norm=self._mended(token.norm))
            if token.kind == "word"
            and at < _MOST_WORDS
            and at not in kept
            and not _is_acronym(token)
            else token
            for at, token in enumerate(tokens)
        ]
        for at, token in enumerate(mended[:-1]):
            if token.norm == "lst":
                dated = mended[at + 1].norm in periods.UNITS or mended[at + 1].kind == "number"
                mended[at] = replace(token, norm="last" if dated else "list")
            if token.norm == "nombre" and mended[at + 1].norm == "moyen":
                # "nombre moyen de clients" is the mean of "nombre de clients".
                mended[at] = replace(token, norm="moyen")
                mended[at + 1] = replace(mended[at + 1], norm="nombre")
        for at in range(1, len(mended)):
            meant = _IN_PLACE.get((mended[at - 1].norm, mended[at].norm))
            if meant is not None:
                mended[at] = replace(mended[at], norm=meant)
        return tuple(mended)

    def knows(self, norm: str) -> bool:
        """Whether a keyword, term, name or filler has the word."""
        return norm in self._known

    def _mend(self, word: str) -> str:
        if word in self._known or word.removesuffix("s") in self._names or not word.isalpha():
            return word
        if not _SHORTEST <= len(word) < _LONGEST:
            return self._lengthened(word)
        most = 2 if len(word) >= _LONG else 1
        name = _nearest(word, self._name_targets, most)
        best: tuple[int, str] | None = None
        for at, targets in enumerate(self._targets):
            found = _nearest(word, targets, most if at == _MEANING else 1)
            if found is None or (at == _FILLERS and not _is_careless(word, found[1])):
                continue
            if word == f"{found[1]}s" and found[1] in words.FILLERS:
                continue
            if best is None or found[0] < best[0]:
                best = found
        if best is None:
            # "Raachetée": the index of names knows those of the data alone.
            other = name is not None and name[1] in self._other_names and len(word) >= _LONG
            return name[1] if name is not None and other else word
        if name is not None and _likelier(name, best):
            return name[1] if name[1] in self._other_names else word
        return best[1]

    def _lengthened(self, word: str) -> str:
        """A short word that lacks a letter or has two swapped, where one known word alone fits."""
        if not _SHORTEST_SHORT <= len(word) < _SHORTEST:
            return word
        fits = {
            known
            for group in self._ranked
            for known in group
            if known[:1] == word[:1] and (_lacks_one(word, known) or _swapped(word, known))
        }
        return fits.pop() if len(fits) == 1 else word


def _likelier(name: tuple[int, str], known: tuple[int, str]) -> bool:
    """Whether a name is the likelier one: nearer, or as near where the other lacks a letter.

    Letters are left out more often than put in: "parnt" is "parent" and not "part".
    """
    if name[0] != known[0]:
        return name[0] < known[0]
    return len(name[1]) > len(known[1])


def _is_careless(word: str, filler: str) -> bool:
    """Whether a word is a filler mistyped, and not another word that would vanish with it."""
    return _lacks_one(word, filler) or _swapped(word, filler) or len(word) >= _LONG


def _is_acronym(token: Token) -> bool:
    return len(token.text) < _SHORTEST and token.text.isupper()


def _lacks_one(word: str, known: str) -> bool:
    return len(known) == len(word) + 1 and any(
        known[:at] + known[at + 1 :] == word for at in range(len(known))
    )


def _swapped(word: str, known: str) -> bool:
    return (
        len(known) == len(word)
        and sorted(known) == sorted(word)
        and sum(one != two for one, two in zip(word, known, strict=True)) == _TWO
    )


def _nearest(word: str, targets: dict[int, list[str]], most: int) -> tuple[int, str] | None:
    """The nearest word that begins alike; a short one may not have another letter instead.

    "shirt" is not "short" and "books" not "looks": another word, not a typo. Of words as near, one
    that has a letter more is meant: "novmbre" lacks one rather than having one too many.
    """
    found: list[tuple[int, str]] = []
    for length in range(len(word) - most, len(word) + most + 1):
        for target, distance, _ in process.extract(
            word,
            targets.get(length, ()),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=most if length > _SHORTEST else 1,
            limit=5,
        ):
            replaced = length == len(word) and not _swapped(word, target)
            if target[0] == word[0] and not (replaced and len(word) <= _SHORTEST):
                found.append((int(distance), target))
    return min(found, key=lambda one: (one[0], len(one[1]) != len(word) + 1, one[1]), default=None)
