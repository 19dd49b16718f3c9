"""Periods of a question: absolute and relative months, quarters, halves and years, and ranges.

Relative periods are reckoned from the newest complete month of the data, never from the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from fmcg_assets.questions import amounts
from fmcg_assets.questions.intent import Period
from fmcg_assets.questions.tokens import Language, Match
from fmcg_assets.questions.words import Phrases, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fmcg_assets.questions.context import Facts
    from fmcg_assets.questions.tokens import Token

Unit = Literal["month", "quarter", "half", "year"]
_MONTHS_OF: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Calendar:
    """What periods are reckoned from: the data's months and the newest complete one."""

    anchor: date
    first: date
    last: date
    partial: date | None = None

    @classmethod
    def of(cls, snapshot: Facts) -> Calendar:
        """The calendar of a snapshot."""
        return cls(
            snapshot.newest_complete_month or snapshot.last_month,
            snapshot.first_month,
            snapshot.last_month,
            snapshot.partial_month,
        )

    @property
    def current(self) -> date:
        """The month that "this month" means: the one that is only partly there, if any."""
        return self.partial or self.anchor


@dataclass(frozen=True)
class PeriodReading:
    """One or several periods and how they stand to each other.

    `note` tells what was assumed, `partial` that a month is only partly there, `ambiguous` why
    to ask back ("fiscal": whose year is meant; "day": figures are monthly), `relation` that the
    period was reckoned from one named before.
    """

    periods: tuple[Period, ...]
    joined: Literal["single", "range", "list", "versus"] = "single"
    grain: Unit | None = None
    note: str | None = None
    partial: bool = False
    ambiguous: Literal["fiscal", "day"] | None = None
    relation: Literal["previous", "same_last_year"] | None = None


