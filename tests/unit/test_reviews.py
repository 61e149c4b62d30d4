"""Closings that wait for approval, cases opened again, complaints: who decides on them, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.authority import RIGHTS, Actor, Right, actor
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    Absence,
    AbsenceKind,
    Case,
    Channel,
    Decision,
    Designation,
    Event,
    Made,
    Outcome,
    Review,
    ReviewKind,
    Role,
    Status,
    Told,
    table_of,
)
from app.queries.timeline import timeline
from app.services.cases import assign_cases, close_case, move_case, reopen_case, update_case
from app.services.review_queue import waiting_review
from app.services.reviews import approve, ask_closing, send_back, take_back
from app.store import Store
from tests.factories import AT, director, make_case, make_staff

LATER = AT + timedelta(hours=1)
TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)
ASKED = {"outcome": Outcome.RESOLVED, "told": TOLD, "words": "Filled."}


@pytest.fixture
def intern(store: Store) -> Actor:
    made: Actor = store.write(lambda s: make_staff(s, Role.INTERN, name="Owen Sullivan", login="osullivan")).result
    return made


@pytest.fixture
def associate(store: Store) -> Actor:
    made: Actor = store.write(lambda s: make_staff(s, Role.ASSOCIATE)).result
    return made


@pytest.fixture
def mine(store: Store, intern: Actor) -> int:
    """A case of the intern's."""
    return int(done(store, lambda s: make_case(s, who=intern, owner_id=intern.id).id))


def done(store: Store, act: Callable[[Session], Any]) -> Any:
    return store.write(act).result


def asked(store: Store, who: Actor, case_id: int, **given: Any) -> Any:
    return done(store, lambda s: ask_closing(s, who, case_id, at=given.pop("at", AT), **{**ASKED, **given}).id)


def decided(store: Store, act: Callable[..., Any], review_id: int, who: Actor | None = None, **given: Any) -> Any:
    return done(store, lambda s: act(s, who or director(s), review_id, at=LATER, **given))


def case_of(store: Store, case_id: int) -> Case:
    return store.read(lambda s: s.get_one(Case, case_id))


def review_of(store: Store, review_id: int) -> Review:
    return store.read(lambda s: s.get_one(Review, review_id))


def waiting(store: Store, case_id: int, kind: ReviewKind) -> int:
    """The id of the review of a case that is not decided."""
    review = store.read(lambda s: waiting_review(s, s.get_one(Case, case_id), kind))
    assert review is not None and review.id is not None
    return review.id


def lines(store: Store, case_id: int, verb: str) -> list[Any]:
    e = table_of(Event).c
    query = select(e.actor_id, e.acting_for_id, e.detail).where(
        e.subject == "case_record", e.subject_id == case_id, e.verb == verb
    )
    return store.read(lambda s: list(s.execute(query)))


def test_that_an_interns_closing_waits_answered_with_all_that_was_asked(store: Store, intern: Actor, mine: int) -> None:
    review = review_of(store, asked(store, intern, mine))
    assert case_of(store, mine).status is Status.ANSWERED and case_of(store, mine).outcome is None
    assert review.kind is ReviewKind.APPROVAL and review.closing["outcome"] == "resolved"
    assert review.closing["told"]["told_how"] == "phone" and review.asked_by_id == intern.id
    (line,) = lines(store, mine, "asked to close")
    assert line.detail["status"] == ["new", "answered"] and line.detail["outcome"] == "resolved"


def test_that_an_approved_closing_closes_with_the_outcome_asked_for(store: Store, intern: Actor, mine: int) -> None:
    review = asked(store, intern, mine)
    decided(store, approve, review)
    case = case_of(store, mine)
    assert case.status is Status.CLOSED and case.closed_at == LATER
    assert (case.outcome, case.outcome_words, case.told_how) == (Outcome.RESOLVED, "Filled.", Channel.PHONE)
    assert case.first_response_at == AT
    (line,) = lines(store, mine, "approved")
    assert line.actor_id == 1 and line.detail["decision"] == [None, "approved"]
    assert lines(store, mine, "closed")[0].detail["status"] == ["answered", "closed"]


def test_that_a_closing_sent_back_is_open_again_with_the_note(store: Store, intern: Actor, mine: int) -> None:
    review = asked(store, intern, mine)
    decided(store, send_back, review, words="Tell her the date too.")
    assert case_of(store, mine).status is Status.OPEN
    assert review_of(store, review).decision is Decision.SENT_BACK
    told = store.read(lambda s: timeline(s, intern, mine))
    assert "Tell her the date too." in [entry.words for entry in told if entry.kind == "note"]
    (line,) = lines(store, mine, "sent back")
    assert line.detail["status"] == ["answered", "open"] and line.detail["decision"] == [None, "sent_back"]


def test_that_sending_back_asks_for_a_note(store: Store, intern: Actor, mine: int) -> None:
    review = asked(store, intern, mine)
    with pytest.raises(Invalid) as refused:
        decided(store, send_back, review, words="  ")
    assert refused.value.problems == {"words": "Say what is still to be done."}


