"""Sentences that tell why somebody asks, before or after the one that asks.

"We have a meeting tomorrow. Revenue by channel?" asks for the revenue; "we have a meeting tomorrow"
is talk. Names in it count only where the question refers to them ("their best month").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions import words
from fmcg_assets.questions.occasions import CLOCK, PAPERS, WORK
from fmcg_assets.questions.tagging import SOFT
from fmcg_assets.questions.tokens import clauses, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Token


@dataclass(frozen=True)
class _Sentence:
    """Words between two marks; `asks` where a question mark ends them.

    `joined` are those that only a comma parts from what stands before or after.
    """

    tokens: Sequence[Token]
    items: tuple[Item, ...]
    asks: bool
    joined: bool = False


def without_talk(items: tuple[Item, ...], tokens: Sequence[Token]) -> tuple[Item, ...]:
    """Return the items of the sentence that asks, where all others are talk.

    Talk is what people say that they do, or what others say, in words that no leaf knows or that
    the data do not hold. It wants nothing, limits nothing and names nothing that may have been
    meant; where any of this is in doubt, all items come back, and the question is refused.
    """
    items = _without_occasion(_without_explanation(items, tokens), tokens)
    items = _without_end(items, tokens)
    sentences = _sentences(items, tokens)
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
    items: tuple[Item, ...], sentences: list[_Sentence]
) -> tuple[tuple[Item, ...], list[_Sentence]]:
    """Return items and sentences without the clauses that tell of work, where others ask."""
    work = [
        one
        for one in sentences
        if one.items and not one.asks and _tells(one, [two for two in sentences if two != one])
    ]
    rest = [one for one in sentences if one not in work]
    asked = any(item.tag in _ASKED | _FIGURES | {"WHO"} for one in rest for item in one.items)
    outside = any(item.tag == "OUTSIDE" for one in work for item in one.items)
    if not work or not asked or (outside and any(_refers(one) for one in rest)):
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
        if token.norm not in _FOR:
            continue
        for end in range(min(at + _LONGEST_OCCASION, len(tokens)), at + 2, -1):
            part = tokens[at:end]
            if part[-1].norm not in PAPERS or any(one.norm in _MARKS | {","} for one in part):
                continue
            end = _with_its_time(tokens, end)
            last = tokens[end - 1].end
            said = [item for item in items if part[0].start <= item.start < last]
            idle = all(
                item.tag in SOFT | _OF_AN_OCCASION or folded(item.text) in PAPERS for item in said
            )
            if idle and all(item.text.islower() for item in said if item.tag == "UNKNOWN"):
                return tuple(item for item in items if item not in said)
    return items


def _without_end(items: tuple[Item, ...], tokens: Sequence[Token]) -> tuple[Item, ...]:
    """Return the items without what a question ends with: "… pour préparer la saison"."""
    for at in range(1, len(tokens) - 2):
        if tokens[at].norm != "pour" or not _is_infinitive([one.norm for one in tokens[at:]]):
            continue
        end = at
        while end < len(tokens) and tokens[end].norm not in _MARKS | {",", ";", ":"}:
            end += 1
        said = tuple(item for item in items if tokens[at].start <= item.start < tokens[end - 1].end)
        rest = tuple(item for item in items if item not in said)
        asks = any(item.tag in _ASKED for item in rest)
        if said and asks and _tells(_Sentence(tokens[at:end], said, asks=False), ()):
            return rest
    return items


def _with_its_time(tokens: Sequence[Token], end: int) -> int:
    """Where an occasion ends that has a time: "the review at two o'clock"."""
    if end + 1 < len(tokens) and tokens[end].norm in ("at", "on", "a", "de"):
        after = end + 1
        while after < len(tokens) and tokens[after].norm in CLOCK | _DATES | _HOURS:
            after += 1
        return after if after > end + 1 else end
    return end


_HOURS: Final = words.words("one two three four five six seven ten eleven noon heures h")
_LONGEST_OCCASION: Final = 5
_OF_AN_OCCASION: Final = frozenset({"NEW", "UNKNOWN", "GRAIN", "BUYING", "INT"})


_EXPLAINS: Final = words.words(
    """may can reach reaches uses use includes include starts start goes so peut peuvent remonte
    remontant inclut comptent compte utilise"""
)
_EXPLAINING: Final = frozenset({"UNKNOWN", "PERIOD", "GRAIN", "INT"})


def _sentences(items: tuple[Item, ...], tokens: Sequence[Token]) -> list[_Sentence]:
    def ends(first: int, at: int) -> bool:
        marked = tokens[at].norm in _MARKS and not _inside_number(tokens, at)
        return marked or _leads_over(tokens, first, at)

    found = []
    for first, end in clauses(tokens, ends):
        part = tokens[first:end]
        inside = tuple(one for one in items if part[0].start <= one.start < part[-1].end)
        around = [tokens[at].norm for at in (first - 1, end) if 0 <= at < len(tokens)]
        asks = end < len(tokens) and tokens[end].norm == "?"
        found.append(_Sentence(part, inside, asks, bool(_COMMAS & set(around))))
    return found


_MARKS: Final = frozenset({".", "!", "?"})


def _leads_over(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether a mark parts what is told from what is asked: a colon, ", so could you …"."""
    norm = tokens[at].norm
    if norm == ":":
        return True
    if norm in _SPEAKERS | _AND and first < at < len(tokens) - 1:
        return _wishes_next(tokens, first, at)
    if norm in _DASHES:
        return tokens[at].before != "" and _is_apart(tokens, at + 1)
    if norm not in _COMMAS or at + 2 >= len(tokens):
        return False
    following = tokens[at + 1].norm
    told = [token.norm for token in tokens[first:at]]
    if following in _SO or _is_purpose(tokens[first:at]) or _is_told(tokens, at + 1):
        return True
    if _is_to_do(told):
        return True
    # "I'm meeting A tomorrow, how much did they buy?", but not "on each platform, who …".
    doing = tokens[first].norm in _DOERS and tokens[first + 1].norm not in _NOT_DOING
    return doing and following in _ASKING


