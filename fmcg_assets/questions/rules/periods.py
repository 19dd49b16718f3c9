"""Periods: those that a question names together become one item, with what holds them together."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Clarify, Period, Refusal
from fmcg_assets.questions.resolve import GRAIN_MONTHS, span
from fmcg_assets.questions.rules.draft import Draft, Spans
from fmcg_assets.questions.rules.filters import leaves_out_before
from fmcg_assets.questions.rules.groups import TIME, is_time, name_at
from fmcg_assets.questions.tagging import Item
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.periods import PeriodReading

_MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_TOGETHER: Final = frozenset(
    [
        "combined",
        "together",
        "altogether",
        "all together",
        "added up",
        "au total",
        "ensemble",
        "cumules",
        "reunis",
        "in total",
        "en tout",
        "confondus",
    ]
)
_YEAR_TO_DATE: Final = frozenset({"ytd", "year to date", "year-to-date", "cumul annuel"})
_JOINTS = frozenset({"COMMA", "AND", "OR", "VERSUS", "OR_RATHER", "THAN", "BUT"})
_LOOSE = frozenset({"OF", "IN", "FOR", "IS", "SAME"})


def spanned(draft: Draft) -> Draft:
    """Turn period readings into spans, and neighbouring ones into one."""
    draft = _outside(_unsettled(_labelled(_to_date_in_steps(draft))))
    items = tuple(_span(item) if item.tag == "PERIOD" else item for item in draft.items)
    for item in draft.items:
        if item.tag == "PERIOD" and item.value.note:
            draft = replace(draft, notes=(*draft.notes, item.value.note))
    draft = replace(draft, items=items)
    draft = _bounded(_begun(_referred(draft)))
    return _between_two(_added_up(_joined(_cumulated_until(_as_of(_year_until(draft))))))


def _to_date_in_steps(draft: Draft) -> Draft:
    """Read "year-to-date units at the end of each month of 2024" as a running figure of 2024."""
    spans = draft.free("PERIOD")
    for at in spans if len(spans) > 1 else ():
        if folded(draft.items[at].text) in _YEAR_TO_DATE and draft.has("GRAIN", "GROUP"):
            return draft.changed(at, tag="YTD")
    return draft


def _between_two(draft: Draft) -> Draft:
    """Take "between" before two periods, which are held against each other, as said with them."""
    for at in draft.free("BETWEEN"):
        if draft.tag(at + 1) == "PERIOD" and len(draft.items[at + 1].value.periods) > 1:
            draft = draft.take("periods", at, meaning="the one and the other")
    return draft


def _referred(draft: Draft) -> Draft:
    """Read "that month" as the period before it; after "before July", as July."""
    for at in draft.free("PERIOD"):
        if _THAT.fullmatch(folded(draft.items[at].text)):
            draft = draft.changed(at, tag="THEN")
    for at in draft.free("THEN"):
        grain = next(
            name for word, name in _GRAIN_OF.items() if word in folded(draft.items[at].text)
        )
        if any(name_at(draft, near) == grain for near in draft.free("GRAIN") if near < at):
            # "For every quarter, what share of that quarter's revenue".
            draft = draft.take("period", at, meaning=f"that {grain}")
            continue
        told = [near for near in draft.free("PERIOD") if near < at]
        if len(told) != 1 or len(draft.items[told[0]].value.periods) != 1:
            continue
        item = draft.items[told[0]]
        months = GRAIN_MONTHS[grain]
        if folded(item.text).startswith(("before ", "prior to ", "avant ")):
            first = _later(item.value.periods[0].last, 1)
            then = Period(first, _later(first, months - 1), draft.items[at].text)
            draft = draft.changed(at, tag="PERIOD", value=Spans((then,)))
        elif span(item.value.periods[0]) == months:
            draft = draft.take("period", at, meaning=item.value.periods[0].label)
    return draft


_THAT: Final = re.compile(r"(?:en )?(?:ce|cette) (?:mois|trimestre|annee)[ -]la")
_GRAIN_OF: Final = {
    **{"month": "month", "mois": "month", "quarter": "quarter", "trimestre": "quarter"},
    **{"year": "year", "annee": "year"},
}


def _labelled(draft: Draft) -> Draft:
    """Take the name of a column before its periods: "where year_quarter in ('2025-Q2')"."""
    for at in draft.free("GRAIN"):
        following = draft.after(at)
        if draft.tag(following) != "PERIOD" or following is None:
            continue
        equals = draft.text[draft.items[at].end : draft.items[following].start].strip() == "="
        if draft.tag(at - 1) == "WHOSE" or equals:
            draft = draft.take("periods", at, meaning="which period")
    return draft


def _begun(draft: Draft) -> Draft:
    """Take "depuis" before a span with two ends: "depuis janvier à fin août 2025"."""
    for at in draft.free("SINCE"):
        following = draft.items[at + 1] if at + 1 < len(draft.items) else None
        if following is None or following.tag != "PERIOD" or len(following.value.periods) != 1:
            continue
        if _RANGE.search(folded(following.text)) and span(following.value.periods[0]) > 1:
            draft = draft.take("period", at, meaning="from")
    return draft


_RANGE: Final = re.compile(r"\b(?:to|until|till|through|a|au|jusqu.*)\b|[–-]")


def _bounded(draft: Draft) -> Draft:
    """Read "de janvier 2024 jusqu'à fin avril 2024" as one span."""
    for at, (one, two) in enumerate(itertools.pairwise(draft.items)):
        if one.tag != "PERIOD" or two.tag != "PERIOD" or not folded(two.text).startswith(_UNTIL):
            continue
        first, last = one.value.periods[0], two.value.periods[-1]
        if first.first <= last.last:
            text = draft.text[one.start : two.end]
            span = Period(first.first, last.last, text)
            value = Spans((span,), grain=one.value.grain)
            return draft.merged(at, at + 1, replace(one, end=two.end, text=text, value=value))
    return draft


_UNTIL: Final = ("jusqu", "until", "till", "up to", "through", "upto")


def _year_until(draft: Draft) -> Draft:
    """Read "YTD November 2024" as that year from January to that month."""
    for at, (one, two) in enumerate(itertools.pairwise(draft.items)):
        if one.tag != "PERIOD" or two.tag != "PERIOD":
            continue
        named = two if folded(one.text) in _YEAR_TO_DATE else one
        other = one if named is two else two
        if folded(other.text) not in _YEAR_TO_DATE or len(named.value.periods) != 1:
            continue
        until = named.value.periods[0]
        text = draft.text[one.start : two.end]
        year = Period(date(until.last.year, 1, 1), until.last, text)
        merged = replace(
            named, start=one.start, end=two.end, text=text, value=Spans((year,), grain="month")
        )
        return draft.merged(at, at + 1, merged)
    return draft


def _as_of(draft: Draft) -> Draft:
    """Read "year-to-date units at the end of August 2025" as that year until then."""
    spans = draft.free("PERIOD")
    ytd = [at for at in spans if folded(draft.items[at].text) in _YEAR_TO_DATE]
    others = [at for at in spans if at not in ytd]
    if len(ytd) != 1 or len(others) != 1 or len(draft.items[others[0]].value.periods) != 1:
        return draft
    last = draft.items[others[0]].value.periods[0].last
    before = folded(draft.text[: draft.items[others[0]].start])
    if not _ENDING.search(before):
        return draft
    year = Period(date(last.year, 1, 1), last, f"{date(last.year, 1, 1):%Y-%m} – {last:%Y-%m}")
    first, last_at = sorted((ytd[0], others[0]))
    between = {item.tag for item in draft.items[first + 1 : last_at]}
    if not between <= {"IN", "OF", "MEASURE", "SAID", "FILTER"}:
        return draft
    draft = draft.changed(others[0], tag="SAID", meaning="until then")
    return draft.changed(ytd[0], value=Spans((year,), grain="month"))


_ENDING: Final = re.compile(r"\b(?:end of|as of|until|up to|fin|a la fin de)\W*$")


def _cumulated_until(draft: Draft) -> Draft:
    """Read "cumul à fin novembre 2025" as that year from January to that month.

    Without a word of sums, the month alone or all until it may be meant: asked back.
    """
    ended = [at for at in draft.free("PERIOD") if _is_ended(draft.items[at])]
    sums = [at for at in draft.free("RUNNING_TOTAL") if _cumulates(draft.items[at])]
    told = any(folded(item.text).startswith(("ytd", "cumul")) for item in draft.items)
    if ended and not told:
        return draft.stopped(_month_or_year(draft, ended[0]))
    if ended and not draft.has("GRAIN"):
        draft = draft.take("period", *sums[:1], meaning="the year until then")
        for at in ended:
            item = draft.items[at]
            years = tuple(
                Period(date(one.last.year, 1, 1), one.last, one.label) for one in item.value.periods
            )
            draft = draft.changed(at, value=replace(item.value, periods=years, grain="month"))
    return draft


def _is_ended(item: Item) -> bool:
    return folded(item.text).startswith(("a fin ", "fin "))


def _month_or_year(draft: Draft, at: int) -> Clarify:
    item = draft.items[at]
    month = item.value.periods[0].last
    rest = (draft.text[: item.start].rstrip(" à"), draft.text[item.end :])
    options = tuple(
        f"{rest[0]} {period}{rest[1]}".strip()
        for period in (f"en {month:%Y-%m}", f"de {month:%Y}-01 à {month:%Y-%m}")
    )
    return Clarify(
        draft.said(
            f"“{item.text}”: that month, or the year until then?",
            f"« {item.text} » : ce mois seul, ou l'année jusque-là ?",
        ),
        options,
    )


def _cumulates(item: Item) -> bool:
    return folded(item.text).startswith(("cumul", "accumul"))


def _added_up(draft: Draft) -> Draft:
    """Make one span of periods that are asked for together ("Nov and Dec combined")."""
    draft = _cumulated(draft)
    if not any(
        item.tag == "TOGETHER" or (item.tag == "TOTAL" and folded(item.text) in _TOGETHER)
        for item in draft.items
    ):
        return draft
    items = tuple(
        replace(item, value=_added_spans(item.value)) if item.tag == "PERIOD" else item
        for item in draft.items
    )
    return replace(draft, items=items)


def _cumulated(draft: Draft) -> Draft:
    """Read "ventes cumulées de juillet et août" as the sum of both, not as a running one."""
    lists = [i for i in draft.items if i.tag == "PERIOD" and len(i.value.periods) > 1]
    timed = any(item.tag == "GRAIN" for item in draft.items)
    if not lists or timed or any(item.value.versus for item in lists):
        return draft
    items = tuple(
        replace(item, tag="TOGETHER") if item.tag == "RUNNING_TOTAL" and _cumulates(item) else item
        for item in draft.items
    )
    return replace(draft, items=items)


def one_span(periods: tuple[Period, ...]) -> Period | None:
    """Return periods that touch each other as one; None where months lie between them."""
    ordered = sorted(periods, key=lambda one: one.first)
    if not all(_later(a.last, 1) >= b.first for a, b in itertools.pairwise(ordered)):
        return None
    if len(ordered) == 1:
        return ordered[0]
    label = " + ".join(period.label for period in ordered)
    return Period(ordered[0].first, max(period.last for period in ordered), label)


def _added_spans(spans: Spans) -> Spans:
    whole = one_span(spans.periods)
    return spans if whole is None or spans.versus else replace(spans, periods=(whole,))


def _span(item: Item) -> Item:
    reading: PeriodReading = item.value
    ends = None
    if reading.joined == "range" and reading.grain:
        ends = _ends(reading.periods[0], _MONTHS[reading.grain])
    spans = Spans(
        reading.periods,
        versus=reading.joined == "versus",
        ends=ends,
        grain=reading.grain,
        relation=reading.relation,
        assumed=reading.note if reading.relation is None else None,
    )
    return replace(item, value=spans)


def _ends(whole: Period, months: int) -> tuple[Period, Period] | None:
    """Return the first and the last part of a range, where they are told apart."""
    if _later(whole.first, months) > whole.last:
        return None
    first, last = whole.first, whole.last
    head, tail = _later(first, months - 1), _later(last, 1 - months)
    return (
        Period(first, head, f"{first:%Y-%m} – {head:%Y-%m}"),
        Period(tail, last, f"{tail:%Y-%m} – {last:%Y-%m}"),
    )


def _later(month: date, months: int) -> date:
    index = month.year * 12 + month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _outside(draft: Draft) -> Draft:
    """Refuse years that the data do not reach, where the question names no other."""
    facts = draft.context.snapshot
    named = [one for item in draft.items if item.tag == "PERIOD" for one in item.value.periods]
    if (
        not named
        or draft.obstacle
        or any(
            one.last.year >= facts.first_month.year and one.first.year <= facts.last_month.year
            for one in named
        )
    ):
        return draft
    span = f"{facts.first_month:%Y-%m} – {facts.last_month:%Y-%m}"
    words = tuple(item.text for item in draft.items if item.tag == "PERIOD")
    return draft.stopped(
        Refusal(
            draft.said(
                f"There are no data for {', '.join(words)}: they cover {span}.",
                f"Il n'y a pas de données pour {', '.join(words)} : elles couvrent {span}.",
            ),
            words,
        )
    )


def _unsettled(draft: Draft) -> Draft:
    """Ask back for periods that people reckon differently: fiscal years, single days."""
    for item in draft.items:
        if item.tag != "PERIOD" or not item.value.ambiguous:
            continue
        year = item.value.periods[-1].last.year
        options = tuple(
            f"{draft.text[: item.start]}{name}{draft.text[item.end :]}"
            for name in (draft.said(f"in {year}", f"en {year}"), f"Q1 {year}")
        )
        if item.value.ambiguous == "fiscal":
            message = draft.said(
                f"“{item.text}” is a fiscal year, and I know calendar years only. Which months?",
                f"« {item.text} » est un exercice fiscal ; je ne connais que les années civiles."
                " Quels mois ?",
            )
        else:
            month = f"{item.value.periods[-1].first:%Y-%m}"
            options = (f"{draft.text[: item.start]}{month}{draft.text[item.end :]}",)
            message = draft.said(
                "Figures are monthly; days cannot be told apart. The whole month?",
                "Les chiffres sont mensuels ; les jours ne se distinguent pas. Le mois entier ?",
            )
        return draft.stopped(Clarify(message, options))
    return draft


def _joined(draft: Draft) -> Draft:
    at = 0
    compare = draft.has("COMPARE")
    while at < len(draft.items):
        if draft.items[at].tag != "PERIOD":
            at += 1
            continue
        probe, joint, versus = at + 1, False, False
        while probe < len(draft.items):
            tag = draft.items[probe].tag
            if tag == "PERIOD" and (joint or draft.items[probe].value.relation):
                draft = _merged(draft, at, probe, versus=versus or compare)
                probe, joint, versus = at + 1, False, False
                continue
            over = _grown_over(draft, probe) or _grown_on(draft, at, probe)
            if tag in _JOINTS or over or (tag == "WITH" and compare):
                joint, versus = True, versus or over or tag in ("VERSUS", "THAN")
            elif tag not in _LOOSE:
                break
            probe += 1
        at += 1
    return draft


def _grown_over(draft: Draft, over: int) -> bool:
    """Whether "over" holds a period against another ("growth of Q3 over the quarter before")."""
    text = draft.items[over].text.casefold()
    if draft.tag(over) == "MORE_THAN":
        return text == "over"
    return draft.tag(over) == "ACROSS" and text == "over the" and draft.has(*_GROWING)


def _grown_on(draft: Draft, at: int, on: int) -> bool:
    """Whether "on" holds a period against an earlier one ("growth Q3 25 on Q3 24")."""
    if draft.tag(on) != "IN" or folded(draft.items[on].text) not in ("on", "sur"):
        return False
    if draft.tag(on + 1) != "PERIOD" or not draft.has(*_GROWING):
        return False
    now, before = draft.items[at].value.periods, draft.items[on + 1].value.periods
    return len(now) == len(before) == 1 and now[0].first > before[0].last


_GROWING: Final = ("GROWTH", "INCREASE", "DECREASE", "RELATIVE", "PERCENT", "COMPARE")


def _merged(draft: Draft, first: int, last: int, *, versus: bool) -> Draft:
    one: Spans = draft.items[first].value
    two: Spans = draft.items[last].value
    periods = tuple(dict.fromkeys((*one.periods, *two.periods)))
    spans = Spans(
        periods,
        versus=versus or one.versus or two.versus or bool(two.relation),
        grain=one.grain if one.grain == two.grain else None,
        relation=None,
    )
    start, end = draft.items[first].start, draft.items[last].end
    meaning = ", ".join(period.label for period in periods)
    item = Item("PERIOD", start, end, draft.text[start:end], spans, "period", meaning)
    return draft.merged(first, last, item)


def left_out(draft: Draft) -> Draft:
    """Read "excluding 2024" as the other months; only where they are one span, or rows."""
    free = draft.free("PERIOD")
    for at in free:
        before = draft.before(at, skip=("OF", "IN", "FOR"))
        if before is None or draft.tag(before) not in ("EXCEPT", "NOT") or draft.intent.periods:
            continue
        if leaves_out_before(draft, before):
            # "Which products were taken out in 2025" leaves out no period.
            continue
        if folded(draft.items[before].text).startswith(("none", "aucun")):
            # "With orders before July and none in July".
            continue
        others = [other for other in free if other != at]
        facts = draft.context.snapshot
        whole = Period(facts.first_month, facts.last_month, "")
        if others:
            if len(others) > 1 or len(draft.items[others[0]].value.periods) != 1:
                continue
            whole = draft.items[others[0]].value.periods[0]
        excluded = [moved_into(one, whole) for one in draft.items[at].value.periods]
        if others and not all(whole.first <= p.first <= p.last <= whole.last for p in excluded):
            # "in Q2 but not in Q3" is about members, not about months.
            continue
        rest = _rest(whole, excluded)
        timed = any(name in TIME for name in draft.intent.groups) or any(
            is_time(draft, group) for group in draft.free("GROUP", "GRAIN")
        )
        if len(rest) == 1 or (rest and timed):
            draft = draft.take("period", before, at, *others, meaning="all other months")
            draft = draft.fill(periods=rest)
    return draft


def moved_into(period: Period, whole: Period) -> Period:
    """Return a period in the year that the question is about ("2024, leave out December")."""
    if whole.first <= period.first <= whole.last or whole.first.year != whole.last.year:
        return period
    years = whole.first.year - period.first.year
    return Period(_later(period.first, 12 * years), _later(period.last, 12 * years), period.label)


def _rest(whole: Period, periods: list[Period]) -> tuple[Period, ...]:
    spans = [(whole.first, whole.last)]
    for period in periods:
        spans = [
            piece
            for first, last in spans
            for piece in (
                (first, min(last, _later(period.first, -1))),
                (max(first, _later(period.last, 1)), last),
            )
            if piece[0] <= piece[1]
        ]
    unique = sorted(set(spans))
    return tuple(Period(a, b, f"{a:%Y-%m} – {b:%Y-%m}") for a, b in unique)


def kept(draft: Draft) -> Draft:
    """Set the periods that no other rule took; one that lies in another narrows it."""
    free = draft.free("PERIOD")
    periods = draft.intent.periods
    if free and periods and draft.intent.change:
        # A third period next to two that are held against each other: not to be guessed.
        return draft
    for at in free:
        spans: Spans = draft.items[at].value
        found = _narrowed(periods, spans, draft)
        if found is None:
            # Two times that have nothing to do with each other: which one is meant?
            continue
        draft = draft.take("period", at)
        if spans.assumed and found != spans.periods:
            kept_notes = tuple(note for note in draft.notes if note != spans.assumed)
            draft = replace(draft, notes=kept_notes)
        periods = found
    return draft.fill(periods=periods) if free else draft


def _narrowed(periods: tuple[Period, ...], spans: Spans, draft: Draft) -> tuple[Period, ...] | None:
    """Return periods with those named elsewhere in the question ("2024 … in Q3")."""
    if not periods:
        return spans.periods
    if len(periods) != 1 or len(spans.periods) != 1:
        return None
    one, two = periods[0], spans.periods[0]
    if spans.assumed:
        two = moved_into(two, one)
    if not (holds(one, two) or holds(two, one)):
        return None
    inner, outer = (two, one) if holds(one, two) else (one, two)
    to_date = any(
        item.tag == "PERIOD" and folded(item.text).startswith(_TO_DATE) for item in draft.items
    )
    if to_date and inner.last == outer.last:
        return (outer,)
    return (inner,)


def is_the_period(draft: Draft, grain: int) -> bool:
    """Return whether the one period that is named is as long as the time at a position."""
    spans = [period for at in draft.free("PERIOD") for period in draft.items[at].value.periods]
    return len(spans) == 1 and span(spans[0]) == GRAIN_MONTHS.get(name_at(draft, grain))


def holds(outer: Period, inner: Period) -> bool:
    """Whether all months of a period lie in another one."""
    return outer.first <= inner.first and inner.last <= outer.last


_TO_DATE: Final = ("ytd", "year to date", "cumul", "depuis le debut", "since the start")


def in_rows(draft: Draft) -> Draft:
    """Show years, quarters or months that are listed ("2024 and 2025") as rows of time."""
    intent = draft.intent
    if len(intent.periods) < 2 or draft.following or any(name in TIME for name in intent.groups):
        return draft
    if intent.change or intent.lifecycle or intent.window or intent.share or intent.ratio:
        return draft
    spans: list[Spans] = [item.value for item in draft.items if item.tag == "PERIOD"]
    if intent.average_per or intent.count_of or intent.rank or intent.having or intent.sides:
        whole = _added_spans(Spans(intent.periods, versus=any(one.versus for one in spans)))
        return draft.fill(periods=whole.periods)
    lengths = {span(period) for period in intent.periods}
    grain = _GRAINS.get(lengths.pop()) if len(lengths) == 1 else None
    if grain is None or any(one.versus for one in spans):
        return draft
    if any(period.first.month % _MONTHS[grain] != 1 % _MONTHS[grain] for period in intent.periods):
        return draft
    return draft.fill(groups=(*intent.groups, grain))


_GRAINS: Final = {1: "month", 3: "quarter", 12: "year"}
