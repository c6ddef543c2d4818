"""Writing CSV and XLSX that a French spreadsheet opens as they are, and that run nothing when they open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
# A spreadsheet takes text that begins so for a formula.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
# What XML cannot hold. Non-breaking spaces, joined emoji and the marks of right-to-left text stay.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons, decimal commas, UTF-8 with a byte order mark; text that looks like a formula is quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_plain(header) for header in headers])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Liste") -> bytes:
    """One sheet; numbers and dates stay so, text is text whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append([_cell(sheet, header) for header in headers])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# The first kind that fits decides: a boolean is an integer too, a datetime is a date too.
_FORMATS: Sequence[tuple[type | tuple[type, ...], Callable[[Any], str]]] = (
    (type(None), lambda _: ""),
    (bool, lambda value: "oui" if value else "non"),
    (Decimal, lambda value: _comma(format(value.normalize(), "f"))),
    (float, lambda value: _comma(str(value))),
    (int, str),
    (datetime, lambda value: value.strftime("%d/%m/%Y %H:%M")),
    (date, lambda value: value.strftime("%d/%m/%Y")),
    (time, lambda value: value.strftime("%H:%M")),
    (object, lambda value: _guarded(str(value))),
)


def _plain(value: Any) -> str:
    return next(write for kind, write in _FORMATS if isinstance(value, kind))(value)


def _comma(text: str) -> str:
    return text.replace(".", ",")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if isinstance(value, bool):
        value = "oui" if value else "non"
    if isinstance(value, datetime) and value.tzinfo is not None:
        # Workbooks have no zones: the wall clock it already shows is what was meant.
        value = value.replace(tzinfo=None)
    if value is None or isinstance(value, (int, float, Decimal, date, time)):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _guarded(UNWRITABLE.sub("", str(value))))
    cell.data_type = "s"
    return cell
