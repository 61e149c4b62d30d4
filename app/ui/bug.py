"""A bug met by a user: what it was, without personal data, and the dialog that says sorry."""

from __future__ import annotations

import platform
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

_ROOT = Path(__file__).resolve().parents[2]
_NAMED = ("liaison", "PySide6-Essentials", "SQLAlchemy", "sqlmodel", "sqlcipher3", "reportlab")


def bug_details(error: BaseException) -> str:
    """Versions and the way through the code, fit to be sent.

    Exception messages are left out, for they may quote what a resident said; so are home folders.
    """
    lines = [_versions(), ""]
    for one in _chain(error):
        lines += [f"{type(one).__module__}.{type(one).__qualname__}"]
        lines += [f"  {_short(f.filename)}:{f.lineno} in {f.name}" for f in traceback.extract_tb(one.__traceback__)]
    return "\n".join(lines)


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return chain[::-1]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    return "/".join(path.parts[-3:])


def _versions() -> str:
    python = ".".join(str(n) for n in sys.version_info[:3])
    return ", ".join([f"Python {python}", platform.system(), *(f"{name} {_version(name)}" for name in _NAMED)])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


class BugDialog(QDialog):
    """Says sorry, offers the details and the log folder; the program goes on behind it."""

    def __init__(self, details: str, *, log_folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bug_dialog")
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setAccessibleName(self.windowTitle())
        self._log_folder = log_folder
        layout = QVBoxLayout(self)
        layout.addWidget(self._make_words())
        layout.addWidget(self._make_details(details))
        layout.addLayout(self._make_buttons())

    @property
    def details(self) -> str:
        """What would be copied."""
        return self._details.toPlainText()

    def add(self, details: str) -> None:
        """A further bug while the dialog is open: one dialog, all the details."""
        self._details.appendPlainText("\n" + details)

    def _make_words(self) -> QLabel:
        words = QLabel(
            self.tr(
                "Sorry, something went wrong inside Liaison. What you typed is still there, and you can go on working. "
                "If it happens again, copy the details and send them to whoever looks after Liaison: "
                "they name no residents."
            ),
            self,
        )
        words.setObjectName("bug_words")
        words.setAccessibleName(words.text())
        words.setWordWrap(True)
        return words

    def _make_details(self, details: str) -> QPlainTextEdit:
        self._details = QPlainTextEdit(details, self)
        self._details.setObjectName("bug_details")
        self._details.setAccessibleName(self.tr("Details"))
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        return self._details

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        copy = self._make_button("bug_copy", self.tr("Copy details"))
        copy.clicked.connect(self._copy)
        folder = self._make_button("bug_folder", self.tr("Open log folder"))
        folder.setEnabled(self._log_folder is not None)
        folder.clicked.connect(self._open_folder)
        go_on = self._make_button("bug_go_on", self.tr("Go on working"))
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        for button in (copy, folder):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(go_on)
        return row

    def _make_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)

    def _open_folder(self) -> None:
        if self._log_folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))
