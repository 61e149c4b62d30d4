"""Help: the texts that come with the program, with search, and the list of keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from app.config import resource_path
from app.ui.commands import Command
from app.ui.theme import theme
from app.ui.widgets.base import named
from app.ui.widgets.buttons import key_words

KEYS = "keys"


class HelpWindow(QWidget):
    """A window beside the program: topics at the left, the text at the right, search above."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        named(self, "help_window", self.tr("Help and keys"))
        self.setWindowTitle(self.tr("Help and keys"))
        self.setProperty("ground", "page")
        self._texts = {KEYS: self._keys_text(commands), **self._read_texts()}
        self.search = named(QLineEdit(self), "help_search", self.tr("Search the help"))
        self.search.setPlaceholderText(self.tr("Search the help"))
        self.search.setClearButtonEnabled(True)
        self.topics = named(QListWidget(self), "help_topics", self.tr("Topics"))
        self.topics.setMaximumWidth(theme().px(230))
        self.text = named(QTextBrowser(self), "help_text", self.tr("Help text"))
        self.text.setOpenExternalLinks(False)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        row = QHBoxLayout()
        row.addWidget(self.topics)
        row.addWidget(self.text, 1)
        column.addLayout(row, 1)
        self.search.textChanged.connect(self._list)
        self.search.returnPressed.connect(self.text.setFocus)
        self.topics.currentItemChanged.connect(self._show)
        self.resize(theme().px(860), theme().px(600))
        self._list("")

    def open_at(self, topic: str = "") -> None:
        """Show the window; at the text of a page where there is one."""
        for row in range(self.topics.count()):
            if self.topics.item(row).data(Qt.ItemDataRole.UserRole) == topic:
                self.topics.setCurrentRow(row)
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()

    def _read_texts(self) -> dict[str, str]:
        folder: Path = resource_path("help")
        files = sorted(folder.glob("*.md")) if folder.is_dir() else []
        return {file.stem.lstrip("0123456789-_"): file.read_text(encoding="utf-8") for file in files}

    def _keys_text(self, commands: Sequence[Command]) -> str:
        rows = [(each.key, each.words) for each in commands if each.key] + self._other_keys()
        lines = [f"| {key_words(key) if QKeySequence(key).toString() else key} | {words} |" for key, words in rows]
        head = [f"# {self.tr('Keys')}", "", f"| {self.tr('Key')} | {self.tr('What it does')} |", "|---|---|"]
        return "\n".join([*head, *lines])

    def _other_keys(self) -> list[tuple[str, str]]:
        return [
            ("Ctrl+K", self.tr("Search everything")),
            ("Ctrl+Z", self.tr("Undo, while a passing note offers it")),
            ("Ctrl+Shift+R", self.tr("Resume a parked call")),
            ("Enter", self.tr("Do what the dark button says; open the row")),
            ("Esc", self.tr("Go back; park a slip")),
            ("Ctrl+C", self.tr("Copy the selected rows")),
            ("J", self.tr("The next case")),
            ("K", self.tr("The case before")),
        ]

    def _list(self, sought: str) -> None:
        """The topics in which every word sought stands."""
        words = sought.casefold().split()
        self.topics.clear()
        for topic, text in self._texts.items():
            if all(word in text.casefold() for word in words):
                item = QListWidgetItem(self._title(text), self.topics)
                item.setData(Qt.ItemDataRole.UserRole, topic)
        if self.topics.count():
            self.topics.setCurrentRow(0)
        else:
            self.text.setPlainText(self.tr("Nothing in the help has all these words. Try fewer of them."))

    def _title(self, text: str) -> str:
        first = text.lstrip().splitlines()[0] if text.strip() else ""
        return first.lstrip("# ").strip()

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.text.setMarkdown(self._texts[item.data(Qt.ItemDataRole.UserRole)])
        words = self.search.text().split()
        if words and not self.text.find(words[0]):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
