"""Times as people type them: "10:23", "yesterday 3pm", "Nov 12 4:05 pm", "11/12/2026 16:05"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_TIME = re.compile(
    r"(?<![\d/.-])(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])\.?m?\.?(?![a-z])|(?<![\d/.-])(\d{1,2})[:.h](\d{2})(?!\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASH = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?")
_NAMED = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse_when(text: str, now: datetime) -> datetime | None:
    """The instant that was typed, in the zone of `now` (the office's); None when it cannot be read.

    A day without a time is taken at the time of `now`; "Mon" is the Monday just past; a date that would be in the
    future without its year is of last year.
    """
    words = text.strip().lower()
    if not words or words == "now":
        return now if words else None
    at, rest = _time_in(words)
    day, rest = _day_in(rest, now.date())
    if rest.strip(" ,.;at") or (at is None and day is None):
        return None
    found = datetime.combine(day or now.date(), at or now.time(), tzinfo=now.tzinfo)
    if day is None and found > now:
        found -= timedelta(days=1)  # "4:05 PM" typed in the morning was yesterday's
    return found


def _time_in(words: str) -> tuple[time | None, str]:
    for match in _TIME.finditer(words):
        hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
        half = (match[3] or "").lower()
        if half:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute), words[: match.start()] + words[match.end() :]
    return None, words


def _day_in(words: str, today: date) -> tuple[date | None, str]:
    for word, back in (("today", 0), ("yesterday", 1)):
        if word in words:
            return today - timedelta(days=back), words.replace(word, "", 1)
    for pattern, read in ((_ISO, _iso), (_NAMED, _named), (_SLASH, _slash)):
        match = pattern.search(words)
        if match:
            day = read(match, today)
            return day, (words[: match.start()] + words[match.end() :]) if day else words
    match = re.search(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*", words)
    if match:
        back = (today.weekday() - _DAYS.index(match[1])) % 7 or 7
        return today - timedelta(days=back), words[: match.start()] + words[match.end() :]
    return None, words


def _iso(match: re.Match[str], _today: date) -> date | None:
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _named(match: re.Match[str], today: date) -> date | None:
    return _of_year(match[3], _MONTHS.index(match[1].lower()[:3]) + 1, int(match[2]), today)


def _slash(match: re.Match[str], today: date) -> date | None:
    return _of_year(match[3], int(match[1]), int(match[2]), today)


def _of_year(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = _date(today.year, month, day)
    return _date(today.year - 1, month, day) if found and found > today else found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_promise(text: str, now: datetime) -> datetime | None:
    """The instant by which something was promised, in the zone of `now`: "Thu", "tomorrow 3 PM", "Nov 19".

    A day without an hour counts until its last minute. None when it cannot be read.
    """
    at, rest = _time_in(text.strip().lower())
    day = parse_day_to_come(rest.strip(" ,"), now.date()) if rest.strip(" ,") else now.date()
    if day is None or not text.strip():
        return None
    return datetime.combine(day, at or time(23, 59), tzinfo=now.tzinfo)


def parse_hour(text: str) -> time | None:
    """The hour that was typed ("3 PM", "15:00"); None when it cannot be read."""
    at, rest = _time_in(text.strip().lower())
    return None if rest.strip(" .") else at


def parse_day_to_come(text: str, today: date) -> date | None:
    """A day to come as people type it: "Thu", "tomorrow", "Nov 19", "11/19", "2026-11-19"; None when it is no day.

    "Thu" is the next one after today, a date without its year the next of that name. What is over is answered as it is.
    """
    words = text.strip().lower().removeprefix("by ").strip()
    named = {"today": 0, "tomorrow": 1}.get(words)
    if named is not None:
        return today + timedelta(days=named)
    match = re.fullmatch(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?", words)
    if match:
        return today + timedelta(days=(_DAYS.index(match[1]) - today.weekday() - 1) % 7 + 1)
    day, rest = _day_in(words, today)
    if day is None or rest.strip(" ,.;"):
        return None
    bare = not _ISO.search(words) and not re.search(r"\d{4}|[/.]\d{1,2}[/.]", words)
    return _date(day.year + 1, day.month, day.day) if bare and day < today else day
