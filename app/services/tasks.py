"""Tasks: something to be done by somebody by a day, with a case or alone (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor, Right, actor, require, sees_case
from app.errors import Invalid, NotFound
from app.models import Staff, Task, TaskFields
from app.queries.office import calendar
from app.services.cases import find_for_work
from app.services.history import record, values
from app.services.owners import check_owner
from app.workdays import day_of

GONE = "This task is not in the office file."


def add_task(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    case_id: int | None = None,
    owner_id: int | None = None,
) -> Task:
    """Note something to be done, with a case or alone; one's own unless `owner_id` says whose.

    To give it to a colleague is to hand over something of one's own. Raises Invalid, NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    if case_id is not None:
        find_for_work(session, who, case_id)
    good = TaskFields.checked({**fields, "words": str(fields.get("words") or "").strip()})
    _check_day(session, good.due_on, at)
    owner = who.id if owner_id is None else owner_id
    if owner != who.id:
        require(who, Right.HAND_OVER)
    made = Task(**good.model_dump(), case_id=case_id, owner_id=owner, made_at=at, by_id=who.id)
    _check_heir(session, who, made, owner, at=at)
    session.add(made)
    session.flush()
    detail = {"task_id": made.id} | values({**good.model_dump(), "owner_id": owner})
    _told(session, who, "added task", made, detail, at=at)
    return made


def finish_task(session: Session, who: Actor, task_id: int, *, at: datetime) -> Task:
    """Note that it is done. Raises Invalid when it is already, NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    found = _for_work(session, who, task_id)
    if found.done_at is not None:
        raise Invalid({"state": "This task is done already."})
    found.done_at, found.done_by_id = at, who.id
    session.add(found)
    _told(session, who, "did task", found, {"done_at": [None, at.isoformat()]}, at=at)
    return found


def undo_task(session: Session, who: Actor, task_id: int, *, at: datetime) -> Task:
    """Take back that it is done: it is open again. Raises Invalid when it is, NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    found = _for_work(session, who, task_id)
    if found.done_at is None:
        raise Invalid({"state": "This task is not done yet."})
    detail = {"done_at": [found.done_at.isoformat(), None]}
    found.done_at, found.done_by_id = None, None
    session.add(found)
    _told(session, who, "reopened task", found, detail, at=at)
    return found


def change_task(session: Session, who: Actor, task_id: int, *, changes: Mapping[str, Any], at: datetime) -> Task:
    """Correct its words or its day, with history. Raises Invalid, NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    found = _for_work(session, who, task_id)
    old = found.model_dump(include=set(TaskFields.model_fields))
    good = TaskFields.checked({**old, **changes})
    if good.due_on != found.due_on:
        _check_day(session, good.due_on, at)
    detail = {}
    for name, was in old.items():
        now = getattr(good, name)
        if now != was:
            setattr(found, name, now)
            detail[name] = [str(was) if was else None, str(now) if now else None]
    if detail:
        session.add(found)
        _told(session, who, "changed task", found, detail, at=at)
    return found


def hand_task(session: Session, who: Actor, task_id: int, *, owner_id: int, at: datetime) -> Task:
    """Give an open task to a colleague: one's own by the right to hand over, others' by that to hand out.

    Raises Invalid (owner_id), NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    found = find_task(session, who, task_id)
    if found.done_at is not None:
        raise Invalid({"state": "This task is done already."})
    require(who, Right.HAND_OVER if found.owner_id == who.id else Right.ASSIGN_CASE)
    _check_heir(session, who, found, owner_id, at=at)
    _give(session, who, found, owner_id, at=at)
    return found


def pass_tasks(session: Session, who: Actor, staff_id: int, to_id: int, *, at: datetime) -> int:
    """Give all open tasks of somebody to `to_id`; what they may not see stays with the actor. Answers how many.

    A part of the acts that have asked for their right.
    """
    heir = actor(session, to_id, at)
    theirs = select(Task).where(Task.owner_id == staff_id, col(Task.done_at).is_(None))
    found = session.exec(theirs.order_by(col(Task.id))).all()
    for task in found:
        seen = task.case_id is None or sees_case(session, heir, task.case_id)
        _give(session, who, task, to_id if seen else who.id, at=at)
    return len(found)


def find_task(session: Session, who: Actor, task_id: int) -> Task:
    """The task, if the actor may see it; NotFound otherwise, in the same words.

    One of a case is seen with the case; one alone by its owner, by who made it, and by who hands out.
    """
    found = session.get(Task, task_id)
    if found is None or not _sees(session, who, found):
        raise NotFound(GONE)
    return found


def _sees(session: Session, who: Actor, task: Task) -> bool:
    if task.case_id is not None:
        return sees_case(session, who, task.case_id)
    return who.id in (task.owner_id, task.by_id) or who.may(Right.ASSIGN_CASE)


def _for_work(session: Session, who: Actor, task_id: int) -> Task:
    """The task, to be changed: one's own, or of a case that one may work on."""
    found = find_task(session, who, task_id)
    if found.owner_id != who.id and found.case_id is not None:
        find_for_work(session, who, found.case_id)
    return found


def _check_day(session: Session, due_on: date | None, at: datetime) -> None:
    if due_on is not None and due_on < day_of(at, calendar(session).zone):
        raise Invalid({"due_on": "This day is over. Give a day to come."})


def _check_heir(session: Session, who: Actor, task: Task, owner_id: int, *, at: datetime) -> None:
    heir = session.get(Staff, owner_id)
    if heir is None:
        raise Invalid({"owner_id": "Choose somebody who is on the staff list."})
    check_owner(session, who, owner_id, at=at)
    if task.case_id is not None and not sees_case(session, actor(session, owner_id, at), task.case_id):
        raise Invalid({"owner_id": f"{heir.name} may not see this case. Name them on the case first."})


def _give(session: Session, who: Actor, task: Task, owner_id: int, *, at: datetime) -> None:
    old, task.owner_id = task.owner_id, owner_id
    session.add(task)
    _told(session, who, "handed task", task, {"owner_id": [old, owner_id]}, at=at)


def _told(session: Session, who: Actor, verb: str, task: Task, detail: Mapping[str, Any], *, at: datetime) -> None:
    """History of a task is its case's; of one alone, its own."""
    subject, number = ("task", task.id) if task.case_id is None else ("case_record", task.case_id)
    told = {"task_id": task.id, "words": task.words} | dict(detail)
    record(session, who, verb, subject=subject, subject_id=number, at=at, detail=told)
