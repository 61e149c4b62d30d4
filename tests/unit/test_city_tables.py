"""Every real table of cases under the shared data is read whole, and its columns are told by themselves."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.exchange.case_import import prepare, run_import
from app.exchange.tables import rows, text_of
from app.models import Case, Outcome, Place, Reference, Status, table_of
from app.store import Store
from tests.factories import AT, director
from tests.tables.__main__ import main
from tests.tables.trial import tried
from tests.tables.truth import CITIES, City

REJECTED = {"New York, CSV": 10, "New York, Socrata": 7, "Hoboken, CSV": 45, "Hoboken, Excel": 45}
"""Cases closed before they were opened, and rows that stand in the table twice."""
BY_NAME = {city.name: city for city in CITIES}


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_that_a_city_s_table_is_read_whole_and_guessed_right(store: Store, shared_data: Path, city: City) -> None:
    trial = tried(store, city, shared_data)
    assert trial.wrong == () and trial.right == len(city.fields)
    assert trial.tried.rows == city.rows
    assert trial.tried.rejected == REJECTED.get(city.name, 0)
    assert trial.tried.made == city.rows - trial.tried.rejected


def test_that_every_table_under_the_shared_data_is_tried(shared_data: Path) -> None:
    kinds = (".csv", ".xz", ".xlsx", ".json", ".geojson")
    there = {f for name in ("311", "casework") for f in (shared_data / name).rglob("*") if f.suffix in kinds}
    assert {shared_data / city.path for city in CITIES} == there


def brought_in(store: Store, shared_data: Path, name: str) -> None:
    tried(store, BY_NAME[name], shared_data)  # moves the office there
    path = shared_data / BY_NAME[name].path
    store.write(lambda s: run_import(s, director(s), prepare(path), at=AT))


@pytest.mark.parametrize(("name", "closed"), [("Kansas City, CSV", 2355), ("Kansas City, Excel", 1290)])
def test_that_kansas_city_s_days_to_close_are_those_of_its_column(
    store: Store, shared_data: Path, name: str, closed: int
) -> None:
    brought_in(store, shared_data, name)
    case, reference = table_of(Case).c, table_of(Reference).c
    query = select(reference.number, case.received_at, case.closed_at).where(reference.case_id == case.id)
    zone = ZoneInfo(BY_NAME[name].zone)

    def days(opened: datetime, ended: datetime) -> int:
        return (ended.astimezone(zone).date() - opened.astimezone(zone).date()).days

    ours = {r[0]: days(r[1], r[2]) for r in store.read(lambda s: s.execute(query).all()) if r[2]}
    prepared = prepare(shared_data / BY_NAME[name].path)
    names = ("CASE ID", "DAYS TO CLOSE", "CLOSED DATE")
    number, told, ended = (prepared.look.headings.index(each) for each in names)
    cells = [row.values for row in rows(prepared.path, prepared.look)]
    said = {text_of(each[number]): int(text_of(each[told])) for each in cells if text_of(each[ended])}
    assert len(said) == closed and ours == said


def test_that_both_of_kansas_city_s_files_tell_the_same_of_a_case(store: Store, shared_data: Path) -> None:
    brought_in(store, shared_data, "Kansas City, Excel")
    case, reference = table_of(Case).c, table_of(Reference).c
    columns = (reference.number, case.received_at, case.closed_at, case.status, case.subject)
    query = select(*columns).where(reference.case_id == case.id)
    excel = {row[0]: tuple(row) for row in store.read(lambda s: s.execute(query).all())}
    store.write(lambda s: s.execute(reference.number.table.delete()))
    brought_in(store, shared_data, "Kansas City, CSV")
    comma = {row[0]: tuple(row) for row in store.read(lambda s: s.execute(query).all())}
    assert len(excel) == 2534 and {number: comma[number] for number in excel} == excel


def test_that_hoboken_s_zip_codes_get_their_0_back(store: Store, shared_data: Path) -> None:
    brought_in(store, shared_data, "Hoboken, CSV")
    place = table_of(Place).c
    found = set(store.read(lambda s: s.execute(select(place.zip)).scalars().all()))
    assert found - {""} == {"07030", "07307", "07086"}


def test_that_words_of_los_angeles_become_outcomes(store: Store, shared_data: Path) -> None:
    brought_in(store, shared_data, "Los Angeles")
    case = table_of(Case).c
    query = select(case.outcome, func.count()).where(case.status == Status.CLOSED).group_by(case.outcome)
    found = {row[0]: row[1] for row in store.read(lambda s: s.execute(query).all())}
    assert (found[Outcome.WITHDRAWN], found[Outcome.REFERRED_OUT]) == (246, 9)


def test_that_a_line_for_each_city_is_printed(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = [city for city in CITIES if city.rows < 300]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.tables.__main__.CITIES", few)
        assert main(["--folder", str(shared_data)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(few) + 1
