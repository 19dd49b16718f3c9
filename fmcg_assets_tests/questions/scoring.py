"""Runs a file of questions and compares the answers with the SQL that was written by hand.

A question counts as right only if it is so on every snapshot. Columns are found by their values:
an answer may have more of them, in another order and under other names; a percentage may be
expected as a fraction, and a table of rows and columns with a column for each of these. In the
SQL, `{complete_month}` stands for the newest complete month, which relative periods count from.

    python -m fmcg_assets_tests.questions.scoring FILE [--lake FOLDER]… [--failures] [--class NAME]
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import tempfile
from calendar import month_abbr, month_name
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

import duckdb

from fmcg_assets.questions.answer import Answer
from fmcg_assets.questions.engine import Engine
from fmcg_assets.resources.environments import load_settings
from fmcg_assets.semantics import snapshot as snapshots
from fmcg_assets.semantics.guard import VIEW
from fmcg_assets.semantics.model import UNMAPPED, UNMAPPED_FR
from fmcg_assets.semantics.snapshot import Snapshot, SnapshotStore

Outcome = Literal["right", "refused", "wrong"]
Row = tuple[Any, ...]

_TOLERANCE: Final = 1e-6
_NARROW: Final = 2
"""Columns of a table that can be no wider one."""
_ROWS: Final = 200_000
_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Case:
    """A question with what is expected of it."""

    id: str
    kind: str
    language: str
    question: str
    expect: str
    first: str | None = None
    sql: str | None = None
    ordered: bool = False


@dataclass(frozen=True)
class Scored:
    """A question's outcome over all snapshots, with the answer that decided it."""

    case: Case
    outcome: Outcome
    answer: Answer
    snapshot: str
    problem: str = ""


@dataclass
class Score:
    """Outcomes of a file."""

    scored: list[Scored] = field(default_factory=list)

    def share(self, outcome: Outcome, *, answerable: bool) -> float:
        """Return the share of the answerable (or unanswerable) questions with an outcome."""
        some = [one for one in self.scored if (one.case.expect == "answer") == answerable]
        return sum(one.outcome == outcome for one in some) / len(some) if some else math.nan


