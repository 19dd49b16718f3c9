"""What check-connection says of landing zones, lake and identity; and that it changes nothing."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from rich.console import Console
from werkzeug.serving import make_server

from fmcg_assets.cli.connection import print_connection
from fmcg_assets.connection import (
    ABILITIES,
    Connection,
    Outcome,
    Verdict,
    check_connection,
)
from fmcg_assets.connection_job import connection_job
from fmcg_assets.resources.environments import Settings, load_settings
from fmcg_assets_tests.s3 import Bucket, bucket, s3_endpoint
from fmcg_assets_tests.s3_server import (
    BASE_PROFILE,
    REGION,
    ROLE_ARN,
    ROLE_PROFILE,
    Keys,
    S3Server,
    aws_config,
    read_only,
    read_write,
    s3_server,
)
from fmcg_assets_tests.sts_front import StsFront

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = ["bucket", "s3_endpoint", "s3_server"]

PARENT, CHILD, LAKE = PLACES = ("parent landing", "child landing", "lake")
MARKS: dict[Outcome, str] = {"pass": "+", "fail": "x", "not tried": "-"}
READ_ONLY = "++-----"
NOTHING_IN_IT = "-+-----"
"""Outcomes in the order of ABILITIES; a landing zone with and without a file."""


def outcomes(checked: Connection) -> dict[str, str]:
    """Return a mark for each ability of each place, in the order of ABILITIES."""
    return {
        place: "".join(MARKS[checked.outcome(place, ability)] for ability in ABILITIES)
        for place in PLACES
    }


def folders(root: Path) -> Settings:
    """Return settings that lead to three folders below one, the landing zones with a file each."""
    for company in ("parent", "child"):
        (root / company / "customers").mkdir(parents=True)
        (root / company / "customers" / "customers.csv").write_text("customer_id\n1\n")
    return settings_below(str(root))


def settings_below(root: str) -> Settings:
    return Settings(
        parent_landing_uri=f"{root}/parent",
        child_landing_uri=f"{root}/child",
        lake_uri=f"{root}/lake",
    )  # type: ignore[call-arg]


def tree(root: Path) -> dict[str, int]:
    """Return all that lies below a folder, with the time that it was changed last."""
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*")}


# --- local folders


def test_abilities_are_checked_in_the_order_of_the_table() -> None:
    assert ABILITIES == (
        "Read",
        "List",
        "Write",
        "Delete",
        "Assume role",
        "External id",
        "Conditional put",
    )


def test_a_lake_of_folders_passes_and_a_lake_that_is_not_there_yet_is_not_made(
    tmp_path: Path,
) -> None:
    settings = folders(tmp_path)
    before = tree(tmp_path)
    checked = check_connection(settings)
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: READ_ONLY, LAKE: "+-++--+"}
    assert checked.passed
    assert tree(tmp_path) == before
    assert checked.explained("not tried") == [
        f"{PARENT}, {CHILD} (Write, Delete, Conditional put): never written to",
        f"{PARENT}, {CHILD}, {LAKE} (Assume role, External id): a local folder",
        f"{LAKE} (List): the folder does not exist yet; the first run makes it",
    ]
    assert checked.identity == "none is needed: landing zones and lake are local folders"


def test_a_lake_with_tables_passes_and_stays_as_it_is(tmp_path: Path) -> None:
    settings = folders(tmp_path)
    (tmp_path / "lake" / "_fmcg").mkdir(parents=True)
    (tmp_path / "lake" / "_fmcg" / "other.json").write_text("{}")
    before = set(tree(tmp_path))
    assert outcomes(check_connection(settings))[LAKE] == "++++--+"
    assert set(tree(tmp_path)) == before


def test_a_landing_folder_that_is_absent_fails_by_itself(tmp_path: Path) -> None:
    settings = folders(tmp_path)
    (tmp_path / "child").rename(tmp_path / "elsewhere")
    checked = check_connection(settings)
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: "-x-----", LAKE: "+-++--+"}
    assert checked.explained("fail") == [
        f"{CHILD} (List): no such file or directory; correct FMCG_CHILD_LANDING_URI, or the"
        " permissions of the folder"
    ]


def test_an_empty_landing_folder_has_nothing_to_read(tmp_path: Path) -> None:
    settings = folders(tmp_path)
    (tmp_path / "child" / "customers" / "customers.csv").unlink()
    checked = check_connection(settings)
    assert outcomes(checked)[CHILD] == NOTHING_IN_IT
    assert f"{CHILD} (Read): no file was found there to read" in checked.explained("not tried")
    assert checked.passed


def test_a_lake_where_nothing_can_be_written_fails(tmp_path: Path) -> None:
    settings = folders(tmp_path)
    (tmp_path / "lake").write_text("a file, no folder")
    checked = check_connection(settings)
    assert checked.outcome(LAKE, "Write") == "fail"
    assert checked.outcome(LAKE, "Conditional put") == "not tried"
    assert not checked.passed
    assert (tmp_path / "lake").read_text() == "a file, no folder"
    [line] = checked.explained("fail")
    assert line.endswith("not a directory; correct FMCG_LAKE_URI, or the permissions of the folder")


# --- S3, as far as a stand-in can show it


def landed(bucket: Bucket) -> Settings:
    for company in ("parent", "child"):
        bucket.put(f"{company}/customers/customers.csv", b"customer_id\n1\n")
    return settings_below(bucket.uri)


def test_buckets_pass_without_a_role_and_stay_as_they_are(bucket: Bucket) -> None:
    settings = landed(bucket)
    before = bucket.listed()
    checked = check_connection(settings)
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: READ_ONLY, LAKE: "++++--+"}
    assert bucket.listed() == before
    roleless = f"{PARENT}, {CHILD}, {LAKE} (Assume role, External id): no role is configured"
    assert roleless in checked.explained("not tried")
    assert checked.identity == (
        "the credentials that the usual AWS chain found (env), for parent landing, child landing,"
        " lake, by boto3, delta-rs and the embedded engine alike"
    )


def test_objects_without_content_are_nothing_to_read(bucket: Bucket) -> None:
    settings = landed(bucket)
    bucket.delete("child/customers/customers.csv")
    bucket.put("child/customers/", b"")
    assert outcomes(check_connection(settings))[CHILD] == NOTHING_IN_IT


def test_places_may_be_whole_buckets_folders_or_both(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("customers.csv", b"customer_id\n")
    settings = folders(tmp_path).model_copy(update={"parent_landing_uri": bucket.uri})
    checked = check_connection(settings)
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: READ_ONLY, LAKE: "+-++--+"}
    assert ", for parent landing, by boto3" in checked.identity


def test_an_unusable_bucket_name_and_an_absent_bucket_fail_each_by_itself(bucket: Bucket) -> None:
    settings = landed(bucket).model_copy(
        update={"child_landing_uri": "s3://no-such-bucket/child", "lake_uri": "s3://A_b!/lake"}
    )
    checked = check_connection(settings)
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: "-x-----", LAKE: "-xxx---"}
    assert checked.explained("fail") == [
        f"{CHILD} (List): the bucket does not exist; create it, or correct the URI",
        f"{LAKE} (List, Write, Delete): boto3 stopped with ParamValidationError; correct"
        " FMCG_LAKE_URI, FMCG_S3_REGION or the AWS config file",
    ]


@pytest.fixture
def careless_endpoint(s3_endpoint: str) -> Iterator[str]:
    """The stand-in at a second port, where it does not know If-None-Match."""
    known = DomainDispatcherApplication(create_backend_app)

    def application(environ: WSGIEnvironment, start: StartResponse) -> object:
        environ.pop("HTTP_IF_NONE_MATCH", None)
        return known(environ, start)

    server = make_server("127.0.0.1", 0, application, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_that_ignores_the_condition_of_a_put_fails(
    bucket: Bucket, careless_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = landed(bucket)
    before = bucket.listed()
    monkeypatch.setenv("AWS_ENDPOINT_URL", careless_endpoint)
    checked = check_connection(settings)
    assert outcomes(checked)[LAKE] == "++++--x"
    [line] = checked.explained("fail")
    assert "commits of two writers could overwrite each other" in line
    assert bucket.listed() == before


def test_a_profile_that_does_not_exist_fails_everything_with_one_line(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    checked = check_connection(landed(bucket))
    assert outcomes(checked) == {PARENT: "xx-----", CHILD: "xx-----", LAKE: "xxxx--x"}
    assert all(
        "the AWS profile does not exist, or cannot be used; correct FMCG_AWS_PROFILE" in line
        for line in checked.explained("fail")
    )


# --- what is printed, and the job


def printed(settings: Settings) -> tuple[bool, str]:
    console = Console(file=io.StringIO(), width=80)
    passed = print_connection(settings, console, as_json=False)
    assert isinstance(console.file, io.StringIO)
    return passed, console.file.getvalue()


def test_the_table_has_a_mark_for_each_ability_and_fits_into_80_columns(tmp_path: Path) -> None:
    passed, text = printed(folders(tmp_path))
    assert passed
    rows = [line.split() for line in text.splitlines()]
    assert ["lake", "✓", "–", "✓", "✓", "–", "–", "✓"] in rows
    assert ["child", "landing", "✓", "✓", "–", "–", "–", "–", "–"] in rows


def test_what_fails_is_printed_with_what_to_change(tmp_path: Path) -> None:
    settings = folders(tmp_path)
    (tmp_path / "child").rename(tmp_path / "elsewhere")
    passed, text = printed(settings)
    assert not passed
    assert f"✗ {CHILD} (List): no such file or directory; correct FMCG_CHILD_LANDING_URI" in text


def run_job(settings: Settings) -> dg.ExecuteInProcessResult:
    return connection_job(settings).execute_in_process(
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    )


def test_the_job_logs_the_same_verdicts_as_a_table(tmp_path: Path) -> None:
    settings = folders(tmp_path)
    result = run_job(settings)
    assert result.success
    [output] = [event for event in result.all_events if event.is_successful_output]
    table = output.step_output_data.metadata["verdicts"].value
    lake = ("pass", "not tried", "pass", "pass", "not tried", "not tried", "pass")
    assert f"| lake `{settings.lake_uri}` | {' | '.join(lake)} |" in str(table).splitlines()


def test_the_job_fails_with_what_to_change_and_is_not_tried_again(tmp_path: Path) -> None:
    settings = folders(tmp_path)
    (tmp_path / "child").rename(tmp_path / "elsewhere")
    with pytest.raises(dg.Failure) as failure:
        run_job(settings)
    told = failure.value
    assert told.allow_retries is False
    assert told.description == "\n".join(check_connection(settings).explained("fail"))
    row = f"| child landing `{settings.child_landing_uri}` | not tried | fail |"
    assert row in str(told.metadata["verdicts"].value)


# --- a real server


def without_aws() -> dict[str, str]:
    """Return this process's environment with nothing of AWS or the platform in it."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "FMCG_"))}


