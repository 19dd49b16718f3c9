"""Other time zones and later instants."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """Move the process to another time zone, and back."""
    with pytest.MonkeyPatch.context() as moved:
        moved.setenv("TZ", name)
        time.tzset()
        yield
    time.tzset()


def at_clock(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let claims be looked at so many seconds from now."""
    then = time.time() + seconds
    clock = SimpleNamespace(time=lambda: then)
    monkeypatch.setattr("fmcg_assets.instance.work.time", clock)
