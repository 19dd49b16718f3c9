"""A lake belongs to one kind of writer: who claims it, who is refused, how it is handed over."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dagster import DagsterRunStatus

from fmcg_assets.contracts import TABLES
from fmcg_assets.errors import LakeWriterError
from fmcg_assets.instance.home import open_instance
from fmcg_assets.instance.runs import process_tags
from fmcg_assets.kpis import headline
from fmcg_assets.lake.ownership import claim_lake, hand_over, lake_writer
from fmcg_assets.lake.spark_writer import SparkWriter
from fmcg_assets.lake.tables import Lake
from fmcg_assets.storage.objects import read_object, replace_object
from fmcg_assets_tests.engines.commands import fmcg, run_clean
from fmcg_assets_tests.engines.comparing import assert_same_tables, twin
from fmcg_assets_tests.lake.examples import SALES, evidence, sales
from fmcg_assets_tests.platform import Platform, new_platform
from fmcg_assets_tests.runs import recorded_run

if TYPE_CHECKING:
    from fmcg_assets_tests.s3 import Bucket

DAY = "2025-07-01"


@pytest.fixture(params=["local", pytest.param("S3", marks=pytest.mark.long)])
def lake_uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new lake, in a folder or on S3."""
    if request.param == "local":
        return str(tmp_path / "lake")
    bucket: Bucket = request.getfixturevalue("bucket")
    return f"{bucket.uri}/lake"


def spark_lake(uri: str) -> Lake:
    """Return a lake that is written by Spark, as far as that needs no session."""
    return Lake(uri, SparkWriter.__new__(SparkWriter))


def marker(uri: str) -> dict[str, str]:
    content = read_object(f"{uri}/_fmcg/writer.json")
    assert content is not None
    said: dict[str, str] = json.loads(content)
    return said


def write(lake: Lake) -> None:
    lake.write(SALES, sales((DAY, "a", 1)), [DAY], evidence())


def test_nobody_owns_a_lake_that_nobody_wrote(lake_uri: str) -> None:
    assert lake_writer(lake_uri) is None


@pytest.mark.parametrize("writer", ["delta-rs", "spark"])
def test_the_first_writer_claims_the_lake_and_may_go_on(lake_uri: str, writer: str) -> None:
    for _ in range(2):
        claim_lake(lake_uri, writer, lambda: False)
    assert lake_writer(lake_uri) == writer
    assert marker(lake_uri)["since"].endswith("+00:00")


def test_the_first_write_claims_the_lake(lake_uri: str) -> None:
    write(Lake(lake_uri))
    assert lake_writer(lake_uri) == "delta-rs"


def test_another_kind_of_writer_is_refused_with_what_to_do_and_writes_nothing(
    lake_uri: str,
) -> None:
    write(Lake(lake_uri))
    before = Lake(lake_uri).require(SALES).version()

    with pytest.raises(LakeWriterError) as refused:
        spark_lake(lake_uri).claim()

    assert str(refused.value) == (
        f"the lake {lake_uri} is written by delta-rs, and this process would write it by spark:"
        " two kinds of writers can overwrite each other's commits. Set FMCG_ENGINE=embedded, or"
        " hand the lake over with `fmcg run --take-over` while no run is at work"
    )
    assert lake_writer(lake_uri) == "delta-rs"
    assert Lake(lake_uri).require(SALES).version() == before


def test_a_lake_of_spark_is_not_written_by_delta_rs(lake_uri: str) -> None:
    spark_lake(lake_uri).claim()
    with pytest.raises(LakeWriterError, match=r"by spark, .* by delta-rs: .*FMCG_ENGINE=spark"):
        write(Lake(lake_uri))
    assert Lake(lake_uri).open(SALES) is None


def test_an_older_lake_that_has_tables_and_says_nothing_is_delta_rs(
    lake_uri: str, tmp_path: Path
) -> None:
    older = Lake(lake_uri)
    table = TABLES["silver/customers"]
    older.writer.create(table, older.table_location(table), {"fmcg.contract_version": "1"})
    assert lake_writer(lake_uri) is None

    with pytest.raises(LakeWriterError, match="is written by delta-rs"):
        spark_lake(lake_uri).claim()

    assert lake_writer(lake_uri) == "delta-rs"


@pytest.mark.parametrize("content", [b"", b"spark", b"{}", b"[]", b"\xff", b'{"writ'])
def test_a_damaged_marker_is_named_and_nothing_is_written(lake_uri: str, content: bytes) -> None:
    replace_object(f"{lake_uri}/_fmcg/writer.json", content)
    with pytest.raises(LakeWriterError) as refused:
        write(Lake(lake_uri))
    assert str(refused.value) == (
        f"{lake_uri}/_fmcg/writer.json: found something else than the name of the lake's writer;"
        ' restore it, for example as {"writer": "delta-rs"}'
    )
    assert Lake(lake_uri).open(SALES) is None


