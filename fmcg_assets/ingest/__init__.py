"""Landing zones and the tolerant reader of landing files."""
