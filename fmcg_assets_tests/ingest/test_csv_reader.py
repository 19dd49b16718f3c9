"""What becomes of every kind of line, header and file that a landing zone may hold."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import itertools
import json
import re
import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import SOURCES, SourceColumn
from fmcg_assets.contracts.bronze import BRONZE_TABLES
from fmcg_assets.errors import LandingFileError
from fmcg_assets.ingest.csv_reader import CsvReader, FileIdentity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fmcg_assets.contracts import Source

Row = tuple[int, tuple[str | None, ...], dict[str, Any] | None]
"""row_number, delivered columns, _rescued_data."""

CUSTOMERS = SOURCES["child_customers"]
ORDERS = SOURCES["child_orders"]
PARENT_PRODUCTS = SOURCES["parent_products"]
URI = "s3://bucket/customers/customers.csv"
READ_AT = datetime(2025, 7, 2, 21, 0, tzinfo=UTC)
HEADER = b"customer_id,customer_name,city\n"


def identity(name: str = "customers/customers.csv") -> FileIdentity:
    return FileIdentity(uri=URI, name=name, size=1234, day=None)


def reader_of(
    content: bytes | BinaryIO,
    source: Source = CUSTOMERS,
    *,
    name: str = "customers/customers.csv",
    **options: Any,
) -> CsvReader:
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    return CsvReader(stream, identity(name), source, read_at=READ_AT, **options)


def rows_of(reader: CsvReader, source: Source = CUSTOMERS) -> list[Row]:
    names = [column.name for column in source.columns]
    return [
        (
            row["row_number"],
            tuple(row[name] for name in names),
            None if row["_rescued_data"] is None else json.loads(row["_rescued_data"]),
        )
        for batch in reader.batches()
        for row in batch.to_pylist()
    ]


def read(content: bytes | BinaryIO, source: Source = CUSTOMERS, **options: Any) -> list[Row]:
    return rows_of(reader_of(content, source, **options), source)


def row(number: int, *fields: str | None) -> Row:
    return number, fields, None


def aside(number: int, fault: str, line: str) -> Row:
    return number, (None, None, None), {"fault": fault, "line": line}


def refusal(content: bytes, source: Source = CUSTOMERS, **options: Any) -> LandingFileError:
    with pytest.raises(LandingFileError) as refused:
        read(content, source, **options)
    assert refused.value.file == URI
    return refused.value


class Pieces(io.BytesIO):
    """A stream that gives the bytes in the given pieces and never more than one per read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._rest = b""

    def read(self, size: int | None = -1, /) -> bytes:
        piece = self._rest or next(self._pieces, b"")
        self._rest = piece[size:]
        return piece[:size]


def cut(content: bytes, sizes: Sequence[int]) -> Pieces:
    ends = itertools.accumulate(itertools.cycle(sizes), initial=0)
    bounds = itertools.pairwise(itertools.takewhile(lambda end: end < len(content) + 7, ends))
    return Pieces(piece for start, end in bounds if (piece := content[start:end]))


# --- the table


def test_rows_carry_the_fields_the_file_the_line_number_and_the_time_of_reading() -> None:
    (batch,) = reader_of(HEADER + b"789403,FitFuel,Delhi\n").batches()
    assert batch.to_pylist() == [
        {
            "customer_id": "789403",
            "customer_name": "FitFuel",
            "city": "Delhi",
            "file_name": "customers/customers.csv",
            "file_size": 1234,
            "row_number": 2,
            "read_timestamp": READ_AT,
            "_rescued_data": None,
        }
    ]


def test_a_row_of_a_daily_file_carries_the_day_of_the_file() -> None:
    file = FileIdentity("uri", "orders/landing/orders_2025_07_01.csv", 9, date(2025, 7, 1))
    content = b"order_id,order_placement_date,customer_id,product_id,order_qty\nA,B,C,D,E\n"
    reader = CsvReader(io.BytesIO(content), file, ORDERS, read_at=READ_AT)
    (batch,) = reader.batches()
    assert batch.column("file_date").to_pylist() == [date(2025, 7, 1)]


