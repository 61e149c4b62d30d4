"""The contact log: one exchange with the public, alone or with a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor, Right, contact_visible_to, require, sees_person
from app.errors import Conflict, Invalid, NotFound
from app.models import (
    Case,
    Category,
    Contact,
    ContactFields,
    Direction,
    Event,
    Move,
    Note,
    NoteKind,
    Organization,
    Outcome,
    Promise,
    PromiseState,
    Role,
    Staff,
    Status,
    Told,
    table_of,
)
from app.services.acknowledging import acknowledged_by_act
from app.services.cases import find_case, find_for_work, open_case
from app.services.history import differences, record, values
from app.services.places import place_for
from app.services.promises import promise as promise_to
from app.services.promises import withdraw_with_contact

UNDO = timedelta(minutes=15)
_TOLD = ("happened_at", "channel", "direction", "person_id", "organization_id", "category_id", "place_id", "words")
"""What history tells of a new contact, so that it can be held against the log for ever."""
NO_WORK = ("opened", "printed", "viewed", "named", "redated", "promised", "withdrew promise")
"""Lines of a case's history that are no work on it."""


class Logged(NamedTuple):
    """What a slip became."""

    contact_id: int
    case_id: int | None
    number: str


def log_contact(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    person_id: int | None = None,
    organization_id: int | None = None,
    address: str = "",
    place_id: int | None = None,
    category_id: int | None = None,
    case_id: int | None = None,
    new_case: Mapping[str, Any] | None = None,
    taken_by_id: int | None = None,
    promise: Mapping[str, Any] | None = None,
) -> Logged:
    """Log a contact; alone, on the case `case_id`, or opening a case with the fields `new_case`.

    `fields` are those of ContactFields, `at` is when it is entered; `new_case` may say `received_at` too, `promise`
    what the resident was told for a date (`words`, `due_at`), which needs a case. Raises Invalid, NotFound, NotAllowed.
    """
    require(who, Right.LOG_CONTACT)
    good = ContactFields.checked(fields)
    _check(session, good, at=at, named=person_id is not None or organization_id is not None)
    _check_links(session, who, (person_id, organization_id), category_id)
    place = place_for(session, address, place_id)
    case = find_case(session, who, case_id) if case_id is not None else None
    if new_case is not None:
        given, asker = {"category_id": category_id, **new_case}, (person_id, organization_id)
        case = _open(session, who, given, good, asker, place_id=place.id if place else None, at=at)
    contact = Contact(
        **good.model_dump(),
        person_id=person_id,
        organization_id=organization_id,
        case_id=case.id if case else None,
        place_id=place.id if place else None,
        category_id=category_id if category_id or not case else case.category_id,
        ward=place.ward if place else (case.ward if case else ""),
        entered_at=at,
        taken_by_id=_taker(session, taken_by_id or who.id),
        entered_by_id=who.id,
        version=1,
    )
    session.add(contact)
    _answer_by_call(session, case, good)
    session.flush()
    detail = values({name: getattr(contact, name) for name in _TOLD}) | {"case_id": contact.case_id}
    record(session, who, "logged", subject="contact", subject_id=contact.id, at=at, detail=detail)
    _promise(session, who, contact, promise, at=at)
    return Logged(contact.id or 0, contact.case_id, case.number if case else "")


def _promise(session: Session, who: Actor, contact: Contact, given: Mapping[str, Any] | None, *, at: datetime) -> None:
    """Keep what was promised in the contact, if anything, with its case. Raises Invalid (promise)."""
    if given is None:
        return
    if contact.case_id is None:
        raise Invalid({"promise": "A promise is kept with a case. Open one, or put this to one that is open."})
    told = min(max(contact.happened_at, session.get_one(Case, contact.case_id).received_at), at)
    fields = {"how": contact.channel, **given}
    try:
        promise_to(session, who, contact.case_id, fields=fields, at=at, told_at=told, contact_id=contact.id)
    except Invalid as error:
        raise Invalid({"promise": error.sentence}) from error


def _answer_by_call(session: Session, case: Case | None, slip: ContactFields) -> None:
    """Our own call or letter to the resident answers the case, if the case was there by then; the first counts.

    What a machine wrote answers nobody.
    """
    if case is None or slip.direction is not Direction.OUT or slip.automatic or slip.happened_at < _begun(case):
        return
    case.first_response_at = min(filter(None, (case.first_response_at, slip.happened_at)))
    case.acknowledged_at = min(filter(None, (case.acknowledged_at, slip.happened_at)))
    session.add(case)


def _begun(case: Case) -> datetime:
    """The minute of receipt: times are typed without seconds."""
    return case.received_at.replace(second=0, microsecond=0)


