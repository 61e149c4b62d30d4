"""What departments were asked in the made-up years: referrals with answers and chases, officials, contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import (
    Case,
    Category,
    Chase,
    Move,
    Referral,
    Release,
    Staff,
    Status,
    table_of,
)
from app.queries.office import calendar
from app.services.bulk import insert_many, last_id
from app.services.demo.directory import Releases, make_directory, officials
from app.services.history import line_of
from app.workdays import OfficeCalendar

MOST = 30_000
"""Waits that become referrals; in a larger office the newest, for each has three lines of history."""
FORGOTTEN = 0.6
"""The share of open cases that went on though the department never answered."""
ASKED = "Please look into it, do what is needed, and tell us what is done and by when."
ANSWERS = (
    "A crew was there. It is done.",
    "It is on the list for this month; we tell you the day before.",
    "Looked at on site. No danger; it is repaired with the next round.",
    "The contractor has the order.",
)
WITHDRAWN, TO_OFFICIAL = 0.03, 0.05
WITHDRAWN_WHY = ("The crew was there before the letter.", "The resident has it settled.")
POOR = (("We are looking into it.", "No date given"), ("Not ours.", "Does not say whose it is"))
REMINDER = "The answer was due and has not reached us. Please send it, or name the day on which we can count on it."


def make_referrals(session: Session, *, seed: int, now: datetime) -> Iterator[dict[str, Any]]:
    """Refer each case when it began to wait on a department; gives lines of history as they come, in any order."""
    rng = Random(seed + 7)
    targets, bodies = make_directory(session, now), officials(session)
    people = {row.id: Actor(row.id, row.name, row.role) for row in session.execute(select(*_staff()))}
    hours, pace = calendar(session), {number: rng.uniform(0.5, 1.3) for number in targets}
    number, chased, running = last_id(session, Referral), last_id(session, Chase), 0
    referrals: list[dict[str, Any]] = []
    chases: list[dict[str, Any]] = []
    releases = Releases(last_id(session, Release))
    for wait in _waits(session):
        number += 1
        row = _referral(wait, number, targets, hours, rng, pace, now)
        if rng.random() < TO_OFFICIAL:
            row |= releases.told(row, bodies[number % len(bodies)], hours, rng)
        referrals.append(row)
        running += row["closed_at"] is None
        most = 3 if row["closed_at"] else 3 - running % 2
        own = _chases(row, hours, rng, now, chased, most)
        chased += len(own)
        chases += own
        yield from _lines(row, own, people[row["by_id"]])
    yield from releases.lines(people)
    insert_many(session, Release, releases.rows)
    insert_many(session, Referral, referrals)
    insert_many(session, Chase, chases)


def _staff() -> tuple[Any, ...]:
    s = table_of(Staff).c
    return s.id, s.name, s.role


def _waits(session: Session) -> Iterator[Any]:
    """The newest waits on departments, each case once, and when it went on; in the order of time."""
    m, c, k = table_of(Move).alias(), table_of(Case), table_of(Category)
    later = table_of(Move).alias()
    ended = select(func.min(later.c.at)).where(later.c.case_id == m.c.case_id, later.c.at > m.c.at).scalar_subquery()
    query = select(m.c.case_id, m.c.at, m.c.by_id, k.c.department_id, c.c.status, ended.label("ended"))
    query = query.select_from(m.join(c, c.c.id == m.c.case_id).join(k, k.c.id == c.c.category_id))
    query = query.where(m.c.became == Status.WAITING_DEPARTMENT, k.c.department_id.is_not(None))
    known: set[int] = set()
    for row in reversed(session.execute(query.order_by(m.c.at.desc(), m.c.id.desc()).limit(MOST)).all()):
        if row.case_id not in known:
            known.add(row.case_id)
            yield row


def _referral(
    wait: Any,
    number: int,
    targets: Mapping[int, int],
    hours: OfficeCalendar,
    rng: Random,
    pace: Mapping[int, float],
    now: datetime,
) -> dict[str, Any]:
    """One referral: answered when the case went on, else running; some were received, some answers would not do."""
    due = hours.add_days(wait.at, targets[wait.department_id])
    received = hours.add_hours(wait.at, rng.uniform(1, 12) * pace[wait.department_id])
    end = wait.ended if wait.ended is not None and wait.ended <= now else None
    if wait.status is not Status.CLOSED and rng.random() < FORGOTTEN:
        end = None
    poor = end is not None and rng.random() < 0.08 * pace[wait.department_id]
    answer, reason = rng.choice(POOR) if poor else (rng.choice(ANSWERS), "")
    acknowledged = received if received < (end or now) and rng.random() < 0.7 else None
    back = end is not None and not poor and rng.random() < WITHDRAWN
    if back:
        answer, reason = "", rng.choice(WITHDRAWN_WHY)
    ended = "withdrawn" if back else "inadequate" if poor else "answered"
    state = ended if end else "acknowledged" if acknowledged else "sent"
    return {
        "id": number,
        "case_id": wait.case_id,
        "number": 1,
        "department_id": wait.department_id,
        "official_id": None,
        "release_id": None,
        "words": ASKED,
        "how": rng.choices(("email", "phone", "letter"), (8, 3, 1))[0],
        "reference": f"D-{40_000 + number}" if acknowledged and rng.random() < 0.3 else "",
        "sent_at": wait.at,
        "due_at": due,
        "acknowledged_at": acknowledged,
        "answered_at": None if back else end,
        "answer": answer if end else "",
        "state": state,
        "reason": reason,
        "closed_at": end,
        "made_at": wait.at,
        "by_id": wait.by_id,
    }


def _chases(
    row: Mapping[str, Any], hours: OfficeCalendar, rng: Random, now: datetime, last: int, most: int
) -> list[dict[str, Any]]:
    """Up to `most`, a few office days apart, while the answer is overdue.

    Those that run and are long overdue were chased twice or three times: the third one, or the brief, is due.
    """
    found: list[dict[str, Any]] = []
    at, end = hours.days_later(row["due_at"], 1), row["closed_at"] or now
    sure = 0.8 if row["closed_at"] else 1.0
    while len(found) < most and (at := at - timedelta(hours=rng.uniform(1, 6))) < end and rng.random() < sure:
        found.append(
            {
                "id": last + len(found) + 1,
                "referral_id": row["id"],
                "number": len(found) + 1,
                "at": at,
                "words": REMINDER,
                "how": "email",
                "made_at": at,
                "by_id": row["by_id"],
            }
        )
        at = hours.add_days(at, rng.randint(2, 4))
    return found


def _lines(row: Mapping[str, Any], chases: Sequence[Mapping[str, Any]], who: Actor) -> Iterator[dict[str, Any]]:
    """History as the acts would have written it."""
    known = {"referral_id": row["id"], "number": row["number"]}

    def line(verb: str, at: datetime, **more: Any) -> dict[str, Any]:
        return line_of(who, verb, "case_record", row["case_id"], at, {**known, **more})

    to = {name: row[name] for name in ("department_id", "official_id", "release_id") if row[name] is not None}
    yield line("referred", row["sent_at"], **to, how=row["how"])
    if row["acknowledged_at"]:
        yield line("referral acknowledged", row["acknowledged_at"], state=["sent", "acknowledged"])
    for each in chases:
        yield line("chased", each["at"], chase_id=each["id"], chase=each["number"], how=each["how"])
    if row["closed_at"]:
        was, back = "acknowledged" if row["acknowledged_at"] else "sent", row["state"] == "withdrawn"
        said = {"words": row["answer"], "reason": row["reason"]}
        told = {"state": [was, row["state"]], **{name: words for name, words in said.items() if words}}
        yield line("referral withdrawn" if back else "referral answered", row["closed_at"], **told)
