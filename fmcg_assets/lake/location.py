"""Where a lake is opened: delta-rs and Sail take a path for a URL."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def plain_location(uri: str) -> str:
    """Return a location of the lake that both delta-rs and Sail can open.

    That is the lake's own, unless its path has a character that a URL would escape, such as a
    blank: Sail 0.7 finds no table below such a path. Then it is a symbolic link to the lake, which
    lives as long as the process.
    """
    if "://" in uri or re.fullmatch(r"[\w./-]+", uri, re.ASCII):
        return uri
    folder = tempfile.mkdtemp(prefix="fmcg-lake-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Path(uri).mkdir(parents=True, exist_ok=True)
    link = Path(folder) / "lake"
    link.symlink_to(uri, target_is_directory=True)
    return str(link)


def engine_location(location: str) -> str:
    """Return a location as an engine opens it: Spark reaches S3 by the scheme `s3a` alone."""
    return f"s3a://{location.removeprefix('s3://')}" if location.startswith("s3://") else location
