"""Rows that break the contract of their table are refused, in words that give no row away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from fmcg_assets.contracts import TABLES, Table
from fmcg_assets.errors import ContractError
from fmcg_assets.lake.conformance import (
    conforming,
    refuse_other_slices,
    refuse_unreadable_slices,
)
from fmcg_assets_tests.lake.examples import OUTLETS, SALES, outlets, sales

BRONZE_ORDERS = TABLES["bronze/orders"]
SECRET = "Fitness Mania, 12 MG Road"


def refusal(rows: pa.Table, table: Table) -> str:
    with pytest.raises(ContractError) as refused:
        conforming(rows, table)
    return str(refused.value)


def bronze_orders(**changed: list[Any]) -> pa.Table:
    """Return two rows of bronze/orders, with other values in some columns."""
    columns: dict[str, list[Any]] = {
        "order_id": ["o1", "o2"],
        "order_placement_date": ["2025/07/01"] * 2,
        "customer_id": [SECRET] * 2,
        "product_id": ["p"] * 2,
        "order_qty": ["1"] * 2,
        "file_name": ["orders/landing/orders_2025_07_01.csv"] * 2,
        "file_size": [10] * 2,
        "row_number": [2, 3],
        "read_timestamp": [datetime(2025, 7, 2, tzinfo=UTC)] * 2,
        "_rescued_data": [None] * 2,
        "file_date": [date(2025, 7, 1)] * 2,
        **changed,
    }
    nullable = pa.schema([field.with_nullable(True) for field in BRONZE_ORDERS.arrow_schema])
    return pa.table(columns, nullable)


# --- what is accepted


@pytest.mark.parametrize(
    ("rows", "table"),
    [
        (outlets(("1", "Delhi", None, "1.00", ["a"])), OUTLETS),
        (outlets(), OUTLETS),
        (sales(("2025-07-01", "a", 1)), SALES),
        (bronze_orders(), BRONZE_ORDERS),
    ],
)
def test_conforming_rows_come_back_with_exactly_the_contracts_schema(
    rows: pa.Table, table: Table
) -> None:
    accepted = conforming(rows, table)
    assert accepted.schema == table.arrow_schema
    assert accepted.to_pylist() == rows.to_pylist()


def test_columns_may_come_in_any_order() -> None:
    rows = outlets(("1", "Delhi", "MG Road"))
    reversed_columns = rows.select(rows.column_names[::-1])
    assert conforming(reversed_columns, OUTLETS) == rows


def test_a_column_declared_nullable_may_hold_what_a_contract_without_null_asks_for() -> None:
    assert bronze_orders().schema.field("file_name").nullable
    assert not conforming(bronze_orders(), BRONZE_ORDERS).schema.field("file_name").nullable


def test_the_name_of_a_lists_elements_does_not_matter() -> None:
    rows = outlets(("1", "Delhi", None, None, ["a"]))
    item = pa.list_(pa.field("item", pa.string(), nullable=False))
    renamed = rows.set_column(5, "flags", rows.column("flags").cast(item))
    assert conforming(renamed, OUTLETS) == rows


# --- what is refused


def test_a_missing_column_is_refused() -> None:
    assert refusal(outlets(("1",)).drop_columns(["city", "street"]), OUTLETS) == (
        "silver/outlets: missing column(s) city, street;"
        " expected outlet_id, city, street, discount, read_at, flags"
    )


def test_an_extra_column_is_refused() -> None:
    rows = outlets(("1",)).append_column("phone", pa.array([SECRET]))
    assert refusal(rows, OUTLETS) == (
        "silver/outlets: column(s) not in the contract: phone;"
        " expected outlet_id, city, street, discount, read_at, flags"
    )


def test_a_renamed_column_is_missing_and_extra() -> None:
    rows = outlets(("1",)).rename_columns({"city": "City"})
    assert refusal(rows, OUTLETS).startswith(
        "silver/outlets: missing column(s) city; column(s) not in the contract: City; expected "
    )


def test_a_column_that_is_there_twice_is_refused() -> None:
    rows = outlets(("1",)).append_column("city", pa.array([SECRET]))
    assert refusal(rows, OUTLETS).startswith("silver/outlets: more than one column city; expected ")


@pytest.mark.parametrize(
    ("column", "values", "found", "expected"),
    [
        ("quantity", pa.array([1.7]), "double", "int64"),
        ("quantity", pa.array(["1"]), "string", "int64"),
        ("quantity", pa.array([1], pa.int32()), "int32", "int64"),
        ("file_date", pa.array(["2025-07-01"]), "string", "date32[day]"),
        ("file_date", pa.array([datetime(2025, 7, 1)]), "timestamp[us]", "date32[day]"),
        ("order_id", pa.array([42]), "int64", "string"),
    ],
)
def test_a_mistyped_column_is_refused_not_converted(
    column: str, values: pa.Array[Any], found: str, expected: str
) -> None:
    rows = sales(("2025-07-01", "a", 1))
    mistyped = rows.set_column(rows.column_names.index(column), column, values)
    assert refusal(mistyped, SALES) == (
        f"gold/sales.{column}: found type {found}, expected {expected}"
    )


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("discount", pa.array([1], pa.decimal128(12, 3)), "decimal128(12, 2)"),
        ("flags", pa.array([[1]]), "list<element: string>"),
        ("flags", pa.array(["a"]), "list<element: string>"),
        ("read_at", pa.array([datetime(2025, 7, 1)], pa.timestamp("us")), "timestamp[us, tz=UTC]"),
    ],
)
def test_another_scale_element_or_time_zone_is_another_type(
    column: str, values: pa.Array[Any], expected: str
) -> None:
    rows = outlets(("1",))
    mistyped = rows.set_column(rows.column_names.index(column), column, values)
    assert refusal(mistyped, OUTLETS).endswith(f", expected {expected}")


def test_a_null_key_is_refused_with_the_file_and_line_of_the_first() -> None:
    rows = bronze_orders(file_size=[10, None])
    assert refusal(rows, BRONZE_ORDERS) == (
        "bronze/orders.file_size: 1 of 2 rows are NULL where the contract allows none;"
        " first in orders/landing/orders_2025_07_01.csv, line 3"
    )


def test_a_null_in_a_table_by_days_is_placed_by_its_day() -> None:
    rows = sales(("2025-07-01", "a", 1), ("2025-07-02", "b", 2))
    rows = rows.set_column(0, "order_id", pa.array(["a", None]))
    assert refusal(rows, SALES) == (
        "gold/sales.order_id: 1 of 2 rows are NULL where the contract allows none;"
        " first in file_date 2025-07-02, row 1"
    )


def test_a_null_in_a_whole_table_is_placed_by_its_row() -> None:
    rows = outlets(("1",), ("2",)).set_column(0, "outlet_id", pa.array([None, "2"]))
    assert refusal(rows, OUTLETS).endswith("; first row 0")


def test_a_null_day_is_refused() -> None:
    rows = sales(("2025-07-01", "a", 1))
    rows = rows.set_column(3, "file_date", pa.array([None], pa.date32()))
    assert "gold/sales.file_date: 1 of 1 rows are NULL" in refusal(rows, SALES)


@pytest.mark.parametrize(
    "rows",
    [
        bronze_orders(row_number=[2, None]),
        bronze_orders(file_date=[None, None]),
        bronze_orders().drop_columns(["order_qty"]),
        bronze_orders().append_column("extra", pa.array([SECRET] * 2)),
        bronze_orders().set_column(5, "file_name", pa.array([7, 8])),
    ],
)
def test_no_refusal_says_what_a_row_holds(rows: pa.Table) -> None:
    assert SECRET in rows.column("customer_id").to_pylist()
    text = refusal(rows, BRONZE_ORDERS)
    assert SECRET not in text
    assert "o1" not in text


# --- slices


def test_rows_of_the_slices_that_are_written_are_accepted() -> None:
    found = {"2025-07-01", "2025-07-02"}
    refuse_other_slices(found, SALES, {"2025-07-01", "2025-07-02", "2025-07-03"})
    refuse_other_slices(set(), SALES, set())


@pytest.mark.parametrize(
    ("slices", "expected"),
    [
        ({"2025-07-01"}, "only 2025-07-01"),
        ({"2025-06-30", "2025-07-01"}, "only 2 days from 2025-06-30 to 2025-07-01"),
        (set(), "no rows"),
    ],
)
def test_rows_of_other_slices_are_refused(slices: set[str], expected: str) -> None:
    with pytest.raises(ContractError) as refused:
        refuse_other_slices({"2025-07-02"}, SALES, slices)
    assert str(refused.value) == (
        f"gold/sales.file_date: found rows of 2025-07-02, expected {expected}"
    )


@pytest.mark.parametrize(
    "key",
    [
        "2025-07-01' OR 1=1 --",
        "2025-07-01 ",
        "2025-02-30",
        "2025-7-1",
        "20250701",
        "2025-W27-2",
        "2025-07-01T00:00:00",
        "2025-07",
        "",
        "today",
    ],
)
def test_a_slice_that_is_no_day_is_refused(key: str) -> None:
    with pytest.raises(ContractError) as refused:
        refuse_unreadable_slices(["2025-07-01", key], SALES)
    assert str(refused.value) == (
        f"gold/sales: found the slice {key!r}, expected a day as yyyy-mm-dd"
    )


def test_days_are_readable_slices() -> None:
    refuse_unreadable_slices(["2025-07-01", "2024-02-29", "0001-01-01"], SALES)
