"""The designation letter and the handover briefs: what they say, for whom, on which paper (Q3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session

from app.authority import Actor, actor
from app.errors import Invalid, NotAllowed
from app.models import Outcome, Role, Setting, Told
from app.queries.handover import beginning, ending
from app.queries.register import appointment_of, designations
from app.reports.paper import Paper
from app.reports.run import make_report
from app.services.absences import end_absence
from app.services.appointments import end_appointment
from app.services.cases import assign_cases, close_case, open_case
from app.services.designations import designate
from app.services.prints import record_print
from app.services.promises import promise
from app.store import Store
from tests.acting import UNTIL, fields_for, make_absence, make_designation
from tests.factories import AT, director, make_case, make_staff, make_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("handover"))
    yield made
    made.close()


@pytest.fixture
def s(store: Store) -> Iterator[Session]:
    """A transaction that is never committed, so that each test begins with the same office."""
    with Session(store.engine) as session:
        yield session


class Office(NamedTuple):
    """The people of these tests."""

    mayor: Actor
    rocha: Actor
    tran: Actor
    clerk: Actor
    intern: Actor


@pytest.fixture
def office(s: Session) -> Office:
    mayor = make_staff(s, Role.MAYOR, name="Eileen Keohane")
    rocha = make_staff(s, name="Denise Rocha", login="drocha")
    tran = make_staff(s, name="Linh Tran", login="ltran")
    return Office(
        mayor,
        rocha,
        tran,
        make_staff(s, Role.CLERK, name="Carla Santos"),
        make_staff(s, Role.INTERN, name="Sam Ortiz"),
    )


def row_of(s: Session, who: Actor, at: datetime = AT) -> Any:
    return designations(s, who, at=at)[0]


def words(
    s: Session, who: Actor, key: str, folder: Path, *, at: datetime = AT + HOUR, pages: int = 1, **answers: Any
) -> str:
    """The paper in one line; `pages` is how many it may have."""
    made = make_report(s, who, key, answers, path=folder / "paper.pdf", at=at)
    paper = Paper(made.path.read_bytes())
    assert paper.page_count <= pages
    return " ".join(" ".join(paper.text(page) for page in range(paper.page_count)).split())


# -- the letter -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["letter", "a4"])
def test_that_the_letter_is_one_page_that_names_all(s: Session, office: Office, tmp_path: Path, size: str) -> None:
    kept = s.get_one(Setting, "office")
    kept.value = {**kept.value, "paper": size}
    powers = ["manage_staff", "keep_taxonomy", "see_confidential", "assign_case", "manage_office", "read_history"]
    make_designation(s, office.mayor, office.rocha, kept_back=powers, from_at=AT + DAY, until_at=UNTIL - 7 * HOUR)
    told = words(s, office.mayor, "designation-letter", tmp_path)
    for each in (
        "Denise Rocha, Associate, is designated to act as Director of the Office of Constituent Services",
        "for Margaret Mulcahy, Director, who is away",
        "Thursday, November 19, 2026, 10:24 AM",
        "Friday, November 27, 2026, 5:00 PM",
        "Memorandum 2026-31, November 12, 2026",
        "dd or remove staff",
        "may not make appointments or designate another",
        "Eileen Keohane, Mayor",
        "Denise Rocha, received",
        "“Denise Rocha, Acting Director, for Margaret Mulcahy”",
        "Made by Eileen Keohane, Mayor",
    ):
        assert each in told, each
    assert "Medical leave" not in told, "the reason stays in the register"


def test_that_the_letter_says_who_recorded_it_and_that_it_ended(s: Session, office: Office, tmp_path: Path) -> None:
    away = make_absence(s)
    designate(s, office.clerk, fields=fields_for(office.rocha, away), at=AT)
    told = words(s, office.clerk, "designation-letter", tmp_path)
    assert "Recorded by Carla Santos from the Mayor’s memo on November 18, 2026." in told and "Ended early" not in told
    assert "Friday, November 27, 2026, at the end of the day" in told and "Powers kept back None." in told
    end_absence(s, actor(s, 1, AT + DAY), away.id or 0, at=AT + DAY)
    told = words(s, office.clerk, "designation-letter", tmp_path, at=AT + 2 * DAY)
    assert "Ended early Thursday, November 19, 2026, 10:24 AM, on the Director’s return" in told


def test_that_both_papers_need_the_register_and_a_designation(s: Session, office: Office, tmp_path: Path) -> None:
    for key in ("designation-letter", "handover-brief"):
        with pytest.raises(Invalid, match="Nobody was designated yet"):
            words(s, office.mayor, key, tmp_path)
    make_designation(s, office.mayor, office.rocha)
    for key in ("designation-letter", "handover-brief"):
        with pytest.raises(NotAllowed):
            words(s, office.intern, key, tmp_path)
        with pytest.raises(Invalid, match="no designation of this number"):
            words(s, office.mayor, key, tmp_path, designation="77")


def test_that_the_one_in_force_is_meant_else_the_next_else_the_last(s: Session, office: Office, tmp_path: Path) -> None:
    away = make_absence(s)
    make_designation(s, office.mayor, office.rocha, absence=away, until_at=AT + 2 * DAY)
    make_designation(s, office.mayor, office.tran, absence=away, from_at=AT + 3 * DAY, until_at=AT + 4 * DAY)
    for at, name in ((AT + DAY, "Denise"), (AT + 2 * DAY, "Linh"), (AT + 3 * DAY, "Linh"), (AT + 9 * DAY, "Linh")):
        assert f"{name} " in words(s, office.mayor, "designation-letter", tmp_path, at=at).split("is designated")[0]


# -- the first day --------------------------------------------------------------------------------------------


def test_that_the_first_day_tells_what_is_open(s: Session, office: Office, tmp_path: Path) -> None:
    me = director(s)
    mine, late = (make_case(s, name, fields={"category_id": 1}, at=AT - 40 * DAY) for name in ("Street lamp", "Bins"))
    soon = make_case(s, "Water bill", fields={"category_id": 2}, at=AT - 9 * DAY)
    assign_cases(s, me, [mine.id or 0], owner_id=1, at=AT)
    assign_cases(s, me, [late.id or 0], owner_id=office.tran.id, at=AT)
    make_designation(s, office.mayor, office.rocha)
    acting = actor(s, office.rocha.id, AT + HOUR)
    found = beginning(s, acting, row_of(s, acting), at=AT + HOUR)
    assert found.open == 3 and {row.subject for row in found.overdue.rows} == {"Street lamp", "Bins"}
    assert [row.number for row in found.due.rows] == [soon.number] == [row.number for row in found.unassigned.rows]
    assert [row.subject for row in found.directors.rows] == ["Street lamp"]
    told = words(s, acting, "handover-brief", tmp_path)
    for each in ("Handover brief, first day", "Denise Rocha for Margaret Mulcahy", "Open cases of Margaret Mulcahy"):
        assert each in told


def test_that_confidential_cases_are_told_to_those_who_may_see_them(s: Session, office: Office, tmp_path: Path) -> None:
    make_case(s, "Zebra crossing", fields={"confidential": True, "category_id": 1}, at=AT - 40 * DAY)
    make_designation(s, office.mayor, office.rocha)
    told = words(s, actor(s, office.rocha.id, AT + HOUR), "handover-brief", tmp_path)
    assert "Zebra crossing" in told and "left out" not in told
    for who in (office.clerk, office.mayor, office.tran):
        told = words(s, who, "handover-brief", tmp_path)
        assert "Zebra" not in told and "left out" in told and "0 open cases" in told


def test_that_a_long_list_is_cut_and_counted(s: Session, office: Office, tmp_path: Path) -> None:
    for n in range(65):
        make_case(s, f"Case {n}")
    make_designation(s, office.mayor, office.rocha)
    acting = actor(s, office.rocha.id, AT + HOUR)
    assert "… and 5 more." in words(s, acting, "handover-brief", tmp_path, pages=4)


# -- the last day ---------------------------------------------------------------------------------------------


def test_that_the_last_day_tells_what_changed_and_by_whom(s: Session, office: Office, tmp_path: Path) -> None:
    before = make_case(s, "From before", at=AT - DAY)
    make_designation(s, office.mayor, office.rocha)
    acting, at = actor(s, office.rocha.id, AT + HOUR), AT + HOUR
    assign_cases(s, acting, [before.id or 0], owner_id=office.tran.id, at=at)
    fresh = open_case(s, office.tran, fields={"subject": "Fresh one"}, anonymous=True, at=at)
    how = Told(told=False, why_not="Nobody by name")
    close_case(s, acting, fresh.id or 0, outcome=Outcome.RESOLVED, told=how, at=at)
    record_print(s, acting, "monthly", how="printed", at=at)
    found = ending(s, acting, row_of(s, acting, at), at=at + DAY)
    signed = "Denise Rocha, Acting Director, for Margaret Mulcahy"
    assert [(act.words, act.by) for act in found.handed] == [("to Linh Tran", signed)]
    assert [(act.subject, act.by) for act in found.opened] == [("Fresh one", "Linh Tran")]
    assert [(act.words, act.by) for act in found.closed] == [("resolved", signed)]
    assert (found.others, found.open) == ((("printed", 1),), 1)
    told = words(s, acting, "handover-brief", tmp_path, at=at + DAY, kind="end", pages=2)
    for each in ("Handover brief, last day", "To Linh Tran", "Other acts of Denise Rocha under the designation"):
        assert each in told


def test_that_acts_before_and_after_the_days_are_left_out(s: Session, office: Office) -> None:
    away = make_absence(s, from_at=AT, until_at=AT + 2 * DAY)
    make_case(s, "Before", at=AT - HOUR)
    make_designation(s, office.mayor, office.rocha, absence=away, from_at=AT + HOUR, until_at=AT + DAY)
    make_case(s, "Within", at=AT + 2 * HOUR)
    make_case(s, "After", at=AT + DAY + HOUR)
    found = ending(s, director(s), row_of(s, office.mayor, AT + 2 * DAY), at=AT + 2 * DAY)
    assert [act.subject for act in found.opened] == ["Within"]


def test_that_in_a_vacancy_nobody_is_named(s: Session, office: Office, tmp_path: Path) -> None:
    held = appointment_of(s, 1, AT)
    assert held is not None
    end_appointment(s, office.mayor, held.id, at=AT)
    away = make_absence(s, office.mayor, staff_id=None, kind="vacancy")
    given = fields_for(office.rocha, away, instrument_on=date(2026, 11, 1))
    designate(s, office.mayor, fields=given, at=AT)
    told = words(s, office.mayor, "designation-letter", tmp_path)
    assert "while the place of Director is vacant" in told and "“Denise Rocha, Acting Director”" in told
    told = words(s, actor(s, office.rocha.id, AT + HOUR), "handover-brief", tmp_path)
    assert "Denise Rocha for the vacant place of Director" in told and "Open cases of" not in told


def test_that_the_brief_lists_what_residents_were_told_for_these_days(
    s: Session, office: Office, tmp_path: Path
) -> None:
    """What is promised for after the designation is not its matter."""
    case = make_case(s, "Storm drain", owner_id=office.tran.id)
    for words_, due in (("A crew comes", AT + DAY), ("The street is paved", UNTIL + 30 * DAY)):
        promise(s, director(s), case.id or 0, fields={"words": words_, "due_at": due}, at=AT)
    make_designation(s, office.mayor, office.rocha)
    told = words(s, director(s), "handover-brief", tmp_path, at=AT + HOUR, pages=3)
    assert "Promised to residents for these days" in told and "A crew comes" in told and "paved" not in told
