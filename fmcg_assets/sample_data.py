"""Generator of the sample landing zone: made-up deliveries of both companies, with their dirt.

Files, bytes and counts depend on the seed and the scale only, not on the machine, its locale or
the Python version: random numbers come from `Random.random()` alone (the only method whose
sequence Python guarantees), all arithmetic on them is on integers, names of days and months are
written out, and nothing is compressed by a library whose output differs between its versions.
"""

from __future__ import annotations

import csv
import struct
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, count, zip_longest
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from fmcg_assets.errors import FmcgError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_T = TypeVar("_T")

PARENT_FOLDER: Final = "parent_company"
CHILD_FOLDER: Final = "child_company"
SMALLEST_SCALE: Final = 0.1
LARGEST_SCALE: Final = 1000


class Dirt(StrEnum):
    """What is wrong with a row, or with a file as a whole.

    The members from `BYTE_ORDER_MARK` on are counted in files (`MISSING_DAY` in days), all others
    in rows. A row can be dirty in several ways and is counted for each.
    """

    MISSING_QTY = "missing_qty"
    PADDED_QTY = "padded_qty"
    QTY_WITHOUT_DECIMALS = "qty_without_decimals"
    ZERO_QTY = "zero_qty"
    NEGATIVE_QTY = "negative_qty"
    FRACTIONAL_QTY = "fractional_qty"
    EXCESSIVE_QTY = "excessive_qty"
    TEXT_QTY = "text_qty"
    NON_NUMERIC_CUSTOMER = "non_numeric_customer"
    UNKNOWN_CUSTOMER = "unknown_customer"
    UNKNOWN_PRODUCT = "unknown_product"
    PRODUCT_AWAITING_CORRECTION = "product_awaiting_correction"
    PRODUCT_WITHOUT_PRICE = "product_without_price"
    DATE_YYYY_MM_DD_SLASHES = "date_yyyy_mm_dd_slashes"
    DATE_DD_MM_YYYY_DASHES = "date_dd_mm_yyyy_dashes"
    DATE_DD_MM_YYYY_SLASHES = "date_dd_mm_yyyy_slashes"
    WRONG_WEEKDAY = "wrong_weekday"
    SHORT_MONTH_NAME = "short_month_name"
    LOWER_CASE_DATE = "lower_case_date"
    LATE = "late"
    BEYOND_WINDOW = "beyond_window"
    FUTURE_DATE = "future_date"
    IMPOSSIBLE_DAY = "impossible_day"
    MONTH_13 = "month_13"
    YEAR_0025 = "year_0025"
    BARE_YEAR = "bare_year"
    NOT_A_DATE = "not_a_date"
    EXACT_DUPLICATE = "exact_duplicate"
    DUPLICATE_IN_OTHER_DATE_FORMAT = "duplicate_in_other_date_format"
    REPEATED_FROM_OTHER_FILE = "repeated_from_other_file"
    OTHER_QTY_ONLY = "other_qty_only"
    TOO_FEW_FIELDS = "too_few_fields"
    TOO_MANY_FIELDS = "too_many_fields"
    STRAY_QUOTE = "stray_quote"
    PADDED_NAME = "padded_name"
    INNER_BLANKS = "inner_blanks"
    LOWER_CASE_NAME = "lower_case_name"
    MISSPELT_CITY = "misspelt_city"
    UNMAPPED_CITY = "unmapped_city"
    MISSING_CITY = "missing_city"
    DIFFERING_DUPLICATE = "differing_duplicate"
    MISSPELT_WORD = "misspelt_word"
    LOWER_CASE_CATEGORY = "lower_case_category"
    UNMAPPED_CATEGORY = "unmapped_category"
    NON_NUMERIC_PRODUCT = "non_numeric_product"
    NEGATIVE_PRICE = "negative_price"
    TEXT_PRICE = "text_price"
    ZERO_PRICE = "zero_price"
    EMPTY_PRICE = "empty_price"
    BYTE_ORDER_MARK = "byte_order_mark"
    CRLF_LINE_ENDS = "crlf_line_ends"
    GZIP = "gzip"
    OTHER_COLUMN_ORDER = "other_column_order"
    EXTRA_COLUMN = "extra_column"
    MISSING_DAY = "missing_day"


@dataclass(frozen=True)
class SampleSummary:
    """What was written, by landing domain (`child_orders` …).

    `files` and `rows` (header lines not counted) hold one number per domain; `dirt` holds, per
    domain, the number of rows (or files, see `Dirt`) of each kind of dirt that it contains.
    """

    files: Mapping[str, int]
    rows: Mapping[str, int]
    dirt: Mapping[str, Mapping[Dirt, int]]


@dataclass
class _Tally:
    files: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    dirt: defaultdict[str, Counter[Dirt]] = field(default_factory=lambda: defaultdict(Counter))

    def summary(self) -> SampleSummary:
        return SampleSummary(
            dict(self.files),
            dict(self.rows),
            {
                domain: {kind: kinds[kind] for kind in Dirt if kinds[kind]}
                for domain, kinds in self.dirt.items()
            },
        )


class _Row(NamedTuple):
    fields: tuple[str, ...]
    dirt: tuple[Dirt, ...] = ()


# --- Master data of the child company ------------------------------------------------------------


class _Outlet(NamedTuple):
    customer_id: str
    name: str
    city: str
    weight: int


