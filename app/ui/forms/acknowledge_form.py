"""The resident was told that we have their case: how, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.models import Channel
from app.queries.case_page import CasePage
from app.services.acknowledging import acknowledge_case
from app.ui import labels
from app.ui.form import Form
from app.ui.forms.choices import choice_box
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.field import Field


class AcknowledgeForm(Form):
    """By which channel the resident heard of us; the one they prefer is offered first."""

    def __init__(self, seat: Seat, page: CasePage, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="acknowledge_form", zone=seat.zone, parent=parent)
        self._seat, self._case_id = seat, page.row.id
        asked = (page.asker.preferred_channel if page.asker else None) or page.row.channel
        ways = sorted(Channel, key=lambda each: each is not asked)
        self.how = choice_box(
            [(each, labels.word("channel", each)) for each in ways], self.body, name="acknowledge_how"
        )
        self.words = QLineEdit(self.body)
        self.words.setMaxLength(500)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for name, title, widget in (
            ("how", self.tr("&How were they told?"), self.how),
            ("words", self.tr("&What was said (may stay empty)"), self.words),
        ):
            field = Field(title, widget, self.body, name=f"acknowledge_{name}_field")
            column.addWidget(field)
            self.add(name, widget, field=field)
        self.setFocusProxy(self.how)

    def act(self) -> Callable[[Session], Any]:
        """Record it, now."""
        how, words = Channel(self.how.currentData()), self.words.text()
        case_id, me, at = self._case_id, self._seat.me.id, self._seat.now()
        return lambda s: acknowledge_case(s, actor(s, me, at), case_id, how=how, words=words, at=at).id


def acknowledge_sheet(seat: Seat, page: CasePage, *, parent: QWidget) -> Sheet:
    """The sheet to say that the resident knows we have their case."""
    form = AcknowledgeForm(seat, page, parent=parent)
    title = form.tr("{0} acknowledged").format(page.row.number)
    return Sheet(form, title=title, act=form.tr("Record"), parent=parent, width=460)
