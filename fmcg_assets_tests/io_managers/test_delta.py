"""What the I/O manager does beyond the lake: inputs of a run, its days, and what it tells."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow as pa
import pytest
from dagster._core.errors import DagsterUnknownPartitionError

from fmcg_assets.contracts import TABLES, WHOLE
from fmcg_assets.definitions import build_definitions
from fmcg_assets.errors import ContractError, MissingTableError
from fmcg_assets.lake.view_months import VIEW
from fmcg_assets.partitions import daily_partitions
from fmcg_assets.planning import DIMENSION_TABLES, FACT_LANE, VIEW_TABLES
from fmcg_assets_tests.platform import Platform, copied, differing, new_platform

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAYS = ["2025-07-01", "2025-07-02", "2025-07-03"]
INJECTION = "2025-07-01' OR 1=1 --"
SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
Metadata = dict[str, Any]


def tags_of(first: str, last: str) -> dict[str, str]:
    """Return the tags of a run over a range of days."""
    return {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
    }


THREE_DAYS = tags_of(DAYS[0], DAYS[-1])


def run(
    platform: Platform,
    tables: Sequence[str] | None = None,
    tags: dict[str, str] | None = None,
    *,
    assets: Sequence[dg.AssetsDefinition] = (),
) -> dg.ExecuteInProcessResult:
    """Materialize tables in one run: of the platform's assets, or of assets of one's own."""
    definitions = build_definitions(platform.settings)
    if assets:
        definitions = dg.Definitions(assets=assets, resources=definitions.resources)
    job = definitions.resolve_implicit_global_asset_job_def()
    keys = [dg.AssetKey(key.split("/")) for key in tables] if tables else None
    return execute(job, asset_selection=keys, tags=tags)


def execute(job: dg.JobDefinition, **arguments: Any) -> dg.ExecuteInProcessResult:
    """Run a job without its log on the terminal, in an instance of its own."""
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(instance=instance, run_config=SILENT, **arguments)


def refresh(platform: Platform) -> dg.ExecuteInProcessResult:
    """Run the job `daily_refresh` for the three days: everything in one run."""
    job = build_definitions(platform.settings).resolve_job_def("daily_refresh")
    return execute(job, tags=THREE_DAYS)


def told(result: dg.ExecuteInProcessResult, key: str) -> dict[str | None, Metadata]:
    """Return what a run told of a table's materializations, by partition."""
    found: dict[str | None, Metadata] = {}
    for event in result.get_asset_materialization_events():
        materialization = event.materialization
        if materialization.asset_key.to_user_string() == key:
            metadata = {name: value.value for name, value in materialization.metadata.items()}
            assert materialization.partition not in found
            found[materialization.partition] = metadata
    return found


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Platform, Any]:
    """A platform, not to be changed, and the one run that filled it."""
    platform = new_platform(tmp_path_factory.mktemp("refreshed") / "platform", DAYS)
    return platform, refresh(platform)


@pytest.fixture
def loaded(refreshed: tuple[Platform, Any], tmp_path: Path) -> Platform:
    """A platform with three days."""
    return copied(refreshed[0], tmp_path / "platform")


@pytest.fixture
def unloaded(tmp_path: Path) -> Platform:
    """A platform with nothing loaded."""
    return new_platform(tmp_path / "platform", DAYS)


# --- inputs


def test_a_missing_input_says_what_to_materialize(unloaded: Platform) -> None:
    with pytest.raises(MissingTableError) as caught:
        run(unloaded, ["silver/customers", "silver/customers_quarantine"])
    assert str(caught.value) == (
        f"bronze/customers has never been materialized in {unloaded.settings.lake_uri}; run"
        " `fmcg run`, or materialize bronze/customers (and what is upstream of it) in the"
        " Dagster UI"
    )


def test_an_optional_input_that_was_never_written_is_empty(loaded: Platform) -> None:
    for name in ("sb_fact_orders", "fact_orders"):
        shutil.rmtree(loaded.root / "lake" / "gold" / name)
    run(loaded, ["gold/fact_orders"], {"dagster/partition": DAYS[0]})
    assert {row["company"] for row in loaded.rows("gold/fact_orders")} == {"parent"}


