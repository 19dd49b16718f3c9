"""The asset graph that people see, and the house that it is built in.

The graph is kept as text in `asset_graph.txt`. To accept a change of it:
`python -m fmcg_assets_tests.test_definitions`.
"""

from __future__ import annotations

import ast
import difflib
import json
import os
import subprocess
import sys
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import dagster as dg
import pytest
from dagster._core.workspace.autodiscovery import loadable_targets_from_python_module
from dagster._core.workspace.load_target import PyProjectFileTarget, WorkspaceFileTarget

import fmcg_assets
from fmcg_assets import definitions
from fmcg_assets.contracts import ALL_TABLES, OPS_TABLES, REFERENCES, SOURCES, TABLES
from fmcg_assets.contracts.dictionary import data_dictionary
from fmcg_assets.definitions import build_definitions
from fmcg_assets.partitions import daily_partitions
from fmcg_assets.resources.environments import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dagster._core.definitions.assets.graph.asset_graph import AssetGraph, AssetNode

PACKAGE: Final = Path(fmcg_assets.__file__).parent
CHECKOUT: Final = PACKAGE.parent
SNAPSHOT: Final = Path(__file__).with_name("asset_graph.txt")
SETTINGS: Final = Settings(start_date=date(2024, 1, 1))  # type: ignore[call-arg]
DEFINITIONS: Final = build_definitions(SETTINGS)
GRAPH: Final[AssetGraph] = DEFINITIONS.resolve_asset_graph()
ALL_ASSETS: Final = "__ASSET_JOB"

every_table = pytest.mark.parametrize("key", ALL_TABLES)
every_table_of_the_pipeline = pytest.mark.parametrize("key", TABLES)


def node(key: str) -> AssetNode:
    return GRAPH.get(dg.AssetKey(key.split("/")))


# --- the graph


def asset_graph() -> str:
    """Return the asset graph as text, one block per asset."""
    jobs: dict[dg.AssetKey, list[str]] = {}
    for job in DEFINITIONS.resolve_all_job_defs():
        for key in job.asset_layer.executable_asset_keys if job.name != ALL_ASSETS else ():
            jobs.setdefault(key, []).append(job.name)
    keys = sorted(key.to_user_string() for key in GRAPH.get_all_asset_keys())
    assets = [_block(node(key), sorted(jobs.get(node(key).key, ()))) for key in keys]
    return "\n".join([*assets, *_automation()])


def _automation() -> Iterator[str]:
    """Yield a block for every check, job, sensor and schedule."""
    for key in sorted(GRAPH.asset_check_keys, key=lambda key: key.to_user_string()):
        check = GRAPH.get(key)
        word = "blocking" if check.blocking else "warning"
        yield f"check {key.asset_key.to_user_string()}:{key.name}\n  {word}\n"
    for job in sorted(DEFINITIONS.resolve_all_job_defs(), key=lambda job: job.name):
        checks = len(job.asset_layer.asset_graph.asset_check_keys) if job.asset_layer else 0
        yield f"job {job.name}\n  steps: {len(job.nodes)}\n  checks: {checks}\n"
    for sensor in sorted(DEFINITIONS.sensors or [], key=lambda sensor: sensor.name):
        assert isinstance(sensor, dg.SensorDefinition)
        targets = ", ".join(sorted(target.job_name for target in sensor.targets))
        yield (
            f"sensor {sensor.name}\n  asks for: {targets}\n"
            f"  every: {sensor.minimum_interval_seconds} s\n  {sensor.default_status.value}\n"
        )
    for schedule in sorted(DEFINITIONS.schedules or [], key=lambda schedule: schedule.name):
        assert isinstance(schedule, dg.ScheduleDefinition)
        yield (
            f"schedule {schedule.name}\n  asks for: {schedule.job_name}\n"
            f"  at: {schedule.cron_schedule} {schedule.execution_timezone}\n"
            f"  {schedule.default_status.value}\n"
        )


def _block(asset: AssetNode, jobs: list[str]) -> str:
    partitions = asset.partitions_def
    lines = {
        "group": asset.group_name,
        "kinds": ", ".join(sorted(asset.kinds)),
        "partitions": str(partitions).rstrip(".") if partitions else "none",
        "deps": ", ".join(sorted(key.to_user_string() for key in asset.parent_keys)),
        "pool": ", ".join(sorted(asset.pools or ())),
        "fresh": "every day" if asset.freshness_policy else "",
        "jobs": ", ".join(jobs),
    }
    held = [f"  {name}: {text}" for name, text in lines.items() if text]
    return "\n".join([asset.key.to_user_string(), *held]) + "\n"


