"""A made-up office on disk, and valid rows with overrides."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session

from app.authority import Actor, actor
from app.files import make_new
from app.models import Case, Person, Role
from app.services.cases import open_case
from app.services.contacts import Logged, log_contact
from app.services.office import add_staff, set_up_office
from app.services.people import add_person
from app.store import Store, open_engine
from app.upgrade import upgrade
from app.workdays import OfficeCalendar

AT = datetime(2026, 11, 18, 15, 24, tzinfo=UTC)  # Wednesday, 10:24 in Halbrook
KEY = bytes(range(32))
CATEGORIES = [
    {"key": "streets", "name": "Streets", "group": "Roads", "department": "Public Works", "keywords": ["pothole"]},
    {"key": "water", "name": "Water", "group": "Utilities", "department": "Water", "keywords": ["water bill", "drain"]},
]


def make_store(folder: Path, *, key: bytes | None = KEY) -> Store:
    """An office with its first Director (id 1), two departments and two categories."""
    path = folder / "office.liaison"
    make_new(path)
    path.write_bytes(_new_file(key))
    return Store(open_engine(path, key))


@cache
def _new_file(key: bytes | None) -> bytes:
    """The file of such an office, made once in a run: each step of its schema takes its time."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "office.liaison"
        engine = open_engine(path, key)
        upgrade(engine, key, backups=Path(folder) / "backups", at=AT)
        store = Store(engine)
        store.write(make_office)
        store.close()
        return path.read_bytes()


def make_office(session: Session) -> Actor:
    """Fill an empty file: City of Halbrook, Massachusetts."""
    return set_up_office(
        session,
        office={"city": "Halbrook", "state": "MA", "office": "Office of Constituent Services"},
        calendar=OfficeCalendar().to_json(),
        departments=[{"name": "Public Works"}, {"name": "Water"}],
        categories=CATEGORIES,
        staff={"name": "Margaret Mulcahy", "login": "mmulcahy", "role": Role.DIRECTOR},
        at=AT,
    )


def director(session: Session) -> Actor:
    """The Director."""
    return actor(session, 1, AT)


def make_staff(session: Session, role: Role = Role.ASSOCIATE, **given: Any) -> Actor:
    """Another staff member, as an actor."""
    fields = {"name": "Linh Tran", "login": f"staff-{role.value}", "role": role} | given
    member = add_staff(session, director(session), fields=fields, at=AT)
    return actor(session, member.id or 0, AT)


def make_person(
    session: Session, name: str = "Manuel Tavares", *, phone: str = "", address: str = "", **given: Any
) -> Person:
    """A resident with a phone and an address, if given."""
    details: dict[str, list[dict[str, Any]]] = {
        "reaches": [{"kind": "phone", "typed": phone}] if phone else [],
        "addresses": [{"typed": address}] if address else [],
    }
    return add_person(session, director(session), fields={"name": name} | given, details=details, at=AT)


def make_case(
    session: Session, subject: str = "Pothole at 50 Elm Street", *, who: Actor | None = None, **given: Any
) -> Case:
    """A case of an anonymous asker, or of `person_id`."""
    fields = {"subject": subject} | given.pop("fields", {})
    asker: dict[str, Any] = {} if "person_id" in given or "organization_id" in given else {"anonymous": True}
    return open_case(session, who or director(session), fields=fields, at=given.pop("at", AT), **asker, **given)


def make_contact(
    session: Session, words: str = "Hole in the road", *, who: Actor | None = None, **given: Any
) -> Logged:
    """A logged call."""
    named = "person_id" in given or "organization_id" in given
    at = given.pop("at", AT)
    fields = {"words": words, "happened_at": at, "anonymous": not named} | given.pop("fields", {})
    return log_contact(session, who or director(session), fields=fields, at=at, **given)
