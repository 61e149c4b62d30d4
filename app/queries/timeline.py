"""The timeline of a case: contacts, notes, replies, referrals and changes, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import FromClause, func, select
from sqlmodel import Session

from app.authority import Actor, contact_visible_to, linked_visible_to, person_visible_to, visible_to
from app.errors import NotFound
from app.models import (
    Attachment,
    Automatic,
    Case,
    Category,
    Contact,
    Event,
    Note,
    Organization,
    Person,
    Staff,
    table_of,
)
from app.queries.imports import undone
from app.queries.stamps import acted, is_acting, signed, taken
from app.queries.timeline_promises import PROMISE_VERBS, promise_entries
from app.queries.timeline_referrals import REFERRAL_VERBS, referral_entries

TOLD_ELSEWHERE = ("noted", "replied", "viewed", *REFERRAL_VERBS, *PROMISE_VERBS)
"""Lines of history that have an entry of their own, or are of who looked and not of what was done."""
HIDDEN = {"place_id", "first_response_due_at", "due_at", "version", "closed_at", "reopened_at", "seq", "year"}
HIDDEN |= {"acknowledge_due_at", "acknowledged_at", "city_due_at"}
HIDDEN |= {"acting", "parent_id", "telling_id", "tellings"}


class Entry(NamedTuple):
    """One entry. `kind` is contact, note, reply, referral or change; `by` who did it, `acting` and `acting_for` whether
    as acting director and for whom ("" for nobody by name); `signature` says all three.

    Of a contact and a reply: `channel`; of a contact: `direction`, `minutes` and `with_whom`, and `automatic` where a
    machine wrote it; of a change: `verb` as in history, `status` (was, became), and `fields` (name, old, new) with ids
    told as names. Of a referral: `verb`, its `number`, `to` whom, `due_at`, which `chase`, whether `inadequate`.
    """

    kind: str
    id: int
    at: datetime
    by: str
    words: str = ""
    channel: str = ""
    direction: str = ""
    minutes: int | None = None
    with_whom: str = ""
    language: str = ""
    language_help: str = ""
    verb: str = ""
    acting_for: str = ""
    status: tuple[str, str] = ("", "")
    fields: tuple[tuple[str, str, str], ...] = ()
    automatic: Automatic | None = None
    acting: bool = False
    number: int = 0
    chase: int = 0
    to: str = ""
    due_at: datetime | None = None
    inadequate: bool = False

    @property
    def signature(self) -> str:
        """Who did it, as it is signed: "N. N., Acting Director, for M. M." (Q3)."""
        return signed(self.by, acting=self.acting, acting_for=self.acting_for)


def timeline(session: Session, who: Actor, case_id: int) -> list[Entry]:
    """The entries of a case, newest first; raises NotFound also for a case the actor may not see."""
    c = table_of(Case).c
    if session.execute(select(c.id).where(c.id == case_id, visible_to(who))).scalar() is None:
        raise NotFound("This case is not in the office file.")
    entries = [*_contacts(session, who, case_id), *_notes(session, who, case_id), *_changes(session, who, case_id)]
    entries += [Entry(**each) for each in referral_entries(session, who, case_id)]
    entries += [Entry(**each) for each in promise_entries(session, who, case_id)]
    return sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)


def _contacts(session: Session, who: Actor, case_id: int) -> list[Entry]:
    t, s, p, o = table_of(Contact), table_of(Staff), table_of(Person), table_of(Organization)
    source: FromClause = t.join(s, s.c.id == t.c.taken_by_id).outerjoin(p, p.c.id == t.c.person_id)
    source = source.outerjoin(o, o.c.id == t.c.organization_id)
    named = func.coalesce(p.c.name, o.c.name, "")
    query = select(
        t.c.id,
        t.c.happened_at.label("at"),
        s.c.name.label("by"),
        t.c.words,
        t.c.channel,
        t.c.direction,
        t.c.minutes,
        named.label("with_whom"),
        t.c.language,
        t.c.language_help,
        t.c.automatic,
    ).select_from(source)
    query = query.where(t.c.case_id == case_id, t.c.undone_at.is_(None), contact_visible_to(who))
    rows = session.execute(query).mappings().all()
    stamps = taken(session, [row["id"] for row in rows])
    return [Entry(kind="contact", **row, **_stamp(stamps, row["id"])) for row in rows]


def _stamp(stamps: Mapping[int, str], found: int) -> dict[str, Any]:
    return {"acting": found in stamps, "acting_for": stamps.get(found, "")}


def _notes(session: Session, who: Actor, case_id: int) -> list[Entry]:
    n, s = table_of(Note), table_of(Staff)
    query = select(n.c.id, n.c.kind, n.c.at, s.c.name.label("by"), n.c.words, n.c.channel.label("how"))
    query = query.select_from(n.join(s, s.c.id == n.c.by_id))
    query = query.where(n.c.case_id == case_id, linked_visible_to(who, n.c.case_id))
    rows = session.execute(query).all()
    stamps = acted(session, case_id)
    return [
        Entry(str(r.kind), r.id, r.at, r.by, words=r.words, channel=r.how or "", **_stamp(stamps, r.id)) for r in rows
    ]


def _changes(session: Session, who: Actor, case_id: int) -> list[Entry]:
    e, s, acted = table_of(Event), table_of(Staff), table_of(Staff).alias("acted_for")
    source = e.outerjoin(s, s.c.id == e.c.actor_id).outerjoin(acted, acted.c.id == e.c.acting_for_id)
    by, acting_for = func.coalesce(s.c.name, "").label("by"), func.coalesce(acted.c.name, "").label("acting_for")
    query = select(e.c.id, e.c.at, e.c.verb, e.c.detail, by, acting_for).select_from(source)
    query = query.where(e.c.subject == "case_record", e.c.subject_id == case_id, e.c.verb.not_in(TOLD_ELSEWHERE))
    gone = undone(session)  # a case may have the id that an import had which was undone
    rows = [
        row
        for row in session.execute(query)
        if row.verb != "imported" or (row.detail or {}).get("import_id") not in gone
    ]
    names = _Names(session, who, [row.detail for row in rows])
    return [_change(row, names) for row in rows if not names.hides(row.detail)]


def _change(row: Any, names: _Names) -> Entry:
    detail: Mapping[str, Any] = row.detail or {}
    status = detail.get("status")
    pairs = {name: value for name, value in detail.items() if name not in ("status", "reason") and name not in HIDDEN}
    fields = tuple(
        (name, *(names.told(name, each) for each in (value if isinstance(value, list) else (None, value))))
        for name, value in pairs.items()
        if not isinstance(value, list) or len(value) == 2
    )
    return Entry(
        kind="change",
        id=row.id,
        at=row.at,
        by=row.by,
        words=str(detail.get("reason") or ""),
        verb=row.verb,
        acting_for=row.acting_for,
        acting=is_acting(detail),
        status=(str(status[0]), str(status[1])) if isinstance(status, list) and len(status) == 2 else ("", ""),
        fields=tuple((name, old, new) for name, old, new in fields),
    )


class _Names:
    """The names behind the ids that a case's history tells of, read once for the whole timeline."""

    FIELDS: Mapping[str, tuple[Any, str]] = {
        "owner_id": (Staff, "name"),
        "reader_id": (Staff, "name"),
        "told_by_id": (Staff, "name"),
        "person_id": (Person, "name"),
        "organization_id": (Organization, "name"),
        "category_id": (Category, "name"),
        "attachment_id": (Attachment, "name"),
        "other_id": (Case, "number"),
    }

    def __init__(self, session: Session, who: Actor, details: Iterable[Mapping[str, Any] | None]) -> None:
        wanted: dict[str, set[int]] = {name: set() for name in self.FIELDS}
        for detail in details:
            for name, value in (detail or {}).items():
                if name in wanted:
                    values = value if isinstance(value, list) else [value]
                    wanted[name].update(each for each in values if isinstance(each, int))
        self._found = {name: self._read(session, who, name, ids) for name, ids in wanted.items() if ids}

    def _read(self, session: Session, who: Actor, name: str, ids: set[int]) -> dict[int, str]:
        model, column = self.FIELDS[name]
        t = table_of(model).c
        query = select(t.id, t[column]).where(t.id.in_(ids))
        if model is Case:
            query = query.where(visible_to(who))
        if model is Person:
            query = query.where(person_visible_to(who))
        return {row[0]: row[1] for row in session.execute(query)}

    def hides(self, detail: Mapping[str, Any] | None) -> bool:
        """Whether a line is about a case or person not to be seen: even that there is one would be told by it."""
        ids = {name: (detail or {}).get(name) for name in ("other_id", "person_id")}
        return any(isinstance(each, int) and each not in self._found.get(name, {}) for name, each in ids.items())

    def told(self, name: str, value: Any) -> str:
        """The words for a value; an id that stands for nothing one may see is told as nothing."""
        if value is None:
            return ""
        if name in self.FIELDS:
            return self._found.get(name, {}).get(value, "")
        return str(value)
