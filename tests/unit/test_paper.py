"""Paper: any script, repeated heads, whole files or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unavailable
from app.reports.base import SIDE, Cancelled, Definition, Drawn, Letterhead, Stamp, write
from app.reports.charts import BarChart, Chart, LineChart, draw_lines
from app.reports.parts import Head, KeyFigures, Reconciles, Words, definitions
from app.reports.recovery_sheet import draw_recovery_sheet
from app.reports.tables import Col, Table
from app.reports.text import lines, runs

LETTERHEAD = Letterhead.of({"city": "Halbrook", "state": "MA", "office": "Office of Constituent Services"})
STAMP = Stamp("Denise Rocha, Acting Director, for Margaret Mulcahy", datetime(2026, 11, 18, 10, 24))
NAMES = [
    "Nguyễn Thị Hoa",
    "Νίκος Παπαδόπουλος",
    "Ольга Петрова",
    "محمد العلي",
    "דוד כהן",
    "陈伟",
    "김민준",
    "Block party 🎉",
    "Łukasz O’Neill",
]


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return str(found)


def paper(tmp_path: Path, *story: object, name: str = "paper.pdf") -> Path:
    write(Drawn("Names", story, foot="Fingerprint 7c1e"), LETTERHEAD, STAMP, tmp_path / name)  # type: ignore[arg-type]  # parts
    return tmp_path / name


@pytest.mark.parametrize("name", NAMES)
def test_that_a_name_in_any_script_can_be_read_back(tmp_path: Path, name: str) -> None:
    path = paper(tmp_path, Words(name), Table([Col("Name", 1)], [[name]]))
    assert text_of(path).count(name) == 2


def test_that_who_acts_for_whom_stands_on_the_paper(tmp_path: Path) -> None:
    said = text_of(paper(tmp_path, Words("x")))
    assert "Denise Rocha, Acting Director," in said and "for Margaret Mulcahy" in said and "November 18, 2026" in said


def test_that_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    made = [
        paper(tmp_path, Words("Same"), Table([Col("A", 1)], [["b"]]), name=f"{n}.pdf").read_bytes() for n in range(2)
    ]
    assert made[0] == made[1]


def test_that_a_long_table_repeats_its_head_and_counts_its_pages(tmp_path: Path) -> None:
    rows = [[f"2026-{n:05d}", "A subject that is long enough to be wrapped in its column"] for n in range(200)]
    said = text_of(paper(tmp_path, Head("Open cases"), Table([Col("Number", 1), Col("Subject", 1)], rows)))
    pages = said.count("Subject\r\n")
    assert pages > 2 and f"Page 1 of {pages}" in said.replace("\r\n", " ").replace("  ", " ")
    assert all(row[0] in said for row in rows)


@pytest.mark.parametrize("words", ["", "line " * 4000])
def test_that_the_pages_foot_ends_at_the_margin(tmp_path: Path, words: str) -> None:
    document = pypdfium2.PdfDocument(paper(tmp_path, Words("A report. " + words)))
    for number, page in enumerate(document, 1):
        told, said = page.get_textpage(), f"Page {number} of {len(document)}"
        text = told.get_text_range()
        at = text.index(said)
        right = told.get_charbox(at + len(said) - 1)[2]
        assert abs(page.get_width() - SIDE - right) < 1.5, "as far from the edge as the rule above it"
        assert "Fingerprint 7c1e" in text
    document.close()


def test_that_a_row_longer_than_a_page_is_continued(tmp_path: Path) -> None:
    account = "\n".join(f"Line {n} of a long account" for n in range(300))
    said = text_of(paper(tmp_path, Table([Col("Account", 1)], [[account]])))
    assert all(f"Line {n} of" in said for n in range(300))


def test_that_a_long_row_on_a_lying_page_is_continued(tmp_path: Path) -> None:
    account = "\n".join(f"Line {n} of a long account" for n in range(120))
    table = Table([Col("Number", 1), Col("Account", 1)], [["1", "short"], ["2", account], ["3", "short"]])
    path = tmp_path / "lying.pdf"
    write(Drawn("Names", (table,), landscape=True), LETTERHEAD, STAMP, path)
    assert all(f"Line {n} of" in text_of(path) for n in range(120))


def test_that_figures_that_do_not_add_up_are_loud(tmp_path: Path) -> None:
    good = Reconciles(carried_in=79, opened=118, reopened=5, closed=116, carried_out=86)
    bad = Reconciles(carried_in=1, opened=1, reopened=0, closed=1, carried_out=5)
    assert good.ok and not bad.ok
    assert "DOES NOT RECONCILE" in text_of(paper(tmp_path, good, bad))


def test_that_charts_figures_and_definitions_are_text(tmp_path: Path) -> None:
    chart = BarChart(["Sep", "Oct"], [("opened", [107, 118]), ("closed", [112, 116])])
    story = [KeyFigures([("341", "contacts")]), Chart(chart), *definitions([Definition("Median", "The middle one.")])]
    said = text_of(paper(tmp_path, *story))
    assert all(words in said for words in ("341", "Oct", "118", "opened", "The middle one."))
    assert "Oct" in chart.words and "118" in chart.words


def test_that_a_cancelled_or_refused_paper_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write(Drawn("x", [Words("x")]), LETTERHEAD, STAMP, tmp_path / "a.pdf", cancelled=lambda: True)
    with pytest.raises(Unavailable, match="Choose another folder"):
        write(Drawn("x", [Words("x")]), LETTERHEAD, STAMP, tmp_path / "gone" / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_that_the_recovery_sheet_shows_every_group(tmp_path: Path) -> None:
    path, key = tmp_path / "sheet.pdf", "ABCD-EFGH-JKMN-PQRS"
    made = datetime(2026, 11, 18)
    draw_recovery_sheet(path, letterhead=LETTERHEAD, file_name="x.liaison", key=key, made_at=made, person="M. M.")
    said = text_of(path).replace(" ", "")
    assert all(group in said for group in key.split("-"))


@given(st.text(max_size=80))
def test_that_no_text_breaks_the_paper(text: str) -> None:
    for each in lines(text, 9.5, 120):
        assert each.width <= 125 or len("".join(run.text for run in each.runs)) <= 2
    assert not any(ord(letter) < 32 and letter != "\n" for run in runs(text) for letter in run.text)


class _Names:
    """A target that keeps where words of the last values stand."""

    def __init__(self) -> None:
        self.levels: dict[str, float] = {}

    def line(self, x1: float, y1: float, x2: float, y2: float, *, quiet: bool) -> None: ...

    def bar(self, x: float, y: float, width: float, height: float, *, series: int) -> None: ...

    def path(self, points: Sequence[tuple[float, float]], *, series: int) -> None: ...

    def text(self, x: float, y: float, words: str, *, align: str, bold: bool) -> None:
        if bold and align == "left":
            self.levels[words] = y


def test_that_the_names_of_lines_that_end_close_together_do_not_cover_each_other() -> None:
    drawn = _Names()
    draw_lines(LineChart(["Sep", "Oct"], [("Median", [5.0, 5.8]), ("P90", [50.0, 6.1])]), drawn, 400, 112)
    assert drawn.levels["P90 6.1"] - drawn.levels["Median 5.8"] >= 12
