"""Who is named to see what is confidential, who says so, and that each opening is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.authority import Actor, actor, sees_case, sees_person
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Case, CaseReader, Event, Person, PersonReader, Role, Staff
from app.queries.readers import cases_to_hide, readers
from app.services.attachments import add_attachment
from app.services.cases import find_case, open_case, update_case
from app.services.contacts import find_contact, log_contact, undo_contact
from app.services.import_rows import ImportPlan, OldCase
from app.services.imports import import_cases
from app.services.people import end_position, set_position, update_person
from app.services.readers import drop_reader, mark_person_confidential, name_reader
from app.services.views import note_view
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff, make_store

CASE, PERSON = "case_record", "person"
OWNER, OTHER, THIRD = 2, 3, 4


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    made.write(_colleagues)
    yield made
    made.close()


def _colleagues(s: Session) -> None:
    for login in ("odiallo", "ltran", "drocha"):
        make_staff(s, Role.ASSOCIATE, name=login.title(), login=login)


def who(s: Session, staff_id: int) -> Actor:
    """A staff member as they stand."""
    return actor(s, staff_id, AT)


def hidden_case(s: Session, **given: Any) -> int:
    """A confidential case of the owner's."""
    return make_case(s, fields={"confidential": True}, owner_id=OWNER, **given).id or 0


def lines(s: Session, verb: str) -> list[tuple[str, int | None, dict[str, Any]]]:
    """What history says under a verb."""
    found = s.exec(select(Event).where(Event.verb == verb).order_by(col(Event.id)))
    return [(each.subject, each.subject_id, dict(each.detail or {})) for each in found]


def test_that_somebody_named_finds_the_case_until_the_name_is_dropped(office: Store) -> None:
    def act(s: Session) -> list[bool]:
        case, seen = hidden_case(s), []
        owner, other = who(s, OWNER), who(s, OTHER)
        for change in (None, name_reader, name_reader, drop_reader, drop_reader):
            if change is not None:
                change(s, owner, subject=CASE, subject_id=case, staff_id=OTHER, at=AT)
            seen.append(sees_case(s, other, case))
        assert [each[2]["reader_id"] for each in lines(s, "named")] == [[None, OTHER]]
        assert [each[2]["reader_id"] for each in lines(s, "named no more")] == [[OTHER, None]]
        return seen

    assert office.write(act).result == [False, True, True, False, False]


def test_that_only_the_owner_and_the_director_name(office: Store) -> None:
    def act(s: Session) -> None:
        case = hidden_case(s)
        about: dict[str, Any] = {"subject": CASE, "subject_id": case, "at": AT}
        with pytest.raises(NotFound):
            name_reader(s, who(s, OTHER), staff_id=OTHER, **about)
        name_reader(s, director(s), staff_id=OTHER, **about)
        with pytest.raises(NotAllowed, match="Only the owner"):
            name_reader(s, who(s, OTHER), staff_id=THIRD, **about)
        with pytest.raises(NotAllowed, match="Only the owner"):
            drop_reader(s, who(s, OTHER), staff_id=OTHER, **about)
        assert not readers(s, who(s, OTHER), CASE, case).may_name
        assert [each.name for each in readers(s, who(s, OWNER), CASE, case).named] == ["Ltran"]

    office.write(act)


def test_that_nobody_is_named_where_everybody_sees_it(office: Store) -> None:
    def act(s: Session) -> None:
        case, person = make_case(s, owner_id=OWNER).id or 0, make_person(s).id or 0
        for subject, number in ((CASE, case), (PERSON, person)):
            assert readers(s, director(s), subject, number) == (False, (), False)
            with pytest.raises(Invalid, match="everybody in the office sees it"):
                name_reader(s, director(s), subject=subject, subject_id=number, staff_id=OTHER, at=AT)

    office.write(act)


def test_that_nobody_unknown_or_gone_is_named(office: Store) -> None:
    def act(s: Session) -> None:
        case, gone = hidden_case(s), s.get(Staff, THIRD)
        assert gone is not None
        gone.left_at = AT
        s.add(gone)
        for staff_id in (99, THIRD):
            with pytest.raises(Invalid) as refused:
                name_reader(s, director(s), subject=CASE, subject_id=case, staff_id=staff_id, at=AT)
            assert "staff_id" in refused.value.problems

    office.write(act)


