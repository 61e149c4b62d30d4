"""How long the window ever stood still: a meter for tests and the bench."""

from __future__ import annotations

import time
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer


class GapMeter(QObject):
    """Measures the longest time in which the event loop could not run; use as a context manager or by hand.

    A timer ticks every `every_ms`; the gap is what passed between two ticks beyond that, in milliseconds.
    """

    def __init__(self, *, every_ms: int = 5, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._every = every_ms
        self._last = 0.0
        self._gaps: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._tick)

    @property
    def longest_ms(self) -> float:
        """The longest gap so far, in milliseconds; 0.0 before the first tick."""
        return max(self._gaps, default=0.0)

    @property
    def gaps_ms(self) -> list[float]:
        """Every gap measured so far, in milliseconds, oldest first."""
        return list(self._gaps)

    def start(self) -> None:
        """Forget what was measured and begin."""
        self._gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> float:
        """End, count the gap still open, and answer with the longest one in milliseconds."""
        if self._timer.isActive():
            self._tick()
            self._timer.stop()
        return self.longest_ms

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append(max(0.0, (now - self._last) * 1000 - self._every))
        self._last = now

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
