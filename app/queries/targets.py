"""When a case is late, said once for lists, Today, figures and pages. The date itself moves by `app.workdays.target`.

A case is overdue when it is open, our clock runs and its due date has passed. While it waits on the resident or a third
party it is paused and never overdue; the date moves when it comes back. It is closed within target when it is closed at
or before its due date. The first response has its own date, which waits move until somebody answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column

from app.models import CLOCK_STOPS, Case, Status, table_of
from app.workdays import Stretch

RUNNING = tuple(each for each in Status if each is not Status.CLOSED and each not in CLOCK_STOPS)
"""The statuses of an open case in which our clock runs."""


def is_paused(status: Status) -> bool:
    """Whether our clock stands still."""
    return status in CLOCK_STOPS


def is_overdue(status: Status, due_at: datetime | None, at: datetime) -> bool:
    """Whether a case of this status, due then, is late at an instant."""
    return status in RUNNING and due_at is not None and due_at < at


def overdue(at: datetime) -> ColumnElement[bool]:
    """The same as a condition on the case table, served by its indexes."""
    c = table_of(Case).c
    return and_(c.status.in_(RUNNING), c.due_at < at)


def due_between(first: datetime, last: datetime) -> ColumnElement[bool]:
    """Open cases whose clock runs and that are due from `first` on and before `last`."""
    c = table_of(Case).c
    return and_(c.status.in_(RUNNING), c.due_at >= first, c.due_at < last)


def due_order() -> ColumnElement[Any]:
    """What presses first: the due date, and none while the case is paused. In the words of the index ix_case_due."""
    paused = ", ".join(f"'{each.value}'" for each in sorted(CLOCK_STOPS))
    words = f"CASE WHEN case_record.status IN ({paused}) THEN NULL ELSE case_record.due_at END"
    return literal_column(words, type_=table_of(Case).c.due_at.type)


def is_in_time(done: datetime, due_at: datetime | None, waits: Iterable[Stretch] = ()) -> bool | None:
    """Whether something was done within its target; None where there is none.

    `waits` are the stretches (start, end) that have not moved the date yet: what is done in one is done in time, if the
    date had not passed when it began.
    """
    if due_at is None:
        return None
    return done <= due_at or any(start < due_at and start <= done <= end for start, end in waits)
