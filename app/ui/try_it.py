"""What hours and holidays do to a due date, tried out."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime
from PySide6.QtWidgets import QDateTimeEdit, QFrame, QSpinBox, QVBoxLayout, QWidget

from app.errors import Invalid
from app.ui.widgets.base import named, text_label
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.room import spaced
from app.workdays import OfficeCalendar


class TryIt(QFrame):
    """What hours and holidays do: a case that arrives then, with that target, is due when and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "try_it", self.tr("Try it"))
        self.setProperty("kind", "panel")
        self._calendar = OfficeCalendar()
        self.arrives = named(QDateTimeEdit(self), "try_arrives", self.tr("A case that arrives"))
        self.arrives.setDisplayFormat("ddd, MMM d, yyyy, h:mm AP")
        self.arrives.setCalendarPopup(True)
        self.days = named(QSpinBox(self), "try_days", self.tr("Target in business days"))
        self.days.setRange(0, 250)
        self.days.setValue(3)
        self.due = text_label("", self, name="try_due")
        self.due.setProperty("weight", "600")
        self.why = text_label("", self, type="table", ink="ink_2", name="try_why")
        self.why.setWordWrap(True)
        spaced(self.days)
        row = FlowLayout(gap=8)
        title = text_label(self.tr("Try it"), self, name="try_title")
        title.setProperty("weight", "600")
        words = [
            text_label(text, self, ink="ink_2", name="try_words")
            for text in (self.tr("A case that arrives"), self.tr("with a target of"), self.tr("business days is due"))
        ]
        for widget in (title, words[0], self.arrives, words[1], self.days, words[2], self.due):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addLayout(row)
        column.addWidget(self.why)
        self.arrives.dateTimeChanged.connect(self._tell)
        self.days.valueChanged.connect(self._tell)

    def set_moment(self, local: datetime) -> None:
        """Begin with this local time."""
        self.arrives.setDateTime(QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute)))

    def set_calendar(self, calendar: OfficeCalendar) -> None:
        """Count with these hours and holidays."""
        self._calendar = calendar
        self._tell()

    def _tell(self) -> None:
        typed, zone = self.arrives.dateTime(), ZoneInfo(self._calendar.zone)
        day, at = typed.date(), typed.time()
        start = datetime(day.year(), day.month(), day.day(), at.hour(), at.minute(), tzinfo=zone).astimezone(UTC)
        try:
            due = self._calendar.add_days(start, self.days.value()).astimezone(zone)
            words = self._calendar.explain(start, self.days.value())
        except Invalid as error:
            self.due.setText("")
            self.why.setText(error.sentence)
            return
        moment = QDateTime(QDate(due.year, due.month, due.day), QTime(due.hour, due.minute))
        self.due.setText(QLocale().toString(moment, "ddd, MMM d, h:mm AP"))
        self.due.setAccessibleName(self.due.text())
        self.why.setText(words)
        self.why.setAccessibleName(words)
