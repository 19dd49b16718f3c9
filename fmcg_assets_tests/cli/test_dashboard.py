"""`fmcg dashboard`: for this machine alone, without a call to anywhere else."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from fmcg_assets.cli.dashboard import HOST, options, serve
from fmcg_assets.errors import SettingsError
from fmcg_assets_tests.platform import CHECKOUT, new_platform


def test_the_page_is_served_to_this_machine_and_tells_nobody() -> None:
    given = dict(option.removeprefix("--").split("=", 1) for option in options(8501))
    assert given["server.address"] == "127.0.0.1"
    assert given["server.port"] == "8501"
    assert given["browser.gatherUsageStats"] == "false"
    assert given["client.showErrorDetails"] == "none"


def test_a_port_in_use_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"port {port} .*--port"):
            serve(new_platform(tmp_path).settings, port)


def test_make_dashboard_is_the_command() -> None:
    target = subprocess.run(
        ["make", "--dry-run", "dashboard"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert any(line.endswith("fmcg dashboard") for line in target.stdout.splitlines())
