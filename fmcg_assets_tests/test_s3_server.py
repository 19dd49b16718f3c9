"""The S3 server of the tests is a fair one: it refuses what AWS refuses, and loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from fmcg_assets_tests.s3_server import (
    REGION,
    ROLE_ARN,
    ROLE_PROFILE,
    Keys,
    S3Server,
    assume_role,
    aws_config,
    by_role_only,
    read_only,
    read_write,
    s3_client,
    s3_server,
)
from fmcg_assets_tests.sts_front import StsFront

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["s3_server"]

pytestmark = pytest.mark.server

EXTERNAL_ID = "an-external-id"
TABLE = """
import json
import pyarrow as pa
from deltalake import DeltaTable, Schema, write_deltalake
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

rows = pa.table({"day": ["2025-07-01", "2025-07-02"], "quantity": [7, 11]})
uri = URI
DeltaTable.create(uri, Schema.from_arrow(rows.schema))
write_deltalake(uri, rows, mode="append")
by_delta = DeltaTable(uri).to_pyarrow_table().sort_by("day").to_pylist()
server = SparkConnectServer("127.0.0.1", 0)
server.start(background=True)
session = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
by_sail = session.read.format("delta").load(uri).orderBy("day").toArrow().to_pylist()
session.stop()
server.stop()
print(json.dumps([by_delta, by_sail]))
"""
READ = """
import time
from deltalake import DeltaTable

table = DeltaTable(URI)
for _ in range(4):
    assert table.to_pyarrow_table().num_rows == 2
    time.sleep(2)
