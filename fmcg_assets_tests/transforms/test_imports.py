"""The business rules know Spark's DataFrames and the contracts, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from fmcg_assets import transforms

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(transforms.__file__).parent
FILES: Final = sorted(FOLDER.glob("*.py"))
STANDARD_LIBRARY: Final = {"__future__", "collections", "datetime", "functools", "re", "typing"}
OWN: Final = ("fmcg_assets.contracts", "fmcg_assets.transforms")
ACTIONS: Final = {
    *("cache", "checkpoint", "collect", "first", "foreach", "head", "persist", "show", "take"),
    *("toArrow", "toLocalIterator", "toPandas", "write", "writeStream", "writeTo"),
    *("read", "readStream", "read_bytes", "write_bytes", "write_text"),
}
BUILT_INS: Final = {"open", "print", "input"}

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def allowed(module: str) -> bool:
    if module.split(".")[0] in STANDARD_LIBRARY or module == "pyspark.sql":
        return True
    return any(module == own or module.startswith(f"{own}.") for own in OWN)


def test_there_are_rules_to_look_at() -> None:
    assert {"orders.py", "star_schema.py"} <= {path.name for path in FILES}


@every_file
def test_a_rule_imports_dataframes_contracts_and_other_rules_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # The view's SQL is a part of the package that lies beside the rules.
    own_text = {"importlib.resources"} if path.name == "star_schema.py" else set()
    assert [module for module in imported(tree) if not allowed(module)] == sorted(own_text)


@every_file
def test_a_rule_neither_reads_nor_writes_nor_runs_a_query(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert (attributes & ACTIONS) | (names & BUILT_INS) == set()
