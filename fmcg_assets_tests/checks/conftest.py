"""One clean platform that tests copy and damage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fmcg_assets_tests.checks.verdicts import clean_platform
from fmcg_assets_tests.platform import Platform, copied


@pytest.fixture(scope="session")
def clean_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform into which seven days of clean data were brought; only read by tests."""
    platform = clean_platform(tmp_path_factory.mktemp("clean") / "platform")
    platform.run_clean()
    return platform


@pytest.fixture
def clean(clean_once: Platform, tmp_path: Path) -> Platform:
    """A copy of the clean platform."""
    return copied(clean_once, tmp_path / "platform")


@pytest.fixture(scope="module")
def clean_copy(
    clean_once: Platform, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Platform]:
    """Makes copies of the clean platform that the tests of a module share."""
    return lambda: copied(clean_once, tmp_path_factory.mktemp("clean_copy") / "platform")
