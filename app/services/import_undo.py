"""A whole import taken out again, as long as nobody worked on anything of it; its history stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, UniqueConstraint, and_, column, delete, func, or_, select, text, true
from sqlmodel import Session, SQLModel, col

from app.authority import Actor, Right, hidden_cases, hidden_people, person_visible_to, require, visible_to
from app.changes import note_change
from app.errors import Invalid, NotFound
from app.models import Address, Case, DirectiveAccount, Event, ImportBatch, Organization, Person, Place, table_of
from app.services.bulk import FILL, without_search
from app.services.history import record
from app.services.import_people_undo import take_back_added
from app.services.import_rows import Progress

_STEP = 5_000
_SHOWN, _LOOKED_AT = 5, 500
_NAMED: Mapping[str, type[SQLModel]] = {
    "case_record": Case,
    "person": Person,
    "organization": Organization,
    "place": Place,
}
_NAMES = {"case_record": "number", "person": "name", "organization": "name", "place": "typed"}

Ranges = dict[str, tuple[int, int]]
"""Table → the first and the last id that the import made."""


class Undone(NamedTuple):
    """What an undo took out: cases, people and organizations, and all rows with what hung on them."""

    batch_id: int
    cases: int
    people: int
    rows: int


def undo_import(
    session: Session, who: Actor, batch_id: int, *, at: datetime, progress: Progress = lambda *_: None
) -> Undone:
    """Take out every row that an import made, in the caller's transaction; numbers are never used again.

    History is not touched: a line "undid import" is added. What `progress` raises ends it, and nothing is changed.
    Raises NotAllowed, NotFound, and Invalid when the import was undone before or anything of it was worked on since.
    """
    require(who, Right.IMPORT)
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise NotFound("There is no import with this number. `liaison import list` and Office, Old tables show them.")
    ranges = _ranges(batch)
    _refuse_worked_on(session, who, batch_id, ranges)
    total = sum(last - first + 1 for first, last in ranges.values())
    take_back_added(session, who, batch_id, ranges, at=at)
    with without_search(session), _indexed(session, ranges):
        _delete(session, ranges, total, progress)
    batch.undone_at, batch.undone_by_id = at, who.id
    session.add(batch)
    cases = _many(ranges, "case_record")
    people = _many(ranges, "person") + _many(ranges, "organization")
    detail = {"cases": cases, "people": people, "file": batch.file_name}
    record(session, who, "undid import", subject="import_batch", subject_id=batch_id, at=at, detail=detail)
    return Undone(batch_id, cases, people, total)


def _ranges(batch: ImportBatch) -> Ranges:
    if batch.undone_at is not None:
        raise Invalid("This import was undone before.")
    if not batch.rows:
        raise Invalid("This import was made before imports could be undone. Its cases can only be closed one by one.")
    return {name: (int(first), int(last)) for name, (first, last) in batch.rows.items()}


def _many(ranges: Ranges, name: str) -> int:
    first, last = ranges.get(name, (1, 0))
    return last - first + 1


def _refuse_worked_on(session: Session, who: Actor, batch_id: int, ranges: Ranges) -> None:
    """Whatever happened to a row of it, or hangs on one, after it came in, keeps the whole import.

    What the actor may not see is counted and not named.
    """
    found: dict[str, set[int]] = {name: set() for name in _NAMED}
    for name, ids in (*_with_history(session, batch_id, ranges), *_used(session, ranges)):
        found.setdefault(name, set()).update(ids)
    cases = sorted(found.pop("case_record"))
    others = [(name, sorted(ids)) for name, ids in found.items() if ids]
    sentences = [_of_cases(session, who, cases)] if cases else []
    if others:
        sentences.append(_of_others(session, who, others))
    if sentences:
        raise Invalid(f"{' '.join(sentences)} So the import cannot be undone. Nothing was changed.")


def _with_history(session: Session, batch_id: int, ranges: Ranges) -> Iterator[tuple[str, list[int]]]:
    """The records that a later line of history tells of."""
    e = table_of(Event).c
    done = select(func.max(e.id)).where(e.subject == "import_batch", e.subject_id == batch_id, e.verb == "imported")
    line = session.execute(done).scalar() or 0
    for name, (first, last) in ranges.items():
        if name in _NAMED:
            later = select(e.subject_id).where(e.subject == name, e.subject_id.between(first, last), e.id > line)
            yield name, list(session.execute(later.distinct()).scalars())
    if "case_record" in ranges:
        first, last = ranges["case_record"]
        c = table_of(Case).c
        strange = or_(c.version != 1, c.import_id.is_(None), c.import_id != batch_id)
        yield "case_record", list(session.execute(select(c.id).where(c.id.between(first, last), strange)).scalars())


def _used(session: Session, ranges: Ranges) -> Iterator[tuple[str, list[int]]]:
    """The records that rows which are not of the import point to: contacts, notes, links, attachments, other cases."""
    for table, name, parent in _pointers(ranges):
        first, last = ranges[parent]
        pointing = table.c[name].between(first, last)
        own = table.c.id.between(*ranges[table.name]) if table.name in ranges else ~true()
        yield parent, list(session.execute(select(table.c[name]).where(and_(pointing, ~own)).distinct()).scalars())
    if "case_record" in ranges:
        yield "case_record", _highlighted(session, *ranges["case_record"])


def _highlighted(session: Session, first: int, last: int) -> list[int]:
    """The cases told of in the account of a directive: a later case with the same id must not stand in their place."""
    rows = session.execute(select(col(DirectiveAccount.highlights))).scalars()
    told = {each["case_id"] for highlights in rows for each in highlights if each.get("case_id")}
    return sorted(one for one in told if first <= one <= last)


def _pointers(ranges: Ranges) -> Iterator[tuple[Table, str, str]]:
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in ranges and key.column.name == "id":
                yield table, key.parent.name, key.column.table.name


def _of_cases(session: Session, who: Actor, ids: list[int]) -> str:
    were = "case of this import was" if len(ids) == 1 else "cases of this import were"
    return f"{len(ids):,} {were} worked on since{_told(session, who, 'case_record', ids)}."


def _of_others(session: Session, who: Actor, others: list[tuple[str, list[int]]]) -> str:
    many = sum(len(ids) for _, ids in others)
    name, ids = others[0]
    what = "person, organization or address" if many == 1 else "people, organizations or addresses"
    are = "is" if many == 1 else "are"
    return f"{many:,} {what} of this import {are} used elsewhere or {'was' if many == 1 else 'were'} changed" + (
        f"{_told(session, who, name, ids)}."
    )


def _told(session: Session, who: Actor, name: str, ids: list[int]) -> str:
    """The first few that the actor may see, by number or name, after a colon; "" where there are none."""
    table = table_of(_NAMED[name])
    query = select(table.c[_NAMES[name]]).where(table.c.id.in_(ids[:_LOOKED_AT]), _seen(who, name))
    found = list(session.execute(query.order_by(table.c.id).limit(_SHOWN)).scalars())
    return f": {', '.join(found)}" + (" …" if len(ids) > len(found) else "") if found else ""


def _seen(who: Actor, name: str) -> ColumnElement[bool]:
    """An address is told where neither a hidden person lives nor a hidden case is."""
    if name == "case_record":
        return visible_to(who)
    if name != "place":
        return person_visible_to(who) if name == "person" else true()
    a, c, place = table_of(Address).c, table_of(Case).c, table_of(Place).c
    lives = select(a.place_id).where(a.place_id == place.id, a.person_id.in_(hidden_people(who)))
    lies = select(c.place_id).where(c.place_id == place.id, c.id.in_(hidden_cases(who)))
    return ~lives.exists() & ~lies.exists()


def _delete(session: Session, ranges: Ranges, total: int, progress: Progress) -> None:
    """Children before parents, a step at a time; then the words that search knew of them."""
    done = 0
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name not in ranges:
            continue
        first, last = ranges[table.name]
        for start in range(first, last + 1, _STEP):
            end = min(last, start + _STEP - 1)
            session.execute(delete(table).where(table.c.id.between(start, end)))
            done += end - start + 1
            progress(done, total, "rows")
        _forget_words(session, table.name, first, last)
        note_change(session, table.name)


def _forget_words(session: Session, table: str, first: int, last: int) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    for index, (source, _) in FILL.items():
        if source == table:
            session.execute(text(f"DELETE FROM {index} WHERE rowid BETWEEN :a AND :b"), {"a": first, "b": last})


@contextmanager
def _indexed(session: Session, ranges: Ranges) -> Iterator[None]:
    """Each row deleted is looked for in the tables that may point to it: without an index that is a walk each time."""
    run: Callable[[str], Any] = session.connection().exec_driver_sql
    made = []
    for table, name, _ in _pointers(ranges):
        if not _is_indexed(table, name):
            made.append(f"ix_undo_{table.name}_{name}")
            run(f"CREATE INDEX {made[-1]} ON {table.name} ({column(name).name})")
    yield
    for index in made:
        run(f"DROP INDEX {index}")


def _is_indexed(table: Table, name: str) -> bool:
    ways = [list(index.columns) for index in table.indexes]
    ways += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    return any(way and way[0].name == name for way in ways)
