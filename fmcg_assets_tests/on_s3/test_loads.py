"""Loads from buckets into a lake on S3: by a role, by the daemon, with sessions that end."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from fmcg_assets.kpis import headline
from fmcg_assets.lake.tables import Lake
from fmcg_assets_tests.daemon.conftest import Daemon, wait_for
from fmcg_assets_tests.on_s3.conftest import DAYS, landed_on
from fmcg_assets_tests.on_s3.platform import (
    EXTERNAL_ID,
    S3Platform,
    Said,
    rows_as_stored,
)
from fmcg_assets_tests.platform import CHECKOUT, Platform
from fmcg_assets_tests.s3_server import S3Server, s3_client
from fmcg_assets_tests.sts_front import StsFront

pytestmark = [pytest.mark.server, pytest.mark.long]

Contents = dict[str, dict[str, tuple[str, int]]]
SESSION_SECONDS = 8
PUBLISHED = {
    "total_revenue_inr": 105_340_264_771,
    "total_quantity": 34_130_483,
    "unique_customers": 54,
    "mean_list_price_inr": 4043.164979,
    "view_rows": 96_673,
}


def found_in_files(folder: Path, text: str) -> bool:
    """Return whether a text is in a file below a folder, or in a row of a SQLite database."""
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        if text.encode() in file.read_bytes():
            return True
        if file.suffix == ".db":
            # A row may be cut where a page ends.
            with closing(sqlite3.connect(file)) as database:
                if any(text in line for line in database.iterdump()):
                    return True
    return False


def found_in_lake(platform: S3Platform, text: str) -> bool:
    """Return whether a text is in an object of the lake, or in its name."""
    bucket = platform.lake_bucket
    return any(
        text in key
        or text.encode() in platform.client.get_object(Bucket=bucket, Key=key)["Body"].read()
        for key in platform.objects(bucket)
    )


@pytest.mark.reference
def test_reference_data_in_buckets_give_the_published_figures_by_a_role(
    s3_server: S3Server, reference_data: Path, tmp_path: Path
) -> None:
    platform = S3Platform.on(s3_server, tmp_path)
    (tmp_path / "reference").symlink_to(CHECKOUT / "fmcg_assets" / "reference")
    platform.upload(reference_data)
    caller = platform.caller()
    with pytest.raises(ClientError, match="AccessDenied"):
        s3_client(s3_server.endpoint, caller).list_objects_v2(Bucket=platform.parent)
    with StsFront(s3_server.endpoint, caller.access_key, EXTERNAL_ID) as front:
        by_role = platform.by_role(front, caller)
        by_role.loaded()
        figures = json.loads(by_role.said("kpis", "--json").stdout)
    assert {name: figures[name] for name in PUBLISHED} == PUBLISHED


def test_a_day_that_is_dropped_into_the_bucket_comes_in_through_the_sensor(
    s3_server: S3Server,
    daemons: Callable[[Platform], Daemon],
    tmp_path: Path,
    lake_at_once: Lake,
    at_once: Contents,
) -> None:
    platform = landed_on(s3_server, tmp_path / "platform", DAYS[:-1])
    caller = platform.caller()
    with StsFront(s3_server.endpoint, caller.access_key, EXTERNAL_ID) as front:
        by_role = platform.by_role(front, caller)
        by_role.loaded()
        daemon = daemons(by_role)
        daemon.start()
        wait_for(lambda: daemon.ticks("order_files"), "the sensor does not look")
        platform.land_orders(DAYS[-1:])
        platform.upload()
        wait_for(
            lambda: [run for run in daemon.runs(DAYS[-1]) if run.is_finished],
            "the day does not come in",
        )
        daemon.wait_until_quiet()
        daemon.stop()
        [run] = daemon.runs(DAYS[-1])
    assert run.is_success
    lake = platform.lake
    assert rows_as_stored(lake) == at_once
    assert headline(lake) == headline(lake_at_once)
    home = Path(by_role.settings.dagster_home)
    assert found_in_files(home, platform.child)
    assert not found_in_files(home, caller.secret_key)
    assert caller.secret_key not in daemon.log.read_text()


def test_a_role_profile_outlives_the_sessions_that_it_gets(
    s3_server: S3Server, tmp_path: Path, at_once: Contents
) -> None:
    platform = landed_on(s3_server, tmp_path / "platform")
    caller = platform.caller()
    with StsFront(
        s3_server.endpoint, caller.access_key, EXTERNAL_ID, session_seconds=SESSION_SECONDS
    ) as front:
        by_role = platform.by_role(front, caller)
        by_role.at = front.endpoint
        said = by_role.loaded()
        ended = datetime.now(UTC)
    assert said.seconds > SESSION_SECONDS
    began = [end - timedelta(seconds=SESSION_SECONDS) for end in front.sessions.values()]
    assert min(front.sessions.values()) < max(began) < ended
    assert rows_as_stored(platform.lake) == at_once


class _Fickle(StsFront):
    """Ends all sessions when the first object of one table is stored."""

    ends_at = "/silver/customers/"

    def denies(self, method: str, path: str, headers: Message) -> bool:
        if method == "PUT" and self.ends_at in path:
            self.expire()
        return False


@dataclass
class Story:
    """A run whose session ends in the midst of it, and the next, with new keys."""

    platform: S3Platform
    secrets: list[str]
    broken: Said
    healed: Said
    checked: Said


@pytest.fixture(scope="module")
def story(s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Story:
    platform = landed_on(s3_server, tmp_path_factory.mktemp("story") / "platform")
    caller = platform.caller()
    with _Fickle(s3_server.endpoint, caller.access_key, EXTERNAL_ID) as front:
        first = platform.by_session(front, caller)
        broken = first.said("run")
        front.ends_at = "never"
        second = platform.by_session(front, caller)
        healed = second.said("run", "--verbose")
        checked = second.said("check-connection")
    secrets = [
        first.identity["AWS_SECRET_ACCESS_KEY"],
        first.identity["AWS_SESSION_TOKEN"],
        second.identity["AWS_SECRET_ACCESS_KEY"],
        second.identity["AWS_SESSION_TOKEN"],
        caller.secret_key,
    ]
    return Story(platform, secrets, broken, healed, checked)


def test_session_keys_that_expire_in_mid_load_end_in_a_clear_error(story: Story) -> None:
    assert story.broken.code == 1
    assert (
        "the session has expired; get new session keys (or use an AWS profile), and run again"
        in (story.broken.stderr)
    )
    assert "Traceback" not in story.broken.all


def test_the_next_run_with_new_session_keys_brings_everything_in(
    story: Story, at_once: Contents
) -> None:
    assert story.healed.code == 0, story.healed.all
    assert rows_as_stored(story.platform.lake) == at_once


def test_no_secret_is_in_outputs_in_the_dagster_home_or_in_the_lake(story: Story) -> None:
    home = Path(story.platform.settings.dagster_home)
    said = "".join(each.all for each in (story.broken, story.healed, story.checked))
    # What is no secret is found: the search finds what is there.
    assert story.platform.child in said
    assert found_in_files(home, story.platform.child)
    assert found_in_lake(story.platform, "orders_2025_07_01.csv")
    for secret in story.secrets:
        assert secret not in said
        assert not found_in_files(home, secret)
        assert not found_in_lake(story.platform, secret)
