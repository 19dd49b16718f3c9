"""A lake with the whole sample in it, loaded once for all workers."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from fmcg_assets.resources.environments import Settings
from fmcg_assets_tests.platform import CHECKOUT, SAMPLE, Platform

if TYPE_CHECKING:
    import pytest

LAKE = "FMCG_SAMPLE_LAKE"
"""Names a lake that holds the sample already: the tests then read that one, and load none."""


def sample_settings(temporary: pytest.TempPathFactory) -> Settings:
    """Return settings on a lake with the sample, not to be changed; it may be loaded first."""
    shared = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home = shared / "sample"
    values = {
        "questions_dir": str(home / "questions"),
        "DAGSTER_HOME": str(home / "dagster"),
    }
    if lake := os.environ.get(LAKE):
        return Settings(lake_uri=lake, **values)  # type: ignore[arg-type]
    with FileLock(shared / "sample.lock"):
        if not (home / "done").exists():
            shutil.rmtree(home, ignore_errors=True)
            load_sample(home)
            (home / "done").touch()
    return Settings(lake_uri=str(home / "lake"), **values)  # type: ignore[arg-type]


def load_sample(root: Path) -> Platform:
    """Return a platform with all of the sample, loaded."""
    platform = Platform(root)
    shutil.copytree(SAMPLE, platform.landing)
    shutil.copytree(CHECKOUT / "fmcg_assets" / "reference", root / "reference")
    platform.run()
    return platform
