"""Contracts of the silver tables (typed and cleaned) and their quarantine tables."""

from __future__ import annotations

from typing import Final

from fmcg_assets.contracts.bronze import (
    BRONZE_TABLES,
    FILE_DATE_TEXT,
    FILE_NAME_TEXT,
    ROW_NUMBER_TEXT,
)
from fmcg_assets.contracts.landing import SOURCES
from fmcg_assets.contracts.model import BIGINT, DATE, INT, PRICE, STRING, STRINGS, Column, Table

_DUPLICATES_TEXT: Final = "Further deliveries of the same row, dropped in favour of this one."
_SOURCE_COLUMNS: Final = {
    source.bronze_key: tuple(column.name for column in source.columns) for source in SOURCES
}


def _origin(bronze: Table) -> tuple[Column, ...]:
    """Return the columns that lead a row back to its line in a landing file."""
    key = bronze.asset_key
    columns = [
        Column("file_name", STRING, FILE_NAME_TEXT, False, (f"{key}.file_name",)),
        Column("row_number", BIGINT, ROW_NUMBER_TEXT, False, (f"{key}.row_number",)),
    ]
    if bronze.partition_column:
        columns.append(Column("file_date", DATE, FILE_DATE_TEXT, False, (f"{key}.file_date",)))
    return tuple(columns)


def _silver(
    domain: str,
    description: str,
    grain: str,
    key: tuple[str, ...],
    columns: tuple[Column, ...],
    *,
    reference: tuple[str, ...] = (),
    also_from: tuple[str, ...] = (),
    lookups: tuple[str, ...] = (),
    sliced_by: str | None = None,
) -> tuple[Table, Table]:
    """Return a domain's silver table and the quarantine table of the rows it rejects."""
    bronze = BRONZE_TABLES[domain]
    sources = (bronze.asset_key, *(f"reference/{name}" for name in reference), *also_from)
    duplicates = Column("duplicate_rows", INT, _DUPLICATES_TEXT, nullable=False)
    accepted = Table(
        "silver",
        bronze.name,
        description,
        grain,
        key,
        (
            *columns,
            Column("quality_flags", STRINGS, "Names of the repairs made; may be empty.", False),
            duplicates,
            *_origin(bronze),
        ),
        sources=sources,
        lookups=lookups,
        partition_column=bronze.partition_column,
        sliced_by=sliced_by,
    )
    rejected = Table(
        "silver",
        f"{bronze.name}_quarantine",
        f"Rows of {bronze.asset_key} that cannot be trusted. Each waits with one reason until a"
        " new delivery, a dimension or a correction heals it.",
        "rejected line of a landing file",
        ("file_name", "row_number"),
        (
            Column(
                "source_row",
                STRING,
                "The row as delivered: JSON of its columns, or of the line that has none.",
                nullable=False,
                lineage=tuple(
                    f"{bronze.asset_key}.{name}" for name in _SOURCE_COLUMNS[bronze.asset_key]
                ),
            ),
            Column("reason", STRING, "The first rule that the row breaks.", nullable=False),
            duplicates,
            *_origin(bronze),
        ),
        sources=sources,
        lookups=lookups,
        partition_column=bronze.partition_column,
    )
    return accepted, rejected


_CUSTOMERS = _silver(
    "child_customers",
    "Outlets of the acquired company with repaired names and cities.",
    "customer_id",
    ("customer_id",),
    (
        Column(
            "customer_id",
            STRING,
            "Number of the outlet, as text.",
            False,
            ("bronze/customers.customer_id",),
        ),
        Column(
            "customer_name",
            STRING,
            "Name in title case.",
            lineage=("bronze/customers.customer_name",),
        ),
        Column(
            "city",
            STRING,
            "City by the mapping of spellings; NULL where it is unknown.",
            lineage=(
                "bronze/customers.city",
                "reference/city_spellings.city",
                "reference/customer_cities.city",
            ),
        ),
    ),
    reference=("city_spellings", "customer_cities"),
)

_PRODUCTS = _silver(
    "child_products",
    "Products of the acquired company with corrected names and numbers.",
    "delivered_product_id",
    ("delivered_product_id",),
    (
        Column(
            "delivered_product_id",
            STRING,
            "Product number as delivered.",
            False,
            ("bronze/products.product_id",),
        ),
        Column(
            "product_id",
            STRING,
            "Product number; 999999 where the delivered one is not numeric and not corrected.",
            False,
            ("bronze/products.product_id", "reference/product_corrections.product_id"),
        ),
        Column(
            "product_code",
            STRING,
            "Surrogate key: SHA-256 (hex) of the corrected product name.",
            False,
            ("bronze/products.product_name", "reference/word_spellings.word"),
        ),
        Column(
            "division",
            STRING,
            "Division of the category.",
            False,
            ("bronze/products.category", "reference/category_divisions.division"),
        ),
        Column(
            "category",
            STRING,
            "Category in title case.",
            lineage=("bronze/products.category", "reference/word_spellings.word"),
        ),
        Column(
            "product",
            STRING,
            "Corrected product name.",
            False,
            ("bronze/products.product_name", "reference/word_spellings.word"),
        ),
        Column(
            "variant",
            STRING,
            "Pack size: the text in the parentheses of the name.",
            lineage=("bronze/products.product_name",),
        ),
    ),
    reference=("product_corrections", "word_spellings", "category_divisions"),
)

