"""The line for the date that a resident was told, in the slips of calls and of mails."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from app.authority import Right
from app.ui.forms.when import parse_promise
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named


class PromisedBy(QLineEdit):
    """Shown, as `part` with its label,, to those who may keep promises."""

    def __init__(self, seat: Seat, name: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, name, self.tr("Promised by"))
        self._seat = seat
        self.setPlaceholderText(self.tr("Thu, Nov 19, Fri 3 PM"))
        self.setToolTip(self.tr("The date that the resident was told; it is kept with the case"))
        self.setMaximumWidth(theme().px(170))
        caption = QLabel(label, parent)
        caption.setObjectName(f"{name}_label")
        caption.setBuddy(self)
        self.part = QWidget(parent)
        self.part.setObjectName(f"{name}_part")
        row = QHBoxLayout(self.part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(caption)
        row.addWidget(self)
        self.part.setVisible(seat.may(Right.WORK_CASE))

    def due(self) -> datetime | None:
        """The date in UTC; None without one, or when it cannot be read."""
        found = parse_promise(self.text(), self._seat.local(self._seat.now()))
        return found.astimezone(UTC) if found else None

    def problem(self) -> str:
        """What is wrong with the date, "" where nothing is."""
        due = self.due()
        if self.text().strip() and due is None:
            return self.tr("This is no date. Type the date promised as Thu, Nov 19 or Fri 3 PM.")
        past = due is not None and due < self._seat.now()
        return self.tr("The date promised is over. Type one to come.") if past else ""
