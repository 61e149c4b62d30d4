"""The acting director: who designates whom, for when; the rules in sentences; begin, end, revocation; the memo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event, select, update
from sqlmodel import Session

from app.authority import Actor, Refusal, Right, actor
from app.errors import AppError, Invalid, NotFound
from app.models import Absence, Appointment, Ended, Event, Made, Role, Staff, table_of
from app.queries.checks import check_office
from app.queries.designating import Outlook, turns_due, what_happens
from app.queries.register import appointment_of
from app.services.absences import end_absence
from app.services.appointments import end_appointment
from app.services.attachments import Memo, find_attachment, keep_memo, remove_attachment
from app.services.cases import assign_cases
from app.services.designations import designate, note_turns, revoke
from app.services.office import add_staff
from app.store import Store
from tests.acting import UNTIL, fields_for, make_absence, make_designation
from tests.factories import AT, director, make_case, make_staff, make_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCAN = Memo("memo 31.pdf", "application/pdf", 1200, "a" * 64)


class Office(NamedTuple):
    """The people of these tests."""

    mayor: Actor
    rocha: Actor
    feeney: Actor
    clerk: Actor
    away: int


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("designations"))
    yield made
    made.close()


@pytest.fixture
def s(store: Store) -> Iterator[Session]:
    """A transaction that is never committed, so that each test begins with the same office."""
    with Session(store.engine) as session:
        yield session


@pytest.fixture
def office(s: Session) -> Office:
    mayor = make_staff(s, Role.MAYOR, name="Eileen Keohane")
    rocha = make_staff(s, name="Denise Rocha", login="drocha")
    feeney = make_staff(s, name="Patrick Feeney", login="pfeeney")
    clerk = make_staff(s, Role.CLERK, name="Carla Santos")
    return Office(mayor, rocha, feeney, clerk, make_absence(s).id or 0)


def asked(s: Session, office: Office, **given: Any) -> dict[str, Any]:
    away = s.get(Absence, office.away)
    assert away is not None
    return fields_for(office.rocha, away, **given)


def outlook(s: Session, office: Office, who: Actor | None = None, **given: Any) -> Outlook:
    return what_happens(s, who or office.mayor, fields=asked(s, office, **given), at=AT)


def refused(s: Session, office: Office, who: Actor | None = None, **given: Any) -> dict[str, str]:
    """The sentences of the act; the outlook must tell the same."""
    fields = asked(s, office, **given)
    told = what_happens(s, who or office.mayor, fields=fields, at=AT)
    with pytest.raises(Invalid) as error:
        designate(s, who or office.mayor, fields=fields, at=AT)
    assert set(error.value.problems.values()) <= {rule.sentence for rule in told.broken}
    return error.value.problems


def lines(s: Session) -> list[tuple[str, int | None]]:
    e = table_of(Event).c
    query = select(e.verb, e.actor_id).where(e.subject == "designation").order_by(e.id)
    return [(row.verb, row.actor_id) for row in s.execute(query)]


def now_is(s: Session, who: Actor, at: datetime) -> Actor:
    return actor(s, who.id, at)


# -- who may, and what is kept --------------------------------------------------------------------------------


def test_that_the_mayors_own_account_designates(s: Session, office: Office) -> None:
    made = designate(s, office.mayor, fields=asked(s, office), at=AT)
    assert (made.made, made.for_id, made.by_id) == (Made.BY_MAYOR, 1, office.mayor.id)
    acting = now_is(s, office.rocha, AT)
    assert acting.signature == "Denise Rocha, Acting Director, for Margaret Mulcahy"
    assert acting.may(Right.ASSIGN_CASE) and not director(s).may(Right.ASSIGN_CASE)


def test_that_others_record_it_from_the_memo_and_the_record_says_so(s: Session, office: Office) -> None:
    made = designate(s, office.clerk, fields=asked(s, office), at=AT, memo=SCAN)
    assert (made.made, made.by_id) == (Made.RECORDED, office.clerk.id)


def test_that_a_director_who_is_still_there_may_record_it(s: Session, office: Office) -> None:
    made = designate(s, director(s), fields=asked(s, office, from_at=AT + DAY), at=AT)
    assert made.made is Made.RECORDED


def test_that_an_associate_designates_nobody(s: Session, office: Office) -> None:
    with pytest.raises(Refusal) as error:
        designate(s, office.feeney, fields=asked(s, office), at=AT)
    assert "record a designation" in str(error.value)


def test_that_an_acting_director_neither_designates_nor_records_nor_revokes(s: Session, office: Office) -> None:
    made = make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    acting = now_is(s, office.rocha, AT)
    with pytest.raises(Refusal):
        designate(s, acting, fields=asked(s, office, staff_id=office.feeney.id), at=AT)
    with pytest.raises(Refusal):
        revoke(s, acting, made.id or 0, at=AT, words="mine")


def test_that_nobody_records_their_own_designation(s: Session, office: Office) -> None:
    rights = frozenset({Right.RECORD_DESIGNATION, Right.READ_REGISTER})
    held = Actor(office.rocha.id, office.rocha.name, Role.ASSOCIATE, held=rights)
    assert "their own designation" in refused(s, office, held)["staff_id"]


def test_that_powers_are_kept_back_and_the_act_is_in_history(s: Session, office: Office) -> None:
    designate(s, office.mayor, fields=asked(s, office, kept_back=["manage_staff", "assign_case"]), at=AT)
    acting = now_is(s, office.rocha, AT)
    assert not acting.may(Right.ASSIGN_CASE) and not acting.may(Right.MANAGE_STAFF) and acting.may(Right.REVIEW_CASE)
    assert lines(s) == [("designated", office.mayor.id), ("designation began", None)]


def test_that_the_director_may_direct_as_well_where_it_says_so(s: Session, office: Office) -> None:
    designate(s, office.mayor, fields=asked(s, office, director_directs=True), at=AT)
    assert director(s).may(Right.ASSIGN_CASE) and now_is(s, office.rocha, AT).may(Right.ASSIGN_CASE)


# -- the rules ------------------------------------------------------------------------------------------------


def test_that_every_rule_kept_is_told(s: Session, office: Office) -> None:
    found = outlook(s, office)
    assert found.ready and [rule.ok for rule in found.rules] == [True] * 5
    told = " ".join(rule.sentence for rule in found.rules)
    assert "Denise Rocha is an Associate, appointed until January 31, 2027." in told
    assert "Margaret Mulcahy is away from Wed, Nov 18 to Fri, Nov 27." in told


def test_that_a_form_half_filled_in_is_judged_as_far_as_it_goes(s: Session, office: Office) -> None:
    found = what_happens(s, office.mayor, fields={"staff_id": office.clerk.id}, at=AT)
    assert [rule.field for rule in found.broken] == ["staff_id"] and "until_at" in found.missing
    assert what_happens(s, office.mayor, fields={}, at=AT).rules == ()


def test_that_only_an_associate_may_act(s: Session, office: Office) -> None:
    assert "is not an Associate" in refused(s, office, staff_id=office.clerk.id)["staff_id"]
    assert "is not an Associate" in refused(s, office, staff_id=1)["staff_id"]


def test_that_one_who_has_left_cannot_act(s: Session, office: Office) -> None:
    s.get_one(Staff, office.rocha.id).left_at = AT
    assert "no longer on the staff list" in refused(s, office)["staff_id"]


def test_that_an_appointment_must_be_in_force(s: Session, office: Office) -> None:
    late = datetime(2027, 2, 3, 15, tzinfo=UTC)
    away = make_absence(s, from_at=late, until_at=late + 9 * DAY)
    told = refused(s, office, absence_id=away.id, from_at=late, until_at=late + DAY)
    assert "has no appointment in force on Wed, Feb 3, 2027" in told["staff_id"]


def test_that_an_appointment_that_ends_within_it_is_named_with_its_day(s: Session, office: Office) -> None:
    first = datetime(2027, 1, 25, 15, tzinfo=UTC)
    away = make_absence(s, from_at=first, until_at=first + 20 * DAY)
    given: dict[str, Any] = {"absence_id": away.id, "from_at": first, "until_at": first + 10 * DAY}
    told = refused(s, office, **given)["until_at"]
    assert told == "The appointment of Denise Rocha ends Sun, Jan 31, 2027, before the designation would."
    assert outlook(s, office, **given).broken[0].use == datetime(2027, 2, 1, 5, tzinfo=UTC)


def test_that_it_cannot_outlast_the_absence(s: Session, office: Office) -> None:
    told = outlook(s, office, until_at=UNTIL + 4 * DAY)
    sentence = "It would end 4 days after the absence. The absence ends Fri, Nov 27."
    assert (told.broken[0].sentence, told.broken[0].field, told.broken[0].use) == (sentence, "until_at", UNTIL)
    assert refused(s, office, until_at=UNTIL + 4 * DAY) == {"until_at": sentence}


def test_that_it_cannot_outlast_the_absence_by_an_hour(s: Session, office: Office) -> None:
    s.get_one(Absence, office.away).until_at = AT + 8 * HOUR
    told = refused(s, office, until_at=AT + 9 * HOUR)["until_at"]
    assert told == "It would end after the absence. The absence ends Wed, Nov 18, 6:24 PM."


def test_that_it_cannot_begin_before_the_absence(s: Session, office: Office) -> None:
    away = make_absence(s, from_at=UNTIL + 2 * DAY, until_at=UNTIL + 9 * DAY)
    told = refused(s, office, absence_id=away.id, from_at=UNTIL, until_at=UNTIL + 5 * DAY)["from_at"]
    assert told == "It would begin 2 days before the absence. The absence begins Mon, Nov 30."


def test_that_an_absence_without_an_end_bounds_only_the_begin(s: Session, office: Office) -> None:
    s.get_one(Absence, office.away).until_at = None
    assert designate(s, office.mayor, fields=asked(s, office, until_at=AT + 60 * DAY), at=AT).id


def test_that_an_absence_that_is_over_carries_nothing(s: Session, office: Office) -> None:
    end_absence(s, director(s), office.away, at=AT + HOUR)
    with pytest.raises(Invalid) as error:
        designate(s, office.mayor, fields=asked(s, office, from_at=AT + 2 * HOUR), at=AT + 2 * HOUR)
    assert error.value.problems["absence_id"] == "This absence is over. Record a new one first."


def test_that_the_absence_of_an_associate_carries_nothing(s: Session, office: Office) -> None:
    away = make_absence(s, staff_id=office.feeney.id)
    told = refused(s, office, absence_id=away.id)["absence_id"]
    assert told == "Patrick Feeney is not the Director. Choose an absence of the Director, or a vacancy."


def test_that_there_are_never_two_at_once_also_in_days_to_come(s: Session, office: Office) -> None:
    make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away), from_at=AT + 4 * DAY)
    told = refused(s, office, staff_id=office.feeney.id, until_at=AT + 5 * DAY)["from_at"]
    assert told.startswith("Denise Rocha is designated from Sun, Nov 22, 10:24 AM to Fri, Nov 27: never two at once.")
    before = asked(s, office, staff_id=office.feeney.id, until_at=AT + 4 * DAY)
    assert designate(s, office.mayor, fields=before, at=AT).staff_id == office.feeney.id


def test_that_one_revoked_makes_room_for_another(s: Session, office: Office) -> None:
    made = make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    revoke(s, office.mayor, made.id or 0, at=AT + HOUR)
    other = asked(s, office, staff_id=office.feeney.id, from_at=AT + HOUR)
    assert designate(s, office.mayor, fields=other, at=AT + HOUR).staff_id == office.feeney.id


def test_that_it_is_never_back_dated(s: Session, office: Office) -> None:
    s.get_one(Absence, office.away).from_at = AT - 3 * DAY
    s.execute(update(table_of(Appointment)).values(from_at=AT - 3 * DAY))
    told = outlook(s, office, from_at=AT - HOUR)
    assert told.broken[0].use == AT
    words = "It would begin before now. It cannot cover acts already done: let it begin now or later."
    assert refused(s, office, from_at=AT - HOUR) == {"from_at": words}


def test_that_now_means_now_though_the_form_shows_whole_minutes(s: Session, office: Office) -> None:
    s.get_one(Absence, office.away).from_at = AT - 3 * DAY
    late = AT + timedelta(seconds=40)
    assert designate(s, office.mayor, fields=asked(s, office, from_at=AT), at=late).from_at == late


def test_that_a_clock_set_back_does_not_open_the_past(s: Session, office: Office) -> None:
    make_case(s, at=AT + DAY)
    s.get_one(Absence, office.away).from_at = AT - 3 * DAY
    with pytest.raises(Invalid) as error:
        designate(s, office.mayor, fields=asked(s, office, from_at=AT), at=AT - DAY)
    assert "acts already done" in error.value.problems["from_at"]


def test_that_the_memo_is_not_of_the_future(s: Session, office: Office) -> None:
    assert "dated in the future" in refused(s, office, instrument_on=date(2026, 11, 19))["instrument_on"]


def test_that_it_ends_after_it_begins(s: Session, office: Office) -> None:
    assert "end before it begins" in refused(s, office, from_at=AT + DAY, until_at=AT + DAY)["until_at"]


def test_that_only_powers_of_the_director_can_be_kept_back(s: Session, office: Office) -> None:
    for name in ("log_contact", "designate", "nonsense"):
        assert f"“{name}” cannot be kept back" in refused(s, office, kept_back=[name])["kept_back"]


@pytest.mark.parametrize("name", ["staff_id", "absence_id", "instrument", "instrument_on", "reason", "until_at"])
def test_that_every_field_is_asked_for_by_its_sentence(s: Session, office: Office, name: str) -> None:
    fields = asked(s, office)
    del fields[name]
    with pytest.raises(Invalid) as error:
        designate(s, office.mayor, fields=fields, at=AT)
    assert list(error.value.problems) == [name]
    assert what_happens(s, office.mayor, fields=fields, at=AT).missing == (name,)


def test_that_an_absence_or_associate_that_is_not_there_is_asked_for(s: Session, office: Office) -> None:
    for name in ("staff_id", "absence_id"):
        with pytest.raises(Invalid) as error:
            designate(s, office.mayor, fields=asked(s, office, **{name: 999}), at=AT)
        assert name in error.value.problems


# -- what would happen ----------------------------------------------------------------------------------------


def test_that_it_says_what_becomes_of_open_work(s: Session, office: Office) -> None:
    mine, other = (make_case(s, f"Case {n}", fields={"category_id": 1}).id or 0 for n in range(2))
    assign_cases(s, director(s), [mine], owner_id=1, at=AT)
    assign_cases(s, director(s), [other], owner_id=office.feeney.id, at=AT)
    make_case(s, "Secret", fields={"confidential": True})
    s.get_one(Absence, office.away).until_at = AT + 40 * DAY
    told = outlook(s, office, until_at=AT + 40 * DAY).consequences
    assert told[0].startswith(
        "2 cases fall due: 1 stays with the owner, 1 of Margaret Mulcahy's own is for Denise Rocha"
    )
    assert "1 confidential case opens to Denise Rocha for these days only; each look is recorded." in told
    assert any("has an associate's rights until the return is recorded" in each for each in told)


def test_that_who_may_not_count_confidential_cases_is_told_no_number(s: Session, office: Office) -> None:
    make_case(s, "Secret", fields={"confidential": True, "category_id": 1})
    s.get_one(Absence, office.away).until_at = AT + 40 * DAY
    told = outlook(s, office, office.clerk, until_at=AT + 40 * DAY).consequences
    assert "No case falls due in these days." in told and "Confidential cases open to Denise Rocha" in " ".join(told)


def test_that_it_says_that_the_one_who_is_to_act_is_away_too(s: Session, office: Office) -> None:
    make_absence(s, staff_id=office.rocha.id, from_at=AT + DAY, until_at=AT + 3 * DAY)
    assert any(each.startswith("Denise Rocha is away too from Thu, Nov 19") for each in outlook(s, office).consequences)


def test_that_it_says_what_nobody_may_do_meanwhile(s: Session, office: Office) -> None:
    kept = ["assign_case", "review_case"]
    told = [outlook(s, office, kept_back=kept, director_directs=both).consequences for both in (False, True)]
    assert [any(each.startswith("Nobody may hand out cases or") for each in one) for one in told] == [True, False]


def test_that_the_outlook_is_for_those_who_may_read_the_register(s: Session, office: Office) -> None:
    intern = make_staff(s, Role.INTERN, name="Sam Ortiz", login="sortiz")
    with pytest.raises(Refusal):
        what_happens(s, intern, fields=asked(s, office), at=AT)


# -- ends -----------------------------------------------------------------------------------------------------


def test_that_the_mayor_revokes_at_once(s: Session, office: Office) -> None:
    made = make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    ended = revoke(s, office.mayor, made.id or 0, at=AT + HOUR)
    assert (ended.ended_at, ended.ended_why, ended.ended_by_id) == (AT + HOUR, Ended.REVOKED, office.mayor.id)
    assert not now_is(s, office.rocha, AT + HOUR).acts and director(s).may(Right.ASSIGN_CASE)


def test_that_others_record_a_revocation_with_the_memos_number(s: Session, office: Office) -> None:
    made = make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    with pytest.raises(Invalid) as error:
        revoke(s, office.clerk, made.id or 0, at=AT + HOUR)
    assert error.value.problems == {"words": "Give the number of the Mayor's memo that revokes it."}
    assert revoke(s, office.clerk, made.id or 0, at=AT + HOUR, words="Memo 32").ended_words == "Memo 32"


def test_that_one_to_come_is_revoked_and_never_begins(s: Session, office: Office) -> None:
    away = s.get(Absence, office.away)
    made = make_designation(s, office.mayor, office.rocha, absence=away, from_at=AT + DAY)
    revoke(s, office.mayor, made.id or 0, at=AT)
    note_turns(s, AT + 2 * DAY)
    assert [verb for verb, _ in lines(s)] == ["designated", "designation ended"]


def test_that_one_that_has_ended_cannot_be_revoked(s: Session, office: Office) -> None:
    made = make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    for at in (UNTIL, UNTIL + DAY):
        with pytest.raises(Invalid, match="ended already"):
            revoke(s, office.mayor, made.id or 0, at=at)
    with pytest.raises(NotFound):
        revoke(s, office.mayor, 99, at=AT)


def test_that_an_early_return_ends_it(s: Session, office: Office) -> None:
    made = make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    end_absence(s, director(s), office.away, at=AT + DAY)
    s.refresh(made)
    assert (made.ended_at, made.ended_why) == (AT + DAY, Ended.EARLY_RETURN)
    assert actor(s, 1, AT + DAY).may(Right.ASSIGN_CASE) and not now_is(s, office.rocha, AT + DAY).acts
    assert [verb for verb, _ in lines(s)] == ["designated", "designation began", "designation ended"]


def test_that_one_whose_associate_leaves_ends_for_good(s: Session, office: Office) -> None:
    made = make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    s.get_one(Staff, office.rocha.id).left_at = AT + HOUR
    assert note_turns(s, AT + HOUR) == 1 and made.ended_why is Ended.LAPSED
    s.get_one(Staff, office.rocha.id).left_at = None
    assert not now_is(s, office.rocha, AT + 2 * HOUR).acts
    other = asked(s, office, staff_id=office.feeney.id, from_at=AT + 2 * HOUR)
    assert designate(s, office.mayor, fields=other, at=AT + 2 * HOUR).id


# -- turns ----------------------------------------------------------------------------------------------------


def test_that_each_turn_is_told_once_by_the_clock(s: Session, office: Office) -> None:
    away = s.get(Absence, office.away)
    make_designation(s, office.mayor, office.rocha, absence=away, from_at=AT + DAY)
    assert not turns_due(s, AT + HOUR) and note_turns(s, AT + HOUR) == 0
    assert turns_due(s, AT + DAY)
    assert [note_turns(s, AT + DAY + n * HOUR) for n in range(3)] == [1, 0, 0]
    assert [note_turns(s, UNTIL), note_turns(s, UNTIL + DAY)] == [1, 0]
    assert lines(s)[1:] == [("designation began", None), ("designation ended", None)]


def test_that_both_turns_are_told_though_the_program_was_closed(s: Session, office: Office) -> None:
    away = s.get(Absence, office.away)
    make_designation(s, office.mayor, office.rocha, absence=away, from_at=AT + DAY)
    assert note_turns(s, UNTIL + 30 * DAY) == 2
    assert [verb for verb, _ in lines(s)][1:] == ["designation began", "designation ended"]


def test_that_a_clock_set_back_tells_nothing_and_revives_nothing(s: Session, office: Office) -> None:
    make_designation(s, office.mayor, office.rocha, absence=s.get(Absence, office.away))
    note_turns(s, UNTIL)
    assert not turns_due(s, AT + HOUR) and not now_is(s, office.rocha, AT + HOUR).acts


def test_that_looking_for_turns_is_two_or_three_short_questions(store: Store, s: Session, office: Office) -> None:
    asked_for: list[str] = []
    s.flush()
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked_for.append(given[2]))
    assert not turns_due(s, AT)
    assert len([words for words in asked_for if words.startswith("SELECT")]) <= 4


# -- the vacant place, the stamp, the memo --------------------------------------------------------------------


def test_that_in_a_vacancy_a_line_still_tells_of_the_acting_director(s: Session, office: Office) -> None:
    end_absence(s, director(s), office.away, at=AT)
    held = appointment_of(s, 1, AT)
    assert held is not None
    end_appointment(s, office.mayor, held.id, at=AT)
    away = make_absence(s, office.mayor, staff_id=None, kind="vacancy", from_at=AT, until_at=UNTIL)
    made = make_designation(s, office.mayor, office.rocha, absence=away)
    acting = now_is(s, office.rocha, AT)
    assert made.for_id is None and acting.signature == "Denise Rocha, Acting Director"
    make_case(s, who=acting)
    e = table_of(Event).c
    row = s.execute(select(e.acting_for_id, e.detail).order_by(e.id.desc()).limit(1)).one()
    assert row.acting_for_id is None and row.detail["acting"] == made.id
    assert not [found for found in check_office(s, acting) if found.about == "history"]


def test_that_the_scan_of_the_memo_is_kept_with_the_designation(s: Session, office: Office) -> None:
    made = designate(s, office.clerk, fields=asked(s, office), at=AT, memo=SCAN)
    kept = keep_memo(s, office.clerk, made.id or 0, memo=SCAN._replace(name="C:\\scans\\page 2.pdf"), at=AT)
    assert kept.name == "page 2.pdf" and find_attachment(s, office.feeney, kept.id or 0).designation_id == made.id
    with pytest.raises(Invalid, match="stays with its designation"):
        remove_attachment(s, office.feeney, kept.id or 0, at=AT)
    assert [verb for verb, _ in lines(s)].count("attached") == 2


def test_that_not_everybody_reads_or_keeps_a_memo(s: Session, office: Office) -> None:
    intern = make_staff(s, Role.INTERN, name="Sam Ortiz")
    made = designate(s, office.clerk, fields=asked(s, office), at=AT, memo=SCAN)
    kept = keep_memo(s, office.clerk, made.id or 0, memo=SCAN, at=AT)
    with pytest.raises(AppError):
        find_attachment(s, intern, kept.id or 0)
    with pytest.raises(Refusal):
        keep_memo(s, office.feeney, made.id or 0, memo=SCAN, at=AT)
    with pytest.raises(NotFound):
        keep_memo(s, office.mayor, 99, memo=SCAN, at=AT)


# -- another Director

ANA = {"name": "Ana Silva", "login": "asilva", "role": Role.DIRECTOR}


def _dismiss(s: Session, office: Office) -> None:
    held = appointment_of(s, 1, AT)
    assert held is not None
    end_appointment(s, office.mayor, held.id, at=AT)


def test_that_the_next_director_directs_at_once(s: Session, office: Office) -> None:
    who = director(s)
    made = make_designation(s, office.mayor, office.rocha, absence=s.get_one(Absence, office.away))
    _dismiss(s, office)
    at = AT + DAY
    assert actor(s, office.rocha.id, at).acts
    newcomer = add_staff(s, who, fields=ANA, at=at).id or 0
    assert actor(s, newcomer, at).directs and not actor(s, office.rocha.id, at).acts
    assert (made.ended_why, made.ended_at) == (Ended.LAPSED, at)


def test_that_nobody_is_designated_in_the_place_of_another_director(s: Session, office: Office) -> None:
    add_staff(s, director(s), fields=ANA, at=AT)
    _dismiss(s, office)
    with pytest.raises(Invalid, match="Ana Silva holds the place of Director now"):
        make_designation(s, office.mayor, office.rocha, absence=s.get_one(Absence, office.away))


def test_that_a_second_director_is_told_who_alone_directs(s: Session, office: Office) -> None:
    newcomer = add_staff(s, director(s), fields=ANA, at=AT).id or 0
    make_designation(s, office.mayor, office.rocha, absence=s.get_one(Absence, office.away))
    assert actor(s, office.rocha.id, AT).acts
    with pytest.raises(Refusal, match="Denise Rocha is Acting Director and alone directs"):
        assign_cases(s, actor(s, newcomer, AT), [make_case(s).id or 0], owner_id=office.feeney.id, at=AT)
