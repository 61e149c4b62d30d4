"""The same figure of the same period is the same number in every report that tells it (DOMAIN.md, Figures)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.models import Case, Channel, Direction, Outcome, Status, Told
from app.queries.custom import custom_totals, read_spec
from app.queries.figures.directives import directive_counts
from app.reports.formats import Prepared
from app.reports.run import prepare_report
from app.services.cases import close_case, move_case, reopen_case
from app.services.promises import break_promise, keep, promise
from app.services.recommendations import draft_recommendation, send_recommendation, withdraw_recommendation
from app.store import Store
from tests.factories import director, make_case, make_contact, make_store

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST = datetime(2026, 10, 1, 4, tzinfo=UTC)  # midnight in Halbrook
AT = datetime(2027, 1, 20, 15, tzinfo=UTC)
MONTHLY, SPAN = {"month": "2026-10"}, {"period": "2026-10"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("agree"))
    made.write(_fill)
    yield made
    made.close()


def _fill(s: Session) -> None:
    """Cases around both midnights of October: some carried in, closed in time, late, closed twice, hidden, waiting."""
    begun = [FIRST - 9 * DAY, FIRST - HOUR / 60, FIRST, FIRST + 4 * DAY, FIRST + 12 * DAY, FIRST + 31 * DAY - HOUR / 60]
    begun += [FIRST + 31 * DAY, FIRST + 40 * DAY]
    cases = [make_case(s, fields={"category_id": 1 + n % 2}, owner_id=1, at=at) for n, at in enumerate(begun)]
    ids = [each.id or 0 for each in cases]
    for n, at in enumerate(begun[:5]):
        make_contact(s, at=at + 2 * DAY, case_id=ids[n], fields={"direction": Direction.OUT})
    _close(s, ids[0], FIRST + 2 * DAY)
    reopen_case(s, director(s), ids[0], reason="It came back", at=FIRST + 5 * DAY)
    _close(s, ids[0], FIRST + 20 * DAY)
    move_case(s, director(s), ids[1], Status.WAITING_RESIDENT, reason="Asks for the bill", at=FIRST + 3 * DAY)
    _close(s, ids[1], FIRST + 31 * DAY - HOUR / 60)
    s.get_one(Case, ids[2]).due_at = FIRST + 6 * DAY
    _close(s, ids[2], FIRST + 10 * DAY)
    _close(s, ids[4], FIRST + 31 * DAY)
    s.get_one(Case, ids[3]).confidential = True
    told = [promise(s, director(s), ids[3], fields=_soon(n), at=FIRST + 5 * DAY).id or 0 for n in (8, 9)]
    keep(s, director(s), told[0], at=FIRST + 7 * DAY)
    break_promise(s, director(s), told[1], words="It was not done", at=FIRST + 10 * DAY)
    for _ in range(2):
        fields = {"department_id": 1, "category_id": 1, "title": "Tell the date", "words": "Please."}
        made = draft_recommendation(s, director(s), fields=fields, at=FIRST + 3 * DAY).id or 0
        send_recommendation(s, director(s), made, at=FIRST + 4 * DAY)
    withdraw_recommendation(s, director(s), made, reason="Sent twice", at=FIRST + 5 * DAY)


def _soon(days: int) -> dict[str, object]:
    return {"words": "A date", "due_at": FIRST + days * DAY + 14 * HOUR}


def _close(s: Session, case_id: int, at: datetime) -> None:
    told = Told(told=True, told_at=at, told_how=Channel.PHONE)
    close_case(s, director(s), case_id, outcome=Outcome.RESOLVED, told=told, at=at)


def made(store: Store, key: str, **answers: str) -> Prepared:
    return store.read(lambda s: prepare_report(s, director(s), key, answers, at=AT))


@pytest.fixture(scope="module")
def told(store: Store) -> dict[str, Prepared]:
    """The figures of each report for October."""
    asked = {"monthly": MONTHLY, "monitoring": MONTHLY, "backlog": {"day": "2026-10-31"}}
    asked |= {key: SPAN for key in ("weekly", "workload", "promises", "contacts", "reopened", "scorecard")}
    return {key: made(store, key, **answers) for key, answers in asked.items()}


def test_that_a_figure_is_the_same_in_every_report_that_tells_it(told: dict[str, Prepared]) -> None:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for report, prepared in told.items():
        assert prepared.reconciles, report
        for line in prepared.collected.lines:
            found[line.key.removeprefix("monitoring.0.0.")][report] = (
                line.n if line.key.endswith("responses") else line.number
            )
    several = {key: numbers for key, numbers in found.items() if key and len(numbers) > 1}
    assert {"opened", "closed", "carried_out", "contacts"} <= set(several)
    assert [(key, numbers) for key, numbers in several.items() if len(set(numbers.values())) > 1] == []


def test_that_flow_targets_and_times_of_a_month_agree(told: dict[str, Prepared]) -> None:
    week, load = (told[key].collected.figures for key in ("weekly", "workload"))
    month = told["monthly"].collected.figures[0]
    two, old = told["monitoring"].collected.figures.month, told["backlog"].collected.figures
    assert tuple(month.flow) == (2, 4, 1, 4, 3)
    assert month.flow == week.flow == two.flow
    assert month.flow == tuple(
        [load.carried_in, *(load.sum(each) for each in ("opened", "reopened", "closed", "open"))]
    )
    assert month.flow.carried_out == week.open_ == old.total and month.overdue == week.overdue == old.overdue
    assert month.contacts.total == week.contacts.total == load.contacts == load.sum("contacts") == 4
    assert month.response_days == week.response == two.response and month.response_days.n == 4
    assert (month.net, month.with_target, month.in_target) == (two.net, two.with_target, two.in_target)
    again = told["reopened"].collected.figures.now.reopened.share
    assert (two.again, two.closed) == (again.part, again.whole) == (1, 4)
    assert month.net.n == 4 and month.in_target < month.with_target
    assert (month.due, month.due_in_target) == (two.due, two.due_in_target)
    settled = told["promises"].collected.figures.now
    assert tuple(week.kept) == tuple(settled[each] for each in ("kept", "broken", "moved")) == (1, 1, 0)
    assert (load.sum("kept"), load.sum("promises")) == (1, 2)


def test_that_what_was_withdrawn_counts_in_no_report(store: Store, told: dict[str, Prepared]) -> None:
    spec = {"what": "recommendations", "groups": ["department"], "measures": ["recommended"]}
    period = told["weekly"].collected.period
    assert period is not None
    own = store.read(lambda s: custom_totals(s, director(s), read_spec(spec), period, at=AT))["recommended"].n
    register = {line.key: line.number for line in made(store, "recommendations", **SPAN).collected.lines}["advice.sent"]
    year = made(store, "annual", period="2026").collected.figures.now.advice.sent
    council = store.read(lambda s: directive_counts(s, director(s), [period])[0].all["recommendations"])
    assert told["weekly"].collected.figures.done.recommended == register == own == year == council == 1


def test_that_the_months_make_the_year(store: Store) -> None:
    year = made(store, "annual", period="2026").collected.figures
    months = [made(store, "monthly", month=f"2026-{n:02}").collected.figures[0] for n in range(1, 13)]
    sums = [sum(getattr(each.flow, name) for each in months) for name in ("opened", "reopened", "closed")]
    assert list(year.flow[1:4]) == sums and [year.now.came_in, year.now.went_out] == [sums[0], sums[2]]
    assert [each.opened for each in year.now.months] == [each.flow.opened for each in months]
    assert year.now.contacts.total == sum(each.contacts.total for each in months)
    targets = (sum(each.with_target for each in months), sum(each.in_target for each in months))
    assert tuple(year.now.targets) == targets and targets[1] < targets[0]
    assert (year.now.response.n, year.now.net.n) == (sum(m.response_days.n for m in months), sums[2])
    assert (year.flow.carried_in, year.flow.carried_out) == (months[0].flow.carried_in, months[-1].flow.carried_out)
