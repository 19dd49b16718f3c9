"""A copy of the module's platform for every test; the module's fixture is `platform_once`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance

from fmcg_assets.instance.home import open_instance
from fmcg_assets_tests.platform import Platform, copied


@pytest.fixture
def platform(platform_once: Platform, tmp_path: Path) -> Platform:
    """A copy of the platform that the module prepared once."""
    return copied(platform_once, tmp_path / "platform")


@pytest.fixture
def instance(platform: Platform) -> Iterator[DagsterInstance]:
    """The instance on disk of this copy, as sensors and schedule have it."""
    with open_instance(platform.settings) as opened:
        yield opened
