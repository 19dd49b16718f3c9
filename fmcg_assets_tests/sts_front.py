"""What AWS has and MinIO has not: an STS that judges roles, and sessions that end when told to."""

from __future__ import annotations

import http.client
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from fmcg_assets_tests.s3_server import ROLE_ARN

if TYPE_CHECKING:
    from email.message import Message
    from types import TracebackType

_NAMESPACE: Final = "https://sts.amazonaws.com/doc/2011-06-15/"
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_OWN: Final = frozenset({"connection", "content-length", "date", "server", "transfer-encoding"})
"""Headers that the front writes itself."""


@dataclass
class StsFront:
    """An endpoint before a MinIO server, for STS and S3; to be entered as a context.

    A role is granted to the user `caller` alone, and, unless `external_id` is None, with this
    external id alone. The session has the caller's policies and lasts as long as was asked for
    (900 s or more), or `session_seconds`. All other requests pass as they are, except those of
    sessions that have ended: as AWS does, it answers them with ExpiredToken. Sessions end by this
    clock only for those who reach S3 through the front as well.
    """

    server: str
    caller: str
    external_id: str | None
    role_arn: str = ROLE_ARN
    session_seconds: float | None = None
    sessions: dict[str, datetime] = field(default_factory=dict)
    """When the sessions that were granted end, by access key."""
    endpoint: str = ""
    _http: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"judge": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.endpoint = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._http is not None
        self._http.shutdown()
        self._http.server_close()

    def expire(self) -> None:
        """End all sessions that were granted until now."""
        now = datetime.now(UTC)
        self.sessions.update({key: min(end, now) for key, end in self.sessions.items()})

    def refusal(self, caller: str, form: dict[str, str]) -> str | None:
        """Return why a role is not granted, or None where it is."""
        action = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource:"
        if (
            form.get("RoleArn") != self.role_arn
            or caller != self.caller
            or self.external_id not in (None, form.get("ExternalId"))
        ):
            return f"{action} {form.get('RoleArn')}"
        return None

    def grant(self, answer: str, form: dict[str, str]) -> str:
        """Note the session that the server began, and complete the answer as AWS gives it."""
        end = datetime.strptime(_element(answer, "Expiration"), _TIME).replace(tzinfo=UTC)
        if self.session_seconds is not None:
            end = datetime.now(UTC) + timedelta(seconds=self.session_seconds)
        self.sessions[_element(answer, "AccessKeyId")] = end
        # delta-rs stops at the empty one.
        arn = self.role_arn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
        answer = re.sub(
            r"<Arn>.*?</Arn>|<Arn/>", f"<Arn>{arn}/{form['RoleSessionName']}</Arn>", answer
        )
        return re.sub(
            r"(<Expiration>).*?(<)", lambda found: f"{found[1]}{end:{_TIME}}{found[2]}", answer
        )

    def denies(self, method: str, path: str, headers: Message) -> bool:
        """Return whether a policy forbids a request to S3 that MinIO cannot judge; here none."""
        return False

    def ended(self, access_key: str) -> bool:
        end = self.sessions.get(access_key)
        return end is not None and end <= datetime.now(UTC)


class _Handler(BaseHTTPRequestHandler):
    judge: StsFront
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
        access_key = found[1] if found else ""
        if self.judge.ended(access_key):
            self._error(400, "ExpiredToken", "The provided token has expired.")
            return
        if self.judge.denies(self.command, self.path, self.headers):
            self._error(403, "AccessDenied", "Access Denied")
            return
        form = _form(body) if self._has_form() else {}
        if form.get("Action") != "AssumeRole":
            self._answer(*self._forwarded(body))
            return
        if refusal := self.judge.refusal(access_key, form):
            self._error(403, "AccessDenied", refusal)
            return
        status, headers, answer = self._forwarded(body)
        if status == http.client.OK:
            answer = self.judge.grant(answer.decode(), form).encode()
        self._answer(status, headers, answer)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _handle  # noqa: N815

    def _has_form(self) -> bool:
        kind = self.headers.get("Content-Type", "")
        return self.path == "/" and kind.startswith("application/x-www-form-urlencoded")

    def _forwarded(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        # All headers as they are, Host with them: they are signed.
        server = http.client.HTTPConnection(urlsplit(self.judge.server).netloc, timeout=60)
        try:
            server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() != "expect":
                    server.putheader(name, value)
            server.endheaders(body)
            answer = server.getresponse()
            headers = answer.getheaders()
            content = answer.read()
        finally:
            server.close()
        return answer.status, headers, content

    def _error(self, status: int, code: str, message: str) -> None:
        error = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
        # STS wraps it, S3 does not.
        text = (
            f'<ErrorResponse xmlns="{_NAMESPACE}"><Error><Type>Sender</Type>{error}</Error>'
            "</ErrorResponse>"
            if self._has_form()
            else f"<Error>{error}</Error>"
        )
        self._answer(status, [("Content-Type", "application/xml")], text.encode())

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        length = str(len(content))
        self.send_response(status)
        for name, value in headers:
            if name.lower() == "content-length" and self.command == "HEAD":
                length = value
            elif name.lower() not in _OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def _form(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _element(xml: str, name: str) -> str:
    found = re.search(f"<{name}>(.*?)</{name}>", xml)
    assert found is not None, f"no {name} in the server's answer"
    return found[1]
