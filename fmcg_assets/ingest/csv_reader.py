"""The tolerant, streaming reader of one landing CSV file.

A file that cannot be trusted as a whole (empty, no header, another format) is refused with a
`LandingFileError`. A line that cannot be trusted is put aside: its row has NULL in every delivered
column and the line itself, with its fault, as JSON in `_rescued_data`. Nothing is dropped but blank
lines.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import zlib
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import pyarrow as pa

from fmcg_assets.contracts import RESCUED_DATA
from fmcg_assets.contracts.bronze import BRONZE_TABLES
from fmcg_assets.errors import LandingFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from _typeshed import WriteableBuffer

    from fmcg_assets.contracts import Source

_CHUNK_BYTES: Final = 262_144
# A Python object per field makes a batch about ten times as large as its lines.
_BATCH_BYTES: Final = 8_388_608
_MAX_RECORD_LINES: Final = 100
_LONG_LINE_CHARACTERS: Final = 1_000
_UTF8_MAX_BYTES: Final = 4

_CONTROL_BYTES: Final = bytes(set(range(0x20)) - {ord("\t")})
_BLANKS: Final = b" \t"
_NAME_PADDING: Final = " \t\u00a0\"'"

# Possessive, so that a line of a megabyte is matched in linear time. An even number of double
# quotes at the end of a quoted field belongs to the field.
_QUOTED_TEXT: Final = r'[^"]*+(?:""[^"]*+)*+'
_FIELD: Final = rf'(?:"{_QUOTED_TEXT}"|[^",]*+)'
_CLOSED_RECORD: Final = re.compile(rf"{_FIELD}(?:,{_FIELD})*+")
_OPEN_RECORD: Final = re.compile(rf'(?:{_FIELD},)*+"{_QUOTED_TEXT}')

# UTF-32 before UTF-16, whose little-endian mark it begins with.
_OTHER_ENCODINGS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32 (little-endian)"),
    (codecs.BOM_UTF32_BE, "UTF-32 (big-endian)"),
    (codecs.BOM_UTF16_LE, "UTF-16 (little-endian)"),
    (codecs.BOM_UTF16_BE, "UTF-16 (big-endian)"),
)
# Which of the first four bytes are NUL when the file begins with two ASCII characters.
_NUL_PATTERNS: Final = {
    (False, True, True, True): "UTF-32 (little-endian)",
    (True, True, True, False): "UTF-32 (big-endian)",
    (False, True, False, True): "UTF-16 (little-endian)",
    (True, False, True, False): "UTF-16 (big-endian)",
}
_HEAD_BYTES: Final = 4
_OTHER_FORMATS: Final = {b"<": "HTML or XML", b"{": "JSON", b"[": "JSON"}
_OTHER_DELIMITERS: Final = {";": "';'", "\t": "tabs", "|": "'|'"}

_LISTED_NAMES: Final = 20
_LISTED_NAME_CHARACTERS: Final = 60


@dataclass(frozen=True)
class FileIdentity:
    """Which landing file is read.

    `uri` names it in errors. `name` is its path below the company's root, ending in `.csv` or
    `.csv.gz`. `size` is in bytes as stored. `day` is the business day of a daily domain's file.
    """

    uri: str
    name: str
    size: int
    day: date | None


class _LineFaultError(Exception):
    """A physical line is no record of the file; the message is the fault."""


class CsvReader:
    """Reads one landing file into record batches of its bronze table.

    `stream` yields the file's bytes as stored (compressed where the name ends in `.gz`) and stays
    open. `read_at` is the time of reading; a naive one is taken as UTC. Lines that are not UTF-8
    are decoded with `fallback_encoding` where it is given. A batch has at most `batch_rows` rows,
    and fewer where lines are long, so that one batch and one line bound the memory. A physical
    line of more than `max_line_bytes` is put aside and read past.

    `warnings` holds texts for the user about the header. `rescued_rows` counts the rows put aside
    so far. `ends_cut` says, after `batches()`, that the last line of the file was put aside and
    has no line end: the sign of a truncated upload.

    Raises LandingFileError when the file's beginning makes all of it unusable, LookupError for an
    unknown `fallback_encoding`, and ValueError for a daily domain's file without a day.
    """

    warnings: list[str]
    rescued_rows: int
    ends_cut: bool

    def __init__(
        self,
        stream: BinaryIO,
        file: FileIdentity,
        source: Source,
        *,
        read_at: datetime,
        fallback_encoding: str | None = None,
        batch_rows: int = 50_000,
        max_line_bytes: int = 1_048_576,
    ) -> None:
        if source.daily and file.day is None:
            raise ValueError(f"{file.uri}: a file of {source.name} needs its business day")
        if fallback_encoding is not None:
            codecs.lookup(fallback_encoding)
        # The limit is the process's; a quoted field may be as long as any other.
        csv.field_size_limit(max(csv.field_size_limit(), max_line_bytes))
        self.warnings = []
        self.rescued_rows = 0
        self.ends_cut = False
        self._file = file
        self._source = source
        self._schema = BRONZE_TABLES[source.name].arrow_schema
        self._read_at = read_at
        self._encodings = ("utf-8",) if fallback_encoding is None else ("utf-8", fallback_encoding)
        self._batch_rows = batch_rows
        self._max_line_bytes = max_line_bytes
        self._ends_in_newline = True
        kept_bytes = max(max_line_bytes + 1, _LONG_LINE_CHARACTERS * _UTF8_MAX_BYTES)
        blocks = self._utf8_blocks(self._blocks(stream))
        self._unread = _physical_lines(_with_newlines(blocks), kept_bytes)
        self._ahead: deque[bytes] = deque()
        self._line_number = 0
        self._batch_bytes = 0
        self._names = self._header()
        contract = {column.name for column in source.columns}
        positions = list(enumerate(self._names))
        self._known = {name: position for position, name in positions if name in contract}
        self._extras = {name: position for position, name in positions if name not in contract}
        self._warn()

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows in the order of the file, in the schema of the bronze table; once only.

        Raises LandingFileError when a compressed file turns out to be cut or damaged.
        """
        numbers: list[int] = []
        # One flat list of all rows' fields: a list per row would keep the garbage collector busy.
        cells: list[str] = []
        rescued: list[str | None] = []
        nothing = ("",) * len(self._known)
        last_rescued = 0
        for line in iter(self._take, None):
            if not line.strip(_BLANKS):
                continue
            numbers.append(self._line_number)
            try:
                fields = self._fields(self._text(line))
            except _LineFaultError as fault:
                cells += nothing
                rescued.append(self._rescued_line(line, fault))
                self.rescued_rows += 1
                last_rescued = self._line_number
            else:
                cells += [fields[n] for n in self._known.values()] if self._extras else fields
                rescued.append(self._extra_values(fields) if self._extras else None)
            if len(numbers) >= self._batch_rows or self._batch_bytes >= _BATCH_BYTES:
                yield self._batch(numbers, cells, rescued)
                numbers, cells, rescued = [], [], []
                self._batch_bytes = 0
        if numbers:
            yield self._batch(numbers, cells, rescued)
        self.ends_cut = not self._ends_in_newline and last_rescued == self._line_number

    # --- bytes -> physical lines

    def _blocks(self, stream: BinaryIO) -> Iterator[bytes]:
        """Yield the file's content, decompressed, noting whether it ends in a line end."""
        stored = io.BufferedReader(_RawStream(stream), _CHUNK_BYTES)
        zipped = self._file.name.endswith(".gz")
        content = gzip.GzipFile(fileobj=stored, mode="rb") if zipped else stored
        while True:
            try:
                block = content.read(_CHUNK_BYTES)
            except (gzip.BadGzipFile, zlib.error, EOFError) as error:
                raise self._unusable(
                    "a gzip stream that is cut or damaged, or none", "a complete gzip file"
                ) from error
            if not block:
                return
            self._ends_in_newline = block.endswith((b"\n", b"\r"))
            yield block

    def _utf8_blocks(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the content without its byte order mark, refusing other Unicode encodings."""
        head = next(blocks, b"")
        if not head:
            raise self._unusable("an empty file (0 bytes)")
        encoding = _foreign_encoding(head)
        if encoding is not None:
            raise self._unusable(f"{encoding} text", f"UTF-8 text with {self._expected()}")
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from blocks

    def _take(self) -> bytes | None:
        """Return the next physical line, None at the end of the file."""
        line = self._ahead.popleft() if self._ahead else next(self._unread, None)
        if line is not None:
            self._line_number += 1
            self._batch_bytes += len(line)
        return line

    # --- header

    def _header(self) -> list[str]:
        """Read the header; return the columns' names in the file's order, known ones canonical."""
        line = next((line for line in iter(self._take, None) if line.strip(_BLANKS)), None)
        if line is None:
            raise self._unusable("a file without a header line")
        other_format = _OTHER_FORMATS.get(line.lstrip(_BLANKS)[:1])
        if other_format is not None:
            raise self._unusable(f"{other_format} content", f"CSV with {self._expected()}")
        try:
            text = self._text(line)
        except _LineFaultError as fault:
            raise self._unusable(f"a header line that cannot be read ({fault})") from fault
        if text.count('"') % 2:
            raise self._unusable("a header line with an unclosed quote")
        delivered = [
            name.strip(_NAME_PADDING).casefold() or f"column_{position}"
            for position, name in enumerate(next(csv.reader([text])), 1)
        ]
        canonical = {
            name.casefold(): column.name
            for column in self._source.columns
            for name in (column.name, *column.aliases)
        }
        names = [canonical.get(name, name) for name in delivered]
        self._check_required(delivered, names)
        for name, count in Counter(names).items():
            if count > 1:
                spellings = [d for d, n in zip(delivered, names, strict=True) if n == name]
                raise self._unusable(f"the column {name} {count} times: {_listed(spellings)}")
        return names

    def _check_required(self, delivered: list[str], names: list[str]) -> None:
        columns = self._source.columns
        missing = [c.name for c in columns if c.required and c.name not in names]
        if not missing:
            return
        if len(names) == 1:
            delimiter = next((d for d in _OTHER_DELIMITERS if d in names[0]), None)
            if delimiter is not None:
                raise self._unusable(
                    f"1 column (is it separated by {_OTHER_DELIMITERS[delimiter]}?)",
                    f"{len(columns)} columns separated by ',': {self._column_list()}",
                )
        if not any(c.name in names for c in columns):
            # The names are not shown: without a header the first line is a customer's row.
            raise self._unusable(
                f"a first line of {_count(len(names), 'field')} without any expected column name"
            )
        raise self._unusable(f"no column {', '.join(missing)} among {_listed(delivered)}")

    def _warn(self) -> None:
        name = self._file.name
        for column in self._source.columns:
            if column.name not in self._known:
                self.warnings.append(
                    f"{name}: the optional column {column.name} is missing; it is NULL in every row"
                )
        if self._extras:
            extras = _listed(list(self._extras))
            self.warnings.append(f"{name}: unknown columns, kept in {RESCUED_DATA}: {extras}")

    def _column_list(self) -> str:
        return ", ".join(
            column.name if column.required else f"{column.name} (optional)"
            for column in self._source.columns
        )

    def _expected(self) -> str:
        return f"a header line with the columns {self._column_list()}"

    def _unusable(self, found: str, expected: str | None = None) -> LandingFileError:
        return LandingFileError(self._file.uri, found, expected or self._expected())

    # --- lines -> records

    def _text(self, line: bytes) -> str:
        """Decode a physical line; raises _LineFaultError where its bytes are not trustworthy."""
        if len(line) > self._max_line_bytes:
            raise _LineFaultError(f"longer than {self._max_line_bytes} bytes")
        if len(line.translate(None, _CONTROL_BYTES)) != len(line):
            raise _LineFaultError("control characters")
        text = self._decoded(line)
        if text is None:
            raise _LineFaultError("not valid UTF-8")
        return text

    def _decoded(self, line: bytes) -> str | None:
        for encoding in self._encodings:
            try:
                return line.decode(encoding)
            except UnicodeDecodeError:
                continue
        return None

    def _fields(self, text: str) -> list[str]:
        """Return the fields of the record that begins with the line `text`.

        Takes the following lines that belong to the record. Raises _LineFaultError, having taken
        none, where the line begins no record.
        """
        width = len(self._names)
        if '"' not in text:
            fields = text.split(",")
        elif _CLOSED_RECORD.fullmatch(text):
            fields = _parse(text)
        elif _OPEN_RECORD.fullmatch(text):
            lines = self._continued(text)
            fields = _parse("\n".join(lines)) if lines else []
            # Quotes that close in some later row would swallow the rows between.
            if len(fields) != width:
                raise _LineFaultError("unclosed quote")
            for _ in lines[1:]:
                self._take()
            return fields
        else:
            raise _LineFaultError("stray quote")
        if len(fields) != width:
            raise _LineFaultError(f"{_count(len(fields), 'field')}, expected {width}")
        return fields

    def _continued(self, first: str) -> list[str]:
        """Return the lines of the record that `first` leaves open; nothing if it never closes.

        The lines after the first are only looked at. Each line of the file is looked at from one
        open line at most: the next line that leaves a quote open by itself ends the search.
        """
        lines = [first]
        size = len(first.encode())
        while len(lines) < _MAX_RECORD_LINES:
            line = self._peek(len(lines) - 1)
            if line is None:
                return []
            size += len(line) + 1
            if size > self._max_line_bytes:
                return []
            try:
                text = self._text(line)
            except _LineFaultError:
                return []
            lines.append(text)
            # Inside a quoted field a line reads like one that begins with the opening quote.
            if _CLOSED_RECORD.fullmatch(f'"{text}'):
                return lines
            if not _OPEN_RECORD.fullmatch(f'"{text}'):
                return []
        return []

    def _peek(self, index: int) -> bytes | None:
        """Return a line that has not been taken yet, the next one for 0; None after the end.

        An index may be at most one more than the last one peeked at.
        """
        if index == len(self._ahead):
            line = next(self._unread, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[index]

    def _rescued_line(self, line: bytes, fault: _LineFaultError) -> str:
        if len(line) > self._max_line_bytes:
            head = line[: _LONG_LINE_CHARACTERS * _UTF8_MAX_BYTES]
            text: str | None = head.decode(errors="backslashreplace")[:_LONG_LINE_CHARACTERS]
        else:
            text = self._decoded(line)
        if text is None:
            text = line.decode(errors="backslashreplace")
        return _json({"fault": str(fault), "line": text})

    # --- records -> batches

    def _batch(
        self, numbers: list[int], cells: list[str], rescued: list[str | None]
    ) -> pa.RecordBatch:
        """Return the batch of rows whose known columns stand in `cells`, row after row."""
        varying: dict[str, Sequence[int | str | None]] = {
            name: [cell or None for cell in cells[n :: len(self._known)]]
            for n, name in enumerate(self._known)
        }
        varying |= {"row_number": numbers, RESCUED_DATA: rescued}
        constants = {
            "file_name": self._file.name,
            "file_size": self._file.size,
            "read_timestamp": self._read_at,
            "file_date": self._file.day,
        }
        return pa.RecordBatch.from_arrays(
            [
                pa.array(varying[field.name], field.type)
                if field.name in varying
                else pa.repeat(pa.scalar(constants.get(field.name), field.type), len(numbers))
                for field in self._schema
            ],
            schema=self._schema,
        )

    def _extra_values(self, fields: list[str]) -> str | None:
        values = {name: fields[n] for name, n in self._extras.items() if fields[n]}
        return _json({"columns": values}) if values else None


class _RawStream(io.RawIOBase):
    """Lets a buffer fill itself: gzip takes a short read for the end of the file."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        content = self._stream.read(len(view))
        view[: len(content)] = content
        return len(content)


def _foreign_encoding(head: bytes) -> str | None:
    """Return the name of the UTF-16 or UTF-32 encoding that a file's first bytes show."""
    for mark, encoding in _OTHER_ENCODINGS:
        if head.startswith(mark):
            return encoding
    nuls = tuple(byte == 0 for byte in head[:_HEAD_BYTES])
    return next((name for pattern, name in _NUL_PATTERNS.items() if pattern == nuls), None)


def _with_newlines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks with every line end (LF, CR LF, CR) as one LF."""
    after_cr = False
    for block in blocks:
        rest = block[1:] if after_cr and block.startswith(b"\n") else block
        after_cr = rest.endswith(b"\r")
        yield rest.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in rest else rest


def _physical_lines(blocks: Iterable[bytes], kept_bytes: int) -> Iterator[bytes]:
    """Yield the lines without their ends; of a longer line at least its first `kept_bytes`."""
    begun = b""
    for block in blocks:
        first, *others = block.split(b"\n")
        begun += first[: max(0, kept_bytes - len(begun))]
        if others:
            yield begun
            begun = others.pop()
            yield from others
    if begun:
        yield begun


def _parse(record: str) -> list[str]:
    return next(csv.reader([record], strict=True))


def _json(value: dict[str, str] | dict[str, dict[str, str]]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(names: Sequence[str]) -> str:
    """Return names of a header for a message of bounded length."""
    shown = ", ".join(name[:_LISTED_NAME_CHARACTERS] for name in names[:_LISTED_NAMES])
    hidden = len(names) - _LISTED_NAMES
    return f"{shown} and {hidden} more" if hidden > 0 else shown
