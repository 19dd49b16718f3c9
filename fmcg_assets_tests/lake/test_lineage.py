"""A slice's fingerprint changes exactly when something that it is computed from changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fmcg_assets.contracts import TABLES, WHOLE
from fmcg_assets.lake.lineage import Upstream, lookup_fingerprint, source_fingerprint
from fmcg_assets.lake.state import FileEvidence, SliceState, TableState
from fmcg_assets_tests.lake.examples import slice_of

DAY, NEXT_DAY = "2025-07-01", "2025-07-02"

BRONZE_ORDERS = TABLES["bronze/orders"]
BRONZE_PRODUCTS = TABLES["bronze/products"]
PARENT_BRONZE = TABLES["bronze/parent_orders"]
PRODUCTS = TABLES["silver/products"]
ORDERS = TABLES["silver/orders"]
QUARANTINE = TABLES["silver/orders_quarantine"]
FACTS = TABLES["gold/fact_orders"]
ALL_PRODUCTS = TABLES["gold/dim_products"]


def file(name: str = "orders/a.csv", sha256: str = "aa") -> FileEvidence:
    return FileEvidence(name, 10, "etag", "2025-07-02T00:00:00+00:00", sha256)


def upstream(
    tables: dict[str, TableState | None] | None = None,
    references: dict[str, str] | None = None,
    files: dict[str, tuple[FileEvidence, ...]] | None = None,
) -> Upstream:
    return Upstream(tables or {}, references or {}, files or {})


def days(**contents: str) -> TableState:
    """Return the state of a table by days: `first` and `second` are the contents of two days."""
    keys = {"first": DAY, "second": NEXT_DAY}
    return TableState(1, {keys[name]: slice_of(content) for name, content in contents.items()})


def whole(content: str) -> TableState:
    return TableState(1, {WHOLE: slice_of(content)})


# --- landing files


def test_a_day_of_bronze_depends_on_the_content_of_its_files() -> None:
    before = source_fingerprint(BRONZE_ORDERS, DAY, upstream(files={DAY: (file(),)}))
    other = source_fingerprint(BRONZE_ORDERS, DAY, upstream(files={DAY: (file(sha256="bb"),)}))
    gone = source_fingerprint(BRONZE_ORDERS, DAY, upstream())
    assert len({before, other, gone}) == 3


def test_a_day_of_bronze_depends_on_no_other_days_files() -> None:
    alone = upstream(files={DAY: (file(),)})
    more = upstream(files={DAY: (file(),), NEXT_DAY: (file("orders/b.csv"),)})
    assert source_fingerprint(BRONZE_ORDERS, DAY, alone) == source_fingerprint(
        BRONZE_ORDERS, DAY, more
    )


def test_a_file_touched_without_a_change_of_content_is_the_same() -> None:
    touched = replace(file(), etag="other", modified="2026-01-01T00:00:00+00:00")
    assert source_fingerprint(
        BRONZE_ORDERS, DAY, upstream(files={DAY: (file(),)})
    ) == source_fingerprint(BRONZE_ORDERS, DAY, upstream(files={DAY: (touched,)}))


def test_a_table_of_several_files_depends_on_all_of_them() -> None:
    one = upstream(files={WHOLE: (file("orders/full_load/a.csv"),)})
    two = upstream(files={WHOLE: (file("orders/full_load/a.csv"), file("orders/b.csv", "bb"))})
    assert source_fingerprint(PARENT_BRONZE, WHOLE, one) != source_fingerprint(
        PARENT_BRONZE, WHOLE, two
    )


# --- references and whole tables


def _references(**changed: str) -> dict[str, str]:
    return {
        key: changed.get(key.removeprefix("reference/"), "same") for key in PRODUCTS.sources[1:]
    }


@pytest.mark.parametrize(
    "reference", [key.removeprefix("reference/") for key in PRODUCTS.sources[1:]]
)
def test_a_changed_correction_changes_what_it_is_applied_to(reference: str) -> None:
    tables: dict[str, TableState | None] = {"bronze/products": whole("rows")}
    before = upstream(tables, _references())
    after = upstream(tables, _references(**{reference: "changed"}))
    assert source_fingerprint(PRODUCTS, WHOLE, before) != source_fingerprint(PRODUCTS, WHOLE, after)


def test_a_table_depends_on_which_upstream_table_holds_what() -> None:
    one = upstream({"silver/parent_products": whole("a"), "gold/sb_dim_products": whole("b")})
    swapped = upstream({"silver/parent_products": whole("b"), "gold/sb_dim_products": whole("a")})
    assert source_fingerprint(ALL_PRODUCTS, WHOLE, one) != source_fingerprint(
        ALL_PRODUCTS, WHOLE, swapped
    )


def test_a_new_version_with_the_same_content_is_the_same() -> None:
    one = upstream({"silver/parent_products": whole("a"), "gold/sb_dim_products": whole("b")})
    later = upstream(
        {
            "silver/parent_products": replace(whole("a"), version=7, run_id="other"),
            "gold/sb_dim_products": TableState(3, {WHOLE: slice_of("b", source="another")}),
        }
    )
    assert source_fingerprint(ALL_PRODUCTS, WHOLE, one) == source_fingerprint(
        ALL_PRODUCTS, WHOLE, later
    )


def test_an_upstream_table_that_was_never_written_is_an_empty_one() -> None:
    nothing = source_fingerprint(ALL_PRODUCTS, WHOLE, upstream())
    never = upstream({"silver/parent_products": None, "gold/sb_dim_products": TableState(0)})
    assert source_fingerprint(ALL_PRODUCTS, WHOLE, never) == nothing


# --- days of upstream tables


def test_a_day_depends_on_the_same_day_upstream() -> None:
    before = upstream({"bronze/orders": days(first="a", second="b")})
    after = upstream({"bronze/orders": days(first="a2", second="b")})
    assert source_fingerprint(ORDERS, DAY, before) != source_fingerprint(ORDERS, DAY, after)
    assert source_fingerprint(ORDERS, NEXT_DAY, before) == source_fingerprint(
        ORDERS, NEXT_DAY, after
    )


def test_a_day_of_the_facts_depends_on_the_same_date_of_the_parents_sales() -> None:
    def facts(parent: TableState, day: str) -> str:
        tables = {"gold/sb_fact_orders": days(first="a"), "silver/parent_orders": parent}
        return source_fingerprint(FACTS, day, upstream({**tables}))

    assert facts(days(first="x"), DAY) != facts(days(first="y"), DAY)
    assert facts(days(first="x"), NEXT_DAY) == facts(days(first="y"), NEXT_DAY)


def test_a_day_without_rows_upstream_is_the_same_as_one_that_was_never_written() -> None:
    recorded = TableState(2, {DAY: SliceState("", 0)})
    assert source_fingerprint(
        ORDERS, DAY, upstream({"bronze/orders": recorded})
    ) == source_fingerprint(ORDERS, DAY, upstream())


def test_an_unknown_day_upstream_is_not_an_empty_one_and_changes_with_every_foreign_commit() -> (
    None
):
    prints = {
        source_fingerprint(ORDERS, DAY, upstream({"bronze/orders": TableState(9, gap=gap)}))
        for gap in (None, 3, 5)
    }
    assert len(prints) == 3


def test_a_day_that_is_known_again_does_not_depend_on_the_foreign_commit() -> None:
    known = days(first="a")
    assert source_fingerprint(
        ORDERS, DAY, upstream({"bronze/orders": replace(known, gap=3)})
    ) == source_fingerprint(ORDERS, DAY, upstream({"bronze/orders": known}))


# --- lookups


def test_looked_up_tables_do_not_make_a_day_stale_by_themselves() -> None:
    before = upstream({"bronze/orders": days(first="a"), "silver/products": whole("p")})
    after = upstream({"bronze/orders": days(first="a"), "silver/products": whole("p2")})
    assert source_fingerprint(ORDERS, DAY, before) == source_fingerprint(ORDERS, DAY, after)
    assert lookup_fingerprint(ORDERS, before) != lookup_fingerprint(ORDERS, after)


def test_accepted_and_rejected_orders_share_sources_and_lookups() -> None:
    now = upstream(
        {
            "bronze/orders": days(first="a"),
            "silver/products": whole("p"),
            "silver/customers": whole("c"),
        }
    )
    assert source_fingerprint(ORDERS, DAY, now) == source_fingerprint(QUARANTINE, DAY, now)
    assert lookup_fingerprint(ORDERS, now) == lookup_fingerprint(QUARANTINE, now)


def test_a_table_without_lookups_has_no_lookup_fingerprint() -> None:
    assert lookup_fingerprint(FACTS, upstream()) == ""
    assert lookup_fingerprint(BRONZE_PRODUCTS, upstream()) == ""
