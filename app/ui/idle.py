"""Locks when nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from shiboken6 import isValid

TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
LOOK_MS = 5_000


class IdleWatch(QObject):
    """`idle` is sent once when `minutes` have passed since the last touch; a computer that slept counts as idle."""

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.setObjectName("idle_watch")
        self.minutes, self._clock, self._last = minutes, clock, clock()
        self._window: QWindow | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._window_changed)  # ends with this object

    def start(self) -> None:
        """Begin to watch the windows of the program, each once it gets the focus."""
        self._last = self._clock()
        self._timer.start()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            self._window_changed(app.focusWindow())

    def stop(self) -> None:
        """Watch no more."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        self._window_changed(None)

    def _window_changed(self, window: QWindow | None) -> None:
        """Input comes to the window that has the focus; filtering every object's events would cost too much."""
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = None
        self.look()
        if window is not None and self._timer.isActive():
            self._window = window
            window.installEventFilter(self)

    def look(self) -> None:
        """Whether the time is up; a clock set back begins the wait anew, and does not put it off."""
        self._last = min(self._last, self._clock())
        if self._timer.isActive() and self._clock() - self._last >= self.minutes * 60:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self.look()  # after a sleep the first touch must not count before the time is judged
            self._last = self._clock()
        return False
