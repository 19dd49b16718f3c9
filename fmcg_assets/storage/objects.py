"""Small files written as a whole, in a directory or on S3: read, create once, replace."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from botocore.exceptions import ClientError

from fmcg_assets.storage.faults import explained
from fmcg_assets.storage.s3 import s3_client

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_object(uri: str) -> bytes | None:
    """Return a file's content, None where there is none."""
    if not uri.startswith("s3://"):
        try:
            return Path(uri).read_bytes()
        except FileNotFoundError:
            return None
    bucket, key = _object(uri)
    try:
        with explained("read", uri):
            return s3_client().get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise


def create_object(uri: str, content: bytes) -> bool:
    """Create a file unless there is one; of several creators at once one returns True."""
    if not uri.startswith("s3://"):
        return _create_file(Path(uri), content)
    bucket, key = _object(uri)
    try:
        with explained("create", uri):
            s3_client().put_object(Bucket=bucket, Key=key, Body=content, IfNoneMatch="*")
    except ClientError as error:
        # 409: another conditional request was at work.
        if error.response["Error"]["Code"] in {"PreconditionFailed", "ConditionalRequestConflict"}:
            return False
        raise
    return True


def replace_object(uri: str, content: bytes) -> None:
    """Write a file in place of what is there."""
    if uri.startswith("s3://"):
        bucket, key = _object(uri)
        with explained("write", uri):
            s3_client().put_object(Bucket=bucket, Key=key, Body=content)
        return
    with _written(Path(uri), content) as written:
        written.replace(uri)


def _object(uri: str) -> tuple[str, str]:
    parts = urlsplit(uri)
    return parts.netloc, parts.path.lstrip("/")


def _create_file(path: Path, content: bytes) -> bool:
    with _written(path, content) as written:
        try:
            # Nobody sees a file half written, and of several only one is linked.
            path.hardlink_to(written)
        except FileExistsError:
            return False
    return True


@contextmanager
def _written(beside: Path, content: bytes) -> Iterator[Path]:
    """Yield a file with the content in the folder of another, which is created.

    What is still under its name afterwards is removed.
    """
    beside.parent.mkdir(parents=True, exist_ok=True)
    path = beside.with_name(f".{beside.name}.{uuid4().hex}")
    try:
        path.write_bytes(content)
        yield path
    finally:
        path.unlink(missing_ok=True)
