"""Who answers for the made-up city: heads, liaisons, contacts, officials of three levels, and privacy releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.models import OUTSIDE, Department, DepartmentContact, Level, Official, table_of
from app.services.bulk import insert_many
from app.services.history import line_of, values
from app.workdays import OfficeCalendar, day_of

HEADS = (
    "Ana Silva",
    "Robert Keegan",
    "Priya Raman",
    "Marie Toussaint",
    "Daniel Okafor",
    "Helen Foley",
    "Luis Prado",
    "June Castellano",
    "Victor Hsu",
    "Eileen Magee",
    "Samir Khoury",
    "Bernice Tate",
    "Paul Lindqvist",
    "Yvonne Baptista",
    "Arthur Mahoney",
)
LIAISONS = (
    "Ray Doucette",
    "Jo Park",
    "Teresa Mello",
    "Brian Walsh",
    "Amara Diallo",
    "Kevin Tso",
    "Nora Quinn",
    "Dina Morales",
    "Fred Akers",
    "Sheila Bourque",
    "Ngan Luu",
    "Colm Reidy",
    "Ruth Salvo",
    "Tariq Aziz",
    "Mona Freitas",
)
TITLES = ("Dispatcher", "Front desk", "Field supervisor")
SENATE, HOUSE = "State House, Room 213", "State House, Room 146"
OFFICIALS = (
    ("Carla Mendes", "Councilor, Ward 3", "City Council", Level.MUNICIPAL, "Ward 3", "City Hall, Room 12"),
    ("James Brody", "Councilor at large", "City Council", Level.MUNICIPAL, "", "City Hall, Room 12"),
    ("Ruth Abrams", "State Senator", "State Senate", Level.STATE, "Halbrook and Bristol", SENATE),
    ("Samuel Ortega", "State Representative", "House of Representatives", Level.STATE, "12th Bristol", HOUSE),
    (
        "Grace Whitcomb",
        "Representative in Congress",
        "U.S. House of Representatives",
        Level.FEDERAL,
        "4th District",
        "29 Depot Square, Halbrook",
    ),
    (
        "Field office",
        "Halbrook field office",
        "Social Security Administration",
        Level.FEDERAL,
        "",
        "300 Market Street, Halbrook",
    ),
)
STAFF = ("Lena Ruiz, constituent services", "Omar Haddad, scheduler")
KINDS = ("privacy_act", "agency_form", "city_form", "electronic")
SCOPE = "What the resident told this office about the matter, and the papers that go with it"
WHY_NONE = "Asked how the matter stands in general; nothing of the resident was told."


class Body(NamedTuple):
    """An official who is asked now and then."""

    id: int
    level: Level
    answer_days: int


def make_directory(session: Session, now: datetime) -> dict[int, int]:
    """Heads, liaisons and contacts of the departments, and officials; gives each department's target in office days."""
    d = table_of(Department)
    found = session.execute(select(d.c.id, d.c.name, d.c.answer_days).order_by(d.c.id)).all()
    for place, row in enumerate(found):
        head, liaison = HEADS[place % len(HEADS)], LIAISONS[place % len(LIAISONS)]
        session.execute(d.update().where(d.c.id == row.id, d.c.head == "").values(head=head, liaison=liaison))
    contacts = [_contact(row.id, place, second) for place, row in enumerate(found) for second in (0, 1)]
    insert_many(session, DepartmentContact, contacts)
    insert_many(session, Official, [_official(place, each, now.date()) for place, each in enumerate(OFFICIALS)])
    return {row.id: row.answer_days for row in found}


def _contact(department_id: int, place: int, second: int) -> dict[str, Any]:
    name, number = LIAISONS[(place + 3 + 2 * second) % len(LIAISONS)], 100 + 2 * place + second
    known = {"department_id": department_id, "name": name, "title": TITLES[(place + second) % len(TITLES)]}
    mail = f"{name.split()[0].lower()}.{name.split()[-1].lower()}@halbrook.example"
    return known | {"phone": f"617-555-0{number}", "email": mail, "active": True}


def _official(place: int, each: tuple[str, str, str, Level, str, str], today: date) -> dict[str, Any]:
    name, title, body, level, district, address = each
    known = {"name": name, "title": title, "body": body, "level": level.value, "district": district}
    reached = {"phone": f"617-555-01{60 + place}", "email": f"office{place + 1}@official.example", "address": address}
    staff = list(STAFF[: 1 + place % 2]) if district else []
    more = {"staff": staff, "answer_days": 20 if level in OUTSIDE else 10, "active": True}
    return {**known, **reached, **more, "term_until": date(today.year + 1, 12, 31) if district else None}


def officials(session: Session) -> list[Body]:
    """Those in office."""
    o = table_of(Official).c
    return [Body(*row) for row in session.execute(select(o.id, o.level, o.answer_days).order_by(o.id))]


class Releases:
    """Privacy releases, made as outside bodies are told."""

    def __init__(self, last: int) -> None:
        self.rows: list[dict[str, Any]] = []
        self._last = last

    def told(self, referral: Mapping[str, Any], to: Body, hours: OfficeCalendar, rng: Random) -> dict[str, Any]:
        """What changes in a referral that goes to an official, with the release it needs (kept here)."""
        due = hours.add_days(referral["sent_at"], to.answer_days)
        known = {"department_id": None, "official_id": to.id, "due_at": due, "how": "letter"}
        if to.level not in OUTSIDE:
            return known
        self.rows.append(self._release(referral, hours, rng))
        return known | {"release_id": self.rows[-1]["id"]}

    def _release(self, referral: Mapping[str, Any], hours: OfficeCalendar, rng: Random) -> dict[str, Any]:
        """Signed a day or two before and good for a year; now and then the reason why there is none."""
        self._last += 1
        day = day_of(referral["sent_at"], hours.zone)
        known = {"id": self._last, "case_id": referral["case_id"], "attachment_id": None, "by_id": referral["by_id"]}
        known["at"] = referral["sent_at"]
        if rng.random() < 0.15:
            blank = {"signer": "", "signed_on": None, "scope": "", "expires_on": None}
            return known | blank | {"kind": "reason", "reason": WHY_NONE}
        signed = {"signer": "The resident", "signed_on": day - timedelta(days=rng.randint(0, 2)), "scope": SCOPE}
        until = None if rng.random() < 0.3 else day + timedelta(days=365 if rng.random() < 0.7 else 90)
        return known | signed | {"kind": rng.choice(KINDS), "expires_on": until, "reason": ""}

    def lines(self, people: Mapping[int, Actor]) -> Iterator[dict[str, Any]]:
        """Their history."""
        for row in self.rows:
            told = {name: row[name] for name in ("kind", "signer", "scope", "reason") if row[name]}
            told |= {name: row[name].isoformat() for name in ("signed_on", "expires_on") if row[name]}
            detail = {"release_id": row["id"]} | values(told)
            yield line_of(people[row["by_id"]], "released", "case_record", row["case_id"], row["at"], detail)
