"""Reports on their way out, in the window: drafted, laid before the Director, issued, shown, compared, corrected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from sqlmodel import Session

from app.authority import actor
from app.issuing import issue_out
from app.models import Issue, IssueState, Role
from app.queries.issues import IssueRow, issue_named, issues
from app.reports.compare import Difference
from app.services.issues import draft_issue
from app.store import Store
from app.ui.forms.report_issue_forms import IssueForm
from app.ui.forms.sheet import Sheet
from app.ui.pages.report_compare import change_words
from app.ui.pages.reports import ReportsPage
from app.ui.seat import Seat
from tests.factories import AT, director, make_case
from tests.ui.seat import put_up, seated, settle
from tests.ui.told import faults


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_case(s, "Case no. 1"))
    return store


@pytest.fixture
def page(qtbot: Any, seat: Seat) -> ReportsPage:
    seat.jobs.poll()  # from here on the lines of others are news
    made = put_up(qtbot, seat, ReportsPage(seat))
    qtbot.waitUntil(lambda: made.acts.draft_button.isEnabled(), timeout=20_000)
    return made


def sheet_of(page: ReportsPage) -> Sheet:
    assert page.below.desk.sheet is not None
    return page.below.desk.sheet


def all_issues(store: Store) -> list[IssueRow]:
    return store.read(lambda s: issues(s, director(s)))


def issued(store: Store, seat: Seat, month: str = "2026-11") -> str:
    """The number of a monthly report that is out."""

    def begin(s: Session) -> int:
        fields = {"key": "monthly", "title": "Monthly report"}
        return draft_issue(s, director(s), fields=fields, answers={"month": month}, at=AT).id or 0

    draft = store.write(begin).result

    def read(ask: Any) -> Any:
        return store.read(lambda s: ask(s, director(s)))

    def write(act: Any) -> Any:
        return store.write(lambda s: act(s, director(s))).result

    made: Issue = issue_out(read, write, seat.blobs, str(draft), folder=seat.paths.copies, at=AT)
    return str(made.number)


def choose_issue(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    seat.jobs.poll()
    settle(qtbot, seat)
    page.acts.issues_button.click()
    qtbot.waitUntil(lambda: page.below.issues.row is not None, timeout=10_000)
    settle(qtbot, seat)


def test_that_a_report_is_drafted_and_issued_with_what_is_shown(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store
) -> None:
    page.acts.draft_button.click()
    sheet_of(page).act_button.click()
    settle(qtbot, seat)
    assert [(row.title, row.state) for row in all_issues(store)] == [("Monthly report, October 2026", IssueState.DRAFT)]
    choose_issue(qtbot, page, seat)
    assert page.acts.issues_button.text() == "Issues, 1"
    page.below.issues.acts["issue"].click()
    form = sheet_of(page).form
    assert isinstance(form, IssueForm) and not sheet_of(page).act_button.isEnabled()
    qtbot.waitUntil(lambda: form.may_go, timeout=20_000)
    assert "R-2026-001" in form.facts.text() and faults(sheet_of(page)) == []
    sheet_of(page).act_button.click()
    settle(qtbot, seat)
    (row,) = all_issues(store)
    assert (row.number, row.state) == ("R-2026-001", IssueState.ISSUED) and row.answers["month"] == "2026-10"


def test_that_what_stands_against_an_issue_is_said_and_nothing_goes_out(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store
) -> None:
    def begin(s: Session) -> int:
        fields = {"key": "monthly", "title": "Monthly report"}
        return draft_issue(s, director(s), fields=fields, answers={"month": "2026-10"}, at=AT).id or 0

    row = (
        store.read(lambda s: issue_named(s, director(s), str(begin_id)))
        if (begin_id := store.write(begin).result)
        else None
    )
    assert row is not None
    page.below.desk.act("issue", row)
    form = sheet_of(page).form
    assert isinstance(form, IssueForm)
    qtbot.waitUntil(lambda: form.found is not None, timeout=20_000)
    assert form.found is not None
    form._show(form.found._replace(faults=("Nothing is said of directive 4.",)))
    assert "Nothing is said of directive 4." in form.faults.text() and not sheet_of(page).act_button.isEnabled()
    form.save()
    settle(qtbot, seat)
    assert all_issues(store)[0].state is IssueState.DRAFT
    sheet_of(page).reject()


def test_that_an_issue_is_shown_as_it_went_out_and_compared(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store, tmp_path: Path
) -> None:
    issued(store, seat)
    choose_issue(qtbot, page, seat)
    page.below.issues.acts["compare"].click()
    settle(qtbot, seat)
    tree = page.below.compared.tree
    rows = [item for item in map(tree.topLevelItem, range(tree.topLevelItemCount())) if item is not None]
    opened = next(item for item in rows if item.text(0) == "Opened")
    assert [opened.text(n) for n in (1, 2, 3)] == ["1", "0", "−1"]
    assert faults(page) == []
    page.below.compared.only.click()
    assert tree.topLevelItemCount() > 0 and page.drawer.title.text() == "R-2026-001 beside what is shown"
    choose_issue(qtbot, page, seat)
    assert faults(page) == []
    page.below.issues.acts["show"].click()
    settle(qtbot, seat)
    assert page.title.text() == "R-2026-001, Monthly report" and "kept to the byte" in page.middle.issued_words.text()
    assert page.print_button.isEnabled() and not page.save_button.isEnabled()
    row = page.below.issues.row
    assert row is not None
    page.below.desk.bring_out(row, tmp_path)
    settle(qtbot, seat)
    assert len(list(tmp_path.glob("R-2026-001-*"))) >= 5 and page.acts.folder_action.isEnabled()
    page.middle.back_button.click()
    qtbot.waitUntil(lambda: page.save_button.isEnabled(), timeout=20_000)
    assert page.middle.issued_words.isHidden() or not page.middle.issued_words.text()


def test_that_a_correction_names_the_old_one_and_says_why(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store
) -> None:
    number = issued(store, seat)
    choose_issue(qtbot, page, seat)
    page.below.issues.acts["correct"].click()
    sheet = sheet_of(page)
    sheet.act_button.click()
    assert sheet.form.has_problems
    sheet.form.set_values({"why": "Two bins were counted twice"})
    sheet.act_button.click()
    settle(qtbot, seat)
    corrections = [row for row in all_issues(store) if row.corrects == number]
    assert [(row.why, row.state) for row in corrections] == [("Two bins were counted twice", IssueState.DRAFT)]


@pytest.fixture
def clerk(qtbot: Any, store: Store, tmp_path: Path) -> Iterator[Seat]:
    with seated(store, tmp_path, Role.CLERK) as seat:
        yield seat


def test_that_who_may_not_issue_lays_it_before_the_director(qtbot: Any, clerk: Seat, store: Store) -> None:
    def begin(s: Session) -> None:
        fields = {"key": "monthly", "title": "Monthly report"}
        draft_issue(s, actor(s, clerk.me.id, AT), fields=fields, answers={"month": "2026-10"}, at=AT)

    store.write(begin)
    page = put_up(qtbot, clerk, ReportsPage(clerk))
    choose_issue(qtbot, page, clerk)
    shown = {name for name, button in page.below.issues.acts.items() if not button.isHidden()}
    assert shown == {"show", "ask", "drop"}
    page.below.issues.acts["ask"].click()
    settle(qtbot, clerk)
    assert all_issues(store)[0].state is IssueState.REVIEW
    assert isinstance(page.below.issues.findChild(QLabel, "emptySentence"), QLabel)


def test_that_changes_are_told_with_their_sign() -> None:
    told = [
        change_words(each)
        for each in (
            Difference("Opened", "1,204", "1,210", 6.0),
            Difference("Share", "43%", "50%", 0.07),
            Difference("Days", "4.3", "4.1", -0.2),
            Difference("Closed", "3", "3", 0.0),
            Difference("New", "", "3", None),
        )
    ]
    assert told == ["+6", "+7 points", "−0.2", "", ""]
