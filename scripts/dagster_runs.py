"""What the Dagster instance says of runs, as the webserver's GraphQL answers it."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

BACKFILL_TAG = "dagster/backfill"
FINISH_SECONDS = 90
FINISHED = {"SUCCESS", "FAILURE", "CANCELED"}
RUN_FIELDS = """
    runId status
    tags { key value }
    assetSelection { path }
    assetCheckSelection { name assetKey { path } }
    stepStats { stepKey status }
"""


@dataclass(frozen=True)
class Run:
    """A run: what it was asked for, and how its steps ended (those that ran)."""

    run_id: str
    status: str
    tags: dict[str, str]
    assets: frozenset[str]
    checks: frozenset[str]
    steps: dict[str, str]


class DagsterRuns:
    """The runs that the UI launched on an instance, asked at the address of its webserver."""

    def __init__(self, address: str) -> None:
        self.address = address

    def query(self, text: str, **variables: object) -> Any:
        """Return the data that GraphQL answers; raises RuntimeError where it answers errors."""
        request = urllib.request.Request(
            f"{self.address}/graphql",
            json.dumps({"query": text, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.load(response)
        if "errors" in answer:
            raise RuntimeError(f"GraphQL: {answer['errors']}")
        return answer["data"]

    def asset_keys(self) -> set[str]:
        """Return the assets of the code location, empty where it is not loaded."""
        nodes = self.query("{ assetNodes { assetKey { path } } }")["assetNodes"]
        return {"/".join(node["assetKey"]["path"]) for node in nodes}

    def launched(self) -> dict[str, Run]:
        """Return the runs that somebody launched in the UI, by id."""
        answer = self.query(
            "query($filter: RunsFilter) { runsOrError(filter: $filter)"
            f" {{ ... on Runs {{ results {{ {RUN_FIELDS} }} }} }} }}",
            filter={"tags": [{"key": "dagster/from_ui", "value": "true"}]},
        )
        return {run["runId"]: _run(run) for run in answer["runsOrError"]["results"]}

    def finished_after(self, before: set[str], *, backfill: bool = False) -> Run:
        """Wait for the one run (of a backfill, or of none) that was launched after these.

        Raises RuntimeError where several were launched, or none finishes in time.
        """
        deadline = time.monotonic() + FINISH_SECONDS
        while time.monotonic() < deadline:
            new = [
                run
                for run_id, run in self.launched().items()
                if run_id not in before and (BACKFILL_TAG in run.tags) == backfill
            ]
            if len(new) > 1:
                raise RuntimeError(f"one run was asked for, {len(new)} were launched")
            if new and new[0].status in FINISHED:
                return new[0]
            time.sleep(0.5)
        raise RuntimeError(f"no run launched in the UI finished within {FINISH_SECONDS} s")

    def backfill_status(self, backfill_id: str) -> str:
        """Return the status of a backfill, as soon as it is no longer in progress."""
        deadline = time.monotonic() + FINISH_SECONDS
        status = ""
        while time.monotonic() < deadline:
            answer = self.query(
                "query($id: String!) { partitionBackfillOrError(backfillId: $id)"
                " { ... on PartitionBackfill { status } } }",
                id=backfill_id,
            )
            status = str(answer["partitionBackfillOrError"]["status"])
            if status.startswith("COMPLETED"):
                return status
            time.sleep(0.5)
        return status

    def failures(self, run_id: str) -> str:
        """Return the messages of the steps of a run that failed."""
        answer = self.query(
            "query($id: ID!) { logsForRun(runId: $id) { ... on EventConnection { events"
            " { ... on ExecutionStepFailureEvent { error { message } } } } } }",
            id=run_id,
        )
        events = answer["logsForRun"]["events"]
        return "\n".join(event["error"]["message"] for event in events if event.get("error"))


def _run(answer: dict[str, Any]) -> Run:
    def key(asset: dict[str, Any]) -> str:
        return "/".join(asset["path"])

    checks = answer["assetCheckSelection"] or []
    return Run(
        answer["runId"],
        answer["status"],
        {tag["key"]: tag["value"] for tag in answer["tags"]},
        frozenset(key(asset) for asset in answer["assetSelection"] or []),
        frozenset(f"{key(check['assetKey'])}:{check['name']}" for check in checks),
        {step["stepKey"]: step["status"] for step in answer["stepStats"]},
    )
