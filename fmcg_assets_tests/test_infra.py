"""The CloudFormation template gives the role what it needs and nothing else.

It is deployed into moto. What comes out, policies with all names filled in, is applied to users of
a real S3 server, and tried there.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import boto3
import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from deltalake import DeltaTable, Schema, write_deltalake
from minio.error import MinioAdminException
from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.parsing import clean_json

from fmcg_assets_tests.platform import CHECKOUT
from fmcg_assets_tests.s3 import s3_endpoint
from fmcg_assets_tests.s3_server import (
    REGION,
    Keys,
    S3Server,
    assume_role,
    read_write,
    s3_client,
    s3_server,
)
from fmcg_assets_tests.sts_front import StsFront

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message

    from mypy_boto3_s3.client import S3Client

__all__ = ["s3_endpoint", "s3_server"]

# moto knows no bucket policies in templates: `Stack.resource` reads them.
pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse AWS..S3..BucketPolicy")

TEMPLATE: Final = CHECKOUT / "infra" / "aws" / "lakehouse.yaml"
ACCOUNT: Final = "123456789012"
CALLER: Final = f"arn:aws:iam::{ACCOUNT}:role/fmcg-host"
EXTERNAL_ID: Final = "an-external-id-of-some-length"
BUCKET_RESOURCES: Final = ("ParentLanding", "ChildLanding", "Lake")
BUCKET_POLICIES: Final = (
    "ParentLandingBucketPolicy",
    "ChildLandingBucketPolicy",
    "LakeBucketPolicy",
)
EVERYTHING: Final = {"read", "write", "upload", "delete"}
Policy = dict[str, Any]
_STACKS = itertools.count(1)


@dataclass(frozen=True)
class Stack:
    """The template as it was deployed."""

    name: str
    role: dict[str, Any]
    policies: dict[str, Policy]
    """The managed policies of the role, by name."""
    outputs: dict[str, str]

    def resource(self, name: str) -> dict[str, Any]:
        """Return the properties of a resource with all that they refer to filled in."""
        stack = cloudformation_backends[ACCOUNT][REGION].get_stack(self.name)
        template = stack.template_dict["Resources"][name]
        return cast("dict[str, Any]", clean_json(template["Properties"], stack.resource_map))

    def bucket_policy(self, name: str) -> list[Policy]:
        """Return the statements of a bucket policy."""
        statements = self.resource(name)["PolicyDocument"]["Statement"]
        return [statement for statement in statements if statement is not None]


@dataclass(frozen=True)
class Places:
    """The buckets on the S3 server, with an object in each landing zone and one outside each."""

    parent: str
    child: str
    lake: str


def deploy(endpoint: str, places: Places, **parameters: str) -> Stack:
    """Deploy the template into moto as a stack of its own."""
    name = f"lakehouse-{next(_STACKS)}"
    values = {
        "CallerArn": CALLER,
        "ExternalId": EXTERNAL_ID,
        "RoleName": name,
        "ParentLandingBucket": places.parent,
        "ParentLandingPrefix": "parent_company/",
        "ChildLandingBucket": places.child,
        "ChildLandingPrefix": "child_company/",
        "LakeBucket": places.lake,
    } | parameters
    formation = _aws("cloudformation", endpoint)
    formation.create_stack(
        StackName=name,
        TemplateBody=TEMPLATE.read_text(),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    described = formation.describe_stacks(StackName=name)["Stacks"][0]
    assert described["StackStatus"] == "CREATE_COMPLETE"
    iam = _aws("iam", endpoint)
    policies = {}
    for attached in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        policies[attached["PolicyName"].removeprefix(f"{name}-")] = found["Document"]
    outputs = {item["OutputKey"]: item["OutputValue"] for item in described["Outputs"]}
    return Stack(name, iam.get_role(RoleName=name)["Role"], policies, outputs)


def _aws(service: str, endpoint: str) -> Any:
    return boto3.Session().client(
        service,  # type: ignore[call-overload]
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def statement(policy: Policy) -> Policy:
    """Return a statement of a bucket policy as a policy of whom it is attached to."""
    of_user = {name: value for name, value in policy.items() if name != "Principal"}
    return {"Version": "2012-10-17", "Statement": [of_user]}


def refused(call: Callable[[], object]) -> bool:
    """Return whether a call is denied; any other error is raised."""
    try:
        call()
    except ClientError as error:
        if error.response["Error"]["Code"] in {"AccessDenied", "403"}:
            return True
        raise
    return False


def allowed(client: S3Client, bucket: str, key: str) -> set[str]:
    """Return what may be done with an object; it is tried."""
    attempts: dict[str, Callable[[], object]] = {
        "write": lambda: client.put_object(Bucket=bucket, Key=key, Body=b"other"),
        "read": lambda: client.get_object(Bucket=bucket, Key=key),
        "upload": lambda: client.create_multipart_upload(Bucket=bucket, Key=key),
        "delete": lambda: client.delete_object(Bucket=bucket, Key=key),
    }
    return {name for name, attempt in attempts.items() if not refused(attempt)}


def listed(client: S3Client, bucket: str, prefix: str) -> list[str] | None:
    """Return the keys that begin with a prefix; None where that is denied."""
    answer: list[str] = []

    def attempt() -> None:
        page = client.list_objects_v2(Bucket=bucket, Prefix=prefix)
        answer.extend(item["Key"] for item in page.get("Contents", []))

    return None if refused(attempt) else answer


def delta_options(endpoint: str, keys: Keys) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
    }


def work_on_table(uri: str, options: dict[str, str]) -> DeltaTable:
    """Do with a table all that delta-rs does in the pipeline."""
    rows = pa.table({"day": ["2025-07-01", "2025-07-02"], "quantity": [7, 11]})
    DeltaTable.create(
        uri, Schema.from_arrow(rows.schema), partition_by="day", storage_options=options
    )
    table = DeltaTable(uri, storage_options=options)
    write_deltalake(table, rows, mode="append")
    write_deltalake(table, rows.slice(1), mode="overwrite", predicate="day = '2025-07-02'")
    table.optimize.compact()
    table.create_checkpoint()
    vacuumed = table.vacuum(0, dry_run=False, enforce_retention_duration=False, full=True)
    assert len(vacuumed) == 1
    return DeltaTable(uri, storage_options=options)


@pytest.fixture(autouse=True)
def no_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the environment's AWS_* from delta-rs."""
    for variable in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(variable)


