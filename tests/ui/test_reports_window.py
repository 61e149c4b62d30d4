"""The window of reports: cards by group, pages at the side, every format, printing in part, the queue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageRanges
from PySide6.QtPrintSupport import QPrinter
from sqlalchemy import select

from app.authority import Right
from app.errors import Unavailable
from app.models import Event, Role, table_of
from app.queries.figures import Behind
from app.reports.kinds import Group
from app.store import Store
from app.ui.forms.report_several_form import SeveralForm
from app.ui.pages import report_making
from app.ui.pages.report_print import wanted_pages
from app.ui.pages.report_queue import Order, Stage
from app.ui.pages.reports import ReportsPage
from app.ui.report_commands import report_commands
from app.ui.seat import Seat
from tests.factories import make_case
from tests.ui.seat import put_up, seated, settle
from tests.ui.told import faults


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: [make_case(s, f"Case no. {n}") for n in range(3)])
    return store


@pytest.fixture
def page(qtbot: Any, seat: Seat) -> ReportsPage:
    made = ReportsPage(seat)
    made.show_wanted({"key": "monthly", "month": "2026-11"})
    put_up(qtbot, seat, made)
    qtbot.waitUntil(lambda: made.print_button.isEnabled() and made.preview.sheet.has_picture, timeout=20_000)
    return made


def prints(store: Store) -> list[dict[str, Any]]:
    e = table_of(Event).c
    return list(store.read(lambda s: s.execute(select(e.detail).where(e.verb == "printed")).scalars().all()))


def texts(page: ReportsPage) -> list[str]:
    rows = page.gallery.list
    return [rows.item(n).text() for n in range(rows.count()) if not rows.item(n).isHidden()]


def test_that_cards_stand_below_their_group_and_are_found_by_any_word(qtbot: Any, page: ReportsPage) -> None:
    assert texts(page)[0] == Group.COUNCIL.value and texts(page)[1].startswith("Monthly report\n")
    qtbot.keyClicks(page.gallery.finder, "briefs designation")
    assert page.gallery.shown == ["designation-letter"]
    assert texts(page)[0] == Group.LETTERS.value
    qtbot.keyClick(page.gallery.finder, Qt.Key.Key_Return)
    assert page.gallery.current == "designation-letter" and page.title.text() == "Designation letter"
    qtbot.keyClick(page.gallery.finder, Qt.Key.Key_Escape)
    assert len(page.gallery.shown) > 5


def test_that_enter_takes_the_report_called_so_before_others_of_a_group_called_so(
    qtbot: Any, page: ReportsPage
) -> None:
    qtbot.keyClicks(page.gallery.finder, "council")
    assert page.gallery.shown[0] == "monthly"
    qtbot.keyClick(page.gallery.finder, Qt.Key.Key_Return)
    assert page.gallery.current == "council"


def test_that_a_report_that_one_may_not_make_has_no_card(qtbot: Any, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path, Role.ASSOCIATE) as seat:
        rights = frozenset(right for right in Right if seat.me.may(right))
        seat.me = replace(seat.me, held=rights - {Right.READ_REGISTER})
        page = put_up(qtbot, seat, ReportsPage(seat))
        assert "monthly" in page.gallery.shown
        assert not {"register", "designation-letter", "handover-brief"} & set(page.gallery.shown)


def test_that_the_pages_at_the_side_follow_and_lead(qtbot: Any, page: ReportsPage, seat: Seat) -> None:
    pages = page.middle.pages
    assert pages.isVisible() and pages.count() == page.preview.page_count > 1
    pages.setCurrentRow(1)
    assert page.preview.page == 1
    page.preview.go_to(0)
    assert pages.currentRow() == 0
    qtbot.waitUntil(lambda: pages.picture_of(0) is not None, timeout=10_000)
    page.middle.pages_button.click()
    assert not pages.isVisible() and page.preview.isVisible()


def test_that_the_first_pages_are_shown_before_the_others_and_the_page_stays(
    qtbot: Any, page: ReportsPage, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_making, "FIRST", 1)
    seen: list[tuple[int, bool, str]] = []
    page.preview.turned.connect(
        lambda *_: seen.append((page.preview.page_count, page.preview.is_whole, page.tools.page.text()))
    )
    page.make()
    with qtbot.waitSignal(page.making.completed, timeout=20_000):
        pass
    settle(qtbot, seat)
    assert (1, False) in [each[:2] for each in seen]
    assert page.preview.page_count > 1 and page.preview.is_whole and page.print_button.isEnabled()


def test_that_all_formats_come_of_one_collection_and_are_told_once(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_making, "prepare_report", pytest.fail)
    folder = tmp_path / "out"
    folder.mkdir()
    page.out.save_all(folder)
    settle(qtbot, seat)
    assert {each.suffix for each in folder.iterdir()} == {".pdf", ".html", ".csv", ".xlsx", ".json"}
    assert [each["formats"] for each in prints(store)] == [["pdf", "html", "csv", "xlsx", "json"]]
    assert page.acts.folder_action.isEnabled()


def test_that_a_save_that_is_cancelled_or_refused_leaves_no_half_file(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, told = tmp_path / "out", list[str]()
    folder.mkdir()
    seat.messages.attach(lambda message: told.append(message.text))
    page.out.save_all(folder)
    page.progress.cancel.click()
    settle(qtbot, seat)
    assert list(folder.iterdir()) == [] and prints(store) == [] and told == []
    assert not page.progress.isVisible()

    def full(*_: object, **__: object) -> None:
        raise Unavailable("october.html could not be written. The disk is full. Make room, then try again.")

    monkeypatch.setattr("app.reports.outgoing.save", full)
    page.save_to(folder / "october.html")
    settle(qtbot, seat)
    assert list(folder.iterdir()) == [] and "The disk is full" in told[-1]


@pytest.mark.parametrize(
    ("ranges", "pages"), [("", [0, 1, 2, 3, 4]), ("2-3,5", [1, 2, 4]), ("4-9", [3, 4]), ("8", [0, 1, 2, 3, 4])]
)
def test_that_only_the_pages_asked_for_are_printed(qapp: object, ranges: str, pages: list[int]) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageRanges(QPageRanges.fromString(ranges))
    assert wanted_pages(printer, 5) == pages
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert wanted_pages(printer, 5, 3) == [3]


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_that_a_printer_that_is_gone_is_a_sentence(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store, tmp_path: Path
) -> None:
    told: list[str] = []
    seat.messages.attach(lambda message: told.append(message.text))
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    page.print_to(printer)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    settle(qtbot, seat)
    assert "The printer did not answer" in told[0] and prints(store) == []


def test_that_several_reports_are_made_one_after_another_and_each_can_be_stopped(
    qtbot: Any, page: ReportsPage, seat: Seat, store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    form = SeveralForm(seat, page.below.kinds, chosen="monthly", folder=folder, parent=page)
    form.sets.setCurrentIndex(form.sets.findData("first-of-the-month"))
    assert {"monthly", "contacts"} <= set(form.keys)
    form.sets.setCurrentIndex(0)
    for item in form._items():
        wanted = item.data(Qt.ItemDataRole.UserRole) in ("monthly", "contacts", "register")
        item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
    form.period.choose("last-week")
    assert "month" in form.check()["period"]
    form.period.choose("last")
    assert form.check() == {}
    orders = form.orders()
    assert [order.key for order in orders] == ["monthly", "contacts", "register"]
    page.below.enqueue([*orders, Order("monthly", "Nowhere", {}, tmp_path / "gone", ["pdf"])])
    page.below.queue.cancel(orders[1].id)
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: not any(order.is_open for order in page.below.queue.orders), timeout=20_000)
    stages = [order.stage for order in page.below.queue.orders]
    assert stages == [Stage.DONE, Stage.CANCELLED, Stage.DONE, Stage.FAILED]
    assert "Choose another folder" in page.below.queue.orders[3].words
    assert sorted(each.name for each in folder.iterdir()) == ["monthly-report-2026-10.pdf", "register-2026.pdf"]
    assert [each["report"] for each in prints(store)] == ["monthly", "register"]
    assert faults(page) == []
    page.below.queue.clear()
    assert page.below.queue_view.none.isVisible()


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("case", ("cases", {"filter": {"ids": [3, 1]}, "title": "Opened"})),
        ("contact", ("contacts", {"filter": {"ids": [3, 1]}, "title": "Opened"})),
        ("referral", ("departments", {"referrals": {"ids": [3, 1]}})),
        ("recommendation", ("recommendations", {"recommendation_id": 3})),
    ],
)
def test_that_a_figure_opens_the_page_of_what_it_counts(
    qtbot: Any, page: ReportsPage, seat: Seat, kind: str, asked: tuple[str, Any]
) -> None:
    with qtbot.waitSignal(seat.page_wanted) as wanted:
        page._show_list((Behind(kind, [3, 1, 3]), "Opened"))
    assert tuple(wanted.args) == asked


def test_that_nothing_of_a_report_stays_at_lock(page: ReportsPage, seat: Seat) -> None:
    seat.locking.emit()
    assert page.out.prepared is None and page.below.desk.prepared is None and page.preview.paper is None
    assert page.gallery._pages == {} and page.middle.pages.count() == 0


def test_that_every_report_is_a_command_by_its_title(qtbot: Any, window: Any, seat: Seat) -> None:
    words = {command.words: command for command in report_commands(window)}
    assert {"Monthly report", "Report to the City Council", "Register", "Make several reports"} <= set(words)
    words["Register"].run()
    settle(qtbot, seat)
    assert window.page("reports").gallery.current == "register"
