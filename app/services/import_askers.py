"""Who asks in an old table: people and organizations, found again or made, a chunk of rows at a time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, person_visible_to
from app.keys import fold, name_key, parse_phone, phone_key
from app.models import Organization, OrganizationKind, Person, Reach, ReachKind, table_of
from app.services.bulk import among, insert_rows, last_id
from app.services.import_rows import NOBODY, OldCase

Reached = tuple[str, str]
"""A key of a phone or an e-mail, and the name key of whose it is."""


_MOST_KEPT = 100_000
_PERSON = ("id", "name", "name_key", "made_at", "version")
_FIRM = ("id", "name", "name_key", "kind", "made_at", "version")
_REACH = ("id", "person_id", "organization_id", "kind", "typed", "key", "extension")
_PLAIN_PHONE = re.compile(r"^[0-9 ().+-]+$")


class Askers:
    """Finds the person and the organization of each row; makes those that are new.

    A person is the same when a phone or e-mail is the same and the name too, or the row has no name. Nobody is the
    same by name alone: two neighbors may share one, and people who were made one by mistake are hard to part.
    """

    def __init__(self, session: Session, who: Actor, at: datetime) -> None:
        self._session, self._who, self._at = session, who, at
        self._person, self._reach, self._firm = (last_id(session, m) for m in (Person, Reach, Organization))
        self._any = self._reach > 0
        self.made = 0
        self._by_reach: dict[Reached, int] = {}
        self._organizations: dict[str, int] = {}
        self._phones: dict[str, tuple[str, str]] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self._people: list[tuple[Any, ...]] = []
        self._reaches: list[tuple[Any, ...]] = []
        self._firms: list[tuple[Any, ...]] = []

    def prepare(self, rows: Sequence[OldCase]) -> None:
        """Learn which people and organizations of these rows the office knows; what was learned long ago is forgotten.

        What is forgotten is read again from the file, where all that was made before this chunk already is.
        """
        if len(self._by_reach) > _MOST_KEPT:
            self._by_reach.clear()
            self._any = True
        for kept in (self._phones, self._names, self._organizations):
            if len(kept) > _MOST_KEPT:
                kept.clear()
        if self._any:
            self._learn_people({key for row in rows for key in self._keys(row)})
        names = {name_key(row.organization)[:200] for row in rows if row.organization} - self._organizations.keys()
        firm = table_of(Organization).c
        if names:
            known = select(firm.name_key, firm.id).where(among(self._session, firm.name_key, names))
            found = self._session.execute(known.order_by(firm.id.desc()))
            self._organizations.update((row[0], row[1]) for row in found)

    def person_of(self, row: OldCase) -> int | None:
        """The id of who asks, made if new; None when the row names nobody and gives no phone or e-mail."""
        name, named = self._named(row.asker_name) if row.asker_name else ("", "")
        keys = self._keys(row)
        if not name and (not keys or row.organization):
            return None
        if not name:
            name = row.phone.strip() or row.email.strip()
            named = name_key(name)[:200]
            found = next(
                (one for key in keys for each in ("", named) if (one := self._by_reach.get((key, each)))), None
            )
        else:
            found = next((one for key in keys if (one := self._by_reach.get((key, named)))), None)
        return found or self._new_person(name, named, row, keys)

    def _named(self, typed: str) -> tuple[str, str]:
        """A name as it is kept, with its key; "" for words that stand for nobody."""
        if typed not in self._names:
            name = "" if fold(typed) in NOBODY else " ".join(typed.split())[:200]
            self._names[typed] = name, name_key(name)[:200]
        return self._names[typed]

    def _learn_people(self, keys: Collection[str]) -> None:
        person, reach = table_of(Person).c, table_of(Reach).c
        query = (
            select(reach.key, person.name_key, person.id)
            .where(reach.person_id == person.id, among(self._session, reach.key, keys), person.merged_into_id.is_(None))
            .where(person_visible_to(self._who))
        )
        for key, name, person_id in self._session.execute(query.order_by(person.id)) if keys else ():
            self._know(key, name, person_id)

    def organization_of(self, row: OldCase) -> int | None:
        """The id of the organization that asks, made if new."""
        if not row.organization:
            return None
        name = " ".join(row.organization.split())[:200]
        key = name_key(name)[:200]
        if not key:
            return None
        if key not in self._organizations:
            self._firm += 1
            self._organizations[key] = self._firm
            self._firms.append((self._firm, name, key, OrganizationKind.BUSINESS, self._at, 1))
            if not row.asker_name:
                self._add_reaches(row, None, self._firm)
        return self._organizations[key]

    def write(self) -> None:
        """Insert who was made since the last time."""
        for model, names, rows in (
            (Person, _PERSON, self._people),
            (Organization, _FIRM, self._firms),
            (Reach, _REACH, self._reaches),
        ):
            insert_rows(self._session, model, names, rows)
            rows.clear()

    def _new_person(self, name: str, named: str, row: OldCase, keys: Iterable[str]) -> int:
        self._person += 1
        self.made += 1
        self._people.append((self._person, name[:200], named, self._at, 1))
        self._add_reaches(row, self._person, None)
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
        email = row.email.strip().casefold()[:200] if "@" in row.email else ""
        return [key for key in (phone, email) if key]

    def _phone(self, typed: str) -> tuple[str, str]:
        if typed not in self._phones:
            plain = _PLAIN_PHONE.match(typed)
            phone = (phone_key(typed), "") if plain else _parsed(typed)
            self._phones[typed] = phone[0][:200], phone[1][:20]
        return self._phones[typed]

    def _add_reaches(self, row: OldCase, person: int | None, firm: int | None) -> None:
        key, extension = self._phone(row.phone) if row.phone else ("", "")
        email = row.email.strip()
        given = [(ReachKind.PHONE, row.phone.strip(), key, extension)] if key else []
        given += [(ReachKind.EMAIL, email, email.casefold(), "")] if "@" in email else []
        for kind, typed, reached, more in given:
            self._reach += 1
            self._reaches.append((self._reach, person, firm, kind, typed[:200], reached[:200], more))


def _parsed(typed: str) -> tuple[str, str]:
    phone = parse_phone(typed)
    return phone.key, phone.extension
