"""Questions in plain language, English and French: from words to a typed intent to an answer."""
