"""The office calendar: business time, and due dates that explain themselves. No Qt and no database in here."""

from __future__ import annotations

from app.workdays.calendar import OfficeCalendar
from app.workdays.explained import DayExplained, DayKind
from app.workdays.hours import DEFAULT_HOURS, Span, WeekHours
from app.workdays.presets import PRESETS, preset_closures
from app.workdays.target import Stretch, counted_days, moved

__all__ = [
    "DEFAULT_HOURS",
    "PRESETS",
    "DayExplained",
    "DayKind",
    "OfficeCalendar",
    "Span",
    "Stretch",
    "WeekHours",
    "counted_days",
    "moved",
    "preset_closures",
]
