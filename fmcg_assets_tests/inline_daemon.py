"""The Dagster daemon's work in this process, what it was asked for, and files that land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

import dagster as dg
from dagster import DagsterInstance

from fmcg_assets.definitions import build_definitions
from fmcg_assets.dispatch import Scope, Tick, look
from fmcg_assets.partitions import days_between, tagged_days
from fmcg_assets_tests.platform import Platform
from fmcg_assets_tests.runs import SILENT


@dataclass
class Daemon:
    """Does in this process what the Dagster daemon does: starts the runs that are asked for."""

    platform: Platform
    instance: DagsterInstance
    ran: list[dg.ExecuteInProcessResult] = field(default_factory=list)

    @cached_property
    def definitions(self) -> dg.Definitions:
        return build_definitions(self.platform.settings)

    def look(self, scope: Scope, now: datetime | None = None) -> Tick:
        """Look at the platform, now or at another instant."""
        return look(self.platform.settings, self.instance, now or datetime.now(UTC), scope)

    def carry_out(self, requests: Sequence[dg.RunRequest], *, well: bool = True) -> None:
        """Execute run requests one after the other, and expect that they end well (or not)."""
        for request in requests:
            job = self.definitions.resolve_job_def(request.job_name or "daily_refresh")
            result = job.execute_in_process(
                instance=self.instance,
                asset_selection=request.asset_selection,
                tags=request.tags,
                raise_on_error=False,
                run_config=SILENT,
            )
            assert result.success == well
            self.ran.append(result)

    def settle(self, *scopes: Scope) -> list[dg.RunRequest]:
        """Look and carry out until nothing is asked for any more; returns all that was asked."""
        asked: list[dg.RunRequest] = []
        for _ in range(10):
            requests = [r for scope in scopes for r in self.look(scope).requests]
            if not requests:
                return asked
            self.carry_out(requests)
            asked += requests
        raise AssertionError(f"asked for again and again: {days_of(requests)}")


def days_of(requests: Sequence[dg.RunRequest]) -> list[tuple[str, str]]:
    """Return first and last day (or "") of every request."""
    spans = [tagged_days(request.tags) for request in requests]
    return [(str(span[0]), str(span[1])) if span else ("", "") for span in spans]


def asked_days(requests: Sequence[dg.RunRequest]) -> set[str]:
    """Return every day of the requests."""
    return {
        str(day)
        for request in requests
        if (span := tagged_days(request.tags))
        for day in days_between(span[0], span[1] + timedelta(days=1))
    }


def tables_of(request: dg.RunRequest) -> set[str]:
    assert request.asset_selection is not None
    return {key.to_user_string() for key in request.asset_selection}


def product_of(platform: Platform) -> tuple[str, str]:
    """Return a customer and a product that order lines may name."""
    customer = min(str(row["customer_id"]) for row in platform.rows("silver/customers"))
    return customer, min(str(row["product_id"]) for row in platform.rows("gold/sb_dim_products"))


def land(platform: Platform, *days: str, quantity: int = 5) -> None:
    """Let order files of one line land."""
    customer, product = product_of(platform)
    for day in days:
        placed = day.replace("-", "/")
        platform.land_lines(day, [f"O-{day},{placed},{customer},{product},{quantity}"])


def changed_customers(platform: Platform) -> None:
    customers = platform.landing / "child_company/customers/customers.csv"
    customers.write_text(customers.read_text() + "977001,Late Starter,Hyderabad\n")
