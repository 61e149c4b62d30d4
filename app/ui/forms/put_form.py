"""Puts a contact to a case, by the case's number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.errors import Invalid
from app.keys import case_number
from app.queries.cases import case_by_number
from app.services.contacts import attach_to_case
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.field import Field


class PutForm(Form):
    """`saved` gives the id of the case."""

    def __init__(self, seat: Seat, contact_id: int, parent: QWidget | None = None) -> None:
        super().__init__(seat.jobs, name="put_form", parent=parent)
        self._seat, self._contact = seat, contact_id
        self.number = QLineEdit(self.body)
        self.number.setObjectName("case_number")
        hint = self.tr("Like 2026-01198, or only 1198")
        field = Field(self.tr("&Number of the case"), self.number, self.body, hint=hint, name="number_field")
        self.add("number", self.number, field=field)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(field)
        self.setFocusProxy(self.number)

    def act(self) -> Callable[[Session], Any]:
        """Find the case and put the contact to it."""
        typed, contact = self.number.text(), self._contact
        me, at = self._seat.me.id, self._seat.now()

        def put(session: Session) -> int:
            who, number = actor(session, me, at), case_number(typed)
            found = case_by_number(session, who, number) if number else None
            if found is None:
                raise Invalid({"number": "There is no case with this number. Look it up with Ctrl+K."})
            attach_to_case(session, who, contact, found, at=at)
            return found

        return put


def put_sheet(seat: Seat, contact_id: int, *, parent: QWidget) -> Sheet:
    """The form over its window."""
    form = PutForm(seat, contact_id)
    return Sheet(form, title=form.tr("Put this contact to a case"), act=form.tr("Put to case"), parent=parent)
