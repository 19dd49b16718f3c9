"""The figures that the replaced dashboard published, to the rupee and the row."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from fmcg_assets.contracts import TABLES
from fmcg_assets.kpis import headline
from fmcg_assets_tests.platform import Platform

pytestmark = [pytest.mark.reference, pytest.mark.long]


def _query(platform: Platform, key: str, sql: str) -> list[tuple[object, ...]]:
    """Run SQL on one table, which it names `t`."""
    rows = platform.lake.read(TABLES[key])
    with duckdb.connect() as connection:
        connection.register("t", rows)
        return connection.execute(sql).fetchall()


def _billions(platform: Platform, dimension: str, limit: int = 100) -> dict[str, float]:
    rows = _query(
        platform,
        "gold/vw_fact_orders_enriched",
        f"SELECT {dimension}, round(sum(total_amount_inr) / 1e9, 2) FROM t GROUP BY 1"
        f" ORDER BY sum(total_amount_inr) DESC NULLS LAST LIMIT {limit}",
    )
    return {str(name): float(str(value)) for name, value in rows}


def test_headline_figures(reference_once: Platform) -> None:
    figures = headline(reference_once.lake)
    assert figures.total_revenue_inr == Decimal(105_340_264_771)
    assert figures.total_quantity == 34_130_483
    assert figures.unique_customers == 54
    assert figures.mean_list_price_inr == 4043.164979
    assert figures.revenue_per_unit_inr == pytest.approx(3086.4, abs=0.01)
    assert figures.view_rows == 96_673
    assert (str(figures.data_from), str(figures.data_to)) == ("2024-01-01", "2025-12-01")


def test_revenue_by_month_name_in_billions(reference_once: Platform) -> None:
    assert _billions(reference_once, "month_short_name") == {
        "Jan": 6.24,
        "Feb": 6.59,
        "Mar": 4.58,
        "Apr": 5.19,
        "May": 5.36,
        "Jun": 6.56,
        "Jul": 6.41,
        "Aug": 6.23,
        "Sep": 12.87,
        "Oct": 17.31,
        "Nov": 20.82,
        "Dec": 7.19,
    }


def test_top_products_customers_and_variants_in_billions(reference_once: Platform) -> None:
    assert _billions(reference_once, "product", 3) == {
        "PX Grip Cricket Batting Gloves": 7.98,
        "WL Hex Dumbbell": 7.62,
        "NX Pro Cricket Leg Guards": 6.21,
    }
    assert _billions(reference_once, "customer", 3) == {
        "FitnessWorld": 9.53,
        "FastTrack Sports": 8.21,
        "Fitness Mania": 5.96,
    }
    assert _billions(reference_once, "variant", 4) == {
        "Large": 4.76,
        "5 kg": 3.85,
        "Curl Bar": 3.7,
        "Medium": 3.58,
    }


def test_channel_shares_in_percent(reference_once: Platform) -> None:
    shares = _query(
        reference_once,
        "gold/vw_fact_orders_enriched",
        "SELECT coalesce(channel, 'unmapped'),"
        " round(100 * sum(total_amount_inr) / sum(sum(total_amount_inr)) OVER (), 2)"
        " FROM t GROUP BY channel",
    )
    assert {str(name): float(str(share)) for name, share in shares} == {
        "Retailer": 78.49,
        "Direct": 20.23,
        "Acquisition": 1.16,
        "unmapped": 0.13,
    }


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("bronze/orders", 53_522),
        ("silver/orders", 42_124),
        ("silver/orders_quarantine", 7_648),
        ("bronze/parent_orders", 93_055),
        ("silver/customers", 35),
        ("silver/gross_price", 90),
        ("gold/dim_customers", 54),
        ("gold/dim_products", 415),
        ("gold/dim_gross_price", 811),
        ("gold/fact_orders", 128_178),
        ("gold/vw_fact_orders_enriched", 96_673),
    ],
)
def test_table_counts(reference_once: Platform, table: str, rows: int) -> None:
    assert reference_once.state(table).rows == rows
    assert reference_once.lake.read(TABLES[table]).num_rows == rows


def test_every_delivered_line_is_loaded_dropped_as_duplicate_or_quarantined(
    reference_once: Platform,
) -> None:
    duplicates = sum(
        int(str(_query(reference_once, key, "SELECT sum(duplicate_rows) FROM t")[0][0]))
        for key in ("silver/orders", "silver/orders_quarantine")
    )
    assert duplicates == 3_750
    assert 53_522 == 42_124 + 3_750 + 7_648
    reasons = _query(
        reference_once, "silver/orders_quarantine", "SELECT reason, count(*) FROM t GROUP BY 1"
    )
    assert {str(name): count for name, count in reasons} == {
        "missing_qty": 2_691,
        "unknown_product": 4_957,
    }
    [(sentinels,)] = _query(
        reference_once,
        "bronze/orders",
        r"SELECT count(*) FROM t WHERE NOT regexp_full_match(customer_id, '\d+')",
    )
    assert sentinels == 5_378


def test_days_without_a_file_hold_no_rows(reference_once: Platform) -> None:
    assert "2025-08-31: no order file landed" in reference_once.run_clean()
    for day in ("2025-08-31", "2025-10-31"):
        assert reference_once.day_rows("bronze/orders", day) == []


def test_the_one_correction_gives_its_figures_and_writes_only_its_days(
    reference: Platform,
) -> None:
    waiting = _query(
        reference,
        "silver/orders_quarantine",
        "SELECT DISTINCT file_date FROM t WHERE reason = 'unknown_product'"
        " AND json_extract_string(source_row, '$.product_id') = '25891502'",
    )
    days = {str(day) for (day,) in waiting}
    files = {
        key: reference.partition_files(key)
        for key in ("bronze/orders", "silver/orders", "gold/sb_fact_orders", "gold/fact_orders")
    }
    corrections = reference.root / "reference" / "product_corrections.csv"
    corrections.write_text("delivered_product_id,product_id\nXYZ123,25891502\n")

    reference.run_clean()

    figures = headline(reference.lake)
    assert figures.view_rows == 96_888
    assert figures.total_quantity == 34_556_039
    assert figures.total_revenue_inr == Decimal(105_441_121_543)
    assert reference.state("silver/orders").rows == 42_124 + 2_528
    assert reference.state("silver/gross_price").rows == 95
    assert reference.partition_files("bronze/orders") == files["bronze/orders"]
    for key in ("silver/orders", "gold/sb_fact_orders", "gold/fact_orders"):
        after = reference.partition_files(key)
        assert {d for d in after if after[d] != files[key].get(d)} == days
