"""Opening the Dagster instance that command, UI and daemon share."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from fmcg_assets.resources.environments import use_dagster_home

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from fmcg_assets.resources.environments import Settings


def open_instance(settings: Settings) -> DagsterInstance:
    """Return the Dagster instance of these settings.

    A home that is new gets the project's `dagster.yaml`.
    """
    from dagster import DagsterInstance

    home = Path(settings.dagster_home)
    home.mkdir(parents=True, exist_ok=True)
    use_dagster_home(home)
    # Two first openers would both write the file and create the databases' tables.
    with FileLock(home / "opening.lock"):
        config = home / "dagster.yaml"
        if not config.exists():
            project_config = files("fmcg_assets.instance").joinpath(config.name)
            config.write_bytes(project_config.read_bytes())
        return DagsterInstance.from_config(str(home))
