"""A month and those before it: "that month and the two before"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import amounts, words
from fmcg_assets.questions.tokens import Match

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from fmcg_assets.questions.tokens import Token

_OVER: Final = words.words("over across of for on sur de du")
_THIS: Final = words.words("a the that this each every any its ce cet cette le la chaque un du")
_KIND: Final = words.words("same given very current own meme")
_MONTH: Final = words.words("month mois")
_COURSE: Final = words.Phrases(
    words.phrases(
        "averaged | itself | in question | en cours | courant | concerne | en question | lui meme"
    )
)
_AND: Final = words.Phrases(
    words.phrases("and | plus | + | with | together with | as well as | et | ainsi que | avec")
)
_THE: Final = words.words("the its of les des ses de aux last previous prior preceding d")
_EARLIER: Final = words.Phrases(
    words.phrases(
        """previous | prior | preceding | before | before it | just before | just before it
        | that precede | that precede it | that came before | that came before it | earlier
        | immediately before | immediately before it | precedents | precedent | precedente
        | d'avant | avant | qui precedent | qui le precedent | juste avant | anterieurs"""
    )
)
_NAMES: Final = words.words("month months mois ones others autres it")
_MOST: Final = 24


def read_at(tokens: Sequence[Token], i: int) -> Match[int] | None:
    """Return how many months "that month and the two before" spans, where it begins at token `i`.

    The months are counted with the month itself: three.
    """
    at = _past(tokens, _past(tokens, i, _OVER, most=1), _THIS, most=2)
    at = _past(tokens, at, _KIND, most=1)
    if at >= len(tokens) or tokens[at].norm not in _MONTH:
        return None
    at += 1
    at += _COURSE.at(tokens, at)
    joint = _AND.at(tokens, at)
    if not joint:
        return None
    start = at + joint
    at = _past(tokens, start, _THE, most=3)
    told = any(tokens[n].norm in ("previous", "prior", "preceding") for n in range(start, at))
    number = amounts.integer_at(tokens, at) if at < len(tokens) else None
    if number is None or not 0 < number.value < _MOST:
        return None
    at = _past(tokens, at + number.length, _NAMES, most=1)
    earlier = _EARLIER.at(tokens, at)
    if not earlier and not told:
        return None
    at = _past(tokens, at + earlier, _NAMES, most=1)
    size = number.value + 1
    return Match(at - i, size, "look back", f"{size} months")


def _past(tokens: Sequence[Token], at: int, kinds: Container[str], *, most: int) -> int:
    """Return the place of the first token from `at` on that is none of these, after so many."""
    end = at + most
    while at < min(end, len(tokens)) and tokens[at].norm in kinds:
        at += 1
    return at
