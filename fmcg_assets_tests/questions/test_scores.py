"""How many questions are answered right, on the sample and on a perturbed copy of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fmcg_assets.semantics.snapshot import SnapshotStore
from fmcg_assets_tests.questions.scoring import failures, perturbed, read_cases, report, score

_FOLDER = Path(__file__).parent


@pytest.mark.parametrize(
    ("file", "right", "wrong", "refused"), [("development.jsonl", 0.95, 0.02, 0.95)]
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
    result = score(read_cases(_FOLDER / file), views)
    told = f"{failures(result)}\n{report(result)}"
    assert result.share("right", answerable=True) >= right, told
    assert result.share("wrong", answerable=True) <= wrong, told
    assert result.share("right", answerable=False) >= refused, told
