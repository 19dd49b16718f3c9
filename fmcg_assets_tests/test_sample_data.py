"""The sample landing zone: reproducible to the byte, and with every kind of dirt for certain.

The counts here are made from the files alone, by other means than the generator's.
"""

from __future__ import annotations

import csv
import gzip
import re
import tracemalloc
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import pytest

from fmcg_assets.contracts import SOURCES
from fmcg_assets.errors import FmcgError
from fmcg_assets.sample_data import Dirt, SampleSummary, write_sample_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMMITTED: Final = Path(__file__).parents[1] / "data"
COMPANIES: Final = ("parent_company", "child_company")
FIRST_DAY: Final = date(2025, 7, 1)
LAST_DAY: Final = date(2025, 11, 30)
MISSING_DAY: Final = date(2025, 8, 31)
FIRST_TEN_DAYS_END: Final = date(2025, 7, 10)


def tree(root: Path) -> dict[str, bytes]:
    """Return the files of both companies below `root` by their relative path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for company in COMPANIES
        for path in (root / company).rglob("*")
        if path.is_file()
    }


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True)
class OrderFile:
    day: date
    raw: bytes
    packed: bytes | None

    @property
    def lines(self) -> list[str]:
        return self.raw.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n").split("\n")

    @property
    def header(self) -> list[str]:
        return self.lines[0].split(",")


@dataclass(frozen=True)
class OrderLine:
    day: date
    order_id: str
    placed_text: str
    customer_id: str
    product_id: str
    quantity: str

    @property
    def placed(self) -> date | None:
        return parsed_date(self.placed_text)

    @property
    def days_late(self) -> int | None:
        return None if self.placed is None else (self.day - self.placed).days

    @property
    def key(self) -> tuple[str, date | None, str, str]:
        customer = self.customer_id if self.customer_id.isdigit() else "999999"
        return (self.order_id, self.placed, customer, self.product_id)


@cache
def parsed_date(text: str) -> date | None:
    """Return the date by the declared formats; None when it is unreadable or out of range."""
    bare = re.sub(r"^[A-Za-z]+, ", "", text).replace("Sept ", "Sep ")
    for form in ("%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%B %d, %Y", "%b %d, %Y"):
        try:
            found = datetime.strptime(bare, form).date()
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2100 else None
    return None


class Sample:
    """A written sample and what an independent reader finds in it."""

    def __init__(self, root: Path, summary: SampleSummary) -> None:
        self.root = root
        self.summary = summary
        self.child = root / "child_company"
        self.parent = root / "parent_company"
        self.order_files = sorted(self._order_files(), key=lambda file: file.day)
        self.broken: list[tuple[date, str, int]] = []
        self.lines: list[OrderLine] = []
        for file in self.order_files:
            self._split(file)
        self.customers = table(self.child / "customers" / "customers.csv")
        self.products = table(self.child / "products" / "products.csv")
        self.prices = table(self.child / "gross_price" / "gross_price.csv")
        self.customer_ids = {row["customer_id"] for row in self.customers}
        self.product_ids = {row["product_id"] for row in self.products}
        priced = Counter(row["product_id"] for row in self.prices)
        self.waiting_ids = {
            product_id
            for product_id, months in priced.items()
            if months == 6 and product_id not in self.product_ids
        }
        self.unpriced_ids = {i for i in self.product_ids if i.isdigit() and i not in priced}

    def _order_files(self) -> Iterator[OrderFile]:
        for path in (self.child / "orders" / "landing").iterdir():
            name = re.fullmatch(r"orders_(\d{4})_(\d{2})_(\d{2})\.csv(\.gz)?", path.name)
            assert name, path.name
            content = path.read_bytes()
            yield OrderFile(
                date(int(name[1]), int(name[2]), int(name[3])),
                gzip.decompress(content) if name[4] else content,
                content if name[4] else None,
            )

    def _split(self, file: OrderFile) -> None:
        header = file.header
        for line in file.lines[1:]:
            fields = next(csv.reader([line]))
            if line.count('"') % 2 or len(fields) != len(header):
                self.broken.append((file.day, line, len(fields) - len(header)))
                continue
            row = dict(zip(header, fields, strict=True))
            self.lines.append(
                OrderLine(
                    file.day,
                    row["order_id"],
                    row["order_placement_date"],
                    row["customer_id"],
                    row["product_id"],
                    row["order_qty"],
                )
            )


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    root = tmp_path_factory.mktemp("default")
    return Sample(root, write_sample_data(root))


@pytest.fixture(scope="module")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    root = tmp_path_factory.mktemp("smallest")
    return Sample(root, write_sample_data(root, seed=7, scale=0.1))


@pytest.fixture(params=["default", "smallest"])
def sample(request: pytest.FixtureRequest) -> Sample:
    """The default sample, and the smallest one of another seed."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Sample)
    return found


