"""A Spark server for all of these tests, and sessions on it and on the embedded engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyspark.sql import SparkSession

from fmcg_assets.resources.spark import EmbeddedSparkResource
from fmcg_assets_tests.conftest import shared_server
from fmcg_assets_tests.reference.conftest import reference_data, reference_once
from fmcg_assets_tests.s3 import bucket, s3_endpoint
from fmcg_assets_tests.s3_server import s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["bucket", "reference_data", "reference_once", "s3_endpoint", "s3_server"]


@pytest.fixture(scope="session")
def remote() -> str:
    """The address of the Spark server that all workers share."""
    return shared_server()


@pytest.fixture(scope="session")
def sail() -> SparkSession:
    """The session on the embedded engine, whatever engine the other tests run on."""
    session: SparkSession = EmbeddedSparkResource().spark_session
    return session


@pytest.fixture(scope="session")
def spark(sail: SparkSession, remote: str) -> Iterator[SparkSession]:
    """A session on the Spark server."""
    # Opened after the embedded engine's: the first one is what `getOrCreate` returns from then on.
    session: SparkSession = SparkSession.builder.remote(remote).create()
    try:
        yield session
    finally:
        # A client whose server has ended would keep this process alive.
        session.stop()
