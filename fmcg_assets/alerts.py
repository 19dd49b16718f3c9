"""Telling people that something failed: in the log, and at a webhook where one is set."""

from __future__ import annotations

import http.client
import json
import logging
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fmcg_assets.resources.environments import Settings

_TIMEOUT_SECONDS: Final = 10
_LOG: Final = logging.getLogger("fmcg_assets.alerts")


def alert(settings: Settings, title: str, details: Mapping[str, str]) -> str | None:
    """Log an alert, and post it as JSON where FMCG_ALERT_WEBHOOK_URL is set.

    The body is `{"text": …, "title": …, "details": {…}}`: `text` is what chat webhooks show.
    Returns why it could not be posted, without the URL, which is a secret; None where all is well.
    """
    text = "\n".join([title, *(f"{name}: {value}" for name, value in details.items())])
    _LOG.error(text)
    url = settings.alert_webhook_url.get_secret_value()
    if not url:
        return None
    body = json.dumps({"text": text, "title": title, "details": dict(details)}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        return f"the webhook answered {error.code} {error.reason}"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"the webhook could not be reached: {type(error).__name__}"
