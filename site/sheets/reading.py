"""Reading CSV and XLSX files of unknown origin: the encoding and the delimiter are guessed, the size is not."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 5_000
DELIMITERS = ";\t,|"
NARROW = "\N{NARROW NO-BREAK SPACE}"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """The file cannot be read as a list; `message` says why and what to send instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Row:
    """One line of the list: its number in the file, and its cells as text, one per header."""

    number: int
    cells: Sequence[str]

    def pick(self, mapping: Mapping[str, int | None]) -> dict[str, str]:
        """The cells by field; a field without a column is empty."""
        return {field: "" if column is None else self.cells[column] for field, column in mapping.items()}


@dataclass(frozen=True)
class Sheet:
    """A list: its headers, and its rows that are not empty."""

    headers: Sequence[str]
    rows: Sequence[Row]
    header_line: int = 1


def read(file: IO[bytes] | bytes) -> Sheet:
    """Read a CSV or the first sheet of an XLSX. Formulas give their last value and are never run.

    Raises Unreadable when the file is too large, of another kind, or empty.
    """
    data = file if isinstance(file, bytes) else file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable("Ce fichier dépasse 5 Mo. Envoyez-le en plusieurs fois, ou sans images.")
    if data.startswith(OLE):
        raise Unreadable("Ce format est trop ancien : enregistrez le fichier en .xlsx ou en .csv.")
    lines = _workbook_lines(data) if data.startswith(ZIP) else _text_lines(data)
    sheet = _sheet(lines)
    if data.startswith(ZIP):
        _refuse_merged_headers(data, sheet.header_line)
    return sheet


def _sheet(lines: Iterable[tuple[int, list[str]]]) -> Sheet:
    headers: list[str] = []
    header_line = 1
    rows: list[Row] = []
    for number, cells in lines:
        trimmed = [cell.strip()[:MAX_CELL] for cell in cells]
        if not any(trimmed):
            continue
        if not headers:
            while trimmed and not trimmed[-1]:
                trimmed.pop()
            headers, header_line = trimmed, number
            continue
        if len(rows) >= MAX_ROWS:
            most = f"{MAX_ROWS:,}".replace(",", NARROW)
            raise Unreadable(f"Ce fichier dépasse {most} lignes. Envoyez-le en plusieurs fois.")
        padded = trimmed[: len(headers)] + [""] * (len(headers) - len(trimmed))
        rows.append(Row(number, padded))
    if not headers:
        raise Unreadable("Ce fichier est vide.")
    if len(headers) > MAX_COLUMNS:
        raise Unreadable(f"Ce fichier a plus de {MAX_COLUMNS} colonnes.")
    return Sheet(headers, rows, header_line)


def _text_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decode(data)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [_unguarded(cell) for cell in cells]
    except csv.Error:
        raise Unreadable(f"La ligne {reader.line_num} n’est pas lisible comme du CSV.") from None


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        raise Unreadable("Ce fichier n’est pas une liste : envoyez un .csv ou un .xlsx.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What a French spreadsheet writes when it does not write UTF-8.
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells, the more cells the better."""
    sample = "\n".join(text.splitlines()[:20])

    def score(delimiter: str) -> tuple[bool, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if any(row)]
        except csv.Error:
            return (False, 0)
        if not widths or widths[0] < 2:
            return (False, 0)
        return (all(width == widths[0] for width in widths), widths[0])

    return max(DELIMITERS, key=score)


def _workbook_lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise Unreadable("Ce classeur est trop lourd une fois décompressé. Gardez la feuille utile.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError):
        raise Unreadable("Ce fichier n’est pas un classeur .xlsx lisible.") from None
    try:
        if not book.worksheets:
            raise Unreadable("Ce classeur n’a aucune feuille.")
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, [_text(cell) for cell in cells]
    finally:
        book.close()


def _refuse_merged_headers(data: bytes, header_line: int) -> None:
    """A title spread over several columns names none of them: say which cells to set apart."""
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        path = book.worksheets[0]._worksheet_path
    finally:
        book.close()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        written = archive.read(path.lstrip("/"))
    for left, top, right, bottom in MERGED.findall(written):
        if left != right and int(top) <= header_line <= int(bottom):
            cells = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
            raise Unreadable(
                f"Les cellules {cells} sont fusionnées : la première ligne doit nommer chaque colonne. "
                "Défusionnez-les, ou supprimez ce titre, puis recommencez."
            )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return _unguarded(str(value))


def _unguarded(cell: str) -> str:
    """Without the quote that our own exports put before what could be a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell
