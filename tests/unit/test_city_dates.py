"""The city's own due dates of an old table are kept as they are, and counted as the city counts."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from app.exchange.case_import import prepare, run_import
from app.models import Case, table_of
from app.queries.case_page import case_page
from app.queries.figures import city_dates, month
from app.services.cases import update_case
from app.store import Store
from tests.factories import AT, director
from tests.tables.trial import tried
from tests.tables.truth import CITIES

BALTIMORE = next(city for city in CITIES if city.rows == 10_000 and "baltimore" in city.path)
SMALL = """ServiceRequestNum,SRType,CreatedDate,SRStatus,DueDate,CloseDate
26-001,Streets,11/02/2026 09:15:00 AM,Closed,11/04/2026 09:15:00 AM,11/04/2026 09:15:00 AM
26-002,Streets,11/02/2026 09:15:00 AM,Closed,11/04/2026 09:15:00 AM,11/04/2026 09:15:01 AM
26-003,Water,11/02/2026 09:15:00 AM,Closed,,11/09/2026 04:00:00 PM
26-004,Water,11/02/2026 09:15:00 AM,Open,11/03/2026 09:15:00 AM,
26-005,Water,11/07/2026 10:00:00 PM,Closed,11/08/2026 10:00:00 PM,11/08/2026 11:00:00 AM
26-006,Streets,10/30/2026 08:00:00 AM,Closed,11/13/2026 08:00:00 AM,11/12/2026 08:00:00 AM
"""


@pytest.fixture
def small(store: Store, tmp_path: Path) -> Store:
    path = tmp_path / "small.csv"
    path.write_text(SMALL, encoding="utf-8")
    store.write(lambda s: run_import(s, director(s), prepare(path), at=AT))
    return store


@pytest.mark.parametrize("heading", ["DueDate", "Due Date", "SLA_TARGET_DT", "target_dt", "Due"])
def test_that_the_column_of_due_dates_is_told_by_its_heading(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(SMALL.replace("DueDate", heading), encoding="utf-8")
    assert prepare(path).map.fields["due"] == (heading,)


def test_that_a_case_is_late_by_the_second_and_by_the_city_s_own_date_alone(small: Store) -> None:
    found = small.read(lambda s: city_dates(s, director(s)))
    assert [row.late for row in found] == [False, True, False, False]
    in_october = small.read(lambda s: city_dates(s, director(s), month("America/New_York", 2026, 10)))
    assert in_october == [] and len(small.read(lambda s: city_dates(s, director(s), month("UTC", 2026, 11)))) == 4


def test_that_the_city_s_date_stays_when_ours_is_made_anew(small: Store) -> None:
    c = table_of(Case).c
    query = select(c.id, c.version, c.city_due_at, c.due_at).where(c.closed_at.is_(None))
    number, _, city, ours = small.read(lambda s: s.execute(query).one())
    assert city == ours is not None
    for category_id in (None, 2):
        version, change = small.read(lambda s: s.execute(query).one()).version, {"category_id": category_id}
        small.write(
            partial(update_case, who=small.read(director), case_id=number, version=version, changes=change, at=AT)
        )
    page = small.read(lambda s: case_page(s, director(s), number, at=AT))
    assert page.city_due_at == city and page.row.due_at is not None and page.row.due_at > city + timedelta(days=3)


def test_that_baltimore_was_late_as_often_as_it_says_itself(store: Store, shared_data: Path) -> None:
    tried(store, BALTIMORE, shared_data)  # moves the office there
    path = shared_data / BALTIMORE.path
    store.write(lambda s: run_import(s, director(s), prepare(path), at=AT))
    found = store.read(lambda s: city_dates(s, director(s)))
    assert (sum(row.late for row in found), len(found)) == (1_567, 9_555)
