"""Net business days of the closings of a period, tens of thousands at once: read lean and reckoned in Unix seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import Session

from app.authority import Actor
from app.models import CLOCK_STOPS, Case, Move, Status, table_of
from app.queries.columns import columns_of, kept, stamps
from app.queries.figures import Period
from app.queries.figures.seen import counted
from app.queries.office import calendar
from app.workdays import OfficeCalendar

FEW = 10_000
"""Of so many cases the rows are asked for by id; of more all are read and sifted here."""
MANY = 500
BACK = timedelta(days=365)
"""Nearly all that is closed was received within this before the period: those are read in one go, the rest by id."""


class Nets(NamedTuple):
    """Closings in the order of time: when (Unix seconds), which case, business days since receipt without our waits."""

    at: list[float]
    case_ids: list[int]
    days: list[float]


class _Waits(NamedTuple):
    """Stretches in which our clock stood still, of a case each, in Unix seconds."""

    ids: list[str]
    began: list[float]
    ended: list[float]


def nets(session: Session, who: Actor, period: Period, *, of: ColumnElement[bool] | None = None) -> Nets:
    """Every closing of the period, of the cases `of` (a condition on the case table) or of all."""
    m, hours = table_of(Move).c, calendar(session)
    query = select(m.case_id, kept(m.at)).where(m.became == Status.CLOSED, m.at >= period.start, m.at < period.end)
    if of is not None:
        query = query.where(m.case_id.in_(select(table_of(Case).c.id).where(of)))
    ids, at = columns_of(session, query.where(counted(who, m.case_id)).order_by(m.at, m.case_id))
    begun, ends = _received(session, period, ids, of), stamps(at)
    starts = stamps([begun[each] for each in ids])
    days = hours.days_between_stamps(starts, ends)
    for place, stood in _stopped(hours, _waits(session, period, ids), ids, starts, ends):
        days[place] -= stood
    return Nets(ends, list(map(int, ids)), [each if each > 0 else 0.0 for each in days])


def _received(
    session: Session, period: Period, ids: Sequence[str], of: ColumnElement[bool] | None
) -> Mapping[str, str]:
    """When the cases were received; an index holds it, where the rows are ten times as long."""
    c = table_of(Case).c
    query = select(c.id, kept(c.received_at))
    lately = query.where(c.received_at >= period.start - BACK, c.received_at < period.end, true() if of is None else of)
    found = dict(zip(*columns_of(session, lately), strict=True)) if len(ids) > FEW else {}
    rest = [int(each) for each in {*ids} - found.keys()]
    for first in range(0, len(rest), MANY):
        found.update(zip(*columns_of(session, query.where(c.id.in_(rest[first : first + MANY]))), strict=True))
    return found


def _waits(session: Session, period: Period, ids: Sequence[str]) -> _Waits:
    """Those of these cases, perhaps with others; one that lasts ends with the period."""
    m, n = table_of(Move).c, table_of(Move).alias("n").c
    later = (n.at > m.at) | ((n.at == m.at) & (n.id > m.id))
    ended = select(func.min(kept(n.at))).where(n.case_id == m.case_id, later).scalar_subquery()
    query = select(m.case_id, kept(m.at), func.coalesce(ended, f"{period.end:%Y-%m-%d %H:%M:%S}"))
    query = query.where(m.became.in_(sorted(CLOCK_STOPS)), m.at < period.end)
    if len(ids) <= FEW:
        query = query.where(m.case_id.in_([int(each) for each in {*ids}]))
    cases, began, stopped = columns_of(session, query)
    return _Waits(cases, stamps(began), stamps(stopped))


def _stopped(
    hours: OfficeCalendar, waits: _Waits, ids: Sequence[str], starts: Sequence[float], ends: Sequence[float]
) -> Iterable[tuple[int, float]]:
    """By the place of a closing the business days before it in which our clock stood still."""
    places, began, ended = list[int](), list[float](), list[float]()
    where = dict(zip(ids, range(len(ids)), strict=True))
    often: dict[str, list[int]] = {}
    for place, case_id in enumerate(ids) if len(where) < len(ids) else ():
        if where[case_id] != place:  # closed again later
            often.setdefault(case_id, []).append(place)
    for case_id, start, end in zip(*waits, strict=True):
        if case_id in where:
            for place in (where[case_id], *often.get(case_id, ())):
                first, last = max(start, starts[place]), min(end, ends[place])
                if first < last:
                    places.append(place)
                    began.append(first)
                    ended.append(last)
    stood: dict[int, float] = {}
    for place, days in zip(places, hours.days_between_stamps(began, ended), strict=True):
        stood[place] = stood.get(place, 0.0) + days
    return stood.items()