# --- Reproducibility -----------------------------------------------------------------------------


def test_the_committed_data_are_what_the_generator_writes(default: Sample) -> None:
    assert tree(default.root) == tree(COMMITTED)


def test_another_seed_gives_other_orders_prices_and_sales(default: Sample, tmp_path: Path) -> None:
    write_sample_data(tmp_path, seed=1)
    ours, others = tree(default.root), tree(tmp_path)
    assert ours.keys() == others.keys()
    equal = {path for path, content in ours.items() if others[path] == content}
    assert equal == {
        "parent_company/customers/dim_customers.csv",
        "parent_company/products/dim_products.csv",
        "child_company/customers/customers.csv",
        "child_company/products/products.csv",
    }


def test_the_scale_multiplies_the_orders_of_the_child_only(default: Sample, tmp_path: Path) -> None:
    summary = write_sample_data(tmp_path, scale=2)
    assert summary.rows["child_orders"] == pytest.approx(
        2 * default.summary.rows["child_orders"], rel=0.05
    )
    ours, others = tree(default.root), tree(tmp_path)
    grown = {path for path, content in ours.items() if others[path] != content}
    assert grown == {path for path in ours if path.startswith("child_company/orders/")}


def test_memory_stays_far_below_what_is_written(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        write_sample_data(tmp_path, scale=2)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    written = sum(len(content) for content in tree(tmp_path).values())
    assert peak < written / 3


def test_gzip_holds_neither_time_nor_name(default: Sample) -> None:
    packed = next(file.packed for file in default.order_files if file.packed)
    flags, time = packed[3], packed[4:8]
    assert flags == 0
    assert time == bytes(4)


# --- Refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("company", COMPANIES)
def test_a_folder_that_holds_something_is_left_alone(company: str, tmp_path: Path) -> None:
    precious = tmp_path / company / "precious.csv"
    precious.parent.mkdir()
    precious.write_text("kept")
    with pytest.raises(FmcgError, match=company):
        write_sample_data(tmp_path)
    assert tree(tmp_path) == {f"{company}/precious.csv": b"kept"}


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "child_company").write_text("kept")
    with pytest.raises(FmcgError, match="child_company"):
        write_sample_data(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["child_company"]


def test_empty_folders_and_a_missing_root_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "there" / "child_company").mkdir(parents=True)
    for root in (tmp_path / "there", tmp_path / "not" / "yet" / "there"):
        summary = write_sample_data(root, scale=0.1)
        assert len(tree(root)) == sum(summary.files.values())


@pytest.mark.parametrize("scale", [0.0, 0.09, -1.0, 1000.5, float("nan"), float("inf")])
def test_a_scale_out_of_range_is_refused(scale: float, tmp_path: Path) -> None:
    with pytest.raises(FmcgError, match=r"expected a number from 0\.1 to 1000"):
        write_sample_data(tmp_path, scale=scale)
    assert list(tmp_path.iterdir()) == []


