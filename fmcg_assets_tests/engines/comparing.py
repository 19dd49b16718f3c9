"""Two lakes, table by table and row by row."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from fmcg_assets.contracts import TABLES
from fmcg_assets.lake.digests import slice_digests, sorted_rows
from fmcg_assets_tests.platform import Platform

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from fmcg_assets.contracts import Table
    from fmcg_assets.lake.tables import Lake


def twin(platform: Platform, root: Path) -> Platform:
    """Return a second platform on which the same files landed, and nothing is loaded."""
    shutil.copytree(platform.landing, root / "landing", copy_function=shutil.copy2)
    shutil.copytree(platform.settings.reference_uri, root / "reference")
    return Platform(root)


def assert_same_tables(one: Lake, other: Lake) -> None:
    """Compare every table: schema, rows, and what is recorded of its slices."""
    for table in TABLES.values():
        key = table.asset_key
        assert _schema(other, table) == _schema(one, table), key
        first, second = _rows(one, table), _rows(other, table)
        assert second.num_rows == first.num_rows, key
        differing = {
            name: next(
                (place, a, b)
                for place, (a, b) in enumerate(
                    zip(first[name].to_pylist(), second[name].to_pylist(), strict=True)
                )
                if a != b
            )
            for name in first.column_names
            if not second[name].equals(first[name])
        }
        assert differing == {}, key
        assert _recorded(other, table) == _recorded(one, table), key


def assert_intact(lake: Lake) -> None:
    """Expect that every table that was written can be read, and holds what its commits say."""
    for table in TABLES.values():
        if lake.state(table) is not None:
            found = slice_digests(sorted_rows(lake.read(table), table), table)
            recorded = {key: rows for key, (rows, _) in _recorded(lake, table).items() if rows}
            held = {key: digest.rows for key, digest in found.items() if digest.rows}
            assert held == recorded, table.asset_key


def _recorded(lake: Lake, table: Table) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Return rows and months of every slice that is recorded; digests are each writer's own."""
    state = lake.state(table)
    assert state is not None, f"{table.asset_key} was never written"
    return {key: (held.rows, held.months) for key, held in state.slices.items()}


def _rows(lake: Lake, table: Table) -> pa.Table:
    """Return a table's rows in a fixed order, without what differs from run to run."""
    rows = sorted_rows(lake.read(table), table)
    return rows.select([name for name in table.column_names if name not in table.volatile])


def _schema(lake: Lake, table: Table) -> tuple[Any, ...]:
    delta = lake.require(table)
    metadata, protocol = delta.metadata(), delta.protocol()
    return (
        delta.schema().to_json(),
        metadata.description,
        metadata.partition_columns,
        metadata.configuration["fmcg.contract_version"],
        (protocol.min_reader_version, protocol.min_writer_version),
    )
