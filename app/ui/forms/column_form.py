"""A form whose fields and sentences stand in one column."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.form import Form
from app.ui.pages.case_bits import px
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field


class ColumnForm(Form):
    """A column of fields below each other; subclasses answer `save`."""

    def __init__(self, seat: Seat, name: str, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name=name, drafts=seat.drafts, zone=seat.zone, parent=parent)
        self.seat = seat
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(10))

    def place(self, name: str, title: str, widget: QWidget, *, hint: str = "") -> None:
        """A field below the others."""
        field = Field(title, widget, self.body, hint=hint, name=f"{name}_field")
        self._column.addWidget(field)
        self.add(name, widget, field=field)

    def plain(self, high: int) -> QPlainTextEdit:
        """An editor of several lines."""
        made = QPlainTextEdit(self.body)
        made.setTabChangesFocus(True)
        made.setFixedHeight(px(high))
        return made

    def day(self, first: date) -> QDateEdit:
        """A date to choose."""
        made = QDateEdit(self.body)
        made.setCalendarPopup(True)
        made.setDisplayFormat("MMM d, yyyy")
        made.setDate(QDate(first.year, first.month, first.day))
        return made

    def say(self, words: str, name: str, *, ink: str = "ink") -> QLabel:
        """A sentence below the others."""
        label = text_label(words, self.body, ink=ink, name=name)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label