# --- Layout --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_landing_domain_has_files_named_by_its_contract(name: str, sample: Sample) -> None:
    source = SOURCES[name]
    for folder in source.folders:
        files = list((sample.root / f"{source.company}_company" / folder).iterdir())
        assert files
        assert all(re.fullmatch(source.file_name, path.name.removesuffix(".gz")) for path in files)


@pytest.mark.parametrize("name", sorted(SOURCES.keys() - {"child_orders"}))
def test_headers_are_the_columns_of_the_contract(name: str, sample: Sample) -> None:
    source = SOURCES[name]
    columns = ",".join(column.name for column in source.columns)
    for folder in source.folders:
        for path in (sample.root / f"{source.company}_company" / folder).iterdir():
            assert path.read_text(encoding="utf-8").splitlines()[0] == columns


def test_every_day_but_one_has_an_order_file(sample: Sample) -> None:
    days = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    assert [file.day for file in sample.order_files] == [d for d in days if d != MISSING_DAY]
    assert sample.summary.dirt["child_orders"][Dirt.MISSING_DAY] == 1


def test_the_summary_counts_files_and_rows(sample: Sample) -> None:
    files: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for name, source in SOURCES.items():
        for folder in source.folders:
            for path in (sample.root / f"{source.company}_company" / folder).iterdir():
                content = path.read_bytes()
                plain = gzip.decompress(content) if path.suffix == ".gz" else content
                files[name] += 1
                rows[name] += plain.count(b"\n") - 1
    assert sample.summary.files == files
    assert sample.summary.rows == rows


def test_the_sample_is_small_and_its_days_are_alike(default: Sample) -> None:
    assert 750_000 < sum(len(content) for content in tree(default.root).values()) < 3_000_000
    lengths = [len(file.lines) - 1 for file in default.order_files]
    assert 40 <= median(lengths) <= 60
    assert min(lengths) >= 25
    assert max(lengths) <= 80


# --- Dirt of single order lines ------------------------------------------------------------------

LINE_KINDS: Final[dict[Dirt, Callable[[OrderLine, Sample], bool]]] = {
    Dirt.MISSING_QTY: lambda line, _: line.quantity == "",
    Dirt.PADDED_QTY: lambda line, _: re.fullmatch(r" [1-9]\d* ", line.quantity) is not None,
    Dirt.QTY_WITHOUT_DECIMALS: lambda line, _: (
        line.quantity.isdigit() and 0 < int(line.quantity) <= 1_000_000
    ),
    Dirt.ZERO_QTY: lambda line, _: line.quantity == "0",
    Dirt.NEGATIVE_QTY: lambda line, _: line.quantity.startswith("-"),
    Dirt.FRACTIONAL_QTY: lambda line, _: line.quantity == "12.5",
    Dirt.EXCESSIVE_QTY: lambda line, _: line.quantity == "2000000",
    Dirt.TEXT_QTY: lambda line, _: line.quantity == "abc",
    Dirt.NON_NUMERIC_CUSTOMER: lambda line, _: re.fullmatch(r"\d+", line.customer_id) is None,
    Dirt.UNKNOWN_CUSTOMER: lambda line, sample: (
        line.customer_id.isdigit() and line.customer_id not in sample.customer_ids
    ),
    Dirt.UNKNOWN_PRODUCT: lambda line, sample: (
        line.product_id not in sample.product_ids | sample.waiting_ids
    ),
    Dirt.PRODUCT_AWAITING_CORRECTION: lambda line, sample: line.product_id in sample.waiting_ids,
    Dirt.PRODUCT_WITHOUT_PRICE: lambda line, sample: line.product_id in sample.unpriced_ids,
    Dirt.DATE_YYYY_MM_DD_SLASHES: lambda line, _: (
        line.placed is not None and re.fullmatch(r"2025/\d\d/\d\d", line.placed_text) is not None
    ),
    Dirt.DATE_DD_MM_YYYY_DASHES: lambda line, _: (
        line.placed is not None and re.fullmatch(r"\d\d-\d\d-2025", line.placed_text) is not None
    ),
    Dirt.DATE_DD_MM_YYYY_SLASHES: lambda line, _: (
        line.placed is not None and re.fullmatch(r"\d\d/\d\d/2025", line.placed_text) is not None
    ),
    Dirt.WRONG_WEEKDAY: lambda line, _: (
        line.placed is not None
        and re.match(r"[A-Za-z]+,", line.placed_text) is not None
        and not line.placed_text.lower().startswith(f"{line.placed:%A}".lower())
    ),
    Dirt.SHORT_MONTH_NAME: lambda line, _: (
        re.search(r", (Jul|Aug|Sept|Oct|Nov) \d", line.placed_text) is not None
    ),
    Dirt.LOWER_CASE_DATE: lambda line, _: (
        re.fullmatch(r"[a-z]+day, [a-z]+ \d+, 2025", line.placed_text) is not None
    ),
    Dirt.LATE: lambda line, _: line.days_late is not None and 1 <= line.days_late <= 31,
    Dirt.BEYOND_WINDOW: lambda line, _: line.days_late is not None and line.days_late >= 32,
    Dirt.FUTURE_DATE: lambda line, _: line.days_late is not None and line.days_late < 0,
    Dirt.IMPOSSIBLE_DAY: lambda line, _: line.placed_text == "31/02/2025",
    Dirt.MONTH_13: lambda line, _: "/13/" in line.placed_text,
    Dirt.YEAR_0025: lambda line, _: line.placed_text.endswith("/0025"),
    Dirt.BARE_YEAR: lambda line, _: line.placed_text == "2025",
    Dirt.NOT_A_DATE: lambda line, _: line.placed_text == "NaT",
}


