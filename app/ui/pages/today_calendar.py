"""What the office's clock has to say on Today: cases whose time runs out, and a next year without holidays."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.authority import Right
from app.queries.warnings import Level, Warned, warnings
from app.ui.case_words import Clock, day_words
from app.ui.pages.today_parts import Section, WordRow
from app.ui.seat import Seat
from app.ui.widgets.banner import Banner

OCTOBER = 10
MOST_ROWS = 5
OFFICE_HOURS = 1
"""The place of the tab on the Office page."""


class HolidayReminder(Banner):
    """From October on, for who keeps the office: next year's list of closed days is still empty."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__("warning", "", parent, act=self.tr("Set holidays"), name="today_holidays")
        self._seat = seat
        self.acted.connect(lambda: seat.page_wanted.emit("office", {"tab": OFFICE_HOURS}))
        seat.reference_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Show it, or not."""
        today = self._seat.today()
        year = today.year + 1
        empty = not any(day.year == year for day in self._seat.reference.calendar.closures)
        words = self.tr("{0} has no holidays yet: due dates would count them as working days.").format(year)
        self.set_text("", words)
        self.setVisible(empty and today.month >= OCTOBER and self._seat.may(Right.MANAGE_OFFICE))


class TimeWarnings(Section):
    """Own cases past half, past 80 % and past all of their time, told in words; what presses most first."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Time running out"), parent, name="today_warnings", key="M")
        self.setContentsMargins(0, 12, 0, 0)
        self._seat = seat
        self.refresh()

    def refresh(self) -> None:
        """Ask as of now; while the office is closed nothing new can be there."""
        at = self._seat.now()
        self._seat.ask(lambda s, who: warnings(s, who, at=at), then=self._came, owner=self, key="warnings")

    def _came(self, found: list[Warned]) -> None:
        rows = [self._row(at, each) for at, each in enumerate(found[:MOST_ROWS])]
        self.set_rows(rows)

    def _row(self, at: int, each: Warned) -> WordRow:
        clock = Clock(self._seat.now(), self._seat.zone)
        gone = {
            Level.LATE: self.tr("overdue"),
            Level.MOST: self.tr("80 % of its time is gone"),
            Level.HALF: self.tr("half of its time is gone"),
        }[each.level]
        due = self.tr("due {0}").format(day_words(clock.local(each.due_at).date(), clock.today))
        words = f"{each.number}, {each.subject}: {gone}"
        row = WordRow(words, due, self, act=self.tr("Open"), name=f"warning_{at}")
        row.acted.connect(lambda: self._seat.record_wanted.emit("case", each.case_id))
        return row
