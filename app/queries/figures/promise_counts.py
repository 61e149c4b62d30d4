"""Promises of a period: made, kept, broken, moved, open at its end; by owner and category, and which (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union_all
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Case, Category, Promise, PromiseState, table_of
from app.queries.figures.period import Period
from app.queries.figures.seen import counted, seen

SORTS = ("carried", "made", "kept", "broken", "moved", "open", "late")
"""What is counted: open at the beginning, told in the period, settled in it in three ways, open at the end, and those
of them that are past their date."""


class PromiseRow(NamedTuple):
    """The promises on cases of an owner, of a category of a department."""

    owner_id: int | None
    category_id: int | None
    department_id: int | None
    carried: int
    made: int
    kept: int
    broken: int
    moved: int
    open: int
    late: int


def promise_rows(session: Session, who: Actor, period: Period, *, at: datetime) -> list[PromiseRow]:
    """The counts by owner and category as on file, in one pass; what was noted by mistake counts nowhere."""
    p, c, k = table_of(Promise), table_of(Case), table_of(Category)
    sums = [func.sum(case((test, 1), else_=0)) for test in _tests(period, at).values()]
    keys = (c.c.owner_id, c.c.category_id, k.c.department_id)
    source = p.join(c, c.c.id == p.c.case_id).outerjoin(k, k.c.id == c.c.category_id)
    query = select(*keys, *sums).select_from(source).where(_alive(period), counted(who, p.c.case_id)).group_by(*keys)
    return [PromiseRow(*row) for row in session.execute(query)]


def promise_counts(session: Session, who: Actor, period: Period, *, at: datetime) -> dict[str, int]:
    """The same of the whole office, each counted by itself: the sum is a check."""
    p = table_of(Promise)
    tests = _tests(period, at)
    parts = [select(func.count()).select_from(p).where(tests[key], _real(), counted(who, p.c.case_id)) for key in SORTS]
    return {key: int(session.execute(part).scalar_one()) for key, part in zip(SORTS, parts, strict=True)}


def promises_behind(session: Session, who: Actor, key: str, period: Period, at: datetime) -> tuple[str, list[int]]:
    """The cases of the promises behind `promises.SORT`, or `promises.SORT.BY.ID` by owner, category or department (0
    is none); a case stands as often as it has such a promise. Raises NotFound for another key."""
    p, c, k = table_of(Promise), table_of(Case), table_of(Category)
    _, sort, by, value = [*key.split(".", 3), "", ""][:4]
    column = {"owner": c.c.owner_id, "category": c.c.category_id, "department": k.c.department_id}.get(by)
    if sort not in SORTS or (by and (column is None or not value.isdecimal())):
        raise NotFound("There is no such figure.")
    wanted = [_tests(period, at)[sort], _real(), seen(who, p.c.case_id)]
    if column is not None:
        wanted.append(column == int(value) if int(value) else column.is_(None))
    source = p.join(c, c.c.id == p.c.case_id).outerjoin(k, k.c.id == c.c.category_id)
    query = select(p.c.case_id).select_from(source).where(*wanted).order_by(p.c.due_at, p.c.id)
    return "case", list(session.execute(query).scalars())


def _tests(period: Period, at: datetime) -> Mapping[str, ColumnElement[bool]]:
    p, start, end = table_of(Promise).c, period.start, period.end
    settled = and_(p.settled_at >= start, p.settled_at < end)
    left = and_(p.told_at < end, or_(p.settled_at.is_(None), p.settled_at >= end))
    tests: dict[str, Any] = {
        "carried": and_(p.told_at < start, or_(p.settled_at.is_(None), p.settled_at >= start)),
        "made": and_(p.told_at >= start, p.told_at < end),
        "open": left,
        "late": and_(left, p.due_at < period.as_of(at)),
    }
    for state in (PromiseState.KEPT, PromiseState.BROKEN, PromiseState.MOVED):
        tests[state.value] = and_(settled, p.state == state)
    return {key: tests[key] for key in SORTS}


def _real() -> ColumnElement[bool]:
    return table_of(Promise).c.state != PromiseState.WITHDRAWN


def _alive(period: Period) -> ColumnElement[bool]:
    """Promises that stood open at some time of the period; found by the index of settling, not by all there are."""
    p = table_of(Promise).c
    one = table_of(Promise).alias("one").c
    late = union_all(
        select(one.id).where(one.settled_at >= period.start), select(one.id).where(one.settled_at.is_(None))
    )
    return and_(_real(), p.told_at < period.end, p.id.in_(late))
