"""Every report of a small filled office in every format: all are made, say the same, and can be read by everybody."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from sqlmodel import Session

from app.errors import AppError
from app.models import Move, Status
from app.queries.figures import Period, behind
from app.reports.formats import FIGURES, Prepared, save
from app.reports.html import STYLE
from app.reports.kinds import FigureLine
from app.reports.paper import Paper
from app.reports.run import REPORTS, prepare_report
from app.store import Store
from tests.confidential import BASE, make_hidden, make_open
from tests.factories import AT, director, make_case, make_contact, make_person, make_store
from tests.html_rules import contrast, faults
from tests.unit.test_confidence_walk import ANSWERS

FORMATS = ("pdf", "html", "csv", "xlsx", "json")
HARMFUL = "=HYPERLINK(1)"
NAMES = ("محمد العلي", "דוד כהן", "मारिया देवी", "陈伟")
COUNTS = ("cases", "contacts", "referrals", "recommendations", "promises")


class Office(NamedTuple):
    """The office, and every report made of it."""

    store: Store
    made: dict[str, list[Prepared]]


def _more(s: Session) -> None:
    """Words that a workbook would reckon with, names in many scripts; the case put in as ballast was opened too."""
    s.add(Move(case_id=BASE, at=AT - timedelta(days=6), was=None, became=Status.NEW, by_id=1))
    for name in NAMES:
        person = make_person(s, name).id
        make_case(s, f"{HARMFUL} {name}", person_id=person, at=AT, fields={"category_id": 1})
        make_contact(s, f"+1+1 {name}", person_id=person, at=AT)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    store = make_store(tmp_path_factory.mktemp("every"))
    for fill in (make_open, make_hidden, _more):
        store.write(fill)
    yield Office(store, {key: list(_made(store, key)) for key in REPORTS})
    store.close()


def _made(store: Store, key: str) -> Iterator[Prepared]:
    for answers in ANSWERS[key]:
        try:
            yield store.read(partial(_prepare, key, answers))
        except AppError:  # what this office has none of; that there is one of each is held below
            continue


def _prepare(key: str, answers: dict[str, Any], session: Session) -> Prepared:
    return prepare_report(session, director(session), key, answers, at=AT)


@pytest.mark.parametrize("key", sorted(REPORTS))
def test_that_a_report_is_made_in_every_format_and_says_the_same(office: Office, key: str, tmp_path: Path) -> None:
    assert office.made[key], "the walk makes none of it"
    for number, prepared in enumerate(office.made[key]):
        files = {each: save(prepared, tmp_path / f"{number}.{each}").paths for each in FORMATS}
        assert prepared.reconciles, prepared.collected.subject
        paper = Paper(files["pdf"][0].read_bytes())
        assert paper.page_count >= 1
        paper.close()
        page = files["html"][0].read_text("utf-8")
        assert faults(page) == [], page[-3000:]
        _say_the_same(files["csv"], files["xlsx"][0], files["json"][0])


def _say_the_same(tables: tuple[Path, ...], book: Path, data: Path) -> None:
    """Each cell of the tables in CSV, workbook and JSON."""
    told = json.loads(data.read_text("utf-8"))
    sheets = openpyxl.load_workbook(book).worksheets[: len(tables)]
    kept = [_figures(told)] if sheets[0].title == "Figures" else []
    kept += [[each["columns"], *each["rows"]] for each in told["tables"]]
    for path, sheet, plain in zip(tables, sheets, kept, strict=True):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        cells = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert len(rows) == len(cells) == len(plain), path.name
        for one, other, third in zip(rows, cells, plain, strict=True):
            width = len(third)
            padded = [*other, *[None] * (width - len(other))]
            assert [_same(each) for each in one] == [_same(each) for each in padded[:width]]
            assert [_same(each) for each in padded[:width]] == [_same(each) for each in third]
        assert not any(re.match(r"[=+\-@\t]", cell) and not _is_number(cell) for row in rows for cell in row)


def _figures(told: dict[str, Any]) -> list[list[Any]]:
    names = ("key", "name", "value", "printed", "unit", "n", "period", "definition")
    return [list(FIGURES), *[[each[name] for name in names] for each in told["figures"]]]


def _same(cell: Any) -> Any:
    """A cell as it is read: a number, a date in words, or its words without the sign that makes them harmless."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute) == (0, 0) else cell.isoformat()[:16]
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        words = str(cell).removeprefix("'").replace("\r\n", "\n")
        if moment := re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?", words):
            return moment[1] if moment[2] == "00:00" else f"{moment[1]}T{moment[2]}"
        return round(float(words), 6) if _is_number(words) else words.casefold()
    return round(float(cell), 6)


def _is_number(words: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", words) is not None


@pytest.mark.parametrize("key", sorted(REPORTS))
def test_that_the_list_of_a_figure_has_as_many_as_it_says(office: Office, key: str) -> None:
    for prepared in office.made[key]:
        lines = [each for each in prepared.collected.lines if each.key and each.unit in COUNTS]
        if prepared.collected.period is not None and not prepared.collected.public:
            listed = office.store.read(partial(_listed, lines, prepared.collected.period))
            assert listed == [(line.key, line.number) for line in lines]


def _listed(lines: list[FigureLine], period: Period, session: Session) -> list[tuple[str, int | None]]:
    found = [(line, behind(session, director(session), line.key, period, at=AT)) for line in lines]
    return [(line.key, len(each.ids)) for line, each in found]


def test_that_colours_can_be_told_apart() -> None:
    inks = {"#1d2a3a": "#fff", "#414e5e": "#fff", "#fff": "#1d2a3a"}
    used = set(re.findall(r"(?<!-)color:(#[0-9a-f]{3,6})", STYLE.replace("\n", "")))
    grounds = set(re.findall(r"background:(#[0-9a-f]{3,6})", STYLE.replace("\n", "")))
    assert used == set(inks) and grounds == {"#fff", "#eceef1", "#1d2a3a"}
    assert all(contrast(ink, ground) >= 4.5 for ink, ground in inks.items())
    assert contrast("#1d2a3a", "#eceef1") >= 4.5 and contrast("#b0261f", "#fff") >= 3


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<html><body></body></html>", "no language"),
        ("<p><h3>x</h3></p>", "skips a level"),
        ("<table><tr><th></th></tr></table>", "an empty th"),
        ("<svg></svg>", "an svg that says nothing"),
        ("<p>دوד</p>", "wrong side"),
        ('<a id="a"></a><b id="a"></b>', "stands twice"),
    ],
)
def test_that_the_rules_find_what_is_wrong(page: str, fault: str) -> None:
    assert any(fault in each for each in faults(f"<!doctype html>{page}"))
