"""What the forms for absences, appointments and designations share: a column of fields, and days with their hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.ui.form import Form
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field

TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
MOMENT, DAY = "ddd, MMM d, yyyy h:mm AP", "ddd, MMM d, yyyy"


class MandateForm(Form):
    """A form of one act in the register, done as who is signed in."""

    def __init__(self, seat: Seat, name: str, parent: QWidget | None = None) -> None:
        super().__init__(seat.jobs, name=name, drafts=seat.drafts, zone=seat.zone, parent=parent)
        self.seat = seat
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def say(self, words: str, name: str) -> None:
        """A sentence between the fields."""
        label = text_label(words, self.body, type="table", ink="ink_2", name=name)
        label.setWordWrap(True)
        self.column.addWidget(label)

    def field(self, name: str, label: str, editor: QWidget, *, hint: str = "") -> Field:
        """A field with its label, bound under `name`, below those before it."""
        made = self.framed(name, label, editor, hint=hint)
        self.column.addWidget(made)
        return made

    def framed(self, name: str, label: str, editor: QWidget, *, hint: str = "") -> Field:
        """A field that is laid out elsewhere."""
        editor.setObjectName(f"{self.objectName()}_{name}")
        made = Field(label, editor, self.body, hint=hint, name=f"{self.objectName()}_{name}_field")
        self.add(name, editor, field=made)
        return made

    def line(self, name: str, label: str, *, hint: str = "", longest: int = 120) -> QLineEdit:
        """A field of one line."""
        editor = QLineEdit(self.body)
        editor.setMaxLength(longest)
        self.field(name, label, editor, hint=hint)
        return editor

    def as_me(self, act: Callable[[Session, Any, datetime], Any]) -> Callable[[Session], Any]:
        """The act as who is signed in, now."""
        me, at = self.seat.me.id, self.seat.now()
        return lambda s: act(s, actor(s, me, at), at)


class MomentEdit(QDateTimeEdit):
    """A day with its time: arrows go from part to part, Tab leaves; the wheel turns the page unless it is in use."""

    def __init__(self, parent: QWidget, shown: str = MOMENT) -> None:
        super().__init__(parent)
        self.setDisplayFormat(shown)
        self.setCalendarPopup(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        """Tab goes to the next field; Qt would go through each part of the date first."""
        above = self.parentWidget()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in TABS and above:
            return above.focusNextChild() if event.key() == Qt.Key.Key_Tab else above.focusPreviousChild()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DayEdit(MomentEdit):
    """A day alone; its value is a date."""

    value_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, DAY)
        self.dateChanged.connect(lambda _: self.value_changed.emit())

    def value(self) -> date:
        """The day."""
        found = self.date()
        return date(found.year(), found.month(), found.day())

    def set_value(self, value: date) -> None:
        """Another day."""
        self.setDate(QDate(value.year, value.month, value.day))


def opening_of(seat: Seat, day: date) -> datetime:
    """When the office opens on a day, else its first minute; aware, in the office's zone."""
    spans = seat.reference.calendar.spans_on(day)
    return datetime.combine(day, spans[0][0] if spans else time(), seat.zone)


def closing_of(seat: Seat, day: date) -> datetime:
    """When the office closes on a day; on a closed day when the day is over."""
    spans = seat.reference.calendar.spans_on(day)
    end = spans[-1][1] if spans else time()
    return datetime.combine(day if end != time() else day + timedelta(days=1), end, seat.zone)