_CITIES: Final = ("Bengaluru", "Hyderabad", "New Delhi")
_UNMAPPED_CITIES: Final = ("Chennai", "Pune")
_OUTLETS: Final = (
    _Outlet("410011", "Vital Grove Market", "Bengaluru", 9),
    _Outlet("410012", "Vital Grove Market", "Hyderabad", 6),
    _Outlet("410013", "Vital Grove Market", "NewDelhi", 7),
    _Outlet("410021", "Runner's Pantry", "Bengaluru", 5),
    _Outlet("410022", "runner's Pantry", "Hyderabadd", 3),
    _Outlet("410023", "Runner's pantry", "New Delhi", 4),
    _Outlet("410031", " Nimbus Wellness ", "Bengalore", 3),
    _Outlet("410032", "Nimbus Wellness", "Hyderabad", 2),
    _Outlet("410041", "Copper Kettle Health Foods", "Bengaluru", 2),
    _Outlet("410043", "Copper Kettle  Health Foods", "", 2),
    _Outlet("410051", "Tarmac Nutrition", "Bengaluruu", 4),
    _Outlet("410052", " tarmac nutrition ", "Hyderbad", 3),
    _Outlet("410053", "Tarmac Nutrition", "New Delhi", 6),
    _Outlet("410061", "Second Wind Foods", "Bengaluru", 2),
    _Outlet("410062", "Second wind Foods", "Hyderabad", 2),
    _Outlet("410064", "Second Wind Foods", "Pune", 2),
    _Outlet("410071", "Oak & Oat Grocers", "Bengaluru", 3),
    _Outlet("410073", "Oak  &  Oat Grocers", "NewDheli", 2),
    _Outlet("410081", "Paddle Point Snacks", "Bengaluru", 1),
    _Outlet("410082", " Paddle Point Snacks", "Hyderabad", 2),
    _Outlet("410091", "Bright Spoon", "Bengaluru", 2),
    _Outlet("410093", "Bright Spoon", "NewDelhee", 3),
    _Outlet("410094", "Bright Spoon", "Chennai", 1),
    _Outlet("410102", "Harvest Bell Grocery", "Hyderabad", 2),
    _Outlet("410103", "Harvest Bell grocery", "", 2),
    _Outlet("410111", "Altitude Larder", "Bengaluru", 3),
    _Outlet("410112", "Altitude Larder", "Hyderabad", 1),
    _Outlet("410113", "Altitude Larder", "New Delhi", 2),
    _Outlet("410121", "Slow Mile Deli", "", 1),
    _Outlet("410122", "Slow Mile Deli", "Hyderabad", 2),
)
_CUSTOMERS_DELIVERED_TWICE: Final = ("410013", "410062", "410103")
_CUSTOMER_DELIVERED_OTHERWISE: Final = _Outlet("410041", "Copper Kettle Health Foods", "Pune", 0)


class _Product(NamedTuple):
    name: str
    product_id: str
    category: str
    price: int
    weight: int


_UNMAPPED_CATEGORY: Final = "gift packs"
_AWAITING: Final = "6120502"
_DELIVERED_INSTEAD: Final = "TBC-77"
_WITHOUT_PRICE: Final = "6120702"
_PRODUCTS: Final = (
    _Product("Crag Energy Bar Fig & Walnut (35g)", "6120101", "energy bars", 58, 9),
    _Product("Crag Energy Bar Fig & Walnut (50g)", "6120102", "energy bars", 79, 12),
    _Product("Crag Energy Bar Fig & Walnut (70g)", "6120103", "energy bars", 104, 6),
    _Product("Crag Protien Bar Mocha Almond (40g)", "6120201", "protien bars", 92, 8),
    _Product("Crag Protien Bar Mocha Almond (50g)", "6120202", "protien bars", 112, 10),
    _Product("Crag Protien Bar Mocha Almond (75g)", "6120203", "Protien Bars", 148, 5),
    _Product("Crag Granola Mango Coconut (250g)", "6120301", "granola & cereals", 265, 5),
    _Product("Crag Granola Mango Coconut (450g)", "6120302", "granola & cereals", 420, 4),
    _Product("Crag Granola Mango Coconut (1kg)", "6120303", "Granola & Cereals", 845, 3),
    _Product("Crag Kefir Shake Banana (180ml)", "6120401", "recovery dairy", 62, 5),
    _Product("Crag Kefir Shake Banana (330ml)", "6120402", "recovery dairy", 98, 4),
    _Product("Crag Kefir Shake Banana (1l)", "6120403", "recovery dairy", 240, 3),
    _Product("Crag Chickpea Puffs Sea Salt (60g)", "6120501", "healthy snacks", 74, 6),
    _Product("Crag Chickpea Puffs Sea Salt (150g)", _AWAITING, "healthy snacks", 159, 5),
    _Product("Crag Chickpea Puffs Sea Salt (300g)", "6120503", "healthy snacks", 285, 3),
    _Product("Crag Electrolyte Mix Orange (6 Sachets)", "6120601", "electrolyte mix", 150, 4),
    _Product("Crag Electrolyte Mix Orange (12 Sachets)", "6120602", "electrolyte mix", 275, 4),
    _Product("Crag Electrolyte Mix Orange (24 Sachets)", "6120603", "electrolyte mix", 510, 3),
    _Product("Crag Festive Hamper (Small)", "6120701", _UNMAPPED_CATEGORY, 690, 2),
    _Product("Crag Festive Hamper (Large)", _WITHOUT_PRICE, _UNMAPPED_CATEGORY, 0, 2),
)
_PRODUCTS_DELIVERED_TWICE: Final = ("6120102", "6120301")

_PRICE_MONTHS: Final = tuple(date(2025, month, 1) for month in range(7, 13))
_PRICES_PER_DATE_FORM: Final = 10
_PRICE_RISE: Final = date(2025, 10, 1)
_PRICE_DIRT: Final = {
    ("6120101", 7): Dirt.NEGATIVE_PRICE,
    ("6120101", 8): Dirt.TEXT_PRICE,
    ("6120102", 12): Dirt.ZERO_PRICE,
    ("6120103", 9): Dirt.UNKNOWN_PRODUCT,
    ("6120201", 10): Dirt.NEGATIVE_PRICE,
    ("6120202", 12): Dirt.TEXT_PRICE,
    ("6120203", 11): Dirt.EMPTY_PRICE,
    ("6120301", 12): Dirt.NEGATIVE_PRICE,
    ("6120302", 12): Dirt.UNKNOWN_PRODUCT,
    ("6120303", 7): Dirt.ZERO_PRICE,
    ("6120401", 12): Dirt.EMPTY_PRICE,
    ("6120402", 9): Dirt.TEXT_PRICE,
    ("6120403", 8): Dirt.NEGATIVE_PRICE,
    ("6120501", 11): Dirt.NEGATIVE_PRICE,
    ("6120503", 10): Dirt.TEXT_PRICE,
    ("6120601", 7): Dirt.UNKNOWN_PRODUCT,
    ("6120602", 12): Dirt.ZERO_PRICE,
    ("6120603", 8): Dirt.EMPTY_PRICE,
    ("6120701", 12): Dirt.NEGATIVE_PRICE,
}


# --- Master data of the parent company -----------------------------------------------------------


