"""Trying a step again after a transient fault, and only then.

Dagster's own retry policy would also repeat what bad data broke, and answer a termination request
with another try.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import dagster as dg

from fmcg_assets.faults import is_transient

if TYPE_CHECKING:
    from collections.abc import Iterator

RETRIES: Final = 2
_DELAYS: Final = dg.RetryPolicy(
    max_retries=RETRIES, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)


@contextmanager
def retried_if_transient(earlier_tries: int) -> Iterator[None]:
    """Ask Dagster to repeat the step, after a growing delay with jitter, on a transient fault."""
    try:
        yield
    except Exception as error:
        if not is_transient(error):
            raise
        raise dg.RetryRequested(RETRIES, _DELAYS.calculate_delay(earlier_tries + 1)) from error
