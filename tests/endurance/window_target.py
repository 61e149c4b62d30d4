"""The real window, off-screen: somebody types into a slip until the program is killed; each stroke is a line."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.config import OfficePaths, Settings
from app.demo import PASSWORD
from app.ui.program import Program
from app.vault import Cost
from tests.endurance.office import LOGIN

STROKE_MS = 60


class Typist:
    """Signs in, opens a slip, and types what is said, a sign at a time."""

    def __init__(self, folder: Path) -> None:
        self.app = QApplication(["liaison"])
        self.program = Program(OfficePaths(folder), settings=Settings(), cost=Cost.cheap())
        self.program.start()
        self.program.page.open_wanted.emit(LOGIN, PASSWORD)
        self.strokes = 0
        self._timer = QTimer()
        self._timer.setInterval(STROKE_MS)
        self._timer.timeout.connect(self._type)
        self._timer.start()
        self._slip: Any = None

    def _type(self) -> None:
        window = self.program.entry.window if self.program.entry is not None else None
        if window is None:
            return
        if self._slip is None:
            print("entered", flush=True)
            window.seat.slip_wanted.emit({})
            self._slip = list(window.slips.slips.values())[-1]
        self.strokes += 1
        self._slip.said.textCursor().insertText("x")
        print(f"typed {time.time()} {self.strokes}", flush=True)


if __name__ == "__main__":
    typist = Typist(Path(sys.argv[1]))
    sys.exit(typist.app.exec())
