"""Name somebody who may see a confidential case or person."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.services.readers import name_reader
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.forms.staff_picker import StaffPicker
from app.ui.seat import Seat
from app.ui.widgets.field import Field


class ReaderForm(Form):
    """Who may see it from now on; those who may already are not offered."""

    def __init__(self, seat: Seat, subject: str, subject_id: int, *, known: Collection[int], parent: QWidget) -> None:
        super().__init__(seat.jobs, name="reader_form", zone=seat.zone, parent=parent)
        self._seat, self._subject, self._subject_id = seat, subject, subject_id
        staff = [each for each in seat.reference.staff if each.id not in known]
        self.picker = StaffPicker(staff, self.body, nobody=False)
        field = Field(self.tr("&Who may see this"), self.picker, self.body, name="reader_field")
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)
        self.add("staff_id", self.picker, field=field)
        self.setFocusProxy(self.picker)

    def check(self) -> dict[str, str]:
        """Somebody has to be chosen."""
        return {} if self.picker.has_choice else {"staff_id": self.tr("Nobody has this name. Type another.")}

    def act(self) -> Callable[[Session], Any]:
        """Name them."""
        subject, number, staff_id = self._subject, self._subject_id, self.picker.value() or 0
        me, at = self._seat.me.id, self._seat.now()
        return lambda s: name_reader(s, actor(s, me, at), subject=subject, subject_id=number, staff_id=staff_id, at=at)


def reader_sheet(seat: Seat, subject: str, subject_id: int, *, known: Collection[int], parent: QWidget) -> Sheet:
    """The sheet to name somebody, ready to be opened."""
    form = ReaderForm(seat, subject, subject_id, known=known, parent=parent)
    return Sheet(form, title=form.tr("Who may see this"), act=form.tr("Name"), parent=parent, width=420)
