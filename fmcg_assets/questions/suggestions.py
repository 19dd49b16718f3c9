"""Three questions that may come next; each of them can be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.errors import FmcgError
from fmcg_assets.questions.intent import Intent, Understood
from fmcg_assets.questions.months import month_text
from fmcg_assets.questions.presentation import name_of
from fmcg_assets.questions.resolve import GRAINS, span
from fmcg_assets.questions.sql import statement_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fmcg_assets.questions.context import Context
    from fmcg_assets.questions.intent import Period, Reading
    from fmcg_assets.questions.resolve import Facts
    from fmcg_assets.semantics.numbers import Language

_NUMBER: Final = 3
_OF_FRENCH: Final = {
    "revenue": "du chiffre d'affaires",
    "quantity": "de la quantité",
    "customers": "du nombre de clients",
    "products": "du nombre de produits",
    "order_rows": "du nombre de lignes de commande",
}
_NUMBER_OF: Final = {
    "customers": ("number of customers", "nombre de clients"),
    "products": ("number of products", "nombre de produits"),
    "order_rows": ("number of order rows", "nombre de lignes de commande"),
}
_TRIED: Final = 8
_KNOWN: Final = 5_000


def next_questions(
    intent: Intent,
    context: Context,
    facts: Facts,
    read: Callable[[str, Context], Reading],
    known: dict[str, bool],
) -> tuple[str, ...]:
    """Return questions near an intent that can be answered from the data as they are.

    `known` keeps which questions can, for as long as the data stay the same.
    """
    found: list[str] = []
    alone = context.after(None)
    for tried, question in enumerate(_candidates(intent, context)):
        if len(found) == _NUMBER or tried == _TRIED:
            break
        if question in found:
            continue
        if question not in known and len(known) < _KNOWN:
            known[question] = _answerable(question, alone, facts, read)
        if known.get(question):
            found.append(question)
    return tuple(found)


def _answerable(
    question: str, context: Context, facts: Facts, read: Callable[[str, Context], Reading]
) -> bool:
    reading = read(question, context)
    if not isinstance(reading, Understood):
        return False
    try:
        statement_of(reading.intent, context.model, facts)
    except FmcgError:
        return False
    return True


def _candidates(intent: Intent, context: Context) -> Iterator[str]:
    language = intent.language
    french = language == "fr"
    measure = intent.measures[0] if intent.measures else "revenue"
    label = name_of(measure, context.model, language)
    figure = _NUMBER_OF.get(measure, (label, label))[french]
    figure = f"{figure[:1].upper()}{figure[1:]}"
    of_french = _OF_FRENCH.get(measure, f"du {figure.lower()}")
    when = _when(intent.periods, language)
    groups = [name for name in intent.groups if name not in GRAINS]
    timed = any(name in GRAINS for name in intent.groups)
    group = groups[0] if groups else "channel"
    dimension = context.model.dimensions[group]
    named = (dimension.label_fr if french else dimension.label).lower()
    plural = (dimension.plural_fr if french else dimension.plural).lower()
    additive = context.model.measures[measure].additive
    if not groups:
        yield f"{figure} par canal{when}" if french else f"{figure} by channel{when}"
    if not timed and not (len(intent.periods) == 1 and span(intent.periods[0]) == 1):
        yield f"{figure} par mois{when}" if french else f"{figure} by month{when}"
    if not intent.rank:
        if french:
            yield f"Top 5 des {plural if groups else 'produits'} par {figure.lower()}{when}"
        else:
            yield f"Top 5 {plural if groups else 'products'} by {figure.lower()}{when}"
    if additive and not intent.share:
        if french:
            yield f"Part {of_french} par {named}{when}"
        else:
            yield f"Share of {figure.lower()} by {named}{when}"
    if not intent.change:
        if french:
            yield f"Croissance {of_french} par {named} sur un an"
        else:
            yield f"{figure} growth by {named} year over year"
    for example in context.model.example_questions:
        yield from example.questions_in(language)


def _when(periods: tuple[Period, ...], language: Language) -> str:
    """Return one period behind a question; several, or another span, are left out."""
    if len(periods) != 1:
        return ""
    period, french = periods[0], language == "fr"
    if span(period) == 12 and period.first.month == 1:
        return f" en {period.first.year}" if french else f" in {period.first.year}"
    if span(period) == 3 and period.first.month % 3 == 1:
        quarter = f"{(period.first.month + 2) // 3} {period.first.year}"
        return f" au T{quarter}" if french else f" in Q{quarter}"
    if span(period) == 1:
        month = month_text(period.first, language)
        return f" en {month}" if french else f" in {month}"
    return ""
