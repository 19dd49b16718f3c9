"""A platform on the reference data set, which is not part of the project."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from fmcg_assets_tests.platform import CHECKOUT, ORDERS, Platform, copied

NOT_RUN = "not run: FMCG_REFERENCE_DATA does not name the reference data"


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of the reference data."""
    folder = os.environ.get("FMCG_REFERENCE_DATA")
    if not folder:
        pytest.skip(NOT_RUN)
    return Path(folder)


@pytest.fixture
def unloaded(reference_data: Path, tmp_path: Path) -> Callable[[], Platform]:
    """Makes platforms on the reference data without any order file of the child."""
    made = iter(range(100))

    def make() -> Platform:
        return _reference_platform(reference_data, tmp_path / f"platform{next(made)}")

    return make


@pytest.fixture(scope="session")
def reference_once(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform into which all reference data were brought; not to be changed.

    The first worker that needs it brings them in, for all.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    root, done = shared / "reference", shared / "reference.done"
    with FileLock(shared / "reference.lock"):
        if not done.exists():
            shutil.rmtree(root, ignore_errors=True)
            platform = _reference_platform(reference_data, root)
            shutil.copytree(reference_data / ORDERS, platform.landing / ORDERS, dirs_exist_ok=True)
            platform.run_clean()
            done.touch()
    return Platform(root)


@pytest.fixture
def reference(reference_once: Platform, tmp_path: Path) -> Platform:
    """A copy of the platform with all reference data."""
    return copied(reference_once, tmp_path / "platform")


def _reference_platform(data: Path, root: Path) -> Platform:
    platform = Platform(root)
    for company in ("parent_company", "child_company"):
        shutil.copytree(
            data / company,
            platform.landing / company,
            ignore=shutil.ignore_patterns("landing"),
            copy_function=shutil.copyfile,
        )
    (platform.landing / ORDERS).mkdir(parents=True)
    for folder in platform.landing.rglob("*"):
        folder.chmod(0o755 if folder.is_dir() else 0o644)
    shutil.copytree(CHECKOUT / "fmcg_assets" / "reference", root / "reference")
    return platform
