"""Everything the page of one case shows, but its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import FromClause, func, or_, select
from sqlmodel import Session

from app.authority import Actor, person_visible_to, visible_to
from app.errors import NotFound
from app.models import (
    Attachment,
    Case,
    CaseLink,
    CasePerson,
    Category,
    Channel,
    Department,
    Event,
    Organization,
    Person,
    Place,
    Reach,
    Reference,
    ReviewKind,
    Staff,
    Status,
    table_of,
)
from app.queries.cases import CaseRow, case_rows
from app.queries.direct import ReviewRow, reviews_of


class Asker(NamedTuple):
    """Who asks: `kind` is person or organization, `reach` the phone or e-mail to use first, as typed."""

    kind: str
    id: int
    name: str
    language: str
    interpreter: bool
    reach: str
    preferred_channel: Channel | None
    do_not_contact: bool
    deceased: bool
    safety_notice: str


class Affected(NamedTuple):
    """Somebody affected, with their part."""

    person_id: int
    name: str
    part: str


class LinkedCase(NamedTuple):
    """A case that belongs with this one."""

    id: int
    number: str
    subject: str
    status: Status


class ReferenceRow(NamedTuple):
    """A number that somebody else gave the case."""

    id: int
    system: str
    number: str


class AttachmentRow(NamedTuple):
    """A file kept with the case; `size` in bytes."""

    id: int
    name: str
    media_type: str
    size: int
    address: str
    at: datetime
    by: str


class CasePage(NamedTuple):
    """The facts of a case; times are UTC. `row` is the case as lists show it."""

    row: CaseRow
    version: int
    account: str
    address: str
    precinct: str
    neighborhood: str
    department: str
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledge_due_at: datetime | None
    city_due_at: datetime | None
    owner_since: datetime | None
    first_response_at: datetime | None
    first_response_due_at: datetime | None
    wait_reason: str
    outcome_words: str
    told: bool | None
    told_at: datetime | None
    told_how: Channel | None
    told_by: str
    why_not_told: str
    asker: Asker | None
    organization: str
    affected: tuple[Affected, ...]
    linked: tuple[LinkedCase, ...]
    references: tuple[ReferenceRow, ...]
    attachments: tuple[AttachmentRow, ...]
    reviews: tuple[ReviewRow, ...]
    """The looks of the Director that it waits for."""

    @property
    def approval(self) -> ReviewRow | None:
        """The closing that waits for approval, if one does."""
        return next((row for row in self.reviews if row.kind is ReviewKind.APPROVAL), None)


def case_page(session: Session, who: Actor, case_id: int, *, at: datetime) -> CasePage:
    """The page of a case, its clocks as of `at`; raises NotFound also for a case the actor may not see."""
    rows = case_rows(session, who, [case_id], at=at)
    if not rows:
        raise NotFound("This case is not in the office file.")
    return CasePage(
        row=rows[0],
        **_facts(session, who, case_id),
        owner_since=_owner_since(session, case_id),
        asker=_asker(session, rows[0], at),
        organization=_organization(session, rows[0]),
        affected=_affected(session, who, case_id),
        linked=_linked(session, who, case_id),
        references=_references(session, case_id),
        attachments=_attachments(session, case_id),
        reviews=reviews_of(session, who, case_id),
    )


def _facts(session: Session, who: Actor, case_id: int) -> dict[str, Any]:
    c, place, category = table_of(Case).c, table_of(Place).c, table_of(Category)
    department, teller = table_of(Department), table_of(Staff)
    source: FromClause = table_of(Case).outerjoin(table_of(Place), place.id == c.place_id)
    source = source.outerjoin(category, category.c.id == c.category_id)
    source = source.outerjoin(department, department.c.id == category.c.department_id)
    source = source.outerjoin(teller, teller.c.id == c.told_by_id)
    names = "version account opened_at first_response_at first_response_due_at wait_reason outcome_words"
    names += " acknowledged_at acknowledge_due_at city_due_at"
    columns = [c[name] for name in f"{names} told told_at told_how why_not_told".split()]
    joined = {
        "address": place.typed,
        "precinct": place.precinct,
        "neighborhood": place.neighborhood,
        "department": department.c.name,
        "told_by": teller.c.name,
    }
    texts = [func.coalesce(column, "").label(name) for name, column in joined.items()]
    query = select(*columns, *texts).select_from(source).where(c.id == case_id, visible_to(who))
    return dict(session.execute(query).mappings().one())


def _owner_since(session: Session, case_id: int) -> datetime | None:
    e = table_of(Event).c
    query = select(e.at).where(e.subject == "case_record", e.subject_id == case_id, e.verb == "assigned")
    found: datetime | None = session.execute(query.order_by(e.id.desc()).limit(1)).scalar()
    return found


def _asker(session: Session, row: CaseRow, at: datetime) -> Asker | None:
    if row.person_id is not None:
        return _person(session, row.person_id, at)
    return _business(session, row.organization_id, at) if row.organization_id is not None else None


def _person(session: Session, person_id: int, at: datetime) -> Asker:
    p = table_of(Person).c
    names = (p.id, p.name, p.language, p.interpreter, p.preferred_channel, p.do_not_contact, p.deceased)
    found = session.execute(select(*names, p.safety_notice).where(p.id == person_id)).mappings().one()
    return Asker(kind="person", reach=_reach(session, "person_id", person_id, at), **found)


def _business(session: Session, organization_id: int, at: datetime) -> Asker:
    o = table_of(Organization).c
    query = select(o.id, o.name, o.language, o.do_not_contact).where(o.id == organization_id)
    found = session.execute(query).mappings().one()
    reach = _reach(session, "organization_id", organization_id, at)
    nothing: dict[str, Any] = {"interpreter": False, "preferred_channel": None, "deceased": False, "safety_notice": ""}
    return Asker(kind="organization", reach=reach, **nothing, **found)


def _reach(session: Session, whose: str, number: int, at: datetime) -> str:
    r, today = table_of(Reach).c, at.date()
    query = select(r.typed).where(r[whose] == number, or_(r.valid_until.is_(None), r.valid_until >= today))
    return session.execute(query.order_by(r.preferred.desc(), r.kind.desc(), r.id).limit(1)).scalar() or ""


def _organization(session: Session, row: CaseRow) -> str:
    if row.organization_id is None:
        return ""
    o = table_of(Organization).c
    return session.execute(select(o.name).where(o.id == row.organization_id)).scalar() or ""


def _affected(session: Session, who: Actor, case_id: int) -> tuple[Affected, ...]:
    """Only those the actor may see."""
    a, p = table_of(CasePerson), table_of(Person)
    query = select(p.c.id, p.c.name, a.c.part).select_from(a.join(p, p.c.id == a.c.person_id))
    return _many(Affected, session, query.where(a.c.case_id == case_id, person_visible_to(who)).order_by(a.c.id))


def _linked(session: Session, who: Actor, case_id: int) -> tuple[LinkedCase, ...]:
    """Only those the actor may see: a hidden case must not show itself by its number."""
    link, c = table_of(CaseLink).c, table_of(Case).c
    others = (
        select(link.other_id)
        .where(link.case_id == case_id)
        .union_all(select(link.case_id).where(link.other_id == case_id))
    )
    query = select(c.id, c.number, c.subject, c.status).where(c.id.in_(others), visible_to(who))
    return _many(LinkedCase, session, query.order_by(c.year.desc(), c.seq.desc()))


def _references(session: Session, case_id: int) -> tuple[ReferenceRow, ...]:
    r = table_of(Reference).c
    return _many(ReferenceRow, session, select(r.id, r.system, r.number).where(r.case_id == case_id).order_by(r.id))


def _attachments(session: Session, case_id: int) -> tuple[AttachmentRow, ...]:
    a, s = table_of(Attachment), table_of(Staff)
    query = select(a.c.id, a.c.name, a.c.media_type, a.c.size, a.c.address, a.c.at, s.c.name)
    query = query.select_from(a.join(s, s.c.id == a.c.by_id)).where(a.c.case_id == case_id, a.c.removed_at.is_(None))
    return _many(AttachmentRow, session, query.order_by(a.c.id))


def _many(kind: Any, session: Session, query: Any) -> tuple[Any, ...]:
    rows: Sequence[Any] = session.execute(query).all()
    return tuple(kind(*row) for row in rows)