def test_a_daily_file_without_a_day_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="needs its business day"):
        reader_of(b"", ORDERS)


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.name)
def test_batches_have_exactly_the_schema_of_the_bronze_table(source: Source) -> None:
    file = FileIdentity("uri", "a.csv", 9, date(2025, 7, 1) if source.daily else None)
    header = ",".join(column.name for column in source.columns)
    good = ",".join("x" for _ in source.columns)
    content = f"{header}\n{good}\nbad\n".encode()
    reader = CsvReader(io.BytesIO(content), file, source, read_at=READ_AT)
    (batch,) = reader.batches()
    assert batch.schema.equals(BRONZE_TABLES[source.name].arrow_schema, check_metadata=True)
    batch.validate(full=True)


def test_an_empty_field_is_null_and_any_other_is_text_exactly_as_delivered() -> None:
    assert read(HEADER + b'1,,""\n2, a ,\tb \n,,\n') == [
        row(2, "1", None, None),
        row(3, "2", " a ", "\tb "),
        row(4, None, None, None),
    ]


def test_a_batch_has_at_most_batch_rows_rows() -> None:
    batches = reader_of(HEADER + b"1,a,b\n" * 7, batch_rows=3).batches()
    assert [batch.num_rows for batch in batches] == [3, 3, 1]


def test_a_batch_ends_early_where_lines_are_long() -> None:
    long = b"1,a," + b"x" * 100_000 + b"\n"
    sizes = [batch.nbytes for batch in reader_of(HEADER + long * 200).batches()]
    assert len(sizes) == 3
    assert max(sizes) < 9_000_000


# --- whole files


def test_a_file_of_a_header_only_has_no_rows() -> None:
    reader = reader_of(HEADER)
    assert list(reader.batches()) == []
    assert reader.warnings == []
    assert not reader.ends_cut


@pytest.mark.parametrize("name", ["customers/customers.csv", "customers/customers.csv.gz"])
def test_an_empty_file_is_refused(name: str) -> None:
    error = refusal(b"", name=name)
    assert error.found == "an empty file (0 bytes)"
    assert error.expected == "a header line with the columns customer_id, customer_name, city"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\n", b" \t\r\n\n  "])
def test_a_file_of_blank_lines_is_refused(content: bytes) -> None:
    assert refusal(content).found == "a file without a header line"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-16-le", "UTF-16 (little-endian)"),
        ("utf-16-be", "UTF-16 (big-endian)"),
        ("utf-32-le", "UTF-32 (little-endian)"),
        ("utf-32-be", "UTF-32 (big-endian)"),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["without mark", "with mark"])
def test_utf_16_and_utf_32_are_refused_by_name(codec: str, name: str, mark: str) -> None:
    content = (mark + HEADER.decode() + "1,a,b\n").encode(codec)
    assert refusal(content).found == f"{name} text"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<!DOCTYPE html>\n<html><body>Access denied</body></html>\n", "HTML or XML content"),
        (b'\xef\xbb\xbf\n  <?xml version="1.0"?><Error/>', "HTML or XML content"),
        (b'{"error": "expired"}', "JSON content"),
        (b'\n [{"customer_id": 1}]' + b" " * 2_000_000, "JSON content"),
    ],
)
def test_html_xml_and_json_are_refused(content: bytes, found: str) -> None:
    assert refusal(content).found == found


def test_a_byte_order_mark_is_removed() -> None:
    assert read(b"\xef\xbb\xbf" + HEADER + b"1,a,b\n") == [row(2, "1", "a", "b")]


def test_a_gzip_file_is_read_by_its_name() -> None:
    content = gzip.compress(HEADER + b"1,a,b\n") + gzip.compress(b"2,c,d\n")
    assert read(content, name="customers/customers.csv.gz") == [
        row(2, "1", "a", "b"),
        row(3, "2", "c", "d"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        HEADER,
        gzip.compress(HEADER + b"1,a,b\n")[:-9],
        gzip.compress(HEADER + b"1,a,b\n")[:-8] + b"12345678",
        gzip.compress(HEADER + b"1,a,b\n")[:10] + b"\xff" * 20,
        gzip.compress(HEADER) + b"rubbish",
    ],
    ids=["no gzip", "cut", "wrong checksum", "damaged", "rubbish after the end"],
)
def test_a_stream_that_is_not_all_gzip_is_refused(content: bytes) -> None:
    error = refusal(content, name="customers/customers.csv.gz")
    assert error.found == "a gzip stream that is cut or damaged, or none"
    assert error.expected == "a complete gzip file"


