"""A question in plain language becomes a reading: an intent, an answer in words, or an obstacle.

Leaves tag the words, rules take the tagged items one after the other, and what no rule took
stands in the way of an answer. The same question always gives the same reading.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions import amounts, obstacles, outside, places
from fmcg_assets.questions.asides import without_asides
from fmcg_assets.questions.followups import cued, follows, instead, patched
from fmcg_assets.questions.intent import Explained, Understood
from fmcg_assets.questions.rules import (
    averages,
    change,
    charts,
    consistency,
    counts,
    crossing,
    difference,
    filters,
    groups,
    having,
    layout,
    lifecycle,
    listing,
    measures,
    moments,
    periods,
    pivots,
    ranking,
    ratio,
    share,
    windows,
)
from fmcg_assets.questions.rules.draft import Draft
from fmcg_assets.questions.rules.told import told
from fmcg_assets.questions.tagging import SOFT, tagged, vocabulary
from fmcg_assets.questions.talk import without_talk
from fmcg_assets.questions.tokens import LONGEST_QUESTION, tokenize
from fmcg_assets.questions.words import language_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fmcg_assets.questions.context import Context
    from fmcg_assets.questions.intent import Period, Reading
    from fmcg_assets.questions.tagging import Item
    from fmcg_assets.questions.tokens import Language, Token

RULES: Final[tuple[Callable[[Draft], Draft], ...]] = (
    layout.arranged,
    filters.neither,
    ratio.quotient,
    ranking.weighed,
    counts.represented,
    filters.settled,
    filters.listed,
    filters.negated,
    crossing.crossed,
    difference.subtracted,
    share.of_months,
    periods.spanned,
    moments.dated,
    moments.appeared,
    counts.pieces,
    counts.parted,
    counts.several,
    counts.asked_last,
    measures.numbered,
    measures.in_units,
    measures.priced,
    charts.charted,
    ranking.followed,
    groups.doubled,
    groups.alternative,
    groups.grouped,
    groups.each_period,
    groups.each_of_several_periods,
    groups.each_value,
    groups.numbered,
    periods.left_out,
    groups.qualified,
    groups.buyers,
    groups.referred,
    groups.overall,
    windows.windowed,
    change.earned,
    change.lost_figures,
    lifecycle.lived,
    filters.sided,
    change.changed,
    having.limited,
    ratio.divided,
    averages.averaged,
    share.shared,
    counts.orders,
    counts.counted,
    counts.bare,
    pivots.crossed,
    groups.trended,
    measures.extremes,
    ranking.ranked,
    groups.apart,
    listing.listed,
    filters.alone,
    measures.kept,
    groups.kept,
    filters.kept,
    periods.kept,
    periods.in_rows,
    pivots.settled,
    change.apart,
    consistency.checked,
)
"""The rules in their order: folding, clauses, and what is left over."""

_MEANT: Final[dict[Language, dict[str, str]]] = {
    "en": {"varient": "variant", "varients": "variants", "n": "and", "nbr": "nb"},
    "fr": {
        **{"mens": "mensuel", "ss": "sans", "mag": "magasin", "mags": "magasins"},
        **{"ms": "mais", "column": "colonne", "columns": "colonnes", "pis": "et"},
        **{"pus": "plus", "nbr": "nb", "nbre": "nb"},
        **{"mt": "montant", "slt": "seulement"},
    },
}
"""Spellings that are a slip or short for a word in one language, and a word in the other."""
_MOST_TOKENS: Final = 200
_FEW_TOKENS: Final = 3
_TOLD: Final = 6
_IGNORED: Final = SOFT | {"LIST", "WITHIN", "BY", "PER", "EACH"}


def understand(question: str, context: Context) -> Reading:
    """Return what a question asks for, or why it cannot be answered; raises nothing."""
    text = question[:LONGEST_QUESTION]
    tokens = _mended(text, context)
    language = _language(tokens, context)
    reference = _reference(context)
    draft = Draft(text, (), context, language).fill(language=language)
    injected = outside.injection(text)
    if injected:
        return obstacles.outside(draft, injected, ())
    if len(tokens) > _MOST_TOKENS:
        return obstacles.unexplained(draft, ())
    draft = replace(draft, items=tagged(text, tokens, context, language, reference))
    said = _without_seasons(draft.items)
    items = without_asides(without_talk(said, tokens), tokens, SOFT)
    draft = _noted(replace(draft, items=items), said)
    blocked = [item for item in draft.items if item.tag == "OUTSIDE"]
    answer = None if blocked else told(draft.items, tokens)
    if answer:
        return answer
    if blocked:
        return obstacles.outside(draft, blocked[0].value, [item.text for item in blocked])
    return read(draft)


def _noted(draft: Draft, said: tuple[Item, ...]) -> Draft:
    """Return the draft with the unknown words that were taken for talk told."""
    gone = [
        item.text
        for item in said
        if item.tag in ("UNKNOWN", "OUTSIDE", "VALUE") and item not in draft.items
    ]
    if not gone:
        return draft
    words = ", ".join(gone[:_TOLD])
    return draft.note(f"Read without “{words}”.", f"Lu sans « {words} ».")


def _without_seasons(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items without a season whose months are named beside it."""
    if not any(item.tag == "PERIOD" and item.value.periods for item in items):
        return items
    return tuple(i for i in items if i.tag != "OUTSIDE" or i.value.reason != "season")