def test_that_who_marks_a_case_of_another_goes_on_seeing_it(office: Store) -> None:
    def act(s: Session) -> tuple[bool, bool]:
        other = who(s, OTHER)
        marked = make_case(s, owner_id=OWNER)
        update_case(s, other, marked.id or 0, version=marked.version, changes={"confidential": True}, at=AT)
        opened = make_case(s, who=other, fields={"confidential": True}).id or 0
        assert not sees_case(s, who(s, THIRD), opened)
        return sees_case(s, other, marked.id or 0), sees_case(s, other, opened)

    assert office.write(act).result == (True, True)


def test_that_the_owner_or_the_director_takes_the_mark_away_and_names_with_it(office: Store) -> None:
    def act(s: Session) -> None:
        case = s.get(Case, hidden_case(s))
        assert case is not None
        name_reader(s, director(s), subject=CASE, subject_id=case.id or 0, staff_id=OTHER, at=AT)
        with pytest.raises(NotAllowed, match="Only the owner"):
            update_case(s, who(s, OTHER), case.id or 0, version=case.version, changes={"confidential": False}, at=AT)
        s.refresh(case)
        update_case(s, who(s, OWNER), case.id or 0, version=case.version, changes={"confidential": False}, at=AT)
        assert sees_case(s, who(s, THIRD), case.id or 0) and not s.exec(select(CaseReader)).all()

    office.write(act)


def test_that_a_person_takes_their_cases_along(office: Store) -> None:
    def act(s: Session) -> None:
        person = make_person(s).id or 0
        cases = [make_case(s, person_id=person, owner_id=each).id or 0 for each in (OWNER, None)]
        assert cases_to_hide(s, who(s, OTHER), person) == 2
        assert mark_person_confidential(s, who(s, OTHER), person, confidential=True, at=AT) == 2
        third = who(s, THIRD)
        assert not sees_person(s, third, person) and not any(sees_case(s, third, each) for each in cases)
        assert sees_person(s, who(s, OTHER), person) and all(sees_case(s, who(s, OTHER), each) for each in cases)
        assert sees_person(s, who(s, OWNER), person), "the owner of a case of theirs has to reach them"
        assert not sees_case(s, who(s, OWNER), cases[1])
        opened = make_case(s, who=who(s, OTHER), person_id=person)
        assert opened.confidential and not sees_case(s, third, opened.id or 0)

    office.write(act)


def test_that_a_case_of_a_confidential_person_is_not_opened_to_all(office: Store) -> None:
    def act(s: Session) -> None:
        person, case = make_person(s).id or 0, make_case(s, owner_id=OWNER)
        mark_person_confidential(s, who(s, OTHER), person, confidential=True, at=AT)
        number = case.id or 0
        with pytest.raises(NotFound):
            update_case(s, who(s, THIRD), number, version=case.version, changes={"person_id": person}, at=AT)
        s.refresh(case)
        given = {"person_id": person, "anonymous": False}
        update_case(s, who(s, OTHER), number, version=case.version, changes=given, at=AT)
        assert case.confidential
        with pytest.raises(Invalid, match="Who asks is confidential"):
            update_case(s, director(s), number, version=case.version, changes={"confidential": False}, at=AT)

    office.write(act)


def test_that_who_marked_a_person_names_and_opens_them_again(office: Store) -> None:
    def act(s: Session) -> None:
        person, other = make_person(s).id or 0, who(s, OTHER)
        case = make_case(s, person_id=person).id or 0
        mark_person_confidential(s, other, person, confidential=True, at=AT)
        about: dict[str, Any] = {"subject": PERSON, "subject_id": person, "at": AT}
        name_reader(s, other, staff_id=THIRD, **about)
        with pytest.raises(NotAllowed, match="Only who marked"):
            drop_reader(s, who(s, THIRD), staff_id=OTHER, **about)
        with pytest.raises(NotAllowed, match="Only who marked"):
            mark_person_confidential(s, who(s, THIRD), person, confidential=False, at=AT)
        assert mark_person_confidential(s, other, person, confidential=False, at=AT) == 0
        assert sees_person(s, who(s, OWNER), person) and not s.exec(select(PersonReader)).all()
        assert not sees_case(s, who(s, OWNER), case), "the case stays as it was"

    office.write(act)


