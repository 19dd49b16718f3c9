"""Reading landing files into the rows of a bronze table, with the evidence of what was read."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa

from fmcg_assets.contracts import BRONZE_TABLES, WHOLE
from fmcg_assets.errors import UnstableFileError
from fmcg_assets.ingest.csv_reader import CsvReader, FileIdentity
from fmcg_assets.lake.state import FileEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from _typeshed import WriteableBuffer

    from fmcg_assets.contracts import Source
    from fmcg_assets.ingest.landing import LandingFile
    from fmcg_assets.ingest.zones import LandingZone


@dataclass(frozen=True)
class Delivery:
    """The rows of a bronze table's slices and the files that they were read from.

    `cut` are the slices with a file that ends in the middle of a line.
    """

    rows: pa.Table
    files: Mapping[str, tuple[FileEvidence, ...]]
    cut: frozenset[str]
    warnings: tuple[str, ...]


class HashingStream(io.RawIOBase):
    """A binary stream that computes the SHA-256 of all bytes that are read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        """Return True: it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read bytes into the buffer and return how many."""
        view = memoryview(buffer).cast("B")
        data = self._stream.read(len(view))
        self._hash.update(data)
        view[: len(data)] = data
        return len(data)

    def hexdigest(self) -> str:
        """Read what is left and return the digest of the whole stream."""
        while chunk := self._stream.read(1 << 20):
            self._hash.update(chunk)
        return self._hash.hexdigest()


def file_sha256(zone: LandingZone, path: str) -> str:
    """Return the SHA-256 of a file's bytes as they are stored."""
    with zone.open(path) as stream:
        return HashingStream(stream).hexdigest()


def read_delivery(
    zone: LandingZone,
    source: Source,
    files: Sequence[LandingFile],
    *,
    read_at: datetime,
    fallback_encoding: str | None,
) -> Delivery:
    """Read and validate all files; nothing is returned unless every one of them is usable.

    Raises LandingFileError for a file that is unusable, and UnstableFileError for one that is gone
    or replaced while it was read.
    """
    batches: list[pa.RecordBatch] = []
    evidence: dict[str, tuple[FileEvidence, ...]] = {}
    cut: set[str] = set()
    warnings: list[str] = []
    for file in files:
        slice_key = file.day.isoformat() if file.day else WHOLE
        try:
            stream = zone.open(file.name)
        except FileNotFoundError:
            raise UnstableFileError(
                file.uri, "no file any more", "the file that was listed; deliver it again"
            ) from None
        with stream:
            hashing = HashingStream(stream)
            reader = CsvReader(
                io.BufferedReader(hashing, buffer_size=1 << 20),
                FileIdentity(file.uri, file.name, file.stored.size, file.day),
                source,
                read_at=read_at,
                fallback_encoding=fallback_encoding,
            )
            batches.extend(reader.batches())
            sha256 = hashing.hexdigest()
        _refuse_replaced(zone, file)
        evidence[slice_key] = (
            *evidence.get(slice_key, ()),
            FileEvidence(
                file.name,
                file.stored.size,
                file.stored.etag,
                file.stored.modified.isoformat(),
                sha256,
            ),
        )
        if reader.ends_cut:
            cut.add(slice_key)
        said = (warning.removeprefix(f"{file.name}: ") for warning in reader.warnings)
        warnings.extend(f"{file.uri}: {warning}" for warning in said)
        if reader.rescued_rows:
            warnings.append(f"{file.uri}: {reader.rescued_rows} lines put aside as malformed")
    schema = BRONZE_TABLES[source.name].arrow_schema
    return Delivery(
        pa.Table.from_batches(batches, schema), evidence, frozenset(cut), tuple(warnings)
    )


def _refuse_replaced(zone: LandingZone, file: LandingFile) -> None:
    now = zone.stat(file.name)
    if now is None or (now.size, now.etag) != (file.stored.size, file.stored.etag):
        raise UnstableFileError(
            file.uri, "another file than the one listed", "a file at rest; run again"
        )
