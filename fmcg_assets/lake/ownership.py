"""Which kind of writer a lake belongs to, recorded in the lake.

Spark's Delta checks that a commit's file is absent, and then puts it without a condition: on S3 it
overwrites a rival's commit without a word. So a lake has one kind of writer, for all of its tables.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from fmcg_assets.errors import LakeWriterError
from fmcg_assets.storage.objects import create_object, read_object, replace_object

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKER: Final = "_fmcg/writer.json"
_FIRST: Final = "delta-rs"
"""The only writer of the releases that recorded none."""
_ENGINES: Final = {"delta-rs": "embedded", "spark": "spark"}

_claimed: set[tuple[str, str]] = set()
"""Lakes and writers of this process: a lake is taken over only while no run is unfinished."""


def claim_lake(uri: str, writer: str, has_tables: Callable[[], bool]) -> None:
    """Make a lake a writer's, if it is nobody's; raises LakeWriterError where it is another's.

    A lake with tables that says nothing was written by a release that knew delta-rs alone.
    """
    if (uri, writer) in _claimed:
        return
    recorded = lake_writer(uri)
    if recorded is None:
        create_object(f"{uri}/{_MARKER}", _marker(_FIRST if has_tables() else writer))
        recorded = lake_writer(uri)
    if recorded != writer:
        raise LakeWriterError(
            f"the lake {uri} is written by {recorded}, and this process would write it by {writer}:"
            " two kinds of writers can overwrite each other's commits. Set"
            f" FMCG_ENGINE={_ENGINES.get(str(recorded), 'embedded')}, or hand the lake over with"
            " `fmcg run --take-over` while no run is at work"
        )
    _claimed.add((uri, writer))


def lake_writer(uri: str) -> str | None:
    """Return the writer that a lake is recorded to belong to, None where nothing is recorded."""
    content = read_object(f"{uri}/{_MARKER}")
    if content is None:
        return None
    try:
        return str(json.loads(content)["writer"])
    except (ValueError, KeyError, TypeError):
        raise LakeWriterError(
            f"{uri}/{_MARKER}: found something else than the name of the lake's writer; restore"
            ' it, for example as {"writer": "delta-rs"}'
        ) from None


def hand_over(uri: str, writer: str) -> None:
    """Record a lake as a writer's, whosever it was; nobody may be writing to it."""
    replace_object(f"{uri}/{_MARKER}", _marker(writer))
    _claimed.clear()


def _marker(writer: str) -> bytes:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps({"writer": writer, "since": since}).encode()
