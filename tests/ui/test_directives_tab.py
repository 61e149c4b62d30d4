"""Directives in the window: listed with their month, tied, accounted for, and corrected from a case."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sqlmodel import select

from app.models import Channel, Counted, Directive, DirectiveAccount, Outcome, Role, TieKind, Told
from app.queries.directives import directives, record_of
from app.services.cases import close_case
from app.services.directives import Tying, save_directive, set_ties
from app.store import Store
from app.ui.form import Form
from app.ui.forms.account_form import AccountForm
from app.ui.forms.directive_forms import TiesForm
from app.ui.forms.record_directives_form import RecordDirectivesForm
from app.ui.forms.sheet import Sheet
from app.ui.pages.office_directives import DirectivesTab
from app.ui.seat import Seat
from tests.factories import AT, director, make_case
from tests.ui.seat import put_up, put_up_case, settle

F = TypeVar("F", bound=Form)


@pytest.fixture
def store(store: Store) -> Store:
    """Two directives: all cases count to the first, nothing to the second; a case closed in November."""

    def fill(s):
        for code, ties in (("A", [Tying(TieKind.CASES)]), ("B", [])):
            made = save_directive(s, director(s), fields={"code": code, "title": f"Directive {code}"}, at=AT)
            set_ties(s, director(s), made.id or 0, ties, at=AT)
        case = make_case(s, fields={"category_id": 1})
        told = Told(told=True, told_at=AT, told_how=Channel.PHONE)
        close_case(s, director(s), case.id or 0, outcome=Outcome.RESOLVED, told=told, at=AT, words="Filled")

    store.write(fill)
    return store


def shown(qtbot, seat: Seat) -> DirectivesTab:
    """The tab on the month that is on."""
    tab = put_up(qtbot, seat, DirectivesTab(seat), active=True)
    tab.box.setCurrentIndex(tab.box.findData("2026-11"))
    settle(qtbot, seat)
    return tab


def words(tab: DirectivesTab) -> str:
    """All that is told of the chosen one."""
    return " | ".join(label.text() for label in tab.one.findChildren(QLabel) if label.isVisibleTo(tab.one))


def form_of(sheet: Sheet | None, kind: type[F]) -> F:
    """The form of a sheet that is open."""
    assert sheet is not None and isinstance(sheet.form, kind)
    return sheet.form


def press(sheet: Sheet | None) -> None:
    """Do what the sheet is for."""
    assert sheet is not None
    sheet.act_button.click()


def chosen(tab: DirectivesTab, place: int) -> DirectivesTab:
    tab.list.setCurrentRow(place)
    return tab


def test_that_each_directive_is_told_of_with_its_month(qtbot, seat: Seat) -> None:
    tab = shown(qtbot, seat)
    assert [tab.list.item(n).text() for n in range(2)] == [
        "A  Directive A\nCases opened 1 · Cases closed 1",
        "B  Directive B\nstill to be written",
    ]
    assert "one directive is still without a word" in tab.state.text()
    qtbot.waitUntil(lambda: "Nov 2026 | Oct 2026 | Nov 2025 | Cases opened | 1 | 0 | 0" in words(tab))


def test_that_the_account_is_written_by_keyboard(qtbot, seat: Seat, store: Store) -> None:
    tab = chosen(shown(qtbot, seat), 1)
    QTest.keyClick(tab.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.sheet is not None)
    form = form_of(tab.sheet, AccountForm)
    form.why.setText("nobody asked")
    QTest.keyClick(form.why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: "every directive is told of" in tab.state.text())
    qtbot.waitUntil(lambda: "No activity, because nobody asked" in words(tab))


def test_that_a_highlight_is_chosen_of_the_cases_closed(qtbot, seat: Seat, store: Store) -> None:
    tab = shown(qtbot, seat)
    tab.account()
    qtbot.waitUntil(lambda: tab.sheet is not None)
    form = form_of(tab.sheet, AccountForm)
    assert form.rows.box.currentText().startswith("2026-00001") and form.rows.below.text() == "Streets · Filled"
    form.rows.add.click()
    form.rows.lines[0].words.setPlainText("The hole was filled.")
    press(tab.sheet)
    settle(qtbot, seat)
    kept = store.read(lambda s: s.exec(select(DirectiveAccount)).one().highlights)
    assert kept == [{"case_id": 1, "words": "The hole was filled."}]
    qtbot.waitUntil(lambda: "2026-00001  The hole was filled." in words(tab))


def test_that_what_counts_is_set_row_by_row(qtbot, seat: Seat, store: Store) -> None:
    tab = chosen(shown(qtbot, seat), 1)
    tab.tie()
    form = form_of(tab.sheet, TiesForm)
    form.rows.add.click()
    line = form.rows.lines[0]
    line.kind.setCurrentIndex(line.kind.findData(TieKind.CATEGORY))
    assert form.check() == {"ties": "Choose the category whose contacts and cases count."}
    line.category.setCurrentIndex(1)
    press(tab.sheet)
    settle(qtbot, seat)
    row = store.read(directives)[1]
    assert [(tie.kind, tie.category_id) for tie in row.ties] == [(TieKind.CATEGORY, 1)]
    qtbot.waitUntil(lambda: "All of Streets" in words(tab))


def test_that_a_ready_list_is_taken_over_and_one_is_retired(qtbot, seat: Seat, store: Store) -> None:
    tab = shown(qtbot, seat)
    tab.presets()
    assert tab.sheet is not None
    tab.sheet.act_button.click()
    qtbot.waitUntil(lambda: tab.list.count() == 8)
    chosen(tab, 0).retire()
    settle(qtbot, seat)
    assert not store.read(lambda s: s.get_one(Directive, 1)).active
    qtbot.waitUntil(lambda: tab.list.item(0).text().endswith("retired"))
    assert tab.retire_button.text().replace("&", "") == "Take into use" and not tab.account_button.isVisible()


def test_that_a_case_is_corrected_from_its_page(qtbot, seat: Seat, store: Store) -> None:
    page = put_up_case(qtbot, seat)
    page.side.directives.click()
    qtbot.waitUntil(lambda: page.side.directives.sheet is not None)
    sheet = page.side.directives.sheet
    form = form_of(sheet, RecordDirectivesForm)
    assert [box.isChecked() for box in form.boxes.values()] == [True, False]
    form.boxes[2].setChecked(True)
    press(sheet)
    settle(qtbot, seat)
    rows = store.read(lambda s: record_of(s, director(s), Counted.CASE, 1)).directives
    assert [row.counts for row in rows] == [True, True] and rows[1].marked


@pytest.mark.parametrize(("role", "may"), [(Role.CLERK, True), (Role.INTERN, False)])
def test_that_who_only_accounts_changes_no_list(qtbot, seat: Seat, may: bool) -> None:
    tab = shown(qtbot, seat)
    assert tab.account_button.isVisible() is may and not tab.new_button.isVisible() and not tab.ties_button.isVisible()
