"""Stale cases: what counts as untouched, and a sweep that is honest and dated today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.authority import Actor, actor
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Case, Channel, Event, Move, NoteKind, Outcome, Role, Status, Task
from app.queries.stale import DEFAULT, day_back, stale_after, stale_cases
from app.services.cases import add_note, move_case
from app.services.promises import promise
from app.services.referrals import refer
from app.services.stale import ask_owners, close_stale, hand_back_stale, keep_stale_days
from app.store import Store
from app.workdays import OfficeCalendar
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

LONG_AGO = AT - timedelta(days=120)
DAY = timedelta(days=1)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store: Store = make_store(tmp_path)
    with Session(store.engine, expire_on_commit=False) as made:
        yield made
    store.close()


def found(session: Session, who: Actor | None = None) -> list[int]:
    return [row.id for row in stale_cases(session, who or director(session), at=AT)]


def test_that_an_old_case_is_stale_until_anything_comes_of_it(session: Session) -> None:
    case = make_case(session, at=LONG_AGO)
    assert found(session) == [case.id]
    row = stale_cases(session, director(session), at=AT)[0]
    assert row.touched_at == LONG_AGO and row.days > 80
    add_note(session, director(session), case.id or 0, kind=NoteKind.NOTE, words="Looked at it.", at=AT - DAY)
    assert found(session) == []


@pytest.mark.parametrize("what", ["contact", "move", "promise", "referral"])
def test_that_each_kind_of_touch_counts(session: Session, what: str) -> None:
    case, who = make_case(session, at=LONG_AGO), director(session)
    number = case.id or 0
    if what == "contact":
        make_contact(session, case_id=number, at=AT - DAY)
    elif what == "move":
        move_case(session, who, number, Status.OPEN, at=AT - DAY)
    elif what == "promise":
        fields = {"words": "A crew comes.", "due_at": AT + DAY, "how": Channel.PHONE}
        promise(session, who, number, fields=fields, at=AT - DAY)
    else:
        fields = {"words": "Look at it.", "how": "email"}
        refer(session, who, number, fields=fields, department_id=1, at=AT - DAY)
    assert found(session) == []


def test_that_an_associate_sees_their_own_and_who_hands_out_sees_all(session: Session) -> None:
    linh = make_staff(session)
    mine = make_case(session, at=LONG_AGO, owner_id=linh.id)
    other = make_case(session, at=LONG_AGO + DAY)
    assert found(session, linh) == [mine.id]
    assert found(session) == [mine.id, other.id]


def test_that_the_bound_is_counted_in_office_days() -> None:
    hours = OfficeCalendar(closures={datetime(2026, 11, 17, tzinfo=UTC).date(): "Closed"})
    assert day_back(hours, AT, 1) == datetime(2026, 11, 16, 5, tzinfo=UTC)
    assert day_back(hours, AT, 2) == datetime(2026, 11, 13, 5, tzinfo=UTC)


def test_that_closing_is_dated_today_and_says_that_nobody_was_told(session: Session) -> None:
    case = make_case(session, at=LONG_AGO)
    assert close_stale(session, director(session), [case.id or 0], days=30, at=AT) == [case.number]
    session.flush()
    kept = session.get_one(Case, case.id)
    assert (kept.status, kept.outcome, kept.closed_at) == (Status.CLOSED, Outcome.NO_OUTCOME_RECORDED, AT)
    assert kept.told is False and "nobody was told" in kept.why_not_told
    last = session.exec(select(Move).where(Move.case_id == case.id)).all()[-1]
    assert (last.became, last.at) == (Status.CLOSED, AT)
    told = session.exec(select(Event).where(Event.verb == "closed")).one()
    assert told.subject_id == case.id and told.detail is not None
    assert told.detail["outcome"] == "no_outcome_recorded"


def test_that_nothing_is_closed_when_one_was_touched_meanwhile(session: Session) -> None:
    first, second = make_case(session, at=LONG_AGO), make_case(session, at=LONG_AGO)
    add_note(session, director(session), second.id or 0, kind=NoteKind.NOTE, words="Still here.", at=AT)
    with pytest.raises(Conflict, match="touched, closed or handed on meanwhile"):
        close_stale(session, director(session), [first.id or 0, second.id or 0], days=30, at=AT)
    assert session.get_one(Case, first.id).status is Status.NEW


def test_that_an_associate_closes_no_stale_case_of_others(session: Session) -> None:
    linh = make_staff(session)
    mine, other = make_case(session, at=LONG_AGO, owner_id=linh.id), make_case(session, at=LONG_AGO)
    with pytest.raises(Conflict):
        close_stale(session, linh, [other.id or 0], days=30, at=AT)
    assert close_stale(session, linh, [mine.id or 0], days=30, at=AT) == [mine.number]
    with pytest.raises(NotAllowed):
        hand_back_stale(session, linh, [other.id or 0], days=30, at=AT)


def test_that_cases_go_back_to_the_queue(session: Session) -> None:
    linh = make_staff(session)
    mine, nobodys = make_case(session, at=LONG_AGO, owner_id=linh.id), make_case(session, at=LONG_AGO)
    back = hand_back_stale(session, director(session), [mine.id or 0, nobodys.id or 0], days=30, at=AT)
    assert back == [mine.number] and session.get_one(Case, mine.id).owner_id is None


def test_that_an_owner_is_asked_once(session: Session) -> None:
    linh = make_staff(session)
    case = make_case(session, at=LONG_AGO, owner_id=linh.id)
    due = (AT + 7 * DAY).date()
    asked = [ask_owners(session, director(session), [case.id or 0], days=30, due_on=due, at=AT) for _ in range(2)]
    assert asked == [[case.number], []]
    task = session.exec(select(Task)).one()
    assert (task.owner_id, task.case_id, task.due_on) == (linh.id, case.id, due)
    assert stale_cases(session, director(session), at=AT)[0].asked_at == AT


def test_that_the_office_settles_its_own_number(session: Session) -> None:
    assert stale_after(session) == DEFAULT
    keep_stale_days(session, director(session), 200, at=AT)
    make_case(session, at=LONG_AGO)
    assert stale_after(session) == 200 and found(session) == []
    with pytest.raises(Invalid):
        keep_stale_days(session, director(session), 0, at=AT)
    with pytest.raises(NotAllowed):
        keep_stale_days(session, actor(session, make_staff(session, Role.INTERN).id, AT), 30, at=AT)
