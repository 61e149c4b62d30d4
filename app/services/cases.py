"""What staff may do to a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.authority import Actor, Right, require, sees_case, sees_person
from app.errors import Conflict, Invalid, NotFound
from app.models import (
    Case,
    CaseFields,
    Category,
    Channel,
    Counter,
    Move,
    Note,
    NoteFields,
    NoteKind,
    Organization,
    Outcome,
    ReviewKind,
    Role,
    Status,
    Told,
)
from app.queries.office import calendar
from app.services.due_dates import goal_of, move_due, note_answer, set_due, wait_ending
from app.services.history import differences, record, values
from app.services.owners import check_owner
from app.services.places import place_for
from app.services.readers import confide, follows_asker, name_who_marks
from app.services.review_queue import case_moved_on, note_complaint, queue_review
from app.services.telling_list import closed, drop_tellings

GONE = "This case is not in the office file."
_TOLD: tuple[str, ...] = ("number", "subject", "category_id", "priority", "confidential", "account", "owner_id")
_TOLD += ("person_id", "organization_id", "anonymous", "place_id", "channel", "received_at", "due_at")
"""What history tells of a new case."""


def find_case(session: Session, who: Actor, case_id: int) -> Case:
    """The case if the actor may see it; NotFound otherwise, in the same words."""
    case = session.get(Case, case_id)
    if case is None or (case.confidential and not sees_case(session, who, case_id)):
        raise NotFound(GONE)
    return case


def find_for_work(session: Session, who: Actor, case_id: int, version: int | None = None) -> Case:
    """The case, to be changed: an intern works on own cases only; a stale `version` is a Conflict."""
    require(who, Right.WORK_CASE)
    case = find_case(session, who, case_id)
    if who.role is Role.INTERN and case.owner_id != who.id:
        raise Invalid("This case is not yours. Ask its owner or the Director.")
    if version is not None and case.version != version:
        raise Conflict("Somebody else saved this case first. Look at both versions, then save again.")
    return case


def next_number(session: Session, year: int, many: int = 1) -> int:
    """Take the next `many` numbers of a year; returns the first. Never used again, whatever becomes of the case."""
    counter = session.get(Counter, year, with_for_update=True) or Counter(year=year, last=0)
    first = counter.last + 1
    counter.last += many
    session.add(counter)
    return first


def open_case(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    received_at: datetime | None = None,
    person_id: int | None = None,
    organization_id: int | None = None,
    anonymous: bool = False,
    address: str = "",
    place_id: int | None = None,
    owner_id: int | None = None,
    channel: Channel | None = None,
) -> Case:
    """Open a case with its number and due dates; raises Invalid (fields, nobody who asks)."""
    require(who, Right.OPEN_CASE)
    good = CaseFields.checked(fields)
    _check_asker(session, who, (person_id, organization_id), anonymous=anonymous)
    owner_id = _first_owner(who, owner_id)
    _check_choices(session, who, good.category_id, owner_id, at=at)
    place = place_for(session, address, place_id)
    received = received_at or at
    if received > at:
        raise Invalid({"received_at": "A case cannot have been received in the future."})
    year = received.astimezone(ZoneInfo(calendar(session).zone)).year
    seq = next_number(session, year)
    facts = good.model_dump() | {"confidential": good.confidential or follows_asker(session, person_id)}
    case = Case(
        **facts,
        number=f"{year}-{seq:05d}",
        year=year,
        seq=seq,
        person_id=person_id,
        organization_id=organization_id,
        anonymous=anonymous,
        place_id=place.id if place else None,
        ward=place.ward if place else "",
        channel=channel,
        owner_id=owner_id,
        received_at=received,
        opened_at=at,
        version=1,
    )
    set_due(session, case, at=at)
    _keep_opened(session, who, case, at)
    if case.confidential:
        name_who_marks(session, who, case, at=at)
    note_complaint(session, who, case, was=False, at=at)
    return case


def _keep_opened(session: Session, who: Actor, case: Case, at: datetime) -> None:
    session.add(case)
    session.flush()
    assert case.id is not None
    session.add(Move(case_id=case.id, at=at, was=None, became=case.status, by_id=who.id))
    detail = values({name: getattr(case, name) for name in _TOLD})
    record(session, who, "opened", subject="case_record", subject_id=case.id, at=at, detail=detail)


def _first_owner(who: Actor, owner_id: int | None) -> int | None:
    """Who has a case first: what an intern opens is their own, for they work on no others.

    To open one for a colleague is to hand it out. Raises NotAllowed, Invalid.
    """
    if who.role is not Role.INTERN:
        if owner_id not in (None, who.id):
            require(who, Right.ASSIGN_CASE)
        return owner_id
    if owner_id not in (None, who.id):
        raise Invalid({"owner_id": "A case that you open is yours until the Director hands it on."})
    return who.id


def _check_asker(session: Session, who: Actor, asker: tuple[int | None, int | None], *, anonymous: bool) -> None:
    person_id, organization_id = asker
    if person_id is not None and not sees_person(session, who, person_id):
        raise NotFound("This person is not in the office file.")
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise NotFound("This organization is not in the office file.")
    if person_id is None and organization_id is None and not anonymous:
        raise Invalid({"person_id": "Say who asks: a person, an organization, or nobody by name (anonymous)."})


def _check_choices(
    session: Session, who: Actor, category_id: int | None, owner_id: int | None, *, at: datetime
) -> None:
    if category_id is not None and session.get(Category, category_id) is None:
        raise Invalid({"category_id": "Choose a category of the list."})
    check_owner(session, who, owner_id, at=at)


def update_case(
    session: Session, who: Actor, case_id: int, *, version: int, changes: Mapping[str, Any], at: datetime
) -> Case:
    """Correct fields of a case; everything can be corrected, with history.

    `changes` holds fields of CaseFields and of: person_id, organization_id, anonymous, address, ward.
    Raises Conflict when `version` is not the one on file, Invalid, NotFound.
    """
    case = find_for_work(session, who, case_id, version)
    old, goal = _facts(session, case), goal_of(session, case)
    good = CaseFields.checked({**case.model_dump(include=set(CaseFields.model_fields)), **changes})
    for name in CaseFields.model_fields:
        setattr(case, name, getattr(good, name))
    if {"person_id", "organization_id", "anonymous"} & set(changes):
        _change_asker(session, who, case, changes)
    confide(session, who, case, was=bool(old["confidential"]), at=at)
    if "address" in changes:
        place = place_for(session, str(changes["address"]), None)
        case.place_id = place.id if place else None
        case.ward = place.ward if place else ""
    case.ward = str(changes.get("ward", case.ward))
    if case.category_id != old["category_id"] or goal_of(session, case) != goal:
        set_due(session, case, at=at)
    changed = differences(old, _facts(session, case))
    if changed:
        session.add(case)
        record(session, who, "changed", subject="case_record", subject_id=case.id, at=at, detail=changed)
        note_complaint(session, who, case, was=old["complaint"], at=at)
    return case


def _facts(session: Session, case: Case) -> dict[str, Any]:
    return case.model_dump(exclude={"version", "id"})


def _change_asker(session: Session, who: Actor, case: Case, changes: Mapping[str, Any]) -> None:
    case.person_id = changes.get("person_id", case.person_id)
    case.organization_id = changes.get("organization_id", case.organization_id)
    case.anonymous = bool(changes.get("anonymous", case.anonymous))
    _check_asker(session, who, (case.person_id, case.organization_id), anonymous=case.anonymous)


def assign_cases(session: Session, who: Actor, case_ids: Sequence[int], *, owner_id: int | None, at: datetime) -> int:
    """Hand cases to a staff member, or back to nobody; returns how many changed hands.

    Taking a case that nobody has needs no more than the right to work on cases, handing over one's own the right to
    that; everything else is directing. Raises NotAllowed, NotFound, Invalid (an owner who is away).
    """
    require(who, Right.WORK_CASE)
    check_owner(session, who, owner_id, at=at)
    return sum(_assign(session, who, case_id, owner_id, at) for case_id in case_ids)


def _assign(session: Session, who: Actor, case_id: int, owner_id: int | None, at: datetime) -> bool:
    case = find_case(session, who, case_id)
    if case.owner_id == owner_id:
        return False
    require(who, _right_to_hand(who, case.owner_id, owner_id))
    old, case.owner_id = case.owner_id, owner_id
    session.add(case)
    case_moved_on(session, who, case, at=at)
    if case.status is Status.NEW and owner_id is not None:
        change_status(session, who, case, Status.OPEN, at=at)
    record(
        session, who, "assigned", subject="case_record", subject_id=case.id, at=at, detail={"owner_id": [old, owner_id]}
    )
    return True


def _right_to_hand(who: Actor, owner_id: int | None, to_id: int | None) -> Right:
    if owner_id is None and to_id == who.id and who.role is not Role.INTERN:  # interns are given theirs
        return Right.WORK_CASE
    return Right.HAND_OVER if owner_id == who.id and not who.may(Right.ASSIGN_CASE) else Right.ASSIGN_CASE


def move_case(session: Session, who: Actor, case_id: int, status: Status, *, at: datetime, reason: str = "") -> Case:
    """Move a case to another status than closed or reopened; raises Invalid with the sentence."""
    case = find_for_work(session, who, case_id)
    if status is Status.CLOSED:
        raise Invalid({"status": "Close the case with its outcome instead."})
    was = case.status
    change_status(session, who, case, status, at=at, reason=reason)
    detail = {"status": [was.value, status.value], "reason": reason}
    record(session, who, "moved", subject="case_record", subject_id=case.id, at=at, detail=detail)
    return case


def change_status(session: Session, who: Actor, case: Case, status: Status, *, at: datetime, reason: str = "") -> None:
    """Change the status with its dated move and due dates; history is the caller's. Raises Invalid."""
    case_moved_on(session, who, case, at=at)
    was = case.status
    ended = wait_ending(session, case, at=at)
    case.move_to(status, reason=reason)
    move_due(session, case, ended)
    assert case.id is not None
    session.add(case)
    session.add(Move(case_id=case.id, at=at, was=was, became=status, reason=reason, by_id=who.id))


