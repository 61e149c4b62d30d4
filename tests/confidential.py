"""An office with a confidential case and person, tied to open records by all that ties records; one without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, select

from app.authority import Actor, actor
from app.models import (
    Absence,
    Case,
    Channel,
    Chase,
    Contact,
    Criterion,
    Designation,
    DirectiveAccount,
    FollowUp,
    Made,
    NoteKind,
    Outcome,
    Person,
    ReadFor,
    Recommendation,
    RecommendationStatus,
    Referral,
    ReferralState,
    Release,
    ReleaseKind,
    Role,
    Sample,
    Status,
    SubstanceReview,
    Telling,
    TieKind,
    Told,
)
from app.services.attachments import add_attachment
from app.services.case_ties import add_affected, add_reference, link_cases
from app.services.cases import add_note, close_case, move_case, reopen_case
from app.services.directive_accounts import give_account
from app.services.directives import Tying, save_directive, set_ties
from app.services.drafts import save_draft, save_view
from app.services.history import record
from app.services.people import add_organization, set_position
from app.services.prints import record_print
from app.services.promises import keep, promise
from app.services.readers import mark_person_confidential, name_reader
from app.services.tasks import add_task
from app.services.views import note_view
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff

BASE = 7_700_000
"""Ids of hidden records begin after it, so that they can be told from every other number."""
CASE = PERSON = CONTACT = BASE + 1
UNOWNED, PAUSED = BASE + 2, BASE + 3
READING = BASE + 4
"""A reading for substance of the hidden case; the recommendation 1 rests on the open case and on it."""
OCTOBER = date(2026, 10, 1)
NAME, PHONE, EMAIL, HOME = "Xaviera Quillfeather", "617 555 0199", "xq@hidden.example", "913 Nightjar Lane"
STREET, NUMBER = "52 Elm Street", "2026-00002"
WORDS: tuple[str, ...] = (
    "zebra",
    "xaviera",
    "quillfeather",
    "nightjar",
    "5550199",
    "555-0199",
    "555 0199",
    "xq@",
    "h-884120",
)
WORDS += ("2026-00002", "2026-00003", "2026-00004")
_IDS = re.compile(rf"\b{BASE // 10}[1-9]\b")
DAY = timedelta(days=1)
OWNER, STRANGER, INTERN, CLERK, COORDINATOR, MAYOR, READER, DEPUTY = range(2, 10)
AWAY = AT + 30 * DAY


class Seen(NamedTuple):
    """Who asks, and when (acting, relieved and lapsed directors are so by the clock)."""

    staff_id: int
    at: Any = AT


BLIND = {
    "associate": Seen(STRANGER),
    "intern": Seen(INTERN),
    "clerk": Seen(CLERK),
    "coordinator": Seen(COORDINATOR),
    "mayor": Seen(MAYOR),
    "lapsed director": Seen(1, AT + 600 * DAY),
    "relieved director": Seen(1, AWAY + DAY),
}
SEEING = {
    "owner": Seen(OWNER),
    "named": Seen(READER),
    "director": Seen(1),
    "acting director": Seen(DEPUTY, AWAY + DAY),
}


def as_actor(session: Session, seen: Seen) -> Actor:
    """The actor of a name in BLIND or SEEING."""
    return actor(session, seen.staff_id, seen.at)


def tells(answer: Any, *, ids: bool = True) -> str:
    """The first word or id (unless `ids` may be known) of a hidden record in an answer, "" where there is none."""
    said = repr(answer).casefold()
    found = next((word for word in WORDS if word in said), "")
    id_ = _IDS.search(said) if ids else None
    return found or (id_.group() if id_ else "")


def make_open(s: Session) -> None:
    """What both offices hold: staff, an organization, somebody and their case, and a designation for later."""
    roles = {"odiallo": Role.ASSOCIATE, "ltran": Role.ASSOCIATE, "intern": Role.INTERN, "clerk": Role.CLERK}
    roles |= {"coordinator": Role.COORDINATOR, "mayor": Role.MAYOR, "reader": Role.ASSOCIATE, "deputy": Role.ASSOCIATE}
    for login, role in roles.items():
        make_staff(s, role, name=login.title(), login=login)
    me, begun = director(s), AT - 6 * DAY
    add_organization(s, me, fields={"name": "Garden Club"}, at=begun)
    ned = make_person(s, "Ned Bor", phone="617 555 0142", address="12 Elm Street").id or 0
    about: dict[str, Any] = {"person_id": ned, "address": "12 Elm Street", "owner_id": OWNER}
    make_case(s, "Broken lamp", at=begun, fields={"category_id": 1}, **about)
    make_contact(s, "The lamp", at=begun, person_id=ned, case_id=1)
    away = Absence(staff_id=1, from_at=AWAY, until_at=AWAY + 7 * DAY, made_at=AT, by_id=1)
    s.add(away)
    s.flush()
    s.add(_designation(away.id or 0))
    _read_for_substance(s)
    _ledger(s)
    _ballast(s)


def _ledger(s: Session) -> None:
    """A directive to which all counts, with an account of the month."""
    me, ties = director(s), [Tying(kind) for kind in TieKind if kind is not TieKind.CATEGORY]
    made = save_directive(s, me, fields={"code": "A", "title": "Answer the public"}, at=AT)
    set_ties(s, me, made.id or 0, ties, at=AT)
    done = [{"case_id": 1, "words": "The lamp was mended."}]
    give_account(s, me, made.id or 0, on=AT.date(), highlights=done, at=AT)


def _designation(absence_id: int) -> Designation:
    return Designation(
        staff_id=DEPUTY,
        absence_id=absence_id,
        for_id=1,
        instrument="Memo 1",
        instrument_on=AT.date(),
        reason="Vacation",
        from_at=AWAY,
        until_at=AWAY + 7 * DAY,
        kept_back=[],
        made=Made.BY_MAYOR,
        made_at=AT,
        by_id=MAYOR,
    )


def _read_for_substance(s: Session) -> None:
    """The open case was drawn and marked, and shows what is recommended."""
    drawn: dict[str, Any] = {"seed": "2026-10", "size": 1, "drawn_from": 1, "fingerprint": "0" * 64}
    s.add(Sample(month=OCTOBER, made_at=AT, by_id=1, **drawn))
    marks = {each.value: 1 for each in Criterion}
    read: dict[str, Any] = {"month": OCTOBER, "why": ReadFor.SAMPLED, "marks": marks, "reviewed_at": AT}
    s.add(SubstanceReview(case_id=1, reviewer_id=1, **read))
    fields: dict[str, Any] = {"department_id": 1, "category_id": 1, "title": "Lamps", "words": "Mend them sooner."}
    made: dict[str, Any] = {
        "number": "2026-01",
        "year": 2026,
        "seq": 1,
        "evidence": {"query": {}, "case_ids": [1]},
        "made_at": AT,
    }
    sent: dict[str, Any] = {"status": RecommendationStatus.ADOPTED, "sent_at": AT, "effective_on": AT.date()}
    s.add(Recommendation(by_id=1, answer="Yes.", answered_at=AT, **fields, **made, **sent))
    s.flush()


def _hide_substance(s: Session) -> None:
    """The hidden case was read too, and is among what shows the recommendation."""
    marks = {each.value: 0 for each in Criterion}
    read: dict[str, Any] = {"month": OCTOBER, "why": ReadFor.SAMPLED, "marks": marks, "reviewed_at": AT}
    s.add(SubstanceReview(id=READING, case_id=CASE, reviewer_id=1, learned="zebra", source="zebra", **read))
    sample = s.exec(select(Sample)).one()
    sample.drawn_from = 2
    shown = s.get_one(Recommendation, 1)
    shown.evidence = {"query": {"text": "zebra"}, "case_ids": [1, CASE]}
    s.add_all((sample, shown))
    s.flush()


def _ballast(s: Session) -> None:
    """Open records whose ids let those after them begin at BASE."""
    begun = AT - 6 * DAY
    when: dict[str, Any] = {"received_at": begun, "opened_at": begun}
    s.add(Person(id=BASE, name="Ballast", name_key="ballast", made_at=begun))
    s.add(Case(id=BASE, number="2026-90000", year=2026, seq=90_000, subject="Ballast", anonymous=True, **when))
    contact: dict[str, Any] = {"words": "Ballast", "anonymous": True, "taken_by_id": 1, "entered_by_id": 1}
    s.add(Contact(id=BASE, happened_at=begun, entered_at=begun, **contact))
    s.flush()


def make_hidden(s: Session) -> None:
    """The person, then their case with all that a case can have, two more, and contacts of every kind."""
    me, begun = director(s), AT - 5 * DAY
    hers = {"remarks": "zebra", "safety_notice": "zebra dog"}
    person = make_person(s, NAME, phone=PHONE, address=HOME, **hers).id or 0
    assert person == PERSON
    owner = actor(s, OWNER, AT)  # not the Director, who would be named and see it ever after
    mark_person_confidential(s, owner, person, confidential=True, at=begun)
    set_position(s, me, person_id=person, organization_id=1, title="zebra keeper", at=begun)
    given: dict[str, Any] = {"subject": "zebra crossing", "account": "A zebra", "category_id": 1}
    asked: dict[str, Any] = {"person_id": person, "address": STREET, "at": begun, "channel": Channel.PHONE}
    case = make_case(s, fields=given, organization_id=1, owner_id=OWNER, **asked)
    assert (case.id, case.number, case.confidential) == (CASE, NUMBER, True)
    make_case(s, fields=given | {"confidential": True}, address=STREET, at=begun)
    make_case(s, fields=given | {"confidential": True}, address=STREET, at=begun, owner_id=OWNER)
    move_case(s, me, PAUSED, Status.WAITING_RESIDENT, at=begun + DAY, reason="zebra away")
    _worked_on(s, me, begun)
    _contacts(s, begun)
    _for_later(s, me, begun + 4 * DAY)
    _hide_substance(s)
    account = s.exec(select(DirectiveAccount)).one()
    account.highlights = [*account.highlights, {"case_id": CASE, "words": "The zebra was found."}]
    for subject, number in (("case_record", CASE), ("person", PERSON), ("contact", CONTACT)):
        note_view(s, me, subject, number, at=AT)
    record_print(s, me, "case-file", how="printed", case_id=CASE, at=AT)
    name_reader(s, me, subject="case_record", subject_id=CASE, staff_id=READER, at=AT)
    save_draft(s, owner, kind="call", key="1", payload={"words": "zebra"}, parked=True, at=AT)
    save_view(s, owner, page="cases", name="zebra", definition={"filter": {"person_id": person}})


def _worked_on(s: Session, me: Actor, begun: Any) -> None:
    for kind, sent in ((NoteKind.NOTE, None), (NoteKind.REPLY, Channel.PHONE)):
        add_note(s, me, CASE, kind=kind, words=f"zebra {kind.value}", channel=sent, at=begun + DAY)
    file: dict[str, Any] = {"name": "zebra.pdf", "media_type": "application/pdf", "size": 1, "address": "0" * 64}
    add_attachment(s, me, case_id=CASE, at=begun + DAY, **file)
    add_reference(s, me, CASE, system="311", number="H-884120", at=begun + DAY)
    link_cases(s, me, CASE, 1, at=begun + DAY)
    link_cases(s, me, 1, UNOWNED, at=begun + DAY)
    add_affected(s, me, CASE, 1, part="by the zebra", at=begun + DAY)
    add_affected(s, me, 1, PERSON, part="zebra next door", at=begun + DAY)
    _referred(s, me, begun)
    told = Told(told=True, told_at=begun + DAY, told_how=Channel.PHONE)
    close_case(s, me, CASE, outcome=Outcome.RESOLVED, told=told, at=begun + 2 * DAY, words="zebra")
    reopen_case(s, me, CASE, reason="The zebra came back", at=begun + 3 * DAY)
    s.get_one(Case, CASE).due_at = AT - DAY  # so that it has fallen due


def _referred(s: Session, me: Actor, begun: Any) -> None:
    """One that was answered, one of the third case that runs and is late, and a release."""
    words: dict[str, Any] = {"words": "Look at the zebra", "reference": "H-884120"}
    when = begun - 20 * DAY
    s.add(Release(case_id=CASE, kind=ReleaseKind.CITY_FORM, signer="zebra", scope="zebra", at=begun, by_id=1))
    for case_id in (CASE, PAUSED):
        more: dict[str, Any] = {"how": Channel.EMAIL, "sent_at": when, "due_at": when, "made_at": when, "by_id": 1}
        found = Referral(case_id=case_id, number=1, department_id=1, **words, **more)
        s.add(found)
        s.flush()
        s.add(
            Chase(referral_id=found.id or 0, number=1, at=when, words="zebra", how=Channel.EMAIL, made_at=when, by_id=1)
        )
        if case_id == CASE:
            found.answered_at = found.closed_at = begun
            found.answer, found.state = "A zebra", ReferralState.ANSWERED
        detail = {"referral_id": found.id, "number": 1, "words": "zebra"}
        record(s, me, "referred", subject="case_record", subject_id=case_id, at=begun, detail=detail)


def _for_later(s: Session, me: Actor, begun: Any) -> None:
    """A promise, tasks, a follow-up; a child and a caller of an open case that became confidential after all."""
    for days in (0.5, 9):
        given = {"words": "A zebra comes", "due_at": begun + days * DAY}
        promise(s, me, CASE, fields=given, at=begun)
    keep(s, me, promise(s, me, CASE, fields=given, at=begun).id or 0, at=begun)
    add_task(s, me, fields={"words": "Feed the zebra"}, case_id=CASE, owner_id=OWNER, at=begun)
    s.add(FollowUp(case_id=CASE, due_on=AT.date(), made_at=begun, by_id=1))
    given = {"asked_at": begun, "reached": True, "satisfaction": 5, "words": "zebra"}
    s.add(FollowUp(case_id=PAUSED, due_on=AT.date(), made_at=begun, by_id=1, **given))
    child = s.get_one(Case, UNOWNED)
    child.parent_id = 1
    s.add(child)
    s.add(Telling(case_id=1, child_id=UNOWNED, made_at=begun))
    s.add(Telling(case_id=1, person_id=PERSON, made_at=begun))
    s.flush()


def _contacts(s: Session, begun: Any) -> None:
    mail: dict[str, Any] = {"message_id": "<zebra@example.org>", "mail_from": EMAIL, "language": "Tagalog"}
    mail |= {"for_mayor": True, "mail_subject": "zebra"}
    made = [
        make_contact(s, "The zebra again", at=begun + DAY, fields=mail, person_id=PERSON, case_id=CASE, address=STREET),
        make_contact(s, "Only a zebra", at=begun + DAY, person_id=PERSON, address=HOME),
        make_contact(s, "The zebra of the lamp", at=begun + DAY, person_id=PERSON, case_id=1),
        make_contact(s, "Heard a zebra", at=begun + DAY, person_id=1, case_id=CASE),
    ]
    assert [each.contact_id for each in made] == [CONTACT, CONTACT + 1, CONTACT + 2, CONTACT + 3]
    file: dict[str, Any] = {"name": "zebra.png", "media_type": "image/png", "size": 1, "address": "1" * 64}
    add_attachment(s, director(s), contact_id=CONTACT + 1, at=AT, **file)


def numbers() -> Iterator[int]:
    """Ids of open and of hidden records alike, whatever they are of."""
    yield from (1, 2, *range(BASE, BASE + 6))
