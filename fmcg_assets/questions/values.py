"""Names of members in a question: found whatever the spelling, told apart, or refused."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from fmcg_assets.questions import amounts, outside, periods, words
from fmcg_assets.questions.tokens import tokenize
from fmcg_assets.questions.translations import CONCEPTS, ENGLISH_OF, PARENT, PHRASES
from fmcg_assets.semantics.model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fmcg_assets.questions.context import Facts
    from fmcg_assets.questions.tokens import Token

# Where a name fits several dimensions, the first of these is meant.
PREFERRED = (
    "division",
    "category",
    "platform",
    "channel",
    "market",
    "customer",
    "product",
    "variant",
)
_LONGEST = 12
_SHORTEST_FUZZY = 5
_SHORTEST_PART = 3
_LONG = 9
_FUZZY_UNTIL = 400
_SURE = 100.0
_MOST_CANDIDATES = 12
_LENGTH = re.compile(r"\d+(?:\.\d+)?m?")
_NOT_IN_NAMES = frozenset('?!;:<>="₹%+')
_LINKS = words.words("and et de du des d la le les l of for a au aux en pour the with in avec")
_PARTS_OF_TIME = frozenset({"fin", "debut", "mi", "end", "start", "beginning", "mid"})
_ACQUIRED = "sportsbar"


@dataclass(frozen=True)
class ValueMatch:
    """What names fit the next `length` tokens.

    `candidates` are dimensions with the values meant, the most likely first. One is settled; of
    several the first is preferred when `exact` and the rest are alternatives; else ask which.
    `weak`: the name is an everyday word too, to be taken only next to its dimension's word.
    `negated`: all but the values are meant.
    """

    length: int
    candidates: tuple[tuple[str, tuple[str, ...]], ...]
    score: float
    exact: bool
    weak: bool = False
    negated: bool = False
    text: str = ""
    name: str = ""


@dataclass(frozen=True)
class _Entity:
    """A member, or members that share a name ("name-city", "name (pack)")."""

    dimension: str
    name: str
    values: tuple[str, ...]
    stems: tuple[str, ...]
    weak: bool = False
    short: bool = False


def stem(word: str) -> str:
    """The word without its plural ending, in either language."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _merged(tokens: Sequence[Token]) -> list[str]:
    """The words of a name; "&" as "and", possessives joined to their word, marks left out."""
    found: list[str] = []
    for token in tokens:
        norm = token.norm
        if norm == "'s" and found:
            found[-1] += "s"
        elif norm == "&":
            found.append("and")
        elif token.kind != "mark":
            found.append(norm.replace("'", ""))
    return found


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _merged(tokenize(text)))


@cache
def everyday() -> frozenset[str]:
    """Words that a name must not be mistaken for: fillers, keywords, terms, months, numbers."""
    keywords = {
        spelling[0]
        for keyword in words.KEYWORDS.values()
        for spelling in keyword.spellings.all()
        if len(spelling) == 1
    }
    model = load_model()
    terms = {
        token.norm
        for part in (model.measures, model.dimensions, model.grains)
        for entry in part.values()
        for word in entry.words
        for token in tokenize(word)
    }
    return (
        words.FILLERS
        | keywords
        | terms
        | outside.single_words()
        | periods.MONTHS.keys()
        | amounts.WORDS.keys()
        | _PARTS_OF_TIME
    )


@cache
def _dimension_words(dimension: str) -> frozenset[str]:
    entry = load_model().dimensions.get(dimension)
    if entry is None:
        return frozenset()
    return frozenset(stem(token.norm) for word in entry.words for token in tokenize(word))


