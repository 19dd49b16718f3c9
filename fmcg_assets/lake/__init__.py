"""The Delta lake: tables made from contracts, what they hold, and writing only what changed."""
