"""How assets are stored and loaded."""