class ValueIndex:
    """All names of a snapshot's members, found by exact, plural, partial and near spellings."""

    def __init__(self, members: Mapping[str, Sequence[str]]) -> None:
        entities = [e for dimension, names in members.items() for e in _entities(dimension, names)]
        self._entities = sorted(entities, key=_preference)
        self._by_key: dict[str, list[_Entity]] = {}
        self._by_bag: dict[frozenset[str], list[_Entity]] = {}
        self._by_word: dict[str, list[_Entity]] = {}
        for entity in self._entities:
            for key in _keys(entity):
                self._by_key.setdefault(key, []).append(entity)
            bag = frozenset(entity.stems) - _LINKS
            if len(bag) > 1:
                self._by_bag.setdefault(bag, []).append(entity)
            for word in bag:
                self._by_word.setdefault(word, []).append(entity)
        self._words = sorted(self._by_word)
        self._cities = _cities(members.get("customer", ()))
        self._acquired = next(
            (e for e in self._by_key.get(_ACQUIRED, ()) if e.dimension == "platform"), None
        )
        self._by_length: dict[int, list[str]] = {}
        for key in self._by_key:
            self._by_length.setdefault(len(key), []).append(key)
        self._near = lru_cache(maxsize=4096)(self._nearest_key)

    @classmethod
    def of(cls, snapshot: Facts) -> ValueIndex:
        """The index of a snapshot's members."""
        return cls(snapshot.members)

    @property
    def words(self) -> frozenset[str]:
        """The words of all names, as typed and without plural endings."""
        typed = {word for e in self._entities for v in e.values for word in _merged(tokenize(v))}
        return frozenset(typed | self._by_word.keys())

    def match(
        self, tokens: Sequence[Token], i: int, dimension: str | None = None
    ) -> ValueMatch | None:
        """The names that begin at token `i`, of one dimension only where it is given."""
        if not 0 <= i < len(tokens) or tokens[i].kind == "mark":
            return None
        ways = (
            self._exact(tokens, i, dimension),
            self._concept(tokens, i, dimension),
            self._reordered(tokens, i, dimension),
        )
        found = max(
            (way for way in ways if way is not None), key=lambda way: way.length, default=None
        )
        if found is not None and (found.length > 1 or not found.weak):
            longer = self._fuzzy(tokens, i, dimension) if self._goes_on(tokens, i, found) else None
            if longer is not None and longer.name != found.name:
                found = longer
            return self._in_city(tokens, i, found)
        other = self._fuzzy(tokens, i, dimension) or self._partial(tokens, i, dimension)
        if other is not None and (found is None or other.length > found.length):
            return self._in_city(tokens, i, other)
        return found

    def _goes_on(self, tokens: Sequence[Token], i: int, found: ValueMatch) -> bool:
        """Whether a name is followed by a word that only it, mistyped, could have."""
        at = i + found.length
        at += at < len(tokens) and tokens[at].norm == ","
        if at >= len(tokens) or (found.length == 1 and stem(tokens[at].norm) in self._by_word):
            return False
        return tokens[at].kind == "word" and tokens[at].norm not in everyday()

    def nearest(self, word: str, dimension: str | None = None, limit: int = 3) -> tuple[str, ...]:
        """The names most like the word, the most alike first."""
        names = [e.name for e in self._entities if dimension is None or e.dimension == dimension]
        typed = " ".join(_merged(tokenize(word)))[:200]
        if not typed:
            return ()
        scored = process.extract(
            typed,
            {name: _spaced(name) for name in dict.fromkeys(names)},
            scorer=fuzz.WRatio,
            limit=limit,
            score_cutoff=50,
        )
        return tuple(name for _, _, name in scored)

    # Ways to find a name

    def _spans(self, tokens: Sequence[Token], i: int) -> list[tuple[int, list[Token]]]:
        """Ends and tokens of the spans that could be a name, the longest first."""
        spans = []
        for end in range(i + 1, min(i + _LONGEST, len(tokens)) + 1):
            last = tokens[end - 1]
            if last.norm in _NOT_IN_NAMES:
                break
            if last.kind == "mark" and last.norm not in {")", "&"}:
                continue
            spans.append((end, list(tokens[i:end])))
        return spans[::-1]

    def _exact(self, tokens: Sequence[Token], i: int, dimension: str | None) -> ValueMatch | None:
        for end, span in self._spans(tokens, i):
            merged = _merged(span)
            found = self._by_key.get("".join(merged)) or self._by_key.get(
                "".join(map(stem, merged))
            )
            usable = _usable(found or (), dimension)
            if usable:
                return _matched(usable, end - i, _SURE, dimension, span)
        return None

    def _concept(self, tokens: Sequence[Token], i: int, dimension: str | None) -> ValueMatch | None:
        """Other names of platforms, channels and markets: "online", "the acquired company"."""
        taken = PARENT.at(tokens, i)
        if taken and self._acquired is not None and dimension in {None, "platform"}:
            return ValueMatch(
                taken,
                (("platform", self._acquired.values),),
                _SURE,
                exact=True,
                negated=True,
                text=_text(tokens[i : i + taken]),
                name=self._acquired.name,
            )
        for key, phrases in CONCEPTS.items():
            taken = phrases.at(tokens, i)
            usable = _usable(self._by_key.get(key, ()), dimension) if taken else []
            if usable:
                return _matched(usable, taken, _SURE, dimension, tokens[i : i + taken])
        return None

    def _reordered(
        self, tokens: Sequence[Token], i: int, dimension: str | None
    ) -> ValueMatch | None:
        """The same words in another order or language: "shoes for running"."""
        for end, span in self._spans(tokens, i):
            if span[-1].norm in _LINKS or span[0].norm in _LINKS or len(span) > 6:
                continue
            if any(token.norm in {"and", "et", "&", ","} for token in span):
                continue
            for bag in _bags(span):
                if len(bag) > 1:
                    usable = _usable(self._by_bag.get(bag, ()), dimension)
                else:
                    usable = _usable(self._by_key.get(next(iter(bag), ""), ()), dimension)
                if usable:
                    found = _matched(usable, end - i, _SURE, dimension, span)
                    # "petite question": a translated size or colour needs its dimension's word.
                    weak = dimension is None and len(span) == 1 and usable[0].dimension == "variant"
                    return replace(found, weak=found.weak or weak)
        return None

    def _fuzzy(self, tokens: Sequence[Token], i: int, dimension: str | None) -> ValueMatch | None:
        if i > _FUZZY_UNTIL:
            return None
        known = everyday()
        for end, span in self._spans(tokens, i):
            if len(span) > 6 or span[0].norm in _LINKS or span[-1].norm in _LINKS:
                continue
            odd = [t for t in span if t.norm not in known and t.kind == "word"]
            fitting = all(
                t.kind == "mark"
                or t.norm not in known
                or t.norm in _LINKS
                or stem(t.norm) in self._by_word
                for t in span
            )
            if not odd or not fitting:
                continue
            key = "".join(map(stem, _merged(span)))
            near = self._near(key)
            if near is None:
                continue
            usable = _usable(self._by_key[near[0]], dimension)
            if usable and not (usable[0].weak and dimension is None):
                return _matched(usable, end - i, near[1], dimension, span)
        return None

    def _nearest_key(self, key: str) -> tuple[str, float] | None:
        """The key within one letter (two in long names) with no other one as near."""
        size = len(key)
        if size < _SHORTEST_FUZZY or key.isdigit():
            return None
        most = 2 if size >= _LONG else 1
        found: list[tuple[int, str]] = []
        for length in range(size - most, size + most + 1):
            for name, distance, _ in process.extract(
                key,
                self._by_length.get(length, ()),
                scorer=DamerauLevenshtein.distance,
                score_cutoff=most,
                limit=3,
            ):
                # "Coller" is another word, and no typo of "roller".
                replaced = length == size < _LONG
                begins = name[0] == key[0] or (distance < 2 and not replaced)
                if _digits(name) == _digits(key) and begins:
                    found.append((int(distance), name))
        if not found:
            return None
        found.sort()
        best, name = found[0]
        mine = self._by_key[name]
        rivals = [n for d, n in found[1:] if d == best and self._by_key[n] != mine]
        if rivals or len(name) < _SHORTEST_FUZZY:
            return None
        return name, 100.0 - 5.0 * best

    def _partial(self, tokens: Sequence[Token], i: int, dimension: str | None) -> ValueMatch | None:
        """Some words of a name: settled where they fit one alone, else the candidates."""
        first, end = self._first_word(tokens, i)
        fits = [e for e in self._having(first) if dimension in {None, e.dimension}]
        if not fits:
            return None
        matched = [first]
        while end < len(tokens) and tokens[end].kind != "mark":
            step = 1
            word = stem(tokens[end].norm)
            narrower = [e for e in fits if word in e.stems]
            if word in _LINKS and end + 1 < len(tokens):
                step, link, word = 2, word, stem(tokens[end + 1].norm)
                narrower = [e for e in fits if word in e.stems and link in e.stems]
            if not narrower or word in matched:
                break
            fits, end = narrower, end + step
            matched.append(word)
        fits = _widest(fits)
        everyday_alone = all(t.norm in everyday() for t in tokens[i:end])
        if everyday_alone and dimension is None and not _begins(fits, matched):
            return None
        return _settled(fits, matched, end - i, dimension, tokens[i:end])

    def _first_word(self, tokens: Sequence[Token], i: int) -> tuple[str, int]:
        """The first word of a part of a name: two where the name writes them as one."""
        if i + 1 < len(tokens) and tokens[i + 1].kind == "word":
            both = stem(tokens[i].norm + tokens[i + 1].norm)
            if both in self._by_word:
                return both, i + 2
        return stem(tokens[i].norm), i + 1

    def _having(self, word: str) -> list[_Entity]:
        """Entities with the word, or with one that begins with it."""
        if len(word) < _SHORTEST_PART:
            return []
        found = list(self._by_word.get(word, ()))
        if len(word) >= _SHORTEST_FUZZY:
            for longer in self._words:
                if longer.startswith(word) and longer != word and word not in everyday():
                    found.extend(
                        e
                        for e in self._by_word[longer]
                        if e not in found and e.dimension in {"customer", "product"}
                    )
        return sorted(found, key=_preference)

    def _in_city(self, tokens: Sequence[Token], i: int, found: ValueMatch) -> ValueMatch:
        """An outlet where a city follows a customer's name: "… in the city"."""
        if len(found.candidates) != 1 or found.candidates[0][0] != "customer" or found.negated:
            return found
        values = found.candidates[0][1]
        if len(values) < 2:
            return found
        at = i + found.length
        while at < len(tokens) and tokens[at].norm in {"in", "at", "a", "de", "of", ",", "("}:
            at += 1
        for end in range(min(at + 3, len(tokens)), at, -1):
            city = "".join(_merged(tokens[at:end]))
            kept = tuple(v for v in values if v in self._cities.get(city, ()))
            if city in self._cities and not kept and at > i + found.length:
                # Not one of its outlets: which of them is meant must be asked.
                outlets = tuple(("customer", (value,)) for value in values)
                text = _text(tokens[i:end])
                return replace(found, length=end - i, candidates=outlets, exact=False, text=text)
            if city and kept and len(kept) < len(values):
                end += tokens[end].norm == ")" if end < len(tokens) else 0
                return ValueMatch(
                    end - i,
                    (("customer", kept),),
                    found.score,
                    exact=True,
                    text=_text(tokens[i:end]),
                    name=kept[0] if len(kept) == 1 else found.name,
                )
        return found


