"""Follow-ups of the made-up office: "is it fixed?" a fortnight after closing, with what residents said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, Fixed, FollowUp, Outcome, Status, table_of
from app.queries.office import calendar
from app.services.bulk import insert_many
from app.services.history import line_of, values
from app.workdays import OfficeCalendar, day_of

DAY = timedelta(days=1)
BACK, SHARE, LATER = 365 * DAY, 0.3, 14 * DAY
REACHED, DROPPED, DECLINED = 0.7, 0.04, 0.2
SAID = ("It holds so far.", "Better, but not all of it.", "Very kind people.", "", "", "It took long.")
MOVED_AWAY = "The resident moved away."
Row = dict[str, Any]


def make_follow_ups(session: Session, *, seed: int, now: datetime) -> None:
    """Plan one for a share of what was closed within a year; what is due by `now` was asked, but for a few."""
    insert_many(session, FollowUp, _rows(session, Random(seed + 8), calendar(session), now))


def _rows(session: Session, rng: Random, hours: OfficeCalendar, now: datetime) -> Iterator[Row]:
    c = table_of(Case).c
    known = (c.owner_id.is_not(None), c.confidential.is_(False), c.outcome != Outcome.NO_OUTCOME_RECORDED)
    query = select(c.id, c.owner_id, c.closed_at).where(c.status == Status.CLOSED, c.closed_at > now - BACK, *known)
    for case in session.execute(query.order_by(c.id).execution_options(yield_per=2_000)):
        if rng.random() > SHARE:
            continue
        due = hours.next_opening(case.closed_at + LATER)
        row = {"case_id": case.id, "due_on": day_of(due, hours.zone), "made_at": case.closed_at}
        at = due + timedelta(minutes=rng.randint(5, 400))
        yield row | {"by_id": case.owner_id} | _asked(case, at, rng, waits=at > now)


def _asked(case: Any, at: datetime, rng: Random, *, waits: bool) -> Row:
    """What came of it; each row has all columns."""
    blank = {"asked_at": None, "asked_by_id": None, "reached": None, "fixed": None, "satisfaction": None, "words": ""}
    lot = rng.random()
    if waits:
        return blank | {"dropped_at": None}
    if lot < DROPPED:
        return blank | {"dropped_at": at, "words": MOVED_AWAY}
    asked = blank | {"dropped_at": None, "asked_at": at, "asked_by_id": case.owner_id, "reached": lot < REACHED}
    if not asked["reached"]:
        return asked
    fixed = rng.choices((Fixed.YES, Fixed.PARTLY, Fixed.NO, Fixed.UNKNOWN), (80, 11, 6, 3))[0]
    content = (1, 1, 3, 6, 6) if fixed is Fixed.YES else (4, 5, 4, 2, 1)
    given = None if rng.random() < DECLINED else rng.choices((1, 2, 3, 4, 5), content)[0]
    return asked | {"fixed": fixed, "satisfaction": given, "words": rng.choice(SAID)}


def plan_lines(session: Session, people: Mapping[int, Actor]) -> Iterator[Row]:
    """History of the planning, in the order of time."""
    f = table_of(FollowUp)
    for row in session.execute(select(f).order_by(f.c.made_at, f.c.id).execution_options(yield_per=1_000)):
        detail = {"follow_up_id": row.id, "due_on": [None, row.due_on.isoformat()]}
        yield line_of(people[row.by_id], "planned follow-up", "case_record", row.case_id, row.made_at, detail)


def ask_lines(session: Session, people: Mapping[int, Actor]) -> Iterator[Row]:
    """History of the asking, and of plans that were dropped, in the order of time."""
    f = table_of(FollowUp)
    ended = func.coalesce(f.c.asked_at, f.c.dropped_at)
    query = select(f).where(ended.is_not(None)).order_by(ended, f.c.id)
    for row in session.execute(query.execution_options(yield_per=1_000)):
        known: Row = {"follow_up_id": row.id}
        if row.dropped_at is not None:
            verb, told = "dropped follow-up", {"dropped_at": [None, row.dropped_at.isoformat()], "reason": row.words}
        else:
            verb, told = "asked", values({"fixed": row.fixed, "satisfaction": row.satisfaction, "words": row.words})
            told |= {"reached": [None, row.reached]}
        yield line_of(people[row.by_id], verb, "case_record", row.case_id, row.asked_at or row.dropped_at, known | told)
