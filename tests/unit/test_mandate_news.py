"""What Today tells of appointments and absences, and the due work of those for whom one stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sqlmodel import Session

from app.authority import Actor, actor
from app.models import AbsenceKind, Role
from app.queries.mandate_news import news, stand_in_ids
from app.services.absences import end_absence, record_absence
from app.store import Store
from tests.factories import AT, director, make_case, make_staff
from tests.unit.test_appointments import FIRST, on

DAY = timedelta(days=1)
WEEK = AT + 5 * DAY
LATE = 1


class People(NamedTuple):
    linh: Actor
    patrick: Actor
    absence_id: int


def away_with_deputy(session: Session) -> People:
    """Linh Tran is away for ten days and Patrick Feeney stands in; one case of hers is late, one is new."""
    linh = make_staff(session)
    make_case(session, "Old", owner_id=linh.id, fields={"category_id": 1}, at=AT - 60 * DAY)
    make_case(session, "New", owner_id=linh.id, fields={"category_id": 1})
    patrick = make_staff(session, name="Patrick Feeney", login="pfeeney")
    fields = {"staff_id": linh.id, "from_at": AT, "until_at": AT + 10 * DAY, "deputy_id": patrick.id}
    made = record_absence(session, linh, fields=fields | {"kind": AbsenceKind.ILLNESS}, at=AT)
    return People(linh, patrick, made.id or 0)


def test_that_due_work_of_who_is_away_shows_up_with_the_deputy(store: Store) -> None:
    def run(session: Session) -> None:
        linh, patrick, absence_id = away_with_deputy(session)
        make_case(session, "Mine", owner_id=patrick.id, fields={"category_id": 1}, at=AT - 60 * DAY)
        told = news(session, patrick, until=WEEK, at=AT)
        assert [(each.away.name, each.open, each.due) for each in told.stand_ins] == [("Linh Tran", 2, 1)]
        assert [row.name for row in told.away] == ["Linh Tran"] and told.me_away is None
        assert stand_in_ids(session, patrick, linh.id, until=WEEK, at=AT) == [LATE]
        assert stand_in_ids(session, director(session), linh.id, until=WEEK, at=AT) == []
        mine = news(session, linh, until=WEEK, at=AT).me_away
        assert mine is not None and mine.absence_id == absence_id
        end_absence(session, linh, absence_id, at=AT + DAY)
        assert news(session, patrick, until=WEEK, at=AT + DAY).stand_ins == ()
        assert stand_in_ids(session, patrick, linh.id, until=WEEK, at=AT + DAY) == []

    store.write(run)


def test_that_to_stand_in_opens_no_confidential_case(store: Store) -> None:
    def run(session: Session) -> None:
        linh, patrick, _ = away_with_deputy(session)
        secret = {"confidential": True, "category_id": 1}
        make_case(session, "Secret", who=linh, owner_id=linh.id, fields=secret, at=AT - 60 * DAY)
        told = news(session, patrick, until=WEEK, at=AT).stand_ins[0]
        assert (told.open, told.due) == (2, 1)
        assert stand_in_ids(session, patrick, linh.id, until=WEEK, at=AT) == [LATE]

    store.write(run)


def test_that_what_lapsed_is_told_to_who_records_appointments(store: Store) -> None:
    def run(session: Session) -> None:
        linh = make_staff(session)
        morning = on(FIRST, 8)
        mayor = make_staff(session, Role.MAYOR, name="Eileen Keohane")
        told = news(session, mayor, until=morning, at=morning)
        assert told.order_day == FIRST
        assert [row.name for row in told.lapsed] == ["Linh Tran", "Margaret Mulcahy"]
        assert news(session, actor(session, linh.id, morning), until=morning, at=morning).lapsed == ()
        later = on(FIRST) + 3 * DAY
        assert news(session, mayor, until=later, at=later).order_day is None

    store.write(run)
