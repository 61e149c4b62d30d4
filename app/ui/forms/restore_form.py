"""Restore a backup: which, by whose password, and where to; a window of its own, before and after signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.backups import (
    AttachmentsLost,
    Backup,
    Restored,
    known_folder,
    list_backups,
    restore,
    restore_here,
    unlock_backup,
)
from app.config import OfficePaths
from app.errors import AppError, Invalid
from app.ui.backup_words import state_icon, state_words
from app.ui.case_words import day_words, time_words
from app.ui.forms.import_steps import fill, plain_table
from app.ui.jobs import Jobs
from app.ui.password import PasswordEdit
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work
from app.vault import Cost

MB = 1 << 20


class RestoreWindow(QWidget):
    """The backup is copied, opened and checked beside the office first; only then `staged` asks to put it in place."""

    staged = Signal(object)
    """A `Restored` that lies in the folder of the office, ready to take its place."""
    restored = Signal(object)
    """A `Restored` in a new folder (its paths), ready to be opened."""

    def __init__(
        self,
        paths: OfficePaths,
        jobs: Jobs,
        *,
        clock: Callable[[], datetime],
        login: str = "",
        wanted: Path | None = None,
        cost: Cost | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        named(self, "restore_window", self.tr("Restore a backup"))
        self.setWindowTitle(self.tr("Restore a backup"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._paths, self._jobs, self._clock, self._cost = paths, jobs, clock, cost
        self._wanted = wanted.name if wanted is not None else ""
        self._folder = wanted.parent if wanted is not None else known_folder(paths)
        self._rows: list[Backup] = []
        self._work: Work | None = None
        self.choose: Callable[[str, Path], str] = self._ask_folder
        self._build(login)
        self._arrange()
        self._connect()
        room = self.screen().availableGeometry()
        self.resize(min(theme().px(860), room.width() - 40), min(theme().px(680), room.height() - 60))
        self.look()

    # -- building -------------------------------------------------------------------------------------------

    def _build(self, login: str) -> None:
        self.problem = Banner("warning", "", self, name="restore_problem")
        self.problem.hide()
        headings = [self.tr("Made"), self.tr("State"), self.tr("Size"), self.tr("Cases")]
        self.table = plain_table(headings, self, name="restore_table", label=self.tr("Backups, newest first"))
        self.table.setMinimumHeight(theme().row_height() * 4)
        self.about = text_label("", self, type="table", ink="ink_2", name="restore_about")
        self.about.setWordWrap(True)
        self.where = text_label("", self, type="table", ink="ink_2", name="restore_where")
        self.where.setWordWrap(True)
        self.other = KeyButton(self.tr("Backups in another &folder…"), self, kind="link", name="restore_other")
        self.login, self.recovery = named(QLineEdit(self), "restore_login"), named(QLineEdit(self), "restore_key")
        self.login.setText(login)
        self.password = PasswordEdit(self, name="restore_password")
        hint = self.tr("Of a Director, as it was on the day of the backup.")
        self.fields = {
            "login": Field(self.tr("&Name for signing in"), self.login, self, name="restore_login_field"),
            "password": Field(self.tr("&Password"), self.password, self, hint=hint, name="restore_password_field"),
            "recovery": Field(
                self.tr("or the recovery &key, from the printed sheet"), self.recovery, self, name="restore_key_field"
            ),
        }
        self.here = QRadioButton(self.tr("&In place of this office; what is there now is kept beside it"), self)
        self.there = QRadioButton(self.tr("Into a n&ew folder…"), self)
        group = QButtonGroup(self)
        for name, button in (("restore_here", self.here), ("restore_there", self.there)):
            named(button, name, button.text().replace("&", ""))
            group.addButton(button)
        self.here.setChecked(True)
        self.without_lost = QCheckBox(self.tr("Leave out the &attachments that are missing or damaged"), self)
        named(self.without_lost, "restore_without_lost", self.without_lost.text().replace("&", ""))
        self.without_lost.hide()  # until there are such
        self.progress = ProgressRow(self.tr("Restoring"), self, name="restore_progress")
        self.progress.hide()
        self.back = KeyButton(self.tr("&Close"), self, kind="quiet", key="Esc", name="restore_close")
        self.begin = KeyButton(self.tr("&Restore"), self, kind="primary", key="Enter", name="restore_begin")

    def _arrange(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.where, 1)
        place.addWidget(self.other)
        who = QHBoxLayout()
        who.setSpacing(16)
        for field in self.fields.values():
            who.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addWidget(self.progress, 1)
        foot.addStretch(0)
        foot.addWidget(self.begin)
        words = self.tr(
            "The backup is copied, opened and read to the last attachment first. Only a whole one is put in place, or "
            "one without some attachments if you say so; nothing is deleted. What was done after it was made is then "
            "only in what is kept beside it."
        )
        said = text_label(words, self, type="table", ink="ink_2", name="restore_words")
        said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(text_label(self.tr("Restore a backup"), self, type="page", name="restore_title"))
        column.addWidget(said)
        column.addWidget(self.problem)
        column.addLayout(place)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        column.addLayout(who)
        column.addWidget(self.here)
        column.addWidget(self.there)
        column.addWidget(self.without_lost)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.other.clicked.connect(self._choose_other)
        self.back.clicked.connect(self.go_back)
        self.begin.clicked.connect(self.go_on)
        self.progress.cancelled.connect(self.cancel)
        self.table.itemSelectionChanged.connect(self._enable)
        for key, act in (("Return", self._enter), ("Enter", self._enter), ("Escape", self.go_back)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # -- which ----------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> Backup | None:
        """The backup whose row is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self._rows[rows[0].row()] if rows else None

    @property
    def is_busy(self) -> bool:
        """Whether a backup is being restored."""
        return self._work is not None

    def look(self) -> None:
        """List the backups of the folder; on a stick or a share that may take a moment."""
        folder = self._folder
        self.where.setText(self.tr("Backups in {0}").format(folder))
        self._jobs.run(lambda _: list_backups(folder), then=self._found, failed=self._not_found, owner=self)

    def _found(self, rows: list[Backup]) -> None:
        self._rows = rows
        fill(self.table, [self._line(row) for row in rows])
        for at, row in enumerate(rows):
            self.table.setItem(at, 1, QTableWidgetItem(state_icon(row), state_words(row)))
        self.table.resizeColumnsToContents()
        names = [row.name for row in rows]
        whole = next((at for at, row in enumerate(rows) if row.is_verified), 0)
        if rows:
            self.table.selectRow(names.index(self._wanted) if self._wanted in names else whole)
        else:
            self._say(self.tr("There is no backup in this folder. Choose another folder."))
        self._enable()
        (self.password if self.login.text() else self.login).setFocus()

    def _not_found(self, error: AppError) -> None:
        self._found([])
        self._say(error.sentence)

    def _line(self, row: Backup) -> tuple[str, ...]:
        local = row.made_at.astimezone()  # the office's zone is not known before it is open
        when = f"{day_words(local.date(), self._clock().astimezone().date())}, {time_words(local)}"
        cases = f"{row.manifest.counts.get('cases', 0):,}" if row.manifest else ""
        return when, state_words(row), f"{row.size / MB:,.1f} MB", cases

    def _choose_other(self) -> None:
        found = self.choose(self.tr("The folder with the backups"), self._folder)
        if found:
            folder = Path(found)
            is_one = (folder / "manifest.json").is_file()  # somebody went one folder too far
            self._wanted, self._folder = (folder.name, folder.parent) if is_one else ("", folder)
            self.problem.hide()
            self.look()

    def _ask_folder(self, title: str, start: Path) -> str:
        return QFileDialog.getExistingDirectory(self, title, str(start))

    # -- doing ----------------------------------------------------------------------------------------------

    def _enter(self) -> None:
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton) and not isinstance(focused, QRadioButton | QCheckBox):
            focused.click()
        else:
            self.go_on()

    def go_on(self) -> None:
        """Restore, as Enter does it."""
        if not self.begin.isEnabled() or self.chosen is None or not self._is_filled():
            return
        target = None if self.here.isChecked() else self._target()
        if target is None and self.there.isChecked():
            return
        self.problem.hide()
        backup, at, paths, cost = self.chosen.folder, self._clock(), self._paths, self._cost
        without_lost = self.without_lost.isVisible() and self.without_lost.isChecked()
        given: dict[str, Any] = {"recovery": self.recovery.text().strip()}
        if not given["recovery"]:
            given = {"login": self.login.text().strip(), "password": self.password.text()}

        def work(w: Work) -> Restored:
            w.progress(0, 0, "Unlocking")
            with unlock_backup(backup, at=at, attempts=paths.attempts, cost=cost, **given) as unlocked:
                if target is None:
                    return restore_here(unlocked, paths, at=at, without_lost=without_lost, progress=w.progress)
                return restore(unlocked, target, at=at, without_lost=without_lost, progress=w.progress)

        then = self._staged if target is None else self._restored
        self._work = self._jobs.run(
            work, then=then, failed=self._refuse, ended=self._ended, progress=self._tell, owner=self
        )
        self._enable()

    def _is_filled(self) -> bool:
        missing = (
            {}
            if self.recovery.text().strip()
            else {"login": self.login.text().strip(), "password": self.password.text()}
        )
        words = {"login": self.tr("Type the name you sign in with."), "password": self.tr("Type your password.")}
        problems = {name: words[name] for name, typed in missing.items() if not typed}
        self._mark(problems)
        return not problems

    def _target(self) -> Path | None:
        """A new folder: the one chosen where it is empty, else one inside it with the name of the backup."""
        found = self.choose(self.tr("Restore into this folder"), self._paths.data_dir.parent)
        if not found or self.chosen is None:
            return None
        folder = Path(found)
        is_empty = not folder.exists() or not any(folder.iterdir())
        return folder if is_empty else folder / self.chosen.name.replace("liaison-", "restored-")

    def _staged(self, restored: Restored) -> None:
        self.staged.emit(restored)

    def _restored(self, restored: Restored) -> None:
        self.restored.emit(restored)

    def _refuse(self, error: AppError) -> None:
        problems = error.problems if isinstance(error, Invalid) else {}
        if isinstance(error, AttachmentsLost):
            self.without_lost.show()
        self._mark({name: words for name, words in problems.items() if name in self.fields})
        if not set(problems) & set(self.fields):
            self._say(error.sentence)

    def _say(self, sentence: str) -> None:
        self.problem.set_text("", sentence)
        self.problem.show()

    def _mark(self, problems: dict[str, str]) -> None:
        for name, field in self.fields.items():
            field.set_problem(problems.get(name))
        first = next(iter(problems), "")
        if first:
            self.fields[first].editor.setFocus()

    def _tell(self, done: int, total: int, text: str) -> None:
        self.progress.set_text(text or self.tr("Restoring"))
        self.progress.set_progress(done, total)

    def _ended(self) -> None:
        self._work = None
        self._enable()

    def _enable(self) -> None:
        busy = self.is_busy
        self.progress.setVisible(busy)
        self.progress.cancel.setEnabled(True)
        self.begin.setEnabled(not busy and self.chosen is not None and self.chosen.manifest is not None)
        self.about.setText((self.chosen.problem or str(self.chosen.folder)) if self.chosen is not None else "")
        self.about.setAccessibleName(self.about.text())
        for widget in (self.table, self.other, self.here, self.there, self.without_lost, *self.fields.values()):
            widget.setEnabled(not busy)

    def cancel(self) -> None:
        """Stop; nothing half-restored stays."""
        if self._work is not None:
            self._work.cancel()

    def go_back(self) -> None:
        """Stop what runs, or close."""
        if self.is_busy:
            self.cancel()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window that goes away stops what it runs."""
        self.cancel()
        super().closeEvent(event)