def test_the_stream_stays_open() -> None:
    for name in ("a.csv", "a.csv.gz"):
        stream = io.BytesIO(gzip.compress(HEADER) if name.endswith(".gz") else HEADER)
        read(stream, name=name)
        assert not stream.closed


def test_a_fault_of_the_storage_is_no_fault_of_the_file() -> None:
    def pieces() -> Iterable[bytes]:
        yield HEADER
        raise OSError("connection reset")

    with pytest.raises(OSError, match="connection reset"):
        read(Pieces(pieces()))


# --- header


@pytest.mark.parametrize(
    "header",
    [
        b"city,customer_id,customer_name",
        b" City , CUSTOMER_ID,\tcustomer_name ",
        b'"city","customer_id" , "customer_name"',
        b"'city',customer_id,\xc2\xa0customer_name",
    ],
)
def test_columns_are_found_by_name_without_regard_to_order_case_padding_and_quotes(
    header: bytes,
) -> None:
    reader = reader_of(header + b"\nDelhi,1,a\n")
    assert rows_of(reader) == [row(2, "1", "a", "Delhi")]
    assert reader.warnings == []


def test_an_alias_names_the_same_column() -> None:
    columns = (*CUSTOMERS.columns[:2], SourceColumn("city", aliases=("Town",)))
    source = replace(CUSTOMERS, columns=columns)
    assert read(b"TOWN,customer_id,customer_name\nDelhi,1,a\n", source) == [
        row(2, "1", "a", "Delhi")
    ]


def test_the_header_is_the_first_line_that_is_not_blank() -> None:
    assert read(b"\n \n" + HEADER + b"1,a,b\n") == [row(4, "1", "a", "b")]


def test_a_missing_required_column_is_refused_with_what_was_found_and_expected() -> None:
    error = refusal(b"Customer_ID,name,city\n1,a,b\n")
    assert error.found == "no column customer_name among customer_id, name, city"
    assert error.expected == "a header line with the columns customer_id, customer_name, city"


def test_a_first_line_without_any_expected_name_is_refused_without_showing_it() -> None:
    error = refusal(b"789403,FitFuel Market,Delhi\n")
    assert error.found == "a first line of 3 fields without any expected column name"
    assert "FitFuel" not in str(error)


@pytest.mark.parametrize(("delimiter", "said"), [(b";", "';'"), (b"\t", "tabs"), (b"|", "'|'")])
def test_another_delimiter_is_named(delimiter: bytes, said: str) -> None:
    error = refusal(HEADER.replace(b",", delimiter))
    assert error.found == f"1 column (is it separated by {said}?)"
    assert error.expected == ("3 columns separated by ',': customer_id, customer_name, city")


def test_a_missing_optional_column_is_null_with_a_warning() -> None:
    reader = reader_of(b"product_code,division,category,product\n1,a,b,c\n", PARENT_PRODUCTS)
    assert rows_of(reader, PARENT_PRODUCTS) == [row(2, "1", "a", "b", "c", None)]
    assert reader.warnings == [
        "customers/customers.csv: the optional column variant is missing; it is NULL in every row"
    ]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (b"customer_id,customer_name,city,City", "the column city 2 times: city, city"),
        (b"town,customer_id,customer_name,city", "the column city 2 times: town, city"),
        (b"customer_id,note,customer_name,NOTE,city", "the column note 2 times: note, note"),
    ],
)
def test_a_column_that_occurs_twice_is_refused(header: bytes, found: str) -> None:
    columns = (*CUSTOMERS.columns[:2], SourceColumn("city", aliases=("town",)))
    assert refusal(header + b"\n", replace(CUSTOMERS, columns=columns)).found == found


def test_unknown_columns_are_kept_in_the_rescued_data_with_a_warning() -> None:
    reader = reader_of(
        b"zone,customer_id,customer_name,Pin Code,city,\n"
        b"N,1,a,110001,Delhi,x\n"
        b",2,b,,Delhi,\n"
        b',3,c,"11""0,001",Delhi,\n'
    )
    assert rows_of(reader) == [
        (2, ("1", "a", "Delhi"), {"columns": {"zone": "N", "pin code": "110001", "column_6": "x"}}),
        row(3, "2", "b", "Delhi"),
        (4, ("3", "c", "Delhi"), {"columns": {"pin code": '11"0,001'}}),
    ]
    assert reader.warnings == [
        "customers/customers.csv: unknown columns, kept in _rescued_data: zone, pin code, column_6"
    ]
    assert reader.rescued_rows == 0


