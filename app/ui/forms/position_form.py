"""Says what a person is in an organization, from the page of either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.services.people import set_position
from app.ui.form import Form
from app.ui.forms.person_line import AskerPicker, Who
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.field import Field


class PositionForm(Form):
    """`known` is the side whose page it is, a person or an organization; the other is found by typing."""

    def __init__(self, seat: Seat, known: Who, parent: QWidget | None = None) -> None:
        super().__init__(seat.jobs, name="position_form", parent=parent)
        self._seat, self._known = seat, known
        self.wanted = "organization" if known.kind == "person" else "person"
        words = self.tr("&Organization") if self.wanted == "organization" else self.tr("&Person")
        self.other = AskerPicker(seat, self.body, only=self.wanted)
        self.title = QLineEdit(self.body)
        self.title.setObjectName("position_title")
        self.title.setMaxLength(120)
        hint = self.tr("Like Owner, President, Pastor; may stay empty")
        column = QVBoxLayout(self.body)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(12)
        for name, field in (
            ("other", Field(words, self.other, self.body, name="other_field")),
            ("title", Field(self.tr("&Title there"), self.title, self.body, hint=hint, name="title_field")),
        ):
            self.add(name, field.editor, field=field)
            column.addWidget(field)
        self.setFocusProxy(self.other)

    def check(self) -> dict[str, str]:
        """The other side has to be chosen."""
        if self.other.value().kind == self.wanted:
            return {}
        if self.wanted == "organization":
            return {"other": self.tr("Type a part of its name, and choose the organization. New ones are added first.")}
        return {"other": self.tr("Type a part of the name, and choose the person. New people are added first.")}

    def act(self) -> Callable[[Session], Any]:
        """Keep the position."""
        chosen, title = self.other.value(), self.title.text()
        ids = {f"{each.kind}_id": each.id for each in (self._known, chosen)}
        person, organization, me, at = ids["person_id"], ids["organization_id"], self._seat.me.id, self._seat.now()
        assert person is not None and organization is not None  # check() saw to it
        return lambda s: set_position(
            s, actor(s, me, at), person_id=person, organization_id=organization, title=title, at=at
        )


def position_sheet(seat: Seat, known: Who, *, parent: QWidget) -> Sheet:
    """The form over its window."""
    form = PositionForm(seat, known)
    if known.kind == "person":
        title = form.tr("Organization of {0}").format(known.name)
    else:
        title = form.tr("Person in {0}").format(known.name)
    return Sheet(form, title=title, act=form.tr("Add"), parent=parent)
