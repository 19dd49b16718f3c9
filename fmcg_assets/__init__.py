"""Consolidates the sales of a parent and an acquired company in one Delta lakehouse."""
