"""Tables told column by column: "A in one column, B in the next" is A and B as columns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fmcg_assets.questions.intent import Explained
from fmcg_assets.questions.tagging import PEAKS
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from fmcg_assets.questions.rules.draft import Draft
    from fmcg_assets.questions.tagging import Item

_NEAR: Final = frozenset({"FOR", "IN", "IS", "COMMA", "MEASURE", "OF", "AND", "OR_RATHER"})
_JOINTS: Final = frozenset({"AND", "COMMA", "VERSUS", "OR_RATHER"})
_LOOSE: Final = frozenset({"IN", "OF", "FOR"})


def arranged(draft: Draft) -> Draft:
    """Return the draft without words of layout between what they are of, and figures said once."""
    draft = _one_at_a_time(_ranked_again(_asked_again(draft)))
    return _one_figure(_in_columns(_of_cells(_against_that_of(draft))))


def _against_that_of(draft: Draft) -> Draft:
    """Read "compare le CA de A à celui de B" as A against B."""
    for at in draft.free("IS"):
        beyond = _beyond(list(draft.items), at)
        if draft.tag(at - 1) != "VALUE" or draft.tag(beyond) != "VALUE":
            continue
        between = folded(draft.text[draft.items[at].start : draft.items[beyond].start])
        if draft.has("COMPARE") and _THAT_OF.match(between):
            draft = draft.changed(at, tag="VERSUS")
    return draft


_THAT_OF: Final = re.compile(r"(?:a|aux|au) (?:celui|celle|ceux|celles)\b")


def _asked_again(draft: Draft) -> Draft:
    """Read "who within A, and who within B" as asked once of both; "A ahead of B" as against."""
    items = list(draft.items)
    again = [
        at
        for at in draft.free("WHO", "WHICH")
        if draft.tag(at - 1) == "AND"
        and draft.tag(at + 1) in ("WITHIN", "IN", "FOR")
        and draft.tag(at + 2) == "VALUE"
    ]
    for at in draft.free("BEFORE"):
        sides = (draft.tag(at - 1), draft.tag(at + 1))
        if folded(items[at].text) == "ahead of" and sides == ("VALUE", "VALUE"):
            draft = draft.changed(at, tag="VERSUS")
    again += [
        at
        for at in draft.free("WITHIN")
        if draft.tag(draft.before(at, skip=("AND", "COMMA", "WHO", "WHICH", "DIM"))) == "VALUE"
        and draft.tag(at + 1) == "VALUE"
        and draft.tag(at - 1) in ("AND", "WHO", "WHICH")
    ]
    if not again:
        return draft
    kept = [item for at, item in enumerate(draft.items) if at not in again]
    return _rewritten(draft, kept, [items[at] for at in again], "asked of both")


def _ranked_again(draft: Draft) -> Draft:
    """Read "top category in 2024 and top category in 2025" as the top one of each."""
    for at in draft.free("AND"):
        said = [(item.tag, item.value) for item in draft.items[at + 1 :]]
        length = next((n for n, (tag, _) in enumerate(said) if tag in ("OF", "IN", "FOR")), 0)
        earlier = [(item.tag, item.value) for item in draft.items[:at]]
        heads = [n for n in range(at) if earlier[n : n + length] == said[:length]]
        ranked = PEAKS & {tag for tag, _ in earlier}
        whole = {tag for tag, _ in said[:length]} <= _RANKED and "DIM" in {
            tag for tag, _ in earlier
        }
        if not (length and heads and ranked and whole):
            continue
        gone = draft.items[at + 1 : at + 1 + length]
        each = replace(gone[0], tag="SEPARATELY", value=None, meaning="each")
        kept = [*draft.items[: at + 1], *draft.items[at + 1 + length :], each]
        return _rewritten(draft, kept, list(gone), "asked of each")
    return draft


_RANKED: Final = PEAKS | {"INT", "DIM", "GRAIN"}


def _one_at_a_time(draft: Draft) -> Draft:
    """Read "one month per line" and "one product at a time" as each month, each product."""
    for at in draft.free("INT"):
        single = str(draft.items[at].value.value) == "1" and draft.tag(at + 2) == "APIECE"
        if single and draft.tag(at + 1) in ("GRAIN", "DIM"):
            draft = draft.take("layout", at + 2, meaning="each").changed(at, tag="EACH")
    for at in draft.free("APIECE"):
        each = draft.tag(at + 1) in ("GRAIN", "DIM", "PER", "BY", "EACH")
        if each and folded(draft.items[at].text) == "a row":
            # "A row per quarter".
            draft = draft.take("layout", at, meaning="a row each")
    return draft


def _of_cells(draft: Draft) -> Draft:
    """Read "values = units" as units."""
    for at in draft.free("MEASURE"):
        if folded(draft.items[at].text) in ("values", "valeurs") and draft.tag(at + 1) == "MEASURE":
            draft = draft.take("layout", at, meaning="in the cells")
    return draft


def _in_columns(draft: Draft) -> Draft:
    """Read values or periods that are columns one by one as a list of columns."""
    items = list(draft.items)
    columns = [at for at, item in enumerate(items) if _is_column(items, at)]
    figures = {items[at].value for at in draft.free("MEASURE")}
    for at in columns:
        if draft.tag(at + 1) in ("GRAIN", "DIM") and _EACH_ONE.match(folded(items[at + 1].text)):
            # "One column for each quarter".
            return draft.changed(at, tag="SIDE_BY_SIDE")
    if not columns or len(figures) > 1 or draft.has("GROWTH", "SHARE", "TOTAL", "RATIO"):
        # "Revenue of A in one column, units of B in the next" is no list of one kind.
        return draft
    told = next((at for at in columns if "col" in items[at].text.casefold()), columns[-1])
    side = replace(items[told], tag="SIDE_BY_SIDE")
    sides = [at for at, item in enumerate(items) if item.tag in ("VALUE", "PERIOD")]
    beside = [at for at in sides if _is_beside(items, at, columns)]
    if len(beside) > 1 and len({items[at].tag for at in beside}) == 1:
        # "A, 2024 in one column and 2025 in another": the years are the columns.
        sides = beside
    named = [at for at in sides if _is_near(items, at, columns)]
    if len({items[at].tag for at in named}) > 1 and not _counted(items, columns):
        named = [at for at in named if items[at].tag == "VALUE"]
    if len(named) < 2 and not _counted(items, columns):
        return draft
    values = [at for at in named if items[at].tag == "VALUE"]
    last = max(values or named or [len(items) - 1])
    last += not values and last + 1 < len(items) and items[last + 1].tag == "MEASURE"
    kept: list[Item] = []
    for at, item in enumerate(items):
        if at not in columns:
            kept.append(item)
        if at == last:
            kept.append(side)
    return _rewritten(draft, kept, [items[at] for at in columns if at != told], "columns")


_EACH_ONE: Final = re.compile(r"(?:each|every|chaque)\b")


def _counted(items: list[Item], columns: list[int]) -> bool:
    """Whether it is told how many columns there are, or that they are columns ("columns = …")."""
    texts = [folded(items[at].text) for at in columns]
    return any(_COUNTED.search(text) for text in texts)


_COUNTED: Final = re.compile(
    r"\b(?:\d|two|three|four|deux|trois|quatre)\b|^columns$|^colonnes$|across"
)


def _is_column(items: list[Item], at: int) -> bool:
    """Whether a word says that something is a column of the table."""
    if items[at].tag == "COLUMN":
        return True
    follows = items[at + 1].tag if at + 1 < len(items) else ""
    heads = items[at].tag == "DATA" and folded(items[at].text) in ("columns", "colonnes")
    return heads and follows in ("VALUE", "PERIOD") and (not at or items[at - 1].tag == "COMMA")


def _is_near(items: list[Item], at: int, columns: list[int]) -> bool:
    """Whether a word of layout stands beside a value or period, or before the list it is in."""
    for column in columns:
        first, last = min(at, column), max(at, column)
        if all(items[n].tag in _NEAR | {"VALUE", "PERIOD"} for n in range(first + 1, last)):
            return True
    return False


def _is_beside(items: list[Item], at: int, columns: list[int]) -> bool:
    """Whether a word of layout stands right beside a value or period."""
    return any(
        all(items[n].tag in _LOOSE | {"IS"} for n in range(min(at, column) + 1, max(at, column)))
        for column in columns
    )


def _one_figure(draft: Draft) -> Draft:
    """Read "2024 revenue and 2025 revenue" as "2024 and 2025 revenue", a figure named once."""
    items = list(draft.items)
    figures = [at for at, item in enumerate(items) if item.tag == "MEASURE"]
    if len(figures) != 2 or items[figures[0]].value != items[figures[1]].value:
        return draft
    one, two = figures
    ahead = one > 0 and items[one - 1].tag in ("PERIOD", "VALUE")
    beside = two - 2 if items[two - 1].tag == "SIDE_BY_SIDE" else two - 1
    sides = [at for at in (one - 1, beside) if at >= 0] if ahead else []
    if not ahead:
        sides = [_beyond(items, one), _beyond(items, two)]
    tags = [items[at].tag if at < len(items) else "" for at in sides]
    if len(sides) < 2 or tags[0] != tags[1] or tags[0] not in ("PERIOD", "VALUE"):
        return draft
    if tags[0] == "VALUE" and not draft.has("SIDE_BY_SIDE"):
        # "Units of A and units of B" are one by one already.
        return draft
    between = items[one + 1 : sides[1]] if ahead else items[sides[0] + 1 : two]
    joints = _JOINTS | {"SIDE_BY_SIDE"} | ({"WITH"} if draft.has("COMPARE") else set())
    if not between or not {item.tag for item in between} <= joints:
        return draft
    gone = one if ahead else two
    loose = range(two + 1, sides[1]) if not ahead else range(0)
    kept = [
        replace(item, tag="AND") if item.tag == "OR_RATHER" and item in between else item
        for at, item in enumerate(items)
        if at != gone and at not in loose
    ]
    return _rewritten(draft, kept, [items[gone]], "the same figure")


def _beyond(items: list[Item], at: int) -> int:
    """Return the place of what a figure is of: "sales of Q1 2025"."""
    at += 1
    while at < len(items) and items[at].tag in _LOOSE:
        at += 1
    return at


def _rewritten(draft: Draft, items: list[Item], gone: list[Item], meaning: str) -> Draft:
    told = tuple(
        Explained(one.start, one.end, draft.text[one.start : one.end], "layout", meaning)
        for one in gone
    )
    return replace(draft.with_items(items), explained=draft.explained + told)
