"""Platforms into which days of the sample were brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fmcg_assets_tests.platform import Platform, new_platform

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def loaded_platform(root: Path, days: Iterable[str]) -> Platform:
    """Return a platform with dimensions, the parent's sales and these days, all of them in."""
    platform = new_platform(root, days)
    platform.run_clean()
    return platform
