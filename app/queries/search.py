"""One box for everything: numbers, names, phones, addresses, and any word in a case, contact or note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, or_, select
from sqlmodel import Session

from app.authority import Actor, asker_named, contact_visible_to, visible_to
from app.keys import case_number
from app.models import Case, Contact, Note, Organization, Person, Reference, Referral, table_of
from app.queries import full_text
from app.queries.suggest import who_is

LENGTH = 140


class Hit(NamedTuple):
    """Something found: `kind` case, person, organization, contact or note (its id is then the case's)."""

    kind: str
    id: int
    title: str
    line: str
    at: datetime | None


class Found(NamedTuple):
    """What was found, by kind."""

    cases: tuple[Hit, ...] = ()
    people: tuple[Hit, ...] = ()
    organizations: tuple[Hit, ...] = ()
    contacts: tuple[Hit, ...] = ()
    notes: tuple[Hit, ...] = ()

    @property
    def hits(self) -> list[Hit]:
        """All of them, in the order shown."""
        return [hit for group in self for hit in group]


def search(session: Session, who: Actor, text: str, *, limit: int = 6) -> Found:
    """Find everything that fits what was typed, as the actor may see it; newest first, ranked where hits are few."""
    text = text.strip()
    if len(text) < 2:
        return Found()
    question = full_text.words_question(text)
    cases = _cases(session, who, text, question, limit)
    contacts = _contacts(session, who, text, question, limit)
    notes = _notes(session, who, text, question, limit)
    few = len(cases) + len(contacts) + len(notes) < limit  # words that are in use are no name with a typo
    people = who_is(session, who, text, limit=2 * limit, typo=few)
    return Found(
        cases=tuple(cases),
        people=tuple(_named(people, "person", limit)),
        organizations=tuple(_named(people, "organization", limit)),
        contacts=tuple(contacts),
        notes=tuple(notes),
    )


def _first_rows(session: Session, query: Select[Any], key: ColumnElement[int], ids: list[int], limit: int) -> list[Any]:
    """The rows of the first ids that answer, in their order; the rest is read only where too many are hidden."""
    found: list[Any] = []
    for part in (ids[: 3 * limit], ids[3 * limit :]):
        if part and len(found) < limit:
            rows = {row.id: row for row in session.execute(query.where(key.in_(part)))}
            found += [rows[each] for each in part if each in rows]
    return found[:limit]


def _named(people: Sequence[object], kind: str, limit: int) -> list[Hit]:
    chosen = [each for each in people if getattr(each, "kind", "") == kind][:limit]
    return [Hit(kind, each.id, each.name, each.line, None) for each in chosen]  # type: ignore[attr-defined]  # PersonHit


def _cases(session: Session, who: Actor, text: str, question: str, limit: int) -> list[Hit]:
    ids = [*_by_number(session, text), *_by_reference(session, text)]
    ids += full_text.newest(session, "case_words", question, limit)
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    c = record.c
    source = record.outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    asker = asker_named(who, person, organization).label("asker")
    query = select(c.id, c.number, c.subject, c.status, asker, c.received_at).select_from(source)
    wanted = list(dict.fromkeys(ids))
    return [
        Hit("case", row.id, f"{row.number}  {row.subject}", " · ".join(p for p in (row.asker, row.status) if p), row[5])
        for row in _first_rows(session, query.where(visible_to(who)), c.id, wanted, limit)
    ]


def _by_number(session: Session, text: str) -> list[int]:
    number = case_number(text)
    if number is None:
        return []
    year, seq = number
    c = table_of(Case).c
    query = select(c.id).where(c.seq == seq)
    if year is not None:
        query = query.where(c.year == year)
    return list(session.execute(query.order_by(c.year.desc()).limit(10)).scalars())


def _by_reference(session: Session, text: str) -> list[int]:
    """Cases, or referrals of cases, that others gave this number, or one beginning so."""
    if not re.search(r"\d", text) or len(text) < 4:
        return []
    spellings = sorted({text, text.upper(), text.lower()})  # not func.upper(): the index must serve
    r, f = table_of(Reference).c, table_of(Referral).c
    found: list[int] = []
    for number, case_id in ((r.number, r.case_id), (f.reference, f.case_id)):
        same = or_(*(and_(number >= each, number < each + "\U0010ffff") for each in spellings))
        query = select(case_id).where(number != "", same).order_by(number).limit(10)
        found += session.execute(query).scalars()
    return found


def _contacts(session: Session, who: Actor, text: str, question: str, limit: int) -> list[Hit]:
    contact = table_of(Contact)
    c = contact.c
    filtered = (c.undone_at.is_(None), contact_visible_to(who))
    ids = full_text.newest(session, "contact_words", question, limit)
    query = select(c.id, c.words, c.channel, c.happened_at).where(*filtered)
    return [
        Hit("contact", row.id, snippet(row.words, text), str(row.channel.value), row.happened_at)
        for row in _first_rows(session, query, c.id, ids, limit)
    ]


def _notes(session: Session, who: Actor, text: str, question: str, limit: int) -> list[Hit]:
    note, case = table_of(Note), table_of(Case)
    n, c = note.c, case.c
    ids = full_text.newest(session, "note_words", question, limit)
    source: FromClause = note.join(case, c.id == n.case_id)
    query = select(n.id, n.case_id, n.words, n.kind, c.number, n.at).select_from(source)
    return [
        Hit("note", row.case_id, snippet(row.words, text), f"{row.kind.value}, {row.number}", row.at)
        for row in _first_rows(session, query.where(visible_to(who)), n.id, ids, limit)
    ]


def snippet(words: str, sought: str) -> str:
    """The stretch of a text around the first word sought, in one line."""
    flat = " ".join(words.split())
    first = next(iter(re.findall(r"\w+", sought)), "")
    place = flat.casefold().find(first.casefold())
    start = max(0, place - LENGTH // 3)
    shown = flat[start : start + LENGTH]
    return ("…" if start else "") + shown + ("…" if start + LENGTH < len(flat) else "")
