"""An absence of the Director, and a designation for it: valid rows with overrides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.models import Absence, Designation
from app.services.absences import record_absence
from app.services.designations import designate
from tests.factories import AT, director

UNTIL = datetime(2026, 11, 28, 5, tzinfo=UTC)  # the end of Friday, November 27, in Halbrook
MEMO = "Memorandum 2026-31"


def make_absence(session: Session, who: Actor | None = None, **given: Any) -> Absence:
    """The Director (id 1) is away from AT to the end of November 27."""
    at = given.pop("at", AT)
    fields = {"staff_id": 1, "kind": "leave", "from_at": AT, "until_at": UNTIL} | given
    return record_absence(session, who or director(session), fields=fields, at=at)


def fields_for(acting: Actor, absence: Absence, **given: Any) -> dict[str, Any]:
    """The fields of a designation for the whole absence."""
    return {
        "staff_id": acting.id,
        "absence_id": absence.id,
        "instrument": MEMO,
        "instrument_on": date(2026, 11, 12),
        "reason": "Medical leave",
        "from_at": max(absence.from_at, AT),
        "until_at": absence.until_at or AT + timedelta(days=9),
    } | given


def make_designation(
    session: Session, mayor: Actor, acting: Actor, *, absence: Absence | None = None, at: datetime = AT, **given: Any
) -> Designation:
    """A designation by the Mayor, for a new absence where none is given."""
    away = absence or make_absence(session, at=at)
    return designate(session, mayor, fields=fields_for(acting, away, **given), at=at)
