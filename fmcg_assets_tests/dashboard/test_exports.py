"""Tables as files: nothing is lost, and nothing is taken for a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.dashboard.exports import csv_bytes, xlsx_bytes

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


def _lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@settings(deadline=None)  # The first call imports what the others find.
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_no_text_of_a_csv_is_a_formula(texts: list[str]) -> None:
    lines = _lines(csv_bytes(pa.table({"name": texts})))[1:]
    found = [line[0] if line else "" for line in lines]
    assert not [text for text in found if text.startswith(FORMULA)]
    assert [text.removeprefix("'") for text in found] == [text.removeprefix("'") for text in texts]


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_figures_of_a_csv_keep_every_digit(figures: list[float]) -> None:
    lines = _lines(csv_bytes(pa.table({"revenue": figures})))[1:]
    assert [float(line[0]) for line in lines] == figures


def test_a_csv_has_its_mark_the_filters_on_top_and_iso_dates() -> None:
    table = pa.table({"month": [date(2025, 8, 1), None], "revenue": [-1.5, 2.0]})
    content = csv_bytes(table, ["Year: 2025"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert _lines(content) == [
        ["# Year: 2025"],
        ["month", "revenue"],
        ["2025-08-01", "-1.5"],
        ["", "2.0"],
    ]


def test_a_workbook_holds_numbers_as_numbers_and_no_formula() -> None:
    content = xlsx_bytes(pa.table({"name": ["=1+1"], "revenue": [2.5]}), ["Year: 2025"])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<v>2.5</v>" in sheet
    assert "=1+1" in texts
