"""Contracts of the business-confirmed corrections and mappings (`fmcg_assets/reference/*.csv`)."""

from __future__ import annotations

from typing import Final

from fmcg_assets.contracts.model import Reference

REFERENCES: Final[tuple[Reference, ...]] = (
    Reference(
        "city_spellings",
        ("spelling", "city"),
        "City as delivered → city. A spelling that is not listed becomes NULL.",
    ),
    Reference(
        "customer_cities",
        ("customer_id", "city"),
        "Cities that the business confirmed for customers delivered without one.",
    ),
    Reference(
        "product_corrections",
        ("delivered_product_id", "product_id"),
        "Product numbers that the business confirmed for products delivered with a wrong one.",
    ),
    Reference(
        "word_spellings",
        ("spelling", "word"),
        "Misspelt words in product names and categories, matched without regard to case.",
    ),
    Reference(
        "category_divisions",
        ("category", "division"),
        "Category of an acquired product → division; any other category is in 'Other'.",
    ),
)
