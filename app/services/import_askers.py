"""Who asks in an old table: people and organizations, found again or made, a chunk of rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.keys import fold, name_key, parse_phone
from app.models import Organization, OrganizationKind, Person, Reach, ReachKind, table_of
from app.services.bulk import insert_many, last_id
from app.services.import_rows import NOBODY, OldCase

Reached = tuple[str, str]
"""A key of a phone or an e-mail, and the name key of whose it is."""


class Askers:
    """Finds the person and the organization of each row; makes those that are new.

    A person is the same when a phone or e-mail is the same and the name too, or the row has no name. Nobody is the
    same by name alone: two neighbors may share one, and people who were made one by mistake are hard to part.
    """

    def __init__(self, session: Session, at: datetime) -> None:
        self._session, self._at = session, at
        self._person, self._reach, self._firm = (last_id(session, m) for m in (Person, Reach, Organization))
        self.made = 0
        self._by_reach: dict[Reached, int] = {}
        self._organizations: dict[str, int] = {}
        self._phones: dict[str, tuple[str, str]] = {}
        self._people: list[dict[str, Any]] = []
        self._reaches: list[dict[str, Any]] = []
        self._firms: list[dict[str, Any]] = []

    def prepare(self, rows: Sequence[OldCase]) -> None:
        """Learn which people and organizations of these rows the office knows."""
        keys = {key for row in rows for key in self._keys(row)}
        person, reach = table_of(Person).c, table_of(Reach).c
        query = select(reach.key, person.name_key, person.id).where(
            reach.person_id == person.id, reach.key.in_(keys), person.merged_into_id.is_(None)
        )
        for key, name, person_id in self._session.execute(query.order_by(person.id)) if keys else ():
            self._know(key, name, person_id)
        names = {name_key(row.organization)[:200] for row in rows if row.organization} - self._organizations.keys()
        firm = table_of(Organization).c
        known = select(firm.name_key, firm.id).where(firm.name_key.in_(names)).order_by(firm.id.desc())
        self._organizations.update((row[0], row[1]) for row in (self._session.execute(known) if names else ()))

    def person_of(self, row: OldCase) -> int | None:
        """The id of who asks, made if new; None when the row names nobody and gives no phone or e-mail."""
        name = "" if fold(row.asker_name) in NOBODY else " ".join(row.asker_name.split())[:200]
        keys = self._keys(row)
        if not name and (not keys or row.organization):
            return None
        shown = name or row.phone.strip() or row.email.strip()
        names = [name_key(name)[:200]] if name else ["", name_key(shown)[:200]]
        found = next((one for key in keys for each in names if (one := self._by_reach.get((key, each)))), None)
        return found or self._new_person(shown, row, keys)

    def organization_of(self, row: OldCase) -> int | None:
        """The id of the organization that asks, made if new."""
        name = " ".join(row.organization.split())[:200]
        key = name_key(name)[:200]
        if not key:
            return None
        if key not in self._organizations:
            self._firm += 1
            self._organizations[key] = self._firm
            self._firms.append(_firm(self._firm, name, key, self._at))
            if not row.asker_name:
                self._add_reaches(row, "organization_id", self._firm)
        return self._organizations[key]

    def write(self) -> None:
        """Insert who was made since the last time."""
        for model, rows in ((Person, self._people), (Organization, self._firms), (Reach, self._reaches)):
            insert_many(self._session, model, rows)
            rows.clear()

    def _new_person(self, name: str, row: OldCase, keys: Iterable[str]) -> int:
        self._person += 1
        self.made += 1
        named = name_key(name)[:200]
        self._people.append(_person(self._person, name[:200], named, self._at))
        self._add_reaches(row, "person_id", self._person)
        for key in keys:
            self._know(key, named, self._person)
        return self._person

    def _know(self, key: str, name: str, person_id: int) -> None:
        """A phone that several people share tells nobody's name: 0 stands for that."""
        self._by_reach.setdefault((key, name), person_id)
        if self._by_reach.setdefault((key, ""), person_id) != person_id:
            self._by_reach[key, ""] = 0

    def _keys(self, row: OldCase) -> list[str]:
        phone = self._phone(row.phone)[0] if row.phone else ""
        email = row.email.strip().casefold()[:200]
        return [key for key in (phone, email if "@" in email else "") if key]

    def _phone(self, typed: str) -> tuple[str, str]:
        if typed not in self._phones:
            phone = parse_phone(typed)
            self._phones[typed] = phone.key[:200], phone.extension[:20]
        return self._phones[typed]

    def _add_reaches(self, row: OldCase, owner: str, owner_id: int) -> None:
        key, extension = self._phone(row.phone) if row.phone else ("", "")
        email = row.email.strip()
        given = [(ReachKind.PHONE, row.phone.strip(), key, extension)] if key else []
        given += [(ReachKind.EMAIL, email, email.casefold(), "")] if "@" in email else []
        for kind, typed, reached, more in given:
            self._reach += 1
            self._reaches.append(
                {"id": self._reach, "person_id": None, "organization_id": None, owner: owner_id}
                | {"kind": kind, "typed": typed[:200], "key": reached[:200], "extension": more}
                | {"label": "", "preferred": False, "valid_from": None, "valid_until": None}
            )


def _person(person_id: int, name: str, key: str, at: datetime) -> dict[str, Any]:
    return {
        "id": person_id, "name": name, "name_key": key, "language": "", "interpreter": False, "preferred_channel": None,
        "do_not_contact": False, "deceased": False, "safety_notice": "", "address_confidential": False, "remarks": "",
        "confidential": False, "merged_into_id": None, "made_at": at, "version": 1,
    }  # fmt: skip


def _firm(firm_id: int, name: str, key: str, at: datetime) -> dict[str, Any]:
    return {
        "id": firm_id, "name": name, "name_key": key, "kind": OrganizationKind.BUSINESS, "language": "", "website": "",
        "do_not_contact": False, "remarks": "", "made_at": at, "version": 1,
    }  # fmt: skip