def test_the_rescued_data_is_json_with_unicode_as_it_is_and_columns_in_file_order() -> None:
    (batch,) = reader_of(
        "b,customer_id,customer_name,city,a\nपता,1,n,c,é\nzü,2\n".encode()
    ).batches()
    assert batch.column("_rescued_data").to_pylist() == [
        '{"columns": {"b": "पता", "a": "é"}}',
        '{"fault": "2 fields, expected 5", "line": "zü,2"}',
    ]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (b"customer_id,customer_name,cit\xe9\n", "not valid UTF-8"),
        (b"customer_id,customer_name,city\x00\n", "control characters"),
        (HEADER.rstrip() + b"," * 1_048_576, "longer than 1048576 bytes"),
    ],
)
def test_a_header_that_cannot_be_read_is_refused(header: bytes, fault: str) -> None:
    assert refusal(header).found == f"a header line that cannot be read ({fault})"


def test_a_header_with_an_unclosed_quote_is_refused() -> None:
    assert refusal(b'customer_id,customer_name,"city\n').found == (
        "a header line with an unclosed quote"
    )


def test_a_message_about_thousands_of_columns_stays_short() -> None:
    extras = b"".join(b",%d" % n + b"x" * 100 for n in range(5_000))
    (warning,) = reader_of(HEADER.rstrip() + extras).warnings
    assert warning.endswith(" and 4980 more")
    assert len(warning) < 2_000


# --- lines


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CR LF", "CR"])
@pytest.mark.parametrize("last", [True, False], ids=["last line end", "no last line end"])
def test_every_kind_of_line_end_gives_the_same_rows(end: bytes, last: bool) -> None:
    lines = [HEADER.rstrip(), b"1,a,b", b"", b'2,"x', b'y",c', b"3,d,e"]
    content = end.join(lines) + (end if last else b"")
    assert read(content) == [
        row(2, "1", "a", "b"),
        row(4, "2", "x\ny", "c"),
        row(6, "3", "d", "e"),
    ]


def test_a_cr_lf_is_one_line_end_wherever_the_reads_cut_it() -> None:
    # Reads of a power of two bytes meet a line of seven bytes at each of its offsets.
    line, count = b"1,a,b\r\n", 2**18
    reader = reader_of(HEADER + line * count)
    numbers = [n for batch in reader.batches() for n in batch.column("row_number").to_pylist()]
    assert numbers == list(range(2, count + 2))
    assert reader.rescued_rows == 0


def test_blank_lines_are_no_rows_but_count_as_lines() -> None:
    assert read(HEADER + b"\n  \t\n1,a,b\n\n\n2,c,d\n\n") == [
        row(4, "1", "a", "b"),
        row(7, "2", "c", "d"),
    ]


def test_separators_that_only_unicode_knows_end_no_line() -> None:
    line = "1,a\u2028b\u0085c,d\x7f"
    assert read(HEADER + line.encode()) == [row(2, "1", "a\u2028b\u0085c", "d\x7f")]


def test_a_line_that_is_too_long_is_put_aside_with_its_beginning() -> None:
    line = "1," + "é" * 2_000 + ",b"
    content = HEADER + f"{line}\n2,c,d\n".encode()
    assert read(content, max_line_bytes=4_000) == [
        aside(2, "longer than 4000 bytes", line[:1_000]),
        row(3, "2", "c", "d"),
    ]


def test_the_longest_line_allowed_is_a_row_and_one_byte_more_is_not() -> None:
    assert read(HEADER + b"1,aaa,bb\n2,aaa,bbb\n", max_line_bytes=30) == [
        row(2, "1", "aaa", "bb"),
        row(3, "2", "aaa", "bbb"),
    ]
    assert read(HEADER + b"1,a," + b"x" * 27 + b"\n2,a," + b"x" * 26, max_line_bytes=30) == [
        aside(2, "longer than 30 bytes", "1,a," + "x" * 27),
        row(3, "2", "a", "x" * 26),
    ]


def test_a_quoted_field_may_be_as_long_as_a_line() -> None:
    text = "x" * 500_000
    assert read(HEADER + f'1,"{text}",b\n'.encode()) == [row(2, "1", text, "b")]


