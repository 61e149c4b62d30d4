"""A person's record: how to reach them, what they prefer, cases, contacts, organizations (G6). For inside only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.keys import Finder, Known
from app.models import Direction
from app.queries.case_filter import CaseFilter
from app.queries.cases import case_ids
from app.queries.contacts import ContactFilter, ContactRow, contact_ids, contact_rows
from app.queries.office import calendar
from app.queries.people import PersonFilter, person_ids, person_rows
from app.queries.people_pages import AddressLine, CaseLine, PersonPage, ReachLine, person_page
from app.reports.base import Drawn
from app.reports.cells import Cell
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Balance, Head, Words
from app.reports.tables import Col, Table
from app.reports.words import count, local, moment, short_day, word

SECRET = "an address that is kept confidential"
NOT_PRINTED = "Confidential: not printed"
HIDDEN = "Confidential cases, and contacts about them, that the issuer may not see are left out."
WHO = "Choose the person: type a part of the name, phone or e-mail."
_FEW = 5


@dataclass(frozen=True)
class PersonRecord:
    """Everything of a person as the issuer may see it; `cases` are counted by a question of their own."""

    page: PersonPage
    contacts: tuple[ContactRow, ...]
    cases: int
    contacts_counted: int
    hides: bool
    zone: str
    at: datetime


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    del zone, at
    return {"person": ""}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    person_id = chosen_person(session, who, str(answers.get("person") or ""), at=at)
    figures = collect(session, who, person_id=person_id, at=at)
    name = f"person-{person_id}.pdf"
    return Collected(figures=figures, subject=figures.page.name, file_name=name, detail={"of": ["person", person_id]})


def chosen_person(session: Session, who: Actor, typed: str, *, at: datetime) -> int:
    """The person of an id, or the only one of whom this is a part of the name, phone or e-mail; raises Invalid."""
    typed = typed.strip()
    if not typed:
        raise Invalid({"person": WHO})
    if typed.isdecimal() and len(typed) < 7:
        return int(typed)
    ids = person_ids(session, who, PersonFilter(text=typed), sort="name", descending=False)
    if len(ids) == 1:
        return ids[0]
    named = "; ".join(f"{row.id} {row.name}" for row in person_rows(session, who, ids[:_FEW], at=at))
    more = f" and {len(ids) - _FEW:,} more" if len(ids) > _FEW else ""
    told = f"Several people are found: {named}{more}. Give the number of one." if ids else "Nobody is found so. " + WHO
    raise Invalid({"person": told})


def collect(session: Session, who: Actor, *, person_id: int, at: datetime) -> PersonRecord:
    """The record of a person; raises NotFound also for one that the actor may not see."""
    page = person_page(session, who, person_id)
    ids = contact_ids(session, who, ContactFilter(person_id=person_id))
    cases = case_ids(session, who, CaseFilter(person_id=person_id))
    contacts = tuple(contact_rows(session, who, ids, whole=True))
    hides = not who.may(Right.SEE_CONFIDENTIAL)
    return PersonRecord(page, contacts, len(cases), len(ids), hides, calendar(session).zone, at)


def draw(found: PersonRecord) -> Drawn:
    """The paper of a person."""
    page, said = found.page, _said(found.page)
    parts: list[Flowable] = [
        Words("Record of a person" + (", confidential" if page.confidential else ""), size=10, after=1),
        Words(page.name, size=17, bold=True, after=5, leading=1.2),
    ]
    if found.hides:
        parts.append(Words(HIDDEN, size=8, after=6))
    parts += [*_facts(found, said), *_reach(found), *_cases(found, said), *_contacts(found, said)]
    title, foot = f"Record of {page.name}", "Inside the office only: it names a resident."
    return Drawn(title, parts, corner=("Record of a person",), foot=foot)


def _said(page: PersonPage) -> Callable[[str], str]:
    """Free text as it may be printed: without an address that never is."""
    if not page.address_confidential:
        return lambda text: text
    finder = Finder(Known(addresses=tuple(each.typed for each in page.held.addresses)))

    def said(text: str) -> str:
        for span in reversed(finder.known(text)):
            text = f"{text[: span.start]}{SECRET}{text[span.end :]}"
        return text

    return said


def _facts(found: PersonRecord, said: Callable[[str], str]) -> list[Flowable]:
    page = found.page
    rows = [
        ("Language", page.language + (", with an interpreter" if page.interpreter else "")),
        ("Spoken in contacts", ", ".join(page.languages)),
        ("Prefers", word(page.preferred_channel)),
        ("Do not contact", "Yes" if page.do_not_contact else ""),
        ("Deceased", "Yes" if page.deceased else ""),
        ("Safety notice", said(page.safety_notice)),
        ("Confidential", "Yes: shown only to who is named" if page.confidential else ""),
        ("Remarks", said(page.remarks)),
        ("In the file since", moment(page.made_at, found.zone)),
        ("Organizations", "\n".join(", ".join(filter(None, (p.name, p.title))) for p in page.held.positions)),
    ]
    return [Head("Facts"), Table((Col("", 22), Col("", 78)), [list(row) for row in rows if row[1]])]


def _reach(found: PersonRecord) -> list[Flowable]:
    page, today = found.page, local(found.at, found.zone).date()
    rows: list[list[Cell]] = [[word(r.kind), f"{r.shown}{_extension(r)}", *_held(r, today)] for r in page.held.reaches]
    if page.address_confidential:
        rows.append(["Address", NOT_PRINTED, "", ""])
    else:
        rows += [["Address", _place(each), *_held(each, today)] for each in page.held.addresses]
    if not rows:
        return [Head("How to reach them"), Words("Nothing is known.")]
    columns = (Col("What", 14), Col("Number or address", 46), Col("Kept as", 22), Col("Valid", 18))
    return [Head("How to reach them", "the preferred first"), Table(columns, rows)]


def _extension(each: ReachLine) -> str:
    return f" ext. {each.extension}" if each.extension else ""


def _place(each: AddressLine) -> str:
    ward = f"Ward {each.ward}" if each.ward.isdigit() else each.ward
    return ", ".join(part for part in (each.typed, ward) if part)


def _held(each: ReachLine | AddressLine, today: date) -> tuple[str, str]:
    kept = ", ".join(part for part in (each.label, "preferred" if each.preferred else "") if part)
    past = each.valid_until is not None and each.valid_until < today
    until = f"until {each.valid_until:%Y-%m-%d}" + (", over" if past else "") if each.valid_until else ""
    return kept, until or (f"since {each.valid_from:%Y-%m-%d}" if each.valid_from else "")


def _cases(found: PersonRecord, said: Callable[[str], str]) -> list[Flowable]:
    page, held = found.page, found.page.held
    parts: list[Flowable] = [Head("Cases", count(len(held.open_cases) + len(held.closed_cases), "case"))]
    own = [_case(each, found, said) for each in (*held.open_cases, *held.closed_cases)]
    columns = (
        Col("Case", 13),
        Col("Subject", 30),
        Col("Status", 14),
        Col("Received", 15),
        Col("Closed", 15),
        Col("Owner", 13),
    )
    parts.append(Table(columns, own, size=8) if own else Words("None of their own."))
    left = [("open", len(held.open_cases)), ("closed", len(held.closed_cases))]
    parts.append(Balance(left, [("cases", found.cases)]))
    if page.affected:
        more = [[said(each.part), *_case(each, found, said)[:4]] for each in page.affected]
        parts += [Head("Cases they are affected by"), Table((Col("How", 20), *columns[:4]), more, size=8)]
    return parts


def _case(each: CaseLine, found: PersonRecord, said: Callable[[str], str]) -> list[Cell]:
    days = [local(at, found.zone).date() if at else None for at in (each.received_at, each.closed_at)]
    return [each.number, said(each.subject), word(each.status), *days, each.owner or "Nobody"]


def _contacts(found: PersonRecord, said: Callable[[str], str]) -> list[Flowable]:
    rows: list[list[Cell]] = [
        [
            moment(each.happened_at, found.zone),
            word(each.channel) + (", by us" if each.direction is Direction.OUT else ""),
            said(each.words.strip()),
            each.case_number or None,
            each.taken_by,
        ]
        for each in found.contacts
    ]
    hint = f"{count(len(rows), 'contact')}, the newest first; as of {short_day(found.at, found.zone)}"
    if not rows:
        return [Head("Contacts"), Words("No contact is in the log.")]
    columns = (Col("When", 19), Col("How", 12), Col("What was said", 42), Col("Case", 13), Col("Taken by", 14))
    out = sum(each.direction is Direction.OUT for each in found.contacts)
    sums = Balance([("to us", len(rows) - out), ("by us", out)], [("contacts", found.contacts_counted)])
    return [Head("Contacts", hint), Table(columns, rows, size=8), sums]


KIND = ReportKind(
    key="person-record",
    title="Person’s record",
    about="Everything of one person: how to reach them, cases, contacts, organizations.",
    icon="user-round",
    questions=(Question("person", "Person", QuestionKind.PERSON),),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.RECORDS,
)
