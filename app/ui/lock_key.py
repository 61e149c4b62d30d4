"""The key that locks, in every window of the program: a slip or a form must not swallow it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

KEYS = "Ctrl+Shift+L"
HAS_IT = "has_lock_key"


class LockKey(QObject):
    """Gives each window the key when it is first typed in; the main window has it on its own button."""

    wanted = Signal()

    def __init__(self, main: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lock_key")
        self._main = main
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._reach)

    def _reach(self, _old: QWidget | None, new: QWidget | None) -> None:
        window = None if new is None else new.window()
        if window is None or window is self._main or window.property(HAS_IT) or not self._is_in_use():
            return
        window.setProperty(HAS_IT, True)
        key = QShortcut(QKeySequence(KEYS), window)
        key.activated.connect(self.wanted)

    def _is_in_use(self) -> bool:
        return shiboken6.isValid(self._main) and self._main.isVisible()
