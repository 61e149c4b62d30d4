"""The window at sign-in beside a bare Qt window, each in a process of its own, from its start until it is painted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure

N = 7
UNTIL_PAINTED = """
import time
from PySide6.QtCore import QEvent, QObject

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print(repr(time.time()), flush=True)
            import os
            os._exit(0)
        return False
"""
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
app = QApplication([])
window = QMainWindow()
middle = QWidget(window)
window.setCentralWidget(middle)
window.resize(1440, 900)
painted = Painted()
middle.installEventFilter(painted)
window.show()
app.exec()
"""
OURS_FIRST = """
import sys
from app.__main__ import window
main = window()
"""
OURS = """
from app.ui.program import Program
painted, start = Painted(), Program.start

def watched(program):
    start(program)
    program.page.installEventFilter(painted)

Program.start = watched
main(sys.argv[1:])
"""


def measure(folder: Path) -> list[Figure]:
    """Both in turn."""
    ours, bare = [], []
    for _ in range(N + 1):
        ours.append(_until_painted(OURS_FIRST + UNTIL_PAINTED + OURS, "--data-dir", str(folder)))
        bare.append(_until_painted(UNTIL_PAINTED + BARE))
    note = "a bare QMainWindow of the same size, painted; both from the start of Python, the first of each not counted"
    return [Figure("window at sign-in", ours[1:], bare[1:], note, limit=1.3, of="ratio")]


def _until_painted(words: str, *given: str) -> float:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", words, *given], capture_output=True, text=True, env=env, timeout=60, check=False
    )
    if not done.stdout.strip():
        raise RuntimeError(f"The window was never painted: {done.stderr}")
    return (float(done.stdout.split()[-1]) - start) * 1000
