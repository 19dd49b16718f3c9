"""Weekly care of a table: small files compacted, replaced ones deleted, a new checkpoint.

Nothing of it changes a row or the state that the commits record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fmcg_assets.lake.state import commit_metadata, read_state
from fmcg_assets.lake.writers import LostRaceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deltalake import DeltaTable

    from fmcg_assets.contracts import Table
    from fmcg_assets.lake.tables import Lake
    from fmcg_assets.lake.writers import Writer

SHORTEST_RETENTION_DAYS: Final = 7
"""A file that a writer or reader at work still needs is younger."""

_COMPACTION: Final = "compaction"
_VACUUM: Final = "vacuum"


@dataclass(frozen=True)
class Maintenance:
    """What the maintenance of a table did; `version` is the table's afterwards.

    `files_before` and `files_after` are the numbers of present data files, `files_removed` that
    of deleted ones. `postponed` names what another writer's commit prevented this time.
    """

    version: int
    files_before: int
    files_after: int
    files_removed: int
    postponed: tuple[str, ...] = ()


def maintain(lake: Lake, table: Table, retention_days: int) -> Maintenance | None:
    """Compact a table, delete the files that were replaced before retention, write a checkpoint.

    Returns None for a table that was never written. Makes no commit where nothing is to be done.

    Raises ValueError for a retention below 7 days, and what `Lake.open` and `read_state` raise.
    """
    if retention_days < SHORTEST_RETENTION_DAYS:
        raise ValueError(f"{retention_days} days, expected {SHORTEST_RETENTION_DAYS} or more")
    delta = lake.open(table)
    if delta is None or delta.version() == 0:
        return None
    lake.claim()
    # delta-rs takes an empty commit file for a commit; reading the state notices it.
    read_state(delta)
    files_before = len(delta.file_uris())
    postponed = []
    files_removed = 0
    try:
        lake.writer.compact(delta)
    except LostRaceError:
        postponed.append(_COMPACTION)
    try:
        files_removed = _vacuum(lake.writer, lake.require(table), retention_days)
    except LostRaceError:
        postponed.append(_VACUUM)
    delta = lake.require(table)
    lake.writer.checkpoint(delta)
    return Maintenance(
        delta.version(), files_before, len(delta.file_uris()), files_removed, tuple(postponed)
    )


def _vacuum(writer: Writer, delta: DeltaTable, retention_days: int) -> int:
    """Delete files that were replaced, or never committed, before retention; return their number.

    Raises LostRaceError, with nothing deleted, where another commit came first.
    """
    hours = 24 * retention_days
    # Checkpoints forget when a file was replaced after this duration, 7 days by default; by the
    # day that it was written, a vacuum would then take it too early.
    retention = {
        f"delta.{name}RetentionDuration": f"interval {retention_days} days"
        for name in ("deletedFile", "log")
    }
    expired = writer.expired_files(delta, hours)
    if expired or not retention.items() <= delta.metadata().configuration.items():
        _carry_state_on(writer, delta, retention)
    if expired:
        writer.vacuum(delta, hours)
    return expired


def _carry_state_on(writer: Writer, delta: DeltaTable, properties: Mapping[str, str]) -> None:
    """Set table properties in a commit that carries the recorded state on.

    The commits of a vacuum clean the log: in a table that was not written for longer than the
    log is kept, they would remove the commit that knows its slices.
    """
    state = read_state(delta)
    metadata = commit_metadata(
        run_id=state.run_id,
        base=state,
        written={},
        confirmed={},
        replaces_all=False,
        upstream=state.upstream,
    )
    writer.set_properties(delta, properties, metadata)
