"""The case file: everything of one case, notes marked, confidential addresses never printed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.errors import Invalid, NotFound
from app.models import Channel, Event, NoteKind, Outcome, Role, Status, Told, table_of
from app.queries.timeline import Entry
from app.reports.case_promises import promise_told
from app.reports.paper import Paper
from app.reports.run import make_report
from app.services.cases import add_note, close_case, move_case
from app.services.prints import record_print
from app.store import Store
from tests.factories import AT, director, make_case, make_person, make_staff

DAY = timedelta(days=1)
ADDRESS = "77 Harbor Lane"


def make_whole(store: Store, **person: Any) -> int:
    """A case with notes, a wait, a reply and a closing."""

    def act(s: Session) -> int:
        asker = make_person(s, "Amélie Nguyễn", phone="617 555 0142", address=ADDRESS, **person)
        who, begun = director(s), AT - 9 * DAY
        case = make_case(s, "Broken lamp", person_id=asker.id, at=begun, address=ADDRESS, fields={"category_id": 1})
        number = case.id or 0
        add_note(s, who, number, kind=NoteKind.NOTE, words="She sounded afraid", at=begun + DAY)
        move_case(s, who, number, Status.WAITING_RESIDENT, at=begun + 2 * DAY, reason="A photograph")
        move_case(s, who, number, Status.OPEN, at=begun + 4 * DAY)
        add_note(s, who, number, kind=NoteKind.REPLY, words="A crew comes", channel=Channel.PHONE, at=begun + 5 * DAY)
        told = Told(told=True, told_at=begun + 6 * DAY, told_how=Channel.PHONE)
        close_case(s, who, number, outcome=Outcome.RESOLVED, told=told, at=begun + 7 * DAY, words="Lamp replaced")
        return number

    return int(store.write(act).result)


def words_of(store: Store, folder: Path, who=None, **answers: Any) -> str:
    path = folder / "case.pdf"
    store.read(lambda s: make_report(s, who or director(s), "case-file", answers, path=path, at=AT))
    paper = Paper(path.read_bytes())
    return " ".join(" ".join(paper.text(n) for n in range(paper.page_count)).split())


def test_that_everything_of_the_case_stands_in_it(store: Store, tmp_path: Path) -> None:
    words = words_of(store, tmp_path, case_id=make_whole(store))
    for wanted in (
        "Broken lamp",
        "Amélie Nguyễn",
        "617 555 0142",
        ADDRESS,
        "Resolved. Lamp replaced",
        "The resident’s clock 7.0 calendar days",
        "Note, stays inside She sounded afraid",
        "Reply, phone A crew comes",
        "A photograph",
        "Attachments",
        "History",
        "Opened",
    ):
        assert wanted in words


def test_that_notes_can_be_left_out(store: Store, tmp_path: Path) -> None:
    words = words_of(store, tmp_path, case_id=make_whole(store), notes=False)
    assert "afraid" not in words
    assert "A crew comes" in words and "without notes" in words


def test_that_a_confidential_address_is_never_printed(store: Store, tmp_path: Path) -> None:
    words = words_of(store, tmp_path, case_id=make_whole(store, address_confidential=True))
    assert "Harbor" not in words
    assert "Confidential: not printed" in words and "Place Confidential" in words


def test_that_a_case_is_found_by_its_number(store: Store, tmp_path: Path) -> None:
    make_whole(store)
    assert "Broken lamp" in words_of(store, tmp_path, case="2026-00001")
    assert "Broken lamp" in words_of(store, tmp_path, case="1")


@pytest.mark.parametrize("number", ["", "2026-00077", "lamp"])
def test_that_a_number_of_no_case_is_told(store: Store, tmp_path: Path, number: str) -> None:
    with pytest.raises(Invalid) as refused:
        words_of(store, tmp_path, case=number)
    assert "case" in refused.value.problems


def test_that_a_confidential_case_is_not_there_for_others(store: Store, tmp_path: Path) -> None:
    case = store.write(lambda s: make_case(s, "Secret", fields={"confidential": True})).result
    clerk = store.write(lambda s: make_staff(s, Role.CLERK)).result
    with pytest.raises(NotFound):
        words_of(store, tmp_path, who=clerk, case_id=case.id)
    with pytest.raises(Invalid):
        words_of(store, tmp_path, who=clerk, case="1")
    assert "Case 2026-00001, confidential" in words_of(store, tmp_path, case_id=case.id)


def test_that_a_print_is_kept_in_history(store: Store) -> None:
    case_id = make_whole(store)
    store.write(lambda s: record_print(s, director(s), "case-file", how="saved", at=AT, case_id=case_id))
    e = table_of(Event).c
    row = store.read(lambda s: s.execute(select(e.subject, e.subject_id, e.detail).where(e.verb == "printed")).one())
    assert tuple(row) == ("case_record", case_id, {"report": "case-file", "how": "saved"})


def test_that_a_promise_and_a_follow_up_are_told_as_what_they_are() -> None:
    planned = Entry(kind="promise", id=1, at=AT, by="Nina Keo", verb="planned follow-up", due_at=AT)
    asked = planned._replace(verb="asked", fields=(("reached", "", "True"), ("fixed", "", "partly")))
    assert promise_told(planned, "UTC").startswith("To be asked whether it is fixed, for ")
    assert promise_told(asked, "UTC") == "Asked whether it is fixed: partly"
