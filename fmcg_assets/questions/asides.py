"""Words that say nothing where they stand: requests, asides, and what is said of goods in passing.

Lists of words are in `words`; here it is a word's place that tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import words
from fmcg_assets.questions.occasions import WORK
from fmcg_assets.questions.tokens import clauses, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Token


def without_asides(
    items: Sequence[Item], tokens: Sequence[Token], soft: frozenset[str]
) -> tuple[Item, ...]:
    """Return the items without unknown words that are no more than politeness.

    These stand in a clause of their own ("whenever you have a moment", "je ne connais pas encore
    leurs noms"), or in a request before its verb: "I should be most obliged if you could prepare".
    What a request is for is not dropped, and a negation only where nobody is said to know.
    """
    spared: set[int] = set()
    parts = list(clauses(tokens, lambda _, at: tokens[at].norm in _ENDS))
    for clause in (tokens[first:end] for first, end in parts):
        inside = [item for item in items if clause[0].start <= item.start < clause[-1].end]
        names = any(_says(item, soft) for item in inside)
        if len(parts) > 1 and not names and _is_polite(clause):
            spared.update(item.start for item in inside if _is_plain(item, clause))
            continue
        request = _request(clause, inside, soft)
        if request and not any(token.norm in _NEGATIONS for token in request):
            spared.update(
                item.start
                for item in inside
                if item.start < request[-1].end and item.tag != "NOT" and _is_plain(item, clause)
            )
    return tuple(item for item in items if item.start not in spared)


def _is_polite(clause: Sequence[Token]) -> bool:
    """Whether a clause says when it suits, what somebody would be, or that he does not know."""
    norms = [token.norm for token in clause]
    if not set(norms) & _PERSONS:
        return False
    would = norms[0] in _FIRST and bool(set(norms[1:3]) & _WOULD) and "be" in norms[1:4]
    knows = bool(set(norms) & _NEGATIONS) and bool(set(norms) & _KNOWING)
    return norms[0] in _WHENEVER or would or knows or set(norms[:2]) >= {"je", "serais"}


def _request(
    clause: Sequence[Token], items: Sequence[Item], soft: frozenset[str]
) -> Sequence[Token]:
    """Return what a clause begins with up to the last verb of asking before it names anything."""
    named = min((item.start for item in items if _says(item, soft)), default=clause[-1].end)
    # "How much do I need" wants what it asks; "I need to know how much" does not.
    questions = (at for at, token in enumerate(clause) if token.norm in _QUESTIONS)
    before = min(questions, default=len(clause))
    verbs = [
        at
        for at, token in enumerate(clause)
        if token.start < named and token.norm in (_ASKING | _WANTING if at < before else _ASKING)
    ]
    request = clause[: verbs[-1] + 1] if verbs else ()
    return request if {token.norm for token in request} & (_PERSONS | WORK) else ()


def _says(item: Item, soft: frozenset[str]) -> bool:
    """Whether an item says something of the data; "most" may grace a word ("most obliged")."""
    graces = item.tag == "HIGHEST" and item.text.casefold() == "most"
    return not graces and item.tag not in soft and item.tag not in _IDLE


def _is_plain(item: Item, clause: Sequence[Token]) -> bool:
    """Whether a word is no name that no leaf knows: capitals begin a clause, or else a name."""
    if item.tag == "UNKNOWN":
        return item.text[:1].islower() or item.start == clause[0].start
    if item.tag == "OUTSIDE":
        # "Logistics wants to see …", but not "how much stock do we need".
        before = {token.norm for token in clause if token.end <= item.start}
        return folded(item.text) in WORK and len(before) <= 1 and not before & _QUESTIONS
    return item.tag in ("NOT", "LIST", "HIGHEST")


_IDLE: Final = frozenset({"UNKNOWN", "NOT", "LIST", "OUTSIDE"})
_ENDS: Final = frozenset({".", "!", "?", ";", ",", ":", "(", ")"})
_PERSONS: Final = words.words(
    """i we me my myself you your je j nous me m moi mon vous votre tu te toi
    cfo ceo coo cmo boss board team teams manager managers director controller management finance
    marketing equipe equipes direction directeur directrice controleur patron patronne chef"""
)
_FIRST: Final = frozenset({"i", "we", "je", "j", "nous"})
_WOULD: Final = words.words("would should will shall d")
_WHENEVER: Final = words.words("when whenever if once as quand si des lorsque comme")
_NEGATIONS: Final = words.words("not no never cannot don isn pas ne n jamais")
_KNOWING: Final = words.words(
    "know knows sure remember certain aware connais connait sais sait souviens sur sure certain"
)
_QUESTIONS: Final = words.words(
    "how what which who when quel quelle quels quelles combien comment que quoi"
)
_WANTING: Final = words.words(
    """want wants wanted need needs call phone ring chase visit contact veut veulent appeler
    relancer contacter visiter"""
)
_ASKING: Final = words.words(
    """tell show give see know prepare say share find send let check look understand provide
    indicate confirm work explain list hear learn draw pull get
    ask asks asked asking
    reclame reclament attend attendent demande demandent
    dire dites dis voir savoir montrer montrez donner donnez donne indiquer indiquez preparer
    preparez communiquer communiquez transmettre connaitre comprendre sortir trouver fournir
    fournissez preciser precisez obtenir avoir faire"""
)


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
    if tokens[i].norm.startswith(_WISHES) and tokens[i].norm.endswith(_WISHING):
        # "Vous me calculeriez …", "je prendrais volontiers …".
        return True
    opens = i == 0 or tokens[i - 1].norm in STOPS
    after = tokens[i + 1].norm if i + 1 < len(tokens) else ""
    if opens and (after in _ME or (tokens[i].norm.endswith("ez") and after in _OBJECTS)):
        return True
    if opens and tokens[i].norm in _IMPERATIVES:
        return True
    if is_goods(tokens, i):
        return True
    if tokens[i].norm.startswith(_DIVIDED):
        return any(
            one.value == "by"
            for at in range(i + 1, min(i + 5, len(tokens)))
            if all(words.filler_at(tokens, between) for between in range(i + 1, at))
            for one in words.keywords_at(tokens, at)
        )
    return _in_aside(tokens, i)


def is_goods(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word says no more than that goods are meant: "Cricket gear"."""
    return tokens[i].norm in _GOODS and i > 0 and tokens[i - 1].norm not in _ABOUT


_WISHES: Final = (
    *("voudr", "aimer", "pourr", "souhaiter", "prefer", "prendr", "calculer", "montrer"),
    *("donner", "afficher", "indiquer", "presenter"),
)
_WISHING: Final = ("iez", "ais", "ait", "ions")
"""How French verbs of wishes begin and end; others may change what is asked ("j'enlèverais")."""
_GOODS: Final = words.words("gear kit kits merchandise goods trade")
_DIVIDED: Final = (
    *("ventil", "repart", "decoup", "decompos", "detaill", "group", "regroup", "class", "eclat"),
    *("segment", "distribu", "separ", "present", "affich", "declin", "croise", "organis", "agreg"),
    *("scind", "fractionn", "chunk", "slic", "arrang", "bucket", "tabulat"),
)
"""How participles of dividing begin; another one may change what is asked ("remboursées")."""

STOPS: Final = frozenset({".", "!", "?", ";", ",", ":", "(", ")", "-"})
"""Marks that end a clause."""
_IMPERATIVES: Final = words.words(
    """additionne additionnez repere reperez isole isolez recense recensez identifie identifiez
    name build draw compile assemble tabulate
    totalise totalisez reprends reprenez relance relancez"""
)
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
    if i == 0 and tokens[i].norm in _BEGINNING and len(tokens) > 1:
        return True
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


_BEGINNING: Final = words.words("express exprime exprimez exprimer")
_REQUESTED: Final = words.words("share advise intimate confirm state revert furnish provide")
_RELATIVES: Final = words.words(
    "of in on per by what which whether if how why when who where should to about for"
)
_KINDLY: Final = words.words("kindly please pls you veuillez merci svp stp pouvez peux")
_OBJECTS: Final = words.words("the me us our a with le la les l moi nous mon ma mes notre nos")
