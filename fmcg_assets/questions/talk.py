"""Sentences that tell why somebody asks, before or after the one that asks.

"We have a meeting tomorrow. Revenue by channel?" asks for the revenue; "we have a meeting tomorrow"
is talk. Names in it count only where the question refers to them ("their best month").
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions import words
from fmcg_assets.questions.occasions import (
    ABOUT,
    ARTICLES,
    CLOCK,
    DATES,
    DOERS,
    FOR,
    LIMITS,
    NOT_DOING,
    OCCASIONS,
    OTHERS,
    PAPERS,
    PRONOUNS,
    WHEN,
    WISHES,
)
from fmcg_assets.questions.parting import (
    LONGEST_OCCASION,
    MARKS,
    MY,
    Clause,
    is_infinitive,
    is_purpose,
    parted,
    refers,
    start,
)
from fmcg_assets.questions.tagging import PEAKS, SOFT
from fmcg_assets.questions.tokens import folded
from fmcg_assets.questions.work import OF_WORDS, is_vague, tells, trades_or_runs, unsure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Token


def without_talk(items: tuple[Item, ...], tokens: Sequence[Token]) -> tuple[Item, ...]:
    """Return the items of the sentence that asks, where all others are talk.

    Talk is what people say that they do, or what others say, in words that no leaf knows or that
    the data do not hold. It wants nothing, limits nothing and names nothing that may have been
    meant; where any of this is in doubt, all items come back, and the question is refused.
    """
    items = _without_occasion(_without_explanation(items, tokens), tokens)
    items = _without_end(items, tokens)
    sentences = parted(items, tokens)
    items, sentences = _without_work(items, sentences)
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


def _without_work(
    items: tuple[Item, ...], sentences: list[Clause]
) -> tuple[tuple[Item, ...], list[Clause]]:
    """Return items and sentences without the clauses that tell of work, where others ask."""
    work = [
        one
        for one in sentences
        if one.items and not one.asks and tells(one, [two for two in sentences if two != one])
    ]
    rest = [one for one in sentences if one not in work]
    asked = any(item.tag in _ASKED | _FIGURES | {"WHO"} for one in rest for item in one.items)
    outside = any(item.tag == "OUTSIDE" for one in work for item in one.items)
    if not work or not asked or (outside and any(refers(one) for one in rest)):
        return items, sentences
    gone = [item for one in work for item in one.items]
    return tuple(item for item in items if item not in gone), rest


def _without_explanation(items: tuple[Item, ...], tokens: Sequence[Token]) -> tuple[Item, ...]:
    """Return the items without brackets that explain a moving average ("may reach into 2024")."""
    marks = [token for token in tokens if token.norm in ("(", ")")]
    if len(marks) != 2 or not any(item.tag == "MOVING_AVERAGE" for item in items):
        return items
    inside = [item for item in items if marks[0].start < item.start < marks[1].start]
    within = {token.norm for token in tokens if marks[0].start < token.start < marks[1].start}
    explains = bool(within & _EXPLAINS) and not any(
        item.tag not in SOFT | _EXPLAINING for item in inside
    )
    return tuple(item for item in items if item not in inside) if explains else items


def _without_occasion(items: tuple[Item, ...], tokens: Sequence[Token]) -> tuple[Item, ...]:
    """Return the items without what the answer is for: "… for the new catalogue …"."""
    for at, token in enumerate(tokens):
        if token.norm not in FOR:
            continue
        for end in range(min(at + LONGEST_OCCASION, len(tokens)), at + 2, -1):
            part = tokens[at:end]
            if part[-1].norm not in PAPERS or any(one.norm in MARKS | {","} for one in part):
                continue
            if part[1].norm not in _THE or (part[-1].norm == "pack" and part[-2].norm not in _KITS):
                # "For paddle board" and "for the 6 pack" name goods.
                continue
            end = _with_its_time(tokens, end)
            last = tokens[end - 1].end
            told = [item for item in items if part[0].start <= item.start < last]
            said = [item for item in told if item.start < part[-1].end]
            idle = all(
                item.tag in SOFT | _OF_AN_OCCASION or folded(item.text) in PAPERS for item in said
            )
            if idle and all(item.text.islower() for item in said if item.tag == "UNKNOWN"):
                return tuple(item for item in items if item not in told)
    return items


_THE: Final = ARTICLES | words.words("this next tomorrow's monday's today's demain des du")
_KITS: Final = words.words("board deck info information press media comex bank")


def _without_end(items: tuple[Item, ...], tokens: Sequence[Token]) -> tuple[Item, ...]:
    """Return the items without what a question ends with: "… pour préparer la saison"."""
    for at in range(1, len(tokens) - 2):
        if tokens[at].norm != "pour" or not is_infinitive([one.norm for one in tokens[at:]]):
            continue
        end = at
        while end < len(tokens) and tokens[end].norm not in MARKS | {",", ";", ":"}:
            end += 1
        said = tuple(item for item in items if tokens[at].start <= item.start < tokens[end - 1].end)
        rest = tuple(item for item in items if item not in said)
        asks = any(item.tag in _ASKED for item in rest)
        if said and asks and tells(Clause(tokens[at:end], said, asks=False), ()):
            return rest
    return items


def _with_its_time(tokens: Sequence[Token], end: int) -> int:
    """Where an occasion ends that has a time: "the review at two o'clock"."""
    if end + 1 < len(tokens) and tokens[end].norm in ("at", "on", "a", "de"):
        after = end + 1
        while after < len(tokens) and tokens[after].norm in CLOCK | DATES | _HOURS:
            after += 1
        return after if after > end + 1 else end
    return end


_HOURS: Final = words.words("one two three four five six seven ten eleven noon heures h")


_OF_AN_OCCASION: Final = frozenset({"NEW", "UNKNOWN", "GRAIN", "BUYING"})


_EXPLAINS: Final = words.words(
    """may can reach reaches uses use includes include starts start goes so peut peuvent remonte
    remontant inclut comptent compte utilise"""
)


_EXPLAINING: Final = frozenset({"UNKNOWN", "PERIOD", "GRAIN", "INT"})


def _is_question(sentence: Clause) -> bool:
    tags = {item.tag for item in sentence.items}
    return bool(tags & _ASKED) and not tags & {"UNKNOWN", "OUTSIDE"}


def _is_talk(sentence: Clause, main: Clause) -> bool:
    """Whether a sentence tells something and asks for nothing, or only who they are."""
    if sentence.asks and sentence.items and _asks_who(sentence):
        return True
    if sentence.asks or not sentence.items:
        return not sentence.asks
    sentence = replace(sentence, items=tuple(unsure(item) for item in sentence.items))
    norms = {token.norm for token in sentence.tokens}
    if norms & PAPERS and _is_title(sentence):
        return True
    kind = _kind_of(sentence)
    if kind is None or norms & _WANTS or not _says_no_more(sentence, main, kind):
        return False
    tags = {item.tag for item in sentence.items}
    if kind == "purpose" and ("OUTSIDE" not in tags or tags - SOFT - {"UNKNOWN", "OUTSIDE"}):
        # "For my range, …" limits what is asked for.
        return False
    if not tags & {"UNKNOWN", "OUTSIDE"}:
        # "I fear we depend on one account. What percentage …?"
        asked = {item.tag for item in main.items}
        asks = main.asks and not sentence.joined
        return asks and bool(asked & _FIGURES) and "VALUE" not in tags
    return not _names_unknown(sentence, kind)


def _asks_who(sentence: Clause) -> bool:
    """Whether a sentence asks for the names of those that another one tells of."""
    norms = {token.norm for token in sentence.tokens}
    return norms <= _WHO_THEY_ARE and bool(norms & PRONOUNS)


_WHO_THEY_ARE: Final = words.words("who which are they ones those qui quels sont ils elles ce - ?")


def _kind_of(sentence: Clause) -> _Kind | None:
    """Return what a sentence is by its words; None where it is no talk."""
    norms = [token.norm for token in sentence.tokens]
    said, first = set(norms), norms[0]
    if is_purpose(sentence.tokens) and norms[1] in MY:
        return "purpose"
    if sentence.items[0].tag == "VALUE" and sentence.items[0].start == start(sentence):
        return "of a name"
    doing = first in DOERS and not set(norms[1:2]) & NOT_DOING
    if doing or (first in WHEN and said & (DOERS | MY)):
        return "making" if set(norms[:4]) & _MAKING else "doing"
    if first in OTHERS and said & _SAYING:
        return "doing"
    return "occasion" if said & (PAPERS | CLOCK) else None


_Kind = Literal["purpose", "of a name", "making", "doing", "occasion"]


def _says_no_more(sentence: Clause, main: Clause, kind: _Kind) -> bool:
    """Whether what is known of a sentence is idle, or said in the question as well."""
    said = [item for item in sentence.items if folded(item.text) not in ("one", "un", "une")]
    known = {item.tag for item in said} - {"UNKNOWN", "OUTSIDE"} - SOFT
    asked = {item.tag for item in main.items}
    allowed = _IDLE | {tag for tags, when in _SAID_AGAIN if asked & when for tag in tags}
    if any(token.norm in PAPERS | CLOCK for token in sentence.tokens):
        # "Before the call with the bank".
        allowed |= {"BEFORE", "AFTER", "INT"}
    idle = known <= allowed or (kind == "of a name" and _refers_by_noun(main))
    return idle and all(_may_be_told(item, kind) for item in sentence.items)


def _is_title(sentence: Clause) -> bool:
    """Whether a few words only tell what the answer is written for: "Board pack, page 1:"."""
    told = [item for item in sentence.items if item.tag not in SOFT | {"INT"}]
    # "Pack" alone is a word for variants.
    papers = sum(token.norm in PAPERS for token in sentence.tokens)
    known = papers > 1 or all(item.tag == "UNKNOWN" for item in told)
    return known and {folded(item.text) for item in told} <= PAPERS | _PREPARING | CLOCK


def _may_be_told(item: Item, kind: _Kind) -> bool:
    """Whether what the data do not hold is no more than the occasion: a date, a plan, a store."""
    if item.tag != "OUTSIDE":
        return True
    if item.value.reason == "daily":
        return folded(item.text) in DATES
    purpose = kind == "purpose" and item.value.reason == "target"
    return purpose or item.value.reason in OCCASIONS


def _names_unknown(sentence: Clause, kind: _Kind) -> bool:
    """Whether an unknown word may be a name: in capitals, first, or what the sentence is about.

    What somebody makes is none ("I'm preparing the follow-up calls"), nor is an occasion, nor what
    tells which one it is ("the steering meeting"). Where nobody is told to do anything, only
    occasions may be unknown.
    """
    about = ABOUT - OF_WORDS if kind == "making" else ABOUT
    if trades_or_runs(sentence):
        return True
    for item in sentence.items:
        if item.tag != "UNKNOWN" or folded(item.text) in PAPERS | CLOCK:
            continue
        before = sentence.before(item)
        if not before or before[-1] in PAPERS:
            return True
        if sentence.after(item) in PAPERS:
            continue
        near = [norm for norm in before if norm not in ARTICLES][-1:]
        if set(near) & about or kind == "occasion":
            return True
    return _in_capitals(sentence)


def _in_capitals(sentence: Clause) -> bool:
    """Whether an unknown word in capitals stands elsewhere than at the beginning."""
    return any(
        item.tag == "UNKNOWN"
        and item.text[:1].isupper()
        and item.start != start(sentence)
        and folded(item.text) not in PAPERS
        for item in sentence.items
    )


def _referring(main: Clause, others: Sequence[Clause]) -> tuple[Item, ...] | None:
    """Return the items of the question, with what it refers to; None where that is not plain."""
    figure = bool({item.tag for item in main.items} & _FIGURES)
    spoken = [item for one in others for item in one.items]
    if any(item.tag == "OUTSIDE" for item in spoken) and not (figure or main.asks):
        return None
    own = [_meaning(item) for item in main.items]
    names = [item for item in spoken if item.tag in _NAMES and _meaning(item) not in own]
    names = [item for item in names if not is_vague(item)]
    if not names:
        strange = any(item.tag in ("UNKNOWN", "OUTSIDE") for item in spoken)
        return None if refers(main) and strange else main.items
    if any(item.tag != "VALUE" for item in names):
        return None
    for at, item in enumerate(main.items):
        if _is_this(main, item) and len(names) == 1:
            # "Revenue without this customer".
            return (*main.items[:at], names[0], *main.items[at + 1 :])
    between = [item for item in spoken if item in names or item.tag == "AND"]
    joined = [item.tag for item in between] == ["VALUE", *["AND", "VALUE"] * (len(names) - 1)]
    return (*between, *main.items) if refers(main) and joined else None


def _is_this(sentence: Clause, item: Item) -> bool:
    """Whether a noun points back: "this customer"."""
    return item.tag == "DIM" and not _THESE.isdisjoint(sentence.before(item)[-1:])


def _refers_by_noun(sentence: Clause) -> bool:
    return any(_is_this(sentence, item) for item in sentence.items)


def _meaning(item: Item) -> object:
    """Return what a name stands for, however it is written."""
    return item.value.candidates if item.tag == "VALUE" else (item.tag, item.text.casefold())


_ASKED: Final = frozenset(
    {"MEASURE", "DIM", "GRAIN", "VALUE", "SELL", "COUNT", "HOW_MUCH", "SHARE", "PRICED", "LIST"}
)


_FIGURES: Final = frozenset(
    {"MEASURE", "SELL", "SHARE", "PRICED", "COUNT", "BUYING", "NEW", "LOST", "INACTIVE"}
)


_IDLE: Final = frozenset({"DIM", "LIST", "VALUE"})


_MOVES: Final = frozenset({"GROWTH", "INCREASE", "DECREASE", "FAST", "SLOW", "RATIO"})


_SAID_AGAIN: Final = (
    (PEAKS, PEAKS),
    (_MOVES, _MOVES | {"SHARE"}),
    (frozenset({"GRAIN"}), frozenset({"GRAIN", "PERIOD"})),
    (frozenset({"EACH"}), frozenset({"EACH", "PER", "BY"})),
    (frozenset({"LOST", "NEW", "INACTIVE"}), frozenset({"BUYING", "LOST", "NEW", "INACTIVE"})),
    (frozenset({"MORE_THAN", "LESS_THAN", "COMPARE"}), frozenset({"VERSUS", "COMPARE"})),
)
"""What talk may say where the question says such a thing itself."""


_NAMES: Final = frozenset({"VALUE", "PERIOD", "AMOUNT", "PERCENT", "UNMAPPED", "REST"})


_PREPARING: Final = words.words("preparing prepare preparation for pour")


_SAYING: Final = words.words(
    """ask asks asked say says said claim claims claimed tell tells told think thinks boast boasts
    keep keeps pester pesters demande demandent dit disent pretend pretendent pense pensent"""
)


_MAKING: Final = words.words(
    """preparing prepare prepares preparons making writing building drafting planning redige
    redigeons ecris fais monte montons cale revois"""
)


_WANTS: Final = WISHES | LIMITS
"""Words of what is wanted, or of what limits it."""


_THESE: Final = words.words("this that these those ce cet cette ces")
