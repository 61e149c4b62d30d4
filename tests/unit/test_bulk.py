"""Rows handed straight to the driver are stored as SQLAlchemy would have stored them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel

from app.keys import phone_key
from app.models import (
    Case,
    Channel,
    Event,
    Outcome,
    Priority,
    Reach,
    ReachKind,
    Status,
    chain,
    chained,
    table_of,
    written,
)
from app.services.bulk import insert_many, insert_rows, loading
from app.store import Store
from tests.factories import AT, make_person, make_store


def raw(store: Store, table: str) -> list[tuple[Any, ...]]:
    words = f"SELECT *, 0 FROM {table} ORDER BY id"
    return [tuple(row) for row in store.read(lambda s: s.connection().exec_driver_sql(words).all())]


def case(number: int, **given: Any) -> dict[str, Any]:
    at = AT + timedelta(microseconds=number)
    row = {"number": f"2026-{number:05d}", "year": 2026, "seq": number, "subject": "Lamp", "status": Status.OPEN}
    row |= {"received_at": at, "opened_at": at, "closed_at": None, "priority": Priority.HIGH, "channel": Channel.WEB}
    return row | {"anonymous": True, "told": None, "outcome": None, "version": 1, "account": ""} | given


@pytest.mark.parametrize("many", [1, 2, 7])
def test_that_rows_are_stored_as_sqlalchemy_stores_them(store: Store, tmp_path: Path, many: int) -> None:
    rows = [case(n, told=bool(n % 2), outcome=Outcome.RESOLVED if n % 3 else None) for n in range(1, many + 1)]
    (tmp_path / "other").mkdir()
    other = make_store(tmp_path / "other")
    store.write(lambda s: insert_many(s, Case, rows))
    other.write(lambda s: s.execute(insert(table_of(Case)), rows))
    assert raw(store, "case_record") == raw(other, "case_record") and len(raw(store, "case_record")) == many
    other.close()


def test_that_dates_and_json_are_stored_alike(store: Store, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = make_store(tmp_path / "other")
    reach = {"kind": ReachKind.PHONE, "typed": "1", "key": "1", "valid_from": date(2026, 1, 2), "valid_until": None}
    line = {"at": datetime(2026, 1, 2, tzinfo=UTC), "verb": "x", "subject": "y", "detail": {"é": [1, None, "a"]}}

    def by_core(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> object:
        return session.execute(insert(table_of(model)), rows)

    ways: list[tuple[Store, Callable[..., object]]] = [(store, insert_many), (other, by_core)]
    for each, add in ways:
        person = each.write(lambda s: make_person(s).id).result
        each.write(partial(add, model=Reach, rows=[reach | {"person_id": person}] * 2))
        each.write(partial(add, model=Event, rows=[line | {"previous": "a", "hash": "b"}] * 2))
    assert raw(store, "reach") == raw(other, "reach")
    assert raw(store, "event")[-2:] == raw(other, "event")[-2:]
    other.close()


def test_that_rows_all_alike_are_all_stored(store: Store) -> None:
    names = ("verb", "subject", "previous", "hash", "at", "detail")
    alike: list[tuple[Any, ...]] = [("", "", "", "", AT, {})] * 3
    store.write(lambda s: insert_rows(s, Event, names, alike))
    assert store.read(lambda s: s.execute(text("SELECT count(*) FROM event WHERE verb = ''")).scalar_one()) == 3


@pytest.mark.parametrize("detail", [{}, {"import_id": 3, "row": 9}, {"b": ["é", None], "a": 'say "x"'}])
def test_that_a_series_is_chained_like_single_lines(detail: dict[str, Any]) -> None:
    line = {"at": AT, "actor_id": 1, "acting_for_id": None, "verb": "imported", "subject": "case_record"}
    one = chained("0" * 64, line | {"subject_id": 7, "detail": detail})
    assert chain(AT, 1, None, "imported", "case_record")("0" * 64, 7, written(detail)) == one


@pytest.mark.parametrize("area", ["617", "305", "505", "730", "212", "900", "800", "555", "999", "211", "456"])
def test_that_a_plain_number_has_the_key_that_the_library_gives(area: str) -> None:
    import phonenumbers

    for exchange in ("200", "201", "206", "555", "911", "411", "650", "999"):
        for last in ("0000", "0142", "9999", "1212"):
            number = phonenumbers.parse(f"{area}{exchange}{last}", "US")
            form = phonenumbers.PhoneNumberFormat.E164
            valid = phonenumbers.is_valid_number(number)
            wanted = phonenumbers.format_number(number, form) if valid else f"{area}{exchange}{last}"
            typed = (f"{area}{exchange}{last}", f"({area}) {exchange}-{last}", f" {area}.{exchange}.{last} ")
            assert {phone_key(each) for each in typed} == {wanted}


def test_that_an_instant_without_its_zone_is_refused(store: Store) -> None:
    line = {"verb": "x", "subject": "y", "detail": {}, "previous": "a", "hash": "b"}
    for many in (1, 2):
        rows: list[dict[str, Any]] = [line | {"at": AT.replace(tzinfo=None)}] * many
        with pytest.raises(ValueError, match="zone"):
            store.write(partial(insert_many, model=Event, rows=rows))


def test_that_the_cache_is_as_before_after_a_load(store: Store) -> None:
    def room(session: Session) -> int:
        return int(session.execute(text("PRAGMA cache_size")).scalar_one())

    def load(session: Session) -> int:
        with loading(session):
            return room(session)

    assert store.write(load).result == -96_000 and store.read(room) == -32_000
    with pytest.raises(ZeroDivisionError):
        store.write(lambda s: [load(s), 1 // 0])
    assert store.read(room) == -32_000
