"""Where the cases of an old table are: places found again by key or made, a chunk of rows at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.keys import split_address
from app.keys.addresses import AddressParts
from app.models import Place, table_of
from app.services.bulk import among, insert_rows, last_id
from app.services.import_rows import OldCase

Key = tuple[str, str]
_PLAIN = re.compile(r"^([1-9]\d{0,5}) ([A-Za-z]{2,}(?: [A-Za-z]+)+)$")
_MOST_KEPT = 100_000
_NOWHERE = AddressParts()
PLACE = (
    "id", "typed", "key", "street_key", "house_number", "unit", "city", "zip", "ward", "neighborhood", "latitude",
    "longitude",
)  # fmt: skip


class Keyed(NamedTuple):
    """An address taken apart, and the key that was made of its parts once."""

    parts: AddressParts
    key: str


Parsed = tuple[str, Keyed | None]


class Places:
    """Finds the place of each row by its key and unit; makes those that are new, with what the table knows of them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last = last_id(session, Place)
        self._any = self._last > 0
        self._parsed: dict[tuple[str, str], Parsed] = {}
        self._known: dict[Key, tuple[int, str]] = {}
        self._new: list[tuple[Any, ...]] = []

    def prepare(self, rows: Sequence[OldCase]) -> None:
        """Learn which places of these rows the office knows; what was learned long ago is forgotten."""
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
            self._any = True
        if len(self._parsed) > _MOST_KEPT:
            self._parsed.clear()
        if not self._any:
            return
        keys = {parts.key for row in rows for _, parts in [self._read(row)] if parts and parts.key}
        p = table_of(Place).c
        query = select(p.key, p.unit, p.id, p.ward).where(among(self._session, p.key, keys)).order_by(p.id)
        for key, unit, place_id, ward in self._session.execute(query) if keys else ():
            self._known.setdefault((key, unit), (place_id, ward))

    def place_of(self, row: OldCase) -> tuple[int | None, str]:
        """The id of the row's place (None when it tells none) and its ward."""
        typed, keyed = self._read(row)
        if not typed:
            return None, row.ward
        key = (keyed.key, keyed.parts.unit) if keyed and keyed.key else ("", typed.casefold())
        known = self._known.get(key)
        if known is None:
            self._last += 1
            known = self._known[key] = self._last, row.ward
            self._new.append(_place(self._last, typed, keyed, row))
        return known[0], row.ward or known[1]

    def write(self) -> None:
        """Insert the places made since the last time."""
        insert_rows(self._session, Place, PLACE, self._new)
        self._new.clear()

    def _read(self, row: OldCase) -> Parsed:
        """The address as one line with its parts; a town or ZIP code alone has a line but no street."""
        given = row.address, row.unit
        if given not in self._parsed:
            street = " ".join((f"{row.address} {_unit(row.unit)}" if row.unit else row.address).split())
            self._parsed[given] = street, _split(street) if street else None
        street, parts = self._parsed[given]
        town = f"{row.city} {row.zip}".strip() if row.city or row.zip else ""
        if parts is None:
            return (town or row.neighborhood)[:300], None
        return (f"{street}, {town}" if town else street)[:300], parts


def _split(street: str) -> Keyed:
    """The parts of an address, and its key; a street is taken apart once, whatever the numbers on it."""
    plain = _PLAIN.match(street)
    if not plain:
        parts = split_address(street)
        return Keyed(parts, parts.key)
    parts = replace(_on_street(plain[2]), number=plain[1])
    return Keyed(parts, parts.key)


@lru_cache(maxsize=20_000)
def _on_street(name: str) -> AddressParts:
    return split_address(f"1 {name}")


def _unit(unit: str) -> str:
    return f"Unit {unit}" if unit and unit.split()[0].isalnum() and len(unit.split()) == 1 else unit


def _place(place_id: int, typed: str, keyed: Keyed | None, row: OldCase) -> tuple[Any, ...]:
    """The row of a place, in the order of `PLACE`."""
    parts = keyed.parts if keyed else _NOWHERE
    number = parts.number
    return (
        place_id, typed, keyed.key[:300] if keyed else "", parts.street_key[:160],
        int(number) if number.isdigit() and len(number) < 10 else None, parts.unit[:40], (row.city or parts.city)[:80],
        (row.zip or parts.zip)[:10], row.ward[:40], row.neighborhood[:80], row.latitude, row.longitude,
    )  # fmt: skip
