"""Paper as it leaves the office: its size, language, title, bookmarks, feet, and how it breaks over pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pypdfium2
import pytest
from reportlab.platypus import Flowable, Spacer

from app.reports.base import Definition, Drawn, Letterhead, Stamp, first_pages
from app.reports.parts import Head, Words, definitions
from app.reports.tables import Col, Table
from tests.unit.test_golden_pages import SCRIPTS

HASH = "History to line 1,204, hash 843a d814 0d64 feb4"
STAMP = Stamp("Denise Rocha, Acting Director, for Margaret Mulcahy", datetime(2026, 11, 18, 10, 24), HASH)
LONG = "Überlänge " * 50


def pdf(story: Sequence[Flowable], *, title: str = "Open cases", paper: str = "letter", lying: bool = False) -> Any:
    letterhead = Letterhead.of({"city": "Halbrook", "state": "MA", "office": "Office", "paper": paper})
    return pypdfium2.PdfDocument(first_pages(Drawn(title, story, landscape=lying), letterhead, STAMP)[0])


def pages_of(document: Any) -> list[list[str]]:
    """The lines of each page, from the top, without its foot."""
    found = []
    for page in document:
        lines = page.get_textpage().get_text_range().splitlines()
        found.append([line for line in lines if not line.startswith(("Page ", "History", "City of", "Open cases"))])
    return found


@pytest.mark.parametrize(
    ("paper", "lying", "size"),
    [("letter", False, (612, 792)), ("a4", False, (595, 842)), ("letter", True, (792, 612)), ("a4", True, (842, 595))],
)
def test_that_paper_is_of_the_size_that_the_office_uses(paper: str, lying: bool, size: tuple[int, int]) -> None:
    document = pdf([Words("x")], paper=paper, lying=lying)
    assert tuple(round(each) for each in document.get_page_size(0)) == size


def test_that_each_page_says_who_issued_it_for_whom_and_up_to_which_line() -> None:
    rows = [[f"2026-{n:05d}"] for n in range(120)]
    document = pdf([Table((Col("Number", 1),), rows)])
    texts = [page.get_textpage().get_text_range() for page in document]
    assert "Denise Rocha, Acting Director," in texts[0] and "for Margaret Mulcahy" in texts[0]
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text and HASH in text and "Number" in text


def test_that_a_reader_is_told_language_title_and_parts() -> None:
    content = first_pages(Drawn("Open cases", [Head("First"), Words("a"), Head("Second"), Words("b")]), _any(), STAMP)[
        0
    ]
    document = pypdfium2.PdfDocument(content)
    facts = document.get_metadata_dict()
    assert facts["Title"] == "Open cases" and facts["Creator"] == "Liaison" and "Halbrook" in facts["Author"]
    assert [each.get_title() for each in document.get_toc()] == ["Open cases", "First", "Second"]
    assert b"/Lang (en-US)" in content and b"DisplayDocTitle true" in content


def _any() -> Letterhead:
    return Letterhead.of({"city": "Halbrook"})


def test_that_a_title_of_five_hundred_letters_and_names_of_all_scripts_are_whole() -> None:
    document = pdf([Words(LONG, size=14, bold=True), Head("Names"), *map(Words, SCRIPTS)], title=LONG)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert text.count("Überlänge") >= 50 and all(name in text for name in SCRIPTS)
    assert document.get_metadata_dict()["Title"].strip() == LONG.strip()


@pytest.mark.parametrize("used", range(250, 640, 26))
def test_that_no_head_stands_alone_at_the_foot_and_no_row_at_the_top(used: int) -> None:
    rows: list[list[str]] = [[f"row {n}", "words that are wrapped in a narrow column " * 4] for n in range(6)]
    story = [
        Spacer(1, used),
        Head("A table"),
        Table((Col("", 50), Col("", 50)), [*rows, ["sum", ""]], total=True),
        Head("Said"),
        Words("Sentence after sentence. " * 30),
        *definitions([Definition("Median", "The middle one. " * 12)]),
    ]
    pages = pages_of(pdf(story))
    for lines in pages[:-1]:
        assert lines and lines[-1].strip() not in ("A table", "Said", "What the figures mean", "Median"), lines[-3:]
    for lines in pages[1:]:
        assert lines[0].strip() != "sum"
