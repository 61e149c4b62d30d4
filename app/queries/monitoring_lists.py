"""The cases behind each figure, bar and row of the monitoring page: as many as the figure says."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, Right, hidden_cases
from app.errors import NotFound
from app.models import FollowUp, table_of
from app.queries.figures import Period, acknowledgements, band_of, behind
from app.queries.figures.seen import counted
from app.queries.monitoring import period_of
from app.queries.monitoring_rows import Closed, again, closed_cases, members, open_now

CONTENT = 4
"""From this number on a resident is satisfied."""
OF_CLOSED = {"category": "category_id", "department": "department_id", "ward": "ward", "language": "language"}


def read_key(key: str) -> str:
    """The key of the cases read, of a row whose closings have this one: closed.ward.3 to substance.ward.3."""
    _, by, value = key.split(".", 2)
    return f"substance.{'asker_language' if by == 'language' else by}.{value}"


class _Of(NamedTuple):
    """The part of the office that the page shows; None for all."""

    department_id: int | None
    category_id: int | None


def cases_behind(
    session: Session,
    who: Actor,
    figure_key: str,
    *,
    day: date,
    at: datetime,
    department_id: int | None = None,
    category_id: int | None = None,
) -> list[int]:
    """The ids that a figure of the month of `day` counts; a case closed twice stands twice.

    Keys are those of `figures.ids_behind` for cases, and: closed.department.ID closed.ward.NAME closed.language.NAME
    closed.again closed.month.YYYY-MM substance.month.YYYY-MM now now.band.PLACE now.late.PLACE acknowledged
    acknowledged.in_target asked asked.content short.CRITERION (marked less than in full). What may be counted and not
    seen is left out. Raises NotFound for another key, Invalid (month).
    """
    period, base = period_of(session, day, at), figure_key.partition(".")[0]
    of = _Of(department_id, category_id)
    if base == "now":
        found = _open(session, who, figure_key, of, at)
    elif base in ("acknowledged", "asked"):
        found = _told(session, who, figure_key, period, of)
    elif base == "short":
        halves = [behind(session, who, f"substance.{figure_key[6:]}.{each}", period, at=at).ids for each in (0, 1)]
        found = _inside(session, sorted({*halves[0], *halves[1]}), of)
    elif base == "closed":
        found = _closed(session, who, figure_key, period, of, at)
    else:
        name, month = _month_of(session, figure_key, at)
        answer = behind(session, who, name, month or period, at=at)
        if answer.kind != "case":
            raise NotFound("There is no such figure.")
        found = _inside(session, answer.ids, of)
    return _listed(session, who, found)


def _first(said: str) -> date:
    """The first day of "2026-10". Raises NotFound."""
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        raise NotFound("There is no such figure.") from None


def _month_of(session: Session, key: str, at: datetime) -> tuple[str, Period | None]:
    """ "substance.month.2026-10": the key without its month, and that month; other keys as they are."""
    name, told, value = key.partition(".month.")
    return (name, period_of(session, _first(value), at)) if told else (key, None)


def _listed(session: Session, who: Actor, ids: list[int]) -> list[int]:
    """Without those that this actor may count and not see."""
    if who.may(Right.SEE_CONFIDENTIAL):
        return ids
    hidden = frozenset(session.execute(hidden_cases(who)).scalars())
    return [each for each in ids if each not in hidden]


def _inside(session: Session, ids: list[int], of: _Of) -> list[int]:
    inside = members(session, *of)
    return ids if inside is None else [each for each in ids if each in inside]


def _open(session: Session, who: Actor, key: str, of: _Of, at: datetime) -> list[int]:
    rows = open_now(session, who, at=at, **of._asdict())
    _, _, rest = key.partition(".")
    by, _, place = rest.partition(".")
    if by not in ("", "band", "late"):
        raise NotFound("There is no such figure.")
    shown = [row for row in rows if not by or str(band_of(row.age)) == place]
    return [row.case_id for row in shown if by != "late" or row.late]


def _told(session: Session, who: Actor, key: str, period: Period, of: _Of) -> list[int]:
    if key in ("acknowledged", "acknowledged.in_target"):
        rows = acknowledgements(session, who, period)
        ids = [row.case_id for row in rows if key == "acknowledged" or row.in_target]
    elif key in ("asked", "asked.content"):
        f = table_of(FollowUp).c
        query = select(f.case_id).where(f.asked_at >= period.start, f.asked_at < period.end, counted(who, f.case_id))
        query = query.where(f.satisfaction >= CONTENT) if key == "asked.content" else query
        ids = list(session.execute(query.order_by(f.asked_at, f.id)).scalars())
    else:
        raise NotFound("There is no such figure.")
    return _inside(session, ids, of)


def _closed(session: Session, who: Actor, key: str, period: Period, of: _Of, at: datetime) -> list[int]:
    _, _, rest = key.partition(".")
    by, _, value = rest.partition(".")
    if by == "month":
        period = period_of(session, _first(value), at)
    rows = closed_cases(session, who, period, *of, timed=False)
    if by == "again":
        return again(session, period, rows)
    if by in OF_CLOSED:
        return [row.case_id for row in rows if _value(row, by) == value]
    if by in ("", "month"):
        return [row.case_id for row in rows]
    if by not in ("in_target", "late"):
        raise NotFound("There is no such figure.")
    return [row.case_id for row in rows if row.in_target is (by == "in_target")]


def _value(row: Closed, by: str) -> str:
    """As the figure key says it: 0 for no category or department."""
    found = getattr(row, OF_CLOSED[by])
    return str(found or 0) if by in ("category", "department") else str(found)
