"""The Dagster instance: its home, its event log, and the runs that this command starts."""
