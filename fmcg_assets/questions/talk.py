"""Sentences that tell why somebody asks, before or after the one that asks.

"We have a meeting tomorrow. Revenue by channel?" asks for the revenue; "we have a meeting tomorrow"
is talk. Names in it count only where the question refers to them ("their best month").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import words
from fmcg_assets.questions.tagging import SOFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Token


@dataclass(frozen=True)
class _Sentence:
    tokens: Sequence[Token]
    items: tuple[Item, ...]
    asks: bool
    """Whether it ends with a question mark."""


def without_talk(items: tuple[Item, ...], tokens: Sequence[Token]) -> tuple[Item, ...]:
    """Return the items of the sentence that asks, where all others are talk.

    Talk is a statement with words that no leaf knows, or that the data do not hold. It has to be
    plain that nothing of it is asked for: the sentence that asks names a figure, a grouping or a
    listing of its own.
    """
    sentences = _sentences(items, tokens)
    if len(sentences) < 2:
        return items
    for at in (len(sentences) - 1, 0):
        main, others = sentences[at], [*sentences[:at], *sentences[at + 1 :]]
        if not _is_question(main) or not all(_is_talk(one, main) for one in others):
            continue
        found = _referring(main, others)
        if found is not None:
            return found
    return items


def _sentences(items: tuple[Item, ...], tokens: Sequence[Token]) -> list[_Sentence]:
    found, first = [], 0
    for at, token in enumerate((*tokens, None)):
        ends = token is None or (token.norm in _ENDS and not _inside_number(tokens, at))
        ends = ends or _leads_over(tokens, first, at)
        if ends and at > first:
            part = tokens[first:at]
            inside = [one for one in items if part[0].start <= one.start < part[-1].end]
            found.append(_Sentence(part, tuple(inside), token is not None and token.norm == "?"))
        if ends:
            first = at + 1
    return found


_ENDS: Final = frozenset({".", "!", "?"})


def _leads_over(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether a mark parts what is told from what is asked: a colon, ", so could you …"."""
    if at >= len(tokens):
        return False
    following = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    purpose = tokens[at].norm == "," and _is_purpose(tokens[first:at])
    return tokens[at].norm == ":" or purpose or (tokens[at].norm == "," and following in _SO)


_SO: Final = words.words("so donc alors therefore hence")


def _is_purpose(tokens: Sequence[Token]) -> bool:
    """Whether words tell what the answer is for: "for my media plan, …"."""
    return len(tokens) > 2 and tokens[0].norm in _FOR and tokens[1].norm in _MY


_FOR: Final = frozenset({"for", "pour"})
_MY: Final = words.words("my mon ma mes")


def _inside_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dot stands in "v. 2" or "Q3.2025", not at the end of a sentence."""
    return tokens[at].norm == "." and at + 1 < len(tokens) and tokens[at + 1].before == ""


def _is_question(sentence: _Sentence) -> bool:
    tags = {item.tag for item in sentence.items}
    return bool(tags & _ASKED) and not tags & {"UNKNOWN", "OUTSIDE"}


def _is_talk(sentence: _Sentence, main: _Sentence) -> bool:
    if sentence.asks or not sentence.items:
        return not sentence.asks
    start = sentence.tokens[0].start
    named = sentence.items[0].tag == "VALUE" and sentence.items[0].start == start
    subject = any(token.norm in _SUBJECTS for token in sentence.tokens[:2])
    if not (named or subject or _is_purpose(sentence.tokens)):
        return False
    tags = {item.tag for item in sentence.items}
    if tags & {"UNKNOWN", "OUTSIDE"}:
        return True
    # "I fear we depend on one account. What percentage …?"
    figure = bool({item.tag for item in main.items} & _FIGURES)
    return main.asks and figure and tags <= SOFT | _IDLE


def _referring(main: _Sentence, others: Sequence[_Sentence]) -> tuple[Item, ...] | None:
    """Return the items of the question, with what it refers to; None where that is not plain."""
    figure = bool({item.tag for item in main.items} & _FIGURES)
    spoken = [item for one in others for item in one.items]
    if any(item.tag == "OUTSIDE" for item in spoken) and not figure:
        return None
    own = [_meaning(item) for item in main.items]
    names = [item for item in spoken if item.tag in _NAMES and _meaning(item) not in own]
    if not names:
        return None if _refers(main) and not figure else main.items
    if any(item.tag != "VALUE" for item in names):
        return None
    for at, item in enumerate(main.items):
        before = next((t.norm for t in reversed(main.tokens) if t.end <= item.start), "")
        if item.tag == "DIM" and before in _THESE and len(names) == 1:
            # "Revenue without this customer".
            return (*main.items[:at], names[0], *main.items[at + 1 :])
    if not _refers(main):
        return None
    kept = [item for one in others for item in one.items if item in names or item.tag == "AND"]
    return (*kept, *main.items)


def _meaning(item: Item) -> object:
    """Return what a name stands for, however it is written."""
    return item.value.candidates if item.tag == "VALUE" else (item.tag, item.text.casefold())


def _refers(sentence: _Sentence) -> bool:
    return any(token.norm in _PRONOUNS for token in sentence.tokens)


_ASKED: Final = frozenset(
    {"MEASURE", "DIM", "GRAIN", "VALUE", "SELL", "COUNT", "HOW_MUCH", "SHARE", "PRICED", "LIST"}
)
_FIGURES: Final = frozenset(
    {"MEASURE", "SELL", "SHARE", "PRICED", "COUNT", "BUYING", "NEW", "LOST", "INACTIVE"}
)
_IDLE: Final = frozenset({"DIM", "LIST", "NOT", "INT"})
_NAMES: Final = frozenset({"VALUE", "PERIOD", "AMOUNT", "PERCENT", "UNMAPPED", "REST"})
_SUBJECTS: Final = words.words(
    """i we our my the they it he she you somebody someone people management
    je j on nous notre nos mon ma mes le la les l il elle ils elles c ce cela ça vous quelqu"""
)
_THESE: Final = words.words("this that these those ce cet cette ces")
_PRONOUNS: Final = words.words(
    "they them their it its he him his she her leur leurs lui y en celui celle ceux celles"
)
