"""Protecting stored rows from deliveries that vanished or were cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fmcg_assets.errors import RemovalRefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from fmcg_assets.lake.state import FileEvidence, SliceState


def _remedy(day: str) -> str:
    option = f"--date {day} " if day else ""
    return f"deliver the file again, or say that it is meant: `fmcg run {option}--allow-removal`"


def refuse_removal(
    table: str,
    stored: Mapping[str, SliceState],
    new: Mapping[str, SliceState],
    cut: Collection[str],
) -> None:
    """Raise RemovalRefusedError where a delivery would take stored rows away by accident.

    That is: a slice that holds rows would hold none, because its file is gone or has only a
    header; it would hold fewer, read from a file that ends in the middle of a line; or one of
    several files that it was read from is gone.
    """
    for key, state in sorted(new.items()):
        held = stored[key].rows if key in stored else 0
        if not held:
            continue
        place = f"{table} {key}".strip()
        files = ", ".join(file.name for file in state.files)
        if not state.rows:
            what = f"no line in {files}" if files else "no file"
            raise RemovalRefusedError(
                f"{place}: found {what}, expected the {held} rows that are stored; {_remedy(key)}"
            )
        gone = {_plain_name(file) for file in stored[key].files} - {
            _plain_name(file) for file in state.files
        }
        if gone:
            raise RemovalRefusedError(
                f"{place}: found no {', '.join(sorted(gone))}, expected every file whose rows are"
                f" stored; {_remedy(key)}"
            )
        if key in cut and state.rows < held:
            raise RemovalRefusedError(
                f"{place}: found {state.rows} lines in {files}, cut in the middle of a line;"
                f" expected the {held} rows that are stored; {_remedy(key)}"
            )


def lost_rows(held: int, delivered: int, limit_percent: int) -> int:
    """Return how many rows are gone where that is more than the limit's share, else 0."""
    lost = held - delivered
    return lost if lost * 100 > held * limit_percent else 0


def _plain_name(file: FileEvidence) -> str:
    """Return a file's name; a compressed file stands for the plain one."""
    return file.name.removesuffix(".gz")