def test_a_marker_of_a_writer_that_is_unknown_is_refused_by_name(lake_uri: str) -> None:
    replace_object(f"{lake_uri}/_fmcg/writer.json", b'{"writer": "flink"}')
    with pytest.raises(LakeWriterError, match="is written by flink"):
        write(Lake(lake_uri))


def test_of_first_claimers_at_once_one_gets_the_lake_and_the_others_are_refused(
    lake_uri: str,
) -> None:
    barrier = threading.Barrier(6)

    def claimed(writer: str) -> str | None:
        barrier.wait()
        try:
            claim_lake(lake_uri, writer, lambda: False)
        except LakeWriterError:
            return None
        return writer

    with ThreadPoolExecutor(6) as threads:
        owners = list(threads.map(claimed, ["delta-rs", "spark"] * 3))

    owner = lake_writer(lake_uri)
    assert owner is not None
    assert [name for name in owners if name] == [owner] * 3


def test_a_lake_that_is_handed_over_is_refused_to_the_one_who_had_it(lake_uri: str) -> None:
    write(Lake(lake_uri))
    hand_over(lake_uri, "spark")
    assert lake_writer(lake_uri) == "spark"
    with pytest.raises(LakeWriterError):
        Lake(lake_uri).claim()
    spark_lake(lake_uri).claim()


# --- fmcg run --take-over


@pytest.mark.long
@pytest.mark.parametrize(
    "status", [DagsterRunStatus.STARTED, DagsterRunStatus.QUEUED, DagsterRunStatus.CANCELING]
)
def test_a_lake_is_not_taken_over_while_a_run_is_unfinished(
    tmp_path: Path, status: DagsterRunStatus
) -> None:
    platform = new_platform(tmp_path / "platform")
    hand_over(platform.settings.lake_uri, "spark")
    with open_instance(platform.settings) as instance:
        run = recorded_run(instance, process_tags(), status)

    refused = fmcg(platform, "run", "--take-over")

    assert refused.code == 1
    assert refused.errors == (
        f"error: the lake {platform.settings.lake_uri} cannot be taken over: run(s) {run.run_id}"
        " are unfinished; wait for them, or cancel them in the Dagster UI\n"
    )
    assert lake_writer(platform.settings.lake_uri) == "spark"
    assert platform.lake.states() == dict.fromkeys(TABLES)


@pytest.mark.long
def test_a_run_whose_process_died_does_not_hinder(tmp_path: Path) -> None:
    platform = new_platform(tmp_path / "platform")
    hand_over(platform.settings.lake_uri, "spark")
    died = process_tags() | {"fmcg/process_started": "1.00"}
    with open_instance(platform.settings) as instance:
        recorded_run(instance, died, DagsterRunStatus.STARTED)

    output = run_clean(platform, "--take-over")

    assert "the lake is written by delta-rs from now on" in output
    assert lake_writer(platform.settings.lake_uri) == "delta-rs"


@pytest.mark.server
def test_a_lake_goes_over_to_spark_and_back_with_the_same_tables(
    tmp_path: Path, remote: str
) -> None:
    platform = new_platform(tmp_path / "platform", [DAY])
    run_clean(platform)
    before = platform.versions()

    refused = fmcg(platform, "run", remote=remote)
    assert refused.code == 1
    assert refused.errors.startswith(
        f"error: the lake {platform.settings.lake_uri} is written by delta-rs, and this process"
    )
    assert len(refused.errors.splitlines()) == 1
    assert platform.versions() == before

    platform.land_orders(["2025-07-02"])
    taken = run_clean(platform, "--take-over", remote=remote)
    assert "the lake is written by spark from now on" in taken
    assert platform.versions()["bronze/orders"] > before["bronze/orders"]
    assert fmcg(platform, "run").code == 1
    assert_same(platform, tmp_path / "after spark")

    platform.land_orders(["2025-07-03"])
    back = run_clean(platform, "--take-over")
    assert "the lake is written by delta-rs from now on" in back
    assert_same(platform, tmp_path / "after delta-rs")


def assert_same(platform: Platform, root: Path) -> None:
    """Compare with a lake that only the embedded engine wrote."""
    other = twin(platform, root)
    run_clean(other)
    assert_same_tables(other.lake, platform.lake)
    assert headline(platform.lake) == headline(other.lake)
