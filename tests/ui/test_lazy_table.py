# mypy: disable-error-code="var-annotated, truthy-bool, comparison-overlap"
# Lists that callbacks fill say nothing of their type, and mypy does not see a state change behind its back.
"""The one table: a list of any length, in blocks, by keyboard, with the selection kept."""

import time
from array import array
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from sqlalchemy import text

from app.changes import note_change
from app.errors import Unavailable
from app.store import Store, open_engine
from app.ui.blocks import BLOCK, KEPT
from app.ui.columns import ID_ROLE, RIGHT, ROW_ROLE, UNLOADED, Column, as_line
from app.ui.gap import GapMeter
from app.ui.jobs import Jobs
from app.ui.lazy_table import LazyTable, State
from app.ui.lazy_view import LazyView
from app.ui.messages import Messages
from app.ui.widgets.rows import install_rows


class Row(NamedTuple):
    id: int
    name: str
    days: int


COLUMNS = [
    Column[Row]("name", "Name", lambda r: r.name, fluid=True, accessible=lambda r: f"called {r.name}"),
    Column[Row]("days", "Days", lambda r: str(r.days), width=60, align=RIGHT, roles={700: lambda r: r.days}),
    Column[Row]("words", "Words", lambda r: f"={r.id}", sortable=False),
]


def find_ids(session, sort: str, descending: bool):
    down = "DESC" if descending else "ASC"
    return array("q", session.execute(text(f"SELECT id FROM item ORDER BY {sort} {down}, id {down}")).scalars())


def find_rows(session, ids):
    wanted = ",".join(str(i) for i in ids)
    return [Row(*r) for r in session.execute(text(f"SELECT id, name, days FROM item WHERE id IN ({wanted})"))]


@pytest.fixture
def store(tmp_path):
    store = Store(open_engine(tmp_path / "office.db", bytes(32)))

    def fill(session):
        session.execute(text("CREATE TABLE event (id INTEGER PRIMARY KEY)"))
        session.execute(text("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, days INTEGER)"))
        rows = [{"i": i, "n": f"name {i:05}", "d": 1000 - i} for i in range(1, 1001)]
        session.execute(text("INSERT INTO item VALUES (:i, :n, :d)"), rows)

    store.write(fill)
    yield store
    store.close()


@pytest.fixture
def jobs(qtbot, store):
    jobs = Jobs(store, messages=Messages())
    yield jobs
    jobs.close()


@pytest.fixture
def table(jobs):
    table = LazyTable(jobs, COLUMNS, find_rows=find_rows, tables=("item",), main="item")
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield table
    del tester


@pytest.fixture
def view(qtbot, table):
    view = LazyView(table, name="items", label="Items")
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    return view


def settle(qtbot, jobs):
    qtbot.waitUntil(lambda: jobs.idle)


def shown(table, row: int, column: int = 0, role=Qt.ItemDataRole.DisplayRole):
    return table.data(table.index(row, column), role)


def change(jobs, qtbot, sql: str, *ids: int):
    def act(session):
        session.execute(text(sql))
        note_change(session, "item", ids)

    jobs.write(act, owner=jobs)
    settle(qtbot, jobs)


def test_that_a_list_is_loading_until_its_ids_come_and_has_its_first_rows_with_them(qtbot, jobs, table):
    assert table.state is State.LOADING and table.count == 0
    with qtbot.waitSignals([table.counted, table.state_changed]):
        table.show_ids(find_ids)
    assert table.state is State.READY and table.count == 1000
    assert shown(table, 0) == "name 00001" and shown(table, 0, role=ID_ROLE) == 1
    assert shown(table, 0, role=ROW_ROLE) == Row(1, "name 00001", 999)
    assert shown(table, 0, 1, 700) == 999 and shown(table, 0, 1, Qt.ItemDataRole.TextAlignmentRole) == RIGHT
    assert shown(table, 0, role=Qt.ItemDataRole.AccessibleTextRole) == "called name 00001"


def test_that_a_row_not_loaded_shows_dots_and_comes_when_looked_at(qtbot, jobs, table):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    assert shown(table, 950) == UNLOADED and table.row_at(950) is None
    settle(qtbot, jobs)
    assert shown(table, 950) == "name 00951" and table.row_at(950) == Row(951, "name 00951", 49)


def test_that_rows_passed_in_a_hurry_are_not_all_read(qtbot, jobs, table):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    for row in range(999, 0, -100):
        shown(table, row)
    settle(qtbot, jobs)
    loaded = [row for row in range(99, 1000, 100) if table.row_at(row)]
    assert table.row_at(0) and 99 in loaded and len(loaded) < 9


