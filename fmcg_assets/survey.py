"""Looking at landing zones and lake: what `plan()` decides on."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from fmcg_assets.contracts import REFERENCES, SOURCES, WHOLE
from fmcg_assets.errors import LandingFileError, RemovalRefusedError
from fmcg_assets.ingest.csv_reader import CsvReader, FileIdentity
from fmcg_assets.ingest.delivery import file_sha256
from fmcg_assets.ingest.landing import list_landing
from fmcg_assets.ingest.reference import reference_digest
from fmcg_assets.ingest.removal import refuse_removal
from fmcg_assets.ingest.zones import landing_zone
from fmcg_assets.lake.lineage import Upstream
from fmcg_assets.lake.state import FileEvidence, SliceState
from fmcg_assets.lake.tables import Lake

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from fmcg_assets.contracts import Source
    from fmcg_assets.ingest.landing import IgnoredFile, LandingFile
    from fmcg_assets.ingest.zones import LandingZone
    from fmcg_assets.lake.state import TableState
    from fmcg_assets.resources.environments import Settings


@dataclass(frozen=True)
class LandedFile:
    """A landing file with the evidence of its content.

    `fault` says why it is unusable, `removal` which stored rows it would take away by accident.
    Of one that is `unread` the evidence is what bronze recorded, if anything: it has to wait.
    """

    file: LandingFile
    evidence: FileEvidence
    fault: str | None = None
    removal: str | None = None
    unread: bool = False


@dataclass(frozen=True)
class Survey:
    """All landing files by domain, and what the lake's tables and the references hold.

    `folders` names the landing folders of each domain, for messages; `broken_references` are the
    reference files that cannot be read, and why.
    """

    landed: Mapping[str, tuple[LandedFile, ...]]
    ignored: tuple[IgnoredFile, ...]
    states: Mapping[str, TableState | None]
    references: Mapping[str, str]
    folders: Mapping[str, str] = field(default_factory=dict)
    broken_references: Mapping[str, str] = field(default_factory=dict)

    def upstream(self, source: str | None = None) -> Upstream:
        """Return what tables are computed from; with the files of one landing domain."""
        files: dict[str, tuple[FileEvidence, ...]] = {}
        for landed in self.landed[source] if source else ():
            key = landed.file.day.isoformat() if landed.file.day else WHOLE
            files[key] = (*files.get(key, ()), landed.evidence)
        return Upstream(self.states, self.references, files)


def survey(
    settings: Settings, *, without: Collection[date] = (), seconds: float = math.inf
) -> Survey:
    """Look at both landing zones and the lake.

    A file whose size, etag and time are those that bronze recorded is not opened; any other is
    hashed, and the beginning of it checked; one that replaces stored rows is read to its end.
    The daily files of the days `without`, and those that `seconds` do not suffice for, stay
    unread.
    """
    deadline = time.monotonic() + seconds

    def may_be_read(file: LandingFile) -> bool:
        return not file.day or (file.day not in without and time.monotonic() < deadline)

    states = Lake(settings.lake_uri).states()
    landed: dict[str, tuple[LandedFile, ...]] = {}
    ignored: list[IgnoredFile] = []
    folders: dict[str, str] = {}
    for source in SOURCES.values():
        zone = landing_zone(settings.landing_uri(source.company))
        listing = list_landing(zone, source)
        ignored.extend(listing.ignored)
        folders[source.name] = ", ".join(zone.uri(folder) for folder in source.folders)
        stored = states[source.bronze_key]
        recorded = _recorded_files(stored)
        # What nobody knows yet comes first: after a move of the whole folder, time may not suffice
        # to read again what is in.
        looked_at = {
            file.name: _landed(
                zone,
                source,
                file,
                recorded.get(file.name),
                stored,
                settings.line_encoding,
                may_be_read=may_be_read,
            )
            for file in sorted(listing.files, key=lambda file: file.name in recorded)
        }
        landed[source.name] = tuple(looked_at[file.name] for file in listing.files)
    zone = landing_zone(settings.reference_uri)
    references: dict[str, str] = {}
    broken: dict[str, str] = {}
    for key, reference in REFERENCES.items():
        try:
            references[key] = reference_digest(zone, reference)
        except LandingFileError as error:
            references[key], broken[key] = "", str(error)
    return Survey(landed, tuple(ignored), states, references, folders, broken)


def refreshed(before: Survey, settings: Settings) -> Survey:
    """Return the survey with the lake's tables looked at again."""
    return replace(before, states=Lake(settings.lake_uri).states())


def _recorded_files(state: TableState | None) -> dict[str, FileEvidence]:
    slices = state.slices.values() if state else ()
    return {file.name: file for slice_state in slices for file in slice_state.files}


@lru_cache(maxsize=50_000)
def _sha256(root: str, name: str, size: int, etag: str, modified: str) -> str:  # noqa: ARG001
    """Return a file's digest, read once for each version of it that a listing shows."""
    return file_sha256(landing_zone(root), name)


def _landed(
    zone: LandingZone,
    source: Source,
    file: LandingFile,
    recorded: FileEvidence | None,
    stored_table: TableState | None,
    encoding: str | None,
    *,
    may_be_read: Callable[[LandingFile], bool],
) -> LandedFile:
    stored = file.stored
    modified = stored.modified.isoformat()
    if recorded and (recorded.size, recorded.etag, recorded.modified) == (
        stored.size,
        stored.etag,
        modified,
    ):
        return LandedFile(file, recorded)
    if not may_be_read(file):
        unknown = FileEvidence(file.name, stored.size, stored.etag, modified, "")
        return LandedFile(file, recorded or unknown, unread=True)
    try:
        sha256 = _sha256(zone.root, file.name, stored.size, stored.etag, modified)
    except FileNotFoundError:
        missing = LandingFileError(file.uri, "no file any more", "the file that was listed")
        return LandedFile(
            file, FileEvidence(file.name, stored.size, stored.etag, modified, ""), str(missing)
        )
    evidence = FileEvidence(file.name, stored.size, stored.etag, modified, sha256)
    if recorded and recorded.sha256 == sha256:
        return LandedFile(file, evidence)
    key = file.day.isoformat() if file.day else WHOLE
    held = stored_table.slices.get(key) if stored_table and file.day else None
    try:
        rows, cut = _read(zone, source, file, encoding, to_the_end=bool(held and held.rows))
        if held and held.rows:
            new = SliceState("", rows, files=(evidence,))
            refuse_removal(source.bronze_key, {key: held}, {key: new}, {key} if cut else ())
    except LandingFileError as error:
        return LandedFile(file, evidence, fault=str(error))
    except RemovalRefusedError as error:
        return LandedFile(file, evidence, removal=str(error))
    return LandedFile(file, evidence)


def _read(
    zone: LandingZone, source: Source, file: LandingFile, encoding: str | None, *, to_the_end: bool
) -> tuple[int, bool]:
    """Read a file without keeping it; return its rows, and whether its last line is cut.

    Where it does not have to be read to the end, only its header and compression are checked.
    Raises LandingFileError where it is unusable.
    """
    try:
        stream = zone.open(file.name)
    except FileNotFoundError:
        raise LandingFileError(file.uri, "no file any more", "the file that was listed") from None
    with stream:
        reader = CsvReader(
            stream,
            FileIdentity(file.uri, file.name, file.stored.size, file.day),
            source,
            read_at=datetime.now(UTC),
            fallback_encoding=encoding,
        )
        if not to_the_end and not file.name.endswith(".gz"):
            return 0, False
        return sum(batch.num_rows for batch in reader.batches()), reader.ends_cut
