"""A server that dies and rival pipelines: nothing is lost, nothing is doubled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fmcg_assets_tests.daemon.conftest import wait_for
from fmcg_assets_tests.on_s3.conftest import landed_on
from fmcg_assets_tests.on_s3.platform import Command, S3Platform, Said, by_keys, rows_as_stored
from fmcg_assets_tests.s3_server import S3Server

pytestmark = [pytest.mark.server, pytest.mark.long]

Contents = dict[str, dict[str, tuple[str, int]]]


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[S3Platform]:
    """A platform on a server of its own."""
    server = S3Server(tmp_path / "server")
    server.start()
    platform = landed_on(server, tmp_path / "platform")
    yield platform.with_identity(**by_keys(platform.user()))
    server.stop()


def wait_until_stored(platform: S3Platform, running: Command, prefix: str) -> None:
    """Wait until a run has stored something below a prefix of the lake."""

    def stored() -> bool:
        assert running.running, running.ended().all
        return any(key.startswith(prefix) for key in platform.objects(platform.lake_bucket))

    wait_for(stored, f"nothing is stored in {prefix}")


def assert_told(said: Said, reason: str) -> None:
    """A run failed, and says so in lines for people."""
    assert said.code == 1, said.all
    assert reason in said.stderr
    assert "Traceback" not in said.all
    assert "panicked" not in said.all


def test_a_server_killed_in_mid_load_costs_nothing_but_another_run(
    mortal: S3Platform, at_once: Contents
) -> None:
    running = mortal.started("run")
    wait_until_stored(mortal, running, "lake/silver/")
    mortal.server.kill()
    assert_told(running.ended(), "no answer; check the network, the server")
    mortal.server.start()
    assert "lake/gold/fact_orders/" not in "".join(mortal.objects(mortal.lake_bucket))
    mortal.loaded()
    assert rows_as_stored(mortal.lake) == at_once


def test_a_server_that_is_gone_for_two_seconds_costs_another_run_at_most(
    mortal: S3Platform, at_once: Contents
) -> None:
    running = mortal.started("run")
    wait_until_stored(mortal, running, "lake/bronze/")
    mortal.server.kill()
    time.sleep(2)
    mortal.server.start()
    said = running.ended()
    if said.code:
        assert_told(said, "run again")
        mortal.loaded()
    assert rows_as_stored(mortal.lake) == at_once


def test_two_pipelines_on_one_lake_lose_nothing_and_double_nothing(
    s3_server: S3Server, tmp_path: Path, at_once: Contents
) -> None:
    platform = landed_on(s3_server, tmp_path / "platform")
    platform = platform.with_identity(**by_keys(platform.user()))
    homes = [str(tmp_path / name) for name in ("one", "other")]
    both = [platform.started("run", DAGSTER_HOME=home) for home in homes]
    for home, said in zip(homes, [each.ended() for each in both], strict=True):
        if said.code:
            assert_told(said, "run again")
        platform.loaded(DAGSTER_HOME=home)
    assert rows_as_stored(platform.lake) == at_once
