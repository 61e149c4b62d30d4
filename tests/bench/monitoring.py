"""Today, the monitoring page and the lists of a large office: what is asked for each, beside plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.queries.departments import DepartmentFilter, department_ids, department_lines
from app.queries.figures import month
from app.queries.monitoring import monitoring, trends
from app.queries.monitoring_lists import cases_behind
from app.queries.promises import open_promises, promises_due, tomorrow_of
from app.queries.recommendations import recommendations
from app.queries.referrals import ReferralFilter, referral_ids, referral_rows
from app.queries.stale import stale_cases
from app.queries.substance import readings
from app.queries.tasks import follow_ups_due, open_tasks, planned_follow_ups, tasks_due
from app.queries.today import Day, due_next_ids, today
from app.queries.today_office import office_today, referrals_to_act
from app.reports.department import collect
from tests.bench.figures import Figure, alternately
from tests.bench.office import AT, Bench

OCTOBER, TIMES, ROWS = date(2026, 10, 1), 7, 50


def measure(bench: Bench) -> list[Figure]:
    """Today for the Director, the month, the twelve months, the stale cases, the lists."""
    who = bench.who
    closed = "SELECT at, case_id FROM move WHERE became = 'closed' AND at >= '2025-11-01 04:00'"
    return [
        _figure(bench, "Today asked for", lambda s: _today(bench, s), closed, limit=150),
        _figure(bench, "monitoring: the month", lambda s: monitoring(s, who, day=OCTOBER, at=AT), closed, limit=500),
        _figure(bench, "monitoring: twelve months", lambda s: trends(s, who, day=OCTOBER, at=AT), closed, limit=500),
        _figure(bench, "stale cases", lambda s: stale_cases(s, who, at=AT), closed, limit=500),
        *(_figure(bench, name, ask, closed, limit=150) for name, ask in _lists(bench).items()),
    ]


def _lists(bench: Bench) -> dict[str, Callable[[Session], Any]]:
    """What each list asks for when it is opened: all ids or rows, as the page does."""
    who = bench.who

    def of_month(key: str) -> Callable[[Session], Any]:
        return lambda s: cases_behind(s, who, key, day=OCTOBER, at=AT)

    def referred(session: Session) -> None:
        referral_rows(session, who, referral_ids(session, who, ReferralFilter())[:ROWS])

    def places(session: Session) -> None:
        department_lines(session, who, department_ids(session, DepartmentFilter()), at=AT)

    return {
        "list of referrals": referred,
        "list of departments": places,
        "page of a department": lambda s: collect(s, who, 1, AT),
        "open promises": lambda s: open_promises(s, who, at=AT),
        "open tasks": lambda s: open_tasks(s, who),
        "planned follow-ups": lambda s: planned_follow_ups(s, who),
        "recommendations": lambda s: recommendations(s, who),
        "answers read": lambda s: readings(s, who),
        "closed in the month": of_month("closed"),
        "closed late in the month": of_month("closed.late"),
    }


def _figure(bench: Bench, name: str, ask: Callable[[Session], Any], plain: str, *, limit: float) -> Figure:
    values, baseline = alternately(lambda: bench.store.read(ask), lambda: bench.raw.execute(plain).fetchall(), TIMES)
    note = "the closings of twelve months read by sqlcipher3 alone, as a measure of the machine"
    return Figure(name, values, baseline, note, limit=limit)


def _today(bench: Bench, session: Session) -> None:
    """All that the page asks, one after the other."""
    who, here = bench.who, AT.date()
    start = datetime(here.year, here.month, here.day, 5, tzinfo=UTC)
    day = Day(start, start + timedelta(days=1), start + timedelta(days=5), month("America/New_York", 2026, 11).start)
    today(session, who, day=day, now=AT)
    due_next_ids(session, who)
    promises_due(session, who, until=tomorrow_of(session, AT), at=AT)
    tasks_due(session, who, until_on=here, at=AT)
    follow_ups_due(session, who, until_on=here, at=AT)
    referrals_to_act(session, who, at=AT)
    office_today(session, who, at=AT)
