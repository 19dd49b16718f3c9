"""The contracts agree with each other and with what both companies deliver."""

from __future__ import annotations

import re
from dataclasses import replace

import pyarrow as pa
import pytest

from fmcg_assets.contracts import (
    ALL_TABLES,
    BRONZE_TABLES,
    REFERENCES,
    RESCUED_DATA,
    SOURCES,
    TABLES,
    UNKNOWN_MEMBER,
    WHOLE,
    Table,
    arrow_type,
)

SILVER = [key for key in TABLES if key.startswith("silver/") and not key.endswith("_quarantine")]
QUARANTINE = [key for key in TABLES if key.endswith("_quarantine")]
ORDER = list(TABLES)

LANDING_COLUMNS = {
    "child_customers": "customer_id, customer_name, city",
    "child_products": "product_name, product_id, category",
    "child_gross_price": "product_id, month, gross_price",
    "child_orders": "order_id, order_placement_date, customer_id, product_id, order_qty",
    "parent_customers": "customer_code, customer, market, platform, channel",
    "parent_products": "product_code, division, category, product, variant",
    "parent_gross_price": "product_code, price_inr, year",
    "parent_orders": "date, product_code, customer_code, sold_quantity",
}

GOLD_COLUMNS = {
    "sb_dim_customers": "customer_id, customer_name, city, customer, market, platform, channel",
    "sb_dim_products": "product_code, product_id, division, category, product, variant",
    "sb_dim_gross_price": "product_code, month, gross_price",
    "sb_fact_orders": (
        "date, order_id, customer_code, product_code, product_id, sold_quantity, file_date"
    ),
    "dim_customers": "customer_code, customer, market, platform, channel",
    "dim_products": "product_code, division, category, product, variant",
    "dim_gross_price": "product_code, price_inr, year",
    "fact_orders": "date, product_code, customer_code, sold_quantity, company, partition_date",
    "dim_date": (
        "date, date_key, month_start_date, year, month_name, month_short_name, quarter,"
        " year_quarter"
    ),
    "vw_fact_orders_enriched": (
        "date, product_code, customer_code, date_key, year, month_name, month_short_name, quarter,"
        " year_quarter, customer, market, platform, channel, division, category, product, variant,"
        " sold_quantity, price_inr, total_amount_inr"
    ),
}


def each_table() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("table", ALL_TABLES.values(), ids=ALL_TABLES)


def columns_upstream() -> set[str]:
    """Return all columns that a table can be made from, as `schema/table.column`."""
    return {
        *(f"{s.key}.{column.name}" for s in SOURCES.values() for column in s.columns),
        *(f"{r.key}.{column}" for r in REFERENCES.values() for column in r.columns),
        *(f"{t.asset_key}.{name}" for t in TABLES.values() for name in t.column_names),
    }


# --- every table


@each_table()
def test_a_table_is_registered_under_its_schema_and_name(table: Table) -> None:
    assert ALL_TABLES[f"{table.schema}/{table.name}"] is table
    assert table.schema in {"bronze", "silver", "gold", "ops"}


@each_table()
def test_names_are_plain_and_columns_are_named_once(table: Table) -> None:
    for name in (table.name, *table.column_names):
        assert re.fullmatch(r"_?[a-z][a-z0-9_]*", name), name
    assert len(set(table.column_names)) == len(table.columns)


@each_table()
def test_table_grain_and_every_column_are_described(table: Table) -> None:
    assert table.description.endswith(".")
    assert table.grain
    for column in table.columns:
        assert re.fullmatch(r"\S.*[.…]", column.description), column


@each_table()
def test_the_key_is_made_of_columns_that_are_never_null(table: Table) -> None:
    nullable = {column.name: column.nullable for column in table.columns}
    assert table.key
    assert [nullable[name] for name in table.key] == [False] * len(table.key)


@each_table()
def test_slices_and_months_are_dates_that_are_never_null(table: Table) -> None:
    columns = {column.name: column for column in table.columns}
    for name in filter(None, (table.partition_column, table.sliced_by, table.months_of)):
        assert (columns[name].type, columns[name].nullable) == ("DATE", False)


@each_table()
def test_a_table_is_sliced_by_one_column_at_most(table: Table) -> None:
    assert not (table.partition_column and table.sliced_by)
    assert table.slice_column == (table.partition_column or table.sliced_by)


@each_table()
def test_what_does_not_count_as_content_is_a_column_and_no_key(table: Table) -> None:
    assert set(table.volatile) <= set(table.column_names) - set(table.key)


