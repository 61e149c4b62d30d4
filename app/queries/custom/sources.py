"""Where the records of each figure of a custom report are read from: tables, conditions, and the moment of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, case, false, func, or_, select, true
from sqlalchemy import cast as as_type
from sqlalchemy import types as sql

from app.authority import Actor
from app.errors import NotFound
from app.models import (
    SETTLED,
    TAKEN_UP,
    Case,
    Contact,
    Direction,
    Event,
    FollowUp,
    LanguageHelp,
    Move,
    Promise,
    PromiseState,
    Recommendation,
    Referral,
    Status,
    table_of,
)
from app.queries.case_filter import CaseFilter, asked_for
from app.queries.columns import kept
from app.queries.contacts import ContactFilter, contacts_asked_for
from app.queries.custom.spec import RecommendationFilter, Spec
from app.queries.custom.words import MEASURES
from app.queries.figures.advised import stands
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period
from app.queries.figures.seen import counted, seen


class Asking(NamedTuple):
    """Who asks what, of when; `listed` for lists, which show less than figures count."""

    who: Actor
    spec: Spec
    period: Period
    at: datetime
    listed: bool = False


class Source(NamedTuple):
    """The records of a figure: `record` the id that lists open, `at` the moment of each (None: all at one), `part` what
    is counted of them, `begun` and `ended` between which its days lie, `value` where a number is kept."""

    table: FromClause
    where: ColumnElement[bool]
    record: ColumnElement[Any]
    at: ColumnElement[Any] | None
    part: ColumnElement[bool] | None = None
    begun: ColumnElement[Any] | None = None
    ended: ColumnElement[Any] | None = None
    value: ColumnElement[Any] | None = None


def source_of(ask: Asking, measure: str) -> Source:
    """The records that a figure counts, as far as the actor may count them; raises NotFound."""
    if measure not in MEASURES or MEASURES[measure].what is not ask.spec.what:
        raise NotFound("There is no such figure.")
    return _SOURCES[measure](ask)


def _shown(ask: Asking, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """What is listed, or asked for by its words, is not what is only counted."""
    return (seen if ask.listed or ask.spec.reads_words else counted)(ask.who, case_id)


def cases_asked(ask: Asking) -> ColumnElement[bool]:
    """The condition on the case table that the filter means; what is late is late now."""
    wanted = ask.spec.asked
    assert isinstance(wanted, CaseFilter)
    if not wanted.to_dict():
        return true()
    moment = {"overdue": ask.at} if wanted.overdue else {}
    return asked_for(CaseFilter(**{**wanted.__dict__, **moment}))


def _within(column: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    return and_(column >= period.start, column < period.end)


# -- cases --------------------------------------------------------------------------------------------------


def _moved(
    which: Callable[[Any], ColumnElement[bool]], **more: Callable[[Any, Any], ColumnElement[Any]]
) -> Callable[[Asking], Source]:
    def source(ask: Asking) -> Source:
        m, c = table_of(Move), table_of(Case)
        where = and_(which(m.c), _within(m.c.at, ask.period), _shown(ask, m.c.case_id), cases_asked(ask))
        extra = {name: make(m.c, c.c) for name, make in more.items() if name != "only"}
        where = and_(where, more["only"](m.c, c.c)) if "only" in more else where
        return Source(m.join(c, c.c.id == m.c.case_id), where, m.c.case_id, m.c.at, **extra)

    return source


def _became(status: Status) -> Callable[[Any], ColumnElement[bool]]:
    return lambda m: m.became == status


def _told(m: Any, c: Any) -> ColumnElement[Any]:
    """What was told at that closing; of one that a later closing has taken the place of, from history."""
    e = table_of(Event).c
    then = select(e.detail["told"].as_boolean()).where(
        e.subject == "case_record", e.subject_id == m.case_id, e.verb == "closed", e.at == m.at
    )
    return case((c.closed_at == m.at, c.told), else_=func.coalesce(then.limit(1).scalar_subquery(), c.told))


def _noted(m: Any, c: Any) -> ColumnElement[bool]:
    """Whether it is noted for that closing; history is asked only for those that a later one has taken the place of."""
    last = c.closed_at == m.at
    return or_(and_(last, c.told.is_not(None)), and_(func.coalesce(last, false()) == false(), _told(m, c).is_not(None)))


def _open_end(ask: Asking) -> Source:
    m, c, end = table_of(Move).c, table_of(Case), ask.period.as_of(ask.at)
    shut = func.sum(case({Status.CLOSED: 1, Status.REOPENED: -1}, value=m.became, else_=0))
    alias = c.alias("open_since")
    not_before = or_(alias.c.closed_at.is_(None), alias.c.closed_at >= end)  # what was closed last before is not open
    perhaps = select(alias.c.id).where(not_before)
    still = select(m.case_id).where(m.at < end, m.case_id.in_(perhaps)).group_by(m.case_id).having(shut == 0)
    return Source(c, and_(c.c.id.in_(still), _shown(ask, c.c.id), cases_asked(ask)), c.c.id, None)


def _response(ask: Asking) -> Source:
    c = table_of(Case)
    where = and_(_within(c.c.first_response_at, ask.period), _shown(ask, c.c.id), cases_asked(ask))
    return Source(
        c, where, c.c.id, c.c.first_response_at, begun=kept(c.c.received_at), ended=kept(c.c.first_response_at)
    )


def _satisfaction(ask: Asking) -> Source:
    f, c = table_of(FollowUp), table_of(Case)
    where = and_(_within(f.c.asked_at, ask.period), f.c.satisfaction.is_not(None), _shown(ask, f.c.case_id))
    where = and_(where, cases_asked(ask))
    return Source(f.join(c, c.c.id == f.c.case_id), where, f.c.case_id, f.c.asked_at, value=f.c.satisfaction)


def _promises(column: str, *, settled: bool, part: bool = False) -> Callable[[Asking], Source]:
    def source(ask: Asking) -> Source:
        p, c = table_of(Promise), table_of(Case)
        which = p.c.state.in_(SETTLED) if settled else p.c.state != PromiseState.WITHDRAWN
        where = and_(which, _within(p.c[column], ask.period), _shown(ask, p.c.case_id), cases_asked(ask))
        kept_ = p.c.state == PromiseState.KEPT if part else None
        return Source(p.join(c, c.c.id == p.c.case_id), where, p.c.case_id, p.c[column], kept_)

    return source


# -- contacts, referrals, recommendations ---------------------------------------------------------------------


def _contacts(
    which: Callable[[Any], ColumnElement[bool]] = lambda _: true(),
    part: Callable[[Any], ColumnElement[bool]] | None = None,
) -> Callable[[Asking], Source]:
    def source(ask: Asking) -> Source:
        t, wanted = table_of(Contact), ask.spec.asked
        assert isinstance(wanted, ContactFilter)
        where = of_period(ask.who, ask.period, listed=ask.listed or ask.spec.reads_words)
        where = and_(where, which(t.c), contacts_asked_for(wanted))
        return Source(t, where, t.c.id, t.c.happened_at, part(t.c) if part else None)

    return source


def _referrals(column: str, **more: Callable[[Any], ColumnElement[Any]]) -> Callable[[Asking], Source]:
    def source(ask: Asking) -> Source:
        r, c = table_of(Referral), table_of(Case)
        where = and_(_within(r.c[column], ask.period), _shown(ask, r.c.case_id), cases_asked(ask))
        extra = {name: make(r.c) for name, make in more.items()}
        return Source(r.join(c, c.c.id == r.c.case_id), where, r.c.case_id, r.c[column], **extra)

    return source


def _recommendations(column: str, *, part: bool = False) -> Callable[[Asking], Source]:
    def source(ask: Asking) -> Source:
        r, wanted = table_of(Recommendation), ask.spec.asked
        assert isinstance(wanted, RecommendationFilter)
        pairs = ((r.c.department_id, wanted.department_ids), (r.c.category_id, wanted.category_ids))
        chosen = [each.in_(values) for each, values in pairs if values]
        where = and_(stands(), _within(r.c[column], ask.period), *chosen)
        return Source(r, where, r.c.id, r.c[column], r.c.status.in_(TAKEN_UP) if part else None)

    return source


_SHUT = _became(Status.CLOSED)
_SOURCES: Mapping[str, Callable[[Asking], Source]] = {
    "opened": _moved(lambda m: m.was.is_(None)),
    "closed": _moved(_SHUT),
    "reopened": _moved(_became(Status.REOPENED)),
    "open_end": _open_end,
    "in_target": _moved(_SHUT, part=lambda m, c: m.at <= c.due_at, only=lambda _, c: c.due_at.is_not(None)),
    "response": _response,
    "resolution": _moved(_SHUT),
    "told": _moved(_SHUT, part=_told, only=_noted),
    "satisfaction": _satisfaction,
    "kept": _promises("settled_at", settled=True, part=True),
    "contacts": _contacts(),
    "incoming": _contacts(lambda t: t.direction == Direction.IN),
    "outgoing": _contacts(lambda t: t.direction == Direction.OUT),
    "at_once": _contacts(part=lambda t: t.answered_at_once),
    "for_mayor": _contacts(lambda t: t.for_mayor),
    "language_help": _contacts(lambda t: t.language_help != LanguageHelp.NONE_NEEDED),
    "sent": _referrals("sent_at"),
    "answered": _referrals("answered_at"),
    "answer_days": _referrals("answered_at", begun=lambda r: kept(r.sent_at), ended=lambda r: kept(r.answered_at)),
    "answer_in_time": _referrals("answered_at", part=lambda r: r.answered_at <= r.due_at),
    "promised": _promises("told_at", settled=False),
    "settled": _promises("settled_at", settled=True),
    "promise_kept": _promises("settled_at", settled=True, part=True),
    "recommended": _recommendations("sent_at"),
    "decided": _recommendations("answered_at"),
    "taken_up": _recommendations("answered_at", part=True),
}


def hour_of(column: ColumnElement[Any]) -> ColumnElement[str]:
    """The hour in UTC, by which thousands of moments are grouped before the rules of the zone turn them."""
    return func.substr(as_type(column, sql.String), 1, 13)
