"""Landing files that cannot be taken in: a clear error, nothing stored is lost, the next heals."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fmcg_assets_tests.platform import Platform, differing

DAY = "2025-07-05"
COLUMNS = "order_id,order_placement_date,customer_id,product_id,order_qty"


@dataclass(frozen=True)
class Malformed:
    """A file's content, and parts of the error that people must read."""

    content: bytes
    says: tuple[str, ...]


MALFORMED = {
    "zero bytes": Malformed(b"", ("an empty file (0 bytes)", "order_id")),
    "a required column is missing": Malformed(
        b"order_id,order_placement_date,customer_id,product_id\nA,2025/07/05,1,2\n",
        ("order_qty",),
    ),
    "a header occurs twice": Malformed(
        f"{COLUMNS},order_id\nA,2025/07/05,1,2,3,A\n".encode(), ("order_id",)
    ),
    "semicolons instead of commas": Malformed(
        COLUMNS.replace(",", ";").encode() + b"\nA;2025/07/05;1;2;3\n", ("1 column", "';'")
    ),
    "UTF-16": Malformed(f"{COLUMNS}\nA,2025/07/05,1,2,3\n".encode("utf-16"), ("UTF-16",)),
    "an HTML page": Malformed(b"<!DOCTYPE html><html><body>Sign in</body></html>", ("HTML",)),
    "a JSON document": Malformed(b'{"error": "forbidden"}', ("JSON",)),
    "no CSV at all": Malformed(b"\x89PNG\r\n\x1a\n\x00\x00\x00", ("expected",)),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_named_and_the_stored_day_stays(loaded: Platform, name: str) -> None:
    before, good = loaded.contents(), loaded.order_file(DAY).read_bytes()
    loaded.order_file(DAY).write_bytes(MALFORMED[name].content)

    result = loaded.run()

    [problem] = result.problems
    assert str(loaded.order_file(DAY)) in problem
    for text in MALFORMED[name].says:
        assert text in problem
    assert loaded.contents() == before

    loaded.order_file(DAY).write_bytes(good)
    loaded.run_clean()
    assert loaded.contents() == before


def _cut_gzip(content: bytes) -> bytes:
    packed = gzip.compress(content)
    return packed[: len(packed) // 2]


@pytest.mark.parametrize("damage", [_cut_gzip, bytes], ids=["cut in the middle", "not gzip"])
def test_a_broken_gzip_is_named_and_the_stored_day_stays(
    loaded: Platform, damage: Callable[[bytes], bytes]
) -> None:
    before, file = loaded.contents(), loaded.order_file(DAY)
    packed = file.with_name(file.name + ".gz")
    packed.write_bytes(damage(file.read_bytes()))
    file.unlink()
    [problem] = loaded.run().problems
    assert str(packed) in problem
    assert "gzip" in problem
    assert loaded.contents() == before


@pytest.mark.long
def test_one_malformed_file_does_not_keep_the_good_days_out(loaded: Platform) -> None:
    loaded.land_orders(["2025-07-11", "2025-07-12", "2025-07-13"])
    loaded.order_file("2025-07-12").write_bytes(b"<html>")
    [problem] = loaded.run().problems
    assert "orders_2025_07_12.csv" in problem
    assert loaded.day_rows("gold/fact_orders", "2025-07-11")
    assert not loaded.day_rows("gold/fact_orders", "2025-07-12")
    assert loaded.day_rows("gold/fact_orders", "2025-07-13")


@pytest.mark.long
def test_a_malformed_dimension_file_leaves_the_last_good_version(loaded: Platform) -> None:
    before = loaded.contents()
    products = loaded.landing / "child_company/products/products.csv"
    products.write_bytes(b"")
    loaded.land_orders(["2025-07-11"])
    [problem] = loaded.run().problems
    assert str(products) in problem
    assert differing(before, loaded.contents()) == {
        "bronze/orders",
        "silver/orders",
        "silver/orders_quarantine",
        "gold/sb_fact_orders",
        "gold/fact_orders",
        "gold/vw_fact_orders_enriched",
    }


@pytest.mark.long
def test_a_line_that_does_not_fit_waits_in_quarantine_and_the_rest_is_loaded(
    loaded: Platform,
) -> None:
    customer = min(str(r["customer_id"]) for r in loaded.rows("silver/customers"))
    product = min(str(r["product_id"]) for r in loaded.rows("gold/sb_dim_products"))
    loaded.land_lines(
        "2025-07-11",
        [
            f"GOOD1,2025/07/11,{customer},{product},5",
            f"SHORT,2025/07/11,{customer}",
            f'"OPEN,2025/07/11,{customer},{product},5',
            f'GOOD2,"Friday, July 11, 2025",{customer},{product},5',
        ],
    )
    loaded.run_clean()
    assert {r["order_id"] for r in loaded.day_rows("silver/orders", "2025-07-11")} == {
        "GOOD1",
        "GOOD2",
    }
    waiting = loaded.day_rows("silver/orders_quarantine", "2025-07-11")
    assert {(r["row_number"], r["reason"]) for r in waiting} == {
        (3, "malformed_line"),
        (4, "malformed_line"),
    }
    assert any("SHORT" in str(r["source_row"]) for r in waiting)


def test_names_that_are_no_day_are_ignored_and_reported(loaded: Platform) -> None:
    folder = loaded.order_file(DAY).parent
    for name in ("orders_2025_7_1.csv", "orders_2025_02_30.csv", "ORDERS_2025_07_11.csv", "x.bak"):
        (folder / name).write_text(f"{COLUMNS}\n")
    versions = loaded.versions()
    output = loaded.run_clean()
    assert output.count("ignored:") == 4
    assert loaded.versions() == versions


@pytest.mark.long
def test_bytes_that_are_not_utf8_wait_unless_a_fallback_is_declared(
    loaded: Platform,
) -> None:
    customers = loaded.landing / "child_company/customers/customers.csv"
    customers.write_bytes(
        customers.read_bytes() + "990001,Café Müller,Hyderabad\n".encode("latin-1")
    )
    loaded.run_clean()
    assert [r["reason"] for r in loaded.rows("silver/customers_quarantine")] == ["malformed_line"]
    loaded.overrides["fallback_encoding"] = "latin-1"
    customers.write_bytes(customers.read_bytes().replace(b"\r\n", b"\n") + b"\n")
    loaded.run_clean()
    assert "Café Müller" in {r["customer_name"] for r in loaded.rows("silver/customers")}
