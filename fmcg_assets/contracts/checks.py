"""What every asset check demands of a table, and what to do where it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fmcg_assets.contracts.bronze import BRONZE_TABLES
from fmcg_assets.contracts.gold import GOLD_TABLES


@dataclass(frozen=True)
class Check:
    """A demand on a table.

    A `blocking` one stops what is downstream; any other warns. `remedy` says what to do.
    """

    table: str
    name: str
    demand: str
    remedy: str
    blocking: bool = False

    @property
    def key(self) -> str:
        """Table and name, for example `gold/fact_orders:unique_key`."""
        return f"{self.table}:{self.name}"


def _unique_keys() -> tuple[Check, ...]:
    return tuple(
        Check(
            table.asset_key,
            "unique_key",
            f"At most one row for each {', '.join(table.key)}.",
            "Somebody else wrote to the table, or a rule of the code is wrong. Materialize the"
            " table again for the listed days; restore an older Delta version if that fails.",
            blocking=True,
        )
        for table in GOLD_TABLES
    )


def _delivered() -> tuple[Check, ...]:
    """Return the checks that every landing domain has."""
    checks: list[Check] = []
    for bronze in BRONZE_TABLES.values():
        silver = f"silver/{bronze.name}"
        checks += [
            Check(
                silver,
                "reconciliation",
                f"Rows of {bronze.asset_key} = rows of {silver} + duplicates + quarantined rows.",
                f"Materialize {silver} again for the listed days; if it still fails, a rule of the"
                " code loses rows.",
                blocking=True,
            ),
            Check(
                silver,
                "quarantine_share",
                "The share of rows in quarantine does not exceed FMCG_MAX_QUARANTINE_PERCENT.",
                "`fmcg quarantine` lists the rows with file, line and reason; ask who delivers"
                " them, or add a correction.",
            ),
        ]
        if bronze.partition_column is None:
            checks.append(
                Check(
                    bronze.asset_key,
                    "row_loss",
                    "A delivery has not lost more than FMCG_MAX_ROW_LOSS_PERCENT of the rows.",
                    "The last good version stays. Deliver the whole file; if the loss is meant,"
                    " `fmcg run --allow-removal`.",
                    blocking=True,
                )
            )
    return tuple(checks)


_ALL: Final[tuple[Check, ...]] = (
    *_delivered(),
    *_unique_keys(),
    Check(
        "bronze/orders",
        "missing_days",
        "Every day between the first and the newest landed one has an order file.",
        "Ask for the file of the listed days; it is brought in when it lands.",
    ),
    Check(
        "bronze/orders",
        "newest_day",
        "The newest loaded day lies at most FMCG_MAX_AGE_DAYS behind the last day that has ended.",
        "Ask why no order file arrives; `fmcg status` says which files wait or are refused.",
    ),
    Check(
        "bronze/orders",
        "volume",
        "A day has at least half as many lines as is usual in the days around it.",
        "The file may be cut: compare it with its sender's, and deliver it again.",
    ),
    Check(
        "silver/orders",
        "late_orders",
        "No order is older than the file it comes in.",
        "Late orders count under their true date. Many of them may mean that files are late.",
    ),
    Check(
        "silver/orders",
        "line_in_two_files",
        "No order line is delivered in the files of two days.",
        "Both lines count. If one is a copy, deliver its file again without it.",
    ),
    Check(
        "silver/orders",
        "differing_quantity",
        "No two order lines differ only in their quantity.",
        "Both lines count. If one corrects the other, deliver the day again without the other.",
    ),
    Check(
        "gold/fact_orders",
        "referential_integrity",
        "Every product and customer code is one of dim_products and dim_customers.",
        "Materialize the dimensions, then the listed days.",
        blocking=True,
    ),
    Check(
        "gold/vw_fact_orders_enriched",
        "totals_match_facts",
        "The pieces of every month are those of fact_orders.",
        "Materialize the view again; if it still fails, a join of the view loses or doubles rows.",
        blocking=True,
    ),
    Check(
        "gold/vw_fact_orders_enriched",
        "unpriced_lines",
        "Every sale has a list price of its product and year.",
        "Ask for the price; until it is delivered, the amount is missing from revenue.",
    ),
    Check(
        "gold/vw_fact_orders_enriched",
        "unmapped_channel",
        "Every sale belongs to a customer with a channel.",
        "Ask for the customer's row; until then the sale is shown as Unmapped customer.",
    ),
)

CHECKS: Final[dict[str, Check]] = {check.key: check for check in _ALL}
"""All checks by `table:name`."""
