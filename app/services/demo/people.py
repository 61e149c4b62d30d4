"""Made-up residents: names of many languages and scripts, addresses on streets that repeat, phones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.keys import name_key, split_address

LABELS = ("home", "mobile", "work")
AREAS = ("617", "617", "857", "781", "339", "508", "774", "978", "351", "413")


@dataclass(frozen=True, slots=True)
class MadePlace:
    """A place of the made-up city."""

    id: int
    typed: str
    street: str
    ward: str


@dataclass(frozen=True, slots=True)
class MadePerson:
    """A made-up resident."""

    id: int
    name: str
    language: str
    interpreter: bool
    place: MadePlace
    phone: str


class City:
    """Draws people and places of the made-up city; ids count on from those given."""

    def __init__(self, data: Mapping[str, Any], rng: Random, *, first_place: int, first_person: int) -> None:
        self._data, self._rng = data, rng
        self._streets = [(name, ward) for ward, names in data["streets"].items() for name in names]
        self._weights = [1 / (1 + rank % 11) for rank in range(len(self._streets))]
        self._communities = data["communities"]
        self._shares = [c["weight"] for c in self._communities]
        self._places: list[MadePlace] = []
        self._people: list[MadePerson] = []
        self._known: dict[str, MadePlace] = {}
        self._place, self._person, self._first = first_place, first_person, first_person

    @property
    def many(self) -> int:
        """The people drawn so far."""
        return self._person - self._first

    def taken(self) -> tuple[list[MadePlace], list[MadePerson]]:
        """The places and people drawn since this was asked last."""
        new = self._places, self._people
        self._places, self._people = [], []
        return new

    def place(self) -> MadePlace:
        """A place: often one that is known already, as streets and houses repeat."""
        (street, ward) = self._rng.choices(self._streets, self._weights)[0]
        number = self._rng.randint(1, 180)
        unit = f", Apt {self._rng.randint(1, 24)}" if self._rng.random() < 0.22 else ""
        typed = f"{number} {street}{unit}"
        if typed not in self._known:
            self._known[typed] = MadePlace(self._place, typed, street, ward)
            self._places.append(self._known[typed])
            self._place += 1
        return self._known[typed]

    def person(self) -> MadePerson:
        """A new resident."""
        rng = self._rng
        community = rng.choices(self._communities, self._shares)[0]
        given, family = rng.choice(community["given"]), rng.choice(community["family"])
        east = community["language"] in ("Vietnamese", "Chinese", "Korean", "Khmer")
        space = "" if community["language"] in ("Chinese", "Korean") else " "
        name = f"{family}{space}{given}" if east else f"{given} {family}"
        if not east and rng.random() < 0.15:
            name = f"{given} {rng.choice('ABCDEFGHJKLMNPRSTW')}. {family}"
        foreign = community["language"] != "English"
        made = MadePerson(
            self._person,
            name,
            community["language"] if foreign and rng.random() < 0.8 else "English",
            foreign and rng.random() < 0.35,
            self.place(),
            f"{rng.choice(AREAS)}-555-{rng.randint(0, 9999):04d}" if rng.random() < 0.93 else "",
        )
        self._person += 1
        self._people.append(made)
        return made


def place_rows(places: list[MadePlace]) -> Iterator[dict[str, Any]]:
    """Rows of the place table."""
    for place in places:
        parts = split_address(place.typed)
        number = str(parts.number or "")
        yield {
            "id": place.id,
            "typed": place.typed,
            "key": parts.key,
            "street_key": parts.street_key,
            "house_number": int(number) if number.isdigit() else None,
            "unit": parts.unit,
            "city": "",
            "zip": "",
            "ward": place.ward,
            "precinct": "",
            "neighborhood": "",
            "latitude": None,
            "longitude": None,
        }


def person_rows(people: list[MadePerson], rng: Random, *, since: datetime) -> Iterator[dict[str, Any]]:
    """Rows of the person table."""
    for person in people:
        yield {
            "id": person.id,
            "name": person.name,
            "name_key": name_key(person.name)[:200],
            "language": person.language,
            "interpreter": person.interpreter,
            "preferred_channel": rng.choice(["phone", "phone", "email", None, None]),
            "do_not_contact": rng.random() < 0.004,
            "deceased": rng.random() < 0.004,
            "safety_notice": "Meet at the counter with a second person." if rng.random() < 0.003 else "",
            "address_confidential": rng.random() < 0.004,
            "remarks": "",
            "confidential": False,
            "merged_into_id": None,
            "made_at": since + timedelta(minutes=person.id),
            "version": 1,
        }


def reach_rows(people: list[MadePerson], rng: Random) -> Iterator[dict[str, Any]]:
    """Phones and e-mails, typed in the several ways in which people type them."""
    for person in people:
        owner = {"person_id": person.id}
        if person.phone:
            row = phone_row(person.phone, label=LABELS[person.id % 3])
            yield row | owner | {"typed": _typed(person.phone, rng)}
        if rng.random() < 0.12:
            yield phone_row(f"617-555-{rng.randint(0, 9999):04d}", label="work") | owner | {"preferred": False}
        words = [w for w in name_key(person.name).split() if w.isascii()]
        if words and rng.random() < 0.35:
            email = f"{words[0]}.{words[-1]}{person.id}@example.org"
            yield phone_row("", label="") | owner | {"kind": "email", "typed": email, "key": email, "preferred": False}


def phone_row(phone: str, *, label: str) -> dict[str, Any]:
    """A row of the reach table for a phone like 617-555-0142."""
    return {
        "person_id": None,
        "organization_id": None,
        "kind": "phone",
        "typed": phone,
        "key": "+1" + phone.replace("-", ""),
        "extension": "",
        "label": label,
        "preferred": True,
        "valid_from": None,
        "valid_until": None,
    }


def _typed(phone: str, rng: Random) -> str:
    area, middle, last = phone.split("-")
    return rng.choice([phone, f"({area}) {middle}-{last}", f"{area}.{middle}.{last}", f"{area}{middle}{last}"])


def address_rows(people: list[MadePerson]) -> Iterator[dict[str, Any]]:
    """Where the people live."""
    for person in people:
        yield {
            "person_id": person.id,
            "organization_id": None,
            "place_id": person.place.id,
            "label": "home",
            "preferred": True,
            "valid_from": None,
            "valid_until": None,
        }
