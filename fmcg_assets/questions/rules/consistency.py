"""What a question says that an intent cannot: better asked back than answered wrongly."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import CUSTOMER_SIDE, PRODUCT_SIDE, Clarify, Refusal
from fmcg_assets.questions.rules.groups import TIME
from fmcg_assets.questions.tagging import SOFT
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft


def checked(draft: Draft) -> Draft:
    """Stop at what would be answered, but not as it was asked."""
    for check in _CHECKS:
        draft = check(draft)
        if draft.obstacle:
            return draft
    return draft


def _ranked_alone(draft: Draft) -> Draft:
    """Ask back for "is A our biggest channel?": A alone would always be first."""
    rank = draft.intent.rank
    places = any(item.tag == "SORT" and _RANKS.search(folded(item.text)) for item in draft.items)
    if rank is None or draft.following or (rank.limit is None and not places):
        return draft
    ranked = [name for name in draft.intent.groups if name not in rank.within]
    if not draft.intent.groups and rank.limit is None:
        # "What is A's rank": of those of its kind.
        ranked = [condition.dimension for condition in draft.intent.conditions]
    for condition in draft.intent.conditions:
        if condition.dimension in ranked and not condition.negated and len(condition.values) == 1:
            names = draft.context.model.dimensions[condition.dimension]
            plural = names.plural_in(draft.language).casefold()
            return draft.stopped(
                Clarify(
                    draft.said(
                        "One value alone cannot be ranked. Rank all of them?",
                        "Une seule valeur ne se classe pas. Les classer toutes ?",
                    ),
                    (draft.said(f"rank {plural} by revenue", f"classement des {plural} par CA"),),
                )
            )
    return draft


_RANKS: Final = re.compile(r"\brank|\brang|\bclassement|\bplace|\bposition")


def _bought_alone(draft: Draft) -> Draft:
    """Refuse "customers who bought only A": what else they bought is not looked at."""
    customers = "customer" in draft.intent.groups or "customers" in draft.intent.measures
    if not customers or draft.following:
        return draft
    items = draft.items
    for at in range(1, len(items)):
        near = [items[i].tag for i in (at - 1, at + 1) if i < len(items)]
        if items[at].tag != "FILTER" or "ONLY" not in near:
            continue
        products = any(c.dimension in PRODUCT_SIDE for c in items[at].value.conditions)
        if products and any(items[i].tag == "BUYING" for i in range(at)):
            return draft.stopped(
                Refusal(
                    draft.said(
                        "Who bought nothing else cannot be told; ask who bought it at all.",
                        "Qui n'a rien acheté d'autre ne peut être déterminé ; demandez qui en a"
                        " acheté.",
                    ),
                    (items[at].text,),
                )
            )
    return draft


def _sold_alone(draft: Draft) -> Draft:
    """Refuse "which products are sold only by A": where else they are sold is not looked at."""
    intent = draft.intent
    goods = bool(set(intent.groups) & PRODUCT_SIDE) and not intent.measures and not intent.rank
    trades = [at for at, item in enumerate(draft.items) if item.tag in ("SELL", "BUYING")]
    only = [at for at, item in enumerate(draft.items) if item.tag == "ONLY"]
    near = any(abs(one - other) == 1 for one in only for other in trades)
    where = [c for c in intent.conditions if c.dimension in CUSTOMER_SIDE]
    if not (goods and near and where):
        return draft
    return draft.stopped(
        Refusal(
            draft.said(
                "What is sold nowhere else cannot be told; ask what is sold there at all.",
                "Ce qui n'est vendu nulle part ailleurs ne peut être déterminé ; demandez ce qui"
                " y est vendu.",
            ),
            tuple(draft.items[at].text for at in only),
        )
    )


def _only_then(draft: Draft) -> Draft:
    """Refuse "who bought only in 2024" and "active in every quarter": other months tell that."""
    intent = draft.intent
    names = bool(set(intent.groups) - TIME) and not (intent.measures or intent.rank)
    trades = any(
        item.tag in ("BUYING", "SELL", "ACTIVE") or folded(item.text) in ("active in", "present in")
        for item in draft.items
    )
    figures = any(item.tag == "HOW_MUCH" for item in draft.items)
    if not (names and trades) or figures or intent.share or intent.change or intent.count_of:
        return draft
    items = draft.items
    only = any(
        one.tag == "ONLY" and draft.items[draft.after(at) or 0].tag == "PERIOD"
        for at, one in enumerate(items)
    )
    always = bool(set(intent.groups) & TIME) and _EVERY.search(folded(draft.text)) is not None
    if not (only or always):
        return draft
    return draft.stopped(
        Clarify(
            draft.said(
                "Whether somebody bought in no other month, or in each one, cannot be told; who"
                " bought in a period, or stopped after it, can.",
                "Qui n'a acheté à aucun autre moment, ou à chacun, ne peut être déterminé ; qui a"
                " acheté dans une période, ou cessé après elle, oui.",
            )
        )
    )


_EVERY: Final = re.compile(
    r"\b(?:active|bought|buys?|ordered|sold|present)\b.{0,40}"
    r"\b(?:every (?:single )?(?:month|quarter|year)\b|each of the (?:last|past)\b|every one of\b)"
    r"|\b(?:achet\w+|acti[fv]\w*|command\w+|vendu\w*)\b.{0,40}"
    r"\b(?:tous les (?:mois|trim)|chacun des)"
)


def _months_ahead(draft: Draft) -> Draft:
    """Ask back for "how many months did A beat B": months are counted by one figure."""
    apart = any(item.tag == "FILTER" and item.value.apart for item in draft.items)
    if draft.intent.count_of not in TIME or not apart:
        return draft
    return draft.stopped(
        Clarify(
            draft.said(
                "Months in which one is ahead of the other are not counted; both by month are shown"
                " when asked for.",
                "Les mois où l'un devance l'autre ne se comptent pas ; demandez les deux par mois.",
            )
        )
    )


def _crossed(draft: Draft) -> Draft:
    """Refuse "A in 2024 and B in 2025": every value would be taken in every period."""
    order = [item.tag for item in draft.items if item.tag in ("FILTER", "PERIOD")]
    runs = [tag for tag, _ in groupby(order)]
    if len(runs) < 4 or len(draft.intent.periods) < 2:
        return draft
    return draft.stopped(
        Refusal(
            draft.said(
                "Different values in different periods are two questions; ask one after the other.",
                "Des valeurs différentes à des périodes différentes : ce sont deux questions ;"
                " posez-les l'une après l'autre.",
            )
        )
    )


def _hanging(draft: Draft) -> Draft:
    """Ask back for a sentence that ends in the middle ("revenue by")."""
    last = len(draft.items) - 1
    if last < 1 or draft.tag(last) not in ("BY", "PER", "EACH", "WITHIN"):
        return draft
    return draft.stopped(
        Clarify(
            draft.said(
                f"“{draft.items[last].text}” what? Name a grouping, such as channel or month.",
                f"« {draft.items[last].text} » quoi ? Nommez un découpage : canal, mois…",
            ),
            (f"{draft.text.rstrip(' ?.')} {draft.said('channel', 'canal')}",),
        )
    )


def _against_nothing(draft: Draft) -> Draft:
    """Ask back for "show me the difference", which names nothing that differs."""
    bare = {item.tag for item in draft.items} <= SOFT | {"GROWTH", "COMPARE", "TREND", "ABSOLUTE"}
    if not bare or draft.following or not draft.intent.change:
        return draft
    return draft.stopped(
        Clarify(
            draft.said(
                "The change of what, against what?", "L'évolution de quoi, et face à quoi ?"
            ),
            (
                draft.said("revenue growth in 2025", "croissance du chiffre d'affaires en 2025"),
                draft.said("revenue Q3 2025 vs Q3 2024", "CA T3 2025 vs T3 2024"),
            ),
        )
    )


def _idle(draft: Draft) -> Draft:
    """Ask back for "shoes, without boots": what is left out was not in, so one is misread."""
    conditions = draft.intent.conditions
    for without in conditions:
        kept = [c for c in conditions if c.dimension == without.dimension and not c.negated]
        if without.negated and kept and not set(kept[0].values) & set(without.values):
            names = ", ".join(str(value) for one in (*kept, without) for value in one.values)
            return draft.stopped(
                Clarify(
                    draft.said(
                        f"Which of these should be kept, and which left out: {names}?",
                        f"Que faut-il garder et que faut-il exclure : {names} ?",
                    ),
                    (),
                )
            )
    return draft


def _who_they_are(draft: Draft) -> Draft:
    """Ask back for "what did they buy?": members of an answer are not referred to."""
    intent = draft.intent
    they = any(word in _THEY for word in folded(draft.text).replace("'", " ").split())
    named = intent.conditions or intent.groups or intent.measures or intent.count_of
    trades = any(item.tag in ("BUYING", "SPEND") for item in draft.items)
    if not (they and trades) or named or draft.following:
        return draft
    return draft.stopped(
        Clarify(
            draft.said(
                "Who is meant? Name the customers.", "De qui s'agit-il ? Nommez les clients."
            )
        )
    )


_THEY: Final = frozenset({"they", "he", "she", "ils", "elles", "il", "elle"})


_CHECKS: Final = (
    *(_ranked_alone, _bought_alone, _sold_alone, _crossed, _hanging, _against_nothing),
    *(_idle, _months_ahead, _only_then, _who_they_are),
)
