"""Tables that leave the program keep their values, and nothing of them stays where it was not asked for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.errors import Unavailable
from app.exchange import workbook
from app.exchange.table_output import write_book, write_csv, write_xlsx
from app.exchange.tables import look_at, rows
from app.exchange.workbook import Sheet


def test_that_a_workbook_keeps_its_values_and_reads_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    moment = datetime(2026, 11, 18, 10, 24, 30, tzinfo=UTC)
    cells = ["Nguyễn & 王 <b>", "two\r\nlines \x07", 12, 0.5, True, moment, date(2026, 11, 18), None, "x" * 40_000]
    headings = [f"h{each}" for each in range(30)]
    write_xlsx(path, headings, [cells, []], title="Open: [mine]/all? of a very long name indeed")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Open   mine  all  of a very lon"]
    found: list[list[Any]] = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert found[0] == headings
    assert found[1][:5] == ["Nguyễn & 王 <b>", "two\nlines ", 12, 0.5, True] and len(found[1][8]) == 32_767
    assert found[1][5].replace(microsecond=0) == datetime(2026, 11, 18, 10, 24, 30)
    assert found[1][6] == datetime(2026, 11, 18) and found[1][7] is None
    assert [row.values[0] for row in rows(path, look_at(path))] == ["Nguyễn & 王 <b>"]


def test_that_a_workbook_is_written_without_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty, folder = tmp_path / "temp", tmp_path / "made"
    empty.mkdir()
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(empty))
    seen: list[list[str]] = []

    def lines() -> Iterator[list[str]]:
        for number in range(3):
            seen.append([each.name for each in empty.iterdir()])
            yield [f"row {number}"]

    write_xlsx(folder / "a.xlsx", ["h"], lines())
    assert seen == [[], [], []] and [each.name for each in folder.iterdir()] == ["a.xlsx"]


def test_that_a_workbook_holds_no_more_rows_than_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(Unavailable, match="CSV"):
        write_xlsx(tmp_path / "a.xlsx", ["h"], [["1"], ["2"]])
    assert list(tmp_path.iterdir()) == []


def test_that_what_a_crash_left_of_a_table_goes_when_it_is_written_again(tmp_path: Path) -> None:
    left, fresh, other = (tmp_path / name for name in (".a.csv.1.part", ".a.csv.2.part", ".b.csv.1.part"))
    for path in (left, fresh, other):
        path.write_text("words")
    for path in (left, other):
        os.utime(path, (0, 0))
    write_csv(tmp_path / "a.csv", ["h"], [])
    assert {path.name for path in tmp_path.iterdir()} == {".a.csv.2.part", ".b.csv.1.part", "a.csv"}


def test_that_names_of_sheets_are_such_as_excel_opens(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    given = ["History", 'A & "B" <c>', "x" * 30 + "'s", "😀" * 40, "😀" * 40, "a\tb\nc", "'", "x" * 30, "X" * 40]
    write_book(path, [Sheet(name, [["😀" * 20_000, float("nan"), date(1899, 1, 1)]]) for name in given], author="N. N.")
    book = openpyxl.load_workbook(path)
    names = book.sheetnames
    assert names[:3] == ["History 2", 'A & "B" <c>', "x" * 30] and names[5:7] == ["a b c", "Sheet"]
    assert len({name.casefold() for name in names}) == len(given) + 1
    assert all(len(name.encode("utf-16-le")) <= 62 and not name.endswith("'") for name in names)
    cells = [cell.value for cell in book.worksheets[0][1]]
    assert len(str(cells[0]).encode("utf-16-le")) <= 2 * 32_767 and cells[1:] == ["nan", "1899-01-01"]
