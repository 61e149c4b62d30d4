"""Tables written for spreadsheets: no cell runs as a formula, and a file is whole or not there."""

from __future__ import annotations

import contextlib
import csv
import glob
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.errors import Unavailable
from app.exchange.workbook import Sheet, write_sheets, write_workbook
from app.files import why

LEFT_AFTER = 3600
"""Seconds after which an unfinished table is taken for one that a crash left."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> object:
    """A cell in, the cell out with a quote mark before what a spreadsheet would run; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def write_csv(
    path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]], *, stamp: tuple[str, str] | None = None
) -> None:
    """Write a CSV file (UTF-8 with mark, so that Excel reads names right). Raises Unavailable when it cannot.

    `stamp` is a last column, heading and words, the same in every row: who exports it as acting director (Q3).
    """
    if stamp is not None:
        heading, words = stamp
        headings, rows = [*headings, heading], ([*row, words] for row in rows)
    with _whole_or_not(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([harmless(each) for each in headings])
        writer.writerows([_csv_cell(each) for each in row] for row in rows)


def write_xlsx(
    path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", author: str = ""
) -> None:
    """Write a workbook; datetimes lose their zone, so give local ones. Raises Unavailable.

    `author`, who signs for it, stands in its properties and on a second sheet.
    """
    lines = ([_xlsx_cell(each) for each in row] for row in chain([headings], rows))
    with _whole_or_not(path) as unfinished:
        write_workbook(unfinished, lines, title=title, author=author)


def write_book(path: Path, sheets: Sequence[Sheet], *, author: str = "") -> None:
    """Write a workbook of several sheets, as `write_xlsx` writes one."""
    safe = [Sheet(sheet.name, ([_xlsx_cell(each) for each in row] for row in sheet.rows)) for sheet in sheets]
    with _whole_or_not(path) as unfinished:
        write_sheets(unfinished, safe, author=author)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all. Raises Unavailable."""
    with _whole_or_not(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def write_list(
    path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]], *, author: str, stamp: tuple[str, str] | None
) -> str:
    """Write an exported list by the ending of `path` and return its kind, "xlsx" or "csv"; see the two for the rest."""
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, headings, rows, author=author)
        return "xlsx"
    write_csv(path, headings, rows, stamp=stamp)
    return "csv"


def _csv_cell(value: object) -> object:
    return value.isoformat(sep=" ") if isinstance(value, datetime) else harmless(value)


def _xlsx_cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return harmless(value)


@contextmanager
def _whole_or_not(path: Path) -> Iterator[Path]:
    """A path beside the wanted one that takes its place at the end, or goes away when the writing fails."""
    _clear_left(path)
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
            unfinished = Path(file.name)
    except OSError as problem:
        raise Unavailable(f"{path.name} could not be written. {why(problem)}") from problem
    try:
        yield unfinished
        os.replace(unfinished, path)
    except OSError as problem:
        raise Unavailable(f"{path.name} could not be written. {why(problem)}") from problem
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _clear_left(path: Path) -> None:
    """Remove what a crash left of this table: it holds the same words in plain text."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_AFTER:
                left.unlink()
