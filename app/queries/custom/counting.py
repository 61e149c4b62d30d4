"""The figures of a custom report: each group counted in SQL, the rest summed as Others, the whole counted by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Case, table_of
from app.queries.columns import stamps
from app.queries.custom.dimensions import Grouping, column_of, grouping
from app.queries.custom.sources import Asking, Source, cases_asked, source_of
from app.queries.custom.spec import BY_GROUP, Spec
from app.queries.custom.words import DIMENSIONS, MEASURES, Kind, What
from app.queries.figures.period import Period
from app.queries.figures.seen import seen
from app.queries.figures.spread import Spread, spread
from app.queries.net_days import nets
from app.queries.office import calendar

OTHERS = "*"
"""Stands for the groups that are not shown by themselves."""
Keys = tuple[str, ...]
SAME = {"resolution": "closed", "at_once": "contacts", "answer_days": "answered", "answer_in_time": "answered"}
SAME |= {"promise_kept": "settled", "taken_up": "decided"}
"""Figures whose n counts the very records of another."""


@dataclass
class Tally:
    """What was counted in a group: how many (n), of them the part, or the values themselves."""

    n: int = 0
    part: int = 0
    values: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take another group in."""
        self.n, self.part = self.n + other.n, self.part + other.part
        self.values.extend(other.values)

    @property
    def spread(self) -> Spread:
        """Median, P90 and n of its values."""
        return spread(self.values)


class Group(NamedTuple):
    """One row: its keys and names, and what each measure counted; of Others `hides` says how many groups are in it."""

    keys: Keys
    names: tuple[str, ...]
    tallies: Mapping[str, Tally]
    hides: int = 0


class Counts(NamedTuple):
    """All that a custom report counted in a period: `whole` over all groups, `alone` each n by a question of its own;
    `known` are all groups there are."""

    groups: Sequence[Group]
    others: Group | None
    whole: Mapping[str, Tally]
    alone: Mapping[str, int]
    known: int


def custom_counts(session: Session, who: Actor, spec: Spec, period: Period, *, at: datetime) -> Counts:
    """Count what the question asks for, as far as the actor may count it."""
    ask = Asking(who, spec, period, at)
    made = [grouping(session, each, spec.what, period) for each in spec.groups]
    found: dict[Keys, dict[str, Tally]] = {}
    for measure in spec.measures:
        for keys, tally in _tallies(session, ask, measure, made).items():
            found.setdefault(keys, {})[measure] = tally
    if len(made) == 1:
        for key in made[0].all:
            found.setdefault((key,), {})
    rows = _ordered(spec, made, [_group(keys, made, tallies, spec) for keys, tallies in found.items()])
    shown, rest = (rows[: spec.top], rows[spec.top :]) if spec.top else (rows, [])
    return Counts(
        shown,
        _summed(rest, spec, (OTHERS,), ("Others",)) if rest else None,
        _summed(rows, spec, (), ()).tallies,
        _alone(session, who, spec, period, at),
        len(rows),
    )


def _alone(session: Session, who: Actor, spec: Spec, period: Period, at: datetime) -> dict[str, int]:
    """Each n by a question without groups; figures of the same records are asked once."""
    found: dict[str, int] = {}
    for each in spec.measures:
        records = SAME.get(each, each)
        if records not in found:
            found[records] = custom_number(session, who, spec, records, period, at=at)
    return {each: found[SAME.get(each, each)] for each in spec.measures}


def custom_totals(session: Session, who: Actor, spec: Spec, period: Period, *, at: datetime) -> dict[str, Tally]:
    """What each measure counts over all groups: for the periods compared with."""
    ask = Asking(who, spec, period, at)
    return {each: _tallies(session, ask, each, ()).get((), Tally()) for each in spec.measures}


def custom_number(session: Session, who: Actor, spec: Spec, measure: str, period: Period, *, at: datetime) -> int:
    """How many records a measure counts: a question of its own, without groups."""
    source = source_of(Asking(who, spec, period, at), measure)
    query = select(func.count()).select_from(source.table).where(source.where)
    return int(session.execute(query).scalar_one())


def custom_ids(
    session: Session, who: Actor, spec: Spec, measure: str, keys: Keys | None, period: Period, *, at: datetime
) -> list[int]:
    """The records that a group's measure counts, as far as they may be listed; None is all of them, (OTHERS,) those of
    the groups that are not shown by themselves. Of referrals and promises the cases."""
    ask = Asking(who, spec, period, at, listed=True)
    source, made = source_of(ask, measure), [grouping(session, each, spec.what, period) for each in spec.groups]
    columns = [column_of(each, spec.what, source) for each in spec.groups]
    query = select(source.record, *columns).select_from(source.table).where(source.where).order_by(source.record)
    rows = [(int(row[0]), _keys(made, row[1:])) for row in session.execute(query)]
    if keys == (OTHERS,):
        shown = {each.keys for each in custom_counts(session, who, spec, period, at=at).groups}
        return [each for each, group in rows if group not in shown]
    return [each for each, group in rows if keys is None or group == keys]


