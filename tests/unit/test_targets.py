"""Targets by category, priority and day; acknowledgement; nothing set later touches what was received before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.errors import Invalid, NotAllowed
from app.models import Case, Category, Channel, Direction, NoteKind, Outcome, Priority, Role, Status, Told
from app.queries.figures import month
from app.queries.figures.acknowledgements import acknowledgements
from app.queries.goals import Goal, Goals, target_rows
from app.queries.office import categories
from app.services.acknowledging import acknowledge_case
from app.services.cases import add_note, close_case, update_case
from app.services.contacts import undo_contact
from app.services.office import save_category
from app.services.targets import set_target
from app.workdays import OfficeCalendar
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

TODAY = date(2026, 11, 18)
DEFAULT = Goal(8, 2, 10)
HOURS = OfficeCalendar()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    store = make_store(tmp_path_factory.mktemp("office"))
    with Session(store.engine) as session:
        yield session
    store.close()


@pytest.fixture
def session(office: Session) -> Iterator[Session]:
    yield office
    office.rollback()


def goal(session: Session, *, priority: Priority = Priority.NORMAL, day: date = TODAY) -> Goal | None:
    return Goals.of(session).on(1, priority, day)


def targeted(session: Session, days: int, **given: Any) -> None:
    set_target(session, director(session), fields={"resolution_days": days}, at=given.pop("at", AT), **given)


def test_that_a_category_has_its_own_targets_until_others_are_set(session: Session) -> None:
    assert goal(session) == goal(session, day=date(2019, 3, 1)) == DEFAULT
    assert Goals.of(session).on(None, Priority.NORMAL, TODAY) is None


def test_that_a_target_holds_from_its_day_on_and_leaves_what_was_received_before(session: Session) -> None:
    before = make_case(session, fields={"category_id": 1})
    due = before.due_at
    targeted(session, 5, category_id=1, from_on=date(2026, 12, 1))
    assert goal(session) == goal(session, day=date(2026, 11, 30)) == DEFAULT
    assert goal(session, day=date(2026, 12, 1)) == Goal(8, 2, 5)
    later = make_case(session, fields={"category_id": 1}, at=datetime(2026, 12, 1, 15, tzinfo=UTC))
    assert later.due_at == HOURS.add_days(later.received_at, 5) and before.due_at == due


def test_that_a_case_received_before_keeps_its_target_when_its_category_comes_back(session: Session) -> None:
    case = make_case(session, fields={"category_id": 1}, at=AT - timedelta(days=1))
    due, number = case.due_at, case.id or 0
    targeted(session, 3, category_id=1)
    for category_id in (2, 1):
        session.flush()
        changes = {"category_id": category_id}
        update_case(session, director(session), number, version=case.version, changes=changes, at=AT)
    assert case.due_at == due


def test_that_the_narrower_target_goes_before_the_wider(session: Session) -> None:
    urgent = Priority.URGENT
    everything = {"acknowledge_hours": 2, "first_response_days": 1, "resolution_days": 4}
    set_target(session, director(session), fields=everything, priority=urgent, at=AT)
    assert goal(session, priority=urgent) == Goal(2, 1, 4) and goal(session) == DEFAULT
    targeted(session, 3, category_id=1, priority=urgent)
    assert goal(session, priority=urgent) == Goal(8, 2, 3)
    assert Goals.of(session).on(None, urgent, TODAY) == Goals.of(session).on(2, urgent, TODAY) == Goal(2, 1, 4)


def test_that_another_priority_gives_a_case_its_own_dates(session: Session) -> None:
    targeted(session, 3, category_id=1, priority=Priority.HIGH)
    case = make_case(session, fields={"category_id": 1})
    changes = {"priority": Priority.HIGH}
    update_case(session, director(session), case.id or 0, version=case.version, changes=changes, at=AT)
    assert case.due_at == HOURS.add_days(AT, 3)


def test_that_targets_saved_with_a_category_hold_from_today_on(session: Session) -> None:
    save_category(session, director(session), fields={"resolution_days": 20}, at=AT, category_id=1)
    assert goal(session) == Goal(8, 2, 20) and goal(session, day=TODAY - timedelta(days=1)) == DEFAULT
    rows = [(row.from_on, row.goal.resolution_days, row.by) for row in target_rows(session)]
    assert rows == [(TODAY, 20, "Margaret Mulcahy"), (date(1900, 1, 1), 10, "Margaret Mulcahy")]
    save_category(session, director(session), fields={"name": "Roads"}, at=AT, category_id=1)
    assert len(target_rows(session)) == 2


def test_that_a_target_set_today_shows_in_its_category(session: Session) -> None:
    targeted(session, 6, category_id=1)
    assert next(row for row in categories(session) if row.id == 1).resolution_days == 6
    targeted(session, 7, category_id=1, from_on=date(2027, 1, 1))
    assert session.get_one(Category, 1).resolution_days == 6


def test_that_a_target_set_ahead_shows_in_its_category_once_its_day_has_come(session: Session) -> None:
    begins = TODAY + timedelta(days=3)
    targeted(session, 7, category_id=1, from_on=begins)
    shown = [
        next(row for row in categories(session, on=day) if row.id == 1).resolution_days
        for day in (TODAY, begins - timedelta(days=1), begins)
    ]
    assert shown == [10, 10, 7]
    later = AT + timedelta(days=4)
    save_category(session, director(session), fields={"name": "Roads"}, at=later, category_id=1)
    assert goal(session, day=begins) == Goal(8, 2, 7) and len(target_rows(session)) == 2
    save_category(session, director(session), fields={"resolution_days": 10}, at=later, category_id=1)
    assert goal(session, day=later.date()) == DEFAULT and goal(session, day=begins) == Goal(8, 2, 7)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fields": {"resolution_days": 0}}, "resolution_days"),
        ({"fields": {"acknowledge_hours": 0}}, "acknowledge_hours"),
        ({"fields": {"first_response_days": -1}}, "first_response_days"),
        ({"from_on": date(2026, 11, 17)}, "from_on"),
        ({"category_id": 99}, "category_id"),
        ({"category_id": None, "fields": {"resolution_days": 3}}, "acknowledge_hours"),
    ],
)
def test_that_a_target_that_cannot_be_is_refused_beside_its_field(
    session: Session, given: dict[str, Any], field: str
) -> None:
    wanted: dict[str, Any] = {"fields": {"resolution_days": 9}, "category_id": 1, "at": AT} | given
    with pytest.raises(Invalid) as refused:
        set_target(session, director(session), **wanted)
    assert field in refused.value.problems and refused.value.problems[field].endswith(".")


def test_that_only_who_keeps_the_taxonomy_sets_targets(session: Session) -> None:
    associate = make_staff(session, Role.CLERK)
    with pytest.raises(NotAllowed):
        set_target(session, associate, fields={"resolution_days": 9}, category_id=1, at=AT)


# -- acknowledgement -------------------------------------------------------------------------------------------------


def acknowledged(session: Session, case: Case, at: datetime = AT + timedelta(hours=1)) -> Case:
    return acknowledge_case(session, director(session), case.id or 0, how=Channel.PHONE, at=at)


def test_that_a_case_is_to_be_acknowledged_within_business_hours(session: Session) -> None:
    case = make_case(session, fields={"category_id": 1})
    assert case.acknowledge_due_at == HOURS.add_hours(AT, 8) and case.acknowledged_at is None
    acknowledged(session, case)
    assert case.acknowledged_at == AT + timedelta(hours=1) and case.first_response_at is None
    assert case.status is Status.OPEN


def test_that_it_is_acknowledged_once_and_not_when_it_is_closed(session: Session) -> None:
    case = acknowledged(session, make_case(session))
    with pytest.raises(Invalid, match="acknowledged already"):
        acknowledged(session, case)
    told = Told(told=False, why_not="No number")
    other = make_case(session)
    close_case(session, director(session), other.id or 0, outcome=Outcome.RESOLVED, told=told, at=AT)
    with pytest.raises(Invalid, match="closed"):
        acknowledged(session, other)


def test_that_a_reply_and_a_call_of_ours_acknowledge_too(session: Session) -> None:
    later = AT + timedelta(hours=2)
    replied, called, told = (make_case(session) for _ in range(3))
    who = director(session)
    add_note(session, who, replied.id or 0, kind=NoteKind.REPLY, words="We look", channel=Channel.EMAIL, at=later)
    make_contact(session, case_id=called.id, at=later, fields={"direction": Direction.OUT})
    said = Told(told=True, told_at=later, told_how=Channel.PHONE, told_by_id=1)
    close_case(session, who, told.id or 0, outcome=Outcome.RESOLVED, told=said, at=later)
    assert {each.acknowledged_at for each in (replied, called, told)} == {later}
    add_note(session, who, replied.id or 0, kind=NoteKind.NOTE, words="Inside", at=later + timedelta(hours=1))
    assert replied.acknowledged_at == replied.first_response_at == later


def test_that_a_note_that_stays_inside_acknowledges_nothing(session: Session) -> None:
    case = make_case(session)
    add_note(session, director(session), case.id or 0, kind=NoteKind.NOTE, words="Inside", at=AT)
    assert case.acknowledged_at is None


def test_that_a_call_undone_acknowledges_no_more_but_the_act_stays(session: Session) -> None:
    one, two = make_case(session), make_case(session)
    acknowledged(session, two, AT + timedelta(minutes=9))
    for case, left in ((one, None), (two, AT + timedelta(minutes=9))):
        at = AT + timedelta(minutes=5)
        call = make_contact(session, case_id=case.id, at=at, fields={"direction": Direction.OUT})
        assert case.acknowledged_at == at
        undo_contact(session, director(session), call.contact_id, at=at)
        assert case.acknowledged_at == left


def test_that_acknowledgements_are_counted_against_the_target_of_their_day(session: Session) -> None:
    cases = [make_case(session, fields={"category_id": 1}) for _ in range(3)]
    acknowledged(session, cases[0])
    acknowledged(session, cases[1], HOURS.add_hours(AT, 9))
    acknowledged(session, make_case(session))
    period = month("America/New_York", 2026, 11)
    found = acknowledgements(session, director(session), period)
    assert [(row.in_target, round(row.hours, 2)) for row in found] == [(True, 1.0), (None, 1.0), (False, 9.0)]
