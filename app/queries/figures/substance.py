"""How well: the marks that answers were given, by month, criterion, category and department (Q6).

A case counts with its first reading, in the month it was drawn for; one that is read twice only when both are done, so
that no figure tells the second reader what the first found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, and_, exists, func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import FULL, Case, Category, Criterion, Department, Person, ReadFor, Sample, SubstanceReview, table_of
from app.queries.figures.period import Period, days
from app.queries.figures.seen import counted

CRITERIA: Mapping[Criterion, str] = {
    Criterion.ANSWERED: "Answered what was asked",
    Criterion.CORRECT: "Correct, with a source",
    Criterion.PLAIN: "Plain",
    Criterion.COURTEOUS: "Courteous",
    Criterion.NEXT_STEP: "Next step given",
    Criterion.LANGUAGE: "Right language",
}
DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "Read for substance",
        "Cases closed in the month that a seeded draw chose, and all that were opened again or complained of in it. "
        "Read by somebody who neither owned nor closed them; a case read twice counts when both have read it, or "
        "when the month is closed.",
    ),
    (
        "Full marks",
        "Of all marks given (six criteria a case, each 0 not, 1 in part, 2 in full), the share that are 2. “Correct” "
        "is 2 only with its source named. Of a case read twice the first reading counts.",
    ),
    (
        "Agreement",
        "Of cases read twice, the marks that are the same, and Cohen’s kappa with linear weights over them, from the "
        "marks given blind: 1 is full agreement, 0 is chance. Nothing is said of fewer than 20 cases.",
    ),
)


class Marked(NamedTuple):
    """A case that was read, in the month it was drawn for."""

    case_id: int
    why: ReadFor
    category_id: int | None
    department_id: int | None
    ward: str
    language: str
    marks: Mapping[str, int]

    @property
    def full(self) -> int:
        """Criteria met in full, of six."""
        return sum(mark == FULL for mark in self.marks.values())


class SubstanceLine(NamedTuple):
    """The cases of a category, department, ward or language: `full` of `marks` marks, and what is met in full least
    often. A figure key ends in `value`: an id, 0 for none, or the name."""

    value: str
    name: str
    n: int
    full: int
    marks: int
    lowest: Criterion | None


class SubstanceMonth(NamedTuple):
    """A month of the trend; `n` cases, `full` of `marks` marks."""

    period: Period
    n: int
    full: int
    marks: int


class SubstanceFigures(NamedTuple):
    """All figures of a period. `criteria` holds how many cases got 0, 1 and 2; `divided` is by category, department,
    ward and language; `waiting` is yet to be read."""

    n: int
    full: int
    marks: int
    why: Mapping[ReadFor, int]
    criteria: Mapping[Criterion, tuple[int, int, int]]
    divided: Mapping[str, tuple[SubstanceLine, ...]]
    waiting: int


def marked(session: Session, who: Actor, period: Period) -> list[Marked]:
    """The cases read of the months that begin in the period."""
    return [row for _, row in _marked(session, who, period)]


def _marked(session: Session, who: Actor, period: Period) -> list[tuple[date, Marked]]:
    """The same, each with the first day of its month."""
    r, other, c, k = table_of(SubstanceReview), table_of(SubstanceReview).alias(), table_of(Case), table_of(Category)
    pair = and_(other.c.case_id == r.c.case_id, other.c.month == r.c.month, other.c.reviewed_at.is_(None))
    open_pair = exists().where(pair, r.c.month.in_(_open_months()))
    p = table_of(Person)
    source = r.join(c, c.c.id == r.c.case_id).outerjoin(k, k.c.id == c.c.category_id)
    source = source.outerjoin(p, p.c.id == c.c.person_id)
    by = (c.c.category_id, k.c.department_id, c.c.ward, func.coalesce(p.c.language, ""))
    query = select(r.c.month, r.c.case_id, r.c.why, *by, r.c.marks).select_from(source)
    months = and_(r.c.month >= period.first, r.c.month <= period.last)
    query = query.where(months, r.c.second.is_(False), r.c.reviewed_at.is_not(None), ~open_pair)
    rows = session.execute(query.where(counted(who, c.c.id)).order_by(r.c.case_id))
    return [(row[0], Marked(*row[1:])) for row in rows]


def _open_months() -> Select[tuple[date]]:
    """The months whose readings are not closed: only in these may a mark still be given."""
    s = table_of(Sample).c
    return select(s.month).where(s.closed_at.is_(None))


def unmarked(session: Session, who: Actor, period: Period) -> list[int]:
    """The cases of these months of which a reading is yet to be done; none of a month that is closed."""
    r = table_of(SubstanceReview).c
    months = and_(r.month >= period.first, r.month <= period.last, r.month.in_(_open_months()))
    query = select(r.case_id).where(months, r.reviewed_at.is_(None), counted(who, r.case_id)).distinct()
    return list(session.execute(query.order_by(r.case_id)).scalars())


def substance(
    session: Session,
    who: Actor,
    period: Period,
    *,
    department_id: int | None = None,
    category_id: int | None = None,
) -> SubstanceFigures:
    """The figures of the months that begin in the period, of all cases, of a department's or a category's."""
    k, d = table_of(Category).c, table_of(Department).c
    rows = _within(marked(session, who, period), department_id, category_id)
    kinds = {str(row[0]): row[1] for row in session.execute(select(k.id, k.name))}
    places = {str(row[0]): row[1] for row in session.execute(select(d.id, d.name))}
    return SubstanceFigures(
        n=len(rows),
        full=sum(row.full for row in rows),
        marks=len(rows) * len(Criterion),
        why=Counter(row.why for row in rows),
        criteria={each: _three(rows, each) for each in Criterion},
        divided={
            "category": _lines(rows, lambda row: str(row.category_id or 0), kinds),
            "department": _lines(rows, lambda row: str(row.department_id or 0), places),
            "ward": _lines(rows, lambda row: row.ward, {}),
            "language": _lines(rows, lambda row: row.language, {}),
        },
        waiting=len(unmarked(session, who, period)),
    )


def substance_trend(
    session: Session,
    who: Actor,
    period: Period,
    *,
    department_id: int | None = None,
    category_id: int | None = None,
) -> list[SubstanceMonth]:
    """The month of the period and the eleven before, oldest first."""
    months = [period.back(back) for back in range(11, -1, -1)]
    read: dict[date, list[Marked]] = {}
    for first, row in _marked(session, who, days(period.zone, months[0].first, period.last)):
        read.setdefault(first, []).append(row)
    found = ((each, _within(read.get(each.first, []), department_id, category_id)) for each in months)
    return [
        SubstanceMonth(each, len(rows), sum(row.full for row in rows), len(rows) * len(Criterion))
        for each, rows in found
    ]


def _within(rows: list[Marked], department_id: int | None, category_id: int | None) -> list[Marked]:
    found = rows if department_id is None else [row for row in rows if row.department_id == department_id]
    return found if category_id is None else [row for row in found if row.category_id == category_id]


def _three(rows: Iterable[Marked], criterion: Criterion) -> tuple[int, int, int]:
    marks = Counter(row.marks[criterion.value] for row in rows)
    return marks[0], marks[1], marks[2]


def _lines(rows: Sequence[Marked], of: Callable[[Marked], str], names: Mapping[str, str]) -> tuple[SubstanceLine, ...]:
    grouped: dict[str, list[Marked]] = {}
    for row in rows:
        grouped.setdefault(of(row), []).append(row)
    lines = (
        SubstanceLine(
            key,
            names.get(key, "" if key == "0" else key),
            len(each),
            sum(row.full for row in each),
            len(each) * len(Criterion),
            _lowest(each),
        )
        for key, each in grouped.items()
    )
    return tuple(sorted(lines, key=lambda line: (-line.n, line.name)))


def _lowest(rows: Sequence[Marked]) -> Criterion | None:
    """The criterion met in full least often; none where all are."""
    full = {each: sum(row.marks[each.value] == FULL for row in rows) for each in Criterion}
    lowest = min(full, key=lambda each: full[each])
    return None if full[lowest] == len(rows) else lowest
