"""Single places of a ranking: "second biggest", "number 3", "en deuxième position"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import amounts, words
from fmcg_assets.questions.tokens import Match

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from fmcg_assets.questions.tokens import Token

_ORDINALS: Final[dict[str, int]] = {
    **dict.fromkeys(words.words("second deuxieme seconde"), 2),
    **dict.fromkeys(words.words("third troisieme"), 3),
    **dict.fromkeys(words.words("fourth quatrieme"), 4),
    **dict.fromkeys(words.words("fifth cinquieme"), 5),
}
_ENDINGS: Final = words.words("nd rd th e eme ieme")
_PEAKS: Final = frozenset({"top", "bottom", "highest", "lowest"})
_STANDS: Final = words.words("place position rang rank spot")
_RANKS: Final = words.words(
    "ranks ranked rank comes came is est finished arrive arrivent classe en"
)
"""What an ordinal that ends a clause follows: "which division ranks third"."""
_NUMBERS: Final = words.words("number numero no #")
_RUNNER_UP: Final = words.Phrases(words.phrases("runner up | runner-up | runners up"))
_LAST_PLACE: Final = 50
VOCABULARY: Final = frozenset(_ORDINALS) | _STANDS
"""Words that are spelt as they are meant."""


def read_at(tokens: Sequence[Token], i: int, members: Container[int] = ()) -> Match[int] | None:
    """Return the place, from 2 on, that begins at token `i`; the first place is a ranking's top.

    `members` are the tokens at which the name of a dimension begins ("the third customer").
    """
    length = _RUNNER_UP.at(tokens, i)
    if length:
        return _place(2, length)
    if tokens[i].norm in _NUMBERS:
        at = i + 2 if i + 1 < len(tokens) and tokens[i + 1].norm in (".", "°") else i + 1
        number = amounts.integer_at(tokens, at) if at < len(tokens) else None
        if number and 1 < number.value <= _LAST_PLACE:
            return _place(number.value, at - i + number.length)
        return None
    came = _coming(tokens, i)
    value, length = _ordinal(tokens, i + came)
    after = i + came + length
    if not length or after > len(tokens):
        return None
    if came:
        # "Quel client arrive en deuxième position".
        stands = after < len(tokens) and tokens[after].norm in _STANDS
        return _place(value, came + length + stands)
    if after < len(tokens) and tokens[after].norm in _STANDS:
        return _place(value, length + 1)
    peak = after < len(tokens) and any(
        one.value in _PEAKS for one in words.keywords_at(tokens, after)
    )
    ends = after == len(tokens) or tokens[after].kind == "mark" or tokens[after].norm in _AFTER
    ranked = i > 0 and tokens[i - 1].norm in _RANKS and ends
    # "And the second?"
    ranked = ranked or (ends and len(tokens) <= _FEW and i > 0 and tokens[i - 1].norm in _THE)
    listed = (
        after + 1 < len(tokens) and tokens[after].norm in _AND and _ordinal(tokens, after + 1)[1]
    )
    return _place(value, length) if peak or ranked or listed or after in members else None


def _coming(tokens: Sequence[Token], i: int) -> int:
    """How many tokens "arrive en" or "came in" take before an ordinal."""
    if tokens[i].norm not in _COMES:
        return 0
    joint = i + 1 < len(tokens) and tokens[i + 1].norm in ("en", "in")
    at = i + 1 + joint
    return at - i if at < len(tokens) and _ordinal(tokens, at)[1] else 0


_AND: Final = words.words("and or et ou , &")
_COMES: Final = words.words("arrive arrivent finit finissent finished finishes came comes ranks")


_FEW: Final = 7
_THE: Final = words.words("the le la")
_AFTER: Final = words.words("in by for en par pour dans")


def _ordinal(tokens: Sequence[Token], i: int) -> tuple[int, int]:
    if i < len(tokens) and tokens[i].norm in _ORDINALS:
        return _ORDINALS[tokens[i].norm], 1
    number = amounts.integer_at(tokens, i) if i < len(tokens) else None
    if number is None or i + number.length >= len(tokens) or number.length > 1:
        return 0, 0
    ending = tokens[i + 1]
    glued = ending.norm in _ENDINGS and ending.before == ""
    return (number.value, 2) if glued and 1 < number.value <= _LAST_PLACE else (0, 0)


def _place(value: int, length: int) -> Match[int]:
    return Match(length, value, "place", f"place {value}")
