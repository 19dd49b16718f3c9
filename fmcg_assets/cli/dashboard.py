"""`fmcg dashboard`: the web page for business people."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.web.cli import main as streamlit

from fmcg_assets.dashboard import freshness, theme
from fmcg_assets.dashboard import main as app
from fmcg_assets.errors import FmcgError, SettingsError
from fmcg_assets.questions.engine import Engine
from fmcg_assets.semantics.snapshot import SnapshotStore

if TYPE_CHECKING:
    from fmcg_assets.resources.environments import Settings

HOST = "127.0.0.1"
"""The page has no authentication: only this machine may reach it."""


def options(port: int) -> list[str]:
    """Return what Streamlit is started with."""
    return [
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
    """Serve the pages until told to end. Raises SettingsError where the port is taken."""
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
    warm_up(settings)
    print(f"Sales insights: http://{HOST}:{port}", flush=True)
    streamlit(["run", str(Path(app.__file__)), *options(port)], prog_name="streamlit")


def warm_up(settings: Settings) -> None:
    """Load what the first page needs, so that its reader does not wait for it.

    What is wrong with the data is left to the page, which says so and looks again.
    """
    with contextlib.suppress(FmcgError):
        Engine(SnapshotStore(settings)).ask("revenue by channel")
        freshness.findings_of(settings)