def assert_guaranteed(kind: Dirt, days: list[date], sample: Sample) -> None:
    """Assert that a kind of dirt is there from the first days on, and counted rightly."""
    assert len(days) >= 3
    assert min(days) <= FIRST_TEN_DAYS_END
    assert sample.summary.dirt["child_orders"][kind] == len(days)


@pytest.mark.parametrize("kind", LINE_KINDS)
def test_each_kind_of_dirty_line_is_there_from_the_first_days_on(
    kind: Dirt, sample: Sample
) -> None:
    is_dirty = LINE_KINDS[kind]
    assert_guaranteed(kind, [line.day for line in sample.lines if is_dirty(line, sample)], sample)


def test_every_unreadable_date_is_one_of_the_named_kinds(sample: Sample) -> None:
    kinds = (
        Dirt.IMPOSSIBLE_DAY,
        Dirt.MONTH_13,
        Dirt.YEAR_0025,
        Dirt.BARE_YEAR,
        Dirt.NOT_A_DATE,
    )
    unreadable = [line for line in sample.lines if line.placed is None]
    counts = sample.summary.dirt["child_orders"]
    assert len(unreadable) == sum(counts[kind] for kind in kinds)


def test_orders_come_late_by_every_number_of_days_of_the_window(sample: Sample) -> None:
    lateness = {line.days_late for line in sample.lines if line.days_late is not None}
    assert lateness >= set(range(32))
    assert {-1, 32} <= lateness


def test_september_is_written_sept(sample: Sample) -> None:
    assert sum(", Sept " in line.placed_text for line in sample.lines) >= 3


# --- Dirt between order lines --------------------------------------------------------------------


def quantity_of(line: OrderLine) -> float | None:
    try:
        return float(line.quantity)
    except ValueError:
        return None


