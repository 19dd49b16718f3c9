"""Clauses that tell of work at the office, or of what somebody does or is to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import words
from fmcg_assets.questions.occasions import (
    ABOUT,
    ARTICLES,
    CLOCK,
    DATES,
    DOERS,
    FOR,
    GOODS,
    LIMITS,
    NOT_DOING,
    OCCASIONS,
    OTHERS,
    SO,
    SPEAKERS,
    TOLD_OF,
    WHEN,
    WISHES,
    WORK,
)
from fmcg_assets.questions.parting import SHORT, Clause, is_infinitive, is_to_do, start
from fmcg_assets.questions.tagging import PEAKS, SOFT
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tagging import Item


def tells(sentence: Clause, others: Sequence[Clause]) -> bool:
    """Whether a clause tells of work, or of what somebody does or is to do.

    A word that was mended is taken as typed; a peak may be told of where others ask for one.
    """
    asked = {item.tag for one in others for item in one.items}
    typed = {token.start for token in sentence.tokens if token.norm != folded(token.text)}
    items = tuple(
        replace(item, tag="UNKNOWN") if item.start in typed else unsure(item)
        for item in sentence.items
        if not (item.tag in PEAKS and asked & PEAKS)
    )
    sentence = replace(sentence, items=items)
    if not items or not _asks_for_nothing(sentence):
        return False
    return _is_of_work(sentence) or _is_of_doing(sentence)


def _asks_for_nothing(sentence: Clause) -> bool:
    """Whether a clause asks for nothing, limits nothing and names nothing of the data."""
    norms = sentence.typed
    said = set(norms)
    if said & LIMITS | said & _QUESTIONS or (said & WISHES and not _wishes_to_do(norms)):
        return False
    if trades_or_runs(sentence) or _is_of_the_last(sentence):
        return False
    tags = {item.tag for item in sentence.items}
    known = all(_may_be_of_work(item, sentence) for item in sentence.items)
    return known and not tags - SOFT - _OF_WORK


def _is_of_doing(sentence: Clause) -> bool:
    """Whether somebody tells what he does or is to do: "I want to run a tasting there".

    What somebody sells, buys or is in charge of may be what is asked about.
    """
    norms = sentence.typed
    purpose = is_to_do(norms)
    does = norms[0] in DOERS | TOLD_OF and not set(norms[1:2]) & NOT_DOING
    # "Preparing the range review: …".
    does = does or (norms[0].endswith("ing") and len(norms[0]) > SHORT)
    if not (purpose or does) or len(norms) < _FEWEST:
        return False
    unknown = [item for item in sentence.items if item.tag == "UNKNOWN"]
    if norms[0].endswith("ing"):
        unknown = [item for item in unknown if item.start != start(sentence)]
    about = ABOUT - OF_WORDS if purpose else ABOUT
    return not any(_may_be_goods(item, sentence, about) for item in unknown)


_FEWEST: Final = 4
"""Words at least of a clause that tells what somebody does."""
OF_WORDS: Final = words.words("of de du des d")


def trades_or_runs(sentence: Clause) -> bool:
    """Whether something unknown is what somebody sells, buys or is in charge of."""
    tags = {item.tag for item in sentence.items}
    strange = bool(tags & {"UNKNOWN", "OUTSIDE"})
    return strange and bool(tags & _TRADES or _IN_CHARGE & set(sentence.typed))


_TRADES: Final = frozenset({"SELL", "BUYING", "SPEND"})


_QUESTIONS: Final = words.words(
    "how what which who when quel quelle quels quelles combien comment quand lequel laquelle"
)


_IN_CHARGE: Final = words.words(
    "manage manages handle run lead own gere gerons dirige occupe responsable charge"
)


def _may_be_goods(item: Item, sentence: Clause, about: frozenset[str]) -> bool:
    """Whether an unknown word is in capitals, or stands where what somebody works on does."""
    if _is_of_the_office(item, sentence):
        return False
    before = sentence.before(item)
    if _stands_out(item, before) or before[-1] in WORK:
        return True
    near = [norm for norm in before if norm not in ARTICLES][-1:]
    verb = folded(item.text).endswith(("er", "ir", "re")) and before[-1] in _BEFORE_VERBS
    return bool(set(near) & about) and not verb


_BEFORE_VERBS: Final = words.words("de d en a pour")


def _is_of_the_office(item: Item, sentence: Clause) -> bool:
    """Whether a word is of the office; what work is about is so only beside one of work."""
    text = folded(item.text)
    return text in WORK | CLOCK or (text in GOODS and not WORK.isdisjoint(sentence.typed))


def _stands_out(item: Item, before: Sequence[str]) -> bool:
    """Whether a word limits, comes first or is in capitals, and so may be a name."""
    return folded(item.text) in GOODS or not before or not item.text.islower()


def _is_of_work(sentence: Clause) -> bool:
    """Whether a clause tells of the work that the answer is for, and of nothing in the data.

    "Account planning: …", "pour nettoyer le référentiel, …", "… - ops dashboard".
    """
    norms = sentence.typed
    said, first = set(norms), norms[0]
    tags = {item.tag for item in sentence.items}
    told = first in FOR | SO | DOERS | TOLD_OF | WHEN | OTHERS | {"a"}
    speaks = first in DOERS | TOLD_OF | {"a", "an"} or is_to_do(norms)
    if tags & {"NEW", "BUYING"} and not speaks:
        # "New range: …", "for phone orders, …".
        return False
    outside = {folded(item.text) for item in sentence.items if item.tag == "OUTSIDE"}
    worked = bool((said - outside) & WORK) or (told and bool(outside))
    plain = not any(_may_be_a_name(item, sentence) for item in sentence.items)
    short = len(norms) <= _TITLE
    return plain and (is_infinitive([*norms, "", ""]) or (worked and (told or short)))


def _may_be_a_name(item: Item, sentence: Clause) -> bool:
    """Whether an unknown word is none of the office, nor a verb of what is to be done."""
    if item.tag == "DIM":
        return not _is_beside_work(item, sentence)
    if item.tag != "UNKNOWN" or _is_of_the_office(item, sentence):
        return False
    before = sentence.before(item)
    if _stands_out(item, before):
        return True
    if before[-1] == "to":
        # "We have to brief the trainees"; but "we sell to …".
        return not set(before[-2:-1]) & (WISHES | _HAVING)
    infinitive = before[-1] in _DOING and folded(item.text).endswith(("er", "ir", "re"))
    return not infinitive and before[-1] not in _CAN


def _is_of_the_last(sentence: Clause) -> bool:
    """Whether a time is named by "last"; "je passe" is none."""
    last = [item for item in sentence.items if item.tag == "LAST"]
    return any(not folded(item.text).startswith("pass") for item in last)


def _is_beside_work(item: Item, sentence: Clause) -> bool:
    """Whether members are only of work: "account plans", "plans clients", "the client is …"."""
    before = sentence.before(item)[-2:]
    return sentence.after(item) in WORK | _VERBS or bool(set(before) & _PLANS)


_VERBS: Final = words.words("is are was were meet meets est sont")
_PLANS: Final = words.words("plan plans revue revues bilan fiche fiches note notes comite dossier")


_HAVING: Final = words.words("have has had having going trying")


_CAN: Final = words.words("can could must should")


_DOING: Final = words.words("a pour dois doit devons faut veux voulons afin de")


def _wishes_to_do(norms: Sequence[str]) -> bool:
    """Whether what somebody must or wants is to do something, or what was asked: "we need it"."""
    for at, norm in enumerate(norms):
        if norm not in WISHES:
            continue
        after = norms[at + 1] if at + 1 < len(norms) else ""
        before = norms[at - 1] if at else ""
        done = after in ("to", "it", "this", "that", "them") or before in ("may", "might")
        done = done or (len(after) > SHORT and after.endswith(("er", "ir", "re")))
        follows = norms[at + 2] if at + 2 < len(norms) else ""
        done = done or (after in ("le", "la", "les") and follows.endswith(("er", "ir", "re")))
        if not done and before not in ("le", "la", "les"):
            return False
    return True


def _may_be_of_work(item: Item, sentence: Clause) -> bool:
    if item.tag != "OUTSIDE":
        return True
    if folded(item.text) in _REGULAR:
        # "My weekly call", but not "weekly figures".
        return sentence.after(item) in WORK
    reason, text = item.value.reason, folded(item.text)
    if text.startswith(_UPDATING) and sentence.tokens[0].norm in SPEAKERS:
        return True
    if reason == "season" and set(sentence.before(item)[-1:]) & _SEASONS:
        # "Last season: …" is a time.
        return False
    if folded(item.text) in WORK:
        return True
    soon = reason in ("daily", "forecast") and text in DATES | _SOON
    return soon or reason in OCCASIONS | {"target"}


_OF_WORK: Final = frozenset(
    {"UNKNOWN", "OUTSIDE", "LIST", "DIM", "INT", "BEFORE", "AFTER", "NEW", "GRAIN"}
    | {"BUYING", "ONLY", "LAST", "NEXT"}
)


_UPDATING: Final = ("mets a jour", "mettre a jour", "mettons a jour", "updat", "cree")


_SEASONS: Final = words.words("last this previous past derniere cette precedente passee")
_REGULAR: Final = frozenset({"weekly", "daily", "hebdomadaire"})


_SOON: Final = frozenset(
    {"next week", "next month", "this week", "semaine prochaine", "mois prochain", "a venir"}
)


_TITLE: Final = 5
"""Words of a title at most: "Annexe du rapport annuel"."""


def is_vague(item: Item) -> bool:
    """Return whether an item is a part of several names, which would have to be asked for."""
    return item.tag == "VALUE" and not item.value.exact


def unsure(item: Item) -> Item:
    """Return an item; a part of several names, which must be asked for, is unknown in talk."""
    return replace(item, tag="UNKNOWN") if is_vague(item) else item
