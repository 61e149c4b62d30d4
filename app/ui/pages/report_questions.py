"""The questions of a report in one row, each with a sensible answer to begin with."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLineEdit, QWidget

from app.authority import Right
from app.queries.figures import month
from app.queries.recommendations import RecommendationRow, recommendations
from app.queries.register import designations
from app.queries.register_rows import DesignationRow
from app.reports.kinds import Question, QuestionKind, ReportKind
from app.ui.pages.report_period import PeriodEdit
from app.ui.pages.report_record_edits import PersonEdit, RedactionEdit
from app.ui.seat import Seat
from app.ui.widgets.base import named
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout

MONTHS = 36


class QuestionRow(QWidget):
    """The questions; `changed` after every answer."""

    changed = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_questions", self.tr("Questions of the report"))
        self._seat = seat
        self._fields: dict[str, Field] = {}
        self._kinds: dict[str, QuestionKind] = {}
        self._given: dict[str, Any] = {}
        self._row = FlowLayout(self, gap=12)
        self.changed.connect(self._follow)

    def ask(self, kind: ReportKind, given: dict[str, Any]) -> None:
        """Show the questions of a report, with these answers where there are any, else the sensible ones."""
        for field in self._fields.values():
            self._row.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._fields, self._given = {}, given
        answers = {**kind.defaults(self._seat.zone.key, self._seat.now()), **given}
        for question in kind.asks:
            editor = self._editor(question, answers.get(question.key))
            field = Field(self.tr(question.label), editor, self, name=f"report_{question.key}_field")
            self._fields[question.key], self._kinds[question.key] = field, question.kind
            self._row.addWidget(field)
            field.show()
        self._follow()

    def _follow(self) -> None:
        for field in self._fields.values():
            if isinstance(field.editor, RedactionEdit):
                field.editor.fit()

    def answers(self) -> dict[str, Any]:
        """The answers as the reports take them."""
        return {key: _value(field.editor) for key, field in self._fields.items()}

    def show_problems(self, problems: dict[str, str]) -> bool:
        """Say beside each question what is wrong; whether any of the problems had its place."""
        for key, field in self._fields.items():
            field.set_problem(problems.get(key))
        return bool(set(problems) & set(self._fields))

    def _editor(self, question: Question, value: Any) -> QWidget:
        makers = {
            QuestionKind.MONTH: self._month,
            QuestionKind.DAY: self._day,
            QuestionKind.CHOICE: self._choice,
            QuestionKind.CHECK: self._check,
            QuestionKind.CASE: self._case,
            QuestionKind.DESIGNATION: self._designation,
            QuestionKind.RECOMMENDATION: self._recommendation,
            QuestionKind.DEPARTMENT: self._department,
            QuestionKind.CATEGORY: self._department,
            QuestionKind.NUMBER: self._number,
            QuestionKind.PERIOD: self._period,
            QuestionKind.PERSON: self._person,
            QuestionKind.REDACTION: self._redaction,
            QuestionKind.WORDS: self._words,
        }
        return named(makers[question.kind](question, value), f"report_{question.key}", self.tr(question.label))

    def _month(self, question: Question, value: Any) -> QWidget:
        del question
        box, today = QComboBox(self), self._seat.today()
        this = month(self._seat.zone.key, today.year, today.month)
        for n in range(MONTHS):
            period = this.back(n)
            words = self.tr("{0}, so far").format(period.name) if n == 0 else period.name
            box.addItem(words, f"{period.first:%Y-%m}")
        box.setCurrentIndex(max(0, box.findData(str(value))))
        box.currentIndexChanged.connect(self.changed)
        return box

    def _period(self, question: Question, value: Any) -> QWidget:
        del question
        edit = PeriodEdit(self._seat, str(value or ""), self)
        edit.changed.connect(self.changed)
        return edit

    def _person(self, question: Question, value: Any) -> QWidget:
        del question
        edit = PersonEdit(self._seat, self._given.get("person_id") or value, self)
        edit.changed.connect(self.changed)
        return edit

    def _redaction(self, question: Question, value: Any) -> QWidget:
        del question
        edit = RedactionEdit(self._seat, self._all_answers, value, self)
        edit.changed.connect(self.changed)
        return edit

    def _all_answers(self) -> dict[str, Any]:
        """The answers, with a case given by its id until another number is typed."""
        answers = self.answers()
        given = self._given.get("case_id")
        return answers if answers.get("case") or not given else {**answers, "case_id": given}

    def _words(self, question: Question, value: Any) -> QWidget:
        edit = QLineEdit("" if value is None else str(value), self)
        edit.setPlaceholderText(self.tr(question.label))
        edit.editingFinished.connect(self.changed)
        return edit

    def _day(self, question: Question, value: Any) -> QWidget:
        del question
        edit, day = QDateEdit(self), date.fromisoformat(str(value))
        edit.setCalendarPopup(True)
        edit.setDisplayFormat("MMM d, yyyy")
        today = self._seat.today()
        with QSignalBlocker(edit):
            edit.setMaximumDate(QDate(today.year, today.month, today.day))
            edit.setDate(QDate(day.year, day.month, day.day))
        edit.dateChanged.connect(self.changed)
        return edit

    def _choice(self, question: Question, value: Any) -> QWidget:
        box = QComboBox(self)
        for each, words in question.choices:
            box.addItem(self.tr(words), each)
        box.setCurrentIndex(max(0, box.findData(str(value))))
        box.currentIndexChanged.connect(self.changed)
        return box

    def _check(self, question: Question, value: Any) -> QWidget:
        del question
        box = QCheckBox(self.tr("Yes"), self)
        box.setChecked(bool(value))
        box.toggled.connect(self.changed)
        return box

    def _case(self, question: Question, value: Any) -> QWidget:
        del question
        edit = QLineEdit("" if value is None else str(value), self)
        edit.setPlaceholderText(self.tr("Number, such as 2026-01198"))
        edit.editingFinished.connect(self.changed)
        return edit

    def _department(self, question: Question, value: Any) -> QWidget:
        box = QComboBox(self)
        for each, words in question.choices:
            box.addItem(self.tr(words), each)
        known = self._seat.reference
        rows = known.departments if question.kind is QuestionKind.DEPARTMENT else known.categories
        for row in rows:
            box.addItem(row.name, str(row.id))
        box.setCurrentIndex(max(0, box.findData(str(value))))
        box.currentIndexChanged.connect(self.changed)
        return box

    def _number(self, question: Question, value: Any) -> QWidget:
        del question
        edit = QLineEdit("" if value is None else str(value), self)
        edit.setPlaceholderText(self.tr("Number, empty for the newest"))
        edit.editingFinished.connect(self.changed)
        return edit

    def _designation(self, question: Question, value: Any) -> QWidget:
        """A list that begins with the sensible one; the others come as soon as they are read."""
        del question
        box, wanted = QComboBox(self), "" if value is None else str(value)
        box.addItem(self.tr("The one in force, else the next or the last"), "")
        if wanted:
            box.addItem(self.tr("Designation {0}").format(wanted), wanted)
            box.setCurrentIndex(1)
        box.currentIndexChanged.connect(self.changed)
        if self._seat.may(Right.READ_REGISTER):
            at = self._seat.now()
            self._seat.ask(
                lambda s, who: designations(s, who, at=at), then=lambda rows: self._offer(box, rows), owner=box
            )
        return box

    def _offer(self, box: QComboBox, rows: list[DesignationRow]) -> None:
        with QSignalBlocker(box):
            for row in rows:
                first, words = self._seat.local(row.from_at), str(row.id)
                told = self.tr("{0}, from {1}").format(row.name, f"{first:%b} {first.day}, {first.year}")
                place = box.findData(words)
                if place < 0:
                    box.addItem(told, words)
                else:
                    box.setItemText(place, told)

    def _recommendation(self, question: Question, value: Any) -> QWidget:
        """As the designations."""
        del question
        box, wanted = QComboBox(self), "" if value is None else str(value)
        box.addItem(self.tr("The newest"), "")
        if wanted:
            box.addItem(self.tr("Recommendation"), wanted)
            box.setCurrentIndex(1)
        box.currentIndexChanged.connect(self.changed)
        self._seat.ask(recommendations, then=lambda rows: _list_recommendations(box, rows), owner=box)
        return box


def _list_recommendations(box: QComboBox, rows: list[RecommendationRow]) -> None:
    with QSignalBlocker(box):
        for row in rows:
            told, place = f"{row.number} {row.title}", box.findData(str(row.id))
            if place < 0:
                box.addItem(told, str(row.id))
            else:
                box.setItemText(place, told)


def _value(editor: QWidget) -> Any:
    if isinstance(editor, PeriodEdit | PersonEdit | RedactionEdit):
        return editor.answer()
    if isinstance(editor, QComboBox):
        return editor.currentData()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QDateEdit):
        return editor.date().toString("yyyy-MM-dd")
    return editor.text().strip() if isinstance(editor, QLineEdit) else None
