"""Whom a case waits for and why, or that work goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.models import CLOCK_STOPS, NEXT, WAITING, WORKED, Status
from app.services.cases import move_case
from app.ui import labels
from app.ui.form import Form
from app.ui.forms.choices import choice_box
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field

OFFERED = tuple(each for each in Status if each in WORKED)


class WaitForm(Form):
    """Offers the moves that the case can make now."""

    def __init__(self, seat: Seat, case_id: int, status: Status, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="wait_form", drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self._case_id = seat, case_id
        offered = [each for each in OFFERED if each in NEXT[status]]
        if status not in WAITING:
            offered.sort(key=lambda each: each not in WAITING)
        self.status = choice_box([(each, self._words(each)) for each in offered], self.body, name="wait_status")
        self.reason = QLineEdit(self.body)
        self.reason.setMaxLength(500)
        self.clock_words = text_label("", self.body, type="table", ink="ink_2", name="wait_clock")
        self.clock_words.setWordWrap(True)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for name, title, widget in (
            ("status", self.tr("&On whom"), self.status),
            ("reason", self.tr("What is it &waiting for?"), self.reason),
        ):
            field = Field(title, widget, self.body, name=f"{name}_field")
            column.addWidget(field)
            self.add(name, widget, field=field)
        column.addWidget(self.clock_words)
        self.status.currentIndexChanged.connect(lambda _: self._tell_clock())
        self._tell_clock()
        self.setFocusProxy(self.status)

    def _words(self, status: Status) -> str:
        return self.tr("Work goes on") if status is Status.OPEN else labels.word("status", status)

    def _tell_clock(self) -> None:
        """What the choice does to the clocks, said before it is made."""
        chosen = self.status.currentData()
        stops = self.tr("Our clock stops until they answer; the resident's runs on.")
        words = {
            Status.WAITING_DEPARTMENT: self.tr("Both clocks run on while a department works."),
            Status.WAITING_RESIDENT: self.tr("Our clock stops until the resident answers; the resident's runs on."),
        }.get(chosen, stops if chosen in CLOCK_STOPS else self.tr("Both clocks run."))
        self.clock_words.setText(words)
        self.clock_words.setAccessibleName(words)
        self.reason.setEnabled(chosen in WAITING)

    def act(self) -> Callable[[Session], Any]:
        """Make the move."""
        status, reason = Status(self.status.currentData()), self.reason.text().strip()
        case_id, me, at = self._case_id, self._seat.me.id, self._seat.now()
        return lambda s: move_case(s, actor(s, me, at), case_id, status, at=at, reason=reason).id


def wait_sheet(seat: Seat, case_id: int, status: Status, *, parent: QWidget) -> Sheet:
    """The sheet to let a case wait, or go on."""
    form = WaitForm(seat, case_id, status, parent=parent)
    return Sheet(form, title=form.tr("Wait, or go on"), act=form.tr("Set"), parent=parent, width=460)
