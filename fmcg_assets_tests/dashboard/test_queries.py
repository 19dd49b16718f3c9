"""The tiles' queries: figures against the rows themselves, filters, and answers that are kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pyarrow.compute as pc
import pytest

from fmcg_assets.contracts import TABLES
from fmcg_assets.dashboard import queries, state
from fmcg_assets.dashboard.comparison import Comparison, compared
from fmcg_assets.dashboard.offers import read_offers
from fmcg_assets.errors import GuardError
from fmcg_assets.kpis import headline
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.filters import Selection
from fmcg_assets.semantics.model import UNMAPPED, load_model
from fmcg_assets.semantics.snapshot import Snapshot, SnapshotStore

MODEL = load_model()
RETAILER_2025 = Selection(years=(2025,), values=(("channel", ("Retailer",)),))
COLUMNS = {"year": "year", "quarter": "quarter", "channel": "channel", "category": "category"}


@pytest.fixture(scope="module")
def snapshot(sample_store: SnapshotStore) -> Snapshot:
    return sample_store.current()


def _comparison(snapshot: Snapshot, selection: Selection) -> Comparison:
    months = state.chosen_months(selection, snapshot)
    return compared(months, snapshot.months, snapshot.partial_month, "year")


def _headline(snapshot: Snapshot, selection: Selection) -> list[dict[str, Any]]:
    sql = queries.headline_sql(MODEL, selection, _comparison(snapshot, selection))
    return queries.Queries().run(snapshot, sql).rows


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = [row for row in rows if row["chosen"] and not row["month"] and not row["part"]]
    return row


def _sum(snapshot: Snapshot, where: str) -> Decimal:
    sql = f"SELECT sum(total_amount_inr) AS revenue FROM vw_fact_orders_enriched WHERE {where}"
    value = snapshot.query(sql).table.column(0)[0].as_py()
    assert isinstance(value, Decimal)
    return value


def test_the_tiles_are_the_headline_figures(snapshot: Snapshot, sample: Settings) -> None:
    total = _total(_headline(snapshot, Selection()))
    kpis = headline(Lake(sample.lake_uri))
    assert total["revenue"] == kpis.total_revenue_inr
    assert total["quantity"] == kpis.total_quantity
    assert total["customers"] == kpis.unique_customers
    assert float(total["average_list_price"]) == pytest.approx(kpis.mean_list_price_inr)
    assert float(total["average_selling_price"]) == pytest.approx(kpis.revenue_per_unit_inr)
    assert total["order_rows"] == kpis.view_rows


def test_both_periods_and_every_month_come_with_the_total(snapshot: Snapshot) -> None:
    rows = _headline(snapshot, RETAILER_2025)
    retailer = "channel = 'Retailer'"
    assert _total(rows)["revenue"] == _sum(snapshot, f"{retailer} AND year = 2025")
    parts = {row["part"]: row["revenue"] for row in rows if row["part"]}
    assert parts == {
        "now": _sum(snapshot, f"{retailer} AND date BETWEEN '2025-01-01' AND '2025-11-01'"),
        "before": _sum(snapshot, f"{retailer} AND date BETWEEN '2024-01-01' AND '2024-11-01'"),
    }
    months = [row["month"] for row in rows if row["month"] and row["chosen"]]
    assert months == [month for month in snapshot.months if month.year == 2025]


def test_an_empty_selection_has_no_total(snapshot: Snapshot) -> None:
    rows = _headline(snapshot, Selection(years=(2025,), months=("December",)))
    assert not [row for row in rows if row["chosen"]]


@pytest.mark.parametrize("dimension", ["channel", "product", "variant", "category", "market"])
def test_the_members_add_up_to_the_total(snapshot: Snapshot, dimension: str) -> None:
    answer = queries.Queries().run(snapshot, queries.members_sql(MODEL, dimension, RETAILER_2025))
    assert sum(row["revenue"] for row in answer.rows) == _sum(
        snapshot, "channel = 'Retailer' AND year = 2025"
    )
    revenues = [row["revenue"] for row in answer.rows]
    assert revenues == sorted(revenues, reverse=True)


def test_the_customers_add_up_with_the_unmapped_one(snapshot: Snapshot) -> None:
    rows = queries.Queries().run(snapshot, queries.customers_sql(MODEL, Selection())).rows
    assert sum(row["revenue"] for row in rows) == _sum(snapshot, "TRUE")
    assert [row["customer"] for row in rows].count(None) == 1


def test_the_trend_has_all_months_whatever_periods_are_chosen(snapshot: Snapshot) -> None:
    sql = queries.trend_sql(MODEL, RETAILER_2025)
    rows = queries.Queries().run(snapshot, sql).rows
    assert [row["month"] for row in rows] == list(snapshot.months)
    assert sql == queries.trend_sql(MODEL, RETAILER_2025.without("year"))


def test_an_answer_is_kept_for_its_version(snapshot: Snapshot) -> None:
    kept = queries.Queries()
    sql = queries.members_sql(MODEL, "channel", Selection())
    assert kept.run(snapshot, sql) is kept.run(snapshot, sql)


def test_a_query_that_fails_does_so_where_its_answer_is_taken_and_is_asked_anew(
    snapshot: Snapshot,
) -> None:
    kept = queries.Queries()
    bad, good = "SELECT 1 FROM elsewhere", queries.trend_sql(MODEL, Selection())
    kept.prepare(snapshot, [bad, good])
    assert kept.run(snapshot, good).rows
    for _ in range(2):
        with pytest.raises(GuardError, match="elsewhere"):
            kept.run(snapshot, bad)


def test_no_failure_is_kept(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> queries.Answer:
        raise duckdb.InterruptException("stopped")

    kept, sql = queries.Queries(), queries.trend_sql(MODEL, Selection())
    with monkeypatch.context() as patched:
        patched.setattr(queries, "_answer", interrupted)
        with pytest.raises(duckdb.InterruptException):
            kept.run(snapshot, sql)
    assert kept.run(snapshot, sql).rows


def test_filters_offer_what_all_others_leave(snapshot: Snapshot, sample: Settings) -> None:
    offers = read_offers(snapshot, COLUMNS)
    chosen = {"channel": ["Acquisition"], "year": ["2025"]}
    left = offers.left(chosen)
    table = Lake(sample.lake_uri).read(
        TABLES["gold/vw_fact_orders_enriched"], ["year", "quarter", "channel", "category"]
    )
    acquired = table.filter(pc.field("channel") == "Acquisition")
    both = acquired.filter(pc.field("year") == 2025)
    assert left["year"] == {"2025": acquired.num_rows}
    assert set(left["quarter"]) == set(both["quarter"].to_pylist())
    assert sum(left["category"].values()) == both.num_rows
    assert set(left["channel"]) == {"Acquisition", "Direct", "Retailer", UNMAPPED}


def test_without_filters_everything_is_offered(snapshot: Snapshot) -> None:
    left = read_offers(snapshot, COLUMNS).left({})
    assert all(sum(rows.values()) == snapshot.rows for rows in left.values())
