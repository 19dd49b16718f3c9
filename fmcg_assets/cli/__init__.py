"""The `fmcg` command."""
