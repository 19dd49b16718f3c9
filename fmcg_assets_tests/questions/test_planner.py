"""The planner against a local server that speaks the protocol of chat completions."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from fmcg_assets.questions.engine import Engine
from fmcg_assets.questions.intent import Condition, Intent, Refusal
from fmcg_assets.questions.planner import Planner, PlannerError
from fmcg_assets.resources.environments import load_settings
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.snapshot import SnapshotStore
from fmcg_assets_tests.questions.small import SmallFacts

_KEY = "sk-very-secret"
_INTENT = {
    "measures": ["revenue"],
    "groups": ["channel"],
    "conditions": [{"dimension": "channel", "values": [None], "negated": True}],
    "periods": [{"first": "2025-01-01", "last": "2025-12-01", "label": "2025"}],
}


def _completion(content: Any) -> bytes:
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class _Service:
    """Answers every request with one status and body, and keeps what it was asked."""

    def __init__(self, status: int, body: bytes, seconds: float = 0.0) -> None:
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                entry = json.loads(self.rfile.read(length))
                service.requests.append((self.path, dict(self.headers.items()), entry))
                time.sleep(seconds)
                try:
                    self.send_response(status)
                    if status == 302:
                        self.send_header("Location", "/elsewhere")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    # The client has given up.
                    return

            do_GET = do_POST  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @contextmanager
    def running(self) -> Iterator[_Service]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[..., _Service]]:
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(status: int = 200, body: bytes = b"", seconds: float = 0.0) -> _Service:
            return stack.enter_context(_Service(status, body, seconds).running())

        yield start


def _plan(url: str, seconds: float = 5.0) -> Intent:
    planner = Planner(url, "small-model", _KEY, seconds)
    return planner.intent("revenue?", load_model(), SmallFacts())


def test_an_intent_is_planned(serve: Callable[..., _Service]) -> None:
    service = serve(body=_completion(_INTENT))
    intent = _plan(service.url)
    assert intent.groups == ("channel",)
    assert intent.conditions == (Condition("channel", (None,), negated=True),)
    ((path, headers, body),) = service.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {_KEY}"
    assert body["model"] == "small-model"
    assert body["temperature"] == 0
    assert body["messages"][-1] == {"role": "user", "content": "revenue?"}
    told = body["messages"][0]["content"]
    assert "average_selling_price" in told
    assert "Retailer" in told


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (500, b"", "answered 500"),
        (401, b"no", "answered 401"),
        (302, b"", "answered 302"),
        (200, b"hello", "another form"),
        (200, b"[]", "another form"),
        (200, b'{"choices": []}', "another form"),
        (200, b'{"choices": [{"message": {"content": null}}]}', "without text"),
        (200, b"\xff" * 300_000, "too much"),
        (200, _completion("SELECT 1"), "no JSON"),
        (200, _completion({"refuse": True}), "cannot answer"),
        (200, _completion({"groups": "channel", "rank": {"limit": "many"}}), "no intent"),
        (200, _completion([1]), "no intent"),
    ],
)
def test_failures_are_named_without_the_key(
    serve: Callable[..., _Service], status: int, body: bytes, problem: str
) -> None:
    with pytest.raises(PlannerError, match=problem) as caught:
        _plan(serve(status, body).url)
    assert _KEY not in str(caught.value)


def test_a_service_that_hangs_or_is_not_there(serve: Callable[..., _Service]) -> None:
    with pytest.raises(PlannerError, match="no answer within"):
        _plan(serve(body=_completion(_INTENT), seconds=1.0).url, seconds=0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PlannerError, match="cannot be reached"):
        _plan(f"http://127.0.0.1:{port}/v1")


def test_the_key_is_not_shown() -> None:
    assert _KEY not in repr(Planner("http://127.0.0.1/v1", "m", _KEY))


def test_none_is_configured_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Planner.of(load_settings()) is None
    monkeypatch.setenv("FMCG_PLANNER_URL", "http://127.0.0.1:9/v1/")
    monkeypatch.setenv("FMCG_PLANNER_MODEL", "small")
    monkeypatch.setenv("FMCG_PLANNER_KEY", _KEY)
    planner = Planner.of(load_settings())
    assert planner == Planner("http://127.0.0.1:9/v1", "small", _KEY)


def _engine(store: SnapshotStore, url: str) -> Engine:
    planner = Planner(url, "small-model", _KEY, 5.0)
    return Engine(store, planner=planner, read=lambda *_: Refusal("Not understood.", ("foo",)))


def test_what_the_rules_refuse_is_planned(
    sample_store: SnapshotStore, serve: Callable[..., _Service]
) -> None:
    answer = _engine(sample_store, serve(body=_completion(_INTENT)).url).ask("foo?")
    assert (answer.status, answer.planner) == ("answer", "small-model")
    assert answer.notes[0] == "Planned by small-model."
    assert len(answer.rows) == 3


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (b"", "The planner's service answered in another form than chat completions."),
        (
            _completion({"measures": ["profit"]}),
            "The planner's intent cannot be answered: there is no measure 'profit'",
        ),
    ],
)
def test_a_failing_planner_leaves_the_rules_reading(
    sample_store: SnapshotStore, serve: Callable[..., _Service], body: bytes, note: str
) -> None:
    answer = _engine(sample_store, serve(body=body).url).ask("foo?")
    assert (answer.status, answer.message, answer.words) == ("refuse", "Not understood.", ("foo",))
    assert answer.notes[0].startswith(note)
    assert answer.planner is None