def test_exact_duplicates_are_found_as_text_or_only_after_parsing(sample: Sample) -> None:
    as_text: list[date] = []
    after_parsing: list[date] = []
    first: dict[object, OrderLine] = {}
    for line in sample.lines:
        if quantity_of(line) is None:
            continue
        original = first.setdefault((line.day, line.key, quantity_of(line)), line)
        if original is not line:
            (as_text if original == line else after_parsing).append(line.day)
    assert_guaranteed(Dirt.EXACT_DUPLICATE, as_text, sample)
    assert_guaranteed(Dirt.DUPLICATE_IN_OTHER_DATE_FORMAT, after_parsing, sample)


def test_some_lines_differ_from_an_earlier_one_only_in_quantity(sample: Sample) -> None:
    quantities: dict[object, set[float | None]] = {}
    days: list[date] = []
    for line in sample.lines:
        known = quantities.setdefault((line.day, line.key), set())
        if known and quantity_of(line) not in known:
            days.append(line.day)
        known.add(quantity_of(line))
    assert_guaranteed(Dirt.OTHER_QTY_ONLY, days, sample)


def test_some_lines_of_a_day_come_again_the_next_day(sample: Sample) -> None:
    first_day: dict[object, date] = {}
    again: list[date] = []
    for line in sample.lines:
        key = (line.key, line.placed_text, line.customer_id, line.quantity)
        delivered = first_day.setdefault(key, line.day)
        if delivered != line.day:
            assert line.day - delivered == timedelta(days=1)
            again.append(line.day)
    assert_guaranteed(Dirt.REPEATED_FROM_OTHER_FILE, again, sample)


def test_some_lines_cannot_be_split_into_the_columns(sample: Sample) -> None:
    stray = [day for day, line, _ in sample.broken if line.count('"') % 2]
    balanced = [(day, surplus) for day, line, surplus in sample.broken if not line.count('"') % 2]
    few = [day for day, surplus in balanced if surplus == -1]
    many = [day for day, surplus in balanced if surplus == 1]
    assert_guaranteed(Dirt.STRAY_QUOTE, stray, sample)
    assert_guaranteed(Dirt.TOO_FEW_FIELDS, few, sample)
    assert_guaranteed(Dirt.TOO_MANY_FIELDS, many, sample)
    assert len(sample.broken) == len(stray) + len(few) + len(many)


def test_everyday_dirt_has_the_share_of_a_real_delivery(default: Sample) -> None:
    counts, rows = default.summary.dirt["child_orders"], default.summary.rows["child_orders"]
    for kind, share in (
        (Dirt.MISSING_QTY, 0.05),
        (Dirt.NON_NUMERIC_CUSTOMER, 0.10),
        (Dirt.UNKNOWN_PRODUCT, 0.05),
    ):
        assert counts[kind] / rows == pytest.approx(share, abs=0.015)
    duplicates = counts[Dirt.EXACT_DUPLICATE] + counts[Dirt.DUPLICATE_IN_OTHER_DATE_FORMAT]
    assert duplicates / rows == pytest.approx(0.08, abs=0.015)


# --- Dirt of whole order files -------------------------------------------------------------------


def test_one_file_each_has_another_form(sample: Sample) -> None:
    columns = [column.name for column in SOURCES["child_orders"].columns]
    days: dict[Dirt, list[date]] = {
        Dirt.BYTE_ORDER_MARK: [],
        Dirt.CRLF_LINE_ENDS: [],
        Dirt.GZIP: [],
        Dirt.OTHER_COLUMN_ORDER: [],
        Dirt.EXTRA_COLUMN: [],
    }
    for file in sample.order_files:
        found = {
            Dirt.BYTE_ORDER_MARK: file.raw.startswith(b"\xef\xbb\xbf"),
            Dirt.CRLF_LINE_ENDS: file.raw.count(b"\r\n") == len(file.lines),
            Dirt.GZIP: file.packed is not None,
            Dirt.OTHER_COLUMN_ORDER: file.header != columns and set(file.header) == set(columns),
            Dirt.EXTRA_COLUMN: file.header[:-1] == columns,
        }
        for kind, is_so in found.items():
            if is_so:
                days[kind].append(file.day)
        if not any(found.values()):
            assert file.header == columns
            assert b"\r" not in file.raw
    assert all(len(found_days) == 1 for found_days in days.values())
    assert len({found_days[0] for found_days in days.values()}) == len(days)
    assert days[Dirt.GZIP] == [date(2025, 10, 15)]
    for kind in days:
        assert sample.summary.dirt["child_orders"][kind] == 1