def _wishes_next(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether somebody says what he wants: "to size the team I need …", "we meet and want …"."""
    norms = [token.norm for token in tokens[first:at]]
    after = [token.norm for token in tokens[at + 1 : at + 3]]
    if tokens[at].norm in _AND:
        spoken = after[1:] if after[0] in _SPEAKERS | {"il"} else after[:1]
        return bool(set(spoken) & (_WISHES | _WANTING)) and norms[0] in _DOERS | _OTHERS
    told = _is_to_do(norms) or (norms[0] in _FOR and _is_purpose(tokens[first:at]))
    return told and bool(set(after[:1]) & (_WISHES | {"have"}))


_AND: Final = frozenset({"and", "et"})
_WANTING: Final = words.words("voudrais voudrions aimerais aimerions like")


def _is_told(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows a comma tells what the answer is for: ", we need it for the pitch"."""
    following = tokens[at].norm
    if following in _FOR:
        return _is_purpose(tokens[at:])
    return following in _DOERS | _TOLD_OF or (following == "a" and tokens[at + 1].norm == "mettre")


_SPEAKERS: Final = words.words("i we je nous")
_NOT_DOING: Final = words.words("each every the all which average a an top our this that")
"""What follows an English "on", which is "we" in French."""
_COMMAS: Final = frozenset({",", ";"})
_ASKING: Final = words.words(
    "how what which who combien quel quelle quels quelles qui give show donne montre sors mets"
)
_TOLD_OF: Final = words.words("it its this that they c ca cela il ils elles")


def _is_apart(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].before != ""


_DASHES: Final = frozenset({"-", "–", "—"})


_SO: Final = words.words("so donc alors therefore hence")


def _is_purpose(tokens: Sequence[Token]) -> bool:
    """Whether words tell what the answer is for: "for my media plan, …", "so I can …, …"."""
    if len(tokens) < 3:
        return False
    norms = [token.norm for token in tokens]
    if norms[0] in _FOR:
        near = set(norms[:_LONGEST_OCCASION])
        return norms[1] in _MY or bool(near & WORK) or _is_infinitive(norms)
    return norms[0] in _SO and bool(set(norms[1:4]) & {"can", "could"})


def _is_infinitive(norms: Sequence[str]) -> bool:
    """Whether French "pour" tells what is to be done: "pour nettoyer le référentiel"."""
    return norms[0] == "pour" and len(norms[1]) > _SHORT and norms[1].endswith(("er", "ir", "re"))


_SHORT: Final = 4


_FOR: Final = frozenset({"for", "pour"})
_MY: Final = words.words("my mon ma mes")


def _inside_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a dot stands in "v. 2" or "Q3.2025", not at the end of a sentence."""
    return tokens[at].norm == "." and at + 1 < len(tokens) and tokens[at + 1].before == ""


def _is_question(sentence: _Sentence) -> bool:
    tags = {item.tag for item in sentence.items}
    return bool(tags & _ASKED) and not tags & {"UNKNOWN", "OUTSIDE"}


def _is_talk(sentence: _Sentence, main: _Sentence) -> bool:
    """Whether a sentence tells something and asks for nothing, or only who they are."""
    if sentence.asks and sentence.items and _asks_who(sentence):
        return True
    if sentence.asks or not sentence.items:
        return not sentence.asks
    sentence = replace(sentence, items=tuple(_unsure(item) for item in sentence.items))
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


def _tells(sentence: _Sentence, others: Sequence[_Sentence]) -> bool:
    """Whether a clause tells of work, or of what somebody does or is to do.

    A word that was mended is taken as typed; a peak may be told of where others ask for one.
    """
    asked = {item.tag for one in others for item in one.items}
    typed = {token.start for token in sentence.tokens if token.norm != folded(token.text)}
    items = tuple(
        replace(item, tag="UNKNOWN") if item.start in typed or _is_vague(item) else item
        for item in sentence.items
        if not (item.tag in _PEAKS and asked & _PEAKS)
    )
    sentence = replace(sentence, items=items)
    return bool(items) and (_is_of_work(sentence) or _is_of_doing(sentence))


def _is_of_doing(sentence: _Sentence) -> bool:
    """Whether somebody tells what he does or is to do: "I want to run a tasting there".

    What somebody sells, buys or is in charge of may be what is asked about.
    """
    norms = [folded(token.text) for token in sentence.tokens]
    said = set(norms)
    if said & _LIMITS | said & _QUESTIONS or (said & _WISHES and not _wishes_to_do(norms)):
        return False
    purpose = _is_to_do(norms)
    does = norms[0] in _DOERS | _TOLD_OF and not set(norms[1:2]) & _NOT_DOING
    # "Preparing the range review: …".
    does = does or (norms[0].endswith("ing") and len(norms[0]) > _SHORT)
    tags = {item.tag for item in sentence.items}
    if not (purpose or does) or tags - SOFT - _OF_WORK or len(norms) < _SHORT:
        return False
    unknown = [item for item in sentence.items if item.tag == "UNKNOWN"]
    if _trades_or_runs(sentence):
        return False
    known = all(_may_be_of_work(item, sentence) for item in sentence.items)
    if norms[0].endswith("ing"):
        unknown = [item for item in unknown if item.start != _start(sentence)]
    about = _ABOUT - _OF_WORDS if purpose else _ABOUT
    return known and not any(_may_be_goods(item, sentence, about) for item in unknown)


_OF_WORDS: Final = words.words("of de du des d")


def _trades_or_runs(sentence: _Sentence) -> bool:
    """Whether something unknown is what somebody sells, buys or is in charge of."""
    tags = {item.tag for item in sentence.items}
    said = {folded(token.text) for token in sentence.tokens}
    return "UNKNOWN" in tags and bool(tags & _TRADES or said & _IN_CHARGE)


_TRADES: Final = frozenset({"SELL", "BUYING", "SPEND"})


def _is_to_do(norms: Sequence[str]) -> bool:
    """Whether a clause begins with what is to be done: "afin d'alléger …", "to size …"."""
    if len(norms) < 2:
        return False
    if norms[0] in ("to", "pour"):
        return norms[0] == "to" or _is_infinitive([*norms, "", ""])
    return any(list(norms[: len(one)]) == one for one in _TO_DO)


_QUESTIONS: Final = words.words(
    "how what which who when quel quelle quels quelles combien comment quand lequel laquelle"
)
_TO_DO: Final = [one.split() for one in ("afin de", "afin d", "avant de", "en vue de", "en vue d")]
_IN_CHARGE: Final = words.words(
    "manage manages handle run lead own gere gerons dirige occupe responsable charge"
)


def _may_be_goods(item: Item, sentence: _Sentence, about: frozenset[str]) -> bool:
    """Whether an unknown word is in capitals, or stands where what somebody works on does."""
    if folded(item.text) in WORK | CLOCK:
        return False
    before = [token.norm for token in sentence.tokens if token.end <= item.start]
    if not before or not item.text.islower() or before[-1] in WORK:
        return True
    near = [norm for norm in before if norm not in _ARTICLES][-1:]
    verb = folded(item.text).endswith(("er", "ir", "re")) and before[-1] in _BEFORE_VERBS
    return bool(set(near) & about) and not verb


_BEFORE_VERBS: Final = words.words("de d en a pour")


def _is_of_work(sentence: _Sentence) -> bool:
    """Whether a clause tells of the work that the answer is for, and of nothing in the data.

    "Account planning: …", "pour nettoyer le référentiel, …", "… - ops dashboard".
    """
    # As typed: a mended word may be another one.
    norms = [folded(token.text) for token in sentence.tokens]
    said, first = set(norms), norms[0]
    if said & _LIMITS | said & _QUESTIONS or (said & _WISHES and not _wishes_to_do(norms)):
        return False
    tags = {item.tag for item in sentence.items}
    if tags - SOFT - _OF_WORK or not all(
        _may_be_of_work(item, sentence) for item in sentence.items
    ):
        return False
    told = first in _FOR | _SO | _DOERS | _TOLD_OF | _WHEN | _OTHERS | {"a"}
    worked = bool(said & WORK) or (told and "OUTSIDE" in tags)
    plain = not any(_may_be_a_name(item, sentence) for item in sentence.items)
    short = len(norms) <= _TITLE
    return plain and (_is_infinitive([*norms, "", ""]) or (worked and (told or short)))


def _may_be_a_name(item: Item, sentence: _Sentence) -> bool:
    """Whether an unknown word is none of the office, nor a verb of what is to be done."""
    if item.tag != "UNKNOWN" or folded(item.text) in WORK | CLOCK:
        return False
    before = [token.norm for token in sentence.tokens if token.end <= item.start]
    if not before or not item.text.islower():
        return True
    if before[-1] == "to":
        # "We have to brief the trainees"; but "we sell to …".
        return not set(before[-2:-1]) & (_WISHES | _HAVING)
    infinitive = before[-1] in _DOING and folded(item.text).endswith(("er", "ir", "re"))
    return not infinitive and before[-1] not in _CAN


_HAVING: Final = words.words("have has had having going trying")
_CAN: Final = words.words("can could must should")
_DOING: Final = words.words("a pour dois doit devons faut veux voulons afin de")


def _wishes_to_do(norms: Sequence[str]) -> bool:
    """Whether what somebody must or wants is to do something, or what was asked: "we need it"."""
    for at, norm in enumerate(norms):
        if norm not in _WISHES:
            continue
        after = norms[at + 1] if at + 1 < len(norms) else ""
        before = norms[at - 1] if at else ""
        done = after in ("to", "it", "this", "that", "them") or before in ("may", "might")
        done = done or (len(after) > _SHORT and after.endswith(("er", "ir", "re")))
        follows = norms[at + 2] if at + 2 < len(norms) else ""
        done = done or (after in ("le", "la", "les") and follows.endswith(("er", "ir", "re")))
        if not done and before not in ("le", "la", "les"):
            return False
    return True


def _may_be_of_work(item: Item, sentence: _Sentence) -> bool:
    if item.tag != "OUTSIDE":
        return True
    following = next((t.norm for t in sentence.tokens if t.start >= item.end), "")
    if folded(item.text) in _REGULAR:
        # "My weekly call", but not "weekly figures".
        return following in WORK
    if folded(item.text) in WORK:
        return True
    reason, text = item.value.reason, folded(item.text)
    if text.startswith(_UPDATING) and sentence.tokens[0].norm in _SPEAKERS:
        return True
    soon = reason in ("daily", "forecast") and text in _DATES | _SOON
    return soon or reason in _OCCASIONS | {"target"}


_OF_WORK: Final = frozenset(
    {"UNKNOWN", "OUTSIDE", "LIST", "DIM", "INT", "BEFORE", "AFTER", "NEW", "GRAIN"}
    | {"BUYING", "ONLY", "LAST", "NEXT"}
)
_UPDATING: Final = ("mets a jour", "mettre a jour", "mettons a jour", "updat", "cree")
_REGULAR: Final = frozenset({"weekly", "daily", "hebdomadaire"})
_SOON: Final = frozenset(
    {"next week", "next month", "this week", "semaine prochaine", "mois prochain", "a venir"}
)
_TITLE: Final = 5
"""Words of a title at most: "Annexe du rapport annuel"."""


def _unsure(item: Item) -> Item:
    """Return an item; a part of several names, which must be asked for, is unknown in talk."""
    return replace(item, tag="UNKNOWN") if _is_vague(item) else item


def _is_vague(item: Item) -> bool:
    return item.tag == "VALUE" and not item.value.exact


def _asks_who(sentence: _Sentence) -> bool:
    """Whether a sentence asks for the names of those that another one tells of."""
    norms = {token.norm for token in sentence.tokens}
    return norms <= _WHO_THEY_ARE and bool(norms & _PRONOUNS)


_WHO_THEY_ARE: Final = words.words("who which are they ones those qui quels sont ils elles ce - ?")


def _kind_of(sentence: _Sentence) -> _Kind | None:
    """Return what a sentence is by its words; None where it is no talk."""
    norms = [token.norm for token in sentence.tokens]
    said, first = set(norms), norms[0]
    if _is_purpose(sentence.tokens):
        return "purpose"
    if sentence.items[0].tag == "VALUE" and sentence.items[0].start == _start(sentence):
        return "of a name"
    doing = first in _DOERS and not set(norms[1:2]) & _NOT_DOING
    if doing or (first in _WHEN and said & (_DOERS | _MY)):
        return "making" if set(norms[:4]) & _MAKING else "doing"
    if first in _OTHERS and said & _SAYING:
        return "doing"
    return "occasion" if said & (PAPERS | CLOCK) else None


_Kind = Literal["purpose", "of a name", "making", "doing", "occasion"]


def _says_no_more(sentence: _Sentence, main: _Sentence, kind: _Kind) -> bool:
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


def _is_title(sentence: _Sentence) -> bool:
    """Whether a few words only tell what the answer is written for: "Board pack, page 1:"."""
    told = [item for item in sentence.items if item.tag not in SOFT | {"INT"}]
    # "Pack" alone is a word for variants.
    papers = sum(token.norm in PAPERS for token in sentence.tokens)
    known = papers > 1 or all(item.tag == "UNKNOWN" for item in told)
    return known and {folded(item.text) for item in told} <= PAPERS | _PREPARING | CLOCK


def _start(sentence: _Sentence) -> int:
    return sentence.tokens[0].start


def _may_be_told(item: Item, kind: _Kind) -> bool:
    """Whether what the data do not hold is no more than the occasion: a date, a plan, a store."""
    if item.tag != "OUTSIDE":
        return True
    if item.value.reason == "daily":
        return folded(item.text) in _DATES
    purpose = kind == "purpose" and item.value.reason == "target"
    return purpose or item.value.reason in _OCCASIONS


def _names_unknown(sentence: _Sentence, kind: _Kind) -> bool:
    """Whether an unknown word may be a name: in capitals, first, or what the sentence is about.

    What somebody makes is none ("I'm preparing the follow-up calls"), nor is an occasion, nor what
    tells which one it is ("the steering meeting"). Where nobody is told to do anything, only
    occasions may be unknown.
    """
    about = _ABOUT - _OF_WORDS if kind == "making" else _ABOUT
    if _trades_or_runs(sentence):
        return True
    for item in sentence.items:
        if item.tag != "UNKNOWN" or folded(item.text) in PAPERS | CLOCK:
            continue
        before = [token.norm for token in sentence.tokens if token.end <= item.start]
        following = [token.norm for token in sentence.tokens if token.start >= item.end][:1]
        if not before or before[-1] in PAPERS:
            return True
        if set(following) & PAPERS:
            continue
        near = [norm for norm in before if norm not in _ARTICLES][-1:]
        if set(near) & about or kind == "occasion":
            return True
    return _in_capitals(sentence)


def _in_capitals(sentence: _Sentence) -> bool:
    """Whether an unknown word in capitals stands elsewhere than at the beginning."""
    return any(
        item.tag == "UNKNOWN"
        and item.text[:1].isupper()
        and item.start != _start(sentence)
        and folded(item.text) not in PAPERS
        for item in sentence.items
    )


def _referring(main: _Sentence, others: Sequence[_Sentence]) -> tuple[Item, ...] | None:
    """Return the items of the question, with what it refers to; None where that is not plain."""
    figure = bool({item.tag for item in main.items} & _FIGURES)
    spoken = [item for one in others for item in one.items]
    if any(item.tag == "OUTSIDE" for item in spoken) and not (figure or main.asks):
        return None
    own = [_meaning(item) for item in main.items]
    names = [item for item in spoken if item.tag in _NAMES and _meaning(item) not in own]
    names = [item for item in names if not _is_vague(item)]
    if not names:
        strange = any(item.tag in ("UNKNOWN", "OUTSIDE") for item in spoken)
        return None if _refers(main) and strange else main.items
    if any(item.tag != "VALUE" for item in names):
        return None
    for at, item in enumerate(main.items):
        if _is_this(main, item) and len(names) == 1:
            # "Revenue without this customer".
            return (*main.items[:at], names[0], *main.items[at + 1 :])
    between = [item for item in spoken if item in names or item.tag == "AND"]
    joined = [item.tag for item in between] == ["VALUE", *["AND", "VALUE"] * (len(names) - 1)]
    return (*between, *main.items) if _refers(main) and joined else None


def _is_this(sentence: _Sentence, item: Item) -> bool:
    """Whether a noun points back: "this customer"."""
    before = next((t.norm for t in reversed(sentence.tokens) if t.end <= item.start), "")
    return item.tag == "DIM" and before in _THESE


def _refers_by_noun(sentence: _Sentence) -> bool:
    return any(_is_this(sentence, item) for item in sentence.items)


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
_IDLE: Final = frozenset({"DIM", "LIST", "VALUE"})
_PEAKS: Final = frozenset({"TOP", "BOTTOM", "HIGHEST", "LOWEST"})
_MOVES: Final = frozenset({"GROWTH", "INCREASE", "DECREASE", "FAST", "SLOW", "RATIO"})
_SAID_AGAIN: Final = (
    (_PEAKS, _PEAKS),
    (_MOVES, _MOVES | {"SHARE"}),
    (frozenset({"GRAIN"}), frozenset({"GRAIN", "PERIOD"})),
    (frozenset({"EACH"}), frozenset({"EACH", "PER", "BY"})),
    (frozenset({"LOST", "NEW", "INACTIVE"}), frozenset({"BUYING", "LOST", "NEW", "INACTIVE"})),
    (frozenset({"MORE_THAN", "LESS_THAN", "COMPARE"}), frozenset({"VERSUS", "COMPARE"})),
)
"""What talk may say where the question says such a thing itself."""
_NAMES: Final = frozenset({"VALUE", "PERIOD", "AMOUNT", "PERCENT", "UNMAPPED", "REST"})
_PREPARING: Final = words.words("preparing prepare preparation for pour")
_DOERS: Final = words.words("i we je j on nous")
_OTHERS: Final = words.words(
    "the our my they he she somebody someone people management le la les l notre nos mon ma mes"
)
_WHEN: Final = words.words("before after as since while avant apres comme puisque pendant")
_SAYING: Final = words.words(
    """ask asks asked say says said claim claims claimed tell tells told think thinks boast boasts
    keep keeps pester pesters demande demandent dit disent pretend pretendent pense pensent"""
)
_MAKING: Final = words.words(
    """preparing prepare prepares preparons making writing building drafting planning redige
    redigeons ecris fais monte montons cale revois"""
)
_WISHES: Final = words.words(
    """want wants wanted need needs must should shall ought require requires veux veut voulons
    voudrais faut besoin souhaite souhaitons doit dois devons"""
)
_LIMITS: Final = words.words(
    """exclude excludes only care cares cover covers restrict limit mean means exclure hors sans
    uniquement seulement concerne without except excluding look looks regarde skip skips omit omits
    omitted ignore ignores drop drops leave leaves remove removes ignorer enlever retirer ecarter
    limiter"""
)
_WANTS: Final = _WISHES | _LIMITS
"""Words of what is wanted, or of what limits it."""
_ABOUT: Final = words.words(
    "about in for is are cover covers of with sur pour dans a en chez est sont de du des avec"
)
_ARTICLES: Final = words.words("a an the my our your le la les l un une mon ma mes notre nos")
_OCCASIONS: Final = frozenset({"discount", "stock", "people", "traffic", "season"})
_DATES: Final = words.words(
    """tomorrow today tonight yesterday monday tuesday wednesday thursday friday saturday sunday
    demain aujourd'hui hier lundi mardi mercredi jeudi vendredi samedi dimanche
    hour hours minute minutes heure heures week semaine"""
)
_THESE: Final = words.words("this that these those ce cet cette ces")
_PRONOUNS: Final = words.words(
    """they them their it its he him his she her leur leurs lui celui celle ceux celles ils elles
    elle"""
)
