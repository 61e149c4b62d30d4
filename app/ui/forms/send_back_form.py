"""Send a case back to its owner, with a note what is still to be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.services.reviews import send_back
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.field import Field


class SendBackForm(Form):
    """What is still to be done; `saved` gives the id of the review."""

    def __init__(self, seat: Seat, review_id: int, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="send_back_form", drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self._review_id = seat, review_id
        self.words = QPlainTextEdit(self.body)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme().px(110))
        field = Field(
            self.tr("&What is still to be done?"),
            self.words,
            self.body,
            hint=self.tr("A note on the case; it stays inside."),
            name="words_field",
        )
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)
        self.add("words", self.words, field=field)
        self.track_draft("send_back", str(review_id))
        self.setFocusProxy(self.words)

    def check(self) -> dict[str, str]:
        """A note has to be written."""
        return {} if self.words.toPlainText().strip() else {"words": self.tr("Say what is still to be done.")}

    def act(self) -> Callable[[Session], Any]:
        """Send it back."""
        words, review_id, me, at = self.words.toPlainText(), self._review_id, self._seat.me.id, self._seat.now()
        return lambda s: send_back(s, actor(s, me, at), review_id, words=words, at=at).id


def send_back_sheet(seat: Seat, review_id: int, number: str, *, parent: QWidget) -> Sheet:
    """The sheet to send a case back."""
    form = SendBackForm(seat, review_id, parent=parent)
    title, act = form.tr("Send {0} back").format(number), form.tr("Send back")
    return Sheet(form, title=title, act=act, cancel=form.tr("Not now"), parent=parent, width=460, key="Ctrl+Enter")
