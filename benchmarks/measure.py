"""Measure `fmcg` on a landing zone as a user would: wall seconds and peak memory per command.

    python benchmarks/measure.py [--spark] [FOLDER]

FOLDER holds parent_company/ and child_company/; without it FMCG_REFERENCE_DATA is taken, else the
sample. Everything is measured in new processes on a new lake below a temporary folder; with --spark
a second time on a local Spark server (Java 17), side by side.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from fmcg_assets import spark_server
from fmcg_assets.resources.environments import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def commands(landing: Path, environment: dict[str, str]) -> list[Measured]:
    """Measure the commands on one engine, from a lake that does not exist yet."""
    newest = max((landing / "child_company/orders/landing").iterdir())
    kept = newest.read_bytes()
    newest.unlink()
    results = [measure("all but the newest day, clean lake", ["run", "--profile"], environment)]
    newest.write_bytes(kept)
    results.append(measure("one new day", ["run", "--profile"], environment))
    results.append(measure("nothing to do", ["run", "--profile"], environment))
    results.append(measure("kpis", ["kpis"], environment))
    results.append(measure("status", ["status"], environment))
    again = environment | {
        "FMCG_LAKE_URI": f"{environment['FMCG_LAKE_URI']}_again",
        "DAGSTER_HOME": f"{environment['DAGSTER_HOME']}_again",
    }
    results.insert(0, measure("everything, clean lake", ["run", "--profile"], again))
    return results


@contextmanager
def spark_engine(folder: Path) -> Iterator[tuple[dict[str, str], int]]:
    """Bring up a local Spark server; yield what leads to it, and its process."""
    server = load_settings().model_copy(update={"lake_uri": str(folder)})
    remote = spark_server.start(server, port=0, memory="2g", cores=os.cpu_count() or 1)
    try:
        running = spark_server.status(server)
        assert running is not None
        yield {"FMCG_ENGINE": "spark", "FMCG_SPARK_REMOTE": remote}, running.pid
    finally:
        spark_server.stop(server)


def process_use(pid: int) -> tuple[float, float]:
    """Return the CPU seconds, and the largest resident set size (MB), of a process up to now."""
    process = psutil.Process(pid)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert peak is not None
    times = process.cpu_times()
    return times.user + times.system, int(peak[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = os.environ.get("FMCG_REFERENCE_DATA", str(SAMPLE))
    parser.add_argument("folder", nargs="?", default=default, type=Path)
    parser.add_argument("--spark", action="store_true", help="on a local Spark server, too")
    arguments = parser.parse_args()
    load_before = os.getloadavg()[0]
    measured: dict[str, list[Measured]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        landing = folder / "landing"
        shutil.copytree(arguments.folder, landing, copy_function=shutil.copyfile)
        for path in landing.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)

        def environment(engine: str) -> dict[str, str]:
            return {
                **os.environ,
                "FMCG_PARENT_LANDING_URI": str(landing / "parent_company"),
                "FMCG_CHILD_LANDING_URI": str(landing / "child_company"),
                "FMCG_LAKE_URI": f"{folder}/{engine}",
                "DAGSTER_HOME": f"{folder}/dagster_{engine}",
                "COLUMNS": "120",
            }

        measured["embedded"] = commands(landing, environment("embedded"))
        if arguments.spark:
            with spark_engine(folder) as (led, server):
                measured["spark"] = commands(landing, environment("spark") | led)
                cpu, peak = process_use(server)
            measured["spark"].append(Measured("the Spark server, all in all", 0, cpu, peak, ""))

    print(f"{arguments.folder}; {os.cpu_count()} cores, load before {load_before:.2f}\n")
    print(
        "| engine | command | wall s | cpu s | peak MB | computing s | committing s | start-up s |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for engine, results in measured.items():
        for result in results:
            profiled = "Where the time went" in result.output
            parts = ("Computing and measuring", "Comparing with", "Start-up")
            split = [f"{seconds(result, part):.2f}" if profiled else "" for part in parts]
            wall = f"{result.wall:.2f}" if result.wall else ""
            print(
                f"| {engine} | {result.what} | {wall} | {result.cpu:.2f} | {result.peak_mb:.0f} |"
                f" {' | '.join(split)} |"
            )


if __name__ == "__main__":
    main()