@dataclass
class Site:
    """A landing bucket with files, a bucket with a lake, and a process that checks them."""

    server: S3Server
    folder: Path
    landing: str
    lake: str

    def stored(self) -> list[tuple[str, str, str, datetime]]:
        """Return all objects of both buckets as they are listed."""
        client = self.server.root_client()
        return [
            (name, item["Key"], item["ETag"], item["LastModified"])
            for name in (self.landing, self.lake)
            for item in client.list_objects_v2(Bucket=name).get("Contents", [])
        ]

    def settings(self, **changed: str) -> dict[str, str]:
        return {
            "FMCG_PARENT_LANDING_URI": f"s3://{self.landing}/parent",
            "FMCG_CHILD_LANDING_URI": f"s3://{self.landing}/child",
            "FMCG_LAKE_URI": f"s3://{self.lake}/main",
            "FMCG_S3_ENDPOINT_URL": self.server.endpoint,
            "FMCG_S3_REGION": REGION,
            "FMCG_AWS_PROFILE": BASE_PROFILE,
            **changed,
        }

    def usual_user(self) -> Keys:
        return self.server.user("canary", read_only(self.landing), read_write(self.lake))

    def checked(self, keys: Keys, **changed: str) -> Connection:
        """Check with a user's keys and no role; what is stored must stay."""
        config = aws_config(self.folder, self.server.endpoint, keys, external_id=None)
        before = self.stored()
        told = self.told(config, keys, **changed)
        assert self.stored() == before
        return told

    def checked_by_role(
        self, front: StsFront, keys: Keys, external_id: str | None, **changed: str
    ) -> Connection:
        """Check with a role that a user's keys are to get; what is stored must stay."""
        config = aws_config(self.folder, front.endpoint, keys, external_id=external_id)
        before = self.stored()
        told = self.told(config, keys, FMCG_AWS_PROFILE=ROLE_PROFILE, **changed)
        assert self.stored() == before
        return told

    def told(self, config: dict[str, str], keys: Keys, **changed: str) -> Connection:
        """Run the command with an AWS config that these keys are in; none may be printed."""
        ended = subprocess.run(
            [sys.executable, "-m", "fmcg_assets.cli", "check-connection", "--json"],
            env=without_aws() | config | self.settings(**changed),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        for secret in (keys.secret_key, keys.access_key):
            assert secret not in ended.stdout + ended.stderr
        told = json.loads(ended.stdout)
        assert ended.returncode == (0 if told.pop("passed") else 1)
        return Connection(**told | {"verdicts": tuple(Verdict(**v) for v in told["verdicts"])})


@pytest.fixture
def site(s3_server: S3Server, tmp_path: Path) -> Site:
    site = Site(
        s3_server, tmp_path, s3_server.create_bucket("landing"), s3_server.create_bucket("lake")
    )
    client = s3_server.root_client()
    for company in ("parent", "child"):
        key = f"{company}/customers/customers.csv"
        client.put_object(Bucket=site.landing, Key=key, Body=b"customer_id\n1\n")
    client.put_object(Bucket=site.lake, Key="main/gold/table/part-0.parquet", Body=b"rows")
    return site


@pytest.mark.server
def test_a_user_who_reads_landing_and_writes_the_lake_passes(site: Site) -> None:
    checked = site.checked(site.usual_user())
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: READ_ONLY, LAKE: "++++--+"}
    assert checked.profile == BASE_PROFILE
    assert checked.role_arn == ""