def test_a_day_reads_its_own_rows_of_an_input_and_a_whole_table_all_that_is_stored(
    loaded: Platform,
) -> None:
    seen: list[set[object]] = []

    # The first stored day lies before the first partition.
    partitions = daily_partitions(date.fromisoformat(DAYS[1]))

    @dg.asset(
        ins={"lines": dg.AssetIn(["silver", "orders"])},
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        io_manager_key="nothing",
    )
    def reader(lines: Any) -> None:
        seen.append({row["file_date"].isoformat() for row in lines.select("file_date").collect()})

    @dg.asset(
        ins={"lines": dg.AssetIn(["silver", "orders"], metadata={"all_days": True})},
        io_manager_key="nothing",
    )
    def whole_reader(lines: Any) -> None:
        seen.append({row["file_date"].isoformat() for row in lines.select("file_date").collect()})

    upstream = dg.AssetSpec(["silver", "orders"], partitions_def=partitions)
    definitions = dg.Definitions(
        assets=[upstream.with_io_manager_key("delta_io"), reader, whole_reader],
        resources={
            **(build_definitions(loaded.settings).resources or {}),
            "nothing": dg.mem_io_manager,
        },
    )
    job = definitions.resolve_implicit_global_asset_job_def()
    for asset, tags in (
        (reader, {"dagster/partition": DAYS[1]}),
        (reader, tags_of(DAYS[1], DAYS[2])),
        (whole_reader, {}),
    ):
        execute(job, asset_selection=[asset.key], tags=tags)
    assert seen == [{DAYS[1]}, {DAYS[1], DAYS[2]}, set(DAYS)]


# --- days


@pytest.mark.parametrize(
    "tables",
    [
        ["bronze/orders"],
        ["silver/orders", "silver/orders_quarantine"],
        ["gold/sb_fact_orders"],
        ["gold/fact_orders"],
    ],
)
def test_a_partitioned_table_is_not_written_by_a_run_without_a_day(
    loaded: Platform, tables: list[str]
) -> None:
    versions = loaded.versions()
    with pytest.raises(Exception, match=r"non-partitioned run|partition_time_window"):
        run(loaded, tables)
    assert loaded.versions() == versions


def test_the_i_o_manager_itself_refuses_a_partitioned_table_without_a_day(
    loaded: Platform,
) -> None:
    versions = loaded.versions()

    @dg.asset(key=["gold", "sb_fact_orders"], io_manager_key="delta_io")
    def unpartitioned() -> pa.Table:
        return TABLES["gold/sb_fact_orders"].arrow_schema.empty_table()

    with pytest.raises(ContractError) as caught:
        run(loaded, assets=[unpartitioned])
    assert str(caught.value) == (
        "gold/sb_fact_orders is partitioned by file_date; it is written only by a run for a day"
        " or a range of days"
    )
    assert loaded.versions() == versions


@pytest.mark.parametrize("tags", [{"dagster/partition": DAYS[0]}, tags_of(*DAYS[:2])])
def test_rows_of_other_days_than_the_runs_are_refused(
    loaded: Platform, tags: dict[str, str]
) -> None:
    versions = loaded.versions()
    stored = loaded.lake.read(TABLES["gold/sb_fact_orders"])

    @dg.asset(
        key=["gold", "sb_fact_orders"],
        partitions_def=daily_partitions(date(2024, 1, 1)),
        backfill_policy=dg.BackfillPolicy.single_run(),
        io_manager_key="delta_io",
    )
    def of_all_days() -> pa.Table:
        return stored

    with pytest.raises(ContractError, match=r"sb_fact_orders\.file_date: found rows of 2025-07-0"):
        run(loaded, tags=tags, assets=[of_all_days])
    assert loaded.versions() == versions


def test_something_else_than_rows_is_refused(loaded: Platform) -> None:
    @dg.asset(key=["gold", "dim_customers"], io_manager_key="delta_io")
    def text() -> str:
        return "no rows"

    with pytest.raises(ContractError, match="an asset returned str; expected a Spark frame"):
        run(loaded, assets=[text])


def test_a_partition_key_that_is_no_day_is_refused(loaded: Platform) -> None:
    before = loaded.contents()
    job = build_definitions(loaded.settings).resolve_implicit_global_asset_job_def()
    with pytest.raises(DagsterUnknownPartitionError):
        execute(
            job,
            asset_selection=[dg.AssetKey(["gold", "sb_fact_orders"])],
            partition_key=INJECTION,
        )
    assert loaded.contents() == before


