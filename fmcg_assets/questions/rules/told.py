"""Questions about the data and the terms: how fresh, what there is, what can be asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Explained, Told
from fmcg_assets.questions.tagging import PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Token

_FIGURES: Final = frozenset(
    PEAKS
    | {"MEASURE", "FILTER", "VALUE", "GROUP", "PERIOD"}
    | {"SHARE", "COMPARE", "COUNT", "BY", "PER", "EACH", "DIM"}
)
_COLUMNS: Final = re.compile(
    r"\b(?:what|which|list|show)\b.{0,20}\b(?:fields|columns"
    r"|measures|metrics|dimensions|kpis|data|"
    r"information|attributes)\b"
    r"|\b(?:fields|columns|measures|metrics|dimensions"
    r"|kpis)\b.{0,30}\b(?:available|exist|there|have)\b"
    r"|\b(?:quels?|quelles?|liste)\b.{0,20}\b(?:champs|colonnes|indicateurs|mesures|dimensions|"
    r"donnees|informations|kpis?)\b"
    r"|\bwhat (?:is|s) in (?:the|this|your) (?:data|dataset|database|table)\b"
    r"|\bwhat does (?:the|this|your) (?:data|dataset|database|table) (?:contain|hold|cover)"
    r"|\bque contien\w+ (?:les|la|vos|le|ces) \w+"
    r"|\b(?:as|avez|a|avons)(?: tu| vous| on| nous)? (?:quoi|koi) comme"
    r" (?:donnees|infos?|chiffres)\b"
    r"|\bdescribe (?:the|this|your) (?:data|dataset)\b"
    r"|\bquelles sont les donnees\b|\bc est quoi (?:les|tes|vos) donnees\b"
)
_FRESH: Final = re.compile(
    r"\b(?:how|is|are|when|until when|up to when"
    r"|what)\b.{0,60}\b(?:fresh|up to date|current|recent|"
    r"refreshed|updated|loaded|refresh|update|latest data|last load|last data)\b"
    r"|\b(?:data freshness|last (?:update|refresh|load|updated"
    r"|refreshed)|latest (?:update|refresh))\b"
    r"|\b(?:latest|last|newest|most recent) (?:available |complete |full )?"
    r"(?:month|date|day|period|data)\b.{0,25}\b(?:data|available|have|loaded|there|in the)\b"
    r"|\b(?:data|figures|numbers)\b.{0,25}\b(?:up to|until|as of|go up to|go to|reach|go back|"
    r"cover|covers|available|date from|start|end)\b"
    r"|\b(?:period|months|dates|years?) (?:is |are )?covered by\b|\bde quand a quand\b"
    r"|\bfrom when (?:to|until) when\b"
    r"|\b(?:how far|how old|how recent|how late)\b.{0,30}\bdata\b"
    r"|\bhow far back\b|\bfirst month\b.{0,25}\b(?:on file|on record|data|available)\b"
    r"|\ba partir de quel\w* (?:mois|date|periode)\b"
    r"|\b(?:which|what) (?:period|dates?|date range"
    r"|time ?range|time ?frame|months|years)\b.{0,25}"
    r"\b(?:cover|covered|available|in the data|have data|data)\b"
    r"|\b(?:until|up to|till) (?:which|what) (?:month|date|day|period)\b|\bjusqu a quel\w*\b"
    r"|\bfraicheur\b|\bderniere (?:mise a jour|actualisation)\b|\ba jour\b|\bmises? a jour\b"
    r"|\b(?:dernier mois|derniere date|dernieres? donnees?|derniere periode)\b.{0,30}"
    r"\b(?:disponibles?|donnees|charge\w*|connues?|base)\b"
    r"|\bjusqu a (?:quand|quelle date|quel mois)\b"
    r"|\bde quand dat\w+\b|\bdat\w+ de quand\b|\bactualise\w*\b"
    r"|\bquelles? periodes?\b.{0,25}\b(?:couv\w+|disponible\w*|donnees)\b"
    r"|\bdonnees\b.{0,25}\b(?:recentes|fraiches|remont\w+|couvr\w+|vont)\b"
)
_HELP: Final = re.compile(
    r"^(?:help|help me|aide|aidez moi|aide moi|exemples?|examples?|what now|menu|start|\?)$"
    r"|\b(?:what|which|how)\b.{0,30}\b(?:can|could|should|may|do|am|are) (?:i|we|you)\b.{0,12}"
    r"\b(?:ask|answer|do|use this|use you|help|know|query)\b"
    r"|\bwhat (?:kind|kinds|sort|sorts|type|types) of questions?\b|\bhow does (?:this|it) work\b"
    r"|\b(?:que|quoi|quelles?|qu est ce que"
    r"|quels?)\b.{0,30}\b(?:puis|peux|peut|pouvez|sais|savez|pourrais)\b"
    r".{0,20}\b(?:demander|poser|faire|repondre|dire|savoir|interroger)\b"
    r"|\bcomment (?:ca marche|cela marche|utiliser|t utiliser|vous utiliser|ca fonctionne)\b"
    r"|\b(?:quel|quels) (?:genre|type|types|genres) de questions?\b|\bexample questions?\b"
    r"|\b(?:peux|pouvez|sais|savez)\b.{0,12}\b(?:repondre|dire|faire)\b.{0,12}\bquoi\b"
    r"|\bexemples? de questions?\b|\bwhat are you able to\b|\bgive me (?:some )?examples\b"
)
_NEWEST: Final = frozenset(
    {"last month", "latest month", "most recent month", "dernier mois", "le dernier mois"}
)
_DEFINED: Final = re.compile(
    r"\b(?:what (?:does|do)|what (?:is|are) meant by|define"
    r"|definition of|meaning of|mean by|explain what)\b"
    r"|\bhow (?:exactly |precisely )?(?:is|are|do you|was|were|does one|do we)\b.{0,60}"
    r"\b(?:calculated?|computed?|defined?|measured?|worked out|determined|derived?|figured out)\b"
    r"|\bhow (?:defined|calculated|computed|measured)\b"
    r"|\bhow (?:do you|do we) (?:calculate|compute|define"
    r"|measure)\b|\bformula (?:for|of|behind)\b"
    r"|\bdefinitions?\b|\bque (?:veut dire|signifie|signifient|veulent dire|designe)\b"
    r"|\bqu est ce qu (?:un|une|on)\b"
    r"|\bc est quoi\b(?! (?:notre|nos|mon|ma|mes|votre|vos|tous|toutes)\b)"
    r"(?! les \w+ (?:where|qui|dont|de|du|des|d|avec)\b)"
    r"|\bqu entend\w* (?:on |vous |tu )?par\b"
    r"|\bcomment\b.{0,60}\b(?:calcule\w*|calcul|defini\w*|determine\w*|mesure\w*|obtenu\w*)\b"
    r"|\b(?:formule|signification) (?:de|du|des|d)\b|\b(?:quelle|which|what) formul[ea]\b"
    r"|\bdefini\w*\b|\bexplain\b.{0,25}|\bexplique\w*\b"
    r"|^what is (?:a|an) \w+(?: \w+)?$|^what is the difference\b|\bwhat(?: is"
    r"|s) the (?:definition|meaning|formula|difference between)\b"
    r"|\bque recouvre\w*\b|\brecouvre quoi\b|\bveut dire\b"
    r"|\bla difference entre\b|\bdifference between\b"
)
_MEANING: Final = re.compile(
    r"\bmeant by\b|\bmeaning\b|\bwhat do(?:es)? .* mean$|\bdefin\w*|\bexpl(?:ain|iqu)\w*"
    r"|\bc est quoi\b|\bqu est ce qu\w*|\bsignifi\w*|\bveut dire\b|\brecouvre\w*"
    r"|\bdesigne\w*|^what (?:is|are) (?:a|an) "
)
"""Asks what a name is; "what does Cricket look like" asks for its figures."""
_CURRENCY: Final = re.compile(
    r"\b(?:which|what|quelle|quel)\b.{0,20}\b(?:currency|devise|monnaie)\b"
)
_DIFFERENCE: Final = re.compile(r"difference (?:between|entre)")


def told(items: Sequence[Item], tokens: Sequence[Token]) -> Told | None:
    """Return the topic of a question that no figures answer; None for others."""
    plain = " ".join(token.norm for token in tokens if token.kind != "mark").strip()
    if not plain:
        return None
    subject = _subject(items)
    if (
        _DEFINED.search(plain)
        and subject
        and not _asks_figures(items)
        and not (_DIFFERENCE.search(plain) and _of_members(items))
    ):
        return Told("definition", subject, explained=_explained(items, "definition"))
    if _CURRENCY.search(plain) and not _asks_figures(items):
        return Told("definition", "revenue", explained=_explained(items, "definition"))
    member = _member(items)
    if _MEANING.search(plain) and member:
        return Told("definition", member[0], member[1], _explained(items, "definition"))
    newest = [item for item in items if folded(item.text) not in _NEWEST]
    if _FRESH.search(plain) and not _figures(newest):
        return Told("freshness", explained=_explained(items, "freshness"))
    if _HELP.search(plain) and not _figures(items):
        return Told("help", explained=_explained(items, "help"))
    if _COLUMNS.search(plain) and not _figures(items, but="data"):
        return Told("columns", explained=_explained(items, "columns"))
    return None


def _subject(items: Sequence[Item]) -> str | None:
    if any(item.tag == "UNMAPPED" for item in items):
        return "unmapped"
    if any(item.tag == "VALUE" and _is_company(item) for item in items):
        return "company"
    for kind in ("MEASURE", "DIM", "GRAIN"):
        for item in items:
            if item.tag == kind:
                return str(item.value)
    return None


_ACTING: Final = frozenset({"SELL", "PRICED", "BUYING", "SPEND", "COME", "AVERAGE", "HOW_MUCH"})


def _member(items: Sequence[Item]) -> tuple[str, str] | None:
    """Return the dimension and the name of the one member that the question is about."""
    asking = [item for item in items if item.tag in _FIGURES | _ACTING and item.text != "mean"]
    if len(asking) != 1 or asking[0].tag != "VALUE":
        return None
    named = asking[0].value
    dimension, values = named.candidates[0]
    alone = len(named.candidates) == 1 and len(values) == 1 and named.exact and not named.negated
    return (dimension, str(values[0])) if alone else None


def _of_members(items: Sequence[Item]) -> bool:
    """Whether a figure's difference between members is asked for, not that of two terms."""
    return {"MEASURE", "DIM"} <= {item.tag for item in items}


def _is_company(item: Item) -> bool:
    """Whether a value is one of the two companies by another name than a platform's."""
    names = {value for _, values in item.value.candidates for value in values}
    return names == {"Sports Bar"} and folded(item.text) != "sports bar"


def _figures(items: Sequence[Item], *, but: str = "") -> bool:
    """Whether the question asks for figures: it names values, periods, groups or rankings."""
    return any(item.tag in _FIGURES and not (but and str(item.value) == but) for item in items)


def _asks_figures(items: Sequence[Item]) -> bool:
    """Whether the question asks for more than the meaning of measures and dimensions."""
    asking = _FIGURES - {"MEASURE", "DIM", "COMPARE"} | {"EVER", "UNIT"}
    return any(
        item.tag in asking and not (item.tag == "VALUE" and _is_company(item)) for item in items
    )


def _explained(items: Sequence[Item], rule: str) -> tuple[Explained, ...]:
    return tuple(
        Explained(item.start, item.end, item.text, rule, item.meaning)
        for item in items
        if item.tag not in ("UNKNOWN",)
    )
