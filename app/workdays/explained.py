"""How a due date came about: the days counted and those skipped, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

DayKind = Literal["counted", "closed", "receipt", "due", "stood"]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class DayExplained:
    """One date between arrival and due date. `name` says why it is closed; empty for a day that is never open.

    On a day that is "stood" our clock stood still, and `name` says for whom.
    """

    date: date
    kind: DayKind
    name: str = ""


def sentence(days: Sequence[DayExplained], count: int) -> str:
    """The days in one line: "3 business days: Thu 16, Fri 17, [Mon 20 Patriots' Day], Tue 21".

    Days that are closed every week are left out; the month is named where it changes. A day on which our clock stood
    still is told with whom we waited on: "(Tue 21 waiting on resident)". What came in while the office was closed was
    received on another day, which is named: "[Fri 20 after hours], [Mon 23 received], Tue 24".
    """
    receipt = next(day for day in days if day.kind in ("receipt", "due"))
    if count == 0:
        return f"0 business days: by the close of the day of receipt, {_label(receipt.date, receipt.date)}"
    shown = [day for day in days if _is_told(day, came_later=days[0] is not receipt)]
    before = [days[0].date, *(day.date for day in shown)]
    parts = [_part(day, previous) for day, previous in zip(shown, before, strict=False)]
    return f"{count} business day{'' if count == 1 else 's'}: {', '.join(parts)}"


def _is_told(day: DayExplained, *, came_later: bool) -> bool:
    if day.kind == "receipt":
        return came_later
    return day.kind != "closed" or bool(day.name)


def _part(day: DayExplained, previous: date) -> str:
    label = _label(day.date, previous)
    if day.kind == "stood":
        return f"({label} {day.name.replace('_', ' on ', 1).replace('_', ' ')})"
    if day.kind == "receipt":
        return f"[{label} received]"
    return f"[{label} {day.name}]" if day.kind == "closed" else label


def _label(day: date, previous: date) -> str:
    month = "" if day.month == previous.month else f" {_MONTHS[day.month - 1]}"
    return f"{_DAYS[day.weekday()]} {day.day}{month}"