def test_the_asset_graph_is_the_accepted_one() -> None:
    accepted, found = SNAPSHOT.read_text(encoding="utf-8"), asset_graph()
    difference = "".join(
        difflib.unified_diff(
            accepted.splitlines(keepends=True),
            found.splitlines(keepends=True),
            SNAPSHOT.name,
            "this code",
        )
    )
    assert not difference, (
        f"\n{difference}\nTo accept it: python -m fmcg_assets_tests.test_definitions"
    )


def test_every_contract_is_an_asset_and_every_asset_has_a_contract() -> None:
    sources = [source.key for source in SOURCES.values()]
    assert {key.to_user_string() for key in GRAPH.get_all_asset_keys()} == {
        *ALL_TABLES,
        *REFERENCES,
        *sources,
    }
    assert {key.to_user_string() for key in GRAPH.materializable_asset_keys} == set(ALL_TABLES)


# --- what every asset tells about itself


@every_table
def test_an_asset_has_the_columns_of_its_contract(key: str) -> None:
    schema = node(key).metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    found = [(c.name, c.type, c.constraints.nullable) for c in schema.columns]
    assert found == [(c.name, c.type, c.nullable) for c in ALL_TABLES[key].columns]
    for column, shown in zip(ALL_TABLES[key].columns, schema.columns, strict=True):
        assert column.description
        assert shown.description
        assert shown.description.startswith(column.description)


def test_a_columns_description_leads_to_the_columns_that_it_is_made_from() -> None:
    # The open-source UI shows descriptions, and no lineage of columns.
    schema = node("gold/vw_fact_orders_enriched").metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    described = {column.name: column.description for column in schema.columns}
    assert described["total_amount_inr"] == (
        "sold_quantity x price_inr, INR; NULL where there is no price. From"
        " [gold/fact_orders.sold_quantity](/assets/gold/fact_orders),"
        " [gold/dim_gross_price.price_inr](/assets/gold/dim_gross_price)."
    )


def _columns(key: str) -> set[str]:
    if key in TABLES:
        return set(TABLES[key].column_names)
    if key in REFERENCES:
        return set(REFERENCES[key].columns)
    return {c.name for source in SOURCES.values() if source.key == key for c in source.columns}


@every_table_of_the_pipeline
def test_column_lineage_leads_to_columns_of_upstream_assets(key: str) -> None:
    lineage = node(key).metadata["dagster/column_lineage"]
    assert isinstance(lineage, dg.TableColumnLineage)
    upstream = {parent.to_user_string() for parent in node(key).parent_keys}
    made_from = lineage.deps_by_column
    assert made_from, "no column is made from anything"
    assert set(made_from) <= set(TABLES[key].column_names)
    for deps in made_from.values():
        for dep in deps:
            source = dep.asset_key.to_user_string()
            assert source in upstream
            assert dep.column_name in _columns(source)


@every_table
def test_an_asset_has_owners_a_description_and_a_place_in_the_code(key: str) -> None:
    asset = node(key)
    assert asset.owners
    assert asset.description
    assert asset.description.startswith(ALL_TABLES[key].description)
    references = asset.metadata["dagster/code_references"]
    assert isinstance(references, dg.CodeReferencesMetadataValue)
    [place] = references.code_references
    assert isinstance(place, dg.LocalFileCodeReference)
    layer = key.partition("/")[0]
    assert Path(place.file_path) == PACKAGE / "assets" / f"{layer}.py"
    lines = Path(place.file_path).read_text(encoding="utf-8").splitlines()
    assert place.line_number
    assert lines[place.line_number - 1].lstrip().startswith(("@", "def "))


@every_table
def test_a_table_with_a_day_column_has_daily_partitions_that_one_run_can_fill(key: str) -> None:
    asset = node(key)
    # The view is partitioned by month, which is no matter of runs.
    if ALL_TABLES[key].partition_column and key != "gold/vw_fact_orders_enriched":
        assert asset.partitions_def == daily_partitions(SETTINGS.start_date)
        assert asset.backfill_policy == dg.BackfillPolicy.single_run()
    else:
        assert asset.partitions_def is None
        assert asset.backfill_policy is None


@every_table
def test_one_writer_at_a_time_is_admitted_to_a_table(key: str) -> None:
    pools = node(key).pools
    # A quarantine is written by the step that writes its table.
    assert pools == {key.removesuffix("_quarantine").replace("/", "_")}


def test_what_is_about_the_use_of_the_platform_is_in_no_refresh() -> None:
    for job in DEFINITIONS.resolve_all_job_defs():
        made = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
        assert not made & set(OPS_TABLES) or made == set(OPS_TABLES) or job.name == ALL_ASSETS
    for key in OPS_TABLES:
        assert node(key).parent_keys == node(key).child_keys == set()


