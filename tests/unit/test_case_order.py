"""The order of the list of all cases: the same as sorted at once, and read from indexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import and_, event
from sqlmodel import Session

from app.authority import Actor, actor
from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.keys import name_key
from app.models import Case, Role, table_of
from app.opening import Opened, open_office
from app.queries.case_filter import asked_for
from app.queries.case_order import in_order
from app.queries.cases import CaseFilter, case_ids
from app.queries.figures.seen import seen
from app.queries.ids import _numbers, ids_of
from app.queries.suggest import who_is
from app.services.demo.events import Events
from app.vault import Cost
from tests.factories import AT

SORTS = ("due", "number", "subject", "ward", "status", "priority", "channel", "received", "closed", "category", "owner")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    paths = OfficePaths(tmp_path_factory.mktemp("order"))
    made = make_demo(paths, cases=400, at=AT, cost=Cost.cheap())
    opened = open_office(paths, made.login, PASSWORD, AT)
    yield opened
    opened.close()


def whom(office: Opened, login_id: int) -> Actor:
    return office.store.read(lambda s: actor(s, login_id, AT))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", [*SORTS, "asker"])
@pytest.mark.parametrize("role", ["director", "clerk"])
def test_that_the_list_of_all_is_in_the_order_of_one_query(
    office: Opened, sort: str, descending: bool, role: str
) -> None:
    who = next(w for w in (whom(office, n) for n in range(1, 9)) if w.role.value == role)

    def both(session: Session) -> tuple[list[int], list[int]]:
        shown = and_(asked_for(CaseFilter()), seen(who, table_of(Case).c.id))
        query = in_order(shown, sort=sort, descending=descending)
        ids = case_ids(session, who, CaseFilter(), sort=sort, descending=descending)
        return list(ids), list(ids_of(session, query))

    stretches, at_once = office.store.read(both)
    assert stretches == at_once and len(stretches) > 380


def plan_of(words: str, values: Any, session: Session) -> str:
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all()
    return " ".join(row[3] for row in rows)


@pytest.mark.parametrize("sort", SORTS)
def test_that_no_order_of_all_cases_is_sorted_by_hand(office: Opened, sort: str) -> None:
    who = whom(office, office.staff_id)
    asked: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, words: str, values: Any, _context: Any, _many: bool) -> None:
        if "group_concat" in words:
            asked.append((words, values))

    event.listen(office.store.engine, "before_cursor_execute", keep)
    office.store.read(lambda s: case_ids(s, who, CaseFilter(), sort=sort))
    event.remove(office.store.engine, "before_cursor_execute", keep)
    for words, values in asked:
        plan = office.store.read(partial(plan_of, words, values))
        assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("spoil", ["turned", "left out", "too many", "another"])
def test_that_a_long_name_with_one_slip_is_found(office: Opened, spoil: str) -> None:
    """Every name is spoiled once in its family name; all of them must be among the suggestions."""
    who, random = whom(office, office.staff_id), Random(1)
    names = office.store.read(lambda s: s.connection().exec_driver_sql("SELECT DISTINCT name_key FROM person").all())
    long = [name for (name,) in names if len(name.split()[-1]) > 6 and name.isascii()][:40]
    missed = []
    for name in long:
        first, last = name.rsplit(" ", 1)
        n = random.randrange(1, len(last) - 2)
        spoiled = {
            "turned": last[:n] + last[n + 1] + last[n] + last[n + 2 :],
            "left out": last[:n] + last[n + 1 :],
            "too many": last[:n] + "q" + last[n:],
            "another": last[:n] + "q" + last[n + 1 :],
        }[spoil]
        hits = office.store.read(partial(who_is, who=who, text=spoiled, limit=60))
        if not any(last in name_key(hit.name) for hit in hits):
            missed.append((first, last, spoiled))
    assert len(long) > 5 and len(missed) <= len(long) // 20


def test_that_made_up_history_is_told_in_order_of_time() -> None:
    events, who = Events(), Actor(1, "Ann", Role.CLERK)
    day = timedelta(days=1)
    events.logged(AT + day, 1, 7, case_id=None)
    events.moved(AT, 1, "opened", 3, was=None, became="new")
    events.moved(AT - day, 1, "closed", 2, was="open", became="closed")
    events.said(AT, 1, "noted", 1)
    told = list(events.lines({1: who}))
    assert [(line["at"], line["subject_id"]) for line in told] == [(AT - day, 2), (AT, 1), (AT, 3), (AT + day, 7)]
    assert [line["detail"] for line in told] == [{"status": ["open", "closed"]}, {}, {}, {"case_id": None}]


def test_that_instants_keep_their_microseconds() -> None:
    events, at = Events(), datetime(2026, 11, 18, 15, 24, 1, 234567, tzinfo=AT.tzinfo)
    events.said(at, 1, "noted", 1)
    (line,) = events.lines({1: Actor(1, "Ann", Role.CLERK)})
    assert line["at"] == at


@pytest.mark.parametrize("many", [0, 1, 2, 9_000, 30_001])
def test_that_ids_are_the_same_however_many_pieces_they_come_in(many: int) -> None:
    assert list(_numbers(",".join(map(str, range(many))))) == list(range(many))