@pytest.fixture
def places(s3_server: S3Server) -> Places:
    places = Places(*(s3_server.create_bucket(name) for name in ("parent", "child", "lake")))
    for bucket, folder in (
        (places.parent, "parent_company"),
        (places.child, "child_company"),
        (places.lake, "lake"),
    ):
        for key in (f"{folder}/customers/customers.csv", f"{folder}_other/customers.csv"):
            s3_server.root_client().put_object(Bucket=bucket, Key=key, Body=b"customer_id\n1\n")
    return places


@pytest.fixture
def stack(s3_endpoint: str, places: Places) -> Stack:
    """The template for the buckets on the S3 server."""
    return deploy(s3_endpoint, places)


@pytest.fixture
def planned() -> Places:
    """Names of buckets that are nowhere yet."""
    number = next(_STACKS)
    return Places(*(f"planned-{name}-{number}" for name in ("parent", "child", "lake")))


# --- the template


@pytest.mark.long
def test_cfn_lint_finds_nothing() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).with_name("cfn-lint")), str(TEMPLATE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_outputs_are_the_values_of_the_settings(s3_endpoint: str, planned: Places) -> None:
    stack = deploy(s3_endpoint, planned)
    assert stack.outputs == {
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/{stack.name}",
        "ParentLandingUri": f"s3://{planned.parent}/parent_company/",
        "ChildLandingUri": f"s3://{planned.child}/child_company/",
        "LakeUri": f"s3://{planned.lake}/lake/",
        "Region": REGION,
    }


def test_buckets_are_private_encrypted_and_clear_interrupted_uploads(
    s3_endpoint: str, planned: Places
) -> None:
    stack = deploy(s3_endpoint, planned)
    for name in BUCKET_RESOURCES:
        bucket = stack.resource(name)
        assert bucket["PublicAccessBlockConfiguration"] == {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        }
        assert bucket["OwnershipControls"] == {
            "Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]
        }
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"] == [
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        ]
        assert bucket["LifecycleConfiguration"]["Rules"][0] == {
            "Id": "interrupted-uploads",
            "Status": "Enabled",
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }


