"""Tables as files: CSV and Excel, with all rows in full precision and the filters on top."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM: Final = "\ufeff"
_EXCEL_DIGITS: Final = 15


def csv_bytes(table: pa.Table, header: Sequence[str] = ()) -> bytes:
    """Return a table as CSV in UTF-8, which Excel recognises by its mark.

    The lines of the header stand above the columns' names. Dates are ISO; a text that a
    spreadsheet would take for a formula gets an apostrophe.
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerows([_safe(f"# {line}")] for line in header)
    writer.writerow([_safe(name) for name in table.column_names])
    for row in _rows(table):
        writer.writerow([_csv_value(value) for value in row])
    return (_BOM + lines.getvalue()).encode()


def xlsx_bytes(table: pa.Table, header: Sequence[str] = ()) -> bytes:
    """Return a table as an Excel workbook; texts are never taken for formulas."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        iso = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Rows")
        for place, line in enumerate(header):
            sheet.write_string(place, 0, line)
        top = len(header) + 1 if header else 0
        for column, name in enumerate(table.column_names):
            sheet.write_string(top, column, name, bold)
        for place, row in enumerate(_rows(table), start=top + 1):
            for column, value in enumerate(row):
                _write(sheet, place, column, value, iso)
        sheet.freeze_panes(top + 1, 0)
        sheet.set_column(0, max(table.num_columns - 1, 0), 20)
    return file.getvalue()


def _write(sheet: Any, place: int, column: int, value: Any, iso: Any) -> None:
    if value is None:
        return
    if isinstance(value, (datetime, date)):
        sheet.write_datetime(place, column, value, iso)
    elif isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        sheet.write_string(place, column, str(value))
    elif len(Decimal(value).as_tuple().digits) > _EXCEL_DIGITS and not isinstance(value, float):
        # Excel keeps 15 digits of a number.
        sheet.write_string(place, column, str(value))
    else:
        sheet.write_number(place, column, value)


def _rows(table: pa.Table) -> zip[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return _safe(value) if isinstance(value, str) else str(value)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
