"""Timeliness and substance side by side, for a month and a department (Q6, K8; DOMAIN.md, Figures)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.models import Criterion
from app.queries.figures import (
    BANDS,
    Acknowledged,
    Flow,
    Period,
    Response,
    Spread,
    SubstanceFigures,
    SubstanceLine,
    SubstanceMonth,
    acknowledgements,
    band_of,
    fell_due,
    month,
    responses,
    spread,
    substance,
    substance_trend,
)
from app.queries.figures import days as days_of
from app.queries.figures.promised import Satisfaction, satisfaction
from app.queries.monitoring_rows import Closed, StillOpen, again, closed_cases, flow_of, in_part, members, open_now
from app.queries.net_days import nets
from app.queries.office import calendar, categories, departments

T = TypeVar("T", Response, Acknowledged)


class MonthTimes(NamedTuple):
    """Net resolution of one month of the series, in business days."""

    period: Period
    net: Spread


class Band(NamedTuple):
    """What is open now of an age band, and how much of it is past its target."""

    open: int
    late: int


class Line(NamedTuple):
    """A row of a table: its figure key ends in `value`. Of substance, where cases were read: `full` of `marks`."""

    value: str
    name: str
    closed: int
    net: Spread
    with_target: int
    in_target: int
    full: int = 0
    marks: int = 0
    lowest: Criterion | None = None


class Trends(NamedTuple):
    """The twelve months that end with the one chosen, oldest first."""

    resolution: tuple[MonthTimes, ...]
    substance: tuple[SubstanceMonth, ...]


class Monitoring(NamedTuple):
    """Every figure of the month. Days are business days; `hides` says that confidential cases were left out."""

    period: Period
    at: datetime
    part: str
    hides: bool
    response: Spread
    acknowledged: Spread
    acknowledged_in_target: int
    acknowledged_with_target: int
    net: Spread
    closed: int
    with_target: int
    in_target: int
    due: int
    due_in_target: int
    bands: tuple[Band, ...]
    flow: Flow
    again: int
    substance: SubstanceFigures
    satisfaction: Satisfaction
    tables: Mapping[str, tuple[Line, ...]]

    @property
    def so_far(self) -> bool:
        """Whether the month was not over."""
        return self.at < self.period.end

    @property
    def open_now(self) -> int:
        """All that is open at this moment."""
        return sum(band.open for band in self.bands)

    @property
    def title(self) -> str:
        """ "October 2026, Public Works"."""
        name = f"{self.period.name}, so far" if self.so_far else self.period.name
        return f"{name}, {self.part}" if self.part else name


def monitoring(
    session: Session,
    who: Actor,
    *,
    day: date,
    at: datetime,
    department_id: int | None = None,
    category_id: int | None = None,
) -> Monitoring:
    """The figures of the month in which `day` lies, of all cases that the actor may count or of a part.

    Raises Invalid (month) for one that has not begun, (department_id, category_id) for one that is none.
    """
    period, of = period_of(session, day, at), {"department_id": department_id, "category_id": category_id}
    part = _part(session, department_id, category_id)
    closed = closed_cases(session, who, period, department_id, category_id)
    still = open_now(session, who, at=at, **of)
    inside = members(session, department_id, category_id)
    read = substance(session, who, period, **of)
    due = [row for row in fell_due(session, who, period, at=at) if inside is None or row.case_id in inside]
    return Monitoring(
        period=period,
        at=at,
        part=part,
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
        response=spread(row.days for row in _of(responses(session, who, period), inside)),
        **_acknowledged(_of(acknowledgements(session, who, period), inside)),
        net=spread(row.net for row in closed),
        closed=len(closed),
        with_target=sum(row.in_target is not None for row in closed),
        in_target=sum(row.in_target is True for row in closed),
        due=len(due),
        due_in_target=sum(row.in_target for row in due),
        bands=_bands(still),
        flow=flow_of(session, who, period, still=len(still), **of),
        again=len(again(session, period, closed)),
        substance=read,
        satisfaction=satisfaction(session, who, period, of=inside),
        tables=_tables(session, closed, read),
    )


def period_of(session: Session, day: date, at: datetime) -> Period:
    """The month of a day; raises Invalid (month) when it has not begun."""
    period = month(calendar(session).zone, day.year, day.month)
    if period.start > at:
        raise Invalid({"month": f"{period.name} has not begun. Choose this month or an earlier one."})
    return period


def _part(session: Session, department_id: int | None, category_id: int | None) -> str:
    """What the figures are of: "Public Works, Pothole"; "" for all."""
    places = {row.id: row.name for row in departments(session, with_inactive=True)}
    kinds = {row.id: row.name for row in categories(session, with_inactive=True)}
    if department_id is not None and department_id not in places:
        raise Invalid({"department_id": "Choose a department of the list."})
    if category_id is not None and category_id not in kinds:
        raise Invalid({"category_id": "Choose a category of the list."})
    names = [places[each] for each in (department_id,) if each is not None]
    return ", ".join([*names, *(kinds[each] for each in (category_id,) if each is not None)])


def _of(rows: Sequence[T], inside: frozenset[int] | None) -> list[T]:
    return [row for row in rows if inside is None or row.case_id in inside]


def _acknowledged(rows: Sequence[Acknowledged]) -> dict[str, Any]:
    return {
        "acknowledged": spread(row.hours for row in rows),
        "acknowledged_in_target": sum(row.in_target is True for row in rows),
        "acknowledged_with_target": sum(row.in_target is not None for row in rows),
    }


def trends(
    session: Session,
    who: Actor,
    *,
    day: date,
    at: datetime,
    department_id: int | None = None,
    category_id: int | None = None,
) -> Trends:
    """Resolution and substance of the twelve months that end with that of `day`. Raises Invalid (month)."""
    last = period_of(session, day, at)
    months = [last.back(back) for back in range(11, -1, -1)]
    whole = days_of(last.zone, months[0].first, last.last)
    part = None if department_id is None and category_id is None else in_part(department_id, category_id)
    found = nets(session, who, whole, of=part)
    edges = [bisect_left(found.at, each.start.timestamp()) for each in months]
    ranges = zip(months, edges, [*edges[1:], len(found.at)], strict=True)
    times = tuple(MonthTimes(each, spread(found.days[first:end])) for each, first, end in ranges)
    of = {"department_id": department_id, "category_id": category_id}
    return Trends(times, tuple(substance_trend(session, who, last, **of)))


def _bands(still: Iterable[StillOpen]) -> tuple[Band, ...]:
    opened, late = [0] * len(BANDS), [0] * len(BANDS)
    for row in still:
        place = band_of(row.age)
        opened[place] += 1
        late[place] += row.late
    return tuple(map(Band, opened, late))


def _tables(session: Session, closed: Sequence[Closed], read: SubstanceFigures) -> dict[str, tuple[Line, ...]]:
    kinds = {str(row.id): row.name for row in categories(session, with_inactive=True)}
    places = {str(row.id): row.name for row in departments(session, with_inactive=True)}
    found: dict[str, tuple[Line, ...]] = {
        "category": _lines(closed, lambda row: str(row.category_id or 0), kinds),
        "department": _lines(closed, lambda row: str(row.department_id or 0), places),
        "ward": _lines(closed, lambda row: row.ward, {}),
        "language": _lines(closed, lambda row: row.language, {}),
    }
    for name, lines in read.divided.items():
        found[name] = _with_marks(found[name], lines)
    return found


def _with_marks(closed: Sequence[Line], read: Sequence[SubstanceLine]) -> tuple[Line, ...]:
    """The marks beside the closings; what was read and not closed in the month has a row of its own."""
    known = {line.value: line for line in read}
    rest = [Line(line.value, line.name, 0, spread(()), 0, 0) for line in read]
    own = {line.value for line in closed}
    return tuple(
        line._replace(full=known[line.value].full, marks=known[line.value].marks, lowest=known[line.value].lowest)
        if line.value in known
        else line
        for line in (*closed, *(line for line in rest if line.value not in own))
    )


def _lines(closed: Iterable[Closed], of: Callable[[Closed], str], names: Mapping[str, str]) -> tuple[Line, ...]:
    grouped: dict[str, list[Closed]] = {}
    for row in closed:
        grouped.setdefault(of(row), []).append(row)
    lines = (
        Line(
            value,
            names.get(value, "" if value == "0" else value),
            len(rows),
            spread(row.net for row in rows),
            sum(row.in_target is not None for row in rows),
            sum(row.in_target is True for row in rows),
        )
        for value, rows in grouped.items()
    )
    return tuple(sorted(lines, key=lambda line: (-line.closed, line.name)))
