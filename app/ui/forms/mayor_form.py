"""What was done with a message for the Mayor: a small form of one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from sqlmodel import Session

from app.models import SAYS, Disposition
from app.queries.figures.mayor import MayorRow
from app.services.mayor import answer_message
from app.ui.case_words import Clock, moment_words
from app.ui.forms.choices import choice_box
from app.ui.forms.mandate_form import MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.theme import theme

LONGEST = 600


def _tr(text: str) -> str:
    return QCoreApplication.translate("mayor_form", text)


def disposition_word(each: Disposition) -> str:
    """What was done, in a word."""
    words = {
        Disposition.READ: _tr("Read"),
        Disposition.ANSWERED: _tr("Answered"),
        Disposition.HANDED: _tr("Handed to the office"),
        Disposition.CALL_BACK: _tr("To be called back"),
        Disposition.NOTED: _tr("Noted"),
    }
    return words[each]


class MayorForm(MandateForm):
    """The message as it was taken, and what was done with it."""

    def __init__(self, seat: Seat, row: MayorRow, *, parent: QWidget) -> None:
        super().__init__(seat, "mayor_form", parent)
        self._row = row
        words = row.words if len(row.words) <= LONGEST else f"{row.words[: LONGEST - 1].rstrip()}…"
        self.say(words, "mayor_form_message")
        when = moment_words(row.happened_at, Clock(seat.now(), seat.zone))
        about = ", ".join(part for part in (when, row.category, row.number, row.owner) if part)
        self.say(about, "mayor_form_about")
        if row.disposition is not None:
            form = self.tr("{0} said before: {1}. {2}")
            self.say(form.format(row.by, disposition_word(row.disposition).lower(), row.answer), "mayor_form_before")
        choices = [(each, disposition_word(each)) for each in Disposition]
        self.disposition = choice_box(choices, self.body, name="mayor_disposition", first=-1)
        self.field("disposition", self.tr("&What was done?"), self.disposition)
        self.words = QPlainTextEdit(self.body)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme().px(90))
        hint = self.tr("The answer, or what the office is to do")
        self.field("words", self.tr("In a few wor&ds"), self.words, hint=hint)
        self.setFocusProxy(self.disposition)

    def check(self) -> dict[str, str]:
        """An answer has words, and so has what is handed on."""
        found = self.disposition.currentData()
        if found is None:
            return {"disposition": self.tr("Choose what was done with it.")}
        if found in SAYS and not self.words.toPlainText().strip():
            return {"words": self.tr("Say what was answered, or what the office is to do.")}
        return {}

    def act(self) -> Callable[[Session], Any]:
        """Keep it."""
        row, fields = self._row, {"disposition": self.disposition.currentData(), "words": self.words.toPlainText()}
        return self.as_me(
            lambda s, who, at: answer_message(s, who, row.id, fields=fields, at=at, version=row.version).id
        )


def mayor_sheet(seat: Seat, row: MayorRow, *, parent: QWidget) -> Sheet:
    """The sheet to work off a message."""
    form = MayorForm(seat, row, parent=parent)
    title = form.tr("For the Mayor: {0}").format(row.asker or form.tr("Nobody by name"))
    return Sheet(form, title=title, act=form.tr("Keep it"), parent=parent, width=480, key="Ctrl+Enter")