@pytest.mark.server
def test_a_lake_that_is_read_only_fails_to_write_and_to_delete_alone(site: Site) -> None:
    keys = site.server.user("reader", read_only(site.landing), read_only(site.lake))
    checked = site.checked(keys)
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: READ_ONLY, LAKE: "++xx---"}
    write, delete = checked.explained("fail")
    assert write.startswith(f"{LAKE} (Write): access denied (s3:PutObject); allow it to")
    assert delete.startswith(f"{LAKE} (Delete): access denied (s3:DeleteObject below _fmcg/probe/")


@pytest.mark.server
def test_abilities_that_are_granted_one_by_one_are_told_apart(site: Site) -> None:
    write_alone = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:DeleteObject"],
                "Resource": [f"arn:aws:s3:::{site.lake}/*"],
            },
            {
                "Effect": "Allow",
                "Action": ["s3:ListBucket"],
                "Resource": [f"arn:aws:s3:::{site.landing}"],
            },
        ],
    }
    checked = site.checked(site.server.user("writer", write_alone))
    assert outcomes(checked) == {PARENT: "x+-----", CHILD: "x+-----", LAKE: "xx++--+"}


@pytest.mark.server
def test_who_may_not_delete_is_told_which_probe_is_left(site: Site) -> None:
    write_once = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
                "Resource": ["arn:aws:s3:::*"],
            }
        ],
    }
    keys = site.server.user("keeper", write_once)
    before = site.stored()
    config = aws_config(site.folder, site.server.endpoint, keys, external_id=None)
    checked = site.told(config, keys)
    assert outcomes(checked)[LAKE] == "+++x--+"
    [line] = checked.explained("fail")
    left = [key for _, key, *_ in site.stored() if key not in {old for _, old, *_ in before}]
    [probe] = {key.rpartition("/")[0].removeprefix("main/") for key in left}
    assert f"(s3:DeleteObject below {probe})" in line


