"""Tasks and follow-ups: who does what by when, and whether it is fixed (Q5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.authority import Refusal
from app.errors import Invalid, NotFound
from app.models import Case, Event, Fixed, FollowUp, Outcome, Role, Task
from app.queries.tasks import follow_ups_due, open_tasks
from app.services.cases import close_case, reopen_case
from app.services.follow_ups import drop_follow_up, plan_follow_up, record_follow_up
from app.services.handing import Handed
from app.services.leaving import let_go
from app.services.tasks import add_task, change_task, find_task, finish_task, hand_task, undo_task
from tests.factories import AT, director, make_case, make_staff, make_store
from tests.unit.test_forbidden_acts import TOLD

CALL: dict[str, Any] = {"words": "Call the school", "due_on": date(2026, 11, 20)}
NEXT_WEEK = date(2026, 11, 25)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(make_store(tmp_path).engine) as made:
        yield made


def test_that_a_task_stands_alone_or_with_a_case(session: Session) -> None:
    who, case = director(session), make_case(session)
    alone = add_task(session, who, fields=CALL, at=AT)
    with_case = add_task(session, who, fields=CALL, case_id=case.id, at=AT)
    assert (alone.owner_id, alone.case_id, with_case.case_id) == (1, None, case.id)
    told = session.exec(select(Event.subject).where(Event.verb == "added task").order_by(col(Event.id))).all()
    assert told == ["task", "case_record"]


@pytest.mark.parametrize("fields", [{"words": ""}, {"due_on": "someday"}])
def test_that_a_task_says_what_and_a_real_day(session: Session, fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        add_task(session, director(session), fields=CALL | fields, at=AT)
    assert set(refused.value.problems) == set(fields)


def test_that_no_task_is_due_on_a_day_that_is_over(session: Session) -> None:
    yesterday, who = date(2026, 11, 17), director(session)
    with pytest.raises(Invalid, match="is over") as refused:
        add_task(session, who, fields=CALL | {"due_on": yesterday}, at=AT)
    task = add_task(session, who, fields=CALL, at=AT)
    with pytest.raises(Invalid, match="is over"):
        change_task(session, who, task.id or 0, changes={"due_on": yesterday}, at=AT)
    late = AT + timedelta(days=9)
    assert change_task(session, who, task.id or 0, changes={"words": "Write"}, at=late).words == "Write"
    assert set(refused.value.problems) == {"due_on"}


def test_that_the_list_of_the_office_is_whole(session: Session) -> None:
    session.add_all([Task(words=f"Task {n}", owner_id=1, by_id=1, made_at=AT) for n in range(70)])
    session.flush()
    assert len(open_tasks(session, director(session))) == 70


def test_that_nobody_is_asked_about_a_case_that_is_open_again(session: Session) -> None:
    plan = planned(session)
    due: dict[str, Any] = {"until_on": NEXT_WEEK, "at": AT}
    assert [each.id for each in follow_ups_due(session, director(session), **due)] == [plan.id]
    reopen_case(session, director(session), plan.case_id, reason="Again", at=AT)
    assert follow_ups_due(session, director(session), **due) == []


def test_that_what_is_done_can_be_taken_back(session: Session) -> None:
    who = director(session)
    task = add_task(session, who, fields=CALL, at=AT)
    with pytest.raises(Invalid, match="not done yet"):
        undo_task(session, who, task.id or 0, at=AT)
    assert finish_task(session, who, task.id or 0, at=AT).done_by_id == 1
    with pytest.raises(Invalid, match="done already"):
        finish_task(session, who, task.id or 0, at=AT)
    assert undo_task(session, who, task.id or 0, at=AT).done_at is None


def test_that_a_corrected_task_keeps_old_and_new(session: Session) -> None:
    task = add_task(session, director(session), fields=CALL, at=AT)
    change_task(session, director(session), task.id or 0, changes={"due_on": NEXT_WEEK}, at=AT)
    line = session.exec(select(Event).where(Event.verb == "changed task")).one()
    assert line.detail["due_on"] == ["2026-11-20", "2026-11-25"] and task.due_on == NEXT_WEEK


def test_that_own_tasks_are_handed_over_and_those_of_others_by_who_directs(session: Session) -> None:
    linh, sam = make_staff(session), make_staff(session, login="sam", name="Sam Ortiz")
    task = add_task(session, linh, fields=CALL, case_id=make_case(session).id, at=AT)
    with pytest.raises(Refusal, match="hand out cases"):
        hand_task(session, sam, task.id or 0, owner_id=sam.id, at=AT)
    assert hand_task(session, linh, task.id or 0, owner_id=sam.id, at=AT).owner_id == sam.id
    assert hand_task(session, director(session), task.id or 0, owner_id=linh.id, at=AT).owner_id == linh.id


def test_that_an_intern_gives_nobody_tasks(session: Session) -> None:
    intern = make_staff(session, Role.INTERN)
    assert add_task(session, intern, fields=CALL, at=AT).owner_id == intern.id
    with pytest.raises(Refusal, match="hand over own cases"):
        add_task(session, intern, fields=CALL, owner_id=1, at=AT)
    with pytest.raises(Invalid, match="not yours"):
        add_task(session, intern, fields=CALL, case_id=make_case(session, owner_id=1).id, at=AT)


def test_that_a_task_goes_to_nobody_who_may_not_see_its_case(session: Session) -> None:
    case, linh = make_case(session, fields={"confidential": True}), make_staff(session)
    with pytest.raises(Invalid, match="may not see this case"):
        add_task(session, director(session), fields=CALL, case_id=case.id, owner_id=linh.id, at=AT)
    task = add_task(session, director(session), fields=CALL, case_id=case.id, at=AT)
    with pytest.raises(NotFound):
        find_task(session, linh, task.id or 0)


def test_that_a_task_alone_is_seen_by_its_owner_its_maker_and_who_directs(session: Session) -> None:
    linh, sam = make_staff(session), make_staff(session, login="sam", name="Sam Ortiz")
    task = add_task(session, linh, fields=CALL, at=AT)
    assert find_task(session, linh, task.id or 0) is find_task(session, director(session), task.id or 0)
    with pytest.raises(NotFound):
        find_task(session, sam, task.id or 0)


def test_that_the_tasks_of_who_leaves_go_with_their_cases(session: Session) -> None:
    linh, sam = make_staff(session), make_staff(session, login="sam", name="Sam Ortiz")
    open_one, done = (add_task(session, linh, fields=CALL, at=AT) for _ in range(2))
    finish_task(session, linh, done.id or 0, at=AT)
    assert let_go(session, director(session), linh.id, to=sam.id, at=AT) == Handed(0, 0, 0, tasks=1)
    owners = session.exec(select(Task.owner_id).order_by(col(Task.id))).all()
    assert owners == [sam.id, linh.id] and open_one.id


# -- is it fixed?


def closed(s: Session, **given: Any) -> Case:
    case = make_case(s, **given)
    return close_case(s, director(s), case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT)


def planned(s: Session) -> FollowUp:
    return plan_follow_up(s, director(s), closed(s).id or 0, due_on=NEXT_WEEK, at=AT)


def test_that_only_what_is_closed_is_followed_up_and_once(session: Session) -> None:
    with pytest.raises(Invalid, match="not closed yet"):
        plan_follow_up(session, director(session), make_case(session).id or 0, due_on=NEXT_WEEK, at=AT)
    plan = planned(session)
    again = plan_follow_up(session, director(session), plan.case_id, due_on=date(2026, 12, 1), at=AT)
    assert again.id == plan.id and again.due_on == date(2026, 12, 1)


def test_that_a_day_that_is_over_is_refused(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        plan_follow_up(session, director(session), closed(session).id or 0, due_on=date(2026, 11, 17), at=AT)
    assert set(refused.value.problems) == {"due_on"}


@pytest.mark.parametrize(
    ("fields", "declined"),
    [
        ({"reached": True}, False),
        ({"reached": True, "satisfaction": 4}, True),
        ({"reached": True, "satisfaction": 6}, False),
        ({"reached": False, "satisfaction": 4}, False),
    ],
)
def test_that_satisfaction_is_a_number_or_declined(session: Session, fields: dict[str, Any], declined: bool) -> None:
    plan = planned(session)
    with pytest.raises(Invalid) as refused:
        record_follow_up(session, director(session), plan.id or 0, fields=fields, declined=declined, at=AT)
    assert set(refused.value.problems) == {"satisfaction"}


def test_that_an_answer_is_kept_with_who_asked(session: Session) -> None:
    plan = planned(session)
    given = {"reached": True, "fixed": "partly", "satisfaction": 4, "words": "Better than before"}
    record_follow_up(session, director(session), plan.id or 0, fields=given, at=AT)
    assert (plan.fixed, plan.satisfaction, plan.asked_by_id) == (Fixed.PARTLY, 4, 1)
    with pytest.raises(Invalid, match="asked already"):
        record_follow_up(session, director(session), plan.id or 0, fields=given, at=AT)


def test_that_who_was_not_reached_is_asked_another_day(session: Session) -> None:
    plan = planned(session)
    later = AT + timedelta(days=7)
    record_follow_up(
        session, director(session), plan.id or 0, fields={"reached": False}, again_on=date(2026, 12, 2), at=later
    )
    rows = session.exec(select(FollowUp).order_by(col(FollowUp.id))).all()
    assert [(each.reached, each.fixed, each.due_on.day) for each in rows] == [(False, None, 25), (None, None, 2)]


def test_that_a_plan_is_taken_back_with_its_reason(session: Session) -> None:
    plan = planned(session)
    with pytest.raises(Invalid):
        drop_follow_up(session, director(session), plan.id or 0, reason="", at=AT)
    drop_follow_up(session, director(session), plan.id or 0, reason="Moved away", at=AT)
    assert plan.dropped_at == AT and plan.asked_at is None
