"""The values in the tables of a report: typed, so that paper, page, table and JSON each write them in their own way."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from app.reports.words import decimal, share

FEWEST = 5
"""Counts below this, save 0, are never shown to the public (DOMAIN.md, Figures)."""


class Share(NamedTuple):
    """Part of a whole, both counts: "43%" on paper, 0.43 in a table."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return round(self.part / self.whole, 4) if self.whole else None


class Few(NamedTuple):
    """A count that the public version does not show; `own` when it is small itself, else it guards a small one."""

    own: bool = True


Cell = str | int | float | date | datetime | Share | Few | None


def shown(cell: Cell) -> str:
    """A cell as people read it: "1,204", "4.3", "43%", "Oct 5, 2026", "fewer than 5"; a dash for nothing."""
    match cell:
        case str():
            return cell
        case bool():
            return "Yes" if cell else "No"
        case None:
            return "–"
        case int():
            return f"{cell:,}"
        case float():
            return decimal(cell)
        case Share():
            return share(cell.part, cell.whole)
        case Few():
            return f"fewer than {FEWEST}" if cell.own else "not shown"
        case datetime():
            return f"{cell:%b} {cell.day}, {cell.year}, {cell:%I:%M %p}".replace(" 0", " ")
    return f"{cell:%b} {cell.day}, {cell.year}"


def plain(cell: Cell) -> str | int | float | date | datetime | None:
    """A cell as programs read it: numbers stay numbers, a share lies between 0 and 1, what is not shown is a word."""
    match cell:
        case Share():
            return cell.value
        case Few():
            return shown(cell)
        case float():
            return round(cell, 4)
        case datetime():
            return cell.replace(tzinfo=None)
    return cell
