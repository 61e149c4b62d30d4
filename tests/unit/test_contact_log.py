"""The contact log of a day or a week: by time, local dates, nothing undone or hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import Invalid
from app.models import Role
from app.reports.contact_log import LogFigures, collect
from app.reports.paper import Paper
from app.reports.run import make_report
from app.services.contacts import undo_contact
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff

TUESDAY = date(2026, 11, 17)


def log(store: Store, words: str, at: datetime, **given: Any) -> None:
    store.write(lambda s: make_contact(s, words, at=at, **given))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026 in UTC; Halbrook is five hours behind."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def found(store: Store, day: date = TUESDAY, *, week: bool = False, who=None) -> LogFigures:
    return store.read(lambda s: collect(s, who or director(s), day=day, week=week, at=AT))


def test_that_contacts_stand_by_time_and_local_date(store: Store) -> None:
    log(store, "Second", at(17, 20))
    log(store, "Late on Monday", at(17, 4, 59))
    log(store, "First", at(17, 5))
    assert [each.words for each in found(store).contacts] == ["First", "Second"]


def test_that_a_week_runs_from_monday_to_sunday(store: Store) -> None:
    log(store, "Sunday before", at(16, 4))
    log(store, "Monday", at(16, 15))
    log(store, "Wednesday", at(18, 14))
    figures = found(store, week=True)
    assert [each.words for each in figures.contacts] == ["Monday", "Wednesday"]
    assert figures.period.name == "November 16 to 22, 2026"


def test_that_some_days_can_be_asked_for(store: Store, tmp_path: Path) -> None:
    log(store, "Monday", at(16, 15))
    log(store, "Tuesday", at(17, 15))
    log(store, "Wednesday", at(18, 14))
    answers = {"span": "day", "day": "2026-11-16", "last": "2026-11-17"}
    path = tmp_path / "log.pdf"
    made = store.read(lambda s: make_report(s, director(s), "contact-log", answers, path=path, at=AT))
    assert [each.words for each in made.collected.figures.contacts] == ["Monday", "Tuesday"]


def test_that_the_paper_names_channel_who_words_and_case(store: Store, tmp_path: Path) -> None:
    person = store.write(lambda s: make_person(s, "Ελένη Γεωργίου")).result
    case = store.write(lambda s: make_case(s)).result
    log(store, "Asks when\nthe crew comes", at(17, 16, 5), person_id=person.id, case_id=case.id)
    path = tmp_path / "log.pdf"
    answers = {"span": "day", "day": "2026-11-17"}
    store.read(lambda s: make_report(s, director(s), "contact-log", answers, path=path, at=AT))
    words = " ".join(Paper(path.read_bytes()).text(0).split())
    for wanted in ("Tuesday, November 17, 2026", "11:05 AM", "Phone", "Ελένη Γεωργίου", "the crew comes", case.number):
        assert wanted in words
    assert "Margaret Mulcahy" in words


def test_that_undone_and_hidden_contacts_are_left_out(store: Store) -> None:
    gone = store.write(lambda s: make_contact(s, "By mistake", at=at(17, 15))).result
    store.write(lambda s: undo_contact(s, director(s), gone.contact_id, at=at(17, 15, 1)))
    secret = store.write(lambda s: make_case(s, fields={"confidential": True})).result
    log(store, "Secret", at(17, 16), case_id=secret.id)
    clerk = store.write(lambda s: make_staff(s, Role.CLERK)).result
    assert [each.words for each in found(store).contacts] == ["Secret"]
    assert found(store, who=clerk).contacts == ()
    assert found(store, who=clerk).hides


def test_that_a_day_without_contacts_says_so(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "log.pdf"
    store.read(lambda s: make_report(s, director(s), "contact-log", {"day": "2026-11-01"}, path=path, at=AT))
    assert "No contact was logged on this day" in Paper(path.read_bytes()).text(0)


def test_that_a_day_to_come_is_refused(store: Store) -> None:
    with pytest.raises(Invalid, match="not come"):
        found(store, AT.date() + timedelta(days=1))
