"""The part of the office page for history: every line of it with filters, and the check that it is whole."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.backups import folder_of, known_heads
from app.errors import AppError
from app.queries.chain import Finding, Head, head_of_history
from app.queries.checks import check_history
from app.queries.history import HistoryFilter, HistoryRow, history_line
from app.ui.pages.history_list import history_spec
from app.ui.pages.history_views import LineView
from app.ui.pages.record_list import RecordList
from app.ui.seat import Seat
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work

Checked = tuple[list[Finding], Head, int]
"""What was found, where history ends, and how many backups it was held against."""


class HistoryTab(QWidget):
    """Newest first; Enter opens a line."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "history_tab", self.tr("History"))
        self._seat = seat
        self._work: Work | None = None
        self.view: LineView | None = None
        rules = self.tr(
            "All that was done here, and every view of a confidential record, print, export, sign-in and refusal. "
            "Nothing in it can be changed, and it cannot be switched off."
        )
        self.said = text_label(rules, self, type="table", ink="ink_2", name="history_said")
        self.said.setWordWrap(True)
        self.check = KeyButton(self.tr("Check the &history"), self, icon="shield-check", name="history_check")
        self.progress = ProgressRow(self.tr("Following history"), self, name="history_progress")
        self.whole = Banner("info", "", self, name="history_whole")
        self.broken = Banner("warning", "", self, name="history_broken")
        self.list = RecordList(seat, history_spec(seat), self)
        self.list.title.hide()
        self.setFocusProxy(self.list.view)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24, 0)
        head.setSpacing(12)
        head.addWidget(self.said, 1)
        head.addWidget(self.check)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        for widget in (self.progress, self.whole, self.broken):
            column.addWidget(widget)
            widget.hide()
        column.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.check.clicked.connect(self.start_check)
        self.progress.cancelled.connect(self.cancel)
        self.list.opened.connect(self.open_line)

    def show_filter(self, asked: dict[str, Any]) -> None:
        """Show the lines that a filter finds, given as plain values."""
        self.list.show_filter(HistoryFilter.from_dict(asked))

    def open_line(self, line: int) -> None:
        """Show one line in full."""
        self._seat.ask(lambda s, who: history_line(s, who, line), then=self._show_line, owner=self, key="line")

    def _show_line(self, row: HistoryRow) -> None:
        self.view = LineView(self._seat, row, self.window())
        self.view.record_wanted.connect(self._seat.record_wanted)
        self.view.open()

    # -- the check ------------------------------------------------------------------------------------------

    def start_check(self) -> None:
        """Follow the whole chain, off the UI thread, and hold its end against the heads that backups noted."""
        if self._work is not None:
            return
        me, at, paths = self._seat.me.id, self._seat.now(), self._seat.paths

        def work(w: Work) -> Checked:
            known = known_heads(paths, w.read(lambda s: folder_of(s, paths)))

            def follow(session: Session) -> Checked:
                found = check_history(session, actor(session, me, at), known=known, progress=w.progress)
                return found, head_of_history(session), len(known)

            answer: Checked = w.read(follow)
            return answer

        self.whole.hide()
        self.broken.hide()
        self.check.setEnabled(False)
        self.progress.set_progress(0, 0)
        self.progress.show()
        self._work = self._seat.jobs.run(
            work, then=self._checked, failed=self._refused, ended=self._ended, progress=self._tell, owner=self
        )

    def cancel(self) -> None:
        """Stop the check; nothing is said then."""
        if self._work is not None:
            self._work.cancel()

    def _tell(self, done: int, total: int, _text: str) -> None:
        self.progress.set_progress(done, total)

    def _checked(self, answer: Checked) -> None:
        found, head, backups = answer
        if found:
            self._show(self.broken, self.tr("History is not as it was written."), [each.sentence for each in found])
            return
        ends = self.tr("It ends at line {0}, hash {1}.").format(f"{head.line:,}", head.hash[:16])
        held = self.tr("Its end was held against {0} backups.").format(f"{backups:,}")
        alone = self.tr("No backup is there to hold its end against: compare it with the last monthly report.")
        self._show(self.whole, self.tr("History is whole."), [ends, held if backups else alone])

    def _refused(self, error: AppError) -> None:
        self._show(self.broken, self.tr("The check could not be made."), [error.sentence])

    def _show(self, banner: Banner, title: str, sentences: list[str]) -> None:
        banner.set_text(title, " ".join(sentences))
        banner.show()

    def _ended(self) -> None:
        self._work = None
        self.progress.hide()
        self.check.setEnabled(True)
