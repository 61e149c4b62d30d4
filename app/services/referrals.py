"""Referrals to departments and other bodies: the case stays ours, the answer is theirs to give (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.authority import Actor, Right, require, sees_case
from app.errors import Invalid, NotFound
from app.models import (
    OUTSIDE,
    RUNNING,
    Case,
    Chase,
    ChaseFields,
    Department,
    Official,
    Referral,
    ReferralFields,
    ReferralState,
    Status,
)
from app.queries.office import calendar
from app.services.cases import change_status, find_for_work
from app.services.history import record, values
from app.services.releases import release_for

GONE = "This referral is not in the office file."


def refer(
    session: Session,
    who: Actor,
    case_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    department_id: int | None = None,
    official_id: int | None = None,
    sent_at: datetime | None = None,
    release_id: int | None = None,
    no_release: str = "",
) -> Referral:
    """Put the case before a department, or an official with their body; it waits on them and stays ours.

    Due by their own target in office days from `sent_at` (`at` where it is not given). A state or federal body needs a
    release in force on the day of sending, or the reason `no_release`. Raises Invalid, NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    case = find_for_work(session, who, case_id)
    if case.status is Status.CLOSED:
        raise Invalid({"status": f"{case.number} is closed. Open it again before it is referred."})
    to = _addressee(session, department_id, official_id)
    good = ReferralFields.checked({**fields, "words": str(fields.get("words", "")).strip()})
    sent = _dated("sent_at", sent_at, (case.received_at, "the case was received"), at)
    release = None
    if isinstance(to, Official) and to.level in OUTSIDE:
        release = release_for(session, who, case, release_id=release_id, reason=no_release, at=at, sent_at=sent)
    referral = Referral(
        **good.model_dump(),
        case_id=case_id,
        number=_next(session, case_id),
        department_id=department_id,
        official_id=official_id,
        release_id=release.id if release else None,
        sent_at=sent,
        due_at=calendar(session).add_days(sent, to.answer_days),
        made_at=at,
        by_id=who.id,
    )
    session.add(referral)
    session.flush()
    _begin(session, who, case, referral, _name(to), at=at)
    return referral


def _begin(session: Session, who: Actor, case: Case, referral: Referral, name: str, *, at: datetime) -> None:
    """Let the case wait on who was asked, and tell history of it."""
    was = case.status
    if was is not Status.WAITING_DEPARTMENT:
        reason = f"{name}, referral {referral.number}"
        change_status(session, who, case, Status.WAITING_DEPARTMENT, at=at, reason=reason)
    told = referral.model_dump(include={"department_id", "official_id", "release_id", "how", "words", "reference"})
    detail = {"referral_id": referral.id, "number": referral.number}
    detail |= values({**told, "sent_at": referral.sent_at, "due_at": referral.due_at})
    _told(session, who, "referred", case, detail, was, at=at)


def acknowledge(
    session: Session,
    who: Actor,
    referral_id: int,
    *,
    at: datetime,
    acknowledged_at: datetime | None = None,
    reference: str = "",
) -> Referral:
    """Note that they have it, with their number for it (`reference`) if given. Raises Invalid, NotFound."""
    require(who, Right.WORK_CASE)
    referral, case = _for_work(session, who, referral_id)
    if referral.state is not ReferralState.SENT:
        raise Invalid({"state": f"Referral {referral.number} is {referral.state.value} already."})
    when = _dated("acknowledged_at", acknowledged_at, (referral.sent_at, "the referral was sent"), at)
    was, old = referral.state, referral.reference
    referral.state, referral.acknowledged_at = ReferralState.ACKNOWLEDGED, when
    referral.reference = reference.strip()[:80] or old
    session.add(referral)
    detail = _change(referral, was) | {"acknowledged_at": [None, when.isoformat()]}
    detail |= {"reference": [old, referral.reference]} if old != referral.reference else {}
    _told(session, who, "referral acknowledged", case, detail, case.status, at=at)
    return referral


def answer(
    session: Session,
    who: Actor,
    referral_id: int,
    *,
    words: str,
    adequate: bool,
    at: datetime,
    reason: str = "",
    answered_at: datetime | None = None,
) -> Referral:
    """Keep their answer: it will do, or it is inadequate for a `reason`; the referral ends either way.

    The case is open again when nobody else owes an answer. Raises Invalid, NotFound.
    """
    require(who, Right.WORK_CASE)
    referral, case = _for_work(session, who, referral_id)
    _refuse_ended(referral)
    if not words.strip():
        raise Invalid({"words": "Write what they answered."})
    if not adequate and not reason.strip():
        raise Invalid({"reason": "Say what is missing in the answer."})
    when = _dated("answered_at", answered_at, (referral.sent_at, "the referral was sent"), at)
    was = referral.state
    referral.state = ReferralState.ANSWERED if adequate else ReferralState.INADEQUATE
    referral.answered_at, referral.answer = when, words.strip()[:20_000]
    referral.reason = "" if adequate else reason.strip()[:1000]
    detail = _change(referral, was) | {"answered_at": [None, when.isoformat()]}
    detail |= values({"words": referral.answer, "reason": referral.reason})
    _end(session, who, "referral answered", referral, case, detail, at=at)
    return referral


