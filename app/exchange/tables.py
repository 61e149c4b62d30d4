"""Tables of other programs (CSV, xlsx, JSON) read row by row, whatever their size, and our own written."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from app.errors import Invalid, Unavailable
from app.exchange.dates import Cell, DateOrder, find_date_order
from app.exchange.json_tables import headings_of, is_json, records
from app.exchange.table_look import (
    SAMPLE_ROWS,
    ColumnLook,
    TableLook,
    clean_headings,
    find_delimiter,
    find_encoding,
    look_at_columns,
    refuse_foreign,
    text_of,
)
from app.exchange.table_output import write_csv, write_xlsx
from app.exchange.unpacked import open_text

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = [
    "Cell", "ColumnLook", "DateOrder", "Row", "TableLook", "find_date_order", "look_at", "rows", "text_of",
    "write_csv", "write_xlsx",
]  # fmt: skip
_LARGEST_FIELD = 8 << 20
_LARGEST_UNPACKED = 4 << 30
_SAMPLE_TEXT = 1 << 18


class Row(NamedTuple):
    """A row: its line (CSV), row (xlsx) or record (JSON), its cells, one a heading, and what is wrong with it if so."""

    number: int
    values: tuple[Cell, ...]
    problem: str = ""


def look_at(path: Path, *, encoding: str = "", delimiter: str = "") -> TableLook:
    """A file in, what it is out; `encoding` and `delimiter` set aside what would be found.

    Raises Unavailable when it cannot be read, Invalid when it is no table.
    """
    head = refuse_foreign(path)
    if head.startswith(b"PK"):
        return _look_at_xlsx(path)
    found = (encoding, "Chosen by hand.", False) if encoding else find_encoding(path, head)
    with open_text(path, found[0]) as file:
        text = file.read(_SAMPLE_TEXT).replace("\0", "")
    if is_json(text):
        return _look_at_json(path, found)
    return _look_at_csv(path, found, delimiter, text)


def rows(path: Path, look: TableLook) -> Iterator[Row]:
    """All rows below the headings, one at a time; empty rows are left out. Raises Invalid where the file breaks off."""
    if look.kind == "json":
        yield from _json_rows(path, look.headings, look.encoding)
        return
    source = _xlsx_rows(path) if look.kind == "xlsx" else _csv_rows(path, look.encoding, look.delimiter)
    width = len(look.headings)
    for number, cells in islice(source, 1, None):
        yield _fit(number, cells, width)


def _fit(number: int, cells: tuple[Cell, ...], width: int) -> Row:
    """Short rows are filled up; what stands beyond the last heading is a problem unless it is empty."""
    if len(cells) == width:
        return Row(number, cells)
    if len(cells) > width and any(text_of(cell) for cell in cells[width:]):
        return Row(number, cells, f"The row has {len(cells)} values, but the table has {width} columns.")
    return Row(number, cells[:width] + ("",) * (width - len(cells)))


def _look_at_json(path: Path, found: tuple[str, str, bool]) -> TableLook:
    encoding, evidence, bom = found
    headings, many = headings_of(path, encoding)
    sample = tuple(row.values for row in islice(_json_rows(path, headings, encoding), SAMPLE_ROWS))
    nested = " Nested fields have headings with points." if any("." in each for each in headings) else ""
    evidence = f"JSON: {many:,} records. {evidence}{nested}"
    columns = look_at_columns(headings, sample)
    return TableLook("json", headings, sample, columns, encoding, evidence, bom, line_count=many)


def _json_rows(path: Path, headings: tuple[str, ...], encoding: str) -> Iterator[Row]:
    for number, found in enumerate(records(path, encoding), start=1):
        yield Row(number, tuple(found.get(name, "") for name in headings))


def _look_at_csv(path: Path, found: tuple[str, str, bool], delimiter: str, text: str) -> TableLook:
    encoding, evidence, bom = found
    delimiter = delimiter or find_delimiter(text)
    first = list(islice(_csv_rows(path, encoding, delimiter), SAMPLE_ROWS + 1))
    headings, sample = _headings_and_sample(first, path.name)
    if re.match(r"\s*<[!?a-z]", text, re.IGNORECASE):
        raise Invalid(f"{path.name} is not a table: it looks like XML or a web page.")
    columns = look_at_columns(headings, sample)
    return TableLook("csv", headings, sample, columns, encoding, evidence, bom, delimiter)


def _headings_and_sample(
    first: list[tuple[int, tuple[Cell, ...]]], name: str
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    if not first:
        raise Invalid(f"{name} is empty. Please choose another file.")
    headings = clean_headings(first[0][1], name)
    return headings, tuple(_fit(number, cells, len(headings)).values for number, cells in first[1:])


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        with open_text(path, encoding) as file:
            reader = csv.reader((line.replace("\0", "") for line in file), delimiter=delimiter)
            start = 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield start, tuple(cells)
                start = reader.line_num + 1
    except csv.Error as problem:
        sentence = (
            f"{path.name} cannot be read after line {start}: a field there is too long or its quotation mark open."
        )
        raise Invalid(sentence) from problem
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be read: {problem.strerror}.") from problem


def _look_at_xlsx(path: Path) -> TableLook:
    first = list(islice(_xlsx_rows(path), SAMPLE_ROWS + 1))
    headings, sample = _headings_and_sample(first, path.name)
    evidence = "An Excel workbook: dates and numbers are typed."
    return TableLook("xlsx", headings, sample, look_at_columns(headings, sample), "", evidence)


def _xlsx_rows(path: Path) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The first sheet that holds anything."""
    with closing(_open_workbook(path)) as book:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            found = False
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                if any(cell not in (None, "") for cell in cells):
                    found = True
                    yield number, cast("tuple[Cell, ...]", tuple(cells))
            if found:
                return


def _open_workbook(path: Path) -> Workbook:
    import openpyxl  # slow to import, and only for workbooks
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            size = sum(each.file_size for each in packed.infolist())
        if not any(name.endswith("workbook.xml") for name in names):
            raise Invalid(f"{path.name} is a zip archive, not a table. Unpack it and choose the table inside.")
        if size > _LARGEST_UNPACKED:
            raise Invalid(f"{path.name} is too large a workbook. Please save it as CSV.")
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as problem:
        raise Invalid(f"{path.name} is damaged or not an Excel workbook. Please save it again as CSV.") from problem
