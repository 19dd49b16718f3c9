"""Intents that the types allow, sensible or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from fmcg_assets.questions.intent import (
    Change,
    Condition,
    Intent,
    Lifecycle,
    Period,
    Rank,
    Ratio,
    Seen,
    Share,
    Side,
    Threshold,
    Window,
)
from fmcg_assets.questions.resolve import GRAINS
from fmcg_assets.semantics.model import load_model

_PARTS = (
    "share",
    "change",
    "rank",
    "having",
    "window",
    "lifecycle",
    "ratio",
    "average_per",
    "count_of",
    "pivot",
    "sides",
    "unit",
    "seen",
)
_MODEL = load_model()
_MEASURES = st.sampled_from((*_MODEL.measures, *_MODEL.measures, *_MODEL.measures, "profit"))
_DIMENSIONS = st.sampled_from(tuple(_MODEL.dimensions))
_GROUPS = st.sampled_from((*_MODEL.dimensions, *GRAINS, *GRAINS))
_TEXTS = st.one_of(
    st.sampled_from(("Retailer", "Bats", "Alpha", "Cricket", "' OR 1=1 --", 'a"b', "")),
    st.none(),
    st.text(max_size=5),
)
_MONTHS = st.dates(date(2023, 1, 1), date(2026, 12, 1)).map(lambda day: day.replace(day=1))
_NUMBERS = st.decimals(-(10**12), 10**12, places=2) | st.just(Decimal("NaN"))

periods = st.builds(
    lambda one, other, label: Period(min(one, other), max(one, other), label),
    _MONTHS,
    _MONTHS,
    st.sampled_from(("", "2025", "month", "revenue", "period")),
) | st.sampled_from(
    (
        Period(date(2024, 1, 1), date(2024, 12, 1), "2024"),
        Period(date(2025, 1, 1), date(2025, 12, 1), "2025"),
        Period(date(2025, 7, 1), date(2025, 9, 1), "Q3 2025"),
        Period(date(2025, 12, 1), date(2025, 12, 1), "December 2025"),
    )
)
conditions = st.builds(
    Condition,
    _DIMENSIONS,
    st.lists(_TEXTS, min_size=1, max_size=3).map(tuple),
    st.booleans(),
)


@st.composite
def intents(draw: st.DrawFn) -> Intent:
    groups = tuple(draw(st.lists(_GROUPS, max_size=3)))
    few = st.lists(st.sampled_from(groups), max_size=2).map(tuple) if groups else st.just(())
    some = st.lists(conditions, max_size=2).map(tuple)
    shares = (
        st.builds(Share, few, some)
        | st.builds(Share, few, shown=some)
        | st.builds(Share, during=periods)
        | st.builds(Share, top=st.integers(0, 5), of=st.none() | _DIMENSIONS, lowest=st.booleans())
    )
    ranks = st.builds(
        Rank,
        st.none() | st.integers(-1, 20),
        st.booleans(),
        few,
        st.none() | _MEASURES,
        st.sampled_from(("measure", "share", "difference", "percent")),
        st.sampled_from((0, 0, 0, 1, 3, -1)),
        st.sampled_from((False, False, True)),
    )
    limits = st.builds(
        Threshold,
        st.sampled_from((">", ">=", "<", "<=", "between")),
        _NUMBERS,
        st.none() | _NUMBERS,
        st.none() | _MEASURES,
        st.sampled_from(("measure", "share", "percent", "difference", "count")),
    )
    ratios = st.builds(
        Ratio,
        st.lists(conditions, max_size=1).map(tuple),
        st.lists(conditions, max_size=1).map(tuple),
        st.none() | _MEASURES,
        st.none() | _MEASURES,
        st.booleans(),
    )
    # At most two of the parts that change what a row is, or nearly everything is refused.
    parts = draw(
        st.lists(
            st.sampled_from(_PARTS),
            max_size=3,
            unique=True,
        )
    )
    strategies: dict[str, st.SearchStrategy[Any]] = {
        "share": shares,
        "change": st.builds(
            Change, st.sampled_from(("year", "quarter", "month", "between")), st.booleans()
        ),
        "seen": st.builds(
            Seen, st.sampled_from(("first", "last")), st.sampled_from(("month", "quarter", "year"))
        ),
        "rank": ranks,
        "having": st.lists(limits, max_size=2).map(tuple),
        "window": st.builds(
            Window,
            st.sampled_from(("running_total", "year_to_date", "moving_average", "moving_total")),
            st.none() | st.integers(0, 5),
        ),
        "lifecycle": st.builds(Lifecycle, st.sampled_from(("new", "lost", "inactive", "active")))
        | st.just(Lifecycle("inactive", (Condition("category", ("Bats",)),)))
        | st.builds(
            Lifecycle,
            st.sampled_from(("new", "inactive", "active")),
            st.lists(conditions, max_size=1).map(tuple),
            st.lists(conditions, max_size=2).map(tuple),
        )
        | st.just(Lifecycle("new", total_of="customer")),
        "sides": st.lists(
            st.builds(
                Side,
                st.sampled_from(("one", "other", "period")),
                st.lists(conditions, min_size=1, max_size=2).map(tuple),
            ),
            max_size=3,
        ).map(tuple),
        "ratio": ratios,
        "average_per": st.sampled_from((*GRAINS, "customer", "product")),
        "count_of": _GROUPS,
        "pivot": st.sampled_from(groups) if groups else st.none(),
        "unit": st.sampled_from(("lakh", "million", "crore", "billion")),
    }
    return Intent(
        measures=tuple(draw(st.lists(_MEASURES, max_size=2))),
        groups=groups,
        conditions=tuple(draw(st.lists(conditions, max_size=2))),
        periods=tuple(draw(st.lists(periods, max_size=3))),
        language=draw(st.sampled_from(("en", "fr"))),
        **{name: draw(strategies[name]) for name in parts},
    )
