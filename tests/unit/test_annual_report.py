"""The annual report: twelve months with the year before, its sums come out, and the public version shows no few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.errors import Invalid
from app.models import Channel, Outcome, Told
from app.queries.figures import behind, responses
from app.queries.figures.yearly import response_days
from app.reports.formats import Prepared, as_data
from app.reports.periods import read_period
from app.reports.run import prepare_report
from app.services.cases import close_case
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_store

DAY = timedelta(days=1)
LATE = AT + 120 * DAY


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = make_store(tmp_path_factory.mktemp("annual"))
    made.write(_fill)
    return made


def _fill(s: Session) -> None:
    """Six cases of 2026 and two of 2025; one is closed within target."""
    for at in (datetime(2026, 3, 2, 15, tzinfo=UTC), datetime(2025, 3, 3, 15, tzinfo=UTC)):
        for n in range(6 if at.year == 2026 else 2):
            made = make_contact(s, at=at + n * DAY, new_case={"subject": "Hole", "category_id": 1})
            if n == 0 and at.year == 2026:
                done = at + 2 * DAY
                told = Told(told=True, told_at=done, told_how=Channel.PHONE)
                close_case(s, director(s), made.case_id or 0, outcome=Outcome.RESOLVED, told=told, at=done)
    make_case(s, at=datetime(2026, 12, 30, 15, tzinfo=UTC))


def prepared(store: Store, period: str = "2026", **given: object) -> Prepared:
    asked = {"period": period, **given}
    return store.read(lambda s: prepare_report(s, director(s), "annual", asked, at=LATE))


def test_that_both_years_stand_beside_each_other(store: Store) -> None:
    found = prepared(store)
    tables = {each["name"]: each for each in as_data(found)["tables"]}
    months = tables["Cases by month"]
    assert months["columns"] == ["Month", "Opened 2026", "Opened 2025", "Closed 2026", "Closed 2025"]
    assert months["rows"][2] == ["March", 6, 2, 1, 0] and months["rows"][-1] == ["All", 7, 2, 1, 0]
    assert tables["Cases by category"]["rows"][0] == ["Streets", 6, 2, 1]
    assert tables["Cases by department"]["rows"][0][0] == "Public Works"
    assert tables["Contacts by channel"]["rows"][-1] == ["All", 6, 2]
    assert tables["Within target"]["rows"][0] == ["2026", 1, 1, 1.0] and found.reconciles


def test_that_any_twelve_whole_months_are_a_year_and_nothing_else(store: Store) -> None:
    columns = as_data(prepared(store, "2025-07-01..2026-06-30"))["tables"][0]["columns"]
    assert columns[1] == "Opened 2025–26"
    for given in ("2026-03", "2026-01-02..2027-01-01", "2025-01-01..2026-12-31"):
        with pytest.raises(Invalid, match="twelve whole months"):
            prepared(store, given)


def test_that_the_public_version_shows_no_small_count(store: Store) -> None:
    data = as_data(prepared(store, version="public"))
    numbers = [cell for table in data["tables"] for row in table["rows"] for cell in row if isinstance(cell, int)]
    assert 6 in numbers and not any(0 < each < 5 for each in numbers)


def test_that_every_figure_opens_as_many_as_it_says(store: Store) -> None:
    found = prepared(store).collected
    period = found.period
    assert period is not None

    def listed(s: Session) -> list[int]:
        return [len(behind(s, director(s), line.key, period, at=LATE).ids) for line in found.lines]

    assert store.read(listed) == [line.number for line in found.lines]


def test_that_first_responses_are_reckoned_as_everywhere(store: Store) -> None:
    period = read_period("2026", "America/New_York", LATE)

    def both(s: Session) -> tuple[list[float], list[float]]:
        days = sorted(each.days for each in responses(s, director(s), period))
        return days, sorted(response_days(s, director(s), period))

    one, other = store.read(both)
    assert one == pytest.approx(other)
