"""Contracts of the gold tables: the star schema of both companies and the view over it."""

from __future__ import annotations

from typing import Final

from fmcg_assets.contracts.bronze import FILE_DATE_TEXT
from fmcg_assets.contracts.model import AMOUNT, BIGINT, DATE, INT, PRICE, STRING, Column, Table

_SB_DIM_CUSTOMERS = Table(
    "gold",
    "sb_dim_customers",
    "Outlets of the acquired company in the form of the parent's customers.",
    "customer_id",
    ("customer_id",),
    (
        Column(
            "customer_id", STRING, "Number of the outlet.", False, ("silver/customers.customer_id",)
        ),
        Column(
            "customer_name",
            STRING,
            "Name of the outlet.",
            lineage=("silver/customers.customer_name",),
        ),
        Column("city", STRING, "City of the outlet.", lineage=("silver/customers.city",)),
        Column(
            "customer",
            STRING,
            "`name-city`, or `name-Unknown` where the city is not known.",
            lineage=("silver/customers.customer_name", "silver/customers.city"),
        ),
        Column("market", STRING, "Always India.", False),
        Column("platform", STRING, "Always Sports Bar.", False),
        Column("channel", STRING, "Always Acquisition.", False),
    ),
    sources=("silver/customers",),
)

_SB_DIM_PRODUCTS = Table(
    "gold",
    "sb_dim_products",
    "Products of the acquired company in the form of the parent's products.",
    "product_code",
    ("product_code",),
    tuple(
        Column(
            name,
            STRING,
            text,
            name in ("category", "variant"),
            (f"silver/products.{name}",),
        )
        for name, text in (
            ("product_code", "Surrogate key: SHA-256 (hex) of the product name."),
            ("product_id", "Product number; 999999 where it is not known."),
            ("division", "Division of the category."),
            ("category", "Category within the division."),
            ("product", "Product name."),
            ("variant", "Pack size."),
        )
    ),
    sources=("silver/products",),
)

_SB_DIM_GROSS_PRICE = Table(
    "gold",
    "sb_dim_gross_price",
    "List prices of the acquired company by month.",
    "product_code, month",
    ("product_code", "month"),
    (
        Column(
            "product_code",
            STRING,
            "Surrogate key of the product.",
            False,
            ("silver/products.product_code",),
        ),
        Column("month", DATE, "First day of the month.", False, ("silver/gross_price.month",)),
        Column(
            "gross_price",
            PRICE,
            "List price, INR; NULL where no valid one was delivered.",
            lineage=("silver/gross_price.gross_price",),
        ),
    ),
    sources=("silver/gross_price", "silver/products"),
)

_SB_FACT_ORDERS = Table(
    "gold",
    "sb_fact_orders",
    "Order lines of the acquired company with the keys of the star schema.",
    "order line; partitioned by the day of the file that delivered it",
    ("file_date", "order_id", "date", "customer_code", "product_id", "sold_quantity"),
    (
        Column("date", DATE, "Day on which the order was placed.", False, ("silver/orders.date",)),
        Column("order_id", STRING, "Number of the order.", False, ("silver/orders.order_id",)),
        Column(
            "customer_code",
            STRING,
            "Code of the customer; 999999 is the unknown member.",
            False,
            ("silver/orders.customer_id",),
        ),
        Column(
            "product_code",
            STRING,
            "Surrogate key of the product.",
            False,
            ("silver/products.product_code",),
        ),
        Column("product_id", STRING, "Product number.", False, ("silver/orders.product_id",)),
        Column("sold_quantity", BIGINT, "Sold pieces.", False, ("silver/orders.quantity",)),
        Column("file_date", DATE, FILE_DATE_TEXT, False, ("silver/orders.file_date",)),
    ),
    sources=("silver/orders",),
    lookups=("silver/products",),
    partition_column="file_date",
)

_DIM_CUSTOMERS = Table(
    "gold",
    "dim_customers",
    "Customers of both companies and one unknown member (999999, all other columns NULL).",
    "customer_code",
    ("customer_code",),
    (
        Column(
            "customer_code",
            STRING,
            "Code of the customer.",
            False,
            ("silver/parent_customers.customer_code", "gold/sb_dim_customers.customer_id"),
        ),
        *(
            Column(
                name,
                STRING,
                text,
                lineage=(f"silver/parent_customers.{name}", f"gold/sb_dim_customers.{name}"),
            )
            for name, text in (
                ("customer", "Name of the customer."),
                ("market", "Country the customer sells in."),
                ("platform", "Brick & Mortar, E-Commerce, Sports Bar …"),
                ("channel", "Retailer, Direct, Acquisition …"),
            )
        ),
    ),
    sources=("silver/parent_customers", "gold/sb_dim_customers"),
)

_DIM_PRODUCTS = Table(
    "gold",
    "dim_products",
    "Products of both companies.",
    "product_code",
    ("product_code",),
    tuple(
        Column(
            name,
            STRING,
            text,
            name != "product_code",
            (f"silver/parent_products.{name}", f"gold/sb_dim_products.{name}"),
        )
        for name, text in (
            ("product_code", "Code of the product."),
            ("division", "Division, the top of the product hierarchy."),
            ("category", "Category within the division."),
            ("product", "Product name."),
            ("variant", "Size, weight, colour or pack size."),
        )
    ),
    sources=("silver/parent_products", "gold/sb_dim_products"),
)

