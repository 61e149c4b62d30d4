"""The made-up office to look around in and to practise with: its own folder, marked as training."""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, event

from app import presets
from app.authority import actor
from app.config import OfficePaths, resource_path
from app.errors import Invalid
from app.founding import Member, make_office
from app.models import Role
from app.queries.office import staff_id_of
from app.services import demo
from app.store import Store, open_engine
from app.vault import Cost, Vault, derive, forget
from app.workdays import OfficeCalendar, preset_closures

__all__ = ["MOST", "PASSWORD", "DemoMade", "make_demo"]

PASSWORD = "halbrook-training"
MOST = 2_000_000
CACHE_KB = 256_000
BEFORE = timedelta(days=365 * demo.YEARS + 1)
Progress = Callable[[int, int, str], object]


class DemoMade(NamedTuple):
    """A made-up office: who signs in first, the password of all its staff, and how much there is."""

    login: str
    password: str
    cases: int
    contacts: int
    people: int


def make_demo(
    paths: OfficePaths,
    *,
    cases: int = 2_000,
    seed: int = 1,
    at: datetime,
    progress: Progress = lambda *_: None,
    cost: Cost | None = None,
) -> DemoMade:
    """Make the City of Halbrook with two years of work up to `at`, the same for the same seed; all or nothing.

    `progress` gets (done, total, what); what it raises stops the making. Every made-up member of the staff signs in
    with PASSWORD. Raises Conflict where an office is, Invalid (cases), Unavailable.
    """
    if not 1 <= cases <= MOST:
        raise Invalid({"cases": f"Ask for 1 to {MOST:,} cases."})
    data = json.loads(resource_path("demo", "halbrook.json").read_text(encoding="utf-8"))
    data["directives"] = presets.directives()[:2]  # the two ordinances; a coordinator would have the third
    cost = cost or Cost.cheap()
    first, *others = _members(data)
    progress(0, cases, "Setting up")
    make_office(
        paths,
        office=data["office"] | {"training": True},
        calendar=_calendar(at),
        first=first,
        others=others,
        at=at - BEFORE,
        cost=cost,
    )
    try:
        made = _fill(paths, data, first, cases=cases, seed=seed, at=at, progress=progress)
    except BaseException:
        _remove(paths)
        raise
    return DemoMade(first.login, PASSWORD, made.cases, made.contacts, made.people)


def _members(data: dict[str, Any]) -> list[Member]:
    return [
        Member(name, login, Role(role), password=PASSWORD, languages=languages)
        for name, login, role, languages in data["staff"]
    ]


def _calendar(at: datetime) -> dict[str, Any]:
    """The usual hours with the holidays of Massachusetts: the years of the made-up work and one ahead."""
    closures = preset_closures("MA", range((at - BEFORE).year, at.year + 2))
    return OfficeCalendar(closures=closures).to_json()


def _fill(
    paths: OfficePaths, data: dict[str, Any], first: Member, *, cases: int, seed: int, at: datetime, progress: Progress
) -> demo.DemoMade:
    key = Vault(paths.keys).open(first.login, first.password, at=at)
    try:
        store = Store(open_engine(paths.database, derive(key, "database")))
    finally:
        forget(key)

    def fill(session: Any) -> demo.DemoMade:
        who = actor(session, staff_id_of(session, first.login) or 0, at - BEFORE)
        return demo.fill_office(session, who, data, cases=cases, seed=seed, now=at, progress=progress)

    try:
        with _at_full_speed(store):
            return store.write(fill).result
    finally:
        store.close()


@contextlib.contextmanager
def _at_full_speed(store: Store) -> Iterator[None]:
    """Millions of rows are made and let go, none in a circle, so the collector would only walk over them; and their
    indexes are kept in memory while they grow."""
    collects = gc.isenabled()
    gc.disable()
    event.listen(store.engine, "begin", _hold_more)
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _hold_more(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")


def _remove(paths: OfficePaths) -> None:
    """Nothing half-made remains, so that it can be tried again in the same folder."""
    beside = [paths.database.with_name(paths.database.name + end) for end in ("-wal", "-shm")]
    for file in (paths.database, *beside, paths.keys, paths.attempts):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
