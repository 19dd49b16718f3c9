"""What lies in a landing zone: the files of each business domain, and what is not one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fmcg_assets.contracts import Source
    from fmcg_assets.ingest.zones import LandingZone, StoredFile

MAX_NAME_BYTES = 255


@dataclass(frozen=True)
class LandingFile:
    """A landing file that a domain takes in; `day` is the business day of a daily file."""

    source: str
    stored: StoredFile
    uri: str
    day: date | None

    @property
    def name(self) -> str:
        """Path below the company's root; the value of bronze's `file_name`."""
        return self.stored.path


@dataclass(frozen=True)
class IgnoredFile:
    """A file in a landing folder that is not taken in, and why."""

    source: str
    uri: str
    why: str


@dataclass(frozen=True)
class Listing:
    """One domain's landing folder."""

    files: tuple[LandingFile, ...]
    ignored: tuple[IgnoredFile, ...]


def list_landing(zone: LandingZone, source: Source) -> Listing:
    """List the files of one domain, in order of their paths.

    A name that the domain does not know, that holds no day of the calendar, or that claims a
    day (or a single-file domain) that another file has already, is ignored and reported.
    """
    files: list[LandingFile] = []
    ignored: list[IgnoredFile] = []
    taken: dict[date | None, str] = {}
    for folder in source.folders:
        for stored in zone.list(folder):
            uri = zone.uri(stored.path)
            try:
                day = file_day(source, stored.path.rpartition("/")[2])
            except ValueError as error:
                ignored.append(IgnoredFile(source.name, printable(uri), str(error)))
                continue
            exclusive = source.daily or source.single
            if exclusive and day in taken:
                why = f"{printable(taken[day])} stands for the same {'day' if day else 'domain'}"
                ignored.append(IgnoredFile(source.name, printable(uri), why))
                continue
            taken[day] = stored.path
            files.append(LandingFile(source.name, stored, uri, day))
    return Listing(tuple(files), tuple(ignored))


def file_day(source: Source, name: str) -> date | None:
    """Return the day that a daily file's name holds, None for other domains.

    Raises ValueError, with the reason, for a name that is none of the domain's.
    """
    matched = re.fullmatch(rf"(?:{source.file_name})(?:\.gz)?", name, re.ASCII)
    if matched is None or len(name.encode()) > MAX_NAME_BYTES:
        raise ValueError(f"its name is none of {source.name}'s ({source.file_name})")
    if not source.daily:
        return None
    try:
        return date(*(int(matched[part]) for part in ("year", "month", "day")))
    except ValueError:
        raise ValueError("its name holds no day of the calendar") from None


def printable(text: str) -> str:
    """Return a name on one line, shortened, with control characters escaped."""
    escaped = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return escaped if len(escaped) <= 300 else escaped[:300] + "…"
