"""The ageing backlog: each open case stands once in every table, by its age, and as of the day asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.errors import Invalid
from app.models import Channel, Outcome, Told
from app.queries.figures import band_of, behind
from app.queries.figures.backlog import band_edges
from app.queries.office import calendar
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.services.cases import assign_cases, close_case
from app.services.referrals import refer
from app.store import Store
from tests.factories import AT, director, make_case, make_store

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = make_store(tmp_path)
    made.write(_fill)
    return made


def _fill(s: Session) -> None:
    """One of each age, the oldest referred, and one that is closed by now."""
    me = director(s)
    ages = (1, 10, 30, 90, 200)
    cases = [make_case(s, f"Case {n}", fields={"category_id": 1}, at=AT - n * DAY).id or 0 for n in ages]
    assign_cases(s, me, cases[:2], owner_id=1, at=AT - DAY / 2)
    refer(s, me, cases[-1], fields={"words": "Please look"}, department_id=2, at=AT - 3 * DAY)
    shut = make_case(s, "Shut", at=AT - 20 * DAY).id or 0
    told = Told(told=True, told_at=AT - 2 * DAY, told_how=Channel.PHONE)
    close_case(s, me, shut, outcome=Outcome.RESOLVED, told=told, at=AT - 2 * DAY)


def prepared(store: Store, day: str = "2026-11-18") -> Prepared:
    return store.read(lambda s: prepare_report(s, director(s), "backlog", {"day": day}, at=AT))


def test_that_every_open_case_stands_once_in_each_table(store: Store) -> None:
    data = as_data(prepared(store))
    ends = {each["name"]: each["rows"][-1] for each in data["tables"]}
    assert ends["By age"][:2] == ["All", 5] and data["reconciles"]
    assert all(ends[f"By {name}"][-2] == 5 for name in ("category", "department", "owner", "ward"))
    assert ends["By category"][1:6] == [1, 1, 1, 1, 1]


def test_that_a_past_day_shows_what_stood_open_then(store: Store) -> None:
    lines = {line.key: line.number for line in prepared(store, "2026-11-12").collected.lines}
    assert lines["carried_out"] == 5  # the one closed later, and not the one opened later
    assert prepared(store, "2026-11-12").reconciles


def test_that_the_oldest_tells_what_it_waits_for(store: Store) -> None:
    oldest = next(each for each in as_data(prepared(store))["tables"] if each["name"] == "The oldest")
    assert oldest["rows"][0][1] == "Case 200" and oldest["rows"][0][-1] == "Water, since Nov 15"
    assert oldest["rows"][-1][-1] == "Open"


def test_that_every_figure_opens_as_many_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period = found.period
    assert period is not None

    def listed(session: Session) -> list[int]:
        return [len(behind(session, director(session), line.key, period, at=AT).ids) for line in found.lines]

    assert store.read(listed) == [line.number for line in found.lines]


def test_that_the_edges_of_the_ages_are_those_of_their_rule(store: Store) -> None:
    hours = store.read(calendar)
    moment = datetime(2026, 11, 18, 20, 17, tzinfo=UTC)
    for place, edge in enumerate(band_edges(hours, moment)):
        older, younger = edge - timedelta(seconds=1), edge + timedelta(seconds=1)
        assert band_of(hours.days_between(older, moment)) == place + 1
        assert band_of(hours.days_between(younger, moment)) in (place, place + 1)
        later = edge + timedelta(hours=13)
        assert band_of(hours.days_between(later, moment)) == place


def test_that_a_day_to_come_is_refused(store: Store) -> None:
    with pytest.raises(Invalid, match="has not begun"):
        prepared(store, "2027-01-05")
