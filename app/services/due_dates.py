"""Set the due dates of a case, and move them when it comes back from a wait that stopped our clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.models import Case
from app.queries.case_clocks import Wait, waits_of
from app.queries.goals import Goal, Goals
from app.queries.office import calendar
from app.queries.targets import is_paused
from app.workdays import OfficeCalendar, day_of, moved


def set_due(session: Session, case: Case, *, at: datetime) -> None:
    """Set the due dates by the target in force on the day of receipt, and move them by the waits that are over.

    A case without a target has none. Waits do not move the acknowledgement: it takes one word to the resident.
    """
    hours, goal = calendar(session), goal_of(session, case)
    if goal is None:
        case.acknowledge_due_at = case.first_response_due_at = case.due_at = None
        return
    case.acknowledge_due_at = hours.add_hours(case.received_at, goal.acknowledge_hours)
    case.first_response_due_at = hours.add_days(case.received_at, goal.first_response_days)
    case.due_at = hours.add_days(case.received_at, goal.resolution_days)
    waits = _waits(session, case, at)
    _move_by(hours, case, waits[:-1] if is_paused(case.status) else waits)


def goal_of(session: Session, case: Case) -> Goal | None:
    """The target in force for a case on the day of its receipt; None without one."""
    day = day_of(case.received_at, calendar(session).zone)
    return Goals.of(session).on(case.category_id, case.priority, day)


def note_answer(case: Case, at: datetime) -> None:
    """The resident was answered: the first time is the first response, and the acknowledgement if there was none."""
    if case.first_response_at is None:
        case.first_response_at = at
    if case.acknowledged_at is None:
        case.acknowledged_at = at


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
