"""Moves a table into the past: what days do to it, without waiting for them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

_TIMES = {"commitInfo": "timestamp", "add": "modificationTime", "remove": "deletionTimestamp"}
"""The time that an action of the log holds, in milliseconds."""


def age(table: Path, days: int) -> None:
    """Let a table's files, commits and checkpoints be so many days older."""
    for commit in (table / "_delta_log").glob("*.json"):
        actions = [json.loads(line) for line in commit.read_text().splitlines()]
        _age_file(commit, days, "".join(f"{json.dumps(_aged(a, days))}\n" for a in actions))
    for checkpoint in (table / "_delta_log").glob("*.parquet"):
        read = pq.read_table(checkpoint)
        actions = [_aged(action, days) for action in read.to_pylist()]
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(actions, read.schema), sink)
        _age_file(checkpoint, days, sink.getvalue().to_pybytes())
    for data in table.rglob("*.parquet"):
        if data.parent.name != "_delta_log":
            _age_file(data, days, data.read_bytes())


def _aged(action: dict[str, Any], days: int) -> dict[str, Any]:
    for kind, time in _TIMES.items():
        if action.get(kind):
            action[kind][time] -= days * 24 * 3600 * 1000
    return action


def _age_file(path: Path, days: int, content: str | bytes) -> None:
    modified = path.stat().st_mtime - days * 24 * 3600
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (modified, modified))
