"""What a slice should have been computed from, by the states of the upstream tables.

One definition serves both sides: the I/O manager records the fingerprint with what it writes, and
the plan compares it with what upstream holds now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fmcg_assets.contracts import TABLES, WHOLE
from fmcg_assets.lake.state import TableState, fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fmcg_assets.contracts import Table
    from fmcg_assets.lake.state import FileEvidence


@dataclass(frozen=True)
class Upstream:
    """What the sources of a table hold: states of tables, digests of reference files.

    A table that was never written has no state; `files` are the landing files by slice.
    """

    tables: Mapping[str, TableState | None]
    references: Mapping[str, str]
    files: Mapping[str, tuple[FileEvidence, ...]]


def source_fingerprint(table: Table, slice_key: str, upstream: Upstream) -> str:
    """Return the fingerprint of everything that a slice is computed from.

    Where table and source are both sliced, only the same slice of the source counts.
    """
    return fingerprint(
        f"{source}={_content(source, table, slice_key, upstream)}" for source in table.sources
    )


def lookup_fingerprint(table: Table, upstream: Upstream) -> str:
    """Return the fingerprint of the tables that rows are looked up in; empty without any."""
    if not table.lookups:
        return ""
    return fingerprint(f"{key}={_content(key, table, WHOLE, upstream)}" for key in table.lookups)


def _content(source: str, table: Table, slice_key: str, upstream: Upstream) -> str:
    if source.startswith("landing/"):
        return " ".join(f"{f.name}:{f.sha256}" for f in upstream.files.get(slice_key, ()))
    if source.startswith("reference/"):
        return upstream.references[source]
    state = upstream.tables.get(source) or TableState(0)
    if TABLES[source].slice_column and table.partition_column:
        content = state.content(slice_key)
        return f"gap={state.gap}" if content is None else content
    return state.whole_content