class Fixed:
    """A store of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def current(self) -> Snapshot:
        return self._snapshot


def read_cases(path: Path) -> list[Case]:
    """Return the questions of a file, in its order."""
    return [_case(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line]


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        id=entry["id"],
        kind=entry["class"],
        language=entry["language"],
        question=entry["question"],
        expect=entry["expect"],
        first=entry.get("first"),
        sql=entry.get("sql"),
        ordered=entry.get("ordered", False),
    )


def perturbed(original: Snapshot, folder: Path) -> Snapshot:
    """Return a copy in which every figure is another and a tenth of the rows is missing."""
    path = folder / "perturbed.duckdb"
    shutil.copyfile(original.path, path)
    key = "hash(date, product_code, customer_code, 20261128)"
    with duckdb.connect(path) as connection:
        connection.execute(f"DELETE FROM {VIEW} WHERE {key} % 10 = 0")
        connection.execute(
            f"UPDATE {VIEW} SET sold_quantity = 1 + (sold_quantity * (50 + {key} % 101)) // 100,"
            f" price_inr = price_inr * (60 + ({key} // 1000) % 81) / 100"
        )
        connection.execute(f"UPDATE {VIEW} SET total_amount_inr = sold_quantity * price_inr")
    changed = snapshots._read(path)
    assert changed is not None
    return changed


def score(
    cases: Sequence[Case], views: dict[str, Snapshot], *, sparing: Mapping[str, int] | None = None
) -> Score:
    """Return the outcome of each question over all snapshots.

    Of the snapshots named in `sparing`, only every so many questions are asked, for time.
    """
    engines = {name: Engine(Fixed(view), suggests=False) for name, view in views.items()}
    result = Score()
    first = next(iter(views.values()))
    for number, case in enumerate(cases):
        worst: Scored | None = None
        for name, engine in engines.items():
            spared = number % (sparing or {}).get(name, 1) != 0
            if spared or not _applies(case, views[name], first):
                continue
            one = _scored(case, engine, views[name], name)
            if worst is None or _BAD[one.outcome] > _BAD[worst.outcome]:
                worst = one
        assert worst is not None
        result.scored.append(worst)
    return result


def _applies(case: Case, view: Snapshot, first: Snapshot) -> bool:
    """Return whether a question is about the same members in a view's data.

    Questions are written for the first view; another lake has other customers and products. All
    that the expected SQL names must be there; what cannot be answered must name nothing that is.
    """
    here, there = _members(view), _members(first)
    if case.sql is None:
        asked = case.question.casefold()
        return not any(name.casefold() in asked for name in here - there if len(name) > _SHORT)
    literals = {text.replace("''", "'") for text in re.findall(r"'((?:[^']|'')+)'", case.sql)}
    begun = [text.rstrip("%") for text in literals if text.endswith("%")]
    known = all(_begins(text, here) for text in begun if _begins(text, there))
    return known and literals & there <= here


_SHORT: Final = 3


def _begins(text: str, names: set[str]) -> bool:
    return any(name.startswith(text) for name in names)


def _members(view: Snapshot) -> set[str]:
    return {value for values in view.members.values() for value in values}


_BAD: Final = {"right": 0, "refused": 1, "wrong": 2}


def _scored(case: Case, engine: Engine, view: Snapshot, name: str) -> Scored:
    answer = engine.ask(case.question, case.first)
    if case.expect != "answer":
        outcome: Outcome = "wrong" if answer.status == "answer" else "right"
        return Scored(case, outcome, answer, name, "answered" if outcome == "wrong" else "")
    if answer.status != "answer":
        return Scored(case, "refused", answer, name, answer.message)
    if case.sql is None:
        return Scored(case, "right", answer, name)
    complete = f"DATE '{view.newest_complete_month}'"
    sql = case.sql.replace("{complete_month}", complete)
    table = view.run_unguarded(sql, limit=_ROWS, timeout=_SECONDS).table
    expected = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    problem = difference(expected, table.num_columns, answer, ordered=case.ordered)
    return Scored(case, "wrong" if problem else "right", answer, name, problem)


def difference(expected: Sequence[Row], width: int, answer: Answer, *, ordered: bool) -> str:
    """Return what is wrong with an answer; empty where every expected column is found in it."""
    if len(expected) != len(answer.rows) and (width > _NARROW or len(expected) == 1):
        for keys in range(0 if len(expected) == 1 else 1, width - 1):
            long = [
                (*row[:keys], value)
                for row in expected
                for value in row[keys:]
                if value is not None
            ]
            if len(long) == len(answer.rows) and not difference(
                long, keys + 1, answer, ordered=False
            ):
                return ""
    if len(expected) != len(answer.rows):
        return f"{len(expected)} rows expected, {len(answer.rows)} found"
    if not expected:
        return ""
    found = [list(column) for column in zip(*answer.rows, strict=True)]
    wanted = [[_plain(row[at]) for row in expected] for at in range(width)]
    variants = [variant for column in found for variant in _variants(column)]
    fitting = []
    for number, column in enumerate(wanted):
        fits = [one for one in variants if _same_values(column, one, ordered=ordered)]
        if not fits:
            return f"no column holds the values of expected column {number + 1}"
        fitting.append(fits)
    if ordered or width == 1:
        return ""
    rows = list(zip(*wanted, strict=True))
    for mapping in _mappings(fitting):
        if _same_rows(rows, list(zip(*mapping, strict=True))):
            return ""
    return "the columns are there, but not in the same rows"


def _mappings(fitting: list[list[list[Any]]]) -> Iterator[tuple[list[Any], ...]]:
    if not fitting:
        yield ()
        return
    for rest in _mappings(fitting[1:]):
        for column in fitting[0][:6]:
            yield (column, *rest)


def _plain(value: Any) -> Any:
    """Return a value with numbers as floats, months as `YYYY-MM`, and one unmapped member."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m}"
    text = str(value).strip()
    if text in (UNMAPPED, UNMAPPED_FR):
        return None
    if text.isdigit() and len(text) == 4:
        return float(text)
    if len(text) == 10 and text[4] == text[7] == "-" and text.endswith("-01"):
        return text[:7]
    if len(text) == 7 and text[0] == "Q" and text[2] == " ":
        return f"{text[3:]}-{text[:2]}"
    return text


