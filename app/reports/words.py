"""The words that paper uses for the values the office records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.models import LanguageHelp
from app.queries.chain import Head
from app.queries.figures.period import told

_OWN: Mapping[str, str] = {
    "waiting_department": "Waiting on department",
    "waiting_resident": "Waiting on resident",
    "waiting_third_party": "Waiting on third party",
    "email": "E-mail",
    "walk_in": "Walk-in",
    "referred_out": "Referred elsewhere",
    "not_possible": "Not possible",
    LanguageHelp.NONE_NEEDED: "No help needed",
    LanguageHelp.OFFERED_DECLINED: "Offered, declined",
    LanguageHelp.NOT_AVAILABLE: "Not available: need unmet",
    LanguageHelp.FAMILY_OR_FRIEND: "Family or friend",
    LanguageHelp.IN_PERSON_INTERPRETER: "Interpreter in person",
    LanguageHelp.PHONE_INTERPRETER: "Interpreter by phone",
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def word(value: StrEnum | str | None) -> str:
    """A status, channel, outcome or kind of help in words; "" for nothing."""
    text = "" if value is None else str(value)
    return _OWN.get(text, text.replace("_", " ").capitalize())


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 case", "1,204 cases"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_words(number: int) -> str:
    """Numbers to ten in words, as a sentence wants them."""
    return _NUMBERS[number] if 0 <= number <= 10 else f"{number:,}"


def share(part: int, whole: int) -> str:
    """A percentage without decimals; a dash of nothing. Only all is 100 %, only none is 0 %."""
    if not whole:
        return "–"
    rounded = round(100 * part / whole)
    return f"{min(rounded, 99) if part < whole else 100}%" if part == whole or rounded else ("1%" if part else "0%")


def head_words(head: Head) -> str:
    """The newest line of history and the first sixteen signs of its hash in groups of four, for the foot of a paper."""
    return f"History to line {head.line:,}, hash {' '.join(head.hash[n : n + 4] for n in range(0, 16, 4))}"


def decimal(value: float | None) -> str:
    """One decimal; a dash for nothing."""
    return "–" if value is None else f"{value:,.1f}"


def day(at: datetime | None, zone: str) -> str:
    """The office's date of an instant: "October 5, 2026"."""
    return "" if at is None else told(at.astimezone(ZoneInfo(zone)).date())


def short_day(at: datetime | None, zone: str) -> str:
    """The office's date in few letters: "Oct 5, 2026"."""
    return (
        ""
        if at is None
        else f"{at.astimezone(ZoneInfo(zone)):%b} {at.astimezone(ZoneInfo(zone)).day}, {local(at, zone).year}"
    )


def clock(at: datetime, zone: str) -> str:
    """The office's time of day: "10:24 AM"."""
    return f"{local(at, zone):%I:%M %p}".lstrip("0")


def moment(at: datetime | None, zone: str) -> str:
    """Date and time of day: "Oct 5, 2026, 10:24 AM"."""
    return "" if at is None else f"{short_day(at, zone)}, {clock(at, zone)}"


def local(at: datetime, zone: str) -> datetime:
    """An instant in the office's time."""
    return at.astimezone(ZoneInfo(zone))