def _group(keys: Keys, made: Sequence[Grouping], tallies: Mapping[str, Tally], spec: Spec) -> Group:
    names = tuple(each.name(key) for each, key in zip(made, keys, strict=True))
    return Group(keys, names, {each: tallies.get(each, Tally()) for each in spec.measures})


def _summed(rows: Iterable[Group], spec: Spec, keys: Keys, names: tuple[str, ...]) -> Group:
    sums, many = {each: Tally() for each in spec.measures}, 0
    for row in rows:
        many += 1
        for measure, tally in row.tallies.items():
            sums[measure].add(tally)
    return Group(keys, names, sums, many)


def _ordered(spec: Spec, made: Sequence[Grouping], rows: list[Group]) -> list[Group]:
    def natural(row: Group) -> Any:
        return [each.place(key) for each, key in zip(made, row.keys, strict=True)]

    rows = sorted(rows, key=natural)
    by_order = spec.sort == BY_GROUP or (not spec.sort and DIMENSIONS[spec.groups[0]].time)
    if by_order:
        return rows if spec.descending or not spec.sort else rows[::-1]
    return sorted(rows, key=lambda row: _weight(spec, row), reverse=spec.descending)


def _weight(spec: Spec, row: Group) -> float:
    """By what a group is sorted; one of which nothing can be said comes last."""
    tally, kind, none = row.tallies[spec.first.key], spec.first.kind, -1.0 if spec.descending else 1e12
    if kind is Kind.SHARE:
        return tally.part / tally.n if tally.n else none
    middle = tally.spread.median if kind is Kind.SPREAD else float(tally.n)
    return none if middle is None else middle


# -- reading ------------------------------------------------------------------------------------------------


def _keys(made: Sequence[Grouping], raw: Iterable[Any]) -> Keys:
    return tuple(each.fold(value) for each, value in zip(made, raw, strict=True))


def _tallies(session: Session, ask: Asking, measure: str, made: Sequence[Grouping]) -> dict[Keys, Tally]:
    source = source_of(ask, measure)
    columns = [column_of(each.key, ask.spec.what, source) for each in made]
    if MEASURES[measure].kind is Kind.SPREAD:
        return _of_values(session, ask, measure, source, columns, made)
    part = func.count(case((source.part, 1))) if source.part is not None else func.count()
    query = select(func.count(), part, *columns).select_from(source.table).where(source.where).group_by(*columns)
    found: dict[Keys, Tally] = {}
    for n, counted_, *raw in session.execute(query):
        found.setdefault(_keys(made, raw), Tally()).add(Tally(int(n), int(counted_)))
    return found


def _of_values(
    session: Session,
    ask: Asking,
    measure: str,
    source: Source,
    columns: Sequence[ColumnElement[Any]],
    made: Sequence[Grouping],
) -> dict[Keys, Tally]:
    values, raws = _values(session, ask, measure, source, columns)
    found: dict[Keys, Tally] = {}
    known: dict[Any, Tally] = {}
    for value, raw in zip(values, raws, strict=True):
        tally = known.get(raw)
        if tally is None:
            tally = known[raw] = found.setdefault(_keys(made, raw), Tally())
        tally.n += 1
        tally.values.append(value)
    return found


def _values(
    session: Session, ask: Asking, measure: str, source: Source, columns: Sequence[ColumnElement[Any]]
) -> tuple[list[float], list[tuple[Any, ...]]]:
    """The value of each record with what it is grouped by."""
    if source.value is not None:
        rows = session.execute(select(source.value, *columns).select_from(source.table).where(source.where)).all()
        return [float(row[0]) for row in rows], [tuple(row[1:]) for row in rows]
    if source.begun is not None and source.ended is not None:
        query = select(source.begun, source.ended, *columns).select_from(source.table).where(source.where)
        rows = session.execute(query).all()
        days = calendar(session).days_between_stamps(stamps(row[0] for row in rows), stamps(row[1] for row in rows))
        return [max(0.0, each) for each in days], [tuple(row[2:]) for row in rows]
    return _net(session, ask, source, columns)


def _net(
    session: Session, ask: Asking, source: Source, columns: Sequence[ColumnElement[Any]]
) -> tuple[list[float], list[tuple[Any, ...]]]:
    """Net days of the closings; both questions go by moment and case."""
    assert source.at is not None and ask.spec.what is What.CASES
    of = _cases_of(ask)
    days = nets(session, ask.who, ask.period, of=of).days
    if not columns:
        return days, [()] * len(days)
    query = select(*columns).select_from(source.table).where(source.where).order_by(source.at, source.record)
    return days, [tuple(row) for row in session.execute(query)]


def _cases_of(ask: Asking) -> ColumnElement[bool] | None:
    """The cases asked for, None for all: those that are hidden `nets` leaves out by itself."""
    if not ask.spec.filter:
        return None
    return and_(cases_asked(ask), seen(ask.who, table_of(Case).c.id)) if ask.spec.reads_words else cases_asked(ask)
