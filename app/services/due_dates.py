"""Set the due dates of a case, and move them when it comes back from a wait that stopped our clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.models import Case, Category
from app.queries.case_clocks import Wait, waits_of
from app.queries.office import calendar
from app.queries.targets import is_paused
from app.workdays import OfficeCalendar, moved


def set_due(session: Session, case: Case, *, at: datetime) -> None:
    """Set the due dates by the category's targets, from receipt on and moved by the waits that are over.

    A case without category has none.
    """
    category = session.get(Category, case.category_id) if case.category_id else None
    if category is None:
        case.first_response_due_at = case.due_at = None
        return
    hours = calendar(session)
    case.first_response_due_at = hours.add_days(case.received_at, category.first_response_days)
    case.due_at = hours.add_days(case.received_at, category.resolution_days)
    waits = _waits(session, case, at)
    _move_by(hours, case, waits[:-1] if is_paused(case.status) else waits)


def wait_ending(session: Session, case: Case, *, at: datetime) -> list[Wait]:
    """The wait, of those that stop our clock, in which the case is; asked before its status changes."""
    return list(_waits(session, case, at)[-1:]) if is_paused(case.status) else []


def move_due(session: Session, case: Case, ended: Sequence[Wait]) -> None:
    """Move the due dates of a case that came back, or was closed, out of a wait (`app.workdays.target`)."""
    if ended:
        _move_by(calendar(session), case, ended)


def _waits(session: Session, case: Case, at: datetime) -> Sequence[Wait]:
    return waits_of(session, [case.id], at=at).get(case.id, []) if case.id is not None else []


def _move_by(hours: OfficeCalendar, case: Case, waits: Sequence[Wait]) -> None:
    """What was answered before a wait began was answered by the date as it stood then."""
    answered = case.first_response_at
    if case.due_at is not None:
        case.due_at = moved(hours, case.due_at, [each.stretch for each in waits])
    if case.first_response_due_at is not None:
        before = [each.stretch for each in waits if answered is None or each.start <= answered]
        case.first_response_due_at = moved(hours, case.first_response_due_at, before)
