"""A standalone Spark cluster of two workers, everything on an S3 server: loads, and losses."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from fmcg_assets.kpis import headline
from fmcg_assets_tests.engines.commands import ended, run_clean, started
from fmcg_assets_tests.engines.comparing import assert_intact, assert_same_tables, twin
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.on_s3.platform import S3Platform, by_keys, inherited
from fmcg_assets_tests.platform import ORDERS, Platform
from fmcg_assets_tests.s3_server import REGION, S3Server
from fmcg_assets_tests.spark_cluster import SparkCluster

pytestmark = [pytest.mark.server, pytest.mark.long]

DAYS = [f"2025-07-{day:02d}" for day in range(1, 6)]
GIVEN_UP_SECONDS: Final = 90
"""How long a run may go on without its driver, on a busy machine."""

Cluster = Callable[[S3Platform], SparkCluster]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """Some days of the sample, brought in by the embedded engine; not to be changed."""
    return loaded_platform(tmp_path_factory.mktemp("sample") / "platform", DAYS)


@pytest.fixture(scope="module")
def everything(request: pytest.FixtureRequest, sample: Platform) -> Platform:
    """The reference data, brought in by the embedded engine; where there are none the sample."""
    if not os.environ.get("FMCG_REFERENCE_DATA"):
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


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Brings up the cluster of a platform."""
    made: list[SparkCluster] = []

    def make(platform: S3Platform) -> SparkCluster:
        s3 = {"s3_endpoint_url": platform.server.endpoint, "s3_region": REGION}
        settings = platform.settings.model_copy(update=s3)
        made.append(SparkCluster(tmp_path / "cluster", settings))
        made[-1].start(inherited() | platform.identity)
        return made[-1]

    try:
        yield make
    finally:
        for each in made:
            each.stop()


def wait_for_table(platform: S3Platform, key: str, run: subprocess.Popen[str]) -> None:
    """Wait until a run has written a table, and is still at work."""
    commit = f"lake/{key}/_delta_log/{1:020d}.json"
    while commit not in platform.objects(platform.lake_bucket):
        assert run.poll() is None, str(ended(run))
        time.sleep(0.2)
    assert run.poll() is None


def test_a_full_load_and_a_further_day_give_the_tables_of_the_embedded_engine(
    everything: Platform, landed: Callable[[Platform], S3Platform], cluster: Cluster
) -> None:
    platform = landed(everything)
    *_, last = sorted((platform.landing / ORDERS).glob("*.csv"))
    later = last.rename(platform.root / last.name)
    platform.upload()
    remote = cluster(platform).remote
    run_clean(platform, remote=remote)

    later.rename(last)
    platform.upload()
    run_clean(platform, remote=remote)

    lake = platform.lake
    assert_same_tables(everything.lake, lake)
    assert headline(lake) == headline(everything.lake)
    assert "Nothing to do" in run_clean(platform, remote=remote)


def test_a_worker_that_dies_in_mid_run_is_done_without(
    sample: Platform, landed: Callable[[Platform], S3Platform], cluster: Cluster
) -> None:
    platform = landed(sample)
    platform.upload()
    both = cluster(platform)
    run = started(platform, "run", remote=both.remote)
    wait_for_table(platform, "silver/customers", run)

    both.kill_worker(0)

    done = ended(run)
    assert (done.code, done.errors) == (0, ""), str(done)
    assert_same_tables(sample.lake, platform.lake)


def test_a_driver_that_dies_in_mid_run_is_named_the_tables_are_intact_and_the_next_run_heals(
    sample: Platform, landed: Callable[[Platform], S3Platform], cluster: Cluster
) -> None:
    platform = landed(sample)
    platform.upload()
    both = cluster(platform)
    run = started(platform, "run", remote=both.remote)
    wait_for_table(platform, "bronze/orders", run)

    both.kill_driver()

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

    both.start_driver()
    run_clean(platform, remote=both.remote)
    assert_same_tables(sample.lake, platform.lake)
