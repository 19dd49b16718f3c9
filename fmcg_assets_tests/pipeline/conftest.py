"""One loaded platform that tests copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.platform import Platform, copied, new_platform

TEN_DAYS = [f"2025-07-{day:02d}" for day in range(1, 11)]


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform into which ten days were brought; not to be changed."""
    return loaded_platform(tmp_path_factory.mktemp("loaded") / "platform", TEN_DAYS)


@pytest.fixture
def loaded(loaded_once: Platform, tmp_path: Path) -> Platform:
    """A copy of the loaded platform."""
    return copied(loaded_once, tmp_path / "platform")


@pytest.fixture
def empty(tmp_path: Path) -> Callable[..., Platform]:
    """Makes platforms with dimensions and parent sales, and nothing loaded."""
    made = iter(range(100))

    def make(days: list[str] | None = None, **overrides: object) -> Platform:
        return new_platform(tmp_path / f"platform{next(made)}", days or [], **overrides)

    return make
