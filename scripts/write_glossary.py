"""Write docs/glossary.md, what the terms of dashboard and questions mean, from the model."""

from pathlib import Path

from fmcg_assets.semantics.glossary import glossary_markdown
from fmcg_assets.semantics.model import load_model

PAGE = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"

if __name__ == "__main__":
    PAGE.write_text(glossary_markdown(load_model()), encoding="utf-8")