class _Customer(NamedTuple):
    code: str
    name: str
    platform: str
    channel: str
    weight: int
    first_month: date = date.min
    last_month: date = date.max


_STORES: Final = "Brick & Mortar"
_ONLINE: Final = "E-Commerce"
_RETAILER: Final = "Retailer"
_DIRECT: Final = "Direct"
_PARENT_CUSTOMERS: Final = (
    _Customer("5100101", "Baseline Athletics", _STORES, _RETAILER, 12),
    _Customer("5100102", "Cartwheel Online", _ONLINE, _RETAILER, 11),
    _Customer("5100103", "Grandstand & Sons, Outfitters", _STORES, _RETAILER, 8),
    _Customer("5100104", "Velora Flagship Stores", _STORES, _DIRECT, 8),
    _Customer("5100105", "Velora Webshop", _ONLINE, _DIRECT, 6),
    _Customer("5100106", "Velora Factory Outlets", _STORES, _DIRECT, 3),
    _Customer("5100107", "Kitbag Junction", _STORES, _RETAILER, 4),
    _Customer("5100108", "Third Umpire Store", _STORES, _RETAILER, 3),
    _Customer("5100109", "Whistle & Lace", _STORES, _RETAILER, 3),
    _Customer("5100110", "Sprintly", _ONLINE, _RETAILER, 4),
    _Customer("5100111", "Clubhouse Depot", _STORES, _RETAILER, 2),
    _Customer("5100112", "Matchday Bazaar", _ONLINE, _RETAILER, 3),
    _Customer("5100113", "Touchline Traders", _STORES, _RETAILER, 2),
    _Customer("5100114", "Ropewalk Outdoor", _STORES, _RETAILER, 2),
    _Customer("5100115", "Deep End Swim", _ONLINE, _RETAILER, 1),
    _Customer("5100116", "Open Court", _STORES, _RETAILER, 2),
    _Customer("5100117", "Podium Wholesale", _STORES, _RETAILER, 5),
    _Customer("5100118", "Early Bird Fitness", _ONLINE, _RETAILER, 2),
    _Customer("5100119", "Ninety Plus", _ONLINE, _RETAILER, 3, first_month=date(2025, 3, 1)),
    _Customer("5100120", "Old Pavilion", _STORES, _RETAILER, 2, last_month=date(2024, 12, 1)),
)


class _Range(NamedTuple):
    division: str
    category: str
    product: str
    variants: tuple[str, ...]
    price: int
    price_step: int
    weight: int


_SIZES: Final = ("Small", "Medium", "Large")
_SHOE_SIZES: Final = ("UK 7", "UK 8", "UK 9", "UK 10")
_PARENT_RANGES: Final = (
    _Range("Cricket", "Bats", "Kestrel Willow Bat", ("Junior", "Short", "Long"), 6900, 900, 9),
    _Range("Cricket", "Balls", "Kestrel Leather Ball", ("Red", "White", "Pink"), 850, 40, 7),
    _Range("Cricket", "Protection", "Kestrel Leg Pads", ("Youth", "Adult"), 2300, 350, 6),
    _Range("Cricket", "Protection", "Kestrel Club Helmet", _SIZES, 2800, 100, 5),
    _Range("Football", "Balls", "Orbit Match Ball", ("Size 3", "Size 4", "Size 5"), 1250, 150, 8),
    _Range("Football", "Boots", "Orbit Turf Boots", _SHOE_SIZES, 3600, 0, 6),
    _Range("Football", "Goalkeeping", "Orbit Keeper Mitts", ("Medium", "Large"), 1290, 60, 3),
    _Range("Running", "Shoes", "Zephyr Road Shoes", _SHOE_SIZES, 5200, 0, 8),
    _Range("Running", "Apparel", "Zephyr Race Singlet", _SIZES, 990, 0, 3),
    _Range("Running", "Track", "Zephyr Relay Set, Four Batons", ("Standard",), 1100, 0, 1),
    _Range("Strength", "Dumbbells", "Anvil Dumbbell", ("2 kg", "5 kg", "10 kg"), 700, 850, 9),
    _Range("Strength", "Kettlebells", "Anvil Kettlebell", ("8 kg", "12 kg", "16 kg"), 1900, 800, 6),
    _Range("Strength", "Benches", "Anvil Folding Bench", ("Flat", "Adjustable"), 7400, 3100, 3),
    _Range("Mobility", "Mats", "Lotus Grip Mat", ("4 mm", "6 mm"), 1350, 300, 6),
    _Range("Mobility", "Rollers", "Lotus Foam Roller", ("30 cm", "60 cm"), 1150, 500, 3),
    _Range("Mobility", "Bands", "Lotus Bands, Set of 3", ("Light", "Firm", "Heavy"), 790, 50, 4),
    _Range("Racquets", "Frames", "Harrier Graphite Frame", ("Grip 2", "Grip 4"), 4300, 250, 5),
    _Range("Racquets", "Shuttles", "Harrier Shuttles", ("Slow", "Medium", "Fast"), 1480, 0, 5),
    _Range("Swimming", "Goggles", "Marlin Goggles", ("Clear", "Smoked", "Mirrored"), 890, 200, 4),
    _Range("Swimming", "Caps", "Marlin Silicone Cap", ("Junior", "Adult"), 390, 60, 2),
    _Range("Outdoor", "Poles", "Cairn Trekking Poles", ("110 cm", "125 cm"), 2450, 150, 2),
    _Range("Outdoor", "Packs", "Cairn Day Pack", ("20 l", "30 l"), 2990, 700, 4),
    _Range("Outdoor", "Tents", "Cairn Two-Person Tent", ("Green", "Sand"), 8600, 0, 2),
)


class _Article(NamedTuple):
    code: str
    range: _Range
    variant: str
    price: int


_ARTICLES: Final = tuple(
    _Article(
        f"VS{number:02d}{position:02d}", line, variant, line.price + line.price_step * position
    )
    for number, line in enumerate(_PARENT_RANGES, start=1)
    for position, variant in enumerate(line.variants)
)
_PARENT_MONTHS: Final = tuple(
    date(year, month, 1)
    for year, last_month in ((2024, 12), (2025, 11))
    for month in range(1, last_month + 1)
)
_INCREMENTAL_MONTH: Final = date(2025, 11, 1)
_MONTH_WITHOUT_A_QTY: Final = date(2024, 6, 1)
_MONTHS_WITH_UNKNOWN_PRODUCT: Final = (date(2025, 2, 1), _INCREMENTAL_MONTH)
_PARENT_UNKNOWN_PRODUCT: Final = "VS9901"