@pytest.mark.server
def test_a_bucket_that_is_missing_is_named_with_its_place(site: Site) -> None:
    keys = site.server.user("canary", read_write("*"))
    checked = site.checked(keys, FMCG_LAKE_URI="s3://no-such-bucket/main")
    assert outcomes(checked) == {PARENT: READ_ONLY, CHILD: READ_ONLY, LAKE: "-xxx---"}
    assert checked.explained("fail") == [
        f"{LAKE} (List, Write, Delete): the bucket does not exist; create it, or correct the URI"
    ]


@pytest.mark.server
def test_keys_that_are_unknown_or_do_not_fit_are_told_apart(site: Site) -> None:
    known = site.usual_user()
    wrong = replace(known, secret_key="canary-but-not-the-secret-key")
    unknown = replace(known, access_key="canary-of-nobody")
    for keys, found in (
        (wrong, "the secret key does not fit the access key"),
        (unknown, "the access key is not known there"),
    ):
        checked = site.checked(keys)
        assert checked.outcome(PARENT, "List") == checked.outcome(LAKE, "Write") == "fail"
        assert all(found in line for line in checked.explained("fail"))


@pytest.fixture
def hung_endpoint() -> Iterator[str]:
    """An endpoint that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def closed_endpoint() -> str:
    """An endpoint that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.mark.server
@pytest.mark.parametrize("endpoint", ["hung_endpoint", "closed_endpoint"])
def test_an_endpoint_that_does_not_answer_fails_within_15_s(
    site: Site, endpoint: str, request: pytest.FixtureRequest
) -> None:
    silent = request.getfixturevalue(endpoint)
    started = time.monotonic()
    checked = site.checked(site.usual_user(), FMCG_S3_ENDPOINT_URL=silent)
    assert time.monotonic() - started < 15
    assert outcomes(checked) == {PARENT: "xx-----", CHILD: "xx-----", LAKE: "xxxx--x"}
    assert all(
        "no answer; check the network, the server and FMCG_S3_ENDPOINT_URL" in line
        for line in checked.explained("fail")
    )


