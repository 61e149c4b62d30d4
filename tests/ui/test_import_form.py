"""The window to bring in a table: what was found is shown and can be corrected, by keyboard, and can be stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QTableWidget, QWidget

from app.exchange import case_import
from app.models import Case, NoteKind, Role, Status
from app.services.cases import add_note
from app.services.import_undo import undo_import
from app.store import Store
from app.ui.forms import import_form
from app.ui.forms.import_form import CHECK, COLUMNS, DONE, FILE, ImportWindow, open_import
from app.ui.pages import office_imports
from app.ui.pages.office_imports import ImportsTab
from app.ui.seat import Seat
from tests.factories import AT, director, make_store
from tests.ui.seat import seated, settle

DATA = Path(__file__).resolve().parent.parent / "data"
COUNCIL, CALLS = DATA / "old_council_cases.csv", DATA / "old_call_center.csv"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table that stands where rejected rows may be written beside it."""
    path = tmp_path / COUNCIL.name
    path.write_bytes(COUNCIL.read_bytes())
    return path


def shown(qtbot: Any, seat: Seat, path: Path) -> ImportWindow:
    window = open_import(seat)
    assert window is not None
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(window)
    window.choose = lambda: str(path)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def enter(qtbot: Any, seat: Seat, window: ImportWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Return)
    settle(qtbot, seat)


def box(window: QWidget, name: str) -> QComboBox:
    found = window.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def rows_of(window: QWidget, name: str) -> list[list[str]]:
    table = window.findChild(QTableWidget, name)
    assert isinstance(table, QTableWidget)
    items = [[table.item(row, at) for at in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() if item else "" for item in line] for line in items]


def test_that_enter_leads_from_the_file_to_the_cases(qtbot: Any, seat: Seat, table: Path) -> None:
    window = shown(qtbot, seat, table)
    steps = [window.step]
    for _ in range(3):
        enter(qtbot, seat, window)
        steps.append(window.step)
    assert steps == [FILE, COLUMNS, CHECK, DONE]
    assert window.end.empty.accessibleName().startswith("3 cases: 1 open, 2 closed")
    assert (table.parent / "old_council_cases - rejected rows.csv").is_file()
    with qtbot.waitSignal(seat.page_wanted) as wanted:
        enter(qtbot, seat, window)
    assert wanted.args == ["cases", {"filter": {"import_id": 1}}]


def test_that_what_was_found_is_shown_with_its_evidence(qtbot: Any, seat: Seat, table: Path) -> None:
    window = shown(qtbot, seat, table)
    enter(qtbot, seat, window)
    assert box(window, "import_encoding").currentText() == "utf-8"
    assert box(window, "import_delimiter").currentText() == "commas"
    assert "second number over 12" in box(window, "import_order_0").accessibleDescription()
    assert box(window, "import_category").currentText() == "General Issue + Specific Complaint"
    assert "1/2/2015" in box(window, "import_opened_date").accessibleDescription()


def test_that_counts_preview_and_rejected_rows_are_shown_before_anything_is_made(
    qtbot: Any, seat: Seat, table: Path
) -> None:
    window = shown(qtbot, seat, table)
    enter(qtbot, seat, window)
    enter(qtbot, seat, window)
    assert window.check.summary.text() == "3 cases: 1 open, 2 closed. 4 rows rejected."
    assert [line[1] for line in rows_of(window, "import_preview")] == ["9001", "9002", "9003"]
    assert [line[0] for line in rows_of(window, "import_rejects")] == ["5", "6", "7", "8"]
    assert window.done is None


def test_that_cases_closed_without_a_day_are_told_before_anything_is_made(
    qtbot: Any, seat: Seat, tmp_path: Path
) -> None:
    path = tmp_path / "undated.csv"
    path.write_text(CALLS.read_text(encoding="utf-8").replace("RESOL;2/12/20;36", "RESOL;;"), encoding="utf-8")
    window = shown(qtbot, seat, path)
    enter(qtbot, seat, window)
    enter(qtbot, seat, window)
    told = window.findChild(QLabel, "import_undated")
    assert isinstance(told, QLabel) and told.isVisible()
    assert told.text() == "1 of the open ones are closed in the table without a date: taken as answered."
    enter(qtbot, seat, window)
    assert "1 open ones had no closing date" in window.end.empty.accessibleName()


