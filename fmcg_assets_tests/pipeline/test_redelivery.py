"""A day that is delivered again, wrongly, or no more."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date

import pytest

from fmcg_assets.planning import Request
from fmcg_assets_tests.platform import Platform, differing

pytestmark = pytest.mark.long

MakePlatform = Callable[..., Platform]
DAY = "2025-07-05"
VIEW = "gold/vw_fact_orders_enriched"
FACT_TABLES = (
    "bronze/orders",
    "silver/orders",
    "silver/orders_quarantine",
    "gold/sb_fact_orders",
    "gold/fact_orders",
)
HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty"


def _known(platform: Platform) -> tuple[str, str, str]:
    """Return a known customer and two known, priced products."""
    prices = {row["product_code"] for row in platform.rows("gold/dim_gross_price")}
    products = [
        str(row["product_id"])
        for row in platform.rows("gold/sb_dim_products")
        if row["product_code"] in prices and row["product_id"] != "999999"
    ]
    customer = min(str(row["customer_id"]) for row in platform.rows("silver/customers"))
    first, second, *_ = sorted(products)
    return customer, first, second


def test_one_new_day_changes_only_its_partitions_and_its_month(loaded: Platform) -> None:
    loaded.land_orders(["2025-08-01"])
    files = {
        key: loaded.partition_files(key) for key in (*FACT_TABLES, "gold/vw_fact_orders_enriched")
    }
    versions = loaded.versions()

    output = loaded.run_clean(Request(full=True, days=(date(2025, 8, 1), date(2025, 8, 1))))

    assert "dimensions and parent sales" in output, "they are materialized, too"
    for key in FACT_TABLES:
        assert differing(files[key], loaded.partition_files(key)) <= {"2025-08-01"}
    view = differing(
        files["gold/vw_fact_orders_enriched"],
        loaded.partition_files("gold/vw_fact_orders_enriched"),
    )
    # The sample's first days of August hold orders that were placed in July.
    assert "2025-08-01" in view
    assert view <= {"2025-07-01", "2025-08-01"}
    assert differing(versions, loaded.versions()) <= {*FACT_TABLES, VIEW}


def test_dimensions_that_are_materialized_again_unchanged_are_not_written(loaded: Platform) -> None:
    versions = loaded.versions()
    customers = loaded.landing / "child_company/customers/customers.csv"
    customers.write_bytes(customers.read_bytes().replace(b"\n", b"\r\n"))
    loaded.run_clean()
    assert differing(versions, loaded.versions()) == {"bronze/customers"}, "other bytes, same names"
    assert "Nothing to do" in loaded.run_clean(), "settled: materialized, if not written"


def test_a_corrected_file_replaces_its_day_in_every_table(
    empty: MakePlatform, loaded: Platform
) -> None:
    customer, first, second = _known(loaded)
    platform = empty(["2025-07-01", "2025-07-02"])
    platform.land_lines(
        "2025-07-03",
        [
            f"REMOVED,2025/07/03,{customer},{first},5",
            f"CHANGED,2025/07/03,{customer},{first},6",
            f"KEPT,2025/07/03,{customer},{second},7",
            f"LATE,2025/06/28,{customer},{second},8",
        ],
    )
    platform.run_clean()
    assert {row["date"] for row in platform.rows("gold/vw_fact_orders_enriched")} >= {
        date(2025, 6, 1),
        date(2025, 7, 1),
    }
    before = {key: platform.partition_files(key) for key in FACT_TABLES}
    platform.land_lines(
        "2025-07-03",
        [
            f"CHANGED,2025/07/03,{customer},{first},60",
            f"KEPT,2025/07/03,{customer},{second},7",
            f"ADDED,2025/07/03,{customer},{second},9",
        ],
    )
    platform.run_clean()

    def lines(key: str, quantity: str) -> set[tuple[object, object]]:
        return {(r["order_id"], r[quantity]) for r in platform.day_rows(key, "2025-07-03")}

    assert lines("bronze/orders", "order_qty") == {("CHANGED", "60"), ("KEPT", "7"), ("ADDED", "9")}
    assert lines("silver/orders", "quantity") == {("CHANGED", 60), ("KEPT", 7), ("ADDED", 9)}
    assert lines("gold/sb_fact_orders", "sold_quantity") == {
        ("CHANGED", 60),
        ("KEPT", 7),
        ("ADDED", 9),
    }
    facts = platform.day_rows("gold/fact_orders", "2025-07-03")
    assert sum(int(str(r["sold_quantity"])) for r in facts) == 76
    for key in FACT_TABLES:
        assert differing(before[key], platform.partition_files(key)) <= {"2025-07-03"}
    # The late order has left its old month, too.
    assert _as_if_loaded_at_once(platform, empty) == set()


def _as_if_loaded_at_once(platform: Platform, empty: MakePlatform) -> set[str]:
    """Return the tables that differ from a first load of what lies in the landing zone now."""
    fresh = empty()
    for file in sorted(platform.order_file("2025-07-01").parent.iterdir()):
        (fresh.order_file("2025-07-01").parent / file.name).write_bytes(file.read_bytes())
    fresh.run_clean()
    return differing(platform.contents(), fresh.contents())


def test_a_byte_equal_file_changes_nothing(loaded: Platform) -> None:
    versions = loaded.versions()
    file = loaded.order_file(DAY)
    file.write_bytes(file.read_bytes())
    assert "Nothing to do" in loaded.run_clean()
    loaded.run_clean(Request(days=(date.fromisoformat(DAY), date.fromisoformat(DAY))))
    assert loaded.versions() == versions


def test_lines_in_another_order_are_another_bronze_day_and_the_same_gold(loaded: Platform) -> None:
    versions = loaded.versions()
    header, *lines = loaded.order_file(DAY).read_text().splitlines()
    loaded.order_file(DAY).write_text("\n".join([header, *reversed(lines)]) + "\n")
    loaded.run_clean()
    assert _gold(differing(versions, loaded.versions())) == set()
    assert "Nothing to do" in loaded.run_clean()


def _gold(keys: set[str]) -> set[str]:
    return {key for key in keys if key.startswith("gold/")}


def _empty(_: bytes) -> bytes:
    return b""


def _header_only(content: bytes) -> bytes:
    return content.splitlines(keepends=True)[0]


def _cut(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(lines[: len(lines) // 2]) + b"ORD1,2025/0"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_empty, "found an empty file (0 bytes)"),
        (_header_only, "found no line in orders/landing/orders_2025_07_05.csv, expected the"),
        (_cut, "rows that are stored"),
    ],
)
def test_a_truncated_file_leaves_the_stored_day_untouched(
    loaded: Platform, damage: Callable[[bytes], bytes], message: str
) -> None:
    before = loaded.contents()
    good = loaded.order_file(DAY).read_bytes()
    loaded.order_file(DAY).write_bytes(damage(good))
    result = loaded.run()
    assert any(message in problem for problem in result.problems), result.problems
    assert loaded.contents() == before
    loaded.order_file(DAY).write_bytes(good)
    loaded.run_clean()
    assert loaded.contents() == before


def test_a_vanished_file_leaves_the_stored_day_untouched(loaded: Platform) -> None:
    before = loaded.contents()
    loaded.order_file(DAY).unlink()
    result = loaded.run()
    assert result.problems == [
        f"{DAY}: its order file is gone; the stored rows stay. Deliver the file again, or say that"
        f" the removal is meant: `fmcg run --date {DAY} --allow-removal`"
    ]
    asked = loaded.run(Request(days=(date.fromisoformat(DAY), date.fromisoformat(DAY))))
    assert asked.problems == result.problems
    assert loaded.contents() == before


def test_a_removal_that_is_meant_empties_the_day(loaded: Platform, empty: MakePlatform) -> None:
    loaded.order_file(DAY).unlink()
    loaded.run_clean(Request(allow_removal=True))
    for key in FACT_TABLES:
        assert loaded.day_rows(key, DAY) == []
    assert _as_if_loaded_at_once(loaded, empty) == set()
    assert "Nothing to do" in loaded.run_clean()


def test_a_day_without_file_and_rows_is_a_partition_without_rows(loaded: Platform) -> None:
    versions = loaded.versions()
    output = loaded.run_clean(Request(days=(date(2025, 7, 20), date(2025, 7, 21))))
    assert "no order file" not in output, "no day after the newest landed one is missing"
    assert loaded.versions() == versions


def test_only_days_between_the_first_and_the_newest_landed_one_are_missing(
    empty: MakePlatform,
) -> None:
    platform = empty(["2025-07-01", "2025-07-03"])
    output = platform.run_clean()
    assert "warning 2025-07-02: no order file landed" in output
    assert output.count("no order file landed") == 1


def test_the_same_day_compressed_is_the_same_gold(loaded: Platform) -> None:
    versions = loaded.versions()
    file = loaded.order_file(DAY)
    packed = file.with_name(file.name + ".gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))
    file.unlink()
    loaded.run_clean()
    assert _gold(differing(versions, loaded.versions())) == set()


def test_a_truncated_file_does_not_keep_the_corrected_days_beside_it_out(loaded: Platform) -> None:
    header, *lines = loaded.order_file("2025-07-06").read_text().splitlines()
    loaded.order_file(DAY).write_text(header + "\n")
    loaded.order_file("2025-07-06").write_text("\n".join([header, *lines[:5]]) + "\n")
    [problem] = loaded.run().problems
    assert "orders_2025_07_05.csv" in problem
    assert len(loaded.day_rows("bronze/orders", "2025-07-06")) == 5
    assert loaded.day_rows("bronze/orders", DAY)


def test_a_vanished_file_of_the_parent_leaves_the_stored_sales_untouched(loaded: Platform) -> None:
    orders = loaded.landing / "parent_company" / "orders"
    (orders / "incremental_load").mkdir()
    sale = loaded.rows("silver/parent_orders")[0]
    added = orders / "incremental_load" / "september.csv"
    added.write_text(
        "date,product_code,customer_code,sold_quantity\n"
        f"2025-09-01,{sale['product_code']},{sale['customer_code']},77\n"
    )
    loaded.run_clean()
    before = loaded.contents()
    added.unlink()
    [problem] = loaded.run().problems
    assert "found no orders/incremental_load/september.csv" in problem
    assert loaded.contents() == before
    loaded.run_clean(Request(allow_removal=True))
    assert loaded.day_rows("gold/fact_orders", "2025-09-01") == []
