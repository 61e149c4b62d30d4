"""The monitoring page's figures: equal to those of the figures they share, reconciled, and each opens its cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.errors import Invalid, NotFound
from app.models import Channel, Criterion, NoteKind, Outcome, ReadFor, Sample, Status, SubstanceReview, Told
from app.queries import figures
from app.queries.monitoring import Monitoring, monitoring, trends
from app.queries.monitoring_lists import cases_behind, read_key
from app.services.cases import add_note, close_case, move_case, reopen_case
from app.services.follow_ups import plan_follow_up, record_follow_up
from tests.factories import AT, director, make_case, make_person, make_store

OCTOBER = date(2026, 10, 15)
START = datetime(2026, 10, 5, 14, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = make_store(tmp_path)
    with Session(store.engine, expire_on_commit=False) as made:
        yield made
    store.close()


def close(session: Session, case_id: int, at: datetime) -> None:
    told = Told(told=True, told_at=at, told_how=Channel.PHONE)
    close_case(session, director(session), case_id, outcome=Outcome.RESOLVED, told=told, at=at)


@pytest.fixture
def month(session: Session) -> Session:
    """October: one closed after a wait and opened again, one answered and closed, two of another category open."""
    who, ana = director(session), make_person(session, "Ana Reis", language="Portuguese")
    first = make_case(session, at=START, fields={"category_id": 1}, person_id=ana.id).id or 0
    move_case(session, who, first, Status.WAITING_RESIDENT, at=START + DAY, reason="A photo")
    move_case(session, who, first, Status.OPEN, at=START + 3 * DAY)
    close(session, first, START + 4 * DAY)
    second = make_case(session, at=START, fields={"category_id": 2}).id or 0
    add_note(session, who, second, kind=NoteKind.REPLY, words="Done.", channel=Channel.PHONE, at=START + DAY)
    close(session, second, START + 20 * DAY)
    reopen_case(session, who, first, reason="Again", at=START + 10 * DAY)
    close(session, first, START + 11 * DAY)
    for _ in range(2):
        make_case(session, at=START + 2 * DAY, fields={"category_id": 2})
    plan_follow_up(session, who, second, due_on=date(2026, 10, 26), at=START + 20 * DAY)
    fields = {"reached": True, "fixed": "yes", "satisfaction": 5}
    record_follow_up(session, who, 1, fields=fields, at=START + 21 * DAY)
    session.flush()
    return session


def asked(session: Session, department_id: int | None = None) -> Monitoring:
    return monitoring(session, director(session), day=OCTOBER, at=AT, department_id=department_id)


def test_that_the_figures_are_those_of_the_monthly_report(month: Session) -> None:
    found, who = asked(month), director(month)
    period = figures.month("America/New_York", 2026, 10)
    closed = figures.closings(month, who, period)
    assert found.net == figures.spread(row.net for row in closed) and found.closed == 3
    assert found.in_target == sum(row.in_target is True for row in closed)
    assert found.flow == figures.flow(month, who, period) and found.flow.reconciles
    assert found.response == figures.spread(row.days for row in figures.responses(month, who, period))
    assert found.due == len(figures.fell_due(month, who, period, at=AT))


def test_that_the_series_holds_each_month_net_of_waits(month: Session) -> None:
    found = trends(month, director(month), day=OCTOBER, at=AT)
    assert [each.net.n for each in found.resolution] == [0] * 11 + [3]
    assert found.resolution[-1].net == asked(month).net and len(found.substance) == 12


def test_that_open_cases_stand_in_their_bands_with_those_past_target(month: Session) -> None:
    found = asked(month)
    assert found.open_now == 2 and found.bands[2].open == 2
    assert found.bands[2].late == 2
    assert cases_behind(month, director(month), "now.late.2", day=OCTOBER, at=AT) == [3, 4]


def test_that_a_department_has_the_figures_of_its_categories(month: Session) -> None:
    roads, water = asked(month, 1), asked(month, 2)
    assert (roads.closed, water.closed, roads.again, water.again) == (2, 1, 1, 0)
    assert roads.flow.reconciles and water.flow.reconciles
    assert roads.satisfaction.n == 0 and water.satisfaction.n == 1
    assert water.open_now == 2 and water.title == "October 2026, Water"


KEYS = {
    "closed": 3,
    "closed.in_target": 2,
    "closed.late": 1,
    "closed.again": 1,
    "closed.category.1": 2,
    "closed.department.2": 1,
    "closed.ward.": 3,
    "closed.language.Portuguese": 2,
    "closed.month.2026-10": 3,
    "closed.month.2026-09": 0,
    "now": 2,
    "now.band.2": 2,
    "opened": 4,
    "reopened": 1,
    "asked": 1,
    "asked.content": 1,
}


@pytest.mark.parametrize("key", KEYS)
def test_that_each_figure_opens_as_many_cases_as_it_says(month: Session, key: str) -> None:
    assert len(cases_behind(month, director(month), key, day=OCTOBER, at=AT)) == KEYS[key]


def test_that_the_tables_add_up_to_the_month(month: Session) -> None:
    found = asked(month)
    assert {name: sum(line.closed for line in lines) for name, lines in found.tables.items()} == dict.fromkeys(
        ("category", "department", "ward", "language"), 3
    )
    for name, lines in found.tables.items():
        for line in lines:
            ids = cases_behind(month, director(month), f"closed.{name}.{line.value}", day=OCTOBER, at=AT)
            assert len(ids) == line.closed


def test_that_a_month_to_come_and_a_figure_that_is_none_are_refused(month: Session) -> None:
    with pytest.raises(Invalid, match="has not begun"):
        monitoring(month, director(month), day=date(2027, 1, 1), at=AT)
    with pytest.raises(Invalid, match="department"):
        asked(month, 99)
    for key in ("closed.moon.1", "closed.month.moon", "contacts.channel.moon", "now.moon", "asked.moon", "moon"):
        with pytest.raises(NotFound):
            cases_behind(month, director(month), key, day=OCTOBER, at=AT)


def test_that_a_category_has_its_own_figures_lists_and_trend(month: Session) -> None:
    who = director(month)
    of: dict[str, Any] = {"day": OCTOBER, "at": AT, "category_id": 1}
    found, both = monitoring(month, who, **of), {**of, "department_id": 2}
    assert (found.closed, found.open_now, found.again, found.satisfaction.n) == (2, 0, 1, 0)
    assert found.flow.reconciles and found.title.endswith(f"October 2026, {found.tables['category'][0].name}")
    assert trends(month, who, **of).resolution[-1].net == found.net
    assert cases_behind(month, who, "closed", **of) == [1, 1]
    assert cases_behind(month, who, "closed", **both) == [], "no category of that department"
    with pytest.raises(Invalid, match="Choose a category"):
        monitoring(month, who, **{**of, "category_id": 999})


def test_that_marks_stand_beside_the_closings_of_each_ward_and_language(month: Session) -> None:
    who = director(month)
    marks = {each.value: 2 for each in Criterion} | {"plain": 1}
    month.add(
        Sample(month=OCTOBER.replace(day=1), seed="x", size=1, drawn_from=1, fingerprint="", made_at=AT, by_id=who.id)
    )
    read: dict[str, Any] = {
        "month": OCTOBER.replace(day=1),
        "why": ReadFor.SAMPLED,
        "reviewer_id": who.id,
        "reviewed_at": AT,
    }
    month.add_all(SubstanceReview(case_id=each, marks=marks, blind_marks=marks, **read) for each in (1, 3))
    month.flush()
    found = asked(month)
    for name, lines in found.tables.items():
        assert (sum(line.full for line in lines), sum(line.marks for line in lines)) == (10, 12), name
        for line in lines:
            ids = cases_behind(month, who, read_key(f"closed.{name}.{line.value}"), day=OCTOBER, at=AT)
            assert len(ids) == line.marks / 6
    assert {line.value: line.full for line in found.tables["language"]} == {"Portuguese": 5, "": 5}
    assert cases_behind(month, who, "substance.month.2026-10", day=date(2026, 11, 1), at=AT) == [1, 3]
