"""Python's search for cycles, in the UI thread only: a window that dies in a worker takes the program with it."""

from __future__ import annotations

import gc
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 200
"""How often to look; what is thrown away meanwhile is little, for most of it needs no search."""
YOUNG, MIDDLE, OLD = 700, 10, 10
"""How much of each generation is let gather: Python's own measure."""

_sweepers: WeakSet[Sweeper] = WeakSet()


class Sweeper(QObject):
    """While one lives, Python searches for cycles only here.

    By itself Python searches in whatever thread happens to make an object. A closed form is such a cycle; found by a
    reader or the writer, its widgets would be destroyed there and their timers would go on without them: a crash.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("sweeper")
        _sweepers.add(self)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Search as deep as it is time for."""
        young, middle, old = gc.get_count()
        if young >= YOUNG:
            gc.collect(0 if middle < MIDDLE else 1 if old < OLD else 2)

    def stop(self) -> None:
        """The threads have ended: with the last of the sweepers Python searches by itself again."""
        self._timer.stop()
        _sweepers.discard(self)
        if not _sweepers:
            gc.enable()
