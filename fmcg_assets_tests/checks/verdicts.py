"""Small clean data of both companies, and running checks on it as Dagster does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import dagster as dg
import pyarrow as pa
from deltalake import write_deltalake

from fmcg_assets.contracts import CHECKS, TABLES
from fmcg_assets.definitions import build_definitions
from fmcg_assets.instance.home import open_instance
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets.partitions import range_tags
from fmcg_assets_tests.platform import Platform, new_platform
from fmcg_assets_tests.runs import SILENT

DAYS: Final = [
    *(f"2025-07-{day}" for day in range(28, 32)),
    *(f"2025-08-0{day}" for day in range(1, 4)),
]
"""The business days of the order files: four of July, three of August."""
LINES_A_DAY: Final = 6

FILES: Final[dict[str, tuple[str, ...]]] = {
    "child_company/customers/customers.csv": (
        "customer_id,customer_name,city",
        *(f"41000{n},Shop {n},Hyderabad" for n in range(1, 6)),
    ),
    "child_company/products/products.csv": (
        "product_name,product_id,category",
        *(f"Oat Bar {n} (35g),612000{n},energy bars" for n in range(1, 6)),
    ),
    "child_company/gross_price/gross_price.csv": (
        "product_id,month,gross_price",
        *(f"612000{n},2025/07/01,{n}0" for n in range(1, 6)),
    ),
    "parent_company/customers/dim_customers.csv": (
        "customer_code,customer,market,platform,channel",
        *(f"510000{n},Store {n},India,E-Commerce,Retailer" for n in range(1, 6)),
    ),
    "parent_company/products/dim_products.csv": (
        "product_code,division,category,product,variant",
        *(f"VS000{n},Cricket,Bats,Bat {n},Long" for n in range(1, 6)),
    ),
    "parent_company/gross_price/dim_gross_price.csv": (
        "product_code,price_inr,year",
        *(f"VS000{n},{n}00,2025" for n in range(1, 6)),
    ),
    "parent_company/orders/full_load/fact_orders.csv": (
        "date,product_code,customer_code,sold_quantity",
        "2025-06-01,VS0001,5100001,10",
        "2025-06-01,VS0002,5100002,10",
        "2025-07-01,VS0003,5100003,10",
        "2025-07-01,VS0004,5100004,10",
        "2025-08-01,VS0005,5100005,10",
    ),
}
"""Landing files of all domains but the acquired company's orders: five rows each."""
DOMAINS: Final[dict[str, str]] = {
    "customers": "child_company/customers/customers.csv",
    "products": "child_company/products/products.csv",
    "gross_price": "child_company/gross_price/gross_price.csv",
    "parent_customers": "parent_company/customers/dim_customers.csv",
    "parent_products": "parent_company/products/dim_products.csv",
    "parent_gross_price": "parent_company/gross_price/dim_gross_price.csv",
    "parent_orders": "parent_company/orders/full_load/fact_orders.csv",
}
"""The landing file of each of these domains, by the name of its bronze and silver tables."""


def clean_lines(day: str) -> list[str]:
    """Return six order lines of a day: four products, of which the fourth is one customer's."""
    sold = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 1), (1, 2)]
    return [
        order_line(f"{day}-{number}", day, customer, product)
        for number, (customer, product) in enumerate(sold, 1)
    ]


def order_line(order: str, day: str, customer: int | str, product: int, quantity: int = 5) -> str:
    """Return a line of an order file; a customer's or product's number is 1 to 5."""
    code = f"41000{customer}" if isinstance(customer, int) else customer
    return f"{order},{day.replace('-', '/')},{code},612000{product},{quantity}"


def clean_platform(root: Path) -> Platform:
    """Return a platform on whose files every check passes; nothing is loaded."""
    platform = new_platform(root)
    # The made-up days are long over: how far they lie back is a matter of few tests.
    platform.overrides["max_age_days"] = 36_500
    for name in FILES:
        land(platform, name, FILES[name])
    for day in DAYS:
        platform.land_lines(day, clean_lines(day))
    return platform


def land(platform: Platform, name: str, lines: Iterable[str]) -> None:
    """Write a landing file, header first."""
    (platform.landing / name).write_text("\n".join(lines) + "\n")