def close_case(
    session: Session, who: Actor, case_id: int, *, outcome: Outcome, told: Told, at: datetime, words: str = ""
) -> Case:
    """Close a case with its outcome and how the resident was told; raises Invalid, NotFound."""
    require(who, Right.CLOSE_CASE)
    case = find_for_work(session, who, case_id)
    case_moved_on(session, who, case, at=at)
    was = case.status
    ended = wait_ending(session, case, at=at)
    case.close(outcome, told, at, words=words)
    move_due(session, case, ended)
    if told.told and told.told_at:
        note_answer(case, max(told.told_at, case.received_at))
    assert case.id is not None
    session.add(case)
    session.add(
        Move(case_id=case.id, at=at, was=was, became=Status.CLOSED, reason=words[:500], outcome=outcome, by_id=who.id)
    )
    detail = {"status": [was.value, "closed"], "outcome": outcome.value, **told.model_dump(mode="json")}
    detail |= {"outcome_words": words} if words else {}
    record(session, who, "closed", subject="case_record", subject_id=case.id, at=at, detail=detail)
    closed(session, who, case, at=at)
    return case


def reopen_case(session: Session, who: Actor, case_id: int, *, reason: str, at: datetime) -> Case:
    """Open a closed case again; raises Invalid when it is not closed or no reason is given."""
    case = find_for_work(session, who, case_id)
    if not reason.strip():
        raise Invalid({"reason": "Say why the case is opened again."})
    reopen(session, who, case, reason=reason, at=at)
    queue_review(session, who, case, ReviewKind.REOPENED, at=at)
    return case


