"""Fill an office that was just set up with made-up years: people first, then what happened, then its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge
from operator import itemgetter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.authority import Actor
from app.models import (
    Address,
    Case,
    Contact,
    Counter,
    Move,
    Note,
    Organization,
    Person,
    Place,
    Position,
    Reach,
    Reference,
)
from app.queries.office import StaffRow, calendar, categories, staff
from app.services.bulk import insert_many, last_id, loading
from app.services.demo.events import Events
from app.services.demo.mandates import make_mandates
from app.services.demo.matters import Matter, Matters, office_days, openings
from app.services.demo.organizations import organization_reaches, organization_rows, position_rows
from app.services.demo.people import City, MadePerson, address_rows, person_rows, place_rows, reach_rows
from app.services.demo.promises import make_promises
from app.services.demo.referrals import make_referrals
from app.services.demo.reviews import make_reviews
from app.services.demo.substance import make_substance
from app.services.history import record_many
from app.workdays import moved

Progress = Callable[[int, int, str], object]
YEARS = 2
ALONE = 1.3
NEW_FACE = 0.24
AT_ONCE = 20_000
"""Cases and contacts made up before they are written."""


@dataclass(frozen=True)
class DemoMade:
    """What was made."""

    cases: int
    contacts: int
    people: int


@dataclass
class _Rows:
    cases: list[dict[str, Any]] = field(default_factory=list)
    moves: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)


def fill_office(
    session: Session,
    who: Actor,
    data: Mapping[str, Any],
    *,
    cases: int,
    seed: int,
    now: datetime,
    progress: Progress = lambda *_: None,
) -> DemoMade:
    """Make `cases` cases and what belongs to them, two years back from `now`; the same for the same seed.

    It is written as it is made up, so a million cases take no more memory than their people and their history.
    """
    years = _Years(session, data, Random(seed), now)
    with loading(session):
        insert_many(session, Organization, years.organizations)
        insert_many(session, Reach, organization_reaches(years.organizations, years.rng))
        for rows in years.make(cases, progress):
            _write(session, years, rows)
        insert_many(session, Counter, ({"year": year, "last": last} for year, last in years.numbers.items()))
        progress(cases, cases, "Indexing")
    progress(cases, cases, "Writing the history")
    people = {m.id: Actor(m.id, m.name, m.role) for m in years.staff}
    mandates = make_mandates(session, zone=years.hours.zone, now=now)
    read = make_substance(session, cases=cases, seed=seed, now=now)
    referred = make_referrals(session, seed=seed, now=now)
    later = make_promises(session, seed=seed, now=now)
    told = sorted([*mandates.lines, *referred, *make_reviews(session, now=now), *read, *later], key=itemgetter("at"))
    record_many(session, merge(years.events.lines(people, mandates.acted), told, key=itemgetter("at")))
    session.connection().exec_driver_sql("ANALYZE")
    return DemoMade(cases, years.contacts, years.city.many)


def _write(session: Session, years: _Years, rows: _Rows) -> None:
    """Who and where first, for the others point to them."""
    city, rng = years.city, years.rng
    places, people = city.taken()
    insert_many(session, Place, place_rows(places))
    insert_many(session, Person, person_rows(people, rng, since=years.first))
    insert_many(session, Reach, reach_rows(people, rng))
    insert_many(session, Address, address_rows(people))
    if not years.placed:
        insert_many(session, Position, position_rows(people, years.organizations, rng))
        years.placed = True
    insert_many(session, Case, rows.cases)
    insert_many(session, Move, sorted(rows.moves, key=lambda m: (m["at"], m["case_id"])))
    insert_many(session, Reference, rows.references)
    insert_many(session, Contact, rows.contacts)
    insert_many(session, Note, sorted(rows.notes, key=lambda n: (n["at"], n["case_id"])))


class _Years:
    """Draws what happened."""

    def __init__(self, session: Session, data: Mapping[str, Any], rng: Random, now: datetime) -> None:
        self.data, self.rng, self.now = data, rng, now
        self.hours = calendar(session)
        self.zone = ZoneInfo(self.hours.zone)
        self.staff = staff(session)
        self.desk = [m for m in self.staff if m.role.value in ("associate", "coordinator")] or self.staff
        self.first = now - timedelta(days=365 * YEARS)
        self.city = City(data, rng, first_place=last_id(session, Place) + 1, first_person=last_id(session, Person) + 1)
        self.matters = Matters(data, rng, categories=categories(session), hours=self.hours, now=now)
        self.numbers: dict[int, int] = {}
        self.regulars: list[MadePerson] = []
        self._contact = self._before = last_id(session, Contact)
        self.events, self.placed = Events(), False
        self._case = last_id(session, Case)
        self.organizations = organization_rows(data, last_id(session, Organization) + 1, made_at=self.first)

    @property
    def contacts(self) -> int:
        """The contacts made up so far."""
        return self._contact - self._before

    def make(self, cases: int, progress: Progress) -> Iterator[_Rows]:
        """All rows, some weeks at a time; contacts that open no case are spread among the cases."""
        days = office_days(self.hours, self.first.astimezone(self.zone).date(), self.now.astimezone(self.zone).date())
        opening = openings(self.hours, days, self.zone)
        days = [day for day in days if opening[day] < self.now - timedelta(minutes=5)]
        many = cases + int(cases * ALONE)
        came = ((at, True) for at in self.matters.arrivals(cases, days, opening))
        alone = ((at, False) for at in self.matters.arrivals(many - cases, days, opening))
        rows = _Rows()
        for done, (at, is_case) in enumerate(merge(came, alone)):
            (self._case_at if is_case else self._alone_at)(rows, at)
            if done % 2_000 == 0:
                progress(done, many, "Making up two years")
            if done % AT_ONCE == AT_ONCE - 1:
                yield rows
                rows = _Rows()
        yield rows

    def _somebody(self) -> MadePerson:
        """A resident; many call again and again."""
        if self.regulars and self.rng.random() > NEW_FACE:
            back = min(len(self.regulars), int(self.rng.expovariate(1 / (40 + len(self.regulars) / 6))) + 1)
            return self.regulars[-back]
        person = self.city.person()
        self.regulars.append(person)
        return person

    def _case_at(self, rows: _Rows, at: datetime) -> None:
        person = self._somebody()
        place = person.place if self.rng.random() < 0.7 else self.city.place()
        matter = self.matters.draw(at, place=place.typed, street=place.street)
        self._case += 1
        year = at.astimezone(self.zone).year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        owner = self._owner(person, matter)
        row = self._case_row(matter, person, place.id, place.ward, owner)
        row |= {"id": self._case, "year": year, "seq": self.numbers[year]}
        row["number"] = f"{year}-{row['seq']:05d}"
        rows.cases.append(row)
        self._moves(rows, matter, owner)
        taker = owner or self.rng.choice(self.desk)
        self._contact_row(rows, at, person, matter.words, taker, place, matter.category.id, self._case, matter.channel)
        self._follow_ups(rows, matter, person, place, taker)
        self._said(rows, matter, taker)
        if self.rng.random() < 0.18:
            rows.references.append({"case_id": self._case, "system": "311", "number": f"H-{880000 + self._case}"})

    def _owner(self, person: MadePerson, matter: Matter) -> StaffRow | None:
        if len(matter.moves) == 1:
            return None
        speakers = [m for m in self.desk if person.language in m.languages and person.language != "English"]
        return self.rng.choice(speakers or self.desk)

    def _case_row(
        self, matter: Matter, person: MadePerson, place_id: int, ward: str, owner: StaffRow | None
    ) -> dict[str, Any]:
        rng, category, last = self.rng, matter.category, matter.moves[-1]
        by = rng.random()
        anonymous, business = by < 0.03, 0.03 <= by < 0.09
        closed = matter.closed is not None
        told = closed and not matter.why_not_told
        return {
            "subject": matter.subject[:200],
            "account": matter.words,
            "category_id": category.id,
            "priority": rng.choices(("normal", "high", "low", "urgent"), (82, 11, 5, 2))[0],
            "confidential": rng.random() < 0.01,
            "status": last[0],
            "person_id": None if anonymous or business else person.id,
            "organization_id": rng.choice(self.organizations)["id"] if business else None,
            "anonymous": anonymous,
            "place_id": place_id,
            "ward": ward,
            "channel": matter.channel,
            "owner_id": owner.id if owner else None,
            "received_at": matter.received,
            "opened_at": matter.received + timedelta(minutes=rng.randint(2, 9)),
            "acknowledged_at": matter.first_response,
            "acknowledge_due_at": self.hours.add_hours(matter.received, category.acknowledge_hours),
            "first_response_at": matter.first_response,
            "first_response_due_at": self._first_due(matter),
            "due_at": moved(self.hours, self.hours.add_days(matter.received, category.resolution_days), matter.waits),
            "closed_at": matter.closed,
            "reopened_at": next((m[1] for m in matter.moves if m[0] == "reopened"), None),
            "wait_reason": last[2] if last[0].startswith("waiting") else "",
            "outcome": matter.outcome,
            "outcome_words": matter.reply if closed else "",
            "told": told if closed else None,
            "told_at": matter.closed if told else None,
            "told_how": matter.channel if told else None,
            "told_by_id": owner.id if told and owner else None,
            "why_not_told": matter.why_not_told if closed else "",
            "merged_into_id": None,
            "import_id": None,
            "version": 1,
        }

    def _first_due(self, matter: Matter) -> datetime:
        due, answered = self.hours.add_days(matter.received, matter.category.first_response_days), matter.first_response
        return moved(self.hours, due, [each for each in matter.waits if answered is None or each[0] <= answered])

    def _moves(self, rows: _Rows, matter: Matter, owner: StaffRow | None) -> None:
        by = (owner or self.desk[0]).id
        was: str | None = None
        for became, at, words in matter.moves:
            outcome = words if became == "closed" else None
            move = {"case_id": self._case, "at": at, "was": was, "became": became, "by_id": by}
            rows.moves.append(move | {"reason": "" if outcome else words, "outcome": outcome})
            verb = {"new": "opened", "closed": "closed", "reopened": "reopened"}.get(became, "moved")
            self.events.moved(at, by, verb, self._case, was=was, became=became)
            was = became

    def _follow_ups(self, rows: _Rows, matter: Matter, person: MadePerson, place: Any, taker: StaffRow) -> None:
        end = matter.closed or self.now
        for _ in range(self.rng.choices((0, 1, 2, 3), (55, 28, 12, 5))[0]):
            at = self.hours.next_opening(matter.received + (end - matter.received) * self.rng.uniform(0.1, 1.0))
            at += timedelta(minutes=self.rng.randint(0, 200))
            if at < self.now and self.hours.is_open(at):
                said = self.rng.choice(("Asks how it stands. ", "Called again: ", "Sent two photos. ")) + matter.words
                self._contact_row(rows, at, person, said, taker, place, matter.category.id, self._case, "phone")

    def _said(self, rows: _Rows, matter: Matter, taker: StaffRow) -> None:
        if matter.first_response is not None:
            self._note(rows, matter.first_response, "reply", matter.reply, matter.channel, taker)
        for _ in range(self.rng.choices((0, 1, 2), (45, 40, 15))[0]):
            at = self.hours.add_hours(matter.received, self.rng.uniform(1, 60))
            if at < (matter.closed or self.now):
                self._note(rows, at, "note", self.rng.choice(self.data["notes"]), None, taker)

    def _note(self, rows: _Rows, at: datetime, kind: str, words: str, channel: str | None, taker: StaffRow) -> None:
        note = {"case_id": self._case, "kind": kind, "words": words, "channel": channel, "at": at, "by_id": taker.id}
        rows.notes.append(note)
        verb = "replied" if kind == "reply" else "noted"
        self.events.said(at, taker.id, verb, self._case)

    def _alone_at(self, rows: _Rows, at: datetime) -> None:
        person = self._somebody()
        category = self.matters.category()
        words = self.matters.words(category, place=person.place.typed, street=person.place.street)
        taker = self.rng.choice(self.desk)
        self._contact_row(rows, at, person, words, taker, person.place, category.id, None, self.matters.channel())

    def _contact_row(
        self,
        rows: _Rows,
        at: datetime,
        person: MadePerson,
        words: str,
        taker: StaffRow,
        place: Any,
        category_id: int,
        case_id: int | None,
        channel: str,
    ) -> None:
        rng = self.rng
        self._contact += 1
        anonymous = rng.random() < 0.03
        foreign = person.language != "English"
        how = "bilingual_staff" if person.language in taker.languages else rng.choice(_HELP)
        rows.contacts.append(
            {
                "id": self._contact,
                "channel": channel,
                "direction": "in",
                "happened_at": at,
                "words": words,
                "minutes": rng.randint(1, 14) if channel in ("phone", "walk_in") else None,
                "language": person.language,
                "language_help": how if foreign else "none_needed",
                "answered_at_once": case_id is None and rng.random() < 0.7,
                "for_mayor": rng.random() < 0.04,
                "anonymous": anonymous,
                "mail_subject": "",
                "mail_from": "",
                "mail_to": "",
                "message_id": "",
                "person_id": None if anonymous else person.id,
                "organization_id": None,
                "case_id": case_id,
                "place_id": place.id,
                "category_id": category_id,
                "ward": place.ward,
                "entered_at": at + timedelta(minutes=rng.randint(1, 8)),
                "taken_by_id": taker.id,
                "entered_by_id": taker.id,
                "undone_at": None,
                "version": 1,
            }
        )
        self.events.logged(at + timedelta(minutes=1), taker.id, self._contact, case_id=case_id)


_HELP = (
    "phone_interpreter",
    "phone_interpreter",
    "family_or_friend",
    "offered_declined",
    "none_needed",
    "not_available",
)
