"""The list of cases: views, filters, selection, export, all by keyboard."""

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models import Event, Role, Status, table_of
from app.queries.cases import CaseFilter, case_rows
from app.services.cases import assign_cases
from app.store import Store
from app.ui.forms.assign_form import AssignForm
from app.ui.pages.cases import CasesPage
from app.ui.seat import Seat
from app.ui.widgets.chips import Chip
from tests.factories import AT, director, make_case, make_person, make_staff
from tests.ui.seat import put_up, seated, settle

COUNT = 12


@pytest.fixture
def store(store: Store) -> Store:
    person = store.write(make_person).result.id
    for number in range(COUNT):
        fields = {"category_id": 1 + number % 2}
        store.write(partial(make_case, subject=f"Case {number}", fields=fields, person_id=person))
    store.write(lambda s: assign_cases(s, director(s), [1, 2, 3], owner_id=1, at=AT))
    return store


@pytest.fixture
def page(seat: Seat, qtbot) -> CasesPage:
    return put_up(qtbot, seat, CasesPage(seat))


def test_that_all_open_cases_are_shown_and_counted(page: CasesPage) -> None:
    assert page.list.model.count == COUNT
    assert page.list.count_words.text() == "12 open cases"
    assert page.list.views.tabs.tabText(0).endswith("3"), "my open ones are counted"


def test_that_a_view_shows_its_cases(page: CasesPage, seat: Seat, qtbot) -> None:
    page.list.views.choose("mine")
    settle(qtbot, seat)
    assert page.list.model.count == 3
    assert page.list.count_words.text() == "3 of 12 open cases"


def test_that_a_filter_is_a_chip_that_delete_takes_away(page: CasesPage, seat: Seat, qtbot) -> None:
    page.list.show_filter(CaseFilter(only_open=True, category_ids=(1,)))
    settle(qtbot, seat)
    assert page.list.model.count == 6
    chip = page.list.filters.findChild(Chip, "chip_category_ids")
    assert chip is not None and chip.text() == "Category: Streets"
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    settle(qtbot, seat)
    assert page.list.model.count == COUNT


def test_that_a_figure_s_cases_say_which_figure_it_is(page: CasesPage, seat: Seat, qtbot) -> None:
    for given, says in (({"title": "Closed, May 2026"}, "Closed, May 2026"), ({}, "Cases behind a figure")):
        page.show_wanted({"filter": {"ids": [1]}, **given})
        settle(qtbot, seat)
        chip = page.list.filters.findChild(Chip, "chip_ids")
        assert chip is not None and says in chip.accessibleName()


def test_that_a_list_that_another_page_asked_for_has_a_tab_of_its_own(page: CasesPage, seat: Seat, qtbot) -> None:
    tabs = page.list.views.tabs
    before = tabs.count()
    page.show_wanted({"filter": {"ids": [1, 2]}, "title": "Closed, May 2026"})
    settle(qtbot, seat)
    assert tabs.tabText(tabs.currentIndex()) == "Chosen cases  2", "and no other view is marked"
    page.show_wanted({"filter": {"only_open": True, "owner_ids": [seat.me.id]}})
    settle(qtbot, seat)
    assert page.list.views.current is not None and page.list.views.current.key == "mine", "the view that shows it"
    assert tabs.count() == before and page.list.model.count == 3


def test_that_the_menu_offers_every_filter(page: CasesPage, seat: Seat, qtbot) -> None:
    owners = page.list.filters.menu_of("owner_ids")
    unassigned = owners.actions()[0]
    assert unassigned.text() == "Unassigned"
    unassigned.trigger()
    settle(qtbot, seat)
    assert page.list.model.count == COUNT - 3
    titles = [action.text() for action in page.list.filters.menu().actions()]
    assert {"Status", "Owner", "Category", "Overdue", "Words in the case…"} <= set(titles)


