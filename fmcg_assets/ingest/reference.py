"""Reading the business-confirmed corrections and mappings."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from fmcg_assets.errors import LandingFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fmcg_assets.contracts import Reference
    from fmcg_assets.ingest.zones import LandingZone


@dataclass(frozen=True)
class ReferenceRows:
    """The rows of a reference file (text columns) and the digest of the file."""

    rows: pa.Table
    digest: str


def read_reference(zone: LandingZone, reference: Reference) -> ReferenceRows:
    """Read a reference file strictly: it is kept by the project's own people.

    Raises LandingFileError for a missing file, other columns than the contract's, a line that is
    no CSV or has another number of fields, an empty field, or a key (first column) that occurs
    twice.
    """
    records, digest = _validated(zone, reference)
    schema = pa.schema([(name, pa.string()) for name in reference.columns])
    rows = [dict(zip(reference.columns, record, strict=True)) for record in records]
    return ReferenceRows(pa.Table.from_pylist(rows, schema), digest)


def _validated(zone: LandingZone, reference: Reference) -> tuple[list[list[str]], str]:
    """Return the records of a reference file below its header, and the file's digest."""
    path = f"{reference.name}.csv"
    uri = zone.uri(path)
    try:
        with zone.open(path) as stream:
            content = stream.read()
    except FileNotFoundError:
        raise LandingFileError(
            uri, "no such file", f"a CSV file with the columns {', '.join(reference.columns)}"
        ) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LandingFileError(uri, "bytes that are not UTF-8", "a file in UTF-8") from None
    records = _records(uri, text)
    _, header = next(records, (0, []))
    if tuple(header) != reference.columns:
        raise LandingFileError(uri, f"columns {header}", f"columns {list(reference.columns)}")
    rows: dict[str, list[str]] = {}
    for number, record in records:
        if not record:
            continue
        fields = [field.strip() for field in record]
        line = f"line {number}"
        if len(fields) != len(header) or not all(fields):
            raise LandingFileError(
                uri, f"{line} without a value in each column", f"{len(header)} values"
            )
        if fields[0] in rows:
            raise LandingFileError(
                uri, f"{line} with a {header[0]} that an earlier line has", "each one once"
            )
        rows[fields[0]] = fields
    return list(rows.values()), hashlib.sha256(content).hexdigest()[:16]


def _records(uri: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with the number of the line on which they end."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for record in reader:
            yield reader.line_num, record
    except csv.Error as error:
        raise LandingFileError(
            uri, f"line {reader.line_num} that cannot be read ({error})", "a CSV file"
        ) from None


def reference_digest(zone: LandingZone, reference: Reference) -> str:
    """Return the digest of a reference file; raises as `read_reference` does.

    No table is made of it: a first one costs the import of pandas.
    """
    return _validated(zone, reference)[1]
