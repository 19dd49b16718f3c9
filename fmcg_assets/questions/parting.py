"""Where sentences and clauses of a question part: marks, purposes, wishes, who speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import words
from fmcg_assets.questions.occasions import (
    DOERS,
    FOR,
    NOT_DOING,
    OTHERS,
    PRONOUNS,
    SO,
    SPEAKERS,
    TOLD_OF,
    WISHES,
    WORK,
)
from fmcg_assets.questions.tokens import clauses, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Token


@dataclass(frozen=True)
class Clause:
    """Words between two marks; `asks` where a question mark ends them.

    `joined` are those that only a comma parts from what stands before or after.
    """

    tokens: Sequence[Token]
    items: tuple[Item, ...]
    asks: bool
    joined: bool = False

    @property
    def typed(self) -> list[str]:
        """The words as they were typed, folded; a mended word may be another one."""
        return [folded(token.text) for token in self.tokens]

    def before(self, item: Item) -> list[str]:
        """Return the words of the clause before an item."""
        return [token.norm for token in self.tokens if token.end <= item.start]

    def after(self, item: Item) -> str:
        """Return the word of the clause after an item; empty at its end."""
        return next((token.norm for token in self.tokens if token.start >= item.end), "")


LONGEST_OCCASION: Final = 5


def parted(items: tuple[Item, ...], tokens: Sequence[Token]) -> list[Clause]:
    """Return the sentences and clauses of a question with their items, from left to right."""

    def ends(first: int, at: int) -> bool:
        marked = tokens[at].norm in MARKS and not _inside_number(tokens, at)
        return marked or _leads_over(tokens, first, at)

    found = []
    for first, end in clauses(tokens, ends):
        part = tokens[first:end]
        inside = tuple(one for one in items if part[0].start <= one.start < part[-1].end)
        around = [tokens[at].norm for at in (first - 1, end) if 0 <= at < len(tokens)]
        asks = end < len(tokens) and tokens[end].norm == "?"
        found.append(Clause(part, inside, asks, bool(_COMMAS & set(around))))
    return found


MARKS: Final = frozenset({".", "!", "?"})


def _leads_over(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether a mark parts what is told from what is asked: a colon, ", so could you …"."""
    norm = tokens[at].norm
    if norm == ":":
        return True
    if norm in SPEAKERS | _AND and first < at < len(tokens) - 1:
        return _wishes_next(tokens, first, at)
    if norm in _DASHES:
        return tokens[at].before != "" and _is_apart(tokens, at + 1)
    if norm not in _COMMAS or at + 2 >= len(tokens):
        return False
    following = tokens[at + 1].norm
    told = [token.norm for token in tokens[first:at]]
    if following in SO or is_purpose(tokens[first:at]) or _is_told(tokens, at + 1):
        return True
    if is_to_do(told):
        return True
    # "I'm meeting A tomorrow, how much did they buy?", but not "on each platform, who …".
    doing = tokens[first].norm in DOERS and tokens[first + 1].norm not in NOT_DOING
    return doing and following in _ASKING


def _wishes_next(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether somebody says what he wants: "to size the team I need …", "we meet and want …"."""
    norms = [token.norm for token in tokens[first:at]]
    after = [token.norm for token in tokens[at + 1 : at + 3]]
    if tokens[at].norm in _AND:
        spoken = after[1:] if after[0] in SPEAKERS | {"il"} else after[:1]
        return bool(set(spoken) & (WISHES | _WANTING)) and norms[0] in DOERS | OTHERS
    told = is_to_do(norms) or (norms[0] in FOR and is_purpose(tokens[first:at]))
    return told and bool(set(after[:1]) & (WISHES | {"have"}))


_AND: Final = frozenset({"and", "et"})


_WANTING: Final = words.words("voudrais voudrions aimerais aimerions like")


def _is_told(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows a comma tells what the answer is for: ", we need it for the pitch"."""
    following = tokens[at].norm
    if following in FOR:
        return is_purpose(tokens[at:])
    return following in DOERS | TOLD_OF or (following == "a" and tokens[at + 1].norm == "mettre")


_COMMAS: Final = frozenset({",", ";"})


_ASKING: Final = words.words(
    "how what which who combien quel quelle quels quelles qui give show donne montre sors mets"
)


def _is_apart(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].before != ""


_DASHES: Final = frozenset({"-", "–", "—"})


def is_purpose(tokens: Sequence[Token]) -> bool:
    """Whether words tell what the answer is for: "for my media plan, …", "so I can …, …"."""
    if len(tokens) < 3:
        return False
    norms = [token.norm for token in tokens]
    if norms[0] in FOR:
        near = set(norms[:LONGEST_OCCASION])
        return norms[1] in MY or bool(near & WORK) or is_infinitive(norms)
    return norms[0] in SO and bool(set(norms[1:4]) & {"can", "could"})


def is_infinitive(norms: Sequence[str]) -> bool:
    """Whether French "pour" tells what is to be done: "pour nettoyer le référentiel"."""
    verb = norms[1]
    ends = verb.endswith(("er", "ir", "re")) and verb not in _NO_VERBS
    return norms[0] == "pour" and len(verb) > SHORT and ends


_NO_VERBS: Final = words.words(
    """centre hiver cadre titre litre notre votre autre particulier fevrier janvier septembre
    octobre
    novembre decembre trimestre semestre membre nombre chiffre premier dernier derniere premiere
    atelier dossier panier papier entre contre maniere matiere lumiere ordre offre chambre arbre
    quartier metier mercier hier plusieurs encore premiere entiere etre affaire affaires"""
)
"""What stands after "pour" where it is no verb."""


SHORT: Final = 4


MY: Final = words.words("my mon ma mes")


def _inside_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dot stands in "v. 2" or "Q3.2025", not at the end of a sentence."""
    return tokens[at].norm == "." and at + 1 < len(tokens) and tokens[at + 1].before == ""


def is_to_do(norms: Sequence[str]) -> bool:
    """Whether a clause begins with what is to be done: "afin d'alléger …", "to size …"."""
    if len(norms) < 2:
        return False
    if norms[0] in ("to", "pour"):
        return norms[0] == "to" or is_infinitive([*norms, "", ""])
    return any(list(norms[: len(one)]) == one for one in _TO_DO)


_TO_DO: Final = [one.split() for one in ("afin de", "afin d", "avant de", "en vue de", "en vue d")]


def start(sentence: Clause) -> int:
    """Return where a clause begins in the question."""
    return sentence.tokens[0].start


def refers(sentence: Clause) -> bool:
    """Return whether a pronoun stands in a clause."""
    return any(token.norm in PRONOUNS for token in sentence.tokens)
