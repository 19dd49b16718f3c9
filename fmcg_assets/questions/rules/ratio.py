"""Ratios: one selection to another, one measure per another."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import CUSTOMER_SIDE, Clarify, Ratio
from fmcg_assets.questions.rules.filters import conditions_of
from fmcg_assets.questions.rules.groups import COUNT_OF, is_time, name_at
from fmcg_assets.questions.tagging import LIMITS, PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.intent import Condition
    from fmcg_assets.questions.rules.draft import Draft, Named

_COUNTED: Final = frozenset({"quantity", "products", "customers", "order_rows"})


def quotient(draft: Draft) -> Draft:
    """Read "CA A divisé par CA B" as a ratio: what is divided by a figure is no grouping."""
    spoken = folded(draft.items[0].text) if draft.items else ""
    figures = {draft.items[at].value for at in draft.free("MEASURE")}
    if spoken.startswith("rapporte") and draft.tag(1) == "MEASURE" and len(figures) == 2:
        # "Rapporte le CA au nombre de lignes".
        draft = draft.changed(0, tag="RATIO")
    for at in draft.free("BY"):
        divides = folded(draft.items[at].text).startswith(("divis", "divided"))
        sides = (draft.before(at, skip=("MEASURE", "OF")), draft.after(at, skip=("MEASURE", "OF")))
        if divides and [draft.tag(side) for side in sides] == ["VALUE", "VALUE"]:
            draft = draft.changed(at, tag="RATIO")
    return draft


def divided(draft: Draft) -> Draft:
    """Read "ratio of A to B" and "units per customer"."""
    heads = draft.free("RATIO")
    if not heads:
        return _per(draft)
    filters = draft.free("FILTER")
    measures = draft.free("MEASURE")
    sides = _sides(draft, filters)
    if sides:
        over, under, taken = sides
        draft = draft.take("ratio", *heads, *taken, *draft.free("VERSUS", "COMPARE", "BETWEEN"))
        return draft.fill(ratio=Ratio(over=over, under=under))
    if len(measures) >= 2:
        return _of_measures(draft, *measures[:2], *heads, *draft.free("PER", "BETWEEN"))
    counted = [at for at in draft.free("GROUP", "DIM") if name_at(draft, at) in COUNT_OF]
    if measures and counted:
        return _ratio_per(draft, measures[0], counted[0], heads)
    if len(counted) >= 2:
        over_measure, under_measure = (COUNT_OF[name_at(draft, at)] for at in counted[:2])
        draft = draft.take("ratio", *heads, *counted[:2])
        ratio = Ratio(over_measure=over_measure, under_measure=under_measure)
        return draft.fill(ratio=ratio, measures=(over_measure,))
    return draft.stopped(
        Clarify(
            draft.said(
                "A ratio of what to what? Name two values or two measures.",
                "Un rapport entre quoi et quoi ? Nommez deux valeurs ou deux indicateurs.",
            )
        )
    )


def _sides(
    draft: Draft, filters: tuple[int, ...]
) -> tuple[tuple[Condition, ...], tuple[Condition, ...], tuple[int, ...]] | None:
    for at in filters:
        named: Named = draft.items[at].value
        condition = named.listed
        if condition is not None and len(condition.values) == 2:
            one, two = condition.values
            return (
                (replace(condition, values=(one,)),),
                (replace(condition, values=(two,)),),
                (at,),
            )
    if len(filters) >= 2:
        first, second = filters[0], filters[1]
        return (
            draft.items[first].value.conditions,
            draft.items[second].value.conditions,
            (first, second),
        )
    return None


def _per(draft: Draft) -> Draft:
    """Read a figure per customer, product or order row as a ratio, where it is no grouping."""
    draft = _per_measure(_set_against(draft))
    if draft.intent.ratio:
        return draft
    for at in draft.free("MEASURE"):
        under = draft.after(at)
        if under is None or not _slashed(draft, at, under):
            continue
        if draft.tag(under) == "MEASURE":
            return _of_measures(draft, at, under)
        if draft.tag(under) == "DIM" and name_at(draft, under) in COUNT_OF:
            return _ratio_per(draft, at, under, ())
    # A table of one figure is none.
    tabled = draft.intent.chart == "table" and len(draft.free("GROUP", "GRAIN")) == 1
    for at in draft.free("GROUP"):
        name = name_at(draft, at)
        buyer = folded(draft.items[at].text).endswith(("acheteur", "actif"))
        between = ("PER", "OF", "IN", "SELL", "BY", "IS")
        before = draft.before(at, skip=(*between, "FILTER", "PERIOD") if buyer else between)
        if before is not None and _of_each(draft, before, at):
            return _ratio_per(draft, before, at, draft.free("AVERAGE"))
        mean = buyer or _is_apart(draft, before, at) or _asks_a_mean(draft, before, at)
        per = draft.items[at].value.how == "per" or mean
        if tabled or name not in COUNT_OF or not per or draft.items[at].plural:
            continue
        if before is None or draft.tag(before) != "MEASURE":
            continue
        if draft.language == "fr" and not mean:
            continue
        further = draft.after(at, skip=("AND", "COMMA", "PER", "BY", "EACH"))
        joined = draft.tag(at + 1) in ("AND", "COMMA") and draft.tag(further) == "GROUP"
        stepped = draft.language == "fr" and mean and draft.tag(at + 1) == "COMMA"
        if joined and not stepped:
            # "Revenue per customer and year" divides by both.
            continue
        measure = draft.items[before].value
        others = [group for group in draft.free("GROUP", "DIM", "GRAIN") if group != at]
        if draft.has("AVERAGE") and measure in _COUNTED:
            return _ratio_per(draft, before, at, draft.free("AVERAGE"))
        ranked = draft.has(*PEAKS, "SHARE", "SORT") and not draft.free("DIM", "GRAIN")
        if ranked or not (name == "customer" or others):
            continue
        if measure == "revenue" and name == "customer":
            draft = draft.take("ratio", before, at, meaning="revenue per customer")
            return draft.fill(measures=(*draft.intent.measures, "revenue_per_customer"))
        if measure in _COUNTED or measure == "revenue":
            return _ratio_per(draft, before, at, ())
    return draft


def _asks_a_mean(draft: Draft, before: int | None, at: int) -> bool:
    """Whether "combien de pièces par client" asks for one figure; "CA par client" lists them."""
    if before is None or draft.tag(before) != "MEASURE" or name_at(draft, at) != "customer":
        return False
    if _lists(draft) or len(draft.free("MEASURE")) > 1:
        return False
    counts = folded(draft.items[before].text).startswith(("combien d", "nombre d"))
    counts = counts and draft.items[before].value in ("quantity", "revenue")
    made = _MADE.search(folded(draft.text[draft.items[at].end :])) is not None
    return before == at - 2 and not draft.items[at].plural and (counts or made)


def _lists(draft: Draft) -> bool:
    """Whether a row each is asked for: a list, a chart, an order, a limit, named customers."""
    told = any(
        item.tag == "LIST" and not folded(item.text).startswith(("avons", "a-t", "a t"))
        for item in draft.items
    )
    conditions = conditions_of(draft, *draft.free("FILTER"))
    named = any(condition.dimension == "customer" for condition in conditions)
    several = any(len(draft.items[at].value.periods) > 1 for at in draft.free("PERIOD"))
    timed = draft.has("AVERAGE") and any(is_time(draft, at) for at in draft.free("GROUP", "GRAIN"))
    kept = any(item.tag in _KEEPING for item in draft.items)
    intent = draft.intent
    return told or named or several or timed or kept or bool(intent.chart or intent.change)


_KEEPING: Final = frozenset(
    {*LIMITS, "BETWEEN", "SORT", "ASCENDING", "DESCENDING", "VERSUS", "COMPARE", "CHART"}
    | {"GROWTH", "INCREASE", "DECREASE", "YEAR_ON_YEAR", "MONTH_ON_MONTH"}
)
_MADE: Final = re.compile(
    r"^ ?(?:(?:avons|faisons|realisons|obtenons)[- ]nous"
    r"|(?:a|fait|realise|obtient)[- ](?:t[- ])?on)\b"
)


def _is_apart(draft: Draft, before: int | None, at: int) -> bool:
    """Whether "unités par client, division par division" divides the mean by what follows."""
    others = [group for group in draft.free("GROUP") if group > at and not is_time(draft, group)]
    near = before is not None and before == at - 2
    return near and draft.tag(at + 1) == "COMMA" and bool(others) and draft.tag(at + 2) != "BY"


def _of_each(draft: Draft, measure: int, at: int) -> bool:
    """Whether "CA par client de chaque plateforme" is a mean: a customer is of one platform."""
    names_one = name_at(draft, at) == "customer" and not draft.items[at].plural
    if draft.language == "en" or draft.tag(measure) != "MEASURE" or not names_one:
        return False
    each = draft.after(at, skip=("OF", "IN", "SELL", "BUYING", "FOR", "EACH", "COME"))
    if each is None or draft.tag(each) != "GROUP" or draft.items[measure].value == "customers":
        return False
    apart = draft.items[each].value.how in ("each", "within")
    return apart and name_at(draft, each) in CUSTOMER_SIDE - {"customer"}


def _slashed(draft: Draft, over: int, under: int) -> bool:
    """Whether a stroke of division stands between ("revenue / customers", "sum(a) / sum(b)")."""
    between = draft.text[draft.items[over].end : draft.items[under].start]
    return _STROKE.fullmatch(between) is not None


_STROKE: Final = re.compile(r"\W*/\W*(?:(?:sum|count|distinct|somme|nb)\W*)*", re.IGNORECASE)


def _set_against(draft: Draft) -> Draft:
    """Read "CA rapporté au nombre de produits" as the one divided by the other."""
    for at in draft.free("VERSUS"):
        told = folded(draft.items[at].text).startswith("rapport")
        if told and draft.tag(at - 1) == "MEASURE" and draft.tag(at + 1) == "MEASURE":
            return _of_measures(draft, at - 1, at + 1, at)
    return draft


def _per_measure(draft: Draft) -> Draft:
    words = ("PER", "BY") if draft.language == "fr" else ("PER",)
    for at in draft.free(*words):
        before, after = draft.before(at), draft.after(at)
        if before is None or after is None:
            continue
        if draft.tag(before) == "MEASURE" and draft.tag(after) == "MEASURE":
            return _of_measures(draft, before, after, at, *draft.free("AVERAGE"))
    return draft


def _of_measures(draft: Draft, over: int, under: int, *words: int) -> Draft:
    """Divide one named measure by another; `words` are what says so."""
    measure, divisor = draft.items[over].value, draft.items[under].value
    draft = draft.take("ratio", over, under, *words)
    ratio = Ratio(over_measure=measure, under_measure=divisor)
    return draft.fill(ratio=ratio, measures=(measure,))


def _ratio_per(draft: Draft, measure: int, group: int, heads: tuple[int, ...]) -> Draft:
    over = draft.items[measure].value
    name = name_at(draft, group)
    if over in COUNT_OF.values():
        # Counts do not add up: products per customer are those of each, and their mean.
        draft = draft.take("average", *heads, measure, group, meaning=f"mean per {name}")
        return draft.fill(average_per=name, measures=(over,))
    under = COUNT_OF[name]
    draft = draft.take("ratio", *heads, measure, group, meaning=f"{over} per {under}")
    return draft.fill(ratio=Ratio(over_measure=over, under_measure=under), measures=(over,))
