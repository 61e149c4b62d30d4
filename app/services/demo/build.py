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
from app.queries.goals import Goals
from app.queries.office import StaffRow, calendar, categories, staff
from app.services.bulk import insert_many, last_id, loading
from app.services.demo.custom_reports import make_custom_reports
from app.services.demo.directives import make_directives
from app.services.demo.events import Events
from app.services.demo.mandates import make_mandates
from app.services.demo.matters import Matter, Matters, office_days, openings
from app.services.demo.mayor import make_mayor_messages
from app.services.demo.organizations import organization_reaches, organization_rows, position_rows
from app.services.demo.people import City, MadePerson, address_rows, person_rows, place_rows, reach_rows
from app.services.demo.referrals import make_referrals
from app.services.demo.reviews import make_reviews
from app.services.demo.rows import by_city, case_row, contact_row
from app.services.demo.rules import make_rules
from app.services.demo.said import make_said
from app.services.demo.substance import make_substance
from app.services.history import record_many

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
    rules = make_rules(session, now=now)
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
    later = make_said(session, seed=seed, now=now)
    reviewed = make_reviews(session, now=now)
    ledger = make_directives(session, who, data.get("directives", ()), now=now)
    asked = make_custom_reports(session, now=now)
    mayor = make_mayor_messages(session, seed=seed, now=now)
    told = sorted(
        [*ledger, *asked, *mayor, *rules, *mandates.lines, *referred, *reviewed, *read, *later.lines],
        key=itemgetter("at"),
    )
    happened = years.events.lines(people, mandates.acted)
    record_many(session, merge(happened, told, *later.streams(session, people), key=itemgetter("at")))
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
        kinds, goals = categories(session), Goals.of(session)
        self.matters = Matters(data, rng, categories=kinds, hours=self.hours, goals=goals, now=now)
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
        row = {"id": self._case, "number": f"{year}-{self.numbers[year]:05d}", "year": year, "seq": self.numbers[year]}
        about: dict[str, Any] = {"person": person, "place": place, "owner": owner}
        row |= case_row(self.rng, matter, self.hours, **about, organizations=self.organizations)
        rows.cases.append(row)
        self._moves(rows, matter, owner)
        taker = owner or self.rng.choice(self.desk)
        spoken = {"place": place, "category_id": matter.category.id, "case_id": self._case, "channel": matter.channel}
        self._contact_row(rows, at, person, matter.words, taker, **spoken)
        self._follow_ups(rows, matter, person, place, taker)
        self._said(rows, matter, taker)
        if (number := by_city(self.rng, matter, row)) is not None:
            rows.references.append(number)

    def _owner(self, person: MadePerson, matter: Matter) -> StaffRow | None:
        if len(matter.moves) == 1:
            return None
        speakers = [m for m in self.desk if person.language in m.languages and person.language != "English"]
        return self.rng.choice(speakers or self.desk)

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
        if matter.quiet:
            return
        for _ in range(self.rng.choices((0, 1, 2, 3), (55, 28, 12, 5))[0]):
            at = self.hours.next_opening(matter.received + (end - matter.received) * self.rng.uniform(0.1, 1.0))
            at += timedelta(minutes=self.rng.randint(0, 200))
            if at < self.now and self.hours.is_open(at):
                said = self.rng.choice(("Asks how it stands. ", "Called again: ", "Sent two photos. ")) + matter.words
                about = {"place": place, "category_id": matter.category.id, "case_id": self._case, "channel": "phone"}
                self._contact_row(rows, at, person, said, taker, **about)

    def _said(self, rows: _Rows, matter: Matter, taker: StaffRow) -> None:
        if matter.first_response is not None:
            self._note(rows, matter.first_response, "reply", matter.reply, matter.channel, taker)
        if matter.acknowledged is not None:
            self.events.said(matter.acknowledged, taker.id, "acknowledged", self._case)
        if matter.quiet:
            return
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
        about = {"place": person.place, "category_id": category.id, "case_id": None}
        self._contact_row(rows, at, person, words, taker, channel=self.matters.channel(), **about)

    def _contact_row(
        self, rows: _Rows, at: datetime, person: MadePerson, words: str, taker: StaffRow, **about: Any
    ) -> None:
        self._contact += 1
        row = contact_row(self.rng, at, words, person=person, taker=taker, **about)
        rows.contacts.append({"id": self._contact} | row)
        self.events.logged(at + timedelta(minutes=1), taker.id, self._contact, case_id=about["case_id"])
