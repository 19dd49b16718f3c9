"""How words are compared: without case, accents and apostrophes."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Return a text without case, accents, apostrophes and repeated blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[’'`]", " ", letters).split())
