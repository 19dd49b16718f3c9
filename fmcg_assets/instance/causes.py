"""Why a step failed, for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from fmcg_assets.resources.spark import LOST, LOST_TEXT

if TYPE_CHECKING:
    from dagster_shared.error import SerializableErrorInfo

_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
"""delta-rs colours its messages."""
_JVM_STACK: Final = "\n\nJVM stacktrace:"
"""What a Spark server's message goes on with, for many lines."""


def root_cause(error: SerializableErrorInfo) -> str:
    """Return the innermost cause of an error: the message alone where it is one of ours."""
    while error.cause is not None:
        error = error.cause
    message = _COLOURS.sub("", error.message).partition(_JVM_STACK)[0].strip()
    if message.startswith("pyspark.") and LOST.search(message):
        return LOST_TEXT
    name, _, text = message.partition(": ")
    ours = name.startswith("fmcg_assets.errors.") or error.cls_name == "Failure"
    return text if ours else message
