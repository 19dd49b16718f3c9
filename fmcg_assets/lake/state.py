"""What a table's commits say about its content: the state of every slice.

Each commit carries, as JSON in Delta's `userMetadata`, the slices that it wrote and what it knew
of all others as of the version it was based on. So the newest commit is enough to know a table,
however long its history; where commits raced, those in between are laid over it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from deltalake.fs import DeltaStorageHandler
from pyarrow.fs import FileType, PyFileSystem

from fmcg_assets.contracts import WHOLE
from fmcg_assets.errors import DamagedTableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from deltalake import DeltaTable

USER_METADATA: Final = "userMetadata"
_FORMAT: Final = 1
_NEUTRAL_OPERATIONS: Final = frozenset({"CREATE TABLE", "OPTIMIZE", "VACUUM START", "VACUUM END"})


@dataclass(frozen=True)
class FileEvidence:
    """Which content of which file was read; size, etag and time tell cheaply that it changed."""

    name: str
    size: int
    etag: str
    modified: str
    sha256: str


@dataclass(frozen=True)
class SliceState:
    """What a slice holds.

    `content` is the digest of its rows (empty where it has none), `source` the fingerprint of
    what they were computed from, `lookups` that of the tables they were looked up in, `months`
    the months (yyyy-MM) of the contract's `months_of`, `files` a bronze slice's landing files.
    """

    content: str
    rows: int
    source: str = ""
    lookups: str = ""
    months: tuple[str, ...] = ()
    files: tuple[FileEvidence, ...] = ()


@dataclass(frozen=True)
class TableState:
    """All slices of a table at a version.

    `upstream` is what a view was computed from: digests by slice, by table. `gap` is the version
    of the last commit of somebody else: slices that are not listed may hold anything then.
    `run_id` is the Dagster run of the newest commit of ours.
    """

    version: int
    slices: Mapping[str, SliceState] = field(default_factory=dict)
    upstream: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    gap: int | None = None
    run_id: str = ""

    def content(self, slice_key: str) -> str | None:
        """Return the digest of a slice's content ("" for no rows), None where it is unknown."""
        if slice_key in self.slices:
            return self.slices[slice_key].content
        return "" if self.gap is None else None

    @property
    def whole_content(self) -> str:
        """The digest of the whole table's content."""
        if set(self.slices) == {WHOLE}:
            return self.slices[WHOLE].content
        held = (
            f"{key}={state.content}" for key, state in sorted(self.slices.items()) if state.rows
        )
        return fingerprint([f"gap={self.gap}", *held])

    @property
    def rows(self) -> int:
        """Rows of all slices."""
        return sum(state.rows for state in self.slices.values())


