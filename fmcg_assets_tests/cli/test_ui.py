"""`fmcg ui` serves what `fmcg run` recorded, to this machine alone."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from fmcg_assets_tests.pipeline.conftest import TEN_DAYS
from fmcg_assets_tests.platform import new_platform

QUERY = (
    '{assetNodes(assetKeys: [{path: ["gold", "fact_orders"]}])'
    " {groupName partitionStats {numMaterialized}}"
    " instance {daemonHealth {allDaemonStatuses {daemonType healthy}}}}"
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _graphql(address: str) -> dict[str, object]:
    body = json.dumps({"query": QUERY}).encode()
    request = urllib.request.Request(
        f"{address}/graphql", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        data: dict[str, object] = json.load(answer)["data"]
        return data


@pytest.mark.long
def test_webserver_and_daemon_show_the_runs_of_the_command(tmp_path: Path) -> None:
    platform = new_platform(tmp_path / "platform", TEN_DAYS[:2])
    platform.run_clean()
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "fmcg_assets.cli", "ui", "--port", str(port)],
        env=platform.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answer = _answer(server, address)
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(timeout=60)
    assert answer["assetNodes"] == [
        # Two days of the child; of the parent's three months one is the first of those days.
        {"groupName": "gold", "partitionStats": {"numMaterialized": 4}}
    ]
    assert code == 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=2)


def _answer(server: subprocess.Popen[bytes], address: str) -> dict[str, object]:
    """Ask until webserver, code location and daemon are there."""
    deadline = time.monotonic() + 120
    while True:
        assert server.poll() is None, "the UI ended"
        try:
            data = _graphql(address)
        except (urllib.error.URLError, ConnectionError, TimeoutError, KeyError):
            data = {}
        if data.get("assetNodes") and "true" in json.dumps(data["instance"]):
            return data
        assert time.monotonic() < deadline, data
        time.sleep(0.5)