def test_a_file_of_another_form_has_no_broken_line(sample: Sample) -> None:
    columns = [column.name for column in SOURCES["child_orders"].columns]
    plain = {
        file.day
        for file in sample.order_files
        if file.packed is None
        and file.header == columns
        and b"\r" not in file.raw
        and not file.raw.startswith(b"\xef\xbb\xbf")
    }
    assert {day for day, _, _ in sample.broken} <= plain


# --- Child dimensions ----------------------------------------------------------------------------

CITIES: Final = {"Bengaluru", "Hyderabad", "New Delhi"}
MISSPELT_CITIES: Final = {
    *("Bengaluruu", "Bengalore", "Hyderabadd", "Hyderbad"),
    *("NewDelhi", "NewDheli", "NewDelhee"),
}


def test_customers_have_dirty_names_cities_and_duplicates(sample: Sample) -> None:
    rows = sample.customers
    names = [row["customer_name"] for row in rows]
    cities = [row["city"] for row in rows]
    whole_rows = Counter(tuple(row.values()) for row in rows)
    exact = sum(times - 1 for times in whole_rows.values())
    assert {city for city in cities if city not in CITIES} == {
        *MISSPELT_CITIES,
        "",
        "Pune",
        "Chennai",
    }
    assert sample.summary.dirt["child_customers"] == {
        Dirt.PADDED_NAME: sum(name != name.strip() for name in names),
        Dirt.INNER_BLANKS: sum(re.search(r"\S {2,}\S", name) is not None for name in names),
        Dirt.LOWER_CASE_NAME: sum(re.search(r"(^|\s)[a-z]", name) is not None for name in names),
        Dirt.MISSPELT_CITY: sum(city in MISSPELT_CITIES for city in cities),
        Dirt.UNMAPPED_CITY: sum(city in ("Pune", "Chennai") for city in cities),
        Dirt.MISSING_CITY: cities.count(""),
        Dirt.EXACT_DUPLICATE: exact,
        Dirt.DIFFERING_DUPLICATE: len(whole_rows) - len(sample.customer_ids),
    }
    assert all(count >= 1 for count in sample.summary.dirt["child_customers"].values())
    assert len(sample.customer_ids) == 30
    assert "runner's Pantry" in names


def test_products_have_misspelt_words_and_one_number_that_is_none(sample: Sample) -> None:
    rows = sample.products
    categories = {row["category"].lower() for row in rows}
    whole_rows = Counter(tuple(row.values()) for row in rows)
    assert 18 <= len(whole_rows) <= 24
    assert len(categories) == 7
    assert categories > {
        "energy bars",
        "protien bars",
        "granola & cereals",
        "recovery dairy",
        "healthy snacks",
        "electrolyte mix",
    }
    assert all(re.search(r"\([^()]+\)$", row["product_name"]) for row in rows)
    assert sample.summary.dirt["child_products"] == {
        Dirt.MISSPELT_WORD: sum("Protien" in row["product_name"] for row in rows),
        Dirt.LOWER_CASE_CATEGORY: sum(row["category"] == row["category"].lower() for row in rows),
        Dirt.UNMAPPED_CATEGORY: sum(row["category"] == "gift packs" for row in rows),
        Dirt.NON_NUMERIC_PRODUCT: sum(not row["product_id"].isdigit() for row in rows),
        Dirt.EXACT_DUPLICATE: len(rows) - len(whole_rows),
    }
    assert sample.summary.dirt["child_products"][Dirt.NON_NUMERIC_PRODUCT] == 1
    assert sample.summary.dirt["child_products"][Dirt.EXACT_DUPLICATE] >= 1


