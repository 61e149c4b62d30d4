"""Open a closed case again, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.services.cases import reopen_case
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.field import Field


class ReopenForm(Form):
    """Why it is opened again."""

    def __init__(self, seat: Seat, case_id: int, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="reopen_form", drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self._case_id = seat, case_id
        self.reason = QLineEdit(self.body)
        self.reason.setMaxLength(500)
        field = Field(self.tr("&Why is it opened again?"), self.reason, self.body, name="reason_field")
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)
        self.add("reason", self.reason, field=field)
        self.track_draft("reopen", str(case_id))
        self.setFocusProxy(self.reason)

    def act(self) -> Callable[[Session], Any]:
        """Open it again."""
        reason, case_id, me, at = self.reason.text(), self._case_id, self._seat.me.id, self._seat.now()
        return lambda s: reopen_case(s, actor(s, me, at), case_id, reason=reason, at=at).id


def reopen_sheet(seat: Seat, case_id: int, number: str, *, parent: QWidget) -> Sheet:
    """The sheet to open a closed case again."""
    form = ReopenForm(seat, case_id, parent=parent)
    return Sheet(form, title=form.tr("Reopen {0}").format(number), act=form.tr("Reopen"), parent=parent, width=460)
