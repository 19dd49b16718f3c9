"""Small files are read, created once and replaced as a whole, in a directory and on S3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest

from fmcg_assets.errors import StorageError
from fmcg_assets.storage.objects import create_object, read_object, replace_object
from fmcg_assets.storage.s3 import forget_client
from fmcg_assets_tests.s3 import Bucket, bucket, s3_endpoint

__all__ = ["bucket", "s3_endpoint"]

CREATORS = 32
BIG = 1 << 20
"""More than one read or write of a file or socket takes, bytes."""


@pytest.fixture
def new_client() -> Iterator[None]:
    """Let the test's environment decide on the client, and nothing of it stay."""
    forget_client()
    yield
    forget_client()


@pytest.fixture(params=["directory", "s3"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, new_client: None) -> str:
    """The URI of a folder that does not exist yet."""
    if request.param == "directory":
        return str(tmp_path / "lake" / "_fmcg")
    found: Bucket = request.getfixturevalue("bucket")
    return f"{found.uri}/lake/_fmcg"


def at_once(number: int, call: Callable[[int], bool]) -> list[bool]:
    """Call from so many threads at the same time; returns the answers."""
    ready = Barrier(number)

    def called(thread: int) -> bool:
        ready.wait(30)
        return call(thread)

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(called, range(number)))


# --- both


def test_a_file_that_is_not_there_has_no_content(folder: str) -> None:
    assert read_object(f"{folder}/writer.json") is None


@pytest.mark.parametrize("content", [b"", b"{}", bytes(range(256)) * 5000])
def test_what_was_created_is_read(folder: str, content: bytes) -> None:
    assert create_object(f"{folder}/writer.json", content)
    assert read_object(f"{folder}/writer.json") == content


def test_a_file_is_created_once(folder: str) -> None:
    assert create_object(f"{folder}/writer.json", b"first")
    assert not create_object(f"{folder}/writer.json", b"second")
    assert read_object(f"{folder}/writer.json") == b"first"
    assert create_object(f"{folder}/other.json", b"other")


def test_a_file_is_replaced_whether_it_is_there_or_not(folder: str) -> None:
    for content in (b"first", b"the second is longer", b"3", b""):
        replace_object(f"{folder}/writer.json", content)
        assert read_object(f"{folder}/writer.json") == content


@pytest.mark.long
def test_of_many_creators_at_once_one_wins_and_its_content_is_there(folder: str) -> None:
    uri = f"{folder}/writer.json"
    contents = [bytes([number]) * BIG for number in range(CREATORS)]
    won = at_once(CREATORS, lambda number: create_object(uri, contents[number]))
    assert won.count(True) == 1
    assert read_object(uri) == contents[won.index(True)]


def test_a_reader_sees_all_of_a_file_or_none_of_it(folder: str) -> None:
    uri = f"{folder}/writer.json"
    written = [bytes([number]) * BIG for number in range(4)]
    over = Event()

    def seen() -> set[bytes | None]:
        contents = set()
        while not over.is_set():
            contents.add(read_object(uri))
        return contents

    with ThreadPoolExecutor(2) as readers:
        reading = [readers.submit(seen) for _ in range(2)]
        try:
            create_object(uri, written[0])
            for number in range(20):
                replace_object(uri, written[number % 4])
        finally:
            over.set()
        for reader in reading:
            assert reader.result() <= {None, *written}


def test_nothing_but_the_file_is_left_in_its_folder(
    tmp_path: Path, bucket: Bucket, new_client: None
) -> None:
    for root in (str(tmp_path), bucket.uri):
        create_object(f"{root}/lake/writer.json", b"first")
        create_object(f"{root}/lake/writer.json", b"second")
        replace_object(f"{root}/lake/writer.json", b"third")
    assert [path.name for path in (tmp_path / "lake").iterdir()] == ["writer.json"]
    assert bucket.listed() == ["lake/writer.json"]


# --- what is refused


def test_a_bucket_that_does_not_exist_is_an_error_of_every_call(
    bucket: Bucket, new_client: None
) -> None:
    uri = "s3://no-such-bucket/lake/writer.json"
    calls: dict[str, Callable[[], object]] = {
        "read": lambda: read_object(uri),
        "create": lambda: create_object(uri, b""),
        "write": lambda: replace_object(uri, b""),
    }
    for action, call in calls.items():
        with pytest.raises(StorageError) as refused:
            call()
        assert str(refused.value) == (
            f"cannot {action} {uri}: the bucket does not exist; create it, or correct the URI"
        )


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "writer.json").mkdir()
    with pytest.raises(IsADirectoryError):
        read_object(str(tmp_path / "writer.json"))
    with pytest.raises(IsADirectoryError):
        replace_object(str(tmp_path / "writer.json"), b"content")
    assert not create_object(str(tmp_path / "writer.json"), b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["writer.json"]