_SEASON: Final = (70, 72, 60, 62, 66, 75, 74, 78, 120, 150, 175, 110)
"""Sales by month of the year, percent of an ordinary month."""


# --- Order lines of the child company ------------------------------------------------------------

FIRST_DAY: Final = date(2025, 7, 1)
LAST_DAY: Final = date(2025, 11, 30)
MISSING_DAY: Final = date(2025, 8, 31)

_ORDER_COLUMNS: Final = (
    "order_id",
    "order_placement_date",
    "customer_id",
    "product_id",
    "order_qty",
)
_REORDERED_COLUMNS: Final = tuple(_ORDER_COLUMNS[position] for position in (2, 0, 4, 3, 1))
_EXTRA_COLUMN: Final = "order_source"
_ORDER_SOURCES: Final = ("app", "phone", "web")
_FILE_DIRT: Final = {
    date(2025, 8, 5): Dirt.BYTE_ORDER_MARK,
    date(2025, 9, 9): Dirt.CRLF_LINE_ENDS,
    date(2025, 9, 24): Dirt.OTHER_COLUMN_ORDER,
    date(2025, 10, 15): Dirt.GZIP,
    date(2025, 11, 12): Dirt.EXTRA_COLUMN,
}

_ORDERS_PER_DAY: Final = {7: 11, 8: 11, 9: 12, 10: 13, 11: 14}
_FEWER_ON_SUNDAY: Final = 2
_LINES_PER_ORDER: Final = (2, 3, 4, 4, 5, 6)
_WEIGHTED_CUSTOMERS: Final = tuple(
    outlet.customer_id for outlet in _OUTLETS for _ in range(outlet.weight)
)
_WEIGHTED_PRODUCTS: Final = tuple(
    product.product_id for product in _PRODUCTS for _ in range(product.weight)
)
_ALWAYS_GOOD_PRODUCTS: Final = ("6120101", "6120102", "6120103")
_PIECES: Final = {product.product_id: 6 + 2 * product.weight for product in _PRODUCTS}
_CUSTOMER_WORDS: Final = ("GUEST", "TEMP-04", "n/a")
_UNKNOWN_CUSTOMERS: Final = ("419901", "419902", "419903")
# As many as an order has lines at most, so that no order has the same one twice.
_UNKNOWN_PRODUCTS: Final = ("6990001", "6990002", "6990003", "6990004", "6990005", "6990006")

_MISSING_QTY_PER_MILLE: Final = 52
_NON_NUMERIC_CUSTOMER_PER_MILLE: Final = 104
_UNKNOWN_CUSTOMER_PER_MILLE: Final = 4
_UNKNOWN_PRODUCT_PER_MILLE: Final = 50
_DUPLICATE_PER_MILLE: Final = 92
_PADDED_QTY_PER_MILLE: Final = 40
_QTY_WITHOUT_DECIMALS_PER_MILLE: Final = 50
_NUMERIC_DATE_PER_MILLE: Final = 70

_SCHEDULE: Final[dict[Dirt, tuple[int, int]]] = {
    Dirt.LATE: (0, 3),
    Dirt.MISSING_QTY: (0, 25),
    Dirt.FUTURE_DATE: (0, 12),
    Dirt.TEXT_QTY: (0, 25),
    Dirt.NON_NUMERIC_CUSTOMER: (1, 25),
    Dirt.IMPOSSIBLE_DAY: (1, 25),
    Dirt.ZERO_QTY: (1, 25),
    Dirt.UNKNOWN_PRODUCT: (2, 25),
    Dirt.BEYOND_WINDOW: (0, 12),
    Dirt.WRONG_WEEKDAY: (2, 14),
    Dirt.TOO_FEW_FIELDS: (2, 60),
    Dirt.UNKNOWN_CUSTOMER: (3, 10),
    Dirt.BARE_YEAR: (3, 25),
    Dirt.OTHER_QTY_ONLY: (3, 12),
    Dirt.EXACT_DUPLICATE: (4, 25),
    Dirt.NEGATIVE_QTY: (4, 25),
    Dirt.DATE_YYYY_MM_DD_SLASHES: (4, 25),
    Dirt.STRAY_QUOTE: (4, 60),
    Dirt.DUPLICATE_IN_OTHER_DATE_FORMAT: (5, 25),
    Dirt.NOT_A_DATE: (5, 25),
    Dirt.DATE_DD_MM_YYYY_DASHES: (5, 25),
    Dirt.SHORT_MONTH_NAME: (6, 8),
    Dirt.FRACTIONAL_QTY: (6, 25),
    Dirt.DATE_DD_MM_YYYY_SLASHES: (6, 25),
    Dirt.MONTH_13: (7, 25),
    Dirt.PADDED_QTY: (7, 25),
    Dirt.TOO_MANY_FIELDS: (7, 60),
    Dirt.LOWER_CASE_DATE: (8, 14),
    Dirt.EXCESSIVE_QTY: (8, 25),
    Dirt.PRODUCT_AWAITING_CORRECTION: (8, 25),
    Dirt.YEAR_0025: (9, 25),
    Dirt.QTY_WITHOUT_DECIMALS: (9, 25),
    Dirt.PRODUCT_WITHOUT_PRICE: (9, 25),
}
"""Which files surely bring which dirt: from which day on (0 is `FIRST_DAY`), every how many."""

_FIRST_REPETITION: Final = 1
_DAYS_BETWEEN_REPETITIONS: Final = 12

