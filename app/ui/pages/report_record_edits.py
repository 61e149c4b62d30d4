"""Answers about one record: which person, and what a copy of a case leaves out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.errors import AppError
from app.queries.people import PersonRow, person_rows
from app.reports.case_file import chosen_case, what_goes
from app.reports.redaction import Proposal
from app.ui.forms.person_line import AskerPicker, Who
from app.ui.forms.redaction_form import RedactionSheet
from app.ui.seat import Seat
from app.ui.widgets.base import named
from app.ui.widgets.buttons import KeyButton


class PersonEdit(QWidget):
    """A person found by name, phone or e-mail; the answer is the id."""

    changed = Signal()

    def __init__(self, seat: Seat, given: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = AskerPicker(seat, self, only="person")
        self.picker.setMinimumWidth(260)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picker)
        self.setFocusProxy(self.picker)
        if str(given or "").isdigit():
            number, at = int(given), seat.now()
            self._show(number, self.tr("Person {0}").format(number))
            seat.ask(lambda s, who: person_rows(s, who, [number], at=at), then=self._came, owner=self, key="person")
        self.picker.value_changed.connect(self.changed)

    def answer(self) -> str:
        """The id, or "" for nobody yet."""
        who = self.picker.value()
        return str(who.id) if who.id is not None else ""

    def _came(self, rows: Sequence[PersonRow]) -> None:
        for row in rows:
            if self.picker.value().id == row.id:
                self._show(row.id, row.name)

    def _show(self, number: int, name: str) -> None:
        with QSignalBlocker(self.picker):
            self.picker.set_value(Who("person", number, name))


class RedactionEdit(QWidget):
    """Opens what is left out, and holds what somebody confirmed of it: an answer as the case file takes it."""

    changed = Signal()

    def __init__(self, seat: Seat, answers: Callable[[], Mapping[str, Any]], given: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._seat, self._answers = seat, answers
        self._held: dict[str, Any] = dict(given or {})
        self._case: tuple[str, ...] = ()
        self.sheet: RedactionSheet | None = None
        self.button = KeyButton(self.tr("Look it through…"), self, icon="eye-off", name="report_redaction_open")
        self.button.clicked.connect(self.look)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.button)

    def answer(self) -> dict[str, Any]:
        """What was confirmed, or {} for a draft that nobody has looked through."""
        return dict(self._held)

    def fit(self) -> None:
        """Follow the other answers: only for a copy, and what was confirmed of one case holds for no other."""
        answers = self._answers()
        case = (str(answers.get("case") or answers.get("case_id") or ""), str(answers.get("notes")))
        if self._case and case != self._case:
            self._held = {}
        self._case = case
        self.button.setEnabled(answers.get("copy") == "redacted")

    def look(self) -> None:
        """Ask what would be left out, then show it."""
        answers, at = dict(self._answers()), self._seat.now()
        notes, also = bool(answers.get("notes")), tuple(self._held.get("also") or ())

        def question(session: Session, who: Actor) -> list[Proposal]:
            case_id = chosen_case(session, who, answers)
            return what_goes(session, who, case_id=case_id, with_notes=notes, at=at, also=also)

        self._seat.ask(question, then=self._show, failed=self._refused, owner=self, key="redaction")

    def _refused(self, error: AppError) -> None:
        self._seat.messages.problem(error.sentence)

    def _show(self, rows: Sequence[Proposal]) -> None:
        self.sheet = RedactionSheet(rows, self._held, self.window())
        named(self.sheet, "redaction_sheet", self.sheet.windowTitle())
        self.sheet.confirmed.connect(self._take)
        self.sheet.open()

    def _take(self, answer: dict[str, Any]) -> None:
        self._held = answer
        self.changed.emit()