def foreign_append(platform: Platform, key: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows to a table as somebody does who knows nothing of this project."""
    delta = platform.lake.require(TABLES[key])
    schema = TABLES[key].arrow_schema
    write_deltalake(delta, pa.Table.from_pylist([dict(row) for row in rows], schema), mode="append")


def foreign_delete(platform: Platform, key: str, predicate: str) -> None:
    """Delete rows of a table as somebody does who knows nothing of this project."""
    assert platform.lake.require(TABLES[key]).delete(predicate)["num_deleted_rows"]


@dataclass(frozen=True)
class Verdict:
    """What people see of a check: `failing` is the table of slices, in its `unit`."""

    passed: bool
    severity: dg.AssetCheckSeverity
    text: str
    affected: int
    failing_slices: int
    failing: Mapping[str, int]
    unit: str


@dataclass(frozen=True)
class Outcome:
    """What a run did: `failures` are the messages of failed steps, innermost cause first."""

    success: bool
    verdicts: Mapping[str, Verdict]
    materialized: frozenset[str]
    failures: tuple[str, ...]


def execute(
    platform: Platform,
    assets: Collection[str] = (),
    *,
    checks_of: Collection[str] = (),
    days: tuple[str, str] | None = None,
) -> Outcome:
    """Materialize assets with their checks, and run further checks, in one run.

    `checks_of` names tables, for all of their checks, or single checks. `days` is a closed range;
    without it, the run is one without days.
    """
    job = build_definitions(platform.settings).resolve_implicit_global_asset_job_def()
    wanted = {*assets, *checks_of}
    result = job.get_subset(
        asset_selection={asset_key(key) for key in assets},
        asset_check_selection={
            dg.AssetCheckKey(asset_key(check.table), check.name)
            for check in CHECKS.values()
            if wanted & {check.table, check.key}
        },
    ).execute_in_process(
        instance=open_instance(platform.settings),
        run_config=SILENT,
        tags=range_tags(*map(date.fromisoformat, days)) if days else {},
        raise_on_error=False,
    )
    return Outcome(
        result.success,
        {
            f"{e.asset_key.to_user_string()}:{e.check_name}": _verdict(e)
            for e in result.get_asset_check_evaluations()
        },
        frozenset(
            event.asset_key.to_user_string()
            for event in result.get_asset_materialization_events()
            if event.asset_key
        ),
        tuple(
            event.step_failure_data.error_display_string
            for event in result.all_events
            if event.is_step_failure
        ),
    )


def judged(
    platform: Platform, *, checks_of: Collection[str], blocked: bool
) -> Mapping[str, Verdict]:
    """Return what checks say in a run that a blocking one fails, or that none fails."""
    outcome = execute(platform, checks_of=checks_of)
    assert outcome.success != blocked, "a blocking check fails the run, a warning fails no run"
    return outcome.verdicts


def failed(verdicts: Mapping[str, Verdict]) -> set[str]:
    """Return the checks that failed."""
    return {key for key, verdict in verdicts.items() if not verdict.passed}


def _verdict(evaluation: dg.AssetCheckEvaluation) -> Verdict:
    metadata = evaluation.metadata
    failing: dict[str, int] = {}
    unit = ""
    if table := metadata.get("failing"):
        assert isinstance(table, dg.TableMetadataValue)
        first, unit = (column.name for column in table.schema.columns)
        assert first == "slice"
        failing = {str(r.data["slice"]): int(str(r.data[unit])) for r in table.records}
    return Verdict(
        evaluation.passed,
        evaluation.severity,
        evaluation.description or "",
        _number(metadata["affected"]),
        _number(metadata["failing_slices"]),
        failing,
        unit,
    )


def _number(value: dg.MetadataValue) -> int:
    assert isinstance(value, dg.IntMetadataValue)
    assert value.value is not None
    return value.value


@dataclass(frozen=True)
class Found:
    """What a failing check is to say, before its remedy, and the failing slices with amounts.

    A table that is not sliced has the one slice "", which is not listed.
    """

    text: str
    slices: Mapping[str, int]
    unit: str = "rows"


def assert_fails(verdicts: Mapping[str, Verdict], key: str, found: Found) -> None:
    """Assert that a check failed with this text, severity and table of failing slices."""
    check, verdict = CHECKS[key], verdicts[key]
    assert not verdict.passed
    assert verdict.text == f"{found.text} {check.remedy}"
    severity = dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN
    assert verdict.severity == severity
    assert verdict.affected == sum(found.slices.values())
    assert verdict.failing_slices == len(found.slices)
    assert verdict.failing == ({} if "" in found.slices else found.slices)
    assert verdict.unit == ("" if "" in found.slices else found.unit)
