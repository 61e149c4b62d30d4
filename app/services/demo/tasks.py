"""Tasks of the made-up office: done ones of the last months, and those that wait for their owners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, Status, Task, table_of
from app.queries.case_filter import OPEN
from app.queries.office import calendar
from app.services.bulk import insert_many
from app.services.history import line_of, values
from app.workdays import day_of

DAY = timedelta(days=1)
BACK, SHARE, SHARE_OPEN, FEW = 200 * DAY, 0.18, 0.1, 12
TASKS = ("Call the department again", "Look for the photos", "Ask the neighbors", "Write the letter", "Visit the place")


def make_tasks(session: Session, *, seed: int, now: datetime) -> None:
    """Write those done on cases that were closed lately, then those that are open."""
    rng, zone = Random(seed + 6), calendar(session).zone
    insert_many(session, Task, _done(session, rng, zone, now))
    insert_many(session, Task, list(_open(session, rng, zone, now)))


def _cases(*wanted: Any) -> Select[Any]:
    c = table_of(Case).c
    return select(c.id, c.owner_id, c.received_at, c.closed_at).where(c.owner_id.is_not(None), *wanted)


def _done(session: Session, rng: Random, zone: str, now: datetime) -> Iterator[dict[str, Any]]:
    c, hours = table_of(Case).c, calendar(session)
    found = _cases(c.status == Status.CLOSED, c.closed_at > now - BACK).order_by(c.id)
    for case in session.execute(found.execution_options(yield_per=2_000)):
        length = case.closed_at - case.received_at
        if length < DAY or rng.random() > SHARE:
            continue
        made = min(hours.next_opening(case.received_at + length * rng.uniform(0.1, 0.4)), case.closed_at)
        done = min(hours.next_opening(made + length * rng.uniform(0.1, 0.5)), case.closed_at)
        due = day_of(made, zone) + rng.randint(1, 5) * DAY
        yield _row(case, rng.choice(TASKS), due, made) | {"done_at": done, "done_by_id": case.owner_id}


def _open(session: Session, rng: Random, zone: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Of open cases that are a day old, those with a promise for these days left out (they are the newest)."""
    c = table_of(Case).c
    wanted = (c.status.in_(OPEN), c.received_at < now - DAY, c.confidential.is_(False))
    cases = session.execute(_cases(*wanted).order_by(c.received_at.desc())).all()
    for case in cases[FEW : FEW + max(FEW, int(SHARE_OPEN * len(cases)))]:
        made = max(now - timedelta(hours=rng.randint(2, 20)), case.received_at)
        yield _row(case, rng.choice(TASKS), day_of(now, zone) + rng.randint(-1, 6) * DAY, made)


def _row(case: Any, words: str, due: Any, made: datetime) -> dict[str, Any]:
    known = {"words": words, "due_on": due, "case_id": case.id, "owner_id": case.owner_id}
    return known | {"made_at": made, "by_id": case.owner_id, "done_at": None, "done_by_id": None}


def added_lines(session: Session, people: Mapping[int, Actor]) -> Iterator[dict[str, Any]]:
    """History of the adding, in the order of time."""
    t = table_of(Task)
    for row in session.execute(select(t).order_by(t.c.made_at, t.c.id).execution_options(yield_per=1_000)):
        told = values({"words": row.words, "due_on": row.due_on, "owner_id": row.owner_id})
        yield line_of(
            people[row.by_id], "added task", "case_record", row.case_id, row.made_at, {"task_id": row.id} | told
        )


def done_lines(session: Session, people: Mapping[int, Actor]) -> Iterator[dict[str, Any]]:
    """History of the doing, in the order of time."""
    t = table_of(Task)
    query = select(t).where(t.c.done_at.is_not(None)).order_by(t.c.done_at, t.c.id)
    for row in session.execute(query.execution_options(yield_per=1_000)):
        detail = {"task_id": row.id, "words": row.words, "done_at": [None, row.done_at.isoformat()]}
        yield line_of(people[row.done_by_id], "did task", "case_record", row.case_id, row.done_at, detail)
