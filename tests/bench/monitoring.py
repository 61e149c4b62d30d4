"""Today and the monitoring page of a large office: what is asked for each, beside plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.queries.figures import month
from app.queries.monitoring import monitoring, trends
from app.queries.promises import promises_due, tomorrow_of
from app.queries.stale import stale_cases
from app.queries.tasks import follow_ups_due, tasks_due
from app.queries.today import Day, due_next_ids, today
from app.queries.today_office import office_today, referrals_to_act
from tests.bench.figures import Figure, alternately
from tests.bench.office import AT, Bench

OCTOBER, TIMES = date(2026, 10, 1), 7


def measure(bench: Bench) -> list[Figure]:
    """Today for the Director, the month, the twelve months, the stale cases."""
    who = bench.who
    closed = "SELECT count(*) FROM move WHERE became = 'closed' AND at >= '2026-10-01 04:00'"
    return [
        _figure(bench, "Today asked for", lambda s: _today(bench, s), closed, limit=150),
        _figure(bench, "monitoring: the month", lambda s: monitoring(s, who, day=OCTOBER, at=AT), closed, limit=500),
        _figure(bench, "monitoring: twelve months", lambda s: trends(s, who, day=OCTOBER, at=AT), closed, limit=500),
        _figure(bench, "stale cases", lambda s: stale_cases(s, who, at=AT), closed, limit=500),
    ]


def _figure(bench: Bench, name: str, ask: Callable[[Session], Any], plain: str, *, limit: float) -> Figure:
    values, baseline = alternately(lambda: bench.store.read(ask), lambda: bench.raw.execute(plain).fetchall(), TIMES)
    note = "the closings of the month counted by sqlcipher3 alone, as a measure of the machine"
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
