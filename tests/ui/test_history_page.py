"""History on the Office page: its lines, its filters, one line in full, the check, and who looked at a record."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.authority import Right
from app.models import Role
from app.queries.history import HistoryFilter, history_ids, history_rows
from app.services.cases import assign_cases
from app.services.prints import record_print
from app.services.refusals import note_refusal
from app.services.views import note_view
from app.store import Store
from app.ui.pages.case_side import CaseSide
from app.ui.pages.cases import CasesPage
from app.ui.pages.history_views import LineView, LookedView
from app.ui.pages.office import OfficePage
from app.ui.pages.office_history import HistoryTab
from app.ui.pages.person_view import PersonView
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_person, make_staff
from tests.ui.seat import put_up, seated, settle
from tests.ui.told import faults


@pytest.fixture
def store(store: Store) -> Store:
    def fill(session) -> None:
        who, tran = director(session), make_staff(session)
        case = make_case(session, "Secret matter", fields={"confidential": True}).id or 0
        assign_cases(session, who, [case], owner_id=tran.id, at=AT)
        note_view(session, who, "case_record", case, at=AT)
        record_print(session, who, "case-file", how="saved", at=AT, case_id=case)
        make_person(session)
        note_refusal(session, tran.id, Right.ASSIGN_CASE, AT)

    store.write(fill)
    return store


def shown(qtbot, seat: Seat) -> OfficePage:
    page = put_up(qtbot, seat, OfficePage(seat), (1280, 720))
    page.show_wanted({"part": "history", "filter": {}})
    settle(qtbot, seat)
    return page


def tab_of(page: OfficePage) -> HistoryTab:
    tab = page.findChild(HistoryTab)
    assert tab is not None
    return tab


@pytest.fixture
def page(qtbot, seat: Seat) -> OfficePage:
    return shown(qtbot, seat)


@pytest.fixture
def tab(page: OfficePage) -> HistoryTab:
    return tab_of(page)


def cell(view: LineView | LookedView, row: int, place: int) -> str:
    item = view.table.item(row, place)
    return item.text() if item is not None else ""


def rows(tab: HistoryTab) -> list[list[str]]:
    model = tab.list.model
    keys = ["kind", "when", "who", "verb", "about", "changes", "line"]
    found = [model.row_at(at) for at in range(model.count)]
    columns = {column.key: column for column in tab.list._spec.columns}
    return [[columns[key].text(row) for key in keys] for row in found if row is not None]


def test_that_lines_are_told_in_words_newest_first(tab: HistoryTab) -> None:
    told = rows(tab)
    assert told[0][2:6] == ["Linh Tran", "Refused", "Staff Linh Tran", "Wanted to: hand out cases"]
    verbs = [row[3] for row in told]
    assert verbs[:5] == ["Refused", "Added", "Printed", "Viewed", "Assigned"]
    assigned = told[4]
    assert assigned[5] == "Owner: Linh Tran"
    assert re.fullmatch(r"Case 2026-\d+ Secret matter", assigned[4])
    assert tab.list.count_words.text() == f"{len(told)} lines"


def test_that_filters_find_kinds_people_records_and_names(qtbot, seat: Seat, tab: HistoryTab) -> None:
    for asked, verbs in (
        ({"kinds": ["views"]}, ["Viewed"]),
        ({"kinds": ["refusals"]}, ["Refused"]),
        ({"staff_ids": [2]}, ["Refused"]),
        ({"subjects": ["person"]}, ["Added"]),
        ({"text": "Tavares"}, ["Added"]),
        ({"text": "secret"}, ["Printed", "Viewed", "Assigned", "Opened"]),
        ({"subjects": ["case_record"], "subject_id": 1, "kinds": ["prints"]}, ["Printed"]),
    ):
        tab.show_filter(asked)
        settle(qtbot, seat)
        assert [row[3] for row in rows(tab)] == verbs, asked


def test_that_it_starts_with_the_last_thirty_days(qtbot, seat: Seat) -> None:
    tab = HistoryTab(seat)
    qtbot.addWidget(tab)
    settle(qtbot, seat)
    assert tab.list.wanted.to_dict().keys() == {"since"}


def test_that_a_line_opens_in_full_with_its_hash_and_leads_to_its_record(qtbot, seat: Seat, tab: HistoryTab) -> None:
    line = next(row for row in (tab.list.model.row_at(at) for at in range(6)) if row and row.verb == "assigned")
    tab.list.view.activated_id.emit(line.id)
    settle(qtbot, seat)
    view = tab.view
    assert isinstance(view, LineView) and view.isVisible()
    cells = [cell(view, 0, place) for place in range(3)]
    assert cells == ["Owner", "", "Linh Tran"]
    assert line.hash in view.hash.text() and line.previous in view.hash.text()
    with qtbot.waitSignal(seat.record_wanted) as wanted:
        qtbot.mouseClick(view.open_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["case", 1]


def test_that_the_check_says_that_history_is_whole(qtbot, seat: Seat, tab: HistoryTab) -> None:
    qtbot.mouseClick(tab.check, Qt.MouseButton.LeftButton)
    settle(qtbot, seat)
    assert tab.whole.isVisible() and not tab.broken.isVisible()
    assert tab.check.isEnabled() and not tab.progress.isVisible()


def test_that_the_check_names_the_first_break(qtbot, seat: Seat, store: Store, tab: HistoryTab) -> None:
    def tamper(session) -> None:
        session.execute(text("DROP TRIGGER event_no_update"))
        session.execute(text("UPDATE event SET at = replace(at, '15:24', '15:25') WHERE id = 4"))

    store.write(tamper)
    tab.start_check()
    settle(qtbot, seat)
    assert tab.broken.isVisible() and not tab.whole.isVisible()
    assert "Line 4 of history of 2026-11-18 15:25 UTC was changed" in tab.broken.accessibleName()


def test_that_a_check_can_be_stopped(qtbot, seat: Seat, tab: HistoryTab) -> None:
    tab.start_check()
    tab.cancel()
    settle(qtbot, seat)
    assert tab.check.isEnabled() and not tab.progress.isVisible()


def test_that_an_export_of_history_is_itself_in_history(
    qtbot, seat: Seat, store: Store, tab: HistoryTab, tmp_path: Path
) -> None:
    count, path = tab.list.model.count, tmp_path / "history.csv"
    tab.list.export_to(path)
    settle(qtbot, seat)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) == count + 1
    newest = store.read(lambda s: history_rows(s, director(s), history_ids(s, director(s), HistoryFilter())[:1]))[0]
    assert (newest.verb, newest.subject) == ("exported", "event")
    assert {each.name: each.new for each in newest.fields}["count"] == str(count)


@pytest.mark.parametrize("role", [Role.MAYOR, Role.CLERK])
def test_that_who_may_not_read_history_has_no_such_part(qtbot, store: Store, tmp_path: Path, role: Role) -> None:
    with seated(store, tmp_path, role) as seat:
        page = OfficePage(seat)
        qtbot.addWidget(page)
        words = [page.tabs.tabText(at) for at in range(page.tabs.count()) if page.tabs.isTabVisible(at)]
        assert ("History" in words) == (role is Role.MAYOR)
        settle(qtbot, seat)


def test_that_the_mayor_sees_no_line_of_a_hidden_case(qtbot, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path, Role.MAYOR) as seat:
        page = shown(qtbot, seat)
        tab = tab_of(page)
        assert not any("Secret" in " ".join(row) for row in rows(tab))
        assert {row[3] for row in rows(tab)} >= {"Refused", "Set up"}


def test_that_who_looked_at_a_case_is_shown_to_readers_of_history(qtbot, seat: Seat) -> None:
    view = LookedView(seat, "case_record", 1)
    qtbot.addWidget(view)
    view.open()
    settle(qtbot, seat)
    told = [cell(view, at, 2) for at in range(view.table.rowCount())]
    assert told == ["Printed", "Viewed"]
    assert "Exports" in view.said.text()
    assert faults(view) == []


def test_that_nobody_looked_is_said(qtbot, seat: Seat) -> None:
    view = LookedView(seat, "person", 1)
    qtbot.addWidget(view)
    settle(qtbot, seat)
    assert view.said.text().startswith("Nobody viewed")
    with qtbot.waitSignal(seat.page_wanted) as paper:
        view.print_button.click()
    assert paper.args == ["reports", {"key": "record-history", "record": "person", "which": "1"}]


def test_that_the_button_stands_on_case_and_person_for_readers_of_history_alone(
    qtbot, store: Store, tmp_path: Path
) -> None:
    for role, readable in ((Role.DIRECTOR, True), (Role.COORDINATOR, False)):
        with seated(store, tmp_path, role) as seat:
            for part in (CaseSide(seat), PersonView(seat)):
                qtbot.addWidget(part)
                part.looked.show_record(1)
                assert part.looked.isHidden() != readable
            settle(qtbot, seat)


def test_that_every_control_of_a_line_is_told(qtbot, seat: Seat, tab: HistoryTab) -> None:
    tab.open_line(tab.list.model.id_at(0))
    settle(qtbot, seat)
    assert tab.view is not None and faults(tab.view) == []


def kinds(store: Store) -> list[str]:
    wanted = HistoryFilter(kinds=("exports", "refusals"))
    found = store.read(lambda s: history_rows(s, director(s), history_ids(s, director(s), wanted)))
    return [f"{row.verb} {row.subject} {dict((each.name, each.new) for each in row.fields)}" for row in found]


def test_that_rows_copied_stand_in_history_as_an_export(qtbot, seat: Seat, store: Store, tab: HistoryTab) -> None:
    before = kinds(store)
    tab.list.view.select_ids([1])
    tab.list.view.copy()
    settle(qtbot, seat)
    assert kinds(store) == before
    tab.list.view.select_ids([1, 2, 3])
    tab.list.view.copy()
    settle(qtbot, seat)
    assert kinds(store)[1:] == before
    assert kinds(store)[0] == "exported event {'count': '3', 'kind': 'clipboard'}"


def test_that_who_may_not_export_copies_no_list(qtbot, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path, Role.INTERN) as seat:
        page = CasesPage(seat)
        qtbot.addWidget(page)
        store.write(lambda s: [make_case(s, "Drain"), make_case(s, "Pothole")])
        page.show_wanted({"filter": {}})
        settle(qtbot, seat)
        QApplication.clipboard().setText("before")
        page.list.view.selectAll()
        assert page.list.view.selected_count() > 1
        page.list.view.copy()
        settle(qtbot, seat)
        assert QApplication.clipboard().text() == "before"
        assert kinds(store)[0] == "refused staff {'right': 'export'}"