@pytest.mark.parametrize(
    ("key", "tags"),
    [
        ("bronze/orders", {"dagster/partition": INJECTION}),
        ("gold/sb_fact_orders", {"dagster/partition": INJECTION}),
        ("gold/sb_fact_orders", tags_of(INJECTION, DAYS[1])),
        ("gold/sb_fact_orders", tags_of(DAYS[0], INJECTION)),
    ],
    ids=["bronze", "day", "first of a range", "last of a range"],
)
def test_a_run_whose_tags_hold_no_day_is_refused(
    loaded: Platform, key: str, tags: dict[str, str]
) -> None:
    before, versions = loaded.contents(), loaded.versions()
    with pytest.raises(Exception, match=r"2025-07-01'"):
        run(loaded, [key], tags)
    assert loaded.contents() == before
    assert loaded.versions() == versions


# --- unpartitioned tables in a run over days


@pytest.mark.long
def test_everything_in_one_run_over_days_is_as_in_runs_of_its_own(
    refreshed: tuple[Platform, Any], unloaded: Platform
) -> None:
    run(unloaded, DIMENSION_TABLES)
    run(unloaded, FACT_LANE, {"dagster/partition": DAYS[0]})
    run(unloaded, FACT_LANE, tags_of(DAYS[1], DAYS[2]))
    run(unloaded, VIEW_TABLES)
    contents = unloaded.contents()
    assert differing(refreshed[0].contents(), contents) == set()
    empty = {key for key, held in contents.items() if not held}
    assert all(key.endswith("_quarantine") for key in empty)


@pytest.mark.long
def test_the_same_run_again_writes_nothing_and_tells_so(loaded: Platform) -> None:
    versions = loaded.versions()
    result = refresh(loaded)
    assert loaded.versions() == versions
    for key in TABLES:
        assert {m["delta_version"] for m in told(result, key).values()} == {"unchanged"}


# --- what a materialization tells


@pytest.mark.parametrize("key", FACT_LANE)
def test_each_day_tells_its_rows_and_what_they_were_made_of(
    refreshed: tuple[Platform, Any], key: str
) -> None:
    platform, result = refreshed
    days = told(result, key)
    state = platform.state(key)
    assert sorted(map(str, days)) == DAYS
    for day, metadata in days.items():
        slice_state = state.slices[str(day)]
        assert metadata["dagster/partition_row_count"] == slice_state.rows
        assert metadata["dagster/partition_row_count"] == len(platform.day_rows(key, str(day)))
        assert metadata["fmcg/source"] == slice_state.source != ""
        assert metadata["dagster/uri"] == f"{platform.settings.lake_uri}/{key}"
        assert metadata["dagster/table_name"] == key.replace("/", ".")
        assert metadata["delta_version"] == state.version
        assert "dagster/row_count" not in metadata


@pytest.mark.parametrize("key", [*DIMENSION_TABLES, *VIEW_TABLES])
def test_an_unpartitioned_table_tells_its_rows_and_what_they_were_made_of(
    refreshed: tuple[Platform, Any], key: str
) -> None:
    platform, result = refreshed
    state = platform.state(key)
    # The run's days are no partitions of these tables.
    [(partition, metadata)] = told(result, key).items()
    assert partition is None
    assert metadata["dagster/row_count"] == state.rows == len(platform.rows(key))
    assert {s.source for s in state.slices.values()} <= {metadata["fmcg/source"]}
    assert metadata["dagster/uri"] == f"{platform.settings.lake_uri}/{key}"
    assert metadata["delta_version"] == state.version == 1
    assert metadata["table_bytes"] == sum(
        file.stat().st_size for file in (platform.root / "lake" / key).rglob("*.parquet")
    )
    assert key == VIEW or WHOLE in state.slices or TABLES[key].sliced_by


@pytest.mark.parametrize("key", TABLES)
def test_every_table_tells_its_columns_and_their_lineage_once(
    refreshed: tuple[Platform, Any], key: str
) -> None:
    shapes = [
        metadata
        for metadata in told(refreshed[1], key).values()
        if "dagster/column_schema" in metadata
    ]
    [shape] = shapes
    columns = [column.name for column in shape["dagster/column_schema"].columns]
    assert columns == list(TABLES[key].column_names)
    assert set(shape["dagster/column_lineage"].deps_by_column) <= set(columns)
