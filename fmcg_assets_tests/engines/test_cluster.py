"""A standalone Spark cluster of two workers, everything on an S3 server: loads, and losses."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from fmcg_assets.contracts import TABLES
from fmcg_assets.kpis import headline
from fmcg_assets.resources.environments import Settings
from fmcg_assets_tests.engines.commands import ended, run_clean, started
from fmcg_assets_tests.engines.comparing import assert_intact, assert_same_tables, twin
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.on_s3.platform import S3Platform, by_keys, inherited
from fmcg_assets_tests.platform import ORDERS, Platform
from fmcg_assets_tests.s3_server import REGION, S3Server, read_write
from fmcg_assets_tests.spark_cluster import WORKERS, SparkCluster
from fmcg_assets_tests.test_spark_server import connected

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.cluster]

DAYS = [f"2025-07-{day:02d}" for day in range(1, 6)]
GIVEN_UP_SECONDS: Final = 90
"""How long a run may go on without its driver, on a busy machine."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """Some days of the sample, brought in by the embedded engine; not to be changed."""
    return loaded_platform(tmp_path_factory.mktemp("sample") / "platform", DAYS)


@pytest.fixture(scope="module")
def everything(request: pytest.FixtureRequest, sample: Platform) -> Platform:
    """The sample; with FMCG_CLUSTER_REFERENCE the reference data: a load of half an hour here."""
    if not os.environ.get("FMCG_CLUSTER_REFERENCE"):
        return sample
    reference: Platform = request.getfixturevalue("reference_once")
    return reference


@pytest.fixture
def landed(s3_server: S3Server, tmp_path: Path) -> Callable[[Platform], S3Platform]:
    """Makes platforms on S3 on which the same files are to land as on a platform of folders."""

    def make(platform: Platform) -> S3Platform:
        twin(platform, tmp_path / "platform")
        on_s3 = S3Platform.on(s3_server, tmp_path / "platform")
        return on_s3.with_identity(**by_keys(on_s3.user()))

    return make


@pytest.fixture(scope="module")
def cluster_once(
    s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SparkCluster]:
    """The cluster of all these tests: each has a lake of its own, which the cluster may write."""
    folder = tmp_path_factory.mktemp("cluster")
    settings = Settings(  # type: ignore[call-arg]
        lake_uri=str(folder / "lake"), s3_endpoint_url=s3_server.endpoint, s3_region=REGION
    )
    cluster = SparkCluster(folder, settings)
    try:
        cluster.start(inherited() | by_keys(s3_server.user("spark", read_write("*"))))
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def cluster(cluster_once: SparkCluster) -> SparkCluster:
    """The cluster with everything that a test before this one has killed."""
    cluster_once.heal()
    return cluster_once


def wait_for_table(platform: S3Platform, key: str, run: subprocess.Popen[str]) -> None:
    """Wait until a run has written a table, and is still at work."""
    commit = f"lake/{key}/_delta_log/{1:020d}.json"
    while commit not in platform.objects(platform.lake_bucket):
        assert run.poll() is None, str(ended(run))
        time.sleep(0.2)
    assert run.poll() is None


def test_a_query_runs_on_both_workers_and_goes_on_without_one(cluster: SparkCluster) -> None:
    with connected(cluster.remote) as session:
        # Each task says which process it runs in.
        tasks = session.range(0, 1_000, 1, 8).selectExpr(
            "java_method('java.lang.ProcessHandle', 'current') AS process"
        )
        used = {int(row.process) for row in tasks.distinct().collect()}
        assert len(used) == WORKERS
        for worker in range(WORKERS):
            assert len(used & cluster.executors(worker)) == 1

        cluster.kill_worker(0)

        assert session.range(0, 1_000, 1, 8).count() == 1_000


def test_a_full_load_and_a_further_day_give_the_tables_of_the_embedded_engine(
    everything: Platform,
    sample: Platform,
    landed: Callable[[Platform], S3Platform],
    cluster: SparkCluster,
) -> None:
    platform = landed(everything)
    *_, last = sorted((platform.landing / ORDERS).glob("*.csv"))
    later = last.rename(platform.root / last.name)
    platform.upload()
    run_clean(platform, remote=cluster.remote)

    later.rename(last)
    platform.upload()
    run_clean(platform, remote=cluster.remote)

    lake = platform.lake
    assert_same_tables(everything.lake, lake)
    figures = headline(lake)
    assert figures == headline(everything.lake)
    if everything is not sample:
        assert figures.total_revenue_inr == 105_340_264_771
        assert figures.total_quantity == 34_130_483
        assert figures.unique_customers == 54
        assert figures.mean_list_price_inr == 4043.164979
        assert figures.view_rows == 96_673
        assert lake.read(TABLES["gold/fact_orders"]).num_rows == 128_178
    assert "Nothing to do" in run_clean(platform, remote=cluster.remote)


def test_a_worker_that_dies_in_mid_run_is_done_without(
    sample: Platform, landed: Callable[[Platform], S3Platform], cluster: SparkCluster
) -> None:
    platform = landed(sample)
    platform.upload()
    run = started(platform, "run", remote=cluster.remote)
    wait_for_table(platform, "silver/customers", run)

    cluster.kill_worker(0)

    done = ended(run)
    assert (done.code, done.errors) == (0, ""), str(done)
    assert_same_tables(sample.lake, platform.lake)


def test_a_driver_that_dies_in_mid_run_is_named_the_tables_are_intact_and_the_next_run_heals(
    sample: Platform, landed: Callable[[Platform], S3Platform], cluster: SparkCluster
) -> None:
    platform = landed(sample)
    platform.upload()
    run = started(platform, "run", remote=cluster.remote)
    wait_for_table(platform, "bronze/orders", run)

    cluster.kill_driver()

    killed = time.monotonic()
    failed = ended(run)
    assert time.monotonic() - killed < GIVEN_UP_SECONDS, str(failed)
    assert failed.code == 1, str(failed)
    causes = failed.errors.splitlines()
    assert causes
    for cause in causes:
        assert cause.startswith("not in: ")
        assert "Spark server" in cause
    assert_intact(platform.lake)

    cluster.start_driver()
    run_clean(platform, remote=cluster.remote)
    assert_same_tables(sample.lake, platform.lake)
