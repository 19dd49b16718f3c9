"""Weekly care of a table: small files compacted, replaced ones deleted, a new checkpoint.

Nothing of it changes a row or the state that the commits record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from deltalake import CommitProperties, PostCommitHookProperties
from deltalake.exceptions import CommitFailedError

from fmcg_assets.lake.state import commit_metadata, read_state

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from fmcg_assets.contracts import Table
    from fmcg_assets.lake.tables import Lake

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
    # delta-rs takes an empty commit file for a commit; reading the state notices it.
    read_state(delta)
    files_before = len(delta.file_uris())
    postponed = []
    files_removed = 0
    try:
        _compact(delta)
    except CommitFailedError:
        postponed.append(_COMPACTION)
    try:
        files_removed = _vacuum(lake.require(table), retention_days)
    except CommitFailedError:
        postponed.append(_VACUUM)
    delta = lake.require(table)
    delta.create_checkpoint()
    return Maintenance(
        delta.version(), files_before, len(delta.file_uris()), files_removed, tuple(postponed)
    )


def _compact(delta: DeltaTable) -> None:
    # The commit says nothing of the slices: the one that does must not be cleaned away for it.
    delta.optimize.compact(
        post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False)
    )


def _vacuum(delta: DeltaTable, retention_days: int) -> int:
    """Delete files that were replaced, or never committed, before retention; return their number.

    Raises CommitFailedError, with nothing deleted, where another commit came first.
    """
    hours = 24 * retention_days
    # Checkpoints forget when a file was replaced after this duration, 7 days by default; by the
    # day that it was written, a vacuum would then take it too early.
    retention = {
        f"delta.{name}RetentionDuration": f"interval {retention_days} days"
        for name in ("deletedFile", "log")
    }
    expired = delta.vacuum(hours, dry_run=True, enforce_retention_duration=False, full=True)
    if expired or not retention.items() <= delta.metadata().configuration.items():
        _set_properties(delta, retention)
    # Without files to delete this makes no commit.
    return len(delta.vacuum(hours, dry_run=False, full=True))


def _set_properties(delta: DeltaTable, properties: dict[str, str]) -> None:
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
    # Behind a commit that came in between, this one would say what was true before it.
    delta.alter.set_table_properties(
        properties,
        commit_properties=CommitProperties(custom_metadata=metadata, max_commit_retries=0),
    )
