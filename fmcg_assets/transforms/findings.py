"""What the asset checks find in the tables.

*Findings* are a frame of `slice` (the ISO day of a partition, of the view the first day of the
month, '' for an unpartitioned table) and `affected` (how many rows are concerned): one row per
slice that fails, none where all is well.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 - the name everybody knows

from fmcg_assets.transforms.orders import UNKNOWN_PRODUCT, classified_orders

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from pyspark.sql import Column, DataFrame

_ORDER_LINE: Final = ("order_id", "date", "customer_id", "product_id")
_FEWEST_NEIGHBOURS: Final = 5


def repeated_keys(rows: DataFrame, key: Sequence[str], slice_column: str | None) -> DataFrame:
    """Return findings of the rows beyond the first of each key; NULL is a value like others.

    Where a key occurs in several slices, the row of the earliest one is the first.
    """
    same = Window.partitionBy(*key).orderBy("slice")
    sliced = rows.withColumn("slice", _slice(slice_column))
    return _counted(sliced.withColumn("place", F.row_number().over(same)).where(F.col("place") > 1))


def unknown_members(facts: DataFrame, products: DataFrame, customers: DataFrame) -> DataFrame:
    """Return findings of the sales whose product or customer is in no dimension.

    A sale with both unknown counts once. The frames are `gold/fact_orders`, `gold/dim_products`
    and `gold/dim_customers`.
    """
    # Distinct, since a dimension with a repeated key must not multiply the facts.
    product = products.select(F.col("product_code").alias("known_product_code")).distinct()
    customer = customers.select(F.col("customer_code").alias("known_customer_code")).distinct()
    looked_up = facts.join(
        F.broadcast(product), F.col("product_code") == F.col("known_product_code"), "left"
    ).join(F.broadcast(customer), F.col("customer_code") == F.col("known_customer_code"), "left")
    unknown = F.col("known_product_code").isNull() | F.col("known_customer_code").isNull()
    return _counted(looked_up.where(unknown).withColumn("slice", _slice("partition_date")))


def unreconciled(
    bronze: DataFrame, silver: DataFrame, quarantine: DataFrame, slice_column: str | None
) -> DataFrame:
    """Return findings of the slices whose rows were lost or multiplied between two layers.

    Every bronze row is a row of the silver table or of its quarantine, or one of the
    `duplicate_rows` of such a row. `affected` is the absolute difference.
    """
    outcome = F.col("duplicate_rows").cast("bigint") + 1
    return _differences(
        [
            bronze.select(_slice(slice_column), F.lit(1).cast("bigint").alias("amount")),
            silver.select(_slice(slice_column), (-outcome).alias("amount")),
            quarantine.select(_slice(slice_column), (-outcome).alias("amount")),
        ]
    )


def late_lines(orders: DataFrame) -> DataFrame:
    """Return findings of the order lines of `silver/orders` that are older than their file."""
    late = orders.where(F.array_contains("quality_flags", "late"))
    return _counted(late.withColumn("slice", _slice("file_date")))


def read_lines(
    bronze: DataFrame,
    products: DataFrame,
    customers: DataFrame,
    *,
    late_days: int,
    max_quantity: int,
) -> DataFrame:
    """Return the order lines that could be read, whether or not their product is known.

    Columns: file_date, order_id, date, customer_id, product_id, quantity. Copies within a file
    are dropped. The arguments are those of `classified_orders`.
    """
    lines = classified_orders(
        bronze, products, customers, late_days=late_days, max_quantity=max_quantity
    )
    readable = F.col("reason").isNull() | (F.col("reason") == UNKNOWN_PRODUCT)
    return lines.where(readable & (F.col("copy") == 1)).select(
        "file_date", *_ORDER_LINE, "quantity"
    )


def lines_in_two_files(lines: DataFrame, days: tuple[date, date] | None) -> DataFrame:
    """Return findings of the `read_lines` that the file of another day delivers too.

    Of the half-open range `days` or, without one, of all days; the other file may lie outside.
    """
    return _at_odds(lines, (*_ORDER_LINE, "quantity"), "file_date", days)


def differing_quantities(lines: DataFrame, days: tuple[date, date] | None) -> DataFrame:
    """Return findings of the `read_lines` of which another one differs only in its quantity.

    Of the half-open range `days` or, without one, of all days; the other line may stand in any
    file, also outside.
    """
    return _at_odds(lines, _ORDER_LINE, "quantity", days)


def totals_off(view: DataFrame, facts: DataFrame) -> DataFrame:
    """Return findings of the months whose pieces in the view are not those of the facts.

    `affected` is the absolute difference in pieces.
    """
    pieces = F.col("sold_quantity").cast("decimal(28,0)")
    return _differences(
        [
            view.select(_slice("date"), pieces.alias("amount")),
            facts.withColumn("month", F.trunc("date", "month")).select(
                _slice("month"), (-pieces).alias("amount")
            ),
        ]
    )


def unpriced(view: DataFrame) -> DataFrame:
    """Return findings of the view's rows without a list price."""
    rows = view.where(F.col("price_inr").isNull())
    return _counted(rows.withColumn("slice", _slice("date")))


