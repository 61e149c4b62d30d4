"""The contact log: its list in any order, and one contact in full; undone contacts are never shown."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, func, or_, select
from sqlmodel import Session

from app.authority import Actor, Right, contact_visible_to, hidden_contacts
from app.errors import NotFound
from app.models import (
    Attachment,
    Automatic,
    Case,
    Category,
    Channel,
    Contact,
    Direction,
    Event,
    LanguageHelp,
    Organization,
    Person,
    Place,
    Staff,
    table_of,
)
from app.queries.case_filter import words_of
from app.queries.ids import hidden_of, ids_of
from app.queries.plain_filter import PlainFilter, found_in
from app.queries.stamps import is_acting, signed, taken

MANY = 500
LINE = 240
"""Characters of what was said that a list shows."""


@dataclass(frozen=True)
class ContactFilter(PlainFilter):
    """Which contacts; `happened_until` is not included (UTC), `text` matches beginnings of words."""

    ENUMS: ClassVar[Mapping[str, type[StrEnum]]] = {"channels": Channel, "directions": Direction}
    MOMENTS: ClassVar[tuple[str, ...]] = ("happened_from", "happened_until")
    happened_from: datetime | None = None
    happened_until: datetime | None = None
    channels: tuple[Channel, ...] = ()
    directions: tuple[Direction, ...] = ()
    taken_by_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    for_mayor: bool = False
    without_case: bool = False
    person_id: int | None = None
    organization_id: int | None = None
    case_id: int | None = None
    text: str = ""
    ids: tuple[int, ...] | None = None


class ContactRow(NamedTuple):
    """A contact in a list: `who` is empty for nobody by name, `words` the beginning of what was said."""

    id: int
    happened_at: datetime
    channel: Channel
    direction: Direction
    anonymous: bool
    person_id: int | None
    organization_id: int | None
    who: str
    words: str
    case_id: int | None
    case_number: str
    category: str
    taken_by_id: int
    taken_by: str
    for_mayor: bool
    language: str
    minutes: int | None
    automatic: Automatic | None = None


class KeptFile(NamedTuple):
    """A file that came with a contact; `size` in bytes."""

    id: int
    name: str
    media_type: str
    size: int
    address: str


class Correction(NamedTuple):
    """When and by whom a contact was corrected."""

    at: datetime
    by: str


class ContactPage(NamedTuple):
    """One contact in full; `row` is as lists show it, `words` all that was said. Times are UTC.

    It is `confidential` where its case or who it was with is so.
    """

    row: ContactRow
    version: int
    confidential: bool
    words: str
    case_subject: str
    address: str
    ward: str
    language_help: LanguageHelp
    answered_at_once: bool
    mail_subject: str
    mail_from: str
    mail_to: str
    entered_at: datetime
    entered_by_id: int
    entered_by: str
    category_id: int | None
    attachments: tuple[KeptFile, ...]
    corrections: tuple[Correction, ...]


def contacts_asked_for(wanted: ContactFilter) -> ColumnElement[bool]:
    """The WHERE of what is asked alone: who lists or counts by it takes out the few that are hidden from the actor."""
    c = table_of(Contact).c
    parts: list[ColumnElement[bool]] = [c.undone_at.is_(None), *_equal(wanted)]
    if wanted.happened_from is not None:
        parts.append(c.happened_at >= wanted.happened_from)
    if wanted.happened_until is not None:
        parts.append(c.happened_at < wanted.happened_until)
    if wanted.text.strip():
        parts.append(c.id.in_(found_in("contact_words", words_of(wanted.text))))
    return and_(*parts)


def _equal(wanted: ContactFilter) -> list[ColumnElement[bool]]:
    c = table_of(Contact).c
    lists = (
        (c.channel, wanted.channels),
        (c.direction, wanted.directions),
        (c.taken_by_id, wanted.taken_by_ids),
        (c.category_id, wanted.category_ids),
        (c.language, wanted.languages),
    )
    singles = (
        (c.person_id, wanted.person_id),
        (c.organization_id, wanted.organization_id),
        (c.case_id, wanted.case_id),
    )
    parts: list[ColumnElement[bool]] = [column.in_(values) for column, values in lists if values]
    parts += [column == value for column, value in singles if value is not None]
    if wanted.for_mayor:
        parts.append(c.for_mayor)
    if wanted.without_case:
        parts.append(c.case_id.is_(None))
    return parts if wanted.ids is None else [*parts, c.id.in_(wanted.ids)]


def contact_ids(
    session: Session, who: Actor, wanted: ContactFilter, *, sort: str = "when", descending: bool = True
) -> array[int]:
    """The ids of the contacts wanted, in a total order; newest first unless asked otherwise."""
    c = table_of(Contact).c
    source, keys = _sorted_by(sort)
    query = select(c.id).select_from(source).where(contacts_asked_for(wanted))
    query = query.order_by(*(key.desc() if descending else key for key in [*keys, c.id]))
    return ids_of(session, query, hidden=_hidden(session, who))


def _sorted_by(sort: str) -> tuple[FromClause, list[ColumnElement[Any]]]:
    """Where to read and by what to sort; other tables are joined only where the order needs them."""
    contact, person, organization = table_of(Contact), table_of(Person), table_of(Organization)
    c = contact.c
    if sort == "who":
        named = contact.outerjoin(person, person.c.id == c.person_id)
        named = named.outerjoin(organization, organization.c.id == c.organization_id)
        return named, [func.coalesce(person.c.name_key, organization.c.name_key, ""), c.happened_at]
    if sort == "taken_by":
        staff = table_of(Staff)
        return contact.join(staff, staff.c.id == c.taken_by_id), [staff.c.name, c.happened_at]
    if sort == "case":
        case = table_of(Case)
        return contact.outerjoin(case, case.c.id == c.case_id), [case.c.year, case.c.seq, c.happened_at]
    plain = {"channel": c.channel, "language": c.language, "for_mayor": c.for_mayor}
    return contact, [plain[sort], c.happened_at] if sort in plain else [c.happened_at]


def contact_count(session: Session, who: Actor, wanted: ContactFilter) -> int:
    """How many contacts are wanted."""
    query = select(func.count()).select_from(table_of(Contact)).where(contacts_asked_for(wanted))
    found = int(session.execute(query).scalar_one())
    if not found or who.may(Right.SEE_CONFIDENTIAL):
        return found
    hidden = query.where(table_of(Contact).c.id.in_(hidden_contacts(who)))  # few: quicker than to look up each row
    return found - int(session.execute(hidden).scalar_one())


def _hidden(session: Session, who: Actor) -> frozenset[int]:
    return frozenset() if who.may(Right.SEE_CONFIDENTIAL) else hidden_of(session, hidden_contacts(who))


def contact_rows(session: Session, who: Actor, ids: Sequence[int], *, whole: bool = False) -> list[ContactRow]:
    """The rows of these contacts in their order; those gone, undone or not to be seen are left out.

    `whole` gives all words of each, else their beginning.
    """
    found: dict[int, ContactRow] = {}
    for first in range(0, len(ids), MANY):
        for row in session.execute(_rows_query(who, ids[first : first + MANY], whole=whole)):
            found[row.id] = ContactRow(*row)
    for each, whom in taken(session, found).items():
        found[each] = found[each]._replace(taken_by=signed(found[each].taken_by, acting=True, acting_for=whom))
    return [found[each] for each in ids if each in found]


def _rows_query(who: Actor, ids: Sequence[int], *, whole: bool) -> Select[Any]:
    t, person, organization = table_of(Contact), table_of(Person), table_of(Organization)
    case, category, staff, c = table_of(Case), table_of(Category), table_of(Staff), table_of(Contact).c
    source = t.join(staff, staff.c.id == c.taken_by_id).outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    source = source.outerjoin(case, case.c.id == c.case_id).outerjoin(category, category.c.id == c.category_id)
    columns: list[ColumnElement[Any]] = [
        c.id,
        c.happened_at,
        c.channel,
        c.direction,
        c.anonymous,
        c.person_id,
        c.organization_id,
    ]
    words = c.words if whole else func.substr(c.words, 1, LINE)
    columns += [func.coalesce(person.c.name, organization.c.name, ""), words, c.case_id]
    columns += [func.coalesce(case.c.number, ""), func.coalesce(category.c.name, ""), c.taken_by_id, staff.c.name]
    query = select(*columns, c.for_mayor, c.language, c.minutes, c.automatic).select_from(source)
    return query.where(c.id.in_(list(ids)), c.undone_at.is_(None), contact_visible_to(who))


def contact_page(session: Session, who: Actor, contact_id: int) -> ContactPage:
    """A contact in full; raises NotFound also for one that was undone or that the actor may not see."""
    rows = contact_rows(session, who, [contact_id])
    if not rows:
        raise NotFound("This contact is not in the log.")
    return ContactPage(
        row=rows[0],
        **_facts(session, contact_id),
        attachments=_attachments(session, contact_id),
        corrections=_corrections(session, contact_id),
    )


def _facts(session: Session, contact_id: int) -> dict[str, Any]:
    t, case, place, staff = table_of(Contact), table_of(Case), table_of(Place), table_of(Staff)
    person = table_of(Person)
    source = t.outerjoin(case, case.c.id == t.c.case_id).outerjoin(place, place.c.id == t.c.place_id)
    source = source.join(staff, staff.c.id == t.c.entered_by_id).outerjoin(person, person.c.id == t.c.person_id)
    hidden = or_(func.coalesce(case.c.confidential, false()), func.coalesce(person.c.confidential, false()))
    names = "version words ward language_help answered_at_once mail_subject mail_from mail_to entered_at category_id"
    columns: list[ColumnElement[Any]] = [t.c[name] for name in f"{names} entered_by_id".split()]
    columns += [func.coalesce(case.c.subject, "").label("case_subject"), hidden.label("confidential")]
    columns += [func.coalesce(place.c.typed, "").label("address"), staff.c.name.label("entered_by")]
    return dict(session.execute(select(*columns).select_from(source).where(t.c.id == contact_id)).mappings().one())


def _attachments(session: Session, contact_id: int) -> tuple[KeptFile, ...]:
    a = table_of(Attachment).c
    query = select(a.id, a.name, a.media_type, a.size, a.address).where(a.contact_id == contact_id)
    return tuple(KeptFile(*row) for row in session.execute(query.where(a.removed_at.is_(None)).order_by(a.id)))


def _corrections(session: Session, contact_id: int) -> tuple[Correction, ...]:
    e, s, absent = table_of(Event), table_of(Staff), table_of(Staff).alias()
    source = e.outerjoin(s, s.c.id == e.c.actor_id).outerjoin(absent, absent.c.id == e.c.acting_for_id)
    names = func.coalesce(s.c.name, "").label("by"), func.coalesce(absent.c.name, "").label("whom")
    query = select(e.c.at, e.c.detail, *names).select_from(source)
    query = query.where(e.c.subject == "contact", e.c.subject_id == contact_id, e.c.verb == "corrected")
    return tuple(
        Correction(row.at, signed(row.by, acting=is_acting(row.detail), acting_for=row.whom))
        for row in session.execute(query.order_by(e.c.id))
    )
