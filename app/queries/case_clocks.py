"""The two clocks of a case: the resident's never stops, ours stops while it waits on the resident or a third party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.models import CLOCK_STOPS, Move, Status, table_of
from app.workdays import OfficeCalendar

DAY = 86_400
Waits = Mapping[int, Sequence[tuple[datetime, datetime]]]


class CaseClocks(NamedTuple):
    """Both clocks of a case from receipt to `until` (closing, or now).

    `resident_days` are calendar days, `our_days` business days without waits; `stopped` are the waits (UTC);
    `target_days` is the target in business days, None without one; `due_at` the instant it ends.
    """

    since: datetime
    until: datetime
    resident_days: float
    our_days: float
    target_days: int | None
    due_at: datetime | None
    stopped: tuple[tuple[datetime, datetime], ...]
    running: bool

    @property
    def is_over(self) -> bool:
        """Whether ours ran past its target."""
        return self.target_days is not None and self.our_days > self.target_days


def waits_of(session: Session, case_ids: Sequence[int], *, at: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    """The stretches, by case, in which our clock stood still; one that lasts ends at `at`."""
    m = table_of(Move).c
    query = select(m.case_id, m.at, m.became).where(m.case_id.in_(case_ids)).order_by(m.case_id, m.at, m.id)
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    began: dict[int, datetime] = {}
    for case_id, moved, became in session.execute(query):
        start = began.pop(case_id, None)
        if start is not None:
            found.setdefault(case_id, []).append((start, moved))
        if Status(became) in CLOCK_STOPS:
            began[case_id] = moved
    for case_id, start in began.items():
        found.setdefault(case_id, []).append((start, max(start, at)))
    return found


def clocks_of(
    calendar: OfficeCalendar,
    *,
    received_at: datetime,
    closed_at: datetime | None,
    status: Status,
    waits: Iterable[tuple[datetime, datetime]] = (),
    due_at: datetime | None = None,
    at: datetime,
) -> CaseClocks:
    """Both clocks as of `at`, or of the closing. The target is told back from `due_at`: the category's may be new."""
    until = max(received_at, closed_at or at)
    inside = ((max(start, received_at), min(end, until)) for start, end in waits)
    stopped = tuple((start, end) for start, end in inside if end > start)
    ran = calendar.days_between(received_at, until) - sum(calendar.days_between_many(stopped))
    return CaseClocks(
        since=received_at,
        until=until,
        resident_days=(until - received_at).total_seconds() / DAY,
        our_days=max(0.0, ran),
        target_days=target_of(calendar, received_at, due_at),
        due_at=due_at,
        stopped=stopped,
        running=closed_at is None and status not in CLOCK_STOPS,
    )


def target_of(calendar: OfficeCalendar, received_at: datetime, due_at: datetime | None) -> int | None:
    """How many business days lie between the close of the day of receipt and `due_at`; None without a due date."""
    if due_at is None:
        return None
    return max(0, round(calendar.days_between(calendar.add_days(received_at, 0), due_at)))
