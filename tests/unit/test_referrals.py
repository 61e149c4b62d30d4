"""Referrals: sent, acknowledged, answered, chased; the case stays ours and waits on the department (Q5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app.errors import Invalid, NotAllowed, NotFound
from app.models import (
    Case,
    Channel,
    Event,
    Level,
    Move,
    Official,
    Outcome,
    Referral,
    ReferralState,
    ReleaseKind,
    Role,
    Status,
    Told,
)
from app.services.attachments import add_attachment, remove_attachment
from app.services.cases import close_case, move_case
from app.services.departments import save_contact, save_official
from app.services.office import save_department
from app.services.referrals import acknowledge, answer, chase, find_referral, refer, withdraw
from app.services.releases import add_release, is_in_force
from tests.factories import AT, director, make_case, make_staff

DAY = timedelta(days=1)
TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)
TO: dict[str, Any] = {"words": "Please clear the basin and say when.", "how": "email"}


def sent(s: Session, case: Case | None = None, **given: Any) -> Referral:
    """A referral of a new case to Public Works (department 1)."""
    one = case or make_case(s)
    to: dict[str, Any] = {} if "official_id" in given else {"department_id": 1}
    return refer(s, director(s), one.id or 0, fields=TO, at=given.pop("at", AT), **to, **given)


def official(s: Session, level: Level) -> Official:
    fields = {"name": "Ana Reis", "body": "Senate", "level": level}
    return save_official(s, director(s), fields=fields, at=AT)


def test_that_a_referral_is_numbered_and_due_by_the_departments_own_target(session: Session) -> None:
    save_department(session, director(session), fields={"answer_days": 3}, department_id=1, at=AT)
    case = make_case(session)
    one, two = sent(session, case), sent(session, case)
    assert (one.number, two.number) == (1, 2)
    assert one.due_at.date() == date(2026, 11, 23)  # Thursday, Friday, Monday


def test_that_the_case_waits_on_the_department_and_stays_ours(session: Session) -> None:
    case = make_case(session, owner_id=1)
    sent(session, case)
    assert case.status is Status.WAITING_DEPARTMENT and case.owner_id == 1
    assert case.wait_reason == "Public Works, referral 1"
    moves = session.exec(select(Move.became).where(Move.case_id == case.id)).all()
    assert moves[-1] is Status.WAITING_DEPARTMENT


def test_that_the_case_is_open_again_when_the_last_referral_is_answered(session: Session) -> None:
    case, who = make_case(session), director(session)
    one, two = sent(session, case), sent(session, case)
    answer(session, who, one.id or 0, words="Done.", adequate=True, at=AT + DAY)
    before = case.status
    withdraw(session, who, two.id or 0, reason="Asked twice", at=AT + DAY)
    assert [before, case.status] == [Status.WAITING_DEPARTMENT, Status.OPEN]


def test_that_an_inadequate_answer_needs_its_reason_and_gives_the_case_back(session: Session) -> None:
    referral, who = sent(session), director(session)
    with pytest.raises(Invalid, match="what is missing") as refused:
        answer(session, who, referral.id or 0, words="No.", adequate=False, at=AT)
    assert set(refused.value.problems) == {"reason"}
    answer(session, who, referral.id or 0, words="No.", adequate=False, reason="No date given", at=AT)
    assert referral.state is ReferralState.INADEQUATE and referral.closed_at == AT
    with pytest.raises(Invalid, match="answered already"):
        chase(session, who, referral.id or 0, fields=TO, at=AT)


def test_that_an_acknowledgement_keeps_their_number(session: Session) -> None:
    referral, who = sent(session), director(session)
    acknowledge(session, who, referral.id or 0, at=AT + DAY, reference="PW-77")
    assert (referral.state, referral.reference) == (ReferralState.ACKNOWLEDGED, "PW-77")
    with pytest.raises(Invalid, match="already"):
        acknowledge(session, who, referral.id or 0, at=AT + DAY)


def test_that_chases_are_numbered_and_keep_their_text(session: Session) -> None:
    referral, who = sent(session), director(session)
    made = [chase(session, who, referral.id or 0, fields={"words": f"Again {n}"}, at=AT + n * DAY) for n in (1, 2)]
    assert [(each.number, each.words) for each in made] == [(1, "Again 1"), (2, "Again 2")]


@pytest.mark.parametrize("days", [-1, 2])
def test_that_no_chase_lies_before_the_referral_or_in_the_future(session: Session, days: int) -> None:
    referral = sent(session)
    with pytest.raises(Invalid) as refused:
        chase(session, director(session), referral.id or 0, fields=TO, at=AT + DAY, chased_at=AT + days * DAY)
    assert set(refused.value.problems) == {"chased_at"}


def test_that_a_chase_follows_the_one_before_it_and_the_minute_of_the_referral(session: Session) -> None:
    referral, who = sent(session, at=AT + timedelta(seconds=31)), director(session)
    first = chase(session, who, referral.id or 0, fields=TO, at=AT + DAY, chased_at=AT)  # typed without seconds
    assert (first.number, first.at) == (1, referral.sent_at)
    chase(session, who, referral.id or 0, fields=TO, at=AT + 3 * DAY)
    with pytest.raises(Invalid, match="cannot be before chase 2"):
        chase(session, who, referral.id or 0, fields=TO, at=AT + 4 * DAY, chased_at=AT + 2 * DAY)


def test_that_a_closed_case_is_not_chased(session: Session) -> None:
    case = make_case(session)
    referral = sent(session, case)
    close_case(session, director(session), case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT)
    with pytest.raises(Invalid, match="no answer is owed"):
        chase(session, director(session), referral.id or 0, fields=TO, at=AT + DAY)


def test_that_history_tells_old_and_new(session: Session) -> None:
    referral, who = sent(session), director(session)
    chase(session, who, referral.id or 0, fields={"words": "Again"}, at=AT)
    answer(session, who, referral.id or 0, words="Done.", adequate=True, at=AT + DAY)
    lines = session.exec(select(Event).where(Event.subject_id == referral.case_id)).all()
    told = {line.verb: line.detail for line in lines}
    assert told["referred"]["status"] == ["new", "waiting_department"]
    assert told["chased"]["chase"] == 1
    assert told["referral answered"]["state"] == ["sent", "answered"]
    assert told["referral answered"]["status"] == ["waiting_department", "open"]


def test_that_a_closed_case_is_not_referred(session: Session) -> None:
    case = make_case(session)
    close_case(session, director(session), case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT)
    with pytest.raises(Invalid, match="is closed"):
        sent(session, case)


@pytest.mark.parametrize("to", [{}, {"department_id": 1, "official_id": 1}, {"department_id": 99}])
def test_that_a_referral_goes_to_one_who_is_in_the_lists(session: Session, to: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        refer(session, director(session), make_case(session).id or 0, fields=TO, at=AT, **to)
    assert set(refused.value.problems) == {"to"}


def test_that_a_case_moved_on_meanwhile_stays_where_it_is(session: Session) -> None:
    case, who = make_case(session), director(session)
    referral = sent(session, case)
    move_case(session, who, case.id or 0, Status.WAITING_RESIDENT, reason="Photos", at=AT + DAY)
    answer(session, who, referral.id or 0, words="Done.", adequate=True, at=AT + DAY)
    assert case.status is Status.WAITING_RESIDENT


# -- releases


@pytest.mark.parametrize("level", [Level.STATE, Level.FEDERAL])
def test_that_an_outside_body_is_told_only_with_a_release_or_a_reason(session: Session, level: Level) -> None:
    to, case = official(session, level), make_case(session)
    with pytest.raises(Invalid, match="privacy release in force"):
        sent(session, case, official_id=to.id)
    referral = sent(session, case, official_id=to.id, no_release="The resident wrote to both")
    assert referral.release_id and to.answer_days == 20


def test_that_a_municipal_official_needs_none(session: Session) -> None:
    assert sent(session, official_id=official(session, Level.MUNICIPAL).id).release_id is None


RELEASE: dict[str, Any] = {
    "kind": ReleaseKind.PRIVACY_ACT,
    "signer": "M. Tavares",
    "signed_on": date(2026, 11, 1),
    "scope": "Benefits",
    "expires_on": date(2026, 11, 30),
}


def test_that_a_release_in_force_serves_and_an_expired_one_is_a_sentence(session: Session) -> None:
    to, case, who = official(session, Level.FEDERAL), make_case(session), director(session)
    release = add_release(session, who, case.id or 0, fields=RELEASE, at=AT)
    assert sent(session, case, official_id=to.id).release_id == release.id
    with pytest.raises(Invalid, match=r"signed by M\. Tavares expired on November 30, 2026") as refused:
        sent(session, case, official_id=to.id, at=AT + 20 * DAY)
    assert set(refused.value.problems) == {"release"}


def test_that_a_release_has_to_be_in_force_on_the_day_of_sending(session: Session) -> None:
    to, who, case = official(session, Level.FEDERAL), director(session), make_case(session)
    late = RELEASE | {"signed_on": date(2026, 11, 20)}
    add_release(session, who, case.id or 0, fields=late, at=AT + 3 * DAY)
    given: dict[str, Any] = {"official_id": to.id, "sent_at": AT + DAY}
    with pytest.raises(Invalid, match=r"November 20, 2026, after the body was told") as refused:
        sent(session, case, at=AT + 3 * DAY, **given)
    assert set(refused.value.problems) == {"release"}
    assert sent(session, case, at=AT + 3 * DAY, official_id=to.id).release_id
    assert sent(session, case, at=AT + 20 * DAY, official_id=to.id, sent_at=AT + 12 * DAY).release_id  # its last day


def test_that_the_scan_of_a_release_stays_with_it(session: Session) -> None:
    case, who = make_case(session).id or 0, director(session)
    scan = add_attachment(
        session, who, name="release.pdf", media_type="", size=9, address="a" * 64, case_id=case, at=AT
    )
    add_release(session, who, case, fields=RELEASE, attachment_id=scan.id, at=AT)
    with pytest.raises(Invalid, match="stays with its release"):
        remove_attachment(session, who, scan.id or 0, at=AT)


def test_that_the_day_of_expiry_is_the_last_of_a_release(session: Session) -> None:
    release = add_release(session, director(session), make_case(session).id or 0, fields=RELEASE, at=AT)
    assert is_in_force(release, date(2026, 11, 30)) and not is_in_force(release, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signer": ""}, "signer"),
        ({"signed_on": date(2026, 11, 19)}, "signed_on"),
        ({"scope": " "}, "scope"),
        ({"expires_on": date(2026, 11, 17)}, "expires_on"),
        ({"kind": ReleaseKind.REASON}, "kind"),
    ],
)
def test_that_a_release_says_who_when_and_what(session: Session, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_release(session, director(session), make_case(session).id or 0, fields=RELEASE | change, at=AT)
    assert set(refused.value.problems) == {field}


# -- who may


def test_that_an_intern_refers_own_cases_only(session: Session) -> None:
    intern = make_staff(session, Role.INTERN)
    own, other = make_case(session, who=intern), make_case(session, owner_id=1)
    assert refer(session, intern, own.id or 0, fields=TO, department_id=1, at=AT).id
    with pytest.raises(Invalid, match="not yours"):
        refer(session, intern, other.id or 0, fields=TO, department_id=1, at=AT)


def test_that_a_referral_of_a_hidden_case_is_not_there(session: Session) -> None:
    case = make_case(session, owner_id=1, fields={"confidential": True})
    referral, other = sent(session, case), make_staff(session)
    sentences = set()
    for number in (referral.id or 0, 999):
        with pytest.raises(NotFound) as refused:
            find_referral(session, other, number)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1


def test_that_a_clerk_keeps_no_directory(session: Session) -> None:
    clerk = make_staff(session, Role.CLERK)
    with pytest.raises(NotAllowed):
        save_official(session, clerk, fields={"name": "X", "body": "Y"}, at=AT)
    with pytest.raises(NotAllowed):
        save_contact(session, clerk, 1, fields={"name": "X"}, at=AT)


def test_that_the_directory_is_corrected_with_history(session: Session) -> None:
    who = director(session)
    contact = save_contact(session, who, 1, fields={"name": "Ray Doucette"}, at=AT)
    save_contact(session, who, 1, fields={"phone": "555-0100"}, at=AT, contact_id=contact.id)
    one = official(session, Level.STATE)
    save_official(session, who, fields={"staff": ["Jo Park"], "active": False}, at=AT, official_id=one.id)
    lines = session.exec(select(Event).where(Event.subject == "official")).all()
    assert lines[-1].detail["staff"] == [[], ["Jo Park"]] and not one.active
    with pytest.raises(NotFound):
        save_contact(session, who, 2, fields={"name": "X"}, at=AT, contact_id=contact.id)
