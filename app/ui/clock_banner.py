"""The line under the top bar for a clock that stands behind what history has seen."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from app.authority import Right
from app.errors import AppError
from app.queries.clock import seen_ahead
from app.services.clock import OWN_WORD, forgive_clock
from app.ui.case_words import day_words, time_words
from app.ui.seat import Seat
from app.ui.widgets.banner import Banner


class ClockBanner(Banner):
    """Hidden while the clock is right; its act asks once more before it is done."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__("warning", "", parent, name="clock_banner")
        self._seat = seat
        self._asked = False
        self._seen: datetime | None = None
        self.act = self.add_link(self.tr("Go by this clock…"), "clock_forgive")
        self.act.clicked.connect(self._forgive)
        self.hide()
        seat.me_changed.connect(self.look)

    def look(self) -> None:
        """Ask anew whether history has seen a later time."""
        at = self._seat.now()
        self._seat.jobs.read(lambda s: seen_ahead(s, at), then=self._came, failed=_unheard, owner=self, key="clock")

    def _came(self, seen: datetime | None) -> None:
        self._seen, self._asked = seen, False
        self.setVisible(seen is not None)
        me = self._seat.me
        self.act.setVisible(me.role in OWN_WORD or me.may(Right.MANAGE_OFFICE))
        self.act.set_text(self.tr("Go by this clock…"))
        if seen is not None:
            words = self.tr(
                "History holds acts of {0}, but this computer’s clock says {1}: mandates are judged by the later one. "
                "Set the clock right. If a clock ran ahead and this one is right, go by it."
            )
            self.set_text(self.tr("The clock."), words.format(self._told(seen), self._told(self._seat.now())))

    def _told(self, at: datetime) -> str:
        local = self._seat.local(at)
        return f"{day_words(local.date(), date.min)}, {time_words(local)}"  # with its year, whatever the year is

    def _forgive(self) -> None:
        if self._asked:
            self._seat.do(
                lambda s, who, at: forgive_clock(s, who, at=at), then=self._done, failed=self._refused, owner=self
            )
            return
        self._asked = True
        words = self.tr("Is it {0} now? Mandates are then judged by this clock; history keeps that you said so.")
        self.set_text(self.tr("Sure?"), words.format(self._told(self._seat.now())))
        self.act.set_text(self.tr("Yes, this clock is right"))

    def _done(self, _seen: datetime) -> None:
        self._seat.messages.note(self.tr("Mandates are judged by this clock again"))
        self._seat.refresh()
        self.look()

    def _refused(self, error: AppError) -> None:
        self._seat.messages.problem(error.sentence)
        self.look()


def _unheard(_: AppError) -> None:
    """The next look tells."""
