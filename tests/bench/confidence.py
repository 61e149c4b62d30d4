"""What rights and the filter for confidence cost: an associate's list, search and report beside the same unfiltered.

One case and one person in a hundred is confidential. "With" looks up who asks, as of now, in the same transaction, and
filters; "without" does neither. One answer is as long as the other but for what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from sqlmodel import Session

from app.authority import Actor, actor
from app.models import Role
from tests.bench.figures import Figure, alternately
from tests.bench.office import AT, Bench

Asked = Callable[[Session, Actor], object]
LIMIT = 1.10
NOTE = "the same by an actor who sees everything and whose rights are not looked up"


def measure(bench: Bench) -> list[Figure]:
    """Looking up who asks, then lists, search and report with and without all of it."""
    hidden = _hide(bench)
    associate = bench.raw.execute("SELECT id FROM staff WHERE role = 'associate' ORDER BY id LIMIT 1").fetchone()[0]
    asked: list[tuple[str, Asked, int]] = [
        ("list of cases", _cases, 12),
        ("list of a ward's cases", _ward, 12),
        ("list of contacts", _contacts, 5),
        ("list of people", _people, 7),
        ("search", _search, 12),
        ("suggestion", _suggested, 12),
        ("monthly report", _report, 5),
    ]
    lookup = _lookup(bench, associate)
    return [lookup, *(_beside(bench, associate, *each, hidden=hidden) for each in asked)]


def _hide(bench: Bench) -> dict[str, int]:
    """One in a hundred, and a colleague named for one in twenty of them; the associate sees what is theirs."""
    raw = bench.raw
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("UPDATE case_record SET confidential = (id % 100 = 7)")
    raw.execute("UPDATE person SET confidential = (id % 100 = 7)")
    for table, record in (("case", "case_record"), ("person", "person")):
        named = f"SELECT id, 2, '2026-01-01 00:00:00.000000', 1 FROM {record} WHERE confidential AND id % 2000 = 7"
        raw.execute(f"INSERT INTO {table}_reader ({table}_id, staff_id, at, by_id) {named}")
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    count = "SELECT count(*) FROM {0} WHERE confidential"
    return {name: raw.execute(count.format(name)).fetchone()[0] for name in ("case_record", "person")}


def _lookup(bench: Bench, associate: int) -> Figure:
    """Appointment, absence and designation of who asks, beside one row by its id."""
    ours = partial(bench.store.read, lambda s: [actor(s, associate, AT) for _ in range(20)])

    def plain() -> None:
        for _ in range(20):
            bench.raw.execute("SELECT id, name, role, left_at FROM staff WHERE id = ?", (associate,)).fetchone()

    values, baseline = alternately(ours, plain, 15)
    one, other = ([each / 20 for each in some] for some in (values, baseline))
    note = "the staff member's row by sqlcipher3 alone"
    return Figure("who asks, with what rights", one, other, note, limit=2, of="p95")


def _beside(bench: Bench, associate: int, name: str, asked: Asked, n: int, *, hidden: dict[str, int]) -> Figure:
    everything = Actor(1, "Everything", Role.DIRECTOR)

    def ours() -> object:
        return bench.store.read(lambda s: asked(s, actor(s, associate, AT)))

    values, baseline = alternately(ours, lambda: bench.store.read(lambda s: asked(s, everything)), n)
    more: dict[str, Any] = {"hidden": hidden}
    return Figure(f"{name}, with rights and filter", values, baseline, NOTE, limit=LIMIT, of="ratio", more=more)


def _cases(session: Session, who: Actor) -> object:
    """The whole list and its first rows, as the window asks for them."""
    from app.queries.cases import CaseFilter, case_ids, case_rows

    return case_rows(session, who, case_ids(session, who, CaseFilter())[:50], at=AT)


def _ward(session: Session, who: Actor) -> object:
    from app.queries.cases import CaseFilter, case_count, case_ids, case_rows

    wanted = CaseFilter(wards=("3",), only_open=True)
    rows = case_rows(session, who, case_ids(session, who, wanted)[:50], at=AT)
    return rows, case_count(session, who, wanted)


def _contacts(session: Session, who: Actor) -> object:
    from app.queries.contacts import ContactFilter, contact_ids, contact_rows

    return contact_rows(session, who, contact_ids(session, who, ContactFilter())[:50])


def _people(session: Session, who: Actor) -> object:
    from app.queries.people import PersonFilter, person_ids, person_rows

    return person_rows(session, who, person_ids(session, who, PersonFilter(), sort="name")[:50], at=AT)


def _search(session: Session, who: Actor) -> object:
    from app.queries.search import search

    return [search(session, who, words) for words in ("street", "asphalt concrete", "nguyen", "555014", "pot")]


def _suggested(session: Session, who: Actor) -> object:
    from app.queries.suggest import who_is

    return [who_is(session, who, words) for words in ("nguyen", "0142", "park avenue", "silva ma")]


def _report(session: Session, who: Actor) -> object:
    from app.reports.monthly_figures import collect

    return collect(session, who, month=date(2026, 10, 1), at=AT)
