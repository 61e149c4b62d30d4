"""Baltimore's real table: brought in on the command line, reported, and counted again by hand over its rows (K9)."""

from __future__ import annotations

import csv
import json
import lzma
import os
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from app.reports.paper import Paper
from tests.e2e.conftest import Run

TABLE, ENCODING = "311/baltimore/311_sample.csv.xz", "utf-8-sig"
FIRST, AFTER = datetime(2018, 10, 1), datetime(2018, 11, 1)
SLICE = datetime(2018, 7, 1)
"""Rows from here on are enough for the figures of October, and quick; LIAISON_WHOLE=1 takes the whole table."""


class Row(NamedTuple):
    """A row as the table has it, its times the city's own."""

    kind: str
    ward: str
    opened: datetime
    closed: datetime | None

    @property
    def in_month(self) -> bool:
        """Whether it was closed in October."""
        return self.closed is not None and FIRST <= self.closed < AFTER


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the office is set up."""
    return tmp_path_factory.mktemp("city") / "office"


@pytest.fixture(scope="module")
def table(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows of the table that are brought in, as the city wrote them."""
    path = tmp_path_factory.mktemp("table") / "baltimore.csv"
    with (
        lzma.open(shared_data / TABLE, "rt", encoding=ENCODING, newline="") as whole,
        path.open("w", newline="") as few,
    ):
        lines = csv.reader(whole)
        head = next(lines)
        place, writer = head.index("CreatedDate"), csv.writer(few)
        writer.writerow(head)
        writer.writerows(row for row in lines if "LIAISON_WHOLE" in os.environ or _time(row[place]) >= SLICE)
    return path


def _time(written: str) -> datetime:
    return datetime.strptime(written, "%m/%d/%Y %I:%M:%S %p")


def _rows(table: Path) -> list[Row]:
    def of(row: dict[str, str]) -> Row:
        closed = _time(row["CloseDate"]) if row["SRStatus"].startswith("Closed") else None
        return Row(row["SRType"], row["CouncilDistrict"], _time(row["CreatedDate"]), closed)

    with table.open(newline="") as file:
        return [of(row) for row in csv.DictReader(file)]


@pytest.fixture
def city(run: Run, made: Path, table: Path) -> Path:
    """The office of the city, with its table in it and a category for each kind of request."""
    if made.exists():
        return made
    start = ("init", "--city", "Baltimore", "--state", "MD", "--name", "Margaret Mulcahy", "--login", "mmulcahy")
    assert run(*start)[0] == 0
    words = table.with_suffix(".toml")
    assert run("import", "cases", str(table), "--dry-run", "--save-map", str(words))[0] == 0
    words.write_text(words.read_text().replace("make_categories = false", "make_categories = true"))
    assert run("import", "cases", str(table), "--map", str(words))[0] == 0
    return made


def test_that_the_figures_of_the_monthly_report_are_those_counted_by_hand(
    run: Run, city: Path, table: Path, tmp_path: Path
) -> None:
    rows = _rows(table)
    code, out, told = run("report", "monthly", "--month", "2018-10", "--out", str(tmp_path / "m.json"), "--json")
    assert code == 0, told
    found = {line["key"]: line["number"] for line in json.loads(out)["figures"]}
    by_hand = {
        "carried_in": sum(row.opened < FIRST and not (row.closed and row.closed < FIRST) for row in rows),
        "opened": sum(FIRST <= row.opened < AFTER for row in rows),
        "closed": sum(row.in_month for row in rows),
        "carried_out": sum(row.opened < AFTER and not (row.closed and row.closed < AFTER) for row in rows),
    }
    assert {key: found[key] for key in by_hand} == by_hand and by_hand["closed"] > 100


def test_that_what_was_closed_by_ward_and_kind_is_what_stands_in_the_table(
    run: Run, city: Path, table: Path, tmp_path: Path
) -> None:
    closed = [row for row in _rows(table) if row.in_month]
    assert run("report", "monitoring", "--month", "2018-10", "--out", str(tmp_path / "m.csv"))[0] == 0
    wards = {f"Ward {each}" if each else "Not known": n for each, n in Counter(row.ward for row in closed).items()}
    assert _closed(tmp_path / "m-by-ward.csv", "Ward") == wards
    kinds = Counter(row.kind for row in closed)
    assert _closed(tmp_path / "m-by-category.csv", "Category") == kinds


def _closed(table: Path, what: str) -> dict[str, int]:
    """The closings by name; the last row is their sum."""
    found = {row[what]: int(row["Closed"]) for row in _read(table)}
    assert found.pop("All") == sum(found.values())
    return found


@pytest.mark.parametrize(("key", "name"), [("monitoring", "by-ward"), ("monthly", "resolution-by-category")])
def test_that_a_table_on_paper_is_its_csv_row_by_row(run: Run, city: Path, tmp_path: Path, key: str, name: str) -> None:
    made = run("report", key, "--month", "2018-10", "--out-dir", str(tmp_path), "--formats", "pdf,csv")
    assert made[0] == 0, made[2]
    (written,) = tmp_path.glob(f"*-{name}.csv")
    (paper,) = (Paper(path.read_bytes()) for path in tmp_path.glob("*.pdf"))
    words = " ".join(" ".join(paper.text(page) for page in range(paper.page_count)).split())
    paper.close()
    rows = [list(row.values()) for row in _read(written)]
    assert rows and [row for row in rows if not re.search(" ".join(map(_printed, row)), words)] == []


def _printed(cell: str) -> str:
    """A pattern of how a cell of the CSV stands on paper: a number with one decimal, or as a share."""
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return re.escape(cell) or "–"
    number = float(cell)
    if "." not in cell:
        return f"(?:{int(number):,}|{int(100 * number)}%)"
    return f"(?:{number:,.1f}|{round(100 * number)}%)"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding=ENCODING) as file:
        return list(csv.DictReader(file))
