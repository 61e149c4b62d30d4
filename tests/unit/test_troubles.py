"""The same trouble: one parent, many who ask, and all are told when it is closed (Q5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.errors import Invalid, NotFound
from app.models import Case, CasePerson, Channel, Event, Outcome, Role, Status, Telling, Told
from app.queries.history import HistoryFilter, history_ids, history_rows
from app.queries.timeline import timeline
from app.services.cases import close_case, reopen_case
from app.services.tellings import find_telling, not_told, tell
from app.services.troubles import link_trouble, unlink_trouble
from tests.factories import AT, director, make_case, make_person, make_staff

TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)


def three(s: Session) -> tuple[Case, Case, Case]:
    """A main case and two under it, and somebody who only called."""
    names = ("Marie-Ange Pierre", "Manuel Tavares")
    main, *others = (make_case(s), *(make_case(s, person_id=make_person(s, name).id) for name in names))
    caller = make_person(s, "Agnes Donovan").id or 0
    ids = [each.id or 0 for each in others]
    link_trouble(s, director(s), main.id or 0, case_ids=ids, person_ids=[caller], at=AT)
    return main, others[0], others[1]


def close(s: Session, case: Case) -> None:
    close_case(s, director(s), case.id or 0, outcome=Outcome.RESOLVED, told=TOLD, at=AT, words="Basin cleared")


def rows(s: Session) -> list[Telling]:
    return list(s.exec(select(Telling).order_by(col(Telling.id))).all())


def test_that_cases_stand_under_one_parent_and_who_called_is_affected(session: Session) -> None:
    main, one, two = three(session)
    assert one.parent_id == two.parent_id == main.id and main.parent_id is None
    assert len(session.exec(select(CasePerson).where(CasePerson.case_id == main.id)).all()) == 1
    verbs = session.exec(select(Event.verb).where(Event.subject_id == main.id)).all()
    assert verbs.count("took in") == 2


def test_that_there_are_no_chains(session: Session) -> None:
    main, one, _ = three(session)
    other = make_case(session)
    with pytest.raises(Invalid, match=r"itself\. Put the others there"):
        link_trouble(session, director(session), one.id or 0, case_ids=[other.id or 0], at=AT)
    with pytest.raises(Invalid, match="has cases of its own"):
        link_trouble(session, director(session), other.id or 0, case_ids=[main.id or 0], at=AT)
    with pytest.raises(Invalid, match="belongs to another case already"):
        link_trouble(session, director(session), other.id or 0, case_ids=[one.id or 0], at=AT)
    with pytest.raises(Invalid, match="under itself"):
        link_trouble(session, director(session), main.id or 0, case_ids=[main.id or 0], at=AT)


def test_that_an_intern_puts_no_case_of_others_under_their_own(session: Session) -> None:
    intern = make_staff(session, Role.INTERN)
    own, other = make_case(session, who=intern), make_case(session, owner_id=1)
    with pytest.raises(Invalid, match="not yours"):
        link_trouble(session, intern, own.id or 0, case_ids=[other.id or 0], at=AT)
    assert other.parent_id is None


def test_that_linking_twice_changes_nothing(session: Session) -> None:
    main, one, _ = three(session)
    before = len(session.exec(select(Event.id)).all())
    link_trouble(session, director(session), main.id or 0, case_ids=[one.id or 0], at=AT)
    assert len(session.exec(select(Event.id)).all()) == before


def test_that_what_is_confidential_stays_by_itself(session: Session) -> None:
    hidden, other = make_case(session, fields={"confidential": True}), make_case(session)
    for parent, child in ((hidden, other), (other, hidden)):
        with pytest.raises(Invalid, match="stays by itself"):
            link_trouble(session, director(session), parent.id or 0, case_ids=[child.id or 0], at=AT)
    with pytest.raises(NotFound):
        link_trouble(session, make_staff(session), other.id or 0, case_ids=[hidden.id or 0], at=AT)


def test_that_a_case_leaves_the_trouble_again(session: Session) -> None:
    _, one, _ = three(session)
    unlink_trouble(session, director(session), one.id or 0, at=AT)
    assert one.parent_id is None
    with pytest.raises(Invalid, match="belongs to no other"):
        unlink_trouble(session, director(session), one.id or 0, at=AT)


def test_that_closing_the_parent_lists_all_who_are_to_be_told(session: Session) -> None:
    main, one, two = three(session)
    close(session, main)
    assert [(each.child_id, each.person_id) for each in rows(session)] == [
        (one.id, one.person_id),
        (two.id, two.person_id),
        (None, rows(session)[2].person_id),
    ]
    assert {one.status, two.status} == {Status.NEW}


def test_that_a_case_alone_lists_nobody(session: Session) -> None:
    close(session, make_case(session))
    assert rows(session) == []


def test_that_each_closes_with_the_parents_outcome_as_they_are_told(session: Session) -> None:
    main, one, two = three(session)
    close(session, main)
    first, second, third = rows(session)
    tell(session, director(session), first.id or 0, how=Channel.EMAIL, at=AT)
    assert (one.status, one.outcome, one.told_how) == (Status.CLOSED, Outcome.RESOLVED, Channel.EMAIL)
    with pytest.raises(Invalid, match="settled already"):
        tell(session, director(session), first.id or 0, how=Channel.EMAIL, at=AT)
    with pytest.raises(Invalid):
        not_told(session, director(session), second.id or 0, why_not=" ", at=AT)
    not_told(session, director(session), second.id or 0, why_not="No phone", at=AT)
    assert (two.status, two.told, two.why_not_told) == (Status.CLOSED, False, "No phone")
    tell(session, director(session), third.id or 0, how=Channel.PHONE, at=AT)
    assert all(each.settled_at == AT for each in rows(session))


@pytest.mark.parametrize("days", [-2, 1])
def test_that_nobody_is_told_before_it_was_closed_or_in_the_future(session: Session, days: int) -> None:
    main, _, _ = three(session)
    close(session, main)
    told_at = AT + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        tell(session, director(session), rows(session)[0].id or 0, how=Channel.PHONE, told_at=told_at, at=AT)
    assert set(refused.value.problems) == {"told_at"}


def test_that_a_child_closed_by_itself_is_off_the_list(session: Session) -> None:
    main, one, _ = three(session)
    close(session, main)
    close(session, one)
    assert rows(session)[0].told_at == AT and rows(session)[1].settled_at is None


def test_that_the_list_falls_when_the_parent_is_opened_again_and_is_made_anew(session: Session) -> None:
    main, one, _ = three(session)
    close(session, main)
    tell(session, director(session), rows(session)[0].id or 0, how=Channel.PHONE, at=AT)
    reopen_case(session, director(session), main.id or 0, reason="Again", at=AT)
    assert [each.child_id for each in rows(session)] == [one.id]
    close(session, main)
    assert len(rows(session)) == 3


def test_that_who_may_not_see_a_child_knows_of_no_telling(session: Session) -> None:
    main, one, _ = three(session)
    close(session, main)
    one.confidential = True
    session.add(one)
    session.flush()
    with pytest.raises(NotFound):
        find_telling(session, make_staff(session), rows(session)[0].id or 0)


def test_that_history_and_timeline_tell_nothing_of_a_child_that_became_confidential(session: Session) -> None:
    main, one, _ = three(session)
    close(session, main)
    tell(session, director(session), rows(session)[0].id or 0, how=Channel.EMAIL, at=AT)
    one.confidential = True
    session.add(one)
    session.flush()
    mayor, whole = make_staff(session, Role.MAYOR, login="mayor"), director(session)
    wanted = HistoryFilter(subjects=("case_record",), subject_id=main.id)
    lines, every = (history_rows(session, who, history_ids(session, who, wanted)) for who in (mayor, whole))
    assert {each.id for each in every} - {each.id for each in lines} == {
        each.id for each in every if each.verb in ("took in", "told") and one.number in str(each.fields)
    }
    entries = timeline(session, mayor, main.id or 0)
    told = [*(each.fields for each in lines), *(each.fields for each in entries)]
    assert not {"tellings", "parent_id"} & {name for fields in told for name, *_ in fields}
    assert [each.fields for each in entries if each.verb == "listed who is to be told"] == [()]


def test_that_an_intern_tells_nobody_of_cases_of_others(session: Session) -> None:
    main, _, _ = three(session)
    close(session, main)
    with pytest.raises(Invalid, match="not yours"):
        tell(session, make_staff(session, Role.INTERN), rows(session)[0].id or 0, how=Channel.PHONE, at=AT)