@pytest.mark.parametrize("byte", [*range(0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20)])
def test_a_line_with_a_control_character_is_put_aside(byte: int) -> None:
    text = f"1,a{chr(byte)},b"
    reader = reader_of(HEADER + f"{text}\n2,c,d\n".encode())
    assert rows_of(reader) == [aside(2, "control characters", text), row(3, "2", "c", "d")]
    assert reader.rescued_rows == 1


def test_control_characters_are_escaped_in_the_rescued_data() -> None:
    (batch,) = reader_of(HEADER + b"1,\x00\n").batches()
    assert batch.column("_rescued_data").to_pylist() == [
        r'{"fault": "control characters", "line": "1,\u0000"}'
    ]


def test_a_line_that_is_not_utf_8_is_put_aside_with_its_bytes() -> None:
    assert read(HEADER + "1,Café,b\n2,é".encode("cp1252") + b"\n3,e,f\n") == [
        aside(2, "not valid UTF-8", r"1,Caf\xe9,b"),
        aside(3, "not valid UTF-8", r"2,\xe9"),
        row(4, "3", "e", "f"),
    ]


def test_only_lines_that_are_not_utf_8_are_decoded_with_the_fallback() -> None:
    content = HEADER + "1,Café,b\n".encode("cp1252") + "2,Café,d\n".encode() + b"3,\x81,f\n"
    assert read(content, fallback_encoding="cp1252") == [
        row(2, "1", "Café", "b"),
        row(3, "2", "Café", "d"),
        aside(4, "not valid UTF-8", r"3,\x81,f"),
    ]


def test_a_fallback_that_python_does_not_know_is_found_at_once() -> None:
    with pytest.raises(LookupError, match="cp12520"):
        reader_of(HEADER, fallback_encoding="cp12520")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("1", "1 field, expected 3"),
        ("1,a", "2 fields, expected 3"),
        ("1,a,b,", "4 fields, expected 3"),
        ('1,"a,b"', "2 fields, expected 3"),
        ("1;a;b", "1 field, expected 3"),
    ],
)
def test_a_line_with_too_few_or_too_many_fields_is_put_aside(line: str, fault: str) -> None:
    reader = reader_of(HEADER + f"{line}\n2,c,d\n".encode())
    assert rows_of(reader) == [aside(2, fault, line), row(3, "2", "c", "d")]
    assert reader.rescued_rows == 1


# --- quotes


def test_a_quoted_field_may_hold_commas_quotes_and_line_ends() -> None:
    assert read(HEADER + b'1,"a,""b""","c\n\nd"\n"2","","x"\n') == [
        row(2, "1", 'a,"b"', "c\n\nd"),
        row(5, "2", None, "x"),
    ]


def test_several_fields_of_a_record_may_go_on_over_lines() -> None:
    assert read(HEADER + b'"1\n2","3""\n""4",5\n6,7,8\n') == [
        row(2, "1\n2", '3"\n"4', "5"),
        row(5, "6", "7", "8"),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('1,a"b,c', "stray quote"),
        ('1, "a",c', "stray quote"),
        ('1,"a"b,c', "stray quote"),
        ('1,"a" ,c', "stray quote"),
        (r'1,"a\"b",c', "stray quote"),
        ('1,a",c', "stray quote"),
        ('1,"a,c', "unclosed quote"),
        ('1,a,"', "unclosed quote"),
        (r'1,a,"b\""', "unclosed quote"),
    ],
)
def test_a_line_with_broken_quotes_is_put_aside_alone(line: str, fault: str) -> None:
    assert read(HEADER + f'{line}\n2,c,d\n3,"e",f\n'.encode()) == [
        aside(2, fault, line),
        row(3, "2", "c", "d"),
        row(4, "3", "e", "f"),
    ]


def test_a_quote_that_a_later_row_seems_to_close_swallows_no_row() -> None:
    content = (
        b'1,"Tuesday, July 01, 2025,Delhi\n'
        b"2,a,b\n"
        b'3,"Tuesday, July 01, 2025",Delhi\n'
        b'4,"x,Delhi\n'
        b'5,c,"",\n'
        b'6,d,"\n'
    )
    assert read(HEADER + content) == [
        aside(2, "unclosed quote", '1,"Tuesday, July 01, 2025,Delhi'),
        row(3, "2", "a", "b"),
        row(4, "3", "Tuesday, July 01, 2025", "Delhi"),
        aside(5, "unclosed quote", '4,"x,Delhi'),
        aside(6, "4 fields, expected 3", '5,c,"",'),
        aside(7, "unclosed quote", '6,d,"'),
    ]


