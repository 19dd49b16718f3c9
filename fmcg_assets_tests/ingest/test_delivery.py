"""A delivery is all rows of all its files with the evidence of what was read, or nothing."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import BRONZE_TABLES, SOURCES, WHOLE
from fmcg_assets.errors import LandingFileError
from fmcg_assets.ingest.delivery import Delivery, HashingStream, file_sha256, read_delivery
from fmcg_assets.ingest.landing import list_landing
from fmcg_assets.ingest.zones import LocalZone, S3Zone
from fmcg_assets.lake.state import FileEvidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.contracts import Source
    from fmcg_assets.ingest.landing import LandingFile
    from fmcg_assets.ingest.zones import LandingZone
    from fmcg_assets_tests.s3 import Bucket

ORDERS = SOURCES["child_orders"]
CUSTOMERS = SOURCES["child_customers"]
PARENT_ORDERS = SOURCES["parent_orders"]
READ_AT = datetime(2025, 7, 2, 21, 0, tzinfo=UTC)

ORDER_HEADER = b"order_id,order_placement_date,customer_id,product_id,order_qty\n"
DAY1 = "orders/landing/orders_2025_07_01.csv"
DAY2 = "orders/landing/orders_2025_07_02.csv"
CUSTOMER_FILE = "customers/customers.csv"
CUSTOMER_ROWS = b"customer_id,customer_name,city\n1,FitFuel,Delhi\n2,Champion's Choice,Pune\n"


def orders(*numbers: str) -> bytes:
    return ORDER_HEADER + b"".join(f"{n},2025/07/01,1,2,3\n".encode() for n in numbers)


def deliver(root: Path, files: dict[str, bytes]) -> LocalZone:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return LocalZone(str(root))


def read(
    zone: LandingZone,
    source: Source,
    files: Sequence[LandingFile] | None = None,
    encoding: str | None = None,
) -> Delivery:
    listed = list_landing(zone, source).files if files is None else files
    return read_delivery(zone, source, listed, read_at=READ_AT, fallback_encoding=encoding)


def evidence_of(zone: LandingZone, path: str, content: bytes) -> FileEvidence:
    stored = zone.stat(path)
    assert stored is not None
    return FileEvidence(
        path,
        len(content),
        stored.etag,
        stored.modified.isoformat(),
        hashlib.sha256(content).hexdigest(),
    )


# --- rows and evidence


def test_the_files_of_several_days_become_one_table_with_evidence_by_day(tmp_path: Path) -> None:
    first, second = orders("a", "b"), orders("c")
    zone = deliver(tmp_path, {DAY1: first, DAY2: second})
    delivery = read(zone, ORDERS)
    assert delivery.rows.schema == BRONZE_TABLES["child_orders"].arrow_schema
    assert delivery.rows.select(["order_id", "file_name", "file_date"]).to_pylist() == [
        {"order_id": "a", "file_name": DAY1, "file_date": date(2025, 7, 1)},
        {"order_id": "b", "file_name": DAY1, "file_date": date(2025, 7, 1)},
        {"order_id": "c", "file_name": DAY2, "file_date": date(2025, 7, 2)},
    ]
    assert delivery.files == {
        "2025-07-01": (evidence_of(zone, DAY1, first),),
        "2025-07-02": (evidence_of(zone, DAY2, second),),
    }
    assert delivery.cut == frozenset()
    assert delivery.warnings == ()


def test_every_row_says_how_large_its_file_is_and_when_it_was_read(tmp_path: Path) -> None:
    delivery = read(deliver(tmp_path, {CUSTOMER_FILE: CUSTOMER_ROWS}), CUSTOMERS)
    assert delivery.rows.column("file_size").to_pylist() == [len(CUSTOMER_ROWS)] * 2
    assert delivery.rows.column("read_timestamp").to_pylist() == [READ_AT] * 2


def test_all_files_of_a_domain_are_one_slice_with_the_evidence_of_each(tmp_path: Path) -> None:
    header = b"date,product_code,customer_code,sold_quantity\n"
    contents = {
        "orders/full_load/a.csv": header + b"2024-01-01,p,c,1\n",
        "orders/full_load/b.csv": header,
        "orders/incremental_load/c.csv": header + b"2024-02-01,p,c,2\n2024-02-01,q,c,3\n",
    }
    zone = deliver(tmp_path, contents)
    delivery = read(zone, PARENT_ORDERS)
    assert delivery.rows.column("file_name").to_pylist() == [
        "orders/full_load/a.csv",
        "orders/incremental_load/c.csv",
        "orders/incremental_load/c.csv",
    ]
    assert delivery.files == {
        WHOLE: tuple(evidence_of(zone, path, content) for path, content in contents.items())
    }


def test_a_compressed_file_gives_the_same_rows_and_the_digest_of_its_stored_bytes(
    tmp_path: Path,
) -> None:
    plain = deliver(tmp_path / "plain", {CUSTOMER_FILE: CUSTOMER_ROWS})
    packed = gzip.compress(CUSTOMER_ROWS)
    zone = deliver(tmp_path / "packed", {f"{CUSTOMER_FILE}.gz": packed})
    delivery = read(zone, CUSTOMERS)
    columns = [column.name for column in CUSTOMERS.columns]
    assert delivery.rows.select(columns) == read(plain, CUSTOMERS).rows.select(columns)
    assert delivery.files[WHOLE] == (evidence_of(zone, f"{CUSTOMER_FILE}.gz", packed),)


def test_what_follows_the_end_of_the_last_line_counts_for_the_digest(tmp_path: Path) -> None:
    content = CUSTOMER_ROWS + b"\n" * 100_000
    zone = deliver(tmp_path, {CUSTOMER_FILE: content})
    delivery = read(zone, CUSTOMERS)
    assert delivery.rows.num_rows == 2
    assert delivery.files[WHOLE] == (evidence_of(zone, CUSTOMER_FILE, content),)


def test_a_file_larger_than_any_buffer_is_read_and_digested_in_full(tmp_path: Path) -> None:
    content = orders(*(f"order-{number}" for number in range(100_000)))
    zone = deliver(tmp_path, {DAY1: content})
    delivery = read(zone, ORDERS)
    assert delivery.rows.num_rows == 100_000
    assert delivery.files["2025-07-01"] == (evidence_of(zone, DAY1, content),)


def test_no_files_are_a_delivery_without_rows(tmp_path: Path) -> None:
    delivery = read(deliver(tmp_path, {}), ORDERS)
    assert delivery.rows == BRONZE_TABLES["child_orders"].arrow_schema.empty_table()
    assert delivery.files == {}


def test_a_file_with_only_a_header_is_evidence_without_rows(tmp_path: Path) -> None:
    zone = deliver(tmp_path, {DAY1: ORDER_HEADER})
    delivery = read(zone, ORDERS)
    assert delivery.rows.num_rows == 0
    assert delivery.files == {"2025-07-01": (evidence_of(zone, DAY1, ORDER_HEADER),)}


def test_files_on_s3_are_read_in_the_same_way(bucket: Bucket) -> None:
    packed = gzip.compress(orders("c"))
    bucket.put(f"child/{DAY1}", orders("a", "b"))
    bucket.put(f"child/{DAY2}.gz", packed)
    zone = S3Zone(f"{bucket.uri}/child")
    delivery = read(zone, ORDERS)
    assert delivery.rows.column("order_id").to_pylist() == ["a", "b", "c"]
    assert delivery.files == {
        "2025-07-01": (evidence_of(zone, DAY1, orders("a", "b")),),
        "2025-07-02": (evidence_of(zone, f"{DAY2}.gz", packed),),
    }


# --- lines that are put aside


def test_lines_put_aside_are_kept_counted_and_warned_of_by_file(tmp_path: Path) -> None:
    zone = deliver(tmp_path, {DAY1: orders("a") + b"only,three,fields\nx\n", DAY2: orders("b")})
    delivery = read(zone, ORDERS)
    assert delivery.rows.column("order_id").to_pylist() == ["a", None, None, "b"]
    assert delivery.warnings == (f"{tmp_path / DAY1}: 2 lines put aside as malformed",)


def test_a_warning_about_the_header_names_the_file(tmp_path: Path) -> None:
    zone = deliver(tmp_path, {CUSTOMER_FILE: b"customer_id,customer_name,city,phone\n1,F,D,555\n"})
    (warning,) = read(zone, CUSTOMERS).warnings
    assert warning.startswith(f"{tmp_path / CUSTOMER_FILE}: ")
    assert "phone" in warning
    assert "555" not in warning


def test_the_slice_of_a_file_that_ends_in_the_middle_of_a_line_is_told(tmp_path: Path) -> None:
    zone = deliver(tmp_path, {DAY1: orders("a") + b"b,2025/07/0", DAY2: orders("c").rstrip()})
    assert read(zone, ORDERS).cut == {"2025-07-01"}


def test_lines_in_the_declared_encoding_are_read(tmp_path: Path) -> None:
    content = "customer_id,customer_name,city\n1,Café,Delhi\n".encode("latin-1")
    zone = deliver(tmp_path, {CUSTOMER_FILE: content})
    assert read(zone, CUSTOMERS).rows.column("customer_name").to_pylist() == [None]
    declared = read(zone, CUSTOMERS, encoding="latin-1")
    assert declared.rows.column("customer_name").to_pylist() == ["Café"]


# --- all or nothing


def test_nothing_is_returned_where_one_file_is_unusable(tmp_path: Path) -> None:
    zone = deliver(tmp_path, {DAY1: orders("a"), DAY2: b""})
    with pytest.raises(LandingFileError) as refused:
        read(zone, ORDERS)
    assert refused.value.file == str(tmp_path / DAY2)


def test_a_cut_archive_is_unusable_however_much_of_it_can_be_read(tmp_path: Path) -> None:
    packed = gzip.compress(orders(*(str(number) for number in range(10_000))))
    zone = deliver(tmp_path, {f"{DAY1}.gz": packed[:-20]})
    with pytest.raises(LandingFileError, match=re.escape(f"{DAY1}.gz: found ")):
        read(zone, ORDERS)


# --- files that do not rest

GONE = "found no file any more; expected the file that was listed; deliver it again"
ANOTHER = "found another file than the one listed; expected a file at rest; run again"


class ChangesWhileItIsRead(LocalZone):
    """A zone in which a file is replaced, or deleted, by the time that it has been opened."""

    def __init__(self, root: str, replacement: bytes | None) -> None:
        super().__init__(root)
        self._replacement = replacement

    def open(self, path: str) -> BinaryIO:
        stream = super().open(path)
        file = Path(self.uri(path))
        file.unlink()
        if self._replacement is not None:
            file.write_bytes(self._replacement)
        return stream


def test_a_file_that_is_gone_since_it_was_listed_is_an_error(tmp_path: Path) -> None:
    zone = deliver(tmp_path, {DAY1: orders("a"), DAY2: orders("b")})
    files = list_landing(zone, ORDERS).files
    (tmp_path / DAY2).unlink()
    with pytest.raises(LandingFileError) as gone:
        read(zone, ORDERS, files)
    assert str(gone.value) == f"{tmp_path / DAY2}: {GONE}"


@pytest.mark.parametrize("content", [orders("b"), orders("a", "b")], ids=["same size", "longer"])
def test_a_file_that_was_replaced_since_it_was_listed_is_an_error(
    tmp_path: Path, content: bytes
) -> None:
    zone = deliver(tmp_path, {DAY1: orders("a")})
    files = list_landing(zone, ORDERS).files
    (tmp_path / DAY1).unlink()
    deliver(tmp_path, {"other": b"keeps the inode", DAY1: content})
    with pytest.raises(LandingFileError) as replaced:
        read(zone, ORDERS, files)
    assert str(replaced.value) == f"{tmp_path / DAY1}: {ANOTHER}"


@pytest.mark.parametrize("replacement", [orders("b"), None], ids=["replaced", "vanished"])
def test_a_file_that_changes_while_it_is_read_is_an_error(
    tmp_path: Path, replacement: bytes | None
) -> None:
    deliver(tmp_path, {DAY1: orders("a")})
    with pytest.raises(LandingFileError) as changed:
        read(ChangesWhileItIsRead(str(tmp_path), replacement), ORDERS)
    assert str(changed.value) == f"{tmp_path / DAY1}: {ANOTHER}"


def test_an_object_that_was_replaced_or_is_gone_is_an_error(bucket: Bucket) -> None:
    bucket.put(DAY1, orders("a"))
    zone = S3Zone(bucket.uri)
    files = list_landing(zone, ORDERS).files
    bucket.put(DAY1, orders("b"))
    with pytest.raises(LandingFileError) as replaced:
        read(zone, ORDERS, files)
    assert str(replaced.value) == f"{bucket.uri}/{DAY1}: {ANOTHER}"
    bucket.delete(DAY1)
    with pytest.raises(LandingFileError) as gone:
        read(zone, ORDERS, files)
    assert str(gone.value) == f"{bucket.uri}/{DAY1}: {GONE}"


# --- digests of bytes


@settings(deadline=None)
@given(st.binary(max_size=5000), st.integers(1, 600), st.integers(0, 9))
def test_the_digest_is_of_all_bytes_however_few_were_read(
    content: bytes, piece: int, pieces: int
) -> None:
    stream = HashingStream(io.BytesIO(content))
    read_so_far = b"".join(stream.read(piece) or b"" for _ in range(pieces))
    assert read_so_far == content[: piece * pieces]
    assert stream.hexdigest() == hashlib.sha256(content).hexdigest()


def test_the_digest_of_a_file_is_that_of_its_stored_bytes(tmp_path: Path) -> None:
    packed = gzip.compress(CUSTOMER_ROWS)
    zone = deliver(tmp_path, {f"{CUSTOMER_FILE}.gz": packed})
    assert file_sha256(zone, f"{CUSTOMER_FILE}.gz") == hashlib.sha256(packed).hexdigest()
    with pytest.raises(FileNotFoundError):
        file_sha256(zone, CUSTOMER_FILE)
