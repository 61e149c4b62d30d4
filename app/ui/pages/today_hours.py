"""Whether the office is open now, and until when, for the head of Today."""

from __future__ import annotations

from datetime import datetime, time

from PySide6.QtCore import QCoreApplication

from app.ui.case_words import Clock, moment_words, time_words
from app.ui.seat import Seat


def hours_words(seat: Seat) -> str:
    """ "Open until 4:30 PM, 6 h 6 min left", or "Closed until Thu Nov 19, 8:30 AM"."""
    calendar, now = seat.reference.calendar, seat.now()
    if not calendar.is_open(now):
        return _tr("Closed until {0}").format(moment_words(calendar.next_opening(now), Clock(now, seat.zone)))
    here = seat.local(now)
    closes = next(end for start, end in calendar.spans_on(here.date()) if start <= here.time() and _after(end, here))
    end = here.replace(hour=closes.hour, minute=closes.minute, second=0, microsecond=0)
    left = int((end - here).total_seconds() // 60) % 1440
    return _tr("Open until {0}, {1} h {2} min left").format(time_words(end), left // 60, left % 60)


def _tr(text: str) -> str:
    return QCoreApplication.translate("today_hours", text)


def _after(end: time, here: datetime) -> bool:
    return end == time(0) or end > here.time()