def test_that_an_empty_list_says_so(qtbot, jobs, table):
    table.show_ids(lambda s, sort, down: array("q"))
    settle(qtbot, jobs)
    assert table.state is State.EMPTY and table.count == 0


def test_that_only_the_last_question_is_answered(qtbot, jobs, table):
    resets = []
    table.modelReset.connect(lambda: resets.append(table.count))
    for n in (3, 2, 1):
        table.show_ids(lambda s, sort, down, n=n: array("q", range(1, n + 1)))
    settle(qtbot, jobs)
    assert resets == [1]


def test_that_the_old_list_stays_until_the_new_one_is_there(qtbot, jobs, table):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    table.show_ids(lambda s, sort, down: array("q", [7]))
    assert table.count == 1000 and shown(table, 0) == "name 00001"
    settle(qtbot, jobs)
    assert table.count == 1 and shown(table, 0) == "name 00007"


def test_that_a_list_that_cannot_be_read_keeps_what_it_shows_and_says_why(qtbot, jobs, table):
    def gone(session, sort, down):
        raise Unavailable("The file is gone.")

    table.show_ids(find_ids)
    settle(qtbot, jobs)
    with qtbot.waitSignal(table.failed) as said:
        table.show_ids(gone)
    settle(qtbot, jobs)
    assert said.args == ["The file is gone."] and table.count == 1000