_ENGLISH_MONTHS = (
    ("january", "jan"),
    ("february", "feb", "febr"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_FRENCH_MONTHS = (
    ("janvier", "janv"),
    ("fevrier", "fev", "fevr"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre",),
    ("octobre",),
    ("novembre",),
    ("decembre",),
)
MONTHS: dict[str, int] = {
    name: number
    for names in (_ENGLISH_MONTHS, _FRENCH_MONTHS)
    for number, spellings in enumerate(names, 1)
    for name in spellings
}
"""Names of months in both languages, as the tokenizer writes them."""

_MONTH_LABELS: dict[Language, tuple[str, ...]] = {
    "en": tuple(spellings[0].title() for spellings in _ENGLISH_MONTHS),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}

UNITS: dict[str, Unit] = {
    **dict.fromkeys(words("month months mois"), "month"),
    **dict.fromkeys(words("quarter quarters trimestre trimestres"), "quarter"),
    **dict.fromkeys(words("half halves semester semesters semestre semestres"), "half"),
    **dict.fromkeys(words("year years annee annees an ans"), "year"),
}
"""Words for lengths of time in both languages."""
_ORDINALS: dict[str, int] = {
    **dict.fromkeys(words("first premier premiere premiers premieres"), 1),
    **dict.fromkeys(words("second deuxieme seconde"), 2),
    **dict.fromkeys(words("third troisieme"), 3),
    **dict.fromkeys(words("fourth quatrieme"), 4),
}
_ORDINAL_ENDINGS = words("st nd rd th er ere e eme ieme ème")
_LAST = words("last past previous prior preceding dernier derniere derniers dernieres passe passee")
_LAST |= words("precedent precedente precedents precedentes latest recent")
_ROLLING = words("rolling trailing sliding glissant glissants glissante glissantes")
_MEANS = words("average averages avg mean moyenne moyennes moyen moyens smoothed")
_NAMED_BEFORE = words("previous prior preceding precedent precedente precedents precedentes")
_THIS = words("this current cette ce cet present ongoing running")
_UNTIL_NOW = (
    "so far",
    "thus far",
    "until now",
    "till now",
    "up to now",
    "jusqu ici",
    "jusqu a present",
    "jusqu a maintenant",
    "jusqu a aujourd hui",
    "pour l instant",
    "pour le moment",
)
_IN_COURSE = words("courant courante actuel actuelle")
_FISCAL = words("fy fiscal fiscale exercice exercices")
_OF = words("of in de d du des en for the l la le 's s au dans pour")
_JOINS_YEAR = words("of in de d du en for 's the l la le")
_ARTICLES = words("the le la les l a du des de d un une")
_SINCE = words("since depuis from starting beginning dater compter")
_UNTIL = words("until till til jusqu jusque upto")
_BEFORE = words("before avant prior")
_AFTER = words("after apres following")
_NAMED_AFTER = words("after suivant suivante following")
_SEVERAL = words("months quarters years trimestres annees")
_SINCE_PHRASES = (
    "since the records began in",
    "since records began in",
    "since the data began in",
    "since the data begin in",
    "since we began in",
    "since we started in",
    "depuis le debut des donnees en",
    "a partir de",
    "a partir du",
    "a compter de",
    "a compter du",
    "a dater de",
    "starting from",
    "starting in",
    "starting with",
    "beginning in",
    "beginning with",
    "beginning from",
    "as from",
    "from as early as",
    "not before",
    "pas avant",
    "depuis le mois de",
    "depuis le debut de",
    "depuis debut",
    "since the beginning of",
    "since the start of",
    "since start of",
    "since beginning of",
    "since begin of",
    "since the begin of",
    "from start of",
    "from beginning of",
    "from the start of",
    "from the beginning of",
    "since early",
)
_STARTS = (
    *("the start of", "start of", "the beginning of", "beginning of", "the very start of"),
    *("debut de", "debut du", "debut", "le debut de", "le debut du", "early"),
)
_ENDS = (
    *("the end of", "end of", "the very end of", "late"),
    *("fin de", "fin du", "fin", "la fin de", "la fin du"),
)
"""How a range names the edges of its first and its last months: "from the start of July to …"."""
_OF_THE_UNIT = (
    *("of the year", "of the quarter", "of the month"),
    *("de l annee", "de l an", "du trimestre", "du mois", "du semestre"),
)
_PARTS_OF_UNITS = words(
    """start beginning end middle rest half part course basis progress time moment first second
    third fourth last day days every each debut fin milieu reste moitie cours"""
)
_OVER_TIME = words("evolution trend tendance growth croissance ranking classement mean")
_PLACES = words("in for at by on en pour chez par dans au aux sur")
_BEFORE_THEM = (
    *("before that", "before those", "before them", "before it", "before this", "before"),
    *("prior to that", "prior", "earlier", "preceding", "previous", "preceding that"),
    *("d avant", "precedents", "precedentes", "auparavant", "avant cela", "avant ca"),
)
_MOST_BEFORE = 60
_UNTIL_PHRASES = (
    "up until the end of",
    "until the end of",
    "till the end of",
    "up to the end of",
    "jusqu a la fin de",
    "jusqu a fin",
    "jusqu a",
    "jusqu en",
    "jusqu au",
    "jusqu aux",
    "up to and including",
    "up until",
    "up to",
    "no later than",
)
_BEFORE_PHRASES = (
    "prior to",
    "earlier than",
    "anterieur a",
    "ahead of",
)
_AFTER_PHRASES = (
    "later than",
    "posterieur a",
)
_ONE_BEFORE = (
    "precedent",
    "precedente",
    "previous one",
    "prior one",
    "one before",
    "previous",
    "celui d avant",
    "celle d avant",
    "period before",
    "previous period",
    "prior period",
    "periode precedente",
    "periode d avant",
)
_BEFORE_YEAR = words(
    """of the our own its their total all des du nos les ses leurs want need show get give see me
    us filled in en for pour out list compare per cumulative ytd"""
)
_TO = words("to until till til through thru a au jusqu jusque upto")
_AND = words("and et & plus ou or")
_VERSUS = words("vs versus against contre v")
_THAT = words("that those celui celle ceux celles")
_ONWARDS = (("onwards",), ("onward",), ("on",), ("and", "later"), ("et", "apres"), ("forward",))
_COUNTED = words("units unit pieces piece pcs unites pieces rows lignes customers products")
_MAY_BEFORE = words(
    """in of for since until till from to between and or vs versus by during before after last this
    through en de depuis"""
)
_BEFORE_NUMBERS = words(
    "than above below exceeding least most top bottom inr rs ₹ superieur inferieur beyond"
)
_LONGEST_LIST = 24
_NOT_A_YEAR_AFTER = 15


@dataclass(frozen=True)
class _Span:
    """Months read at a place: `year` is False where none was given and one was assumed."""

    first: date
    last: date
    unit: Unit
    length: int
    year: bool = True
    relative: bool = False
    ambiguous: Literal["fiscal", "day"] | None = None
    relation: Literal["previous", "same_last_year"] | None = None
    label: tuple[str, str] | None = None
    day: int | None = None


def _whole_months(first: _Span, last: _Span) -> bool:
    """Whether days are the first and the last of months: "01/11/2024 to 31/12/2024"."""
    end = (shifted(last.last, 1) - timedelta(days=1)).day
    return first.day == 1 and last.day == end


def _whole_from(span: _Span, side: str) -> _Span:
    """A day that begins or ends whole months is none to ask about: "since 1 January"."""
    if side in {"since", "from", "before"}:
        whole = span.day == 1
    else:
        whole = span.day == (shifted(span.last, 1) - timedelta(days=1)).day
    return replace(span, ambiguous=None) if whole else span


def shifted(month: date, by: int) -> date:
    """The first day of the month that lies `by` months after this one."""
    count = month.year * 12 + month.month - 1 + by
    count = min(max(count, 12), 9999 * 12 - 1)
    return date(count // 12, count % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months there are from the first to the last, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def label_of(first: date, last: date, language: Language = "en") -> str:
    """The period in words: "Q3 2025", "March 2025", "March to June"."""
    count = months_between(first, last)
    names = _MONTH_LABELS[language]
    if count == 1:
        return f"{names[first.month - 1]} {first.year}"
    if count == 12 and first.month == 1:
        return str(first.year)
    if count == 6 and first.month in {1, 7}:
        letter = "H" if language == "en" else "S"
        return f"{letter}{first.month // 7 + 1} {first.year}"
    if count == 3 and first.month % 3 == 1:
        letter = "Q" if language == "en" else "T"
        return f"{letter}{first.month // 3 + 1} {first.year}"
    if count % 12 == 0 and first.month == 1:
        return f"{first.year}–{last.year}"
    ending = f"{names[last.month - 1]} {last.year}"
    if first.year == last.year:
        return f"{names[first.month - 1]}–{ending}"
    return f"{names[first.month - 1]} {first.year} – {ending}"


def period_of(
    first: date, last: date, language: Language = "en", *, relative: bool = False
) -> Period:
    """The period with its label."""
    return Period(first, last, label_of(first, last, language), relative)


def read_at(
    tokens: Sequence[Token],
    i: int,
    calendar: Calendar,
    language: Language = "en",
    reference: Period | None = None,
) -> Match[PeriodReading] | None:
    """The period, or the periods joined with each other, that begin at token `i`.

    `reference` is the period that "the month before" and "the same month last year" start from.
    """
    if not 0 <= i < len(tokens) or not _may_begin(tokens[i]):
        return None
    return _Reader(tokens, calendar, language, reference).read(i)


class _Reader:
    def __init__(
        self,
        tokens: Sequence[Token],
        calendar: Calendar,
        language: Language,
        reference: Period | None,
    ) -> None:
        self.tokens = tokens
        self.calendar = calendar
        self.language = language
        self.reference = reference

    # Reading single words

    def norm(self, at: int) -> str:
        return self.tokens[at].norm if 0 <= at < len(self.tokens) else ""

    def before(self, at: int) -> str:
        return self.tokens[at].before if 0 <= at < len(self.tokens) else " "

    def skip(self, at: int, allowed: frozenset[str], most: int = 2) -> int:
        for _ in range(most):
            if self.norm(at) in allowed:
                at += 1
        return at

    def phrase(self, at: int, *spellings: str) -> int:
        """How many tokens the longest of the spellings that stands at `at` takes."""
        return _spelt(spellings).at(self.tokens, at)

    # The whole reading

    def read(self, i: int) -> Match[PeriodReading] | None:
        if not 0 <= i < len(self.tokens):
            return None
        if self.phrase(i + 1, *_STARTS) and self.stretch(i):
            return self.listed(i)
        return self.between_ranges(i) or self.open_ended(i) or self.listed(i)

    def between_ranges(self, i: int) -> Match[PeriodReading] | None:
        """Two ranges that are held against each other: "between Jan-Nov 2024 and Jan-Nov 2025"."""
        if self.norm(i) not in {"between", "entre"}:
            return None
        at = self.skip(i + 1, _ARTICLES)
        found = self.listed(at) if self.stretch(at) else None
        if found is None or len(found.value.periods) != 2 or found.value.joined != "list":
            return None
        one, two = found.value.periods
        if one.first == one.last or months_between(one.first, one.last) != months_between(
            two.first, two.last
        ):
            return None
        reading = replace(found.value, joined="versus")
        return replace(found, length=at - i + found.length, value=reading)

    def open_ended(self, i: int) -> Match[PeriodReading] | None:
        """Since, from … on, until, before and after a period."""
        side, at = self.side(i)
        some = self.for_some(i, at if side == "since" else i + 1)
        if some is not None:
            return self.ranged(i, i + some.length, some, some.first, some.last)
        if side is None:
            return None
        at = self.skip(at, _ARTICLES)
        span = self.span(at)
        if span is None:
            return None
        span = _whole_from(span, side)
        end = at + span.length
        if side == "from":
            onwards = self.onwards(end)
            if not onwards:
                return None
            end += onwards
            side = "since"
        if side == "since":
            stop = self.phrase(end, "until now", "till now", "to date", "to now", "a ce jour")
            end += stop
            # "Since January of this year" is reckoned from now, though its year is named.
            this_year = any(self.norm(one) in _THIS | {"cours"} for one in range(at, end))
            dated = span.year and not span.relative and not stop and not this_year
            newest = self.calendar.last if dated else self.calendar.anchor
            return self.ranged(i, end, span, span.first, max(newest, span.first))
        if side == "until":
            return self.ranged(i, end, span, min(self.calendar.first, span.last), span.last)
        if side == "before":
            last = shifted(span.first, -1)
            return self.ranged(i, end, span, min(self.calendar.first, last), last)
        first = shifted(span.last, 1)
        return self.ranged(i, end, span, first, max(self.calendar.last, first))

    def for_some(self, i: int, at: int) -> _Span | None:
        """Months until now: "for three months", "depuis 3 mois"."""
        if self.norm(i) not in {"since", "depuis", "for", "pendant"}:
            return None
        at = self.skip(at, words("the over more than plus de"), 2)
        number = amounts.integer_at(self.tokens, at)
        unit = UNITS.get(self.norm(at + number.length)) if number else None
        if number is None or unit is None:
            return None
        length = at + number.length + 1 - i
        if unit == "year":
            return self.lasting("month", 12 * number.value, length)
        return self.lasting(unit, number.value, length)

    def side(
        self, i: int
    ) -> tuple[Literal["since", "from", "until", "before", "after"] | None, int]:
        if taken := self.phrase(i, *_SINCE_PHRASES):
            return "since", i + taken
        if taken := self.phrase(i, *_UNTIL_PHRASES):
            return "until", i + taken
        if taken := self.phrase(i, *_BEFORE_PHRASES):
            return "before", i + taken
        if taken := self.phrase(i, *_AFTER_PHRASES):
            return "after", i + taken
        norm = self.norm(i)
        if norm == "des" and self.tokens[i].text.casefold().startswith("dè"):
            return "since", i + 1
        if norm in {"from", "de"}:
            return "from", i + 1
        if norm in _SINCE:
            return "since", i + 1
        if norm in _UNTIL:
            return "until", i + 1
        if norm in _BEFORE and self.norm(i + 1) not in {"dernier", "derniere"}:
            return "before", i + 1
        if norm in _AFTER:
            return "after", i + 1
        return None, i

    def onwards(self, at: int) -> int:
        for ending in _ONWARDS:
            if all(self.norm(at + n) == word for n, word in enumerate(ending)):
                return len(ending)
        return 0

    def stretch(self, i: int) -> _Span | None:
        """A range: "from March to June 2025", "between … and …", "July-September 2025"."""
        opening = self.norm(i)
        at = i
        between = opening in {"between", "entre"}
        opened = between or opening in {"from", "de", "du", "d", "since", "depuis"}
        if opened:
            at = self.skip(i + 1, _ARTICLES)
            at += self.phrase(at, *_STARTS)
        first = self.span(at)
        middle = self.to(at + first.length, between=between, opened=opened) if first else None
        if middle is not None:
            middle += self.phrase(middle, *_ENDS)
        last = self.span(middle) if middle is not None else None
        if first is None or middle is None or last is None:
            return None
        if first.unit == last.unit == "year" and not opened and self.before(middle) == "-":
            return None
        length = middle + last.length - i
        first, last = self.with_years(first, last)
        if last.last < first.first:
            first, last = last, first
        return _Span(
            first.first,
            last.last,
            last.unit,
            length,
            year=first.year or last.year,
            relative=first.relative or last.relative,
            ambiguous=None if _whole_months(first, last) else first.ambiguous or last.ambiguous,
            relation=first.relation or last.relation,
        )

    def to(self, at: int, *, between: bool, opened: bool) -> int | None:
        norm = self.norm(at)
        if between:
            if norm in {"and", "et"} and self.norm(at + 1) in _THAT:
                # "Between Q1 2024 and that of 2025" are two.
                return None
            return self.skip(at + 1, _ARTICLES) if norm in {"and", "et", "to", "&", "-"} else None
        if norm == "up" and self.norm(at + 1) == "to":
            return self.skip(at + 2, _ARTICLES)
        if norm in {"jusqu", "jusque"}:
            return self.skip(at + 1, words("a en au le la"))
        if norm in _TO and (norm not in {"a", "au"} or opened or self.language == "fr"):
            return self.skip(at + 1, _ARTICLES)
        if norm in {"-", "..", "..."}:
            return at + 1
        # "July-September": the dash is kept at the second word.
        if self.before(at) == "-" and self.starts_unit(at):
            return at
        return None

    def starts_unit(self, at: int) -> bool:
        span = self.span(at)
        return span is not None and not span.relative

    def listed(self, i: int) -> Match[PeriodReading] | None:
        """One period or range, or several joined by "and", commas or "versus"."""
        first = self.stretch(i) or self.span(i)
        if first is None:
            return None
        spans = [first]
        at = i + first.length
        joined: Literal["single", "list", "versus"] = "single"
        while len(spans) < _LONGEST_LIST:
            found = self.next_in_list(at, spans)
            if found is None:
                break
            span, at, how = found
            joined = "versus" if "versus" in (how, joined) else "list"
            spans.append(span)
        held = self.norm(i) in {"between", "entre"}
        if len(spans) == 1 and (self.is_range(first) or (held and first.first < first.last)):
            return self.ranged(i, at, first, first.first, first.last)
        return self.several(spans, i, at, joined)

    @staticmethod
    def is_range(span: _Span) -> bool:
        return months_between(span.first, span.last) > _MONTHS_OF[span.unit] and not span.relative

    def next_in_list(
        self, at: int, spans: Sequence[_Span]
    ) -> tuple[_Span, int, Literal["list", "versus"]] | None:
        start, how = self.joint(at)
        if start is None:
            return None
        previous = spans[-1]
        reader = self.with_reference(previous)
        span = reader.stretch(start) or reader.span(start) or reader.one_before(start, previous)
        if span is None:
            return None
        undated = span.relative and span.relation is None and not previous.relative
        if undated and how == "list":
            return None
        if span.unit == "year" and previous.unit != "year" and span.year and not span.relative:
            if any(one.unit == "year" for one in spans):
                return None
            span = self.moved_to_year(previous, span)
        return span, start + span.length, how

    def one_before(self, at: int, named: _Span) -> _Span | None:
        """The period before the one just named: "vs the previous one", "vs le précédent"."""
        taken = self.phrase(at, *_ONE_BEFORE)
        if not taken:
            return None
        size = months_between(named.first, named.last)
        return replace(
            named,
            first=shifted(named.first, -size),
            last=shifted(named.last, -size),
            length=taken,
            relation="previous",
        )

    def joint(self, at: int) -> tuple[int | None, Literal["list", "versus"]]:
        norm = self.norm(at)
        if norm == "," and self.norm(at + 1) in _AND:
            return self.skip(at + 2, _OF | _ARTICLES, 2), "list"
        if self.before(at) == "-" and self.year_number(at):
            return at, "list"
        if norm in _AND or norm in {",", "+", "/"}:
            return self.that_of(at + 1), "list"
        for phrase in (
            "compared to",
            "compared with",
            "compare to",
            "compare with",
            "in comparison to",
            "in comparison with",
            "as against",
            "stack up against",
            "stacks up against",
            "stacked up against",
            "measure up against",
            "measure up to",
            "beat",
            "exceed",
            "exceeded",
            "surpass",
            "surpassed",
            "relative to",
            "par rapport a",
            "par rapport au",
            "face a",
            "compare a",
            "comparee a",
            "comparees a",
            "compares a",
        ):
            if taken := self.phrase(at, phrase):
                return self.that_of(at + taken), "versus"
        if norm in _VERSUS:
            after = at + 1 + (self.norm(at + 1) == ".")
            return self.that_of(after), "versus"
        return None, "list"

    def that_of(self, at: int) -> int:
        """Where the second period of a comparison begins: "with that of Q3", "à ceux du T3"."""
        at += self.norm(at) in _THAT
        return self.skip(at, _OF | _ARTICLES, 2)

    def with_reference(self, span: _Span) -> _Reader:
        period = period_of(span.first, span.last)
        return _Reader(self.tokens, self.calendar, self.language, period)

    @staticmethod
    def moved_to_year(span: _Span, year: _Span) -> _Span:
        """The same months in another year: "Q3 2024 and 2025"."""
        by = 12 * (year.first.year - span.first.year)
        return replace(
            span,
            first=shifted(span.first, by),
            last=shifted(span.last, by),
            length=year.length,
            year=True,
        )

    def with_years(self, first: _Span, last: _Span) -> tuple[_Span, _Span]:
        """Both ends of a range with the year that one of them names, or the newest ones."""
        if first.year and not last.year:
            moved = _to_year(last, first.first.year)
            return first, moved if moved.last >= first.first else _to_year(
                last, first.first.year + 1
            )
        if last.year and not first.year and last.unit != "year":
            moved = _to_year(first, last.first.year)
            return (
                moved if moved.first <= last.first else _to_year(first, last.first.year - 1)
            ), last
        if not first.year and not last.year and first.first > last.last:
            return _to_year(first, last.first.year - (first.first.month > last.last.month)), last
        return first, last

    def several(
        self, spans: list[_Span], i: int, end: int, joined: Literal["single", "list", "versus"]
    ) -> Match[PeriodReading]:
        coded = any(self.last_year_code(at) for at in range(i, end))
        # "Oct and Oct LY": the year before is that of the one alone.
        spans = spans if coded else _years_filled(spans)
        periods = tuple(self.period(span) for span in spans)
        relation = next((s.relation for s in spans if s.relation), None)
        if relation and len(spans) > 1:
            # The period that it was reckoned from stands beside it: the two are compared.
            joined, relation = "versus", None
        ambiguous = next((s.ambiguous for s in spans if s.ambiguous), None)
        reading = PeriodReading(
            periods,
            joined,
            spans[0].unit,
            self.note(spans),
            any(self.holds_partial(p.first, p.last) for p in periods),
            ambiguous,
            relation,
        )
        meaning = " | ".join(period.label for period in periods)
        return Match(end - i, reading, "period", meaning)

    def ranged(
        self, i: int, end: int, span: _Span, first: date, last: date, also: _Span | None = None
    ) -> Match[PeriodReading]:
        spans = [one for one in (also, span) if one is not None]
        relative = any(one.relative or not one.year for one in spans)
        period = period_of(first, last, self.language, relative=relative)
        reading = PeriodReading(
            (period,),
            "range",
            span.unit,
            self.assumed(period.label) if not any(one.year for one in spans) else None,
            self.holds_partial(first, last),
            next((one.ambiguous for one in spans if one.ambiguous), None),
            next((one.relation for one in spans if one.relation), None),
        )
        return Match(end - i, reading, "period range", period.label)

    def period(self, span: _Span) -> Period:
        period = period_of(
            span.first, span.last, self.language, relative=span.relative or not span.year
        )
        if span.label is None:
            return period
        words_ = span.label[0 if self.language == "en" else 1]
        return replace(period, label=f"{words_} ({period.label})")

    def holds_partial(self, first: date, last: date) -> bool:
        partial = self.calendar.partial
        return partial is not None and first <= partial <= last

    def note(self, spans: Sequence[_Span]) -> str | None:
        assumed = [s for s in spans if not s.year and not s.relative]
        if not assumed:
            return None
        return self.assumed(", ".join(label_of(s.first, s.last, self.language) for s in assumed))

    def assumed(self, label: str) -> str:
        if self.language == "fr":
            return f"Aucune année n'est indiquée : {label}, la dernière période complète."
        return f"No year was given: {label}, the latest complete one."

    # One span of months

    def span(self, at: int) -> _Span | None:
        if not 0 <= at < len(self.tokens):
            return None
        return (
            self.years_own(at)
            or self.to_date(at)
            or self.same_last_year(at)
            or self.same_of_year(at)
            or self.relative(at)
            or self.part_of_year(at)
            or self.day(at)
            or self.numeric_month(at)
            or self.fiscal(at)
            or self.quarter_or_half(at)
            or self.part_before_another(at)
            or self.month(at)
            or self.year(at)
        )

    def years_own(self, at: int) -> _Span | None:
        """A part of a year that is named before it: "last year's Q3", "2024's July"."""
        year = self.any_year(at)
        if year is None or self.norm(at + year[1]) != "'s":
            return None
        inner = at + year[1] + 1
        part = self.quarter_or_half(inner) or self.month(inner)
        if part is None or part.year:
            return None
        return replace(_to_year(part, year[0]), length=inner + part.length - at)

    def to_date(self, at: int) -> _Span | None:
        return self.named_to_date(at) or self.this_to_date(at)

    def named_to_date(self, at: int) -> _Span | None:
        """A year by its number up to the newest complete month: "2025 YTD", "2025 à date"."""
        start = self.skip(at, words("calendar year annee cy the l en"), 3)
        year = self.year_number(start)
        if year is None:
            return None
        end = start + year[1]
        end += self.norm(end) == ","
        taken = self.phrase(end, "ytd", "year to date")
        if not taken and year[0] == self.calendar.anchor.year:
            taken = self.phrase(end, "to date", "a date", "a ce jour", *_UNTIL_NOW)
        if not taken:
            return None
        last = date(year[0], self.calendar.anchor.month, 1)
        label = ("year to date", "depuis le début de l'année")
        length = end + taken - at
        return _Span(date(year[0], 1, 1), last, "year", length, relative=True, label=label)

    def this_to_date(self, at: int) -> _Span | None:
        calendar = self.calendar
        if taken := self.phrase(
            at,
            "year to date",
            "so far this year",
            "the year so far",
            "year so far",
            "this year so far",
            "this year to date",
            "this year thus far",
            "this year until now",
            "this year up to now",
            "since the start of the year",
            "since the beginning of the year",
            "since start of the year",
            "since the start of this year",
            "since the beginning of this year",
            "since beginning of the year",
            "since start of year",
            "since beginning of year",
            "from the start of the year",
            "from the beginning of the year",
            "depuis le debut de l annee",
            "depuis le debut de cette annee",
            "depuis le debut d annee",
            "depuis debut d annee",
            "depuis debut de l annee",
            "depuis debut annee",
            "cette annee a date",
            "cette annee a ce jour",
            "cette annee jusqu a present",
            "cette annee jusqu a maintenant",
            "cette annee jusqu ici",
            "annee en cours a date",
            "a date",
            "ytd",
            "cumul annuel a date",
            "annee a date",
            "cumul annuel",
            "cumule depuis le debut de l annee",
            "cumulee depuis le debut de l annee",
            "cumules depuis le debut de l annee",
            "cumul depuis le debut de l annee",
            "cumulative since the start of the year",
            "cumulative year to date",
            "cumulative this year",
            "cumul de l annee",
            "cumul annee",
        ):
            first, taken = self.year_after(at, taken)
            last = date(first.year, calendar.anchor.month, 1)
            label = ("year to date", "depuis le début de l'année")
            return _Span(first, last, "year", taken, relative=True, label=label)
        if taken := self.phrase(
            at, "quarter to date", "qtd", "trimestre a date", "this quarter so far"
        ):
            first = _start(calendar.current, "quarter")
            last = max(calendar.anchor, first)
            return _Span(first, last, "quarter", taken, relative=True)
        if taken := self.phrase(at, "month to date", "mtd", "mois a date", "this month so far"):
            return _Span(calendar.current, calendar.current, "month", taken, relative=True)
        return None

    def year_after(self, at: int, taken: int) -> tuple[date, int]:
        """The year a "year to date" is of: one named after it, or the newest."""
        where = self.skip(at + taken, _JOINS_YEAR)
        year = self.year_number(where)
        if year is None:
            return date(self.calendar.anchor.year, 1, 1), taken
        return date(year[0], 1, 1), where + year[1] - at

    def same_last_year(self, at: int) -> _Span | None:
        """The same months one year earlier than those named before."""
        base = self.reference
        first = base.first if base else self.calendar.anchor
        last = base.last if base else self.calendar.anchor
        start = self.skip(at, _ARTICLES)
        if self.norm(start) in {"same", "meme", "memes", "corresponding"}:
            end = start + 1
            unit = UNITS.get(self.norm(end))
            if unit is None and self.norm(end) not in {
                "period",
                "periode",
                "time",
                "months",
                "mois",
            }:
                return None
            after = self.skip(end + 1, _JOINS_YEAR)
            taken = self.last_year_words(after)
            if not taken:
                year = self.year_number(after)
                if year is None:
                    return None
                by = 12 * (year[0] - first.year)
                return _Span(
                    shifted(first, by),
                    shifted(last, by),
                    unit or "month",
                    after + year[1] - at,
                    relative=True,
                    relation="same_last_year",
                )
            if base is None and unit in {"quarter", "half"}:
                first = _latest_complete(self.calendar.anchor, unit)
                last = shifted(first, _MONTHS_OF[unit] - 1)
            return _Span(
                shifted(first, -12),
                shifted(last, -12),
                unit or "month",
                after + taken - at,
                relative=True,
                relation="same_last_year",
            )
        taken = self.phrase(
            at,
            "a year ago",
            "one year ago",
            "a year earlier",
            "one year earlier",
            "a year before",
            "the year earlier",
            "un an plus tot",
            "un an avant",
            "un an auparavant",
            "il y a un an",
            "une annee plus tot",
            "l annee d avant",
            "the year before",
            "year before",
            "year earlier",
        )
        if not taken:
            return None
        if base is None and self.phrase(at, "the year before", "year before", "l annee d avant"):
            return self.back("year", 1, taken)
        unit = _unit_of(first, last)
        return _Span(
            shifted(first, -12),
            shifted(last, -12),
            unit,
            taken,
            relative=True,
            relation="same_last_year",
        )

    def same_of_year(self, at: int) -> _Span | None:
        """The months named before, in a year that is named first: "in 2025, same period"."""
        year, base = self.year_number(at), self.reference
        if year is None or base is None:
            return None
        end = at + year[1]
        end += self.norm(end) == ","
        end = self.skip(end, words("for pour sur over in during the la les"), 2)
        taken = self.phrase(end, "same period", "same months", "meme periode", "memes mois")
        if not taken:
            return None
        by = 12 * (year[0] - base.first.year)
        first, last = shifted(base.first, by), shifted(base.last, by)
        return _Span(first, last, _unit_of(first, last), end + taken - at)

    def last_year_words(self, at: int) -> int:
        return self.phrase(
            at,
            "last year",
            "previous year",
            "prior year",
            "preceding year",
            "past year",
            "year before",
            "year earlier",
            "a year ago",
            "a year earlier",
            "a year before",
            "one year ago",
            "one year earlier",
            "an dernier",
            "an passe",
            "an precedent",
            "annee derniere",
            "annee passee",
            "annee precedente",
            "annee d avant",
            "derniere annee",
            "precedente annee",
            "un an plus tot",
            "un an avant",
            "il y a un an",
            "dernier an",
        )

    def relative(self, at: int) -> _Span | None:
        """Last, this and previous months, quarters, halves and years; some of them; ago."""
        return (
            self.before_last(at)
            or self.some_before(at)
            or self.named_before(at)
            or self.named_after(at)
            or self.rolling(at)
            or self.last_some(at)
            or self.last_one(at)
            or self.this_one(at)
            or self.ago(at)
        )

    def before_last(self, at: int) -> _Span | None:
        """The month before last, "l'avant-dernier mois"."""
        unit = UNITS.get(self.norm(at))
        if unit and self.phrase(at + 1, "before last"):
            return self.back(unit, 2, 3)
        if self.phrase(at, "avant dernier", "avant derniere", "second last", "penultimate"):
            length = 1 if self.norm(at) == "penultimate" else 2
            unit = UNITS.get(self.norm(at + length))
            if unit:
                return self.back(unit, 2, length + 1)
            # "L'avant-dernier et le dernier mois": the unit is named once.
            after = self.skip(self.skip(at + length, _AND, 1), _ARTICLES)
            unit = UNITS.get(self.norm(after + 1)) if self.norm(after) in _LAST else None
            if unit and after > at + length:
                return self.back(unit, 2, length)
        return None

    def named_before(self, at: int) -> _Span | None:
        """The month before the one named: "the previous month", "the month before"."""
        found = self.named_before_unit(at)
        if found is None:
            return None
        unit, length = found
        base = self.reference
        if base is None:
            return self.back(unit, 1, length)
        if unit == "year" and months_between(base.first, base.last) < 12:
            first, last = shifted(base.first, -12), shifted(base.last, -12)
            return _Span(
                first, last, _unit_of(first, last), length, relative=True, relation="same_last_year"
            )
        size = _MONTHS_OF[unit]
        first = shifted(_start(base.first, unit), -size)
        return _Span(
            first, shifted(first, size - 1), unit, length, relative=True, relation="previous"
        )

    def some_before(self, at: int) -> _Span | None:
        """Several months before a period named in the question: "vs the 12 months before"."""
        base = self.reference
        if base is None or not self.names_time(range(at)):
            return None
        ahead = self.norm(at) in _NAMED_BEFORE
        number = amounts.integer_at(self.tokens, at + ahead)
        end = at + ahead + number.length if number else at
        unit = UNITS.get(self.norm(end))
        if number is None or not 0 < number.value <= _MOST_BEFORE:
            return None
        if unit is None:
            # "The last six months against the preceding six".
            same = number.value == months_between(base.first, base.last) and ahead
            unit, end = ("month", end - 1) if same else (None, end)
        after = self.phrase(end + 1, *_BEFORE_THEM)
        if unit is None or not (ahead or (after and self.span_free(end + 1 + after))):
            return None
        months = number.value * _MONTHS_OF[unit]
        length = end + 1 - at + (0 if ahead else after)
        if not ahead and self.norm(end + 1) == "earlier":
            # "Two months earlier" is as long, two months before.
            return replace(
                self.moved_back(base, months), length=length, unit=unit, relation="previous"
            )
        first, last = shifted(base.first, -months), shifted(base.first, -1)
        alike = months == months_between(base.first, base.last)
        relation: Literal["previous"] | None = "previous" if alike else None
        return _Span(first, last, unit, length, relative=True, relation=relation)

    @staticmethod
    def moved_back(base: Period, months: int) -> _Span:
        first, last = shifted(base.first, -months), shifted(base.last, -months)
        return _Span(first, last, "month", 0, relative=True)

    def names_time(self, places: Iterable[int]) -> bool:
        """Whether a month, a year, a quarter or a unit of time stands at one of the places."""
        return any(
            self.norm(at) in UNITS | MONTHS or self.year_number(at) or self.code(at)
            for at in places
        )

    def named_after(self, at: int) -> _Span | None:
        """The month after the one named: "the year after", "le trimestre suivant"."""
        base = self.reference
        unit, length = UNITS.get(self.norm(at)), 1
        if unit is not None:
            told = self.phrase(at + 1, "d apres")
            told = told or (self.norm(at + 1) in _NAMED_AFTER and self.span_free(at + 2))
        else:
            unit = UNITS.get(self.norm(at + 1))
            told = int(self.norm(at) == "following")
        if base is None or unit is None or not told or self.norm(at + 1) in _SEVERAL:
            return None
        size = _MONTHS_OF[unit]
        if unit == "year" and months_between(base.first, base.last) < size - 1:
            first, last = shifted(base.first, size), shifted(base.last, size)
        else:
            first = shifted(_start(base.last, unit), size)
            last = shifted(first, size - 1)
        return _Span(first, last, _unit_of(first, last), length + told, relative=True)

    def named_before_unit(self, at: int) -> tuple[Unit, int] | None:
        norm = self.norm(at)
        unit = UNITS.get(self.norm(at + 1))
        if (
            norm in _NAMED_BEFORE
            and unit
            and self.norm(at + 1) not in {"months", "quarters", "years"}
        ):
            return unit, 2
        unit = UNITS.get(norm)
        if unit is None:
            return None
        if self.norm(at + 1) in _NAMED_BEFORE:
            return unit, 2
        if self.norm(at + 1) == "before" and self.span_free(at + 2):
            return unit, 2
        if self.phrase(at + 1, "d avant"):
            return unit, 3
        return None

    def span_free(self, at: int) -> bool:
        """Whether no period follows: "the month before" and not "the month before July"."""
        at = self.skip(at, _ARTICLES)
        return (
            self.norm(at) not in MONTHS and self.year_number(at) is None and self.code(at) is None
        )

    def rolling(self, at: int) -> _Span | None:
        """Rolling twelve months; not where a mean over them is asked for."""
        if any(token.norm in _MEANS for token in self.tokens):
            return None
        before = self.norm(at) in _ROLLING
        found = amounts.integer_at(self.tokens, at + before)
        if found is None:
            return None
        end = at + before + found.length
        unit = UNITS.get(self.norm(end))
        if unit is None or not (before or self.norm(end + 1) in _ROLLING):
            return None
        end += 1 if before else 2
        if unit == "year":
            return self.lasting("month", 12 * found.value, end - at)
        return self.lasting(unit, found.value, end - at)

    def last_some(self, at: int) -> _Span | None:
        """The last three months, "12 derniers mois", "les deux trimestres passés"."""
        if self.norm(at) in _ROLLING:
            return None
        number: int | None = None
        end = at
        if self.norm(at) in _LAST:
            end = self.skip(at + 1, _LAST, 1)
            found = amounts.integer_at(self.tokens, end)
            if found is None and self.norm(end) in {"few", "couple"}:
                return None
            if found is None:
                return None
            number, end = found.value, end + found.length
            end = self.skip(end, words("full complete completed whole of the calendar"), 2)
        else:
            found = amounts.integer_at(self.tokens, at)
            if found is None:
                return None
            number, end = found.value, at + found.length
            if self.norm(end) in _LAST:
                end = self.skip(end, _LAST, 2)
            else:
                unit = UNITS.get(self.norm(end))
                if unit is None or self.norm(end + 1) not in _LAST:
                    return None
                return self.lasting(unit, number, end + 2 - at)
        unit = UNITS.get(self.norm(end))
        if unit is None or not number:
            return None
        end += 1
        end = self.skip(end, words("complets completes complet pleins ecoules ecoulees revolus"), 1)
        end = self.skip(end, _ROLLING, 1)
        where = self.skip(end, _OF)
        year = self.year_number(where) if where > end else None
        if year is not None:
            count = number * _MONTHS_OF[unit]
            if count > 12:
                return None
            last = date(year[0], 12, 1)
            return _Span(shifted(last, 1 - count), last, unit, where + year[1] - at)
        return self.lasting(unit, number, end - at)

    def lasting(self, unit: Unit, number: int, length: int) -> _Span | None:
        if not 0 < number <= 240:
            return None
        if unit == "year":
            last = date(self.calendar.current.year, 12, 1)
        else:
            start = _latest_complete(self.calendar.anchor, unit)
            last = shifted(start, _MONTHS_OF[unit] - 1)
        first = shifted(last, 1 - number * _MONTHS_OF[unit])
        return _Span(first, last, unit, length, relative=True)

    def last_one(self, at: int) -> _Span | None:
        """Last month, "le mois dernier", "dernier trimestre", last quarter of 2024."""
        norm = self.norm(at)
        if norm in _LAST:
            end = self.skip(at + 1, words("full complete completed calendar whole recent"), 2)
            unit = UNITS.get(self.norm(end))
            several = self.norm(end) in {"months", "quarters", "years", "halves"}
            if unit is None or several or norm in {"derniers", "dernieres"}:
                return None
            end += 1
            if unit == "half" and self.norm(end) == "year":
                end += 1
            within = self.last_within(at, end, unit)
            if within is not None:
                return within
            if norm == "past" and unit == "year":
                return self.lasting("month", 12, end - at)
            return self.back(unit, 1, end - at)
        unit = UNITS.get(norm)
        # "Which month last year": last belongs to the year.
        if unit and self.norm(at + 1) in _LAST and self.norm(at + 2) not in UNITS:
            return self.back(unit, 1, 2)
        return None

    def last_within(self, at: int, end: int, unit: Unit) -> _Span | None:
        """The last quarter or month of a year that is named."""
        if unit == "year":
            return None
        where = self.skip(end, _OF)
        year = self.year_number(where) if where == end else self.any_year(where)
        if year is None:
            return None
        last = date(year[0], 12, 1)
        return _Span(shifted(last, 1 - _MONTHS_OF[unit]), last, unit, where + year[1] - at)

    def this_one(self, at: int) -> _Span | None:
        """This month, the current quarter, "l'année en cours"."""
        norm = self.norm(at)
        end = at
        unit: Unit | None = None
        if norm in _THIS:
            end = self.skip(at + 1, words("current present calendar whole"), 2)
            unit = UNITS.get(self.norm(end))
            end += 1
        elif norm in {"of", "de", "du"} and (taken := self.of_the_unit(at)):
            unit, end = UNITS[self.norm(at + taken - 1)], at + taken
        elif norm in UNITS:
            if self.phrase(at + 1, "en cours"):
                unit, end = UNITS[norm], at + 3
            elif self.norm(at + 1) in _IN_COURSE:
                unit, end = UNITS[norm], at + 2
        if unit is None or self.norm(end - 1) in {"months", "quarters", "years", "annees"}:
            return None
        end = self.skip(end, frozenset({"ci", "la"}), 1) if self.before(end) == "-" else end
        first = _start(self.calendar.current, unit)
        return _Span(first, shifted(first, _MONTHS_OF[unit] - 1), unit, end - at, relative=True)

    def of_the_unit(self, at: int) -> int:
        """How many tokens "of the year" or "du mois" takes that means the current one; 0 for none.

        "The end of the year" is another; so is one where the question names any other time.
        """
        taken = self.phrase(at, *_OF_THE_UNIT)
        after = at + taken
        if not taken or self.norm(at - 1) in _PARTS_OF_UNITS:
            return 0
        if self.names_time((*range(at), *range(after, len(self.tokens)))):
            return 0
        if any(token.norm in _MEANS | _OVER_TIME for token in self.tokens):
            return 0
        ends = after >= len(self.tokens) or self.tokens[after].kind == "mark"
        placed = self.norm(after) in _PLACES and self.span(after + 1) is None
        return taken if ends or placed else 0

    def ago(self, at: int) -> _Span | None:
        """Two months ago, "il y a trois trimestres"."""
        start = at
        french = self.phrase(at, "il y a", "y a")
        at += french
        found = amounts.integer_at(self.tokens, at)
        if found is None and self.norm(at) in {"a", "an"}:
            found = Match(1, 1, "number", "1")
        if found is None:
            return None
        at += found.length
        unit = UNITS.get(self.norm(at))
        if unit is None or not 0 < found.value <= 240:
            return None
        at += 1
        if french:
            return self.back(unit, found.value, at - start)
        if self.norm(at) in {"ago", "back"}:
            return self.back(unit, found.value, at + 1 - start)
        return None

    def back(self, unit: Unit, number: int, length: int) -> _Span:
        """The complete month, quarter or half `number` back (1: the newest); years before this."""
        size = _MONTHS_OF[unit]
        if unit == "year":
            first = date(max(self.calendar.current.year - number, 1), 1, 1)
        else:
            first = shifted(_latest_complete(self.calendar.anchor, unit), -size * (number - 1))
        return _Span(first, shifted(first, size - 1), unit, length, relative=True)

    def part_of_year(self, at: int) -> _Span | None:
        """The first three months of 2025, "les six premiers mois de 2025"."""
        start = at
        if self.norm(at) in _ORDINALS and _ORDINALS[self.norm(at)] == 1:
            found = amounts.integer_at(self.tokens, at + 1)
            if found is None:
                return None
            at += 1 + found.length
        else:
            found = amounts.integer_at(self.tokens, at)
            if found is None or _ORDINALS.get(self.norm(at + found.length)) != 1:
                return None
            at += found.length + 1
        unit = UNITS.get(self.norm(at))
        if unit is None or unit == "year" or not 0 < found.value * _MONTHS_OF[unit] <= 12:
            return None
        at = at + 1
        at += self.phrase(at, "of the year", "of year", "de l annee", "d annee")
        where = self.skip(at, _OF)
        year = self.any_year(where)
        if year is None:
            first = date(self.calendar.current.year, 1, 1)
            length = at - start
        else:
            first = date(year[0], 1, 1)
            length = where + year[1] - start
        last = shifted(first, found.value * _MONTHS_OF[unit] - 1)
        return _Span(first, last, unit, length, year=year is not None)

    def day(self, at: int) -> _Span | None:
        """A day, which monthly figures do not have: the month it lies in, and why to ask."""
        one, two, three = (
            self.tokens[at + n] if at + n < len(self.tokens) else None for n in range(3)
        )
        if one is None or two is None or three is None:
            return None
        if one.norm.isdigit() and len(one.norm) == 4 and two.before == three.before == "-":
            return self.on_day(one.norm, two.norm, three.norm, 3)
        five = [self.norm(at + n) for n in range(5)]
        if one.norm.isdigit() and five[1] == five[3] == "/":
            if len(five[0]) == 4:
                return self.on_day(five[0], five[2], five[4], 5)
            return self.on_day(five[4], five[2], five[0], 5)
        number = one.norm.isdigit() and len(one.norm) <= 2
        if number:
            end = at + 1
            if self.norm(end) in _ORDINAL_ENDINGS and self.before(end) == "":
                end += 1
            end = self.skip(end, words("of de d"), 1)
            month = MONTHS.get(self.norm(end))
            if month and 1 <= int(one.norm) <= 31:
                year = self.year_number(self.skip(end + 1, _JOINS_YEAR | {","}))
                where = self.skip(end + 1, _JOINS_YEAR | {","})
                if year:
                    return self.on_day(str(year[0]), str(month), one.norm, where + year[1] - at)
                return self.on_day(
                    str(self.calendar.anchor.year), str(month), one.norm, end + 1 - at
                )
            return None
        month = MONTHS.get(one.norm)
        if month and two.norm.isdigit() and len(two.norm) <= 2 and two.before == " ":
            end = at + 2
            if self.norm(end) in _ORDINAL_ENDINGS and self.before(end) == "":
                end += 1
            year = self.year_number(self.skip(end, frozenset({","}), 1))
            if year:
                where = self.skip(end, frozenset({","}), 1)
                return self.on_day(str(year[0]), str(month), two.norm, where + year[1] - at)
        return None

    @staticmethod
    def on_day(year: str, month: str, day: str, length: int) -> _Span | None:
        if not (year.isdigit() and month.isdigit() and day.isdigit()):
            return None
        if not (1900 < int(year) < 2200 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
            return None
        first = date(int(year), int(month), 1)
        return _Span(first, first, "month", length, ambiguous="day", day=int(day))

    def numeric_month(self, at: int) -> _Span | None:
        """2025-07, 2025/07, 07/2025 and 07-2025."""
        one, two = self.norm(at), self.norm(at + 1)
        end = at + 2
        if two == "/":
            two = self.norm(at + 2)
            end = at + 3
        elif self.before(at + 1) != "-":
            return None
        if not (one.isdigit() and two.isdigit()):
            return None
        if len(one) == 4 and len(two) <= 2 and 1 <= int(two) <= 12 and self.plausible(int(one)):
            return self.month_of(int(one), int(two), end - at)
        if len(two) == 4 and len(one) <= 2 and 1 <= int(one) <= 12 and self.plausible(int(two)):
            return self.month_of(int(two), int(one), end - at)
        return None

    @staticmethod
    def month_of(year: int, month: int, length: int) -> _Span:
        first = date(year, month, 1)
        return _Span(first, first, "month", length)

    def fiscal(self, at: int) -> _Span | None:
        """A financial year, whose months depend on who asks: the calendar year, and to ask."""
        start = at
        taken = self.phrase(
            at,
            "fiscal year",
            "financial year",
            "annee fiscale",
            "annee comptable",
            "exercice fiscal",
            "exercice comptable",
            "exercice budgetaire",
        )
        if taken:
            at += taken
        elif self.norm(at) in _FISCAL:
            at += 1
        else:
            return self.split_year(at)
        at = self.skip(at, _JOINS_YEAR)
        split = self.split_year(at)
        if split is not None:
            return replace(split, length=at + split.length - start)
        year = self.year_number(at) or self.short_number(at)
        if year is None:
            first = date(self.calendar.current.year, 1, 1)
            return _Span(first, shifted(first, 11), "year", at - start, ambiguous="fiscal")
        first = date(year[0], 1, 1)
        return _Span(first, shifted(first, 11), "year", at + year[1] - start, ambiguous="fiscal")

    def split_year(self, at: int) -> _Span | None:
        """2024-25 and 2024/25."""
        one, two, length = self.norm(at), self.norm(at + 1), 2
        if two == "/":
            two, length = self.norm(at + 2), 3
        elif self.before(at + 1) != "-":
            return None
        if not (one.isdigit() and two.isdigit() and len(one) == 4 and len(two) == 2):
            return None
        if int(two) != (int(one) + 1) % 100 or not self.plausible(int(one)):
            return None
        first = date(int(one), 1, 1)
        return _Span(first, shifted(first, 11), "year", length, ambiguous="fiscal")

    def short_number(self, at: int) -> tuple[int, int] | None:
        norm = self.norm(at)
        if len(norm) == 2 and norm.isdigit() and self.plausible(2000 + int(norm)):
            return 2000 + int(norm), 1
        return None

    def code(self, at: int) -> tuple[Unit, int, int] | None:
        """Unit, number and length of "q3", "third quarter", "3e trimestre", "H1", "S1"."""
        norm = self.norm(at)
        if len(norm) == 2 and norm[0] in "qths" and norm[1].isdigit():
            return self.numbered({"q": "quarter", "t": "quarter"}.get(norm[0], "half"), norm[1], 1)
        if norm in {"q", "h"} and self.norm(at + 1).isdigit() and len(self.norm(at + 1)) == 1:
            return self.numbered("quarter" if norm == "q" else "half", self.norm(at + 1), 2)
        unit = UNITS.get(norm)
        if unit in {"quarter", "half"} and len(self.norm(at + 1)) == 1:
            return self.numbered(unit, self.norm(at + 1), 2)
        if norm in _ORDINALS:
            return self.ordinal(_ORDINALS[norm], at + 1, at)
        if norm.isdigit() and len(norm) == 1:
            end = at + 1
            if self.norm(end) in {"q", "h", "t", "s"} and self.before(end) == "":
                unit_ = "quarter" if self.norm(end) in {"q", "t"} else "half"
                return self.numbered(unit_, norm, 2)
            if self.norm(end) in _ORDINAL_ENDINGS:
                return self.ordinal(int(norm), end + 1, at)
        return None

    def ordinal(self, number: int, at: int, start: int) -> tuple[Unit, int, int] | None:
        at = self.skip(at, words("calendar"), 1)
        unit = UNITS.get(self.norm(at))
        if unit not in {"quarter", "half"}:
            return None
        end = at + 1
        if unit == "half" and self.norm(end) == "year" and self.before(end) in {"-", ""}:
            end += 1
        elif unit == "half" and self.phrase(end, "of the year"):
            # Taken with it unless another year follows.
            after = self.any_year(self.skip(end, _JOINS_YEAR))
            end += 0 if after else 3
        return self.numbered(unit, str(number), end - start)

    @staticmethod
    def numbered(unit: str, digit: str, length: int) -> tuple[Unit, int, int] | None:
        if not digit.isdigit():
            return None
        if unit == "quarter" and 1 <= int(digit) <= 4:
            return "quarter", int(digit), length
        if unit == "half" and 1 <= int(digit) <= 2:
            return "half", int(digit), length
        return None

    def quarter_or_half(self, at: int) -> _Span | None:
        start = at
        year: tuple[int, int] | None = None
        code = self.code(at)
        if code is None:
            # "2025-Q3" and "2025 Q3"
            year = self.year_number(at)
            if year is None:
                return None
            at += year[1]
            code = self.code(at)
            if code is None or self.norm(at) in UNITS:
                return None
        unit, number, length = code
        end = at + length
        if year is None:
            year, end = self.following_year(end)
        size = _MONTHS_OF[unit]
        if year is not None:
            first = date(year[0], size * (number - 1) + 1, 1)
            return _Span(first, shifted(first, size - 1), unit, end - start)
        first = date(self.calendar.anchor.year, size * (number - 1) + 1, 1)
        if shifted(first, size - 1) > self.calendar.anchor:
            first = shifted(first, -12)
        return _Span(first, shifted(first, size - 1), unit, end - start, year=False)

    def part_before_another(self, at: int) -> _Span | None:
        """The first of two parts whose unit is named once: "second and (or to) third quarter"."""
        number = _ORDINALS.get(self.norm(at))
        if number is None or self.norm(at + 1) not in _AND | _TO:
            return None
        second = self.skip(at + 2, _OF | _ARTICLES, 2)
        other = _ORDINALS.get(self.norm(second))
        found = self.quarter_or_half(second) if other is not None else None
        if found is None or other is None or number >= other:
            return None
        by = (number - other) * _MONTHS_OF[found.unit]
        first, last = shifted(found.first, by), shifted(found.last, by)
        return replace(found, first=first, last=last, length=1)

    def following_year(self, end: int) -> tuple[tuple[int, int] | None, int]:
        """The year after a month or quarter: "2025", "of 2025", "'25", "-25", "last year"."""
        if self.norm(end) == "." and self.year_number(end + 1):
            end += 1
        if self.norm(end) == "," and self.year_number(end + 1) and not self.year_number(end + 3):
            end += 1
        direct = self.year_number(end)
        if direct:
            return direct, end + direct[1]
        short = self.short_number(end)
        if short and self.before(end) in {"-", "", " ", "'"} and not self.more_of_number(end):
            return short, end + 1
        where = self.skip(end, _JOINS_YEAR, 3)
        year = self.any_year(where)
        if year is not None:
            return year, where + year[1]
        return None, end

    def more_of_number(self, at: int) -> bool:
        """Whether a number goes on after its first digits: "Q3 25 000", "July 25 %"."""
        found = amounts.read_at(self.tokens, at)
        return found is not None and (
            found.length > 1 or self.norm(at + 1) in _COUNTED or self.norm(at + 1) in UNITS
        )

    def any_year(self, at: int) -> tuple[int, int] | None:
        """A year by number or words: "2025", "last year", "the year before", "cette année"."""
        at_ = self.skip(at, words("the l la le calendar"), 2)
        shift = at_ - at
        year = self.year_number(at_)
        if year:
            return year[0], year[1] + shift
        if self.norm(at_) in {"year", "annee", "cy"} and (year := self.year_number(at_ + 1)):
            return year[0], year[1] + 1 + shift
        current = self.calendar.current.year
        if self.norm(at_) == "n" and self.before(at_ + 1) != "-" and self.names_last_year():
            # "Oct. N-1 et oct. N".
            return current, 1 + shift
        if taken := self.last_year_code(at_):
            return (self.reference.first.year if self.reference else current) - 1, taken + shift
        if taken := self.phrase(
            at_, "this year", "current year", "cette annee", "annee en cours", "annee courante"
        ):
            return current, taken + shift
        if taken := self.phrase(at_, "annee", "year"):
            before = self.phrase(at_ + taken, "before", "d avant", "precedente", "earlier")
            if before:
                base = self.reference.first.year if self.reference else current
                return base - 1, taken + before + shift
        if taken := self.phrase(
            at_, "previous year", "prior year", "preceding year", "an precedent"
        ):
            base = self.reference.first.year if self.reference else current
            return base - 1, taken + shift
        if taken := self.last_year_words(at_):
            return current - 1, taken + shift
        if taken := self.phrase(at_, "same year", "meme annee", "that year"):
            base = self.reference.first.year if self.reference else current
            return base, taken + shift
        return None

    def last_year_code(self, at: int) -> int:
        """How many tokens "N-1" or "LY" takes, as controllers write the year before."""
        if self.norm(at) in {"n", "a"} and self.norm(at + 1) == "1" and self.before(at + 1) == "-":
            return 2
        return 1 if self.norm(at) == "ly" else 0

    def names_last_year(self) -> bool:
        return any(self.last_year_code(at) == 2 for at in range(len(self.tokens)))

    def month(self, at: int) -> _Span | None:
        start = at
        at += self.phrase(at, "month of", "mois de", "mois d", "the month of", "a fin")
        if start == 0 or self.norm(start - 1) not in _SINCE:
            at += self.phrase(at, "fin")
        number = MONTHS.get(self.norm(at))
        year: tuple[int, int] | None = None
        if number is None or not self.is_month(at):
            # "2025 July"
            year = self.year_number(start)
            if year is None:
                return None
            at = start + year[1]
            number = MONTHS.get(self.norm(at))
            if number is None or self.norm(at) in {"may", "mars", "sept"}:
                return None
            if self.year_number(at + 1) is not None:
                return None
        end = at + 1
        if self.norm(end) == "." and self.before(end) == "" and len(self.norm(at)) <= 5:
            end += 1
        if year is None:
            year, end = self.following_year(end)
        if year is not None:
            return self.month_of(year[0], number, end - start)
        first = date(self.calendar.anchor.year, number, 1)
        if first > self.calendar.anchor:
            first = shifted(first, -12)
        return _Span(first, first, "month", end - start, year=False)

    def is_month(self, at: int) -> bool:
        """Whether "may", "mars" and "sept" are months here and not the verb, the planet or 7."""
        norm = self.norm(at)
        after = at + 1 + (self.norm(at + 1) == ".")
        dated = self.following_year(after)[0] is not None
        if norm == "may":
            upper = self.tokens[at].text[:1].isupper() and at > 0
            joined = self.norm(at + 1) in {"to", "-", "and", "vs", "until"} and (
                self.norm(at + 2) in MONTHS
            )
            return dated or upper or joined or self.norm(at - 1) in _MAY_BEFORE
        if norm == "mars":
            return self.language == "fr" or (dated and self.tokens[at].text.islower())
        if norm == "sept" and self.language == "fr":
            return dated or self.norm(at - 1) in words("en de d depuis jusqu a et entre")
        if norm in {"mar", "dec", "mai"} and self.language == "fr" and norm == "mar":
            return dated
        return True

    def year(self, at: int) -> _Span | None:
        start = at
        if self.norm(at) in words("year annee an cy calendar all whole full entire toute tout"):
            at = self.skip(at, words("all whole full entire toute tout calendar cy of the l la"), 4)
            at += self.phrase(at, "year of", "annee de", "year", "annee", "an")
        year = self.year_number(at)
        code = self.last_year_code(at) if at > start else 0
        if code:
            # "Full-year LY".
            year = (
                (self.reference.first.year if self.reference else self.calendar.current.year) - 1,
                code,
            )
        if year is None:
            return None
        end = at + year[1]
        end += self.phrase(end, "full year", "whole year", "annee complete", "annee pleine")
        if start == at and self.counts_things(at):
            return None
        first = date(year[0], 1, 1)
        return _Span(first, shifted(first, 11), "year", end - start)

    def counts_things(self, at: int) -> bool:
        """Whether four digits are an amount: "more than 2025", "with 2025 units", "2025 crore".

        "Percent of 2024 units" and "share in 2024 units" are of that year.
        """
        # "More in 2025 than 2024": a year stands before "than" too.
        compared = self.norm(at - 1) == "than" and self.norm(at - 2).startswith("20")
        if self.norm(at - 1) in _BEFORE_NUMBERS and not compared:
            return True
        found = amounts.read_at(self.tokens, at)
        if self.norm(at + 1) in _COUNTED:
            return self.norm(at - 1) not in _BEFORE_YEAR
        return found is not None and (found.length > 1 or found.value.unit == "percent")

    def year_number(self, at: int) -> tuple[int, int] | None:
        norm = self.norm(at)
        if len(norm) == 3 and norm.startswith("'") and norm[1:].isdigit():
            return 2000 + int(norm[1:]), 1
        if norm == "'" and len(self.norm(at + 1)) == 2 and self.norm(at + 1).isdigit():
            return 2000 + int(self.norm(at + 1)), 2
        if len(norm) == 4 and norm.isascii() and norm.isdigit() and self.plausible(int(norm)):
            return int(norm), 1
        return None

    def plausible(self, year: int) -> bool:
        return abs(year - self.calendar.anchor.year) <= _NOT_A_YEAR_AFTER


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(
        MONTHS.keys()
        | UNITS.keys()
        | _ORDINALS.keys()
        | amounts.WORDS.keys()
        | (_LAST | _THIS | _ROLLING | _FISCAL | _SINCE | _UNTIL | _BEFORE | _AFTER)
        | {spelling.split()[0] for spelling in _ONE_BEFORE}
        | {
            spelling.split()[0]
            for spellings in (_SINCE_PHRASES, _UNTIL_PHRASES, _BEFORE_PHRASES, _AFTER_PHRASES)
            for spelling in spellings
        }
        | words(
            """between entre from of de du d des a an l la le les the same meme memes corresponding
            cy fin so ytd qtd mtd avant il y q h t s all whole full entire toute tout calendar for
            pendant financial cumul cumule cumulee cumules cumulative depuis since few couple
            half '"""
        )
    )


def _may_begin(token: Token) -> bool:
    """Whether a period can begin with the token: most words need no closer look."""
    norm = token.norm
    return (
        token.kind == "number"
        or norm in _beginnings()
        or norm.startswith("'")
        or (len(norm) in {2, 3} and norm[0] in "qthsp" and norm[1:].isdigit())
    )


@cache
def _spelt(spellings: tuple[str, ...]) -> Phrases:
    return Phrases(tuple(spelling.split()) for spelling in spellings)


def _start(month: date, unit: Unit) -> date:
    size = _MONTHS_OF[unit]
    return date(month.year, (month.month - 1) // size * size + 1, 1)


def _latest_complete(anchor: date, unit: Unit) -> date:
    """The first month of the newest quarter, half or year that ends by the anchor."""
    size = _MONTHS_OF[unit]
    start = _start(anchor, unit)
    return start if shifted(start, size - 1) <= anchor else shifted(start, -size)


def _unit_of(first: date, last: date) -> Unit:
    count = months_between(first, last)
    units: dict[int, Unit] = {3: "quarter", 6: "half", 12: "year"}
    return units.get(count, "month")


def _to_year(span: _Span, year: int) -> _Span:
    by = 12 * (year - span.first.year)
    return replace(span, first=shifted(span.first, by), last=shifted(span.last, by), year=True)


def _years_filled(spans: list[_Span]) -> list[_Span]:
    """Members of a list take the year that the one after, or else before, them names."""
    filled = list(spans)
    for at in range(len(filled) - 2, -1, -1):
        after = filled[at + 1]
        if not filled[at].year and after.year and after.unit != "year" and not after.relative:
            filled[at] = _to_year(filled[at], after.first.year)
    for at in range(1, len(filled)):
        before = filled[at - 1]
        if not filled[at].year and before.year and before.unit != "year" and not before.relative:
            filled[at] = _to_year(filled[at], before.first.year)
    return filled
