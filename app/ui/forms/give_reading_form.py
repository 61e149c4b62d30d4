"""Give a reading to somebody, or its case a second reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import RIGHTS, Right, actor
from app.queries.substance import ReadingRow
from app.services.substance import add_second_reader, assign_reader
from app.ui.form import Form
from app.ui.forms.choices import choice_box
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import px
from app.ui.seat import Seat
from app.ui.widgets.field import Field


class GiveReadingForm(Form):
    """Who reads it; `saved` gives the id of the reading."""

    def __init__(self, seat: Seat, row: ReadingRow, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="give_reading_form", zone=seat.zone, parent=parent)
        self._seat, self._row = seat, row
        who = [(m.id, m.name) for m in seat.reference.staff if Right.REVIEW_SUBSTANCE in RIGHTS[m.role]]
        self.reader = choice_box(who, self.body, name="reviewer_id")
        hint = self.tr("Nobody reads what they own, closed or told the resident of.")
        field = Field(self.tr("&Reader"), self.reader, self.body, hint=hint, name="reviewer_id_field")
        self.second = QCheckBox(self.tr("As a &second reader, who sees no marks"), self.body)
        self.second.setAccessibleName(self.second.text().replace("&", ""))
        self.second.setChecked(row.reviewed_at is not None)
        self.second.setEnabled(not row.second and row.reviewed_at is None)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addWidget(field)
        column.addWidget(self.second)
        self.add("reviewer_id", self.reader, field=field)
        self.add("second", self.second)
        self.setFocusProxy(self.reader)

    def act(self) -> Callable[[Session], Any]:
        """Give it."""
        to, found, me, at = self.reader.currentData(), self._row.id, self._seat.me.id, self._seat.now()
        give = add_second_reader if self.second.isChecked() else assign_reader
        return lambda s: give(s, actor(s, me, at), found, reviewer_id=to, at=at).id


def give_reading_sheet(seat: Seat, row: ReadingRow, *, parent: QWidget) -> Sheet:
    """The sheet to give a reading."""
    form = GiveReadingForm(seat, row, parent=parent)
    title = form.tr("Who reads {0}?").format(row.number)
    return Sheet(form, title=title, act=form.tr("Give"), cancel=form.tr("Not now"), parent=parent, width=440)
