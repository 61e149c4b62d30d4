"""The Mayor's weekly page: one side whatever the week brought, its sums come out, and nobody is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.models import Case, Channel, Outcome, Status
from app.queries.figures import Spread, behind
from app.queries.figures.backlog import OldCase
from app.queries.figures.weekly import Done, DueNext, Loud, Unusual
from app.reports.base import Letterhead, Stamp, first_pages
from app.reports.formats import Prepared, as_data
from app.reports.paper import Paper
from app.reports.run import prepare_report
from app.reports.weekly import draw
from app.services.promises import promise
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_store

DAY, LONG = timedelta(days=1), "Neglected or vacant property and everything near it"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = make_store(tmp_path)
    made.write(_fill)
    return made


def _fill(s: Session) -> None:
    """In the week of November 9: six cases of Streets, three contacts on one of them, a promise for the week after."""
    me, monday = director(s), datetime(2026, 11, 9, 15, tzinfo=UTC)
    asker = make_person(s, "Rosa Lima").id
    streets = [make_case(s, fields={"category_id": 1}, at=monday + n * DAY / 4, person_id=asker) for n in range(6)]
    first = streets[0].id or 0
    late = make_case(s, fields={"category_id": 2}, at=AT - 60 * DAY)
    s.get_one(Case, late.id).due_at = AT - 30 * DAY
    for n in range(3):
        make_contact(s, at=monday + n * DAY / 2 + DAY / 24, case_id=first, person_id=asker)
    promise(s, me, first, fields={"words": "Rosa is called", "due_at": AT + DAY}, at=monday + DAY)


def prepared(store: Store) -> Prepared:
    given = {"period": "2026-11-09..2026-11-15"}
    return store.read(lambda s: prepare_report(s, director(s), "weekly", given, at=AT))


def test_that_the_page_says_what_came_hurts_and_was_promised(store: Store) -> None:
    found = prepared(store)
    page = found.collected.figures
    assert page.flow.opened == 6 and page.contacts.total == 3 and page.overdue == 1
    assert [(each.contacts, each.cases) for each in page.loud] == [(3, 1)]
    assert [(each.opened, each.usual) for each in page.unusual] == [(6, 0.0)]
    assert page.promised == 1 and [each.number for each in page.due] == ["2026-00001"]
    assert page.late[0].number == "2026-00007" and found.reconciles


def test_that_nobody_is_named(store: Store) -> None:
    told = str(as_data(prepared(store)))
    assert "2026-00001" in told and "Rosa" not in told and "Lima" not in told


def test_that_last_week_is_meant_unless_said_otherwise(store: Store) -> None:
    found = store.read(lambda s: prepare_report(s, director(s), "weekly", {}, at=AT))
    assert found.collected.subject == "November 9 to 15, 2026"


def test_that_every_figure_opens_as_many_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period, lines = found.period, [line for line in found.lines if line.key]
    assert period is not None

    def listed(s: Session) -> list[int]:
        return [len(behind(s, director(s), line.key, period, at=AT).ids) for line in lines]

    assert store.read(listed) == [line.number for line in lines]


def test_that_the_week_after_ends_at_midnight_also_when_the_clocks_go_back(store: Store) -> None:
    late = {"words": "On Sunday night", "due_at": datetime(2026, 11, 2, 4, 30, tzinfo=UTC)}  # 11:30 PM, November 1
    store.write(lambda s: promise(s, director(s), 7, fields=late, at=AT - 50 * DAY))
    asked = {"period": "2026-10-19..2026-10-25"}
    found = store.read(lambda s: prepare_report(s, director(s), "weekly", asked, at=AT)).collected.figures
    assert found.promised == 1 and [each.number for each in found.due] == ["2026-00007"]


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_that_the_fullest_week_fits_on_one_side(store: Store, paper: str) -> None:
    quiet = prepared(store).collected.figures
    old = OldCase(1, "2026-00001", "", "", "12", LONG, Status.OPEN, AT, AT, 900.0, 800.0, ((LONG, AT),))
    full = replace(
        quiet,
        late=(old,) * 5,
        loud=(Loud(1, "2026-00001", LONG, "Downtown North", 40, 12),) * 3,
        unusual=tuple(Unusual(each, 1234, 100.5) for each in (1, 2, None)),
        due=(DueNext("2026-00001", LONG, "Margaret Mulcahy Featherstonehaugh", AT, Status.OPEN),) * 5,
        promised=1234,
        kept=quiet.kept._replace(kept=12_345, broken=1234),
        contacts=quiet.contacts._replace(total=123_456, by_channel=dict.fromkeys(Channel, 12_345)),
        outcomes=dict.fromkeys(Outcome, 12_345),
        response=Spread(12.3, 456.7, 12_345),
        done=Done(1234, 1234, 1234),
        names={1: LONG, 2: LONG},
        hides=True,
    )
    head = Letterhead("City of Halbrook", "MA", "Office of Constituent Services", paper=paper)
    content, whole = first_pages(draw(full), head, Stamp("Margaret Mulcahy, Director", AT, "History to line 1"))
    assert whole and Paper(content).page_count == 1