def test_landing_keeps_overwritten_deliveries_and_the_lake_no_versions(
    s3_endpoint: str, planned: Places
) -> None:
    stack = deploy(s3_endpoint, planned)
    for name in BUCKET_RESOURCES:
        versioned = stack.resource(name).get("VersioningConfiguration")
        assert versioned == (None if name == "Lake" else {"Status": "Enabled"})


def test_landing_buckets_that_exist_stay_as_they_are(s3_endpoint: str, planned: Places) -> None:
    stack = deploy(s3_endpoint, planned, CreateLandingBuckets="false")
    buckets = {bucket["Name"] for bucket in _aws("s3", s3_endpoint).list_buckets()["Buckets"]}
    assert buckets & {planned.parent, planned.child, planned.lake} == {planned.lake}
    assert set(stack.policies) == {"landing-read", "lake-write"}


def test_the_readme_names_all_parameters_with_their_defaults(
    s3_endpoint: str, planned: Places
) -> None:
    stack = deploy(s3_endpoint, planned)
    text = TEMPLATE.with_name("README.md").read_text()
    described = re.findall(r"^\| ((?:`[A-Z]\w+`(?:, )?)+) \| (.*?) \|", text, re.MULTILINE)
    named: dict[str, str] = {}
    for names, defaults in described:
        values = [value.strip("` ") for value in defaults.split(",")]
        named |= dict(zip(names.replace("`", "").split(", "), values, strict=True))
    parameters = (
        cloudformation_backends[ACCOUNT][REGION].get_stack(stack.name).template_dict["Parameters"]
    )
    assert named == {
        name: str(parameter.get("Default", "(none)")) or "(empty)"
        for name, parameter in parameters.items()
    }
    command = re.findall(r"^ {8}(\w+)=", text, re.MULTILINE)
    assert set(command) == {name for name, item in parameters.items() if "Default" not in item}


# --- the role


def test_the_role_has_two_policies_and_the_session_length_that_was_asked_for(
    s3_endpoint: str, planned: Places
) -> None:
    stack = deploy(s3_endpoint, planned, MaxSessionSeconds="7200")
    assert set(stack.policies) == {"landing-read", "lake-write"}
    assert stack.role["MaxSessionDuration"] == 7200


def test_the_role_trusts_one_caller_with_the_external_id(s3_endpoint: str, planned: Places) -> None:
    stack = deploy(s3_endpoint, planned)
    assert stack.role["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": CALLER},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
        }
    ]


@pytest.mark.server
def test_sessions_of_the_role_read_landing_and_write_the_lake_and_need_the_external_id(
    s3_server: S3Server, stack: Stack, places: Places
) -> None:
    caller = s3_server.user("caller", *stack.policies.values())
    [trust] = stack.role["AssumeRolePolicyDocument"]["Statement"]
    with StsFront(
        s3_server.endpoint,
        caller.access_key,
        trust["Condition"]["StringEquals"]["sts:ExternalId"],
        role_arn=stack.outputs["RoleArn"],
    ) as front:

        def session(external_id: str | None) -> Keys:
            return assume_role(
                front.endpoint,
                caller,
                external_id=external_id,
                role_arn=stack.outputs["RoleArn"],
            )

        assert refused(lambda: session(None))
        assert refused(lambda: session(f"not-{EXTERNAL_ID}"))
        client = s3_client(s3_server.endpoint, session(EXTERNAL_ID))
    assert allowed(client, places.child, "child_company/customers/customers.csv") == {"read"}
    assert allowed(client, places.lake, "lake/customers/customers.csv") == EVERYTHING


