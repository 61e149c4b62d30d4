"""Promises, tasks, follow-ups and a shared trouble of the made-up office; a few hundred rows however large it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import (
    Case,
    Channel,
    Fixed,
    FollowUp,
    Promise,
    PromiseState,
    Role,
    Staff,
    Status,
    Task,
)
from app.queries.case_filter import OPEN
from app.queries.office import calendar
from app.services.history import line_of, values

DAY = timedelta(days=1)
LATELY, OPEN_ONES, ASKED, UNDER = 240, 14, 120, 2
WORDS = (
    "A crew comes and looks at it",
    "We call with what the department answers",
    "The truck comes back",
    "The light is mended",
    "A letter with the answer goes out",
    "Somebody calls about the permit",
)
TASKS = ("Call the department again", "Look for the photos", "Ask the neighbors", "Write the letter", "Visit the place")
HOWS = (Channel.PHONE, Channel.PHONE, Channel.EMAIL, Channel.WALK_IN)
SAID = ("It holds so far.", "Better, but not all of it.", "Very kind people.", "", "", "It took long.")


def make_promises(session: Session, *, seed: int, now: datetime) -> list[dict[str, Any]]:
    """What was promised, is to be done and was asked until `now`; gives its lines of history, in any order."""
    rng, zone = Random(seed + 5), ZoneInfo(calendar(session).zone)
    people = {each.id: Actor(each.id or 0, each.name, each.role) for each in session.exec(select(Staff)).all()}
    owned = (col(Case.owner_id).is_not(None), col(Case.confidential).is_(False))
    opened = _cases(session, OPEN_ONES * 3, col(Case.status).in_(OPEN), Case.received_at < now - DAY, *owned)
    done = _cases(session, LATELY, Case.status == Status.CLOSED, col(Case.closed_at) > now - 150 * DAY, *owned)
    lines = [line for case in done for line in _settled(session, case, people, rng, zone)]
    lines += [line for n, case in enumerate(opened[:OPEN_ONES]) for line in _open(session, case, people, n, now, zone)]
    lines += _tasks(session, opened[OPEN_ONES:], people, rng, now, zone)
    lines += _follow_ups(session, done[:ASKED], people, rng, now, zone)
    lines += _trouble(session, opened, people, now)
    return lines


def _cases(session: Session, many: int, *wanted: Any) -> Sequence[Case]:
    """The newest that are wanted."""
    return session.exec(select(Case).where(*wanted).order_by(col(Case.received_at).desc()).limit(many)).all()


def _end_of(at: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(at.astimezone(zone).date(), time(23, 59), zone).astimezone(UTC)


def _keep(session: Session, case: Case, words: str, due: datetime, told: datetime, how: Channel) -> Promise:
    facts: dict[str, Any] = {"words": words, "due_at": due, "how": how, "told_at": told, "made_at": told}
    made = Promise(**facts, case_id=case.id or 0, by_id=case.owner_id or 0)
    session.add(made)
    session.flush()
    return made


def _line(who: Actor, verb: str, case_id: int | None, at: datetime, detail: dict[str, Any]) -> dict[str, Any]:
    return line_of(who, verb, "case_record", case_id or 0, at, detail)


def _promised(who: Actor, case: Case, made: Promise) -> dict[str, Any]:
    told = {"words": made.words, "due_at": made.due_at, "how": made.how, "told_at": made.told_at}
    return _line(who, "promised", case.id, made.made_at, {"promise_id": made.id} | values(told))


def _settled(
    session: Session, case: Case, people: dict[int | None, Actor], rng: Random, zone: ZoneInfo
) -> Iterator[dict[str, Any]]:
    """A promise of a case that is closed by now: most were kept, some moved, few broken."""
    length = (case.closed_at or case.received_at) - case.received_at
    if length < 2 * DAY or case.owner_id not in people:
        return
    who, told = people[case.owner_id], case.received_at + length * 0.2
    due = min(_end_of(told + length * 0.5, zone), case.closed_at or told)
    made = _keep(session, case, rng.choice(WORDS), due, told, rng.choice(HOWS))
    yield _promised(who, case, made)
    fate = rng.random()
    state, verb = PromiseState.KEPT, "kept promise"
    if fate > 0.78:
        state, verb = (PromiseState.MOVED, "moved promise") if fate < 0.91 else (PromiseState.BROKEN, "broke promise")
    at = due - timedelta(hours=rng.randint(1, 8)) if state is not PromiseState.BROKEN else due
    made.state, made.settled_at, made.settled_by_id = state, max(told, at), who.id
    made.settled_words = "The crew was called to a storm." if state is PromiseState.BROKEN else ""
    detail = {"promise_id": made.id, "state": ["open", state.value], "words": made.words}
    if state is PromiseState.MOVED:
        new = _keep(session, case, made.words, min(due + DAY, case.closed_at or due), made.settled_at, made.how)
        new.state, new.settled_at, new.settled_by_id = PromiseState.KEPT, new.due_at, who.id
        made.moved_to_id = new.id
        detail["due_at"] = [made.due_at.isoformat(), new.due_at.isoformat()]
    session.add(made)
    yield _line(who, verb, case.id, made.settled_at, detail | {"reason": made.settled_words})


def _open(
    session: Session, case: Case, people: dict[int | None, Actor], number: int, now: datetime, zone: ZoneInfo
) -> Iterator[dict[str, Any]]:
    """One of those told for these days: the first is late, then today, tomorrow and so on."""
    if case.owner_id not in people:
        return
    due = _end_of(now + (number // 3 - (1 if number == 0 else 0)) * DAY, zone)
    if number == 2:
        due = now + timedelta(hours=4)
    told = max(case.received_at, now - 3 * DAY)
    made = _keep(session, case, WORDS[number % len(WORDS)], due, told, HOWS[number % len(HOWS)])
    yield _promised(people[case.owner_id], case, made)


def _tasks(
    session: Session,
    cases: Sequence[Case],
    people: dict[int | None, Actor],
    rng: Random,
    now: datetime,
    zone: ZoneInfo,
) -> Iterator[dict[str, Any]]:
    for case in cases:
        if case.owner_id not in people:
            continue
        who, made_at = people[case.owner_id], now - timedelta(hours=rng.randint(2, 20))
        due = now.astimezone(zone).date() + rng.randint(-1, 6) * DAY
        facts: dict[str, Any] = {"words": rng.choice(TASKS), "due_on": due, "owner_id": who.id}
        task = Task(**facts, case_id=case.id, made_at=max(made_at, case.received_at), by_id=who.id)
        session.add(task)
        session.flush()
        yield _line(who, "added task", case.id, task.made_at, {"task_id": task.id} | values(facts))


def _follow_ups(
    session: Session,
    cases: Sequence[Case],
    people: dict[int | None, Actor],
    rng: Random,
    now: datetime,
    zone: ZoneInfo,
) -> Iterator[dict[str, Any]]:
    """Asked two weeks after closing; what is not due yet is planned."""
    for case in cases:
        if case.owner_id not in people or case.closed_at is None:
            continue
        who, due = people[case.owner_id], case.closed_at + 14 * DAY
        row = FollowUp(case_id=case.id or 0, due_on=due.astimezone(zone).date(), made_at=case.closed_at, by_id=who.id)
        session.add(row)
        session.flush()
        planned = {"follow_up_id": row.id, "due_on": [None, row.due_on.isoformat()]}
        yield _line(who, "planned follow-up", case.id, row.made_at, planned)
        if due > now - DAY:
            continue
        row.asked_at, row.asked_by_id, row.reached = due, who.id, rng.random() < 0.7
        if row.reached:
            row.fixed = rng.choices(list(Fixed), weights=(8, 3, 1, 1))[0]
            row.satisfaction = None if rng.random() < 0.2 else rng.choices((1, 2, 3, 4, 5), weights=(1, 1, 3, 6, 6))[0]
            row.words = rng.choice(SAID)
        session.add(row)
        told = {"reached": row.reached, "fixed": row.fixed, "satisfaction": row.satisfaction, "words": row.words}
        yield _line(
            who, "asked", case.id, due, {"follow_up_id": row.id} | values(told) | {"reached": [None, row.reached]}
        )


def _trouble(
    session: Session, cases: Sequence[Case], people: dict[int | None, Actor], now: datetime
) -> Iterator[dict[str, Any]]:
    """One case of these with others of its category and ward under it."""
    director = next((each for each in people.values() if each.role is Role.DIRECTOR), None)
    main = next((case for case in cases if case.ward and case.category_id), None)
    if director is None or main is None:
        return
    alike = (Case.ward == main.ward, Case.category_id == main.category_id, Case.id != main.id)
    some = _cases(session, UNDER, col(Case.status).in_(OPEN), col(Case.confidential).is_(False), *alike)
    at = now - timedelta(hours=2)
    for child in some:
        child.parent_id = main.id
        session.add(child)
        linked = {"parent_id": [None, main.id]}
        yield _line(director, "put under", child.id, at, {"other_id": main.id} | linked)
        yield _line(director, "took in", main.id, at, {"other_id": child.id} | linked)
