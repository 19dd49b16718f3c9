"""Numbers and amounts of a question: digits, words, Indian and western scales, per cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from fmcg_assets.questions.tokens import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tokens import Token


def listed(text: str) -> frozenset[str]:
    """The words of a list with blanks between them."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Amount:
    """A number with its scale applied; `scaled` where one (million, crore …) was given."""

    value: Decimal
    unit: Literal["number", "percent"] = "number"
    scaled: bool = False
    currency: bool = False


Unit = Literal["lakh", "million", "crore", "billion"]
UNITS: dict[Unit, int] = {"lakh": 10**5, "million": 10**6, "crore": 10**7, "billion": 10**9}
"""What amounts are asked to be told in, and how many rupees one is."""

_ENGLISH_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_FRENCH_UNITS = [
    "zero",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
_FRENCH_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}

WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ENGLISH_UNITS)},
    **{word: value for value, word in enumerate(_FRENCH_UNITS)},
    **{word: 20 + 10 * at for at, word in enumerate(_ENGLISH_TENS)},
    **_FRENCH_TENS,
    "une": 1,
    "septante": 70,
    "huitante": 80,
    "nonante": 90,
    "fourty": 40,
    "vingts": 20,
}
"""Number words of both languages below a hundred."""

_COLLECTIVES = {
    "dozen": 12,
    "dozens": 12,
    "douzaine": 12,
    "dizaine": 10,
    "quinzaine": 15,
    "vingtaine": 20,
    "centaine": 100,
    "couple": 2,
    "trio": 3,
    "duo": 2,
}
_SCALES: dict[str, int] = {
    **dict.fromkeys(("hundred", "hundreds", "cent", "cents"), 10**2),
    **dict.fromkeys(("thousand", "thousands", "k", "mille", "millier", "milliers"), 10**3),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "lkh", "lk"), 10**5),
    **dict.fromkeys(("million", "millions", "mn", "mln", "mio", "mil", "mill", "m"), 10**6),
    **dict.fromkeys(("crore", "crores", "cr", "crs", "karod"), 10**7),
    **dict.fromkeys(
        (
            "billion",
            "billions",
            "bn",
            "bln",
            "bil",
            "b",
            "milliard",
            "milliards",
            "mrd",
            "md",
            "mds",
        ),
        10**9,
    ),
    **dict.fromkeys(("trillion", "trillions", "tn"), 10**12),
}
VOCABULARY: Final = frozenset(_SCALES)
"""Words of scale, which are spelt as they are meant."""

_MISSPELT = {
    "milion": 10**6,
    "milions": 10**6,
    "millon": 10**6,
    "bilion": 10**9,
    "billon": 10**9,
    "bilions": 10**9,
    "crores": 10**7,
    "croer": 10**7,
    "corer": 10**7,
    "crore's": 10**7,
    "miliard": 10**9,
    "miliards": 10**9,
    "millard": 10**9,
    "millards": 10**9,
    "thousend": 10**3,
    "thousad": 10**3,
}
_CURRENCY = frozenset(
    ["₹", "rs", "inr", "rupee", "rupees", "roupie", "roupies", "rupes", "rupess", "rupee's"]
)
_PERCENT = frozenset(["%", "percent", "pct", "pc", "percents", "percentage", "pourcent"])
_ARTICLES = frozenset({"un", "une", "one"})
_COUNTED = listed("month months quarter quarters year years mois trimestre an annee seul seule")
_BEFORE_ONE = listed("top last bottom number numero")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_PLAIN_WHOLE = re.compile(r"\d{1,4}")


def _at(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].norm if 0 <= i < len(tokens) else ""


def read_at(tokens: Sequence[Token], i: int) -> Match[Amount] | None:
    """The amount that begins at token `i`, with its currency, scale or per cent sign."""
    at = i
    currency = False
    if _at(tokens, at) in _CURRENCY:
        currency = True
        at += 1
        if _at(tokens, at) == "." and at + 1 < len(tokens):
            at += 1
    number = _number(tokens, at) or _one_of_them(tokens, at)
    if number is None:
        return None
    value, taken = number
    at += taken
    scaled = False
    article = taken == 1 and _at(tokens, at - 1) in _ARTICLES
    while (scale := _scale(tokens, at)) is not None:
        value *= scale
        scaled = True
        at += 1
        if scale == 10**5 or scale >= 10**7:
            break
    if _at(tokens, at) in {"of", "de", "d"} and _at(tokens, at + 1) in _CURRENCY and scaled:
        at += 1
    if _at(tokens, at) in _CURRENCY:
        currency = True
        at += 1
    percent = 0 if currency or scaled else _percent(tokens, at)
    at += percent
    if article and not (scaled or currency or percent or _counts(tokens, at - 1)):
        return None
    amount = Amount(value, "percent" if percent else "number", scaled, currency)
    sign = "₹" if currency else ""
    return Match(at - i, amount, "amount", f"{sign}{value:,f}{' %' if percent else ''}")


