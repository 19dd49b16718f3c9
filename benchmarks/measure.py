"""Measure `fmcg` on a landing zone as a user would: wall seconds and peak memory per command.

    python benchmarks/measure.py [FOLDER]

FOLDER holds parent_company/ and child_company/; without it FMCG_REFERENCE_DATA is taken, else the
sample. Everything is measured in new processes on a new lake below a temporary folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

FMCG = [sys.executable, "-m", "fmcg_assets.cli"]
SAMPLE = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Measured:
    """What one command took: wall and CPU seconds, and the largest resident set size, MB."""

    what: str
    wall: float
    cpu: float
    peak_mb: float
    output: str


def measure(what: str, arguments: list[str], environment: dict[str, str]) -> Measured:
    """Run one command to its end."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        process = subprocess.Popen([*FMCG, *arguments], env=environment, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        out.seek(0)
        output = out.read()
    if status:
        sys.exit(f"fmcg {' '.join(arguments)} failed:\n{output}")
    cpu = usage.ru_utime + usage.ru_stime
    return Measured(what, wall, cpu, usage.ru_maxrss / 1024, output)


def seconds(measured: Measured, row: str) -> float:
    """Return the seconds of a row of `--profile`."""
    found = re.search(rf"{re.escape(row)}[^│]*│\s*([\d.]+)", measured.output)
    if found is None:
        sys.exit(f"no row {row!r} in\n{measured.output}")
    return float(found[1])


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("FMCG_REFERENCE_DATA", SAMPLE))
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        landing = Path(folder) / "landing"
        shutil.copytree(data, landing, copy_function=shutil.copyfile)
        for path in landing.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        environment = {
            **os.environ,
            "FMCG_PARENT_LANDING_URI": str(landing / "parent_company"),
            "FMCG_CHILD_LANDING_URI": str(landing / "child_company"),
            "FMCG_LAKE_URI": f"{folder}/lake",
            "DAGSTER_HOME": f"{folder}/dagster",
            "COLUMNS": "120",
        }
        newest = max((landing / "child_company/orders/landing").iterdir())
        kept = newest.read_bytes()
        newest.unlink()
        results = [measure("all but the newest day, clean lake", ["run", "--profile"], environment)]
        newest.write_bytes(kept)
        results.append(measure("one new day", ["run", "--profile"], environment))
        results.append(measure("nothing to do", ["run", "--profile"], environment))
        results.append(measure("kpis", ["kpis"], environment))
        results.append(measure("status", ["status"], environment))
        shutil.rmtree(f"{folder}/lake")
        shutil.rmtree(f"{folder}/dagster")
        results.insert(0, measure("everything, clean lake", ["run", "--profile"], environment))

    print(f"{data}; {os.cpu_count()} cores, load before {load_before:.2f}\n")
    print("| command | wall s | cpu s | peak MB | computing s | committing s | start-up s |")
    print("|---|---|---|---|---|---|---|")
    for result in results:
        profiled = "Where the time went" in result.output
        parts = ("Computing tables", "Checking, hashing", "Start-up")
        split = [f"{seconds(result, part):.2f}" if profiled else "" for part in parts]
        print(
            f"| {result.what} | {result.wall:.2f} | {result.cpu:.2f} | {result.peak_mb:.0f} |"
            f" {' | '.join(split)} |"
        )


if __name__ == "__main__":
    main()
