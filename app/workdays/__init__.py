"""The office calendar: business time, and due dates that explain themselves. No Qt and no database in here."""

from __future__ import annotations

from app.workdays.calendar import OfficeCalendar
from app.workdays.explained import DayExplained, DayKind, sentence
from app.workdays.hours import DEFAULT_HOURS, Span, WeekHours
from app.workdays.presets import PRESETS, preset_closures
from app.workdays.target import Stretch, counted_days, moved
from app.workdays.term import Term, day_of, end_of, first_monday, last_day, start_of, term_of
from app.workdays.versions import Earlier, first_change, past_problems, week_from_json
from app.workdays.words import day_in_words, end_in_words, start_in_words

__all__ = [
    "DEFAULT_HOURS",
    "PRESETS",
    "DayExplained",
    "DayKind",
    "Earlier",
    "OfficeCalendar",
    "Span",
    "Stretch",
    "Term",
    "WeekHours",
    "counted_days",
    "day_in_words",
    "day_of",
    "end_in_words",
    "end_of",
    "first_change",
    "first_monday",
    "last_day",
    "moved",
    "past_problems",
    "preset_closures",
    "sentence",
    "start_in_words",
    "start_of",
    "term_of",
    "week_from_json",
]
