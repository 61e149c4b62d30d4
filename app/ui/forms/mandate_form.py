"""What the forms for absences, appointments and designations share: a column of fields, and days with their hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtWidgets import QDateEdit, QDateTimeEdit, QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.ui.form import Form
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field

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


def moment_edit(parent: QWidget) -> QDateTimeEdit:
    """A day with its time, in the office's."""
    made = QDateTimeEdit(parent)
    made.setDisplayFormat(MOMENT)
    made.setCalendarPopup(True)
    return made


def day_edit(parent: QWidget) -> QDateEdit:
    """A day."""
    made = QDateEdit(parent)
    made.setDisplayFormat(DAY)
    made.setCalendarPopup(True)
    return made


def opening_of(seat: Seat, day: date) -> datetime:
    """When the office opens on a day, else its first minute; aware, in the office's zone."""
    spans = seat.reference.calendar.spans_on(day)
    return datetime.combine(day, spans[0][0] if spans else time(), seat.zone)


def closing_of(seat: Seat, day: date) -> datetime:
    """When the office closes on a day; on a closed day when the day is over."""
    spans = seat.reference.calendar.spans_on(day)
    end = spans[-1][1] if spans else time()
    return datetime.combine(day if end != time() else day + timedelta(days=1), end, seat.zone)