_NUMERIC_DATES: Final = (
    Dirt.DATE_YYYY_MM_DD_SLASHES,
    Dirt.DATE_DD_MM_YYYY_DASHES,
    Dirt.DATE_DD_MM_YYYY_SLASHES,
)
_FIXED_TEXTS: Final[dict[Dirt, dict[str, str]]] = {
    Dirt.MISSING_QTY: {"order_qty": ""},
    Dirt.ZERO_QTY: {"order_qty": "0"},
    Dirt.NEGATIVE_QTY: {"order_qty": "-12.0"},
    Dirt.FRACTIONAL_QTY: {"order_qty": "12.5"},
    Dirt.EXCESSIVE_QTY: {"order_qty": "2000000"},
    Dirt.TEXT_QTY: {"order_qty": "abc"},
    Dirt.IMPOSSIBLE_DAY: {"order_placement_date": "31/02/2025"},
    Dirt.MONTH_13: {"order_placement_date": "2025/13/05"},
    Dirt.YEAR_0025: {"order_placement_date": "05/07/0025"},
    Dirt.BARE_YEAR: {"order_placement_date": "2025"},
    Dirt.NOT_A_DATE: {"order_placement_date": "NaT"},
    Dirt.PRODUCT_AWAITING_CORRECTION: {"product_id": _AWAITING},
    Dirt.PRODUCT_WITHOUT_PRICE: {"product_id": _WITHOUT_PRICE},
    Dirt.TOO_FEW_FIELDS: {},
    # With the field that follows: a quantity of 1,250 that nobody put in quotes.
    Dirt.TOO_MANY_FIELDS: {"order_qty": "1"},
}
_FIELD_TOO_MANY: Final = "250"
_LATE_DAYS: Final = 31

_WEEKDAYS: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class _Line(NamedTuple):
    texts: Mapping[str, str]
    """The fields by column name."""
    dirt: tuple[Dirt, ...] = ()

    def but(self, *kinds: Dirt, **texts: str) -> _Line:
        """Return the line with other texts in the named columns and the dirt that they are."""
        return _Line({**self.texts, **texts}, (*self.dirt, *kinds))


def write_sample_data(root: Path, *, seed: int = 20250701, scale: float = 1.0) -> SampleSummary:
    """Write a made-up landing zone of both companies below `root` and return what it contains.

    Creates `parent_company` and `child_company` in the layout of the landing contracts, with
    every kind of `Dirt` at every seed and scale. The same `seed` and `scale` give the same bytes
    on every machine. `scale` (0.1 to 1000) multiplies the orders per day of the child company;
    the parent's sales are one line per month, product and customer and do not grow with it.
    Rows are written as they are made, so memory does not depend on `scale`.

    Raises `FmcgError`, before anything is written, when the scale is out of range or one of the
    two folders exists and is not empty.
    """
    if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        raise FmcgError(
            f"scale: found {scale}; expected a number from {SMALLEST_SCALE} to {LARGEST_SCALE}"
        )
    parent, child = root / PARENT_FOLDER, root / CHILD_FOLDER
    for folder in (parent, child):
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise FmcgError(
                f"{folder}: found something there; expected no such folder or an empty one:"
                " remove it or choose another root"
            )
    tally = _Tally()
    _write_parent(parent, Random(_stream_seed(seed, 1)), tally)
    _write_child_dimensions(child, Random(_stream_seed(seed, 2)), tally)
    _write_child_orders(child, seed, scale, tally)
    return tally.summary()


def _stream_seed(seed: int, purpose: int, day: date = date.min) -> int:
    """Return the seed of one independent stream of random numbers."""
    return (seed * 10 + purpose) * 10_000_000 + day.toordinal()


def _below(rng: Random, limit: int) -> int:
    return int(rng.random() * limit)


def _chance(rng: Random, per_mille: int) -> bool:
    return _below(rng, 1000) < per_mille


def _one_of(rng: Random, items: Sequence[_T]) -> _T:
    return items[_below(rng, len(items))]


# --- Writing -------------------------------------------------------------------------------------


