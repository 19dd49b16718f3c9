"""The README says what is true: its commands exist and are run, its settings are the settings."""

from __future__ import annotations

import re

import pytest

from fmcg_assets.resources.environments import Settings, variable_name
from fmcg_assets_tests.platform import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
CI = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")

RUN_BY = {
    "make run": ".ci/run",
    "make test": ".ci/run",
    "make kpis": ".ci/run",
    "make status": ".ci/run",
    "make lint": ".ci/run",
    "make test-all": "Makefile",
    "make test-long": ".ci/run",
    "make test-servers": ".ci/run",
    "make test-spark": ".ci/run",
    "make test-cluster": ".ci/run",
    "make test-browser": ".ci/run",
    "make docs": ".ci/run",
    "make screenshots": ".ci/run",
    "make lock": ".ci/run",
    "make servers": ".ci/run",
    "make ui": "fmcg_assets_tests/cli/test_ui.py",
    "fmcg run": "fmcg_assets_tests/cli/test_commands.py",
    "fmcg kpis": "fmcg_assets_tests/cli/test_commands.py",
    "fmcg status": "fmcg_assets_tests/cli/test_commands.py",
    "fmcg backfill": "fmcg_assets_tests/cli/test_backfill.py",
    "fmcg quarantine": "fmcg_assets_tests/cli/test_quarantine.py",
    "fmcg ask": "fmcg_assets_tests/cli/test_ask.py",
    "make dashboard": "fmcg_assets_tests/cli/test_dashboard.py",
    "fmcg dashboard": "fmcg_assets_tests/browser/server.py",
    "fmcg questions": "fmcg_assets_tests/cli/test_questions.py",
    "fmcg check-connection": "fmcg_assets_tests/test_connection.py",
    "fmcg spark": "fmcg_assets_tests/test_spark_server.py",
    "fmcg ui": "fmcg_assets_tests/cli/test_ui.py",
    "fmcg sample-data": "fmcg_assets_tests/cli/test_commands.py",
}
"""Where each command of the README is run."""


def _commands() -> set[str]:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    inline = "\n".join(re.findall(r"`((?:make|fmcg) [^`]+)`", README))
    return {" ".join(found) for found in re.findall(r"\b(make|fmcg) ([a-z-]+)", blocks + inline)}


def test_every_command_of_the_readme_is_run_by_ci_or_a_test() -> None:
    assert _commands() <= set(RUN_BY)


@pytest.mark.parametrize("command", [c for c in RUN_BY if c.startswith("make ")])
def test_every_make_target_of_the_readme_exists(command: str) -> None:
    target = command.removeprefix("make ")
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("command", [c for c, by in RUN_BY.items() if by == ".ci/run"])
def test_every_make_target_that_ci_is_said_to_run_is_in_it(command: str) -> None:
    assert re.search(rf"(^|\s){command}\b", CI, re.MULTILINE)


@pytest.mark.parametrize("command", [c for c, by in RUN_BY.items() if by.endswith(".py")])
def test_every_command_that_a_test_is_said_to_run_is_in_it(command: str) -> None:
    text = (CHECKOUT / RUN_BY[command]).read_text(encoding="utf-8")
    assert f'"{command.split()[1]}"' in text


def test_the_table_of_settings_is_the_settings() -> None:
    rows = re.findall(
        r"^\| `([A-Z0-9_]+)` \| (?:`([^`]*)`|\(none\)) \| (.*) \|$", README, re.MULTILINE
    )
    expected = [
        (
            variable_name(name),
            str(field.default),  # of a secret without a value this is empty, too
            field.description,
        )
        for name, field in Settings.model_fields.items()
    ]
    assert rows == expected


def test_the_pictures_of_the_readme_are_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    for picture in pictures:
        assert (CHECKOUT / picture).stat().st_size > 10_000