@each_table()
def test_the_arrow_schema_has_the_columns_in_order(table: Table) -> None:
    schema = table.arrow_schema
    assert tuple(schema.names) == table.column_names
    assert [field.nullable for field in schema] == [column.nullable for column in table.columns]
    assert [field.type for field in schema] == [arrow_type(column.type) for column in table.columns]


# --- lineage


@each_table()
def test_every_column_of_the_lineage_exists(table: Table) -> None:
    lineage = {entry for column in table.columns for entry in column.lineage}
    assert lineage <= columns_upstream()


@each_table()
def test_sources_and_lookups_exist_and_are_named_once(table: Table) -> None:
    known = {
        *TABLES,
        *REFERENCES,
        *(source.key for source in SOURCES.values()),
    }
    upstream = (*table.sources, *table.lookups)
    assert set(upstream) <= known
    assert len(set(upstream)) == len(upstream)
    assert set(table.lookups) <= set(TABLES)


@each_table()
def test_upstream_tables_are_registered_before_a_table(table: Table) -> None:
    lineage = {entry.partition(".")[0] for column in table.columns for entry in column.lineage}
    upstream = {*table.sources, *table.lookups, *lineage} & set(TABLES)
    assert all(ORDER.index(key) < ORDER.index(table.asset_key) for key in upstream)


@each_table()
def test_columns_are_made_from_nothing_that_does_not_decide_whether_the_table_is_up_to_date(
    table: Table,
) -> None:
    lineage = {entry.partition(".")[0] for column in table.columns for entry in column.lineage}
    # The calendar takes only the first and last year from the facts; the view rebuilds it.
    calendar = {"gold/fact_orders"} if table.asset_key == "gold/dim_date" else set()
    assert lineage <= {*table.sources, *table.lookups, *calendar}


def test_every_landing_file_and_correction_is_used() -> None:
    used = {source for table in TABLES.values() for source in table.sources}
    assert {source.key for source in SOURCES.values()} <= used
    assert set(REFERENCES) <= used


# --- landing files and bronze


def test_each_company_delivers_what_it_delivers() -> None:
    delivered = {
        name: ", ".join(column.name for column in source.columns)
        for name, source in SOURCES.items()
    }
    assert delivered == LANDING_COLUMNS
    folders = {name: source.folders for name, source in SOURCES.items()}
    assert folders == {
        **{name: (name.partition("_")[2],) for name in SOURCES},
        "child_orders": ("orders/landing",),
        "parent_orders": ("orders/full_load", "orders/incremental_load"),
    }


def test_only_the_childs_orders_come_by_the_day() -> None:
    assert [name for name, source in SOURCES.items() if source.daily] == ["child_orders"]
    groups = re.compile(SOURCES["child_orders"].file_name).groupindex
    assert set(groups) == {"year", "month", "day"}


@pytest.mark.parametrize("name", SOURCES)
def test_a_bronze_table_holds_the_delivered_columns_as_text_and_where_they_come_from(
    name: str,
) -> None:
    source, table = SOURCES[name], BRONZE_TABLES[name]
    assert table.asset_key == source.bronze_key
    assert table.sources == (source.key,)
    day = ("file_date",) if source.daily else ()
    assert table.column_names == (
        *(column.name for column in source.columns),
        "file_name",
        "file_size",
        "row_number",
        "read_timestamp",
        RESCUED_DATA,
        *day,
    )
    delivered = table.columns[: len(source.columns)]
    assert {(column.type, column.nullable) for column in delivered} == {("STRING", True)}
    assert [column.lineage for column in delivered] == [
        (f"{source.key}.{column.name}",) for column in source.columns
    ]
    assert table.partition_column == ("file_date" if source.daily else None)
    assert table.key == ("file_name", "row_number")
    assert table.volatile == ("read_timestamp",)


# --- silver


def test_every_bronze_table_has_a_silver_table_and_each_of_these_a_quarantine() -> None:
    assert [f"silver/{table.name}" for table in BRONZE_TABLES.values()] == SILVER
    assert [f"{key}_quarantine" for key in SILVER] == QUARANTINE


@pytest.mark.parametrize("key", SILVER)
def test_accepted_and_rejected_rows_are_made_of_the_same_and_kept_by_the_same_days(
    key: str,
) -> None:
    accepted, rejected = TABLES[key], TABLES[f"{key}_quarantine"]
    assert accepted.sources[0] == key.replace("silver/", "bronze/")
    assert rejected.sources == accepted.sources
    assert rejected.lookups == accepted.lookups
    assert rejected.partition_column == accepted.partition_column


