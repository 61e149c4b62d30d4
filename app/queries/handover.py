"""What the one who takes over the office has to know: what is open as it begins, what changed until its end (Q3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.models import Case, Event, Staff, table_of
from app.queries.case_filter import OPEN, CaseFilter
from app.queries.cases import CaseRow, case_count, case_ids, case_rows
from app.queries.direct import ReviewRow, waiting_reviews
from app.queries.promises import PromiseRow, open_promises
from app.queries.register_rows import DesignationRow
from app.queries.stamps import is_acting, signed

MOST = 60
"""Rows of a list on paper; the rest is counted."""
OPENED, CLOSED, REOPENED, HANDED = ("opened",), ("closed",), ("reopened",), ("assigned",)
REVIEWED = ("approved", "sent back")
RECORDS = ("case_record", "contact", "person", "organization", "place")
"""Subjects whose lines may be about something confidential; the rest of the acting director's acts is counted."""


class Cases(NamedTuple):
    """A list of cases: how many there are, and the first of them."""

    total: int
    rows: tuple[CaseRow, ...]


class Beginning(NamedTuple):
    """What is open when somebody begins to act, as far as the reader may see."""

    open: int
    overdue: Cases
    due: Cases
    unassigned: Cases
    directors: Cases
    confidential: Cases
    waiting: tuple[ReviewRow, ...]
    promised: tuple[PromiseRow, ...]
    """What residents were told for these days, and what is late."""
    counted: int
    """The overdue, those due and those without an owner, counted by themselves."""


class Act(NamedTuple):
    """One act on a case: `by` is signed, `words` say what came of it."""

    at: datetime
    number: str
    subject: str
    words: str
    by: str


class Ending(NamedTuple):
    """What changed while somebody acted; `others` are the acting director's other acts, each with its number, `counted`
    the acts on cases by a question of its own."""

    opened: tuple[Act, ...]
    closed: tuple[Act, ...]
    reopened: tuple[Act, ...]
    handed: tuple[Act, ...]
    reviewed: tuple[Act, ...]
    others: tuple[tuple[str, int], ...]
    open: int
    overdue: int
    counted: int


def beginning(session: Session, who: Actor, row: DesignationRow, *, at: datetime) -> Beginning:
    """What is open as of `at`, and what falls due between then and the end of the designation."""
    first = max(at, row.from_at)
    due = CaseFilter(only_open=True, due_from=first, due_until=max(row.ends_at, first))
    own = CaseFilter(only_open=True, owner_ids=(row.for_id,)) if row.for_id else None
    late, unowned = CaseFilter(only_open=True, overdue=at), CaseFilter(only_open=True, unowned=True)
    return Beginning(
        case_count(session, who, CaseFilter(only_open=True)),
        _cases(session, who, case_ids(session, who, late), at),
        _cases(session, who, case_ids(session, who, due), at),
        _cases(session, who, case_ids(session, who, unowned), at),
        _cases(session, who, case_ids(session, who, own) if own else (), at),
        _cases(session, who, _confidential(session, who), at),
        tuple(waiting_reviews(session, who)),
        tuple(open_promises(session, who, at=at, until=max(row.ends_at, first))),
        sum(case_count(session, who, each) for each in (late, due, unowned)),
    )


def _cases(session: Session, who: Actor, ids: Sequence[int], at: datetime) -> Cases:
    return Cases(len(ids), tuple(case_rows(session, who, list(ids[:MOST]), at=at)))


def _confidential(session: Session, who: Actor) -> list[int]:
    c = table_of(Case).c
    query = select(c.id).where(c.confidential, c.status.in_(OPEN), visible_to(who))
    return list(session.execute(query.order_by(c.due_at.asc().nulls_last(), c.id)).scalars())


