"""The Qt binding itself: sound on the Python we run on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    """Rings."""

    rung = Signal(int, bool)


def test_that_a_hundred_thousand_signals_do_not_abort() -> None:
    """PySide6 6.12.0 on Python 3.11 dropped a reference at each emit and died after some 550 (PYSIDE-3474)."""
    bell, heard = Bell(), 0

    def hear(number: int, loud: bool) -> None:
        nonlocal heard
        heard += number * loud

    bell.rung.connect(hear)
    for _ in range(100_000):
        bell.rung.emit(1, True)
        bell.objectName()
        bell.setObjectName("bell")
    assert heard == 100_000
