"""Made-up businesses and groups, each with a phone and one person in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from app.keys import name_key
from app.services.demo.people import MadePerson, phone_row

TITLES = ("Owner", "Manager", "President", "Secretary")


def organization_rows(data: Mapping[str, Any], first: int, *, made_at: datetime) -> list[dict[str, Any]]:
    """Rows of the organization table, ids from `first`."""
    return [
        {
            "id": first + n,
            "name": name,
            "kind": kind,
            "language": "",
            "website": "",
            "do_not_contact": False,
            "remarks": "",
            "name_key": name_key(name)[:200],
            "made_at": made_at,
            "version": 1,
        }
        for n, (name, kind) in enumerate(data["organizations"])
    ]


def organization_reaches(organizations: Sequence[Mapping[str, Any]], rng: Random) -> Iterator[dict[str, Any]]:
    """A phone for each organization."""
    for organization in organizations:
        phone = f"617-555-{rng.randint(0, 9999):04d}"
        yield phone_row(phone, label="office") | {"organization_id": organization["id"]}


def position_rows(
    people: Sequence[MadePerson], organizations: Sequence[Mapping[str, Any]], rng: Random
) -> Iterator[dict[str, Any]]:
    """One person in each organization."""
    for person, organization in zip(people, organizations, strict=False):
        yield {"person_id": person.id, "organization_id": organization["id"], "title": rng.choice(TITLES)}
