"""From which day on new weekly hours hold, and which held before or are planned."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QVBoxLayout, QWidget

from app.ui.case_words import day_words
from app.ui.widgets.base import named, text_label
from app.ui.widgets.flow import FlowLayout
from app.workdays import OfficeCalendar


class DatedHours(QWidget):
    """A date, today or later, and in words the turns there were and will be."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "dated_hours", self.tr("From which day on"))
        self._today = today
        begin = QDate(today.year, today.month, today.day)
        self.date = named(QDateEdit(begin, self), "hours_from", self.tr("New hours hold from"))
        self.date.setMinimumDate(begin)
        self.date.setDisplayFormat("MMM d, yyyy")
        self.date.setCalendarPopup(True)
        self.words = text_label("", self, type="table", ink="ink_2", name="hours_versions")
        self.problem = text_label("", self, type="table", ink="overdue", name="hours_problem")
        for each in (self.words, self.problem):
            each.setWordWrap(True)
        label = text_label(self.tr("New hours hold &from"), self, type="table", name="hours_from_label")
        label.setBuddy(self.date)
        row = FlowLayout(gap=8)
        row.addWidget(label)
        row.addWidget(self.date)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.problem)
        self.problem.hide()
        self.date.dateChanged.connect(lambda _: self.changed.emit())

    @property
    def day(self) -> date:
        """The day from which what is typed would hold."""
        chosen = self.date.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def show_calendar(self, calendar: OfficeCalendar) -> None:
        """Tell since when the present hours hold and what is planned; days before today keep theirs for ever."""
        ends = [each.until for each in calendar.earlier]
        past = [day for day in ends if day < self._today]
        coming = [day for day in ends if day >= self._today]
        told = [self.tr("Those of today hold since {0}.").format(self._said(past[-1]))] if past else []
        told += [self.tr("Other hours are planned from {0} on.").format(self._said(day)) for day in coming]
        told.append(self.tr("What is past keeps the hours it had; due dates of open cases follow the new ones."))
        self.words.setText(" ".join(told))
        self.words.setAccessibleName(self.words.text())

    def _said(self, until: date) -> str:
        """The day after the last one of a version."""
        return day_words(until + timedelta(days=1), self._today)

    def set_problem(self, sentence: str) -> None:
        """What is wrong with the week as a whole; "" for nothing."""
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.setVisible(bool(sentence))
