"""Bring in an old table of cases: file, columns, check, done; a window of its own, and nothing behind it waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.authority import Right, actor
from app.errors import AppError
from app.exchange.case_import import (
    Imported,
    Prepared,
    Tried,
    dry_run,
    kept_for,
    prepare,
    rejects_beside,
    run_import,
    write_rejects,
)
from app.ui.forms.import_columns import ImportColumns
from app.ui.forms.import_steps import ImportCheck, ImportDonePage, ImportFile
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import hairline, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work

FILE, COLUMNS, CHECK, DONE = range(4)


class ImportWindow(QWidget):
    """The four steps; Enter goes on, Esc goes back."""

    imported = Signal(object)
    """What was brought in (`Imported`), after it was committed."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("import_window")
        self.setWindowTitle(self.tr("Import a table of cases"))
        self.setAccessibleName(self.windowTitle())
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._seat = seat
        self.prepared: Prepared | None = None
        self.tried: Tried | None = None
        self.done: Imported | None = None
        self._work: Work | None = None
        self.choose: Callable[[], str] = self._choose
        self.file, self.columns = ImportFile(self), ImportColumns(self)
        self.check, self.end = ImportCheck(seat, self), ImportDonePage(self)
        self._arrange()
        self._connect()
        room = self.screen().availableGeometry()
        self.resize(min(theme().px(1000), room.width() - 40), min(theme().px(720), room.height() - 60))
        self._go(FILE)

    @property
    def step(self) -> int:
        """Which of the steps is shown."""
        return self.stack.currentIndex()

    @property
    def is_busy(self) -> bool:
        """Whether the file is being read or brought in."""
        return self._work is not None

    def _arrange(self) -> None:
        self._title = text_label("", self, type="page", name="import_title")
        self._problem = Banner("warning", "", self)
        self._problem.hide()
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("import_steps")
        for page in (self.file, self.columns, self.check, self.end):
            self.stack.addWidget(page)
        self.progress = ProgressRow(self.tr("Reading the table"), self, name="import_progress")
        self.progress.hide()
        self.back_button = KeyButton(self.tr("&Back"), self, kind="quiet", key="Esc", name="import_back")
        self.next_button = KeyButton("", self, key="Enter", kind="primary", name="import_next")
        foot = QHBoxLayout()
        foot.addWidget(self.back_button)
        foot.addWidget(self.progress, 1)
        foot.addStretch(0)
        foot.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._problem)
        column.addWidget(self.stack, 1)
        column.addWidget(hairline(self))
        column.addLayout(foot)

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.go_on)
        self.back_button.clicked.connect(self.go_back)
        self.progress.cancelled.connect(self.cancel)
        self.file.choose_wanted.connect(self.go_on)
        self.file.chosen.connect(self.look_at)
        self.columns.look_changed.connect(self._look_again)
        self.columns.map_changed.connect(lambda: self._problem.hide())
        self.check.save_wanted.connect(self._save_rejects)
        for key, act in (("Return", self._enter), ("Enter", self._enter), ("Escape", self.go_back)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _enter(self) -> None:
        """Enter presses the button that has the focus, and goes on everywhere else."""
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton) and not isinstance(focused, QCheckBox):
            focused.click()
        else:
            self.go_on()

    def go_on(self) -> None:
        """The next step, as Enter does it."""
        if self.is_busy:
            return
        if self.step == FILE:
            chosen = self.choose()
            if chosen:
                self.look_at(Path(chosen))
            return
        (self._try, self._bring_in, self._show_cases)[self.step - COLUMNS]()

    def go_back(self) -> None:
        """The step before, or stop what is running; from the first and the last the window closes."""
        if self.is_busy:
            self.cancel()
        elif self.step in (FILE, DONE):
            self.close()
        else:
            self._go(self.step - 1)

    def cancel(self) -> None:
        """Stop what is running; nothing of it stays."""
        if self._work is not None:
            self._work.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window that goes away stops what it runs."""
        self.cancel()
        super().closeEvent(event)

    def look_at(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        """Look at a table and go on to its columns."""

        def look(work: Work) -> Prepared:
            kept = work.read(lambda s: kept_for(s, path))
            return prepare(path, kept=kept, encoding=encoding, delimiter=delimiter)

        self._run(look, self._looked, self.tr("Looking at {0}").format(path.name))

    def _looked(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.columns.show_table(prepared, [each.name for each in self._seat.reference.categories])
        self._go(COLUMNS)

    def _look_again(self, encoding: str, delimiter: str) -> None:
        if self.prepared is not None and not self.is_busy:
            self.look_at(self.prepared.path, encoding, delimiter)

    def _try(self) -> None:
        if self.prepared is None:
            return
        chosen = self.columns.case_map()
        prepared = self.prepared = replace(self.prepared, map=chosen)
        if prepared.problems:
            self._say(" ".join(prepared.problems))
            return
        me, at = self._seat.me.id, self._seat.now()

        def read(work: Work) -> Tried:
            return work.read(lambda s: dry_run(s, actor(s, me, at), prepared, at=at, progress=work.progress))

        self._run(read, self._was_tried, self.tr("Reading the whole table"))

    def _was_tried(self, tried: Tried) -> None:
        self.tried = tried
        self.check.show_tried(tried)
        self._go(CHECK)

    def _bring_in(self) -> None:
        if self.prepared is None or self.tried is None or not self.tried.made:
            return
        prepared, me, at, total = self.prepared, self._seat.me.id, self._seat.now(), self.tried.rows
        rejects = rejects_beside(prepared.path)

        def act(work: Work) -> Imported:
            return work.write(
                lambda s: run_import(
                    s, actor(s, me, at), prepared, at=at, progress=work.progress, total=total, rejects=rejects
                )
            )

        self._run(act, self._was_imported, self.tr("Bringing in the cases"))

    def _was_imported(self, imported: Imported) -> None:
        self.done = imported
        self.end.show_imported(imported)
        self._go(DONE)
        self.imported.emit(imported)

    def _show_cases(self) -> None:
        if self.done is not None:
            self._seat.page_wanted.emit("cases", {"filter": {"import_id": self.done.done.batch_id}})
            self.close()

    def _save_rejects(self) -> None:
        if self.prepared is None or self.tried is None:
            return
        prepared, told = self.prepared, self.tried.rejects
        wanted, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save rejected rows"), str(rejects_beside(prepared.path)), self.tr("Tables (*.csv)")
        )
        if wanted:
            self._run(
                lambda _: write_rejects(prepared, Path(wanted), told),
                lambda _: self._seat.messages.note(self.tr("Rejected rows saved.")),
                self.tr("Saving rejected rows"),
            )

    def _run(self, work: Callable[[Work], Any], then: Callable[[Any], None], words: str) -> None:
        """Long work in its own thread, with its progress at the foot."""
        self._problem.hide()
        self.progress.set_text(words)
        self.progress.set_progress(0, 0)
        self.progress.cancel.setEnabled(True)
        self._work = self._seat.jobs.run(
            work,
            then=lambda answer: self._came(then, answer),
            failed=self._failed,
            ended=self._ended,
            progress=self._progressed,
            owner=self,
        )
        self._show_busy(True)

    def _came(self, then: Callable[[Any], None], answer: Any) -> None:
        self._work = None
        then(answer)

    def _failed(self, error: AppError) -> None:
        self._say(error.sentence)

    def _ended(self) -> None:
        self._work = None
        self._show_busy(False)

    def _progressed(self, done: int, total: int, _text: str) -> None:
        self.progress.set_progress(done, total)

    def _show_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.stack.setEnabled(not busy)
        self.next_button.setEnabled(not busy and (self.step != CHECK or bool(self.tried and self.tried.made)))
        if not busy:
            self._focus()

    def _say(self, sentence: str) -> None:
        self._problem.set_text("", sentence)
        self._problem.show()

    def _go(self, step: int) -> None:
        titles = (self.tr("Import a table of cases"), self.tr("Are these the right columns?"),
                  self.tr("This is what would be brought in"), self.tr("Brought in"))  # fmt: skip
        acts = (self.tr("Choose a file…"), self.tr("Check the whole table"), self.tr("Import"),
                self.tr("Show these cases"))  # fmt: skip
        self.stack.setCurrentIndex(step)
        self._title.setText(titles[step])
        self.next_button.set_text(acts[step])
        self.next_button.setVisible(step != FILE)
        self.back_button.set_text(self.tr("&Close") if step in (FILE, DONE) else self.tr("&Back"))
        self._problem.hide()
        self._show_busy(self.is_busy)

    def _focus(self) -> None:
        (self.file, self.columns, self.check, self.next_button)[self.step].setFocus()

    def _choose(self) -> str:
        kinds = self.tr("Tables (*.csv *.tsv *.txt *.xlsx *.json *.geojson *.ndjson *.xz);;All files (*)")
        return QFileDialog.getOpenFileName(self, self.tr("Choose a table"), "", kinds)[0]


def open_import(seat: Seat, parent: QWidget | None = None) -> ImportWindow | None:
    """The window to bring in a table, shown; None, and the sentence said, for who may not."""
    if not seat.may(Right.IMPORT):
        words = "Your role may not bring in tables. Ask the Director."
        seat.messages.problem(QCoreApplication.translate("ImportWindow", words))
        return None
    window = ImportWindow(seat, parent)
    window.show()
    return window
