"""Tables written for spreadsheets: no cell runs as a formula, and a file is whole or not there."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.errors import Unavailable

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = dict.fromkeys(each for each in range(32) if each not in (9, 10, 13))


def harmless(value: object) -> object:
    """A cell in, the cell out with a quote mark before what a spreadsheet would run; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file (UTF-8 with mark, so that Excel reads names right). Raises Unavailable when it cannot."""
    with _whole_or_not(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([harmless(each) for each in headings])
        writer.writerows([_csv_cell(each) for each in row] for row in rows)


def write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Write a workbook of one sheet; datetimes lose their zone, so give local ones. Raises Unavailable."""
    import openpyxl  # slow to import, and only for workbooks

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31] or None)
    sheet.append([_xlsx_cell(each) for each in headings])
    for row in rows:
        sheet.append([_xlsx_cell(each) for each in row])
    with _whole_or_not(path) as unfinished:
        book.save(unfinished)


def _csv_cell(value: object) -> object:
    return value.isoformat(sep=" ") if isinstance(value, datetime) else harmless(value)


def _xlsx_cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    safe = harmless(value)
    return safe.translate(_NOT_IN_XML)[:32_767] if isinstance(safe, str) else safe


@contextmanager
def _whole_or_not(path: Path) -> Iterator[Path]:
    """A path beside the wanted one that takes its place at the end, or goes away when the writing fails."""
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
            unfinished = Path(file.name)
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be written: {problem.strerror}.") from problem
    try:
        yield unfinished
        os.replace(unfinished, path)
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be written: {problem.strerror}.") from problem
    finally:
        unfinished.unlink(missing_ok=True)