def unmapped_channel(view: DataFrame) -> DataFrame:
    """Return findings of the view's rows without a channel."""
    rows = view.where(F.col("channel").isNull())
    return _counted(rows.withColumn("slice", _slice("date")))


def quarantined_share(
    bronze_rows: Mapping[str, int], quarantine_rows: Mapping[str, int], limit_percent: int
) -> dict[str, int]:
    """Return the quarantined rows of the slices where they exceed their share of bronze rows.

    Both mappings hold rows by slice; a slice that one does not name has none there.
    """
    return {
        name: rows
        for name, rows in sorted(quarantine_rows.items())
        if rows * 100 > bronze_rows.get(name, 0) * limit_percent
    }


def thin_days(
    rows: Mapping[date, int], days: Collection[date], neighbours: int = 7
) -> dict[date, tuple[int, int]]:
    """Return those of the days that have less than half of the rows usual around them.

    Usual is the median of the up to `neighbours` nearest days with rows on each side, out of all
    `rows`. The value is the day's rows and that median, rounded half up. Not judged are a day
    without rows and one with fewer than 5 such neighbours.
    """
    filled = sorted(day for day, count in rows.items() if count)
    places = {day: place for place, day in enumerate(filled)}
    thin: dict[date, tuple[int, int]] = {}
    for day in sorted(places.keys() & set(days)):
        place = places[day]
        around = filled[max(place - neighbours, 0) : place]
        around += filled[place + 1 : place + 1 + neighbours]
        if len(around) < _FEWEST_NEIGHBOURS:
            continue
        usual = sorted(rows[other] for other in around)
        # Twice the median: a whole number also where it lies between two counts.
        twice = usual[(len(usual) - 1) // 2] + usual[len(usual) // 2]
        if rows[day] * 4 < twice:
            thin[day] = (rows[day], (twice + 1) // 2)
    return thin


def _slice(column: str | None) -> Column:
    name = F.lit("") if column is None else F.col(column).cast("string")
    return name.alias("slice")


def _counted(rows: DataFrame) -> DataFrame:
    """Return findings of rows that are all concerned, by their `slice`."""
    return rows.groupBy("slice").agg(F.count(F.lit(1)).alias("affected"))


def _differences(sides: Sequence[DataFrame]) -> DataFrame:
    """Return findings of the slices where the signed `amount`s of all sides leave a rest."""
    rest = reduce(lambda one, other: one.unionByName(other), sides)
    return (
        rest.groupBy("slice")
        .agg(F.abs(F.sum("amount")).cast("bigint").alias("affected"))
        .where(F.col("affected") > 0)
    )


def _at_odds(
    lines: DataFrame, key: Sequence[str], column: str, days: tuple[date, date] | None
) -> DataFrame:
    """Return findings of the lines whose key has more than one value of the column."""
    same = Window.partitionBy(*key)
    several = F.min(column).over(same) != F.max(column).over(same)
    found = lines.withColumn("several", several).where(F.col("several"))
    if days is not None:
        # Only now: the other line may stand in the file of a day outside.
        found = found.where(F.col("file_date") >= F.lit(days[0]))
        found = found.where(F.col("file_date") < F.lit(days[1]))
    return _counted(found.withColumn("slice", _slice("file_date")))
