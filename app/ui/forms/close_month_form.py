"""Close the readings of a month: from then on their marks stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, actor
from app.queries.figures import month
from app.queries.substance import readings, samples
from app.services.substance import close_month
from app.ui.form import Form
from app.ui.forms.choices import choice_box
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import px
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field


class OpenMonth(NamedTuple):
    """A month whose marks may still be changed, with how many of its readings are done and how many wait."""

    first: date
    done: int
    waiting: int


def open_months(session: Session, who: Actor) -> list[OpenMonth]:
    """The months drawn and not closed, the oldest first. Raises NotAllowed without REVIEW_SUBSTANCE."""
    found = []
    for first in sorted(row.month for row in samples(session, who) if row.closed_at is None):
        rows = readings(session, who, first=first)
        waits = sum(row.reviewed_at is None for row in rows)
        found.append(OpenMonth(first, len(rows) - waits, waits))
    return found


class CloseMonthForm(Form):
    """Which month; `saved` gives the id of its sample. It cannot be undone, and says what is not read yet."""

    def __init__(self, seat: Seat, months: Sequence[OpenMonth], *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="close_month_form", zone=seat.zone, parent=parent)
        self._seat, self._months = seat, {f"{each.first:%Y-%m}": each for each in months}
        named = [(key, month(seat.zone.key, m.first.year, m.first.month).name) for key, m in self._months.items()]
        self.month = choice_box(named, self.body, name="month")
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        field = Field(self.tr("&Month"), self.month, self.body, name="month_field")
        self.words = text_label("", self.body, name="close_month_words")
        self.words.setWordWrap(True)
        column.addWidget(field)
        column.addWidget(self.words)
        self.add("month", self.month, field=field)
        self.month.currentIndexChanged.connect(lambda _: self._tell())
        self._tell()
        self.setFocusProxy(self.month)

    def _tell(self) -> None:
        """What becomes of it."""
        chosen = self._months[self.month.currentData()]
        said = [self.tr("Read: {0}. Not read yet: {1}.").format(f"{chosen.done:,}", f"{chosen.waiting:,}")]
        if chosen.waiting:
            said.append(self.tr("What is not read by now gets no marks any more and counts nowhere."))
        said.append(self.tr("The marks of a closed month stay as they are. This cannot be undone."))
        self.words.setText(" ".join(said))
        self.words.setAccessibleName(self.words.text())
        self.typed.emit()

    def act(self) -> Callable[[Session], Any]:
        """Close it."""
        chosen, me, at = str(self.month.currentData()), self._seat.me.id, self._seat.now()
        return lambda s: close_month(s, actor(s, me, at), chosen, at=at).id


def close_month_sheet(seat: Seat, months: Sequence[OpenMonth], *, parent: QWidget) -> Sheet:
    """The sheet to close one of these months."""
    form = CloseMonthForm(seat, months, parent=parent)
    title, act = form.tr("Close the readings of a month"), form.tr("Close the month")
    return Sheet(form, title=title, act=act, cancel=form.tr("Not now"), parent=parent, width=460)
