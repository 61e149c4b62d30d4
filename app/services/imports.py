"""A whole old table of cases brought in: all of it or nothing, in one transaction, a chunk of rows at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Invalid
from app.models import (
    Case,
    ImportBatch,
    Move,
    Organization,
    Person,
    Place,
    Reach,
    Reference,
    Setting,
    Status,
    table_of,
)
from app.queries.imports import map_key
from app.queries.office import calendar
from app.services.bulk import among, insert_rows, last_id, loading
from app.services.cases import next_number
from app.services.history import record, record_series
from app.services.import_askers import Askers
from app.services.import_cases import CASE, MOVE, CaseRows, status_of
from app.services.import_places import Places
from app.services.import_rows import CHUNK, ImportDone, ImportPlan, OldCase, Progress, Refused

__all__ = ["ImportDone", "ImportPlan", "OldCase", "Refused", "import_cases", "remember_map", "sift"]
_FIRST_YEAR = 1900
_NEW_YEAR = ((12, 31), (1, 1))
_REFERENCE = ("case_id", "system", "number")
_NUMBER = CASE.index("number")
_MADE = (Case, Move, Reference, Person, Organization, Reach, Place)
_HERE = "Its number {0} is in the office file already."
_TWICE = "Its number {0} stands in the table twice (first in row {1})."


def sift(
    session: Session, who: Actor, rows: Iterable[OldCase], *, system: str, at: datetime
) -> Iterator[tuple[list[OldCase], list[Refused]]]:
    """Chunks of rows in; those that can become cases, and those the office file refuses, out. Changes nothing.

    Refused are dates in the future or before 1900 and numbers of `system` that are here already or come twice.
    """
    require(who, Right.IMPORT)
    seen: dict[int, int] = {}  # by hash: a million numbers as texts would fill the memory
    here: set[str] = set()
    any_here = last_id(session, Reference) > 0
    for chunk in _chunks(rows):
        here = _numbers_here(session, system, chunk) if any_here else here
        good, refused = [], []
        for old in chunk:
            reasons = _wrong_dates(old, at)
            number = old.reference[:80]
            first = seen.get(hash(number)) if number else None
            if first is not None:
                refused.append(Refused(old.row, (_TWICE.format(number, first), *reasons), duplicate=True))
            elif number in here:
                refused.append(Refused(old.row, (_HERE.format(number), *reasons), duplicate=True))
            elif reasons:
                refused.append(Refused(old.row, reasons))
            else:
                good.append(old)
            if number and number not in here:
                seen.setdefault(hash(number), old.row)
        yield good, refused


def import_cases(
    session: Session,
    who: Actor,
    rows: Iterable[OldCase],
    *,
    plan: ImportPlan,
    file_name: str,
    sha256: str,
    mapping: Any,
    at: datetime,
    progress: Progress = lambda *_: None,
    total: int = 0,
    unread: Callable[[], int] = lambda: 0,
) -> ImportDone:
    """Bring in all rows that can become cases, with people, places, moves and history, in the caller's transaction.

    `mapping` is kept with the batch (plain JSON); `unread` tells, at the end, how many rows its reader rejected. What
    `progress` raises ends it, and nothing stays. Raises NotAllowed, and Invalid when a table without numbers of its own
    was brought in before, or no row can become a case.
    """
    require(who, Right.IMPORT)
    work = _Import(session, who, plan, at)
    work.start(file_name=file_name, sha256=sha256, mapping=mapping)
    with loading(session, lambda: progress(work.done, 0, "index")):
        for good, refused in sift(session, who, rows, system=plan.system, at=at):
            work.take(good, refused)
            progress(work.done, max(total, work.done), "rows")
    return work.finish(sha256, unread=unread())


def remember_map(session: Session, who: Actor, headings: Sequence[str], kept: str, *, at: datetime) -> None:
    """Keep a map for the next table with the same headings, in place of the one kept before."""
    require(who, Right.IMPORT)
    setting = session.get(Setting, map_key(headings)) or Setting(key=map_key(headings))
    if setting.value == kept:
        return
    detail = {"key": setting.key, "value": [setting.value, kept]}
    setting.value = kept
    session.add(setting)
    record(session, who, "changed setting", subject="office", subject_id=None, at=at, detail=detail)


class _Import:
    """One import under way: ids and numbers are given here, so that rows of all tables can be written in bulk."""

    def __init__(self, session: Session, who: Actor, plan: ImportPlan, at: datetime) -> None:
        self._session, self._who, self._plan, self._at = session, who, plan, at
        self._zone = ZoneInfo(calendar(session).zone)
        self._rows, self._askers, self._places = (
            CaseRows(session, who, plan, at),
            Askers(session, who, at),
            Places(session),
        )
        self._before = {model: last_id(session, model) for model in _MADE}
        self._case = self._before[Case]
        self._batch = 0
        self._refused: list[Refused] = []
        self._made = self._open = self._undated = 0
        self._has_numbers = False
        self._first = self._last = ""

    @property
    def done(self) -> int:
        """How many rows were dealt with."""
        return self._made + len(self._refused)

    def start(self, *, file_name: str, sha256: str, mapping: Any) -> None:
        """Open the batch that the cases belong to."""
        given = {"file_name": file_name[:260], "sha256": sha256, "mapping": mapping, "made": 0, "rejected": 0}
        batch = ImportBatch(**given, at=self._at, by_id=self._who.id)
        self._session.add(batch)
        self._session.flush()
        self._batch = batch.id or 0

    def take(self, good: Sequence[OldCase], refused: Sequence[Refused]) -> None:
        """Write one chunk."""
        self._refused += refused
        self._askers.prepare(good)
        self._places.prepare(good)
        cases, moves, references, events = [], [], [], []
        for old, (year, seq) in zip(good, self._numbers(good), strict=True):
            self._case += 1
            person, organization = self._askers.person_of(old), self._askers.organization_of(old)
            place, ward = self._places.place_of(old)
            nobody = person is None and organization is None
            number = f"{year}-{seq:05d}"
            given = (self._case, number, year, seq, person, organization, nobody, place, ward[:40], self._batch)
            cases.append(self._rows.case(old, given))
            moves += self._rows.moves(old, self._case)
            if old.reference:
                references.append((self._case, self._plan.system, old.reference[:80]))
            events.append((self._case, {"import_id": self._batch, "row": old.row}))
        self._write(cases, moves, references, events)
        self._count(good, cases)

    def finish(self, sha256: str, *, unread: int) -> ImportDone:
        """Close the batch; raises Invalid when nothing was made or the same table was brought in before."""
        if not self._made and self._refused and all(each.duplicate for each in self._refused):
            raise Invalid("All cases of this table are in the office file already. Nothing was brought in.")
        if not self._made:
            raise Invalid("No row of this table can become a case. Look at the reasons, then correct the columns.")
        if not self._has_numbers and self._was_here(sha256):
            raise Invalid("This table was brought in before, and its rows have no numbers to tell new ones by.")
        b = table_of(ImportBatch)
        many = {"made": self._made, "rejected": len(self._refused) + unread}
        self._session.execute(update(b).where(b.c.id == self._batch).values(**many, rows=self._ranges()))
        record(
            self._session,
            self._who,
            "imported",
            subject="import_batch",
            subject_id=self._batch,
            at=self._at,
            detail=many,
        )
        self._confide()
        return ImportDone(
            batch_id=self._batch,
            made=self._made,
            open=self._open,
            refused=tuple(self._refused),
            first_number=self._first,
            last_number=self._last,
            people=self._askers.made,
            undated=self._undated,
        )

    def _confide(self) -> None:
        """A case tells of who asks: those of confidential people are confidential from the start."""
        c, p = table_of(Case).c, table_of(Person).c
        whose = c.person_id.in_(select(p.id).where(p.confidential))
        self._session.execute(update(table_of(Case)).where(c.import_id == self._batch, whose).values(confidential=True))

    def _ranges(self) -> dict[str, list[int]]:
        """The first and the last id made in each table: nobody else writes meanwhile."""
        after = {model: last_id(self._session, model) for model in _MADE}
        made = [model for model in _MADE if after[model] > self._before[model]]
        return {table_of(model).name: [self._before[model] + 1, after[model]] for model in made}

    def _numbers(self, good: Sequence[OldCase]) -> list[tuple[int, int]]:
        """The next numbers of each year of receipt, in the order of the table."""
        years = [self._year(old.opened_at) for old in good]
        wanted = sorted(Counter(years).items())
        following = {year: next_number(self._session, year, many=many) for year, many in wanted}
        found = []
        for year in years:
            found.append((year, following[year]))
            following[year] += 1
        return found

    def _year(self, at: datetime) -> int:
        """The local year; only around New Year it may be another than that of UTC."""
        return at.astimezone(self._zone).year if (at.month, at.day) in _NEW_YEAR else at.year

    def _write(self, cases: list[Any], moves: list[Any], references: list[Any], events: list[Any]) -> None:
        self._session.flush()
        self._askers.write()
        self._places.write()
        for model, names, rows in ((Case, CASE, cases), (Move, MOVE, moves), (Reference, _REFERENCE, references)):
            insert_rows(self._session, model, names, rows)
        record_series(self._session, self._who, "imported", subject="case_record", at=self._at, lines=events)

    def _count(self, good: Sequence[OldCase], cases: Sequence[tuple[Any, ...]]) -> None:
        self._made += len(good)
        self._open += sum(status_of(old) is not Status.CLOSED for old in good)
        self._undated += sum(old.undated for old in good)
        self._has_numbers = self._has_numbers or any(old.reference for old in good)
        self._first = self._first or (cases[0][_NUMBER] if cases else "")
        self._last = cases[-1][_NUMBER] if cases else self._last

    def _was_here(self, sha256: str) -> bool:
        b = table_of(ImportBatch).c
        before = select(b.id).where(b.sha256 == sha256, b.id != self._batch, b.undone_at.is_(None))
        return self._session.execute(before).first() is not None


def _chunks(rows: Iterable[OldCase]) -> Iterator[Sequence[OldCase]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _numbers_here(session: Session, system: str, chunk: Sequence[OldCase]) -> set[str]:
    r = table_of(Reference).c
    wanted = {old.reference[:80] for old in chunk if old.reference}
    query = select(r.number).where(among(session, r.number, wanted), r.system == system)
    return set(session.execute(query).scalars()) if wanted else set()


def _wrong_dates(old: OldCase, at: datetime) -> tuple[str, ...]:
    opened, closed = old.opened_at, old.closed_at
    if opened <= (closed or at) <= at and opened.year >= _FIRST_YEAR:
        return ()
    named = (("opening", old.opened_at), ("closing", old.closed_at))
    future = [f"The {name} date, {day:%b %d, %Y}, is in the future." for name, day in named if day and day > at]
    early = [f"The {name} date, {day:%b %d, %Y}, is too long ago to be right." for name, day in named if _early(day)]
    if old.closed_at and old.closed_at < old.opened_at:
        early.append("It was closed before it was opened.")
    return (*future, *early)


def _early(day: datetime | None) -> bool:
    return day is not None and day.year < _FIRST_YEAR