def _variants(column: list[Any]) -> list[list[Any]]:
    """Return a column, and other ways to write its months and quarters."""
    plain = [_plain(value) for value in column]
    variants = [plain]
    if all(isinstance(value, float) or value is None for value in plain):
        variants.append([None if value is None else value / 100 for value in plain])
    if all(isinstance(value, date) for value in column):
        variants += [
            [float(value.year) for value in column],
            [float(value.month) for value in column],
            [month_name[value.month] for value in column],
            [month_abbr[value.month] for value in column],
            [f"Q{(value.month + 2) // 3}" for value in column],
            [f"{value.year}-Q{(value.month + 2) // 3}" for value in column],
        ]
    elif all(isinstance(value, str) and "-Q" in value for value in plain):
        variants += [
            [value[-2:] for value in plain],
            [float(value[-1]) for value in plain],
            [float(value[:4]) for value in plain],
        ]
    elif all(value in ("Q1", "Q2", "Q3", "Q4") for value in plain):
        variants.append([float(value[1]) for value in plain])
    elif all(isinstance(value, str) and value in month_name for value in plain):
        variants += [
            [float(list(month_name).index(value)) for value in plain],
            [value[:3] for value in plain],
        ]
    return variants


def _close(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=1e-9)
    return bool(one == other)


def _order(value: Any) -> tuple[int, float, str]:
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, float):
        return (1, float(f"{value:.6g}") if math.isfinite(value) else math.inf, "")
    return (2, 0.0, str(value))


def _same_values(one: list[Any], other: list[Any], *, ordered: bool) -> bool:
    if not ordered:
        one, other = sorted(one, key=_order), sorted(other, key=_order)
    return all(_close(a, b) for a, b in zip(one, other, strict=True))


def _same_rows(one: list[Row], other: list[Row]) -> bool:
    def key(row: Row) -> list[tuple[int, float, str]]:
        return [_order(value) for value in row]

    pairs = zip(sorted(one, key=key), sorted(other, key=key), strict=True)
    return all(all(_close(a, b) for a, b in zip(*pair, strict=True)) for pair in pairs)


@contextmanager
def views(lakes: Sequence[str], *, perturb: bool = True) -> Iterator[dict[str, Snapshot]]:
    """Give the snapshots of lakes, and a perturbed copy of the first."""
    found: dict[str, Snapshot] = {}
    with tempfile.TemporaryDirectory() as folder:
        for lake in lakes:
            settings = load_settings().model_copy(update={"lake_uri": lake})
            found[Path(lake).name] = SnapshotStore(settings).current()
        if perturb:
            found["perturbed"] = perturbed(next(iter(found.values())), Path(folder))
        yield found


def report(result: Score) -> str:
    """Return right, refused and wrong per class and language, as text."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in result.scored:
        kind = one.case.kind if one.case.expect == "answer" else f"{one.case.kind} (refuse)"
        counts[kind, one.case.language][one.outcome] += 1
    lines = [f"{'class':32} {'lang':4} {'right':>6} {'refused':>8} {'wrong':>6}"]
    for (kind, language), counter in sorted(counts.items()):
        numbers = f"{counter['right']:6} {counter['refused']:8} {counter['wrong']:6}"
        lines.append(f"{kind:32} {language:4} {numbers}")
    for answerable, name in ((True, "answerable"), (False, "unanswerable")):
        total = sum((one.case.expect == "answer") == answerable for one in result.scored)
        if total:
            shares = " ".join(
                f"{outcome} {100 * result.share(outcome, answerable=answerable):.1f}%"
                for outcome in ("right", "refused", "wrong")
            )
            lines.append(f"{total} {name}: {shares}")
    return "\n".join(lines)


def assert_accuracy(result: Score, *, right: float, wrong: float, refused: float) -> None:
    """Assert the least share of right answers and of refusals, and the most of wrong answers.

    `right` and `wrong` are of what can be answered, `refused` of what cannot.
    """
    told = f"{failures(result)}\n{report(result)}"
    assert result.share("right", answerable=True) >= right, told
    assert result.share("wrong", answerable=True) <= wrong, told
    assert result.share("right", answerable=False) >= refused, told


def failures(result: Score) -> str:
    """Return the questions that were not right, with the SQL that answered them."""
    blocks = []
    for one in result.scored:
        if one.outcome == "right":
            continue
        first = f" (after: {one.case.first})" if one.case.first else ""
        lines = [
            f"{one.outcome.upper()} {one.case.id} [{one.case.kind}] {one.case.question}{first}",
            f"  on {one.snapshot}: {one.problem}",
            f"  expected: {one.case.sql or one.case.expect}",
        ]
        if one.answer.sql:
            lines.append(f"  answered: {' '.join(one.answer.sql.split())}")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--lake", action="append", help="the first one is perturbed, too")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--class", dest="kind")
    options = parser.parse_args()
    cases = [case for case in read_cases(options.file) if options.kind in (None, case.kind)]
    with views(options.lake or [load_settings().lake_uri]) as found:
        result = score(cases, found)
    if options.failures:
        print(failures(result))
    print(report(result))


if __name__ == "__main__":
    main()
