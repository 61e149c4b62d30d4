"""A whole import can be taken out again as long as nobody worked on it; history and numbers stay."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.authority import Actor
from app.cli import main
from app.errors import AppError, Invalid, NotAllowed, NotFound
from app.exchange.case_import import Imported, prepare, run_import
from app.models import Case, NoteKind, Role, Status, TieKind
from app.queries.imports import batches
from app.queries.timeline import timeline
from app.services.attachments import add_attachment
from app.services.case_ties import add_affected, add_reference, link_cases
from app.services.cases import add_note, move_case
from app.services.contacts import log_contact
from app.services.directive_accounts import give_account
from app.services.directives import Tying, save_directive, set_ties
from app.services.import_undo import undo_import
from app.services.people import update_person
from app.services.readers import mark_person_confidential
from app.store import Store, open_engine
from tests.factories import AT, KEY, director, make_case, make_person, make_staff, make_store

DATA = Path(__file__).resolve().parent.parent / "data"
CALLS = DATA / "old_call_center.csv"
TABLES = ("case_record", "move", "person", "organization", "reach", "place", "reference", "case_words", "place_words",
          "person_words", "person_grams", "organization_words", "organization_grams")  # fmt: skip


def bring_in(store: Store, table: Path = CALLS) -> Imported:
    return store.write(lambda s: run_import(s, director(s), prepare(table), at=AT)).result


def undo(store: Store, number: int = 1, **given: Any) -> Any:
    return store.write(lambda s: undo_import(s, director(s), number, at=AT, **given)).result


def counts(store: Store) -> dict[str, int]:
    one_row = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in TABLES)
    return dict(zip(TABLES, store.read(lambda s: s.execute(text(one_row)).one()), strict=True))


def one(store: Store, words: str) -> Any:
    return store.read(lambda s: s.execute(text(words)).scalar())


def test_that_an_undone_import_leaves_no_row_and_no_word(store: Store) -> None:
    store.write(lambda s: make_person(s, "Ana Silva", phone="617 555 0111", address="9 Mill Street"))
    store.write(lambda s: make_case(s, "Hydrant leaks"))
    before = counts(store)
    made = bring_in(store)
    undone = undo(store)
    assert (undone.cases, undone.batch_id) == (made.done.made, made.done.batch_id) and counts(store) == before
    assert one(store, "SELECT count(*) FROM case_words WHERE case_words MATCH 'pothole'") == 0
    assert one(store, "SELECT count(*) FROM person_grams WHERE person_grams MATCH '5550199'") == 0
    assert one(store, "SELECT count(*) FROM case_words WHERE case_words MATCH 'hydrant'") == 1


def test_that_history_stays_and_tells_of_the_undo(store: Store) -> None:
    bring_in(store)
    before = one(store, "SELECT count(*) FROM event")
    undo(store)
    assert one(store, "SELECT count(*) FROM event") == before + 1
    assert one(store, "SELECT verb FROM event ORDER BY id DESC LIMIT 1") == "undid import"
    row = store.read(batches)[0]
    assert (row.undone_at, row.undone_by, row.can_undo) == (AT, "Margaret Mulcahy", False)


def test_that_the_same_table_comes_in_again_with_new_numbers(store: Store) -> None:
    first = bring_in(store)
    undo(store)
    again = bring_in(store)
    assert again.done.made == first.done.made and again.rejected == 0
    assert first.done.last_number < again.done.first_number
    assert undo(store, 2).cases == 7


def test_that_a_table_without_numbers_comes_in_again_too(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("Open Date,Description\n1/15/2020,Lamp out\n", encoding="utf-8")
    bring_in(store, path)
    undo(store)
    assert bring_in(store, path).done.made == 1


def test_that_triggers_and_indexes_are_as_before(store: Store) -> None:
    words = "SELECT group_concat(name || coalesce(sql, ''), ';') FROM (SELECT * FROM sqlite_master ORDER BY name)"
    before = one(store, words)
    bring_in(store)
    undo(store)
    assert one(store, words) == before
    store.write(lambda s: make_case(s, "Lamp out"))
    assert one(store, "SELECT count(*) FROM case_words WHERE case_words MATCH 'lamp'") == 1


def test_that_a_case_with_the_id_of_one_undone_has_only_its_own_history(store: Store) -> None:
    bring_in(store)
    undo(store)
    case = store.write(lambda s: make_case(s)).result
    assert case.id == 1
    found = store.read(lambda s: timeline(s, director(s), case.id or 0))
    assert "imported" not in [entry.verb for entry in found]


def worked_on(session: Session, who: Actor) -> None:
    move_case(session, who, 1 + 1, Status.ANSWERED, at=AT)


def noted(session: Session, who: Actor) -> None:
    add_note(session, who, 2, kind=NoteKind.NOTE, words="They called again.", at=AT)


def called(session: Session, who: Actor) -> None:
    fields = {"words": "Again", "happened_at": AT, "channel": "phone", "anonymous": True}
    log_contact(session, who, fields=fields, at=AT, case_id=2)


def attached(session: Session, who: Actor) -> None:
    add_attachment(session, who, name="a.pdf", media_type="", size=1, address="a" * 64, case_id=2, at=AT)


def linked(session: Session, who: Actor) -> None:
    link_cases(session, who, 2, make_case(session).id or 0, at=AT)


def numbered(session: Session, who: Actor) -> None:
    add_reference(session, who, 2, system="311", number="x", at=AT)


def affected(session: Session, who: Actor) -> None:
    add_affected(session, who, 2, make_person(session, "Ana Silva").id or 0, part="", at=AT)


def told_of(session: Session, who: Actor) -> None:
    directive = save_directive(session, who, fields={"code": "A", "title": "Streets"}, at=AT).id or 0
    set_ties(session, who, directive, [Tying(TieKind.CASES)], at=AT)
    done = [{"case_id": 2, "words": "The hole was filled."}]
    give_account(session, who, directive, on=AT.date(), highlights=done, at=AT)


@pytest.mark.parametrize("act", [worked_on, noted, called, attached, linked, numbered, affected, told_of])
def test_that_whatever_is_done_to_a_case_keeps_the_import(store: Store, act: Callable[..., None]) -> None:
    bring_in(store)
    store.write(lambda s: act(s, director(s)))
    number = one(store, "SELECT number FROM case_record WHERE id = 2")
    before = counts(store)
    with pytest.raises(Invalid, match="1 case of this import was worked on since") as refused:
        undo(store)
    assert number in refused.value.sentence and "Nothing was changed" in refused.value.sentence
    assert counts(store) == before


def test_that_the_first_numbers_are_told_where_many_were_worked_on(store: Store) -> None:
    bring_in(store)

    def note_all(session: Session) -> None:
        for case_id in range(1, 8):
            add_note(session, director(session), case_id, kind=NoteKind.NOTE, words="x", at=AT)

    store.write(note_all)
    with pytest.raises(Invalid, match=r"7 cases of this import were worked on since: 2020-00001, .* …"):
        undo(store)


def somebody_calls(session: Session, who: Actor) -> None:
    fields = {"words": "Again", "happened_at": AT, "channel": "phone"}
    log_contact(session, who, fields=fields, at=AT, person_id=1)


def person_changed(session: Session, who: Actor) -> None:
    update_person(session, who, 1, version=1, changes={"language": "Spanish"}, at=AT)


def person_asks(session: Session, who: Actor) -> None:
    make_case(session, person_id=1)


def lives_there(session: Session, who: Actor) -> None:
    make_person(session, "Ana Silva", address="50 Elm Street, 02134")


@pytest.mark.parametrize("act", [somebody_calls, person_changed, person_asks])
def test_that_people_used_elsewhere_keep_the_import(store: Store, act: Callable[..., None]) -> None:
    bring_in(store)
    store.write(lambda s: act(s, director(s)))
    name = one(store, "SELECT name FROM person WHERE id = 1")
    with pytest.raises(Invalid, match=r"1 person, organization or address .* used elsewhere") as refused:
        undo(store)
    assert name in refused.value.sentence


def test_that_an_address_where_somebody_lives_keeps_the_import(store: Store) -> None:
    bring_in(store)
    store.write(lambda s: lives_there(s, director(s)))
    with pytest.raises(Invalid, match=r"used elsewhere .* 50 Elm Street"):
        undo(store)


def test_that_a_later_import_that_found_its_people_keeps_it(store: Store, tmp_path: Path) -> None:
    bring_in(store)
    more = tmp_path / CALLS.name
    text_of = CALLS.read_text(encoding="utf-8").splitlines()
    more.write_text(f"{text_of[0]}\n{text_of[1].replace('A-1', 'A-99')}\n", encoding="utf-8")
    bring_in(store, more)
    with pytest.raises(Invalid, match="used elsewhere"):
        undo(store, 1)
    assert undo(store, 2).cases == 1 and undo(store, 1).cases == 7


def refusal(store: Store, who: Callable[[Session], Actor]) -> str:
    with pytest.raises(Invalid) as refused:
        store.write(lambda s: undo_import(s, who(s), 1, at=AT))
    return refused.value.sentence


def test_that_a_refusal_names_nothing_hidden(store: Store) -> None:
    bring_in(store)
    asks, number = (one(store, f"SELECT {name} FROM case_record WHERE id = 1") for name in ("person_id", "number"))
    name = one(store, f"SELECT name FROM person WHERE id = {asks}")
    store.write(lambda s: mark_person_confidential(s, director(s), asks, confidential=True, at=AT))
    store.write(lambda s: lives_there(s, director(s)))
    stranger = store.write(make_staff).result
    seen, told = refusal(store, director), refusal(store, lambda _: stranger)
    assert number in seen and name in seen and number not in told and name not in told
    assert "worked on since. 2 people, organizations or addresses" in told


def test_that_an_import_is_undone_once_and_only_one_that_is_there(store: Store) -> None:
    bring_in(store)
    undo(store)
    with pytest.raises(Invalid, match="undone before"):
        undo(store)
    with pytest.raises(NotFound):
        undo(store, 9)


def test_that_an_import_of_an_earlier_version_says_why_it_cannot(store: Store) -> None:
    bring_in(store)
    store.write(lambda s: s.execute(text("UPDATE import_batch SET rows = '{}'")))
    with pytest.raises(Invalid, match="before imports could be undone"):
        undo(store)


def test_that_who_may_not_import_may_not_undo(store: Store) -> None:
    bring_in(store)
    clerk = store.write(lambda s: make_staff(s, Role.CLERK)).result
    with pytest.raises(NotAllowed):
        store.write(lambda s: undo_import(s, clerk, 1, at=AT))


class Stop(Exception):
    """Somebody cancelled."""


def test_that_a_cancelled_undo_changes_nothing(store: Store) -> None:
    bring_in(store)
    before = counts(store), one(store, "SELECT count(*) FROM event")

    def stop(done: int, _total: int, _step: str) -> None:
        if done > 15:
            raise Stop

    with pytest.raises(Stop):
        undo(store, progress=stop)
    assert (counts(store), one(store, "SELECT count(*) FROM event")) == before
    assert undo(store).cases == 7


KILLED = """
import os, signal, sys
from pathlib import Path
from app.services.import_undo import undo_import
from app.store import Store, open_engine
from tests.factories import AT, KEY, director