@pytest.mark.server
def test_the_landing_policy_lists_and_reads_both_landing_zones_and_nothing_else(
    s3_server: S3Server, stack: Stack, places: Places
) -> None:
    user = s3_server.user("reader", stack.policies["landing-read"])
    reader = s3_client(s3_server.endpoint, user)
    for bucket, folder in ((places.parent, "parent_company"), (places.child, "child_company")):
        key = f"{folder}/customers/customers.csv"
        assert listed(reader, bucket, f"{folder}/") == [key]
        assert listed(reader, bucket, f"{folder}/customers/") == [key]
        assert allowed(reader, bucket, key) == {"read"}
        for prefix in ("", folder, f"{folder}_other/"):
            assert listed(reader, bucket, prefix) is None
        assert allowed(reader, bucket, f"{folder}_other/customers.csv") == set()
    assert listed(reader, places.lake, "lake/") is None
    assert allowed(reader, places.lake, "lake/customers/customers.csv") == set()


@pytest.mark.server
def test_with_empty_prefixes_the_landing_policy_covers_the_whole_buckets(
    s3_server: S3Server, s3_endpoint: str, places: Places
) -> None:
    stack = deploy(s3_endpoint, places, ParentLandingPrefix="", ChildLandingPrefix="")
    user = s3_server.user("reader", stack.policies["landing-read"])
    reader = s3_client(s3_server.endpoint, user)
    other = "parent_company_other/customers.csv"
    assert listed(reader, places.parent, "") == ["parent_company/customers/customers.csv", other]
    assert allowed(reader, places.parent, other) == {"read"}
    assert listed(reader, places.lake, "lake/") is None


@pytest.mark.server
def test_the_lake_policy_is_enough_for_delta_rs(
    s3_server: S3Server, stack: Stack, places: Places
) -> None:
    keys = s3_server.user("writer", stack.policies["lake-write"])
    uri = f"{stack.outputs['LakeUri']}silver/orders"
    table = work_on_table(uri, delta_options(s3_server.endpoint, keys))
    assert table.to_pyarrow_table().sort_by("day").to_pylist() == [
        {"day": "2025-07-01", "quantity": 7},
        {"day": "2025-07-02", "quantity": 11},
    ]


@pytest.mark.server
def test_the_lake_policy_allows_uploads_in_parts_and_to_abort_them(
    s3_server: S3Server, stack: Stack, places: Places
) -> None:
    user = s3_server.user("writer", stack.policies["lake-write"])
    writer = s3_client(s3_server.endpoint, user)
    bucket, key = places.lake, "lake/silver/orders/part.parquet"
    upload = writer.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    part = writer.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=1, Body=b"1")
    writer.complete_multipart_upload(
        Bucket=bucket,
        Key=key,
        UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
    )
    assert writer.get_object(Bucket=bucket, Key=key)["Body"].read() == b"1"
    upload = writer.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    writer.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)


@pytest.mark.server
def test_the_lake_policy_allows_nothing_outside_the_lake(
    s3_server: S3Server, stack: Stack, places: Places
) -> None:
    user = s3_server.user("writer", stack.policies["lake-write"])
    writer = s3_client(s3_server.endpoint, user)
    assert listed(writer, places.lake, "lake/") == ["lake/customers/customers.csv"]
    assert allowed(writer, places.lake, "lake/customers/customers.csv") == EVERYTHING
    for bucket, key in (
        (places.parent, "parent_company/customers/customers.csv"),
        (places.child, "child_company/customers/customers.csv"),
        (places.lake, "lake_other/customers.csv"),
    ):
        assert allowed(writer, bucket, key) == set()
        assert listed(writer, bucket, f"{key.partition('/')[0]}/") is None
    for prefix in ("", "lake"):
        assert listed(writer, places.lake, prefix) is None


# --- the policies of the buckets


@pytest.mark.server
def test_buckets_refuse_everybody_without_tls(
    s3_server: S3Server, stack: Stack, places: Places
) -> None:
    buckets = dict(zip(BUCKET_POLICIES, (places.parent, places.child, places.lake), strict=True))
    for name, bucket in buckets.items():
        denial = stack.bucket_policy(name)[0]
        assert (denial["Effect"], denial["Principal"]) == ("Deny", "*")
        # The server of the tests has no TLS: turned round, the condition lets everybody in.
        turned = denial | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}
        for denied, expected in ((denial, set()), (turned, EVERYTHING)):
            user = s3_server.user("user", read_write(bucket), statement(denied))
            client = s3_client(s3_server.endpoint, user)
            assert allowed(client, bucket, "a") == expected
            assert (listed(client, bucket, "") is None) == (not expected)