def _check_links(session: Session, who: Actor, named: tuple[int | None, int | None], category_id: int | None) -> None:
    """Raises NotFound for a person or organization that is not there (to be seen), Invalid for such a category."""
    person_id, organization_id = named
    if person_id is not None and not sees_person(session, who, person_id):
        raise NotFound("This person is not in the office file.")
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise NotFound("This organization is not in the office file.")
    if category_id is not None and session.get(Category, category_id) is None:
        raise Invalid({"category_id": "Choose a category of the list."})


def _check(session: Session, fields: ContactFields, *, at: datetime, named: bool) -> None:
    if fields.happened_at > at + timedelta(minutes=2):
        raise Invalid({"happened_at": "A contact cannot have happened in the future."})
    if not named and not fields.anonymous and not fields.automatic:
        raise Invalid({"person_id": "Say who it was, or choose anonymous."})


def _open(
    session: Session,
    who: Actor,
    given: Mapping[str, Any],
    slip: ContactFields,
    asker: tuple[int | None, int | None],
    *,
    place_id: int | None,
    at: datetime,
) -> Case:
    """The case that a slip opens: received when the contact happened, or as `given` says."""
    return open_case(
        session,
        who,
        fields=given,
        at=at,
        received_at=given.get("received_at", slip.happened_at),
        person_id=asker[0],
        organization_id=asker[1],
        anonymous=slip.anonymous,
        place_id=place_id,
        owner_id=given.get("owner_id"),
        channel=slip.channel,
    )


def _taker(session: Session, staff_id: int | None) -> int:
    if staff_id is None or session.get(Staff, staff_id) is None:
        raise Invalid({"taken_by_id": "Choose who took the call from the staff list."})
    return staff_id


def find_contact(session: Session, who: Actor, contact_id: int) -> Contact:
    """The contact if the actor may see it; NotFound otherwise."""
    c = table_of(Contact).c
    seen = session.execute(select(c.id).where(c.id == contact_id, contact_visible_to(who))).scalar()
    contact = session.get(Contact, contact_id) if seen else None
    if contact is None or contact.undone_at:
        raise NotFound("This contact is not in the log.")
    return contact


def check_own_slip(who: Actor, contact: Contact) -> None:
    """Raise Invalid where an intern would change what somebody else took down."""
    if who.role is Role.INTERN and who.id not in (contact.entered_by_id, contact.taken_by_id):
        raise Invalid("This is not your slip. Ask who took it, or the Director.")


def _links_after(session: Session, who: Actor, contact: Contact, changes: Mapping[str, Any]) -> dict[str, int | None]:
    """Who and what the contact names after a correction; all of it must be on file."""
    names = ("person_id", "organization_id", "category_id", "taken_by_id")
    links = {name: changes.get(name, getattr(contact, name)) for name in names}
    _check_links(session, who, (links["person_id"], links["organization_id"]), links["category_id"])
    _taker(session, links["taken_by_id"])
    return links


def correct_contact(
    session: Session, who: Actor, contact_id: int, *, version: int, changes: Mapping[str, Any], at: datetime
) -> Contact:
    """Correct a logged contact, with history; interns correct their own. Raises Conflict, Invalid, NotFound.

    `changes`: fields of ContactFields and person_id, organization_id, category_id, address, taken_by_id.
    """
    require(who, Right.LOG_CONTACT)
    contact = find_contact(session, who, contact_id)
    check_own_slip(who, contact)
    if contact.version != version:
        raise Conflict("Somebody else saved this contact first. Look at both versions, then save again.")
    links = _links_after(session, who, contact, changes)
    old = contact.model_dump(exclude={"version"})
    was = ContactFields.checked(contact.model_dump(include=set(ContactFields.model_fields)))
    good = ContactFields.checked({**was.model_dump(), **changes})
    for name in ContactFields.model_fields:
        setattr(contact, name, getattr(good, name))
    for name, value in links.items():
        setattr(contact, name, value)
    if "address" in changes:
        place = place_for(session, str(changes["address"]), None)
        contact.place_id, contact.ward = (place.id, place.ward) if place else (None, "")
    _check(session, good, at=at, named=contact.person_id is not None or contact.organization_id is not None)
    session.add(contact)
    _answer_anew(session, contact, was, good)
    changed = differences(old, contact.model_dump(exclude={"version"}))
    if changed:
        record(session, who, "corrected", subject="contact", subject_id=contact_id, at=at, detail=changed)
    return contact


def _answer_anew(session: Session, contact: Contact, was: ContactFields, now: ContactFields) -> None:
    """What was corrected in a call may make it the first response of its case, or no longer."""
    if (was.direction, was.happened_at, was.automatic) == (now.direction, now.happened_at, now.automatic):
        return
    case = session.get(Case, contact.case_id) if contact.case_id else None
    if case is not None:
        _unanswer(session, case, was, contact.id)
        _answer_by_call(session, case, now)


