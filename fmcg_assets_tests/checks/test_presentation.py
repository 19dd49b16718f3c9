"""What all checks have in common: they pass on clean data, fail on bad, and tell what to do."""

from __future__ import annotations

from datetime import date
from typing import Final

import dagster as dg
import pytest

from fmcg_assets.checks.presentation import check_result, listing
from fmcg_assets.contracts import CHECKS, TABLES
from fmcg_assets.definitions import build_definitions
from fmcg_assets.io_managers.metadata import asset_key
from fmcg_assets_tests.checks import test_bronze, test_gold, test_silver
from fmcg_assets_tests.checks.verdicts import DAYS, execute
from fmcg_assets_tests.platform import Platform

PLAIN: Final = CHECKS["gold/fact_orders:unique_key"]


def test_every_check_is_shown_to_fail() -> None:
    assert set(CHECKS) == test_bronze.SHOWN | test_silver.SHOWN | test_gold.SHOWN


@pytest.mark.long
def test_every_check_passes_on_clean_data(clean: Platform) -> None:
    outcome = execute(clean, TABLES, days=(DAYS[0], DAYS[-1]))
    assert outcome.success
    assert outcome.materialized == set(TABLES)
    failed = {key: v.text for key, v in outcome.verdicts.items() if not v.passed}
    assert failed == {}
    assert set(outcome.verdicts) == set(CHECKS)


@pytest.mark.long
def test_a_check_that_passes_names_no_slice_and_no_remedy(clean_once: Platform) -> None:
    verdicts = execute(
        clean_once, checks_of=[k for k in TABLES if not k.startswith("bronze/")]
    ).verdicts
    for key, verdict in verdicts.items():
        assert (verdict.affected, verdict.failing_slices, verdict.failing) == (0, 0, {}), key
        assert CHECKS[key].remedy not in verdict.text
        assert verdict.text == "All is well." or verdict.text.endswith("rows are in quarantine.")


@pytest.mark.long
@pytest.mark.parametrize(
    "key",
    [
        "bronze/orders:volume",
        "silver/orders:late_orders",
        "silver/products:quarantine_share",
        "gold/fact_orders:referential_integrity",
        "gold/vw_fact_orders_enriched:totals_match_facts",
    ],
)
def test_a_check_can_be_run_without_the_others_of_its_table(clean_once: Platform, key: str) -> None:
    outcome = execute(clean_once, checks_of=[key])
    assert outcome.success
    assert set(outcome.verdicts) == {key}


@pytest.mark.long
def test_a_check_tells_in_dagster_what_it_demands_and_what_to_do(clean_once: Platform) -> None:
    graph = build_definitions(clean_once.settings).resolve_asset_graph()
    for check in CHECKS.values():
        spec = graph.get_check_spec(dg.AssetCheckKey(asset_key(check.table), check.name))
        assert spec.description == f"{check.demand}\n\nWhere it fails: {check.remedy}"
        assert spec.blocking == check.blocking


def test_a_text_names_five_slices_and_the_table_a_hundred() -> None:
    failing = {date.fromordinal(739_000 + n).isoformat(): 1_000 for n in range(101)}
    days = sorted(failing)
    result = check_result(PLAIN, failing)
    first = ", ".join(f"{day} (1,000)" for day in days[:5])
    assert result.description == f"Found 101,000 rows: {first} and 96 more. {PLAIN.remedy}"
    table = result.metadata["failing"]
    assert isinstance(table, dg.TableMetadataValue)
    assert [record.data["slice"] for record in table.records] == days[:100]
    assert result.metadata["failing_slices"] == dg.MetadataValue.int(101)
    assert result.metadata["affected"] == dg.MetadataValue.int(101_000)


def test_a_text_names_five_slices_without_more() -> None:
    assert listing({str(n): n for n in range(5, 0, -1)}, "lines") == (
        "Found 15 lines: 1 (1), 2 (2), 3 (3), 4 (4), 5 (5)."
    )


@pytest.mark.parametrize(
    ("blocks", "severity"),
    [
        (None, dg.AssetCheckSeverity.ERROR),
        (True, dg.AssetCheckSeverity.ERROR),
        (False, dg.AssetCheckSeverity.WARN),
    ],
)
def test_a_blocking_check_can_let_a_failure_pass_with_a_warning(
    blocks: bool | None, severity: dg.AssetCheckSeverity
) -> None:
    result = check_result(PLAIN, {"": 1}, blocks=blocks)
    assert (result.passed, result.severity) == (False, severity)
