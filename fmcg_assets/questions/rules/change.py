"""Growth: year on year and the like, one period against another, what grew and what fell."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.intent import Change, Threshold
from fmcg_assets.questions.resolve import is_apart, months_later, span
from fmcg_assets.questions.rules.groups import COUNT_OF, is_time, name_at
from fmcg_assets.questions.tagging import LIMITS, MOVING_PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.intent import Period
    from fmcg_assets.questions.rules.draft import Draft, Spans

Base = Literal["year", "quarter", "month", "between"]
_BASES: Final[dict[str, Base]] = {
    "YEAR_ON_YEAR": "year",
    "QUARTER_ON_QUARTER": "quarter",
    "MONTH_ON_MONTH": "month",
}
_MOVERS: Final = ("GROWTH", "INCREASE", "DECREASE", "FAST", "SLOW")
_TREND_WORDS: Final = (
    "has moved",
    "have moved",
    "evolution",
    "evolu",
    "ont evolu",
    "a evolu",
    "evolve",
    "development",
    "move",
)
_STEPS: Final = (
    frozenset(
        [
            "increase",
            "increases",
            "gain",
            "gains",
            "rise",
            "rises",
            "jump",
            "jumps",
            "drop",
            "drops",
            "fall",
            "falls",
        ]
    )
    | frozenset(
        ["decrease", "decreases", "hausse", "hausses", "augmentation", "augmentations", "baisse"]
    )
    | frozenset(
        [
            "baisses",
            "chute",
            "chutes",
            "recul",
            "reculs",
            "diminution",
            "diminutions",
            "decline",
            "declines",
        ]
    )
    | frozenset(
        ["difference", "differences", "écart", "ecart", "écarts", "swing", "change", "changes"]
    )
)
"""Nouns of a step in rupees; "growth" and verbs are read in percent."""
_RISING: Final = (
    frozenset(
        [
            "grow",
            "grew",
            "grown",
            "growing",
            "grows",
            "increased",
            "increasing",
            "rose",
            "rising",
            "improved",
        ]
    )
    | frozenset(
        ["improving", "gained", "gaining", "climbed", "progresse", "progressent", "augmente"]
    )
    | frozenset(
        [
            "augmentent",
            "croit",
            "croît",
            "croissent",
            "monte",
            "montent",
            "gagne",
            "gagnent",
            "progressé",
        ]
    )
    | frozenset(["en progression", "en croissance", "en augmentation", "croissance positive"])
    | frozenset(["positive growth", "évolution positive"])
    | frozenset(["en hausse", "à la hausse", "up", "augmenté", "expanded", "progresser"])
    | frozenset(["augmenter", "increase", "rise", "improve", "gain"])
)
_FALLING: Final = (
    frozenset(
        [
            "degrown",
            "degrew",
            "degrow",
            "declined",
            "declining",
            "decline",
            "decreased",
            "decreasing",
            "decrease",
            "fell",
            "falling",
            "fall",
        ]
    )
    | frozenset(
        [
            "lost",
            "perdu",
            "perdent",
            "perd",
            "dropped",
            "dropping",
            "drop",
            "shrank",
            "shrinking",
            "shrink",
            "shrunk",
            "losing",
            "slipped",
        ]
    )
    | frozenset(
        [
            "baisse",
            "baissent",
            "baissé",
            "diminue",
            "diminuent",
            "diminué",
            "recule",
            "reculent",
            "reculé",
        ]
    )
    | frozenset(
        ["chute", "chutent", "chuté", "régresse", "régressent", "regresse", "régressé", "worsened"]
    )
    | frozenset(["en baisse", "à la baisse", "down", "baisser", "reculer", "diminuer"])
    | frozenset(["en recul", "en chute", "en déclin", "en diminution", "croissance négative"])
    | frozenset(["negative growth", "évolution négative", "a reculé", "ont reculé"])
)


def changed(draft: Draft) -> Draft:
    """Read growth with its base, and which way it is asked for."""
    draft = _evolution_as_trend(_brought_together(draft))
    bases = draft.free(*_BASES)
    movers = draft.free(*_MOVERS)
    if draft.has("YEAR_ON_YEAR"):
        # "Taux de croissance annuel (YoY) pour chaque mois".
        steps = [at for at in draft.free("GRAIN") if at - 1 in movers]
        yearly = [at for at in steps if name_at(draft, at) == "year"]
        draft = draft.take("change", *yearly, meaning="against the year before")
    held = bool(movers) or draft.has("COMPARE")
    pairs = [at for at in draft.free("PERIOD") if _is_pair(_ends_told(draft, at), held)]
    related = [at for at in draft.free("PERIOD") if draft.items[at].value.relation]
    if not held and not draft.has("VERSUS", "MORE", "LESS") and len(draft.free("PERIOD")) < 2:
        related = []
    if not bases and not movers and not pairs and not related:
        return draft
    if not bases and not pairs and not related and not _is_growth(draft, movers):
        return draft
    draft = _direction(draft, movers)
    draft = _with_base(draft, bases, pairs, related)
    growing = draft.free("GROWTH", "INCREASE", "DECREASE", "RELATIVE")
    draft = draft.take("change", *growing, meaning="growth")
    draft = draft.take("change", *draft.free("COMPARE"), *draft.free("ABSOLUTE"))
    return _moving_members(draft, movers)


def apart(draft: Draft) -> Draft:
    """Give two periods a row each where their figures are compared, not their growth asked for."""
    held = replace(draft.intent, change=Change("between", apart=True))
    if draft.intent.change != Change("between") or draft.growth or not is_apart(held):
        return draft
    return draft if draft.intent.groups or _asks_growth(draft) else draft.fill(change=held.change)


def _asks_growth(draft: Draft) -> bool:
    """Whether two periods are told by what lies between them, not by the figure of each."""
    told = {*_MOVERS, *_BASES, "RELATIVE", "PERCENT", "MORE", "LESS", "SHARE"}
    # "How does A compare with B" wants both; "how did sales fare" what became of them.
    fares = "compar" not in folded(draft.text)
    return "%" in draft.text or any(
        item.tag in told or (fares and folded(item.text).startswith(_FARES)) for item in draft.items
    )


_FARES: Final = ("how did", "how does", "how do", "how has", "how have", "comment")


def earned(draft: Draft) -> Draft:
    """Read "combien a-t-on gagné avec A" as what was earned: nothing is held against it."""
    asks = any(item.tag == "HOW_MUCH" for item in draft.items)
    held = (
        draft.has("VERSUS", "MORE", "LESS", "DIM", "NEW", *_BASES) or len(draft.free("PERIOD")) > 1
    )
    for at in draft.free("INCREASE") if asks and not held else ():
        if _gains(draft, at):
            draft = draft.changed(at, tag="COME")
    for at in draft.free("INCREASE"):
        # "Combien a-t-on gagné de clients": how many new ones.
        members = draft.tag(at + 1) == "COUNT" and draft.tag(at + 2) == "DIM"
        if members and _gains(draft, at):
            draft = draft.changed(at, tag="NEW")
    return draft


def _gains(draft: Draft, at: int) -> bool:
    return folded(draft.items[at].text).split()[-1].startswith("gagn")


def lost_figures(draft: Draft) -> Draft:
    """Read "categories that lost revenue" as a fall: it is customers that are lost.

    Pieces that "left us" were sold.
    """
    for at in draft.free("LOST"):
        counted = draft.before(at, skip=("FILTER", "IS", "OF"))
        left = folded(draft.items[at].text) in ("left us", "nous ont quittes", "ont quitte")
        if left and counted is not None and draft.items[counted].value == "quantity":
            draft = draft.changed(at, tag="SELL")
            continue
        loses = folded(draft.items[at].text).split()[-1] in _LOSING
        lost = draft.after(at, skip=("OF",))
        figure = lost is not None and draft.tag(lost) == "MEASURE"
        figure = figure and draft.items[lost or 0].value not in COUNT_OF.values()
        subject = draft.before(at, skip=("WHOSE", "WHO", "IS", "OF"))
        if loses and figure and draft.tag(subject) in ("DIM", "GRAIN", "GROUP", "FILTER"):
            draft = draft.changed(at, tag="DECREASE")
    return draft


_LOSING: Final = ("lost", "lose", "loses", "losing", "perdu", "perd", "perdent")


def _brought_together(draft: Draft) -> Draft:
    """Join the periods of "did Q3 2025 grow over Q3 2024", which a verb or a figure parts."""
    spans = draft.free("PERIOD")
    if len(spans) != 2:
        return draft
    one, two = spans
    between = {item.tag for item in draft.items[one + 1 : two]}
    periods = (*draft.items[one].value.periods, *draft.items[two].value.periods)
    held = draft.items[two - 1].tag in ("MORE_THAN", "VERSUS", "THAN", "COMPARE", "LESS_THAN")
    held = held or (draft.has("COMPARE") and draft.items[two - 1].tag in ("WITH", "AND"))
    apart = (
        {"FILTER", "DIM"} if draft.items[two - 1].tag == "VERSUS" else {"FILTER", "DIM", "GROUP"}
    )
    parted = between & {*_MOVERS, "MEASURE"} and not between & apart
    if not (held and parted) or len(periods) != 2 or len(set(map(span, periods))) > 1:
        return draft
    again = [at for at in draft.free("MEASURE") if at > two]
    for at in again:
        first = [m for m in draft.free("MEASURE") if m < two]
        if first and draft.items[first[0]].value == draft.items[at].value:
            draft = draft.take("change", at, meaning="the same figure")
    value = replace(draft.items[one].value, periods=periods, versus=True, ends=None)
    return draft.take("change", two - 1, two, meaning="against").changed(one, value=value)


def _is_growth(draft: Draft, movers: tuple[int, ...]) -> bool:
    """Whether the words say growth ("fastest" alone does too, "slowest" alone does not)."""
    return any(
        draft.items[at].tag != "SLOW" or "grow" in draft.items[at].text.casefold() for at in movers
    )


def _evolution_as_trend(draft: Draft) -> Draft:
    """Read "évolution du CA" as a course over time, unless it has a base to be held against."""
    for at in draft.free(*_BASES):
        grain = _BASES[draft.items[at].tag]
        text = folded(draft.items[at].text)
        courses = [mover for mover in draft.free(*_MOVERS) if _is_course(draft, mover)]
        alone = not draft.has("RELATIVE", "DIM", "GROUP")
        if courses and alone and text.startswith(("d'un", "from one")):
            # "Évolution d'une année à l'autre" is a figure by year.
            draft = draft.take("groups", at, *courses, meaning=f"by {grain}")
            return draft.fill(groups=(*draft.intent.groups, grain))
        if text.startswith(_TREND_WORDS) and not draft.has(*_MOVERS, *MOVING_PEAKS, "RELATIVE"):
            draft = draft.take("groups", at, meaning=f"by {grain}")
            return draft.fill(groups=(*draft.intent.groups, grain))
    movers = draft.free(*_MOVERS)
    if len(movers) != 1 or draft.has(*_BASES, *MOVING_PEAKS, "RELATIVE", "PERCENT"):
        return draft
    at = movers[0]
    if not _is_course(draft, at):
        return draft
    if any(is_time(draft, g) for g in draft.free("GROUP", "GRAIN")) and not draft.has("VERSUS"):
        # "Par trimestre, du T1 2024 au T3 2025": the span is a course, not two ends.
        return draft.take("groups", at, meaning="over time")
    # "Évolution depuis janvier" is a course; "de combien … depuis janvier" has two ends.
    much = any(item.tag == "HOW_MUCH" for item in draft.items)
    told = [p for p in draft.free("PERIOD") if much or not _since(draft.items[p].text)]
    spans = [_ends_told(draft, p) for p in told]
    if any(_is_pair(one, True) or one.relation for one in spans) or draft.has("VERSUS"):
        return draft
    draft = draft.take("groups", at, meaning="over time")
    times = [g for g in draft.free("GROUP", "GRAIN") if is_time(draft, g)]
    if times or any(name == "month" for name in draft.intent.groups):
        return draft
    return draft.fill(groups=(*draft.intent.groups, "month"))


def _is_course(draft: Draft, at: int) -> bool:
    """Whether a word asks how a figure went: "évolution", and "bougé" of a "comment a bougé …"."""
    text = folded(draft.items[at].text)
    if text.startswith(_TREND_WORDS):
        return True
    return text.startswith("boug") and _HOW.match(folded(draft.text)) is not None


_HOW: Final = re.compile(r"comment\b")


def _since(text: str) -> bool:
    return folded(text).startswith(("since", "depuis", "a partir", "starting"))


def _ends_told(draft: Draft, at: int) -> Spans:
    """Return a span of time, with its ends only where they are held against each other."""
    item = draft.items[at]
    spans: Spans = item.value
    if not spans.ends or draft.has(*_BASES):
        return replace(spans, ends=None)
    told = item.text.casefold().startswith(_FROM) or _years_apart(*spans.ends)
    told = told or _next_to_each_other(*spans.ends)
    return spans if told else replace(spans, ends=None)


def _years_apart(one: Period, two: Period) -> bool:
    """Whether a span goes from a part of a year to the same part of another ("Q1 24 to Q1 25")."""
    months = (two.first.year - one.first.year) * 12 + two.first.month - one.first.month
    return months > 0 and months % 12 == 0 and one.last.month == two.last.month


def _next_to_each_other(one: Period, two: Period) -> bool:
    """Whether a span is a month or quarter and the next one ("% change, Oct-25 to Nov-25")."""
    return months_later(one.last, 1) == two.first


_FROM: Final = ("from", "between", "de ", "du ", "d'", "entre", "depuis")


def _is_pair(spans: Spans, growing: bool) -> bool:
    if spans.ends and growing:
        return True
    return len(spans.periods) == 2 and (spans.versus or growing)


def _ordered(first: Period, second: Period) -> tuple[Period, Period]:
    return (first, second) if first.first <= second.first else (second, first)


def _same_year_part(before: Period, now: Period) -> bool:
    """Whether a part of a year is held against all of "last year": the same months are meant."""
    months = (now.last.year - now.first.year) * 12 + now.last.month - now.first.month + 1
    whole = before.first.month == 1 and before.last == before.first.replace(month=12)
    return whole and before.relative and months < 12 and now.first.year == before.first.year + 1


def _with_base(draft: Draft, bases: tuple[int, ...], pairs: list[int], related: list[int]) -> Draft:
    if pairs:
        spans: Spans = _ends_told(draft, pairs[0])
        ends = spans.ends or spans.periods[:2]
        before, now = _ordered(ends[0], ends[1])
        draft = draft.take(
            "change", pairs[0], *bases, meaning=f"{now.label} against {before.label}"
        )
        draft = draft.take("change", *draft.free("VERSUS"))
        if _same_year_part(before, now):
            return draft.fill(periods=(now,), change=Change("year"))
        return draft.fill(periods=(before, now), change=Change("between"))
    base: Base = "year"
    if bases:
        base = _BASES[draft.items[bases[0]].tag]
        draft = draft.take("change", *bases, meaning=f"against the {base} before")
    elif related:
        spans = draft.items[related[0]].value
        base = "year" if spans.relation == "same_last_year" else _base_of(draft, related[0])
        draft = draft.take("change", related[0], *draft.free("VERSUS"))
    else:
        grain = next(
            (name_at(draft, g) for g in draft.free("GROUP", "GRAIN") if is_time(draft, g)), None
        )
        if grain in ("month", "quarter"):
            base = "month" if grain == "month" else "quarter"
            draft = draft.note(
                f"Growth is against the {base} before.",
                "La croissance est mesurée par rapport au "
                + ("mois précédent." if base == "month" else "trimestre précédent."),
            )
        elif draft.has("PERIOD"):
            draft = draft.note(
                "Growth is against the same months a year before.",
                "La croissance est mesurée par rapport aux mêmes mois de l'année précédente.",
            )
    return draft.fill(change=Change(base))


def _base_of(draft: Draft, at: int) -> Base:
    grain = draft.items[at].value.grain
    if grain in ("month", "quarter", "year"):
        return grain  # type: ignore[no-any-return]
    return "year"


def _direction(draft: Draft, movers: tuple[int, ...]) -> Draft:
    tags = {draft.items[at].tag for at in movers}
    growth: Literal["", "up", "down"] = ""
    if "DECREASE" in tags or draft.has("LESS") or "SLOW" in tags:
        growth = "down"
    elif tags & {"INCREASE", "FAST"} or draft.has("MORE"):
        growth = "up"
    texts = {draft.items[at].text.casefold() for at in movers}
    steps = (
        bool(texts & _STEPS) and draft.has(*MOVING_PEAKS) and not draft.has("RELATIVE", "PERCENT")
    )
    steps = steps and not tags & {"FAST", "SLOW"}
    steps = steps or draft.has("ABSOLUTE")
    draft = draft.take("change", *draft.free("MORE", "LESS"))
    return replace(draft, growth=growth, growth_by="difference" if steps else "percent")


def _is_their_number(draft: Draft, subject: int) -> bool:
    """Whether "the number of customers grew" is meant, not "how many customers grew"."""
    head = draft.before(subject, skip=("OF",))
    named = subject if draft.items[subject].tag == "MEASURE" else head
    if named is None or draft.items[named].tag not in ("MEASURE", "COUNT"):
        return False
    return not draft.items[named].text.casefold().startswith(("how many", "combien"))


def _moving_members(draft: Draft, movers: tuple[int, ...]) -> Draft:
    """Keep what grew or fell, where the question asks which did."""
    if draft.has(*MOVING_PEAKS, *LIMITS, "BETWEEN", "SORT"):
        return draft
    if any(draft.items[at].tag in ("FAST", "SLOW") for at in movers):
        return draft
    if _who_moved(draft):
        draft = draft.fill(groups=(*draft.intent.groups, "customer"))
        return _kept_moving(draft, falling=draft.growth == "down")
    subjects = draft.free("DIM", "GRAIN") or tuple(
        at for at in draft.free("MEASURE") if draft.items[at].value in ("customers", "products")
    )
    if not subjects or _is_their_number(draft, subjects[0]):
        return draft
    verb = next((at for at in movers if _verb(draft.items[at].text)), None)
    if verb is None and not (not movers and draft.growth):
        return draft
    subject = subjects[0]
    asked = draft.before(subject, skip=()) is not None and any(
        draft.items[at].tag in ("WHICH", "LIST", "COUNT", "ALL", "ACROSS_ALL")
        for at in range(subject)
    )
    asked = asked or draft.items[subject].tag == "MEASURE"
    adjective = verb is not None and (verb == subject - 1 or _of_its_figure(draft, subject, verb))
    told = draft.after(subject, skip=("WHO", "WHOSE", "IS", "WITH"))
    if not asked and not adjective and (verb is None or verb != told):
        return draft
    if verb is not None and way_of(draft.items[verb].text) == "down":
        falling = True
    else:
        falling = draft.growth == "down"
    return _kept_moving(draft, falling=falling)


def _kept_moving(draft: Draft, *, falling: bool) -> Draft:
    """Return the draft that keeps what fell, or what grew."""
    return draft.fill(having=(*draft.intent.having, moving_limit(falling=falling)))


def moving_limit(*, falling: bool) -> Threshold:
    """Return the limit that only what fell passes, or only what grew."""
    return Threshold("<" if falling else ">", Decimal(0), of="percent")


def _who_moved(draft: Draft) -> bool:
    """Whether "who bought more in 2025 than in 2024" asks for customers."""
    who = any(item.tag == "WHO" for item in draft.items[:2])
    bought = any(item.tag in ("BUYING", "SPEND") for item in draft.items)
    return who and bought and bool(draft.growth) and not draft.has("DIM", "GROUP", "GRAIN")


def _of_its_figure(draft: Draft, subject: int, verb: int) -> bool:
    """Whether it is the members' figure that moves: "products with declining sales"."""
    near = (draft.before(verb), draft.after(verb))
    return subject < verb and any(
        at is not None and at > subject and draft.items[at].tag == "MEASURE" for at in near
    )


def _verb(text: str) -> bool:
    return way_of(text) != ""


def way_of(text: str) -> Literal["", "up", "down"]:
    """Return which way a verb of growth goes; nothing for other words."""
    if _plain(text) in _FALLING:
        return "down"
    return "up" if _plain(text) in _RISING else ""


def _plain(text: str) -> str:
    """Return a verb of growth without the one that helps it: "are down" is "down"."""
    plain = text.casefold()
    return (
        plain.split(maxsplit=1)[1] if plain.startswith(("is ", "are ", "was ", "were ")) else plain
    )
