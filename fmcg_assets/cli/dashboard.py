"""`fmcg dashboard`: the web page for business people."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fmcg_assets.dashboard import main as app
from fmcg_assets.dashboard import theme
from fmcg_assets.errors import SettingsError

if TYPE_CHECKING:
    from fmcg_assets.resources.environments import Settings

HOST = "127.0.0.1"
"""The page has no authentication: only this machine may reach it."""


def command(port: int) -> list[str]:
    """Return the command that serves the page."""
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(Path(app.__file__)),
        f"--server.address={HOST}",
        f"--server.port={port}",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--server.showEmailPrompt=false",
        "--browser.gatherUsageStats=false",
        "--client.toolbarMode=viewer",
        "--client.showErrorDetails=none",
        "--global.developmentMode=false",
        *theme.options(),
    ]


def serve(settings: Settings, port: int | None) -> None:
    """Become the server, until it is told to end. Raises SettingsError where the port is taken."""
    port = port or settings.dashboard_port
    with socket.socket() as probe:
        # As the server does: a port whose last connections are just ending is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} of {HOST} cannot be used ({error.strerror}); end what uses it, or"
                " choose another: fmcg dashboard --port …"
            ) from None
    print(f"Sales insights: http://{HOST}:{port}", flush=True)
    words = command(port)
    os.execv(words[0], words)
