"""One real table tried: looked at, guessed, read whole, and brought in where it is asked for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from app.exchange.case_import import Prepared, Tried, dry_run, prepare
from app.models import Setting
from app.queries.office import OFFICE
from app.store import Store
from app.workdays import OfficeCalendar
from tests.factories import AT, director
from tests.tables.truth import City, Fields


class Trial(NamedTuple):
    """What came of a table: rows, fields guessed as they are, fields there are, what was wrong, and the dry run."""

    city: City
    prepared: Prepared
    tried: Tried
    right: int
    wrong: tuple[str, ...]
    seconds: float

    @property
    def usual(self) -> str:
        """The most usual reason for a rejected row."""
        return f"{self.tried.reasons[0][0]} ({self.tried.reasons[0][1]:,})" if self.tried.reasons else ""


def tried(store: Store, city: City, folder: Path) -> Trial:
    """Try a table in an office of its city: its time zone and its state."""
    _move_office(store, city)
    started = time.perf_counter()
    prepared = prepare(folder / city.path)
    found = store.read(lambda session: dry_run(session, director(session), prepared, at=AT))
    seconds = time.perf_counter() - started
    wrong = differences(dict(prepared.map.fields), city.fields)
    right = sum(prepared.map.fields.get(name) == headings for name, headings in city.fields.items())
    return Trial(city, prepared, found, right, wrong, seconds)


def differences(guessed: Fields, truth: Fields) -> tuple[str, ...]:
    """Each field guessed otherwise than it is, in words."""
    names = [name for name in (*truth, *guessed) if guessed.get(name) != truth.get(name)]
    return tuple(
        f"{name}: {' + '.join(guessed.get(name, ('nothing',)))} for {' + '.join(truth.get(name, ('nothing',)))}"
        for name in dict.fromkeys(names)
    )


def _move_office(store: Store, city: City) -> None:
    """The office keeps its time zone and state in two settings."""

    def move(session: Session) -> None:
        for key, standard, change in (
            ("calendar", OfficeCalendar().to_json(), {"zone": city.zone}),
            ("office", OFFICE, {"state": city.state}),
        ):
            kept = session.get(Setting, key) or Setting(key=key)
            kept.value = {**standard, **(kept.value or {}), **change}
            session.add(kept)

    store.write(move)