def _preference(entity: _Entity) -> tuple[int, str]:
    known = entity.dimension in PREFERRED
    return (PREFERRED.index(entity.dimension) if known else len(PREFERRED), entity.name)


def _entities(dimension: str, names: Iterable[str]) -> list[_Entity]:
    shared: dict[str, list[str]] = {}
    found: list[_Entity] = []
    for name in names:
        base = _base(dimension, name)
        if base != name:
            shared.setdefault(base, []).append(name)
        found.append(_entity(dimension, name, (name,)))
    plain = {e.name for e in found}
    found.extend(
        _entity(dimension, base, tuple(values))
        for base, values in shared.items()
        if base not in plain
    )
    if dimension == "customer":
        by_city: dict[str, list[str]] = {}
        for base, values in shared.items():
            for value in values:
                by_city.setdefault(value[len(base) + 1 :].strip(), []).append(value)
        found.extend(
            _entity(dimension, city, tuple(values))
            for city, values in by_city.items()
            if city.casefold() not in everyday() and city not in plain
        )
        found.extend(_entity(dimension, short, (name,)) for short, name in _shortened(plain))
    return found


def _shortened(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names with a comma as people write them without what follows it, where one is meant."""
    short = {name: name.partition(",")[0] for name in names if "," in name}
    counts = Counter(short.values())
    return [(text, name) for name, text in sorted(short.items()) if counts[text] == 1]


def _base(dimension: str, name: str) -> str:
    """A customer's name without its city, a product's without the pack in brackets."""
    if dimension == "customer":
        base, dash, city = name.rpartition("-")
        return base if dash and base and city[:1].isupper() else name
    if dimension == "product":
        base = re.sub(r"\s*\([^()]*\)\s*$", "", name)
        return base or name
    return name


def _cities(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in names:
        base = _base("customer", name)
        if base != name:
            city = "".join(_merged(tokenize(name[len(base) + 1 :])))
            found.setdefault(city, []).append(name)
    return {city: tuple(values) for city, values in found.items()}


def _entity(dimension: str, name: str, values: tuple[str, ...]) -> _Entity:
    stems = _stems(name)
    key = "".join(stems)
    short = len(key) <= 2 or _LENGTH.fullmatch(key) is not None
    known = everyday()
    own = _dimension_words(dimension)
    tokens = [t for t in tokenize(name) if t.kind != "mark"]
    common = all(t.kind == "number" or t.norm in known for t in tokens)
    if len(tokens) > 1:
        # Two everyday words together are a name; "10 pieces" is an amount.
        common = common and any(t.kind == "number" for t in tokens)
    holds_own = dimension == "variant" and any(s in own for s in stems) and len(stems) > 1
    return _Entity(dimension, name, values, stems, common and not holds_own, short)


def _keys(entity: _Entity) -> set[str]:
    typed = _merged(tokenize(entity.name))
    keys = {"".join(typed), "".join(entity.stems)}
    if "and" in typed:
        keys.add("".join(s for s in entity.stems if s != "and"))
    if len(entity.stems) > 1 and entity.stems[0] in _dimension_words(entity.dimension):
        keys.add("".join(entity.stems[1:]))
    return {key for key in keys if key}


def _usable(found: Iterable[_Entity], dimension: str | None) -> list[_Entity]:
    """The entities of the dimension; without one, none that is only a letter or a number."""
    if dimension is not None:
        return [e for e in found if e.dimension == dimension]
    return [e for e in found if not e.short]


def _matched(
    found: Sequence[_Entity],
    length: int,
    score: float,
    dimension: str | None,
    span: Sequence[Token],
) -> ValueMatch:
    candidates = dict.fromkeys((e.dimension, e.values) for e in found)
    typed = "".join(_merged(span))
    # The strip of its dimension's word ("Size 5" as "5") is good next to that word alone.
    whole = any(typed in {_letters(e.name), "".join(e.stems)} for e in found)
    lone = score == _SURE and not whole and len(typed) <= 2
    return ValueMatch(
        length,
        tuple(candidates),
        score,
        exact=True,
        weak=dimension is None and (all(e.weak for e in found) or lone),
        text=_text(span),
        name=found[0].name,
    )


@cache
def _spaced(name: str) -> str:
    return " ".join(_merged(tokenize(name)))


@cache
def _letters(name: str) -> str:
    return "".join(_merged(tokenize(name)))


def _text(span: Sequence[Token]) -> str:
    return " ".join(token.text for token in span)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _bags(span: Sequence[Token]) -> list[frozenset[str]]:
    """The words of a span without their links, in English, whichever way each translates."""
    phrase = PHRASES.get(tuple(token.norm for token in span))
    bags = [frozenset(_stems(english)) for english in phrase or ()]
    content = [stem(t.norm) for t in span if t.norm not in _LINKS and t.kind != "mark"]
    if not content or len(content) > 4 or len(set(content)) < len(content):
        # "Cricket les Cricket Pads" are two names.
        return bags
    options = [(word, *ENGLISH_OF.get(word, ())) for word in content]
    bags.extend(
        frozenset(words_)
        for words_ in product(*options)
        if len(words_) > 1 or words_[0] != content[0]
    )
    return bags


def _widest(fits: Sequence[_Entity]) -> list[_Entity]:
    """Entities without those whose members are all another one's too, nor pure places."""
    kept: list[_Entity] = []
    for entity in sorted(fits, key=lambda e: -len(e.values)):
        inside = any(
            e.dimension == entity.dimension and set(entity.values) <= set(e.values) for e in kept
        )
        if not inside:
            kept.append(entity)
    return sorted(kept, key=_preference)


def _settled(
    fits: Sequence[_Entity],
    matched: Sequence[str],
    length: int,
    dimension: str | None,
    span: Sequence[Token],
) -> ValueMatch | None:
    if len(fits) == 1 and _tells(fits[0], matched, dimension):
        return _matched(fits, length, 88.0, dimension, span)
    top = [e for e in fits if e.dimension == fits[0].dimension]
    above = fits[0].dimension in {"division", "category"}
    if len(top) == 1 and above and top[0].stems[0] == matched[0]:
        return _matched(fits[:_MOST_CANDIDATES], length, 85.0, dimension, span)
    if not any(_tells(e, matched, dimension) or matched[0] == e.stems[-1] for e in fits):
        return None
    found = _matched(fits[:_MOST_CANDIDATES], length, 75.0, dimension, span)
    return replace(found, exact=False, weak=False)


def _begins(fits: Sequence[_Entity], matched: Sequence[str]) -> bool:
    """Whether everyday words are the beginning of a name, and more than half of it."""
    return len(matched) > 1 and any(
        e.stems[: len(matched)] == tuple(matched)
        and 2 * sum(map(len, matched)) > sum(map(len, e.stems))
        for e in fits
    )


def _tells(entity: _Entity, matched: Sequence[str], dimension: str | None) -> bool:
    """Whether the words are enough of the name to mean it."""
    content = [s for s in entity.stems if s not in _LINKS]
    size = sum(map(len, content))
    return (
        dimension is not None
        or len(matched) > 1
        or matched[0] == content[0]
        or (size > 0 and 2 * len(matched[0]) >= size)
    )
