"""Words that say nothing where they stand: requests, asides, and what is said of goods in passing.

Lists of words are in `words`; here it is a word's place that tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import words
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tokens import Token


def begins_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word in capitals begins a name of several words, as in "Go Sport"."""
    if i + 1 >= len(tokens) or i == 0 or tokens[i - 1].norm in STOPS:
        return False
    if not (_capital(tokens[i]) and _capital(tokens[i + 1])):
        return False
    return 2 * sum(map(_capital, tokens)) <= len(tokens)


def _capital(token: Token) -> bool:
    return token.text[:1].isupper() and token.text[1:].islower()


def says_nothing(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word that no leaf knows is a verb of asking, or part of an aside.

    "Build me a …", "Retracez l'évolution", "ventilées à la fois par …", "I'm bracing myself".
    """
    if tokens[i].kind != "word":
        return False
    opens = i == 0 or tokens[i - 1].norm in STOPS
    after = tokens[i + 1].norm if i + 1 < len(tokens) else ""
    if opens and (after in _ME or (tokens[i].norm.endswith("ez") and after in _OBJECTS)):
        return True
    if tokens[i].norm in _GOODS:
        return i > 0 and tokens[i - 1].norm not in _ABOUT
    if tokens[i].norm.startswith(_DIVIDED):
        return any(
            one.value == "by"
            for at in range(i + 1, min(i + 5, len(tokens)))
            if all(words.filler_at(tokens, between) for between in range(i + 1, at))
            for one in words.keywords_at(tokens, at)
        )
    return _in_aside(tokens, i)


_GOODS: Final = words.words("gear kit kits merchandise goods trade")
_DIVIDED: Final = (
    *("ventil", "repart", "decoup", "decompos", "detaill", "group", "regroup", "class", "eclat"),
    *("segment", "distribu", "separ", "present", "affich", "declin", "croise", "organis", "agreg"),
    *("scind", "fractionn", "chunk", "slic", "arrang", "bucket", "tabulat"),
)
"""How participles of dividing begin; another one may change what is asked ("remboursées")."""

STOPS: Final = frozenset({".", "!", "?", ";", ",", ":", "(", ")", "-"})
"""Marks that end a clause."""
_ME: Final = words.words("me us moi nous")
_SPEAKERS: Final = words.words("i we it that he she they my our je j nous on c ce mon ma notre il")
_BEING: Final = words.words("am is are was were been suis est sommes sont etait etais 's")
_ABOUT: Final = words.words(
    """of for on at about with in from by after into de du des d sur pour par chez dans avec en au
    aux sell sells selling sold buy buys buying bought vend vendons vendu achete"""
)


def _in_aside(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word stands in a clause in which the speaker talks of himself.

    What a clause is about, and anything in capitals, may be a name that the data do not have.
    """
    first, last = i, i
    while first > 0 and tokens[first - 1].norm not in STOPS:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].norm not in STOPS:
        last += 1
    clause = tokens[first : last + 1]
    # As typed: a mended "settling" would be "selling".
    typed = {folded(token.text) for token in clause}
    sentence = first > 0 and tokens[first - 1].norm in ".!?"
    speaks = clause[0].norm in _SPEAKERS and any(token.norm in _BEING for token in clause)
    speaks = speaks or (sentence and clause[0].norm.endswith("ing"))
    plain = all(token.kind == "word" and token.text[:1].islower() for token in clause[1:])
    return speaks and plain and not typed & _ABOUT and len(clause) + _FEW < len(tokens)


_FEW: Final = 3
"""Words that a question has at least, beside an aside."""


def requested(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word is such a verb of requests as means something else too ("kindly advise …")."""
    asked = i > 0 and tokens[i - 1].norm in ("kindly", "please") and tokens[i].norm in _REQUESTED
    return asked and i + 1 < len(tokens) and tokens[i + 1].norm not in _RELATIVES


def asked_kindly(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word is the verb of a request: "kindly furnish the …", "could you share our …"."""
    if i == 0 or i + 1 >= len(tokens) or tokens[i].kind != "word":
        return False
    if tokens[i - 1].norm not in _KINDLY or tokens[i + 1].norm not in _OBJECTS:
        return False
    keyword = words.keyword_at(tokens, i)
    return keyword is None or keyword.value == "share"


_REQUESTED: Final = words.words("share advise intimate confirm state revert furnish provide")
_RELATIVES: Final = words.words(
    "of in on per by what which whether if how why when who where should to about for"
)
_KINDLY: Final = words.words("kindly please pls you veuillez merci svp stp pouvez peux")
_OBJECTS: Final = words.words("the me us our a with le la les l moi nous mon ma mes notre nos")
