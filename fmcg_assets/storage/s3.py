"""How S3 is reached: one client of boto3 per process, and the limits that delta-rs is given."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_ATTEMPTS: Final = 3

_DELTA_OPTIONS: Final = {
    "connect_timeout": "3s",
    # Of one request: uploads are cut into parts of a few MB.
    "timeout": "60s",
    # A server that restarts is back after a few seconds.
    "max_retries": "10",
    "retry_timeout": "60s",
}


@cache
def s3_client() -> S3Client:
    """Return the process's client, with the identity that its environment names."""
    # Imported late: whose files are all local never needs it.
    from dagster_aws.s3 import S3Resource

    return cast("S3Client", S3Resource(max_attempts=_ATTEMPTS).get_client())


def forget_client() -> None:
    """Let the next use make a client anew, with the credentials of that time."""
    s3_client.cache_clear()


def s3_region() -> str:
    """Return the region that the client is for: a setting's, or that of the AWS profile."""
    region = s3_client().meta.region_name
    # What boto3 calls the want of a region; others take this one then.
    return "us-east-1" if region == "aws-global" else region


def delta_options(uri: str) -> dict[str, str] | None:
    """Return the storage options that delta-rs opens a table with."""
    if not uri.startswith("s3://"):
        return None
    # delta-rs looks for no region in the profile.
    return {**_DELTA_OPTIONS, "aws_region": s3_region()}
