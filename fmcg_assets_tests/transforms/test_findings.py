"""What the asset checks find: the slices that fail, and how many rows are concerned."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import TABLES
from fmcg_assets.lake.frames import spark_frame
from fmcg_assets.transforms import findings
from fmcg_assets.transforms.orders import SOURCE, classified_orders
from fmcg_assets.transforms.quality import accepted, rejected
from fmcg_assets_tests.transforms.frames import (
    Row,
    bronze,
    known_customers,
    known_products,
    picked,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyspark.sql import DataFrame, SparkSession

DAYS: Final = [date(2025, 7, day) for day in range(1, 32)]
JULY, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (7, 8, 9))
BIGINT_MAX: Final = 2**63 - 1


def found(frame: DataFrame) -> dict[str, int]:
    """Return the affected rows by slice; findings have exactly these columns and one row each."""
    rows = frame.toArrow()
    assert rows.schema.names == ["slice", "affected"]
    assert rows.schema.types == [pa.string(), pa.int64()]
    affected: dict[str, int] = dict(picked(rows.to_pylist(), "slice", "affected"))
    assert len(affected) == rows.num_rows
    return affected


def by_day(counts: Mapping[date, int]) -> dict[str, int]:
    return {day.isoformat(): count for day, count in counts.items() if count}


# --- keys


def test_rows_beyond_the_first_of_their_key_are_found_by_slice(spark: SparkSession) -> None:
    sales = [(DAYS[0], "a"), (DAYS[0], "a"), (DAYS[0], "a"), (DAYS[0], "b"), (DAYS[0], "b")]
    sales += [(DAYS[1], "a"), (DAYS[2], "b"), (DAYS[2], "b")]
    facts = table(
        spark,
        "gold/fact_orders",
        [{"partition_date": day, "product_code": code} for day, code in sales],
    )
    key = ["partition_date", "date", "product_code", "customer_code", "company"]
    assert found(findings.repeated_keys(facts, key, "partition_date")) == {
        "2025-07-01": 3,
        "2025-07-03": 1,
    }


def test_a_key_that_stands_in_two_slices_is_found_in_the_later_one(spark: SparkSession) -> None:
    facts = table(
        spark,
        "gold/fact_orders",
        [{"partition_date": day} for day in (DAYS[1], DAYS[0], DAYS[1], DAYS[0], DAYS[2])],
    )
    assert found(findings.repeated_keys(facts, ["product_code"], "partition_date")) == {
        "2025-07-01": 1,
        "2025-07-02": 2,
        "2025-07-03": 1,
    }


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        pytest.param("abc", {}, id="every key once"),
        pytest.param("", {}, id="no rows"),
        pytest.param("abab", {"": 2}, id="two keys twice"),
    ],
)
def test_an_unpartitioned_table_is_one_slice_without_a_name(
    spark: SparkSession, codes: str, expected: dict[str, int]
) -> None:
    products = table(spark, "gold/dim_products", [{"product_code": code} for code in codes])
    assert found(findings.repeated_keys(products, ["product_code"], None)) == expected


def test_null_is_a_value_of_a_key_like_others(spark: SparkSession) -> None:
    channels = [None, None, "Direct", "Retailer", None]
    customers = table(spark, "gold/dim_customers", [{"channel": channel} for channel in channels])
    assert found(findings.repeated_keys(customers, ["customer_code", "channel"], None)) == {"": 2}


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(DAYS[:3]), st.sampled_from("ab"), st.sampled_from(["x", "y", None])
        ),
        max_size=20,
    )
)
def test_without_the_surplus_rows_every_key_would_stand_once(
    spark: SparkSession, keys: list[tuple[date, str, str | None]]
) -> None:
    names = ("date", "product_code", "channel")
    view = table(
        spark,
        "gold/vw_fact_orders_enriched",
        [dict(zip(names, key, strict=True)) for key in keys],
    )
    surplus: Counter[date] = Counter(day for day, _, _ in keys)
    surplus.subtract(day for day, _, _ in set(keys))
    assert found(findings.repeated_keys(view, names, "date")) == by_day(surplus)


# --- references


def unknown_members(spark: SparkSession, sales: Iterable[Sequence[object]]) -> dict[str, int]:
    """Return the findings in sales (day, product, customer) of products a, b and customers 1, 2."""
    names = ("partition_date", "product_code", "customer_code")
    facts = table(
        spark, "gold/fact_orders", [dict(zip(names, sale, strict=True)) for sale in sales]
    )
    # A key that is repeated in a dimension is the matter of another check.
    products = table(spark, "gold/dim_products", [{"product_code": code} for code in "abb"])
    customers = table(spark, "gold/dim_customers", [{"customer_code": code} for code in "1221"])
    return found(findings.unknown_members(facts, products, customers))


def test_a_sale_whose_product_or_customer_is_in_no_dimension_counts_once(
    spark: SparkSession,
) -> None:
    sales = [
        *((DAYS[0], "a", "1"), (DAYS[0], "c", "1")),
        *((DAYS[1], "a", "3"), (DAYS[1], "c", "3"), (DAYS[1], "b", "2")),
        *((DAYS[2], "a", "2"), (DAYS[2], "b", "1")),
    ]
    assert unknown_members(spark, sales) == {"2025-07-01": 1, "2025-07-02": 2}


def test_sales_of_known_products_and_customers_refer_to_them(spark: SparkSession) -> None:
    assert unknown_members(spark, [(day, "b", "2") for day in DAYS]) == {}


# --- reconciliation


def reconciled(
    spark: SparkSession,
    read: Mapping[date, int],
    kept: Mapping[date, Sequence[int]],
    refused: Mapping[date, Sequence[int]],
    slice_column: str | None = "file_date",
) -> dict[str, int]:
    """Return the findings in that many bronze rows and the `duplicate_rows` of other rows."""
    silver, quarantine = (
        table(
            spark,
            key,
            [
                {"file_date": day, "duplicate_rows": copies}
                for day, duplicates in rows.items()
                for copies in duplicates
            ],
        )
        for key, rows in (("silver/orders", kept), ("silver/orders_quarantine", refused))
    )
    days = [{"file_date": day} for day, count in read.items() for _ in range(count)]
    delivered = bronze(spark, SOURCE, days)
    return found(findings.unreconciled(delivered, silver, quarantine, slice_column))


def test_rows_duplicates_and_quarantined_rows_make_up_the_delivered_rows(
    spark: SparkSession,
) -> None:
    read = {DAYS[0]: 2, DAYS[1]: 3, DAYS[2]: 6}
    kept = {DAYS[0]: [0, 0], DAYS[2]: [0, 1]}
    refused = {DAYS[1]: [0, 1], DAYS[2]: [2]}
    assert reconciled(spark, read, kept, refused) == {}


def test_lost_and_additional_rows_are_found_on_whichever_side_the_slice_stands(
    spark: SparkSession,
) -> None:
    read = {DAYS[0]: 5, DAYS[1]: 1, DAYS[2]: 2}
    kept = {DAYS[0]: [0, 1], DAYS[1]: [0, 2], DAYS[3]: [3]}
    refused = {DAYS[0]: [0], DAYS[4]: [0]}
    assert reconciled(spark, read, kept, refused) == {
        "2025-07-01": 1,
        "2025-07-02": 3,
        "2025-07-03": 2,
        "2025-07-04": 4,
        "2025-07-05": 1,
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(0, {}, id="no rows at all"),
        pytest.param(2, {}, id="all rows"),
        pytest.param(5, {"": 3}, id="some are lost"),
    ],
)
def test_an_unpartitioned_table_is_reconciled_as_a_whole(
    spark: SparkSession, rows: int, expected: dict[str, int]
) -> None:
    kept = {DAYS[1]: [0] * min(rows, 2)}
    assert reconciled(spark, {DAYS[0]: rows}, kept, {}, slice_column=None) == expected


COPIES: Final = st.dictionaries(
    st.sampled_from(DAYS[:4]), st.lists(st.integers(0, 3), min_size=1, max_size=3)
)


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(DAYS[:4]), st.integers(0, 6)), COPIES, COPIES)
def test_exactly_the_days_that_do_not_add_up_are_found(
    spark: SparkSession,
    read: dict[date, int],
    kept: dict[date, list[int]],
    refused: dict[date, list[int]],
) -> None:
    rest = Counter(read)
    for rows in (kept, refused):
        rest.subtract({day: sum(copies) + len(copies) for day, copies in rows.items()})
    assert reconciled(spark, read, kept, refused) == by_day(
        {day: abs(difference) for day, difference in rest.items()}
    )


# --- order lines


def test_lines_that_are_older_than_their_file_are_found(spark: SparkSession) -> None:
    flags = {
        DAYS[0]: [["late"], [], ["unknown_customer", "late"]],
        DAYS[1]: [["unknown_customer"], []],
        DAYS[2]: [["weekday_mismatch", "late"]],
    }
    orders = table(
        spark,
        "silver/orders",
        [
            {"file_date": day, "quality_flags": names}
            for day, lines in flags.items()
            for names in lines
        ],
    )
    assert found(findings.late_lines(orders)) == {"2025-07-01": 2, "2025-07-03": 1}


LINE: Final[Row] = {
    "order_id": "F1",
    "order_placement_date": "2025-07-01",
    "customer_id": "789101",
    "product_id": "101",
    "order_qty": "12",
    "file_name": "orders_2025_07_01.csv",
    "file_date": DAYS[0],
}
KEY: Final = ("order_id", "date", "customer_id", "product_id", "quantity")


def delivered_in(day: date, **changes: str | None) -> Row:
    """Return a line in the file of a day that differs from the usual one in these columns."""
    return LINE | {"file_name": f"orders_{day:%Y_%m_%d}.csv", "file_date": day} | changes


def read(spark: SparkSession, lines: Iterable[Row]) -> DataFrame:
    return findings.read_lines(
        bronze(spark, SOURCE, lines),
        known_products(spark, {"101": "a"}),
        known_customers(spark, "789101"),
        late_days=31,
        max_quantity=1_000,
    )


def test_read_lines_are_the_accepted_ones_and_those_that_wait_for_their_product(
    spark: SparkSession,
) -> None:
    lines = [
        LINE,
        delivered_in(DAYS[0], order_id="F2", product_id=" XYZ123 ", customer_id="abc"),
        delivered_in(DAYS[0], order_id="F3", product_id=None),
        delivered_in(DAYS[0], order_id="F4", order_qty=None),
        delivered_in(DAYS[0], order_id="F5", order_qty="1001"),
        delivered_in(DAYS[0], order_id="F6", order_placement_date="2025-07-02"),
        delivered_in(DAYS[0], order_id="F7", order_placement_date="2025-05-30"),
        delivered_in(DAYS[0], order_id="F8", order_placement_date="2025-05-31"),
        delivered_in(DAYS[0], order_id=None),
    ]
    rows = read(spark, lines).toArrow()
    assert rows.schema.names == ["file_date", *KEY]
    assert picked(rows.sort_by("order_id").to_pylist(), *rows.schema.names) == [
        (DAYS[0], "F1", DAYS[0], "789101", "101", 12),
        (DAYS[0], "F2", DAYS[0], "999999", "XYZ123", 12),
        (DAYS[0], "F3", DAYS[0], "789101", None, 12),
        (DAYS[0], "F8", date(2025, 5, 31), "789101", "101", 12),
    ]


def test_copies_within_a_file_are_read_as_one_line_also_of_an_unknown_product(
    spark: SparkSession,
) -> None:
    lines = [
        *(LINE, delivered_in(DAYS[0], order_qty="12.0"), delivered_in(DAYS[1])),
        *(delivered_in(DAYS[0], product_id=number) for number in ("102", "102.0")),
    ]
    rows = (
        read(spark, lines)
        .toArrow()
        .sort_by([("file_date", "ascending"), ("product_id", "ascending")])
    )
    assert picked(rows.to_pylist(), "file_date", "product_id") == [
        (DAYS[0], "101"),
        (DAYS[0], "102"),
        (DAYS[1], "101"),
    ]


def test_a_line_in_the_files_of_two_days_is_found_in_both(spark: SparkSession) -> None:
    lines = read(
        spark,
        [
            *(LINE, LINE, delivered_in(DAYS[1], order_placement_date="Tuesday, July 01, 2025")),
            *(delivered_in(day, order_id="F2") for day in (DAYS[1], DAYS[3])),
            *(delivered_in(day, order_id="F3", product_id="XYZ") for day in (DAYS[1], DAYS[4])),
            *(delivered_in(day, order_id="F4", product_id=None) for day in (DAYS[1], DAYS[5])),
            *(delivered_in(day, order_id="F5", order_qty="0") for day in (DAYS[1], DAYS[6])),
        ],
    )
    assert found(findings.lines_in_two_files(lines, None)) == {
        "2025-07-01": 1,
        "2025-07-02": 4,
        "2025-07-04": 1,
        "2025-07-05": 1,
        "2025-07-06": 1,
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"order_id": "F2"}, id="order"),
        pytest.param({"order_placement_date": "2025-06-30"}, id="date"),
        pytest.param({"customer_id": "abc"}, id="customer"),
        pytest.param({"product_id": "102"}, id="product"),
    ],
)
def test_lines_of_different_sales_agree(spark: SparkSession, change: dict[str, str]) -> None:
    same_quantity = read(spark, [LINE, delivered_in(DAYS[1], **change)])
    assert found(findings.lines_in_two_files(same_quantity, None)) == {}
    lines = [LINE, *(delivered_in(day, order_qty="13", **change) for day in DAYS[:2])]
    assert found(findings.differing_quantities(read(spark, lines), None)) == {}


def test_lines_with_different_quantities_are_not_the_same_line(spark: SparkSession) -> None:
    lines = read(spark, [LINE, delivered_in(DAYS[1], order_qty="13")])
    assert found(findings.lines_in_two_files(lines, None)) == {}


def test_lines_that_differ_only_in_their_quantity_are_found_in_all_their_files(
    spark: SparkSession,
) -> None:
    lines = read(
        spark,
        [
            *(LINE, LINE, delivered_in(DAYS[0], order_qty="13")),
            *(delivered_in(DAYS[1]), delivered_in(DAYS[2], order_id="F2")),
            delivered_in(DAYS[3], order_id="F2", order_qty="7"),
            *(delivered_in(day, order_id="F3") for day in (DAYS[4], DAYS[5])),
            *(
                delivered_in(DAYS[6], order_id="F4", product_id=None, order_qty=quantity)
                for quantity in ("1", "2", "3")
            ),
            *(delivered_in(DAYS[7], order_id="F5", order_qty=text) for text in ("5", "0", None)),
        ],
    )
    assert found(findings.differing_quantities(lines, None)) == {
        "2025-07-01": 2,
        "2025-07-02": 1,
        "2025-07-03": 1,
        "2025-07-04": 1,
        "2025-07-07": 3,
    }


def test_lines_are_compared_with_all_days_and_found_in_the_half_open_range(
    spark: SparkSession,
) -> None:
    lines = read(spark, [delivered_in(day, order_qty=f"{day.day}") for day in DAYS[:4]])
    copies = read(spark, [delivered_in(day) for day in DAYS[:4]])
    days = (DAYS[1], DAYS[3])
    assert found(findings.differing_quantities(lines, days)) == {"2025-07-02": 1, "2025-07-03": 1}
    assert found(findings.lines_in_two_files(copies, days)) == {"2025-07-02": 1, "2025-07-03": 1}
    alone = (DAYS[3], DAYS[4])
    assert found(findings.differing_quantities(lines, alone)) == {"2025-07-04": 1}
    assert found(findings.lines_in_two_files(copies, alone)) == {"2025-07-04": 1}
    before = (date(2025, 6, 1), DAYS[0])
    assert found(findings.differing_quantities(lines, before)) == {}
    assert found(findings.lines_in_two_files(copies, before)) == {}


LINES: Final = st.lists(
    st.fixed_dictionaries(
        {
            "file_date": st.sampled_from(DAYS[:4]),
            "order_id": st.sampled_from(["F1", "F2"]),
            "product_id": st.sampled_from(["101", None]),
            "quantity": st.sampled_from([5, 7]),
        }
    ).map(lambda line: line | {"date": DAYS[0], "customer_id": "789101"}),
    max_size=16,
)
READ: Final = pa.schema(
    [
        pa.field("file_date", pa.date32()),
        *(TABLES["silver/orders"].arrow_schema.field(name).with_nullable(True) for name in KEY),
    ]
)


@settings(max_examples=15, deadline=None)
@given(LINES, st.tuples(st.sampled_from(DAYS[:5]), st.sampled_from(DAYS[:5])).map(sorted))
def test_lines_are_found_exactly_where_another_line_is_at_odds_with_them(
    spark: SparkSession, lines: list[Row], days: list[date]
) -> None:
    frame = spark_frame(spark, pa.Table.from_pylist(lines, READ))
    *sale, _ = KEY
    in_range = [line for line in lines if days[0] <= line["file_date"] < days[1]]
    elsewhere: Counter[date] = Counter(
        line["file_date"]
        for line in in_range
        if any(
            picked([other], *KEY) == picked([line], *KEY)
            and other["file_date"] != line["file_date"]
            for other in lines
        )
    )
    differing: Counter[date] = Counter(
        line["file_date"]
        for line in in_range
        if any(
            picked([other], *sale) == picked([line], *sale)
            and other["quantity"] != line["quantity"]
            for other in lines
        )
    )
    half_open = (days[0], days[1])
    assert found(findings.lines_in_two_files(frame, half_open)) == by_day(elsewhere)
    assert found(findings.differing_quantities(frame, half_open)) == by_day(differing)


def test_what_the_rules_make_of_dirty_lines_reconciles(spark: SparkSession) -> None:
    """Also where lines wait, are late, are damaged, or are delivered several times."""
    changes: list[dict[str, str | None]] = [
        {},
        {},
        {"order_qty": "12.0"},
        {"order_qty": "13"},
        {"order_qty": None},
        {"product_id": "XYZ"},
        {"product_id": "XYZ"},
        {"product_id": None},
        {"order_id": None},
        {"order_placement_date": "?"},
        {"order_placement_date": "30/06/2025"},
        {"customer_id": "\x00"},
    ]
    lines = [
        line | {"row_number": number}
        for day in DAYS[:2]
        for number, line in enumerate((delivered_in(day, **change) for change in changes), start=2)
    ]
    delivered = bronze(spark, SOURCE, lines)
    classified = classified_orders(
        delivered,
        known_products(spark, {"101": "a"}),
        known_customers(spark, "789101"),
        late_days=31,
        max_quantity=1_000,
    )
    silver, quarantine = accepted(classified, SOURCE), rejected(classified, SOURCE)
    assert found(findings.unreconciled(delivered, silver, quarantine, "file_date")) == {}
    # The usual line stands for its two copies.
    short = silver.where((silver["duplicate_rows"] == 0) | (silver["file_date"] != DAYS[1]))
    assert found(findings.unreconciled(delivered, short, quarantine, "file_date")) == {
        "2025-07-02": 3
    }


# --- the view


def totals_off(
    spark: SparkSession,
    view: Iterable[tuple[date, int]],
    facts: Iterable[tuple[date, int]],
) -> dict[str, int]:
    """Return the findings in rows of the view and of the facts, each a date and its pieces."""
    shown, sold = (
        table(spark, key, [{"date": day, "sold_quantity": pieces} for day, pieces in rows])
        for key, rows in (("gold/vw_fact_orders_enriched", view), ("gold/fact_orders", facts))
    )
    return found(findings.totals_off(shown, sold))


def test_the_pieces_of_a_month_are_those_of_the_facts_of_its_days(spark: SparkSession) -> None:
    view = [(JULY, 5), (JULY, 7), (AUGUST, 3)]
    facts = [(JULY, 1), (DAYS[14], 2), (DAYS[30], 9), (AUGUST, 3)]
    assert totals_off(spark, view, facts) == {}


def test_months_with_lost_or_doubled_pieces_are_found_on_whichever_side_they_stand(
    spark: SparkSession,
) -> None:
    view = [(JULY, 5), (AUGUST, 6), (SEPTEMBER, 4), (date(2026, 7, 1), 2)]
    facts = [(DAYS[30], 7), (AUGUST, 3), (date(2025, 9, 30), 4), (date(2024, 7, 31), 8)]
    assert totals_off(spark, view, facts) == {
        "2024-07-01": 8,
        "2025-07-01": 2,
        "2025-08-01": 3,
        "2026-07-01": 2,
    }


def test_pieces_are_summed_exactly_beyond_the_limit_of_an_integer(spark: SparkSession) -> None:
    huge = [(JULY, BIGINT_MAX), (JULY, BIGINT_MAX)]
    assert totals_off(spark, huge, [*huge, (DAYS[1], 1)]) == {"2025-07-01": 1}
    assert totals_off(spark, huge, huge) == {}


@pytest.mark.parametrize(
    ("finding", "column", "value"),
    [
        pytest.param(findings.unpriced, "price_inr", 0, id="price"),
        pytest.param(findings.unmapped_channel, "channel", "", id="channel"),
    ],
)
def test_rows_of_the_view_without_a_price_or_a_channel_are_found_by_month(
    spark: SparkSession, finding: Any, column: str, value: object
) -> None:
    months: dict[date, list[object]] = {
        JULY: [None, value, None],
        AUGUST: [value],
        SEPTEMBER: [None],
    }
    view = table(
        spark,
        "gold/vw_fact_orders_enriched",
        [{"date": month, column: held} for month, values in months.items() for held in values],
    )
    assert found(finding(view)) == {"2025-07-01": 2, "2025-09-01": 1}


# --- counts


def test_slices_are_found_whose_quarantined_rows_exceed_their_share() -> None:
    delivered = {"a": 100, "b": 100, "c": 3, "d": 100}
    quarantined = {"a": 10, "b": 11, "c": 1, "d": 0}
    assert findings.quarantined_share(delivered, quarantined, 10) == {"b": 11, "c": 1}
    assert findings.quarantined_share(delivered, quarantined, 0) == {"a": 10, "b": 11, "c": 1}
    assert findings.quarantined_share(delivered, quarantined, 100) == {}
    assert findings.quarantined_share(delivered, {}, 0) == {}


def test_quarantined_rows_that_nobody_delivered_exceed_every_share() -> None:
    assert findings.quarantined_share({}, {"a": 1, "b": 0}, 100) == {"a": 1}


def test_a_day_is_thin_below_half_of_the_median_of_its_neighbours() -> None:
    rows = dict.fromkeys(DAYS[:15], 100)
    assert findings.thin_days(rows, DAYS) == {}
    assert findings.thin_days(rows | {DAYS[7]: 50}, DAYS) == {}
    assert findings.thin_days(rows | {DAYS[7]: 49}, DAYS) == {DAYS[7]: (49, 100)}


def test_only_the_days_asked_for_are_judged() -> None:
    rows = dict.fromkeys(DAYS[:15], 100) | {DAYS[7]: 1, DAYS[9]: 1}
    assert findings.thin_days(rows, [DAYS[9], DAYS[10]]) == {DAYS[9]: (1, 100)}


def test_a_day_without_rows_is_neither_thin_nor_a_neighbour() -> None:
    rows = {DAYS[0]: 10, DAYS[5]: 100, DAYS[9]: 100, DAYS[15]: 100, DAYS[20]: 100, DAYS[30]: 100}
    assert findings.thin_days(dict.fromkeys(DAYS, 0) | rows, DAYS) == {DAYS[0]: (10, 100)}


def test_a_day_with_fewer_than_five_neighbours_is_not_judged() -> None:
    rows = dict.fromkeys(DAYS[:5], 100) | {DAYS[2]: 1}
    assert findings.thin_days(rows, DAYS) == {}
    assert findings.thin_days(rows | {DAYS[5]: 100}, DAYS) == {DAYS[2]: (1, 100)}


def test_neighbours_are_the_nearest_days_on_each_side() -> None:
    rows = {day: 1000 if place < 9 else 100 for place, day in enumerate(DAYS)} | {DAYS[20]: 40}
    assert findings.thin_days(rows, [DAYS[20]]) == {DAYS[20]: (40, 100)}
    # Three days with 1000 and three with 100 rows: half of their median is 275.
    few = rows | {DAYS[9]: 274}
    assert findings.thin_days(few, [DAYS[9]], neighbours=3) == {DAYS[9]: (274, 550)}
    assert findings.thin_days(few | {DAYS[9]: 275}, [DAYS[9]], neighbours=3) == {}


@given(
    st.dictionaries(st.sampled_from(DAYS), st.integers(0, 9)),
    st.sets(st.sampled_from(DAYS)),
    st.integers(3, 8),
)
def test_exactly_the_thin_days_are_found(
    rows: dict[date, int], days: set[date], neighbours: int
) -> None:
    thin = {}
    for day in days:
        sides = defaultdict(list)
        for distance in range(1, len(DAYS)):
            for step in (-distance, distance):
                if count := rows.get(day + timedelta(step)):
                    sides[step > 0].append(count)
        around = [count for side in sides.values() for count in side[:neighbours]]
        if rows.get(day) and len(around) >= 5 and rows[day] < median(around) / 2:
            thin[day] = (rows[day], int(median(around) + 0.5))
    assert findings.thin_days(rows, days, neighbours) == thin
