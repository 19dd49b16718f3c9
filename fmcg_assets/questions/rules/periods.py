"""Periods: those that a question names together become one item, with what holds them together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fmcg_assets.questions.rules.draft import Draft, Spans
from fmcg_assets.questions.tagging import Item

if TYPE_CHECKING:
    from fmcg_assets.questions.periods import PeriodReading

_JOINTS = frozenset({"COMMA", "AND", "OR", "VERSUS", "OR_RATHER", "THAN", "BUT"})
_LOOSE = frozenset({"OF", "IN", "FOR", "IS", "SAME"})


def spanned(draft: Draft) -> Draft:
    """Turn period readings into spans, and neighbouring ones into one."""
    items = tuple(_span(item) if item.tag == "PERIOD" else item for item in draft.items)
    for item in draft.items:
        if item.tag == "PERIOD" and item.value.note:
            draft = replace(draft, notes=(*draft.notes, item.value.note))
    draft = replace(draft, items=items)
    return _joined(draft)


def _span(item: Item) -> Item:
    reading: PeriodReading = item.value
    ends = None
    if reading.joined == "range" and len(reading.periods) == 2:
        ends = (reading.periods[0], reading.periods[1])
    spans = Spans(
        reading.periods,
        versus=reading.joined == "versus",
        ends=ends,
        grain=reading.grain,
        relation=reading.relation,
    )
    return replace(item, value=spans)


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
            if tag in _JOINTS or (tag == "WITH" and compare):
                joint, versus = True, versus or tag in ("VERSUS", "THAN")
            elif tag not in _LOOSE:
                break
            probe += 1
        at += 1
    return draft


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


def kept(draft: Draft) -> Draft:
    """Set the periods that no other rule took; two spans without a joint narrow each other."""
    free = draft.free("PERIOD")
    periods = draft.intent.periods
    for at in free:
        spans: Spans = draft.items[at].value
        draft = draft.take("period", at)
        periods = tuple(dict.fromkeys((*periods, *spans.periods)))
    return draft.fill(periods=periods) if free else draft
