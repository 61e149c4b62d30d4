"""What is due of promises and tasks, for whom, and how many promises were kept (Q5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.authority import Actor
from app.models import Absence, Channel, FollowUp
from app.queries.figures import month
from app.queries.figures.promised import kept_promises, satisfaction
from app.queries.promises import day_promised, has_hour, promises_at_risk, promises_due, tomorrow_of
from app.queries.tasks import tasks_due
from app.services.promises import break_promise, keep, move_promise, promise, withdraw_promise
from app.services.tasks import add_task
from tests.factories import AT, director, make_case, make_staff

DAY = timedelta(days=1)
ZONE = "America/New_York"
NOVEMBER = month(ZONE, 2026, 11)


def given(s: Session, due: Any, *, owner_id: int | None = 1, words: str = "A crew comes") -> int:
    case = make_case(s, owner_id=owner_id, at=AT - 3 * DAY)
    fields = {"words": words, "due_at": due}
    return promise(s, director(s), case.id or 0, fields=fields, at=AT - 3 * DAY).id or 0


def due(s: Session, who: Actor) -> list[tuple[str, bool]]:
    return [(row.words, row.late) for row in promises_due(s, who, until=tomorrow_of(s, AT), at=AT)]


def test_that_what_is_late_stands_before_today_and_tomorrow(session: Session) -> None:
    for words, when in (("later", AT + 5 * DAY), ("tomorrow", AT + DAY), ("late", AT - DAY)):
        given(session, when, words=words)
    assert due(session, director(session)) == [("late", True), ("tomorrow", False)]


def test_that_a_deputy_sees_the_promises_and_tasks_of_who_is_away(session: Session) -> None:
    linh, sam = make_staff(session), make_staff(session, login="sam", name="Sam Ortiz")
    given(session, AT + DAY, owner_id=linh.id)
    add_task(session, linh, fields={"words": "Call"}, case_id=make_case(session, owner_id=linh.id).id, at=AT)
    assert due(session, sam) == []
    session.add(
        Absence(staff_id=linh.id, deputy_id=sam.id, from_at=AT - DAY, until_at=AT + 5 * DAY, made_at=AT, by_id=1)
    )
    session.flush()
    assert due(session, sam) == [("A crew comes", False)]
    assert [row.words for row in tasks_due(session, sam, until_on=AT.date(), at=AT)] == ["Call"]


def test_that_who_directs_sees_what_is_late_or_left_alone(session: Session) -> None:
    for words, owner, when in (("late", 1, AT - DAY), ("nobody's", None, AT + DAY), ("far", None, AT + 9 * DAY)):
        given(session, when, owner_id=owner, words=words)
    rows = promises_at_risk(session, director(session), until=tomorrow_of(session, AT), at=AT)
    assert [row.words for row in rows] == ["late", "nobody's"]


def test_that_the_rate_counts_kept_over_all_that_was_settled(session: Session) -> None:
    who, ids = director(session), [given(session, AT + DAY) for _ in range(6)]
    keep(session, who, ids[0], at=AT)
    keep(session, who, ids[1], at=AT)
    break_promise(session, who, ids[2], words="No crew", at=AT)
    move_promise(session, who, ids[3], due_at=AT + 9 * DAY, how=Channel.PHONE, at=AT)
    withdraw_promise(session, who, ids[4], words="By mistake", at=AT)
    found = kept_promises(session, who, NOVEMBER)
    assert (found.kept, found.broken, found.moved, found.settled, found.rate) == (2, 1, 1, 4, 0.5)
    assert kept_promises(session, who, NOVEMBER.back(1)).rate is None


def test_that_satisfaction_says_its_n_and_how_many_were_asked(session: Session) -> None:
    case = make_case(session).id or 0
    for reached, number in ((True, 5), (True, 4), (True, 1), (True, None), (False, None)):
        asked: dict[str, Any] = {"asked_at": AT, "reached": reached, "satisfaction": number}
        session.add(FollowUp(case_id=case, due_on=AT.date(), made_at=AT, by_id=1, **asked))
    session.flush()
    found = satisfaction(session, director(session), NOVEMBER)
    assert (found.n, found.made, found.reached, found.middle, found.response_rate) == (3, 5, 4, 4.0, 0.6)
    assert found.content == pytest.approx(2 / 3)


def test_that_a_day_without_an_hour_counts_until_its_end(session: Session) -> None:
    end = day_promised(AT.date(), ZONE)
    assert not has_hour(end, ZONE) and has_hour(AT, ZONE) and end > AT