def test_prices_have_four_date_formats_and_every_kind_of_bad_price(sample: Sample) -> None:
    prices = [row["gross_price"] for row in sample.prices]
    months = [row["month"] for row in sample.prices]
    known = sample.product_ids | sample.waiting_ids
    assert sample.summary.dirt["child_gross_price"] == {
        Dirt.NEGATIVE_PRICE: sum(price.startswith("-") for price in prices),
        Dirt.TEXT_PRICE: prices.count("unknown"),
        Dirt.ZERO_PRICE: prices.count("0"),
        Dirt.EMPTY_PRICE: prices.count(""),
        Dirt.UNKNOWN_PRODUCT: sum(row["product_id"] not in known for row in sample.prices),
        Dirt.PRODUCT_AWAITING_CORRECTION: sum(
            row["product_id"] in sample.waiting_ids for row in sample.prices
        ),
        Dirt.DATE_YYYY_MM_DD_SLASHES: sum(
            bool(re.fullmatch(r"2025/\d\d/01", month)) for month in months
        ),
        Dirt.DATE_DD_MM_YYYY_DASHES: sum(
            bool(re.fullmatch(r"01-\d\d-2025", month)) for month in months
        ),
        Dirt.DATE_DD_MM_YYYY_SLASHES: sum(
            bool(re.fullmatch(r"01/\d\d/2025", month)) for month in months
        ),
    }
    assert all(count >= 3 for count in sample.summary.dirt["child_gross_price"].values())
    assert sum(bool(re.fullmatch(r"2025-\d\d-01", month)) for month in months) > len(months) / 2


def test_one_product_waits_for_its_number_and_one_has_no_price(sample: Sample) -> None:
    assert len(sample.waiting_ids) == 1
    assert len(sample.unpriced_ids) == 1


def test_a_december_price_of_zero_leaves_november_as_the_latest_valid_one(sample: Sample) -> None:
    # The month is in the middle in all four formats.
    by_month = {
        (row["product_id"], re.split("[-/]", row["month"])[1]): row["gross_price"]
        for row in sample.prices
    }
    zeros = [i for (i, month), price in by_month.items() if month == "12" and price == "0"]
    assert zeros
    assert all(int(by_month[product_id, "11"]) > 0 for product_id in zeros)


# --- Parent company ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parent:
    customers: list[dict[str, str]]
    products: list[dict[str, str]]
    prices: list[dict[str, str]]
    full_load: list[dict[str, str]]
    incremental: list[dict[str, str]]

    @property
    def orders(self) -> list[dict[str, str]]:
        return self.full_load + self.incremental


@pytest.fixture(scope="module")
def parent(default: Sample) -> Parent:
    root = default.parent
    return Parent(
        table(root / "customers" / "dim_customers.csv"),
        table(root / "products" / "dim_products.csv"),
        table(root / "gross_price" / "dim_gross_price.csv"),
        table(root / "orders" / "full_load" / "fact_orders.csv"),
        table(root / "orders" / "incremental_load" / "fact_orders_2025_11.csv"),
    )


def test_parent_keys_are_unique(parent: Parent) -> None:
    for rows, key in (
        (parent.customers, ("customer_code",)),
        (parent.products, ("product_code",)),
        (parent.prices, ("product_code", "year")),
        (parent.orders, ("date", "product_code", "customer_code")),
    ):
        assert max(Counter(tuple(row[name] for name in key) for row in rows).values()) == 1


