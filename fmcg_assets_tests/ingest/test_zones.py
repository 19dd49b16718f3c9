"""A landing zone is read in the same way from a directory and from S3."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from fmcg_assets.errors import StorageError
from fmcg_assets.ingest.zones import LandingZone, LocalZone, S3Zone, landing_zone
from fmcg_assets.storage.s3 import forget_client

if TYPE_CHECKING:
    from fmcg_assets_tests.s3 import Bucket


@pytest.fixture(autouse=True)
def new_client() -> Iterator[None]:
    """Let each test's environment decide on the client of S3, and nothing of it stay."""
    forget_client()
    yield
    forget_client()


class Storage(Protocol):
    """A landing zone and the hands of those who deliver to it."""

    zone: LandingZone

    def put(self, path: str, content: bytes) -> None: ...
    def delete(self, path: str) -> None: ...


class Directory:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.zone: LandingZone = LocalZone(str(root))

    def put(self, path: str, content: bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def delete(self, path: str) -> None:
        (self.root / path).unlink()


class Prefix:
    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.zone: LandingZone = S3Zone(f"{bucket.uri}/child_company")

    def put(self, path: str, content: bytes) -> None:
        self.bucket.put(f"child_company/{path}", content)

    def delete(self, path: str) -> None:
        self.bucket.delete(f"child_company/{path}")


@pytest.fixture(params=["directory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "directory":
        return Directory(tmp_path)
    return Prefix(request.getfixturevalue("bucket"))


def paths(zone: LandingZone, folder: str) -> list[str]:
    return [file.path for file in zone.list(folder)]


# --- both


def test_the_files_of_a_folder_are_listed_in_the_order_of_their_paths(storage: Storage) -> None:
    for name in ("b.csv", "a.csv", "B.csv", "a.csv.gz", "10.csv", "9.csv"):
        storage.put(f"orders/landing/{name}", b"x")
    assert paths(storage.zone, "orders/landing") == [
        f"orders/landing/{name}"
        for name in ("10.csv", "9.csv", "B.csv", "a.csv", "a.csv.gz", "b.csv")
    ]


def test_only_the_folder_itself_is_listed(storage: Storage) -> None:
    for path in (
        "orders/landing/here.csv",
        "orders/landing/below/there.csv",
        "orders/landing_old/there.csv",
        "orders/there.csv",
        "there.csv",
    ):
        storage.put(path, b"x")
    assert paths(storage.zone, "orders/landing") == ["orders/landing/here.csv"]


def test_a_folder_that_does_not_exist_has_no_files(storage: Storage) -> None:
    assert paths(storage.zone, "orders/landing") == []


def test_names_are_listed_as_they_are_and_never_read_as_patterns(storage: Storage) -> None:
    names = ["[x]*.csv", "a b.csv", "it's.csv", "ä.csv", "100%.csv", "a+b.csv"]
    for name in names:
        storage.put(f"customers/{name}", name.encode())
    files = list(storage.zone.list("customers"))
    assert sorted(file.path for file in files) == sorted(f"customers/{name}" for name in names)
    for file in files:
        assert storage.zone.stat(file.path) == file
        with storage.zone.open(file.path) as stream:
            assert stream.read() == file.path.removeprefix("customers/").encode()


def test_a_file_is_listed_with_its_size_and_time(storage: Storage) -> None:
    storage.put("customers/customers.csv", b"12345")
    (file,) = storage.zone.list("customers")
    assert (file.path, file.size) == ("customers/customers.csv", 5)
    assert file.etag
    assert file.modified.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - file.modified) < timedelta(minutes=1)


def test_a_file_at_rest_is_listed_in_the_same_way_every_time(storage: Storage) -> None:
    storage.put("customers/customers.csv", b"12345")
    (first,) = storage.zone.list("customers")
    (second,) = storage.zone.list("customers")
    assert first == second == storage.zone.stat("customers/customers.csv")


def test_another_content_of_the_same_size_has_another_etag(storage: Storage) -> None:
    storage.put("customers/customers.csv", b"12345")
    (before,) = storage.zone.list("customers")
    storage.put("customers/customers.csv", b"54321")
    (after,) = storage.zone.list("customers")
    assert (before.size, before.path) == (after.size, after.path)
    assert before.etag != after.etag


def test_a_file_that_is_not_there_has_no_stat(storage: Storage) -> None:
    storage.put("customers/customers.csv", b"x")
    storage.delete("customers/customers.csv")
    for path in ("customers/customers.csv", "customers", "customers/customers.csv/x", "nowhere/x"):
        assert storage.zone.stat(path) is None


def test_a_file_that_is_not_there_cannot_be_opened(storage: Storage) -> None:
    storage.put("customers/other.csv", b"x")
    with pytest.raises(FileNotFoundError, match=r"customers/customers\.csv"):
        storage.zone.open("customers/customers.csv")


def test_a_file_is_read_in_pieces(storage: Storage) -> None:
    content = bytes(range(256)) * 1000
    storage.put("customers/customers.csv", content)
    with storage.zone.open("customers/customers.csv") as stream:
        head = stream.read(10)
        rest = hashlib.sha256()
        while piece := stream.read(4096):
            rest.update(piece)
    assert head == content[:10]
    assert rest.hexdigest() == hashlib.sha256(content[10:]).hexdigest()


def test_an_empty_file_is_a_file(storage: Storage) -> None:
    storage.put("customers/customers.csv", b"")
    (file,) = storage.zone.list("customers")
    assert file.size == 0
    with storage.zone.open(file.path) as stream:
        assert stream.read() == b""


# --- directories


def test_folders_and_links_to_nowhere_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "customers" / "folder.csv").mkdir(parents=True)
    (tmp_path / "customers" / "broken.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "customers" / "loop.csv").symlink_to(tmp_path / "customers" / "loop.csv")
    (tmp_path / "delivered.csv").write_bytes(b"x")
    (tmp_path / "customers" / "link.csv").symlink_to(tmp_path / "delivered.csv")
    assert paths(LocalZone(str(tmp_path)), "customers") == ["customers/link.csv"]


def test_a_file_that_vanishes_while_its_folder_is_listed_is_left_out(tmp_path: Path) -> None:
    directory = Directory(tmp_path)
    for name in ("a", "b", "c"):
        directory.put(f"customers/{name}.csv", b"x")
    listing = directory.zone.list("customers")
    assert next(listing).path == "customers/a.csv"
    directory.delete("customers/b.csv")
    assert [file.path for file in listing] == ["customers/c.csv"]


def test_a_file_that_was_put_in_anothers_place_is_another(tmp_path: Path) -> None:
    directory = Directory(tmp_path)
    directory.put("customers/customers.csv", b"12345")
    directory.put("customers/new.tmp", b"54321")
    file = tmp_path / "customers" / "customers.csv"
    before = directory.zone.stat("customers/customers.csv")
    times = file.stat()
    (tmp_path / "customers" / "new.tmp").replace(file)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = directory.zone.stat("customers/customers.csv")
    assert before is not None
    assert after is not None
    assert (before.size, before.modified) == (after.size, after.modified)
    assert before.etag != after.etag


def test_a_local_file_is_named_by_its_path(tmp_path: Path) -> None:
    zone = LocalZone(str(tmp_path))
    assert zone.uri("customers/customers.csv") == str(tmp_path / "customers/customers.csv")


def test_a_local_name_that_is_not_unicode_is_listed(tmp_path: Path) -> None:
    (tmp_path / "customers").mkdir()
    name = os.fsencode(tmp_path / "customers") + b"/\xff.csv"
    Path(os.fsdecode(name)).write_bytes(b"x")
    (file,) = LocalZone(str(tmp_path)).list("customers")
    assert os.fsencode(file.path) == b"customers/\xff.csv"


# --- S3


def test_an_object_that_stands_for_its_folder_is_no_file(bucket: Bucket) -> None:
    bucket.put("child_company/customers/", b"")
    bucket.put("child_company/customers/customers.csv", b"x")
    zone = S3Zone(f"{bucket.uri}/child_company")
    assert paths(zone, "customers") == ["customers/customers.csv"]


@pytest.mark.parametrize("suffix", ["", "/"])
def test_the_root_may_be_a_bucket_and_may_end_in_a_slash(bucket: Bucket, suffix: str) -> None:
    bucket.put("customers/customers.csv", b"x")
    bucket.put("child/customers/customers.csv", b"xy")
    whole, part = S3Zone(bucket.uri + suffix), S3Zone(f"{bucket.uri}/child{suffix}")
    assert [file.size for file in whole.list("customers")] == [1]
    assert [file.size for file in part.list("customers")] == [2]
    assert whole.uri("customers/customers.csv") == f"{bucket.uri}/customers/customers.csv"
    assert part.uri("customers/customers.csv") == f"{bucket.uri}/child/customers/customers.csv"


def test_a_folder_of_more_files_than_one_answer_holds_is_listed_in_full(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "2")
    for number in range(5):
        bucket.put(f"orders/{number}.csv", b"")
    assert len(bucket.listed()) == 2
    assert paths(S3Zone(bucket.uri), "orders") == [f"orders/{number}.csv" for number in range(5)]


@pytest.mark.parametrize("name", ["x" * 1008, "ä" * 504, "'; \" &<>%41+.csv"])
def test_a_key_of_any_length_and_characters_is_listed_and_read(bucket: Bucket, name: str) -> None:
    key = f"child/customers/{name}"
    assert len(key.encode()) <= 1024
    bucket.put(key, b"x")
    zone = S3Zone(f"{bucket.uri}/child")
    (file,) = zone.list("customers")
    assert file.path == f"customers/{name}"
    assert zone.stat(file.path) == file
    with zone.open(file.path) as stream:
        assert stream.read() == b"x"


def test_a_bucket_that_does_not_exist_is_an_error_and_no_empty_folder(bucket: Bucket) -> None:
    zone = S3Zone("s3://no-such-bucket/child")
    why = "the bucket does not exist; create it, or correct the URI"
    with pytest.raises(StorageError) as refused:
        list(zone.list("customers"))
    assert str(refused.value) == f"cannot list s3://no-such-bucket/child/customers: {why}"
    with pytest.raises(StorageError) as refused:
        zone.open("customers/customers.csv")
    name = "s3://no-such-bucket/child/customers/customers.csv"
    assert str(refused.value) == f"cannot read {name}: {why}"


CONTENT = bytes(range(256)) * 1000


@contextmanager
def interrupting_server(*, reset: bool) -> Iterator[str]:
    """A server that sends half of CONTENT and ends the connection; yields its endpoint."""
    head = f'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: {len(CONTENT)}\r\n\r\n'

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(1 << 16)
                connection.sendall(head.encode() + CONTENT[: len(CONTENT) // 2])
                if reset:
                    linger = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=serve)
        serving.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        # Closed only, it would wait for a connection for ever.
        listener.shutdown(socket.SHUT_RDWR)
    serving.join()


@pytest.mark.parametrize("piece", [4096, 1 << 20, -1])
@pytest.mark.parametrize("reset", [False, True])
def test_a_connection_that_breaks_in_mid_read_is_explained_and_no_end_of_the_file(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, reset: bool, piece: int
) -> None:
    with interrupting_server(reset=reset) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        stream = S3Zone("s3://landing/child").open("customers/customers.csv")
        with stream, pytest.raises(StorageError) as broken:
            list(iter(lambda: stream.read(piece), b""))
    assert str(broken.value) == (
        "cannot read s3://landing/child/customers/customers.csv: no answer; check the network, the"
        " server and FMCG_S3_ENDPOINT_URL, and run again"
    )
    assert broken.value.transient


def test_a_connection_that_breaks_is_explained_through_a_buffer(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with interrupting_server(reset=False) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        stream = S3Zone("s3://landing/child").open("customers/customers.csv")
        assert isinstance(stream, io.RawIOBase)
        with io.BufferedReader(stream) as lines, pytest.raises(StorageError, match="no answer"):
            lines.readlines()


def test_the_root_says_where_a_zone_lies() -> None:
    assert isinstance(landing_zone("s3://bucket/child"), S3Zone)
    assert isinstance(landing_zone("/srv/landing"), LocalZone)
