"""More of Today: referrals to chase or read, and the office as who directs it sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.models import Channel, Role
from app.queries.today_office import office_today, referrals_to_act
from app.services.referrals import answer, chase, refer
from tests.factories import AT, director, make_case, make_staff, make_store

LONG_AGO = AT - timedelta(days=60)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = make_store(tmp_path)
    with Session(store.engine, expire_on_commit=False) as made:
        yield made
    store.close()


def referred(session: Session, owner_id: int | None = None, **given: object) -> int:
    case = make_case(session, at=LONG_AGO, owner_id=owner_id, fields={"category_id": 1} | dict(given))
    fields = {"words": "Look at it.", "how": Channel.EMAIL}
    return refer(session, director(session), case.id or 0, fields=fields, department_id=1, at=LONG_AGO).id or 0


def test_that_late_answers_come_first_and_those_of_today_after(session: Session) -> None:
    linh = make_staff(session)
    fresh, late = referred(session, linh.id), referred(session, linh.id)
    referred(session)
    answer(session, director(session), fresh, words="Done.", adequate=True, at=AT - timedelta(hours=3))
    rows = referrals_to_act(session, linh, at=AT)
    assert [row.id for row in rows] == [late, fresh] and rows[0].late(AT) and not rows[1].late(AT)
    assert len(referrals_to_act(session, director(session), at=AT)) == 3


def test_that_what_was_chased_comes_back_when_the_next_chase_is_due(session: Session) -> None:
    linh = make_staff(session)
    number = referred(session, linh.id)
    chase(session, director(session), number, fields={"words": "Again"}, at=AT)
    assert referrals_to_act(session, linh, at=AT) == []
    assert [row.chases for row in referrals_to_act(session, linh, at=AT + timedelta(days=5))] == [1]


def test_that_the_director_sees_who_is_late_and_which_department(session: Session) -> None:
    linh = make_staff(session)
    referred(session, linh.id)
    make_case(session, at=LONG_AGO, fields={"category_id": 1})
    found = office_today(session, director(session), at=AT)
    assert {(row.owner, row.many) for row in found.late} == {("Linh Tran", 1), ("", 1)}
    assert [each.name for each in found.departments] == ["Public Works"] and not found.is_quiet


def test_that_an_associate_is_told_nothing_of_the_office(session: Session) -> None:
    linh = make_staff(session, Role.ASSOCIATE)
    referred(session, linh.id)
    assert office_today(session, linh, at=AT).is_quiet


def test_that_a_hidden_referral_is_on_no_other_desk(session: Session) -> None:
    linh = make_staff(session)
    referred(session, linh.id, confidential=True)
    other = make_staff(session, name="Ann Poe", login="apoe")
    assert len(referrals_to_act(session, linh, at=AT)) == 1
    assert referrals_to_act(session, other, at=AT) == []
