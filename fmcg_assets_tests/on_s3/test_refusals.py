"""What S3 or the settings refuse ends in one clear line, costs nothing, and heals by itself."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from fmcg_assets_tests.on_s3.conftest import DAYS, landed_on
from fmcg_assets_tests.on_s3.platform import (
    EXTERNAL_ID,
    S3Platform,
    Said,
    by_keys,
    rows_as_stored,
)
from fmcg_assets_tests.s3_server import ROLE_PROFILE, Keys, S3Server, read_only, read_write
from fmcg_assets_tests.sts_front import StsFront

pytestmark = [pytest.mark.server, pytest.mark.long]

NO_LAKE, NO_LANDING = "no-such-lake", "no-such-landing"
CREDENTIALS = "correct the credentials (FMCG_AWS_PROFILE or AWS_*)"


@dataclass
class Waiting:
    """A lake that is loaded but for the last day that landed, and those who may write to it."""

    platform: S3Platform
    user: Keys
    caller: Keys
    front: StsFront

    @property
    def right(self) -> S3Platform:
        return self.platform.with_identity(**by_keys(self.user))

    def changed(self, **changed: str) -> S3Platform:
        """Return the platform with the right identity, and something else changed."""
        return self.right.with_identity(**self.right.identity, **changed)

    def refused(self, platform: S3Platform, **changed: str) -> Said:
        """Run `fmcg run`, which is to fail without a trace in output and lake."""
        before = platform.objects(platform.lake_bucket)
        said = platform.said("run", **changed)
        assert said.code == 1, said.all
        assert platform.objects(platform.lake_bucket) == before
        assert "Traceback" not in said.all
        for keys in (self.user, self.caller):
            assert keys.secret_key not in said.all
        return said


@pytest.fixture(scope="module")
def waiting(s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waiting]:
    platform = landed_on(s3_server, tmp_path_factory.mktemp("waiting") / "platform", DAYS[:-1])
    # Whether a bucket exists is told only to those who may use it.
    user = platform.user(read_write(NO_LAKE), read_only(NO_LANDING))
    caller = platform.caller()
    with StsFront(s3_server.endpoint, caller.access_key, EXTERNAL_ID) as front:
        waiting = Waiting(platform, user, caller, front)
        waiting.right.loaded()
        platform.land_orders(DAYS[-1:])
        platform.upload()
        yield waiting


@dataclass(frozen=True)
class Case:
    """How a process goes wrong, and the line that it is to end with."""

    wrong: Callable[[Waiting], S3Platform]
    line: str


def with_keys(waiting: Waiting, access_key: str, secret_key: str) -> S3Platform:
    return waiting.platform.with_identity(**by_keys(Keys(access_key, secret_key)))


CASES = {
    "a wrong secret key": Case(
        lambda w: with_keys(w, w.user.access_key, "not-the-secret-key-of-this-user"),
        "cannot read {lake}/_fmcg/writer.json: the secret key does not fit the access key;"
        f" {CREDENTIALS}",
    ),
    "an unknown access key": Case(
        lambda w: with_keys(w, "nobody-knows-me", w.user.secret_key),
        f"cannot read {{lake}}/_fmcg/writer.json: the access key is not known there; {CREDENTIALS}",
    ),
    "a lake in a bucket that does not exist": Case(
        lambda w: w.changed(FMCG_LAKE_URI=f"s3://{NO_LAKE}/lake"),
        f"cannot read s3://{NO_LAKE}/lake/_fmcg/writer.json: the bucket does not exist; create"
        " it, or correct the URI",
    ),
    "a landing zone in a bucket that does not exist": Case(
        lambda w: w.changed(FMCG_CHILD_LANDING_URI=f"s3://{NO_LANDING}/child"),
        f"cannot list s3://{NO_LANDING}/child/customers: the bucket does not exist; create it,"
        " or correct the URI",
    ),
    "a wrong external id": Case(
        lambda w: w.platform.by_role(w.front, w.caller, "another-external-id"),
        "cannot read {lake}/_fmcg/writer.json: the role cannot be assumed; correct role_arn,"
        " external_id and source_profile of the AWS profile, or the role's trust policy",
    ),
    "a profile that does not exist": Case(
        lambda w: w.platform.with_identity(
            FMCG_AWS_PROFILE="no-such-profile", AWS_CONFIG_FILE=os.devnull
        ),
        "cannot read {lake}/_fmcg/writer.json: the AWS profile does not exist, or cannot be used;"
        " correct FMCG_AWS_PROFILE or the AWS config file",
    ),
    "a profile and keys at once": Case(
        lambda w: w.changed(FMCG_AWS_PROFILE=ROLE_PROFILE),
        "FMCG_AWS_PROFILE and AWS_ACCESS_KEY_ID are both set, and name two identities; unset one"
        " of them",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_run_that_is_refused_ends_with_one_line(waiting: Waiting, case: Case) -> None:
    said = waiting.refused(case.wrong(waiting))
    line = case.line.format(lake=waiting.platform.locations["lake_uri"])
    assert said.stderr == f"error: {line}\n"


def test_an_endpoint_that_is_not_reached_ends_a_run_within_15_s(waiting: Waiting) -> None:
    with socket.socket() as bound:
        # Bound and not listening: a connection is refused, and nobody else gets the port.
        bound.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{bound.getsockname()[1]}"
        said = waiting.refused(waiting.right, FMCG_S3_ENDPOINT_URL=endpoint)
    lake = waiting.platform.locations["lake_uri"]
    assert said.stderr == (
        f"error: cannot read {lake}/_fmcg/writer.json: no answer; check the network, the server and"
        " FMCG_S3_ENDPOINT_URL, and run again\n"
    )
    assert said.seconds < 15


def test_a_lake_that_is_read_only_is_named_with_the_table(waiting: Waiting) -> None:
    platform = waiting.platform.with_identity(**by_keys(waiting.platform.reader()))
    # A thread of delta-rs panics when an upload is refused, and says so before.
    last = waiting.refused(platform).stderr.splitlines()[-1]
    lake = waiting.platform.locations["lake_uri"]
    assert last == (
        f"not in: order files of {DAYS[-1]}: cannot write {lake}/bronze/orders: access denied;"
        " allow it to this identity in its policy or the bucket's (`fmcg check-connection` shows"
        " what it may do)"
    )


def test_a_session_that_has_expired_is_named(waiting: Waiting) -> None:
    platform = waiting.platform.by_session(waiting.front, waiting.caller)
    waiting.front.expire()
    lake = waiting.platform.locations["lake_uri"]
    assert waiting.refused(platform).stderr == (
        f"error: cannot read {lake}/_fmcg/writer.json: the session has expired; get new session"
        " keys (or use an AWS profile), and run again\n"
    )


def test_with_the_right_settings_the_next_run_brings_in_what_was_refused(
    waiting: Waiting, at_once: dict[str, dict[str, tuple[str, int]]]
) -> None:
    waiting.right.loaded()
    assert rows_as_stored(waiting.platform.lake) == at_once
