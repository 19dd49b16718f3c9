"""Which months of the enriched view are out of date: pure functions on what tables record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.contracts import WHOLE
from fmcg_assets.lake.state import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fmcg_assets.lake.state import TableState

FACTS: Final = "gold/fact_orders"
VIEW: Final = "gold/vw_fact_orders_enriched"
DIMENSIONS: Final = (
    "gold/dim_customers",
    "gold/dim_products",
    "gold/dim_gross_price",
    "gold/dim_date",
)
_GAP: Final = "gap"

ViewUpstream = dict[str, dict[str, str]]


def view_upstream(states: Mapping[str, TableState]) -> ViewUpstream:
    """Return what the view is computed from: per table and slice the content, facts with months.

    An entry of the facts is `<digest> <yyyy-MM> <yyyy-MM> …`, the months of its order dates.
    """
    facts = states[FACTS]
    upstream: ViewUpstream = {
        FACTS: {
            day: " ".join((state.content, *state.months))
            for day, state in facts.slices.items()
            if state.rows
        }
    }
    if facts.gap is not None:
        upstream[FACTS][_GAP] = str(facts.gap)
    for key in DIMENSIONS:
        upstream[key] = {WHOLE: states[key].whole_content}
    return upstream


def months_to_rebuild(view: TableState | None, upstream: ViewUpstream) -> frozenset[str] | None:
    """Return the months (yyyy-MM) whose facts changed since the view was built; None for all.

    A changed day counts with the months that it had and those that it has now: an order that is
    gone must go from its old month. All months are due where a dimension changed, and where the
    chain of evidence has a gap: no view yet, or somebody else wrote to the facts or the view. Of
    facts with a gap only that nothing changed can be said: any day may hold any month.
    """
    if view is None or view.gap is not None or set(view.upstream) != set(upstream):
        return None
    if any(view.upstream[key] != upstream[key] for key in DIMENSIONS):
        return None
    before, now = view.upstream[FACTS], upstream[FACTS]
    if _GAP in now or _GAP in before:
        return frozenset() if before == now else None
    return _changed_months(before, now)


def _changed_months(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str]:
    changed = {day for day in before.keys() | now.keys() if before.get(day) != now.get(day)}
    return frozenset(
        month
        for day in changed
        for entry in (before.get(day, ""), now.get(day, ""))
        for month in entry.split(" ")[1:]
    )


def months_behind(view: TableState | None, upstream: ViewUpstream) -> frozenset[str]:
    """Return the months (yyyy-MM) whose facts were written after the view was built.

    They are not wrong yet: the view will be built again. Where the evidence has a gap, none is
    known to be behind.
    """
    if view is None or view.gap is not None or FACTS not in view.upstream:
        return frozenset()
    before, now = view.upstream[FACTS], upstream[FACTS]
    return frozenset() if _GAP in now or _GAP in before else _changed_months(before, now)


def days_of_months(upstream: ViewUpstream, months: frozenset[str]) -> list[str]:
    """Return the days of the facts that hold order dates of the months."""
    return sorted(
        day
        for day, entry in upstream[FACTS].items()
        if day != _GAP and months.intersection(entry.split(" ")[1:])
    )


def slices_to_replace(
    view: TableState | None, upstream: ViewUpstream, months: frozenset[str] | None
) -> frozenset[str] | None:
    """Return the view's slices (first days of months) for `months_to_rebuild`'s answer.

    All months are those that the facts or the stored view hold, each still judged alone; None
    replaces the table as a whole, where it is not known which months it or the facts hold.
    """
    if months is None and (view is None or view.gap is not None or _GAP in upstream[FACTS]):
        return None
    if months is None:
        stored = frozenset(view.slices) if view else frozenset()
        return stored | {f"{month}-01" for month in all_months(upstream)}
    return frozenset(f"{month}-01" for month in months)


def all_months(upstream: ViewUpstream) -> frozenset[str]:
    """Return all months (yyyy-MM) of the days that the facts are known to hold."""
    entries = (entry for day, entry in upstream[FACTS].items() if day != _GAP)
    return frozenset(month for entry in entries for month in entry.split(" ")[1:])


def view_fingerprint(upstream: ViewUpstream) -> str:
    """Return one fingerprint of everything that the view is computed from."""
    return fingerprint(
        f"{key} {slice_key}={entry}"
        for key, slices in sorted(upstream.items())
        for slice_key, entry in sorted(slices.items())
    )