def test_that_acts_on_a_hidden_person_find_nobody(office: Store) -> None:
    def act(s: Session) -> None:
        person = make_person(s)
        mark_person_confidential(s, who(s, OTHER), person.id or 0, confidential=True, at=AT)
        number, third = person.id or 0, who(s, THIRD)
        call = {"words": "Hello", "happened_at": AT, "anonymous": False}
        acts: list[Callable[[], object]] = [
            lambda: update_person(s, third, number, version=person.version, changes={"name": "X"}, at=AT),
            lambda: set_position(s, third, person_id=number, organization_id=1, title="", at=AT),
            lambda: end_position(s, third, person_id=number, organization_id=1, at=AT),
            lambda: mark_person_confidential(s, third, number, confidential=False, at=AT),
            lambda: open_case(s, third, fields={"subject": "A case"}, person_id=number, at=AT),
            lambda: log_contact(s, third, fields=call, person_id=number, at=AT),
            lambda: cases_to_hide(s, third, number),
            lambda: readers(s, third, PERSON, number),
        ]
        for each in acts:
            with pytest.raises(NotFound):
                each()

    office.write(act)


def test_that_calls_with_a_hidden_person_are_hidden_from_who_took_them(office: Store) -> None:
    def act(s: Session) -> None:
        person = make_person(s).id or 0
        call = make_contact(s, who=who(s, THIRD), person_id=person).contact_id
        mark_person_confidential(s, who(s, OTHER), person, confidential=True, at=AT)
        assert find_contact(s, who(s, OTHER), call).id == call
        with pytest.raises(NotFound):
            find_contact(s, who(s, THIRD), call)

    office.write(act)


def test_that_an_old_table_finds_a_hidden_person_only_for_who_sees_them(office: Store) -> None:
    def act(s: Session) -> None:
        person = make_person(s, "Rosa Lima", phone="617 555 0199").id or 0
        mark_person_confidential(s, who(s, OTHER), person, confidential=True, at=AT)
        rows = [OldCase(2, AT, "open", "Old lamp", asker_name="Rosa Lima", phone="617 555 0199")]
        for staff_id in (THIRD, OTHER):
            plan = ImportPlan(system=f"table {staff_id}")
            about: dict[str, Any] = {"file_name": "a.csv", "sha256": str(staff_id), "mapping": {}}
            import_cases(s, who(s, staff_id), rows, plan=plan, at=AT, **about)
        cases = s.exec(select(Case).order_by(col(Case.id))).all()
        assert [(each.person_id == person, each.confidential) for each in cases] == [(False, False), (True, True)]

    office.write(act)


def test_that_each_look_at_what_is_confidential_is_told(office: Store) -> None:
    def act(s: Session) -> None:
        person = make_person(s).id or 0
        case, plain = hidden_case(s, person_id=person), make_case(s).id or 0
        file: dict[str, Any] = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "address": "0" * 64}
        kept = [add_attachment(s, director(s), case_id=each, at=AT, **file).id or 0 for each in (case, plain)]
        calls = [make_contact(s, case_id=each).contact_id for each in (case, plain)]
        mark_person_confidential(s, director(s), person, confidential=True, at=AT)
        alone = make_contact(s, person_id=person).contact_id
        looked = [(CASE, case), (PERSON, person), ("contact", calls[0]), ("contact", alone), ("attachment", kept[0])]
        passed = [(CASE, plain), ("contact", calls[1]), ("attachment", kept[1]), (CASE, 99), (PERSON, 99)]
        for subject, number in [*looked, *passed, ("contact", 99), ("attachment", 99)]:
            told = note_view(s, director(s), subject, number, at=AT)
            assert told is ((subject, number) in looked), (subject, number)
        assert not note_view(s, who(s, THIRD), CASE, case, at=AT), "nobody looked at what is hidden from them"
        assert lines(s, "viewed") == [
            (CASE, case, {}),
            (PERSON, person, {}),
            ("contact", calls[0], {}),
            ("contact", alone, {}),
            (CASE, case, {"attachment_id": kept[0]}),
        ]

    office.write(act)


def test_that_a_slip_that_opened_a_confidential_case_is_undone_with_it(office: Store) -> None:
    def act(s: Session) -> str:
        other, call = who(s, OTHER), {"words": "Help", "happened_at": AT, "anonymous": True}
        made = log_contact(s, other, fields=call, new_case={"subject": "Help", "confidential": True}, at=AT)
        note_view(s, other, CASE, made.case_id or 0, at=AT)
        undo_contact(s, other, made.contact_id, at=AT)
        return find_case(s, other, made.case_id or 0).status.value

    assert office.write(act).result == "closed"


def test_that_a_person_without_the_right_marks_nobody(office: Store) -> None:
    def act(s: Session) -> bool:
        intern, person = make_staff(s, Role.INTERN, login="intern"), make_person(s).id or 0
        with pytest.raises(NotAllowed):
            mark_person_confidential(s, intern, person, confidential=True, at=AT)
        found = s.get(Person, person)
        return found is not None and found.confidential

    assert office.write(act).result is False
