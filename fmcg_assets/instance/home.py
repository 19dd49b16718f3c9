"""Opening the Dagster instance that command, UI and daemon share."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from fmcg_assets.resources.environments import Settings


def prepared_home(settings: Settings) -> Path:
    """Return the instance's home; makes it, with the project's `dagster.yaml`, where it is new."""
    home = Path(settings.dagster_home)
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    if not config.exists():
        text = files("fmcg_assets.instance").joinpath("dagster.yaml").read_text(encoding="utf-8")
        config.write_text(text, encoding="utf-8")
    return home


def open_instance(settings: Settings) -> DagsterInstance:
    """Return the Dagster instance of these settings."""
    from dagster import DagsterInstance

    home = prepared_home(settings)
    # `dagster.yaml` names the folder of its databases by this variable.
    os.environ["DAGSTER_HOME"] = str(home)
    # Two first openers would both create the databases' tables.
    with FileLock(home / "opening.lock"):
        return DagsterInstance.from_config(str(home))
