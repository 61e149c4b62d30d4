"""For the Mayor, on Today: messages that wait, each with the key to say what was done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.queries.figures.mayor import MayorRow, Older
from app.ui.case_words import Clock, moment_words
from app.ui.forms.mayor_form import disposition_word, mayor_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.today_parts import Section, WordRow
from app.ui.seat import Seat

MOST = 8
"""So many are shown at once; the next come up as these are worked off."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("today_mayor", text)


class MayorQueue(Section):
    """The messages of the last month that wait, the oldest first, for who may work them off."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(_tr("For the Mayor"), parent, name="today_mayor", key="Y")
        self._seat = seat
        self.sheet: Sheet | None = None

    def show_queue(self, found: Older | None) -> None:
        """Show these; nothing for who may not work them off."""
        rows: list[QWidget] = []
        for each in found.rows[:MOST] if found else ():
            rows.append(self._row(each))
        rest = (len(found.rows) - len(rows) + found.older) if found and (found.rows or found.older) else 0
        if rest:
            told = _tr("{0} more wait") if rows else _tr("{0} wait longer than a month")
            more = WordRow(told.format(f"{rest:,}"), "", self, act=_tr("List"), name="mayor_more")
            more.acted.connect(lambda: self._seat.page_wanted.emit("contacts", {"filter": {"for_mayor": True}}))
            rows.append(more)
        self.set_rows(rows)

    def _row(self, each: MayorRow) -> WordRow:
        who = each.asker or _tr("Nobody by name")
        words = _tr("{0}: {1}").format(who, " ".join(each.words.split()))
        when = moment_words(each.happened_at, Clock(self._seat.now(), self._seat.zone))
        said = disposition_word(each.disposition) if each.disposition is not None else ""
        below = ", ".join(part for part in (when, each.number, said) if part)
        row = WordRow(words, below, self, act=_tr("Answer…"), name=f"mayor_{each.id}")
        row.acted.connect(lambda: self.answer(each))
        return row

    def answer(self, each: MayorRow) -> None:
        """Open the sheet of a message."""
        self.sheet = mayor_sheet(self._seat, each, parent=self.window())
        self.sheet.open()
