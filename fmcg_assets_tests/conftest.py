"""Fixtures that all tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fmcg_assets.resources.spark import EmbeddedSparkResource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """The embedded engine's session; its server stops with the test session."""
    yield EmbeddedSparkResource().spark_session
    EmbeddedSparkResource.stop()
