"""The first start: set up an office, look around in a made-up one, or open one that is there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.errors import AppError
from app.ui.front import FrontPage
from app.ui.widgets.base import hairline, mark, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.progress import ProgressRow


class WelcomePage(FrontPage):
    """The ways to begin."""

    set_up_wanted = Signal()
    demo_wanted = Signal()
    folder_wanted = Signal(object)
    restore_wanted = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("welcome_page", "", parent)
        self.setAccessibleName(self.tr("Welcome"))
        self._folder = folder
        self.form.addWidget(text_label(self.tr("Welcome to Liaison"), self, type="display", name="welcome_title"))
        self.form.addSpacing(6)
        self._say(self.tr("There is no office in this folder yet. How would you like to begin?"), "welcome_words")
        self.form.addSpacing(24)
        self.set_up = self._way(
            self.tr("&Set up an office"),
            self.tr("Seven short steps, about ten minutes."),
            "welcome_set_up",
            key="Enter",
        )
        self.demo = self._way(
            self.tr("&Look around in a made-up office"),
            self.tr("A training city with invented people. It lies in a folder of its own."),
            "welcome_demo",
        )
        self.other = self._way(
            self.tr("&Open an office in another folder…"),
            self.tr("One that was set up before or brought from another computer."),
            "welcome_other",
        )
        self.restore = self._way(
            self.tr("&Restore an office from a backup…"),
            self.tr("After a disk failed, or on a new computer."),
            "welcome_restore",
        )
        self.restore.clicked.connect(self.restore_wanted)
        self.set_up.clicked.connect(self.set_up_wanted)
        self.demo.clicked.connect(self.demo_wanted)
        self.other.clicked.connect(self._choose)
        self.progress = ProgressRow(self.tr("Making the training city"), self, name="welcome_progress")
        self.progress.cancel.hide()
        self.progress.hide()
        self.form.addWidget(self.progress)
        self.problem = self._say("", "welcome_problem")
        self.form.addWidget(hairline(self))
        self.form.addSpacing(12)
        self._say(str(folder), "welcome_folder")

    def _way(self, words: str, below: str, name: str, *, key: str = "") -> KeyButton:
        button = KeyButton(words, self, key=key, kind="primary" if key else "standard", name=name)
        button.setAutoDefault(True)
        self.form.addWidget(button)
        self.form.addSpacing(4)
        self._say(below, f"{name}_below")
        self.form.addSpacing(18)
        return button

    def _say(self, words: str, name: str) -> QLabel:
        label = text_label(words, self, type="table", ink="ink_2", name=name)
        label.setWordWrap(True)
        self.form.addWidget(label)
        return label

    def start(self) -> None:
        """Put the focus on the first way."""
        self.set_up.setFocus()

    def busy(self, words: str, done: int = 0, total: int = 0) -> None:
        """Say how far the made-up office is; "" when nothing is being made."""
        self.progress.setVisible(bool(words))
        self.progress.set_text(words)
        self.progress.set_progress(done, total)
        for button in (self.set_up, self.demo, self.other, self.restore):
            button.setEnabled(not words)

    def refuse(self, error: AppError) -> None:
        """Say why it could not be begun."""
        self.busy("")
        self.problem.setText(error.sentence)
        mark(self.problem, ink="overdue")

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("The folder of the office"), str(self._folder))
        if chosen:
            self.folder_wanted.emit(Path(chosen))
