"""Sensors on landing zones in S3: nothing that landed is missed, nothing comes in twice.

A look compares the complete listing, every key with size, etag and time, with that of the last
settled look. So it does not matter when a key was put, nor in which order keys are listed.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from unittest import mock

import botocore.session
import dagster as dg
import pytest
from moto.s3.models import s3_backends

from fmcg_assets.dispatch import listing_digest
from fmcg_assets.errors import StorageError
from fmcg_assets.ingest.zones import S3Zone
from fmcg_assets.instance.home import open_instance
from fmcg_assets.resources.environments import use_identity
from fmcg_assets.storage.s3 import forget_client
from fmcg_assets_tests.inline_daemon import Daemon, asked_days, days_of, product_of
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.platform import ORDERS, Platform, copied
from fmcg_assets_tests.s3 import Bucket, bucket, s3_endpoint
from fmcg_assets_tests.s3_server import REGION, S3Server, read_only, s3_server

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

__all__ = ["bucket", "s3_endpoint", "s3_server"]

pytestmark = pytest.mark.server

NOTHING = "Nothing to run."
UNCHANGED = "Nothing landed or changed since the last look."
HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty"
LOADED = "2025-07-01"


@dataclass(kw_only=True)
class OrderFiles(Daemon):
    """The sensor on order files that lie in a bucket, and the hands of those who deliver there."""

    client: S3Client
    bucket: str
    cursor: str | None = None

    def put(self, day: str, quantity: int = 5) -> None:
        """Deliver the order file of a day, one line long."""
        customer, product = product_of(self.platform)
        placed = day.replace("-", "/")
        line = f"O-{day},{placed},{customer},{product},{quantity}"
        self.put_key(key_of(day), f"{HEADER}\n{line}\n".encode())

    def put_key(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=content)

    def delete(self, day: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key_of(day))

    def tick(self) -> tuple[list[dg.RunRequest], str]:
        """Evaluate the sensor with the cursor that it left; return requests and skip message."""
        sensor = self.definitions.get_repository_def().get_sensor_def("order_files")
        with dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursor,
            definitions=self.definitions,
            sensor_name="order_files",
        ) as context:
            answer = sensor.evaluate_tick(context)
        self.cursor = answer.cursor
        return list(answer.run_requests or ()), answer.skip_message or ""

    def asked(self) -> list[dg.RunRequest]:
        return self.tick()[0]

    def said(self) -> str:
        """Return why a tick asked for nothing."""
        requests, message = self.tick()
        assert requests == []
        return message

    def settle_orders(self) -> None:
        """Tick until nothing has changed since the last look."""
        assert self.said() == NOTHING
        assert self.said() == UNCHANGED

    def quantities(self, day: str) -> list[object]:
        rows = self.platform.rows("gold/sb_fact_orders")
        return [row["sold_quantity"] for row in rows if str(row["file_date"]) == day]


def key_of(day: str) -> str:
    return f"{ORDERS}/orders_{day.replace('-', '_')}.csv"


def order_files(
    platform: Platform, client: S3Client, name: str, variables: dict[str, str]
) -> Iterator[OrderFiles]:
    """Put a platform's landing zones into a bucket, and this process into an environment."""
    for file in sorted(path for path in platform.landing.rglob("*") if path.is_file()):
        key = str(file.relative_to(platform.landing))
        client.put_object(Bucket=name, Key=key, Body=file.read_bytes())
    for company in ("parent", "child"):
        platform.overrides[f"{company}_landing_uri"] = f"s3://{name}/{company}_company"
    with mock.patch.dict(os.environ):
        for variable in [v for v in os.environ if v.startswith(("AWS_", "FMCG_"))]:
            del os.environ[variable]
        os.environ.update(variables)
        use_identity(platform.settings)
        forget_client()
        with open_instance(platform.settings) as instance:
            yield OrderFiles(platform=platform, instance=instance, client=client, bucket=name)
    forget_client()


