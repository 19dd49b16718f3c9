"""How many questions are answered right, on the sample and on a perturbed copy of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fmcg_assets.questions.answer import Answer
from fmcg_assets.semantics.snapshot import SnapshotStore
from fmcg_assets_tests.questions.scoring import (
    assert_accuracy,
    difference,
    perturbed,
    read_cases,
    score,
)

_FOLDER = Path(__file__).parent
_MANY = 1000
"""Questions of a file from which every fifth one is enough to tell lucky hits."""


# The aim is 0.95, 0.02, 0.95 on questions that nobody has tuned to, and a little more on others.
# Held out are plain ones by class, plain ones by moments at work ("people"), and ones in many
# voices, as people write to a colleague, which are not there yet. Nobody who works on the rules may
# read the failures of the sets that are held out.
@pytest.mark.long
@pytest.mark.parametrize(
    ("file", "right", "wrong", "refused"),
    [
        ("development.jsonl", 0.96, 0.01, 0.97),
        ("held_out.jsonl", 0.95, 0.02, 0.95),
        ("held_out_people.jsonl", 0.95, 0.02, 0.95),
        ("held_out_voices.jsonl", 0.73, 0.02, 0.95),
    ],
)
def test_questions_are_answered_right(
    sample_store: SnapshotStore,
    tmp_path: Path,
    file: str,
    right: float,
    wrong: float,
    refused: float,
) -> None:
    view = sample_store.current()
    views = {"sample": view, "perturbed": perturbed(view, tmp_path)}
    cases = read_cases(_FOLDER / file)
    result = score(cases, views, sparing={"perturbed": 5} if len(cases) > _MANY else None)
    assert_accuracy(result, right=right, wrong=wrong, refused=refused)


@pytest.mark.parametrize(
    ("rows", "expected", "ordered", "same"),
    [
        # Columns in another order, and more of them.
        ((("a", 1, 9), ("b", 2, 8)), (("a", 9), ("b", 8)), False, True),
        ((("a", 1), ("b", 2)), (("b", 2), ("a", 1)), False, True),
        ((("a", 1), ("b", 2)), (("b", 2), ("a", 1)), True, False),
        ((("a", 1), ("b", 2)), (("a", 2), ("b", 1)), False, False),
        ((("a", 1.0000001),), (("a", 1),), False, True),
        ((("a", 1.001),), (("a", 1),), False, False),
        ((("a", 1),), (("a", 1), ("b", 2)), False, False),
        (((date(2025, 7, 1), 1),), (("2025-07", 1),), False, True),
        (((date(2025, 7, 1), 1),), ((2025, "July", 1),), False, True),
        ((("2025-Q3", 1),), (("Q3", 1),), False, True),
        ((("2025", 1),), ((2025, 1),), False, True),
        (((None, 1),), (("Unmapped customer", 1),), False, True),
        # A percentage as a fraction; rows and columns of a table side by side.
        ((("a", 25.0), ("b", 75.0)), (("a", 0.25), ("b", 0.75)), False, True),
        (
            (("a", "x", 1), ("a", "y", 2), ("b", "x", 3)),
            (("a", 1, 2), ("b", 3, None)),
            False,
            True,
        ),
        (
            (("a", "x", 1), ("a", "y", 2), ("b", "x", 3)),
            (("a", 1, 3), ("b", 2, None)),
            False,
            False,
        ),
        ((), (), False, True),
    ],
)
def test_answers_are_compared_by_their_values(
    rows: tuple[tuple[object, ...], ...],
    expected: tuple[tuple[object, ...], ...],
    ordered: bool,
    same: bool,
) -> None:
    answer = Answer(status="answer", question="", rows=rows)
    width = len(expected[0]) if expected else 0
    assert (difference(expected, width, answer, ordered=ordered) == "") == same