def test_a_record_goes_on_over_at_most_100_lines() -> None:
    fits = b'1,a,"' + b"\n" * 99 + b'"\n'
    exceeds = b'2,a,"' + b"\n" * 100 + b'"\n'
    assert read(HEADER + fits + exceeds) == [
        row(2, "1", "a", "\n" * 99),
        aside(102, "unclosed quote", '2,a,"'),
        aside(202, "unclosed quote", '"'),
    ]


def test_a_record_over_several_lines_is_at_most_as_long_as_the_longest_line() -> None:
    assert read(HEADER + b'1,"aaaaaaaaaa\nbbbbbbbbbbbbb",c\n', max_line_bytes=30) == [
        row(2, "1", "aaaaaaaaaa\nbbbbbbbbbbbbb", "c"),
    ]
    assert read(HEADER + b'1,"aaaaaaaaaa\nbbbbbbbbbbbbbb",c\n', max_line_bytes=30) == [
        aside(2, "unclosed quote", '1,"aaaaaaaaaa'),
        aside(3, "stray quote", 'bbbbbbbbbbbbbb",c'),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [(b"x\x01", "control characters"), (b"x\xff", "not valid UTF-8")],
)
def test_a_record_does_not_go_on_over_a_line_that_cannot_be_read(line: bytes, fault: str) -> None:
    assert read(HEADER + b'1,a,"b\n' + line + b'\nc"\n2,d,e\n') == [
        aside(2, "unclosed quote", '1,a,"b'),
        aside(3, fault, line.decode("ascii", "backslashreplace")),
        aside(4, "stray quote", 'c"'),
        row(5, "2", "d", "e"),
    ]


def test_each_line_of_a_record_is_decoded_by_itself() -> None:
    content = HEADER + '1,"é\n'.encode() + 'é",c\n'.encode("cp1252")
    assert read(content, fallback_encoding="cp1252") == [row(2, "1", "é\né", "c")]


@pytest.mark.parametrize(
    "line", [b'"1,a,b\n', b'1,a,"b\n', b'1,a,"\n', b'1,"a\n' + b"2,c,d\n" * 98]
)
def test_the_time_for_open_quotes_grows_with_the_number_of_lines_only(line: bytes) -> None:
    content = HEADER + line * (10_000 // line.count(b"\n"))
    started = time.perf_counter()
    assert len(read(content, max_line_bytes=10_000_000)) >= 5_000
    assert time.perf_counter() - started < 3


# --- the end of the file


@pytest.mark.parametrize(
    ("content", "ends_cut"),
    [
        (b"1,a,b\n2,c", True),
        (b'1,a,b\n2,"c,d', True),
        (b"1,a,b\n2,c,\xc3", True),
        (b"1,a,b\n2,c\n", False),
        (b"1,a,b\n2,c\r", False),
        (b"1,a,b\n2,c,d", False),
        (b"1,a\n2,c,d", False),
        (b"1,a\n ", False),
        (b"", False),
    ],
)
def test_a_last_line_that_is_put_aside_and_has_no_end_is_the_sign_of_a_cut_file(
    content: bytes, ends_cut: bool
) -> None:
    reader = reader_of(HEADER + content)
    list(reader.batches())
    assert reader.ends_cut == ends_cut


# --- memory


def peak_bytes(content: BinaryIO, **options: Any) -> tuple[int, list[Row]]:
    tracemalloc.start()
    try:
        rows = read(content, **options)
        return tracemalloc.get_traced_memory()[1], rows
    finally:
        tracemalloc.stop()


def long_line() -> Iterable[bytes]:
    return itertools.chain([HEADER + b"1,a,"], itertools.repeat(b"x" * 65_536, 1_600), [b"\n2,c,d"])


def test_a_line_of_100_megabytes_is_put_aside_in_little_memory() -> None:
    peak, rows = peak_bytes(Pieces(long_line()))
    assert rows == [
        aside(2, "longer than 1048576 bytes", "1,a," + "x" * 996),
        row(3, "2", "c", "d"),
    ]
    assert peak < 20_000_000


def test_a_compressed_line_of_100_megabytes_is_put_aside_in_little_memory() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        for piece in long_line():
            file.write(piece)
    packed.seek(0)
    peak, rows = peak_bytes(packed, name="customers/customers.csv.gz")
    assert [number for number, _, _ in rows] == [2, 3]
    assert peak < 20_000_000


def test_lines_of_thousands_of_columns_are_read_in_bounded_memory() -> None:
    header = HEADER.rstrip() + b"".join(b",c%d" % n for n in range(5_000)) + b"\n"
    lines = itertools.repeat(b"1,a,b" + b"," * 5_000 + b"\n2\n", 1_000)
    peak, rows = peak_bytes(Pieces(itertools.chain([header], lines)))
    assert len(rows) == 2_000
    assert peak < 40_000_000


# --- properties

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from([",", '"', "\n", "\t", " "])
    ),
    max_size=12,
)
TOKENS = st.sampled_from(
    [b",", b'"', b'""', b"\n", b"\r", b"\r\n", b" ", b"a", b"1,a,b\n", b'"a,b",', b"\x00", b"\xe9"]
)
CONTENT = st.one_of(st.binary(max_size=60), st.lists(TOKENS, max_size=40).map(b"".join))
ENCODING = st.sampled_from([None, "cp1252"])


