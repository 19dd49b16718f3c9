"""The pages of docs/ say what is true: what they name exists, and what exists is explained."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Final

import click
import pytest
import typer.main

from fmcg_assets import errors
from fmcg_assets.cli.app import app
from fmcg_assets.contracts import CHECKS, Check
from fmcg_assets.definitions import build_definitions
from fmcg_assets.errors import FmcgError
from fmcg_assets.lake.view_months import VIEW
from fmcg_assets.planning import FACT_LANE
from fmcg_assets.resources.environments import Settings, variable_name
from fmcg_assets_tests.platform import CHECKOUT, new_platform

DOCS: Final = CHECKOUT / "docs"
PAGES: Final = (
    "operations.md",
    "how-it-works.md",
    "onboarding.md",
    "spark.md",
    "using-the-dashboard.md",
)
TEXT: Final = {name: (DOCS / name).read_text(encoding="utf-8") for name in PAGES}
MAKEFILE: Final = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
COMMANDS: Final[dict[str, click.Command]] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
ERRORS: Final = [
    name
    for name, error in vars(errors).items()
    if isinstance(error, type) and issubclass(error, FmcgError)
]
_FENCE: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

every_page = pytest.mark.parametrize("page", PAGES)


def sections(text: str, level: int) -> dict[str, str]:
    """Return the text below each heading of a level, up to the next one of it or above."""
    heading = re.compile(rf"^{'#' * level} (.+)\n((?:(?!#{{1,{level}}} ).*\n?)*)", re.MULTILINE)
    return dict(heading.findall(_FENCE.sub("", text)))


def below(page: str, *path: str) -> str:
    """Return the text below a heading of level 2, and of level 3 below it."""
    text = TEXT[page]
    for level, heading in enumerate(path, 2):
        text = sections(text, level)[heading]
    return text


def fenced(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return [code for found, code in _FENCE.findall(text) if found == language]


def inline(text: str) -> list[str]:
    """Return what stands between single backticks."""
    return re.findall(r"`([^`]+)`", _FENCE.sub("", text))


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of the Markdown table in a text by its column names."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    head, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(head, cells, strict=True)) for cells in body]


# --- commands, settings, links


def commands_of(command: click.Command) -> dict[str, click.Command]:
    """Return the commands below a command such as `spark`; most have none."""
    return getattr(command, "commands", {})


def options(command: click.Command) -> set[str]:
    below = (options(part) for part in commands_of(command).values())
    return (
        set().union(*below)
        | {name for parameter in command.params for name in parameter.opts}
        | {"--help"}
    )


@every_page
def test_every_command_in_a_code_block_can_be_called(page: str) -> None:
    calls = [
        shlex.split(line, comments=True)
        for block in fenced(TEXT[page], "sh")
        for line in block.splitlines()
        if line.startswith("fmcg ")
    ]
    for _, name, *arguments in calls:
        command = COMMANDS[name]
        while parts := commands_of(command):
            command = parts[arguments.pop(0)]
        # Parses the arguments, and calls nothing.
        command.make_context(name, arguments)


@every_page
def test_every_command_and_option_in_the_text_exists(page: str) -> None:
    for code in inline(TEXT[page]):
        if code.startswith("fmcg "):
            name, *arguments = shlex.split(code)[1:]
            assert name in COMMANDS, code
            named = {argument for argument in arguments if argument.startswith("-")}
            assert named <= options(COMMANDS[name]), code
        elif code.startswith("--"):
            known = {option for command in COMMANDS.values() for option in options(command)}
            assert code.split()[0] in known, code
        elif code.startswith("make "):
            assert re.search(rf"^{code.split()[1]}:", MAKEFILE, re.MULTILINE), code


@every_page
def test_every_setting_that_is_named_exists(page: str) -> None:
    known = {variable_name(field) for field in Settings.model_fields} | {"FMCG_CACHE"}
    assert set(re.findall(r"\bFMCG_[A-Z0-9_]+|\bDAGSTER_HOME\b", TEXT[page])) <= known


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", [CHECKOUT / "README.md", *(DOCS / page for page in PAGES)])
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    relative = [link for link in links if not link.startswith("http")]
    assert relative
    for link in relative:
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        assert target.is_file(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, link


# --- operations.md


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_every_check_is_explained_with_its_table(check: Check) -> None:
    text = below("operations.md", "Checks", check.name)
    severity, tables, what_to_do = re.match(  # type: ignore[union-attr]
        r"\n(Blocking|Warning)\. Tables?: (.*?)\.\n\n(.*)", text, re.DOTALL
    ).groups()
    assert severity == ("Blocking" if check.blocking else "Warning")
    assert check.table in inline(tables)
    assert "**Do**: " in what_to_do


def test_no_check_is_explained_that_there_is_not() -> None:
    explained = {
        f"{table}:{name}"
        for name, text in sections(below("operations.md", "Checks"), 3).items()
        for table in inline(text.split("\n\n")[0])
    }
    assert explained == set(CHECKS)


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_is_explained_with_a_remedy(name: str) -> None:
    text = below("operations.md", "Messages", name)
    assert "**Do**: " in text or "](#" in text


def test_no_error_is_explained_that_there_is_not() -> None:
    explained = set(sections(below("operations.md", "Messages"), 3))
    assert explained == {*ERRORS, "Others"}


def test_the_table_of_what_runs_when_is_that_of_sensors_and_schedules() -> None:
    definitions = build_definitions(Settings())  # type: ignore[call-arg]
    automation = [*(definitions.sensors or ()), *(definitions.schedules or ())]
    named = [row["name"].strip("`") for row in rows(below("operations.md", "What runs when"))]
    assert sorted(named) == sorted(item.name for item in automation)


def test_the_bodies_of_alerts_are_as_they_are_posted() -> None:
    bodies = [json.loads(code) for code in fenced(TEXT["operations.md"], "json")]
    assert len(bodies) == 2
    for body in bodies:
        details = (f"{name}: {value}" for name, value in body["details"].items())
        assert body == {
            "text": "\n".join([body["title"], *details]),
            "title": body["title"],
            "details": body["details"],
        }


# --- onboarding.md


def _paths(text: str) -> list[str]:
    return [code for code in inline(text) if re.fullmatch(r"[\w./-]+\.(py|md|sql|txt)", code)]


def test_every_file_that_onboarding_names_exists() -> None:
    paths = _paths(TEXT["onboarding.md"])
    assert len(paths) > 50
    assert [path for path in paths if not (CHECKOUT / path).is_file()] == []


@pytest.mark.parametrize(
    "where", [row["where"] for row in rows(below("onboarding.md", "Hard-wired to two companies"))]
)
def test_every_place_that_is_called_hard_wired_exists(where: str) -> None:
    paths = _paths(where)
    code = "\n".join((CHECKOUT / path).read_text(encoding="utf-8") for path in paths)
    names = {part for name in set(inline(where)) - set(paths) for part in name.split(".")}
    assert [name for name in names if name.removesuffix("()") not in code] == []


# --- how-it-works.md


@pytest.mark.long
def test_the_line_that_how_it_works_follows_takes_this_way(tmp_path: Path) -> None:
    [delivered] = fenced(TEXT["how-it-works.md"], "csv")
    platform = new_platform(tmp_path)
    platform.land_lines("2025-08-31", delivered.splitlines()[1:])
    platform.run_clean()

    followed = sections(below("how-it-works.md", "One line, followed"), 3)
    assert set(followed) == {*FACT_LANE, VIEW}
    for key, text in followed.items():
        told = rows(text)
        # The parent's sales of the sample lie in the same tables.
        stored = [
            {name: str(row[name]) for name in told[0]}
            for row in platform.rows(key)
            if row.get("customer_code", "410102") == "410102"
        ]
        assert sorted(stored, key=repr) == sorted(told, key=repr), key