def attach_to_case(session: Session, who: Actor, contact_id: int, case_id: int, *, at: datetime) -> None:
    """Put a contact that stands alone, or with another case, to this case.

    Our own call or letter is then a first response here, and none to the case it is taken from.
    """
    case = find_for_work(session, who, case_id)
    contact = find_contact(session, who, contact_id)
    if contact.case_id is not None:
        find_for_work(session, who, contact.case_id)
    check_own_slip(who, contact)
    old, contact.case_id = contact.case_id, case_id
    session.add(contact)
    left = session.get(Case, old) if old is not None and old != case_id else None
    if left is not None:
        _unanswer(session, left, contact, contact_id)
    _answer_by_call(session, case, contact)
    record(
        session, who, "put to case", subject="contact", subject_id=contact_id, at=at, detail={"case_id": [old, case_id]}
    )


def undo_contact(session: Session, who: Actor, contact_id: int, *, at: datetime) -> None:
    """Take back an own contact just logged (15 minutes); the record stays in history, marked as undone.

    A case that it opened is withdrawn with it, if nobody has worked on the case since.
    """
    require(who, Right.LOG_CONTACT)
    contact = find_contact(session, who, contact_id)
    if contact.entered_by_id != who.id or at - contact.entered_at > UNDO:
        raise Invalid("This can no longer be undone. Correct the contact instead.")
    contact.undone_at = at
    session.add(contact)
    withdraw_with_contact(session, who, contact_id, at=at)
    case = session.get(Case, contact.case_id) if contact.case_id else None
    if case is not None:
        _unanswer(session, case, contact, contact_id)
        if case.opened_at == contact.entered_at and not _worked_on(session, case, contact_id):
            _withdraw(session, who, case, at)
    record(session, who, "undone", subject="contact", subject_id=contact_id, at=at)


def _unanswer(session: Session, case: Case, slip: ContactFields, contact_id: int | None) -> None:
    """A call undone, corrected or put to another case answers this one no more; the next of our calls and replies does,
    if any."""
    dates = (case.first_response_at, case.acknowledged_at)
    if slip.direction is not Direction.OUT or slip.automatic or slip.happened_at not in dates:
        return
    t, n = table_of(Contact).c, table_of(Note).c
    calls = select(func.min(t.happened_at)).where(
        t.case_id == case.id,
        t.direction == Direction.OUT,
        t.automatic.is_(None),
        t.undone_at.is_(None),
        t.id != contact_id,
        t.happened_at >= _begun(case),
    )
    replies = select(func.min(n.at)).where(n.case_id == case.id, n.kind == NoteKind.REPLY)
    found = [session.execute(each).scalar() for each in (calls, replies)]
    told = max(case.told_at, case.received_at) if case.told_at else None
    case.first_response_at = min((each for each in (*found, told) if each is not None), default=None)
    case.acknowledged_at = min(filter(None, (case.first_response_at, acknowledged_by_act(session, case))), default=None)
    session.add(case)


def _worked_on(session: Session, case: Case, contact_id: int) -> bool:
    """Whether anything was done on a case, or logged on it, since its slip opened it."""
    t, e = table_of(Contact).c, table_of(Event).c
    others = select(t.id).where(t.case_id == case.id, t.id != contact_id, t.undone_at.is_(None))
    acts = select(e.id).where(e.subject == "case_record", e.subject_id == case.id, e.verb.not_in(NO_WORK))
    p = table_of(Promise).c
    promised = select(p.id).where(p.case_id == case.id, p.state == PromiseState.OPEN)
    return any(session.execute(each.limit(1)).first() is not None for each in (others, acts, promised))


def _withdraw(session: Session, who: Actor, case: Case, at: datetime) -> None:
    """Close the case as withdrawn, with the reason, unless it was answered; its number is not used again.

    Whoever may open a case by a slip may take back that slip, so the right to close is not asked for.
    """
    if case.status not in (Status.NEW, Status.OPEN) or case.first_response_at is not None:
        return
    was = case.status
    told = Told(told=False, why_not="Logged by mistake and undone.")
    case.close(Outcome.WITHDRAWN, told, at, words="Logged by mistake.")
    assert case.id is not None
    session.add(case)
    session.add(Move(case_id=case.id, at=at, was=was, became=case.status, outcome=case.outcome, by_id=who.id))
    detail = {"status": [was.value, case.status.value], "outcome": Outcome.WITHDRAWN.value}
    record(session, who, "withdrawn", subject="case_record", subject_id=case.id, at=at, detail=detail)
