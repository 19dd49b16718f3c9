"""Where landing files lie: a local directory or an S3 prefix, behind one read-only interface."""

from __future__ import annotations

import errno
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, cast
from urllib.parse import urlsplit

from fmcg_assets.storage.faults import explained
from fmcg_assets.storage.s3 import s3_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer
    from botocore.response import StreamingBody
    from mypy_boto3_s3.client import S3Client

_NO_FILE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


@dataclass(frozen=True)
class StoredFile:
    """A file as the storage lists it: path below the zone's root, bytes, version tag, time (UTC).

    Two listings with the same size and etag are the same content; a changed etag may still be.
    """

    path: str
    size: int
    etag: str
    modified: datetime


class LandingZone(Protocol):
    """A company's landing zone. Nothing in it is ever written, moved or deleted."""

    root: str

    def uri(self, path: str) -> str:
        """Return the full name of a path, for messages."""
        ...

    def list(self, folder: str) -> Iterator[StoredFile]:
        """Yield the files of one folder (not below it), ordered by path."""
        ...

    def stat(self, path: str) -> StoredFile | None:
        """Return a file as it is listed now, or None where it is gone."""
        ...

    def open(self, path: str) -> BinaryIO:
        """Open a file for streaming its bytes; raises FileNotFoundError where it is gone."""
        ...


class LocalZone:
    """A landing zone in a local directory."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._root = Path(root)

    def uri(self, path: str) -> str:
        """Return the file's absolute path."""
        return str(self._root / path)

    def list(self, folder: str) -> Iterator[StoredFile]:
        """Yield the files of one folder; an absent folder has none."""
        directory = self._root / folder
        if not directory.is_dir():
            return
        for entry in sorted(directory.iterdir()):
            if stored := self.stat(f"{folder}/{entry.name}"):
                yield stored

    def stat(self, path: str) -> StoredFile | None:
        """Return a file as it is now, or None where it is gone."""
        try:
            stat = (self._root / path).stat()
        except OSError as error:
            if error.errno in _NO_FILE:
                return None
            raise
        if not S_ISREG(stat.st_mode):
            return None
        etag = f"{stat.st_mtime_ns:x}-{stat.st_ino:x}"
        return StoredFile(path, stat.st_size, etag, datetime.fromtimestamp(stat.st_mtime, tz=UTC))

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading."""
        return (self._root / path).open("rb")


class _ObjectStream(io.RawIOBase):
    """The bytes of an object; what interrupts them is explained."""

    def __init__(self, body: StreamingBody, uri: str) -> None:
        self._body = body
        self._uri = uri

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        with explained("read", self._uri):
            content = self._body.read(len(view))
        view[: len(content)] = content
        return len(content)

    def close(self) -> None:
        self._body.close()
        super().close()


class S3Zone:
    """A landing zone below an `s3://bucket/prefix`; credentials come by the usual AWS chain."""

    def __init__(self, root: str) -> None:
        self.root = root
        parts = urlsplit(root)
        self._bucket = parts.netloc
        self._prefix = parts.path.strip("/")

    @property
    def _client(self) -> S3Client:
        with explained("reach", self.root):
            return s3_client()

    def _key(self, path: str) -> str:
        return f"{self._prefix}/{path}" if self._prefix else path

    def uri(self, path: str) -> str:
        """Return the object's `s3://` URI."""
        return f"s3://{self._bucket}/{self._key(path)}"

    def list(self, folder: str) -> Iterator[StoredFile]:
        """Yield the objects directly below one folder."""
        prefix = self._key(folder) + "/"
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix, Delimiter="/"
        )
        with explained("list", self.uri(folder)):
            for page in pages:
                for item in page.get("Contents", []):
                    if item["Key"] != prefix:
                        yield StoredFile(
                            f"{folder}/{item['Key'].removeprefix(prefix)}",
                            item["Size"],
                            item["ETag"].strip('"'),
                            item["LastModified"],
                        )

    def stat(self, path: str) -> StoredFile | None:
        """Return an object as it is now, or None where it is gone."""
        from botocore.exceptions import ClientError

        try:
            with explained("look at", self.uri(path)):
                head = self._client.head_object(Bucket=self._bucket, Key=self._key(path))
        except ClientError as error:
            if error.response["Error"]["Code"] in {"404", "NoSuchKey"}:
                return None
            raise
        return StoredFile(
            path, head["ContentLength"], head["ETag"].strip('"'), head["LastModified"]
        )

    def open(self, path: str) -> BinaryIO:
        """Open an object for streaming."""
        from botocore.exceptions import ClientError

        try:
            with explained("read", self.uri(path)):
                body = self._client.get_object(Bucket=self._bucket, Key=self._key(path))["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise FileNotFoundError(self.uri(path)) from None
            raise
        return cast("BinaryIO", _ObjectStream(body, self.uri(path)))


def landing_zone(root: str) -> LandingZone:
    """Return the landing zone at a directory or `s3://` URI."""
    return S3Zone(root) if root.startswith("s3://") else LocalZone(root)