def test_that_asking_checks_what_closing_checks(store: Store, intern: Actor, mine: int) -> None:
    for told, field in ((Told(told=False), "why_not"), (Told(told=True, told_at=LATER), "told_at")):
        with pytest.raises(Invalid) as refused:
            asked(store, intern, mine, told=told)
        assert field in refused.value.problems
    assert case_of(store, mine).status is Status.NEW


def test_that_a_closing_is_asked_for_once(store: Store, intern: Actor, mine: int) -> None:
    asked(store, intern, mine)
    with pytest.raises(Invalid, match="waits for approval already"):
        asked(store, intern, mine)


def test_that_who_may_close_asks_nobody(store: Store, associate: Actor) -> None:
    case_id = done(store, lambda s: make_case(s, owner_id=associate.id).id)
    with pytest.raises(Invalid, match="You may close this case yourself"):
        asked(store, associate, case_id)


def test_that_an_intern_asks_for_own_cases_only(store: Store, intern: Actor) -> None:
    case_id = done(store, lambda s: make_case(s).id)
    with pytest.raises(Invalid, match="not yours"):
        asked(store, intern, case_id)


def test_that_nobody_without_the_right_decides(store: Store, intern: Actor, associate: Actor, mine: int) -> None:
    review = asked(store, intern, mine)
    for act, more in ((approve, {}), (send_back, {"words": "No."})):
        for who in (intern, associate):
            with pytest.raises(NotAllowed):
                decided(store, act, review, who, **more)
    assert review_of(store, review).decision is None


def test_that_nobody_decides_on_an_own_case(store: Store) -> None:
    case_id = done(store, lambda s: make_case(s, owner_id=1, fields={"complaint": True}).id)
    review = waiting(store, case_id, ReviewKind.COMPLAINT)
    with pytest.raises(NotAllowed, match="your own case"):
        decided(store, approve, review)


def test_that_handing_a_case_away_does_not_make_one_its_reviewer(store: Store, associate: Actor) -> None:
    case_id = done(store, lambda s: make_case(s, owner_id=1, fields={"complaint": True}).id)
    done(store, lambda s: assign_cases(s, director(s), [case_id], owner_id=associate.id, at=AT))
    review = waiting(store, case_id, ReviewKind.COMPLAINT)
    with pytest.raises(NotAllowed, match="is or was your own case"):
        decided(store, approve, review)


def test_that_a_second_decision_meets_the_first(store: Store, intern: Actor, mine: int) -> None:
    review = asked(store, intern, mine)
    decided(store, approve, review)
    with pytest.raises(Conflict, match="Margaret Mulcahy approved it"):
        decided(store, send_back, review, words="Wait.")
    assert case_of(store, mine).status is Status.CLOSED


MOVES: dict[str, Callable[[Session, Actor, int, int], Any]] = {
    "closed": lambda s, who, case_id, _: close_case(
        s, who, case_id, outcome=Outcome.ANSWERED, told=Told(told=False, why_not="No phone."), at=AT
    ),
    "reassigned": lambda s, who, case_id, heir: assign_cases(s, who, [case_id], owner_id=heir, at=AT),
    "worked on": lambda s, who, case_id, _: move_case(s, who, case_id, Status.OPEN, at=AT),
}


@pytest.mark.parametrize("move", MOVES)
def test_that_a_closing_falls_when_the_case_moves_on(
    store: Store, intern: Actor, associate: Actor, mine: int, move: str
) -> None:
    review = asked(store, intern, mine)
    done(store, lambda s: MOVES[move](s, director(s), mine, associate.id))
    assert review_of(store, review).decision is Decision.WITHDRAWN
    assert lines(store, mine, "review withdrawn")[0].detail["review_id"] == review
    with pytest.raises(Conflict, match="worked on the case"):
        decided(store, approve, review)


@pytest.mark.parametrize("was", [Status.NEW, Status.OPEN, Status.WAITING_DEPARTMENT, Status.ANSWERED])
def test_that_an_own_request_is_taken_back(store: Store, intern: Actor, mine: int, was: Status) -> None:
    if was is not Status.NEW:
        done(store, lambda s: move_case(s, director(s), mine, was, at=AT, reason="Public Works"))
    review = asked(store, intern, mine)
    done(store, lambda s: take_back(s, intern, mine, at=LATER))
    case = case_of(store, mine)
    assert case.status is (Status.OPEN if was is Status.NEW else was)
    assert case.wait_reason == ("Public Works" if was is Status.WAITING_DEPARTMENT else "")
    assert review_of(store, review).decision is Decision.WITHDRAWN
    with pytest.raises(Conflict, match="does not wait for approval any more"):
        done(store, lambda s: take_back(s, intern, mine, at=LATER))


