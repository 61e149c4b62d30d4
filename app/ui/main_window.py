"""The desk: rail, top bar, banners, pages and status line of whoever is signed in."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.authority import Right
from app.ui.clock_banner import ClockBanner
from app.ui.commands import Command, window_commands
from app.ui.help import HelpWindow
from app.ui.mandate import Mandate
from app.ui.messages import Kind, Message
from app.ui.opening_notes import OpeningNotes
from app.ui.pages import PageSpec, pages
from app.ui.rail import Rail, RailEntry
from app.ui.report_commands import ReportsKnown, report_commands
from app.ui.seat import Seat
from app.ui.standing_banners import StandingBanners
from app.ui.status_line import StatusLine
from app.ui.theme import theme
from app.ui.top_bar import TopBar
from app.ui.watch import Everything
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named
from app.ui.widgets.notes import PassingNote
from app.ui.widgets.tab_order import step

NARROW_UNDER = 1280
PAGE_OF = {"case": "cases", "person": "people", "organization": "organizations", "contact": "contacts"}


def page_word(key: str) -> str:
    """What the rail calls a page."""
    words = {
        "today": QCoreApplication.translate("Rail", "Today"),
        "cases": QCoreApplication.translate("Rail", "Cases"),
        "people": QCoreApplication.translate("Rail", "People"),
        "organizations": QCoreApplication.translate("Rail", "Organizations"),
        "departments": QCoreApplication.translate("Rail", "Departments"),
        "contacts": QCoreApplication.translate("Rail", "Contacts"),
        "reports": QCoreApplication.translate("Rail", "Reports"),
        "office": QCoreApplication.translate("Rail", "Office"),
        "direct": QCoreApplication.translate("Rail", "Direct"),
        "delegation": QCoreApplication.translate("Rail", "Delegation"),
        "monitoring": QCoreApplication.translate("Rail", "Timeliness and substance"),
        "custom": QCoreApplication.translate("Rail", "Custom report"),
        "stale": QCoreApplication.translate("Rail", "Stale cases"),
        "substance": QCoreApplication.translate("Rail", "Answers to read"),
        "recommendations": QCoreApplication.translate("Rail", "Recommendations"),
    }
    return words[key]


class MainWindow(QWidget):
    """Pages are made when first chosen. `lock_wanted` is for whoever holds the office open."""

    lock_wanted = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "main_window", self.tr("Liaison"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.seat = seat
        self._specs = {spec.key: spec for spec in pages()}
        self._pages: dict[str, Any] = {}
        self._help: HelpWindow | None = None
        self.commands: list[Command] = []
        self.rail = Rail([self._entry(spec) for spec in self._specs.values() if spec.rail], self)
        self._offer()
        self.bar = TopBar(seat, self.commands, self)
        self.mandate = Mandate(seat, self)
        self.standing = StandingBanners(seat, self.mandate, self)
        self.clock = ClockBanner(seat, self)
        self.opening = OpeningNotes(seat, self)
        self.problem = Banner("warning", "", self, act=self.tr("Close"), name="problem_banner")
        self.problem.hide()
        self.stack = named(QStackedWidget(self), "pages")
        self.status = StatusLine(seat, self)
        self.note = PassingNote(self)
        self.slips = self._slip_desk()
        self.reports = ReportsKnown(self, self._offer)
        self._arrange()
        self._connect()
        self._tell_office()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes as the page is read."""
        return step(self, forward=next) or super().focusNextPrevChild(next)

    # -- building -------------------------------------------------------------------------------------------

    def _entry(self, spec: PageSpec) -> RailEntry:
        return RailEntry(spec.key, spec.icon, page_word(spec.key), spec.keys, spec.printed, spec.below)

    def _offer(self) -> None:
        """Show in the rail, the search and the help what who is signed in may do now."""
        shown = [spec for spec in self._specs.values() if spec.right is None or self.seat.may(spec.right)]
        for spec in self._specs.values():
            if spec.right is not None and spec.rail:
                self.rail.show_item(spec.key, shown=spec in shown)
        self.commands[:] = window_commands(self, [(spec, page_word(spec.key)) for spec in shown])
        self.commands += report_commands(self)

    def _follow(self) -> None:
        """Rights began or ended while the window is open."""
        self._offer()
        if self._help is not None:
            self._help.close()
            self._help.deleteLater()
            self._help = None
        for key in [key for key, page in self._pages.items() if getattr(page, "made_anew", False)]:
            self._make_anew(key)
        if self.current_key and not self._is_for_me(self.current_key):
            self.start()
        self.seat.jobs.changed.emit(Everything())

    def _make_anew(self, key: str) -> None:
        """A page whose parts stand on rights, and on which nothing is typed."""
        was_shown = self.current_key == key
        old = self._pages.pop(key)
        if was_shown:
            self.stack.setCurrentWidget(self.page(key))
        self.stack.removeWidget(old)
        old.deleteLater()

    def _is_for_me(self, key: str) -> bool:
        right = self._specs[key].right
        return right is None or self.seat.may(right)

    def _arrange(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        for widget in (self.bar, self.standing, self.clock, self.problem):
            right.addWidget(widget)
        right.addWidget(self.stack, 1)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.rail)
        above.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        seat = self.seat
        self.rail.chosen.connect(self.show_page)
        self.rail.help_wanted.connect(self.show_help)
        self.status.lock_wanted.connect(self.lock_wanted)
        if self.slips is not None:
            self.slips.waiting_changed.connect(self.status.show_parked)
        seat.lock_wanted.connect(self.lock_wanted)
        seat.page_wanted.connect(self.lead_to)
        seat.record_wanted.connect(self.show_record)
        seat.back_wanted.connect(self.go_back)
        seat.reference_changed.connect(self._tell_office)
        seat.me_changed.connect(self._follow)
        seat.messages.attach(self._present)
        self.problem.acted.connect(self.problem.hide)
        theme().changed.connect(self._fold)
        self._bind("F1", self.show_help)
        for spec in self._specs.values():
            if spec.keys and not spec.rail:
                self._bind(spec.keys, partial(self.show_page, spec.key))

    def _bind(self, key: str, act: Any) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(act)

    def _slip_desk(self) -> Any:
        """The slips, where they are built and the role may log."""
        if find_spec("app.ui.forms.slip") is None or not self.seat.may(Right.LOG_CONTACT):
            return None
        return import_module("app.ui.forms.slip").SlipDesk(self.seat, self)

    # -- pages ----------------------------------------------------------------------------------------------

    @property
    def current_key(self) -> str:
        """The key of the page that is shown; empty before the first."""
        shown = self.stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def page(self, key: str) -> Any:
        """The page of this key, made when it is not there yet."""
        if key not in self._pages:
            page = self._specs[key].load()(self.seat, self)
            self._pages[key] = page
            self.stack.addWidget(page)
        return self._pages[key]

    def show_page(self, key: str, what: object = None) -> None:
        """Show a page that was chosen by its key, with what it should show (a dict) or None.

        A page that is not built, or not for who is signed in, is left out.
        """
        self.seat.trail.begin()
        self._show(key, what)

    def lead_to(self, key: str, what: object = None) -> None:
        """Show what the page that is shown asks for; `Esc` and `Backspace` lead back to it."""
        if key in self._specs and self._is_for_me(key):
            if self.current_key in ("", key):
                self.seat.trail.stay()
            else:
                self.seat.trail.lead(self.current_key, QApplication.focusWidget())
            self._show(key, what)

    def go_back(self) -> None:
        """Show the page that led here, with the focus where it was."""
        if not self.seat.trail:
            return
        key, focused = self.seat.trail.back()
        self._show(key, None)
        if focused is not None and focused.isVisible():
            focused.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no page took: the way back."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace) and self.seat.trail:
            self.go_back()
            return
        super().keyPressEvent(event)

    def _show(self, key: str, what: object) -> None:
        if key not in self._specs or not self._is_for_me(key):
            return
        page = self.page(key)
        self.stack.setCurrentWidget(page)
        self.rail.choose(self._specs[key].under or key)
        page.show_wanted(what)
        focused = QApplication.focusWidget()
        if focused is None or not page.isAncestorOf(focused):
            page.setFocus()
            page.focusNextChild()

    def show_record(self, kind: str, record_id: int) -> None:
        """Open a record on its page."""
        self.lead_to(PAGE_OF[kind], {f"{kind}_id": record_id})

    def start(self) -> None:
        """Show the first page, and look who acts for the office."""
        self.mandate.start()
        self.clock.look()
        self.opening.look()
        self.reports.start()
        if self._specs:
            self.show_page(next(iter(self._specs)))

    # -- what is told ---------------------------------------------------------------------------------------

    def _tell_office(self) -> None:
        city = str(self.seat.reference.office.get("city", ""))
        self.rail.city.setText(self.tr("City of {0}").format(city) if city else "")

    def _present(self, message: Message) -> None:
        if message.kind is Kind.PROBLEM:
            self.problem.set_text("", message.text)
            self.problem.show()
            return
        undo = message.undo
        self.note.say(message.text, (lambda: (undo(), None)[1]) if undo is not None else None)

    def show_help(self) -> None:
        """The help window, in front."""
        if self._help is None:
            self._help = HelpWindow(self.commands, self)
        self._help.open_at(getattr(self.stack.currentWidget(), "help_topic", self.current_key))

    def leave(self) -> None:
        """Before the lock: say nothing any more."""
        self.seat.messages.detach()
        self.mandate.stop()
        if self._help is not None:
            self._help.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        self.rail.set_narrow(self.window().width() < NARROW_UNDER or theme().is_compact)
