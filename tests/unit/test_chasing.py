"""The chase ladder: dates by the department's target and by its own median, where enough answers say so (Q5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.models import Case, Channel, Outcome, Referral, Told
from app.queries.chasing import gap_of, ladder, late_departments, speeds
from app.queries.departments import (
    DepartmentFilter,
    OfficialFilter,
    department_ids,
    department_lines,
    department_named,
    official_ids,
    official_rows,
)
from app.queries.people import OrganizationFilter, PersonFilter, organization_ids, person_ids
from app.queries.referrals import ReferralFilter, referral_ids, referral_rows, referrals_of
from app.queries.search import search
from app.queries.suggest import who_is
from app.services.cases import close_case
from app.services.departments import save_contact, save_official
from app.services.office import save_department
from app.services.referrals import answer, chase, refer
from tests.factories import AT, director, make_case, make_person, make_staff, make_store

DAY = timedelta(days=1)
TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(make_store(tmp_path).engine) as made:
        yield made


def sent(s: Session, days_ago: int, case: Case | None = None, **given: Any) -> Referral:
    """A referral to Public Works (target 5 days), sent so many days before AT."""
    at = AT - days_ago * DAY
    one = case or make_case(s, at=at)
    fields = {"words": "Please look.", **given}
    return refer(s, director(s), one.id or 0, fields=fields, department_id=1, at=at)


def answered(s: Session, days_ago: int, after: int, *, adequate: bool = True) -> None:
    found = sent(s, days_ago)
    at = AT - (days_ago - after) * DAY
    answer(s, director(s), found.id or 0, words="Done", adequate=adequate, reason="No date", at=at)


def test_that_the_first_chase_is_due_the_office_day_after_the_answer_was(session: Session) -> None:
    referral = sent(session, 9)  # Monday, November 9; due on Monday the 16th
    step = ladder(session, director(session), [referral.id or 0], at=AT)[0]
    assert (step.number, step.due_at.date(), step.ripe(AT)) == (1, date(2026, 11, 17), True)
    morning = datetime(2026, 11, 17, 5, tzinfo=UTC)  # midnight in Halbrook: it is time all day long
    assert step.ripe(morning) and not step.ripe(morning - timedelta(minutes=1))
    assert not step.speed.by_median and step.gap == 3  # half of the target of five, rounded up


def test_that_later_chases_follow_half_its_usual_time_and_the_brief_comes_after_the_third(session: Session) -> None:
    referral, who = sent(session, 30), director(session)
    for number in (1, 2, 3):
        chase(session, who, referral.id or 0, fields={"words": f"Again {number}"}, at=AT - (12 - 2 * number) * DAY)
    step = ladder(session, who, [referral.id or 0], at=AT)[0]
    assert (step.number, step.brief) == (4, True)
    assert step.due_at.date() == date(2026, 11, 17)  # three office days after Thursday, the 12th


@pytest.mark.parametrize(("answers", "by_median"), [(9, False), (10, True)])
def test_that_its_own_median_counts_from_ten_answers_on(session: Session, answers: int, by_median: bool) -> None:
    for _ in range(answers):
        answered(session, 28, 14)  # ten office days, twice the target
    speed = speeds(session, director(session), at=AT)[1]
    assert (speed.taken.n, speed.by_median) == (answers, by_median)
    assert speed.usual == (speed.taken.median if by_median else 5.0)
    assert gap_of(speed) == (5 if by_median else 3)


def test_that_inadequate_answers_are_counted_and_old_ones_are_not(session: Session) -> None:
    answered(session, 20, 3, adequate=False)
    answered(session, 20, 3)
    answered(session, 400, 3)
    speed = speeds(session, director(session), at=AT)[1]
    assert (speed.taken.n, speed.inadequate) == (2, 1)


def test_that_the_list_counts_what_is_owed_and_what_is_late(session: Session) -> None:
    sent(session, 1)
    sent(session, 20)
    answered(session, 20, 3)
    line = department_lines(session, director(session), [1, 2], at=AT)
    assert [(each.running, each.overdue) for each in line] == [(2, 1), (0, 0)]


def test_that_a_closed_case_owes_no_answer(session: Session) -> None:
    case = make_case(session, at=AT - 30 * DAY)
    sent(session, 20, case)
    close_case(session, director(session), case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT)
    assert department_lines(session, director(session), [1], at=AT)[0].running == 0
    assert not late_departments(session, director(session), at=AT)


def test_that_late_departments_come_by_chases_sent(session: Session) -> None:
    who, first = director(session), sent(session, 20)
    other = make_case(session, at=AT - 30 * DAY)
    two = refer(session, who, other.id or 0, fields={"words": "X"}, department_id=2, at=AT - 25 * DAY)
    chase(session, who, two.id or 0, fields={"words": "Again"}, at=AT - DAY)
    found = late_departments(session, who, at=AT)
    assert [(each.name, each.late, each.chases) for each in found] == [("Water", 1, 1), ("Public Works", 1, 0)]
    assert found[1].next.id == first.id and found[1].days > 0


def test_that_a_hidden_case_counts_for_nobody_else(session: Session) -> None:
    case = make_case(session, at=AT - 30 * DAY, owner_id=1, fields={"confidential": True})
    referral = sent(session, 20, case)
    other = make_staff(session)
    assert not referrals_of(session, other, case.id or 0) and not referral_rows(session, other, [referral.id or 0])
    assert not late_departments(session, other, at=AT) and late_departments(session, director(session), at=AT)
    assert department_lines(session, other, [1], at=AT)[0].running == 0


def test_that_referrals_are_found_by_the_number_they_were_given(session: Session) -> None:
    referral, who = sent(session, 3, reference="PW-2026-77"), director(session)
    assert list(referral_ids(session, who, ReferralFilter(text="PW-2026"))) == [referral.id]
    assert [hit.id for hit in search(session, who, "PW-2026-77").cases] == [referral.case_id]
    assert not referral_ids(session, who, ReferralFilter(text="PW-2027"))


def test_that_a_department_is_found_by_the_beginning_of_its_name(session: Session) -> None:
    assert department_named(session, "public") == 1 and department_named(session, "") is None
    save_department(session, director(session), fields={"name": "Public Health"}, at=AT)
    assert department_named(session, "public") is None and department_named(session, "Public Works") == 1
    assert list(department_ids(session, DepartmentFilter(text="heal"))) == [3]


def test_that_officials_and_contacts_are_in_no_list_of_residents_and_the_reverse(session: Session) -> None:
    who = director(session)
    save_official(session, who, fields={"name": "Zelda Quince", "body": "Senate", "level": "state"}, at=AT)
    save_contact(session, who, 1, fields={"name": "Zelda Quill"}, at=AT)
    make_person(session, "Zelda Resident")
    assert [hit.name for hit in who_is(session, who, "Zelda")] == ["Zelda Resident"]
    assert len(person_ids(session, who, PersonFilter(text="Zelda"))) == 1
    assert not organization_ids(session, who, OrganizationFilter(text="Senate"))
    assert [hit.title for hit in search(session, who, "Zelda").people] == ["Zelda Resident"]
    rows = official_rows(session, official_ids(session, OfficialFilter(text="Zelda")))
    assert [row.name for row in rows] == ["Zelda Quince"]
