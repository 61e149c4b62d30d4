"""The lists behind the figures of single reports, by the first word of their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.queries.figures.advised import advice_behind
from app.queries.figures.languages import language_behind
from app.queries.figures.mayor import mayor_behind
from app.queries.figures.period import Period
from app.queries.figures.promise_counts import promises_behind
from app.queries.figures.referred import referrals_behind
from app.queries.figures.returns import returns_behind

Listed = tuple[str, list[int]]


def _of_monitoring(session: Session, who: Actor, key: str, period: Period, at: datetime) -> Listed:
    """`monitoring.DEPARTMENT.CATEGORY.KEY` with the keys of the monitoring page; 0 is all."""
    from app.queries.monitoring_lists import cases_behind  # it asks `behind`, which asks here

    _, department, category, rest = [*key.split(".", 3), "", "", ""][:4]
    if not (department.isdecimal() and category.isdecimal()):
        raise NotFound("There is no such figure.")
    of = {"department_id": int(department) or None, "category_id": int(category) or None}
    return "case", cases_behind(session, who, rest, day=period.first, at=at, **of)


OWN: Mapping[str, Callable[[Session, Actor, str, Period, datetime], Listed]] = {
    "help": lambda session, who, key, period, _at: language_behind(session, who, key, period),
    "monitoring": _of_monitoring,
    "promises": promises_behind,
    "returns": returns_behind,
    "referred": referrals_behind,
    "mayor": mayor_behind,
    "advice": lambda session, who, key, period, _at: advice_behind(session, who, key, period),
}
"""Each answers the kind of record and the ids, and raises NotFound for a key that is none."""
