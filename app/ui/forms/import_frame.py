"""The window around the steps of an import: Enter goes on, Esc goes back, long work shows its progress and stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.authority import Right
from app.errors import AppError
from app.exchange.case_import import rejects_beside
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import hairline, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work


class ImportFrame(QWidget):
    """Steps in a stack; a kind of import gives the steps, their words and what each does when one goes on."""

    imported = Signal(object)
    """What was brought in, after it was committed."""

    def __init__(self, seat: Seat, parent: QWidget | None = None, *, name: str, title: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._seat = seat
        self._work: Work | None = None
        self.choose: Callable[[], str] = self.ask_for_file
        self._arrange(self.pages())
        for key, act in (("Return", self._enter), ("Enter", self._enter), ("Escape", self.go_back)):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        room = self.screen().availableGeometry()
        self.resize(min(theme().px(1000), room.width() - 40), min(theme().px(720), room.height() - 60))
        self.go(0)

    def pages(self) -> Sequence[QWidget]:
        """The steps, from the choice of a file to the end."""
        raise NotImplementedError

    def words(self, step: int) -> tuple[str, str]:
        """The title of a step and the act that goes on from it."""
        raise NotImplementedError

    def acts(self) -> Sequence[Callable[[], None]]:
        """What going on does, from each step."""
        raise NotImplementedError

    def ask_for_file(self) -> str:
        """Which file to bring in, asked of the user; empty for none."""
        raise NotImplementedError

    def look_at(self, path: Path) -> None:
        """Look at a file and go on from it."""
        raise NotImplementedError

    def may_go_on(self) -> bool:
        """Whether anything would come of the step that is shown."""
        return True

    @property
    def step(self) -> int:
        """Which of the steps is shown."""
        return self.stack.currentIndex()

    @property
    def is_busy(self) -> bool:
        """Whether the file is being read or brought in."""
        return self._work is not None

    def go_on(self) -> None:
        """The next step, as Enter does it."""
        if not self.is_busy:
            self.acts()[self.step]()

    def step_before(self) -> int:
        """Where Esc leads from here."""
        return self.step - 1

    def go_back(self) -> None:
        """The step before, or stop what is running; from the first and the last the window closes."""
        if self.is_busy:
            self.cancel()
        elif self.step in (0, self.stack.count() - 1):
            self.close()
        else:
            self.go(self.step_before())

    def cancel(self) -> None:
        """Stop what is running; nothing of it stays."""
        if self._work is not None:
            self._work.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window that goes away stops what it runs."""
        self.cancel()
        super().closeEvent(event)

    def go(self, step: int) -> None:
        """Show a step."""
        title, act = self.words(step)
        self.stack.setCurrentIndex(step)
        self._title.setText(title)
        self.next_button.set_text(act)
        self.next_button.setVisible(step != 0)
        is_end = step in (0, self.stack.count() - 1)
        self.back_button.set_text(self.tr("&Close") if is_end else self.tr("&Back"))
        self._problem.hide()
        self._show_busy(self.is_busy)

    def run(self, work: Callable[[Work], Any], then: Callable[[Any], None], words: str) -> None:
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
            progress=lambda done, total, _: self.progress.set_progress(done, total),
            owner=self,
        )
        self._show_busy(True)

    def open_file(self) -> None:
        """Ask for a file, and look at it."""
        chosen = self.choose()
        if chosen:
            self.look_at(Path(chosen))

    def save_rejects(self, source: Path, write: Callable[[Path], Any]) -> None:
        """Ask where the rejected rows of `source` go, and let `write` put them there."""
        beside = str(rejects_beside(source))
        wanted, _ = QFileDialog.getSaveFileName(self, self.tr("Save rejected rows"), beside, self.tr("Tables (*.csv)"))
        if wanted:
            self.run(
                lambda _: write(Path(wanted)),
                lambda _: self._seat.messages.note(self.tr("Rejected rows saved.")),
                self.tr("Saving rejected rows"),
            )

    def say(self, sentence: str) -> None:
        """What keeps one from going on."""
        self._problem.set_text("", sentence)
        self._problem.show()

    def hide_problem(self) -> None:
        """What was said may be settled now."""
        self._problem.hide()

    def _arrange(self, pages: Sequence[QWidget]) -> None:
        self._title = text_label("", self, type="page", name="import_title")
        self._problem = Banner("warning", "", self, name="import_problem")
        self._problem.hide()
        self.stack = QStackedWidget(self)
        self.stack.setObjectName("import_steps")
        for page in pages:
            self.stack.addWidget(page)
        self.progress = ProgressRow("", self, name="import_progress")
        self.progress.hide()
        self.back_button = KeyButton(self.tr("&Back"), self, kind="quiet", key="Esc", name="import_back")
        self.next_button = KeyButton("", self, key="Enter", kind="primary", name="import_next")
        self.next_button.clicked.connect(self.go_on)
        self.back_button.clicked.connect(self.go_back)
        self.progress.cancelled.connect(self.cancel)
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

    def _enter(self) -> None:
        """Enter presses the button that has the focus, and goes on everywhere else."""
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton) and not isinstance(focused, QCheckBox):
            focused.click()
        else:
            self.go_on()

    def _came(self, then: Callable[[Any], None], answer: Any) -> None:
        self._work = None
        then(answer)

    def _failed(self, error: AppError) -> None:
        self.say(error.sentence)

    def _ended(self) -> None:
        self._work = None
        self._show_busy(False)

    def _show_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.stack.setEnabled(not busy)
        self.next_button.setEnabled(not busy and self.may_go_on())
        if not busy:
            page = self.stack.currentWidget()
            (self.next_button if page is None or self.step == self.stack.count() - 1 else page).setFocus()


Opened = TypeVar("Opened", bound=ImportFrame)


def open_window(
    kind: Callable[[Seat, QWidget | None], Opened], seat: Seat, parent: QWidget | None, refusal: str
) -> Opened | None:
    """The window of an import, shown; None, and the refusal said, for who may not."""
    if not seat.may(Right.IMPORT):
        seat.messages.problem(refusal)
        return None
    window = kind(seat, parent)
    window.show()
    return window