def test_conditional_commits_are_enforced_only_if_asked_for(
    s3_endpoint: str, planned: Places
) -> None:
    free = deploy(s3_endpoint, planned)
    assert [item["Sid"] for item in free.bucket_policy("LakeBucketPolicy")] == ["OnlyTls"]
    elsewhere = Places(f"{planned.parent}-2", f"{planned.child}-2", f"{planned.lake}-2")
    enforced = deploy(s3_endpoint, elsewhere, EnforceConditionalCommits="true")
    assert [item["Sid"] for item in enforced.bucket_policy("LakeBucketPolicy")] == [
        "OnlyTls",
        "OnlyConditionalCommits",
    ]


@dataclass
class Enforcing(StsFront):
    """Judges a denial with the two keys that MinIO does not know, as AWS does."""

    denial: Policy = field(default_factory=dict)
    denied: list[str] = field(default_factory=list)

    def denies(self, method: str, path: str, headers: Message) -> bool:
        assert self.denial["Action"] == "s3:PutObject"
        assert self.denial["Condition"] == {
            "Null": {"s3:if-none-match": "true"},
            "Bool": {"s3:ObjectCreationOperation": "true"},
        }
        url = urlsplit(path)
        creates = (method == "PUT" and "partNumber=" not in url.query) or (
            method == "POST" and "uploadId=" in url.query
        )
        named = fnmatchcase(f"arn:aws:s3:::{url.path.lstrip('/')}", self.denial["Resource"])
        if creates and named and "If-None-Match" not in headers:
            self.denied.append(url.path.rpartition("/")[2])
            return True
        return False


@pytest.fixture
def enforcing(s3_server: S3Server, s3_endpoint: str, places: Places) -> Iterator[Enforcing]:
    stack = deploy(s3_endpoint, places, EnforceConditionalCommits="true")
    denial = stack.bucket_policy("LakeBucketPolicy")[1]
    with Enforcing(s3_server.endpoint, "", EXTERNAL_ID, denial=denial) as front:
        yield front


@pytest.mark.server
def test_delta_rs_works_where_conditional_commits_are_enforced(
    s3_server: S3Server, enforcing: Enforcing, places: Places
) -> None:
    keys = s3_server.user("writer", read_write(places.lake))
    table = work_on_table(
        f"s3://{places.lake}/lake/silver/orders", delta_options(enforcing.endpoint, keys)
    )
    assert table.to_pyarrow_table().num_rows == 2
    assert enforcing.denied == []


@pytest.mark.server
def test_commits_without_the_condition_are_refused_where_it_is_enforced_and_only_they(
    s3_server: S3Server, enforcing: Enforcing, places: Places
) -> None:
    writer = s3_client(enforcing.endpoint, s3_server.user("writer", read_write(places.lake)))
    log = "lake/silver/orders/_delta_log"
    commit = f"{log}/00000000000000000000.json"
    assert refused(lambda: writer.put_object(Bucket=places.lake, Key=commit, Body=b"{}"))
    writer.put_object(Bucket=places.lake, Key=commit, Body=b"{}", IfNoneMatch="*")
    for key in (
        f"{log}/_last_checkpoint",
        f"{log}/00000000000000000000.checkpoint.parquet",
        "lake/silver/orders/part-0.parquet",
        "lake/_fmcg/writer.json",
    ):
        writer.put_object(Bucket=places.lake, Key=key, Body=b"")
    assert enforcing.denied == ["00000000000000000000.json"]


@pytest.mark.server
def test_minio_refuses_the_keys_that_it_cannot_judge_rather_than_pass_over_them(
    s3_server: S3Server, enforcing: Enforcing
) -> None:
    with pytest.raises(MinioAdminException, match=r"s3:(if-none-match|ObjectCreationOperation)"):
        s3_server.user("writer", statement(enforcing.denial))
