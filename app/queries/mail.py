"""What the office file knows of a mail: who sent it, which case its subject names, whether it was logged before."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor, linked_visible_to, visible_to
from app.models import Case, Contact, Organization, Person, Reach, ReachKind, table_of
from app.queries.people import person_seen_by
from app.queries.suggest import CardCase, PersonHit, who_is

_NUMBER = re.compile(r"(?<!\d)\d{4}-\d{4,6}(?!\d)")


class MailFacts(NamedTuple):
    """`sender` is the only one with this e-mail address, `hits` who else may be meant, `meant` the case named.

    Where the subject names several numbers, none is `meant`, and `several` says so.
    """

    sender: PersonHit | None
    hits: tuple[PersonHit, ...]
    meant: CardCase | None
    logged_at: datetime | None
    several: bool = False


def mail_facts(session: Session, who: Actor, *, name: str, email: str, subject: str, message_id: str = "") -> MailFacts:
    """All of it in one question, as the actor may see it."""
    known = _by_email(session, who, email)
    numbers = frozenset(_NUMBER.findall(subject))
    hits = known or (who_is(session, who, name) if name else [])
    return MailFacts(
        sender=known[0] if len(known) == 1 else None,
        hits=tuple(hits),
        meant=_case_named(session, who, next(iter(numbers))) if len(numbers) == 1 else None,
        logged_at=_logged_at(session, who, message_id),
        several=len(numbers) > 1,
    )


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


def _case_named(session: Session, who: Actor, number: str) -> CardCase | None:
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    c = record.c
    source = record.outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    asker = func.coalesce(person.c.name, organization.c.name, "")
    query = select(c.id, c.number, c.subject, c.status, c.due_at, asker).select_from(source)
    row = session.execute(query.where(c.number == number, visible_to(who))).first()
    return CardCase(*row) if row is not None else None


def _logged_at(session: Session, who: Actor, message_id: str) -> datetime | None:
    if not message_id:
        return None
    c = table_of(Contact).c
    query = select(c.entered_at).where(c.message_id == message_id, c.undone_at.is_(None))
    found: datetime | None = session.execute(query.where(linked_visible_to(who, c.case_id)).limit(1)).scalar()
    return found