def on_server(platform: Platform, server: S3Server) -> Iterator[OrderFiles]:
    name = server.create_bucket("landing")
    keys = server.user("sensor", read_only(name))
    platform.overrides |= {"s3_endpoint_url": server.endpoint, "s3_region": REGION}
    variables = {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    yield from order_files(platform, server.root_client(), name, variables)


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform into which one day was brought; not to be changed."""
    return loaded_platform(tmp_path_factory.mktemp("loaded") / "platform", [LOADED])


@pytest.fixture
def files(loaded_once: Platform, s3_server: S3Server, tmp_path: Path) -> Iterator[OrderFiles]:
    yield from on_server(copied(loaded_once, tmp_path / "platform"), s3_server)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[S3Server]:
    """A server that a test may kill."""
    server = S3Server(tmp_path / "server")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mortal(loaded_once: Platform, own_server: S3Server, tmp_path: Path) -> Iterator[OrderFiles]:
    yield from on_server(copied(loaded_once, tmp_path / "platform"), own_server)


@pytest.fixture
def clocked(loaded_once: Platform, bucket: Bucket, tmp_path: Path) -> Iterator[OrderFiles]:
    """Order files on a server whose clock a test sets; it lists whole seconds, as AWS does."""
    variables = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    platform = copied(loaded_once, tmp_path / "platform")
    yield from order_files(platform, bucket.client, bucket.name, variables)


def listed_time(files: OrderFiles, day: str) -> datetime:
    listed = files.client.list_objects_v2(Bucket=files.bucket, Prefix=key_of(day))["Contents"]
    return listed[0]["LastModified"]


def set_time(files: OrderFiles, day: str, instant: datetime) -> None:
    """Let a key of `clocked` have been put at an instant (whole second)."""
    [backend] = [
        found
        for account in s3_backends.values()
        for found in account.values()
        if files.bucket in found.buckets
    ]
    backend.buckets[files.bucket].keys[key_of(day)].last_modified = instant.replace(tzinfo=None)
    assert listed_time(files, day) == instant


# --- time


def test_keys_put_right_before_and_right_after_a_look_come_in_once_each(files: OrderFiles) -> None:
    files.settle_orders()
    for day in ("2025-07-02", "2025-07-03"):
        files.put(day)
    before = files.asked()
    for day in ("2025-07-04", "2025-07-05"):
        files.put(day)
    after = files.asked()
    assert days_of(before) == [("2025-07-02", "2025-07-03")]
    assert days_of(after) == [("2025-07-04", "2025-07-05")]
    files.carry_out([*before, *after])
    files.settle_orders()
    for number in range(2, 6):
        assert files.quantities(f"2025-07-{number:02d}") == [5]


def test_keys_of_one_second_are_seen_on_whichever_side_of_a_look_they_were_put(
    clocked: OrderFiles,
) -> None:
    second = listed_time(clocked, LOADED)
    clocked.put("2025-07-02")
    set_time(clocked, "2025-07-02", second)
    assert days_of(clocked.asked()) == [("2025-07-02", "2025-07-02")]
    for day in ("2025-07-03", "2025-07-04"):
        clocked.put(day)
        set_time(clocked, day, second)
    assert days_of(clocked.asked()) == [("2025-07-03", "2025-07-04")]


def test_a_key_with_an_older_time_than_all_that_were_seen_is_not_missed(
    clocked: OrderFiles,
) -> None:
    clocked.settle_orders()
    clocked.put("2025-07-02")
    set_time(clocked, "2025-07-02", datetime(2020, 1, 1, tzinfo=UTC))
    assert days_of(clocked.asked()) == [("2025-07-02", "2025-07-02")]


def test_another_etag_tells_of_another_content_of_equal_size_and_second(
    clocked: OrderFiles,
) -> None:
    clocked.put("2025-07-02", quantity=5)
    second = listed_time(clocked, "2025-07-02")
    clocked.carry_out(clocked.asked())
    clocked.settle_orders()
    clocked.put("2025-07-02", quantity=7)
    set_time(clocked, "2025-07-02", second)
    again = clocked.asked()
    assert days_of(again) == [("2025-07-02", "2025-07-02")]
    clocked.carry_out(again)
    assert clocked.quantities("2025-07-02") == [7]


# --- deleted, put again


def test_a_key_deleted_between_two_looks_takes_no_stored_rows_away_and_hides_no_later_key(
    files: OrderFiles,
) -> None:
    stored = files.quantities(LOADED)
    assert stored
    files.settle_orders()
    files.delete(LOADED)
    files.put("2025-07-02")
    requests = files.asked()
    assert days_of(requests) == [("2025-07-02", "2025-07-02")]
    files.carry_out(requests)
    assert files.quantities(LOADED) == stored
    assert files.quantities("2025-07-02") == [5]
    assert files.said().startswith(NOTHING)
    assert files.said() == UNCHANGED


def test_a_key_deleted_before_it_was_loaded_is_asked_for_once_it_is_put_again(
    files: OrderFiles,
) -> None:
    files.put("2025-07-02")
    files.put("2025-07-03")
    files.delete("2025-07-02")
    assert asked_days(files.asked()) == {"2025-07-03"}
    files.put("2025-07-02")
    assert asked_days(files.asked()) == {"2025-07-02"}


def test_a_key_put_again_with_equal_content_changes_nothing(files: OrderFiles) -> None:
    files.settle_orders()
    versions = files.platform.versions()
    content = files.platform.order_file(LOADED).read_bytes()
    files.put_key(key_of(LOADED), content)
    assert files.said() == NOTHING
    assert files.said() == UNCHANGED
    assert files.platform.versions() == versions


def test_a_key_put_again_with_equal_content_in_parts_has_another_etag_and_changes_nothing(
    files: OrderFiles,
) -> None:
    files.settle_orders()
    name, key, client = files.bucket, key_of(LOADED), files.client
    upload = client.create_multipart_upload(Bucket=name, Key=key)["UploadId"]
    content = files.platform.order_file(LOADED).read_bytes()
    part = client.upload_part(Bucket=name, Key=key, UploadId=upload, PartNumber=1, Body=content)
    done = client.complete_multipart_upload(
        Bucket=name,
        Key=key,
        UploadId=upload,
        MultipartUpload={"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]},
    )
    assert done["ETag"].endswith('-1"')
    assert files.said() == NOTHING
    assert files.said() == UNCHANGED


def test_a_key_put_again_with_other_content_makes_its_day_run_again(files: OrderFiles) -> None:
    files.put("2025-07-02", quantity=5)
    files.carry_out(files.asked())
    files.settle_orders()
    files.put("2025-07-02", quantity=8)
    again = files.asked()
    assert days_of(again) == [("2025-07-02", "2025-07-02")]
    files.carry_out(again)
    assert files.quantities("2025-07-02") == [8]


# --- foreign names

FOREIGN = [
    "orders_2025_07_02.csv.bak",
    "orders_2025_02_30.csv",
    "ORDERS_2025_07_02.csv",
    " orders_2025_07_02.csv",
    "orders_2025_07_02 .csv",
    "orders_2025_07_02'; --.csv",
    'orders_2025_07_02".csv',
    "orders_2025_07_02\n.csv",
    "orders_2025_07_02&<>%41+.csv",
    f"orders_2025_07_02{'ä' * 100}.csv",
]
"""Names directly in the folder of order files that are none of theirs."""
ELSEWHERE = [
    "child_company/orders/landing_old/orders_2025_07_02.csv",
    "child_company/orders/landing2025/orders_2025_07_02.csv",
    "child_company/orders/landing.csv",
    "child_company_2/orders/landing/orders_2025_07_02.csv",
    f"{ORDERS}/2025/orders_2025_07_02.csv",
    f"{ORDERS}/" + "/".join(["x" * 200] * 4) + "/",
]
"""Keys that only look as if they lay in that folder."""


def test_foreign_names_are_told_of_and_never_taken_in(files: OrderFiles) -> None:
    for name in FOREIGN:
        files.put_key(f"{ORDERS}/{name}", b"foreign")
    said = files.said()
    assert said.startswith(NOTHING)
    assert said.count("\n") == len(FOREIGN)
    for why, number in (("its name is none of child_orders's", 9), ("no day of the calendar", 1)):
        assert said.count(why) == number
    assert files.said() == UNCHANGED


def test_keys_that_lie_elsewhere_are_nothing_to_the_sensor(files: OrderFiles) -> None:
    files.settle_orders()
    for key in ELSEWHERE:
        long = key + "x" * 150 if key.endswith("/") else key
        files.put_key(long, b"elsewhere")
    files.put_key(f"{ORDERS}/", b"")
    assert files.said() == UNCHANGED


def test_a_good_key_among_foreign_ones_comes_in(files: OrderFiles) -> None:
    for name in FOREIGN:
        files.put_key(f"{ORDERS}/{name}", b"foreign")
    for key in ELSEWHERE[:-1]:
        files.put_key(key, b"elsewhere")
    files.put("2025-07-02")
    assert days_of(files.asked()) == [("2025-07-02", "2025-07-02")]


def test_a_key_of_1024_bytes_is_a_foreign_name(clocked: OrderFiles) -> None:
    key = f"{ORDERS}/orders_2025_07_02"
    clocked.put_key(key + "x" * (1024 - len(key)), b"foreign")
    assert "its name is none of child_orders's" in clocked.said()
    assert clocked.said() == UNCHANGED


# --- ten thousand keys


def put_many(files: OrderFiles, first: date, days: int) -> None:
    """Put one-line order files of so many days at once: MinIO takes an archive apart."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for number in range(days):
            day = first + timedelta(days=number)
            line = f"O-{day},{day:%Y/%m/%d},789403,25891101,5"
            content = f"{HEADER}\n{line}\n".encode()
            entry = tarfile.TarInfo(f"{ORDERS}/orders_{day:%Y_%m_%d}.csv")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    files.client.put_object(
        Bucket=files.bucket,
        Key="packed.tar",
        Body=packed.getvalue(),
        Metadata={"snowball-auto-extract": "true"},
    )


@pytest.mark.long
def test_ten_thousand_keys_are_looked_at_within_the_time_of_a_tick(files: OrderFiles) -> None:
    first = date(1998, 1, 1)
    files.platform.overrides["start_date"] = first
    put_many(files, first, 10_000)
    landing = files.client.get_paginator("list_objects_v2").paginate(
        Bucket=files.bucket, Prefix=f"{ORDERS}/"
    )
    assert sum(page["KeyCount"] for page in landing) == 10_001

    started = time.perf_counter()
    requests, _ = files.tick()
    assert time.perf_counter() - started < 60
    assert requests
    assert json.loads(files.cursor or "{}")["settled"] == ""

    # What the cursor says once all of them are loaded.
    digest = listing_digest(files.platform.settings, files.instance, datetime.now(UTC))
    files.cursor = json.dumps({**json.loads(files.cursor or "{}"), "settled": digest})
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        assert files.said() == UNCHANGED
        taken.append(time.perf_counter() - started)
    assert min(taken) < 5, taken
    assert len(files.cursor or "") < 2000


# --- a server that is gone


def refused(files: OrderFiles) -> str:
    """Return the error that the daemon records for a tick."""
    cursor = files.cursor
    with pytest.raises(StorageError) as told:
        files.tick()
    assert told.value.transient
    assert files.cursor == cursor
    return str(told.value)


def test_a_tick_without_a_server_says_so_and_the_next_one_misses_nothing(
    mortal: OrderFiles, own_server: S3Server
) -> None:
    mortal.settle_orders()
    mortal.put("2025-07-02")
    own_server.kill()
    started = time.perf_counter()
    said = refused(mortal)
    assert time.perf_counter() - started < 15
    assert said.startswith(f"cannot list s3://{mortal.bucket}/child_company/customers: no answer; ")
    assert "FMCG_S3_ENDPOINT_URL" in said
    own_server.start()
    mortal.put("2025-07-03")
    assert days_of(mortal.asked()) == [("2025-07-02", "2025-07-03")]


def test_a_server_that_dies_in_the_middle_of_a_look_makes_nothing_be_missed(
    mortal: OrderFiles, own_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = S3Zone.open

    def open_as_the_server_dies(zone: S3Zone, path: str) -> BinaryIO:
        if path.endswith("orders_2025_07_02.csv"):
            own_server.kill()
        return opened(zone, path)

    mortal.settle_orders()
    mortal.put("2025-07-02")
    with monkeypatch.context() as patched:
        patched.setattr(S3Zone, "open", open_as_the_server_dies)
        said = refused(mortal)
    uri = f"s3://{mortal.bucket}/{key_of('2025-07-02')}"
    assert said.startswith(f"cannot read {uri}: no answer; ")
    own_server.start()
    assert days_of(mortal.asked()) == [("2025-07-02", "2025-07-02")]


# --- the client


def test_all_ticks_of_a_process_share_one_client(
    files: OrderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    create: Callable[..., None] = botocore.session.Session.__init__

    def counted(session: object, *arguments: object, **options: object) -> None:
        made.append(session)
        create(session, *arguments, **options)

    monkeypatch.setattr(botocore.session.Session, "__init__", counted)
    files.tick()
    assert len(made) == 1
    files.put("2025-07-02")
    for _ in range(3):
        files.tick()
    assert len(made) == 1
