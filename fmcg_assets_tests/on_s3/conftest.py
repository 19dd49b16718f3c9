"""A server for these tests, platforms on it, and what they are to hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from fmcg_assets.lake.tables import Lake
from fmcg_assets_tests.daemon.conftest import daemons
from fmcg_assets_tests.on_s3.platform import S3Platform, loaded_at_once, rows_as_stored
from fmcg_assets_tests.platform import new_platform
from fmcg_assets_tests.reference.conftest import reference_data
from fmcg_assets_tests.s3_server import S3Server, s3_server

__all__ = ["daemons", "reference_data", "s3_server"]

DAYS = [f"2025-07-{day:02d}" for day in range(1, 4)]


def landed_on(server: S3Server, root: Path, days: Iterable[str] = DAYS) -> S3Platform:
    """Return a platform with the sample's dimensions, months of the parent and days landed."""
    new_platform(root, days)
    platform = S3Platform.on(server, root)
    platform.upload()
    return platform


@pytest.fixture(scope="session")
def lake_at_once(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake in a folder into which one run brought the same files; not to be changed."""
    platform = new_platform(tmp_path_factory.mktemp("at-once") / "platform", DAYS)
    return loaded_at_once(platform).lake


@pytest.fixture(scope="session")
def at_once(lake_at_once: Lake) -> dict[str, dict[str, tuple[str, int]]]:
    """What lies in the tables of that lake."""
    return rows_as_stored(lake_at_once)
