"""An alert is logged, and posted where a webhook is set; that it cannot be posted stops nothing."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from fmcg_assets.alerts import alert
from fmcg_assets.errors import SettingsError
from fmcg_assets.resources.environments import load_settings
from fmcg_assets_tests.platform import Platform
from fmcg_assets_tests.webhook import PATH, webhook

DETAILS = {"run": "12", "cause": "found HTML; expected CSV, „Käse“"}


def alerted(root: Path, url: str) -> str | None:
    """Return what an alert says on a platform with this webhook."""
    return alert(Platform(root, {"alert_webhook_url": url}).settings, "A run failed", DETAILS)


def test_an_alert_is_posted_as_json(tmp_path: Path) -> None:
    with webhook() as hook:
        assert alerted(tmp_path, hook.url) is None
    assert hook.requests == [(PATH, "application/json")]
    assert hook.bodies == [
        {
            "text": "A run failed\nrun: 12\ncause: found HTML; expected CSV, „Käse“",
            "title": "A run failed",
            "details": DETAILS,
        }
    ]


def test_an_alert_is_logged_as_an_error_without_a_webhook(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "fmcg_assets.alerts"):
        assert alerted(tmp_path, "") is None
    assert [(r.levelname, r.message) for r in caplog.records] == [
        ("ERROR", "A run failed\nrun: 12\ncause: found HTML; expected CSV, „Käse“")
    ]


@pytest.mark.parametrize(
    ("status", "text"),
    [(500, "500 Internal Server Error"), (404, "404 Not Found"), (429, "429 Too Many Requests")],
)
def test_an_answer_that_is_an_error_is_told_without_the_url(
    tmp_path: Path, status: int, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with webhook(status) as hook:
        fault = alerted(tmp_path, hook.url)
    assert fault == f"the webhook answered {text}"
    assert "secret" not in caplog.text
    assert len(hook.bodies) == 1


def _closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(lambda: f"http://127.0.0.1:{_closed_port()}/secret", id="nobody listens"),
        pytest.param(lambda: "http://nowhere.invalid/secret", id="no such host"),
    ],
)
def test_a_webhook_that_cannot_be_reached_is_told_without_the_url(
    tmp_path: Path, address: Any, caplog: pytest.LogCaptureFixture
) -> None:
    fault = alerted(tmp_path, address())
    assert fault is not None
    assert fault.startswith("the webhook could not be reached: ")
    assert "secret" not in fault + caplog.text


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/sec ret", "http://127.0.0.1/sécret", "http://host/s\tecret"]
)
def test_a_url_with_blanks_or_other_than_ascii_is_a_wrong_setting_that_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("FMCG_ALERT_WEBHOOK_URL", url)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith("FMCG_ALERT_WEBHOOK_URL=(secret): ")
    assert url not in str(caught.value)


def test_an_answer_that_is_no_http_is_told_without_the_url(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"SSH-2.0-server\r\n")

        threading.Thread(target=answer, daemon=True).start()
        port = server.getsockname()[1]
        fault = alerted(tmp_path, f"http://127.0.0.1:{port}/secret")
    assert fault is not None
    assert fault.startswith("the webhook could not be reached: ")
    assert "secret" not in fault


def test_a_webhook_that_does_not_answer_is_not_waited_for_longer_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fmcg_assets.alerts._TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        fault = alerted(tmp_path, f"http://127.0.0.1:{server.getsockname()[1]}/secret")
    assert fault == "the webhook could not be reached: TimeoutError"
