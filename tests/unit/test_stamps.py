"""Every act of an acting director is signed "N. N., Acting Director, for M. M.", wherever it can be read (Q3)."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, actor
from app.models import Channel, Event, NoteKind, Role, table_of
from app.queries.case_filter import CaseFilter
from app.queries.contacts import contact_page, contact_rows
from app.queries.timeline import timeline
from app.queries.today import Day, today
from app.reports import contact_log, monthly_figures
from app.reports.paper import Paper
from app.reports.run import make_report
from app.services.cases import add_note, assign_cases
from app.services.contacts import correct_contact
from app.services.prints import record_print
from app.store import Store
from app.ui.columns import Column
from app.ui.pages import case_export, list_export
from tests.acting import make_designation
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

SIGNED = "Denise Rocha, Acting Director, for Margaret Mulcahy"
LATER = AT + timedelta(hours=2)


class Done(NamedTuple):
    """What was done by the acting director."""

    case: int
    contact: int
    rocha: int
    tran: int


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("stamps"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def done(store: Store) -> Done:
    return store.write(_done).result


def _done(s: Session) -> Done:
    mayor = make_staff(s, Role.MAYOR, name="Eileen Keohane")
    rocha = make_staff(s, name="Denise Rocha", login="drocha")
    tran = make_staff(s, name="Linh Tran", login="ltran")
    case = make_case(s, who=rocha).id or 0
    add_note(s, rocha, case, kind=NoteKind.NOTE, words="Before", at=AT)
    make_designation(s, mayor, rocha)
    acting = actor(s, rocha.id, LATER)
    assign_cases(s, acting, [case], owner_id=tran.id, at=LATER)
    for kind in NoteKind:
        reply = Channel.PHONE if kind is NoteKind.REPLY else None
        add_note(s, acting, case, kind=kind, words=f"As acting: {kind.value}", channel=reply, at=LATER)
    contact = make_contact(s, "Again", who=acting, case_id=case, at=LATER)
    return Done(case, contact.contact_id, rocha.id, tran.id)


def acting(store: Store, done: Done) -> Actor:
    found = store.read(lambda s: actor(s, done.rocha, LATER))
    assert found.signature == SIGNED
    return found


def words(path: Path) -> str:
    paper = Paper(path.read_bytes())
    return " ".join(" ".join(paper.text(page) for page in range(paper.page_count)).split())


def test_that_the_timeline_signs_notes_replies_contacts_and_changes(store: Store, done: Done) -> None:
    entries = store.read(lambda s: timeline(s, acting(store, done), done.case))
    told = {(entry.kind, entry.verb or entry.words): entry.signature for entry in entries}
    assert told[("note", "Before")] == told[("change", "opened")] == "Denise Rocha"
    for each in (("note", "As acting: note"), ("reply", "As acting: reply"), ("contact", "Again")):
        assert told[each] == SIGNED
    assert told[("change", "assigned")] == SIGNED
    assert not [name for entry in entries for name, _, _ in entry.fields if name == "acting"]


def test_that_contacts_and_what_came_back_are_signed(store: Store, done: Done) -> None:
    who = acting(store, done)
    rows = store.read(lambda s: contact_rows(s, who, [done.contact]))
    assert [row.taken_by for row in rows] == [SIGNED]
    day = Day(AT - timedelta(hours=10), AT + timedelta(hours=14), AT + timedelta(days=5), AT - timedelta(days=17))
    mine = store.read(lambda s: today(s, actor(s, done.tran, LATER), day=day, now=LATER))
    assert {each.by for each in mine.back if each.verb == "assigned"} == {SIGNED}


def test_that_a_correction_is_signed(store: Store, done: Done) -> None:
    with Session(store.engine) as s:
        page = contact_page(s, acting(store, done), done.contact)
        changes = {"words": "Again, and again"}
        correct_contact(s, actor(s, done.rocha, LATER), done.contact, version=page.version, changes=changes, at=LATER)
        assert [each.by for each in contact_page(s, director(s), done.contact).corrections] == [SIGNED]


def test_that_papers_say_who_issued_them_and_who_did_what(store: Store, done: Done, tmp_path: Path) -> None:
    who = acting(store, done)
    answers: dict[str, dict[str, Any]] = {
        "case-file": {"case_id": done.case},
        "contact-log": {"day": "2026-11-18"},
        "monthly": {"month": "2026-11"},
        "designation-letter": {},
        "handover-brief": {"kind": "end"},
    }
    for key, given in answers.items():
        path = tmp_path / f"{key}.pdf"
        store.read(partial(_paper, who=who, key=key, answers=given, path=path))
        assert "Denise Rocha, Acting Director, for Margaret Mulcahy" in words(path), key
    assert words(tmp_path / "case-file.pdf").count("Acting Director") >= 5
    log = store.read(lambda s: contact_log.collect(s, who, day=date(2026, 11, 18), week=False, at=LATER))
    assert SIGNED in [each.taken_by for each in log.contacts]
    assert store.read(lambda s: monthly_figures.collect(s, who, month=date(2026, 11, 1), at=LATER)).signature == SIGNED


def _paper(s: Session, *, who: Actor, key: str, answers: dict[str, Any], path: Path) -> Any:
    return make_report(s, who, key, answers, path=path, at=LATER)


class _Work:
    """Long work done at once."""

    def __init__(self, store: Store) -> None:
        self.read, self._store = store.read, store

    def write(self, act: Any) -> Any:
        return self._store.write(act).result

    def progress(self, done: int, total: int) -> None:
        assert done <= total


def exported(store: Store, who: Actor, path: Path) -> None:
    seat: Any = SimpleNamespace(me=who, now=lambda: LATER, zone=UTC)
    work: Any = _Work(store)
    case_export.export_work(seat, array("q", [1]), path, CaseFilter())(work)


def test_that_a_csv_file_has_a_column_for_who_exports_as_acting_director(
    store: Store, done: Done, tmp_path: Path
) -> None:
    path, plain = tmp_path / "a.csv", tmp_path / "b.csv"
    exported(store, acting(store, done), path)
    heading, *rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert heading[-1] == "Exported by" and [row[-1] for row in rows] == [SIGNED]
    e = table_of(Event).c
    told = store.read(lambda s: s.execute(select(e.acting_for_id, e.detail).where(e.verb == "exported")).first())
    assert told is not None and (told.acting_for_id, told.detail["acting"]) == (1, 1)
    exported(store, store.read(lambda s: actor(s, done.tran, LATER)), plain)
    assert "Exported by" not in plain.read_text("utf-8-sig")


def test_that_a_workbook_says_who_exported_it(store: Store, done: Done, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    exported(store, acting(store, done), path)
    book = load_workbook(path)
    assert book.properties.creator == SIGNED and book.sheetnames[1] == "About"
    assert [cell.value for cell in book["About"][1]] == ["Exported by", SIGNED]


def test_that_other_lists_are_signed_too(store: Store, done: Done, tmp_path: Path) -> None:
    path, who = tmp_path / "a.csv", acting(store, done)
    seat: Any = SimpleNamespace(me=who, now=lambda: LATER, zone=UTC)
    column: Any = Column("words", "Words", lambda row: row.words)
    work: Any = _Work(store)
    list_export.export_work(
        seat,
        [column],
        lambda s, ids: contact_rows(s, who, ids),
        ids=array("q", [done.contact]),
        path=path,
        table="contact",
        asked={},
    )(work)
    assert path.read_text("utf-8-sig").splitlines() == ["Words,Exported by", f'Again,"{SIGNED}"']


def test_that_history_has_the_stamp_of_exports_prints_and_acts(store: Store, done: Done) -> None:
    with Session(store.engine) as s:
        who = actor(s, done.rocha, LATER)
        record_print(s, who, "monthly", how="printed", at=LATER)
        e = table_of(Event).c
        rows = s.execute(select(e.verb, e.acting_for_id, e.detail).where(e.actor_id == done.rocha, e.at == LATER)).all()
        assert {"assigned", "noted", "replied", "logged", "printed"} <= {row.verb for row in rows}
        assert {(row.acting_for_id, row.detail["acting"]) for row in rows} == {(1, 1)}