def stop(done, total, step):
    if done > 15:
        os.kill(os.getpid(), signal.SIGKILL)

store = Store(open_engine(Path(sys.argv[1]), KEY))
store.write(lambda s: undo_import(s, director(s), 1, at=AT, progress=stop))
"""


KILLED_IMPORT = """
import os, signal, sys
from pathlib import Path
from app.exchange.case_import import prepare, run_import
from app.store import Store, open_engine
from tests.factories import AT, KEY, director

store = Store(open_engine(Path(sys.argv[1]), KEY))
kill = lambda done, total, step: os.kill(os.getpid(), signal.SIGKILL)
store.write(lambda s: run_import(s, director(s), prepare(Path(sys.argv[2])), at=AT, progress=kill))
"""


def killed(words: str, *given: str) -> None:
    root = Path(__file__).resolve().parents[2]
    run = [sys.executable, "-c", words, *given]
    ended = subprocess.run(run, cwd=root, env=os.environ, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_that_an_undo_killed_half_way_changes_nothing(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    bring_in(store)
    before = counts(store)
    store.close()
    killed(KILLED, str(tmp_path / "office.liaison"))
    again = Store(open_engine(tmp_path / "office.liaison", KEY))
    assert counts(again) == before and one(again, "PRAGMA integrity_check") == "ok"
    assert undo(again).cases == 7
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_that_an_import_killed_half_way_leaves_nothing(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    before = counts(store)
    store.close()
    killed(KILLED_IMPORT, str(tmp_path / "office.liaison"), str(CALLS))
    again = Store(open_engine(tmp_path / "office.liaison", KEY))
    assert counts(again) == before and one(again, "PRAGMA integrity_check") == "ok"
    assert bring_in(again).done.first_number == "2020-00001"
    again.close()


def test_that_a_large_import_is_undone_in_steps(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = ([f"N-{n}", "1/2/2020", f"Lamp {n}", f"{n} Elm Street"] for n in range(6_000))
        csv.writer(file).writerows([["Case ID", "Open Date", "Subject", "Address"], *rows])
    bring_in(store, path)
    told: list[tuple[int, int]] = []
    assert undo(store, progress=lambda done, total, _: told.append((done, total))).cases == 6_000
    assert told[-1][0] == told[-1][1] and len(told) > 4 and one(store, "SELECT count(*) FROM case_record") == 0
    assert store.read(lambda s: s.get(Case, 1)) is None


def test_that_the_command_lists_and_undoes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    monkeypatch.setenv("LIAISON_PASSWORD", "four words for testing")
    given = ["--data-dir", str(tmp_path / "office")]
    assert main(["init", "--city", "Halbrook", "--state", "MA", "--name", "Margaret Mulcahy", *given]) == 0
    assert main(["import", "cases", str(CALLS), *given]) == 0
    capsys.readouterr()
    assert main(["import", "list", *given]) == 0
    assert "old_call_center.csv" in capsys.readouterr().out
    assert main(["import", "undo", "1", *given]) == 0
    assert "7 cases" in capsys.readouterr().out
    assert main(["import", "list", "--json", *given]) == 0
    assert json.loads(capsys.readouterr().out)[0]["undone_by"] == "Margaret Mulcahy"
    assert main(["import", "undo", "1", *given]) == 1
    assert "undone before" in capsys.readouterr().err
    assert issubclass(Invalid, AppError)