def withdraw(session: Session, who: Actor, referral_id: int, *, reason: str, at: datetime) -> Referral:
    """Take a referral back with its reason; the case is open again when nobody else owes an answer."""
    require(who, Right.WORK_CASE)
    referral, case = _for_work(session, who, referral_id)
    _refuse_ended(referral)
    if not reason.strip():
        raise Invalid({"reason": "Say why the referral is withdrawn."})
    was, referral.state = referral.state, ReferralState.WITHDRAWN
    referral.reason = reason.strip()[:1000]
    detail = _change(referral, was) | {"reason": referral.reason}
    _end(session, who, "referral withdrawn", referral, case, detail, at=at)
    return referral


def chase(
    session: Session,
    who: Actor,
    referral_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    chased_at: datetime | None = None,
) -> Chase:
    """Note a reminder that was sent, numbered and dated, with its text; the program sends nothing itself.

    Raises Invalid also where it would lie before the referral or its last chase, and on a closed case; NotFound.
    """
    require(who, Right.WORK_CASE)
    referral, case = _for_work(session, who, referral_id)
    _refuse_ended(referral)
    if case.status is Status.CLOSED:
        raise Invalid({"status": f"{case.number} is closed, so no answer is owed. Open it again before you chase."})
    good = ChaseFields.checked({**fields, "words": str(fields.get("words", "")).strip()})
    assert referral.id is not None
    before = select(func.count(), func.max(col(Chase.at))).where(Chase.referral_id == referral.id)
    many, last = session.exec(before).one()
    after = (last, f"chase {many}") if many else (referral.sent_at, "the referral was sent")
    when = _dated("chased_at", chased_at, after, at)
    made = Chase(**good.model_dump(), referral_id=referral.id, number=many + 1, at=when, made_at=at, by_id=who.id)
    session.add(made)
    session.flush()
    detail = {"referral_id": referral.id, "number": referral.number, "chase_id": made.id, "chase": made.number}
    detail |= values({"how": made.how.value, "words": made.words, "chased_at": when})
    record(session, who, "chased", subject="case_record", subject_id=case.id, at=at, detail=detail)
    return made


def find_referral(session: Session, who: Actor, referral_id: int) -> Referral:
    """The referral, if the actor may see its case; NotFound otherwise, in the same words."""
    referral = session.get(Referral, referral_id)
    if referral is None or not sees_case(session, who, referral.case_id):
        raise NotFound(GONE)
    return referral


def _for_work(session: Session, who: Actor, referral_id: int) -> tuple[Referral, Case]:
    referral = find_referral(session, who, referral_id)
    return referral, find_for_work(session, who, referral.case_id)


def _refuse_ended(referral: Referral) -> None:
    if referral.state not in RUNNING:
        ended = "answered" if referral.state is ReferralState.INADEQUATE else referral.state.value
        raise Invalid({"state": f"Referral {referral.number} is {ended} already. Refer the case again if need be."})


def _addressee(session: Session, department_id: int | None, official_id: int | None) -> Department | Official:
    if (department_id is None) == (official_id is None):
        raise Invalid({"to": "Choose a department, or an official."})
    own = session.get(Department, department_id) if department_id is not None else None
    found = own or (session.get(Official, official_id) if official_id is not None else None)
    if found is None or not found.active:
        raise Invalid({"to": "Choose a department or an official of the lists, one that is in use."})
    return found


def _name(to: Department | Official) -> str:
    return f"{to.name}, {to.body}" if isinstance(to, Official) else to.name


def _next(session: Session, case_id: int) -> int:
    return (session.exec(select(func.max(col(Referral.number))).where(Referral.case_id == case_id)).one() or 0) + 1


def _dated(field: str, given: datetime | None, first: tuple[datetime, str], at: datetime) -> datetime:
    """When it was, now where nothing is given: neither before what it follows nor in the future.

    Times are typed without seconds: one of the same minute is not before.
    """
    if given is None:
        return at
    if given < first[0].replace(second=0, microsecond=0):
        raise Invalid({field: f"This cannot be before {first[1]}."})
    if given > at:
        raise Invalid({field: "This cannot be in the future."})
    return max(given, first[0])


def _change(referral: Referral, was: ReferralState) -> dict[str, Any]:
    state = [was.value, referral.state.value]
    return {"referral_id": referral.id, "number": referral.number, "state": state}


def _end(
    session: Session, who: Actor, verb: str, referral: Referral, case: Case, detail: dict[str, Any], *, at: datetime
) -> None:
    """Close the referral; the case is ours to work on when it was the last that ran."""
    referral.closed_at, was = at, case.status
    session.add(referral)
    session.flush()
    running = select(Referral.id).where(Referral.case_id == case.id, col(Referral.closed_at).is_(None))
    if was is Status.WAITING_DEPARTMENT and session.exec(running).first() is None:
        change_status(session, who, case, Status.OPEN, at=at)
    _told(session, who, verb, case, detail, was, at=at)


def _told(
    session: Session, who: Actor, verb: str, case: Case, detail: dict[str, Any], was: Status, *, at: datetime
) -> None:
    if was is not case.status:
        detail = detail | {"status": [was.value, case.status.value]}
    record(session, who, verb, subject="case_record", subject_id=case.id, at=at, detail=detail)
