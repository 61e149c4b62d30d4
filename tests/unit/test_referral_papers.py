"""The papers about referrals: the page of a department, letters, the brief to a head."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app import presets
from app.errors import Invalid
from app.models import RecommendationStatus
from app.queries.letters import next_letter
from app.queries.referrals import referrals_of
from app.reports.paper import Paper
from app.reports.run import make_report
from app.services.departments import save_contact, save_official
from app.services.office import save_department
from app.services.recommendations import answer_recommendation, draft_recommendation, send_recommendation
from app.services.referrals import answer, chase, refer
from tests.factories import AT, director, make_case, make_store

DAY = timedelta(days=1)
SENATOR = {"name": "Ruth Abrams", "body": "State Senate", "level": "state"}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session(make_store(tmp_path).engine) as made:
        save_department(
            made, director(made), fields={"head": "Ana Silva", "liaison": "Ray Doucette"}, department_id=1, at=AT
        )
        save_contact(made, director(made), 1, fields={"name": "Jo Park", "title": "Dispatcher"}, at=AT)
        yield made


def sent(
    s: Session,
    days_ago: int = 20,
    *,
    chases: int = 0,
    subject: str = "Storm drain backs up after each heavy rain, third time",
    **fields: Any,
) -> str:
    """The number of a case referred to Public Works so many days ago, chased so many times since."""
    at, who = AT - days_ago * DAY, director(s)
    case = make_case(s, subject, at=at, owner_id=1, fields=fields)
    found = refer(s, who, case.id or 0, fields={"words": "Please clear the basin.\nSay when."}, department_id=1, at=at)
    for number in range(chases):
        when = AT - (chases - number) * 2 * DAY
        chase(s, who, found.id or 0, fields={"words": f"Reminder text {number + 1}"}, at=when)
    return case.number


def paper(s: Session, key: str, tmp_path: Path, **asked: str) -> str:
    """The words of all pages; a copy stays where pictures are wanted."""
    path = tmp_path / f"{key}.pdf"
    made = make_report(s, director(s), key, asked, path=path, at=AT)
    if folder := os.environ.get("LIAISON_PICTURES"):
        shutil.copy(path, Path(folder) / f"departments-{key}.pdf")
    assert made.pages == 1
    return " ".join(Paper(path.read_bytes()).text(0).split())


def test_that_the_page_of_a_department_is_one_page_with_what_it_owes(session: Session, tmp_path: Path) -> None:
    late, fresh = sent(session, 20, chases=3), sent(session, 1, subject="Pothole at the school")
    for _ in range(24):
        sent(session, 20)
    for days in (1, 3):
        number = refer(session, director(session), 1, fields={"words": "X"}, department_id=1, at=AT - 9 * DAY).id or 0
        at = AT - (9 - days) * DAY
        answer(session, director(session), number, words="Y", adequate=days == 1, reason="No date", at=at)
    words = paper(session, "department", tmp_path, department="Public Works")
    assert late in words and "Brief to head" in words and "and 12 more" in words and fresh not in words
    assert "Head: Ana Silva" in words and "n 2" in words and "1 of 2" in words and "Jo Park" in words


def advised(s: Session, title: str, status: RecommendationStatus | None = None, *, draft: bool = False) -> None:
    fields = {"department_id": 1, "title": title, "words": "Please do."}
    made = draft_recommendation(s, director(s), fields=fields, at=AT - 9 * DAY).id or 0
    if not draft:
        send_recommendation(s, director(s), made, at=AT - 8 * DAY)
    if status is not None:
        begins = {} if status is RecommendationStatus.DECLINED else {"effective_on": AT.date()}
        answer_recommendation(s, director(s), made, status=status, answer="So be it.", at=AT - DAY, **begins)


def test_that_the_page_of_a_department_tells_what_was_recommended_to_it(session: Session, tmp_path: Path) -> None:
    for _ in range(24):
        sent(session, 20)
    advised(session, "Tell each caller a date for the crew", RecommendationStatus.ADOPTED)
    advised(session, "Answer on Saturdays", RecommendationStatus.DECLINED)
    advised(session, "Mark the basins that were cleared, with the day, on the map of the city")
    advised(session, "Not told yet", draft=True)
    words = paper(session, "department", tmp_path, department="Public Works")
    assert "1 without an answer" in words and "Mark the basins" in words and "Not told yet" not in words
    assert "adopted Nov 17, 2026" in words and "declined Nov 17, 2026" in words
    assert words.index("Mark the basins") < words.index("Answer on Saturdays") < words.index("Tell each caller")
    assert "and 16 more" in words


def test_that_the_letter_of_a_referral_says_what_was_recorded(session: Session, tmp_path: Path) -> None:
    number = sent(session, chases=2)
    words = paper(session, "referral-letter", tmp_path, case=number)
    assert "Please clear the basin." in words and "Public Works" in words and number in words
    assert "Reminder text 2" in paper(session, "referral-letter", tmp_path, case=number, which="chase")


def test_that_a_reminder_before_the_answer_is_due_claims_no_delay(session: Session) -> None:
    case = sent(session)
    row = next(each for each in referrals_of(session, director(session), 1) if each.case_number == case)
    key, values = next_letter(session, director(session), row.id, at=row.due_at)
    assert key == "chase_early" and "has not reached us" not in presets.letter(key, values)[1]
    key, values = next_letter(session, director(session), row.id, at=row.due_at + timedelta(hours=1))
    assert key == "chase_1" and values["late"] == "less than an office day"


def test_that_the_brief_tells_the_head_what_was_asked_and_when(session: Session, tmp_path: Path) -> None:
    words = paper(session, "chase-brief", tmp_path, case=sent(session, chases=3))
    assert "Ana Silva" in words and "Reminder 3" in words and "Margaret Mulcahy, Director" in words
    assert "target of 5 office days" in words and "office days overdue" in words


def test_that_a_brief_before_the_answer_is_due_claims_no_delay(session: Session, tmp_path: Path) -> None:
    words = paper(session, "chase-brief", tmp_path, case=sent(session, 1))
    assert "overdue" not in words and "We count on the answer by" in words and "no reminder yet" in words


def test_that_a_brief_to_an_official_names_no_department_of_theirs(session: Session, tmp_path: Path) -> None:
    official = save_official(session, director(session), fields=SENATOR, at=AT).id
    case, at = make_case(session, "Benefits", at=AT - 60 * DAY, owner_id=1), AT - 59 * DAY
    fields = {"words": "Please look into it."}
    refer(session, director(session), case.id or 0, fields=fields, official_id=official, at=at, no_release="He asked")
    words = paper(session, "chase-brief", tmp_path, case=case.number)
    assert "to you: Benefits" in words and "department" not in words and "office days overdue" in words


def test_that_nothing_of_a_confidential_case_but_its_number_leaves_the_office(session: Session, tmp_path: Path) -> None:
    number = sent(session, chases=1, subject="Zebra crossing", confidential=True)
    for key in ("chase-brief", "department", "referral-letter"):
        words = paper(session, key, tmp_path, **({} if key == "department" else {"case": number}))
        assert number in words and "Zebra" not in words and "onfidential" in words


@pytest.mark.parametrize(
    ("key", "asked", "field"),
    [
        ("chase-brief", {"case": "2026-00001"}, "case"),
        ("chase-brief", {"case": "nothing"}, "case"),
        ("referral-letter", {"case": "2026-00002", "number": "7"}, "number"),
        ("referral-letter", {"case": "2026-00002", "which": "chase"}, "which"),
        ("department", {"department": "Nowhere"}, "department"),
    ],
)
def test_that_a_paper_of_nothing_is_a_sentence_beside_its_question(
    session: Session, tmp_path: Path, key: str, asked: dict[str, str], field: str
) -> None:
    make_case(session)
    sent(session)
    with pytest.raises(Invalid) as refused:
        make_report(session, director(session), key, asked, path=tmp_path / "x.pdf", at=AT)
    assert set(refused.value.problems) == {field}
