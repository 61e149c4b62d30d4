"""What is known of the people a case is about, so that it can be taken out of a copy of its file (G6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from email.utils import parseaddr

from sqlalchemy import or_, select
from sqlmodel import Session

from app.keys import Known
from app.models import (
    Address,
    Case,
    CaseLink,
    CasePerson,
    Contact,
    Person,
    Place,
    Reach,
    ReachKind,
    Telling,
    table_of,
)
from app.queries.case_page import CasePage
from app.queries.timeline import Entry

_AT_ONCE = 500
TIE = "other_id"
"""The field of a line about a second case: its number."""


def known_of_case(session: Session, case_id: int) -> Known:
    """Names, phones, e-mails and addresses, of all times, of everybody who asks, called, is affected or is to be told
    in a case or in one linked with it. Only for taking them out of texts: also of those whom the reader may not see.
    """
    people = _people(session, _cases(session, case_id))
    p, r = table_of(Person).c, table_of(Reach).c
    names, reaches, places = list[str](), list[tuple[ReachKind, str]](), list[str]()
    a, place = table_of(Address), table_of(Place)
    for first in range(0, len(people), _AT_ONCE):
        ids = people[first : first + _AT_ONCE]
        names += session.execute(select(p.name).where(p.id.in_(ids))).scalars()
        reaches += [
            (row.kind, row.typed) for row in session.execute(select(r.kind, r.typed).where(r.person_id.in_(ids)))
        ]
        lived = select(place.c.typed).select_from(a.join(place, place.c.id == a.c.place_id))
        places += session.execute(lived.where(a.c.person_id.in_(ids))).scalars()
    written = _written(session, _cases(session, case_id))
    names += [name for name, _ in written]
    reaches += [(ReachKind.EMAIL, mail) for _, mail in written]
    return Known(
        names=tuple(dict.fromkeys(names)),
        phones=tuple(dict.fromkeys(typed for kind, typed in reaches if kind is ReachKind.PHONE)),
        emails=tuple(dict.fromkeys(typed for kind, typed in reaches if kind is ReachKind.EMAIL)),
        addresses=tuple(dict.fromkeys(places)),
    )


def _cases(session: Session, case_id: int) -> list[int]:
    """The case and those linked with it, whose subjects stand in its file."""
    link = table_of(CaseLink).c
    rows = session.execute(
        select(link.case_id, link.other_id).where(or_(link.case_id == case_id, link.other_id == case_id))
    )
    return sorted({case_id, *(each for row in rows for each in row)})


def _people(session: Session, cases: Sequence[int]) -> list[int]:
    c, affected, contact, telling = (table_of(each).c for each in (Case, CasePerson, Contact, Telling))
    queries = (
        select(c.person_id).where(c.id.in_(cases)),
        select(affected.person_id).where(affected.case_id.in_(cases)),
        select(contact.person_id).where(contact.case_id.in_(cases)),
        select(telling.person_id).where(telling.case_id.in_(cases)),
    )
    return sorted({each for query in queries for each in session.execute(query).scalars() if each is not None})


def _written(session: Session, cases: Sequence[int]) -> list[tuple[str, str]]:
    """Who wrote the mails: name and address as the mail gives them."""
    contact = table_of(Contact).c
    query = select(contact.mail_from).where(contact.case_id.in_(cases), contact.mail_from != "").distinct()
    return [parseaddr(each) for each in session.execute(query).scalars()]


def without_confidential(
    session: Session, page: CasePage, entries: Sequence[Entry]
) -> tuple[CasePage, tuple[Entry, ...]]:
    """A case and its entries as somebody outside may have them, whoever makes the copy: without what ties it to
    confidential cases, as that there are any stays inside."""
    ties = {words for each in entries for name, *both in each.fields if name == TIE for words in both}
    hidden = _confidential(session, sorted({each.number for each in page.linked} | ties))
    linked = tuple(each for each in page.linked if each.number not in hidden)
    return page._replace(linked=linked), tuple(each for each in entries if not _tells(each, hidden))


def _tells(entry: Entry, numbers: Collection[str]) -> bool:
    return any(name == TIE and words in numbers for name, *both in entry.fields for words in both)


def _confidential(session: Session, numbers: Sequence[str]) -> frozenset[str]:
    c = table_of(Case).c
    return frozenset(session.execute(select(c.number).where(c.number.in_(numbers), c.confidential)).scalars())