_GROSS_PRICE = _silver(
    "child_gross_price",
    "List prices of the acquired company.",
    "product_id, month",
    ("product_id", "month"),
    (
        Column("product_id", STRING, "Product number.", False, ("bronze/gross_price.product_id",)),
        Column("month", DATE, "First day of the month.", False, ("bronze/gross_price.month",)),
        Column(
            "gross_price",
            PRICE,
            "List price, INR; NULL where the delivered one is no number.",
            lineage=("bronze/gross_price.gross_price",),
        ),
    ),
    also_from=("silver/products",),
)

_ORDERS = _silver(
    "child_orders",
    "Order lines of the acquired company.",
    "file_date, order_id, date, customer_id, product_id, quantity",
    ("file_date", "order_id", "date", "customer_id", "product_id", "quantity"),
    (
        Column("order_id", STRING, "Number of the order.", False, ("bronze/orders.order_id",)),
        Column(
            "date",
            DATE,
            "Day on which the order was placed.",
            False,
            ("bronze/orders.order_placement_date",),
        ),
        Column(
            "customer_id",
            STRING,
            "Number of the outlet; 999999 where it is not numeric or not known.",
            False,
            ("bronze/orders.customer_id", "silver/customers.customer_id"),
        ),
        Column(
            "delivered_customer_id",
            STRING,
            "Number of the outlet as delivered.",
            lineage=("bronze/orders.customer_id",),
        ),
        Column("product_id", STRING, "Product number.", False, ("bronze/orders.product_id",)),
        Column("quantity", BIGINT, "Ordered pieces.", False, ("bronze/orders.order_qty",)),
    ),
    lookups=("silver/products", "silver/customers"),
)

_PARENT_CUSTOMERS = _silver(
    "parent_customers",
    "Customers of the parent company.",
    "customer_code",
    ("customer_code",),
    tuple(
        Column(name, STRING, text, name != "customer_code", (f"bronze/parent_customers.{name}",))
        for name, text in (
            ("customer_code", "Code of the customer."),
            ("customer", "Name of the customer."),
            ("market", "Country the customer sells in."),
            ("platform", "Brick & Mortar, E-Commerce …"),
            ("channel", "Retailer, Direct …"),
        )
    ),
)

_PARENT_PRODUCTS = _silver(
    "parent_products",
    "Products of the parent company.",
    "product_code",
    ("product_code",),
    tuple(
        Column(name, STRING, text, name != "product_code", (f"bronze/parent_products.{name}",))
        for name, text in (
            ("product_code", "Code of the product."),
            ("division", "Division, the top of the product hierarchy."),
            ("category", "Category within the division."),
            ("product", "Product name."),
            ("variant", "Size, weight or colour."),
        )
    ),
)

_PARENT_GROSS_PRICE = _silver(
    "parent_gross_price",
    "List prices of the parent company.",
    "product_code, year",
    ("product_code", "year"),
    (
        Column(
            "product_code",
            STRING,
            "Code of the product.",
            False,
            ("bronze/parent_gross_price.product_code",),
        ),
        Column("year", INT, "Calendar year.", False, ("bronze/parent_gross_price.year",)),
        Column(
            "price_inr",
            PRICE,
            "List price of the year, INR; NULL where the delivered one is no number.",
            lineage=("bronze/parent_gross_price.price_inr",),
        ),
    ),
)

_PARENT_ORDERS = _silver(
    "parent_orders",
    "Monthly sales of the parent company.",
    "delivered line; at most one file per date, product and customer",
    ("file_name", "row_number"),
    (
        Column(
            "date",
            DATE,
            "Reporting date: first day of the month.",
            False,
            ("bronze/parent_orders.date",),
        ),
        Column(
            "product_code",
            STRING,
            "Code of the product.",
            False,
            ("bronze/parent_orders.product_code",),
        ),
        Column(
            "customer_code",
            STRING,
            "Code of the customer; 999999 where it is not known.",
            False,
            ("bronze/parent_orders.customer_code", "silver/parent_customers.customer_code"),
        ),
        Column(
            "sold_quantity", BIGINT, "Sold pieces.", False, ("bronze/parent_orders.sold_quantity",)
        ),
    ),
    also_from=("silver/parent_customers", "silver/parent_products"),
    sliced_by="date",
)

SILVER_TABLES: Final[tuple[Table, ...]] = (
    *_CUSTOMERS,
    *_PRODUCTS,
    *_GROSS_PRICE,
    *_ORDERS,
    *_PARENT_CUSTOMERS,
    *_PARENT_PRODUCTS,
    *_PARENT_GROSS_PRICE,
    *_PARENT_ORDERS,
)
