"""The accounts of a month by directive: what was written, what may be chosen, and what is still missing (K9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, visible_to
from app.models import Case, Category, DirectiveAccount, Outcome, Staff, table_of
from app.queries.directives import DirectiveRow, directives
from app.queries.figures.directives import DirectiveCounts, directive_behind, directive_counts
from app.queries.figures.period import Period, month
from app.queries.office import calendar

MOST = 500
"""Closed cases offered as highlights: the newest."""


class Highlight(NamedTuple):
    """Something that was done, with the number of its case, if it was one."""

    case_id: int | None
    number: str
    words: str


class AccountRow(NamedTuple):
    """The account of a month for a directive."""

    directive_id: int
    highlights: tuple[Highlight, ...]
    no_activity: str
    by: str
    at: datetime
    version: int

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written."""
        return not (self.highlights or self.no_activity)


class Candidate(NamedTuple):
    """A case closed in the month that counts to the directive and may stand in a public paper."""

    id: int
    number: str
    subject: str
    category: str
    closed_at: datetime
    outcome: Outcome | None
    outcome_words: str


def accounts(session: Session, who: Actor, on: date) -> dict[int, AccountRow]:
    """The accounts of the month that begins on a day, by directive. A highlight whose case has become confidential, or
    is gone, is left out: nothing of it goes on paper."""
    a, s = table_of(DirectiveAccount), table_of(Staff)
    columns = (a.c.directive_id, a.c.highlights, a.c.no_activity, s.c.name, a.c.at, a.c.version)
    query = select(*columns).select_from(a.join(s, s.c.id == a.c.by_id)).where(a.c.month == on)
    rows = session.execute(query).all()
    wanted = {each["case_id"] for row in rows for each in row.highlights if each.get("case_id")}
    numbers = open_numbers(session, who, sorted(wanted))
    return {row[0]: AccountRow(row[0], _shown(row[1], numbers), *row[2:]) for row in rows}


def _shown(kept: Sequence[Mapping[str, object]], numbers: Mapping[int, str]) -> tuple[Highlight, ...]:
    found = []
    for each in kept:
        case_id = each.get("case_id")
        if case_id is None or case_id in numbers:
            one = int(str(case_id)) if case_id is not None else None
            found.append(Highlight(one, numbers[one] if one is not None else "", str(each["words"])))
    return tuple(found)


def open_numbers(session: Session, who: Actor, case_ids: Sequence[int]) -> dict[int, str]:
    """The numbers of those of these cases that may be printed for everybody."""
    c = table_of(Case).c
    query = select(c.id, c.number).where(c.id.in_(list(case_ids)), c.confidential.is_(False), visible_to(who))
    return {row.id: row.number for row in session.execute(query)}


def candidates(session: Session, who: Actor, directive_id: int, period: Period) -> list[Candidate]:
    """The cases closed in the period that count to the directive and are not confidential, the newest first.

    Raises NotFound for a directive that is not in force.
    """
    _, ids = directive_behind(session, who, f"directive.{directive_id}.closed", period)
    c, k = table_of(Case), table_of(Category)
    columns = (c.c.id, c.c.number, c.c.subject, k.c.name, c.c.closed_at, c.c.outcome, c.c.outcome_words)
    query = select(*columns).select_from(c.outerjoin(k, k.c.id == c.c.category_id))
    shut = (c.c.closed_at.is_not(None), c.c.confidential.is_(False), visible_to(who))
    newest = sorted(set(ids), reverse=True)[: MOST * 2]
    rows = session.execute(query.where(c.c.id.in_(newest), *shut).order_by(c.c.closed_at.desc(), c.c.id).limit(MOST))
    return [Candidate(row[0], row[1], row[2], row[3] or "", *row[4:]) for row in rows]


def missing(session: Session, who: Actor, on: date) -> list[DirectiveRow]:
    """The directives of which nothing is told in the month that begins on a day: nothing counted to them, no highlight,
    and no word why. Until there is none of them the report of the month must not be issued."""
    period = month(calendar(session).zone, on.year, on.month)
    counts = directive_counts(session, who, [period])[0]
    return lacking(directives(session), counts, accounts(session, who, on))


def lacking(
    rows: Sequence[DirectiveRow], counts: DirectiveCounts, written: Mapping[int, AccountRow]
) -> list[DirectiveRow]:
    """Those of the rows that nothing was counted to and no account was given of."""
    return [
        row
        for row in rows
        if not any(counts.of_directive(row.id).values()) and (row.id not in written or written[row.id].is_blank)
    ]
