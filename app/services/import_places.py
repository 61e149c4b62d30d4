"""Where the cases of an old table are: places found again by key or made, a chunk of rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.keys import split_address
from app.keys.addresses import AddressParts
from app.models import Place, table_of
from app.services.bulk import insert_many, last_id
from app.services.import_rows import OldCase

Key = tuple[str, str]
Parsed = tuple[str, AddressParts | None]


class Places:
    """Finds the place of each row by its key and unit; makes those that are new, with what the table knows of them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last = last_id(session, Place)
        self._parsed: dict[tuple[str, str, str, str], Parsed] = {}
        self._known: dict[Key, tuple[int, str]] = {}
        self._new: list[dict[str, Any]] = []

    def prepare(self, rows: Sequence[OldCase]) -> None:
        """Learn which places of these rows the office knows."""
        keys = {parts.key for row in rows for _, parts in [self._read(row)] if parts and parts.key}
        p = table_of(Place).c
        query = select(p.key, p.unit, p.id, p.ward).where(p.key.in_(keys)).order_by(p.id)
        for key, unit, place_id, ward in self._session.execute(query) if keys else ():
            self._known.setdefault((key, unit), (place_id, ward))

    def place_of(self, row: OldCase) -> tuple[int | None, str]:
        """The id of the row's place (None when it tells none) and its ward."""
        typed, parts = self._read(row)
        if not typed:
            return None, row.ward
        key = (parts.key, parts.unit) if parts and parts.key else ("", typed.casefold())
        if key not in self._known:
            self._last += 1
            self._known[key] = self._last, row.ward
            self._new.append(_place(self._last, typed, parts, row))
        place_id, ward = self._known[key]
        return place_id, row.ward or ward

    def write(self) -> None:
        """Insert the places made since the last time."""
        insert_many(self._session, Place, self._new)
        self._new.clear()

    def _read(self, row: OldCase) -> Parsed:
        given = row.address, row.unit, row.city, row.zip or row.neighborhood
        if given not in self._parsed:
            self._parsed[given] = _parse(row)
        return self._parsed[given]


def _parse(row: OldCase) -> Parsed:
    """The address as one line with its parts; a town or ZIP code alone has a line but no street."""
    street = " ".join(f"{row.address} {_unit(row.unit)}".split())
    town = " ".join(f"{row.city} {row.zip}".split())
    if not street:
        return (town or row.neighborhood)[:300], None
    return ", ".join(part for part in (street, town) if part)[:300], split_address(street)


def _unit(unit: str) -> str:
    return f"Unit {unit}" if unit and unit.split()[0].isalnum() and len(unit.split()) == 1 else unit


def _place(place_id: int, typed: str, parts: AddressParts | None, row: OldCase) -> dict[str, Any]:
    number = str(parts.number) if parts else ""
    return {
        "id": place_id,
        "typed": typed,
        "key": parts.key[:300] if parts else "",
        "street_key": parts.street_key[:160] if parts else "",
        "house_number": int(number) if number.isdigit() and len(number) < 10 else None,
        "unit": parts.unit[:40] if parts else "",
        "city": (row.city or (parts.city if parts else ""))[:80],
        "zip": (row.zip or (parts.zip if parts else ""))[:10],
        "ward": row.ward[:40],
        "precinct": "",
        "neighborhood": row.neighborhood[:80],
        "latitude": row.latitude,
        "longitude": row.longitude,
    }
