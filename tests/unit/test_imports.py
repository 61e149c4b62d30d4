"""Old tables come in whole or not at all, and what they say can be found again in the office file."""

from __future__ import annotations

import csv
import json
import lzma
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text
from sqlmodel import SQLModel

from app.cli import main
from app.errors import Invalid, NotAllowed
from app.exchange.case_import import Imported, Prepared, dry_run, kept_for, prepare, run_import
from app.exchange.mapping import CaseMap
from app.models import (
    Case,
    Category,
    Channel,
    Event,
    ImportBatch,
    Move,
    Organization,
    Outcome,
    Person,
    Place,
    Reach,
    Reference,
    Role,
    Status,
    chained,
    table_of,
)
from app.services import imports
from app.services.cases import open_case
from app.services.import_cases import CaseRows
from app.services.imports import OldCase
from app.store import Store
from tests.bench.importing import cancelled, measure
from tests.bench.old_table import write_table
from tests.factories import AT, director, make_person, make_staff, make_store

DATA = Path(__file__).resolve().parent.parent / "data"
COUNCIL, CALLS = DATA / "old_council_cases.csv", DATA / "old_call_center.csv"
ZONE = ZoneInfo("America/New_York")


def bring_in(store: Store, table: Path | Prepared, **given: Any) -> Imported:
    prepared = table if isinstance(table, Prepared) else prepare(table)
    return store.write(lambda s: run_import(s, director(s), prepared, at=AT, **given)).result


def found(store: Store, model: type[SQLModel], *columns: str) -> list[Any]:
    table = table_of(model)
    return store.read(lambda s: list(s.execute(select(*(table.c[name] for name in columns)).order_by(table.c.id))))


def case_of(store: Store, number: str) -> Any:
    case, reference = table_of(Case), table_of(Reference)
    query = select(case).join(reference, reference.c.case_id == case.c.id).where(reference.c.number == number)
    return store.read(lambda s: s.execute(query).one())


def everything(store: Store) -> dict[str, int]:
    tables = ("case_record", "move", "person", "organization", "reach", "place", "reference", "event", "import_batch",
              "counter", "setting", "category", "case_words")  # fmt: skip
    one_row = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)
    return dict(zip(tables, store.read(lambda s: s.execute(text(one_row)).one()), strict=True))


def test_that_a_council_table_becomes_numbered_cases_of_its_years(store: Store) -> None:
    imported = bring_in(store, COUNCIL)
    assert (imported.done.made, imported.done.open, imported.done.closed) == (3, 1, 2)
    assert (imported.done.first_number, imported.done.last_number) == ("2015-00001", "2015-00003")
    numbers = store.write(
        lambda s: (
            open_case(
                s,
                director(s),
                fields={"subject": "After"},
                at=AT,
                anonymous=True,
                received_at=datetime(2015, 9, 1, tzinfo=UTC),
            ).number
        )
    )
    assert numbers.result == "2015-00004"


