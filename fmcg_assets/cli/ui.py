"""`fmcg ui`: Dagster's webserver and daemon over the instance that `fmcg run` records in."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from fmcg_assets.instance.home import open_instance
from fmcg_assets.resources.environments import dagster_environment, project_root

if TYPE_CHECKING:
    from fmcg_assets.resources.environments import Settings

HOST = "127.0.0.1"
"""Dagster's webserver has no authentication: only this machine may reach it."""


def serve(settings: Settings, port: int) -> int:
    """Serve until interrupted, or until one of both processes ends; returns an exit code."""
    # Both processes would make the databases of a new instance at the same time.
    open_instance(settings).dispose()
    workspace = project_root() / "workspace.yaml"
    location = (
        ["--workspace", str(workspace)]
        if workspace.is_file()
        else ["--module-name", "fmcg_assets.definitions"]
    )
    commands = (
        ["dagster_webserver", *location, "--host", HOST, "--port", str(port)],
        ["dagster._daemon", "run", *location],
    )
    environment = dagster_environment(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    servers = [
        subprocess.Popen([sys.executable, "-m", *command], env=environment) for command in commands
    ]
    try:
        while True:
            for server in servers:
                try:
                    return server.wait(timeout=0.5)
                except subprocess.TimeoutExpired:
                    continue
    except KeyboardInterrupt:
        return 0
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait()