"""


def code(call: Callable[[], object]) -> str:
    """Return the code that S3 or STS refuses a call with."""
    with pytest.raises(ClientError) as refused:
        call()
    return refused.value.response["Error"]["Code"]


def run(code: str, uri: str, environment: dict[str, str]) -> str:
    """Run Python code with a table's URI in a process of its own, without any of our AWS_*."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    result = subprocess.run(
        [sys.executable, "-c", code.replace("URI", repr(uri))],
        env={**inherited, "RUST_LOG": "error", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def role_environment(config: dict[str, str], endpoint: str) -> dict[str, str]:
    """Return the environment in which delta-rs and Sail reach S3 by the role profile."""
    return {
        **config,
        "AWS_PROFILE": ROLE_PROFILE,
        "AWS_REGION": REGION,
        # delta-rs; with AWS_ENDPOINT_URL it would look for no profile. Then Sail.
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ENDPOINT": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_FORCE_CREDENTIAL_LOAD": "true",
    }


@pytest.fixture
def bucket(s3_server: S3Server) -> str:
    return s3_server.create_bucket("lake")


@pytest.fixture
def caller(s3_server: S3Server, bucket: str) -> Keys:
    """A user whose own keys may do nothing but assume the role."""
    return s3_server.user("caller", by_role_only(bucket))


@pytest.fixture
def writer(s3_server: S3Server, bucket: str) -> Keys:
    return s3_server.user("writer", read_write(bucket))


@pytest.fixture
def front(s3_server: S3Server, caller: Keys) -> Iterator[StsFront]:
    with StsFront(s3_server.endpoint, caller.access_key, EXTERNAL_ID) as front:
        yield front


# --- the server


def test_of_two_puts_on_the_condition_that_nothing_is_there_the_second_is_refused(
    s3_server: S3Server, writer: Keys, bucket: str
) -> None:
    client = s3_client(s3_server.endpoint, writer)
    client.put_object(Bucket=bucket, Key="0.json", Body=b"first", IfNoneMatch="*")
    second = code(
        lambda: client.put_object(Bucket=bucket, Key="0.json", Body=b"second", IfNoneMatch="*")
    )
    assert second == "PreconditionFailed"
    assert client.get_object(Bucket=bucket, Key="0.json")["Body"].read() == b"first"


def test_a_user_who_may_only_read_is_refused_a_put(
    s3_server: S3Server, writer: Keys, bucket: str
) -> None:
    s3_client(s3_server.endpoint, writer).put_object(Bucket=bucket, Key="a", Body=b"1")
    reader = s3_client(s3_server.endpoint, s3_server.user("reader", read_only(bucket)))
    assert reader.get_object(Bucket=bucket, Key="a")["Body"].read() == b"1"
    assert [item["Key"] for item in reader.list_objects_v2(Bucket=bucket)["Contents"]] == ["a"]
    assert code(lambda: reader.put_object(Bucket=bucket, Key="b", Body=b"2")) == "AccessDenied"
    assert code(lambda: reader.delete_object(Bucket=bucket, Key="a")) == "AccessDenied"


def test_users_and_buckets_of_one_name_are_different_ones(s3_server: S3Server) -> None:
    first, second = s3_server.create_bucket("landing"), s3_server.create_bucket("landing")
    reader = s3_client(s3_server.endpoint, s3_server.user("reader", read_only(first)))
    other = s3_client(s3_server.endpoint, s3_server.user("reader", read_only(second)))
    assert reader.list_objects_v2(Bucket=first)["KeyCount"] == 0
    assert code(lambda: other.list_objects_v2(Bucket=first)) == "AccessDenied"


def test_clients_of_the_server_ask_no_environment(
    s3_server: S3Server, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    listed = s3_server.root_client().list_buckets()["Buckets"]
    assert bucket in [item["Name"] for item in listed]


def test_objects_users_and_sessions_survive_kill_and_restart(tmp_path: Path) -> None:
    server = S3Server(tmp_path)
    server.start()
    bucket = server.create_bucket("lake")
    caller = server.user("caller", read_write(bucket))
    session = assume_role(server.endpoint, caller, external_id=None)
    endpoint = server.endpoint
    s3_client(endpoint, caller).put_object(Bucket=bucket, Key="a", Body=b"1")
    server.restart()
    assert server.endpoint == endpoint
    for keys in (caller, session):
        stored = s3_client(endpoint, keys).get_object(Bucket=bucket, Key="a")
        assert stored["Body"].read() == b"1"
    server.stop()


def test_the_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = """
import os, pathlib, signal
from fmcg_assets_tests.s3_server import S3Server
server = S3Server(pathlib.Path(URI))
server.start()
print(server.port, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run(
        [sys.executable, "-c", program.replace("URI", repr(str(tmp_path)))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    server = S3Server(tmp_path / "other", port=int(killed.stdout))
    # On a port that is in use it would not start.
    server.start()
    server.stop()


def test_without_the_server_a_test_fails_and_says_what_builds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FMCG_CACHE", str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="`make servers` builds it"):
        S3Server(tmp_path / "server").start()


# --- the STS before it


def test_the_right_caller_with_the_right_external_id_gets_a_session_with_his_rights(
    s3_server: S3Server, front: StsFront, caller: Keys, bucket: str
) -> None:
    session = assume_role(front.endpoint, caller, external_id=EXTERNAL_ID, duration_seconds=900)
    assert session.access_key != caller.access_key
    left = front.sessions[session.access_key] - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    by_role = s3_client(s3_server.endpoint, session)
    by_role.put_object(Bucket=bucket, Key="a", Body=b"1")
    other = s3_server.create_bucket("other")
    assert code(lambda: by_role.put_object(Bucket=other, Key="a", Body=b"1")) == "AccessDenied"
    by_keys = s3_client(s3_server.endpoint, caller)
    assert code(lambda: by_keys.get_object(Bucket=bucket, Key="a")) == "AccessDenied"


@pytest.mark.parametrize(
    ("role_arn", "external_id"),
    [
        (f"{ROLE_ARN}-other", EXTERNAL_ID),
        (ROLE_ARN, "another-external-id"),
        (ROLE_ARN, None),
    ],
    ids=["role", "external id", "no external id"],
)
def test_a_role_is_refused_where_something_is_wrong(
    front: StsFront, caller: Keys, role_arn: str, external_id: str | None
) -> None:
    refused = code(
        lambda: assume_role(front.endpoint, caller, external_id=external_id, role_arn=role_arn)
    )
    assert refused == "AccessDenied"
    assert front.sessions == {}


def test_a_role_is_refused_to_another_caller_and_to_the_right_one_with_a_wrong_secret(
    s3_server: S3Server, front: StsFront, caller: Keys, bucket: str
) -> None:
    other = s3_server.user("other", read_write(bucket))
    forger = Keys(caller.access_key, other.secret_key)
    for_other = code(lambda: assume_role(front.endpoint, other, external_id=EXTERNAL_ID))
    for_forger = code(lambda: assume_role(front.endpoint, forger, external_id=EXTERNAL_ID))
    assert for_other == for_forger == "AccessDenied"
    assert front.sessions == {}


def test_a_role_that_demands_no_external_id_is_granted_without_and_with_any(
    s3_server: S3Server, caller: Keys
) -> None:
    with StsFront(s3_server.endpoint, caller.access_key, external_id=None) as front:
        for external_id in (None, "any-external-id"):
            assume_role(front.endpoint, caller, external_id=external_id)
        assert len(front.sessions) == 2


def test_a_session_that_has_ended_is_refused_as_by_aws_and_a_new_one_is_not(
    front: StsFront, caller: Keys, bucket: str
) -> None:
    session = assume_role(front.endpoint, caller, external_id=EXTERNAL_ID)
    client = s3_client(front.endpoint, session)
    client.put_object(Bucket=bucket, Key="a", Body=b"1")
    front.expire()
    assert code(lambda: client.get_object(Bucket=bucket, Key="a")) == "ExpiredToken"
    another = assume_role(front.endpoint, caller, external_id=EXTERNAL_ID)
    again = s3_client(front.endpoint, another)
    assert again.get_object(Bucket=bucket, Key="a")["Body"].read() == b"1"


# --- the clients, by the role profile


def test_boto3_delta_rs_and_sail_work_by_the_role_profile(
    s3_server: S3Server, front: StsFront, caller: Keys, bucket: str, tmp_path: Path
) -> None:
    config = aws_config(tmp_path, front.endpoint, caller, external_id=EXTERNAL_ID)
    environment = role_environment(config, s3_server.endpoint)
    by_delta, by_sail = json.loads(run(TABLE, f"s3://{bucket}/orders", environment))
    rows = [{"day": "2025-07-01", "quantity": 7}, {"day": "2025-07-02", "quantity": 11}]
    assert by_delta == by_sail == rows
    program = "import boto3; print(boto3.client('s3').list_objects_v2(Bucket=URI)['KeyCount'])"
    # Two commits, a data file.
    assert int(run(program, bucket, environment)) == 3


def test_by_the_role_profile_nothing_is_done_without_the_external_id(
    s3_server: S3Server, front: StsFront, caller: Keys, bucket: str, tmp_path: Path
) -> None:
    config = aws_config(tmp_path, front.endpoint, caller, external_id=None)
    with pytest.raises(AssertionError, match="AssumeRole"):
        run(TABLE, f"s3://{bucket}/orders", role_environment(config, s3_server.endpoint))
    assert s3_server.root_client().list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_a_session_that_ends_in_mid_work_is_followed_by_another(
    front: StsFront, caller: Keys, bucket: str, tmp_path: Path
) -> None:
    config = aws_config(tmp_path, front.endpoint, caller, external_id=EXTERNAL_ID)
    environment = role_environment(config, front.endpoint)
    run(TABLE, f"s3://{bucket}/orders", environment)
    front.session_seconds = 3
    before = len(front.sessions)
    run(READ, f"s3://{bucket}/orders", environment)
    assert len(front.sessions) > before + 1
