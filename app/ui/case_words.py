"""How lists and pages tell of cases: days, names, due dates, clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from app.models import Status
from app.queries.cases import CaseClocks, CaseRow
from app.queries.targets import is_overdue, is_paused
from app.ui.widgets.cells import DueCell
from app.ui.widgets.clocks import Clocks

TICK = 0.72
"""Where the target stands on the line of a list's clocks."""
NO_TARGET_DAYS = 30


def _tr(text: str) -> str:
    return QCoreApplication.translate("case_words", text)


def ward_words(ward: str) -> str:
    """A ward in words: "3" and "Ward 3" both are "Ward 3"; "" stays ""."""
    words = ward.strip()
    if not words or words.lower().startswith("ward"):
        return words
    return _tr("Ward {0}").format(words)


class Clock(NamedTuple):
    """The present, and the zone to tell it in."""

    now: datetime
    zone: ZoneInfo

    def local(self, at: datetime) -> datetime:
        """An instant in the office's time."""
        return at.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The office's date."""
        return self.local(self.now).date()


def day_words(day: date, today: date, *, weekday: bool = True) -> str:
    """A date as people say it: "Mon Nov 23", with the year where it is another one."""
    form = ("ddd " if weekday else "") + ("MMM d" if day.year == today.year else "MMM d, yyyy")
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def time_words(at: datetime) -> str:
    """The time of day of a local instant: "4:05 PM"."""
    return QLocale().toString(QTime(at.hour, at.minute), "h:mm AP")


def moment_words(at: datetime, clock: Clock) -> str:
    """Date and time: "Tue Nov 17, 4:05 PM"."""
    local = clock.local(at)
    return f"{day_words(local.date(), clock.today)}, {time_words(local)}"


def short_name(name: str) -> str:
    """A colleague in a narrow column: "L. Tran"."""
    words = name.split()
    return f"{words[0][0]}. {words[-1]}" if len(words) > 1 else name


def asker_words(row: CaseRow) -> str:
    """Who asks, or that the name is withheld."""
    return row.asker or (_tr("Name withheld") if row.anonymous else _tr("Nobody named"))


def owner_words(row: CaseRow, *, short: bool = True) -> str:
    """Who owns the case, or that nobody does."""
    if not row.owner:
        return _tr("Unassigned")
    return short_name(row.owner) if short else row.owner


def due_cell(row: CaseRow, clock: Clock) -> DueCell | None:
    """The due date: overdue in red with its mark, due today with its time, else the day.

    A case that is paused tells the day that holds if the wait ends now.
    """
    if row.due_at is None:
        return None
    if is_paused(row.status):
        day = clock.local(row.clocks.due_at or row.due_at).date()
        return DueCell(_tr("Paused, {0}").format(day_words(day, clock.today, weekday=False)), "waiting")
    local, is_open = clock.local(row.due_at), row.status is not Status.CLOSED
    if is_overdue(row.status, row.due_at, clock.now):
        return DueCell(day_words(local.date(), clock.today), "overdue")
    if is_open and local.date() == clock.today:
        return DueCell(_tr("Today {0}").format(time_words(local)), "due_soon")
    return DueCell(day_words(local.date(), clock.today))


def due_words(row: CaseRow, clock: Clock) -> str:
    """The due date as words alone."""
    cell = due_cell(row, clock)
    if cell is None:
        return _tr("No target")
    if cell.tone == "waiting":
        return _tr("{0} if the wait ends now").format(cell.words)
    return _tr("{0}, overdue").format(cell.words) if cell.tone == "overdue" else cell.words


def clocks_words(clocks: CaseClocks, *, whole: bool = False) -> str:
    """Our clock: "6.6 of 10 d", or "6.6 of 10 business days"."""
    unit = _tr("business days") if whole else _tr("d")
    if clocks.target_days is None:
        return f"{clocks.our_days:.1f} {unit}"
    return _tr("{0} of {1} {2}").format(f"{clocks.our_days:.1f}", clocks.target_days, unit)


def clocks_spoken(clocks: CaseClocks) -> str:
    """Both clocks aloud."""
    many = round(clocks.resident_days)
    waited = _tr("the resident has waited 1 day") if many == 1 else _tr("the resident has waited {0} days")
    resident = waited.format(many)
    return f"{clocks_words(clocks, whole=True)}, {resident}"


def clocks_line(clocks: CaseClocks) -> Clocks:
    """Both clocks as shares of one line of time whose target stands at TICK."""
    if clocks.due_at is not None and clocks.due_at > clocks.since:
        length, target = (clocks.due_at - clocks.since).total_seconds() / TICK, TICK
    else:
        length, target = NO_TARGET_DAYS * 86_400 / TICK, None
    return Clocks(
        resident=_share(clocks, clocks.until, length),
        ours=tuple((_share(clocks, a, length), _share(clocks, b, length)) for a, b in ran(clocks)),
        target=target,
        over=clocks.is_over,
        words=clocks_words(clocks),
        stopped=tuple((_share(clocks, a, length), _share(clocks, b, length)) for a, b in clocks.stopped),
    )


def ran(clocks: CaseClocks) -> list[tuple[datetime, datetime]]:
    """The stretches in which our clock ran, waits taken out."""
    stretches, start = [], clocks.since
    for begin, end in clocks.stopped:
        stretches.append((start, begin))
        start = max(start, end)
    return [(a, b) for a, b in [*stretches, (start, clocks.until)] if b > a]


def _share(clocks: CaseClocks, at: datetime, length: float) -> float:
    return min(1.0, max(0.0, (at - clocks.since).total_seconds() / length))


def row_spoken(row: CaseRow, clock: Clock) -> str:
    """A row's subject for a screen reader, with the marks it wears."""
    marks = [_tr("confidential")] if row.confidential else []
    marks += [_tr("complaint")] if row.complaint else []
    marks += [_tr("urgent")] if row.priority.value == "urgent" else []
    return ", ".join([row.subject, *marks, due_words(row, clock)])