def test_that_rejected_rows_say_why_in_a_private_file_with_their_values(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "rejected.csv"
    imported = bring_in(store, COUNCIL, rejects=target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    why = {row["Case #"] + " " + row["Open Date"]: row["Why"] for row in rows}
    assert imported.rejected == len(rows) == 4
    assert "'2/30/2015' is not a date" in why["9004 2/30/2015"]
    assert "before the case was opened" in why["9005 3/16/2015"]
    assert "in the table twice (first in row 3)" in why["9002 1/14/2015"]
    assert "in the future" in why["9006 5/20/2031"]
    assert rows[0]["General Issue"] == "Streets" and target.stat().st_mode & 0o077 == 0


def test_that_what_a_table_says_of_a_case_is_kept(store: Store) -> None:
    store.write(lambda s: make_staff(s))
    bring_in(store, CALLS)
    first, second, third = (case_of(store, number) for number in ("A-1", "A-2", "A-3"))
    assert first.status is Status.CLOSED and first.outcome is Outcome.NO_OUTCOME_RECORDED and first.told is None
    assert first.received_at == datetime(2020, 1, 7, 17, 59, tzinfo=UTC) and first.channel is Channel.PHONE
    assert first.closed_at == datetime(2020, 2, 12, 5, tzinfo=UTC) and first.ward == "5"
    assert first.owner_id == 2 and third.owner_id is None and "Owner: Nobody Here" in third.account
    assert "Department: Public Works" in first.account and "Category: Streets – Pothole" in first.account
    assert second.due_at == datetime(2020, 3, 2, 5, tzinfo=UTC) and second.status is Status.OPEN
    assert first.category_id == second.category_id == 1 and third.category_id is None and third.due_at is None


def test_that_the_moves_of_an_imported_case_carry_the_dates_of_the_table(store: Store) -> None:
    bring_in(store, CALLS)
    moves, m = case_of(store, "A-1"), table_of(Move).c
    told = store.read(lambda s: s.execute(select(m.was, m.became, m.at).where(m.case_id == moves.id)).all())
    assert [(row.was, row.became) for row in told] == [(None, Status.NEW), (Status.NEW, Status.CLOSED)]
    assert [row.at for row in told] == [moves.received_at, moves.closed_at]
    waiting = case_of(store, "A-5")
    assert waiting.status is Status.WAITING_DEPARTMENT and waiting.wait_reason


def test_that_people_are_the_same_by_phone_and_name_and_never_by_name_alone(store: Store) -> None:
    known = store.write(lambda s: make_person(s, "Manuel Tavares", phone="617 555 0199").id).result
    bring_in(store, CALLS)
    first, second, third, fourth = (case_of(store, number).person_id for number in ("A-1", "A-2", "A-3", "A-4"))
    assert first == second and third == known
    assert fourth not in (None, first)
    assert [row.name for row in found(store, Person, "name")] == ["Manuel Tavares", "María Núñez", "Maria Nunez"]


def test_that_nobody_and_businesses_ask_too(store: Store) -> None:
    bring_in(store, CALLS)
    nobody, bakery, again = (case_of(store, number) for number in ("A-5", "A-6", "A-7"))
    assert nobody.anonymous and nobody.person_id is None
    assert bakery.organization_id == again.organization_id is not None and not bakery.anonymous
    assert [row.name for row in found(store, Organization, "name")] == ["Harbor Bakery"]
    assert "Phone: none given" in again.account
    assert "owner@harborbakery.example" in [row.key for row in found(store, Reach, "key")]


def test_that_places_are_found_again_by_their_key(store: Store) -> None:
    bring_in(store, CALLS)
    assert case_of(store, "A-1").place_id == case_of(store, "A-2").place_id
    places = found(store, Place, "typed", "zip", "ward")
    assert [tuple(row) for row in places] == [
        ("50 Elm Street, 02134", "02134", "5"),
        ("7 Cottage Street, 02134", "02134", "4"),
    ]


def test_that_imported_cases_and_people_are_found_by_search(store: Store) -> None:
    bring_in(store, CALLS)
    words = "SELECT count(*) FROM case_words WHERE case_words MATCH 'pothole'"
    gram = "SELECT count(*) FROM person_grams WHERE person_grams MATCH '5550199'"
    later = "SELECT count(*) FROM case_words WHERE case_words MATCH 'hydrant'"
    assert store.read(lambda s: s.execute(text(words)).scalar_one()) == 2
    assert store.read(lambda s: s.execute(text(gram)).scalar_one()) == 1
    fields = {"subject": "Hydrant leaks"}
    store.write(lambda s: open_case(s, director(s), fields=fields, at=AT, anonymous=True))
    assert store.read(lambda s: s.execute(text(later)).scalar_one()) == 1


def test_that_history_names_each_case_and_stays_chained(store: Store) -> None:
    imported = bring_in(store, CALLS)
    names = ("at", "actor_id", "acting_for_id", "verb", "subject", "subject_id", "detail", "previous", "hash")
    lines = [row._asdict() for row in found(store, Event, *names)]
    assert all(chained(line["previous"], line) == line["hash"] for line in lines)
    assert all(later["previous"] == earlier["hash"] for earlier, later in pairwise(lines))
    ours = [line["subject"] for line in lines if line["verb"] == "imported"]
    assert ours == ["case_record"] * 7 + ["import_batch"]
    batch = found(store, ImportBatch, "id", "made", "rejected", "mapping")[0]
    assert (batch.id, batch.made, batch.rejected) == (imported.done.batch_id, 7, 0)
    assert batch.mapping["fields"]["reference"] == ["CASE ID"]


def test_that_a_second_import_takes_only_what_is_new(store: Store, tmp_path: Path) -> None:
    bring_in(store, CALLS)
    more = tmp_path / CALLS.name
    more.write_text(
        CALLS.read_text(encoding="utf-8") + "A-8;PHONE;Water;Water;;3/1/20;8:00 AM;OPEN\n", encoding="utf-8"
    )
    imported = bring_in(store, more)
    assert (imported.done.made, imported.done.duplicates) == (1, 7)
    assert imported.done.refused[0].reasons == ("Its number A-1 is in the office file already.",)
    with pytest.raises(Invalid, match="are in the office file already"):
        bring_in(store, more)


def test_that_a_table_of_which_no_row_will_do_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("Open Date,Description\n2/30/2020,Lamp out\n", encoding="utf-8")
    with pytest.raises(Invalid, match="No row of this table"):
        bring_in(store, path)


def test_that_a_table_without_numbers_is_brought_in_once(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("Open Date,Description\n1/15/2020,Lamp out\n", encoding="utf-8")
    bring_in(store, path)
    with pytest.raises(Invalid, match="brought in before"):
        bring_in(store, path)
    assert everything(store)["case_record"] == 1


class Stop(Exception):
    """Somebody cancelled."""


def test_that_a_cancelled_import_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    before = everything(store)

    def stop(done: int, _total: int, _step: str) -> None:
        if done >= 4:
            raise Stop

    with pytest.raises(Stop):
        bring_in(store, CALLS, progress=stop)
    assert everything(store) == before
    assert bring_in(store, CALLS).done.made == 7


def test_that_a_fault_midway_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 3)
    before, made = everything(store), CaseRows.moves

    def fails(self: CaseRows, old: OldCase, case_id: int) -> list[Any]:
        if case_id == 5:
            raise ZeroDivisionError
        return made(self, old, case_id)

    monkeypatch.setattr(CaseRows, "moves", fails)
    with pytest.raises(ZeroDivisionError):
        bring_in(store, CALLS)
    assert everything(store) == before


def test_that_chunks_make_the_same_as_one_piece(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    other = make_store(tmp_path / "other")
    bring_in(store, CALLS)
    monkeypatch.setattr(imports, "CHUNK", 2)
    bring_in(other, CALLS)
    columns = ("number", "person_id", "organization_id", "place_id", "status", "due_at", "account")
    assert found(store, Case, *columns) == found(other, Case, *columns)
    other.close()


def test_that_a_dry_run_counts_the_same_and_changes_nothing(store: Store) -> None:
    before = everything(store)
    tried = store.read(lambda s: dry_run(s, director(s), prepare(COUNCIL), at=AT))
    assert (tried.rows, tried.made, tried.open, tried.closed, tried.rejected) == (7, 3, 1, 2, 4)
    assert [each.row for each in tried.rejects] == [5, 6, 7, 8] and tried.preview[0].reference == "9001"
    assert everything(store) == before


def without_its_day(tmp_path: Path) -> Path:
    """The call center's table, where A-1 is closed and names no day."""
    path = tmp_path / "undated.csv"
    path.write_text(CALLS.read_text(encoding="utf-8").replace("RESOL;2/12/20;36", "RESOL;;"), encoding="utf-8")
    return path


def test_that_cases_closed_without_a_day_are_counted_before_and_after(store: Store, tmp_path: Path) -> None:
    table = without_its_day(tmp_path)
    tried = store.read(lambda s: dry_run(s, director(s), prepare(table), at=AT))
    imported = bring_in(store, table)
    assert tried.undated == imported.done.undated == 1
    assert (tried.open, tried.closed) == (imported.done.open, imported.done.closed) == (5, 2)
    case = case_of(store, "A-1")
    assert case.status is Status.ANSWERED and "without a closing date" in case.account


def test_that_the_map_is_kept_for_the_next_table_with_these_headings(store: Store, tmp_path: Path) -> None:
    prepared = prepare(CALLS)
    corrected = {**prepared.map.fields, "account": ("TYPE",)}
    own = CaseMap(fields=corrected, status_words=prepared.map.status_words, system="Old desk", make_categories=True)
    imported = bring_in(store, prepare(CALLS, own))
    again = tmp_path / "again.csv"
    again.write_bytes(CALLS.read_bytes())
    kept = store.read(lambda s: kept_for(s, again))
    remembered = prepare(again, kept=kept)
    assert remembered.remembered and remembered.map.fields == corrected and remembered.system == "Old desk"
    assert imported.done.made == 7
    assert "Leaks" in [row.name for row in found(store, Category, "name")]
    assert ("saved", "category") in [tuple(row) for row in found(store, Event, "verb", "subject")]


def test_that_words_of_a_map_stand_for_our_categories(store: Store) -> None:
    own = CaseMap.from_toml(prepare(CALLS).map.to_toml() + '\n[category_words]\n"Leaks" = "Water"\n')
    bring_in(store, prepare(CALLS, own))
    assert case_of(store, "A-3").category_id == 2 and case_of(store, "A-3").due_at is not None


def test_that_who_has_no_right_to_import_brings_in_nothing(store: Store) -> None:
    before = store.write(lambda s: make_staff(s, Role.INTERN)).result
    with pytest.raises(NotAllowed, match="bring in tables"):
        store.write(lambda s: run_import(s, before, prepare(CALLS), at=AT))
    assert everything(store)["case_record"] == 0


def test_that_an_old_case_closed_before_it_opened_is_refused(store: Store) -> None:
    row = OldCase(2, AT, "open", "Lamp", closed_at=datetime(1850, 1, 1, tzinfo=UTC))
    chunks = store.read(lambda s: list(imports.sift(s, director(s), [row], system="x", at=AT)))
    assert chunks[0][0] == []
    assert "too long ago" in chunks[0][1][0].reasons[0] and "before it was opened" in chunks[0][1][0].reasons[1]


def test_that_the_real_council_table_has_its_1717_cases(store: Store, shared_data: Path) -> None:
    imported = bring_in(store, shared_data / "casework/nyc_council/nycc15_2015.csv")
    assert (imported.done.made, imported.done.open, imported.done.closed) == (1717, 264, 1453)
    assert imported.rejected == 0
    case = table_of(Case)
    still = select(func.count()).select_from(case).where(case.c.closed_at.is_(None))
    assert store.read(lambda s: s.execute(still).scalar_one()) == 264


def test_that_the_real_call_center_closes_after_the_days_it_says(
    store: Store, shared_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "kansas_city.csv"
    packed = shared_data / "311/kansas_city/311_Call_Center_Service_Requests.csv.xz"
    path.write_bytes(lzma.decompress(packed.read_bytes()))
    imported = bring_in(store, path)
    assert (imported.done.made, imported.rejected) == (4493, 0)
    case, reference = table_of(Case), table_of(Reference)
    query = select(reference.c.number, case.c.received_at, case.c.closed_at).where(reference.c.case_id == case.c.id)
    days = {row[0]: _days(row[1], row[2]) for row in store.read(lambda s: s.execute(query).all())}
    with path.open(encoding="utf-8-sig", newline="") as file:
        said = {row["CASE ID"]: int(row["DAYS TO CLOSE"]) for row in csv.DictReader(file) if row["CLOSED DATE"]}
    assert len(said) == 2355
    assert {number: days[number] for number in said} == said


def _days(received: datetime, closed: datetime | None) -> int | None:
    return (_local(closed) - _local(received)).days if closed else None


def _local(at: datetime) -> date:
    return at.astimezone(ZONE).date()


COMMANDED = {"LIAISON_LOGIN": "mmulcahy", "LIAISON_PASSWORD": "four words for testing"}


def test_that_the_command_tells_what_it_found_and_brings_it_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in COMMANDED.items():
        monkeypatch.setenv(name, value)
    given = ["--data-dir", str(tmp_path / "office")]
    assert main(["init", "--city", "Halbrook", "--state", "MA", "--name", "Margaret Mulcahy", *given]) == 0
    undated = ["import", "cases", str(without_its_day(tmp_path)), "--dry-run", *given]
    assert main(undated) == 0
    assert "1 of the open ones are closed in the table without a date" in capsys.readouterr().out
    kept, table = tmp_path / "map.toml", ["import", "cases", str(COUNCIL), "--rejects", str(tmp_path / "r.csv"), *given]
    assert main([*table, "--dry-run", "--save-map", str(kept)]) == 0
    told = capsys.readouterr().out
    assert "commas" in told and "so the month comes first" in told and "3 cases would be brought in: 1 open" in told
    assert main([*table, "--map", str(kept), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["made"], answer["open"], answer["rejected"], answer["encoding"]) == (3, 1, 4, "utf-8")
    assert main([*table, "--map", str(kept)]) == 1


def test_that_an_open_case_comes_in_for_nobody_who_works_on_none(store: Store, tmp_path: Path) -> None:
    store.write(lambda s: make_staff(s, Role.CLERK, name="Carla Santos"))
    table = tmp_path / "clerk.csv"
    table.write_text(
        "Number,Opened,Closed,Status,Subject,Assigned To\n"
        "A-1,2024-03-05,,Open,One,Carla Santos\nA-2,2024-03-07,2024-03-08,Closed,Two,Carla Santos\n"
    )
    bring_in(store, table)
    waits, past = found(store, Case, "owner_id", "account")
    assert waits.owner_id is None and "Owner: Carla Santos" in waits.account and past.owner_id == 2


def test_that_words_and_owners_that_nobody_knows_are_counted_before_and_after(store: Store, tmp_path: Path) -> None:
    table = tmp_path / "odd.csv"
    table.write_text(
        "Number,Opened,Closed,Status,Subject,Assigned To\n"
        "A-1,2024-03-05,,Frobnicated,One,Zed Nobody\nA-2,2024-03-06,,Frobnicated,Two,\n"
        "A-3,2024-03-07,2024-03-08,Closed,Three,Zed Nobody\nA-4,2999-03-07,,Frobnicated,Four,Zed Nobody\n"
    )
    prepared = prepare(table)
    tried = store.read(lambda s: dry_run(s, director(s), prepared, at=AT))
    known = {words.split(":")[0]: count for words, count in tried.odd}
    assert known == {"Status “Frobnicated” is not known": 2, "The owner “Zed Nobody” is not on the staff": 2}
    assert bring_in(store, prepared).odd == tried.odd


def test_that_the_command_tells_odd_words_and_how_a_map_is_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in COMMANDED.items():
        monkeypatch.setenv(name, value)
    given = ["--data-dir", str(tmp_path / "office")]
    assert main(["init", "--city", "Halbrook", "--state", "MA", "--name", "Margaret Mulcahy", *given]) == 0
    odd, bare, kept = tmp_path / "odd.csv", tmp_path / "bare.csv", tmp_path / "map.toml"
    odd.write_text("Opened,Status,Subject,Assigned To\n2024-03-05,Frobnicated,One,Zed Nobody\n")
    bare.write_text("Subject,Assigned To\nOne,Zed Nobody\n")
    assert main(["import", "cases", str(odd), "--dry-run", *given]) == 0
    told = capsys.readouterr().out
    assert "1 case would be brought in" in told and "1 case: Status “Frobnicated” is not known: taken as open." in told
    assert "1 case: The owner “Zed Nobody” is not on the staff" in told
    assert main(["import", "cases", str(odd), "--json", *given]) == 0
    assert [each["cases"] for each in json.loads(capsys.readouterr().out)["odd"]] == [1, 1]
    assert main(["import", "cases", str(bare), *given]) == 1
    assert "--save-map M" in (told := capsys.readouterr().err) and "--map M" in told and "opened_date" in told
    assert main(["import", "cases", str(bare), "--save-map", str(kept), *given]) == 1
    assert f"Correct {kept}" in capsys.readouterr().err


def test_that_a_long_import_cancelled_near_its_end_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    left = cancelled(tmp_path, write_table(tmp_path / "old.csv", 11_000), 11_000)
    assert (left["cases_left"], left["integrity"]) == (0, "ok")
    assert (left["grown_by"], left["log_after_close"]) == (0, False)


def test_that_the_figure_of_the_import_has_its_baseline(tmp_path: Path) -> None:
    beside, alone = measure(tmp_path, 200)
    assert beside.ratio and beside.limit == 0.2 and alone.limit == 10_000
    assert len(beside.values) == len(beside.baseline) == 3


def test_that_what_was_learned_of_people_and_places_may_be_forgotten(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    other = make_store(tmp_path / "other")
    table = write_table(tmp_path / "old.csv", 600)
    bring_in(store, table)
    monkeypatch.setattr(imports, "CHUNK", 40)
    for module in ("import_askers", "import_places"):
        monkeypatch.setattr(f"app.services.{module}._MOST_KEPT", 10)
    bring_in(other, table)
    columns = ("number", "person_id", "place_id", "ward", "subject")
    assert found(store, Case, *columns) == found(other, Case, *columns)
    assert len(found(store, Person, "id")) == len(found(other, Person, "id")) < 600
    other.close()


def test_that_a_number_that_comes_twice_is_told_as_such_also_far_apart(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    bring_in(store, CALLS)
    path = tmp_path / "more.csv"
    lines = [f"B-{n},1/{n}/2020" for n in (1, 2, 3, 4, 1, 5)]
    path.write_text("\n".join(["Case ID,Open Date", *lines, ""]), encoding="utf-8")
    imported = bring_in(store, path)
    assert imported.done.made == 5
    assert imported.done.refused[0].reasons == ("Its number B-1 stands in the table twice (first in row 2).",)