def test_that_nobody_takes_back_what_another_asked(store: Store, intern: Actor, mine: int) -> None:
    asked(store, intern, mine)
    with pytest.raises(NotAllowed, match="Only who asked"):
        done(store, lambda s: take_back(s, director(s), mine, at=LATER))


def closed(store: Store, owner: Actor) -> int:
    def act(s: Session) -> int | None:
        case = make_case(s, owner_id=owner.id)
        close_case(s, director(s), case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT)
        return case.id

    return int(done(store, act))


def test_that_a_case_opened_again_is_looked_at(store: Store, associate: Actor) -> None:
    case_id = closed(store, associate)
    done(store, lambda s: reopen_case(s, associate, case_id, reason="Came back.", at=AT))
    review = waiting(store, case_id, ReviewKind.REOPENED)
    done(store, lambda s: close_case(s, associate, case_id, outcome=Outcome.RESOLVED, told=TOLD, at=LATER))
    assert review_of(store, review).decision is None  # closing it gets nobody out of the look
    decided(store, approve, review)
    assert case_of(store, case_id).status is Status.CLOSED
    assert review_of(store, review).decision is Decision.APPROVED


def test_that_a_closed_case_sent_back_is_opened_without_another_look(store: Store, associate: Actor) -> None:
    case_id = closed(store, associate)
    mark(store, case_id, complaint=True)
    review = waiting(store, case_id, ReviewKind.COMPLAINT)
    decided(store, send_back, review, words="Write to her.")
    assert case_of(store, case_id).status is Status.REOPENED
    assert store.read(lambda s: waiting_review(s, s.get_one(Case, case_id), ReviewKind.REOPENED)) is None


def mark(store: Store, case_id: int, *, complaint: bool, who: Actor | None = None) -> None:
    def act(s: Session) -> None:
        version = s.get_one(Case, case_id).version
        update_case(s, who or director(s), case_id, version=version, changes={"complaint": complaint}, at=AT)

    done(store, act)


def test_that_only_a_reviewer_takes_a_complaint_off_the_queue(store: Store, associate: Actor) -> None:
    case_id = done(store, lambda s: make_case(s, owner_id=associate.id).id)
    mark(store, case_id, complaint=True)
    with pytest.raises(NotAllowed):
        mark(store, case_id, complaint=False, who=associate)
    assert case_of(store, case_id).complaint
    mark(store, case_id, complaint=False)
    assert store.read(lambda s: waiting_review(s, s.get_one(Case, case_id), ReviewKind.COMPLAINT)) is None


def test_that_a_hidden_case_is_not_there_for_who_may_not_see_it(store: Store, intern: Actor, mine: int) -> None:
    review = asked(store, intern, mine)

    def keep_back(s: Session) -> Actor:
        s.get_one(Case, mine).confidential = True
        who = actor(s, 1, AT)
        return replace(who, held=RIGHTS[Role.DIRECTOR] - {Right.SEE_CONFIDENTIAL})

    blind = done(store, keep_back)
    with pytest.raises(NotFound, match="This review is not in the office file"):
        decided(store, approve, review, blind)
    with pytest.raises(NotFound, match="This review is not in the office file"):
        decided(store, partial(send_back, words="No."), review, blind)


def acting(s: Session, staff_id: int) -> None:
    """The Director is away, and this associate acts for her."""
    away = Absence(kind=AbsenceKind.VACATION, staff_id=1, from_at=AT, made_at=AT, by_id=1)
    s.add(away)
    s.flush()
    assert away.id is not None
    deed = {"instrument": "2026-31", "instrument_on": AT.date(), "reason": "Vacation", "made": Made.RECORDED}
    span = {"from_at": AT, "until_at": AT + timedelta(days=9), "made_at": AT, "by_id": 1, "kept_back": []}
    s.add(Designation.model_validate({"staff_id": staff_id, "absence_id": away.id, "for_id": 1, **deed, **span}))


def test_that_reviews_go_to_who_acts_for_the_director(store: Store, intern: Actor, associate: Actor, mine: int) -> None:
    review = asked(store, intern, mine)
    done(store, lambda s: acting(s, associate.id))
    with pytest.raises(NotAllowed, match="is Acting Director for you"):
        decided(store, approve, review, store.read(lambda s: actor(s, 1, LATER)))
    decided(store, approve, review, store.read(lambda s: actor(s, associate.id, LATER)))
    assert review_of(store, review).decided_by_id == associate.id
    (line,) = lines(store, mine, "approved")
    assert (line.actor_id, line.acting_for_id) == (associate.id, 1)


def test_that_who_acts_decides_on_no_case_of_their_own(store: Store, associate: Actor) -> None:
    case_id = done(store, lambda s: make_case(s, owner_id=associate.id, fields={"complaint": True}).id)
    done(store, lambda s: acting(s, associate.id))
    who, review = store.read(lambda s: actor(s, associate.id, LATER)), waiting(store, case_id, ReviewKind.COMPLAINT)
    with pytest.raises(NotAllowed, match="your own case"):
        decided(store, approve, review, who)
