"""The Reports page: questions, preview, search, figures that open lists, saving and printing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit
from sqlalchemy import select
from sqlmodel import Session

from app.models import Event, Role, table_of
from app.reports.paper import Paper
from app.store import Store
from app.ui.pages.reports import ReportsPage
from app.ui.seat import Seat
from tests.acting import make_designation
from tests.factories import AT, make_case, make_contact, make_staff
from tests.ui.seat import seated, settle


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: [make_case(s, f"Case no. {n}") for n in range(3)])
    store.write(lambda s: make_contact(s, "The bin was missed"))
    return store


@pytest.fixture
def page(qtbot: Any, seat: Seat) -> ReportsPage:
    made = ReportsPage(seat)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    shown(qtbot, made, seat)
    return made


def shown(qtbot: Any, page: ReportsPage, seat: Seat) -> Paper:
    """Wait until the report asked for can be seen."""
    qtbot.waitUntil(lambda: page.preview.paper is not None and page.preview.sheet.has_picture, timeout=20_000)
    settle(qtbot, seat)
    assert isinstance(page.preview.paper, Paper)
    return page.preview.paper


def choose(page: ReportsPage, key: str, value: Any) -> None:
    box = page.questions.findChild(QComboBox, f"report_{key}")
    assert box is not None
    box.setCurrentIndex(box.findData(value))


def prints(store: Store) -> list[dict[str, Any]]:
    e = table_of(Event).c
    return list(store.read(lambda s: s.execute(select(e.detail).where(e.verb == "printed")).scalars().all()))


def test_that_the_last_full_month_is_shown_at_first(page: ReportsPage) -> None:
    assert "October 2026" in page.title.text()
    asked = {"month": "2026-10", "open_list": True, "appendix": False, "version": "office"}
    assert {"version": "office"} | page.questions.answers() == asked
    assert page.preview.page_count >= 1


def test_that_another_month_is_drawn_at_once(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    choose(page, "month", "2026-11")
    qtbot.waitUntil(lambda: "November" in page.title.text(), timeout=20_000)
    assert "So far" in shown(qtbot, page, seat).text(0).replace("so far", "So far")


def test_that_a_figure_opens_the_list_of_what_it_counts(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    choose(page, "month", "2026-11")
    qtbot.waitUntil(lambda: "November" in page.title.text(), timeout=20_000)
    item = next(found for found in rows(page) if found.text(0) == "Opened")
    assert item.text(1) == "3"
    with qtbot.waitSignal(seat.page_wanted, timeout=10_000) as wanted:
        page.figures.tree.itemActivated.emit(item, 0)
    assert wanted.args == ["cases", {"filter": {"ids": [1, 2, 3]}, "title": "Opened, November 2026"}]


def rows(page: ReportsPage) -> list[Any]:
    tree = page.figures.tree
    return [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]


def test_that_page_keys_turn_and_the_ends_hold(qtbot: Any, page: ReportsPage) -> None:
    pages = page.preview.page_count
    for _ in range(pages + 2):
        qtbot.keyClick(page.preview, Qt.Key.Key_PageDown)
    assert page.tools.page.text() == f"Page {pages} of {pages}"
    qtbot.keyClick(page.preview, Qt.Key.Key_Home)
    assert page.preview.page == 0 and not page.tools.before.isEnabled()


def test_that_zoom_goes_up_and_down_and_back_to_the_width(page: ReportsPage) -> None:
    width = page.preview.sheet.width()
    page.tools.larger.click()
    assert page.preview.sheet.width() > width
    page.tools.fit.click()
    assert page.preview.sheet.width() == width


def test_that_search_marks_what_it_finds(qtbot: Any, page: ReportsPage) -> None:
    with qtbot.waitSignal(page.preview.found, timeout=10_000):
        page.tools.search.setText("Halbrook")
    assert page.tools.hits.text().startswith("1 of ")
    with qtbot.waitSignal(page.preview.found, timeout=10_000):
        page.tools.search.setText("No such word")
    assert page.tools.hits.text() == "Not found"


def test_that_a_saved_pdf_is_the_one_shown_and_is_kept_in_history(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store, tmp_path: Path
) -> None:
    page.save_to(tmp_path / "out" / "nowhere.pdf")
    assert not (tmp_path / "out").exists()
    page.save_to(tmp_path / "october")
    settle(qtbot, seat)
    assert isinstance(page.preview.paper, Paper)
    assert (tmp_path / "october.pdf").read_bytes() == page.preview.paper.content
    assert [(each["report"], each["how"], each["month"]) for each in prints(store)] == [("monthly", "saved", "2026-10")]


def test_that_every_page_goes_to_the_printer(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store, tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    pages = page.preview.page_count
    page.print_to(printer)
    qtbot.waitUntil(lambda: len(prints(store)) == 1, timeout=30_000)
    assert Paper((tmp_path / "printed.pdf").read_bytes()).page_count == pages


def test_that_a_case_is_shown_when_another_page_asks_for_it(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    page.show_wanted({"key": "case-file", "case_id": 2})
    qtbot.waitUntil(lambda: "2026-00002" in page.title.text(), timeout=20_000)
    assert "Case no. 1" in shown(qtbot, page, seat).text(0)


def test_that_an_unknown_number_is_told_beside_its_question(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    page.show_wanted({"key": "case-file"})
    edit = page.questions.findChild(QLineEdit, "report_case")
    assert edit is not None and not page.save_button.isEnabled()
    edit.setText("2026-99999")
    edit.editingFinished.emit()
    field = page.questions._fields["case"]
    qtbot.waitUntil(lambda: field.problem is not None, timeout=10_000)
    assert "no case of this number" in str(field.problem)


def test_that_a_brief_is_asked_for_by_its_designation_and_day(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store
) -> None:
    def made(s: Session) -> int:
        mayor, rocha = make_staff(s, Role.MAYOR, name="Eileen Keohane"), make_staff(s, name="Denise Rocha")
        return make_designation(s, mayor, rocha, director_directs=True).id or 0

    number = store.write(made).result
    page.show_wanted({"key": "handover-brief", "designation": number, "kind": "end"})
    assert "What changed" in shown(qtbot, page, seat).text(0)
    box = page.questions.findChild(QComboBox, "report_designation")
    assert box is not None and box.currentText() == "Denise Rocha, from Nov 18, 2026"
    assert page.questions.answers() == {"designation": str(number), "kind": "end"}
    choose(page, "designation", "")
    choose(page, "kind", "begin")
    qtbot.waitUntil(lambda: "first day" in page.title.text(), timeout=20_000)
    assert "Waiting for approval" in shown(qtbot, page, seat).text(0)


def test_that_a_letter_without_a_designation_says_so(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    page.show_wanted({"key": "designation-letter"})
    field = page.questions._fields["designation"]
    qtbot.waitUntil(lambda: field.problem is not None, timeout=10_000)
    assert "Nobody was designated yet" in str(field.problem)


def test_that_the_log_of_a_day_shows_its_contacts(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    page.show_wanted({"key": "contact-log"})
    edit = page.questions.findChild(QDateEdit, "report_day")
    assert edit is not None and edit.date() == QDate(2026, 11, 18)
    assert "The bin was missed" in shown(qtbot, page, seat).text(0)


def test_that_nothing_is_left_in_the_temporary_folder(
    qtbot: Any, page: ReportsPage, seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    page.make()
    shown(qtbot, page, seat)
    assert list(folder.iterdir()) == []


def test_that_who_may_not_print_is_told_so(qtbot: Any, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path, Role.INTERN) as seat:
        page = ReportsPage(seat)
        qtbot.addWidget(page)
        settle(qtbot, seat)
        qtbot.waitUntil(lambda: "may not print reports" in page.empty.accessibleName(), timeout=10_000)
        assert not page.print_button.isEnabled()
        assert seat.now() == AT


def test_that_the_paper_shown_is_closed_at_lock(page: ReportsPage, seat: Seat) -> None:
    assert page.preview.paper is not None
    paper = page.preview.paper
    seat.locking.emit()
    assert page.preview.paper is None and paper._pdf.raw is None