@settings(max_examples=300, deadline=None)
@given(
    records=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=8),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_csv_writer_writes_comes_back_identical(
    records: list[tuple[str, ...]], quoting: Any
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting).writerows(records)
    reader = reader_of(HEADER + text.getvalue().encode())
    assert [fields for _, fields, _ in rows_of(reader)] == [
        tuple(field or None for field in record) for record in records
    ]
    assert reader.rescued_rows == 0


@settings(max_examples=500, deadline=None)
@given(content=CONTENT, encoding=ENCODING)
def test_every_line_that_is_not_blank_belongs_to_exactly_one_row(
    content: bytes, encoding: str | None
) -> None:
    lines = re.split(rb"\r\n|\r|\n", HEADER + content)
    numbers = {n for n, line in enumerate(lines, 1) if n > 1 and line.strip(b" \t")}
    reader = reader_of(HEADER + content, fallback_encoding=encoding)
    rows = rows_of(reader)
    covered: list[int] = []
    for number, fields, _ in rows:
        line_ends = sum(field.count("\n") for field in fields if field is not None)
        covered += range(number, number + line_ends + 1)
    assert covered == sorted(set(covered))
    assert numbers <= set(covered)
    assert {number for number, _, _ in rows} <= numbers
    assert reader.rescued_rows == sum(rescued is not None for _, _, rescued in rows)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200), name=st.sampled_from(["a.csv", "a.csv.gz"]))
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    with contextlib.suppress(LandingFileError):
        read(content, name=name)


@settings(max_examples=300, deadline=None)
@given(
    content=CONTENT,
    sizes=st.lists(st.integers(1, 7), min_size=1, max_size=5),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    packed=st.booleans(),
)
def test_the_size_of_the_reads_does_not_matter(
    content: bytes, sizes: list[int], mark: bytes, packed: bool
) -> None:
    stored = gzip.compress(mark + HEADER + content) if packed else mark + HEADER + content
    name = "a.csv.gz" if packed else "a.csv"
    whole = reader_of(stored, name=name, max_line_bytes=40)
    pieces = reader_of(cut(stored, sizes), name=name, max_line_bytes=40)
    assert rows_of(pieces) == rows_of(whole)
    assert pieces.ends_cut == whole.ends_cut


@settings(max_examples=200, deadline=None)
@given(content=CONTENT, batch_rows=st.integers(1, 5))
def test_the_size_of_the_batches_does_not_matter(content: bytes, batch_rows: int) -> None:
    whole = list(reader_of(HEADER + content).batches())
    parts = list(reader_of(HEADER + content, batch_rows=batch_rows).batches())
    schema = BRONZE_TABLES[CUSTOMERS.name].arrow_schema
    assert pa.Table.from_batches(parts, schema).equals(pa.Table.from_batches(whole, schema))
    assert all(part.num_rows <= batch_rows for part in parts)
