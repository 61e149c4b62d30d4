"""The part of the office page for backups: how they stand, make one, read one, restore one, choose their folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.authority import Right
from app.backups import Backup, chosen_folder
from app.errors import AppError, Invalid
from app.services.office import change_setting
from app.ui.backup_desk import BackupDesk, Standing
from app.ui.backup_words import is_warned, state_icon, state_words, status_words, when_words
from app.ui.case_words import Clock
from app.ui.forms.import_steps import plain_table
from app.ui.seat import Seat
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.progress import ProgressRow
from app.ui.widgets.room import at_least_high

MB = 1 << 20
STATE = 1
"""The column that tells how a backup stands."""


class BackupsTab(QWidget):
    """The backups of this office, newest first; Enter on one reads all of it."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "backups_tab", self.tr("Backups"))
        self._seat, self._desk = seat, seat.backups
        self._rows: tuple[Backup, ...] = ()
        self.mark = IconMark("shield-check", self, role="ink_2", name="backups_mark")
        self.said = text_label("", self, type="section", name="backups_said")
        self.said.setWordWrap(True)
        self.now = KeyButton(self.tr("Back up &now"), self, kind="primary", icon="archive", name="backups_now")
        self.verify = KeyButton(self.tr("&Verify"), self, key="Enter", icon="shield-check", name="backups_verify")
        self.restore = KeyButton(self.tr("&Restore…"), self, icon="history", name="backups_restore")
        self.folder = text_label("", self, type="table", ink="ink_2", name="backups_folder")
        self.folder.setWordWrap(True)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.choose = KeyButton(self.tr("Choose &folder…"), self, kind="link", icon="folder", name="backups_choose")
        self.problem = Banner("warning", "", self, name="backups_problem")
        self.same_disk = Banner("info", "", self, name="backups_same_disk")
        self.progress = ProgressRow(self.tr("Backing up"), self, name="backups_progress")
        self.table = self._table()
        self.about = text_label("", self, type="table", ink="ink_2", name="backups_about")
        self.about.setWordWrap(True)
        self.empty = EmptyState("archive", "", self, act=self.tr("Back up now"), name="backups_empty")
        at_least_high(self.table, 120)
        at_least_high(self.empty, 170)
        self._arrange()
        self._connect()
        self._show()

    def _table(self) -> QTableWidget:
        headings = [self.tr("Made"), self.tr("State"), self.tr("Size"), self.tr("Cases"), self.tr("Contacts")]
        headings += [self.tr("Attachments")]
        return plain_table(headings, self, name="backups_table", label=self.tr("Backups, newest first"))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.mark)
        head.addWidget(self.said, 1)
        for button in (self.restore, self.verify, self.now):
            head.addWidget(button)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.folder, 1)
        place.addWidget(self.choose)
        rules = self.tr(
            "One a day by itself, at a quiet minute. Kept: the last of each of 14 days, 8 weeks and 12 months, and all "
            "of the last two days. Each is opened and checked before it counts: attachments of the last 30 days are "
            "read each time, all of them once a week."
        )
        said = text_label(rules, self, type="table", ink="ink_2", name="backups_rules")
        said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 8)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.problem)
        column.addLayout(place)
        column.addWidget(self.same_disk)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        column.addWidget(self.empty, 1)
        column.addWidget(said)

    def _connect(self) -> None:
        self._seat.me_changed.connect(self._enable)
        self.now.clicked.connect(self._back_up)
        self.empty.acted.connect(self._back_up)
        self.verify.clicked.connect(self._verify)
        self.table.cellActivated.connect(self._verify)
        self.table.itemSelectionChanged.connect(self._enable)
        self.restore.clicked.connect(self._restore)
        self.choose.clicked.connect(self._ask_folder)
        if self._desk is not None:
            self.progress.cancelled.connect(self._desk.cancel)
            self._desk.changed.connect(self._show)
            self._desk.progressed.connect(self._tell)
            self._desk.look()

    # -- showing --------------------------------------------------------------------------------------------

    def _show(self) -> None:
        desk: BackupDesk | None = self._desk
        standing = desk.standing if desk is not None else None
        self.progress.setVisible(desk is not None and desk.running)
        if desk is None or standing is None:
            self._enable()
            return
        self._say(desk, standing)
        chosen = self.chosen
        self._rows = standing.backups
        self._fill()
        if chosen is not None and chosen.name in [row.name for row in self._rows]:
            self.table.selectRow([row.name for row in self._rows].index(chosen.name))
        elif self._rows:
            self.table.selectRow(0)
        self._enable()

    def _say(self, desk: BackupDesk, standing: Standing) -> None:
        self.said.setText(status_words(desk))
        self.said.setAccessibleName(self.said.text())
        self.mark.set_icon(
            *(("triangle-alert", "status.overdue.text") if is_warned(desk) else ("shield-check", "ink_2"))
        )
        self.folder.setText(self.tr("Folder: {0}").format(standing.folder))
        self.folder.setAccessibleName(self.folder.text())
        self.problem.set_text("", desk.trouble)
        self.problem.setVisible(bool(desk.trouble))
        self.same_disk.set_text("", standing.warning)
        self.same_disk.setVisible(bool(standing.warning))
        hint = self.tr("The first is made by itself at a quiet minute today. You need not wait for it.")
        self.empty.tell(
            self.tr("There is no backup in this folder yet"),
            hint=standing.problem or hint,
            act="" if standing.problem else self.tr("Back up now"),
        )
        self.empty.setVisible(not standing.backups)
        self.table.setVisible(bool(standing.backups))

    def _fill(self) -> None:
        clock = Clock(self._seat.now(), self._seat.zone)
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._rows))
        for at, row in enumerate(self._rows):
            for place, words in enumerate(self._line(row, clock)):
                item = QTableWidgetItem(state_icon(row), words) if place == STATE else QTableWidgetItem(words)
                item.setToolTip(row.problem or words)
                self.table.setItem(at, place, item)
        self.table.resizeColumnsToContents()
        self.table.blockSignals(False)

    def _line(self, row: Backup, clock: Clock) -> tuple[str, ...]:
        counts = row.manifest.counts if row.manifest else {}
        figures = (f"{counts[key]:,}" if key in counts else "" for key in ("cases", "contacts", "attachments"))
        return (when_words(row.made_at, clock), self._state(row, clock), f"{row.size / MB:,.1f} MB", *figures)

    def _state(self, row: Backup, clock: Clock) -> str:
        if not row.is_verified or row.manifest is None or row.manifest.verified_at is None:
            return state_words(row)
        words = self.tr("Verified {0}").format(when_words(row.manifest.verified_at, clock))
        return words + " · " + self.tr("{0} attachments missing").format(row.missing) if row.missing else words

    def _tell(self, done: int, total: int, text: str) -> None:
        self.progress.set_text(text or self.tr("Backing up"))
        self.progress.set_progress(done, total)

    def _enable(self) -> None:
        ready = self._desk is not None and not self._desk.running and self._desk.standing is not None
        manages = self._seat.may(Right.MANAGE_OFFICE)
        self.now.setEnabled(ready)
        self.verify.setEnabled(ready and self.chosen is not None)
        self.about.setText((self.chosen.problem or str(self.chosen.folder)) if self.chosen is not None else "")
        self.about.setAccessibleName(self.about.text())
        self.restore.setEnabled(ready and manages)
        self.choose.setEnabled(ready and manages)
        self.progress.cancel.setEnabled(True)

    # -- acts -----------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> Backup | None:
        """The backup whose row is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self._rows[rows[0].row()] if rows and rows[0].row() < len(self._rows) else None

    def _back_up(self) -> None:
        if self._desk is not None:
            self._desk.back_up(by_hand=True)

    def _verify(self) -> None:
        if self._desk is not None and self.chosen is not None:
            self._desk.verify(self.chosen)

    def _restore(self) -> None:
        self._seat.restore_wanted.emit(self.chosen.folder if self.chosen else None)

    def _ask_folder(self) -> None:
        assert self._desk is not None and self._desk.standing is not None
        title = self.tr("The folder for backups")
        found = QFileDialog.getExistingDirectory(self, title, str(self._desk.standing.folder))
        if found:
            self.take_folder(Path(found))

    def take_folder(self, folder: Path) -> None:
        """Keep backups there from now on; those made before stay where they are."""
        try:
            value = chosen_folder(self._seat.paths, folder)
        except Invalid as error:
            self._refuse(error)
            return
        self._seat.do(
            lambda s, who, at: change_setting(s, who, "backups", value, at=at),
            then=lambda _: self._desk.look() if self._desk is not None else None,
            failed=self._refuse,
            owner=self,
        )

    def _refuse(self, error: AppError) -> None:
        self.problem.set_text("", error.sentence)
        self.problem.show()
