"""`fmcg` as people call it, with the embedded engine or a Spark server."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fmcg_assets.resources.environments import variable_name

if TYPE_CHECKING:
    from fmcg_assets_tests.platform import Platform

SECONDS: Final = 1200
"""How long a command may take on a busy machine."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote to the terminal."""

    code: int
    output: str
    errors: str

    def __str__(self) -> str:
        return f"exit code {self.code}\n{self.output}\n{self.errors}"


def environment(platform: Platform, remote: str | None) -> dict[str, str]:
    """Return the environment of `fmcg` on a platform; `remote` None is the embedded engine."""
    values = {variable_name(name): str(value) for name, value in platform.overrides.items()}
    engine = {"FMCG_ENGINE": "spark" if remote else "embedded", "FMCG_SPARK_REMOTE": remote or ""}
    # Wide lines, and none of the colours that a terminal gets.
    return platform.environment | values | engine | {"COLUMNS": "200"}


def started(platform: Platform, *arguments: str, remote: str | None) -> subprocess.Popen[str]:
    """Start `fmcg` with these arguments."""
    return subprocess.Popen(
        [sys.executable, "-m", "fmcg_assets.cli", *arguments],
        env=environment(platform, remote),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str], seconds: float = SECONDS) -> Ended:
    """Wait for a command; one that takes longer is killed, and fails the test."""
    try:
        output, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        raise AssertionError(f"not done after {seconds} s\n{output}\n{errors}") from None
    return Ended(process.returncode, output, errors)


def fmcg(platform: Platform, *arguments: str, remote: str | None = None) -> Ended:
    """Run `fmcg` with these arguments to its end."""
    return ended(started(platform, *arguments, remote=remote))


def run_clean(platform: Platform, *arguments: str, remote: str | None = None) -> str:
    """Do `fmcg run`, and expect that everything is in; returns the output."""
    done = fmcg(platform, "run", *arguments, remote=remote)
    assert done.code == 0, str(done)
    # Nothing of the engine, neither log lines nor warnings.
    assert done.errors == ""
    return done.output
