"""Rankings: the best and the worst, overall or within a group, by a figure, share or growth."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import Rank, Share
from fmcg_assets.questions.rules import ends
from fmcg_assets.questions.rules.draft import Group
from fmcg_assets.questions.rules.groups import COUNT_OF, TIME, is_time, name_at
from fmcg_assets.questions.tagging import LIMITS, MOVING_PEAKS, PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft

DEFAULT_LIMIT: Final = 10
"""Rows of "top products", where the question names no number."""

_SEEN_THROUGH: Final = frozenset(
    {"INT", "SELL", "MEASURE", "FILTER", "PERIOD", "OF", "IN", "FOR", "IS", "INCREASE", "BY"}
    | PEAKS
    | {"DECREASE", "GROWTH", "DISTINCT", "BUYING", "WITH"}
    | {"FAST", "AVERAGE", "ACTIVE", "COUNT", "TOTAL", "PLACE"}
)


_WHICH_ONE: Final = frozenset({"lequel", "laquelle", "which one", "which one of"})
_INVARIABLE: Final = frozenset({"mieux", "plus", "moins", "bas", "gros", "mauvais", "creux"})
_PODIUM: Final = 3


def weighed(draft: Draft) -> Draft:
    """Read "qui pèse le plus" as what sells most: no share is asked for."""
    for at in draft.free("REPRESENT"):
        most = draft.tag(at + 1) in ("HIGHEST", "LOWEST") and draft.has("WHO", "WHICH")
        limit = draft.after(at, skip=("SEPARATELY", "EACH", "IS"))
        most = most or (draft.tag(limit) in LIMITS and draft.has("AMOUNT"))
        if most and not draft.has("SHARE", "RELATIVE", "PERCENT"):
            draft = draft.changed(at, tag="SELL")
    return draft


def ranked(draft: Draft) -> Draft:
    """Read top, bottom, best, worst, most, least, and what is ordered by which figure.

    A single place ("second biggest", "number 3") is one row after those before it; beside another
    ranking or number it is not plain what it is of.
    """
    places, peaks = draft.free("PLACE"), draft.free(*MOVING_PEAKS)
    draft = _ranking(draft)
    rank = draft.intent.rank
    if len(places) != 1 or rank is None or len(peaks) > 1 or rank.limit is None:
        return draft
    others = [name for name in draft.intent.groups if name not in (*rank.within, *TIME)]
    timed = [name for name in draft.intent.groups if name in TIME and name not in rank.within]
    alone = len(others) == 1 or (not others and len(timed) == 1) or draft.following
    if not alone or draft.has("BOTH") or (draft.intent.change and not draft.growth):
        return draft
    place = draft.items[places[0]].value
    draft = draft.take("ranking", *places, meaning=f"place {place}")
    return draft.fill(rank=replace(rank, limit=1, skip=place - 1))


def _ranking(draft: Draft) -> Draft:
    draft = _by_count(_last_as_bottom(draft))
    peaks = draft.free(*MOVING_PEAKS) or draft.free("PLACE")[:1]
    if not peaks:
        return _growing(_sorted(draft))
    head = peaks[0]
    target = _target(draft, head)
    if draft.tag(head) == "PLACE" and draft.tag(target) == "GROUP":
        # "Runner-up in each division": of what?
        return draft
    both = ends.asked(draft, peaks)
    if both and (target is None or not ends.of_one_order(draft, peaks)):
        return draft
    if target is None:
        return _again(draft, peaks) if draft.following else _without_target(draft, peaks)
    overall = _over_time(draft, head, target)
    draft = draft if overall else _each_time(draft, target)
    limit, numbers = _limit(draft, head, target, peaks)
    if both:
        draft, limit, numbers = ends.shown(draft, target, peaks, limit, numbers)
    if numbers and draft.has("PLACE"):
        return draft
    descending = both or _descending(draft, peaks)
    by = _by(draft)
    draft, measure = _order_measure(draft, peaks)
    name = name_at(draft, target)
    within = _within(draft, target)
    draft = _dear(draft, peaks)
    together = _together(draft, head, limit) and draft.items[target].tag == "DIM"
    if both and together:
        # What the first and the last make up together is no one share.
        return draft
    end = "both ends" if both else "top" if descending else "bottom"
    meaning = f"{end} {limit if limit is not None else ''}".strip()
    heads = [at for at in peaks if draft.items[at].tag != "PLACE"]
    draft = draft.take("ranking", *heads, *numbers, meaning=meaning)
    draft = draft.take("ranking", target, meaning=name)
    if is_time(draft, target):
        draft = draft.take("ranking", *draft.free("WHEN"), meaning="when")
    turned = ("ASCENDING",) if descending else ("DESCENDING",)
    if limit is not None and draft.has(*turned) and not both:
        # "Top 5, weakest on top": the first ones are shown first.
        return draft
    draft = draft.take("ranking", *draft.free("SORT", "DESCENDING", "ASCENDING"))
    others = _other_groups(draft)
    if together and limit is not None:
        share = Share(top=limit, of=name, lowest=not descending)
        return draft.fill(share=share)
    order = [*(n for n in others if n in within), name, *(n for n in others if n not in within)]
    if draft.items[target].tag == "GROUP" and not within:
        order = [n for n in _all_groups(draft) if n in (name, *others)]
    order = [*draft.intent.groups, *order]
    if overall:
        times = [at for at in draft.free("GRAIN") if is_time(draft, at)]
        draft = draft.take("ranking", *times, meaning="over time").fill(pivot=overall)
        order, within = [name, *order, overall], ()
    return draft.fill(
        groups=tuple(dict.fromkeys(order)),
        rank=Rank(limit, descending, tuple(within), measure, by, ends=both),
    )


def followed(draft: Draft) -> Draft:
    """Read the "évolution" of ranked members as their course: it is not what ranks them."""
    for at in draft.free("GROWTH", *_STEPS):
        item = draft.items[at]
        head = draft.after(at, skip=("OF", "FOR", "MEASURE", "INT"))
        spans = [draft.items[span].value for span in draft.free("PERIOD")]
        between = any(one.versus or one.ends for one in spans)
        held = [tag for tag in _HELD if tag != item.tag and draft.has(tag)]
        if draft.tag(head) not in ("TOP", "BOTTOM") or held or between:
            continue
        if item.tag in _STEPS and folded(item.text).startswith("evolution"):
            draft = draft.changed(at, tag="GRAIN", value=_STEPS[item.tag])
        elif folded(item.text) in _COURSES:
            draft = draft.changed(at, tag="TREND")
    return draft


_HELD: Final = (
    *("YEAR_ON_YEAR", "MONTH_ON_MONTH", "QUARTER_ON_QUARTER", "VERSUS", "COMPARE", "SHARE"),
)
_COURSES: Final = frozenset({"evolution", "development", "progression", "movement"})
_STEPS: Final = {"MONTH_ON_MONTH": "month", "QUARTER_ON_QUARTER": "quarter"}


def _over_time(draft: Draft, head: int, target: int) -> str | None:
    """Return the grain over which members ranked once are followed: "revenue by month of the top".

    "The top 3 of each month" and "top 3 by month" rank in each month.
    """
    if is_time(draft, target) or draft.intent.change or draft.intent.share:
        return None
    steps = [name for name in draft.intent.groups if name in TIME]
    if steps:
        trend = any(item.tag == "TREND" for item in draft.items)
        return steps[0] if trend and _adds_up(draft) and len(draft.intent.groups) == 1 else None
    if not _adds_up(draft) or any(not is_time(draft, at) for at in draft.free("GROUP")):
        return None
    first = head - 1 if draft.tag(head - 1) in ("INT", "PLACE") else head
    times = [at for at in draft.free("GRAIN", "GROUP") if is_time(draft, at)]
    if len(times) == 1 and times[0] > first and _is_course(draft, first, times[0]):
        return name_at(draft, times[0])
    times = [at for at in times if at < first]
    if draft.tag(first - 1) not in ("OF", "FOR") or len(times) != 1:
        return None
    (at,) = times
    each = draft.tag(at) == "GROUP" and draft.items[at].value.how in ("each", "within")
    between = {item.tag for item in draft.items[at + 1 : first - 1]}
    return name_at(draft, at) if not each and between <= {"MEASURE", "OF", "IN"} else None


def _adds_up(draft: Draft) -> bool:
    """Whether figures can be summed over time to rank by: a mean price cannot."""
    measures = draft.context.model.measures
    return all(measures[draft.items[at].value].additive for at in draft.free("MEASURE"))


def _is_course(draft: Draft, first: int, time: int) -> bool:
    """Whether a course is asked for before the ranked members, and its steps after them."""
    trend = any(item.tag == "TREND" for item in draft.items[:first])
    return trend and (draft.tag(time) == "GRAIN" or draft.items[time].value.how in ("by", "per"))


def _each_time(draft: Draft, target: int) -> Draft:
    """Rank in each month where it is said "monthly": no month competes with another one."""
    for at in draft.free("GRAIN"):
        if (
            at == target
            or is_time(draft, target)
            or not _MONTHLY.match(folded(draft.items[at].text))
        ):
            continue
        draft = draft.changed(at, tag="GROUP", value=Group(name_at(draft, at), "each"))
    return draft


_MONTHLY: Final = re.compile(r"(?:month|quarter|year)ly$|annual$|mensuel|trimestriel|annuel")


def _last_as_bottom(draft: Draft) -> Draft:
    """Read "the last 5 categories" as the lowest ones: members have no order in time."""
    for at in draft.free("FIRST"):
        following = draft.after(at, skip=("OF", "INT"))
        before = draft.before(at, skip=("IS",))
        told = draft.tag(at - 1) == "IS" and draft.tag(before) == "DIM" and draft.has("MEASURE")
        if draft.tag(following) == "DIM" or told:
            draft = draft.changed(at, tag="TOP")
    for at in draft.free("LAST"):
        near = [draft.before(at), draft.after(at)]
        tags = {draft.tag(one) for one in near}
        beyond = {draft.tag(draft.after(one)) for one in near if one is not None}
        if "INT" in tags and "DIM" in tags | beyond:
            draft = draft.changed(at, tag="BOTTOM")
    return draft


def _by_count(draft: Draft) -> Draft:
    """Read "the channel with the fewest customers" as ranked by their number."""
    if draft.has("MEASURE") or draft.intent.measures:
        return draft
    for at in draft.free("HIGHEST", "LOWEST"):
        counted = draft.after(at, skip=("OF", "DISTINCT"))
        named = any(
            draft.tag(one) in ("DIM", "GRAIN")
            or (draft.tag(one) == "FILTER" and draft.items[one].value.apart)
            for one in range(at)
        )
        if counted is None or draft.tag(counted) != "DIM" or not named:
            continue
        item = draft.items[counted]
        said = {name_at(draft, one) for one in draft.free("DIM") if one < counted}
        if item.value in said and draft.has("AND"):
            # "Best products and worst products".
            continue
        if item.plural and item.value not in COUNT_OF and not draft.intent.count_of:
            # "Which customer buys the most categories".
            draft = draft.take("count", counted, meaning=f"how many: {item.value}")
            return draft.fill(count_of=item.value)
        if item.plural and item.value in COUNT_OF:
            return draft.changed(counted, tag="MEASURE", value=COUNT_OF[item.value])
    return draft


def _together(draft: Draft, head: int, limit: int | None) -> bool:
    """Whether the ranked members are meant as one: "what share do the top 5 make up"."""
    if limit == 1 or draft.intent.change:
        return False
    later = [item.tag for item in draft.items[head:]]
    if any(
        one in ("COME", "REPRESENT") and "SHARE" in later[at : at + 3]
        for at, one in enumerate(later)
    ):
        # "The ten best products make what share": all ten.
        return True
    if any(item.tag == "TOGETHER" for item in draft.items):
        return True
    before = [item.tag for item in draft.items[:head]]
    each = any(tag in ("EACH", "BY", "PER", "GROUP") for tag in before)
    asked = ("SHARE" in before and "HIGHEST" not in before) or "HOW_MUCH" in before
    return asked and not each


def _descending(draft: Draft, peaks: tuple[int, ...]) -> bool:
    down = any(draft.items[at].tag in ends.DOWN for at in peaks)
    if draft.intent.change and draft.growth == "down":
        # The biggest decline is the lowest growth.
        return False
    return not down


def _by(draft: Draft) -> Literal["measure", "share", "difference", "percent"]:
    if draft.intent.change:
        return draft.growth_by
    if draft.intent.share:
        return "share"
    return "measure"


def _target(draft: Draft, head: int) -> int | None:
    """Return the dimension or grain that is ranked."""
    for at in range(head + 1, len(draft.items)):
        tag = draft.tag(at)
        if tag in ("DIM", "GRAIN"):
            return at
        if draft.items[at].tag not in _SEEN_THROUGH or tag == "BY":
            break
    for at in range(head - 1, -1, -1):
        if draft.tag(at) in ("DIM", "GRAIN"):
            return at
    for at in draft.free("DIM", "GRAIN"):
        return at
    groups = [at for at in draft.free("GROUP") if not is_time(draft, at)] or list(
        draft.free("GROUP")
    )
    return groups[0] if groups else None


def _without_target(draft: Draft, peaks: tuple[int, ...]) -> Draft:
    """Rank what the question asks for without naming it: who buys most, what sells best."""
    if draft.tag(peaks[0]) == "PLACE" and not draft.has("WHO"):
        return draft
    rivals = [at for at in draft.free("FILTER") if draft.items[at].value.apart]
    if rivals:
        # "A or B: who sells most?" shows both, the first one on top.
        draft, measure = _order_measure(draft, peaks)
        draft = draft.take("ranking", *peaks, meaning="which is ahead")
        return draft.fill(rank=Rank(None, _descending(draft, peaks), (), measure, _by(draft)))
    name = _unnamed(draft)
    if name is None:
        return draft
    draft, measure = _order_measure(draft, peaks)
    heads = [at for at in peaks if draft.items[at].tag != "PLACE"]
    draft = draft.take("ranking", *heads, *draft.free("WHEN"), meaning=f"the first {name}")
    return draft.fill(
        groups=(*draft.intent.groups, name),
        rank=Rank(1, _descending(draft, peaks), (), measure, _by(draft)),
    )


def _unnamed(draft: Draft) -> str | None:
    tags = {item.tag for item in draft.items}
    base = draft.intent.change.base if draft.intent.change else "between"
    if base != "between" and not tags & {"WHO", "WHICH"}:
        return base
    if "WHEN" in tags:
        return "month"
    trades = tags & {"SELL", "BUYING"}
    if "WHO" in tags:
        # "Who is the best?": at what, and who?
        trades = trades | (tags & {"SPEND"})
        turned = any(
            item.tag == "COME" and folded(item.text).startswith("turn") for item in draft.items
        )
        trades = trades | ({"COME"} if turned else set())
        return "customer" if trades or draft.has("MEASURE") or draft.intent.measures else None
    if trades and "WHICH" in tags:
        return "product"
    return "customer" if "BUYING" in tags else None


def _again(draft: Draft, peaks: tuple[int, ...]) -> Draft:
    """Rank what the question before ranked: "top 10 instead", "and the worst?"."""
    numbers = draft.free("INT")
    before = draft.context.previous.rank if draft.context.previous else None
    limit = int(draft.items[numbers[0]].value.value) if numbers else None
    if limit is None:
        limit = before.limit if before else DEFAULT_LIMIT
    draft, measure = _order_measure(draft, peaks)
    heads = [at for at in peaks if draft.items[at].tag != "PLACE"]
    draft = draft.take("ranking", *heads, *numbers[:1], meaning="ranked")
    return draft.fill(rank=Rank(limit, _descending(draft, peaks), (), measure, _by(draft)))


def _limit(
    draft: Draft, head: int, target: int, peaks: tuple[int, ...]
) -> tuple[int | None, tuple[int, ...]]:
    numbers = [
        at
        for at in draft.free("INT")
        if any(_close(draft, at, near) for near in (head, target, *peaks)) or _told_last(draft, at)
    ]
    if numbers:
        return int(draft.items[numbers[0]].value.value), (numbers[0],)
    if draft.has("SORT") and not draft.items[target].plural:
        return None, ()
    if draft.items[target].tag == "GROUP":
        return 1, ()
    texts = [draft.items[at].text.casefold() for at in peaks]
    plural = draft.items[target].plural and not any(
        item.text.casefold() in _WHICH_ONE for item in draft.items if item.tag == "WHICH"
    )
    if "podium" in texts:
        return _PODIUM, ()
    if _THE_ONE.search(folded(draft.text)):
        # "Of all months, the one that earned the most".
        return 1, ()
    if draft.items[target].text.casefold().endswith("mois"):
        lasts = [text.split()[-1] for text in texts if text.split()]
        plural = any(text.endswith(("s", "x")) for text in lasts if text not in _INVARIABLE)
    return (DEFAULT_LIMIT if plural else 1), ()


_THE_ONE: Final = re.compile(r"\b(?:the one (?:that|which|with|where|who)|celui qui|celle qui) ")


def _told_last(draft: Draft, at: int) -> bool:
    """Whether a number is all that follows a comma or "only" ("…, just five")."""
    last = at == len(draft.items) - 1 and draft.tag(at - 1) in ("COMMA", "ONLY", "LIST")
    # "Lesquels sont les quatre qui rapportent le moins".
    return last or (draft.tag(at - 1) == "IS" and draft.tag(at + 1) == "WHO")


def _close(draft: Draft, one: int, other: int) -> bool:
    low, high = sorted((one, other))
    between = range(low + 1, high)
    return all(draft.items[at].tag in _SEEN_THROUGH or at in draft.used for at in between)


def _order_measure(draft: Draft, peaks: tuple[int, ...]) -> tuple[Draft, str | None]:
    """Return the measure that orders: after "by", or after "highest"; others are only shown."""
    by = [
        at for at in draft.free("MEASURE") if at > 0 and draft.tag(at - 1) in ("BY", "SORT", "PER")
    ]
    if by:
        draft = draft.take("ranking", by[0] - 1, meaning="ordered by")
    measures = draft.free("MEASURE")
    chosen: int | None = by[0] if by else None
    if chosen is None and len(measures) > 1:
        near = [at for peak in peaks for at in measures if at == peak + 1]
        chosen = near[0] if near else None
    if chosen is None:
        return draft, None
    name = draft.items[chosen].value
    draft = draft.take("ranking", chosen)
    named = draft.intent.measures
    if name not in named:
        draft = draft.fill(measures=(*named, name))
    return draft, name


def _within(draft: Draft, target: int) -> tuple[str, ...]:
    """Return the groups that each have a ranking of their own."""
    groups = [at for at in draft.free("GROUP") if at != target]
    if draft.items[target].tag == "GROUP":
        groups = [at for at in groups if draft.items[at].value.how in ("each", "within")]
    names = dict.fromkeys(name_at(draft, at) for at in groups)
    for at in draft.free("FILTER"):
        # "The biggest customer in A and in B": one of each.
        apart = draft.items[at].value.conditions if draft.items[at].value.apart else ()
        names.update({c.dimension: None for c in apart if c.dimension != name_at(draft, target)})
    return (*names, *(name for name in draft.intent.groups if name not in names))


def _dear(draft: Draft, peaks: tuple[int, ...]) -> Draft:
    """Rank by price where the question says dear or cheap and names no figure."""
    if draft.has("MEASURE") or draft.intent.measures:
        return draft
    texts = " ".join(folded(draft.items[at].text) for at in peaks).split()
    if not ends.PRICE_WORDS.intersection(texts):
        return draft
    name = "average_selling_price"
    label = draft.context.model.measures[name].label_in(draft.language).casefold()
    return draft.fill(measures=(name,)).note(f"By the {label}.", f"Selon : {label}.")


def _all_groups(draft: Draft) -> list[str]:
    return [item.value.name for item in draft.items if item.tag == "GROUP"]


def _other_groups(draft: Draft) -> list[str]:
    return [name_at(draft, at) for at in draft.free("GROUP")]


def _sorted(draft: Draft) -> Draft:
    """Order all groups: "categories ranked by revenue", "sorted from lowest to highest"."""
    heads = draft.free("SORT", "DESCENDING", "ASCENDING")
    by = [at for at in draft.free("MEASURE") if at > 0 and draft.tag(at - 1) in ("BY", "PER")]
    if not heads and not by:
        return draft
    draft = _dear(draft, heads)
    measure = None
    for at in by or [at for at in draft.free("MEASURE") if at > 0 and draft.tag(at - 1) == "SORT"]:
        name = draft.items[at].value
        draft = draft.take("ranking", at, *([at - 1] if draft.tag(at - 1) in ("BY", "PER") else []))
        if name not in draft.intent.measures:
            draft = draft.fill(measures=(*draft.intent.measures, name))
        measure = measure or name
    ascending = draft.has("ASCENDING")
    limit, numbers = _number_near(draft)
    draft = draft.take("ranking", *heads, *numbers, meaning="in order")
    return draft.fill(rank=Rank(limit, not ascending, (), measure, _by(draft)))


def _number_near(draft: Draft) -> tuple[int | None, tuple[int, ...]]:
    for at in draft.free("INT"):
        following = draft.after(at)
        if draft.tag(following) in ("DIM", "GRAIN"):
            return int(draft.items[at].value.value), (at,)
    return None, ()


def _growing(draft: Draft) -> Draft:
    """Rank "the 5 growing products" by their growth."""
    if not draft.intent.change or not draft.growth or draft.intent.rank or draft.intent.having:
        return draft
    limit, numbers = _number_near(draft)
    if limit is None:
        return draft
    draft = draft.take("ranking", *numbers)
    return draft.fill(rank=Rank(limit, draft.growth == "up", (), None, draft.growth_by))
