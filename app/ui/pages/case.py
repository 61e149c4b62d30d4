"""The page of one case: its head with the acts, facts, timeline with composer, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.changes import Changes
from app.errors import AppError
from app.models import Status
from app.queries.case_page import CasePage as CaseFactsRead
from app.queries.case_page import case_page
from app.queries.direct import ReviewRow
from app.queries.referrals import ReferralRow, ReleaseRow, referrals_of, releases_of
from app.queries.timeline import Entry, timeline
from app.services.reviews import approve, take_back
from app.ui.case_words import Clock
from app.ui.forms.assign_form import assign_sheet
from app.ui.forms.case_form import case_sheet
from app.ui.forms.close_form import close_sheet
from app.ui.forms.reopen_form import reopen_sheet
from app.ui.forms.send_back_form import send_back_sheet
from app.ui.forms.sheet import Sheet
from app.ui.forms.wait_form import wait_sheet
from app.ui.pages.case_bits import may_work, px, scrolled
from app.ui.pages.case_composer import Composer
from app.ui.pages.case_facts import CaseFacts
from app.ui.pages.case_head import CaseHead
from app.ui.pages.case_promise_acts import PromiseActs
from app.ui.pages.case_referral_acts import ReferralActs
from app.ui.pages.case_side import CaseSide
from app.ui.pages.case_timeline import CaseTimeline
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.viewed import Viewed
from app.ui.widgets.base import hairline
from app.ui.widgets.empty import EmptyState

TABLES = (
    "case_record",
    "contact",
    "note",
    "move",
    "event",
    "case_link",
    "case_person",
    "reference",
    "attachment",
    "person",
    "organization",
    "reach",
    "category",
    "review",
    "promise",
    "task",
    "follow_up",
    "telling",
    "referral",
    "chase",
    "privacy_release",
)
FACTS_WIDTH, SIDE_WIDTH = 312, 272


class _Read(NamedTuple):
    """What one reading of a case answers."""

    page: CaseFactsRead
    entries: list[Entry]
    referrals: list[ReferralRow]
    releases: list[ReleaseRow]


class CasePage(QWidget):
    """Shows one case and acts on it."""

    step_wanted = Signal(int)
    """-1 for the case before this one in the list, 1 for the next."""
    case_wanted = Signal(object)
    back_wanted = Signal()
    shown = Signal(int)
    """The case of this id stands on the page as read."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_page")
        self.setAccessibleName(self.tr("Case"))
        self._seat = seat
        self.case_id: int | None = None
        self.page: CaseFactsRead | None = None
        self.sheet: Sheet | None = None
        self.head = CaseHead(seat, self)
        self.facts = CaseFacts(seat, self)
        self.timeline = CaseTimeline(self)
        self.composer = Composer(seat, self)
        self.side = CaseSide(seat, self)
        parts = (self.side.promises, self.side.trouble)
        self.promising = PromiseActs(seat, parts, self.head, self, shown=lambda: self.page, opened=self._open)
        self.referring = ReferralActs(seat, self.side.referrals, self, shown=lambda: self.page, opened=self._open)
        self._viewed = Viewed(seat, "case_record", self)
        self.missing = EmptyState(
            "file-search", self.tr("This case is not in the office file."), self, act=self.tr("Back to the list")
        )
        self._arrange()
        self._connect()
        self._fold()

    # -- parts ----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._facts_area = scrolled(self.facts, self, name="facts_area", says=self.tr("Facts"), ground="page")
        self._side_area = scrolled(
            self.side, self, name="side_area", says=self.tr("People, cases, files"), ground="sunken"
        )
        self._middle = QWidget(self)
        self._middle.setObjectName("case_middle")
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(4)
        middle.addWidget(self.timeline, 1)
        middle.addWidget(hairline(self, strong=True))
        middle.addWidget(self.composer)
        self._middle_area = scrolled(self._middle, self, name="middle_area", says=self.tr("Timeline"), ground="page")
        self._folded = QTabWidget(self)
        self._folded.setObjectName("case_folded")
        self._folded.setAccessibleName(self.tr("Facts and more"))
        self._columns = QWidget(self)
        self._columns.setObjectName("case_columns")
        self._row = QHBoxLayout(self._columns)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("case_page_stack")
        self.stack.addWidget(self._columns)
        self.stack.addWidget(self.missing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(hairline(self, strong=True))
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.timeline)

    def _fold(self) -> None:
        """Three columns; with large text facts and side stand as tabs beside the middle."""
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if isinstance(widget, QFrame) and widget.objectName() == "column_line":
                widget.deleteLater()
        self._folded.clear()
        if theme().is_compact:
            self._folded.addTab(self._facts_area, self.tr("Facts"))
            self._folded.addTab(self._side_area, self.tr("People and files"))
            self._folded.setFixedWidth(px(262))
            self._lay(self._folded, self._middle_area)
        else:
            self._facts_area.setFixedWidth(px(FACTS_WIDTH))
            self._side_area.setFixedWidth(px(SIDE_WIDTH))
            self._lay(self._facts_area, self._middle_area, self._side_area)
        self._folded.setVisible(theme().is_compact)

    def _lay(self, *widgets: QWidget) -> None:
        for number, widget in enumerate(widgets):
            if number:
                line = QFrame(self._columns)
                line.setObjectName("column_line")
                line.setProperty("kind", "divider")
                line.setFixedWidth(1)
                self._row.addWidget(line)
            if theme().is_compact and widget is self._folded:
                for area in (self._facts_area, self._side_area):
                    area.setMinimumWidth(0)
                    area.setMaximumWidth(16_777_215)
            self._row.addWidget(widget, 1 if widget is self._middle_area else 0)
            widget.show()

    def _connect(self) -> None:
        head = self.head
        acts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("approve", self.approve),
            ("send_back", self.send_back),
            ("assign", self.assign),
            ("refer", self.referring.refer),
            ("promise", self.promising.promise),
            ("task", self.promising.add_task),
            ("wait", self.wait),
            ("close", self.close_or_reopen),
            ("edit", self.edit),
            ("print", self.print_case),
            ("back", self.back_wanted.emit),
        )
        for name, act in acts:
            head.buttons[name].clicked.connect(lambda _=False, a=act: a())
        head.buttons["previous"].clicked.connect(lambda: self.step_wanted.emit(-1))
        head.buttons["next"].clicked.connect(lambda: self.step_wanted.emit(1))
        head.write_wanted.connect(self.composer.write_kind)
        self.composer.left.connect(self.timeline.setFocus)
        self.composer.refer_wanted.connect(self.referring.refer)
        self.side.case_wanted.connect(self.case_wanted)
        self.missing.acted.connect(self.back_wanted)
        self._seat.jobs.changed.connect(self._changed)
        theme().changed.connect(self._rescale)

    # -- showing --------------------------------------------------------------------------------------------

    def show_case(self, case_id: int) -> None:
        """Read a case and show it; what was typed on the one before is kept."""
        if case_id != self.case_id:
            self.composer.leave()
            self.case_id, self.page = case_id, None
            self.timeline.start_anew()
        self._read()

    def leave(self) -> None:
        """The page is left: what was typed is written now."""
        self.composer.leave()
        self._viewed.left()

    def show_place(self, row: int | None, count: int) -> None:
        """Where the case stands in the list it came from."""
        self.head.show_place(row, count)

    def _read(self) -> None:
        case_id, at = self.case_id, self._seat.now()
        if case_id is None:
            return

        def question(session: Session, who: Actor) -> _Read:
            page, entries = case_page(session, who, case_id, at=at), timeline(session, who, case_id)
            return _Read(page, entries, referrals_of(session, who, case_id), releases_of(session, who, case_id))

        self._seat.ask(question, then=self._came, failed=self._failed, owner=self, key="case")

    def _came(self, read: _Read) -> None:
        page = read.page
        if page.row.id != self.case_id:
            return
        clock = Clock(self._seat.now(), self._seat.zone)
        self.page = page
        self.stack.setCurrentWidget(self._columns)
        self.head.show_page(page)
        self.facts.show_page(page, clock)
        self.timeline.show_entries(read.entries, clock)
        closed = page.row.status is Status.CLOSED
        self.composer.show_case(page.row.id, page.asker.name if page.asker else "", is_closed=closed)
        self.composer.setVisible(may_work(self._seat, page.row.owner_id))
        self.side.show_page(page)
        works = may_work(self._seat, page.row.owner_id)
        self.side.referrals.show_referrals(read.referrals, read.releases, works=works)
        self.promising.read()
        self.setAccessibleName(self.tr("Case {0}, {1}").format(page.row.number, page.row.subject))
        self._viewed.shown(page.row.id, confidential=page.row.confidential)
        self.shown.emit(page.row.id)

    def _failed(self, error: AppError) -> None:
        self.page = None
        self.missing.tell(error.sentence, act=self.tr("Back to the list"))
        self.stack.setCurrentWidget(self.missing)
        self.head.show_nothing()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.touches(*TABLES):
            self._read()

    def _rescale(self) -> None:
        self._fold()
        self._read()

    # -- acts -----------------------------------------------------------------------------------------------

    def _open(self, sheet: Sheet) -> None:
        self.sheet = sheet
        sheet.open()
        sheet.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def assign(self) -> None:
        """Hand the case to a colleague."""
        if self.page is not None:
            own = self.page.row.owner_id == self._seat.me.id
            self._open(assign_sheet(self._seat, [self.page.row.id], parent=self, own=own))

    def wait(self) -> None:
        """Let it wait, or go on."""
        if self.page is not None and self.page.row.status is not Status.CLOSED:
            self._open(wait_sheet(self._seat, self.page.row.id, self.page.row.status, parent=self))

    def close_or_reopen(self) -> None:
        """Close it with its outcome; a closed one is opened again with its reason."""
        if self.page is None:
            return
        row = self.page.row
        if self.page.approval is not None and not self._seat.may(Right.CLOSE_CASE):
            self.take_back()
            return
        make = reopen_sheet if row.status is Status.CLOSED else close_sheet
        self._open(make(self._seat, row.id, row.number, parent=self))
        if make is close_sheet and self.sheet is not None and not self._seat.may(Right.CLOSE_CASE):
            self.sheet.form.saved.connect(lambda _: self._asked(row.number))

    def _asked(self, number: str) -> None:
        words = self.tr("{0} goes to the Director for approval").format(number)
        self._seat.messages.note(words, undo=self.take_back)

    def take_back(self) -> None:
        """Take one's own request to close back."""
        case_id = self.case_id or 0
        self._seat.do(lambda s, who, at: take_back(s, who, case_id, at=at).number, then=self._taken_back, owner=self)

    def _taken_back(self, number: str) -> None:
        self._seat.messages.note(self.tr("The request to close {0} is taken back").format(number))

    def _review(self) -> ReviewRow | None:
        """The look that the one who is signed in can take now."""
        rows = self.page.reviews if self.page is not None else ()
        return next((row for row in rows if not row.own), None)

    def approve(self) -> None:
        """Approve the closing that waits, or find the case in order."""
        row = self._review()
        if row is not None:
            words = self.tr("{0} approved").format(row.number)
            told = partial(self._seat.messages.note, words)
            self._seat.do(lambda s, who, at: approve(s, who, row.id, at=at).id, then=lambda _: told(), owner=self)

    def send_back(self) -> None:
        """Send it back to its owner with a note."""
        row = self._review()
        if row is not None:
            self._open(send_back_sheet(self._seat, row.id, row.number, parent=self))

    def edit(self) -> None:
        """Correct the facts."""
        if self.page is not None:
            self._open(case_sheet(self._seat, page=self.page, parent=self))

    def print_case(self) -> None:
        """Show the case file as a report."""
        if self.page is not None:
            self._seat.page_wanted.emit("reports", {"key": "case-file", "case_id": self.page.row.id})
