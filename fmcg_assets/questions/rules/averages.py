"""Means: of months, quarters or years, or of a measure per customer or product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Clarify, Ratio
from fmcg_assets.questions.rules.groups import COUNT_OF, is_time, name_at
from fmcg_assets.questions.rules.periods import is_the_period

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft

_MEAN_MEASURES: Final = frozenset(
    {"average_list_price", "average_selling_price", "revenue_per_customer"}
)
_ROWS: Final = "order_rows"
_GRAINS: Final = ("month", "quarter", "year")


def averaged(draft: Draft) -> Draft:
    """Read "average monthly …", "… per month on average" and "average … per customer"."""
    heads = draft.free("AVERAGE")
    if not heads:
        return draft
    grain = _grain(draft, heads[0])
    if grain is not None and _one_of_them(draft) is not None and is_the_period(draft, grain):
        # "How many does a customer buy in a year, taking 2024": that year is the whole.
        draft, grain = draft.take("period", grain, meaning="the period named"), None
    if grain is not None:
        name = name_at(draft, grain)
        draft = draft.take("average", *heads, grain, meaning=f"mean per {name}")
        return draft.fill(average_per=name)
    counted = next(
        (
            at
            for at in draft.free("GROUP")
            if name_at(draft, at) in COUNT_OF and draft.items[at].value.how in ("per", "by", "each")
        ),
        None,
    )
    measures = draft.free("MEASURE")
    if len(measures) == 1 and draft.items[measures[0]].value in _MEAN_MEASURES:
        return draft.take("average", *heads, meaning="a mean already")
    if counted is None:
        counted = _one_of_them(draft)
    rows = [at for at in measures if draft.items[at].value == _ROWS]
    if rows and len(measures) <= 2:
        over = next((draft.items[at].value for at in measures if at not in rows), "revenue")
        draft = draft.take("average", *heads, *measures, meaning="per order row")
        return draft.fill(ratio=Ratio(over_measure=over, under_measure=_ROWS), measures=(over,))
    pieces = () if measures else draft.free("COUNT", "HOW_MUCH")
    if counted is not None and (measures or (pieces and _sold(draft))):
        name = name_at(draft, counted)
        under = COUNT_OF[name]
        over = draft.items[measures[0]].value if measures else _asked(draft, pieces[0])
        taken = measures[:1] or pieces
        if over in COUNT_OF.values():
            draft = draft.take("average", *heads, counted, *taken, meaning=f"mean per {name}")
            return draft.fill(average_per=name, measures=(over,))
        draft = draft.take("average", *heads, counted, *taken, meaning=f"per {under}")
        if (over, under) == ("revenue", "customers"):
            return draft.fill(measures=("revenue_per_customer",))
        return draft.fill(ratio=Ratio(over_measure=over, under_measure=under), measures=(over,))
    return draft.stopped(_of_what(draft))


def _one_of_them(draft: Draft) -> int | None:
    """Return the position of "a customer" in "how much does a customer spend on average"."""
    for at in draft.free("DIM"):
        before = draft.text[: draft.items[at].start].casefold().split()
        if name_at(draft, at) in COUNT_OF and before and before[-1] in _ONE:
            return None if draft.items[at].plural else at
        # "The average customer spends", "un client moyen achète".
        mean = "AVERAGE" in (draft.tag(at - 1), draft.tag(at + 1))
        spends = any(item.tag in ("SPEND", "BUYING") for item in draft.items)
        if mean and spends and name_at(draft, at) == "customer" and not draft.items[at].plural:
            return at
    return None


_ONE: Final = ("a", "an", "un", "une", "each", "chaque", "one")


def _asked(draft: Draft, at: int) -> str:
    """Return what "how many" or "how much" asks for, where no figure is named."""
    return "quantity" if draft.items[at].tag == "COUNT" else "revenue"


def _sold(draft: Draft) -> bool:
    return any(item.tag in ("SELL", "BUYING", "COME", "HOW_MUCH") for item in draft.items)


def _grain(draft: Draft, head: int) -> int | None:
    times = [at for at in draft.free("GRAIN", "GROUP") if is_time(draft, at)]
    times = [at for at in times if name_at(draft, at) in _GRAINS]
    if not times:
        return None
    bare = [at for at in times if draft.items[at].tag == "GRAIN"]
    per = [
        at for at in times if draft.items[at].tag == "GROUP" and draft.items[at].value.how == "per"
    ]
    return min(bare or per or times, key=lambda at: abs(at - head))


def _of_what(draft: Draft) -> Clarify:
    measures = draft.free("MEASURE")
    model = draft.context.model.measures
    name = draft.items[measures[0]].value if measures else "revenue"
    label = model[name].label_in(draft.language).casefold()
    if draft.language == "fr":
        options = (f"{label} mensuel moyen", f"{label} moyen par client", f"{label} par produit")
        return Clarify("Une moyenne sur quoi : par mois, par client, par produit ?", options)
    options = (f"average monthly {label}", f"average {label} per customer", f"{label} by product")
    return Clarify("An average over what: per month, per customer, per product?", options)