def ending(session: Session, who: Actor, row: DesignationRow, *, at: datetime) -> Ending:
    """What was done from the begin of the designation to its end, or to `at` while it runs."""
    names = {found.id: found.name for found in session.execute(select(table_of(Staff).c.id, table_of(Staff).c.name))}
    verbs = (*OPENED, *CLOSED, *REOPENED, *HANDED, *REVIEWED)
    acts: dict[str, list[Act]] = {verb: [] for verb in verbs}
    for line in _lines(session, who, row, verbs, at):
        acts[line.verb].append(_act(line, names))
    lists = (OPENED, CLOSED, REOPENED, HANDED, REVIEWED)
    done = [tuple(sorted((act for verb in part for act in acts[verb]), key=_moment_of)) for part in lists]
    still = CaseFilter(only_open=True)
    overdue = CaseFilter(only_open=True, overdue=at)
    counts = case_count(session, who, still), case_count(session, who, overdue)
    many = _count(session, who, row, verbs, at)
    return Ending(done[0], done[1], done[2], done[3], done[4], _others(session, row, at), *counts, many)


def _moment_of(act: Act) -> datetime:
    return act.at


def _span(row: DesignationRow, at: datetime) -> ColumnElement[bool]:
    """In the days of the designation; the line of an end itself is one of them."""
    e = table_of(Event).c
    return e.at.between(row.from_at, min(row.ends_at, at))


def _count(session: Session, who: Actor, row: DesignationRow, verbs: Sequence[str], at: datetime) -> int:
    e, c = table_of(Event), table_of(Case)
    query = select(func.count()).select_from(e.join(c, c.c.id == e.c.subject_id)).where(_span(row, at), visible_to(who))
    return int(session.execute(query.where(e.c.subject == "case_record", e.c.verb.in_(verbs))).scalar_one())


def _lines(session: Session, who: Actor, row: DesignationRow, verbs: Sequence[str], at: datetime) -> Sequence[Row[Any]]:
    e, c, s, absent = table_of(Event), table_of(Case), table_of(Staff), table_of(Staff).alias()
    source = e.join(c, c.c.id == e.c.subject_id).outerjoin(s, s.c.id == e.c.actor_id)
    source = source.outerjoin(absent, absent.c.id == e.c.acting_for_id)
    by, whom = func.coalesce(s.c.name, "").label("by"), func.coalesce(absent.c.name, "").label("acting_for")
    query = select(e.c.at, e.c.verb, e.c.detail, c.c.number, c.c.subject.label("about"), by, whom).select_from(source)
    query = query.where(_span(row, at), e.c.subject == "case_record", e.c.verb.in_(verbs), visible_to(who))
    return session.execute(query.order_by(e.c.id)).all()


def _act(line: Row[Any], names: Mapping[int, str]) -> Act:
    detail: Mapping[str, Any] = line.detail or {}
    by = signed(line.by, acting=is_acting(detail), acting_for=line.acting_for)
    return Act(line.at, line.number, line.about, _said(line.verb, detail, names), by)


def _said(verb: str, detail: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """What came of an act: the new owner, the outcome, the decision."""
    if verb == "assigned":
        owner = (detail.get("owner_id") or [None, None])[-1]
        return f"to {names.get(owner, '')}" if owner else "back to the queue"
    if verb == "closed":
        outcome = detail.get("outcome")
        return str((outcome[-1] if isinstance(outcome, list) else outcome) or "").replace("_", " ")
    return {"approved": "approved", "sent back": "sent back"}.get(verb, str(detail.get("reason") or ""))


def _others(session: Session, row: DesignationRow, at: datetime) -> tuple[tuple[str, int], ...]:
    """Acts under the designation on no case and no person: printed, exported, settings changed …"""
    e = table_of(Event).c
    query = select(e.verb, e.detail).where(_span(row, at), e.actor_id == row.staff_id, e.subject.not_in(RECORDS))
    found: dict[str, int] = {}
    for line in session.execute(query):
        if (line.detail or {}).get("acting") == row.id:
            found[line.verb] = found.get(line.verb, 0) + 1
    return tuple(sorted(found.items()))
