"""The list of all who are to be told: made when a shared trouble is closed, dropped when it is opened again.

Lines of history name nobody and count nothing here: one of those to be told may be confidential by now.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from app.authority import Actor
from app.models import Case, CasePerson, Status, Telling
from app.services.history import record


def closed(session: Session, who: Actor, case: Case, *, at: datetime) -> None:
    """What follows for a shared trouble when one of its cases is closed. A part of the act that closes."""
    _settle_own(session, who, case, at=at)
    list_tellings(session, who, case, at=at)


def _settle_own(session: Session, who: Actor, child: Case, *, at: datetime) -> None:
    """Who asks in a child closed by itself is off the list: its closing says how they were told, or why not."""
    if child.parent_id is None:
        return
    waiting = select(Telling).where(Telling.child_id == child.id, col(Telling.settled_at).is_(None))
    for each in session.exec(waiting).all():
        each.settled_at, each.by_id, each.told_at, each.how = at, who.id, child.told_at, child.told_how
        each.why_not = child.why_not_told
        session.add(each)


def list_tellings(session: Session, who: Actor, case: Case, *, at: datetime) -> int:
    """Note who is to be told that `case` is closed: who asks in its open children, and who is affected.

    Who asks in the case itself is told by its closing. People affected are listed only for a shared trouble. Answers
    how many. A part of the act that closes.
    """
    children = session.exec(select(Case).where(Case.parent_id == case.id).order_by(col(Case.id))).all()
    if not children:
        return 0
    waiting = [each for each in children if each.status is not Status.CLOSED]
    asking = {each.person_id for each in (case, *children)}
    rows = [
        Telling(
            case_id=case.id or 0,
            child_id=each.id,
            person_id=each.person_id,
            organization_id=each.organization_id if each.person_id is None else None,
            made_at=at,
        )
        for each in waiting
    ]
    affected = session.exec(select(CasePerson.person_id).where(CasePerson.case_id == case.id)).all()
    rows += [Telling(case_id=case.id or 0, person_id=each, made_at=at) for each in affected if each not in asking]
    session.add_all(rows)
    if rows:
        record(session, who, "listed who is to be told", subject="case_record", subject_id=case.id, at=at)
    return len(rows)


def drop_tellings(session: Session, who: Actor, case: Case, *, at: datetime) -> None:
    """Take back what is not told yet, because the trouble is open again. A part of the act that reopens."""
    waiting = session.exec(select(Telling).where(Telling.case_id == case.id, col(Telling.settled_at).is_(None))).all()
    for each in waiting:
        session.delete(each)
    if waiting:
        record(session, who, "dropped who is to be told", subject="case_record", subject_id=case.id, at=at)
