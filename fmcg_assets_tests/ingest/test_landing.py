"""Which files of a landing folder are taken in, and what is said of the others."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.contracts import SOURCES
from fmcg_assets.ingest.landing import file_day, list_landing, printable
from fmcg_assets.ingest.zones import LocalZone

ORDERS = SOURCES["child_orders"]
CUSTOMERS = SOURCES["child_customers"]
PARENT_ORDERS = SOURCES["parent_orders"]

UNKNOWN = "its name is none of child_orders's"


def deliver(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def order_files(root: Path, *names: str) -> tuple[list[str], dict[str, str]]:
    """Deliver files to the folder of orders; return the days taken in, and why others are not."""
    deliver(root, *(f"orders/landing/{name}" for name in names))
    listing = list_landing(LocalZone(str(root)), ORDERS)
    return (
        [str(file.day) for file in listing.files],
        {ignored.uri.rpartition("/")[2]: ignored.why for ignored in listing.ignored},
    )


# --- names of daily files


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("orders_2025_07_01.csv", date(2025, 7, 1)),
        ("orders_2025_07_01.csv.gz", date(2025, 7, 1)),
        ("orders_2024_02_29.csv", date(2024, 2, 29)),
        ("orders_0001_01_01.csv", date(1, 1, 1)),
    ],
)
def test_the_name_of_an_order_file_holds_its_business_day(name: str, day: date) -> None:
    assert file_day(ORDERS, name) == day


@pytest.mark.parametrize(
    "name",
    [
        "orders_2025_7_1.csv",
        "orders_25_07_01.csv",
        "orders_2025-07-01.csv",
        "ORDERS_2025_07_01.csv",
        "orders_2025_07_01.CSV",
        "orders_2025_07_01.csv.bak",
        "orders_2025_07_01.csv.tmp",
        "orders_2025_07_01.csv.gz.gz",
        "orders_2025_07_01 (1).csv",
        " orders_2025_07_01.csv",
        "orders_2025_07_01.csv ",
        "orders_2025_07_01.csv\n",
        "orders_2025_07_01\n.csv",
        "orders_2025_07_01' OR 1=1 --.csv",
        "orders_*.csv",
        "[x]*.csv",
        "../orders_2025_07_01.csv",
        ".orders_2025_07_01.csv",
        "orders_２０２５_07_01.csv",
        "orders_٢٠٢٥_٠٧_٠١.csv",
        "orders_2025_07_01.csv" + "x" * 1024,
        "",
    ],
)
def test_any_other_name_is_none_of_the_domain(name: str) -> None:
    with pytest.raises(ValueError, match=UNKNOWN):
        file_day(ORDERS, name)


@pytest.mark.parametrize(
    "day", ["2025_02_30", "2025_02_29", "2025_13_01", "2025_00_10", "0000_01_01"]
)
def test_a_name_without_a_day_of_the_calendar_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match=r"^its name holds no day of the calendar$"):
        file_day(ORDERS, f"orders_{day}.csv")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_name_that_holds_no_day_is_taken_for_one(text: str) -> None:
    try:
        day = file_day(ORDERS, text)
    except ValueError:
        return
    assert day is not None
    assert text.removesuffix(".gz") == f"orders_{day:%Y_%m_%d}.csv"


@settings(deadline=None)
@given(st.dates())
def test_every_day_has_a_name(day: date) -> None:
    year, month, of_month = day.isoformat().split("-")
    assert file_day(ORDERS, f"orders_{year}_{month}_{of_month}.csv") == day


# --- names of other domains


@pytest.mark.parametrize("name", ["customers.csv", "customers.csv.gz"])
def test_a_domain_of_one_file_knows_its_name_and_no_day(name: str) -> None:
    assert file_day(CUSTOMERS, name) is None


@pytest.mark.parametrize("name", ["customersxcsv", "dim_customers.csv", "customers.csv.old"])
def test_a_domain_of_one_file_knows_no_other_name(name: str) -> None:
    with pytest.raises(ValueError, match="none of child_customers's"):
        file_day(CUSTOMERS, name)


@pytest.mark.parametrize("name", ["full.csv", "2025-01.csv", "Sales_2025.01.csv.gz", "0.csv"])
def test_the_parents_orders_may_have_any_plain_name(name: str) -> None:
    assert file_day(PARENT_ORDERS, name) is None


@pytest.mark.parametrize(
    "name",
    [".hidden.csv", "_tmp.csv", "sales 2025.csv", "sälës.csv", "sales.txt", "a\n.csv", "a/b.csv"],
)
def test_names_that_are_not_plain_are_none_of_the_parents_orders(name: str) -> None:
    with pytest.raises(ValueError, match="none of parent_orders's"):
        file_day(PARENT_ORDERS, name)


def test_a_name_of_more_bytes_than_a_file_system_takes_is_none() -> None:
    assert file_day(PARENT_ORDERS, "a" * 251 + ".csv") is None
    with pytest.raises(ValueError, match="none of parent_orders's"):
        file_day(PARENT_ORDERS, "a" * 252 + ".csv")


# --- folders


def test_every_day_is_listed_with_its_file_in_order(tmp_path: Path) -> None:
    deliver(
        tmp_path, "orders/landing/orders_2025_07_02.csv", "orders/landing/orders_2025_07_01.csv"
    )
    first, second = list_landing(LocalZone(str(tmp_path)), ORDERS).files
    assert (first.name, first.day) == ("orders/landing/orders_2025_07_01.csv", date(2025, 7, 1))
    assert (second.name, second.day) == ("orders/landing/orders_2025_07_02.csv", date(2025, 7, 2))
    assert first.uri == str(tmp_path / "orders/landing/orders_2025_07_01.csv")
    assert first.source == "child_orders"
    assert first.stored.size == 1


def test_what_is_not_taken_in_is_reported_with_the_reason(tmp_path: Path) -> None:
    days, ignored = order_files(
        tmp_path,
        "orders_2025_07_01.csv",
        "orders_2025_02_30.csv",
        "notes.txt",
        "orders_2025_7_1.csv",
    )
    assert days == ["2025-07-01"]
    pattern = r"(orders_(?P<year>\d{4})_(?P<month>\d{2})_(?P<day>\d{2})\.csv)"
    assert ignored == {
        "orders_2025_02_30.csv": "its name holds no day of the calendar",
        "notes.txt": f"{UNKNOWN} {pattern}",
        "orders_2025_7_1.csv": f"{UNKNOWN} {pattern}",
    }


def test_a_second_file_of_a_day_is_ignored_and_the_first_is_named(tmp_path: Path) -> None:
    days, ignored = order_files(tmp_path, "orders_2025_07_01.csv.gz", "orders_2025_07_01.csv")
    assert days == ["2025-07-01"]
    assert ignored == {
        "orders_2025_07_01.csv.gz": ("orders/landing/orders_2025_07_01.csv stands for the same day")
    }


def test_a_second_file_of_a_domain_of_one_file_is_ignored(tmp_path: Path) -> None:
    deliver(tmp_path, "customers/customers.csv", "customers/customers.csv.gz")
    listing = list_landing(LocalZone(str(tmp_path)), CUSTOMERS)
    assert [file.name for file in listing.files] == ["customers/customers.csv"]
    assert [ignored.why for ignored in listing.ignored] == [
        "customers/customers.csv stands for the same domain"
    ]


def test_all_files_of_all_folders_belong_to_a_domain_of_many(tmp_path: Path) -> None:
    deliver(
        tmp_path,
        "orders/incremental_load/2025-02.csv",
        "orders/full_load/a.csv",
        "orders/full_load/b.csv.gz",
        "orders/incremental_load/.part",
        "orders/other/c.csv",
    )
    listing = list_landing(LocalZone(str(tmp_path)), PARENT_ORDERS)
    assert [file.name for file in listing.files] == [
        "orders/full_load/a.csv",
        "orders/full_load/b.csv.gz",
        "orders/incremental_load/2025-02.csv",
    ]
    assert [Path(ignored.uri).name for ignored in listing.ignored] == [".part"]


def test_an_empty_zone_has_nothing(tmp_path: Path) -> None:
    listing = list_landing(LocalZone(str(tmp_path / "nowhere")), ORDERS)
    assert (listing.files, listing.ignored) == ((), ())


def test_names_with_control_characters_or_no_unicode_are_reported_on_one_line(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "orders/landing"
    folder.mkdir(parents=True)
    for name in (b"a\nb.csv", b"\x1b[31mred.csv", b"\xff.csv"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"x")
    ignored = list_landing(LocalZone(str(tmp_path)), ORDERS).ignored
    assert [entry.uri.rpartition("/")[2] for entry in ignored] == [
        r"\x1b[31mred.csv",
        r"a\nb.csv",
        r"\udcff.csv",
    ]
    assert all(entry.why.startswith(UNKNOWN) for entry in ignored)


# --- printing names


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("orders.csv", "orders.csv"),
        ("Müller ₹.csv", "Müller ₹.csv"),
        ("a\r\nb", r"a\r\nb"),
        ("a\u202eb", r"a\u202eb"),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 300 + "…"),
    ],
)
def test_a_name_is_printed_on_one_line_and_shortened(text: str, printed: str) -> None:
    assert printable(text) == printed


@settings(deadline=None)
@given(st.text())
def test_whatever_is_printed_is_printable_and_short(text: str) -> None:
    assert printable(text).isprintable()
    assert len(printable(text)) <= 301
