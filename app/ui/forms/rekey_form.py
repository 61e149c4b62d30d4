"""Change the key of the office's files: what it means, who could not follow, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.opening import Opened
from app.rekey import Changed, Outlook, change_key, outlook
from app.ui.jobs import Jobs
from app.ui.pages.office_tabs import scrolled
from app.ui.recovery_step import RecoveryKeyPanel
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work

MB = 1 << 20


class Asker(NamedTuple):
    """Who changes the key, by which clock, and what a new recovery sheet needs: letterhead and time zone."""

    staff_id: int
    name: str
    office: Mapping[str, Any]
    clock: Callable[[], datetime]
    zone: ZoneInfo


class RekeyWindow(QWidget):
    """A window of its own: the office behind it is locked while its files are made anew."""

    begun = Signal()
    """Lock the window of the office, but leave the office open, then call `work_on`."""
    finished = Signal(str)
    """It ended, well or not: the sentence for the sign-in."""

    def __init__(self, jobs: Jobs, opened: Opened, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        named(self, "rekey_window", self.tr("Change the files’ key"))
        self.setWindowTitle(self.tr("Change the files’ key"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._jobs, self._opened, self._asker = jobs, opened, asker
        self._ahead: Outlook | None = None
        self._work: Work | None = None
        self.changed: Changed | None = None
        self._build()
        self._arrange()
        self._connect()
        room = self.screen().availableGeometry()
        self.resize(min(theme().px(700), room.width() - 40), min(theme().px(560), room.height() - 60))
        self.look()

    # -- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.problem = Banner("warning", "", self, name="rekey_problem")
        self.problem.hide()
        self.about = text_label(self.tr("Looking who can follow…"), self, name="rekey_about")
        self.about.setWordWrap(True)
        self.without = self._box("rekey_without", self.tr("Go on &without them"))
        self.without.hide()  # until there are such
        self.sheet = self._box("rekey_sheet", self.tr("Make a new recovery &key too"))
        self.lost = self._box("rekey_lost", self.tr("Leave out lost &attachments"))
        self.progress = ProgressRow(self.tr("Changing the key"), self, name="rekey_progress")
        self.progress.hide()
        self.panel = RecoveryKeyPanel(self)
        self.panel.hide()
        self.back = KeyButton(self.tr("&Close"), self, kind="quiet", key="Esc", name="rekey_close")
        self.begin = KeyButton(self.tr("C&hange the key"), self, kind="primary", name="rekey_begin")
        self.begin.setEnabled(False)

    def _box(self, name: str, words: str) -> QCheckBox:
        return named(QCheckBox(words, self), name, words.replace("&", ""))

    def _arrange(self) -> None:
        words = self.tr(
            "Do this after somebody has left: who kept a copy of the old key file cannot open what is written from now "
            "on. All files of the office are encrypted anew; nobody else may have the office open meanwhile, and this "
            "window is locked. Everybody signs in afterwards with their own password as before. Backups made until now "
            "still open with the passwords of their day. If who left may have seen the recovery sheet, make a new one "
            "too."
        )
        said = text_label(words, self, type="table", ink="ink_2", name="rekey_words")
        said.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addWidget(self.progress, 1)
        foot.addStretch(0)
        foot.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(text_label(self.tr("Change the files’ key"), self, type="page", name="rekey_title"))
        column.addWidget(self.problem)
        inner = named(QWidget(self), "rekey_inner")
        middle = QVBoxLayout(inner)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(12)
        for widget in (said, self.about, self.without, self.sheet, self.lost, self.panel):
            middle.addWidget(widget)
        middle.addStretch(1)
        column.addWidget(scrolled(inner, "rekey_scroll"), 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.back.clicked.connect(self.go_back)
        self.begin.clicked.connect(self.go_on)
        self.progress.cancelled.connect(self.cancel)
        self.without.toggled.connect(self._enable)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.go_back)

    # -- before ---------------------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether the key is being changed."""
        return self._work is not None

    def look(self) -> None:
        """Ask who can follow the change, off the UI thread."""
        opened, me, at = self._opened, self._asker.staff_id, self._asker.clock()
        self._jobs.run(lambda _: outlook(opened, at=at, by=me), then=self._found, failed=self._say, owner=self)

    def _found(self, ahead: Outlook) -> None:
        self._ahead, all_of = ahead, ahead.ready + len(ahead.unready)
        words = [
            self.tr("Can follow: {0} of {1} people who have a password.").format(ahead.ready, all_of),
            self.tr("{0} MB are made anew.").format(f"{max(1, ahead.size // MB):,}"),
        ]
        if ahead.unready:
            names = ", ".join(ahead.unready)
            words.append(
                self.tr(
                    "Not yet: {0}. Have them sign in once, then come back; or go on without them: they then need a new "
                    "password."
                ).format(names)
            )
            self.without.show()
        if not ahead.sheet_stays:
            words.append(self.tr("A new recovery key is made, as the sheet of now cannot follow: print it afterwards."))
            self.sheet.setChecked(True)
            self.sheet.setEnabled(False)
        self.about.setText(" ".join(words))
        self.about.setAccessibleName(self.about.text())
        self._enable()
        self.begin.setFocus()

    def _enable(self) -> None:
        ready = self._ahead is not None and (not self._ahead.unready or self.without.isChecked())
        self.begin.setEnabled(ready and not self.is_busy and self.changed is None)

    # -- doing ----------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Begin: whoever shows this window locks the office's first."""
        if self.begin.isEnabled():
            self.problem.hide()
            self.begun.emit()

    def work_on(self) -> None:
        """Change the key of the office, which is this work's alone from now on, and is closed at its end."""
        opened, me, at = self._opened, self._asker.staff_id, self._asker.clock()
        without, sheet, lost = self.without.isChecked(), self.sheet.isChecked(), self.lost.isChecked()

        def work(w: Work) -> Changed:
            wish: dict[str, Any] = {"drop_unready": without, "new_sheet": sheet, "without_lost": lost}
            try:
                return change_key(opened, at=at, by=me, progress=w.progress, **wish)
            finally:
                opened.close()

        self._work = self._jobs.run(
            work, then=self._done, failed=self._failed, ended=self._ended, progress=self._tell, owner=self
        )
        self.progress.show()
        for widget in (self.without, self.sheet, self.lost, self.begin):
            widget.setEnabled(False)

    def _tell(self, done: int, total: int, text: str) -> None:
        self.progress.set_text(text or self.tr("Changing the key"))
        self.progress.set_progress(done // MB, total // MB)

    def _done(self, changed: Changed) -> None:
        self.changed = changed
        self._show_end(changed.sentence)
        if changed.recovery_key:
            asker = self._asker
            local = asker.clock().astimezone(asker.zone)
            self.panel.show_key(changed.recovery_key, office=asker.office, person=asker.name, at=local)
            self.panel.show()
            self.panel.save.setFocus()
        self.finished.emit(changed.sentence)

    def _failed(self, error: AppError) -> None:
        self._say(error)
        self._show_end(self.tr("The key was not changed. Sign in again."))
        self.finished.emit(error.sentence)

    def _show_end(self, words: str) -> None:
        self.about.setText(words)
        self.about.setAccessibleName(words)
        for widget in (self.without, self.sheet, self.lost, self.begin):
            widget.hide()
        self.back.setFocus()

    def _say(self, error: AppError) -> None:
        self.problem.set_text("", error.sentence)
        self.problem.show()

    def _ended(self) -> None:
        stopped = self._work is not None and self._work.cancelled() and self.changed is None
        self._work = None
        self.progress.hide()
        if stopped:
            self._show_end(self.tr("Stopped. The key was not changed. Sign in again."))
            self.finished.emit(self.about.text())

    def cancel(self) -> None:
        """Stop, until the new files are put in place; nothing is changed then."""
        if self._work is not None:
            self._work.cancel()

    def go_back(self) -> None:
        """Stop what runs, or close."""
        if self.is_busy:
            self.cancel()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window that goes away stops what it runs, and takes a new recovery key out of sight."""
        if self.is_busy:
            self.cancel()
            event.ignore()
            return
        self.panel.forget()
        super().closeEvent(event)
