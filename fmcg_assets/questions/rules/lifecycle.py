"""Members by when they bought: new, lost, inactive, active."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import PRODUCT_SIDE, Clarify, Lifecycle, Period
from fmcg_assets.questions.resolve import months_later
from fmcg_assets.questions.rules.filters import conditions_of
from fmcg_assets.questions.rules.groups import COUNT_OF, is_time, name_at
from fmcg_assets.questions.rules.periods import one_span
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.intent import Condition
    from fmcg_assets.questions.rules.draft import Draft

_KINDS: Final[dict[str, Literal["new", "lost", "inactive", "active"]]] = {
    "INACTIVE": "inactive",
    "LOST": "lost",
    "NEW": "new",
    "ACTIVE": "active",
}
_DIMENSIONS: Final = {count: dimension for dimension, count in COUNT_OF.items()}
_TRADES: Final = frozenset({"BUYING", "SELL", "INACTIVE", "NEW", "LOST"})


def lived(draft: Draft) -> Draft:
    """Read new, lost, inactive or active members of the one dimension that is asked about."""
    draft = _in_one_period_only(_active_ones_listed(draft))
    # Customers of the data are those that bought: "per active customer" is per customer.
    buyers = [at for at in draft.free("ACTIVE") if draft.tag(at - 1) == "MEASURE"]
    buyers = [at for at in buyers if draft.items[at - 1].value == "revenue_per_customer"]
    draft = draft.take("lifecycle", *buyers, meaning="customers that bought")
    if draft.has("NEW") and draft.has("BEFORE") and draft.has("INACTIVE"):
        # "That we began to sell in July, never sold before".
        known = draft.free("INACTIVE", "BEFORE")
        draft = draft.take("lifecycle", *known, meaning="never before")
    tag = next((tag for tag in _KINDS if draft.has(tag)), None)
    if tag is None or draft.intent.lifecycle:
        return draft
    counted = _counted(draft)
    subject = _subject(draft) if counted is None else counted
    before = draft.context.previous
    if subject is None and draft.following and before is not None and before.lifecycle:
        # "And the lost ones?", after new customers.
        draft = draft.take("lifecycle", *draft.free(tag), meaning=_KINDS[tag])
        return draft.fill(lifecycle=Lifecycle(_KINDS[tag]))
    goods = subject is None and tag == "INACTIVE" and _asks_what(draft)
    people = any(folded(draft.items[at].text) in _NEWCOMERS for at in draft.free("NEW"))
    if subject is None and not goods and not people and not draft.has("WHO"):
        return draft
    kind = _KINDS[tag]
    dimension = "product" if goods else _dimension(draft, subject)
    if kind == "active" and dimension in COUNT_OF and (draft.has("COUNT") or counted is not None):
        taken = [*draft.free(tag, "COUNT"), *([subject] if subject is not None else [])]
        draft = draft.take("count", *taken, meaning=f"how many: {dimension}")
        return draft.fill(measures=(*draft.intent.measures, COUNT_OF[dimension]))
    without = _products(draft, dimension) if kind == "inactive" else ()
    bought: tuple[int, ...] = ()
    if dimension not in PRODUCT_SIDE:
        # "Cricket customers who did not buy bats": they bought the one and not the other.
        bought = tuple(at for at in without if at < draft.free(tag)[0])
        without = tuple(at for at in without if at not in bought)
    if bought and not without:
        return draft.stopped(_of_whom(draft, bought))
    draft = draft.take("lifecycle", *bought, meaning="bought")
    draft = draft.take("lifecycle", *without, meaning="not bought")
    taken = [*draft.free(tag), *([subject] if subject is not None else [])]
    counts = tuple(at for at in draft.free("COUNT") if not _of_a_figure(draft, at))
    draft = draft.take(
        "lifecycle", *taken, *counts, *draft.free("NOT"), meaning=f"{kind} {dimension}"
    )
    if kind == "new":
        # "How many new customers did we gain?"
        draft = draft.take("lifecycle", *draft.free("INCREASE"), meaning="new")
    lifecycle = Lifecycle(kind, conditions_of(draft, *without), conditions_of(draft, *bought))
    draft = draft.fill(lifecycle=lifecycle)
    if kind in ("inactive", "lost") and not without and not bought:
        draft = _bought_at_any_time(draft)
    if kind in ("lost", "new"):
        draft = _from_one_to_the_other(draft)
        draft = _never_since(draft)
    most = {draft.items[at - 1].tag for at in taken if at}
    others = [at for at in draft.free("DIM", "GROUP") if name_at(draft, at) != dimension]
    if counts or counted is not None or (most & {"HIGHEST", "LOWEST"} and others):
        return draft.fill(count_of=dimension)
    if _of_them_all(draft, min(taken)):
        assert draft.intent.lifecycle is not None
        return draft.fill(lifecycle=replace(draft.intent.lifecycle, total_of=dimension))
    return draft.fill(groups=(*draft.intent.groups, dimension))


_NEWCOMERS: Final = frozenset({"newcomers", "newcomer", "first timers", "nouveaux venus"})


def _bought_at_any_time(draft: Draft) -> Draft:
    """Read "had ordered before, but nothing in July" as lost from any earlier month to July."""
    said = [at for at in draft.free("BEFORE") if draft.tag(at - 1) not in ("INACTIVE", "LOST")]
    said += [at for at in draft.free("AFTER") if draft.tag(at + 1) in ("BUYING", "IS")]
    spans = draft.free("PERIOD")
    traded = draft.has("BEFORE")
    traded = traded or any(item.tag in ("BUYING", "SELL", "ACTIVE") for item in draft.items)
    earliest = draft.context.snapshot.first_month
    if not said or not traded or len(spans) != 1 or earliest is None:
        return draft
    period = one_span(draft.items[spans[0]].value.periods)
    if period is None or period.first <= earliest:
        return draft
    words = draft.free("LOST", "INACTIVE", "BUT", "NOT", "EXCEPT", "THEN")
    draft = draft.take("lifecycle", *said, *spans, *words, meaning="bought at any time before")
    earlier = Period(earliest, months_later(period.first, -1), "")
    return draft.fill(lifecycle=Lifecycle("lost"), periods=(earlier, period))


def _of_a_figure(draft: Draft, at: int) -> bool:
    """Whether "combien de CA" asks for a figure, not for a number of members."""
    following = draft.after(at)
    measure = draft.tag(following) == "MEASURE" and following is not None
    return measure and draft.items[following or 0].value not in _DIMENSIONS


def _of_them_all(draft: Draft, first: int) -> bool:
    """Whether a figure of all of them is wanted: "revenue from new customers"."""
    before = {
        item.tag
        for at, item in enumerate(draft.items[:first])
        # "Quel CA" asks for a figure, "quels clients" for names.
        if item.tag != "WHICH" or draft.tag(at + 1) != "MEASURE"
    }
    if "HOW_MUCH" in before or (draft.has("HOW_MUCH") and draft.has("SPEND")):
        return True
    figures = [at for at in draft.free("MEASURE") if draft.items[at].value not in _DIMENSIONS]
    if figures and _DID_THEY.search(folded(draft.text)):
        # "The new customers of July: how many units did they take?"
        return True
    if before & {"WHICH", "WHO", "LIST", "TOP", "BOTTOM"}:
        return False
    joint = draft.items[first - 1].tag if first else ""
    return joint in ("OF", "COME", "IN", "WITH", "FOR") and any(
        at < first and draft.items[at].value not in _DIMENSIONS for at in draft.free("MEASURE")
    )


_DID_THEY: Final = re.compile(r"\b(?:did they|have they|ont.ils|ont.elles|ils ont|elles ont)\b")


def _active_ones_listed(draft: Draft) -> Draft:
    """Read "liste des clients actifs" as who they are, not how many."""
    for at in draft.free("MEASURE"):
        names = at > 0 and draft.tag(at - 1) == "LIST"
        if names and folded(draft.items[at].text) in _ACTIVE_ONES:
            draft = draft.changed(at, tag="DIM", value="customer")
    return draft


_ACTIVE_ONES: Final = ("clients actifs", "active customers")


def _in_one_period_only(draft: Draft) -> Draft:
    """Read "bought in 2024 but not in 2025" as lost from the one period to the other."""
    spans = draft.free("PERIOD")
    # Who is active buys; the word alone tells of no trade elsewhere.
    active = any(item.tag == "ACTIVE" or folded(item.text) in _ACTIVE_ONES for item in draft.items)
    traded = active or any(item.tag in _TRADES for item in draft.items) or _had_none(draft)
    if draft.intent.lifecycle or len(spans) != 2 or not traded:
        return draft
    draft = _bought_before(draft)
    if draft.intent.lifecycle:
        return draft
    one, two = spans
    between = [at for at in range(one + 1, two) if draft.tag(at) in ("NOT", "EXCEPT", "INACTIVE")]
    after = [at for at in range(one + 1, two) if draft.tag(at) == "AFTER"]
    if after and draft.has("LOST", "NEW"):
        between += after
    between += draft.free("NEW", "LOST", "AFTER", "BEFORE", "ACTIVE") if between else ()
    if between and not draft.has("MEASURE", "SPEND"):
        # "Of the customers of 2024, how many ordered nothing last month".
        for at in draft.free("HOW_MUCH"):
            draft = draft.changed(at, tag="COUNT")
    counted = _counted(draft)
    subject = _subject(draft) if counted is None else counted
    if not between or (subject is None and not draft.has("WHO")):
        return draft
    if draft.has("FILTER") and any(at > one for at in draft.free("FILTER")):
        return draft
    dimension = _dimension(draft, subject)
    periods = (*draft.items[one].value.periods, *draft.items[two].value.periods)
    if len(periods) != 2 or periods[0].first == periods[1].first:
        # "Last month but not this month", where the newest month is the last complete one.
        return draft
    taken = [one, two, *between, *([subject] if subject is not None else [])]
    counts = draft.free("COUNT")
    draft = draft.take("lifecycle", *taken, *counts, *draft.free("BUT"), meaning="only before")
    kind: Literal["new", "lost"] = "lost"
    if any(draft.items[at].tag == "LOST" for at in between) and after:
        # "Stopped in 2025 after they bought in 2024"
        periods = tuple(sorted(periods, key=lambda period: period.first))
    elif periods[1].first < periods[0].first:
        kind, periods = "new", (periods[1], periods[0])
    draft = draft.fill(lifecycle=Lifecycle(kind), periods=periods)
    asks = counted is not None and draft.items[counted - 1].tag == "WHICH" and counted > 0
    if counts or (counted is not None and not asks):
        return draft.fill(count_of=dimension)
    return draft.fill(groups=(*draft.intent.groups, dimension))


def _had_none(draft: Draft) -> bool:
    """Whether "sales in August but none in November" is said."""
    return draft.has("MEASURE") and any(
        folded(draft.items[at].text).startswith(("none", "aucun")) for at in draft.free("NOT")
    )


def _bought_before(draft: Draft) -> Draft:
    """Read "bought nothing in November though they did in October" as lost."""
    one, two = draft.free("PERIOD")
    nothing = [at for at in draft.free("INACTIVE") if at < one]
    bought = [at for at in range(one + 1, two) if draft.tag(at) in ("BUYING", "ACTIVE")]
    subject = _subject(draft)
    if not nothing or not bought or draft.has("FILTER", "NEW", "LOST"):
        return draft
    now, before = (one_span(draft.items[at].value.periods) for at in (one, two))
    if now is None or before is None or before.last >= now.first:
        return draft
    dimension = _dimension(draft, subject)
    taken = [one, two, *nothing, *bought, *([subject] if subject is not None else [])]
    draft = draft.take("lifecycle", *taken, *draft.free("BUT"), meaning="only before")
    draft = draft.fill(lifecycle=Lifecycle("lost"), periods=(before, now))
    return draft.fill(groups=(*draft.intent.groups, dimension))


def _from_one_to_the_other(draft: Draft) -> Draft:
    """Read "lost between Q4 2024 and Q1 2025" as bought in the one and not in the other.

    "New in Q2 2025 compared to Q1 2025" is the same, the other way round.
    """
    spans = draft.free("PERIOD")
    if len(spans) == 2 and _bought_then_lost(draft, *spans):
        one, two = (draft.items[at].value.periods[0] for at in spans)
        draft = draft.take("lifecycle", *spans, meaning="from the one to the other")
        return draft.fill(periods=(one, two))
    if len(spans) != 1:
        return draft
    item = draft.items[spans[0]]
    if item.value.versus and len(item.value.periods) == 2:
        compared = draft.free("VERSUS", "COMPARE")
        draft = draft.take("lifecycle", spans[0], *compared, meaning="from the one to the other")
        return draft.fill(periods=tuple(sorted(item.value.periods, key=lambda one: one.first)))
    if item.value.ends is None:
        return draft
    first, second = item.value.ends
    # "2024-Q4 to 2025-Q1" is two quarters; "from January to June" is one span.
    apart = item.text.casefold().startswith(("between", "entre"))
    adjacent = months_later(first.last, 1) == second.first
    won = draft.intent.lifecycle is not None and draft.intent.lifecycle.kind == "new"
    if not adjacent and (won or not apart):
        # "Won between January and March" is in these months.
        return draft
    draft = draft.take("lifecycle", spans[0], meaning="from the one to the other")
    return draft.fill(periods=item.value.ends)


def _bought_then_lost(draft: Draft, first: int, second: int) -> bool:
    """Whether "bought in October but were lost in November" names two times."""
    one, two = draft.items[first].value.periods, draft.items[second].value.periods
    between = {item.tag for item in draft.items[first + 1 : second]}
    bought = any(item.tag == "BUYING" for item in draft.items[:first])
    joined = "LOST" in between and bool(between & {"BUT", "AND"})
    joined = joined and between <= {"LOST", "BUT", "AND", "IS", "IN", "WHO", "COMMA"}
    return bought and joined and len(one) == len(two) == 1 and one[0].last < two[0].first


def _never_since(draft: Draft) -> Draft:
    """Read "sold before September and not since" as lost from then on."""
    spans = draft.free("PERIOD")
    since = any(item.tag == "LOST" and _SINCE.search(folded(item.text)) for item in draft.items)
    newest = draft.context.snapshot.last_month
    if not since or len(spans) != 1 or newest is None:
        return draft
    period = one_span(draft.items[spans[0]].value.periods)
    if period is None or period.last >= newest:
        return draft
    draft = draft.take("lifecycle", spans[0], meaning="until then, and never since")
    after = Period(months_later(period.last, 1), newest, "")
    return draft.fill(periods=(period, after))


_SINCE: Final = re.compile(r"\b(?:since|depuis|again|jamais)\b")


def _asks_what(draft: Draft) -> bool:
    """Whether "what does A not buy" asks for products."""
    return draft.items[0].tag == "WHICH" and any(
        _is_a_customer(conditions_of(draft, at)) for at in draft.free("FILTER")
    )


def _never_buys(draft: Draft, subject: int, at: int, head: int) -> bool:
    """Whether a customer is who does not buy: "which products did A not buy".

    In "A's products that did not sell" and "products that A sold but did not …" he is not.
    """
    sells = any(item.tag in ("SELL", "BUYING", "BUT") for item in draft.items[at + 1 : head])
    return at > subject and not sells and _is_a_customer(conditions_of(draft, at))


def _is_a_customer(conditions: Sequence[Condition]) -> bool:
    return all(one.dimension == "customer" and not one.negated for one in conditions)


def _dimension(draft: Draft, subject: int | None) -> str:
    if subject is None:
        return "customer"
    if draft.items[subject].tag == "MEASURE":
        return _DIMENSIONS[draft.items[subject].value]
    return name_at(draft, subject)


def _subject(draft: Draft) -> int | None:
    found = [at for at in draft.free("DIM", "GROUP") if not is_time(draft, at)]
    if not found:
        return None
    bare = [at for at in found if draft.items[at].tag == "DIM"]
    # "Which platform won the most new customers": those that are new are the customers.
    near = [at for kind in draft.free(*_KINDS) if (at := draft.after(kind)) in bare]
    return (near or bare or found)[0]


def _counted(draft: Draft) -> int | None:
    """Return the position of "how many customers", which the lexicon knows as a measure."""
    return next((at for at in draft.free("MEASURE") if draft.items[at].value in _DIMENSIONS), None)


def _of_whom(draft: Draft, without: tuple[int, ...]) -> Clarify:
    """Ask back for "A's customers who did not buy", which leaves open what they did not."""
    name = draft.items[without[-1]].text
    return Clarify(
        draft.said(
            "Did not buy what? Name it, or ask for a period without purchases.",
            "Pas acheté quoi ? Nommez-le, ou demandez une période sans achat.",
        ),
        (draft.said(f"which customers did not buy {name}", f"clients sans achat de {name}"),),
    )


def _products(draft: Draft, dimension: str) -> tuple[int, ...]:
    """Return the filters that are the object of "did not buy": other purchases do not count.

    For products, those that say where or by whom they were not bought ("what does A not buy").
    """
    of_products = dimension in PRODUCT_SIDE
    head = min(draft.free("INACTIVE"), default=0)
    subjects = [at for at in draft.free("DIM", "GROUP") if not is_time(draft, at)]
    first = subjects[0] if subjects else -1
    return tuple(
        at
        for at in draft.free("FILTER")
        if all((c.dimension in PRODUCT_SIDE) != of_products for c in conditions_of(draft, at))
        and (at > head or not of_products or _never_buys(draft, first, at, head))
    )
