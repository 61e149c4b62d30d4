"""What the Reports page shows below the pages: issues of the report, a comparison with one, the queue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import Actor
from app.queries.issues import issues
from app.reports.formats import WRITERS, Prepared
from app.reports.kinds import ReportKind
from app.ui.forms.report_several_form import SeveralForm, several_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.report_compare import ComparedView
from app.ui.pages.report_issue_desk import Compared, IssueDesk
from app.ui.pages.report_issues import ReportIssues
from app.ui.pages.report_middle import ReportMiddle
from app.ui.pages.report_queue import Order, ReportQueue
from app.ui.pages.report_queue_view import QueueView
from app.ui.pages.report_saving import Saving, ask_folder
from app.ui.seat import Seat


class ReportBelow(QObject):
    """The drawer with its parts, and who asks for them."""

    paper_came = Signal(object, object)
    """An IssueRow and its Paper, to be shown in the preview."""
    report_wanted = Signal(object)
    saved_in = Signal(object)
    """A folder that something was put into."""

    def __init__(self, seat: Seat, middle: ReportMiddle, saving: Saving, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("report_below")
        self._seat, self._middle, self._saving, self._page = seat, middle, saving, page
        self._key, self._answers = "", dict[str, Any]()
        self.kinds: tuple[ReportKind, ...] = ()
        self.issues = ReportIssues(seat, page)
        self.compared = ComparedView(page)
        self.queue = ReportQueue(seat, self)
        self.queue_view = QueueView(self.queue, page)
        self.desk = IssueDesk(seat, page)
        self.sheet: Sheet | None = None
        for part in (self.issues, self.compared, self.queue_view):
            middle.drawer.stack.addWidget(part)
        self._connect()

    def _connect(self) -> None:
        acts = self._middle.acts
        acts.draft_button.clicked.connect(lambda: self.desk.draft(self._answers))
        acts.issues_wanted.connect(self.open_issues)
        acts.several_wanted.connect(self.ask_several)
        acts.later_wanted.connect(self._ask_later)
        acts.queue_wanted.connect(self.open_queue)
        self.issues.wanted.connect(self.desk.act)
        self.desk.paper_came.connect(self.paper_came)
        self.desk.report_wanted.connect(self.report_wanted)
        self.desk.compared.connect(self._show_compared)
        self.desk.brought_out.connect(self.saved_in)
        self.desk.drafted.connect(self.open_issues)
        self.queue.emptied.connect(self._emptied)
        self.queue_view.folder_wanted.connect(self._saving.open_folder)
        self._seat.jobs.changed.connect(self._changed)
        self._seat.locking.connect(self.let_go)

    def follow(self, kind: ReportKind) -> None:
        """Another report was chosen: its issues take the place of the others."""
        self._key, self.desk.prepared = kind.key, None
        drawer = self._middle.drawer
        if drawer.shows(self.compared) or (drawer.shows(self.issues) and not kind.issued):
            drawer.put_away()
        self.issues.show_key(kind.key if kind.issued else "")
        self._middle.acts.count_issues(0)
        if kind.issued:
            self._count()

    def take(self, prepared: Prepared, answers: Mapping[str, Any]) -> None:
        """What is shown now, for drafts, comparisons and the queue."""
        self.desk.prepared, self._answers = prepared, dict(answers)
        if self._middle.drawer.shows(self.compared):
            self._middle.drawer.put_away()

    def let_go(self) -> None:
        """Nothing is made any more, nothing of what was made stays."""
        self.queue.cancel_all()
        self.desk.prepared = None
        self._middle.drawer.put_away()

    # -- issues ---------------------------------------------------------------------------------------------

    def _count(self) -> None:
        key = self._key

        def count(session: Session, who: Actor) -> int:
            return len(issues(session, who, key=key))

        self._seat.ask(count, then=self._middle.acts.count_issues, owner=self, failed=_unheard, key="count")

    def _changed(self, changes: Any) -> None:
        if self._key and changes.touches("report_issue"):
            self._count()

    def open_issues(self) -> None:
        """The list of issues below the report."""
        self._middle.drawer.open(self.issues, self.tr("Issues of this report"))

    def _show_compared(self, answer: Compared) -> None:
        self.compared.show_found(answer.found, then=answer.then, now=answer.now)
        title = self.tr("{0} beside what is shown").format(answer.then)
        self._middle.drawer.open(self.compared, title)

    # -- the queue ------------------------------------------------------------------------------------------

    def ask_several(self) -> None:
        """Ask which reports to make one after another."""
        form = SeveralForm(self._seat, self.kinds, chosen=self._key, folder=self._saving.folder, parent=self._page)
        form.saved.connect(self.enqueue)
        self.sheet = several_sheet(form, parent=self._page)
        self.sheet.open()

    def _ask_later(self) -> None:
        folder = ask_folder(self._page, self._saving.folder)
        if folder is not None:
            self.put_later(folder)

    def put_later(self, folder: Path) -> None:
        """Put the report shown into the queue, in every format, with the answers it has."""
        prepared = self.desk.prepared
        if prepared is not None:
            title = self.tr("{0}, {1}").format(self.tr(prepared.kind.title), prepared.collected.subject)
            self.enqueue([Order(prepared.kind.key, title, self._answers, folder, tuple(WRITERS))])

    def enqueue(self, orders: list[Order]) -> None:
        """Make these one after another; the queue is shown."""
        if orders:
            self.saved_in.emit(orders[0].folder)
            self.queue.add(orders)
            self.open_queue()

    def open_queue(self) -> None:
        """The queue below the report."""
        self._middle.drawer.open(self.queue_view, self.tr("Queue of reports"))

    def _emptied(self, made: int) -> None:
        if made:
            words = (
                self.tr("The queue is through, 1 report made")
                if made == 1
                else self.tr("The queue is through, {0} made")
            )
            self._seat.messages.note(words.format(made))


def _unheard(_: object) -> None:
    """A count that is not for whoever asks is not told."""
