"""Corrections and mappings are read strictly: a slip in them is an error, never a guess."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from fmcg_assets.contracts import REFERENCES
from fmcg_assets.errors import LandingFileError
from fmcg_assets.ingest.reference import read_reference, reference_digest
from fmcg_assets.ingest.zones import LocalZone, S3Zone
from fmcg_assets.resources.environments import project_root

if TYPE_CHECKING:
    from fmcg_assets_tests.s3 import Bucket

CITIES = REFERENCES["reference/city_spellings"]
HEADER = "spelling,city\n"


@pytest.fixture
def zone(tmp_path: Path) -> LocalZone:
    return LocalZone(str(tmp_path))


def write(zone: LocalZone, content: str | bytes) -> str:
    """Write the file of city spellings and return its URI."""
    file = Path(zone.uri("city_spellings.csv"))
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


def rows(zone: LocalZone) -> list[tuple[str, ...]]:
    table = read_reference(zone, CITIES).rows
    return [tuple(row.values()) for row in table.to_pylist()]


# --- what is read


def test_rows_are_text_in_the_order_of_the_file(zone: LocalZone) -> None:
    write(zone, f"{HEADER}NewDelhi,New Delhi\nBengalore,Bengaluru\n007,1.0\n")
    assert read_reference(zone, CITIES).rows == pa.table(
        {
            "spelling": ["NewDelhi", "Bengalore", "007"],
            "city": ["New Delhi", "Bengaluru", "1.0"],
        }
    )


def test_blanks_around_values_blank_lines_and_a_byte_order_mark_do_not_matter(
    zone: LocalZone,
) -> None:
    write(zone, f"\ufeff{HEADER}\r\n NewDelhi , New Delhi\r\n\r\nHyderbad,Hyderabad")
    assert rows(zone) == [("NewDelhi", "New Delhi"), ("Hyderbad", "Hyderabad")]


def test_a_quoted_value_may_hold_a_comma(zone: LocalZone) -> None:
    write(zone, f'{HEADER}"Delhi, New",New Delhi\n')
    assert rows(zone) == [("Delhi, New", "New Delhi")]


def test_a_file_without_rows_is_a_mapping_of_nothing(zone: LocalZone) -> None:
    write(zone, HEADER)
    table = read_reference(zone, CITIES).rows
    assert table.num_rows == 0
    assert table.schema == pa.schema([("spelling", pa.string()), ("city", pa.string())])


@pytest.mark.parametrize("key", REFERENCES)
def test_the_shipped_file_of_every_contract_can_be_read(key: str) -> None:
    shipped = LocalZone(str(project_root() / "fmcg_assets" / "reference"))
    reference = REFERENCES[key]
    assert tuple(read_reference(shipped, reference).rows.column_names) == reference.columns


def test_a_reference_on_s3_is_read_in_the_same_way(bucket: Bucket) -> None:
    bucket.put("reference/city_spellings.csv", b"spelling,city\nNewDelhi,New Delhi\n")
    read = read_reference(S3Zone(f"{bucket.uri}/reference"), CITIES)
    assert read.rows.to_pylist() == [{"spelling": "NewDelhi", "city": "New Delhi"}]


# --- its digest


def test_the_digest_is_of_the_files_bytes(zone: LocalZone) -> None:
    content = f"{HEADER}NewDelhi,New Delhi\n"
    write(zone, content)
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    assert reference_digest(zone, CITIES) == read_reference(zone, CITIES).digest == digest


def test_another_value_gives_another_digest(zone: LocalZone) -> None:
    write(zone, f"{HEADER}NewDelhi,New Delhi\n")
    before = reference_digest(zone, CITIES)
    write(zone, f"{HEADER}NewDelhi,Delhi\n")
    assert reference_digest(zone, CITIES) != before


# --- what is refused


@pytest.mark.parametrize(
    ("content", "found", "expected"),
    [
        pytest.param("", "columns []", "columns ['spelling', 'city']", id="empty"),
        pytest.param(
            "spelling;city\n",
            "columns ['spelling;city']",
            "columns ['spelling', 'city']",
            id="semicolons",
        ),
        pytest.param(
            "city,spelling\n",
            "columns ['city', 'spelling']",
            "columns ['spelling', 'city']",
            id="another order",
        ),
        pytest.param(
            "spelling,city,note\n",
            "columns ['spelling', 'city', 'note']",
            "columns ['spelling', 'city']",
            id="another column",
        ),
        pytest.param(
            f"{HEADER}NewDelhi,New Delhi\nHyderbad\n",
            "line 3 without a value in each column",
            "2 values",
            id="too few values",
        ),
        pytest.param(
            f"{HEADER}NewDelhi,New Delhi,\n",
            "line 2 without a value in each column",
            "2 values",
            id="too many values",
        ),
        pytest.param(
            f"{HEADER}\nNewDelhi, \n",
            "line 3 without a value in each column",
            "2 values",
            id="an empty value",
        ),
        pytest.param(
            f"{HEADER}NewDelhi,New Delhi\nPune,Pune\n NewDelhi,Delhi\n",
            "line 4 with a spelling that an earlier line has",
            "each one once",
            id="a key twice",
        ),
        pytest.param(
            f"{HEADER}NewDelhi,New Delhi\nNewDelhi,New Delhi\n",
            "line 3 with a spelling that an earlier line has",
            "each one once",
            id="a line twice",
        ),
        pytest.param(
            f'{HEADER}NewDelhi,"New Delhi\nHyderbad,Hyderabad\n',
            "line 3 that cannot be read (unexpected end of data)",
            "a CSV file",
            id="an unclosed quote that swallows the lines after it",
        ),
        pytest.param(
            f'{HEADER}"NewDelhi"x,New Delhi\n',
            "line 2 that cannot be read (',' expected after '\"')",
            "a CSV file",
            id="text after a quote",
        ),
        pytest.param(
            f"{HEADER}New\rDelhi,New Delhi\n",
            "line 2 without a value in each column",
            "2 values",
            id="a carriage return in a value",
        ),
        pytest.param(
            f"{HEADER}Münch".encode("latin-1"),
            "bytes that are not UTF-8",
            "a file in UTF-8",
            id="Latin-1",
        ),
    ],
)
def test_a_slip_is_refused_with_its_place(
    zone: LocalZone, content: str | bytes, found: str, expected: str
) -> None:
    uri = write(zone, content)
    for read in (read_reference, reference_digest):
        with pytest.raises(LandingFileError) as refused:
            read(zone, CITIES)
        assert str(refused.value) == f"{uri}: found {found}; expected {expected}"


def test_a_missing_file_is_asked_for_with_its_columns(zone: LocalZone) -> None:
    with pytest.raises(LandingFileError) as missing:
        read_reference(zone, CITIES)
    assert str(missing.value) == (
        f"{zone.uri('city_spellings.csv')}: found no such file; expected a CSV file with the"
        " columns spelling, city"
    )
