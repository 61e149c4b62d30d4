"""Whether the office file is sound: the file itself, what belongs together, history's chain, search, attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, column, func, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import AppError
from app.models import Attachment, Case, Move, table_of
from app.queries.chain import Finding as Finding
from app.queries.chain import Head, compare_heads, follow_history, head_of_history, unguarded

AT_ONCE = 5_000
NAMED = 5
LOOK_EVERY = 200_000
"""SQLite's own steps between two looks whether to stop."""
INDEXES = {
    "case_words": "case_record",
    "contact_words": "contact",
    "note_words": "note",
    "place_words": "place",
    "person_words": "person",
    "person_grams": "person",
    "organization_words": "organization",
    "organization_grams": "organization",
}
Progress = Callable[[int, int, str], object]
Look = Callable[[str], object]


def check_office(
    session: Session,
    who: Actor,
    *,
    deep: bool = False,
    look: Look | None = None,
    known: Iterable[Head] = (),
    progress: Progress = lambda *_: None,
) -> list[Finding]:
    """Look through the whole file; nothing found means that it is sound.

    `deep` reads all indexes as well; `look` takes an attachment's address and raises AppError where it is missing
    or damaged; `known` are heads of history noted elsewhere. `progress` gets (done, total, what). Takes the right to
    manage the office; findings name ids, no people.
    """
    require(who, Right.MANAGE_OFFICE)
    steps: Sequence[tuple[str, Callable[[], Iterable[Finding]]]] = (
        ("Reading the file", lambda: _file(session, deep)),
        ("Following links", lambda: _links(session)),
        ("Following history", lambda: _history(session, known, progress)),
        ("Comparing search", lambda: _search(session)),
        ("Comparing statuses", lambda: _statuses(session)),
        ("Looking for attachments", lambda: _attachments(session, look)),
    )
    found: list[Finding] = []
    for done, (what, step) in enumerate(steps):
        progress(done, len(steps), what)
        found += step()
    progress(len(steps), len(steps), "")
    return found


def damaged_pages(session: Session, *, stop: Callable[[], bool] | None = None) -> bool:
    """Whether a page of the file is not as it was written; reads all of them. Nobody's words are looked at.

    With `stop`, which is asked every few milliseconds, it takes twice as long; once stopped it says False.
    """
    if not _is_sqlite(session):
        return False
    if stop is None:
        return bool(session.execute(text("PRAGMA cipher_integrity_check")).all())
    driver: Any = session.connection().connection.driver_connection
    driver.set_progress_handler(lambda: 1 if stop() else 0, LOOK_EVERY)
    try:  # the check of the seals alone cannot be stopped; this one reads every page in use as well
        return list(session.execute(text("PRAGMA quick_check")).scalars()) != ["ok"]
    except DBAPIError:
        if stop():
            return False
        raise
    finally:
        driver.set_progress_handler(None, 0)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _file(session: Session, deep: bool) -> Iterator[Finding]:
    """Every page's seal, then the order of what is in them."""
    if not _is_sqlite(session):
        return
    seals = session.execute(text("PRAGMA cipher_integrity_check")).all()
    order = session.execute(text(f"PRAGMA {'integrity_check' if deep else 'quick_check'}")).scalars().all()
    for line in [row[0] for row in seals] + [line for line in order if line != "ok"]:
        yield Finding("file", f"The file is damaged: {line}. Restore the last backup.")


def _links(session: Session) -> Iterator[Finding]:
    if not _is_sqlite(session):
        return
    lost = session.execute(
        text('SELECT "table", parent, count(*), min(rowid) FROM pragma_foreign_key_check GROUP BY 1, 2')
    )
    for child, parent, many, first in lost:
        yield Finding("links", f"{many} of {child} (first id {first}) belong to a {parent} that is not there.")


def check_history(
    session: Session, who: Actor, *, known: Iterable[Head] = (), progress: Progress = lambda *_: None
) -> list[Finding]:
    """Follow history alone, and hold it against the heads `known` from elsewhere; an empty list means that it is whole.

    For whoever may manage the office or read its history. `progress` gets (lines followed, lines, what).
    """
    if not who.may(Right.READ_HISTORY):
        require(who, Right.MANAGE_OFFICE)
    return list(_history(session, known, progress))


def _history(session: Session, known: Iterable[Head], progress: Progress) -> Iterator[Finding]:
    total = head_of_history(session).line
    yield from unguarded(session)
    yield from follow_history(session, told=lambda done: progress(done, max(done, total), "Following history"))
    yield from compare_heads(session, known)


def _search(session: Session) -> Iterator[Finding]:
    """Each record stands once in its search index, and nothing else does."""
    if not _is_sqlite(session):
        return
    for index, of in INDEXES.items():
        have, want = _Ids(f"{index}_docsize"), _Ids(of)
        missing, extra = _without(session, want, have), _without(session, have, want)
        if missing:
            yield Finding("search", f"{_some(missing)} of {of} cannot be found by search ({index}).")
        if extra:
            yield Finding("search", f"{_some(extra)} in the search index {index} stand for no {of}.")


class _Ids(NamedTuple):
    """A table of which only the ids are asked."""

    name: str

    def query(self) -> Any:
        return select(table(self.name, column("id", Integer)).c.id)


def _without(session: Session, these: _Ids, those: _Ids) -> list[int]:
    return list(session.execute(these.query().except_(those.query()).order_by("id").limit(AT_ONCE)).scalars())


def _some(ids: Sequence[int]) -> str:
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return f"Id {', '.join(map(str, ids[:NAMED]))}{more}"


def _statuses(session: Session) -> Iterator[Finding]:
    """A case stands where its last move put it, and each move begins where the one before ended."""
    m, c = table_of(Move).c, table_of(Case).c
    before = func.lag(m.became).over(partition_by=m.case_id, order_by=(m.at, m.id)).label("before")
    after = func.lead(m.id).over(partition_by=m.case_id, order_by=(m.at, m.id)).label("after")
    steps = select(m.case_id, m.was, m.became, before, after).subquery()
    torn = select(steps.c.case_id).where(steps.c.was.is_distinct_from(steps.c.before)).distinct()
    ends = select(c.id).select_from(
        table_of(Case).outerjoin(steps, (steps.c.case_id == c.id) & steps.c.after.is_(None))
    )
    wrong = ends.where(steps.c.became.is_distinct_from(c.status))
    for query, sentence in (
        (torn, "{} of the cases have a move that does not begin where the last one ended."),
        (wrong, "{} of the cases do not stand where their last move put them."),
    ):
        ids = sorted(session.execute(query.limit(AT_ONCE)).scalars())
        if ids:
            yield Finding("status", sentence.format(_some(ids)))


def _attachments(session: Session, look: Look | None) -> Iterator[Finding]:
    if look is None:
        return
    a = table_of(Attachment).c
    for number, address in session.execute(select(a.id, a.address).where(a.removed_at.is_(None)).order_by(a.id)).all():
        try:
            look(address)
        except AppError as error:
            yield Finding("attachments", f"Attachment {number}: {error.sentence}")
