"""An address book comes in whole or not at all, nobody twice without a word, and can be taken out again."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from app.cli import main
from app.errors import Conflict, Invalid, NotAllowed
from app.exchange.people_import import (
    ImportedPeople,
    Twins,
    kept_people_map,
    new_reaches,
    people_in,
    prepare_people,
    run_people,
    try_people,
)
from app.exchange.people_table import PeopleMap
from app.exchange.people_words import Role
from app.models import Address, Event, ImportBatch, Organization, Person, Place, Position, Reach, Setting
from app.models import Role as Duty
from app.queries.checks import check_office
from app.queries.search import search
from app.services.import_people_rows import Choice, Decision, Unfit
from app.services.import_undo import undo_import
from app.services.people import update_person
from app.services.readers import mark_person_confidential
from app.store import Store
from tests.factories import AT, director, make_person, make_staff

DATA = Path(__file__).resolve().parent.parent / "data"
CARDS, TABLE = DATA / "address_book.vcf", DATA / "address_book.csv"


def bring_in(store: Store, path: Path, **given: Any) -> ImportedPeople:
    prepared = prepare_people(path)
    return store.write(lambda s: run_people(s, director(s), prepared, at=AT, **given)).result


def every(store: Store, model: type[SQLModel]) -> list[Any]:
    return list(store.read(lambda s: s.exec(select(model)).all()))


def test_that_cards_become_people_with_all_that_hangs_on_them(store: Store) -> None:
    done = bring_in(store, CARDS).done
    assert (done.people, done.organizations, done.left_out) == (2, 2, ((4, "Rosa Delgado"),))
    rosa, jose = every(store, Person)
    assert (rosa.name, rosa.name_key, rosa.language, jose.name) == (
        "Rosa Delgado",
        "rosa delgado",
        "Spanish",
        "José Nuñez",
    )
    assert rosa.remarks.startswith("Calls on Mondays, prefers Spanish.\nHas a dog.\nBirthday: 1961-04-09")
    assert [(each.typed, each.key, each.label) for each in every(store, Reach)][:2] == [
        ("(617) 555-0171", "+16175550171", "mobile"),
        ("617-555-0172", "+16175550172", "work fax"),
    ]
    assert [each.title for each in every(store, Position)] == ["President"]
    assert [each.place_id for each in every(store, Address)] == [each.id for each in every(store, Place)]
    assert every(store, Organization)[1].website == "https://pantry.example.org"


def test_that_history_tells_of_each_and_the_chain_and_the_search_hold(store: Store) -> None:
    done = bring_in(store, CARDS).done
    lines = [(each.subject, each.detail) for each in every(store, Event) if each.verb == "imported"]
    assert ("person", {"import_id": done.batch_id, "row": 1}) in lines
    assert lines[-1] == ("import_batch", {"made": 4, "rejected": 2, "added": 0})
    assert store.read(lambda s: check_office(s, director(s), deep=True)) == []
    assert [hit.title for hit in store.read(lambda s: search(s, director(s), "nunez")).people] == ["José Nuñez"]


def test_that_a_dry_run_tells_all_and_changes_nothing(store: Store) -> None:
    tried = store.read(lambda s: try_people(s, director(s), prepare_people(CARDS)))
    assert (tried.rows, tried.people, tried.organizations, tried.left_out) == (5, 2, 2, 1)
    assert tried.unused == (("Photo", 1), ("UID", 1))
    assert [(each.row, each.reasons) for each in tried.rejects] == [
        (5, ("It has no name, organization, phone or e-mail.",))
    ]
    assert every(store, Person) == []


@pytest.mark.parametrize("policy", list(Twins))
@pytest.mark.parametrize("path", [CARDS, TABLE], ids=lambda path: path.suffix)
def test_that_a_dry_run_counts_as_the_import_does(store: Store, path: Path, policy: Twins) -> None:
    for _ in range(2):
        tried = store.read(lambda s: try_people(s, director(s), prepare_people(path), policy=policy))
        if tried.people + tried.organizations:
            done = bring_in(store, path, policy=policy).done
            assert (done.people, done.organizations) == (tried.people, tried.organizations)
    assert every(store, Person)


def test_that_the_same_file_twice_makes_nobody_twice(store: Store) -> None:
    bring_in(store, CARDS)
    with pytest.raises(Invalid, match="Nobody of this file"):
        bring_in(store, CARDS)
    assert len(every(store, Person)) == 2
    assert bring_in(store, CARDS, policy=Twins.MAKE).done.people == 3


def test_that_what_is_new_is_added_to_who_is_here_and_found_by_it(store: Store) -> None:
    here = store.write(lambda s: make_person(s, "Rosa Delgado", phone="617-555-0171").id).result
    prepared = prepare_people(CARDS)
    tried = store.read(lambda s: try_people(s, director(s), prepared))
    first = tried.twins[0]
    assert [each.typed for each in new_reaches(first.person, first.twins[0])] == [
        "617-555-0172",
        "Rosa.Delgado@example.org",
    ]
    decisions = {each.person.row: Decision(Choice.ADD, each.twins[0]) for each in tried.twins}
    done = bring_in(store, CARDS, tried=tried, decisions=decisions).done
    assert (done.people, done.added) == (1, 3)
    found = store.read(lambda s: search(s, director(s), "617-555-0172")).people
    assert [hit.id for hit in found] == [here]
    changed = [each.detail for each in every(store, Event) if (each.verb, each.subject_id) == ("changed", here)]
    assert changed == [
        {"reaches": [[], ["617-555-0172", "Rosa.Delgado@example.org", "rosa@example.net"]], "import_id": done.batch_id}
    ]


def test_that_undo_takes_all_out_also_what_was_added(store: Store) -> None:
    here = store.write(lambda s: make_person(s, "Rosa Delgado", phone="617-555-0171").id).result
    tried = store.read(lambda s: try_people(s, director(s), prepare_people(CARDS)))
    decisions = {each.person.row: Decision(Choice.ADD, each.twins[0]) for each in tried.twins}
    done = bring_in(store, CARDS, tried=tried, decisions=decisions).done
    store.write(lambda s: undo_import(s, director(s), done.batch_id, at=AT))
    assert [each.id for each in every(store, Person)] == [here]
    assert [each.typed for each in every(store, Reach)] == ["617-555-0171"]
    assert (every(store, Organization), every(store, Position), every(store, Address)) == ([], [], [])
    assert not store.read(lambda s: search(s, director(s), "617-555-0172")).people
    assert store.read(lambda s: check_office(s, director(s), deep=True)) == []


def test_that_an_import_is_not_undone_when_who_got_a_phone_was_changed_since(store: Store) -> None:
    here = store.write(lambda s: make_person(s, "Rosa Delgado", phone="617-555-0171").id).result
    assert here
    tried = store.read(lambda s: try_people(s, director(s), prepare_people(CARDS)))
    decisions = {each.person.row: Decision(Choice.ADD, each.twins[0]) for each in tried.twins}
    done = bring_in(store, CARDS, tried=tried, decisions=decisions).done
    moved = {"remarks": "Has moved."}
    store.write(lambda s: update_person(s, director(s), here, version=2, changes=moved, at=AT))
    with pytest.raises(Invalid, match="Rosa Delgado got a phone"):
        store.write(lambda s: undo_import(s, director(s), done.batch_id, at=AT))
    assert len(every(store, Reach)) == 6


def test_that_what_is_not_brought_in_is_in_a_file_with_its_reason(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "rejects.csv"
    imported = bring_in(store, CARDS, rejects=target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert (imported.rejected, imported.rejects) == (1, target)
    assert [line[0] for line in lines] == ["Card", "4", "5"]
    assert lines[1][2] == "Left out: Rosa Delgado is here already."
    assert "1 Nobody Lane" in lines[2][1]


def test_that_a_table_is_read_by_its_headings_and_its_map_is_kept(store: Store) -> None:
    assert bring_in(store, TABLE).done.people == 2
    rosa, peter = every(store, Person)
    assert (rosa.name, peter.name) == ("Mrs. Rosa Delgado", "Peter Okafor")
    assert rosa.remarks == "Calls on Mondays\nSpouse: Luis\nBirthday: 1961-04-09"
    assert [each.typed for each in every(store, Place)] == ["12 Elm Street, Halbrook, MA 02134"]
    kept = store.read(lambda s: kept_people_map(s, TABLE))
    assert prepare_people(TABLE, kept=kept).remembered
    assert PeopleMap.from_toml(kept).columns["Home Phone"] == Role("phone", "home")
    assert [each.kind for each in every(store, ImportBatch)] == ["people"]
    assert any(each.key.startswith("import_map.") for each in every(store, Setting))


def test_that_googles_labels_in_columns_of_their_own_are_read(tmp_path: Path) -> None:
    path = tmp_path / "google.csv"
    path.write_text(
        "First Name,Last Name,Phone 1 - Label,Phone 1 - Value,E-mail 1 - Label,E-mail 1 - Value,Address 1 - Label,"
        "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Postal Code\n"
        "Ana,Ruiz,Mobile,617-555-0101 ::: 617-555-0102,* Work,a@example.org,Home,"
        '"2 Oak St\nHalbrook",2 Oak St,Halbrook,02134\n'
    )
    prepared = prepare_people(path)
    assert prepared.look
    (ana,) = people_in(prepared)
    assert not isinstance(ana, Unfit)
    assert [(each.typed, each.label) for each in ana.reaches] == [
        ("617-555-0101", "mobile"),
        ("617-555-0102", "mobile"),
        ("a@example.org", "work"),
    ]
    assert [(each.typed, each.label) for each in ana.addresses] == [("2 Oak St, Halbrook, 02134", "home")]


def test_that_a_map_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        PeopleMap.from_toml("[fields]\nsubject = 'x'")
    with pytest.raises(Invalid, match="is nothing a column can be"):
        PeopleMap.from_toml('[columns]\n"A" = "shoe size"')
    assert PeopleMap({"A": Role("remark", "A")}).problems(["A"]) == [
        "No column holds a name, organization, phone or e-mail. Please choose one."
    ]


def test_that_a_cancelled_import_leaves_nothing(store: Store) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(store, CARDS, progress=stop)
    assert (every(store, Person), every(store, ImportBatch)) == ([], [])


def test_that_somebody_who_went_meanwhile_is_not_added_to(store: Store) -> None:
    first = bring_in(store, CARDS).done.batch_id
    tried = store.read(lambda s: try_people(s, director(s), prepare_people(CARDS)))
    decisions = {each.person.row: Decision(Choice.ADD, each.twins[0]) for each in tried.twins}
    store.write(lambda s: undo_import(s, director(s), first, at=AT))
    with pytest.raises(Conflict, match="no longer there"):
        bring_in(store, CARDS, tried=tried, decisions=decisions)


def test_that_somebody_hidden_meanwhile_is_not_added_to(store: Store) -> None:
    bring_in(store, CARDS)
    stranger = store.write(make_staff).result
    tried = store.read(lambda s: try_people(s, stranger, prepare_people(CARDS)))
    decisions = {each.person.row: Decision(Choice.ADD, each.twins[0]) for each in tried.twins}
    hidden = [each.id for each in every(store, Person)]
    store.write(lambda s: [mark_person_confidential(s, director(s), n, confidential=True, at=AT) for n in hidden])
    with pytest.raises(Conflict, match="no longer there"):
        store.write(lambda s: run_people(s, stranger, prepare_people(CARDS), at=AT, tried=tried, decisions=decisions))


def test_that_only_who_may_import_does(store: Store) -> None:
    intern = store.write(lambda s: make_staff(s, Duty.INTERN)).result
    with pytest.raises(NotAllowed):
        store.write(lambda s: run_people(s, intern, prepare_people(CARDS), at=AT))
    with pytest.raises(NotAllowed):
        store.read(lambda s: try_people(s, intern, prepare_people(CARDS)))


def test_that_a_confidential_address_gives_nobody_away(store: Store, tmp_path: Path) -> None:
    home = "12 Elm Street, Halbrook, MA 02134"
    store.write(lambda s: make_person(s, "Rosa Delgdo", address=home, address_confidential=True))
    tried = store.read(lambda s: try_people(s, director(s), prepare_people(TABLE)))
    assert tried.twins == ()


def test_that_the_command_line_tries_brings_in_and_tells_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    monkeypatch.setenv("LIAISON_PASSWORD", "four words for testing")
    given = ["--data-dir", str(tmp_path / "office")]
    cards, book = tmp_path / CARDS.name, tmp_path / "map.toml"
    cards.write_bytes(CARDS.read_bytes())
    assert main(["init", "--city", "Halbrook", "--state", "MA", "--name", "Margaret Mulcahy", *given]) == 0
    assert main(["import", "people", str(TABLE), "--dry-run", "--save-map", str(book), *given]) == 0
    assert "2 people and 1 organization would be brought in" in capsys.readouterr().out
    assert PeopleMap.from_toml(book.read_text()).columns["Mobile Phone"] == Role("phone", "mobile")
    assert main(["import", "people", str(cards), *given]) == 0
    told = capsys.readouterr().out
    assert "2 people and 2 organizations brought in" in told
    assert "1 left out" in told
    assert (tmp_path / "address_book - rejected rows.csv").is_file()
    assert main(["import", "people", str(TABLE), "--map", str(book), "--dry-run", "--json", *given]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [(each["twin"], each["sure"], each["choice"]) for each in answer["twins"]] == [
        ("Rosa Delgado", True, "skip")
    ]
    (tmp_path / "address_book - rejected rows.csv").unlink()
    assert main(["import", "people", str(cards), *given]) == 1
    told = capsys.readouterr().err
    assert "4 were left out as here already (Rosa Delgado" in told and "--twins make" in told
    assert "Left out: Rosa Delgado" in (tmp_path / "address_book - rejected rows.csv").read_text(encoding="utf-8-sig")