def test_that_a_column_can_be_corrected_and_is_remembered(qtbot: Any, seat: Seat, table: Path) -> None:
    window = shown(qtbot, seat, table)
    enter(qtbot, seat, window)
    subject = box(window, "import_subject")
    subject.setCurrentIndex(subject.findText("Borough"))
    for _ in range(2):
        enter(qtbot, seat, window)
    again = shown(qtbot, seat, table)
    enter(qtbot, seat, again)
    assert box(again, "import_subject").currentText() == "Borough"
    assert "As the last time." in box(again, "import_subject").accessibleDescription()


def test_that_a_table_without_an_opening_day_does_not_go_on(qtbot: Any, seat: Seat, table: Path) -> None:
    window = shown(qtbot, seat, table)
    enter(qtbot, seat, window)
    box(window, "import_opened_date").setCurrentIndex(0)
    enter(qtbot, seat, window)
    assert window.step == COLUMNS
    assert "No column says when a case was opened" in window._problem.accessibleName()


def test_that_another_delimiter_looks_at_the_file_again(qtbot: Any, seat: Seat) -> None:
    window = shown(qtbot, seat, CALLS)
    enter(qtbot, seat, window)
    assert box(window, "import_delimiter").currentText() == "semicolons"
    window.columns.look_changed.emit("utf-8", ",")
    settle(qtbot, seat)
    assert window.prepared is not None and len(window.prepared.look.headings) == 1


def test_that_escape_goes_back_a_step_and_then_closes(qtbot: Any, seat: Seat, table: Path) -> None:
    window = shown(qtbot, seat, table)
    enter(qtbot, seat, window)
    enter(qtbot, seat, window)
    steps = []
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        steps.append(window.step)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert steps == [COLUMNS, FILE] and not window.isVisible()


