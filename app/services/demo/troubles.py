"""Shared troubles of the made-up office: main cases with others under them, and lists of who is still to be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import Case, CasePerson, Channel, Contact, Role, Staff, Status, Telling
from app.queries.case_filter import OPEN
from app.services.history import line_of, values

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATELY, UNDER, CALLERS = 45, 3, 2
"""Cases that are looked at for one, and the cases and callers under each."""
Lines = Iterator[dict[str, Any]]


def make_troubles(session: Session, *, now: datetime) -> Lines:
    """Put open cases of one category and ward together; gives lines of history, in any order."""
    found = session.exec(select(Staff).where(Staff.role == Role.DIRECTOR).order_by(col(Staff.id))).first()
    if found is None:
        return
    who = Actor(found.id or 0, found.name, found.role)
    taken: set[int] = set()
    plain = (col(Case.confidential).is_(False), Case.ward != "", col(Case.category_id).is_not(None))
    opened = _cases(session, col(Case.status).in_(OPEN), *plain)
    closed = _cases(session, Case.status == Status.CLOSED, col(Case.closed_at) > now - 21 * DAY, *plain)
    for mains, made, wanted in ((closed, _told_one_by_one, 1), (opened, _standing, 2)):
        many = 0
        for main in mains:
            if many == wanted or main.id in taken or main.parent_id is not None:
                continue
            children = _alike(session, main, taken)
            if children:
                many += 1
                taken |= {main.id or 0, *(child.id or 0 for child in children)}
                yield from made(session, who, main, children, now)


def _cases(session: Session, *wanted: Any) -> Sequence[Case]:
    """The newest that are wanted."""
    return session.exec(select(Case).where(*wanted).order_by(col(Case.received_at).desc()).limit(LATELY)).all()


def _alike(session: Session, main: Case, taken: set[int]) -> Sequence[Case]:
    """Open cases of its category, first those of its ward, that came before it was closed."""
    alike = (Case.category_id == main.category_id, Case.id != main.id, col(Case.id).not_in(taken))
    early = () if main.closed_at is None else (col(Case.received_at) < main.closed_at - HOUR,)
    wanted = (col(Case.status).in_(OPEN), col(Case.confidential).is_(False), col(Case.parent_id).is_(None), *early)
    nearest = (col(Case.ward) != main.ward, col(Case.received_at).desc())
    return session.exec(select(Case).where(*alike, *wanted).order_by(*nearest).limit(UNDER)).all()


def _standing(session: Session, who: Actor, main: Case, children: Sequence[Case], now: datetime) -> Lines:
    yield from _put_under(session, who, main, children, now - 2 * HOUR)


def _told_one_by_one(session: Session, who: Actor, main: Case, children: Sequence[Case], now: datetime) -> Lines:
    """The main case is closed: of those who called one was told, the others and those with cases of their own wait."""
    assert main.closed_at is not None
    yield from _put_under(session, who, main, children, max(main.closed_at - HOUR, main.received_at))
    made: dict[str, Any] = {"case_id": main.id or 0, "made_at": main.closed_at}
    rows = [Telling(child_id=each.id, person_id=each.person_id, **made) for each in children]
    for person_id in _callers(session, main):
        session.add(CasePerson(case_id=main.id or 0, person_id=person_id, part="same trouble"))
        rows.append(Telling(person_id=person_id, **made))
    session.add_all(rows)
    session.flush()
    listed = {"tellings": len(rows)}
    yield line_of(who, "listed who is to be told", "case_record", main.id or 0, main.closed_at, listed)
    for row in rows[len(children) : len(children) + 1]:
        row.settled_at = row.told_at = min(main.closed_at + HOUR, now)
        row.how, row.by_id = Channel.PHONE, who.id
        told = {"telling_id": row.id} | values({"told_at": row.told_at, "how": row.how, "person_id": row.person_id})
        yield line_of(who, "told", "case_record", main.id or 0, row.settled_at, told)
    session.flush()


def _put_under(session: Session, who: Actor, main: Case, children: Sequence[Case], at: datetime) -> Lines:
    for child in children:
        child.parent_id, linked = main.id, {"parent_id": [None, main.id]}
        session.add(child)
        yield line_of(who, "put under", "case_record", child.id or 0, at, {"other_id": main.id} | linked)
        yield line_of(who, "took in", "case_record", main.id or 0, at, {"other_id": child.id} | linked)
    session.flush()


def _callers(session: Session, main: Case) -> Sequence[int]:
    """People of the ward who called about the same and have no case of it."""
    wanted = (Contact.category_id == main.category_id, Contact.ward == main.ward, col(Contact.case_id).is_(None))
    other = (col(Contact.person_id).is_not(None), Contact.person_id != main.person_id)
    query = select(Contact.person_id).where(*wanted, *other).order_by(col(Contact.happened_at).desc()).limit(8)
    return list(dict.fromkeys(each for each in session.exec(query) if each is not None))[:CALLERS]
