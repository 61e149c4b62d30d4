"""People and organizations brought in from an address book: all of it or nothing, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from app.authority import Actor, Right, require, sees_person
from app.changes import note_change
from app.errors import Conflict
from app.keys import name_key
from app.models import Address, ImportBatch, Organization, OrganizationKind, Person, Place, Position, Reach, table_of
from app.queries.twins import Twin, TwinOf
from app.services.bulk import among, insert_rows, last_id, loading
from app.services.history import record, record_series
from app.services.import_people_rows import Choice, Decided, NobodyNew, OldPerson, OldReach, PeopleDone, reach_key
from app.services.import_places import Places
from app.services.import_rows import OldCase, Progress

CHUNK = 500
_MADE = (Person, Organization, Reach, Place, Address, Position)
_PERSON = ("id", "name", "name_key", "language", "remarks", "made_at", "version")
_FIRM = ("id", "name", "name_key", "kind", "language", "website", "remarks", "made_at", "version")
_REACH = ("id", "person_id", "organization_id", "kind", "typed", "key", "extension", "label", "preferred")
_ADDRESS = ("id", "person_id", "organization_id", "place_id", "label", "preferred")
_POSITION = ("id", "person_id", "organization_id", "title")
_GONE = "Somebody of the office file whom this file adds to is no longer there. Please check the file again."

Owner = tuple[int | None, int | None]
"""The id of a person, or of an organization."""


def import_people(
    session: Session,
    who: Actor,
    rows: Iterable[Decided],
    *,
    file_name: str,
    sha256: str,
    mapping: Any,
    at: datetime,
    progress: Progress = lambda *_: None,
    total: int = 0,
    unread: Callable[[], int] = lambda: 0,
) -> PeopleDone:
    """Bring in all rows as was decided, with organizations, positions, places and history, in the caller's transaction.

    `mapping` is kept with the batch (plain JSON); `unread` tells, at the end, how many rows its reader rejected. What
    `progress` raises ends it, and nothing stays. Raises NotAllowed, and NobodyNew when nobody is to be brought in.
    """
    require(who, Right.IMPORT)
    work = _Import(session, who, at)
    work.start(file_name=file_name, sha256=sha256, mapping=mapping)
    with loading(session, lambda: progress(work.done, 0, "index")):
        for chunk in _chunks(rows):
            work.take(chunk)
            progress(work.done, max(total, work.done), "rows")
    return work.finish(unread())


class _Import:
    """One import under way: ids are given here, so that rows of all tables can be written in bulk."""

    def __init__(self, session: Session, who: Actor, at: datetime) -> None:
        self._session, self._who, self._at = session, who, at
        self._places, self._batch, self.done = Places(session), 0, 0
        self._before = {model: last_id(session, model) for model in _MADE}
        self._next = dict(self._before)
        self._new: dict[type[Any], list[tuple[Any, ...]]] = {model: [] for model in _MADE if model is not Place}
        self._firms: dict[str, int] = {}
        self._row_of: dict[int, Owner] = {}
        self._more: dict[Owner, list[OldReach]] = {}
        self._left: list[tuple[int, str]] = []
        self._events: dict[str, list[tuple[int, Mapping[str, Any]]]] = {"person": [], "organization": []}

    def start(self, *, file_name: str, sha256: str, mapping: Any) -> None:
        """Open the batch that the people belong to."""
        given = {"file_name": file_name[:260], "sha256": sha256, "mapping": mapping, "made": 0, "rejected": 0}
        batch = ImportBatch(**given, kind="people", at=self._at, by_id=self._who.id)
        self._session.add(batch)
        self._session.flush()
        self._batch = batch.id or 0

    def take(self, chunk: Sequence[Decided]) -> None:
        """Write one chunk."""
        made = [each for each in chunk if each.decision.choice is Choice.MAKE]
        self._learn_firms(made)
        self._places.prepare([self._place(a.typed) for each in made for a in each.person.addresses])
        for each in chunk:
            self._decide(each)
        self._session.flush()
        self._places.write()
        for model, names in ((Person, _PERSON), (Organization, _FIRM), (Reach, _REACH), (Address, _ADDRESS),
                             (Position, _POSITION)):  # fmt: skip
            insert_rows(self._session, model, names, self._new[model])
            self._new[model].clear()
        for subject, lines in self._events.items():
            record_series(self._session, self._who, "imported", subject=subject, at=self._at, lines=lines)
            lines.clear()
        self.done += len(chunk)

    def finish(self, unread: int) -> PeopleDone:
        """Add what was missing to those who were here, and close the batch; raises NobodyNew when nothing came."""
        added = self._add_missing()
        people, firms = (last_id(self._session, model) - self._before[model] for model in (Person, Organization))
        if not people + firms + added:
            raise NobodyNew(tuple(self._left))
        b = table_of(ImportBatch)
        many = {"made": people + firms, "rejected": unread + len(self._left)}
        changed = update(b).where(b.c.id == self._batch).values(**many, rows=self._ranges())
        self._session.execute(changed)
        detail = many | {"added": added}
        record(
            self._session,
            self._who,
            "imported",
            subject="import_batch",
            subject_id=self._batch,
            at=self._at,
            detail=detail,
        )
        return PeopleDone(
            batch_id=self._batch,
            people=people,
            organizations=firms,
            added=added,
            left_out=tuple(self._left),
        )

    def _ranges(self) -> dict[str, list[int]]:
        after = {model: last_id(self._session, model) for model in _MADE}
        made = [model for model in _MADE if after[model] > self._before[model]]
        return {table_of(model).name: [self._before[model] + 1, after[model]] for model in made}

    def _decide(self, row: Decided) -> None:
        choice, twin = row.decision
        owner = self._owner_of(twin)
        if choice is Choice.MAKE or (choice is Choice.ADD and owner is None):
            self._row_of[row.person.row] = self._make(row.person)
        elif choice is Choice.ADD and owner is not None:
            self._row_of[row.person.row] = owner
            self._add(owner, row.person)
        else:
            if owner is not None:
                self._row_of[row.person.row] = owner
            self._left.append((row.person.row, twin.name if twin else ""))

    def _owner_of(self, twin: Twin | None) -> Owner | None:
        """Whom a twin stands for; a row stands for whom it made, or for its own twin."""
        if twin is None or twin.kind is TwinOf.ROW:
            return self._row_of.get(twin.id) if twin else None
        return (twin.id, None) if twin.kind is TwinOf.PERSON else (None, twin.id)

    def _make(self, old: OldPerson) -> Owner:
        remarks = "\n".join(old.remarks)
        if old.is_organization:
            firm = self._id(Organization)
            owner: Owner = (None, firm)
            self._firms.setdefault(name_key(old.name)[:200], firm)
            self._new[Organization].append(self._firm(firm, old.name, (old.language, old.website, remarks)))
            self._note("organization", firm, old.row)
        else:
            owner = self._id(Person), None
            self._new[Person].append((owner[0], old.name, _key(old.name), old.language, remarks, self._at, 1))
            self._note("person", owner[0] or 0, old.row)
            self._employ(owner[0] or 0, old)
        for reach in old.reaches:
            self._new[Reach].append(self._reach(owner, reach))
        for each in old.addresses:
            place, _ = self._places.place_of(self._place(each.typed))
            self._new[Address].append((self._id(Address), *owner, place, each.label, each.preferred))
        return owner

    def _employ(self, person: int, old: OldPerson) -> None:
        """The person's place in an organization, which is made if the office does not know its name."""
        key = name_key(old.organization)[:200]
        if not key:
            return
        if key not in self._firms:
            firm = self._firms[key] = self._id(Organization)
            self._new[Organization].append(self._firm(firm, old.organization, ("", "", "")))
            self._note("organization", firm, old.row)
        self._new[Position].append((self._id(Position), person, self._firms[key], old.position))

    def _firm(self, firm: int, name: str, rest: tuple[str, str, str]) -> tuple[Any, ...]:
        return (firm, name, name_key(name)[:200], OrganizationKind.BUSINESS, *rest, self._at, 1)

    def _reach(self, owner: Owner, reach: OldReach) -> tuple[Any, ...]:
        key, extension = reach_key(reach)
        return (self._id(Reach), *owner, reach.kind, reach.typed, key, extension, reach.label, reach.preferred)

    def _add(self, owner: Owner, old: OldPerson) -> None:
        """Phones and e-mails of a row for somebody who is here; for one of this file they are written with the rest."""
        kept = self._more.setdefault(owner, [])
        known = {reach_key(each)[0] for each in kept}
        kept += [each for each in old.reaches if reach_key(each)[0] not in known]

    def _add_missing(self) -> int:
        """Write what was missing, where search hears of it; whoever was here before gets a line of history."""
        self._next[Reach] = last_id(self._session, Reach)
        added = 0
        for owner, reaches in self._more.items():
            if not self._is_here(owner):
                raise Conflict(_GONE)
            r = table_of(Reach).c
            mine = r.person_id == owner[0] if owner[0] else r.organization_id == owner[1]
            here = list(self._session.execute(select(r.key).where(mine)).scalars())
            missing = [each._replace(preferred=False) for each in reaches if reach_key(each)[0] not in here]
            new = [self._reach(owner, each) for each in missing]
            insert_rows(self._session, Reach, _REACH, new)
            added += len(new)
            if new:
                self._changed(owner, [row[4] for row in new])
        return added

    def _is_here(self, owner: Owner) -> bool:
        """Nobody is added to whom the actor may no longer see: since the file was checked they may have been hidden."""
        person, firm = owner
        if person is not None:
            return sees_person(self._session, self._who, person)
        return self._session.get(Organization, firm) is not None

    def _changed(self, owner: Owner, typed: Sequence[str]) -> None:
        model, subject = (Person, "person") if owner[0] else (Organization, "organization")
        one = owner[0] or owner[1] or 0
        if one > self._before[model]:
            return
        t = table_of(model)
        self._session.execute(update(t).where(t.c.id == one).values(version=t.c.version + 1))
        note_change(self._session, t.name, [one])
        detail = {"reaches": [[], list(typed)], "import_id": self._batch}
        record(self._session, self._who, "changed", subject=subject, subject_id=one, at=self._at, detail=detail)

    def _learn_firms(self, made: Sequence[Decided]) -> None:
        names = {name_key(each.person.organization)[:200] for each in made if each.person.organization}
        o = table_of(Organization).c
        if missing := names - self._firms.keys():
            known = select(o.name_key, o.id).where(among(self._session, o.name_key, missing)).order_by(o.id.desc())
            self._firms.update((row.name_key, row.id) for row in self._session.execute(known))

    def _place(self, typed: str) -> OldCase:
        """An address in the form in which places are made of it."""
        return OldCase(row=0, opened_at=self._at, status="", subject="", address=typed)

    def _note(self, subject: str, one: int, row: int) -> None:
        self._events[subject].append((one, {"import_id": self._batch, "row": row}))

    def _id(self, model: type[Any]) -> int:
        self._next[model] += 1
        return self._next[model]


def _key(name: str) -> str:
    return name_key(name)[:200]


def _chunks(rows: Iterable[Decided]) -> Iterator[list[Decided]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
