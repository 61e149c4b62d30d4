"""Promises: each date told to a resident is noted, and ends as kept, broken or moved with the telling (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from app.authority import Actor, Right, require, sees_case
from app.errors import Invalid, NotFound
from app.models import Case, Channel, Contact, Promise, PromiseFields, PromiseState, Status
from app.services.cases import find_for_work
from app.services.history import record, values

GONE = "This promise is not in the office file."
OVER = (
    "The date was over before the resident heard of another. Note that the promise was not kept, "
    "then note the new date as a promise of its own."
)
_ENDED: Mapping[PromiseState, str] = {
    PromiseState.KEPT: "kept",
    PromiseState.BROKEN: "broken",
    PromiseState.MOVED: "moved to another date",
    PromiseState.WITHDRAWN: "withdrawn",
}


def promise(
    session: Session,
    who: Actor,
    case_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    told_at: datetime | None = None,
    contact_id: int | None = None,
) -> Promise:
    """Note a date that the resident was told: `fields` of PromiseFields, told at `told_at` (`at` if not given).

    It hangs on the case, and on the contact in which it was told if there was one. Raises Invalid (words, due_at,
    told_at), NotAllowed, NotFound.
    """
    require(who, Right.WORK_CASE)
    case = find_for_work(session, who, case_id)
    _check_open(case)
    good = PromiseFields.checked({**fields, "words": str(fields.get("words") or "").strip()})
    told = _told("told_at", told_at, case.received_at, at)
    _check_due(good.due_at, at)
    if contact_id is not None and (spoken := session.get(Contact, contact_id)) is not None:
        contact_id = spoken.id if spoken.case_id == case_id else None
    made = Promise(**good.model_dump(), case_id=case_id, contact_id=contact_id, told_at=told, made_at=at, by_id=who.id)
    session.add(made)
    session.flush()
    detail = {"promise_id": made.id} | values({**good.model_dump(), "told_at": told, "contact_id": contact_id})
    record(session, who, "promised", subject="case_record", subject_id=case_id, at=at, detail=detail)
    return made


def keep(session: Session, who: Actor, promise_id: int, *, at: datetime, words: str = "") -> Promise:
    """Note that it was kept by its date; what came later was broken. Raises Invalid, NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    return _settle(session, who, promise_id, PromiseState.KEPT, "kept promise", at=at, words=words)


