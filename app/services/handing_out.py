"""Cases handed out by who directs: many in one act, each to its owner, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Conflict
from app.models import Case, Staff
from app.services.cases import assign_cases, find_case
from app.services.history import record
from app.services.review_queue import case_moved_on


class Handed(NamedTuple):
    """A case that changed hands: whose it was and whose it is, None for nobody."""

    case_id: int
    was: int | None
    now: int | None


class Back(NamedTuple):
    """What an undo did: how many cases went back, and the numbers of those that moved on meanwhile and stayed."""

    restored: int
    stayed: tuple[str, ...]


def hand_out(
    session: Session, who: Actor, hands: Mapping[int, int | None], *, at: datetime, was: Mapping[int, int | None]
) -> tuple[Handed, ...]:
    """Give each case (id → owner, None for the queue) away, where it still has the owner `was` says.

    Answers what changed, for `hand_back`. Nothing changes when one of them changed hands meanwhile: Conflict says
    which and to whom. Raises NotAllowed, NotFound, Invalid (owner_id).
    """
    require(who, Right.ASSIGN_CASE)
    cases = {case_id: find_case(session, who, case_id) for case_id in hands}
    for case_id, case in cases.items():
        if case_id in was and case.owner_id != was[case_id]:
            raise Conflict(_quicker(session, case))
    handed = tuple(
        Handed(case_id, case.owner_id, hands[case_id])
        for case_id, case in cases.items()
        if case.owner_id != hands[case_id]
    )
    for owner_id in dict.fromkeys(each.now for each in handed):
        ids = [each.case_id for each in handed if each.now == owner_id]
        assign_cases(session, who, ids, owner_id=owner_id, at=at)
    return handed


def hand_back(session: Session, who: Actor, handed: Iterable[Handed], *, at: datetime) -> Back:
    """Take a hand-out back: each case goes to whom it was from, unless it moved on since.

    The owner is put back even when away, but not when gone: then the case stays. A status that the hand-out began
    (open) stays, for no case becomes new again.
    Raises NotAllowed, NotFound.
    """
    require(who, Right.ASSIGN_CASE)
    restored, stayed = 0, []
    for each in handed:
        case = find_case(session, who, each.case_id)
        if case.owner_id != each.now or _has_left(session, each.was):
            stayed.append(case.number)
            continue
        case.owner_id = each.was
        session.add(case)
        case_moved_on(session, who, case, at=at)
        detail = {"owner_id": [each.now, each.was]}
        record(session, who, "assigned", subject="case_record", subject_id=case.id, at=at, detail=detail)
        restored += 1
    return Back(restored, tuple(stayed))


def _has_left(session: Session, owner_id: int | None) -> bool:
    owner = session.get(Staff, owner_id) if owner_id is not None else None
    return owner is not None and owner.left_at is not None


def _quicker(session: Session, case: Case) -> str:
    owner = session.get(Staff, case.owner_id) if case.owner_id else None
    if owner is None:
        return f"{case.number} went back to the queue meanwhile. Nothing was changed; look at the list again."
    return f"{case.number} was handed to {owner.name} meanwhile. Nothing was changed; look at the list again."