def _language(tokens: tuple[Token, ...], context: Context) -> Language:
    """Return the language of a question; a few words after another question keep that one's."""
    if context.previous is not None and len(tokens) <= _FEW_TOKENS:
        return context.previous.language
    return language_of(tokens)


def _mended(text: str, context: Context) -> tuple[Token, ...]:
    """Return the tokens with typos mended, but for the words that only the rules know."""
    typed = tokenize(text)[: _MOST_TOKENS + 1]
    meant = _MEANT[_language(typed, context)]
    typed = tuple(
        replace(token, norm=meant.get(token.norm, token.norm)) if _is_meant(typed, at) else token
        for at, token in enumerate(typed)
    )
    known = vocabulary() | places.VOCABULARY | amounts.VOCABULARY
    kept = {at for at, one in enumerate(typed) if one.norm in known or _is_named(typed, at)}
    return context.spelling.corrected(typed, kept)


def _is_named(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a word in capitals follows what it names: "the Plongée division" has no typo."""
    nouns = _NAMING & {tokens[near].norm for near in (at - 1, at + 1) if 0 <= near < len(tokens)}
    few = 2 * sum(token.text[:1].isupper() for token in tokens) < len(tokens)
    return bool(nouns) and tokens[at].text[:1].isupper() and at > 0 and few


_NAMING: Final = frozenset(
    {"division", "category", "categorie", "product", "produit", "customer", "client", "channel"}
    | {"canal", "platform", "plateforme", "variant", "variante"}
)


def _is_meant(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a short word is no other: "slt" greets first, "top n" and "N-1" are no "and"."""
    norm = tokens[at].norm
    if norm == "slt":
        return at > 0
    if norm == "n":
        numbered = at + 1 < len(tokens) and (
            tokens[at + 1].before == "-" or tokens[at + 1].kind == "number"
        )
        return at > 0 and tokens[at - 1].norm not in ("top", "bottom") and not numbered
    return True


def read(draft: Draft) -> Reading:
    """Return the reading of tagged items."""
    draft = instead(replace(draft, following=follows(draft)))
    for rule in RULES:
        draft = rule(draft)
        if draft.obstacle:
            return _with_explained(draft)
    if draft.following:
        draft = cued(draft)
    draft = _compared(draft)
    left = _left(draft)
    if not draft.obstacle and left:
        draft = draft.stopped(obstacles.unexplained(draft, [draft.items[at] for at in left]))
    if draft.obstacle:
        return _with_explained(draft)
    draft = patched(draft) if draft.following else draft
    return _with_explained(draft) if draft.obstacle else _finished(draft)


def _reference(context: Context) -> Period | None:
    previous = context.previous
    return previous.periods[-1] if previous and previous.periods else None


def _compared(draft: Draft) -> Draft:
    """Take "compare" where two sides stand next to each other; one side alone is unfinished."""
    words = draft.free("COMPARE", "VERSUS")
    if not words:
        return draft
    intent = draft.intent
    hanging = draft.items[-1].tag in ("COMPARE", "VERSUS", "WITH", "AND") and len(draft.items) > 1
    several = len(intent.measures) > 1 or len(intent.periods) > 1 or bool(intent.groups)
    if (hanging and draft.items[-1].tag != "COMPARE") or not (several or intent.change):
        return draft.stopped(obstacles.unfinished(draft, [draft.items[at].text for at in words]))
    if all(draft.items[at].tag == "COMPARE" for at in words):
        return draft.take("comparison", *words, meaning="side by side")
    return draft


def _with_explained(draft: Draft) -> Reading:
    obstacle = draft.obstacle
    assert obstacle is not None
    return replace(obstacle, explained=_in_order(draft))


def _left(draft: Draft) -> list[int]:
    return [
        at
        for at, item in enumerate(draft.items)
        if at not in draft.used and item.tag not in _IGNORED
    ]


def _in_order(draft: Draft) -> tuple[Explained, ...]:
    return tuple(sorted(draft.explained, key=lambda one: (one.start, one.end)))


def _finished(draft: Draft) -> Reading:
    intent = draft.intent
    named = any(
        (intent.measures, intent.groups, intent.conditions, intent.periods, intent.count_of)
    ) or any((intent.ratio, intent.share, intent.change, intent.sides, intent.window))
    named = named or bool(intent.average_per) or intent.seen is not None
    if not named and not any(
        item.tag in ("SELL", "BUYING", "SPEND")
        or (item.tag == "TOTAL" and "total" in item.text.casefold())
        for item in draft.items
    ):
        return obstacles.empty(draft)
    if not intent.seen and not listing.wanted(draft):
        draft = measures.defaulted(draft)
    return Understood(
        draft.intent,
        _in_order(draft),
        tuple(dict.fromkeys(draft.notes)),
        tuple((swap.label, swap.of(draft.intent)) for swap in draft.swaps),
    )
