"""What a copy leaves out is looked through by keyboard: taken back, added to, confirmed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from sqlmodel import Session

from app.reports.run import find_report
from app.store import Store
from app.ui.pages.report_questions import QuestionRow
from app.ui.pages.report_record_edits import PersonEdit, RedactionEdit
from app.ui.seat import Seat
from tests.factories import make_case, make_person
from tests.ui.seat import settle


def fill(s: Session) -> None:
    asker = make_person(s, "Ana Ruiz", phone="617 555 0142")
    words = {"account": "Ana of 14 Elm Street says it is dark by the blue door."}
    make_case(s, "Lamp", person_id=asker.id, fields=words)


def test_that_a_person_takes_back_adds_and_confirms_by_keyboard(qtbot: Any, store: Store, seat: Seat) -> None:
    store.write(fill)
    row = QuestionRow(seat)
    qtbot.addWidget(row)
    row.ask(find_report("case-file"), {"case_id": 1, "copy": "redacted"})
    edit = row.findChild(RedactionEdit)
    assert edit is not None and edit.button.isEnabled() and row.answers()["redaction"] == {}
    edit.look()
    qtbot.waitUntil(lambda: edit.sheet is not None, timeout=5000)
    settle(qtbot, seat)
    sheet = edit.sheet
    assert sheet is not None
    found = [sheet.list.item(n).text() for n in range(sheet.list.count())]
    place = next(n for n, told in enumerate(found) if told.startswith("14 Elm Street"))
    sheet.list.setCurrentRow(place)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Space)
    qtbot.keyClicks(sheet.line, "blue door")
    qtbot.keyClick(sheet.line, Qt.Key.Key_Return)
    with qtbot.waitSignal(row.changed):
        sheet.confirm()
    given = row.answers()["redaction"]
    assert given == {"keep": ["14 Elm Street"], "also": ["blue door"], "confirmed": True}


def test_that_what_was_confirmed_of_one_case_holds_for_no_other(qtbot: Any, store: Store, seat: Seat) -> None:
    store.write(lambda s: [make_case(s, f"Case no. {n}") for n in range(2)])
    row = QuestionRow(seat)
    qtbot.addWidget(row)
    row.ask(find_report("case-file"), {"case": "1", "copy": "redacted", "redaction": {"confirmed": True}})
    assert row.answers()["redaction"] == {"confirmed": True}
    case = row.findChild(QLineEdit, "report_case")
    assert case is not None
    case.setText("2")
    case.editingFinished.emit()
    assert row.answers()["redaction"] == {}


def test_that_a_person_given_by_id_is_shown_by_name(qtbot: Any, store: Store, seat: Seat) -> None:
    store.write(fill)
    edit = PersonEdit(seat, "1")
    qtbot.addWidget(edit)
    qtbot.waitUntil(lambda: edit.picker.value().name == "Ana Ruiz", timeout=5000)
    assert edit.answer() == "1"