def test_the_data_dictionary_is_the_generated_one() -> None:
    page = (CHECKOUT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert page == data_dictionary(), "run `make docs`"


# --- how the code location is found


def test_workspace_and_project_file_lead_to_the_same_definitions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(CHECKOUT)
    [workspace] = WorkspaceFileTarget([str(CHECKOUT / "workspace.yaml")]).create_origins()
    [project] = PyProjectFileTarget(str(CHECKOUT / "pyproject.toml")).create_origins()
    found = []
    for origin in (workspace, project):
        module = origin.loadable_target_origin.module_name
        assert module
        [loadable] = loadable_targets_from_python_module(module, str(CHECKOUT))
        found.append((origin.location_name, loadable.target_definition))
    assert found[0] == found[1] == ("fmcg_assets", definitions.defs)


IMPORT: Final = """
import json
import os
import sys

done = []

def note(event, arguments):
    if event == "open" and isinstance(arguments[2], int):
        path, _, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and path != os.devnull:
            done.append(f"open {path}")
    elif event in ("os.mkdir", "os.rename", "os.remove", "socket.bind", "socket.connect"):
        done.append(f"{event} {arguments}")

sys.addaudithook(note)
import fmcg_assets.definitions
fmcg_assets.definitions.defs().resolve_asset_graph()
print(json.dumps({"done": done, "engine": "pysail" in sys.modules}))
"""


def test_loading_the_definitions_touches_nothing(tmp_path: Path) -> None:
    names = ("FMCG_PARENT_LANDING_URI", "FMCG_CHILD_LANDING_URI", "FMCG_LAKE_URI", "DAGSTER_HOME")
    process = subprocess.run(
        [sys.executable, "-c", IMPORT],
        env={
            **os.environ,
            **{name: str(tmp_path / "absent" / name.lower()) for name in names},
            "FMCG_REFERENCE_URI": "s3://no-such-bucket/reference",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""
    assert json.loads(process.stdout) == {"done": [], "engine": False}
    assert list(tmp_path.iterdir()) == []


# --- the house

ROOMS: Final = (
    "errors",
    "faults",
    "contracts",
    "partitions",
    "transforms",
    "storage",
    "lake",
    "ingest",
    "resources",
    "spark_server",
    "connection",
    "io_managers",
    "checks",
    "assets",
    "instance",
    "planning",
    "jobs",
    "survey",
    "due",
    "dispatch",
    "alerts",
    "sensors",
    "schedules",
    "maintenance",
    "connection_job",
    "definitions",
    "kpis",
    "sample_data",
    "semantics",
    "questions",
    "dashboard",
    "cli",
)
"""Packages and modules of the project; each may know those above it in this list."""
WITHOUT_DAGSTER: Final = {
    *("errors", "faults", "contracts", "transforms", "lake", "ingest"),
    *("planning", "survey", "alerts", "kpis", "sample_data"),
    *("connection", "spark_server", "semantics", "questions", "dashboard"),
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield name and syntax tree of every module of the project."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(CHECKOUT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"))


MODULES: Final = dict(modules())


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the modules that a module imports when it is run, also within functions."""
    for_types: set[ast.AST] = set()
    for statement in ast.walk(tree):
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            for_types.update(inner for part in statement.body for inner in ast.walk(part))
    for statement in ast.walk(tree):
        if statement in for_types:
            continue
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            assert statement.module
            assert not statement.level
            names = [f"{statement.module}.{alias.name}" for alias in statement.names]
            yield from (name if name in MODULES else statement.module for name in names)


def room(module: str) -> str:
    """Return the room of a module; the package itself is none."""
    return module.split(".")[1] if "." in module else ""


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {name: {m for m in imports(tree) if m in MODULES} for name, tree in MODULES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


def test_a_room_knows_only_the_rooms_below_it() -> None:
    assert {room(name) for name in MODULES} - {""} == set(ROOMS)
    wrong = {
        f"{name} knows {module}"
        for name, tree in MODULES.items()
        for module in imports(tree)
        if module in MODULES
        and room(module) != room(name)
        and ROOMS.index(room(module)) > ROOMS.index(room(name))
    }
    assert wrong == set()


def test_contracts_know_nothing_of_the_project_but_contracts() -> None:
    for name, tree in MODULES.items():
        if room(name) == "contracts":
            assert {room(m) for m in imports(tree) if m.startswith("fmcg_assets")} <= {"contracts"}


def test_rules_lake_and_planning_know_nothing_of_dagster() -> None:
    wrong = {
        name
        for name, tree in MODULES.items()
        if room(name) in WITHOUT_DAGSTER and any(m.startswith("dagster") for m in imports(tree))
    }
    assert wrong == set()


if __name__ == "__main__":
    SNAPSHOT.write_text(asset_graph(), encoding="utf-8")