def test_that_a_click_on_a_heading_sorts_in_sql_and_one_that_does_not_sort_is_left(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    header = view.horizontalHeader()
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    settle(qtbot, jobs)
    assert table.order == ("days", False) and shown(table, 0) == "name 01000"
    header.setSortIndicator(2, Qt.SortOrder.AscendingOrder)
    assert table.order == ("days", False) and header.sortIndicatorSection() == 1


def test_that_selection_and_current_row_are_kept_by_id(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    view.select_ids([5, 6, 90])
    assert list(view.selected_ids()) == [5, 6, 90] and view.current_id() == 5
    table.sort_by("days")
    settle(qtbot, jobs)
    assert sorted(view.selected_ids()) == [5, 6, 90] and view.current_id() == 5
    change(jobs, qtbot, "DELETE FROM item WHERE id IN (6, 999)", 6, 999)
    assert sorted(view.selected_ids()) == [5, 90] and table.count == 998


def test_that_enter_opens_the_first_row_of_a_list_that_came_after_the_focus(qtbot, jobs, table, view):
    with qtbot.waitActive(view):
        view.setFocus()
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    assert view.selected_count() == 0
    with qtbot.waitSignal(view.activated_id) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [table.id_at(0)]


def test_that_a_changed_row_is_drawn_anew_without_a_reset(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    view.select_ids([3])
    resets = []
    table.modelReset.connect(lambda: resets.append(1))
    change(jobs, qtbot, "UPDATE item SET days = 7777 WHERE id = 3", 3)
    qtbot.waitUntil(lambda: shown(table, 2, 1) == "7777")
    assert resets == [] and view.current_id() == 3


def test_that_a_list_in_the_house_s_rows_paints_a_changed_row_anew(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    install_rows(view)
    before = view.viewport().grab().toImage()
    assert view.viewport().grab().toImage() == before
    change(jobs, qtbot, "UPDATE item SET days = 5 WHERE id = 3", 3)
    after = view.viewport().grab().toImage()
    top, height = view.rowViewportPosition(2), view.rowHeight(2)
    assert after.copy(0, 0, after.width(), top) == before.copy(0, 0, after.width(), top)
    assert after.copy(0, top, after.width(), height) != before.copy(0, top, after.width(), height)
    assert shown(table, 2, 1, Qt.ItemDataRole.AccessibleTextRole) == "Days: 5"


def test_that_painting_a_row_not_loaded_asks_for_it(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    install_rows(view)
    view.scrollTo(table.index(950, 0))
    view.viewport().grab()
    settle(qtbot, jobs)
    assert table.row_at(950) == Row(951, "name 00951", 49)


def test_that_what_is_looked_at_while_painting_is_asked_for_at_its_end(qtbot, jobs, table):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    with table.asking_later():
        assert shown(table, 950) == UNLOADED and jobs.idle
    assert not jobs.idle
    settle(qtbot, jobs)
    assert shown(table, 950) == "name 00951"


def test_that_a_change_of_other_tables_asks_nothing(qtbot, jobs, table):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    with qtbot.assertNotEmitted(table.asking):
        jobs.write(lambda s: note_change(s, "person", [1]), owner=jobs)
        settle(qtbot, jobs)
    assert table.count == 1000


def test_that_a_hidden_list_asks_only_when_it_is_seen_again(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    view.hide()
    change(jobs, qtbot, "DELETE FROM item WHERE id = 1", 1)
    assert table.count == 1000
    view.show()
    settle(qtbot, jobs)
    assert table.count == 999


def test_that_a_lock_leaves_no_list_waiting(qtbot, jobs, table, store):
    table.show_ids(find_ids)
    jobs.lock()
    settle(qtbot, jobs)
    assert not table.is_asking and table.count == 0
    jobs.use(store)
    settle(qtbot, jobs)
    assert table.count == 1000


def test_that_everything_can_be_done_by_keyboard(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    seen = []
    view.activated_id.connect(seen.append)
    view.setFocus()
    for key, expected in (
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_J, 2),
        (Qt.Key.Key_J, 3),
        (Qt.Key.Key_K, 2),
        (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_End, 1000),
        (Qt.Key.Key_A, 1000),
    ):
        qtbot.keyClick(view, key)
        assert view.current_id() == expected
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert seen == [1000] and list(view.selected_ids()) == [1000]
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_count() == 1000


def test_that_selected_rows_are_copied_as_table_text_with_their_headings(qtbot, jobs, table, view):
    table.show_ids(find_ids)
    settle(qtbot, jobs)
    view.select_ids([2, 950])
    with qtbot.waitSignal(view.copied) as copied:
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args == [2]
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == ["Name\tDays\tWords", "name 00002\t998\t'=2", "name 00950\t50\t'=950"]


@pytest.mark.parametrize(
    ("cell", "told"), [("+1 617", "+1 617"), ("=1+1", "'=1+1"), ("-5", "-5"), ("a\tb\nc", "a b c"), ("-", "-")]
)
def test_that_a_copied_cell_runs_nothing_and_breaks_no_line(cell, told):
    assert as_line([cell]) == told


def test_that_the_choice_of_columns_is_kept_as_plain_values(qtbot, jobs, table, view):
    view.head.show_column("days", False)
    view.horizontalHeader().moveSection(2, 0)
    table.sort_by("days", descending=True)
    state = view.layout_state()
    assert state["order"] == ["words", "name", "days"] and state["hidden"] == ["days"]
    other = LazyView(LazyTable(jobs, COLUMNS, find_rows=find_rows, parent=view), name="other")
    qtbot.addWidget(other)
    other.restore_layout({**state, "order": ["gone", *state["order"]]})
    assert other.layout_state()["order"] == state["order"] and other.head.shown() == [2, 0]
    assert other.layout_state()["sort"] == ["days", True]
    assert [a.isChecked() for a in other.head.make_menu().actions()] == [True, False, True]


class MillionDoor:
    """A store without a file: what is measured is the table alone."""

    def read(self, question):
        return question(None)

    def write(self, act):
        raise AssertionError

    def version(self):
        return (0, 0)


def test_that_a_million_rows_are_quick_and_hold_up_nothing(qtbot):
    jobs = Jobs(MillionDoor(), messages=Messages())
    asked = []

    def rows(session, ids):
        asked.append(len(ids))
        return [Row(i, f"name {i}", i) for i in ids]

    table = LazyTable(jobs, COLUMNS, find_rows=rows, tables=("item",), main="item")
    view = LazyView(table, name="million")
    qtbot.addWidget(view)
    view.resize(500, 700)
    view.show()
    ids = array("q", range(1, 1_000_001))
    backwards = array("q", reversed(ids))
    table.show_ids(lambda s, sort, down: backwards if down else ids)
    settle(qtbot, jobs)
    with GapMeter() as gap:
        started = time.perf_counter()
        view.go_to(700_000)
        qtbot.waitUntil(lambda: table.row_at(700_000) is not None)
        view.selectAll()
        assert view.selected_count() == 1_000_000 and len(view.selected_ids()) == 1_000_000
        view.go_to(900_000)
        table.sort_by("name", descending=True)
        settle(qtbot, jobs)
        assert view.current_id() == 900_001
        for row in range(0, 1_000_000, 5_000):
            view.scrollTo(table.index(row, 0))
            qtbot.wait(0)
        settle(qtbot, jobs)
    assert time.perf_counter() - started < 8
    assert sum(bool(table.row_at(row)) for row in range(0, 1_000_000, BLOCK)) <= KEPT
    assert max(asked) == BLOCK and gap.longest_ms < 400
    jobs.close()
