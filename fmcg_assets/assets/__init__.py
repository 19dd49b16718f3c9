"""The assets: thin functions that hand tables to the rules of `transforms`."""