def fingerprint(parts: Iterable[str]) -> str:
    """Return a short digest of texts in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def commit_metadata(
    *,
    run_id: str,
    base: TableState,
    written: Mapping[str, SliceState],
    confirmed: Mapping[str, SliceState],
    replaces_all: bool,
    upstream: Mapping[str, Mapping[str, str]],
) -> dict[str, str]:
    """Return the custom metadata of a commit that writes the slices over the base state.

    `confirmed` are slices that hold the same rows in the base state already, with newer evidence:
    unlike a written one, such a slice may be changed by a commit that races with this one.
    """
    slices = dict(written) if replaces_all else {**base.slices, **confirmed, **written}
    document = {
        "fmcg": _FORMAT,
        "run_id": run_id,
        "base": base.version,
        "replaces_all": replaces_all,
        "written": sorted(written),
        "slices": {key: _encode(slices[key]) for key in sorted(slices)},
        "upstream": upstream,
        "gap": None if replaces_all else base.gap,
    }
    return {USER_METADATA: json.dumps(document, separators=(",", ":"))}


def read_state(table: DeltaTable) -> TableState:
    """Return the state of a table's slices at the version that is open.

    A commit of somebody else that changed data makes all that was known before it worthless: the
    state then holds only what was written since.

    Raises DamagedTableError for an empty commit file, which delta-rs takes for a commit.
    """
    version = table.version()
    commits: list[_Commit] = []
    needed = 0
    # Not by `DeltaTable.history`: it counts down from the open version, but reads from the newest.
    for number in range(version, -1, -1):
        if number < needed:
            break
        commit = _read_commit(table, number)
        if commit is None:
            break
        commits.append(commit)
        if commit.document is not None and needed == 0:
            needed = int(commit.document["base"]) + 1
        elif commit.is_foreign:
            needed = number
    return _replayed(version, commits, needed)


@dataclass(frozen=True)
class _Commit:
    version: int
    operation: str | None
    document: dict[str, Any] | None
    changes_files: bool

    @property
    def is_foreign(self) -> bool:
        """Whether somebody else changed data; properties and compaction change none."""
        neutral = self.operation in _NEUTRAL_OPERATIONS or not self.changes_files
        return self.document is None and not neutral


def _read_commit(table: DeltaTable, version: int) -> _Commit | None:
    """Return what a commit says of itself, None where log retention removed it."""
    path = f"_delta_log/{version:020d}.json"
    file = _files(table).get_file_info(path)
    if file.type == FileType.NotFound:
        return None
    # Opened without its size, the file would be asked for it with the interpreter locked.
    with _files(table, {path: file.size}).open_input_stream(path) as stream:
        actions = stream.read().splitlines()
    if not actions:
        raise DamagedTableError(
            f"{table.table_uri.rstrip('/')}/{path}: found an empty file, expected a commit;"
            " restore it, or move it away, with those after it, to go back to the version before"
            " it, and run again"
        )
    info = _info(actions)
    changes_files = any(action.startswith((b'{"add"', b'{"remove"')) for action in actions)
    return _Commit(version, info.get("operation"), _document(info), changes_files)


def commit_info(table: DeltaTable, version: int) -> dict[str, Any]:
    """Return what a commit's writer said of it."""
    path = f"_delta_log/{version:020d}.json"
    with _files(table).open_input_stream(path) as stream:
        return _info(stream.read().splitlines())


def _info(actions: list[bytes]) -> dict[str, Any]:
    said = (json.loads(action) for action in actions if b'"commitInfo"' in action)
    info: dict[str, Any] = next((a["commitInfo"] for a in said if "commitInfo" in a), {})
    return info


def _files(table: DeltaTable, known_sizes: dict[str, int] | None = None) -> PyFileSystem:
    """Return the files of a table, with the credentials that it was opened with."""
    handler = DeltaStorageHandler.from_table(table._table, known_sizes=known_sizes)
    return PyFileSystem(cast("DeltaStorageHandler", handler))


def _replayed(version: int, commits: list[_Commit], needed: int) -> TableState:
    """Lay the commits from `needed` on over what the newest one knew, oldest first."""
    newest = next((commit.document for commit in commits if commit.document), None)
    known: dict[str, SliceState] = {}
    gap: int | None = None
    oldest = commits[-1].version if commits else version + 1
    if oldest > needed:
        gap = oldest - 1
    elif newest is not None:
        known = {key: _decode(state) for key, state in newest["slices"].items()}
        gap = newest["gap"]
    for commit in reversed(commits):
        if commit.is_foreign:
            known, gap = {}, commit.version
        elif commit.document is not None:
            if commit.document["replaces_all"]:
                known, gap = {}, None
            written = commit.document["written"]
            known |= {key: _decode(commit.document["slices"][key]) for key in written}
    if newest is None:
        return TableState(version, known, {}, gap)
    return TableState(version, known, newest["upstream"], gap, newest["run_id"])


def _document(entry: Mapping[str, Any]) -> dict[str, Any] | None:
    text = entry.get(USER_METADATA)
    if not isinstance(text, str):
        return None
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(document, dict) or document.get("fmcg") != _FORMAT:
        return None
    return document


def _encode(state: SliceState) -> list[Any]:
    files = [[f.name, f.size, f.etag, f.modified, f.sha256] for f in state.files]
    return [state.content, state.rows, state.source, state.lookups, list(state.months), files]


def _decode(encoded: list[Any]) -> SliceState:
    content, rows, source, lookups, months, files = encoded
    return SliceState(
        content, rows, source, lookups, tuple(months), tuple(FileEvidence(*f) for f in files)
    )
