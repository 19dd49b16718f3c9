"""Write docs/tables.md, the data dictionary, from the contracts."""

from pathlib import Path

from fmcg_assets.contracts.dictionary import data_dictionary

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tables.md"

if __name__ == "__main__":
    PAGE.write_text(data_dictionary(), encoding="utf-8")
