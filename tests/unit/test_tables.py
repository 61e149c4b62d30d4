"""Tables of other programs are read whatever their habits, and ours are safe to open."""

from __future__ import annotations

import csv
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.errors import Invalid, Unavailable
from app.exchange.dates import Cell, Order, read_moment
from app.exchange.tables import find_date_order, look_at, rows, write_csv, write_xlsx

_ZONE = ZoneInfo("America/New_York")


def _file(folder: Path, data: bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
     ("cp1252", "cp1252")],
)  # fmt: skip
def test_that_the_encoding_is_found_with_its_evidence(tmp_path: Path, encoding: str, found: str) -> None:
    text = "Name,Street\n" + "José Núñez,Calle de la Peña\nRenée Côté,Élysée café\n" * 20
    look = look_at(_file(tmp_path, text.encode(encoding)))
    assert (look.encoding, look.sample[0][0]) == (found, "José Núñez")
    assert look.encoding_evidence.endswith(".")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_that_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "table.csv"
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([["No", "Words"], ["1", "a, b; c"], ["2", "x\ny"]])
    look = look_at(path)
    assert look.delimiter == delimiter
    assert [row.values for row in rows(path, look)] == [("1", "a, b; c"), ("2", "x\ny")]


def test_that_rows_carry_their_line_numbers_and_ragged_rows_are_told(tmp_path: Path) -> None:
    path = _file(tmp_path, b'No,Words\n1,"two\nlines"\n\n2\n3,b,,\n4,b,c\n')
    found = list(rows(path, look_at(path)))
    assert [row.number for row in found] == [2, 5, 6, 7]
    assert found[1].values == ("2", "")
    assert found[2].problem == ""
    assert found[3].problem == "The row has 3 values, but the table has 2 columns."


def test_that_headings_are_named_and_told_apart(tmp_path: Path) -> None:
    look = look_at(_file(tmp_path, b"Status,,Status\nOpen,x\0,y\n"))
    assert look.headings == ("Status", "Column 2", "Status (2)")
    assert look.sample[0] == ("Open", "x", "y")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"%PDF-1.7 x", "a PDF document"),
        (b"\xd0\xcf\x11\xe0 x", "old Excel"),
        (bytes(range(256)) * 40, "binary data"),
        (b'{"issues": {"id": 1, "x": 2}}', "JSON without a list"),
        (b'{"issues": [{"id": 1}, {"id": 2', "broken"),
        (b"[[1, 2]]", "no named fields"),
        (b"[" * 60_000, "broken"),
        (b"<html><body>a,b</body></html>", "web page"),
        (b"1,1/2/2015\n2,1/3/2015\n", "holds values, not headings"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_that_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        look_at(_file(tmp_path, data))


def test_that_a_zip_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("table.csv", "a,b\n")
    with pytest.raises(Invalid, match="zip archive"):
        look_at(path)


def test_that_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        look_at(tmp_path / "none.csv")


def test_that_a_quotation_mark_left_open_is_told_with_its_line(tmp_path: Path) -> None:
    path = _file(tmp_path, b'No,Words\n1,a\n2,"' + b"x" * (9 << 20))
    look = look_at(_file(tmp_path, b"No,Words\n1,a\n", "good.csv"))
    with pytest.raises(Invalid, match="after line 3"):
        list(rows(path, look))


def test_that_a_workbook_is_read_with_its_types(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["Opened", "Zip", "Words"],
        [datetime(2026, 1, 5, 9, 30), 2143, "a"],
        [None, None, None],
        [None, 1, "b"],
    ):
        sheet.append(line)
    path = tmp_path / "table.xlsx"
    book.save(path)
    look = look_at(path)
    assert (look.columns[0].heading, look.columns[0].kind) == ("Opened", "datetime")
    assert [(row.number, row.values) for row in rows(path, look)] == [
        (2, (datetime(2026, 1, 5, 9, 30), 2143, "a")),
        (4, (None, 1, "b")),
    ]


@pytest.mark.parametrize(
    ("values", "order", "certain"),
    [
        (["1/2/2015", "1/13/2015"], "mdy", True),
        (["1/2/2015", "13/1/2015"], "dmy", True),
        (["1/2/2015", "3/4/2015"], "mdy", False),
        (["1.2.2015"], "dmy", False),
        (["2015-01-02"], "iso", True),
        (["5 Jan 2015", "20150105"], "iso", True),
        (["1538492521", "1533250609"], "epoch", True),
        (["1/13/2015", "1/14/2015", "13/1/2015"], "mdy", False),
        (["", "word"], "", True),
    ],
)
def test_that_the_whole_column_decides_the_order_of_dates(values: list[str], order: Order, certain: bool) -> None:
    found = find_date_order(values)
    assert (found.order, found.certain) == (order, certain)
    assert found.evidence.endswith((".", ")."))


@pytest.mark.parametrize(
    ("value", "order", "clock", "expected"),
    [
        ("1/2/15", "mdy", None, datetime(2015, 1, 2, 5)),
        ("1/2/15", "dmy", None, datetime(2015, 2, 1, 5)),
        ("1/7/20", "mdy", "12:59 PM", datetime(2020, 1, 7, 17, 59)),
        ("04/12/2018 11:11:26 AM", "mdy", None, datetime(2018, 4, 12, 15, 11, 26)),
        ("2018-05-29T12:52:36-04:00", "iso", None, datetime(2018, 5, 29, 16, 52, 36)),
        ("2018-05-29T12:52:36.000Z", "iso", None, datetime(2018, 5, 29, 12, 52, 36)),
        ("1538492521", "epoch", None, datetime(2018, 10, 2, 15, 2, 1)),
        ("1538492521000", "epoch", None, datetime(2018, 10, 2, 15, 2, 1)),
        ("Jan 5, 2015 3:00 pm", "mdy", None, datetime(2015, 1, 5, 20)),
        ("05-Jan-15", "mdy", None, datetime(2015, 1, 5, 5)),
        (date(2015, 1, 5), "iso", time(9, 0), datetime(2015, 1, 5, 14)),
        (datetime(2015, 1, 5, 9, 0), "iso", None, datetime(2015, 1, 5, 14)),
    ],
)
def test_that_a_moment_is_read_in_the_office_s_zone(value: Cell, order: Order, clock: Cell, expected: datetime) -> None:
    assert read_moment(value, order, _ZONE, clock=clock).at == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["13/45/2015", "31/31/2015", "yesterday", "", "1/2/015", "1/2/2015 25:00", "1/2/2015 x"]
)
def test_that_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_moment(value, "mdy", _ZONE)


def test_that_midnight_sharp_is_a_date_without_a_time() -> None:
    assert not read_moment("01/05/2018 12:00:00 AM", "mdy", _ZONE).has_time


def test_that_no_written_cell_runs_as_a_formula(tmp_path: Path) -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "safe", -5, None]
    write_csv(tmp_path / "a.csv", ["=H", *"bcdefgh"], [cells])
    write_xlsx(tmp_path / "a.xlsx", ["=H", *"bcdefgh"], [cells])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert written == [["'=H", *"bcdefgh"], ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "safe", "-5", ""]]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [cell.data_type for cell in next(book.worksheets[0].iter_rows(min_row=2))][:6] == ["s"] * 6


def test_that_a_table_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_csv(path, ["a"], ([1 / number] for number in (1, 0)))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="could not be written"):
        write_csv(tmp_path / "none" / "a.csv", ["a"], [])
