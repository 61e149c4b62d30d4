"""What the office file knows of a mail: who sent it, which case it belongs to and why, whether it was logged before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlmodel import Session

from app.authority import Actor, asker_named, contact_visible_to, visible_to
from app.models import Case, Contact, Organization, Person, Reach, ReachKind, Staff, table_of
from app.queries.case_filter import OPEN
from app.queries.people import person_seen_by
from app.queries.suggest import CardCase, PersonHit, who_is

MOST_OF_SENDER = 5
_NUMBER = re.compile(r"(?<!\d)\d{4}-\d{4,6}(?!\d)")


class Reason(StrEnum):
    """Why a mail may belong to a case, the strongest first."""

    NUMBER = "number"
    ANSWER = "answer"
    SENDER = "sender"


REASONS = {
    Reason.NUMBER: "its subject names it",
    Reason.ANSWER: "it answers a mail that was logged there",
    Reason.SENDER: "an open case of the sender",
}
"""In words, for those who do not translate."""


class Proposal(NamedTuple):
    """A case that a mail may belong to; nobody files it there but a person."""

    case: CardCase
    reason: Reason


class MailFacts(NamedTuple):
    """`sender` is the only one with this e-mail address, `hits` who else may be meant.

    `meant` is the case that its subject names or that it answers; where these are several cases there is none, and
    `several` says so. `from_office` says that one of the staff sent it out, `inside` that it went from staff to staff.
    `shared` says that several people have this address: none of them is the sender until a person says so.
    `ours` are the addresses of the staff, in small letters, that a mail of theirs went to.
    """

    sender: PersonHit | None
    hits: tuple[PersonHit, ...]
    proposals: tuple[Proposal, ...]
    logged_at: datetime | None
    several: bool = False
    from_office: bool = False
    inside: bool = False
    shared: bool = False
    ours: frozenset[str] = frozenset()

    @property
    def meant(self) -> CardCase | None:
        """The one case that a number or an answer points to."""
        found = {each.case.id: each.case for each in self.proposals if each.reason is not Reason.SENDER}
        return next(iter(found.values())) if len(found) == 1 and not self.several else None

    @property
    def is_open(self) -> bool:
        """Whether several cases are pointed to: a person has to choose."""
        strong = {each.case.id for each in self.proposals if each.reason is not Reason.SENDER}
        return self.several or len(strong) > 1


class Asked(NamedTuple):
    """What is asked of a mail: its sender, subject and ids; `to` are the addresses it went to.

    `answers` are the ids of the mails that it answers. Of a bounce, `email` is the address that could not be reached.
    """

    name: str = ""
    email: str = ""
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


def mail_facts(session: Session, who: Actor, asked: Asked) -> MailFacts:
    """All of it in one question, as the actor may see it: what they may not see is not even hinted at."""
    by_staff = bool(_of_office(session, [asked.email]))
    ours = _of_office(session, asked.to) if by_staff else set()
    outside = [each for each in asked.to if each.casefold() not in ours]
    email = next(iter(outside), "") if by_staff else asked.email
    known = _by_email(session, who, email)
    name = "" if by_staff else asked.name
    numbers = sorted(frozenset(_NUMBER.findall(asked.subject)))
    return MailFacts(
        sender=known[0] if len(known) == 1 else None,
        hits=tuple(known or (who_is(session, who, name) if name else [])),
        proposals=_proposals(session, who, numbers=numbers, answers=asked.answers, senders=known),
        logged_at=_logged_at(session, who, asked.message_id),
        several=len(numbers) > 1,
        from_office=by_staff and bool(outside),
        inside=by_staff and not outside,
        shared=len(known) > 1,
        ours=frozenset(ours),
    )


def _proposals(
    session: Session, who: Actor, *, numbers: Sequence[str], answers: Sequence[str], senders: Sequence[PersonHit]
) -> tuple[Proposal, ...]:
    c = table_of(Case).c
    found = [Proposal(case, Reason.NUMBER) for case in _cases(session, who, c.number.in_(numbers)) if numbers]
    threads = _threads(session, who, answers)
    found += [Proposal(case, Reason.ANSWER) for case in _cases(session, who, c.id.in_(threads)) if threads]
    if len(senders) == 1:
        owner = c.person_id if senders[0].kind == "person" else c.organization_id
        own = _cases(session, who, owner == senders[0].id, c.status.in_(OPEN))
        found += [Proposal(case, Reason.SENDER) for case in own]
    first = {each.case.id: each for each in reversed(found)}  # of several reasons the strongest
    return tuple(each for each in found if first[each.case.id] is each)


def _of_office(session: Session, emails: Sequence[str]) -> set[str]:
    """Those of these addresses, in small letters, that are of the staff."""
    s, wanted = table_of(Staff).c, {each.casefold() for each in emails[:500] if "@" in each}
    return set(session.execute(select(func.lower(s.email)).where(func.lower(s.email).in_(wanted))).scalars())


def _by_email(session: Session, who: Actor, email: str) -> list[PersonHit]:
    """People and organizations with exactly this address."""
    if "@" not in email:
        return []
    r, found = table_of(Reach).c, []
    for kind, table in (("person", table_of(Person)), ("organization", table_of(Organization))):
        owners = select(r[f"{kind}_id"]).where(r.key == email.casefold(), r.kind == ReachKind.EMAIL)
        query = select(table.c.id, table.c.name, table.c.language).where(table.c.id.in_(owners))
        if kind == "person":
            query = query.where(person_seen_by(who))
        found += [PersonHit(row.id, kind, row.name, email, row.language, 100.0) for row in session.execute(query)]
    return found


def _cases(session: Session, who: Actor, *conditions: Any) -> Iterable[CardCase]:
    """The newest cases of these that the actor may see."""
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    c = record.c
    source = record.outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    asker = asker_named(who, person, organization)
    query: Select[Any] = select(c.id, c.number, c.subject, c.status, c.due_at, asker).select_from(source)
    rows = session.execute(query.where(*conditions, visible_to(who)).order_by(c.id.desc()).limit(MOST_OF_SENDER))
    return [CardCase(*row) for row in rows]


def _threads(session: Session, who: Actor, answers: Sequence[str]) -> list[int]:
    """The cases on which mails with these ids were logged."""
    if not answers:
        return []
    c = table_of(Contact).c
    query = select(c.case_id).where(c.message_id.in_(answers), c.case_id.is_not(None), c.undone_at.is_(None))
    rows = session.execute(query.where(contact_visible_to(who)).distinct().limit(20))
    return [row[0] for row in rows]


def _logged_at(session: Session, who: Actor, message_id: str) -> datetime | None:
    if not message_id:
        return None
    c = table_of(Contact).c
    query = select(c.entered_at).where(c.message_id == message_id, c.undone_at.is_(None))
    found: datetime | None = session.execute(query.where(contact_visible_to(who)).limit(1)).scalar()
    return found
