"""A language model that reads a question which the rules do not: optional, and off by default.

It is asked through an OpenAI-compatible endpoint and fills in the same typed intent, never SQL;
what it returns is checked like any intent. A service that fails leaves the rules' reading as it is.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pydantic import TypeAdapter, ValidationError

from fmcg_assets.errors import FmcgError
from fmcg_assets.questions.intent import Intent

if TYPE_CHECKING:
    from fmcg_assets.questions.resolve import Facts
    from fmcg_assets.resources.environments import Settings
    from fmcg_assets.semantics.model import Model

_ADAPTER: Final[TypeAdapter[Intent]] = TypeAdapter(Intent)
_SECONDS: Final = 20.0
_LARGEST: Final = 200_000
_MEMBERS: Final = 200
"""Names of a dimension that the model is told."""


class PlannerError(FmcgError):
    """The planner's service did not give an intent; the message never holds its key."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: the key and the question go to the named service alone."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(frozen=True)
class Planner:
    """An OpenAI-compatible chat service that turns questions into intents."""

    url: str
    model: str
    key: str = ""
    seconds: float = _SECONDS

    def __repr__(self) -> str:
        return f"Planner(url={self.url!r}, model={self.model!r})"

    @classmethod
    def of(cls, settings: Settings) -> Planner | None:
        """Return the planner that the settings name; None where they name none."""
        if not settings.planner_url:
            return None
        key = settings.planner_key.get_secret_value()
        return cls(settings.planner_url.rstrip("/"), settings.planner_model, key)

    def intent(
        self, question: str, model: Model, facts: Facts, previous: Intent | None = None
    ) -> Intent:
        """Return the intent of a question; raises PlannerError where there is none to have."""
        content = self._completion(_messages(question, model, facts, previous))
        try:
            found = json.loads(content)
        except ValueError:
            raise PlannerError("the planner's answer is no JSON") from None
        if isinstance(found, dict) and found.get("refuse"):
            raise PlannerError("the planner cannot answer it from this data either")
        try:
            return _ADAPTER.validate_python(found)
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"])) or "intent"
            raise PlannerError(f"the planner's answer is no intent ({where})") from None

    def _completion(self, messages: list[dict[str, str]]) -> str:
        body = {
            "model": self.model,
            "messages": messages,
            "temperature": 0,
            "response_format": {"type": "json_object"},
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(
            f"{self.url}/chat/completions", json.dumps(body).encode(), headers
        )
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=self.seconds) as response:
                text = response.read(_LARGEST + 1)
        except urllib.error.HTTPError as error:
            with error:
                _fail(f"answered {error.code}")
        except TimeoutError:
            _fail(f"gave no answer within {self.seconds:g} s")
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                _fail(f"gave no answer within {self.seconds:g} s")
            _fail("cannot be reached")
        except (OSError, HTTPException):
            _fail("broke off")
        if len(text) > _LARGEST:
            _fail("answered too much")
        try:
            content = json.loads(text)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError):
            _fail("answered in another form than chat completions")
        if not isinstance(content, str):
            _fail("answered without text")
        return content


def _fail(what: str) -> NoReturn:
    raise PlannerError(f"the planner's service {what}") from None


def _messages(
    question: str, model: Model, facts: Facts, previous: Intent | None
) -> list[dict[str, str]]:
    messages = [{"role": "system", "content": _instructions(model, facts)}]
    if previous is not None:
        text = _ADAPTER.dump_json(previous, exclude_defaults=True).decode()
        messages.append({"role": "system", "content": f"Intent of the question before: {text}"})
    return [*messages, {"role": "user", "content": question}]


def _instructions(model: Model, facts: Facts) -> str:
    measures = "\n".join(
        f"- {measure.name}: {measure.label} / {measure.label_fr}. {measure.definition}"
        for measure in model.measures.values()
    )
    dimensions = "\n".join(
        f"- {dimension.name}: {', '.join(facts.members.get(dimension.name, ())[:_MEMBERS])}"
        for dimension in model.dimensions.values()
    )
    schema = json.dumps(_ADAPTER.json_schema(), separators=(",", ":"))
    return (
        "You read a question about sales, in English or French, and fill in an intent. Answer with"
        ' one JSON object of this schema and nothing else; answer {"refuse": true} where the'
        " measures and dimensions below cannot answer it. Never invent names: values stand exactly"
        " as listed. A month is its first day. Leave out what the question does not ask for.\n"
        f"Schema: {schema}\nMeasures:\n{measures}\n"
        f"Grains: {', '.join(model.grains)}\nDimensions and their values:\n{dimensions}\n"
        f"Months: {facts.first_month} to {facts.last_month}; the newest complete month, which"
        f" relative periods count from, is {facts.newest_complete_month}."
    )
