"""Parts of an e-mail slip: the quoted tail, folded, and the files that come with the mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.exchange.mail_log import StoredFile
from app.ui.theme import theme
from app.ui.widgets.base import named
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.chips import Chip
from app.ui.widgets.flow import FlowLayout


class QuotedTail(QWidget):
    """What the mail quotes, folded to one line that shows it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mail_quoted")
        self.button = KeyButton("", self, icon="chevron-right", kind="link", name="mail_quoted_show")
        self.button.clicked.connect(self._turn)
        self.words = named(QPlainTextEdit(self), "mail_quoted_words", self.tr("Quoted text"))
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme().px(120))
        self.words.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.words)
        self.set_text("")

    @property
    def text(self) -> str:
        """The quoted text, whole."""
        return self.words.toPlainText()

    def set_text(self, text: str) -> None:
        """Hold this, folded."""
        self.words.setPlainText(text)
        self.words.hide()
        self._name()
        self.setVisible(bool(text.strip()))

    def _turn(self) -> None:
        self.words.setVisible(self.words.isHidden())
        self._name()

    def _name(self) -> None:
        lines, hidden = len(self.text.splitlines()), self.words.isHidden()
        act = self.tr("show") if hidden else self.tr("hide")
        many = self.tr("Quoted text, {0} lines – {1}").format(lines, act)
        self.button.set_text(many if lines != 1 else self.tr("Quoted text, 1 line – {0}").format(act))
        self.button.set_icon("chevron-right" if hidden else "chevron-down")


class MailFiles(QWidget):
    """The files that will be kept with the contact, each with a way to leave it out."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "mail_files", self.tr("Attachments"))
        self.files: list[StoredFile] = []
        self._flow = FlowLayout(self)
        self.set_files([])

    def add(self, files: Sequence[StoredFile]) -> None:
        """Keep these too; the same file is kept once."""
        self.set_files([*self.files, *(each for each in files if each not in self.files)])
        self.changed.emit()

    def set_files(self, files: Sequence[StoredFile]) -> None:
        """Keep exactly these."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.files = list(files)
        for each in self.files:
            words = self.tr("{0}, {1}").format(each.name, QLocale().formattedDataSize(each.size, 0))
            chip = Chip(words, self, icon="paperclip", name="mail_file")
            chip.removed.connect(self._remover(each))
            self._flow.addWidget(chip)
        self.setVisible(bool(self.files))

    def _remover(self, file: StoredFile) -> Any:
        def remove() -> None:
            self.set_files([each for each in self.files if each != file])
            self.changed.emit()

        return remove