def _one_of_them(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    """The article of a large amount, which is one: "above the billion", "le milliard"."""
    large = _at(tokens, at + 1) in _LARGE
    return (Decimal(1), 1) if _at(tokens, at) in ("the", "le", "du") and large else None


_LARGE = frozenset({"million", "billion", "milliard", "crore", "lakh"})


def _percent(tokens: Sequence[Token], at: int) -> int:
    if _at(tokens, at) in _PERCENT:
        return 1
    two = (_at(tokens, at), _at(tokens, at + 1))
    return 2 if two in {("per", "cent"), ("pour", "cent")} else 0


def _scale(tokens: Sequence[Token], at: int) -> int | None:
    word = _at(tokens, at)
    scale = _SCALES.get(word) or _MISSPELT.get(word)
    if scale is None:
        return None
    return scale


def _number(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    if not 0 <= at < len(tokens):
        return None
    if tokens[at].kind == "number":
        return _digits(tokens, at)
    words = _in_words(tokens, at)
    if words is not None:
        return Decimal(words[0]), words[1]
    return None


def _digits(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    text = tokens[at].norm
    if not _DIGITS.fullmatch(text) or len(text) > 40:
        return None
    if text.isdigit():
        groups = 0
        while (
            len(text) <= 3
            and groups < 6
            and at + groups + 1 < len(tokens)
            and _is_group(tokens, at + groups + 1)
        ):
            groups += 1
        # Indian groups of two must end in one of three: 10 00 000.
        while groups and len(_at(tokens, at + groups)) != 3:
            groups -= 1
        joined = "".join(_at(tokens, at + n) for n in range(groups + 1))
        return Decimal(joined), groups + 1
    return _with_marks(text), 1


def _is_group(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    gap = token.start - tokens[at - 1].end
    return (
        token.kind == "number"
        and token.before == " "
        and gap == 1
        and token.norm.isdigit()
        and len(token.norm) in {2, 3}
    )


def _with_marks(text: str) -> Decimal:
    """A number with marks: the last one is the decimal point unless it groups three digits."""
    marks = [c for c in text if c in ".,"]
    whole, mark, rest = text.rpartition(marks[-1])
    same = len(set(marks)) == 1
    if same and (len(marks) > 1 or (mark == "," and len(rest) == 3)):
        return Decimal(text.replace(mark, ""))
    cleaned = whole.replace(",", "").replace(".", "")
    return Decimal(f"{cleaned}.{rest}")


def _in_words(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Number words: "twenty five", "quatre-vingt-dix", "two hundred", "a dozen", "half a"."""
    first = _at(tokens, at)
    if first in {"a", "an", "une", "one", "un", "half"} and _at(tokens, at + 1) in _COLLECTIVES:
        value = _COLLECTIVES[_at(tokens, at + 1)]
        return (
            (value, 2 + (_at(tokens, at + 2) in {"de", "of", "d"}))
            if first != "half"
            else (
                value // 2,
                2,
            )
        )
    if (
        first == "half"
        and _at(tokens, at + 1) in {"a", "an"}
        and _at(tokens, at + 2) in _COLLECTIVES
    ):
        return _COLLECTIVES[_at(tokens, at + 2)] // 2, 3
    if first in _COLLECTIVES and first != "couple":
        return _COLLECTIVES[first], 1
    if (
        first in {"a", "an"}
        and _SCALES.get(_at(tokens, at + 1), 0) >= 10**2
        and len(_at(tokens, at + 1)) > 2
    ):
        return 1, 1
    if first in {"cent", "mille", "hundred", "thousand"}:
        return (100 if first in {"cent", "hundred"} else 1000), 1
    return _below_hundreds(tokens, at)


def _below_hundreds(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    if _at(tokens, at) not in WORDS:
        return None
    total = WORDS[_at(tokens, at)]
    taken = 1
    while True:
        word = _at(tokens, at + taken)
        step = 1
        if (
            word in {"and", "et"}
            and total % 100 >= 20
            and _at(tokens, at + taken + 1)
            in {
                "un",
                "une",
                "onze",
            }
        ):
            step, word = 2, _at(tokens, at + taken + 1)
        value = WORDS.get(word)
        if value is None:
            return total, taken
        if total == 4 and value == 20:
            total = 80
        elif (
            (total >= 20 and total % 10 == 0 and value < 10 and value > 0)
            or (total in {60, 80} and 10 <= value <= 16)
            or (
                total % 100 in {10, 70, 90}
                and total >= 10
                and 7 <= value <= 9
                and _french(tokens, at)
            )
        ):
            total += value
        else:
            return total, taken
        taken += step


def _french(tokens: Sequence[Token], at: int) -> bool:
    return _at(tokens, at) in {"dix", "soixante", "quatre"}


def integer_at(tokens: Sequence[Token], i: int) -> Match[int] | None:
    """A plain whole number up to 9999, in digits or words: the 5 of "top 5" or "five months"."""
    number = None
    if 0 <= i < len(tokens) and tokens[i].kind == "number":
        if _PLAIN_WHOLE.fullmatch(tokens[i].norm):
            number = int(tokens[i].norm), 1
    else:
        number = _in_words(tokens, i)
    if number is None:
        return None
    value, taken = number
    if taken == 1 and _at(tokens, i) in _ARTICLES and not _counts(tokens, i):
        return None
    return Match(taken, value, "number", str(value))


def _counts(tokens: Sequence[Token], i: int) -> bool:
    """Whether "un" or "one" is a number here: "un mois", "top one"."""
    return _at(tokens, i + 1) in _COUNTED or _at(tokens, i - 1) in _BEFORE_ONE


def unit_at(tokens: Sequence[Token], i: int) -> Match[Unit] | None:
    """The unit in which amounts are to be told: "in crore", "en millions de roupies"."""
    if _at(tokens, i) not in ("in", "en"):
        return None
    at = i + 1
    while _at(tokens, at) in _CURRENCY or _at(tokens, at) == ".":
        at += 1
    word = _at(tokens, at)
    scale = _SCALES.get(word) if len(word) > 1 else None
    unit = next((name for name, size in UNITS.items() if size == scale), None)
    if unit is None:
        return None
    end = at + 1
    if _at(tokens, end) in ("of", "de") and _at(tokens, end + 1) in _CURRENCY:
        end += 2
    return Match(end - i, unit, "unit", f"in {unit}")
