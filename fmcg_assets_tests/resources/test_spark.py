"""The embedded engine: one per process, for this machine alone, gone with its process."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import pytest

OPENING = """
import json
import threading
import time

import psutil

from fmcg_assets.resources.spark import EmbeddedSparkResource

seen = {}

def listening():
    found = psutil.Process().net_connections("inet")
    return [list(c.laddr) for c in found if c.status == psutil.CONN_LISTEN]

def tell():
    seen["last_word"] = time.time()
    print(json.dumps(seen), flush=True)

"""


@dataclass(frozen=True)
class Ended:
    """What a process told before its end, its exit code and last lines, and how long it ended."""

    told: dict[str, Any]
    code: int
    errors: str
    seconds_to_end: float


def run(script: str) -> Ended:
    """Run a process that calls `tell()` before it ends."""
    process = subprocess.run(
        [sys.executable, "-c", OPENING + script],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.stdout, process.stderr
    told = json.loads(process.stdout)
    return Ended(told, process.returncode, process.stderr, time.time() - told["last_word"])


def is_open(address: list[Any]) -> bool:
    host, port = address
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex((host, port)) == 0


USE = """
seen["before"] = listening()
first, second = EmbeddedSparkResource(), EmbeddedSparkResource()
seen["made"] = listening()
sessions = []
users = [
    threading.Thread(target=lambda r=r: sessions.append(r.spark_session))
    for r in (first, second, first, second)
]
for user in users:
    user.start()
for user in users:
    user.join()
seen["sessions"] = len({id(session) for session in sessions})
seen["rows"] = sessions[0].range(3).count()
seen["used"] = listening()
tell()
"""


@pytest.fixture(scope="module")
def used() -> Ended:
    """A process that used the engine in four threads at once, and ended."""
    return run(USE)


def test_the_engine_starts_on_its_first_use(used: Ended) -> None:
    assert used.told["before"] == used.told["made"] == []
    assert used.told["rows"] == 3


def test_a_process_has_one_engine_and_one_session(used: Ended) -> None:
    assert len(used.told["used"]) == 1
    assert used.told["sessions"] == 1


def test_the_engine_listens_to_this_machine_alone(used: Ended) -> None:
    assert [host for host, _ in used.told["used"]] == ["127.0.0.1"]


def test_the_engine_ends_with_its_process_and_without_a_word(used: Ended) -> None:
    assert used.code == 0
    assert used.errors == ""
    assert used.seconds_to_end < 10
    assert not is_open(used.told["used"][0])


def test_the_engine_ends_after_an_unhandled_exception() -> None:
    ended = run("""
EmbeddedSparkResource().spark_session.range(3).count()
seen["used"] = listening()
tell()
raise ValueError("nobody handles this")
""")
    assert ended.code == 1
    assert ended.errors.endswith("ValueError: nobody handles this\n")
    assert ended.errors.count("Traceback") == 1
    assert ended.seconds_to_end < 10
    assert not is_open(ended.told["used"][0])


def test_a_stopped_engine_starts_again_on_the_next_use() -> None:
    ended = run("""
EmbeddedSparkResource.stop()
seen["rows"], seen["stopped"] = [], []
for rows in (3, 4):
    session = EmbeddedSparkResource().spark_session
    seen["rows"].append(session.createDataFrame([(n,) for n in range(rows)], "n INT").count())
    seen["used"] = listening()
    EmbeddedSparkResource.stop()
    EmbeddedSparkResource.stop()
    seen["stopped"].append(listening())
seen["rows"].append(EmbeddedSparkResource().spark_session.range(5).count())
seen["used"] = listening()
tell()
""")
    assert ended.told["rows"] == [3, 4, 5]
    assert ended.told["stopped"] == [[], []]
    assert len(ended.told["used"]) == 1
    assert (ended.code, ended.errors) == (0, "")
    assert ended.seconds_to_end < 10
    assert not is_open(ended.told["used"][0])
