"""Words, numbers and marks of a question, with contractions, elisions and chat spelling undone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Language = Literal["en", "fr"]
T = TypeVar("T")

LONGEST_QUESTION = 10_000
"""Characters of a question that are read; what follows is left out."""


@dataclass(frozen=True)
class Token:
    """A word, number or mark at its place; `before` is what joins it to the one before.

    `before` is a blank, a hyphen (for any dash), an apostrophe or nothing where both are glued.
    """

    text: str
    norm: str
    start: int
    end: int
    kind: Literal["word", "number", "mark"] = "word"
    before: str = " "


@dataclass(frozen=True)
class Match(Generic[T]):
    """What a leaf made of the next `length` tokens, by which rule, and what it means in words."""

    length: int
    value: T
    rule: str
    meaning: str


_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´′＇", "'"),
        **dict.fromkeys("‐‑‒–—−―﹣－", "-"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u3000\t\r\n\u2002\u2003", " "),
        "_": " ",
        "\u00ad": " ",
        "\u200b": " ",
        "％": "%",
        "＆": "&",
        "⁄": "/",
        "∕": "/",
    }
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


def folded(text: str) -> str:
    """The text in small letters without accents: what spellings are compared by."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# Spellings of one token, without its apostrophe, that stand for other words.
_EXPANDED: dict[str, tuple[str, ...]] = {
    "whats": ("what", "is"),
    "wht": ("what",),
    "wat": ("what",),
    "wats": ("what", "is"),
    "whos": ("who", "is"),
    "hows": ("how", "is"),
    "wheres": ("where", "is"),
    "thats": ("that", "is"),
    "theres": ("there", "is"),
    "lets": ("let", "us"),
    "dont": ("do", "not"),
    "doesnt": ("does", "not"),
    "didnt": ("did", "not"),
    "isnt": ("is", "not"),
    "arent": ("are", "not"),
    "wasnt": ("was", "not"),
    "werent": ("were", "not"),
    "havent": ("have", "not"),
    "hasnt": ("has", "not"),
    "hadnt": ("had", "not"),
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "couldnt": ("could", "not"),
    "wont": ("will", "not"),
    "wouldnt": ("would", "not"),
    "shouldnt": ("should", "not"),
    "weve": ("we", "have"),
    "ive": ("i", "have"),
    "im": ("i", "am"),
    "howve": ("how", "have"),
    "gimme": ("give", "me"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "lemme": ("let", "me"),
    "pls": ("please",),
    "plz": ("please",),
    "plse": ("please",),
    "thx": ("thanks",),
    "tks": ("thanks",),
    "thnx": ("thanks",),
    "tnx": ("thanks",),
    "hw": ("how",),
    "u": ("you",),
    "ur": ("your",),
    "abt": ("about",),
    "btwn": ("between",),
    "bw": ("between",),
    "yr": ("year",),
    "yrs": ("years",),
    "qtr": ("quarter",),
    "qtrs": ("quarters",),
    "qrtr": ("quarter",),
    "mth": ("month",),
    "mths": ("months",),
    "mnth": ("month",),
    "mnths": ("months",),
    "wo": ("without",),
    "cust": ("customer",),
    "custs": ("customers",),
    "prod": ("product",),
    "prods": ("products",),
    "topline": ("top", "line"),
    "avgs": ("averages",),
    "hv": ("have",),
    "pdt": ("produit",),
    "pdts": ("produits",),
    "clt": ("client",),
    "clts": ("clients",),
    "chq": ("chaque",),
    "tot": ("total",),
    "ttl": ("total",),
    "dern": ("derniers",),
    "prec": ("precedent",),
    "def": ("definition",),
    "nvx": ("nouveaux",),
    "pdv": ("points", "de", "vente"),
    "plf": ("plateforme",),
    "platf": ("plateforme",),
    "platfs": ("plateformes",),
    "frm": ("from",),
    "deb": ("debut",),
    "lig": ("ligne",),
    "ligs": ("lignes",),
    "dps": ("depuis",),
    "avc": ("avec",),
    "vtes": ("ventes",),
    "qtrly": ("quarterly",),
    "mthly": ("monthly",),
    "chnl": ("channel",),
    "mkt": ("market",),
    "div": ("division",),
    "divs": ("divisions",),
    "cat": ("category",),
    "cats": ("categories",),
    "categ": ("category",),
    "categs": ("categories",),
    "vol": ("volume",),
    "vols": ("volumes",),
    "px": ("prix",),
    "evol": ("evolution",),
    "trim": ("trimestre",),
    "prev": ("previous",),
    "tt": ("tout",),
    "tte": ("toute",),
    "ts": ("tous",),
    "ttes": ("toutes",),
    "qte": ("quantite",),
    "rev": ("revenue",),
    "pct": ("percent",),
    "pourcent": ("pour", "cent"),
    "diff": ("difference",),
    "cols": ("columns",),
    "col": ("column",),
    "meny": ("many",),
    "koi": ("quoi",),
    "pourcents": ("pour", "cent"),
    "yday": ("yesterday",),
    "versus": ("vs",),
    "stp": ("svp",),
    "ds": ("dans",),
    "pr": ("pour",),
    "bcp": ("beaucoup",),
    "qd": ("quand",),
    "combein": ("combien",),
    "cb": ("combien",),
    "cbien": ("combien",),
    "jvoudrais": ("je", "voudrais"),
    "jveux": ("je", "veux"),
    "jaimerais": ("je", "aimerais"),
    "cest": ("c", "est"),
    "quest": ("qu", "est"),
    "ya": ("y", "a"),
    "jpeux": ("je", "peux"),
    "jpeu": ("je", "peux"),
    "cmme": ("comme",),
    "kels": ("quels",),
    "kelles": ("quelles",),
    "kel": ("quel",),
    "kelle": ("quelle",),
    "ref": ("reference",),
    "refs": ("references",),
    "btm": ("bottom",),
}
_WHOLE = frozenset({"aujourd'hui", "quelqu'un", "prud'homme", "o'clock"})
# Words that their accent alone tells from another: "ou" is or, "ca" is revenue.
_ACCENTED = {"où": "where", "ça": "cela", "çà": "cela", "tôt": "tot"}
_NOT_STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_ENDINGS = {"ve": "have", "re": "are", "ll": "will", "m": "am", "d": "would"}
_IS_AFTER = frozenset(
    {"what", "who", "how", "where", "when", "that", "it", "there", "here", "he", "she", "why"}
    | {"which", "everything", "something"}
)

_PIECE = re.compile(
    r"""
    (?P<slashed>(?<![^\W_])(?:w/o(?![^\W_])|b/w(?![^\W_])|w/|p/(?=\s)|i\.e\.?(?![^\W_])|e\.g\.?(?![^\W_])
        |->|→|[nN][°º]|[nN]os?\.(?=\s*(?:of\b|\d))))
    | (?P<year>(?<![^\W_])'\d\d(?![^\W_]))
    | (?P<code>(?<![^\W_])[qhtspQHTSP]\d{1,2}(?![^\W_]))
    | (?P<number>\d+(?:[.,]\d+)*)
    | (?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|'(?=[^\W\d_]))*)
    | (?P<mark>>=|<=|=>|=<|!=|<>|\.{2,}|\S)
    """,
    re.VERBOSE,
)
_ONE_NUMBER = re.compile(
    r"""\d+
    | \d+[.,]\d{1,3}
    | \d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?
    | \d{1,3}(?:\.\d{3}){2,}(?:,\d+)?""",
    re.VERBOSE,
)
_NUMBERS = re.compile(r"\d+|[.,]")
_SEPARATORS = frozenset({".", ","})
_SLASHED = {
    **{"->": "to", "→": "to"},
    **{"p/": "pour", "w/o": "without", "w/": "with", "b/w": "between"},
    **{"n°": "numero", "nº": "numero", "no.": "number", "nos.": "number"},
    **{"i.e.": "namely", "i.e": "namely", "e.g.": "namely", "e.g": "namely"},
}
_WISE = re.compile(r"(?!other|like|clock)[a-z]{4,}wise")

Kind = Literal["word", "number", "mark"]


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a question: each keeps its place in it, none is empty."""
    return tuple(_tokens(text[:LONGEST_QUESTION]))


def _tokens(text: str) -> Iterator[Token]:
    read = text.translate(_SAME)
    end_before = 0
    hyphen = False
    for found in _PIECE.finditer(read):
        start, end = found.span()
        if found.group() == "-" and _joins(read, start):
            hyphen, end_before = True, end
            continue
        before = "-" if hyphen else "" if start == end_before else " "
        hyphen, end_before = False, end
        kind, parts = _parts(found)
        for norm, part_start, part_end, joined in parts:
            yield Token(
                text=text[part_start:part_end],
                norm=norm,
                start=part_start,
                end=part_end,
                kind="mark" if norm in _SEPARATORS else kind,
                before=before if joined is None else joined,
            )


def _joins(read: str, at: int) -> bool:
    return 0 < at < len(read) - 1 and read[at - 1].isalnum() and read[at + 1].isalnum()


_Parts = list[tuple[str, int, int, str | None]]


def _parts(found: re.Match[str]) -> tuple[Kind, _Parts]:
    start, end = found.span()
    piece = found.group()
    match found.lastgroup:
        case "slashed":
            return "word", [(_SLASHED[piece.casefold()], start, end, None)]
        case "number":
            return "number", _numbers(piece, start)
        case "word":
            return "word", _words(piece, start)
        case "mark":
            return "mark", [(folded(piece).strip() or piece, start, end, None)]
        case _:
            return "word", [(folded(piece), start, end, None)]


def _numbers(piece: str, start: int) -> _Parts:
    if _ONE_NUMBER.fullmatch(piece):
        return [(folded(piece), start, start + len(piece), None)]
    return [
        (folded(part.group()), start + part.start(), start + part.end(), "" if at else None)
        for at, part in enumerate(_NUMBERS.finditer(piece))
    ]


def _words(piece: str, start: int) -> _Parts:
    if piece.casefold() in _ACCENTED:
        return [(_ACCENTED[piece.casefold()], start, start + len(piece), None)]
    norm = folded(piece)
    end = start + len(piece)
    if norm in _WHOLE:
        return [(norm.replace("'", ""), start, end, None)]
    if norm in _EXPANDED:
        return _spread(_EXPANDED[norm], start, end)
    if _WISE.fullmatch(norm):
        middle = end - len("wise")
        return [(norm.removesuffix("wise"), start, middle, None), ("wise", middle, end, "")]
    if "'" not in norm:
        return [(norm, start, end, None)]
    if norm.endswith("n't") and len(norm) > len("n't"):
        stem = norm.removesuffix("n't")
        return _spread((_NOT_STEMS.get(stem, stem), "not"), start, end)
    parts: _Parts = []
    at = start
    for number, text in enumerate(piece.split("'")):
        before = "'" if number else None
        part = folded(text)
        if number and part in _ENDINGS and at + len(text) == end:
            part = _ENDINGS[part]
        elif number and part == "s":
            stem = parts[-1][0]
            part = "us" if stem == "let" else "is" if stem in _IS_AFTER else "'s"
        parts.append((part or text, at, at + len(text), before))
        at += len(text) + 1
    return parts


def _spread(norms: tuple[str, ...], start: int, end: int) -> _Parts:
    """Several words at one place: the first takes one letter less for each that follows."""
    last = end - (len(norms) - 1)
    places = [(start, last), *((last + n, last + n + 1) for n in range(len(norms) - 1))]
    return [
        (norm, *place, None if at == 0 else " ")
        for at, (norm, place) in enumerate(zip(norms, places, strict=True))
    ]


def clauses(tokens: Sequence[Token], ends: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    """Yield where each clause begins and where the mark after it stands; empty ones are left out.

    `ends` tells whether the token at its second place ends the clause that began at its first.
    """
    first = 0
    for at in range(len(tokens) + 1):
        if at == len(tokens) or ends(first, at):
            if at > first:
                yield first, at
            first = at + 1


def collapsed(tokens: Iterable[Token]) -> str:
    """The letters and digits of the tokens without blanks and marks, "&" written as "and"."""
    return "".join(
        "and" if token.norm == "&" else token.norm.replace("'", "")
        for token in tokens
        if token.kind != "mark" or token.norm == "&"
    )