def reopen(session: Session, who: Actor, case: Case, *, reason: str, at: datetime) -> None:
    """Open a closed case again with its move and history, without asking for a look at it. Raises Invalid."""
    outcome = case.outcome
    case.reopen(at)
    assert case.id is not None
    session.add(case)
    session.add(
        Move(case_id=case.id, at=at, was=Status.CLOSED, became=Status.REOPENED, reason=reason[:500], by_id=who.id)
    )
    detail = {"status": ["closed", "reopened"], "outcome": [outcome.value if outcome else None, None], "reason": reason}
    record(session, who, "reopened", subject="case_record", subject_id=case.id, at=at, detail=detail)
    drop_tellings(session, who, case, at=at)


def add_note(
    session: Session,
    who: Actor,
    case_id: int,
    *,
    kind: NoteKind,
    words: str,
    at: datetime,
    channel: Channel | None = None,
) -> Note:
    """Keep a note (stays inside) or record a reply (went to the resident).

    The first reply is the first substantive response; the program sends nothing itself.
    """
    case = find_for_work(session, who, case_id)
    good = NoteFields.checked({"kind": kind, "words": words.strip(), "channel": channel})
    if kind is NoteKind.REPLY and channel is None:
        raise Invalid({"channel": "Say how the reply went to the resident."})
    note = Note(**good.model_dump(), case_id=case_id, at=at, by_id=who.id)
    session.add(note)
    if kind is NoteKind.REPLY:
        note_answer(case, at)
    if case.status is Status.NEW:
        change_status(session, who, case, Status.OPEN, at=at)
    session.add(case)
    session.flush()
    verb = "noted" if kind is NoteKind.NOTE else "replied"
    detail = values({"note_id": note.id, "words": note.words, "channel": channel})
    record(session, who, verb, subject="case_record", subject_id=case_id, at=at, detail=detail)
    return note
