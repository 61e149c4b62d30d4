"""The names behind the ids that history holds, as far as the reader may see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.authority import Actor, Right, person_visible_to, visible_to
from app.authority.seen import HIDDEN_PERSON, contact_visible_to
from app.models import (
    Absence,
    Address,
    Attachment,
    Case,
    Category,
    Contact,
    Department,
    Designation,
    Directive,
    ImportBatch,
    Official,
    Organization,
    Person,
    Place,
    Recommendation,
    Staff,
    table_of,
)

UNTOLD = {"acting", "version", "seq", "year", "reason", "id", "note_id", "name_key", "fingerprint"}
UNTOLD |= {"parent_id", "telling_id", "tellings"}  # how many are told could be subtracted
"""Details that say nothing to a reader, or are told elsewhere in the line."""
_SOUGHT = {"text", "place", "words"}
"""What was typed to choose the rows of an export: it may be the name or address of somebody hidden."""
_KINDS: Mapping[str, tuple[Any, str]] = {
    "staff": (Staff, "name"),
    "case_record": (Case, "number"),
    "person": (Person, "name"),
    "organization": (Organization, "name"),
    "category": (Category, "name"),
    "department": (Department, "name"),
    "official": (Official, "name"),
    "attachment": (Attachment, "name"),
    "place": (Place, "typed"),
    "import_batch": (ImportBatch, "file_name"),
    "recommendation": (Recommendation, "number"),
    "directive": (Directive, "code"),
}
_FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("owner_id", "told_by_id", "taken_by_id", "staff_id", "deputy_id", "for_id", "by_id"), "staff"),
    **dict.fromkeys(("to_id", "reader_id", "asked_by_id", "decided_by_id", "ended_by_id", "entered_by_id"), "staff"),
    **dict.fromkeys(("case_id", "other_id"), "case_record"),
    **{f"{each}_id": each for each in ("person", "organization", "category", "department", "attachment", "place")},
    "import_id": "import_batch",
    "official_id": "official",
}
SECRET_PLACE = "an address that is kept confidential"
_PLACE = re.compile(r"\bplace (\d+)")
"""Addresses stand in history as the ids of their places, so that one that becomes confidential is hidden there too."""
Line = tuple[str, int | None, Mapping[str, Any] | None]


class Told(NamedTuple):
    """A detail in words: its name as it is kept, before and after ("" for nothing)."""

    name: str
    old: str
    new: str


class Names:
    """Read once for a block of lines (subject, its id, detail)."""

    def __init__(self, session: Session, who: Actor, lines: Iterable[Line]) -> None:
        self._session, self._who = session, who
        wanted: dict[str, set[int]] = {kind: set() for kind in (*_KINDS, "contact", "absence", "designation")}
        for subject, subject_id, detail in lines:
            if subject in wanted and subject_id is not None:
                wanted[subject].add(subject_id)
            for name, value in (detail or {}).items():
                wanted["place"].update(int(each) for each in _PLACE.findall(str(value)) if name == "addresses")
                if name in _FIELDS:
                    both = value if isinstance(value, list) else [value]
                    wanted[_FIELDS[name]].update(each for each in both if isinstance(each, int))
        self._found = {kind: self._read(kind, ids) for kind, ids in wanted.items() if ids}

    def _read(self, kind: str, ids: set[int]) -> dict[int, str]:
        if kind == "contact":
            return self._contacts(ids)
        if kind in ("absence", "designation"):
            return self._of_staff(Absence if kind == "absence" else Designation, ids)
        model, column = _KINDS[kind]
        t = table_of(model)
        query = select(t.c.id, t.c[column]).where(t.c.id.in_(ids))
        if kind == "case_record":
            query = select(t.c.id, t.c.number + " " + t.c.subject).where(t.c.id.in_(ids), visible_to(self._who))
        found = {row[0]: str(row[1] or "") for row in self._session.execute(query)}
        if kind == "place":
            return {**found, **dict.fromkeys(self._kept_secret(ids), SECRET_PLACE)}
        return {**found, **self._hidden(ids)} if kind == "person" else found

    def _hidden(self, ids: set[int]) -> dict[int, str]:
        p = table_of(Person).c
        query = select(p.id).where(p.id.in_(ids), ~person_visible_to(self._who))
        return dict.fromkeys(self._session.execute(query).scalars(), HIDDEN_PERSON)

    def _kept_secret(self, ids: set[int]) -> list[int]:
        """The places where somebody lives whose address is never printed."""
        a, p = table_of(Address), table_of(Person)
        query = select(a.c.place_id).select_from(a.join(p, p.c.id == a.c.person_id))
        return list(self._session.execute(query.where(a.c.place_id.in_(ids), p.c.address_confidential)).scalars())

    def _contacts(self, ids: set[int]) -> dict[int, str]:
        t, p, o, c = table_of(Contact), table_of(Person), table_of(Organization), table_of(Case)
        source = t.outerjoin(p, p.c.id == t.c.person_id).outerjoin(o, o.c.id == t.c.organization_id)
        source = source.outerjoin(c, c.c.id == t.c.case_id)
        query = select(t.c.id, func.coalesce(p.c.name, o.c.name, ""), func.coalesce(c.c.number, ""))
        query = query.select_from(source).where(t.c.id.in_(ids), contact_visible_to(self._who))
        return {row[0]: ", ".join(each for each in row[1:] if each) for row in self._session.execute(query)}

    def _of_staff(self, model: Any, ids: set[int]) -> dict[int, str]:
        t, s = table_of(model), table_of(Staff)
        query = select(t.c.id, func.coalesce(s.c.name, "")).where(t.c.id.in_(ids))
        query = query.select_from(t.outerjoin(s, s.c.id == t.c.staff_id))
        return {row[0]: row[1] for row in self._session.execute(query)}

    def about(self, subject: str, subject_id: int | None, detail: Mapping[str, Any]) -> str:
        """The name of the record that a line is about; of an export or a report, which."""
        if subject_id is not None:
            return self._found.get(subject, {}).get(subject_id, "")
        return str(detail.get("report") or "") if subject == "report" else ""

    def fields(self, detail: Mapping[str, Any]) -> tuple[Told, ...]:
        """What changed, in words."""
        pairs = (pair for name, value in detail.items() if name not in UNTOLD for pair in _pairs(name, value))
        told = (Told(name, self._word(name, old), self._word(name, new)) for name, old, new in pairs)
        return tuple(each for each in told if each.old or each.new)

    def _word(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if name in _FIELDS and isinstance(value, int):
            return self._found.get(_FIELDS[name], {}).get(value, "")
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return "; ".join(filter(None, (self._word(name, each) for each in value)))
        if name == "asked" and isinstance(value, dict) and not self._who.may(Right.SEE_CONFIDENTIAL):
            value = {key: "…" if key in _SOUGHT and each else each for key, each in value.items()}
        if isinstance(value, dict):
            return "; ".join(f"{key}: {self._word(key, each)}" for key, each in value.items() if each not in (None, ""))
        if name == "addresses":
            return _PLACE.sub(lambda found: self._found.get("place", {}).get(int(found[1]), ""), str(value))
        return str(value)


def _pairs(name: str, value: Any) -> Iterator[tuple[str, Any, Any]]:
    """Before and after of a detail; of two tables of settings only what differs."""
    if not (isinstance(value, list) and len(value) == 2):
        yield name, None, value
        return
    old, new = value
    if isinstance(new, dict) and (old is None or isinstance(old, dict)):
        before = old or {}
        keys = [key for key in {**before, **new} if before.get(key) != new.get(key)]
        yield from ((key, before.get(key), new.get(key)) for key in keys)
        return
    yield name, old, new
