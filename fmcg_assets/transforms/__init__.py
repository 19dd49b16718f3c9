"""The business rules: pure functions from DataFrames to DataFrames.

They use the Spark Connect API alone (no Dagster, no I/O), so that the same function runs on the
embedded engine, a Spark cluster and Databricks. Sources of the rules: the design's cleaning
rules and the notebooks that this project replaces.
"""
