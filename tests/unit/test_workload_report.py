"""The workload: what each had in hand, to who directs and the Mayor; everybody else reads their own line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.authority import Actor, actor
from app.models import Absence, Channel, Outcome, Role, Told
from app.queries.figures import behind
from app.reports.formats import Prepared, as_data
from app.reports.run import prepare_report
from app.services.cases import assign_cases, close_case
from app.services.tasks import add_task
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The Director is 1, Linh 2, the Mayor 3, Omar 4: Linh has two cases, one of them closed, and was away a day."""
    made = make_store(tmp_path)
    made.write(_fill)
    return made


def _fill(s: Session) -> None:
    me = director(s)
    linh = make_staff(s)
    make_staff(s, Role.MAYOR, name="Ada Mayor")
    make_staff(s, name="Omar Diallo", login="odiallo")
    cases = [make_case(s, at=AT - 5 * DAY).id or 0 for _ in range(3)]
    assign_cases(s, me, cases[:2], owner_id=linh.id, at=AT - 4 * DAY)
    told = Told(told=True, told_at=AT - 2 * DAY, told_how=Channel.PHONE)
    close_case(s, me, cases[0], outcome=Outcome.RESOLVED, told=told, at=AT - 2 * DAY)
    make_contact(s, who=linh, at=AT - DAY)
    add_task(s, linh, fields={"words": "Call back"}, at=AT - DAY)
    for begun, until in ((AT - 9 * DAY, AT - 8 * DAY), (AT - 8.5 * DAY, AT - 8 * DAY)):
        s.add(Absence(staff_id=linh.id, from_at=begun, until_at=until, made_at=AT, by_id=1))


def prepared(store: Store, staff_id: int = 1) -> Prepared:
    def ask(s: Session) -> Prepared:
        return prepare_report(s, actor(s, staff_id, AT), "workload", {"period": "2026-11"}, at=AT)

    return store.read(ask)


def test_that_who_directs_and_the_mayor_see_every_line(store: Store) -> None:
    for staff_id in (1, 3):
        found = prepared(store, staff_id)
        cases, rest = as_data(found)["tables"][:2]
        assert [row[0] for row in cases["rows"]] == ["Linh Tran", "Margaret Mulcahy", "Omar Diallo", "Nobody", "All"]
        assert cases["rows"][0][1:] == [2, 0, 1, 1, 0] and cases["rows"][-1][1:] == [3, 0, 1, 2, 0]
        assert rest["rows"][0][1:6] == [0, 0, 0, 1, 1] and rest["rows"][0][6] == 1.0
        assert found.reconciles


def test_that_everybody_else_sees_their_own_line_alone(store: Store) -> None:
    found = prepared(store, 2)
    told = str(as_data(found))
    assert "Linh Tran" in told and "Omar" not in told and "Margaret Mulcahy" not in str(as_data(found)["tables"])
    assert as_data(found)["tables"][0]["rows"][-1][1:] == [2, 0, 1, 1, 0] and found.reconciles
    assert {line.name.partition(":")[0] for line in found.collected.lines} == {"Linh Tran"}


def test_that_every_figure_opens_as_many_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period = found.period
    assert period is not None
    lines = [line for line in found.lines if line.key]

    def listed(s: Session, who: Actor) -> list[int]:
        return [len(behind(s, who, line.key, period, at=AT).ids) for line in lines]

    assert store.read(lambda s: listed(s, director(s))) == [line.number for line in lines]
