"""When the office opens: which of one's cases have little time left. Never at night, never on a closed day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, QTimer

from app.queries.warnings import Level, Warned, warnings
from app.ui.seat import Seat

LONGEST_MS = 60 * 60 * 1000
"""A computer may sleep meanwhile: the clock is looked at again at least every hour."""


class OpeningNotes(QObject):
    """Tells once a day, at opening time or when the window first opens after it."""

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opening_notes")
        self._seat = seat
        self._told: date | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        seat.locking.connect(self._timer.stop)

    def look(self) -> None:
        """Tell, if the office is open and nothing was told today; then wait for the next opening."""
        now, calendar = self._seat.now(), self._seat.reference.calendar
        if calendar.is_open(now) and self._told != self._seat.today():
            self._told = self._seat.today()
            since = self._before(now)
            self._seat.ask(
                lambda s, who: warnings(s, who, at=now, since=since), then=self._came, owner=self, key="warnings"
            )
        wait = (calendar.next_opening(now) - now).total_seconds() * 1000
        self._timer.start(int(min(max(wait, 1000), LONGEST_MS)) if wait else LONGEST_MS)

    def _before(self, now: datetime) -> datetime:
        """The opening of the office day before: what reached a level since then is news."""
        calendar, day = self._seat.reference.calendar, self._seat.today() - timedelta(days=1)
        while not calendar.is_office_day(day):
            day -= timedelta(days=1)
        start = datetime.combine(day, calendar.spans_on(day)[0][0], self._seat.zone)
        return min(start, now)

    def _came(self, found: list[Warned]) -> None:
        words = self.words(found)
        if words:
            self._seat.messages.note(words, key="warnings")

    def words(self, found: list[Warned]) -> str:
        """ "Your cases: 2 overdue, 1 with 80 % of its time gone."; "" where there is no news."""
        many = {level: sum(each.level is level for each in found) for level in Level}
        parts = [
            self.tr("{0} overdue").format(many[Level.LATE]) if many[Level.LATE] else "",
            self.tr("{0} with 80 % of the time gone").format(many[Level.MOST]) if many[Level.MOST] else "",
            self.tr("{0} with half of the time gone").format(many[Level.HALF]) if many[Level.HALF] else "",
        ]
        told = ", ".join(filter(None, parts))
        return self.tr("New among your cases since the office last opened: {0}.").format(told) if told else ""