def test_parent_orders_are_clean_but_for_three_lines(parent: Parent, default: Sample) -> None:
    products = {row["product_code"] for row in parent.products}
    customers = {row["customer_code"] for row in parent.customers}
    unknown = [row for row in parent.orders if row["product_code"] not in products]
    missing = [row for row in parent.orders if row["sold_quantity"] == ""]
    rest = [row for row in parent.orders if row not in unknown and row not in missing]
    assert default.summary.dirt["parent_orders"] == {
        Dirt.MISSING_QTY: len(missing),
        Dirt.UNKNOWN_PRODUCT: len(unknown),
    }
    assert (len(unknown), len(missing)) == (2, 1)
    assert all(re.fullmatch(r"[1-9]\d*", row["sold_quantity"]) for row in rest)
    assert all(row["customer_code"] in customers for row in parent.orders)


def test_the_full_load_ends_where_the_incremental_load_begins(parent: Parent) -> None:
    months = [f"{year}-{month:02d}-01" for year in (2024, 2025) for month in range(1, 13)]
    assert sorted({row["date"] for row in parent.full_load}) == months[:22]
    assert {row["date"] for row in parent.incremental} == {"2025-11-01"}
    assert 8_000 <= len(parent.orders) <= 12_000


def test_parent_prices_cover_both_years_in_rupees_with_and_without_paise(parent: Parent) -> None:
    products = {row["product_code"] for row in parent.products}
    assert {(row["product_code"], row["year"]) for row in parent.prices} == {
        (product, year) for product in products for year in ("2024", "2025")
    }
    whole = [row for row in parent.prices if re.fullmatch(r"[1-9]\d{2,}", row["price_inr"])]
    paise = [row for row in parent.prices if re.fullmatch(r"[1-9]\d{2,}\.50", row["price_inr"])]
    assert len(whole) + len(paise) == len(parent.prices)
    assert paise


def test_parent_names_with_a_comma_are_in_quotes(parent: Parent, default: Sample) -> None:
    for folder, rows, column in (
        ("customers", parent.customers, "customer"),
        ("products", parent.products, "product"),
    ):
        with_comma = [row[column] for row in rows if "," in row[column]]
        text = next((default.parent / folder).iterdir()).read_text(encoding="utf-8")
        assert with_comma
        assert all(f'"{name}"' in text for name in with_comma)


# --- Plausibility --------------------------------------------------------------------------------


def test_sales_are_highest_from_september_to_november(parent: Parent) -> None:
    pieces: Counter[str] = Counter()
    for row in parent.orders:
        pieces[row["date"]] += int(row["sold_quantity"] or 0)
    for year in ("2024", "2025"):
        high = [
            count
            for day, count in pieces.items()
            if day[:7] in {f"{year}-{m}" for m in ("09", "10", "11")}
        ]
        low = [count for day, count in pieces.items() if day[:4] == year and day[5:7] < "09"]
        assert min(high) > max(low)


def test_child_orders_rise_towards_november(default: Sample) -> None:
    pieces: Counter[int] = Counter()
    for line in default.lines:
        quantity = quantity_of(line)
        if quantity is not None and 0 < quantity < 1_000_000:
            pieces[line.day.month] += int(quantity)
    assert pieces[7] < pieces[9] < pieces[10] < pieces[11]


def test_a_few_customers_and_products_are_strong(parent: Parent, default: Sample) -> None:
    price = {(row["product_code"], row["year"]): float(row["price_inr"]) for row in parent.prices}
    by_customer: Counter[str] = Counter()
    by_product: Counter[str] = Counter()
    for row in parent.orders:
        amount = int(row["sold_quantity"] or 0) * price.get(
            (row["product_code"], row["date"][:4]), 0
        )
        by_customer[row["customer_code"]] += round(amount)
        by_product[row["product_code"]] += round(amount)
    outlets = Counter(line.customer_id for line in default.lines if line.customer_id.isdigit())
    assert sum(n for _, n in by_customer.most_common(3)) > 0.35 * by_customer.total()
    assert sum(n for _, n in by_product.most_common(10)) > 0.35 * by_product.total()
    assert sum(n for _, n in outlets.most_common(5)) > 0.25 * outlets.total()