_DIM_GROSS_PRICE = Table(
    "gold",
    "dim_gross_price",
    "List prices of both companies by year. An acquired product has the price of the latest"
    " month of the year that has a valid one.",
    "product_code, year",
    ("product_code", "year"),
    (
        Column(
            "product_code",
            STRING,
            "Code of the product.",
            False,
            ("silver/parent_gross_price.product_code", "gold/sb_dim_gross_price.product_code"),
        ),
        Column(
            "price_inr",
            PRICE,
            "List price of the year, INR.",
            False,
            ("silver/parent_gross_price.price_inr", "gold/sb_dim_gross_price.gross_price"),
        ),
        Column(
            "year",
            INT,
            "Calendar year.",
            False,
            ("silver/parent_gross_price.year", "gold/sb_dim_gross_price.month"),
        ),
    ),
    sources=("silver/parent_gross_price", "gold/sb_dim_gross_price"),
)

_FACT_ORDERS = Table(
    "gold",
    "fact_orders",
    "Sales of both companies. partition_date is the file's day for the acquired company and the"
    " reporting date for the parent, so that a partition can be rebuilt alone while date keeps"
    " the true order date.",
    "partition_date, date, product_code, customer_code, company",
    ("partition_date", "date", "product_code", "customer_code", "company"),
    (
        Column(
            "date",
            DATE,
            "Order date; the parent's is the first day of the month.",
            False,
            ("gold/sb_fact_orders.date", "silver/parent_orders.date"),
        ),
        Column(
            "product_code",
            STRING,
            "Code of the product.",
            False,
            ("gold/sb_fact_orders.product_code", "silver/parent_orders.product_code"),
        ),
        Column(
            "customer_code",
            STRING,
            "Code of the customer; 999999 is the unknown member.",
            False,
            ("gold/sb_fact_orders.customer_code", "silver/parent_orders.customer_code"),
        ),
        Column(
            "sold_quantity",
            BIGINT,
            "Sold pieces.",
            False,
            ("gold/sb_fact_orders.sold_quantity", "silver/parent_orders.sold_quantity"),
        ),
        Column("company", STRING, "`parent` or `child`.", False),
        Column(
            "partition_date",
            DATE,
            "Day of the file (child) or reporting date (parent).",
            False,
            ("gold/sb_fact_orders.file_date", "silver/parent_orders.date"),
        ),
    ),
    sources=("gold/sb_fact_orders", "silver/parent_orders"),
    partition_column="partition_date",
    months_of="date",
)

_DIM_DATE = Table(
    "gold",
    "dim_date",
    "Every day from January 1 of the first year to December 31 of the last year in the facts.",
    "day",
    ("date",),
    (
        Column("date", DATE, "The day.", False, ("gold/fact_orders.date",)),
        Column("date_key", INT, "yyyyMM of the day; not unique per day.", False),
        Column("month_start_date", DATE, "First day of the month.", False),
        Column("year", INT, "Calendar year.", False),
        Column("month_name", STRING, "English name of the month.", False),
        Column("month_short_name", STRING, "First three letters of the month's name.", False),
        Column("quarter", STRING, "Calendar quarter, 'Q1' to 'Q4'.", False),
        Column("year_quarter", STRING, "Year and quarter, '2025-Q1'.", False),
    ),
    sources=(),
)

_DATE_COLUMNS = tuple(
    Column(column.name, column.type, column.description, True, (f"gold/dim_date.{column.name}",))
    for column in _DIM_DATE.columns
    if column.name not in ("date", "month_start_date")
)

_VIEW = Table(
    "gold",
    "vw_fact_orders_enriched",
    "Monthly sales of both companies with all attributes: what the dashboard and the questions"
    " read.",
    "month, product_code, customer_code: the grain at which both companies can be compared",
    ("date", "product_code", "customer_code"),
    (
        Column("date", DATE, "First day of the month.", False, ("gold/fact_orders.date",)),
        Column(
            "product_code",
            STRING,
            "Code of the product.",
            False,
            ("gold/fact_orders.product_code",),
        ),
        Column(
            "customer_code",
            STRING,
            "Code of the customer; 999999 is the unknown member.",
            False,
            ("gold/fact_orders.customer_code",),
        ),
        *_DATE_COLUMNS,
        *(
            Column(c.name, c.type, c.description, True, (f"gold/dim_customers.{c.name}",))
            for c in _DIM_CUSTOMERS.columns[1:]
        ),
        *(
            Column(c.name, c.type, c.description, True, (f"gold/dim_products.{c.name}",))
            for c in _DIM_PRODUCTS.columns[1:]
        ),
        Column("sold_quantity", BIGINT, "Sold pieces.", False, ("gold/fact_orders.sold_quantity",)),
        Column(
            "price_inr",
            PRICE,
            "List price of the product and year, INR; NULL where there is none.",
            lineage=("gold/dim_gross_price.price_inr",),
        ),
        Column(
            "total_amount_inr",
            AMOUNT,
            "sold_quantity x price_inr, INR; NULL where there is no price.",
            lineage=("gold/fact_orders.sold_quantity", "gold/dim_gross_price.price_inr"),
        ),
    ),
    sources=(
        "gold/fact_orders",
        "gold/dim_customers",
        "gold/dim_products",
        "gold/dim_gross_price",
        "gold/dim_date",
    ),
    partition_column="date",
)

GOLD_TABLES: Final[tuple[Table, ...]] = (
    _SB_DIM_CUSTOMERS,
    _SB_DIM_PRODUCTS,
    _SB_DIM_GROSS_PRICE,
    _SB_FACT_ORDERS,
    _DIM_CUSTOMERS,
    _DIM_PRODUCTS,
    _DIM_GROSS_PRICE,
    _FACT_ORDERS,
    _DIM_DATE,
    _VIEW,
)