# --- a role


EXTERNAL = "the-external-id-of-these-tests"


@pytest.mark.server
def test_a_role_that_demands_its_external_id_passes(site: Site) -> None:
    keys = site.usual_user()
    with StsFront(site.server.endpoint, keys.access_key, EXTERNAL) as front:
        checked = site.checked_by_role(front, keys, EXTERNAL)
    assert outcomes(checked) == {PARENT: "++--++-", CHILD: "++--++-", LAKE: "+++++++"}
    assert (checked.profile, checked.role_arn) == (ROLE_PROFILE, ROLE_ARN)
    assert checked.identity == (
        f"the role {ROLE_ARN} of the AWS profile {ROLE_PROFILE}, for parent landing, child landing,"
        " lake, by boto3, delta-rs and the embedded engine alike"
    )


@pytest.mark.server
def test_a_role_that_does_not_demand_its_external_id_fails(site: Site) -> None:
    keys = site.usual_user()
    with StsFront(site.server.endpoint, keys.access_key, None) as front:
        checked = site.checked_by_role(front, keys, EXTERNAL)
    assert outcomes(checked) == {PARENT: "++--+x-", CHILD: "++--+x-", LAKE: "+++++x+"}
    assert checked.explained("fail") == [
        f"{PARENT}, {CHILD}, {LAKE} (External id): the role can be assumed without the external id;"
        " demand sts:ExternalId in its trust policy"
    ]


class _AnyExternalId(StsFront):
    """Demands an external id, and takes any."""

    def refusal(self, caller: str, form: dict[str, str]) -> str | None:
        given = {"ExternalId": EXTERNAL} if "ExternalId" in form else {}
        return super().refusal(caller, form | given)


@pytest.mark.server
def test_a_role_that_takes_any_external_id_fails(site: Site) -> None:
    keys = site.usual_user()
    with _AnyExternalId(site.server.endpoint, keys.access_key, EXTERNAL) as front:
        checked = site.checked_by_role(front, keys, EXTERNAL)
    assert outcomes(checked)[LAKE] == "+++++x+"
    [line] = checked.explained("fail")
    assert "the role can be assumed with a wrong external id" in line


@pytest.mark.server
def test_a_profile_with_a_role_and_no_external_id_fails(site: Site) -> None:
    keys = site.usual_user()
    with StsFront(site.server.endpoint, keys.access_key, None) as front:
        checked = site.checked_by_role(front, keys, None)
    assert outcomes(checked)[LAKE] == "+++++x+"
    [line] = checked.explained("fail")
    assert "the AWS profile names a role, but no external_id; demand sts:ExternalId" in line


@pytest.mark.server
def test_a_wrong_external_id_in_the_profile_fails_and_no_other_identity_is_used(
    site: Site,
) -> None:
    keys = site.usual_user()
    with StsFront(site.server.endpoint, keys.access_key, EXTERNAL) as front:
        checked = site.checked_by_role(front, keys, "another-external-id")
    assert outcomes(checked) == {PARENT: "xx--x--", CHILD: "xx--x--", LAKE: "xxxxx-x"}
    assert all(
        "the role cannot be assumed (sts:AssumeRole); correct role_arn, external_id and" in line
        for line in checked.explained("fail")
    )


@pytest.mark.server
def test_an_sts_that_does_not_answer_fails_within_15_s(site: Site, hung_endpoint: str) -> None:
    keys = site.usual_user()
    silent = StsFront(site.server.endpoint, keys.access_key, EXTERNAL, endpoint=hung_endpoint)
    started = time.monotonic()
    checked = site.checked_by_role(silent, keys, EXTERNAL)
    assert time.monotonic() - started < 15
    assert outcomes(checked) == {PARENT: "xx--xx-", CHILD: "xx--xx-", LAKE: "xxxxxxx"}
    assert all("no answer" in line for line in checked.explained("fail"))


@pytest.mark.server
def test_no_key_is_in_what_the_job_logs(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = replace(site.usual_user(), secret_key="canary-but-not-the-secret-key")
    config = aws_config(site.folder, site.server.endpoint, keys, external_id=None)
    # The settings write there as well.
    monkeypatch.setattr(os, "environ", without_aws() | config | site.settings())
    with dg.DagsterInstance.ephemeral() as instance:
        result = connection_job(load_settings()).execute_in_process(
            instance=instance, raise_on_error=False
        )
        logged = "\n".join(str(entry) for entry in instance.all_logs(result.run_id))
    assert "the secret key does not fit the access key" in logged
    assert keys.secret_key not in logged
    assert keys.access_key not in logged