@pytest.mark.parametrize("key", SILVER)
def test_every_silver_row_names_its_repairs_and_leads_back_to_its_line(key: str) -> None:
    columns = {column.name: column for column in TABLES[key].columns}
    assert columns["quality_flags"].type == "ARRAY<STRING>"
    for name in ("quality_flags", "duplicate_rows", "file_name", "row_number"):
        assert not columns[name].nullable
    assert ("file_date" in columns) == (TABLES[key].partition_column == "file_date")


@pytest.mark.parametrize("key", QUARANTINE)
def test_a_rejected_row_waits_as_delivered_with_reason_file_and_line(key: str) -> None:
    table = TABLES[key]
    day = ("file_date",) if table.partition_column else ()
    assert table.column_names == (
        "source_row",
        "reason",
        "duplicate_rows",
        "file_name",
        "row_number",
        *day,
    )
    assert not any(column.nullable for column in table.columns)


def test_only_the_orders_are_healed_by_days() -> None:
    healed = [key for key, table in TABLES.items() if table.lookups]
    assert healed == ["silver/orders", "silver/orders_quarantine", "gold/sb_fact_orders"]


# --- gold


def test_gold_has_the_original_columns() -> None:
    gold = {
        table.name: ", ".join(table.column_names)
        for table in TABLES.values()
        if table.schema == "gold"
    }
    assert gold == GOLD_COLUMNS


def test_the_facts_and_the_view_are_kept_by_days_and_months() -> None:
    partitioned = {key: table.partition_column for key, table in TABLES.items()}
    assert {key: column for key, column in partitioned.items() if column} == {
        "bronze/orders": "file_date",
        "silver/orders": "file_date",
        "silver/orders_quarantine": "file_date",
        "gold/sb_fact_orders": "file_date",
        "gold/fact_orders": "partition_date",
        "gold/vw_fact_orders_enriched": "date",
    }
    assert TABLES["gold/fact_orders"].months_of == "date"
    assert TABLES["silver/parent_orders"].sliced_by == "date"


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("fact_orders", "sold_quantity", "BIGINT"),
        ("dim_gross_price", "price_inr", "DECIMAL(12,2)"),
        ("sb_dim_gross_price", "gross_price", "DECIMAL(12,2)"),
        ("vw_fact_orders_enriched", "total_amount_inr", "DECIMAL(38,2)"),
        ("dim_date", "date_key", "INT"),
    ],
)
def test_money_is_decimal_and_pieces_are_whole(table: str, column: str, expected: str) -> None:
    types = {c.name: c.type for c in TABLES[f"gold/{table}"].columns}
    assert types[column] == expected


def test_the_unknown_member_is_the_originals() -> None:
    assert UNKNOWN_MEMBER == "999999"


# --- corrections


@pytest.mark.parametrize("key", REFERENCES)
def test_a_correction_maps_one_value_to_another(key: str) -> None:
    reference = REFERENCES[key]
    assert key == f"reference/{reference.name}"
    assert len(set(reference.columns)) == 2
    assert reference.description.endswith(".")


# --- types


@pytest.mark.parametrize(
    ("sql_type", "expected"),
    [
        ("STRING", pa.string()),
        ("DATE", pa.date32()),
        ("INT", pa.int32()),
        ("BIGINT", pa.int64()),
        ("TIMESTAMP", pa.timestamp("us", "UTC")),
        ("ARRAY<STRING>", pa.list_(pa.field("element", pa.string()))),
        ("DECIMAL(12,2)", pa.decimal128(12, 2)),
        ("DECIMAL(38,2)", pa.decimal128(38, 2)),
    ],
)
def test_a_sql_type_has_one_arrow_type(sql_type: str, expected: pa.DataType) -> None:
    assert arrow_type(sql_type) == expected


@pytest.mark.parametrize("sql_type", ["string", "DECIMAL", "DECIMAL(12)", "DOUBLE", ""])
def test_another_type_is_refused(sql_type: str) -> None:
    with pytest.raises(ValueError, match=rf"^no Arrow type for {re.escape(repr(sql_type))}$"):
        arrow_type(sql_type)


# --- slices


def test_a_table_is_sliced_by_its_partitions_or_else_by_a_column_or_not_at_all() -> None:
    whole = TABLES["gold/dim_customers"]
    assert whole.slice_column is None
    assert replace(whole, sliced_by="customer").slice_column == "customer"
    assert replace(whole, partition_column="market").slice_column == "market"
    assert WHOLE == ""