def _write_csv(
    path: Path,
    domain: str,
    header: Sequence[str],
    rows: Iterable[_Row],
    tally: _Tally,
    *,
    encoding: str = "utf-8",
    line_end: str = "\n",
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tally.files[domain] += 1
    with path.open("x", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator=line_end)
        writer.writerow(header)
        for row in rows:
            if Dirt.STRAY_QUOTE in row.dirt:
                # The writer would mend the quote by doubling and closing it.
                stream.write(",".join(row.fields) + line_end)
            else:
                writer.writerow(row.fields)
            tally.rows[domain] += 1
            for kind in row.dirt:
                tally.dirt[domain][kind] += 1


_GZIP_HEADER: Final = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
_GZIP_LAST_BLOCK: Final = b"\x01\x00\x00\xff\xff"
_GZIP_BLOCK_SIZE: Final = 65_535


def _pack(plain: Path) -> None:
    """Replace a file by its gzip form, without name and time.

    The blocks are stored, not deflated: zlib and zlib-ng deflate the same bytes differently.
    """
    checksum, size = 0, 0
    with plain.open("rb") as source, plain.with_name(f"{plain.name}.gz").open("xb") as target:
        target.write(_GZIP_HEADER)
        while block := source.read(_GZIP_BLOCK_SIZE):
            target.write(struct.pack("<BHH", 0, len(block), len(block) ^ 0xFFFF))
            target.write(block)
            checksum, size = zlib.crc32(block, checksum), size + len(block)
        target.write(_GZIP_LAST_BLOCK)
        target.write(struct.pack("<II", checksum, size & 0xFFFFFFFF))
    plain.unlink()


# --- Parent company ------------------------------------------------------------------------------


def _write_parent(root: Path, rng: Random, tally: _Tally) -> None:
    _write_csv(
        root / "customers" / "dim_customers.csv",
        "parent_customers",
        ("customer_code", "customer", "market", "platform", "channel"),
        (_Row((c.code, c.name, "India", c.platform, c.channel)) for c in _PARENT_CUSTOMERS),
        tally,
    )
    _write_csv(
        root / "products" / "dim_products.csv",
        "parent_products",
        ("product_code", "division", "category", "product", "variant"),
        (
            _Row((a.code, a.range.division, a.range.category, a.range.product, a.variant))
            for a in _ARTICLES
        ),
        tally,
    )
    _write_csv(
        root / "gross_price" / "dim_gross_price.csv",
        "parent_gross_price",
        ("product_code", "price_inr", "year"),
        _parent_prices(rng),
        tally,
    )
    full_load = [month for month in _PARENT_MONTHS if month != _INCREMENTAL_MONTH]
    for path, months in (
        ("full_load/fact_orders.csv", full_load),
        ("incremental_load/fact_orders_2025_11.csv", [_INCREMENTAL_MONTH]),
    ):
        _write_csv(
            root / "orders" / path,
            "parent_orders",
            ("date", "product_code", "customer_code", "sold_quantity"),
            (row for month in months for row in _parent_sales(month, rng)),
            tally,
        )


def _parent_prices(rng: Random) -> Iterator[_Row]:
    for year in (2024, 2025):
        for position, article in enumerate(_ARTICLES):
            rise = 4 + _below(rng, 5) if year == 2025 else 0
            rupees = article.price * (100 + rise) // 1000 * 10
            price = f"{rupees - 1}.50" if position % 7 == 3 else str(rupees)
            yield _Row((article.code, price, str(year)))


def _parent_sales(month: date, rng: Random) -> Iterator[_Row]:
    season = _SEASON[month.month - 1]
    growth = 118 if month.year == 2025 else 100
    quantity_is_missing = month == _MONTH_WITHOUT_A_QTY
    for customer in _PARENT_CUSTOMERS:
        if not customer.first_month <= month <= customer.last_month:
            continue
        for article in _ARTICLES:
            if not _chance(rng, 320 + season + 10 * customer.weight):
                continue
            pieces = customer.weight * article.range.weight * season * (60 + _below(rng, 81))
            quantity = str(1 + pieces * growth // 150_000)
            fields = (month.isoformat(), article.code, customer.code)
            if quantity_is_missing:
                quantity_is_missing = False
                yield _Row((*fields, ""), (Dirt.MISSING_QTY,))
            else:
                yield _Row((*fields, quantity))
    if month in _MONTHS_WITH_UNKNOWN_PRODUCT:
        code = _PARENT_CUSTOMERS[0].code
        fields = (month.isoformat(), _PARENT_UNKNOWN_PRODUCT, code)
        yield _Row((*fields, str(20 + _below(rng, 60))), (Dirt.UNKNOWN_PRODUCT,))


# --- Dimensions of the child company -------------------------------------------------------------


def _write_child_dimensions(root: Path, rng: Random, tally: _Tally) -> None:
    _write_csv(
        root / "customers" / "customers.csv",
        "child_customers",
        ("customer_id", "customer_name", "city"),
        _child_customers(),
        tally,
    )
    _write_csv(
        root / "products" / "products.csv",
        "child_products",
        ("product_name", "product_id", "category"),
        _child_products(),
        tally,
    )
    _write_csv(
        root / "gross_price" / "gross_price.csv",
        "child_gross_price",
        ("product_id", "month", "gross_price"),
        _child_prices(rng),
        tally,
    )


def _child_customers() -> Iterator[_Row]:
    def row(outlet: _Outlet, *more: Dirt) -> _Row:
        kinds = {
            Dirt.PADDED_NAME: outlet.name != outlet.name.strip(),
            Dirt.INNER_BLANKS: "  " in outlet.name.strip(),
            Dirt.LOWER_CASE_NAME: any(word[0].islower() for word in outlet.name.split()),
            Dirt.MISSING_CITY: not outlet.city,
            Dirt.UNMAPPED_CITY: outlet.city in _UNMAPPED_CITIES,
            Dirt.MISSPELT_CITY: outlet.city not in ("", *_CITIES, *_UNMAPPED_CITIES),
        }
        return _Row((outlet.customer_id, outlet.name, outlet.city), (*_found(kinds), *more))

    yield from (row(outlet) for outlet in _OUTLETS)
    for outlet in _OUTLETS:
        if outlet.customer_id in _CUSTOMERS_DELIVERED_TWICE:
            yield row(outlet, Dirt.EXACT_DUPLICATE)
    yield row(_CUSTOMER_DELIVERED_OTHERWISE, Dirt.DIFFERING_DUPLICATE)


def _found(kinds: Mapping[Dirt, bool]) -> tuple[Dirt, ...]:
    return tuple(kind for kind, found in kinds.items() if found)


def _child_products() -> Iterator[_Row]:
    def row(product: _Product, *more: Dirt) -> _Row:
        wrong_number = product.product_id == _AWAITING
        product_id = _DELIVERED_INSTEAD if wrong_number else product.product_id
        kinds = {
            Dirt.MISSPELT_WORD: "Protien" in product.name,
            Dirt.LOWER_CASE_CATEGORY: product.category.islower(),
            Dirt.UNMAPPED_CATEGORY: product.category == _UNMAPPED_CATEGORY,
            Dirt.NON_NUMERIC_PRODUCT: wrong_number,
        }
        return _Row(
            (product.name, product_id, product.category),
            (*_found(kinds), *more),
        )

    yield from (row(product) for product in _PRODUCTS)
    for product in _PRODUCTS:
        if product.product_id in _PRODUCTS_DELIVERED_TWICE:
            yield row(product, Dirt.EXACT_DUPLICATE)


def _child_prices(rng: Random) -> Iterator[_Row]:
    number = count()
    for product in _PRODUCTS:
        if product.product_id == _WITHOUT_PRICE:
            continue
        price = product.price + _below(rng, 6)
        raised = price + 1 + _below(rng, 6)
        for month in _PRICE_MONTHS:
            current = raised if month >= _PRICE_RISE else price
            yield _child_price(product.product_id, month, current, next(number))


def _child_price(product_id: str, month: date, price: int, number: int) -> _Row:
    dirt: list[Dirt] = []
    text = str(price)
    if product_id == _AWAITING:
        dirt.append(Dirt.PRODUCT_AWAITING_CORRECTION)
    fault = _PRICE_DIRT.get((product_id, month.month))
    if fault is not None:
        dirt.append(fault)
    match fault:
        case Dirt.NEGATIVE_PRICE:
            text = f"-{text}"
        case Dirt.TEXT_PRICE:
            text = "unknown"
        case Dirt.ZERO_PRICE:
            text = "0"
        case Dirt.EMPTY_PRICE:
            text = ""
        case Dirt.UNKNOWN_PRODUCT:
            product_id = _UNKNOWN_PRODUCTS[number % len(_UNKNOWN_PRODUCTS)]
    form = number % _PRICES_PER_DATE_FORM
    if form >= len(_NUMERIC_DATES):
        return _Row((product_id, month.isoformat(), text), tuple(dirt))
    kind = _NUMERIC_DATES[form]
    return _Row((product_id, _numeric_date(month, kind), text), (*dirt, kind))


# --- Orders of the child company -----------------------------------------------------------------


def _write_child_orders(root: Path, seed: int, scale: float, tally: _Tally) -> None:
    domain = "child_orders"
    for index in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=index)
        if day == MISSING_DAY:
            tally.dirt[domain][Dirt.MISSING_DAY] += 1
            continue
        fault = _FILE_DIRT.get(day)
        header, rows = _delivery(_day_lines(index, day, seed, scale), fault)
        path = root / "orders" / "landing" / f"orders_{day:%Y_%m_%d}.csv"
        _write_csv(
            path,
            domain,
            header,
            rows,
            tally,
            encoding="utf-8-sig" if fault is Dirt.BYTE_ORDER_MARK else "utf-8",
            line_end="\r\n" if fault is Dirt.CRLF_LINE_ENDS else "\n",
        )
        if fault is not None:
            tally.dirt[domain][fault] += 1
        if fault is Dirt.GZIP:
            _pack(path)


def _delivery(lines: Iterable[_Line], fault: Dirt | None) -> tuple[tuple[str, ...], Iterator[_Row]]:
    """Return the header and the rows of a file that holds `lines`."""
    match fault:
        case Dirt.OTHER_COLUMN_ORDER:
            return _REORDERED_COLUMNS, _order_rows(lines, _REORDERED_COLUMNS)
        case Dirt.EXTRA_COLUMN:
            sourced = (
                line.but(**{_EXTRA_COLUMN: _ORDER_SOURCES[number % len(_ORDER_SOURCES)]})
                for number, line in enumerate(lines)
            )
            columns = (*_ORDER_COLUMNS, _EXTRA_COLUMN)
            return columns, _order_rows(sourced, columns)
        case _:
            return _ORDER_COLUMNS, _order_rows(lines, _ORDER_COLUMNS)


def _order_rows(lines: Iterable[_Line], columns: Sequence[str]) -> Iterator[_Row]:
    for line in lines:
        fields = tuple(line.texts[column] for column in columns)
        if Dirt.TOO_FEW_FIELDS in line.dirt:
            fields = fields[:-1]
        elif Dirt.TOO_MANY_FIELDS in line.dirt:
            fields = (*fields, _FIELD_TOO_MANY)
        yield _Row(fields, line.dirt)


def _day_lines(index: int, day: date, seed: int, scale: float) -> Iterator[_Line]:
    """Yield the lines of one file: ordinary orders, with the scheduled dirt between them."""
    rng = Random(_stream_seed(seed, 3, day))
    copies = max(1, int(scale))
    fewer = _FEWER_ON_SUNDAY if day.isoweekday() == 7 else 0
    orders = max(1, int((_ORDERS_PER_DAY[day.month] - fewer + _below(rng, 3)) * scale))
    # The first numbers belong to the lines that two days deliver.
    numbers = count(copies + 1)
    ordinary = (_order(day, next(numbers), rng) for _ in range(orders))
    kinds = [kind for kind in _SCHEDULE if _is_scheduled(kind, index)]
    dirty = (
        _dirty_lines(kind, _clean_line(day, next(numbers), rng), index, day, rng)
        for _ in range(copies)
        for kind in kinds
    )
    twice_delivered = _twice_delivered_lines(index, day, seed, copies)
    for order, scheduled in zip_longest(ordinary, chain(twice_delivered, dirty), fillvalue=()):
        yield from order
        yield from scheduled


def _is_scheduled(kind: Dirt, index: int) -> bool:
    first, every = _SCHEDULE[kind]
    return index >= first and (index - first) % every == 0


def _twice_delivered_lines(
    index: int, day: date, seed: int, copies: int
) -> Iterator[tuple[_Line, ...]]:
    """Yield the lines that the next day delivers again, and again those of the day before."""
    first, every = _FIRST_REPETITION, _DAYS_BETWEEN_REPETITIONS
    if (index + 1 - first) % every == 0:
        rng = Random(_stream_seed(seed, 4, day))
        yield from ((_clean_line(day, number, rng),) for number in range(1, copies + 1))
    if (index - first) % every == 0:
        before = day - timedelta(days=1)
        rng = Random(_stream_seed(seed, 4, before))
        for number in range(1, copies + 1):
            line = _clean_line(before, number, rng)
            yield (line.but(Dirt.REPEATED_FROM_OTHER_FILE, Dirt.LATE),)


def _clean_line(day: date, number: int, rng: Random) -> _Line:
    customer_id = _one_of(rng, _WEIGHTED_CUSTOMERS)
    product_id = _one_of(rng, _ALWAYS_GOOD_PRODUCTS)
    return _line(day, number, customer_id, product_id, _pieces(product_id, day, rng))


def _line(day: date, number: int, customer_id: str, product_id: str, pieces: int) -> _Line:
    return _Line(
        {
            "order_id": f"N{day:%y%m%d}-{number:05d}",
            "order_placement_date": _long_date(day),
            "customer_id": customer_id,
            "product_id": product_id,
            "order_qty": f"{pieces}.0",
        }
    )


def _pieces(product_id: str, day: date, rng: Random) -> int:
    return 1 + _PIECES[product_id] * _SEASON[day.month - 1] * (50 + _below(rng, 101)) // 4000


def _order(day: date, number: int, rng: Random) -> tuple[_Line, ...]:
    """Return one ordinary order with its share of everyday dirt and repeated lines."""
    customer_id = _one_of(rng, _WEIGHTED_CUSTOMERS)
    drawn = [_one_of(rng, _WEIGHTED_PRODUCTS) for _ in range(_one_of(rng, _LINES_PER_ORDER))]
    lines = []
    for product_id, unknown_product in zip(dict.fromkeys(drawn), _UNKNOWN_PRODUCTS, strict=False):
        pieces = _pieces(product_id, day, rng)
        line = _line(day, number, customer_id, product_id, pieces)
        line = _with_everyday_quantity(line, pieces, rng)
        line = _with_everyday_product(line, product_id, unknown_product, rng)
        line = _with_everyday_customer(line, rng)
        lines.append(_with_everyday_date(line, day, rng))
    duplicates = [
        _everyday_duplicate(line, day, rng)
        for line in lines
        if Dirt.MISSING_QTY not in line.dirt and _chance(rng, _DUPLICATE_PER_MILLE)
    ]
    return (*lines, *duplicates)


def _with_everyday_quantity(line: _Line, pieces: int, rng: Random) -> _Line:
    drawn = _below(rng, 1000)
    for kind, text, per_mille in (
        (Dirt.MISSING_QTY, "", _MISSING_QTY_PER_MILLE),
        (Dirt.PADDED_QTY, f" {pieces} ", _PADDED_QTY_PER_MILLE),
        (Dirt.QTY_WITHOUT_DECIMALS, str(pieces), _QTY_WITHOUT_DECIMALS_PER_MILLE),
    ):
        if drawn < per_mille:
            return line.but(kind, order_qty=text)
        drawn -= per_mille
    return line


def _with_everyday_product(
    line: _Line, product_id: str, unknown_product: str, rng: Random
) -> _Line:
    if _chance(rng, _UNKNOWN_PRODUCT_PER_MILLE):
        return line.but(Dirt.UNKNOWN_PRODUCT, product_id=unknown_product)
    if product_id == _AWAITING:
        return line.but(Dirt.PRODUCT_AWAITING_CORRECTION)
    if product_id == _WITHOUT_PRICE:
        return line.but(Dirt.PRODUCT_WITHOUT_PRICE)
    return line


def _with_everyday_customer(line: _Line, rng: Random) -> _Line:
    if _chance(rng, _NON_NUMERIC_CUSTOMER_PER_MILLE):
        return line.but(Dirt.NON_NUMERIC_CUSTOMER, customer_id=_one_of(rng, _CUSTOMER_WORDS))
    if _chance(rng, _UNKNOWN_CUSTOMER_PER_MILLE):
        return line.but(Dirt.UNKNOWN_CUSTOMER, customer_id=_one_of(rng, _UNKNOWN_CUSTOMERS))
    return line


def _with_everyday_date(line: _Line, day: date, rng: Random) -> _Line:
    for form in _NUMERIC_DATES:
        if _chance(rng, _NUMERIC_DATE_PER_MILLE):
            return line.but(form, order_placement_date=_numeric_date(day, form))
    return line


def _everyday_duplicate(line: _Line, day: date, rng: Random) -> _Line:
    if _chance(rng, 500):
        return line.but(Dirt.EXACT_DUPLICATE)
    return _duplicate_in_other_date_format(line, day, rng)


def _duplicate_in_other_date_format(line: _Line, day: date, rng: Random) -> _Line:
    form = _one_of(rng, [form for form in _NUMERIC_DATES if form not in line.dirt])
    kept = tuple(kind for kind in line.dirt if kind not in _NUMERIC_DATES)
    return _Line(line.texts, kept).but(
        form,
        Dirt.DUPLICATE_IN_OTHER_DATE_FORMAT,
        order_placement_date=_numeric_date(day, form),
    )


def _dirty_lines(kind: Dirt, line: _Line, index: int, day: date, rng: Random) -> tuple[_Line, ...]:
    """Return the clean line made dirty, or followed by one that makes it so."""
    match kind:
        case Dirt.EXACT_DUPLICATE:
            return (line, line.but(kind))
        case Dirt.DUPLICATE_IN_OTHER_DATE_FORMAT:
            return (line, _duplicate_in_other_date_format(line, day, rng))
        case Dirt.OTHER_QTY_ONLY:
            return (line, line.but(kind, order_qty=f"{_whole(line) + 6}.0"))
        case _ if kind in _FIXED_TEXTS:
            return (line.but(kind, **_FIXED_TEXTS[kind]),)
        case Dirt.PADDED_QTY:
            return (line.but(kind, order_qty=f" {_whole(line)} "),)
        case Dirt.QTY_WITHOUT_DECIMALS:
            return (line.but(kind, order_qty=str(_whole(line))),)
        case Dirt.NON_NUMERIC_CUSTOMER:
            return (line.but(kind, customer_id=_one_of(rng, _CUSTOMER_WORDS)),)
        case Dirt.UNKNOWN_CUSTOMER:
            return (line.but(kind, customer_id=_one_of(rng, _UNKNOWN_CUSTOMERS)),)
        case Dirt.UNKNOWN_PRODUCT:
            return (line.but(kind, product_id=_one_of(rng, _UNKNOWN_PRODUCTS)),)
        case _:
            return (line.but(kind, order_placement_date=_dirty_date(kind, index, day, rng)),)


def _whole(line: _Line) -> int:
    return int(line.texts["order_qty"].removesuffix(".0"))


def _dirty_date(kind: Dirt, index: int, day: date, rng: Random) -> str:
    """Return a date whose text, or whose distance from the file's day, has the given dirt."""
    weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
    match kind:
        case Dirt.LATE:
            # Over the days every lateness occurs, both ends of the window included.
            return _long_date(day - timedelta(days=1 + index * 7 % _LATE_DAYS))
        case Dirt.BEYOND_WINDOW:
            return _long_date(day - timedelta(days=_LATE_DAYS + 1 + index % 60))
        case Dirt.FUTURE_DATE:
            return _long_date(day + timedelta(days=1 + index % 60))
        case Dirt.WRONG_WEEKDAY:
            return _long_date(day, _WEEKDAYS[(day.weekday() + 1 + _below(rng, 6)) % 7])
        case Dirt.SHORT_MONTH_NAME:
            short = "Sept" if month == "September" else month[:3]
            return f"{weekday}, {short} {day.day}, {day.year}"
        case Dirt.LOWER_CASE_DATE:
            return f"{weekday}, {month} {day.day}, {day.year}".lower()
        case Dirt.STRAY_QUOTE:
            return f'"{_long_date(day)}'
        case _:
            return _numeric_date(day, kind)


def _long_date(day: date, weekday: str | None = None) -> str:
    name = weekday or _WEEKDAYS[day.weekday()]
    return f"{name}, {_MONTHS[day.month - 1]} {day.day:02d}, {day.year}"


def _numeric_date(day: date, form: Dirt) -> str:
    match form:
        case Dirt.DATE_YYYY_MM_DD_SLASHES:
            return f"{day.year}/{day.month:02d}/{day.day:02d}"
        case Dirt.DATE_DD_MM_YYYY_DASHES:
            return f"{day.day:02d}-{day.month:02d}-{day.year}"
        case Dirt.DATE_DD_MM_YYYY_SLASHES:
            return f"{day.day:02d}/{day.month:02d}/{day.year}"
        case _:
            raise ValueError(f"no numeric date format: {form}")