def test_that_a_cancelled_import_leaves_nothing(
    qtbot: Any, seat: Seat, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = shown(qtbot, seat, table)
    enter(qtbot, seat, window)
    enter(qtbot, seat, window)
    made = case_import.run_import

    def cancelled(*given: Any, **more: Any) -> Any:
        window.cancel()
        return made(*given, **more)

    monkeypatch.setattr(import_form, "run_import", cancelled)
    enter(qtbot, seat, window)
    assert window.step == CHECK and window.done is None and not window.is_busy
    monkeypatch.setattr(import_form, "run_import", made)
    enter(qtbot, seat, window)
    assert window.step == DONE


def test_that_a_file_that_is_no_table_is_told_in_a_sentence(qtbot: Any, seat: Seat, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    window = shown(qtbot, seat, path)
    enter(qtbot, seat, window)
    assert window.step == FILE and "PDF" in window._problem.accessibleName()


def test_that_who_may_not_import_is_told_so(qapp: Any, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    said: list[Any] = []
    with seated(store, tmp_path, Role.CLERK) as seat:
        seat.messages.attach(said.append)
        assert open_import(seat) is None
    assert "Ask the Director" in said[0].text
    store.close()


def test_that_the_office_page_lists_the_tables_brought_in(qtbot: Any, seat: Seat, table: Path) -> None:
    tab = ImportsTab(seat)
    qtbot.addWidget(tab)
    window = shown(qtbot, seat, table)
    for _ in range(3):
        enter(qtbot, seat, window)
    assert [line[2:] for line in rows_of(tab, "imports_table")] == [[COUNCIL.name, "3", "4", ""]]
    with qtbot.waitSignal(seat.page_wanted) as wanted:
        tab.table.cellActivated.emit(0, 0)
    assert wanted.args[1] == {"filter": {"import_id": 1}}


def brought_in(qtbot: Any, seat: Seat, table: Path) -> ImportsTab:
    """The part of the office page, with one table brought in and chosen."""
    tab = ImportsTab(seat)
    qtbot.addWidget(tab)
    tab.show()
    window = shown(qtbot, seat, table)
    for _ in range(3):
        enter(qtbot, seat, window)
    tab.table.selectRow(0)
    return tab


def test_that_an_import_is_undone_after_a_question(qtbot: Any, seat: Seat, store: Store, table: Path) -> None:
    tab = brought_in(qtbot, seat, table)
    assert tab.undo.isEnabled() and not tab.sure.isVisible()
    tab.undo.click()
    assert tab.sure.isVisible() and "3 rows" in tab.sure.accessibleName()
    assert store.read(lambda s: s.get(Case, 1)) is not None
    tab.sure.acted.emit()
    settle(qtbot, seat)
    assert store.read(lambda s: s.get(Case, 1)) is None
    assert "by Margaret Mulcahy" in rows_of(tab, "imports_table")[0][5]
    tab.table.selectRow(0)
    assert not tab.undo.isEnabled() and not tab.progress.isVisible()


def test_that_an_import_somebody_worked_on_says_why_it_stays(qtbot: Any, seat: Seat, store: Store, table: Path) -> None:
    tab = brought_in(qtbot, seat, table)
    store.write(lambda s: add_note(s, director(s), 1, kind=NoteKind.NOTE, words="They called again.", at=AT))
    tab.undo.click()
    tab.sure.acted.emit()
    settle(qtbot, seat)
    assert "1 case of this import was worked on since: 2015-00001" in tab.problem.accessibleName()
    assert tab.problem.isVisible() and tab.undo.isEnabled()
    assert store.read(lambda s: s.get(Case, 1)) is not None


def test_that_a_cancelled_undo_leaves_the_cases(
    qtbot: Any, seat: Seat, store: Store, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = brought_in(qtbot, seat, table)
    made = undo_import

    def cancelled(*given: Any, **more: Any) -> Any:
        tab.cancel()
        return made(*given, **more)

    monkeypatch.setattr(office_imports, "undo_import", cancelled)
    tab.undo.click()
    tab.sure.acted.emit()
    settle(qtbot, seat)
    assert store.read(lambda s: s.get(Case, 1)) is not None
    assert tab.undo.isEnabled() and not tab.progress.isVisible()


def test_that_a_map_s_json_goes_through_the_window(qtbot: Any, seat: Seat, tmp_path: Path) -> None:
    path = tmp_path / "issues.json"
    one = {"id": 7, "status": "Closed", "created_at": "2020-01-02T10:00:00-05:00", "closed_at": "2020-01-03T10:00:00Z"}
    path.write_text(json.dumps({"issues": [one | {"reporter": {"name": "Ana Silva"}, "summary": "Lamp"}]}))
    window = shown(qtbot, seat, path)
    for _ in range(3):
        enter(qtbot, seat, window)
    assert window.step == DONE and window.end.empty.accessibleName().startswith("1 cases: 0 open, 1 closed")


def test_that_their_words_for_a_category_and_a_status_can_be_told(
    qtbot: Any, seat: Seat, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "words.csv"
    path.write_text("Case ID,Open Date,Category,Status\n1,1/14/2020,Schlagloch,Erledigt\n2,1/15/2020,Water,Open\n")
    window = shown(qtbot, seat, path)
    enter(qtbot, seat, window)
    labels = {each.text() for each in window.findChildren(QLabel)}
    assert {"Schlagloch", "Erledigt"} <= labels and "Water" not in labels
    for name, ours in (("category", "Streets"), ("status", "answered")):
        found = next(
            each for each in window.findChildren(QComboBox) if each.objectName().startswith(f"import_{name}_w")
        )
        found.setCurrentIndex(max(found.findText(ours), found.findData(ours)))
    for _ in range(2):
        enter(qtbot, seat, window)
    case = store.read(lambda s: s.get_one(Case, 1))
    assert case.category_id == 1 and case.status is Status.ANSWERED
    again = shown(qtbot, seat, path)
    enter(qtbot, seat, again)
    kept = next(each for each in again.findChildren(QComboBox) if each.objectName().startswith("import_category_w"))
    assert kept.currentText() == "Streets"
