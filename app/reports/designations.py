"""What the papers about a designation share: which one is meant, and how its days and powers are told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.authority import WORDS, Actor, Right
from app.errors import Invalid
from app.queries.figures.period import told
from app.queries.register import designations
from app.queries.register_rows import DesignationRow, State
from app.reports.kinds import Answers
from app.reports.words import clock, local
from app.workdays import last_day


def chosen(session: Session, who: Actor, answers: Answers, at: datetime) -> DesignationRow:
    """The designation asked for by its id; without one that in force, else the next to come, else the last.

    Raises NotAllowed without READ_REGISTER, Invalid when there is none.
    """
    rows = designations(session, who, at=at)
    if not rows:
        raise Invalid({"designation": "Nobody was designated yet. Designate an acting director first."})
    wanted = answers.get("designation")
    if wanted in (None, ""):
        return _sensible(rows)
    found = next((row for row in rows if str(row.id) == str(wanted).strip()), None)
    if found is None:
        raise Invalid({"designation": "There is no designation of this number. Look at the list again."})
    return found


def _sensible(rows: list[DesignationRow]) -> DesignationRow:
    ahead = [row for row in reversed(rows) if row.state is State.TO_COME]
    return next((row for row in rows if row.state is State.IN_FORCE), ahead[0] if ahead else rows[0])


def begins(row: DesignationRow, zone: str) -> str:
    """ "Monday, November 16, 2026, 8:30 AM"; without the time at the begin of a day."""
    at = local(row.from_at, zone)
    return long_day(at.date()) + ("" if at.hour == at.minute == 0 else f", {clock(row.from_at, zone)}")


def ends(until: datetime, zone: str) -> str:
    """ "Friday, November 27, 2026, 4:30 PM"; for the end of a day: "… at the end of the day"."""
    at = local(until, zone)
    if at.hour == at.minute == 0:
        return f"{long_day(last_day(until, zone))}, at the end of the day"
    return f"{long_day(at.date())}, {clock(until, zone)}"


def long_day(day: date) -> str:
    """ "Monday, November 16, 2026"."""
    return f"{day:%A}, {told(day)}"


def powers(row: DesignationRow) -> list[str]:
    """The powers kept back, in words."""
    return [WORDS[Right(name)] for name in row.kept_back if name in set(Right)]


def named_for(row: DesignationRow) -> str:
    """For whom they act: the Director's name, or the vacant place."""
    return row.for_name or "the vacant place of Director"


def file_part(row: DesignationRow, zone: str) -> str:
    """The part of a file's name that tells designations apart: the day of the begin, no names."""
    return f"{local(row.from_at, zone):%Y-%m-%d}"


def defaults(zone: str, at: datetime) -> dict[str, Any]:
    """The sensible designation."""
    del zone, at
    return {"designation": ""}