def test_that_words_find_cases(page: CasesPage, seat: Seat, qtbot) -> None:
    page.list.filters.ask_words("text")
    qtbot.keyClicks(page.list.filters.line, "case 7")
    qtbot.keyClick(page.list.filters.line, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert page.list.model.count == 1


def test_that_enter_opens_a_case_and_escape_returns_to_it(page: CasesPage, seat: Seat, qtbot) -> None:
    page.list.view.setFocus()
    page.list.view.go_to(4)
    wanted = page.list.view.current_id()
    qtbot.keyClick(page.list.view, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert page.stack.currentWidget() is page.case
    assert page.case.page is not None and page.case.page.row.id == wanted
    assert page.case.head.place.text() == "5 of 12"
    page.back()
    assert page.stack.currentWidget() is page.list
    assert list(page.list.view.selected_ids()) == [wanted]


def test_that_next_and_previous_go_through_the_list(page: CasesPage, seat: Seat, qtbot) -> None:
    page.list.view.go_to(4)
    page.open_case(page.list.view.current_id() or 0)
    settle(qtbot, seat)
    page.case.head.buttons["next"].click()
    settle(qtbot, seat)
    assert page.case.head.place.text() == "6 of 12"
    page.case.head.buttons["previous"].click()
    settle(qtbot, seat)
    assert page.case.head.place.text() == "5 of 12"


def test_that_many_cases_are_handed_over_at_once(page: CasesPage, seat: Seat, store: Store, qtbot) -> None:
    page.list.view.select_ids([4, 5, 6])
    assert page.list.chosen_words.text() == "3 selected"
    page.list.assign_button.click()
    assert page.sheet is not None and isinstance(page.sheet.form, AssignForm)
    qtbot.keyClicks(page.sheet.form.picker.line, "mulc")
    qtbot.keyClick(page.sheet.form.picker.line, Qt.Key.Key_Return)
    settle(qtbot, seat)
    rows = store.read(lambda s: case_rows(s, director(s), [4, 5, 6], at=AT))
    assert [row.owner for row in rows] == ["Margaret Mulcahy"] * 3


def test_that_an_export_is_written_and_told_to_history(
    page: CasesPage, seat: Seat, store: Store, tmp_path: Path, qtbot
) -> None:
    target = tmp_path / "cases.csv"
    page.list.export_to(target)
    settle(qtbot, seat)
    lines = target.read_text("utf-8-sig").splitlines()
    assert len(lines) == COUNT + 1 and lines[0].startswith("Number,Subject")
    e = table_of(Event).c
    told = store.read(lambda s: s.execute(select(e.detail).where(e.verb == "exported")).scalar())
    assert told is not None and told["count"] == COUNT and told["kind"] == "csv"


def test_that_a_view_can_be_saved_and_forgotten(page: CasesPage, seat: Seat, qtbot) -> None:
    page.list.show_filter(CaseFilter(only_open=True, statuses=(Status.NEW,)))
    page.list.save_view("Fresh ones")
    settle(qtbot, seat)
    tabs = page.list.views.tabs
    assert tabs.tabText(tabs.count() - 1).startswith("Fresh ones")
    tabs.setCurrentIndex(tabs.count() - 1)
    page.list.views.drop_button.click()
    settle(qtbot, seat)
    assert not tabs.tabText(tabs.count() - 1).startswith("Fresh ones")


def test_that_an_empty_list_says_what_to_do(page: CasesPage, seat: Seat, qtbot) -> None:
    page.list.show_filter(CaseFilter(text="nothing of the kind"))
    settle(qtbot, seat)
    assert page.list.stack.currentWidget() is page.list.empty
    assert "Ctrl+N" in page.list.empty.accessibleName()


def test_that_a_new_case_is_opened(page: CasesPage, seat: Seat, qtbot) -> None:
    page.new_case()
    assert page.sheet is not None
    form = page.sheet.form
    form.save()
    assert form.has_problems, "subject and asker are asked for"
    form.set_values(
        {"subject": "Streetlight out", "person_id": ["anonymous", None, "Anonymous"], "address": "3 Elm St"}
    )
    form.save()
    settle(qtbot, seat)
    assert page.case.page is not None and page.case.page.row.subject == "Streetlight out"
    assert page.case.page.address == "3 Elm St"


def test_that_a_clerk_sees_no_button_that_would_be_refused(store: Store, tmp_path: Path, qtbot) -> None:
    with seated(store, tmp_path / "clerk", Role.CLERK) as seat:
        page = CasesPage(seat)
        qtbot.addWidget(page)
        page.show()
        settle(qtbot, seat)
        page.list.view.select_ids([4])
        assert page.list.new_button.isHidden() and page.list.assign_button.isHidden()
        assert not page.list.export_button.isHidden()


def test_that_the_list_follows_what_others_change(page: CasesPage, seat: Seat, qtbot) -> None:
    seat.do(lambda s, who, at: make_staff(s), owner=page)
    seat.do(lambda s, who, at: make_case(s, "A new one"), owner=page)
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: page.list.model.count == COUNT + 1)
    assert page.list.count_words.text() == "13 open cases"