def break_promise(session: Session, who: Actor, promise_id: int, *, words: str, at: datetime) -> Promise:
    """Note that it was not kept, and why. Raises Invalid (words), NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    if not words.strip():
        raise Invalid({"words": "Say why the promise was not kept."})
    return _settle(session, who, promise_id, PromiseState.BROKEN, "broke promise", at=at, words=words)


def withdraw_promise(session: Session, who: Actor, promise_id: int, *, words: str, at: datetime) -> Promise:
    """Take back one that was noted by mistake; it counts nowhere. Raises Invalid (words), NotAllowed, NotFound."""
    require(who, Right.WORK_CASE)
    if not words.strip():
        raise Invalid({"words": "Say why it was no promise."})
    return _settle(session, who, promise_id, PromiseState.WITHDRAWN, "withdrew promise", at=at, words=words)


def move_promise(
    session: Session,
    who: Actor,
    promise_id: int,
    *,
    due_at: datetime,
    at: datetime,
    how: Channel | None = None,
    told_at: datetime | None = None,
    words: str = "",
) -> Promise:
    """Put another date in its place, which the resident was told: by `how`, at `told_at`. Answers the new promise.

    Without the telling, or told when the old date was over, it is no moved promise but a broken one. Raises Invalid
    (due_at, told_at, how; a closed case), NotFound.
    """
    require(who, Right.WORK_CASE)
    old, case = _open_one(session, who, promise_id)
    _check_open(case)
    if how is None:
        raise Invalid({"how": "Say how the resident was told of the new date. Untold, the promise is broken."})
    told = _told("told_at", told_at, old.told_at, at)
    if told > old.due_at:
        raise Invalid({"told_at": OVER})
    _check_due(due_at, at)
    if due_at == old.due_at:
        raise Invalid({"due_at": "This is the date it has already. Give the new one."})
    facts: dict[str, Any] = {"words": words.strip() or old.words, "due_at": due_at, "how": how}
    new = Promise(**facts, case_id=case.id or 0, told_at=told, made_at=at, by_id=who.id)
    session.add(new)
    session.flush()
    old.moved_to_id = new.id
    detail = {"due_at": [old.due_at.isoformat(), due_at.isoformat()]}
    detail |= values({"moved_to_id": new.id, "told_at": told, "how": how})
    _end(session, who, old, PromiseState.MOVED, "moved promise", at=at, words="", more=detail)
    return new


def unsettle_promise(session: Session, who: Actor, promise_id: int, *, at: datetime) -> Promise:
    """Take back that it was kept, broken or withdrawn: it is open again. Raises Invalid for one that was moved."""
    require(who, Right.WORK_CASE)
    found = find_promise(session, who, promise_id)
    find_for_work(session, who, found.case_id)
    if found.state in (PromiseState.OPEN, PromiseState.MOVED):
        raise Invalid({"state": f"This promise is {_ENDED.get(found.state, 'open')}. There is nothing to take back."})
    detail = {"promise_id": found.id, "state": [found.state.value, "open"], "words": found.words}
    detail |= {"reason": [found.settled_words, ""]} if found.settled_words else {}
    found.state, found.settled_at, found.settled_by_id, found.settled_words = PromiseState.OPEN, None, None, ""
    session.add(found)
    record(session, who, "reopened promise", subject="case_record", subject_id=found.case_id, at=at, detail=detail)
    return found


def withdraw_with_contact(session: Session, who: Actor, contact_id: int, *, at: datetime) -> None:
    """Take back what a slip promised, with the slip; a part of the act that undoes it."""
    noted = select(Promise).where(Promise.contact_id == contact_id, Promise.state == PromiseState.OPEN)
    for each in session.exec(noted).all():
        words = "Logged by mistake and undone."
        _end(session, who, each, PromiseState.WITHDRAWN, "withdrew promise", at=at, words=words)


def find_promise(session: Session, who: Actor, promise_id: int) -> Promise:
    """The promise, if the actor may see its case; NotFound otherwise, in the same words."""
    found = session.get(Promise, promise_id)
    if found is None or not sees_case(session, who, found.case_id):
        raise NotFound(GONE)
    return found


def _open_one(session: Session, who: Actor, promise_id: int) -> tuple[Promise, Case]:
    found = find_promise(session, who, promise_id)
    case = find_for_work(session, who, found.case_id)
    if found.state is not PromiseState.OPEN:
        raise Invalid({"state": f"This promise is {_ENDED[found.state]} already."})
    return found, case


def _settle(
    session: Session, who: Actor, promise_id: int, state: PromiseState, verb: str, *, at: datetime, words: str
) -> Promise:
    found, _ = _open_one(session, who, promise_id)
    _end(session, who, found, state, verb, at=at, words=words.strip()[:500])
    return found


def _end(
    session: Session,
    who: Actor,
    found: Promise,
    state: PromiseState,
    verb: str,
    *,
    at: datetime,
    words: str,
    more: Mapping[str, Any] | None = None,
) -> None:
    detail = {"promise_id": found.id, "state": [found.state.value, state.value], "words": found.words}
    detail |= values({"due_at": found.due_at, "reason": words}) | dict(more or {})
    found.state, found.settled_at, found.settled_by_id, found.settled_words = state, at, who.id, words
    session.add(found)
    record(session, who, verb, subject="case_record", subject_id=found.case_id, at=at, detail=detail)


def _check_open(case: Case) -> None:
    if case.status is Status.CLOSED:
        raise Invalid({"status": f"{case.number} is closed. Open it again before something is promised."})


def _check_due(due_at: datetime, at: datetime) -> None:
    if due_at < at:
        raise Invalid({"due_at": "This date is over. Give the date that the resident was told."})


def _told(field: str, given: datetime | None, first: datetime, at: datetime) -> datetime:
    """When the resident was told: not in the future, and not before there was anything to tell."""
    if given is None:
        return at
    if given > at + timedelta(minutes=2):
        raise Invalid({field: "The resident cannot have been told in the future."})
    if given < first.replace(second=0, microsecond=0):
        raise Invalid({field: "The resident cannot have been told before that."})
    return given
